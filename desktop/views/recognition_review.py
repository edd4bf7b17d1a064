"""评议: the committee's grades, entered by keyboard in the order of the printed 民主评议表. Each key is kept at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.recognition import RecognitionCase, RecognitionRound
from desktop.models.ledgers.recognition_order import NOT_NEEDY, too_few
from desktop.models.ledgers.students import Student
from desktop.models.terms import parse_term
from desktop.services.paper.catalogue import Wanted
from desktop.services.recognition import cases, overview, scoring
from desktop.services.recognition.cases import Opinion
from desktop.services.recognition.review_order import in_review_order
from desktop.views import messages, recognition_ask, recognition_steps
from desktop.views.buttons import Button
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.fields import Choice
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import column, holder, row, scroll
from desktop.views.page import Page
from desktop.views.preview import open_paper
from desktop.views.recognition_review_aside import ReviewAside
from desktop.views.recognition_work import plainly
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable

COLUMNS = (
    Column("place", "序号", 52, "right"),
    Column("name", "姓名", 92),
    Column("class", "班级", 72),
    Column("before", "现在的档次", 92),
    Column("class_grade", "班级评议", 86),
    Column("grade", "评议档次", 96),
    Column("score", "得分", 60, "right"),
    Column("advice", "参考", 86),
    Column("kinds", "困难类型", 140),
    Column("opinion", "评议意见", 120),
)
STATES = {"class": ("applied", "class_reviewed"), "school": ("class_reviewed", "school_reviewed")}
ASIDE = 288  # px
TABLE, MINUTES = "D3V", "D3M"  # papers of the catalogue


class ReviewPage(Page):
    """The hint is (round, level); level is class or school. `run` and `ask_text` let a test answer."""

    def __init__(
        self, desk: Desk, *, run: Any = recognition_ask.run, ask_text: Any = messages.ask_text
    ) -> None:
        super().__init__("班级评议")
        self.desk, self.run, self.ask_text = desk, run, ask_text
        self.round: Any = None
        self.level, self.klass = "class", 0
        self.every: list[tuple[Any, Any]] = []  # application, pupil of the whole school
        self.before: dict[int, str] = {}  # pupil -> the grade so far, by the last approved round
        self.lines: scoring.Lines = ()  # points and the grade they suggest
        self.pairs: dict[int, tuple[Any, Any]] = {}  # case -> application, pupil of those shown
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.reload)
        desk.changed.connect(self._soon_reload)

    def _build(self) -> None:
        self.model = HeldRows(COLUMNS, (), self)
        self.table = FrozenTable(self.model, frozen=2, filler="opinion")
        self.table.set_empty_text("这个班没有要评议的申请。在上面换一个班。")
        self.table.opened.connect(self.write_opinion)
        self.table.menu_opening.connect(self._fill_menu)
        for digit in code_list("need_grade").labels:
            key = QShortcut(QKeySequence(digit), self.table)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(partial(self.grade, digit))
        self.classes = Choice()
        self.classes.setAccessibleName("班级")
        self.classes.setFixedWidth(190)
        self.classes.activated.connect(self._class_chosen)
        self.bulk = Button("没评的都照班级档次", "check", role="accept")
        self.bulk.clicked.connect(self.as_the_class)
        tools = row(self.classes, None, self.bulk, gap=12)
        grid = holder(column(self.table, edge=1), card=True)
        self.aside = ReviewAside()
        self.aside.class_wanted.connect(self.show_class)
        self.aside.meeting_wanted.connect(self.ask_meeting)
        side = scroll(column(self.aside, gap=0))
        side.setFixedWidth(ASIDE)
        self.set_body(row((column(tools, (grid, 1), gap=12), 1), side, gap=16))

    # showing -------------------------------------------------------------------------------------------

    def take_hint(self, hint: tuple[int, str]) -> None:
        record, self.level = hint
        self.round = RecognitionRound.get_by_id(record)
        self.klass = 0
        self.reload()
        self.klass = self._first_open() if self.level == "class" else 0
        self.reload()
        self.table.go_to(self._first_ungraded())
        self.table.body.setFocus()

    def reload(self) -> None:
        """Read the round's applications anew; the keyboard stays where it is."""
        self._soon.stop()
        if self.round is None:
            return
        self.round = RecognitionRound.get_or_none(RecognitionRound.id == self.round.id)
        if self.round is None:
            self.desk.go("recognition")
            return
        every = self.every = [
            pair
            for pair in in_review_order(self.desk.store, self.round.id)
            if pair[0].state in STATES[self.level]
        ]
        self._offer_classes(every)
        self.pairs = {
            pair[0].id: pair for pair in every if not self.klass or pair[1].school_class_id == self.klass
        }
        here = self._here()
        self.before = overview.grades_before(self.desk.store, self.round.id)
        self.lines = scoring.thresholds(scoring.day_of_round(self.round))
        self.model.show_rows([self._held(at, *pair) for at, pair in enumerate(self.pairs.values(), 1)])
        if (at := self.model.row_of(here)) >= 0:
            self.table.go_to(at)  # one goes on from where one was
        self._say_head(every)
        self.aside.show_meetings(self.round.id, self.level, self.klass or None, self._progress(every))

    def _here(self) -> int:
        """The application that the keyboard is at; 0 for none."""
        at = self.table.current_row()
        return int(self.model.id_at(at)) if 0 <= at < self.model.rowCount() else 0

    def _offer_classes(self, every: Sequence[tuple[Any, Any]]) -> None:
        ids = list(dict.fromkeys(pupil.school_class_id for _case, pupil in every))
        whole = [(0, "全校")] if self.level == "school" or not ids else []
        self.classes.set_choices([*whole, *((klass, SchoolClass.caption_of(klass)) for klass in ids)])
        if self.klass not in ids:
            self.klass = 0 if self.level == "school" or not ids else ids[0]
        self.classes.choose(self.klass)

    def _progress(self, every: Sequence[tuple[Any, Any]]) -> list[tuple[int, int, int]]:
        """(class, graded, of) in the order of the classes."""
        done: dict[int, list[bool]] = {}
        for case, pupil in every:
            done.setdefault(pupil.school_class_id, []).append(case.state == STATES[self.level][1])
        return [(klass, sum(marks), len(marks)) for klass, marks in done.items()]

    def _first_open(self) -> int:
        """The first class with somebody not yet graded; else the first; 0 without any."""
        told = self._progress(self.every)
        return next((klass for klass, done, of in told if done < of), told[0][0] if told else 0)

    def _first_ungraded(self) -> int:
        states = [pair[0].state for pair in self.pairs.values()]
        return next((at for at, state in enumerate(states) if state == STATES[self.level][0]), 0)

    def _say_head(self, every: Sequence[tuple[Any, Any]]) -> None:
        told = self._progress(every)
        done, of = sum(one[1] for one in told), sum(one[2] for one in told)
        self.set_title(code_list("meeting_level").label(self.level))
        whole = "全校" if self.desk.store.session.classes is None else "本班"
        self.set_fact(f"{RecognitionRound.caption(self.round)}，{whole}已评 {done} / {of} 份")
        self.bulk.setVisible(self.level == "school")
        gone = {"class", "class_grade"} if self.level == "class" else set()
        gone |= set() if self.before else {"before"}
        states = self.table.column_states()
        self.table.restore_columns([one | {"shown": one["key"] not in gone} for one in states])
        self.set_actions(self.make_actions(done < of))

    def make_actions(self, some_left: bool) -> list[Button]:
        made = [_button("返回认定", "arrow-left", self.leave)]
        if self.level == "class":
            made.append(_button("打印评议表", "printer", partial(self.open_paper, TABLE)))
        made.append(_button("打印会议记录", "printer", partial(self.open_paper, MINUTES)))
        if (following := self._next_step(some_left)) is not None:
            made.append(_button(*following, "primary"))
        return made

    def _next_step(self, some_left: bool) -> tuple[str, str, Callable[[], Any]] | None:
        """The meeting where grades wait for it, the next class where this one is done; None while one grades."""
        if not some_left:
            if not self.desk.store.session.may("batch"):
                return None
            on = ("去学校评审", "arrow-right", self.to_school)
            return on if self.level == "class" else ("回认定，张贴公示", "pin", self.leave)
        if self._meeting_lacks():
            return ("登记会议", "users-round", self.ask_meeting) if self._may_grade() else None
        done = all(case.state == STATES[self.level][1] for case, _pupil in self.pairs.values())
        return ("评下一个班", "arrow-right", self.to_next_class) if done and self.klass else None

    def _may_grade(self) -> bool:
        return self.desk.store.session.may("review" if self.level == "class" else "batch")

    def _meeting_lacks(self) -> bool:
        klass = self.klass if self.level == "class" else None
        return bool(too_few(self.level, cases.present_at(self.round.id, self.level, klass)))

    def _so_far(self, case: Any, grade: str | None) -> Shown:
        """The grade that holds until this round is approved; amber where the committee makes it another."""
        was = self.before.get(case.student_id)
        other = bool(was and grade and grade != was)
        return Shown(code_list("need_grade").label(was), "warn" if other else "quiet")

    def _held(self, at: int, case: Any, pupil: Any) -> Held:
        grades = code_list("need_grade")
        grade = case.class_grade if self.level == "class" else case.school_grade
        opinion = case.class_opinion if self.level == "class" else case.school_opinion
        open_ = case.state == STATES[self.level][0]
        advice = grades.label(scoring.grade_for(case.score, self.lines)) if case.score is not None else ""
        cells = {
            "place": Shown(str(at)),
            "name": Shown(Student.caption_of(case.student_id)),
            "class": Shown(SchoolClass.caption_of(pupil.school_class_id)),
            "before": self._so_far(case, grade),
            "grade": Shown("未评", "warn", "tag")
            if open_ or not grade
            else Shown(grades.label(grade), "good", "tag"),
            "advice": Shown(advice, "quiet"),
            "score": Shown(RecognitionCase.score.format(case.score), "quiet"),
            "kinds": Shown(RecognitionCase.kinds.format(case.kinds)),
            "class_grade": Shown(
                grades.label(case.class_grade), "warn" if case.class_grade == NOT_NEEDY else None
            ),
            "opinion": Shown(opinion or ""),
        }
        return Held(case.id, cells, {"place": at, "score": case.score or 0})

    # grading -------------------------------------------------------------------------------------------

    def grade(self, digit: str) -> None:
        """Keep a grade for the current pupil, or for all chosen ones, and go on to the next."""
        chosen = self._chosen()
        if not chosen:
            return
        if digit == NOT_NEEDY and self.level == "school":
            self._decline(chosen)
            return
        after = self.table.selected_rows()[-1] + 1
        if self._keep({case.id: Opinion(digit, self._opinion(case)) for case in chosen}):
            self._go_on(after)

    def _keep(self, opinions: dict[int, Opinion]) -> bool:
        act: Callable[..., Any] = cases.class_review if self.level == "class" else cases.school_review
        ok, _ = self.desk.attempt(act, self.desk.store, opinions)
        if ok:
            self.reload()
        return ok

    def _go_on(self, at: int) -> None:
        self.table.go_to(min(at, max(self.model.rowCount() - 1, 0)))

    def _decline(self, chosen: Sequence[Any]) -> None:
        card = recognition_steps.ask_way_out(self.desk, chosen, "declined")
        if self.run(card):
            self.desk.say(f"{len(chosen)} 份记为不予认定。", ("撤销", self.desk.undo))
            self.reload()

    def as_the_class(self) -> None:
        """The school agrees with the classes for everyone shown who has no grade of the school's yet."""
        wanted = {
            case.id: Opinion(case.class_grade, case.class_opinion or "")
            for case, _pupil in self.pairs.values()
            if case.state == "class_reviewed" and case.class_grade not in (None, NOT_NEEDY)
        }
        if not wanted:
            self.desk.refuse(
                Refused("没有可以照班级档次的：都评过了，或者班级评为“不困难”，那几份请逐个看。")
            )
        elif self._keep(wanted):
            self.desk.say(f"{len(wanted)} 份照班级档次评好了。", ("撤销", self.desk.undo))

    def write_opinion(self, at: int) -> None:
        """A word to the grade of the pupil in a row."""
        case, _pupil = self.pairs[self.model.id_at(at)]
        grade = case.class_grade if self.level == "class" else case.school_grade
        if grade is None:
            self.desk.refuse(Refused("先按数字键评出档次，再写意见。"))
            return
        name = Student.caption_of(case.student_id)
        said = self.ask_text(self, "评议意见", f"{name}的评议意见：", self._opinion(case), yes="存下意见")
        if said is not None and self._keep({case.id: Opinion(grade, said)}):
            self._go_on(at + 1)

    def _opinion(self, case: Any) -> str:
        return (case.class_opinion if self.level == "class" else case.school_opinion) or ""

    def _chosen(self) -> list[Any]:
        rows = [at for at in self.table.selected_rows() if at < self.model.rowCount()]
        return [self.pairs[self.model.id_at(at)][0] for at in rows]

    # going ---------------------------------------------------------------------------------------------

    def ask_meeting(self) -> None:
        klass = self.klass if self.level == "class" else None
        if self.level == "class" and not klass:
            return
        if self.run(recognition_steps.ask_meeting(self.desk, self.round.id, self.level, klass)):
            self.desk.say("会议记录存下了。", ("撤销", self.desk.undo))
            self.reload()
            self.table.body.setFocus()

    def show_class(self, klass: int) -> None:
        self.klass = klass
        self.reload()
        self.table.go_to(self._first_ungraded())
        self.table.body.setFocus()

    def _class_chosen(self) -> None:
        self.show_class(int(str(self.classes.value() or 0)))

    def to_next_class(self) -> None:
        self.show_class(self._first_open())

    def to_school(self) -> None:
        self.take_hint((self.round.id, "school"))

    def leave(self) -> None:
        self.desk.go("recognition", self.round.id)

    def open_paper(self, code: str) -> None:
        classes = (self.klass,) if self.klass else ()
        wanted = Wanted(term=parse_term(self.round.term), round=self.round.id, classes=classes)
        open_paper(self.desk, code, wanted)

    def _fill_menu(self, menu: QMenu, at: int) -> None:
        if at < 0 or not self._may_grade():
            return
        for digit, label in code_list("need_grade").labels.items():
            menu.addAction(f"评为{label}\t{digit}").triggered.connect(
                partial(plainly, partial(self.grade, digit))
            )
        menu.addAction("写意见…\tEnter").triggered.connect(partial(plainly, partial(self.write_opinion, at)))

    def _soon_reload(self, *_: object) -> None:
        if self.isVisible():
            self._soon.start()

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self._soon.start()


def _button(words: str, icon: str, act: Callable[[], Any], role: str = "plain") -> Button:
    made = Button(words, icon, role=role)
    made.clicked.connect(partial(plainly, act))
    return made
