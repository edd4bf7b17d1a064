"""Find the tables in a sheet as a clerk would: titles above, one to three heading rows, people, totals, signatures.

Row numbers and column letters stay those of the sheet, so that every message can point at the cell.
"""

import datetime as dt
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from desktop.services.sheets import under_groups
from desktop.services.sheets.clean import is_blank, plain_or_shown
from desktop.services.sheets.not_people import DIGITS, class_over_rows, why_no_person
from desktop.services.sheets.read import RawSheet
from desktop.services.sheets.vocabulary import normal, vocabulary

LONGEST_HEADING = 40  # characters
DITTO = frozenset(("〃", "″", "同上", "同 上"))
GENDERS = frozenset(("男", "女"))
Row = list[Any]


@dataclass(frozen=True)
class Head:
    """One column: its place from 0 in the sheet, its letter, and the heading's parts from top to bottom."""

    column: int
    parts: tuple[str, ...] = ()
    hidden: bool = False

    @property
    def letter(self) -> str:
        return column_letter(self.column)

    @property
    def text(self) -> str:
        """ "父亲/姓名"; "" when the column has no heading."""
        return "/".join(self.parts)


@dataclass(frozen=True)
class TableRow:
    """One row of people: its number in the sheet from 1, and its raw cells in the order of the heads."""

    number: int
    cells: tuple[Any, ...]


@dataclass
class Table:
    """One table of a sheet. `title` is what stands above it; `dropped` are (row number, why) left out.

    `within`: what stands over this part of the rows or columns alone, such as 三(1)班 in a line of its own.
    """

    sheet: str
    title: str
    header_rows: tuple[int, ...]  # numbers from 1; empty when the table has no heading
    heads: list[Head]
    rows: list[TableRow] = field(default_factory=list)
    dropped: list[tuple[int, str]] = field(default_factory=list)
    within: str = ""


@dataclass(frozen=True)
class _Block:
    """Heading rows, from `first` to `last` inclusive, from 0."""

    first: int
    last: int


def column_letter(column: int) -> str:
    """0 -> "A", 27 -> "AB"."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """ "A" -> 0, "AB" -> 27."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1


def find_tables(sheet: RawSheet) -> list[Table]:
    """All tables of a sheet, from top to bottom and left to right; none when the sheet is empty."""
    return _Finder(sheet).tables()


class _Finder:
    def __init__(self, sheet: RawSheet) -> None:
        self.sheet, self.words = sheet, vocabulary()
        self.rows = _filled_down(sheet)
        self.width = max((len(row) for row in sheet.rows), default=0)
        self._known: dict[str, bool] = {}  # for this sheet only: cells are people's data
        self.found: list[Table] = []
        self._across = {(top, left): right for top, left, _, right in sheet.merges if right > left}

    def tables(self) -> list[Table]:
        blocks = list(self._blocks()) or self._blocks_without_known_words()
        current: list[Table] = []  # strips of one heading
        parts: list[tuple[str, ...]] = []
        start = 0  # where the title of the next table may begin
        for block, following in itertools.zip_longest(blocks, blocks[1:]):
            before, parts = parts, self._parts(block)
            title = self._title(start, block.first)
            repeated = parts == before and title in ("", current[0].title)
            if repeated:
                self._drop_repeated(current, range(start, block.last + 1))
            else:
                ends = following.first if following else len(self.rows)
                numbers = tuple(range(block.first + 1, block.last + 2))
                strips = _side_by_side(self._heads(block, parts, ends))
                own = self._own_titles(range(start, block.first), strips)
                current = [
                    Table(self.sheet.name, title, numbers, heads, within=within)
                    for heads, within in zip(strips, own, strict=True)
                ]
                self.found.extend(current)
            start = self._end_of_data(block, following)
            self._fill(current, range(block.last + 1, start))
        return self.found

    def _drop_repeated(self, tables: list[Table], numbers: range) -> None:
        lines = [(number + 1, "每页重复的标题或表头") for number in numbers if _count(self.rows[number])]
        for table in tables:
            table.dropped.extend(lines)

    # --- headings -----------------------------------------------------------------------------------------

    def _blocks(self) -> Iterator[_Block]:
        number = 0
        while number < len(self.rows):
            if self._is_heading_row(number):
                block = self._grown(number)
                yield block
                number = block.last
            number += 1

    def _is_heading_row(self, number: int) -> bool:
        texts = set()
        for cell in self.rows[number]:
            if cell is None:
                continue
            if _is_data(cell):
                return False
            texts.add(cell)
        known = sum(map(self._is_known, texts))
        if len(texts) <= 2:
            return 0 < known == len(texts) and (known > 1 or self.width <= 2)
        return known >= 2 and known >= 0.4 * len(texts)

    def _is_known(self, cell: Any) -> bool:
        if not isinstance(cell, str) or len(cell) > LONGEST_HEADING:
            return False
        if cell not in self._known:
            self._known[cell] = self.words.is_heading(cell)
        return self._known[cell]

    def _blocks_without_known_words(self) -> list[_Block]:
        block = self._unknown_heading()
        if block:
            return [block]
        first = next((n for n, row in enumerate(self.rows) if _count(row) > 1), None)
        if first is None:
            first = next((n for n, row in enumerate(self.rows) if _count(row)), None)
        return [] if first is None else [_Block(first, first - 1)]  # no heading at all

    def _grown(self, number: int) -> _Block:
        """Take in a row of groups above, and rows of sub-headings below: at most three rows in all."""
        first = last = number
        above = number - 1
        if above >= 0 and self._heads_it(above, number):
            first = above
        while last - first < 2 and last + 1 < len(self.rows) and self._continues(first, last):
            last += 1
        return _Block(first, last)

    def _heads_it(self, above: int, number: int) -> bool:
        upper, row = self.rows[above], self.rows[number]
        coarser = under_groups.is_coarser(upper, row) and self._is_group_row(above)
        return coarser or under_groups.stands_over(upper, row, self.words)

    def _is_group_row(self, number: int) -> bool:
        cells = [(column, cell) for column, cell in enumerate(self.rows[number]) if cell is not None]
        if not cells or any(_is_data(cell) or len(str(cell)) > LONGEST_HEADING for _, cell in cells):
            return False
        (left, text), *others = cells
        across = self._across.get((number, left))
        if (
            not others
            and self.words.is_of_all(str(text))
            and under_groups.over_all(left, across, self.rows[number + 1])
        ):
            return False  # 学生基本信息（导出） alone over the whole heading is its title
        if any(self.words.is_group(str(cell)) for _, cell in cells):
            return True
        apart = [column for column, _ in cells if (number, column) in self._across]
        return len(cells) > 2 and bool(apart) and not any(re.search("[:：].", str(cell)) for _, cell in cells)

    def _continues(self, first: int, last: int) -> bool:
        """Whether the row below still belongs to the heading: a merge reaches into it, or it heads a group."""
        below = self.rows[last + 1]
        if under_groups.stands_over(self.rows[last], below, self.words) and self._is_heading_row(last + 1):
            return True
        if any(
            top <= last < bottom and top >= first
            for top, _, bottom, _ in self.sheet.merges
            if bottom - top < 3
        ):
            return not any(_is_data(cell) for cell in below)
        texts = [(column, cell) for column, cell in enumerate(below) if cell is not None]
        if under_groups.stands_under(self.rows[first], self.rows[last], below, self.words):
            return True
        if not texts or not all(self._is_known(cell) for _, cell in texts):
            return False
        above = self.rows[last]
        return any(
            above[column] is None or (last, column) in self._across or under_groups.repeats(above, column)
            for column, text in texts
            if text != above[column]
        )

    def _unknown_heading(self) -> _Block | None:
        """A heading of words nobody knows: short texts, all different, over rows that hold data."""
        wide = (n for n, row in enumerate(self.rows) if _count(row) > 1 or (self.width == 1 and _count(row)))
        number = next(wide, None)
        if number is None:
            return None
        cells = [cell for cell in self.rows[number] if cell is not None]
        if any(not isinstance(cell, str) or len(cell) > 15 or _is_data(cell) for cell in cells):
            return None
        if len(set(cells)) < len(cells) or GENDERS & set(cells):
            return None
        below = [cell for row in self.rows[number + 1 : number + 6] for cell in row]
        telling = any(_is_data(cell) or cell in GENDERS for cell in below) or any(map(self._is_known, cells))
        return _Block(number, number) if telling and below else None

    def _parts(self, block: _Block) -> list[tuple[str, ...]]:
        columns: list[list[str]] = [[] for _ in range(self.width)]
        for number in range(block.first, block.last + 1):
            for column, text in enumerate(self._spread(number, block.last)):
                if text and (not columns[column] or columns[column][-1] != text):
                    columns[column].append(text)
        return [tuple(parts) for parts in columns]

    def _spread(self, number: int, last: int) -> list[str]:
        """The heading texts of a row, each group's text over all its columns."""
        texts = ["".join(plain_or_shown(cell).split()) for cell in self.rows[number]]
        if number != last:  # 单位：县民政局, 2026年9月 beside a group's heading head nobody's column
            texts = ["" if under_groups.ABOUT_SHEET.fullmatch(text) else text for text in texts]
        merged = [(left, right) for (top, left), right in self._across.items() if top == number]
        for left, right in merged:
            texts[left : right + 1] = [texts[left]] * (min(right, len(texts) - 1) - left + 1)
        if number == last:
            return texts
        covered = {column for left, right in merged for column in range(left, right + 1)}
        below = ["".join(plain_or_shown(cell).split()) for cell in self.rows[number + 1]]
        starts = [0]
        for column in range(1, len(texts)):  # text files and careless sheets have groups without merges
            before = texts[column - 1]
            alone = not texts[column] and column not in covered and below[column] and below[column - 1]
            if alone and (not merged or (column - 1 not in covered and self.words.is_group(before))):
                texts[column] = before
            else:
                starts.append(column)
        return under_groups.evened(texts, below, starts)

    def _heads(self, block: _Block, parts: list[tuple[str, ...]], ends: int) -> list[Head]:
        columns = zip(*self.rows[block.last + 1 : ends], strict=True)
        used = {c for c, cells in enumerate(columns) if any(cell is not None for cell in cells)}
        hidden = self.sheet.hidden_columns
        return [Head(c, words, c in hidden) for c, words in enumerate(parts) if words or c in used]

    # --- what stands around ---------------------------------------------------------------------------------

    def _title(self, start: int, end: int, left: int = 0, right: int | None = None) -> str:
        lines = (
            "  ".join(dict.fromkeys(plain_or_shown(c).strip() for c in row[left:right] if c is not None))
            for row in self.rows[start:end]
        )
        return "\n".join(filter(None, lines))

    def _own_titles(self, lines: range, strips: list[list[Head]]) -> list[str]:
        """What stands over each of several strips alone; "" for each when one title is for all."""
        edges = [heads[0].column for heads in strips[1:]]
        spans = zip([0, *edges], [*edges, None], strict=True)
        titles = [self._title(lines.start, lines.stop, left, right) for left, right in spans]
        return titles if len(strips) > 1 and all(titles) else [""] * len(strips)

    def _end_of_data(self, block: _Block, following: _Block | None) -> int:
        """Where the people of a heading end: before the title lines of the next one."""
        if following is None:
            return len(self.rows)
        ends = following.first
        while ends > block.last + 1 and self._is_title_line(ends - 1):
            ends -= 1
        return ends

    def _is_title_line(self, number: int) -> bool:
        cells = [(column, cell) for column, cell in enumerate(self.rows[number]) if cell is not None]
        if len(cells) > 2 or any(_is_data(cell) for _, cell in cells):
            return not cells
        return all(
            (number, column) in self._across or self.words.title_words & set(str(cell))
            for column, cell in cells
        )

    # --- rows ---------------------------------------------------------------------------------------------

    def _fill(self, tables: list[Table], numbers: range) -> None:
        """Deal the rows out. A class in a line of its own begins a new part of the table."""
        for place, table in enumerate(tables):
            columns = [head.column for head in table.heads]
            names = [i for i, head in enumerate(table.heads) if "姓名" in head.text or head.text == "学生"]
            above: tuple[Any, ...] = (None,) * len(columns)
            for number in numbers:
                row = self.rows[number]
                cells = tuple([row[column] for column in columns])
                filled = [i for i, cell in enumerate(cells) if cell is not None]
                if not filled:
                    continue
                if (told := class_over_rows(cells, filled)) and len(columns) > 1:
                    table = tables[place] = self._part(table, told)
                elif why := why_no_person(cells, filled, names, self.words):
                    table.dropped.append((number + 1, why))
                else:
                    if not DITTO.isdisjoint(cells):
                        cells = tuple(
                            [had if one in DITTO else one for one, had in zip(cells, above, strict=True)]
                        )
                    table.rows.append(TableRow(number + 1, cells))
                    above = cells

    def _part(self, table: Table, within: str) -> Table:
        if not table.rows:
            table.within = within
            return table
        self.found.append(replace(table, rows=[], dropped=[], within=within))
        return self.found[-1]


def _is_data(cell: Any) -> bool:
    """Whether a cell can only be somebody's data, never a heading."""
    if isinstance(cell, str):
        return bool(DIGITS.search(cell)) or cell.strip().isdigit()
    return isinstance(cell, int | float | dt.date | dt.time)


def _count(row: Row) -> int:
    return sum(cell is not None for cell in row)


def _filled_down(sheet: RawSheet) -> list[Row]:
    """Rows with None for every blank cell, and a tall merged cell's value in each of its rows: one 班级 beside many pupils."""
    blank = set(filter(is_blank, set().union(*sheet.rows)))  # many cells, few different ones
    rows = [[None if cell in blank else cell for cell in row] for row in sheet.rows]
    tall = [m for m in sheet.merges if m[2] > m[0] and m[1] == m[3] and m[0] < len(rows)]
    for top, column, bottom, _ in tall:
        for number in range(top + 1, min(bottom + 1, len(rows))):
            if column < len(rows[number]) and rows[number][column] is None:
                rows[number][column] = rows[top][column]
    return rows


def _side_by_side(heads: list[Head]) -> list[list[Head]]:
    """A list printed in two or three strips side by side is as many tables; anything else is one."""
    named = [head for head in heads if head.parts]
    texts = [tuple(map(normal, head.parts)) for head in named]
    for strips in (4, 3, 2):
        size, rest = divmod(len(texts), strips)
        if rest or size < 2 or len(set(texts[:size])) < size or texts != texts[:size] * strips:
            continue
        if size > 2 or texts[0] in (("序号",), ("座号",), ("学号",)):
            return [named[i * size : (i + 1) * size] for i in range(strips)]
    return _uneven(named, texts) or [heads]


def _uneven(named: list[Head], texts: list[tuple[str, ...]]) -> list[list[Head]]:
    """Strips whose headings differ (the right one has 性别 too): each begins alike and has one 姓名; [] when none.

    Beside 关系 the second name is a parent's.
    """
    starts = [place for place, text in enumerate(texts) if text == texts[0]]
    if len(starts) < 2 or any("关系" in part for text in texts for part in text):
        return []
    cuts = list(itertools.pairwise([*starts, len(texts)]))
    alike = all(
        ("姓名",) in texts[a:b] and len(set(texts[a:b]) & set(texts[: cuts[0][1]])) > 1 for a, b in cuts
    )
    return [named[a:b] for a, b in cuts] if alike else []
