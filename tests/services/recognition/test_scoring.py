"""量化评分: given from what is known, ticked by people, advice at most."""

import datetime as dt

import pytest
from builders import add, change, guardian, hardship, household, id_number
from round_stage import FIRST, applied, applying, approved, case_of, of

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers.recognition import (
    CaseScore,
    GradeLine,
    RecognitionCase,
    RecognitionRound,
    ScoreItem,
)
from desktop.models.ledgers.students import Student
from desktop.services.recognition import scoring

DAY = dt.date(2026, 9, 10)


def item(words):
    return ScoreItem.get(ScoreItem.name.contains(words)).id


@pytest.fixture
def record(store):
    found = applying(store)
    applied(store, found)
    return found


def advice(store, record, ticks=None, name="王芳"):
    case = case_of(name).id
    return scoring.score(store, record, {case: ticks} if ticks is not None else None, day=DAY)[case]


def test_the_shipped_table_is_sown(store):
    rows = list(ScoreItem.select())
    assert len(rows) == 33
    assert {row.kind for row in rows} == {"direct", "cumulative", "manual", "clear"}
    assert ScoreItem.get_by_id(item("父母均无工作")).points == 130


def test_a_hardship_gives_its_points_by_itself(store, record):
    found = advice(store, record)
    assert (found.total, found.grade) == (900, "1")
    assert case_of("王芳").score == 900
    assert "参考档次“特别困难”。得分只作参考" in found.sentence


def test_of_several_direct_items_the_highest_counts_alone(store, record):
    hardship(store, case_of("王芳").student_id, "12")
    found = advice(store, record)
    assert found.total == 900
    assert sorted(line.points for line in found.lines) == [0, 900]


@pytest.mark.parametrize(
    ("tenths", "grade"), [(900, "1"), (899, "2"), (400, "2"), (399, "3"), (150, "3"), (149, "0"), (0, "0")]
)
def test_the_shipped_lines_stand_in_the_data_file(store, tenths, grade):
    assert scoring.grade_for(tenths, scoring.thresholds(DAY)) == grade
    assert GradeLine.select().count() == 3


def test_a_changed_line_counts_from_its_day_on_and_the_old_one_before(store):
    add(store, GradeLine, grade="2", at_least=500, since=dt.date(2026, 10, 1), document="县教育局通知")
    before, after = (scoring.thresholds(day) for day in (dt.date(2026, 9, 30), dt.date(2026, 10, 1)))
    assert scoring.grade_for(450, before) == "2" and scoring.grade_for(450, after) == "3"


def test_lines_in_a_wrong_order_are_told_of(store):
    assert scoring.crossed(DAY) == ""
    add(store, GradeLine, grade="1", at_least=300, since=dt.date(2026, 9, 1))
    assert "特别困难的分数线没有高过困难" in scoring.crossed(DAY)


def test_the_lowest_grade_needs_no_line(store):
    with pytest.raises(ValueError, match="不用设分数线"):
        add(store, GradeLine, grade="0", at_least=10, since=dt.date(2026, 9, 1))


def test_a_round_is_read_by_the_lines_of_the_day_it_was_approved(store):
    row = RecognitionRound(approved_on=dt.date(2026, 9, 20), submitted_on=dt.date(2026, 9, 18))
    assert scoring.day_of_round(row) == dt.date(2026, 9, 20)


def test_facts_of_roster_family_and_application(store, record):
    change(store, RecognitionCase, case_of("王芳").id, kinds=None, disaster="2026年7月洪水冲毁房屋")
    student = case_of("王芳").student_id
    home = household(store)
    change(store, Student, student, ethnicity="06", household_kind="1", household=home)
    change(store, Student, case_of("李强").student_id, household=home)
    guardian(
        store, student, "王建国", id_number=id_number(3, birth=dt.date(1960, 1, 1), gender="1"), relation="51"
    )
    guardian(store, student, "李秀英", age=66, relation="52")
    found = advice(store, record)
    why = {line.item.name: line.why for line in found.lines}
    assert why["一年内遭受重大自然灾害"].startswith("申请表：2026年7月洪水冲毁房屋")
    assert why["少数民族"] == "民族：苗族"
    assert {"农村户籍", "父母均满60周岁", "家中两人以上在上学"} <= why.keys()
    assert "父母一方满60周岁" not in why
    assert found.total == 900 + 10 + 10 + 20 + 30


def test_people_tick_the_rest_and_ticks_are_kept(store, record):
    assert advice(store, record, {item("父母均无工作"): 130, item("教师酌情"): 30}).total == 900 + 160
    assert advice(store, record).total == 900 + 160  # scored again, nothing ticked anew


def test_more_than_an_item_is_worth_is_refused(store, record):
    with pytest.raises(Refused, match="“教师酌情加分”最多 5 分"):
        advice(store, record, {item("教师酌情"): 51})


NONE, ONE = "父母均无工作", "父母一方无工作"


def kept_both(store, record):
    """Both items of a group kept for a case, as could be done before they excluded each other."""
    for words in (NONE, ONE):
        change(store, ScoreItem, item(words), exclusive=None)
    found = advice(store, record, {item(NONE): 130, item(ONE): 30})
    for words in (NONE, ONE):
        change(store, ScoreItem, item(words), exclusive="父母工作")
    return found.total


def test_the_shipped_pairs_exclude_each_other(store):
    groups = {row.name: row.exclusive for row in ScoreItem.select() if row.exclusive}
    assert groups[NONE] == groups[ONE] and groups["赡养老人三位以上"] == groups["赡养老人一至两位"]
    assert len(groups) == 8


def test_two_ticks_in_one_group_are_refused_by_name(store, record):
    with pytest.raises(Refused, match=f"“{NONE}”和“{ONE}”说的是同一件事，只能勾一项"):
        advice(store, record, {item(NONE): 130, item(ONE): 30})
    assert advice(store, record, {item(ONE): 30}).total == 930


def test_a_score_kept_with_both_stays_until_it_is_scored_again_and_then_the_higher_counts(store, record):
    assert kept_both(store, record) == 900 + 160 == case_of("王芳").score
    assert CaseScore.select().where(CaseScore.item.in_([item(NONE), item(ONE)])).count() == 2
    assert scoring.ticked(case_of("王芳").id) == {item(NONE): 130}
    assert advice(store, record).total == 900 + 130 == case_of("王芳").score


def test_what_the_program_gives_and_a_tick_of_the_same_group_count_once(store, record):
    change(store, ScoreItem, item("最低生活保障"), exclusive="低保")
    extra = add(store, ScoreItem, name="另有低保", points=50, kind="cumulative", exclusive="低保")
    assert advice(store, record, {extra: 50}).total == 900


def test_false_papers_clear_everything_and_it_can_be_taken_back(store, record):
    ticks = {item("教师酌情"): 30, item("虚假"): 0}
    found = advice(store, record, ticks)
    assert (found.total, found.grade, case_of("王芳").score) == (0, "0", 0)
    ticks.pop(item("虚假"))
    assert scoring.ticked(case_of("王芳").id)[item("教师酌情")] == 30
    assert advice(store, record, ticks).total == 930


def test_an_item_out_of_use_gives_nothing(store, record):
    change(store, ScoreItem, item("最低生活保障"), in_use=False)
    assert advice(store, record).total == 0


def test_scoring_again_leaves_no_old_lines(store, record):
    scoring.score(store, record, day=DAY)
    lines = CaseScore.select().count()
    scoring.score(store, record, day=DAY)
    assert CaseScore.select().count() == lines == 3
    assert undo.recycle_bin(store) == []
    change(store, RecognitionCase, case_of("王芳").id, disaster="洪水")
    assert len(advice(store, record).lines) == 2


def test_the_score_decides_nothing(store, record):
    scoring.score(store, record, day=DAY)
    assert all(
        row.class_grade is None and row.school_grade is None and row.state == "applied" for row in of(record)
    )


def test_a_decided_case_is_not_scored_again(store):
    record, _, _ = approved(store)
    with pytest.raises(Refused, match="都已经审批定下"):
        scoring.score(store, record, day=FIRST)
