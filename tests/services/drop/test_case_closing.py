"""销号 only of what is over: back and followed, proved elsewhere, or a mistake. The ledgers hold the rest at their door."""

import datetime as dt

import pytest
from builders import add, as_class_teacher, as_headteacher, change, pupil, school_class
from builders_drop import (
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

from desktop.models import sight
from desktop.models.errors import Refused
from desktop.models.ledgers.drop_cases import CaseStep, DropCase
from desktop.models.ledgers.students import Student
from desktop.models.roles import NotAllowed
from desktop.models.store import Invalid
from desktop.models.terms import Term
from desktop.services.drop import cases, class_list, closing, watch, zero
from desktop.services.drop.case_file import file_of
from desktop.services.drop.today_drop import drop_todos
from desktop.services.todo import Around

FRIDAY = MONDAY - dt.timedelta(days=3)


def closed(store, case, day, why="核实过了"):
    closing.close(as_headteacher(store), case, day, why)
    return DropCase.get_by_id(case).closed_why


def listed(store, student, days=6):
    """Away for days without leave, and listed as 疑似辍学 on the last of them."""
    last = away_for(store, student, days)
    return case_of(store, student, last, kind="suspected", last_day=FRIDAY), last


def open_case(day):
    (told,) = cases.open_cases(day)
    return told


# a warning ----------------------------------------------------------------------------------------------


def test_a_warning_is_not_closed_while_the_child_stays_away(store):
    one = pupil(store)
    away_for(store, one, 3)
    case = case_of(store, one, school_day(2), last_day=FRIDAY)
    with pytest.raises(Refused, match="2026-10-14 没有请假就没来，以后还没有到校"):
        closed(store, case, school_day(2))
    away(store, school_day(3), {})
    away(store, school_day(4), {one: "T"})
    with pytest.raises(Refused, match="2026-10-16 没有请假就没来"):
        closed(store, case, school_day(3))  # a day between cannot be picked: what came later counts


def test_a_warning_is_closed_once_the_child_is_back_and_says_since_when(store):
    one = pupil(store)
    away_for(store, one, 3)
    case = case_of(store, one, school_day(2), last_day=FRIDAY)
    away(store, school_day(3), {})
    assert closed(store, case, school_day(3), "家里有事") == "2026-10-15 已返校：家里有事"


def test_a_warning_that_reached_the_days_of_a_suspicion_closes_on_a_contact_and_a_reason(store):
    one = pupil(store)
    away_for(store, one, 6)
    case = case_of(store, one, school_day(2), last_day=FRIDAY)
    away(store, school_day(6), {})
    with pytest.raises(Refused, match=r"无故缺课 6 天.*先登记联系家长（或家访），并在个案里写明缺课原因"):
        closed(store, case, school_day(6))
    call = {"student": one, "day": school_day(2), "reached": "yes", "staff": two_persuaders(store)[0]}
    watch.contact(store, call)
    with pytest.raises(Refused, match="请先在个案里写明缺课原因"):
        closed(store, case, school_day(6))
    cases.amend(store, case, {"cause": "ill"})
    assert closed(store, case, school_day(6), "病好了").startswith("2026-10-20 已返校")


def test_a_warning_nobody_wrote_a_day_about_is_not_closed(store):
    case = case_of(store, pupil(store))
    with pytest.raises(Refused, match="没有孩子返校的记录"):
        closed(store, case, school_day(4))


def test_the_ledger_itself_refuses_the_closing_of_who_is_away(store):
    one = pupil(store)
    case, last = listed(store, one)
    head = as_headteacher(store)
    values = {"state": "closed", "closed_on": last, "closed_why": "x", "closed_by": head.session.who}
    with pytest.raises(Refused, match="没有请假就没来"):
        change(head, DropCase, case, **values)


# a mistake ----------------------------------------------------------------------------------------------


def test_absences_corrected_to_illness_let_the_head_close_the_case_as_a_mistake(store):
    one = pupil(store)
    case, last = listed(store, one)
    with pytest.raises(Refused):
        closed(store, case, last)
    for number in range(6):
        away(store, school_day(number), {one: "S"})
    told = open_case(last)
    assert told.advice == "close" and "登记有误" in told.why
    assert [ready.id for ready in closing.ready_to_close(last)] == [case]
    assert closed(store, case, last, "住院，有病历") == "登记有误，缺课已更正为请假：住院，有病历"
    assert DropCase.get_by_id(case).state == "closed"


def test_a_case_closed_as_a_mistake_breaks_no_class_without_loss(store):
    one, term = pupil(store), Term(2026, 1)
    case, last = listed(store, one)
    (before,) = zero.classes(term, last)
    assert (before.days, before.clean) == (0, False)
    for number in range(6):
        away(store, school_day(number), {one: "S"})
    closed(store, case, last)
    (after,) = zero.classes(term, last)
    assert (after.since, after.clean, after.open) == (MONDAY, True, ())
    assert after.days == (last - MONDAY).days + 1


def test_a_mistake_is_found_out_by_those_who_went_to_persuade_too(store):
    one = pupil(store)
    case, last = listed(store, one)
    persuaded(store, case, last)
    assert DropCase.get_by_id(case).state == "persuading"
    for number in range(6):
        away(store, school_day(number), {one: "S"})
    assert closed(store, case, last).startswith("登记有误")


def test_who_was_really_away_long_enough_is_closed_by_return_alone(store):
    one = pupil(store)
    case, _ = listed(store, one)
    away(store, school_day(6), {})
    with pytest.raises(Refused, match="先登记复学"):
        closed(store, case, school_day(6))
    other = pupil(store, "李明", "四(1)班")
    for number in range(3):
        away(store, school_day(number), {other: "T"}, "四(1)班")
    hasty = case_of(store, other, school_day(2), kind="suspected", last_day=FRIDAY)
    with pytest.raises(Refused, match="还没有到校"):
        closed(store, hasty, school_day(2))
    away(store, school_day(3), {}, "四(1)班")
    assert "没有到疑似辍学的天数" in closed(store, hasty, school_day(3))


# elsewhere ----------------------------------------------------------------------------------------------


def test_no_case_is_closed_before_its_last_step_nor_before_the_proof(store):
    one = pupil(store)
    known = child(store, student=one)
    case = suspected(store, one)
    cases.elsewhere(store, case, "1.5", school_day(8), "随父母到外省")
    proof(store, known, held_on=school_day(10))
    with pytest.raises(Refused, match=r"上一步（转为其他去向）是 2026-10-22，销号日期不能早于那一天"):
        closed(store, case, school_day(7))
    with pytest.raises(Refused, match="就读证明 2026-10-26 才取得"):
        closed(store, case, school_day(9))
    closed(store, case, school_day(10))
    assert CaseStep.select().order_by(CaseStep.id.desc()).first().day == DropCase.get_by_id(case).closed_on


def test_a_refused_proof_closes_nothing_by_any_road(store):
    one = pupil(store)
    known = child(store, student=one)
    case = suspected(store, one)
    cases.elsewhere(store, case, "1.5", school_day(8), "随父母到外省")
    proof(store, known)
    proof(store, known, "refused")
    with pytest.raises(Refused, match="就读证明没有给"):
        closed(store, case, school_day(9))
    head = as_headteacher(store)
    values = {"state": "closed", "closed_on": school_day(9), "closed_why": "x", "closed_by": head.session.who}
    with pytest.raises(Refused, match="不能销号"):
        change(head, DropCase, case, **values)
    proof(store, known)
    assert closed(store, case, school_day(9), "补来了") == "转为省外在读：补来了"


def test_an_open_case_of_a_pupil_who_left_asks_for_the_destination_alone(store):
    one = pupil(store)
    case = suspected(store, one)
    cases.back(store, case, school_day(6))
    change(store, Student, one, status="11", left_on=school_day(8))
    told = open_case(school_day(20))
    assert (told.next.act, told.next.words, told.late) == ("elsewhere", "已转出，登记去向后销号", 0)
    cases.elsewhere(store, case, "1.3", school_day(9), "转入县二小")
    assert DropCase.get_by_id(case).state == "moved"


@pytest.mark.parametrize(("status", "way", "says"), [("05", "1.7", "送教上门"), ("02", "5.4", "休学")])
def test_nobody_is_persuaded_to_come_whom_the_roster_teaches_at_home_or_lets_rest(store, status, way, says):
    one = pupil(store)
    case = suspected(store, one)
    change(store, Student, one, status=status)
    assert open_case(school_day(12)).next.words == f"{says}，登记去向后销号"
    with pytest.raises(Refused, match="请先登记去向"):
        closed(store, case, school_day(12))
    cases.elsewhere(store, case, way, school_day(12), "校长办公会、医院病历")
    assert closed(store, case, school_day(12)).startswith("转为")


# the ledgers' door --------------------------------------------------------------------------------------


@pytest.mark.parametrize("values", [{"again": 0}, {"back_on": MONDAY}, {"other_way": "1.5"}])
def test_what_a_step_wrote_is_not_rewritten_by_itself(store, values):
    case = suspected(store, pupil(store))
    cases.back(store, case, school_day(6))
    cases.take_up(store, case, school_day(8))
    cases.back(store, case, school_day(9))
    with pytest.raises(Refused, match="不能单独改"):
        change(store, DropCase, case, **values)


def test_a_kind_does_not_go_back_to_a_warning(store):
    case = suspected(store, pupil(store))
    with pytest.raises(Refused, match="不能改回"):
        change(store, DropCase, case, kind="absent")


def test_steps_are_neither_changed_nor_written_by_hand(store):
    case = suspected(store, pupil(store))
    step = CaseStep.get(CaseStep.drop_case == case).id
    with pytest.raises(Refused, match="写下以后不能改"):
        change(store, CaseStep, step, words="别的")
    for state, says in (("closed", "由办理个案时一起写"), ("suspected", "已经写下了")):
        with pytest.raises(Refused, match=says):
            add(store, CaseStep, drop_case=case, state=state, day=school_day(6))
    cases.drop_out(store, case, school_day(6), "家长书面声明不再读")
    with pytest.raises(Refused, match="已经写下了"):
        add(store, CaseStep, drop_case=case, state="suspected", day=school_day(6))


def test_a_new_case_brings_no_return_and_no_closing_with_it(store):
    values = {"number": "控2026-009", "student": pupil(store), "kind": "suspected", "state": "suspected",
              "opened_on": school_day(4), "last_day": FRIDAY, "again": 3}  # fmt: skip
    with pytest.raises(Refused, match="由办理时写"):
        add(store, DropCase, **values)


def test_the_last_day_may_be_empty_for_who_never_came_alone(store):
    one = pupil(store)
    with pytest.raises(Invalid, match="最后到校"):
        case_of(store, one, kind="suspected", last_day=None)
    case = case_of(store, one, kind="unregistered", last_day=None)
    assert file_of(case).last_words == "开学未报到"
    persuaded(store, case, school_day(5))
    cases.back(store, case, school_day(6))
    assert open_case(school_day(6)).next.act == "follow"


def test_a_class_list_names_nobody_who_had_left_or_had_not_come(store):
    gone = pupil(store, left_on=school_day(2))
    late = pupil(store, "李明", arrived_on=school_day(4))
    pupil(store, "周明")
    away(store, school_day(1), {gone: "T"})
    with pytest.raises(Refused, match="王芳 2026-10-14 已经离校"):
        away(store, school_day(3), {gone: "T"})
    with pytest.raises(Refused, match="李明 2026-10-16 才来校"):
        away(store, school_day(3), {late: "T"})
    where = class_list.Where(school_day(3), "am", school_class(store))
    assert [one.name for one in class_list.sheet_of(store, where).pupils] == ["周明"]


# who is to be listed ------------------------------------------------------------------------------------


def test_a_child_away_for_the_days_of_suspicion_is_named_until_it_is_listed(store):
    one = pupil(store)
    away(store, MONDAY, {})
    day = away_for(store, one, 5, start=1)
    assert cases.unlisted(school_day(4)) == []
    assert [run.name for run in cases.unlisted(day)] == ["王芳"]
    case = case_of(store, one, day, last_day=MONDAY)
    assert [run.student for run in cases.unlisted(day)] == [one]
    away(store, school_day(6), {one: "T"})
    cases.suspect(store, case, school_day(6))
    assert cases.unlisted(school_day(6)) == []
    assert [run.student for run in cases.unlisted(day)] == [one]  # on that day it was not


def test_illness_is_nothing_to_be_listed(store):
    one = pupil(store)
    assert cases.unlisted(away_for(store, one, 8, "S")) == []


def waits(store, tmp_path, day):
    with sight.through(store.session):
        found = list(drop_todos(store, Around(Term(2026, 1), day, tmp_path, False)))
    return [f"{one.words}｜{one.fact}" for one in found]


def test_today_says_who_is_to_be_listed(store, tmp_path):
    day = away_for(store, pupil(store), 5)
    assert "1 名学生到了列为疑似的天数还没有列｜王芳" in waits(store, tmp_path, day)


def test_today_names_a_class_teachers_own_late_pupils(store, tmp_path):
    mine, other = pupil(store), pupil(store, "李明", "四(1)班")
    away(store, school_day(0), {})
    case = suspected(store, mine)
    suspected(store, other)
    teacher = as_class_teacher(store, school_class(store))
    (told,) = waits(teacher, tmp_path, school_day(9))
    assert told.startswith("王芳该劝返了｜王芳：第一次劝返") and "晚了 2 个工作日" in told
    cases.back(store, case, school_day(9))
    (told,) = waits(teacher, tmp_path, school_day(20))
    assert told.startswith("王芳该跟踪了")


def test_a_class_teacher_closes_nothing(store):
    case, last = listed(store, pupil(store))
    two_persuaders(store)
    with pytest.raises(NotAllowed):
        closing.close(as_class_teacher(store, school_class(store)), case, last, "回来了")
