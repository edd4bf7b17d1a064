"""Headings that the reader of tables missed, columns that hold names though their headings do not say so, and spellings
of one name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from desktop.models.pinyin import search_text
from desktop.services.lists.presets import told
from desktop.services.lists.shapes import bare_name, numbers_in
from desktop.services.sheets.heads import Head
from desktop.services.sheets.vocabulary import normal, vocabulary

LONGEST_HEAD = 20
NAMES_FROM = 0.6  # of the cells of a column
SHORT_NAME = re.compile(r"[㐀-鿿\U00020000-\U000323af]{2,4}")


def heads_below(top: Sequence[Sequence[Any]], known: Sequence[Head]) -> list[Head]:
    """The heading row under a row of groups (基本情况、家庭成员信息) that was taken for the heading; [] when what is known serves.

    It is the row above all numbers with the most words of numbers, names and persons.
    """
    best, most = [], _telling(head.text for head in known)
    for row in top:
        if any(map(numbers_in, row)):
            break
        texts = [str(cell) if isinstance(cell, str) else "" for cell in row]
        if (count := _telling(texts)) > max(most, 1) and max(map(len, texts)) <= LONGEST_HEAD:
            best, most = [Head(at, (text,)) for at, text in enumerate(texts) if text], count
    return best


def _telling(heads: Iterable[str]) -> int:
    words = told("presets")["columns"]
    every = (*words["number"], *words["name"], *words["person"])
    return sum(any(word in normal(head) for word in every) for head in heads)


def holds_personal_names(head: str, cells: Iterable[Any]) -> bool:
    """Whether the cells of a column look like people's names: two to four signs, a family name first. A village, a
    relation or a bank under its own heading is none."""
    words = told("presets")["columns"]
    if any(word in head for word in (*words["not_names"], *words["not_theirs"], *words["status"])):
        return False
    texts = [bare_name(cell) for cell in cells if isinstance(cell, str) and cell.strip()]
    named = sum(bool(SHORT_NAME.fullmatch(text)) and _has_surname(text) for text in texts)
    return bool(texts) and named >= len(texts) * NAMES_FROM


def _has_surname(text: str) -> bool:
    if text.endswith(tuple(told("presets")["columns"]["place_ends"])):
        return False
    return text[0] in vocabulary().surnames or text[:2] in vocabulary().surnames


def alike(listed: str, known: str) -> bool:
    """Whether two spellings are surely of one person: equal, equal in sound, one sign apart, or one part of the other."""
    if listed == known:
        return True
    if not listed or not known:
        return False
    one, other = sorted((listed.replace("·", ""), known.replace("·", "")), key=len)
    if one in other and len(one) >= 2:
        return True
    if len(one) == len(other) >= 3 and sum(a != b for a, b in zip(one, other, strict=True)) == 1:
        return True
    return _sounds(listed) & _sounds(known) != set()


def _sounds(name: str) -> set[str]:
    """The readings in a name's search text, the name itself left out."""
    return set(search_text(name).split()[1:2])
