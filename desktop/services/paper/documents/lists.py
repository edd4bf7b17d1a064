"""What the pages of every list share: title, unit line, page number, signatures, notes, seal.

page = ListPage(sheet, title, left=f"单位：{school}", signatures=("填表人：", "审核人：", "校长："), seal=True)
page.roster(columns, record, subtotal).draw(sheet, items, progress)
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from desktop.models.errors import Refused
from desktop.models.terms import day_in_words
from desktop.services.paper.documents.common import BLANK_DAY, SEAL_OVER, Table, school_on_paper, write_title
from desktop.services.paper.grid import Row, label
from desktop.services.paper.lines import MM, break_lines, width_of
from desktop.services.paper.roster import Roster, page_words
from desktop.services.paper.sheet import SEAL, Sheet, drop

T = TypeVar("T")

SIDE = 12.0  # mm of margin left and right
TITLE_SIZE, LINE_SIZE, NOTE_SIZE = 16.0, 10.5, 8.5
SEAL_IN = 28.0  # mm from the right margin to the middle of the seal
NOTE_STEP = NOTE_SIZE * 1.3 / MM


class Column(NamedTuple):
    """A column of a list: its head and its width in mm."""

    head: str
    width: float


@dataclass(frozen=True)
class ListPage:
    """How the pages of one list look around the table. `left` and `centre` stand above it, `signatures` below.

    secret: 内部资料 注意保密, on papers with full numbers. copies: 一式三份. seal: a place for the school's seal at the
    end of the list, where `day` stands (blank for None).
    """

    sheet: Sheet
    title: str
    left: str
    centre: str = ""
    secret: str = ""
    copies: str = ""
    signatures: Sequence[str] = ()
    notes: str = ""
    seal: bool = False
    day: dt.date | None = None

    @property
    def width(self) -> float:
        return self.sheet.width - 2 * SIDE

    @property
    def right(self) -> float:
        return self.sheet.width - SIDE

    def roster(
        self,
        columns: Sequence[Column],
        record: Callable[[T], Row],
        subtotal: Callable[[Sequence[T], Sequence[T], bool], Sequence[Row]],
        *,
        row: float = 9.0,
        size: float = 10.0,
    ) -> Roster[T]:
        """The table over all pages, with these columns."""
        grid = Table(self.sheet, SIDE, [column.width for column in columns], size=size, row=row)
        return Roster(
            grid=grid,
            head=[[label(column.head) for column in columns]],
            record=record,
            subtotal=subtotal,
            above=self.above,
            below=self.below,
            top=28.5,
            bottom=self.sheet.height - 6.5 - self.foot_height(),
            head_height=11.0,
        )

    def foot_height(self) -> float:
        """Room under the table: the signatures, the notes."""
        return (8.0 if self.signatures else 1.0) + (2.5 + len(self.note_lines()) * NOTE_STEP)

    def note_lines(self) -> list[str]:
        """Notes keep out of the seal's way."""
        room = self.width - (SEAL_IN + SEAL / 2 + 2 if self.seal else 0)
        return break_lines(self.notes, "song", NOTE_SIZE, room) if self.notes else []

    def above(self, number: int, pages: int) -> None:
        sheet, middle = self.sheet, self.sheet.width / 2
        if self.secret:
            sheet.write(self.secret, SIDE, 10.5, "hei", 10)
        if self.copies:
            sheet.write_right(self.copies, self.right, 10.5, "song", 10)
        self.write_title()
        sheet.write(self.left, SIDE, 26, "song", LINE_SIZE)
        beside = SIDE + width_of(self.left, "song", LINE_SIZE) + 5  # a long school name moves it to the right
        centred = middle - width_of(self.centre, "song", LINE_SIZE) / 2
        sheet.write(self.centre, max(centred, beside), 26, "song", LINE_SIZE)
        sheet.write_right(page_words(number, pages), self.right, 26, "song", LINE_SIZE)

    def write_title(self) -> None:
        school = school_on_paper().school_name
        room = self.width - 4
        two = width_of(self.title, "title", TITLE_SIZE - 1) > room  # two lines keep clear of the line below
        middle = (self.sheet.width / 2, 15.2 if two else 16.8)
        write_title(self.sheet, self.title, middle, TITLE_SIZE, room, school=school)

    def below(self, bottom: float, last: bool) -> None:
        """Signatures on every page; the date and the seal at the end of the list."""
        sheet, y = self.sheet, bottom + 8
        room = self.width - (2 * SEAL_IN if self.seal else 0)
        step = room / max(len(self.signatures), 1)
        for place, words in enumerate(self.signatures):
            sheet.write(words, SIDE + place * step, y, "song", LINE_SIZE)
        if self.seal:
            words = day_in_words(self.day) if self.day else BLANK_DAY
            x = self.right - SEAL_IN
            sheet.write_centred(words, x, y, "song", LINE_SIZE)
            if last:
                sheet.seal_place(x, bottom + SEAL_OVER)
        middle = (y + 2.5 if self.signatures else bottom + 2) + NOTE_STEP / 2
        for line in self.note_lines():
            sheet.write(line, SIDE, middle + drop("song", NOTE_SIZE), "song", NOTE_SIZE)
            middle += NOTE_STEP


CHOSEN = "请先核对名单或筛选条件。"
ENTERED = "请先登记，或看看月份写得对不对。"


def demand_rows(
    items: Sequence[object], what: str, *, nothing: str = "一个人也没有", then: str = CHOSEN
) -> None:
    """Raise Refused when there is nothing to print. then: what to do about it."""
    if not items:
        raise Refused(f"{what}里{nothing}，没有可打印的内容。{then}")


def no_sums(here: Sequence[T], so_far: Sequence[T], last: bool) -> Sequence[Row]:
    """For lists that add up nothing."""
    return []
