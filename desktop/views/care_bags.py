"""成长记录袋: children down, the twelve kinds across; what is missing stands out, one thing goes into several bags at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.codes import code_list
from desktop.models.ledger import Values
from desktop.models.ledgers.care_file import GrowthItem
from desktop.models.ledgers.students import Student
from desktop.services.care import activities
from desktop.services.care.activities import Bag
from desktop.services.paper.document import Wanted
from desktop.views.buttons import Button
from desktop.views.care_board import BoardPage, PaperLine, act, told_card
from desktop.views.cells import Column
from desktop.views.held_rows import Held
from desktop.views.layouts import Part
from desktop.views.recognition_ask import Asked, keep_paper
from desktop.views.rows_model import Shown
from desktop.views.widgets import Stop


class BagsPage(BoardPage):
    """One line for each left-behind child, and for whoever else has a bag."""

    name = "送教与活动"
    nothing = "没有留守儿童，也没有成长记录袋"
    about = "每个留守儿童一个成长记录袋，十二种材料：自我介绍、书信、作业、阅读、获奖……缺什么一眼看到。"
    columns = (
        Column("name", "学生", 96), Column("class", "班级", 84), Column("have", "已有", 76, "right"),
        Column("missing", "还缺", 330), Column("last", "最近放进", 100),
    )  # fmt: skip
    filler = "missing"
    ledgers = frozenset({"growth_item", "student"})
    road = (
        Stop("folder-open", "放材料", "一次可以放进几个孩子的袋里"), Stop("image", "附件", "照片、扫描件"),
        Stop("printer", "目录", "孩子自己也能看"),
    )  # fmt: skip

    def read(self) -> tuple[Any, ...]:
        return activities.bags, self.today(), self.desk.term

    def rows(self) -> list[Held]:
        self.bags: dict[int, Bag] = {one.student: one for one in self.found}
        return [self._held(one) for one in self.found]

    @staticmethod
    def _held(one: Bag) -> Held:
        kinds = code_list("growth_kind")
        words = "、".join(kinds.label(code) for code in one.missing)
        last = max((row.day for rows in one.items.values() for row in rows), default=None)
        return Held(one.student, {
            "name": Shown(one.name), "class": Shown(one.class_name),
            "have": Shown(f"{one.have} / {len(kinds.labels)}", "good" if not one.missing else None),
            "missing": Shown(words or "齐全", None if one.missing else "good"), "last": Shown(str(last or "")),
        }, {"have": one.have})  # fmt: skip

    def fact(self) -> str:
        if not self.found:
            return ""
        whole = sum(not one.missing for one in self.found)
        return f"{len(self.found)} 个成长记录袋，{whole} 个齐全"

    def offer(self) -> list[QWidget]:
        made = self.paper_button()
        made.append(act("全部材料", "table-2", partial(self.desk.go, "care_home_books", "growth_item")))
        if self.writes("growth_item"):
            made.append(act("放进材料", "plus", self.put_in, "primary", tip="可以先选几个孩子，一起放"))
        return made

    def first_acts(self) -> list[Button]:
        return []

    def papers(self) -> list[PaperLine]:
        day, term, some = self.today(), self.desk.term, tuple(self.chosen())
        lines: list[PaperLine] = [("成长记录袋目录（全部）", "GROW", Wanted(day=day, term=term))]
        if some:
            lines.insert(
                0,
                (f"成长记录袋目录（选中 {len(some)} 人）", "GROW", Wanted(day=day, term=term, students=some)),
            )
        return lines

    def beside(self, chosen: list[Any]) -> Sequence[Part]:
        if len(chosen) != 1:
            return [
                told_card("怎么放", [("users-round", "先选几个孩子，再按“放进材料”，一样的材料一次放好")])
            ]
        bag, kinds = self.bags[chosen[0]], code_list("growth_kind")
        lines = [
            ("circle-check" if code in bag.items else "circle", f"{label}{_count(bag.items.get(code, ()))}")
            for code, label in kinds.labels.items()
        ]
        return [
            told_card(
                f"{Student.caption_of(bag.student)}　{bag.have} / {len(kinds.labels)}",
                lines,
                act("放进材料", "plus", self.put_in, "accept"),
            )
        ]

    def open_row(self, at: int) -> None:
        self.put_in()

    def row_menu(self, menu: QMenu, at: int) -> None:
        menu.addAction("放进材料\tEnter").triggered.connect(self.put_in)
        menu.addAction("打开学生").triggered.connect(partial(self.desk.open_pupil, self.model.id_at(at)))

    def put_in(self) -> None:
        some = [int(one) for one in self.chosen()]
        if not some:
            self.desk.say("请先选孩子。")
            return

        def do(values: Values) -> int:
            file = keep_paper(self.desk, values.get("file"))
            return activities.put_in(
                self.desk.store, some, values["kind"], values["name"], day=values["day"], file=file
            )

        missing = self.bags[some[0]].missing
        asked = [
            Asked(GrowthItem.kind, missing[0] if missing else None, must=True), Asked(GrowthItem.day, self.today(), must=True),
            Asked(GrowthItem.name, must=True), Asked(GrowthItem.file),
        ]  # fmt: skip
        named = "、".join(map(Student.caption_of, some[:4])) + ("等" if len(some) > 4 else "")
        self.ask_for(
            "放进成长记录袋", asked, do, yes="放进去", says=f"{named} {len(some)} 人。", done="放进去了。"
        )


def _count(rows: Sequence[Any]) -> str:
    return f"　{len(rows)} 件" if rows else ""
