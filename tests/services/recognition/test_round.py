"""A whole round, step by step, and what is said when a step comes too early."""

import datetime as dt

import pytest
from builders import (
    AUTUMN,
    add,
    as_class_teacher,
    as_headteacher,
    change,
    hardship,
    needy,
    pupil,
    school_class,
)
from round_stage import (
    DOWN,
    FILED,
    FIRST,
    HUNG,
    LAST,
    MET,
    TOLD,
    UNTIL,
    applied,
    applying,
    approved,
    awaiting,
    case_of,
    day,
    hung,
    meetings,
    of,
    posting_row,
    ready,
    reviewed,
    state,
    states,
)  # fmt: skip

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers.lists import CountyList, ListHit
from desktop.models.ledgers.recognition import RecognitionCase, RecognitionRound, ReviewMeeting
from desktop.models.ledgers.students import Student
from desktop.models.roles import NotAllowed
from desktop.models.store import CannotUndo
from desktop.models.terms import Term
from desktop.services.recognition import approval, cases, ladder, posting, rounds
from desktop.services.recognition.cases import Opinion


def test_a_whole_round_over_two_holidays(store):
    record, _, posted = hung(store)
    assert (posting_row(posted).until_day, posting_row(posted).heads) == (UNTIL, 3)
    posting.take_down(store, posted, DOWN, today=DOWN)
    approval.submit(store, record, today=DOWN)
    assert approval.approve(as_headteacher(store), record, today=DOWN) == 3
    row = RecognitionRound.get_by_id(record)
    assert (row.submitted_by, row.approved_by, row.approved_on) == ("周敏", "石校长", DOWN)
    assert {(c.state, c.grade, c.decided_by, c.entered_by) for c in of(record)} == {
        ("recognised", "2", "石校长", "周敏")
    }
    assert approval.archive(store, record, FILED, today=FILED) == 3
    assert (state(record), {(c.state, c.system_on) for c in of(record)}) == (
        "archived",
        {("archived", FILED)},
    )


def test_the_ladder_says_what_is_missing_at_every_step(store):
    needy(store, "王芳")
    record = rounds.open_round(store, AUTUMN)

    def now(today):
        rungs = ladder.steps(store, record, today=today)
        (here,) = [rung for rung in rungs if rung.stands == ladder.NOW]
        return here.name, here.missing[0]

    assert now(TOLD) == ("提前告知", "登记哪一天、用什么方式提前告知了多少户。")
    rounds.tell(store, record, TOLD, "发放告知书", families=186, today=TOLD)
    assert now(TOLD) == ("个人申请", "定下申请的起止日期，开始受理申请。")
    rounds.take_applications(store, record, FIRST, LAST)
    assert now(FIRST) == ("个人申请", "申请到2026年9月16日截止。")
    applied(store, record)
    assert now(LAST)[1] == "申请已经截止，可以开始学校认定了。"
    rounds.start_review(store, record, today=LAST)
    assert now(LAST)[1].startswith("三(2)班：班级评议还没有登记会议")
    meetings(store, record)
    assert now(MET)[1] == "王芳还没有班级评议。"
    reviewed(store, record)
    assert now(MET) == ("学校认定", "都评审完了，可以张贴公示。")
    posted = posting.post_round(store, record, HUNG, "校门口", today=HUNG)
    assert now(day(10, 3)) == ("结果公示", "公示到2026年10月9日，还有 2 个工作日。")
    posting.take_down(store, posted, DOWN, today=DOWN)
    approval.submit(store, record, today=DOWN)
    assert now(DOWN) == ("校长审批", "周敏已送审，等校长登录后审批。")
    approval.approve(as_headteacher(store), record, today=DOWN)
    assert now(DOWN)[0] == "建档备案"
    approval.archive(store, record, FILED, today=FILED)
    rungs = ladder.steps(store, record, today=FILED)
    assert [rung.stands for rung in rungs] == [ladder.DONE] * 6
    assert rungs[0].told == "2026年9月7日 · 发放告知书 · 186 户"
    assert "2026年9月24日至2026年10月9日" in rungs[3].told


def test_after_a_posting_was_broken_off_the_ladder_says_why_before_it_hangs_again(store):
    record, _, posted = hung(store)
    posting.break_off(store, posted, "异议成立：改为一般困难")
    rungs = {rung.name: rung for rung in ladder.steps(store, record, today=HUNG)}
    assert (
        rungs["学校认定"]
        .missing[0]
        .startswith("上次公示已中止：异议成立：改为一般困难。看看评审结果改好了没有")
    )
    assert rungs["结果公示"].told.endswith("中止")


def test_many_classes_without_a_meeting_are_one_sentence(store):
    record = applying(
        store, tuple((f"王{at}", f"{grade}年级1班") for at, grade in zip("一二三四", "一二三四", strict=True))
    )
    applied(store, record)
    rounds.start_review(store, record, today=LAST)
    now = next(rung for rung in ladder.steps(store, record, today=LAST) if rung.stands == ladder.NOW)
    assert now.missing[0].startswith("一(1)班、二(1)班、三(1)班等 4 个班：班级评议还没有登记会议")


def test_families_are_not_told_tomorrow(store):
    record = rounds.open_round(store, AUTUMN)
    with pytest.raises(Refused, match="还没有到"):
        rounds.tell(store, record, day(9, 8), "家长会", families=10, today=TOLD)
    with pytest.raises(Refused, match="怎么告知"):
        rounds.tell(store, record, TOLD, " ", families=10, today=TOLD)


def test_steps_out_of_order_are_told_where_the_round_stands(store):
    record = rounds.open_round(store, AUTUMN)
    with pytest.raises(Refused, match=r"现在是“已建立”.*提前告知"):
        rounds.take_applications(store, record, FIRST, LAST)
    with pytest.raises(Refused, match="不能办这一步"):
        posting.post_round(store, record, HUNG, "校门口", today=HUNG)
    with pytest.raises(Refused, match="不能办这一步"):
        approval.approve(as_headteacher(store), record)


def test_a_round_is_opened_once(store):
    rounds.open_round(store, AUTUMN)
    with pytest.raises(Refused, match="2026—2027学年家庭经济困难学生认定已经建过了"):
        rounds.open_round(store, AUTUMN)


def test_review_waits_for_the_last_day_and_for_drafts(store):
    record = applying(store)
    rounds.add_cases(store, record, rounds.from_hardships(store, record, FIRST))
    with pytest.raises(Refused, match="才截止"):
        rounds.start_review(store, record, today=FIRST)
    with pytest.raises(Refused, match="3 份草稿"):
        rounds.start_review(store, record, today=LAST)


def test_an_application_lies_within_the_period(store):
    record = applying(store)
    added = rounds.add_cases(store, record, rounds.from_hardships(store, record, FIRST))
    with pytest.raises(Refused, match="早于开始受理"):
        cases.apply(store, added.cases, TOLD, today=FIRST)
    with pytest.raises(Refused, match="还没有到"):
        cases.apply(store, added.cases, LAST, today=FIRST)


def test_pupils_are_added_by_hand_from_hardships_and_from_county_lists_but_once(store):
    record = applying(store)
    listed = pupil(store, "陈静", "四(1)班")
    source = add(store, CountyList, kind="rural_low", month="2026-09", file="低保.xlsx", taken_on=FIRST)
    kind = hardship(store, listed, "12")
    add(
        store,
        ListHit,
        source=source,
        row=7,
        student=listed,
        verdict="hit",
        decision="accepted",
        kind="12",
        hardship=kind,
    )
    found = {one.student: one for one in rounds.from_hardships(store, record, FIRST)}
    assert found[listed].why == "残疾学生（在已采纳的部门名单上）"
    assert found[Student.get(Student.name == "王芳").id].kinds == ("05.1",)
    assert len(rounds.add_cases(store, record, list(found.values())).cases) == 4
    again = rounds.add_cases(store, record, [rounds.Candidate(listed)])
    assert (again.cases, again.left_out) == ((), ("陈静在这一批里已有申请。",))
    assert rounds.from_hardships(store, record, FIRST) == []


def test_who_has_left_is_not_added(store):
    record = applying(store)
    gone = pupil(store, "赵军")
    change(store, Student, gone, status="11", left_on=day(9, 9))
    assert "学籍不在本校" in rounds.add_cases(store, record, [rounds.Candidate(gone)]).left_out[0]


def test_a_class_reviews_after_its_meeting_of_enough_people(store):
    record = applying(store)
    first = applied(store, record)[0]
    rounds.start_review(store, record, today=LAST)
    with pytest.raises(Refused, match=r"三\(2\)班：班级评议还没有登记会议"):
        cases.class_review(store, {first: Opinion("2")})
    klass = school_class(store, "三(2)班")
    add(
        store,
        ReviewMeeting,
        round=record,
        level="class",
        school_class=klass,
        day=MET,
        chair="田春生",
        present=3,
    )
    with pytest.raises(Refused, match="只有 3 人到会，至少要 5 人"):
        cases.class_review(store, {first: Opinion("2")})


def test_another_classs_meeting_does_not_count(store):
    record = applying(store)
    first = applied(store, record)[0]
    rounds.start_review(store, record, today=LAST)
    other = school_class(store, "四(1)班")
    add(
        store,
        ReviewMeeting,
        round=record,
        level="class",
        school_class=other,
        day=MET,
        chair="田春生",
        present=9,
    )
    with pytest.raises(Refused, match="先登记评议会议"):
        cases.class_review(store, {first: Opinion("2")})


def test_nobody_is_forgotten_when_the_list_is_hung(store):
    record, every = ready(store)
    cases.send_back(store, [every[0]], "缺申请表")
    cases.apply(store, [every[0]], FIRST, today=LAST)
    with pytest.raises(Refused, match="王芳还没有评审完"):
        posting.post_round(store, record, HUNG, "校门口", today=HUNG)


def test_declined_returned_and_withdrawn_keep_their_reason_and_stay_off_the_list(store):
    record, (first, second, third) = ready(store)
    cases.decline(store, [first], "人均收入高于当地标准")
    cases.withdraw(store, [second], "家长放弃")
    with pytest.raises(Refused, match="请写一句原因"):
        cases.decline(store, [third], " ")
    posted = posting.post_round(store, record, HUNG, "校门口", today=HUNG)
    assert posting_row(posted).heads == 1
    assert states(record) == ["declined", "withdrawn", "posted"]
    assert RecognitionCase.get_by_id(first).why_not == "人均收入高于当地标准"


def test_a_declined_case_is_taken_up_again_only_before_the_list_hangs(store):
    record, (first, *_) = ready(store)
    cases.decline(store, [first], "材料不实")
    cases.take_up_again(store, [first])
    assert RecognitionCase.get_by_id(first).state == "school_reviewed"
    cases.decline(store, [first], "材料不实")
    posting.post_round(store, record, HUNG, "校门口", today=HUNG)
    with pytest.raises(Refused, match="不能办这一步"):
        cases.take_up_again(store, [first])


def test_not_needy_is_declined_and_not_graded(store):
    _, every = ready(store)
    with pytest.raises(Refused, match="请用“不予认定”"):
        cases.school_review(store, {every[0]: Opinion("0")})


def test_the_headteacher_sends_back_with_a_word_and_the_list_hangs_again(store):
    record, _, _ = awaiting(store)
    boss = as_headteacher(store)
    with pytest.raises(Refused, match="写一句为什么"):
        approval.send_back(boss, record, "")
    approval.send_back(boss, record, "李强家里买了车，请再核", today=DOWN)
    assert (state(record), set(states(record))) == ("reviewing", {"school_reviewed"})
    assert "李强家里买了车" in RecognitionRound.get_by_id(record).note
    with pytest.raises(Refused, match="不能办这一步"):
        approval.submit(store, record, today=DOWN)
    posted = posting.post_round(store, record, DOWN, "校门口", today=DOWN)
    posting.take_down(store, posted, day(10, 20), today=day(10, 20))
    approval.submit(store, record, today=day(10, 20))
    assert approval.approve(boss, record, today=day(10, 20)) == 3


def test_approval_is_final_and_freezes(store):
    record, _, _ = awaiting(store)
    approval.approve(as_headteacher(store), record, today=DOWN)
    number = max(step.id for step in undo.JournalStep.select())
    with pytest.raises(CannotUndo):
        undo.undo(store, number)


def test_the_approved_are_filed_after_they_are_in_the_system(store):
    record, _, _ = approved(store)
    with pytest.raises(Refused, match="审批以后、今天以前"):
        approval.archive(store, record, day(12, 1), today=FILED)
    with pytest.raises(Refused, match="审批以后、今天以前"):
        approval.archive(store, record, TOLD, today=FILED)


def test_a_terms_adjustment_starts_from_those_recognised(store):
    approved(store)
    spring = Term(2026, 2)
    record = rounds.open_round(store, spring, "term")
    assert [(row.state, row.kinds, row.note) for row in of(record)] == [
        ("draft", "05.1", "2026—2027学年家庭经济困难学生认定：困难")
    ] * 3
    assert all(row.grade is None and row.school_grade is None for row in of(record))


def test_there_is_nothing_to_adjust_before_a_first_round(store):
    with pytest.raises(Refused, match="请先办一次学年认定"):
        rounds.open_round(store, Term(2026, 2), "term")


def test_next_year_remembers_who_was_recognised(store):
    approved(store)
    record = rounds.open_round(store, Term(2027, 1))
    before = rounds.from_last_time(store, record)
    assert [one.why for one in before] == ["2026—2027学年家庭经济困难学生认定：困难"] * 3
    assert len(rounds.add_cases(store, record, before).cases) == 3
    assert rounds.from_last_time(store, record) == []


def test_a_step_of_the_work_can_be_taken_back(store):
    record, _ = ready(store)
    posting.post_round(store, record, HUNG, "校门口", today=HUNG)
    undo.undo(store)
    assert (state(record), set(states(record))) == ("reviewing", {"school_reviewed"})


def test_a_class_teacher_sees_the_own_class_and_moves_nothing(store):
    record, _, _ = hung(store)
    teacher = as_class_teacher(store, school_class(store, "四(1)班"))
    assert [row.student_id for row in rounds.cases_of(teacher, record)] == [case_of("张伟").student_id]
    with pytest.raises(NotAllowed):
        cases.withdraw(teacher, [case_of("张伟").id], "不要了")
    with pytest.raises(NotAllowed):
        approval.approve(teacher, record)


def test_a_teacher_without_a_class_sees_no_case(store):
    record, _, _ = hung(store)
    assert rounds.cases_of(as_class_teacher(store), record) == []


def test_meetings_that_gave_grades_stay(store):
    record, _ = ready(store)
    held = ReviewMeeting.get((ReviewMeeting.round == record) & (ReviewMeeting.level == "class"))
    with pytest.raises(Refused, match="也不能删除"), store.step("删会议") as step:
        step.remove(ReviewMeeting, held.id)
    with pytest.raises(Refused, match="只有 2 人到会"), store.step("改人数") as step:
        step.change(ReviewMeeting, held.id, {"present": 2})
    with store.step("改日期") as step:
        step.change(ReviewMeeting, held.id, {"day": MET - dt.timedelta(days=1)})


def test_the_schools_committee_cannot_have_met_before_the_classes_nor_the_classes_before_the_deadline(store):
    record = applying(store)
    applied(store, record)
    rounds.start_review(store, record, today=LAST)
    klass = {"level": "class", "school_class": school_class(store), "chair": "田春生", "present": 5}
    early = LAST - dt.timedelta(days=1)
    with pytest.raises(Refused, match=f"写的是 {early}，申请到 {LAST} 才截止"):
        add(store, ReviewMeeting, round=record, day=early, **klass)
    add(store, ReviewMeeting, round=record, day=MET, **klass)
    with pytest.raises(Refused, match=f"班级评议 {MET} 才开，学校评审不能在这以前"):
        add(store, ReviewMeeting, round=record, level="school", day=LAST, chair="石校长", present=7)


def test_a_class_that_meets_late_needs_the_schools_committee_once_more(store):
    record, _ = ready(store)
    late = MET + dt.timedelta(days=1)
    klass = {"level": "class", "school_class": school_class(store), "chair": "田春生", "present": 5}
    add(store, ReviewMeeting, round=record, day=late, **klass)
    case = case_of("王芳")
    with store.step("重新评议") as step:
        step.change(RecognitionCase, case.id, {"state": "class_reviewed"})
    with pytest.raises(Refused, match=f"这个班 {late} 才评议"):
        cases.school_review(store, {case.id: Opinion("2")})
    add(store, ReviewMeeting, round=record, level="school", day=late, chair="石校长", present=7)
    assert cases.school_review(store, {case.id: Opinion("2")}) == 1
