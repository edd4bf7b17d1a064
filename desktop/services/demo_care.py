"""Two months of 结对关爱 in the made-up school: marks and results, pairs, plans, visits from the sheets, talks, a draw.

Everything is invented and goes through the services a clerk's window uses. Left for whoever looks: families not visited
yet, a measure past its day, a call nobody answered, a handover that waits, a talk told in confidence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from desktop.models.ledger import Values
from desktop.models.ledgers.batches import AidNotice
from desktop.models.ledgers.care import CareRule, ChildInNeed, LeftBehindForm, is_left_on_roll
from desktop.models.ledgers.care_visits import Talk, Visit
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.roles import session_for
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.services.aid.notices import number_and_count
from desktop.services.attachments import Attachments
from desktop.services.care import (
    booking,
    draw,
    handover,
    left_forms,
    listed,
    pairs,
    plans,
    results,
    sheet,
    spread,
    talks,
)
from desktop.services.care.booking import Entry
from desktop.services.care.results import FULL, Points
from desktop.services.care.sheet import Facts
from desktop.services.care.typed_visits import Typed, spoken
from desktop.services.demo_care_goods import shelf_and_duties
from desktop.services.exchange.manifest import pages_of
from desktop.services.paper.catalogue import DOCUMENTS, Wanted, print_document
from desktop.services.papers_out import Made
from desktop.services.progress import Progress

MORAL = "何丽娟"
TEACHERS = (
    "安慧芳", "白雪梅", "岑国强", "邓小燕", "方明辉", "甘秀珍", "洪德生", "蒋丽华", "柯文斌", "兰桂英", "马玉兰", "倪志刚",
    "欧阳春", "潘美玲", "秦海燕", "阮建平", "石永红", "唐素云", "汪小琴", "向阳", "谢春花", "杨桂香", "易军", "曾庆梅", "钟大伟",
    "祝红英", MORAL,
)  # fmt: skip
LOAD = 10  # this school's number of children for one teacher
MARKED, PAIRED, PLANNED = dt.date(2026, 9, 15), dt.date(2026, 9, 21), dt.date(2026, 9, 25)
FORMS, PRINTED, OFFERED = dt.date(2026, 9, 28), dt.date(2026, 10, 26), dt.date(2026, 10, 30)
LAST = dt.date(2026, 10, 31)
OUT = (dt.date(2026, 10, 17), dt.date(2026, 10, 24), dt.date(2026, 10, 28), dt.date(2026, 10, 31))
VISITS, LATER = 60, 4  # visits in all; every so-many-th family of a sheet was not at home
SEED, DRAWN_ON = 20261029, dt.date(2026, 10, 29)
SAID = ("13", "125", "24", "268", "17")  # digits that stand for the usual sentences
TALKS = (
    ("study", "作业拖拉，愿意改", "和孩子一起定了每天的作业时间，错题本每周看一次"),
    ("friends", "开朗了一些", "和同桌闹了别扭，已经和好，约定有事先找老师说"),
    ("life", "平静", "说周末自己做饭，提醒用火用电安全，生活费够用"),
)  # fmt: skip
TOLD = ("mind", "情绪低落，说着哭了", "孩子讲了家里的难处，请老师先不要告诉别人；约定每周来一次心语室")


def care(store: Store, term: Term, progress: Progress) -> None:
    """Two months of care work. Needs the year's recognition, approved lists with their letters, and who is marked."""
    progress.say("结对帮扶和家访")
    staff = _teachers(store)
    klass = _results(store, term)
    lines = spread.propose(spread.to_spread(PAIRED, term), staff, PAIRED)
    spread.keep(store, lines, PAIRED)
    _plan(store, term, klass)
    _left(store, term, klass)
    _visits(store)
    _talks(store)
    _draw(store, term, staff[0])
    _hand_over(store)
    shelf_and_duties(store, term)


def _teachers(store: Store) -> list[int]:
    """The teachers, every class with one of them; who takes children: they and the school's leaders."""
    with store.step("演示：教师和班主任") as step:
        step.change(CareRule, CareRule.get(CareRule.rule == "load_most").id, {"number": LOAD})
        classes = _classes()
        posts = ["class_teacher" if at < len(classes) else "teacher" for at in range(len(TEACHERS) - 1)]
        rows = [
            {"name": name, "post": post, "phone": f"0000-00005{at:02d}"}
            for at, (name, post) in enumerate(zip(TEACHERS, [*posts, "moral"], strict=True), 1)
        ]
        made = step.add_many(Staff, rows)
        heads = zip(classes, made, strict=False)
        step.change_many(SchoolClass, {klass: {"head_teacher": who} for klass, who in heads})
    leaders = [row.id for row in Staff.select().where(Staff.post.in_(("deputy", "dean")))]
    return [*made, *leaders]


def _classes() -> list[int]:
    rows = SchoolClass.select().where(SchoolClass.state == "1")
    return [row.id for row in rows.order_by(SchoolClass.grade, SchoolClass.number)]


def mark(store: Store) -> None:
    """What the roster's workbook did not say: 民政 口径, 随迁; and two children in need."""
    pupils = list(Student.select(Student.id, Student.left_behind, Student.seat_no).order_by(Student.id))
    left = [row.id for row in pupils if is_left_on_roll(row.left_behind)]
    rest = [row.id for row in pupils if not is_left_on_roll(row.left_behind)]
    marks: dict[int, Values] = {one: {"rural_left_behind": True} for at, one in enumerate(left) if at % 5}
    marks |= {one: {"migrant_child": True} for one in rest[7::23]}
    with store.step(f"演示：核对留守和随迁 {len(marks)} 人") as step:
        step.change_many(Student, marks)
        for child, kind, needs in zip(
            left[3::40], ("guardian", "poor"), ("日常照料，衣物", "学习用品"), strict=False
        ):
            told = {
                "student": child,
                "kind": kind,
                "from_day": MARKED,
                "needs": needs,
                "source": "村委会证明",
            }
            step.add(ChildInNeed, told)


def _results(store: Store, term: Term) -> int:
    """The last two terms of three classes; returns the class in the middle."""
    here = _classes()
    middle = len(here) // 2
    for klass in here[max(0, middle - 1) : middle + 2]:
        for number, one in enumerate((term.previous.previous, term.previous)):
            page = results.sheet_of(one, klass)
            marks = {
                (line.student, subject): Points(_points(at, which, number))
                for at, line in enumerate(page.lines)
                for which, subject in enumerate(page.subjects)
            }
            results.keep_sheet(store, page, marks)
    return here[middle]


def _points(pupil: int, subject: int, term: int) -> int:
    """Tenths of 100: mostly between 62 and 97; every eleventh pupil stays below 60 in one subject, term after term."""
    if pupil % 11 == 5 and subject == pupil % 3:
        return (46 + pupil % 9 + 2 * term) * 10
    return min(FULL, 62 + (pupil * 7 + subject * 5 + term * 3) % 36) * 10


def _plan(store: Store, term: Term, klass: int) -> None:
    """一人一策 of one class; what was due first is done, but for the last two."""
    children = [s for s, child in listed.to_pair(PLANNED, term=term).items() if child.class_id == klass]
    starts = plans.propose(PLANNED, term, children)
    plans.start(store, starts, term)
    first = [
        some[0].id for some in plans.measures_of(row.id for row in plans.plans_of(term).values()).values()
    ]
    plans.done(store, first[:-2] or first, dt.date(2026, 10, 20), "已经做到")


def _left(store: Store, term: Term, klass: int) -> None:
    """留守登记 of one class."""
    left = [one.student for one in listed.left_behind(FORMS).values() if one.class_id == klass]
    kept = {"care_kind": "fair", "income": "work", "one_unable": True}
    with store.step(f"演示：留守登记 {len(left)} 份") as step:
        step.add_many(LeftBehindForm, [left_forms.start(one, FORMS, term) | kept for one in left])


# visits -------------------------------------------------------------------------------------------------


def _visits(store: Store) -> None:
    """Sheets as they came back: one teacher's a step, brothers and sisters together, one with a letter."""
    letter = _letter(store)
    facts = sheet.facts_of(PAIRED)
    order = sorted(
        facts.load, key=lambda one: (letter is None or letter.student_id not in facts.load[one], one)
    )
    left = VISITS
    for number, teacher in enumerate(order):
        entries = _entries(facts, teacher, OUT[number % len(OUT)], letter)[:left]
        if entries:
            booking.keep_many(store, entries)
        left -= len(entries)
        if not left:
            return


def _letter(store: Store) -> Any:
    """The first letter of the term, printed ahead of the others because the teacher was going there anyway."""
    notice = AidNotice.select().order_by(AidNotice.id).first()
    if notice is not None:
        number_and_count(store, [notice], PRINTED)
    return notice


def _entries(facts: Facts, teacher: int, day: dt.date, letter: Any) -> list[Entry]:
    """The lines of a teacher's sheet that were filled in."""
    found = []
    for line in sheet.sheet_from(facts, "teacher", teacher).lines:
        children = tuple(one.student for one in line.children)
        brings = letter is not None and letter.student_id in children
        if line.place % LATER == 0 and not brings:
            continue
        typed = Typed(
            line, dt.date(2026, 10, 28) if brings else day, teacher, "home", line.guardian, line.relation,
            spoken(SAID[line.place % len(SAID)]), children=children, policies="aid,safety",
            problem="孩子周末没人督促作业" if line.place % 5 == 2 else "",
            facts=True, signed=True, letters=(letter.id,) if brings else (),
        )  # fmt: skip
        found.append(typed.entry)
    return found


# talks, calls, a handover ---------------------------------------------------------------------------------


def _talks(store: Store) -> None:
    """Ten talks, the last told in confidence to the 德育负责人."""
    of = [(who, children[-1]) for who, children in sorted(pairs.load(PAIRED).items())[:10]]
    for at, (who, child) in enumerate(of[:-1]):
        _talk(store, who, child, dt.date(2026, 10, 9) + dt.timedelta(days=2 * at), TALKS[at % len(TALKS)])
    clerk, store.session = store.session, session_for(MORAL, "moral")
    try:
        _who, child = of[-1]
        _talk(
            store, Staff.get(Staff.name == MORAL).id, child, dt.date(2026, 10, 22), TOLD, in_confidence=True
        )
    finally:
        store.session = clerk


def _talk(
    store: Store, who: int, child: int, day: dt.date, words: Sequence[str], *, in_confidence: bool = False
) -> None:
    topic, mood, content = words
    talks.keep(store, {
        "student": child, "teacher": who, "day": day, "topic": topic, "mood": mood, "content": content,
        "place": "心语室" if in_confidence else "办公室", "in_confidence": in_confidence,
    })  # fmt: skip


def _draw(store: Store, term: Term, staff: int) -> None:
    """Five of the families visited so far; one does not answer."""
    number = draw.draw(store, draw.Wish("visit", 5, DRAWN_ON, term, staff, SEED % draw.SEEDS + 1))
    for row in draw.answers(number):
        told = ("none", "两次都没有人接") if row.place == 3 else ("true", "老师来过，讲了资助政策")
        values = {"called_on": DRAWN_ON, "result": told[0], "words": told[1]}
        draw.answer(store, row.id, values)


def _hand_over(store: Store) -> None:
    """The child of the teacher with the most goes to the one with the fewest, who has not answered yet."""
    load = pairs.load(OFFERED)
    most, least = (
        max(load, key=lambda one: (len(load[one]), one)),
        min(load, key=lambda one: (len(load[one]), one)),
    )
    if most != least:
        handover.offer(store, {load[most][0]: least}, OFFERED)


def sentence(term: Term) -> str:
    """What was made, for whoever ran the demo."""
    counts = f"家访 {Visit.select().count()} 次，谈心 {Talk.select().count()} 次，帮扶计划 {len(plans.plans_of(term))} 份"
    return f"结对帮扶：{pairs.coverage(LAST, term).sentence}{counts}。"


# papers -------------------------------------------------------------------------------------------------


def papers(store: Store, attachments: Attachments, term: Term, to: Path, progress: Progress) -> list[Made]:
    """Some of each kind: tables of the whole school, and what belongs to one class or one child."""
    kept = plans.plans_of(term)
    children = list(kept)[:4]
    klass = {Student.get_by_id(child).school_class_id for child in children}
    visited = list(Visit.select(Visit.id).order_by(Visit.id).limit(3))
    wanted = Wanted(day=LAST, term=term, attachments=attachments)
    chosen = [
        ("CARE5", wanted), ("D11L", wanted), ("D11C", wanted), ("DVS", wanted),
        ("D12", replace(wanted, students=children)), ("D30", replace(wanted, classes=tuple(klass))),
        ("D10", replace(wanted, records=[row.id for row in visited])),
        ("D29", replace(wanted, students=children[:1])),
    ]  # fmt: skip
    made = []
    for code, one in chosen:
        path = print_document(store, DOCUMENTS[code], one, to, progress=progress)
        made.append(Made(path, pages_of(path)))
    return made
