"""银行发放: the money of one list — lists for the bank, its answers, failed payments put right, the next list."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMenu

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.batch_order import PAYING
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.payments import PayList
from desktop.models.terms import parse_term
from desktop.services.aid.checks import SIGNED_FOR
from desktop.services.paper.catalogue import Wanted
from desktop.services.pay import funds
from desktop.services.pay.account_doubts import why_not_send
from desktop.services.pay.bank_file import write_list
from desktop.services.pay.board import AT_BANK, FAILED, HELD, LACKING, PAID, READY, BoardLine, board, lists_of
from desktop.services.pay.lists import make_list, warnings_of
from desktop.views.aid_page import state_tone
from desktop.views.buttons import Button, Chip
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.dialogs import pick_folder
from desktop.views.grant_table import WHO, AccountEye
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import Giving, column, holder, row, scroll
from desktop.views.page import Page
from desktop.views.pay_account import AccountDrawer
from desktop.views.pay_aside import PayAside
from desktop.views.pay_make import ask_make
from desktop.views.preview import open_paper, saved_line
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
from desktop.views.widgets import Bucket, tag

COLUMNS = (
    *WHO,
    Column("state", "状态", 106),
    Column("said", "银行说明", 150),
    Column("owner", "开户名", 84),
    Column("account", "账号", 176),
    Column("bank", "开户行", 120),
    Column("times", "送过", 58, "right"),
)
BUCKETS = {
    READY: ("send", "待送", "accent"),
    AT_BANK: ("landmark", "等回盘", "warn"),
    PAID: ("circle-check", "成功", "good"),
    FAILED: ("circle-alert", "退票", "bad"),
    LACKING: ("credit-card", "缺账户", "bad"),
    HELD: ("pause", "变动未定", "warn"),
}
TONES = {READY: "accent", AT_BANK: "warn", PAID: "good", FAILED: "bad", LACKING: "bad", HELD: "warn"}
WRONG = (FAILED, LACKING)  # buckets of those who need another account
ASIDE, ROOM = 300, 860  # px of the right-hand column, and of a page that has room for it


class PayPage(Page):
    """The hint is a batch; without one the newest that is being paid. `ask_make` lets choose the layout, `pick` the folder for the file."""

    def __init__(self, desk: Desk, *, ask_make: Any = ask_make, pick: Any = pick_folder) -> None:
        super().__init__("银行发放")
        self.desk, self.ask_make, self.pick = desk, ask_make, pick
        self.batch, self.bucket = 0, ""
        self.only: frozenset[int] = frozenset()
        self.also: set[int] = set()  # grants that go again with the old account
        self.lines: dict[int, BoardLine] = {}
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.reload)
        desk.changed.connect(self._soon_reload)
        newest = AidBatch.select().where((AidBatch.term == desk.term.code) & AidBatch.state.in_(PAYING))
        if row_ := newest.order_by(AidBatch.id.desc()).first():
            self.take_hint(row_.id)

    def _build(self) -> None:
        self.model = HeldRows(COLUMNS, ("fen",), self)
        self.table = FrozenTable(self.model, frozen=2, filler="said")
        self.table.opened.connect(self._open_row)
        self.table.menu_opening.connect(self._fill_menu)
        self.table.current_changed.connect(self._row_changed)
        self.table.selection_changed.connect(self._selection_changed)
        self.buckets: dict[str, Bucket] = {}
        for key, (icon, words, tone) in BUCKETS.items():
            self.buckets[key] = Bucket(icon, words, tone)
            self.buckets[key].clicked.connect(partial(self.show_bucket, key))
        self.classes = Chip("班级")
        self.classes.changed.connect(self._filter_changed)
        self.correct = Button("更正账户", "credit-card", role="flat", tip="更正选中学生的收款账户（Enter）")
        self.correct.clicked.connect(self.open_account)
        self.slips = Button("更正通知单", "printer", role="flat", tip="退票的学生一班一张，家长照卡面填写")
        self.slips.clicked.connect(self._print_slips)
        self.everyone = Button("看全部", role="link")
        self.everyone.clicked.connect(self._show_everyone)
        self.eye = AccountEye()
        self.eye.turned.connect(self._eye_turned)
        tools = Giving(
            self.classes,
            self.everyone,
            None,
            self.slips,
            self.correct,
            self.eye,
            gives=(self.eye, self.slips),
        )
        self.aside = PayAside(self.may_write())
        self.aside.write_pressed.connect(self.write_file)
        self.aside.answer_pressed.connect(self._go_answer)
        self.aside.paper_pressed.connect(self._print_list)
        self.aside.funds_pressed.connect(partial(self.desk.go, "aid", "funds"))
        self.aside.layouts_pressed.connect(partial(self.desk.go, "settings", "layouts"))
        self.aside.only_wanted.connect(self._show_only)
        self.side = scroll(column(self.aside, gap=0))
        self.side.setFixedWidth(ASIDE)
        grid = holder(column(self.table, edge=1), card=True)
        counts = row(*self.buckets.values(), gap=10)
        self.set_body(row((column(counts, tools, (grid, 1), gap=12), 1), self.side, gap=16))

    def may_write(self) -> bool:
        return self.desk.store.session.may("batch")

    # showing -------------------------------------------------------------------------------------------

    def take_hint(self, batch: int) -> None:
        if int(batch) != self.batch:
            self.bucket, self.only, self.also = "", frozenset(), set()
            self.classes.choose([])
        self.batch = int(batch)
        self.reload()

    def reload(self) -> None:
        row_ = AidBatch.get_or_none(AidBatch.id == self.batch) if self.batch else None
        if row_ is None:
            return
        self.row = row_
        told = board(self.batch, also=self.also)
        self.lines = {line.grant.id: line for line in told}
        self.classes.set_values([(n, n) for n in dict.fromkeys(line.grant.class_name for line in told) if n])
        self.pay_lists = lists_of(self.batch)
        balance = funds.balance(row_.programme_id, parse_term(row_.term))
        self.aside.show_all(self.pay_lists, balance, warnings_of(self.desk.store, self.batch))
        self._say_head()
        self._show_rows()

    def _say_head(self) -> None:
        self.set_tags([tag(code_list("batch_state").label(self.row.state), state_tone(self.row.state))])
        waiting = sum(line.grant.amount for line in self.lines.values() if line.bucket != PAID)
        left = f"还有 {money.figures(waiting)} 元没发下去" if waiting else "都发下去了"
        self.set_fact(f"{AidBatch.caption(self.row)}，{left}")
        back = Button("返回名单", "arrow-left")
        back.clicked.connect(partial(self.desk.go, "batch", self.batch))
        made = [back]
        if self.may_write() and self.row.pay_mode != SIGNED_FOR:
            made += self._next_actions()
        self.set_actions(made)

    def _next_actions(self) -> list[Button]:
        """The next list when somebody is to be sent, else the answer that is waited for."""
        ready = [line for line in self.lines.values() if line.bucket == READY]
        open_lists = [one for one in self.pay_lists if one.state != "answered"]
        made = []
        if open_lists:
            answer = Button("读入回盘", "file-up", role="plain" if ready else "primary")
            answer.clicked.connect(partial(self._go_answer, open_lists[0].id))
            made.append(answer)
        elif self.pay_lists and self.row.state in PAYING:
            came_back = Button("读入退汇", "file-up", tip="到账以后又退回来的，读银行后来发的文件")
            came_back.clicked.connect(partial(self._go_answer, self.pay_lists[0].id))
            made.append(came_back)
        if ready and self.row.state in PAYING:
            make = Button(f"生成清单 {len(ready)} 人", "list-plus", role="primary", tip="给银行的发放清单")
            make.clicked.connect(self.make)
            made.append(make)
        return made

    def show_bucket(self, key: str, _checked: bool = False) -> None:
        """Only these; pressed again, all of them."""
        self.bucket = "" if self.bucket == key else key
        self.only = frozenset()
        self._show_rows()

    def _show_rows(self) -> None:
        for key, made in self.buckets.items():
            made.set_count(sum(line.bucket == key for line in self.lines.values()))
            made.set_on(key == self.bucket)
        self.buckets[HELD].setVisible(any(line.bucket == HELD for line in self.lines.values()))
        classes = self.classes.chosen()
        shown = [
            line
            for line in self.lines.values()
            if (not self.bucket or line.bucket == self.bucket)
            and (not classes or line.grant.class_name in classes)
            and (not self.only or line.grant.id in self.only)
        ]
        self.everyone.setVisible(bool(self.only))
        self.slips.setVisible(any(line.bucket == FAILED for line in self.lines.values()))
        self.correct.setVisible(self.may_write())
        empty = {FAILED: "没有退票要更正的。", LACKING: "每个人都有收款账户。", AT_BANK: "没有在等回盘的。"}
        self.table.set_empty_text(empty.get(self.bucket, "这里没有人。"))
        at = (
            self.model.id_at(self.table.current_row())
            if 0 <= self.table.current_row() < self.model.rowCount()
            else 0
        )
        self.model.show_rows([self._held(line) for line in shown])
        if shown:
            self.table.go_to(max(self.model.row_of(at), 0))
        self._look()

    def _held(self, line: BoardLine) -> Held:
        grant = line.grant
        veil = AidGrant.account.shown if self.eye.veiled else AidGrant.account.format
        words = code_list("grant_state").label(grant.state)
        words = "按原账户重发" if line.again else "已更正待重发" if line.corrected else words
        account = Shown(veil(grant.account)) if grant.account else Shown("还没有", "bad", "circle-alert")
        cells = {
            "place": Shown(str(grant.place or "")),
            "name": Shown(line.pupil),
            "class": Shown(grant.class_name or ""),
            "fen": Shown(money.figures(grant.amount)),
            "state": Shown(words, TONES[line.bucket], "tag"),
            "said": Shown(line.said, "bad" if line.bucket == FAILED else "quiet"),
            "owner": Shown(grant.owner or ""),
            "account": account,
            "bank": Shown(grant.bank or ""),
            "times": Shown(f"{line.times} 次" if line.times else "—", None if line.times else "quiet"),
        }
        return Held(grant.id, cells, {"fen": grant.amount, "place": grant.place or 0, "times": line.times})

    # doing ---------------------------------------------------------------------------------------------

    def make(self) -> None:
        """The next list for the bank, and its file."""
        last = self.pay_lists[0].layout_id if self.pay_lists else None
        chosen = self.ask_make(self, self.batch, self.also, last)
        if chosen is None:
            return
        ok, made = self.desk.attempt(
            make_list,
            self.desk.store,
            self.batch,
            chosen.layout,
            also=self.also,
            leave_lacking=chosen.leave_lacking,
        )
        if ok:
            self.also = set()
            self.reload()
            if not self.write_file(made):
                self.desk.say("清单已生成，文件还没有写。点“写出文件”随时可以写。", ("撤销", self.desk.undo))

    def write_file(self, pay_list: int) -> bool:
        """Write the file of a list where the person wants it; False when they thought better of it."""
        folder: Path | None = self.pick(self, "把发放清单存到哪个文件夹")
        if folder is None:
            return False
        ok, path = self.desk.attempt(write_list, self.desk.store, pay_list, folder)
        if ok:
            saved_line(self.desk, path)
        return True

    def open_account(self) -> None:
        """The account of the pupil the keyboard is on, in the drawer."""
        line = self.current()
        if line is None or line.bucket in (AT_BANK, PAID) or not self.may_write():
            self.desk.say("选一个退票的或缺账户的学生，再更正账户。")
            return
        drawer = AccountDrawer(self.desk, line)
        drawer.kept.connect(self._account_kept)
        drawer.again_asked.connect(self.send_again)
        drawer.step_asked.connect(self._step)
        self.desk.shell.open_drawer(drawer)

    def send_again(self, grant: int) -> None:
        """The account is right (a card was unblocked): it goes again as it is, unless no money may go there."""
        if why := why_not_send([self.lines[grant].grant]).get(grant):
            self.desk.refuse(Refused(f"{self.lines[grant].pupil}：{why}"))
            return
        self.also.add(grant)
        self.desk.shell.close_drawer()
        self.reload()
        self.desk.say(f"{self.lines[grant].pupil}下一次清单按原账户重发。")

    def current(self) -> BoardLine | None:
        at = self.table.current_row()
        return self.lines.get(self.model.id_at(at)) if 0 <= at < self.model.rowCount() else None

    def _eye_turned(self, veiled: bool) -> None:
        if not veiled:
            self.desk.note_access("查看完整账号", AidBatch.caption(self.row), self.model.rowCount())
        self._show_rows()

    # listening -----------------------------------------------------------------------------------------

    def _account_kept(self, grant: int) -> None:
        """On to the next one whose account is wrong; after the last the drawer closes."""
        name, drawer = self.lines[grant].pupil, self._drawer()
        self.reload()
        left = [line for line in map(self.lines.get, self.model.ids()) if line and line.bucket in WRONG]
        if left and drawer is not None:
            self.table.go_to(self.model.row_of(left[0].grant.id))
            drawer.show_line(left[0])
        else:
            self.desk.shell.close_drawer()
        self.desk.say(f"{name}的账户已更正，下一次清单里重发。", ("撤销", self.desk.undo))

    def _drawer(self) -> AccountDrawer | None:
        drawer = self.desk.shell.drawer()
        return drawer if isinstance(drawer, AccountDrawer) else None

    def _step(self, by: int) -> None:
        at, drawer = self.table.current_row() + by, self._drawer()
        if drawer is not None and 0 <= at < self.model.rowCount() and drawer.may_leave():
            self.table.go_to(at)

    def _row_changed(self, _at: int) -> None:
        line, drawer = self.current(), self._drawer()
        if drawer is not None and line is not None and line.bucket not in (AT_BANK, PAID):
            other = drawer.line.grant.id != line.grant.id
            if other and drawer.may_leave():
                drawer.show_line(line)
        self._look()

    def _look(self) -> None:
        line = self.current()
        self.correct.setEnabled(line is not None and line.bucket not in (AT_BANK, PAID))

    def _go_answer(self, pay_list: int, _checked: bool = False) -> None:
        self.desk.go("pay_answer", pay_list)

    def _print_list(self, pay_list: int) -> None:
        number = PayList.get_by_id(pay_list).number
        if number > 1:
            open_paper(self.desk, "D8R", Wanted(pay_list=pay_list))
        else:
            open_paper(self.desk, "D8", Wanted(batch=self.batch))

    def _print_slips(self) -> None:
        open_paper(self.desk, "D8F", Wanted(batch=self.batch))

    def _show_only(self, grants: frozenset[int]) -> None:
        self.only, self.bucket = grants, ""
        self._show_rows()

    def _show_everyone(self) -> None:
        self._show_only(frozenset())

    def _filter_changed(self, _values: object) -> None:
        self._show_rows()

    def _open_row(self, at: int) -> None:
        line = self.current()
        if line is not None and line.bucket in WRONG and self.may_write():
            self.open_account()
        else:
            self.desk.open_pupil(self.lines[self.model.id_at(at)].grant.student_id)

    def _fill_menu(self, menu: QMenu, at: int) -> None:
        line = self.current()
        if at < 0 or line is None:
            return
        menu.addAction("打开学生一页").triggered.connect(partial(self.desk.open_pupil, line.grant.student_id))
        if self.may_write() and line.bucket not in (AT_BANK, PAID):
            menu.addAction("更正账户\tEnter").triggered.connect(self.open_account)
        if self.may_write() and line.bucket == FAILED:
            menu.addAction("按原账户重发").triggered.connect(partial(self.send_again, line.grant.id))

    def _selection_changed(self, count: int, _total: Any) -> None:
        if self.isVisible():
            self.desk.shell.set_status(f"显示 {self.model.rowCount()} 人，选中 {count} 人")

    def resizeEvent(self, event: Any) -> None:
        """Beside an open drawer there is room for the lines alone."""
        super().resizeEvent(event)
        self.side.setVisible(self.width() >= ROOM)

    def _soon_reload(self, *_: object) -> None:
        if self.isVisible():
            self._soon.start()

    def showEvent(self, event: Any) -> None:
        """What changed while another page was in front."""
        super().showEvent(event)
        self._soon.start()
