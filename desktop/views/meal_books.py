"""Ledgers of the canteen that need more than a form: findings to be closed, postings to come down."""

from __future__ import annotations

import datetime as dt
from typing import Any

from desktop.models.ledger import Ledger, Values
from desktop.models.ledgers.meal_people import HealthCertificate
from desktop.models.ledgers.meal_watch import FoodFinding, MealPosting
from desktop.services.meals import logs, postings, watch, workers
from desktop.views import recognition_ask
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.ledger_page import LedgerPage
from desktop.views.recognition_ask import AskCard, Asked, keep_paper

DAYS_MORE = 7  # a finding that was not mended gets so many days more, until somebody says otherwise


class BookPage(LedgerPage):
    """One of the canteen's ledgers. `run` shows a card and says whether its step was done."""

    def __init__(self, desk: Desk, ledger: type[Ledger], *, run: Any = recognition_ask.run) -> None:
        self.run = run
        super().__init__(desk, ledger)

    def chosen(self) -> Any:
        """The record one is at; None, and a word about it, when there is none."""
        record = self.model.record(self.table.current_row()) if self.table.current_row() >= 0 else None
        if record is None:
            self.desk.say(f"请先在表里选一{self.ledger.counter}。")
        return record

    def done(self, card: AskCard, words: str) -> None:
        if self.run(card):
            self.desk.say(words, ("撤销", self.desk.undo))


class FindingsPage(BookPage):
    """问题整改: mended by one, looked at again by another."""

    chips = ("state", "responsible")

    def __init__(self, desk: Desk, **more: Any) -> None:
        super().__init__(desk, FoodFinding, **more)

    def fact(self) -> str:
        told = watch.findings(self.desk.store, dt.date.today())
        over = sum(one.state == "over" for one in told)
        waits = sum(one.state == "done" for one in told)
        more = [f"{over} 件过了期限"] * bool(over) + [f"{waits} 件等复查"] * bool(waits)
        return "，".join([super().fact(), *more])

    def make_actions(self) -> list[Button]:
        made = super().make_actions()
        if not made:
            return made
        mend, verify = Button("整改完成", "check"), Button("复查…", "search-check")
        mend.clicked.connect(self.mend)
        verify.clicked.connect(self.verify)
        return [*made[:-1], mend, verify, made[-1]]

    def mend(self) -> None:
        if (row := self.chosen()) is None:
            return
        store, today = self.desk.store, dt.date.today()

        def do(values: Values) -> None:
            watch.mended(store, row.id, values["done_on"], values["done_how"] or "")

        asked = [
            Asked(FoodFinding.done_on, today, must=True),
            Asked(FoodFinding.done_how, row.done_how, must=True),
        ]
        self.done(
            AskCard(self.desk, "整改完成", asked, do, yes="登记整改", says=row.problem),
            "登记好了，等别人复查。",
        )

    def verify(self) -> None:
        """Closed when it is in order; else open again with another day."""
        if (row := self.chosen()) is None:
            return
        store, today = self.desk.store, dt.date.today()

        def do(values: Values) -> None:
            if values["due_on"]:
                watch.not_mended(store, row.id, values["due_on"])
            else:
                watch.verified(store, row.id, values["verified_on"], values["verified_by"])

        asked = [
            Asked(FoodFinding.verified_by, logs.myself(store), must=True), Asked(FoodFinding.verified_on, today, must=True),
            Asked(FoodFinding.due_on, None, "还没改好的，限到哪天", "空着就是改好了，销号"),
        ]  # fmt: skip
        says = f"{row.problem}\n整改：{row.done_how or '还没有写'}"
        self.done(AskCard(self.desk, "复查", asked, do, yes="登记复查", says=says), "复查登记好了。")


class PostingsPage(BookPage):
    """营养餐公示: what hangs, and taking it down when its days are over."""

    chips = ("kind",)

    def __init__(self, desk: Desk, **more: Any) -> None:
        super().__init__(desk, MealPosting, **more)

    def fact(self) -> str:
        told = postings.hangings(self.desk.store, dt.date.today())
        counts = {state: sum(one.state == state for one in told) for state in (postings.UP, postings.FULL)}
        more = [f"正在挂 {counts[postings.UP]} 份"] * bool(counts[postings.UP])
        more += [f"{counts[postings.FULL]} 份期满可以撤下"] * bool(counts[postings.FULL])
        return "，".join([super().fact(), *more, "只写姓名和班级，不写别的"])

    def make_actions(self) -> list[Button]:
        made = super().make_actions()
        if not made:
            return made
        down, up = Button("撤下…", "camera"), Button("登记张贴", "pin", role="primary")
        down.clicked.connect(self.take_down)
        up.clicked.connect(self.hang)
        return [*made[:-1], down, up]

    def hang(self) -> None:
        """A new posting; how long it hangs follows from what it is."""
        post = MealPosting

        def do(values: Values) -> int:
            return postings.hang(
                self.desk.store, values | {"photo_up": keep_paper(self.desk, values["photo_up"])}
            )

        asked = [
            Asked(post.kind, "menu", must=True), Asked(post.from_day, dt.date.today(), must=True),
            Asked(post.about_what, must=True), Asked(post.place, must=True), Asked(post.posted_by), Asked(post.photo_up),
        ]  # fmt: skip
        says = "名单和餐费公示挂 7 天，食谱挂到周五；公示止由程序算。"
        self.done(
            AskCard(self.desk, "登记张贴", asked, do, yes="登记张贴", says=says, wide=True), "张贴登记好了。"
        )

    def take_down(self) -> None:
        if (row := self.chosen()) is None:
            return

        def do(values: Values) -> None:
            kept = values | {"photo_down": keep_paper(self.desk, values["photo_down"])}
            postings.take_down(self.desk.store, row.id, kept)

        asked = [
            Asked(MealPosting.removed_on, dt.date.today(), must=True),
            Asked(MealPosting.removed_by),
            Asked(MealPosting.photo_down),
        ]
        says = f"{MealPosting.caption(row)}，{row.from_day} 至 {row.until_day}。"
        self.done(AskCard(self.desk, "撤下公示", asked, do, yes="登记撤下", says=says), "撤下登记好了。")


class CertificatesPage(BookPage):
    """健康证: who has none and whose runs out stands in the sentence above."""

    def __init__(self, desk: Desk, **more: Any) -> None:
        super().__init__(desk, HealthCertificate, **more)

    def fact(self) -> str:
        told = [
            one for one in workers.certificates(self.desk.store, dt.date.today()) if one.state != workers.FINE
        ]
        return "，".join([super().fact(), *(f"{one.name}{one.words}" for one in told[:3])])
