"""What waits of the reports of 控辍保学: months not reported, signatures, the first week of a term, findings overdue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from desktop.models.ledgers.drop_reports import ArrivalSheet, Campaign, DropReport
from desktop.models.store import Store
from desktop.services.drop import arrivals, campaigns, chain, inspections, reports
from desktop.services.drop.truants import never_came
from desktop.services.meals.month_money import month_words
from desktop.services.todo import Around, Todo

PLACE = "drop_reports"


def report_todos(store: Store, around: Around) -> Iterator[Todo]:
    """For whoever reports, and what only the headteacher can sign. Nothing for a school that has not begun with it."""
    if store.session.may("approve"):
        yield from _to_sign()
    if store.session.may("drop"):
        yield from _months(around.day)
        yield from _first_week(around)
        yield from _never_came(around.day)
        yield from _campaigns(around)
        yield from _inspections(around.day)


def _to_sign() -> Iterator[Todo]:
    """Reports made to the last school day of their month."""
    waiting = [row.month for row in reports.to_sign()]
    if waiting:
        months = "、".join(map(month_words, waiting))
        yield Todo("stamp", "warn", f"{len(waiting)} 份控辍月报等您签发", months, "去签发", PLACE, waiting[0])


def _months(day: dt.date) -> Iterator[Todo]:
    if missing := chain.missing(day):
        words = (
            f"{month_words(missing[0])}的控辍月报还没有做"
            if len(missing) == 1
            else f"{len(missing)} 个月没有控辍月报"
        )
        yield Todo("file-warning", "bad", words, "没有辍学也要报", "去制表", PLACE, missing[0])
    broken = [gap for gap in chain.gaps(day) if gap.month not in missing]
    if broken:
        yield Todo("unlink", "bad", "控辍月报接不上", broken[0].sentence, "看月报", PLACE, broken[0].month)
    ready = DropReport.select().where(DropReport.state == "signed").order_by(DropReport.month).first()
    if ready is not None:
        yield Todo(
            "send",
            "accent",
            f"{month_words(ready.month)}控辍月报可以报出",
            "校长已签发",
            "去报出",
            PLACE,
            ready.month,
        )


def _first_week(around: Around) -> Iterator[Todo]:
    """From the first day of a term until every class has handed in its sheet, once the school has begun with it."""
    first, until = arrivals.week_of(around.term)
    if not first <= around.day <= until + dt.timedelta(days=30) or not ArrivalSheet.select().exists():
        return
    board = arrivals.board(around.term)
    if board.open_classes:
        names = "、".join(one.name for one in board.open_classes[:3])
        words = f"{len(board.open_classes)} 个班没有登记开学报到"
        yield Todo(
            "clipboard-check",
            "bad" if around.day > until else "warn",
            words,
            names,
            "去登记",
            PLACE,
            "arrivals",
        )
    overdue = {one.student for one in never_came(around.day)}
    if some := [row for row in board.missing if row.student_id not in overdue]:
        fact = f"{until:%m-%d} 以前报未报到名单"
        yield Todo("user-minus", "warn", f"{len(some)} 名学生未报到", fact, "看名单", PLACE, "arrivals")


def _never_came(day: dt.date) -> Iterator[Todo]:
    """Long after the first week, too: a child that never came and was not listed is told until somebody answers for it."""
    if some := never_came(day):
        names = "、".join(f"{one.class_name}{one.name}" for one in some[:3]) + ("等" if len(some) > 3 else "")
        words = f"{len(some)} 名学生开学没有报到，到了列为疑似的天数"
        yield Todo("user-minus", "bad", words, f"{names}，请立案或写明原因", "去立案", PLACE, "arrivals")


def _campaigns(around: Around) -> Iterator[Todo]:
    if not Campaign.select().where(Campaign.term == around.term.code).exists():
        return
    for action in campaigns.actions(around.term).values():
        if late := action.late(around.day):
            words = f"{action.title}还有 {len(late)} 项没有做"
            yield Todo("flag", "warn", words, late[0].words, "看清单", PLACE, "campaign")


def _inspections(day: dt.date) -> Iterator[Todo]:
    late = [one.row for one in inspections.findings(day) if one.state == inspections.LATE]
    if late:
        words = f"{len(late)} 条督导发现的问题逾期没有整改"
        yield Todo("search-check", "bad", words, late[0].finding, "去整改", PLACE, "inspections")
