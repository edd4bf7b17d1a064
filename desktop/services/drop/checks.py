"""What the check of the books says of 控辍保学: months missing, the chain broken, cases late, proofs run out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from desktop.models.ledgers.drop_ages import odd_age
from desktop.models.ledgers.drop_cases import DropCase
from desktop.models.ledgers.drop_population import AgeChild, AgeStatus
from desktop.models.ledgers.students import Student
from desktop.models.store import rows_by_id
from desktop.services.drop import absences, cases, chain, inspections, proofs
from desktop.services.namesakes import told_apart

NAMED = 5  # named in one sentence
Doubt = tuple[str, tuple[int, ...]]  # a sentence, the pupils it is about


def doubts(day: dt.date) -> Iterator[Doubt]:
    """Nothing for a school that has not begun with the work."""
    for gap in chain.gaps(day):
        yield gap.sentence, gap.pupils
    yield from _late(day)
    yield from _not_at_school(day)
    if odd := _odd_ages(day):
        yield f"适龄儿童的去向和年龄对不上：{_some(odd, '人')}。请核对去向、学校和出生日期。", ()
    if expired := [line for line in proofs.board(day).lines if line.state == proofs.EXPIRED]:
        names = [line.child.name for line in expired]
        yield f"{_some(names)}的在外就读证明已经过期，请重新索要。", ()
    late = [one for one in inspections.findings(day) if one.state == inspections.LATE]
    if late:
        told = [f"{one.row.mend_by} {one.row.finding}" for one in late]
        yield f"督导发现的问题逾期没有整改：{_some(told)}。", ()


def _late(day: dt.date) -> Iterator[Doubt]:
    """Open cases whose next step is overdue."""
    late = [one for one in cases.open_cases(day) if one.late > 0]
    if late:
        told = [f"{DropCase.caption(one.file.row)}（{one.next.words}）" for one in late]
        pupils = tuple(one.file.student for one in late if one.file.student)
        yield f"控辍个案超过期限：{_some(told)}。", pupils


def _not_at_school(day: dt.date) -> Iterator[Doubt]:
    """Absences on days before a pupil came or after he left."""
    found = absences.not_at_school(day - dt.timedelta(days=absences.LOOK_BACK), day)
    if not found:
        return
    names, rows = told_apart(found), {row.id: row for row in rows_by_id(Student, found)}
    told = []
    for one, days in found.items():
        came, left = rows[one].arrived_on, rows[one].left_on
        why = f"{came} 转入" if came and days[0] < came else f"{left} 离校" if left else "不在校"
        which = f"{days[0]} 等 {len(days)} 天" if len(days) > 1 else f"{days[0]} "
        told.append(f"{names[one]}（{why}，{which}记了没到）")
    words = "这些天没有算缺课。日期写错了的请改花名册，考勤记错了的请更正考勤。"
    yield f"班级考勤里有不在校的日子：{_some(told, '人')}。{words}", tuple(found)


def _odd_ages(day: dt.date) -> list[str]:
    """Children whose newest destination does not go with their age on the day it began."""
    row = AgeStatus
    rows = row.select(row.child, row.status, row.school, row.from_day).where(row.from_day <= day)
    newest = {one.child_id: one for one in rows.order_by(row.from_day, row.id)}
    told = AgeChild.select(AgeChild.id, AgeChild.name, AgeChild.birth_date).order_by(AgeChild.id)
    found = []
    for child, name, birth in told.tuples():
        if (one := newest.get(child)) and (odd := odd_age(one.status, one.school, birth, one.from_day)):
            found.append(f"{name}（{odd}）")
    return found


def _some(names: list[str], unit: str = "件") -> str:
    return "、".join(names[:NAMED]) + (f" 等 {len(names)} {unit}" if len(names) > NAMED else "")
