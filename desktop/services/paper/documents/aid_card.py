"""D28 教育资助政策明白卡: half a page for each pupil's family — what the child gets this term, how much, when, whom to ask.

The words are the school's own card text in use. A line of 标签：【字段】 pairs becomes a row of boxes, any other line a
sentence, 【享受项目】 the table; title, school and date have their places. For the family: of an account the last four
figures alone. 帮扶教师 is the responsible teacher of the day; where there is none the box stays blank for a hand.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batch_order import UNAPPROVED
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import Term, day_in_words
from desktop.services.aid.checks import SIGNED_FOR
from desktop.services.aid.notices import main_guardians
from desktop.services.aid.recognised import BY_SCHOOL
from desktop.services.care.pairs import lead_of
from desktop.services.letters.templates import FIELD, Template, current
from desktop.services.paper.documents.aid_letter_text import paid_words
from desktop.services.paper.documents.common import (
    Table,
    class_place,
    fitted_line,
    long_class,
    new_sheet,
    pre_flight,
    school_on_paper,
    wording,
    write_paragraph,
)
from desktop.services.paper.documents.half_letter import HALF, TOTAL_THINGS, things
from desktop.services.paper.documents.letter_text import COUNTY, LetterParts, parts_of, without
from desktop.services.paper.documents.policy_basis import standard_words, standards_of
from desktop.services.paper.grid import Cell, Row, label, value
from desktop.services.paper.lines import fit, width_of
from desktop.services.paper.sheet import SEAL, Sheet, drop
from desktop.services.pay.net_words import dated_words
from desktop.services.pay.paid_days import paid_days
from desktop.services.pay.reversals import Correction, corrections
from desktop.services.progress import Progress

LEFT, WIDTH = 16.0, 178.0
FRAME = (9.0, 8.0, 192.0, 132.5)  # mm: left, top, width and height of a card's border
TITLE, FIRST = 19.0, 28.0  # mm from the card's upper edge: the title's ink, the first line
LABEL, ROW, HEAD = 25.0, 8.4, 10.5
COLUMNS = (62.0, 31.0, 29.0, 32.0, 24.0)
SIZE, LEADING, GAP = 11.0, 1.45, 2.0
SEAL_AT = (LEFT + WIDTH - 27.0, 116.0)  # the middle of the seal
SEAL_ROOM = 54.0  # mm that sentences beside the seal leave free
END = 138.0
PAIR = re.compile(r"([^：【】]{1,8})：【([^【】]+)】")


@dataclass(frozen=True)
class CardLine:
    """One aid of the term. fen: as it was granted; corrections: approved ones, each told in a line of its own."""

    programme: str
    standard: str
    fen: int
    item: str
    paid: str
    tail: str
    corrections: Sequence[Correction] = ()

    @property
    def net(self) -> int:
        """What the family has of it, or will have, in 分."""
        return self.fen + sum(one.fen for one in self.corrections)


@dataclass(frozen=True)
class Card:
    """One pupil's card. teacher: (name, telephone) of the responsible teacher, empty where there is none."""

    pupil: Any
    class_name: str
    head: str
    kinds: str
    lines: Sequence[CardLine]
    teacher: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Cards:
    """The cards of a term in the order of classes. template: a text to look at, None for the one in use."""

    term: Term
    day: dt.date
    cards: Sequence[Card]
    template: Template | None = None

    @property
    def title(self) -> str:
        return f"{school_on_paper().school_name}{self.term.title}{wording('aid_card')['title_of_file']}"


def cards_of(store: Store, term: Term, day: dt.date, students: Sequence[int] = ()) -> Cards:
    """The cards of everybody on an approved list of the term, or of some pupils among them. Raises Refused for none."""
    batches = {
        row.id: row
        for row in AidBatch.select().where((AidBatch.term == term.code) & (AidBatch.state != "void"))
    }
    approved = [one for one, row in batches.items() if row.state not in UNAPPROVED]
    rows = store.rows(AidGrant).where(AidGrant.batch.in_(approved) & (AidGrant.state != "stopped"))
    grants: dict[int, list[Any]] = defaultdict(list)
    for row in rows.order_by(AidGrant.batch, AidGrant.id):
        if not students or row.student_id in students:
            grants[row.student_id].append(row)
    if not grants:
        raise Refused(f"{term.title}还没有审批过的名单，或选中的学生都不在名单里，没有明白卡可印。")
    told = _told(batches, [grant for some in grants.values() for grant in some], term)
    grants = _with_something(grants, told, term)
    pupils = _pupils(list(grants))
    homes = _heads(pupils.values())
    teachers = _teachers(grants, day)
    cards = [
        replace(_card(pupils[one], some, homes.get(one, ""), told), teacher=teachers.get(one, ("", "")))
        for one, some in grants.items()
    ]
    cards.sort(key=lambda card: (class_place(card.class_name), card.pupil.seat_no or 999, card.pupil.id))
    return Cards(term, day, cards)


def _with_something(
    grants: dict[int, list[Any]], told: dict[int, CardLine], term: Term
) -> dict[int, list[Any]]:
    """Without the pupils whose money was taken back wholly, who get no letter either. Raises Refused when none is left."""
    left = {
        one: some for one, some in grants.items()
        if any(told[grant.id].net or not told[grant.id].corrections for grant in some)
    }  # fmt: skip
    if not left:
        raise Refused(f"{term.title}选中的学生，钱已经全部追回，净额 0.00 元，没有明白卡可印。")
    return left


def _heads(pupils: Iterable[Any]) -> dict[int, str]:
    """Pupil -> 户主: of the household; where the roster names none, the guardian whom letters go to."""
    pupils = list(pupils)
    homes = {row.id: row.head_name for row in Household.select(Household.id, Household.head_name)}
    guardians = main_guardians([pupil.id for pupil in pupils])
    return {one.id: homes.get(one.household_id) or guardians.get(one.id, "") for one in pupils}


def _pupils(ids: Sequence[int]) -> dict[int, Any]:
    parts = (list(ids[start : start + 500]) for start in range(0, len(ids), 500))
    return {row.id: row for part in parts for row in Student.select().where(Student.id.in_(part))}


def _teachers(students: Iterable[int], day: dt.date) -> dict[int, tuple[str, str]]:
    """Pupil -> name and telephone of the teacher who is responsible that day."""
    leads = lead_of(students, day)
    staff = {
        row.id: row for row in Staff.select().where(Staff.id.in_({row.teacher_id for row in leads.values()}))
    }
    found = {student: staff[row.teacher_id] for student, row in leads.items()}
    return {student: (row.name, row.phone or "") for student, row in found.items()}


def _told(batches: dict[int, Any], grants: Sequence[Any], term: Term) -> dict[int, CardLine]:
    """Grant -> its line."""
    programmes = {row.id: row.name for row in AidProgramme.select()}
    standards, found, days = standards_of(grants), {}, paid_days(grants)
    corrected = corrections([grant.id for grant in grants])
    for grant in grants:
        batch = batches[grant.batch_id]
        paid = paid_words(days.get(grant.id), batch)
        standard = standard_words(standards.get(grant.standard_id), term)
        tail = SIGNED_FOR if batch.pay_mode == SIGNED_FOR else (grant.account or "")[-4:]
        found[grant.id] = CardLine(
            programmes[batch.programme_id], standard, grant.amount, grant.item or "", paid, tail,
            corrected.get(grant.id, ()),
        )  # fmt: skip
    return found


def _card(pupil: Any, grants: Sequence[Any], head: str, told: dict[int, CardLine]) -> Card:
    known = set(code_list("hardship_type").labels.values())  # a list made by hand gives its reason there
    kinds = dict.fromkeys(
        kind
        for g in grants
        for kind in (g.basis or "").split("、")
        if kind in known or kind.startswith(BY_SCHOOL)
    )
    class_name = SchoolClass.caption_of(pupil.school_class_id)
    lines = [told[grant.id] for grant in grants]
    return Card(pupil, class_name, head, "、".join(kinds), lines)


def draw(path: Path, subject: Cards, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the cards, two to a page; returns the pages. Raises MissingGlyph, Refused (too long), CannotWrite, Cancelled."""
    for card in subject.cards:
        pre_flight(
            (f"{card.class_name}{card.pupil.name}的姓名", card.pupil.name),
            (f"{card.pupil.name}的户主", card.head),
        )
    follow = (progress or Progress()).follow(subject.cards, len(subject.cards))
    with new_sheet(path, subject.title, proof=proof) as sheet:
        setting = CardSetting(sheet, subject)
        for number, card in enumerate(follow):
            if number and number % 2 == 0:
                sheet.next_page()
            setting.draw(card, HALF * (number % 2))
        return sheet.page


class CardSetting:
    """The card's text, taken apart once, and the pen that goes down a card."""

    def __init__(self, sheet: Sheet, cards: Cards) -> None:
        self.sheet, self.cards, self.school = sheet, cards, school_on_paper()
        self.told = wording("aid_card")
        parts = parts_of(cards.template or current("card"))
        titled = bool(parts.before) and not FIELD.search(parts.before[0])
        self.title = parts.before[0] if titled else self.told["heading"]
        before, after = list(parts.before[titled:]), list(parts.after)
        if not self.school.hotline_county:
            before, after = without(before, COUNTY), without(after, COUNTY)
        self.parts = LetterParts(parts.kind, tuple(before), parts.total, tuple(after))
        self.y = self.down = 0.0
        with sheet.stencil("card"):
            self.draw_shared()

    def draw_shared(self) -> None:
        """Border, title, school and date over the seal: the same on every card."""
        sheet, (x, y) = self.sheet, SEAL_AT
        sheet.frame(*FRAME, weight=0.8)
        title = fitted_line(self.title, "title", 20, WIDTH)
        middle = LEFT + WIDTH / 2
        sheet.write_centred(self.title, middle, TITLE + drop("title", title.size), "title", title.size)
        name, room = self.school.school_name, SEAL_ROOM - 6
        fitted = fit(name, "fangsong", 12 if width_of(name, "fangsong", 11) <= room else 10, room)
        top = y - 3 - (len(fitted.lines) - 1)
        sheet.write_lines(
            fitted.lines, x - room / 2, top, "fangsong", fitted.size, width=room, align="centre"
        )
        day = day_in_words(self.cards.day)
        sheet.write_centred(day, x, y + 4 + drop("fangsong", 12), "fangsong", 12)

    def draw(self, card: Card, down: float) -> None:
        """One card, its upper edge `down` mm from the page's."""
        self.sheet.stamp("card", down=down)
        if not down:
            self.sheet.cut_line(8, HALF, 202, HALF, "裁开")
        self.sheet.seal_place(SEAL_AT[0], down + SEAL_AT[1])
        values = self.values(card)
        self.y, self.down = FIRST, down
        self.write_lines(self.parts.before, values)
        self.write_table(card)
        self.write_lines(self.parts.after, values)
        if self.y > END:
            raise Refused(f"{card.pupil.name}的明白卡写不下半页纸。请在信函模板里缩短一些，再打印一次。")

    def values(self, card: Card) -> dict[str, str]:
        teacher, phone = card.teacher
        return {
            "学校": self.school.school_name, "学期": self.cards.term.title, "日期": day_in_words(self.cards.day),
            "咨询电话": self.school.hotline_school, COUNTY: self.school.hotline_county or "",
            "学生姓名": card.pupil.name, "班级": long_class(card.class_name), "户主": card.head,
            "困难类型": card.kinds, "帮扶教师": teacher, "教师电话": phone,
        }  # fmt: skip

    def write_lines(self, lines: Sequence[str], values: dict[str, str]) -> None:
        for line in lines:
            pairs = [PAIR.fullmatch(part) for part in line.strip().split("　")]
            found = [(pair[1], values.get(pair[2], "")) for pair in pairs if pair]
            if len(found) == len(pairs):
                self.write_boxes(found)
            else:
                self.write_sentence("".join(self.parts.filled([line], values)))

    def write_boxes(self, pairs: Sequence[tuple[str, str]]) -> None:
        """标签 and value side by side, as many pairs as the line has."""
        width = WIDTH - (SEAL_ROOM if self.y + ROW > SEAL_AT[1] - SEAL / 2 else 0)
        room = width / len(pairs)
        columns = [part for _ in pairs for part in (LABEL, room - LABEL)]
        cells = [cell for name, said in pairs for cell in (label(name), value(said))]
        self.y = self.table(columns).draw([cells], self.down + self.y) - self.down

    def write_sentence(self, text: str) -> None:
        """Beside the seal sentences are shorter."""
        self.y += GAP / 2
        beside = self.y + 3 * SIZE > SEAL_AT[1] - SEAL / 2
        width = WIDTH - (SEAL_ROOM if beside else 0)
        self.y = write_paragraph(
            self.sheet, text, LEFT, self.down + self.y, width, size=SIZE, leading=LEADING
        ) - self.down  # fmt: skip

    def write_table(self, card: Card) -> None:
        """What the child gets this term, and the sum of the money; what a thing is worth is no money."""
        fen = sum(line.net for line in card.lines if not line.item)
        rows: list[Row] = [[label(text) for text in self.told["columns"]]]
        for line in card.lines:
            rows.append([
                value(line.programme), value(line.item or line.standard), self.amount(line),
                value(line.paid), value(line.tail),
            ])  # fmt: skip
            rows += [self.correction(one) for one in line.corrections]
        corrected = any(line.corrections for line in card.lines)
        given = things(card.lines, TOTAL_THINGS)
        sums = f"{money.words(fen)}（{money.figures(fen)}元）" if fen or not given else ""
        total = "，".join(filter(None, (sums, given)))
        name = self.told["total_net" if corrected else "total"]
        rows.append([label(name), value(total, len(COLUMNS) - 1, align="left")])
        self.y += GAP / 2
        heights = [HEAD, *[ROW] * (len(rows) - 1)]
        self.y = self.table(COLUMNS).draw(rows, self.down + self.y, heights) - self.down + GAP

    @staticmethod
    def correction(one: Correction) -> Row:
        """其中300.55元于2026年11月23日追回: no money of its own, the amount above is what the account shows."""
        return [
            value(dated_words(one), 2, align="left"), value(money.figures(one.fen), align="right"), value("", 2),
        ]  # fmt: skip

    @staticmethod
    def amount(line: CardLine) -> Cell:
        """Money in figures; of a thing what it is worth, in the words of the letter."""
        if not line.item:
            return value(money.figures(line.fen), align="right")
        told = wording("aid_letter")["signed"]
        worth = told["worth"].format_map({"折合": money.figures(line.fen)})
        return value(worth if line.fen else told["no_money"], size=8.5)

    def table(self, columns: Sequence[float]) -> Table:
        return Table(self.sheet, LEFT, columns, size=10.5, row=ROW, outer=0.5)
