"""Whether a row of a list says itself that it counts no more: 停保, 注销日期, 是否在保：否, 8月取消."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from desktop.models.writing import compact
from desktop.services.lists import expiry
from desktop.services.lists.end_words import (
    CLAUSE,
    NO,
    NUMBERS,
    answered,
    asks_whether,
    ends_remark,
    enjoys,
    has,
    is_pending,
    is_usual,
    is_valid,
    leaves_place,
    says_end,
    says_leaving,
    says_of_name,
    without_harmless,
)
from desktop.services.lists.presets import told, yes_or_no
from desktop.services.lists.scan import SheetScan

NOTHING = re.compile(r"[\s\-—–/\\、,，.。·0*×]*(无|否|没有|未)?[\s\-—–/\\、,，.。·0*×]*")
NOTHING_SAID = re.compile(r"[\s\-—–/\\、,，.。·*×]*")
NO_WORDS = ("×",)
LONGEST_PLACE = 12  # characters
CLEARED, NOT_CLEARED = "已消除", "未消除"
BRACKETS = re.compile(r"[(（\[【<《]([^()（）\[\]【】<>《》]+)[)）\]】>》]")


class RowEnds:
    """The columns of one sheet that tell of an end, and what a row says in them."""

    def __init__(self, sheet: SheetScan, heads: Mapping[int, str]) -> None:
        self.sheet, self.heads = sheet, dict(heads)
        self._row, self._texts = -1, dict[int, str]()
        rules, columns = told("presets")["lapsed"], told("presets")["columns"]
        self.remarks = self._headed(columns["remarks"])
        self.kinds = [c for c in self._headed(columns["category"]) if c not in self.remarks]
        self.expiry = expiry.columns_of(heads)
        dated = {*self._headed(rules["filled_after"])} - {*self.expiry}
        self.filled = [c for c in self._headed(rules["filled"], but=rules["not_filled"]) if c in dated]
        self.cleared = [c for c in self._headed(rules["cleared"]) if c in dated]
        status = self._headed(columns["status"], but=rules["other_states"])
        self.status = [c for c in status if c not in self.filled]
        self.states = [c for c in self.status if "状态" in heads[c]]
        self.asked = self._headed(["是否"], but=columns["risk"])
        self.continues = self._headed(columns["continues"])
        self.policy = list(dict.fromkeys((*self.continues, *self.status, *self.kinds, *self.remarks)))
        self.enjoys = [c for c, text in heads.items() if text in rules["enjoys"] or asks_whether(text)]
        self.amounts = self._headed(rules["amounts"], but=rules["not_amounts"])
        reasons = self._headed(rules["reasons"], but=rules["reasons_of_need"])
        asked = [c for c in heads if c in reasons or not has(heads[c], rules["not_asked"])]
        self.like_states = [c for c in asked if has(heads[c], rules["state_heads"])]
        self.valid = [c for c in self.like_states if has(heads[c], rules["valid"]) and c not in self.filled]
        self.ending = [
            c for c in self.like_states
            if "是否" in heads[c] and has(without_harmless(heads[c]), rules["words"]) and c not in self.status
        ]  # fmt: skip
        seen = {*self.filled, *self.remarks, *self.kinds, *self.valid}
        self.others = [c for c in asked if c not in seen]
        self.places = self._headed(rules["place_heads"])
        self.beside = [
            c for c, text in heads.items()
            if c not in seen and not has(text.replace("户主关系", ""), rules["not_beside"])
        ]  # fmt: skip

    def _headed(self, words: Sequence[str], *, but: Sequence[str] = ()) -> list[int]:
        """The columns whose heading holds one of the words, and none of the others."""
        return [c for c, text in self.heads.items() if has(text, words) and not has(text, but)]

    def said(self, row: int) -> Iterator[str]:
        """The row's own words that it may count no more, the surest first."""
        for column in self.filled:
            text = self._text(row, column)
            if not NOTHING.fullmatch(text):
                yield f"{self.heads[column]}：{text}"
        words = told("presets")["lapsed"]["words"]
        for column in self.status:
            text, head = self._text(row, column), self.heads[column]
            if "是否" in head:
                if has(head, words) and yes_or_no(text):
                    yield f"{head}：{text}"
            elif text in told("presets")["lapsed"]["whole"] or says_end(without_harmless(text), words):
                yield text

    def odd(self, row: int) -> Iterator[str]:
        """What stands in a column of states and is neither an everyday word nor a known word of an end, with the heading."""
        rules = told("presets")["lapsed"]
        for column in self.states:
            text, head = self._text(row, column), self.heads[column]
            if "是否" in head or text in rules["whole"] or says_end(without_harmless(text), rules["words"]):
                continue
            if not self._about_enjoying(text) and not is_usual(text, rules["usual_states"]):
                yield f"{head}：{text}"

    def leaves(self, row: int) -> Iterator[str]:
        """Words of an end in columns whose heading nobody foresaw (监测状态：死亡, 是否健在：否), with the heading."""
        rules = told("presets")["lapsed"]
        for column in self.valid:
            text = self._text(row, column)
            if text and not NOTHING_SAID.fullmatch(text) and (yes_or_no(text) is False or not is_valid(text)):
                yield f"{self.heads[column]}：{text}"
        for column in self.ending:
            if yes_or_no(self._text(row, column)):
                yield f"{self.heads[column]}：{self._text(row, column)}"
        for column in self.others:
            text, head = self._text(row, column), self.heads[column]
            bare = BRACKETS.sub("", text)  # 已死亡（公安比对）
            if says_leaving(bare) or (has(head, rules["marks"]) and bare in rules["whole"]):
                yield f"{head}：{text}"
        yield from self._in_passing(row)

    def _in_passing(self, row: int) -> Iterator[str]:
        """An end told in a cell of something else: 二级（已注销）, 大平村（户口迁走）, 大平村已迁出."""
        for column, parts in self._in_brackets(row):
            if any(says_of_name(part) or ends_remark(part) for part in parts):
                yield f"{self.heads[column]}：{NUMBERS.sub('', self._text(row, column))}"
        for column in self.places:
            if leaves_place(text := self._text(row, column)):
                yield f"{self.heads[column]}：{NUMBERS.sub('', text)}"

    def _in_brackets(self, row: int) -> Iterator[tuple[int, list[str]]]:
        """What stands in brackets in the cells that are of no other person: column and texts."""
        cells = self.sheet.rows[row]
        for column in self.beside:
            cell = cells[column] if column < len(cells) else None
            if isinstance(cell, str) and not cell.isalnum() and (parts := BRACKETS.findall(compact(cell))):
                yield column, parts

    def expires(self, row: int) -> tuple[tuple[str, dt.date], ...]:
        """Until when the row says it is valid: heading and last day."""
        return tuple(expiry.told_in(self.heads, self.expiry, self.sheet.rows[row]))

    def told_states(self, row: int) -> tuple[tuple[str, str], ...]:
        """What stands in the columns of states and remarks, whatever state it is of: heading and words."""
        every = (
            (self.heads[c], self._text(row, c)) for c in dict.fromkeys((*self.like_states, *self.remarks))
        )
        over = [(self.heads[c], self._text(row, c)) for c in self.cleared]
        told_so = [(head, text) for head, text in every if text]
        told_so += [(head, f"{CLEARED} {text}") for head, text in over if not NOTHING.fullmatch(text)]
        for head, text in list(told_so):  # 风险是否消除：是
            if "是否" in head and has(head, told("presets")["lapsed"]["cleared"]):
                answer = yes_or_no(text)
                told_so += [] if answer is None else [(head, CLEARED if answer else NOT_CLEARED)]
        return tuple(told_so)

    def unpaid(self, row: int) -> tuple[str, ...]:
        """Amounts of nothing (本月发放金额：0), with the heading."""
        nothing = told("presets")["lapsed"]["unpaid"]
        every = ((self.heads[c], self._text(row, c)) for c in self.amounts)
        return tuple(f"{head}：{text}" for head, text in every if text in nothing)

    def without(self, row: int) -> str:
        """The row's word that nothing is received (是否在保：否, 不再享受): what that means depends on the list."""
        for column in self.enjoys:
            text = self._text(row, column)
            if text and (yes_or_no(text) is False or self._about_enjoying(text)):
                return f"{self.heads[column]}：{text}"
        every = (self._text(row, column) for column in (*self.status, *self.remarks))
        return next((text for text in every if self._about_enjoying(text) and "脱贫" not in text), "")

    def whether(self, row: int) -> tuple[tuple[str, bool], ...]:
        """What the row answers in columns 是否低保边缘家庭, 是否纳入监测: heading, and whether it says 是."""
        said = ((self.heads[column], yes_or_no(self._text(row, column))) for column in self.asked)
        return tuple((head, answer) for head, answer in said if answer is not None)

    def enjoyed(self, row: int) -> tuple[tuple[str, str], ...]:
        """What the row's words of 享受 come to (YES, NO, UNCLEAR), wherever a state may stand: (answer, heading and words)."""
        found = []
        for column in self.policy:
            text, head = self._text(row, column), self.heads[column]
            answer = enjoys(text)
            if column in self.continues and not answer and not NOTHING_SAID.fullmatch(text):
                answer = answered(text)
            elif column in self.continues and text in NO_WORDS:
                answer = NO
            if answer:
                found.append((answer, f"{head}：{text}"))
        return tuple(found)

    def remark(self, row: int) -> Iterator[str]:
        """The parts of a row's remarks, and of what it says of its kind, that tell of an end (停保, 去世)."""
        for column in (*self.remarks, *self.kinds):
            for text in CLAUSE.split(self._text(row, column)):
                if ends_remark(text):
                    yield text

    def remarried(self, row: int) -> Iterator[str]:
        """The parts of a row's remarks that tell of somebody's marrying into another family (已改嫁外省)."""
        words = told("presets")["lapsed"]["remarried"]
        for column in self.remarks:
            yield from (text for text in CLAUSE.split(self._text(row, column)) if says_end(text, words))

    def pending(self, row: int) -> Iterator[str]:
        """The row's own words that it is not settled (待核实, 公示中, 拟纳入): parts of its remarks, a state with its heading."""
        for column in (*self.remarks, *self.kinds):
            yield from (text for text in CLAUSE.split(self._text(row, column)) if is_pending(text))
        rules = told("presets")["lapsed"]
        states = (c for c in self.like_states if not has(self.heads[c], rules["other_states"]))
        for column in dict.fromkeys((*self.status, *states)):
            if is_pending(text := self._text(row, column)):
                yield f"{self.heads[column]}：{text}"
        words = (*rules["pending"]["words"], *rules["pending"]["whole"], *rules["subjects"])
        for column in self.others:
            text = self._text(row, column)
            if len(text) <= rules["longest"] and is_pending(text) and is_usual(text, words):
                yield f"{self.heads[column]}：{text}"
        for column, parts in self._in_brackets(row):
            if any(map(is_pending, parts)):
                yield f"{self.heads[column]}：{NUMBERS.sub('', self._text(row, column))}"

    def shown(self, row: int) -> str:
        """What a remark says that is neither a place nor in everyday words (外出务工, 易地搬迁), without people's numbers."""
        plain, places = told("presets")["columns"]["remarks_plain"], told("presets")["columns"]["place_ends"]
        texts = (NUMBERS.sub("", self._text(row, column)) for column in self.remarks)
        return "；".join(
            text for text in texts
            if not NOTHING.fullmatch(text) and not is_usual(text, plain)
            and not (len(text) <= LONGEST_PLACE and text.endswith(tuple(places)))
        )  # fmt: skip

    def goes_on(self, row: int) -> bool:
        """Whether the row says itself that it counts: 新增, 在保."""
        texts = [self._text(row, column) for column in (*self.status, *self.remarks)]
        return any(text and is_usual(text) for text in texts)

    def _about_enjoying(self, text: str) -> bool:
        return any(word in text for word in told("presets")["lapsed"]["not_enjoyed"])

    def _text(self, row: int, column: int) -> str:
        """What stands in a cell, without blanks. A row is asked many times, one after the other: its words are kept."""
        if row != self._row:
            self._row, self._texts = row, {}
        text = self._texts.get(column)
        if text is None:
            text = self._texts[column] = self._read(row, column)
        return text

    def _read(self, row: int, column: int) -> str:
        """The words of a cell; the household's where the row leaves it to the first person."""
        cells: Sequence[Any] = self.sheet.rows[row]
        cell = cells[column] if column < len(cells) else None
        if cell in (None, "") and column in self.remarks:
            cell = self.sheet.of_all.get(row, {}).get(column)
        elif cell in (None, "") and column in self.states and "人" not in self.heads[column]:
            cell = self.sheet.above.get(row, {}).get(column)
        return compact(str(cell)) if cell is not None else ""
