"""Whether a row of a list says itself that it counts no more: 停保, 注销日期, 是否在保：否, 8月取消."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from desktop.models.writing import compact
from desktop.services.lists.presets import told, yes_or_no
from desktop.services.lists.scan import SheetScan

NOTHING = re.compile(r"[\s\-—–/\\、,，.。·0*×]*(无|否|没有|未)?[\s\-—–/\\、,，.。·0*×]*")
FILLING = re.compile(r"[\s\d年月日起至今()（）/\-—.、,，。]+")


class RowEnds:
    """The columns of one sheet that tell of an end, and what a row says in them."""

    def __init__(self, sheet: SheetScan, heads: Mapping[int, str]) -> None:
        self.sheet, self.heads = sheet, dict(heads)
        rules, columns = told("presets")["lapsed"], told("presets")["columns"]
        self.remarks = [c for c, text in heads.items() if _has(text, columns["remarks"])]
        self.filled = [
            c for c, text in heads.items()
            if _has(text, rules["filled_after"]) and _has(text, rules["filled"])
            and not _has(text, rules["not_filled"])
        ]  # fmt: skip
        self.status = [
            c for c, text in heads.items()
            if _has(text, columns["status"]) and c not in self.filled and not _has(text, rules["other_states"])
        ]  # fmt: skip
        self.states = [c for c in self.status if "状态" in heads[c]]
        self.asked = [c for c, text in heads.items() if "是否" in text and not _has(text, columns["risk"])]
        self.enjoys = [c for c, text in heads.items() if text in rules["enjoys"]]

    def said(self, row: int) -> str:
        """The row's own word that it may count no more; "" when it says none."""
        for column in self.filled:
            text = self._text(row, column)
            if not NOTHING.fullmatch(text):
                return f"{self.heads[column]}：{text}"
        words = told("presets")["lapsed"]["words"]
        for column in self.status:
            text, head = self._text(row, column), self.heads[column]
            if "是否" in head:
                if _has(head, words) and yes_or_no(text):
                    return f"{head}：{text}"
            elif text in told("presets")["lapsed"]["whole"] or _ends(text, words):
                return text
            elif column in self.states and not self._about_enjoying(text) and not is_usual(text):
                return f"{head}：{text}"
        return ""

    def without(self, row: int) -> str:
        """The row's word that nothing is received (是否在保：否, 不再享受): what that means depends on the list."""
        for column in self.enjoys:
            text = self._text(row, column)
            if text and (yes_or_no(text) is False or self._about_enjoying(text)):
                return f"{self.heads[column]}：{text}"
        return next((text for c in self.status if self._about_enjoying(text := self._text(row, c))), "")

    def whether(self, row: int) -> tuple[tuple[str, bool], ...]:
        """What the row answers in columns 是否低保边缘家庭, 是否纳入监测: heading, and whether it says 是."""
        said = ((self.heads[column], yes_or_no(self._text(row, column))) for column in self.asked)
        return tuple((head, answer) for head, answer in said if answer is not None)

    def remark(self, row: int) -> str:
        """The remark of a row that tells of an end (停保, 去世), when it is short enough to be about this row; "" for none."""
        rules = told("presets")["lapsed"]
        for column in self.remarks:
            text = self._text(row, column)
            if len(text) > rules["longest"]:
                continue
            closing = any(
                text.endswith(end) and not _denied(text, len(text) - len(end)) for end in rules["remark_ends"]
            )
            if closing or _ends(text, rules["in_remarks"]):
                return text
        return ""

    def goes_on(self, row: int) -> bool:
        """Whether the row says itself that it counts: 新增, 在保."""
        texts = [self._text(row, column) for column in (*self.status, *self.remarks)]
        return any(text and is_usual(text) for text in texts)

    def _about_enjoying(self, text: str) -> bool:
        return any(word in text for word in told("presets")["lapsed"]["not_enjoyed"])

    def _text(self, row: int, column: int) -> str:
        """What stands in a cell, without blanks; the household's word where the row leaves it to the first person."""
        cells: Sequence[Any] = self.sheet.rows[row]
        cell = cells[column] if column < len(cells) else None
        if cell in (None, "") and column in self.states and "人" not in self.heads[column]:
            cell = self.sheet.above.get(row, {}).get(column)
        return compact(str(cell)) if cell is not None else ""


def is_usual(text: str) -> bool:
    """Whether a state says nothing but that all is as it was: 正常, 在保, 正常享受."""
    rest = FILLING.sub("", text)
    for word in sorted(told("presets")["lapsed"]["usual"], key=len, reverse=True):
        rest = rest.replace(word, "")
    return not rest


def _has(text: str, words: Sequence[str]) -> bool:
    return any(word in text for word in words)


def _ends(text: str, words: Sequence[str]) -> bool:
    """Whether a text says one of the words, and does not deny it (未停保)."""
    return any(not _denied(text, at.start()) for word in words for at in re.finditer(re.escape(word), text))


def _denied(text: str, at: int) -> bool:
    return text[at - 1 : at] in (*told("presets")["lapsed"]["not_after"],) if at else False
