"""盘点: the sheet of all lots, typed from paper; differences with their reasons become 盘盈 and 盘亏."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from PySide6.QtCore import Qt

from desktop.models import money
from desktop.models.fields import FieldError
from desktop.models.ledgers.meal_counts import StockCount, StockCountLine
from desktop.models.ledgers.meal_order import is_late, month_of
from desktop.services.meals import counts
from desktop.services.paper.document import Wanted
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.editors import editor_for
from desktop.views.fields import Field, line_edit
from desktop.views.layouts import clear, column, fill, holder, row, scroll
from desktop.views.meal_stock_count_model import CountModel
from desktop.views.page import Page
from desktop.views.table import FrozenTable
from desktop.views.widgets import card, line_of, set_tone, text

ASIDE = 244  # px
SHOWN = 6  # earlier counts
KEYS = (
    "打印盘点表，两个人到库房点", "在“实盘数”里往下写，回车到下一行", "可以带单位，如 4斤、1桶，自己折算",
    "和账面不一样的，写明原因",
)  # fmt: skip


class CountPage(Page):
    """Nothing is kept before 入账."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("库房")
        self.desk = desk
        self.model = CountModel(self)
        self._build()
        desk.changed.connect(self._data_changed)
        self.reload()

    def _build(self) -> None:
        self.day: Any = editor_for(StockCount.day)
        self.day.show_value(dt.date.today())
        self.people = {name: editor_for(getattr(StockCount, name)) for name in ("counter1", "counter2")}
        for editor in self.people.values():
            editor.choose_from(self.desk.store)
            editor.edited.connect(self.look)
        self.late = line_edit()
        self.late.textEdited.connect(self.look)
        self.boxes = {"day": Field("盘点日期", self.day)}
        self.boxes |= {name: Field(getattr(StockCount, name).label, one) for name, one in self.people.items()}
        for name, wide in (("day", 170), ("counter1", 130), ("counter2", 130)):
            self.boxes[name].setFixedWidth(wide)
        self.boxes["late"] = Field("补录原因", self.late)
        self.table = FrozenTable(self.model, frozen=2, cells=True, filler="reason")
        self.table.set_empty_text("这一天库里没有东西，没有可盘点的。")
        self.table.pasted.connect(self._pasted)
        self.table.fill_down_asked.connect(self._fill_down)
        self.table.clear_asked.connect(self._wipe)
        self.model.refused.connect(self.desk.say)
        self.model.held.connect(self.table.go_to, Qt.ConnectionType.QueuedConnection)  # after Enter went on
        self.model.edited.connect(self.look)
        self.day.settled.connect(self.reload)  # half a date would be another day: what was counted would go
        paper = Button(picture="printer", role="icon", tip="打印盘点表")
        same = Button("没数的照账面", "equal")
        same.setToolTip("还空着的实盘数都填成账面数")
        paper.clicked.connect(self._print)
        same.clicked.connect(self.model.take_book)
        self.book = Button("入账", "check", role="primary")
        self.book.clicked.connect(self.keep)
        may = self.desk.store.session.may("meals")
        self.set_actions([paper, same, self.book] if may else [paper])
        self.will, self.lack = text("", wrap=True), text("", "small", "warn", wrap=True)
        self.earlier = column(gap=4)
        told = [line_of("list-checks", "quiet", sentence, "small") for sentence in KEYS]
        aside = scroll(
            column(
                card("会发生什么", self.will, self.lack, gap=6), card("怎么盘", *told, gap=6),
                card("以前的盘点", self.earlier, gap=4), None, gap=12,
            )
        )  # fmt: skip
        aside.setFixedWidth(ASIDE)
        *first, late = self.boxes.values()
        head = row(*first, (late, 1), None, gap=12)
        grid = holder(column(self.table, edge=1), card=True)
        self.set_body(row((column(head, (grid, 1), gap=12), 1), aside, gap=16))

    def chosen_day(self) -> dt.date | None:
        try:
            return StockCount.day.parse(self.day.raw())
        except FieldError:
            return None

    def reload(self, *_: object) -> None:
        """The lots of that day; what was typed for a lot still there stays."""
        day = self.chosen_day()
        self.boxes["day"].say("" if day else "日期看不懂，请写成 2026-10-31 或 1031。", "bad")
        self.model.show_lots(counts.sheet(day) if day else [])
        self._show_earlier()
        self.look()

    def look(self, *_: object) -> None:
        """Say what would be written, and what is missing."""
        lines = self.model.lines
        open_ = sum(one.actual is None for one in lines)
        wrong = sum(bool(one.wrong) for one in lines)
        other = [one for one in lines if one.differs]
        bare = sum(not one.reason.strip() for one in other)
        self.drop_refusal()  # what was refused before is looked at anew here
        people = [editor.raw() for editor in self.people.values()]
        alone, same = not all(people), bool(people[0]) and people[0] == people[1]
        more, less = self.model.sums()
        self.set_fact(f"账上 {len(lines)} 批，已数 {len(lines) - open_} 批，{len(other)} 批不一样")
        self.will.setText(
            f"记下这次盘点。{len(other)} 批不一样：盘盈 {money.figures(more)} 元，盘亏 {money.figures(less)} 元，"
            "记成出入库，可以撤销。"
            if other
            else "记下这次盘点，账实相符。"
        )
        day = self.chosen_day()
        late = bool(day and is_late({"day": day}))
        self.boxes["late"].setVisible(late)
        unexplained = late and not self.late.text().strip()
        said = [f"{wrong} 批的实盘数看不懂，不算数过，请改一改。"] if wrong else []
        said += [f"还有 {open_ - wrong} 批没有数。"] if open_ > wrong else []
        said += [f"{bare} 批不一样，还没有写原因。"] if bare else []
        said += ["盘点要两个人，不能是同一个人。"] if same else ["盘点要两个人。"] if alone else []
        said += ["过了一天才登记，算补录，请写补录原因。"] if unexplained else []
        self.lack.setText("".join(said))
        set_tone(self.lack, "warn")
        self.lack.setVisible(bool(said) and bool(lines))
        whole = bool(lines) and not (open_ or bare or same or unexplained)
        self.book.setEnabled(whole and day is not None)

    def keep(self) -> None:
        day = self.chosen_day()
        assert day is not None
        people = {name: editor.raw() for name, editor in self.people.items()}
        late = self.late.text() if is_late({"day": day}) else ""
        ok, _ = self.desk.attempt(
            counts.keep_count, self.desk.store, day, self.model.counted(), people, late_reason=late
        )
        if ok:
            self.model.forget()
            self.late.clear()
            self.reload()
            self.desk.say(f"已记下 {day} 的盘点。", ("撤销", self.desk.undo))

    def _show_earlier(self) -> None:
        clear(self.earlier)
        rows = self.desk.store.rows(StockCount).order_by(StockCount.day.desc(), StockCount.id.desc())
        links = []
        for one in rows.limit(SHOWN):
            lines = list(StockCountLine.select().where(StockCountLine.count == one.id))
            other = sum(line.book != line.actual for line in lines)
            link = Button(f"{one.day}，{len(lines)} 批，{other} 批不一样", role="link")
            link.setToolTip("打印这次的盘点表")
            link.clicked.connect(partial(self._print_count, one.id))
            links.append(row(link, None))
        fill(self.earlier, links or [text("还没有盘点过。", "small", "quiet")])

    def _print(self) -> None:
        self._open(Wanted(day=self.chosen_day() or dt.date.today()))

    def _print_count(self, record: int) -> None:
        day = StockCount.get_by_id(record).day
        self._open(Wanted(day=day, month=month_of(day), records=(record,)))

    def _open(self, wanted: Wanted) -> None:
        from desktop.views.preview import open_paper

        open_paper(self.desk, "D23F", wanted)

    # the sheet -----------------------------------------------------------------------------------------

    def _pasted(self, block: list[list[str]]) -> None:
        at = self.table.body.currentIndex()
        if at.isValid():
            self.model.put_block(at.row(), at.column(), block)

    def _fill_down(self) -> None:
        self.model.fill(self.table.selected_rows(), self.table.body.currentIndex().column())

    def _wipe(self) -> None:
        self.model.wipe(self.table.selected_rows(), self.table.body.currentIndex().column())

    def _data_changed(self, ledgers: frozenset[str]) -> None:
        if not ledgers or ledgers & {"purchase", "stock_move", "stock_count", "material"}:
            self.reload()
