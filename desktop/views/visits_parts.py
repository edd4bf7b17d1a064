"""Parts of the page 家访: the columns, a child as a row, how much of a term or a month is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.models.ledgers.staff import Staff
from desktop.services.care.cover import Cover
from desktop.services.care.visit_board import Monthly, Row
from desktop.views.cells import Column
from desktop.views.held_rows import Held
from desktop.views.rows_model import Shown
from desktop.views.widgets import Meter, card, text

LIST = (Column("name", "教师", 100), Column("count", "已访", 76, "right"))
COLUMNS = (
    Column("name", "学生", 96),
    Column("class", "班级", 72),
    Column("by", "该访到", 150),
    Column("done", "已访/应访", 88, "right"),
    Column("teacher", "责任教师", 86),
    Column("last", "最近一次", 96),
    Column("types", "类别", 130),
)
SOON = 14  # days before a visit is due in which it is told in amber


def held_row(one: Row, today: dt.date, *, discreet: bool) -> Held:
    """discreet: nothing says why the child is looked after."""
    due = one.due
    teacher = Shown(Staff.caption_of(due.teacher)) if due.teacher else Shown("没有", "bad")
    cells = {
        "name": Shown(one.child.name), "class": Shown(one.child.class_name),
        "types": Shown("" if discreet else one.child.told, "off"), "teacher": teacher,
        "done": Shown(f"{due.done} / {due.needed}"), "last": Shown(str(one.days[-1]) if one.days else "—"),
        "by": _by(one, today),
    }  # fmt: skip
    return Held(one.child.student, cells, {"done": due.done})


def _by(one: Row, today: dt.date) -> Shown:
    """By when the next visit is due, or since when it is late."""
    due = one.due
    if due.overdue_since is not None:
        kept = f"约好 {due.promised:%m-%d} 没去" if due.promised == due.overdue_since else ""
        return Shown(kept or f"{due.overdue_since} 已过", "bad", "circle-alert")
    if not due.open:
        return Shown("次数够了", "good", "circle-check")
    soon = due.by is not None and (due.by - today).days <= SOON
    words = f"约好 {due.promised} 回访" if due.promised and due.promised == due.by else str(due.by or "")
    return Shown(words, "warn" if soon else None, "clock" if soon else None)


def coverage_card(title: str, told: Cover) -> QWidget:
    """How much of the term or the month is done."""
    whole = told.whole
    meter = Meter([(whole.visited, "accent")], max(len(whole.to_visit), 1))
    said = [
        f"访到 {whole.rate}" if whole.to_visit else "没有要家访的学生",
        f"家访 {whole.visits} 次 {whole.heads} 人次，其中 {told.sibling_visits} 次带了兄弟姐妹",
    ]
    return card(title, meter, *(text(words, "small", "quiet", wrap=True) for words in said), gap=6)


def monthly_card(told: Sequence[Monthly]) -> QWidget:
    """Talks and calls of the month against 关爱规则."""
    parts: list[QWidget] = []
    for one in told:
        parts.append(Meter([(one.done, "accent")], max(one.due, 1)))
        parts.append(
            text(f"{one.label} {one.done} / {one.due} 人（每月 {one.often} 次）", "small", "quiet", wrap=True)
        )
    return card("本月谈心和通话", *parts, gap=6)
