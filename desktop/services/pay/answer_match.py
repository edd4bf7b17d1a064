"""Which line of the pay list a row of the answer means: by account and name, then by ID number; the amount has to agree.

Nothing is guessed: what does not fit whole is handed back with a sentence that says where it differs.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from desktop.models import money
from desktop.models.ledgers import day_order
from desktop.services.pay.answer_rows import AnswerRow, fits_mask, fits_name
from desktop.services.pay.answer_tables import MASKED
from desktop.services.pay.answer_words import FAILED


@dataclass(frozen=True)
class Sent:
    """One line of the pay list beside the pupil it is for."""

    line: Any
    pupil: str
    class_name: str

    @property
    def who(self) -> str:
        return f"{self.class_name}{self.pupil}"


SHORTEST_TAIL = 4  # digits of an account that a sentence shows
STRANGER = "不在这份清单里。"
UNCLEAR = "看不出成功还是失败。"
DAMAGED = "请向银行要账号是文本的回盘，或对照银行的原件再认定。"


@dataclass(frozen=True)
class Found:
    """The lines a row may be for (several only when they share one card), and why it is not taken all the same.

    veiled: the holder's name had stars and was made out by the account.
    """

    lines: tuple[Sent, ...] = ()
    why: str = ""
    veiled: bool = False

    @property
    def one(self) -> Sent | None:
        return self.lines[0] if len(self.lines) == 1 else None

    @property
    def who(self) -> str:
        return "、".join(one.who for one in self.lines)


class Matcher:
    """The lines of one pay list, ready for asking."""

    def __init__(self, everyone: Sequence[Sent], made_on: dt.date) -> None:
        self.everyone, self.made_on = list(everyone), made_on
        self.by_account: dict[str, list[Sent]] = defaultdict(list)
        self.by_id: dict[str, list[Sent]] = defaultdict(list)
        self.by_name: dict[str, list[Sent]] = defaultdict(list)
        for one in self.everyone:
            self.by_account[one.line.account].append(one)
            if one.line.owner_id:
                self.by_id[one.line.owner_id].append(one)
            for name in {one.line.owner, one.pupil}:
                self.by_name[name].append(one)

    def find(self, row: AnswerRow) -> Found:
        """The line of a row, and a sentence when the row cannot be taken."""
        found = self._line(row)
        if not found.lines or found.why:
            return found
        return replace(found, why=self._why_not(row, found))

    def _why_not(self, row: AnswerRow, found: Found) -> str:
        """Why a row is not taken although it is plain whose it is."""
        if row.day and row.day < self.made_on:
            return (
                f"{found.who}这一行的交易日期 {row.day:%Y-%m-%d} 早于清单的生成日期 {self.made_on:%Y-%m-%d}，"
                "像是以前的回盘，没有当作这次的。"
            )
        if row.day and row.day > day_order.today():
            return f"{found.who}这一行的交易日期 {row.day:%Y-%m-%d} 还没有到，请对照银行的原件。"
        if row.damaged:
            return f"{found.who}的账号在回盘里成了“{row.damaged}”，后几位已经丢了，不能算账号对上。{DAMAGED}"
        if row.odd or row.unread:
            return f"{found.who}的{row.odd or row.unread}"
        return self._why_amount(row, found) or self._why_result(row, found)

    @staticmethod
    def _why_amount(row: AnswerRow, found: Found) -> str:
        if row.fen is None:
            if row.account and (row.owner or row.pupil):
                return ""
            return f"{found.who}的回盘没有金额，账号和户名又不全，不能认定。"
        if row.fen == 0 and row.result == FAILED:  # 实发 0.00: that is what failed means
            return ""
        amounts = [one.line.amount for one in found.lines]
        if row.fen in amounts or row.fen == sum(amounts):
            return ""
        told, right = money.figures(row.fen), "、".join(map(money.figures, amounts))
        minus = "是负数，像冲正或退回，" if row.fen < 0 else ""
        return f"{found.who}送的是 {right} 元，回的是 {told} 元，{minus}金额不一样。"

    @staticmethod
    def _why_result(row: AnswerRow, found: Found) -> str:
        if row.result:
            return ""
        said = f"写的是“{row.said}”" if row.said else "空着"
        why = f"，原因写的是“{row.reason}”" if row.reason else ""
        return f"{found.who}的结果{said}{why}，{UNCLEAR}"

    def _line(self, row: AnswerRow) -> Found:
        if row.shifted:
            return self._by_whatever(row)
        if row.account:
            return self._by_number(row)
        return self._without_account(row)

    def _without_account(self, row: AnswerRow) -> Found:
        if row.owner_id:
            return self._one_of(self.by_id.get(row.owner_id, []), row)
        return self._by_name_alone(row)

    # by account ----------------------------------------------------------------------------------------

    def _by_number(self, row: AnswerRow) -> Found:
        if row.cut:
            found = [one for one in self.everyone if one.line.account.startswith(row.account)]
        elif row.masked:
            found = [one for one in self.everyone if fits_mask(row.account, one.line.account)]
        else:
            found = self.by_account.get(row.account, [])
        if not found:
            return self._without_account(row) if row.cut else self._other_number(row)
        names = {name for name in (row.owner, row.pupil) if name}
        fitting = [one for one in found if not names or {one.line.owner, one.pupil} & names]
        if not fitting and "*" in row.owner:
            return self._by_veiled_name(found, row)
        if not fitting:
            told, one = row.owner or row.pupil, found[0]
            why = f"{one.who}这个账号送的户名是“{one.line.owner}”，回的是“{told}”，户名不一样。"
            return Found((one,), why)
        if (row.cut or row.masked) and not names:
            return Found((fitting[0],), f"{fitting[0].who}的账号在回盘里不全，又没有户名，不能认定。")
        return self._one_of(fitting, row)

    def _by_veiled_name(self, found: list[Sent], row: AnswerRow) -> Found:
        """王* with an account that fits one card alone: that one, and it is said."""
        fitting = [one for one in found if fits_name(row.owner, one.line.owner)]
        if not fitting:
            one = found[0]
            why = f"{one.who}这个账号送的户名是“{one.line.owner}”，回的是“{row.owner}”，户名不一样。"
            return Found((one,), why)
        return replace(self._one_of(fitting, row), veiled=True)

    def _one_of(self, found: list[Sent], row: AnswerRow) -> Found:
        """One line among those that share an account or a number: by the pupil's name, the number, the amount.

        Several lines of one card that nothing tells apart come back together.
        """
        if not found:
            return Found(why=self._stranger(row))
        by_pupil = [one for one in found if row.pupil and one.pupil == row.pupil]
        found = by_pupil or found
        found = [one for one in found if row.owner_id and one.line.owner_id == row.owner_id] or found
        if len(found) > 1 and row.fen is not None:
            found = [one for one in found if one.line.amount == row.fen] or found
        if len({one.line.account for one in found}) > 1:
            names = "、".join(one.who for one in found[:4])
            return Found(why=f"回盘这一行可能是{names}，分不出是哪一个，请问银行。")
        return Found(tuple(found))

    def _other_number(self, row: AnswerRow) -> Found:
        """An account nobody was sent to: say which digit differs when it is one, whose it seems to be."""
        for one in self._suspects(row):
            places = differing(one.line.account, row.account)
            if len(places) == 1:
                at = places[0]
                sent, told = one.line.account[at], row.account[at]
                why = f"第 {at + 1} 位送的是 {sent}，回的是 {told}。请对照卡面，看是哪一边错了。"
                return Found((one,), f"{one.who}的账号有一位不一样：{why}")
        same = self.by_id.get(row.owner_id, []) if row.owner_id else []
        same = same or [one for one in self.by_name.get(row.owner, []) if not row.masked]
        if len(same) == 1:
            return Found((same[0],), self._why_other(same[0], row))
        if len(same) > 1:
            return Found(why=f"清单里有 {len(same)} 个“{row.owner}”，账号又都不一样，分不出是哪一个。")
        return Found(why=self._stranger(row))

    @staticmethod
    def _why_other(one: Sent, row: AnswerRow) -> str:
        if "*" in row.account and not MASKED.fullmatch(row.account):
            return f"{one.who}的账号在回盘里遮得太多（{row.account}），不能认定。请问银行要账号全的回盘。"
        sent, told = tails(one.line.account, row.account)
        return f"{one.who}送的账号{sent}，回的{told}，不是同一个账号，请核对是不是别的孩子或别的清单的。"

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
            why = f"清单里有 {len(found)} 个“{name}”（{names}），只凭姓名分不出是哪一个，请问银行要带账号的回盘。"
            return Found(why=why)
        return Found((found[0],)) if found else Found(why=self._stranger(row))

    def _by_whatever(self, row: AnswerRow) -> Found:
        """Whom a row with shifted cells seems to mean, for the person who looks at it."""
        found = [
            *self.by_account.get(row.account, []),
            *self.by_id.get(row.owner_id, []),
            *self.by_name.get(row.owner, []),
            *self.by_name.get(row.pupil, []),
        ]
        one = len({one.line.id for one in found}) == 1
        return Found((found[0],) if one else (), row.shifted)

    @staticmethod
    def _stranger(row: AnswerRow) -> str:
        tail = (
            f"账号尾号 {row.account[-4:]}"
            if row.account
            else row.owner_id and f"身份证尾号 {row.owner_id[-4:]}"
        )
        who = " ".join(filter(None, (row.owner or row.pupil, tail))) or "这一行"
        return f"“{who}”{STRANGER}"


def tails(one: str, other: str) -> tuple[str, str]:
    """As much of the ends of two numbers as tells them apart, at least four digits; the whole numbers where that is most."""
    for size in range(SHORTEST_TAIL, max(len(one), len(other))):
        if one[-size:] != other[-size:]:
            return f"尾号 {one[-size:]}", f"尾号 {other[-size:]}"
    return f" {one}", f" {other}"


def differing(one: str, other: str) -> list[int]:
    """The places, from 0, at which two numbers of equal length differ; every place when they are of other lengths."""
    if len(one) != len(other):
        return list(range(max(len(one), len(other))))
    return [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
