"""控辍月报 in a package: the months of a term that the headteacher signed. They name children, so the tables are locked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledgers.drop_reports import DropReport
from desktop.models.store import Step
from desktop.models.terms import Term
from desktop.services.drop.kept import COUNTS
from desktop.services.drop.report_sheets import month_sheet
from desktop.services.exchange.contents import Words, wording
from desktop.services.meals.month_money import month_words
from desktop.services.sheets.write import Sheet

FORMS = ("D20",)  # of the catalogue: one each for every month


def signed_in(term: Term) -> list[Any]:
    """The reports of a term's months that are signed, also those sent before; oldest first."""
    first, last = (f"{day:%Y-%m}" for day in term.usual_span)
    rows = DropReport.select().where(DropReport.month.between(first, last) & (DropReport.state != "made"))
    return list(rows.order_by(DropReport.month))


def chosen(term: Term, months: Sequence[str]) -> tuple[Any, ...]:
    """Those of a term that are to be sent. Raises Refused for one that is not signed."""
    known = {row.month: row for row in signed_in(term)}
    if missing := [month for month in months if month not in known]:
        raise Refused(f"{month_words(missing[0])}的控辍月报校长还没有签发，或者不在{term.title}，不能报送。")
    return tuple(known[month] for month in sorted(set(months)))


def sheets_of(reports: Sequence[Any], words: Words, day: dt.date) -> Iterator[tuple[str, Sheet]]:
    """(name with {附件} still to be filled, table)."""
    for row in reports:
        name = words.fill(wording()["dropout"]["file"], 附件="{附件}", 月份=month_words(row.month))
        yield name, month_sheet(row.month, day)


def in_manifest(reports: Sequence[Any]) -> list[dict[str, Any]]:
    """The figures of every report, without a name."""
    return [{"month": row.month, **{name: getattr(row, name) for name in COUNTS}} for row in reports]


def mark_sent(step: Step, reports: Sequence[Any], day: dt.date) -> None:
    """They have left the house: those not sent before are 已报出 from now on."""
    step.change_many(
        DropReport, {row.id: {"state": "sent", "sent_on": day} for row in reports if row.state == "signed"}
    )
