"""Numbers that stand in a list without being a listed person's: in a sentence, at the foot, under a heading of somebody who
only deals with the household, or beside several households.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache
from itertools import islice
from typing import Any

from desktop.models.writing import half_width
from desktop.services.lists.presets import told
from desktop.services.sheets.vocabulary import vocabulary

SIGNS = re.compile(r"[\s\d/、,，.。·:：;；()（）\[\]【】<>《》*★#＃\-—–_+&~①-⑳一二三四五六七八九十]+")
HAN_RUNS = re.compile(r"[㐀-鿿\U00020000-\U000323af·]+")
APART = re.compile(r"[;；、,，/|\r\n]|\d[\dX]*")  # between two people of one cell
BRACKETS = re.compile(r"[;；、,，/|()（）\[\]【】\r\n]")  # where another person begins
NEXT_BRACKET = re.compile(r"\s*[(（\[【][^()（）\[\]【】\d]{1,8}[)）\]】]")  # 李四 号（监护人）
HAN_NAME = re.compile(r"[㐀-鿿\U00020000-\U000323af]{2,4}|[㐀-鿿]+·[㐀-鿿·]+")
FIRST = 3  # cells of a row in which the word of a footer stands
SEVERAL = 2  # households
Asked = Callable[[], tuple[str, str] | None]  # beside which household a number stands in a row


@cache
def _pattern(*keys: str) -> re.Pattern[str]:
    columns = told("presets")["columns"]
    words = {word for key in keys for word in columns[key]}
    if "theirs" in keys:  # 退保人员身份证号, 新增人员身份证号: whether they left is asked elsewhere
        words |= {*told("presets")["leaving"]["words"], *told("presets")["leaving"]["stays"]}
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


@cache
def strange(head: str) -> bool:
    """Whether a heading holds a word that is known for no pupil, householder or relative (联络员, 驻村队员, 组长)."""
    plain = half_width(head)
    if any(word in plain for word in told("presets")["columns"]["theirs_whole"]):
        return False
    return bool(SIGNS.sub("", _pattern("theirs").sub("", plain)))


def is_prose(cell: str, names: Collection[str]) -> bool:
    """Whether a cell with numbers holds more than names, what numbers are called, and signs between them.

    names: how the person of the number is written, for names that do not look like one.
    """
    count = 0
    for found in HAN_RUNS.findall(half_width(cell)):
        run = found.strip("·")
        rest = run if _is_name(run, names) else _bare(run)
        if not rest:
            continue
        if not _is_name(rest, names):
            return True
        count += 1
    return count > len(re.findall(r"\d{6,}", half_width(cell)))


def name_beside(cell: Any, number: str) -> str:
    """The name right before a number in a cell of several people (户主 号；…；易亦熙 号), else right behind; "" for none."""
    if not isinstance(cell, str) or len(cell) <= len(number):
        return ""
    text = half_width(cell).upper()
    at = text.find(number)
    if at < 0:
        return ""
    before, behind = APART.split(text[:at])[-1], APART.split(text[at + len(number) :])[0]
    runs = (*reversed(HAN_RUNS.findall(before)), *HAN_RUNS.findall(behind))
    names = (
        run if _is_name(run, ()) and _bare(run) else _bare(run) for run in (one.strip("·") for one in runs)
    )
    return next((name for name in names if name and _is_name(name, ())), "")


def helper_of(cell: str, number: str) -> str:
    """The word that makes the person of a number a helper of the one whose cell it is (张三 号（监护人：李四 号）); "" for none."""
    if len(cell) < len(number) + 15:
        return ""  # no room for another person's number
    text = half_width(cell).upper()
    at = text.find(number)
    if at < 0 or not re.search(r"\d{15}", text[:at]):
        return ""
    helpers = told("presets")["columns"]["helpers"]
    before, behind = BRACKETS.split(text[:at])[-1], text[at + len(number) :]
    bracket = NEXT_BRACKET.match(behind)
    beside = before + (bracket[0] if bracket else "")
    return next((word for word in helpers if word in beside), "")


def _is_name(text: str, names: Collection[str]) -> bool:
    if text in names:
        return True
    surnames = vocabulary().surnames
    return bool(HAN_NAME.fullmatch(text)) and ("·" in text or text[0] in surnames or text[:2] in surnames)


def _bare(run: str) -> str:
    """Without the words for a number or a person before and behind: 户主张三身份证号."""
    words = _pattern("labels")
    while found := words.match(run):
        run = run[found.end() :]
    while found := next((one for one in words.finditer(run) if one.end() == len(run)), None):
        run = run[: found.start()]
    return run


def foot(row: Sequence[Any]) -> str:
    """The word with which a row of the foot begins (经办人, 合计, 注); "" for a row of people."""
    texts = list(islice((cell.strip() for cell in row if isinstance(cell, str) and cell.strip()), FIRST))
    for text in texts:
        if word := _first_word(text, told("presets")["footer"]):
            return word
    first = half_width(texts[0]) if texts else ""
    word = _first_word(first, told("presets")["leaving"]["foot"])
    return word if word and not first[len(word) : len(word) + 1].isalpha() else ""


def _first_word(text: str, words: Sequence[str]) -> str:
    return next((one for one in words if text.startswith(one)), "") if text.startswith(tuple(words)) else ""


class Beside:
    """Beside whose households a number stands, by its heading: under one heading of one file."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], list[tuple[int, Asked]]] = defaultdict(list)
        self._said: dict[tuple[str, str], str] = {}

    def note(self, number: str, head: str, household: Asked, row: int) -> None:
        """household: tells by what it is known (a number, a name) and that; asked only of numbers that stand in several
        places. row: as people count."""
        self._found[number, head].append((row, household))

    def why(self, number: str, head: str) -> str:
        """That the number belongs to no household alone, as the beginning of a sentence; "" when it may."""
        some = self._found.get((number, head), ())
        if len(some) < SEVERAL:
            return ""
        if (number, head) not in self._said:
            self._said[number, head] = self._why(some)
        return self._said[number, head]

    def _why(self, some: Iterable[tuple[int, Asked]]) -> str:
        found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for row, household in some:
            if where := household():
                found[where[0]][where[1]].append(row)
        most: dict[str, list[int]] = max(found.values(), key=len, default={})
        if len(most) < SEVERAL:
            return ""
        rows = sorted({rows[0] for rows in most.values()})
        named = "、".join(map(str, rows[:4]))
        return f"同一个号码写在 {len(most)} 户不同人家的旁边（第 {named} 行{'等' if len(rows) > 4 else ''}），像是帮扶或经办的人"
