"""Reading a workbook of dishes with their grams. What it shows, before anything is made of it.

Two shapes come in: a line for each food of a dish, the dish named once above its lines; and a line for each dish, its
foods and grams in one cell (番茄100克，鸡蛋50克). How heads and units are written stands in resources/meals/dish_book.json.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from desktop.models.errors import Refused
from desktop.models.writing import half_width
from desktop.places import RESOURCES
from desktop.services.progress import Progress
from desktop.services.sheets.clean import is_blank, plain_or_shown
from desktop.services.sheets.read import RawSheet, open_book

HEAD_WITHIN = 30  # rows
LONGEST = 12  # characters of a heading
AMOUNT = re.compile(r"(\d+(?:\.\d+)?)\s*([A-Za-z\u4e00-\u9fff]*)")
PORTION = re.compile(r"(.+?)\s*[:：×*]?\s*(\d+(?:\.\d+)?\s*(?:[A-Za-z]+|[千公市]?[克斤]|两)?)")
BETWEEN = re.compile(r"[，,、；;。\n]+")
BRACKETS = re.compile(r"（[^）]*）|\([^)]*\)")


@cache
def words() -> dict[str, Any]:
    """How heads, sums and units are written: resources/meals/dish_book.json."""
    return dict(json.loads((RESOURCES / "meals" / "dish_book.json").read_text("utf-8")))


@dataclass(frozen=True)
class FoodLine:
    """One food of a dish as it is written. tenths: of a gram, None where no amount can be read; raw: what stands there,
    "" where nothing does."""

    where: str
    food: str
    tenths: int | None
    raw: str


@dataclass
class DishRow:
    """One dish of the workbook, with all its lines."""

    where: str
    name: str
    kind: str = ""
    allergens: str = ""
    note: str = ""
    foods: list[FoodLine] = field(default_factory=list)


@dataclass
class DishBook:
    """A workbook as it was read. loose: lines that belong to no dish; skipped: sheets without such a table; bare: sheets
    with dishes and foods, but nowhere an amount."""

    title: str
    dishes: list[DishRow] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)


def read_dishes(
    paths: Sequence[Path], *, password: str | None = None, progress: Progress | None = None
) -> DishBook:
    """Read every sheet that has dishes and foods. Raises Refused when none has, or a file cannot be read; Cancelled."""
    title = paths[0].name if len(paths) == 1 else f"{paths[0].name} 等 {len(paths)} 个文件"
    book = DishBook(title)
    for path in (progress or Progress()).follow(paths, len(paths), every=1):
        for sheet in open_book(path, password=password, progress=progress).sheets:
            _read_sheet(book, sheet)
    if not book.dishes and book.bare:
        raise Refused(f"“{title}”没有能读的用量。{''.join(book.bare)}")
    if not book.dishes:
        raise Refused(
            f"“{title}”里没有找到菜品和用料。表头里要有“菜品名称”和“食材”，右边是“每生用量（克）”；"
            "或者一道菜一行，用料写在一格里，例如 番茄100克，鸡蛋50克。"
        )
    return book


def text_of(cell: Any) -> str:
    return "" if is_blank(cell) else " ".join(half_width(plain_or_shown(cell)).split())


def tenths_of(raw: str, unit: str = "克") -> int | None:
    """100, 100克, 0.1公斤, 2两 as tenths of a gram; None for what is no amount. unit: where the text names none."""
    match = AMOUNT.fullmatch(raw.strip())
    grams = words()["units"].get((match[2] or unit).lower()) if match else None
    return round(float(match[1]) * grams * 10) if match and grams else None


def _read_sheet(book: DishBook, sheet: RawSheet) -> None:
    found = next(_heads(sheet), None)
    if found is None:
        if any(not is_blank(cell) for row in sheet.rows for cell in row):
            book.skipped.append(f"“{sheet.name}”：没有“菜品名称”和“食材”的表头，跳过。")
        return
    place, columns = found
    unit = _unit(sheet.rows[place][columns["grams"]]) if "grams" in columns else "克"
    dish: DishRow | None = None
    dishes: list[DishRow] = []
    for at in range(place + 1, len(sheet.rows)):
        told = {key: text_of(sheet.rows[at][column]) for key, column in columns.items()}
        if any(word in told.values() for word in words()["totals"]):
            continue
        where = f"“{sheet.name}”第 {at + 1} 行"
        if told["dish"] and (dish is None or told["dish"] != dish.name):
            dish = DishRow(where, told["dish"])
            dishes.append(dish)
        if dish is None:
            if told["food"]:
                book.loose.append(f"{where}“{told['food']}”：上面没有菜名，没有读。")
            continue
        for key in ("kind", "allergens", "note"):
            setattr(dish, key, getattr(dish, key) or told.get(key, ""))
        dish.foods += _foods(where, told["food"], told.get("grams"), told.get("unit") or unit)
    lines = [line for dish in dishes for line in dish.foods]
    if lines and all(line.tenths is None and not line.raw for line in lines):
        book.bare.append(_no_amounts(sheet, place, columns))
    else:
        book.dishes += dishes


def _no_amounts(sheet: RawSheet, place: int, columns: dict[str, int]) -> str:
    """One sentence for a sheet that names dishes and foods, but no amounts; with the heads that were not understood."""
    if "grams" in columns:
        return f"“{sheet.name}”：“{text_of(sheet.rows[place][columns['grams']])}”一列是空的，没有写用量，没有读。"
    known = set(columns.values())
    strange = [text_of(cell) for at, cell in enumerate(sheet.rows[place]) if at not in known]
    told = "、".join(f"“{one}”" for one in strange if one and one not in words()["passed"])
    named = f"这些表头认不出来：{told}。" if told else ""
    return (
        f"“{sheet.name}”：有菜名和食材，没有找到写用量的一列，没有读。{named}"
        "写用量的那一列，表头请写“每生用量（克）”；用量写在食材一格里的，写成 番茄100克，鸡蛋50克。"
    )


def _heads(sheet: RawSheet) -> Iterator[tuple[int, dict[str, int]]]:
    """Rows, from 0, that name a column of dishes and one of foods."""
    for place, row in enumerate(sheet.rows[:HEAD_WITHIN]):
        columns: dict[str, int] = {}
        for at, cell in enumerate(row):
            key = _key(text_of(cell), columns)
            if key:
                columns[key] = at
        if {"dish", "food"} <= columns.keys():
            yield place, columns


def _key(head: str, taken: Container[str]) -> str:
    """What a heading stands for: a key of the heads that is not taken yet; "" for nothing."""
    text = BRACKETS.sub("", head).replace(" ", "").lower()
    if not text or len(text) > LONGEST:
        return ""
    plain = _without_unit(text)
    for told in (text, plain):
        for key, names in words()["heads"].items():
            if key not in taken and told in names and (told == text or key == "grams"):
                return str(key)
    return "grams" if "grams" not in taken and _by_head(text) else ""


def _without_unit(text: str) -> str:
    """每生用量/克 and 每生用量克 are 每生用量."""
    unit = max((one for one in words()["units"] if text.endswith(one)), key=len, default="")
    return text.removesuffix(unit).rstrip("/:：-") or text


def _by_head(text: str) -> str:
    """The unit of a heading like 公斤/人 or 克每生; "" where it is none."""
    ways = {
        f"{unit}{by}{who}": unit for unit in words()["units"] for by in ("/", "每") for who in words()["per"]
    }
    return str(ways.get(text, ""))


def _unit(head: Any) -> str:
    """The unit in a heading: 每生用量（公斤）, 每生用量/公斤, 公斤/人; grams where none is named."""
    text = text_of(head).replace(" ", "").lower()
    inside = "".join(BRACKETS.findall(text))
    plain = BRACKETS.sub("", text)
    found = [unit for unit in words()["units"] if unit in inside]
    found = found or list(filter(None, [_by_head(plain)]))
    found = found or [unit for unit in words()["units"] if plain.removesuffix("数").endswith(unit)]
    return max(found, key=len, default="克")


def _foods(where: str, food: str, grams: str | None, unit: str) -> Iterator[FoodLine]:
    """The foods of a line: one with its amount beside it, or several with their amounts in the same cell."""
    if not food:
        return
    if grams:
        tenths = tenths_of(grams, unit)
        unknown = tenths is None and grams.replace(".", "").isdecimal()
        yield FoodLine(where, food, tenths, f"{grams}{unit}" if unknown else grams)
        return
    for piece in filter(None, map(str.strip, BETWEEN.split(food))):
        match = PORTION.fullmatch(piece)
        if match is None:
            some = next((word for word in words()["some"] if piece.endswith(word)), "")
            yield FoodLine(where, piece.removesuffix(some).strip(), None, some)
        else:
            yield FoodLine(where, match[1].strip("（( "), tenths_of(match[2]), match[2])
