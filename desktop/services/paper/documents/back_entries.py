"""补录 on paper: a mark beside the day of every record that was entered late, and why, once for each reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from desktop.models.ledgers.meal_order import is_late
from desktop.services.paper.documents.common import pre_flight, wording


def late(row: Any) -> bool:
    """Whether a record of a day (with entered_on and late_reason) was entered later than the rule allows."""
    return bool(row.entered_on and is_late(row.__data__))


def day_of(row: Any) -> str:
    """10-08, or 10-08补."""
    return f"{row.day:%m-%d}{wording('back_entry')['mark'] if late(row) else ''}"


def reason_of(row: Any) -> str:
    """补录：停电，第二天补记, for a cell of remarks; "" for a record entered in time."""
    return f"{wording('back_entry')['name']}：{row.late_reason or ''}" if late(row) else ""


def remarks(row: Any) -> str:
    """The record's own remark behind the reason."""
    return "；".join(part for part in (reason_of(row), row.note) if part)


def entered(row: Any) -> str:
    """2026-10-16 登记，原因：停电, for a form of one record."""
    return str(wording("back_entry")["form"]).format_map(
        {"登记日期": row.entered_on, "原因": row.late_reason or ""}
    )


def footnote(rows: Iterable[Any]) -> str:
    """补＝事后补录。10-08、10-09：停电；10-12：生病。 "" where everything was entered in time."""
    days: dict[str, list[dt.date]] = {}
    for row in rows:
        if late(row) and row.day not in days.setdefault(row.late_reason or "", []):
            days[row.late_reason or ""].append(row.day)
    pre_flight(*(("补录原因", reason) for reason in days))
    said = "；".join(
        f"{'、'.join(f'{day:%m-%d}' for day in told)} {why}".strip() for why, told in days.items()
    )
    return str(wording("back_entry")["footnote"]).format_map({"补录": said}) if days else ""
