"""Rows of a table that are no person: totals, signatures, an example to copy, the columns' numbers, a line of text."""

import re
from typing import Any

from desktop.services.sheets.clean import ClassHint, class_in, plain_or_shown
from desktop.services.sheets.vocabulary import Vocabulary, normal

DIGITS = re.compile(r"\d{6}")
LONG_NUMBER = re.compile(r"\d{14}")
SIGNED = re.compile(r"[(（]?(签名|签字|签章|盖章)[)）]?[:：]?$")
OVER_A_CLASS = re.compile(r"(学生)?(花名册|名册|名单)?([(（]?共?\d+人[)）]?)?$")
DAY = re.compile(r"\d\s*年\s*\d+\s*月\s*\d+\s*日")


def why_no_person(
    cells: tuple[Any, ...], filled: list[int], names: list[int], words: Vocabulary
) -> str | None:
    """Why a row is no person; None when it may be one. `filled` and `names` are places among the cells."""
    if len(filled) > 2 and any(isinstance(cell, str) and LONG_NUMBER.match(cell) for cell in cells):
        example = normal(plain_or_shown(cells[filled[0]])) in words.examples
        return "示例或填写要求" if example else None  # who has an identity number is a person
    leading = [normal(plain_or_shown(cells[i])) for i in filled[:3]]
    if any(re.split(r"[:(\d]", text, maxsplit=1)[0] in words.totals for text in leading):
        return "合计行"
    if leading[0] in words.examples or all(
        normal(plain_or_shown(cells[i])).startswith(words.demands) for i in filled
    ):
        return "示例或填写要求"
    if len(filled) == len(cells) > 2 and leading[0] in ("1", "A") and _counts_columns(cells):
        return "列的编号"
    if _is_foot(cells, filled, names, words):
        return "填表人、说明等表尾"
    if len(filled) == 1 and len(cells) > 2 and filled[0] not in names:
        return "只有序号，没有人" if leading[0].isdigit() else f"只有一格有字：“{leading[0][:20]}”"
    return None


def _is_foot(cells: tuple[Any, ...], filled: list[int], names: list[int], words: Vocabulary) -> bool:
    shown = plain_or_shown(cells[filled[0]])
    first = normal(shown)
    word = re.split(r"[:(]", first, maxsplit=1)[0]
    signed = first in words.footers or (word in words.footers and ":" in shown.replace("：", ":"))
    nobody = bool(names) and not any(cells[place] is not None for place in names)
    if nobody and len(filled) <= 2 and DAY.search(plain_or_shown(cells[filled[-1]])):
        return True  # 石桥小学 … 2026年9月1日
    told = "".join([cell for cell in cells if isinstance(cell, str)])
    if not signed and "签" not in told and "章" not in told:
        return False  # nearly every row: the rest is only looked at where it may be a foot
    texts = [plain_or_shown(cells[i]) for i in filled]
    if any(LONG_NUMBER.search(text) for text in texts):
        return False
    signed = signed or any(SIGNED.search(text.strip()) for text in texts)
    return signed and (nobody or not any(DIGITS.search(text) for text in texts[1:]))


def _counts_columns(cells: tuple[Any, ...]) -> bool:
    """1 2 3 4, or A B C D: the columns' own numbers, printed under the heading."""
    plain = [plain_or_shown(cell).strip() for cell in cells]
    places = range(len(plain))
    return plain in ([str(place + 1) for place in places], [chr(65 + place) for place in places])


def class_over_rows(cells: tuple[Any, ...], filled: list[int]) -> str:
    """The class a line of its own tells for the rows below: 三(1)班, 三年级2班花名册, 三(1)班 班主任：周敏; else ""."""
    if len(filled) != 1:
        return ""
    text = plain_or_shown(cells[filled[0]]).strip()
    word = OVER_A_CLASS.sub("", re.split(r"[\s:：,，]", text, maxsplit=1)[0])
    told: ClassHint | None = class_in(word) if "班" in word else None
    return word if told and told.class_no else ""
