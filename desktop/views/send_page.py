"""报送: what goes to the 中心校, onto which stick, under which password; and what changed since the last time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox

from desktop.models import money
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.terms import Term
from desktop.services import sending
from desktop.services.aid.batches import grants_of, is_draft
from desktop.services.exchange import changes, dropout, meals, package, stick
from desktop.services.exchange.meals import MealMonth
from desktop.services.exchange.package import PackagePlan, Written
from desktop.services.meals.month_money import month_words
from desktop.services.sheets.write import SHORTEST_PASSWORD, check_password
from desktop.views import dialogs
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.layouts import Part, clear, column, fill, row, scroll
from desktop.views.page import Page
from desktop.views.send_parts import ChangesCard, DoneCard, HistoryCard, StickCard
from desktop.views.users_part import TwoPasswords
from desktop.views.widgets import Elided, Notice, card, line_of, tag, text

SIDE = 356  # px of the right-hand column
STATES = {"draft": ("退回修改", "warn"), "listed": ("还没审批", "warn"), "posted": ("正在公示", "warn")}


class SendPage(Page):
    """Ticks and a password at the left, what will happen at the right, one button."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("报送")
        self.desk = desk
        self.plan: PackagePlan | None = None
        self.ticks: list[QCheckBox] = []
        self.months: list[QCheckBox] = []
        self.reports: list[QCheckBox] = []  # 控辍月报
        self.verify = Button("核对一个报送包", "file-search")
        self.send = Button("写到 U 盘", "send", role="primary")
        self.verify.clicked.connect(self._pick_package)
        self.send.clicked.connect(self.write)
        self.set_actions([self.verify, self.send])
        self.lists = column(gap=6)
        self.stick = StickCard(desk)
        self.secret = TwoPasswords("打开密码", f"至少 {SHORTEST_PASSWORD} 位")
        self.will = column(gap=7)
        self.changes, self.history, self.done = ChangesCard(desk), HistoryCard(desk), DoneCard(desk)
        self.set_body(self._laid_out())
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.show_plan)
        self.stick.changed.connect(self._place_chosen)
        for editor in (self.secret.first, self.secret.again):
            editor.textChanged.connect(self._say_ready)
        self.done.verify_asked.connect(self.check_package)
        desk.changed.connect(self._changed)
        desk.term_changed.connect(self._term_changed)
        self.show_term()

    def _laid_out(self) -> Any:
        says = "密码打电话告诉中心校，不要写在 U 盘上，也不要写进文件名。"
        fields = row((self.secret.fields[0], 1), (self.secret.fields[1], 1), gap=12)
        steps = scroll(column(
            self.done, card("报哪些", self.lists), card("写到哪里", self.stick),
            card("锁住表格的密码", fields, text(says, "small", "quiet", wrap=True)), None, gap=12,
        ))  # fmt: skip
        side = scroll(column(card("会发生什么", self.will), self.changes, self.history, None, gap=12))
        side.setFixedWidth(SIDE)
        return row((steps, 1), side, gap=12)

    # what is sent --------------------------------------------------------------------------------------

    def _term_changed(self, _term: Term) -> None:
        self.show_term()

    def _changed(self, _ledgers: frozenset[str]) -> None:
        if self.isVisible():
            self.show_term()

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self.stick.look()
        self.show_term()

    def show_term(self) -> None:
        """The term's lists with their ticks as they were, then what a package of them would hold."""
        as_was = {(tick.property("batch"), tick.property("state")): tick.isChecked() for tick in self.ticks}
        clear(self.lists)
        roster = QCheckBox("学生花名册")
        roster.setChecked(True)
        roster.setEnabled(False)
        self.ticks = [  # a list that is not approved goes along only when somebody ticks it
            self._tick(one, as_was.get((one.id, one.state), not is_draft(one)))
            for one in sending.lists_of(self.desk.term)
        ]
        lines: list[Part] = [row(roster, text("每次都带上", "small", "quiet"), None, gap=8)]
        lines += [self._list_line(tick) for tick in self.ticks]
        if not self.ticks:
            none = f"{self.desk.term.title}还没有资助名单，可以只报花名册，或先到“资助批次”里生成。"
            lines.append(text(none, "small", "quiet", wrap=True))
        left_out = {tick.property("month") for tick in self.months if not tick.isChecked()}
        served = meals.settled_in(self.desk.term)
        self.months = [self._month_tick(one, one.month not in left_out) for one in served]
        lines += [self._month_line(*pair) for pair in zip(self.months, served, strict=True)]
        lines += self._report_lines()
        fill(self.lists, lines)
        self.changes.show_changes(changes.since_last(self.desk.store))
        self.history.show_history()
        self.show_plan()

    def _tick(self, batch: Any, on: bool) -> QCheckBox:
        made = QCheckBox(f"{AidProgramme.caption_of(batch.programme_id)} 第{batch.number}批")
        made.setProperty("batch", batch.id)
        made.setProperty("state", batch.state)
        made.setChecked(on)
        made.toggled.connect(self._soon_plan)
        return made

    @staticmethod
    def _list_line(tick: QCheckBox) -> Part:
        grants = grants_of(tick.property("batch"))
        told = f"{len(grants)} 人，{money.figures(sum(one.amount for one in grants))} 元"
        state = STATES.get(tick.property("state"))
        return row(tick, *([tag(*state)] if state else []), None, text(told, tone="quiet"), gap=8)

    def _month_tick(self, served: MealMonth, on: bool) -> QCheckBox:
        made = QCheckBox(f"营养餐月报 {served.title}")
        made.setProperty("month", served.month)
        made.setChecked(on)
        made.toggled.connect(self._soon_plan)
        return made

    @staticmethod
    def _month_line(tick: QCheckBox, served: MealMonth) -> Part:
        told = f"{served.sum_of('fed_times')} 人次，{money.figures(served.sum_of('due_amount'))} 元"
        unsigned = any(row.state != "signed" for row in served.rows)
        return row(
            tick, *([tag("校长没签", "warn")] if unsigned else []), None, text(told, tone="quiet"), gap=8
        )

    def _report_lines(self) -> list[Part]:
        """The signed 控辍月报 of the term; those sent before go again only when somebody ticks them."""
        as_was = {(tick.property("month"), tick.property("state")): tick.isChecked() for tick in self.reports}
        self.reports, lines = [], list[Part]()
        for one in dropout.signed_in(self.desk.term):
            tick = QCheckBox(f"控辍月报 {month_words(one.month)}")
            tick.setProperty("month", one.month)
            tick.setProperty("state", one.state)
            tick.setChecked(as_was.get((one.month, one.state), one.state == "signed"))
            tick.toggled.connect(self._soon_plan)
            self.reports.append(tick)
            told = Elided(
                f"应在校 {one.should} 人，疑似和辍学 {one.suspected + one.dropped} 人", tone="quiet"
            )
            sent = [tag("报过了", "off")] if one.state == "sent" else []
            lines.append(row(tick, *sent, (told, 1), gap=8))
        return lines

    def _soon_plan(self) -> None:
        self._soon.start()

    def show_plan(self) -> None:
        """Settle what would be written now; the warnings stand among it."""
        chosen = [tick.property("batch") for tick in self.ticks if tick.isChecked()]
        months = [tick.property("month") for tick in self.months if tick.isChecked()]
        reports = [tick.property("month") for tick in self.reports if tick.isChecked()]
        ok, self.plan = self.desk.attempt(
            package.plan,
            self.desk.store,
            self.desk.school,
            self.desk.term,
            chosen,
            months=months,
            reports=reports,
        )
        self._say_will()
        if ok and self.plan is not None:
            lists = (
                f"{len(self.plan.parts)} 份名单，合计 {money.figures(self.plan.fen)} 元"
                if self.plan.parts
                else "不带名单"
            )
            self.set_fact(f"{self.plan.term.title}，学生 {self.plan.pupils} 人，{lists}")
        self._say_ready()

    def _say_will(self) -> None:
        clear(self.will)
        if self.plan is not None:
            fill(self.will, self._will(self.plan, self._onto_stick()))

    def _place_chosen(self) -> None:
        self._say_will()
        self._say_ready()

    def _onto_stick(self) -> bool:
        """Whether it goes onto a stick, or will when one is plugged in; else it goes into a folder somebody chose."""
        return self.stick.is_drive() or self.stick.target() is None

    @staticmethod
    def _will(plan: PackagePlan, onto_stick: bool) -> list[Part]:
        files = len(plan.items) + sending.forms_of(plan) + 2
        where = " U 盘上" if onto_stick else "选好的文件夹里"
        lines = [
            line_of(
                "folder", "accent", f"在{where}新建文件夹“{plan.folder}”，里面 {files} 个文件，不动别的东西。"
            ),
            line_of("lock", "accent", "有名字的表格和打印件都用打开密码锁住，其他表格不含个人信息。"),
            line_of("check", "accent", "写完逐个读回核对，再给出 8 位校验码和交接单。"),
        ]
        lines += [line_of("triangle-alert", "warn", words) for words in plan.warnings]
        return lines

    # writing -------------------------------------------------------------------------------------------

    def _say_ready(self) -> None:
        target = self.stick.target()
        self.send.setText("写到 U 盘" if self._onto_stick() else "写到文件夹")
        self.send.setEnabled(self.plan is not None and target is not None and bool(self.secret.first.text()))

    def write(self) -> None:
        """Check the password, then write as a job."""
        again = self.secret.fields[1]
        again.say("")
        target = self.stick.target()
        try:
            password = self.secret.get()
            check_password(password)
        except ValueError as error:
            again.say(str(error))
            return
        if target is None or not self.desk.attempt(stick.check_writable, target)[0]:
            return
        self.send.setEnabled(False)
        self.desk.run(sending.send, self.plan, target, password, self.stick.medium(),
                      title="正在写报送包", done=self._written, failed=self._say_ready)  # fmt: skip

    def _written(self, written: Written) -> None:
        for editor in (self.secret.first, self.secret.again):
            editor.clear()
        self.done.show_done(
            written, stick.make_ready_to_pull(written.folder) if self.stick.is_drive() else ""
        )
        self.show_term()
        self.desk.say("报送包写好了，已逐个读回核对。", ("打开所在文件夹", self.done.open_folder))

    # checking a package --------------------------------------------------------------------------------

    def _pick_package(self) -> None:
        folder = dialogs.pick_folder(self, "选报送包的文件夹", self.stick.target())
        if folder is not None:
            self.check_package(folder)

    def check_package(self, folder: Path) -> None:
        """Read every file of a package again and say whether it is as it was written."""
        ok, checked = self.desk.attempt(sending.verdict, folder)
        if ok:
            told = f"{checked.sentence}请再与纸上交接单的校验码对一对，一样就没有拷错、也没有被改过。"
            self.show_notice(Notice("good", f"“{folder.name}”完好，校验码 {checked.code}。", told))
