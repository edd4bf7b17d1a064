"""Whose number is this: pupils, their parents and grandparents, guardians, heads of household, brothers and sisters."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from desktop.models.codes import code_list
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.families import Guardian
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import NameAlias, Student
from desktop.models.listing import as_stored, listed
from desktop.models.store import Store
from desktop.services.lists.presets import told
from desktop.services.lists.sieve import Wanted

OWN, GUARDIAN, HEAD, SIBLING, HOUSEHOLD = "own", "guardian", "head", "sibling", "household"


@dataclass(frozen=True)
class Pupil:
    """What matching asks about a pupil of this school."""

    id: int
    name: str
    number: str | None
    gender: str | None
    birth: dt.date | None
    household: int | None
    class_text: str


@dataclass(frozen=True)
class Tie:
    """A number belongs to somebody of a pupil's family.

    relation: code of `relation`, None where the ledger does not say. how: OWN, GUARDIAN, HEAD (户主), SIBLING, or HOUSEHOLD
    (registered with another child of the household). name: as the ledger writes it. sure: whether it counts as family.
    """

    student: int
    how: str
    relation: str | None
    name: str
    sure: bool = True

    @property
    def is_parent(self) -> bool:
        return self.relation in told("family")["parents"]

    @property
    def words(self) -> str:
        """父亲王建国, 户主王建国; 户主 of somebody whose name was not told."""
        named = (
            code_list("relation").label(self.relation)
            if self.relation
            else "户主"
            if self.how == HEAD
            else "家人"
        )
        return named if self.name in ("", named) else f"{named}{self.name}"


@dataclass
class Families:
    """Every number and name the school knows, read once for a whole folder of lists."""

    pupils: dict[int, Pupil] = field(default_factory=dict)
    ties: dict[str, list[Tie]] = field(default_factory=lambda: defaultdict(list))
    names: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))  # spelling -> pupils
    spellings: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    staff: dict[str, str] = field(default_factory=dict)  # number -> name
    left: dict[str, str] = field(default_factory=dict)  # number -> 张三（已毕业）, 张三（已毕业）的父亲

    def wanted(self) -> Wanted:
        return Wanted(frozenset(self.ties) | self.left.keys(), frozenset(self.names), frozenset(self.kin))

    @cached_property
    def people(self) -> frozenset[str]:
        """How everybody is written, pupils and families: some names do not look like one."""
        return frozenset(self.names) | self.kin.keys()

    @cached_property
    def kin(self) -> dict[str, list[tuple[str, Tie]]]:
        """The families' names, with whose number each has. Pupils' own are found by their names anyhow."""
        found: dict[str, list[tuple[str, Tie]]] = defaultdict(list)
        for number, some in self.ties.items():
            for tie in some:
                if tie.how != OWN and tie.name:
                    found[tie.name].append((number, tie))
        return found


def families(store: Store) -> Families:
    """The pupils on this school's roll and their families."""
    found = Families()
    _read_pupils(store, found)
    guardians = _read_guardians(found)
    households = _groups(found, guardians)
    _heads(found)
    for group in households:
        _brothers_and_sisters(found, group)
    _others_of_the_household(found, guardians)
    found.staff = dict(
        Staff.select(Staff.id_number, Staff.name).where(Staff.id_number.is_null(False)).tuples()
    )
    _read_left(found)
    return found


def _read_left(found: Families) -> None:
    """Pupils who moved away or finished, and their families: told, and never offered."""
    status, relation = code_list("enrolment_status"), code_list("relation")
    gone = Student.status.not_in(status.codes_with("on_roll"))
    names = {}
    for record, name, number, how in (
        Student.select(Student.id, Student.name, Student.id_number, Student.status).where(gone).tuples()
    ):
        names[record] = f"{name}（{status.label(how)}）"
        if number:
            found.left[number] = names[record]
    columns = (Guardian.student, Guardian.relation, Guardian.id_number)
    theirs = Guardian.student.in_(listed(names)) & Guardian.id_number.is_null(False)
    for student, code, number in Guardian.select(*columns).where(theirs).tuples():
        found.left.setdefault(number, f"{names[student]}的{relation.label(code) or '家人'}")
    for number in found.left.keys() & found.ties.keys():
        del found.left[number]


def _read_pupils(store: Store, found: Families) -> None:
    columns = (
        Student.id, Student.name, Student.id_number, Student.gender, Student.birth_date, Student.household,
        Student.school_class,
    )  # fmt: skip
    here = Student.status.in_(code_list("enrolment_status").codes_with("on_roll"))
    query = Student.scope(Student.select(*columns), store.session).where(here)
    for record, name, number, gender, birth, household, klass in query.tuples():
        found.pupils[record] = Pupil(
            record, name, number, gender, birth, household, SchoolClass.caption_of(klass)
        )
        _spell(found, record, name)
        if number:
            found.ties[number].append(Tie(record, OWN, "01", name))
    for record, name in NameAlias.select(NameAlias.student, NameAlias.name).tuples():
        if record in found.pupils:
            _spell(found, record, name)


def _spell(found: Families, record: int, name: str) -> None:
    if record not in found.names[name]:
        found.names[name].append(record)
        found.spellings[record].add(name)


Told = tuple[str, str | None, str | None, bool]  # name, relation, number, whether a guardian


def _read_guardians(found: Families) -> dict[int, list[Told]]:
    rules, guardians = told("family"), defaultdict(list)
    columns = (Guardian.student, Guardian.name, Guardian.relation, Guardian.id_number, Guardian.is_guardian)
    for student, name, relation, number, keeps in as_stored(Guardian.select(*columns)):
        if student not in found.pupils:
            continue
        guardians[student].append((name, relation, number, keeps != 0))
        if number and number != found.pupils[student].number:
            sure = relation in rules["close"] or (keeps != 0 and relation not in rules["strangers"])
            found.ties[number].append(Tie(student, GUARDIAN, relation, name, sure))
    return guardians


def _groups(found: Families, guardians: dict[int, list[Told]]) -> Iterable[list[int]]:
    """Pupils of one household, or with one father or mother by number."""
    groups: dict[tuple[str, object], set[int]] = defaultdict(set)
    for pupil in found.pupils.values():
        if pupil.household:
            groups["户", pupil.household].add(pupil.id)
        for _, relation, number, _ in guardians.get(pupil.id, ()):
            if number and relation in told("family")["parents"]:
                groups["父母", number].add(pupil.id)
    return {tuple(sorted(group)): sorted(group) for group in groups.values() if len(group) > 1}.values()


def _heads(found: Families) -> None:
    heads = {
        record: (name, number)
        for record, name, number in Household.select(
            Household.id, Household.head_name, Household.head_id
        ).tuples()
        if number
    }
    for pupil in found.pupils.values():
        if pupil.household not in heads:
            continue
        name, number = heads[pupil.household]
        known = [tie for tie in found.ties.get(number, ()) if tie.student == pupil.id]
        if not known:
            found.ties[number].append(Tie(pupil.id, HEAD, None, name))


def _brothers_and_sisters(found: Families, group: list[int]) -> None:
    for one in group:
        number = found.pupils[one].number
        for other in group:
            if number and other != one and not _tied(found, number, other):
                relation = _sibling(found.pupils[one], found.pupils[other])
                found.ties[number].append(Tie(other, SIBLING, relation, found.pupils[one].name))


def _sibling(one: Pupil, to: Pupil) -> str | None:
    """What `one` is to the other: 哥哥, 姐姐, 弟弟, 妹妹."""
    if not (one.birth and to.birth and one.gender in ("1", "2")):
        return None
    age = "older" if one.birth <= to.birth else "younger"
    return str(told("family")["siblings"][age][one.gender])


def _others_of_the_household(found: Families, guardians: dict[int, list[Told]]) -> None:
    """A father whose number stands only with the elder sister is in the younger one's household too."""
    by_household: dict[int, list[int]] = defaultdict(list)
    for pupil in found.pupils.values():
        if pupil.household:
            by_household[pupil.household].append(pupil.id)
    for group in by_household.values():
        for name, relation, number, _ in _known(group, guardians):
            for student in group:
                if number and relation in told("family")["close"] and not _tied(found, number, student):
                    found.ties[number].append(Tie(student, HOUSEHOLD, None, name))


def _known(group: list[int], guardians: dict[int, list[Told]]) -> Iterator[Told]:
    for student in group:
        yield from guardians.get(student, ())


def _tied(found: Families, number: str, student: int) -> bool:
    return any(tie.student == student for tie in found.ties.get(number, ()))
