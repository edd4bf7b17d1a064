"""What an inspector looks at in a month of meals, rule by rule; each finding names the record to open.

Names, severities and grounds of the rules are data: resources/meals/checks.json. A rule left out there is not asked.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.day_marks import unpacked
from desktop.models.ledger import database
from desktop.models.ledgers import BY_NAME, day_order
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.meal_forbidden import why_forbidden
from desktop.models.ledgers.meal_goods import Material, lapsed_permit
from desktop.models.ledgers.meal_logs import FoodSample, due_at
from desktop.models.ledgers.meal_menus import MenuDish
from desktop.models.ledgers.meal_money import MealSettlement
from desktop.models.ledgers.meal_order import rule
from desktop.models.ledgers.meal_stock import Purchase, StockMove
from desktop.models.ledgers.meals import NONE, ClassDay, PupilMonth
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.places import RESOURCES
from desktop.services.meals import accompany, gaps, samples, settlement
from desktop.services.meals.calendar import kinds, month_span
from desktop.services.meals.flags import same_minute
from desktop.services.meals.month_money import figures, per_head
from desktop.services.meals.prices import moved_between
from desktop.services.meals.stock import lots_left
from desktop.services.meals.usual import too_much_between
from desktop.services.progress import Progress

ERROR, WARNING = "error", "warning"
DATED = ("class_day", "purchase", "stock_move", "food_sample", "morning_check", "disinfection", "food_check")


@dataclass(frozen=True)
class Rule:
    """One thing that is looked at, as the data says it."""

    code: str
    name: str
    severity: str
    basis: str


@dataclass(frozen=True)
class Finding:
    """One thing to put right or to look at. place, hint: the page that shows the record."""

    rule: Rule
    severity: str
    sentence: str
    place: str = ""
    hint: Any = None


@dataclass(frozen=True)
class Checked:
    """A month looked at: every rule, and what was found, errors first."""

    month: str
    rules: tuple[Rule, ...]
    findings: tuple[Finding, ...]

    def of(self, code: str) -> list[Finding]:
        return [one for one in self.findings if one.rule.code == code]

    @property
    def errors(self) -> int:
        return sum(one.severity == ERROR for one in self.findings)


@cache
def rules() -> tuple[Rule, ...]:
    """The rules in the order of the file."""
    told = json.loads((RESOURCES / "meals" / "checks.json").read_text("utf-8"))
    return tuple(Rule(**row) for row in told["rules"] if row["code"] in RULES)


def check_month(
    store: Store, month: str, *, now: dt.datetime | None = None, progress: Progress | None = None
) -> Checked:
    """Look at a whole month of the whole school. Raises Cancelled."""
    progress = progress or Progress()
    when = now or dt.datetime.combine(day_order.today(), dt.datetime.now().time())
    found: list[Finding] = []
    for one in progress.follow(rules(), len(rules())):
        for told in RULES[one.code](store, month, when):
            found.append(
                Finding(
                    one,
                    told.get("severity", one.severity),
                    told["words"],
                    told.get("place", ""),
                    told.get("hint"),
                )
            )
    found.sort(key=lambda finding: finding.severity != ERROR)
    return Checked(month, rules(), tuple(found))


Told = Mapping[str, Any]  # words; place and hint of the record; severity where it is not the rule's own


def _sheet(row: Any) -> Told:
    return {"place": "meals", "hint": (row.day, row.kind, row.school_class_id)}


def _sheets(store: Store, month: str) -> Any:
    return store.rows(ClassDay).where(ClassDay.day.between(*month_span(month)))


# who ate ------------------------------------------------------------------------------------------------


def _heads(store: Store, month: str, _now: dt.datetime) -> Iterator[Told]:
    for row in _sheets(store, month).where(
        (ClassDay.fed > ClassDay.present) | (ClassDay.present > ClassDay.due)
    ):
        words = f"{ClassDay.caption(row)}：应到 {row.due}，实到 {row.present}，就餐 {row.fed}，对不上。"
        yield {"words": words, **_sheet(row)}


def _projection(store: Store, month: str, _now: dt.datetime) -> Iterator[Told]:
    """Every sheet against the pupils' months, person by person, both ways."""
    kept: dict[tuple[int, int, str, int], str] = {}
    for row in _sheets(store, month):
        for pupil, mark in unpacked(row.marks).items():
            kept[row.school_class_id, pupil, row.kind, row.day.day] = mark
    shown: dict[tuple[int, int, str, int], str] = {}
    for row in PupilMonth.select().where(PupilMonth.month == month):
        for at, mark in enumerate(row.marks, 1):
            if mark != NONE:
                shown[row.school_class_id, row.student_id, row.kind, at] = mark
    if store.session.classes is not None:
        shown = {key: mark for key, mark in shown.items() if key[0] in store.session.classes}
    for key in sorted({one for one in kept.keys() | shown.keys() if kept.get(one) != shown.get(one)}):
        place, pupil, kind, day = key
        words = f"{SchoolClass.caption_of(place)}{Student.name_of(pupil)} {day} 日的日餐表和月表不一样，请重新保存这张日餐表。"
        hint = (dt.date.fromisoformat(f"{month}-{day:02d}"), kind, place)
        yield {"words": words, "place": "meals", "hint": hint}


def _absent(store: Store, month: str, _now: dt.datetime) -> Iterator[Told]:
    codes = code_list("meal_mark")
    days: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for row in PupilMonth.select().where(PupilMonth.month == month).order_by(PupilMonth.kind):
        for at, mark in enumerate(row.marks, 1):
            if mark != NONE:
                days[row.student_id, at].append((mark, row.kind, row.school_class_id))
    left = {row.id: row.left_on for row in store.rows(Student).where(Student.left_on.is_null(False))}
    seen = {row.id for row in store.rows(Student).select(Student.id)}
    for (pupil, at), told in sorted(days.items()):
        ate = [one for one in told if codes.fact(one[0], "fed")]
        away = [one for one in told if codes.fact(one[0], "absent")]
        day = dt.date.fromisoformat(f"{month}-{at:02d}")
        why = ""
        if ate and away:
            why = f"{_kind(away[0][1])}记的是{codes.label(away[0][0])}，{_kind(ate[0][1])}又记了就餐"
        elif ate and pupil in left and left[pupil] < day:
            why = f"记了就餐，可是 {left[pupil]} 已经离校"
        if why and pupil in seen:
            place = ate[0][2]
            words = f"{SchoolClass.caption_of(place)}{Student.name_of(pupil)} {day} {why}。"
            yield {"words": words, "place": "meals", "hint": (day, ate[0][1], place)}


def _kind(code: str) -> str:
    return code_list("meal_kind").label(code)


# what every day must have -------------------------------------------------------------------------------


def _gaps(store: Store, month: str, now: dt.datetime) -> Iterator[Told]:
    found = gaps.month_gaps(store, month, today=now.date())
    for cell in found.missing:
        pages = {gaps.SHEETS: "meals", "accept": "meal_stock"}
        place = pages.get(cell.need, "meal_logs")
        hint: Any = (cell.day, cell.need) if place == "meal_logs" else cell.day
        if place == "meal_stock":
            hint = ("bought", cell.day)
        yield {"words": f"{cell.day} {cell.words}。补上，或在月历里写明原因。", "place": place, "hint": hint}


def _samples(store: Store, month: str, now: dt.datetime) -> Iterator[Told]:
    rows = store.rows(FoodSample).where(
        FoodSample.day.between(*month_span(month)) & (FoodSample.state != "void")
    )
    for row in rows.order_by(FoodSample.day, FoodSample.id):
        for words in _sample(row, now):
            yield {
                "words": f"{row.day} {row.dish}的留样{words}。",
                "place": "meal_logs",
                "hint": (row.day, "sample"),
            }


def _sample(row: Any, now: dt.datetime) -> Iterator[str]:
    if row.grams < rule("sample_grams"):
        yield f"只有 {row.grams} 克，不足 {rule('sample_grams')} 克"
    if row.state == "kept":
        clock = samples.clock_of(row, now)
        if clock.state == samples.OVER:
            yield clock.words
    elif row.gone_on and row.gone_at:
        gone = dt.datetime.combine(row.gone_on, dt.time.fromisoformat(row.gone_at))
        if gone < due_at(row.__data__):
            yield f"{row.gone_on} {row.gone_at} 就销了，不满 {rule('sample_hours')} 小时"


def _forbidden(store: Store, month: str, _now: dt.datetime) -> Iterator[Told]:
    told: dict[tuple[dt.date, str], str] = {}
    for ledger, column, place in (
        (MenuDish, MenuDish.name, "meal_menu"),
        (FoodSample, FoodSample.dish, "meal_logs"),
    ):
        rows = store.rows(ledger).where(ledger.day.between(*month_span(month))).select(ledger.day, column)
        for day, dish in rows.tuples():
            told.setdefault((day, dish), place)
    for (day, dish), place in sorted(told.items()):
        if why := why_forbidden(dish):
            yield {"words": f"{day} {why}", "place": place, "hint": day}


def _minute(_store: Store, month: str, _now: dt.datetime) -> Iterator[Told]:
    for table, (minute, days) in same_minute(month).items():
        words = f"{BY_NAME[table].title}有 {days} 天是 {minute} 这一分钟里登记的。是导入或补录的，请写明。"
        yield {"words": words, "place": "meal_month", "hint": month}


def _future(_store: Store, month: str, now: dt.datetime) -> Iterator[Told]:
    for table in DATED:
        sql = f"SELECT day, count(*) FROM {table} WHERE day BETWEEN ? AND ? AND day > ? GROUP BY day"
        first, last = month_span(month)
        for day, count in database.execute_sql(
            sql, (first.isoformat(), last.isoformat(), now.date().isoformat())
        ):
            yield {
                "words": f"{BY_NAME[table].title}有 {count} {BY_NAME[table].counter}是 {day} 的，还没有到这一天。"
            }


# the store ----------------------------------------------------------------------------------------------


def _bought(store: Store, month: str) -> list[Any]:
    rows = store.rows(Purchase).where(
        Purchase.day.between(*month_span(month)) & (Purchase.state == "kept") & (Purchase.kind == "bought")
    )
    return list(rows.order_by(Purchase.day, Purchase.id))


def _lot(row: Any) -> Told:
    return {"place": "meal_stock", "hint": ("bought", row.id)}


def _permit(store: Store, month: str, _now: dt.datetime) -> Iterator[Told]:
    """A finding for each day and supplier, whatever came."""
    lapsed: dict[tuple[dt.date, str, str], list[Any]] = defaultdict(list)
    for row in _bought(store, month):
        if why := lapsed_permit(row.supplier_id, row.day):
            lapsed[row.day, why, row.licence_reason or ""].append(row)
    for (day, why, reason), rows in lapsed.items():
        named = "、".join(Material.caption_of(row.material_id) for row in rows[:3])
        what = f"{day} {named}{f'等 {len(rows)} 笔' if len(rows) > 3 else ''}：{why}"
        if reason:
            yield {"words": f"{what}写明的原因：{reason}", "severity": WARNING, **_lot(rows[0])}
        else:
            yield {"words": f"{what}没有写明为什么收下。", **_lot(rows[0])}


def _papers(store: Store, month: str, _now: dt.datetime) -> Iterator[Told]:
    for row in _bought(store, month):
        if not row.papers:
            yield {"words": f"{Purchase.caption(row)}：没有登记证票，进货查验表上写的是“无”。", **_lot(row)}


def _unpaid(store: Store, month: str, _now: dt.datetime) -> Iterator[Told]:
    unpaid = sum(one.unpaid for one in accompany.shares(store, *month_span(month)))
    if unpaid:
        words = f"陪餐餐费还有 {unpaid} 次没有登记交费，陪餐记录表上写的是“未交”。"
        yield {"words": words, "place": "meal_rota", "hint": month}


def _expired(store: Store, month: str, now: dt.datetime) -> Iterator[Told]:
    first, last = month_span(month)
    moves = (
        store.rows(StockMove)
        .join(Purchase)
        .where(
            StockMove.day.between(first, last)
            & (StockMove.kind == "out")
            & Purchase.best_before.is_null(False)
            & (Purchase.best_before < StockMove.day)
        )
    )
    for row in moves.order_by(StockMove.day, StockMove.id):
        words = f"{row.day} 领用的{Purchase.caption_of(row.lot_id)}，保质期到 {row.lot.best_before} 就过了。"
        yield {"words": words, "place": "meal_stock", "hint": ("moves", row.day)}
    day = min(last, now.date())
    for lot in lots_left(day) if first <= now.date() else []:
        if lot.is_over(day):
            what = Material.caption_of(lot.material)
            words = f"{what}（{lot.words}）到 {day} 还在库里，已经过期，请报损。"
            yield {"words": words, "place": "meal_stock", "hint": ("bought", lot.lot)}


def _batch(store: Store, month: str, _now: dt.datetime) -> Iterator[Told]:
    for row in _bought(store, month):
        if not row.batch_no:
            continue
        twin = Purchase.select().where(
            (Purchase.supplier == row.supplier_id) & (Purchase.material == row.material_id)
            & (Purchase.batch_no == row.batch_no) & (Purchase.state == "kept") & (Purchase.id < row.id)
        ).first()  # fmt: skip
        if twin is not None:
            words = f"{Purchase.caption(row)}：同一家的这个批号 {twin.day} 已经登记过，请看看是不是重复。"
            yield {"words": words, **_lot(row)}


def _price(_store: Store, month: str, _now: dt.datetime) -> Iterator[Told]:
    """Each purchase against the one before it of the same material, for the material's own unit."""
    for one in moved_between(*month_span(month)):
        row = Purchase.get_by_id(one.lot)
        yield {"words": f"{Purchase.caption(row)}：{one.words}", **_lot(row)}


def _quantity(_store: Store, month: str, _now: dt.datetime) -> Iterator[Told]:
    for row, words in too_much_between(*month_span(month)):
        yield {"words": f"{Purchase.caption(row)}：{words}", **_lot(row)}


# the money ----------------------------------------------------------------------------------------------


def _money(store: Store, month: str, _now: dt.datetime) -> Iterator[Told]:
    for kind in kinds():
        row = settlement.settled(month, kind)
        here = {"place": "meal_settle", "hint": month}
        if row is None or row.state == "returned":
            continue
        if settlement.is_stale(figures(store, month, kind), row):
            yield {
                "words": f"{MealSettlement.caption(row)}以后台账有变动，和结算的数不一样。",
                **here,
            }
        if open_ := settlement.open_difference(row.id):
            words = f"{MealSettlement.caption(row)}还有 {money.figures(abs(open_))} 元的差没有说明。"
            yield {"words": words, **here}


def _dear(store: Store, month: str, _now: dt.datetime) -> Iterator[Told]:
    for kind in kinds():
        told = figures(store, month, kind)
        allowed = per_head(told.due, told.summary.fed)
        if told.per_head is not None and allowed and told.per_head > allowed:
            words = f"{told.title}人均日支出 {told.per_head / 10_000:.4f} 元，高于标准 {allowed / 10_000:.2f} 元。"
            yield {"words": words, "place": "meal_settle", "hint": month}


RULES: Mapping[str, Callable[[Store, str, dt.datetime], Iterator[Told]]] = {
    "heads": _heads, "sheets": _projection, "absent": _absent, "gaps": _gaps, "samples": _samples,
    "forbidden": _forbidden, "permit": _permit, "papers": _papers,
    "unpaid": _unpaid, "expired": _expired, "batch": _batch, "price": _price, "quantity": _quantity,
    "future": _future, "minute": _minute, "money": _money, "dear": _dear,
}  # fmt: skip
