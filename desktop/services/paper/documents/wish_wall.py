"""微心愿墙 (WISH): cards with a number, the wish and the class; no name, nothing that says whose need it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.public_text import why_not_public
from desktop.models.store import Store
from desktop.services.care import wishes
from desktop.services.paper.documents.common import (
    long_class,
    new_sheet,
    pre_flight,
    school_on_paper,
    wording,
    write_title,
)
from desktop.services.paper.lines import fit
from desktop.services.paper.sheet import Sheet
from desktop.services.progress import Progress

ACROSS, DOWN = 2, 5
LEFT, TOP, GAP = 18.0, 40.0, 6.0
WIDE, HIGH = 84.0, 43.0
WORDS = 15.0  # points


@dataclass(frozen=True)
class Wall:
    """Wishes that wait for somebody, or those that are named. Each: number, words, class."""

    cards: Sequence[tuple[int, str, str]]

    @property
    def title(self) -> str:
        return f"{school_on_paper().school_name}{wording('gift_papers')['wish']['heading']}"


def wall(store: Store, wanted: Sequence[int]) -> Wall:
    """Raises Refused when no wish waits, when one holds somebody's number, or the name of the child who has it."""
    rows = [row for row in wishes.board().rows if (row.id in wanted if wanted else row.state == wishes.ASKED)]
    if not rows:
        raise Refused(f"{wording('gift_papers')['wish']['empty']}，没有可打印的内容。")
    for row in rows:
        if why := why_not_public("微心愿", row.words, ()):
            raise Refused(why)
        if row.student.name in row.words:
            raise Refused(f"{row.student.name} 的微心愿里写了自己的姓名。墙上不写姓名，请先改一改。")
    rows.sort(key=lambda row: row.id)
    return Wall([(row.id, row.words, SchoolClass.caption_of(_class_of(row))) for row in rows])


def _class_of(row: Any) -> int:
    return int(row.student.school_class_id)


def draw(path: Path, subject: Wall, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print ten cards to a page and return the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    pre_flight(*(("微心愿", text) for _, text, _ in subject.cards))
    progress = progress or Progress()
    with new_sheet(path, subject.title, proof=proof) as sheet:
        for place, one in enumerate(progress.follow(subject.cards, len(subject.cards), every=1)):
            at = place % (ACROSS * DOWN)
            if at == 0:
                if place:
                    sheet.next_page()
                _head(sheet)
            _card(sheet, one, LEFT + at % ACROSS * (WIDE + GAP), TOP + at // ACROSS * (HIGH + GAP))
        return sheet.page


def _head(sheet: Sheet) -> None:
    told, school = wording("gift_papers")["wish"], school_on_paper()
    write_title(sheet, told["heading"], (sheet.width / 2, 18), 24, 170)
    said = told["under"].format_map({"电话": school.hotline_school})
    sheet.write_centred(said, sheet.width / 2, 31, "song", 11)


def _card(sheet: Sheet, one: tuple[int, str, str], x: float, y: float) -> None:
    number, words, klass = one
    sheet.frame(x, y, WIDE, HIGH, weight=0.8)
    sheet.write(
        wording("gift_papers")["wish"]["number"].format_map({"号": number}), x + 4, y + 7, "song", 9.5
    )
    fitted = fit(words, "kai", WORDS, WIDE - 12, height=HIGH - 20)
    sheet.write_lines(fitted.lines, x + 6, y + HIGH / 2, "kai", fitted.size, width=WIDE - 12, align="centre")
    sheet.write_right(long_class(klass), x + WIDE - 4, y + HIGH - 4, "song", 10.5)
