"""What is typed beside a class: who did not eat, and why. "12s", "zxm 病", "12 14 30p", "王芳事", "1-33s", "全s".

Somebody is named by seat number (or the number in the printed sheet), by the first letters of the name, or by the name;
several by a range of numbers, or as 全. The mark stands behind: its letter or its 汉字 by the code list meal_mark. A mark
holds for all named before it since the last mark. Nobody gets a mark that was not typed; who is named with two marks
gets neither, but whoever is named alone is excepted from a range ("全s 5到": all but 5).
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
JOINED = re.compile(r"(\d)\s*[-~～—–至]+\s*(\d)")
NUMBERED = re.compile(r"(\d+)(?:-(\d+))?(\D*)")
EVERY = re.compile(r"(?:全班|全体|全)(.*)")
SHOWN = 4  # namesakes named in a sentence


@dataclass
class Typed:
    """What was understood, and a sentence for each word that was not. left: those words, to be mended in the box."""

    marks: Marks = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Who:
    """What one word names. wide: a range or the whole class, from which single pupils may be excepted."""

    word: str
    ids: Sequence[int]
    wide: bool = False


@dataclass(frozen=True)
class _Told:
    """What was said of them: the mark, and the words to show again if it has to be asked about."""

    who: _Who
    mark: str
    words: str


def read(text: str, pupils: Sequence[Eater], *, paper: bool = False) -> Typed:
    """Read a line of exceptions. paper: numbers are those of the printed sheet, not seat numbers."""
    typed, told, waiting, asked = Typed(), list[_Told](), list[_Who](), False
    plain = JOINED.sub(r"\1-\2", half_width(text).strip())
    for word in filter(None, BETWEEN.split(plain)):
        try:
            who, mark = _split(word, pupils, paper)
        except _Unclear as unclear:
            typed.wrong.append(str(unclear))
            typed.left.append(word)
            asked = True
            continue
        if who is not None:
            waiting.append(who)
        if not mark:
            continue
        if not waiting and not asked:
            typed.wrong.append(f"“{word}”前面没有写是谁。")
        if who is None and (asked or not waiting):
            typed.left.append(word)  # it belongs to whoever is still asked about, too
        told += [_Told(one, mark, word if one is who else f"{one.word}{_label(mark)}") for one in waiting]
        waiting, asked = [], False
    _settle(typed, told, pupils, paper)
    if waiting:
        words = [one.word for one in waiting]
        typed.wrong.append(f"{'、'.join(words)} 没有写原因：{legend()}。")
        typed.left += words
    return typed


def _settle(typed: Typed, told: Sequence[_Told], pupils: Sequence[Eater], paper: bool) -> None:
    """Give each pupil the one mark that was meant; who has two of the same weight is asked about."""
    wide, alone = _meant(told, wide=True), _meant(told, wide=False)
    meant = wide | alone
    twice = {pupil: marks for pupil, marks in meant.items() if len(marks) > 1}
    typed.marks |= {pupil: marks[0] for pupil, marks in meant.items() if pupil not in twice}
    if not twice:
        return
    asked = [one for one in pupils if one.id in twice]
    labels = "、".join(dict.fromkeys(_label(mark) for marks in twice.values() for mark in marks))
    numbers = [f"{one.place if paper else one.number} {one.name}" for one in asked[:SHOWN]]
    more = f"……等 {len(asked)} 人" if len(asked) > SHOWN else ""
    typed.wrong.append(f"{'、'.join(numbers)}{more}写了不同的原因：{labels}，请只留一个。")
    typed.left += [
        one.words
        for one in told
        if any(pupil in twice and one.who.wide == (pupil not in alone) for pupil in one.who.ids)
    ]


def _meant(told: Sequence[_Told], *, wide: bool) -> dict[int, list[str]]:
    """Pupil -> the different marks typed for him, by single words or by ranges."""
    found: dict[int, list[str]] = {}
    for one in told:
        for pupil in one.who.ids if one.who.wide == wide else ():
            if one.mark not in (marks := found.setdefault(pupil, [])):
                marks.append(one.mark)
    return found


def legend() -> str:
    """What the marks are typed as: s病假 p事假 …"""
    codes = code_list("meal_mark")
    return " ".join(f"{c.lower()} {codes.label(c)}" for c in codes.labels if not codes.fact(c, "fed"))


class _Unclear(Exception):
    """A word that is nobody, or several."""


def _split(word: str, pupils: Sequence[Eater], paper: bool) -> tuple[_Who | None, str]:
    """(who or None, mark or "") of one word."""
    if mark := _mark(word):
        return None, mark
    if (every := EVERY.fullmatch(word)) and (not every[1] or _mark(every[1])):
        return _Who(word, [one.id for one in pupils], wide=True), _mark(every[1])
    if numbered := NUMBERED.fullmatch(word):
        rest = numbered[3]
        if rest and not _mark(rest):
            raise _Unclear(f"“{word}”里的“{rest}”看不懂，原因请写：{legend()}。")
        first = int(numbered[1])
        if numbered[2]:
            return _Who(word, _by_range(first, int(numbered[2]), pupils, paper), wide=True), _mark(rest)
        return _Who(word, [_by_number(first, pupils, paper)]), _mark(rest)
    pupil, mark = _by_name(word, pupils)
    return _Who(word, [pupil]), mark


def _by_range(first: int, last: int, pupils: Sequence[Eater], paper: bool) -> list[int]:
    """Everybody from one number to another; both must be there, so that 1-33 is not 1-3 mistyped."""
    if first > last:
        raise _Unclear(f"“{first}-{last}”请从小到大写：{last}-{first}。")
    numbers = {one.place if paper else one.number for one in pupils}
    for end in (first, last):
        if end not in numbers:
            _by_number(end, pupils, paper)
    return [one.id for one in pupils if first <= (one.place if paper else one.number) <= last]


def _label(mark: str) -> str:
    return code_list("meal_mark").label(mark)


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
