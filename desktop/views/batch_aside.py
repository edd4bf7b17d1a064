"""Beside a list: what to do next, what the checks found, its papers, and how far it has got."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.models.codes import code_list
from desktop.services.aid import stages
from desktop.services.aid.batches import OPEN
from desktop.services.aid.checks import ERROR, Finding
from desktop.services.paper.catalogue import DOCUMENTS
from desktop.views.buttons import Button
from desktop.views.charts import Ladder, Rung
from desktop.views.desk import Desk
from desktop.views.layouts import Part, clear, column, fill, row
from desktop.views.widgets import card, line_of, ruled, tag, text

NAMED = 3  # a finding about more pupils than this is shown as a count that opens their rows
LETTERS = "D2"
PAPERS = ("D7", "D8", LETTERS, "D2S", "D1")


class BatchAside(QWidget):
    """Tells what was pressed; decides nothing."""

    only_wanted = Signal(frozenset)  # ids of grants; empty for all
    pupil_wanted = Signal(int)
    paper_wanted = Signal(str)  # code of the catalogue

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.session = desk.store.session
        self.cards = column(gap=12)
        self.setLayout(self.cards)

    def show_batch(self, batch: Any, findings: Sequence[Finding], narrowed: bool) -> None:
        """Show everything about a list anew. narrowed: the table shows only some of its pupils."""
        clear(self.cards)
        parts: list[Part] = [card("接下来", text(self._next_words(batch, findings), wrap=True), gap=4)]
        parts.append(self._checks(findings, narrowed))
        if batch.state != "void":
            parts.append(self._papers(batch.state in OPEN))
        fill(self.cards, [*parts, _road(batch), None])

    def _next_words(self, batch: Any, findings: Sequence[Finding]) -> str:
        """What to do now, and who has to log in for it."""
        if batch.state == "void":
            return f"这一批不用了。{batch.note or ''}"
        if batch.state not in OPEN:
            return _after_approval(batch, clerk=self.session.may("batch"))
        errors = sum(finding.severity == ERROR for finding in findings)
        if errors:
            return f"还有 {errors} 处错误要改好，才能审批。点下面看是谁。"
        if self.session.may("approve"):
            return "看过名单没有问题，就点“审批通过”；有问题写一句话退回。审批后名单不再改动。"
        if batch.state == "draft":
            return f"{batch.note or '名单退回来了'}。改好以后点“改好了，送审”。"
        return "等校长审批：请校长点右上角自己的名字那里“换人登录”，用自己的密码进来，到“资助批次”里审批。"

    # checks --------------------------------------------------------------------------------------------

    def _checks(self, findings: Sequence[Finding], narrowed: bool) -> QWidget:
        """Findings by rule, errors first; a few are sentences that open the pupil, many a count that filters."""
        groups: dict[tuple[str, str], list[Finding]] = defaultdict(list)
        for finding in findings:
            groups[finding.severity, finding.rule].append(finding)
        if not groups:
            return card("检查", line_of("circle-check", "good", "重复、学籍、标准、账户都查过了，没有问题。"))
        extra = None
        if narrowed:
            extra = Button("看全部", role="link")
            extra.clicked.connect(self._all_pressed)
        parts = [self._group(rule, severity, found) for (severity, rule), found in groups.items()]
        return card("检查", *ruled(*parts), extra=extra, gap=10)

    def _group(self, rule: str, severity: str, found: list[Finding]) -> Part:
        icon, tone, word = (
            ("circle-alert", "bad", "错误") if severity == ERROR else ("triangle-alert", "warn", "提醒")
        )
        head = row(text(rule, "strong"), None, tag(f"{word} {len(found)}", tone), gap=8)
        if len(found) > NAMED:
            grants = frozenset(finding.grant for finding in found if finding.grant)
            return column(
                head, self._link(f"看这 {len(found)} 人", partial(self._only_pressed, grants)), gap=4
            )
        lines: list[Part] = [head]
        for finding in found:
            lines.append(line_of(icon, tone, finding.sentence, "small"))
            if finding.student is not None:
                go = partial(self._pupil_pressed, finding.student)
                lines.append(row(24, self._link("打开学生一页", go), gap=0))
        return column(*lines, gap=4)

    @staticmethod
    def _link(words: str, act: Any) -> Part:
        link = Button(words, role="link", tail="arrow-right")
        link.clicked.connect(act)
        return row(link, None)

    def _only_pressed(self, grants: frozenset[int], _checked: bool = False) -> None:
        self.only_wanted.emit(grants)

    def _all_pressed(self) -> None:
        self.only_wanted.emit(frozenset())

    def _pupil_pressed(self, student: int, _checked: bool = False) -> None:
        self.pupil_wanted.emit(student)

    # papers --------------------------------------------------------------------------------------------

    def _papers(self, draft: bool) -> QWidget:
        parts: list[Part] = []
        for code in PAPERS:
            link = Button(DOCUMENTS[code].title, "printer", role="link")
            link.clicked.connect(partial(self._paper_pressed, code))
            parts.append(row(link, None))
        if draft:
            parts.append(text("审批之前打印出来带“草稿”字样。", "small", "quiet", wrap=True))
        return card("这一批的纸", *parts, gap=8)

    def _paper_pressed(self, code: str, _checked: bool = False) -> None:
        self.paper_wanted.emit(code)


def _after_approval(batch: Any, *, clerk: bool) -> str:
    approved = f"{batch.approved_on:%Y-%m-%d} 由{batch.approved_by}审批。" if batch.approved_on else ""
    following = stages.next_state(batch.state)
    on = (
        f"办到下一步时，点“记为{code_list('batch_state').label(following)}”。"
        if following and clerk
        else "下一步由资助专干办理。"
        if following
        else "这一批办完了。"
    )
    return f"{approved}名单按审批时的样子保存，花名册以后再变，这里不变。{on}"


def _road(batch: Any) -> QWidget:
    """The ladder from list to filing, with the days that are known."""
    if batch.state == "void":
        return card("进度", row(tag("已作废", "off"), None))
    at = max(stages.LADDER.index(batch.state), 1) if batch.state in stages.LADDER else 1
    days = {
        "listed": batch.list_date,
        "approved": batch.approved_on,
        "funded": batch.funded_on,
        "paid": batch.paid_on,
    }
    rungs = []
    for place, state in enumerate(stages.LADDER[1:], 1):
        day = days.get(state) if place <= at else None
        mood = "done" if place < at else "here" if place == at else "later"
        rungs.append(Rung(code_list("batch_state").label(state), f"{day:%Y-%m-%d}" if day else "", mood))
    ladder = Ladder(rungs)
    ladder.setEnabled(False)  # shown, not pressed: the steps are the page's buttons
    return card("进度", ladder)
