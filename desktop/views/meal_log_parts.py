"""What the panels of 日常记录 share: fields of a ledger in lines, what is kept already, and Enter that keeps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QWidget

from desktop.models.errors import Refused
from desktop.models.fields import FieldError, Link
from desktop.models.ledger import Ledger, Values
from desktop.models.store import Invalid, Store
from desktop.services.meals import logs
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.editors import editor_for
from desktop.views.fields import Field as Box
from desktop.views.layouts import Part, clear, column, fill, row
from desktop.views.widgets import Elided, card, ruled, text


def enter_keeps(widget: QWidget, act: Callable[[], object]) -> None:
    """Enter anywhere inside does the one thing this part is for."""
    for key in ("Return", "Enter"):
        short = QShortcut(QKeySequence(key), widget)
        short.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        short.activated.connect(act)


class Entry(QWidget):
    """Some fields of a ledger, laid out in lines. `read` gives what was typed, or says beside the fields what is wrong."""

    def __init__(
        self, store: Store, ledger: type[Ledger], lines: Sequence[Sequence[str]], *,
        labels: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.ledger = ledger
        self.fields = {field.name: field for field in ledger.fields()}
        self.editors: dict[str, Any] = {}
        self.boxes: dict[str, Box] = {}
        made = [[self._box(store, name, (labels or {}).get(name, "")) for name in line] for line in lines]
        self.setLayout(column(*(row(*((box, 1) for box in line), gap=12) for line in made), gap=10))

    def _box(self, store: Store, name: str, label: str) -> Box:
        field = self.fields[name]
        editor = editor_for(field)
        if isinstance(field, Link):
            editor.choose_from(store)
        if field.kind == "time":
            editor.setPlaceholderText("如 1140")
            editor.editingFinished.connect(partial(self._tidy, name))
        self.editors[name] = editor
        self.boxes[name] = Box(label or field.label, editor, must=field.required)
        return self.boxes[name]

    def _tidy(self, name: str) -> None:
        """1140 becomes 11:40 as soon as one leaves the field."""
        field, editor = self.fields[name], self.editors[name]
        try:
            editor.show_value(field.parse(editor.raw()))
        except FieldError:
            return

    def show_values(self, values: Values) -> None:
        """Show these; what is not named is as in a new record."""
        new = self.ledger()
        for name, editor in self.editors.items():
            value = values.get(name)
            editor.show_value(value if value is not None else self.fields[name].value_of(new))
        self.say({})

    def read(self) -> Values | None:
        """What was typed, parsed; None when something cannot be read."""
        values, problems = self.ledger.read({name: editor.raw() for name, editor in self.editors.items()})
        lacking = [name for name in self.editors if self.fields[name].required and values.get(name) is None]
        problems |= {name: f"请填写{self.fields[name].label}。" for name in lacking if name not in problems}
        self.say(problems)
        return None if problems else values

    def say(self, problems: Mapping[str, str]) -> bool:
        """Say what is wrong beside the fields; whether there was a place for all of it."""
        for name, box in self.boxes.items():
            box.say(problems.get(name, ""))
        wrong = next((name for name in self.boxes if name in problems), None)
        if wrong:
            self.editors[wrong].setFocus()
        return problems.keys() <= self.boxes.keys()

    def start(self, name: str = "") -> None:
        """Put the keyboard into a field, else into the first that is empty."""
        empty = (one for one, editor in self.editors.items() if editor.raw() in (None, "", []))
        first = name or next(empty, next(iter(self.editors)))
        self.editors[first].setFocus(Qt.FocusReason.OtherFocusReason)


class Panel(QWidget):
    """One kind of record of one day. The page says which day and what the reason of a 补录 is.

    kept: what to say when a record was kept, and the keyboard may go on to the next. said: when anything else was done.
    """

    kept = Signal(str)
    said = Signal(str)

    def __init__(self, desk: Desk, late_reason: Callable[[], str | None]) -> None:
        super().__init__()
        self.desk, self.late_reason = desk, late_reason
        self.day, self.kind = dt.date.today(), "lunch"
        self.free = True  # whether this person may write here

    def show_day(self, day: dt.date, kind: str) -> None:
        """Read the day anew."""
        self.day, self.kind = day, kind

    def start(self) -> None:
        """Put the keyboard where one begins."""

    def may(self) -> bool:
        return bool(self.desk.store.session.may("meals"))

    def attempt(self, act: Callable[..., Any], *args: Any, entry: Entry | None = None, **more: Any) -> bool:
        """Do it; what is refused is said beside the field it is about, else above the page."""
        try:
            act(*args, **more)
        except Invalid as error:
            if entry is None or not entry.say(error.problems):
                self.desk.refuse(error)
            return False
        except Refused as error:
            self.desk.refuse(error)
            return False
        return True


def list_of(title: str, lines: Sequence[Part], nothing: str, extra: QWidget | None = None) -> QFrame:
    """What is kept already, one line each."""
    return card(title, *ruled(*(lines or [text(nothing, "small", "quiet", wrap=True)])), extra=extra, gap=6)


class RecordPanel(Panel):
    """A record in a few fields: 消毒, 添加剂, 废弃物, 温湿度. Times and amounts are typed, the rest is as last time."""

    def __init__(
        self, desk: Desk, late_reason: Callable[[], str | None], ledger: type[Ledger], lines: Sequence[Sequence[str]],
        *, by_meal: bool = False, extra: Sequence[Button] = (),
    ) -> None:  # fmt: skip
        """by_meal: the ledger tells meals apart, and the record is of the meal chosen above."""
        super().__init__(desk, late_reason)
        self.ledger, self.by_meal = ledger, by_meal
        self.entry = Entry(desk.store, ledger, lines)
        self.keep = Button(f"登记{ledger.title}", "check", role="primary", tip="Enter")
        self.keep.clicked.connect(self.save)
        form = card(
            "",
            self.entry,
            row(text(ledger.about, "small", "quiet", wrap=True), *extra, self.keep, gap=10),
            gap=14,
        )
        enter_keeps(form, self.save)
        self.below = column(gap=0)
        self.setLayout(column(form, self.below, None, gap=12))

    def show_day(self, day: dt.date, kind: str) -> None:
        super().show_day(day, kind)
        self.setEnabled(self.may())
        told = logs.as_last_time(self.desk.store, self.ledger, day, kind if self.by_meal else None)
        self.entry.show_values(told)
        self.show_kept()

    def show_kept(self) -> None:
        rows = logs.rows_on(self.desk.store, self.ledger, self.day)
        clear(self.below)
        lines = [self._line(one) for one in rows]
        fill(self.below, [list_of(f"{self.day:%m-%d} 已登记", lines, "这一天还没有登记。")])

    def _line(self, record: Any) -> Part:
        names = [name for name in ("kind", *self.entry.editors) if name in self.entry.fields]
        told = [self.entry.fields[name].format(record.__data__.get(name)) for name in dict.fromkeys(names)]
        drop = Button("删除", role="link")
        drop.setAccessibleName(f"删除{self.ledger.caption(record)}")
        drop.clicked.connect(partial(self.remove, record.id))
        return row((Elided("　".join(filter(None, told))), 1), drop, gap=8)

    def remove(self, record: int, _checked: bool = False) -> None:
        if self.attempt(self._remove, record):
            self.said.emit(f"已删除{self.ledger.title}，可以撤销。")

    def _remove(self, record: int) -> None:
        with self.desk.store.step(f"删除{self.ledger.title}：{self.day}") as step:
            step.remove(self.ledger, record)

    def start(self) -> None:
        self.entry.start()

    def save(self) -> None:
        values = self.entry.read()
        if values is None:
            return
        values |= {"day": self.day, "late_reason": self.late_reason()}
        if self.by_meal:
            values["kind"] = self.kind
        if self.attempt(logs.add, self.desk.store, self.ledger, values, entry=self.entry):
            self.kept.emit(f"{self.ledger.title}登记好了。")
