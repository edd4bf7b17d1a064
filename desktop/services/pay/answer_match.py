"""Which line of the pay list a row of the answer means: by account and name, then by ID number; the amount has to agree.

Nothing is guessed: what does not fit whole is handed back with a sentence that says where it differs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models import money
from desktop.services.pay.answer_rows import AnswerRow, fits_mask


@dataclass(frozen=True)
class Sent:
    """One line of the pay list beside the pupil it is for."""

    line: Any
    pupil: str
    class_name: str

    @property
    def who(self) -> str:
        return f"{self.class_name}{self.pupil}"


STRANGER = "不在这份清单里。"
Found = tuple[Sent | None, str]  # the line, and why the row is not taken all the same ("" when it is)


class Matcher:
    """The lines of one pay list, ready for asking."""

    def __init__(self, everyone: Sequence[Sent]) -> None:
        self.everyone = list(everyone)
        self.by_account: dict[str, list[Sent]] = defaultdict(list)
        self.by_id: dict[str, list[Sent]] = defaultdict(list)
        self.by_name: dict[str, list[Sent]] = defaultdict(list)
        for one in self.everyone:
            self.by_account[one.line.account].append(one)
            if one.line.owner_id:
                self.by_id[one.line.owner_id].append(one)
            for name in {one.line.owner, one.pupil}:
                self.by_name[name].append(one)

    def find(self, row: AnswerRow, *, taken: Container[int] = ()) -> Found:
        """The line of a row, and a sentence when the row cannot be taken. taken: lines that other rows were for."""
        sent, why = self._line(row, taken)
        if sent is None or why:
            return sent, why
        if row.shifted:
            return sent, row.shifted
        if row.fen is not None and row.fen != sent.line.amount:
            told, right = money.figures(row.fen), money.figures(sent.line.amount)
            return sent, f"{sent.who}送的是 {right} 元，回的是 {told} 元，金额不一样。"
        if not row.result:
            said = f"写的是“{row.said}”" if row.said else "空着"
            return sent, f"{sent.who}的结果{said}，看不出成功还是失败。"
        return sent, ""

    def _line(self, row: AnswerRow, taken: Container[int]) -> Found:
        if row.shifted:
            return self._by_whatever(row), row.shifted
        if row.account:
            return self._by_number(row, taken)
        if row.owner_id:
            return self._one_of(self.by_id.get(row.owner_id, []), row, taken)
        return self._by_name_alone(row)

    # by account ----------------------------------------------------------------------------------------

    def _by_number(self, row: AnswerRow, taken: Container[int]) -> Found:
        if row.cut:
            found = [one for one in self.everyone if one.line.account.startswith(row.account)]
        elif row.masked:
            found = [one for one in self.everyone if fits_mask(row.account, one.line.account)]
        else:
            found = self.by_account.get(row.account, [])
        if not found:
            return self._other_number(row)
        names = {name for name in (row.owner, row.pupil) if name}
        fitting = [one for one in found if not names or {one.line.owner, one.pupil} & names]
        if not fitting:
            told = row.owner or row.pupil
            return found[
                0
            ], f"{found[0].who}这个账号送的户名是“{found[0].line.owner}”，回的是“{told}”，户名不一样。"
        if (row.cut or row.masked) and not names:
            return fitting[0], f"{fitting[0].who}的账号在回盘里不全，又没有户名，不能认定。"
        return self._one_of(fitting, row, taken)

    def _one_of(self, found: list[Sent], row: AnswerRow, taken: Container[int]) -> Found:
        """One line among those that share an account or a number: by the pupil's name, then the one not yet told of."""
        if not found:
            return None, self._stranger(row)
        by_pupil = [one for one in found if one.pupil == row.pupil] if row.pupil else []
        found = by_pupil or found
        if len(found) > 1 and row.fen is not None:
            found = [one for one in found if one.line.amount == row.fen] or found
        free = [one for one in found if one.line.id not in taken]
        if len({one.line.account for one in found}) > 1:
            names = "、".join(one.who for one in found[:4])
            return None, f"回盘这一行可能是{names}，分不出是哪一个，请问银行。"
        return (free or found)[0], ""

    def _other_number(self, row: AnswerRow) -> Found:
        """An account nobody was sent to: say which digit differs when it is one, whose it seems to be."""
        for one in self._suspects(row):
            places = differing(one.line.account, row.account)
            if len(places) == 1:
                at = places[0]
                sent, told = one.line.account[at], row.account[at]
                return one, (
                    f"{one.who}的账号有一位不一样：第 {at + 1} 位送的是 {sent}，回的是 {told}。请对照卡面，看是哪一边错了。"
                )
        same = self.by_id.get(row.owner_id, []) if row.owner_id else []
        same = same or [one for one in self.by_name.get(row.owner, []) if not row.masked]
        if len(same) == 1:
            return same[0], (
                f"{same[0].who}送的账号尾号 {same[0].line.account[-4:]}，回的尾号 {row.account[-4:]}，不是同一个账号。"
            )
        if len(same) > 1:
            return None, f"清单里有 {len(same)} 个“{row.owner}”，账号又都不一样，分不出是哪一个。"
        return None, self._stranger(row)

    def _suspects(self, row: AnswerRow) -> list[Sent]:
        """Whom a strange account may belong to, the likeliest first: same number or name, then everybody."""
        near = [*self.by_id.get(row.owner_id, []), *self.by_name.get(row.owner, [])]
        return near or ([] if row.owner else self.everyone)

    # without an account --------------------------------------------------------------------------------

    def _by_name_alone(self, row: AnswerRow) -> Found:
        name = row.owner or row.pupil
        found = self.by_name.get(name, [])
        if row.owner and row.pupil:
            found = [one for one in found if one.pupil == row.pupil] or found
        if len(found) > 1:
            names = "、".join(one.who for one in found[:4])
            return (
                None,
                f"清单里有 {len(found)} 个“{name}”（{names}），只凭姓名分不出是哪一个，请问银行要带账号的回盘。",
            )
        return (found[0], "") if found else (None, self._stranger(row))

    def _by_whatever(self, row: AnswerRow) -> Sent | None:
        """Whom a row with shifted cells seems to mean, for the person who looks at it."""
        found = [
            *self.by_id.get(row.owner_id, []),
            *self.by_name.get(row.owner, []),
            *self.by_name.get(row.pupil, []),
        ]
        return found[0] if len({one.line.id for one in found}) == 1 else None

    @staticmethod
    def _stranger(row: AnswerRow) -> str:
        tail = (
            f"账号尾号 {row.account[-4:]}"
            if row.account
            else row.owner_id and f"身份证尾号 {row.owner_id[-4:]}"
        )
        who = " ".join(filter(None, (row.owner or row.pupil, tail))) or "这一行"
        return f"“{who}”{STRANGER}"


def differing(one: str, other: str) -> list[int]:
    """The places, from 0, at which two numbers of equal length differ; every place when they are of other lengths."""
    if len(one) != len(other):
        return list(range(max(len(one), len(other))))
    return [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
