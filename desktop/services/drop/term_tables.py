"""表1 变动表, 表2 辍学情况, 表3 去向 of a term: every table opens with what the term before closed with, and closes.

The days of a term are those of its months (September to January, February to August), so that the term is the sum of its
month reports; the opening is what the last report before it kept. Grades are those of the term, also for its opening.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers.calendar import SchoolTerm
from desktop.models.terms import Term
from desktop.services.drop import month_people as people
from desktop.services.drop import reports, roll
from desktop.services.drop.again import away_again
from desktop.services.drop.kept import read
from desktop.services.drop.month_people import Named
from desktop.services.drop.truants import truants

GIRL = "2"
UNLISTED = "还没有返校：到了列为疑似辍学的天数，还没有列"
AGAIN = "返校复学，后来又没有来"
OTHERS = ""  # the row of children that are no pupils here
ENDS = {
    1: (1, 31),
    2: (6, 30),
}  # month and day before which a term's grades are sure, where the 校历 says nothing


@dataclass(frozen=True)
class Cell:
    """The children behind a figure."""

    named: tuple[Named, ...] = ()

    @property
    def count(self) -> int:
        return len(self.named)


@dataclass(frozen=True)
class Line:
    """A grade's row; cells by column. girls: the same of the girls alone."""

    grade: str
    cells: Mapping[str, Cell]
    girls: Mapping[str, Cell]

    @property
    def label(self) -> str:
        return code_list("grade").label(self.grade) if self.grade else "不在本校学籍"


@dataclass(frozen=True)
class Table:
    """One of the three tables up to a day. columns: keys in the order of the form; before: the closing of the term before.

    chain: a sentence where the opening is not that closing, "" where it is.
    """

    kind: str
    term: Term
    first: dt.date
    as_of: dt.date
    columns: Sequence[str]
    lines: Sequence[Line]
    chain: str = ""

    def total(self, column: str, *, girls: bool = False) -> int:
        return sum((one.girls if girls else one.cells)[column].count for one in self.lines)

    def named(self, column: str) -> list[Named]:
        return [child for one in self.lines for child in one.cells[column].named]

    @property
    def closes(self) -> bool:
        """Whether every row's opening, coming and going give its end."""
        return all(
            _balance(self.kind, one.cells) == 0 and _balance(self.kind, one.girls) == 0 for one in self.lines
        )


IN, OUT = "in", "out"
ENDED = ("back", "elsewhere")  # how 疑似辍学 and 辍学 end in a term


def _balance(kind: str, cells: Mapping[str, Cell]) -> int:
    count = {name: cell.count for name, cell in cells.items()}
    if kind == "moves":
        came, went = (sum(count[one] for one in roll.sides(side)) for side in (IN, OUT))
    else:
        came, went = count["new"], sum(count[one] for one in ENDED)
    return count["opening"] + came - went - count["closing"]


def span_of(term: Term, today: dt.date) -> tuple[dt.date, dt.date]:
    """First day and the last one that has been."""
    first, last = term.usual_span
    return first, max(min(last, today), first)


def frame_day(term: Term, today: dt.date) -> dt.date:
    """The day whose grades are the term's: before the classes move up, after they did in autumn."""
    row = SchoolTerm.get_or_none(SchoolTerm.term == term.code)
    month, day = ENDS[term.half]
    return min(row.ends if row else dt.date(term.year + 1, month, day), today)


# table 1: the roll -------------------------------------------------------------------------------------


def moves(term: Term, today: dt.date) -> Table:
    """表1: 期初, who came, who left, 期末, by grade and sex."""
    first, as_of = span_of(term, today)
    known, grades = roll.pupils(), roll.grades_on(frame_day(term, today))
    before = reports.kept(f"{first - dt.timedelta(days=1):%Y-%m}")
    opening = set(read(before).everybody()) if before else roll.here_on(first - dt.timedelta(days=1), known)
    closing = roll.here_on(as_of, known)
    joined, left = reports.moves(known, opening, closing, first, as_of)
    columns = ["opening", *roll.sides(IN), *roll.sides(OUT), "closing"]
    found: dict[str, dict[str, list[Named]]] = defaultdict(lambda: defaultdict(list))
    for column, pupils in (("opening", opening), ("closing", closing)):
        for one in pupils:
            if one in known:
                found[grades.get(one, "")][column].append(_pupil(known[one]))
    for child in (*joined, *left):
        found[grades.get(child.student or 0, "")][child.kind].append(child)
    sex = {pupil.id: pupil.gender for pupil in known.values()}
    chain = "" if before else "上一学期最后一个月没有月报，期初按花名册现在的记录推算。"
    return Table("moves", term, first, as_of, columns, _lines(found, columns, sex.get), chain)


def _pupil(one: roll.Pupil) -> Named:
    return reports.named(one, None, "")


def _lines(
    found: Mapping[str, Mapping[str, list[Named]]], columns: Sequence[str], sex: Callable[[int], str | None]
) -> list[Line]:
    made = []
    for grade in sorted(found, key=lambda one: one or "99"):
        cells = {name: Cell(tuple(found[grade].get(name, ()))) for name in columns}
        girls = {
            name: Cell(
                tuple(
                    one for one in cell.named if (one.student and sex(one.student) == GIRL) or one.sex == GIRL
                )
            )
            for name, cell in cells.items()
        }
        made.append(Line(grade, cells, girls))
    return made


# table 2: who dropped out ------------------------------------------------------------------------------


def dropouts(term: Term, today: dt.date) -> Table:
    """表2: 期初 still away, newly away by cause, back, elsewhere, 期末 still away."""
    first, as_of = span_of(term, today)
    grades = roll.grades_on(frame_day(term, today))
    causes = [f"cause.{code}" for code in code_list("drop_cause").labels]
    columns = ["opening", "new", *causes, "cause.", *ENDED, "closing"]
    found: dict[str, dict[str, list[Named]]] = defaultdict(lambda: defaultdict(list))

    def put(case: Any, day: dt.date, *names: str) -> None:
        child = _child(case, day)
        row = found[grades.get(child.student, "") if child.student else OTHERS]
        for name in names:
            row[name].append(child)

    for day, column in ((first - dt.timedelta(days=1), "opening"), (as_of, "closing")):
        for one in people.cases_on(day):
            if one.lasting:
                put(one.case, one.since, column)
    wrong = {one.case.id for one in people.cases_on(as_of) if one.mistaken}
    for turn in people.turns(first, as_of):
        if turn.case.id in wrong and turn.case.opened_on >= first:
            continue  # registered by mistake and put right within the term
        cause = [f"cause.{turn.case.cause or ''}"] if turn.kind == "new" else []
        put(turn.case, turn.day, turn.kind, *cause)
    sex = {pupil.id: pupil.gender for pupil in roll.pupils().values()}
    return Table("dropouts", term, first, as_of, columns, _lines(found, columns, sex.get))


def _child(case: Any, day: dt.date) -> Named:
    child = people.child_of(case, day)
    return child if child.student else replace(child, sex=people.sex_of(case.child_id))


# table 3: where they went ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Way:
    """One answer to where the children of table 2 are now."""

    label: str
    named: tuple[Named, ...]

    def of_sex(self, sex: str, of: Callable[[Named], str]) -> int:
        return sum(of(one) == sex for one in self.named)


@dataclass(frozen=True)
class Ways:
    """表3: every child of 期初 and of the newly away once, by what became of it up to a day.

    Beside them who had to be listed as 疑似辍学 by that day and was not.
    """

    term: Term
    first: dt.date
    as_of: dt.date
    ways: Sequence[Way]
    sexes: Mapping[int, str]

    @property
    def total(self) -> int:
        return sum(len(one.named) for one in self.ways)

    def sex(self, child: Named) -> str:
        return (self.sexes.get(child.student, "") if child.student else child.sex) or ""


def ways(term: Term, today: dt.date) -> Ways:
    first, as_of = span_of(term, today)
    now = {one.case.id: one for one in people.cases_on(as_of)}
    open_before = [one.case for one in people.cases_on(first - dt.timedelta(days=1)) if one.lasting]
    new = [turn.case for turn in people.turns(first, as_of) if turn.kind == "new"]
    every = {
        case.id: case
        for case in (*open_before, *new)
        if not (now[case.id].mistaken and case.opened_on >= first)
    }
    found: dict[str, list[Named]] = defaultdict(list)
    gone = away_again([now[record] for record in every], as_of)
    for record in every:
        then = now[record]
        case = then.case
        since = f"{gone[record]:%m-%d} 起又没来，还没有重开" if record in gone else case.whereabouts or ""
        words = " ".join(filter(None, [since, case.number]))
        found[AGAIN if record in gone else _way(then)].append(replace(_child(case, then.since), words=words))
    counted = {case.student_id for case in every.values()}
    for one in truants(as_of):  # not in table 2 before it is listed, and not to be passed over in silence
        if one.student not in counted:
            found[UNLISTED].append(one.named)
    order = sorted(found, key=lambda label: (not label.startswith("返校"), label))
    sexes = {pupil.id: pupil.gender for pupil in roll.pupils().values()}
    return Ways(term, first, as_of, [Way(label, tuple(found[label])) for label in order], sexes)


def _way(then: people.CaseThen) -> str:
    """Back at school, at another proved place, or still away with how far the work is."""
    state = code_list("drop_state").label(then.state)
    if then.open:
        return f"还没有返校：{state}"
    if then.bare:
        return f"还没有返校：说是{code_list('age_status').label(then.case.other_way)}，还没有证明"
    if then.mistaken:
        return "登记有误，已经销号"
    if then.case.other_way and then.state != "back":
        return f"转为其他去向：{code_list('age_status').label(then.case.other_way)}"
    return "返校复学" if then.state in ("back", "closed") else f"其他：{state}"


def names_in(children: Iterable[Named], most: int = 12) -> str:
    """王芳、李强 等 14 人."""
    told = [one.name for one in children]
    return "、".join(told[:most]) + (f" 等 {len(told)} 人" if len(told) > most else "")
