"""Taking steps back and doing them again, the recycle bin, and the history of one record."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from desktop.models.journal import JournalEntry, JournalStep, thaw
from desktop.models.ledger import Ledger
from desktop.models.roles import CONFIDE
from desktop.models.store import CannotUndo, Store, rows_by_id, thawed
from desktop.models.sweeps import no_sweeps

Row = tuple[str, int]  # table and id
REACH = 400  # newest steps that 撤销 and 重做 look at; older ones are undone from the list of steps


@dataclass(frozen=True)
class Stacks:
    """What 撤销 and 重做 would take next: pairs of (step number, what it was called)."""

    undo: tuple[tuple[int, str], ...]
    redo: tuple[tuple[int, str], ...]


def stacks() -> Stacks:
    """Replay the newest steps. A new step empties the redo stack; a final one can never be taken back."""
    newest = list(JournalStep.select().order_by(JournalStep.id.desc()).limit(REACH))
    undo: list[tuple[int, str]] = []
    redo: list[tuple[int, str]] = []
    for step in reversed(newest):
        if step.undoes is None:
            undo.append((step.id, step.does))
            redo.clear()
            continue
        if (place := _place(undo, step.undoes)) is not None:
            redo.append((step.id, undo.pop(place)[1]))
        elif (place := _place(redo, step.undoes)) is not None:
            undo.append((step.id, redo.pop(place)[1]))
    final = {step.id for step in newest if step.final}
    return Stacks(tuple(s for s in undo if s[0] not in final), tuple(redo))


def _place(stack: list[tuple[int, str]], number: int) -> int | None:
    return next((at for at, (step, _) in enumerate(stack) if step == number), None)


@dataclass(frozen=True)
class Offer:
    """The step that 撤销 or 重做 would take for one person: its number and what it was called; or why that is for
    somebody else to do. All empty when there is none."""

    number: int = 0
    does: str = ""
    why_not: str = ""


def offers(store: Store) -> tuple[Offer, Offer]:
    """What 撤销 and 重做 would take. They never reach over to what another person did: two share one computer, and the
    step beneath one's own that is final (an approval) is often the other's request."""
    told = stacks()
    return _offer(store, told.undo, "撤销"), _offer(store, told.redo, "重做")


def _offer(store: Store, stack: tuple[tuple[int, str], ...], verb: str) -> Offer:
    if not stack:
        return Offer()
    number, does = stack[-1]
    who = JournalStep.get_by_id(number).who
    if who == store.session.who:
        return Offer(number, does)
    last = "上一步" if verb == "撤销" else "上一次撤销"
    if not _may_hear(store, number):
        return Offer(why_not=f"{last}不是您做的，由做的人自己{verb}。")
    return Offer(why_not=f"{last}是{who}做的（{does}），由{who}自己{verb}。")


def _may_hear(store: Store, number: int) -> bool:
    """Whether a person is told what another one's step was called: nobody of other classes, nobody of secrets."""
    session = store.session
    if session.classes is not None:
        return False
    if session.may(CONFIDE):
        return True
    rows = JournalEntry.select(JournalEntry.ledger).where(JournalEntry.step == number).distinct()
    return not any(store.ledgers[row.ledger].secret for row in rows if row.ledger in store.ledgers)


def undo(store: Store, number: int | None = None) -> str | None:
    """Take back one step (the newest that stands when no number is given); return what it was called.

    Raises CannotUndo when a later step touched the same rows or rests on them (by the ledgers' `part_of`), when the step
    already reached the outside, and, without a number, when another person did the newest.
    """
    if number is None:
        number = _own(offers(store)[0])
        if not number:
            return None
    does = dict(stacks().undo).get(number) or _older(number)
    _reverse(store, number, f"撤销：{does}")
    return does


def redo(store: Store) -> str | None:
    """Do again what was taken back last; return what it was called. Raises CannotUndo when another took it back."""
    offer = offers(store)[1]
    if not _own(offer):
        return None
    _reverse(store, offer.number, f"重做：{offer.does}")
    return offer.does


def _own(offer: Offer) -> int:
    if offer.why_not:
        raise CannotUndo(offer.why_not)
    return offer.number


def _older(number: int) -> str:
    step = JournalStep.get_or_none(JournalStep.id == number)
    if step is None or step.undoes is not None or is_taken_back(number):
        raise CannotUndo("这一步已经撤销过了，或不在操作记录里。")
    return str(step.does)


def is_taken_back(number: int) -> bool:
    """Whether a step was undone and not done again."""
    by = JournalStep.select().where(JournalStep.undoes == number).order_by(JournalStep.id.desc()).first()
    return by is not None and not is_taken_back(by.id)


@no_sweeps()
def _reverse(store: Store, number: int, does: str) -> None:
    step = JournalStep.get_by_id(number)
    if step.final:
        raise CannotUndo(f"“{step.does}”已经生效（编号、审批或报送已经发出），不能撤销。需要更正请另做一步。")
    entries = list(JournalEntry.select().where(JournalEntry.step == number).order_by(JournalEntry.id.desc()))
    if keeper := _kept_by(store, number, entries):
        raise CannotUndo(
            f"后来的“{keeper}”已经生效（编号、审批或报送已经发出），它靠着“{step.does}”，不能再撤销。"
            "需要更正请另做一步。"
        )
    if later := _later_step(number, entries):
        raise CannotUndo(f"后来的“{later}”改过同样的记录，请先撤销那一步。")
    if resting := _resting_step(store, number, entries):
        raise CannotUndo(f"后来的“{resting}”靠着“{step.does}”，请先撤销那一步。")
    if not _stands_as_left(store, entries):
        raise CannotUndo(f"“{step.does}”改过的记录现在已经不是那时的样子，不能撤销。需要更正请另做一步。")
    with store.step(does, undoes=number) as playing:
        playing.play_back(entries)


def _kept_by(store: Store, number: int, entries: list[JournalEntry]) -> str | None:
    """The name of a later final step that rests on this one: it touched the same rows, or the whole they belong to."""
    finals = list(
        JournalStep.select()
        .where((JournalStep.id > number) & JournalStep.final & JournalStep.undoes.is_null())
        .order_by(JournalStep.id)
    )
    if not finals:
        return None
    touched, wholes = _touched(entries), _with_wholes(store, entries)
    for final in finals:
        later = list(JournalEntry.select().where(JournalEntry.step == final.id))
        if touched & _with_wholes(store, later) or wholes & _touched(later):
            return str(final.does)
    return None


def _resting_step(store: Store, number: int, entries: list[JournalEntry]) -> str | None:
    """The name of the newest later standing step that rests on this one: it touched a part of what this one touched
    (the bank's answer, the lines of a list that this step noted as 已拨付), or the whole of it.
    """
    touched, wholes = _touched(entries), _with_wholes(store, entries)
    parts = _parts_of(store, {name for name, _ in touched})
    related = parts | {name for name, _ in wholes - touched}
    if not related:
        return None
    later = JournalEntry.select().where((JournalEntry.step > number) & JournalEntry.ledger.in_(related))
    by_step: dict[int, list[JournalEntry]] = defaultdict(list)
    for entry in later.order_by(JournalEntry.id):
        by_step[entry.step].append(entry)
    for hit in sorted(by_step, reverse=True):
        rests = touched & _with_wholes(store, by_step[hit]) or wholes & _touched(by_step[hit])
        if rests and (does := _standing(hit)):
            return does
    return None


def _parts_of(store: Store, names: set[str]) -> set[str]:
    """The ledgers whose rows are part of rows of these ledgers, directly or by what they are part of themselves."""
    found: set[str] = set()
    waiting = set(names)
    while waiting:
        waiting = {
            name
            for name, ledger in store.ledgers.items()
            if name not in found and waiting & {ledger._meta.fields[one].rel_model.table() for one in ledger.part_of}
        }  # fmt: skip
        found |= waiting
    return found


def _touched(entries: Iterable[JournalEntry]) -> set[Row]:
    return {(entry.ledger, entry.record) for entry in entries}


def _with_wholes(store: Store, entries: list[JournalEntry]) -> set[Row]:
    """The rows of entries, and all that they are part of: the line's list, the list's batch."""
    found, waiting = _touched(entries), _touched(entries)
    gone = {(e.ledger, e.record): thaw(e.before) for e in entries if e.after is None}
    while waiting:
        waiting = {whole for whole in _wholes(store, waiting, gone) if whole not in found}
        found |= waiting
    return found


def _wholes(store: Store, rows: set[Row], gone: dict[Row, dict[str, Any]]) -> Iterator[Row]:
    for name in {name for name, _ in rows}:
        ledger = store.ledgers.get(name)
        if ledger is None or not ledger.part_of:
            continue
        known = [thawed(ledger, gone[row]) for row in rows if row[0] == name and row in gone]
        ids = [record for other, record in rows if other == name]
        for values in (*known, *(row.__data__ for row in rows_by_id(ledger, ids))):
            yield from ((whole.table(), record) for whole, record in ledger.stands_on(values))


def _stands_as_left(store: Store, entries: list[JournalEntry]) -> bool:
    """Whether every field that the step changed is still what it made of it."""
    left: dict[Row, dict[str, Any]] = {}
    for entry in entries:  # newest first: what a row was changed to last is what the step left
        if entry.before is not None and entry.after is not None:
            left[entry.ledger, entry.record] = thaw(entry.after) | left.get((entry.ledger, entry.record), {})
    for name in {name for name, _ in left}:
        ledger = store.ledgers[name]
        for row in rows_by_id(ledger, [record for other, record in left if other == name]):
            then = thawed(ledger, left[name, row.id])
            if any(row.__data__.get(field) != value for field, value in then.items()):
                return False
    return True


def _later_step(number: int, entries: list[JournalEntry]) -> str | None:
    """The name of a later standing step that touched one of these rows."""
    touched = {(entry.ledger, entry.record) for entry in entries}
    later = JournalEntry.select(JournalEntry.step, JournalEntry.ledger, JournalEntry.record).where(
        JournalEntry.step > number
    )
    hits = sorted(
        {step for step, ledger, record in later.tuples() if (ledger, record) in touched}, reverse=True
    )
    return next(filter(None, map(_standing, hits)), None)


def _standing(number: int) -> str:
    """The name of a step that was not taken back; "" when it was, or when it is an undo that was done again."""
    step = JournalStep.get_by_id(number)
    return "" if is_taken_back(number) or _is_spent_undo(step) else str(step.does)


def _is_spent_undo(step: JournalStep) -> bool:
    """An undo step whose effect together with the step it took back is nothing."""
    return step.undoes is not None and is_taken_back(step.undoes)


@dataclass(frozen=True)
class Happening:
    """One line of a record's history."""

    at: dt.datetime
    who: str
    does: str
    field: str
    before: str
    after: str


def history(ledger: type[Ledger], record: int) -> Iterator[Happening]:
    """Who changed what in one record, from what to what, oldest first."""
    entries = (
        JournalEntry.select()
        .where((JournalEntry.ledger == ledger.table()) & (JournalEntry.record == record))
        .order_by(JournalEntry.id)
    )
    for entry in entries:
        step = JournalStep.get_by_id(entry.step)
        if entry.before is None or entry.after is None:
            word = "新增" if entry.before is None else "删除"
            yield Happening(
                step.at,
                step.who,
                step.does,
                "",
                "" if word == "新增" else word,
                word if word == "新增" else "",
            )
            continue
        before, after = thaw(entry.before), thaw(entry.after)
        for field in ledger.fields():
            if _frozen(field, before) != _frozen(field, after):
                yield Happening(
                    step.at, step.who, step.does, field.label, _worded(field, before), _worded(field, after)
                )  # fmt: skip


def _frozen(field: Any, values: dict[str, Any]) -> Any:
    return (values.get("extra") or {}).get(field.name) if field.extra else values.get(field.name)


def _worded(field: Any, values: dict[str, Any]) -> str:
    value = _frozen(field, values)
    return str(field.format(field.parse(value) if isinstance(value, str) and field.kind == "date" else value))


@dataclass(frozen=True)
class Removed:
    """A row in the recycle bin: the entry that removed it, and what it was called."""

    entry: int
    ledger: str
    record: int
    at: dt.datetime
    who: str
    caption: str


def recycle_bin(store: Store, limit: int = 500) -> list[Removed]:
    """Rows that were removed and are not back, newest first."""
    found = []
    undoing = JournalStep.select(JournalStep.id).where(JournalStep.undoes.is_null(False))
    entries = (
        JournalEntry.select()
        .where(JournalEntry.after.is_null() & JournalEntry.step.not_in(undoing))
        .order_by(JournalEntry.id.desc())
        .limit(limit)
    )
    seen: set[tuple[str, int]] = set()
    for entry in entries:
        ledger = store.ledgers.get(entry.ledger)
        if (
            ledger is None
            or (ledger.secret and not store.session.may(CONFIDE))
            or (entry.ledger, entry.record) in seen
            or ledger.get_or_none(ledger.id == entry.record)
        ):
            continue
        seen.add((entry.ledger, entry.record))
        step = JournalStep.get_by_id(entry.step)
        row = ledger(**thawed(ledger, thaw(entry.before)))
        found.append(Removed(entry.id, entry.ledger, entry.record, step.at, step.who, ledger.caption(row)))
    return found


def bring_back(store: Store, entry: int) -> None:
    """Put one removed row back as it was, under its old number, with the rows that went along with it."""
    removed = JournalEntry.get_by_id(entry)
    ledger = store.ledgers[removed.ledger]
    with store.step(f"从回收站恢复：{ledger.title}") as step:
        step.play_back([removed, *_gone_along(store, removed)])


def _gone_along(store: Store, removed: JournalEntry) -> list[JournalEntry]:
    """What the same step removed because this row went (a pupil's guardians), and what is still gone."""
    found = []
    others = JournalEntry.select().where((JournalEntry.step == removed.step) & JournalEntry.after.is_null())
    for entry in others.order_by(JournalEntry.id.desc()):
        ledger = store.ledgers.get(entry.ledger)
        if ledger is None or not ledger.goes_with or ledger.get_or_none(ledger.id == entry.record):
            continue
        values = thawed(ledger, thaw(entry.before))
        wholes = (
            (ledger._meta.fields[name].rel_model.table(), values.get(name)) for name in ledger.goes_with
        )
        if (removed.ledger, removed.record) in wholes:
            found.append(entry)
    return found
