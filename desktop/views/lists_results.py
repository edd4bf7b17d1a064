"""看结果: every line of the lists that concerns a pupil, by how sure it is, before anything is taken in."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.codes import code_list
from desktop.models.ledgers.students import Student
from desktop.services.lists.draft import DOUBT, FAMILY, HIT, DraftLine, ListDraft, MatchDraft
from desktop.services.lists.outlook import Outlook
from desktop.services.lists.past import CHANGED, GONE, NEW, SAME, left_words
from desktop.views.buttons import Button, Chip
from desktop.views.cells import Column
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import Giving, column, holder, row
from desktop.views.lists_words import in_class_order
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
from desktop.views.widgets import Bucket, text

NOBODY = "nobody"
LONG_NUMBER = re.compile(r"\d{10,}[Xx]?")
BUCKETS = {
    HIT: ("circle-check", "命中", "good"),
    FAMILY: ("house", "户内命中", "accent"),
    DOUBT: ("circle-question-mark", "疑似", "warn"),
    GONE: ("log-out", "退出", "off"),
}
GUIDE = {
    HIT: "名单上就是学生本人的号码。记下以后再决定采纳不采纳，现在什么也不写。",
    FAMILY: "名单上是家里人的号码，右边写着是谁。",
    DOUBT: "同名不同号、号码残缺一类，程序不替您猜。明显不是的，按空格去掉勾。",
    GONE: "上个月的名单上有、采纳过，这次没有了。记下以后按退出处理，或写明理由保留。",
    NOBODY: "这些号码在本校学生和家里人中都没有，不会记下任何人。",
}
CHANGES = {NEW: "accent", CHANGED: "warn", GONE: "off", SAME: "off"}
LINES = (
    Column("tick", "记下", 58, "center"),
    Column("name", "姓名", 96),
    Column("class", "班级", 74),
    Column("change", "与上月比", 86),
    Column("kind", "困难类型", 150),
    Column("who", "号码是谁的", 128),
    Column("list", "名单", 140),
    Column("row", "行", 52, "right"),
    Column("listed", "名单姓名", 82),
    Column("number", "名单号码", 172),
    Column("why", "为什么", 300),
)
LISTS = (
    Column("list", "名单", 190),
    Column("file", "文件", 220),
    Column("rows", "行数", 74, "right"),
    Column("numbers", "号码", 74, "right"),
    Column("strangers", "与本校无关", 96, "right"),
    Column("namesakes", "同名大人", 84, "right"),
)


def change_tag(change: str) -> Shown:
    return Shown(code_list("list_change").label(change or None), CHANGES.get(change), "tag")


def masked(number: str) -> str:
    return Student.id_number.shown(number) if number else ""


def veil(sentence: str) -> str:
    """A sentence with the long numbers in it hidden."""
    return LONG_NUMBER.sub(lambda found: masked(found[0]), sentence)


class ResultsStep(QWidget):
    """The table of one bucket. Space or a press on the tick leaves a line out."""

    ticked = Signal()
    pupil_wanted = Signal(int)

    def __init__(self, draft: MatchDraft, told: Outlook, looked_at: Callable[[int], None]) -> None:
        super().__init__()
        self.draft, self.told, self.looked_at = draft, told, looked_at
        self.lists = [one for one in draft.lists if one.use and not one.taken]
        self.lines = {
            at: pair for at, pair in enumerate((one, line) for one in self.lists for line in one.lines)
        }
        self.veiled = True
        counts = self._counts()
        self.bucket = next((key for key in (HIT, FAMILY, DOUBT, GONE) if counts[key]), HIT)
        self.buckets: dict[str, Bucket] = {}
        for key, (icon, words, tone) in BUCKETS.items():
            self.buckets[key] = Bucket(icon, words, tone, counts[key])
            self.buckets[key].clicked.connect(partial(self.show_bucket, key))
        self.nobody = Button(f"另有 {counts[NOBODY]} 个号码与本校无关", role="link", tail="arrow-right")
        self.nobody.clicked.connect(partial(self.show_bucket, NOBODY))
        self.guide, self.reason = text("", "small", "quiet", wrap=True), text("", "small", wrap=True)
        self._make_tables()
        says = row((self.guide, 1), column(self.nobody, None, gap=0), gap=12)
        grid = holder(column(self.table, self.numbers, edge=1), card=True)
        counted = row(*self.buckets.values(), gap=10)
        self.setLayout(column(counted, self._chips(), says, (grid, 1), self.reason, gap=10))
        self.show_bucket(self.bucket)

    def _counts(self) -> dict[str, int]:
        lines = [line for _, line in self.lines.values()]
        found = {key: sum(line.verdict == key for line in lines) for key in (HIT, FAMILY, DOUBT)}
        return found | {GONE: len(self.told.gone), NOBODY: sum(one.strangers for one in self.lists)}

    def _make_tables(self) -> None:
        self.model = HeldRows(LINES)
        self.table = FrozenTable(self.model, frozen=2, filler="why")
        self.model.setParent(self.table)
        self.table.set_empty_text("这一类里没有人。")
        self.table.opened.connect(self._open_row)
        self.table.menu_opening.connect(self._fill_menu)
        self.table.current_changed.connect(self._say_reason)
        for view in (self.table.body, self.table.head):
            view.clicked.connect(self._cell_pressed)
        space = QShortcut(QKeySequence(Qt.Key.Key_Space), self.table)
        space.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        space.activated.connect(self.turn_selected)
        self.numbers_model = HeldRows(LISTS)
        self.numbers = FrozenTable(self.numbers_model, frozen=1, filler="file")
        self.numbers_model.setParent(self.numbers)
        self.numbers_model.show_rows([_list_row(at, one) for at, one in enumerate(self.lists)])

    def _chips(self) -> QWidget:
        self.changes = Chip("与上月比", [("changed", "只看变化")])
        if any(change != SAME for change in self.told.change.values()) and SAME in self.told.change.values():
            self.changes.choose(["changed"])
        names = dict.fromkeys(_list_name(one) for one in self.lists)
        self.some = Chip("名单", [(name, name) for name in names])
        classes = in_class_order(line.class_text for _, line in self.lines.values())
        self.classes = Chip("班级", [(name, name) for name in classes])
        for chip in (self.changes, self.some, self.classes):
            chip.changed.connect(self._filter_changed)
        self.eye = Button("显示号码", "eye", role="flat", tip="显示或隐藏完整的号码")
        self.eye.clicked.connect(self.toggle_eye)
        self.chips = Giving(self.changes, self.some, self.classes, None, self.eye, gives=(self.eye,))
        return self.chips

    # showing -------------------------------------------------------------------------------------------

    def show_bucket(self, key: str, _checked: bool = False) -> None:
        self.bucket = key
        for name, made in self.buckets.items():
            made.set_on(name == key)
        self.guide.setText(GUIDE[key])
        self.numbers.setVisible(key == NOBODY)
        self.table.setVisible(key != NOBODY)
        self.chips.setEnabled(key != NOBODY)
        self._show_rows()

    def _show_rows(self) -> None:
        self.reason.setText("")
        if self.bucket == GONE:
            rows = [self._gone_row(at, hit) for at, hit in enumerate(self.told.gone)]
        else:
            rows = [self._row(at) for at, (one, line) in self.lines.items() if self._wanted(one, line)]
        self.model.show_rows(rows)
        if rows:
            self.table.go_to(0)

    def _wanted(self, one: ListDraft, line: DraftLine) -> bool:
        lists, classes = self.some.chosen(), self.classes.chosen()
        return (
            line.verdict == self.bucket
            and (not lists or _list_name(one) in lists)
            and (not classes or line.class_text in classes)
            and (not self.changes.chosen() or self.told.of(line) != SAME)
        )

    def _row(self, at: int) -> Held:
        one, line = self.lines[at]
        tick = Shown("是", "accent", "square-check") if line.use else Shown("否", "quiet", "square")
        kind = Shown(line.kind_text) if line.kind else Shown("要选", "warn", "circle-question-mark")
        cells = {
            "tick": tick,
            "name": Shown(line.name),
            "class": Shown(line.class_text),
            "change": change_tag(self.told.of(line)),
            "kind": kind,
            "who": Shown("、".join(line.relations)),
            "list": Shown(_list_name(one)),
            "row": Shown(str(line.row)),
            "listed": Shown(line.listed_name),
            "number": Shown(masked(line.number) if self.veiled else line.number),
            "why": Shown(self._seen(line.ask or line.sentence), "warn" if line.ask else None),
        }
        return Held(at, cells, {"tick": line.use, "row": line.row})

    def _gone_row(self, at: int, hit: Any) -> Held:
        months = {one.month or "" for one in self.lists if one.kind == hit.source.kind}
        month = hit.source.month if hit.source.month in months else max(months, default="")
        return _gone_row(-1 - at, hit, self._seen(left_words(hit, month)), self.veiled)

    def _seen(self, sentence: str) -> str:
        return veil(sentence) if self.veiled else sentence

    def _say_reason(self, at: int) -> None:
        if not 0 <= at < self.model.rowCount():
            return
        record = self.model.id_at(at)
        if record < 0:
            self.reason.setText(self.model.held[record].cells["why"].words)
            return
        one, line = self.lines[record]
        where = f"出处：{one.label} 第 {line.row} 行 {line.column} 列。"
        self.reason.setText(self._seen(f"{line.name}：{line.sentence}{line.ask}{where}"))

    # doing ---------------------------------------------------------------------------------------------

    def turn(self, records: Sequence[int]) -> None:
        """Leave lines out or take them in again."""
        lines = [self.lines[record][1] for record in records if record >= 0]
        into = any(not line.use for line in lines)
        for line in lines:
            line.use = into
        for record in records:
            if record >= 0:
                self.model.change_row(self._row(record))
        self.ticked.emit()

    def turn_selected(self) -> None:
        self.turn([self.model.id_at(at) for at in self.table.selected_rows()])

    def toggle_eye(self) -> None:
        self.veiled = not self.veiled
        self.eye.setText("显示号码" if self.veiled else "隐藏号码")
        self.eye.set_picture("eye" if self.veiled else "eye-off")
        if not self.veiled:
            self.looked_at(self.model.rowCount())
        self._show_rows()

    def _filter_changed(self, _chosen: Any) -> None:
        self._show_rows()

    def _cell_pressed(self, index: QModelIndex) -> None:
        if LINES[index.column()].key == "tick":
            self.turn([self.model.id_at(index.row())])

    def _pupil_at(self, at: int) -> int:
        record = self.model.id_at(at)
        return self.lines[record][1].student if record >= 0 else self.told.gone[-1 - record].student_id

    def _open_row(self, at: int) -> None:
        self.pupil_wanted.emit(self._pupil_at(at))

    def _fill_menu(self, menu: QMenu, at: int) -> None:
        if at >= 0:
            menu.addAction("打开学生一页\tEnter").triggered.connect(partial(self._open_row, at))
            menu.addAction("记下或不记\t空格").triggered.connect(self.turn_selected)


def _list_name(one: ListDraft) -> str:
    return one.kind_text if one.kind else one.label


def _list_row(at: int, one: ListDraft) -> Held:
    numbers = {
        "rows": one.rows,
        "numbers": one.numbers,
        "strangers": one.strangers,
        "namesakes": one.namesakes,
    }
    cells = {key: Shown(str(value)) for key, value in numbers.items()}
    name = f"{_list_name(one)} {one.month or ''}"
    return Held(at, {"list": Shown(name), "file": Shown(one.label), **cells}, numbers)


def _gone_row(at: int, hit: Any, why: str, veiled: bool) -> Held:
    student = Student.get_by_id(hit.student_id)
    number = hit.number or ""
    cells = {
        "tick": Shown("—", "quiet"),
        "name": Shown(student.name),
        "class": Shown(Student.school_class.format(student.school_class_id)),
        "change": change_tag(GONE),
        "kind": Shown(code_list("hardship_type").label(hit.kind)),
        "who": Shown(code_list("relation").label(hit.relation)),
        "list": Shown(code_list("county_list").label(hit.source.kind)),
        "row": Shown("—", "quiet"),
        "listed": Shown(hit.listed_name or ""),
        "number": Shown(masked(number) if veiled else number),
        "why": Shown(why),
    }
    return Held(at, cells)
