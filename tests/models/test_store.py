"""The only door for change: all of a step or none of it, said in sentences when it cannot be."""

from contextlib import closing

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

from desktop.models import database as files
from desktop.models import undo
from desktop.models.fields import FieldError
from desktop.models.journal import JournalStep
from desktop.models.ledger import database
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.families import Guardian
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.students import Student
from desktop.models.roles import NotAllowed
from desktop.models.store import Invalid, NotKept


def pragma(text):
    return database.connection().cursor().execute(f"PRAGMA {text}").fetchall()


def test_a_raise_keeps_nothing(store):
    before, steps = dump(), JournalStep.select().count()
    with pytest.raises(ZeroDivisionError), store.step("半途而废") as step:
        step.add(SchoolClass, {"grade": "1", "number": 1})
        raise ZeroDivisionError
    assert dump() == before
    assert JournalStep.select().count() == steps


def test_one_bad_row_keeps_all_the_others_out(store):
    before = dump()
    with pytest.raises(Invalid) as refused, store.step("两户") as step:
        step.add_many(Household, [{"head_name": "王建国"}, {"head_name": "李2", "members": 0}])
    assert refused.value.problems == {
        "head_name": "户主姓名里不应有数字：“李2”。",
        "members": "家庭人口数不能小于 1。",
    }
    assert dump() == before


def test_of_several_bad_rows_the_first_is_told(store):
    rows = [{"head_name": "王建国", "members": 0}, {"head_name": "李2"}, {"members": 3}]
    for first, told in (({}, "请填写户主姓名。"), ({"head_name": "张三"}, "家庭人口数不能小于 1。")):
        with pytest.raises(Invalid) as refused, store.step("几户") as step:
            step.add_many(Household, [first, *rows])
        assert str(refused.value) == told


def test_watchers_hear_once_after_the_commit_what_was_touched(store, closed, school):
    heard = []

    def watch(touched):
        with closing(files.connect(closed.data, school.key, readonly=True)) as other:
            ((count,),) = other.cursor().execute("SELECT count(*) FROM school_class")
        heard.append((touched, count))

    store.watchers.append(watch)
    with store.step("班级和户") as step:
        step.add(SchoolClass, {"grade": "1", "number": 1})
        step.add(SchoolClass, {"grade": "1", "number": 2})
        step.add(Household, {"head_name": "王建国"})
    assert heard == [(frozenset({"school_class", "household"}), 2)]


def test_watchers_hear_nothing_of_a_step_that_failed_or_changed_nothing(store):
    record, heard = school_class(store), []
    store.watchers.append(heard.append)
    with pytest.raises(ZeroDivisionError), store.step("失败") as step:
        step.add(SchoolClass, {"grade": "1", "number": 1})
        raise ZeroDivisionError
    with store.step("没有变化") as step:
        assert step.change(SchoolClass, record, {"number": 2}) is False
    assert heard == []


def test_a_step_that_changes_nothing_leaves_no_trace(store):
    record, steps = school_class(store), JournalStep.select().count()
    with store.step("没有变化") as step:
        step.change(SchoolClass, record, {"number": 2})
    assert JournalStep.select().count() == steps


def test_a_row_starts_with_the_defaults_of_its_ledger(store):
    row = Student.get_by_id(pupil(store))
    assert (row.status, row.school_class.state) == ("01", "1")


def test_columns_the_program_fills_in_follow_the_others(store):
    record = pupil(store, id_number=id_number())
    row = Student.get_by_id(record)
    assert (row.gender, str(row.birth_date), row.search) == (
        "2",
        "2016-05-01",
        f" 王芳 wangfang wf {id_number()[-4:]} ",
    )
    change(store, Student, record, name="王小芳")
    assert Student.get_by_id(record).search.startswith(" 王小芳 wangxiaofang wxf ")


def test_a_number_that_tells_another_birthday_or_sex_is_refused(store):
    with pytest.raises(Invalid) as refused:
        pupil(store, id_number=id_number(), gender="1", birth_date=Student.birth_date.parse("2016-05-02"))
    assert refused.value.problems == {
        "birth_date": "出生日期与身份证号里的 2016-05-01 不一样。",
        "gender": "性别与身份证号（女）不一样。",
    }


def test_a_thousand_rows_change_in_one_step(store):
    with store.step("许多户") as step:
        records = step.add_many(Household, [{"head_name": "王建国"}] * 1200)
        assert step.change_many(Household, {record: {"members": 4} for record in records}) == 1200
    assert Household.select().where(Household.members == 4).count() == 1200


def test_a_number_once_given_to_a_record_is_never_given_again(store):
    first = add(store, Household, head_name="王建国")
    remove(store, Household, first)
    assert add(store, Household, head_name="李小红") > first


def test_the_same_identity_number_twice_is_refused_in_words(store):
    pupil(store, id_number=id_number())
    with pytest.raises(NotKept, match="与已有记录重复"):
        pupil(store, name="李小红", id_number=id_number())


def test_a_row_that_others_point_to_is_not_removed(store):
    record = pupil(store)
    hardship(store, record)
    before = dump()
    with pytest.raises(NotKept, match="困难类型 1 条用着"):
        remove(store, Student, record)
    assert dump() == before


# who may ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "who", [as_headteacher, as_class_teacher, lambda store: as_role(store, "meal", "小李")]
)
def test_other_roles_do_not_write_hardships(store, who):
    record = pupil(store)
    kept = hardship(store, record)
    with pytest.raises(NotAllowed, match="不能改“困难类型”，请换有权限的人登录"):
        hardship(who(store), record, "12")
    with pytest.raises(NotAllowed):
        change(who(store), Hardship, kept, kind="12")
    with pytest.raises(NotAllowed):
        remove(who(store), Hardship, kept)
    with pytest.raises(NotAllowed):
        undo.undo(who(store), undo.stacks().undo[-1][0])


def test_a_class_teacher_writes_pupils_and_guardians(store):
    teacher = as_class_teacher(store, school_class(store))
    record = pupil(teacher)
    add(teacher, Guardian, student=record, name="王建国", relation="51")
    assert JournalStep.select().order_by(JournalStep.id.desc()).get().who == "田老师"


def test_verbs_are_asked_for_in_words(store):
    with pytest.raises(NotAllowed, match="“班主任”不能导入名单"):
        as_class_teacher(store).session.demand("import", "导入名单")


# the disk -----------------------------------------------------------------------------------------------


def test_a_full_disk_is_said_and_keeps_nothing(store):
    before = dump()
    ((pages,),) = pragma("page_count")
    pragma(f"max_page_count = {pages}")
    with (
        pytest.raises(NotKept, match="磁盘满了，这一步没有保存，以前的记录都在"),
        store.step("许多户") as step,
    ):
        step.add_many(Household, [{"head_name": "王建国", "address": "石桥村" * 30}] * 2000)
    pragma("max_page_count = 1073741823")
    assert dump() == before
    add(store, Household, head_name="王建国")


def test_a_read_only_file_is_said(store):
    pragma("query_only = on")
    with pytest.raises(NotKept, match="只读的"):
        add(store, Household, head_name="王建国")
    pragma("query_only = off")


def test_a_busy_file_is_said(store, closed, school):
    database.connection().set_busy_timeout(1)
    with closing(files.connect(closed.data, school.key)) as other:
        other.cursor().execute("BEGIN IMMEDIATE")
        with pytest.raises(NotKept, match="台账正忙"):
            add(store, Household, head_name="王建国")


def test_the_ballast_gives_room_back(tmp_path):
    path = tmp_path / "台账.预留空间"
    files.lay_ballast(path)
    assert path.stat().st_size == files.BALLAST_BYTES
    assert files.drop_ballast(path)
    assert not path.exists()
    assert not files.drop_ballast(tmp_path / "没有" / "这个")


def test_without_the_key_the_file_tells_nothing(school, closed):
    school.let_go()
    raw = closed.data.read_bytes()
    assert not raw.startswith(b"SQLite format 3")
    assert "石桥小学".encode() not in raw


def test_a_name_that_several_pupils_have_is_asked_about(store):
    pupil(store, "王芳", "三(2)班")
    pupil(store, "王芳", "四(1)班")
    with pytest.raises(FieldError, match=r"叫“王芳”的不止一人（三\(2\)班、四\(1\)班），请写成“王芳（班级）”"):
        Guardian.student.parse("王芳")
    with pytest.raises(FieldError, match="没有“李强”"):
        Guardian.student.parse("李强")
