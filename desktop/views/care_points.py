"""积分: who has how many, points given to some at once, exchanged for what lies on the shelf. 微心愿: the four steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.ledger import Values
from desktop.models.ledgers.care_goods import Goods, GoodsMove, PointsEntry, Wish
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import Student
from desktop.services.care import issue, wishes
from desktop.services.care.issue import Account, Give
from desktop.services.paper.document import Wanted
from desktop.views.buttons import Button
from desktop.views.care_board import BoardPage, PaperLine, act, told_card
from desktop.views.cells import Column
from desktop.views.held_rows import Held
from desktop.views.layouts import Part
from desktop.views.recognition_ask import Asked
from desktop.views.rows_model import Shown
from desktop.views.widgets import Stop

LAST = 6  # entries shown beside
TONES = {wishes.ASKED: "warn", wishes.TAKEN: None, wishes.DONE: "good", wishes.BACK: "off"}


class PointsPage(BoardPage):
    """One line for each child with points. A class teacher sees and gives points to the own pupils."""

    name = "爱心超市"
    nothing = "还没有积分"
    about = "孩子做了好事、有了进步，记上积分，可以到爱心超市换文具和生活用品。"
    columns = (
        Column("name", "学生", 110), Column("class", "班级", 100), Column("earned", "得到积分", 96, "right"),
        Column("used", "已兑换", 88, "right"), Column("left", "还有", 80, "right"),
    )  # fmt: skip
    filler = "name"
    counted = ("earned", "used", "left")
    ledgers = frozenset({"points_entry", "goods_move", "student"})
    road = (
        Stop("star", "记积分", "可以一次记几个孩子"), Stop("gift", "兑换", "从库存里换，自动扣分"),
        Stop("printer", "积分榜", "贴在教室里"),
    )  # fmt: skip

    def read(self) -> tuple[Any, ...]:
        return (issue.accounts,)

    def rows(self) -> list[Held]:
        self.accounts: dict[int, Account] = {one.student: one for one in self.found}
        return [self._held(one) for one in self.found]

    @staticmethod
    def _held(one: Account) -> Held:
        klass = SchoolClass.caption_of(one.class_id)
        numbers = {"earned": one.earned, "used": one.used, "left": one.left}
        cells = {key: Shown(str(count)) for key, count in numbers.items()}
        return Held(one.student, {"name": Shown(one.name), "class": Shown(klass), **cells}, numbers)

    def fact(self) -> str:
        left = sum(one.left for one in self.found)
        return f"{len(self.found)} 人有积分，还有 {left} 分没有兑换" if self.found else ""

    def offer(self) -> list[QWidget]:
        made = self.paper_button()
        made.append(act("积分记录", "table-2", partial(self.desk.go, "care_goods_books", "points_entry")))
        if self.may:
            made.append(act("兑换", "gift", self.exchange, tip="选一个孩子，换库存里的东西"))
        return [*made, *self.first_acts()]

    def first_acts(self) -> list[Button]:
        return [act("记积分", "star", self.earn, "primary")] if self.writes("points_entry") else []

    def papers(self) -> list[PaperLine]:
        return [("积分榜", "POINTS", Wanted(day=self.today(), term=self.desk.term))]

    def beside(self, chosen: list[Any]) -> Sequence[Part]:
        if len(chosen) != 1:
            return [
                told_card(
                    "怎么用", [("star", "选几个孩子，按“记积分”一起记"), ("gift", "选一个孩子，按“兑换”")]
                )
            ]
        one = self.accounts[chosen[0]]
        entries = (
            PointsEntry.select()
            .where(PointsEntry.student == one.student)
            .order_by(PointsEntry.day.desc())
            .limit(LAST)
        )
        moves = issue.given([one.student], *_ever(), kind=issue.POINTS).get(one.student, [])
        lines = [("star", f"{row.day}　{row.reason}　+{row.points}") for row in entries]
        lines += [
            ("gift", f"{row.day}　{Goods.caption_of(row.goods_id)} {row.quantity}　−{row.points}")
            for row in moves[-LAST:]
        ]
        acts = [act("兑换", "gift", self.exchange, "accept")] if self.may else []
        return [told_card(f"{Student.caption_of(one.student)}　还有 {one.left} 分", lines, *acts)]

    def open_row(self, at: int) -> None:
        if self.may:
            self.exchange()

    def row_menu(self, menu: QMenu, at: int) -> None:
        if self.writes("points_entry"):
            menu.addAction("记积分").triggered.connect(self.earn)
        if self.may:
            menu.addAction("兑换\tEnter").triggered.connect(self.exchange)
        menu.addAction("打开学生").triggered.connect(partial(self.desk.open_pupil, self.model.id_at(at)))

    def earn(self) -> None:
        """Points for the chosen children, or for one that is named."""
        chosen = [int(one) for one in self.chosen()]

        def do(values: Values) -> int:
            who = chosen if chosen and values.get("student") is None else [values["student"]]
            return issue.earn(
                self.desk.store, who, values["points"], day=values["day"], why=values["reason"], staff=values.get("staff")
            )  # fmt: skip

        named = "、".join(map(Student.caption_of, chosen[:4])) if chosen else ""
        says = (
            f"记给选中的 {len(chosen)} 人：{named}{'等' if len(chosen) > 4 else ''}；写了别的学生就只记给他。"
            if chosen
            else ""
        )
        asked = [
            Asked(PointsEntry.student, must=not chosen, label="学生" if not chosen else "别的学生"),
            Asked(PointsEntry.day, self.today(), must=True), Asked(PointsEntry.points, 5, must=True),
            Asked(PointsEntry.staff), Asked(PointsEntry.reason, must=True),
        ]  # fmt: skip
        self.ask_for("记积分", asked, do, yes="记上", says=says, done="积分记好了。")

    def exchange(self) -> None:
        chosen = self.chosen()
        if len(chosen) != 1:
            self.desk.say("请先选一个孩子，再按“兑换”。")
            return
        one = self.accounts[chosen[0]]

        def do(values: Values) -> int:
            give = Give(one.student, values["goods"], values["quantity"])
            return issue.exchange(self.desk.store, give, values["day"], values.get("staff"))

        asked = [
            Asked(GoodsMove.goods, must=True), Asked(GoodsMove.quantity, 1, must=True),
            Asked(GoodsMove.day, self.today(), must=True), Asked(GoodsMove.staff),
        ]  # fmt: skip
        self.ask_for(
            "兑换",
            asked,
            do,
            yes="兑换",
            says=f"{Student.caption_of(one.student)} 还有 {one.left} 分。",
            done="兑换好了，积分已扣。",
        )


def _ever() -> tuple[dt.date, dt.date]:
    return dt.date.min, dt.date.max


class WishPage(BoardPage):
    """微心愿 by their state, the open ones first; the next step is always one button."""

    name = "爱心超市"
    nothing = "还没有微心愿"
    about = "孩子的一个小愿望：征集、有人认领、达成、回访，四步都留下记录。"
    columns = (
        Column("state", "状态", 84), Column("name", "学生", 96), Column("class", "班级", 84), Column("words", "心愿", 200),
        Column("day", "征集", 96), Column("taken", "认领人", 110), Column("done", "达成", 96),
    )  # fmt: skip
    filler = "words"
    ledgers = frozenset({"wish", "student", "goods_move"})
    road = (
        Stop("heart", "征集", "写下孩子的心愿"), Stop("hand-heart", "认领", "爱心人士、教师、企业"),
        Stop("gift", "达成", "可以从爱心超市出"), Stop("message-square", "回访", "孩子怎么说"),
    )  # fmt: skip

    def read(self) -> tuple[Any, ...]:
        return (wishes.board,)

    def rows(self) -> list[Held]:
        self.wishes = {row.id: row for row in self.found.rows}
        return [self._held(row) for row in self.found.rows]

    @staticmethod
    def _held(row: Any) -> Held:
        pupil = row.student
        return Held(row.id, {
            "state": Shown(Wish.state.format(row.state), TONES.get(row.state)), "name": Shown(pupil.name),
            "class": Shown(SchoolClass.caption_of(pupil.school_class_id)), "words": Shown(row.words),
            "day": Shown(str(row.day)), "taken": Shown(row.taken_by or ""), "done": Shown(str(row.done_on or "")),
        })  # fmt: skip

    def fact(self) -> str:
        return str(self.found.sentence)

    def offer(self) -> list[QWidget]:
        made = self.paper_button() if self.desk.store.session.classes is None else []
        made.append(act("全部心愿", "table-2", partial(self.desk.go, "care_goods_books", "wish")))
        return [*made, *self.first_acts()]

    def first_acts(self) -> list[Button]:
        return [act("征集心愿", "plus", self.new, "primary")] if self.writes("wish") else []

    def papers(self) -> list[PaperLine]:
        some = tuple(self.chosen())
        words = f"微心愿墙（选中 {len(some)} 个）" if len(some) > 1 else "微心愿墙（等人认领的）"
        return [(words, "WISH", Wanted(day=self.today(), records=some if len(some) > 1 else ()))]

    def row(self) -> Any | None:
        chosen = self.chosen()
        return self.wishes.get(chosen[0]) if len(chosen) == 1 else None

    def beside(self, chosen: list[Any]) -> Sequence[Part]:
        row = self.row()
        if row is None:
            return []
        lines = [
            ("heart", row.words), ("calendar", f"{row.day} 征集"),
            ("hand-heart", f"{row.taken_on or ''} {row.taken_by} 认领" if row.taken_by else ""),
            ("gift", f"{row.done_on} 达成：{row.how or ''}" if row.done_on else ""),
            ("message-square", f"{row.back_on} 回访：{row.back_words}" if row.back_on else ""),
        ]  # fmt: skip
        next_ = wishes.NEXT.get(row.state) if self.writes("wish") else None
        names = {wishes.TAKEN: "登记认领", wishes.DONE: "登记达成", wishes.BACK: "登记回访"}
        acts = [act(names[next_], "check", self.step, "accept")] if next_ else []
        if row.state == wishes.TAKEN and next_:
            acts.append(act("退回，等别人认领", "undo-2", self.leave, "link"))
        return [
            told_card(f"{Student.caption_of(row.student_id)}　{Wish.state.format(row.state)}", lines, *acts)
        ]

    def open_row(self, at: int) -> None:
        self.step()

    def row_menu(self, menu: QMenu, at: int) -> None:
        menu.addAction("下一步\tEnter").triggered.connect(self.step)
        menu.addAction("打开学生").triggered.connect(
            lambda: self.desk.open_pupil(self.wishes[self.model.id_at(at)].student_id)
        )

    # doing ---------------------------------------------------------------------------------------------

    def new(self) -> None:
        def do(values: Values) -> int:
            self.wanted = wishes.ask(self.desk.store, values["student"], values["words"], values["day"])
            return self.wanted

        asked = [
            Asked(Wish.student, must=True),
            Asked(Wish.day, self.today(), must=True),
            Asked(Wish.words, must=True),
        ]
        self.ask_for(
            "征集微心愿",
            asked,
            do,
            yes="记下",
            says="写孩子自己的话。墙上只写心愿和班级，不写姓名。",
            done="心愿记下了。",
        )

    def step(self) -> None:
        """What comes next for the chosen wish."""
        row = self.row()
        if row is None or not self.writes("wish"):
            return
        {wishes.ASKED: self._take, wishes.TAKEN: self._fulfil, wishes.DONE: self._look_back}.get(
            row.state, lambda _row: None
        )(row)

    def _take(self, row: Any) -> None:
        def do(values: Values) -> None:
            wishes.take(self.desk.store, row.id, values["taken_by"], values["taken_on"])

        asked = [Asked(Wish.taken_by, must=True), Asked(Wish.taken_on, self.today(), must=True)]
        self.ask_for("登记认领", asked, do, yes="认领", says=row.words, done="已认领。")

    def _fulfil(self, row: Any) -> None:
        def do(values: Values) -> None:
            goods = values.get("goods")
            give = Give(row.student_id, goods, values.get("quantity") or 1) if goods else None
            wishes.fulfil(self.desk.store, row.id, values["how"], values["done_on"], give)

        asked = [Asked(Wish.done_on, self.today(), must=True), Asked(Wish.how, must=True)]
        if self.may:
            asked += [
                Asked(GoodsMove.goods, says="从爱心超市出的选上，一起出库；别人买来的空着"),
                Asked(GoodsMove.quantity, 1),
            ]
        self.ask_for(
            "登记达成",
            asked,
            do,
            yes="达成",
            says=f"{Student.caption_of(row.student_id)}：{row.words}",
            done="心愿达成了。",
        )

    def _look_back(self, row: Any) -> None:
        def do(values: Values) -> None:
            wishes.look_back(self.desk.store, row.id, values["back_words"], values["back_on"])

        asked = [Asked(Wish.back_on, self.today(), must=True), Asked(Wish.back_words, must=True)]
        self.ask_for("登记回访", asked, do, yes="记下", says=row.words, done="回访记下了。")

    def leave(self) -> None:
        row = self.row()
        if row is not None:
            ok, _ = self.desk.attempt(wishes.leave, self.desk.store, row.id)
            self.done(ok, "已退回，等别人认领。")
