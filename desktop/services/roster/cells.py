"""Cells of one row into values of the fields they were matched to; what cannot be read is said, not guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop.models.fields import FieldError
from desktop.models.ledgers.classes import parse_class, parse_grade
from desktop.models.writing import half_width
from desktop.services.roster.draft import CellProblem
from desktop.services.roster.intake import TableIn
from desktop.services.roster.slots import Slot
from desktop.services.sheets.clean import Damaged, plain_or_shown, tidy
from desktop.services.sheets.heads import TableRow

NUMBER_IN = re.compile(r"(\d{1,2})")
BOARDS = {"是": "2", "寄宿": "2", "住校": "2", "√": "2", "1": "2", "否": "1", "走读": "1", "×": "1", "0": "1"}


@dataclass
class RowIn:
    """One row after its cells were read: values by part, problems by key."""

    parts: dict[str, dict[str, Any]] = field(default_factory=dict)
    special: dict[str, str] = field(default_factory=dict)
    problems: dict[str, CellProblem] = field(default_factory=dict)

    def part(self, name: str) -> dict[str, Any]:
        return self.parts.setdefault(name, {})


class CellReader:
    """Reads the rows of one table. The same text in the same column is read once."""

    def __init__(self, taken: TableIn, slots: Mapping[str, Slot]) -> None:
        self.columns: list[tuple[int, str, Slot | None]] = []
        for place, match in enumerate(taken.mapping.matches):
            if match.key:
                self.columns.append((place, match.key, slots.get(match.key)))
        self.heads = [match.head for match in taken.mapping.matches]
        self.head_texts = tuple(head.text or head.letter for head in self.heads)
        self.implied = taken.mapping.implied
        self.slots = slots
        self._read: dict[tuple[int, Any], tuple[Any, str]] = {}

    def read(self, row: TableRow) -> RowIn:
        found = RowIn()
        for place, key, slot in self.columns:
            cell = row.cells[place]
            if cell is None or cell == "":
                continue
            if slot is None:
                found.special[key] = str(plain_or_shown(cell)).strip()
                continue
            value, sentence = self._value(place, slot, cell)
            if sentence:
                found.problems[key] = self.problem(place, cell, sentence)
            elif value is not None:
                found.part(slot.part).setdefault(slot.field.name, value)
        for key, text in self.implied.items():
            part, _, name = key.rpartition(".")
            if part in found.parts:
                found.part(part).setdefault(name, self.slots[key].field.parse(text))
        return found

    def problem(self, place: int, cell: Any, sentence: str) -> CellProblem:
        head = self.heads[place]
        return CellProblem(head.letter, head.text, str(plain_or_shown(cell)), sentence)

    def problem_at(self, key: str, row: TableRow, sentence: str) -> CellProblem:
        """A problem in the column of a key; column "" when the table has no such column."""
        for place, known, _ in self.columns:
            if known == key:
                return self.problem(place, row.cells[place], sentence)
        return CellProblem("", "", "", sentence)

    def cell(self, key: str, row: TableRow) -> Any:
        return next((row.cells[place] for place, known, _ in self.columns if known == key), None)

    def _value(self, place: int, slot: Slot, cell: Any) -> tuple[Any, str]:
        """(value, "") or (None, sentence)."""
        mark = (place, cell if isinstance(cell, str) else (type(cell), str(cell)))
        if mark not in self._read:
            if len(self._read) > 200_000:
                self._read.clear()
            self._read[mark] = _read_cell(slot.field, cell)
        return self._read[mark]


def _read_cell(field: Any, cell: Any) -> tuple[Any, str]:
    clean = tidy(cell, field.kind)
    if isinstance(clean, Damaged):
        return None, clean.why
    if clean is None:
        return None, ""
    try:
        value = field.parse(clean)
        field.check(value) if value is not None else None
    except FieldError as error:
        return None, str(error)
    return value, ""


def class_of(special: Mapping[str, str], hint: tuple[int | None, int | None]) -> tuple[int, int] | str | None:
    """(grade, number) from the class, grade and number columns and the file's own words.

    None when nothing is told; a sentence when something is told that is no class.
    """
    told = special.get("student.school_class", "")
    if read := parse_class(told):
        return read
    grade_text = special.get("student.grade", "")
    grade = parse_grade(grade_text) if grade_text else None
    if grade_text and grade is None and (read := parse_class(grade_text)):
        return read
    grade = grade or hint[0]
    number = _number(special.get("student.class_no", "")) or _number(told) or hint[1]
    if grade and number:
        return grade, number
    if grade and not told and not special.get("student.class_no"):
        return grade, 1
    if told or grade_text:
        return f"班级看不懂：“{' '.join(t for t in (grade_text, told) if t)}”。请写成 三年级2班 或 三(2)班。"
    return None


def _number(text: str) -> int | None:
    tidy_text = half_width(text)
    for place, word in enumerate("一二三四五六七八九十", 1):
        if tidy_text in (f"{word}班", word, f"({word})班"):
            return place
    match = NUMBER_IN.search(tidy_text)
    return int(match[1]) if match else None


def boarding_of(text: str) -> str | None:
    """The 就读方式 behind a 是否寄宿 column: 是 means 住校, 否 means 走读."""
    return BOARDS.get(half_width(text))
