"""公示: exactly what hangs, for how many working days still, who objected, and that it came down again.

For the list of a recognition round and for an aid batch alike.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer

from desktop.models.errors import Refused
from desktop.models.ledgers.batches import AidBatch
from desktop.models.ledgers.posting import Objection, Posting
from desktop.models.ledgers.recognition import RecognitionCase, RecognitionRound
from desktop.models.ledgers.recognition_order import UNSETTLED
from desktop.models.terms import parse_term
from desktop.services import printing
from desktop.services.aid.batches import awaits_posting
from desktop.services.paper.catalogue import DOCUMENTS, Wanted
from desktop.services.progress import Progress
from desktop.views import messages, posting_steps, recognition_ask, recognition_submit
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.layouts import Stack, column, holder, row, scroll
from desktop.views.page import Page
from desktop.views.pdf_pane import PdfPane
from desktop.views.posting_aside import PostingAside
from desktop.views.preview import open_paper
from desktop.views.recognition_work import plainly
from desktop.views.widgets import Stop, empty_page, tag, text

ASIDE = 316  # px
TONES = {"up": "warn", "over": "good", "broken": "off"}
WALL = {"round": "D4", "batch": "D5"}  # papers of the catalogue
SEVERAL = 8  # earlier postings offered
ROAD = (
    Stop("file-check", "看一遍名单", "只有姓名、年级、班级"),
    Stop("pin", "张贴、拍照", "按校历数工作日"),
    Stop("camera", "期满撤下、拍照", "异议都答复了再送审"),
)


class PostingPage(Page):
    """The hint is a posting's id, ("round", id) or ("batch", id). `run` shows a card and says whether it was done."""

    def __init__(
        self, desk: Desk, *, run: Any = recognition_ask.run, ask_text: Any = messages.ask_text
    ) -> None:  # fmt: skip
        super().__init__("公示")
        self.desk, self.run, self.ask_text = desk, run, ask_text
        self.subject: tuple[str, int] | None = (
            None  # what hangs or is to hang: ("round", id) or ("batch", id)
        )
        self.row: Any = None  # the posting, None before the first
        self.path: Path | None = None
        self._drawn: object = None  # what the preview shows
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.reload)
        desk.changed.connect(self._soon_reload)

    def _build(self) -> None:
        self.pane = PdfPane(slim=True)
        self.aside = PostingAside(self.desk)
        self.aside.photo_wanted.connect(self.take_photo)
        self.aside.paper_wanted.connect(self.open_paper)
        self.aside.objection_wanted.connect(self.answer)
        self.aside.add_objection.connect(self.object_to)
        self.aside.posting_wanted.connect(self.take_hint)
        self.why = text("", tone="bad", wrap=True)
        side = scroll(column(self.aside, gap=0))
        side.setFixedWidth(ASIDE)
        sheet = holder(column(self.why, (self.pane, 1), gap=8, edge=10), card=True)
        self.stack = Stack()
        self.stack.addWidget(holder(row((sheet, 1), side, gap=16)))
        go = Button("去认定", "arrow-right", role="primary")
        go.clicked.connect(partial(plainly, partial(self.desk.go, "recognition")))
        about = "认定名单评审好了、资助名单做好了，就在这里公示。"
        self.stack.addWidget(empty_page("现在没有要公示的名单", about, ROAD, [go]))
        self.set_body(self.stack)

    # showing -------------------------------------------------------------------------------------------

    def take_hint(self, hint: Any) -> None:
        if isinstance(hint, tuple):
            kind, record = hint
            self.subject = (str(kind), int(record))
            self.row = self._newest()
        else:
            self.row = Posting.get_by_id(int(hint))
            self.subject = ("round", self.row.round_id) if self.row.round_id else ("batch", self.row.batch_id)
        self.reload()

    def _newest(self) -> Any:
        kind, record = self.subject or ("round", 0)
        field = Posting.round if kind == "round" else Posting.batch
        return Posting.select().where(field == record).order_by(Posting.id.desc()).first()

    def reload(self) -> None:
        """Read it anew. Without a hint, the posting that hangs now, or the newest."""
        self._soon.stop()
        if self.subject is None:
            hangs = Posting.select().order_by(Posting.state != "up", Posting.id.desc()).first()
            ready = None if hangs is not None and hangs.state == "up" else _ready()
            if hangs is None and ready is None:
                self.stack.setCurrentIndex(1)
                return
            self.take_hint(ready or hangs.id)
            return
        self.what = self._subject_row()
        if self.what is None:
            self.subject = self.row = None
            self.reload()
            return
        self.row = Posting.get_or_none(Posting.id == self.row.id) if self.row is not None else self._newest()
        self.stack.setCurrentIndex(0)
        self._say_head()
        self.aside.show_posting(self.row, self._others())
        self._draw()

    def _subject_row(self) -> Any:
        kind, record = self.subject or ("round", 0)
        ledger: Any = RecognitionRound if kind == "round" else AidBatch
        return ledger.get_or_none(ledger.id == record)

    def _others(self) -> list[Any]:
        """The other postings of the same list, newest first: those broken off before."""
        kind, record = self.subject or ("round", 0)
        field = Posting.round if kind == "round" else Posting.batch
        rows = Posting.select().where(field == record).order_by(Posting.id.desc()).limit(SEVERAL)
        return [one for one in rows if self.row is None or one.id != self.row.id]

    def caption(self) -> str:
        ledger: Any = RecognitionRound if isinstance(self.what, RecognitionRound) else AidBatch
        return str(ledger.caption(self.what))

    def _say_head(self) -> None:
        self.set_title("公示")
        if self.row is None:
            self.set_tags([tag("还没有张贴", "plain")])
            self.set_fact(f"{self.caption()}。先看一遍名单，没有问题就张贴。")
        else:
            self.set_tags([tag(Posting.state.format(self.row.state), TONES[self.row.state])])
            span = f"{self.row.from_day} 至 {self.row.until_day}"
            self.set_fact(f"{self.row.heads} 人，{span}，{self.row.place}，{self.caption()}")
        self.set_actions(self.make_actions())

    def make_actions(self) -> list[Button]:
        """What this person can do with the posting now; the next step is the primary one."""
        made = [_button("返回", "arrow-left", self.leave)]
        if not self.desk.store.session.may("batch"):
            return made
        state = self.row.state if self.row is not None else ""
        ready = self.what.state in ("reviewing", "listed")
        if state in ("up", "over") and self.what.state in ("posted", "awaiting"):
            made.append(_button("登记异议", "message-square", self.object_to))
            made.append(_button("中止公示", "ban", self.break_off))
        if state == "up":
            made.append(_button("登记撤下", "camera", self.take_down, "primary"))
        elif state == "over" and self.what.state == "posted" and self.subject and self.subject[0] == "round":
            made.append(_button("送校长审批", "send", self.submit, "primary"))
        elif ready:
            made.append(_button("张贴公示", "pin", self.hang, "primary"))
        return made

    # the paper -----------------------------------------------------------------------------------------

    def _draw(self) -> None:
        """The very PDF that is printed and hung, drawn off the window's thread when the list is another one."""
        mark = (self.subject, self.row and (self.row.id, self.row.state), self.what.state)
        if mark == self._drawn or not self.isVisible():
            return
        self._drawn = mark
        kind, record = self.subject or ("round", 0)
        document = DOCUMENTS[WALL[kind]]
        store, path = self.desk.store, printing.preview_file(self.desk.school.folder)
        wanted = Wanted(term=parse_term(self.what.term), **{kind: record})  # type: ignore[arg-type]

        def work(progress: Progress) -> tuple[Path | None, str]:
            try:
                document.prepare(store, wanted).draw(path, progress, False)
            except Refused as error:
                return None, str(error)
            return path, ""

        self.desk.run(work, title="正在画公示名单", done=self._show_paper)

    def _show_paper(self, found: tuple[Path | None, str]) -> None:
        path, why = found
        if not self.isVisible():  # left while it was drawn: nothing of it stays behind
            self._drawn = None
            if path is not None:
                printing.forget_preview(path)
            return
        self.pane.show_file(path)
        if self.path is not None:
            printing.forget_preview(self.path)
        self.path = path
        self.why.setText(why)
        self.why.setVisible(bool(why))

    # doing ---------------------------------------------------------------------------------------------

    def hang(self) -> None:
        card = posting_steps.ask_hanging(self.desk, self.subject or ("round", 0))
        if self.run(card):
            self.row = None
            self.reload()
            printing_ = ("打印公示", partial(self.open_paper, ""))
            self.desk.say(
                "日期和地点定好了，打印出来贴上，再放一张照片。", printing_, ("撤销", self.desk.undo)
            )

    def take_down(self) -> None:
        self._ask(posting_steps.ask_taking_down(self.desk, self.row), "撤下登记好了。")

    def break_off(self) -> None:
        said = "公示已中止，名单退回评审，改好以后重新张贴。"
        self._ask(posting_steps.ask_breaking_off(self.desk, self.row), said)

    def object_to(self) -> None:
        self._ask(posting_steps.ask_objection(self.desk, self.row), "异议登记好了，请尽快核查答复。")

    def answer(self, objection: int) -> None:
        card = posting_steps.ask_answer(self.desk, Objection.get_by_id(objection))
        self._ask(card, "异议答复好了。")

    def take_photo(self, name: str) -> None:
        """photo_up or photo_down: the picture of the wall."""
        self._ask(posting_steps.ask_photo(self.desk, self.row, name), "照片收好了，已加密存放。")

    def _ask(self, card: Any, said: str) -> None:
        if self.run(card):
            self.desk.say(said, ("撤销", self.desk.undo))
            self.reload()

    def submit(self) -> None:
        recognition_submit.submit(self.desk, self, self.what.id, ask_text=self.ask_text)

    def leave(self) -> None:
        kind, record = self.subject or ("round", 0)
        self.desk.go("recognition" if kind == "round" else "batch", record)

    def open_paper(self, code: str) -> None:
        kind, record = self.subject or ("round", 0)
        code = code or WALL[kind]
        more: dict[str, Any] = {kind: record}
        if self.row is not None:
            more["posting"] = self.row.id
        open_paper(self.desk, code, Wanted(term=parse_term(self.what.term), **more))

    # listening -----------------------------------------------------------------------------------------

    def _soon_reload(self, *_: object) -> None:
        if self.isVisible():
            self._soon.start()

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self._soon.start()

    def hideEvent(self, event: Any) -> None:
        """A list of names does not stay behind as a file."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.pane.show_file(None)
            self._drawn = None
            if self.path is not None:
                printing.forget_preview(self.path)
            self.path = None


def _ready() -> tuple[str, int] | None:
    """A list that waits to be hung: a round whose applications are all reviewed, or an aid list of a school that posts
    them; None when there is none."""  # fmt: skip
    for one in RecognitionRound.select().where(RecognitionRound.state == "reviewing"):
        cases = RecognitionCase.select().where(RecognitionCase.round == one.id)
        states = {case.state for case in cases}
        if "school_reviewed" in states and not states & set(UNSETTLED[:2]):
            return "round", int(one.id)
    waiting = AidBatch.select().where(AidBatch.state == "listed").order_by(AidBatch.id.desc())
    batch = next((one for one in waiting if awaits_posting(one)), None)
    return None if batch is None else ("batch", int(batch.id))


def _button(words: str, icon: str, act: Callable[[], Any], role: str = "plain") -> Button:
    made = Button(words, icon, role=role)
    made.clicked.connect(partial(plainly, act))
    return made
