"""What being on a list means for a pupil: by the list's kind, and by what the row itself says."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from desktop.models.codes import code_list
from desktop.services.lists.draft import (
    COLOURED,
    CONTRADICTS,
    DOUBT,
    FAMILY,
    NOT_SETTLED,
    NOT_SETTLED_LIST,
    ROW_SAYS,
    SHOWN_REMARK,
    STANDS_UNDER,
    DraftLine,
)
from desktop.services.lists.end_words import CLAUSE, NO, UNCLEAR, is_usual, may_be_usual
from desktop.services.lists.presets import facts_of, kind_in_words, options, told, yes_or_no
from desktop.services.lists.sections import LEAVES, MIXED, counts_no_more, over, unsettled_over

LONGEST_NOTE = 40  # signs of a sheet's note in a sentence
USUAL_FROM, USUAL_SHARE = (
    3,
    0.5,
)  # rows of ours, and their share, from which a state is the list's ordinary one


class Meaning:
    """What being on a list means: for the pupil named, for a pupil whose family is."""

    def __init__(
        self,
        kind: str,
        near: Sequence[str],
        heads: Sequence[str] = (),
        *,
        names: tuple[str, str] = ("", ""),
        colours: Sequence[str] = (),
        month: str | None = None,
        titled: bool = False,
    ) -> None:
        """names: the sheet's and the file's, which may tell that its people left. colours: its notes about rows of some colour.

        month: the list's; what was valid until a day before it is not valid any more. None for today.
        titled: whether its title says of everybody what its kind means; else its rows say it each for itself.
        """
        self._titled = titled
        self._begins = dt.date.fromisoformat(f"{month}-01") if month else dt.date.today()
        self._expiry_asked = True
        self.facts, self.near, self._names = facts_of(kind), near, names
        self._leaving_is_meant = told("presets")["leaving"]["own"].get(kind, ())
        own = self._leaving_is_meant
        self._coloured = next((note[:LONGEST_NOTE] for note in colours if counts_no_more(note, own)), "")
        rules = told("presets")["lapsed"]
        self._normal = (*rules["normal"].get(kind, ()), *self._leaving_is_meant)
        self._opposite = rules["opposite"].get(kind, ())
        self._opposite_whole = rules["opposite_whole"].get(kind, ())
        self._reasons = rules["reasons_meant"].get(kind, ())  # why somebody stands on such a list
        self._by_enjoying = self.facts.continues is not None
        columns = told("presets")["columns"]
        self.by_category = self.facts.by_category and any(
            any(word in head for word in columns["category"])
            and not any(word in head for word in columns["remarks"])
            for head in heads
        )
        numbers = [head for head in heads if any(word in head for word in columns["number"])]
        self._holders = [head for head in numbers if not self._of_another(head)]
        self._ordinary: set[str] = set()
        self._in_words: dict[tuple[str, ...], str | None] = {}  # rows repeat a few words

    def coloured_words(self, seen: bool, none: bool) -> list[str]:
        """That the sheet means rows of some colour to count no more, for the list; [] where it says nothing of the kind.

        seen: whether it is known which rows these are. none: whether no row has a colour.
        """
        if not self._coloured:
            return []
        if none:
            lost = "没有一行有颜色，可能这个月没有，也可能颜色丢了，请打开原表看一眼。"
            return [f"表里有一句“{self._coloured}”，表上却{lost}"]
        parked = "本校有颜色的行" if seen else "程序看不出哪几行有颜色，这张表上的都"
        return [f"表里有一句“{self._coloured}”。{parked}列在“疑似”里，请打开原表核对。"]

    def learn(self, lines: Sequence[DraftLine]) -> None:
        """Take a state that nobody foresaw for ordinary where half of our rows and more say it (人员状态：生存)."""
        found = Counter(word for _, word in {(line.row, word) for line in lines for word in line.odd})
        least = max(USUAL_FROM, USUAL_SHARE * len({line.row for line in lines}))
        self._expiry_asked = len({line.row for line in lines if self._expired(line)}) < least
        for word, count in found.items():
            text = word.partition("：")[2]
            if count >= least and may_be_usual(text) and not self._is_normal(text):
                self._ordinary.add(word)

    def ordinary_words(self) -> list[str]:
        """Which states of the list were taken for ordinary though nobody foresaw them, one sentence each."""
        pairs = (word.partition("：") for word in sorted(self._ordinary))
        told_so = [] if self._expiry_asked else ["多半的行写着的有效期已过，没有按退出算，请看一眼。"]
        return told_so + [
            f"“{head}”写着“{text[:SHOWN_REMARK]}”的按正常算，请看一眼。" for head, _, text in pairs
        ]

    def apply(self, line: DraftLine) -> None:
        """Fill in kind, risk, continues and the question left open; `use` is False where the list's rule excludes it."""
        facts, words = self.facts, line.words
        line.use, line.ask, line.risk, line.continues = True, "", facts.risk, facts.continues
        self._ask_about_end(line)
        if self._of_another(line.head) and any(head not in line.head.split("、") for head in self._holders):
            return self._ask_who_holds(line)
        own = line.relation == "01" or not line.relations
        self._status(line)
        if own:
            line.kind = self._kind(facts.own, words["category"])
            line.ask = "" if line.kind else self._question()
            return
        line.card_no = line.card_no if facts.parents_only else None
        if facts.own_only:
            return self._aside(line, "这份名单只看学生本人")
        if facts.parents_only and line.relation not in told("family")["parents"]:
            if line.seen and line.seen[0] == FAMILY and line.relation is not None:
                return self._aside(line, "只有父母持证才算残疾人子女")
            line.kind, line.ask = None, "请核对是不是学生的父母：只有父母持证才算残疾人子女。"
            return None
        line.kind = None if facts.person else self._kind(facts.family, words["category"])
        if facts.person:
            line.ask = "这份名单按人认定，家人在名单上，学生是否享受请核对后选困难类型。"
        elif line.kind is None:
            line.ask = self._question()
        return None

    def _kind(self, usual: str, category: Sequence[str]) -> str | None:
        """The list's own 困难类型, or what the words say. A column 类别 that is empty or says something else is asked about."""
        facts = self.facts
        if not facts.by_words and not (facts.by_category and category):
            return None if self.by_category else usual or None
        words = (*category, *self.near) if facts.by_words else tuple(category)
        if words not in self._in_words:
            own = told("presets")["facts"].get(facts.kind, {}).get("words")
            self._in_words[words] = kind_in_words(words, facts.may, own)
        return self._in_words[words] or (None if facts.by_words or self.by_category else usual)

    def _status(self, line: DraftLine) -> None:
        """The row's own word on 风险 and 享受政策 goes before what the list as a whole says."""
        if opposed := self._opposed(line):
            line.verdict = DOUBT
            line.why = f"{ROW_SAYS}“{opposed[0]}：{opposed[1]}”，和这份名单说的相反，请核对。{line.why}"
        for word in (*opposed[1:], *line.words["risk"]):
            state = code_list("risk_state").find(word)
            if state and set(self.facts.may) & {"02", "03", "04"}:
                line.risk = state
        said = {answer for answer, _ in line.enjoyed} - {UNCLEAR}
        if self._by_enjoying and said:
            line.continues = NO not in said
            if len(said) > 1:
                words = "、".join(words for _, words in line.enjoyed)
                line.verdict, line.why = (
                    DOUBT,
                    f"{CONTRADICTS}（{words[:40]}），请核对还享受不享受。{line.why}",
                )
        elif self.facts.kind != "other":
            for word in line.words["continues"]:
                answer = yes_or_no(word)
                line.continues = line.continues if answer is None else answer

    def _opposed(self, line: DraftLine) -> tuple[str, ...]:
        """Heading and words of a state that says the opposite of the list (监测状态：未消除 among 已消除); () for none.

        Where no title says it of everybody, a column that asks for the risk itself decides it, and opposes nothing.
        """
        risk = (
            ()
            if self._titled
            else (*told("presets")["columns"]["risk"], *told("presets")["lapsed"]["cleared"])
        )
        for head, text in line.states if self._opposite else ():
            said = any(word in text for word in self._opposite) or any(
                part in self._opposite_whole for part in CLAUSE.split(text)
            )
            if said and not any(word in head for word in risk):
                return head, text
        return ()

    def _ask_about_end(self, line: DraftLine) -> None:
        """A row that is out of sight, or says itself that it may count no more: somebody has to look, whatever the number."""
        line.seen = line.seen or (line.verdict, line.why)
        line.verdict, line.why = line.seen
        shown = (word.partition("：") for word in line.odd if word in self._ordinary)
        line.why += "".join(f"{head}写着“{text[:SHOWN_REMARK]}”。" for head, _, text in shown)
        if line.hidden:
            line.verdict, line.why = DOUBT, f"{line.hidden}，请核对是不是本月的名单。{line.why}"
        may_be_without = self.facts.group in told("presets")["lapsed"]["may_be_without"]
        said = over(line.standing, *self._names, head=line.head, own=self._leaving_is_meant)
        if said.what == LEAVES:
            line.verdict, line.why = DOUBT, f"{STANDS_UNDER}{said.words}，请核对还算不算。{line.why}"
        elif word := self._end(line, may_be_without) or self._all_denied(line):
            line.verdict = DOUBT
            line.why = f"{ROW_SAYS}“{word[:SHOWN_REMARK]}”，请核对还算不算。{line.why}"
        elif word := self._unsettled(line):
            line.verdict = DOUBT
            line.why = f"{NOT_SETTLED}“{word[:SHOWN_REMARK]}”，请核对这个月算不算。{line.why}"
        elif line.struck:
            line.verdict, line.why = DOUBT, f"这一行有删除线，请核对还算不算。{line.why}"
        elif place := unsettled_over(line.standing, *self._names):
            line.verdict, line.why = DOUBT, f"{NOT_SETTLED_LIST}（{place}），请核对这个月算不算。{line.why}"
        elif said.what == MIXED and not line.goes_on:
            line.verdict = DOUBT
            line.why = f"这一行在{said.words}，有进有出，没有写明是哪一种，请核对。{line.why}"
        elif self._coloured and line.coloured is not False and line.verdict != DOUBT:
            look = "这一行有颜色，请核对还算不算" if line.coloured else "请打开原表看这一行有没有颜色"
            line.verdict, line.why = DOUBT, f"{COLOURED}“{self._coloured}”，{look}。{line.why}"

    def _end(self, line: DraftLine, may_be_without: bool) -> str:
        """The word by which the row ends, but for what on this kind of list is the list's own matter (退出时间 on 已消除)."""
        meant = self._leaving_is_meant
        amounts = told("presets")["lapsed"]["amounts"] if may_be_without else ()
        for word in (*line.ended, *(one for one in line.odd if one not in self._ordinary)):
            head, told_so, text = word.partition("：")
            meant_so = any(one in head for one in amounts) or any(one in word for one in self._reasons)
            if meant_so or self._is_normal(text or head):
                continue
            if not (told_so and any(one in head for one in meant)):
                return word
        unclear = self._by_enjoying and next(
            (words for answer, words in line.enjoyed if answer == UNCLEAR), ""
        )
        expired = self._expired(line) if self._expiry_asked else ""
        without = "" if may_be_without or self._of_another_list(line.without) else line.without
        return unclear or without or expired

    def _expired(self, line: DraftLine) -> str:
        """The heading and day of a validity that is over; "" where none is told, or one still goes on."""
        over = all(day < self._begins for _, day in line.expires)
        return "：".join((line.expires[0][0], str(line.expires[0][1]))) if line.expires and over else ""

    def _unsettled(self, line: DraftLine) -> str:
        """The word by which the row is not settled yet; not what it says of another department's list (低保待审批)."""
        return next((text for text in line.pending if not self._of_another_list(text)), "")

    def _of_another_list(self, text: str) -> bool:
        """Whether a row's words are of another department's list (低保待审批, 是否享受低保：否), and not of this one."""
        kinds = told("presets")["lapsed"]["pending"]["kinds"]
        own = kinds.get(self.facts.kind, ())
        others = {word for words in kinds.values() for word in words} if own else ()
        return any(word in text for word in others) and not any(word in text for word in own)

    def _is_normal(self, text: str) -> bool:
        """Whether a state says what everybody on this list is (状态：风险已消除)."""
        return any(word in text for word in self._normal) and is_usual(text, self._normal)

    def _all_denied(self, line: DraftLine) -> str:
        """否 in every column that asks for one of the list's own kinds, where no column 类别 tells which it is."""
        asked = told("presets")["facts"].get(self.facts.kind, {}).get("asked", ())
        said = [(head, yes) for head, yes in line.whether if any(word in head for word in asked)]
        denied = not self.by_category and said and not any(yes for _, yes in said)
        return "、".join(f"{head}：否" for head, _ in said) if denied else ""

    def _of_another(self, head: str) -> bool:
        return any(word in head for word in self.facts.not_holders)

    def _ask_who_holds(self, line: DraftLine) -> None:
        """The number stands in a column of the card holder's family (子女, 户主): who holds the card has to be looked up."""
        line.kind, line.ask, line.verdict = None, self._question(), DOUBT
        line.why = f"{line.why}号码写在“{line.head[:20]}”一列，持证的可能是别人，请核对是谁持证。"

    def _question(self) -> str:
        every = options(self.facts.kind)
        named = "、".join(code_list("hardship_type").label(code) for code in every[:4])
        return f"请选困难类型（{named}{' 等' if len(every) > 4 else ''}）。"

    def _aside(self, line: DraftLine, rule: str) -> None:
        line.use = False
        line.ask = f"第 {line.row} 行：{line.name}的{'、'.join(line.relations)}在名单上；{rule}，没有列出。"
