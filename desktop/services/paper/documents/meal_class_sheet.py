"""班级就餐登记表: a class's month (or week) to be filled by hand, in the order of the entry page, names printed.

Who ate is left empty; who did not gets a sign. The clerk then types the numbers at the left (按纸上顺序).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.store import Store
from desktop.services.meals import calendar, days
from desktop.services.meals.days import Eater, Where
from desktop.services.paper.documents.common import (
    long_class,
    new_sheet,
    pre_flight,
    school_on_paper,
    wording,
)
from desktop.services.paper.documents.lists import Column, ListPage, demand_rows, no_sums
from desktop.services.paper.grid import Row, label, value
from desktop.services.paper.roster import Roster
from desktop.services.progress import Progress

NUMBER, SEAT, NAME, ALL = 9.0, 9.0, 26.0, 186.0
LOW, HIGH = 4.6, 9.0  # mm: a row is as high as lets the class stand on one page
WIDEST_NAME = 40.0  # mm
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class MealClassSheet:
    """Classes with their pupils, and the days with this meal."""

    month: str
    kind: str
    days: Sequence[dt.date]
    classes: Sequence[tuple[str, Sequence[Eater]]]

    @property
    def title(self) -> str:
        year, month = self.month.split("-")
        blanks = {
            "学校": school_on_paper().school_name, "月份": f"{year}年{int(month)}月",
            "餐次": code_list("meal_kind").label(self.kind),
        }  # fmt: skip
        return str(wording("meal_class_sheet")["heading"].format_map(blanks))


def class_sheet(
    store: Store, month: str, kind: str, classes: Sequence[int] = (), *, week: object = None
) -> MealClassSheet:
    """The sheets of some classes, of all that this person may see when none is named.

    week: a day of it, for five columns instead of the month's. Raises Refused for days or classes without pupils.
    """
    first, last = calendar.month_span(month)
    if isinstance(week, dt.date):
        first = week - dt.timedelta(days=week.weekday())
        last = first + dt.timedelta(days=6)
    served = calendar.served_days(first, last, kind)
    if not served:
        raise Refused(f"{first} 到 {last} 都不供餐，没有可打印的登记表。请看看供餐日历。")
    found: dict[int, Sequence[Eater]] = {}
    for day in (served[0], served[-1]):
        for line in days.board(store, day, kind):
            if not classes or line.school_class in classes:
                found[line.school_class] = days.sheet_of(store, Where(day, kind, line.school_class)).pupils
    demand_rows([*found], "就餐名册")
    rows = sorted(
        SchoolClass.select().where(SchoolClass.id.in_([*found])), key=lambda row: (int(row.grade), row.number)
    )
    return MealClassSheet(month, kind, served, [(SchoolClass.caption(row), found[row.id]) for row in rows])


def draw(
    path: Path, subject: MealClassSheet, *, progress: Progress | None = None, proof: bool = False
) -> int:
    """Print the sheets, each class on its own pages; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    for class_name, pupils in subject.classes:
        pre_flight(*((f"{class_name}{pupil.name}的姓名", pupil.name) for pupil in pupils))
        pre_flight(*((f"{class_name}{pupil.name}的过敏忌口", pupil.allergy) for pupil in pupils))
    progress = progress or Progress()
    with new_sheet(path, subject.title, proof=proof) as sheet:
        for place, (class_name, pupils) in enumerate(
            progress.follow(subject.classes, len(subject.classes), every=1)
        ):
            if place:
                sheet.next_page()
            told = wording("meal_class_sheet")
            page = ListPage(
                sheet, subject.title,
                left=told["class_line"].format_map({"班级": long_class(class_name)}),
                centre=told["count_line"].format_map({"人数": len(pupils)}),
                signatures=told["signatures"], notes=notes(pupils),
            )  # fmt: skip
            roomiest(page, subject, pupils).draw(sheet, pupils)
        return sheet.page


def roomiest(page: ListPage, subject: MealClassSheet, pupils: Sequence[Eater]) -> Roster[Eater]:
    """The highest rows that keep the class on one page; the lowest where it needs two."""
    heads, high = columns_of(subject.days), HIGH

    def record(pupil: Eater) -> Row:
        return row(pupil, len(subject.days))

    def sums(_here: Sequence[Eater], _so_far: Sequence[Eater], last: bool) -> Sequence[Row]:
        return foot(len(subject.days)) if last else no_sums(_here, _so_far, last)

    while True:
        roster = page.roster(heads, record, sums, row=high, size=min(10.5, high * 1.64))
        heights = [roster.grid.heights([record(pupil)])[0] for pupil in pupils]
        if high <= LOW or len(roster.split(pupils, heights)) == 1:
            return roster
        high = max(high - 0.4, LOW)


def columns_of(served: Sequence[dt.date]) -> list[Column]:
    """A column for each day; where these are few, the names get more room, too."""
    rest = ALL - NUMBER - SEAT
    name = WIDEST_NAME if rest - WIDEST_NAME > len(served) * 10 else NAME
    wide = (rest - name) / len(served)
    number, seat, who = wording("meal_class_sheet")["columns"]
    heads = [Column(f"{day.day}\n{WEEKDAYS[day.weekday()]}", wide) for day in served]
    return [Column(number, NUMBER), Column(seat, SEAT), Column(who, name), *heads]


def row(pupil: Eater, count: int) -> Row:
    name = f"{pupil.name}（敏）" if pupil.allergy else pupil.name
    return [value(pupil.place), value(pupil.seat), value(name), *[value("")] * count]


def foot(count: int) -> list[Row]:
    """Empty lines for the day's heads."""
    words = wording("meal_class_sheet")["sums"]
    return [[label(word, 3), *[value("")] * count] for word in words]


def notes(pupils: Sequence[Eater]) -> str:
    told, codes = wording("meal_class_sheet"), code_list("meal_mark")
    signs = "，".join(
        f"{codes.fact(code, 'symbol')} {words}"
        for code, words in codes.labels.items()
        if not codes.fact(code, "fed")
    )
    says = str(told["legend"].format_map({"记号": signs}))
    allergic = "，".join(f"{one.number} {one.name} {one.allergy}" for one in pupils if one.allergy)
    return says + (str(told["allergy"].format_map({"过敏": allergic})) if allergic else "")
