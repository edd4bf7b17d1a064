"""结算, this month: the triangle, the reasons, the classes; settle, explain, sign, give back, print."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu

from desktop.models import money
from desktop.models.errors import Refused
from desktop.services import head_meals
from desktop.services.meals import calendar, carried, settlement, settling, trace_sums, triangle
from desktop.services.meals.month_money import ClassLine, Figures, figures
from desktop.services.meals.reports import heads_moved
from desktop.services.meals.settling import Standing
from desktop.services.meals.triangle import Trace
from desktop.services.paper.document import Wanted
from desktop.views import messages, recognition_ask
from desktop.views.buttons import Button
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.held_rows import CountedRows, Held
from desktop.views.layouts import Stack, clear, column, fill, holder, row, scroll
from desktop.views.meal_month_bar import MonthBar
from desktop.views.meal_settle_ask import SettleCard
from desktop.views.meal_settle_parts import ExplainCard, month_card, reasons_card
from desktop.views.meal_settle_tab import SettleTab
from desktop.views.meal_settle_triangle import TriangleView
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
from desktop.views.widgets import Stop, card, empty_page, light, line_of

COLUMNS = (
    Column("class", "班级", 96),
    Column("pupils", "学生数", 80, "right"),
    Column("days", "供餐天数", 88, "right"),
    Column("due", "应就餐人次", 100, "right"),
    Column("fed", "实际就餐人次", 110, "right"),
    Column("unfed", "未就餐人次", 100, "right"),
    Column("standard", "标准（元）", 92, "right"),
    Column("amount", "金额（元）", 110, "right"),
    Column("basis", "标准依据", 240),
)
COUNTED = ("pupils", "due", "fed", "unfed")
STATES = {
    "made": ("已结算，等校长签字", "warn"), "signed": ("校长已签", "good"), "returned": ("校长退回了，改好重新结算", "bad"),
}  # fmt: skip
STALE = "结算以后台账有变动（例如补登了到账），和结算的数不一样：请撤回结算（校长已签的请退回），重新结算"
PAPERS = (
    ("D24M", "营养改善计划月报"), ("D24", "就餐统计表"), ("D24P", "餐费公示"), ("D24Y", "年度汇总表"),
    ("D24G", "图表"),
)  # fmt: skip
ROAD = (
    Stop("utensils", "每天录餐", "就餐人次从这里来"),
    Stop("package", "出库", "实际支出从这里来"),
    Stop("calculator", "月底结算", "三边对清，校长签字"),
)
LOW = 196  # px that the classes have at least


class SettleMonthPage(SettleTab):
    """One month of one kind of meal. The hint is a month."""

    def __init__(
        self, desk: Desk, bar: MonthBar, *, run: Any = recognition_ask.run, ask_text: Any = messages.ask_text
    ) -> None:
        super().__init__(desk, bar)
        self.run, self.ask_text = run, ask_text
        self.side = 0
        self.told: Figures | None = None
        self.row: Any = None
        self._build()

    def _build(self) -> None:
        self.state, self.returned = row(gap=8), column(gap=0)
        self.view = TriangleView()
        self.view.opened.connect(self.open_corner)
        self.view.side_chosen.connect(self.choose_side)
        three = card("餐费三角核对", self.view)
        three.setMaximumWidth(424)
        self.reasons, self.facts = column(gap=0), column(gap=0)
        reasons, facts = scroll(self.reasons), scroll(self.facts)
        facts.setFixedWidth(234)
        top = holder(row((column(three, None, gap=0), 3), (reasons, 4), facts, gap=12))
        top.setFixedHeight(322)
        self.model = CountedRows(COLUMNS, COUNTED, ("amount",), self)
        self.table = FrozenTable(self.model, frozen=1, filler="basis")
        self.table.opened.connect(self._open_class)
        self.table.setMinimumHeight(LOW)
        grid = holder(column(self.table, edge=1), card=True)
        body = column(top, (grid, 1), gap=12, edge=(0, 0, 6, 0))
        self.stack = Stack()
        self.stack.addWidget(scroll(body))
        go = Button("去录餐", "utensils", role="primary")
        go.clicked.connect(self._to_meals)
        words = "登记了就餐，这里就算得出应拨；登记了出库，就算得出实支；到账在“资助批次·资金”里登记。"
        self.stack.addWidget(empty_page("这个月还没有登记", words, ROAD, [go]))
        head = row(self.place, 12, self.state, None)
        self.set_body(column(head, self.returned, (self.stack, 1), gap=10))

    # showing -------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """The month as the ledgers have it, and its settlement."""
        self.bar.show_month(self.bar.month, self.bar.kind)
        ok, told = self.desk.attempt(figures, self.desk.store, self.bar.month, self.bar.kind)
        if not ok:
            return
        self.told, self.row = told, settlement.settled(told.month, told.kind)
        self._offer()
        clear(self.state)
        words, tone = STATES[self.row.state] if self.row else ("还没有结算", "off")
        fill(self.state, [light(words, tone)])
        clear(self.returned)
        if self.row and self.row.state == "returned":
            fill(self.returned, [line_of("undo-2", "bad", f"校长退回的原因：{self.row.returned_why}")])
        full = bool(told.summary.classes or told.spent or told.received)
        self.stack.setCurrentIndex(0 if full else 1)
        stale = self.row is not None and self.row.state != "returned" and settlement.is_stale(told, self.row)
        self.set_fact(STALE if stale else _moved(heads_moved(self.desk.store, told)) or _fact(told))
        self._show_money(told)
        self.model.show_rows([_held(line) for line in told.classes])
        self.table.refresh()

    @property
    def kept(self) -> list[Any]:
        """The reasons kept with a settlement that stands."""
        return settlement.lines_of(self.row.id) if self.row and self.row.state != "returned" else []

    def _show_money(self, told: Figures) -> None:
        standing = self.row is not None and self.row.state != "returned"
        self.three = triangle.triangle(told, settlement.reasons(self.row.id) if standing else None)
        self.view.show_triangle(self.three)
        clear(self.facts)
        ways = ("days", "people", "fed", "grown", "average", "left")
        fill(self.facts, [month_card(told, {key: partial(self.open_figure, key) for key in ways}), None])
        self.choose_side(self.side)

    def choose_side(self, at: int) -> None:
        self.side = at
        self.view.mark_side(at)
        open_ = self.row is not None and self.row.state == "made" and self.desk.store.session.may("meals")
        add = None
        if at == 0 and open_:
            add = Button("写说明", role="link", tail="arrow-right")
            add.clicked.connect(self.explain)
        clear(self.reasons)
        kept = self.kept if at == 0 else []
        made = reasons_card(
            self.three.sides[at],
            kept,
            add=add,
            drop=self.unexplain if open_ else None,
            reckoned=self.told.lines if self.told else (),
        )
        fill(self.reasons, [made, None])

    def _offer(self) -> None:
        session, state = self.desk.store.session, self.row.state if self.row else ""
        actions: list[Button] = []
        if session.may("print"):
            actions.append(self._button("打印…", "printer", self._open_papers))
        if session.may("approve") and state in ("made", "signed"):
            actions.append(self._button("退回…", "undo-2", self.give_back))
        if session.may("meals") and state in ("made", "returned"):
            actions.append(self._button("撤回结算", "undo-2", self.take_back))
        if session.may("meals") and state in ("", "returned"):
            actions.append(self._button("结算这个月", "calculator", self.settle, "primary"))
        if session.may("approve") and state == "made":
            actions.append(self._button("校长签字", "signature", self.sign, "primary"))
        self.set_actions(actions)

    def _button(self, words: str, icon: str, act: Callable[[], object], role: str = "plain") -> Button:
        made = Button(words, icon, role=role)
        made.clicked.connect(partial(_press, act))
        return made

    def _open_papers(self) -> None:
        self.papers().popup(QCursor.pos())

    def papers(self) -> QMenu:
        """What can be printed or written of this month."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for code, words in PAPERS:
            menu.addAction(words).triggered.connect(partial(self._print, code))
        if self.desk.store.session.may("meals"):
            menu.addSeparator()
            menu.addAction("月报存成 Excel 表格…").triggered.connect(partial(self._export, "month"))
            menu.addAction("年度表存成 Excel 表格…").triggered.connect(partial(self._export, "year"))
        return menu

    # doing ---------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Say what will happen, then keep the month."""
        told = self.told
        if told is None:
            return
        if why := settlement.why_not(self.desk.store, told):
            self.desk.refuse(Refused(why))
            return
        words = (
            f"应拨 {money.figures(told.due)} 元，实支 {money.figures(told.spent)} 元，到账 {money.figures(told.received)} 元。"
            "结算以后，这个月的录餐、供餐日历、进货和出入库都不能再改；要改先撤回结算。"
        )
        written = carried.in_words(told, carried.carried(told, self.row))
        words = "\n".join(filter(None, (_missing(told), words, written)))
        ok, found = self.desk.attempt(settling.standing, self.desk.store, told.month)
        if ok and self._settled(told, found, words):
            self.desk.say(f"{told.title}结算好了。", ("撤销", self.desk.undo))

    def _settled(self, told: Figures, found: Standing, words: str) -> bool:
        """Ask, with what the check found; settle. Whether it was done."""
        if found.errors:
            return bool(self.run(SettleCard(self.desk, told, found, words)))
        if not self.desk.ask(self.desk.shell, f"结算{told.title}", f"{found.words}{words}", "结算"):
            return False
        return bool(self.desk.attempt(settling.settle, self.desk.store, told.month, told.kind)[0])

    def explain(self) -> None:
        if self.row and self.run(ExplainCard(self.desk, self.row.id)):
            self.desk.say("差异说明写上了。", ("撤销", self.desk.undo))

    def unexplain(self, line: int) -> None:
        if self.desk.attempt(settlement.unexplain, self.desk.store, line)[0]:
            self.desk.say("删去了一条差异说明。", ("撤销", self.desk.undo))

    def take_back(self) -> None:
        words = "撤回以后，这个月的录餐、进货和出入库又可以改；手写的差异说明先拿掉，重新结算时要说明的差额没有变的，照旧带上。可以撤销。"
        if not self.row or not self.desk.ask(self.desk.shell, "撤回结算", words, "撤回"):
            return
        if self.desk.attempt(settlement.take_back, self.desk.store, self.row.id)[0]:
            self.desk.say("结算撤回了。", ("撤销", self.desk.undo))

    def sign(self) -> None:
        if self.row is None or self.told is None:
            return
        if not_yet := head_meals.not_yet(self.desk.store, self.row):
            self.desk.refuse(Refused(not_yet))
            return
        ok, found = self.desk.attempt(settling.standing, self.desk.store, self.told.month)
        if not ok:
            return
        why = f"结算时写明的原因：{self.row.gaps_reason}。" if self.row.gaps_reason else ""
        words = f"{found.words}{why}签字以后，{self.told.title}的结算不能再改，也不能撤销；发现有错只能退回。"
        if not self.desk.ask(self.desk.shell, "校长签字", words, "签字"):
            return
        if self.desk.attempt(settlement.sign, self.desk.store, self.row.id)[0]:
            self.desk.say(f"{self.told.title}结算签好了。")

    def give_back(self) -> None:
        why = str(self.ask_text(self, "退回结算", "为什么退回，专管员照着改", yes="退回") or "")
        if self.row and why and self.desk.attempt(settlement.give_back, self.desk.store, self.row.id, why)[0]:
            self.desk.say("退回了，专管员改好以后重新结算。")

    # opening -------------------------------------------------------------------------------------------

    def open_corner(self, key: str) -> None:
        self.open_figure(key)

    def open_figure(self, key: str) -> None:
        """What a figure was made of, on a page of its own."""
        told = self.told
        if told is None:
            return
        if key == "days":
            self.desk.go("meal_calendar", (told.month, told.kind))
            return
        store = self.desk.store
        makers: dict[str, Callable[[], Trace]] = {
            "due": lambda: triangle.of_due(store, told), "spent": lambda: triangle.of_spent(store, told),
            "received": lambda: triangle.of_received(store, told), "fed": lambda: triangle.of_fed(store, told),
            "people": lambda: triangle.of_people(store, told), "grown": lambda: triangle.of_grown(store, told),
            "average": lambda: trace_sums.of_average(store, told), "left": lambda: trace_sums.of_left(store, told),
        }  # fmt: skip
        ok, trace = self.desk.attempt(makers[key])
        if ok:
            self.desk.go("meal_trace", trace)

    def _open_class(self, at: int) -> None:
        if self.told is not None:
            line = next(one for one in self.told.classes if one.school_class == self.model.id_at(at))
            self.desk.go("meal_trace", triangle.of_class(self.desk.store, self.told, line))

    def _to_meals(self) -> None:
        self.desk.go("meals")

    def _print(self, code: str, _checked: bool = False) -> None:
        from desktop.views.preview import open_paper

        day = settlement_day(self.row)
        open_paper(self.desk, code, Wanted(month=self.bar.month, meal=self.bar.kind, day=day))

    def _export(self, what: str, _checked: bool = False) -> None:
        from desktop.views.meal_settle_export import export

        export(self.desk, what, self.bar.month, self.bar.kind)


def settlement_day(row: Any) -> dt.date:
    """The day on the paper: when the headteacher signed, else when it was settled, else today."""
    return (row.approved_on or row.made_on) if row else dt.date.today()


def _press(act: Callable[[], object], _checked: bool = False) -> None:
    act()


def _missing(told: Figures) -> str:
    """Classes that did not keep a sheet on every day the school served."""
    short = [line for line in told.classes if line.days < told.summary.days]
    served = sum(one.served for one in calendar.month_days(told.month, told.kind))
    said = []
    if served > told.summary.days:
        said.append(f"供餐日历上有 {served} 天供餐，登记了的只有 {told.summary.days} 天。")
    if short:
        said.append(
            f"{short[0].name}等 {len(short)} 个班有几天没有登记。"
            if len(short) > 1
            else f"{short[0].name}有几天没有登记。"
        )
    return "".join(said)


def _moved(differs: tuple[str, ...]) -> str:
    """What the roster would have otherwise today: the month report keeps to what was settled."""
    return f"月报按结算时的人数打印；今天的名册算出来不一样：{'；'.join(differs)}" if differs else ""


def _fact(told: Figures) -> str:
    if told.unpriced:
        return f"没有这个学期的膳食补助标准：{'、'.join(told.unpriced[:3])}"
    return f"{told.title}：点数字看是哪些记录算出来的，点到底就是当天的登记"


def _held(line: ClassLine) -> Held:
    counts = {"pupils": line.pupils, "days": line.days, "due": line.due_times, "fed": line.fed_times}
    counts |= {"unfed": line.due_times - line.fed_times}
    cells = {key: Shown(str(count) if count else "—") for key, count in counts.items()}
    price = money.figures(line.standard) if line.standard else "—"
    cells |= {
        "class": Shown(line.name),
        "standard": Shown(price),
        "amount": Shown(money.figures(line.amount)),
        "basis": Shown(line.basis or "没有登记标准", None if line.basis else "bad"),
    }
    return Held(line.school_class, cells, counts | {"amount": line.amount})
