"""教职工 of 设置: who leaves is asked after once, with what still stands in the name."""

from __future__ import annotations

from typing import Any

from desktop.models.ledger import Problems, Values
from desktop.models.ledgers.staff import Staff
from desktop.services.care import leaver
from desktop.services.mass_edit import MassEdit
from desktop.views.asking_form import AskingForm
from desktop.views.desk import Desk
from desktop.views.form import RecordForm
from desktop.views.settings_parts import AdvisedPage


class StaffPage(AdvisedPage):
    """Written by form, cell and batch: 离校日期 says what is to be passed on, and where."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Staff, "班主任、送达人都从这里选")
        self.cell_work.look_over = self._look_over

    def make_form(self, record: Any) -> RecordForm:
        return AskingForm(
            self.desk.store, Staff, record, attachments=self.desk.attachments, doubts=self._doubts
        )

    def _doubts(self, values: Values) -> Problems:
        record, day = values.get("id"), values.get("left_on")
        old = Staff.get_or_none(Staff.id == record) if record else None
        if old is None or day is None or old.left_on == day:
            return {}
        told = leaver.words(old.id, day, self.desk.term)
        return {"left_on": told} if told else {}

    def _look_over(self, edit: MassEdit) -> MassEdit | None:
        told = [
            words
            for record, values in edit.values.items()
            for words in self._doubts({"id": record, **values}).values()
        ]
        if told and not self.desk.ask(self, "离校", "\n".join(told), yes="存下"):
            return None
        return edit
