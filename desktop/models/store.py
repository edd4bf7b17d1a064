"""The only door through which records change.

    with store.step("导入 20260904在校生信息.xlsx") as step:
        step.add(Student, values)

All of a step is kept, or none of it. Watchers hear of it after the commit, once, with the names of the
ledgers touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import apsw
import peewee as pw

from desktop.models import journal, sight
from desktop.models.database import is_full, sentence_for
from desktop.models.errors import Refused
from desktop.models.journal import AccessNote, Change, JournalEntry, JournalStep, freeze, thaw
from desktop.models.ledger import Ledger, Problems, Values, database, forget
from desktop.models.rests import plan_removal, why_held
from desktop.models.roles import NotAllowed, Session


class Invalid(Refused):
    """A row breaks a rule; `problems` maps field names to sentences."""

    def __init__(self, problems: Problems) -> None:
        super().__init__("".join(problems.values()))
        self.problems = problems


class NotKept(Refused):
    """The data file would not take the step; nothing of it was kept."""


class CannotUndo(Refused):
    """A later step stands on this one, or it already reached the outside."""


@dataclass
class Store:
    """Reading is scoped to the session, changing goes through steps."""

    ledgers: dict[str, type[Ledger]]
    session: Session
    chain_key: bytes = field(repr=False)
    watchers: list[Callable[[frozenset[str]], None]] = field(default_factory=list)
    relief: Callable[[], bool] | None = None  # frees room on a full disk; True when there was some to free

    def rows(self, ledger: type[Ledger]) -> Any:
        """A query over what this person may see."""
        return ledger.scope(ledger.select(), self.session)

    def note_access(self, verb: str, subject: str, count: int = 1) -> None:
        """Write down that personal data was looked at or carried out."""
        AccessNote.create(
            at=journal.now(), who=self.session.who, verb=verb, subject=subject[:250], count=count
        )

    @contextmanager
    def step(
        self, does: str, *, undoes: int | None = None, kind: str = "", final: bool = False
    ) -> Iterator[Step]:
        """One thing the person did. Raises NotKept when the disk is full, read-only, busy or broken."""
        try:
            with database.atomic("IMMEDIATE"), sight.whole():
                step = Step(self, _begin(self.session.who, does, undoes, kind, final))
                yield step
                step.close()
        except (apsw.Error, pw.PeeweeException) as error:
            raise NotKept(self._why(error)) from error
        if not step.changes:
            return
        forget()
        for watch in list(self.watchers):  # only now: what is told is also true on disk
            watch(frozenset(step.touched))

    def _why(self, error: Exception) -> str:
        """The sentence for a step that was not kept; on a full disk the kept-back room is given up first."""
        if is_full(error) and self.relief is not None and self.relief():
            return (
                "磁盘满了，这一步没有保存，以前的记录都在。已腾出一点预留空间：请删去不用的文件，再做一次。"
            )
        return sentence_for(error)


def _begin(who: str, does: str, undoes: int | None, kind: str, final: bool) -> JournalStep:
    now = journal.now()
    latest = JournalStep.select(JournalStep.at).order_by(JournalStep.id.desc()).first()
    back = bool(latest and latest.at > now)
    return JournalStep.create(
        at=now, who=who, does=does, undoes=undoes, kind=kind, final=final, clock_back=back
    )


class Step:
    """The changes of one step. They reach the journal together, when the step ends."""

    def __init__(self, store: Store, record: JournalStep) -> None:
        self.store, self.record = store, record
        self.changes: list[Change] = []
        self.touched: set[str] = set()

    @property
    def number(self) -> int:
        return int(self.record.id)

    def add(self, ledger: type[Ledger], values: Values) -> int:
        """Keep a new row of parsed values; returns its id. Raises Invalid."""
        return self.add_many(ledger, [values])[0]

    def add_many(self, ledger: type[Ledger], rows: Sequence[Values]) -> list[int]:
        """Keep many new rows; returns their ids. Raises Invalid for the first row that breaks a rule."""
        start = _defaults(ledger)
        whole = [start | values for values in rows]
        if problems := ledger.first_problems(whole):
            raise Invalid(problems)
        whole = [_finished(ledger, {}, values, self.store.session) for values in whole]
        ids = _insert(ledger, whole)
        for record, values in zip(ids, whole, strict=True):
            self._note(ledger, record, None, _filled(record, values))
        return ids

    def change(self, ledger: type[Ledger], record: int, values: Values) -> bool:
        """Set some fields of a row; False when nothing differs. Raises Invalid."""
        return self.change_many(ledger, {record: values}) == 1

    def change_many(self, ledger: type[Ledger], changes: dict[int, Values]) -> int:
        """Set some fields of many rows; returns how many rows really changed. Raises Invalid."""
        changed = 0
        self._demand_sight(ledger, changes)
        for row in rows_by_id(ledger, changes):
            old = dict(row.__data__)
            new = self._checked(ledger, old, old | changes[row.id])
            differing = {name for name in new if name != "id" and new[name] != old.get(name)}
            if differing:
                _update(ledger, row.id, {name: new[name] for name in differing})
                self._note(ledger, row.id, {n: old.get(n) for n in differing}, {n: new[n] for n in differing})
                changed += 1
        return changed

    def remove(self, ledger: type[Ledger], record: int) -> None:
        """Take a row out; it lies in the recycle bin until it is brought back."""
        self.remove_many(ledger, [record])

    def remove_many(self, ledger: type[Ledger], records: Sequence[int]) -> None:
        """Take rows out, in this order. Raises the ledger's DoesNotExist when one is not there."""
        for row in rows_by_id(ledger, records):
            if why := ledger.guard(dict(row.__data__), {}):
                raise Refused(why)
        self._take_out(ledger, records)

    def _take_out(self, ledger: type[Ledger], records: Sequence[int]) -> None:
        rows = {row["id"]: row for query in _queries(ledger, records) for row in query.dicts()}
        if missing := set(records) - rows.keys():
            raise ledger.DoesNotExist(f"{ledger.table()} {sorted(missing)}")
        self._demand_sight(ledger, records)
        try:
            _delete(ledger, records)
        except apsw.ConstraintError as error:
            with sight.through(self.store.session):  # rows that are not for the own eyes are not told here
                held = plan_removal(self.store.ledgers.values(), ledger, records)
            raise NotKept(why_held(ledger, records, held.along | held.held)) from error
        for record in records:
            self._note(ledger, record, _filled(record, rows[record]), None)

    def play_back(self, entries: Iterable[JournalEntry]) -> None:
        """Do the opposite of journal entries, newest first; what one stroke did is taken back in one."""
        for (name, stroke), alike in groupby(entries, key=_stroke):
            ledger, group = self.store.ledgers[name], list(alike)
            if stroke == "added":
                self._take_out(ledger, [entry.record for entry in group])
            elif stroke == "removed":
                self._put_back(ledger, {entry.record: thawed(ledger, thaw(entry.before)) for entry in group})
            else:
                for entry in group:
                    before, after = thawed(ledger, thaw(entry.before)), thawed(ledger, thaw(entry.after))
                    _update(ledger, entry.record, before)
                    self._note(ledger, entry.record, after, before)

    def _put_back(self, ledger: type[Ledger], rows: dict[int, Values]) -> None:
        """Rows under their old ids."""
        _insert(ledger, list(rows.values()), ids=list(rows))
        for record, values in rows.items():
            self._note(ledger, record, None, _filled(record, values))

    def close(self) -> None:
        """Write the journal; a step that changed nothing leaves no trace."""
        if not self.changes:
            self.record.delete_instance()
            return
        for name in self.touched:
            self.store.ledgers[name].follow([one for one in self.changes if one.ledger == name])
            kept = [one.record for one in self.changes if one.ledger == name and one.after is not None]
            self._demand_sight(self.store.ledgers[name], kept)
            if self.record.undoes is None and (
                why := self.store.ledgers[name].settle(list(dict.fromkeys(kept)))
            ):
                raise Refused(why)
        journal.write(self.store.chain_key, self.record, self.changes)
        JournalStep.update(changes=len(self.changes)).where(JournalStep.id == self.number).execute()

    def _checked(self, ledger: type[Ledger], old: Values, values: Values) -> Values:
        if problems := ledger.check(values):
            raise Invalid(problems)
        return _finished(ledger, old, values, self.store.session)

    def _demand_sight(self, ledger: type[Ledger], records: Iterable[int]) -> None:
        """Nobody writes what is not for the own eyes: other classes, secrets of others. Raises NotAllowed."""
        session = self.store.session
        if not ledger.secret and (session.classes is None or not ledger.personal):
            return
        for query in _queries(ledger, list(records)):
            here = {row.id for row in query}
            seen = {row.id for row in ledger.scope(query, session)}
            if here - seen:
                raise NotAllowed(_not_for(ledger, session))

    def _note(self, ledger: type[Ledger], record: int, before: Values | None, after: Values | None) -> None:
        name = ledger.table()
        self.store.session.demand_write(name, ledger.title, before, after)
        self.touched.add(name)
        self.changes.append(Change(name, record, freeze(before), freeze(after)))


def _not_for(ledger: type[Ledger], session: Session) -> str:
    who = f"“{session.role.label}”"
    if session.classes is None:
        return f"{who}看不到、也不能改保密的“{ledger.title}”，这一步没有保存。"
    return f"{who}只能改自己班的记录，这一步没有保存。"


# rows in and out of the file: one way for one row and for five thousand --------------------------------


def _stroke(entry: JournalEntry) -> tuple[str, str]:
    """(ledger, what was done to the row): neighbours with the same are played back together."""
    return entry.ledger, "added" if entry.before is None else "removed" if entry.after is None else "changed"


def _filled(record: int, values: Values) -> Values:
    """A whole row for the journal, without its empty fields."""
    filled = {name: value for name, value in values.items() if value is not None}
    filled["id"] = record
    return filled


def _finished(ledger: type[Ledger], old: Values, values: Values, session: Session) -> Values:
    """A checked row as it is kept, its derived columns filled in. Raises Refused when the ledger's guard does."""
    values = _in_own_name(ledger, old, values, session)
    if why := ledger.guard(old, values):
        raise Refused(why)
    return values | ledger.derive(values)


def _in_own_name(ledger: type[Ledger], old: Values, values: Values, session: Session) -> Values:
    """Who added a row and who decided are written in one's own name alone. Raises NotAllowed."""
    for name, verb in ledger.signed.items():
        if values.get(name) in (None, old.get(name)):
            continue
        label = ledger._meta.fields[name].label
        session.demand(verb, f"签“{label}”")
        if values[name] != session.who:
            raise NotAllowed(f"“{label}”只能由本人登录后自己签，不能替 {values[name]} 签。")
    if not ledger.made_by:
        return values
    return values | {ledger.made_by: old[ledger.made_by] if old else session.who}


def _defaults(ledger: type[Ledger]) -> Values:
    return {
        name: ledger()._meta.fields[name].python_value(value) for name, value in ledger().__data__.items()
    }


def _columns(ledger: type[Ledger]) -> dict[str, Any]:
    return {name: item for name, item in ledger._meta.fields.items() if name != "id"}


def _insert(ledger: type[Ledger], rows: Sequence[Values], ids: Sequence[int] | None = None) -> list[int]:
    """Insert rows under ids never used before (AUTOINCREMENT), or under the ids given."""
    if not rows:
        return []
    columns = _columns(ledger)
    cursor = database.connection().cursor()
    if ids is None:
        (last,) = next(
            cursor.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = ?", (ledger.table(),))
        )
        ids = range((last or 0) + 1, (last or 0) + 1 + len(rows))
    names = ",".join(f'"{item.column_name}"' for item in columns.values())
    sql = f'INSERT INTO "{ledger.table()}" ("id",{names}) VALUES ({",".join("?" * (len(columns) + 1))})'
    told, nothing = set().union(*rows), [None] * len(rows)
    stored = [
        _stored(item, [values.get(name) for values in rows]) if name in told else nothing
        for name, item in columns.items()
    ]
    cursor.executemany(sql, zip(ids, *stored, strict=True))
    return list(ids)


def _stored(item: Any, column: list[Any]) -> list[Any]:
    """The values of one column as the data file holds them; texts are stored as they are."""
    if isinstance(item, pw.CharField) and {*map(type, column)} <= {str, type(None)}:
        return column
    return [None if value is None else item.db_value(value) for value in column]


def _update(ledger: type[Ledger], record: int, values: Values) -> None:
    columns = _columns(ledger)
    sets = ",".join(f'"{columns[name].column_name}" = ?' for name in values)
    stored = [columns[name].db_value(value) for name, value in values.items()]
    database.connection().cursor().execute(
        f'UPDATE "{ledger.table()}" SET {sets} WHERE "id" = ?', (*stored, record)
    )


def _delete(ledger: type[Ledger], records: Sequence[int]) -> None:
    sql = f'DELETE FROM "{ledger.table()}" WHERE "id" = ?'
    database.connection().cursor().executemany(sql, [(record,) for record in records])


def rows_by_id(ledger: type[Ledger], wanted: Iterable[int]) -> Iterator[Ledger]:
    """The rows of some ids, however many; those that are not there are left out."""
    for query in _queries(ledger, wanted):
        yield from query


def _queries(ledger: type[Ledger], wanted: Iterable[int]) -> Iterator[Any]:
    """Queries that together give the rows of some ids; SQLite takes only so many in one."""
    ids = list(wanted)
    for start in range(0, len(ids), 500):
        yield ledger.select().where(ledger.id.in_(ids[start : start + 500]))


def thawed(ledger: type[Ledger], frozen: dict[str, Any]) -> Values:
    """Journal texts as the values they were."""
    fields = ledger._meta.fields
    return {
        name: fields[name].python_value(value)
        for name, value in frozen.items()
        if name in fields and name != "id"
    }
