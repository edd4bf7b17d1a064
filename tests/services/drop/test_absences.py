"""缺课: each half-day once, from the class lists and the meal sheets; runs of school days; what is due."""

import datetime as dt

import pytest
from builders import add, as_class_teacher, change, pupil, school_class
from builders_drop import MONDAY, away, away_for, case_of, persuaded, school_day, two_persuaders
from builders_meals import class_day, eaters

from desktop.models.errors import Refused
from desktop.models.ledgers.calendar import CalendarDay
from desktop.models.ledgers.drop_absence import ClassAbsence
from desktop.models.ledgers.students import Student
from desktop.models.roles import NotAllowed
from desktop.services import people
from desktop.services.care import booking
from desktop.services.care.booking import About, Entry
from desktop.services.drop import absences, checks, class_list, watch
from desktop.services.meals import days

FRIDAY = school_day(4)


def told(student, day=FRIDAY):
    return [(one.day, one.half, one.mark, one.source) for one in absences.of(student, MONDAY, day)]


def test_a_meal_sheet_counts_for_both_halves_of_its_day(store):
    first = eaters(store)[0]
    class_day(store, MONDAY, exceptions={1: "T"})
    assert told(first) == [(MONDAY, "am", "T", "meal"), (MONDAY, "pm", "T", "meal")]


def test_a_class_list_decides_its_half_day_and_no_half_is_counted_twice(store):
    first = eaters(store)[0]
    class_day(store, MONDAY, exceptions={1: "T"})
    away(store, MONDAY, {}, halves="am")
    assert told(first) == [(MONDAY, "pm", "T", "meal")]
    away(store, MONDAY, {first: "S"}, halves="am")
    assert told(first) == [(MONDAY, "am", "S", "list"), (MONDAY, "pm", "T", "meal")]


def test_whoever_was_at_school_but_did_not_eat_was_at_school(store):
    first, second, *_ = eaters(store)
    class_day(store, MONDAY, exceptions={1: "N", 2: "A"})
    assert told(first) == told(second) == []


def test_another_meal_of_the_day_that_saw_the_pupil_speaks_for_him(store):
    first = eaters(store)[0]
    class_day(store, MONDAY, exceptions={1: "T"})
    eaters(store, names="", kind="snack")
    class_day(store, MONDAY, exceptions={}, kind="snack")
    assert told(first) == []


def test_a_run_counts_school_days_over_the_weekend(store):
    one = pupil(store)
    away_for(store, one, 7)
    run = absences.run_of(one, school_day(6))
    assert (run.count, run.first, run.last) == (7, MONDAY, school_day(6))
    assert run.told == "旷课 7 天" and len(run.without_leave) == 7


def test_a_holiday_inside_a_run_is_no_school_day(store):
    one = pupil(store)
    add(store, CalendarDay, day=school_day(1), kind="off", reason="校运会补休")
    for number in (0, 2, 3):
        away(store, school_day(number), {one: "T"})
    assert absences.run_of(one, school_day(3)).count == 3


def test_a_half_day_at_school_ends_a_run(store):
    one = pupil(store)
    away_for(store, one, 3)
    away(store, school_day(3), {one: "T"}, halves="am")
    away(store, school_day(3), {}, halves="pm")
    assert absences.running(school_day(3)) == []


def test_a_day_nobody_wrote_about_neither_counts_nor_ends_a_run(store):
    one = pupil(store)
    away(store, school_day(0), {one: "T"})
    away(store, school_day(2), {one: "T"})
    run = absences.run_of(one, school_day(3))
    assert (run.count, run.unknown) == (2, 2)


def test_a_run_longer_than_the_first_look_is_counted_whole(store):
    one = pupil(store)
    away(store, school_day(0), {})
    away_for(store, one, 34, start=1)
    run = absences.run_of(one, school_day(34))
    assert run.count == 34 and run.last_here == MONDAY


def test_who_left_the_school_is_not_away(store):
    one = pupil(store)
    away_for(store, one, 3)
    with store.step("转出") as step:
        step.change(Student, one, {"left_on": school_day(2)})
    assert absences.running(school_day(3)) == []


def test_a_class_teacher_sees_and_writes_the_own_class_alone(store):
    one, other = pupil(store), pupil(store, "李明", "四(1)班")
    away(store, MONDAY, {other: "T"}, "四(1)班")
    teacher = as_class_teacher(store, school_class(store))
    away(teacher, MONDAY, {one: "T"})
    assert [line.school_class for line in class_list.board(teacher, MONDAY, "am")] == [school_class(store)]
    with pytest.raises(NotAllowed, match="只能登记考勤自己班的"):
        away(teacher, MONDAY, {other: "T"}, "四(1)班")


# the list ----------------------------------------------------------------------------------------------


def test_a_list_begins_with_whom_the_meal_sheet_names_and_who_was_on_leave(store):
    first, second, *_ = eaters(store)
    class_day(store, MONDAY, exceptions={1: "T", 2: "S"})
    here = class_list.sheet_of(store, class_list.Where(MONDAY, "am", school_class(store)))
    assert here.leave == {first: "T", second: "S"} and here.meal == {first, second}
    then = class_list.sheet_of(store, class_list.Where(school_day(1), "am", school_class(store)))
    assert then.leave == {second: "S"} and not then.meal


def test_the_afternoon_begins_with_the_morning(store):
    one = pupil(store)
    away(store, MONDAY, {one: "P"}, halves="am")
    sheet = class_list.sheet_of(store, class_list.Where(MONDAY, "pm", school_class(store)))
    assert sheet.exceptions == {one: "P"}


def test_all_present_leaves_classes_open_of_which_somebody_is_known_to_be_away(store):
    one = pupil(store)
    pupil(store, "李明", "四(1)班")
    away(store, MONDAY, {one: "T"}, halves="am")
    assert class_list.all_present(store, MONDAY, "pm") == 1
    assert [line.record is None for line in class_list.board(store, MONDAY, "pm")] == [True, False]


@pytest.mark.parametrize(
    ("day", "says"), [(dt.date(2026, 10, 17), "不上课"), (dt.date(2028, 3, 1), "还没有到")]
)
def test_no_list_is_kept_for_a_day_without_lessons_or_to_come(store, day, says):
    pupil(store)
    with pytest.raises(Refused, match=says):
        away(store, day, {})


def test_a_mark_of_somebody_who_was_there_is_refused(store):
    one = pupil(store)
    with pytest.raises(Refused, match="没到的只能写病假、事假、旷课"):
        away(store, MONDAY, {one: "N"})


def test_a_list_can_be_changed_and_taken_back(store):
    one = pupil(store)
    away(store, MONDAY, {one: "T"}, halves="am")
    away(store, MONDAY, {one: "S"}, halves="am")
    assert ClassAbsence.get().marks == f"S={one}"
    class_list.take_back(store, class_list.Where(MONDAY, "am", school_class(store)))
    assert not ClassAbsence.select().exists() and absences.of(one, MONDAY, MONDAY) == []


# what is due -------------------------------------------------------------------------------------------


def due(student, day):
    return [one.code for one in next(w for w in watch.board(day) if w.student == student).due]


def test_what_is_due_grows_with_the_days_without_leave(store):
    one = pupil(store)
    for number, codes in enumerate(
        [["contact"], ["contact", "visit"], ["contact", "visit", "warn"], ["contact", "visit", "warn"],
         ["contact", "visit", "warn", "suspect"]],
    ):  # fmt: skip
        away(store, school_day(number), {one: "T"})
        assert due(one, school_day(number)) == codes


def test_leave_starts_no_clock_but_a_long_one_is_pointed_out(store):
    one = pupil(store)
    away_for(store, one, 5, "S")
    (told,) = watch.board(school_day(4))
    assert told.due == () and told.advice == watch.LONG_LEAVE


def test_what_was_done_is_due_no_more_and_what_was_not_is_late(store):
    one = pupil(store)
    last = away_for(store, one, 3)
    teacher, _ = two_persuaders(store)
    contact = {
        "student": one,
        "day": MONDAY,
        "staff": teacher,
        "way": "phone",
        "reached": "yes",
        "words": "说身体不舒服",
    }
    watch.contact(store, contact)
    (told,) = watch.board(last)
    assert [(one.code, one.late) for one in told.due] == [("visit", 1), ("warn", 0)]
    case_of(store, one, last)
    assert due(one, last) == ["visit"]


def test_a_call_that_reached_nobody_is_not_enough(store):
    one = pupil(store)
    away_for(store, one, 1)
    teacher, _ = two_persuaders(store)
    watch.contact(store, {"student": one, "day": MONDAY, "staff": teacher, "way": "phone", "reached": "no"})
    assert due(one, MONDAY) == ["contact"]


def test_a_run_goes_on_behind_long_holidays(store):
    one = pupil(store)
    with store.step("放假") as step:
        days = [school_day(5) + dt.timedelta(days=n) for n in range(35)]
        step.add_many(CalendarDay, [{"day": day, "kind": "off"} for day in days])
    away_for(store, one, 3)
    last = days[-1] + dt.timedelta(days=1)
    away(store, last, {one: "T"})
    assert absences.run_of(one, last).count == 4


def test_a_visit_says_who_went_whom_they_met_and_why_the_child_was_away(store):
    one = pupil(store)
    last = away_for(store, one, 3)
    teacher, _ = two_persuaders(store)
    booking.keep(
        store,
        Entry(
            {"day": last, "teacher": teacher, "talked": "谈了", "met": "王大山"},
            (About(one, absence_why="感冒"),),
        ),
    )
    (told,) = watch.board(last)
    assert told.visits == (last,) and "见到王大山，没来是因为：感冒" in told.seen[last]


def test_a_day_gone_by_still_has_the_pupils_who_left_since(store):
    gone, stays = pupil(store), pupil(store, "李明")
    people.transfer_out(store, gone, school_day(5), "transfer", "县城")
    here = [
        class_list.sheet_of(store, class_list.Where(school_day(at), "am", school_class(store)))
        for at in (4, 5)
    ]
    assert [[one.name for one in sheet.pupils] for sheet in here] == [["王芳", "李明"], ["李明"]]
    away(store, school_day(4), {gone: "T"})
    assert [one.day for one in absences.of(gone, MONDAY, school_day(9))] == [school_day(4)] * 2
    assert absences.of(stays, MONDAY, school_day(9)) == []


def test_who_left_and_came_again_keeps_the_days_missed_before(store):
    one = pupil(store)
    away(store, MONDAY, {one: "T"})
    people.transfer_out(store, one, school_day(1), "transfer", "青禾县第二小学")
    people.transfer_in(store, one, school_day(3), "青禾县第二小学", school_class(store))
    assert told(one) == [(MONDAY, "am", "T", "list"), (MONDAY, "pm", "T", "list")]
    assert list(checks.doubts(FRIDAY)) == []


def test_a_day_missed_before_a_pupil_came_is_told_by_the_check_of_the_books(store):
    one = pupil(store)
    away(store, MONDAY, {one: "T"})
    away(store, school_day(1), {one: "T"})
    change(store, Student, one, arrived_on=school_day(3))
    assert told(one) == []
    ((words, whom),) = checks.doubts(FRIDAY)
    assert "王芳（2026-10-15 转入，2026-10-12 等 2 天记了没到）" in words and "没有算缺课" in words
    assert whom == (one,)


def test_a_pupil_who_came_after_the_days_known_of_the_class_has_a_list_like_the_others(store):
    pupil(store)
    away(store, MONDAY, {})
    came = pupil(store, "韦小军", arrived_on=school_day(2))
    sheet = class_list.sheet_of(store, class_list.Where(school_day(2), "am", school_class(store)))
    assert came in {one.id for one in sheet.pupils} and not sheet.leave
    assert class_list.all_present(store, school_day(2), "am") == 1


def test_a_child_whose_case_is_open_stays_away_on_the_list_over_a_month_without_any(store):
    gone, there = pupil(store), pupil(store, "李明", "三(1)班")
    away_for(store, gone, 3)
    case_of(store, gone)
    later = school_day(25)
    sheet = class_list.sheet_of(store, class_list.Where(later, "am", school_class(store)))
    assert sheet.leave == {gone: "T"} and there not in sheet.leave
    assert class_list.quiet_classes(store, later, "am") == [school_class(store, "三(1)班")]
    assert class_list.all_present(store, later, "am") == 1


def test_a_meal_sheet_begins_without_the_child_whose_case_says_away(store):
    first, second = eaters(store)[:2]
    away_for(store, first, 3)
    persuaded(store, case_of(store, first), school_day(3))
    sheet = days.sheet_of(store, days.Where(school_day(3), "lunch", school_class(store)))
    assert sheet.leave == {first: "T"} and second not in sheet.leave
    class_day(store, school_day(3), exceptions={})
    sheet = days.sheet_of(store, days.Where(school_day(4), "lunch", school_class(store)))
    assert not sheet.leave  # it was seen eating since
