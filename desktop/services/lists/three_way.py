"""三方一致: this roster beside the 学籍 system's export, the aid system's export, or the classes' own rolls."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.lists import RollCheck
from desktop.models.store import Store
from desktop.models.terms import Term, term_of
from desktop.models.writing import tidy_name
from desktop.services.lists.family import Families, Pupil, families
from desktop.services.lists.three_way_aided import aided_in, columns_of, with_leavers
from desktop.services.progress import Progress
from desktop.services.roster.intake import AskPassword, Intake, Source, TableIn, read_files
from desktop.services.sheets.clean import plain_or_shown, tidy

AID = "aid"  # code of the aid system


@dataclass(frozen=True)
class Theirs:
    """A pupil as the other system has it. fen, programme: what a list of aided pupils says was given."""

    name: str
    number: str
    student_no: str
    source: Source
    fen: int | None = None
    programme: str = ""


@dataclass(frozen=True)
class Pair:
    """One pupil in both, with something that differs."""

    pupil: Pupil
    theirs: Theirs
    sentence: str


@dataclass(frozen=True)
class RollDifference:
    """Counts, and names that differ. twice: rows of the other side that name a pupil again.

    aided: what this side is when lists of aided pupils were compared (2026年秋季学期 寄宿生生活补助), "" for the roster;
    other_amount: aided on both sides, with another sum.
    """

    other: str
    files: str
    ours: int
    theirs: int
    only_here: tuple[Pupil, ...]
    only_there: tuple[Theirs, ...]
    other_number: tuple[Pair, ...]
    other_name: tuple[Pair, ...]
    twice: tuple[Theirs, ...]
    problems: tuple[str, ...] = ()
    aided: str = ""
    other_amount: tuple[Pair, ...] = ()

    @property
    def differing(self) -> int:
        sides = (self.only_here, self.only_there, self.other_number, self.other_name, self.other_amount)
        return sum(map(len, sides))

    @property
    def sentence(self) -> str:
        system = code_list("other_system").label(self.other)
        counts = f"本册 {self.ours} 人，{system} {self.theirs} 人"
        if self.aided:
            counts = f"{self.aided}：本程序名单 {self.ours} 人，{system} {self.theirs} 人"
        if not self.differing:
            same = "人数、姓名和金额" if self.aided else "人数和姓名"
            return f"{counts}，{same}都一致。" if self.ours == self.theirs else f"{counts}。"
        amounts = f"，金额不同 {len(self.other_amount)} 人" if self.aided else ""
        here = "本程序名单" if self.aided else "本册"
        return (
            f"{counts}{'，' if self.aided else '：'}只在{here} {len(self.only_here)} 人，"
            f"只在{system} {len(self.only_there)} 人，"
            f"同名不同号 {len(self.other_number)} 人，同号不同名 {len(self.other_name)} 人{amounts}。"
        )


def compare(
    store: Store,
    paths: Sequence[Path],
    other: str,
    *,
    term: Term | None = None,
    passwords: AskPassword | None = None,
    progress: Progress | None = None,
) -> RollDifference:
    """Hold the pupils on the roll against files of another system (a code of `other_system`). Nothing is written.

    A file of the aid system with amounts or programmes is held against the lists of `term` (the running one) instead.
    Raises Refused when the files name no pupils, Cancelled.
    """  # fmt: skip
    intake = read_files(list(paths), passwords=passwords, progress=progress)
    every = [one for table in intake.used for one in _people(table)]
    if not every:
        raise Refused("".join(intake.problems[:1]) or "文件里没有找到学生名单。请看看是不是选错了文件。")
    if other == AID and any(columns_of(_heads(table)).aided for table in intake.used):
        return _compare_aided(store, intake, every, term or term_of(dt.date.today()))
    told = _Comparison(families(store), every)
    here, there, other_number, other_name = told.sides()
    return RollDifference(
        other, intake.title[:200], len(told.known.pupils), len(every) - len(told.twice), here, there, other_number,
        other_name, tuple(told.twice), tuple(intake.problems),
    )  # fmt: skip


def _compare_aided(store: Store, intake: Intake, every: Sequence[Theirs], term: Term) -> RollDifference:
    """Both sides are those who get money: who stands on the roster and gets none is no difference."""
    ours = aided_in(term, {one.programme for one in every})
    told = _Comparison(with_leavers(families(store), ours.given), every)
    _, strangers, other_number, other_name = told.sides()
    not_aided = [some[0] for pupil, some in told.rows.items() if pupil not in ours.given]
    amounts = [
        Pair(told.known.pupils[pupil], some[0], f"{words}见{some[0].source}。")
        for pupil, some in told.rows.items()
        if pupil in ours.given and (words := ours.differs(pupil, [one.fen for one in some]))
    ]
    here = [
        pupil for pupil in told.known.pupils.values() if pupil.id in ours.given and pupil.id not in told.rows
    ]
    return RollDifference(
        AID, intake.title[:200], len(ours.given), len(told.rows) + len(strangers), tuple(here),
        (*not_aided, *strangers), other_number, other_name, (), tuple(intake.problems), ours.name, tuple(amounts),
    )  # fmt: skip


def keep(
    store: Store, found: RollDifference, *, note: str | None = None, today: dt.date | None = None
) -> int:
    """Write down that and how the comparison came out; returns the row's id."""
    store.session.demand("batch", "记下三方核对")
    values = {
        "day": today or dt.date.today(), "other": found.other, "file": found.files, "ours": found.ours,
        "theirs": found.theirs, "differing": found.differing, "who": store.session.who[:20],
        "note": note or found.sentence,
    }  # fmt: skip
    with store.step(f"三方核对：{code_list('other_system').label(found.other)}") as step:
        return step.add(RollCheck, values)


def _heads(table: TableIn) -> list[str]:
    return [head.text for head in table.table.heads]


def _people(table: TableIn) -> Iterator[Theirs]:
    given = columns_of(_heads(table))
    for row in table.table.rows:
        cells = table.mapping.pick(row)
        name = tidy_name(plain_or_shown(cells.get("student.name")).strip() or "")
        if name:
            number, student_no = (_number(cells.get(f"student.{key}")) for key in ("id_number", "student_no"))
            fen, programme = given.fen(row.cells), given.said(row.cells)
            yield Theirs(name, number, student_no, table.source(row), fen, programme)


def _number(cell: Any) -> str:
    told = tidy(cell, "id_number")
    return told if isinstance(told, str) else ""


class _Comparison:
    """Each of theirs finds at most one of ours: by number, by 学籍号, by a name that only one on both sides is left with."""

    def __init__(self, known: Families, every: Sequence[Theirs]) -> None:
        self.known, self.every = known, every
        self.twice: list[Theirs] = []
        self.rows: dict[int, list[Theirs]] = {}  # pupil -> every row that names her
        self.other_number: list[Pair] = []
        self.other_name: list[Pair] = []
        self._by_number = {pupil.number: pupil for pupil in known.pupils.values() if pupil.number}

    def sides(self) -> tuple[tuple[Pupil, ...], tuple[Theirs, ...], tuple[Pair, ...], tuple[Pair, ...]]:
        """(only here, only there, same name and other number, same number and other name)."""
        found: dict[int, Theirs] = {}
        left: list[Theirs] = []
        for one in self.every:
            pupil = self._by_number.get(one.number) or self._by_number.get(one.student_no[1:])
            if pupil is None:
                left.append(one)
            elif pupil.id in found:
                self.twice.append(one)
                self.rows[pupil.id].append(one)
            else:
                found[pupil.id] = one
                self.rows[pupil.id] = [one]
                self._names(pupil, one)
        there = list(self._by_name(left, found))
        here = [pupil for pupil in self.known.pupils.values() if pupil.id not in found]
        return tuple(here), tuple(there), tuple(self.other_number), tuple(self.other_name)

    def _names(self, pupil: Pupil, one: Theirs) -> None:
        if one.name not in self.known.spellings[pupil.id]:
            words = f"{one.source}：号码相同，本册写“{pupil.name}”，对方写“{one.name}”。"
            self.other_name.append(Pair(pupil, one, words))

    def _by_name(self, left: list[Theirs], found: dict[int, Theirs]) -> Iterator[Theirs]:
        """Two of one name are not guessed: they stay on both sides, for a person to look at."""
        same: dict[str, list[Theirs]] = defaultdict(list)
        for one in left:
            same[one.name].append(one)
        for name, some in same.items():
            free = [record for record in self.known.names.get(name, ()) if record not in found]
            if len(some) == len(free) == 1:
                found[free[0]] = some[0]
                self.rows[free[0]] = [some[0]]
                self._numbers(self.known.pupils[free[0]], some[0])
            else:
                yield from some

    def _numbers(self, pupil: Pupil, one: Theirs) -> None:
        if one.number and pupil.number:
            words = f"{one.source}：姓名相同，本册号码 {pupil.number}，对方 {one.number}。"
        elif pupil.number:
            return  # the other side shows no numbers: the name is all there is to compare
        else:
            words = f"{one.source}：本册还没有{pupil.name}的身份证号，对方写 {one.number or '也没有'}。"
            if not one.number:
                return
        self.other_number.append(Pair(pupil, one, words))
