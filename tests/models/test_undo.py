"""撤销 and 重做: by name, in any order that makes sense, after a restart, and never half."""

import pytest
from builders import (
    add,
    as_class_teacher,
    as_headteacher,
    as_role,
    change,
    dump,
    hardship,
    id_number,
    pupil,
    remove,
    school_class,
)

from desktop.models import undo
from desktop.models.journal import JournalStep
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.students import Student
from desktop.models.store import CannotUndo, NotKept


def newest():
    return JournalStep.select().order_by(JournalStep.id.desc()).get().id


@pytest.fixture
def family(store):
    """Four states of one household: none, added, changed, removed. Returns (states, record)."""
    states = [dump()]
    record = add(store, Household, head_name="王建国")
    states.append(dump())
    change(store, Household, record, "改人口", members=5)
    states.append(dump())
    remove(store, Household, record)
    return [*states, dump()], record


def test_steps_are_taken_back_by_name_and_done_again(store, family):
    states, _ = family
    assert [undo.undo(store) for _ in range(3)] == ["删除户", "改人口", "新增户"]
    assert dump() == states[0]
    assert [undo.redo(store) for _ in range(3)] == ["新增户", "改人口", "删除户"]
    assert dump() == states[3]


def test_every_state_on_the_way_comes_back_whole(store, family):
    states, _ = family
    for place in (2, 1, 0):
        undo.undo(store)
        assert dump() == states[place]
    for place in (1, 2, 3):
        undo.redo(store)
        assert dump() == states[place]


def test_back_and_forth_and_back_again(store, family):
    states, _ = family
    for _ in range(3):
        undo.undo(store)
        undo.undo(store)
        undo.redo(store)
        assert dump() == states[2]
        undo.redo(store)
    assert dump() == states[3]


def test_with_nothing_left_there_is_nothing_to_do(store):
    while undo.undo(store):
        pass
    assert undo.stacks().undo == ()
    assert undo.undo(store) is None
    while undo.redo(store):
        pass
    assert undo.redo(store) is None


def test_a_new_step_empties_the_redo_stack(store, family):
    undo.undo(store)
    assert [does for _, does in undo.stacks().redo] == ["删除户"]
    add(store, Household, head_name="李小红")
    assert undo.stacks().redo == ()
    assert undo.redo(store) is None


def test_an_undo_is_a_step_of_its_own_in_the_journal(store, family):
    undo.undo(store)
    undo.redo(store)
    told = [step.does for step in JournalStep.select().order_by(JournalStep.id.desc()).limit(2)]
    assert told == ["重做：删除户", "撤销：删除户"]


def test_an_older_step_is_taken_back_when_nothing_stands_on_it(store):
    first = add(store, Household, head_name="王建国")
    number = newest()
    add(store, Household, head_name="李小红")
    assert undo.undo(store, number) == "新增户"
    assert Household.get_or_none(Household.id == first) is None
    assert Household.select().count() == 1


def test_a_step_that_a_later_one_stands_on_is_refused_and_the_later_one_named(store):
    record = pupil(store)
    number = newest()
    change(store, Student, record, "改电话", phone="13800138000")
    with pytest.raises(CannotUndo, match="后来的“改电话”改过同样的记录，请先撤销那一步"):
        undo.undo(store, number)
    undo.undo(store)
    assert undo.undo(store, number) == "新增花名册"


def test_a_later_step_that_was_done_again_stands_again(store):
    record = pupil(store)
    number = newest()
    change(store, Student, record, "改电话", phone="13800138000")
    undo.undo(store)
    undo.redo(store)
    with pytest.raises(CannotUndo, match="改电话"):
        undo.undo(store, number)


def test_a_row_that_others_point_to_is_not_taken_back(store):
    record = pupil(store)
    number = newest()
    hardship(store, record)
    before = dump()
    with pytest.raises(NotKept, match="困难类型 1 条用着"):
        undo.undo(store, number)
    assert dump() == before


def test_a_step_is_not_taken_back_twice(store):
    add(store, Household, head_name="王建国")
    number = newest()
    undo.undo(store)
    with pytest.raises(CannotUndo, match="已经撤销过"):
        undo.undo(store, number)
    with pytest.raises(CannotUndo, match="不在操作记录里"):
        undo.undo(store, 4711)


def test_what_reached_the_outside_is_not_taken_back(store):
    add(store, Household, head_name="王建国")
    with store.step("报送", final=True) as step:
        step.add(Household, {"head_name": "李小红"})
    number = newest()
    assert number not in dict(undo.stacks().undo)
    with pytest.raises(CannotUndo, match=r"“报送”已经生效.*不能撤销.*请另做一步"):
        undo.undo(store, number)
    assert undo.undo(store) == "新增户"


def test_undo_and_redo_work_after_a_restart(school, log_in):
    record = pupil(school.store)
    before = dump()
    change(school.store, Student, record, "改电话", phone="13800138000")
    after = dump()
    again = log_in()
    assert undo.undo(again.store) == "改电话"
    assert dump() == before
    assert undo.redo(log_in().store) == "改电话"
    assert dump() == after


def test_four_hundred_rows_are_taken_back_as_one(store):
    klass = school_class(store)
    before = dump()
    rows = [
        {"name": "王芳", "school_class": klass, "seat_no": number % 60 + 1, "id_number": id_number(number)}
        for number in range(400)
    ]
    with store.step("导入 400 人", kind="import") as step:
        step.add_many(Student, rows)
    after = dump()
    undo.undo(store)
    assert dump() == before
    undo.redo(store)
    assert dump() == after


def test_swapped_seats_are_taken_back_as_one(store):
    first, second = pupil(store, seat_no=1), pupil(store, "李明", seat_no=2)
    before = dump()
    with store.step("换座号") as step:
        step.change_many(Student, {first: {"seat_no": 2}, second: {"seat_no": 1}})
        step.change(Student, first, {"seat_no": 3})
    undo.undo(store)
    assert dump() == before


# the recycle bin and the history ------------------------------------------------------------------------


def test_a_removed_pupil_comes_back_under_the_old_number(store):
    record = pupil(store, id_number=id_number())
    before = dump()
    remove(store, Student, record)
    (removed,) = undo.recycle_bin(store)
    assert (removed.caption, removed.who, removed.record) == ("王芳", "周敏", record)
    undo.bring_back(store, removed.entry)
    assert dump() == before
    assert undo.undo(store) == "从回收站恢复：花名册"
    assert Student.get_or_none(Student.id == record) is None


def test_what_is_there_again_cannot_be_brought_back_once_more(store):
    record = add(store, Household, head_name="王建国")
    remove(store, Household, record)
    (removed,) = undo.recycle_bin(store)
    undo.bring_back(store, removed.entry)
    with pytest.raises(NotKept, match="与已有记录重复"):
        undo.bring_back(store, removed.entry)


def test_a_row_removed_twice_lies_in_the_bin_once(store):
    record = add(store, Household, head_name="王建国")
    for name in ("王建国", "王大山"):
        change(store, Household, record, head_name=name)
        remove(store, Household, record)
        if name == "王建国":
            undo.bring_back(store, undo.recycle_bin(store)[0].entry)
    assert [removed.caption for removed in undo.recycle_bin(store)] == ["王大山户"]


def test_history_says_who_changed_what_from_what_to_what(store):
    record = pupil(store, klass="三(2)班")
    change(store, Student, record, "调班", school_class=school_class(store, "三(1)班"), attendance="2")
    told = [
        (line.who, line.does, line.field, line.before, line.after) for line in undo.history(Student, record)
    ]
    assert told == [
        ("周敏", "新增花名册", "", "", "新增"),
        ("周敏", "调班", "班级", "三(2)班", "三(1)班"),
        ("周敏", "调班", "就读方式", "", "住校"),
    ]


def test_history_goes_on_after_removal(store):
    record = pupil(store)
    remove(store, Student, record)
    undo.undo(store)
    told = [(line.does, line.before, line.after) for line in undo.history(Student, record)]
    assert told == [("新增花名册", "", "新增"), ("删除花名册", "删除", ""), ("撤销：删除花名册", "", "新增")]


def test_what_another_person_did_is_neither_taken_back_nor_done_again(store):
    add(store, Household, head_name="王建国")
    head = as_headteacher(store)
    before = dump()
    with pytest.raises(CannotUndo, match="上一步是周敏做的（新增户），由周敏自己撤销。"):
        undo.undo(head)
    assert dump() == before
    undo.undo(store)
    with pytest.raises(CannotUndo, match="上一次撤销是周敏做的（新增户），由周敏自己重做。"):
        undo.redo(head)
    assert undo.redo(store) == "新增户" and dump() == before


def test_beneath_an_own_final_step_anothers_request_is_not_taken_back(store):
    add(store, Household, head_name="王建国")
    other = as_role(store, "aid", "韦老师")
    with other.step("同意", final=True) as step:
        step.add(Household, {"head_name": "李小红"})
    with pytest.raises(CannotUndo, match="周敏"):
        undo.undo(other)
    assert Household.select().count() == 2


def test_beneath_an_own_final_step_the_own_earlier_one_is_taken_back(store):
    record = add(store, Household, head_name="王建国")
    with store.step("同意", final=True) as step:
        step.add(Household, {"head_name": "李小红"})
    assert undo.undo(store) == "新增户" and Household.get_or_none(Household.id == record) is None


def test_an_own_older_step_beneath_anothers_is_taken_back_by_its_number(store):
    add(store, Household, head_name="王建国")
    number = newest()
    add(as_role(store, "aid", "韦老师"), Household, head_name="李小红")
    with pytest.raises(CannotUndo, match="韦老师"):
        undo.undo(store)
    assert undo.undo(store, number) == "新增户"


def test_who_sees_one_class_is_not_told_what_another_did(store):
    add(store, Household, head_name="王建国")
    back, again = undo.offers(as_class_teacher(store, 1))
    assert back.why_not == "上一步不是您做的，由做的人自己撤销。" and not back.does and not again.why_not
