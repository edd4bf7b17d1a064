"""One round of 认定: who applied and how far each is, what comes next, and the record of one pupil beside the table."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.codes import code_list
from desktop.models.ledgers.recognition import RecognitionCase, RecognitionRound
from desktop.models.ledgers.recognition_order import STILL_OPEN
from desktop.models.terms import parse_term
from desktop.services.paper.catalogue import Wanted
from desktop.services.recognition import posting, rounds
from desktop.services.recognition.review_order import cases_in_order
from desktop.views import messages, recognition_ask, recognition_steps, recognition_submit
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.fields import Choice
from desktop.views.layouts import Stack, column, holder, row, scroll, show_if
from desktop.views.page import Page
from desktop.views.preview import open_paper
from desktop.views.recognition_aside import RoundAside
from desktop.views.recognition_case import CaseDrawer
from desktop.views.recognition_table import CaseTable
from desktop.views.recognition_work import CaseWork, plainly
from desktop.views.widgets import Stop, empty_page

ASIDE, NARROW = (
    300,
    860,
)  # px of the right-hand column; a page narrower than that (a drawer is open) goes without
ROAD = (
    Stop("megaphone", "告知、受理", "家长都知道，申请收齐"),
    Stop("users-round", "评议、评审", "班级评议，学校评审"),
    Stop("pin", "公示", "按校历数工作日"),
    Stop("stamp", "审批、建档", "校长审批，录入系统"),
)
Step = tuple[str, str, Callable[[], Any]]  # words, icon, act


class RoundPage(Page):
    """The hint is a round's id. `run` shows a card and says whether its step was done."""

    def __init__(
        self, desk: Desk, *, run: Any = recognition_ask.run, ask_text: Any = messages.ask_text
    ) -> None:
        super().__init__("认定")
        self.desk, self.run, self.ask_text = desk, run, ask_text
        self.record = 0
        self.row: Any = None
        self.drawer: CaseDrawer | None = None
        self.lesser: list[QWidget] = []  # actions that give way when the page is narrow
        self.table = CaseTable(desk)
        self.work = CaseWork(desk, self.table, run)
        self.aside = RoundAside(desk)
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.reload)
        desk.changed.connect(self._soon_reload)
        desk.term_changed.connect(self._term_changed)
        self.reload()

    def _build(self) -> None:
        self.table.opened.connect(self.open_case)
        self.table.current.connect(self._other_row)
        self.table.menu_opening.connect(self._fill_menu)
        self.table.work.clicked.connect(self._open_work)
        self.aside.lacking_wanted.connect(self.table.show_lacking)
        self.aside.add_wanted.connect(self.add_cases)
        self.aside.paper_wanted.connect(self._open_paper)
        self.side = scroll(column(self.aside, gap=0))
        self.side.setFixedWidth(ASIDE)
        self.stack = Stack()
        self.stack.addWidget(holder(row((self.table, 1), self.side, gap=16)))
        self.stack.addWidget(self._empty())
        self.set_body(self.stack)

    def _empty(self) -> QWidget:
        begin = _button("建立认定批次", "plus", self.open_round, "primary")
        actions = [begin] if self.desk.store.session.may("batch") else []
        about = "每学年一次家庭经济困难学生认定，从提前告知一步一步办到建档备案。"
        return empty_page("还没有认定批次", about, ROAD, actions)

    # showing -------------------------------------------------------------------------------------------

    def take_hint(self, hint: Any) -> None:
        self.record = int(hint)
        self.table.clear_filters()
        self.reload()

    def reload(self) -> None:
        """Read the round anew; without one, say what this is for and how to begin."""
        self._soon.stop()
        order = (RecognitionRound.term.desc(), RecognitionRound.id.desc())
        every = list(RecognitionRound.select().order_by(*order))
        self.row = next((one for one in every if one.id == self.record), None) or self._newest(every)
        self.stack.setCurrentIndex(0 if self.row else 1)
        if self.row is None:
            self.record = 0
            self.set_title("认定")
            self.set_fact("")
            self.lesser = []
            self.set_actions([])
            return
        self.record = self.row.id
        cases = cases_in_order(self.desk.store, self.record)
        self.aside.show_round(self.row, cases)
        self.table.show_round(self.row, cases, self.aside.lacking)
        self._close_stranger()
        self._say_head(every)

    def _newest(self, every: list[Any]) -> Any:
        """The newest round of the school year in the top bar; else the newest of all."""
        year = [one for one in every if parse_term(one.term).year == self.desk.term.year]
        return next(iter(year or every), None)

    def _say_head(self, every: list[Any]) -> None:
        term = parse_term(self.row.term)
        self.set_title(f"{term.year_title}认定" if self.row.kind == "year" else f"{term.title}认定调整")
        told = self.aside.counts
        assert told is not None
        whole = told.shares[-1]
        out = sum(told.states.get(state, 0) for state in ("withdrawn", "declined"))
        gone = f"（撤回和不予认定 {out} 份）" if out else ""
        state = code_list("round_state").label(self.row.state)
        share = (
            f"，评上 {whole.recognised} / {whole.enrolled} 人（{whole.percent}）" if whole.recognised else ""
        )
        self.set_fact(f"{state}，{len(self.table.cases)} 份申请{gone}{share}")
        self.set_actions(self.make_actions(every))

    def make_actions(self, every: list[Any]) -> list[QWidget]:
        """The other rounds, adding, and the one next step as the primary button."""
        session = self.desk.store.session
        made: list[QWidget] = []
        if len(every) > 1:
            self.rounds = Choice([(one.id, _short(one)) for one in every])
            self.rounds.setAccessibleName("看哪一批")
            self.rounds.setFixedWidth(168)
            self.rounds.choose(self.record)
            self.rounds.activated.connect(self._round_chosen)
            made.append(self.rounds)
        if session.may("batch"):
            made.append(_button("新一批", "plus", self.open_round))
            if self.row.state in STILL_OPEN:
                made.append(_button("增加申请", "user-plus", self.add_cases))
        self.lesser = list(made)
        self._give_room(self.width())
        if (following := self.next_step()) is not None:
            made.append(_button(*following, "primary"))
        return made

    # the next step -------------------------------------------------------------------------------------

    def next_step(self) -> Step | None:
        """What this person does next with the round; None when it is somebody else's turn."""
        session, state = self.desk.store.session, self.row.state
        if session.may("approve"):
            return ("看一看，审批", "stamp", self.sign) if state == "awaiting" else None
        if not session.may("batch"):
            return self._class_step() if session.may("review") and state == "reviewing" else None
        steps: dict[str, Callable[[], Step]] = {
            "open": lambda: ("登记提前告知", "megaphone", self.tell),
            "told": lambda: ("开始受理申请", "inbox", self.take_applications),
            "applying": lambda: ("开始学校认定", "users-round", self.start_review),
            "reviewing": self._review_step,
            "posted": self._posted_step,
            "approved": lambda: ("建档备案", "archive", self.archive),
        }
        return steps[state]() if state in steps else None

    def _class_step(self) -> Step | None:
        """A class teacher's only one: the review of the own class."""
        waits = any(case.state in ("applied", "class_reviewed") for case in self.table.cases.values())
        return ("班级评议", "list-checks", partial(self.review, "class")) if waits else None

    def _review_step(self) -> Step:
        states = {case.state for case in self.table.cases.values()}
        if "applied" in states:
            return "班级评议", "list-checks", partial(self.review, "class")
        if "class_reviewed" in states:
            return "学校评审", "list-checks", partial(self.review, "school")
        return "张贴公示", "pin", self.open_posting

    def _posted_step(self) -> Step:
        hung = posting.latest_of_round(self.record)
        if hung is not None and hung.state == "over" and not posting.open_objections(self.record):
            return "送校长审批", "send", self.submit
        return "去看公示", "pin", self.open_posting

    def open_round(self) -> None:
        if not self._may_leave():
            return
        card = recognition_steps.ask_round(self.desk, self.desk.term)
        if self.run(card):
            self.record = card.result_
            self.reload()
            self.desk.say("认定批次建好了，先登记提前告知。", ("撤销", self.desk.undo))

    def tell(self) -> None:
        self._ask(recognition_steps.ask_telling(self.desk, self.row), "已登记提前告知。")

    def take_applications(self) -> None:
        self._ask(recognition_steps.ask_applications(self.desk, self.row), "受理日期定好了。")

    def archive(self) -> None:
        self._ask(recognition_steps.ask_filing(self.desk, self.row), "已建档备案。")

    def _ask(self, card: Any, said: str) -> None:
        if self.run(card):
            self.desk.say(said, ("撤销", self.desk.undo))

    def start_review(self) -> None:
        if self.desk.attempt(rounds.start_review, self.desk.store, self.record)[0]:
            self.desk.say("开始学校认定了，先办班级评议。", ("撤销", self.desk.undo))

    def submit(self) -> None:
        recognition_submit.submit(self.desk, self, self.record, ask_text=self.ask_text)

    def add_cases(self) -> None:
        self.desk.go("recognition_add", self.record)

    def review(self, level: str) -> None:
        self.desk.go("recognition_review", (self.record, level))

    def open_posting(self) -> None:
        hung = posting.latest_of_round(self.record)
        hangs = hung is not None and hung.state != "broken"
        self.desk.go("posting", hung.id if hangs else ("round", self.record))

    def sign(self) -> None:
        self.desk.go("sign", ("round", self.record))

    # menus ---------------------------------------------------------------------------------------------

    def _open_work(self) -> None:
        menu = QMenu(self)
        self.work.fill(menu, self._whole_round())
        menu.popup(self.table.work.mapToGlobal(self.table.work.rect().bottomLeft()))

    def _whole_round(self) -> list[tuple[str, Callable[[], Any]]]:
        """What concerns the round as a whole and is not the next step."""
        more: list[tuple[str, Callable[[], Any]]] = []
        if self.row.state == "reviewing":
            more += [
                ("班级评议…", partial(self.review, "class")),
                ("学校评审…", partial(self.review, "school")),
                ("重新受理申请（有迟交的）…", self.take_applications),
            ]
        if self.row.state == "applying":
            more.append(("改受理日期…", self.take_applications))
        if self.row.state == "told":
            more.append(("改提前告知…", self.tell))
        if posting.latest_of_round(self.record) is not None:
            more.append(("看公示", self.open_posting))
        return more

    def _fill_menu(self, menu: QMenu, case: int) -> None:
        if case:
            student = self.table.cases[case].student_id
            for words, act in (
                ("打开申请\tEnter", partial(self.open_case, case)),
                ("打开学生一页", partial(self.desk.open_pupil, student)),
            ):
                menu.addAction(words).triggered.connect(partial(plainly, act))
            menu.addSeparator()
        self.work.fill(menu, [])

    # one application -----------------------------------------------------------------------------------

    def open_case(self, case: int) -> None:
        """Show an application beside the table."""
        if not self._may_leave():
            return
        drawer = self._drawer_open()
        if drawer is None:
            drawer = self.drawer = CaseDrawer(self.desk, run=self.run)
            drawer.step_asked.connect(self.table.step)
            self.desk.shell.open_drawer(drawer)
        drawer.show_case(RecognitionCase.get_by_id(case))
        drawer.set_fact(self.table.place_of(case))

    def _drawer_open(self) -> CaseDrawer | None:
        return self.drawer if self.drawer is not None and self.desk.shell.drawer() is self.drawer else None

    def _may_leave(self) -> bool:
        """Whether the application beside the table may go: nothing typed in it, kept now, or given up."""
        drawer = self._drawer_open()
        return drawer is None or drawer.may_leave()

    def _close_stranger(self) -> None:
        """An application of another round does not stay beside this one's table, unless something is typed in it."""
        drawer = self._drawer_open()
        if drawer is not None and drawer.case_id not in self.table.cases and not drawer.form.is_dirty():
            self.desk.shell.close_drawer()

    def _other_row(self, case: int) -> None:
        drawer = self._drawer_open()
        if drawer is not None and case != drawer.case_id:
            self.open_case(case)

    # listening -----------------------------------------------------------------------------------------

    def _round_chosen(self) -> None:
        if self._may_leave():
            self.take_hint(self.rounds.value())
        else:
            self.rounds.choose(self.record)

    def _term_changed(self, _term: object) -> None:
        self.record = 0
        self._soon_reload()

    def _soon_reload(self, *_: object) -> None:
        if self.isVisible():
            self._soon.start()

    def resizeEvent(self, event: Any) -> None:
        self._give_room(event.size().width())
        super().resizeEvent(event)

    def _give_room(self, wide: int) -> None:
        """Beside an open record there is room for the table and the next step alone."""
        self.side.setVisible(wide >= NARROW)
        show_if(wide >= NARROW, *self.lesser)

    def showEvent(self, event: Any) -> None:
        """What changed while another page was in front."""
        super().showEvent(event)
        self._soon.start()

    def _open_paper(self, code: str) -> None:
        open_paper(self.desk, code, Wanted(term=parse_term(self.row.term), round=self.record))


def _short(one: Any) -> str:
    """2026—2027学年, or 2027春调整: room for a chooser."""
    term = parse_term(one.term)
    return f"{term.year_title}" if one.kind == "year" else f"{term.short}季调整"


def _button(words: str, icon: str, act: Callable[[], Any], role: str = "plain") -> Button:
    made = Button(words, icon, role=role)
    made.clicked.connect(partial(plainly, act))
    return made
