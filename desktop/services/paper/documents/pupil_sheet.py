"""学生资助情况页: one pupil on paper — who it is, the family, 困难类型, the accounts, and what has happened.

For the talk with a guardian and for the file. Numbers are masked as on every paper that a family may see.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledger import Ledger
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.families import Guardian, PayeeAccount
from desktop.models.ledgers.hardship import Hardship
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
from desktop.services.paper.documents.lists import SIDE, ListPage
from desktop.services.paper.grid import Cell, Row, label, value, words
from desktop.services.progress import Progress
from desktop.services.timeline import Moment, moments

WIDTHS = (25.0, 37.0, 25.0, 37.0, 25.0, 37.0)
ALL = len(WIDTHS)
ROW, TOP = 8.0, 28.5  # mm: the least height of a row, where the table begins
FACTS = (  # three to a line
    ("name", "gender", "birth_date"), ("ethnicity", "id_number", "student_no"),
    ("status", "attendance", "phone"),
)  # fmt: skip


@dataclass(frozen=True)
class PupilSheet:
    """A pupil, the events to be told (newest first), the years they were narrowed to (none: all)."""

    pupil: Any
    events: Sequence[Moment]
    years: Sequence[int]
    day: dt.date

    @property
    def title(self) -> str:
        blanks = {"学校": school_on_paper().school_name, "姓名": self.pupil.name}
        return str(wording("pupil_sheet")["heading"].format_map(blanks))


def pupil_sheet(
    store: Store, student: int, years: Sequence[int] = (), day: dt.date | None = None
) -> PupilSheet:
    """Read one pupil. Raises Refused for somebody this person may not see, or who is gone."""
    pupil = store.rows(Student).where(Student.id == student).first()
    if pupil is None:
        raise Refused("没有这个学生，可能已经删除。请回到花名册再找一次。")
    events = [one for one in moments(student) if not years or one.day.year in years]
    return PupilSheet(pupil, events, tuple(years), day or dt.date.today())


def draw(path: Path, subject: PupilSheet, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the page, or the pages of a long story; returns how many. Raises MissingGlyph, CannotWrite, Cancelled."""
    told = wording("pupil_sheet")
    rows = list(rows_of(subject))
    pre_flight(*((f"{subject.pupil.name}的情况页", cell.text) for row in rows for cell in row))
    with new_sheet(path, subject.title, proof=proof) as sheet:
        page = ListPage(
            sheet,
            subject.title,
            left=f"班级：{long_class(SchoolClass.caption_of(subject.pupil.school_class_id))}",
            centre=f"打印日期：{day_in_words(subject.day)}",
            signatures=told["signatures"],
            notes=told["notes"],
        )
        grid = Table(sheet, SIDE, WIDTHS, size=10.0, row=ROW)
        heights = grid.heights(rows)
        ends = split(rows, heights, sheet.height - 6.5 - page.foot_height() - TOP)
        start = 0
        for number, end in enumerate((progress or Progress()).follow(ends, len(ends), every=1), 1):
            if number > 1:
                sheet.next_page()
            page.above(number, len(ends))
            page.below(grid.draw(rows[start:end], TOP, heights[start:end]), number == len(ends))
            start = end
        return sheet.page


def split(rows: Sequence[Row], heights: Sequence[float], room: float) -> list[int]:
    """Where each page ends; a heading is never left alone at a page's foot."""
    ends: list[int] = []
    used = 0.0
    for place, height in enumerate(heights):
        if used + height > room + 0.01:
            end = place - is_heading(rows[place - 1])
            ends.append(end)
            used = sum(heights[end:place])
        used += height
    return [*ends, len(rows)]


def is_heading(row: Row) -> bool:
    return row[0].style == "hei"


def heading(text: str) -> Row:
    return [Cell(text, "hei", ALL, align="left")]


def rows_of(subject: PupilSheet) -> Iterator[Row]:
    """The whole page as rows of one grid."""
    pupil, told = subject.pupil, wording("pupil_sheet")
    yield heading(told["basic"])
    for names in FACTS:
        yield [cell for name in names for cell in (label(_label(name)), value(_shown(Student, pupil, name)))]
    address = _shown(Student, pupil, "current_address") or _shown(Student, pupil, "home_address")
    yield [label("住址"), words(address, ALL - 1)]
    yield heading(told["family"])
    yield from _some([_guardian(one) for one in Guardian.select().where(Guardian.student == pupil.id)], told)
    yield heading(told["hardship"])
    kinds = Hardship.select().where(Hardship.student == pupil.id).order_by(Hardship.since.desc())
    yield from _some([_hardship(one) for one in kinds], told)
    yield heading(told["account"])
    cards = PayeeAccount.select().where(PayeeAccount.student == pupil.id)
    yield from _some([_account(one) for one in cards], told)
    years = "、".join(f"{year} 年" for year in sorted(subject.years))
    yield heading(f"{told['story']}（{years}）" if years else told["story"])
    yield from _some([_event(one) for one in subject.events], told)


def _some(rows: list[Row], told: dict[str, Any]) -> list[Row]:
    return rows or [[value(told["nothing"], ALL)]]


def _label(name: str) -> str:
    return {"id_number": "身份证件号", "student_no": "学籍号"}.get(name) or str(_field(Student, name).label)


def _field(ledger: type[Ledger], name: str) -> Any:
    return next(field for field in ledger.fields() if field.name == name)


def _shown(ledger: type[Ledger], row: Any, name: str) -> str:
    """A value as paper shows it: personal numbers with their middle hidden."""
    field = _field(ledger, name)
    text = str(field.format(field.value_of(row)))
    return MASKS.get(field.kind, field.mask)(text) if text and field.mask else text


def _guardian(row: Any) -> Row:
    relation = _shown(Guardian, row, "relation")
    name, phone = _shown(Guardian, row, "name"), _shown(Guardian, row, "phone")
    return [label("姓名"), value(name), label("关系"), value(relation), label("电话"), value(phone)]


def _hardship(row: Any) -> Row:
    """Kind; from when to when; the paper it comes from."""
    span = f"{row.since} 至 {row.until}" if row.until else f"{row.since} 起"
    source = row.source or _shown(Hardship, row, "source_kind") or "没有写出处"
    return [words(Hardship.caption(row), 2), value(span, 2), words(source, 2)]


def _account(row: Any) -> Row:
    number = _shown(PayeeAccount, row, "number")
    bank = _shown(PayeeAccount, row, "bank") + ("（停用）" if row.in_use is False else "")
    return [label("开户人"), value(row.owner), label("账号"), value(number), label("开户行"), value(bank)]


def _event(one: Moment) -> Row:
    """Day and ledger; what happened; beside it list, number or who."""
    return [value(f"{one.day}"), value(one.ledger), words(one.words, 2), words(one.fact, 2)]
