"""D30 农村留守儿童基本情况登记表: one page a child, in the order of the form of 2016; empty, or filled in as far as it is known."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.services.paper.documents.common import new_sheet, pre_flight, school_on_paper, wording
from desktop.services.paper.documents.left_form_facts import LeftChild, Parent
from desktop.services.paper.documents.lists import demand_rows
from desktop.services.paper.grid import Cell, Grid, Row, label, side, tick, value, words
from desktop.services.paper.sheet import THIN, Sheet
from desktop.services.progress import Progress

LEFT, SIDE, STEP = 15.0, 10.0, 8.5  # mm: margin, column of upright labels, one of the twenty columns
COLUMNS = (SIDE, *[STEP] * 20)
WIDTH = sum(COLUMNS)
MARK = 10.5  # mm from the upper edge
TOP, BOTTOM = 31.0, 270.0  # mm: where the frame begins, and where it has to end
SIZE, SMALL = 10.0, 9.0  # points
ROWS = (10.3, 9.6, 8.8, 8.0)  # mm of a row, the roomiest that fits
DAY_BLANK = "　　　　年　　月　　日"


@dataclass(frozen=True)
class LeftForms:
    """Forms to be printed in one run."""

    children: Sequence[LeftChild]

    @property
    def title(self) -> str:
        return f"{school_on_paper().school_name}{wording('left_form')['heading']}"


def forms(children: Sequence[LeftChild]) -> LeftForms:
    """Raises Refused when there is none."""
    demand_rows(children, "留守儿童名单")
    return LeftForms(children)


def draw(path: Path, subject: LeftForms, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the forms; returns the pages. Raises MissingGlyph, Refused (too much text for a page), CannotWrite, Cancelled."""
    for one in subject.children:
        check(one)
    follow = (progress or Progress()).follow(subject.children, len(subject.children), every=5)
    with new_sheet(path, subject.title, proof=proof) as sheet:
        for place, one in enumerate(follow):
            if place:
                sheet.next_page()
            Form(sheet, one).draw()
        return sheet.page


def check(one: LeftChild) -> None:
    """Raise MissingGlyph, naming the child and the place."""
    who = one.who or "登记表"
    told = (one.name, one.household_place, one.address, one.illness, *one.guardian)
    family = [text for parent in (one.father, one.mother) for text in (parent.name, parent.place)]
    pre_flight(
        *((f"{who}的登记表", text) for text in (*told, *family, *(name for name, _ in one.elders.values())))
    )


def boxes(offers: Sequence[str], chosen: Collection[str]) -> str:
    """□健康　■残疾"""
    return "　".join(tick(word, word in chosen) for word in offers)


class Form:
    """One page."""

    def __init__(self, sheet: Sheet, child: LeftChild) -> None:
        self.sheet, self.child, self.told = sheet, child, wording("left_form")
        self.grid = Grid(sheet, LEFT, COLUMNS, size=SIZE, outer=THIN)

    def draw(self) -> None:
        self.head()
        rows = self.rows()
        heights = self.heights(rows)
        bottom = self.grid.draw(rows, TOP, heights)
        self.sheet.frame(LEFT, TOP, WIDTH, bottom - TOP)
        step = WIDTH / len(self.told["signatures"])
        for place, text in enumerate(self.told["signatures"]):
            self.sheet.write(text, LEFT + place * step, bottom + 9, "song", 10.5)
        self.sheet.write(self.told["foot"], LEFT, bottom + 16, "song", 8.5)

    def head(self) -> None:
        sheet, told = self.sheet, self.told
        if self.child.illness:  # told in confidence
            sheet.write(wording("foot")["secret"], LEFT, MARK, "hei", 10)
        sheet.write_centred(told["heading"], LEFT + WIDTH / 2, 20, "title", 16)
        named = {"学校": school_on_paper().school_name, "日期": self.child.day or DAY_BLANK}
        sheet.write(told["unit_line"].format_map(named), LEFT, 28.5, "song", 10.5)
        sheet.write_right(told["day_line"].format_map(named), LEFT + WIDTH, 28.5, "song", 10.5)

    def heights(self, rows: Sequence[Row]) -> list[float]:
        """The roomiest that leaves place for the signatures."""
        for row in ROWS:
            heights = self.grid.heights(rows, [row] * len(rows))
            if TOP + sum(heights) <= BOTTOM + 0.01:
                return heights
        raise Refused(f"{self.child.who}的登记表文字太长，一页纸放不下。请把地址和情况写短一些，再打印一次。")

    def rows(self) -> list[Row]:
        """Every row of the form from top to bottom, each block behind its upright label."""
        one, names = self.child, self.told["blocks"]
        blocks = [
            self.about_child(), self.elders(), self.parent(one.father), self.parent(one.mother), self.care(), self.family(),
        ]  # fmt: skip
        found: list[Row] = []
        for name, block in zip(names, blocks, strict=True):
            found += [[side(name, len(block)), *block[0]], *block[1:]]
        return found

    def yes_no(self, said: bool | None, offers: Sequence[str] = ()) -> str:
        yes, no = offers or self.told["yes_no"]
        return f"{tick(yes, said is True)}　{tick(no, said is False)}"

    def about_child(self) -> list[list[Cell]]:
        one, told = self.child, self.told["child"]
        return [
            [label(told[0], 2), value(one.name, 4), label(told[1], 2), value(one.gender, 2), label(told[2], 2),
             value(one.ethnicity, 2), label(told[3], 2, size=SMALL), value(one.birth, 4)],
            [label(told[4], 4), value(one.number, 7), label(told[5], 4), label(self.yes_no(one.registered), 5)],
            [label(told[6], 4), words(one.household_place, 16)],
            [label(told[7], 4), words(one.address, 16)],
            [label(told[8], 4), Cell(boxes(self.told["body"], one.body), "song", 16, align="left")],
            [label(told[9], 4), value(one.disability, 6), label(told[10], 4), words(one.illness, 6, size=SMALL)],
            [label(told[11], 4), Cell(self.yes_no(one.boards), "song", 16, align="left")],
            [label(told[12], 4), Cell(boxes(self.told["schooling"], {one.schooling}), "song", 16, align="left", size=SMALL)],
        ]  # fmt: skip

    def elders(self) -> list[list[Cell]]:
        """Four elders, two to a row."""
        name, birth = self.told["elder"]
        cells = []
        for who in self.told["elders"]:
            called, born = self.child.elders.get(who, ("", ""))
            cells.append([
                label(f"{who}{name}" if len(who) < 3 else f"{who}\n{name}", 3, size=SMALL), value(called, 3),
                label(birth, 2, size=8.0), value(born, 2, size=7.5),
            ])  # fmt: skip
        return [first + second for first, second in list(pairwise(cells))[::2]]

    def parent(self, one: Parent) -> list[list[Cell]]:
        told = self.told["parent"]
        return [
            [label(told[0], 2), value(one.name, 4), label(told[1], 2, size=SMALL), value(one.birth, 4),
             label(told[2], 3, size=SMALL), words(one.place, 5, size=SMALL)],
            [label(told[3], 3), value(one.phone, 6), label(told[4], 4), value(one.number, 7)],
        ]  # fmt: skip

    def care(self) -> list[list[Cell]]:
        one, told = self.child, self.told["care"]
        who, phone, number, relation, address = one.guardian
        unable = boxes(list(code_list("unable_parent").labels.values()), one.unable)
        kinds = boxes(list(code_list("care_kind").labels.values()), {one.care_kind})
        return [
            [label(told[0], 4), label(self.yes_no(one.both_away), 4), label(told[1], 7, size=SMALL),
             label(self.yes_no(one.one_unable), 5)],
            [label(told[2], 4), label(unable, 4, size=SMALL), label(told[3], 7), label(self.yes_no(one.entrusted, self.told["has"]), 5)],
            [label(told[4], 4), value(who, 6), label(told[5], 3), value(phone, 7)],
            [label(told[6], 4), value(number, 8), label(told[7], 3), value(relation, 5)],
            [label(told[8], 4), words(address, 16)],
            [label(told[9], 4), Cell(kinds, "song", 16, align="left", size=SMALL)],
        ]  # fmt: skip

    def family(self) -> list[list[Cell]]:
        income, helped = self.told["family"]
        return [
            [label(income, 4), Cell(boxes(list(code_list("family_income").labels.values()), self.child.income), "song", 16, align="left")],
            [label(helped, 4), Cell(boxes(list(code_list("family_help").labels.values()), self.child.help_got), "song", 16, align="left")],
        ]  # fmt: skip
