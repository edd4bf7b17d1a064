"""学业成绩: a class's results of a term typed like a sheet of paper, or brought by a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut

from desktop.models.codes import code_list
from desktop.models.ledgers.care import StudyResult
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.terms import Term
from desktop.services.care import results
from desktop.views.buttons import Button, Chip
from desktop.views.care_results_import import import_results
from desktop.views.care_results_model import LEAD, SUBJECTS, ResultsModel
from desktop.views.desk import Desk
from desktop.views.drop import FileDrop
from desktop.views.fields import Choice
from desktop.views.layouts import Giving, column, holder
from desktop.views.page import Page
from desktop.views.table import FrozenTable
from desktop.views.widgets import text

TERMS_BACK = 4
TOUCHED = {"study_result", "student", "school_class", "care_rule"}


class ResultsPage(Page):
    """One class of one term at a time. What was typed is kept by 存下, or when another class is chosen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("学业成绩")
        self.desk = desk
        self.at: tuple[Any, Any] = (None, None)
        self.model = ResultsModel(self)
        self.model.locked = not self._may_write()
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._follow)
        desk.changed.connect(self._changed)
        desk.term_changed.connect(self._term_changed)
        self._offer_terms()
        self._offer_classes()
        self.show_chosen()

    def _may_write(self) -> bool:
        writes = self.desk.store.session.role.writes
        return "*" in writes or StudyResult.table() in writes

    def _build(self) -> None:
        self.klass, self.term = Choice(), Choice()
        for box, name, wide in ((self.klass, "班级", 120), (self.term, "学期", 168)):
            box.setFixedWidth(wide)
            box.setAccessibleName(name)
            box.activated.connect(self._chosen)
        self.subjects = Chip("学科", [(code, code_list("subject").label(code)) for code in SUBJECTS])
        self.subjects.changed.connect(self._subjects_chosen)
        says = text(
            "没参加考试写“缺”。低于学困线的标红。Enter 往下，Tab 往右，可以从表格里整块粘贴。",
            "small",
            "quiet",
        )
        tools = Giving(self.klass, self.term, self.subjects, None, says, gives=(says,))
        self.table = FrozenTable(self.model, frozen=LEAD, cells=True)
        self.table.set_empty_text("这个班还没有学生。")
        self.table.pasted.connect(self._pasted)
        self.table.fill_down_asked.connect(self._fill_down)
        self.table.clear_asked.connect(self._wipe)
        self.model.refused.connect(self.desk.say)
        self.model.edited.connect(self._say)
        self.set_body(column(tools, (holder(column(self.table, edge=1), card=True), 1), gap=12))
        bring = Button("导入成绩", "file-up", tip="班级成绩表拖进来也行，先看预演再写入")
        bring.clicked.connect(self.bring)
        self.save = Button("存下", "save", role="primary", tip="Ctrl+S")
        self.save.clicked.connect(self.keep)
        if self._may_write():
            self.set_actions([bring, self.save])
            FileDrop(self).dropped.connect(self.take_hint)
            QShortcut(QKeySequence.StandardKey.Save, self).activated.connect(self.keep)

    # choosing ------------------------------------------------------------------------------------------

    def take_hint(self, paths: Sequence[Path]) -> None:
        """Workbooks that were let go here."""
        if paths and self._may_write():
            self.bring([Path(path) for path in paths])

    def _offer_terms(self) -> None:
        terms = [self.desk.term]
        for _ in range(TERMS_BACK):
            terms.append(terms[-1].previous)
        self.term.set_choices([(one, one.title) for one in terms])

    def _offer_classes(self) -> None:
        kept, seen = self.klass.value(), self.desk.store.session.classes
        rows = SchoolClass.select().where(SchoolClass.state == "1")
        mine = sorted(
            (one for one in rows if seen is None or one.id in seen),
            key=lambda one: (int(one.grade), one.number),
        )
        self.klass.set_choices([(one.id, SchoolClass.caption(one)) for one in mine])
        if kept is not None:
            self.klass.choose(kept)

    def _chosen(self, _at: int) -> None:
        """What was typed for the class before is kept first; where it is refused, nothing changes."""
        if self.model.typed and not self.keep():
            self.term.choose(self.at[0])
            self.klass.choose(self.at[1])
            return
        self.show_chosen()

    def show_chosen(self) -> None:
        """The sheet of the class and the term chosen, as the ledger has it."""
        self.at = (self.term.value(), self.klass.value())
        term, klass = self.at
        if not isinstance(term, Term) or klass is None:
            self.set_fact("还没有班级。先导入花名册。")
            return
        sheet = results.sheet_of(term, int(klass))
        self.model.show_sheet(sheet)
        self.subjects.choose(sheet.subjects)
        self._show_columns()

    def _subjects_chosen(self, _chosen: object) -> None:
        self._show_columns()

    def _show_columns(self) -> None:
        """The subjects ticked above, and any that something was written in."""
        wanted = {*self.subjects.chosen(), *(one for one in SUBJECTS if self.model.filled(one))}
        states = self.table.column_states()
        self.table.restore_columns(
            [one | {"shown": one["key"] in wanted or one["key"] not in SUBJECTS} for one in states]
        )

    # writing -------------------------------------------------------------------------------------------

    def keep(self) -> bool:
        """Write what was typed; False when it was refused."""
        if not self.model.typed or self.model.sheet is None:
            return True
        ok, count = self.desk.attempt(
            results.keep_sheet, self.desk.store, self.model.sheet, dict(self.model.typed)
        )
        if ok:
            self.show_chosen()
            self.desk.say(f"已存下 {count} 个成绩。", ("撤销", self.desk.undo))
        return ok

    def bring(self, paths: Any = None) -> None:
        """Choose workbooks, look at what would happen, write."""
        if self.keep():
            import_results(self.desk, self, self.term.value(), paths if isinstance(paths, list) else None)

    def _pasted(self, block: list[list[str]]) -> None:
        at = self.table.body.currentIndex()
        if at.isValid():
            self.model.put_block(at.row(), at.column(), block)

    def _fill_down(self) -> None:
        self.model.fill(self.table.selected_rows(), self.table.body.currentIndex().column())

    def _wipe(self) -> None:
        parts = list(self.table.body.selectionModel().selection())
        columns = {at for part in parts for at in range(part.left(), part.right() + 1)}
        self.model.wipe(self.table.selected_rows(), sorted(columns))

    # listening -----------------------------------------------------------------------------------------

    def _say(self) -> None:
        sheet = self.model.sheet
        if sheet is None:
            return
        told = [
            f"{code_list('subject').label(one)} {self.model.filled(one)}/{len(sheet.lines)}"
            for one in SUBJECTS
            if self.model.filled(one)
        ]
        weak = {
            line.student for line in sheet.lines for one in SUBJECTS if self.model.is_weak(line.student, one)
        }
        words = [f"{len(sheet.lines)} 人", *told] + (
            [f"{len(weak)} 人有低于 {self.model.rule.percent}% 的"] if weak else []
        )
        typed = len(self.model.typed)
        self.set_fact("，".join(words + ([f"{typed} 个还没有存"] if typed else [])))
        self.save.setEnabled(bool(typed))

    def _changed(self, touched: frozenset[str]) -> None:
        if not touched or touched & TOUCHED:
            self._soon.start()

    def _follow(self) -> None:
        self._offer_classes()
        if not self.model.typed:
            self.show_chosen()

    def _term_changed(self, _term: object) -> None:
        if not self.model.typed or self.keep():
            self._offer_terms()
            self.show_chosen()
