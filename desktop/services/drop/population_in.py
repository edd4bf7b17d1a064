"""Lists of children from police, village, 学籍 system or another school: any workbook, read row by row.

    book = read_lists([path])

Nothing is judged here, nothing written; `population_judge` says what the rows would become.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.fields import Choice, FieldError
from desktop.models.identity import birth_of, gender_of, problem_of_id
from desktop.models.ledger import Values
from desktop.models.ledgers.desk import HeadMemory
from desktop.models.ledgers.drop_population import AgeChild
from desktop.models.store import Step
from desktop.places import RESOURCES
from desktop.services.drop.population_school import school_before, school_in
from desktop.services.progress import Progress
from desktop.services.sheets.clean import Damaged, is_blank, plain_or_shown, tidy
from desktop.services.sheets.heads import Table, find_tables
from desktop.services.sheets.read import Reader
from desktop.services.sheets.tables import Mapping, Wanted, fingerprint, map_columns

WRITTEN_DAY = re.compile(
    r"(?<!\d)(20\d\d)(?:[年./-](\d{1,2})[月./-](\d{1,2})|(\d\d)(\d\d))(?!\d)"
)  # 2026年9月10日, 2026-9-10, 20260910
WHO = ("name", "id_number", "birth_date")  # what tells who somebody is: wrong there, the row is put aside
OWN = "student."  # the child's own columns, as the matcher calls them: it tells a child's number from a grown-up's
LINE_ONLY = ("school", "grade_text", "status")  # not of the child, but of where it is
KINDS = {"name": "name", "id_number": "id_number", "head_id": "id_number", "birth_date": "date", "phone": "phone",
         "student_no": "student_no", "head_name": "name", "guardian": "name"}  # fmt: skip


@dataclass
class Row:
    """One line. values: fields of AgeChild that could be read; problems keep a row back, notes do not.

    written: the number as it stands, also a wrong one, for the kept line.
    """

    sheet: str
    number: int
    values: Values = field(default_factory=dict)
    school: str = ""
    grade: str = ""
    status: str | None = None
    written: str = ""
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(self.values.get("name") or "")


@dataclass
class TableIn:
    """One table of a file and how its columns are understood; the person may say otherwise."""

    table: Table
    mapping: Mapping

    @property
    def fits(self) -> bool:
        """Whether it can tell who somebody is: a name, and a number or a birthday."""
        found = {match.key.removeprefix(OWN) for match in self.mapping.matches if match.key}
        return "name" in found and bool(found & {"id_number", "birth_date"})

    @property
    def tells_people(self) -> bool:
        """Whether a whole identity number stands in it: a list of people, whatever its columns are called."""
        return any(
            isinstance(cell, str) and problem_of_id(cell.strip()) is None
            for line in self.table.rows
            for cell in line.cells
        )

    def rows(self) -> list[Row]:
        return [_row(self.table, self.mapping, line) for line in self.table.rows] if self.fits else []

    def sample(self, column: int) -> str:
        """What stands in a column first, for the person to recognise it."""
        cells = (row.cells[column] for row in self.table.rows)
        return next((plain_or_shown(cell)[:20] for cell in cells if not is_blank(cell)), "")


@dataclass
class OneList:
    """One file. title: what stands above its first table, else the file's name."""

    path: Path
    title: str
    rows: list[Row] = field(default_factory=list)
    kind: str = ""  # population_source, as file and title tell it; "" when they do not
    day: dt.date | None = None  # the day it was drawn up, as title or file tell it
    school: str = ""  # whose list it is, where it comes from another school
    tables: list[TableIn] = field(default_factory=list)

    def read_again(self) -> None:
        """The rows as the columns are understood now."""
        self.rows = [row for table in self.tables for row in table.rows()]


@dataclass
class ListBook:
    """What was found in the files. skipped: sentences on what was not read."""

    lists: list[OneList]
    skipped: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        names = [one.path.name for one in self.lists]
        return names[0] if len(names) == 1 else f"{names[0]} 等 {len(names)} 个文件"

    @property
    def kind(self) -> str:
        """The source that all files name, "" when they name none or several."""
        told = {one.kind for one in self.lists}
        return told.pop() if len(told) == 1 else ""

    @property
    def school(self) -> str:
        """The school that all files are of, "" when they name none or several."""
        told = {one.school for one in self.lists}
        return told.pop() if len(told) == 1 else ""

    @property
    def day(self) -> dt.date | None:
        """The newest day that a title or a file's name tells."""
        return max((one.day for one in self.lists if one.day), default=None)

    @property
    def tables(self) -> list[tuple[OneList, TableIn]]:
        return [(one, table) for one in self.lists for table in one.tables]


@cache
def _told() -> dict[str, Any]:
    return dict(json.loads((RESOURCES / "drop" / "population_heads.json").read_text("utf-8")))


def read_lists(
    paths: Sequence[Path], *, password: str | None = None, progress: Progress | None = None
) -> ListBook:
    """Read every table that has a column of names and one of numbers or birthdays.

    A table of people whose columns nobody could name is kept too, for a person to point at them. Raises Refused when there is
    none, and what `Reader.open` raises for files that cannot be read; Cancelled.
    """
    book = ListBook([])
    with Reader() as reader:
        for path in (progress or Progress()).follow(paths, len(paths), every=1):
            one = OneList(path, path.stem)
            for sheet in reader.open(path, password=password, progress=progress).sheets:
                for table in find_tables(sheet):
                    _take_table(book, one, path, table)
            one.read_again()
            if one.tables:
                book.lists.append(one)
    if not any(one.rows or any(table.tells_people for table in one.tables) for one in book.lists):
        raise Refused("没有找到孩子的名单。表头里要有“姓名”，再有“身份证号”或“出生日期”。")
    return book


def _take_table(book: ListBook, one: OneList, path: Path, table: Table) -> None:
    if not table.rows:
        return
    taken, where = (
        TableIn(table, map_columns(table, wanted(), _remembered(table))),
        f"{path.name}“{table.sheet}”",
    )
    if not taken.fits:
        book.skipped.append(f"{where}：没有姓名，或者没有身份证号和出生日期，跳过；可以点“对应列”指定。")
    elif not one.kind:
        one.title = table.title or path.stem
        one.kind = _kind(f"{path.stem} {table.title} {table.sheet}")
        one.school = (
            school_in(table.title)
            or school_in(path.stem)
            or school_in(table.sheet)
            or school_before(path.name)
        )
    one.day = one.day or _day_in(f"{table.title}　{path.stem}　{table.sheet}")
    one.tables.append(taken)
    book.skipped += [f"{where}第 {number} 行：{why}" for number, why in table.dropped]


def _remembered(table: Table) -> dict[str, Any] | None:
    """How a person understood the same heads before."""
    row = HeadMemory.get_or_none(HeadMemory.fingerprint == mark_of(table))
    return json.loads(row.matched) if row else None


def mark_of(table: Table) -> str:
    """Under which the heads of a table are remembered; the roster remembers the same heads in another way."""
    return f"population {fingerprint(table.heads)}"


def remember(step: Step, book: ListBook) -> None:
    """Keep how columns were understood, for the next list with the same heads."""
    told = {
        mark_of(one.table): {
            "heads": "、".join(head.text for head in one.table.heads if head.text),
            "matched": json.dumps(one.mapping.to_dict(), ensure_ascii=False),
        }
        for _, one in book.tables
        if one.fits and any(head.parts for head in one.table.heads)
    }
    known = {
        row.fingerprint: row.id for row in HeadMemory.select().where(HeadMemory.fingerprint.in_(list(told)))
    }
    step.change_many(HeadMemory, {known[mark]: values for mark, values in told.items() if mark in known})
    new = [{"fingerprint": mark} | values for mark, values in told.items() if mark not in known]
    if new:
        step.add_many(HeadMemory, new)


def _day_in(words: str) -> dt.date | None:
    """The first day that is written in a title or a name and has been: 2026年9月10日, 2026-09-10 or 20260910."""
    for found in WRITTEN_DAY.finditer(words):
        year, month, number = (int(part) for part in found.groups() if part)
        try:
            day = dt.date(year, month, number)
        except ValueError:
            continue
        if day <= dt.date.today():
            return day
    return None


def _kind(words: str) -> str:
    """Who gave a list, as its name and title tell; "" when they do not."""
    givers: dict[str, list[str]] = _told()["givers"]
    return next((kind for kind, some in givers.items() if any(mark in words for mark in some)), "")


def wanted() -> list[Wanted]:
    """What may be found in a list, and how each is called."""
    found = []
    fields = {item.name: item for item in AgeChild.fields()}
    for key, heads in _told()["heads"].items():
        item = fields.get(key)
        codes = item.codes if isinstance(item, Choice) else None
        codes = code_list("age_status") if key == "status" else codes
        options = tuple(codes.labels.values()) if codes else ()
        kind = KINDS.get(key, "gender" if key == "gender" else "text")
        found.append(
            Wanted(
                OWN + key if key in (*WHO, "student_no") else key, heads[0], tuple(heads[1:]), kind, options
            )
        )
    return found


def _row(table: Table, mapping: Mapping, line: Any) -> Row:
    row = Row(table.sheet, line.number)
    fields = {item.name: item for item in AgeChild.fields()}
    for told, cell in mapping.pick(line).items():
        key = told.removeprefix(OWN)
        if is_blank(cell):
            continue
        if key in LINE_ONLY:
            _take_way(row, key, " ".join(plain_or_shown(cell).split()))
        else:
            head = mapping.head_of(told)
            _take(row, fields[key], cell, f"{head.letter} 列" if head else "")
    _know(row)
    return row


def _take_way(row: Row, key: str, words: str) -> None:
    if key == "school":
        row.school = words[:60]
    elif key == "grade_text":
        row.grade = words[:20]
    else:
        codes = code_list("age_status")
        code = codes.find(words)
        if code is None or codes.fact(code, "parent_of"):
            row.notes.append(f"去向“{words}”认不出是哪一项，没有读")
        else:
            row.status = code


def _take(row: Row, item: Any, cell: Any, column: str) -> None:
    """One cell of the child itself. What is wrong with who it is keeps the row back, the rest is only said.

    column: which one it is, in words.
    """
    key = item.name
    if key == "id_number":
        row.written = plain_or_shown(cell)[:40]
    clean = tidy(cell, KINDS.get(key, "text"))
    said = row.problems if key in WHO else row.notes
    if isinstance(clean, Damaged):
        said.append(f"{column}：{clean.why}".rstrip("。"))
        return
    if key == "poor" and clean in _told()["yes"]:
        clean = "1"
    try:
        value = item.parse(clean)
        if value is not None:
            item.check(value)
            row.values[key] = value
    except FieldError as error:
        said.append(f"{column}：{error}".rstrip("。"))


def _know(row: Row) -> None:
    """Birthday and sex follow from a sound number; a birthday that says otherwise is asked about."""
    number = row.values.get("id_number")
    if not row.name:
        row.problems.append("没有姓名")
    if number and problem_of_id(number) is None:
        birth: dt.date | None = birth_of(number)
        told = row.values.get("birth_date")
        if told is not None and birth is not None and told != birth:
            row.problems.append(f"出生日期 {told} 和身份证号里的 {birth} 不一样")
        row.values["birth_date"] = birth
        row.values["gender"] = gender_of(number)
    elif not row.values.get("birth_date") and not row.problems:
        row.problems.append("没有身份证号，也没有出生日期，认不出是谁")
