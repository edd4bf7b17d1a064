"""辍学苗头: every point is explained; nobody is listed for one sign alone; confided notes are never read."""

import json

from builders import AUTUMN, as_headteacher, change, guardian, pupil, remove
from builders_care import result
from builders_drop import MONDAY, away, school_day, suspected

from desktop.models.ledgers.families import Guardian
from desktop.places import RESOURCES
from desktop.services.drop import case_acts, cases, closing, signs


def labels(student, day=school_day(8)):
    return {one.label: one.points for one in signs.of(student, day, AUTUMN)}


def test_half_days_count_by_the_rule_and_truancy_more(store):
    one = pupil(store)
    for number in range(3):
        away(store, school_day(number), {one: "S" if number else "T"})
    assert labels(one) == {"缺课": 2, "旷课": 2}
    (_, truant) = signs.of(one, school_day(8), AUTUMN)
    assert truant.words == "其中旷课 2 个半天，每个 1 分"


def test_a_fall_of_results_is_a_sign(store):
    one = pupil(store)
    result(store, one, 900, term=AUTUMN.previous.previous)
    result(store, one, 700, term=AUTUMN.previous)
    assert labels(one) == {"成绩下降": 2}


def test_a_guardian_struck_out_or_changed_is_a_family_change(store):
    one, two = pupil(store), pupil(store, "李明")
    first, second = guardian(store, one), guardian(store, two, "李建")
    remove(store, Guardian, first)
    change(store, Guardian, second, name="李国")
    import datetime as dt

    today = dt.date.today()
    assert labels(one, today) == labels(two, today) == {"家庭变化": 2}


def test_left_behind_orphans_and_prior_cases_count(store):
    one = pupil(store, left_behind="3", orphan=True)
    case = suspected(store, one)
    assert labels(one) == {"双亲留守": 2, "孤儿": 2, "辍过学": 3}
    assert signs.board(school_day(8), AUTUMN) == []  # his case is open
    cases.back(store, case, school_day(8))
    from builders_drop import two_persuaders

    teacher, _ = two_persuaders(store)
    case_acts.follow(store, case, {"day": school_day(38), "words": "好", "staff": teacher, "present": True})
    closing.close(as_headteacher(store), case, school_day(40), "跟踪期满")
    (told,) = signs.board(school_day(41), AUTUMN)
    assert told.score == 7 and "以前有个案 控2026-001" in told.told


def test_nobody_is_listed_for_a_single_small_sign(store):
    pupil(store, left_behind="2")
    assert signs.board(MONDAY, AUTUMN) == []


def test_every_sign_of_the_resources_has_points_a_most_and_words():
    told = json.loads((RESOURCES / "drop" / "signs.json").read_text("utf-8"))
    assert all(row["points"] <= row["most"] and row["words"] and row["label"] for row in told["signs"])
