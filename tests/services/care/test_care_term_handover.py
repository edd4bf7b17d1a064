"""The term's summaries when a child changed hands: what each did, what fell to whom, nobody lost, nothing counted twice."""

import datetime as dt
import sys
from pathlib import Path

import pytest
from builders import AUTUMN, change
from builders_care import listed_pupil, paired, teacher, visited

from desktop.models.ledgers.care_visits import Talk
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.services.care import handover, pair_summary, plans, talks, visits
from desktop.services.paper.catalogue import DOCUMENTS, print_document
from desktop.services.paper.document import Wanted

sys.path.insert(0, str(Path(__file__).parents[1] / "paper"))
from papers import whole

SEP, OCT, NOV, END = dt.date(2026, 9, 20), dt.date(2026, 10, 20), dt.date(2026, 11, 20), dt.date(2026, 12, 30)
MOVED = dt.date(2026, 11, 1)


@pytest.fixture
def people(store):
    """孙老师 has 李强 and 赵一 (two visits due to each) until 李强 goes to 陈老师 on the first of November."""
    sun, chen = teacher(store, "孙老师"), teacher(store, "陈老师")
    li, zhao = (listed_pupil(store, name, "二(1)班", types=("disabled",)) for name in ("李强", "赵一"))
    for child in (li, zhao):
        paired(store, child, sun)
    plans.start(store, plans.propose(SEP, AUTUMN), AUTUMN)
    return {"sun": sun, "chen": chen, "li": li, "zhao": zhao}


def hand_over(store, people):
    handover.offer(store, {people["li"]: people["chen"]}, MOVED, taken=True)


def rows(day=END):
    return {one.name: {c.child.name: c for c in one.children} for one in pair_summary.by_teacher(day, AUTUMN)}


def test_each_has_the_visits_of_the_own_days(store, people):
    visited(store, people["sun"], people["li"], day=OCT)
    hand_over(store, people)
    visited(store, people["chen"], people["li"], day=NOV)
    told = rows()
    assert [told[who]["李强"].visits for who in ("孙老师", "陈老师")] == [1, 1]
    assert [told[who]["李强"].now for who in ("孙老师", "陈老师")] == [False, True]
    assert sum(one.needed for some in told.values() for one in some.values()) == 4


def test_what_is_due_falls_to_who_made_it_or_who_had_the_child_when_it_was_due(store, people):
    first, second = visits.deadlines(visits.frame_of(AUTUMN), 2)
    assert first < MOVED < second
    hand_over(store, people)
    told = rows()
    assert (told["孙老师"]["李强"].needed, told["陈老师"]["李强"].needed) == (1, 1)
    visited(store, people["chen"], people["li"], day=MOVED)
    assert rows()["孙老师"]["李强"].needed == 1  # late when it was made, and 孙老师 was the one who was late


def test_a_visit_made_early_counts_for_who_made_it(store, people):
    for day in (SEP, OCT):
        visited(store, people["sun"], people["li"], day=day)
    hand_over(store, people)
    told = rows()
    assert (told["孙老师"]["李强"].needed, told["陈老师"]["李强"].needed) == (2, 0)


def test_what_others_did_is_told_apart(store, people):
    visited(store, people["chen"], people["zhao"], day=OCT)
    one = rows()["孙老师"]["赵一"]
    assert (one.seen.words, one.visited) == ("1代", True)
    visited(store, people["sun"], people["zhao"], day=NOV)
    assert rows()["孙老师"]["赵一"].seen.words == "1＋1代"


def test_two_visits_on_one_day_are_one(store, people):
    for _ in range(2):
        visited(store, people["sun"], people["zhao"], day=OCT)
    assert rows()["孙老师"]["赵一"].visits == 1
    assert visits.done(AUTUMN)[people["zhao"]] == [OCT]


def test_a_teacher_who_gave_all_away_and_left_still_has_a_row_and_a_page(store, people, tmp_path):
    visited(store, people["sun"], people["li"], people["zhao"], day=OCT)
    talks.keep(
        store,
        {"student": people["li"], "day": OCT, "teacher": people["sun"], "topic": "study", "content": "作业"},
    )
    handover.offer(store, dict.fromkeys((people["li"], people["zhao"]), people["chen"]), MOVED, taken=True)
    change(store, Staff, people["sun"], left_on=dt.date(2026, 11, 5))
    assert Talk.select().count() == 1
    sun, chen = (rows()[who] for who in ("孙老师", "陈老师"))
    assert [(one.visits, one.spoken.own) for one in sun.values()] == [(1, 1), (1, 0)]
    assert not any(one.visited for one in chen.values())
    wanted = {"term": AUTUMN, "day": END}
    school = whole(print_document(store, DOCUMENTS["CARES"], Wanted(**wanted), tmp_path))
    assert "孙老师" in school and "0（曾带2）" in school
    page = whole(
        print_document(store, DOCUMENTS["CARET"], Wanted(**wanted, records=(people["sun"],)), tmp_path)
    )
    assert "孙老师" in page and "09-01—11-01" in page and "李强" in page
    now = whole(print_document(store, DOCUMENTS["D11T"], Wanted(**wanted), tmp_path))
    assert "孙老师" not in now and "陈老师" in now


def test_measures_done_stay_with_who_did_them(store, people):
    plan = plans.plan_of(people["li"], AUTUMN)
    first, *rest = plans.measures_of([plan.id])[plan.id]
    plans.done(store, [first.id], OCT)
    hand_over(store, people)
    told = rows()
    assert (told["孙老师"]["李强"].plan.done, told["孙老师"]["李强"].plan.plans) == (1, 0)
    assert (told["陈老师"]["李强"].plan.measures, told["陈老师"]["李强"].plan.plans) == (len(rest), 1)


def test_a_child_who_left_the_school_stays_with_what_was_done(store, people):
    visited(store, people["sun"], people["li"], day=OCT)
    change(store, Student, people["li"], left_on=MOVED, status="03")
    told = rows()["孙老师"]
    assert (told["李强"].visits, told["李强"].now) == (1, False)
    assert len(pair_summary.by_teacher(END, AUTUMN)[0].current) == 1
