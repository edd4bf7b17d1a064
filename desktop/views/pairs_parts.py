"""Parts of the page 结对: teachers with their load at the left, the chosen child and its history at the right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from desktop.services.care import pair_board
from desktop.services.care.pair_board import Board, Load, Standing
from desktop.views.buttons import Button
from desktop.views.layouts import Part, clear, column, fill, row
from desktop.views.widgets import Elided, Meter, card, line_of, ruled, tag, text

EVERY, MISSING, OFFERED, STALE = "every", "missing", "offered", "stale"
HIGH, LOW = 44, 34  # px of a teacher, of another line
OLD = 6  # pairs of a child's history that are shown at first


class Entry(Button):
    """One line of the left list: what it is called, how many, and for a teacher the load as a bar."""

    def __init__(self, key: Any, name: str, count: str, tone: str = "", load: Load | None = None) -> None:
        super().__init__(role="bucket")
        self.key = key
        self.setAccessibleName(f"{name} {count}")
        self.setStyleSheet(f"QPushButton {{ min-height: {HIGH if load is not None else LOW}px }}")
        figure = text(count, "small", tone or "quiet", right=True)
        parts: list[Part] = [row((Elided(name), 1), figure, gap=6)]
        if load is not None:
            bar = "bad" if load.gone else "warn" if load.over else "accent"
            parts.append(Meter([(len(load.children), bar)], max(load.most, len(load.children)), 5))
        self.setLayout(column(None, *parts, None, gap=5, edge=(12, 0, 12, 0)))
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows are the list's."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)


class LoadList(QWidget):
    """All, missing, waiting, no longer listed; then the teachers. ↑ and ↓ go through it."""

    chosen = Signal(object)  # a key above, or a teacher's id
    books_wanted = Signal()

    def __init__(self, *, books: bool) -> None:
        """books: whether a way to the ledgers stands at the end."""
        super().__init__()
        self.books = books
        self.key: Any = EVERY
        self.every_teacher = False
        self.board: Board | None = None
        self.entries: dict[Any, Entry] = {}
        self.box = column(gap=4)
        self.setLayout(column(self.box, None, gap=0, edge=(0, 0, 8, 0)))

    def show_board(self, board: Board) -> None:
        self.board = board
        clear(self.box)
        told = board.coverage
        lines = [Entry(EVERY, "全部要结对的", f"{told.listed} 人")]
        lines.append(
            Entry(MISSING, "还没有责任教师", f"{len(told.missing)} 人", "bad" if told.missing else "good")
        )
        if board.offers:
            lines.append(Entry(OFFERED, "交接等接手", f"{len(board.offers)} 人", "warn"))
        if board.stale:
            lines.append(Entry(STALE, "可以结束的", f"{len(board.stale)} 对", "warn"))
        teachers = [one for one in board.loads if one.children or one.coming or self.every_teacher]
        rest = [one for one in board.loads if one not in teachers]
        elsewhere = sum(1 for one in rest if one.elsewhere)
        lines_of = [self._teacher(one) for one in teachers]
        parts: list[Part] = [*lines]
        if lines_of:
            parts += [6, text(f"教师（超过 {board.most} 人提醒）", "small", "quiet"), 2, *lines_of]
        if rest:
            free = len(rest) - elsewhere
            told = [f"还有 {free} 位教师没有学生"] if free else []
            told += [f"另有 {elsewhere} 位只带别的班"] if elsewhere else []
            parts += [4, *(row(self._more(words), None) for words in told)]
        if self.books:
            table = Button("全部结对和措施模板", role="link", tail="arrow-right")
            table.clicked.connect(self.books_wanted)
            parts += [4, row(table, None)]
        fill(self.box, parts)
        self.entries = {one.key: one for one in (*lines, *lines_of)}
        for one in self.entries.values():
            one.clicked.connect(partial(self._press, one.key))
        self.mark(self.key if self.key in self.entries else EVERY)

    @staticmethod
    def _teacher(load: Load) -> Entry:
        count = f"{len(load.children)} 人" + (f" +{load.coming}" if load.coming else "")
        count += f" 别班 {load.elsewhere}" if load.elsewhere else ""
        tone = "bad" if load.gone else "warn" if load.over else ""
        name = f"{load.name}（已离校）" if load.gone else load.name
        return Entry(load.teacher, name, count, tone, load)

    def _more(self, words: str) -> Button:
        made = Button(words, role="link")
        made.clicked.connect(self._all)
        return made

    def _all(self) -> None:
        self.every_teacher = True
        if self.board is not None:
            self.show_board(self.board)

    def mark(self, key: Any) -> None:
        self.key = key
        for one in self.entries.values():
            one.set_on(one.key == key)

    def _press(self, key: Any, _checked: bool = False) -> None:
        self.mark(key)
        self.chosen.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        keys = list(self.entries)
        if not step or self.key not in keys:
            super().keyPressEvent(event)
            return
        at = min(max(keys.index(self.key) + step, 0), len(keys) - 1)
        self.entries[keys[at]].setFocus(Qt.FocusReason.TabFocusReason)
        self._press(keys[at])


class ChildAside(QWidget):
    """The chosen child: who stands by since when, what the plan says, every pair before. Tells which button was pressed."""

    act = Signal(str)

    def __init__(self, *, may: bool, plans: bool, mine: int | None = None) -> None:
        """may: pairs can be changed by this person; plans: plans can; mine: this person among the staff."""
        super().__init__()
        self.may, self.plans, self.mine = may, plans, mine
        self.buttons: dict[str, Button] = {}
        self.box = column(gap=12)
        self.setLayout(column(self.box, None, gap=0))

    def show_nothing(self, parts: Sequence[QWidget]) -> None:
        clear(self.box)
        self.buttons = {}
        fill(self.box, parts)

    def show_several(self, standings: Sequence[Standing]) -> None:
        clear(self.box)
        self.buttons = {}
        names = "、".join(one.child.name for one in standings[:8])
        more = f"等 {len(standings)} 人" if len(standings) > 8 else ""
        who = text(names + more, wrap=True)
        fill(self.box, [card(f"选中 {len(standings)} 人", who, 2, *self._acts(standings), gap=8)])

    def show_child(self, one: Standing, past: Sequence[Any], *, discreet: bool) -> None:
        clear(self.box)
        self.buttons = {}
        pupil = self._button("pupil", "学生一页", "", "link")
        parts: list[Part] = []
        if not discreet:
            parts.append(row(*[tag(word) for word in one.child.told.split("、") if word], None, gap=6))
            parts += [text(why, "small", "quiet", wrap=True) for why in one.child.why.values()]
        parts.append(self._standing(one))
        title = f"{one.child.name} {one.child.class_name}"
        cards: list[QWidget] = [card(title, *parts, 2, *self._acts([one]), extra=pupil, gap=8)]
        cards.append(self._history(past, one.child.student))
        fill(self.box, cards)

    @staticmethod
    def _standing(one: Standing) -> Part:
        if one.state == pair_board.WAITS and one.offer is not None:
            return line_of("hourglass", "warn", pair_board.words_of(one.offer))
        if one.state == pair_board.MISSING:
            return line_of("circle-alert", "bad", "还没有责任教师。")
        since = f"{one.lead.from_day} 起" if one.lead else ""
        if one.state == pair_board.ALONE:
            return line_of("circle-alert", "bad", f"{one.teacher} 已经离校，请办交接。")
        return line_of("user-check", "good", f"责任教师 {one.teacher}\n{since}")

    def _acts(self, standings: Sequence[Standing]) -> list[Part]:
        made: list[Part] = []
        if self.may:
            waits = any(one.state == pair_board.WAITS for one in standings)
            bare = all(one.lead is None for one in standings)
            if waits:
                made.append(self._button("answer", "登记接手…", "check", "accept"))
            elif bare:
                made.append(self._button("give", "安排责任教师…", "user-plus", "accept"))
            else:
                made.append(self._button("hand", "交接给别的教师…", "arrow-left-right"))
            if len(standings) == 1:
                made.append(self._button("help", "加协助或社会结对…", "users-round"))
            if not bare:
                made.append(self._button("end", "结束结对…", "unlink"))
        elif self._to_me(standings):
            made.append(self._button("answer", "接手或不接手…", "check", "accept"))
        if len(standings) == 1 and not all(one.lead is None for one in standings):
            made.append(self._button("plan", "帮扶计划", "notebook-pen"))
        return made

    def _to_me(self, standings: Sequence[Standing]) -> bool:
        """Whether all of these children are offered to this very teacher, who answers without the clerk."""
        offers = [one.offer for one in standings]
        return self.mine is not None and all(
            one is not None and one.teacher_id == self.mine for one in offers
        )

    def _button(self, key: str, words: str, icon: str, role: str = "plain") -> Button:
        made = Button(words, icon, role=role, tail="arrow-right" if role == "link" else "")
        made.clicked.connect(partial(self._pressed, key))
        self.buttons[key] = made
        return made

    def _pressed(self, key: str, _checked: bool = False) -> None:
        self.act.emit(key)

    @staticmethod
    def _history(past: Sequence[Any], child: int) -> QFrame:
        if not past:
            return card("结对经过", text("还没有结过对。", "small", "quiet"), gap=6)
        lines = [text(pair_board.words_of(one, child), "small", wrap=True) for one in past[:OLD]]
        more: list[Part] = []
        if len(past) > OLD:
            more = [text(f"更早的 {len(past) - OLD} 条在“全部结对”里", "small", "quiet")]
        return card("结对经过", *ruled(*lines), *more, gap=7)
