"""Papers and packages asked for by words: the batch is found by term and programme, the forms of a package are chosen here."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batches import AidBatch
from desktop.models.ledgers.meal_menus import MenuWeek
from desktop.models.ledgers.students import Student
from desktop.models.terms import Term
from desktop.services.aid.batches import is_draft
from desktop.services.attachments import Attachments
from desktop.services.exchange import dropout, meals, package, stick
from desktop.services.exchange.contents import spoken_school
from desktop.services.exchange.manifest import pages_of
from desktop.services.files import free_name
from desktop.services.meals.calendar import month_span
from desktop.services.paper.catalogue import DOCUMENTS, Wanted, print_document
from desktop.services.paper.catalogue_aid import pay_lists_of, postings_of, rounds_of
from desktop.services.paper.document import ASKED, Document
from desktop.services.paper.documents.common import school_on_paper
from desktop.services.paper.documents.name_roll_aid import rolls
from desktop.services.papers_month import BY_MONTH, demand_use
from desktop.services.progress import Progress
from desktop.services.pupils_named import pupils_named
from desktop.services.school_file import SchoolFile

HUNG = {
    "round": rounds_of,
    "posting": postings_of,
    "pay_list": pay_lists_of,
}  # what a paper may need of a term beside its lists
BY_PUPIL = (
    "D1", "D3", "D7A", "D10", "D11", "D11H", "D12", "D14", "D14P", "D15", "D16", "D17", "D17B", "D18", "DCASE", "D28",
    "D29", "D30", "CARE5", "GROW", "HANDBOOK", "PUPIL", "AID",
)  # fmt: skip  # papers that can be made of some pupils alone
ONE_EACH = ("D29",)  # papers of which every pupil has one of his own
IN_PACKAGE = ("D7", "D8")  # the forms a township asks for with every list


@dataclass(frozen=True)
class Made:
    """A paper that was made. left_out: what is not on it and why."""

    path: Path
    pages: int
    left_out: str = ""


def list_documents() -> dict[str, str]:
    """Code -> title of every paper."""
    return {code: document.title for code, document in DOCUMENTS.items()}


def batches_in(term: Term, programme: str | None = None) -> list[int]:
    """The lists of a term, of one programme when its code is given."""
    wanted = (AidBatch.term == term.code) & (AidBatch.state != "void")
    rows = AidBatch.select().join(AidProgramme).where(wanted).order_by(AidProgramme.place, AidBatch.number)
    return [row.id for row in rows if programme is None or row.programme.code == programme]


def make_papers(
    school: SchoolFile,
    code: str,
    *,
    to: Path,
    term: Term | None = None,
    programme: str | None = None,
    students: Sequence[str] = (),
    roll: str | None = None,
    month: str = "",
    meal: str = "",
    progress: Progress | None = None,
) -> list[Made]:
    """One paper, or one for each list of the term. `to` is a folder, or the name of a PDF when it is one paper.

    students: pupils in words, see `pupils_named`; roll: a kind of roll in words, see `roll_named`. month, meal: of the
    papers of 营养餐, such as "2026-10" and "lunch"; a menu is printed for every week of the month, the papers of
    `papers_month` for every week or every 盘点 of it.
    Raises Refused for an unknown code, when something needed is not told, and for words this paper has no use for.
    """
    document = DOCUMENTS.get(code)
    if document is None:
        raise Refused(f"没有代号为“{code}”的文书。可用的有：{'、'.join(DOCUMENTS)}。")
    wanted = Wanted(
        term=term, records=_every_pupil(school) if "records" in document.needs else (), ledger=Student,
        attachments=Attachments(school.folder.attachments, school.key),
        roll=_roll_for(document, roll), month=_month_for(document, month), meal=meal,
        **_pupils_for(school, document, students),
    )  # fmt: skip
    chosen: Sequence[Wanted] = [wanted]
    if "batch" in document.needs:
        asked, name = _demand_term(document, term), _programme_named(programme)
        chosen = [replace(wanted, batch=batch) for batch in batches_in(asked, programme)]
        if not chosen:
            raise Refused(f"{asked.title}还没有{name and f'“{name}”的'}资助批次，请先生成名单。")
    for need, found in HUNG.items():
        if need in document.needs:
            ids = [record for record, _ in found(_demand_term(document, term))]
            chosen = [_with(wanted, need, record) for record in ids]
            if not chosen:
                raise Refused(f"这个学期还没有{ASKED[need]}，没有可打印的“{document.title}”。")
    if month and code in BY_MONTH:
        chosen = [replace(wanted, **one) for one in BY_MONTH[code](school.store, document, month, meal)]
    if "menu" in document.needs:
        chosen = [_with(wanted, "menu", record) for record in _menus(document, month, meal)]
    if code in ONE_EACH:
        chosen = [replace(wanted, students=(student,)) for student in wanted.students]
    folder = to.parent if to.suffix.lower() == ".pdf" else to
    make_room(folder)
    made: list[Made] = []
    refused: list[Refused] = []
    for one in chosen:
        without: list[str] = []
        try:
            path = print_document(school.store, document, one, folder, progress=progress, without=without)
        except Refused as refusal:
            if len(chosen) == 1 or not one.posting:
                raise
            refused.append(refusal)  # a 公示 that was broken off has no statement; the others have theirs
            continue
        if to.suffix.lower() == ".pdf" and len(chosen) == 1:
            path = path.replace(to)
        made.append(Made(path, pages_of(path), "".join(without)))
    if refused and not made:
        raise refused[0]
    return (
        [*made[:-1], replace(made[-1], left_out=made[-1].left_out + _not_made(refused))] if refused else made
    )


def _not_made(refused: Sequence[Refused]) -> str:
    """What is said of postings that have no such paper: each reason once, with its count."""
    counts = Counter(str(one) for one in refused)
    return "".join(f"另有 {count} 次没有打印：{why}" for why, count in counts.items())


def _programme_named(code: str | None) -> str:
    """The name of a programme told by its code; "" when none is told. Raises Refused that lists those there are."""
    if code is None:
        return ""
    rows = list(AidProgramme.select().order_by(AidProgramme.place))
    found = next((row for row in rows if row.code == code), None)
    if found is None:
        known = "、".join(f"{row.code}（{row.name}）" for row in rows if row.role == "grant")
        raise Refused(f"没有代号为“{code}”的资助项目。可用的有：{known}。")
    return str(found.name)


def make_room(folder: Path) -> None:
    """The folder that something goes into, made when it is not there. Raises Refused where none can be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise Refused(f"建不了文件夹“{folder}”，这个位置不让写。请换一个能写入的文件夹。") from None


def _with(wanted: Wanted, need: str, record: int) -> Wanted:
    told: dict[str, Any] = {need: record}
    return replace(wanted, **told)


def roll_named(words: str) -> str:
    """The code of a roll told by code or title (受助学生, 孤儿). Raises Refused that lists the plain ones."""
    known = rolls()
    if words in known:
        return words
    found = [code for code, title in known.items() if title == words]
    if len(found) != 1:
        plain = "、".join(title for code, title in known.items() if ":" not in code)
        raise Refused(f"没有“{words}”这种花名册。可用的有：{plain}，或一种困难类型的名称。")
    return found[0]


def _roll_for(document: Document, roll: str | None) -> str:
    if "roll" not in document.needs:
        if roll is not None:
            raise Refused(f"“{document.title}”没有种类可选，请去掉 --list。")
        return ""
    if roll is None:
        raise Refused(f"打印“{document.title}”要用 --list 写明种类，如 --list 受助学生。")
    return roll_named(roll)


def _month_for(document: Document, month: str) -> str:
    demand_use(document, month)
    if "month" in document.needs and not month:
        raise Refused(f"打印“{document.title}”要用 --month 写明月份，如 --month 2026-10。")
    return month


def _menus(document: Document, month: str, meal: str) -> list[int]:
    if not month:
        raise Refused(f"打印“{document.title}”要用 --month 写明月份，如 --month 2026-10。")
    first, last = month_span(month)
    monday = first - dt.timedelta(days=first.weekday())
    rows = MenuWeek.select().where(MenuWeek.monday.between(monday, last) & (MenuWeek.kind == meal))
    found = [row.id for row in rows.order_by(MenuWeek.monday)]
    if not found:
        raise Refused(f"{month} 没有食谱，没有可打印的“{document.title}”。")
    return found


def _pupils_for(school: SchoolFile, document: Document, words: Sequence[str]) -> dict[str, Any]:
    if not words:
        if "students" in document.needs:
            raise Refused(
                f"打印“{document.title}”要用 --student 写明学生，可以写姓名、身份证号后四位或班级。"
            )
        return {}
    if document.code not in BY_PUPIL:
        raise Refused(f"“{document.title}”不能只打印几个学生，请去掉 --student。")
    return {"students": pupils_named(school.store, words), "copies": "pupil"}


def _demand_term(document: Document, term: Term | None) -> Term:
    if term is None:
        raise Refused(f"打印“{document.title}”要用 --term 写明学期。")
    return term


def _every_pupil(school: SchoolFile) -> list[int]:
    return [row.id for row in school.store.rows(Student).order_by(Student.school_class, Student.seat_no)]


def forms_for(
    school: SchoolFile,
    batches: Sequence[int],
    progress: Progress | None = None,
    *,
    months: Sequence[str] = (),
    reports: Sequence[str] = (),
) -> Callable[[Path], list[Path]]:
    """What a package calls to have its printed forms made in its folder."""

    def forms(folder: Path) -> list[Path]:
        wanted = [(DOCUMENTS[code], Wanted(batch=batch)) for batch in batches for code in IN_PACKAGE]
        wanted += [(DOCUMENTS[code], Wanted(month=month)) for month in months for code in meals.FORMS]
        wanted += [(DOCUMENTS[code], Wanted(month=month)) for month in reports for code in dropout.FORMS]
        made = [
            print_document(school.store, document, one, folder, progress=progress) for document, one in wanted
        ]
        return [_in_one_name(path) for path in made]

    return forms


def _in_one_name(path: Path) -> Path:
    """A form under the school's name as all files of the package bear it: without the county."""
    row = school_on_paper()
    name = path.name.replace(str(row.school_name), spoken_school(row), 1)
    return path if name == path.name else path.rename(free_name(path.with_name(name)))


def slip(manifest: dict[str, Any], check_code: str, path: Path) -> None:
    """The 交接单 of a package."""
    from desktop.services.paper.documents import handover

    handover.slip(manifest, check_code, path)


def send_package(
    school: SchoolFile, term: Term, to: Path, password: str, progress: Progress | None = None,
    *, drafts: bool = False,
) -> tuple[package.Written, list[str]]:  # fmt: skip
    """Write the package of a term: approved lists, settled months of meals, signed 控辍月报; drafts: all its lists.

    Returns it, and what the clerk should know about it.
    """
    every, months = batches_in(term), [one.month for one in meals.settled_in(term)]
    batches = [one for one in every if drafts or not is_draft(AidBatch.get_by_id(one))]
    left = [AidBatch.caption(AidBatch.get_by_id(one)) for one in every if one not in batches]
    make_room(to)
    suspects = [one.sentence for one in stick.suspicious(to)]
    reports = [row.month for row in dropout.signed_in(term) if row.state == "signed"]
    planned = package.plan(school.store, school, term, batches, months=months, reports=reports)
    forms = forms_for(school, batches, progress, months=months, reports=reports)
    written = package.write(planned, to, password, papers=forms, slip=slip, progress=progress)
    without = [f"“{name}”校长还没有审批，没有放进报送包。一定要带上草稿，请加 --drafts。" for name in left]
    return written, [*without, *planned.warnings, *suspects]
