"""What is typed beside a class: who did not eat, and why. "12s", "zxm 病", "12 14 30p", "王芳事".

Somebody is named by seat number (or the number in the printed sheet), by the first letters of the name, or by the name.
The mark stands behind: its letter or its 汉字 by the code list meal_mark. A mark holds for all named before it since
the last mark. Nobody gets a mark that was not typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from desktop.models.codes import code_list
from desktop.models.day_marks import Marks
from desktop.models.writing import half_width
from desktop.services.meals.days import Eater

BETWEEN = re.compile(r"[\s,，、;；.。]+")
NUMBERED = re.compile(r"(\d+)(\D*)")
SHOWN = 4  # namesakes named in a sentence


@dataclass
class Typed:
    """What was understood, and a sentence for each word that was not. left: those words, to be mended in the box."""

    marks: Marks = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def read(text: str, pupils: Sequence[Eater], *, paper: bool = False) -> Typed:
    """Read a line of exceptions. paper: numbers are those of the printed sheet, not seat numbers."""
    typed, waiting, asked = Typed(), list[tuple[str, int]](), False
    for word in filter(None, BETWEEN.split(half_width(text).strip())):
        try:
            who, mark = _split(word, pupils, paper)
        except _Unclear as unclear:
            typed.wrong.append(str(unclear))
            typed.left.append(word)
            asked = True
            continue
        if who is not None:
            waiting.append((word, who))
        if not mark:
            continue
        if not waiting and not asked:
            typed.wrong.append(f"“{word}”前面没有写是谁。")
        if who is None and (asked or not waiting):
            typed.left.append(word)  # it belongs to whoever is still asked about, too
        typed.marks |= {pupil: mark for _word, pupil in waiting}
        waiting, asked = [], False
    if waiting:
        words = [word for word, _who in waiting]
        typed.wrong.append(f"{'、'.join(words)} 没有写原因：{legend()}。")
        typed.left += words
    return typed


def legend() -> str:
    """What the marks are typed as: s病假 p事假 …"""
    codes = code_list("meal_mark")
    return " ".join(f"{c.lower()} {codes.label(c)}" for c in codes.labels if not codes.fact(c, "fed"))


class _Unclear(Exception):
    """A word that is nobody, or several."""


def _split(word: str, pupils: Sequence[Eater], paper: bool) -> tuple[int | None, str]:
    """(pupil or None, mark or "") of one word."""
    if mark := _mark(word):
        return None, mark
    if numbered := NUMBERED.fullmatch(word):
        rest = numbered[2]
        if rest and not _mark(rest):
            raise _Unclear(f"“{word}”里的“{rest}”看不懂，原因请写：{legend()}。")
        return _by_number(int(numbered[1]), pupils, paper), _mark(rest)
    return _by_name(word, pupils)


def _mark(text: str) -> str:
    """The code of a mark as it is typed; a bare figure is a number, never a mark."""
    return "" if text.isdigit() else code_list("meal_mark").find(text) or ""


def _by_number(number: int, pupils: Sequence[Eater], paper: bool) -> int:
    found = [one for one in pupils if (one.place if paper else one.number) == number]
    if not found:
        what = "纸上的序号" if paper else "座号"
        raise _Unclear(f"这个班没有{what} {number}（共 {len(pupils)} 人）。")
    if len(found) > 1:
        raise _Unclear(f"座号 {number} 有 {len(found)} 个人：{_names(found)}，请写姓名。")
    return found[0].id


def _by_name(word: str, pupils: Sequence[Eater]) -> tuple[int, str]:
    """The longest end that is a mark may belong to the name: tried whole first, then without it."""
    whole = _called(word, pupils)
    marked = [
        (found, mark)
        for end in range(1, min(len(word), 5))
        if (mark := _mark(word[-end:])) and (found := _called(word[:-end], pupils))
    ]
    meant = [(one, "") for one in whole] + [(one, mark) for found, mark in marked for one in found]
    people = {pupil.id: pupil for pupil, _mark_ in meant}
    if not people:
        raise _Unclear(f"这个班的就餐名册上没有“{word}”。")
    if len(people) > 1:
        raise _Unclear(f"“{word}”有 {len(people)} 个人：{_names(people.values())}，请写座号。")
    pupil, mark = meant[0]
    return pupil.id, mark


def _called(word: str, pupils: Sequence[Eater]) -> list[Eater]:
    """Whom a word calls: by the name, the first letters or the whole pinyin; else by how these begin."""
    key = word.lower()
    exact = [one for one in pupils if f" {key} " in one.search.lower() and not key.isdigit()]
    return exact or ([one for one in pupils if f" {key}" in one.search.lower()] if len(key) > 1 else [])


def _names(found: Iterable[Eater]) -> str:
    told = [f"{one.number} {one.name}" for one in found]
    return "、".join(told[:SHOWN]) + ("……" if len(told) > SHOWN else "")
