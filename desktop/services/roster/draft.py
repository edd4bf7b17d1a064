"""A roster that was read and judged, but not kept: five buckets, and who is gone.

新增, 变更 (field by field), 不变, 疑似重复 (the person decides each), 有误 (file, sheet, row, column, reason).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from desktop.models.ledger import Values
from desktop.services.roster.intake import Source
from desktop.services.sheets.clean import LOSSY_FROM, plain_or_shown

NEW, CHANGED, SAME, DOUBTFUL, BAD = "new", "changed", "same", "doubtful", "bad"
BUCKETS = {NEW: "新增", CHANGED: "变更", SAME: "不变", DOUBTFUL: "疑似重复", BAD: "有误"}


AID_KEY = "hardship.type"
REST_WRITTEN = "（别的格子已经写入）"


@dataclass(frozen=True)
class CellProblem:
    """One cell that was not taken: its column, what stands there, and a sentence."""

    column: str
    head: str
    shown: str
    sentence: str
    key: str = ""  # the vocabulary's name of the column


@dataclass(frozen=True)
class FieldChange:
    """One field that would change: old and new as people read them."""

    label: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.label} {self.old or '空'} → {self.new}"


@dataclass(frozen=True)
class Part:
    """A guardian, account or household to add (record None) or to change; `had` is the row as it stands."""

    record: int | None
    values: Values
    had: Values = field(default_factory=dict)


@dataclass
class Plan:
    """What keeping a line would write. `student` None makes a new pupil; changes are only non-empty cells."""

    student: int | None
    values: Values = field(default_factory=dict)
    school_class: tuple[int, int] | None = None
    guardians: list[Part] = field(default_factory=list)
    accounts: list[Part] = field(default_factory=list)
    household: Part | None = None
    kinds: list[str] = field(default_factory=list)
    card_no: str | None = None
    aliases: list[str] = field(default_factory=list)
    stands_as: int = 0  # below zero: how later rows of the same files call a pupil who is not made yet

    @property
    def empty(self) -> bool:
        return not (
            self.values
            or self.school_class
            or self.guardians
            or self.accounts
            or self.household
            or self.kinds
            or self.aliases
        )


@dataclass
class Line:
    """One row of the workbook and what would become of it."""

    source: Source
    name: str
    class_text: str
    id_shown: str
    bucket: str
    sentence: str
    problems: tuple[CellProblem, ...] = ()
    changes: tuple[FieldChange, ...] = ()
    plan: Plan | None = None
    candidates: tuple[int, ...] = ()  # pupils it may be
    class_asked: bool = False  # the doubt is about the class, not about who it is
    decision: str = ""  # for 疑似重复: "" leave it waiting, "new" another person, "same" the first candidate
    heads: tuple[str, ...] = field(default=(), repr=False)
    cells: tuple[Any, ...] = field(default=(), repr=False)
    diagnosis: Any = None  # the IdDiagnosis when the number was the trouble

    @property
    def is_taken(self) -> bool:
        """Whether keeping writes this line, or finds it written."""
        return self.bucket in (NEW, CHANGED, SAME) or bool(self.decision)

    @property
    def raw(self) -> dict[str, str]:
        """Heading -> what stands in the cell, for the waiting list and the workbook of errors."""
        told = zip(self.heads, self.cells, strict=False)
        return {head: _as_text(cell) for head, cell in told if cell not in (None, "")}


def _as_text(cell: Any) -> str:
    """A number that lost its last digits stays one (5.29901201811084E+17): it must never read like a whole number again."""
    if isinstance(cell, int | float) and abs(cell) >= LOSSY_FROM:
        return f"{cell:.14E}"
    return str(plain_or_shown(cell))


@dataclass(frozen=True)
class Gone:
    """A pupil who is on the roster but not in the file, though the file covers the class."""

    student: int
    name: str
    class_text: str


@dataclass
class Draft:
    """Every line of the files, judged. Nothing is written until `keep`."""

    title: str
    lines: list[Line]
    gone: list[Gone]
    since: dt.date  # from when newly told 困难类型 count
    skipped: list[str] = field(default_factory=list)  # tables and rows left out, one sentence each

    def of(self, bucket: str) -> list[Line]:
        return [line for line in self.lines if line.bucket == bucket]

    def counts(self) -> dict[str, int]:
        """Bucket -> lines, in the order of BUCKETS; "gone" -> pupils."""
        found = Counter(line.bucket for line in self.lines)
        return {bucket: found[bucket] for bucket in BUCKETS} | {"gone": len(self.gone)}

    def to_write(self) -> list[Line]:
        """The lines that keeping would write."""
        return [line for line in self.lines if line.plan and (line.bucket in (NEW, CHANGED) or line.decision)]

    def waiting(self) -> list[Line]:
        """The lines that keeping would put on the waiting list."""
        undecided = (line for line in self.lines if line.bucket == DOUBTFUL and not line.decision)
        return [*self.of(BAD), *undecided]

    def to_wait(self) -> list[Line]:
        """Every line of which something goes on the waiting list: whole rows, then rows taken but for single cells."""
        return [*self.waiting(), *self.aid_at_stake()]

    def aid_at_stake(self) -> list[Line]:
        """What the waiting list keeps of lines that are taken but for single cells: aid or a letter may hang on each."""
        return [_without_cells(line) for line in self.lines if line.problems and line.is_taken]

    def cell_problems(self) -> list[tuple[Line, CellProblem]]:
        """Single cells left out of lines that are otherwise taken."""
        return [(line, problem) for line in self.lines if line.bucket != BAD for problem in line.problems]

    def bad_cells(self) -> list[tuple[Line, CellProblem]]:
        """Every single cell that was not understood, of all lines."""
        return [(line, problem) for line in self.lines for problem in line.problems if problem.column]

    def sentence(self) -> str:
        counts = self.counts()
        told = [f"{label} {counts[bucket]}" for bucket, label in BUCKETS.items()]
        return "，".join([*told, f"不在名单 {counts['gone']}"])


def _without_cells(line: Line) -> Line:
    """The line as it waits: with the cells that were left out for its trouble, the one that keeps telling first."""
    told = [
        f"{one.column} 列“{one.head}”：{one.sentence}" if one.column else one.sentence
        for one in line.problems
    ]
    told[0] = line.problems[0].sentence
    return replace(line, bucket=BAD, sentence=f"{'；'.join(told)}{REST_WRITTEN}")


def describe(changes: Iterable[FieldChange], limit: int = 3) -> str:
    """走读 → 住校；电话 … — what the line's own column says."""
    told = [str(change) for change in changes]
    more = f" 等 {len(told)} 处" if len(told) > limit else ""
    return "；".join(told[:limit]) + more
