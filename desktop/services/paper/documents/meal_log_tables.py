"""A month of the canteen's daily records as lists: 陪餐, 陪餐排班, 留样, 消毒, 添加剂. One way to draw, a few lines for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.ledgers.meal_logs import Accompany, AdditiveUse, Disinfection, FoodSample, why_no_company
from desktop.models.ledgers.meal_order import rule
from desktop.models.ledgers.staff import Staff
from desktop.models.store import Store
from desktop.services.meals.calendar import month_span
from desktop.services.meals.logs import NO_ADDITIVE
from desktop.services.paper.documents import back_entries
from desktop.services.paper.documents.common import new_sheet, pre_flight, school_on_paper, wording
from desktop.services.paper.documents.lists import ENTERED, Column, ListPage, demand_rows, no_sums
from desktop.services.paper.grid import Row, value, words
from desktop.services.progress import Progress

WEEKDAYS = "一二三四五六日"
WIDTHS = {
    "accompany": (13, 11, 18, 17, 33, 9, 9, 9, 9, 29, 10, 19),
    "rota": (24, 16, 20, 32, 30, 38, 26),
    "samples": (20, 17, 44, 26, 17, 18, 21, 15, 33, 20, 20, 22),
    "clean": (20, 18, 42, 16, 24, 32, 34, 26, 26, 35),
    "additive": (24, 30, 42, 24, 24, 34, 22, 20, 24, 29),
}  # mm; the lists that stand upright are 186 wide, the lying ones 273
LYING = {"samples", "clean", "additive"}
SIZES = {"accompany": 9.0, "rota": 11.0}  # points; 10 where nothing is said


@dataclass(frozen=True)
class LogTable:
    """One list of one month. kind: its words in the wording; lines: the cells of each row; left: columns read as sentences.

    below: what the rows have no room for, under the list.
    """

    kind: str
    month: str
    lines: Sequence[Sequence[str]]
    left: frozenset[int]
    count: int
    below: str = ""

    @property
    def title(self) -> str:
        return f"{school_on_paper().school_name}{wording('meal_records')['tables'][self.kind]['heading']}"

    @property
    def month_title(self) -> str:
        return month_title(self.month)


def month_title(month: str) -> str:
    """2026-10 -> 2026年10月."""
    year, number = month.split("-")
    return f"{year}年{int(number)}月"


def log_table(store: Store, kind: str, month: str) -> LogTable:
    """The month's records of a kind, by day. Raises Refused when there are none (of additives: says so on the paper)."""
    lines = MADE[kind](store, month)
    count = len(lines)
    if kind == "additive" and not lines:
        lines = [["", wording("meal_records")["tables"][kind]["none"], *[""] * 8]]
    what = wording("meal_records")["tables"][kind]["heading"]
    demand_rows(lines, f"{month_title(month)}的{what}", nothing="一条记录也没有", then=ENTERED)
    below = _said_below(_accompanied(store, month)) if kind == "accompany" else ""
    return LogTable(kind, month, lines, LEFT.get(kind, frozenset()), count, below)


def draw(path: Path, subject: LogTable, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the list; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    every, kind = wording("meal_records"), subject.kind
    told = every["tables"][kind]
    pre_flight(*((f"{line[0]}的记录", "".join(line)) for line in subject.lines))
    blanks = {
        "学校": school_on_paper().school_name, "月份": subject.month_title, "条数": subject.count,
        "克数": rule("sample_grams"), "小时": rule("sample_hours"),
    }  # fmt: skip
    columns = [Column(head, width) for head, width in zip(told["columns"], WIDTHS[kind], strict=True)]

    def row(line: Sequence[str]) -> Row:
        return [(words if at in subject.left else value)(cell) for at, cell in enumerate(line)]

    with new_sheet(path, subject.title, lying=kind in LYING, proof=proof) as sheet:
        page = ListPage(
            sheet, subject.title, left=every["unit_line"].format_map(blanks), centre=every["count_line"].format_map(blanks),
            signatures=told["signatures"], notes=told["notes"].format_map(blanks) + subject.below,
        )  # fmt: skip
        size = SIZES.get(kind, 10.0)
        return page.roster(columns, row, no_sums, row=9.0, size=size).draw(sheet, subject.lines, progress)


# the rows -----------------------------------------------------------------------------------------------


def _rows(store: Store, ledger: Any, month: str) -> list[Any]:
    first, last = month_span(month)
    query = store.rows(ledger).where(ledger.day.between(first, last))
    return list(query.order_by(ledger.day, *([ledger.kind] if hasattr(ledger, "kind") else []), ledger.id))


def _told(ledger: Any, record: Any, *names: str) -> list[str]:
    fields = ledger._meta.fields
    return [fields[name].format(record.__data__.get(name)) for name in names]


def post_of(staff: int | None) -> str:
    """The post of somebody, in words."""
    person = Staff.get_or_none(Staff.id == staff)
    return Staff.post.format(person.post) if person else ""


def seen(record: Any) -> str:
    """What pupils said, what was found and what was done about it, in one cell."""
    done = f"处理：{record.handled}" if record.handled else ""
    return "；".join(part for part in (record.pupils_say, record.problem, done) if part)


def _accompanied(store: Store, month: str) -> list[Any]:
    return [one for one in _rows(store, Accompany, month) if one.state == "done"]


def _said_below(rows: Sequence[Any]) -> str:
    """What was entered late and why; who ate with the pupils though he works in the canteen."""
    others = [
        f"{one.day:%m-%d} {Staff.caption_of(one.staff_id)}" for one in rows if why_no_company(one.staff_id)
    ]
    told = str(wording("meal_records")["tables"]["accompany"]["kitchen"])
    return back_entries.footnote(rows) + (told.format_map({"名单": "、".join(others)}) if others else "")


def _accompany(store: Store, month: str) -> list[list[str]]:
    return [
        [
            back_entries.day_of(one), *_told(Accompany, one, "kind", "staff"), post_of(one.staff_id), one.dishes or "",
            *_told(Accompany, one, "looks", "taste", "quality", "hygiene"), seen(one), "已交" if one.paid else "未交", "",
        ]
        for one in _accompanied(store, month)
    ]  # fmt: skip


def _rota(store: Store, month: str) -> list[list[str]]:
    return [
        [
            f"{one.day:%m-%d}", f"周{WEEKDAYS[one.day.weekday()]}", *_told(Accompany, one, "kind", "staff"),
            post_of(one.staff_id), "", one.note or "",
        ]
        for one in _rows(store, Accompany, month)
    ]  # fmt: skip


def _samples(store: Store, month: str) -> list[list[str]]:
    found = []
    for one in _rows(store, FoodSample, month):
        gone = f"{one.gone_on:%m-%d} {one.gone_at}" if one.gone_on else ""
        void = f"作废：{one.void_reason}" if one.state == "void" else ""
        note = "；".join(part for part in (void, back_entries.remarks(one)) if part)
        found.append([
            back_entries.day_of(one), *_told(FoodSample, one, "kind", "dish", "sample_no", "grams", "taken_at", "taken_by", "degrees"),
            gone, *_told(FoodSample, one, "gone_by"), "", note,
        ])  # fmt: skip
    return found


def _clean(store: Store, month: str) -> list[list[str]]:
    return [
        [
            back_entries.day_of(one), *_told(Disinfection, one, "kind", "utensil", "pieces", "way", "strength"),
            f"{one.starts}～{one.ends}", *_told(Disinfection, one, "operator", "checker"),
            back_entries.remarks(one),
        ]
        for one in _rows(store, Disinfection, month)
    ]  # fmt: skip


def _additive(store: Store, month: str) -> list[list[str]]:
    """A month of 无使用 alone prints as one line."""
    rows = _rows(store, AdditiveUse, month)
    if all(one.name == NO_ADDITIVE for one in rows):
        return []
    return [
        [
            back_entries.day_of(one),
            *_told(AdditiveUse, one, "name", "maker", "batch_no", "bought_on", "used_in", "grams", "left", "staff"),
            back_entries.remarks(one),
        ]
        for one in rows
    ]  # fmt: skip


MADE: dict[str, Callable[[Store, str], list[list[str]]]] = {
    "accompany": _accompany, "rota": _rota, "samples": _samples, "clean": _clean, "additive": _additive,
}  # fmt: skip
LEFT = {
    "accompany": frozenset({4, 9}),
    "samples": frozenset({2, 11}),
    "clean": frozenset({9}),
    "additive": frozenset({2, 9}),
}
