"""辍学苗头: pupils with several signs, each point explained. Advice alone: nothing follows from a score."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu

from desktop.services.drop import signs
from desktop.services.drop.signs import Signed
from desktop.views.care_board import BoardPage, act
from desktop.views.cells import Column
from desktop.views.held_rows import Held
from desktop.views.layouts import Part
from desktop.views.rows_model import Shown
from desktop.views.widgets import Stop, card, line_of, text

CAREFUL = "分数只是提醒多看一眼，不是结论，也不要告诉学生和家长。"


class SignsPage(BoardPage):
    """One line for each pupil with enough signs, the highest score first."""

    name = "缺课"
    verb = "drop"
    nothing = "没有苗头明显的学生"
    about = "程序从缺课、成绩、家庭变化和以前的个案里找，够分的列在这里，每一分都写明从哪里来。"
    columns = (
        Column("name", "学生", 92), Column("class", "班级", 70), Column("score", "分", 48, "right"), Column("signs", "有哪些苗头", 420),
    )  # fmt: skip
    filler = "signs"
    ledgers = frozenset({
        "class_absence", "class_day", "student", "guardian", "study_result", "child_in_need", "drop_case", "drop_rule", "care_rule",
    })  # fmt: skip
    road = (
        Stop("user-minus", "缺课", "近一个月的半天数"), Stop("chart-line", "成绩", "学困、下降"),
        Stop("house", "家庭", "监护人变了、留守"), Stop("history", "以前", "辍过学"),
    )  # fmt: skip

    def read(self) -> tuple[Any, ...]:
        return signs.board, self.today(), self.desk.term

    def rows(self) -> list[Held]:
        self.told: dict[int, Signed] = {one.student: one for one in self.found}
        return [
            Held(one.student, {
                "name": Shown(one.name), "class": Shown(one.class_name), "score": Shown(str(one.score)),
                "signs": Shown("、".join(f"{point.label} {point.points}" for point in one.points)),
            }, {"score": one.score})
            for one in self.found
        ]  # fmt: skip

    def fact(self) -> str:
        return f"{len(self.found)} 人有几样苗头，只作提示"

    def beside(self, chosen: list[Any]) -> Sequence[Part]:
        one = self.told.get(chosen[0]) if len(chosen) == 1 else None
        careful = card("怎么看", text(CAREFUL, "small", "quiet", wrap=True))
        if one is None:
            return [careful]
        lines = [
            line_of("circle-dot", "warn", f"{point.words}，{point.points} 分", "small")
            for point in one.points
        ]
        go = act("打开学生", "", partial(self.desk.open_pupil, one.student), "link")
        return [card(f"{one.name}　{one.score} 分", *lines, go, gap=6), careful]

    def open_row(self, at: int) -> None:
        self.desk.open_pupil(self.model.id_at(at))

    def row_menu(self, menu: QMenu, at: int) -> None:
        menu.addAction("打开学生\tEnter").triggered.connect(
            partial(self.desk.open_pupil, self.model.id_at(at))
        )
