"""营养餐 before the headteacher: its light, and a month's settlement with what changed since the one before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.meal_money import MealSettlement, SettlementClass, SettlementLine, unsigned_before
from desktop.models.ledgers.meal_order import month_of, rule
from desktop.models.store import Store
from desktop.services.head_told import Known, Light, Told, made_light
from desktop.services.meals import glance, goods, settlement, triangle
from desktop.services.meals.calendar import month_span
from desktop.services.meals.gaps import month_gaps
from desktop.services.meals.month_money import figures, month_words, per_head
from desktop.services.meals.prices import moved_between
from desktop.services.meals.spending import main_kind
from desktop.services.paper.documents.proof_page_facts import Proof, ProofLine
from desktop.services.paper.documents.proof_page_figures import figure

NAMED = 2  # price moves named in a line

# the light ----------------------------------------------------------------------------------------------


def meal_light(store: Store, known: Known) -> Light | None:
    """None for a school that keeps no meals."""
    return (
        made_light("meals", "utensils", "营养餐", _facts(store, known.around.day))
        if glance.serves()
        else None
    )


def _facts(store: Store, day: dt.date) -> Iterator[Told]:
    last = glance.last_day(store, day)
    if last is not None:
        yield from _last_day(store, last, last.words(day))
        yield from _prices(month_of(last.day))
    yield from _average(store, month_of(day), last)
    for row in waiting():
        lacking = len({cell.day for cell in month_gaps(store, row.month, today=day).missing})
        more = f"，这个月有 {lacking} 天缺记录" if lacking else ""
        yield Told("warn", f"{MealSettlement.caption(row)}等您签字{more}", "sign", ("meals", row.id))
    if months := glance.unsettled(day):
        yield Told("warn", f"{glance.months_in_words(months)}的餐费还没有结算", "meal_settle", months[0])
    if ending := goods.licences_ending(day):
        first, more = ending[0], f"，共 {len(ending)} 张" if len(ending) > 1 else ""
        yield Told("bad" if first.left < 0 else "warn", f"{first.words}{more}", "meal_stock", "suppliers")


def _last_day(store: Store, last: glance.LastDay, when: str) -> Iterator[Told]:
    kind = main_kind()
    fed, due = glance.heads_of(store, last.day, kind)
    if due:
        words = f"{when}就餐 {fed} 人，应到 {due} 人" + (
            "" if last.missing or last.early else "，该有的记录都齐"
        )
        proof = figure("就餐人数", proof_of_heads, last.day, kind)
        yield Told("good", words, "meals", (last.day, kind), proof)
    if last.missing:
        yield Told("bad", f"{when}缺 {'、'.join(last.missing)}", "meal_month", last.day)
    if last.early:
        words = f"{last.day.month}月另有 {len(last.early)} 天缺记录"
        yield Told("bad", words, "meal_month", last.early[0])


def _average(store: Store, month: str, last: glance.LastDay | None) -> Iterator[Told]:
    """The month so far; the one before where nobody ate in this one yet."""
    kind = main_kind()
    told = figures(store, month, kind)
    if not told.summary.fed and last is not None:
        told = figures(store, month_of(last.day), kind)
    allowed = per_head(told.due, told.summary.fed)
    if told.per_head is None or allowed is None or not told.spent:
        return
    words = f"{int(told.month[5:])}月人均 {_yuan(told.per_head)} 元，标准 {_yuan(allowed)} 元"
    proof = figure("人均日支出", proof_of_average, told.month, kind)
    yield Told("warn" if told.per_head > allowed else "good", words, "meal_settle", told.month, proof)


def _prices(month: str) -> Iterator[Told]:
    """Prices that moved further than the rule allows; the check list of the month names each."""
    if words := _moves_in_words(month):
        yield Told("warn", f"{int(month[5:])}月{words}", "meal_settle", ("checks", month))


def _moves_in_words(month: str) -> str:
    """进货单价 3 次变动超过 20 %：大米涨 25 %，鸡蛋降 22 %; the largest ones. "" when none did."""
    moves = sorted(moved_between(*month_span(month)), key=lambda one: -abs(one.percent))
    if not moves:
        return ""
    rest = "等" if len(moves) > NAMED else ""
    named = "，".join(one.short for one in moves[:NAMED])
    return f"进货单价 {len(moves)} 次变动超过 {rule('price_percent')} %：{named}{rest}"


def _yuan(price: int) -> str:
    """Ten-thousandths of a 元 as people say them, rounded half up."""
    return money.figures((price + 50) // 100)


def proof_of_heads(store: Store, day: dt.date, kind: str) -> Proof:
    """One day's heads: its sheets, class by class."""
    told = figures(store, month_of(day), kind)
    label = code_list("meal_kind").label(kind)
    rows = [one for one in triangle.of_fed(store, told).rows if one.hint and one.hint[0] == day]
    lines = [ProofLine(row.school_class, row.school_class, row.what, row.source) for row in rows]
    fed, _due = glance.heads_of(store, day, kind)
    formula = f"{len(lines)}张班级日餐表的就餐人数逐张相加＝{fed}人"
    return Proof(f"{day}{label}就餐人数", f"{fed}人", "这一天每张班级日餐表的就餐人数", formula, lines)


def proof_of_average(store: Store, month: str, kind: str) -> Proof:
    """A month's 人均日支出: what was spent day by day, over the heads."""
    told = figures(store, month, kind)
    days = triangle.proof(triangle.of_spent(store, told))
    shown = f"{_yuan(told.per_head)}元" if told.per_head is not None else "—"
    counts = "这个月从库房出去的食材，除以就餐人次"
    return Proof(f"{told.title}人均日支出", shown, counts, triangle.average(told), days.lines)


# what waits to be signed --------------------------------------------------------------------------------


def waiting() -> list[Any]:
    """Settlements without the headteacher's word, the oldest month first."""
    rows = MealSettlement.select().where(MealSettlement.state == "made")
    return list(rows.order_by(MealSettlement.month, MealSettlement.kind))


def in_figures(row: Any) -> str:
    """What a settlement comes to, in one line."""
    average = f"，人均 {_yuan(row.per_head)} 元" if row.per_head is not None else ""
    return f"就餐 {row.fed_times} 人次，应拨 {money.figures(row.due_amount)} 元，实支 {money.figures(row.spent)} 元{average}"


def not_yet(store: Store, row: Any) -> str:
    """Why it cannot be signed now; the store's door asks the same."""
    if row.entered_by and row.entered_by == store.session.who:
        return f"结算是{row.entered_by}做的，不能由同一个人签字。"
    if why := unsigned_before({"month": row.month, "kind": row.kind}):
        return why
    if open_ := settlement.open_difference(row.id):
        return f"应拨和实支还有 {money.figures(abs(open_))} 元的差没有写明原因，请专管员先写清楚。"
    return ""


def stale_words(store: Store, record: int) -> str:
    """The sentence for ledgers that say something else than what was settled; "" when they agree."""
    row = MealSettlement.get_by_id(record)
    if not settlement.is_stale(figures(store, row.month, row.kind), row):
        return ""
    return "结算以后台账有变动（例如补登了到账），和下面的数不一样。请退回，让专管员重新结算。"


def in_lines(row: Any) -> tuple[tuple[str, str], ...]:
    """The triangle and the reasons of its difference, line by line."""
    left = ("年内结余", row.balance or 0) if not row.over else ("年内超支", row.over)
    lines = [
        ("应拨", f"{money.figures(row.due_amount)} 元（{row.fed_times} 人次 × 标准）"),
        ("实支", f"{money.figures(row.spent)} 元，从库房出去的食材，按进货价"),
        ("到账", f"{money.figures(row.received)} 元"), (left[0], f"{money.figures(left[1])} 元"),
    ]  # fmt: skip
    gap = row.due_amount - row.spent
    way = "多" if gap > 0 else "少"
    lines.append(("应拨－实支", f"{way} {money.figures(abs(gap))} 元" if gap else "两边一致"))
    if row.kind == main_kind() and (words := _moves_in_words(row.month)):
        lines.append(("单价变动", words))
    if row.gaps_reason:
        lines.append((MealSettlement.gaps_reason.label, row.gaps_reason))
    for one in settlement.lines_of(row.id):
        side = SettlementLine.side.format(one.side)
        lines.append(
            (SettlementLine.cause.format(one.cause), f"{side} {money.figures(one.amount)} 元：{one.words}")
        )
    return (*lines, ("结算", f"{row.entered_by or ''}，{row.made_on}"))


@dataclass(frozen=True)
class MonthSince:
    """A month beside the settled one before it. last: its name, "" when there is none.

    rows: (what, before, now) of every figure and class that differs.
    """

    last: str
    rows: tuple[tuple[str, str, str], ...]

    @property
    def sentence(self) -> str:
        if not self.last:
            return "以前没有可以对比的，这是第一次。"
        said = "，".join(f"{what} {before} → {now}" for what, before, now in self.rows[:3])
        return f"和{self.last}比：{said or '没有变化'}。"


def since(record: int) -> MonthSince:
    """What changed since the month settled before."""
    row = MealSettlement.get_by_id(record)
    before = (
        MealSettlement.select()
        .where(
            (MealSettlement.kind == row.kind)
            & (MealSettlement.month < row.month)
            & (MealSettlement.state != "returned")
        )
        .order_by(MealSettlement.month.desc())
        .first()
    )
    if before is None:
        return MonthSince("", ())
    pairs = zip(_whole(before), _whole(row), strict=True)
    rows = [(what, was, now) for (what, was), (_, now) in pairs if was != now]
    return MonthSince(month_words(before.month), (*rows, *_classes_since(before.id, record)))


def _whole(row: Any) -> list[tuple[str, str]]:
    average = _yuan(row.per_head) if row.per_head is not None else "—"
    return [
        ("供餐天数", f"{row.days} 天"), ("就餐人次", str(row.fed_times)), ("人均日支出", f"{average} 元"),
        ("就餐学生", f"{row.people} 人"), ("应拨", f"{money.figures(row.due_amount)} 元"),
        ("实支", f"{money.figures(row.spent)} 元"),
    ]  # fmt: skip


def _classes_since(before: int, now: int) -> Iterator[tuple[str, str, str]]:
    """Classes that came or went, and those with another standard or other pupils."""
    was, have = _of_classes(before), _of_classes(now)
    for one in dict.fromkeys([*have, *was]):
        old, new = was.get(one, "没有"), have.get(one, "没有")
        if old != new:
            yield SchoolClass.caption_of(one), old, new


def _of_classes(record: int) -> dict[int, str]:
    return {
        row.school_class_id: f"{row.pupils} 人，标准 {money.figures(row.standard)} 元"
        for row in classes_of(record)
    }


def classes_of(record: int) -> list[Any]:
    """The classes of a settlement, by grade and number."""
    rows = SettlementClass.select(SettlementClass, SchoolClass).join(SchoolClass)
    return list(
        rows.where(SettlementClass.settlement == record).order_by(
            SchoolClass.grade.cast("INTEGER"), SchoolClass.number
        )
    )
