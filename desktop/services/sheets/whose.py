"""Whose row it is: a pupil told by a number beside the name, which decides, and by the name, which must agree.

Identity numbers and 学籍号 are told by their headings (学生身份证号), or by being pupils' numbers.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from desktop.models.fields import FieldError, Link
from desktop.models.identity import CITIZEN
from desktop.models.ledger import Ledger
from desktop.models.ledgers.students import Student
from desktop.services.sheets.clean import Damaged, is_blank, plain_or_shown, tidy
from desktop.services.sheets.heads import Table
from desktop.services.sheets.tables import Mapping, Wanted
from desktop.services.sheets.vocabulary import vocabulary

PUPIL, NUMBER = "student", "student.number"  # the link's name in every ledger, and the column beside it
LABEL = "学生身份证号"


def about_pupils(ledger: type[Ledger]) -> bool:
    """Whether the rows of a ledger are each about a pupil: not those of people of its own, who may be no pupils at all."""
    told = {item.name: item for item in ledger.fields()}
    link = told.get(PUPIL)
    return isinstance(link, Link) and (link.required or "id_number" not in told)


@cache
def names() -> tuple[str, ...]:
    """Headings of the pupil's name that cannot mean anybody else's."""
    words = vocabulary()
    return tuple(
        head for head, keys in words.keys.items()
        if "student.name" in keys and any(word in head for word in words.student_words)
    )  # fmt: skip


@cache
def wanted_number() -> Wanted:
    """The column of the pupils' own numbers."""
    keys = vocabulary().keys
    own = [f"学生{head}" for head, means in keys.items() if "student.id_number" in means]
    roll = [head for head, means in keys.items() if "student.student_no" in means]
    return Wanted(NUMBER, LABEL, (*own, *roll, *(f"学生{head}" for head in roll)))


def find_number(table: Table, mapping: Mapping) -> None:
    """Take a column of plain identity numbers for the pupils' when most of them are: 身份证号 right after 学生姓名 is."""
    if mapping.column_of(NUMBER) is not None:
        return
    words = vocabulary()
    for place, match in enumerate(mapping.matches):
        if match.key in (None, "id_number") and "student.id_number" in words.meanings(match.head.parts):
            told = [tidy(row.cells[place], "id_number") for row in table.rows]
            numbers = {one for one in told if isinstance(one, str) and CITIZEN.fullmatch(one)}
            if numbers and _pupils(numbers) * 2 > len(numbers):
                mapping.assign(place, NUMBER)
                return


def _pupils(numbers: set[str]) -> int:
    every, found = sorted(numbers), 0
    for start in range(0, len(every), 500):
        found += Student.select().where(Student.id_number.in_(every[start : start + 500])).count()
    return found


def pupil_of(number: Any, name: Any) -> int | None:
    """The pupil whose number stands in a row; None when the cell is blank and the name must do.

    Raises FieldError when the number is spoilt, nobody's, or another's than the name's.
    """
    if is_blank(number):
        return None
    clean = tidy(number, "id_number")
    if isinstance(clean, Damaged):
        raise FieldError(clean.why)
    told = str(clean).upper()
    row = Student.get_or_none((Student.id_number == told) | (Student.student_no == told))
    if row is None:
        raise FieldError(f"花名册里没有号码是“{told}”的学生，请核对号码；是新转来的，先录进花名册。")
    called = "" if is_blank(name) else plain_or_shown(name)
    if called and not _is_called(row, called):
        whose = Student.school_class.format(row.school_class_id)
        raise FieldError(f"号码“{told}”是{whose}{row.name}的，姓名却写着“{called}”，请核对是哪一个。")
    return int(row.id)


def _is_called(row: Any, called: str) -> bool:
    bare = str(tidy(called.replace("(", "（").partition("（")[0], "name") or "")
    return bare == row.name or Student.find(called) == row.id
