"""D6 认定结果汇总表: everybody recognised in a round, with full numbers, for 中心校 and the county. Never for a wall.

The grades are those the headteacher approved with the round; what a mid-term change made of one stands in 备注.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers.classes import grade_name, parse_class
from desktop.models.ledgers.recognition import RecognitionCase, RecognitionRound
from desktop.models.ledgers.recognition_order import NOT_NEEDY
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import parse_term
from desktop.services import contacts
from desktop.services.paper.documents.common import (
    class_place,
    fitted_line,
    new_sheet,
    pre_flight,
    school_on_paper,
    short_class,
    wording,
)
from desktop.services.paper.documents.lists import TITLE_SIZE, Column, ListPage, demand_rows
from desktop.services.paper.documents.wall_list import demand_whole_school
from desktop.services.paper.grid import Row, label, value, words
from desktop.services.paper.sheet import drop
from desktop.services.progress import Progress
from desktop.services.recognition.changes import approved_of, grade_of_round
from desktop.services.recognition.rounds import SETTLED

COLUMNS = (
    Column("序号", 9), Column("姓名", 27), Column("性别", 9), Column("民族", 16), Column("年级", 14), Column("班级", 17),
    Column("身份证号", 35), Column("家庭地址", 43), Column("联系电话", 24), Column("困难等级", 18),
    Column("认定依据", 40), Column("备注", 21),
)  # fmt: skip
ON_LIST = ("school_reviewed", "posted", "objected")  # before the headteacher's word
GRANTED = ("recognised", "archived")
AT_ONCE = 500


@dataclass(frozen=True)
class Line:
    """One pupil as printed. case: the application it comes from."""

    pupil: Any
    class_name: str
    grade: str
    basis: str
    note: str
    case: int = 0


@dataclass(frozen=True)
class RecognitionTable:
    """A round's result; a draft until the headteacher has approved it."""

    what: str
    lines: Sequence[Line]
    draft: bool

    @property
    def title(self) -> str:
        return f"{school_on_paper().school_name}{self.what}"


def recognition_table(store: Store, record: int) -> RecognitionTable:
    """Read a round. Raises Refused for who sees some classes only, and when nobody is on it yet."""
    demand_whole_school(store)
    row = RecognitionRound.get_by_id(record)
    settled = row.state in SETTLED
    case = RecognitionCase
    listed = store.rows(case).where((case.round == record) & case.state.in_(GRANTED if settled else ON_LIST))
    read = list(listed)
    changed = approved_of([one.id for one in read])
    grades = {
        one.id: grade_of_round(one, changed.get(one.id, ())) if settled else one.school_grade for one in read
    }
    cases = [one for one in read if grades[one.id] and grades[one.id] != NOT_NEEDY]
    demand_rows(cases, "这一批认定结果")
    pupils = _pupils([one.student_id for one in cases])
    lines = [
        _line(one, pupils[one.student_id], grades[one.id], _note(changed.get(one.id, ()))) for one in cases
    ]
    lines.sort(key=lambda line: (class_place(line.class_name), _pinyin(line.pupil), line.pupil.id))
    term = parse_term(row.term)
    heading = wording("recognition_table")["headings"][row.kind]
    return RecognitionTable(
        heading.format_map({"学年": term.year_title, "学期": term.title}), lines, not settled
    )


def _line(case: Any, pupil: Any, grade: str, note: str) -> Line:
    class_name = case.class_name or ""
    return Line(pupil, class_name, code_list("need_grade").label(grade), basis_of(case), note, case.id)


def basis_of(case: Any) -> str:
    """认定依据: the types of need; where there is none, the factors, or else the reason in words."""
    for name, codes in (("kinds", "hardship_type"), ("factors", "need_factor")):
        chosen = [code for code in (getattr(case, name) or "").split(",") if code]
        if chosen:
            return "、".join(code_list(codes).label(code) for code in chosen)
    return case.reason or ""


def _note(changes: Sequence[Any]) -> str:
    """What approved mid-term changes made of the grade, each in turn."""
    grade, told = code_list("need_grade").label, wording("recognition_table")["changed"]
    return "；".join(
        told.format_map({"月": one.decided_on.month, "原": grade(one.old_grade), "新": grade(one.new_grade)})
        for one in changes
    )


def _pupils(ids: Sequence[int]) -> dict[int, Any]:
    parts = (list(ids[start : start + AT_ONCE]) for start in range(0, len(ids), AT_ONCE))
    return {row.id: row for part in parts for row in Student.select().where(Student.id.in_(part))}


def _pinyin(pupil: Any) -> str:
    """The second word of the search text, as on the posted list: both have one order."""
    return (pupil.search or "")[len(pupil.name) + 2 :]


@dataclass(frozen=True)
class Page(ListPage):
    """The title stands on two lines, as on the official table: the school, and below it what it is."""

    what: str = ""

    def write_title(self) -> None:
        school = school_on_paper().school_name
        for text, y, room in ((school, 10.8, self.width - 100), (self.what, 17.3, self.width)):
            fitted = fitted_line(text, "title", TITLE_SIZE - 1, room)
            base = y + drop("title", fitted.size)
            self.sheet.write_centred(text, self.sheet.width / 2, base, "title", fitted.size)


def draw(
    path: Path, subject: RecognitionTable, *, progress: Progress | None = None, proof: bool = False,
    day: dt.date | None = None,
) -> int:  # fmt: skip
    """Print the table and return its pages; `day` stands beside the seal. Raises MissingGlyph, CannotWrite, Cancelled."""
    told, school = wording("recognition_table"), school_on_paper()
    check(subject)
    with new_sheet(path, subject.title, lying=True, proof=proof, draft=subject.draft) as sheet:
        page = Page(
            sheet,
            subject.title,
            what=subject.what,
            left=told["unit_line"].format_map({"学校": school.school_name}),
            centre=told["count_line"].format_map({"人数": len(subject.lines)}),
            secret=told["secret"],
            signatures=told["signatures"],
            notes="".join(told["notes"]),
            seal=True,
            day=day,
        )
        phones = contacts.phones([line.pupil.id for line in subject.lines])
        table = page.roster(COLUMNS, partial(row, phones), sums)
        return table.draw(sheet, list(enumerate(subject.lines, 1)), progress)


def check(subject: RecognitionTable) -> None:
    for line in subject.lines:
        who = f"{short_class(line.class_name)}{line.pupil.name}"
        pre_flight((f"{who}的姓名", line.pupil.name), (f"{who}的家庭地址", contacts.address_of(line.pupil)))
        pre_flight((f"{who}的认定依据", line.basis))


Entry = tuple[int, Line]


def row(phones: Mapping[int, str], entry: Entry) -> Row:
    number, line = entry
    pupil, read = line.pupil, parse_class(line.class_name)
    return [
        value(number), value(pupil.name), value(code_list("gender").label(pupil.gender)),
        value(code_list("ethnicity").label(pupil.ethnicity), size=9), value(grade_name(read[0]) if read else "", size=9),
        value(short_class(line.class_name)), value(pupil.id_number, size=9.5), words(contacts.address_of(pupil), size=9),
        value(phones.get(pupil.id), size=9.5), value(line.grade), value(line.basis, size=9), value(line.note, size=8.5),
    ]  # fmt: skip


def sums(here: Sequence[Entry], so_far: Sequence[Entry], last: bool) -> list[Row]:
    rows = [sum_row("本页小计", here)]
    return [*rows, sum_row("合　　计", so_far)] if last else rows


def sum_row(name: str, entries: Sequence[Entry]) -> Row:
    """How many, boys and girls, and how many of each grade of need; the seal's place at the right stays free."""
    lines = [line for _, line in entries]
    counted = Counter(line.grade for line in lines)
    labels = [text for code, text in code_list("need_grade").labels.items() if code != NOT_NEEDY]
    boys, girls = (sum(line.pupil.gender == code for line in lines) for code in "12")
    grades = "，".join(f"{text}{counted[text]}人" for text in labels)
    told = f"男{boys}人，女{girls}人"
    return [label(name, 3), value(f"{len(lines)}人", 2), words(told, 2), words(grades, 3), label("", 2)]
