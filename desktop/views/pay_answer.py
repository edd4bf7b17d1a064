"""回盘: drop the bank's file, look at what it says of whom, put right what does not fit, then keep it as one step."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers import day_order
from desktop.models.ledgers.batches import AidBatch
from desktop.models.ledgers.payments import PayLine, PayList
from desktop.services.pay import answers
from desktop.services.pay.answer_words import FAILED, PAID
from desktop.services.pay.answers import AnswerDraft, Parked, find_list, read_answer, take_answer
from desktop.services.pay.board import lists_for_answers
from desktop.services.progress import Progress
from desktop.services.sheets.guard import NeedsPassword
from desktop.views import messages
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.dialogs import pick_files
from desktop.views.fields import Choice, Field, line_edit
from desktop.views.import_steps import KINDS
from desktop.views.layouts import column, holder, row
from desktop.views.page import Page
from desktop.views.pay_answer_parts import AnswerDrop, AnswerRows
from desktop.views.widgets import line_of, text

WHOLE = (("", "按文件里写的"), (PAID, "全部成功"), (FAILED, "全部失败"))


class PayAnswerPage(Page):
    """The hint is a pay list; without one it is found by what stands in the file.

    `pick` chooses a file, `ask_password` asks for a locked file's password.
    """

    def __init__(self, desk: Desk, *, pick: Any = pick_files, ask_password: Any = messages.ask_text) -> None:
        super().__init__("读入银行回盘")
        self.desk, self.pick, self.ask_password = desk, pick, ask_password
        self.pay_list, self.path = 0, Path()
        self.draft: AnswerDraft | None = None
        self.show_drop()

    def take_hint(self, pay_list: int) -> None:
        """Begin anew with one list."""
        self.pay_list = int(pay_list)
        self.show_drop()

    # the file ------------------------------------------------------------------------------------------

    def show_drop(self) -> None:
        self.draft = None
        self._say_list()
        self.whole = Choice(WHOLE)
        self.which = Choice([(0, "按文件里的账号认"), *self._lists()])
        self.which.choose(self.pay_list)
        self.which.currentIndexChanged.connect(self._list_chosen)
        drop = AnswerDrop()
        drop.dropped.connect(self._dropped)
        drop.pick_asked.connect(self._pick)
        says = "文件里不分成功失败的，先在这里说明。"
        whole = Field("这份文件里的人", self.whole, says=says)
        which = Field("哪一份清单的（退回来的钱，选原来那一份）", self.which)
        for one in (which, whole):
            one.setMaximumWidth(420)
        steps = (
            "按账号和户名认人，金额也要对上",
            "认不准的放进“对不上”，由您决定",
            "看过以后才写入，可以撤销；同一份文件再读一次，什么也不变",
        )
        told = [line_of("circle-dot", "quiet", sentence, "small") for sentence in steps]
        asks = column(which, whole, None, gap=10)
        self.set_body(column((drop, 1), row((asks, 1), (column(*told, None, gap=6), 1), gap=32), gap=16))
        self._say_actions()

    def _say_list(self) -> None:
        row_ = PayList.get_or_none(PayList.id == self.pay_list)
        self.batch = row_.batch_id if row_ else 0
        self.set_fact(
            f"{PayList.caption(row_)}，送了 {row_.heads} 人、{money.figures(row_.amount)} 元"
            if row_
            else "拖进来，按里面的账号认出是哪一份清单的"
        )

    def _lists(self) -> list[tuple[int, str]]:
        return [
            (one.id, f"{PayList.caption(one)}（{code_list('pay_list_state').label(one.state)}）")
            for one in lists_for_answers(self.desk.term.code)
        ]

    def _list_chosen(self, _at: int) -> None:
        """Another list, or the one that the file itself tells."""
        self.pay_list = int(str(self.which.value() or 0))
        self._say_list()

    def _pick(self) -> None:
        self._dropped(self.pick(self, "选银行的回盘文件", KINDS))

    def _dropped(self, paths: Sequence[Path]) -> None:
        if len(paths) > 1:
            self.desk.refuse(Refused("一次只读一份回盘。请只放一个文件。"))
        elif paths:
            self.read(paths[0])

    def read(self, path: Path, password: str | None = None) -> None:
        """Judge the file as a job; nothing is written."""
        self.path, all_are, store, number = path, str(self.whole.value()), self.desk.store, self.pay_list

        def work(progress: Progress) -> AnswerDraft | NeedsPassword:
            try:
                if not number:
                    return find_list(store, path, all_are=all_are, password=password, progress=progress)
                return read_answer(store, number, path, all_are=all_are, password=password, progress=progress)
            except NeedsPassword as locked:
                return locked

        self.desk.run(work, title=f"正在读 {path.name}", done=self._was_read)

    def _was_read(self, told: AnswerDraft | NeedsPassword) -> None:
        if isinstance(told, NeedsPassword):
            word = self.ask_password(self, "打开要密码", f"{told}", yes="打开", secret=True)
            if word:
                self.read(self.path, word)
            return
        self.show_draft(told)

    # what it says --------------------------------------------------------------------------------------

    def show_draft(self, draft: AnswerDraft) -> None:
        """The four buckets, and the rows of one of them."""
        self.draft, self.pay_list, self.batch = draft, draft.pay_list.id, draft.pay_list.batch_id
        self.rows = AnswerRows(draft, may_look=self._looked_at)
        self.rows.paid_pressed.connect(partial(self.decide, PAID))
        self.rows.failed_pressed.connect(partial(self.decide, FAILED))
        self.rows.assigned.connect(self.assign)
        self.day = line_edit(f"{day_order.today():%Y-%m-%d}")
        self.day_field = Field("到账日期", self.day)
        self.day_field.setFixedWidth(150)
        self.others = QCheckBox("")
        self.others.toggled.connect(self._say_actions)
        self.says = text("", wrap=True)
        notes = [line_of("info", "quiet", note, "small") for note in draft.notes]
        foot = row(self.day_field, (column(None, self.others, self.says, gap=4), 1), gap=20)
        body = QWidget()
        body.setLayout(column(*notes, (self.rows, 1), holder(foot), gap=12))
        self.set_body(column((body, 1), gap=0))
        self._say_draft()

    def _say_draft(self) -> None:
        assert self.draft is not None
        draft = self.draft
        self.set_fact(f"“{draft.file}”：{draft.sentence}")
        self.others.setText(f"没有回的 {len(draft.silent)} 人都算发放成功（银行说只列了失败的）")
        self.others.setVisible(draft.others_may_be_paid)
        self.rows.show_rows()
        self._say_actions()

    def _say_actions(self, *_: object) -> None:
        back = Button("返回发放", "arrow-left")
        back.clicked.connect(self._go_back)
        if self.draft is None:
            self.set_actions([back])
            return
        other = Button("换一个文件", "rotate-ccw")
        other.clicked.connect(self.show_drop)
        paid, failed = self.counts()
        keep = Button(f"登记 {paid + failed} 人的结果", "check", role="primary")
        keep.clicked.connect(self.keep)
        keep.setEnabled(bool(paid + failed) and not self.draft.again and self._has_money())
        self.set_actions([back, other, keep])
        self.says.setText(self._will(paid, failed))

    def _will(self, paid: int, failed: int) -> str:
        assert self.draft is not None
        if self.draft.again:
            return "这份文件已经读入过了，没有新的结果。"
        if self._batch_state() == "closed":
            return "这一批已经归档，发放结果不能再改。后来退回的钱，请记一笔冲销更正。"
        if not self._has_money():
            return "这一批还没有记为已拨付，现在只能看看。回名单记下“已拨付”以后，再读一次就能登记。"
        left = [f"对不上的 {len(self.draft.parked)} 行先不动"] if self.draft.parked else []
        if self.draft.silent and not self._others_paid():
            left.append(f"没有回的 {len(self.draft.silent)} 人继续等")
        tail = f"；{'，'.join(left)}" if left else ""
        return f"将登记发放成功 {paid} 人、退票 {failed} 人{tail}。可以撤销。"

    def _has_money(self) -> bool:
        return self._batch_state() in ("funded", "paid")

    def _batch_state(self) -> str:
        return str(AidBatch.get_by_id(self.batch).state)

    def counts(self) -> tuple[int, int]:
        """(paid, failed) as they would be kept now."""
        assert self.draft is not None
        others = len(self.draft.silent) if self._others_paid() else 0
        return len(self.draft.paid) + others, len(self.draft.failed)

    def _others_paid(self) -> bool:
        """Whether the person said so, of a file that holds failures alone."""
        return self.draft is not None and self.draft.others_may_be_paid and self.others.isChecked()

    # doing ---------------------------------------------------------------------------------------------

    def decide(self, result: str, _checked: bool = False) -> None:
        """The person says what became of the row that did not fit."""
        parked = self.rows.parked()
        if parked is None or self.draft is None:
            return
        more = answers.alike(self.draft, parked)
        if self.desk.attempt(answers.decide, self.draft, parked, result)[0]:
            self._decide_alike(more, result)
            self._say_draft()

    def _decide_alike(self, more: Sequence[Parked], result: str) -> None:
        """The rows in which the bank wrote the same, in one go when the person says so."""
        if not more:
            return
        said, meant = more[0].row.said, "发放成功" if result == PAID else "发放失败"
        lost = "账号的后几位也丢了，前 15 位、户名和金额与送的一样，" if more[0].row.cut else ""
        asked = f"另有 {len(more)} 行，{lost}银行写的也是“{said}”。都算{meant}吗？"
        if self.desk.ask(self, f"“{said}”的都算{meant}", asked, yes=f"{len(more)} 行都算"):
            for one in more:
                self.desk.attempt(answers.decide, self.draft, one, result)

    def assign(self, line: int) -> None:
        """The person says whose row it is."""
        parked = self.rows.parked()
        assert self.draft is not None
        sent = next((one for one in self.draft.silent if one.line.id == line), None)
        if parked is None or sent is None:
            return
        if self.desk.attempt(answers.assign, self.draft, parked, sent)[0]:
            self._say_draft()

    def keep(self) -> None:
        """Write it, and go on with the money of the list."""
        assert self.draft is not None
        try:
            day = PayLine.paid_on.parse(self.day.text()) or day_order.today()
        except ValueError as error:
            self.day_field.say(str(error))
            return
        others = self._others_paid()
        ok, taken = self.desk.attempt(take_answer, self.desk.store, self.draft, others_paid=others, day=day)
        if ok:
            self._go_back()
            undo = [("撤销", partial(self.desk.undo_step, taken.step))] if taken.step else []
            self.desk.say(taken.sentence, *undo)

    def _looked_at(self, count: int) -> None:
        self.desk.note_access("查看完整账号", PayList.caption_of(self.pay_list), count)

    def _go_back(self) -> None:
        self.desk.go(*(("pay", self.batch) if self.batch else ("aid", None)))
