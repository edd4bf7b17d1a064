"""捐赠: received by two people, used for what it was meant for, closed, hung up and told to the giver.

For each gift: received = issued + spoilt + what lies there; for money: received = used + left. `balance` shows both.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.journal import JournalEntry, thaw
from desktop.models.ledger import Values
from desktop.models.ledgers.care_cash import CashUse
from desktop.models.ledgers.care_goods import Donation, Donor, Goods, GoodsMove, moved
from desktop.models.ledgers.students import Student
from desktop.models.listing import listed
from desktop.models.money import figures
from desktop.models.store import Step, Store
from desktop.services.care import shelf
from desktop.services.care.shelf import In

KIND_GONE = ("less", "lost")  # what left the shelf and reached nobody
PUBLIC = {"amount", "used_for", "student", "whom", "heads", "quantity"}  # of what a notice tells
NAMELESS = "不具名的爱心人士"


# receiving ----------------------------------------------------------------------------------------------


def receive(store: Store, values: Values, came: Sequence[In] = (), donor: Values | None = None) -> int:
    """Keep one gift and put its goods on the shelf, in one step; returns the gift's id.

    values: of Donation; donor: a giver who is not in the book yet. Raises NotAllowed, Invalid (one receiver, no amount),
    Refused (goods without a list of goods).
    """
    store.session.demand("care", "登记捐赠")
    if values.get("kind", "goods") == "goods" and not came:
        raise Refused("物资捐赠请写清品名和数量。")
    with store.step("接收捐赠") as step:
        told = dict(values)
        if donor:
            told["donor"] = _giver(step, donor)
        record = step.add(Donation, told)
        if came:
            step.add_many(GoodsMove, shelf.moves_in(came, told["day"], told.get("receiver1"), record))
    return record


def _giver(step: Step, values: Values) -> int:
    """The giver of this name and telephone, or a new one."""
    phone = values.get("phone")
    same = Donor.phone.is_null() if not phone else Donor.phone == phone
    known = Donor.get_or_none((Donor.name == values["name"]) & same)
    return known.id if known else step.add(Donor, values)


def spend(store: Store, values: Values, students: Sequence[int] = ()) -> int:
    """Write down what money of a gift was spent on; never more than there is. Returns how many rows were written.

    students: several children share the amount evenly, one row for each. Raises NotAllowed; Invalid; Refused (more than
    there is, a child for whom the gift is not meant).
    """
    store.session.demand("care", "登记捐款使用")
    gift = Donation.get_by_id(values["donation"])
    if gift.state == "done":
        raise Refused("这笔捐赠已经结清了。要再记，请先改回“已接收”。")
    whole, named = values.get("amount") or 0, list(dict.fromkeys(students))
    rows = [values]
    if named:
        if whole < len(named):
            raise Refused(f"{figures(whole)} 元不够 {len(named)} 个孩子分，请看看金额。")
        rows = [
            {**values, "student": one, "amount": fen}
            for one, fen in zip(named, _shares(whole, len(named)), strict=True)
        ]
    with store.step(f"捐款使用 {figures(whole)} 元") as step:
        step.add_many(CashUse, rows)
    return len(rows)


def _shares(fen: int, heads: int) -> list[int]:
    """A sum in even parts; what does not divide goes to the first ones, a 分 each."""
    part, rest = divmod(fen, heads)
    return [part + (at < rest) for at in range(heads)]


def children_named(words: str) -> list[int]:
    """The children of a text of names with 、 or a comma between them. Raises Refused for a name that fits none or several."""
    found = []
    for name in filter(None, (one.strip() for one in re.split(r"[、，,；;\s]+", words or ""))):
        student = Student.find(name)
        if student is None:
            raise Refused(f"受益学生里{Student.why_not_found(name)}")
        found.append(student)
    return found


# closing ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One kind of goods of a gift: pieces received = issued + gone + left. children: how many got some."""

    goods: Any
    received: int
    issued: int
    gone: int
    left: int
    children: int
    price: int | None

    @property
    def closes(self) -> bool:
        return self.received == self.issued + self.gone + self.left


@dataclass(frozen=True)
class Balance:
    """What became of one gift. amount, used: of money, in 分; bought: for what it was spent, with its sums.

    groups: whom it served together -> how many (六(2)班全班 -> 45). fresh: something was issued or spent since the gift
    was last hung up.
    """

    gift: Any
    giver: str
    lines: tuple[Line, ...]
    amount: int
    used: int
    children: frozenset[int]
    bought: tuple[tuple[str, int], ...] = ()
    groups: Mapping[str, int] = field(default_factory=dict)
    fresh: bool = False

    @property
    def heads(self) -> int:
        """How many it reached: the children who are named, and those who were served together."""
        return len(self.children) + sum(self.groups.values())

    @property
    def reached_words(self) -> str:
        """受益 31 人; 受益 3 人，另有六(2)班全班 45 人."""
        told = [f"{whom} {heads} 人" for whom, heads in self.groups.items()]
        named = [f"受益 {len(self.children)} 人"] if self.children else []
        if not told:
            return "".join(named)
        return "，另有".join([*named, "、".join(told)]) if named else f"受益：{'、'.join(told)}"

    @property
    def left(self) -> int:
        """分 that are not spent yet."""
        return self.amount - self.used

    @property
    def closes(self) -> bool:
        return self.left >= 0 and all(line.closes for line in self.lines)

    @property
    def empty(self) -> bool:
        """Nothing of it is left."""
        return not self.left and not any(line.left for line in self.lines)

    @property
    def received_words(self) -> str:
        """作业本 200 本、铅笔 50 支; 3,000.00 元."""
        return _told(self.amount, [(line.goods, line.received) for line in self.lines])

    @property
    def left_words(self) -> str:
        return _told(self.left, [(line.goods, line.left) for line in self.lines]) or "没有剩余"

    @property
    def issued_words(self) -> str:
        told = _told(self.used, [(line.goods, line.issued) for line in self.lines])
        bought = "、".join(f"{words} {figures(fen)} 元" for words, fen in self.bought)
        return f"{told}（{bought}）" if bought else told


def _told(fen: int, lines: Iterable[tuple[Any, int]]) -> str:
    told = [f"{goods.name} {count} {goods.unit}" for goods, count in lines if count]
    return "、".join([f"{figures(fen)} 元", *told] if fen else told)


def balances(records: Iterable[int] = ()) -> list[Balance]:
    """The table of gifts, the newest first; of some gifts when they are named."""
    wanted = list(records)
    query = Donation.select().order_by(Donation.day.desc(), Donation.id.desc())
    gifts = list(query.where(Donation.id.in_(wanted)) if wanted else query)
    moves: dict[int, list[Any]] = defaultdict(list)
    for move in GoodsMove.select().where(GoodsMove.donation.is_null(False)).order_by(GoodsMove.id):
        moves[move.donation_id].append(move)
    uses: dict[int, list[Any]] = defaultdict(list)
    for use in CashUse.select():
        uses[use.donation_id].append(use)
    kinds = {row.id: row for row in Goods.select()}
    return [_balance(gift, moves[gift.id], uses[gift.id], kinds) for gift in gifts]


def _balance(gift: Any, moves: Sequence[Any], uses: Sequence[Any], kinds: dict[int, Any]) -> Balance:
    by_goods: dict[int, list[Any]] = defaultdict(list)
    for move in moves:
        by_goods[move.goods_id].append(move)
    back = {move.reverses_id for move in moves if move.kind == "reverse"}
    got = {
        move.student_id
        for move in moves
        if move.student_id and move.id not in back and move.kind != "reverse"
    }
    got |= {use.student_id for use in uses if use.student_id}
    bought: dict[str, int] = defaultdict(int)
    groups: dict[str, int] = {}
    for use in uses:
        bought[_without_names(use.used_for, got)] += use.amount
        if use.whom:  # the same group served twice are the same children
            groups[use.whom] = max(groups.get(use.whom, 0), use.heads or 0)
    lines = tuple(_line(kinds[goods], rows, back) for goods, rows in by_goods.items())
    return Balance(
        gift, Donor.caption_of(gift.donor_id), lines, gift.amount or 0, sum(use.amount for use in uses), frozenset(got),
        tuple(bought.items()), groups, _is_fresh(gift, [*moves, *uses]),
    )  # fmt: skip


def _is_fresh(gift: Any, rows: Sequence[Any]) -> bool:
    """Whether anything happened to a gift after it was hung up: by its day, or written down after the notice was."""
    if not gift.posted_on:
        return False
    if any(row.day > gift.posted_on for row in rows):
        return True
    return _written_since(rows, _entry_of_posting(gift.id))


def _written_since(rows: Sequence[Any], entry: int) -> bool:
    """Whether, after a journal entry, a row of goods_move or cash_use was added or what a notice says of it changed."""
    for ledger in (GoodsMove, CashUse):
        mine = listed(row.id for row in rows if isinstance(row, ledger))
        later = JournalEntry.select(JournalEntry.before, JournalEntry.after).where(
            (JournalEntry.ledger == ledger.table())
            & JournalEntry.record.in_(mine)
            & (JournalEntry.id > entry)
        )
        if any(before is None or PUBLIC & thaw(after).keys() for before, after in later.tuples()):
            return True
    return False


def _entry_of_posting(gift: int) -> int:
    """The journal entry by which a gift was last noted as hung up."""
    rows = JournalEntry.select(JournalEntry.id, JournalEntry.after).where(
        (JournalEntry.ledger == Donation.table()) & (JournalEntry.record == gift)
    )
    noted = [entry for entry, after in rows.tuples() if thaw(after).get("posted_on")]
    return max(noted, default=0)


def _without_names(words: str, children: Iterable[int]) -> str:
    """What money bought as a wall and a giver may read it: 给 王芳 买鞋 becomes 给 学生 买鞋."""
    for name in map(Student.name_of, children):
        words = words.replace(name, "学生")
    return words


def _line(goods: Any, moves: Sequence[Any], back: set[int]) -> Line:
    """Sums over one kind; a movement turned back counts as nothing."""
    valid = [move for move in moves if move.kind != "reverse" and move.id not in back]
    codes = code_list("goods_move")
    issued = [move for move in valid if codes.fact(move.kind, "child")]
    return Line(
        goods,
        received=sum(move.quantity for move in valid if move.kind == "given"),
        issued=sum(move.quantity for move in issued),
        gone=-sum(moved(move) for move in valid if move.kind in (*KIND_GONE, "more")),
        left=sum(moved(move) for move in moves),
        children=len({move.student_id for move in issued}),
        price=next((move.price for move in valid if move.kind == "given" and move.price), None),
    )


def close(store: Store, record: int) -> None:
    """结清: nothing is left and the sums close. Raises Refused saying what is left."""
    store.session.demand("care", "结清捐赠")
    told = balances([record])[0]
    if not told.empty:
        raise Refused(f"还剩 {told.left_words}，发完、用完再结清。")
    with store.step(f"结清捐赠 {Donation.caption_of(record)}") as step:
        step.change(Donation, record, {"state": "done"})


def open_again(store: Store, record: int) -> None:
    """A gift closed too early."""
    store.session.demand("care", "改回捐赠状态")
    with store.step(f"捐赠改回已接收 {Donation.caption_of(record)}") as step:
        step.change(Donation, record, {"state": "got"})


def newest_issued() -> int:
    """The newest gift that reached somebody, else the newest; 0 when there is none."""
    told = balances()
    found = [one for one in told if one.heads] or told
    return int(found[0].gift.id) if found else 0


# telling ------------------------------------------------------------------------------------------------


def posted(store: Store, records: Sequence[int], day: dt.date) -> int:
    """The list with these gifts was hung up; returns how many."""
    store.session.demand("care", "登记公示")
    with store.step(f"捐赠公示 {len(records)} 笔") as step:
        return step.change_many(Donation, {one: {"posted_on": day} for one in records})


def thanked(store: Store, records: Sequence[int], day: dt.date) -> int:
    """The letter went to the giver; returns how many."""
    store.session.demand("care", "登记反馈")
    with store.step(f"捐赠反馈 {len(records)} 笔") as step:
        return step.change_many(Donation, {one: {"thanked_on": day} for one in records})


@dataclass(frozen=True)
class Open:
    """What of the gifts waits: lists to hang, letters to write, agreements that are missing.

    unposted: never hung up; again: hung up, and issued or spent since.
    """

    unposted: tuple[int, ...]
    unthanked: tuple[int, ...]
    doubts: dict[int, tuple[str, ...]]
    again: tuple[int, ...] = ()


def waiting(told: Sequence[Balance]) -> Open:
    """Held against the rule of giving: published, told back to the giver, agreement where one is due."""
    doubts = {one.gift.id: tuple(Donation.advise(one.gift.__data__).values()) for one in told}
    return Open(
        tuple(one.gift.id for one in told if not one.gift.posted_on),
        tuple(one.gift.id for one in told if not one.gift.thanked_on),
        {record: words for record, words in doubts.items() if words},
        tuple(one.gift.id for one in told if one.fresh),
    )


def public_giver(gift: Any) -> str:
    """The giver as a wall may say it."""
    donor = Donor.get_by_id(gift.donor_id)
    return NAMELESS if donor.anonymous else str(donor.name)
