"""Cells of one row into values of the fields they were matched to; what cannot be read is said, not guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from desktop.models.codes import code_list
from desktop.models.fields import FieldError
from desktop.models.ledgers.classes import parse_class, parse_class_number, parse_grade
from desktop.models.people_fields import Phone
from desktop.models.writing import half_width
from desktop.services.roster.cards import card_kind, holder_of
from desktop.services.roster.draft import CellProblem
from desktop.services.roster.intake import TableIn
from desktop.services.roster.slots import ACCOUNTS, Slot
from desktop.services.sheets.clean import Damaged, plain_or_shown, tidy
from desktop.services.sheets.heads import TableRow

ID_KEY = "student.id_number"
MOST_KNOWN = 10_000  # different texts of one column that are remembered
COHORT = re.compile(r"20\d\d级?")  # 2024级 in the grade column: when they came, not which grade they are in
NO_OWNER = "这个账号不是学生本人的，表里又没写开户人是谁；没有写入，请补上开户人姓名。"
NAME_MARKS = re.compile(r"^\d{1,3}\s*[.、·．]\s*|[*＊★☆#]+$|^[*＊★☆#]+")
NAME_NOTE = re.compile(r"([^()（）]+)[(（]([^()（）]+)[)）]")
DASHES = frozenset(
    ["/", "\\", "-", "--", "---", "—", "——", "－", "／"]
)  # a stroke through the cell: nothing to tell
NOTHING = frozenset(
    ["无", "没有", "暂无", "未办", "未办理", "不详", "不清楚", "否", "空", "×", "x", "X", "0"]
)  # the same, where the field cannot keep it
LONGEST_WORD = max(map(len, DASHES | NOTHING)) + 2  # with signs nobody sees around it
BOARDS = {
    "是": "2", "寄宿": "2", "住校": "2", "√": "2", "✓": "2", "✔": "2", "1": "2",
    "否": "1", "走读": "1", "×": "1", "0": "1",
}  # fmt: skip


@dataclass
class RowIn:
    """One row after its cells were read: values by part, problems by key."""

    parts: dict[str, dict[str, Any]] = field(default_factory=dict)
    special: dict[str, str] = field(default_factory=dict)
    problems: dict[str, CellProblem] = field(default_factory=dict)
    doubts: dict[str, str] = field(
        default_factory=dict
    )  # key -> sentence, of cells that read well by themselves

    def part(self, name: str) -> dict[str, Any]:
        return self.parts.setdefault(name, {})


class CellReader:
    """Reads the rows of one table. The same text in the same column is read once.

    The identity number is not read here: `diagnose_id` says more about it than its field would.
    """

    def __init__(self, taken: TableIn, slots: Mapping[str, Slot]) -> None:
        matches = taken.mapping.matches
        self.places = {match.key: place for place, match in enumerate(matches) if match.key}
        self.columns = [_Column(p, key, slots.get(key)) for key, p in self.places.items() if key != ID_KEY]
        self.heads = [match.head for match in matches]
        self.head_texts = tuple(head.text or head.letter for head in self.heads)
        self.class_hint, self.class_named = taken.class_hint(), taken.class_named()
        self.implied = [
            (slots[key].part, slots[key].field.name, slots[key].field.parse(text))
            for key, text in taken.mapping.implied.items()
        ]
        self.cards = [
            (part, key, card_kind(self.heads[place]), holder_of(self.heads[place]))
            for part in ACCOUNTS
            if (place := self.places.get(key := f"{part}.number")) is not None
        ]

    def read(self, row: TableRow) -> RowIn:
        found = RowIn({"student": {}})
        for column in self.columns:
            cell = row.cells[column.place]
            if cell is None or cell == "":
                continue
            known = column.known.get(cell) if isinstance(cell, str) else None
            value, sentence = known or column.read(cell)
            if sentence:
                found.problems[column.key] = self.problem_at(column.key, row, sentence)
            if column.slot is None:
                found.special[column.key] = value
            elif value is not None:
                found.parts.setdefault(column.part, {}).setdefault(column.name, value)
        for part, name, value in self.implied:
            if part in found.parts:
                found.parts[part].setdefault(name, value)
        self._name_cards(row, found)
        return found

    def _name_cards(self, row: TableRow, found: RowIn) -> None:
        """What the heading of a card tells of it: 社保卡号 its kind, 家长一折通账号 whose it is."""
        for part, key, kind, holder in self.cards:
            told = found.parts.get(part, {})
            if "number" not in told:
                continue
            if kind:
                told.setdefault("account_kind", kind)
            if holder and not told.get("owner"):
                slot, name = holder
                told["owner"] = found.parts.get(slot, {}).get(name)
            if holder and not told["owner"]:
                del found.parts[part]
                found.problems[key] = self.problem_at(key, row, NO_OWNER)

    def problem(self, place: int, cell: Any, sentence: str) -> CellProblem:
        head = self.heads[place]
        return CellProblem(head.letter, head.text, str(plain_or_shown(cell)), sentence)

    def problem_at(self, key: str, row: TableRow, sentence: str) -> CellProblem:
        """A problem in the column of a key; column "" when the table has no such column."""
        place = self.places.get(key)
        if place is None:
            return CellProblem("", "", "", sentence)
        return replace(self.problem(place, row.cells[place], sentence), key=key)

    def cell(self, key: str, row: TableRow) -> Any:
        place = self.places.get(key)
        return None if place is None else row.cells[place]


class _Column:
    """One column of a table: where it goes, and what its cells were read as."""

    def __init__(self, place: int, key: str, slot: Slot | None) -> None:
        self.place, self.key, self.slot = place, key, slot
        self.part: str = slot.part if slot else ""
        self.name: str = slot.field.name if slot else ""
        self.known: dict[Any, tuple[Any, str]] = {}

    def read(self, cell: Any) -> tuple[Any, str]:
        """(value, "") or (None, sentence)."""
        mark = cell if isinstance(cell, str) else (type(cell), str(cell))
        told = self.known.get(mark)
        if told is None:
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            told = self.known[mark] = _read_cell(self.slot, cell)
        return told


def _read_cell(slot: Slot | None, cell: Any) -> tuple[Any, str]:
    if slot is None:
        return plain_or_shown(cell).strip(), ""
    field = slot.field
    clean = tidy(cell, field.kind)
    if clean is None or _is_one_of(DASHES, cell):
        return None, ""
    if isinstance(clean, Damaged):
        return None, "" if _is_one_of(NOTHING, cell) else clean.why
    if field.kind == "name":
        return _read_name(field, str(clean))
    try:
        value = field.parse(clean)
        field.check(value) if value is not None else None
    except FieldError as error:
        return None, "" if _is_one_of(NOTHING, cell) else str(error)
    return value, field.doubt(value) if isinstance(field, Phone) else ""


def _is_one_of(words: frozenset[str], cell: Any) -> bool:
    """Whether a cell holds nothing but one of these few short words."""
    if isinstance(cell, str) and len(cell.strip()) > LONGEST_WORD:
        return False
    return str(plain_or_shown(cell)).strip() in words


def _read_name(field: Any, text: str) -> tuple[Any, str]:
    """A name without the number before it and the star after it; what stands in brackets behind it is said."""
    bare = NAME_MARKS.sub("", text)
    noted = NAME_NOTE.fullmatch(bare)
    try:
        value = field.parse(noted[1] if noted else bare)
        field.check(value) if value is not None else None
    except FieldError as error:
        return None, str(error)
    return value, f"{field.label}按“{value}”写入，后面的“{noted[2]}”没有写入，有用请补记。" if noted else ""


Hint = tuple[int | None, int | None]


def class_of(special: Mapping[str, str], hint: Hint) -> tuple[int, int] | str | None:
    """(grade, number) from the class, grade and number columns; the file's own words only fill in what is not told.

    None when nothing is told; a sentence when something is told that is no class.
    """
    return _class_told(*_class_cells(special), hint)


def tells_class(special: Mapping[str, str]) -> bool:
    """Whether the row itself says something of its class."""
    return any(_class_cells(special))


def _class_cells(special: Mapping[str, str]) -> tuple[str, str, str]:
    """What stands in the class, grade and number columns; a stroke through the cell is nothing."""
    told = (special.get(f"student.{name}", "") for name in ("school_class", "grade", "class_no"))
    first, second, third = ("" if text in DASHES else text for text in told)
    return first, second, third


@lru_cache(maxsize=2000)
def _class_told(told: str, grade_text: str, number_text: str, hint: Hint) -> tuple[int, int] | str | None:
    told_grade = parse_grade(grade_text) if grade_text and not COHORT.fullmatch(grade_text) else None
    grade, alone = told_grade or hint[0], parse_class_number(told)
    if not (grade and alone) and (read := parse_class(told)):  # 12班 beside 三年级 is not 一(2)班
        return read
    if told_grade is None and (read := parse_class(grade_text)) and (not told or alone == read[1]):
        return read
    if told and not alone:
        only_grade = parse_grade(told)
        if only_grade is None or told_grade not in (None, only_grade):
            return _unclear(grade_text, told)
        grade = told_grade = only_grade
    elif grade_text and told_grade is None and not COHORT.fullmatch(grade_text):
        return _unclear(grade_text, told)
    number = parse_class_number(number_text) if number_text else alone
    if number_text and number is None:
        return _unclear(grade_text, told, number_text)
    if number is None and hint[1] and grade == hint[0]:
        number = hint[1]
    if grade and number:
        return grade, number
    if grade and not told:
        return grade, 1
    if told_grade:
        return f"班级只写了“{told}”，没有写几班。请写成 三年级2班 或 三(2)班。"
    return _unclear(grade_text, told) if told or grade_text else None


def _unclear(*told: str) -> str:
    return f"班级看不懂：“{' '.join(text for text in told if text)}”。请写成 三年级2班 或 三(2)班。"


def unclear_boarding(text: str) -> str:
    """What is to be said of a boarding cell that was not understood; nothing of one that tells nothing."""
    if boarding_of(text) or _is_one_of(DASHES | NOTHING, text):
        return ""
    return f"是否寄宿看不懂：“{text}”，请写 是 或 否；这一格没有写入。"


def boarding_of(text: str) -> str | None:
    """The 就读方式 behind a 是否寄宿 column: 是 means 住校, 否 means 走读; 走读生 and 住宿 say it themselves."""
    return BOARDS.get(half_width(text)) or code_list("attendance_mode").find(half_width(text))
