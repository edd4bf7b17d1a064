"""The journal and the access log as people read them: which steps, by whom, what they changed.

Ids are found first, rows are read by the page, so that 100,000 steps are as quick as a hundred.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models import undo
from desktop.models.journal import AccessNote, JournalEntry, JournalStep, thaw
from desktop.models.ledger import Ledger, Values
from desktop.models.ledgers import BY_NAME
from desktop.models.roles import CONFIDE
from desktop.models.store import Store, thawed

KINDS: Mapping[str, str] = {
    "": "平常的改动", "import": "导入", "batch": "生成名单", "approve": "审批", "send": "报送",
    "roll_over": "升级", "undo": "撤销和重做", "restore": "恢复备份",
}  # fmt: skip
LINES = 500  # changes of one step that are shown; a whole import is read in the ledger itself


@dataclass(frozen=True)
class Wanted:
    """What is asked of the log; empty parts ask for everything. `text` is looked for in the words of the line."""

    who: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()  # of KINDS for steps, verbs for looks
    since: dt.date | None = None
    until: dt.date | None = None
    text: str = ""
    sort: str = "id"
    down: bool = True


@dataclass(frozen=True)
class StepLine:
    """One step as the list shows it. state: "", 已撤销, 撤销记录 (it took another back), 不能撤销 (it reached the outside)."""

    number: int
    at: dt.datetime
    who: str
    does: str
    changes: int
    state: str
    clock_back: bool


@dataclass(frozen=True)
class ChangeLine:
    """One field of one record that a step changed; whole rows added or removed have no field."""

    ledger: str
    record: str
    field: str
    before: str
    after: str


def people() -> list[str]:
    """Everyone who did or looked at something."""
    told = {
        who for model in (JournalStep, AccessNote) for (who,) in model.select(model.who).distinct().tuples()
    }
    return sorted(told)


def verbs() -> list[str]:
    """What was done to personal data without changing it: 查看完整号码, 打印, 报送 …"""
    return sorted(verb for (verb,) in AccessNote.select(AccessNote.verb).distinct().tuples())


# steps -------------------------------------------------------------------------------------------------


def step_ids(wanted: Wanted) -> list[int]:
    query = _narrowed(JournalStep, wanted, JournalStep.does)
    if wanted.kinds:
        plain = JournalStep.undoes.is_null() & JournalStep.kind.in_(wanted.kinds)
        query = query.where(plain | JournalStep.undoes.is_null(False) if "undo" in wanted.kinds else plain)
    return _ids(query, JournalStep, wanted)


def steps(ids: Sequence[int]) -> dict[int, StepLine]:
    rows = JournalStep.select().where(JournalStep.id.in_(list(ids)))
    answered = JournalStep.select(JournalStep.undoes).where(JournalStep.undoes.in_(list(ids)))
    undone = {number for (number,) in answered.tuples()}  # asked once a page: the column has no index
    return {row.id: _step_line(row, row.id in undone) for row in rows}


def _step_line(row: Any, answered: bool) -> StepLine:
    return StepLine(row.id, row.at, row.who, row.does, row.changes, _state(row, answered), row.clock_back)


def _state(row: Any, answered: bool) -> str:
    if row.undoes is not None:
        return "撤销记录"
    if row.final:
        return "不能撤销"
    return "已撤销" if answered and undo.is_taken_back(row.id) else ""


def _narrowed(model: Any, wanted: Wanted, words: Any) -> Any:
    query = model.select()
    if wanted.who:
        query = query.where(model.who.in_(wanted.who))
    if wanted.since:
        query = query.where(model.at >= dt.datetime.combine(wanted.since, dt.time()))
    if wanted.until:
        query = query.where(model.at < dt.datetime.combine(wanted.until + dt.timedelta(days=1), dt.time()))
    for word in wanted.text.split():
        query = query.where(words.contains(word))
    return query


def _ids(query: Any, model: Any, wanted: Wanted) -> list[int]:
    column = getattr(model, wanted.sort)
    order = [column.desc(), model.id.desc()] if wanted.down else [column.asc(), model.id.asc()]
    return [record for (record,) in query.select(model.id).order_by(*order).tuples()]


# one step, field by field ------------------------------------------------------------------------------


def changes_of(store: Store, number: int, limit: int = LINES) -> list[ChangeLine]:
    """What a step changed, in the order it happened. Personal numbers are masked; rows out of sight are left out."""
    found: list[ChangeLine] = []
    for entry in (
        JournalEntry.select().where(JournalEntry.step == number).order_by(JournalEntry.id).iterator()
    ):
        ledger = BY_NAME.get(entry.ledger)
        if ledger is None or not _in_sight(store, ledger, entry):
            continue
        found += _lines(ledger, entry)
        if len(found) >= limit:
            return found[:limit]
    return found


def _in_sight(store: Store, ledger: type[Ledger], entry: Any) -> bool:
    """A class teacher reads of the own classes alone, secrets are for two roles; removed rows stay hidden from others."""
    if ledger.secret and not store.session.may(CONFIDE):
        return False
    if store.session.classes is None or not ledger.personal:
        return True
    return bool(store.rows(ledger).where(ledger.id == entry.record).exists())


def _lines(ledger: type[Ledger], entry: Any) -> Iterator[ChangeLine]:
    before, after = thaw(entry.before), thaw(entry.after)
    if entry.before is None or entry.after is None:
        name = ledger.caption(ledger(**thawed(ledger, after or before)))
        words = ("", "新增") if entry.before is None else ("删除", "")
        yield ChangeLine(ledger.title, name, "", *words)
        return
    name = ledger.caption_of(entry.record)
    for item in ledger.fields():
        old, new = _value(item, before), _value(item, after)
        if old != new:
            yield ChangeLine(ledger.title, name, item.label, item.shown(old) or "空", item.shown(new) or "空")


def _value(item: Any, frozen: Values) -> Any:
    """A field's value as the journal kept it: days are text there, the school's own fields lie in `extra`."""
    if item.extra:
        return (frozen.get("extra") or {}).get(item.name)
    return item.python_value(frozen.get(item.name))


# looks and exports -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LookLine:
    """Somebody looked at personal data, or carried it out."""

    at: dt.datetime
    who: str
    verb: str
    subject: str
    count: int


def look_ids(wanted: Wanted) -> list[int]:
    query = _narrowed(AccessNote, wanted, AccessNote.subject)
    if wanted.kinds:
        query = query.where(AccessNote.verb.in_(wanted.kinds))
    return _ids(query, AccessNote, wanted)


def looks(ids: Sequence[int]) -> dict[int, LookLine]:
    rows = AccessNote.select().where(AccessNote.id.in_(list(ids)))
    return {row.id: LookLine(row.at, row.who, row.verb, row.subject, row.count) for row in rows}
