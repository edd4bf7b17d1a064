"""资助: what this term gives, its lists, and the programmes and standards behind them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QSizePolicy, QTabBar, QWidget

from desktop.models import money
from desktop.models.ledgers.aid import AidProgramme, AidStandard
from desktop.models.listing import Filter
from desktop.models.terms import Term, parse_term
from desktop.services.aid import overview
from desktop.services.aid.overview import BatchSum, ProgrammeTerm
from desktop.views.buttons import Button, Chip, tab_bar
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.fund_page import FundsPage
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import Part, Stack, clear, column, fill, holder, row, scroll, show_if
from desktop.views.ledger_page import LedgerPage
from desktop.views.page import Page
from desktop.views.pay_reversal import ReversalsPage
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
from desktop.views.widgets import Elided, Notice, card, line_of, ruled, tag, text

TABS = ("本学期", "资金", "冲销更正", "资助项目", "资助标准")
TAB_AIR = (
    "QTabBar::tab { padding: 2px 4px 3px 4px }"  # no taller than a title, which so stays in its usual place
)
TERM, FUNDS, REVERSALS, PROGRAMMES, STANDARDS = range(5)
HINTS = {"funds": FUNDS, "reversals": REVERSALS, "programmes": PROGRAMMES, "standards": STANDARDS}
COLUMNS = (
    Column("place", "序号", 52, "right"),
    Column("programme", "资助项目", 220),
    Column("term", "学期", 130),
    Column("number", "批次", 76),
    Column("state", "状态", 116),
    Column("heads", "人数", 70, "right"),
    Column("fen", "金额（元）", 110, "right"),
    Column("lack", "缺账户", 76, "right"),
    Column("date", "名单日期", 106),
    Column("paid", "发放日期", 106),
)
TONES = {"draft": "warn", "listed": "warn", "posted": "warn", "void": "off", "paid": "good", "closed": "good"}


def state_tone(state: str) -> str:
    """The colour a list's state is shown in: amber while the school still has to do something with it."""
    return TONES.get(state, "accent")


class AidPage(Stack):
    """Five pages behind one place; the tabs stand beside each page's title. A page is made when it is first wanted."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.makers: tuple[Callable[[Desk], Page], ...] = (
            TermAid,
            FundsPage,
            ReversalsPage,
            ProgrammesPage,
            StandardsPage,
        )
        self.desk = desk
        self.pages: dict[int, Page] = {}
        self.tabs: dict[int, QTabBar] = {}
        for _ in self.makers:
            self.addWidget(QWidget())
        self.page_at(TERM)
        self.setCurrentIndex(TERM)

    def page_at(self, at: int) -> Page:
        """The page of a tab."""
        if at not in self.pages:
            page = self.makers[at](self.desk)
            tabs = tab_bar(TABS)
            tabs.setStyleSheet(TAB_AIR)
            tabs.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            tabs.setCurrentIndex(at)
            tabs.currentChanged.connect(self.show_tab)
            page.set_tags([tabs])
            self.pages[at], self.tabs[at] = page, tabs
            empty = self.widget(at)
            self.insertWidget(at, page)
            self.removeWidget(empty)
            empty.deleteLater()
        return self.pages[at]

    def show_tab(self, at: int) -> None:
        """A form that was begun is asked about first: one stays where it is until it is kept or given up."""
        if not self._may_leave():
            at = self.currentIndex()
        page = self.page_at(at)
        for tabs in self.tabs.values():
            tabs.blockSignals(True)
            tabs.setCurrentIndex(at)
            tabs.blockSignals(False)
        self.setCurrentWidget(page)
        self.tabs[at].setFocus()

    def _may_leave(self) -> bool:
        drawer = self.desk.shell.drawer()
        if drawer is not None and hasattr(drawer, "may_leave") and not drawer.may_leave():
            return False
        self.desk.shell.close_drawer()
        return True

    def take_hint(self, hint: Any) -> None:
        """ "funds", "reversals", "programmes" or "standards" opens that tab; ("standards", id) one programme's there."""
        tab, programme = hint if isinstance(hint, tuple) else (hint, None)
        self.show_tab(HINTS.get(str(tab), TERM))
        page = self.pages[self.currentIndex()]
        if isinstance(page, FundsPage) and programme is not None:
            page.take_hint(programme)
        if programme is not None and isinstance(page, StandardsPage):
            page.clear_filters()
            page.apply_filter(Filter("programme", (programme,)))

    def show_notice(self, notice: Notice) -> None:
        self.pages[self.currentIndex()].show_notice(notice)


class ProgrammesPage(LedgerPage):
    """资助项目 as a ledger."""

    chips = ("role",)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, AidProgramme)

    def fact(self) -> str:
        return f"{super().fact()}，请以本县文件为准，可以修改和增加"


class StandardsPage(LedgerPage):
    """资助标准 as a ledger: old and new rows side by side, each valid from a term on."""

    chips = ("programme", "level", "stage")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, AidStandard)

    def fact(self) -> str:
        return f"{super().fact()}，请以本县文件为准；标准变了就新增一条，旧的留着，起始学期空着的只作参考不参与计算"


class TermAid(Page):
    """The programmes of the term with what they come to, and the lists below."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("资助批次")
        self.desk = desk
        self.make = Button("生成本学期名单", "list-plus", role="primary")
        self.make.clicked.connect(self.new_batch)
        self.hand = Button("手工名单", "gift", tip="校内资助、爱心物品：金额和物品自己写")
        self.hand.clicked.connect(self._by_hand)
        show_if(desk.store.session.may("batch"), self.make, self.hand)
        self.set_actions([self.hand, self.make])
        self.programmes = column(gap=0)
        self.terms = Chip("全部学期", [("all", "全部学期")])
        self.terms.changed.connect(self._soon_reload)
        self.model = HeldRows(COLUMNS, ("fen",), self)
        self.table = FrozenTable(self.model, frozen=2, filler="paid")
        self.table.set_empty_text("这个学期还没有生成名单。")
        self.table.opened.connect(self._open_row)

        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.reload)
        desk.changed.connect(self._soon_reload)
        desk.term_changed.connect(self._soon_reload)
        self._show_lists()
        self.reload()

    def _show_lists(self) -> None:
        lists = row(text("名单", "section"), 4, self.terms, None, gap=8)
        body = column(
            card("", self.programmes, gap=0),
            lists,
            (holder(column(self.table, edge=1), card=True), 1),
            gap=12,
        )
        self.set_body(scroll(body))  # a low window must not squeeze the lists away

    # showing -------------------------------------------------------------------------------------------

    def reload(self) -> None:
        term = self.desk.term
        told = overview.programmes_of(term)
        every = bool(self.terms.chosen())
        lists = overview.batches_of(None if every else term)
        heads, fen = sum(one.heads for one in told), sum(one.fen for one in told)
        done = f"已列入 {heads} 人次，合计 {money.figures(fen)} 元" if heads else "还没有生成名单"
        self.set_fact(f"{term.title}，{done}")
        self._show_programmes(told)
        self.model.show_rows([_held(place, one) for place, one in enumerate(lists, 1)])

    def _show_programmes(self, told: list[ProgrammeTerm]) -> None:
        clear(self.programmes)
        usable = [one for one in told if one.batches or not one.why_not]
        other = [one for one in told if one not in usable]
        lines: list[Part] = [self._programme(one) for one in usable]
        if other:
            named = "；".join(f"{one.programme.short or one.programme.name}{one.why_not}" for one in other)
            link = self._link("看标准", self._open_standards)
            lines.append(
                row((line_of("info", "quiet", f"{named}。", "small"), 1), link, gap=8, edge=(0, 10, 0, 2))
            )
        fill(self.programmes, ruled(*lines))

    def _programme(self, told: ProgrammeTerm) -> QWidget:
        """Name and state, what it comes to in figures and in words, what is missing, the way on."""
        name = Elided(told.programme.name, "strong")
        sums = text(f"{told.heads} 人，{money.figures(told.fen)} 元", "strong", right=True)
        words = text(money.words(told.fen), "small", "quiet", right=True)
        lack = text(f"{told.no_account} 人缺收款账户", "small", "bad")
        show_if(bool(told.no_account), lack)
        states = [tag(one.state, state_tone(one.batch.state)) for one in told.batches[:3]]
        if not told.batches:
            act = self._link("生成名单", partial(self.new_batch, told.programme.id))
            show_if(self.desk.store.session.may("batch"), act)
            fact = row(text("本学期还没有名单", "small", "quiet"), None)
            return holder(row((column(name, fact, gap=3), 1), act, gap=20, edge=(0, 10, 0, 10)))
        act = self._link("打开名单", partial(self.open_batch, told.batches[0].batch.id))
        gaps = self._link("差异", partial(self.desk.go, "difference", (told.programme.id, self.desk.term)))
        left = column(name, row(*states, lack, None, gap=8), gap=4)
        return holder(row((left, 1), column(sums, words, gap=2), gaps, act, gap=20, edge=(0, 10, 0, 10)))

    @staticmethod
    def _link(words: str, act: Callable[..., None]) -> Button:
        link = Button(words, role="link", tail="arrow-right")
        link.clicked.connect(lambda _checked=False: act())
        return link

    # going ---------------------------------------------------------------------------------------------

    def new_batch(self, programme: Any = None) -> None:
        self.desk.go("new_batch", programme if isinstance(programme, int) and programme else None)

    def _by_hand(self) -> None:
        self.desk.go("hand_batch")

    def open_batch(self, batch: int) -> None:
        self.desk.go("batch", batch)

    def _open_row(self, at: int) -> None:
        self.open_batch(self.model.id_at(at))

    def _open_standards(self) -> None:
        self.desk.go("aid", "standards")

    def _soon_reload(self, *_: object) -> None:
        self._soon.start()


def _held(place: int, one: BatchSum) -> Held:
    batch = one.batch
    term: Term = parse_term(batch.term)
    lack = Shown(f"{one.no_account} 人", "bad") if one.no_account else Shown("—", "quiet")
    cells = {
        "place": Shown(str(place)),
        "programme": Shown(AidProgramme.caption_of(batch.programme_id)),
        "term": Shown(term.title),
        "number": Shown(f"第{batch.number}批"),
        "state": Shown(one.state, state_tone(batch.state), "tag"),
        "heads": Shown(str(one.heads)),
        "fen": Shown(money.figures(one.fen)),
        "lack": lack,
        "date": Shown(f"{batch.list_date:%Y-%m-%d}" if batch.list_date else ""),
        "paid": Shown(f"{batch.paid_on:%Y-%m-%d}" if batch.paid_on else "—"),
    }
    counted = 0 if batch.state == "void" else one.fen
    return Held(batch.id, cells, {"place": place, "heads": one.heads, "fen": counted, "lack": one.no_account})
