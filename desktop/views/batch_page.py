"""One list: who is on it and why, what has to be looked at, its papers, and its way from list to money."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMenu

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batch_order import OPEN, PAYING, UNAPPROVED
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.students import Student
from desktop.models.terms import parse_term
from desktop.services.aid import overview, stages
from desktop.services.aid.batches import approve, awaits_posting, refresh_accounts, send_back
from desktop.services.aid.checks import ERROR, SIGNED_FOR, Finding, check_batch, recognition_doubts
from desktop.services.aid.overview import BatchSum
from desktop.services.aid.road import lacks_of, road_of
from desktop.services.paper.catalogue import Wanted
from desktop.services.pay.board import lists_of
from desktop.services.today import Narrowed
from desktop.views import messages
from desktop.views.aid_page import state_tone
from desktop.views.batch_aside import LETTERS, BatchAside
from desktop.views.buttons import Button, Chip
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.grant_table import WHO, AccountEye
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import Giving, column, holder, row, scroll
from desktop.views.lists_words import ask_reason
from desktop.views.page import Page
from desktop.views.pay_line_acts import LineActs
from desktop.views.pay_road import RoadLine
from desktop.views.preview import open_paper
from desktop.views.proofs import PROOF, prove_grants
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
from desktop.views.widgets import tag

COLUMNS = (
    *WHO,
    Column("item", "物品", 150),
    Column("look", "要看的", 128),
    Column("state", "状态", 88),
    Column("owner", "开户名", 84),
    Column("account", "账号", 176),
    Column("bank", "开户行", 110),
    Column("basis", "困难类型", 130),
    Column("formula", "怎么算的", 420),
)
GRANT_TONES = {"paid": "good", "bounced": "bad", "stopped": "off", "sent": "accent", "resent": "accent"}
PAYS = (*PAYING, "closed")  # states with lists for the bank to look at
ASIDE = 292  # px of the right-hand column


class BatchPage(Page):
    """Shows one list; the hint is its id, or Narrowed to some of its lines. `ask_text` asks for a reason."""

    def __init__(
        self, desk: Desk, *, ask_text: Any = messages.ask_text, ask_reason: Any = ask_reason
    ) -> None:
        super().__init__("资助名单")
        self.desk, self.ask_text, self.ask_reason = desk, ask_text, ask_reason
        self.batch = 0
        self.only: frozenset[int] = frozenset()
        self.findings: list[Finding] = []
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.reload)
        desk.changed.connect(self._soon_reload)

    def _build(self) -> None:
        self.model = HeldRows(COLUMNS, ("fen",), self)
        self.table = FrozenTable(self.model, frozen=2)
        self.table.set_empty_text("没有符合条件的人，点条件上的 × 可以取消筛选。")
        self.table.opened.connect(self._open_row)
        self.table.menu_opening.connect(self._fill_menu)
        self.lines = LineActs(self)
        self.table.clear_asked.connect(self.lines.take_out)
        self.table.selection_changed.connect(self._selection_changed)
        self.classes, self.states = Chip("班级"), Chip("状态")
        self.some = Chip("要看的", [("look", "有要看的")])
        for chip in (self.classes, self.states, self.some):
            chip.changed.connect(self._filter_changed)
        self.eye = AccountEye()
        self.eye.turned.connect(self._eye_turned)
        self.refresh = Button(
            "更新收款账户", "refresh-cw", role="flat", tip="把花名册里现在的账户带进这份名单"
        )
        self.refresh.clicked.connect(self.refresh_accounts)
        chips = Giving(
            self.classes, self.states, self.some, None, self.refresh, self.eye, gives=(self.eye, self.refresh)
        )
        self.aside = BatchAside(self.desk)
        self.aside.only_wanted.connect(self._show_only)
        self.aside.pupil_wanted.connect(self._open_pupil)
        self.aside.paper_wanted.connect(self._open_paper)
        self.aside.place_wanted.connect(self.desk.go)
        self.aside.decision_wanted.connect(self.lines.decide)
        side = scroll(column(self.aside, gap=0))
        side.setFixedWidth(ASIDE)
        grid = holder(column(self.table, edge=1), card=True)
        self.road = RoadLine()
        self.way = holder(column(self.road, edge=(16, 10, 8, 6)), card=True)
        body = row((column(chips, (grid, 1), gap=12), 1), side, gap=16)
        self.set_body(column(self.way, (body, 1), gap=12))

    # showing -------------------------------------------------------------------------------------------

    def take_hint(self, hint: Narrowed | int) -> None:
        """A list whole, or only the lines that were meant; 看全部 beside it leads to the whole."""
        batch = hint.batch if isinstance(hint, Narrowed) else int(hint)
        self.only = frozenset(hint.only) if isinstance(hint, Narrowed) else frozenset()
        if batch != self.batch or self.only:
            for chip in (self.classes, self.states, self.some):
                chip.choose([])
        self.batch = batch
        self.reload()

    def reload(self) -> None:
        """Read the list anew. A list that was undone leads back to the overview."""
        if not self.batch:
            return
        row_ = AidBatch.get_or_none(AidBatch.id == self.batch)
        if row_ is None:
            self.batch = 0
            if self.desk.shell.page() is self:
                self.desk.go("aid")
            return
        self.row = row_
        self.findings = check_batch(self.desk.store, self.batch)
        self.grants = list(
            AidGrant.select().where(AidGrant.batch == self.batch).order_by(AidGrant.place, AidGrant.id)
        )
        self._say_head(overview.sum_of(self.batch))
        self._offer_chips()
        self._show_columns()
        self._show_rows()
        self.aside.show_batch(self.row, self.findings, bool(self.only))
        self.way.setVisible(self.row.state != "void")
        self.road.show_stages(road_of(self.row))

    def _say_head(self, told: BatchSum) -> None:
        name = AidProgramme.caption_of(self.row.programme_id)
        self.set_title(name)
        tone = state_tone(self.row.state)
        self.set_tags([tag(f"第{self.row.number}批"), tag(told.state, tone)])
        lack = f"，{told.no_account} 人缺收款账户" if told.no_account else ""
        sums = f"合计 {money.figures(told.fen)} 元（{money.words(told.fen)}）" if told.fen else "发物品"
        term = parse_term(self.row.term).title
        self.set_fact(f"{term}，名单日期 {self.row.list_date:%Y-%m-%d}，{told.heads} 人，{sums}{lack}")
        signed = self.row.pay_mode == SIGNED_FOR
        self.eye.setVisible(not signed)
        self.refresh.setVisible(self.is_open() and not signed and self.desk.store.session.may("batch"))
        self.set_actions(self.make_actions())

    def _show_columns(self) -> None:
        """A list to sign for has things and no accounts; a list for the bank has accounts and no things."""
        signed = self.row.pay_mode == SIGNED_FOR
        hidden = {"owner", "account", "bank"} if signed else {"item"}
        states = self.table.column_states()
        if {state["key"] for state in states if not state["shown"]} != hidden:
            self.table.restore_columns([state | {"shown": state["key"] not in hidden} for state in states])

    def is_open(self) -> bool:
        return self.row.state in OPEN

    def make_actions(self) -> list[Button]:
        """What this person can do with the list now; the next step is the primary one."""
        session, state, made = self.desk.store.session, self.row.state, []
        if state != "void":
            made.append(self._button("告知书", "mail", self._open_letters))
        if state in UNAPPROVED and session.may("approve"):
            made += [
                self._button("退回", "undo-2", self.send_back),
                self._button("审批通过", "stamp", self.approve, "primary"),
            ]
        elif session.may("batch"):
            steps = self._clerk_actions()
            if state in PAYS and self.row.pay_mode != SIGNED_FOR:
                waits = not any(step.role == "primary" for step in steps) and state != "closed"
                pay = self._button("银行发放", "banknote", self._open_pay, "primary" if waits else "plain")
                steps = [*steps, pay] if waits else [pay, *steps]
            made += steps
        return made

    def _clerk_actions(self) -> list[Button]:
        made, state = [], self.row.state
        if self.is_open():
            made.append(self._button("作废", "ban", self.void))
        if state == "draft":
            made.append(self._button("改好了，送审", "send", self.submit, "primary"))
        elif state == "posted" or (state == "listed" and awaits_posting(self.row)):
            words = "看公示" if state == "posted" else "去助前公示"
            made.append(self._button(words, "pin", self._open_posting, "primary"))
        elif state == "funded" and self.row.pay_mode == SIGNED_FOR and self._unsigned():
            made.append(self._button("登记签领", "signature", self.lines.sign, "primary"))
        elif following := stages.next_state(state):
            label = code_list("batch_state").label(following)
            lacks = bool(lacks_of(self.desk.store, self.row))
            made.append(self._button(f"记为{label}", "check", self.advance, "plain" if lacks else "primary"))
        return made

    def _unsigned(self) -> bool:
        return any(grant.state == "planned" for grant in self.grants)

    @staticmethod
    def _button(words: str, icon: str, act: Callable[[], None], role: str = "plain") -> Button:
        made = Button(words, icon, role=role)
        made.clicked.connect(act)
        return made

    def _offer_chips(self) -> None:
        names = dict.fromkeys(grant.class_name for grant in self.grants if grant.class_name)
        self.classes.set_values([(name, name) for name in names])
        found = dict.fromkeys(grant.state for grant in self.grants)
        self.states.set_values([(state, code_list("grant_state").label(state)) for state in found])

    def _show_rows(self) -> None:
        told: dict[int, list[Finding]] = defaultdict(list)
        for finding in self.findings:
            if finding.grant is not None:
                told[finding.grant].append(finding)
        classes, states = self.classes.chosen(), self.states.chosen()
        shown = [
            grant
            for grant in self.grants
            if (not classes or grant.class_name in classes)
            and (not states or grant.state in states)
            and (not self.some.chosen() or told.get(grant.id))
            and (not self.only or grant.id in self.only)
        ]
        shown.sort(key=lambda grant: grant.state == "stopped")
        self.model.show_rows([self._held(grant, told.get(grant.id, [])) for grant in shown])

    def _held(self, grant: Any, found: list[Finding]) -> Held:
        stopped = grant.state == "stopped"
        tone = "off" if stopped else None
        worst = min((finding.severity for finding in found), default="", key=lambda one: one != ERROR)
        rules = "、".join(dict.fromkeys(finding.rule for finding in found))
        look = Shown(
            grant.reason or "" if stopped or not found else rules,
            "off" if stopped or not found else "bad" if worst == ERROR else "warn",
            "" if stopped or not found else "circle-alert" if worst == ERROR else "triangle-alert",
        )
        account = (AidGrant.account.shown if self.eye.veiled else AidGrant.account.format)(grant.account)
        cells = {
            "place": Shown(str(grant.place or ""), tone),
            "name": Shown(Student.name_of(grant.student_id), tone),
            "class": Shown(grant.class_name or "", tone),
            "fen": Shown(money.figures(grant.amount), tone),
            "item": Shown(grant.item or "", tone),
            "look": look,
            "state": Shown(code_list("grant_state").label(grant.state), GRANT_TONES.get(grant.state), "tag"),
            "owner": Shown(grant.owner or "", tone),
            "account": Shown(account, tone) if grant.account else Shown("还没有", "bad", "circle-alert"),
            "bank": Shown(grant.bank or "", tone),
            "basis": Shown(grant.basis or "", tone),
            "formula": Shown(grant.formula or "", "quiet"),
        }
        return Held(grant.id, cells, {"fen": 0 if stopped else grant.amount, "place": grant.place or 0})

    # doing ---------------------------------------------------------------------------------------------

    def refresh_accounts(self) -> None:
        ok, count = self.desk.attempt(refresh_accounts, self.desk.store, self.batch)
        if ok and count:
            self.desk.say(f"更新了 {count} 人的收款账户。", ("撤销", self.desk.undo))
        elif ok:
            self.desk.say("收款账户和花名册一样，没有要更新的。")

    def submit(self) -> None:
        if self.desk.attempt(stages.submit, self.desk.store, self.batch)[0]:
            self.desk.say("已送审，请校长登录后审批。", ("撤销", self.desk.undo))

    def approve(self) -> None:
        told = overview.sum_of(self.batch)
        words = recognition_doubts(self.desk.store, self.batch) + (
            f"将审批 {told.heads} 人，合计 {money.figures(told.fen)} 元（{money.words(told.fen)}）。"
            "审批后名单定下来，不能再改，也不能撤销。"
        )
        agreed = self.desk.ask(self, "审批这一批", words, yes="审批通过")
        if agreed and self.desk.attempt(approve, self.desk.store, self.batch)[0]:
            self.desk.say("已审批。告知书可以编号打印了。", ("去打印告知书", self._open_letters))

    def send_back(self) -> None:
        why = self.ask_text(self, "退回名单", "写一句退回的原因：", yes="退回")
        if why and self.desk.attempt(send_back, self.desk.store, self.batch, why)[0]:
            self.desk.say("已退回给资助专干。")

    def void(self) -> None:
        why = self.ask_text(self, "作废名单", "这一批不要了，原因：", yes="作废")
        if why and self.desk.attempt(stages.void, self.desk.store, self.batch, why)[0]:
            self.desk.say("这一批已作废，不再计数。", ("撤销", self.desk.undo))

    def advance(self) -> None:
        """The next step of the ladder; of steps whose day is kept it is asked, for it is often written down later."""
        following = stages.next_state(self.row.state) or ""
        if not self.desk.attempt(stages.demand_ready, self.batch, following)[0]:
            return
        label = code_list("batch_state").label(following)
        day: dt.date | None = None
        doubts, why = stages.doubts_before(self.batch, following), self.lines.ask_why(following, label)
        if why is None:
            return
        more = "，名单上还没有结果的人都记为发放成功" if self._marks_all_paid(following) else ""
        if following in stages.DATED:
            words = f"{doubts}将把这一批记为“{label}”{more}，可以撤销。是哪一天："
            typed = self.ask_text(
                self, f"记为{label}", words, f"{dt.date.today():%Y-%m-%d}", yes=f"记为{label}"
            )
            ok, day = self.desk.attempt(AidBatch.paid_on.parse, typed) if typed else (False, None)
            if not ok:
                return
        elif not why:
            words = f"{doubts}将把这一批记为“{label}”，可以撤销。"
            if not self.desk.ask(self, f"记为{label}", words, yes=f"记为{label}"):
                return
        if self.desk.attempt(stages.advance, self.desk.store, self.batch, day, why=why)[0]:
            self.desk.say(f"已记为{label}。", ("撤销", self.desk.undo))

    def _marks_all_paid(self, following: str) -> bool:
        return following == "paid" and not lists_of(self.batch)

    def _eye_turned(self, veiled: bool) -> None:
        if not veiled:
            self.desk.note_access("查看完整账号", AidBatch.caption(self.row), self.model.rowCount())
        self._show_rows()

    # listening -----------------------------------------------------------------------------------------

    def _soon_reload(self, *_: object) -> None:
        if self.isVisible():
            self._soon.start()

    def showEvent(self, event: Any) -> None:
        """What changed while another page was in front; what was refused before it is an old story."""
        super().showEvent(event)
        self.drop_refused()
        self._soon.start()

    def _filter_changed(self) -> None:
        self._show_rows()

    def _show_only(self, grants: frozenset[int]) -> None:
        self.only = grants
        self._show_rows()
        self.aside.show_batch(self.row, self.findings, bool(self.only))

    def _selection_changed(self, count: int, total: Any) -> None:
        words = [f"显示 {self.model.rowCount()} 人", f"选中 {count} 人"]
        if total is not None and COLUMNS[self.table.body.currentIndex().column()].key == "fen":
            words.append(f"合计 {money.figures(total)} 元")
        if self.isVisible():  # a list that is read anew behind another page says nothing
            self.desk.shell.set_status("，".join(words))

    def _open_row(self, at: int) -> None:
        grant = next(one for one in self.grants if one.id == self.model.id_at(at))
        self._open_pupil(grant.student_id)

    def _open_pupil(self, student: int) -> None:
        self.desk.open_pupil(student)

    def _open_letters(self) -> None:
        self.desk.go("letters", self.batch)

    def _open_pay(self) -> None:
        self.desk.go("pay", self.batch)

    def _open_posting(self) -> None:
        self.desk.go("posting", ("batch", self.batch))

    def _open_paper(self, code: str) -> None:
        if code == PROOF:
            counted = [grant.id for grant in self.grants if grant.state != "stopped"]
            prove_grants(self.desk, counted, AidBatch.caption(self.row), "名单上没有停发的每一笔")
        elif code == LETTERS:
            self._open_letters()
        else:
            open_paper(self.desk, code, Wanted(term=parse_term(self.row.term), batch=self.batch))

    def _fill_menu(self, menu: QMenu, at: int) -> None:
        if at < 0:
            return
        menu.addAction("打开学生一页\tEnter").triggered.connect(partial(self._open_row, at))
        if self.desk.store.session.may("batch"):
            self.lines.fill_menu(menu)
