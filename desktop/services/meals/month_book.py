"""Reading a workbook of past months: pupils × days 1–31 with signs. What it shows, before anything is made of it.

Titles above, merged or two-line heads, 合计 columns and rows, a legend, several classes in one file: all are met.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.writing import half_width, tidy_name
from desktop.services.progress import Progress
from desktop.services.sheets.clean import class_hint, is_blank, plain_or_shown
from desktop.services.sheets.heads import column_letter
from desktop.services.sheets.read import RawSheet, Reader

FEWEST_DAYS = 5  # columns with rising day numbers that make a head
NAME_HEADS = {"姓名", "学生姓名", "名字", "学生"}
SUMS = ("合计", "小计", "总计", "共计", "就餐人数", "实到", "应到", "人数", "每日")
FEET = ("备注", "说明", "注", "班主任", "制表", "填表", "负责人", "审核", "图例", "符号", "记号", "校长")
DAY = re.compile(r"(?:\d{1,2}月)?(\d{1,2})(?:日|号)?")
MONTH = re.compile(r"(?:(20\d\d)\s*[年.\-_/]?\s*)?(1[0-2]|0?[1-9])\s*月(?!\s*\d+\s*日)")
PLAIN_MONTH = re.compile(r"(?<!\d)(20\d\d)[\-._]?(1[0-2]|0[1-9])(?!\d)")
LEGEND = re.compile(
    r"[“\"'（(]?([^\s\w“”\"'：:，,；;、。（）()]|空白|空|[×xX])[”\"'）)]?\s*(?:表示|代表|为|[：:=＝]|是)?\s*([\u4e00-\u9fff]{1,6})"
)


@dataclass(frozen=True)
class PupilRow:
    """A line of the sheet: its number from 1, the name as written, the seat if it is told, the sign of each day ("" blank)."""

    row: int
    name: str
    seat: int | None
    signs: dict[int, str]


@dataclass(frozen=True)
class MonthPart:
    """One table of one sheet: a class's month as far as the file tells. month: "2026-10"; "" and None: not told.

    number_only: the month without a year ("10"), to be completed. sums: the 合计 line, day -> number.
    """

    file: str
    sheet: str
    title: str
    class_name: str
    month: str
    number_only: str
    kind: str
    days: tuple[int, ...]
    rows: tuple[PupilRow, ...]
    sums: dict[int, int] = field(default_factory=dict)

    @property
    def where(self) -> str:
        return f"{self.file}“{self.sheet}”"


@dataclass(frozen=True)
class MonthBook:
    """What was found in the files. signs: how often each stands there; legend: what the files say of them."""

    title: str
    parts: tuple[MonthPart, ...]
    signs: Counter[str]
    legend: dict[str, str]
    skipped: tuple[str, ...] = ()


def read_month_book(
    paths: Sequence[Path], *, password: str | None = None, progress: Progress | None = None
) -> MonthBook:
    """Read the tables of months in these files. Nothing is judged yet, nothing is written.

    Raises Refused when there is none, and what `Reader.open` raises for files that cannot be read; Cancelled.
    """
    parts: list[MonthPart] = []
    skipped: list[str] = []
    legend: dict[str, str] = {}
    with Reader() as reader:
        for path in (progress or Progress()).follow(paths, len(paths), every=1):
            for sheet in reader.open(path, password=password, progress=progress).sheets:
                found = _parts(path, sheet)
                if not found and any(any(not is_blank(c) for c in row) for row in sheet.rows):
                    skipped.append(f"{path.name}“{sheet.name}”：没有 1 到 31 日的表头，跳过。")
                legend |= _legend(sheet)
                parts += found
    if not parts:
        raise Refused("没有找到就餐月表。表头里要有“姓名”，右边是 1 到 31 日，每天一列。")
    signs = Counter(sign for part in parts for row in part.rows for sign in row.signs.values())
    title = paths[0].name if len(paths) == 1 else f"{paths[0].name} 等 {len(paths)} 个文件"
    return MonthBook(title, tuple(parts), signs, legend, tuple(skipped))


def sign_of(cell: Any) -> str:
    """What stands in a cell as one short text; "" for blank."""
    return _sign(cell) if isinstance(cell, str) else _tight(cell)


def _tight(cell: Any) -> str:
    return "" if is_blank(cell) else "".join(half_width(plain_or_shown(cell)).split())


_sign = lru_cache(maxsize=4096)(_tight)  # the same few signs stand in every cell of a month


@dataclass(frozen=True)
class _Head:
    """A heading row, from 0: the column of each day, of the names, of the seats."""

    row: int
    days: dict[int, int]  # column -> day
    name: int
    seat: int | None


def _parts(path: Path, sheet: RawSheet) -> list[MonthPart]:
    """The tables of a sheet; a head said again on the next page goes on with the same table."""
    heads, found = list(_heads(sheet)), list[MonthPart]()
    before: _Head | None = None
    for at, head in enumerate(heads):
        ends = heads[at + 1].row if at + 1 < len(heads) else len(sheet.rows)
        title = _title(sheet, _end_of_people(sheet, heads[at - 1]) if at else 0, head.row)
        rows, sums = _people(sheet, head, ends)
        if found and before and head.days == before.days and _same(found[-1], title):
            found[-1] = replace(found[-1], rows=(*found[-1].rows, *rows), sums=found[-1].sums | sums)
        elif rows:
            told = (title, sheet.name, path.stem)
            month, number = _month(told)
            found.append(
                MonthPart(
                    path.name, sheet.name, title[:60], _class(told), month, number, _kind(told),
                    tuple(head.days.values()), tuple(rows), sums,
                )
            )  # fmt: skip
        before = head
    return found


def _title(sheet: RawSheet, first: int, head: int) -> str:
    """What stands above a table, head words included."""
    words = [sign_of(cell) for row in sheet.rows[first : head + 1] for cell in row if isinstance(cell, str)]
    return " ".join(filter(None, words[:6]))


def _same(part: MonthPart, title: str) -> bool:
    """Whether a title tells no other class and no other month than the table before."""
    return _class((title,)) in ("", part.class_name) and _month((title,))[1] in ("", part.number_only)


def _heads(sheet: RawSheet) -> Iterator[_Head]:
    """Rows with rising day numbers, and 姓名 in them or in the two rows above or below."""
    for number, row in enumerate(sheet.rows):
        days = _days(row)
        if len(days) < FEWEST_DAYS:
            continue
        near = [n for n in (number, number - 1, number + 1, number - 2) if 0 <= n < len(sheet.rows)]
        names = [c for n in near for c, cell in enumerate(sheet.rows[n]) if sign_of(cell) in NAME_HEADS]
        if names:
            seats = [
                c
                for n in near
                for c, cell in enumerate(sheet.rows[n])
                if sign_of(cell) in ("座号", "班内学号")
            ]
            yield _Head(number, days, names[0], seats[0] if seats else None)


def _days(row: Sequence[Any]) -> dict[int, int]:
    """Columns whose heads are days that rise from left to right; {} when this is no such row."""
    found: dict[int, int] = {}
    last = 0
    for column, cell in enumerate(row):
        day = _day(cell)
        if day is None or day <= last:
            continue
        if last and day - last > 10:
            continue  # a number of something else
        found[column] = last = day
    return found


def _day(cell: Any) -> int | None:
    if isinstance(cell, str):
        return _written_day(cell)
    if isinstance(cell, (dt.datetime, dt.date)):
        return cell.day
    return None if cell is None or isinstance(cell, bool) else _number_of(sign_of(cell))


def _number_of(text: str) -> int | None:
    match = DAY.fullmatch(text)
    return int(match[1]) if match and 1 <= int(match[1]) <= 31 else None


@lru_cache(maxsize=4096)
def _written_day(cell: str) -> int | None:
    return _number_of(sign_of(cell))


def _people(sheet: RawSheet, head: _Head, ends: int) -> tuple[list[PupilRow], dict[int, int]]:
    rows: list[PupilRow] = []
    sums: dict[int, int] = {}
    for number in range(head.row + 1, ends):
        cells = sheet.rows[number]
        name, lead = sign_of(cells[head.name]), "".join(sign_of(cell) for cell in cells[: min(head.days)])
        if name in NAME_HEADS or all(_day(cells[column]) == day for column, day in head.days.items()):
            continue  # the head's other line, or the head said again on the next page
        if lead.startswith(SUMS) or name.startswith(SUMS):
            sums = sums or _figures(cells, head)
        elif name and not name.startswith(FEET) and not any(sign in name for sign in "：:"):
            signs = {day: sign_of(cells[column]) for column, day in head.days.items()}
            seat = sign_of(cells[head.seat]) if head.seat is not None else ""
            rows.append(PupilRow(number + 1, tidy_name(name), int(seat) if seat.isdigit() else None, signs))
    return rows, sums


def _end_of_people(sheet: RawSheet, head: _Head) -> int:
    """Where the people of a table end: what follows may be the title of the next one."""
    number = head.row + 1
    while number < len(sheet.rows) and sign_of(sheet.rows[number][head.name]):
        number += 1
    return number


def _figures(cells: Sequence[Any], head: _Head) -> dict[int, int]:
    told = {day: sign_of(cells[column]) for column, day in head.days.items()}
    return {day: int(float(text)) for day, text in told.items() if re.fullmatch(r"\d+(\.0)?", text)}


# what the title tells -----------------------------------------------------------------------------------


def _class(told: Sequence[str]) -> str:
    """The class in the title, the sheet's name or the file's name; "" when none is told with its number."""
    for text in told:
        hint = class_hint(text)
        if hint and hint.grade and hint.class_no:
            return f"{hint.grade}.{hint.class_no}"
    return ""


def _month(told: Sequence[str]) -> tuple[str, str]:
    """("2026-10", "10"), or ("", "10") where no year is told, or ("", "")."""
    number, year = "", ""
    for text in told:
        plain = half_width(text)
        if match := PLAIN_MONTH.search(plain):
            return f"{match[1]}-{match[2]}", match[2]
        for match in MONTH.finditer(plain):
            if match[1]:
                return f"{match[1]}-{int(match[2]):02d}", f"{int(match[2]):02d}"
            number = number or f"{int(match[2]):02d}"
        if found := re.search(r"(?<!\d)(20\d\d)年?(?!\d)", plain):
            year = year or found[1]
    return (f"{year}-{number}", number) if year and number else ("", number)


def _kind(told: Sequence[str]) -> str:
    """The kind of meal that is named; "" when none is."""
    codes = code_list("meal_kind")
    words = sorted(
        (word for word in codes.spoken if not word.isascii()), key=len, reverse=True
    )  # 课间加餐 before 加餐
    for text in told:
        for word in words:
            if word in text:
                return codes.spoken[word]
    return ""


def _legend(sheet: RawSheet) -> dict[str, str]:
    """Sign -> word, where a cell explains signs: √ 就餐 △ 病假 ○：事假."""
    found: dict[str, str] = {}
    for row in sheet.rows:
        for cell in row:
            if isinstance(cell, str) and len(told := LEGEND.findall(half_width(cell))) >= 2:
                found |= {"" if sign in ("空白", "空") else sign: word for sign, word in told}
    return found


def cell_name(column: int, row: int) -> str:
    """C5: how a message names a cell."""
    return f"{column_letter(column)}{row}"
