"""要核对: lines of lists that the program could not place. It is this child, it is somebody new, or it counts for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.identity import mask_id
from desktop.models.ledger import Values
from desktop.models.ledgers.drop_population import AgeChild, PopulationLine, PopulationList
from desktop.services.drop import population_edit
from desktop.views.buttons import Button
from desktop.views.care_board import BoardPage, act, doubts_card, quiet, told_card
from desktop.views.cells import Column
from desktop.views.held_rows import Held
from desktop.views.layouts import Part
from desktop.views.population_ask import way_card
from desktop.views.recognition_ask import Asked
from desktop.views.rows_model import Shown
from desktop.views.widgets import Stop

NEW_NAMES = ("name", "id_number", "birth_date", "gender", "village", "head_name", "guardian", "phone")


class DoubtsPage(BoardPage):
    """One line for each row put aside, of the newest list first."""

    name = "要核对的名单行"
    nothing = "没有要核对的"
    about = "导入名单时认不出是谁、号码不对的行在这里等着，一行一行看过就好。"
    columns = (
        Column("name", "姓名", 92), Column("number", "身份证号", 166), Column("birth", "出生日期", 96), Column("list", "名单", 150),
        Column("row", "行", 50, "right"), Column("why", "为什么", 290),
    )  # fmt: skip
    filler = "why"
    verb = "drop"
    ledgers = frozenset({"population_line", "population_list", "age_child"})
    road = (
        Stop("user-check", "就是他", "和台账里的对上"), Stop("user-plus", "新增", "补好号码和生日"),
        Stop("message-square", "不用列入", "写一句为什么"),
    )  # fmt: skip

    def read(self) -> tuple[Any, ...]:
        return (population_edit.open_lines,)

    def rows(self) -> list[Held]:
        self.lines: dict[int, Any] = {one.id: one for one in self.found}
        return [self._held(one) for one in self.found]

    @staticmethod
    def _held(one: Any) -> Held:
        return Held(one.id, {
            "name": Shown(one.name or "（没有姓名）"), "number": Shown(mask_id(one.id_text)),
            "birth": Shown(str(one.birth_date or "")),
            "list": Shown(PopulationList.caption_of(one.source_list_id)), "row": Shown(str(one.row_no)),
            "why": Shown(one.reason or "", "warn"),
        }, {"row": one.row_no})  # fmt: skip

    def fact(self) -> str:
        return f"{len(self.found)} 行等着核对" if self.found else "名单上的每一行都有着落"

    def offer(self) -> list[QWidget]:
        made = [act("返回", "arrow-left", partial(self.desk.go, "population", "list"))]
        if self.may:
            made += [
                act("不用列入", "message-square", self.close_line, tip="写一句为什么"),
                act("新增这个孩子", "user-plus", self.make_child),
                act("就是他", "user-check", self.take, "primary", "和台账里的孩子对上（回车）"),
            ]
        return list(made)

    def first_acts(self) -> list[Button]:
        return [act("看名单", "arrow-left", partial(self.desk.go, "population", "list"))]

    def one(self) -> Any:
        chosen = self.chosen()
        return self.lines.get(chosen[0]) if len(chosen) == 1 else None

    def beside(self, chosen: list[Any]) -> Sequence[Part]:
        one = self.one()
        if one is None:
            return [quiet("选一行，看看是谁。")]
        told = [
            ("user-round", one.name or "没有姓名"), ("id-card", mask_id(one.id_text) or "没有身份证号"),
            ("calendar", str(one.birth_date or "")), ("map-pin", one.village or ""),
            ("school", " ".join(filter(None, [one.school, one.grade_text]))),
        ]  # fmt: skip
        parts: list[Part] = [told_card("名单上写的", told), *doubts_card("为什么要核对", [one.reason or ""])]
        if one.child_id:
            child = one.child
            known = [
                ("user-round", child.name), ("id-card", mask_id(child.id_number) or "没有身份证号"), ("calendar", str(child.birth_date)),
                ("map-pin", child.village or ""),
            ]  # fmt: skip
            change = [act("改去向…", "route", partial(self.change_way, child.id), "link")] if self.may else []
            parts.append(told_card("可能是台账里的", known, *change))
        return parts

    def open_row(self, at: int) -> None:
        self.take()

    def row_menu(self, menu: QMenu, at: int) -> None:
        if self.may:
            menu.addAction("就是他…\tEnter").triggered.connect(self.take)
            menu.addAction("新增这个孩子…").triggered.connect(self.make_child)
            menu.addAction("不用列入…").triggered.connect(self.close_line)

    # doing ---------------------------------------------------------------------------------------------

    def take(self) -> None:
        one = self.one()
        if one is None or not self.may:
            return

        def do(values: Values) -> None:
            population_edit.take_for(self.desk.store, one.id, values["child"])

        asked = [Asked(PopulationLine.child, one.child_id, must=True)]
        says = f"名单上的“{one.name or '这一行'}”就是台账里的谁？写姓名或身份证号。"
        self.ask_for("就是他", asked, do, yes="对上", says=says, done="对上了。")

    def change_way(self, child: int) -> None:
        """Two lists name two places: whoever asked writes the true one."""
        if self.ask(way_card(self.desk, [child], self.today())):
            self.desk.say("去向记下了。看过的这一行，点“就是他”。", ("撤销", self.desk.undo))

    def make_child(self) -> None:
        one = self.one()
        if one is None:
            return

        def do(values: Values) -> int:
            return population_edit.make_child(self.desk.store, one.id, values)

        first = {name: one.__data__.get(name) for name in ("name", "birth_date", "gender", "village")}
        asked = [
            Asked(getattr(AgeChild, name), first.get(name), must=name in ("name", "birth_date"))
            for name in NEW_NAMES
        ]
        says = (
            f"名单上写的号码是“{one.id_text}”，请照户口簿改好。"
            if one.id_text
            else "名单上没有号码，查到了请补上。"
        )
        self.ask_for("新增适龄儿童", asked, do, yes="新增", says=says, done="新增好了。")

    def close_line(self) -> None:
        one = self.one()
        if one is None:
            return

        def do(values: Values) -> None:
            population_edit.close_line(self.desk.store, one.id, values["reason"])

        asked = [Asked(PopulationLine.reason, None, "为什么不用列入", must=True)]
        says = f"“{one.name or '这一行'}”不列入适龄台账，这一行和说明留着。"
        self.ask_for("不用列入", asked, do, yes="记下", says=says, done="记下了。")
