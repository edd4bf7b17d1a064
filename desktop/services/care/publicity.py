"""政策宣传: what was done, counted against 宣传要求; 入户宣讲 is read from the visits. 知晓率 from the questionnaires.

What each counter of a rule means is the county's: the program counts by what the school wrote into 宣传要求 and
never guesses.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.ledgers.care_duty import AwarenessSurvey, PublicityCounter, PublicityEvent
from desktop.models.ledgers.care_visits import Visit, VisitChild
from desktop.models.ledgers.staff import Staff
from desktop.models.listing import listed
from desktop.models.terms import Term
from desktop.services.care.visits import span_of
from desktop.services.namesakes import told_apart

AT_HOME = "visit"  # code of publicity_kind for 入户宣讲


@dataclass(frozen=True)
class Event:
    """One event. record: its row, None for what a visit told; counter: the counter it counts for, None for none.

    home: 张小雨家 of a visit, for papers and pages of the school's own; "" for what was done elsewhere.
    """

    day: dt.date
    kind: str
    topic: str
    place: str
    speaker: str
    audience: str
    heads: int | None
    copies: int | None
    counter: int | None
    record: int | None = None
    home: str = ""

    @property
    def words(self) -> str:
        """10-17 入户宣讲（张小雨家）."""
        told = f"{self.day:%m-%d} {PublicityEvent.kind.format(self.kind)}"
        return f"{told}（{self.home}）" if self.home else told


@dataclass(frozen=True)
class Progress:
    """One counter of a rule in its period. label: "" while the school has not written what it means."""

    counter: int
    scheme: str
    number: int
    label: str
    period: str
    needed: int
    events: tuple[Event, ...]

    @property
    def done(self) -> int:
        return len(self.events)

    @property
    def left(self) -> int:
        return max(self.needed - self.done, 0)


@dataclass(frozen=True)
class Awareness:
    """知晓率 = knew ÷ asked, over all questionnaires of a term; content: of those where it was asked, else None."""

    rows: tuple[Any, ...]
    asked: int
    knew: int
    content: tuple[int, int] | None

    @property
    def percent(self) -> str:
        return percent(self.knew, self.asked)


def percent(part: int, whole: int) -> str:
    """96.5%; — where nobody was asked. Rounded half up to one place."""
    if not whole:
        return "—"
    tenths = (part * 2000 + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"


def events(term: Term) -> list[Event]:
    """Everything of a term by day, what visits told included."""
    return _events(*span_of(term))


def progress(term: Term) -> list[Progress]:
    """Each counter of 宣传要求 with its events: of the term, or of the school year where it counts by the year."""
    other = term.next if term.half == 1 else term.previous
    spans = sorted([span_of(term), span_of(other)])
    here, year = events(term), _events(spans[0][0], spans[1][1])
    found = []
    for row in PublicityCounter.select().order_by(PublicityCounter.scheme, PublicityCounter.number):
        among = here if row.period == "term" else year
        mine = tuple(one for one in among if one.counter == row.id)
        found.append(Progress(row.id, row.scheme, row.number, row.label or "", row.period, row.needed, mine))
    return found


def awareness(term: Term) -> Awareness:
    """The questionnaires of a term added up: people, not percentages."""
    rows = tuple(
        AwarenessSurvey.select()
        .where(AwarenessSurvey.term == term.code)
        .order_by(AwarenessSurvey.day, AwarenessSurvey.id)
    )
    told = [row for row in rows if row.content_with is not None]
    content = (sum(row.content_with for row in told), sum(row.asked for row in told)) if told else None
    return Awareness(rows, sum(row.asked for row in rows), sum(row.knew for row in rows), content)


def _events(first: dt.date, last: dt.date) -> list[Event]:
    by_kind = _counters_by_kind()
    typed = PublicityEvent.select().where(PublicityEvent.day.between(first, last))
    found = [
        Event(
            row.day, row.kind, row.topic, row.place or "", row.speaker or "", row.audience or "", row.heads, row.copies,
            row.counter_row_id or by_kind.get(row.kind), row.id,
        )
        for row in typed
    ]  # fmt: skip
    return sorted([*found, *_told_at_home(first, last, by_kind)], key=lambda one: (one.day, one.record or 0))


def _counters_by_kind() -> dict[str, int]:
    """Kind of event -> the first counter that takes it."""
    found: dict[str, int] = {}
    for row in PublicityCounter.select().order_by(PublicityCounter.scheme, PublicityCounter.number):
        for kind in filter(None, (row.kinds or "").split(",")):
            found.setdefault(kind, row.id)
    return found


def _told_at_home(first: dt.date, last: dt.date, by_kind: dict[str, int]) -> Sequence[Event]:
    """A visit at which policies were told is an event of its own; nobody types it a second time."""
    rows = list(
        Visit.select().where(
            Visit.day.between(first, last) & Visit.policies.is_null(False) & (Visit.way == "home")
        )
    )
    named = _named([row.id for row in rows])
    return [
        Event(
            row.day, AT_HOME, Visit.policies.format(row.policies), "学生家中", Staff.caption_of(row.teacher_id),
            f"{names}的家长" if names else "", None, None, by_kind.get(AT_HOME), home=f"{names}家" if names else "",
        )
        for row in rows
        for names in [named.get(row.id, "")]
    ]  # fmt: skip


def _named(visits: Sequence[int]) -> dict[int, str]:
    """Visit -> 张小雨、张小林: whose home it was. The list is the school's own; none of it hangs on a wall."""
    found: dict[int, list[int]] = {}
    rows = VisitChild.select(VisitChild.visit, VisitChild.student).where(VisitChild.visit.in_(listed(visits)))
    for visit, student in rows.order_by(VisitChild.id).tuples():
        found.setdefault(visit, []).append(student)
    names = told_apart(student for some in found.values() for student in some)
    return {visit: "、".join(names[one] for one in some if one in names) for visit, some in found.items()}
