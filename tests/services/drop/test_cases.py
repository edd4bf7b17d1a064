"""控辍个案: the ladder, its clock, its papers, 重开 and 销号. Nothing is deleted; every move leaves its step."""

import datetime as dt

import pytest
from builders import as_class_teacher, as_headteacher, pupil, school_class
from builders_care import visited
from builders_drop import (
    BIRTH,
    MONDAY,
    away,
    away_for,
    case_of,
    child,
    persuaded,
    proof,
    school_day,
    suspected,
    two_persuaders,
)

from desktop.models.errors import Refused
from desktop.models.ledgers.drop_cases import CaseStep, DropCase, Persuasion, ReturnNotice, WrittenReport
from desktop.models.ledgers.drop_population import AgeChild, AgeStatus
from desktop.models.roles import NotAllowed
from desktop.models.store import Invalid
from desktop.services.drop import absences, case_acts, cases, clock, closing
from desktop.services.drop.case_file import file_of

REPORT = {"number": "石小〔2026〕7号", "day": school_day(12), "to_whom": "centre,town"}


def state(case):
    return DropCase.get_by_id(case).state


def next_of(case, day):
    told = clock.next_of(file_of(case), day)
    return told.act, told.paper, told.by, told.late


def reported(store, case):
    persuaded(store, case, school_day(6))
    report = case_acts.draft_report(store, [case], REPORT)
    case_acts.sign(as_headteacher(store), report, school_day(12))
    return report


def came_back(store, case, day, *later):
    cases.back(store, case, day)
    for on in (day, *later):
        followed(store, case, on)


def followed(store, case, day):
    teacher, _ = two_persuaders(store)
    case_acts.follow(store, case, {"day": day, "words": "上课正常", "staff": teacher, "present": True})


# opening -----------------------------------------------------------------------------------------------


def test_cases_are_raised_in_bulk_from_the_absent_with_a_preview(store):
    one, two = pupil(store), pupil(store, "李明")
    away(store, school_day(0), {})
    for number in (1, 2, 3):
        away(store, school_day(number), {one: "T", two: "T"})
    case_of(store, two, last_day=MONDAY)
    told = cases.preview([one, two], school_day(3))
    assert [(o.name, o.days, o.last_day, o.why_not) for o in told] == [
        ("王芳", 3, MONDAY, ""), ("李明", 3, MONDAY, "已经有个案 控2026-001（缺课预警）"),
    ]  # fmt: skip
    assert cases.open_many(store, told, school_day(3)) == (1, 0)
    row = cases.latest(one)
    assert (row.number, row.state, row.last_day) == ("控2026-002", "warned", MONDAY)
    assert [(s.state, s.day) for s in CaseStep.select().where(CaseStep.drop_case == row.id)] == [
        ("warned", school_day(3))
    ]


def test_a_pupil_has_one_open_case(store):
    one = pupil(store)
    case_of(store, one)
    with pytest.raises(Refused, match="已经有个案 控2026-001"):
        case_of(store, one, school_day(5))
    with pytest.raises(Refused, match="已经有个案"):
        cases.open_many(store, cases.preview([one], school_day(5)), school_day(5))


def test_who_never_came_begins_as_suspected(store):
    assert state(case_of(store, pupil(store), kind="unregistered")) == "suspected"


def test_the_case_is_the_class_teachers_and_knows_the_child_of_the_population(store):
    teacher, _ = two_persuaders(store)
    school_class(store, "三(2)班", head_teacher=teacher)
    one = pupil(store)
    known = child(store, student=one)
    row = DropCase.get_by_id(case_of(store, one))
    assert row.teacher_id == teacher and row.child_id == known


def test_only_who_works_on_dropouts_opens_a_case(store):
    one = pupil(store)
    with pytest.raises(NotAllowed, match="不能登记个案"):
        case_of(as_class_teacher(store, school_class(store)), one)


# the clock ---------------------------------------------------------------------------------------------


def test_the_next_step_its_paper_and_its_day_are_always_named(store):
    case = case_of(store, pupil(store))
    last = MONDAY - dt.timedelta(days=2)
    assert next_of(case, school_day(1)) == ("visit", "D15", school_day(1), 0)
    assert next_of(case, school_day(3)) == ("visit", "D15", school_day(1), 2)
    assert file_of(case).row.last_day == last
    cases.suspect(store, case, school_day(4))
    assert next_of(case, school_day(4)) == ("persuade", "D15", school_day(7), 0)
    persuaded(store, case, school_day(6))
    assert next_of(case, school_day(6)) == ("notice", "D16", school_day(11), 0)
    notice = case_acts.issue(store, case, school_day(7), case_acts.return_by(school_day(7)))
    assert next_of(case, school_day(7))[0] == "serve"
    teacher, _ = two_persuaders(store)
    case_acts.serve(
        store, notice, {"served_on": school_day(8), "served_by": teacher, "received_by": "王建国"}
    )
    assert next_of(case, school_day(8)) == ("wait", "D15", school_day(12), 0)
    assert next_of(case, school_day(13)) == ("report", "D17", school_day(16), 0)
    assert next_of(case, school_day(18)) == ("report", "D17", school_day(16), 2)


def test_after_the_report_comes_its_receipt_then_the_government(store):
    case = suspected(store, pupil(store))
    report = reported(store, case)
    assert state(case) == "reported"
    assert next_of(case, school_day(12)) == ("receipt", "D17", school_day(17), 0)
    case_acts.receipt(store, report, {"received_by": "柳林镇中心校 何老师", "received_on": school_day(13)})
    assert next_of(case, school_day(13))[0] == "paper"
    paper = {
        "kind": "return",
        "day": school_day(14),
        "issuer": "柳林镇人民政府",
        "number": "柳政限返〔2026〕1号",
    }
    case_acts.government(store, case, paper)
    assert state(case) == "government" and "限期返校通知书" in file_of(case).steps[-1].words


def test_a_visit_of_care_counts_as_the_visit_of_a_warning_and_stands_in_the_case(store):
    one = pupil(store)
    case = case_of(store, one)
    teacher, _ = two_persuaders(store)
    visited(store, teacher, one, day=school_day(2), purpose="absence", absence="随父亲去县城")
    assert next_of(case, school_day(3))[0] == "suspect"
    assert [why for _, why in file_of(case).visits] == ["随父亲去县城"]


def test_who_is_late_stands_first_on_the_board(store):
    early, late = pupil(store), pupil(store, "李明")
    case_of(store, early, school_day(9), last_day=school_day(8))
    second = case_of(store, late)
    assert next(one.id for one in cases.open_cases(school_day(9))) == second
    assert cases.open_cases(school_day(9))[0].late == 8


# 劝返, 通知书, 书面报告 -----------------------------------------------------------------------------------


def test_a_persuasion_takes_two_people_and_moves_the_case(store):
    case = suspected(store, pupil(store))
    first, _ = two_persuaders(store)
    with pytest.raises(Invalid, match="至少要两个人"):
        case_acts.persuade(
            store, case, {"day": school_day(5), "staff1": first, "met": "奶奶", "process": "劝。"}
        )
    persuaded(store, case, school_day(5))
    persuaded(store, case, school_day(8), met="父亲")
    assert state(case) == "persuading"
    assert [row.number for row in Persuasion.select().order_by(Persuasion.id)] == [1, 2]


def test_a_class_teacher_writes_the_persuasion_and_the_office_moves_the_case(store):
    case = suspected(store, pupil(store))
    two_persuaders(store)
    persuaded(as_class_teacher(store, school_class(store)), case, school_day(5))
    assert state(case) == "suspected" and next_of(case, school_day(5))[0] == "persuading"
    case_acts.persuading(store, case, school_day(5))
    assert state(case) == "persuading"


def test_notices_are_numbered_through_the_year_and_cannot_be_undone(store):
    from desktop.models import undo

    case = suspected(store, pupil(store))
    for number in (1, 2):
        case_acts.issue(store, case, school_day(5 + number), school_day(12))
        assert (
            ReturnNotice.select().order_by(ReturnNotice.id.desc()).first().number
            == f"劝返通〔2026〕{number}号"
        )
    assert not undo.stacks().undo or "通知书" not in undo.stacks().undo[-1][1]


def test_a_refused_notice_needs_a_witness(store):
    case = suspected(store, pupil(store))
    notice = case_acts.issue(store, case, school_day(6), school_day(11))
    teacher, _ = two_persuaders(store)
    told = {"served_on": school_day(7), "served_by": teacher, "refused": True}
    with pytest.raises(Refused, match="见证人"):
        case_acts.serve(store, notice, told)
    case_acts.serve(store, notice, told | {"refused_words": "家长不肯签", "witness": "石桥村 王主任"})
    with pytest.raises(Refused, match="受送达人"):
        case_acts.serve(store, notice, {"served_on": school_day(7), "served_by": teacher, "refused": False})


def test_a_report_says_what_was_done_and_is_signed_by_the_head_alone(store):
    one = pupil(store)
    case = suspected(store, one, cause="weary")
    with pytest.raises(Refused, match="先登记劝返"):
        case_acts.draft_report(store, [case], REPORT)
    persuaded(store, case, school_day(6))
    told = case_acts.draft_values([case], school_day(12))
    assert "原因：厌学" in told["found"] and "劝返 1 次（10月20日）" in told["measures"]
    report = case_acts.draft_report(store, [case], told | REPORT)
    assert next_of(case, school_day(12))[0] == "sign"
    with pytest.raises(NotAllowed):
        case_acts.sign(store, report)
    case_acts.sign(as_headteacher(store), report, school_day(12))
    assert WrittenReport.get_by_id(report).signed_by == "石校长" and state(case) == "reported"


# 复学, 重开, 销号 -----------------------------------------------------------------------------------------


def test_a_case_is_closed_by_the_head_after_the_days_of_follow_up(store):
    case = suspected(store, pupil(store))
    came_back(store, case, school_day(8))
    head = as_headteacher(store)
    with pytest.raises(Refused, match="跟踪期到 2026-11-21 才满"):
        closing.close(head, case, school_day(12), "复学")
    over = dt.date(2026, 11, 21)
    assert next_of(case, over)[:2] == ("follow", "D18")
    with pytest.raises(Refused, match="请再核实一次"):
        closing.close(head, case, over, "复学")
    followed(store, case, dt.date(2026, 11, 16))
    assert next_of(case, over)[:2] == ("close", "D18")
    with pytest.raises(NotAllowed):
        closing.close(store, case, over, "跟踪期满")
    with pytest.raises(Refused, match="依据"):
        closing.close(head, case, over, " ")
    closing.close(head, case, over, "跟踪 30 天，一直在校")
    row = DropCase.get_by_id(case)
    assert (row.state, row.closed_by, row.closed_on) == ("closed", "石校长", over)
    assert [step.state for step in file_of(case).steps] == ["suspected", "back", "closed"]


def test_follow_up_is_due_at_its_intervals(store):
    case = suspected(store, pupil(store))
    day = school_day(8)
    came_back(store, case, day)
    assert next_of(case, day)[2] == day + dt.timedelta(days=7)


def test_staying_away_again_takes_the_same_case_up(store):
    one = pupil(store)
    case = suspected(store, one)
    persuaded(store, case, school_day(5))
    came_back(store, case, school_day(6))
    away(store, school_day(7), {})
    away_for(store, one, 2, start=8)
    (told,) = cases.open_cases(school_day(9))
    assert told.advice == "again" and "重开" in told.why
    (opening,) = cases.preview([one], school_day(9))
    assert opening.again.id == case
    assert cases.open_many(store, [opening], school_day(9)) == (0, 1)
    row = DropCase.get_by_id(case)
    assert (row.again, row.state, row.back_on, row.last_day) == (1, "persuading", None, school_day(7))
    assert file_of(case).begun == school_day(9) and not file_of(case).persuaded
    assert DropCase.select().count() == 1


def test_a_closed_case_goes_on_within_the_days_of_follow_up_and_is_another_after_that(store):
    one = pupil(store)
    case = suspected(store, one)
    over = dt.date(2026, 11, 21)
    came_back(store, case, school_day(8), over)
    closing.close(as_headteacher(store), case, over, "期满")
    with pytest.raises(Refused, match="重开那一件"):
        case_of(store, one, over + dt.timedelta(days=10))
    cases.take_up(store, case, over + dt.timedelta(days=10))
    assert state(case) == "suspected" and DropCase.get_by_id(case).closed_on is None
    other = pupil(store, "李明")
    old = case_of(store, other)
    away(store, school_day(3), {})
    closing.close(as_headteacher(store), old, school_day(4), "请假漏登，孩子一直在校")
    assert case_of(store, other, dt.date(2027, 3, 1)) != old


def test_another_destination_needs_its_proof_before_the_case_is_closed(store):
    one = pupil(store)
    known = child(store, student=one)
    case = suspected(store, one)
    with pytest.raises(Refused, match="不是另一个去向"):
        cases.elsewhere(store, case, "5.3", school_day(8), "家长说")
    cases.elsewhere(store, case, "1.5", school_day(8), "随父母到外省")
    assert AgeStatus.get().status == "1.5"
    head = as_headteacher(store)
    with pytest.raises(Refused, match="还没有取得就读证明"):
        closing.close(head, case, school_day(9), "已转学")
    proof(store, known)
    assert [told.id for told in closing.ready_to_close(school_day(9))] == [case]
    closing.close(head, case, school_day(9), "外省学校就读证明")
    assert state(case) == "closed"


def test_a_child_who_is_away_or_was_never_back_is_not_closed(store):
    case = suspected(store, pupil(store))
    with pytest.raises(Refused, match="还没有返校"):
        closing.close(as_headteacher(store), case, school_day(9), "劝过了")


def test_a_child_seen_at_school_is_suggested_as_back(store):
    one = pupil(store)
    away_for(store, one, 3)
    case_of(store, one, school_day(2))
    away(store, school_day(3), {})
    (told,) = cases.open_cases(school_day(3))
    assert (told.advice, told.run) == ("back", None)


def test_after_twenty_days_the_kind_becomes_dropped_and_the_state_stays(store):
    one = pupil(store)
    away(store, MONDAY, {})
    case = suspected(store, one)
    day = away_for(store, one, 20, start=1)
    (told,) = cases.open_cases(day)
    assert told.advice == "dropped"
    cases.drop_out(store, case, day)
    assert (DropCase.get_by_id(case).kind, state(case)) == ("dropped", "suspected")
    assert cases.open_cases(day)[0].advice == ""


def test_nothing_of_a_case_is_deleted(store):
    case = suspected(store, pupil(store))
    persuaded(store, case, school_day(6))
    for ledger in (DropCase, CaseStep, Persuasion):
        with pytest.raises(Refused, match="不能删除"), store.step("删除") as step:
            step.remove(ledger, ledger.get().id)


def test_a_step_is_not_dated_before_the_one_before(store):
    case = suspected(store, pupil(store))
    with pytest.raises(Refused, match="不能早于"):
        cases.back(store, case, school_day(1))


def test_a_change_of_kind_does_not_set_the_clock_anew(store):
    case = suspected(store, pupil(store))
    before = next_of(case, school_day(6))
    cases.drop_out(store, case, school_day(6), "家长书面声明不再读")
    assert next_of(case, school_day(6)) == before


def test_nobody_waits_for_a_child_with_another_destination_that_is_proved(store):
    one = pupil(store, birth_date=BIRTH)
    away(store, MONDAY, {})
    case = suspected(store, one)
    away_for(store, one, 6, start=1)
    cases.elsewhere(store, case, "1.5", school_day(6), "随父母到外省")
    proof(store, AgeChild.get().id)
    away(store, school_day(7), {one: "T"})
    (told,) = cases.open_cases(school_day(7))
    assert (told.run, told.advice) == (None, "")


def test_a_warning_that_was_closed_is_no_absence_any_more(store):
    one = pupil(store)
    away_for(store, one, 3, "T")
    case = case_of(store, one, school_day(2))
    for number in range(3):
        away(store, school_day(number), {one: "S"})
    closing.close(as_headteacher(store), case, school_day(3), "请假漏登")
    assert absences.running(school_day(3)) == []


def test_a_persuasion_is_not_dated_before_the_last_day_at_school(store):
    case = suspected(store, pupil(store))
    with pytest.raises(Refused, match="还到过校"):
        persuaded(store, case, dt.date(2026, 10, 9))
