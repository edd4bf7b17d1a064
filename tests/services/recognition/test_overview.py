"""Heads, rates, who was forgotten, who is doubtful, what changed."""

from builders import as_class_teacher, as_headteacher, change, needy, pupil, school_class
from round_stage import DOWN, applied, applying, approved, case_of, day, hung, meetings, of

from desktop.models.ledgers.students import Student
from desktop.models.terms import Term
from desktop.services.recognition import approval, cases, overview, posting, rounds
from desktop.services.recognition.cases import Opinion

WINTER = Term(2026, 2)


def test_heads_by_state_grade_kind_and_class(store):
    record, _, _ = hung(store)
    pupil(store, "陈静", "四(1)班")
    found = overview.counts(store, record)
    assert (found.states, found.grades, found.kinds) == ({"posted": 3}, {"2": 3}, {"05.1": 3})
    assert [(share.name, share.recognised, share.enrolled, share.percent) for share in found.shares] == [
        ("三(2)班", 2, 2, "100.00%"), ("四(1)班", 1, 2, "50.00%"), ("全校", 3, 4, "75.00%"),
    ]  # fmt: skip


def test_applications_alone_are_no_recognition(store):
    record = applying(store)
    applied(store, record)
    assert overview.counts(store, record).grades == {}


def test_a_class_teachers_counts_are_of_the_own_class(store):
    record, _, _ = hung(store)
    found = overview.counts(as_class_teacher(store, school_class(store, "四(1)班")), record)
    assert [share.name for share in found.shares] == ["四(1)班", "全校"]
    assert found.states == {"posted": 1}


def test_who_has_a_hardship_and_no_application_was_forgotten(store):
    record, _, _ = hung(store)
    late = needy(store, "陈静", "四(1)班")
    assert [one.student for one in overview.forgotten(store, record, today=DOWN)] == [late]


def test_recognised_without_papers_is_doubtful(store):
    record, _, _ = approved(store)
    assert [one.case.id for one in overview.doubtful(store, record)] == [row.id for row in of(record)]


def test_there_is_nothing_to_compare_the_first_round_with(store):
    record, _, _ = approved(store)
    assert overview.changes(store, record).sentence == "这是第一批认定，没有可以对比的。"


def test_what_changed_since_last_time_is_new_gone_and_moved(store):
    approved(store)
    change(store, Student, case_of("张伟").student_id, status="11", left_on=day(10, 30))
    needy(store, "陈静", "四(1)班")
    record = rounds.open_round(store, WINTER, "term")
    rounds.tell(store, record, day(11, 2), "家长会", families=100, today=day(11, 2))
    rounds.take_applications(store, record, day(11, 2), day(11, 3))
    rounds.add_cases(store, record, rounds.from_hardships(store, record, day(11, 2)))
    cases.apply(store, [row.id for row in of(record)], day(11, 2), today=day(11, 3))
    rounds.start_review(store, record, today=day(11, 3))
    meetings(store, record, day(11, 3))
    grades = {
        row.id: Opinion("1" if row.student_id == case_of("王芳").student_id else "2") for row in of(record)
    }
    cases.class_review(store, grades)
    cases.school_review(store, grades)
    assert overview.told_changes(overview.changes(store, record)) == [
        "新增：陈静",
        "退出：张伟",
        "调档：王芳 困难→特别困难",
    ]
    posted = posting.post_round(store, record, day(11, 4), "校门口", today=day(11, 4))
    posting.take_down(store, posted, day(11, 20), today=day(11, 20))
    approval.submit(store, record, today=day(11, 20))
    approval.approve(as_headteacher(store), record, today=day(11, 20))
    found = overview.changes(store, record)
    assert found.sentence == "和2026—2027学年家庭经济困难学生认定比：新增 1 人，退出 1 人，调档 1 人。"
    assert posting.kind_of(found.since) == "recognition"


def test_a_round_of_three_hundred_goes_through_in_bulk(store):
    given = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉红健文辉力"
    many = [(f"{first}{second}", "三(2)班") for first in "赵钱孙李周吴郑王冯陈" for second in given]
    record, every, posted = hung(store, many)
    assert len(every) == 300
    posting.take_down(store, posted, DOWN, today=DOWN)
    approval.submit(store, record, today=DOWN)
    assert approval.approve(as_headteacher(store), record, today=DOWN) == 300
