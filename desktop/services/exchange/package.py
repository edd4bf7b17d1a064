"""The package for the township: previewed, then written to a stick whole or not at all, and remembered.

    planned = plan(store, school_file, term, [batch])          # nothing is written: show contents and warnings
    written = write(planned, Path("E:/"), password, papers=…, slip=…)

On the stick it is one folder named as people name it. It is built in a folder `~….part` beside its final place,
every file is forced out and read back, and only then the folder takes its name.
"""

from __future__ import annotations

import datetime as dt
import errno
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.models import journal
from desktop.models.errors import Refused
from desktop.models.ledgers.batches import AidBatch
from desktop.models.ledgers.desk import SentPackage, WaitingRow
from desktop.models.ledgers.school import the_school
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.services import files
from desktop.services.aid import checks
from desktop.services.aid.batches import is_draft
from desktop.services.exchange import dropout, meals
from desktop.services.exchange import manifest as manifests
from desktop.services.exchange.contents import (
    BatchPart,
    Words,
    part_of,
    payment_sheet,
    pupils_on_roll,
    roster_sheet,
    spoken_school,
    summary_sheet,
    wording,
)
from desktop.services.exchange.meals import MealMonth
from desktop.services.files import CannotWrite
from desktop.services.paper.lock import lock_pdf
from desktop.services.progress import Progress
from desktop.services.school_file import SchoolFile
from desktop.services.sheets.write import Sheet, check_password, write_sheet

Papers = Callable[[Path], list[Path]]  # makes the printed forms in a folder; returns their paths
Slip = Callable[[dict[str, Any], str, Path], None]  # (manifest, check code, path of the slip to be made)
RENAME_PAUSES = (0.0, 0.3, 1.0, 2.0)  # seconds: on Windows a virus scanner may hold a new file for a moment
LEFT_OVER = re.compile(r"~.+\.[0-9a-f]{6}\.part")  # how a package is called while it is being written


@dataclass(frozen=True)
class Item:
    """One workbook of the package as it will be written. `fen` is None where no money is listed."""

    file: str
    sheet: Sheet = field(repr=False)
    people: int | None
    fen: int | None
    locked: bool


@dataclass(frozen=True)
class PackagePlan:
    """What would be sent, settled now: `write` sends exactly this, or refuses when the books changed since."""

    store: Store = field(repr=False)
    school_file: SchoolFile = field(repr=False)
    school: Any = field(repr=False)
    term: Term
    day: dt.date
    folder: str
    pupils: int
    parts: tuple[BatchPart, ...]
    items: tuple[Item, ...]
    warnings: tuple[str, ...]
    head: journal.Head
    meals: tuple[MealMonth, ...] = ()
    dropout: tuple[Any, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """Pupils, lists, and lines on them; months of meals where any are sent."""
        lines = sum(len(part.grants) for part in self.parts)
        counts = {"pupils": self.pupils, "batches": len(self.parts), "grants": lines}
        counts |= {"meal_months": len(self.meals)} if self.meals else {}
        return counts | {"dropout_months": len(self.dropout)} if self.dropout else counts

    @property
    def sums(self) -> dict[str, int]:
        """In 分: of all lists (split where some are drafts), and of what was due for meals and spent on them."""
        drafts = [part.fen for part in self.parts if part.draft]
        sums = {"grants": self.fen}
        if drafts:
            sums |= {"grants_approved": self.fen - sum(drafts), "grants_draft": sum(drafts)}
        if not self.meals:
            return sums
        due, spent = (sum(one.sum_of(name) for one in self.meals) for name in ("due_amount", "spent"))
        return sums | {"meals_due": due, "meals_spent": spent}

    @property
    def fen(self) -> int:
        """The sum of all lists, in 分."""
        return sum(part.fen for part in self.parts)


@dataclass(frozen=True)
class Written:
    """A package that lies on the stick. The password is told by telephone, never written here."""

    folder: Path
    files: tuple[Path, ...]
    check_code: str
    manifest: dict[str, Any] = field(repr=False)


def plan(
    store: Store, school_file: SchoolFile, term: Term, batches: Sequence[int], *, day: dt.date | None = None,
    months: Sequence[str] = (), reports: Sequence[str] = (),
) -> PackagePlan:  # fmt: skip
    """What a package of some lists, of some months of meals and of 控辍月报 ("2026-10"), would hold. Writes nothing.

    Raises NotAllowed, Refused.
    """
    store.session.demand("export", "报送")
    store.session.demand_write(SentPackage.table(), SentPackage.title)
    school = the_school()
    if school is None:
        raise Refused("还没有填学校信息，请先在“学校”里填好，再报送。")
    day = day or dt.date.today()
    words = Words(spoken_school(school), term, f"{day:%Y%m%d}")
    parts = tuple(part_of(AidBatch.get_by_id(batch)) for batch in batches)
    pupils, served = pupils_on_roll(store), meals.chosen(term, months)
    items = tuple(_items(pupils, parts, words, day))
    items = (*items, *_meal_items(store, served, words, len(items) + 1))
    signed = dropout.chosen(term, reports)
    items = (*items, *_dropout_items(signed, words, len(items) + 1, day))
    folder = files.safe_name(words.fill(wording()["folder"]))
    warnings = (
        *_warnings(store, term, parts, pupils=pupils, school=school),
        *meals.warnings_of(store, served),
    )
    return PackagePlan(
        store, school_file, school, term, day, folder, len(pupils), parts, items, warnings, journal.head(), served, signed
    )  # fmt: skip


def _items(pupils: Sequence[Any], parts: Sequence[BatchPart], words: Words, day: dt.date) -> Iterator[Item]:
    def named(kind: str, number: int, **more: Any) -> str:
        return files.safe_name(words.fill(wording()[kind]["file"], 附件=number, **more)) + ".xlsx"

    yield Item(named("roster", 1, 人数=len(pupils)), roster_sheet(pupils, words), len(pupils), None, True)
    for number, part in enumerate(parts, 2):
        name = named("payments", number, 项目=part.called, 人数=len(part.grants))
        yield Item(name, payment_sheet(part, words), len(part.grants), part.fen, True)
    if parts:
        sheet, fen = summary_sheet(parts, words, day), sum(part.fen for part in parts)
        yield Item(named("summary", len(parts) + 2), sheet, None, fen, False)


def _meal_items(store: Store, served: Sequence[MealMonth], words: Words, first: int) -> Iterator[Item]:
    """Tables of meals name nobody, so they are not locked."""
    for number, (name, sheet, fen) in enumerate(meals.sheets_of(store, served, words), first):
        file = files.safe_name(name.replace("{附件}", str(number))) + ".xlsx"
        yield Item(file, sheet, None, fen, False)


def _dropout_items(signed: Sequence[Any], words: Words, first: int, day: dt.date) -> Iterator[Item]:
    """They name children, so they are locked."""
    for number, (name, sheet) in enumerate(dropout.sheets_of(signed, words, day), first):
        file = files.safe_name(name.replace("{附件}", str(number))) + ".xlsx"
        yield Item(file, sheet, len(sheet.rows), None, True)


def _warnings(
    store: Store, term: Term, parts: Sequence[BatchPart], *, pupils: Sequence[Any], school: Any
) -> Iterator[str]:
    """What the clerk should know before the stick leaves the house. None of it stops the package."""
    if not parts:
        yield "没有选资助批次，这次只报花名册。"
    for part in parts:
        yield from _warnings_of(store, part, term)
    if missing := sum(not pupil.id_number for pupil in pupils):
        yield f"花名册里有 {missing} 人没有身份证号。"
    if waiting := WaitingRow.select().where(WaitingRow.state == "open").count():
        yield f"“待补名单”里还有 {waiting} 行没有处理，花名册可能不全。"
    if not school.school_code:
        yield "没有填学校标识码，中心校要靠校名认包。请在“学校”里补上。"


def _warnings_of(store: Store, part: BatchPart, term: Term) -> Iterator[str]:
    name = AidBatch.caption(part.batch)
    if part.batch.state == "void":
        yield f"“{name}”已经作废，请去掉它。"
    elif is_draft(part.batch):
        yield f"“{name}”校长还没有审批，名单可能还会变，表格和交接单上都会标明是草稿。请先审批，再报送。"
    if part.batch.term != term.code:
        yield f"“{name}”不是{term.title}的批次，请看看是不是选错了。"
    errors = [one for one in checks.check_batch(store, part.batch.id) if one.severity == checks.ERROR]
    if errors:
        yield f"“{name}”检查出 {len(errors)} 处错误：{errors[0].sentence}"
    if missing := sum(not grant.account for grant in part.grants):
        yield f"“{name}”有 {missing} 人没有收款账户。"


# writing -----------------------------------------------------------------------------------------------


def write(
    plan: PackagePlan,
    target_folder: Path,
    password: str,
    *,
    papers: Papers,
    slip: Slip,
    medium: str = "",
    progress: Progress | None = None,
) -> Written:
    """Write the package into a folder of the stick, prove it, remember it. `medium`: the stick's name.

    Raises CannotWrite (full, pulled out, read-only, bad: nothing of it stays and old packages are untouched),
    Refused (weak password, no such folder, the books changed since the preview), NotKept, Cancelled.
    """
    progress = progress or Progress()
    check_password(password)
    _check_target(plan, target_folder)
    final = files.free_name(target_folder / plan.folder)
    with _part_folder(final) as part:
        manifest = _fill(plan, part, password, papers=papers, progress=progress)
        code = manifests.check_code(manifest)
        slip(manifest, code, part / manifests.SLIP)
        progress.say("逐个读回，核对写得对不对")
        _prove(part)
        _keep(plan, part, final, code=code, medium=medium)
    plan.store.note_access("报送", final.name, plan.pupils)
    return Written(final, tuple(sorted(path for path in final.rglob("*") if path.is_file())), code, manifest)


def _check_target(plan: PackagePlan, target: Path) -> None:
    if not target.is_dir():
        raise Refused(f"找不到“{target}”。请插好 U 盘，或另选一个文件夹。")
    if target.resolve().is_relative_to(plan.school_file.folder.path.resolve()):
        raise Refused("不要把报送包写进台账自己的文件夹，请选 U 盘或别的文件夹。")
    if journal.head() != plan.head:
        raise Refused("看过预览以后台账又改过，请回到上一步重新看一遍，再报送。")


@contextmanager
def _part_folder(final: Path) -> Iterator[Path]:
    """A folder beside the final place. Whatever goes wrong, it is gone afterwards, and a system's word is a sentence."""
    part = final.with_name(f"~{final.name}.{secrets.token_hex(3)}.part")
    try:
        _clear_away(final.parent)
        part.mkdir()
        yield part
    except OSError as error:
        raise CannotWrite(files.sentence_for(error, final)) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)  # on a stick that was pulled out there is nothing to remove


def _clear_away(folder: Path) -> None:
    """What a power cut left half written of an earlier package: it holds forms that are not locked yet."""
    for scrap in folder.glob("~*.part"):
        if LEFT_OVER.fullmatch(scrap.name) and scrap.is_dir() and not scrap.is_symlink():
            shutil.rmtree(scrap, ignore_errors=True)


def _fill(
    plan: PackagePlan, part: Path, password: str, *, papers: Papers, progress: Progress
) -> dict[str, Any]:
    """Workbooks, forms, manifest; returns the manifest."""
    entries = []
    for item in progress.follow(plan.items, len(plan.items), every=1):
        progress.say(f"写入 {item.file}")
        path = part / item.file
        if not part.is_dir():  # pulled out: nothing may be written where the stick was
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(part))
        write_sheet(item.sheet, path, password=password if item.locked else "", progress=progress)
        entries.append(manifests.entry_of(path, part, rows=len(item.sheet.rows), locked=item.locked))
    progress.say("制作打印件")
    for path in papers(part):
        pages = manifests.pages_of(path)
        lock_pdf(
            path, password
        )  # the forms hold whole numbers and accounts: they leave the house locked, too
        entries.append(manifests.entry_of(path, part, pages=pages, locked=True))
    manifest = _manifest(plan, entries)
    if plan.meals:
        manifest["meals"] = meals.in_manifest(plan.meals)
    if plan.dropout:
        manifest["dropout"] = dropout.in_manifest(plan.dropout)
    (part / manifests.NAME).write_bytes(manifests.canonical(manifest))
    return manifest


def _manifest(plan: PackagePlan, entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Counts and sums in 分; nobody's name but the sender's."""
    school = plan.school
    batches = [
        {"programme": part.programme.code, "name": part.called, "state": part.batch.state, "draft": part.draft,
         "people": len(part.grants), "fen": part.fen}
        for part in plan.parts
    ]  # fmt: skip
    return {
        "schema": manifests.SCHEMA, "note": wording()["manifest_note"], "program": manifests.program_version(),
        "school": {"name": school.school_name, "code": school.school_code, "township": school.township,
                   "county": school.county},
        "term": plan.term.code, "term_title": plan.term.title, "folder": plan.folder,
        "made_at": journal.now().isoformat(), "made_by": plan.store.session.who,
        "counts": plan.counts, "sums_fen": plan.sums, "batches": batches, "files": list(entries),
        "journal": {"number": plan.head.number, "mac": plan.head.mac},
    }  # fmt: skip


def _prove(part: Path) -> None:
    """Force everything out of memory, then read it back. Raises CannotWrite."""
    for path in part.rglob("*"):
        if path.is_file():
            _force_out(path)
    problems = manifests.verify(part)
    if problems:
        raise CannotWrite(f"写入后读回不一致，这个 U 盘可能坏了，请换一个。{problems[0]}")


def _force_out(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
        if hasattr(os, "posix_fadvise"):  # so that it is read back from the stick; Windows has no such call
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _keep(plan: PackagePlan, part: Path, final: Path, *, code: str, medium: str) -> None:
    """The folder takes its name inside the step that remembers it: both happen, or neither."""
    named = False
    try:
        with plan.store.step(f"报送 {final.name}", kind="send", final=True) as step:
            step.add(SentPackage, _record(plan, final, code, medium))
            dropout.mark_sent(step, plan.dropout, plan.day)
            _rename(part, final)
            named = True
            _force_out_folder(final.parent)
    except BaseException:
        if named:
            shutil.rmtree(final, ignore_errors=True)
        raise


def _record(plan: PackagePlan, final: Path, code: str, medium: str) -> dict[str, Any]:
    return {
        "day": plan.day, "term": plan.term.code, "folder": final.name, "medium": medium[:60] or None,
        "content": "\n".join(item.file for item in plan.items), "pupils": plan.pupils, "check_code": code,
        "journal_number": plan.head.number, "journal_mac": plan.head.mac, "who": plan.store.session.who,
    }  # fmt: skip


def _rename(part: Path, final: Path) -> None:
    for pause in RENAME_PAUSES[1:]:
        with suppress(PermissionError):
            os.replace(part, final)
            return
        time.sleep(pause)
    os.replace(part, final)


def _force_out_folder(folder: Path) -> None:
    """The new name itself must reach the stick. Windows offers no such call for a folder."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
