"""Changing many cells at once: a pasted block, one value for many people, fill down, clear.

Planned first (old → new, what is wrong with each cell), written as one step that can be undone. Nothing here
knows where the cells came from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.models.errors import Refused
from desktop.models.fields import Computed
from desktop.models.ledger import Ledger, Values
from desktop.models.store import Store

Wanted = Mapping[int, Mapping[str, Any]]  # record -> field name -> what was typed


@dataclass(frozen=True)
class CellChange:
    """One cell: whose, which field, from what to what as people read it; `problem` says why it cannot be."""

    record: int
    name: str
    who: str
    label: str
    old: str
    new: str
    problem: str = ""


@dataclass(frozen=True)
class MassEdit:
    """What a change of many cells would do. `values` holds only rows without a problem."""

    ledger: type[Ledger]
    cells: tuple[CellChange, ...]
    values: dict[int, Values] = field(repr=False)
    left_over: str = ""  # what of a pasted block found no cell, as a sentence

    @property
    def good(self) -> tuple[CellChange, ...]:
        return tuple(cell for cell in self.cells if cell.record in self.values)

    @property
    def bad(self) -> tuple[CellChange, ...]:
        return tuple(cell for cell in self.cells if cell.problem)

    @property
    def sentence(self) -> str:
        parts = [f"将改 {len(self.good)} 格（{len(self.values)} {self.ledger.counter}），可以撤销"]
        if self.bad:
            rows = len({cell.record for cell in self.cells} - set(self.values))
            parts.append(f"{len(self.bad)} 格有错，所在的 {rows} 行先不改")
        return "；".join(parts) + "。" + self.left_over


def wanted_from_block(
    ledger: type[Ledger], block: Sequence[Sequence[str]], ids: Sequence[int], names: Sequence[str]
) -> tuple[Wanted, str]:
    """Lay a pasted block over cells: `ids` from the current row down, `names` from the current column on.

    A first line that only repeats the columns' titles is passed over. Returns what is wanted, and a sentence about
    what found no cell.
    """
    labels = {item.name: item.label for item in ledger.shown()}
    if (
        len(block) > 1
        and block[0]
        and all(words == labels.get(name) for words, name in zip(block[0], names, strict=False))
    ):
        block = block[1:]
    wide = max((len(line) for line in block), default=0)
    wanted = {record: dict(zip(names, line, strict=False)) for record, line in zip(ids, block, strict=False)}
    over = []
    if len(block) > len(ids):
        over.append(f"{len(block) - len(ids)} 行超出了表的末尾")
    if wide > len(names):
        over.append(f"{wide - len(names)} 列超出了最右边")
    return wanted, f"粘贴的内容有 {'、'.join(over)}，没有放进来。" if over else ""


def same_for_all(records: Iterable[int], name: str, raw: Any) -> Wanted:
    """One value for one field of many rows; None or "" clears it."""
    return {record: {name: raw} for record in records}


def fill_down(ledger: type[Ledger], records: Sequence[int], names: Sequence[str]) -> Wanted:
    """The first row's values for all the others (Ctrl+D)."""
    if len(records) < 2:
        return {}
    first = ledger.get_by_id(records[0])
    fields = {item.name: item for item in ledger.fields()}
    told = {name: fields[name].format(fields[name].value_of(first)) for name in names if name in fields}
    return {record: told for record in records[1:]}


def plan(store: Store, ledger: type[Ledger], wanted: Wanted, left_over: str = "") -> MassEdit:
    """Read and check every wanted cell; cells that would not change are left out."""
    rows = {row.id: row for row in store.rows(ledger).where(ledger.id.in_(list(wanted)))}
    cells: list[CellChange] = []
    values: dict[int, Values] = {}
    taken: dict[tuple[str, Any], int] = {}
    for record, told in wanted.items():
        if record not in rows:
            continue
        changes, new, problems = _row(ledger, rows[record], told)
        problems |= _twice(ledger, record, new, taken)
        cells += [
            CellChange(record, c.name, c.who, c.label, c.old, c.new, problems.get(c.name, ""))
            for c in changes
        ]
        if changes and not problems:
            values[record] = _with_extra(ledger, rows[record], new)
    return MassEdit(ledger, tuple(cells), values, left_over)


def _row(
    ledger: type[Ledger], row: Any, told: Mapping[str, Any]
) -> tuple[list[CellChange], Values, dict[str, str]]:
    """The cells of one row that would change, their values, and what is wrong with them."""
    items = {item.name: item for item in ledger.shown()}
    who, changes, new = ledger.caption(row), [], {}
    problems: dict[str, str] = {}
    for name, raw in told.items():
        item = items[name]
        if isinstance(item, Computed) or not item.edit:
            if str(raw or "").strip():
                changes.append(CellChange(row.id, name, who, item.label, "", str(raw)))
                problems[name] = f"“{item.label}”由程序算出来，不能直接改。"
            continue
        values, found = ledger.read({name: raw})
        old = item.value_of(row)
        if found:
            changes.append(CellChange(row.id, name, who, item.label, item.shown(old), str(raw)))
            problems |= found
        elif values[name] != _plain(old):
            changes.append(
                CellChange(row.id, name, who, item.label, item.shown(old), item.format(values[name]))
            )
            new[name] = values[name]
    if new and not problems:
        problems |= _placed(ledger.check(_whole(row) | _with_extra(ledger, row, new)), new)
    return changes, new, problems


def _plain(value: Any) -> Any:
    return getattr(value, "id", value)


def _whole(row: Any) -> Values:
    return dict(row.__data__)


def _placed(problems: Mapping[str, str], new: Values) -> dict[str, str]:
    """A rule that speaks of another field of the row is told at the first cell that was changed."""
    if not problems or any(name in new for name in problems):
        return dict(problems)
    return {next(iter(new)): "".join(problems.values())}


def _twice(
    ledger: type[Ledger], record: int, new: Values, taken: dict[tuple[str, Any], int]
) -> dict[str, str]:
    """A value that only one row may have, and another row has, in the ledger or in this very change."""
    problems = {}
    for item in ledger.fields():
        value = new.get(item.name)
        if value is None or not getattr(item, "unique", False):
            continue
        other = ledger.get_or_none((item == value) & (ledger.id != record))
        if other is not None or taken.setdefault((item.name, value), record) != record:
            who = f"（{ledger.caption(other)}）" if other is not None else ""
            problems[item.name] = f"这个{item.label}已经有了{who}，不能重复。"
    return problems


def _with_extra(ledger: type[Ledger], row: Any, new: Values) -> Values:
    """The school's own fields live together in one column."""
    own = {item.name for item in ledger.fields() if item.extra} & set(new)
    if not own:
        return new
    extra = dict(row.extra or {}) | {name: new[name] for name in own}
    return {name: value for name, value in new.items() if name not in own} | {"extra": extra}


def refusal(edit: MassEdit) -> Refused:
    """Why nothing of a change can be written, in the words of its first problem."""
    first = edit.bad[0] if edit.bad else None
    return Refused(f"{first.who}：{first.problem}" if first else "没有可以写入的改动，原来就是这样。")


def keep(store: Store, edit: MassEdit, does: str) -> int:
    """Write the rows without a problem as one step called `does`; returns how many cells changed.

    Raises Refused when there is nothing to write.
    """
    if not edit.values:
        raise refusal(edit)
    with store.step(f"{does} {len(edit.good)} 格") as step:
        step.change_many(edit.ledger, edit.values)
    return len(edit.good)
