"""Changing the population: where a child is from a day on, doubtful lines, two rows of one child, pupils of the roster."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.drop_ages import odd_age
from desktop.models.ledgers.drop_cases import DropCase
from desktop.models.ledgers.drop_population import (
    AgeChild,
    AgeStatus,
    CheckReason,
    OffSiteProof,
    PopulationLine,
    ProofCall,
)
from desktop.models.ledgers.families import Guardian
from desktop.models.ledgers.students import Student
from desktop.models.store import Step, Store
from desktop.services.drop.population_judge import CLOSED, FLAGS, SAME


def set_status(store: Store, child: int, values: Values) -> int:
    """Say where a child is from a day on (values of AgeStatus); the same day again changes what was said. Returns the record.

    Raises NotAllowed, Invalid (also for 本校在读, which follows from the roster), Refused for a day to come.
    """
    store.session.demand("drop", "填写就学去向")
    row = AgeStatus
    same = row.get_or_none((row.child == child) & (row.from_day == values["from_day"]))
    label = code_list("age_status").label(values["status"])
    with store.step(f"{AgeChild.caption_of(child)}的去向：{label}") as step:
        if same is not None:
            step.change(row, same.id, values)
            return int(same.id)
        return step.add(row, values | {"child": child})


def set_many(store: Store, children: Sequence[int], values: Values) -> int:
    """The same for several children as one step; returns how many. Raises as `set_status`."""
    store.session.demand("drop", "填写就学去向")
    row = AgeStatus
    same = {one.child_id: one.id for one in row.select().where(row.from_day == values["from_day"])}
    label = code_list("age_status").label(values["status"])
    with store.step(f"填写去向：{label} {len(children)} 人") as step:
        step.add_many(row, [values | {"child": one} for one in children if one not in same])
        step.change_many(row, {same[one]: values for one in children if one in same})
    return len(children)


def odd_ages(children: Iterable[int], values: Values) -> list[str]:
    """Of whom a destination (values of AgeStatus) cannot well be true at that age: 罗安（9 周岁，……）."""
    rows = AgeChild.select(AgeChild.name, AgeChild.birth_date).where(AgeChild.id.in_(list(children)))
    told = values.get("status"), values.get("school")
    found = ((name, odd_age(*told, birth, values.get("from_day"))) for name, birth in rows.tuples())
    return [f"{name}（{odd}）" for name, odd in found if odd]


def history(child: int) -> list[Any]:
    """What was told of a child, the newest first."""
    row = AgeStatus
    return list(row.select().where(row.child == child).order_by(row.from_day.desc(), row.id.desc()))


def drop_status(store: Store, record: int) -> None:
    """Take back one line of where a child is. Raises NotAllowed."""
    store.session.demand("drop", "删除就学去向")
    row = AgeStatus.get_by_id(record)
    with store.step(f"删去{AgeChild.caption_of(row.child_id)}的一条去向") as step:
        step.remove(AgeStatus, record)


def add_pupils(store: Store, students: Iterable[int]) -> int:
    """Pupils of the roster as children of the population, with what the roster knows; returns how many.

    Raises NotAllowed; Refused where nobody can be added (no birthday, or there already).
    """
    store.session.demand("drop", "把学生加进适龄台账")
    wanted = list(students)
    here = {row.student_id for row in AgeChild.select(AgeChild.student)} - {None}
    numbers = {number for (number,) in AgeChild.select(AgeChild.id_number).tuples()} - {None}
    pupils = [
        one
        for one in Student.select().where(Student.id.in_(wanted))
        if one.birth_date and one.id not in here and one.id_number not in numbers
    ]
    if not pupils:
        raise Refused("没有可以加进来的：都已经在适龄台账里，或者花名册上没有出生日期。")
    parents = _parents([one.id for one in pupils])
    with store.step(f"花名册的学生加进适龄台账 {len(pupils)} 人") as step:
        step.add_many(AgeChild, [_child_of(one, parents.get(one.id)) for one in pupils])
    return len(pupils)


def child_for(step: Step, student: int) -> int | None:
    """The row of a pupil in the population, found by link, number, or name and birthday; made where there is none.

    None for a pupil without a birthday. Inside a step of somebody else: a 个案 that found the child at another place.
    """
    pupil = Student.get_by_id(student)
    linked = AgeChild.get_or_none(AgeChild.student == student)
    if linked is None and pupil.id_number:
        linked = AgeChild.get_or_none(AgeChild.id_number == pupil.id_number)
        if linked is not None and linked.student_id is None:
            step.change(AgeChild, linked.id, {"student": student})
    if linked is not None:
        return int(linked.id)
    if pupil.birth_date is None:
        return None
    alike = (AgeChild.name == pupil.name) & (AgeChild.birth_date == pupil.birth_date)
    bare = list(AgeChild.select().where(alike & AgeChild.student.is_null() & AgeChild.id_number.is_null()))
    if len(bare) == 1:
        step.change(AgeChild, bare[0].id, {"student": student, "id_number": pupil.id_number})
        return int(bare[0].id)
    return step.add(AgeChild, _child_of(pupil, _parents([student]).get(student)))


def _child_of(pupil: Any, parent: Any) -> Values:
    told = str(pupil.household_place or "")
    place = (
        "" if told.isdigit() else told[: AgeChild.village.max_length]
    )  # the 学籍 system tells a district's code
    return {
        "name": pupil.name, "gender": pupil.gender, "id_number": pupil.id_number, "birth_date": pupil.birth_date,
        "village": place or None, "address": pupil.home_address, "student_no": pupil.student_no, "student": pupil.id,
        "guardian": parent.name if parent else None, "phone": pupil.phone or (parent.phone if parent else None),
        "disabled": pupil.disability, "in_roll": True if pupil.student_no else None,
    }  # fmt: skip


def _parents(students: list[int]) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for one in Guardian.select().where(Guardian.student.in_(students)):
        if one.student_id not in found or one.is_guardian:
            found[one.student_id] = one
    return found


# lines that were put aside -------------------------------------------------------------------------------


def open_lines() -> list[Any]:
    """The lines that somebody has to look at, newest list first."""
    row = PopulationLine
    return list(row.select().where(row.verdict == "doubt").order_by(row.source_list.desc(), row.id))


def take_for(store: Store, line: int, child: int) -> None:
    """A line means this child. Raises NotAllowed."""
    store.session.demand("drop", "核对摸排名单")
    row = PopulationLine.get_by_id(line)
    with store.step(f"摸排名单：{row.name or '一行'}就是{AgeChild.caption_of(child)}") as step:
        step.change(PopulationLine, line, {"child": child, "verdict": SAME, "reason": "人工核对"})
        if flag := FLAGS.get(row.source_list.kind):
            step.change(AgeChild, child, {flag: True})


def make_child(store: Store, line: int, values: Values) -> int:
    """A line is somebody new: the child as the person corrected it. Returns the child. Raises NotAllowed, Invalid."""
    store.session.demand("drop", "核对摸排名单")
    row = PopulationLine.get_by_id(line)
    told = {name: value for name, value in values.items() if value is not None}
    if flag := FLAGS.get(row.source_list.kind):
        told[flag] = True
    with store.step(f"摸排名单：新增{values.get('name')}") as step:
        child = step.add(AgeChild, told)
        step.change(PopulationLine, line, {"child": child, "verdict": SAME, "reason": "人工核对，新增"})
    return child


def close_line(store: Store, line: int, reason: str) -> None:
    """A line means nobody who counts; why. Raises NotAllowed, Invalid."""
    store.session.demand("drop", "核对摸排名单")
    row = PopulationLine.get_by_id(line)
    with store.step(f"摸排名单：{row.name or '一行'}不用列入") as step:
        step.change(PopulationLine, line, {"verdict": CLOSED, "reason": reason})


# two rows of one child -----------------------------------------------------------------------------------


def likeness(child: int) -> list[int]:
    """The other rows that may be the same child: same name and birthday, or the same pupil."""
    one = AgeChild.get_by_id(child)
    alike = (AgeChild.name == one.name) & (AgeChild.birth_date == one.birth_date)
    if one.student_id:
        alike |= AgeChild.student == one.student_id
    return [
        row.id
        for row in AgeChild.select(AgeChild.id).where(alike & (AgeChild.id != child)).order_by(AgeChild.id)
    ]


def merge(store: Store, keep: int, gone: int) -> None:
    """Two rows are one child: what hangs on `gone` goes over to `keep`, empty fields are filled from it, it is taken out.

    Raises NotAllowed; Refused when both have a number of their own, or when a case or a call hangs on `gone`.
    """
    store.session.demand("drop", "合并适龄儿童")
    kept, lost = AgeChild.get_by_id(keep), AgeChild.get_by_id(gone)
    if kept.id_number and lost.id_number:
        raise Refused("两条都有身份证号，号码不同，不是同一个人。是抄错了的，请先改好号码。")
    for ledger in (DropCase, ProofCall):
        if ledger.select().where(ledger.child == gone).exists():
            raise Refused(f"要去掉的那条有“{ledger.title}”的记录，请反过来合并。")
    told = {row.from_day for row in AgeStatus.select().where(AgeStatus.child == keep)}
    with store.step(f"合并适龄儿童：{kept.name}") as step:
        ways = list(AgeStatus.select().where(AgeStatus.child == gone))
        step.remove_many(AgeStatus, [row.id for row in ways if row.from_day in told])
        step.change_many(AgeStatus, {row.id: {"child": keep} for row in ways if row.from_day not in told})
        for ledger in (PopulationLine, OffSiteProof, CheckReason):
            rows = ledger.select(ledger.id).where(ledger.child == gone)
            step.change_many(ledger, {row.id: {"child": keep} for row in rows})
        step.remove(AgeChild, gone)
        step.change(AgeChild, keep, _missing(kept, lost))


def _missing(kept: Any, lost: Any) -> Values:
    told, more = kept.__data__, lost.__data__
    return {
        name: more[name] for name in more if name != "id" and told.get(name) in (None, False) and more[name]
    }


# reasons ---------------------------------------------------------------------------------------------------


def explain(
    store: Store, comparison: str, day: dt.date, reason: str, *, children: Sequence[int] = (), students: Sequence[int] = ()
) -> int:  # fmt: skip
    """Say why some stand on one side alone; said once, remembered. Returns how many. Raises NotAllowed, Refused."""
    store.session.demand("drop", "写比对说明")
    if not reason.strip():
        raise Refused("请写一句说明。")
    row = CheckReason
    known = {
        (one.child_id, one.student_id): one.id for one in row.select().where(row.comparison == comparison)
    }
    wanted = [(one, None) for one in children] + [(None, one) for one in students]
    told: Values = {"comparison": comparison, "day": day, "reason": reason.strip()}
    with store.step(f"比对说明：{code_list('population_check').label(comparison)} {len(wanted)} 人") as step:
        step.add_many(row, [told | {"child": c, "student": s} for c, s in wanted if (c, s) not in known])
        step.change_many(row, {known[one]: told for one in wanted if one in known})
    return len(wanted)


def forget_reasons(
    store: Store, comparison: str, *, children: Sequence[int] = (), students: Sequence[int] = ()
) -> int:
    """Take reasons back: these are open again. Returns how many. Raises NotAllowed."""
    store.session.demand("drop", "去掉比对说明")
    row = CheckReason
    of = (row.child.in_(list(children))) | (row.student.in_(list(students)))
    ids = [one.id for one in row.select(row.id).where((row.comparison == comparison) & of)]
    if ids:
        with store.step(f"去掉比对说明 {len(ids)} 条") as step:
            step.remove_many(row, ids)
    return len(ids)
