"""Where a list says that children learn, against what is known already: what it replaces, what speaks against it, what it keeps.

Nothing that is known is blanked: a list that names no school leaves the school of the same destination as it is.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from desktop.models.codes import code_list
from desktop.models.ledger import Values
from desktop.models.ledgers.drop_population import AgeStatus
from desktop.models.store import Step, Store

if TYPE_CHECKING:
    from desktop.services.drop.population_judge import Judged

KNOWN_BY = {"police": "other", "village": "village", "roll": "roll", "school": "proof"}  # age_known


class Ways:
    """What was told of every child, in the order of its days, and what the draft's own lines say."""

    def __init__(self, store: Store, day: dt.date, kind: str) -> None:
        self.day, self.kind = day, kind
        self.rows: dict[int, list[Any]] = defaultdict(list)
        for row in store.rows(AgeStatus).order_by(AgeStatus.from_day, AgeStatus.id):
            self.rows[row.child_id].append(row)
        self.said: dict[int, Judged] = {}

    def before(self, child: int) -> Any:
        """What held on the day of the list; None while nothing was told."""
        return next((one for one in reversed(self.rows.get(child, ())) if one.from_day <= self.day), None)

    def weigh(self, line: Judged, code: str) -> tuple[str, bool]:
        """(what a destination of the list does to what is known, in words; whether somebody has to decide)."""
        child = line.child or 0
        twin = self.said.get(child)
        self.said[child] = line
        if twin is not None and twin.status not in (None, code):
            return f"第 {twin.row.number} 行写的是{_label(twin.status)}，两行不一样", True
        rows = self.rows.get(child, [])
        later = rows[-1] if rows and rows[-1].from_day > self.day else None
        known = later or self.before(child)
        if known is None or known.status == code:
            return self._school(line, known), False
        doubtful = self._against(known, code)
        asks = "，两份说法不一样" if doubtful else ""
        if later is not None:
            return f"以后（{_told(known)}）写的是{_label(known.status)}，现在的去向不变{asks}", doubtful
        return (
            f"去向由{_label(known.status)}（{_told(known)}）换成{_label(code)}（{self._list}）{asks}",
            doubtful,
        )

    def _school(self, line: Judged, known: Any) -> str:
        """The same destination, but another school than was told."""
        if known is None or not line.school or not known.school or known.school == line.school:
            return ""
        return f"学校由{known.school}（{_told(known)}）换成{line.school}（{self._list}）"

    @property
    def _list(self) -> str:
        return f"{self.day:%m-%d} {code_list('population_source').label(self.kind)}"

    def _against(self, known: Any, code: str) -> bool:
        """Whether two givers name two places where the child learns outside this school: both cannot be true at once."""
        codes = code_list("age_status")
        both = all(
            codes.fact(one, "enrolled") and not codes.fact(one, "derived") for one in (known.status, code)
        )
        return both and known.how_known != KNOWN_BY.get(self.kind, "other")


def _label(code: str | None) -> str:
    return code_list("age_status").label(code) if code else ""


def _told(row: Any) -> str:
    """09-15 村里摸排: since when and by whom."""
    how = code_list("age_known").label(row.how_known) if row.how_known else "登记"
    return f"{row.from_day:%m-%d} {how}"


def keep_ways(
    step: Step, lines: Iterable[Judged], ids: Mapping[int, int], day: dt.date, kind: str
) -> None:  # fmt: skip
    """Where the children learn from the list's day on; what was told so already is not told again, only filled in."""
    wanted = {ids.get(line.child or 0, line.child or 0): line for line in lines if line.status and line.child}
    ways = Ways(step.store, day, kind)
    rows: list[Values] = []
    changes: dict[int, Values] = {}
    for child, line in wanted.items():
        known = ways.before(child)
        same = known is not None and known.status == line.status
        school = line.school or (known.school if same else None)
        told: Values = {
            "status": line.status, "school": school, "grade_text": line.row.grade or (known.grade_text if same else None),
            "how_known": KNOWN_BY.get(kind, "other"), "checked_on": day,
        }  # fmt: skip
        if same and school in (known.school, None):
            if told["grade_text"] and not known.grade_text:
                changes[known.id] = {"grade_text": told["grade_text"]}
        elif same and not known.school:
            changes[known.id] = {"school": school, "grade_text": told["grade_text"]}
        elif known is not None and known.from_day == day:
            changes[known.id] = told
        else:
            rows.append({"child": child, "from_day": day} | told)
    if rows:
        step.add_many(AgeStatus, rows)
    step.change_many(AgeStatus, changes)
