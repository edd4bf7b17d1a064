"""微心愿: asked for, taken up, fulfilled, looked after. Each step writes what it needs and nothing else."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.care_goods import GoodsMove, Wish
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.services.care import issue, shelf
from desktop.services.care.issue import Give

ASKED, TAKEN, DONE, BACK = "asked", "taken", "done", "back"
NEXT = {ASKED: TAKEN, TAKEN: DONE, DONE: BACK}


@dataclass(frozen=True)
class Board:
    """Wishes by state; every wish stands in one."""

    rows: tuple[Any, ...]
    counts: dict[str, int]

    @property
    def sentence(self) -> str:
        labels = code_list("wish_state")
        told = [f"{labels.label(code)} {count} 个" for code, count in self.counts.items() if count]
        return "，".join([f"微心愿 {len(self.rows)} 个", *told]) if self.rows else ""


def board(first: dt.date | None = None, last: dt.date | None = None) -> Board:
    """Wishes asked for in these days, open ones first."""
    query = Wish.select().order_by(Wish.day, Wish.id)
    if first and last:
        query = query.where(Wish.day.between(first, last))
    order = list(code_list("wish_state").labels)
    rows = sorted(query, key=lambda row: order.index(row.state))
    counts = Counter(row.state for row in rows)
    return Board(tuple(rows), {state: counts[state] for state in order})


def ask(store: Store, student: int, words: str, day: dt.date) -> int:
    """Write a wish down; a class teacher for the own pupils. Raises Refused when its words name a type of need."""
    with store.step(f"征集微心愿 {Student.caption_of(student)}") as step:
        return step.add(Wish, {"student": student, "words": words, "day": day})


def take(store: Store, record: int, who: str, day: dt.date) -> None:
    """Somebody takes it up."""
    _move(store, record, "认领微心愿", {"state": TAKEN, "taken_by": who, "taken_on": day})


def leave(store: Store, record: int) -> None:
    """Who took it up does not do it: it is open again."""
    _move(store, record, "退回微心愿", {"state": ASKED, "taken_by": None, "taken_on": None})


def fulfil(store: Store, record: int, how: str, day: dt.date, give: Give | None = None) -> None:
    """It came true. give: something of the shelf, which goes out in the same step.

    Raises Refused when the shelf has it not, or it is not meant for this child.
    """
    if give is not None:
        store.session.demand("care", "从爱心超市出库")
    wish = Wish.get_by_id(record)
    if give is not None and give.student != wish.student_id:
        raise Refused("东西要发给许这个愿的学生。")
    with store.step(f"达成微心愿 {Student.caption_of(wish.student_id)}") as step:
        step.change(Wish, record, {"state": DONE, "done_on": day, "how": how})
        if give is not None:
            issue.from_shelf(step, wish, give, day)


def look_back(store: Store, record: int, words: str, day: dt.date) -> None:
    """Somebody asked afterwards how it was."""
    _move(store, record, "回访微心愿", {"state": BACK, "back_on": day, "back_words": words})


def _move(store: Store, record: int, does: str, values: Values) -> None:
    wish = Wish.get_by_id(record)
    with store.step(f"{does} {Student.caption_of(wish.student_id)}") as step:
        step.change(Wish, record, values)


def goods_of(record: int) -> list[Any]:
    """What went out for a wish and was not turned back."""
    rows = list(GoodsMove.select().where((GoodsMove.wish == record) & (GoodsMove.kind == issue.WISH)))
    gone = shelf.turned(row.id for row in rows)
    return [row for row in rows if row.id not in gone]
