"""花名册: the grid of all pupils."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QMenu

from desktop.models.codes import code_list
from desktop.models.ledger import Values
from desktop.models.ledgers.students import Student
from desktop.models.listing import Filter
from desktop.services import people
from desktop.services.mass_edit import MassEdit
from desktop.services.today import Names
from desktop.views import dossier_files, leaving_ask, recognition_ask
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.drop import FileDrop
from desktop.views.form import RecordForm
from desktop.views.ledger_page import LedgerPage
from desktop.views.pupil_glance import PupilGlance
from desktop.views.record_drawer import RecordDrawer
from desktop.views.widgets import Stop


class RosterPage(LedgerPage):
    """Filters by class, boarding and status. A hint may be the id of a class, or Names of the pupils to show."""

    chips = ("school_class", "attendance", "status", "left_behind")
    lead = (
        "name", "gender", "school_class", "attendance", "id_number", "status", "left_behind", "phone", "home_address",
    )  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Student)
        desk.term_changed.connect(self._term_changed)
        self.ask_day = recognition_ask.run
        self.cell_work.look_over = self._with_day
        if desk.store.session.may("import"):
            FileDrop(self).dropped.connect(self._import_dropped)

    def take_hint(self, hint: Names | int) -> None:
        if isinstance(hint, Names):
            self.show_named(hint.title, hint.ids)
        else:
            self.clear_filters()
            self.apply_filter(Filter("school_class", (hint,)))

    def _term_changed(self, _term: object) -> None:
        self.desk.shell.close_drawer()
        self.model.reload()

    def make_actions(self) -> list[Button]:
        if not self.may_write():
            return []
        bring = Button("导入名单", "file-up")
        bring.clicked.connect(self._import)
        up = Button("升级", "graduation-cap", tip="新学年开学前，各班整体升一级")
        up.clicked.connect(self._roll_over)
        add = Button("新增学生", "user-plus", role="primary")
        add.clicked.connect(self.add_record)
        return [up, bring, add] if self.desk.store.session.may("import") else [add]

    def _import(self) -> None:
        self.desk.go("import")

    def _import_dropped(self, paths: list[Path]) -> None:
        self.desk.go("import", paths)

    def _roll_over(self) -> None:
        self.desk.go("roll_over")

    def empty_actions(self) -> list[Button]:
        bring = Button("导入第一份名单", "file-up", role="primary")
        bring.clicked.connect(self._import)
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

    def _with_day(self, edit: MassEdit) -> MassEdit | None:
        return leaving_ask.dated(self.desk, edit, self.ask_day)

    def make_form(self, record: Any) -> RecordForm:
        return leaving_ask.StudentForm(
            self.desk.store,
            Student,
            record,
            attachments=self.desk.attachments,
            create=self._create,
            lead=self.lead,
            below=None if record is None else self._glance(record),
        )

    def _glance(self, record: Any) -> PupilGlance:
        self.glance = PupilGlance(self.desk)
        self.glance.show_pupil(record)
        return self.glance

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
        if record is not None:
            drawer.form.shown.connect(self.glance.show_pupil)
        return drawer

    def _open_pupil(self) -> None:
        if self.drawer is not None and self.drawer.form.record is not None and self.drawer.may_leave():
            self.desk.open_pupil(self.drawer.form.record.id)

    def fill_menu(self, menu: QMenu, at: int) -> None:
        super().fill_menu(menu, at)
        if at < 0:
            return
        menu.addAction("打开学生一页").triggered.connect(lambda: self.desk.open_pupil(self.model.id_at(at)))
        if self.desk.store.session.may("print"):
            count = len(self.selected_ids())
            menu.addAction(f"一人一档存到文件夹（{count} 人）…").triggered.connect(self.make_files)

    def make_files(self) -> None:
        """一人一档 of the chosen pupils, one PDF each."""
        dossier_files.make(self.desk, self.selected_ids())
