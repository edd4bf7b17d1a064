"""就餐名册: made from the roster for a term, kept in line with it, read by class, listed for the wall.

A pupil eats by a row of one term and one kind of meal, from a day until (when it is told) a day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.classes import SchoolClass, grade_name
from desktop.models.ledgers.day_order import today as clock
from desktop.models.ledgers.meals import MealEater, days_on_sheets
from desktop.models.ledgers.students import Student
from desktop.models.listing import listed
from desktop.models.store import Step, Store
from desktop.models.terms import Term
from desktop.services.meals import off_sheets
from desktop.services.meals.calendar import span_of
from desktop.services.recognition.wall import WallRow

DAY = dt.timedelta(days=1)
NEW, LEFT, MOVED = "new", "left", "moved"
NEEDED = (  # of a pupil: the whole row is ten times as long
    Student.id, Student.name, Student.school_class, Student.status, Student.attendance, Student.arrived_on, Student.left_on,
)  # fmt: skip
WORDS = {NEW: "加入", LEFT: "停止就餐", MOVED: "换班"}


@dataclass(frozen=True)
class Offer:
    """One pupil who would come on the list, from which day, with the allergy told in an earlier term."""

    student: int
    name: str
    school_class: int
    from_day: dt.date
    allergy: str | None = None

    def values(self, term: Term, kind: str) -> Values:
        return {
            "student": self.student, "term": term.code, "school_class": self.school_class, "kind": kind,
            "from_day": self.from_day, "allergy": self.allergy,
        }  # fmt: skip


@dataclass(frozen=True)
class Proposal:
    """Who would come on the list of a term. left_out: (who, why) of pupils on the roster who would not."""

    term: Term
    kind: str
    offers: tuple[Offer, ...]
    left_out: tuple[tuple[str, str], ...]
    already: int


@dataclass(frozen=True)
class Difference:
    """Where the list and the roster part: what to do, for whom, from (or until) which day, and why.

    record: the row of the list it is about; None for a pupil who is not on it yet.
    """

    what: str
    student: int
    name: str
    school_class: int
    day: dt.date
    why: str
    record: int | None = None

    def on(self, day: dt.date) -> Difference:
        """The same with another day."""
        return replace(self, day=day)


# making -------------------------------------------------------------------------------------------------


def why_not(pupil: Any, kind: str) -> str:
    """Why a pupil does not belong on the list of a meal; "" when he does."""
    if pupil.left_on or not code_list("enrolment_status").fact(pupil.status, "on_roll"):
        return f"已离校（{Student.status.format(pupil.status)}）"
    if not code_list("enrolment_status").fact(pupil.status, "at_school"):
        return f"不在校（{Student.status.format(pupil.status)}）"
    boards = code_list("attendance_mode").fact(pupil.attendance, "boarding")
    if code_list("meal_kind").fact(kind, "boarders") and not boards:
        return "不住校"
    return ""


def propose(store: Store, term: Term, kind: str) -> Proposal:
    """Everybody at school in a class, boarders alone for breakfast and supper; from the first day of term or arrival."""
    first, _ = span_of(term)
    on_list = {row.student_id for row in _rows(store, term, kind)}
    told = _allergies(store)
    offers, out = [], []
    for pupil in _pupils(store):
        if pupil.id in on_list:
            continue
        if why := why_not(pupil, kind):
            out.append((f"{SchoolClass.caption_of(pupil.school_class_id)} {pupil.name}", why))
            continue
        start = max(first, pupil.arrived_on) if pupil.arrived_on else first
        offers.append(Offer(pupil.id, pupil.name, pupil.school_class_id, start, told.get(pupil.id)))
    return Proposal(term, kind, tuple(offers), tuple(out), len(on_list))


def make_eaters(store: Store, term: Term, kind: str) -> int:
    """Write the list of a term from the roster; who is on it already stays as he is. Returns how many came on it."""
    store.session.demand("meals", "生成就餐名册")
    proposal = propose(store, term, kind)
    if not proposal.offers and not proposal.already:
        raise Refused("花名册里没有在校学生，生成不了就餐名册。先导入花名册。")
    with store.step(f"生成{term.title}{_label(kind)}就餐名册 {len(proposal.offers)} 人") as step:
        step.add_many(MealEater, [offer.values(term, kind) for offer in proposal.offers])
    return len(proposal.offers)


# following the roster -----------------------------------------------------------------------------------


def follow_roster(store: Store, term: Term, kind: str, *, today: dt.date | None = None) -> list[Difference]:
    """Where the list of a term differs from the roster now: 转入, 转出, 休学, 换班. Empty when there is no list yet.

    The days proposed are those the roster tells. Who left is taken off the sheets kept since (`off_sheets`); who changed
    class, or is away for a time, stays on them: the day proposed is then the one after, or the last of them.
    """
    today = min(max(today or clock(), span_of(term)[0]), span_of(term)[1])
    rows = list(_rows(store, term, kind))
    open_rows = {row.student_id: row for row in rows if row.until_day is None or row.until_day >= today}
    if not rows:
        return []
    found = []
    for pupil in _pupils(store, gone=open_rows):
        row, why = open_rows.get(pupil.id), why_not(pupil, kind)
        if row is None and not why:
            found.append(_arrival(pupil, term, today))
        elif row is not None and why and (row.until_day is None or why.startswith("已离校")):
            found += _leaving(pupil, row, why, today)
        elif row is not None and not why and row.school_class_id != pupil.school_class_id:
            found.append(_move(pupil, row, today))
    return found


def _arrival(pupil: Any, term: Term, today: dt.date) -> Difference:
    first, _ = span_of(term)
    came = pupil.arrived_on and pupil.arrived_on >= first
    why = f"{pupil.arrived_on} 转入" if came else "花名册上在校，不在就餐名册上"
    return Difference(
        NEW, pupil.id, pupil.name, pupil.school_class_id, pupil.arrived_on if came else today, why
    )


def _leaving(pupil: Any, row: Any, why: str, today: dt.date) -> list[Difference]:
    last = max(days_on_sheets(row.__data__), default=None)
    day = pupil.left_on or last or today
    if row.until_day is not None and row.until_day <= day:
        return []
    told = f"{pupil.left_on} {why}" if pupil.left_on else why
    return [Difference(LEFT, pupil.id, pupil.name, row.school_class_id, day, told, row.id)]


def _move(pupil: Any, row: Any, today: dt.date) -> Difference:
    last = max(days_on_sheets(row.__data__), default=None)
    day = max(today, last + DAY) if last else row.from_day
    why = f"{SchoolClass.caption_of(row.school_class_id)} → {SchoolClass.caption_of(pupil.school_class_id)}"
    return Difference(MOVED, pupil.id, pupil.name, pupil.school_class_id, day, why, row.id)


def apply(store: Store, term: Term, kind: str, differences: Sequence[Difference]) -> int:
    """Bring the list in line, as one step. A 停止 day is the last day with a meal, the others the first. Returns how many.

    Who is on sheets after his last day is taken off them in the same step.
    Raises Refused where one of these lies in a settled month; nothing is changed then.
    """
    store.session.demand("meals", "改就餐名册")
    sheets = sum(
        len(off_sheets.days_after(one.record, one.day))
        for one in differences
        if one.what == LEFT and one.record
    )
    struck = f"，并从 {sheets} 天的班级日餐表上去掉" if sheets else ""
    with store.step(f"就餐名册跟着花名册改 {len(differences)} 人（{_label(kind)}）{struck}") as step:
        for one in differences:
            _ACTS[one.what](step, one, term, kind)
    return len(differences)


def _add(step: Step, one: Difference, term: Term, kind: str) -> None:
    step.add(MealEater, Offer(one.student, one.name, one.school_class, one.day).values(term, kind))


def _end(step: Step, one: Difference, term: Term, kind: str) -> None:
    row = MealEater.get_by_id(one.record)
    off_sheets.strike(step, row.id, one.day)
    if one.day < row.from_day:
        step.remove(MealEater, row.id)  # he never ate here
    else:
        step.change(MealEater, row.id, {"until_day": one.day, "end_reason": one.why[:60]})


def _change_class(step: Step, one: Difference, term: Term, kind: str) -> None:
    row = MealEater.get_by_id(one.record)
    if one.day <= row.from_day:
        step.change(MealEater, row.id, {"school_class": one.school_class})
        return
    step.change(MealEater, row.id, {"until_day": one.day - DAY, "end_reason": f"换班（{one.why}）"[:60]})
    offer = Offer(one.student, one.name, one.school_class, one.day, row.allergy)
    step.add(MealEater, offer.values(term, kind) | {"free": row.free, "guardian_signed": row.guardian_signed})


_ACTS = {NEW: _add, LEFT: _end, MOVED: _change_class}


# reading ------------------------------------------------------------------------------------------------


def eaters_on(store: Store, day: dt.date, kind: str, term: Term) -> Any:
    """A query over the rows of the list that count on a day, of the classes this person may see."""
    return _rows(store, term, kind).where(
        (MealEater.from_day <= day) & (MealEater.until_day.is_null() | (MealEater.until_day >= day))
    )


def allergic(store: Store, term: Term, kind: str) -> list[Any]:
    """The rows of the list with 过敏忌口, by class."""
    return list(_rows(store, term, kind).where(MealEater.allergy.is_null(False)))


def for_wall(store: Store, term: Term, kind: str, *, day: dt.date | None = None) -> list[WallRow]:
    """受益学生名单 for the posting at the start of term: who is on the list on a day, by class and seat.

    Name and class alone, through the one gate of every public list. Raises Refused for what must not hang.
    """
    on = min(max(day or clock(), span_of(term)[0]), span_of(term)[1])
    rows = in_order(store, eaters_on(store, on, kind, term))
    classes = {row.id: row for row in SchoolClass.select()}
    return [
        WallRow(
            place, pupil.name, grade_name(int(classes[row.school_class_id].grade)),
            SchoolClass.caption_of(row.school_class_id),
        )
        for place, (row, pupil) in enumerate(rows, 1)
    ]  # fmt: skip


def in_order(store: Store, rows: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Rows of the list with their pupils, in the order of the roster: class, seat, first come first."""
    told = list(rows)
    pupils = {
        row.id: row for row in store.rows(Student).where(Student.id.in_(listed(r.student_id for r in told)))
    }
    classes = {row.id: (int(row.grade), row.number) for row in SchoolClass.select()}
    pairs = [(row, pupils[row.student_id]) for row in told if row.student_id in pupils]
    return sorted(pairs, key=lambda pair: (classes[pair[0].school_class_id], *seat_order(pair[1])))


def seat_order(pupil: Any) -> tuple[bool, int, int]:
    """Sorts the pupils of a class as every sheet of it does."""
    return pupil.seat_no is None, pupil.seat_no or 0, pupil.id


def _rows(store: Store, term: Term, kind: str) -> Any:
    return store.rows(MealEater).where((MealEater.term == term.code) & (MealEater.kind == kind))


def _pupils(store: Store, gone: Iterable[int] = ()) -> Any:
    """Pupils in classes at school, in order; and those named in `gone`, wherever they are now."""
    return (
        store.rows(Student)
        .select(*NEEDED)
        .join(SchoolClass)
        .where((SchoolClass.state == "1") & Student.left_on.is_null() | Student.id.in_(listed(gone)))
        .order_by(
            SchoolClass.grade, SchoolClass.number, Student.seat_no.is_null(), Student.seat_no, Student.id
        )
    )


def _allergies(store: Store) -> dict[int, str]:
    """What each pupil's latest row says of allergies."""
    rows = store.rows(MealEater).where(MealEater.allergy.is_null(False)).order_by(MealEater.term)
    return {row.student_id: row.allergy for row in rows}


def _label(kind: str) -> str:
    return code_list("meal_kind").label(kind)
