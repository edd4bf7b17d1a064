"""Beside a list: what to do next and what that lacks, what the checks found, its papers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.models.codes import code_list
from desktop.models.ledgers.batch_order import PAYING, UNAPPROVED
from desktop.models.ledgers.batches import AidGrant
from desktop.services.aid import road, stages
from desktop.services.aid.batches import awaits_posting
from desktop.services.aid.checks import CHANGED, ERROR, SIGNED_FOR, WAITING, Finding
from desktop.services.aid.mid_term import Turn, undecided, ways_of
from desktop.services.paper.catalogue import DOCUMENTS
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.layouts import Part, clear, column, fill, row
from desktop.views.proofs import PROOF
from desktop.views.widgets import card, line_of, ruled, tag, text

NAMED = 3  # a finding about more pupils than this is shown as a count that opens their rows
LETTERS = "D2"
PAPERS = ("D5", "D7", "D8", LETTERS, "D2S", PROOF)


class BatchAside(QWidget):
    """Tells what was pressed; decides nothing."""

    only_wanted = Signal(frozenset)  # ids of grants; empty for all
    pupil_wanted = Signal(int)
    paper_wanted = Signal(str)  # code of the catalogue
    place_wanted = Signal(str, object)  # place, hint
    decision_wanted = Signal(bool, int)  # whether the money is given all the same; id of the grant

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.session = desk.store.session
        self.undecided: dict[int, Turn] = {}
        self.cards = column(gap=12)
        self.setLayout(self.cards)

    def show_batch(self, batch: Any, findings: Sequence[Finding], narrowed: bool) -> None:
        """Show everything about a list anew. narrowed: the table shows only some of its pupils."""
        clear(self.cards)
        turned = [one.grant for one in findings if one.rule == CHANGED]
        self.undecided = undecided(list(AidGrant.select().where(AidGrant.id.in_(turned)))) if turned else {}
        parts: list[Part] = [self._next(batch, findings)]
        parts.append(self._checks(findings, narrowed))
        if batch.state != "void":
            parts.append(self._papers(batch.state in UNAPPROVED))
        fill(self.cards, [*parts, None])

    def _next(self, batch: Any, findings: Sequence[Finding]) -> QWidget:
        """What to do now, what it still lacks, and the ways there."""
        parts: list[Part] = [text(self._next_words(batch), wrap=True)]
        for sentence in road.lacks_of(self.desk.store, batch, list(findings)):
            parts.append(line_of("circle-dot", "warn", sentence, "small"))
        if self.session.may("batch") and batch.pay_mode != SIGNED_FOR:
            if batch.state in PAYING:
                parts.append(self._link("发放清单和回盘", partial(self._go, "pay", batch.id)))
            if batch.state in ("reported", "funded"):
                parts.append(self._link("登记到账资金", partial(self._go, "aid", "funds")))
        return card("接下来", *parts, gap=6)

    def _go(self, place: str, hint: Any, _checked: bool = False) -> None:
        self.place_wanted.emit(place, hint)

    def _next_words(self, batch: Any) -> str:
        """What to do now, and who has to log in for it."""
        if batch.state == "void":
            return f"这一批不用了。{batch.note or ''}"
        if batch.state not in UNAPPROVED:
            return _after_approval(batch, clerk=self.session.may("batch"))
        if batch.state == "posted":
            hung = road.latest_posting(batch.id)
            if hung is not None and hung.state == "over":
                return f"公示期满，名单 {hung.removed_on} 撤下了。没有异议要改的，等校长审批。"
            return "名单正在公示，期满撤下、没有异议以后由校长审批。要改名单，先中止公示，改好重新公示。"
        if batch.state == "draft":
            return f"{batch.note or '名单退回来了'}。改好以后点“改好了，送审”。"
        if batch.state == "listed" and awaits_posting(batch):
            return "审批之前名单要先公示：张贴满规定的工作日、撤下以后，再由校长审批。"
        if self.session.may("approve"):
            return "看过名单没有问题，就点“审批通过”；有问题写一句话退回。审批后名单不再改动。"
        return "等校长审批：请校长点右上角自己的名字那里“换人登录”，用自己的密码进来，到“资助批次”里审批。"

    # checks --------------------------------------------------------------------------------------------

    def _checks(self, findings: Sequence[Finding], narrowed: bool) -> QWidget:
        """Findings by rule, errors first; a few are sentences that open the pupil, many a count that filters."""
        groups: dict[tuple[str, str], list[Finding]] = defaultdict(list)
        for finding in findings:
            groups[finding.severity, finding.rule].append(finding)
        extra = None
        if narrowed:
            extra = Button("看全部", role="link")
            extra.clicked.connect(self._all_pressed)
        if not groups:
            fine = line_of("circle-check", "good", "重复、学籍、标准、账户都查过了，没有问题。")
            return card("检查", fine, extra=extra)
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
                lines += self._ways(finding)
            elif rule == WAITING and self.session.may("import"):
                lines.append(row(24, self._link("去补", partial(self._go, "waiting", None)), gap=0))
        return column(*lines, gap=4)

    def _ways(self, finding: Finding) -> list[Part]:
        """What can be done about a line whose family is not recognised any more."""
        if finding.rule != CHANGED or finding.grant not in self.undecided or not self.session.may("batch"):
            return []
        one = self.undecided[finding.grant]
        return [
            row(24, self._link(words, partial(self._decide, keeps, one.grant.id)), gap=0)
            for words, keeps in ways_of(one.grant.batch, one)
        ]

    def _decide(self, keeps: bool, grant: int, _checked: bool = False) -> None:
        self.decision_wanted.emit(keeps, grant)

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
