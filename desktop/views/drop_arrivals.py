"""未报到: class by class who did not come when the term began, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.ledger import Values
from desktop.models.ledgers.drop_reports import NotArrived
from desktop.models.ledgers.students import Student
from desktop.services.drop import arrivals
from desktop.services.drop.arrivals import Board, ClassLine
from desktop.services.paper.document import Wanted
from desktop.views.buttons import Button
from desktop.views.care_board import BoardPage, PaperLine, act, told_card
from desktop.views.cells import Column
from desktop.views.drop_arrival_card import ArrivalCard
from desktop.views.held_rows import Held
from desktop.views.layouts import Part, row
from desktop.views.recognition_ask import Asked
from desktop.views.rows_model import Shown
from desktop.views.widgets import Stop, card, line_of

NAMED = 8  # pupils shown at the right


class ArrivalsPage(BoardPage):
    """A line for each class. Enter ticks who did not come; whom it is about stands at the right."""

    name = "控辍月报"
    nothing = "花名册里还没有学生"
    about = "开学时一个班一张：谁没来报到。没来的跟到报到为止，一周内报未报到名单。"
    columns = (
        Column("class", "班级", 84), Column("due", "应到", 60, "right"), Column("came", "实到", 60, "right"),
        Column("missing", "未报到", 64, "right"), Column("state", "登记", 110), Column("names", "没来的", 220),
        Column("late", "后来报到", 130),
    )  # fmt: skip
    filler = "names"
    counted = ("due", "came", "missing")
    verb = "drop"
    ledgers = frozenset(
        {"arrival_sheet", "not_arrived", "student", "school_class", "school_term", "home_teaching_plan"}
    )
    road = (
        Stop("clipboard-check", "一班一张", "都来了的一起登记"), Stop("phone", "没来的问清", "原因、人在哪里"),
        Stop("footprints", "立为个案", "劝返的时限从这里算"),
    )  # fmt: skip

    def read(self) -> tuple[Any, ...]:
        return arrivals.board, self.desk.term

    def rows(self) -> list[Held]:
        board: Board = self.found
        self.lines: dict[int, ClassLine] = {one.school_class: one for one in board.classes}
        ids = {row_.student_id for one in board.classes for row_ in (*one.missing, *one.late)}
        self.names = dict(Student.select(Student.id, Student.name).where(Student.id.in_(list(ids))).tuples())
        return [self._held(one) for one in board.classes]

    def _held(self, one: ClassLine) -> Held:
        tone = "warn" if one.sheet is None else "bad" if one.missing else "good"
        came = str(one.came) if one.sheet else ""
        return Held(one.school_class, {
            "class": Shown(one.name), "due": Shown(str(len(one.due))), "came": Shown(came),
            "missing": Shown(str(len(one.missing)) if one.sheet else "", "bad" if one.missing else None),
            "state": Shown(one.state, tone), "names": Shown("、".join(self.names[row_.student_id] for row_ in one.missing)),
            "late": Shown("、".join(f"{self.names[row_.student_id]} {row_.came_on:%m-%d}" for row_ in one.late), "quiet"),
        }, {"due": len(one.due), "came": one.came, "missing": len(one.missing)})  # fmt: skip

    def fact(self) -> str:
        return str(self.found.sentence) if self.found else ""

    def offer(self) -> list[QWidget]:
        made = self.paper_button()
        made.append(
            act(
                "台账",
                "table-2",
                partial(self.desk.go, "drop_report_books", "not_arrived"),
                tip="全部未报到学生和报到登记",
            )
        )
        if self.may:
            made.append(act("全部报到", "check", self.all_came, tip="选中的班都到齐了"))
            made.append(act("登记没来的", "user-minus", self.tick, "primary"))
        return made

    def first_acts(self) -> list[Button]:
        return []

    def papers(self) -> list[PaperLine]:
        return [("未报到学生名单", "DUNR", Wanted(day=self.today(), term=self.desk.term))]

    # beside --------------------------------------------------------------------------------------------

    def beside(self, chosen: list[Any]) -> Sequence[Part]:
        board: Board = self.found
        lines = [("calendar-days", f"{board.until:%m-%d} 以前报未报到名单（控辍规则）")]
        if board.open_classes:
            lines.append(("circle-alert", f"{'、'.join(one.name for one in board.open_classes)} 还没有登记"))
        elif board.complete:
            lines.append(("circle-check", "每个班都登记了"))
        parts: list[Part] = [told_card("开学第一周", lines)]
        for one in (self.lines[record] for record in chosen):
            parts += [self._missing(one, row_) for row_ in one.missing[:NAMED]]
        return parts

    def _missing(self, one: ClassLine, row_: Any) -> QWidget:
        said = "，".join(filter(None, [NotArrived.reason.format(row_.reason), row_.whereabouts, row_.told]))
        name = Button(f"{self.names[row_.student_id]}　{one.name}", role="link", tail="arrow-right")
        name.clicked.connect(partial(self.desk.open_pupil, row_.student_id))
        acts: list[Part] = []
        if self.may:
            acts = [
                row(
                    act("记情况", "phone", partial(self.follow, row_), "link"),
                    act("来了", "check", partial(self.came, row_), "link"),
                    act("立案", "footprints", partial(self.open_case, row_), "link"), None, gap=6,
                )
            ]  # fmt: skip
        return card(
            "", name, line_of("message-square", "quiet", said or "还没有问清原因", "small"), *acts, gap=4
        )

    def open_row(self, at: int) -> None:
        self.tick()

    def row_menu(self, menu: QMenu, at: int) -> None:
        if not self.may:
            return
        menu.addAction("登记没来的\tEnter").triggered.connect(self.tick)
        menu.addAction("选中的班全部报到").triggered.connect(self.all_came)
        for row_ in self.lines[self.model.id_at(at)].missing:
            menu.addAction(f"{self.names[row_.student_id]}：记情况…").triggered.connect(
                partial(self.follow, row_)
            )

    # doing ---------------------------------------------------------------------------------------------

    def tick(self) -> None:
        """Who of one class did not come."""
        chosen = self.chosen()
        if len(chosen) != 1 or not self.may:
            self.desk.say("请先选一个班。")
            return
        line = self.lines[chosen[0]]
        first, _ = arrivals.week_of(self.desk.term)
        day = min(first, self.today()) if line.sheet is None else self.today()
        if self.ask(ArrivalCard(self.desk, self.desk.term, line, day)):
            self.desk.say(f"{line.name}的报到登记好了。", ("撤销", self.desk.undo))

    def all_came(self) -> None:
        """The chosen classes without a sheet: everybody came."""
        some = [int(one) for one in self.chosen()]
        wanted = [one for one in some if self.lines[one].sheet is None]
        if not wanted:
            self.desk.say("选中的班都登记过了。")
            return
        first, _ = arrivals.week_of(self.desk.term)
        ok, count = self.desk.attempt(
            arrivals.all_came, self.desk.store, self.found, wanted, min(first, self.today())
        )
        self.done(ok, f"{count} 个班登记为全部报到。")

    def follow(self, row_: Any) -> None:
        def do(values: Values) -> None:
            arrivals.follow(self.desk.store, row_.id, values)

        values = {name: row_.__data__.get(name) for name in arrivals.FOLLOWED}
        asked = [Asked(getattr(NotArrived, name), values[name]) for name in arrivals.FOLLOWED]
        says = f"{self.names[row_.student_id]}，{row_.noted_on} 登记没来报到。"
        self.ask_for("未报到情况", asked, do, yes="记下", says=says, done="情况记下了。")

    def came(self, row_: Any) -> None:
        def do(values: Values) -> None:
            arrivals.follow(self.desk.store, row_.id, values)

        asked = [Asked(NotArrived.came_on, self.today(), must=True)]
        self.ask_for(f"{self.names[row_.student_id]}来报到了", asked, do, yes="记下", done="记为已报到。")

    def open_case(self, row_: Any) -> None:
        name = self.names[row_.student_id]
        words = f"将为{name}立一件“未报到”的个案，从今天起按时限劝返，可撤销。"
        if not self.desk.ask(self, "立为个案", words, yes="立案"):
            return
        ok, _ = self.desk.attempt(arrivals.open_cases, self.desk.store, [row_.id], self.today())
        if ok:
            self.desk.say(
                f"{name}立了个案。", ("撤销", self.desk.undo), ("去个案", partial(self.desk.go, "cases"))
            )
