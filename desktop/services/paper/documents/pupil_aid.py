"""受助学生情况表: one pupil's whole aid by term — 困难类型 with its source, 认定, amounts, how they were paid, letters, receipts.

For the file (一人一档). Numbers are masked unless the paper goes to an authority.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.families import Guardian
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.recognition import RecognitionCase, RecognitionRound
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import day_in_words
from desktop.services.paper.documents.common import (
    Table,
    long_class,
    new_sheet,
    pre_flight,
    school_on_paper,
    wording,
)
from desktop.services.paper.documents.ledger_list import MASKS
from desktop.services.paper.documents.lists import SIDE, ListPage, demand_rows
from desktop.services.paper.documents.pupil_aid_facts import AidLine, aid_of
from desktop.services.paper.grid import Cell, Row, label, value, words
from desktop.services.paper.sheet import THICK, THIN, Sheet
from desktop.services.progress import Progress
from desktop.services.recognition.changes import approved_of, grade_of_round

WIDTH = 186.0
FULL = (WIDTH,)
FACTS = (21.0, 41.0, 21.0, 41.0, 21.0, 41.0)
ADDRESS = (21.0, 165.0)
KINDS = (52.0, 48.0, 86.0)
CASES = (66.0, 27.0, 27.0, 66.0)
AID = (20.0, 48.0, 40.0, 19.0, 26.0, 33.0)
TOTAL = (68.0, 118.0)
TOP, ROW, SMALL = 28.5, 7.6, 9.0


class Band(NamedTuple):
    """One row with its own columns. head: the row that is said again where a page begins within its section."""

    columns: tuple[float, ...]
    row: Row
    head: Band | None = None


class Decision(NamedTuple):
    """One decision about the need: of a round, or of a change between two rounds, on its own day."""

    title: str
    result: str
    day: dt.date | None
    basis: str


@dataclass(frozen=True)
class PupilAid:
    """One pupil as it is printed."""

    pupil: Any
    guardians: Sequence[Any]
    kinds: Sequence[Any]
    cases: Sequence[Decision]
    aid: Sequence[AidLine]


@dataclass(frozen=True)
class PupilAidSheets:
    """The pupils, each on pages of its own."""

    pupils: Sequence[PupilAid]
    day: dt.date
    masked: bool = True

    @property
    def title(self) -> str:
        who = f"（{self.pupils[0].pupil.name}）" if len(self.pupils) == 1 else ""
        return str(wording("pupil_aid")["heading"].format_map({"学校": school_on_paper().school_name})) + who


def pupil_aid(
    store: Store, students: Sequence[int], day: dt.date | None = None, *, masked: bool = True
) -> PupilAidSheets:
    """Read pupils in the order given, as far as this person may see. Raises Refused when none is left."""
    seen: dict[int, Any] = {}
    for start in range(0, len(students), 500):
        part = list(students[start : start + 500])
        seen |= {row.id: row for row in store.rows(Student).where(Student.id.in_(part))}
    ids = [one for one in students if one in seen]
    demand_rows(ids, "选中的学生")
    guardians, kinds, aid = _of(Guardian, ids, Guardian.id), _of(Hardship, ids, Hardship.since), aid_of(ids)
    decided = _decisions(_of(RecognitionCase, ids, RecognitionCase.id))
    told = [
        PupilAid(seen[one], guardians[one], kinds[one], decided.get(one, []), aid.get(one, [])) for one in ids
    ]
    return PupilAidSheets(told, day or dt.date.today(), masked)


def _decisions(cases: dict[int, list[Any]]) -> dict[int, list[Decision]]:
    """Pupil -> every decision of every round in turn: what the round gave, then each approved change on its day."""
    rounds = {row.id: RecognitionRound.caption(row) for row in RecognitionRound.select()}
    later = approved_of([case.id for some in cases.values() for case in some])
    found: dict[int, list[Decision]] = {}
    for student, some in cases.items():
        found[student] = []
        for case in some:
            changes = later.get(case.id, [])
            found[student] += [_decided(rounds[case.round_id], case, changes), *map(_changed, changes)]
    return found


def _decided(title: str, case: Any, changes: Sequence[Any]) -> Decision:
    grade = grade_of_round(case, changes)
    result = code_list("need_grade").label(grade) if grade else code_list("case_state").label(case.state)
    kinds = [code for code in (case.kinds or "").split(",") if code]
    named = "、".join(code_list("hardship_type").label(kind) for kind in kinds)
    return Decision(title, result, case.decided_on, case.reason or named or case.why_not or "")


def _changed(change: Any) -> Decision:
    told, grade = wording("pupil_aid")["changed"], code_list("need_grade").label
    result = told["result"].format_map({"原": grade(change.old_grade), "新": grade(change.new_grade)})
    title = told["title"].format_map({"审批人": change.decided_by or ""})
    return Decision(title, result, change.decided_on, change.reason)


def _of(ledger: Any, ids: Sequence[int], order: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for start in range(0, len(ids), 500):
        part = list(ids[start : start + 500])
        for row in ledger.select().where(ledger.student.in_(part)).order_by(order, ledger.id):
            found[row.student_id].append(row)
    return found


def draw(
    path: Path, subject: PupilAidSheets, *, progress: Progress | None = None, proof: bool = False
) -> int:
    """Print the sheets and return the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    sheets = [(one, list(bands_of(one, masked=subject.masked))) for one in subject.pupils]
    for one, bands in sheets:
        pre_flight(*((f"{one.pupil.name}的受助情况", cell.text) for band in bands for cell in band.row))
    told, school = wording("pupil_aid"), school_on_paper().school_name
    follow = (progress or Progress()).follow(sheets, len(sheets), every=1)
    with new_sheet(path, subject.title, proof=proof) as sheet:
        for place, (one, bands) in enumerate(follow):
            if place:
                sheet.next_page()
            page = ListPage(
                sheet,
                told["heading"].format_map({"学校": school}),
                left=f"班级：{long_class(SchoolClass.caption_of(one.pupil.school_class_id))}",
                centre=f"打印日期：{day_in_words(subject.day)}",
                secret=told["secret"],
                signatures=told["signatures"],
                notes=told["foot"] if subject.masked else "",
            )
            draw_pages(sheet, page, bands)
        return sheet.page


def draw_pages(sheet: Sheet, page: ListPage, bands: Sequence[Band]) -> None:
    pages = split(sheet, bands, sheet.height - 6.5 - page.foot_height() - TOP)
    for number, part in enumerate(pages, 1):
        if number > 1:
            sheet.next_page()
        page.above(number, len(pages))
        y = TOP
        for columns, group in groupby(part, key=lambda band: band.columns):
            y = _grid(sheet, columns).draw([band.row for band in group], y)
        sheet.frame(SIDE, TOP, WIDTH, y - TOP, weight=THICK)
        page.below(y, number == len(pages))


def _grid(sheet: Sheet, columns: tuple[float, ...]) -> Table:
    return Table(sheet, SIDE, columns, size=10.0, row=ROW, outer=THIN)


def split(sheet: Sheet, bands: Sequence[Band], room: float) -> list[list[Band]]:
    """The bands of each page; a heading stays with what it heads, and a table begun before says its head again."""
    pages: list[list[Band]] = [[]]
    used = 0.0
    for band in bands:
        height = _height(sheet, band)
        if used + height > room + 0.01:
            carried: list[Band] = []
            while pages[-1] and is_head(pages[-1][-1], bands):
                carried.insert(0, pages[-1].pop())
            begun = [band.head] if band.head and not carried else []
            pages.append([*begun, *carried])
            used = sum(_height(sheet, one) for one in pages[-1])
        pages[-1].append(band)
        used += height
    return pages


def is_head(band: Band, bands: Sequence[Band]) -> bool:
    return band.row[0].style == "hei" or any(one.head is band for one in bands)


def _height(sheet: Sheet, band: Band) -> float:
    return _grid(sheet, band.columns).heights([band.row])[0]


# the rows ----------------------------------------------------------------------------------------------


def bands_of(one: PupilAid, *, masked: bool) -> Iterator[Band]:
    """All that is told of a pupil, section by section."""
    told = wording("pupil_aid")
    yield heading(told["sections"][0])
    yield from basics(one, masked=masked)
    yield heading(told["sections"][1])
    yield from section(KINDS, told["kind_heads"], [_kind(row) for row in one.kinds])
    yield heading(told["sections"][2])
    yield from section(CASES, told["case_heads"], [_case(case) for case in one.cases])
    yield heading(told["sections"][3])
    yield from section(AID, told["aid_heads"], [_aid(line) for line in one.aid])
    yield from totals(one.aid)


def heading(text: str) -> Band:
    return Band(FULL, [Cell(text, "hei", align="left")])


def section(columns: tuple[float, ...], heads: Sequence[str], rows: Sequence[Row]) -> Iterator[Band]:
    """A table under its heads; without rows one line that says so."""
    if not rows:
        yield Band(FULL, [value(wording("pupil_aid")["nothing"])])
        return
    head = Band(columns, [label(text) for text in heads])
    yield head
    for row in rows:
        yield Band(columns, row, head)


def basics(one: PupilAid, *, masked: bool) -> Iterator[Band]:
    names = wording("pupil_aid")["basic_labels"]

    def said(row: Any, name: str) -> str:
        return shown(row, name, masked=masked)

    for line in names:
        cells = [cell for name, text in line.items() for cell in (label(text), value(said(one.pupil, name)))]
        yield Band(FACTS, cells)
    address = said(one.pupil, "current_address") or said(one.pupil, "home_address")
    yield Band(ADDRESS, [label(wording("pupil_aid")["address"]), words(address)])
    for row in one.guardians:
        yield Band(FACTS, [
            label("监护人" if row.is_guardian is not False else "家庭成员"), value(row.name), label("关系"),
            value(said(row, "relation")), label("联系电话"), value(said(row, "phone")),
        ])  # fmt: skip


def shown(row: Any, name: str, *, masked: bool) -> str:
    """A value as paper shows it: personal numbers with their middle hidden where asked."""
    item = next(item for item in type(row).fields() if item.name == name)
    text = str(item.format(item.value_of(row)))
    return MASKS.get(item.kind, item.mask)(text) if masked and text and item.mask else text


def _kind(row: Any) -> Row:
    span = f"{row.since} 至 {row.until}" if row.until else f"{row.since} 起"
    paper = code_list("source_document").label(row.source_kind) if row.source_kind else ""
    source = row.source or paper or wording("pupil_aid")["no_source"]
    return [words(Hardship.caption(row)), value(span), words(source, size=SMALL)]


def _case(one: Decision) -> Row:
    return [
        words(one.title, size=SMALL), value(one.result, size=9.5), value(one.day), words(one.basis, size=SMALL),
    ]  # fmt: skip


def _aid(line: AidLine) -> Row:
    term = f"{line.term.calendar_year}年{line.term.season}"
    return [
        value(term, size=9.5), words(line.programme, size=SMALL), words(line.basis, size=SMALL),
        value(money.figures(line.fen), align="right"), value(line.outcome, size=SMALL), value(line.letter, size=8.5),
    ]  # fmt: skip


def totals(lines: Sequence[AidLine]) -> Iterator[Band]:
    """What really arrived, corrections taken into account."""
    if not lines:
        return
    told = wording("pupil_aid")
    paid = [line for line in lines if line.paid]
    fen = sum(line.fen for line in paid)
    in_words = money.words(fen) if fen >= 0 else ""
    said = told["total"].format_map({"笔数": len(paid), "合计": money.figures(fen), "大写": in_words})
    yield Band(TOTAL, [label(told["total_label"]), words(said)])
