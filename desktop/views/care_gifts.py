"""捐赠: every gift with what became of it, received = issued + left; the money spent; the list for the wall; letters to givers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from desktop.models import money
from desktop.models.codes import small_list
from desktop.models.fields import Choice, Date, Text
from desktop.models.ledger import Values
from desktop.models.ledgers.care_cash import CashUse
from desktop.models.ledgers.care_goods import Donation
from desktop.models.ledgers.care_ties import group_words
from desktop.services.care import gifts, shelf
from desktop.services.care.gifts import Balance
from desktop.services.paper.document import Wanted
from desktop.views.buttons import Button
from desktop.views.care_board import BoardPage, PaperLine, act, doubts_card, told_card
from desktop.views.cells import Column
from desktop.views.goods_lines import gift_card
from desktop.views.held_rows import Held
from desktop.views.layouts import Part
from desktop.views.recognition_ask import Asked
from desktop.views.rows_model import Shown
from desktop.views.widgets import Stop

NEW = "new"
DAY = Date("哪一天", required=True)
OTHERS = Text("还有哪些学生", max_length=2000, width=22, hint="可写几个，用、隔开，金额平分")


class GiftsPage(BoardPage):
    """One line for each gift, the newest first. The hint "new" opens the form."""

    name = "爱心超市"
    nothing = "还没有捐赠"
    about = "捐来的东西和钱：两个人清点，有指定用途的只用在那里，用完公示、反馈给捐赠人。"
    columns = (
        Column("day", "日期", 96), Column("giver", "捐赠人", 120), Column("came", "收到", 180), Column("went", "已用", 140),
        Column("left", "结存", 120), Column("state", "状态", 84), Column("told", "公示、反馈", 132),
    )  # fmt: skip
    filler = "came"
    frozen = 2
    ledgers = frozenset({"donation", "donor", "goods_move", "cash_use", "goods"})
    road = (
        Stop("gift", "两个人清点接收", "打印登记表，三方签字"), Stop("users-round", "发给孩子", "指定的只给指定的"),
        Stop("megaphone", "公示", "不写学生姓名"), Stop("mail", "反馈", "给捐赠人写一封信"),
    )  # fmt: skip

    def read(self) -> tuple[Any, ...]:
        return (gifts.balances,)

    def rows(self) -> list[Held]:
        self.told: dict[int, Balance] = {one.gift.id: one for one in self.found}
        self.open = gifts.waiting(self.found)
        return [self._held(one) for one in self.found]

    def _held(self, one: Balance) -> Held:
        gift, hung = one.gift, "要再公示" if one.fresh else "已公示"
        told = "、".join(words for words, day in ((hung, gift.posted_on), ("已反馈", gift.thanked_on)) if day)

        state = "good" if gift.state == "done" else None if one.closes else "bad"
        return Held(gift.id, {
            "day": Shown(str(gift.day)), "giver": Shown(one.giver, "warn" if gift.id in self.open.doubts else None),
            "came": Shown(one.received_words or Donation.kind.format(gift.kind)), "went": Shown(one.issued_words or "还没有"),
            "left": Shown(one.left_words, None if not one.empty else "off"),
            "state": Shown(Donation.state.format(gift.state), state),
            "told": Shown(told or "还没有", None if told and not one.fresh else "warn"),
        })  # fmt: skip

    def fact(self) -> str:
        if not self.found:
            return ""
        told = [f"捐赠 {len(self.found)} 笔"]
        fen = sum(one.amount for one in self.found)
        told += (
            [f"捐款 {money.figures(fen)} 元，结存 {money.figures(sum(one.left for one in self.found))} 元"]
            if fen
            else []
        )
        told += [f"{len(self.open.unposted)} 笔没有公示"] if self.open.unposted else []
        told += [f"{len(self.open.again)} 笔公示后又有使用"] if self.open.again else []
        told += [f"{len(self.open.unthanked)} 笔没有反馈"] if self.open.unthanked else []
        told += [] if all(one.closes for one in self.found) else ["有对不上的，请看红字"]
        return "，".join(told)

    def offer(self) -> list[QWidget]:
        made = self.paper_button()
        made.append(
            act(
                "捐赠台账",
                "table-2",
                partial(self.desk.go, "care_goods_books", "donation"),
                tip="捐赠人、捐赠、捐款使用",
            )
        )
        if self.may:
            made.append(act("登记捐赠", "gift", self.new, "primary"))
        return made

    def first_acts(self) -> list[Button]:
        return [act("登记捐赠", "gift", self.new, "primary")] if self.may else []

    def take_hint(self, hint: Any) -> None:
        if hint == NEW and self.may:
            self.new()

    def papers(self) -> list[PaperLine]:
        day, some = self.today(), tuple(self.chosen())
        one = some[:1]
        lines: list[PaperLine] = []
        if one:
            named = self.told[one[0]].giver
            lines += [
                (f"接收捐赠登记表（选中 {len(some)} 笔）", "D31", Wanted(day=day, records=some, ledger=Donation)),
                (f"捐赠物资发放表（{named}）", "D31L", Wanted(day=day, records=one, ledger=Donation)),
                (f"捐赠反馈函（选中 {len(some)} 笔）", "D31F", Wanted(day=day, records=some, ledger=Donation)), None,
            ]  # fmt: skip
        return [
            *lines,
            ("捐赠公示（没有公示的、公示后又用了的）", "D31P", Wanted(day=day)),
            ("空白接收捐赠登记表", "D31", Wanted(day=day)),
        ]

    # beside --------------------------------------------------------------------------------------------

    def beside(self, chosen: list[Any]) -> Sequence[Part]:
        if len(chosen) != 1:
            return [self._acts(chosen)] if chosen and self.may else []
        one = self.told[chosen[0]]
        gift = one.gift
        lines = [("badge-check", shelf.tied_words(gift) or "没有指定用途")]
        lines += [("package", _line_words(line)) for line in one.lines]
        if one.amount:
            lines.append(
                (
                    "wallet",
                    f"收到 {money.figures(one.amount)} 元 = 用 {money.figures(one.used)} + 剩 {money.figures(one.left)}",
                )
            )
        if one.fresh:
            lines.append(("megaphone", f"{gift.posted_on} 公示以后又有发放、使用，请再公示一次"))
        lines.append(("users-round", one.reached_words or "还没有孩子受益"))
        lines += [("wallet", f"{words} {money.figures(fen)} 元") for words, fen in one.bought]
        parts: list[Part] = [told_card(f"{one.giver}　{gift.day}", lines)]
        parts += doubts_card("请看看", list(self.open.doubts.get(gift.id, ())))
        return [*parts, self._acts(chosen)] if self.may else parts

    def _acts(self, chosen: list[Any]) -> QWidget:
        acts: list[Part] = []
        if len(chosen) == 1:
            one = self.told[chosen[0]]
            if one.left > 0:
                acts.append(act("登记用款", "wallet", self.spend))
            if one.gift.state == "got" and one.empty:
                acts.append(act("结清", "check", self.close_, "accept"))
            if one.gift.state == "done":
                acts.append(act("改回已接收", "undo-2", self.open_again, "link"))
        acts += [act("已公示", "megaphone", self.posted), act("已反馈", "mail", self.thanked)]
        return told_card("办理" if len(chosen) == 1 else f"选中 {len(chosen)} 笔", [], *acts)

    def open_row(self, at: int) -> None:
        self.desk.go("care_goods_books", ("donation", self.model.id_at(at)))

    def row_menu(self, menu: QMenu, at: int) -> None:
        menu.addAction("打开\tEnter").triggered.connect(partial(self.open_row, at))
        if self.may:
            menu.addAction("登记已公示").triggered.connect(self.posted)
            menu.addAction("登记已反馈").triggered.connect(self.thanked)

    # doing ---------------------------------------------------------------------------------------------

    def new(self) -> None:
        card = gift_card(self.desk, self.today(), self.ask)
        if self.ask(card):
            self.wanted = card.result_
            self.desk.say("捐赠登记好了，东西已入库。", ("撤销", self.desk.undo))

    def spend(self) -> None:
        one = self.told[self.chosen()[0]]

        def do(values: Values) -> int:
            told = {name: value for name, value in values.items() if value is not None}
            some = gifts.children_named(told.pop("others", ""))
            if some and told.get("student"):
                some.insert(0, told.pop("student"))
            return gifts.spend(self.desk.store, told | {"donation": one.gift.id}, some)

        asked = [
            Asked(CashUse.day, self.today(), must=True), Asked(CashUse.amount, must=True), Asked(CashUse.used_for, must=True),
            Asked(CashUse.student), Asked(OTHERS, name="others"), *_together(one.gift),
            Asked(CashUse.staff1, must=True), Asked(CashUse.staff2, must=True),
        ]  # fmt: skip
        says = f"{one.giver}的捐款还有 {money.figures(one.left)} 元。{shelf.tied_words(one.gift)}"
        self.ask_for("登记用款", asked, do, yes="记下", says=says, done="用款记下了。")

    def close_(self) -> None:
        ok, _ = self.desk.attempt(gifts.close, self.desk.store, self.chosen()[0])
        self.done(ok, "这笔捐赠结清了。")

    def open_again(self) -> None:
        ok, _ = self.desk.attempt(gifts.open_again, self.desk.store, self.chosen()[0])
        self.done(ok, "改回“已接收”了。")

    def posted(self) -> None:
        self._told_on("登记公示", "公示哪天贴出去的", gifts.posted)

    def thanked(self) -> None:
        self._told_on("登记反馈", "反馈函哪天送到的", gifts.thanked)

    def _told_on(self, title: str, label: str, write: Any) -> None:
        some = [int(one) for one in self.chosen()]

        def do(values: Values) -> int:
            return int(write(self.desk.store, some, values["day"]))

        asked = [Asked(DAY, self.today(), label=label, must=True, name="day")]
        self.ask_for(title, asked, do, yes="记下", says=f"{len(some)} 笔捐赠。", done="记下了。")


def _together(gift: Any) -> list[Asked]:
    """For whom together: a tied gift offers the groups it is tied to and nothing else; one child's gift asks nothing."""
    if gift.for_student_id:
        return []
    if not (groups := group_words(gift)):
        return [Asked(CashUse.whom), Asked(CashUse.heads)]
    told = small_list("group", CashUse.whom.label, {one: one for one in groups})
    offered = Choice(CashUse.whom.label, told, width=CashUse.whom.width)
    return [Asked(offered, name="whom"), Asked(CashUse.heads)]


def _line_words(line: gifts.Line) -> str:
    gone = f" + 报损盘差 {line.gone}" if line.gone else ""
    return f"{line.goods.name} 收 {line.received} = 发 {line.issued}{gone} + 存 {line.left}"
