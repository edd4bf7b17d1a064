"""The middle of the page 结对: the children of what is chosen at the left, those without a teacher first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.ledgers.care_pairs import Pairing
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.services.care import pair_board, pairs, plans
from desktop.services.care.pair_board import Board, Standing
from desktop.views.buttons import Button
from desktop.views.cells import Column
from desktop.views.fields import Choice
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import column, holder, row
from desktop.views.pairs_parts import EVERY, MISSING, OFFERED, STALE
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
from desktop.views.widgets import text

COLUMNS = (
    Column("name", "姓名", 84),
    Column("class", "班级", 70),
    Column("types", "类别", 150),
    Column("lead", "责任教师", 112),
    Column("plan", "帮扶计划", 104),
    Column("others", "协助和社会结对", 110),
)
EVERY_CLASS = "全部班级"
FEW = 14  # rows that leave room for roomy ones
SAYS = {
    EVERY: "还没有责任教师的排在前面",
    MISSING: "还没有责任教师的学生",
    OFFERED: "已经提出交接，等新的教师答复",
    STALE: "学生已不在校，或不再是帮扶对象：这些结对可以结束",
}
Only = tuple[str, frozenset[int]]  # what some children are called together, and their ids


class PairTable(QWidget):
    """Shows; the page decides. `only` narrows to some children, whatever is chosen at the left."""

    opened = Signal()
    selected = Signal()
    menu_opening = Signal(QMenu)
    all_wanted = Signal()
    ending_wanted = Signal()

    def __init__(self, *, may: bool) -> None:
        super().__init__()
        self.may = may
        self.board: Board | None = None
        self.key: Any = EVERY
        self.only: Only | None = None
        self.discreet = False
        self.model = HeldRows(COLUMNS, (), self)
        self.table = FrozenTable(self.model, frozen=1, filler="others")
        self.table.opened.connect(self._opened)
        self.table.selection_changed.connect(self._selected)
        self.table.menu_opening.connect(self._menu)
        self.about = text("", "small", "quiet", wrap=True)
        self.back = Button("看全部", role="link")
        self.back.clicked.connect(self.all_wanted)
        self.ending = Button("全部结束", "unlink")
        self.ending.clicked.connect(self.ending_wanted)
        self.klass = Choice([(None, EVERY_CLASS)])
        self.klass.setAccessibleName("班级")
        self.klass.activated.connect(self._narrowed)
        head = row((self.about, 1), self.ending, self.back, self.klass, gap=10)
        grid = holder(column((self.table, 1), edge=1), card=True)
        self.setLayout(column(head, (grid, 1), gap=8))

    def show_rows(self, board: Board, key: Any, only: Only | None, *, keep: int | None = None) -> None:
        """keep: the child to stand on; else where one stood before."""
        self.board, self.key, self.only = board, key, only
        kept, classes = self.klass.value(), {one.key: one.label for one in board.coverage.classes}
        self.klass.set_choices([(None, EVERY_CLASS), *classes.items()])
        self.klass.choose(kept if kept in classes else None)
        here = keep if keep is not None else next(iter(self.chosen()), None)
        stale = key == STALE and only is None
        rows = (
            [self._stale(one) for one in board.stale] if stale else [self._held(one) for one in self.shown()]
        )
        self.model.show_rows(rows)
        self.table.set_roomy(len(rows) <= FEW)
        done = key == MISSING and only is None
        self.table.set_empty_text("要结对的学生都有责任教师，一个也没有漏。" if done else "这里没有学生。")
        self.about.setText(self._about(len(rows)))
        self.back.setVisible(only is not None)
        self.ending.setVisible(stale and bool(rows) and self.may)
        if here is not None and (at := self.model.row_of(here)) >= 0:
            self.table.go_to(at)

    def shown(self) -> list[Standing]:
        """The children that the left list, or the narrowing, leaves; of the class that is chosen above."""
        klass = self.klass.value() if self.only is None else None
        return [one for one in self._of_key() if klass is None or one.child.class_id == klass]

    def _narrowed(self, _at: int) -> None:
        if self.board is not None:
            self.show_rows(self.board, self.key, self.only)

    def _of_key(self) -> list[Standing]:
        if self.board is None:
            return []
        every = list(self.board.standings.values())
        if self.only is not None:
            return [one for one in every if one.child.student in self.only[1]]
        lacking = {child.student for child in self.board.coverage.missing}
        tests: dict[Any, Callable[[Standing], bool]] = {
            EVERY: lambda one: True,
            MISSING: lambda one: one.child.student in lacking,
            OFFERED: lambda one: one.offer is not None,
            STALE: lambda one: False,
        }
        test = tests.get(self.key, lambda one: self.key in (teacher_of(one.lead), teacher_of(one.offer)))
        return [one for one in every if test(one)]

    def chosen(self) -> list[int]:
        return [self.model.id_at(at) for at in self.table.selected_rows() if at < self.model.rowCount()]

    def standings(self) -> list[Standing]:
        """The chosen children."""
        known = self.board.standings if self.board else {}
        return [known[one] for one in self.chosen() if one in known]

    def _about(self, count: int) -> str:
        hidden = self._hidden(count)
        if self.only is not None:
            return "。".join([f"{self.only[0]}：{count} 人", *hidden])
        return "。".join([SAYS.get(self.key) or f"{Staff.caption_of(self.key)} 负责的学生", *hidden])

    def _hidden(self, count: int) -> list[str]:
        """How many children of this entry are not in the table, and why."""
        if self.board is None or self.key == STALE:
            return []
        among = len(self._of_key())
        said = []
        if self.only is not None and (gone := len(self.only[1]) - among):
            said.append(f"另有 {gone} 人现在不在要结对的名单上")
        if among > count:
            said.append(f"只看{self.klass.currentText()}，别的班还有 {among - count} 人没有显示")
        if self.board.unseen and self.key in (EVERY, MISSING) and self.only is None:
            said.append(f"您看得到的只有自己班，别的班还有 {self.board.unseen} 人要结对，不在这里")
        mine = next((one for one in self.board.loads if one.teacher == self.key), None)
        if mine is not None and mine.elsewhere and self.only is None:
            said.append(f"{mine.elsewhere_words}：班主任只看自己班的学生")
        return said

    def _held(self, one: Standing) -> Held:
        cells = {
            "name": Shown(one.child.name),
            "class": Shown(one.child.class_name),
            "types": Shown("" if self.discreet else one.child.told),
            "lead": lead_words(one),
            "plan": plan_words(one.plan, paired=one.lead is not None),
            "others": Shown(
                "、".join(Pairing.other_side(row.__data__, one.child.student) for row in one.others), "quiet"
            ),
        }
        return Held(one.child.student, cells)

    @staticmethod
    def _stale(one: pairs.Stale) -> Held:
        pupil = Student.get_by_id(one.row.student_id)
        cells = {
            "name": Shown(pupil.name),
            "class": Shown(SchoolClass.caption_of(pupil.school_class_id)),
            "lead": Shown(Pairing.other_side(one.row.__data__)),
            "others": Shown(one.words, "warn"),
        }
        return Held(one.row.student_id, cells)

    def _opened(self, _at: int) -> None:
        self.opened.emit()

    def _selected(self, *_: object) -> None:
        self.selected.emit()

    def _menu(self, menu: QMenu, at: int) -> None:
        if at >= 0:
            self.menu_opening.emit(menu)


def lead_words(one: Standing) -> Shown:
    """Who is responsible, or what is wrong about it."""
    if one.state == pair_board.WAITS:
        return Shown(f"等{Staff.caption_of(teacher_of(one.offer) or 0)}接手", "warn", "hourglass")
    if one.state == pair_board.MISSING:
        return Shown("还没有", "bad", "circle-alert")
    if one.state == pair_board.ALONE:
        return Shown(f"{one.teacher} 已离校", "bad", "circle-alert")
    return Shown(one.teacher)


def plan_words(plan: plans.Tally | None, *, paired: bool) -> Shown:
    """How far a plan is: 3 / 5 条，过期 1."""
    if plan is None:
        return Shown("还没有计划", "warn") if paired else Shown("")
    words = f"{plan.done} / {plan.measures} 条"
    if plan.reviewed:
        return Shown(f"{words}，已小结", "good")
    return Shown(f"{words}，过期 {plan.late}", "bad", "clock") if plan.late else Shown(words)


def teacher_of(row: Any) -> int | None:
    return int(row.teacher_id) if row is not None else None
