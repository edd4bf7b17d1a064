"""电话抽查: draws of the term at the left, the drawn pupils beside, answers typed one after another by keyboard."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.codes import code_list
from desktop.models.fields import FieldError
from desktop.models.ledger import Values
from desktop.models.ledgers.care_visits import PhoneAnswer, PhoneDraw
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import Student
from desktop.services.care import draw, visit_board
from desktop.services.care.draw import Wish
from desktop.services.care.rules import rules
from desktop.services.paper.document import Wanted
from desktop.views.buttons import Button
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.editors import editor_for
from desktop.views.fields import Field, line_edit
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import Stack, column, holder, row
from desktop.views.meal_stock_parts import EnterWalk
from desktop.views.page import Page
from desktop.views.preview import open_paper
from desktop.views.recognition_ask import AskCard, Asked, run
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
from desktop.views.widgets import Elided, Stop, empty_page, text

LEFT = 236  # px
LIST = (Column("name", "抽查", 150), Column("count", "打通", 64, "right"))
COLUMNS = (
    Column("place", "序号", 48, "right"),
    Column("name", "学生", 96),
    Column("class", "班级", 76),
    Column("whom", "打给谁", 130),
    Column("phone", "电话", 116),
    Column("result", "结果", 84),
    Column("words", "情况", 130),
    Column("answered", "接听人", 84),
    Column("called", "通话日期", 92),
)
TONES = {"true": "good", "partly": "warn", "false": "bad", "none": "off", "wrong": "warn"}
ROAD = (
    Stop("hash", "抽签", "5～10 人，抽签号留着"),
    Stop("phone", "打电话", "打不通的也留在表上"),
    Stop("printer", "打印", "抽法写在表下面"),
)


class PhoneDrawPage(Page):
    """The hint is the id of a draw."""

    def __init__(self, desk: Desk, *, today: Callable[[], dt.date] = dt.date.today, ask: Any = run) -> None:
        super().__init__("电话抽查")
        self.desk, self.today, self.ask = desk, today, ask
        self.draws: list[Any] = []
        self.rows: list[Any] = []
        self.at: int | None = None
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.reload)
        desk.changed.connect(self._changed)
        desk.term_changed.connect(self._later)
        self.reload()

    # building ------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.may = self.desk.store.session.may("care")
        self.list_model, self.model = HeldRows(LIST, (), self), HeldRows(COLUMNS, (), self)
        self.list = FrozenTable(self.list_model, frozen=1, filler="name")
        self.list.current_changed.connect(self._picked)
        left = holder(column(self.list, edge=1), card=True)
        left.setFixedWidth(LEFT)
        self.table = FrozenTable(self.model, frozen=2, filler="words")
        self.table.current_changed.connect(self._show_answer)
        self.table.opened.connect(self._start)
        self.table.menu_opening.connect(self._fill_menu)
        grid = holder(column(self.table, edge=1), card=True)
        self.stack = Stack()
        self.stack.addWidget(holder(row(left, (column(self._entry(), (grid, 1), gap=12), 1), gap=12)))
        new = Button("抽签", "hash", role="primary")
        new.clicked.connect(self.new_draw)
        new.setEnabled(self.may)
        about = "核查常常随机抽几名学生打电话。抽的办法可以重做，名单和结果都留着。"
        self.stack.addWidget(empty_page("本学期还没有抽查", about, ROAD, [new]))
        self.set_body(self.stack)
        back = Button("返回", "arrow-left")
        back.clicked.connect(partial(self.desk.go, "visits"))
        made = [back]
        if self.desk.store.session.may("print"):
            self.paper = Button("打印", "printer")
            self.paper.clicked.connect(self.print_draw)
            made.append(self.paper)
        if self.may:
            check, add = Button("重抽一次核对", "refresh-cw"), Button("抽签", "hash", role="primary")
            check.clicked.connect(self.check)
            add.clicked.connect(self.new_draw)
            made += [check, add]
        self.set_actions(made)

    def _entry(self) -> QWidget:
        """The fields of one answer; Enter walks, keeps, and goes to the next."""
        self.who = Elided("", "section")
        self.called = editor_for(PhoneAnswer.called_on)
        self.answered, self.words = line_edit(), line_edit()
        self.answered.setMaxLength(PhoneAnswer.answered_by.max_length)
        self.words.setMaxLength(PhoneAnswer.words.max_length)
        self.result = editor_for(PhoneAnswer.result)
        boxes = [Field("通话日期", self.called), Field("接听人", self.answered), Field("结果", self.result)]
        for box, wide in zip(boxes, (140, 108, 112), strict=True):
            box.setFixedWidth(wide)
        self.keep_ = Button("存下", "check", tip="回车")
        self.keep_.clicked.connect(self.keep)
        about = text("", "small", "bad")
        about.hide()
        self.says = about
        made = holder(
            column(
                self.who, row(*boxes, (Field("情况", self.words), 1), column(21, self.keep_, gap=0), gap=8), about,
                gap=6, edge=(16, 10, 16, 10),
            ),
            card=True,
        )  # fmt: skip
        self.walk = EnterWalk([self.called, self.answered, self.result, self.words], self)
        self.walk.ended.connect(self.keep)
        self.entry = made
        return made

    # showing -------------------------------------------------------------------------------------------

    def take_hint(self, hint: Any) -> None:
        if isinstance(hint, int):
            self.at = hint
        self.reload()

    def reload(self) -> None:
        """The draws of the term, and the pupils of the one in front."""
        self.draws = draw.draws(self.desk.term)
        ids = [one.id for one in self.draws]
        self.at = self.at if self.at in ids else (ids[0] if ids else None)
        self.stack.setCurrentIndex(0 if ids else 1)
        self.list.blockSignals(True)
        self.list_model.show_rows([self._draw_row(one) for one in self.draws])
        if self.at is not None:
            self.list.go_to(ids.index(self.at), 0)
        self.list.blockSignals(False)
        self._show_rows()

    @staticmethod
    def _draw_row(one: Any) -> Held:
        told = draw.tally(draw.answers(one.id))
        done = told.called == told.drawn
        words = f"{one.day:%m-%d} {PhoneDraw.topic.format(one.topic)}"
        count = Shown(f"{told.reached} / {told.drawn}", "good" if done else None)
        return Held(one.id, {"name": Shown(words), "count": count})

    def _show_rows(self) -> None:
        kept = self.table.current_row()
        self.rows = draw.answers(self.at) if self.at is not None else []
        students = [one.student_id for one in self.rows]
        pupils = {one.id: one for one in Student.select().where(Student.id.in_(students))}
        phones = draw.phones(students)
        self.model.show_rows([self._held(one, pupils, phones) for one in self.rows])
        row_ = next((one for one in self.draws if one.id == self.at), None)
        told = draw.tally(self.rows)
        self.set_fact(
            f"{PhoneDraw.topic.format(row_.topic)}，从 {row_.among} 人中抽 {told.drawn} 人，抽签号 {row_.seed}，{told.words}"
            if row_
            else "随机抽几名学生打电话核实"
        )
        if self.rows:
            self.table.go_to(min(max(kept, 0), len(self.rows) - 1), 0)
        self._show_answer()

    @staticmethod
    def _held(one: Any, pupils: dict[int, Any], phones: dict[int, tuple[str, str]]) -> Held:
        pupil = pupils[one.student_id]
        whom, phone = phones.get(one.student_id, ("没有电话", ""))
        return Held(one.id, {
            "place": Shown(str(one.place)), "name": Shown(Student.in_class(pupil)),
            "class": Shown(SchoolClass.caption_of(pupil.school_class_id)), "whom": Shown(whom), "phone": Shown(phone),
            "called": Shown(PhoneAnswer.called_on.format(one.called_on)), "answered": Shown(one.answered_by or ""),
            "result": Shown(PhoneAnswer.result.format(one.result), TONES.get(one.result)), "words": Shown(one.words or ""),
        })  # fmt: skip

    def _picked(self, at: int) -> None:
        if 0 <= at < len(self.draws) and self.draws[at].id != self.at:
            self.at = self.draws[at].id
            self._show_rows()

    def _row(self) -> Any:
        at = self.table.current_row()
        return self.rows[at] if 0 <= at < len(self.rows) else None

    def _show_answer(self, *_: object) -> None:
        one = self._row()
        self.entry.setEnabled(one is not None and self.may)
        if one is None:
            return
        shown = self.model.held[one.id].cells
        self.who.set_words(
            f"{one.place}　{shown['name'].words} {shown['class'].words}　{shown['whom'].words} {shown['phone'].words}"
        )
        self.called.show_value(one.called_on or self.today())
        self.answered.setText(one.answered_by or "")
        self.result.show_value(one.result)
        self.words.setText(one.words or "")
        self.says.hide()

    # doing ---------------------------------------------------------------------------------------------

    def _start(self, _at: int) -> None:
        self.called.setFocus()
        self.called.line.selectAll()

    def keep(self) -> None:
        """Keep this answer and go on to the next pupil."""
        one = self._row()
        if one is None:
            return
        try:
            called = PhoneAnswer.called_on.parse(self.called.raw())
        except FieldError as error:
            self._wrong(str(error))
            return
        if self.result.raw() is None:
            self._wrong("请选结果，打不通的选“打不通”。")
            self.result.setFocus()
            return
        values: Values = {
            "called_on": called, "answered_by": self.answered.text().strip() or None, "result": self.result.raw(),
            "words": self.words.text().strip() or None,
        }  # fmt: skip
        at = self.table.current_row()
        if self.desk.attempt(draw.answer, self.desk.store, one.id, values)[0]:
            self.reload()
            self.desk.say(f"{one.place} 号的结果存好了。", ("撤销", self.desk.undo))
            if at + 1 < len(self.rows):
                self.table.go_to(at + 1, 0)
                self._start(at + 1)

    def _wrong(self, words: str) -> None:
        self.says.setText(words)
        self.says.show()

    def new_draw(self) -> None:
        """Ask what about and how many; the 抽签号 may be given, so that a draw in public can be done with dice."""
        told, topic = rules(), PhoneDraw.topic
        size = max(min(5, told["draw_most"]), told["draw_least"])
        asked = [
            Asked(topic, "aid", must=True),
            Asked(PhoneDraw.size, size, says=f"{told['draw_least']}～{told['draw_most']} 人", must=True),
            Asked(
                PhoneDraw.seed, None, "抽签号", says="空着由程序随机取；也可以当众摇一个号写在这里，1～999999"
            ),
            Asked(PhoneDraw.staff, visit_board.staff_of(self.desk.store)),
        ]
        card = AskCard(
            self.desk, "电话抽查", asked, self._draw, yes="抽签", says="抽到谁不能改，打不通的也留在表上。"
        )
        if self.ask(card):
            self.at = card.result_
            self.reload()
            self.desk.say(f"抽到 {len(self.rows)} 人。", ("撤销", self.desk.undo))
            self.table.setFocus()

    def _draw(self, values: Values) -> int:
        return draw.draw(self.desk.store, Wish(
            values["topic"], values["size"], self.today(), self.desk.term, values.get("staff"), values.get("seed"),
        ))  # fmt: skip

    def check(self) -> None:
        """Do the draw in front once more and say what comes."""
        if self.at is None:
            return
        same, names = draw.again(self.at, self.desk.term)
        if same and names == [one.student_id for one in self.rows]:
            self.desk.say("用同一个抽签号重抽，名单完全一样。")
        elif same:
            self.desk.say("名单和抽的时候一样，抽出来的却不同，请看操作日志。")
        else:
            topic = code_list("draw_topic").label(next(one.topic for one in self.draws if one.id == self.at))
            self.desk.say(f"抽查“{topic}”的名单后来变了，不能照原样重抽；抽到的几人留着不变。")

    def _fill_menu(self, menu: QMenu, at: int) -> None:
        if at >= 0:
            menu.addAction("登记结果\tEnter").triggered.connect(partial(self._start, at))
            menu.addAction("打开学生").triggered.connect(
                partial(self.desk.open_pupil, self.rows[at].student_id)
            )

    def print_draw(self) -> None:
        if self.at is not None:
            open_paper(self.desk, "DRAW", Wanted(records=(self.at,), ledger=PhoneDraw))

    # listening -----------------------------------------------------------------------------------------

    def _later(self, *_: object) -> None:
        self._soon.start()

    def _changed(self, touched: frozenset[str]) -> None:
        if touched & {"phone_draw", "phone_answer"}:
            self._soon.start()
