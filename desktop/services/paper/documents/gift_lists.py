"""捐赠物资发放表 (D31L): whom a gift reached, to be signed. 捐赠公示 (D31P): what came and went, without a pupil's name."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from desktop.models import money
from desktop.models.errors import Refused
from desktop.models.ledgers.care_cash import CashUse
from desktop.models.ledgers.care_goods import Donation, GoodsMove
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import Student
from desktop.models.public_text import why_not_public
from desktop.models.store import Store, rows_by_id
from desktop.models.terms import day_in_words
from desktop.services.care import gifts, shelf
from desktop.services.care.gifts import Balance
from desktop.services.paper.documents.common import (
    class_place,
    new_sheet,
    pre_flight,
    school_on_paper,
    short_class,
    wording,
)
from desktop.services.paper.documents.lists import Column, ListPage, demand_rows, no_sums
from desktop.services.paper.grid import Row, value, words
from desktop.services.progress import Progress

ISSUE = (14.0, 32.0, 30.0, 82.0, 32.0, 50.0, 33.0)
POSTING = (12.0, 23.0, 35.0, 38.0, 36.0, 29.0, 13.0)


# whom it reached ----------------------------------------------------------------------------------------


class Got(NamedTuple):
    """One child with what came of the gift."""

    name: str
    class_name: str
    what: str
    day: str


@dataclass(frozen=True)
class Issued:
    """One gift and the children it reached."""

    balance: Balance
    rows: Sequence[Got]

    @property
    def title(self) -> str:
        told = wording("gift_papers")["issue"]["heading"].format_map({"学校": school_on_paper().school_name})
        return str(told)

    @property
    def mark(self) -> str:
        return f"{self.balance.gift.day}{self.balance.giver}"


def issued(store: Store, record: int) -> Issued:
    """Raises Refused when it reached nobody yet."""
    told = gifts.balances([record])
    demand_rows(told, "选中的捐赠", nothing="一笔也没有")
    moves = list(GoodsMove.select().where((GoodsMove.donation == record) & GoodsMove.student.is_null(False)))
    gone = shelf.turned(move.id for move in moves)
    got: dict[int, list[tuple[dt.date, str]]] = defaultdict(list)
    for move in moves:
        if move.kind != "reverse" and move.id not in gone:
            got[move.student_id].append((move.day, f"{move.goods.name} {move.quantity} {move.goods.unit}"))
    for use in CashUse.select().where((CashUse.donation == record) & CashUse.student.is_null(False)):
        got[use.student_id].append((use.day, f"{use.used_for} {money.figures(use.amount)} 元"))
    rows = [_got(pupil, got[pupil.id]) for pupil in rows_by_id(Student, got)]
    rows.sort(key=lambda one: (class_place(one.class_name), one.name))
    rows += _together(record)
    demand_rows(rows, "这笔捐赠的发放")
    return Issued(told[0], rows)


def _together(record: int) -> list[Got]:
    """What was bought for a whole class or the school: a line without a child's name."""
    uses = CashUse.select().where((CashUse.donation == record) & CashUse.whom.is_null(False))
    return [
        Got(
            f"{use.heads} 人",
            use.whom,
            f"{use.used_for} {money.figures(use.amount)} 元",
            f"{use.day:%Y-%m-%d}",
        )
        for use in uses.order_by(CashUse.day, CashUse.id)
    ]


def _got(pupil: Any, told: Sequence[tuple[dt.date, str]]) -> Got:
    told = sorted(told)
    days = "、".join(dict.fromkeys(f"{day:%Y-%m-%d}" for day, _ in told))
    return Got(
        Student.in_class(pupil),
        SchoolClass.caption_of(pupil.school_class_id),
        "、".join(words_ for _, words_ in told),
        days,
    )


def draw_issued(path: Path, subject: Issued, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the list; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    told, balance = wording("gift_papers")["issue"], subject.balance
    pre_flight(*(("捐赠物资发放表", text) for one in subject.rows for text in (one.name, one.what)))
    lost = "、".join(
        f"{line.goods.name} {line.gone} {line.goods.unit}" for line in balance.lines if line.gone
    )
    blanks = {
        "捐赠人": balance.giver, "日期": day_in_words(balance.gift.day), "收到": balance.received_words or "—",
        "发放": balance.issued_words or "—", "结存": balance.left_words,
        "报损": told["lost"].format_map({"报损": lost}) if lost else "",
    }  # fmt: skip
    columns = [Column(head, width) for head, width in zip(told["columns"], ISSUE, strict=True)]
    with new_sheet(path, subject.title, lying=True, proof=proof) as sheet:
        page = ListPage(
            sheet, subject.title, left=told["left"].format_map(blanks), signatures=told["signatures"],
            notes=told["notes"].format_map(blanks),
        )  # fmt: skip
        lines = list(enumerate(subject.rows, 1))
        page.roster(columns, _issued_row, no_sums, row=10.5, size=10.5).draw(sheet, lines, progress)
        return sheet.page


def _issued_row(item: tuple[int, Got]) -> Row:
    place, one = item
    return [
        value(place), value(one.name), value(short_class(one.class_name)), words(one.what), value(one.day), value(""), value(""),
    ]  # fmt: skip


# on the wall ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PostedGift:
    """One gift as a wall may show it: nothing here names a pupil."""

    day: dt.date
    giver: str
    came: str
    went: str
    left: str
    heads: int


@dataclass(frozen=True)
class GiftPosting:
    """The list that is hung up."""

    day: dt.date
    rows: Sequence[PostedGift]

    @property
    def title(self) -> str:
        told = wording("gift_papers")["posting"]["heading"].format_map(
            {"学校": school_on_paper().school_name}
        )
        return str(told)


def posting(store: Store, wanted: Sequence[int], day: dt.date) -> GiftPosting:
    """These gifts; when none is named, those never hung up and those of which something was used since.

    Raises Refused (nothing, somebody's number in it).
    """
    told = gifts.balances(wanted)
    if not wanted:
        told = [one for one in told if not one.gift.posted_on or one.fresh] or told
    demand_rows(told, "捐赠", nothing="一笔也没有")
    school = school_on_paper()
    rows = [_posted(one) for one in reversed(told)]
    for one in rows:
        for text in (one.giver, one.came, one.went):
            if why := why_not_public("捐赠公示", text, (school.hotline_school, school.hotline_county)):
                raise Refused(why)
    return GiftPosting(day, rows)


def _posted(one: Balance) -> PostedGift:
    return PostedGift(
        one.gift.day, gifts.public_giver(one.gift), one.received_words or Donation.kind.format(one.gift.kind),
        _went(one), one.left_words, one.heads,
    )  # fmt: skip


def _went(one: Balance) -> str:
    """What was used by now; of a gift that hung before, since when something is new."""
    went = one.issued_words or "—"
    if not one.fresh:
        return went
    return went + str(wording("gift_papers")["posting"]["again"].format_map({"日期": one.gift.posted_on}))


def draw_posting(
    path: Path, subject: GiftPosting, *, progress: Progress | None = None, proof: bool = False
) -> int:
    """Print the list; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    told, school = wording("gift_papers")["posting"], school_on_paper()
    pre_flight(*(("捐赠公示", text) for one in subject.rows for text in (one.giver, one.came)))
    county = told["county"].format_map({"监督电话": school.hotline_county}) if school.hotline_county else ""
    blanks = {
        "日期": day_in_words(subject.day), "笔数": len(subject.rows), "电话": school.hotline_school, "监督电话": county,
    }  # fmt: skip
    columns = [Column(head, width) for head, width in zip(told["columns"], POSTING, strict=True)]
    with new_sheet(path, subject.title, proof=proof) as sheet:
        page = ListPage(
            sheet, subject.title, left=told["left"].format_map(blanks), centre=told["count"].format_map(blanks),
            signatures=told["signatures"], notes=told["notes"].format_map(blanks), seal=True, day=subject.day,
        )  # fmt: skip
        lines = list(enumerate(subject.rows, 1))
        page.roster(columns, _posted_row, no_sums, row=11.0, size=10.5).draw(sheet, lines, progress)
        return sheet.page


def _posted_row(item: tuple[int, PostedGift]) -> Row:
    place, one = item
    return [
        value(place), value(f"{one.day:%Y-%m-%d}", size=9.5), value(one.giver), words(one.came), words(one.went), words(one.left),
        value(one.heads or "—"),
    ]  # fmt: skip
