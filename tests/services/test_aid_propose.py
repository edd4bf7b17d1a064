"""Who is entitled this term, who is not, who is doubtful, and the sentence that says why."""

import datetime as dt

import pytest
from builders import (
    LIST_DATE,
    account,
    add,
    as_class_teacher,
    batch,
    change,
    hardship,
    needy,
    programme,
    proposal,
    pupil,
    school_class,
)

from desktop.models.errors import Refused
from desktop.models.ledgers.aid import AidProgramme, AidStandard
from desktop.models.ledgers.students import Student
from desktop.models.terms import Term
from desktop.services.aid.propose import DOUBTFUL, ENTITLED, EXCLUDED, propose
from desktop.services.progress import Cancelled, Progress

EARLY, LATE = LIST_DATE - dt.timedelta(days=1), LIST_DATE + dt.timedelta(days=1)


def only_line(store, *which, **when):
    (line,) = proposal(store, *which, **when).lines
    return line


def judged(store, *which, **when):
    line = only_line(store, *which, **when)
    return line.verdict, line.why


def test_half_of_625_a_year_is_312_50_and_the_sentence_shows_it(store):
    record = pupil(store, attendance="1")
    hardship(store, record, "05.1", source="农村低保.xls“Sheet2”第 7 行")
    line = only_line(store)
    assert (line.verdict, line.amount.fen, line.boarding, line.basis) == (
        ENTITLED,
        31250,
        "non_boarder",
        "农村低保家庭学生",
    )
    assert line.why == (
        "非寄宿生 · 农村低保家庭学生（农村低保.xls“Sheet2”第 7 行） · 小学 625元/学年 ÷ 2 = 312.50元"
    )


@pytest.mark.parametrize(
    ("code", "klass", "attendance", "term", "fen"),
    [
        ("non_boarding", "三(2)班", "1", Term(2026, 1), 31250),
        ("non_boarding", "七(1)班", "1", Term(2026, 1), 37500),
        ("boarding", "三(2)班", "2", Term(2026, 2), 62500),
        ("boarding", "九(1)班", "2", Term(2026, 1), 75000),
        ("non_boarding", "三(2)班", "1", Term(2022, 1), 25000),
        ("non_boarding", "三(2)班", "1", Term(2023, 1), 25000),
        ("non_boarding", "三(2)班", "1", Term(2023, 2), 31250),
        ("boarding", "三(2)班", "2", Term(2020, 1), 50000),
    ],
)
def test_each_stage_and_term_has_its_standard(store, code, klass, attendance, term, fen):
    needy(store, klass=klass, attendance=attendance)
    assert only_line(store, code, term=term).amount.fen == fen


def test_the_countys_own_standard_goes_before_the_nations_and_an_example_never_counts(store):
    needy(store)
    values = {
        "programme": programme().id,
        "stage": "primary",
        "boarding": "non_boarder",
        "unit": "学期",
        "from_term": "2026-1",
    }
    add(store, AidStandard, **values, amount=99900, level="本地示例")
    assert only_line(store).amount.fen == 31250
    add(store, AidStandard, **values, amount=40000, level="县", doc_no="青教〔2026〕3号")
    assert only_line(store).why.endswith("小学 400元/学期 = 400.00元（青教〔2026〕3号）")
    assert only_line(store, term=Term(2025, 2)).amount.fen == 31250


# where the roll ends ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"status": "11", "left_on": EARLY}, "已转出，名单日期学籍不在本校，由学籍所在学校资助。"),
        ({"status": "11", "left_on": LIST_DATE}, "已转出，名单日期学籍不在本校，由学籍所在学校资助。"),
        ({"status": "12"}, "毕业，名单日期学籍不在本校，由学籍所在学校资助。"),
        ({"arrived_on": LATE}, f"{LATE} 才转入，名单日期学籍不在本校。"),
        ({"status": "13"}, "已辍学，复学后再列入。"),
    ],
)
def test_who_is_not_on_the_roll_on_the_list_date_is_left_out(store, values, why):
    needy(store, **values)
    assert judged(store) == (EXCLUDED, why)


@pytest.mark.parametrize(
    "values", [{"status": "11", "left_on": LATE}, {"arrived_on": LIST_DATE}, {"status": "05"}]
)
def test_who_is_on_the_roll_on_the_list_date_is_in(store, values):
    needy(store, **values)
    assert judged(store)[0] == ENTITLED


@pytest.mark.parametrize(("status", "word"), [("02", "休学"), ("03", "长期请假"), ("08", "去向待查")])
def test_who_is_on_the_roll_but_away_is_for_the_school_to_decide(store, status, word):
    needy(store, status=status)
    assert judged(store) == (DOUBTFUL, f"{word}，学籍还在，请核对是否发放。")


def test_a_stage_the_programme_does_not_have_is_left_out(store):
    change(store, AidProgramme, programme().id, stages="primary")
    needy(store, klass="七(1)班")
    assert judged(store) == (EXCLUDED, "家庭经济困难非寄宿生生活补助不含初中学生。")


# boarding -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "attendance", "why"),
    [
        ("non_boarding", "2", "寄宿生，不属于这一项的非寄宿生。"),
        ("boarding", "1", "非寄宿生，不属于这一项的寄宿生。"),
        ("boarding", "3", "非寄宿生，不属于这一项的寄宿生。"),
    ],
)
def test_the_other_way_of_living_is_left_out(store, code, attendance, why):
    needy(store, attendance=attendance)
    assert judged(store, code) == (EXCLUDED, why)


@pytest.mark.parametrize(
    ("dates", "code"),
    [
        ({}, "boarding"),
        ({"boards_from": LIST_DATE}, "boarding"),
        ({"boards_from": LATE}, "non_boarding"),
        ({"boards_to": EARLY}, "non_boarding"),
        ({"boards_to": LIST_DATE}, "boarding"),
    ],
)
def test_a_switch_of_boarding_counts_from_its_day(store, dates, code):
    needy(store, attendance="2", **dates)
    verdicts = {which: judged(store, which)[0] for which in ("boarding", "non_boarding")}
    assert verdicts.pop(code) == ENTITLED
    assert set(verdicts.values()) == {EXCLUDED}


def test_an_unknown_way_of_living_is_doubtful(store):
    needy(store, attendance=None)
    assert judged(store) == (DOUBTFUL, "花名册里没有填就读方式，分不清寄宿还是非寄宿。")
    assert only_line(store).amount.fen == 31250


# the reason ---------------------------------------------------------------------------------------------


def test_nobody_is_listed_without_a_reason(store):
    pupil(store, attendance="1")
    assert judged(store) == (EXCLUDED, "没有登记困难类型。")


@pytest.mark.parametrize("kind", ["01", "02", "03", "04", "05.1", "07.1", "12"])
def test_the_kinds_of_the_non_boarders_programme_count(store, kind):
    needy(store, kind=kind)
    assert judged(store)[0] == ENTITLED


@pytest.mark.parametrize(
    ("kind", "label"), [("05.2", "城市低保家庭学生"), ("10", "孤儿"), ("90", "其他家庭经济困难学生")]
)
def test_other_kinds_count_for_boarders_alone(store, kind, label):
    record = needy(store, kind=kind)
    assert judged(store) == (EXCLUDED, f"{label}不在这一项的范围里。")
    change(store, Student, record, attendance="2")
    assert judged(store, "boarding")[0] == ENTITLED


@pytest.mark.parametrize(("kind", "label"), [("05", "低保家庭学生"), ("07", "特困救助供养学生")])
def test_country_or_town_untold_is_doubtful(store, kind, label):
    needy(store, kind=kind)
    assert judged(store) == (DOUBTFUL, f"{label}没有注明农村还是城市。")


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"continues": False}, "脱贫家庭学生注明“不享受政策”。"),
        ({"risk": "cleared"}, "脱贫家庭学生的风险已消除，请核对是否继续资助。"),
    ],
)
def test_a_reason_that_may_have_ended_is_doubtful(store, values, why):
    hardship(store, pupil(store, attendance="1"), "01", **values)
    assert judged(store) == (DOUBTFUL, why)


def test_one_sure_reason_settles_the_doubts_about_another(store):
    record = needy(store, kind="05")
    hardship(store, record, "12")
    assert only_line(store).basis == "残疾学生"
    assert judged(store)[0] == ENTITLED


@pytest.mark.parametrize("dates", [{"since": LATE}, {"since": dt.date(2025, 9, 1), "until": EARLY}])
def test_a_reason_counts_from_its_first_to_its_last_day(store, dates):
    hardship(store, pupil(store, attendance="1"), **dates)
    assert judged(store) == (EXCLUDED, "没有登记困难类型。")


def test_a_programme_for_everybody_asks_for_no_reason_and_writes_none(store):
    change(store, AidProgramme, programme("school_aid").id, needs="everyone")
    add(store, AidStandard, programme=programme("school_aid").id, stage="primary", boarding="any", unit="学期",
        amount=5000, level="校", from_term="2026-1")  # fmt: skip
    hardship(store, pupil(store, attendance="1"), "01", continues=False)
    line = only_line(store, "school_aid")
    assert (line.verdict, line.basis, line.why) == (ENTITLED, "", "非寄宿生 · 小学 50元/学期 = 50.00元")


# what else may stand in the way --------------------------------------------------------------------------


def test_nobody_is_listed_twice_in_a_term(store):
    needy(store)
    batch(store)
    assert judged(store) == (EXCLUDED, "本学期已经享受家庭经济困难非寄宿生生活补助，不能重复。")
    assert judged(store, term=Term(2026, 2))[0] == ENTITLED


def test_programmes_of_one_group_exclude_each_other(store):
    record = needy(store)
    batch(store)
    change(store, Student, record, attendance="2")
    assert judged(store, "boarding") == (EXCLUDED, "本学期已经享受家庭经济困难非寄宿生生活补助，不能重复。")


def test_without_a_standard_the_person_is_asked_to_add_one(store):
    needy(store)
    assert judged(store, term=Term(2000, 1)) == (
        DOUBTFUL,
        "没有找到2000年秋季学期可用的标准，请先在“资助标准”里补上。",
    )


def test_what_is_paid_by_the_day_is_refused_in_words(store):
    pupil(store, attendance="1")
    with pytest.raises(Refused, match="“农村义务教育学生营养膳食补助”按天计算，不能直接按学期生成名单"):
        proposal(store, "meal")


def test_the_newest_card_in_use_is_proposed(store):
    record = needy(store)
    account(store, record, "6217000010001111111")
    second = account(store, record, "6217000010002222222")
    account(store, record, "6217000010003333333", in_use=False)
    assert only_line(store).payee.id == second


def test_lines_stand_by_class_and_seat(store):
    for name, klass, seat in (
        ("甲", "三(10)班", 1),
        ("乙", "三(2)班", 2),
        ("丙", "三(2)班", 1),
        ("丁", "一(1)班", 9),
    ):
        needy(store, name, klass, seat_no=seat)
    assert [line.student.name for line in proposal(store).lines] == ["丁", "丙", "乙", "甲"]


def test_the_total_is_of_the_entitled_alone(store):
    needy(store, "甲")
    needy(store, "乙", kind="05")
    pupil(store, "丙", attendance="1")
    told = proposal(store)
    assert told.total == 31250
    assert [len(told.of(verdict)) for verdict in (ENTITLED, DOUBTFUL, EXCLUDED)] == [1, 1, 1]


def test_a_class_teacher_sees_the_proposal_for_the_own_class(store):
    needy(store, "甲", "三(1)班")
    needy(store, "乙", "三(2)班")
    teacher = as_class_teacher(store, school_class(store, "三(2)班"))
    assert [line.student.name for line in proposal(teacher).lines] == ["乙"]


def test_a_proposal_can_be_cancelled(store):
    needy(store)
    progress = Progress()
    progress.cancelled = True
    with pytest.raises(Cancelled):
        propose(store, programme(), Term(2026, 1), LIST_DATE, progress)
