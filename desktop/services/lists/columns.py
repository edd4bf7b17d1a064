"""What the columns of a list are: whose number a column holds, which name belongs to it, which words say more."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from desktop.services.lists.ended import RowEnds
from desktop.services.lists.mentions import foot, helper_of, is_prose, strange
from desktop.services.lists.naming import heads_below, holds_personal_names
from desktop.services.lists.presets import told
from desktop.services.lists.scan import SheetScan
from desktop.services.lists.shapes import bare_name, numbers_in
from desktop.services.sheets.heads import Table, column_letter, find_tables
from desktop.services.sheets.read import RawSheet
from desktop.services.sheets.tables import fingerprint
from desktop.services.sheets.vocabulary import normal

ORDINAL = re.compile(r"第?[0-9一二三四五六七八九十]*$")  # 家庭成员1
NUMBERS_FROM = 0.6  # of the filled cells of a column
FIRST = 3  # cells of a footer's row in which its word stands
HAN_NAME = re.compile(r"[㐀-鿿\U00020000-\U000323af]{2,4}|[㐀-鿿·]{5,30}")
NUMBER_WORDS = re.compile(
    r"(第二代)?(居民)?(公民)?身份(证件?|号)?(号码|号)?码?|证件(号码|号)?|残疾人?证(号码|号)?"
)


class Columns:
    """The columns of one sheet, understood by their headings and, where there are none, by what stands beside."""

    def __init__(self, sheet: SheetScan, id_columns: Sequence[str] = (), opened: Sequence[str] = ()) -> None:
        """id_columns: the headings whose numbers count, all when empty; opened: those that would be left out by their words."""
        self.sheet = sheet
        top = [[None if cell == "" else cell for cell in row] for row in sheet.top]
        tables = find_tables(RawSheet(sheet.name, top, list(sheet.merges)))
        table = _the_table(tables)
        self.title = table.title if table else _first_line(top)
        self.first_row = max(table.header_rows, default=0) if table else 0
        every = (
            [head for one in tables for head in one.heads if one.header_rows == table.header_rows]
            if table
            else []
        )
        every = heads_below(top, every) or every
        self.heads = {head.column: normal(head.text) for head in every if head.parts}
        self.fingerprint = fingerprint(every) if every else ""
        words = told("presets")["columns"]
        self._opened = {normal(one) for one in opened}
        self.barred: set[int] = set()
        lower = {
            row: replace(sheet, top=top, merges=merges, lower={})
            for row, (top, merges) in sheet.lower.items()
        }
        self._lower = {row: Columns(some, id_columns, opened) for row, some in lower.items()}
        self.leave_out(words["not_theirs"])
        if id_columns:
            self.barred |= {
                column for column, text in self.heads.items()
                if _has(text, words["number"]) and text not in {normal(one) for one in id_columns}
            }  # fmt: skip
        self.ends = RowEnds(sheet, self.heads)
        self.number_columns = [
            c for c, text in self.heads.items() if _has(text, words["number"]) or self._holds_numbers(c, text)
        ]
        self._context = {
            key: [c for c, text in self.heads.items() if _has(text, words[key])]
            for key in (
                "category",
                "risk",
                "continues",
                "status",
                "remarks",
                "other_numbers",
                "beside_household",
            )
        }
        names = [c for c, text in self.heads.items() if _has(text, words["name"])]
        people = [
            c for c, text in self.heads.items()
            if c not in names and c not in self.number_columns and ORDINAL.sub("", text.rpartition("/")[2]) in words["person"]
        ]  # fmt: skip
        self.name_columns = names + people
        self._of_heads = {c for c, text in self.heads.items() if _has(text, words["heads"])}  # householders
        self._name_of: dict[int, int | None] = {}
        self._feet: dict[int, str] = {}  # row -> the word of the foot that it begins with
        self.name_columns += self._unsaid_names()

    def _holds_numbers(self, column: int, head: str) -> bool:
        """Whether a column is one of people's numbers though its heading has no word for that (成员证件)."""
        words = told("presets")["columns"]
        if (
            _has(head, (*words["name"], *words["other_numbers"], *words["remarks"]))
            or head in words["person"]
        ):
            return False
        rows = [*self.sheet.top[self.first_row :], *self.sheet.rows.values()]
        cells = [row[column] for row in rows if column < len(row) and row[column] not in (None, "")]
        return bool(cells) and sum(bool(numbers_in(cell)) for cell in cells) >= len(cells) * NUMBERS_FROM

    def _unsaid_names(self) -> list[int]:
        """Columns of people's names beside a column of numbers, under a heading that nobody foresaw (五保老人)."""
        rows = [*self.sheet.top[self.first_row :], *self.sheet.rows.values()]
        others = {
            *self.number_columns,
            *self.name_columns,
            *(c for some in self._context.values() for c in some),
        }
        return [
            column for column, head in self.heads.items()
            if column not in others and {column - 1, column + 1} & {*self.number_columns}
            and holds_personal_names(head, (row[column] for row in rows if column < len(row)))
        ]  # fmt: skip

    def leave_out(self, words: Sequence[str]) -> None:
        """Numbers under headings with these words are nobody's who is listed: 监护人 on a list of the disabled."""
        self.barred |= {
            column for column, text in self.heads.items() if _has(text, words) and text not in self._opened
        }
        for part in self._lower.values():
            part.leave_out(words)

    def at(self, row: int) -> Columns:
        """The columns as the heading over a row tells them: a sheet may hold several tables."""
        above = [first for first in self._lower if first < row]
        return self._lower[max(above)] if above else self

    @property
    def closed(self) -> tuple[str, ...]:
        """The headings of columns whose numbers do not count, or only after a look."""
        return tuple(self.heads[column] for column in sorted({*self.barred, *self.doubtful}))

    @property
    def doubtful(self) -> list[int]:
        """Columns of numbers under a heading that is not known to be of anybody listed."""
        return [
            c for c in self.number_columns
            if c not in self.barred and self.heads[c] not in self._opened and strange(self.heads[c])
        ]  # fmt: skip

    @property
    def texts(self) -> list[str]:
        """The headings, in the order of the columns."""
        return [self.heads[column] for column in sorted(self.heads)]

    def letter(self, column: int) -> str:
        return column_letter(column)

    def name_column(self, column: int) -> int | None:
        """The column of the name that belongs to the numbers of a column, by the headings."""
        if column not in self._name_of:
            self._name_of[column] = self._nearest_name(column)
        return self._name_of[column]

    def _nearest_name(self, column: int) -> int | None:
        stem = NUMBER_WORDS.sub("", self.heads.get(column, ""))
        alike = [c for c in self.name_columns if _stem(self.heads[c]) == stem]
        if not stem:
            alike = alike or [c for c in self.name_columns if "姓名" in self.heads[c]]
        alike = alike or [c for c in self.name_columns if _same_person(_stem(self.heads[c]), stem)]
        counted = not ORDINAL.sub("", stem)  # 身份证号, 身份证1
        near = alike or (
            [c for c in self.name_columns if c < column] if counted else self._beside(column, stem)
        )
        left = [c for c in near if c < column]
        return max(left) if left else min(near, default=None)

    def _beside(self, column: int, stem: str) -> list[int]:
        """The name just before a number whose heading says nothing of the name's (享受人、本人证件号): not 姓名 before 父亲证件号."""
        if ORDINAL.sub("", stem) in told("presets")["columns"]["person"]:
            return []
        before = [c for c in self.name_columns if column - 2 <= c < column and _stem(self.heads[c])]
        return [c for c in before if not any(c < number < column for number in self.number_columns)]

    def may_stand_alone(self, column: int) -> bool:
        """Whether a name counts though no column of numbers goes with it: 家属, not 户主, who stands in every row."""
        words = told("presets")["columns"]["heads_of_families"]
        return bool(_stem(self.heads.get(column, ""))) and not _has(self.heads[column], words)

    def name_at(self, row: Sequence[Any], column: int) -> str:
        """The name beside a number: by the headings, else the nearest cell that looks like a name. "" when none does."""
        place = self.name_column(column)
        if place is not None:
            return _name(row[place]) if place < len(row) else ""
        if self.heads:
            return ""
        for distance in range(1, 4):
            for place in (column - distance, column + distance):
                if 0 <= place < len(row) and HAN_NAME.fullmatch(name := _name(row[place])):
                    return name
        return ""

    def number_column_of(self, row: Sequence[Any], name_column: int) -> int | None:
        """The column of the number that belongs to a name; None when the list gives that person none."""
        if self.number_columns:
            told_here = [c for c in self.number_columns if self.name_column(c) == name_column]
            return next(
                (c for c in told_here if c < len(row) and numbers_in(row[c])),
                next(
                    (c for c in told_here if c < len(row) and row[c]),
                    next(iter(told_here), self._unheaded(row, name_column + 1)),
                ),
            )
        near = sorted(range(len(row)), key=lambda c: (abs(c - name_column), c < name_column))
        return next((c for c in near[:8] if numbers_in(row[c])), None)

    def _unheaded(self, row: Sequence[Any], column: int) -> int | None:
        """A column without a heading, where a number stands in this row."""
        return column if column < len(row) and column not in self.heads and numbers_in(row[column]) else None

    def holds_names(self, column: int) -> bool:
        """Whether a cell of this column may be somebody's name: not a village, a relation or a signature."""
        return column in self.name_columns if self.heads else True

    def in_passing(self, row: int, column: int, names: Collection[str] = (), number: str = "") -> str:
        """Why a number here is only mentioned: in a remark, a sentence, at the foot, a column of telephones or of somebody who
        only deals with the household; "" when it is the listed person's. names: how the people of the school are written."""
        cell = self.sheet.rows[row][column]
        if word := self._foot(row):
            return f"号码写在一段话里（表尾“{word}”一行）"
        if column in self._context["other_numbers"] and column not in self.number_columns:
            return f"号码写在“{self.heads[column]}”一列里"
        if column in self._context["remarks"] or column in self._context["beside_household"]:
            return f"号码写在“{self.heads[column]}”里"
        if isinstance(cell, str) and len(cell) > 18 and is_prose(cell, names):
            return "号码写在一段话里"
        if number and isinstance(cell, str) and (word := helper_of(cell, number)):
            return f"号码写在别人的一格里“{word}”的旁边"
        head = self.strange_head(column)
        return f"号码写在“{head}”一列里" if head else ""

    def prose(self, row: int, number: str) -> str:
        """The words around a number that is only mentioned: of the whole row at the foot, of its cell elsewhere."""
        cells = [cell for cell in self.sheet.rows[row] if isinstance(cell, str)]
        if self._foot(row):
            return "，".join(cells)
        return next((cell for cell in cells if number in cell and is_prose(cell, ())), "")

    def _foot(self, row: int) -> str:
        if row not in self._feet:
            self._feet[row] = foot(self.sheet.rows[row])
        return self._feet[row]

    def strange_head(self, column: int) -> str:
        """The heading over a number, or over the name beside it, that is not known to be of anybody listed; "" when it is,
        and where the person pointed the column out."""
        if not self.heads or self.heads.get(column, "") in self._opened:
            return ""
        place = self.name_column(column)
        if column not in self.heads and place is None:
            near = max((at for at in self.heads if at < column), default=None)
            place = near if len(self.number_columns) > 1 or near is None else None
        heads = [self.heads.get(at, "") for at in (column, place) if at is not None]
        return next((head for head in heads if head and strange(head)), "")

    def household(self, row: int, column: int) -> tuple[str, str] | None:
        """Beside which household a number stands: what that is known by, and that; None for its own, or where none is told."""
        if column in self._of_heads or self.name_column(column) in self._of_heads:
            return None
        cells, above = self.sheet.rows[row], self.sheet.above.get(row, {})
        mine = {one.value for one in numbers_in(cells[column])}
        for at in [c for c in self.number_columns if c in self._of_heads]:
            for one in numbers_in(cells[at] or above.get(at)):
                return None if one.value in mine else ("号码", one.value)
        for at in [c for c in self.name_columns if c in self._of_heads]:
            if name := _name(cells[at] or above.get(at)):
                return "户主", name
        first = next((c for c, cell in enumerate(cells) if numbers_in(cell)), column)
        if first >= column or mine & {one.value for one in numbers_in(cells[first])}:
            return None
        if _has(self.heads.get(column, ""), told("presets")["columns"]["relatives"]):
            name = self.name_at(cells, first)
            return ("姓", name[:1]) if name else None
        return "号码", numbers_in(cells[first])[0].value

    def is_footer(self, row: int) -> bool:
        """合计, 填表人, 审核人: nobody of the list stands there."""
        cells = self.sheet.rows[row]
        words = tuple(told("presets")["footer"])
        first = [cell.strip() for cell in cells if isinstance(cell, str) and cell.strip()][:FIRST]
        return any(text.startswith(words) for text in first) and not any(map(numbers_in, cells))

    def words(self, key: str, row: int) -> list[str]:
        """What the row says in its columns of a kind ("category", "risk", "continues"), the household's word included."""
        cells, above = self.sheet.rows[row], self.sheet.above.get(row, {})
        found = (
            cells[c] if cells[c] not in (None, "") else above.get(c)
            for c in self._context[key]
            if c < len(cells)
        )
        return [str(word) for word in found if word not in (None, "")]


def _the_table(tables: Sequence[Table]) -> Table | None:
    """The first table with headings; where its heading is the upper row of a table of two, that one."""
    first = next((one for one in tables if any(head.parts for head in one.heads)), None)
    if first is None:
        return None
    upper = set(first.header_rows)
    return next((one for one in tables if upper < set(one.header_rows)), first)


def _has(text: str, words: Iterable[str]) -> bool:
    return any(word in text for word in words)


def _stem(text: str) -> str:
    return text.replace("姓名", "").replace("名字", "")


def _same_person(one: str, other: str) -> bool:
    """家庭成员 and 成员, 被供养人 and 供养人."""
    return bool(one and other) and (one.endswith(other) or other.endswith(one))


def _name(cell: Any) -> str:
    return bare_name(cell) if isinstance(cell, str) else ""


def _first_line(top: list[list[Any]]) -> str:
    return next((cell for row in top for cell in row if isinstance(cell, str)), "")
