"""A form as rows of cells: labels, values, tick boxes, signatures.

    grid = Grid(sheet, 22, [26, 52, 26, 62], size=10.5, row=9)
    bottom = grid.draw([[label("学生姓名"), value(name), label("班级"), value(class_name)]], top=36)

Where a form is printed in hundreds, draw it once on a stencil with empty values, and on each page write the values
alone with `fill_in` (same columns, `top` and heights; empty labels where the stencil has words).

Labels stand in 宋体, filled-in values in 仿宋, so the eye finds what was filled in. Lengths are mm, sizes points.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, NamedTuple

from desktop.services.paper.lines import LEADING, MM, Fitted, fit, width_of
from desktop.services.paper.sheet import THICK, Sheet, drop

PAD = 1.2  # mm of air beside a text
AIR = 0.6  # mm of air above and below a text


@dataclass(frozen=True)
class Cell:
    """One box. `across` and `down` count columns and rows, as in a web table.

    `align` centre, left or right; `top` starts the text at the upper edge; `foot` lines stand bottom right
    (signature, date); a {value} in the text is written on a rule; `upright` sets the characters one under another;
    `size` overrides the grid's.
    """

    text: str = ""
    style: str = "fangsong"
    across: int = 1
    down: int = 1
    align: str = "centre"
    upright: bool = False
    size: float | None = None
    foot: tuple[str, ...] = ()
    top: bool = False


Row = Sequence[Cell]


def label(text: str, across: int = 1, down: int = 1, **look: Any) -> Cell:
    """A printed word of the form."""
    return Cell(text, "song", across, down, **look)


def value(text: object, across: int = 1, down: int = 1, **look: Any) -> Cell:
    """Something filled in; nothing is printed for None."""
    return Cell("" if text is None else str(text), "fangsong", across, down, **look)


def words(text: object, across: int = 1, down: int = 1, **look: Any) -> Cell:
    """A value in sentences: starts at the left."""
    return value(text, across, down, align="left", **look)


def line_of(text: str, across: int = 1, **look: Any) -> Cell:
    """A printed line with filled-in values: "人均年收入{3600}元"."""
    return Cell(text, "song", across, align="left", **look)


def side(text: str, down: int) -> Cell:
    """The label at the left of a block: upright, or with line ends in it a few characters to a line."""
    return Cell(text, "hei", down=down, upright="\n" not in text)


def tick(text: str, chosen: bool) -> str:
    """■ or □ with its word."""
    return f"{'■' if chosen else '□'}{text}"


@dataclass(frozen=True)
class Box:
    """A cell and where it begins."""

    cell: Cell
    row: int
    column: int


class Place(NamedTuple):
    """Where a box lies on the sheet: left, top, width and height in mm."""

    x: float
    y: float
    width: float
    height: float


class Grid:
    """Columns in mm on a sheet; `draw` places rows of cells and returns the height where they end.

    Stacked blocks draw THIN frames; the form then draws one THICK frame around all.
    """

    def __init__(
        self,
        sheet: Sheet,
        left: float,
        columns: Sequence[float],
        *,
        size: float = 10.5,
        row: float = 8.0,
        outer: float = THICK,
    ) -> None:
        self.sheet, self.left, self.size, self.row, self.outer = sheet, left, size, row, outer
        self.edges = [left]
        for width in columns:
            self.edges.append(self.edges[-1] + width)

    @property
    def width(self) -> float:
        return self.edges[-1] - self.left

    def place(self, rows: Sequence[Row]) -> list[Box]:
        """Give every cell its row and column, skipping places taken by spans from above."""
        taken: set[tuple[int, int]] = set()
        boxes: list[Box] = []
        for row, cells in enumerate(rows):
            column = 0
            for cell in cells:
                while (row, column) in taken:
                    column += 1
                boxes.append(Box(cell, row, column))
                taken |= {(row + d, column + a) for d in range(cell.down) for a in range(cell.across)}
                column += cell.across
            if {c for r, c in taken if r == row} != set(range(len(self.edges) - 1)):
                raise ValueError(f"row {row} does not fill its columns exactly")
        return boxes

    def heights(self, rows: Sequence[Row], least: Sequence[float] | None = None) -> list[float]:
        """Row heights: the least asked for, more where the text of a one-row cell needs it."""
        heights = list(least or [self.row] * len(rows))
        for box in self.place(rows):
            if box.cell.text and box.cell.down == 1 and not box.cell.upright:
                heights[box.row] = max(heights[box.row], self.needed(box))
        return heights

    def needed(self, box: Box) -> float:
        """Height of a cell whose text wraps freely, its foot lines included."""
        cell = box.cell
        text = 0.0 if "{" in cell.text else self.fitted(box).height + 2 * AIR
        return text + (len(cell.foot) * self.foot_step(cell) + 4 if cell.foot else 0.0)

    def draw(self, rows: Sequence[Row], top: float, heights: Sequence[float] | None = None) -> float:
        """Draw the rows from `top`, at least `heights` high (the grid's row height without); returns the bottom."""
        heights = self.heights(rows, heights)
        right, bottom = self.edges[-1], top + sum(heights)
        for box, (x, y, width, height) in self._places(rows, top, heights):
            if x + width < right - 0.01:
                self.sheet.line(x + width, y, x + width, y + height)
            if y + height < bottom - 0.01:
                self.sheet.line(x, y + height, x + width, y + height)
            self.fill(box, Place(x, y, width, height))
        self.sheet.frame(self.left, top, self.width, bottom - top, weight=self.outer)
        return bottom

    def fill_in(self, rows: Sequence[Row], top: float, heights: Sequence[float]) -> None:
        """Write texts into rows whose lines are on a stencil. Heights stay as given: a long text is set smaller."""
        for box, place in self._places(rows, top, heights):
            self.fill(box, place)

    def _places(
        self, rows: Sequence[Row], top: float, heights: Sequence[float]
    ) -> Iterator[tuple[Box, Place]]:
        """Every box and where it lies."""
        tops = [*accumulate(heights, initial=top)]
        for box in self.place(rows):
            x, y = self.edges[box.column], tops[box.row]
            right, bottom = self.edges[box.column + box.cell.across], tops[box.row + box.cell.down]
            yield box, Place(x, y, right - x, bottom - y)

    def fitted(self, box: Box, height: float | None = None) -> Fitted:
        cell = box.cell
        room = self.edges[box.column + cell.across] - self.edges[box.column] - 2 * PAD
        even = cell.align == "centre"
        return fit(cell.text, cell.style, cell.size or self.size, room, height=height, even=even)

    def fill(self, box: Box, place: Place) -> None:
        """Write a cell's text and foot into its rectangle."""
        cell, size = box.cell, box.cell.size or self.size
        x, y, width, height = place
        middle = y + height / 2
        if cell.upright:
            self.write_upright(cell, x + width / 2, y, height)
        elif "{" in cell.text:
            self.sheet.write_filled(cell.text, x + PAD, middle, cell.style, size)
        elif _spreads(cell, width, size):
            base = middle + drop(cell.style, size)
            self.sheet.write_centred(cell.text, x + width / 2, base, cell.style, size, spacing=size / MM)
        elif cell.text:
            self.write_text(box, place)
        self.write_foot(cell, x + width, y + height)

    def write_text(self, box: Box, place: Place) -> None:
        cell = box.cell
        x, y, width, height = place
        fitted = self.fitted(box, height - 2 * AIR + 0.01)
        middle = y + height / 2
        if cell.top or cell.foot:
            middle = y + 1.5 + fitted.height / 2
        self.sheet.write_lines(
            fitted.lines, x + PAD, middle, cell.style, fitted.size, width=width - 2 * PAD, align=cell.align
        )

    def write_upright(self, cell: Cell, middle: float, y: float, height: float) -> None:
        """One character under another, opened up where the box is tall."""
        size = cell.size or self.size
        step = min(size * 1.35 / MM, (height - 2) / len(cell.text))
        size = min(size, step * MM / 1.05)
        base = y + height / 2 - step * (len(cell.text) - 1) / 2 + drop(cell.style, size)
        for char in cell.text:
            self.sheet.write_centred(char, middle, base, cell.style, size)
            base += step

    def foot_step(self, cell: Cell) -> float:
        return (cell.size or self.size) * LEADING * 1.3 / MM

    def write_foot(self, cell: Cell, right: float, bottom: float) -> None:
        size, step = cell.size or self.size, self.foot_step(cell)
        for place, text in enumerate(reversed(cell.foot)):
            self.sheet.write_right(text, right - 4, bottom - 3 - place * step, "song", size)


def _spreads(cell: Cell, width: float, size: float) -> bool:
    """Two-character labels stand as wide as their neighbours (姓　名) where four characters have room."""
    short = len(cell.text) == 2 and cell.style in ("song", "hei") and cell.align == "centre"
    return short and width >= 4 * size / MM and width_of(cell.text, cell.style, size) > 1.9 * size / MM
