"""The lower row of a heading of two, by where it stands: 成员1姓名 under the blanks beside 家庭成员, nothing under 序号."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import Any

from desktop.services.sheets.not_people import DIGITS
from desktop.services.sheets.vocabulary import Vocabulary, normal

ABOUT_SHEET = re.compile(r"[^:：]{2,8}[:：].+|\d{4}年\d{1,2}月(\d{1,2}日)?")  # said of the whole sheet

ORDINAL = re.compile(r"第?[0-9一二三四五六七八九十]+[个位]?")
LONGEST = 20  # characters of such a heading


def stands_under(first: Sequence[Any], above: Sequence[Any], below: Sequence[Any], words: Vocabulary) -> bool:
    """Whether `below` says more of the groups of `above`, the last row of a heading that begins with the row `first`.

    The heading's first column stays blank, the row fills gaps of the row above, and most of it are words of people.
    """
    start = next((column for column, cell in enumerate(first) if cell is not None), None)
    filled = [(column, cell) for column, cell in enumerate(below) if cell is not None]
    if start is None or len(filled) < 2 or filled[0][0] <= start:
        return False
    if any(not isinstance(cell, str) or len(cell) > LONGEST or DIGITS.search(cell) for _, cell in filled):
        return False
    gaps = sum(above[column] is None for column, _ in filled)
    return gaps * 2 >= len(filled) and sum(_is_of_people(cell, words) for _, cell in filled) * 2 > len(filled)


def _is_of_people(cell: str, words: Vocabulary) -> bool:
    """姓名1, 成员2证件号码."""
    text = ORDINAL.sub("", normal(cell))
    return text.endswith(tuple(words.attributes)) or words.is_heading(text) or words.is_group(text)


def evened(texts: list[str], below: Sequence[str], starts: Sequence[int]) -> list[str]:
    """Groups without merges: one whose sub-headings repeat those of the group before it is as wide as that one."""
    for (left, first), end in zip(itertools.pairwise(starts), [*starts[2:], len(texts)], strict=False):
        wide = first - left
        if (
            wide > 1
            and texts[left]
            and end - first > wide
            and below[left:first] == below[first : first + wide]
        ):
            texts[first + wide : end] = [""] * (end - first - wide)
    return texts


def over_all(left: int, right: int | None, below: Sequence[Any]) -> bool:
    """Whether the only cell of a row stands over every heading of the row below. right: where its merge ends, None for none."""
    filled = [column for column, cell in enumerate(below) if cell is not None]
    return bool(filled) and left <= filled[0] and (right is None or right >= filled[-1])


def is_coarser(above: Sequence[Any], row: Sequence[Any]) -> bool:
    """Fewer cells, or fewer different ones: text files write a group's word over each of its columns."""
    filled, below = ([cell for cell in cells if cell is not None] for cells in (above, row))
    return len(filled) < len(below) or len(set(filled)) < len(set(below))


def stands_over(above: Sequence[Any], row: Sequence[Any], words: Vocabulary) -> bool:
    """Whether the row above a heading belongs to it, though no merge says so: 户主, 成员 over 姓名, 身份证号 each, and 备注 over
    nothing. Most groups have a further heading in the gap beside them, and some headings stand in the upper row alone.
    """
    filled = {column for column, cell in enumerate(above) if cell is not None}
    below = {column for column, cell in enumerate(row) if cell is not None}
    texts = [above[column] for column in filled]
    if any(not isinstance(text, str) or len(text) > LONGEST or DIGITS.search(text) for text in texts):
        return False
    groups, alone = filled & below, filled - below
    beside = {column for column in groups if column + 1 in below - filled}
    if not alone or not beside or len(beside) * 2 < len(groups) or min(below) < min(filled):
        return False
    return any(words.is_group(above[column]) for column in beside)


def repeats(row: Sequence[Any], column: int) -> bool:
    """Whether a cell says the same as a neighbour, as the word of a group does."""
    around = row[max(column - 1, 0) : column + 2]
    return around.count(row[column]) > 1
