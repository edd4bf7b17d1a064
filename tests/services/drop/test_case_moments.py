"""缺课 and 个案 in a pupil's time line, in the ladder, and month by month."""

import datetime as dt

import pytest
from builders import pupil
from builders_drop import MONDAY, away, away_for, persuaded, school_day, suspected, two_persuaders

from desktop.models.ledgers import day_order
from desktop.services.drop import case_acts, case_figures, cases, ladder, watch
from desktop.services.drop.case_file import file_of
from desktop.services.timeline import moments


@pytest.fixture(autouse=True)
def november(monkeypatch):
    """The time line looks back from today."""
    monkeypatch.setattr(day_order, "today", lambda: dt.date(2026, 11, 22))


def told(student, ledger):
    return [(one.day, one.words, one.fact) for one in moments(student) if one.ledger == ledger]


def test_half_days_one_after_another_are_one_event(store):
    one = pupil(store)
    away_for(store, one, 2)
    away(store, school_day(8), {one: "S"}, halves="am")
    assert told(one, "缺课") == [
        (school_day(8), "缺课 半天", "病假"), (MONDAY, "缺课 2 天", f"旷课 到 {school_day(1)}"),
    ]  # fmt: skip


def test_steps_persuasions_notices_and_calls_stand_in_the_time_line(store):
    one = pupil(store)
    case = suspected(store, one)
    persuaded(store, case, school_day(6))
    case_acts.issue(store, case, school_day(7), school_day(12))
    teacher, _ = two_persuaders(store)
    watch.contact(
        store, {"student": one, "day": school_day(5), "way": "phone", "reached": "no", "staff": teacher}
    )
    events = [words for _, words, _ in told(one, "控辍个案")]
    assert "疑似辍学（控2026-001）" in events and "第 1 次劝返" in events
    assert "发劝返复学通知书 劝返通〔2026〕1号" in events
    assert told(one, "联系家长") == [(school_day(5), "电话联系家长：没联系到", "孙老师")]
    assert all(one.private for one in moments(one) if one.ledger in ("缺课", "控辍个案", "联系家长"))


def test_a_ladder_shows_the_round_of_now_and_another_destination_in_its_place(store):
    case = suspected(store, pupil(store))
    persuaded(store, case, school_day(6))
    cases.back(store, case, school_day(8))
    cases.take_up(store, case, school_day(10))
    rungs = {one.code: (one.state, one.fact) for one in ladder.rungs(file_of(case))}
    assert rungs["persuading"] == ("here", str(school_day(10))) and rungs["back"] == ("later", "")
    cases.elsewhere(store, case, "3.5", school_day(11), "随父母出境")
    rungs = {one.code: one.state for one in ladder.rungs(file_of(case))}
    assert rungs["moved"] == "here" and "back" not in rungs


def test_months_begin_with_the_first_case_and_count_who_stands_at_their_end(store):
    case = suspected(store, pupil(store))
    cases.back(store, case, school_day(8))
    first, second = case_figures.by_month(dt.date(2026, 11, 30))
    assert (first.month, first.opened, first.back, first.standing) == ("2026-10", (case,), (case,), (case,))
    assert (second.month, second.opened, second.standing) == ("2026-11", (), (case,))
    assert case_figures.by_month(dt.date(2026, 9, 30)) == []
