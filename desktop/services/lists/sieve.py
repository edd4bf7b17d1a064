"""Looking through all cells of a sheet for those that concern the school. Quick, for very many cells."""

from __future__ import annotations

import re
from itertools import chain
from typing import Any, NamedTuple

from desktop.services.lists.nearness import Nearness
from desktop.services.lists.shapes import (
    CUT,
    LONGEST_NAME,
    LOST_END,
    SHORTEST_NUMBER,
    Number,
    as_cut,
    bare_name,
    failing,
    may_be_cut,
    numbers_in,
)

NAME_MARKS = re.compile(r"[\s·•‧･・∙⋅●。.．(（]")
NAME_MARKS_IN_LINE = " \t\r\xa0\u3000·•‧･・∙⋅●。.．(（"
PLAIN = re.compile(r"[0-9]{17}[0-9X]")


class Wanted(NamedTuple):
    """What the school knows: every number of pupils and families, the pupils' names.

    kin: names of the families, looked for only beside damaged numbers.
    """

    numbers: frozenset[str]
    names: frozenset[str]
    kin: frozenset[str] = frozenset()


class Counted(NamedTuple):
    """What the cells of a sheet hold: different whole numbers, different damaged ones, the cells that concern us, the rows
    in which those stand, and whether a spreadsheet cut any of the numbers."""

    whole: int
    damaged: set[Any]
    ours: set[Any]
    rows: list[int]
    cut: bool = False


class Sieve:
    """Looks through the cells of a sheet and keeps those that concern the school."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.known = {number for number in wanted.numbers if len(number) >= SHORTEST_NUMBER}
        self.known |= {name for name in wanted.names if 1 < len(name) <= LONGEST_NAME}
        self.near = Nearness(wanted.numbers)
        self.cut = False  # whether the sheet looked through holds a number that a spreadsheet cut

    def sort(self, rows: list[list[Any]]) -> Counted:
        """Straight through the rows, as they lie in memory: a set of all cells, or columns, would be looked through
        criss-cross."""
        self.cut = False
        near = self._rows_with(self.known, rows)
        ours = self.known.intersection(chain.from_iterable(rows[number] for number in near))
        cells = list(chain.from_iterable(rows))
        whole, odd = self._whole_and_odd([cell for cell in cells if cell.__class__ is str])
        others = [cell for cell in cells if cell.__class__ is not str]
        odd.update(c for c in others if (c.__class__ is float or c.__class__ is int) and c >= 10**14)
        damaged: set[Any] = set()
        whole += sum(self._odd(cell, ours, damaged) for cell in odd)
        self._beside_kin(rows, ours, damaged)
        places = near if ours <= self.known else self._rows_with(ours, rows)
        return Counted(whole, damaged, ours, places, self.cut)

    def _whole_and_odd(self, texts: list[str]) -> tuple[int, set[Any]]:
        """How many different plain whole numbers there are, and the texts that are neither those nor plain words."""
        long = [text for text in texts if len(text) >= SHORTEST_NUMBER]
        numbers = [text for text in long if len(text) == 18]
        odd: set[Any] = {text for text in long if len(text) != 18} | _marked(texts)
        if not _all_plain("".join(numbers)):
            odd.update(text for text in numbers if not PLAIN.fullmatch(text))
            numbers = [text for text in numbers if PLAIN.fullmatch(text)]
        cut = {text for text in numbers if text[15:] == LOST_END}
        if cut:
            numbers = [text for text in numbers if text not in cut]
        wrong = set(failing(numbers))
        return len(set(numbers)) - len(wrong), odd | cut | wrong

    def _rows_with(self, cells: set[Any], rows: list[list[Any]]) -> list[int]:
        return [number for number, row in enumerate(rows) if not cells.isdisjoint(row)]

    def _odd(self, cell: Any, ours: set[Any], damaged: set[Any]) -> int:
        """A cell that is no plain number and no plain name; returns how many whole numbers it holds."""
        if isinstance(cell, str) and len(cell) <= LONGEST_NAME and self._is_name(cell):
            ours.add(cell)
            return 0
        found = numbers_in(cell)
        self.cut = self.cut or any(one.form == CUT for one in found)
        if any(map(self._may_be_ours, found)):
            ours.add(cell)
        if any(not one.usable for one in found):
            damaged.add(cell)
        return sum(one.usable for one in found)

    def _may_be_ours(self, number: Number) -> bool:
        if number.usable and number.value in self.wanted.numbers:
            return True
        if number.usable and not may_be_cut(number):
            return False
        return bool(self.near.to(as_cut(number) if number.usable else number))

    def _beside_kin(self, rows: list[list[Any]], ours: set[Any], damaged: set[Any]) -> None:
        """A damaged number in a row with the name of a pupil's father may be his."""
        for number in self._rows_with(damaged, rows) if damaged and self.wanted.kin else ():
            row = rows[number]
            if any(cell.__class__ is str and bare_name(cell) in self.wanted.kin for cell in row):
                ours.update(damaged.intersection(row))

    def _is_name(self, cell: str) -> bool:
        if cell in self.wanted.names:
            return True
        return bool(NAME_MARKS.search(cell)) and not cell.isascii() and bare_name(cell) in self.wanted.names


def _all_plain(text: str) -> bool:
    """Whether texts of 18 signs put together are nothing but 17 digits and a digit or X each."""
    if not text.isascii():
        return False
    signs = text.encode()
    return not signs.translate(None, b"0123456789X") and signs.count(b"X") == signs[17::18].count(b"X")


def _marked(texts: list[str]) -> set[str]:
    """Those with a blank or a dot in them, as minority names and numbers in powers of ten have."""
    together = "\n".join(texts)
    found = set()
    for mark in NAME_MARKS_IN_LINE:
        at = together.find(mark)
        while at >= 0:
            start, end = together.rfind("\n", 0, at) + 1, together.find("\n", at)
            end = len(together) if end < 0 else end
            found.add(together[start:end])
            at = together.find(mark, end)
    if together.count("\n") >= len(texts):
        found.update(text for text in texts if "\n" in text)
    return found
