"""公示: the clock on the 校历, objections, and what starts the clock anew."""

import datetime as dt

import pytest
from builders import add, as_headteacher, batch, change, needy
from round_stage import DOWN, HUNG, UNTIL, awaiting, case_of, day, hung, posting_row, ready, state, states

from desktop.models.errors import Refused
from desktop.models.journal import JournalStep
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.calendar import CalendarDay
from desktop.models.ledgers.posting import Objection, Posting
from desktop.models.ledgers.recognition import RecognitionCase, RecognitionRound
from desktop.models.ledgers.school import the_school
from desktop.models.ledgers.students import Student
from desktop.models.ledgers.templates import LetterTemplate
from desktop.services import school_calendar
from desktop.services.recognition import approval, cases, posting


def objection(store, posted, name="王芳", when=HUNG):
    told = {"day": when, "content": "家里有车", "who": "匿名", "student": case_of(name).student_id}
    return posting.object_to(store, posted, told, today=when)


@pytest.mark.parametrize(
    ("today", "days"),
    [
        (HUNG, 5),
        (day(9, 26), 5),
        (day(9, 28), 5),
        (day(9, 30), 3),
        (day(10, 3), 2),
        (day(10, 8), 2),
        (UNTIL, 1),
        (DOWN, 0),
    ],
)
def test_the_countdown_counts_working_days_over_the_holidays(store, today, days):
    row = posting_row(hung(store)[2])
    assert posting.remaining(row, today).days == days
    assert posting.remaining(row, today).over is (days == 0)


def test_the_last_day_still_hangs(store):
    _, _, posted = hung(store)
    assert "今天是最后一天" in posting.remaining(posting_row(posted), UNTIL).sentence
    with pytest.raises(Refused, match="2026年10月9日才满"):
        posting.take_down(store, posted, UNTIL, today=UNTIL)
    with pytest.raises(Refused, match="还没有到"):
        posting.take_down(store, posted, DOWN, today=UNTIL)


def test_a_list_that_hangs_too_long_is_warned_of(store):
    _, _, posted = hung(store)
    assert posting.overdue(UNTIL) == []
    ((row, words),) = posting.overdue(DOWN)
    assert (row.id, "已满 3 天" in words) == (posted, True)
    posting.take_down(store, posted, DOWN, by="周敏", today=DOWN)
    assert posting.overdue(DOWN) == []


def test_the_number_of_days_is_the_schools_to_choose(store):
    record, _ = ready(store)
    posted = posting.post_round(store, record, HUNG, "校门口", days=7, today=HUNG)
    assert posting_row(posted).until_day == day(10, 12)  # 10 October, a Saturday, is worked


def test_a_list_is_not_hung_tomorrow_nor_before_its_meeting(store):
    record, _ = ready(store)
    with pytest.raises(Refused, match="还没有到"):
        posting.post_round(store, record, HUNG, "校门口", today=day(9, 23))
    with pytest.raises(Refused, match="评议会议"):
        posting.post_round(store, record, day(9, 18), "校门口", today=HUNG)
    with pytest.raises(Refused, match="贴在哪里"):
        posting.post_round(store, record, HUNG, " ", today=HUNG)


def test_a_dismissed_objection_leaves_the_clock_running(store):
    record, _, posted = hung(store)
    told = objection(store, posted)
    assert case_of("王芳").state == "objected"
    posting.answer(store, told, "dismissed", "车是借的", day=day(9, 28))
    assert (case_of("王芳").state, posting_row(posted).state, state(record)) == ("posted", "up", "posted")


def test_two_objections_about_one_pupil_are_both_answered_first(store):
    _, _, posted = hung(store)
    first, second = objection(store, posted), objection(store, posted)
    posting.answer(store, first, "dismissed", "车是借的", day=HUNG)
    assert case_of("王芳").state == "objected"
    posting.answer(store, second, "dismissed", "车是借的", day=HUNG)
    assert case_of("王芳").state == "posted"


@pytest.mark.parametrize("conclusion", ["upheld", "partly"])
def test_an_upheld_objection_restarts_the_clock(store, conclusion):
    record, _, posted = hung(store)
    told = objection(store, posted)
    posting.answer(store, told, conclusion, "家里确有营运车辆", day=day(9, 28), today=day(9, 28))
    assert (posting_row(posted).state, state(record), set(states(record))) == (
        "broken",
        "reviewing",
        {"school_reviewed"},
    )
    cases.decline(store, [case_of("王芳").id], "家里有营运车辆")
    again = posting.post_round(store, record, day(9, 29), "校门口", today=day(9, 29))
    row = posting_row(again)
    assert (row.heads, row.until_day, row.content != posting_row(posted).content) == (2, day(10, 12), True)


def test_an_objection_after_the_end_but_before_approval_still_counts(store):
    record, _, posted = awaiting(store)
    told = objection(store, posted, when=DOWN)
    with pytest.raises(Refused, match="没有答复"):
        approval.approve(as_headteacher(store), record, today=DOWN)
    posting.answer(store, told, "upheld", "属实", day=DOWN)
    assert (posting_row(posted).state, state(record)) == ("broken", "reviewing")


def test_an_objection_has_a_day_on_which_the_list_hung_and_a_content(store):
    _, _, posted = hung(store)
    with pytest.raises(Refused, match="张贴以后、今天以前"):
        posting.object_to(store, posted, {"day": day(9, 1), "content": "有车"}, today=DOWN)
    with pytest.raises(Refused, match="说的是什么"):
        posting.object_to(store, posted, {"day": HUNG, "content": ""}, today=DOWN)


def test_an_objection_is_answered_once(store):
    _, _, posted = hung(store)
    told = objection(store, posted)
    posting.answer(store, told, "dismissed", "不属实", day=HUNG)
    with pytest.raises(Refused, match="已经答复过"):
        posting.answer(store, told, "upheld", "又属实了", day=HUNG)
    assert Objection.get_by_id(told).upheld == "dismissed"


def test_another_grade_breaks_the_posting_in_one_step(store):
    record, _, posted = hung(store)
    case = case_of("王芳").id
    with pytest.raises(Refused, match="不用改"):
        posting.change_grade(store, case, "2", "核实")
    posting.change_grade(store, case, "1", "父亲新查出重病")
    row = RecognitionCase.get_by_id(case)
    assert (row.state, row.school_grade, posting_row(posted).state, state(record)) == (
        "school_reviewed",
        "1",
        "broken",
        "reviewing",
    )
    assert "父亲新查出重病" in posting_row(posted).ended_why
    with pytest.raises(Refused, match="不能办这一步"):
        approval.submit(store, record, today=DOWN)


def test_a_pupil_found_not_needy_while_the_list_hangs_is_declined(store):
    hung(store)
    posting.change_grade(store, case_of("王芳").id, "0", "家里有营运车辆")
    assert (case_of("王芳").state, case_of("王芳").why_not) == ("declined", "家里有营运车辆")


def test_a_name_put_right_meanwhile_makes_it_another_list(store):
    record, _, posted = hung(store)
    assert not posting.is_changed(posting_row(posted))
    change(store, Student, case_of("王芳").student_id, name="王方")
    assert posting.is_changed(posting_row(posted))
    with pytest.raises(Refused, match="已经不一样了"):
        posting.take_down(store, posted, DOWN, today=DOWN)
    posting.break_off(store, posted, "姓名写错")
    assert state(record) == "reviewing"


def test_a_name_changed_after_the_end_is_seen_at_the_approval(store):
    record, _, _ = awaiting(store)
    change(store, Student, case_of("王芳").student_id, name="王方")
    with pytest.raises(Refused, match="公示过的已经不一样"):
        approval.approve(as_headteacher(store), record, today=DOWN)


def test_moving_to_another_class_does_not_rewrite_the_wall(store):
    _, _, posted = hung(store)
    other = Student.get(Student.name == "张伟").school_class_id
    change(store, Student, case_of("王芳").student_id, school_class=other)
    assert not posting.is_changed(posting_row(posted))


def test_a_broken_posting_cannot_be_taken_up_again(store):
    _, _, posted = hung(store)
    posting.break_off(store, posted, "印错了")
    with pytest.raises(Refused, match="已中止，不能再办"):
        posting.take_down(store, posted, DOWN, today=DOWN)
    with pytest.raises(Refused, match="不能直接变成"):
        change(store, Posting, posted, state="up")


# aid lists ---------------------------------------------------------------------------------------------


@pytest.fixture
def listed(store):
    for name in ("王芳", "李强"):
        needy(store, name)
    return batch(store)


def test_an_aid_list_hangs_before_it_is_approved(store, listed):
    posted = posting.post_batch(store, listed, HUNG, "校门口", today=HUNG)
    assert (AidBatch.get_by_id(listed).state, posting_row(posted).heads, posting_row(posted).until_day) == (
        "posted",
        2,
        UNTIL,
    )
    posting.take_down(store, posted, DOWN, today=DOWN)
    assert posting_row(posted).state == "over"


def test_a_broken_aid_posting_gives_the_list_back(store, listed):
    posted = posting.post_batch(store, listed, HUNG, "校门口", today=HUNG)
    told = posting.object_to(store, posted, {"day": HUNG, "content": "李强已转走"}, today=HUNG)
    posting.answer(store, told, "upheld", "属实", day=HUNG, today=HUNG)
    assert (posting_row(posted).state, AidBatch.get_by_id(listed).state) == ("broken", "listed")
    first = AidGrant.select().where(AidGrant.batch == listed).order_by(AidGrant.id).first()
    change(store, AidGrant, first.id, state="stopped", reason="转走")
    again = posting.post_batch(store, listed, day(9, 28), "校门口", today=day(9, 28))
    assert posting_row(again).heads == 1


def test_an_aid_list_is_not_hung_twice_or_after_approval(store, listed):
    posting.post_batch(store, listed, HUNG, "校门口", today=HUNG)
    with pytest.raises(Refused, match="助前公示中"):
        posting.post_batch(store, listed, HUNG, "校门口", today=HUNG)


def test_a_broken_list_does_not_hang_again_from_the_old_day(store):
    record, _, posted = hung(store)
    posting.change_grade(store, case_of("王芳").id, "1", "父亲新查出重病", today=day(9, 29))
    with pytest.raises(Refused, match="2026-09-29 才中止"):
        posting.post_round(store, record, HUNG, "校门口", today=day(9, 30))
    told = dict(posting_row(posted).__data__) | {
        "id": None,
        "state": "up",
        "ended_why": None,
        "ended_on": None,
    }
    with pytest.raises(Refused, match="2026-09-29 才中止"):
        add(store, Posting, **told)
    again = posting.post_round(store, record, day(9, 29), "校门口", today=day(9, 30))
    assert posting_row(again).until_day > UNTIL


def test_a_posting_broken_off_by_any_road_has_its_day(store, listed):
    posted = posting.post_batch(store, listed, HUNG, "校门口", today=HUNG)
    change(store, Posting, posted, state="broken", ended_why="漏了一人")
    assert posting_row(posted).ended_on >= HUNG


def test_a_list_changed_on_a_later_day_hangs_from_that_day(store, listed):
    posted = posting.post_batch(store, listed, HUNG, "校门口", today=HUNG)
    posting.break_off(store, posted, "李强已转走", today=day(9, 28))
    JournalStep.update(at=dt.datetime(2026, 9, 28, 9)).execute()
    first = AidGrant.select().where(AidGrant.batch == listed).order_by(AidGrant.id).first()
    change(store, AidGrant, first.id, state="stopped", reason="转走")
    latest = JournalStep.select().order_by(JournalStep.id.desc()).first()
    JournalStep.update(at=dt.datetime(2026, 9, 30, 9)).where(JournalStep.id == latest.id).execute()
    with pytest.raises(Refused, match="2026-09-30 还改过"):
        posting.post_batch(store, listed, day(9, 29), "校门口", today=day(10, 8))
    assert posting.post_batch(store, listed, day(9, 30), "校门口", today=day(10, 8))


def test_an_aid_list_broken_off_does_not_hang_again_from_the_old_day(store, listed):
    posted = posting.post_batch(store, listed, HUNG, "校门口", today=HUNG)
    posting.break_off(store, posted, "漏了一人", today=day(9, 28))
    with pytest.raises(Refused, match="2026-09-28 才中止"):
        posting.post_batch(store, listed, HUNG, "校门口", today=day(9, 28))


# the 校历 changes meanwhile -----------------------------------------------------------------------------


def test_a_holiday_marked_meanwhile_makes_the_list_hang_longer(store):
    _, _, posted = hung(store)
    school_calendar.mark(store, UNTIL, UNTIL, "off", "停课")
    assert posting_row(posted).until_day == day(10, 10)
    assert not posting.remaining(posting_row(posted), UNTIL).over
    school_calendar.mark(store, day(10, 2), day(10, 2), "on", "补课")
    assert posting_row(posted).until_day == day(10, 10)


def test_a_holiday_entered_in_the_table_counts_when_the_list_is_taken_down(store):
    _, _, posted = hung(store)
    worked = CalendarDay.get(CalendarDay.day == day(10, 10))
    change(store, CalendarDay, worked.id, kind="off")
    add(store, CalendarDay, day=UNTIL, kind="off")
    with pytest.raises(Refused, match="10月12日才满"):
        posting.take_down(store, posted, DOWN, today=DOWN)
    assert posting.overdue(DOWN) == []
    posting.take_down(store, posted, day(10, 13), today=day(10, 13))
    assert (posting_row(posted).until_day, posting_row(posted).removed_on) == (day(10, 12), day(10, 13))


def test_a_holiday_marked_after_the_list_came_down_stops_the_approval(store):
    record, _, _ = awaiting(store)
    school_calendar.mark(store, day(9, 28), day(9, 30), "off", "停课")
    with pytest.raises(Refused, match="校历后来又标了放假"):
        approval.approve(as_headteacher(store), record, today=day(10, 20))
    with pytest.raises(Refused, match="校历后来又标了放假"):
        signed = {"approved_by": "石校长", "approved_on": day(10, 20)}
        change(as_headteacher(store), RecognitionRound, record, state="approved", **signed)


def test_a_holiday_marked_after_an_aid_list_came_down_stops_its_approval(store, listed):
    posted = posting.post_batch(store, listed, HUNG, "校门口", today=HUNG)
    posting.take_down(store, posted, DOWN, today=DOWN)
    school_calendar.mark(store, day(9, 28), day(9, 30), "off", "停课")
    with pytest.raises(Refused, match="校历后来又标了放假"):
        signed = {"approved_by": "石校长", "approved_on": day(10, 20)}
        change(as_headteacher(store), AidBatch, listed, state="approved", **signed)


def test_a_list_hangs_no_fewer_days_than_the_rule(store, listed):
    with pytest.raises(Refused, match="不能少于 5 个工作日"):
        posting.post_batch(store, listed, HUNG, "校门口", days=1, today=HUNG)
    told = {"kind": "aid", "batch": listed, "from_day": HUNG, "until_day": DOWN, "place": "校门口"}
    with pytest.raises(Refused, match="不能少于 5 个工作日"):
        add(store, Posting, **told, days=1, heads=2, content="0" * 64)
    with pytest.raises(Refused, match="张贴公示"):
        add(store, Posting, **told, days=5)
    posted = posting.post_batch(store, listed, HUNG, "校门口", days=7, today=HUNG)
    assert posting_row(posted).days == 7


def test_what_was_objected_is_not_rewritten(store):
    _, _, posted = hung(store)
    told = objection(store, posted)
    with pytest.raises(Refused, match="照原话留着"):
        change(store, Objection, told, content="没事")
    change(store, Objection, told, result="正在走访")


# the words around a list -------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["校门口，家长电话13912345678", "村委会 529901201605010022"])
def test_a_place_with_somebodys_number_does_not_hang(store, place):
    record, _ = ready(store)
    with pytest.raises(Refused, match="公示地点里像是写了电话"):
        posting.post_round(store, record, HUNG, place, today=HUNG)


def test_a_place_that_names_a_need_does_not_hang(store):
    record, _ = ready(store)
    with pytest.raises(Refused, match="公示地点里写了“孤儿”"):
        posting.post_round(store, record, HUNG, "孤儿班门口", today=HUNG)


def test_words_of_an_earlier_edition_that_name_a_need_do_not_hang_any_more(store):
    record, _ = ready(store)
    values = {"kind": "posting", "version": 1, "body": "拟认定低保学生。", "in_use": True, "since": HUNG}
    add(store, LetterTemplate, **values)
    with pytest.raises(Refused, match=r"认定结果公示正文里写了“低保”.*信函模板"):
        posting.post_round(store, record, HUNG, "校门口", today=HUNG)
    assert not Posting.select().exists()


def test_who_hung_a_list_is_a_name_and_no_telephone(store):
    record, _ = ready(store)
    with pytest.raises(Refused, match="张贴人里像是写了电话"):
        posting.post_round(store, record, HUNG, "校门口公示栏", by="周敏 139 1234 5678", today=HUNG)


def test_the_schools_own_telephone_may_stand_beside_the_place(store):
    record, _ = ready(store)
    own = the_school().hotline_school
    posted = posting.post_round(store, record, HUNG, f"校门口公示栏（电话 {own}）", today=HUNG)
    assert own in posting_row(posted).place


def test_a_place_is_not_rewritten_to_hold_a_number_on_any_road(store):
    _, _, posted = hung(store)
    with pytest.raises(ValueError, match="地点里像是写了电话"):
        change(store, Posting, posted, place="校门口 13912345678")
    change(store, Posting, posted, place="教学楼一楼公示栏")
