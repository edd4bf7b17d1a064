"""What the page of the month report shows: the month, what was kept of it, and what does not fit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers.drop_reports import DropReport
from desktop.services.drop import chain, reports
from desktop.services.drop.chain import Gap
from desktop.services.drop.month_people import Named
from desktop.services.drop.reports import Figures
from desktop.services.meals.calendar import month_span

DUE_DAYS = 10  # days of a new month in which the one before is still the one to report


@dataclass(frozen=True)
class MonthView:
    """figures: as kept, else as the books are now. changed: what the books say otherwise since. gaps: of all months.

    doubts: what to look at before it is signed. unanswered: children that had to be listed as 疑似辍学 and are not.
    """

    figures: Figures
    row: Any
    changed: Sequence[str]
    gaps: Sequence[Gap]
    doubts: Sequence[str]
    unanswered: Sequence[Named] = ()

    @property
    def state(self) -> str:
        """made, signed, sent; "" while nothing is kept."""
        return self.row.state if self.row is not None else ""

    @property
    def state_words(self) -> str:
        return code_list("drop_report_state").label(self.state) if self.state else "还没有制表"


def month_view(month: str, today: dt.date) -> MonthView:
    """Raises Refused for a month to come."""
    row, now = reports.kept(month), reports.figures(month, today)
    figures = reports.told(row) if row is not None else now
    changed = chain.changes(figures, now) if row is not None else []
    doubts = now.doubts if row is None or row.state == "made" else ()
    open_ = row is None or row.state == "made"
    unanswered = now.lists.get(reports.UNANSWERED, ()) if open_ else ()
    return MonthView(figures, row, changed, chain.gaps(today), doubts, unanswered)


def month_to_report(today: dt.date) -> str:
    """The oldest month over that was not sent; in the first days of a month the one before, else this one."""
    sent = {row.month for row in DropReport.select(DropReport.month, DropReport.state) if row.state == "sent"}
    known = {row.month for row in DropReport.select(DropReport.month)}
    this = f"{today:%Y-%m}"
    month = chain.first_month(known) or ""
    while month and month < this:
        if month not in sent and month_span(month)[1] < today:
            return month
        month = reports.month_before(month, -1)
    return reports.month_before(this) if not known and not month and today.day <= DUE_DAYS else this
