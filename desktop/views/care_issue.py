"""发放: the month's free issue by class list, typed like a sheet, looked at before it is written, printed to be signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.models.codes import code_list
from desktop.models.fields import FieldError
from desktop.models.ledgers.care_goods import Goods, GoodsMove
from desktop.models.terms import Term
from desktop.services.care import issue, listed, shelf
from desktop.services.care.listed import Child
from desktop.services.paper.document import Wanted
from desktop.services.progress import Progress
from desktop.views.buttons import Chip
from desktop.views.care_board import act
from desktop.views.care_issue_model import IssueModel
from desktop.views.desk import Desk
from desktop.views.editors import editor_for
from desktop.views.fields import Field
from desktop.views.layouts import clear, column, fill, holder, row, scroll
from desktop.views.page import Page
from desktop.views.preview import open_paper
from desktop.views.table import FrozenTable
from desktop.views.widgets import card, line_of, set_tone, text

ASIDE = 244  # px
SHOWN = 4  # kinds of goods that stand in the sheet at first
KEYS = (
    "选好发什么，在格子里写几件",
    "“每人一件”只填本月还没领过的",
    "先打印签字表，发完再点“发放”",
    "记错了按“撤销”，或在出入库里冲回",
)
LEDGERS = frozenset(
    {"goods_move", "goods", "donation", "student", "hardship", "child_in_need", "study_result"}
)


class IssuePage(Page):
    """Nothing is kept before 发放."""

    def __init__(self, desk: Desk, *, today: Callable[[], dt.date] = dt.date.today) -> None:
        super().__init__("爱心超市")
        self.desk, self.today = desk, today
        self.model = IssueModel(self)
        self.children: dict[int, Child] = {}
        self.stock: list[shelf.Stock] = []
        self.plan: issue.Plan | None = None
        self.looking = self.again = False
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.look)
        desk.changed.connect(self._changed)
        desk.term_changed.connect(self._later)
        self.look()

    # building ------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.day: Any = editor_for(GoodsMove.day)
        self.day.show_value(self.today())
        self.day.settled.connect(self.look)
        self.staff: Any = editor_for(GoodsMove.staff)
        self.staff.choose_from(self.desk.store)
        labels = code_list("care_type").labels
        self.who = Chip("发给", [*labels.items(), (listed.NEED, "困境")])
        self.who.choose([listed.LEFT])
        self.klass, self.kinds = Chip("班级", []), Chip("发什么", [])
        for chip in (self.who, self.klass, self.kinds):
            chip.changed.connect(self._show)
        self.who.changed.connect(self.look)
        self.sheet = column(edge=1)
        self._lay_sheet()
        self.model.refused.connect(self.desk.say)
        self.model.edited.connect(self.look_ahead)
        self.will, self.lack = text("", wrap=True), text("", "small", "warn", wrap=True)
        keys = [line_of("list-checks", "quiet", one, "small") for one in KEYS]
        aside = scroll(
            column(
                card("会发生什么", self.will, self.lack, gap=6), card("怎么发", *keys, gap=6), None, gap=12
            )
        )
        aside.setFixedWidth(ASIDE)
        day, staff = Field("发放日期", self.day), Field("发放人", self.staff)
        day.setFixedWidth(152)
        staff.setFixedWidth(130)
        chips = column(21, row(self.who, self.klass, self.kinds, gap=8), gap=0)
        grid = holder(self.sheet, card=True)
        self.set_body(
            row((column(row(day, staff, chips, None, gap=12), (grid, 1), gap=12), 1), aside, gap=16)
        )
        self.set_actions(self._offer())

    def _lay_sheet(self) -> None:
        """A table of the columns there are now: each kind of goods is one."""
        clear(self.sheet)
        self.laid = [one.key for one in self.model.columns]
        self.table = FrozenTable(self.model, frozen=2, cells=True, filler="got")
        self.table.set_empty_text("名单上没有人。“发给”里可以选别的类别。")
        self.table.pasted.connect(self._pasted)
        self.table.fill_down_asked.connect(self._fill_down)
        self.table.clear_asked.connect(self._wipe)
        fill(self.sheet, [self.table])

    def _offer(self) -> list[QWidget]:
        session, made = self.desk.store.session, []
        if session.may("print"):
            self.paper = act("打印签字表", "printer", self.print_signs, tip="发放前先打印，孩子领的时候签字")
            made.append(self.paper)
        if not session.may("care"):
            return made
        self.one = act("每人一件", "copy", self.each_one, tip="本月还没有领过的，选中的物品每样一件")
        self.go_ = act("发放", "gift", self.keep, "primary", tip="Ctrl+S")
        self.go_.setShortcut("Ctrl+S")
        return [*made, self.one, self.go_]

    # showing -------------------------------------------------------------------------------------------

    def chosen_day(self) -> dt.date | None:
        try:
            return GoodsMove.day.parse(self.day.raw())
        except FieldError:
            return None

    def look(self, *_: object) -> None:
        """Read children and stock off the window's thread; once more when something changed meanwhile."""
        if self.looking:
            self.again = True
            return
        day = self.chosen_day()
        if day is None:
            self.set_fact("日期看不懂，请写成 2026-10-31 或 1031")
            return
        self.looking = True
        job = self.desk.look(_read, day, self.desk.term, tuple(map(str, self.who.chosen())), done=self._seen)
        job.failed.connect(self._not_seen)

    def _not_seen(self, error: Exception) -> None:
        self.looking = False
        self.desk.refuse(error)

    def _seen(self, found: tuple[dict[int, Child], list[shelf.Stock], dict[int, str]]) -> None:
        self.looking = False
        if self.again:
            self.again = False
            self.look()
            return
        self.children, self.stock, self.got = found
        self._offer_kinds()
        self._show()

    def _offer_kinds(self) -> None:
        """The classes of the children and the goods that lie there; the first few goods are in the sheet."""
        classes = {child.class_id: child.class_name for child in self.children.values()}
        kept = [one for one in self.klass.chosen() if one in classes]
        self.klass.set_values(list(classes.items()))
        self.klass.choose(kept)
        here = [one for one in self.stock if one.left]
        wanted = [one for one in self.kinds.chosen() if one in {kind.goods.id for kind in here}]
        self.kinds.set_values([(one.goods.id, Goods.caption(one.goods)) for one in here])
        self.kinds.choose(wanted or [one.goods.id for one in here[:SHOWN]])

    def _show(self, *_: object) -> None:
        if not hasattr(self, "got"):
            return
        classes, kinds = set(self.klass.chosen()), set(self.kinds.chosen())
        children = [one for one in self.children.values() if not classes or one.class_id in classes]
        goods = [
            (one.goods.id, Goods.caption(one.goods), one.left) for one in self.stock if one.goods.id in kinds
        ]
        self.model.show_sheet(children, goods, self.got)
        if [one.key for one in self.model.columns] != self.laid:
            self._lay_sheet()
        done = sum(one.student in self.got for one in children)
        month = (self.chosen_day() or self.today()).month
        self.set_fact(
            f"名单 {len(children)} 人，{month} 月已领 {done} 人，还没有领 {len(children) - done} 人"
        )
        self.look_ahead()

    def look_ahead(self, *_: object) -> None:
        """Say what would be written, and from which gift."""
        day = self.chosen_day()
        gives = self.model.gives()
        self.drop_refusal()
        self.plan = issue.plan(day, gives, term=self.desk.term) if day and gives else None
        if not self.stock:
            self.will.setText("爱心超市里没有东西。请先登记捐赠或者购置入库。")
        else:
            self.will.setText(self.plan.sentence if self.plan else "还没有写发什么、几件。")
        again = sorted(
            {
                self.children[one.student].name
                for one in gives
                if one.student in self.got and one.student in self.children
            }
        )
        self.lack.setText(f"{'、'.join(again[:4])} 本月已经领过，请看看是不是要再发。" if again else "")
        self.lack.setVisible(bool(again))
        set_tone(self.lack, "warn")
        good = self.plan is not None and not self.plan.short and bool(self.plan.outs)
        for name in ("go_", "paper"):
            if hasattr(self, name):
                getattr(self, name).setEnabled(good)

    # doing ---------------------------------------------------------------------------------------------

    def each_one(self) -> None:
        self.model.each(1)

    def keep(self) -> None:
        day = self.chosen_day()
        if day is None:
            return
        ok, count = self.desk.attempt(issue.issue, self.desk.store, day, self.model.gives(), self.staff.raw())
        if ok:
            self.model.forget()
            self.look()
            self.desk.say(f"已发给 {count} 人。", ("撤销", self.desk.undo))

    def print_signs(self) -> None:
        if self.plan is not None:
            open_paper(self.desk, "D32L", Wanted(day=self.plan.day, draft=self.plan))

    # the sheet -----------------------------------------------------------------------------------------

    def _pasted(self, block: list[list[str]]) -> None:
        at = self.table.body.currentIndex()
        if at.isValid():
            self.model.put_block(at.row(), at.column(), block)

    def _fill_down(self) -> None:
        self.model.fill(self.table.selected_rows(), self.table.body.currentIndex().column())

    def _wipe(self) -> None:
        self.model.wipe(self.table.selected_rows(), self.table.body.currentIndex().column())

    def _later(self, *_: object) -> None:
        self._soon.start()

    def _changed(self, touched: frozenset[str]) -> None:
        if not touched or touched & LEDGERS:
            self._soon.start()


def _read(
    day: dt.date, term: Term, types: Collection[str], *, progress: Progress | None = None
) -> tuple[dict[int, Child], list[shelf.Stock], dict[int, str]]:
    """Children, what lies there, and what each got this month in words."""
    children = issue.children_for(day, term, types)
    told = issue.given(children, *issue.month_span(day))
    words = {
        student: "、".join(f"{move.goods.name}{move.quantity}" for move in moves)
        for student, moves in told.items()
    }
    return children, shelf.stock(day), words
