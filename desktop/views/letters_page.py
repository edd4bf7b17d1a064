"""告知书: lay out a batch's letters, print them, and follow each until its receipt is back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.ledgers.batches import AidBatch
from desktop.models.writing import half_width
from desktop.services import printing
from desktop.services.aid import delivery, receipts
from desktop.services.aid.batches import is_draft
from desktop.services.aid.delivery import Posted
from desktop.services.aid.letter_changes import held_back
from desktop.services.aid.notices import make_notices
from desktop.services.aid.receipt_questions import waits
from desktop.services.paper import catalogue
from desktop.services.paper.catalogue import DOCUMENTS, Wanted
from desktop.services.progress import Progress
from desktop.services.today import Narrowed
from desktop.views import letter_answer, messages, receipt_empty
from desktop.views.buttons import Button, menu_button
from desktop.views.charts import share_of
from desktop.views.desk import Desk
from desktop.views.dialogs import pick_save
from desktop.views.fields import Choice, Field
from desktop.views.layouts import column, row, scroll, show_if
from desktop.views.letter_renewal import agreed, may_give, sound
from desktop.views.letter_sample import LetterSample
from desktop.views.letters_list import LettersList
from desktop.views.letters_parts import Receipts
from desktop.views.page import Page
from desktop.views.paper_options import PrintPanel
from desktop.views.pdf_pane import PdfPane
from desktop.views.preview import open_paper, saved_line
from desktop.views.receipt_parts import AfterPrint, Rates
from desktop.views.receipt_scope import NO_RECEIPT, SCOPES, UNPRINTED, is_wanted

ORDERS = (("list", "按名单"), ("class", "按班级"), ("village", "按村组"))
RIGHT = 256  # px
LETTER = "D2"


class LettersPage(Page):
    """The hint is a batch; without one the newest of the term is shown."""

    def __init__(self, desk: Desk, *, pick: Any = pick_save, ask_text: Any = messages.ask_text) -> None:
        super().__init__("告知书")
        self.desk, self.pick, self.ask_text = desk, pick, ask_text
        self.batch: Any = None
        self.letters: list[Posted] = []
        self.held: frozenset[int] = frozenset()  # letters that would not be printed as they stand
        self.seen: int | None = None  # the letter in the preview
        self.paper: Path | None = None  # the PDF that is being printed
        self._shown = ""
        self._build()
        self._soon, self._later = (QTimer(self, singleShot=True, interval=wait) for wait in (0, 120))
        self._soon.timeout.connect(self.reload)
        self._later.timeout.connect(self.show_letter)
        desk.changed.connect(self._soon_reload)
        desk.term_changed.connect(self._term_changed)
        self.take_hint(None)

    # building ------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.save = Button("存为 PDF", "file-down")
        self.print_ = Button("打印", "printer", role="primary")
        self.save.clicked.connect(self.save_letters)
        self.print_.clicked.connect(self.print_letters)
        words = Button("改文字", "square-pen", tip="信函模板：告知书、回执上的文字")
        words.clicked.connect(self._go_templates)
        show_if(self.desk.store.session.may("settings"), words)
        self.set_actions([words, self.save, self.print_])
        self.other = menu_button("换一批")
        self.others = QMenu(self)
        self.others.triggered.connect(self._other_chosen)
        self.other.setMenu(self.others)
        self.set_tags([self.other])
        self.list, self.pane = LettersList(), PdfPane(slim=True)
        self.sample = LetterSample(self.desk, self.pane)
        self.list.current_changed.connect(self._row_chosen)
        self.list.selection_changed.connect(self._selection_changed)
        self.list.pupil_wanted.connect(self.desk.open_pupil)
        self.list.delivered_wanted.connect(self.mark_delivered)
        self.list.returned_wanted.connect(self.tick)
        self.list.undelivered_wanted.connect(self.mark_undelivered)
        self.list.answer_wanted.connect(self.answer)
        self.body = QWidget()
        self.body.setLayout(row(self.list, (self.pane, 1), self._options_part(), gap=16))

    def _options_part(self) -> QWidget:
        self.scope = Choice([(code, words) for code, words in SCOPES.items()])
        self.order = Choice(ORDERS)
        self.scope.currentIndexChanged.connect(self._say_print)
        first = [Field("打印哪些", self.scope), Field("先后", self.order)]
        self.panel = PrintPanel(self.desk, whole=True, first=first)
        self.panel.changed.connect(self._say_print)
        self.panel.printed.connect(self._note_print)
        self.receipts = Receipts()
        self.receipts.typed.connect(self.receive)
        self.receipts.tick_asked.connect(self.tick)
        self.after = AfterPrint()
        self.after.slip_asked.connect(self.open_slip)
        self.after.given_asked.connect(self.mark_delivered)
        self.after.undelivered_asked.connect(self.mark_undelivered)
        self.after.file_asked.connect(self.file_returned)
        self.after.answer_asked.connect(self.answer)
        self.rates = Rates()
        self.rates.class_wanted.connect(self.list.narrow_class)
        self.order_of_cards = column(self.panel, self.receipts, self.after, self.rates, None, gap=12)
        side = scroll(self.order_of_cards)
        side.setFixedWidth(RIGHT)
        return side

    # what is shown -------------------------------------------------------------------------------------

    def take_hint(self, hint: Narrowed | int | None) -> None:
        """Show the letters of a batch, or of the newest one; Narrowed: only those in some states."""
        rows = delivery.batches_with_letters(self.desk.term.code)
        number = hint.batch if isinstance(hint, Narrowed) else hint
        wanted = AidBatch.get_or_none(AidBatch.id == number) if number else None
        self.batch = wanted or self.batch_still_there() or (rows[0] if rows else None)
        self.reload()
        if number:
            self.list.narrow(hint.only if isinstance(hint, Narrowed) else ())
            self.scope.choose(
                NO_RECEIPT if isinstance(hint, Narrowed) and "made" not in hint.only else UNPRINTED
            )

    def batch_still_there(self) -> Any:
        if self.batch is None or self.batch.term != self.desk.term.code:
            return None
        return AidBatch.get_or_none(AidBatch.id == self.batch.id)

    def reload(self) -> None:
        """Read the letters anew and show what fits the state of the batch."""
        if self.batch is not None:
            self.batch = AidBatch.get_or_none(AidBatch.id == self.batch.id)
        rows = delivery.batches_with_letters(self.desk.term.code)
        self.others.clear()
        for one in rows:
            self.others.addAction(AidBatch.caption(one)).setData(one.id)
        self.other.setVisible(len(rows) > 1)
        self.letters = delivery.posted(self.batch.id) if self.batch is not None else []
        if self.letters:
            self._show_letters()
        else:
            self._show_empty()
        self._say_head()

    def _show_empty(self) -> None:
        """No list, a list not yet approved, or letters not yet laid out: why, and what to do."""
        state = "none" if self.batch is None else "draft" if is_draft(self.batch) else "ready"
        self.save.hide()
        self.print_.hide()
        made = receipt_empty.page_for(self, state)
        self._shown = state
        self.body.setParent(None)
        self.set_body(column((made, 1)))

    def _show_letters(self) -> None:
        if self._shown != "letters":
            self._shown = "letters"
            self.set_body(column((self.body, 1), gap=0))
            self.body.show()
            self.save.show()
            self.print_.show()
        self.held = held_back(self.batch.id)
        self.list.show_letters(self.letters)
        self._put_first(
            self.panel if any(one.notice.state == "made" for one in self.letters) else self.receipts
        )
        self.rates.show_rates(delivery.rate_of_all(self.letters), delivery.rates(self.letters))
        self._later.start()
        self._say_print()

    def _put_first(self, part: QWidget) -> None:
        """While there is something to print the printing stands on top, afterwards the receipts."""
        if self.order_of_cards.indexOf(part) != 0:
            self.order_of_cards.removeWidget(part)
            self.order_of_cards.insertWidget(0, part)

    def _say_head(self) -> None:
        if self.batch is None:
            self.set_fact(self.desk.term.title)
            return
        told = delivery.rate_of_all(self.letters)
        told_of = (
            f"送达 {share_of(told.delivered, told.letters)}，回执 {share_of(told.returned, told.letters)}，"
        )
        name = f"{AidBatch.caption(self.batch)}，{len(self.letters)} 份"
        self.set_fact((told_of if self.letters else "") + name)

    def _say_print(self, *_: object) -> None:
        """The button says how many it would print now."""
        wanted = self.wanted_letters()
        count = len(wanted)
        self.print_.setText(f"打印 {len(set(wanted) - self.held)} 份")
        self.print_.setEnabled(bool(count and self.panel.names) and self.panel.idle())
        self.save.setEnabled(bool(count))

    def wanted_letters(self) -> list[int]:
        """Ids of the notices in the scope that is chosen, in the order of the list on the screen."""
        chosen = self.list.selected_ids()
        scope = str(self.scope.value())
        return [one.notice.id for one in self.list.shown() if is_wanted(one, scope, chosen)]

    # the letter in the middle --------------------------------------------------------------------------

    def show_letter(self) -> None:
        """Draw the current letter as it would be printed."""
        seen = self.list.current()
        if not self.isVisible() or seen is None:
            return
        self.seen = seen
        self.sample.show(self.batch.id, seen)

    def _forget(self, path: Path | None) -> None:
        if path is not None:
            printing.forget_preview(path)

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self._later.start()

    def hideEvent(self, event: Any) -> None:
        """Nothing readable stays behind while another page is in front."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.sample.forget()
            if not self.panel.busy:
                self._forget(self.paper)
                self.paper = None
                self.panel.leave()

    # doing ---------------------------------------------------------------------------------------------

    def make_for_pupils(self) -> None:
        self._make(by_household=False)

    def make_for_households(self) -> None:
        self._make(by_household=True)

    def _make(self, *, by_household: bool) -> None:
        ok, count = self.desk.attempt(make_notices, self.desk.store, self.batch.id, by_household=by_household)
        if ok:
            self.desk.say(f"已生成 {count} 份告知书。", ("撤销", self.desk.undo))

    def print_letters(self) -> None:
        """Draw numbers, make the PDF, send it to the printer."""
        ids, left_out = sound(self, self.wanted_letters())
        if ids and agreed(self, ids, "打印", left_out):
            self._forget(self.paper)
            self.paper = printing.preview_file(self.desk.school.folder)
            self._produce(ids, self.paper, "正在排告知书", self._made)

    def _made(self, count: int) -> None:
        assert self.paper is not None
        self.panel.show_document(self.paper, count, f"告知书 {AidBatch.caption(self.batch)}")
        self.panel.start()

    def save_letters(self) -> None:
        """The same as printing, into a file."""
        ids, left_out = sound(self, self.wanted_letters())
        if not ids:
            return
        ok, job = self.desk.attempt(DOCUMENTS[LETTER].prepare, self.desk.store, self._wanted(ids))
        if not ok:
            return
        proposed = printing.paper_place(self.desk.school.folder, self.desk.term, catalogue.file_name(job))
        proposed.parent.mkdir(parents=True, exist_ok=True)
        path = self.pick(self, "存为 PDF", proposed, ["PDF 文件 (*.pdf)"])
        if path is not None and agreed(self, ids, "保存", left_out):

            def saved(_count: int) -> None:
                self.desk.note_access("导出", path.name, len(ids))
                saved_line(self.desk, path)

            self._produce(ids, path, "正在存告知书", saved)

    def _wanted(self, ids: list[int]) -> Wanted:
        return Wanted(batch=self.batch.id, notices=ids, order=self.order.value())  # type: ignore[arg-type]

    def _produce(self, ids: list[int], path: Path, title: str, done: Any) -> None:
        store, wanted = self.desk.store, self._wanted(ids)

        def work(progress: Progress) -> int:
            return DOCUMENTS[LETTER].prepare(store, wanted).draw(path, progress, False)

        self.desk.run(work, title=title, done=done)

    def receive(self, typed: str) -> None:
        """One receipt came back, or a pile of them: 12, 2026-12 as the scanner types it, 12 15 18-22."""
        store, year, choice = self.desk.store, delivery.year_of(self.letters), self.receipts.opinion()
        try:
            if delivery.NUMBER.fullmatch(half_width(typed).strip()):
                self.receipts.accept(delivery.receive(store, typed, year, choice=choice))
            else:
                self.receipts.accept_many(receipts.receive_many(store, typed, year, choice=choice))
        except ValueError as error:
            self.receipts.refuse(str(error))

    def tick(self) -> None:
        """The receipts of the chosen letters came back."""
        ids = self.list.selected_ids()
        if not ids:
            self.desk.say("先在左边选几份。")
            return
        ok, told = self.desk.attempt(receipts.tick, self.desk.store, ids, choice=self.receipts.opinion())
        if ok:
            self.desk.say(told.sentence, ("撤销", self.desk.undo))

    def mark_delivered(self) -> None:
        if may_give(self, ids := self.list.selected_ids()):
            self._move(ids, "delivered", mode=self.after.mode())

    def mark_undelivered(self) -> None:
        """Some could not be delivered, and why."""
        ids = self.list.selected_ids()
        why = (
            self.ask_text(self, "送不到", f"选中的 {len(ids)} 份送不到的原因：", yes="记下") if ids else None
        )
        ok, count = self.desk.attempt(delivery.undeliver, self.desk.store, ids, why) if why else (False, 0)
        if ok:
            self.desk.say(f"{count} 份记为无法送达。", ("撤销", self.desk.undo))

    def answer(self) -> None:
        letter_answer.answer(self.desk, self.letters, self.list.current())

    def file_returned(self) -> None:
        """Those whose families still wait for the school stay, by name."""
        back = [one for one in self.letters if one.notice.state == "returned"]
        self._move([one.notice.id for one in back if not waits(one.notice)], "filed")
        if left := [one.name for one in back if waits(one.notice)]:
            self.desk.say(f"{'、'.join(left)}的回执等着学校联系，先登记怎样处理，再归档。")

    def _move(self, ids: list[int], state: str, *, mode: str = "") -> None:
        ok, count = self.desk.attempt(delivery.move, self.desk.store, ids, state, mode=mode)
        if ok and count:
            self.desk.say(f"{count} 份告知书已记下。", ("撤销", self.desk.undo))
        elif ok:
            self.desk.say("没有要记的告知书。先在左边选几份。")

    def open_slip(self, what: str) -> None:
        """The list to sign at the door: of all letters, or of those that still have to be delivered."""
        left = [one.notice.id for one in delivery.missing(self.letters, "delivery")]
        if what == "missing" and not left:
            self.desk.say("打印过的都送到了，没有要列的。")
            return
        open_paper(self.desk, "D2S", Wanted(batch=self.batch.id, notices=left if what == "missing" else None))

    def open_proof(self) -> None:
        open_paper(self.desk, LETTER, Wanted(batch=self.batch.id))

    # listening -----------------------------------------------------------------------------------------

    def _note_print(self) -> None:
        self.desk.note_access("打印", f"告知书 {AidBatch.caption(self.batch)}", self.panel.count)

    def _soon_reload(self, *_: object) -> None:
        self._soon.start()

    def _term_changed(self, *_: object) -> None:
        self.take_hint(None)

    def _other_chosen(self, action: QAction) -> None:
        self.seen = None
        self.take_hint(action.data())

    def _row_chosen(self, notice: int) -> None:
        if notice != self.seen:
            self._later.start()

    def _selection_changed(self, count: int) -> None:
        words = f"显示 {len(self.list.shown())} 份，选中 {count} 份。打印两次是安全的，再打的会写“补打”"
        if self.isVisible():
            self.desk.shell.set_status(words)
        self._say_print()

    def _go_templates(self) -> None:
        self.desk.go("templates", "granted")

    def go_aid(self) -> None:
        self.desk.go("new_batch")

    def go_batch(self) -> None:
        self.desk.go("batch", self.batch.id)
