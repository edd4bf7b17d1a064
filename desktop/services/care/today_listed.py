"""What waits about who is listed, for 今日: 留守登记 of the term, and follow-ups of what was told in confidence."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.models.ledgers.care import LeftBehindForm
from desktop.models.roles import CONFIDE
from desktop.models.store import Store
from desktop.services.care import confided, left_forms
from desktop.services.todo import Around, Todo, named

PLACE = "care_books"


def listed_todos(store: Store, around: Around) -> Iterator[Todo]:
    """For whoever may register, quietly until the school has begun to; and for the two roles that may read what is secret."""
    writes = store.session.role.writes
    if "*" in writes or LeftBehindForm.table() in writes:
        yield from _forms(around)
    if store.session.may(CONFIDE):
        yield from _follow_ups(around)


def _forms(around: Around) -> Iterator[Todo]:
    told = left_forms.board(around.day, around.term)
    if told.missing:
        words = f"{len(told.missing)} 名留守学生本学期还没有登记"
        ids = [one.student for one in told.missing]
        tone = "warn" if LeftBehindForm.select().exists() else "off"
        yield Todo("house", tone, words, named(ids), "去登记", PLACE, LeftBehindForm.table())


def _follow_ups(around: Around) -> Iterator[Todo]:
    """Counted, never named: the page of 今日 stands open."""
    due = [one for one in confided.due(around.day) if one.due <= around.day]
    if due:
        words = f"{len(due)} 名学生的心理跟踪到了日子"
        yield Todo("lock", "warn", words, "姓名在“心理筛查”里看", "去跟踪", PLACE, "psych_screening")
