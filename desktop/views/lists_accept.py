"""采纳 on 比对台: what is asked before lines are written, and how much of it goes at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.services.lists import decide
from desktop.services.lists.board import BoardLine
from desktop.services.lists.draft import DOUBT
from desktop.views.buttons import Button
from desktop.views.dialogs import Dialog
from desktop.views.layouts import Part, column, scroll
from desktop.views.lists_words import say_sum
from desktop.views.widgets import text

if TYPE_CHECKING:
    from desktop.views.lists_desk import ListsDesk

NAMED = 4  # names that stand behind one remark
ASKED = 4  # 疑似 lines that a question shows in full
HIGH, LINE = 300, 26  # px of the names shown at once, and of one of them


class LookQuestion(Dialog):
    """What has to be read before lines are written, and how many of them go: all, those without a remark, none."""

    def __init__(self, parent: QWidget | None, title: str, told: Sequence[str], words: str) -> None:
        lines: list[Part] = [text(one, "small", wrap=True) for one in told]
        area = scroll(column(*lines, None, gap=6))
        area.setFixedHeight(min(HIGH, LINE * len(lines) + 8))
        super().__init__(parent, title, column(text(words, wrap=True), area, gap=8), width=560)
        self.add_button("取消")
        self.read = False  # everything was read, and all may go

    def offer(self, every: str, plain: str) -> None:
        """The two answers in words; plain: "" where there is none."""
        self.every = self.add_button(every, "plain" if plain else "primary", accepts=not plain)
        self.every.clicked.disconnect()
        self.every.clicked.connect(self._take_all)
        if plain:
            self.plain = self.add_button(plain, "primary", accepts=True)

    def _take_all(self) -> None:
        self.read = True
        self.accept()


def ask_remarks(
    parent: QWidget | None, noted: Sequence[BoardLine], plain: Sequence[BoardLine], words: str
) -> list[BoardLine]:
    """The lines the person lets go, after every remark was shown with those who bear it."""
    dialog = LookQuestion(parent, "采纳清楚的：名单上另有备注", remark_words(noted), words)
    every = f"备注看过了，采纳 {len(plain) + len(noted)} 条"
    dialog.offer(every, f"先采纳没有备注的 {len(plain)} 条" if plain else "")
    return _answered(dialog, noted, plain)


def ask_family(
    parent: QWidget | None, family: Sequence[BoardLine], own: Sequence[BoardLine], words: str
) -> list[BoardLine]:
    """The lines the person lets go, after the names and relations of those were shown who are on a list through somebody of
    their family, those with a remark first. own: lines of the pupils' own numbers that go along.
    """
    noted = [line for line in family if line.remark]
    plain = [line for line in family if not line.remark]
    title = "连同户内命中（关系来自花名册）"
    dialog = LookQuestion(parent, title, [*map(family_words, (*noted, *plain))], words)
    some = len(own) + len(plain)
    every = f"关系{'和备注' if noted else ''}看过了，采纳 {some + len(noted)} 条"
    dialog.offer(every, f"先采纳没有备注的 {some} 条" if noted and some else "")
    return _answered(dialog, noted, [*own, *plain])


def _answered(
    dialog: LookQuestion, noted: Sequence[BoardLine], plain: Sequence[BoardLine]
) -> list[BoardLine]:
    answer = dialog.exec() == Dialog.DialogCode.Accepted
    dialog.deleteLater()
    return [*plain, *(noted if dialog.read else ())] if answer else []


def remark_words(lines: Sequence[BoardLine]) -> list[str]:
    """What the lists remark, the rarest first, each with who bears it: 农村低保 2026-09“已转外校”：五(2)班罗永康."""
    bearers: dict[str, list[str]] = {}
    for line in lines:
        bearers.setdefault(f"{line.list_text}“{line.remark}”", []).append(f"{line.class_text}{line.name}")
    told = []
    for remark, names in sorted(bearers.items(), key=lambda pair: len(pair[1])):
        more = f" 等 {len(names)} 人" if len(names) > NAMED else ""
        told.append(f"{remark}：{'、'.join(names[:NAMED])}{more}")
    return told


def family_words(line: BoardLine) -> str:
    """五(2)班罗永康：父亲罗大山在名单上 → 农村低保；备注写着“在外地住院”."""
    who = f"{line.relation_text}{line.listed_name}"
    remark = f"；备注写着“{line.remark}”" if line.remark else ""
    return f"{line.class_text}{line.name}：{who}在“{line.list_text}”上 → {line.kind_text}{remark}"


class Accepting:
    """Writes lines of the board into 困难类型 as far as the person agreed.

    ask_family, ask_remarks: show names, relations and remarks first.
    """

    def __init__(self, page: ListsDesk) -> None:
        self.page, self.desk = page, page.desk
        self.ask_family, self.ask_remarks = ask_family, ask_remarks

    def clear(self) -> list[BoardLine]:
        """Lines shown that need no further look and are the pupil's own number."""
        return [line for line in self.page.shown() if line.clear and line.own]

    def family(self) -> list[BoardLine]:
        """Lines shown that are clear because the roster says whose number it is."""
        return [line for line in self.page.shown() if line.clear and not line.own]

    def buttons(self) -> list[Button]:
        """采纳清楚的, and beside it what brings the families' lines along."""
        clear, family = self.clear(), self.family()
        made = []
        if family:
            tip = "连同家里人在名单上的一起采纳。号码是谁的，关系来自花名册，写入以前逐个给您看"
            both = Button(f"连同户内命中 {len(family)} 人…", "house", tip=tip)
            both.clicked.connect(self.accept_with_family)
            made.append(both)
        if clear:
            every = Button(
                f"采纳清楚的 {len(clear)} 条", "list-checks", role="primary", tip="只采纳本人号码在名单上的"
            )
            every.clicked.connect(self.accept_clear)
            made.append(every)
        return made

    def accept_chosen(self) -> None:
        """The chosen lines, after 疑似 and contradictions were asked about."""
        chosen = [line for line in self.page.selected() if line.open]
        if chosen and self.page.may_write() and self._are_the_same(chosen) and self._takes_the_place(chosen):
            self.page.do(partial(decide.accept, sure=True, instead=True), chosen, "采纳")

    def accept_clear(self) -> None:
        """All own numbers shown that need no further look, after it was said what will be written.

        Those that the list remarks something about go only when every remark was shown.
        """
        chosen = self.clear()
        noted = [line for line in chosen if line.remark]
        words = f"{len(chosen)} 条，{say_sum(chosen)}，都是学生本人的号码。每条都记着出处，可以撤销。"
        if noted:
            told = f"清楚的共 {words}其中 {len(noted)} 条名单上另有备注，请先看一遍："
            plain = [line for line in chosen if not line.remark]
            chosen = self.ask_remarks(self.page, noted, plain, told)
        elif chosen and not self.desk.ask(
            self.page, "采纳清楚的", f"将采纳 {words}", yes=f"采纳 {len(chosen)} 条"
        ):
            return
        if chosen:
            self.page.do(decide.accept, chosen, "采纳")

    def accept_with_family(self) -> None:
        """The same with those whose family is on a list; names, relations and remarks are looked at first."""
        family = self.family()
        own = [line for line in self.clear() if not line.remark]
        both = [*own, *family]
        rest = f"另有本人号码、没有备注的 {len(own)} 条一起写入，" if own else ""
        words = f"下面 {len(family)} 条是家里人的号码，关系来自花名册，请看一遍对不对。{rest}{say_sum(both)}，可以撤销。"
        if family and (chosen := self.ask_family(self.page, family, own, words)):
            self.page.do(decide.accept, chosen, "采纳")

    def _takes_the_place(self, chosen: Sequence[BoardLine]) -> bool:
        """What another list of the month was accepted to say is not turned round silently."""
        told = decide.chosen_before([line.id for line in chosen])
        words = "\n".join((f"有 {len(told)} 条：", *told[:ASKED]))
        return not told or bool(self.desk.ask(self.page, "两份说法相反", words, yes="问清了，换成这一条"))

    def _are_the_same(self, chosen: Sequence[BoardLine]) -> bool:
        """Of 疑似 lines the person compares both numbers first; a "no" writes nothing."""
        if not (doubtful := [line.id for line in chosen if line.verdict == DOUBT and not line.gone]):
            return True
        told = decide.doubts_in(doubtful)
        self.desk.note_access("查看完整号码", "疑似的名单命中", len(told))
        more = f"……共 {len(told)} 条疑似。" if len(told) > ASKED else ""
        words = "".join(f"{one}\n" for one in told[:ASKED])
        words = f"{words}{more}确实是同一个人才采纳；只是同名，请点“不采纳”。"
        return bool(self.desk.ask(self.page, "疑似：是不是同一个人", words, yes="是同一个人，采纳"))
