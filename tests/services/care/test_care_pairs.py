"""Pairs: who is responsible on a day, whether anybody was left out, what ends and what is told to end."""

import datetime as dt

import pytest
from builders import AUTUMN, as_role, change, remove
from builders_care import AUTUMN_DAY, SINCE, listed_pupil, name_of, paired, teacher

from desktop.models.errors import Refused
from desktop.models.ledgers.care_pairs import Pairing
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.roles import NotAllowed
from desktop.services.care import pair_board, pairs
from desktop.services.care.checks import doubts
from desktop.services.care.moments import care_moments

LATER = AUTUMN_DAY + dt.timedelta(days=7)


def told(day=AUTUMN_DAY):
    return pairs.coverage(day, AUTUMN)


def test_listed_is_paired_and_missing_together(store):
    first, second, third = (listed_pupil(store, name) for name in ("王芳", "李强", "赵敏"))
    paired(store, first, teacher(store))
    assert (told().listed, told().paired, [child.student for child in told().missing]) == (
        3,
        1,
        [second, third],
    )
    assert "还差 2 人" in told().sentence


def test_who_only_came_with_working_parents_is_not_to_be_paired(store):
    listed_pupil(store, types=("migrant",))
    assert told().listed == 0


def test_a_child_of_two_types_counts_once_in_all_and_once_in_each(store):
    listed_pupil(store, types=("poor", "disabled"))
    listed_pupil(store, "李强", "四(1)班", types=("need",))
    assert [(one.label, len(one.listed)) for one in told().types] == [("残疾", 1), ("贫困", 1), ("困境", 1)]
    assert [(one.label, one.paired, len(one.listed)) for one in told().classes] == [
        ("三(2)班", 0, 1),
        ("四(1)班", 0, 1),
    ]
    assert told().listed == 2


def test_whoever_helps_is_not_responsible(store):
    paired(store, listed_pupil(store), teacher(store), role="help")
    assert len(told().missing) == 1


def test_a_child_has_one_responsible_teacher_at_a_time(store):
    child = listed_pupil(store)
    paired(store, child, teacher(store, "孙老师"))
    with pytest.raises(Refused, match="同时有两位责任教师（孙老师、钱老师）"):
        pairs.pair(store, child, {"teacher": teacher(store, "钱老师")}, AUTUMN_DAY)


def test_from_the_day_it_ends_a_child_is_nobodys(store):
    child, one = listed_pupil(store), teacher(store)
    record = paired(store, child, one)
    pairs.end(store, [record], "off_list", LATER)
    assert pairs.lead_of([child], AUTUMN_DAY)[child].teacher_id == one
    assert pairs.lead_of([child], LATER) == {}
    assert (pairs.load(AUTUMN_DAY), pairs.load(LATER)) == ({one: [child]}, {})


def test_a_pair_entered_by_mistake_never_was(store):
    child = listed_pupil(store)
    record = paired(store, child, teacher(store))
    pairs.end(store, [record], "wrong", LATER)
    assert pairs.lead_of([child], AUTUMN_DAY) == {}


def test_what_has_ended_is_not_ended_again(store):
    record = paired(store, listed_pupil(store), teacher(store))
    pairs.end(store, [record], "off_list", AUTUMN_DAY)
    with pytest.raises(Refused, match="都已经结束了"):
        pairs.end(store, [record], "off_list", LATER)
    assert [row.end_reason for row in pairs.history(Pairing.get_by_id(record).student_id)] == ["off_list"]


def test_a_teacher_who_left_leaves_the_child_without_anybody(store):
    child, one = listed_pupil(store), teacher(store)
    paired(store, child, one)
    change(store, Staff, one, left_on=AUTUMN_DAY)
    assert ([c.student for c in told().missing], told().left_alone) == ([child], {child: one})


def test_a_firm_a_person_and_another_pupil_stand_in_the_same_ledger(store):
    child, friend = listed_pupil(store), listed_pupil(store, "李强", types=())
    pairs.pair(store, child, {"kind": "firm", "partner": "青禾茶厂", "role": "lead"}, SINCE)
    pairs.pair(store, child, {"kind": "peer", "peer": friend}, SINCE)
    assert [(row.kind, row.role) for row in pairs.history(child)] == [("peer", "help"), ("firm", "help")]
    assert len(told().missing) == 1


def test_pupils_gone_or_no_longer_listed_are_told_and_ended_together(store):
    left, healed = listed_pupil(store, "王芳"), listed_pupil(store, "李强", types=("need",))
    here = listed_pupil(store, "赵敏")
    for child in (left, healed, here):
        paired(store, child, teacher(store, name_of(child, "孙")))
    change(store, Student, left, status="11", left_on=AUTUMN_DAY)
    from desktop.models.ledgers.care import ChildInNeed

    remove(store, ChildInNeed, ChildInNeed.get().id)
    found = pairs.stale(LATER, AUTUMN)
    assert [(one.row.student_id, one.reason) for one in found] == [(left, "moved"), (healed, "off_list")]
    assert pairs.end_stale(store, found, LATER) == 2
    assert pairs.stale(LATER, AUTUMN) == [] and list(pairs.lead_of([left, healed, here], LATER)) == [here]


def test_only_who_arranges_care_may_pair(store):
    child, one = listed_pupil(store), teacher(store)
    with pytest.raises(NotAllowed, match="不能安排结对"):
        pairs.pair(as_role(store, "head", "石校长"), child, {"teacher": one}, SINCE)
    pairs.pair(as_role(store, "moral", "梁老师"), child, {"teacher": one}, SINCE)
    assert list(pairs.lead_of([child], AUTUMN_DAY)) == [child]


def test_the_check_of_the_books_names_what_is_wrong_with_pairs(store):
    assert list(doubts(AUTUMN_DAY, AUTUMN)) == []  # nobody has begun to pair
    bare, alone, gone = (listed_pupil(store, name) for name in ("王芳", "李强", "赵敏"))
    away = teacher(store, "冯老师")
    paired(store, alone, away)
    paired(store, gone, teacher(store))
    change(store, Staff, away, left_on=AUTUMN_DAY)
    change(store, Student, gone, status="11", left_on=AUTUMN_DAY)
    assert [pupils for _, pupils in doubts(AUTUMN_DAY, AUTUMN)] == [(bare,), (alone,), (gone,)]
    assert "冯老师 已经离校，还是 李强的责任教师" in list(doubts(AUTUMN_DAY, AUTUMN))[1][0]


def test_two_pupils_are_one_pair_whoever_is_written_first(store):
    child, friend = listed_pupil(store), listed_pupil(store, "张强")
    pairs.pair(store, child, {"kind": "peer", "peer": friend}, SINCE)
    for one, other in ((child, friend), (friend, child)):
        with pytest.raises(Refused, match="已经是一对了"):
            pairs.pair(store, one, {"kind": "peer", "peer": other}, SINCE)
    pairs.pair(store, child, {"kind": "firm", "partner": "青禾粮油"}, SINCE)
    with pytest.raises(Refused, match="已经是一对了"):
        pairs.pair(store, child, {"kind": "firm", "partner": "青禾粮油"}, SINCE)
    assert len(pairs.history(child)) == 2


def test_a_pair_of_pupils_stands_with_both_of_them_and_never_as_a_teacher(store):
    one, other = listed_pupil(store), listed_pupil(store, "李强")
    paired(store, one, None, kind="peer", peer=other, role="help")
    paired(store, one, None, kind="firm", partner="青禾粮油店", role="help")
    (row,) = pairs.history(other)
    assert pair_board.words_of(row, other).startswith("王芳 互助对子")
    assert [told.words for told in care_moments(other)] == ["和王芳结对（互助同学）"]
    assert sorted(Pairing.part.batch([row.id for row in Pairing.select()]).values()) == [
        "互助同学",
        "社会爱心",
    ]
    found = pair_board.board(AUTUMN_DAY, AUTUMN).standings
    assert [len(found[child].others) for child in (one, other)] == [2, 1]
