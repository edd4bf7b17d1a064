"""报送 as the window does it: the package with the printed forms of its lists and the slip that goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledgers.batches import AidBatch
from desktop.models.terms import Term
from desktop.services.exchange import manifest as manifests
from desktop.services.exchange import meals, package
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
    for month in plan.meals:
        for code in meals.FORMS:
            job = DOCUMENTS[code].prepare(plan.store, Wanted(day=plan.day, month=month.month))
            path = folder / file_name(job)
            progress.say(f"制作 {path.name}")
            job.draw(path, progress, False)
            yield path


def forms_of(plan: PackagePlan) -> int:
    """How many printed forms go with a package."""
    return len(plan.parts) * len(FORMS) + len(plan.meals) * len(meals.FORMS)


def verdict(folder: Path) -> str:
    """Read a package back, on the stick or copied: its check code when all is as it was written.

    Raises NoPackage; Refused names the first file that is missing or differs.
    """
    differences = manifests.verify(folder)
    if differences:
        more = f"另外还有 {len(differences) - 1} 处。" if len(differences) > 1 else ""
        raise Refused(f"{differences[0]}{more}")
    return manifests.check_code(manifests.read(folder))
