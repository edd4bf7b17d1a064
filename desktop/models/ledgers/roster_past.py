"""What the roster said of every pupil on a day gone by: days on the roll, 学籍状态, 就读方式.

A pupil stands on the roll from the day he came to the day before he left; whether a status counts is data (code list
roll_move). What the roster says now is not enough for days gone by: 休学 and 复学 leave only the last dates on it, so
the changes are read back from the journal, without the steps that were taken back. A change of status with a day of
leaving or coming holds from that day, one without from the day it was written down.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from desktop.models.codes import code_list
from desktop.models.journal import JournalStep, thaw
from desktop.models.ledger import Ledger, database, remembered
from desktop.models.ledgers.students import Student
from desktop.models.listing import listed

MOVES = "roll_move"
DATED = ("status", "left_on", "arrived_on", "leave_reason", "attendance")
BY_TRANSFER = ("2",)  # admission_mode 外校转入
SOURCE_TRANSFER = ("2", "3")  # student_source 借读, 转入
PAUSES = ("suspend", "dropout")  # who comes back from these 复学


@dataclass(frozen=True)
class Spell:
    """Days on the roll: from `start` (None: before anything is known) to the day before `end` (None: still).

    left: the 学籍状态 after the end; dated: whether somebody wrote the day, else it is the day the change was written.
    """

    start: dt.date | None
    came: str
    end: dt.date | None = None
    went: str = ""
    left: str = ""
    dated: bool = True

    def holds(self, day: dt.date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


class Version(NamedTuple):
    """What the roster said of a pupil from a moment on; None for the first that is known."""

    since: dt.date | None
    values: Mapping[str, Any]


class State(NamedTuple):
    """学籍状态 and 就读方式 from a day on; None as far back as anything is known."""

    since: dt.date | None
    status: str
    attendance: str | None = None


HERE = State(None, "01")


@dataclass(frozen=True)
class Pupil:
    """A row of the roster and when it counted. states: what was said of it one after the other."""

    id: int
    name: str
    gender: str
    school_class: int
    spells: tuple[Spell, ...]
    states: tuple[State, ...] = ()

    def on(self, day: dt.date) -> bool:
        return any(spell.holds(day) for spell in self.spells)

    def state_on(self, day: dt.date) -> State | None:
        """What held on a day; None before the pupil came."""
        for spell in self.spells:
            if spell.holds(day):
                return self._here_on(spell, day)
        ended = [one for one in self.spells if one.end and one.end <= day]
        if ended:
            return State(ended[-1].end, ended[-1].left)
        first = self.states[0]
        return None if self.spells and counts(first.status) else first

    def _here_on(self, spell: Spell, day: dt.date) -> State:
        """The newest that counts; since: the day of coming, not that of the newest remark."""
        told = [one for one in self.states if counts(one.status) and (one.since is None or one.since <= day)]
        return (told[-1] if told else HERE)._replace(since=spell.start)


def pupils(among: Collection[int] | None = None) -> dict[int, Pupil]:
    """Everybody the roster ever knew, by id. among: only these, for who needs no others."""
    past = _past()
    names = (
        "id", "name", "gender", "school_class_id", "status", "left_on", "arrived_on", "leave_reason", "enrolled",
        "admission", "source", "came_from", "attendance",
    )  # fmt: skip
    columns = [getattr(Student, name.removesuffix("_id")) for name in names]
    found: dict[int, Pupil] = {}
    rows = Student.select(*columns)
    if among is not None:
        rows = rows.where(Student.id.in_(listed(among)))
    for told in rows.tuples():
        now = dict(zip(names, told, strict=True))
        versions = _versions(now, past.get(now["id"], ()))
        spells = tuple(_spells(versions))
        found[now["id"]] = Pupil(
            now["id"], now["name"], now["gender"] or "", now["school_class_id"], spells, _states(versions)
        )
    return found


def with_status(day: dt.date, codes: Iterable[str]) -> set[int]:
    """Ids of the pupils whose 学籍状态 was one of these on a day."""
    wanted = set(codes)
    states = {one.id: one.state_on(day) for one in pupils().values()}
    return {record for record, state in states.items() if state is not None and state.status in wanted}


def _states(versions: Sequence[Version]) -> tuple[State, ...]:
    """Each version from the day it was written, one that brought the pupil back from the day of coming."""
    first = versions[0].values
    found = [State(None, first["status"], first["attendance"])]
    for (_, old), (since, new) in pairwise(versions):
        came = new["arrived_on"] if new["arrived_on"] != old["arrived_on"] and not _here(old) else None
        found.append(State(came or since, new["status"], new["attendance"]))
    return tuple(found)


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
        found.append(Spell(_start(first), _came(first), first["left_on"], _went(first), _left(first)))
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
        found[-1:] = [replace(found[-1], end=new["left_on"] or since, **_going(new))]
    elif now and not was:
        _return(found, old, new, (came, since), slip=gone_since == since)
    elif now and came:
        found[-1:] = [replace(found[-1], start=came)]
    elif found and not now and new["left_on"] != old["left_on"] and _went(new) == found[-1].went:
        found[-1:] = [
            replace(found[-1], end=new["left_on"] or since, **_going(new))
        ]  # the day alone was put right


def _going(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"went": _went(values), "left": _left(values), "dated": bool(values["left_on"])}


def _return(
    found: list[Spell],
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    days: tuple[dt.date | None, dt.date],
    *,
    slip: bool,
) -> None:
    """Back on the roll. Without a day of coming it was only put right, but for 休学 and 辍学 on a later day.

    days: that of coming, where one was told, and that of writing.
    """
    came, since = days
    paused = _went(old) in PAUSES
    if not found:
        found.append(Spell(came or since, "back") if paused else Spell(came or _start(new), _came(new)))
    elif came is None and (slip or not paused):
        found[-1:] = [replace(found[-1], end=None, went="", left="", dated=True)]
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


def _left(values: Mapping[str, Any]) -> str:
    """The status one has after leaving; of a row whose status still counts that of the reason, "" where none is told."""
    status = str(values["status"])
    by_reason = code_list("leave_reason").fact(values["leave_reason"], "status")
    return str(by_reason or "") if counts(status) else status


@cache
def _kinds() -> dict[str, str]:
    """enrolment_status -> the kind of leaving."""
    moves = code_list(MOVES)
    return {status: code for code in moves.labels for status in moves.fact(code, "statuses") or ()}


def counts(status: str) -> bool:
    """Whether a status stands on the roll that the reports count."""
    return status not in _kinds()


# the journal ---------------------------------------------------------------------------------------


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


def changes(
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


Past = dict[
    int, list[tuple[dt.date, dict[str, Any], dict[str, Any]]]
]  # pupil -> (day, before, after) of each change
_read: dict[str, Past] = {}
remembered.append(_read)


def _past() -> Past:
    """Every standing change of what is dated, read once between two changes of the books."""
    if "past" not in _read:
        found: Past = defaultdict(list)
        for record, day, before, after in changes(Student, DATED):
            found[record].append((day, before, after))
        _read["past"] = found
    return _read["past"]
