"""A ledger is a peewee model whose fields also know how to be seen.

Subclass it, name the fields, put its name into ledgers/__init__.py: table, form, import, export, paper,
search, history and the contract tests follow from the declaration.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import peewee as pw

from desktop.models import sight
from desktop.models.fields import Computed, Field, FieldError, Link
from desktop.models.roles import CONFIDE, Session

if TYPE_CHECKING:
    from desktop.models.journal import Change

database = pw.DatabaseProxy()

Values = dict[str, Any]  # field name -> parsed value
Problems = dict[str, str]  # field name -> sentence for the person


class Ledger(pw.Model):
    """One kind of record.

    title: what people call the ledger. counter: the word behind a number of rows. key: fields that say two
    rows are the same thing (import). order: default sort. columns: names shown in the table at first (all when
    empty). personal: rows tell about pupils or families, so that looking and exporting is logged.
    part_of: links to what a row belongs to (its batch, its round): what made the whole final keeps its parts too.
    goes_with: links to what takes the row along when it is removed (a pupil his guardians). instead: what to do when
    others keep a row from being removed. one: what a single record is called, the title unless it says otherwise.
    secret: some or all rows were told in confidence: only roles with the verb "confide" see them, on every road.
    made_by: the field in which the store's door writes who added a row. signed: fields that hold a person's word, and the
    verb (roles.json "may") that each takes: only that person, at the keyboard, can write the own name there.
    alone: the guard asks one row and no other, so that a workbook is read on past a row that it refuses.
    """

    id = pw.AutoField()

    title: ClassVar[str] = ""
    counter: ClassVar[str] = "条"
    key: ClassVar[tuple[str, ...]] = ()
    order: ClassVar[tuple[str, ...]] = ("id",)
    columns: ClassVar[tuple[str, ...]] = ()
    frozen: ClassVar[int] = 1
    personal: ClassVar[bool] = False
    secret: ClassVar[bool] = False
    made_by: ClassVar[str] = ""
    part_of: ClassVar[tuple[str, ...]] = ()
    goes_with: ClassVar[tuple[str, ...]] = ()
    instead: ClassVar[str] = "请先改掉或删除那些记录，再来删除它。"
    one: ClassVar[str] = ""
    signed: ClassVar[Mapping[str, str]] = {}
    alone: ClassVar[bool] = False
    summed: ClassVar[bool] = True  # whether its money columns make a sum; rates of different things do not
    about: ClassVar[str] = ""  # one sentence for the empty page: what the ledger is for

    class Meta:
        database = database
        legacy_table_names = False

    @classmethod
    def fields(cls) -> list[Any]:
        """Every stored field in the order of the declaration, the school's own fields last."""
        if cls not in _declared:
            _declared[cls] = [field for field in cls._meta.sorted_fields if isinstance(field, Field)]
        return list(_declared[cls])

    @classmethod
    def computed(cls) -> list[Computed]:
        return [item for item in vars(cls).values() if isinstance(item, Computed)]

    @classmethod
    def shown(cls) -> list[Any]:
        """Fields and computed columns in table order: `columns` first when given, then the rest."""
        every = {item.name: item for item in (*cls.fields(), *cls.computed())}
        first = [every.pop(name) for name in cls.columns]
        return first + list(every.values())

    @classmethod
    def table(cls) -> str:
        """The table's name: how journal and packages call the ledger."""
        return str(cls._meta.table_name)

    @classmethod
    def one_called(cls) -> str:
        """What a single record is called: 新增学生, though the ledger is 花名册."""
        return cls.one or cls.title

    # reading and checking ------------------------------------------------------------------------------

    @classmethod
    def read(cls, raw: dict[str, Any]) -> tuple[Values, Problems]:
        """Turn what was typed into (values, problems), both keyed by field name. Only the keys given are read."""
        values: Values = {}
        problems: Problems = {}
        for field in cls.fields():
            if field.name not in raw:
                continue
            try:
                values[field.name] = field.parse(raw[field.name])
            except FieldError as error:
                problems[field.name] = str(error)
        return values, problems

    @classmethod
    def check(cls, values: Values) -> Problems:
        """Every rule a whole row breaks; empty when it may be kept."""
        problems: Problems = {}
        told = {name for name, value in values.items() if value is not None}
        for field in cls.fields():
            if field.name not in told and not field.required:
                continue
            try:
                field.check(values.get(field.name))
            except FieldError as error:
                problems[field.name] = str(error)
        return problems or cls.cross_check(values)

    @classmethod
    def first_problems(cls, rows: Sequence[Values]) -> Problems:
        """What `check` says of the first row that breaks a rule; empty when all may be kept.

        Many rows hold few different words: each value of a column meets its field once.
        """
        told = set().union(*rows)
        columns = ((f, {row.get(f.name) for row in rows} if f.name in told else {None}) for f in cls.fields())
        sound = all(_passes(field, column) for field, column in columns)
        check = cls.cross_check if sound else cls.check
        return next(filter(None, map(check, rows)), {})

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        """Rules that need more than one field. Override where a ledger has some."""
        return {}

    @classmethod
    def advise(cls, values: Values) -> Problems:
        """Doubts that do not stop the row: shown in amber beside the field."""
        return {}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        """Why a row may not go from `old` to `new` (whole rows; {} before it is there, {} when it is taken out).

        "" when it may. Asked at the store's door, so that a wrong order is refused on every road: window, import,
        command line. Taking back a step is not asked: what it took is known to have been allowed.
        """
        return ""

    @classmethod
    def settle(cls, records: Collection[int]) -> str:
        """Why rows may not stand as they are at the end of a step that added or changed them; "" when they may.

        Here belongs what holds between several rows, asked once when all of the step is written.
        """
        return ""

    @classmethod
    def follow(cls, changes: Sequence[Change]) -> None:
        """Bring tables that follow from this ledger in line, after rows were added, changed or taken out, undo included."""

    @classmethod
    def stands_on(cls, values: Values) -> list[tuple[type[Ledger], int]]:
        """The rows that a row of these values is part of, by `part_of`: (ledger, id)."""
        links = ((cls._meta.fields[name].rel_model, values.get(name)) for name in cls.part_of)
        return [(ledger, int(record)) for ledger, record in links if record is not None]

    @classmethod
    def derive(cls, values: Values) -> Values:
        """Columns the program fills in from the others before a row is kept (search text, for one)."""
        return {}

    # naming rows -----------------------------------------------------------------------------------------

    @classmethod
    def caption(cls, row: Any) -> str:
        """How a row is called where another ledger points to it."""
        first = cls.fields()[0]
        return str(first.format(row.__data__.get(first.name)))

    @classmethod
    def caption_of(cls, record: int) -> str:
        """The caption of one row, remembered until the ledger changes."""
        known = _captions.setdefault(cls.table(), {})
        if record not in known:
            if len(known) > 5000:
                known.clear()
            row = cls.get_or_none(cls.id == record)
            known[record] = cls.caption(row) if row else ""
        return known[record]

    @classmethod
    def learn_captions(cls, records: Iterable[int | None]) -> None:
        """Read the captions of many rows at once; caption_of knows them then."""
        known = _captions.setdefault(cls.table(), {})
        if len(known) > 5000:
            known.clear()
        new = {record for record in records if record is not None and record not in known}
        if len(new) > 1:
            known |= {row.id: cls.caption(row) for row in cls.select().where(cls.id.in_(new))}

    @classmethod
    def find(cls, text: str) -> int | None:
        """The id of the row that people call by this text; None when there is none or more than one."""
        tidy = text.strip()
        found = [row.id for row in cls.select() if cls.caption(row) == tidy]
        return found[0] if len(found) == 1 else None

    @classmethod
    def why_not_found(cls, text: str) -> str:
        """What to say, and to do, when `find` gave no row."""
        return f"没有“{text}”，请先在“{cls.title}”里建好。"

    # who may see what ------------------------------------------------------------------------------------

    @classmethod
    def select(cls, *fields: Any) -> Any:
        """A query over the rows that may be seen now: a class teacher reads only the own classes, on every road."""
        query, session = super().select(*fields), sight.reader()
        if session is None or (session.classes is None and not cls.secret):
            return query
        with sight.whole():
            return cls.scope(query, session)

    @classmethod
    def scope(cls, query: Any, session: Session) -> Any:
        """Narrow a query to what this person may see: a class teacher the classes assigned, a confidant secrets too."""
        if cls.secret and not session.may(CONFIDE):
            return query.where(pw.SQL("0"))
        return cls.of_classes(query, session)

    @classmethod
    def of_classes(cls, query: Any, session: Session) -> Any:
        """Only the rows about pupils of this person's classes."""
        if session.classes is None or not cls.personal:
            return query
        student = next(
            (f for f in cls.fields() if isinstance(f, Link) and f.rel_model.table() == "student"), None
        )
        if student is None:
            return query.where(pw.SQL("0"))
        pupils = student.rel_model.scope(student.rel_model.select(student.rel_model.id), session)
        return query.where(student.in_(pupils))


def _passes(field: Any, column: set[Any]) -> bool:
    """Whether every value of a column may be kept; an empty one only asks whether it had to be filled."""
    try:
        for value in column if field.required else column - {None}:
            field.check(value)
    except FieldError:
        return False
    return True


_declared: dict[type[Ledger], list[Any]] = {}
_captions: dict[str, dict[int, str]] = {}
remembered: list[dict[Any, Any]] = [_captions]  # what ledgers keep of the data file between two changes


def forget() -> None:
    """Called after each commit and when a data file is closed: what is remembered may no longer be true."""
    for kept in remembered:
        kept.clear()
