"""What the meals of some days cost in 分, and what the store gained or lost by it.

实际支出 is what left the store at cost: 领用 less 退库, and 报损 and 盘亏 less 盘盈, too. Food for a day of 企业配餐 or 托餐
never lies in the store: a delivery of such a day of which nothing was ever moved counts as eaten on that day.
捐赠 cost the school nothing and count nowhere; 消耗品 are no food. What nobody said a meal for belongs to the main meal.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from desktop.models.ledger import database
from desktop.models.ledgers.meals import SupplyDay
from desktop.models.ledgers.school import the_school
from desktop.services.meals.calendar import kinds, usual_mode
from desktop.services.meals.stock import MOVES, sign_sql
from desktop.services.meals.stock_book import EATEN, LOST

BROUGHT = ("2", "3")  # 企业配餐, 托餐: nothing goes through the store
SNACKS = "4"


@dataclass(frozen=True)
class Spending:
    """Some days of one kind of meal, in 分.

    eaten: by day, taken from the store; brought: by day, delivered and eaten at once; lost: by day. Of the main
    meal alone: bought: everything that came in for money, its 运费 among it, less 退货; carriage: the 运费 in that; grown:
    how much more lies in the store after than before; others: what other kinds of meals took and lost.

    bought = total + grown + others, to the 分: what was lost is in `total` and gone from `grown`.
    """

    eaten: Mapping[dt.date, int]
    brought: Mapping[dt.date, int]
    lost: Mapping[dt.date, int]
    bought: int
    carriage: int
    grown: int
    others: int

    @property
    def total(self) -> int:
        return sum(sum(part.values()) for part in (self.eaten, self.brought, self.lost))

    def meal_on(self, day: dt.date) -> int:
        """What a day's meal cost, what was lost left out."""
        return self.eaten.get(day, 0) + self.brought.get(day, 0)


def main_kind() -> str:
    """The meal that the state's money is for: the snack where the school supplies snacks, else lunch where it is served."""
    served, school = kinds(), the_school()
    if school and school.meal_mode == SNACKS and "snack" in served:
        return "snack"
    return "lunch" if "lunch" in served else served[0]


def spending(first: dt.date, last: dt.date, kind: str, *, main: bool | None = None) -> Spending:
    """Everything from `first` to `last`, both included. main: whether it is the main meal, where that is known already."""
    main = kind == main_kind() if main is None else main
    by_day: dict[str, dict[dt.date, int]] = {"eaten": defaultdict(int), "lost": defaultdict(int)}
    gone = back = others = carriage = 0
    for day, movement, meal, cost, carried in _moved(first, last):
        gone += cost
        if movement not in (*EATEN, *LOST):
            back += cost
            carriage -= carried
        elif meal == kind or (main and not meal):
            by_day["eaten" if movement in EATEN else "lost"][dt.date.fromisoformat(day)] += cost
        else:
            others += cost
    brought: dict[dt.date, int] = defaultdict(int)
    came = straight = 0
    days = _brought_days(first, last, kind) if main else _Never()
    for day, amount, carried, moved in _came(first, last):
        came += amount
        carriage += carried
        if not moved and (on := dt.date.fromisoformat(day)) in days:
            brought[on] += amount
            straight += amount
    return Spending(
        dict(by_day["eaten"]), dict(brought), dict(by_day["lost"]),
        *((came - back, carriage, came - straight - gone, others) if main else (0, 0, 0, 0)),
    )  # fmt: skip


def lots_brought(day: dt.date, kind: str) -> list[int]:
    """The deliveries that count as eaten on their own day."""
    if kind != main_kind() or day not in _brought_days(day, day, kind):
        return []
    sql = f"SELECT p.id FROM {LOTS} WHERE {BOUGHT} AND p.day = ? AND NOT {MOVED} ORDER BY p.id"
    return [record for (record,) in database.execute_sql(sql, [day.isoformat()])]


LOTS = "purchase p JOIN material g ON g.id = p.material_id"
BOUGHT = "p.state = 'kept' AND p.kind = 'bought' AND NOT COALESCE(g.consumable, 0)"
MOVED = "EXISTS (SELECT 1 FROM stock_move x WHERE x.lot_id = p.id)"


def _came(first: dt.date, last: dt.date) -> list[tuple[str, int, int, int]]:
    """Deliveries for money: day, amount, 运费 in it, whether anything of it was ever moved."""
    sql = f"SELECT p.day, p.amount, p.freight, {MOVED} FROM {LOTS} WHERE {BOUGHT} AND p.day BETWEEN ? AND ?"
    return list(database.execute_sql(sql, [first.isoformat(), last.isoformat()]).fetchall())


def _moved(first: dt.date, last: dt.date) -> list[tuple[str, str, str, int, int]]:
    """What left the store: day, kind of movement, meal, cost, 运费 in it. A 冲回 counts as what it turns back, taken off."""
    cost = f"-({sign_sql()}) * m.cost"
    share = "CASE WHEN p.amount THEN (2 * m.cost * p.freight + p.amount) / (2 * p.amount) ELSE 0 END"
    sql = f"""SELECT m.day, COALESCE(w.kind, m.kind), COALESCE(m.meal, ''), SUM({cost}), SUM(-({sign_sql()}) * ({share}))
              FROM {MOVES} JOIN purchase p ON p.id = m.lot_id JOIN material g ON g.id = p.material_id
              WHERE p.state = 'kept' AND p.kind <> 'donated' AND NOT COALESCE(g.consumable, 0)
                AND m.day BETWEEN ? AND ? GROUP BY 1, 2, 3"""
    return list(database.execute_sql(sql, [first.isoformat(), last.isoformat()]).fetchall())


class _Never:
    def __contains__(self, day: dt.date) -> bool:
        return False


class _BroughtDays:
    """Days on which the meal is brought: as somebody wrote, else as the school usually has it."""

    def __init__(self, told: Mapping[dt.date, bool], usual: bool) -> None:
        self.told, self.usual = told, usual

    def __contains__(self, day: dt.date) -> bool:
        return self.told.get(day, self.usual)


def _brought_days(first: dt.date, last: dt.date, kind: str) -> _BroughtDays:
    mode = usual_mode(kind)
    rows = SupplyDay.select().where((SupplyDay.kind == kind) & SupplyDay.day.between(first, last))
    told = {row.day: bool(row.served) and (row.mode or mode) in BROUGHT for row in rows}
    return _BroughtDays(told, mode in BROUGHT)
