"""四查三比对: 户籍–学籍, 学籍–在校, 脱贫户适龄–在校. Each is two lists of names held against each other.

Who stands on one side alone is listed until somebody says why; what was said is remembered for the next time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers.drop_population import AgeChild, CheckReason, OffSiteProof
from desktop.models.ledgers.drop_standing import Claim
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.students import Student
from desktop.services.drop.population import Tree, tree

ROLL, SCHOOL, POOR, ROSTER = "roll", "school", "poor", "roster"
COMPARISONS = (ROLL, SCHOOL, POOR)
LEFT, RIGHT = "left", "right"


@dataclass(frozen=True)
class Line:
    """Somebody who stands on one side alone. side: which; says: what is known there; reason: "" while open."""

    comparison: str
    side: str
    child: Any
    claim: Claim | None
    says: str
    reason: str = ""

    @property
    def where(self) -> str:
        """Where the child is, in words."""
        return code_list("age_status").label(self.claim.code) if self.claim else "还没有去向"


@dataclass(frozen=True)
class Comparison:
    """Both sides counted, and who stands on one alone."""

    code: str
    day: dt.date
    left: int
    right: int
    both: int
    lines: tuple[Line, ...]

    @property
    def label(self) -> str:
        return code_list("population_check").label(self.code)

    def side_label(self, side: str) -> str:
        return str(code_list("population_check").fact(self.code, side))

    def only(self, side: str) -> str:
        return str(code_list("population_check").fact(self.code, f"only_{side}"))

    @property
    def open(self) -> list[Line]:
        return [line for line in self.lines if not line.reason]

    def of(self, side: str) -> list[Line]:
        return [line for line in self.lines if line.side == side]

    @property
    def sentence(self) -> str:
        one, other = self.side_label(LEFT), self.side_label(RIGHT)
        words = f"{one} {self.left} 人，{other} {self.right} 人，两边都有 {self.both} 人"
        return (
            f"{words}；{self.only(LEFT)} {len(self.of(LEFT))} 人，{self.only(RIGHT)} {len(self.of(RIGHT))} 人"
        )


def compare(day: dt.date, *, wide: bool = False, found: Tree | None = None) -> dict[str, Comparison]:
    """The three comparisons of a day, by code. found: the tree of that day, where one has it already."""
    known = found or tree(day, wide=wide)
    children = {row.id: row for row in AgeChild.select() if row.id in known.claims}
    sides = _Sides(known, children)
    return {code: _compared(code, sides) for code in COMPARISONS}


class _Sides:
    """Who belongs to which side."""

    def __init__(self, found: Tree, children: dict[int, Any]) -> None:
        codes = code_list("age_status")
        self.poor_is = code_list("population_check").facts[POOR]
        self.tree, self.children = found, children
        self.claims = {one: (claims[0] if claims else None) for one, claims in found.claims.items()}
        exempt = set(codes.fact("3", "parent_of") or ())
        self.pupils = self._pupils()
        here = {one for one, claim in self.claims.items() if claim and claim.source == "roster"}
        counts = {one for one, claim in self.claims.items() if claim is None or claim.code not in exempt}
        self.police = {one for one in counts if children[one].in_police}
        proved = {one for (one,) in OffSiteProof.select(OffSiteProof.child).where(_shows_number()).tuples()}
        roll = {one for one in counts if children[one].in_roll or children[one].student_no or one in proved}
        self.roll = roll | here
        self.at_school = {
            one for one in counts if (claim := self.claims[one]) and codes.fact(claim.code, "enrolled")
        }
        self.poor = {one for one in counts if children[one].poor in self.poor_is["households"]}
        self.beyond = {one for one in self.at_school if _is(self.claims[one], "beyond")}
        self.poor_by_school = {one for one in self.at_school if self._poor_pupil(one)}

    def _pupils(self) -> dict[int, int]:
        """Child -> the pupil of this school it is."""
        numbers = {
            number: record
            for record, number in Student.select(Student.id, Student.id_number).tuples()
            if number
        }
        found = {}
        for one, child in self.children.items():
            if student := child.student_id or numbers.get(child.id_number or ""):
                found[one] = student
        self.poor_pupils = {
            student
            for student, kind, until in Hardship.select(
                Hardship.student, Hardship.kind, Hardship.until
            ).tuples()
            if kind in self.poor_is["hardships"] and not (until and until < self.tree.day)
        }
        rows = (
            Student.select(Student.id)
            .join(Household)
            .where(Household.household_type.in_(self.poor_is["households"]))
        )
        self.poor_pupils |= {student for (student,) in rows.tuples()}
        return found

    def _poor_pupil(self, child: int) -> bool:
        return self.pupils.get(child) in self.poor_pupils

    def of(self, code: str) -> tuple[set[int], set[int], set[int]]:
        """(left, right, those at the right who must be at the left)."""
        if code == ROLL:
            return self.police, self.roll, self.roll
        if code == SCHOOL:
            return self.roll, self.at_school, self.at_school - self.beyond
        return self.poor, self.at_school, self.poor_by_school


def _shows_number() -> Any:
    return (OffSiteProof.state == "held") & OffSiteProof.student_no.is_null(False)


def _is(claim: Claim | None, fact: str) -> bool:
    return claim is not None and bool(code_list("age_status").fact(claim.code, fact))


def _compared(code: str, sides: _Sides) -> Comparison:
    left, right, due = sides.of(code)
    reasons = {
        one.child_id: one.reason
        for one in CheckReason.select().where(CheckReason.comparison == code)
        if one.child_id
    }
    lines = sorted(_lines(code, sides, reasons, left - right, due - left), key=_place)
    return Comparison(code, sides.tree.day, len(left), len(right), len(left & right), tuple(lines))


def _place(line: Line) -> tuple[Any, ...]:
    return line.side, bool(line.reason), line.child.village or "", line.child.name, line.child.id


def _lines(
    code: str, sides: _Sides, reasons: dict[int, str], only_left: set[int], only_right: set[int]
) -> Iterator[Line]:
    for side, some in ((LEFT, only_left), (RIGHT, only_right)):
        for one in some:
            child = sides.children[one]
            says = "、".join(_lists(child, one in sides.pupils)) or "没有名单来源"
            yield Line(code, side, child, sides.claims[one], says, reasons.get(one, ""))


def _lists(child: Any, pupil: bool) -> Iterator[str]:
    """On which lists the child stands."""
    if child.in_police:
        yield "公安户籍"
    if child.in_village:
        yield "村里摸排"
    if child.in_roll:
        yield "学籍系统"
    if pupil:
        yield "花名册"
