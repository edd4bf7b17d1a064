"""A list of pupils pasted as text (from a chat group, a sheet, by hand): who is meant, and which lines are not clear."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.ledgers.classes import SchoolClass
from desktop.models.store import Store
from desktop.models.writing import half_width
from desktop.services.recognition.rounds import pupils_on_roll

ID = re.compile(r"(?<![0-9A-Za-z])[0-9]{17}[0-9Xx](?![0-9A-Za-z])")
BETWEEN = re.compile(r"[\s,，、;；\t]+")
ALONE = re.compile(r"[、,，;；]")  # several names on one line


@dataclass(frozen=True)
class Pasted:
    """found: pupil ids in the order of the lines; unclear: a sentence for each line that was not taken."""

    found: tuple[int, ...]
    unclear: tuple[str, ...]


def read_pasted(store: Store, text: str) -> Pasted:
    """Find pupils by ID number, or by name; a class on the same line tells namesakes apart. Nothing is guessed."""
    pupils = list(pupils_on_roll(store).values())
    by_number = {pupil.id_number.upper(): pupil for pupil in pupils if pupil.id_number}
    by_name: dict[str, list[Any]] = {}
    for pupil in pupils:
        by_name.setdefault(pupil.name, []).append(pupil)
    found: dict[int, None] = {}
    unclear: list[str] = []
    for number, line in enumerate(_lines(text), 1):
        who = _by_number(line, by_number) if ID.search(line) else _by_name(line, by_name)
        if isinstance(who, str):
            unclear.append(f"第 {number} 条“{_hidden(line)}”：{who}")
        else:
            found[who.id] = None
    return Pasted(tuple(found), tuple(unclear))


def _lines(text: str) -> list[str]:
    """One line for each pupil: a line with a number or a class is one pupil, a row of names is several."""
    found: list[str] = []
    for line in half_width(text).splitlines():
        parts = [part.strip() for part in ALONE.split(line) if part.strip()]
        several = len(parts) > 1 and not any(char.isdigit() for char in line)
        found += parts if several else [line.strip()] if line.strip() else []
    return found


def _by_number(line: str, by_number: dict[str, Any]) -> Any:
    numbers = [one.upper() for one in ID.findall(line)]
    hits = [by_number[one] for one in numbers if one in by_number]
    return hits[0] if hits else "花名册里没有这个身份证号。"


def _by_name(line: str, by_name: dict[str, list[Any]]) -> Any:
    words = [word for word in BETWEEN.split(line) if word]
    same = next((by_name[word] for word in words if word in by_name), by_name.get(line, []))
    if not same:
        return "花名册里没有这个姓名。"
    if len(same) == 1:
        return same[0]
    classes = {klass for word in words if (klass := SchoolClass.find(word)) is not None}
    here = [pupil for pupil in same if pupil.school_class_id in classes]
    if len(here) == 1:
        return here[0]
    where = "、".join(sorted({SchoolClass.caption_of(pupil.school_class_id) for pupil in same}))
    return f"有 {len(same)} 个同名的学生（{where}），请写上班级或身份证号。"


def _hidden(line: str) -> str:
    """The sentence must not carry the number on."""
    return ID.sub(lambda hit: f"{hit[0][:4]}…{hit[0][-4:]}", line)[:24]


def search(words: str, pupils: Sequence[Any]) -> list[Any]:
    """Pupils whose name, pinyin, class or last figures hold the words."""
    wanted = half_width(words).strip().lower()
    if not wanted:
        return list(pupils)
    return [
        pupil for pupil in pupils
        if wanted in (pupil.search or pupil.name).lower()
        or wanted in SchoolClass.caption_of(pupil.school_class_id)
        or (len(wanted) >= 4 and (pupil.id_number or "").lower().endswith(wanted))
    ]  # fmt: skip
