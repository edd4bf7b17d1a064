"""A term of a whole school: 120 listed children, 30 teachers, 300 visits, 40 of them for two children at once."""

import datetime as dt

from builders import AUTUMN, dump, school_class

from desktop.models import undo
from desktop.models.ledgers.care_pairs import Pairing
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.services.care import booking, cover, sheet, visits
from desktop.services.care.booking import About, Entry

LETTERS = "甲乙丙丁戊己庚辛壬癸子丑"
DAY = dt.date(2026, 12, 20)


def school(store):
    """120 children 留守 in four classes, the first 80 in 40 homes of two; four children to a teacher."""
    classes = [school_class(store, f"{grade}(1)班") for grade in "二三四五"]
    with store.step("新学期") as step:
        homes = step.add_many(
            Household, [{"head_name": f"王家{a}{b}"} for a in LETTERS[:5] for b in LETTERS[:8]]
        )
        children = step.add_many(Student, [
            {"name": f"李{LETTERS[n // 10]}{LETTERS[n % 10]}", "school_class": classes[n % 4], "left_behind": "3",
             "household": homes[n // 2] if n < 80 else None}
            for n in range(120)
        ])  # fmt: skip
        teachers = step.add_many(Staff, [{"name": f"陈{a}{b}"} for a in LETTERS[:3] for b in LETTERS[:10]])
        step.add_many(Pairing, [
            {"student": child, "kind": "teacher", "teacher": teachers[n // 4], "role": "lead", "state": "on",
             "from_day": dt.date(2026, 9, 5)}
            for n, child in enumerate(children)
        ])  # fmt: skip
    return children, teachers


def entries(children, teachers):
    """300 visits over the term; the first 40 to a home with two children."""
    made = []
    for n in range(300):
        who = [children[2 * n], children[2 * n + 1]] if n < 40 else [children[n % 120]]
        values = {
            "day": dt.date(2026, 9, 10) + dt.timedelta(days=n % 95), "teacher": teachers[children.index(who[0]) // 4],
            "talked": "谈了在家的情况", "facts_confirmed": True,
        }  # fmt: skip
        made.append(Entry(values, tuple(map(About, who))))
    return made


def test_a_terms_visits_add_up_everywhere_and_are_taken_back_whole(store):
    children, teachers = school(store)
    before = dump()
    booking.keep_many(store, entries(children, teachers))
    told = cover.cover(DAY, AUTUMN)
    assert (told.whole.visits, told.whole.heads, told.sibling_visits) == (300, 340, 40)
    assert (len(told.whole.to_visit), told.whole.visited, told.whole.enough) == (120, 120, 120)
    assert sum(line.visits for line in told.teachers) == 300
    assert sum(len(days) for days in visits.done(AUTUMN).values()) == 340
    assert visits.overdue(DAY, AUTUMN) == []
    undo.undo(store)
    assert dump() == before


def test_every_child_stands_on_exactly_one_teachers_sheet_as_the_own(store):
    children, _teachers = school(store)
    facts = sheet.facts_of(DAY)
    seen = [
        one.student
        for who, _, _ in sheet.sheets(facts)
        for line in sheet.sheet_from(facts, "teacher", who).lines
        for one in line.children
        if one.own
    ]
    assert sorted(seen) == children
