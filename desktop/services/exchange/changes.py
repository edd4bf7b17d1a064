"""What changed among the pupils since the last package: read from the journal, field by field.

Several steps on one pupil count once, from how it stood then to how it stands now; what was undone does not count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from desktop.models.codes import code_list
from desktop.models.journal import JournalEntry, thaw
from desktop.models.ledger import Ledger, Values
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.desk import SentPackage
from desktop.models.ledgers.families import Guardian, PayeeAccount
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.services.roster.draft import FieldChange, describe

BESIDE: tuple[type[Ledger], ...] = (Guardian, PayeeAccount, Hardship)  # they tell about a pupil
_Key = tuple[str, int]  # ledger and record
ADDED, CHANGED, LEFT, REMOVED = "新增", "变更", "转出", "删除"


@dataclass(frozen=True)
class PupilChange:
    """One pupil who is not as the last package said. Personal numbers in `changes` are masked."""

    student: int
    name: str
    class_text: str
    changes: tuple[FieldChange, ...]

    @property
    def sentence(self) -> str:
        return (
            f"{self.class_text} {self.name}：{describe(self.changes)}"
            if self.changes
            else f"{self.class_text} {self.name}"
        )


@dataclass(frozen=True)
class Changes:
    """Pupils by what became of them. `last` is the day of the last package, None when there was none."""

    last: dt.date | None
    added: tuple[PupilChange, ...] = ()
    changed: tuple[PupilChange, ...] = ()
    left: tuple[PupilChange, ...] = ()
    removed: tuple[PupilChange, ...] = ()

    def counts(self) -> dict[str, int]:
        told = {ADDED: self.added, CHANGED: self.changed, LEFT: self.left, REMOVED: self.removed}
        return {word: len(pupils) for word, pupils in told.items()}

    @property
    def sentence(self) -> str:
        if self.last is None:
            return "还没有报送过。"
        before = f"上次 {self.last.month}月{self.last.day}日"
        told = "、".join(f"{word} {count} 人" for word, count in self.counts().items() if count)
        return f"{before}，之后{told}。" if told else f"{before}，之后没有改动。"


@dataclass
class _Then:
    """A record from the last package to now: what its fields held then, and what they hold at the end."""

    before: Values = field(default_factory=dict)
    after: Values = field(default_factory=dict)
    was: bool = True
    stays: bool = True


def since_last(store: Store) -> Changes:
    """Pupils who came, changed or left after the last package's journal number."""
    last = SentPackage.select().order_by(SentPackage.id.desc()).first()
    if last is None:
        return Changes(None)
    told = _folded(last.journal_number or 0)
    owners = {key: pupil for key, then in told.items() if (pupil := _pupil_of(*key, then)) is not None}
    beside = _beside(told, owners)
    buckets: dict[str, list[PupilChange]] = {ADDED: [], CHANGED: [], LEFT: [], REMOVED: []}
    for record, row in _involved(store, told, set(owners.values())).items():
        own = told.get((Student.table(), record), _Then())
        changes = (*_own_changes(own), *beside.get(record, ()))
        bucket = _bucket(own, row, bool(changes))
        if bucket:
            name, where = row["name"], SchoolClass.caption_of(row["school_class"])
            buckets[bucket].append(PupilChange(record, name, where, () if bucket == ADDED else changes))
    return Changes(last.day, *(tuple(found) for found in buckets.values()))


def _folded(number: int) -> dict[_Key, _Then]:
    """Everything the journal says of pupils and their families after an entry, one line a record."""
    names = [Student.table(), *(ledger.table() for ledger in BESIDE)]
    entries = JournalEntry.select().where((JournalEntry.id > number) & JournalEntry.ledger.in_(names))
    found: dict[_Key, _Then] = {}
    for entry in entries.order_by(JournalEntry.id).iterator():
        key = (entry.ledger, entry.record)
        then = found.get(key)
        if then is None:
            then = found[key] = _Then(was=entry.before is not None)
        before, after = thaw(entry.before), thaw(entry.after)
        for name in before.keys() | after.keys():
            then.before.setdefault(name, before.get(name) if then.was else None)
            then.after[name] = after.get(name)
        then.stays = entry.after is not None
    return found


def _involved(store: Store, told: dict[_Key, _Then], ids: set[int]) -> dict[int, Values]:
    """The pupils behind the records, as they stand; removed ones as they stood."""
    rows: dict[int, Values] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), 500):
        part = store.rows(Student).where(Student.id.in_(wanted[start : start + 500]))
        rows |= {row["id"]: row for row in part.dicts()}
    if store.session.classes is None:
        for (table, record), then in told.items():
            if table == Student.table() and then.was and not then.stays:
                rows[record] = then.before
    return dict(sorted(rows.items()))


def _pupil_of(table: str, record: int, then: _Then) -> int | None:
    if table == Student.table():
        return record
    if told := then.after.get("student") or then.before.get("student"):
        return int(told)
    ledger: Any = next(one for one in BESIDE if one.table() == table)
    row = ledger.get_or_none(ledger.id == record)
    return int(row.student_id) if row else None


def _bucket(own: _Then, row: Values, differs: bool) -> str:
    """Which list a pupil belongs to; "" when nothing is left of the changes."""
    on_roll = code_list("enrolment_status").codes_with("on_roll")
    now = own.stays and row.get("status") in on_roll
    before = own.was and own.before.get("status", row.get("status")) in on_roll
    if before != now:
        return (
            ADDED if now else LEFT if own.stays else REMOVED
        )  # taken out of the ledger: 转出 would be untrue
    return CHANGED if now and differs else ""


def _own_changes(then: _Then) -> Iterator[FieldChange]:
    if not (then.was and then.stays):
        return
    for item in Student.fields():
        yield from _difference(item, item.label, then)


def _difference(item: Any, label: str, then: _Then) -> Iterator[FieldChange]:
    old, new = _value(item, then.before), _value(item, then.after)
    if old != new:
        yield FieldChange(label, item.shown(old), item.shown(new) or "空")


def _value(item: Any, frozen: Values) -> Any:
    """A field's value as the journal kept it: a day is text there, the school's own fields lie in `extra`."""
    if item.extra:
        return (frozen.get("extra") or {}).get(item.name)
    return item.python_value(frozen.get(item.name))


def _beside(told: dict[_Key, _Then], owners: dict[_Key, int]) -> dict[int, list[FieldChange]]:
    """Pupil -> what changed among guardians, accounts and 困难类型."""
    ledgers = {ledger.table(): ledger for ledger in BESIDE}
    found: dict[int, list[FieldChange]] = {}
    for key, then in told.items():
        if key[0] in ledgers and key in owners:
            found.setdefault(owners[key], []).extend(_row_changes(ledgers[key[0]], then))
    return found


def _row_changes(ledger: type[Ledger], then: _Then) -> Iterator[FieldChange]:
    if then.was and then.stays:
        for item in ledger.fields():
            yield from _difference(item, f"{ledger.title}{item.label}", then)
    elif then.was != then.stays:
        caption = ledger.caption(ledger(**(then.after if then.stays else then.before)))
        yield FieldChange(ledger.title, "" if then.stays else caption, caption if then.stays else "空")
