"""无流失班级: how long each class has been without a drop-out, and who has not come back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from desktop.services.drop import zero
from desktop.services.drop.zero import ClassZero
from desktop.services.paper.document import Wanted
from desktop.views.buttons import Button
from desktop.views.care_board import BoardPage, PaperLine, told_card
from desktop.views.cells import Column
from desktop.views.held_rows import Held
from desktop.views.layouts import Part
from desktop.views.rows_model import Shown
from desktop.views.widgets import card, line_of


class ZeroPage(BoardPage):
    """A line for each class; Enter opens the first pupil who has not come back, else the class on the roster."""

    name = "控辍月报"
    nothing = "还没有班级"
    about = "花名册里有了班级，这里数每个班连续多少天没有辍学的学生。"
    columns = (
        Column("class", "班级", 84), Column("teacher", "班主任", 90), Column("pupils", "学生数", 70, "right"),
        Column("days", "连续天数", 84, "right"), Column("months", "满月数", 70, "right"), Column("since", "从哪天起", 100),
        Column("term", "本学期", 176), Column("open", "没有返校的", 120),
    )  # fmt: skip
    filler = "open"
    counted = ("pupils",)
    verb = "drop"
    ledgers = frozenset(
        {
            "drop_case",
            "case_step",
            "student",
            "school_class",
            "drop_report",
            "class_absence",
            "staff",
            "off_site_proof",
        }
    )

    def read(self) -> tuple[Any, ...]:
        return zero.classes, self.desk.term, self.today()

    def rows(self) -> list[Held]:
        self.lines: dict[int, ClassZero] = {one.school_class: one for one in self.found}
        return [self._held(one) for one in self.found]

    @staticmethod
    def _held(one: ClassZero) -> Held:
        if one.open:
            term = Shown(f"{len(one.open)} 人没返校", "bad", "circle-alert")
        elif one.clean:
            term = Shown("无流失", "good", "circle-check")
        else:
            term = Shown(f"有过 {len(one.term)} 次，已有着落", "warn", "triangle-alert")
        return Held(one.school_class, {
            "class": Shown(one.name), "teacher": Shown(one.teacher), "pupils": Shown(str(one.pupils)),
            "days": Shown(str(one.days), "bad" if one.open else None), "months": Shown(str(one.months)),
            "since": Shown("—" if one.open else str(one.since)), "term": term,
            "open": Shown("、".join(away.name for away in one.open)),
        }, {"pupils": one.pupils, "days": one.days, "months": one.months})  # fmt: skip

    def fact(self) -> str:
        if not self.found:
            return ""
        clean = sum(one.clean for one in self.found)
        return f"{self.desk.term.title} {clean} / {len(self.found)} 个班无流失"

    def offer(self) -> list[QWidget]:
        return self.paper_button()

    def first_acts(self) -> list[Button]:
        return []

    def papers(self) -> list[PaperLine]:
        return [("无流失班级统计表", "DZERO", Wanted(day=self.today(), term=self.desk.term))]

    def beside(self, chosen: list[Any]) -> Sequence[Part]:
        how = (
            "从上一个疑似辍学或辍学的学生返校、或有证明在别处就读那天算起；从来没有过的，从有记录的那天算起。"
        )
        parts: list[Part] = []
        if len(chosen) == 1:
            one = self.lines[chosen[0]]
            lines: list[Part] = []
            for away in one.term:
                link = Button(away.name, role="link", tail="arrow-right")
                link.clicked.connect(partial(self.desk.open_pupil, away.student))
                until = f"到 {away.until:%m-%d}" if away.until else "还没返校"
                lines += [
                    link,
                    line_of("calendar-days", "quiet", f"{away.from_day:%m-%d} 起，{until}", "small"),
                ]
            parts.append(
                card(
                    f"{one.name}　本学期",
                    *(lines or [line_of("circle-check", "good", "无流失", "small")]),
                    gap=4,
                )
            )
        return [*parts, told_card("怎么数的", [("info", how)])]

    def open_row(self, at: int) -> None:
        one = self.lines[self.model.id_at(at)]
        if one.open:
            self.desk.open_pupil(one.open[0].student)

    def row_menu(self, menu: QMenu, at: int) -> None:
        for away in self.lines[self.model.id_at(at)].open:
            menu.addAction(f"打开{away.name}").triggered.connect(partial(self.desk.open_pupil, away.student))
