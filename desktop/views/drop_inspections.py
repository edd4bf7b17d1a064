"""督导: who inspected, what was found, and each finding followed to its end."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.ledger import Values
from desktop.models.ledgers.drop_reports import DropInspection
from desktop.models.ledgers.staff import Staff
from desktop.services.drop import inspections
from desktop.services.drop.inspections import GOOD, LABELS, LATE, MENDED, OPEN, OVER, Finding
from desktop.services.paper.document import Wanted
from desktop.views.buttons import Button
from desktop.views.care_board import BoardPage, PaperLine, act, told_card
from desktop.views.cells import Column
from desktop.views.held_rows import Held
from desktop.views.layouts import Part
from desktop.views.recognition_ask import Asked, keep_paper
from desktop.views.rows_model import Shown
from desktop.views.widgets import Stop

TONES = {GOOD: "good", OPEN: "warn", LATE: "bad", MENDED: "warn", OVER: "good"}
FIRST = ("day", "inspector", "mend_by", "staff", "finding", "scan")


class InspectionsPage(BoardPage):
    """A line for each finding, those that are still open first. Enter does the next step."""

    name = "控辍月报"
    nothing = "还没有登记过控辍督导"
    about = "中心校、县里或学校自己来督导，发现什么问题、谁在什么时候以前整改、谁复核的，跟到底。"
    columns = (
        Column("state", "状态", 100), Column("day", "督导日期", 98), Column("inspector", "督导单位或人", 118),
        Column("finding", "发现的问题", 190), Column("mend_by", "整改期限", 98), Column("staff", "责任人", 76),
        Column("mended_on", "整改日期", 98), Column("checked", "复核人", 76),
    )  # fmt: skip
    filler = "finding"
    verb = "drop"
    ledgers = frozenset({"drop_inspection", "staff"})
    road = (
        Stop("search-check", "登记督导", "谁来的、发现什么"), Stop("pencil-line", "整改", "谁、哪天以前、怎样改的"),
        Stop("circle-check", "复核", "有人看过才算办结"),
    )  # fmt: skip

    def read(self) -> tuple[Any, ...]:
        return inspections.findings, self.today()

    def rows(self) -> list[Held]:
        self.lines: dict[int, Finding] = {one.row.id: one for one in self.found}
        return [self._held(one) for one in self.found]

    @staticmethod
    def _held(one: Finding) -> Held:
        found = one.row
        staff = Staff.caption_of(found.staff_id) if found.staff_id else ""
        return Held(found.id, {
            "state": Shown(LABELS[one.state], TONES[one.state], "tag"), "day": Shown(str(found.day)), "inspector": Shown(found.inspector),
            "finding": Shown(found.finding or ""), "mend_by": Shown(str(found.mend_by or "")), "staff": Shown(staff),
            "mended_on": Shown(str(found.mended_on or "")), "checked": Shown(found.checked_by or ""),
        })  # fmt: skip

    def fact(self) -> str:
        if not self.found:
            return ""
        late = sum(one.state == LATE for one in self.found)
        words = f"督导记录 {len(self.found)} 条，没有办结 {sum(one.open for one in self.found)} 条"
        return f"{words}，逾期 {late} 条" if late else words

    def offer(self) -> list[QWidget]:
        made = self.paper_button()
        made.append(
            act(
                "台账",
                "table-2",
                partial(self.desk.go, "drop_report_books", "drop_inspection"),
                tip="全部督导记录，导入导出",
            )
        )
        if self.may:
            made.append(act("登记督导", "plus", self.add, "primary"))
        return made

    def first_acts(self) -> list[Button]:
        return [act("登记督导", "plus", self.add, "primary")] if self.may else []

    def papers(self) -> list[PaperLine]:
        return [("督导整改台账", "DINSP", Wanted(day=self.today(), term=self.desk.term))]

    def beside(self, chosen: list[Any]) -> Sequence[Part]:
        one = self.one()
        if one is None:
            return []
        found = one.row
        lines = [("search-check", f"{found.day} {found.inspector}"), ("file-warning", found.finding or "无")]
        if found.how:
            lines.append(("pencil-line", f"{found.mended_on} {found.how}"))
        if found.checked_by:
            lines.append(("circle-check", f"{found.checked_by}复核"))
        acts: list[Part] = []
        if self.may and one.state in (OPEN, LATE):
            acts.append(act("登记整改", "pencil-line", self.mend, "accept"))
        if self.may and one.state == MENDED:
            acts.append(act("登记复核", "circle-check", self.check, "accept"))
        return [told_card(LABELS[one.state], lines, *acts)]

    def one(self) -> Finding | None:
        chosen = self.chosen()
        return self.lines.get(chosen[0]) if len(chosen) == 1 else None

    def open_row(self, at: int) -> None:
        one = self.lines[self.model.id_at(at)]
        if self.may and one.state in (OPEN, LATE):
            self.mend()
        elif self.may and one.state == MENDED:
            self.check()
        else:
            self.desk.go("drop_report_books", ("drop_inspection", one.row.id))

    def row_menu(self, menu: QMenu, at: int) -> None:
        menu.addAction("办下一步\tEnter").triggered.connect(partial(self.open_row, at))
        record = self.model.id_at(at)
        menu.addAction("打开记录").triggered.connect(
            lambda: self.desk.go("drop_report_books", ("drop_inspection", record))
        )

    # doing ---------------------------------------------------------------------------------------------

    def add(self) -> None:
        def do(values: Values) -> int:
            values["scan"] = keep_paper(self.desk, values.get("scan"))
            return inspections.keep(self.desk.store, values)

        asked = [
            Asked(
                getattr(DropInspection, name), self.today() if name == "day" else None, must=name in FIRST[:2]
            )
            for name in FIRST
        ]
        self.ask_for(
            "登记控辍督导",
            asked,
            do,
            yes="登记",
            says="一个问题登记一条。没有问题的，写“无”或空着。",
            done="督导登记好了。",
        )

    def mend(self) -> None:
        if (one := self.one()) is None:
            return

        def do(values: Values) -> None:
            inspections.mend(self.desk.store, one.row.id, values)

        asked = [
            Asked(DropInspection.mended_on, self.today(), must=True),
            Asked(DropInspection.how, must=True),
        ]
        self.ask_for("登记整改", asked, do, yes="登记", says=one.row.finding, done="整改登记好了，等复核。")

    def check(self) -> None:
        if (one := self.one()) is None:
            return

        def do(values: Values) -> None:
            inspections.check(self.desk.store, [one.row.id], values["checked_by"] or "")

        asked = [Asked(DropInspection.checked_by, must=True)]
        self.ask_for(
            "登记复核", asked, do, yes="登记", says=f"{one.row.finding}：{one.row.how}", done="这一条办结了。"
        )
