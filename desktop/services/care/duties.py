"""责任书: written for everybody of one level at once, signed or not, and who is missing. 七长, 领导小组 and the ten systems."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.care_duty import ControlSystem, DutyHolder, DutyPaper, DutyTarget, LeadMember
from desktop.models.ledgers.care_targets import contradiction, wrong_value
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.listing import listed as some
from desktop.models.store import Store
from desktop.services.paper.documents.common import class_place, school_on_paper, wording

OTHER = "other"  # duty_role: what the list does not have
TEACHERS, PARENTS = "3", "5"  # codes of duty_level whose signers the school's own books name


@dataclass(frozen=True)
class Signer:
    """Somebody who is to sign. class_name: "" for who belongs to no class."""

    party_b: str
    class_name: str = ""
    staff: int | None = None
    student: int | None = None

    @property
    def who(self) -> tuple[int | None, int | None, str]:
        """Tells signers apart: by the books where they name the person, else by the words."""
        return self.staff, self.student, "" if self.staff or self.student else self.party_b


@dataclass(frozen=True)
class Tally:
    """责任书 of one kind and level: due counts everybody who is to sign; missing: those who have not."""

    kind: str
    level: str
    label: str
    due: int
    signed: int
    missing: tuple[Signer, ...]


def class_teachers() -> list[Signer]:
    """Everybody who leads a class now, by class; who leads two signs once."""
    found: dict[int, Signer] = {}
    rows = SchoolClass.select().where((SchoolClass.state == "1") & SchoolClass.head_teacher.is_null(False))
    for row in sorted(rows, key=lambda one: (int(one.grade), one.number)):
        name, teacher = SchoolClass.caption(row), row.head_teacher_id
        said = Signer(f"{name}班主任 {Staff.caption_of(teacher)}", name, staff=teacher)
        found.setdefault(teacher, said)
    return list(found.values())


def parents(classes: Iterable[int] = ()) -> list[Signer]:
    """The parents of everybody on roll, by class and seat."""
    on_roll, of = code_list("enrolment_status").codes_with("on_roll"), list(classes)
    rows = Student.select().where(Student.status.in_(on_roll))
    if of:
        rows = rows.where(Student.school_class.in_(of))
    places = {row.id: (int(row.grade), row.number) for row in SchoolClass.select()}
    listed = sorted(
        rows, key=lambda one: (places.get(one.school_class_id, (99, 0)), one.seat_no or 999, one.id)
    )
    return [_parent(row) for row in listed]


def _parent(row: Any) -> Signer:
    name = SchoolClass.caption_of(row.school_class_id) if row.school_class_id else ""
    return Signer(f"{name} {row.name}家长".strip(), name, student=row.id)


def papers(year: int, kind: str = "") -> list[Any]:
    """责任书 of a year, by level."""
    query = DutyPaper.select().where(DutyPaper.year == year)
    query = query.where(DutyPaper.kind == kind) if kind else query
    return list(query.order_by(DutyPaper.kind, DutyPaper.level, DutyPaper.id))


def targets_of(found: Sequence[Any]) -> dict[int, list[tuple[str, str]]]:
    """Paper -> its targets as (name, value)."""
    told: dict[int, list[tuple[str, str]]] = {row.id: [] for row in found}
    rows = DutyTarget.select().where(DutyTarget.paper.in_(list(told))).order_by(DutyTarget.id)
    for row in rows:
        told[row.paper_id].append((row.name, row.value))
    return told


def usual_targets(kind: str) -> list[tuple[str, str]]:
    """What the program proposes for a kind; the county's paper says what really holds."""
    return [(name, value) for name, value in wording("duty_paper")["kinds"][kind]["targets"]]


def write(
    store: Store, kind: str, level: str, signers: Sequence[Signer], *, year: int,
    span: tuple[dt.date | None, dt.date | None] = (None, None),
    targets: Sequence[tuple[str, str]] | None = None,
) -> int:  # fmt: skip
    """Write a 责任书 for each of these who has none of this kind this year; returns how many. Raises Refused for nobody."""
    store.session.demand("care", "写责任书")
    have = {one.who for one, _ in _written([row for row in papers(year, kind) if row.level == level])}
    new = [one for one in signers if one.who not in have]
    if not new:
        raise Refused("这一级该签的人都已经有责任书了，没有要新写的。")
    name = school_on_paper().school_name
    rows: list[Values] = [
        {
            "kind": kind, "year": year, "level": level, "party_a": name, "party_b": one.party_b, "staff": one.staff,
            "student": one.student, "from_day": span[0], "until_day": span[1],
        }
        for one in new
    ]  # fmt: skip
    aims = usual_targets(kind) if targets is None else list(targets)
    if wrong := contradiction(aims) or next(filter(None, (wrong_value(*one) for one in aims)), ""):
        raise Refused(wrong)
    with store.step(f"写{year}年{DutyPaper.kind.format(kind)} {len(new)} 份") as step:
        made = step.add_many(DutyPaper, rows)
        step.add_many(DutyTarget, [{"paper": one, "name": n, "value": v} for one in made for n, v in aims])
    return len(new)


def sign(store: Store, records: Sequence[int], day: dt.date) -> int:
    """Note that these were signed on a day; those signed before keep their day. Returns how many are new."""
    store.session.demand("care", "登记责任书签订")
    open_ = DutyPaper.select(DutyPaper.id).where(
        DutyPaper.id.in_(list(records)) & DutyPaper.signed_on.is_null()
    )
    ids = [row.id for row in open_]
    if not ids:
        raise Refused("选中的责任书都已经签了。" if records else "请先选中责任书。")
    with store.step(f"登记签订责任书 {len(ids)} 份") as step:
        return step.change_many(DutyPaper, {one: {"signed_on": day} for one in ids})


def tallies(year: int) -> list[Tally]:
    """Signed ÷ due of each kind and level that has papers this year.

    Due is whoever has a paper; where papers go to class teachers or parents, also each of them who has none yet.
    Papers of somebody who left stay counted: they were signed.
    """
    groups_: dict[tuple[str, str], list[Any]] = {}
    for row in papers(year):
        groups_.setdefault((row.kind, row.level), []).append(row)
    return [_tally(kind, level, _written(rows)) for (kind, level), rows in groups_.items()]


def by_class(year: int, kind: str, level: str) -> list[Tally]:
    """The same of one kind and level, a tally to a class."""
    written = _written([row for row in papers(year, kind) if row.level == level])
    whole = _tally(kind, level, written)
    names = {one.class_name for one in whole.missing} | {one.class_name for one, _ in written}
    found = []
    for name in sorted(names, key=class_place):
        signed = sum(1 for one, done in written if done and one.class_name == name)
        missing = tuple(one for one in whole.missing if one.class_name == name)
        found.append(Tally(kind, level, name or "没有班级", signed + len(missing), signed, missing))
    return found


def _tally(kind: str, level: str, written: Sequence[tuple[Signer, bool]]) -> Tally:
    expected = class_teachers() if level == TEACHERS else parents() if level == PARENTS else []
    have = {one.who for one, _ in written}
    missing = [one for one, done in written if not done]
    missing += [one for one in expected if one.who not in have]
    signed = sum(1 for _, done in written if done)
    label = f"{DutyPaper.kind.format(kind)}：{DutyPaper.level.format(level)}"
    return Tally(kind, level, label, signed + len(missing), signed, tuple(missing))


def _written(rows: Sequence[Any]) -> list[tuple[Signer, bool]]:
    """Who each paper is for, and whether it is signed."""
    names = {row.id: SchoolClass.caption(row) for row in SchoolClass.select()}
    led = {one.staff: one.class_name for one in class_teachers()}
    pupils = Student.select(Student.id, Student.school_class).where(
        Student.id.in_(some({row.student_id for row in rows if row.student_id}))
    )
    sits = {row.id: names.get(row.school_class_id, "") for row in pupils}
    return [
        (
            Signer(
                row.party_b,
                sits.get(row.student_id, "") if row.student_id else led.get(row.staff_id, ""),
                row.staff_id,
                row.student_id,
            ),
            row.signed_on is not None,
        )
        for row in rows
    ]


# 七长, 领导小组, ten systems -----------------------------------------------------------------------------


def holders(day: dt.date) -> list[Any]:
    """Who holds a duty on a day, line by line in the order of the roster."""
    rows = DutyHolder.select().where(
        (DutyHolder.from_day.is_null() | (DutyHolder.from_day <= day))
        & (DutyHolder.until_day.is_null() | (DutyHolder.until_day >= day))
    )
    lines = list(code_list("duty_line").labels)
    roles = list(code_list("duty_role").labels)
    return sorted(rows, key=lambda one: (lines.index(one.line), one.place, roles.index(one.role), one.id))


def unfilled(day: dt.date) -> list[str]:
    """Duties of the code list that nobody holds; what not every county has is not missed."""
    held, roles = {row.role for row in holders(day)}, code_list("duty_role")
    optional = roles.codes_with("optional")
    return [label for code, label in roles.labels.items() if code not in {*held, *optional}]


def role_words(row: Any) -> str:
    """What a duty is called on paper: a role that the list does not have by the words of its own."""
    if row.role == OTHER and row.unit:
        return str(row.unit)
    return str(DutyHolder.role.format(row.role))


def groups() -> Mapping[str, list[Any]]:
    """领导小组 -> its members: 组长, 副组长, 办公室主任, 成员."""
    order = ("head", "deputy", "office", "member")
    found: dict[str, list[Any]] = {}
    for row in LeadMember.select().order_by(LeadMember.place, LeadMember.id):
        found.setdefault(row.group, []).append(row)
    kinds = list(code_list("lead_group").labels)
    posts = {code: at for at, code in enumerate(order)}
    return {
        group: sorted(found[group], key=lambda one: (posts.get(one.post, 9), one.place, one.id))
        for group in sorted(found, key=kinds.index)
    }


def systems() -> list[Any]:
    """控辍保学 systems by number; the tenth may be without a name."""
    return list(ControlSystem.select().order_by(ControlSystem.number))
