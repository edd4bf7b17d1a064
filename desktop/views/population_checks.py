"""三比对: 户籍–学籍, 学籍–在校, 脱贫户适龄–在校. Who stands on one side alone, and why."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.codes import code_list
from desktop.models.ledgers.drop_population import AgeChild
from desktop.services.drop import population_checks, population_edit
from desktop.services.drop.population_checks import COMPARISONS, LEFT, RIGHT, ROLL, Comparison, Line
from desktop.services.paper.document import Wanted
from desktop.views import population_ask
from desktop.views.buttons import Button, Chip
from desktop.views.care_board import BoardPage, PaperLine, act, quiet, told_card
from desktop.views.cells import Column
from desktop.views.held_rows import Held
from desktop.views.layouts import Part, row
from desktop.views.rows_model import Shown
from desktop.views.widgets import Bucket, Stop

ICONS = {"roll": "id-card", "school": "school", "poor": "hand-coins"}
OPEN, TOLD = "open", "told"


class ChecksPage(BoardPage):
    """The hint is a comparison's code."""

    name = "适龄儿童"
    nothing = "还没有适龄儿童"
    about = "户籍和学籍比，学籍和在校的比，脱贫户的孩子和在校的比：只在一边的，一个一个说明白。"
    columns = (
        Column("name", "姓名", 84), Column("side", "只在哪边", 132), Column("birth", "出生日期", 96), Column("village", "户籍村组", 100),
        Column("lists", "哪些名单有", 148), Column("where", "现在去向", 118), Column("reason", "说明", 160),
    )  # fmt: skip
    filler = "reason"
    verb = "drop"
    ledgers = frozenset(
        {"age_child", "age_status", "student", "check_reason", "off_site_proof", "hardship", "household", "drop_case",
         "case_step"}
    )  # fmt: skip
    road = (
        Stop("file-up", "导入名单", "公安、学籍系统、脱贫户的"), Stop("scale", "自己比", "导进来就比好了"),
        Stop("message-square", "写说明", "写过的下次不再列"),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        self.key = ROLL
        super().__init__(*args, **more)

    def above(self) -> Sequence[Part]:
        codes = code_list("population_check")
        self.buckets = {code: Bucket(ICONS[code], codes.label(code), "warn") for code in COMPARISONS}
        for code, made in self.buckets.items():
            made.clicked.connect(partial(self.show_comparison, code))
        self.sides = Chip("只在哪边", single=True)
        self.states = Chip("说明", [(OPEN, "还没有说明"), (TOLD, "已经说明")], single=True)
        self.states.choose([OPEN])
        for chip in (self.sides, self.states):
            chip.changed.connect(lambda _chosen: self.show_rows())
        return [row(*self.buckets.values(), gap=10), row(self.sides, self.states, None, gap=8)]

    def read(self) -> tuple[Any, ...]:
        return population_checks.compare, self.today()

    @property
    def shown(self) -> Comparison:
        return self.found[self.key]  # type: ignore[no-any-return]

    def rows(self) -> list[Held]:
        for code, made in self.buckets.items():
            made.set_count(len(self.found[code].open))
            made.set_on(code == self.key)
        told = self.shown
        self.sides.set_values([(side, told.only(side)) for side in (LEFT, RIGHT)])
        self.lines: dict[int, Line] = {line.child.id: line for line in told.lines if self._fits(line)}
        return [self._held(line) for line in self.lines.values()]

    def never_empty(self) -> bool:
        return any(one.left or one.right for one in self.found.values())

    def _fits(self, line: Line) -> bool:
        sides, states = self.sides.chosen(), self.states.chosen()
        return (not sides or line.side in sides) and (not states or (TOLD if line.reason else OPEN) in states)

    def _held(self, line: Line) -> Held:
        child = line.child
        return Held(child.id, {
            "name": Shown(child.name), "side": Shown(self.shown.only(line.side), "off" if line.reason else "warn"),
            "birth": Shown(str(child.birth_date)), "village": Shown(child.village or ""), "lists": Shown(line.says),
            "where": Shown(line.where, None if line.claim else "bad"), "reason": Shown(line.reason),
        })  # fmt: skip

    def fact(self) -> str:
        self.table.set_empty_text("这里没有人：两边对得上，或者都说明过了。")
        return f"{self.shown.day}，{self.shown.label}：{self.shown.sentence}"

    def take_hint(self, hint: Any) -> None:
        if hint in COMPARISONS:
            self.show_comparison(str(hint))

    def show_comparison(self, code: str, _checked: bool = False) -> None:
        self.key = code
        self.sides.choose([])
        if self.found is not None:
            self.show_rows()

    def offer(self) -> list[QWidget]:
        made = self.paper_button()
        if self.may:
            made.append(
                act("写说明", "message-square", self.explain, "primary", "选中几个人，写一句为什么（回车）")
            )
        return made

    def papers(self) -> list[PaperLine]:
        day = self.today()
        names = [(one.label, code) for code, one in self.found.items()] if self.found else []
        lines: list[PaperLine] = [
            (f"{label}比对名单", "D3C", Wanted(day=day, what=code)) for label, code in names
        ]
        return [*lines, None, ("三比对名单（三张一起）", "D3C", Wanted(day=day))]

    def beside(self, chosen: list[Any]) -> Sequence[Part]:
        told = self.shown
        left = len([line for line in told.lines if not line.reason])
        sums = [
            ("users", f"{told.side_label(LEFT)} {told.left} 人"), ("users", f"{told.side_label(RIGHT)} {told.right} 人"),
            ("equal", f"两边都有 {told.both} 人"), ("message-square", f"已说明 {len(told.lines) - left} 人，还剩 {left} 人"),
        ]  # fmt: skip
        parts: list[Part] = [told_card(told.label, sums)]
        some = [self.lines[one] for one in chosen if one in self.lines]
        if len(some) == 1:
            line = some[0]
            lines = [
                ("list-checks", line.says), ("route", line.where), ("phone", line.child.phone or ""),
                ("message-square", line.reason),
            ]  # fmt: skip
            parts.append(
                told_card(f"{line.child.name}　{line.child.village or ''}", lines, *self._acts(line))
            )
        elif some:
            parts.append(quiet(f"选中 {len(some)} 人，可以写同一句说明。"))
        return parts

    def _acts(self, line: Line) -> list[Button]:
        if not self.may:
            return []
        made = [act("填去向", "route", self.set_way, "link")]
        if line.reason:
            made.append(act("去掉说明", "x", self.forget, "link"))
        return made

    def open_row(self, at: int) -> None:
        self.explain()

    def row_menu(self, menu: QMenu, at: int) -> None:
        if self.may:
            menu.addAction("写说明…\tEnter").triggered.connect(self.explain)
            menu.addAction("填去向…").triggered.connect(self.set_way)
            if self.lines[self.model.id_at(at)].reason:
                menu.addAction("去掉说明").triggered.connect(self.forget)

    # doing ---------------------------------------------------------------------------------------------

    def explain(self) -> None:
        some = [one for one in self.chosen() if one in self.lines]
        if not some or not self.may:
            self.desk.say("请先在表里选人。")
            return
        first = self.lines[some[0]]
        who = AgeChild.caption_of(some[0]) if len(some) == 1 else f"选中的 {len(some)} 人"
        says = f"{who}，{self.shown.only(first.side)}"
        card = population_ask.reason_card(
            self.desk, self.key, self.today(), says, children=some, now=first.reason
        )
        self.done(bool(self.ask(card)), "说明记下了。")

    def forget(self) -> None:
        some = [one for one in self.chosen() if one in self.lines]
        ok, _ = self.desk.attempt(population_edit.forget_reasons, self.desk.store, self.key, children=some)
        self.done(ok, "说明去掉了，又列出来了。")

    def set_way(self) -> None:
        some = [one for one in self.chosen() if one in self.lines]
        if some:
            card = population_ask.way_card(self.desk, some, self.today())
            self.done(bool(self.ask(card)), f"{len(some)} 人的去向存好了。")
