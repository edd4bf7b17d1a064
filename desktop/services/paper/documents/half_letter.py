"""One 学生资助告知书 on half a page (or a whole one): the stencil that all letters share, and what is filled in.

From the left: the stub that stays at school, the line to tear along (骑缝章), the family's letter, and under it the
receipt that comes back. All lengths are mm from the upper edge of the letter's own half.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from desktop.models import money
from desktop.models.errors import Refused
from desktop.services.paper.documents.common import (
    Table,
    fitted_line,
    wording,
    write_paragraph,
)
from desktop.services.paper.grid import Cell, Row, label, tick, value
from desktop.services.paper.lines import MM, Fitted, break_lines, fit, width_of
from desktop.services.paper.sheet import SEAL, Sheet, drop

HALF = 148.5
BODY_LEADING = 1.36
DAY = "年　　月　　日"
STUB_LEFT, STUB_COLUMNS = 12.0, (17.0, 30.0)
STUB_TOP, STUB_ROWS = 25.0, (13.2, 9.4, 13.2, 10.4, 9.4, 9.4, 9.4, 9.4, 9.4, 9.4)
TEAR = 63.5
LEFT, RIGHT = 68.0, 200.0
WIDTH = RIGHT - LEFT
TABLE_TOP, HEAD, TOTAL = 40.4, 10.6, 7.6
RECEIPT = 37.4  # from the receipt's cut line to the end of the half
QR_SIDE = 17.0
SINGLE = (37.0, 21.0, 18.0, 25.0, 16.0, 15.0)
SHARED = (28.0, 31.0, 17.0, 16.0, 17.0, 12.0, 11.0)
ROW, SHARED_ROW = 9.8, 8.4
MORE = 16.0  # mm: room for what only one family is told
ROWS_IN_HALF, LONGEST, ROOM_TO_CUT = 2, 297.0, 12.0
SEAL_IN = 22.5  # from the right margin to the middle of the seal
THING, TOTAL_THINGS = 9, 24  # characters of a thing in the table, and of all of them behind the sum
STUB_THINGS = 10  # characters of things beside a sum in the stub
NAME = 45.0  # room for the school's name over the seal; a longer one stands on two lines
FOOT_SIZES = (10.0, 9.5, 9.0, 8.5, 8.0, 7.5)
LEAD_SIZES = (12.0, 11.5, 11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0)
LEAD_PLACES = {
    0: (0.0, 0.0),
    1: (34.2, 0.0),
    2: (32.8, 5.6),
}  # lines above the table: first baseline and step
LEAD_TOP, LEAD_ROOM, LEAD_TIGHT = 31.6, 7.0, 1.18  # for three and more


@dataclass(frozen=True)
class Line:
    """One line of the letter's table. item: the thing that was given, "" for money alone; worth: what it counts as, in
    分, which nobody is given in cash.
    """

    pupil: str
    class_name: str
    programme: str
    short: str
    standard: str
    fen: int
    paid: str
    pay_mode: str
    tail: str  # last four figures of the account: more is never printed for a family
    item: str = ""
    worth: int = 0


@dataclass(frozen=True)
class Form:
    """What letters of one kind have in common. household: several lines to a letter; foot: paragraphs under the table,
    () where they differ from letter to letter; total: how the table's last line is called; choices: the receipt's boxes,
    () for the usual ones; signed: handed out against signature, without an account.
    """

    school: str
    day: str
    household: bool
    foot: tuple[str, ...]
    total: str
    choices: tuple[str, ...] = ()
    signed: bool = False


@dataclass(frozen=True)
class LetterText:
    """What is filled in. number "" in a draft; again: how often it was printed before; code: what the QR holds; lead:
    the paragraphs above the table; foot: those under it, where they are this family's own; more: what stands before them
    and makes the letter longer; total: "" where no money was given, then total_words names the things.
    """

    number: str
    again: int
    code: str
    pupils: str
    guardian: str
    salutation: str
    lead: tuple[str, ...]
    foot: tuple[str, ...]
    statement: str
    lines: tuple[Line, ...]
    total: str
    total_words: str
    shared: Form
    more: tuple[str, ...] = ()


def height_for(rows: int, *, more: bool = False) -> float:
    """How high a letter of so many lines is: half a page, and more from the third line on.

    more: this family is told something besides, and its letter is longer.
    """
    return HALF + max(0, rows - ROWS_IN_HALF) * SHARED_ROW + (MORE if more else 0.0)


class Half:
    """One shape of letter. The stencil is drawn when the shape is made; `write` stamps it and fills it in."""

    def __init__(self, sheet: Sheet, height: float, form: Form, rows: int, *, name: str) -> None:
        self.sheet, self.height, self.form, self.rows, self.name = sheet, height, form, rows, name
        self.told = wording("aid_letter")
        self.receipt = height - RECEIPT
        self.seal = self.receipt - 1 - SEAL / 2
        self.stub = Table(sheet, STUB_LEFT, STUB_COLUMNS, size=10)
        columns = SHARED if form.household else SINGLE
        self.table = Table(sheet, LEFT, columns, size=9 if form.household else 10)
        self.heights = [HEAD, *[SHARED_ROW if form.household else ROW] * rows, TOTAL]
        self.slip = Table(sheet, LEFT, (20.0, 38.0, 20.0, WIDTH - 78 - QR_SIDE - 5), size=10)
        with sheet.stencil(name):
            self.draw_stub()
            self.draw_letter()
            self.draw_receipt()

    # ---- the stencil

    def draw_stub(self) -> None:
        sheet, middle = self.sheet, STUB_LEFT + sum(STUB_COLUMNS) / 2
        sheet.write_centred(self.told["stub"]["heading"], middle, 15.2, "title", 15)
        ticks = f"{tick('是', False)}　{tick('否', False)}"
        names = self.told["stub"]["labels"]
        rows = [[label(name), label(ticks) if name == names[-1] else label("")] for name in names]
        bottom = self.stub.draw(rows, STUB_TOP, STUB_ROWS)
        sheet.write(self.told["stub"]["foot"], STUB_LEFT, bottom + 5, "song", 8)
        sheet.cut_line(TEAR, 8, TEAR, self.height - 8, "骑缝章")

    def draw_letter(self) -> None:
        sheet, told, form = self.sheet, self.told, self.form
        sheet.write_centred(told["heading"], (LEFT + RIGHT) / 2, 15.2, "title", 18)
        heads = told["columns_household"] if form.household else told["columns"]
        rows: list[Row] = [[label(head) for head in heads]]
        rows += [[label("")] * len(heads)] * self.rows
        rows.append([label(form.total), label("", len(heads) - 1)])
        self.table.draw(rows, TABLE_TOP, self.heights)
        self.write_foot(form.foot, 0.0)
        middle, seal = RIGHT - SEAL_IN, self.seal
        name = fit(form.school, "fangsong", 12 if width_of(form.school, "fangsong", 11) <= NAME else 10, NAME)
        sheet.write_lines(
            name.lines, middle - NAME / 2, seal - 2.5 - (len(name.lines) - 1), "fangsong", name.size, width=NAME,
            align="centre",
        )  # fmt: skip
        sheet.write_centred(form.day, middle, seal + 4.5 + drop("fangsong", 12), "fangsong", 12)

    def write_foot(self, texts: Sequence[str], down: float) -> None:
        """What to do with the money, the basis and the telephones, left of the seal, as large as there is room.

        Raises Refused when the smallest type is too large.
        """
        top, room = TABLE_TOP + sum(self.heights) + 2.0, WIDTH - 47
        free = self.receipt - 2.0 - top
        size = next((size for size in FOOT_SIZES if _height(texts, size, room) <= free), None)
        if size is None:
            raise Refused("告知书表格下面的文字太长，半页纸放不下。请在信函模板里缩短一些，再打印一次。")
        y = down + top
        for text in texts:
            y = write_paragraph(self.sheet, text, LEFT, y, room, size=size, leading=BODY_LEADING) + 0.6

    def draw_receipt(self) -> None:
        sheet, top = self.sheet, self.receipt
        sheet.cut_line(LEFT, top, RIGHT, top, self.told["receipt"]["heading"].replace("　", ""))
        signed, relation, day, opinion = self.told["receipt"]["labels"]
        ticks = "\n".join(
            tick(choice, False) for choice in self.form.choices or self.told["receipt"]["choices"]
        )
        rows = [
            [label(signed), label(""), label(relation), label("")],
            [label(opinion), label(ticks, size=9, align="left"), label(day), label(DAY, align="right")],
        ]
        self.slip.draw(rows, top + 12.0, [9.2, 9.8])

    # ---- what is filled in

    def write(self, text: LetterText, down: float) -> None:
        """Put one letter on the page, its upper edge `down` mm from the page's."""
        self.sheet.stamp(self.name, down=down)
        if down == 0.0 and self.height < LONGEST - ROOM_TO_CUT:
            self.sheet.cut_line(8, self.height, 202, self.height, "裁开")
        self.sheet.seal_place(RIGHT - SEAL_IN, down + self.seal)
        self.write_stub(text, down)
        self.write_letter(text, down)
        self.write_receipt(text, down)

    def write_stub(self, text: LetterText, down: float) -> None:
        middle = STUB_LEFT + sum(STUB_COLUMNS) / 2
        number = fitted_line(text.number, "song", 9, sum(STUB_COLUMNS))
        self.sheet.write_centred(text.number, middle, down + 21, "song", number.size)
        programme = "、".join(dict.fromkeys(line.short for line in text.lines))
        pupils = few([line.pupil for line in text.lines], "人")
        classes = few([line.class_name for line in text.lines], "个班")
        tails = few([line.tail for line in text.lines if line.tail], "张卡")
        filled = (pupils, classes, text.guardian, programme, self.given(text), tails or self.unbanked())
        for row, told in enumerate(filled):
            top = down + STUB_TOP + sum(STUB_ROWS[:row])
            fitted = in_stub(told, STUB_ROWS[row])
            self.sheet.write_lines(
                fitted.lines, STUB_LEFT + STUB_COLUMNS[0] + 1, top + STUB_ROWS[row] / 2, "fangsong",
                fitted.size, width=STUB_COLUMNS[1] - 2, align="centre",
            )  # fmt: skip

    def given(self, text: LetterText) -> str:
        """The sum, and under it the things."""
        money_ = f"{text.total}元" if text.total else ""
        return "\n".join(
            filter(None, (money_, things(text.lines, STUB_THINGS if money_ else 2 * STUB_THINGS)))
        )

    def unbanked(self) -> str:
        """Where the account stands in the stub of other letters: that it was signed for."""
        return str(self.told["signed"]["account"]) if self.form.signed else ""

    def write_letter(self, text: LetterText, down: float) -> None:
        sheet = self.sheet
        if text.number:
            told = self.told["number_line"].format_map({"编号": text.number})
            sheet.write_right(told, RIGHT, down + 21, "song", 9)
        if text.again:
            again = wording("foot")["reprint"].format_map({"次数": text.again})
            sheet.write(again, LEFT, down + 21, "hei", 9)
        salutation = fitted_line(text.salutation, "fangsong", 12, WIDTH)
        sheet.write(text.salutation, LEFT, down + 27, "fangsong", salutation.size)
        self.write_lead(text.lead, down)
        if foot := (*text.more, *text.foot):
            self.write_foot(foot, down)
        rows = [self.row(line) for line in text.lines]
        given = things(text.lines, TOTAL_THINGS)
        total = (
            f"{text.total_words}（{text.total}元）{given and f'，{given}'}"
            if text.total
            else text.total_words
        )
        rows.append([Cell(), value(total, len(rows[0]) - 1, align="left")])
        self.table.fill_in(rows, down + TABLE_TOP + HEAD, self.heights[1:])

    def write_lead(self, texts: Sequence[str], down: float) -> None:
        """The sentences above the table, each indented by two characters."""
        size, lines = lead_lines(texts)
        first, step = LEAD_PLACES.get(len(lines), (LEAD_TOP, LEAD_ROOM / max(len(lines) - 1, 1)))
        y = down + first
        for line, begins in lines:
            self.sheet.write(line, LEFT + (2 * size / MM if begins else 0), y, "fangsong", size)
            y += step

    def row(self, line: Line) -> Row:
        who = [value(f"{line.pupil}\n{line.class_name}", size=9)] if self.form.household else []
        return [
            *who, value(_by_sense(line.programme), size=9 if self.form.household else 9.5),
            value(things([line], THING) if line.item and line.standard == line.item else line.standard),
            value(self.amount(line)), value(line.paid), value(line.pay_mode), value(line.tail),
        ]  # fmt: skip

    def amount(self, line: Line) -> str:
        if line.worth:
            return str(self.told["signed"]["worth"].format_map({"折合": money.figures(line.worth)}))
        return money.figures(line.fen) if line.fen or not line.item else str(self.told["signed"]["no_money"])

    def write_receipt(self, text: LetterText, down: float) -> None:
        sheet, top = self.sheet, down + self.receipt
        fitted = fit(text.statement, "song", 9.5, WIDTH, height=9.6, even=False)
        sheet.write_lines(fitted.lines, LEFT, top + 7.0, "song", fitted.size)
        if text.code:
            sheet.qr(text.code, RIGHT - QR_SIDE, top + 12.8, QR_SIDE)


@lru_cache(maxsize=512)
def in_stub(text: str, height: float) -> Fitted:
    """A value fitted into the stub; programmes, classes and amounts come again with every letter."""
    return fit(text, "fangsong", 10, STUB_COLUMNS[1] - 2, height=height - 0.6)


def few(texts: list[str], counter: str) -> str:
    """One or two texts, each on its own line; of more, the first and how many: 王芳等3人."""
    different = list(dict.fromkeys(texts))
    return "\n".join(different) if len(different) <= 2 else f"{different[0]}等{len(different)}{counter}"


def things(lines: Sequence[Any], room: int) -> str:
    """The things that were given, each once, in so many characters: 书包1个、书桌1张; 书包1个等3样; "" for money alone.

    lines: of a letter or a card; each has an `item`.
    """
    different = list(dict.fromkeys(line.item for line in lines if line.item))
    named = "、".join(different)
    if len(named) <= room:
        return named
    more = f"等{len(different)}样" if len(different) > 1 else ""
    first, left = different[0], room - len(more)
    return (first if len(first) <= left else f"{first[: left - 1]}…") + more


def lead_lines(texts: Sequence[str]) -> tuple[float, list[tuple[str, bool]]]:
    """Type size and lines (does a paragraph begin?): one line where a point less allows it, else two, else smaller.

    Raises Refused when there is no room even in the smallest type.
    """
    if len(texts) == 1:
        for size in (12.0, 11.5, 11.0):
            if width_of(texts[0], "fangsong", size) <= WIDTH - 2 * size / MM:
                return size, [(texts[0], True)]
    for size in LEAD_SIZES:
        lines = [(line, place == 0) for text in texts for place, line in enumerate(_indented(text, size))]
        if len(lines) <= 2 or LEAD_ROOM / (len(lines) - 1) >= size * LEAD_TIGHT / MM:
            return size, lines
    raise Refused("告知书表格上面的文字太长，放不下。请在信函模板里缩短一些，再打印一次。")


def _indented(text: str, size: float) -> list[str]:
    return break_lines(text, "fangsong", size, WIDTH, indent=2 * size / MM)


def _height(texts: Sequence[str], size: float, room: float) -> float:
    """Height of paragraphs as `write_foot` sets them."""
    step = size * BODY_LEADING / MM
    return sum(len(break_lines(text, "fangsong", size, room)) * step + 0.6 for text in texts)


def _by_sense(programme: str) -> str:
    """家庭经济困难 / 非寄宿生生活补助: a long name is broken where one would take breath."""
    return programme.replace("家庭经济困难", "家庭经济困难\n", 1)
