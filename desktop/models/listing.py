"""One view of a ledger: filtered, searched and sorted in SQL; ids are held, rows are read by the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import apsw
import peewee as pw

from desktop.models.fields import Computed, Link
from desktop.models.ledger import Ledger, database
from desktop.models.ledgers.classes import SchoolClass, parse_class
from desktop.models.ledgers.students import NameAlias, Student, pinyin_of_name
from desktop.models.store import Store

EMPTY = "\0"  # the filter value that stands for “没有填”
SLICE = 2000  # rows read ahead at once: some ms


@dataclass(frozen=True)
class Filter:
    """Keep rows whose field is one of `values` (EMPTY = nothing filled in), or contains `text`."""

    name: str
    values: tuple[Any, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class Listing:
    """What is asked of a ledger. Immutable: each change of filter or order is a new listing."""

    store: Store
    ledger: type[Ledger]
    filters: tuple[Filter, ...] = ()
    search: str = ""
    sort: str = ""
    down: bool = False
    within: tuple[Any, ...] = field(
        default=(), repr=False
    )  # fixed conditions of the page (one batch, one pupil)

    def with_filter(self, wanted: Filter) -> Listing:
        """The same listing with this field's filter replaced; an empty filter takes it away."""
        rest = tuple(one for one in self.filters if one.name != wanted.name)
        return replace(self, filters=(*rest, wanted) if wanted.values or wanted.text else rest)

    def query(self) -> Any:
        """The rows wanted, in order."""
        names = [self.sort] if self.sort else list(self.ledger.order)
        query, by = self._unordered(), []
        for name in [*names, "id"]:
            item = self.ledger.id if name == "id" else _field(self.ledger, name)
            if isinstance(item, Link) and item.rel_model is SchoolClass:
                classes = SchoolClass.alias()
                how = pw.JOIN.INNER if item.required else pw.JOIN.LEFT_OUTER
                query = query.join_from(self.ledger, classes, how, on=(item == classes.id))
                by += [classes.grade, classes.number]
            else:
                by += _order_of(item)
        if self._narrowed():
            by[0] = _without_index(by[0])
        return query.order_by(*(pw.Ordering(part, "DESC" if self.down else "ASC") for part in by))

    def _unordered(self) -> Any:
        query = self.store.rows(self.ledger)
        for condition in self.within:
            query = query.where(condition)
        for wanted in self.filters:
            query = query.where(self._condition(wanted))
        for word in self.search.split():
            query = query.where(self._found(word))
        return query

    def _narrowed(self) -> bool:
        """Whether some rows of the ledger may be left out."""
        return bool(self.within or self.filters or self.search) or self.store.session.classes is not None

    def ids(self) -> list[int]:
        numbers = database.execute(self.query().select(self.ledger.id))  # nothing for peewee to convert
        return [record for (record,) in numbers]

    def count(self) -> int:
        return int(self._unordered().count())

    def sums(self) -> dict[str, int]:
        """Totals of the money fields over all rows, in 分."""
        fields = [item for item in self.ledger.fields() if item.kind == "money"]
        if not fields or not self.ledger.summed:
            return {}
        row = self._unordered().select(*[pw.fn.SUM(item.expression()) for item in fields]).tuples().get()
        return {item.name: int(total or 0) for item, total in zip(fields, row, strict=True)}

    def values_of(self, name: str, limit: int = 300) -> list[Any]:
        """The different values of a field among the rows, for the filter in its head."""
        item = _field(self.ledger, name)
        rest = replace(self, filters=tuple(one for one in self.filters if one.name != name))
        column = item.expression()
        found = rest._unordered().order_by(column).select(column).distinct().limit(limit).tuples()
        return [value for (value,) in found]

    def _condition(self, wanted: Filter) -> Any:
        item = _field(self.ledger, wanted.name)
        column = item.expression()
        if wanted.text:
            return column.contains(wanted.text)
        real = [value for value in wanted.values if value != EMPTY]
        condition = column.in_(real) if real else pw.SQL("0")
        return condition | column.is_null() if EMPTY in wanted.values else condition

    def _found(self, word: str) -> Any:
        """Pupils by their search text; other ledgers by any of their texts, or by the pupil they belong to."""
        fields = {item.name: item for item in self.ledger._meta.sorted_fields}
        if "search" in fields:
            found = fields["search"].contains(f" {word.lower()}") | self.ledger.name.contains(word)
            found |= self.ledger.id.in_(
                NameAlias.select(NameAlias.student).where(NameAlias.name.contains(word))
            )
            class_id = SchoolClass.find(word) if parse_class(word) else None
            return found if class_id is None else found | (self.ledger.school_class == class_id)
        conditions = [i.contains(word) for i in fields.values() if isinstance(i, pw.CharField | pw.TextField)]
        for item in fields.values():
            if isinstance(item, Link) and item.rel_model.table() == "student":
                pupils = Listing(self.store, item.rel_model, search=word)._unordered()
                conditions.append(item.in_(pupils.select(item.rel_model.id)))
        found = pw.SQL("0")
        for condition in conditions:
            found = condition | found
        return found


def _field(ledger: type[Ledger], name: str) -> Any:
    return next(item for item in ledger.fields() if item.name == name)


def _order_of(item: Any) -> list[Any]:
    """What a field sorts by: the name of a pupil by pinyin."""
    if item is Student.name:
        return [pinyin_of_name(), item]
    return [item if item.name == "id" else item.expression()]


def _without_index(column: Any) -> Any:
    """The same order, found by sorting: an index walked in order fetches every row that is left out, too."""
    return pw.NodeList((pw.SQL("+"), column), glue="")


def sortable(item: Any) -> bool:
    return not isinstance(item, Computed)


def listed(ids: Iterable[int]) -> Any:
    """For `column.in_(…)`, thousands of ids at once: peewee takes longer over values than SQLite over the whole question."""
    return pw.SQL(f"({','.join(str(int(one)) for one in ids)})")


def as_stored(query: Any) -> Iterable[tuple[Any, ...]]:
    """Many rows quickly, as they lie in the file: yes and no are 1 and 0, days are texts."""
    found: Iterable[tuple[Any, ...]] = query.model._meta.database.execute(query)
    return found


def read_ahead(ledger: type[Ledger]) -> Iterator[None]:
    """Bring the rows of a ledger into SQLite's memory, some at each step: deciphering them is most of a first filter.

    A courtesy: what cannot be read is left to whoever needs it.
    """
    sql = f'SELECT COUNT(*) FROM "{ledger.table()}" NOT INDEXED WHERE "id" BETWEEN ? AND ?'
    with suppress(pw.PeeweeException, apsw.Error):
        last = ledger.select(pw.fn.MAX(ledger.id)).scalar() or 0
        for first in range(1, last + 1, SLICE):
            database.execute_sql(sql, (first, first + SLICE - 1)).fetchall()
            yield


class Rows:
    """Some rows of a ledger. What is read in a column is worked out for all of them when it is first asked for."""

    def __init__(self, ledger: type[Ledger], ids: Sequence[int]) -> None:
        self.by_id = {row.id: row for row in ledger.select().where(ledger.id.in_(list(ids)))}
        self._texts: dict[str, dict[int, str]] = {}

    def text(self, item: Any, record: int) -> str:
        """What a person reads in the cell of a field or a computed column; "" where the row is not there."""
        if item.name not in self._texts:
            self._texts[item.name] = self._column(item)
        return self._texts[item.name].get(record, "")

    def _column(self, item: Any) -> dict[int, str]:
        if isinstance(item, Computed):
            return dict(item.batch(list(self.by_id)))
        if isinstance(item, Link):
            item.rel_model.learn_captions(item.value_of(row) for row in self.by_id.values())
        return {record: item.format(item.value_of(row)) for record, row in self.by_id.items()}


def rows_of(ledger: type[Ledger], ids: Sequence[int]) -> dict[int, Any]:
    """The rows of some ids; `row.seen` maps the name of each field and computed column to what a person reads."""
    rows = Rows(ledger, ids)
    items = [*ledger.fields(), *ledger.computed()]
    for record, row in rows.by_id.items():
        row.seen = {item.name: rows.text(item, record) for item in items}
    return rows.by_id
