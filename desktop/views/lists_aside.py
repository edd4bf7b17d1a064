"""Beside the lines: one line in full with what is still asked, what accepting writes, and the buttons that decide."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.models.codes import code_list
from desktop.services.lists.board import BoardLine, choices
from desktop.services.lists.draft import DOUBT, FAMILY, HIT
from desktop.views.buttons import Button
from desktop.views.fields import Choice, Field
from desktop.views.layouts import Part, clear, column, fill, row, scroll
from desktop.views.lists_results import masked, veil
from desktop.views.lists_words import say_sum, say_who
from desktop.views.widgets import card, line_of, text

ICONS = {HIT: ("circle-check", "good"), FAMILY: ("house", "accent"), DOUBT: ("circle-question-mark", "warn")}


class ListsAside(QWidget):
    """Tells what was pressed; decides nothing. may: whether this person may decide at all."""

    accept_pressed = Signal()
    decline_pressed = Signal()
    end_pressed = Signal()
    reopen_pressed = Signal()
    pupil_pressed = Signal(int)
    all_settled = Signal(object, object)  # ids of several lines, their 困难类型
    settled = Signal(int, object, object)  # line, 困难类型 or None, relation or None

    def __init__(self, may: bool) -> None:
        super().__init__()
        self.may = may
        self.buttons: dict[str, Button] = {}
        self.kind: Choice | None = None
        self.relation: Choice | None = None
        self.cards, self.decision = column(gap=12), column(gap=12)
        self.setLayout(column((scroll(self.cards), 1), self.decision, gap=12))  # the buttons stay in sight
        self._shown: tuple[object, ...] = ()

    def show_lines(self, lines: Sequence[BoardLine], veiled: bool) -> None:
        """Show one line whole, or what several come to. The same again changes nothing: a box may be open in it."""
        wanted = (tuple(lines), veiled)
        if wanted == self._shown:
            return
        self._shown = wanted
        clear(self.cards)
        clear(self.decision)
        self.buttons, self.kind, self.relation = {}, None, None
        if not lines:
            parts: list[Part] = [
                card(
                    "一条一条看",
                    text("选一行，这里写着出处、为什么算上、以前怎么定的。", "small", "quiet", wrap=True),
                )
            ]
        elif len(lines) == 1:
            parts = [self._line(lines[0], veiled)]
        else:
            parts = [card(f"选中 {len(lines)} 条", text(say_who(lines), wrap=True), gap=4)]
        fill(self.cards, [*parts, None])
        fill(self.decision, self._deciding(lines))

    # one line ------------------------------------------------------------------------------------------

    def _line(self, line: BoardLine, veiled: bool) -> QWidget:
        pupil = Button("学生一页", role="link", tail="arrow-right")
        pupil.clicked.connect(partial(self._pupil, line.student))
        self.buttons["pupil"] = pupil
        icon, tone = ("log-out", "off") if line.gone else ICONS[line.verdict]
        number = masked(line.number) if veiled else line.number
        facts = [
            ("名单", line.list_text),
            ("出处", line.place),
            ("名单姓名", line.listed_name),
            ("名单号码", number),
        ]
        facts += [("以前", line.earlier)] if line.earlier else []
        facts += (
            [("处理", f"{code_list('list_decision').label(line.decision)}，{line.decided}")]
            if not line.open
            else []
        )
        facts += [("理由", line.reason)] if line.reason else []
        parts: list[Part] = [line_of(icon, tone, veil(line.why) if veiled else line.why)]
        parts += [_fact(name, words) for name, words in facts if words]
        if self.may and line.open and not line.gone:
            parts += [4, *self._asked(line)]
        return card(f"{line.name} {line.class_text}", *parts, extra=pupil, gap=7)

    def _asked(self, line: BoardLine) -> list[Part]:
        """What the person may answer: which 困难类型, whose number."""
        self.kind = Choice(choices(line))
        self.kind.choose(line.kind)
        self.kind.setPlaceholderText("请选")
        self.kind.activated.connect(partial(self._kind_chosen, line.id))
        parts: list[Part] = [Field("困难类型", self.kind)]
        if line.verdict != HIT:
            self.relation = Choice(list(code_list("relation").labels.items()))
            self.relation.choose(line.relation)
            self.relation.setPlaceholderText("请核对")
            self.relation.activated.connect(partial(self._relation_chosen, line.id))
            parts.append(Field("号码是谁的", self.relation))
        return parts

    def _kind_chosen(self, hit: int, _at: int) -> None:
        if self.kind is not None:
            self.settled.emit(hit, self.kind.value(), None)

    def _relation_chosen(self, hit: int, _at: int) -> None:
        if self.relation is not None:
            self.settled.emit(hit, None, self.relation.value())

    def _pupil(self, student: int, _checked: bool = False) -> None:
        self.pupil_pressed.emit(student)

    # deciding ------------------------------------------------------------------------------------------

    def _deciding(self, lines: Sequence[BoardLine]) -> list[Part]:
        """What pressing writes, and the buttons."""
        if not self.may or not lines:
            return []
        here = [line for line in lines if line.open and not line.gone]
        left = [line for line in lines if line.open and line.gone]
        parts: list[Part] = []
        if here:
            parts.append(self._accepting(here))
        if left:
            parts.append(self._ending(left))
        if any(line.decision == "declined" for line in lines):
            again = self._button("reopen", "重新打开", "rotate-ccw", self.reopen_pressed)
            parts.append(card("已经定了不采纳", row(again, None), gap=8))
        return parts

    def _accepting(self, lines: Sequence[BoardLine]) -> QWidget:
        lacking = [line for line in lines if not line.kind]
        unknown = [line for line in lines if line.verdict == FAMILY and not line.relation]
        unsure = [line for line in lines if line.asks and line.kind]
        told: list[Part] = []
        if len(lines) == 1:
            told += (
                [line_of("check", "accent", f"{lines[0].will}，记着出处，可以撤销。")]
                if lines[0].will
                else []
            )
        elif len(lacking) < len(lines):
            told.append(line_of("check", "accent", f"{say_sum(lines)}，记着出处，可以撤销。"))
        if lacking:
            words = (
                "困难类型还没有选，选好才能采纳。"
                if len(lines) == 1
                else f"{len(lacking)} 条还没有选困难类型，选好才能采纳。"
            )
            told.append(line_of("circle-question-mark", "warn", words))
        if len(lines) > 1 and lacking and len({line.list_kind for line in lines}) == 1:
            told.append(self._kind_of_all(lacking))
        if unsure:
            words = (
                f"{unsure[0].asks}。" if len(lines) == 1 else f"{len(unsure)} 条要先核对：{say_who(unsure)}。"
            )
            told.append(line_of("triangle-alert", "warn", words))
        accept = self._button(
            "accept",
            "采纳" if len(lines) == 1 else f"采纳 {len(lines)} 条",
            "check",
            self.accept_pressed,
            "accept",
        )
        accept.setEnabled(not lacking and not unknown)
        accept.setToolTip("Ctrl+Enter")
        decline = self._button("decline", "不采纳…", "", self.decline_pressed)
        return card("采纳会写什么", *told, 4, row(accept, decline, None, gap=8), gap=7)

    def _kind_of_all(self, lines: Sequence[BoardLine]) -> Part:
        """One answer for all of these lines, which are of one kind of list."""
        self.kind = Choice(choices(lines[0]))
        self.kind.setPlaceholderText("请选")
        self.kind.activated.connect(partial(self._all_chosen, [line.id for line in lines]))
        return Field(f"这 {len(lines)} 条的困难类型", self.kind)

    def _all_chosen(self, hits: Sequence[int], _at: int) -> None:
        if self.kind is not None and self.kind.value():
            self.all_settled.emit(list(hits), self.kind.value())

    def _ending(self, lines: Sequence[BoardLine]) -> QWidget:
        words = (
            f"{lines[0].will}。"
            if len(lines) == 1
            else f"{len(lines)} 人的困难类型记到上月底为止：{say_who(lines)}。"
        )
        keep = "名单漏了人、还在享受的，点“仍然保留”写一句理由。"
        end = self._button("end", "按退出处理…", "log-out", self.end_pressed, "accept")
        stay = self._button("stay", "仍然保留…", "undo-2", self.decline_pressed)
        parts = [line_of("check", "accent", words), line_of("info", "quiet", keep, "small")]
        return card("退出会怎样", *parts, 4, row(end, None), row(stay, None), gap=7)

    def _button(self, key: str, words: str, icon: str, signal: Signal, role: str = "plain") -> Button:
        made = Button(words, icon, role=role)
        made.clicked.connect(signal)
        self.buttons[key] = made
        return made


def _fact(name: str, words: str) -> Part:
    head = text(name, "small", "quiet")
    head.setFixedWidth(58)
    return row(column(head, None, gap=0), (text(words, "small", wrap=True), 1), gap=6)
