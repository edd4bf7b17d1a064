"""Ledgers behind 五类学生 that need more than a form: 留守登记, 困境儿童, 关爱规则, and what was told in confidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from desktop.models.ledger import Values
from desktop.models.ledgers.care import CareRule, ChildInNeed, HealthNote, LeftBehindForm, PsychScreening
from desktop.models.ledgers.students import Student
from desktop.services.care import confided, left_forms, roll
from desktop.services.paper.catalogue_care_listed import BLANK
from desktop.services.paper.document import Wanted
from desktop.views import recognition_ask
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.form import RecordForm
from desktop.views.layouts import show_if
from desktop.views.ledger_page import LedgerPage
from desktop.views.preview import open_paper
from desktop.views.recognition_ask import AskCard, Asked
from desktop.views.widgets import Stop

NAMED = 4  # who is missing, named in the sentence above


class LeftPage(LedgerPage):
    """留守登记 of the term in the top bar. Who is missing is named; last term's forms can be taken over."""

    chips = ("care_kind", "both_away", "entrusted")

    def __init__(self, desk: Desk) -> None:
        self.start: Values = {}
        super().__init__(desk, LeftBehindForm, within=self._here(desk), key="left_behind_form")
        desk.term_changed.connect(self._elsewhere)

    @staticmethod
    def _here(desk: Desk) -> tuple[Any, ...]:
        return (LeftBehindForm.term == desk.term.code,)

    def _elsewhere(self, _term: object) -> None:
        self.desk.shell.close_drawer()
        self.within = self._here(self.desk)
        self.model.show_listing(replace(self.model.listing, within=self.within))
        self._after_filter()

    def board(self) -> left_forms.Board:
        return left_forms.board(roll.day_of(self.desk.term), self.desk.term)

    def make_actions(self) -> list[Button]:
        self.papers, self.lack = (
            Button(picture="printer", role="icon", tip="打印登记表、统计表"),
            Button("还缺谁…", "list-checks", tip="还没有登记的学生，点一个就登记他"),
        )
        self.papers.clicked.connect(self._offer_papers)
        self.lack.clicked.connect(self._offer_missing)
        show_if(self.desk.store.session.may("print"), self.papers)
        return [self.papers, self.lack, *self.empty_actions()] if self.may_write() else [self.papers]

    def road(self) -> Sequence[Stop]:
        return [
            Stop("printer", "打印登记表", "发给班主任核对"), Stop("pencil-line", "照着纸登记", "父母外出、谁在照看"),
            Stop("history", "下学期接着用", "只改变了的"),
        ]  # fmt: skip

    def empty_actions(self) -> list[Button]:
        if not self.may_write():
            return []
        again = Button("接着用上学期的", "history", tip="上次登记过的，接着用，再核对")
        again.clicked.connect(self.carry_over)
        add = Button("登记下一位", "plus", role="primary", tip="还没有登记的，一位一位来（Ctrl+N）")
        add.clicked.connect(self.add_record)
        return [again, add]

    def fact(self) -> str:
        told = self.board()
        names = "、".join(one.name for one in told.missing[:NAMED])
        more = f"等 {len(told.missing)} 人" if len(told.missing) > NAMED else ""
        done = len(told.children) - len(told.missing)
        words = [f"{self.desk.term.title}，留守 {len(told.children)} 人，已登记 {done} 人"]
        words += [f"还缺 {names}{more}"] if told.missing else []
        words += [f"{len(told.over)} 份是现在不留守的"] if told.over else []
        return "，".join(words)

    def carry_over(self) -> None:
        told = self.board()
        words = (
            f"还没有登记的 {len(told.missing)} 人里，{len(told.before)} 人以前登记过。"
            "将接着用他们上次的内容，可以撤销；请再核对哪些变了。"
        )
        if self.desk.ask(self, "接着用上学期的", words, yes=f"接着用 {len(told.before)} 份"):
            day = roll.day_of(self.desk.term)
            ok, count = self.desk.attempt(left_forms.carry_over, self.desk.store, day, self.desk.term)
            if ok:
                self.desk.say(f"已登记 {count} 份，请核对。", ("撤销", self.desk.undo))

    def _new_asked(self) -> None:
        """Ctrl+N: the next one, too."""
        if self.may_write():
            self.add_record()

    def add_record(self) -> None:
        """The next child who is missing."""
        if missing := self.board().missing:
            self.register(missing[0].student)
        else:
            self.desk.say("留守的学生都登记了。")

    def register(self, student: int, _checked: bool = False) -> None:
        """A new form of this child, with what the family's ledger tells already filled in."""
        self.start = left_forms.start(student, roll.day_of(self.desk.term), self.desk.term)
        super().add_record()
        self._fill_in()

    def missing_menu(self) -> QMenu:
        """Everybody without a form, by class."""
        menu, parts = QMenu(self), dict[str, QMenu]()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for one in self.board().missing:
            if one.class_name not in parts:
                parts[one.class_name] = menu.addMenu(one.class_name)
            parts[one.class_name].addAction(one.name).triggered.connect(partial(self.register, one.student))
        if not parts:
            menu.addAction("留守的学生都登记了。").setEnabled(False)
        return menu

    def _offer_missing(self) -> None:
        self.missing_menu().popup(self.lack.mapToGlobal(self.lack.rect().bottomLeft()))

    def _fill_in(self) -> None:
        """Put what is known into the new form; a new record is kept with all that stands in it."""
        if self.drawer is None or self.drawer.form.record is not None:
            return
        form = self.drawer.form
        for name, value in self.start.items():
            if name in form.editors:
                form.editors[name].show_value(value)
        form.go_to("registered")

    # papers --------------------------------------------------------------------------------------------

    def _offer_papers(self) -> None:
        menu = QMenu(self)
        chosen = self.selected_ids()
        if chosen:
            menu.addAction(f"登记表（选中的 {len(chosen)} 人）").triggered.connect(self.print_chosen)
        menu.addAction("登记表（每人一份，预先填好）").triggered.connect(self.print_all)
        menu.addAction("登记表（空白）").triggered.connect(self.print_blank)
        if self.desk.store.session.classes is None:
            menu.addAction("留守儿童情况统计表").triggered.connect(self.print_summary)
        menu.popup(self.papers.mapToGlobal(self.papers.rect().bottomLeft()))

    def print_chosen(self) -> None:
        rows = LeftBehindForm.select(LeftBehindForm.student).where(LeftBehindForm.id.in_(self.selected_ids()))
        self._print("D30", students=tuple(student for (student,) in rows.tuples()))

    def print_all(self) -> None:
        self._print("D30")

    def print_blank(self) -> None:
        self._print("D30", what=BLANK)

    def print_summary(self) -> None:
        self._print("D30S")

    def _print(self, code: str, **wanted: Any) -> None:
        open_paper(self.desk, code, Wanted(day=roll.day_of(self.desk.term), **wanted))


class NeedPage(LedgerPage):
    """困境儿童: by first and last day; ending one keeps the record."""

    chips = ("kind",)

    def __init__(self, desk: Desk, *, run: Any = recognition_ask.run) -> None:
        self.run = run
        super().__init__(desk, ChildInNeed)

    def fact(self) -> str:
        day = roll.day_of(self.desk.term)
        rows = ChildInNeed.select().where(
            (ChildInNeed.from_day <= day) & (ChildInNeed.until_day.is_null() | (ChildInNeed.until_day >= day))
        )
        return f"{super().fact()}，现在是困境儿童的 {rows.count()} 人"

    def make_actions(self) -> list[Button]:
        made = super().make_actions()
        paper, end = Button("打印名单", "printer"), Button("解除…", "check")
        paper.clicked.connect(self.print_list)
        end.clicked.connect(self.end)
        session = self.desk.store.session
        show_if(session.may("print") and session.classes is None, paper)
        return [paper, *made[:-1], end, made[-1]] if made else [paper]

    def end(self) -> None:
        """The last day of a 困境; the row stays."""
        at = self.table.current_row()
        row = self.model.record(at) if at >= 0 else None
        if row is None:
            self.desk.say("请先在表里选一人。")
            return

        def do(values: Values) -> None:
            with self.desk.store.step(f"解除困境：{Student.caption_of(row.student_id)}") as step:
                step.change(ChildInNeed, row.id, {"until_day": values["until_day"]})

        asked = [Asked(ChildInNeed.until_day, dt.date.today(), must=True)]
        says = f"{Student.caption_of(row.student_id)}：{ChildInNeed.kind.format(row.kind)}，{row.from_day} 认定。"
        if self.run(AskCard(self.desk, "解除困境", asked, do, yes="解除", says=says)):
            self.desk.say("已解除，记录留着。", ("撤销", self.desk.undo))

    def print_list(self) -> None:
        open_paper(self.desk, "CARE5N", Wanted(day=roll.day_of(self.desk.term)))


class RulesPage(LedgerPage):
    """关爱规则: numbers the school goes by. They can be changed, not taken out; 0 turns one off."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, CareRule)

    def fact(self) -> str:
        return f"{super().fact()}，各县各校不一样，请按本校的填；用不着的写 0"

    def make_actions(self) -> list[Button]:
        return []

    def make_form(self, record: Any) -> RecordForm:
        return RecordForm(self.desk.store, CareRule, record, names=("words", "number", "unit", "source"))


class PsychPage(LedgerPage):
    """心理筛查: whom to look after again stands in the sentence above."""

    chips = ("level",)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, PsychScreening)

    def fact(self) -> str:
        told = confided.due(roll.day_of(self.desk.term))
        over = [one.name for one in told if one.over]
        words = [super().fact(), "只有德育负责人和校长看得到"]
        words += (
            [f"要跟踪的 {len(told)} 人" + (f"，过了日子的：{'、'.join(over[:NAMED])}" if over else "")]
            if told
            else []
        )
        return "，".join(words)


class HealthPage(LedgerPage):
    """健康情况: illnesses the school has to mind."""

    chips = ("kind",)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, HealthNote)

    def fact(self) -> str:
        now = len(confided.illnesses(roll.day_of(self.desk.term)))
        return f"{super().fact()}，只有德育负责人和校长看得到，现在要照顾的 {now} 人"
