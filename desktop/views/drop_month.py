"""月报: the month's figures above, the children behind each below; made, signed, sent; what does not fit at the right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QMenu, QWidget

from desktop.models.errors import Refused
from desktop.models.ledgers.drop_reports import DropReport
from desktop.services.drop import month_view, report_sheets, reports
from desktop.services.drop.kept import LISTS
from desktop.services.drop.month_people import Named
from desktop.services.drop.month_view import MonthView
from desktop.services.drop.truants import EXPLAINED, NEVER_CAME
from desktop.services.meals.month_money import month_words
from desktop.services.paper.document import Wanted
from desktop.views import dialogs, population_ask
from desktop.views.care_board import BoardPage, PaperLine, act, doubts_card, quiet, told_card
from desktop.views.cells import Column
from desktop.views.held_rows import Held
from desktop.views.layouts import Part, clear, fill, row
from desktop.views.meal_month_bar import MonthSteps
from desktop.views.recognition_ask import Asked
from desktop.views.rows_model import Shown
from desktop.views.widgets import Bucket, card, line_of, tag

MARKS: dict[str, tuple[str, str, str]] = {  # list -> icon, word, tone
    "joined": ("user-plus", "增加", "accent"), "left": ("user-minus", "减少", "off"), "absent": ("calendar", "缺课", "warn"),
    "suspected": ("triangle-alert", "疑似", "bad"), "dropped": ("circle-alert", "辍学", "bad"),
    "persuaded": ("user-check", "劝返", "good"), "closed": ("circle-check", "销号", "good"),
    "home_taught": ("school", "送教", "accent"), "unproved": ("file-warning", "缺证", "warn"),
}  # fmt: skip
STATES = {
    "": ("还没有制表", "warn"),
    "made": ("已制表", "warn"),
    "signed": ("校长已签发", "good"),
    "sent": ("已报出", "good"),
}
NAMED = 3  # children told with their buttons
GAP = 6  # px between the figures
NOBODY = "这个月没有要列名单的学生。没有辍学也要报：制表、签发、报出。"


class Buckets(QWidget):
    """The figures beside each other; in two rows where the window is narrow."""

    def __init__(self, parts: Sequence[Bucket]) -> None:
        super().__init__()
        self.parts, self.in_row = parts, 0
        self.grid = QGridLayout(self, spacing=GAP)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self._lay(len(parts))

    def _wide(self, in_row: int) -> int:
        return in_row * (max(one.layout().minimumSize().width() for one in self.parts) + GAP) - GAP

    def _lay(self, in_row: int) -> None:
        if in_row == self.in_row:
            return
        self.in_row = in_row
        for at, one in enumerate(self.parts):
            self.grid.addWidget(one, at // in_row, at % in_row)
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """Room for half of them: the other half goes below."""
        return QSize(self._wide(-(-len(self.parts) // 2)), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        every = len(self.parts)
        self._lay(every if event.size().width() >= self._wide(every) else -(-every // 2))


class MonthPage(BoardPage):
    """The hint is a month such as "2026-10". A figure narrows the list to its children; pressed again it shows all."""

    name = "控辍月报"
    columns = (
        Column("kind", "类别", 88), Column("name", "姓名", 96), Column("class", "班级", 104), Column("day", "日期", 98),
        Column("words", "说明", 280),
    )  # fmt: skip
    filler = "words"
    frozen = 2
    verb = "drop"
    ledgers = frozenset({
        "drop_report", "student", "school_class", "drop_case", "case_step", "class_absence", "class_day", "age_child", "age_status",
        "off_site_proof", "home_teaching_plan", "not_arrived", "drop_rule", "check_reason",
    })  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        self.only = ""
        self.lines: list[tuple[str, Named]] = []
        super().__init__(*args, **more)
        self.table.set_empty_text(NOBODY)

    def above(self) -> Sequence[Part]:
        self.steps = MonthSteps(month_view.month_to_report(self.today()))
        self.steps.changed.connect(self._month_chosen)
        self.state = row(gap=8)
        self.buckets = {name: Bucket(*told) for name, told in MARKS.items()}
        for name, made in self.buckets.items():
            made.clicked.connect(partial(self.narrow, name))
        return [row(self.steps, self.state, None, gap=8), Buckets(list(self.buckets.values()))]

    @property
    def month(self) -> str:
        return self.steps.month

    def take_hint(self, hint: Any) -> None:
        self.steps.show_month(str(hint))
        self.look()

    def _month_chosen(self) -> None:
        self.only = ""
        self.look()

    def read(self) -> tuple[Any, ...]:
        return month_view.month_view, self.month, self.today()

    def never_empty(self) -> bool:
        return True

    # showing -------------------------------------------------------------------------------------------

    def rows(self) -> list[Held]:
        found: MonthView = self.found
        for name, made in self.buckets.items():
            made.set_count(len(found.figures.lists[name]))
            made.set_on(name == self.only)
        self.lines = [
            (name, one)
            for name in LISTS
            if not self.only or name == self.only
            for one in found.figures.lists[name]
        ]
        self._say_state(found)
        self.set_actions(self.offer())
        return [self._held(at, name, one) for at, (name, one) in enumerate(self.lines)]

    def _say_state(self, found: MonthView) -> None:
        words, tone = STATES[found.state]
        parts: list[QWidget] = [tag(words, tone)]
        if found.figures.zero:
            parts.append(tag("零报告", "good"))
        clear(self.state)
        fill(self.state, parts)

    @staticmethod
    def _held(at: int, name: str, one: Named) -> Held:
        _, words, tone = MARKS[name]
        return Held(at, {
            "kind": Shown(words, tone if tone in ("warn", "bad", "good") else None), "name": Shown(one.name),
            "class": Shown(one.class_name), "day": Shown(str(one.day or "")), "words": Shown(one.words, "warn" if one.late else None),
        })  # fmt: skip

    def fact(self) -> str:
        return self.found.figures.sentence if self.found else ""

    def narrow(self, name: str, _checked: bool = False) -> None:
        """Show the children of one figure alone, or all again."""
        self.only = "" if self.only == name else name
        if self.found is not None:
            self.show_rows()

    # beside --------------------------------------------------------------------------------------------

    def beside(self, chosen: list[Any]) -> Sequence[Part]:
        found: MonthView = self.found
        counts = found.figures.counts
        parts: list[Part] = [told_card("这个月", self._told(found))]
        away = found.figures.away
        proof = f"在外就读 {counts['outside']} 人，有证明 {counts['proved']} 人"
        parts.append(told_card("人在哪里", [("sigma", away), ("file-check", proof)]))
        parts += doubts_card("接不上的月份", [gap.sentence for gap in found.gaps])
        parts += self._unanswered(found)
        parts += doubts_card("请先补登", [one for one in found.doubts if reports.ANSWER not in one])
        if found.changed and found.state == "made":
            again = act("重新制表", "refresh-cw", self.make, "link") if self.may else quiet("")
            lines = [("triangle-alert", words) for words in found.changed]
            parts.append(told_card("制表以后变了", lines, again))
        elif found.changed:
            parts.append(told_card("签发以后变了，记到下个月", [("info", words) for words in found.changed]))
        return parts

    def _unanswered(self, found: MonthView) -> list[Part]:
        """Who had to be listed as 疑似辍学: to the child's line, or the reason why not."""
        lines: list[Part] = []
        for one in found.unanswered[:NAMED]:
            lines.append(
                line_of("triangle-alert", "bad", f"{one.class_name}{one.name}：{one.words}", "small")
            )
            place = (
                ("drop_reports", "arrivals")
                if one.kind == NEVER_CAME
                else ("absence", ("running", one.student))
            )
            go = act("去列为疑似", "footprints", partial(self.desk.go, *place), "link")
            why = act("写明原因", "message-square", partial(self.explain, one), "link")
            lines.append(row(go, *([why] if self.may else []), None, gap=12))
        if len(found.unanswered) > NAMED:
            lines.append(quiet(f"还有 {len(found.unanswered) - NAMED} 人"))
        return [card("不能零报告", *lines, gap=6)] if lines else []

    def explain(self, one: Named) -> None:
        """Why a child that was away so long is not 疑似辍学."""
        says = f"{one.class_name}{one.name}"
        asked = population_ask.reason_card(
            self.desk, EXPLAINED, self.today(), says, students=[one.student or 0]
        )
        if self.ask(asked):
            self.desk.say("原因记下了。", ("撤销", self.desk.undo))

    def _told(self, found: MonthView) -> list[tuple[str, str]]:
        figures, row_ = found.figures, found.row
        lines = [("calendar-days", f"统计截至 {figures.as_of}")]
        if not figures.before:
            lines.append(("info", "上个月没有月报，月初按花名册推算"))
        if row_ is None:
            return [*lines, ("file-text", "数字是现在的，制表以后就留住")]
        lines.append(("file-text", f"{row_.made_on} 制表"))
        if row_.signed_on:
            lines.append(("signature", f"{row_.signed_on} {row_.signed_by}签发"))
        if row_.sent_on:
            lines.append(("send", f"{row_.sent_on} 报出"))
        return lines

    # doing ---------------------------------------------------------------------------------------------

    def offer(self) -> list[QWidget]:
        made = self.paper_button()
        if self.desk.store.session.may("print"):
            made.append(act("存成表格", "file-spreadsheet", self.export, tip="存成 Excel 表格"))
        if self.found is None:
            return made
        state, session = self.found.state, self.desk.store.session
        if self.may and not state:
            made.append(act("制表", "file-plus", self.make, "primary"))
        elif state == "made":
            stale = bool(self.found.changed)
            if self.may:
                made.append(act("重新制表", "refresh-cw", self.make, "primary" if stale else "plain"))
            if session.may("approve"):
                made.append(act("签发", "signature", self.sign, "plain" if stale else "primary"))
        elif state == "signed" and self.may:
            made.append(act("登记报出", "send", self.send, "primary"))
        return made

    def papers(self) -> list[PaperLine]:
        wanted = Wanted(day=self.today(), term=self.desk.term, month=self.month)
        return [(f"{month_words(self.month)}控辍保学月报告表", "D20", wanted)]

    def make(self) -> None:
        ok, _ = self.desk.attempt(reports.keep, self.desk.store, self.month, self.today())
        self.done(ok, f"{month_words(self.month)}月报制好了，等校长签发。")

    def sign(self) -> None:
        if why := reports.why_not_sign(reports.kept(self.month), self.today()):
            self.desk.refuse(Refused(why))
            return
        words = f"签发以后，{month_words(self.month)}的数字就不能再改，下个月从这里接着算。"
        if not self.desk.ask(self, f"签发{month_words(self.month)}控辍保学月报", words, yes="签发"):
            return
        ok, _ = self.desk.attempt(reports.sign, self.desk.store, self.month, self.today())
        if ok:
            self.desk.say(f"{month_words(self.month)}月报签发好了。")

    def send(self) -> None:
        def do(values: dict[str, Any]) -> None:
            reports.send(self.desk.store, self.month, values["sent_on"])

        asked = [Asked(DropReport.sent_on, self.today(), must=True)]
        words = "报出以后不能撤销。打印盖章的一份留校存档。"
        card = f"{month_words(self.month)}月报报给中心校"
        if self.ask_for(card, asked, do, yes="登记报出", says=words):
            self.desk.say(f"{month_words(self.month)}月报记为已报出。")

    def export(self) -> None:
        """Ask where, then write the workbook."""
        ok, sheet = self.desk.attempt(report_sheets.month_sheet, self.month, self.today())
        if not ok:
            return
        name = Path.home() / f"{sheet.title}.xlsx"
        path = dialogs.pick_save(self.desk.shell, "存成 Excel 表格", name, ["Excel 表格 (*.xlsx)"])
        if path is None:
            return

        def done(made: Path) -> None:
            self.desk.say(f"存好了：{made.name}", ("打开", partial(dialogs.open_file, made)))

        self.desk.run(
            report_sheets.write,
            self.desk.store,
            self.month,
            self.today(),
            path,
            title="存成 Excel 表格",
            done=done,
        )

    # one child -----------------------------------------------------------------------------------------

    def open_row(self, at: int) -> None:
        name, one = self.lines[self.model.id_at(at)]
        if one.student:
            self.desk.open_pupil(one.student)
        elif name in ("suspected", "dropped", "persuaded", "closed"):
            self.desk.go("cases")
        else:
            self.desk.go("population")

    def row_menu(self, menu: QMenu, at: int) -> None:
        menu.addAction("打开\tEnter").triggered.connect(partial(self.open_row, at))
