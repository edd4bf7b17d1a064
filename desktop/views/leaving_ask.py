"""从哪天起: 学籍状态 → 休学, 转出 … in the form and in the cells is asked for its day; today is proposed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers.students import Student, wants_day
from desktop.services.mass_edit import MassEdit
from desktop.services.namesakes import told_apart
from desktop.services.roster import leaving
from desktop.views.desk import Desk
from desktop.views.form import RecordForm
from desktop.views.recognition_ask import AskCard, Asked

NAMED = 3  # pupils named in the question
PROPOSED = "从哪天起{status}：先填了今天，不是今天的请改。"
SAYS = "休学、转出从这一天起算，月报、就餐、补助都看它。不知道哪天的可以空着，以后补写；空着就从今天算。"


class StudentForm(RecordForm):
    """Proposes today as 离校日期 when somebody is put down as gone; it may be changed or cleared before saving."""

    proposed: dt.date | None = None

    def _edited(self) -> None:
        name = self.sender().property("field")
        super()._edited()
        if name == "status" and {"status", "left_on"} <= self.editors.keys():
            self._propose()

    def show_record(self, record: Any) -> None:
        self.proposed = None
        super().show_record(record)

    def _propose(self) -> None:
        values, problems = self.ledger.read(
            {name: self.editors[name].raw() for name in ("status", "left_on")}
        )
        if problems:
            return
        before, day = self.proposed, self.editors["left_on"]
        if before is not None and values["left_on"] == before:
            values["left_on"] = None  # what stands there is only what was proposed
        if wants_day(values):
            self.proposed = dt.date.today()
            day.show_value(self.proposed)
            self._set_touched(self.touched | {"left_on"})
            if fold := self.folds.get("left_on"):
                fold.open()
            label = code_list("enrolment_status").label(values["status"])
            self.boxes["left_on"].say(PROPOSED.format(status=label), "warn")
        elif before is not None and values["left_on"] is None:
            self.proposed = None
            day.show_value(None)
            self._set_touched(self.touched - {"left_on"})
            self.boxes["left_on"].say("")


def dated(desk: Desk, edit: MassEdit, run: Callable[[Any], bool]) -> MassEdit | None:
    """A change of cells with the day asked for; None when the person thinks better of it."""
    students = leaving.left_undated(edit)
    if not students:
        return edit
    names = list(told_apart(students).values())
    who = "、".join(names[:NAMED]) + (f" 等 {len(names)} 人" if len(names) > NAMED else "")
    labels = dict.fromkeys(Student.status.format(edit.values[one].get("status")) for one in students)
    what = "、".join(filter(None, labels)) or "离校"
    asked = Asked(Student.left_on, dt.date.today(), label="从哪天起")
    card = AskCard(desk, f"{who}{what}", [asked], lambda values: values, yes="存下", says=SAYS)
    if not run(card):
        return None
    return leaving.with_day(edit, students, card.result_["left_on"])
