"""A stock book that the school kept in a workbook: its rows read, checked one by one, and what they would become.

Three shapes come in: dates down the rows with the material in a column; one sheet a material, whose name stands over
the table; one sheet a day. Quantities are thousandths, prices ten-thousandths of a 元, amounts 分.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from desktop.models.errors import Refused
from desktop.models.fields import FieldError
from desktop.models.ledgers.meal_stock import Purchase
from desktop.models.writing import half_width
from desktop.places import RESOURCES
from desktop.services.progress import Progress
from desktop.services.sheets.read import RawSheet, open_book

FIGURES = ("opening", "bought", "out", "left")
MOVES = ("opening", "bought", "out")
LONGEST = 12  # characters of a heading
MONTH = re.compile(r"(20\d\d)\s*[年.\-/]?\s*(1[0-2]|0?[1-9])\s*月?")
DAY = re.compile(r"(20\d\d)\s*[年.\-/]\s*(\d{1,2})\s*[月.\-/]\s*(\d{1,2})|\b(20\d\d)(\d\d)(\d\d)\b")
SHORT_DAY = re.compile(r"(\d{1,2})\s*[月.\-/]\s*(\d{1,2})\s*日?")
NAMED = re.compile(r"(?:品名|名称|食材名称)\s*[:：]\s*([^\s:：]+)")
IN_UNIT = re.compile(r"单位\s*[:：]\s*([^\s:：]+)")
OF_SPEC = re.compile(r"规格\s*[:：]\s*([^\s:：]+)")


@cache
def words() -> dict[str, Any]:
    """How the columns of a stock book are called: resources/meals/stock_book.json."""
    return dict(json.loads((RESOURCES / "meals" / "stock_book.json").read_text("utf-8")))


@dataclass
class BookRow:
    """One row of the workbook: where it stands, what it says, what is wrong with it."""

    sheet: str
    number: int
    name: str = ""
    day: dt.date | None = None
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def where(self) -> str:
        return f"“{self.sheet}”第 {self.number} 行{self.name}"


@dataclass
class StockBook:
    """A workbook as it was read; `skipped`: sheets and rows that were passed over, with why."""

    title: str
    rows: list[BookRow] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def read_book(
    paths: Sequence[Path], *, password: str | None = None, progress: Progress | None = None
) -> StockBook:
    """Read every sheet that looks like a stock book. Raises Refused when none does, or a file cannot be read."""
    title = paths[0].name if len(paths) == 1 else f"{paths[0].name} 等 {len(paths)} 个文件"
    book = StockBook(title)
    for path in (progress or Progress()).follow(paths, len(paths), every=1):
        for sheet in open_book(path, password=password, progress=progress).sheets:
            _read_sheet(book, path, sheet)
    if not book.rows:
        raise Refused(
            f"“{title}”里没有找到库存账。表头里至少要有：品名（或表上方写“名称：大米”）、日期，以及 入库量、出库量、"
            "期初、结存 中的一项。"
        )
    return book


def _read_sheet(book: StockBook, path: Path, sheet: RawSheet) -> None:
    found = _head(sheet)
    if found is None:
        book.skipped.append(f"{path.name}“{sheet.name}”：没有库存账的表头，跳过。")
        return
    first, last, columns = found
    above = " ".join(str(cell) for row in sheet.rows[:first] for cell in row if cell is not None)
    table = _Table(path, sheet, f"{above} {sheet.name} {path.stem}", above, columns)
    for place in range(last + 1, len(sheet.rows)):
        table.take(book, place)


def _normal(cell: Any) -> str:
    text = re.sub(
        r"[\s（(][^）)]*[）)]|\s", "", half_width(str(cell or "")).replace("(", "（").replace(")", "）")
    )
    return re.sub(r"（[^）]*）", "", text)


def _head(sheet: RawSheet) -> tuple[int, int, dict[str, int]] | None:
    """The heading's first and last row, and the column of each key; None where there is none."""
    for place in range(min(len(sheet.rows), 30)):
        columns = _columns([_normal(cell) for cell in sheet.rows[place]])
        two = _two_rows(sheet, place)
        if two and len(two) > len(columns):
            columns, last = two, place + 1
        else:
            last = place
        named = "material" in columns or "day" in columns
        if named and len(columns) >= 3 and any(key in columns for key in FIGURES):
            return place, last, columns
    return None


def _two_rows(sheet: RawSheet, place: int) -> dict[str, int]:
    """入库 over 数量 单价 金额: the lower words with the upper one before them."""
    if place + 1 >= len(sheet.rows):
        return {}
    upper, lower = ([_normal(cell) for cell in sheet.rows[at]] for at in (place, place + 1))
    if len(_columns(upper)) < 2 or not any(cell in words()["parts"] for cell in lower):
        return {}  # a title over the one row of heads is no upper row
    joined, over = [], ""
    for at in range(max(len(upper), len(lower))):
        top = upper[at] if at < len(upper) else ""
        part = lower[at] if at < len(lower) else ""
        over = top or (over if part in words()["parts"] else "")
        joined.append(f"{over}{part}" if part in words()["parts"] else top or part)
    return _columns(joined)


def _columns(texts: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, text in enumerate(texts):
        if not text or len(text) > LONGEST:
            continue
        key = next((key for key, names in words()["heads"].items() if text in names), None)
        if key is not None and key not in found:
            found[key] = at
    return found


class _Table:
    """One table of a sheet while its rows are taken; day and name are carried down where cells are left empty."""

    def __init__(self, path: Path, sheet: RawSheet, about: str, above: str, columns: dict[str, int]) -> None:
        self.path, self.sheet, self.columns = path, sheet, columns
        self.name = _named(NAMED, above) or ("" if "material" in columns else sheet.name.strip())
        self.unit, self.spec = _named(IN_UNIT, above), _named(OF_SPEC, above)
        self.day = _whole_day(about)
        month = MONTH.search(about)
        self.month = (int(month[1]), int(month[2])) if month else None

    def cell(self, place: int, key: str) -> Any:
        at = self.columns.get(key)
        row = self.sheet.rows[place]
        return row[at] if at is not None and at < len(row) else None

    def take(self, book: StockBook, place: int) -> None:
        """Read one row; what holds no figures, and sums, are passed over."""
        texts = [_normal(cell) for cell in self.sheet.rows[place]]
        if any(text in words()["totals"] for text in texts) and not self._is_opening(texts):
            return
        row = BookRow(self.sheet.name, place + 1)
        self._who_and_when(row, place)
        for key in FIGURES:
            self._figure(row, place, key)
        if not any(row.values.get(key) for key in MOVES) and (
            not self._is_opening(texts) or not row.values.get("left")
        ):
            return
        if self._is_opening(texts) and not row.values.get("opening"):
            row.values["opening"] = row.values.get("left")
        self._rest(row, place)
        if not row.name:
            row.problems.append("没有品名。")
        if row.day is None:
            row.problems.append("看不出是哪一天的。")
        book.rows.append(row)

    def _is_opening(self, texts: Sequence[str]) -> bool:
        return any(text in words()["openings"] for text in texts)

    def _who_and_when(self, row: BookRow, place: int) -> None:
        name = " ".join(str(self.cell(place, "material") or "").split())
        row.name = self.name = name or self.name
        raw = self.cell(place, "day")
        if raw is not None and str(raw).strip():
            self.day = self._day_of(raw)
            if self.day is None:
                row.problems.append(f"日期“{raw}”看不懂。")
        row.day = self.day

    def _day_of(self, raw: Any) -> dt.date | None:
        """A whole day, or one without its year or month, which then stand in the title or the sheet's name."""
        text = half_width(str(raw)).strip().removesuffix(".0").removesuffix("日")
        try:
            if (match := SHORT_DAY.fullmatch(text)) and self.month:
                return dt.date(self.month[0], int(match[1]), int(match[2]))
            if text.isdigit() and int(text) <= 31 and self.month:
                return dt.date(*self.month, int(text))
            return Purchase.day.parse(raw)
        except ValueError:
            return None

    def _figure(self, row: BookRow, place: int, key: str) -> None:
        raw = self.cell(place, key)
        try:
            value = Purchase.bought.parse(raw)
        except FieldError:
            if str(raw).strip() not in ("—", "-", "/"):
                row.problems.append(f"“{raw}”不是数量。")
            return
        if value is not None:
            row.values[key] = value
            if value < 0 and key in MOVES:
                row.problems.append("数量不能是负数。")

    def _rest(self, row: BookRow, place: int) -> None:
        for key, kind in (("price", Purchase.price), ("amount", Purchase.amount), ("opening_amount", Purchase.amount),
                          ("batch_no", Purchase.batch_no), ("best_before", Purchase.best_before)):  # fmt: skip
            raw = self.cell(place, key)
            raw = round(raw, 4) if isinstance(raw, float) and key == "price" else raw
            raw = round(raw, 2) if isinstance(raw, float) and "amount" in key else raw
            try:
                value = kind.parse(raw)
            except FieldError as error:
                if str(raw).strip() not in ("—", "-", "/"):
                    row.problems.append(str(error))
                continue
            if value is not None:
                row.values[key] = value
        for key in ("supplier", "taker", "keeper"):
            row.values[key] = " ".join(str(self.cell(place, key) or "").split())
        row.values["unit"] = str(self.cell(place, "unit") or "").strip() or self.unit
        row.values["spec"] = str(self.cell(place, "spec") or "").strip() or self.spec
        row.values |= read_papers(self.cell(place, "papers"))


def read_papers(raw: Any) -> dict[str, Any]:
    """The cell 证票 as codes, no more than it says; paper_words: as it stands there; strange: what is not understood."""
    said = " ".join(half_width(str(raw if raw is not None else "")).split())
    codes, strange = set(), []
    for word in filter(None, re.split(r"[\s、，,;；/|+＋和及]+", said)):
        code = _paper(word)
        if code is None:
            strange.append(word)
        elif code:
            codes.add(code)
    found = ",".join(code for code in Purchase.papers.codes.labels if code in codes)
    return {"papers": found or None, "paper_words": said, "strange": "、".join(strange)}


def _paper(word: str) -> str | None:
    """The code of one word; "" where it says that there is none, None where nobody knows the word."""
    if word in words()["no"]:
        return ""
    if word in words()["yes"]:
        return "ticket"
    code = next((code for code, names in words()["papers"].items() if word in names), None)
    if code is not None:
        return str(code)
    try:
        return str(Purchase.papers.parse(word) or "")
    except FieldError:
        return None


def _named(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1].strip("，,；;") if match and match[1] not in ("—", "-") else ""


def _whole_day(text: str) -> dt.date | None:
    """The one day that a title names, for a sheet a day."""
    match = DAY.search(text)
    if match is None:
        return None
    numbers = [int(one) for one in match.groups() if one]
    try:
        return dt.date(*numbers)
    except ValueError:
        return None
