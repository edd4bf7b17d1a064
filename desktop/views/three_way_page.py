"""三方核对: this roster beside an export of the 学籍 system, of the aid system, or the classes' own rolls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.codes import code_list
from desktop.models.ledgers.lists import RollCheck
from desktop.services.lists import since, three_way
from desktop.services.lists.three_way import Pair, RollDifference, Theirs
from desktop.views.buttons import Button
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.dialogs import pick_files
from desktop.views.drop import FileDrop
from desktop.views.fields import Choice, Field
from desktop.views.held_rows import Held, HeldRows
from desktop.views.import_steps import KINDS
from desktop.views.layouts import Stack, clear, column, fill, holder, row, scroll, show_if
from desktop.views.lists_results import masked
from desktop.views.lists_steps import ListsDrop
from desktop.views.page import Page
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
from desktop.views.widgets import Bucket, line_of, text

HERE, THERE, NUMBER, NAME, AMOUNT, TWICE = "here", "there", "number", "name", "amount", "twice"
GUIDE = {
    HERE: "对方没有这些人：新转来的请在对方系统里接收，已经走了的请在本册记去向。",
    THERE: "本册没有这些人：在校的请新增或导入，不在校的请在对方系统里办转出。",
    NUMBER: "姓名相同，号码不同：请对照户口簿，哪边错改哪边；也可能是同名的两个人。",
    NAME: "号码相同，姓名不同：请对照户口簿改，或把另一种写法记进“姓名异写”。",
    AMOUNT: "两边都有这个人，金额不同：请对照名单和本县文件，哪边错改哪边；本程序已审批的，记一笔冲销更正。",
    TWICE: "对方名单里同一个人写了两次，本册只算一次。",
}
AIDED = {  # the same for lists of aided pupils
    HERE: "本程序这个学期的资助名单上有，对方没有：请看看是不是漏报，或者对方还没有录入。",
    THERE: "对方有，本程序这个学期的资助名单上没有：请看看是不是名单外发放、已去掉，或不是本校学生。",
}
COLUMNS = (
    Column("name", "本册姓名", 110),
    Column("class", "班级", 82),
    Column("number", "本册号码", 178),
    Column("their_name", "对方姓名", 110),
    Column("their_number", "对方号码", 178),
    Column("place", "对方出处", 240),
)
CHECKS = (
    Column("day", "核对日期", 104),
    Column("other", "对照的系统", 110),
    Column("ours", "本册人数", 84, "right"),
    Column("theirs", "对方人数", 84, "right"),
    Column("differing", "不一致", 76, "right"),
    Column("file", "文件", 220),
    Column("who", "核对人", 84),
    Column("note", "说明", 320),
)
START, RESULT = range(2)


class ThreeWayPage(Page):
    """Nothing is written until 记下这次核对."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("三方核对")
        self.desk = desk
        self.found: RollDifference | None = None
        self.rows: dict[str, list[Held]] = {}
        self.pupils: dict[int, int] = {}
        self.bucket, self.veiled, self.busy = HERE, True, False
        FileDrop(self).dropped.connect(self.compare)
        self.stack = Stack()
        self.stack.addWidget(self._start())
        self.stack.addWidget(self._result())
        self.set_body(self.stack)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.reload)
        desk.changed.connect(self._soon_reload)
        self.reload()

    # parts ---------------------------------------------------------------------------------------------

    def _start(self) -> QWidget:
        self.area = ListsDrop(
            "把对方系统导出的名单拖到这里",
            "学籍系统或资助系统导出的在校生名单，或者各班的名册，几个文件一起拖也行。人数和姓名对不上的，一个一个列出来。"
            "资助系统导出的受助名单（有金额或项目），和本程序这个学期的资助名单对。",
            folder=False,
        )
        self.area.setMinimumHeight(190)
        self.area.dropped.connect(self.compare)
        self.area.files_asked.connect(self.pick)
        self.other = Choice(list(code_list("other_system").labels.items()))
        self.other.setFixedWidth(180)
        box = holder(
            column(Field("和哪边对", self.other, says="先选好，再拖文件。"), edge=(16, 14, 16, 14)), card=True
        )
        self.model = HeldRows(CHECKS, (), self)
        self.checks = FrozenTable(self.model, frozen=1, filler="note")
        self.checks.set_empty_text("还没有核对过。")
        self.checks.setMinimumHeight(200)
        grid = holder(column(self.checks, edge=1), card=True)
        return scroll(column(box, self.area, 2, text("以前的核对", "section"), (grid, 1), gap=12))

    def _result(self) -> QWidget:
        self.buckets: dict[str, Bucket] = {}
        for key, icon, words, tone in (
            (HERE, "user-check", "只在本册", "warn"), (THERE, "user-plus", "只在对方", "warn"),
            (NUMBER, "id-card", "同名不同号", "bad"), (NAME, "text-cursor-input", "同号不同名", "bad"),
            (AMOUNT, "hand-coins", "金额不同", "bad"), (TWICE, "copy", "对方重复", "off"),
        ):  # fmt: skip
            self.buckets[key] = Bucket(icon, words, tone)
            self.buckets[key].clicked.connect(partial(self.show_bucket, key))
        self.says = text("", "small", "quiet", wrap=True)
        self.problems = column(gap=4)
        self.eye = Button("显示号码", "eye", role="flat", tip="显示或隐藏完整的号码")
        self.eye.clicked.connect(self.toggle_eye)
        self.lines = HeldRows(COLUMNS, (), self)
        self.table = FrozenTable(self.lines, frozen=2, filler="place")
        self.table.opened.connect(self._open_row)
        self.table.menu_opening.connect(self._fill_menu)
        self.table.set_empty_text("这一类里没有人。")
        made = QWidget()
        grid = holder(column(self.table, edge=1), card=True)
        made.setLayout(column(
            row(*self.buckets.values(), gap=10), row((self.says, 1), self.eye, gap=12), self.problems, (grid, 1), gap=10,
        ))  # fmt: skip
        return made

    # comparing -----------------------------------------------------------------------------------------

    def pick(self) -> None:
        last = self.desk.settings.import_from
        found = pick_files(self, "选对方系统导出的名单", KINDS, Path(last) if last else None)
        if found:
            self.desk.settings.import_from = str(found[0].parent)
            self.desk.settings.save()
            self.compare(found)

    def compare(self, paths: Sequence[Path]) -> None:
        """Hold the roster against files, off the window's thread."""
        if self.busy:
            return
        self.busy = True
        files = [
            one for path in map(Path, paths) for one in (sorted(path.iterdir()) if path.is_dir() else [path])
        ]
        work = partial(
            three_way.compare, self.desk.store, files, str(self.other.value()), term=self.desk.term
        )
        self.desk.run(work, title="正在核对名单", done=self._compared, failed=self._not_compared)

    def _not_compared(self) -> None:
        self.busy = False

    def _compared(self, found: RollDifference) -> None:
        self.busy, self.found = False, found
        self._make_rows()
        for key, made in self.buckets.items():
            made.set_count(len(self.rows[key]))
        self.buckets[AMOUNT].setVisible(bool(found.aided))
        self.buckets[TWICE].setVisible(not found.aided)  # one pupil may have several lines there
        self._say_problems(found.problems)
        self.stack.setCurrentIndex(RESULT)
        self.show_bucket(next((key for key in self.buckets if self.rows[key]), HERE))
        self.reload()

    def _say_problems(self, problems: Sequence[str]) -> None:
        clear(self.problems)
        fill(self.problems, [line_of("triangle-alert", "warn", words, "small") for words in problems[:4]])

    def _make_rows(self) -> None:
        assert self.found is not None
        self.pupils = {}
        told = self.found
        here = [(one.id, self._ours(one)) for one in told.only_here]
        there: list[tuple[int, dict[str, Shown]]] = [(0, self._theirs(one)) for one in told.only_there]
        twice: list[tuple[int, dict[str, Shown]]] = [(0, self._theirs(one)) for one in told.twice]
        groups = {
            HERE: here, THERE: there, NUMBER: [self._pair(one, "number") for one in told.other_number],
            NAME: [self._pair(one, "name") for one in told.other_name],
            AMOUNT: [self._amount(one) for one in told.other_amount], TWICE: twice,
        }  # fmt: skip
        place = 0
        self.rows = {}
        for key, some in groups.items():
            self.rows[key] = []
            for pupil, cells in some:
                place += 1
                self.pupils[place] = pupil
                self.rows[key].append(Held(place, cells))

    def _ours(self, pupil: Any) -> dict[str, Shown]:
        number = pupil.number or ""
        return {
            "name": Shown(pupil.name),
            "class": Shown(pupil.class_text),
            "number": Shown(masked(number) if self.veiled else number)
            if number
            else Shown("还没有", "bad", "circle-alert"),
        }

    def _theirs(self, one: Theirs) -> dict[str, Shown]:
        number = masked(one.number) if self.veiled else one.number
        return {
            "their_name": Shown(one.name), "their_number": Shown(number), "place": Shown(str(one.source), "quiet"),
        }  # fmt: skip

    def _pair(self, one: Pair, wrong: str) -> tuple[int, dict[str, Shown]]:
        cells = self._ours(one.pupil) | self._theirs(one.theirs)
        for key in (wrong, f"their_{wrong}"):
            cells[key] = Shown(cells[key].words, "bad", "wash")
        return one.pupil.id, cells

    def _amount(self, one: Pair) -> tuple[int, dict[str, Shown]]:
        place = {"place": Shown(one.sentence, "bad")}
        return one.pupil.id, self._ours(one.pupil) | self._theirs(one.theirs) | place

    # showing -------------------------------------------------------------------------------------------

    def show_bucket(self, key: str, _checked: bool = False) -> None:
        self.bucket = key
        aided = self.found is not None and bool(self.found.aided)
        self.says.setText(AIDED.get(key, GUIDE[key]) if aided else GUIDE[key])
        for name, made in self.buckets.items():
            made.set_on(name == key)
        self.lines.show_rows(self.rows.get(key, []))
        if self.lines.rowCount():
            self.table.go_to(0)

    def reload(self) -> None:
        told = since.since_roll(dt.date.today())
        self.set_fact(self.found.sentence if self.found else told.sentence)
        rows = list(RollCheck.select().order_by(RollCheck.day.desc(), RollCheck.id.desc()))
        self.model.show_rows([_check(one) for one in rows])
        self.set_actions(self._offers())

    def _offers(self) -> list[Button]:
        if self.found is None:
            return []
        again = Button("另核对一份", "undo-2")
        again.clicked.connect(self.start_over)
        keep = Button("记下这次核对", "check", role="primary")
        keep.clicked.connect(self.keep)
        show_if(self.desk.store.session.may("batch"), keep)
        return [again, keep]

    def start_over(self) -> None:
        self.found = None
        self.stack.setCurrentIndex(START)
        self.reload()

    def keep(self) -> None:
        """Write down how the comparison came out; the names themselves are put right where they are wrong."""
        if self.found is not None and self.desk.attempt(three_way.keep, self.desk.store, self.found)[0]:
            words = (
                "两边一致。"
                if not self.found.differing
                else f"不一致 {self.found.differing} 人，请到学生一页或对方系统里改。"
            )
            self.start_over()
            self.desk.say(f"已记下这次核对：{words}", ("撤销", self.desk.undo))

    def toggle_eye(self) -> None:
        self.veiled = not self.veiled
        self.eye.setText("显示号码" if self.veiled else "隐藏号码")
        self.eye.set_picture("eye" if self.veiled else "eye-off")
        if not self.veiled:
            self.desk.note_access("查看完整号码", "三方核对", self.lines.rowCount())
        self._make_rows()
        self.show_bucket(self.bucket)

    def _soon_reload(self, *_: object) -> None:
        self._soon.start()

    def _open_row(self, at: int) -> None:
        if pupil := self.pupils.get(self.lines.id_at(at)):
            self.desk.open_pupil(pupil)

    def _fill_menu(self, menu: QMenu, at: int) -> None:
        if at >= 0 and self.pupils.get(self.lines.id_at(at)):
            menu.addAction("打开学生一页\tEnter").triggered.connect(partial(self._open_row, at))


def _check(one: Any) -> Held:
    wrong = Shown(str(one.differing or 0), "bad" if one.differing else "good")
    cells = {
        "day": Shown(f"{one.day:%Y-%m-%d}"),
        "other": Shown(code_list("other_system").label(one.other)),
        "ours": Shown(str(one.ours or 0)),
        "theirs": Shown(str(one.theirs or 0)),
        "differing": wrong,
        "file": Shown(one.file or ""),
        "who": Shown(one.who or ""),
        "note": Shown(one.note or "", "quiet"),
    }
    return Held(
        one.id, cells, {"ours": one.ours or 0, "theirs": one.theirs or 0, "differing": one.differing or 0}
    )
