"""家访: who is to be visited, by teacher, the overdue first; one visit in the drawer; the ways to sheets, talks, draws."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.ledgers.staff import Staff
from desktop.services.care import draw, visit_board
from desktop.services.care.visit_board import Board, Row
from desktop.services.paper.document import Wanted
from desktop.services.todo import Names
from desktop.views.buttons import Button, menu_button
from desktop.views.desk import Desk
from desktop.views.fields import Choice
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import Stack, clear, column, fill, holder, row, scroll, show_if
from desktop.views.page import Page
from desktop.views.preview import open_paper
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
from desktop.views.visit_form import talk_drawer, visit_drawer
from desktop.views.visits_parts import COLUMNS, LIST, coverage_card, held_row, monthly_card
from desktop.views.widgets import Stop, card, empty_page, line_of, text

LEFT, ASIDE = 196, 252  # px
ROOMY, NARROW = (
    900,
    640,
)  # px of the page: from which there is room for what stands at the right, and the left
EVERY_CLASS = "全部班级"
LATE, OPEN, EVERY, MINE = "late", "open", "every", "mine"
ROAD = (
    Stop("users-round", "先结对", "名单上的孩子都有责任教师"),
    Stop("printer", "打印登记表", "一位教师一张，带着去"),
    Stop("keyboard", "按行号录入", "一家的兄弟姐妹一起记"),
)
LEDGERS = frozenset(
    {"visit", "visit_child", "pairing", "student", "care_rule", "hardship", "child_in_need", "staff", "study_result",
     "school_term", "recognition_case"}
)  # fmt: skip


class VisitsPage(Page):
    """The hint is "late", "mine", ("teacher", id), a Names or ids of children, or ("visit", id of a child) for a new visit."""

    def __init__(self, desk: Desk, *, today: Callable[[], dt.date] = dt.date.today) -> None:
        super().__init__("家访")
        self.desk, self.today = desk, today
        self.board: Board | None = None
        self.key: Any = OPEN
        self.only: tuple[str, frozenset[int]] | None = None
        self.paper: Button | None = None  # 打印, for who may print
        self.discreet = self.looking = self.again = False
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.look)
        desk.changed.connect(self._changed)
        desk.term_changed.connect(self._look_soon)
        self.look()

    # building ------------------------------------------------------------------------------------------

    def _build(self) -> None:
        writes = self.desk.store.session.role.writes
        self.may = "*" in writes or "visit" in writes
        self.keys: list[Any] = []
        self.list_model = HeldRows(LIST, (), self)
        self.list = FrozenTable(self.list_model, frozen=1, filler="name")
        self.list.current_changed.connect(self._picked)
        left = holder(column(self.list, edge=1), card=True)
        left.setFixedWidth(LEFT)
        self.model = HeldRows(COLUMNS, (), self)
        self.table = FrozenTable(self.model, frozen=1, filler="types")
        self.table.opened.connect(self._opened)
        self.table.current_changed.connect(self._show_aside)
        self.table.menu_opening.connect(self._fill_menu)
        self.narrowed = Button("", "x", role="chip", tip="看全部")
        self.narrowed.clicked.connect(partial(self.show_only, None))
        self.narrowed.hide()
        self.klass = Choice([(None, EVERY_CLASS)])
        self.klass.setAccessibleName("班级")
        self.klass.activated.connect(self._show_rows)
        grid = holder(column(self.table, edge=1), card=True)
        self.aside = column(gap=12)
        side = scroll(self.aside)
        side.setFixedWidth(ASIDE)
        self.left, self.side = left, side
        self.stack = Stack()
        self.stack.addWidget(
            holder(
                row(left, (column(row(self.narrowed, None, self.klass), (grid, 1), gap=8), 1), side, gap=12)
            )
        )
        about = (
            "残疾、贫困、留守、学困和困境儿童每学期要家访几次，在“关爱规则”里定。名单自己算，逾期的排在前面。"
        )
        self.stack.addWidget(empty_page("还没有要家访的学生", about, ROAD))
        self.set_body(self.stack)
        self._offer()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside an open form the table keeps the room."""
        super().resizeEvent(event)
        self.side.setVisible(self.width() >= ROOMY)
        self.left.setVisible(self.width() >= NARROW)

    def _offer(self) -> None:
        session = self.desk.store.session
        self.hide_ = Button("隐性模式", "eye-off", tip="不显示学生的类别，旁边有人时用")
        self.hide_.clicked.connect(self.toggle_discreet)
        made: list[QWidget] = [self.hide_]
        more = menu_button("更多", self)
        more.clicked.connect(partial(self._more, more))
        made.append(more)
        if session.may("print"):
            self.paper = menu_button("打印", self)
            self.paper.clicked.connect(partial(self._papers, self.paper))
            made.append(self.paper)
        if self.may:
            sheet, one = (
                Button("按登记表录入", "keyboard"),
                Button("记家访", "plus", role="primary", tip="Ctrl+N"),
            )
            sheet.clicked.connect(self.to_sheet)
            one.clicked.connect(partial(self.new_visit, None))
            one.setShortcut("Ctrl+N")
            made += [sheet, one]
        self.set_actions(made)

    def _more(self, button: Button) -> None:
        menu = QMenu(self)
        menu.addAction("家访记录", partial(self.desk.go, "visit_books", "visit"))
        menu.addAction("谈心记录", partial(self.desk.go, "visit_books", "talk"))
        if self.desk.store.session.may("care") or self.desk.store.session.may("approve"):
            menu.addAction("电话抽查", partial(self.desk.go, "phone_draws"))
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _papers(self, button: Button) -> None:
        session, menu, day = self.desk.store.session, QMenu(self), self.today()
        teacher = self.key if isinstance(self.key, int) else None
        if session.classes is None and teacher is not None:
            menu.addAction(
                f"家访登记表（{Staff.caption_of(teacher)}）",
                partial(self.print_paper, "DV", Wanted(day=day, records=(teacher,), ledger=Staff)),
            )
        if session.classes is None:
            menu.addAction("家访登记表（全部教师）", partial(self.print_paper, "DV", Wanted(day=day)))
        menu.addAction("家访登记表（按班级）", partial(self.print_paper, "DV", Wanted(day=day, what="class")))
        chosen = tuple(one.child.student for one in self.chosen())
        if chosen:
            menu.addAction(
                f"家访记录表（选中 {len(chosen)} 人）",
                partial(self.print_paper, "D10", Wanted(day=day, students=chosen)),
            )
        menu.addAction("空白家访记录表", partial(self.print_paper, "D10", Wanted(day=day)))
        menu.addAction("空白谈心记录表", partial(self.print_paper, "D13", Wanted(day=day)))
        if session.classes is None:
            term, month = self.desk.term, f"{day:%Y-%m}"
            menu.addAction("本学期家访统计表", partial(self.print_paper, "DVS", Wanted(day=day, term=term)))
            menu.addAction(
                "本月家访统计表",
                partial(self.print_paper, "DVS", Wanted(day=day, term=term, month=month, what="month")),
            )
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def print_paper(self, code: str, wanted: Wanted) -> None:
        open_paper(self.desk, code, wanted)

    # showing -------------------------------------------------------------------------------------------

    def take_hint(self, hint: Any) -> None:
        self.only = None
        if hint in (LATE, OPEN, EVERY, MINE):
            self.key = hint
        elif isinstance(hint, Names):
            self.only = (hint.title, frozenset(hint.ids))
        elif isinstance(hint, tuple) and hint and hint[0] == "teacher":
            self.key = hint[1]
        elif isinstance(hint, tuple) and hint and hint[0] == "visit":
            self.new_visit(int(hint[1]))
        if self.board is not None:
            self._show()

    def look(self) -> None:
        """Read the board off the window's thread; once more when something changed meanwhile."""
        if self.looking:
            self.again = True
            return
        self.looking = True
        job = self.desk.look(
            visit_board.board, self.desk.store, self.today(), self.desk.term, done=self._seen
        )
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
        self._show()

    def _show(self) -> None:
        board = self.board
        assert board is not None
        late = f"，逾期 {board.late} 人" if board.late else ""
        whole = board.term.whole
        self.set_fact(
            f"本学期要家访 {len(whole.to_visit)} 人，访到 {whole.visited} 人{late}" if board.rows else ""
        )
        self.stack.setCurrentIndex(0 if board.rows else 1)
        self._show_list(board)
        kept = self.klass.value()
        classes = {one.class_id: one.class_name for one in board.term.children.values()}
        self.klass.set_choices([(None, EVERY_CLASS), *classes.items()])
        self.klass.choose(kept if kept in classes else None)
        self._show_rows()

    def _show_list(self, board: Board) -> None:
        """逾期, 还没访够, 全部, 我的, then the teachers."""
        told: list[tuple[Any, Shown, Shown]] = [
            (LATE, Shown("逾期"), Shown(str(board.late), "bad" if board.late else "off")),
            (OPEN, Shown("还要去的"), Shown(str(board.open))),
            (EVERY, Shown("全部"), Shown(str(len(board.rows)))),
        ]
        if board.mine is not None and board.of(board.mine):
            told.append((MINE, Shown("我的"), Shown(str(len(board.of(board.mine))))))
        for one in board.teachers:
            tone = "bad" if one.late else None if one.open else "good"
            told.append((one.id, Shown(one.name), Shown(f"{one.visited} / {one.to_visit}", tone)))
        self.keys = [key for key, _, _ in told]
        if self.key not in self.keys:
            self.key = OPEN
        self.list.blockSignals(True)
        self.list_model.show_rows(
            [Held(at, {"name": name, "count": count}) for at, (_, name, count) in enumerate(told)]
        )
        self.list.go_to(self.keys.index(self.key), 0)
        self.list.blockSignals(False)

    def rows(self) -> list[Row]:
        """The children of what is chosen at the left, and of the class that is chosen above."""
        klass = self.klass.value() if self.only is None else None
        return [one for one in self._of_key() if klass is None or one.child.class_id == klass]

    def _of_key(self) -> list[Row]:
        board = self.board
        if board is None:
            return []
        if self.only is not None:
            return [one for one in board.rows if one.child.student in self.only[1]]
        if self.key in (LATE, OPEN, EVERY):
            return [
                one
                for one in board.rows
                if self.key == EVERY or (one.late if self.key == LATE else one.due.open)
            ]
        return board.of(board.mine if self.key == MINE else self.key)

    def _show_rows(self, *_: object) -> None:
        self.narrowed.setVisible(self.only is not None)
        if self.only is not None:
            self.narrowed.setText(f"{self.only[0]} {len(self.only[1])} 人")
        kept = [one.child.student for one in self.chosen()][:1]
        found = self.rows()
        self.model.show_rows([held_row(one, self.today(), discreet=self.discreet) for one in found])
        nothing = "没有逾期的。" if self.key == LATE else "这里没有要家访的学生。"
        self.table.set_empty_text(nothing)
        at = self.model.row_of(kept[0]) if kept else -1
        if found:
            self.table.go_to(max(at, 0), 0)
        self._show_aside()

    def show_only(self, only: tuple[str, frozenset[int]] | None, _checked: bool = False) -> None:
        """Narrow the table to some children, or show what is chosen at the left again."""
        self.only = only
        self._show_rows()

    def _picked(self, at: int) -> None:
        if 0 <= at < len(self.keys) and (self.keys[at] != self.key or self.only):
            self.key, self.only = self.keys[at], None
            self._show_rows()

    def chosen(self) -> list[Row]:
        found = {one.child.student: one for one in self.rows()}
        return [
            found[one] for at in self.table.selected_rows()
            if at < self.model.rowCount() and (one := self.model.id_at(at)) in found
        ]  # fmt: skip

    def _show_aside(self, *_: object) -> None:
        clear(self.aside)
        board, found = self.board, self.chosen()
        if board is None:
            return
        parts: list[Any] = [self._child(found[0])] if len(found) == 1 else []
        parts += [coverage_card("本学期", board.term), coverage_card("本月", board.month)]
        parts += [monthly_card(board.monthly)] if board.monthly else []
        parts += [text(board.hidden_words, "small", "quiet", wrap=True)] if board.hidden else []
        fill(self.aside, [*parts, None])

    def _child(self, one: Row) -> QWidget:
        phone = draw.phones([one.child.student]).get(one.child.student)
        lines: list[Any] = [line_of("phone", "quiet", f"{phone[0]} {phone[1]}", "small")] if phone else []
        said = "、".join(f"{day:%m-%d}" for day in one.days) or "还没有访过"
        lines.append(line_of("footprints", "quiet", f"本学期家访：{said}", "small"))
        if one.due.promised:
            lines.append(line_of("calendar-clock", "quiet", f"约定 {one.due.promised} 回访", "small"))
        links: list[Any] = []
        if self.may:
            new, talk = Button("记家访", "plus", role="accept"), Button("记谈心", role="link")
            new.clicked.connect(partial(self.new_visit, one.child.student))
            talk.clicked.connect(partial(self.new_talk, one.child.student))
            lines += [2, row(new, None)]
            links.append(talk)
        pupil = Button("打开学生", role="link")
        pupil.clicked.connect(partial(self.desk.open_pupil, one.child.student))
        return card(
            f"{one.child.name}　{one.child.class_name}", *lines, row(*links, pupil, None, gap=12), gap=6
        )

    # doing ---------------------------------------------------------------------------------------------

    def new_visit(self, student: int | None = None, _checked: bool = False) -> None:
        """The form of a new visit beside the table, for the chosen child or nobody yet."""
        drawer = self.desk.shell.drawer()
        if drawer is not None and hasattr(drawer, "may_leave") and not drawer.may_leave():
            return
        made = visit_drawer(self.desk, student=student)
        made.form.saved.connect(self._booked)
        self.desk.shell.open_drawer(made)
        (made.form.part.pick if student is None else made.form.editors["day"]).setFocus()

    def new_talk(self, student: int, _checked: bool = False) -> None:
        """The form of a 谈心 with the chosen child."""
        drawer = self.desk.shell.drawer()
        if drawer is not None and hasattr(drawer, "may_leave") and not drawer.may_leave():
            return
        made = talk_drawer(self.desk, student)
        made.form.saved.connect(self._talked)
        self.desk.shell.open_drawer(made)
        made.form.editors["topic"].setFocus()

    def _talked(self, _talk: int) -> None:
        self.desk.shell.close_drawer()
        self.desk.say("谈心登记好了。", ("撤销", self.desk.undo))

    def _booked(self, _visit: int) -> None:
        self.desk.shell.close_drawer()
        self.desk.say("家访登记好了。", ("撤销", self.desk.undo))

    def _opened(self, at: int) -> None:
        if self.may:
            self.new_visit(self.model.id_at(at))
        else:
            self.desk.open_pupil(self.model.id_at(at))

    def to_sheet(self) -> None:
        """The entry of sheets, that of the chosen teacher at once."""
        teacher = self.board.mine if self.key == MINE and self.board else self.key
        self.desk.go("visit_sheet", ("teacher", teacher) if isinstance(teacher, int) else None)

    def _fill_menu(self, menu: QMenu, at: int) -> None:
        if at < 0:
            return
        student = self.model.id_at(at)
        if self.may:
            menu.addAction("记家访\tEnter").triggered.connect(partial(self.new_visit, student))
            menu.addAction("记谈心").triggered.connect(partial(self.new_talk, student))
        menu.addAction("打开学生").triggered.connect(partial(self.desk.open_pupil, student))

    def toggle_discreet(self) -> None:
        """隐性模式: no types on the screen, nor papers that bear them."""
        self.discreet = not self.discreet
        self.hide_.setText("退出隐性模式" if self.discreet else "隐性模式")
        if self.paper is not None:
            show_if(not self.discreet, self.paper)
        self._show_rows()

    # listening -----------------------------------------------------------------------------------------

    def _look_soon(self, *_: object) -> None:
        self._soon.start()

    def _changed(self, touched: frozenset[str]) -> None:
        if touched & LEDGERS:
            self._soon.start()
