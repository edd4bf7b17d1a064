"""Finding a pupil before making one, coming and going, moving up a year."""

import datetime as dt

import pytest
from builders import add, dump, id_number, pupil, school_class

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import NameAlias, Student
from desktop.services import people
from desktop.services.people import AlreadyThere

BIRTH = dt.date(2016, 5, 1)
STUDENT_NO = f"G{id_number()}"


@pytest.fixture
def wang(store):
    return pupil(store, id_number=id_number(), student_no=STUDENT_NO)


def new(store, name="王芳", klass="三(1)班", **values):
    return {"name": name, "school_class": school_class(store, klass), **values}


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"name": "王小芳", "id_number": id_number()}, "身份证号相同"),
        ({"name": "王小芳", "student_no": STUDENT_NO}, "学籍号相同"),
        ({"birth_date": BIRTH}, "姓名和出生日期相同"),
        ({"klass": "三(2)班"}, "同班同名"),
    ],
)
def test_somebody_who_is_there_already_is_found_and_not_made_again(store, wang, values, why):
    told = new(store, **values)
    with pytest.raises(
        AlreadyThere, match=f"三\\(2\\)班的王芳{why}，多半是同一个人。请打开已有的那一条"
    ) as refused:
        people.create(store, told)
    assert [alike.student.id for alike in refused.value.alikes] == [wang]
    assert Student.select().count() == 1


def test_a_namesake_in_another_class_is_made_without_asking(store, wang):
    assert people.create(store, new(store)) != wang


def test_look_alikes_are_waived_by_word_but_never_the_same_number(store, wang):
    people.create(store, new(store, birth_date=BIRTH), surely_new=True)
    with pytest.raises(AlreadyThere):
        people.create(store, new(store, "李明", id_number=id_number()), surely_new=True)
    assert Student.select().count() == 2


def test_another_spelling_on_record_is_the_same_person(store):
    record = pupil(store, "阿卜杜拉·麦麦提", birth_date=BIRTH)
    add(store, NameAlias, student=record, name="阿布都拉·买买提")
    for spelling in ("阿布都拉·买买提", "阿布都拉．买买提", "阿卜杜拉 • 麦麦提"):
        assert [row.id for row in people.same_name(spelling)] == [record]
    assert [
        alike.student.id for alike in people.look_alikes(new(store, "阿布都拉•买买提", birth_date=BIRTH))
    ] == [record]


# coming and going ---------------------------------------------------------------------------------------


def test_a_pupil_who_goes_stays_on_record(store, wang):
    before = dump()
    people.transfer_out(store, wang, dt.date(2026, 9, 20), "transfer", "青禾县第二小学")
    row = Student.get_by_id(wang)
    assert (row.status, row.left_on, row.leave_reason, row.went_to) == (
        "11",
        dt.date(2026, 9, 20),
        "transfer",
        "青禾县第二小学",
    )
    assert undo.undo(store) == "王芳 转学"
    assert dump() == before


@pytest.mark.parametrize(
    ("reason", "status"), [("suspend", "02"), ("dropout", "13"), ("death", "14"), ("over_age", "17")]
)
def test_each_reason_has_its_status(store, wang, reason, status):
    people.transfer_out(store, wang, dt.date(2026, 9, 20), reason, "")
    assert Student.get_by_id(wang).status == status


def test_a_pupil_who_comes_back_is_the_same_record(store, wang):
    people.transfer_out(store, wang, dt.date(2026, 9, 20), "transfer", "青禾县第二小学")
    people.transfer_in(store, wang, dt.date(2026, 10, 8), "青禾县第二小学", school_class(store, "三(1)班"))
    row = Student.get_by_id(wang)
    assert (row.status, row.arrived_on, row.left_on, row.went_to) == ("01", dt.date(2026, 10, 8), None, None)
    assert SchoolClass.caption_of(row.school_class_id) == "三(1)班"


# moving up a year ---------------------------------------------------------------------------------------


@pytest.fixture
def whole_school(store):
    """One pupil in each of seven classes; returns class -> pupil."""
    names = ("一(1)班", "二(1)班", "三(1)班", "三(2)班", "五(1)班", "六(1)班", "六(2)班")
    return {klass: pupil(store, "王芳", klass) for klass in names}


def classes_now(whole_school):
    return {
        klass: SchoolClass.caption_of(Student.get_by_id(record).school_class_id)
        for klass, record in whole_school.items()
    }


def test_everybody_moves_up_and_the_sixth_grade_leaves(store, whole_school):
    plan = people.plan_roll_over(2026)
    assert plan.sentence == "5 个班升一级，2 个班 2 人毕业。整个升级是一步，可以撤销。"
    people.roll_over(store, plan)
    assert classes_now(whole_school) == {
        "一(1)班": "二(1)班", "二(1)班": "三(1)班", "三(1)班": "四(1)班", "三(2)班": "四(2)班", "五(1)班": "六(1)班",
        "六(1)班": "2026届六(1)班", "六(2)班": "2026届六(2)班",
    }  # fmt: skip
    graduate = Student.get_by_id(whole_school["六(1)班"])
    assert (graduate.status, graduate.left_on, graduate.leave_reason) == (
        "12",
        dt.date(2026, 7, 15),
        "graduate",
    )


def test_the_whole_roll_over_is_one_step_to_undo(store, whole_school):
    before = dump()
    plan = people.plan_roll_over(2026, [whole_school["一(1)班"], whole_school["六(1)班"]])
    people.roll_over(store, plan)
    after = dump()
    assert undo.undo(store).startswith("2026 年升级")
    assert dump() == before
    undo.redo(store)
    assert dump() == after


def test_who_repeats_goes_to_the_class_that_comes_up(store, whole_school):
    repeaters = [whole_school[klass] for klass in ("三(2)班", "六(1)班", "一(1)班")]
    plan = people.plan_roll_over(2026, repeaters)
    assert "，3 人留级。" in plan.sentence
    people.roll_over(store, plan)
    now = classes_now(whole_school)
    assert (now["三(2)班"], now["六(1)班"], now["一(1)班"]) == ("三(1)班", "六(1)班", "一(1)班")
    assert Student.get_by_id(whole_school["六(1)班"]).status == "01"


def test_pupils_who_left_before_are_no_graduates(store, whole_school):
    people.transfer_out(store, whole_school["六(2)班"], dt.date(2026, 3, 1), "transfer", "")
    assert len(people.plan_roll_over(2026).graduates) == 1


def test_a_year_is_rolled_over_once(store, whole_school):
    people.roll_over(store, people.plan_roll_over(2026))
    with pytest.raises(Refused, match="2026 年的升级已经做过了"):
        people.roll_over(store, people.plan_roll_over(2026))
    people.roll_over(store, people.plan_roll_over(2027))
    assert classes_now(whole_school)["五(1)班"] == "2027届六(1)班"


def test_a_junior_school_graduates_the_ninth_grade(store):
    with store.step("九年一贯制") as step:
        step.change(*school_row(), {"school_type": "nine_year"})
    assert people.last_grade() == 9
    pupil(store, "王芳", "六(1)班")
    assert len(people.plan_roll_over(2026).moving) == 1


def school_row():
    school = people.the_school()
    return type(school), school.id
