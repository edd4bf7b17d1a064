"""待补名单: rows that an import left out, each put right and written from here, given up, or handed out again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.errors import Refused
from desktop.models.ledgers.desk import WaitingRow
from desktop.models.listing import Filter
from desktop.models.writing import half_width
from desktop.services.files import free_name
from desktop.services.paper.catalogue import Wanted
from desktop.services.roster import waiting
from desktop.services.roster.correct import ANOTHER, LATER, SAME_PERSON
from desktop.services.roster.waiting import ASKED, BIRTH, GENDER, ID_NUMBER, Undecided
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.dialogs import Dialog, open_file, pick_save, show_in_folder
from desktop.views.fields import Field, line_edit
from desktop.views.layouts import Part, clear, column, fill, row, scroll
from desktop.views.ledger_page import LedgerPage
from desktop.views.preview import open_paper
from desktop.views.record_drawer import RecordDrawer
from desktop.views.widgets import Stop, line_of, note, ruled, text

OPEN = "open"
STATES = {  # state -> icon, its tone, what is said (nothing: the problem itself), the ground
    OPEN: ("circle-alert", "bad", "", "bad"),
    "done": ("circle-check", "good", "补好了，已经写进台账。", "good"),
    "dropped": ("circle-minus", "off", "这一行不要了，没有写进台账。", "plain"),
}
HEAD = 108  # px of a heading of the workbook beside its cell


def ask_doubt(parent: QWidget | None, doubt: Undecided) -> str | None:
    """Who it is: SAME_PERSON or ANOTHER; None leaves the row waiting."""
    body = column(text(str(doubt), wrap=True), gap=8)
    dialog = Dialog(parent, f"{doubt.line.name}好像已经在台账里", body)
    answer: list[str] = []
    dialog.add_button("先不写")
    for words, decision, may in (
        ("是另一人，新建", ANOTHER, doubt.corrector.may_be_another(doubt.line)),
        ("是同一人", SAME_PERSON, doubt.corrector.may_be_same(doubt.line)),
    ):
        button = dialog.add_button(words, "primary" if decision == SAME_PERSON else "plain", accepts=True)
        button.setEnabled(may)
        button.clicked.connect(partial(answer.append, decision))
    dialog.exec()
    dialog.deleteLater()
    return answer[0] if answer else None


class WaitingForm(QWidget):
    """One waiting row: what is wrong, the cells that can be put right, and the row as it stood in the workbook."""

    saved = Signal(int)
    dirty_changed = Signal(bool)
    save_asked = Signal()

    def __init__(self, desk: Desk, record: Any, ask: Any = ask_doubt) -> None:
        super().__init__()
        self.desk, self.ask_doubt, self.record, self.locked = desk, ask, record, False
        self.fields = [
            waiting_field for waiting_field in WaitingRow.fields() if waiting_field.name == "person"
        ]
        self.editors = {key: line_edit() for key in ASKED}
        self.boxes = {key: Field(label, self.editors[key]) for key, label in ASKED.items()}
        self.above, self.below = column(gap=10), column(gap=6)
        parts: list[Part] = [self.above, text("补正", "strong"), *self.boxes.values(), 4, self.below, None]
        self.setLayout(column(scroll(column(*parts, gap=10, edge=(20, 14, 14, 14))), gap=0))
        for editor in self.editors.values():
            editor.textEdited.connect(self._edited)
            editor.returnPressed.connect(self.save_asked)
        QShortcut(QKeySequence.StandardKey.Save, self).activated.connect(self.save_asked)
        self.show_record(record)

    # what a record's form can do ------------------------------------------------------------------------

    def show_record(self, record: Any) -> None:
        self.record, self.had = record, waiting.asked_cells(record)
        for key, editor in self.editors.items():
            editor.setText(self.had[key])
            editor.setCursorPosition(0)
            self.boxes[key].say("")
            self.boxes[key].setVisible(key not in (GENDER, BIRTH) or bool(self.had[key]))
        self.set_locked(self.locked)
        self._tell(record)

    def _tell(self, record: Any) -> None:
        clear(self.above)
        clear(self.below)
        icon, tone, words, ground = STATES[record.state]
        says = [line_of(icon, tone, words or record.problem or "")]
        if words and record.problem:  # what was wrong is history: told, but not as if it still were
            says.append(text(f"导入时：{record.problem}", "small", "quiet", wrap=True))
        from_ = text(f"来自 {record.file}“{record.sheet}”第 {record.row} 行", "small", "quiet", wrap=True)
        fill(self.above, [note(ground, *says, from_)])
        cells = [_pair(head, cell) for head, cell in waiting.cells_of(record).items()]
        fill(self.below, [text("表里原来写的", "strong"), *ruled(*cells)])

    def set_locked(self, locked: bool) -> None:
        self.locked = locked
        for editor in self.editors.values():
            editor.setReadOnly(locked or self.record.state != OPEN)
        self.dirty_changed.emit(self.is_dirty())

    def is_dirty(self) -> bool:
        return any(editor.text().strip() != self.had[key] for key, editor in self.editors.items())

    def go_to(self, _name: str) -> None:
        self.editors[ID_NUMBER].setFocus()
        self.editors[ID_NUMBER].selectAll()

    def _edited(self) -> None:
        for box in self.boxes.values():
            box.say("")
        self.dirty_changed.emit(self.is_dirty())

    def save(self) -> bool:
        """Write the row; False when something is still wrong, said under the number."""
        typed = {key: half_width(editor.text()).strip() for key, editor in self.editors.items()}
        try:
            kept = self._write(typed)
        except Refused as error:
            self.boxes[self._place_of(str(error))].say(str(error))
            return False
        if kept is None:
            return False
        record = int(self.record.id)
        self.desk.say(
            f"{typed[waiting.NAME]}写好了：{kept.sentence}", ("撤销", partial(self.desk.undo_step, kept.step))
        )
        self.show_record(WaitingRow.get_by_id(record))
        self.saved.emit(record)
        return True

    def _write(self, typed: dict[str, str]) -> Any:
        """The result, or None when the person left a doubt open."""
        try:
            return waiting.write(self.desk.store, self.record, typed, LATER)
        except Undecided as doubt:
            decision = self.ask_doubt(self, doubt)
            return waiting.write(self.desk.store, self.record, typed, decision) if decision else None

    def _place_of(self, sentence: str) -> str:
        """The box a refusal is said under: the number's when it is named, else the first one named."""
        named = [key for key in (ID_NUMBER, *ASKED) if ASKED[key] in sentence]
        return named[0] if named else ID_NUMBER


class WaitingDrawer(RecordDrawer):
    """As the drawer of any record, but its button writes the pupil, and a row may be given up."""

    def __init__(self, desk: Desk, form: WaitingForm, width: int) -> None:
        self.drop = Button("不要了", tip="这一行不再等，记录还在，可以撤销")
        super().__init__(desk, WaitingRow, form, extra=self.drop, width=width)
        self.drop.clicked.connect(self._give_up)

    def _say_state(self, *_: object) -> None:
        record = self.form.record
        is_open = record.state == OPEN
        self.name.set_words(record.person or "（没有姓名）")
        self.keep.setText("写入")
        self.keep.setEnabled(is_open and not self.form.locked)
        self.drop.setVisible(is_open and not self.form.locked)
        state = next(field for field in WaitingRow.fields() if field.name == "state")
        self.says.setText("" if is_open else state.format(record.state))

    def _give_up(self) -> None:
        record = int(self.form.record.id)
        done, _ = self.desk.attempt(waiting.give_up, self.desk.store, [record])
        if done:
            self.desk.say("这一行不要了。", ("撤销", self.desk.undo))
            self.show_record(WaitingRow.get_by_id(record))
            self.form.saved.emit(record)


class WaitingPage(LedgerPage):
    """Shows what is open first; what was settled is one chip away."""

    chips = ("state", "class_text")
    ask_doubt = staticmethod(ask_doubt)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, WaitingRow, key="waiting_page")
        if self.model.rowCount():
            self.apply_filter(Filter("state", (OPEN,)))

    def _tools(self) -> list[QWidget]:
        """Cells are not typed over here: a row is judged as a whole. 导出 and 打印 stand above, in their own forms."""
        tools = super()._tools()
        self.grid.setEnabled(False)
        return [one for one in tools if one not in (self.grid, self.out.more)]

    def make_actions(self) -> list[Button]:
        out = Button("导出成表格", "file-down", tip="把没写入的行导出来，改好了再拖进来")
        out.clicked.connect(self.write_out)
        bring = Button("导入名单", "file-up", role="primary")
        bring.clicked.connect(self._import)
        slips = Button("打印更正单", "printer", tip="身份证号有误的，按班排好、沿线裁开，请家长照户口簿填")
        slips.clicked.connect(self._print_slips)
        may = self.desk.store.session.may
        offers = [(slips, "print"), (out, "export"), (bring, "import")]
        return [button for button, verb in offers if may(verb)]

    def _print_slips(self) -> None:
        open_paper(self.desk, "ID", Wanted())

    def _import(self) -> None:
        self.desk.go("import")

    def road(self) -> Sequence[Stop]:
        return [
            Stop("file-up", "导入时有误", "那一行先不写，别的照写"),
            Stop("clipboard-list", "在这里等着", "问班主任，翻户口簿"),
            Stop("circle-check", "补好就写入", "一行一行，都能撤销"),
        ]

    def may_write(self) -> bool:
        return super().may_write() and self.desk.store.session.may("import")

    def make_drawer(self, record: Any) -> RecordDrawer:
        return WaitingDrawer(self.desk, WaitingForm(self.desk, record, self.ask_doubt), self.drawer_width)

    def fill_menu(self, menu: QMenu, at: int) -> None:
        if at < 0:
            return
        menu.addAction("打开\tEnter").triggered.connect(partial(self.open_row, at))
        if self.may_write():
            menu.addAction("不要了").triggered.connect(self.remove_selected)

    def remove_selected(self) -> None:
        """Delete gives the chosen rows up: they stay on record."""
        ids = self.selected_ids()
        if not ids or not self.may_write():
            return
        words = f"这 {len(ids)} 行不再等着补。记录还在，可以撤销。"
        if self.desk.ask(self, "不要了", words, yes="不要了"):
            self.desk.shell.close_drawer()
            if self.desk.attempt(waiting.give_up, self.desk.store, ids)[0]:
                self.desk.say(f"{len(ids)} 行不要了。", ("撤销", self.desk.undo))

    def write_out(self) -> None:
        """The rows shown now as a workbook to put right."""
        rows = list(WaitingRow.select().where(WaitingRow.id.in_(self.model.ids())))
        if not rows:
            self.desk.refuse(Refused("这里没有要导出的行。"))
            return
        start = Path(self.desk.settings.save_to or Path.home())
        name = f"待补名单（{len(rows)}行）{dt.date.today():%Y%m%d}.xlsx"
        path = pick_save(self, "存到哪里", free_name(start / name), ["表格 (*.xlsx)"])
        if path is not None:
            self.save_rows(rows, path)

    def save_rows(self, rows: Sequence[Any], path: Path) -> None:
        done, count = self.desk.attempt(waiting.write_out, rows, path)
        if done:
            self.desk.settings.save_to = str(path.parent)
            self.desk.settings.save()
            self.desk.note_access("导出", "待补名单", count)
            acts = (("打开", partial(open_file, path)), ("打开所在文件夹", partial(show_in_folder, path)))
            self.desk.say(f"已导出 {count} 行，改好红色的格子再拖进“导入”。", *acts)


def _pair(head: str, cell: str) -> Part:
    name = text(head, "small", "quiet", wrap=True)
    name.setFixedWidth(HEAD)
    return row(name, (text(cell, wrap=True), 1), gap=8)
