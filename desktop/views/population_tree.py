"""去向树: every line with its count, what does not add up, and at the right the names behind the line in front."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu

from desktop.models.fields import Date
from desktop.models.ledgers.drop_population import AgeChild
from desktop.models.ledgers.students import Student
from desktop.services.drop import population, population_edit
from desktop.services.drop.population import GUESTS, LOST, TWICE, TWO, UNLISTED, Tree
from desktop.services.paper.document import Wanted
from desktop.services.progress import Progress
from desktop.views import population_ask, population_import, recognition_ask
from desktop.views.buttons import Button, Chip, menu_button
from desktop.views.care_board import act
from desktop.views.day_field import DayField
from desktop.views.desk import Desk
from desktop.views.drop import FileDrop
from desktop.views.fields import line_edit
from desktop.views.held_rows import HeldRows
from desktop.views.layouts import Stack, column, holder, row, show_if
from desktop.views.page import Page
from desktop.views.population_tree_rows import LINES, NAMES, child_cells, pupil_cells, tree_lines
from desktop.views.preview import open_paper
from desktop.views.rows_model import RowsModel, Shown
from desktop.views.table import FrozenTable
from desktop.views.widgets import Elided, Stop, empty_page, picture, text

LEFT, SLIM, ROOMY = 372, 308, 1040  # px of the left table, and of the page from which it may be so wide
FIND = 124  # px
PUPILS = (UNLISTED, LOST, GUESTS)  # lines behind which pupils stand who are no child of the population
WIDE_WORDS = "放宽年龄"
LEDGERS = frozenset(
    {"age_child", "age_status", "student", "drop_case", "case_step", "check_reason", "drop_rule"}
)
DAY = Date("哪一天")
ROAD = (
    Stop("file-up", "导入名单", "公安、村里、学籍系统的，一份一份来"), Stop("route", "填去向", "本校学生自动算，别处的写在哪里读"),
    Stop("equal", "合上", "各项相加等于总人数，差谁列出谁"), Stop("file-check", "取证", "在外就读的要有证明"),
)  # fmt: skip


class TreePage(Page):
    """The hint is a code of the tree or the kind of a difference."""

    def __init__(
        self, desk: Desk, *, today: Callable[[], dt.date] = dt.date.today, ask: Any = recognition_ask.run
    ) -> None:
        super().__init__("适龄儿童")
        self.desk, self.today, self.ask = desk, today, ask
        self.may = desk.store.session.may("drop")
        self.found: Tree | None = None
        self.key = ""
        self.keys: list[str] = []
        self.looking = self.again = False
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.look)
        desk.changed.connect(self._changed)
        self.look()

    # building ------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.date = DayField(DAY)
        self.date.show_value(self.today())
        self.date.moved.connect(self._moved)
        self.date.unread.connect(self.desk.say)
        self.ages = Chip(WIDE_WORDS, [(True, WIDE_WORDS)], single=True)
        self.ages.changed.connect(self._later)
        self.mark, self.says = picture("circle-check", "good"), text("", "strong", wrap=True)
        self.lines, self.names = (
            HeldRows(LINES, (), self),
            RowsModel(NAMES, self._ids, self._cells, parent=self),
        )
        self.left = FrozenTable(self.lines, frozen=1, filler="name")
        self.left.set_roomy(False)
        self.left.current_changed.connect(self._picked)
        self.left.opened.connect(lambda _at: self.right.setFocus())
        self.right = FrozenTable(self.names, frozen=1, filler="school")
        self.right.opened.connect(self._opened)
        self.right.menu_opening.connect(self._fill_menu)
        self.right.selection_changed.connect(self._say_buttons)
        self.frame = lines = holder(column(self.left, edge=1), card=True)
        lines.setFixedWidth(LEFT)
        self.head, self.todo = Elided("", "section"), Elided("", "small", "quiet")
        self.way = act("填去向", "route", self.set_way, tip="回车")
        self.join = act("合并", "merge", self.merge)
        self.bring = act("加进适龄台账", "user-plus", self.add_pupils)
        self.tell = act("写说明", "message-square", self.explain)
        self.word = line_edit(hint="在这里面找")
        self.word.setFixedWidth(FIND)
        self.word.setClearButtonEnabled(True)
        self.word.textChanged.connect(lambda _words: self.show_names())
        acts = row(self.word, self.way, self.join, self.bring, self.tell, gap=8)
        grid = holder(column(self.right, edge=1), card=True)
        names = column(row((column(self.head, self.todo, gap=0), 1), acts, gap=8), (grid, 1), gap=8)
        top = row(self.date, self.ages, 8, self.mark, (self.says, 1), gap=8)
        self.stack = Stack()
        self.stack.addWidget(holder(column(top, (row(lines, (names, 1), gap=14), 1), gap=10)))
        self.stack.addWidget(empty_page("还没有适龄儿童", AgeChild.about, ROAD, self._first_acts()))
        self.set_body(self.stack)
        self._offer()
        if self.may:
            FileDrop(self).dropped.connect(
                lambda paths: population_import.import_lists(self.desk, self, self.day, paths)
            )

    def _first_acts(self) -> list[Button]:
        if not self.may:
            return []
        return [
            act("从花名册加进来", "users", self.add_roster, tip="本校在籍、年龄合适的学生"),
            act("导入名单", "file-up", self.bring_lists, "primary"),
        ]

    def _offer(self) -> None:
        made = []
        if self.desk.store.session.may("print"):
            paper = menu_button("打印", self)
            paper.clicked.connect(partial(self._offer_papers, paper))
            made.append(paper)
        made.append(
            act(
                "适龄台账",
                "table-2",
                partial(self.desk.go, "population_books"),
                tip="去向、名单、取证的全部记录",
            )
        )
        if self.may:
            made.append(act("导入名单", "file-up", self.bring_lists, "primary"))
        self.set_actions(made)

    # reading -------------------------------------------------------------------------------------------

    @property
    def day(self) -> dt.date:
        return self.date.day or self.today()

    @property
    def wide(self) -> bool:
        return bool(self.ages.chosen())

    def look(self) -> None:
        """Count off the window's thread; once more when something changed meanwhile."""
        if self.looking:
            self.again = True
            return
        self.looking = True
        job = self.desk.look(_tree, self.day, self.wide, done=self._seen)
        job.failed.connect(self._not_seen)

    def _not_seen(self, error: Exception) -> None:
        self.looking = False
        self.desk.refuse(error)

    def _seen(self, found: Tree) -> None:
        self.looking = False
        if self.again:
            self.again = False
            self.look()
            return
        self.found = found
        self.show_tree()

    def show_tree(self) -> None:
        """The lines of the tree, then what does not add up; the keyboard stays on its line."""
        found = self.found
        assert found is not None
        self.stack.setCurrentIndex(0 if found.kids else 1)
        rows, self.keys = tree_lines(found)
        self.left.blockSignals(True)
        self.lines.show_rows(rows)
        at = self.keys.index(self.key) if self.key in self.keys else 0
        self.key = self.keys[at]
        self.left.go_to(at, 0)
        self.left.blockSignals(False)
        self.mark.show_icon(
            "circle-check" if found.closes else "triangle-alert", "good" if found.closes else "bad"
        )
        self.says.setText(found.sentence)
        one, other = found.at_school
        rate = f"，在学 {one} / {other}（{population.percent(one, other)}）" if other else ""
        self.set_fact(f"{found.day}，{found.band.words}，共 {found.population} 人{rate}")
        self.show_names()

    def take_hint(self, hint: Any) -> None:
        self.key = str(hint)
        if self.found is not None:
            self.show_tree()

    # the names -----------------------------------------------------------------------------------------

    def _picked(self, at: int) -> None:
        if 0 <= at < len(self.keys) and self.keys[at] != self.key:
            self.key = self.keys[at]
            self.show_names()

    def people(self) -> list[int]:
        """Ids behind the line in front that the word fits; pupils who are no child of the population stand below zero."""
        word = "".join(self.word.text().split())
        return [one for one in self._behind() if not word or word in self._spelt(one)]

    def _spelt(self, one: int) -> str:
        """What a child is found by: name and village."""
        kid = self.found.kids.get(one) if self.found is not None else None
        return f"{kid.name} {kid.village} {kid.number}" if kid is not None else Student.caption_of(-one)

    def _behind(self) -> list[int]:
        assert self.found is not None
        if self.key == "":
            return [one for one in self.found.claims]
        if self.key in population.WORDS:
            told = self.found.difference(self.key)
            return [*told.ids, *(-one for one in told.students)]
        return list(self.found.node(self.key).ids)

    def show_names(self) -> None:
        assert self.found is not None
        self.names.reload()
        at = self.keys.index(self.key)
        count = self.names.rowCount()
        words = f"{self.lines.held[at].cells['name'].words.strip()}　{count} 人"
        self.head.set_words(words if self.key else f"全部名单　{count} 条")
        wrong = self.key in population.WORDS
        self.todo.set_words(population.WHAT_TO_DO[self.key] if wrong else "")
        self.todo.setVisible(wrong)
        self.right.set_empty_text("这一项没有人。")
        if self.names.rowCount():
            self.right.go_to(0, 0)
        self._say_buttons()

    def _say_buttons(self, *_: object) -> None:
        some = bool(self.chosen())
        pupils = self.key in PUPILS
        for made, wanted in (
            (self.way, not pupils), (self.join, self.key == TWICE), (self.bring, pupils), (self.tell, pupils),
        ):  # fmt: skip
            show_if(wanted and self.may, made)
            made.setEnabled(some)
        if self.isVisible():
            count = len(self.chosen())
            self.desk.shell.set_status(f"选中 {count} 人" if count > 1 else "")

    def _ids(self, key: str, down: bool) -> Sequence[int]:
        if self.found is None:
            return []
        ids = self.people()
        return sorted(ids, key=partial(self._order, key), reverse=down) if key else ids

    def _order(self, key: str, one: int) -> tuple[str, str]:
        kid = self.found.kids.get(one) if self.found else None
        if kid is None:
            return "", str(-one)
        claims = self.found.claims.get(one, ()) if self.found else ()
        claim = claims[0] if claims else None
        told = {
            "name": kid.name, "birth": str(kid.birth), "village": kid.village, "school": claim.school if claim else "",
            "grade": claim.grade if claim else "", "how": claim.words if claim else "",
            "since": str(claim.from_day or "") if claim else "",
        }  # fmt: skip
        return told.get(key, ""), kid.name

    def _cells(self, ids: Sequence[int]) -> Mapping[int, Mapping[str, Shown]]:
        found = self.found
        assert found is not None
        children = [row for row in AgeChild.select().where(AgeChild.id.in_([one for one in ids if one > 0]))]
        wanted = [found.kids[one].student or 0 if one > 0 else -one for one in ids]
        pupils = {row.id: row for row in Student.select().where(Student.id.in_(wanted))}
        told = {
            row.id: child_cells(row, found, pupils.get(found.kids[row.id].student or 0)) for row in children
        }
        why = population.reasons() if self.key == GUESTS else {}
        return told | {one: pupil_cells(pupils[-one], why) for one in ids if one < 0 and -one in pupils}

    def chosen(self) -> list[int]:
        there = self.names.rowCount()
        return [self.names.id_at(at) for at in self.right.selected_rows() if at < there]

    # doing ---------------------------------------------------------------------------------------------

    def _opened(self, at: int) -> None:
        if self.key in PUPILS:
            self.desk.open_pupil(-self.names.id_at(at))
        elif self.key == TWICE:
            self.merge()
        else:
            self.set_way()

    def set_way(self) -> None:
        """Where the chosen are from a day on."""
        some = [one for one in self.chosen() if one > 0]
        if some and self.may and self.ask(population_ask.way_card(self.desk, some, self.day)):
            self.desk.say(f"{len(some)} 人的去向存好了。", ("撤销", self.desk.undo))

    def merge(self) -> None:
        some = self.chosen()
        card = population_ask.merge_card(self.desk, some[0]) if len(some) == 1 and self.may else None
        if card is None:
            self.desk.say("请先选一个人；没有和他一样的，就不用合并。")
        elif self.ask(card):
            self.desk.say("合并好了。", ("撤销", self.desk.undo))

    def add_pupils(self) -> None:
        self._add([-one for one in self.chosen() if one < 0])

    def add_roster(self) -> None:
        """Everybody of the age on the roster: the first children of an empty population."""
        assert self.found is not None
        self._add(self.found.difference(UNLISTED).students)

    def _add(self, students: Sequence[int]) -> None:
        ok, count = self.desk.attempt(population_edit.add_pupils, self.desk.store, students)
        if ok:
            self.desk.say(f"加进来 {count} 人。", ("撤销", self.desk.undo))

    def explain(self) -> None:
        some = [-one for one in self.chosen() if one < 0]
        card = population_ask.reason_card(
            self.desk, "roster", self.today(), f"{len(some)} 人在花名册、不在适龄台账", students=some
        )
        if some and self.ask(card):
            self.desk.say("说明记下了。", ("撤销", self.desk.undo))

    def forget(self) -> None:
        """The reasons of the chosen are taken back: they are listed as open again."""
        some = [-one for one in self.chosen() if one < 0]
        if self.desk.attempt(population_edit.forget_reasons, self.desk.store, "roster", students=some)[0]:
            self.desk.say("说明去掉了。", ("撤销", self.desk.undo))

    def bring_lists(self) -> None:
        population_import.import_lists(self.desk, self, self.day)

    def _fill_menu(self, menu: QMenu, at: int) -> None:
        if at < 0 or self.found is None:
            return
        one = self.names.id_at(at)
        kid = self.found.kids.get(one)
        student = kid.student if kid else -one
        if self.may and self.key == GUESTS:
            menu.addAction("去掉说明").triggered.connect(self.forget)
        if self.may and one > 0:
            menu.addAction("填去向\tEnter").triggered.connect(self.set_way)
            for told in population_edit.history(one)[:1] if self.key == TWO else []:
                menu.addAction(f"删去登记的那条去向（{told.from_day}）").triggered.connect(
                    partial(self._drop, told.id)
                )
            if population_edit.likeness(one):
                menu.addAction("合并…").triggered.connect(self.merge)
        if student:
            menu.addAction("打开学生").triggered.connect(partial(self.desk.open_pupil, student))

    def _drop(self, record: int) -> None:
        if self.desk.attempt(population_edit.drop_status, self.desk.store, record)[0]:
            self.desk.say("删去了一条去向。", ("撤销", self.desk.undo))

    # papers --------------------------------------------------------------------------------------------

    def _offer_papers(self, button: Button) -> None:
        menu, wanted = QMenu(button), Wanted(day=self.day, what="wide" if self.wide else "")
        for words, code in (
            ("去向树", "DTREE"),
            ("分村去向统计表", "D19V"),
            ("三比对名单", "D3C"),
            ("取证台账", "D19L"),
        ):
            menu.addAction(words, partial(open_paper, self.desk, code, wanted))
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    # listening -----------------------------------------------------------------------------------------

    def _moved(self, day: dt.date) -> None:
        self.date.show_value(day)
        self.look()

    def _later(self, *_: object) -> None:
        self._soon.start()

    def _changed(self, touched: frozenset[str]) -> None:
        if not touched or touched & LEDGERS:
            self._soon.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.frame.setFixedWidth(LEFT if self.width() >= ROOMY else SLIM)


def _tree(day: dt.date, wide: bool, *, progress: Progress | None = None) -> Tree:
    return population.tree(day, wide=wide)
