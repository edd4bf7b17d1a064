"""花名册: the grid of all pupils."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu

from desktop.models.codes import code_list
from desktop.models.ledger import Values
from desktop.models.ledgers.students import Student
from desktop.models.listing import Filter
from desktop.services import people
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.form import RecordForm
from desktop.views.ledger_page import LedgerPage
from desktop.views.record_drawer import RecordDrawer
from desktop.views.widgets import Stop


class RosterPage(LedgerPage):
    """Filters by class, boarding and status; those who left are hidden until asked for."""

    import_asked = Signal()
    batch_edit_asked = Signal(list)  # ids
    chips = ("school_class", "attendance", "status", "left_behind")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Student)
        self.set_fact(self.fact())

    def make_actions(self) -> list[Button]:
        if not self.may_write():
            return []
        bring = Button("导入名单", "file-up")
        bring.clicked.connect(self.import_asked)
        add = Button("新增学生", "user-plus", role="primary")
        add.clicked.connect(self.add_record)
        return [bring, add] if self.desk.store.session.may("import") else [add]

    def empty_actions(self) -> list[Button]:
        bring = Button("导入第一份名单", "file-up", role="primary")
        bring.clicked.connect(self.import_asked)
        add = Button("手工新增一名学生", "user-plus")
        add.clicked.connect(self.add_record)
        return [bring, add]

    def road(self) -> list[Stop]:
        return [
            Stop("file-up", "拖进名单", "学籍系统导出的就行"),
            Stop("list-checks", "看一遍预演", "有毛病的先不写"),
            Stop("users", "花名册就有了", "以后每月再拖一次"),
        ]

    def fact(self) -> str:
        every = self.desk.store.rows(Student)
        here = every.where(Student.status.in_(code_list("enrolment_status").codes_with("at_school"))).count()
        return f"显示 {self.model.rowCount()} 人，全部 {every.count()} 人，在籍在校 {here} 人"

    def make_form(self, record: Any) -> RecordForm:
        return RecordForm(
            self.desk.store,
            Student,
            record,
            attachments=self.desk.attachments,
            keep=None if record is not None else self._create,
        )

    def _create(self, values: Values) -> int:
        """Search-or-create: the only door to a new pupil."""
        try:
            return people.create(self.desk.store, values)
        except people.AlreadyThere as found:
            if any(alike.certain for alike in found.alikes):
                raise
            if not self.desk.ask(
                self, "好像已经有这个学生", str(found), yes="确实是另一个人，新建", no="不新建"
            ):
                raise
            return people.create(self.desk.store, values, surely_new=True)

    def make_drawer(self, record: Any) -> RecordDrawer:
        whole = Button("打开学生一页", role="link", tail="arrow-right")
        drawer = RecordDrawer(
            self.desk, Student, self.make_form(record), extra=whole, width=self.drawer_width
        )
        whole.clicked.connect(self._open_pupil)
        whole.setVisible(record is not None)
        return drawer

    def _open_pupil(self) -> None:
        if self.drawer is not None and self.drawer.form.record is not None and self.drawer.may_leave():
            self.desk.open_pupil(self.drawer.form.record.id)

    def fill_menu(self, menu: QMenu, at: int) -> None:
        super().fill_menu(menu, at)
        if at < 0:
            return
        menu.addAction("打开学生一页").triggered.connect(lambda: self.desk.open_pupil(self.model.id_at(at)))
        if self.may_write() and len(self.selected_ids()) > 1:
            count = len(self.selected_ids())
            menu.addAction(f"批量修改 {count} 人…").triggered.connect(
                lambda: self.batch_edit_asked.emit(self.selected_ids())
            )

    def show_class(self, class_id: int) -> None:
        """Filter to one class."""
        self.model.filter(Filter("school_class", (class_id,)))
        for chip in self.chip_row:
            if chip.property("field") == "school_class":
                chip.choose([class_id])
        self._after_filter()
