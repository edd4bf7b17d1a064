"""Forms of one record a page: 日管控、周排查、月调度, a meal of 陪餐, a meeting of the 膳食委员会."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers.meal_logs import Accompany
from desktop.models.ledgers.meal_watch import FoodCheck, FoodFinding, MealMeeting
from desktop.models.store import Store
from desktop.models.terms import day_in_words
from desktop.services.meals import watch
from desktop.services.meals.calendar import month_span
from desktop.services.paper.documents import back_entries
from desktop.services.paper.documents.common import (
    Table,
    new_sheet,
    pre_flight,
    school_on_paper,
    wording,
    write_title,
)
from desktop.services.paper.documents.lists import ENTERED, demand_rows
from desktop.services.paper.documents.meal_log_tables import month_title, post_of
from desktop.services.paper.grid import Grid, Row, label, value, words
from desktop.services.paper.sheet import Sheet
from desktop.services.progress import Progress

LEFT, WIDTH = 18.0, 174.0
TITLE, TOP, BOTTOM, TURN = 20.0, 30.0, 277.0, 20.0  # mm from the upper edge; TURN: where a second page begins
ITEMS = (12.0, 96.0, 20.0, 46.0)  # 序号, what is looked at, 结果, what was found
FINDINGS = (9.0, 34.0, 22.0, 27.0, 17.0, 20.0, 27.0, 18.0)
HALVES = (26.0, 61.0, 26.0, 61.0)
SIGN = 16.0  # mm high: room for a signature
LEAST, MOST = 20.0, 62.0  # mm high: a box for sentences


@dataclass(frozen=True)
class Forms:
    """Records to print, one to a page. kind: day, week or month (checks), meal (陪餐) or meeting."""

    kind: str
    month: str
    rows: Sequence[Any]

    @property
    def title(self) -> str:
        return f"{school_on_paper().school_name}{heading(self.kind)}"


def heading(kind: str) -> str:
    told = wording("meal_records")
    if kind == "meal":
        return str(told["single"]["heading"])
    return str(told["meeting"]["heading"] if kind == "meeting" else told["checks"][kind]["heading"])


def forms(store: Store, kind: str, month: str, records: Sequence[int] = ()) -> Forms:
    """The month's records of a kind, or some of them by id. Raises Refused when there is none."""
    ledger: Any = {"meal": Accompany, "meeting": MealMeeting}.get(kind, FoodCheck)
    chosen = ledger.id.in_(list(records)) if records else ledger.day.between(*month_span(month))
    query = store.rows(ledger).where(chosen)
    if ledger is FoodCheck:
        query = query.where(ledger.kind == kind)
    rows = [row for row in query.order_by(ledger.day, ledger.id) if kind != "meal" or row.state == "done"]
    demand_rows(
        rows,
        f"{month_title(month)}的{heading(kind)}" if month else heading(kind),
        nothing="一份也没有",
        then=ENTERED,
    )
    return Forms(kind, month, rows)


def draw(path: Path, subject: Forms, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the forms; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    page = {"meal": meal_page, "meeting": meeting_page}.get(subject.kind, check_page)
    for row in subject.rows:
        texts = [str(value_) for value_ in row.__data__.values() if isinstance(value_, str)]
        pre_flight(*((f"{row.day}的{heading(subject.kind)}", text) for text in texts))
    progress = progress or Progress()
    with new_sheet(path, subject.title, proof=proof) as sheet:
        for place, row in enumerate(progress.follow(subject.rows, len(subject.rows), every=1)):
            if place:
                sheet.next_page()
            write_title(
                sheet,
                subject.title,
                (sheet.width / 2, TITLE),
                16,
                WIDTH,
                school=school_on_paper().school_name,
            )
            page(sheet, row)
        return sheet.page


# 日管控, 周排查, 月调度 ---------------------------------------------------------------------------------------


def check_page(sheet: Sheet, row: Any) -> None:
    """Head, the items one to a line, what follows from them, room to sign; what was found and mended last."""
    names = wording("meal_records")["checks"][row.kind]["labels"]
    results = watch.results_of(row.items)
    month = row.kind == "month"
    grid = Table(sheet, LEFT, HALVES, size=10.5, row=9.0)
    head: list[Row] = [
        [
            label(names[0]),
            value(day_in_words(row.day)),
            label(names[1]),
            value(FoodCheck.staff.format(row.staff_id)),
        ]
    ]
    if row.people or month:
        head.append([label(names[2] if month else "一起检查的人"), words(row.people or "", 3)])
    head += _late(row)
    bottom = grid.draw(head, TOP)
    if results:
        items = Table(sheet, LEFT, ITEMS, size=10.0, row=7.6)
        heads = ["序号", names[3], "结果", "情况"] if month else names[2:6]
        rows: list[Row] = [[label(text) for text in heads]]
        rows += [
            [value(at), words(one.words), value(one.mark), words(one.note)]
            for at, one in enumerate(results, 1)
        ]
        bottom = _flow(items, rows, bottom)
    long = [(names[4], row.summary), (names[5], row.next_tasks)] if month else [(names[6], row.summary)]
    if row.kind == "week":
        long.append((names[7], row.next_tasks))
    found, rows = _found(sheet, row)
    bottom = _boxes(grid, bottom, long, sum(found.heights(rows)) + SIGN)
    _sign(grid, _flow(found, rows, bottom), names[-2:] if row.kind == "week" else names[-1:])


def _late(row: Any) -> list[Row]:
    """When and why a record was entered late; nothing for one entered in time."""
    return (
        [[label(wording("back_entry")["name"]), words(back_entries.entered(row), 3)]]
        if back_entries.late(row)
        else []
    )


def _boxes(grid: Grid, top: float, told: Sequence[tuple[str, str | None]], below: float) -> float:
    """Boxes for sentences, as high as the page allows; below: mm that what follows takes."""
    rows: list[Row] = [[label(name), words(said or "", 3, top=True)] for name, said in told]
    top = _room(grid, top, LEAST * len(rows))
    each = min(max((BOTTOM - top - below) / len(rows), LEAST), MOST)
    return grid.draw(rows, top, [each] * len(rows))


def _room(grid: Grid, top: float, needed: float) -> float:
    """Where to go on: here, or at the top of a new page when so much does not fit."""
    if top + needed <= BOTTOM + 0.01 or top <= TURN:
        return top
    grid.sheet.next_page()
    return TURN


def _flow(grid: Grid, rows: Sequence[Row], top: float) -> float:
    """Draw a head and its lines over as many pages as they need; returns where the last of them ends."""
    head, lines = rows[:1], list(rows[1:])
    heights = grid.heights(rows)
    top = _room(grid, top, sum(heights[:2]))
    while lines:
        fits, used = 0, heights[0]
        while fits < len(lines) and (not fits or top + used + heights[fits + 1] <= BOTTOM):
            used += heights[fits + 1]
            fits += 1
        top = grid.draw([*head, *lines[:fits]], top)
        lines, heights = lines[fits:], [heights[0], *heights[fits + 1 :]]
        if not lines:
            return top
        grid.sheet.next_page()
        top = TURN
    return grid.draw(head, top)


def _found(sheet: Sheet, row: Any) -> tuple[Grid, list[Row]]:
    """The findings of a check with what became of them; a sentence where there was none."""
    told = wording("meal_records")["checks"]
    found = list(FoodFinding.select().where(FoodFinding.check_record == row.id).order_by(FoodFinding.id))
    if not found:
        grid = Table(sheet, LEFT, (26.0, 148.0), size=10.5, row=9.0)
        return grid, [[label(told["findings_title"]), words(told["none"])]]
    grid = Table(sheet, LEFT, FINDINGS, size=9.0, row=9.0)
    rows: list[Row] = [[label(name) for name in told["findings"]]]
    for place, one in enumerate(found, 1):
        shown = [
            FoodFinding._meta.fields[name].format(one.__data__[name]) for name in ("responsible", "due_on")
        ]
        rows.append([
            value(place), words(one.problem), words(one.cause or ""), words(one.measure or ""), value(shown[0]),
            value(shown[1]), words(one.done_how or ""), value(FoodFinding.verified_by.format(one.verified_by_id)),
        ])  # fmt: skip
    return grid, rows


def _sign(grid: Grid, top: float, names: Sequence[str]) -> None:
    """Room for hands."""
    top = _room(grid, top, SIGN)
    if len(names) == 2:
        grid.draw([[label(names[0]), value(""), label(names[1]), value("")]], top, [SIGN])
    else:
        grid.draw([[label(names[0]), value("", 3)]], top, [SIGN])


# 陪餐, 膳食委员会 ------------------------------------------------------------------------------------------


def meal_page(sheet: Sheet, row: Any) -> None:
    told = wording("meal_records")["single"]
    names, rating = told["labels"], code_list("meal_rating")
    grid = Table(sheet, LEFT, HALVES, size=11.0, row=12.0)
    meal = Accompany.kind.format(row.kind)
    head: list[Row] = [
        [label(names[0]), value(day_in_words(row.day)), label(names[1]), value(meal)],
        [label(names[2]), value(Accompany.staff.format(row.staff_id)), label(names[3]), value(post_of(row.staff_id))],
        [label(names[4]), value(Accompany.school_class.format(row.school_class_id)), label(names[5]),
         value(told["paid"] if row.paid else told["unpaid"])],
        [label(names[6]), words(row.dishes, 3)],
        [label(names[7]), value(rating.label(row.looks)), label(names[8]), value(rating.label(row.taste))],
        [label(names[9]), value(rating.label(row.quality)), label(names[10]), value(rating.label(row.hygiene))],
    ]  # fmt: skip
    bottom = grid.draw([*head, *_late(row)], TOP)
    said = [(names[11], row.pupils_say), (names[12], row.problem), (names[13], row.handled)]
    bottom = _boxes(grid, bottom, said, SIGN)
    _sign(grid, bottom, names[14:])


def meeting_page(sheet: Sheet, row: Any) -> None:
    names = wording("meal_records")["meeting"]["labels"]
    grid = Table(sheet, LEFT, HALVES, size=11.0, row=12.0)
    head: list[Row] = [
        [label(names[0]), value(day_in_words(row.day)), label(names[1]), value(row.place)],
        [label(names[2]), value(MealMeeting.chair.format(row.chair_id), 3)],
        [label(names[3]), words(row.people, 3)],
        *_late(row),
    ]
    bottom = grid.draw(head, TOP)
    said = [(names[4], row.topics), (names[5], row.decided), (names[6], row.followed), (names[7], "")]
    _boxes(grid, bottom, said, 0.0)
