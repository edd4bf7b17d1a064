"""Every paper the program prints: its code, its title, what must be chosen first, and how it is made.

    wanted = Wanted(term=term, batch=batch)
    path = print_document(store, DOCUMENTS["D8"], wanted, folder)

The window and the word `print` of the command line both go this way, so what is carried out is noted once, here.
The documents are imported where they are made: ReportLab takes a tenth of a second that no start should wait for.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledgers.batches import AidBatch
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.services.files import free_name, safe_name
from desktop.services.paper.catalogue_aid import AID_PAPERS
from desktop.services.paper.catalogue_care import CARE_PAPERS
from desktop.services.paper.catalogue_drop import DROP_PAPERS
from desktop.services.paper.catalogue_meals import MEAL_PAPERS
from desktop.services.paper.catalogue_pupils import PUPIL_PAPERS
from desktop.services.paper.document import ASKED, Document, Job, Wanted, batch_mark, names_of
from desktop.services.progress import Progress

__all__ = ["DOCUMENTS", "Document", "Job", "Wanted", "batches_of", "demand", "file_name", "print_document"]
LONGEST = 60  # characters of a title in a file name: some disks allow 255 bytes, three to a character


def print_document(
    store: Store, document: Document, wanted: Wanted, folder: Path, *,
    progress: Progress | None = None, proof: bool = False, without: list[str] | None = None,
) -> Path:  # fmt: skip
    """Make a paper in `folder` and note that it was printed; nothing there is overwritten. Returns the file.

    without: takes in what was not printed and why.
    Raises NotAllowed, Refused (something is not chosen, nothing to print, a missing glyph), CannotWrite, Cancelled.
    """
    store.session.demand("print", f"打印{document.title}")
    demand(document, wanted)
    job = document.prepare(store, wanted)
    path = free_name(folder / file_name(job))
    job.draw(path, progress, proof)
    store.note_access("打印", path.stem, job.count)
    if without is not None and job.left_out:
        without.append(job.left_out)
    return path


def file_name(job: Job) -> str:
    """青禾县…生活补助资金发放登记表（第1批，44人）.pdf: the paper's title, of which list it is, how many are on it."""
    told = [part for part in (job.mark, f"{job.count}{job.counter}" if job.counter else "") if part]
    title = safe_name(job.title)[: LONGEST - len(job.mark)]
    return f"{title}（{safe_name('，'.join(told))}）.pdf" if told else f"{title}.pdf"


def demand(document: Document, wanted: Wanted) -> None:
    """Raise Refused that names what has still to be chosen."""
    lacking = [ASKED[name] for name in document.needs if not getattr(wanted, name)]
    if lacking:
        raise Refused(f"打印“{document.title}”要先选好{'、'.join(lacking)}。")


def _policy_letter(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import policy_letter as paper

    assert wanted.term
    copies = {
        "one": lambda: [paper.Copy()],
        "pupil": lambda: paper.copies_for_pupils(wanted.students or _on_roll(store)),
        "class": paper.copies_for_classes,
    }[wanted.copies]()
    apply_by = wanted.apply_by or wanted.day + dt.timedelta(days=10)
    letter = paper.policy_letter(wanted.term, wanted.day, apply_by, copies=copies)
    counter = "" if wanted.copies == "one" else "份"
    return Job(letter.title, len(copies), counter, lambda p, g, f: paper.draw(p, letter, progress=g, proof=f))


def _aid_letter(store: Store, wanted: Wanted) -> Job:
    from desktop.services.aid.letter_changes import sentence_of
    from desktop.services.paper.documents import aid_letter as paper

    job = paper.letters_of(
        _batch(wanted),
        by_household=wanted.by_household,
        order=wanted.order,
        only=wanted.notices,
        day=wanted.day,
    )
    title = f"{_school_name()}{job.title}"
    without = paper.left_out(job)
    count = len(job.letters) + len(job.stopped) - len(without)
    return Job(
        title, count, "份", lambda p, g, f: paper.print_letters(store, job, p, progress=g, proof=f),
        batch_mark(_batch(wanted), title), sentence_of(without),
    )  # fmt: skip


def _delivery_list(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import delivery_list as paper

    found = paper.delivery_list(_batch(wanted), wanted.notices)
    return Job(
        found.title, len(found.letters), "份", lambda p, g, f: paper.draw(p, found, progress=g, proof=f),
        batch_mark(_batch(wanted), found.title),
    )  # fmt: skip


def _roll_of_batch(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import name_roll as paper

    found = paper.roll_of_batch(_batch(wanted))
    return _roll(found, wanted, batch_mark(_batch(wanted), found.title))


def _roll_of_pupils(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import name_roll as paper

    assert wanted.term
    students, seen = wanted.students or _on_roll(store), store.session.classes
    whom = wanted.what or ("在校学生" if seen is None else f"{names_of(seen)}在校学生")
    return _roll(paper.roll_of(students, wanted.term.title, whom), wanted)


def _roll(roll: Any, wanted: Wanted, mark: str = "") -> Job:
    from desktop.services.paper.documents import name_roll as paper

    return Job(
        roll.title,
        len(roll.people),
        "人",
        lambda p, g, f: paper.draw(p, roll, progress=g, proof=f, day=wanted.day),
        mark,
    )


def _payment_list(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import payment_list as paper

    found = paper.payment_list(_batch(wanted))
    return Job(
        found.title,
        len(found.lines),
        "人",
        lambda p, g, f: paper.draw(p, found, progress=g, proof=f, day=wanted.day),
        batch_mark(_batch(wanted), found.title),
    )


def _ledger_list(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import ledger_list as paper

    assert wanted.ledger
    found = paper.ledger_list(
        wanted.ledger, wanted.records, wanted.columns,
        title=wanted.what, masked=wanted.masked, by_class=wanted.by_class,
    )  # fmt: skip
    title = f"{_school_name()}{found.title}"
    return Job(
        title, found.count, wanted.ledger.counter, lambda p, g, f: paper.draw(p, found, progress=g, proof=f)
    )


def _class_sheet(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import class_sheet as paper

    assert wanted.term
    found = paper.class_sheet(store, wanted.term, wanted.classes, wanted.heads)
    title = f"{_school_name()}{found.title}"
    return Job(title, len(found.classes), "个班", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


def _pupil_sheet(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import pupil_sheet as paper

    found = paper.pupil_sheet(store, wanted.students[0], wanted.years, wanted.day)
    return Job(found.title, 1, "", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


def _id_corrections(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import id_corrections as paper

    found = paper.from_draft(wanted.draft) if wanted.draft is not None else paper.from_waiting(_open_rows())
    return Job(
        found.title, len(found.corrections), "人", lambda p, g, f: paper.draw(p, found, progress=g, proof=f)
    )


def _recovery_code(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import recovery_code as paper

    found = paper.RecoveryCode(wanted.code, wanted.day)
    return Job(
        f"{_school_name()}{found.title}", 1, "", lambda p, g, f: paper.draw(p, found, progress=g, proof=f)
    )


def _handover(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import handover as paper

    assert wanted.manifest
    found = paper.Handover(wanted.manifest, wanted.check_code)
    return Job(found.title, 1, "", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


def _batch(wanted: Wanted) -> int:
    assert wanted.batch is not None
    return wanted.batch


def _school_name() -> str:
    from desktop.services.paper.documents.common import school_on_paper

    return str(school_on_paper().school_name)


def _on_roll(store: Store) -> list[int]:
    """Pupils who are here, by class and seat."""
    rows = (
        store.rows(Student)
        .join(SchoolClass)
        .where(Student.left_on.is_null())
        .order_by(SchoolClass.grade, SchoolClass.number, Student.seat_no, Student.id)
    )
    return [row.id for row in rows]


def _open_rows() -> list[Any]:
    from desktop.models.ledgers.desk import WaitingRow

    return list(WaitingRow.select().where(WaitingRow.state == "open").order_by(WaitingRow.id))


def batches_of(term: Term) -> list[tuple[int, str]]:
    """The batches of a term a paper can be made of: (id, caption)."""
    rows = (
        AidBatch.select()
        .where((AidBatch.term == term.code) & (AidBatch.state != "void"))
        .order_by(AidBatch.id)
    )
    return [(row.id, AidBatch.caption(row)) for row in rows]


_ALL = (
    Document("D1", "资助政策告知书", ("term",), "none", _policy_letter, "开学发给每个家长的一封信，带回执。"),
    Document(
        "D2",
        "学生资助告知书",
        ("batch",),
        "masked",
        _aid_letter,
        "发放后告诉每户：多少钱、凭什么、打到哪张卡。",
    ),
    Document("D2S", "告知书送达清单", ("batch",), "none", _delivery_list, "每班一张，送到了请家长签收。"),
    Document(
        "D7", "受助学生花名册", ("batch",), "full", _roll_of_batch, "一批资助的学生，给中心校和县里看。"
    ),
    Document("D7A", "学生花名册", ("term",), "full", _roll_of_pupils, "全校或筛选出来的学生。"),
    Document("D8", "资金发放登记表", ("batch",), "full", _payment_list, "一式三份，家长签字按手印。"),
    Document(
        "LIST", "台账清单", ("ledger", "records"), "masked", _ledger_list, "眼前这张表，按选好的列打印。"
    ),
    Document("CLASS", "班级名册", ("term",), "none", _class_sheet, "打勾用的空白名册，一班一张。"),
    Document(
        "PUPIL",
        "学生资助情况页",
        ("students",),
        "masked",
        _pupil_sheet,
        "一个学生的情况和经过，和家长谈话、归档用。",
    ),
    Document("ID", "身份证号更正单", (), "full", _id_corrections, "号码有误的学生，请家长照户口簿填写。"),
    Document("CODE", "恢复码打印单", ("code",), "none", _recovery_code, "密码全忘了的时候用，打印后锁好。"),
    Document("SLIP", "报送交接单", ("manifest",), "none", _handover, "随 U 盘交给中心校，双方签字。"),
)
DOCUMENTS: dict[str, Document] = {
    document.code: document
    for document in (*_ALL, *AID_PAPERS, *PUPIL_PAPERS, *MEAL_PAPERS, *CARE_PAPERS, *DROP_PAPERS)
}
