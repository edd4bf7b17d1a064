"""五类学生: figures that open their names, everybody listed with the reason, and the ways on to the ledgers behind it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QMenu

from desktop.models.codes import code_list
from desktop.models.roles import NotAllowed
from desktop.models.terms import Term
from desktop.services.care import roll
from desktop.services.care.listed import LEFT, NEED
from desktop.services.care.roll import Line, Roll
from desktop.services.paper.catalogue import DOCUMENTS, Wanted
from desktop.services.paper.catalogue_care_listed import BLANK, LISTED_PAPERS
from desktop.services.progress import Progress
from desktop.views import dossier_files
from desktop.views.bucket_table import BucketTable
from desktop.views.buttons import Button, Chip
from desktop.views.care_aside import CareAside
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.held_rows import Held
from desktop.views.layouts import Giving, Stack, column, holder, row, scroll, show_if
from desktop.views.page import Page
from desktop.views.preview import open_paper
from desktop.views.rows_model import Shown
from desktop.views.widgets import Stop, empty_page

ALL = "all"
KINDS = tuple(code_list("care_type").labels)
BUCKETS = {
    ALL: ("users", "全部", "accent"), "disabled": ("heart-handshake", "残疾", "accent"), "poor": ("hand-coins", "贫困", "accent"),
    "left": ("house", "留守", "accent"), "study": ("book-open", "学困", "accent"), "migrant": ("truck", "随迁", "accent"),
    NEED: ("shield", "困境", "warn"),
}  # fmt: skip
COLUMNS = (
    Column("name", "姓名", 86),
    Column("class", "班级", 68),
    *(Column(code, code_list("care_type").label(code), 54) for code in KINDS),
    Column(NEED, "困境", 54),
    Column("left_by", "留守口径", 94),
    Column("teacher", "责任教师", 96),
    Column("visited", "最近家访", 96),
)
PRIVATE = (*KINDS, NEED, "left_by")  # gone in 隐性模式
BOTH, ROLL, RURAL, NOBODY, SOMEBODY = "both", "roll", "rural", "nobody", "somebody"
LEFT_WORDS = {BOTH: "学籍、民政", ROLL: "学籍", RURAL: "民政"}
TOUCHED = {
    "student", "hardship", "school_class", "study_result", "child_in_need", "care_rule", "recognition_case",
    "recognition_round", "case_change", "pairing", "visit", "visit_child", "staff", "school_term",
}  # fmt: skip
ASIDE, SLIM, LITTLE = 300, 264, 1080  # px


class CarePage(Page):
    """The hint is a type's code, or "nobody" for those without a responsible teacher."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("五类学生")
        self.desk = desk
        self.found: Roll | None = None
        self.lines: dict[int, Line] = {}
        self.bucket, self.discreet, self.stale = ALL, False, False
        self.looking: Any = None
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.look)
        desk.changed.connect(self._changed)
        desk.term_changed.connect(self._term_changed)

    def _build(self) -> None:
        self.part = BucketTable(self, COLUMNS, BUCKETS)
        self.part.bucket_pressed.connect(self.show_bucket)
        self.model, self.table, self.buckets = self.part.model, self.part.table, self.part.buckets
        self.table.filler = "visited"
        self.table.opened.connect(self._open_row)
        self.table.menu_opening.connect(self._fill_menu)
        self.table.selection_changed.connect(self._selection_changed)
        self.classes, self.left = (
            Chip("班级"),
            Chip("留守口径", [(ROLL, "学籍口径"), (RURAL, "民政口径"), (BOTH, "两种都算")], single=True),
        )
        self.teachers = Chip("责任教师", [(NOBODY, "还没有责任教师"), (SOMEBODY, "有责任教师")], single=True)
        self.chips = (self.classes, self.left, self.teachers)
        for chip in self.chips:
            chip.changed.connect(self._filter_changed)
        self.hide_ = Button("隐性模式", "eye-off", role="flat", tip="旁边有人时，不显示是哪一类、为什么")
        self.hide_.clicked.connect(self.toggle_discreet)
        tools = Giving(*self.chips, None, self.hide_, gives=(self.hide_,))
        self.aside = CareAside()
        self.aside.pupil_pressed.connect(self.desk.open_pupil)
        self.aside.form_pressed.connect(self.print_form)
        self.aside.teachers_pressed.connect(self.show_alone)
        self.aside.rules_pressed.connect(partial(self.desk.go, "care_books", "care_rule"))
        self.aside.left_chosen.connect(self.show_left)
        self.side = scroll(column(self.aside, gap=0))
        middle = column(self.part.counts, tools, (self.part.grid, 1), gap=12)
        self.stack = Stack()
        self.stack.addWidget(holder(row((middle, 1), self.side, gap=16)))
        self.stack.addWidget(self._empty())
        self.set_body(self.stack)
        books = Button("关爱台账", "notebook-pen", tip="学业成绩、留守登记、困境儿童、随迁四统一、关爱规则")
        books.clicked.connect(self._to_books)
        self.papers = Button("打印…", "printer", role="primary")
        self.papers.clicked.connect(self._offer_papers)
        show_if(self.desk.store.session.may("print"), self.papers)
        self.set_actions([books, self.papers])

    def _empty(self) -> Any:
        road = [
            Stop("users", "花名册里填好", "残疾、留守、随迁"), Stop("hand-coins", "登记困难类型", "或者办完认定"),
            Stop("book-open", "导入成绩", "找出学习有困难的"),
        ]  # fmt: skip
        roster, books = Button("去花名册", "users", role="primary"), Button("关爱台账", "notebook-pen")
        roster.clicked.connect(partial(self.desk.go, "roster"))
        books.clicked.connect(self._to_books)
        about = "残疾、贫困、留守、学困、随迁五类学生，由花名册、困难类型、认定和成绩自动得出，不用另外登记。"
        return empty_page("名单上还没有学生", about, road, [books, roster])

    # reading -------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Who is listed now: read off the window's thread."""
        if self.looking is not None:
            self.stale = True
            return
        self.looking = self.desk.look(_roll, self.desk.term, done=self._seen)
        self.looking.failed.connect(self._not_seen)

    def _not_seen(self, error: Exception) -> None:
        self.looking = None
        self.desk.refuse(error)

    def _seen(self, found: Roll) -> None:
        self.looking = None
        if self.stale:
            self.stale = False
            self._soon.start()
            return
        self.found = found
        self.lines = {line.child.student: line for line in found.lines}
        names = dict.fromkeys(line.child.class_name for line in found.lines)
        self.classes.set_values([(name, name) for name in names])
        self.aside.show_roll(found)
        self.stack.setCurrentIndex(0 if found.lines else 1)
        self._say_fact()
        self.show_rows()

    # showing -------------------------------------------------------------------------------------------

    def _say_fact(self) -> None:
        if self.found is None or not self.lines:
            self.set_fact(self.desk.term.title)
            return
        counts, day = self.found.counts, f"{self.found.day:%Y-%m-%d}"
        if self.discreet:
            self.set_fact(f"{day}，名单上 {counts.people} 人")
        else:
            need = f"（含困境儿童 {counts.need} 人）" if counts.need else ""
            self.set_fact(f"{day}，名单上 {counts.people} 人{need}，五类共 {counts.times} 人次")

    def take_hint(self, hint: Any) -> None:
        if hint == NOBODY:
            self.show_alone()
        elif hint in BUCKETS:
            self.show_bucket(str(hint))

    def show_bucket(self, name: str) -> None:
        self.bucket = name
        self.show_rows()

    def show_alone(self) -> None:
        """Only those who are to have a responsible teacher and have none."""
        self.teachers.choose([NOBODY])
        self.show_bucket(ALL)

    def show_left(self, which: str) -> None:
        """留守 by one definition; what is shown then is what was counted."""
        self.left.choose([which])
        self.show_bucket(LEFT)

    def shown(self, bucket: str) -> list[Line]:
        return [line for line in self.lines.values() if _in(line, bucket) and self._fits(line)]

    def _fits(self, line: Line) -> bool:
        classes, left, teachers = (chip.chosen() for chip in self.chips)
        if classes and line.child.class_name not in classes:
            return False
        by = {
            ROLL: line.child.left_roll,
            RURAL: line.child.left_rural,
            BOTH: line.child.left_roll and line.child.left_rural,
        }
        if left and not by[str(left[0])]:
            return False
        if teachers == [NOBODY]:
            return line.child.pairs and not line.teacher
        return not teachers or bool(line.teacher)

    def show_rows(self) -> None:
        """The lines of the bucket and the chips; who was chosen stays chosen."""
        kept = self.part.chosen()
        self.part.count({name: len(self.shown(name)) for name in BUCKETS}, self.bucket)
        self.table.set_empty_text("这一类里没有学生。" if self.lines else "")
        self.part.show([self._held(line) for line in self.shown(self.bucket)], kept)
        self._selection_changed()

    def _held(self, line: Line) -> Held:
        child = line.child
        cells = {
            code: Shown(code_list("care_type").label(code), "accent", "tag")
            if code in child.types
            else Shown("")
            for code in KINDS
        }
        by = (
            BOTH
            if child.left_roll and child.left_rural
            else ROLL
            if child.left_roll
            else RURAL
            if child.left_rural
            else ""
        )
        teacher = (
            Shown(line.teacher) if line.teacher or not child.pairs else Shown("还没有", "bad", "circle-alert")
        )
        cells |= {
            "name": Shown(child.name), "class": Shown(child.class_name), NEED: Shown("困境", "warn", "tag") if child.need else Shown(""),
            "left_by": Shown(LEFT_WORDS.get(by, "")), "teacher": teacher,
            "visited": Shown(f"{line.visited:%m-%d}" if line.visited else "—", "quiet"),
        }  # fmt: skip
        if self.discreet:
            cells |= {key: Shown("") for key in PRIVATE}
        return Held(child.student, cells)

    def toggle_discreet(self) -> None:
        """隐性模式: who looks over the shoulder reads names and classes, and nothing of why."""
        self.discreet = not self.discreet
        self.hide_.setText("退出隐性模式" if self.discreet else "隐性模式")
        if self.discreet:
            self.bucket = ALL
            self.left.choose([])
        for made in (*self.buckets.values(), self.left, self.side):
            made.setVisible(not self.discreet)
        show_if(not self.discreet and self.desk.store.session.may("print"), self.papers)
        states = self.table.column_states()
        self.table.restore_columns(
            [one | {"shown": not self.discreet or one["key"] not in PRIVATE} for one in states]
        )
        self.set_title("学生名单" if self.discreet else "五类学生")
        self._say_fact()
        self.show_rows()

    # papers --------------------------------------------------------------------------------------------

    def _offer_papers(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for paper in LISTED_PAPERS:
            if self._may_print(paper.code):
                menu.addAction(paper.title).triggered.connect(partial(self.print_paper, paper.code))
                if paper.code == "D30":
                    menu.addAction("留守登记表（空白）").triggered.connect(
                        partial(self.print_paper, "D30", BLANK)
                    )
        menu.addSeparator()
        for whom, students in (("选中的", self.part.chosen()), ("这里的", list(self.model.ids()))):
            words = f"一人一档存到文件夹（{whom} {len(students)} 人）…"
            menu.addAction(words).triggered.connect(partial(self.make_files, students))
        menu.popup(self.papers.mapToGlobal(self.papers.rect().bottomLeft()))

    def make_files(self, students: Sequence[int], _checked: bool = False) -> None:
        """一人一档, one PDF each: of the chosen rows, or of all that the page is narrowed to."""
        dossier_files.make(self.desk, students, self._day())

    def _may_print(self, code: str) -> bool:
        try:
            DOCUMENTS[code].demand_whole_school(self.desk.store.session)
        except NotAllowed:
            return False
        return True

    def print_paper(self, code: str, what: str = "", _checked: bool = False) -> None:
        """Of the whole list, or of the classes chosen above."""
        classes = [
            line.child.class_id
            for line in self.lines.values()
            if line.child.class_name in self.classes.chosen()
        ]
        self._open(code, Wanted(day=self._day(), what=what or "", classes=tuple(dict.fromkeys(classes))))

    def print_form(self, student: int) -> None:
        self._open("D30", Wanted(day=self._day(), students=(student,)))

    def print_chosen(self) -> None:
        """花名册 of the chosen rows."""
        self._open("CARE5", Wanted(day=self._day(), students=tuple(self.part.chosen())))

    def _open(self, code: str, wanted: Wanted) -> None:
        open_paper(self.desk, code, wanted)

    def _day(self) -> Any:
        return self.found.day if self.found is not None else roll.day_of(self.desk.term)

    # listening -----------------------------------------------------------------------------------------

    def _to_books(self) -> None:
        self.desk.go("care_books")

    def _open_row(self, at: int) -> None:
        self.desk.open_pupil(self.model.id_at(at))

    def _fill_menu(self, menu: QMenu, at: int) -> None:
        if at < 0:
            return
        menu.addAction("打开学生一页\tEnter").triggered.connect(partial(self._open_row, at))
        if self.desk.store.session.may("print") and not self.discreet:
            menu.addAction("打印选中的花名册").triggered.connect(self.print_chosen)
            menu.addAction("一人一档存到文件夹…").triggered.connect(
                partial(self.make_files, self.part.chosen())
            )
            if LEFT in self.lines[self.model.id_at(at)].child.types:
                menu.addAction("打印留守登记表").triggered.connect(
                    partial(self.print_form, self.model.id_at(at))
                )

    def _selection_changed(self, *_: object) -> None:
        chosen = [self.lines[one] for one in self.part.chosen() if one in self.lines]
        self.aside.show_chosen([] if self.discreet else chosen)
        if self.isVisible():
            self.desk.shell.set_status(self.part.status("人"))

    def _filter_changed(self, _chosen: object) -> None:
        self.show_rows()

    def _changed(self, touched: frozenset[str]) -> None:
        if touched & TOUCHED and self.isVisible():
            self._soon.start()

    def _term_changed(self, _term: Term) -> None:
        if self.isVisible():
            self._soon.start()

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self._soon.start()

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self.side.setFixedWidth(SLIM if event.size().width() < LITTLE else ASIDE)


def _in(line: Line, bucket: str) -> bool:
    return bucket == ALL or (line.child.need if bucket == NEED else bucket in line.child.types)


def _roll(term: Term, *, progress: Progress | None = None) -> Roll:
    """A job's shape around `roll`."""
    return roll.roll(roll.day_of(term), term)
