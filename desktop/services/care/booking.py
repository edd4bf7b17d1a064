"""一次家访，多处入账: a visit is written once and booked for every child it was about, as one step to take back.

Booked with it: the letters handed over, the family's facts confirmed, why a child was absent. Which pair it counts for
follows from its day. Taking the step back takes all of it back.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers import day_order
from desktop.models.ledgers.batches import AidGrant, AidNotice, NoticeItem
from desktop.models.ledgers.care_visits import Visit, VisitChild
from desktop.models.ledgers.families import Guardian
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.store import Invalid, Step, Store
from desktop.models.terms import Term
from desktop.services.aid import delivery
from desktop.services.care.visits import span_of
from desktop.services.drop import absences
from desktop.services.households import MOST_CHILDREN
from desktop.services.progress import Progress

WAITING = ("printed", "undelivered")  # letters that have not reached the family


@dataclass(frozen=True)
class About:
    """What a visit was about for one child."""

    student: int
    at_home: str | None = None
    at_school: str | None = None
    absence_why: str | None = None


@dataclass(frozen=True)
class Entry:
    """A visit as it was typed. values: fields of Visit; letters: ids of the letters handed over at it."""

    values: Values
    children: tuple[About, ...]
    letters: tuple[int, ...] = ()


# what a visit touches -----------------------------------------------------------------------------------


def siblings(students: Iterable[int]) -> dict[int, list[int]]:
    """Child -> brothers and sisters on roll who live there too: of the same 户, or with the same guardian."""
    wanted = set(students)
    on_roll = code_list("enrolment_status").codes_with("on_roll")
    here = Student.select(Student.id, Student.household, Student.school_class, Student.seat_no).where(
        Student.status.in_(on_roll)
    )
    rows = list(here.namedtuples())
    homes: dict[Any, set[int]] = defaultdict(set)
    for row in rows:
        if row.household:
            homes["户", row.household].add(row.id)
    known = {row.id for row in rows}
    told = Guardian.select(Guardian.student, Guardian.name, Guardian.id_number, Guardian.phone)
    for student, name, number, phone in told.tuples():
        if student in known and (number or phone):
            homes["人", number or (name, phone)].add(student)
    found: dict[int, set[int]] = defaultdict(set)
    for group in homes.values():
        if 1 < len(group) <= MOST_CHILDREN:
            for student in group & wanted:
                found[student] |= group - {student}
    order = {row.id: (row.school_class, row.seat_no or 0, row.id) for row in rows}
    return {student: sorted(found[student], key=lambda one: order[one]) for student in wanted}


def letters_waiting(students: Iterable[int], day: dt.date) -> dict[int, list[Any]]:
    """Child -> its letters, or those of its household, that were printed by a day and have not been delivered."""
    wanted = set(students)
    homes = dict(Student.select(Student.id, Student.household).where(Student.id.in_(list(wanted))).tuples())
    told: dict[int, set[int]] = defaultdict(set)
    items = NoticeItem.select(NoticeItem.notice, AidGrant.student).join(AidGrant)
    for notice, student in items.where(AidGrant.student.in_(list(wanted))).tuples():
        told[notice].add(student)
    theirs = AidNotice.student.in_(list(wanted)) | AidNotice.id.in_(list(told))
    theirs |= AidNotice.household.in_([home for home in homes.values() if home])
    rows = AidNotice.select().where(theirs & AidNotice.state.in_(WAITING) & (AidNotice.printed_at <= day))
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows.order_by(AidNotice.id.desc()):
        of = told[row.id] | {row.student_id}
        for student in wanted:
            same_home = row.household_id is not None and homes.get(student) == row.household_id
            if student in of or same_home:
                found[student].append(row)
    return dict(found)


def goes_along(way: str) -> bool:
    """Whether a letter can be handed over at such a visit."""
    return bool(code_list("visit_way").fact(way, "letter"))


def already(day: dt.date, teacher: int, way: str, students: Iterable[int]) -> list[int]:
    """Which of the children have such a visit in the books, by this teacher on this day in this way."""
    same = (Visit.day == day) & (Visit.teacher == teacher) & (Visit.way == way)
    rows = (
        VisitChild.select(VisitChild.student).join(Visit).where(same & VisitChild.student.in_(list(students)))
    )
    return sorted({student for (student,) in rows.tuples()})


def can_sign(way: str) -> bool:
    """Whether a parent is there to sign at such a visit."""
    return bool(code_list("visit_way").fact(way, "signs"))


def doubts(
    entry: Entry, *, besides: Sequence[Entry] = (), visit: int = 0, term: Term | None = None
) -> list[str]:
    """What looks wrong and may be right: asked once before it is kept.

    besides: other visits typed and not kept yet; visit: the one being changed; term: the one that is worked in.
    """
    values, students = entry.values, {one.student for one in entry.children}
    day, teacher = values.get("day"), values.get("teacher")
    if day is None or teacher is None:
        return []
    rows = list(Visit.select().where((Visit.day == day) & (Visit.teacher == teacher) & (Visit.id != visit)))
    whose: dict[int, set[int]] = defaultdict(set)
    for number, student in (
        VisitChild.select(VisitChild.visit, VisitChild.student)
        .where(VisitChild.visit.in_([row.id for row in rows]))
        .tuples()
    ):
        whose[number].add(student)
    others = [(dict(row.__data__), whose[row.id]) for row in rows]
    others += [
        (one.values, {child.student for child in one.children})
        for one in besides
        if one.values.get("day") == day and one.values.get("teacher") == teacher
    ]
    said = []
    for told, children in others:
        again = students & children
        if again and told.get("way", "home") == values.get("way", "home"):
            said.append(f"{_names(again)} 这一天已经登记过这位教师的走访。")
        elif _same_time(values, told):
            said.append(f"{Staff.caption_of(teacher)} 这一天 {told['starts']} 已经登记了另一家。")
    return [
        *dict.fromkeys(said), *_odd(values, students), *two_families(students), *unknown_absences(entry),
        *outside(day, term),
    ]  # fmt: skip


def two_families(students: Iterable[int]) -> list[str]:
    """Children who live in different homes as far as the books know: one visit is one family's, its words and its
    address stand in the file of every child it is about.
    """
    wanted = sorted(set(students))
    kin, left = siblings(wanted), set(wanted)
    homes: list[list[int]] = []
    while left:
        home, waiting = set[int](), [min(left)]
        while waiting:
            one = waiting.pop()
            home.add(one)
            waiting += [other for other in kin[one] if other in left - home]
        left -= home
        homes.append(sorted(home))
    if len(homes) < 2:
        return []
    named = " 和 ".join(_names(home) for home in homes)
    return [f"{named} 看不出是一家人（不同户，也没有同一位监护人）。一次走访只写一家，别家的请另记一次。"]


def still_to_come(day: dt.date | None) -> str:
    """Why a visit of this day cannot be kept, however often it is asked; "" for a day that has come."""
    late = day is not None and day > day_order.today()
    return f"{day} 这一天还没有到，登记不了，请看看日期。" if late else ""


def outside(day: dt.date | None, term: Term | None) -> list[str]:
    """A day that lies in another term than the one worked in, most likely a wrong year; or that is still to come."""
    if why := still_to_come(day):
        return [why]
    if day is None or term is None:
        return []
    first, last = span_of(term)
    return [] if first <= day <= last else [f"{day} 不在{term.title}里，请看看年份和月份。"]


def _odd(values: Values, students: set[int]) -> Iterator[str]:
    day, teacher = values["day"], Staff.get_or_none(Staff.id == values["teacher"])
    if teacher and teacher.joined_on and teacher.joined_on > day:
        yield f"{teacher.name} {teacher.joined_on} 才到校。"
    gone = Student.select().where(Student.id.in_(list(students)) & (Student.left_on <= day))
    yield from (f"{row.name} {row.left_on} 已经离校。" for row in gone)


def unknown_absences(entry: Entry) -> list[str]:
    """Children who are said to have been away for a reason, and of whom no absence is on the books: which child, or
    which list was forgotten? Nothing for a school that keeps no lists."""
    day, told = entry.values.get("day"), [one.student for one in entry.children if one.absence_why]
    if day is None or not told:
        return []
    book = absences.known(told, day - dt.timedelta(days=absences.LOOK), day)
    listed = absences.kept()
    bare = [one for one in told if (book.get(one) or listed) and not absences.away_in(book.get(one, {}))]
    if not bare:
        return []
    since = f"到 {day} 的四周里"
    return [f"写了缺课原因，可{since}没有 {_names(bare)} 缺课的记录。是不是另一个孩子，还是考勤漏记了？"]


def _same_time(one: Values, other: Values) -> bool:
    """Two visits by one person at one time: the spans overlap, or both begin at the same minute."""
    if not one.get("starts") or not other.get("starts"):
        return False
    ends = [told.get("ends") or told["starts"] for told in (one, other)]
    return one["starts"] == other["starts"] or (one["starts"] < ends[1] and other["starts"] < ends[0])


def _names(students: Iterable[int]) -> str:
    return "、".join(map(Student.caption_of, sorted(students)))


# keeping -------------------------------------------------------------------------------------------------


def keep(store: Store, entry: Entry) -> int:
    """Book one visit; returns its id. Raises Invalid, NotAllowed, Refused (day to come, teacher gone, nobody named)."""
    return keep_many(store, [entry])[0]


def keep_many(store: Store, entries: Sequence[Entry], *, progress: Progress | None = None) -> list[int]:
    """Book the visits of a sheet as one step; returns their ids."""
    if not entries:
        raise Refused("还没有填一次家访。")
    with store.step(_does(entries)) as step:
        follow = (progress or Progress()).follow(entries, len(entries))
        return [book(step, entry) for entry in follow]


def _does(entries: Sequence[Entry]) -> str:
    if len(entries) > 1:
        heads = sum(len(one.children) for one in entries)
        return f"登记家访 {len(entries)} 次 {heads} 人"
    values = entries[0].values
    names = _names(one.student for one in entries[0].children)
    return f"登记{Visit.way.format(values.get('way') or 'home')}家访：{names}（{values.get('day')}）"


def book(step: Step, entry: Entry) -> int:
    """One visit with all that goes with it, within a step; returns its id."""
    students = [one.student for one in entry.children]
    if not students:
        raise Invalid({"children": "请写明这次走访是为哪几个孩子。"})
    values = _with_home(entry.values, students)
    visit = step.add(Visit, values)
    _write_children(step, visit, entry, values)
    _hand_over(step, entry, values)
    _confirm(step, values, students)
    return visit


def _with_home(values: Values, students: Sequence[int]) -> Values:
    """The 户 of the first child that has one, where none was chosen."""
    if values.get("household"):
        return values
    homes = dict(Student.select(Student.id, Student.household).where(Student.id.in_(list(students))).tuples())
    home = next((homes[one] for one in students if homes.get(one)), None)
    return {**values, "household": home} if home else values


def _write_children(step: Step, visit: int, entry: Entry, values: Values) -> None:
    students = [one.student for one in entry.children]
    letters = _letters_of(entry, students)
    rows = [
        {
            "visit": visit, "student": one.student, "notice": letters.get(one.student),
            "at_home": one.at_home, "at_school": one.at_school, "absence_why": one.absence_why,
        }
        for one in entry.children
    ]  # fmt: skip
    step.add_many(VisitChild, rows)


def _letters_of(entry: Entry, students: Sequence[int]) -> dict[int, int]:
    """Child -> the newest of its letters that was handed over."""
    if not entry.letters:
        return {}
    waiting = letters_waiting(students, entry.values["day"])
    chosen = set(entry.letters)
    return {s: rows[0].id for s in students if (rows := [r for r in waiting.get(s, []) if r.id in chosen])}


def _hand_over(step: Step, entry: Entry, values: Values) -> None:
    """Letters go to 已发 by the visit's teacher, on its day."""
    if not entry.letters:
        return
    way = values.get("way") or "home"
    mode = code_list("visit_way").fact(way, "letter")
    if not mode:
        raise Refused(f"{Visit.way.format(way)}家访送不了告知书，请去掉告知书的勾，或改成上门。")
    who = Staff.caption_of(values["teacher"])
    delivery.hand_over(step, entry.letters, values["day"], by=who, mode=str(mode))


def _confirm(step: Step, values: Values, students: Sequence[int]) -> None:
    """The family's facts were looked at: 最近核对日期 of its 户, never an earlier day than what stands there."""
    if not values.get("facts_confirmed"):
        return
    homes = set(Student.select(Student.household).where(Student.id.in_(list(students))).tuples()) | {
        (values.get("household"),)
    }
    wanted = [home for (home,) in homes if home]
    old = Household.select(Household.id, Household.confirmed_on).where(Household.id.in_(wanted))
    later = {
        home: {"confirmed_on": values["day"]} for home, day in old.tuples() if not day or day < values["day"]
    }
    step.change_many(Household, later)


def change(store: Store, visit: int, values: Values, children: Sequence[About] | None = None) -> None:
    """Change what was written of a visit; children: all of them anew, None leaves them as they are.

    Raises Refused when a child goes whose letter was handed over at this visit.
    """
    row = Visit.get_by_id(visit)
    with store.step(f"修改家访：{Visit.caption(row)}") as step:
        step.change(Visit, visit, values)
        now = Visit.get_by_id(visit)
        told = dict(now.__data__)
        had = {one.student_id: one for one in VisitChild.select().where(VisitChild.visit == visit)}
        if children is not None:
            _change_children(step, now, had, children)
        stays = [one.student for one in children] if children is not None else list(had)
        _confirm(step, told, stays)


def _change_children(step: Step, visit: Any, had: dict[int, Any], children: Sequence[About]) -> None:
    wanted = {one.student: one for one in children}
    if not wanted:
        raise Refused("一次家访至少要有一个孩子。整次都不要了，请删除这次家访。")
    gone = [row for student, row in had.items() if student not in wanted]
    _demand_no_letter(gone)
    for row in gone:
        step.remove(VisitChild, row.id)
    for student, one in wanted.items():
        told = {"at_home": one.at_home, "at_school": one.at_school, "absence_why": one.absence_why}
        if student in had:
            step.change(VisitChild, had[student].id, told)
    new = tuple(one for student, one in wanted.items() if student not in had)
    if new:
        _write_children(step, visit.id, Entry({}, new), dict(visit.__data__))


def remove(store: Store, visit: int) -> None:
    """Take a visit out with its children. Raises Refused when a letter was handed over at it."""
    rows = list(VisitChild.select().where(VisitChild.visit == visit))
    _demand_no_letter(rows)
    with store.step(f"删除家访：{Visit.caption(Visit.get_by_id(visit))}") as step:
        for row in rows:
            step.remove(VisitChild, row.id)
        step.remove(Visit, visit)


def _demand_no_letter(rows: Sequence[Any]) -> None:
    handed = [row for row in rows if row.notice_id]
    if handed:
        names = _names(row.student_id for row in handed)
        raise Refused(
            f"{names} 的告知书是在这次家访送到的，不能单独删除。刚登记的可以撤销；已经过了的，请改内容。"
        )


def children_of(visits: Sequence[int]) -> dict[int, list[Any]]:
    """Visit -> its children's rows."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in VisitChild.select().where(VisitChild.visit.in_(list(visits))).order_by(VisitChild.id):
        found[row.visit_id].append(row)
    return found
