"""The status tree of the population on a day: every parent is the sum of its parts, the root the number of children.

    found = tree(dt.date(2026, 11, 22))
    found.closes, found.gap, found.node("1.4").count
    people(found.node("1.4").ids, found.day)

A difference is never evened out: it is shown with the children that make it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers.drop_population import CheckReason
from desktop.models.ledgers.drop_standing import Band, Claim, Kid, band, cases_on, kids, standings, status_of
from desktop.models.ledgers.roster_past import with_status
from desktop.models.ledgers.students import Student

__all__ = ["Difference", "Node", "Tree", "band", "status_of", "tree"]
NONE, TWO, TWICE, OUTSIDE, UNLISTED, GUESTS = "none", "two", "twice", "outside", "unlisted", "guests"
LOST = "lost"
WORDS = {
    NONE: "还没有去向",
    TWO: "有两个去向",
    TWICE: "同一个人登记了两次",
    LOST: "个案转到别处，适龄台账没有",
    OUTSIDE: "不在年龄段，没有算",
    UNLISTED: "花名册有，适龄台账没有",
    GUESTS: "花名册有、台账没有，已经说明",
}
WHAT_TO_DO = {
    NONE: "请查清在哪里读书，填上去向。",
    TWO: "花名册说在本校，登记的却是别处：转走了的在花名册里办转出，没走的删去那条去向。",
    TWICE: "请核对，是同一个人的合并成一条。",
    LOST: "加进适龄台账，去向照个案走，再在取证里登记证明。",
    OUTSIDE: "年龄不到或者超过了，去向留着，不算进人口。",
    UNLISTED: "家在本施教区的，加进适龄台账；外来就读的，写一句说明。",
    GUESTS: "外来就读等，不算进本施教区的人口。",
}


@dataclass(frozen=True)
class Node:
    """One line of the tree. ids: children, once for each time they are counted here."""

    code: str
    label: str
    level: int
    ids: tuple[int, ...]
    parts: tuple[Node, ...] = ()

    @property
    def count(self) -> int:
        return len(self.ids)

    def walk(self) -> Iterator[Node]:
        """This line and those below it, as they stand under one another."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True)
class Difference:
    """Children that keep the tree from closing, or that one should know about.

    effect: how much the population exceeds the tree because of them (negative: the tree counts them once too often).
    ids are children; students pupils of the roster, for those who are no child of the population.
    """

    kind: str
    ids: tuple[int, ...] = ()
    students: tuple[int, ...] = ()
    effect: int = 0

    @property
    def count(self) -> int:
        return len(self.ids) + len(self.students)

    @property
    def wrong(self) -> bool:
        """Whether the tree does not close because of them."""
        return bool(self.effect) or self.kind == LOST

    @property
    def label(self) -> str:
        return WORDS[self.kind]

    @property
    def todo(self) -> str:
        return WHAT_TO_DO[self.kind]


@dataclass(frozen=True)
class Tree:
    """The population on a day. population: children in the age band, each counted once. kids: everybody, by id."""

    band: Band
    population: int
    nodes: tuple[Node, ...]
    differences: tuple[Difference, ...]
    claims: dict[int, tuple[Claim, ...]]
    kids: dict[int, Kid]

    @property
    def day(self) -> dt.date:
        return self.band.day

    @property
    def told(self) -> int:
        """What the lines of the first level add up to."""
        return sum(node.count for node in self.nodes)

    @property
    def gap(self) -> int:
        """Population less what the tree adds up to."""
        return self.population - self.told

    @property
    def closes(self) -> bool:
        """Whether it adds up line by line; two errors that cancel each other out do not make it close."""
        return not any(one.wrong for one in self.differences) and not self.empty

    @property
    def empty(self) -> bool:
        """Nobody is in yet, though the school has pupils of the age."""
        return not self.kids and bool(self.difference(UNLISTED).count)

    def node(self, code: str) -> Node:
        """The line of a code. Raises KeyError."""
        for top in self.nodes:
            for node in top.walk():
                if node.code == code:
                    return node
        raise KeyError(code)

    def difference(self, kind: str) -> Difference:
        """The difference of a kind, an empty one when there is none."""
        return next((one for one in self.differences if one.kind == kind), Difference(kind))

    def lines(self) -> list[Node]:
        return [node for top in self.nodes for node in top.walk()]

    @property
    def at_school(self) -> tuple[int, int]:
        """在学率: those who learn, of the population without those who do not count (免计); each child once."""
        once = set(self.difference(TWICE).ids)
        learn, free = (len({*self.node(code).ids} - once) for code in ("1", "3"))
        return learn, self.population - free

    @property
    def sentence(self) -> str:
        """6～15 周岁 14563 人 = 14220 + 253 + 69 + 10 + 11, or what is wrong and how many it is."""
        sums = " + ".join(str(node.count) for node in self.nodes)
        unlisted = self.difference(UNLISTED).count
        if self.empty:
            return f"适龄台账还是空的，花名册上 {unlisted} 名{self.band.words}的学生还没有加进来"
        if self.closes:
            more = f"；花名册还有 {unlisted} 名学生没有加进来，也没有说明" if unlisted else ""
            return f"{self.band.words} {self.population} 人 = {sums}，合上了{more}"
        wrong = "，".join(f"{one.label} {one.count} 人" for one in self.differences if one.wrong)
        if not any(one.effect for one in self.differences):
            return f"{self.band.words} {self.population} 人 = {sums}，还没有合上：{wrong}"
        return f"{self.band.words} {self.population} 人，各项相加 {sums} = {self.told} 人，{_off(self.gap)}：{wrong}"


def percent(one: int, other: int) -> str:
    """99.84 %, rounded to two places; what is not all is never told as 100.00 %. — of nobody."""
    if not other:
        return "—"
    told = f"{one / other * 100:.2f}"
    return f"{'99.99' if one < other and told == '100.00' else told} %"


def _off(gap: int) -> str:
    return f"少了 {gap} 人" if gap > 0 else f"多了 {-gap} 人" if gap else "总数碰巧相等"


def tree(day: dt.date, *, wide: bool = False) -> Tree:
    """The tree of a day, of the children in the age band. wide: the larger band of 控辍规则."""
    every, ages = kids(), band(day, wide=wide)
    counted = [one for one in every if ages.holds(one.birth)]
    claims = standings(day, counted)
    by_code: dict[str, list[int]] = defaultdict(list)
    for one in counted:
        for claim in claims[one.id]:
            by_code[claim.code].append(one.id)
    twice = doubles(counted, claims)
    return Tree(
        ages,
        len(counted) - len(twice),
        tuple(_node(code, by_code) for code in _tops()),
        tuple(_differences(every, counted, claims, twice, ages)),
        claims,
        {one.id: one for one in every},
    )


def leaves() -> dict[str, str]:
    """The codes that may be told by hand, with their wording: no sums, and not what the roster tells."""
    codes = code_list("age_status")
    return {
        code: f"{code} {label}"
        for code, label in codes.labels.items()
        if not codes.fact(code, "derived") and not codes.fact(code, "parent_of")
    }


def _tops() -> list[str]:
    codes = code_list("age_status")
    below = {part for code in codes.labels for part in codes.fact(code, "parent_of") or ()}
    return [code for code in codes.labels if code not in below]


def _node(code: str, by_code: dict[str, list[int]], level: int = 1) -> Node:
    codes = code_list("age_status")
    parts = tuple(_node(part, by_code, level + 1) for part in codes.fact(code, "parent_of") or ())
    ids = tuple(one for part in parts for one in part.ids) if parts else tuple(by_code.get(code, ()))
    return Node(code, codes.label(code), level, ids, parts)


def _differences(
    every: Sequence[Kid],
    counted: Sequence[Kid],
    claims: dict[int, tuple[Claim, ...]],
    twice: set[int],
    ages: Band,
) -> Iterator[Difference]:
    """effect sums up to the gap: whoever has no claim lacks, a second claim or a second row is one too many."""
    none = [one.id for one in counted if not claims[one.id]]
    two = [one.id for one in counted if len(claims[one.id]) > 1]
    inside = {one.id for one in counted}
    outside = [one.id for one in every if one.id not in inside]
    lost = _lost(every, ages)
    found = [
        Difference(NONE, tuple(none), effect=len(none)),
        Difference(TWO, tuple(two), effect=-sum(len(claims[one]) - 1 for one in two)),
        Difference(TWICE, tuple(sorted(twice)), effect=-len(twice)),
        Difference(LOST, students=tuple(lost)),
        Difference(OUTSIDE, tuple(outside)),
        *_unlisted(every, ages, lost),
    ]
    yield from (one for one in found if one.count)


def doubles(counted: Iterable[Kid], claims: Mapping[int, Collection[Claim]]) -> set[int]:
    """The rows that stand for somebody who has a row already: same name and birthday and no other number, or one pupil.

    Of rows that are alike the one stays that says where the child is.
    """
    alike: dict[Any, list[Kid]] = defaultdict(list)
    ordered = sorted(counted, key=lambda one: not claims.get(one.id))
    for one in ordered:
        alike[one.name, one.birth].append(one)
    by_pupil: dict[int, list[Kid]] = defaultdict(list)
    for one in ordered:
        if one.student:
            by_pupil[one.student].append(one)
    extra: set[int] = set()
    for group in alike.values():
        bare = [one for one in group if not one.number]
        people = len({one.number for one in group} - {""})
        extra |= {one.id for one in (bare if people else bare[1:])}
    for group in by_pupil.values():
        left = [one for one in group if one.id not in extra]
        extra |= {one.id for one in left[1:]}
    return extra


def _lost(every: Iterable[Kid], ages: Band) -> list[int]:
    """Pupils whose newest case found them at another place and who are no child of the population: their proof hangs nowhere."""
    newest = {one.case.student_id: one for one in cases_on(ages.day) if one.case.student_id}
    gone = [
        record for record, one in newest.items() if one.case.other_way and one.state in ("moved", "closed")
    ]
    known, told = {one.student for one in every if one.student}, reasons()
    rows = Student.select(Student.id, Student.birth_date).where(Student.id.in_(gone)).tuples()
    return [
        one
        for one, birth in rows
        if one not in known and one not in told and (birth is None or ages.holds(birth))
    ]


def _unlisted(every: Iterable[Kid], ages: Band, lost: Collection[int]) -> Iterator[Difference]:
    """Pupils on the roll, of the age, who are no child of the population: open, and those for whom a reason is told."""
    known = {one.student for one in every if one.student}
    told = reasons()
    on_roll = with_status(ages.day, code_list("enrolment_status").codes_with("on_roll"))
    rows = Student.select(Student.id, Student.birth_date).where(Student.birth_date.is_null(False)).tuples()
    some = [one for one, birth in rows if one in on_roll and one not in known and ages.holds(birth)]
    open_ = (one for one in some if one not in told and one not in lost)
    yield Difference(UNLISTED, students=tuple(open_))
    yield Difference(GUESTS, students=tuple(one for one in some if one in told))


def reasons() -> dict[int, str]:
    """Pupil -> why it is no child of the population, as somebody told."""
    row = CheckReason
    told = row.select(row.student, row.reason).where(
        (row.comparison == "roster") & row.student.is_null(False)
    )
    return dict(told.tuples())
