"""The tables of a bank's file: lines of text taken apart, the bank's own headings found, lines about nobody left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from desktop.models.identity import CITIZEN
from desktop.models.writing import compact, half_width, tidy_name
from desktop.services.pay.answer_words import words
from desktop.services.sheets.clean import is_blank, plain_or_shown
from desktop.services.sheets.heads import Head, Table, TableRow, find_tables
from desktop.services.sheets.read import RawSheet
from desktop.services.sheets.vocabulary import normal

ACCOUNT = re.compile(r"\d{10,25}")
MASKED = re.compile(r"\d{3,10}[*xX＊]{3,}\d{3,6}")
NOTHING = ("-", "--", "—", "——", "/", "无")  # how clerks fill a cell in which nothing stands


def bank_tables(sheet: RawSheet, names: frozenset[str]) -> Iterator[Table]:
    """The tables of one sheet. names: holders and pupils of the list, by whom lines without a heading are told."""
    for found in find_tables(_split(sheet)):
        table = _with_own_heading(found)
        if not table.header_rows:
            rows = [row for row in table.rows if any(_tells_of_somebody(cell, names) for cell in row.cells)]
            table = replace(table, rows=rows)
        yield table


def shown(cell: object) -> str:
    """The text of a cell, "" when it only says that nothing stands in it."""
    text = half_width(" ".join(plain_or_shown(cell).split()))
    return "" if text in NOTHING else text


def digits(text: str) -> str:
    """An account without its spaces and hyphens."""
    return compact(text).replace("-", "").replace("＊", "*")


def _split(sheet: RawSheet) -> RawSheet:
    """Text files with bars, or with spaces only, come as one cell a line: take the lines apart."""
    lines = [",".join(plain_or_shown(cell) for cell in row if not is_blank(cell)) for row in sheet.rows]
    filled = [line for line in lines if line.strip()]
    barred = sum(line.count("|") + line.count("｜") > 1 for line in filled)
    if filled and barred > len(filled) / 2:
        cells = [re.split(r"[|｜]", line) for line in lines]
    elif filled and max(sum(not is_blank(c) for c in row) for row in sheet.rows) == 1:
        cells = [line.split() for line in lines]
    else:
        return sheet
    width = max(map(len, cells))
    rows = [[cell.strip() or None for cell in line] + [None] * (width - len(line)) for line in cells]
    return RawSheet(sheet.name, rows)


def _with_own_heading(table: Table) -> Table:
    """A heading in the bank's words that was taken for a row: above it stand 批次号 and 总笔数, below it the people.

    The same heading again on the next page is no row either.
    """
    lines = [_heading_of(row) for row in table.rows]
    at = next((place for place, line in enumerate(lines) if line), None)
    if at is None:
        return table
    texts = lines[at]
    above = "\n".join("  ".join(filter(None, map(shown, row.cells))) for row in table.rows[:at])
    heads = [Head(head.column, (text,)) for head, text in zip(table.heads, texts, strict=True)]
    rows = [row for row, line in zip(table.rows[at:], lines[at:], strict=True) if line != texts]
    numbers = (table.rows[at].number,)
    return replace(
        table, title=f"{table.title}\n{above}".strip(), header_rows=numbers, heads=heads, rows=rows
    )


def _heading_of(row: TableRow) -> list[str]:
    """The texts of a row that heads columns as banks call them; [] when it is none."""
    texts = ["".join(shown(cell).split()) for cell in row.cells]
    known = {normal(text) for text in texts} & _bank_heads()
    whose = {head for role in ("account", "owner") for head in words()["heads"][role]}
    data = any(ACCOUNT.fullmatch(digits(text)) or CITIZEN.fullmatch(text) for text in texts)
    return texts if len(known) > 1 and known & whose and not data else []


@cache
def _bank_heads() -> frozenset[str]:
    return frozenset(head for heads in words()["heads"].values() for head in heads)


def _tells_of_somebody(cell: object, names: frozenset[str]) -> bool:
    """Whether a cell of a file without a heading names a person, an account or a number."""
    text = shown(cell)
    number = digits(text)
    account = ACCOUNT.fullmatch(number) or MASKED.fullmatch(number) or "E+" in text.upper()
    return bool(account or CITIZEN.fullmatch(compact(text)) or tidy_name(text) in names)
