"""Several payments to one card, as brothers and sisters have it: which row is whose is said, never guessed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from desktop.services.pay.answer_draft import Parked, Told
from desktop.services.pay.answer_match import Sent
from desktop.services.pay.answer_rows import AnswerRow

Shared = tuple[AnswerRow, tuple[Sent, ...]]  # a row, and the lines of one card that it may be for


def settle(shared: Iterable[Shared], said: dict[int, Told]) -> list[Parked]:
    """Give rows to the lines of their cards where nothing is left to guess; the others come back parked.

    said: what other rows told by name, by line; it grows.
    """
    groups: dict[tuple[int, ...], list[AnswerRow]] = defaultdict(list)
    lines: dict[tuple[int, ...], tuple[Sent, ...]] = {}
    for row, meant in shared:
        key = tuple(one.line.id for one in meant)
        lines[key] = meant
        groups[key].append(row)
    parked: list[Parked] = []
    for key, rows in groups.items():
        left = [one for one in lines[key] if one.line.id not in said]
        parked += _settle_card(rows, left, said)
    return parked


def _settle_card(rows: Sequence[AnswerRow], left: Sequence[Sent], said: dict[int, Told]) -> list[Parked]:
    names = "、".join(one.who for one in left)
    waiting = [one for one in left if one.line.state == "sent"]
    if len(rows) == 1 and rows[0].fen is not None and rows[0].fen == sum(one.line.amount for one in left):
        _take(zip(list(rows) * len(left), left, strict=True), said)
        return []
    if len({row.result for row in rows}) > 1:
        why = f"{names}用同一张卡，有的成功有的失败，分不出是谁的，请问银行。"
        whose: list[Sent | None] = [*left, *[None] * len(rows)]
        return [Parked(row, why, one) for row, one in zip(rows, whose, strict=False)]
    if len(rows) == len(waiting):
        left = waiting
    if len(rows) < len(left):
        why = f"{names}用同一张卡，送了 {len(left)} 笔，回盘只有 {len(rows)} 行，分不出是谁的，请问银行。"
        return [Parked(row, why) for row in rows]
    _take(zip(rows, left, strict=False), said)
    more = len(rows) - len(left)
    whose_card = f"{names}的卡" if names else "这张卡的人都已经有了结果，"
    why = f"{whose_card}送了 {len(left)} 笔，回盘多出 {more} 行，请问银行是不是重复发了。"
    return [Parked(row, why) for row in rows[len(left) :]]


def _take(pairs: Iterable[tuple[AnswerRow, Sent]], said: dict[int, Told]) -> None:
    for row, one in pairs:
        said[one.line.id] = Told(one, row.result, row.reason, row, one.line.state)
