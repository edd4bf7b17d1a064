"""一人一策: one child's plan of a term; its situation and goal, the measures with their days, the review."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.care_pairs import PlanMeasure, SupportPlan
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.services.care import plans
from desktop.services.paper.document import Wanted
from desktop.views import recognition_ask
from desktop.views.buttons import Button
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.form import RecordForm
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import Stack, clear, column, fill, holder, row
from desktop.views.page import Page
from desktop.views.preview import open_paper
from desktop.views.recognition_ask import AskCard, Asked
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
from desktop.views.widgets import card, line_of, text

COLUMNS = (
    Column("kind", "类别", 64),
    Column("words", "措施", 170),
    Column("due", "完成时间", 94),
    Column("state", "完成情况", 118),
    Column("staff", "责任人", 76),
)
FORM = 372  # px
NAMES = ("teacher", *plans.SITUATION, "problems", "goal")


class PlanPage(Page):
    """The hint is a pupil's id."""

    def __init__(
        self, desk: Desk, *, today: Callable[[], dt.date] = dt.date.today, run: Any = recognition_ask.run
    ) -> None:
        super().__init__("帮扶计划")
        self.desk, self.today, self.run = desk, today, run
        self.student = 0
        self.plan: Any = None
        self.form: RecordForm | None = None
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.reload)
        desk.changed.connect(self._changed)
        desk.term_changed.connect(self._soon_reload)

    def _build(self) -> None:
        self.left = column(gap=0)
        self.model = HeldRows(COLUMNS, (), self)
        self.table = FrozenTable(self.model, frozen=1, filler="words")
        self.table.set_empty_text("还没有措施。按“加一条”写上做什么、什么时候完成。")
        self.table.opened.connect(self._opened)
        self.table.menu_opening.connect(self._fill_menu)
        self.table.selection_changed.connect(self._selected)
        self.add = self._button("加一条", "plus", self.add_measure)
        self.finish = self._button("登记完成…", "check", self.finish_measures)
        self.edit = self._button("修改…", "pencil-line", self.edit_measure)
        acts = row(text("措施", "section"), None, self.add, self.edit, self.finish, gap=8)
        grid = holder(column((self.table, 1), edge=1), card=True)
        self.review = column(gap=8)
        right = column(acts, (grid, 1), self.review, gap=10)
        form = holder(self.left, card=True)
        form.setFixedWidth(FORM)
        self.stack = Stack()
        self.stack.addWidget(holder(row(form, (right, 1), gap=12)))
        self.none = column(gap=10)
        self.stack.addWidget(holder(column(None, self.none, None, edge=24), card=True))
        self.set_body(self.stack)

    def _button(self, words: str, icon: str, act: Callable[[], Any], role: str = "plain") -> Button:
        made = Button(words, icon, role=role)
        made.clicked.connect(act)
        return made

    # showing -------------------------------------------------------------------------------------------

    def take_hint(self, hint: Any) -> None:
        if isinstance(hint, int) and hint != self.student and self.keep_typed():
            self.student = hint
        self.reload()

    def keep_typed(self) -> bool:
        """Keep what was typed before one goes elsewhere; False when it cannot be kept as it stands."""
        return self.form is None or not self.form.is_dirty() or self.save()

    def hideEvent(self, event: Any) -> None:
        """Leaving is keeping; without watchers the books are about to be closed, and nothing is done any more."""
        super().hideEvent(event)
        if self.desk.store.watchers:
            self.keep_typed()

    def may_change(self) -> bool:
        session = self.desk.store.session
        return session.may("care") or SupportPlan.table() in session.role.writes

    def reload(self) -> None:
        self._soon.stop()
        pupil = Student.get_or_none(Student.id == self.student)
        if pupil is None:
            return
        self.plan = plans.plan_of(self.student, self.desk.term)
        klass = SchoolClass.caption_of(pupil.school_class_id)
        self.set_title(f"{pupil.name} 帮扶计划")
        self.set_fact(f"{klass}，{self.desk.term.title}，{self._standing()}")
        self._offer()
        self.stack.setCurrentIndex(0 if self.plan else 1)
        if self.plan is None:
            self._show_none()
            return
        self._show_form()
        self._show_measures()
        self._show_review()

    def _standing(self) -> str:
        if self.plan is None:
            return "还没有计划"
        told = plans.tallies(self.today(), self.desk.term)[self.student]
        late = f"，过期 {told.late} 条" if told.late else ""
        return (
            f"帮扶教师 {Staff.caption_of(self.plan.teacher_id)}，措施完成 {told.done} / {told.measures}{late}"
        )

    def _offer(self) -> None:
        back = self._button("返回", "arrow-left", self.go_back)
        made: list[QWidget] = [
            back,
            self._button("学生一页", "user-round", partial(self.desk.open_pupil, self.student)),
        ]
        if self.plan is not None:
            session = self.desk.store.session
            if session.may("print"):
                made.append(self._button("打印", "printer", self.print_plan))
            if self.may_change():
                self.save_ = self._button("保存", "save", self.save, "primary")
                self.save_.setEnabled(False)
                made.append(self.save_)
        self.set_actions(made)

    def go_back(self) -> None:
        self.desk.go("pairs", ("child", self.student))

    def _show_none(self) -> None:
        clear(self.none)
        says = text("这名学生本学期还没有帮扶计划", "section")
        parts: list[Any] = [row(None, says, None)]
        starts = plans.propose(self.today(), self.desk.term, [self.student])
        if not starts:
            words = "先安排责任教师，再建计划。" if self.may_change() else "责任教师建好以后，在这里看。"
            parts.append(row(None, text(words, tone="quiet"), None))
        elif self.may_change():
            make = self._button("新建计划", "notebook-pen", self.start, "primary")
            parts.append(row(None, make, None))
        fill(self.none, parts)

    def start(self) -> None:
        from desktop.views.plan_start import StartCard

        starts = plans.propose(self.today(), self.desk.term, [self.student])
        if starts and self.run(StartCard(self.desk, starts)):
            self.desk.say("计划写好了。", ("撤销", self.desk.undo))

    def _show_form(self) -> None:
        """The form stays as it is while somebody types in it."""
        if self.form is not None and self.form.record is not None and self.form.record.id == self.plan.id:
            if not self.form.is_dirty():
                self.form.show_record(self.plan)
            self.form.set_locked(self._locked())
            return
        clear(self.left)
        self.form = RecordForm(self.desk.store, SupportPlan, self.plan, names=NAMES, keep=self._keep)
        self.form.set_locked(self._locked())
        self.form.dirty_changed.connect(self._dirty)
        self.form.save_asked.connect(self.save)
        fill(self.left, [(self.form, 1)])

    def _locked(self) -> bool:
        return not self.may_change() or self.plan.state == "reviewed"

    def _dirty(self, dirty: bool) -> None:
        if self.may_change():
            self.save_.setEnabled(dirty)

    def _keep(self, values: Values) -> int:
        plans.save(self.desk.store, self.plan.id, values)
        return int(self.plan.id)

    def save(self) -> bool:
        """Keep what was typed; False when something is wrong, said beside the field."""
        if self.form is None or not self.form.is_dirty():
            return True
        ok, kept = self.desk.attempt(self.form.save)
        if ok and kept:
            self.desk.say("计划保存好了。", ("撤销", self.desk.undo))
        return bool(ok and kept)

    def _show_measures(self) -> None:
        rows = plans.measures_of([self.plan.id]).get(self.plan.id, [])
        self.model.show_rows([self._held(one) for one in rows])
        self.table.set_roomy(len(rows) <= 8)
        self._selected()

    def _held(self, one: Any) -> Held:
        late = plans.is_overdue(one, self.today()) and self.plan.state == "on"
        if one.done_on:
            state = Shown(f"{one.done_on:%m-%d} {one.result or '完成'}", "good", "circle-check")
        else:
            state = Shown("过期没有完成", "bad", "clock") if late else Shown("还没有完成", "quiet")
        cells = {
            "kind": Shown(code_list("measure_kind").label(one.kind)),
            "words": Shown(one.words),
            "due": Shown(f"{one.due_on:%Y-%m-%d}", "bad" if late else None),
            "state": state,
            "staff": Shown(Staff.caption_of(one.staff_id) if one.staff_id else ""),
        }
        return Held(one.id, cells)

    def _show_review(self) -> None:
        clear(self.review)
        parts: list[Any] = []
        if self.plan.state == "reviewed":
            effect = code_list("plan_effect").label(self.plan.effect)
            parts.append(line_of("circle-check", "good", f"{self.plan.reviewed_on} 小结，成效：{effect}"))
            parts.append(text(self.plan.summary or "", wrap=True))
            again = self._button("接着做", "undo-2", self.reopen)
        else:
            parts.append(
                text("学期末写小结：做了什么、孩子有什么变化、下学期怎么办。", "small", "quiet", wrap=True)
            )
            again = self._button("写小结…", "file-check", self.write_review)
        if self.may_change():
            parts.append(row(again, None))
        fill(self.review, [card("学期小结", *parts, gap=6)])

    # measures ------------------------------------------------------------------------------------------

    def chosen(self) -> list[int]:
        return [self.model.id_at(at) for at in self.table.selected_rows() if at < self.model.rowCount()]

    def _selected(self, *_: object) -> None:
        free = not self._locked() if self.plan is not None else False
        found = self.chosen()
        self.add.setVisible(free)
        for button, on in ((self.edit, len(found) == 1), (self.finish, bool(found))):
            button.setVisible(free)
            button.setEnabled(on)

    def _opened(self, _at: int) -> None:
        if not self._locked():
            self.edit_measure()

    def _fill_menu(self, menu: QMenu, at: int) -> None:
        if at >= 0 and not self._locked():
            menu.addAction("登记完成…", self.finish_measures)
            menu.addAction("修改…", self.edit_measure)
            menu.addAction("删除", self.remove_measures)

    def add_measure(self) -> None:
        self._ask_measure(None)

    def edit_measure(self) -> None:
        if found := self.chosen():
            self._ask_measure(PlanMeasure.get_by_id(found[0]))

    def _ask_measure(self, one: Any) -> None:
        m = PlanMeasure
        end = plans.last_day(self.desk.term)
        staff = one.staff_id if one else self.plan.teacher_id
        asked = [
            Asked(m.kind, one.kind if one else "study", must=True),
            Asked(m.due_on, one.due_on if one else max(end, self.today()), must=True),
            Asked(m.words, one.words if one else None, must=True), Asked(m.staff, staff),
            *([Asked(m.done_on, one.done_on), Asked(m.result, one.result)] if one else []),
        ]  # fmt: skip

        doubted: list[Any] = []

        def do(values: Values) -> int:
            due = values["due_on"]
            open_ = not values.get("done_on") and due < self.today() and (one is None or one.due_on != due)
            if open_ and due not in doubted:
                doubted.append(due)
                raise Refused(f"完成时间 {due} 已经过去，写上就算过期。没有写错的，再按一次“写入”。")
            told = {**values, "staff": getattr(values["staff"], "id", values["staff"])}
            return plans.keep_measure(self.desk.store, self.plan.id, told, one.id if one else None)

        title = "修改措施" if one else "加一条措施"
        if self.run(AskCard(self.desk, title, asked, do, yes="写入")):
            self.desk.say("措施写好了。", ("撤销", self.desk.undo))

    def finish_measures(self) -> None:
        found = self.chosen()
        asked = [Asked(PlanMeasure.done_on, self.today(), must=True), Asked(PlanMeasure.result)]

        def do(values: Values) -> int:
            return plans.done(self.desk.store, found, values["done_on"], values["result"] or "")

        if found and self.run(AskCard(self.desk, f"登记完成 {len(found)} 条", asked, do, yes="登记")):
            self.desk.say("登记好了。", ("撤销", self.desk.undo))

    def remove_measures(self) -> None:
        if self.desk.attempt(plans.remove_measures, self.desk.store, self.chosen())[0]:
            self.desk.say("删除了，在回收站里。", ("撤销", self.desk.undo))

    # review --------------------------------------------------------------------------------------------

    def write_review(self) -> None:
        plan = SupportPlan
        asked = [
            Asked(plan.summary, self.plan.summary, must=True), Asked(plan.effect, self.plan.effect, must=True),
            Asked(plan.reviewed_on, self.today(), must=True),
        ]  # fmt: skip

        def do(values: Values) -> None:
            plans.review(
                self.desk.store, self.plan.id, values["summary"], values["effect"], values["reviewed_on"]
            )

        undone = plans.undone(self.plan.id)
        says = (
            f"还有 {undone} 条措施没有登记完成，写了小结就不能再登记；没做完的会转到下学期的计划。"
            if undone
            else ""
        )
        if self.run(AskCard(self.desk, "学期小结", asked, do, yes="写好小结", says=says)):
            self.desk.say("小结写好了。", ("撤销", self.desk.undo))

    def reopen(self) -> None:
        if self.desk.attempt(plans.reopen, self.desk.store, self.plan.id)[0]:
            self.desk.say("计划又打开了。", ("撤销", self.desk.undo))

    def print_plan(self) -> None:
        open_paper(self.desk, "D12", Wanted(term=self.desk.term, students=(self.student,)))

    # listening -----------------------------------------------------------------------------------------

    def _soon_reload(self, *_: object) -> None:
        self._soon.start()

    def _changed(self, touched: frozenset[str]) -> None:
        if self.student and touched & {"support_plan", "plan_measure", "pairing", "student", "staff"}:
            self._soon.start()
