"""Any ledger from a workbook: the columns found by label, every row judged, kept as one step.

The roster has its own way in (services.roster), because one of its rows fills several ledgers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from desktop.models import sight
from desktop.models.errors import Refused
from desktop.models.fields import Choice, Field, FieldError, Link
from desktop.models.ledger import Ledger, Problems, Values
from desktop.models.roles import NotAllowed
from desktop.models.store import Step, Store
from desktop.services.progress import Progress
from desktop.services.sheets import whose
from desktop.services.sheets.clean import Damaged, is_blank, plain_or_shown, tidy
from desktop.services.sheets.heads import Table, find_tables
from desktop.services.sheets.read import open_book
from desktop.services.sheets.tables import Mapping, Wanted, map_columns
from desktop.services.sheets.vocabulary import vocabulary

NEW, CHANGED, SAME, BAD = "new", "changed", "same", "bad"
TIDIED = {"name", "id_number", "student_no", "phone", "account", "disability_card", "date", "month"}


@dataclass
class LedgerLine:
    """One row: where it stands, what it would do, what is wrong with which column. told: what else is to be known."""

    file: str
    sheet: str
    row: int
    bucket: str
    values: Values
    record: int | None = None
    problems: Problems = field(default_factory=dict)
    told: str = ""

    @property
    def sentence(self) -> str:
        where = f"{self.file}“{self.sheet}”第 {self.row} 行"
        return f"{where}：{''.join(self.problems.values())}" if self.problems else where


@dataclass
class LedgerDraft:
    """A workbook that was read and judged for one ledger, but not kept. unread: sentences on columns of which nothing is
    taken, because nobody knows their heading."""

    ledger: type[Ledger]
    title: str
    lines: list[LedgerLine] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def of(self, bucket: str) -> list[LedgerLine]:
        return [line for line in self.lines if line.bucket == bucket]

    def counts(self) -> dict[str, int]:
        return {bucket: len(self.of(bucket)) for bucket in (NEW, CHANGED, SAME, BAD)}


def importable(store: Store) -> list[type[Ledger]]:
    """The ledgers to offer this person for a workbook: rows that can be told apart and hang on no other row."""
    whole = [one for one in store.ledgers.values() if (one.key or _own_way(one)) and one.about]
    return [one for one in whole if not (one.part_of or one.goes_with) and _may_write(store, one)]


def may_import(store: Store, ledger: type[Ledger]) -> bool:
    """Whether this person may bring a workbook into a ledger: who imports, and who is charged with the care work."""
    session = store.session
    told_apart = bool(ledger.key) or _own_way(ledger) is not None
    return told_apart and (session.may("import") or session.may("care")) and _may_write(store, ledger)


def _demand_import(store: Store, ledger: type[Ledger]) -> None:
    store.session.demand_write(ledger.table(), ledger.title)
    if not store.session.may("care"):
        store.session.demand("import", f"导入{ledger.title}")


def _own_way(ledger: type[Ledger]) -> Any:
    """The module that reads and keeps rows which fill several ledgers; None where a row is a row."""
    if ledger.table() != "visit":
        return None
    from desktop.services.care import visits_in

    return visits_in


def _may_write(store: Store, ledger: type[Ledger]) -> bool:
    try:
        store.session.demand_write(ledger.table(), ledger.title)
    except NotAllowed:
        return False
    return True


def read_ledger(
    store: Store,
    ledger: type[Ledger],
    paths: Sequence[Path],
    *,
    password: str | None = None,
    progress: Progress | None = None,
) -> LedgerDraft:
    """Judge every row of every table that has the ledger's columns.

    Raises NotAllowed; Refused for files that cannot be read.
    """
    _demand_import(store, ledger)
    if (own := _own_way(ledger)) is not None:
        return own.read(store, paths, password, progress)
    draft = LedgerDraft(
        ledger, paths[0].name if len(paths) == 1 else f"{paths[0].name} 等 {len(paths)} 个文件"
    )
    known = _known(store, ledger)
    for path in (progress or Progress()).follow(paths, len(paths), every=1):
        for sheet in open_book(path, password=password, progress=progress).sheets:
            for table in find_tables(sheet):
                _judge_table(draft, path, _headed(ledger, table), known)
    if not draft.lines:
        names = "、".join(_called(item) for item in _fields(ledger) if item.required)
        raise Refused(f"没有找到“{ledger.title}”的内容。表头里至少要有：{names}。")
    return draft


def _fields(ledger: type[Ledger]) -> list[Any]:
    return [item for item in ledger.fields() if item.name not in ("extra", "search") and item.kind != "file"]


def _headed(ledger: type[Ledger], table: Table) -> Table:
    """A table that seems to have no heading, headed by its first row where that holds the ledger's own words alone."""
    if table.header_rows or not table.rows:
        return table
    first, *rows = table.rows
    texts = ["" if is_blank(cell) else str(plain_or_shown(cell)).strip() for cell in first.cells]
    words = {word for item in _fields(ledger) for word in (item.label, *item.aliases)}
    told = [text for text in texts if text]
    if len(told) < 2 or not words.issuperset(told):
        return table
    heads = [
        replace(head, parts=(text,) if text else ()) for head, text in zip(table.heads, texts, strict=True)
    ]
    return replace(table, header_rows=(first.number,), heads=heads, rows=rows)


def _called(item: Any) -> str:
    """What a person may write over the column."""
    return f"{item.label}（或{whose.LABEL}）" if item.name == whose.PUPIL else str(item.label)


def _mapped(ledger: type[Ledger], table: Table) -> Mapping:
    """The columns of a table; in a ledger about pupils also the one of their numbers."""
    fields = _fields(ledger)
    alone = not any("姓名" in text for item in fields for text in (item.label, *item.aliases))
    columns = [wanted(item, alone=alone) for item in fields]
    if not whose.about_pupils(ledger):
        return map_columns(table, columns)
    mapping = map_columns(table, [*columns, whose.wanted_number()])
    whose.find_number(table, mapping)
    return mapping


def _judge_table(draft: LedgerDraft, path: Path, table: Table, known: dict[tuple[Any, ...], Any]) -> None:
    fields = {item.name: item for item in _fields(draft.ledger)}
    mapping = _mapped(draft.ledger, table)
    found = {match.key for match in mapping.matches if match.key}
    if whose.NUMBER in found:
        found.add(whose.PUPIL)
    missing = [
        item.label
        for item in fields.values()
        if item.required and item.name not in found and item.default is None
    ]
    if missing:
        draft.skipped.append(f"{path.name} · {table.sheet}：没有{'、'.join(missing)}列，跳过。")
        return
    if strange := strange_heads(table, mapping):
        free = "、".join(item.label for item in fields.values() if item.name not in found)
        draft.unread.append(
            f"{path.name} · {table.sheet}：{strange}没有导入，不认得这样的表头。"
            + (f"还没有对上的有：{free}。请把表头改成这样的写法再导一次。" if free else "")
        )
    for row in table.rows:
        line = LedgerLine(path.name, table.sheet, row.number, BAD, {})
        cells = mapping.pick(row)
        _take_pupil(line, cells)
        for name, cell in cells.items():
            if not is_blank(cell):
                take(line, fields[name], cell)
        _settle(draft.ledger, line, known)
        draft.lines.append(line)
    draft.skipped += [f"{path.name} · {table.sheet} 第 {number} 行：{why}" for number, why in table.dropped]


def strange_heads(table: Table, mapping: Mapping) -> str:
    """The filled columns that were matched with nothing and bear no heading of the roster: “分数”“名次”; "" when none."""
    words = vocabulary()
    strange = [
        match.head.text
        for place, match in enumerate(mapping.matches)
        if not match.key and match.head.parts and not words.is_heading(match.head.parts[-1])
        and any(not is_blank(row.cells[place]) for row in table.rows)
    ]  # fmt: skip
    return "".join(f"“{text}”" for text in strange)


def wanted(item: Field, *, alone: bool = False) -> Wanted:
    """How the column of a field is looked for. alone: nobody but the pupil has a name here, 姓名 is the pupil's."""
    options = tuple(item.codes.labels.values()) if isinstance(item, Choice) else ()
    more = whose.names() if item.name == whose.PUPIL and isinstance(item, Link) else ()
    more = (*more, "姓名") if more and alone else more
    return Wanted(item.name, item.label, (*item.aliases, *more), item.kind, options)


def _take_pupil(line: LedgerLine, cells: dict[str, Any]) -> None:
    """The pupil's number goes before the name, which is taken out of the cells then."""
    try:
        found = whose.pupil_of(cells.pop(whose.NUMBER, None), cells.get(whose.PUPIL))
    except FieldError as error:
        line.problems[whose.PUPIL] = str(error)
        cells.pop(whose.PUPIL, None)
        return
    if found is not None:
        line.values[whose.PUPIL] = found
        cells.pop(whose.PUPIL, None)


def take(line: LedgerLine, item: Any, cell: Any) -> None:
    """What a cell says of a field, or what is wrong with it."""
    clean = tidy(cell, item.kind) if item.kind in TIDIED else plain_or_shown(cell)
    if isinstance(clean, Damaged):
        line.problems[item.name] = clean.why
        return
    try:
        value = item.parse(clean)
        if value is not None:
            item.check(value)
            line.values[item.name] = value
    except FieldError as error:
        line.problems[item.name] = str(error)


def _settle(ledger: type[Ledger], line: LedgerLine, known: dict[tuple[Any, ...], Any]) -> None:
    """Give the line its bucket: found by the ledger's key, or new."""
    if line.problems:
        return
    mark = _mark(ledger, line.values)
    had = known.get(mark) if mark else None
    if had is None:
        line.problems = _against(ledger, {}, dict(ledger().__data__) | line.values)
        if not line.problems:
            line.bucket = NEW
            if mark:
                known[mark] = line.values | {"id": None}
        return
    if had["id"] is None:
        line.problems = {"": "与前面的一行重复，没有写入。"}
        return
    line.record = had["id"]
    line.values = {name: value for name, value in line.values.items() if had.get(name) != value}
    line.problems = _not_by_import(ledger, line.values) or _against(
        ledger, dict(had), dict(had) | line.values
    )
    if not line.problems:
        line.bucket = CHANGED if line.values else SAME


def _against(ledger: type[Ledger], old: Values, new: Values) -> Problems:
    """What keeps one row out, by its values or, where the ledger says so, by its guard: the rows beside it are kept."""
    if (problems := ledger.check(new)) or not ledger.alone:
        return problems
    with sight.whole():  # as the guard is asked when the row is kept
        why = ledger.guard(old, new)
    return {"": why} if why else {}


def _not_by_import(ledger: type[Ledger], values: Values) -> Problems:
    """What the program fills in itself is not changed by a workbook: states, approvals, the bank's answers."""
    written = [item for item in ledger.fields() if item.name in values and not item.edit]
    return {
        item.name: f"“{item.label}”由程序在办理时填写，不能用导入来改。请去掉这一列，或照原来的填。"
        for item in written
    }


def _mark(ledger: type[Ledger], values: Values) -> tuple[Any, ...] | None:
    mark = tuple(values.get(name) for name in ledger.key)
    return mark if mark and mark[0] is not None else None


def _known(store: Store, ledger: type[Ledger]) -> dict[tuple[Any, ...], Any]:
    found: dict[tuple[Any, ...], Any] = {}
    for row in store.rows(ledger).dicts():
        if mark := _mark(ledger, row):
            found[mark] = row
    return found


def keep_ledger(store: Store, draft: LedgerDraft) -> int:
    """Write new and changed rows as one named step; returns its number (0 when nothing was to write)."""
    _demand_import(store, draft.ledger)
    own = _own_way(draft.ledger)
    with store.step(f"导入{draft.ledger.title}：{draft.title}", kind="import") as step:
        if own is not None:
            own.keep(step, draft)
            return _number_of(step)
        step.add_many(draft.ledger, [line.values for line in draft.of(NEW)])
        step.change_many(
            draft.ledger, {line.record: line.values for line in draft.of(CHANGED) if line.record}
        )
    return _number_of(step)


def _number_of(step: Step) -> int:
    return step.number if step.changes else 0
