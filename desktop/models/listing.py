"""One view of a ledger: filtered, searched and sorted in SQL; ids are held, rows are read by the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import peewee as pw

from desktop.models.fields import Computed, Link
from desktop.models.ledger import Ledger, database
from desktop.models.ledgers.classes import SchoolClass, parse_class
from desktop.models.ledgers.students import NameAlias
from desktop.models.store import Store

EMPTY = "\0"  # the filter value that stands for “没有填”


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
        query = self.store.rows(self.ledger)
        for condition in self.within:
            query = query.where(condition)
        for wanted in self.filters:
            query = query.where(self._condition(wanted))
        for word in self.search.split():
            query = query.where(self._found(word))
        return query.order_by(*self._order())

    def ids(self) -> list[int]:
        numbers = database.execute(self.query().select(self.ledger.id))  # nothing for peewee to convert
        return [record for (record,) in numbers]

    def count(self) -> int:
        return int(self.query().order_by().count())

    def sums(self) -> dict[str, int]:
        """Totals of the money fields over all rows, in 分."""
        fields = [item for item in self.ledger.fields() if item.kind == "money"]
        if not fields or not self.ledger.summed:
            return {}
        row = (
            self.query().order_by().select(*[pw.fn.SUM(item.expression()) for item in fields]).tuples().get()
        )
        return {item.name: int(total or 0) for item, total in zip(fields, row, strict=True)}

    def values_of(self, name: str, limit: int = 300) -> list[Any]:
        """The different values of a field among the rows, for the filter in its head."""
        item = _field(self.ledger, name)
        rest = replace(self, filters=tuple(one for one in self.filters if one.name != name))
        column = item.expression()
        found = rest.query().order_by(column).select(column).distinct().limit(limit).tuples()
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
                pupils = Listing(self.store, item.rel_model, search=word).query().order_by()
                conditions.append(item.in_(pupils.select(item.rel_model.id)))
        found = pw.SQL("0")
        for condition in conditions:
            found = condition | found
        return found

    def _order(self) -> list[Any]:
        names = [self.sort] if self.sort else list(self.ledger.order)
        by = []
        for name in [*names, "id"]:
            if name == "id":
                by.append(self.ledger.id)
                continue
            column = _order_of(_field(self.ledger, name))
            by += [pw.Ordering(part, "DESC" if self.down else "ASC") for part in column]
        return by


def _field(ledger: type[Ledger], name: str) -> Any:
    return next(item for item in ledger.fields() if item.name == name)


def _order_of(item: Any) -> list[Any]:
    """What a field sorts by: names by pinyin where the row has it, classes by grade and number."""
    if isinstance(item, Link) and item.rel_model is SchoolClass:
        parts = (SchoolClass.grade, SchoolClass.number)
        return [SchoolClass.select(part).where(SchoolClass.id == item) for part in parts]
    if item.kind == "name" and not item.extra and "search" in item.model._meta.fields:
        # the full pinyin is the second word of the search text
        search = item.model.search
        after = pw.fn.SUBSTR(search, pw.fn.LENGTH(item) + 3)
        return [pw.fn.SUBSTR(after, 1, pw.fn.INSTR(after, " ") - 1), item]
    return [item.expression()]


def sortable(item: Any) -> bool:
    return not isinstance(item, Computed)


def rows_of(ledger: type[Ledger], ids: Sequence[int]) -> dict[int, Any]:
    """The rows of some ids, with each link's caption and each computed column ready in `row.seen`.

    `row.seen` maps column names to (text, raw value); computed columns have no raw value.
    """
    rows = {row.id: row for row in ledger.select().where(ledger.id.in_(list(ids)))}
    computed = {item.name: item.batch(list(rows)) for item in ledger.computed()} if rows else {}
    fields = ledger.fields()
    for item in fields:
        if isinstance(item, Link):
            item.rel_model.learn_captions(item.value_of(row) for row in rows.values())
    for record, row in rows.items():
        row.seen = {item.name: item.format(item.value_of(row)) for item in fields}
        row.seen |= {name: told.get(record, "") for name, told in computed.items()}
    return rows
