"""What to look at in a month's records: entered in one minute, too warm, too long in the cabinet, forbidden, unpaid.

Nothing is hidden and nothing is refused here: whoever looks at the month decides.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from desktop.models.ledger import database
from desktop.models.ledgers import BY_NAME
from desktop.models.ledgers.meal_forbidden import why_forbidden
from desktop.models.ledgers.meal_logs import FoodSample
from desktop.models.ledgers.meal_menus import MenuDish
from desktop.models.ledgers.meal_order import rule
from desktop.models.ledgers.meal_watch import FoodCheck
from desktop.models.store import Store
from desktop.services.meals import accompany, postings, samples, watch, workers
from desktop.services.meals.calendar import kinds, month_span, served_days

WATCHED = (
    "class_day", "food_sample", "accompany", "morning_check", "disinfection", "additive_use", "waste_record",
    "store_climate", "snack_check", "food_check",
)  # fmt: skip
# the journal's entry that made the record: of a planned turn the one that says it was eaten
MADE = """SELECT DISTINCT r.day, strftime('%Y-%m-%d %H:%M', s.at) FROM {table} r
          JOIN journal_entry e ON e.ledger = ? AND e.record = r.id AND {made}
          JOIN journal_step s ON s.id = e.step WHERE r.day BETWEEN ? AND ?"""
NEW, EATEN = "e.before IS NULL", """e.after LIKE '%"state":"done"%'"""


@dataclass(frozen=True)
class Flag:
    """One thing to look at. tone: bad or warn. place: where it is put right ("" for nowhere); hint: what to show there."""

    tone: str
    words: str
    place: str = ""
    hint: Any = None


def month_flags(store: Store, month: str, now: dt.datetime) -> list[Flag]:
    """Everything worth a look, the gravest first."""
    today = now.date()
    found = [
        *_samples(store, month, now), *_dishes(store, month), *_people(store, today), *_findings(store, today),
        *_rounds(store, month, today), *_minutes(month), *_unpaid(store, month), *_hanging(store, today),
    ]  # fmt: skip
    return sorted(found, key=lambda flag: flag.tone != "bad")


def same_minute(month: str) -> dict[str, tuple[str, int]]:
    """Ledger -> (minute, days): the most days of one kind of record that were entered within one minute.

    Only where they are as many as the rule says.
    """
    first, last = month_span(month)
    found: dict[str, tuple[str, int]] = {}
    for table in WATCHED:
        sql = MADE.format(table=table, made=EATEN if table == "accompany" else NEW)
        days: dict[str, int] = defaultdict(int)
        for _day, minute in (
            database.connection().cursor().execute(sql, (table, first.isoformat(), last.isoformat()))
        ):
            days[minute] += 1
        if days and (most := max(days.values())) >= rule("same_minute"):
            found[table] = (next(minute for minute, count in days.items() if count == most), most)
    return found


def _minutes(month: str) -> Iterator[Flag]:
    for table, (minute, days) in same_minute(month).items():
        words = f"{BY_NAME[table].title}有 {days} 天是 {minute} 这一分钟里登记的，是补录或导入的请写明"
        yield Flag("warn", words)


def _samples(store: Store, month: str, now: dt.datetime) -> Iterator[Flag]:
    first_day, last_day = month_span(month)
    over = [
        one for one in samples.clocks(store, now)
        if one.state == samples.OVER and first_day <= one.row.day <= last_day
    ]  # fmt: skip
    if over:
        first = over[0].row
        yield Flag(
            "bad", f"{len(over)} 份留样到时间还没有销样（{first.day} {first.dish}）", "meal_logs", now.date()
        )
    rows = store.rows(FoodSample).where(
        FoodSample.day.between(first_day, last_day) & (FoodSample.state != "void")
    )
    kept = list(rows.order_by(FoodSample.day))
    if warm := [row for row in kept if samples.too_warm(row.degrees)]:
        words = f"{len(warm)} 份留样的柜温不在规定范围（{warm[0].day} {FoodSample.degrees.format(warm[0].degrees)} ℃）"
        yield Flag("bad", words, "meal_logs", warm[0].day)
    if light := [row for row in kept if row.grams < rule("sample_grams")]:
        yield Flag("bad", f"{len(light)} 份留样不足 {rule('sample_grams')} 克", "meal_logs", light[0].day)


def _dishes(store: Store, month: str) -> Iterator[Flag]:
    first, last = month_span(month)
    told: set[tuple[dt.date, str]] = set()
    for ledger, column in ((FoodSample, FoodSample.dish), (MenuDish, MenuDish.name)):
        told |= set(
            store.rows(ledger).where(ledger.day.between(first, last)).select(ledger.day, column).tuples()
        )
    for day, dish in sorted(told):
        if why := why_forbidden(dish):
            yield Flag("bad", f"{day} {why}", "meal_logs", day)


def _people(store: Store, today: dt.date) -> Iterator[Flag]:
    for one in workers.certificates(store, today):
        if one.state != workers.FINE:
            tone = "warn" if one.state == workers.SOON else "bad"
            yield Flag(tone, f"{one.name}：{one.words}", "meal_books", "health_certificate")


def _findings(store: Store, today: dt.date) -> Iterator[Flag]:
    over = [one for one in watch.findings(store, today) if one.state == "over"]
    if over:
        words = f"{len(over)} 件问题过了期限还没有整改（{over[0].row.problem[:16]}）"
        yield Flag("bad", words, "meal_books", "food_finding")


def _rounds(store: Store, month: str, today: dt.date) -> Iterator[Flag]:
    """Weeks that are over without a 周排查, and the month without its 月调度."""
    first, last = month_span(month)
    week = dt.timedelta(days=6)
    rows = store.rows(FoodCheck).where(FoodCheck.day.between(first - week, last + week))
    kept = {(row.kind, _monday(row.day)) for row in rows if row.kind == "week"}
    served = {day for kind in kinds() for day in served_days(first, last, kind)}
    mondays = sorted({_monday(day) for day in served})
    for monday in mondays:
        if monday + week < today and ("week", monday) not in kept:
            words = f"{monday:%m-%d} 这一周没有周排查"
            yield Flag("warn", words, "meal_logs", (max(monday, min(served)), "week"))
    held = any(row.kind == "month" and first <= row.day <= last for row in rows)
    if served and last < today and not held:
        yield Flag("warn", f"{int(month[5:])}月没有月调度", "meal_logs", (max(served), "month"))


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def _unpaid(store: Store, month: str) -> Iterator[Flag]:
    unpaid = sum(one.unpaid for one in accompany.shares(store, *month_span(month)))
    if unpaid:
        yield Flag("warn", f"陪餐餐费还有 {unpaid} 次没有登记交费", "meal_rota", month)


def _hanging(store: Store, today: dt.date) -> Iterator[Flag]:
    for one in postings.hangings(store, today):
        if one.state == postings.FULL:
            yield Flag("warn", f"公示“{one.row.about_what}”{one.words}", "meal_books", "meal_posting")
