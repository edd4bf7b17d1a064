"""五类学生 follow from the facts: roster, 困难类型, 认定, results, 困境."""

import datetime as dt

from builders import AUTUMN, add, as_class_teacher, change, hardship, pupil, school_class
from builders_care import AUTUMN_DAY, listed_pupil, result, weak

from desktop.models import sight
from desktop.models.ledgers.care import CareRule, ChildInNeed
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.recognition import RecognitionCase, RecognitionRound
from desktop.models.ledgers.students import Student
from desktop.services.care import listed


def children(day=AUTUMN_DAY, term=AUTUMN):
    return listed.children(day, term=term)


def types(student, **when):
    child = children(**when).get(student)
    return set(child.types) if child else None


def set_rule(store, name, number):
    change(store, CareRule, CareRule.get(CareRule.rule == name).id, number=number)


def test_each_fact_makes_its_type_with_a_sentence(store):
    student = listed_pupil(store, types=("disabled", "poor", "left", "study", "migrant", "need"))
    child = children()[student]
    assert child.types == {"disabled", "poor", "left", "study", "migrant"} and child.need
    assert child.why == {
        "disabled": "花名册：肢体残疾二级",
        "poor": "困难类型：农村低保家庭学生（2026-09-01起）",
        "left": "花名册：双亲留守儿童（学籍口径）、农村留守儿童（民政口径）",
        "study": "2025年秋季学期语文52分；2026年春季学期语文52分，低于满分的60%",
        "migrant": "花名册：进城务工人员随迁子女",
        "need": "困境儿童：监护缺失或不当致人身安全受威胁或侵害（2026-09-01认定）",
    }
    assert child.told == "残疾、贫困、留守、学困、随迁、困境"


def test_who_has_no_such_fact_is_not_listed(store):
    pupil(store, disability="0", left_behind="1", rural_left_behind=False, migrant_child=False)
    assert children() == {}


def test_the_two_definitions_of_left_behind_are_counted_apart(store):
    for name, kind in (("王芳", "left"), ("李明", "left_roll"), ("张强", "left_rural")):
        listed_pupil(store, name, types=(kind,))
    told = listed.counts(AUTUMN_DAY, AUTUMN)
    assert (told.types["left"], told.left_roll, told.left_rural, told.left_both) == (3, 2, 2, 1)


def test_people_are_counted_once_and_times_once_for_each_type(store):
    listed_pupil(store, types=("poor", "left", "need"))
    listed_pupil(store, "李明", types=("migrant",))
    told = listed.counts(AUTUMN_DAY, AUTUMN)
    assert (told.people, told.times, told.need, told.to_pair) == (2, 3, 1, 1)


def test_migrant_children_are_not_paired_unless_something_else_is_true_of_them(store):
    alone = listed_pupil(store, types=("migrant",))
    both = listed_pupil(store, "李明", types=("migrant", "need"))
    assert list(listed.to_pair(AUTUMN_DAY, term=AUTUMN)) == [both] and alone in children()


def test_a_hardship_counts_from_its_first_day_to_its_last(store):
    student = listed_pupil(store)
    change(store, Hardship, Hardship.get().id, until=dt.date(2026, 10, 12))
    assert types(student) == {"poor"}
    assert types(student, day=dt.date(2026, 10, 13)) is None
    assert types(student, day=dt.date(2026, 8, 31)) is None


def test_a_local_hardship_and_an_ended_policy_make_nobody_poor(store):
    hardship(store, pupil(store), "15")
    hardship(store, pupil(store, "李明"), "01", continues=False)
    assert children() == {}


def settled_round(store, student, grade):
    """An approved round of the year, as it stands in the books afterwards."""
    made = add(store, RecognitionRound, term=AUTUMN.code)
    case = add(store, RecognitionCase, round=made, student=student, state="draft")
    RecognitionCase.update(state="recognised" if grade != "0" else "declined", grade=grade).where(
        RecognitionCase.id == case
    ).execute()
    return made


def test_a_recognised_pupil_is_poor_once_the_round_is_approved(store):
    student = pupil(store)
    made = settled_round(store, student, "2")
    assert types(student) is None
    RecognitionRound.update(state="approved").where(RecognitionRound.id == made).execute()
    assert children()[student].why == {"poor": "2026—2027学年认定：困难"}


def test_every_reason_for_being_poor_is_told(store):
    student = listed_pupil(store)
    hardship(store, student, "13", since=dt.date(2026, 9, 8))
    made = settled_round(store, student, "1")
    RecognitionRound.update(state="archived").where(RecognitionRound.id == made).execute()
    assert children()[student].why["poor"] == (
        "困难类型：农村低保家庭学生（2026-09-01起）、残疾人子女（2026-09-08起）；2026—2027学年认定：特别困难"
    )


def test_an_application_that_was_declined_makes_nobody_poor(store):
    student = pupil(store)
    RecognitionRound.update(state="approved").where(
        RecognitionRound.id == settled_round(store, student, "0")
    ).execute()
    assert types(student) is None


def test_weak_results_count_only_when_every_one_of_the_last_terms_has_them(store):
    once, twice = pupil(store, "王芳"), pupil(store, "李明")
    weak(store, twice)
    result(store, once, 520)
    result(store, once, 810, term=AUTUMN.previous.previous)
    assert types(once) is None and types(twice) == {"study"}


def test_exactly_the_line_is_not_below_it(store):
    student = pupil(store)
    weak(store, student, 600)
    assert types(student) is None


def test_who_did_not_sit_the_paper_is_not_weak(store):
    student = pupil(store)
    weak(store, student, None)
    assert types(student) is None


def test_the_rule_is_the_schools_own(store):
    student = pupil(store)
    result(store, student, 520)
    assert types(student) is None
    set_rule(store, "study_terms", 1)
    assert types(student) == {"study"}
    set_rule(store, "study_percent", 50)
    assert types(student) is None
    set_rule(store, "study_percent", 60)
    set_rule(store, "study_subjects", 2)
    assert types(student) is None
    result(store, student, 300, subject="math")
    assert types(student) == {"study"}
    set_rule(store, "study_subjects", 0)
    assert types(student) is None


def test_the_sum_of_all_subjects_is_no_subject_but_counts_alone(store):
    set_rule(store, "study_terms", 1)
    student, other = pupil(store), pupil(store, "李明")
    result(store, student, 520, subject="total")
    result(store, other, 520, subject="total")
    result(store, other, 520)
    assert types(student) == {"study"}
    set_rule(store, "study_subjects", 2)
    assert types(other) is None


def test_results_of_a_later_term_are_not_known_yet(store):
    student = pupil(store)
    weak(store, student, terms=(AUTUMN, AUTUMN.next))
    assert types(student) is None
    assert types(student, term=AUTUMN.next) == {"study"}


def test_a_child_in_need_is_listed_from_its_first_day_to_its_last(store):
    student = listed_pupil(store, types=("need",))
    change(store, ChildInNeed, ChildInNeed.get().id, until_day=AUTUMN_DAY)
    assert children()[student].need
    assert student not in children(day=AUTUMN_DAY + dt.timedelta(days=1))


def test_who_left_is_listed_until_the_day_and_who_came_from_the_day(store):
    gone = listed_pupil(store, status="11", left_on=AUTUMN_DAY)
    came = listed_pupil(store, "李明", arrived_on=AUTUMN_DAY)
    assert list(children()) == [came]
    assert list(children(day=AUTUMN_DAY - dt.timedelta(days=1))) == [gone]


def test_they_come_by_class_and_seat(store):
    for name, klass, seat in (("王芳", "三(2)班", 9), ("李明", "三(2)班", 2), ("张强", "一(1)班", 30)):
        listed_pupil(store, name, klass, seat_no=seat)
    assert [child.name for child in children().values()] == ["张强", "李明", "王芳"]


def test_a_class_teacher_reads_only_the_own_class(store):
    own = listed_pupil(store, types=("poor", "study", "need"))
    listed_pupil(store, "李明", "四(1)班", types=("poor", "study", "need"))
    with sight.through(as_class_teacher(store, school_class(store)).session):
        assert list(children()) == [own]


def test_two_thousand_pupils_take_a_handful_of_queries(store):
    from desktop.models.ledger import database

    listed_pupil(store, types=("disabled", "poor", "left", "study", "migrant", "need"))
    Student.learn_captions([])
    asked = []
    connection = database.connection()
    connection.set_exec_trace(lambda cursor, sql, bindings: asked.append(sql) or True)
    try:
        children()
    finally:
        connection.set_exec_trace(None)
    assert len(asked) <= 10
