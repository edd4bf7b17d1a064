"""Who stood on the roll on a day, and who came and left between two days.

A pupil stands on the roll from the day he came to the day before he left; whether a status counts is data (code list
roll_move). What the roster says now is not enough for days gone by: 休学 and 复学 leave only the last dates on it, so
the changes of status are read back from the journal, without the steps that were taken back.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from desktop.models.codes import code_list
from desktop.models.journal import JournalStep, thaw
from desktop.models.ledger import Ledger, database
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import Student

MOVES = "roll_move"
DATED = ("status", "left_on", "arrived_on", "leave_reason")
BY_TRANSFER = ("2",)  # admission_mode 外校转入
SOURCE_TRANSFER = ("2", "3")  # student_source 借读, 转入
PAUSES = ("suspend", "dropout")  # who comes back from these 复学


@dataclass(frozen=True)
class Spell:
    """Days on the roll: from `start` (None: before anything is known) to the day before `end` (None: still)."""

    start: dt.date | None
    came: str
    end: dt.date | None = None
    went: str = ""

    def holds(self, day: dt.date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


class Version(NamedTuple):
    """What the roster said of a pupil from a moment on; None for the first that is known."""

    since: dt.date | None
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Pupil:
    """A row of the roster and when it counted."""

    id: int
    name: str
    gender: str
    school_class: int
    spells: tuple[Spell, ...]

    def on(self, day: dt.date) -> bool:
        return any(spell.holds(day) for spell in self.spells)


def pupils() -> dict[int, Pupil]:
    """Everybody the roster ever knew, by id."""
    past = _past()
    names = (
        "id", "name", "gender", "school_class_id", "status", "left_on", "arrived_on", "leave_reason", "enrolled",
        "admission", "source", "came_from",
    )  # fmt: skip
    columns = [getattr(Student, name.removesuffix("_id")) for name in names]
    found: dict[int, Pupil] = {}
    for told in Student.select(*columns).tuples():
        now = dict(zip(names, told, strict=True))
        versions = _versions(now, past.get(now["id"], ()))
        spells = tuple(_spells(versions))
        found[now["id"]] = Pupil(now["id"], now["name"], now["gender"] or "", now["school_class_id"], spells)
    return found


def _versions(
    now: dict[str, Any], changes: Iterable[tuple[dt.date, dict[str, Any], dict[str, Any]]]
) -> list[Version]:
    """Oldest first: the present row, rolled back change by change."""
    made: list[Version] = []
    values = dict(now)
    for day, before, _after in reversed(list(changes)):
        made.append(Version(day, values))
        values = values | {name: _plain(name, before[name]) for name in DATED if name in before}
    return [Version(None, values), *reversed(made)]


def _plain(name: str, value: Any) -> Any:
    return dt.date.fromisoformat(value) if name.endswith("_on") and isinstance(value, str) else value


def _spells(versions: list[Version]) -> list[Spell]:
    """The days of a pupil, put together of what the roster said one time after the other."""
    first = versions[0].values
    found: list[Spell] = []
    if _here(first):
        found.append(Spell(_start(first), _came(first)))
    elif first["left_on"]:
        found.append(Spell(_start(first), _came(first), first["left_on"], _went(first)))
    gone_since: dt.date | None = None  # the day the last leaving was written down
    for (_, old), (since, new) in pairwise(versions):
        assert since is not None
        _follow(found, old, new, since, gone_since)
        gone_since = since if _here(old) and not _here(new) else gone_since
    return [one for one in found if one.end is None or one.start is None or one.start < one.end]


def _here(values: Mapping[str, Any]) -> bool:
    return counts(values["status"]) and not values["left_on"]


def _follow(
    found: list[Spell],
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    since: dt.date,
    gone_since: dt.date | None,
) -> None:
    """What one change of the roster, written down on `since`, does to the days of a pupil."""
    was, now = _here(old), _here(new)
    came = new["arrived_on"] if new["arrived_on"] != old["arrived_on"] else None
    if was and not now:
        found[-1:] = [replace(found[-1], end=new["left_on"] or since, went=_went(new))]
    elif now and not was:
        _return(found, new, came, since, slip=gone_since == since)
    elif now and came:
        found[-1:] = [replace(found[-1], start=came)]
    elif found and not now and new["left_on"] != old["left_on"] and _went(new) == found[-1].went:
        found[-1:] = [replace(found[-1], end=new["left_on"] or since)]  # the day alone was put right


def _return(
    found: list[Spell], new: Mapping[str, Any], came: dt.date | None, since: dt.date, *, slip: bool
) -> None:
    """Back on the roll. Without a day of coming it was only put right, but for 休学 and 辍学 on a later day."""
    if not found:
        found.append(Spell(came or _start(new), _came(new)))
        return
    paused = found[-1].went in PAUSES
    if came is None and (slip or not paused):
        found[-1:] = [replace(found[-1], end=None, went="")]
    else:
        found.append(Spell(came or since, "back" if paused else "transfer_in"))


def _start(values: Mapping[str, Any]) -> Any:
    """The day of coming; of who entered this school's first grade the first of that month."""
    if values["arrived_on"]:
        return values["arrived_on"]
    if values["enrolled"]:
        year, month = map(int, values["enrolled"].split("-"))
        return dt.date(year, month, 1)
    return None


def _came(values: Mapping[str, Any]) -> str:
    if values["arrived_on"] or values["came_from"]:
        return "transfer_in"
    if values["admission"] in BY_TRANSFER or values["source"] in SOURCE_TRANSFER:
        return "transfer_in"
    return "new" if values["enrolled"] else "other_in"


def _went(values: Mapping[str, Any]) -> str:
    """By the status; a row with a day of leaving whose status still counts goes by its reason."""
    by_reason = code_list("leave_reason").fact(values["leave_reason"], "status")
    return _kinds().get(values["status"]) or _kinds().get(by_reason or "") or "other_out"


@cache
def _kinds() -> dict[str, str]:
    """enrolment_status -> the kind of leaving."""
    moves = code_list(MOVES)
    return {status: code for code in moves.labels for status in moves.fact(code, "statuses") or ()}


def counts(status: str) -> bool:
    """Whether a status stands on the roll that the reports count."""
    return status not in _kinds()


def sides(side: str) -> list[str]:
    """The kinds of coming ("in") or going ("out"), in the order of the forms."""
    moves = code_list(MOVES)
    return [code for code in moves.labels if moves.fact(code, "side") == side]


# the journal -------------------------------------------------------------------------------------------


def standing() -> frozenset[int]:
    """Steps whose doing counts: neither taken back nor the taking back itself."""
    by: dict[int, int] = {}  # step -> the newest step that undoes it
    every = list(JournalStep.select(JournalStep.id, JournalStep.undoes).order_by(JournalStep.id).tuples())
    for step, undoes in every:
        if undoes is not None:
            by[undoes] = step

    def void(step: int) -> bool:
        return step in by and not void(by[step])

    return frozenset(step for step, undoes in every if undoes is None and not void(step))


def _entries(
    ledger: type[Ledger], names: Iterable[str]
) -> Iterator[tuple[int, dt.date, dict[str, Any], dict[str, Any]]]:
    """(record, day, before, after) of every standing change of some fields, oldest first."""
    stands = standing()
    told = " OR ".join(f"json_type(e.after, '$.{name}') IS NOT NULL" for name in names)
    sql = f"""SELECT e.record, e.step, s.at, e.before, e.after FROM journal_entry e JOIN journal_step s ON s.id = e.step
              WHERE e.ledger = ? AND e.before IS NOT NULL AND e.after IS NOT NULL AND ({told}) ORDER BY e.id"""
    for record, step, at, before, after in database.connection().cursor().execute(sql, (ledger.table(),)):
        if step in stands:
            yield record, dt.date.fromisoformat(str(at)[:10]), thaw(before), thaw(after)


def _past() -> dict[int, list[tuple[dt.date, dict[str, Any], dict[str, Any]]]]:
    found: dict[int, list[tuple[dt.date, dict[str, Any], dict[str, Any]]]] = defaultdict(list)
    for record, day, before, after in _entries(Student, DATED):
        found[record].append((day, before, after))
    return found


# classes and grades ------------------------------------------------------------------------------------


def grades_on(day: dt.date) -> dict[int, str]:
    """Pupil -> grade as it was at the end of a day: classes move up in summer, pupils change classes."""
    grade_of = dict(SchoolClass.select(SchoolClass.id, SchoolClass.grade).tuples())
    class_of = dict(Student.select(Student.id, Student.school_class).tuples())
    for ledger, name, found in ((SchoolClass, "grade", grade_of), (Student, "school_class", class_of)):
        for record, changed, before, _after in reversed(list(_entries(ledger, (name,)))):
            if changed > day and record in found:
                found[record] = before[name]
    return {pupil: str(grade_of.get(klass, "")) for pupil, klass in class_of.items()}


def here_on(day: dt.date, known: Mapping[int, Pupil] | None = None) -> set[int]:
    """Ids of who stood on the roll on a day."""
    return {pupil.id for pupil in (pupils() if known is None else known).values() if pupil.on(day)}
