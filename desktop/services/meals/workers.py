"""从业人员: who works near the food, their 健康证, and the 晨检 of every morning.

Signs, marks of attendance and which signs end the work at once are data: codes morning_sign and work_mark.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.meal_logs import MorningCheck
from desktop.models.ledgers.meal_order import rule
from desktop.models.ledgers.meal_people import HealthCertificate
from desktop.models.ledgers.staff import Staff
from desktop.models.store import Store
from desktop.services.meals.calendar import month_span

COOK = "cook"  # staff_post 从业人员
NONE, OVER, SOON, FINE = "none", "over", "soon", "fine"


@dataclass(frozen=True)
class Certificate:
    """One worker's newest 健康证. state: none, over, soon (within the rule's days) or fine."""

    staff: int
    name: str
    row: Any
    state: str
    words: str


@dataclass(frozen=True)
class Line:
    """One worker in one morning's 晨检. record: the row when it is kept already. Temperature in tenths of a degree."""

    staff: int
    name: str
    record: int | None = None
    attends: str = "on"
    signs: str = "0"
    degrees: int | None = None
    hands: str = "good"
    clothes: str = "good"
    result: str | None = None

    @property
    def must_leave(self) -> list[str]:
        """The signs that end the work at once, in words."""
        return must_leave(self.signs)

    def values(self) -> Values:
        return {name: getattr(self, name) for name in KEPT}


KEPT = ("attends", "signs", "degrees", "hands", "clothes", "result")


def workers(day: dt.date) -> list[Any]:
    """The staff near the food on a day: 从业人员 by their post, and whoever holds a 健康证."""
    holders = HealthCertificate.select(HealthCertificate.staff)
    rows = Staff.select().where(((Staff.post == COOK) | Staff.id.in_(holders))
                                & (Staff.left_on.is_null() | (Staff.left_on >= day))
                                & (Staff.joined_on.is_null() | (Staff.joined_on <= day)))  # fmt: skip
    return list(rows.order_by(Staff.id))


def must_leave(signs: str | None) -> list[str]:
    codes = code_list("morning_sign")
    return [codes.label(code) for code in (signs or "").split(",") if codes.fact(code, "leave")]


# 晨检 --------------------------------------------------------------------------------------------------


def morning_of(store: Store, day: dt.date) -> list[Line]:
    """One line for each worker: what is kept, else what is usual (出勤, 正常)."""
    kept = {row.staff_id: row for row in store.rows(MorningCheck).where(MorningCheck.day == day)}
    here = {row.id: row.name for row in workers(day)}
    here |= {number: Staff.caption_of(number) for number in kept if number not in here}
    return [_line(staff, name, kept.get(staff)) for staff, name in here.items()]


def _line(staff: int, name: str, row: Any) -> Line:
    if row is None:
        return Line(staff, name)
    told = {key: row.__data__[key] for key in KEPT if row.__data__[key] is not None}
    return replace(Line(staff, name, row.id), **told)


def keep_morning(
    store: Store, day: dt.date, lines: Sequence[Line], *, checker: int | None = None, late_reason: str | None = None
) -> int:  # fmt: skip
    """Keep a morning as one step; returns how many lines are new or changed.

    Raises Refused without anybody to check, and when somebody with a sign that ends the work has no result.
    """
    store.session.demand("meals", "登记晨检")
    if not lines:
        raise Refused("还没有从业人员。请先在“教职工”里把食堂工作人员的岗位写成“从业人员”，或登记健康证。")
    for line in lines:
        if line.must_leave and not line.result:
            raise Refused(f"{line.name} {'、'.join(line.must_leave)}，应当立即离岗，请写明怎么处理的。")
    new = [line for line in lines if line.record is None]
    more = {"checker": checker, "late_reason": late_reason}
    with store.step(f"登记晨检：{day} {len(lines)} 人") as step:
        step.add_many(
            MorningCheck, [{"day": day, "staff": line.staff, **line.values(), **more} for line in new]
        )
        changed = step.change_many(
            MorningCheck, {line.record: line.values() for line in lines if line.record is not None}
        )
    return len(new) + changed


@dataclass(frozen=True)
class MonthLine:
    """One worker's month: for each day of it the mark of attendance and the sign, such as √0; "" for nothing kept."""

    staff: int
    name: str
    marks: tuple[str, ...]


def month_sheet(store: Store, month: str) -> list[MonthLine]:
    """The 晨检 of "2026-10" as workers × days. Several signs stand one after another: √1、4."""
    first, last = month_span(month)
    rows = list(store.rows(MorningCheck).where(MorningCheck.day.between(first, last)))
    marks = {(row.staff_id, row.day.day): mark_of(row.attends, row.signs) for row in rows}
    names = {row.id: row.name for row in workers(first)} | {row.id: row.name for row in workers(last)}
    names |= {number: Staff.caption_of(number) for number in {row.staff_id for row in rows} - names.keys()}
    every = range(1, last.day + 1)
    return [
        MonthLine(staff, name, tuple(marks.get((staff, day), "") for day in every))
        for staff, name in sorted(names.items())
    ]


def mark_of(attends: str, signs: str | None) -> str:
    """√0 for somebody at work and well; △ for one on sick leave, who was not looked at."""
    symbol = str(code_list("work_mark").fact(attends, "symbol") or "")
    told = (signs or "0").replace(",", "、")
    return f"{symbol}{told}" if attends in ("on", "late") or told != "0" else symbol


# 健康证 ------------------------------------------------------------------------------------------------


def certificates(store: Store, day: dt.date) -> list[Certificate]:
    """Everybody who works near food, with the newest 健康证 and how it stands; the worst first."""
    newest: dict[int, Any] = {}
    for row in store.rows(HealthCertificate).order_by(HealthCertificate.until_day):
        newest[row.staff_id] = row
    found = [_certificate(person, newest.get(person.id), day) for person in workers(day)]
    return sorted(found, key=lambda one: [OVER, NONE, SOON, FINE].index(one.state))


def _certificate(person: Any, row: Any, day: dt.date) -> Certificate:
    if row is None:
        return Certificate(person.id, person.name, None, NONE, "没有登记健康证，不能上岗")
    left = (row.until_day - day).days
    if left < 0:
        return Certificate(
            person.id, person.name, row, OVER, f"健康证 {row.until_day} 已经到期，应当离岗去办"
        )
    if left <= rule("certificate_days"):
        return Certificate(person.id, person.name, row, SOON, f"健康证还有 {left} 天到期（{row.until_day}）")
    return Certificate(person.id, person.name, row, FINE, f"健康证有效期至 {row.until_day}")
