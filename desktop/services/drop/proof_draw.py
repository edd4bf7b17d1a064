"""取证抽查: a draw among those who learn elsewhere that anybody can do again, and what the calls told."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.drop_population import AgeChild, ProofCall
from desktop.models.store import Store
from desktop.services.care.draw import SEEDS, Tally, drawn, fingerprint, tally
from desktop.services.drop.proofs import OUTSIDE_, board
from desktop.services.drop.rules import rule


@dataclass(frozen=True)
class Draw:
    """One draw: its day, its 抽签号, from how many, and the drawn in order."""

    day: dt.date
    seed: int
    among: int
    pool: str
    calls: tuple[Any, ...]

    @property
    def id(self) -> int:
        """The first call's; draws have no row of their own."""
        return int(self.calls[0].id)

    @property
    def tally(self) -> Tally:
        return tally(self.calls)

    @property
    def words(self) -> str:
        return f"{self.day} 从在外就读的 {self.among} 人中抽，抽签号 {self.seed}，{self.tally.words}"


def pool_on(day: dt.date) -> list[int]:
    """Whom a draw is made from: everybody who learns elsewhere on that day (1.3–1.5)."""
    return sorted(line.child.id for line in board(day).within(OUTSIDE_))


def sizes() -> tuple[int, int]:
    """(least, most) to be drawn, by 控辍规则."""
    return rule("draw_least"), rule("draw_most")


def draw(store: Store, size: int, day: dt.date, *, seed: int | None = None, staff: int | None = None) -> Draw:
    """Draw and keep whom. seed: None lets the program choose. Raises NotAllowed; Refused for a size out of the rule, nobody."""
    store.session.demand("drop", "做取证抽查")
    least, most = sizes()
    if not least <= size <= most:
        raise Refused(f"一次抽 {least}～{most} 人，现在写的是 {size} 人。人数规定在“控辍规则”里改。")
    pool = pool_on(day)
    if not pool:
        raise Refused(f"{day} 还没有在外就读的孩子，没有人可以抽。")
    number = seed or secrets.randbelow(SEEDS) + 1
    if ProofCall.select().where((ProofCall.day == day) & (ProofCall.seed == number)).exists():
        raise Refused(f"{day} 已经用抽签号 {number} 抽过了，请换一个号。")
    rows = [
        {
            "day": day, "seed": number, "among": len(pool), "pool": fingerprint(pool), "place": at, "child": child,
            "staff": staff,
        }
        for at, child in enumerate(drawn(number, pool, size), 1)
    ]  # fmt: skip
    with store.step(f"取证抽查 {len(rows)} 人") as step:
        ids = step.add_many(ProofCall, rows)
    return next(one for one in draws() if one.id == ids[0])


def draws() -> list[Draw]:
    """Every draw, the newest first."""
    found: dict[tuple[dt.date, int], list[Any]] = {}
    row = ProofCall
    for one in row.select().order_by(row.day.desc(), row.id):
        found.setdefault((one.day, one.seed), []).append(one)
    made = [
        Draw(day, seed, calls[0].among, calls[0].pool or "", tuple(calls))
        for (day, seed), calls in found.items()
    ]
    return sorted(made, key=lambda one: (one.day, one.id), reverse=True)


def answer(store: Store, record: int, values: Values) -> None:
    """Write what one call told. Raises NotAllowed, Invalid, Refused (a day to come)."""
    store.session.demand("drop", "登记抽查结果")
    row = ProofCall.get_by_id(record)
    with store.step(f"取证抽查结果：{AgeChild.caption_of(row.child_id)}") as step:
        step.change(ProofCall, record, values)


def again(one: Draw) -> tuple[bool, Sequence[int]]:
    """Do a draw once more: whether whom it was drawn from is still the same, and whom it draws now."""
    pool = pool_on(one.day)
    return fingerprint(pool) == one.pool, drawn(one.seed, pool, len(one.calls))
