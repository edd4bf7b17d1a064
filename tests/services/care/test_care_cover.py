"""家访登记表, the coverage of a month and a term, and the care events of a pupil's time line."""

import datetime as dt

import pytest
from builders import AUTUMN, add, as_headteacher, as_role, guardian, household, pupil, school_class
from builders_care import listed_pupil, teacher

from desktop.models import sight
from desktop.models.errors import Refused
from desktop.models.ledgers.care_goods import PointsEntry, Wish
from desktop.services import timeline
from desktop.services.care import booking, cover, pairs, sheet, talks
from desktop.services.care.booking import About, Entry
from desktop.services.care.typed_visits import next_open

START, DAY = dt.date(2026, 9, 10), dt.date(2026, 11, 20)


def visit(store, who, *children, day=DAY, **values):
    told = {"day": day, "teacher": who, "talked": "谈了在家的情况", "way": "home", **values}
    return booking.keep(store, Entry(told, tuple(About(one) for one in children)))


@pytest.fixture
def people(store):
    """孙老师 stands by two sisters and 李强, 陈老师 by 赵一; 钱多 has nobody."""
    family = household(store, address="下寨村3组12号")
    sun, chen = teacher(store, "孙老师"), teacher(store, "陈老师")
    told = {
        "elder": (listed_pupil(store, "王芳", "五(1)班", household=family), sun),
        "younger": (listed_pupil(store, "王玲", "三(2)班", household=family), sun),
        "li": (listed_pupil(store, "李强", "三(2)班"), sun),
        "zhao": (listed_pupil(store, "赵一", "二(1)班"), chen),
    }
    for child, who in told.values():
        pairs.pair(store, child, {"teacher": who}, START)
    guardian(store, told["li"][0], "李大山", phone="13800000001")
    alone = listed_pupil(store, "钱多", "二(1)班")
    return {name: child for name, (child, _) in told.items()} | {"sun": sun, "chen": chen, "qian": alone}


# the sheet -----------------------------------------------------------------------------------------------


def test_a_sheet_has_a_line_for_each_family_in_the_order_of_classes(people):
    told = sheet.sheet_of("teacher", people["sun"], DAY)
    assert [[one.name for one in line.children] for line in told.lines] == [["王玲", "王芳"], ["李强"]]
    assert (told.lines[0].address, told.lines[1].guardian, told.lines[1].phone) == (
        "下寨村3组12号", "李大山", "13800000001",
    )  # fmt: skip
    assert [line.place for line in told.lines] == [1, 2]


def test_a_sibling_of_another_teacher_stands_there_but_is_not_ones_own(store, people):
    small = pupil(store, "李小", "一(1)班")
    guardian(store, small, "李大山", phone="13800000001")
    line = sheet.sheet_of("teacher", people["sun"], DAY).lines[1]
    assert [(one.name, one.own) for one in line.children] == [("李强", True), ("李小", False)]


def test_a_class_has_its_sheet_with_children_of_all_teachers(store, people):
    told = sheet.sheet_of("class", school_class(store, "二(1)班"), DAY)
    assert {one.name for line in told.lines for one in line.children} == {"赵一", "钱多"}
    assert [line.teacher for line in told.lines] == [people["chen"], None]


def test_the_number_on_paper_finds_the_sheet_again(store, people):
    for whose, who in (("teacher", people["sun"]), ("class", school_class(store, "二(1)班"))):
        told = sheet.sheet_of(whose, who, DAY)
        assert sheet.find(store, f" {told.number} ", dt.date(2027, 1, 3)) == (told, True)


def test_a_sheet_that_the_journal_does_not_know_is_told_to_be_another(store, people):
    number = sheet.sheet_of("teacher", people["sun"], DAY).number
    pairs.pair(store, people["qian"], {"teacher": people["sun"]}, dt.date(2026, 10, 1))
    found, same = sheet.find(store, number, DAY)
    assert (same, len(found.lines)) == (False, 3)


def test_who_is_paired_later_does_not_change_a_printed_sheet(store, people):
    number = sheet.sheet_of("teacher", people["sun"], DAY).number
    pairs.pair(store, people["qian"], {"teacher": people["sun"]}, dt.date(2026, 11, 21))
    assert sheet.find(store, number, dt.date(2026, 12, 1))[1] is True


@pytest.mark.parametrize("typed", ["", "12", "x-1120-48", "1-1332-00", "999-1120-48"])
def test_what_is_no_number_of_a_sheet_is_said(store, people, typed):
    with pytest.raises(Refused, match="编号"):
        sheet.find(store, typed, DAY)


def test_done_and_due_stand_on_the_line(store, people):
    visit(store, people["sun"], people["elder"])
    line = sheet.sheet_of("teacher", people["sun"], DAY).lines[0]
    assert {one.name: (one.done, one.needed) for one in line.children} == {"王芳": (1, 1), "王玲": (0, 1)}
    assert (line.due, line.open) == ("0/1", True)


# coverage ------------------------------------------------------------------------------------------------


def test_a_visit_for_two_sisters_is_one_visit_for_two_children(store, people):
    visit(store, people["sun"], people["elder"], people["younger"])
    told = cover.cover(DAY, AUTUMN)
    assert (len(told.whole.to_visit), told.whole.visited, told.whole.visits, told.whole.heads) == (5, 2, 1, 2)
    assert told.sibling_visits == 1
    assert told.sentence == "要家访 5 人，访到 2 人，家访 1 次 2 人次，还有 3 人没有访到。"


def test_classes_and_teachers_both_add_up_to_the_school(store, people):
    visit(store, people["sun"], people["elder"], people["younger"])
    visit(store, people["chen"], people["zhao"])
    told = cover.cover(DAY, AUTUMN)
    for lines in (told.classes, told.teachers):
        assert sorted(one for line in lines for one in line.to_visit) == sorted(told.whole.to_visit)
        assert sum(line.visited for line in lines) == told.whole.visited == 3
    assert told.teachers[-1].label == "还没有责任教师"
    assert told.teachers[-1].missing == (people["qian"],)


def test_who_went_without_being_responsible_has_a_line_too(store, people):
    other = teacher(store, "安老师")
    visit(store, other, people["zhao"])
    line = next(one for one in cover.cover(DAY, AUTUMN).teachers if one.key == other)
    assert (line.label, line.to_visit, line.visits, line.heads) == ("安老师", (), 1, 1)


def test_a_month_counts_its_own_visits_and_the_term_all(store, people):
    visit(store, people["sun"], people["li"], day=dt.date(2026, 10, 31))
    visit(store, people["chen"], people["zhao"], day=dt.date(2026, 11, 1))
    assert cover.cover(dt.date(2026, 12, 31), AUTUMN, "2026-10").whole.visited == 1
    assert cover.cover(dt.date(2026, 12, 31), AUTUMN, "2026-11").whole.visited == 1
    assert cover.cover(dt.date(2026, 12, 31), AUTUMN).whole.visited == 2


def test_calls_are_told_apart_and_policies_are_counted_by_visit(store, people):
    visit(store, people["sun"], people["li"], way="phone", policies="aid,meals")
    visit(store, people["sun"], people["elder"], people["younger"], policies="aid")
    told = cover.cover(DAY, AUTUMN)
    assert (told.others, told.policies) == ({"phone": 1}, {"aid": 2, "meals": 1})
    assert told.whole.visited == 2


# the pupil's time line -----------------------------------------------------------------------------------


def words_of(student):
    return {(one.ledger, one.words) for one in timeline.moments(student)}


def test_visits_pairs_points_and_wishes_stand_in_the_time_line(store, people):
    visit(store, people["sun"], people["li"], met="奶奶")
    add(store, PointsEntry, student=people["li"], day=DAY, reason="帮助同学", points=3)
    add(store, Wish, student=people["li"], day=DAY, words="一双球鞋")
    assert {
        ("结对", "和孙老师结对（责任教师）"), ("家访", "上门家访"), ("积分", "得 3 分：帮助同学"),
        ("微心愿", "微心愿：一双球鞋"),
    } <= words_of(people["li"])  # fmt: skip


def test_discreet_mode_leaves_out_what_tells_of_need(store, people):
    visit(store, people["sun"], people["li"])
    add(store, Wish, student=people["li"], day=DAY, words="一双球鞋")
    shown = {one.ledger for one in timeline.moments(people["li"]) if not one.private}
    assert "家访" in shown and not shown & {"结对", "微心愿", "谈心"}


def test_a_talk_in_confidence_stands_in_the_time_line_of_two_roles_only(store, people):
    told = {
        "student": people["li"],
        "day": DAY,
        "teacher": people["sun"],
        "topic": "mind",
        "content": "想妈妈",
    }
    talks.keep(store, told | {"in_confidence": True})
    talks.keep(store, told | {"topic": "study"})
    seen = {}
    for name, books in (
        ("clerk", store), ("head", as_headteacher(store)), ("moral", as_role(store, "moral", "何老师")),
    ):  # fmt: skip
        with sight.through(books.session):
            seen[name] = sorted(words for ledger, words in words_of(people["li"]) if ledger == "谈心")
    assert seen == {
        "clerk": ["谈心：学习"],
        "head": ["谈心：学习", "谈心：情绪"],
        "moral": ["谈心：学习", "谈心：情绪"],
    }
    every = [one for one in timeline.moments(people["li"]) if one.ledger == "谈心"]
    assert not any("想妈妈" in one.words + one.fact for one in every)


def test_what_came_back_and_was_typed_shows_on_the_printed_sheet(store, people):
    number = sheet.sheet_of("teacher", people["sun"], DAY).number
    visit(store, people["sun"], people["li"], day=dt.date(2026, 11, 24), way="phone")
    found, same = sheet.find(store, number, dt.date(2026, 12, 1))
    kept = {line.children[0].name: line.kept for line in found.lines}
    assert same and kept["李强"] == dt.date(2026, 11, 24)
    assert next_open(found.lines, {}, 0) == next(line.place for line in found.lines if line.kept is None)


def test_a_visit_written_down_twice_counts_once(store, people):
    for _ in range(2):
        visit(store, people["sun"], people["li"], people["elder"], day=DAY)
    whole = cover.cover(DAY, AUTUMN).whole
    assert (whole.visits, whole.heads) == (1, 2)
    (line,) = [one for one in cover.cover(DAY, AUTUMN).teachers if one.key == people["sun"]]
    assert (line.visits, line.heads) == (1, 2)
