"""Steps of a comparison: where the lists are dropped, and what each sheet was recognised as."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.models.codes import code_list
from desktop.services.lists.draft import DOUBT, FAMILY, HIT, ListDraft
from desktop.services.lists.outlook import Looked
from desktop.services.lists.presets import told
from desktop.views.buttons import Button
from desktop.views.dialogs import Dialog
from desktop.views.drop import DropFrame
from desktop.views.fields import Choice, Field
from desktop.views.layouts import Part, column, holder, row, scroll
from desktop.views.widgets import Elided, card, line_of, ruled, tag, text

MONTHS_BACK = 12
KIND, MONTH, VERSION, INDENT = 212, 128, 136, 34  # px of the boxes of one list, and how far in they stand
VERSIONS = [(True, "替换原来的"), (False, "两份都算")]
LEAST = 124  # px of a box in a window of little width


ASKED = ""  # no month for all: the person says it list by list


def months(today: dt.date) -> list[tuple[str, str]]:
    """This month and the ones before it: ("2026-09", "2026年9月"), …"""
    found = []
    year, month = today.year, today.month
    for _ in range(MONTHS_BACK):
        found.append((f"{year}-{month:02d}", month_words(f"{year}-{month:02d}")))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return found


def month_words(month: str) -> str:
    year, number = month.split("-")
    return f"{year}年{int(number)}月"


class ListsDrop(DropFrame):
    """Where a folder of lists is let go, or chosen."""

    folder_asked = Signal()
    files_asked = Signal()

    def __init__(self, says: str, fact: str, *, folder: bool = True) -> None:
        self.folder = Button("选文件夹", "folder-open")
        self.files = Button("选文件", "file-spreadsheet")
        words = (text(says, "section"), text(fact, "small", "quiet", wrap=True))
        buttons = row(None, self.folder, self.files, None, gap=10)
        super().__init__("folder-open" if folder else "file-up", *words, buttons)
        self.setMinimumHeight(220)
        self.folder.clicked.connect(self.folder_asked)
        self.files.clicked.connect(self.files_asked)
        self.folder.setVisible(folder)


class PickStep(QWidget):
    """选名单: drop a folder; the month for lists that do not tell theirs."""

    dropped = Signal(list)
    folder_asked = Signal()
    files_asked = Signal()

    def __init__(self, today: dt.date, since: str, late: bool) -> None:
        super().__init__()
        area = ListsDrop(
            "把县里发的名单文件夹拖到这里",
            "残联、民政、乡村振兴等部门的名单，一个文件夹全放进来就行。不用改格式，第几张表、几行表头、一户几个号码都不要紧。",
        )
        area.dropped.connect(self.dropped)
        area.folder_asked.connect(self.folder_asked)
        area.files_asked.connect(self.files_asked)
        self.month = Choice([(ASKED, "逐份指明"), *months(today)])
        self.month.setFixedWidth(160)
        says = "文件名、表名和标题里写了月份的，照它写的算。"
        box = Field("没有写月份的名单，算作", self.month, says=says)
        icon, tone = ("triangle-alert", "warn") if late else ("circle-check", "good")
        beside = card("", line_of(icon, tone, since), gap=4)
        form = holder(column(box, edge=(16, 14, 16, 14)), card=True)
        self.setLayout(column(scroll(column(beside, area, form, None, gap=12)), gap=0))

    def chosen_month(self) -> str | None:
        """None: each list without a month is asked about, none is guessed."""
        return str(self.month.value() or "") or None


class ListRow(QWidget):
    """One sheet: whether it is taken, which list of which month it is, what it holds of ours."""

    use_changed = Signal(object, bool)  # ListDraft
    kind_chosen = Signal(object, str)
    month_chosen = Signal(object, str)
    version_chosen = Signal(object, bool)
    columns_asked = Signal(object)

    def __init__(self, one: ListDraft, today: dt.date) -> None:
        super().__init__()
        self.one = one
        self.tick = QCheckBox()
        self.tick.setFixedWidth(22)
        self.tick.setChecked(one.use and not one.taken)
        self.tick.setEnabled(not one.taken)
        self.tick.setAccessibleName(f"用{one.label}")
        self.tick.toggled.connect(partial(self._emit_use, one))
        self.kind = self._box("名单种类", list(code_list("county_list").labels.items()), one.kind, KIND)
        known = months(today)
        if one.month and one.month not in dict(known):
            known.append((one.month, month_words(one.month)))
        self.month = self._box("名单月份", known, one.month, MONTH)
        self.kind.activated.connect(self._kind_activated)
        self.month.activated.connect(self._month_activated)
        self.version = self._box("和原来的那一份", VERSIONS, bool(one.replaces), VERSION)
        self.version.setParent(self)
        self.version.setMinimumWidth(VERSION)
        self.version.setVisible(bool(one.version_words))
        self.version.activated.connect(self._version_activated)
        self.point = Button("指号码列", role="link", tip="这份名单里哪几列的身份证号要算，指一次就记住")
        self.point.clicked.connect(self._point)
        open_to_doubt = len(number_heads(one)) > 1 or bool(one.unsure)
        self.point.setVisible(open_to_doubt and not one.taken)
        self.setLayout(self._layout())

    def _box(self, name: str, choices: list[tuple[Any, str]], value: Any, wide: int) -> Choice:
        made = Choice(choices)
        made.choose(value)
        made.setPlaceholderText("请选")
        made.setMaximumWidth(wide)
        made.setMinimumWidth(min(wide, LEAST))
        made.setAccessibleName(f"{name}：{self.one.label}")
        made.setEnabled(not self.one.taken)
        return made

    def _layout(self) -> Part:
        one = self.one
        facts = [f"{one.rows} 行", f"{one.numbers} 个号码"]
        facts += [f"{one.damaged} 个残缺"] if one.damaged else []
        facts += ["表是隐藏的"] if one.hidden else []
        hits = len(one.of(HIT)) + len(one.of(FAMILY))
        doubts = len(one.of(DOUBT))
        tags = [tag(f"与本校有关 {hits} 条", "accent" if hits else "plain")]
        tags += [tag(f"疑似 {doubts} 条", "warn")] if doubts else []
        names = column(
            Elided(one.path.name), Elided(f"{one.sheet}，{'，'.join(facts)}", "small", "quiet"), gap=1
        )
        head = row(self.tick, (names, 1), *tags, gap=8)
        below = row(INDENT, (self.kind, 3), (self.month, 1), None, self.point, gap=8)
        notes: list[Part] = []
        for icon, tone, words in self._notes():
            notes.append(row(INDENT, (line_of(icon, tone, words, "small"), 1), gap=0))
        if words := one.version_words:
            notes.append(row(INDENT, (line_of("copy", "warn", words, "small"), 1), self.version, gap=8))
        return column(head, below, *notes, gap=7, edge=(0, 10, 0, 10))

    def _notes(self) -> list[tuple[str, str, str]]:
        one, found = self.one, []
        if one.taken:
            return [("circle-minus", "off", one.taken)]
        if one.kind is None:
            found.append(
                ("circle-alert", "bad", "没有认出是哪一份名单，请选一个。选过一次，下个月自己认得。")
            )
        if one.month is None:
            found.append(("circle-alert", "bad", "名单上没有写月份，请选一个。"))
        if one.ahead:
            found.append(("triangle-alert", "warn", one.ahead))
        if one.note:
            found.append(("triangle-alert", "warn", one.note))
        if one.twice:
            found.append(("copy", "warn", one.twice))
        if one.short:
            found.append(("triangle-alert", "warn", one.short))
        if one.skipped_words:
            found.append(("triangle-alert", "warn", one.skipped_words))
        if one.aside:
            more = f"还有 {len(one.aside) - 1} 条同样的。" if len(one.aside) > 1 else ""
            found.append(("info", "quiet", one.aside[0] + more))
        return found

    def _emit_use(self, one: ListDraft, on: bool) -> None:
        self.use_changed.emit(one, on)

    def _kind_activated(self) -> None:
        self.kind_chosen.emit(self.one, str(self.kind.value()))

    def _month_activated(self) -> None:
        self.month_chosen.emit(self.one, str(self.month.value()))

    def _version_activated(self) -> None:
        self.version_chosen.emit(self.one, bool(self.version.value()))

    def _point(self) -> None:
        self.columns_asked.emit(self.one)


class KnowStep(QWidget):
    """认名单: every sheet, what it was taken for, and what could not be read."""

    password_asked = Signal(object)  # Path

    def __init__(self, looked: Looked, today: dt.date) -> None:
        super().__init__()
        draft = looked.draft
        first = sorted(
            draft.lists, key=lambda one: (bool(one.taken), one.kind is not None and one.month is not None)
        )
        self.rows = [ListRow(one, today) for one in first]
        self.locks: list[tuple[Button, Path]] = []
        says = [
            *draft.problems,
            *([draft.absent] if draft.absent else []),
            *([draft.passed_over] if draft.passed else []),
        ]
        parts: list[Part] = [self._problems(looked, says)] if says else []
        if self.rows:
            parts.append(card(f"找到 {len(self.rows)} 份名单", *ruled(*self.rows), gap=0))
        self.setLayout(column(scroll(column(*parts, None, gap=12)), gap=0))

    def _problems(self, looked: Looked, says: Sequence[str]) -> QWidget:
        lines: list[Part] = [line_of("triangle-alert", "warn", words) for words in says]
        for path in looked.locked:
            button = Button(f"输入“{path.name}”的密码", "lock-open")
            button.clicked.connect(partial(self._ask_password, path))
            self.locks.append((button, path))
            lines.append(row(24, button, None))
        return card("要看一眼的", *lines, gap=8)

    def _ask_password(self, path: Path, _checked: bool = False) -> None:
        self.password_asked.emit(path)


def number_heads(one: ListDraft) -> list[str]:
    """The headings of a list that hold numbers of people."""
    words = told("presets")["columns"]["number"]
    asked = {*one.skipped, *one.unsure}
    return [head for head in one.heads if head in asked or any(word in head for word in words)]


class ColumnsQuestion(Dialog):
    """Which of a list's columns of numbers count."""

    def __init__(self, parent: QWidget | None, one: ListDraft, ticked: Sequence[str]) -> None:
        heads = number_heads(one)
        self.ticks = [QCheckBox(head) for head in heads]
        for tick in self.ticks:
            tick.setChecked((tick.text() in ticked or not ticked) and tick.text() not in one.closed)
            tick.toggled.connect(self._look)
        about = "打勾的列里的号码才算。经办人、联系人一类的列没有打勾，真是名单上的人，就打上。指一次就记住，下个月照办。"
        body = column(text(about, "small", "quiet", wrap=True), 4, *self.ticks, gap=8)
        super().__init__(parent, f"{one.path.name}：哪几列的号码要算", body)
        self.add_button("取消")
        self.yes = self.add_button("记住，重新比对", "primary", accepts=True)

    def chosen(self) -> tuple[str, ...]:
        return tuple(tick.text() for tick in self.ticks if tick.isChecked())

    def _look(self) -> None:
        self.yes.setEnabled(bool(self.chosen()))


def ask_columns(parent: QWidget | None, one: ListDraft, ticked: Sequence[str]) -> tuple[str, ...] | None:
    """The headings that count; None when the person thought better of it."""
    dialog = ColumnsQuestion(parent, one, ticked)
    chosen = dialog.chosen() if dialog.exec() == Dialog.DialogCode.Accepted else None
    dialog.deleteLater()
    return chosen
