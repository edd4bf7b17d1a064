"""报送 as the window does it: the package with the printed forms of its lists and the slip that goes with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models import money
from desktop.models.errors import Refused
from desktop.models.ledgers.batches import AidBatch
from desktop.models.ledgers.desk import SentPackage
from desktop.models.terms import Term
from desktop.services.exchange import dropout, meals, package
from desktop.services.exchange import manifest as manifests
from desktop.services.exchange.package import PackagePlan, Written
from desktop.services.progress import Progress

FORMS = ("D7", "D8")  # of the catalogue: 花名册 and 发放登记表, one each for every list


def lists_of(term: Term) -> list[Any]:
    """The term's lists that may be sent: all but the void ones, in their order."""
    rows = AidBatch.select().where((AidBatch.term == term.code) & (AidBatch.state != "void"))
    return list(rows.order_by(AidBatch.programme, AidBatch.number))


def send(
    plan: PackagePlan, target: Path, password: str, medium: str, progress: Progress | None = None
) -> Written:
    """Write what was previewed into `target`. Raises what `package.write` raises, and MissingGlyph."""
    from desktop.services.paper.documents.handover import slip

    progress = progress or Progress()

    def papers(folder: Path) -> list[Path]:
        return list(_forms(plan, folder, progress))

    return package.write(plan, target, password, papers=papers, slip=slip, medium=medium, progress=progress)


def _forms(plan: PackagePlan, folder: Path, progress: Progress) -> Iterator[Path]:
    from desktop.services.paper.catalogue import DOCUMENTS, Wanted, file_name

    for part in plan.parts:
        for code in FORMS:
            job = DOCUMENTS[code].prepare(
                plan.store, Wanted(day=plan.day, term=plan.term, batch=part.batch.id)
            )
            path = folder / file_name(job)
            progress.say(f"制作 {path.name}")
            job.draw(path, progress, False)
            yield path
    of_months = [(meals.FORMS, one.month) for one in plan.meals]
    of_months += [(dropout.FORMS, row.month) for row in plan.dropout]
    for codes, month in of_months:
        for code in codes:
            job = DOCUMENTS[code].prepare(plan.store, Wanted(day=plan.day, month=month))
            path = folder / file_name(job)
            progress.say(f"制作 {path.name}")
            job.draw(path, progress, False)
            yield path


def forms_of(plan: PackagePlan) -> int:
    """How many printed forms go with a package."""
    months = len(plan.meals) * len(meals.FORMS) + len(plan.dropout) * len(dropout.FORMS)
    return len(plan.parts) * len(FORMS) + months


@dataclass(frozen=True)
class Checked:
    """A package that was read back and found whole: its check code, and what it says of itself."""

    code: str
    sentence: str


def verdict(folder: Path) -> Checked:
    """Read a package back, on the stick or copied: files, manifest, slip, and what our own books remember of it.

    Raises NoPackage; Refused names the first thing that is missing, differs or does not belong.
    """
    told = manifests.read(folder)
    code = manifests.check_code(told)
    differences = [*manifests.verify(folder), manifests.slip_problem(folder, code), _not_ours(folder, code)]
    if differences := [one for one in differences if one]:
        more = f"另外还有 {len(differences) - 1} 处。" if len(differences) > 1 else ""
        raise Refused(f"{differences[0]}{more}")
    try:
        return Checked(code, says(told))
    except (KeyError, TypeError, AttributeError, ValueError):
        raise Refused(
            f"“{folder.name}”的清单里读不出学校、人数和金额，不是本程序写的。请让学校重新报送。"
        ) from None


def _not_ours(folder: Path, code: str) -> str:
    """Where this school sent a package of that name: whether it had this code then."""
    codes = [row.check_code for row in SentPackage.select().where(SentPackage.folder == folder.name)]
    if not codes or code in codes:
        return ""
    return f"台账里记着“{folder.name}”报送时的校验码是 {codes[-1]}，现在算出来是 {code}，清单被改过。请重新报送。"


def says(manifest: Mapping[str, Any]) -> str:
    """School, day, people and sums of a manifest. Raises KeyError, TypeError … for one that is not ours."""
    school, made = manifest["school"]["name"], manifest["made_at"][:10]
    parts = [f"{school}，{manifest['term_title']}，{made} 制作", f"花名册 {manifest['counts']['pupils']} 人"]
    for batch in manifest["batches"]:
        parts.append(f"{batch['name']} {batch['people']} 人次 {money.figures(batch['fen'])} 元")
    for one in manifest.get("meals") or ():
        parts.append(f"{one['month']} 营养餐 {one['fed_times']} 人次 应拨 {money.figures(one['due_fen'])} 元")
    for one in manifest.get("dropout") or ():
        parts.append(
            f"{one['month']} 控辍月报 应在校 {one['should']} 人，疑似和辍学 {one['suspected'] + one['dropped']} 人"
        )
    return f"{'；'.join(parts)}。"
