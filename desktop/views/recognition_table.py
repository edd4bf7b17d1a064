"""The applications of a round as a table: filters, masked numbers, 隐性模式, and what is chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from desktop.models import identity
from desktop.models.codes import code_list
from desktop.models.ledgers.recognition import RecognitionCase, RecognitionRound
from desktop.models.ledgers.students import Student
from desktop.services.recognition.evidence import Lacking
from desktop.views.buttons import Button, Chip, menu_button
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import Giving, column, holder
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable

COLUMNS = (
    Column("place", "序号", 52, "right"),
    Column("name", "姓名", 88),
    Column("class", "班级", 72),
    Column("state", "状态", 104),
    Column("kinds", "困难类型", 132),
    Column("score", "得分", 60, "right"),
    Column("class_grade", "班级评议", 86),
    Column("school_grade", "学校评审", 86),
    Column("grade", "认定档次", 86),
    Column("lack", "缺材料", 170),
    Column("number", "身份证号", 176),
    Column("applied", "申请日期", 104),
    Column("why", "原因、备注", 220),
)
TONES = {
    "draft": "off", "applied": "accent", "class_reviewed": "accent", "school_reviewed": "accent", "posted": "warn",
    "objected": "bad", "recognised": "good", "archived": "good", "returned": "warn", "declined": "off",
    "withdrawn": "off",
}  # fmt: skip
PRIVATE = ("kinds", "score", "class_grade", "school_grade", "grade", "lack", "why")  # gone in 隐性模式

LATER = (*PRIVATE, "applied")  # columns shown once there is something in them


class CaseTable(QWidget):
    """Shows what the page gives it. `work` opens the page's menu for what is chosen."""

    opened = Signal(int)  # id of a case
    current = Signal(int)  # id of a case
    menu_opening = Signal(QMenu, int)  # id of the case under the mouse, 0 below the last

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.round: Any = None
        self.cases: dict[int, Any] = {}
        self.lacks: Mapping[int, Sequence[str]] = {}
        self.veiled, self.discreet = True, False
        self.model = HeldRows(COLUMNS, (), self)
        self.table = FrozenTable(self.model, frozen=2, filler="why")
        self.table.opened.connect(self._open)
        self.table.current_changed.connect(self._go)
        self.table.menu_opening.connect(self._fill_menu)
        self.table.selection_changed.connect(self._selection_changed)
        self.setLayout(column(self._filters(), (holder(column(self.table, edge=1), card=True), 1), gap=12))

    def _filters(self) -> QWidget:
        self.classes, self.states, self.kinds = Chip("班级"), Chip("状态"), Chip("困难类型")
        self.grades, self.some = Chip("档次"), Chip("材料", [("lack", "缺材料的")])
        self.chips = (self.classes, self.states, self.kinds, self.grades, self.some)
        for chip in self.chips:
            chip.changed.connect(self.show_rows)
        self.eye = Button(picture="eye", role="icon", tip="显示完整的身份证号")
        self.eye.clicked.connect(self.toggle_eye)
        self.hide_ = Button("隐性模式", "eye-off", role="flat", tip="旁边有人时，不显示困难类型和档次")
        self.hide_.clicked.connect(self.toggle_discreet)
        self.work = menu_button("办理")
        return Giving(
            *self.chips,
            None,
            self.work,
            self.hide_,
            self.eye,
            gives=(self.kinds, self.grades, self.some, self.hide_),
            gap=8,
        )

    # showing -------------------------------------------------------------------------------------------

    def show_round(self, round_: Any, cases: Sequence[Any], lacking: Iterable[Lacking]) -> None:
        """All applications of a round that this person may see; filters stay as they are."""
        Student.learn_captions(case.student_id for case in cases)
        self.round, self.cases = round_, {case.id: case for case in cases}
        self.lacks = {one.case.id: one.papers for one in lacking}
        self._offer_chips()
        self.show_rows()

    def clear_filters(self) -> None:
        for chip in self.chips:
            chip.choose([])

    def show_lacking(self) -> None:
        """Only those that lack a paper; the chip's cross shows all again."""
        self.clear_filters()
        self.some.choose(["lack"])
        self.show_rows()

    def _offer_chips(self) -> None:
        rows = list(self.cases.values())
        names = dict.fromkeys(case.class_name for case in rows if case.class_name)
        self.classes.set_values([(name, name) for name in names])
        for chip, codes, found in (
            (self.states, "case_state", {case.state for case in rows}),
            (self.kinds, "hardship_type", {kind for case in rows for kind in kinds_of(case)}),
            (self.grades, "need_grade", {grade_of(case) for case in rows}),
        ):
            labels = code_list(codes).labels
            chip.set_values([(code, label) for code, label in labels.items() if code in found])
            chip.setEnabled(not self.discreet or chip is self.states)

    def show_rows(self, *_: object) -> None:
        at = self.table.current_row()
        here = self.model.id_at(at) if 0 <= at < self.model.rowCount() else 0
        shown = [case for case in self.cases.values() if self._fits(case)]
        numbers = _numbers([case.student_id for case in shown])
        self.model.show_rows([self._held(at, case, numbers) for at, case in enumerate(shown, 1)])
        self._show_columns()
        nobody = "还没有申请。点右上角“增加申请”，从困难类型和上次的名单里带进来。"
        fits_none = "没有符合条件的申请，点条件上的 × 可以取消筛选。"
        self.table.set_empty_text(fits_none if self.cases else nobody)
        if (at := self.model.row_of(here)) >= 0:
            self.table.go_to(at)  # one goes on from where one was

    def _show_columns(self) -> None:
        """Columns of steps still to come would be empty: they wait until something is in them."""
        held = self.model.held.values()
        used = {key for row_ in held for key, shown in row_.cells.items() if shown.words}
        gone = {key for key in LATER if key not in used}
        self.table.filler = "applied" if "why" in gone else "why"
        states = self.table.column_states()
        self.table.restore_columns([one | {"shown": one["key"] not in gone} for one in states])

    def _fits(self, case: Any) -> bool:
        classes, states, kinds, grades, some = (chip.chosen() for chip in self.chips)
        return (
            (not classes or case.class_name in classes)
            and (not states or case.state in states)
            and (not kinds or bool(set(kinds) & set(kinds_of(case))))
            and (not grades or grade_of(case) in grades)
            and (not some or case.id in self.lacks)
        )

    def _held(self, at: int, case: Any, numbers: Mapping[int, str]) -> Held:
        off = "off" if case.state in ("withdrawn", "declined") else None
        number, lacks = numbers.get(case.student_id, ""), "、".join(self.lacks.get(case.id, ()))
        cells = {
            "place": Shown(str(at), off),
            "name": Shown(Student.caption_of(case.student_id), off),
            "class": Shown(case.class_name or "", off),
            "state": Shown(code_list("case_state").label(case.state), TONES[case.state], "tag"),
            "kinds": Shown(RecognitionCase.kinds.format(case.kinds), off),
            "score": Shown(RecognitionCase.score.format(case.score), off),
            "class_grade": Shown(code_list("need_grade").label(case.class_grade), off),
            "school_grade": Shown(code_list("need_grade").label(case.school_grade), off),
            "grade": Shown(code_list("need_grade").label(case.grade), "good"),
            "lack": Shown(lacks, "warn", "paperclip") if lacks else Shown(""),
            "number": Shown(identity.mask_id(number) if self.veiled else number, off),
            "applied": Shown(RecognitionCase.applied_on.format(case.applied_on), off),
            "why": Shown(case.why_not or case.note or "", "quiet"),
        }
        if self.discreet:
            cells |= {name: Shown("") for name in PRIVATE}
        return Held(case.id, cells, {"score": case.score or 0, "place": at})

    # what is chosen ------------------------------------------------------------------------------------

    def selected(self, *states: str) -> list[Any]:
        """The chosen applications that stand in one of these states (in any, when none is named)."""
        rows = (at for at in self.table.selected_rows() if at < self.model.rowCount())
        chosen = [self.cases[self.model.id_at(at)] for at in rows]
        return [case for case in chosen if not states or case.state in states]

    def place_of(self, case: int) -> str:
        """第 3 / 47 份, for the drawer's head."""
        at = self.model.row_of(case)
        return f"第 {at + 1} / {self.model.rowCount()} 份，按 ↑ ↓ 换" if at >= 0 else ""

    def step(self, by: int) -> None:
        self.table.go_to(min(max(self.table.current_row() + by, 0), self.model.rowCount() - 1))

    def toggle_eye(self) -> None:
        self.veiled = not self.veiled
        self.eye.set_picture("eye" if self.veiled else "eye-off")
        self.eye.setToolTip("显示完整的身份证号" if self.veiled else "隐藏身份证号")
        if not self.veiled:
            self.desk.note_access("查看完整号码", RecognitionRound.caption(self.round), self.model.rowCount())
        self.show_rows()

    def toggle_discreet(self) -> None:
        """隐性模式: nothing of need is read over the clerk's shoulder, the record beside the table goes too."""
        self.discreet = not self.discreet
        self.hide_.setText("退出隐性模式" if self.discreet else "隐性模式")
        if self.discreet:
            self.desk.shell.close_drawer()
        self._offer_chips()
        self.show_rows()

    # listening -----------------------------------------------------------------------------------------

    def _open(self, at: int) -> None:
        if not self.discreet:
            self.opened.emit(self.model.id_at(at))

    def _go(self, at: int) -> None:
        if 0 <= at < self.model.rowCount():
            self.current.emit(self.model.id_at(at))

    def _fill_menu(self, menu: QMenu, at: int) -> None:
        self.menu_opening.emit(menu, self.model.id_at(at) if at >= 0 else 0)

    def _selection_changed(self, count: int, _total: Any) -> None:
        self.work.setText(f"办理选中的 {count} 份" if count > 1 else "办理")
        if self.isVisible():
            self.desk.shell.set_status(f"显示 {self.model.rowCount()} 份，选中 {count} 份")


def kinds_of(case: Any) -> list[str]:
    return case.kinds.split(",") if case.kinds else []


def grade_of(case: Any) -> str | None:
    """The newest word on a case: approved, the school's, the class's."""
    return case.grade or case.school_grade or case.class_grade


def _numbers(students: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for start in range(0, len(students), 500):
        rows = Student.select(Student.id, Student.id_number).where(
            Student.id.in_(students[start : start + 500])
        )
        found |= {row.id: row.id_number or "" for row in rows}
    return found
