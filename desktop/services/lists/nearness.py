"""Which of our numbers a damaged one may have been."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from itertools import islice, takewhile

from desktop.services.lists.shapes import CHECK_WRONG, CUT, LENGTH, LETTERS, OLD, Number

COVERS = "*＊●•×xX"  # what covers digits
FEWEST_KEPT = 12  # digits: the place, the year and the month


def may_be(number: Number, known: str) -> bool:
    """Whether a damaged number may have been this one: cut, one slip, one digit lost or too many."""
    if number.form == CUT:
        return bool(number.kept) and known.startswith(number.kept)
    if number.form == CHECK_WRONG:
        return _one_slip(known, number.value)
    if number.form == LETTERS:
        return known == number.value
    longer, shorter = sorted((known, number.value), key=len, reverse=True)
    return shorter in _shorter(longer)


def is_short_form(number: Number, known: str) -> bool:
    """Whether an old 15-digit number may be this one written without the century and the check digit: it was widened with 19,
    as everybody's was who had one, and stands for a child born since."""
    return number.form == OLD and number.value[:6] == known[:6] and number.value[8:17] == known[8:17]


def is_masked(text: str, known: str) -> bool:
    """Whether a number with stars in it shows nothing but what this one has (529901********0017)."""
    alike = all(one == other or one in COVERS for one, other in zip(text, known, strict=False))
    return len(text) == len(known) and alike


class Nearness:
    """Whether a damaged number could be one of ours: pupils by the pieces of their numbers."""

    def __init__(self, numbers: Collection[str]) -> None:
        self.numbers = numbers

    @cached_property
    def pieces(self) -> dict[str, set[str]]:
        """Halves of numbers. This and the two below are put together when the first such number turns up."""
        return _by(_pieces, self.numbers)

    @cached_property
    def short(self) -> dict[str, set[str]]:
        return _by(_shorter, self.numbers)

    @cached_property
    def in_order(self) -> list[str]:
        return sorted(self.numbers)

    def to(self, number: Number) -> set[str]:
        """Numbers of ours that it may have been: one digit or two neighbours wrong, one lost, one too many, the end cut."""
        if number.form == CUT:
            return self._beginning(number.kept)
        if number.form == LETTERS:
            return {number.value} & self.pieces.get(f"0{number.value[:9]}", set())
        if number.form == CHECK_WRONG:
            alike = set().union(*(self.pieces.get(piece, ()) for piece in _pieces(number.value)))
            return {one for one in alike if _one_slip(one, number.value)}
        if number.form == LENGTH and len(number.value) == 17:
            return self.short.get(number.value, set())
        if number.form == LENGTH:
            return {one for one in _shorter(number.value) if self.pieces.get(f"0{one[:9]}", set()) & {one}}
        return set()

    def _beginning(self, kept: str) -> set[str]:
        """Numbers with these first digits; with fewer than a birthday's, too many are alike to say anything."""
        if len(kept) < FEWEST_KEPT:
            return set()
        first = bisect_left(self.in_order, kept)
        return set(takewhile(lambda number: number.startswith(kept), islice(self.in_order, first, None)))


def _by(parts: Callable[[str], Iterator[str]], numbers: Collection[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for number in numbers:
        for part in parts(number):
            found.setdefault(part, set()).add(number)
    return found


def _shorter(number: str) -> Iterator[str]:
    """With one digit lost."""
    return (number[:place] + number[place + 1 :] for place in range(len(number)))


def _pieces(number: str) -> Iterator[str]:
    """Two halves, and both ends without the middle: one slip leaves one of them whole."""
    yield f"0{number[:9]}"
    yield f"1{number[9:]}"
    yield f"2{number[:8]}{number[10:]}"


def _one_slip(one: str, other: str) -> bool:
    differ = [place for place in range(18) if one[place] != other[place]]
    if len(differ) <= 1:
        return True
    first, last = differ[0], differ[-1]
    return len(differ) == 2 and last == first + 1 and one[first] == other[last] and one[last] == other[first]
