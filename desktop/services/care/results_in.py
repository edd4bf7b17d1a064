"""学业成绩 from workbooks: class lists with a column for each subject. What they would change, then one step to take back.

    book = read_results([path])
    draft = judge(store, book, term)
    keep_results(store, draft)

A blank cell changes nothing. 缺 or 缺考 is a pupil who did not sit the paper.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import NameAlias, Student
from desktop.models.store import Store
from desktop.models.terms import Term, parse_term
from desktop.models.writing import half_width, tidy_name
from desktop.services.care.results import FULL, Mark, Points, read_points, results_of, write
from desktop.services.care.weak import TOTAL
from desktop.services.progress import Progress
from desktop.services.sheets.clean import class_hint, is_blank, plain_or_shown
from desktop.services.sheets.heads import column_letter
from desktop.services.sheets.read import RawSheet, Reader

NAMES = {"姓名", "学生姓名", "名字", "学生"}
NUMBERS = {"身份证号", "身份证件号", "证件号码", "学籍号", "全国学籍号"}
CLASSES = {"班级", "班别", "所在班级"}
NO_PEOPLE = (
    "合计",
    "平均",
    "最高",
    "最低",
    "及格",
    "优秀",
    "满分",
    "人数",
    "备注",
    "班主任",
    "制表",
    "总分：",
)
FULL_MARK = re.compile(r"[(（]?\s*(?:满分|总分)?\s*[:：]?\s*(\d{2,3})\s*分?\s*[)）]?$")
TERM_WORDS = re.compile(
    r"20\d\d\s*[—–\-~至－]{1,2}\s*20\d\d\s*学年?度?\s*第?\s*[一二12秋春]|20\d\d\s*年?\s*[秋春]"
)
NEW, CHANGED, SAME = "new", "changed", "same"


@dataclass(frozen=True)
class Head:
    """Where a table's columns are. subjects: column -> (code, full marks)."""

    row: int
    name: int
    number: int | None
    klass: int | None
    subjects: Mapping[int, tuple[str, int]]


@dataclass(frozen=True)
class PupilRow:
    """One line as written. cells: subject -> what stands there."""

    row: int
    name: str
    number: str
    class_name: str
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Part:
    """One table of one sheet; class_name and term as far as titles and names tell."""

    file: str
    sheet: str
    class_name: str
    term: Term | None
    head: Head
    rows: tuple[PupilRow, ...]

    def where(self, row: int, column: int | None = None) -> str:
        """成绩.xlsx“三2”第 5 行 C 列"""
        place = f"{self.file}“{self.sheet}”第 {row} 行"
        return place if column is None else f"{place} {column_letter(column)} 列"


@dataclass(frozen=True)
class ResultBook:
    """What was found in the files."""

    title: str
    parts: tuple[Part, ...]
    skipped: tuple[str, ...] = ()

    @property
    def term(self) -> Term | None:
        """The term that the files name, when they name one alone."""
        told = {part.term for part in self.parts if part.term}
        return told.pop() if len(told) == 1 else None


@dataclass
class ResultDraft:
    """What would be written. buckets: new, changed, same, in cells; problems hold single rows or cells back."""

    title: str
    term: Term
    marks: dict[Mark, Points] = field(default_factory=dict)
    buckets: Counter[str] = field(default_factory=Counter)
    changed: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return self.buckets[NEW] + self.buckets[CHANGED]

    @property
    def pupils(self) -> int:
        return len({student for student, _ in self.marks})


def read_results(
    paths: Sequence[Path], *, password: str | None = None, progress: Progress | None = None
) -> ResultBook:
    """Read the tables of results in these files. Nothing is judged, nothing is written.

    Raises Refused when there is none, and what `Reader.open` raises for files that cannot be read; Cancelled.
    """
    parts: list[Part] = []
    skipped: list[str] = []
    with Reader() as reader:
        for path in (progress or Progress()).follow(paths, len(paths), every=1):
            for sheet in reader.open(path, password=password, progress=progress).sheets:
                found = _part(path, sheet)
                if found is not None:
                    parts.append(found)
                elif any(not is_blank(cell) for row in sheet.rows for cell in row):
                    skipped.append(f"{path.name}“{sheet.name}”：没有“姓名”和学科的表头，跳过。")
    if not parts:
        raise Refused("没有找到成绩表。表头里要有“姓名”，右边是语文、数学等学科，一科一列。")
    title = paths[0].name if len(paths) == 1 else f"{paths[0].name} 等 {len(paths)} 个文件"
    return ResultBook(title, tuple(parts), tuple(skipped))


def judge(store: Store, book: ResultBook, term: Term) -> ResultDraft:
    """What the files would become as results of a term. Reads only what this person may see."""
    draft = ResultDraft(book.title, term, notes=list(book.skipped))
    pupils = _Pupils(store)
    for part in book.parts:
        for row in part.rows:
            if (student := pupils.find(part, row, draft)) is not None:
                _take(draft, part, row, student)
    known = results_of(term, sorted({student for student, _ in draft.marks}))
    for mark, points in draft.marks.items():
        before = known.get(mark)
        draft.buckets[NEW if before is None else SAME if before == points else CHANGED] += 1
        if before is not None and before != points:
            subject = code_list("subject").label(mark[1])
            draft.changed.append(f"{Student.caption_of(mark[0])} {subject}：{before.words} → {points.words}")
    return draft


def keep_results(store: Store, draft: ResultDraft) -> int:
    """Write the marks as one step; returns its number. Raises Refused when there is nothing to write."""
    if not draft.count:
        raise Refused("没有要写入的成绩：都和已经登记的一样，或者都没有读出来。")
    with store.step(f"导入{draft.term.title}学业成绩：{draft.title}", kind="import") as step:
        write(step, draft.term, draft.marks)
    return step.number


def _take(draft: ResultDraft, part: Part, row: PupilRow, student: int) -> None:
    """One pupil's cells."""
    columns = {code: (column, full) for column, (code, full) in part.head.subjects.items()}
    for code, words in row.cells.items():
        column, full = columns[code]
        try:
            points = read_points(words, full)
        except ValueError as error:
            draft.problems.append(f"{part.where(row.row, column)}：{row.name}，{error}")
            continue
        if points is None:
            continue
        if draft.marks.get((student, code), points) != points:
            draft.problems.append(
                f"{part.where(row.row, column)}：{row.name}在前面已经有别的成绩，这一格没有读。"
            )
            continue
        draft.marks[student, code] = points


class _Pupils:
    """Who is meant by a line: by number, else by name and class, else by a name that one pupil has."""

    def __init__(self, store: Store) -> None:
        on_roll = code_list("enrolment_status").codes_with("on_roll")
        row = Student
        wanted = (row.id, row.name, row.school_class, row.id_number, row.student_no)
        here = list(store.rows(row).where(row.status.in_(on_roll)).select(*wanted).tuples())
        self.names: dict[str, list[tuple[int, int]]] = {}
        self.numbers: dict[str, int] = {}
        classes = {one: klass for one, _, klass, _, _ in here}
        for one, name, klass, number, student_no in here:
            self.names.setdefault(name, []).append((one, klass))
            self.numbers |= {told: one for told in (number, student_no) if told}
        for one, name in store.rows(NameAlias).select(NameAlias.student, NameAlias.name).tuples():
            if one in classes and (one, classes[one]) not in self.names.setdefault(name, []):
                self.names[name].append((one, classes[one]))

    def find(self, part: Part, row: PupilRow, draft: ResultDraft) -> int | None:
        """The pupil; None, and why, when nobody or several could be meant."""
        if row.number and (found := self.numbers.get(row.number.upper())):
            return found
        told = row.class_name or part.class_name
        klass = SchoolClass.find(told) if told else None
        alike = self.names.get(row.name, [])
        here = [one for one, place in alike if klass is None or place == klass]
        if len(here) == 1:
            return here[0]
        draft.problems.append(
            f"{part.where(row.row)}：{self._why(row.name, told, klass, len(alike), len(here))}"
        )
        return None

    @staticmethod
    def _why(name: str, told: str, klass: int | None, alike: int, here: int) -> str:
        if told and klass is None and alike != 1:
            return f"写的班级“{told}”在班级里没有，认不出是哪个{name}，没有读。"
        if here > 1:
            return f"叫“{name}”的有 {here} 人，请加一列学籍号或身份证号再导入，没有读。"
        if alike and klass is not None:
            return f"“{name}”不在{SchoolClass.caption_of(klass)}，没有读。"
        return f"在校学生里没有“{name}”，没有读。"


# reading a sheet -------------------------------------------------------------------------------------------


def _text(cell: Any) -> str:
    return "" if is_blank(cell) else half_width(plain_or_shown(cell)).strip()


def _part(path: Path, sheet: RawSheet) -> Part | None:
    head = next(_heads(sheet), None)
    if head is None:
        return None
    title = " ".join(_text(cell) for row in sheet.rows[: head.row] for cell in row if isinstance(cell, str))
    told = (title, sheet.name, path.stem)
    return Part(path.name, sheet.name, _class(told), _term(told), head, tuple(_rows(sheet, head)))


def _heads(sheet: RawSheet) -> Iterator[Head]:
    for number, cells in enumerate(sheet.rows[:30]):
        words = ["".join(_text(cell).split()) for cell in cells]
        names = [at for at, word in enumerate(words) if word in NAMES]
        subjects = _subjects(words)
        if names and subjects:
            yield Head(
                number,
                names[0],
                _first(words, NUMBERS),
                _first(words, CLASSES),
                _with_fulls(sheet, number, subjects),
            )


def _first(words: Sequence[str], wanted: set[str]) -> int | None:
    return next((at for at, word in enumerate(words) if word in wanted), None)


def _subjects(words: Sequence[str]) -> dict[int, tuple[str, int | None]]:
    """Columns named after a subject, with the full marks where the head tells them: 语文（120）."""
    found: dict[int, tuple[str, int | None]] = {}
    for at, word in enumerate(words):
        full = FULL_MARK.search(word)
        plain = word[: full.start()] if full else word
        subjects = code_list("subject")
        code = (subjects.find(plain) or subjects.find(plain.rstrip("(（成绩分数)）"))) if plain else None
        if code and code not in {told for told, _ in found.values()}:
            found[at] = code, int(full[1]) if full else None
    return found


def _with_fulls(
    sheet: RawSheet, head: int, subjects: dict[int, tuple[str, int | None]]
) -> dict[int, tuple[str, int]]:
    """A line under the head that begins with 满分 tells the full marks; 总评 is out of all subjects together."""
    told = {at: full for at, (_, full) in subjects.items()}
    for cells in sheet.rows[head + 1 : head + 4]:
        if any(_text(cell).startswith("满分") for cell in cells[: min(subjects)]):
            told |= {
                at: int(words) for at in subjects if (words := _text(cells[at])).isdigit() and int(words)
            }
            break
    singles = [told[at] or FULL for at, (code, _) in subjects.items() if code != TOTAL]
    usual = {TOTAL: sum(singles) or FULL}
    return {at: (code, told[at] or usual.get(code, FULL)) for at, (code, _) in subjects.items()}


def _rows(sheet: RawSheet, head: Head) -> Iterator[PupilRow]:
    for number in range(head.row + 1, len(sheet.rows)):
        cells = [_text(cell) for cell in sheet.rows[number]]
        name, lead = tidy_name(cells[head.name]), "".join(cells[: min(head.subjects)])
        if not name or name in NAMES or name.startswith(NO_PEOPLE) or lead.startswith(NO_PEOPLE):
            continue
        yield PupilRow(
            number + 1, name,
            cells[head.number] if head.number is not None else "",
            cells[head.klass] if head.klass is not None else "",
            {code: cells[at] for at, (code, _) in head.subjects.items()},
        )  # fmt: skip


def _class(told: Sequence[str]) -> str:
    for words in told:
        hint = class_hint(words)
        if hint and hint.grade and hint.class_no:
            return f"{hint.grade}.{hint.class_no}"
    return ""


def _term(told: Sequence[str]) -> Term | None:
    for words in told:
        if found := TERM_WORDS.search(half_width(words)):
            return parse_term(found[0])
    return None
