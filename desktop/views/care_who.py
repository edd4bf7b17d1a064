"""Who took part in an activity: a class, all left-behind children, or one by one; nothing is kept before 记下."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.care_file import CareActivity
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import Student
from desktop.services.care import activities
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.dialogs import Dialog
from desktop.views.fields import Choice, line_edit
from desktop.views.layouts import column, row
from desktop.views.widgets import text

WIDTH, HIGH = 560, 280  # px


class WhoCard(Dialog):
    """Ticks by the keyboard: type a name or first letters, Enter ticks the first that fits."""

    def __init__(self, desk: Desk, activity: int, now: Sequence[int], day: dt.date) -> None:
        self.desk, self.activity, self.day = desk, activity, day
        on_roll = code_list("enrolment_status").codes_with("on_roll")
        pupils = list(
            Student.select()
            .where(Student.status.in_(on_roll))
            .order_by(Student.school_class, Student.seat_no, Student.id)
        )
        self.list = QListWidget()
        self.list.setFixedHeight(HIGH)
        self.items: dict[int, QListWidgetItem] = {}
        for pupil in pupils:
            klass = SchoolClass.caption_of(pupil.school_class_id)
            item = QListWidgetItem(f"{Student.in_class(pupil)}　{klass}")
            item.setData(Qt.ItemDataRole.UserRole, (pupil.id, pupil.school_class_id, str(pupil.search or "")))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if pupil.id in now else Qt.CheckState.Unchecked)
            self.items[pupil.id] = item
            self.list.addItem(item)
        self.find = line_edit(hint="姓名或首字母，回车勾上")
        self.find.textChanged.connect(self._narrow)
        self.find.returnPressed.connect(self._tick_first)
        classes = list(dict.fromkeys(pupil.school_class_id for pupil in pupils))
        self.klass = Choice([(one, SchoolClass.caption_of(one)) for one in classes])
        whole, left, none = (
            Button("整班勾上", role="link"),
            Button("留守儿童都勾上", role="link"),
            Button("全不勾", role="link"),
        )
        whole.clicked.connect(lambda: self._tick(activities.of_class(int(str(self.klass.value())))))
        left.clicked.connect(lambda: self._tick(list(activities.left_behind(self.day, self.desk.term))))
        none.clicked.connect(lambda: self._tick(list(self.items), on=False))
        self.says, self.wrong = text("", "small", "quiet"), text("", "small", "bad", wrap=True)
        self.wrong.hide()
        self.list.itemChanged.connect(self._count)
        body = column(
            row((self.find, 1), self.klass, whole, gap=8),
            self.list,
            row(self.says, None, left, none, gap=12),
            self.wrong,
            gap=8,
        )
        super().__init__(desk.shell, f"谁参加了　{CareActivity.get_by_id(activity).name}", body, width=WIDTH)
        self.add_button("不记名")
        self.yes = self.add_button("记下", "primary")
        self.yes.clicked.disconnect()
        self.yes.clicked.connect(self.accept)
        self.yes.setAutoDefault(False)
        self.find.setFocus()
        self._count()

    def ticked(self) -> list[int]:
        return [one for one, item in self.items.items() if item.checkState() == Qt.CheckState.Checked]

    def _tick(self, students: Sequence[int], *, on: bool = True) -> None:
        for one in students:
            if one in self.items:
                self.items[one].setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def _narrow(self, words: str) -> None:
        wanted = words.strip().lower()
        for item in self.items.values():
            find = item.data(Qt.ItemDataRole.UserRole)[2]
            item.setHidden(bool(wanted) and wanted not in f"{item.text()} {find}".lower())

    def _tick_first(self) -> None:
        """Enter in the box of names; the card itself is not answered by it."""
        item = next((one for one in self.items.values() if not one.isHidden()), None)
        if item is not None and self.find.text().strip():
            item.setCheckState(Qt.CheckState.Checked)
            self.find.clear()

    def _count(self, *_: object) -> None:
        self.says.setText(f"勾了 {len(self.ticked())} 人")

    def accept(self) -> None:
        """Keep who is ticked; a refusal is said here."""
        heads = CareActivity.get_by_id(self.activity).heads
        try:
            activities.change(self.desk.store, self.activity, {"heads": heads}, self.ticked())
        except Refused as error:
            self.wrong.setText(str(error))
            self.wrong.show()
            self.fit()
            return
        super().accept()
