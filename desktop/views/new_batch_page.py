"""生成名单: choose what and when, look at who is in and why, write the list."""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from desktop.models import money
from desktop.models.errors import Refused
from desktop.models.fields import Date
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.terms import Term
from desktop.services.aid import overview
from desktop.services.aid.batches import make_batch
from desktop.services.aid.propose import DOUBTFUL, ENTITLED, EXCLUDED, Line, Proposal, propose
from desktop.services.school_days import term_on
from desktop.views.buttons import Button
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.fields import Choice, Field, line_edit
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import column, holder, row
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
from desktop.views.widgets import Bucket, card, line_of, text
from desktop.views.wizard import WizardPage

STEPS = ("选项目和日期", "核对名单", "生成")
BY_DAY = "学籍和寄宿状态按这一天算。"
NOT_YET = "这一天还没有到。公示、审批都不能早于名单日期，要等到这一天以后。"
CHOOSE, LOOK, WRITE = range(3)
COLUMNS = (
    Column("tick", "列入", 58, "center"),
    Column("name", "姓名", 96),
    Column("class", "班级", 74),
    Column("fen", "金额（元）", 96, "right"),
    Column("why", "为什么", 140),  # and all the room that is left; the whole sentence stands under the table
)
BUCKETS = {
    ENTITLED: ("circle-check", "应享受", "good"),
    DOUBTFUL: ("circle-question-mark", "存疑", "warn"),
    EXCLUDED: ("circle-minus", "不享受", "off"),
}
MARKS = {ENTITLED: ("good", None), DOUBTFUL: ("warn", "wash"), EXCLUDED: ("quiet", None)}


class NewBatchPage(WizardPage):
    """Nothing is written before the last step. The hint is the programme's id."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("生成资助名单", STEPS)
        self.desk = desk
        self.proposal: Proposal | None = None
        self.ticked: set[int] = set()
        self.bucket = ""
        self.back_pressed.connect(self._back)
        self.next_pressed.connect(self._next)
        self.step_chosen.connect(self._step_chosen)
        self.show_choices()

    def take_hint(self, hint: Any) -> None:
        """Start over for a programme."""
        self.show_choices()
        self.programme.choose(hint)
        self._look()

    # first step ----------------------------------------------------------------------------------------

    def show_choices(self) -> None:
        """Programme, term, and the day that status and boarding are taken from."""
        terms = [self.desk.term.next, self.desk.term, self.desk.term.previous]
        self.term = Choice([(one, one.title) for one in terms])
        self.term.choose(self.desk.term)
        told = overview.programmes_of(self.desk.term)
        self.programme = Choice([(one.programme.id, one.programme.name) for one in told if not one.why_not])
        today = dt.date.today()
        usual = self.desk.term.usual_span
        day = today if term_on(today) == self.desk.term else usual[0] if today < usual[0] else usual[1]
        self.day = line_edit(f"{day:%Y-%m-%d}", "例如 2026-09-05、0905")
        self.day_field = Field("名单日期", self.day, says=BY_DAY)
        self.says = line_of(
            "info", "quiet", "不在这里的项目，或者没有可用的标准，或者按天计算，不按学期造册。", "small"
        )
        for editor in (self.programme, self.term):
            editor.currentIndexChanged.connect(self._look)
        self.day.textChanged.connect(self._look)
        parts = (Field("资助项目", self.programme), Field("学期", self.term), self.day_field)
        form = holder(column(*parts, 4, self.says, None, gap=12, edge=(20, 18, 20, 18)), card=True)
        will = (
            "按花名册、困难类型和资助标准，逐个学生判断该不该享受、享受多少",
            "每个人都写明一句理由，拿不准的放进“存疑”，由您决定",
            "这一步什么也不写入",
        )
        self.set_step_fact(LOOK, "还没有写入")
        self.set_step_fact(WRITE, "可以撤销")
        self.show_step(CHOOSE, form, will)
        self.set_fact("先看一遍，再写入；随时可以退回")
        self._look()

    def chosen_day(self) -> dt.date:
        """Raises FieldError with a sentence."""
        day = Date("名单日期", required=True).parse(self.day.text())
        if day is None:
            raise Refused("请填名单日期，例如 2026-09-05。")
        return day

    def _look(self, *_: object) -> None:
        """Say what is missing while one chooses."""
        if self.at != CHOOSE:
            return
        try:
            early = self.chosen_day() > dt.date.today()
            self.day_field.say(NOT_YET if early else BY_DAY, "warn" if early else "quiet")
            ready = self.programme.value() is not None
        except ValueError as error:
            self.day_field.say(str(error), "bad")
            ready = False
        self.set_next("看看有谁", ready)

    def _propose(self) -> None:
        programme = next(
            one.programme
            for one in overview.programmes_of(self.desk.term)
            if one.programme.id == self.programme.value()
        )
        self.set_next("正在判断…", False)
        self.desk.run(
            propose,
            self.desk.store,
            programme,
            _as_term(self.term.value()),
            self.chosen_day(),
            title="正在逐个学生判断",
            done=self._proposed,
            failed=self._look,
        )

    def _proposed(self, proposal: Proposal) -> None:
        self.proposal = proposal
        self.ticked = {line.student.id for line in proposal.of(ENTITLED)}
        self.set_step_fact(CHOOSE, f"{proposal.list_date:%Y-%m-%d}")
        self.show_lines()

    # second step ---------------------------------------------------------------------------------------

    def show_lines(self) -> None:
        """Three buckets, and one line for each pupil."""
        assert self.proposal is not None
        self.lines = {line.student.id: line for line in self.proposal.lines}
        self.bucket = DOUBTFUL if self.proposal.of(DOUBTFUL) else ENTITLED
        self.buckets = {}
        for verdict, (icon, words, tone) in BUCKETS.items():
            made = Bucket(icon, words, tone, len(self.proposal.of(verdict)))
            made.setProperty("verdict", verdict)
            made.clicked.connect(self._bucket_pressed)
            self.buckets[verdict] = made
        self.model = HeldRows(COLUMNS, ("fen",))
        self.table = FrozenTable(self.model, frozen=2, filler="why")
        self.table.set_empty_text("这一类里没有人。")
        self.model.setParent(self.table)
        self.table.opened.connect(self._open_row)
        self.table.menu_opening.connect(self._fill_menu)
        for view in (self.table.body, self.table.head):
            view.clicked.connect(self._cell_pressed)
        space = QShortcut(QKeySequence(Qt.Key.Key_Space), self.table)
        space.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        space.activated.connect(self.turn_selected)
        self.all_in, self.none_in = Button("全部列入", role="link"), Button("全部不列入", role="link")
        self.all_in.clicked.connect(self._all_in)
        self.none_in.clicked.connect(self._none_in)
        self.guide = text("", "small", "quiet", wrap=True)
        says = row((self.guide, 1), self.all_in, self.none_in, gap=16)
        self.reason = text(
            "", "small", wrap=True
        )  # the whole sentence, where the column is too narrow for it
        self.table.current_changed.connect(self._show_reason)
        grid = holder(column(self.table, edge=1), card=True)
        body = QWidget()
        body.setLayout(column(row(*self.buckets.values(), gap=10), says, (grid, 1), self.reason, gap=10))
        self.show_step(LOOK, body)
        self._show_bucket()
        self.table.body.setFocus()  # the space bar ticks at once

    def _show_bucket(self) -> None:
        assert self.proposal is not None
        for verdict, made in self.buckets.items():
            made.set_on(verdict == self.bucket)
        self.model.show_rows([self._held(line) for line in self.proposal.of(self.bucket)])
        self.guide.setText(
            {
                ENTITLED: "打勾的列入名单。去掉勾，这个人就不在这一批里。",
                DOUBTFUL: "请一个一个看：按空格或点勾列入，双击打开学生一页补资料。",
                EXCLUDED: "这些人不列入，理由写在右边。情况不对的，双击打开学生一页去改。",
            }[self.bucket]
        )
        may_tick = any(line.amount for line in self.proposal.of(self.bucket))
        self.all_in.setVisible(may_tick)
        self.none_in.setVisible(may_tick)
        self.reason.setText("")
        if self.model.rowCount():
            self.table.go_to(0)
        self._say_sum()

    def _show_reason(self, at: int) -> None:
        if 0 <= at < self.model.rowCount():
            line = self.lines[self.model.id_at(at)]
            self.reason.setText(f"{line.student.name}：{line.why}")

    def _held(self, line: Line) -> Held:
        record, fen = line.student.id, line.amount.fen if line.amount else 0
        tone, look = MARKS[line.verdict]
        tick = (
            Shown("是" if record in self.ticked else "否", "accent", _tick(record in self.ticked))
            if line.amount
            else Shown("—", "quiet")
        )
        why = Shown(line.why, None if line.verdict == ENTITLED else tone, look)
        cells = {
            "tick": tick,
            "name": Shown(line.student.name),
            "class": Shown(SchoolClass.caption_of(line.student.school_class_id)),
            "fen": Shown(money.figures(fen) if fen else "—", None if fen else "quiet"),
            "why": why,
        }
        return Held(
            record, cells, {"fen": fen if record in self.ticked else 0, "tick": record in self.ticked}
        )

    def turn(self, records: list[int], into: bool | None = None) -> None:
        """List or leave out some pupils; None turns each to its opposite."""
        for record in records:
            if not self.lines[record].amount:
                continue
            wanted = record not in self.ticked if into is None else into
            (self.ticked.add if wanted else self.ticked.discard)(record)
            self.model.change_row(self._held(self.lines[record]))
        self._say_sum()

    def turn_selected(self) -> None:
        records = [self.model.id_at(at) for at in self.table.selected_rows()]
        some_out = any(record not in self.ticked for record in records)
        self.turn(records, some_out)

    def _all_in(self) -> None:
        self.turn(self.model.ids(), True)

    def _none_in(self) -> None:
        self.turn(self.model.ids(), False)

    def _say_sum(self) -> None:
        """What pressing the button will do, with the sum in figures and in words."""
        assert self.proposal is not None
        chosen = [self.lines[record] for record in self.ticked]
        fen = sum(line.amount.fen for line in chosen if line.amount)
        left = [line for line in self.proposal.of(DOUBTFUL) if line.student.id not in self.ticked]
        lacking = sum(line.payee is None for line in chosen)
        term, name = self.proposal.term.title, self.proposal.programme.name
        will = [
            f"将为 {len(chosen)} 人生成{term}资助明细，项目是{name}",
            f"合计 {money.figures(fen)} 元（{money.words(fen)}）",
        ]
        will += [f"存疑的 {len(left)} 人不列入，以后弄清了可以另开一批"] if left else []
        will += [f"{lacking} 人还没有收款账户，生成以后还可以补"] if lacking else []
        will.append("姓名、金额和算法都记在名单里，生成后可以撤销")
        will += [said for said in (self.proposal.notice, self.proposal.waiting) if said]
        self.set_will(will, beside=[_sum_card(len(chosen), fen)])
        self.set_next(f"生成 {len(chosen)} 人的名单", bool(chosen))
        self.set_fact(f"{name}，{term}，名单日期 {self.proposal.list_date:%Y-%m-%d}，现在还没有写入")
        self.set_step_fact(LOOK, f"{len(chosen)} 人列入")

    # moving --------------------------------------------------------------------------------------------

    def _back(self) -> None:
        if self.at == LOOK:
            self.show_choices()
        else:
            self.desk.go("aid")

    def _next(self) -> None:
        if self.at == CHOOSE:
            self._propose()
        else:
            self._write()

    def _step_chosen(self, at: int) -> None:
        if at == CHOOSE:
            self.show_choices()

    def _write(self) -> None:
        assert self.proposal is not None
        entitled = {line.student.id for line in self.proposal.of(ENTITLED)}
        ok, batch = self.desk.attempt(
            make_batch,
            self.desk.store,
            self.proposal,
            also=self.ticked - entitled,
            leave_out=entitled - self.ticked,
        )
        if ok:
            count = len(self.ticked)
            self.show_choices()
            self.desk.go("batch", batch)
            self.desk.say(f"已生成 {count} 人的名单。", ("撤销", self.desk.undo))

    # listening -----------------------------------------------------------------------------------------

    def _bucket_pressed(self) -> None:
        self.bucket = self.sender().property("verdict")
        self._show_bucket()

    def _cell_pressed(self, index: QModelIndex) -> None:
        if COLUMNS[index.column()].key == "tick":
            self.turn([self.model.id_at(index.row())])

    def _open_row(self, at: int) -> None:
        self.desk.open_pupil(self.model.id_at(at))

    def _fill_menu(self, menu: QMenu, at: int) -> None:
        if at < 0:
            return
        menu.addAction("打开学生一页\tEnter").triggered.connect(lambda: self._open_row(at))
        menu.addAction("列入或不列入\t空格").triggered.connect(self.turn_selected)


def _tick(on: bool) -> str:
    return "square-check" if on else "square"


def _as_term(value: object) -> Term:
    assert isinstance(value, Term)
    return value


def _sum_card(heads: int, fen: int) -> QWidget:
    figures = row(text(str(heads), "figure"), text("人列入", tone="quiet"), None, gap=6)
    return card("", figures, text(f"{money.figures(fen)} 元", "section"), gap=2)
