"""Pupils told in words, as on the command line: 王芳, 王芳1234, 1234, a whole ID number, or a class."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledgers.classes import SchoolClass, parse_class
from desktop.models.ledgers.students import Student
from desktop.models.store import Store

WHOLE = re.compile(r"\d{17}[\dXx]")
TAIL = re.compile(r"(\D*)(\d{3}[\dXx])")  # the last four of the ID number, alone or behind the name
NAMED = 5  # namesakes written out in a refusal


def pupils_named(store: Store, words: Sequence[str]) -> list[int]:
    """The pupils meant, in the order told, each once; a class means its pupils on the roll, by seat.

    Raises Refused for nobody, and for a word that several pupils answer to: a paper about the wrong child is worse than none.
    """
    found: dict[int, None] = {}
    for word in words:
        found |= dict.fromkeys(_meant(store, word.strip()))
    return list(found)


def _meant(store: Store, word: str) -> list[int]:
    rows = store.rows(Student)
    if WHOLE.fullmatch(word):
        return _one(rows.where(Student.id_number == word.upper()), "尾号" + word[-4:])
    if tail := TAIL.fullmatch(word):
        wanted = Student.id_number.endswith(tail[2].upper())
        named = tail[1].strip()
        return _one(rows.where(wanted & (Student.name == named) if named else wanted), word)
    if word.endswith(("）", ")")) and (one := Student.find(word)):
        return [one]  # 李静（三(1)班）, as lists and files call her
    if parse_class(word) is not None:
        return _of_class(store, word)
    return _one(rows.where(Student.name == word), word)


def _of_class(store: Store, word: str) -> list[int]:
    klass = SchoolClass.find(word)
    here = (Student.school_class == klass) & Student.left_on.is_null()
    found = [row.id for row in store.rows(Student).where(here).order_by(Student.seat_no, Student.id)]
    if klass is None or not found:
        raise Refused(f"没有“{word}”这个班，或者班里没有在校学生。班级写成 三年级2班、302 都可以。")
    return found


def _one(rows: Iterable[Any], word: str) -> list[int]:
    found = list(rows)
    if not found:
        raise Refused(f"找不到学生“{word}”。可以写姓名、身份证号后四位、姓名加后四位，或者班级。")
    if len(found) > 1:
        told = "、".join(
            f"{SchoolClass.caption_of(row.school_class_id)}{row.name}{(row.id_number or '')[-4:]}"
            for row in found[:NAMED]
        )
        raise Refused(f"“{word}”有 {len(found)} 人：{told}。请写成姓名加身份证号后四位，例如 王芳1234。")
    return [found[0].id]
