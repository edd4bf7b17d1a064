"""What the register says to a 个案: the last day at school, the return, absences after it; and who is taken for 辍学."""

import datetime as dt

import pytest
from builders import add, as_headteacher, change, pupil
from builders_drop import (
    MONDAY,
    away,
    away_for,
    case_of,
    moved_to,
    persuaded,
    school_day,
    suspected,
    two_persuaders,
)

from desktop.models.errors import Refused
from desktop.models.ledgers.drop_cases import CaseStep, DropCase, FollowUp
from desktop.models.ledgers.drop_reports import DropRule
from desktop.models.ledgers.drop_standing import cases_on
from desktop.services.drop import case_acts, cases, closing, ladder
from desktop.services.drop.case_file import file_of

FRIDAY = MONDAY - dt.timedelta(days=3)


def back_and_followed(store, case, day, *days):
    cases.back(store, case, day)
    teacher, _ = two_persuaders(store)
    for on in (day, *days):
        told = {"day": on, "words": "上课正常", "staff": teacher, "present": True}
        case_acts.follow(store, case, told)


def advice(day):
    (told,) = cases.open_cases(day)
    return told.advice, told.why


def went_missing_again(store):
    """Back on the sixth school day, away for one half-day two days later, at school since."""
    one = pupil(store)
    case = case_of(store, one, away_for(store, one, 5), kind="suspected", last_day=FRIDAY)
    for number in (5, 6, 8):
        away(store, school_day(number), {})
    away(store, school_day(7), {one: "T"}, halves="am")
    away(store, school_day(7), {}, halves="pm")
    back_and_followed(store, case, school_day(5), school_day(24))
    return one, case


# the return ----------------------------------------------------------------------------------------------


def test_a_child_did_not_come_back_on_a_day_it_was_missing(store):
    one = pupil(store)
    case = case_of(store, one, away_for(store, one, 6), kind="suspected", last_day=FRIDAY)
    away(store, school_day(6), {})
    with pytest.raises(
        Refused, match=r"10-16、10-19 没有请假就没来，2026-10-16 还没有复学。.*到校是 2026-10-20"
    ):
        cases.back(store, case, school_day(4))
    cases.back(store, case, school_day(6))
    assert DropCase.get_by_id(case).back_on == school_day(6)


def test_a_return_between_two_absences_is_written_with_a_word_on_it(store):
    one = pupil(store)
    case = case_of(store, one, away_for(store, one, 5), kind="suspected", last_day=FRIDAY)
    away(store, school_day(5), {})
    away(store, school_day(6), {one: "T"})
    away(store, school_day(7), {})
    with pytest.raises(Refused, match=r"10-20 又没有请假就没来。.*2026-10-21.*在“说明”里写一句"):
        cases.back(store, case, school_day(5))
    cases.back(store, case, school_day(5), "回来一天又没来")
    assert advice(school_day(8))[0] == "again"


def test_the_door_refuses_a_return_the_class_lists_deny(store):
    one = pupil(store)
    case = case_of(store, one, away_for(store, one, 5), kind="suspected", last_day=FRIDAY)
    with pytest.raises(Refused, match="2026-10-16 孩子没有来，这一天不能写成复学日期"):
        moved_to(store, case, "back", school_day(4), back_on=school_day(4))
    with pytest.raises(Refused, match="不能早于那一天"):
        moved_to(store, case, "back", school_day(4), back_on=FRIDAY)


# after the return ----------------------------------------------------------------------------------------


def test_half_a_day_missed_in_the_follow_up_asks_to_take_the_case_up_though_the_child_is_back(store):
    _, case = went_missing_again(store)
    assert advice(school_day(8)) == (
        "again", "跟踪期里 10-21 没有请假就没来（1 个半天），请重开；不用重开的，写明原因",
    )  # fmt: skip
    over = dt.date(2026, 11, 20)
    with pytest.raises(Refused, match="10-21 没有请假就没来（1 个半天），请先重开"):
        closing.close(as_headteacher(store), case, over, "跟踪期满")
    head = as_headteacher(store)
    values = {"state": "closed", "closed_on": over, "closed_why": "x", "closed_by": head.session.who}
    with pytest.raises(Refused, match="跟踪期里有 1 个半天"):
        change(head, DropCase, case, **values)
    cases.take_up(store, case, school_day(24))
    row = DropCase.get_by_id(case)
    assert (row.again, row.last_day, row.state) == (1, school_day(6), "suspected")


def test_a_written_reason_answers_for_the_half_days_known_and_for_no_others(store):
    one, case = went_missing_again(store)
    teacher, _ = two_persuaders(store)
    told = {"day": school_day(25), "staff": teacher, "words": "在校", "why_away": " "}
    with pytest.raises(Refused, match="写明为什么没来"):
        case_acts.excuse(store, case, told)
    case_acts.excuse(store, case, told | {"why_away": "家里办丧事，忘了请假"})
    assert FollowUp.select().order_by(FollowUp.id.desc()).first().away_halves == 1
    assert advice(school_day(25))[0] == ""
    away(store, school_day(9), {one: "T"}, halves="am")
    away(store, school_day(10), {})
    assert advice(school_day(25))[0] == "again"
    away(store, school_day(9), {one: "S"}, halves="am")
    closing.close(as_headteacher(store), case, dt.date(2026, 11, 20), "跟踪期满")
    assert any("忘了请假" in event.fact for event in ladder.events(file_of(case)))


def test_leave_in_the_follow_up_asks_nothing_and_the_number_is_the_countys(store):
    one, _ = went_missing_again(store)
    rule = DropRule.get(DropRule.rule == "again_halves").id
    change(store, DropRule, rule, number=2)
    assert advice(school_day(8))[0] == ""
    change(store, DropRule, rule, number=1)
    away(store, school_day(7), {one: "S"}, halves="am")
    assert advice(school_day(8))[0] == ""


# the last day at school ----------------------------------------------------------------------------------


def test_the_last_day_at_school_is_the_one_the_register_shows(store):
    one = pupil(store)
    away(store, MONDAY, {})
    day = away_for(store, one, 4, start=1)
    with pytest.raises(Refused, match=r"2026-10-13 是旷课，孩子没有来。.*到校是 2026-10-12"):
        case_of(store, one, day, last_day=school_day(1))
    with pytest.raises(Refused, match="请写 2026-10-12"):
        case_of(store, one, day, last_day=FRIDAY)
    case = case_of(store, one, day, last_day=MONDAY)
    with pytest.raises(Refused, match="是旷课"):
        cases.amend(store, case, {"last_day": school_day(2)})
    with pytest.raises(Refused, match="不能写成最后到校日期"):
        change(store, DropCase, case, last_day=school_day(2))


# 视为辍学 -------------------------------------------------------------------------------------------------


def test_nobody_is_taken_for_a_dropout_before_the_days_of_the_rule_without_a_reason(store):
    one = pupil(store)
    day = away_for(store, one, 5)
    told = {"kind": "dropped", "last_day": FRIDAY}
    with pytest.raises(Refused, match="无故缺课 5 天，没有到视为辍学的 20 天"):
        case_of(store, one, day, **told)
    case = case_of(store, one, day, **told, cause_words="家长书面声明不再读")
    assert file_of(case).state_label == "辍学" == cases_on(day)[0].label
    assert "视为辍学" in file_of(case).steps[0].words and "书面声明" in file_of(case).steps[0].words


def test_a_case_listed_as_suspected_is_not_deemed_early(store):
    one = pupil(store)
    case = case_of(store, one, away_for(store, one, 6), kind="suspected", last_day=FRIDAY)
    with pytest.raises(Refused, match="没有到视为辍学"):
        cases.drop_out(store, case, school_day(5))
    cases.drop_out(store, case, school_day(5), "家长书面声明不再读")
    with pytest.raises(Refused, match="已经视为辍学"):
        cases.drop_out(store, case, school_day(5), "再写一次")


def test_a_case_taken_up_again_is_a_suspected_one_anew_and_was_a_dropout_before(store):
    one = pupil(store)
    case = case_of(store, one, away_for(store, one, 5), kind="suspected", last_day=FRIDAY)
    cases.drop_out(store, case, school_day(5), "家长书面声明不再读")
    away(store, school_day(6), {})
    cases.back(store, case, school_day(6))
    cases.take_up(store, case, school_day(8))
    row = DropCase.get_by_id(case)
    assert (row.kind, file_of(case).state_label) == ("suspected", "疑似辍学")
    then = [cases_on(school_day(at))[0].dropped for at in (4, 5, 8)]
    assert then == [False, True, False]
    cases.drop_out(store, case, school_day(9), "又写了声明")
    assert cases_on(school_day(9))[0].dropped and not cases_on(school_day(8))[0].dropped


def test_a_dropout_is_not_made_a_suspect_by_hand(store):
    case = suspected(store, pupil(store))
    cases.drop_out(store, case, school_day(6), "家长书面声明不再读")
    with pytest.raises(Refused, match="类型不能单独改"):
        change(store, DropCase, case, kind="suspected")


def test_who_reached_the_days_is_offered_as_a_dropout_whatever_kind_was_chosen(store):
    one = pupil(store)
    last = away_for(store, one, 20)
    case_of(store, one, school_day(4), kind="unregistered", last_day=None)
    assert advice(last)[0] == "dropped"


# the ladder, on every road -------------------------------------------------------------------------------


def test_neither_state_nor_kind_of_a_case_is_changed_beside_its_steps(store):
    case = suspected(store, pupil(store))
    with pytest.raises(Refused, match="状态由办理个案时写"):
        change(store, DropCase, case, state="persuading")
    with pytest.raises(Refused, match="不能直接改成“辍学”"):
        change(store, DropCase, case, kind="dropped")
    with pytest.raises(Refused, match="已经写下了"):
        add(store, CaseStep, drop_case=case, state="suspected", day=school_day(6), words="视为辍学")


def test_a_report_counts_nothing_done_after_its_day(store):
    case = suspected(store, pupil(store))
    persuaded(store, case, school_day(6))
    persuaded(store, case, school_day(12))
    assert "劝返 1 次（10月20日）" in case_acts.draft_values([case], school_day(8))["measures"]
