"""One visit in the drawer: the children first, then what was seen and said; kept once and booked everywhere."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.models.fields import FieldError
from desktop.models.ledger import Values
from desktop.models.ledgers.care_visits import Talk, Visit
from desktop.models.ledgers.students import Student
from desktop.models.store import Invalid
from desktop.services.care import booking, pairs, sheet, talks
from desktop.services.care.booking import Entry
from desktop.views.desk import Desk
from desktop.views.form import RecordForm
from desktop.views.record_drawer import RecordDrawer
from desktop.views.visit_children import ChildrenPart
from desktop.views.widgets import text

LEAD = ("day", "way", "teacher", "teacher2")
WIDTH = 408  # px
OWN = "talked"  # written anew, unchanged, when only the children changed


DOUBTED = {"day", "way", "teacher", "starts", "ends", OWN}


class Asked:
    """Doubts stop a record once; kept again as it is, it goes through."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def demand(self, doubts: list[str], day: dt.date | None) -> None:
        """Raises Invalid beside the day; a day still to come stays refused."""
        if why := booking.still_to_come(day):
            raise Invalid({"day": why})
        if doubts and doubts != self.said:
            self.said = doubts
            raise Invalid({"day": f"{''.join(doubts)}没有写错的，再按一次保存。"})


class TalkForm(RecordForm):
    """The form of a 谈心. A day of another term is asked about."""

    def __init__(self, desk: Desk, record: Any = None) -> None:
        self.desk, self.asked = desk, Asked()
        super().__init__(desk.store, Talk, record, create=partial(talks.keep, desk.store))

    def _keep(self, values: Values) -> int:
        if "day" in values:
            self.asked.demand(booking.outside(values["day"], self.desk.term), values["day"])
        return super()._keep(values)


class VisitForm(RecordForm):
    """The form of a visit with its children. student: a child to begin a new visit with."""

    def __init__(self, desk: Desk, record: Any = None, *, student: int | None = None) -> None:
        self.part = ChildrenPart()
        self.doubt = text("", "small", "warn", wrap=True)
        self.doubt.hide()
        self.ready = False
        self.desk, self.asked = desk, Asked()
        self.filled: dict[str, Any] = {}  # what the program wrote for the first child, by field
        self.led_by: int | None = None
        super().__init__(
            desk.store,
            Visit,
            record,
            attachments=desk.attachments,
            keep=self._book,
            lead=LEAD,
            below=self.part,
        )
        self.ready = True
        self.layout().insertWidget(0, self.doubt)
        self.doubt.setContentsMargins(20, 10, 20, 0)
        self.part.changed.connect(self._children_edited)
        self.part.chosen.connect(self.lead_child)
        for name in ("day", "way", "teacher", "starts", "ends"):
            self.editors[name].edited.connect(self._when_edited)
        if student is not None:
            self.part.add(student)
            self.lead_child(student)
            self._children_edited()

    def show_record(self, record: Any) -> None:
        super().show_record(record)
        if record is None:
            self.editors["day"].show_value(dt.date.today())
        self.part.show_visit(record.id if record is not None else None)
        self._when_edited()

    def lead_child(self, student: int) -> None:
        """Who is responsible for the first child has most likely been there, and met the family at its home.

        When another child becomes the first, these follow; what a person wrote or changed stays.
        """
        if self.record is None:
            self.led_by = student
            lead = pairs.lead_of([student], self._day() or dt.date.today()).get(student)
            pupil = Student.get_or_none(Student.id == student)
            guardian = sheet.guardians([student]).get(student)
            self._fill("teacher", lead.teacher_id if lead is not None else None)
            self._fill("household", pupil.household_id if pupil is not None else None)
            if self._fill("met", guardian.name if guardian is not None else None):
                self._fill("relation", guardian.relation if guardian is not None else None)
        self._when_edited()

    def _fill(self, name: str, value: Any) -> bool:
        """Write what most likely holds, unless a person wrote something else there; tells whether it was written."""
        editor = self.editors[name]
        now = editor.raw()
        if now not in (None, "") and (name not in self.filled or now != self.filled[name]):
            return False
        editor.show_value(value)
        self.filled[name] = editor.raw()
        return True

    def _follow_first(self) -> None:
        """The first child was taken out again: the next one leads."""
        children = [one.student for one in self.part.children()]
        if self.record is None and self.led_by is not None and children and self.led_by not in children:
            self.lead_child(children[0])

    def set_locked(self, locked: bool) -> None:
        super().set_locked(locked)
        self.part.set_locked(locked)

    def _day(self) -> dt.date | None:
        try:
            return Visit.day.parse(self.editors["day"].raw())  # type: ignore[no-any-return]
        except FieldError:
            return None

    def _when_edited(self) -> None:
        way = str(self.editors["way"].raw() or "home")
        self.part.show_when(self._day(), way)
        if self.record is None and not booking.can_sign(way):
            self.editors["parent_signed"].show_value(False)
        self._say_doubts()

    def _children_edited(self) -> None:
        self._set_touched(self.touched | {OWN})
        self._follow_first()
        self._say_doubts()

    def _say_doubts(self) -> None:
        """What looks wrong and may be right: said above, nothing is stopped."""
        if not self.ready:
            return
        values, _problems = Visit.read(
            {name: self.editors[name].raw() for name in ("day", "way", "teacher", "starts", "ends")}
        )
        said = self._doubts(values, self.part.children())
        self.doubt.setText("".join(said))
        self.doubt.setVisible(bool(said))

    def _doubts(self, values: Values, children: list[Any]) -> list[str]:
        visit = self.record.id if self.record is not None else 0
        return booking.doubts(Entry(values, tuple(children)), visit=visit, term=self.desk.term)

    def _book(self, values: Values) -> int:
        """Keep it: a new visit with all that goes with it, or what was changed of a kept one."""
        children = self.part.children()
        if not children:
            self.part.say("请写明这次走访是为哪几个孩子。")
            self.part.pick.setFocus()
            raise Invalid({"children": "请写明这次走访是为哪几个孩子。"})
        if self.record is None or self.touched & DOUBTED:
            told = dict(self.record.__data__) if self.record is not None else {}
            told |= values
            self.asked.demand(self._doubts(told, children), told.get("day"))
        if self.record is None:
            return booking.keep(self.store, Entry(values, tuple(children), self.part.letters()))
        booking.change(self.store, self.record.id, values, children)
        return int(self.record.id)


def visit_drawer(desk: Desk, record: Any = None, *, student: int | None = None, extra: QWidget | None = None,
                 alone: bool = True) -> RecordDrawer:  # fmt: skip
    """The drawer of one visit, new or kept."""
    form = VisitForm(desk, record, student=student)
    return RecordDrawer(desk, Visit, form, extra=extra, width=WIDTH, alone=alone)


def talk_drawer(desk: Desk, student: int) -> RecordDrawer:
    """The drawer of a new talk with one child, today, with the responsible teacher."""
    form = TalkForm(desk)
    lead = pairs.lead_of([student], dt.date.today()).get(student)
    form.editors["student"].show_value(student)
    form.editors["day"].show_value(dt.date.today())
    if lead is not None:
        form.editors["teacher"].show_value(lead.teacher_id)
    return RecordDrawer(desk, Talk, form, width=WIDTH, alone=True)
