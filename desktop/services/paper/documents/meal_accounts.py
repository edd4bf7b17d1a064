"""D24P 餐费收支公示: the month's accounts for the wall, without a single name; 草稿 until the headteacher has signed, and
again where the ledgers came to say something else than what was signed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.ledgers.meal_order import rule
from desktop.models.store import Store
from desktop.services.meals import settlement
from desktop.services.meals.month_money import Figures, Line, figures, month_words
from desktop.services.paper.documents.common import (
    Table,
    new_sheet,
    pre_flight,
    school_on_paper,
    wording,
    write_paragraph,
    write_title,
)
from desktop.services.paper.documents.lists import ENTERED, demand_rows
from desktop.services.paper.documents.meal_year_table import price
from desktop.services.paper.grid import Row, label, value, words
from desktop.services.progress import Progress

LEFT, WIDTH, TOP = 20.0, 170.0, 36.0  # mm
COLUMNS, REASONS = (78.0, 46.0, 46.0), (62.0, 36.0, 72.0)


@dataclass(frozen=True)
class Accounts:
    """A month's figures, the year's up to it, and the reasons of the difference. signed: these, by the headteacher."""

    told: Figures
    lines: Sequence[Line]
    year: dict[str, str]
    signed: bool

    @property
    def title(self) -> str:
        return str(wording("meal_accounts")["heading"].format_map(self.blanks))

    @property
    def blanks(self) -> dict[str, object]:
        school = school_on_paper()
        return {
            "学校": school.school_name, "月份": month_words(self.told.month),
            "餐次": code_list("meal_kind").label(self.told.kind), "电话": school.hotline_school,
            "县电话": school.hotline_county or "", "投诉电话": rule("complaint_phone"), "天数": rule("posting_days"),
        }  # fmt: skip


def accounts(store: Store, month: str, kind: str) -> Accounts:
    """Raises Refused in a month without meals."""
    told = figures(store, month, kind)
    demand_rows(told.summary.classes, f"{month} 的班级日餐表", nothing="一张也没有", then=ENTERED)
    row = settlement.settled(month, kind)
    standing = row is not None and row.state != "returned"
    return Accounts(
        told,
        settlement.reasons(row.id) if standing else told.lines,
        _year_so_far(store, told),
        row is not None and row.state == "signed" and not settlement.is_stale(told, row),
    )


def _year_so_far(store: Store, told: Figures) -> dict[str, str]:
    """The year's column: the opening's sums and every month after them. What was bought before nobody told."""
    opening, year = told.opening, told.month[:4]
    numbers = (f"{year}-{number:02d}" for number in range(1, int(told.month[5:]) + 1))
    so_far = [figures(store, month, told.kind) for month in numbers if month > opening.until]
    bought = sum(one.spending.bought for one in so_far)
    carriage = sum(one.spending.carriage for one in so_far)
    known = told.main and not opening.until
    return {
        "days": str(opening.days + sum(one.summary.days for one in so_far)),
        "times": str(opening.times + sum(one.summary.fed for one in so_far)),
        "due": money.figures(opening.due + sum(one.due for one in so_far)),
        "received": money.figures(told.year_received), "bought": money.figures(bought) if known else "—",
        "freight": f"{carriage / 100:.2f}" if known else "—",
        "spent": money.figures(told.year_spent), "left": f"{told.left / 100:.2f}",
    }  # fmt: skip


def _figures(told: Figures) -> dict[str, str]:
    """The month's column. 采购 has the freight in it, and the freight told is that of 采购, as in the reasons below it."""
    spent = told.spending
    standards = sorted({line.standard for line in told.classes if line.standard})
    return {
        "days": str(told.summary.days), "people": str(told.people), "times": str(told.summary.fed),
        "standard": "、".join(money.figures(one) for one in standards) or "—", "due": money.figures(told.due),
        "received": money.figures(told.received), "bought": money.figures(spent.bought) if told.main else "—",
        "spent": money.figures(told.spent), "per_head": price(told.per_head),
        "lost": f"{sum(spent.lost.values()) / 100:.2f}", "left": "—",
        "freight": f"{spent.carriage / 100:.2f}" if told.main else "—",
    }  # fmt: skip


def draw(path: Path, subject: Accounts, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the page; returns 1. Raises MissingGlyph, CannotWrite, Cancelled."""
    if progress is not None:
        progress.check()
    text = wording("meal_accounts")
    pre_flight(("期初", subject.told.opening.words), *(("差异说明", one.words) for one in subject.lines))
    with new_sheet(path, subject.title, proof=proof, draft=not subject.signed) as sheet:
        school = school_on_paper()
        write_title(sheet, subject.title, (sheet.width / 2, 20.0), 18, WIDTH, school=school.school_name)
        lead = text["lead"].format_map(subject.blanks)
        y = write_paragraph(sheet, lead, LEFT, TOP - 4, WIDTH, indent=2)
        y = Table(sheet, LEFT, COLUMNS, size=11.5, row=9.0).draw(_rows(subject, text), y + 4)
        reasons = _reasons(subject, text)
        y = Table(sheet, LEFT, REASONS, size=11, row=8.6).draw(reasons, y + 5)
        y = write_paragraph(sheet, _notes(subject, text), LEFT, y + 3, WIDTH, style="song", size=9)
        phones = text["phones" if school.hotline_county else "phones_no_county"].format_map(subject.blanks)
        sheet.write(phones, LEFT, y + 9, "song", 10.5)
        sheet.write(text["period"].format_map(subject.blanks), LEFT, y + 17, "song", 10.5)
        x, end = LEFT + WIDTH - 34, min(y + 33, sheet.height - 24)
        sheet.write_centred(school.school_name, x, end, "fangsong", 12)
        sheet.write_centred("　　　　年　　月　　日", x, end + 8, "fangsong", 12)
        sheet.seal_place(x, end + 4)
        return sheet.page


def _notes(subject: Accounts, text: dict[str, Any]) -> str:
    opening = subject.told.opening
    said = str(text["notes"])
    if opening.known:
        said += str(text["opening"]).format_map({"期初": opening.words})
    return said + str(text["opening_bought"]) if opening.until else said


def _rows(subject: Accounts, text: dict[str, Any]) -> list[Row]:
    month = _figures(subject.told)
    rows: list[Row] = [[label(head) for head in text["columns"]]]
    for key, name in text["rows"].items():
        here = subject.year["left"] if key == "left" else month[key]
        year = "" if key == "left" else subject.year.get(key, "—")
        if key == "left":
            rows.append([words(name), value(here, 2)])
        else:
            rows.append([words(name), value(here, align="right"), value(year, align="right")])
    return rows


def _reasons(subject: Accounts, text: dict[str, Any]) -> list[Row]:
    head: list[Row] = [[label(text["reasons"], 3)]]
    if not subject.lines:
        return [*head, [value(text["none"], 3)]]
    lines: list[Row] = [
        [words(one.label, size=10), value(f"{one.fen / 100:+.2f}", align="right"), words(one.words, size=10)]
        for one in subject.lines
    ]
    return [*head, [label(one) for one in text["reason_columns"]], *lines]
