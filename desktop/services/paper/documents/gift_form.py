"""接收捐赠登记表 (D31): one gift with its list of goods, signed by the giver and by two who received it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models import money
from desktop.models.ledgers import care_ties
from desktop.models.ledgers.care_goods import Donation, Donor
from desktop.models.ledgers.staff import Staff
from desktop.models.store import Store
from desktop.models.terms import day_in_words
from desktop.services.care import gifts, shelf
from desktop.services.care.gifts import Balance
from desktop.services.paper.documents.common import (
    BLANK_DAY,
    Table,
    new_sheet,
    pre_flight,
    school_on_paper,
    wording,
    write_title,
)
from desktop.services.paper.documents.lists import demand_rows
from desktop.services.paper.grid import Cell, Row, label, value, words
from desktop.services.paper.sheet import Sheet
from desktop.services.progress import Progress

LEFT, COLUMNS = 20.0, (26.0, 59.0, 26.0, 59.0)
GOODS = (12.0, 44.0, 28.0, 16.0, 20.0, 24.0, 26.0)
WIDTH = sum(COLUMNS)
TITLE, TOP, BOTTOM = 20.0, 30.0, 280.0
ROW, SIGN, NOTES = 9.0, 20.0, 8.0
BLANK_LINES = 12


@dataclass(frozen=True)
class Forms:
    """The gifts to print; None for an empty form."""

    rows: Sequence[Balance | None]

    @property
    def title(self) -> str:
        told = wording("gift_papers")["gift"]["heading"].format_map({"学校": school_on_paper().school_name})
        first = self.rows[0]
        return (
            f"{told}（{first.gift.day}{first.giver}{'等' if len(self.rows) > 1 else ''}）"
            if first
            else str(told)
        )


def forms(store: Store, wanted: Sequence[int]) -> Forms:
    """The forms of these gifts; an empty one when none is named. Raises Refused when none is there."""
    if not wanted:
        return Forms([None])
    found = gifts.balances(wanted)
    demand_rows(found, "选中的捐赠", nothing="一笔也没有")
    return Forms(found)


def draw(path: Path, subject: Forms, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the forms and return the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    for one in subject.rows:
        if one is not None:
            texts = [one.giver, one.gift.purpose, one.gift.note, *(line.goods.name for line in one.lines)]
            pre_flight(*(("捐赠登记表", text) for text in texts))
    progress = progress or Progress()
    with new_sheet(path, subject.title, proof=proof) as sheet:
        for place, one in enumerate(progress.follow(subject.rows, len(subject.rows), every=1)):
            if place:
                sheet.next_page()
            _page(sheet, one)
        return sheet.page


def _page(sheet: Sheet, one: Balance | None) -> None:
    told, school = wording("gift_papers")["gift"], school_on_paper().school_name
    heading = told["heading"].format_map({"学校": school})
    write_title(sheet, heading, (sheet.width / 2, TITLE), 17, WIDTH, school=school)
    grid = Table(sheet, LEFT, COLUMNS, size=10.5, row=ROW)
    bottom = grid.draw(_facts(one, told), TOP)
    if one is None or one.lines:
        bottom = _goods(sheet, one, told, bottom)
    names = told["labels"]
    signs: list[Row] = [
        [label(names["giver_sign"], size=10), _sign(), label(names["school"], size=10), _sign()],
        [label(names["sign1"], size=10), _sign(), label(names["sign2"], size=10), _sign()],
    ]  # fmt: skip
    if bottom + 2 * SIGN + NOTES > BOTTOM:
        sheet.next_page()
        bottom = TITLE
    bottom = grid.draw(signs, bottom, [SIGN, SIGN])
    sheet.write_lines([told["notes"]], LEFT, bottom + 5, "song", 9, width=WIDTH, align="left")


def _sign() -> Cell:
    return Cell("", "song", foot=(BLANK_DAY,), size=9.5)


def _facts(one: Balance | None, told: dict[str, Any]) -> list[Row]:
    names, facts = told["labels"], _told(one, told) if one else {}
    pairs = (
        ("donor", "kind"),
        ("contact", "phone"),
        ("day", "what"),
        ("amount", "words"),
        ("agreement", "receipt"),
    )
    rows: list[Row] = [
        [label(names[a]), value(facts.get(a, "")), label(names[b]), value(facts.get(b, ""))] for a, b in pairs
    ]
    return rows + [
        [label(names[name]), words(facts.get(name, ""), 3)] for name in ("purpose", "whom", "note")
    ]


def _told(one: Balance, told: dict[str, Any]) -> dict[str, str]:
    gift, donor = one.gift, Donor.get_by_id(one.gift.donor_id)
    types = "、".join(shelf.type_name(code) for code in care_ties.types_of(gift))
    whom = gift.for_student.name if gift.for_student_id else f"{types}学生" if types else told["free"]
    return {
        "donor": donor.name, "kind": Donor.kind.format(donor.kind), "contact": donor.contact or "", "phone": donor.phone or "",
        "day": day_in_words(gift.day), "what": Donation.kind.format(gift.kind),
        "amount": money.figures(one.amount) if one.amount else "", "words": money.words(one.amount) if one.amount else "",
        "purpose": gift.purpose or told["free"], "whom": whom, "agreement": gift.agreement_no or "",
        "receipt": gift.receipt_no or "", "note": gift.note or "",
    }  # fmt: skip


def _goods(sheet: Sheet, one: Balance | None, told: dict[str, Any], top: float) -> float:
    """The list of what was given, over as many pages as it takes."""
    grid = Table(sheet, LEFT, GOODS, size=10.5, row=ROW - 1)
    head: Row = [label(text) for text in told["goods"]]
    rows = _lines(one, told)
    bottom = grid.draw([head], top)
    for row in rows:
        if bottom + ROW > BOTTOM:
            sheet.next_page()
            bottom = grid.draw([head], TITLE)
        bottom = grid.draw([row], bottom)
    return bottom


def _lines(one: Balance | None, told: dict[str, Any]) -> list[Row]:
    if one is None:
        empty: list[Row] = [[value(at), *(value("") for _ in GOODS[1:])] for at in range(1, BLANK_LINES + 1)]
        return [*empty, [label(told["total"], 4), value(""), value(""), value("")]]
    rows: list[Row] = []
    whole = 0
    for at, line in enumerate(one.lines, 1):
        fen = (line.price or 0) * line.received
        whole += fen
        rows.append([
            value(at), value(line.goods.name), value(line.goods.spec), value(line.goods.unit), value(line.received),
            value(money.figures(line.price) if line.price else "", align="right"),
            value(money.figures(fen) if fen else "", align="right"),
        ])  # fmt: skip
    pieces = sum(line.received for line in one.lines)
    total: Row = [
        label(told["total"], 4), value(pieces), value(""), value(money.figures(whole) if whole else "", align="right"),
    ]  # fmt: skip
    return [*rows, total]


def receivers(gift: Any) -> str:
    """孙老师、陈老师"""
    return "、".join(Staff.caption_of(one) for one in (gift.receiver1_id, gift.receiver2_id))
