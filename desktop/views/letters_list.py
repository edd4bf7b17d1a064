"""The list of a batch's letters: how far they are, filters, one line each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from desktop.services.aid import delivery
from desktop.services.aid.delivery import Posted
from desktop.views.buttons import Chip
from desktop.views.cells import Column
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import column, holder, row
from desktop.views.letter_answer import said_of
from desktop.views.letters_parts import Flow
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable

COLUMNS = (
    Column("number", "编号", 62, "right"),
    Column("name", "学生", 92),
    Column("class", "班级", 70),
    Column("state", "状态", 92),
    Column("mode", "怎么送的", 92),
    Column("given", "送达日期", 92),
    Column("receipt", "回执", 110),
    Column("why", "送不到的原因", 150),
    Column("village", "村组", 90),
)
TONES = {
    "made": "off", "printed": "warn", "delivered": "accent", "returned": "good", "filed": "good", "undelivered": "bad",
    "replaced": "off",
}  # fmt: skip
WIDTH = 344  # px


class LettersList(QWidget):
    """Narrowed by class, village and state. It tells what is looked at; the page decides."""

    current_changed = Signal(int)  # notice
    selection_changed = Signal(int)  # how many
    pupil_wanted = Signal(int)
    delivered_wanted = Signal()
    returned_wanted = Signal()
    undelivered_wanted = Signal()
    answer_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.letters: Sequence[Posted] = ()
        self.flow = Flow()
        self.classes, self.villages, self.states = Chip("班级"), Chip("村组"), Chip("状态")
        self.model = HeldRows(COLUMNS, (), self)
        self.table = FrozenTable(self.model, frozen=2)
        self.table.set_empty_text("没有符合条件的告知书。")
        chips = row(self.classes, self.villages, self.states, None, gap=8)
        self.setLayout(column(self.flow, chips, (holder(column(self.table, edge=1), card=True), 1), gap=12))
        self.setFixedWidth(WIDTH)
        for chip in (self.classes, self.villages, self.states):
            chip.changed.connect(self._filter_changed)
        self.table.current_changed.connect(self._row_chosen)
        self.table.selection_changed.connect(self._selected)
        self.table.opened.connect(self._open_row)
        self.table.menu_opening.connect(self._fill_menu)
        space = QShortcut(QKeySequence(Qt.Key.Key_Space), self.table)
        space.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        space.activated.connect(self.returned_wanted)

    # showing -------------------------------------------------------------------------------------------

    def show_letters(self, letters: Sequence[Posted]) -> None:
        """Show the letters of a batch anew; what was chosen stays chosen."""
        self.letters = letters
        lost = sum(one.notice.state == "undelivered" for one in letters)
        self.flow.show_counts(delivery.counts(letters), lost)
        self.classes.set_values([(name, name) for name in dict.fromkeys(one.class_name for one in letters)])
        villages = sorted({one.village for one in letters})
        self.villages.set_values([(name, name or "没有填") for name in villages])
        self.villages.setVisible(villages != [""])
        self.states.set_values(list(dict.fromkeys((one.notice.state, one.state) for one in letters)))
        self._show_rows()

    def narrow(self, states: Sequence[str]) -> None:
        """Only the letters in these states, of every class and village; none means all."""
        for chip, wanted in ((self.classes, ()), (self.villages, ()), (self.states, states)):
            chip.choose(wanted)
        self._show_rows()

    def shown(self) -> list[Posted]:
        """The letters that the filters leave, in the order of the list."""
        chosen = self.classes.chosen(), self.villages.chosen(), self.states.chosen()
        return [
            one
            for one in self.letters
            if all(
                not wanted or value in wanted
                for wanted, value in zip(chosen, (one.class_name, one.village, one.notice.state), strict=True)
            )
        ]

    def selected_ids(self) -> list[int]:
        return [self.model.id_at(at) for at in self.table.selected_rows() if at < self.model.rowCount()]

    def current(self) -> int | None:
        """The notice the keyboard is on."""
        at = self.table.current_row()
        return self.model.id_at(at) if 0 <= at < self.model.rowCount() else None

    def narrow_class(self, name: str) -> None:
        """Only the letters of one class, in every state."""
        self.narrow(())
        self.classes.choose([name])
        self._show_rows()

    def go_to(self, notice: int) -> None:
        self.table.go_to(max(self.model.row_of(notice), 0))

    def _show_rows(self) -> None:
        kept, chosen = self.current(), self.selected_ids()
        self.model.show_rows([_held(one) for one in self.shown()])
        if len(chosen) <= 1 and self.model.rowCount():
            self.go_to(kept or 0)
        self.selection_changed.emit(len(self.selected_ids()))

    # listening -----------------------------------------------------------------------------------------

    def _filter_changed(self, _values: object) -> None:
        self._show_rows()

    def _row_chosen(self, at: int) -> None:
        if 0 <= at < self.model.rowCount():
            self.current_changed.emit(self.model.id_at(at))

    def _selected(self, count: int, _total: object) -> None:
        self.selection_changed.emit(count)

    def _open_row(self, at: int) -> None:
        self.pupil_wanted.emit(self.model.held[self.model.id_at(at)].numbers["student"])

    def _fill_menu(self, menu: QMenu, at: int) -> None:
        if at >= 0:
            menu.addAction("打开学生一页\tEnter").triggered.connect(lambda: self._open_row(at))
            menu.addAction("记为已发").triggered.connect(self.delivered_wanted)
            menu.addAction("收到回执\t空格").triggered.connect(self.returned_wanted)
            menu.addAction("送不到…").triggered.connect(self.undelivered_wanted)
            menu.addAction("回执怎样处理…").triggered.connect(self.answer_wanted)


def _held(one: Posted) -> Held:
    notice = one.notice
    cells = {
        "number": Shown(str(notice.serial) if notice.serial else "—", None if notice.serial else "quiet"),
        "name": Shown(one.name),
        "class": Shown(one.class_name),
        "state": Shown(one.state, TONES.get(notice.state), "tag"),
        "mode": Shown(one.mode),
        "given": Shown(f"{notice.delivered_on:%Y-%m-%d}" if notice.delivered_on else ""),
        "receipt": Shown(*said_of(one)),
        "why": Shown(notice.undelivered_why or "", "bad"),
        "village": Shown(one.village),
    }
    return Held(notice.id, cells, {"student": notice.student_id, "number": notice.serial or 0})
