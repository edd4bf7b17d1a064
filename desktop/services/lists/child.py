"""The child process that looks through county lists: it reads as the workbook reader does, and sends back only the
rows that concern the school.

Run as `python -m desktop.services.lists.child`. The first message on stdin is what the school knows; then come requests
(path, password, careful). Only the school's own process writes to that pipe.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any, BinaryIO

from desktop.models.errors import Refused
from desktop.services.lists.colours import coloured_rows, struck_rows
from desktop.services.lists.dividers import NOTE, Words, dividers, lower_headings
from desktop.services.lists.shapes import numbers_in
from desktop.services.lists.sieve import Sieve, Wanted
from desktop.services.sheets import worker

TOP = 15  # rows from which title and headings are read
MASKED = re.compile(r"(?=.{15,20}$)\d{3,}[*＊●]{3,}[\d*＊●]*[\dXx]?")
ABOVE = 14  # rows that a word of a household may stand above its last member


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer until the parent closes the pipe."""
    first = worker.take(requests)
    if first is None:
        return
    wanted, context, household, lines = pickle.loads(first)
    words = Words(*lines)
    sieve = Sieve(Wanted(*wanted))
    while (payload := worker.take(requests)) is not None:
        path, password, careful = pickle.loads(payload)
        try:
            read = worker.read(
                Path(path), password, careful, lambda seen: worker.put(replies, seen), tidy=False
            )
            for sheet in read:
                told = look_through(sheet, sieve, (context, household), words)
                notes = [one[1] for one in told["between"] if one[0] == NOTE]
                if notes:
                    found = coloured_rows(Path(path), told["name"], told["rows"].keys(), notes=notes)
                    told |= {"coloured": found.rows, "colourless": found.none} if found else {}
                told["struck"] = struck_rows(Path(path), told["name"], told["rows"].keys())
                worker.put(replies, ("sheet", told))
                del sheet  # or it would stay while the next file is read
            worker.put(replies, ("done",))
        except Refused as refusal:
            worker.put(replies, ("refused", type(refusal).__name__, str(refusal)))


def look_through(
    sheet: dict[str, Any], sieve: Sieve, words: tuple[Sequence[str], Sequence[str]], lines: Words
) -> dict[str, Any]:
    """The part of a sheet that the school needs: its top, the rows that concern it, and counts."""
    rows = sheet["rows"]
    told = sieve.sort(rows)
    heads = list(
        takewhile(lambda row: not any(map(numbers_in, row)), rows[:TOP])
    )  # 户主 in a row is no heading
    context, household = (_columns(heads, some) for some in words)
    if not household and not any(isinstance(cell, str) and "关系" in cell for row in heads for cell in row):
        context = []  # a list of single persons: the word above is somebody else's
    between = dividers(rows, lines) if told.rows else []
    remarks = _columns(heads, lines.remarks)
    tall = [merge for merge in sheet["merges"] if merge[2] > merge[0]] if remarks else []

    def theirs(number: int) -> dict[int, Any]:
        return _of_household(rows, number, (remarks, household), (tall, lines.whole))

    others = {*_columns(heads, lines.others)} - {*_columns(heads, lines.numbers)}  # 银行账号
    damaged = [place for place in _places(rows, told.damaged) if place[1] not in others]
    return {
        "name": sheet["name"], "hidden": sheet["hidden"], "note": sheet["note"], "length": len(rows),
        "filled_rows": sum(map(any, rows)),
        "top": rows[:TOP], "merges": [merge for merge in sheet["merges"] if merge[0] < TOP],
        "numbers": told.whole, "cut": told.cut, "damaged": len({rows[row][column] for row, column in damaged}), "damaged_at": damaged,
        "masked": 0 if told.whole or damaged else _masked(rows),
        "rows": {number: rows[number] for number in told.rows},
        "hidden_rows": [n for n in told.rows if n in sheet["hidden_rows"]],
        "marks": {n: [at for at, cell in enumerate(rows[n]) if cell in told.ours] for n in told.rows},
        "above": {n: found for n in told.rows if (found := _from_above(rows, n, (context, household)))},
        "of_all": {n: found for n in told.rows if remarks and (found := theirs(n))},
        "between": list(map(tuple, between)), "lower": lower_headings(sheet, between),
    }  # fmt: skip


def _masked(rows: list[list[Any]]) -> int:
    """How many different numbers of a sheet without any other are covered with stars (529901********0017)."""
    return len(
        {cell for row in rows for cell in row if cell.__class__ is str and MASKED.fullmatch(cell.strip())}
    )


def _columns(top: list[list[Any]], words: Sequence[str]) -> list[int]:
    """Columns that one of the words heads; 与户主关系 is about nobody's household."""
    return sorted({
        column for row in top for column, cell in enumerate(row)
        if isinstance(cell, str) and len(cell) <= 20 and "关系" not in cell and any(word in cell for word in words)
    })  # fmt: skip


def _from_above(rows: list[list[Any]], number: int, columns: tuple[list[int], list[int]]) -> dict[int, Any]:
    """Words that a list writes only beside the first person of a household (类别, 户编号), for a later one of it."""
    context, household = columns
    found: dict[int, Any] = {}
    for column in context:
        if not _blank(rows[number][column]):
            continue
        for above in range(number - 1, max(number - ABOVE, 0) - 1, -1):
            if any(
                rows[above][at] != rows[number][at]
                and not _blank(rows[above][at])
                and not _blank(rows[number][at])
                for at in household
            ):
                break
            if not _blank(rows[above][column]):
                found[column] = rows[above][column]
                break
    return found


def _of_household(
    rows: list[list[Any]],
    number: int,
    columns: tuple[list[int], list[int]],
    told: tuple[list[Sequence[int]], Sequence[str]],
) -> dict[int, Any]:
    """Remarks about a household that stand beside another of its people: merged over the row, or with a word for all of them
    (整户停保) further up in the household."""
    remarks, household = columns
    tall, whole = told
    found: dict[int, Any] = {}
    for column in remarks:
        if column >= len(rows[number]) or not _blank(rows[number][column]):
            continue
        top = next((t for t, left, b, right in tall if left <= column <= right and t < number <= b), None)
        if top is not None:
            found[column] = rows[top][column]
            continue
        for row in _upwards(rows, number, household):
            if not _blank(said := rows[row][column]):
                if isinstance(said, str) and any(word in said for word in whole):
                    found[column] = said
                break
    return {column: said for column, said in found.items() if not _blank(said)}


def _upwards(rows: list[list[Any]], number: int, household: list[int]) -> Iterator[int]:
    """The rows above that are of the same household, as far as its columns tell: named in each of them, or in the first alone."""
    mine = [rows[number][at] for at in household]
    named = any(not _blank(cell) for cell in mine)
    for row in range(number - 1, max(number - ABOVE, 0) - 1, -1) if household else ():
        cells = [rows[row][at] for at in household]
        if named and cells != mine:
            return
        yield row
        if not named and any(not _blank(cell) for cell in cells):
            return  # the household's first


def _blank(cell: Any) -> bool:
    return cell is None or cell == ""


def _places(rows: list[list[Any]], cells: set[Any]) -> list[tuple[int, int]]:
    """Where the damaged numbers stand: row and column from 0."""
    return [
        (number, column)
        for number, row in enumerate(rows if cells else ())
        if not cells.isdisjoint(row)
        for column, cell in enumerate(row)
        if cell in cells
    ]


if __name__ == "__main__":
    worker.main(serve)
