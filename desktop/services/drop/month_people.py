"""Whom a month report names besides the roll: away, 疑似, 辍学, 劝返, 销号, 送教, 在外就读."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from desktop.models.codes import code_list
from desktop.models.identity import gender_of
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.drop_cases import CaseStep, DropCase
from desktop.models.ledgers.drop_population import AgeChild
from desktop.models.ledgers.drop_reports import NotArrived
from desktop.models.ledgers.drop_standing import TAUGHT, CaseThen, cases_on, taught_at_home
from desktop.models.ledgers.drop_unproved import as_settled, settled_from
from desktop.models.ledgers.roster_past import pupils
from desktop.models.ledgers.students import Student
from desktop.models.store import rows_by_id
from desktop.services.drop import absences, proofs
from desktop.services.drop.rules import rule
from desktop.services.drop.teaching import TeachingDays

__all__ = ["TAUGHT", "CaseThen", "Named", "cases_on", "taught_at_home"]
SUSPECTED = "04"  # enrolment_status 疑似辍学
UNPROVED = "unproved"  # said to be elsewhere by a case, and nothing proves it


@dataclass(frozen=True)
class Named:
    """One child behind a figure. student: None for a child of the service area who is no pupil here; day: of what is told."""

    student: int | None
    name: str
    class_name: str
    day: dt.date | None = None
    words: str = ""
    kind: str = ""
    late: bool = False  # belongs to an earlier month and was written down only now
    sex: str = ""  # of a child that is no pupil here


def names_of(students: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Pupil -> (name, class)."""
    rows = list(rows_by_id(Student, sorted(set(students))))
    classes = {one: SchoolClass.caption_of(one) for one in {row.school_class_id for row in rows}}
    return {row.id: (row.name, classes[row.school_class_id]) for row in rows}


def steps_in(first: dt.date, last: dt.date, state: str) -> dict[int, dt.date]:
    """Case -> the last day between two days on which it came into a state."""
    query = CaseStep.select(CaseStep.drop_case, CaseStep.day).where(
        (CaseStep.state == state) & CaseStep.day.between(first, last)
    )
    return dict(query.order_by(CaseStep.day, CaseStep.id).tuples())


@dataclass(frozen=True)
class Turn:
    """A case that began or ended to be open between two days. kind: new, back or elsewhere."""

    case: Any
    kind: str
    day: dt.date


def turns(first: dt.date, last: dt.date) -> list[Turn]:
    """Every time a child was newly away, came back, or was found to be elsewhere; a case may turn more than once.

    Elsewhere counts from the day it was proved, or the child was off the roster.
    """
    states = code_list("drop_state")
    steps: dict[int, list[tuple[str, dt.date]]] = defaultdict(list)
    query = CaseStep.select(CaseStep.drop_case, CaseStep.state, CaseStep.day).where(CaseStep.day <= last)
    for case, state, day in query.order_by(CaseStep.day, CaseStep.id).tuples():
        steps[case].append((state, day))
    found, settled = [], settled_from()
    for row in DropCase.select().where(DropCase.opened_on <= last).order_by(DropCase.id):
        away = False
        told = as_settled(steps.get(row.id) or [(row.state, row.opened_on)], settled.get(row.id))
        for state, day in [one for one in told if one[1] <= last]:
            now = bool(states.fact(state, "away"))
            if now != away and day >= first:
                found.append(Turn(row, "new" if now else "back" if state == "back" else "elsewhere", day))
            away = now
    return found


def told_of(cases: Mapping[int, dt.date], words: str = "") -> tuple[Named, ...]:
    """The children of some cases; words stand behind each."""
    rows = [row for row in DropCase.select() if row.id in cases]
    return tuple(child_of(row, cases[row.id], words) for row in rows)


def child_of(case: Any, day: dt.date, words: str = "") -> Named:
    """A case as one names its child."""
    told = "，".join(filter(None, [words, DropCase.cause.format(case.cause), case.number]))
    if case.student_id:
        name, class_name = names_of([case.student_id]).get(case.student_id, ("", ""))
        return Named(case.student_id, name, class_name, day, told)
    return Named(None, AgeChild.caption_of(case.child_id), "不在本校学籍", day, told)


def sex_of(child: int) -> str:
    """Of a child of the population: told, or by the number; "" when neither says."""
    row = AgeChild.get_by_id(child)
    return str(row.gender or (gender_of(row.id_number) if row.id_number else ""))


def absent_on(day: dt.date) -> tuple[dict[int, Named], list[Named]]:
    """Who is away at the end of a day, with the school days without a break; and of whom nothing was written for long."""
    teaching, patience = TeachingDays(), rule("report_days")
    away: dict[int, Named] = {}
    unknown: list[Named] = []
    for run in absences.running(day):
        silent = teaching.after(run.last, day)
        told = Named(
            run.student,
            run.name,
            run.class_name,
            run.first,
            f"{run.first:%m-%d} 起 {run.count} 天（{run.told}）",
        )
        if silent > patience:
            unknown.append(replace(told, words=f"{run.last:%m-%d} 缺课，后来 {silent} 个教学日没有登记"))
        else:
            away[run.student] = told
    return away, unknown


def not_here(day: dt.date) -> dict[int, Named]:
    """Pupils on the roll whose 学籍状态 of a day says that they are not at school: 长期请假, 疑似辍学, 未报到, 在外就读, 去向待查."""
    codes = code_list("enrolment_status")
    away = [
        code for code in codes.labels
        if codes.fact(code, "on_roll") and not codes.fact(code, "at_school") and not codes.fact(code, "taught_at_home")
    ]  # fmt: skip
    found = {}
    for one in pupils().values():
        state = one.state_on(day) if one.on(day) else None
        if state and state.status in away:
            label, klass = codes.label(state.status), SchoolClass.caption_of(one.school_class)
            found[one.id] = Named(one.id, one.name, klass, None, label, state.status)
    return found


def found_elsewhere(every: Iterable[CaseThen], on_roll: Collection[int], day: dt.date) -> dict[int, CaseThen]:
    """Pupil still on the roll -> the case that found the child at another place. Not of who came to school anew since."""
    newest = {one.case.student_id: one for one in every if one.case.student_id in on_roll}
    known, found = pupils(newest), {}
    for student, one in newest.items():
        state = known[student].state_on(day) if student in known else None
        since = (state.since if state else None) or dt.date.min
        if one.case.other_way and one.state in ("moved", "closed") and since <= (one.moved_on or one.since):
            found[student] = one
    return found


def named_elsewhere(found: Mapping[int, CaseThen]) -> dict[int, Named]:
    """These as a report names them among those who are away; who is taught at home stands elsewhere in it."""
    codes, named = code_list("age_status"), names_of(found)
    away = {student: one for student, one in found.items() if one.case.other_way != TAUGHT}
    return {
        student: Named(student, *named[student], one.moved_on or one.since,
                       f"个案已转为{codes.label(one.case.other_way)}，花名册上还在校", UNPROVED if one.bare else "")
        for student, one in away.items()
    }  # fmt: skip


def still_on_roll(found: Mapping[int, CaseThen]) -> list[str]:
    """A sentence on each: what is to be put right, so that roster and case say the same."""
    named = names_of(found)
    return [
        f"{named[student][1]}{named[student][0]}的个案已转为{_to_mend(one)}" for student, one in found.items()
    ]


def _to_mend(one: CaseThen) -> str:
    """Nobody leaves the roster on a word alone: where nothing proves the place, the proof is asked for first."""
    if one.case.other_way == TAUGHT:
        return "送教上门，当时花名册和送教方案里都没有，请补写送教方案的起止日期。"
    if one.bare:
        return "其他去向，还没有就读证明，孩子在哪里没有查实。请先取证；没有去读的，请重开个案。"
    return "其他去向，花名册上还在校，请办离校。"


def not_arrived(day: dt.date) -> dict[int, Named]:
    """Pupils who had not come to the term on a day."""
    query = NotArrived.select().where(
        (NotArrived.noted_on <= day) & (NotArrived.came_on.is_null() | (NotArrived.came_on > day))
    )
    rows = {row.student_id: row for row in query}
    named = names_of(rows)
    return {one: Named(one, *named[one], row.noted_on, "未报到") for one, row in rows.items()}


def outside(day: dt.date) -> tuple[int, list[Named]]:
    """How many children of school age learn elsewhere, and those of them without a proof that holds."""
    codes = code_list("age_status")
    lines = proofs.board(day).within(proofs.OUTSIDE_)
    klass = _classes([one.child.student_id for one in lines if one.child.student_id], day)
    bare = [
        Named(None, one.child.name, klass.get(one.child.student_id) or one.child.village or "", None,
              f"{codes.label(one.claim.code)}，{proofs.LABELS[one.state]}")
        for one in lines if not one.proved
    ]  # fmt: skip
    return len(lines), bare


def _classes(students: Collection[int], day: dt.date) -> dict[int, str]:
    """Pupil who stands on the roll of a day -> class."""
    here = [one.id for one in pupils(students).values() if one.on(day)]
    return {student: class_name for student, (_, class_name) in names_of(here).items()}
