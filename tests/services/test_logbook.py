"""The log as people read it: which steps, by whom, what they changed."""

import datetime as dt

from builders import as_class_teacher, change, pupil, school_class

from desktop.models import undo
from desktop.models.ledgers.students import Student
from desktop.services import logbook
from desktop.services.logbook import Wanted


def told(wanted=Wanted()):
    lines = logbook.steps(logbook.step_ids(wanted))
    return [lines[number] for number in logbook.step_ids(wanted)]


def newest():
    return logbook.step_ids(Wanted())[0]


def test_the_newest_step_comes_first(store):
    record = pupil(store)
    change(store, Student, record, "改电话", phone="13800138000")
    assert told()[0].does == "改电话"


def test_steps_can_be_found_by_person_kind_day_and_words(store):
    record = pupil(store)
    with store.step("审批某批", kind="approve") as step:
        step.change(Student, record, {"phone": "13800138000"})
    assert [one.does for one in told(Wanted(kinds=("approve",)))] == ["审批某批"]
    assert [one.does for one in told(Wanted(text="审批"))] == ["审批某批"]
    assert told(Wanted(until=dt.date.today() - dt.timedelta(days=1))) == []
    assert {one.who for one in told(Wanted(who=("周敏",)))} == {"周敏"}


def test_a_step_taken_back_says_so_and_the_undo_is_a_record_of_its_own(store):
    record = pupil(store)
    change(store, Student, record, "改电话", phone="13800138000")
    undo.undo(store)
    assert [one.state for one in told()[:2]] == ["撤销记录", "已撤销"]
    assert [one.does for one in told(Wanted(kinds=("undo",)))] == ["撤销：改电话"]


def test_a_change_is_told_field_by_field_with_numbers_masked(store):
    record = pupil(store, phone="13900139000")
    change(store, Student, record, phone="13800138000", gender="2")
    lines = {one.field: (one.before, one.after) for one in logbook.changes_of(store, newest())}
    assert lines["性别"] == ("空", "女")
    assert "*" in lines["联系电话"][1]
    assert "13800138000" not in lines["联系电话"][1]


def test_added_and_removed_rows_are_told_whole(store):
    record = pupil(store, "李强")
    assert ("李强", "新增") in [(one.record, one.after) for one in logbook.changes_of(store, newest())]
    with store.step("删除") as step:
        step.remove(Student, record)
    (line,) = logbook.changes_of(store, newest())
    assert (line.record, line.before) == ("李强", "删除")


def test_a_class_teacher_reads_of_the_own_class_alone(store):
    own = school_class(store, "三(1)班")
    pupil(store, "王芳", "三(1)班")
    pupil(store, "李强", "三(2)班")
    number = newest()
    assert logbook.changes_of(as_class_teacher(store, own), number) == []


def test_looks_are_found_by_what_was_done(store):
    store.note_access("导出", "花名册", 402)
    store.note_access("打印", "告知书", 43)
    ids = logbook.look_ids(Wanted(kinds=("导出",)))
    assert [(one.subject, one.count) for one in logbook.looks(ids).values()] == [("花名册", 402)]
    assert {"导出", "打印"} <= set(logbook.verbs())
