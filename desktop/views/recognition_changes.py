"""中途变动: a recognised pupil's family does better or worse between two rounds. Asked by the clerk, decided by the headteacher."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMenu

from desktop.models.codes import code_list
from desktop.models.ledger import Values
from desktop.models.ledgers.recognition import CaseChange
from desktop.models.ledgers.students import Student
from desktop.services.recognition import changes
from desktop.views import messages, recognition_ask
from desktop.views.buttons import Button, Chip
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.evidence_part import PhotoCard
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import Stack, column, holder, row
from desktop.views.page import Page
from desktop.views.preview import open_preview
from desktop.views.recognition_ask import AskCard, Asked, keep_paper
from desktop.views.recognition_work import plainly
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
from desktop.views.widgets import Stop, empty_page

COLUMNS = (
    Column("name", "姓名", 96),
    Column("class", "班级", 74),
    Column("state", "状态", 86),
    Column("moved", "档次变动", 170),
    Column("reason", "原因", 230),
    Column("proof", "证明材料", 140),
    Column("asked", "提出", 170),
    Column("decided", "审批", 170),
    Column("answer", "审批意见", 160),
)
TONES = {"asked": "warn", "approved": "good", "refused": "off"}
ROAD = (
    Stop("pencil-line", "写明原因", "家里变好或变差了"),
    Stop("paperclip", "附证明", "照片或扫描件"),
    Stop("stamp", "校长审批", "同意了档次才变"),
)


class ChangesPage(Page):
    """The hint is a request's id. `run` and `ask_text` let a test answer."""

    def __init__(
        self, desk: Desk, *, run: Any = recognition_ask.run, ask_text: Any = messages.ask_text
    ) -> None:
        super().__init__("中途变动")
        self.desk, self.run, self.ask_text = desk, run, ask_text
        self.rows: dict[int, Any] = {}
        self.model = HeldRows(COLUMNS, (), self)
        self.table = FrozenTable(self.model, frozen=1, filler="reason")
        self.table.set_empty_text("没有符合条件的变动，点条件上的 × 可以取消筛选。")
        self.table.opened.connect(self.look)
        self.table.menu_opening.connect(self._fill_menu)
        self.table.current_changed.connect(self._say_actions)
        self.states = Chip("状态", code_list("request_state").labels.items())
        self.states.changed.connect(self.show_rows)
        self.stack = Stack()
        grid = holder(column(self.table, edge=1), card=True)
        self.stack.addWidget(holder(column(row(self.states, None), (grid, 1), gap=12)))
        about = "认定以后，学期中间家里变好或变差了，在这里另外申请，校长审批。没认定过的等学期调整。"
        self.stack.addWidget(empty_page("没有中途变动", about, ROAD))
        self.set_body(self.stack)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.reload)
        desk.changed.connect(self._soon_reload)
        self.reload()

    def take_hint(self, hint: Any) -> None:
        self.reload()
        if (at := self.model.row_of(int(hint))) >= 0:
            self.table.go_to(at)

    # showing -------------------------------------------------------------------------------------------

    def reload(self) -> None:
        order = (CaseChange.state != "asked", CaseChange.asked_on.desc(), CaseChange.id.desc())
        self.rows = {one.id: one for one in self.desk.store.rows(CaseChange).order_by(*order)}
        waits = sum(one.state == "asked" for one in self.rows.values())
        self.set_fact(f"共 {len(self.rows)} 件，待审批 {waits} 件" if self.rows else "")
        self.stack.setCurrentIndex(0 if self.rows else 1)
        self.show_rows()

    def show_rows(self, *_: object) -> None:
        wanted = self.states.chosen()
        self.model.show_rows([_held(one) for one in self.rows.values() if not wanted or one.state in wanted])
        if self.table.current_row() < 0 and self.model.rowCount():
            self.table.go_to(0)
        self._say_actions()

    def _say_actions(self, *_: object) -> None:
        self.set_actions(self.make_actions())

    def make_actions(self) -> list[Button]:
        """Asking is the clerk's, deciding the headteacher's."""
        session, made = self.desk.store.session, []
        one = self.current()
        if session.may("batch"):
            ask = Button("提出变动", "plus", role="primary")
            ask.clicked.connect(partial(plainly, self.ask))
            made.append(ask)
        if session.may("approve") and one is not None and one.state == "asked":
            refuse, agree = Button("不同意", "undo-2"), Button("同意变动", "stamp", role="primary")
            refuse.clicked.connect(partial(plainly, self.refuse))
            agree.clicked.connect(partial(plainly, self.approve))
            made += [refuse, agree]
        return made

    def current(self) -> Any:
        at = self.table.current_row()
        return self.rows.get(self.model.id_at(at)) if 0 <= at < self.model.rowCount() else None

    # doing ---------------------------------------------------------------------------------------------

    def ask(self) -> None:
        if self.run(ask_change(self.desk)):
            self.desk.say("变动提出了，等校长审批。", ("撤销", self.desk.undo))

    def approve(self) -> None:
        one = self.current()
        if one is None:
            return
        words = f"{_moved(one)}，{one.reason}。同意以后档次就变了，不能撤销。"
        title = f"同意{Student.caption_of(one.student_id)}的变动"
        agreed = self.desk.ask(self, title, words, yes="同意变动")
        if agreed and self.desk.attempt(changes.approve, self.desk.store, one.id)[0]:
            self.desk.say("已同意，档次改好了。")

    def refuse(self) -> None:
        one = self.current()
        if one is None:
            return
        why = self.ask_text(self, "不同意变动", "写一句不同意的理由：", yes="不同意")
        if why and self.desk.attempt(changes.refuse, self.desk.store, one.id, why)[0]:
            self.desk.say("已记为未同意，档次不变。")

    def look(self, at: int) -> None:
        """Open the proof of a request; that is written down."""
        one = self.rows[self.model.id_at(at)]
        if not one.proof:
            return
        ok, content = self.desk.attempt(self.desk.attachments.read, one.proof)
        if not ok:
            return
        title = f"{Student.caption_of(one.student_id)}的证明材料"
        self.desk.note_access("查看佐证材料", title)
        if content[:4] == b"%PDF":
            open_preview(self.desk, partial(_write, content, title), title)
        else:
            PhotoCard(self, title, content).exec()

    def _fill_menu(self, menu: QMenu, at: int) -> None:
        if at < 0:
            return
        one = self.rows[self.model.id_at(at)]
        menu.addAction("看证明材料\tEnter").triggered.connect(partial(plainly, partial(self.look, at)))
        pupil = partial(self.desk.open_pupil, one.student_id)
        menu.addAction("打开学生一页").triggered.connect(partial(plainly, pupil))

    def _soon_reload(self, *_: object) -> None:
        if self.isVisible():
            self._soon.start()

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self._soon.start()


def ask_change(desk: Desk, student: int | None = None) -> AskCard:
    """A request for another grade, with its proof."""

    def ask(told: Values) -> int:
        proof = keep_paper(desk, told["proof"]) or ""
        return changes.ask(
            desk.store,
            told["student"],
            told["new_grade"],
            told["reason"] or "",
            proof=proof,
            seen_by=told["seen_by"],
        )

    known = [
        Asked(CaseChange.student, student, must=True, says="认定过的学生，输入姓名查找。"),
        Asked(CaseChange.new_grade, None, label="变成哪一档", must=True, says="选“不困难”就是退出认定。"),
        Asked(CaseChange.reason, None, must=True),
        Asked(CaseChange.proof, None, must=True),
        Asked(CaseChange.seen_by, desk.store.session.who),
    ]
    says = "校长同意以后档次才变；原来的档次和依据都留着。"
    return AskCard(desk, "提出中途变动", known, ask, yes="提出变动", says=says)


def _moved(one: Any) -> str:
    label = code_list("need_grade").label
    return f"{label(one.old_grade)} → {label(one.new_grade)}"


def _held(one: Any) -> Held:
    name = Student.caption_of(one.student_id)
    decided = f"{one.decided_by} {one.decided_on}" if one.decided_by else ""
    cells = {
        "name": Shown(name),
        "class": Shown(Student.school_class.format(Student.get_by_id(one.student_id).school_class_id)),
        "state": Shown(CaseChange.state.format(one.state), TONES[one.state], "tag"),
        "moved": Shown(_moved(one)),
        "reason": Shown(one.reason),
        "proof": Shown(CaseChange.proof.format(one.proof), None, "paperclip")
        if one.proof
        else Shown("没有", "bad"),
        "asked": Shown(f"{one.asked_by} {one.asked_on}", "quiet"),
        "decided": Shown(decided, "quiet"),
        "answer": Shown(one.answer or ""),
    }
    return Held(one.id, cells)


def _write(content: bytes, title: str, path: Any, _progress: Any) -> str:
    path.write_bytes(content)
    return f"{title}.pdf"
