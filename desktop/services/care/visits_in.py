"""家访 from a workbook: a row for each child; rows of one day, teacher, way and family are one visit, booked with its children.

The columns are those of 家访 and 家访学生, the child by name (and 班级 for namesakes) or by number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.models.errors import Refused
from desktop.models.fields import FieldError, Note, Text
from desktop.models.ledger import Values
from desktop.models.ledgers.care_visit_days import not_here
from desktop.models.ledgers.care_visits import Visit, VisitChild
from desktop.models.ledgers.students import Student
from desktop.models.store import Step, Store
from desktop.services.care import booking
from desktop.services.care.booking import About, Entry
from desktop.services.progress import Progress
from desktop.services.sheets import ledger_in, whose
from desktop.services.sheets.clean import is_blank, plain_or_shown
from desktop.services.sheets.heads import Table, TableRow, find_tables
from desktop.services.sheets.ledger_in import BAD, NEW, SAME, LedgerDraft, LedgerLine
from desktop.services.sheets.read import open_book
from desktop.services.sheets.tables import Mapping, Wanted, map_columns

SAID = ("at_home", "at_school", "absence_why")  # what is told of each child
CLASS = "child.class"
NOT_READ = ("signed_page", "photo", "entered_by")
Key = tuple[dt.date, int, str, Any, Any]  # day, teacher, way, from when, family


@dataclass
class VisitLine(LedgerLine):
    """One row: what it says of the visit (values) and of the child (about)."""

    about: Values = field(default_factory=dict)


@dataclass
class VisitDraft(LedgerDraft):
    """Rows that were judged, and the visits they make."""

    visits: dict[Key, list[VisitLine]] = field(default_factory=dict)


def read(store: Store, paths: Sequence[Path], password: str | None, progress: Progress | None) -> VisitDraft:
    """Judge every row. Raises Refused for files that cannot be read or have no such columns."""
    called = paths[0].name if len(paths) == 1 else f"{paths[0].name} 等 {len(paths)} 个文件"
    draft = VisitDraft(Visit, called)
    for path in (progress or Progress()).follow(paths, len(paths), every=1):
        for sheet in open_book(path, password=password, progress=progress).sheets:
            for table in find_tables(sheet):
                _judge_table(draft, path, table)
    if not draft.lines:
        raise Refused(
            f"没有找到“家访”的内容。表头里至少要有：日期、家访教师、交流内容、学生（或{whose.LABEL}）。"
        )
    _join(draft)
    return draft


def keep(step: Step, draft: VisitDraft) -> None:
    """Write the visits that are new, each with its children."""
    for lines in draft.visits.values():
        booking.book(step, Entry(_whole(lines), tuple(About(**one.about) for one in lines)))


# one row -------------------------------------------------------------------------------------------------


def _fields() -> dict[str, Any]:
    own = {item.name: item for item in Visit.fields() if item.name not in NOT_READ}
    return own | {name: VisitChild._meta.fields[name] for name in (whose.PUPIL, *SAID)}


def _mapped(table: Table) -> Mapping:
    wanted = [ledger_in.wanted(item) for item in _fields().values()]
    mapping = map_columns(table, [*wanted, Wanted(CLASS, "班级", (), "class"), whose.wanted_number()])
    whose.find_number(table, mapping)
    return mapping


def _judge_table(draft: VisitDraft, path: Path, table: Table) -> None:
    mapping, fields = _mapped(table), _fields()
    found = {match.key for match in mapping.matches if match.key}
    found |= {whose.PUPIL} if whose.NUMBER in found else set()
    missing = [fields[one].label for one in ("day", "teacher", "talked", whose.PUPIL) if one not in found]
    if missing:
        draft.skipped.append(f"{path.name} · {table.sheet}：没有{'、'.join(missing)}列，跳过。")
        return
    if strange := ledger_in.strange_heads(table, mapping):
        draft.unread.append(f"{path.name} · {table.sheet}：{strange}没有导入，不认得这样的表头。")
    draft.lines += [
        _judged(VisitLine(path.name, table.sheet, row.number, BAD, {}), row, mapping) for row in table.rows
    ]
    draft.skipped += [f"{path.name} · {table.sheet} 第 {number} 行：{why}" for number, why in table.dropped]


def _judged(line: VisitLine, row: TableRow, mapping: Mapping) -> VisitLine:
    cells, fields = mapping.pick(row), _fields()
    _take_child(line, cells)
    for name, cell in cells.items():
        if not is_blank(cell):
            ledger_in.take(line, fields[name], cell)
    line.about |= {name: line.values.pop(name) for name in SAID if name in line.values}
    for name, wrong in list(line.problems.items()):
        if (head := mapping.head_of(name)) is not None:
            line.problems[name] = f"“{'/'.join(head.parts)}”列：{wrong}"
    if not line.problems:
        line.problems = Visit.check(dict(Visit().__data__) | line.values) or _days(line)
    return line


def _take_child(line: VisitLine, cells: dict[str, Any]) -> None:
    """By number, or by name; the class tells namesakes apart, and must be the child's."""
    number, name, klass = (cells.pop(one, None) for one in (whose.NUMBER, whose.PUPIL, CLASS))
    try:
        found = whose.pupil_of(number, name)
        if found is None and is_blank(name):
            raise FieldError("没有写学生，不知道是为哪个孩子去的。")
        if found is None:
            called = plain_or_shown(name)
            told = called if is_blank(klass) or "（" in called else f"{called}（{plain_or_shown(klass)}）"
            found = VisitChild.student.convert(told)
        line.about["student"] = found
        _demand_class(found, klass)
    except FieldError as error:
        line.problems[whose.PUPIL] = str(error)


def _demand_class(student: int, klass: Any) -> None:
    if is_blank(klass):
        return
    told = Student.school_class.convert(plain_or_shown(klass))
    row = Student.get_by_id(student)
    if told != row.school_class_id:
        here = Student.school_class.format(row.school_class_id)
        raise FieldError(f"{row.name}在{here}，班级却写着“{plain_or_shown(klass)}”，请核对是哪一个。")


def _days(line: VisitLine) -> dict[str, str]:
    """What the ledgers' doors would say of this row."""
    whole = dict(Visit().__data__) | line.values
    why = Visit.guard({}, whole) or not_here(line.about["student"], line.values["day"])
    return {"day": why} if why else {}


# rows that are one visit ----------------------------------------------------------------------------------


def _join(draft: VisitDraft) -> None:
    """Rows of one family, day, teacher and way together; those that are in the books already are left as they are."""
    good: list[VisitLine] = [
        line for line in draft.lines if isinstance(line, VisitLine) and not line.problems
    ]
    homes = _homes({line.about["student"] for line in good})
    groups: dict[Key, list[VisitLine]] = {}
    for line in good:
        told = line.values
        key = (
            told["day"],
            told["teacher"],
            told.get("way") or "home",
            told.get("starts"),
            homes[line.about["student"]],
        )
        _place(line, groups.setdefault(key, []), key)
    draft.visits = {key: lines for key, lines in groups.items() if lines}


def _place(line: VisitLine, lines: list[VisitLine], key: Key) -> None:
    student, name = line.about["student"], Student.caption_of(line.about["student"])
    day, teacher, way, *_ = key
    if any(one.about["student"] == student for one in lines):
        line.problems = {"student": f"{name}这一天的这次家访前面已经有一行，没有写入。"}
    elif booking.already(day, teacher, way, [student]):
        line.bucket, line.told = SAME, f"{name} 这一天已经登记过这位教师的走访"
    elif lines and (other := _differs(lines[0].values, line.values)):
        line.problems = {
            other: f"和第 {lines[0].row} 行是同一次家访，“{_fields()[other].label}”却写得不一样。"
        }
    elif wrong := Visit.check(dict(Visit().__data__) | _whole([*lines, line])):
        line.problems = wrong
    else:
        line.bucket = NEW
        line.told = f"{name}，和第 {lines[0].row} 行是同一次家访" if lines else name
        if booking.unknown_absences(Entry(line.values, (About(**line.about),))):
            line.told += "；写了缺课原因，考勤里没有缺课的记录"
        lines.append(line)


def _differs(first: Values, other: Values) -> str:
    """The field in which two rows of one visit cannot both be right; words may differ and are put together."""
    both, fields = set(first) & set(other), Visit._meta.fields
    return next((n for n in sorted(both) if first[n] != other[n] and type(fields[n]) not in (Text, Note)), "")


def _whole(lines: Sequence[VisitLine]) -> Values:
    """The visit of several rows: what one leaves empty another may say; different words one after the other."""
    told: Values = {}
    for line in lines:
        for name, value in line.values.items():
            if told.get(name) in (None, value):
                told[name] = value
            elif isinstance(value, str) and value not in told[name]:
                told[name] = f"{told[name]}；{value}"
    return told


def _homes(students: set[int]) -> dict[int, Any]:
    """Child -> what is the same for brothers and sisters."""
    kin = booking.siblings(students)
    return {student: min([student, *kin[student]]) for student in students}
