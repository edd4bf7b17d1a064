"""结对: every child on the list and who is responsible; teachers and their load; handing over, ending, plans."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.staff import Staff
from desktop.services.care import handover, pair_board, pairs, plans, spread
from desktop.services.care.pair_board import Board, Standing
from desktop.services.care.visit_board import staff_of
from desktop.services.todo import Names
from desktop.views import pairs_ask, pairs_papers, recognition_ask
from desktop.views.buttons import Button, menu_button, tab_bar
from desktop.views.desk import Desk
from desktop.views.dialogs import Dialog
from desktop.views.layouts import Stack, column, holder, row, scroll, show_if
from desktop.views.page import Page
from desktop.views.pairs_map import CoverageMap
from desktop.views.pairs_parts import EVERY, MISSING, OFFERED, STALE, ChildAside, LoadList
from desktop.views.pairs_table import Only, PairTable, teacher_of
from desktop.views.widgets import Stop, card, empty_page, text

LEFT, ASIDE = 196, 260  # px
TABS = ("名单", "覆盖")
ROAD = (
    Stop("users-round", "找出五类学生", "从花名册里自己算出来"),
    Stop("heart-handshake", "分配责任教师", "班主任优先，兄弟姐妹同一位"),
    Stop("notebook-pen", "一人一策", "措施、到期、小结"),
)
LEDGERS = frozenset(
    {"pairing", "support_plan", "plan_measure", "student", "staff", "hardship", "child_in_need", "study_result",
     "school_class", "care_rule", "measure_template", "recognition_case", "recognition_round"}
)  # fmt: skip


class PairsPage(Page):
    """The hint is "missing", "offered", "map", ("teacher", id), ("child", id), or a Names."""

    def __init__(
        self, desk: Desk, *, today: Callable[[], dt.date] = dt.date.today, run: Any = recognition_ask.run
    ) -> None:
        super().__init__("结对")
        self.desk, self.today, self.run = desk, today, run
        self.board: Board | None = None
        self.only: Only | None = None  # a narrowing from the map or from 今日
        self.wanted: int | None = None  # the child to stand on once the board is read
        self.paper: Button | None = None  # 打印, for who may print
        self.discreet = self.looking = self.again = False
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.look)
        desk.changed.connect(self._changed)
        desk.term_changed.connect(self._soon_look)
        self._offer()
        self.look()

    def _build(self) -> None:
        session = self.desk.store.session
        self.may, self.may_plan = session.may("care"), bool({"*", "support_plan"} & session.role.writes)
        self.tabs = tab_bar(TABS)
        self.set_tags([self.tabs])
        self.list = LoadList(books=self.may)
        self.list.chosen.connect(self._entry)
        self.list.books_wanted.connect(partial(self.desk.go, "pair_books"))
        left = scroll(column(self.list, gap=0))
        left.setFixedWidth(LEFT)
        self.part = PairTable(may=self.may)
        self.part.opened.connect(self._opened)
        self.part.selected.connect(self._selected)
        self.part.menu_opening.connect(self._fill_menu)
        self.part.all_wanted.connect(partial(self.show_only, None))
        self.part.ending_wanted.connect(self.end_stale)
        self.model, self.table = self.part.model, self.part.table
        self.aside = ChildAside(may=self.may, plans=self.may_plan, mine=staff_of(self.desk.store))
        self.aside.act.connect(self.do)
        side = scroll(column(self.aside, gap=0))
        side.setFixedWidth(ASIDE)
        self.map = CoverageMap()
        self.map.names_wanted.connect(self._names)
        self.stack = Stack()
        self.stack.addWidget(holder(row(left, (self.part, 1), side, gap=12)))
        self.stack.addWidget(scroll(column(self.map, None, gap=0, edge=(0, 0, 8, 0))))
        about = "残疾、贫困、留守、学困和困境儿童要有一位责任教师。名单从花名册、困难类型、成绩里自己算，不用再录。"
        self.stack.addWidget(empty_page("还没有要结对的学生", about, ROAD))
        self.tabs.currentChanged.connect(self._tab)
        self.set_body(self.stack)

    def _offer(self) -> None:
        hide = Button("隐性模式", "eye-off", tip="不显示学生的类别，旁边有人时用")
        hide.clicked.connect(self.toggle_discreet)
        self.hide_ = hide
        made: list[QWidget] = [hide]
        session = self.desk.store.session
        if session.may("print") and session.classes is None:
            self.paper = menu_button("打印", self)
            self.paper.clicked.connect(partial(pairs_papers.offer, self, self.paper))
            made.append(self.paper)
        if self.may_plan:
            tip = "给有责任教师、还没有计划的学生一次写好；选中几人的，只写这几人"
            plan = Button("新建计划", "notebook-pen", tip=tip)
            plan.clicked.connect(self.start_plans)
            made.append(plan)
        if self.may:
            self.give = Button("批量分配", "users-round", role="primary")
            self.give.clicked.connect(self.distribute)
            made.append(self.give)
        self.set_actions(made)

    # showing -------------------------------------------------------------------------------------------

    def take_hint(self, hint: Any) -> None:
        self.tabs.setCurrentIndex(1 if hint == "map" else 0)
        if isinstance(hint, Names):
            self.show_only((hint.title, frozenset(hint.ids)))
            return
        key, self.only = self.list.key, None
        if hint in (MISSING, OFFERED, STALE, EVERY):
            key = hint
        elif isinstance(hint, tuple) and hint[0] == "teacher":
            key = hint[1]
        elif isinstance(hint, tuple) and hint[0] == "child":
            self.wanted, key = int(hint[1]), EVERY
        self.list.mark(key)
        self._show_rows()

    def look(self) -> None:
        """Read the board off the window's thread; once more when something changed meanwhile."""
        if self.looking:
            self.again = True
            return
        self.looking = True
        job = self.desk.look(pair_board.board, self.today(), self.desk.term, done=self._seen)
        job.failed.connect(self._not_seen)

    def _not_seen(self, error: Exception) -> None:
        self.looking = False
        self.desk.refuse(error)

    def _seen(self, board: Board) -> None:
        self.looking = False
        if self.again:
            self.again = False
            self.look()
            return
        self.board = board
        over = sum(one.over for one in board.loads)
        more = f"，{over} 位教师超过 {board.most} 人" if over else ""
        more += f"，{board.unplanned} 人还没有本学期计划" if board.unplanned else ""
        self.set_fact(f"{board.term.title}，{board.coverage.sentence.rstrip('。')}{more}")
        self.list.show_board(board)
        self.map.show_coverage(board.coverage)
        if self.may:
            missing = len(board.coverage.missing)
            self.give.setText(f"批量分配 {missing}" if missing else "批量分配")
            self.give.setEnabled(missing > 0)
        self._tab()
        self._show_rows()

    def _tab(self, _at: int = 0) -> None:
        empty = self.board is not None and not self.board.coverage.listed and not self.board.stale
        self.stack.setCurrentIndex(2 if empty else self.tabs.currentIndex())

    def show_only(self, only: Only | None, _checked: bool = False) -> None:
        """Narrow the table to some children, or show all again."""
        self.only = only
        if only is not None:
            self.list.mark(EVERY)
        self._show_rows()

    def _names(self, words: str, ids: Iterable[int]) -> None:
        self.tabs.setCurrentIndex(0)
        self.show_only((words, frozenset(ids)))

    def _entry(self, _key: Any) -> None:
        self.only = None
        self._show_rows()

    def _show_rows(self) -> None:
        if self.board is not None:
            self.part.discreet = self.discreet
            self.part.show_rows(self.board, self.list.key, self.only, keep=self.wanted)
            self.wanted = None
            self._selected()

    # choosing ------------------------------------------------------------------------------------------

    def _selected(self, *_: object) -> None:
        found = self.part.standings()
        if len(found) == 1:
            past = pairs.history(found[0].child.student)
            self.aside.show_child(found[0], past, discreet=self.discreet)
        elif found:
            self.aside.show_several(found)
        else:
            self.aside.show_nothing([self._beside()])
        self.desk.shell.set_status(f"选中 {len(found)} 人" if len(found) > 1 else "")

    def _beside(self) -> QWidget:
        """Nobody is chosen: what may be done with a teacher's children as a whole."""
        key = self.list.key
        if self.only is not None or not isinstance(key, int):
            return card(
                "", text("选一名学生，看谁负责、计划做到哪里、以前是谁。", "small", "quiet", wrap=True)
            )
        told = text("调离、换岗时，把他的学生一次交给一位或几位教师。", "small", "quiet", wrap=True)
        parts: list[Any] = [told]
        if self.may:
            hand = Button("全部交接…", "arrow-left-right", role="accept")
            hand.clicked.connect(partial(self.hand_all, key))
            parts += [2, hand]
        return card(Staff.caption_of(key), *parts, gap=8)

    def _opened(self) -> None:
        found = self.part.standings()
        if found and found[0].lead is not None:
            self.desk.go("plan", found[0].child.student)
        elif found and self.may:
            self.do("give")

    def _fill_menu(self, menu: QMenu) -> None:
        for key, button in self.aside.buttons.items():
            menu.addAction(button.text(), partial(self.do, key))

    # doing ---------------------------------------------------------------------------------------------

    def do(self, key: str) -> None:
        """What the aside's buttons and the table's menu ask for."""
        found = self.part.standings()
        if not found:
            return
        acts: dict[str, Callable[[Sequence[Standing]], Any]] = {
            "pupil": self._pupil, "give": self._give, "hand": self._hand, "answer": self._answer, "help": self._help,
            "end": self._end, "plan": self._plan,
        }  # fmt: skip
        acts[key](found)

    def _shown(self, dialog: Dialog, words: str) -> None:
        if self.run(dialog):
            self.desk.say(words, ("撤销", self.desk.undo))

    def distribute(self) -> None:
        """批量分配 of everybody who is still without a teacher."""
        children = spread.to_spread(self.today(), self.desk.term)
        if not children:
            self.desk.say("要结对的学生都有责任教师，或者交接正在等答复。")
            return
        dialog = pairs_ask.distribute(self.desk, self.today(), children)
        self._shown(dialog, "结对写好了。")

    def _give(self, found: Sequence[Standing]) -> None:
        if len(found) > 1:
            dialog: Dialog = pairs_ask.distribute(self.desk, self.today(), [one.child for one in found])
        else:
            child = found[0].child
            head = SchoolClass.get_by_id(child.class_id).head_teacher_id
            dialog = pairs_ask.give_one(self.desk, self.today(), child.student, head)
        self._shown(dialog, "结对写好了。")

    def _hand(self, found: Sequence[Standing]) -> bool:
        """Whether the handover was written."""
        ready = [one for one in found if one.lead is not None and one.offer is None]
        givers = {teacher_of(one.lead) for one in ready}
        giver = next(iter(givers)) if len(givers) == 1 else None
        children = [one.child for one in ready]
        if not self.run(pairs_ask.hand_over(self.desk, self.today(), children, giver)):
            return False
        slip = partial(pairs_papers.show_slip, self, [child.student for child in children])
        self.desk.say("交接写好了。", ("打印交接单", slip), ("撤销", self.desk.undo))
        return True

    def hand_all(self, teacher: int, _checked: bool = False) -> None:
        """A teacher leaves: all the children at once, to one or several others; what else stands in the name ends."""
        if self.board is None:
            return
        mine = [s for s in self.board.standings.values() if teacher_of(s.lead) == teacher and s.offer is None]
        if mine and not self._hand(mine):
            return
        left = handover.leaving(teacher, self.today(), self.desk.term)
        rows = [row.id for row in (*left.off_list, *left.helping)]
        name = Staff.caption_of(teacher)
        words = f"{name} 还有 {len(rows)} 对结对（协助的，或学生已不在名单上的）。调走的，现在一起结束，可以撤销。"
        if rows and self.desk.ask(self, "其他结对", words, yes=f"结束 {len(rows)} 对"):
            if self.desk.attempt(pairs.end, self.desk.store, rows, "left", self.today())[0]:
                self.desk.say(f"结束了 {len(rows)} 对。", ("撤销", self.desk.undo))
        elif not mine and not rows:
            self.desk.say("没有可以交接的学生：都已经在等答复。")

    def _answer(self, found: Sequence[Standing]) -> None:
        rows = [one.offer for one in found if one.offer is not None]
        if rows:
            self._shown(pairs_ask.AnswerCard(self.desk, self.today(), rows), "登记好了。")

    def _help(self, found: Sequence[Standing]) -> None:
        self._shown(pairs_ask.add_helper(self.desk, self.today(), found[0].child.student), "结对写好了。")

    def _end(self, found: Sequence[Standing]) -> None:
        rows = [one.lead.id for one in found if one.lead is not None]
        if rows:
            names = "、".join(one.child.name for one in found[:5])
            self._shown(pairs_ask.end_pairs(self.desk, self.today(), rows, f"{names} 的责任教师"), "结束了。")

    def end_stale(self) -> None:
        if self.board is None or not self.board.stale:
            return
        count = len(self.board.stale)
        words = f"{count} 对结对的学生已不在校或不再是帮扶对象，将一起结束，可以撤销。"
        if self.desk.ask(self, "结束结对", words, yes=f"结束 {count} 对"):
            ok, _count = self.desk.attempt(pairs.end_stale, self.desk.store, self.board.stale, self.today())
            if ok:
                self.desk.say(f"结束了 {count} 对。", ("撤销", self.desk.undo))

    def _pupil(self, found: Sequence[Standing]) -> None:
        self.desk.open_pupil(found[0].child.student)

    def _plan(self, found: Sequence[Standing]) -> None:
        self.desk.go("plan", found[0].child.student)

    def start_plans(self) -> None:
        from desktop.views.plan_start import StartCard

        found = self.part.standings()
        only = [one.child.student for one in found] if len(found) > 1 else None
        starts = plans.propose(self.today(), self.desk.term, only)
        if not starts:
            whose = "选中的学生" if only else "有责任教师的学生"
            self.desk.say(f"{whose}都有了本学期的计划。")
            return
        self._shown(StartCard(self.desk, starts), f"{len(starts)} 份计划写好了。")

    def toggle_discreet(self) -> None:
        """隐性模式: no types on the screen, nor papers that bear them."""
        self.discreet = not self.discreet
        self.hide_.setText("退出隐性模式" if self.discreet else "隐性模式")
        if self.paper is not None:
            show_if(not self.discreet, self.paper)
        self._show_rows()

    # listening -----------------------------------------------------------------------------------------

    def _soon_look(self, *_: object) -> None:
        self._soon.start()

    def _changed(self, touched: frozenset[str]) -> None:
        if touched & LEDGERS:
            self._soon.start()
