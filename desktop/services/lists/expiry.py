"""Until when a row of a list says that it is valid: 有效期至 2025-06-30, 有效期限 2016.1—2025.12."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from desktop.models.writing import half_width
from desktop.services.lists.presets import told

DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[-./年]?(\d{1,2})(?:[-./月]?(\d{1,2}))?)?(?!\d)")


def columns_of(heads: Mapping[int, str]) -> list[int]:
    """Columns that tell until when a row is valid; not those that tell only from when."""
    rules = told("presets")["lapsed"]["expiry"]
    return [
        column for column, text in heads.items()
        if any(word in text for word in rules["heads"])
        and (not any(word in text for word in rules["begins"]) or any(word in text for word in rules["ends"]))
    ]  # fmt: skip


def last_day(cell: Any) -> dt.date | None:
    """The last day that a cell tells: of a span its end, of a month or a year their last day; None for 长期, 10 年."""
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    text = re.sub(r"\s", "", half_width(str(cell)))
    days = [_day(*found.groups()) for found in DATE.finditer(text)]
    return max((day for day in days if day), default=None)


def told_in(
    heads: Mapping[int, str], columns: Sequence[int], cells: Sequence[Any]
) -> list[tuple[str, dt.date]]:
    """Headings and last days of one row."""
    found = [(heads[c], last_day(cells[c])) for c in columns if c < len(cells) and cells[c] is not None]
    return [(head, day) for head, day in found if day]


def _day(year: str, month: str | None, day: str | None) -> dt.date | None:
    number = int(month or 12)
    if not 1 <= number <= 12:
        return None
    last = calendar.monthrange(int(year), number)[1]
    return dt.date(int(year), number, min(int(day), last) if day and int(day) else last)
