"""The record of one application beside the table: the form, its papers, its score, what happened to it."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QSizePolicy

from desktop.models.codes import code_list
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.families import Guardian
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.recognition import RecognitionCase
from desktop.models.ledgers.recognition_order import FROZEN
from desktop.models.ledgers.students import Student
from desktop.services.recognition import history
from desktop.views import recognition_ask
from desktop.views.buttons import Button, tab_bar
from desktop.views.desk import Desk
from desktop.views.evidence_part import EvidencePart
from desktop.views.form import RecordForm
from desktop.views.layouts import Part, Stack, clear, column, fill, hair, holder, row, scroll
from desktop.views.recognition_family import FamilyPart
from desktop.views.record_drawer import RecordDrawer
from desktop.views.score_part import ScorePart
from desktop.views.widgets import tag, text

WIDTH = 408  # px
TABS = ("申请", "材料", "评分", "经过")
FORM, PAPERS, SCORE, HISTORY = range(4)
FAMILY = {Guardian.table(), Household.table()}  # the ledgers of the family lines
LEAD = ("applied_on", "promise", "applicant", "relation", "kinds", "people", "per_head")
WITHOUT = ("round", "student", "class_name", "state")  # said in the head


class CaseDrawer(RecordDrawer):
    """Four views of one application; ↑ ↓ ask the page for the neighbour."""

    def __init__(self, desk: Desk, *, run: Any = recognition_ask.run) -> None:
        self.case_id = 0
        self.tabs = tab_bar(TABS)
        self.stack = Stack()
        self.family, self.facts = FamilyPart(desk, run=run), row(gap=6)
        self.papers, self.points = EvidencePart(desk, run=run), ScorePart(desk)
        self.past = column(gap=10)
        names = [field.name for field in RecognitionCase.fields() if field.name not in WITHOUT]
        form = RecordForm(
            desk.store,
            RecognitionCase,
            None,
            attachments=desk.attachments,
            names=names,
            lead=LEAD,
            below=self.family,
        )
        for name in ("kinds", "factors"):
            form.editors[name].setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        edge = (20, 12, 16, 12)
        for page in (
            form,
            scroll(column(self.papers, None, edge=edge)),
            scroll(column(self.points, None, edge=edge)),
            scroll(column(self.past, None, edge=edge)),
        ):
            self.stack.addWidget(page)
        head = row(self.tabs, None, gap=0, edge=(14, 4, 12, 0))
        states = row(self.facts, None, edge=(20, 2, 16, 0))
        body = holder(column(states, head, hair(), (self.stack, 1), gap=4))
        whole = Button("打开学生一页", role="link", tail="arrow-right")
        super().__init__(desk, RecognitionCase, form, extra=whole, body=body, width=WIDTH)
        whole.clicked.connect(self._open_pupil)
        self.tabs.currentChanged.connect(self._show_tab)
        desk.changed.connect(self._changed)

    def show_case(self, case: Any) -> None:
        """An application, in the view that is open now."""
        self.case_id = case.id
        self.show_record(case)
        may = self.desk.store.session.may("batch")
        self.form.set_locked(not may or case.state in FROZEN)
        self._show_family(case)
        self._say_head(case)
        self._show_tab(self.tabs.currentIndex())

    def _show_family(self, case: Any) -> None:
        self.family.show_pupil(case.student_id, free=case.state not in FROZEN)

    def _say_head(self, case: Any) -> None:
        clear(self.facts)
        name, klass = Student.caption_of(case.student_id), case.class_name
        self.name.set_words(f"{name}　{klass or SchoolClass.caption_of(case.student.school_class_id)}")
        grade = case.grade or case.school_grade or case.class_grade
        parts: list[Part] = [tag(code_list("case_state").label(case.state), "accent")]
        if grade:
            parts.append(tag(code_list("need_grade").label(grade), "good" if case.grade else "plain"))
        if case.score is not None:
            parts.append(tag(f"{RecognitionCase.score.format(case.score)} 分", "plain"))
        fill(self.facts, parts)

    def _show_tab(self, at: int) -> None:
        """Read what this view shows; the others are read when they come into sight."""
        self.stack.setCurrentIndex(at)
        self.keep.setVisible(at == FORM)
        self.says.setVisible(at == FORM)
        case = self.form.record
        if case is None:
            return
        if at == PAPERS:
            self.papers.show_case(case)
        elif at == SCORE:
            self.points.show_case(case)
        elif at == HISTORY:
            self._show_past(case)

    def _show_past(self, case: Any) -> None:
        clear(self.past)
        lines: list[Part] = []
        for one in history.of_case(case.id):
            when = text(f"{one.at:%Y-%m-%d %H:%M}  {one.who}", "small", "quiet")
            facts = [text(fact, "small", "quiet", wrap=True) for fact in one.facts]
            lines += [*([hair()] if lines else []), column(when, text(one.does, wrap=True), *facts, gap=2)]
        fill(self.past, lines or [text("还没有经过。", tone="quiet")])

    def _say_state(self, *_: object) -> None:
        super()._say_state()
        if self.form.record is not None:
            self._say_head(self.form.record)

    def _changed(self, ledgers: frozenset[str]) -> None:
        """Something was done to the case from elsewhere: read it again unless something is typed."""
        if not self.case_id or not self.isVisible():
            return
        if self.form.is_dirty():
            if ledgers & FAMILY and self.form.record is not None:
                self._show_family(self.form.record)  # what is typed in the form stays
            return
        row_ = RecognitionCase.get_or_none(RecognitionCase.id == self.case_id)
        if row_ is None:
            self.closed.emit()
        elif not ledgers or ledgers & FAMILY | {"recognition_case", "evidence", "case_score"}:
            self.show_case(row_)

    def _open_pupil(self) -> None:
        if self.form.record is not None and self.may_leave():
            self.desk.open_pupil(self.form.record.student_id)
