"""随迁四统一: every class with its share of 随迁 pupils beside its grade's; the check is printed, filled in and signed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer

from desktop.services.care import migrant, roll
from desktop.services.care.migrant import ClassShare, GradeShare
from desktop.services.paper.document import Wanted
from desktop.views.buttons import Button
from desktop.views.cells import Column
from desktop.views.desk import Desk
from desktop.views.held_rows import Held, HeldRows
from desktop.views.layouts import Part, clear, column, fill, holder, row, scroll, show_if
from desktop.views.page import Page
from desktop.views.preview import open_paper
from desktop.views.rows_model import Shown
from desktop.views.table import FrozenTable
from desktop.views.widgets import card, line_of

COLUMNS = (
    Column("grade", "年级", 76),
    Column("class", "班级", 78),
    Column("pupils", "学生数", 70, "right"),
    Column("migrants", "随迁", 56, "right"),
    Column("share", "占本班", 76, "right"),
    Column("grade_share", "占本年级", 84, "right"),
    Column("boarding", "随迁住校", 80, "right"),
    Column("says", "编班情况", 184),
)
FOUR = (
    "统一管理：学籍、考勤、资助一样管",
    "统一编班：混合编班，不单独编班",
    "统一教学：同课程、同教师、同进度",
    "统一安排活动：活动、评优同等参加",
)
ASIDE = 250  # px
TOUCHED = {"student", "school_class", "care_rule"}


class MigrantPage(Page):
    """Enter opens the class's pupils on the roster."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("随迁四统一")
        self.desk = desk
        self.model = HeldRows(COLUMNS, (), self)
        self.table = FrozenTable(self.model, frozen=2, filler="says")
        self.table.set_empty_text("花名册里还没有学生。")
        self.side = column(gap=12)
        aside = scroll(self.side)
        aside.setFixedWidth(ASIDE)
        grid = holder(column(self.table, edge=1), card=True)
        self.set_body(row((grid, 1), aside, gap=16))
        paper = Button("打印核查表", "printer", role="primary")
        paper.clicked.connect(self.print_check)
        session = desk.store.session
        show_if(session.may("print") and session.classes is None, paper)
        self.set_actions([paper])
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.reload)
        desk.changed.connect(self._changed)
        desk.term_changed.connect(self.reload)
        self.reload()

    def reload(self, *_: object) -> None:
        """Count the classes again."""
        found = migrant.check(self.desk.store, roll.day_of(self.desk.term))
        self.set_fact(found.sentence)
        self.model.show_rows([_held(grade, one) for grade in found.grades for one in grade.classes])
        clear(self.side)
        lines: list[Part] = [line_of("list-checks", "quiet", words, "small") for words in FOUR]
        parts: list[Part] = [card("四统一", *lines, gap=7)]
        look: list[Part] = [
            line_of("triangle-alert", "warn", f"{one.name} {one.percent:.2f}%", "small") for one in found.over
        ]
        rule = f"一个班超过 {found.percent}%、同年级别的班没有超过的，列在这里。线在“关爱规则”里改。"
        say = line_of(
            "info", "quiet", rule if found.percent else "没有定线，只列人数。线在“关爱规则”里改。", "small"
        )
        fill(self.side, [card("要核对的班", *look, say, gap=7), *parts, None])

    def print_check(self) -> None:
        open_paper(self.desk, "CAREM", Wanted(day=roll.day_of(self.desk.term)))

    def _changed(self, touched: frozenset[str]) -> None:
        if not touched or touched & TOUCHED:
            self._soon.start()


def _held(grade: GradeShare, one: ClassShare) -> Held:
    look = Shown("请核对是不是单独编班", "warn", "triangle-alert") if one.over else Shown("")
    cells: dict[str, Any] = {
        "grade": Shown(grade.name, "quiet"), "class": Shown(one.name), "pupils": Shown(str(one.pupils)),
        "migrants": Shown(str(one.migrants) if one.migrants else "—"),
        "share": Shown(f"{one.percent:.2f}%" if one.migrants else "—", "warn" if one.over else None),
        "grade_share": Shown(f"{grade.percent:.2f}%" if grade.migrants else "—", "quiet"),
        "boarding": Shown(str(one.boarding) if one.boarding else "—"), "says": look,
    }  # fmt: skip
    return Held(
        one.school_class, cells, {"pupils": one.pupils, "migrants": one.migrants, "boarding": one.boarding}
    )
