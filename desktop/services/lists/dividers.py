"""The lines between the rows of a list: titles, section lines, the headings of further tables, notes about rows of some
colour. Run in the child.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

LINE, HEAD, NOTE, SAID = "line", "head", "note", "said"
ORDINAL = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）、.]")  # 二、, （三）
MOST_CELLS = 3  # of a title or section line
LONGEST, LONGEST_HEAD, LONGEST_ALONE = 80, 30, 16  # characters
MOST_NOTED, SHORTEST_NOTE, LONGEST_NOTE = 2, 6, 400  # cells of a note, characters of its text
ID_LIKE = 15  # characters from which digits in the middle are somebody's number
BELOW = 6  # rows under a lower heading that are read with it
MOST_HEADS = 3  # rows of one heading


Line = tuple[str, int, bool, tuple[str, ...], tuple[int, ...]]  # a Divider as it comes through the pipe


class Divider(NamedTuple):
    """A line (LINE), a heading (HEAD), a note about colours (NOTE) or one that tells of somebody's leaving (SAID); a note parts
    nothing.

    row: from 0; after_people: whether somebody's row stood since the last divider; at: the columns of the cells.
    """

    kind: str
    row: int
    after_people: bool
    cells: tuple[str, ...]
    at: tuple[int, ...] = ()

    def over(self, column: int) -> str:
        """The cell that stands over a column, where two tables stand side by side; else the first."""
        left = [cell for cell, at in zip(self.cells, self.at, strict=False) if at <= column]
        return left[-1] if left else self.cells[0]


class Words(NamedTuple):
    """What tells a title or section line, and the two columns that every heading of people has. alone: what makes a line
    of a single cell a section (自然减员, 停保); places: how the name of a village ends; colours: 标黄, 底纹, 删除线."""

    titles: tuple[str, ...]
    names: tuple[str, ...]
    numbers: tuple[str, ...]
    alone: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    others: tuple[str, ...] = ()  # heads of numbers that are nobody's own: 银行账号, 电话
    remarks: tuple[str, ...] = ()  # heads of remarks
    whole: tuple[str, ...] = ()  # what a remark calls a whole household: 整户, 全家
    ends: tuple[str, ...] = ()  # what a note says of somebody who left or is not settled: 停保, 死亡, 待核实


def dividers(rows: Sequence[Sequence[Any]], words: Words) -> list[Divider]:
    """Titles, section lines, headings and notes, from top to bottom. Only a note holds people's names."""
    found: list[Divider] = []
    after = False
    for number, row in enumerate(rows):
        texts = _texts(row)
        if texts and (note := _note(texts, words)):
            found.append(Divider(SAID, number, after, (note,)))
        kind = _kind(texts, words) if texts else ""
        if kind:
            at = tuple(column for column, cell in enumerate(row) if cell not in (None, ""))
            found.append(Divider(kind, number, after, tuple(text[:LONGEST] for text in texts or ()), at))
            after = after and kind == NOTE
        elif texts is None or len(texts) > 1:
            after = True
    return found


def _note(texts: Sequence[str], words: Words) -> str:
    """What a row of one or two texts says of somebody's end, whole; "" for any other row."""
    if len(texts) > MOST_NOTED or len(texts[-1]) < SHORTEST_NOTE:
        return ""
    text = "，".join(texts)
    return text[:LONGEST_NOTE] if any(word in text for word in words.ends) else ""


def _texts(row: Sequence[Any]) -> list[str] | None:
    """What stands in the cells of a row; None when a figure or somebody's number is among them."""
    texts = []
    for cell in row:
        if cell is None or cell == "":
            continue
        if cell.__class__ is not str or (len(cell) >= ID_LIKE and cell[6:10].isdigit()):
            return None
        texts.append(cell)
    return texts


def _kind(texts: Sequence[str], words: Words) -> str:
    if len(texts) > 1 and all(len(text) <= LONGEST_HEAD for text in texts):
        named = any(word in text for text in texts for word in words.names)
        if named and any(word in text for text in texts for word in words.numbers):
            return HEAD
    if len(texts) <= MOST_CELLS and any(word in texts[0] for word in words.colours):
        return NOTE
    told = ORDINAL.match(texts[0]) or any(word in texts[0] for word in words.titles)
    if told and len(texts) <= MOST_CELLS:
        return LINE
    alone = len(texts) == 1 and len(texts[0]) <= LONGEST_ALONE
    if alone and (texts[0].endswith(words.places) or any(word in texts[0] for word in words.alone)):
        return LINE
    return ""


def lower_headings(
    sheet: dict[str, Any], found: Sequence[Divider]
) -> dict[int, tuple[list[list[Any]], list[Any]]]:
    """By row, the rows around a heading that is not the one before it, and the merges there, counted from them."""
    parts: dict[int, tuple[list[list[Any]], list[Any]]] = {}
    before: tuple[str, ...] = ()
    people, upper = False, -1
    for one in found:
        people = people or one.after_people
        if one.kind != HEAD:
            continue
        if _continues(sheet["rows"], upper, one.row):
            continue
        upper = one.row
        if people and before and one.cells != before:
            first, last = one.row, one.row + BELOW
            merges = [
                (top - first, left, bottom - first, right)
                for top, left, bottom, right in sheet["merges"] if first <= top < last
            ]  # fmt: skip
            parts[one.row] = (sheet["rows"][first:last], merges)
        before = one.cells
    return parts


def _continues(rows: Sequence[Sequence[Any]], upper: int, row: int) -> bool:
    """Whether a row of headings only says more of the one above it: 成员1姓名 under 家庭成员, and nothing under 序号."""
    if upper < 0 or row - upper >= MOST_HEADS:
        return False
    start = next(column for column, cell in enumerate(rows[upper]) if cell not in (None, ""))
    between = rows[upper + 1 : row + 1]
    return all(_texts(some) is not None and some[start] in (None, "") for some in between)
