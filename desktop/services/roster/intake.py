"""Workbooks into records: every table of every file that speaks of pupils, each row with its place of origin."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledgers.classes import parse_class, parse_grade
from desktop.models.ledgers.desk import HeadMemory
from desktop.models.pinyin import search_text
from desktop.services.progress import Progress
from desktop.services.roster.slots import wanted
from desktop.services.sheets.guard import NeedsPassword
from desktop.services.sheets.heads import Table, TableRow, find_tables
from desktop.services.sheets.read import Book, Reader
from desktop.services.sheets.tables import Mapping, fingerprint, map_columns
from desktop.services.sheets.vocabulary import vocabulary

AskPassword = Callable[[Path], str | None]


@dataclass(frozen=True)
class Source:
    """Where a row stands: said in every message, kept with every fact."""

    file: str
    sheet: str
    row: int

    def __str__(self) -> str:
        return f"{self.file}“{self.sheet}”第 {self.row} 行"


@dataclass
class TableIn:
    """One table that was found, and how its columns are understood. The person may reassign columns."""

    path: Path
    table: Table
    mapping: Mapping
    use: bool = True
    why_not: str = ""

    @property
    def label(self) -> str:
        return f"{self.path.name} · {self.table.sheet}"

    def source(self, row: TableRow) -> Source:
        return Source(self.path.name, self.table.sheet, row.number)

    def class_hint(self) -> tuple[int | None, int | None]:
        """(grade, class number) told by the sheet's name, the file's name or the title: `1_1.xlsx`, `五年级.xls`."""
        for words in (self.table.sheet, self.path.stem, *self.table.title.split()):
            if read := parse_class(words) or parse_class(words[: words.find("班") + 1]):  # 三（2）班花名册
                return read
            if grade := parse_grade(words):
                return grade, None
        return None, None


@dataclass
class Intake:
    """What the files hold, before it is judged."""

    tables: list[TableIn]
    problems: list[str] = field(default_factory=list)  # files that could not be read, one sentence each

    @property
    def used(self) -> list[TableIn]:
        return [one for one in self.tables if one.use]

    @property
    def title(self) -> str:
        names = list(dict.fromkeys(one.path.name for one in self.used))
        return names[0] if len(names) == 1 else f"{names[0]} 等 {len(names)} 个文件" if names else ""

    def row_count(self) -> int:
        return sum(len(one.table.rows) for one in self.used)


def read_files(
    paths: Sequence[Path], *, passwords: AskPassword | None = None, progress: Progress | None = None
) -> Intake:
    """Read every file; one that cannot be read is named and does not stop the others."""
    intake, progress = Intake([]), progress or Progress()
    with Reader() as reader:
        reader.start()
        _read_word_lists()
        for path in progress.follow(paths, len(paths), every=1):
            progress.say(f"读取 {path.name}")
            try:
                book = _open(reader, path, passwords, progress)
            except Refused as error:
                intake.problems.append(str(error))
                continue
            found = [_take(path, table) for sheet in book.sheets for table in find_tables(sheet)]
            intake.problems += [f"{path.name} · {one.name}：{one.note}" for one in book.sheets if one.note]
            if not any(one.use for one in found):
                intake.problems.append(
                    f"“{path.name}”里没有找到学生名单（要有姓名，再有身份证号、学籍号或班级）。"
                )
            intake.tables += found
    return intake


def _read_word_lists() -> None:
    """Headings and readings of characters, needed in a moment: read while the child process comes up."""
    vocabulary()
    search_text("王")


def _open(reader: Reader, path: Path, passwords: AskPassword | None, progress: Progress) -> Book:
    try:
        return reader.open(path, progress=progress)
    except NeedsPassword:
        word = passwords(path) if passwords else None
        if not word:
            raise
        return reader.open(path, password=word, progress=progress)


def _take(path: Path, table: Table) -> TableIn:
    mapping = map_columns(table, wanted(), _remembered(table))
    taken = TableIn(path, table, mapping)
    judge(taken)
    return taken


def judge(taken: TableIn) -> None:
    """Whether a table speaks of pupils; again after the person reassigned a column."""
    keys = {match.key for match in taken.mapping.matches if match.key}
    known = {"student.id_number", "student.student_no", "student.school_class", "student.class_no"} & keys
    if "student.name" not in keys:
        taken.use, taken.why_not = False, "没有姓名列，不像学生名单。"
    elif not known and taken.class_hint() == (None, None):
        taken.use, taken.why_not = False, "没有身份证号、学籍号或班级，认不出是谁。"
    else:
        taken.use, taken.why_not = True, ""


def _remembered(table: Table) -> dict[str, Any] | None:
    row = HeadMemory.get_or_none(HeadMemory.fingerprint == fingerprint(table.heads))
    return json.loads(row.matched) if row else None
