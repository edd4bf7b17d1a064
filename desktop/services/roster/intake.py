"""Workbooks into records: every table of every file that speaks of pupils, each row with its place of origin."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledgers.classes import parse_class, parse_grade
from desktop.models.ledgers.desk import HeadMemory
from desktop.models.pinyin import search_text
from desktop.models.sweeps import no_sweeps
from desktop.models.writing import half_width
from desktop.services.progress import Progress
from desktop.services.roster.cards import pair_cards
from desktop.services.roster.slots import GUARDIANS, wanted
from desktop.services.sheets.clean import ORDINALS, class_hint, is_blank
from desktop.services.sheets.guard import NeedsPassword
from desktop.services.sheets.heads import Head, Table, TableRow, find_tables
from desktop.services.sheets.read import Book, Reader
from desktop.services.sheets.tables import Mapping, fingerprint, map_columns, person_of
from desktop.services.sheets.vocabulary import normal, vocabulary

BARE_CLASS = re.compile(r"\(?(\d{1,2}|[一二三四五六七八九十])\)?班")
FURTHER = re.compile(r"(家庭成员或监护人|家庭成员|共同生活成员|成员|监护人|家长)[3-9三四五六七八九十]")
NAMED = 6  # columns that a sentence names
PLAIN_CLASS = re.compile(r"[一二三四五六七八九班级_]")  # 301 and 9.1 may be a room and a day
SEVERAL = re.compile(r"[、至到和及与~～]")
AskPassword = Callable[[Path], str | None]


def _class_in(word: str) -> tuple[int, int] | None:
    if read := parse_class(word) or parse_class(word[: word.find("班") + 1]):  # 三（2）班花名册
        return read
    told = class_hint(word)
    return (told.grade, told.class_no) if told and told.class_no and "班" in word else None


def _grade_in(word: str) -> int | None:
    told = class_hint(word) if "年级" in word else None
    return parse_grade(word) or (told.grade if told else None)


def _number_in(word: str, *, bare: bool) -> int | None:
    """The number of 二班 or (2)班; of a sheet that is called just 2 when the grade is told elsewhere."""
    text = half_width(word).strip()
    found = BARE_CLASS.fullmatch(text)
    told = found[1] if found else text if bare and re.fullmatch(r"\d{1,2}", text) else ""
    return ORDINALS.get(told) or (int(told) if told.isdigit() else None)


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
    class_settled: bool = False  # the person has looked at the class of these rows

    @property
    def label(self) -> str:
        return f"{self.path.name} · {self.table.sheet}"

    def source(self, row: TableRow) -> Source:
        return Source(self.path.name, self.table.sheet, row.number)

    def class_hint(self) -> tuple[int | None, int | None]:
        """(grade, class number) told by the line over the rows, the sheet, the file or the title, the nearest first.

        `1_1.xlsx` and 石桥小学三年级2班花名册 tell both; 三年级.xlsx and its sheet 二班 tell them together.
        """
        words = self._words()
        for word in words:
            if read := _class_in(word):
                return read
        said = [(_grade_in(word), word) for word in words]
        grades = [grade for grade, word in said if grade and not half_width(word).isdigit()]
        grade = next(iter(grades), None) or next((grade for grade, _ in said if grade), None)
        number = next((found for word in words if (found := _number_in(word, bare=bool(grades)))), None)
        return grade, number if grade else None

    def class_named(self) -> tuple[int, int] | None:
        """The one class that the nearest of these words names plainly: a row that tells another is asked about."""
        word = next((word for word in self._words() if _class_in(word)), "")
        plain = PLAIN_CLASS.search(word) and word.count("班") < 2 and not SEVERAL.search(word)
        return _class_in(word) if plain and not self.class_settled else None

    def _words(self) -> list[str]:
        words = [self.table.within, self.table.sheet, self.path.stem, *self.table.title.split()]
        return [word for word in words if word]


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


@no_sweeps()
def read_files(
    paths: Sequence[Path], *, passwords: AskPassword | None = None, progress: Progress | None = None
) -> Intake:
    """Read every file; one that cannot be read is named and does not stop the others."""
    intake, progress = Intake([]), progress or Progress()
    with Reader() as reader:
        if paths:
            reader.start(paths[0])
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
            intake.problems += [said for one in found if one.use and (said := _left_out(one))]
            intake.tables += found
    return intake


def _left_out(taken: TableIn) -> str:
    """People of the family for whom there is no place left, as a sentence; "" when all are taken."""
    heads = [match.head for match in taken.mapping.matches if not match.key and _of_family(match.head)]
    filled = [head for head in heads if _is_filled(taken.table, head)]
    if not filled:
        return ""
    named = "、".join(f"“{head.text}”" for head in filled[:NAMED])
    return (
        f"{taken.label}：{named}没有导入。一名学生的家里人在这里最多收 {len(GUARDIANS)} 位，请在“对列”里换，"
        f"或导入以后在学生页补。"
    )


def _of_family(head: Head) -> bool:
    """Whether a column holds the name of a parent, guardian or member of the family."""
    parts = [normal(part) for part in head.parts]
    if not parts or not parts[-1].endswith(("姓名", "名字")):
        return False
    person = person_of(vocabulary(), head)
    told = person is not None and person.slot in GUARDIANS
    return told or any(FURTHER.match(part) for part in parts)


def _is_filled(table: Table, head: Head) -> bool:
    place = table.heads.index(head)
    return any(not is_blank(row.cells[place]) for row in table.rows)


def _read_word_lists() -> None:
    """Headings and readings of characters, needed in a moment: read while the child process reads the first file."""
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
    taken = TableIn(path, table, columns_of(table, _remembered(table)))
    judge(taken)
    return taken


def columns_of(table: Table, remembered: dict[str, Any] | None = None) -> Mapping:
    """How the columns of a roster are understood; as the person settled it, where the same heads came before."""
    mapping = map_columns(table, wanted(), remembered)
    return mapping if remembered else pair_cards(mapping)


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
