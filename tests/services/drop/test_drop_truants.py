"""A child that had to be listed as 疑似辍学: no zero report over it, no signature before somebody answers for it."""

import datetime as dt

import pytest
from builders import add, as_headteacher, pupil, school_class
from builders_drop import away_for, case_of, persuaded, school_day, two_persuaders

from desktop.models.errors import Refused
from desktop.models.ledgers.care_visits import HomeTeachingPlan
from desktop.models.terms import Term
from desktop.services import head_desk
from desktop.services.drop import case_acts, cases, chain, checks, population_edit, reports, term_tables, zero
from desktop.services.drop import month_people as people
from desktop.services.drop import month_view as month_view_module
from desktop.services.drop.kept import TRUANT
from desktop.services.drop.month_view import month_view
from desktop.services.drop.truants import EXPLAINED, truants

AUTUMN = Term(2026, 1)
MONTH = "2026-10"
END = dt.date(2026, 10, 31)
LATER = dt.date(2026, 11, 2)


@pytest.fixture
def truant(store):
    """周大勇 of 三(2)班, away without leave from October 19 to the end of the month."""
    school_class(store, "三(2)班")
    child = pupil(store, "周大勇", "三(2)班")
    away_for(store, child, 10, start=5)
    return child


def test_a_month_with_a_child_that_had_to_be_listed_is_no_zero_report(store, truant):
    found = reports.figures(MONTH, LATER)
    assert (found.counts["suspected"], found.zero) == (0, False)
    assert [one.name for one in found.truants] == ["周大勇"]
    assert any("周大勇" in doubt and "请列为疑似" in doubt for doubt in found.doubts)
    assert "零报告" not in found.sentence


def test_it_is_not_signed_before_the_child_is_listed_or_explained(store, truant):
    reports.keep(store, MONTH, LATER)
    with pytest.raises(Refused, match="周大勇到了列为疑似辍学的天数还没有列"):
        reports.sign(as_headteacher(store), MONTH, LATER)
    case = case_of(store, truant, school_day(14))
    with pytest.raises(Refused, match="还没有列"):  # a warning is no answer
        reports.sign(as_headteacher(store), MONTH, LATER)
    cases.suspect(store, case, LATER)
    reports.keep(store, MONTH, LATER)
    assert not month_view(MONTH, LATER).figures.zero  # at the month's end it was not listed, and is told so
    assert "11-02 列为疑似辍学" in reports.figures(MONTH, LATER).truants[0].words
    reports.sign(as_headteacher(store), MONTH, LATER)
    assert reports.kept(MONTH).state == "signed"


def test_a_reason_that_was_written_down_answers_for_the_child(store, truant):
    reports.keep(store, MONTH, LATER)
    population_edit.explain(store, EXPLAINED, LATER, "随父就医，病历已看", students=[truant])
    assert truants(END) == []
    with pytest.raises(Refused, match="重新制表"):
        reports.sign(as_headteacher(store), MONTH, LATER)
    reports.keep(store, MONTH, LATER)
    reports.sign(as_headteacher(store), MONTH, LATER)
    assert reports.told(reports.kept(MONTH)).zero


def test_a_reason_of_an_earlier_absence_does_not_answer_for_this_one(store, truant):
    population_edit.explain(store, EXPLAINED, dt.date(2026, 10, 12), "上次是请假漏登", students=[truant])
    assert [one.student for one in truants(END)] == [truant]


def test_the_names_stay_with_the_kept_report(store, truant):
    reports.keep(store, MONTH, LATER)
    assert [one.name for one in reports.told(reports.kept(MONTH)).lists[TRUANT]] == ["周大勇"]


def test_the_class_of_such_a_child_is_no_class_without_loss(store, truant):
    (one,) = zero.classes(AUTUMN, END)
    assert (one.clean, one.days, [away.name for away in one.open]) == (False, 0, ["周大勇"])


def test_the_paper_and_the_sheet_name_the_child_by_its_state(store, truant):
    (one,) = reports.figures(MONTH, LATER).lists["absent"]
    assert one.words.endswith("到了列为疑似辍学的天数，还没有列")


def test_table_three_tells_of_the_child_before_it_is_listed(store, truant):
    (way,) = term_tables.ways(AUTUMN, END).ways
    assert (way.label, [one.name for one in way.named]) == (term_tables.UNLISTED, ["周大勇"])


def test_months_without_a_report_are_missing_since_the_first_class_list(store, truant):
    assert chain.missing(dt.date(2026, 12, 5)) == ["2026-10", "2026-11"]
    reports.keep(store, "2026-11", dt.date(2026, 12, 5))
    assert [gap.month for gap in chain.gaps(dt.date(2026, 12, 5)) if "没有月报" in gap.sentence] == [
        "2026-10"
    ]
    assert month_view_module.month_to_report(dt.date(2026, 12, 5)) == MONTH
    assert any("2026年10月没有月报" in words for words, _ in checks.doubts(dt.date(2026, 12, 5)))


def test_the_headteachers_desk_lists_a_report_to_sign_and_why_it_cannot_be_signed(store, truant):
    reports.keep(store, MONTH, LATER)
    (one,) = head_desk.to_sign(as_headteacher(store))
    assert (one.kind, one.place, one.hint) == ("drop_month", "drop_reports", MONTH)
    assert "周大勇" in one.not_yet
    with pytest.raises(Refused, match="自己的页面"):
        head_desk.agree(as_headteacher(store), one)


def test_the_headteachers_desk_lists_a_written_report(store, truant):
    case = case_of(store, truant, school_day(14), kind="suspected")
    persuaded(store, case, school_day(15))
    case_acts.draft_report(
        store, [case], {"number": "石小〔2026〕1号", "day": school_day(16), "to_whom": "town"}
    )
    (one,) = head_desk.to_sign(as_headteacher(store))
    assert (one.title, one.place) == ("书面报告 石小〔2026〕1号", "cases")
    assert "周大勇" in one.fact


def test_home_teaching_that_begins_later_is_not_counted_before(store, truant):
    student = pupil(store, "赵小敏", "三(2)班", attendance="4")
    teachers = two_persuaders(store)
    add(store, HomeTeachingPlan, student=student, term="2026-1", teacher1=teachers[0], teacher2=teachers[1],
        times=2, hours=2, from_day=dt.date(2026, 11, 2))  # fmt: skip
    assert people.taught_at_home(END) == set()
    assert people.taught_at_home(dt.date(2026, 11, 2)) == {student}


def test_a_report_kept_before_says_that_a_child_had_to_be_listed(store, truant):
    reports.keep(store, MONTH, school_day(8))  # two days of absence are no reason yet
    assert chain.changed(MONTH, LATER)[-1] == "到了列为疑似辍学的天数没有列：多了三(2)班周大勇"
