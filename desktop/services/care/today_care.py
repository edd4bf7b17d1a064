"""What waits of 结对关爱, for 今日 and 校长台: children without anybody, handovers without an answer, late visits and measures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from desktop.models.ledgers.care_pairs import Pairing, SupportPlan
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.services.care import home_teaching, leaver, listed, pairs, plans, visits
from desktop.services.care.listed import Child
from desktop.services.care.visit_board import staff_of
from desktop.services.head_told import Known, Light, Told, made_light
from desktop.services.todo import NAMED, Around, Todo, named, names_of

PLACE = "pairs"


def care_todos(store: Store, around: Around) -> Iterator[Todo]:
    """For whoever arranges the pairs: a quiet line until the school has begun to. The page asks for it as a job."""
    yield from _headless(store, around)
    children = listed.children(around.day, term=around.term)
    if not Pairing.select().exists():
        yield from _not_begun(store, around)
        return
    yield from _visits(store, around, children)
    if not store.session.may("care"):
        yield from _offered_to(staff_of(store))
        if SupportPlan.table() in store.session.role.writes:  # a class teacher, for the own class
            yield from _unplanned(around)
        return
    yield from _missing(around, children)
    yield from _offers()
    yield from _late(around)
    yield from _unplanned(around)
    yield from _untaught(around)
    yield from _undone_by_leavers(around)


def _not_begun(store: Store, around: Around) -> Iterator[Todo]:
    if store.session.may("care") and (ids := list(listed.to_pair(around.day, term=around.term))):
        words = f"{len(ids)} 名学生要有责任教师，还没有开始结对"
        yield Todo("heart-handshake", "off", words, named(ids), "去结对", PLACE, "missing")


def _headless(store: Store, around: Around) -> Iterator[Todo]:
    """Classes whose class teacher has left, for whoever may name another one."""
    rows = leaver.headless(around.day) if store.session.may("settings") else []
    if rows:
        names = [SchoolClass.caption(row) for row in rows]
        some = "、".join(names[:NAMED]) + (f"等 {len(names)} 个班" if len(names) > NAMED else "")
        gone = "、".join(Staff.caption_of(row.head_teacher_id) for row in rows[:NAMED] if row.head_teacher_id)
        fact = f"{gone} 已经离校，请换一位班主任" if gone else "请定一位班主任，考勤、评议、家访都找他"
        yield Todo("door-open", "warn", f"{some}现在没有班主任", fact, "换班主任", "settings", "classes")


def _undone_by_leavers(around: Around) -> Iterator[Todo]:
    """What teachers who left were to do: 送教, and measures of children whom another teacher has by now."""
    away = pairs.gone(around.day)
    taught = [row.student_id for row in leaver.teaching_of(away, around.day, around.term)]
    if taught:
        words = f"{len(taught)} 名送教学生的送教教师已经离校"
        yield Todo("house", "bad", words, named(taught), "换教师", "care_home", "teaching")
    rows = leaver.measures_of(away, around.term)
    plans_of = {row.id: row.student_id for row in plans.plans_of(around.term).values()}
    leads = pairs.lead_of(plans_of.values(), around.day)
    ids = [plans_of[row.plan_id] for row in rows]
    left = [one for one in ids if one in leads and leads[one].teacher_id not in away]
    if left:
        words = f"{len(left)} 条帮扶措施的负责人已经离校"
        fact = f"请在计划里换人：{named(left)}"
        yield Todo("notebook-pen", "warn", words, fact, "看计划", PLACE, names_of("措施要换人", left))


def _unplanned(around: Around) -> Iterator[Todo]:
    """Paired children without this term's 帮扶计划."""
    starts = plans.propose(around.day, around.term)
    if starts:
        ids = [one.child.student for one in starts]
        words = f"{len(ids)} 名结对学生本学期还没有帮扶计划"
        yield Todo("notebook-pen", "off", words, named(ids), "写计划", PLACE, names_of("没有计划", ids))


def _untaught(around: Around) -> Iterator[Todo]:
    """Children taught at home without a plan of 送教."""
    taught = [row.id for row in home_teaching.without_plan(around.term)]
    if taught:
        words = f"{len(taught)} 名送教上门的学生本学期还没有送教计划"
        yield Todo("house", "warn", words, named(taught), "定计划", "care_home", "teaching")


def _missing(around: Around, children: Mapping[int, Child]) -> Iterator[Todo]:
    told = pairs.coverage(around.day, around.term, known=children)
    ids = [child.student for child in told.missing]
    alone = [one for one in ids if one in told.left_alone]
    if alone:
        gone = "、".join(sorted({Staff.caption_of(told.left_alone[one]) for one in alone}))
        words = f"{len(alone)} 名学生的责任教师已经离校"
        hint = names_of("责任教师已离校", alone)
        yield Todo("heart-handshake", "bad", words, f"{gone}；{named(alone)}", "办交接", PLACE, hint)
    bare = [one for one in ids if one not in told.left_alone]
    if bare:
        words = f"{len(bare)} 名要结对的学生还没有责任教师"
        yield Todo("heart-handshake", "warn", words, named(bare), "去结对", PLACE, "missing")


def _visits(store: Store, around: Around, children: Mapping[int, Child]) -> Iterator[Todo]:
    """Visits that are late, for whoever writes visits: a class teacher those of the own class."""
    writes_visits = {"*", "visit"} & store.session.role.writes
    late = visits.overdue(around.day, around.term, known=children) if writes_visits else []
    if late:
        ids = [one.student for one in late]
        since = min(one.overdue_since for one in late if one.overdue_since)
        hint = names_of("家访逾期", ids)
        fact = f"最早的 {since} 就该访了；{named(ids)}"
        yield Todo("footprints", "warn", f"{len(late)} 名学生的家访逾期", fact, "去家访", "visits", hint)


def _offers() -> Iterator[Todo]:
    rows = pairs.offered()
    if rows:
        who = Student.caption_of(rows[0].student_id)
        fact = f"{who} 交给 {Staff.caption_of(rows[0].teacher_id)}（{rows[0].from_day}）"
        yield Todo(
            "hourglass", "warn", f"{len(rows)} 名学生的交接还没有答复", fact, "登记接手", PLACE, "offered"
        )


def _offered_to(teacher: int | None) -> Iterator[Todo]:
    """Children of the own class whom this teacher is to take over, for the teacher's own answer."""
    ids = [row.student_id for row in pairs.offered() if teacher is not None and row.teacher_id == teacher]
    if ids:
        words = f"{len(ids)} 名学生要交给您负责，请答复"
        yield Todo("hourglass", "warn", words, named(ids), "去答复", PLACE, "offered")


def _late(around: Around) -> Iterator[Todo]:
    late = plans.overdue(around.day, around.term)
    if late:
        ids = [one.student for one in late]
        words = f"{len(late)} 条帮扶措施过了期限，还没有登记完成"
        hint = names_of("措施过期", ids)
        yield Todo("notebook-pen", "warn", words, plans.captions(late), "看计划", PLACE, hint)


# 校长台 -------------------------------------------------------------------------------------------------


def care_light(store: Store, known: Known) -> Light | None:
    """None for a school that has not begun to pair."""
    if not Pairing.select().exists():
        return None
    return made_light("care", "heart-handshake", "结对关爱", _facts(known.around))


def _facts(around: Around) -> Iterator[Told]:
    children = listed.children(around.day, term=around.term)
    told = pairs.coverage(around.day, around.term, known=children)
    if told.left_alone:
        words = f"{len(told.left_alone)} 名学生的责任教师已经离校"
        yield Told("bad", words, PLACE, names_of("责任教师已离校", list(told.left_alone)))
    bare = len(told.missing) - len(told.left_alone)
    if bare:
        yield Told("warn", f"{bare} 名学生还没有责任教师", PLACE, "missing")
    if told.listed:
        tone = "off" if told.missing else "good"
        yield Told(tone, f"已结对 {told.paired} / {told.listed} 人", PLACE, "map")
    if ids := [one.student for one in visits.overdue(around.day, around.term, known=children)]:
        yield Told("warn", f"{len(ids)} 人家访逾期", "visits", names_of("家访逾期", ids))
    if late := plans.overdue(around.day, around.term):
        ids = [one.student for one in late]
        yield Told("warn", f"{len(late)} 条帮扶措施过期", PLACE, names_of("措施过期", ids))
