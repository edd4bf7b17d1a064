"""What the headteacher sees of a round beside its changes: grades, how it hung, and who lacks a paper."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.models.codes import code_list
from desktop.models.ledgers.posting import Objection, Posting
from desktop.models.store import Store
from desktop.services.paper.documents.proof_page_figures import figures_of_round
from desktop.services.recognition import overview, posting
from desktop.services.recognition.rounds import cases_of
from desktop.views.chart_cards import Links
from desktop.views.layouts import Part, column, row
from desktop.views.widgets import card, line_of, tag, text

PROVE = "proof"  # the place of a link that leads to a 佐证页; its hint is the figure
DECLINED = "不予认定"
NAMED = 8  # sentences about missing papers written out; the rest is a count


class RoundChecks(Links):
    """Read only. Figures lead to the round and to its posting."""

    def __init__(self, store: Store, record: int) -> None:
        super().__init__()
        rows = cases_of(store, record)
        self.setLayout(
            column(
                self._grades(store, record, rows), self._posting(record), self._doubts(store, record), gap=12
            )
        )

    def _grades(self, store: Store, record: int, rows: list[Any]) -> QWidget:
        graded = overview.grades_of(rows)
        shown = {*(code_list("need_grade").label(grade) for grade in graded.values()), DECLINED}
        parts: list[Part] = []
        for one in figures_of_round(store, record, rows):
            name, count = one.name.split(" ", 1)
            if name in shown:
                link = self.link(f"{count} ›", PROVE, one)
                link.setAccessibleName(f"{one.name}的佐证页")
                parts.append(row(text(name), None, link))
        whole = overview.counts(store, record).shares[-1]
        parts.append(text(f"占在籍 {whole.enrolled} 人的 {whole.percent}。", "small", "quiet"))
        return card("各档人数", *parts, extra=self.link("看全部申请 ›", "recognition", record), gap=6)

    def _posting(self, record: int) -> QWidget:
        hung = posting.latest_of_round(record)
        if hung is None:
            return card("公示", line_of("circle-alert", "warn", "还没有公示。"))
        span = f"{hung.from_day} 至 {hung.until_day}，{hung.days} 个工作日，{hung.place}"
        parts: list[Part] = [text(span, wrap=True)]
        if hung.removed_on:
            parts.append(line_of("circle-check", "good", f"{hung.removed_on} 撤下", "small"))
        found = list(Objection.select().where(Objection.posting == hung.id))
        answered = sum(one.upheld is not None for one in found)
        says = f"收到异议 {len(found)} 件，已答复 {answered} 件。" if found else "没有收到异议。"
        parts.append(line_of("message-square", "quiet" if answered == len(found) else "bad", says, "small"))
        if before := self._broken_off(record):
            parts.append(line_of("ban", "warn", before, "small"))
        if hung.note:
            parts.append(line_of("message-square", "warn", f"公示备注：{hung.note}", "small"))
        whole = bool(hung.photo_up and hung.photo_down)
        says = "张贴、撤下的照片都有。" if whole else "墙上的照片不全。"
        parts.append(line_of("camera", "good" if whole else "warn", says, "small"))
        return card("公示", *parts, extra=self.link("看公示 ›", "posting", hung.id), gap=6)

    @staticmethod
    def _broken_off(record: int) -> str:
        """What happened before this posting: a list that was objected to and hung anew looks spotless otherwise."""
        broken = list(Posting.select().where((Posting.round == record) & (Posting.state == "broken")))
        if not broken:
            return ""
        count = Objection.select().where(Objection.posting.in_([one.id for one in broken])).count()
        raised = f"，那时收到异议 {count} 件" if count else ""
        return f"此前中止过 {len(broken)} 次{raised}，后来重新公示。"

    @staticmethod
    def _doubts(store: Store, record: int) -> QWidget:
        found = overview.doubtful(store, record)
        if not found:
            return card("材料", line_of("circle-check", "good", "评上的每个人材料都齐。", "small"))
        lines: list[Part] = [line_of("paperclip", "warn", one.sentence, "small") for one in found[:NAMED]]
        if len(found) > NAMED:
            lines.append(text(f"还有 {len(found) - NAMED} 人。", "small", "quiet"))
        return card("材料", *lines, extra=tag(f"{len(found)} 人不齐", "warn"), gap=6)
