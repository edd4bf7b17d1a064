"""What the page 结对 asks before it writes: one pair, a fair distribution with its preview, a handover, an end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QGridLayout, QScrollArea, QWidget

from desktop.models.codes import code_list, small_list
from desktop.models.errors import Refused
from desktop.models.fields import Choice as ChoiceField
from desktop.models.fields import FieldError
from desktop.models.ledger import Values
from desktop.models.ledgers.care_pairs import Pairing
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.services.care import handover, pairs, spread
from desktop.services.care.listed import Child
from desktop.views.buttons import Button
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.dialogs import Dialog
from desktop.views.editors import editor_for
from desktop.views.fields import Choice
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import column, holder, row, scroll
from desktop.views.recognition_ask import AskCard, Asked
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
from desktop.views.widgets import text

COLUMNS = (
    Column("name", "学生", 96),
    Column("class", "班级", 80),
    Column("teacher", "责任教师", 110),
    Column("count", "他共有", 76),
    Column("why", "为什么", 170),
)
WIDE, TABLE, PEOPLE = 860, 190, 100  # px: the card fits on a screen of 614
SINCE = 150  # px
SPREAD_HINT = "选中几行，再选一位教师，按“改给他”。Ctrl+A 全选。"


def teacher_choices(day: dt.date, without: int | None = None) -> list[tuple[object, str]]:
    """Teachers who are at school, with how many children each has."""
    load = pairs.load(day)
    return [
        (row.id, f"{row.name}（{len(load.get(row.id, ()))} 人）")
        for row in pairs.teachers_here(day)
        if row.id != without
    ]


class SpreadCard(Dialog):
    """Choose teachers, look at who would get whom, change lines by hand, then write it all as one step.

    write: does it and returns how many; where (`make`) the proposal comes from is the page's.
    """

    def __init__(
        self, desk: Desk, title: str, make: Callable[[Sequence[int]], spread.Spread],
        write: Callable[[spread.Spread], Any], *, day: dt.date, yes: str, without: int | None = None,
        tick: QCheckBox | None = None, since: QWidget | None = None,
    ) -> None:  # fmt: skip
        self.desk, self.make, self.write, self.result_ = desk, make, write, None
        self.found: spread.Spread | None = None
        self.ticks: dict[int, QCheckBox] = {}
        self.says, self.wrong = text("", wrap=True), text("", "small", "bad", wrap=True)
        people = self._people(day, without)
        self.model = HeldRows(COLUMNS, (), self.says)
        self.table = FrozenTable(self.model, frozen=1, filler="why")
        self.table.setMinimumHeight(TABLE)
        self.other = Choice([(one, self.ticks[one].text()) for one in self.ticks])
        self.other.setMinimumWidth(170)
        self.other.setAccessibleName("改给哪位教师")
        self.change, self.leave = Button("改给他", "arrow-left-right"), Button("这次先不排", "circle-minus")
        self.again = Button("重新分配", "refresh-cw", role="flat")
        every, none = Button("全选", role="link"), Button("全不选", role="link")
        when = [text("从哪天起结对", "small", "quiet"), since] if since is not None else []
        head = row(text("哪些教师接学生", "small", "quiet"), every, none, None, *when, gap=12)
        hint = text(SPREAD_HINT, "small", "quiet")
        acts = row(self.other, self.change, self.leave, None, self.again, gap=8)
        grid = holder(column(self.table, edge=1), card=True)
        more = [tick] if tick is not None else []
        body = column(head, people, self.says, grid, hint, acts, *more, self.wrong, gap=8)
        super().__init__(desk.shell, title, body, width=WIDE)
        self.add_button("先不办")
        self.yes = self.add_button(yes, "primary")
        self.yes.clicked.disconnect()
        self.yes.clicked.connect(self.accept)
        self._listen(every, none)
        self.propose()

    def _people(self, day: dt.date, without: int | None) -> QScrollArea:
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(2)
        for at, (teacher, words) in enumerate(teacher_choices(day, without)):
            tick = QCheckBox(words)
            tick.setChecked(True)
            self.ticks[int(str(teacher))] = tick
            grid.addWidget(tick, at // 5, at % 5)
        box = scroll(grid)
        box.setFixedHeight(min(28 * ((len(self.ticks) + 4) // 5) + 16, PEOPLE))
        return box

    def _listen(self, every: Button, none: Button) -> None:
        for tick in self.ticks.values():
            tick.toggled.connect(self.propose)
        every.clicked.connect(partial(self._tick_all, True))
        none.clicked.connect(partial(self._tick_all, False))
        self.change.clicked.connect(self.give)
        self.leave.clicked.connect(self.leave_out)
        self.again.clicked.connect(self.propose)
        key = QShortcut(
            QKeySequence("Ctrl+Return"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        key.activated.connect(self.accept)

    def _tick_all(self, on: bool, _checked: bool = False) -> None:
        for tick in self.ticks.values():
            tick.blockSignals(True)
            tick.setChecked(on)
            tick.blockSignals(False)
        self.propose()

    def chosen_teachers(self) -> list[int]:
        return [teacher for teacher, tick in self.ticks.items() if tick.isChecked()]

    def propose(self, *_: object) -> None:
        """Deal anew; lines changed by hand are dealt anew too."""
        try:
            self.found = self.make(self.chosen_teachers())
        except Refused as error:
            self.found = None
            self._say_wrong(str(error))
        else:
            self._say_wrong("")
        self.show_lines()

    def show_lines(self) -> None:
        lines = self.found.lines if self.found else ()
        after = self.found.after if self.found else {}
        self.model.show_rows([self._held(line, after) for line in lines])
        self.says.setText(self.found.sentence if self.found and lines else "没有要分配的学生。")
        self.yes.setEnabled(bool(lines))

    def _held(self, line: spread.Line, after: Mapping[int, int]) -> Held:
        count = after[line.teacher]
        over = self.found is not None and count > self.found.most
        cells = {
            "name": Shown(line.child.name),
            "class": Shown(line.child.class_name),
            "teacher": Shown(Staff.caption_of(line.teacher)),
            "count": Shown(f"{count} 人", "warn" if over else None, "triangle-alert" if over else None),
            "why": Shown(line.why, "accent" if line.why == spread.HAND else "quiet"),
        }
        return Held(line.child.student, cells, {"count": count})

    def chosen(self) -> list[int]:
        return [self.model.id_at(at) for at in self.table.selected_rows() if at < self.model.rowCount()]

    def give(self) -> None:
        """The chosen lines go to the teacher in the box."""
        teacher = self.other.value()
        if self.found is None or not isinstance(teacher, int):
            return
        for student in self.chosen():
            self.found = self.found.given_to(student, teacher)
        self.show_lines()

    def leave_out(self) -> None:
        if self.found is not None:
            self.found = self.found.without(self.chosen())
            self.show_lines()

    def accept(self) -> None:
        if self.found is None or not self.found.lines:
            return
        try:
            self.result_ = self.write(self.found)
        except Refused as error:
            self._say_wrong(str(error))
            return
        super().accept()

    def _say_wrong(self, words: str) -> None:
        self.wrong.setText(words)
        self.wrong.setVisible(bool(words))


def distribute(desk: Desk, day: dt.date, children: Sequence[Child]) -> SpreadCard:
    """批量分配 of these children, from a day on that is not yet to come."""
    since = editor_for(Pairing.from_day)
    since.show_value(day)
    since.setFixedWidth(SINCE)
    since.setAccessibleName("从哪天起结对")

    def write(found: spread.Spread) -> int:
        try:
            from_day = Pairing.from_day.parse(since.raw())
        except FieldError as error:
            raise Refused(str(error)) from None
        if from_day is None:
            raise Refused("请写从哪天起结对。")
        return spread.keep(desk.store, found, from_day, term=desk.term)

    return SpreadCard(
        desk, f"批量分配（{len(children)} 人）", lambda who: spread.propose(children, who, day), write, day=day,
        yes="写入结对", since=since,
    )  # fmt: skip


def hand_over(desk: Desk, day: dt.date, children: Sequence[Child], giver: int | None) -> SpreadCard:
    """交接 of these children to one or several teachers, answered now or later."""
    signed = QCheckBox("接手的教师已经签字：马上换成新的责任教师（不打勾的，先登记“待接手”，签字后再登记）")

    def write(found: spread.Spread) -> Any:
        moves = {line.child.student: line.teacher for line in found.lines}
        return handover.offer(desk.store, moves, day, taken=signed.isChecked())

    whose = f"{Staff.caption_of(giver)}的" if giver is not None else ""
    return SpreadCard(
        desk, f"交接{whose} {len(children)} 名学生",
        lambda who: spread.propose(children, [one for one in who if one != giver], day),
        write, day=day, yes="写入交接", without=giver, tick=signed,
    )  # fmt: skip


# one pair -----------------------------------------------------------------------------------------------


def give_one(desk: Desk, day: dt.date, student: int, head: int | None) -> AskCard:
    """A responsible teacher for one child; the class teacher stands first."""
    asked = [
        Asked(Pairing.teacher, head, "责任教师", must=True), Asked(Pairing.from_day, day, must=True),
        Asked(Pairing.difficulty), Asked(Pairing.measures), Asked(Pairing.goal),
    ]  # fmt: skip

    def do(values: Values) -> int:
        return pairs.pair(
            desk.store, student, {**values, "teacher": _id(values["teacher"])}, values["from_day"]
        )

    return AskCard(desk, f"给 {Student.caption_of(student)} 安排责任教师", asked, do, yes="写入结对")


def add_helper(desk: Desk, day: dt.date, student: int) -> AskCard:
    """Somebody beside the responsible teacher: another teacher, a firm, a person, another pupil."""
    asked = [
        Asked(Pairing.kind, "person", must=True), Asked(Pairing.from_day, day, must=True),
        Asked(Pairing.teacher, None, "协助教师（选“教师”时填）"), Asked(Pairing.peer, None, "互助同学（选“互助对子”时填）"),
        Asked(Pairing.partner, None, "爱心企业或爱心人士"), Asked(Pairing.phone), Asked(Pairing.measures, None, "帮什么"),
        Asked(Pairing.note),
    ]  # fmt: skip

    def do(values: Values) -> int:
        told = {**values, "role": "help", "teacher": _id(values["teacher"]), "peer": _id(values["peer"])}
        return pairs.pair(desk.store, student, told, values["from_day"])

    says = "责任教师还是原来那一位；这里登记另外帮他的人。"
    return AskCard(desk, f"{Student.caption_of(student)} 的协助结对", asked, do, yes="写入结对", says=says)


def _id(value: Any) -> int | None:
    return None if value is None else int(getattr(value, "id", value))


def end_pairs(desk: Desk, day: dt.date, records: Sequence[int], words: str) -> AskCard:
    """End pairs for a reason that a person gives; handing over has its own way."""
    codes = code_list("pair_end")
    offered = {code: codes.label(code) for code in codes.labels if code not in ("handed", "declined")}
    reason = ChoiceField("结束原因", small_list("pair_end_by_hand", "结束原因", offered), required=True)
    asked = [
        Asked(reason, "off_list", must=True, name="reason"),
        Asked(Pairing.until_day, day, "结束日期", must=True),
    ]

    def do(values: Values) -> int:
        return pairs.end(desk.store, records, str(values["reason"]), values["until_day"])

    says = f"{words}。换人的请用“交接”，经过会连在一起。"
    return AskCard(desk, "结束结对", asked, do, yes=f"结束 {len(records)} 对", says=says)


class AnswerCard(AskCard):
    """Handovers that wait: taken on a day, or not taken."""

    def __init__(self, desk: Desk, day: dt.date, rows: Sequence[Any]) -> None:
        self.rows = [row.id for row in rows]
        answer = small_list("hand_answer", "答复", {"yes": "接手", "no": "不接手，仍由原来的教师负责"})
        asked = [
            Asked(ChoiceField("答复", answer, required=True), "yes", must=True, name="answer"),
            Asked(Pairing.accepted_on, day, "哪天答复（签字）", must=True),
            Asked(Pairing.note, None, "不接手的原因"),
        ]
        names = "、".join(
            f"{Student.caption_of(row.student_id)}→{Staff.caption_of(row.teacher_id)}" for row in rows[:6]
        )
        says = names + (f"等 {len(rows)} 人" if len(rows) > 6 else "")
        super().__init__(desk, "登记接手", asked, self._do, yes="登记", says=says)

    def _do(self, values: Values) -> int:
        if values["answer"] == "yes":
            return handover.accept(self.desk.store, self.rows, values["accepted_on"])
        return handover.decline(self.desk.store, self.rows, values["accepted_on"], values["note"] or "")
