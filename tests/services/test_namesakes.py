"""Sentences that name pupils count people and tell two of one name apart."""

from builders import id_number, needy, pupil

from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.students import Student
from desktop.models.roles import session_for
from desktop.models.sight import through
from desktop.services.namesakes import told_apart
from desktop.services.pupils_named import pupils_named
from desktop.services.recognition.rounds import names
from desktop.services.todo import named


def test_two_of_one_name_are_told_with_their_classes_and_the_others_without(store):
    one, other, alone = needy(store, "李静", "三(2)班"), needy(store, "李静", "四(1)班"), needy(store, "王芳")
    assert told_apart([other, alone, one]) == {other: "四(1)班李静", alone: "王芳", one: "三(2)班李静"}
    assert names([one, other]) == named([one, other]) == "三(2)班李静、四(1)班李静"


def test_people_are_counted_and_not_names(store):
    ids = [needy(store, "李静", f"三({number})班") for number in range(1, 11)]
    assert named([*ids, ids[0]]).endswith("等 10 人")
    assert names([*ids, ids[0]]).endswith("等 10 人")


def test_a_second_pupil_of_the_name_puts_the_class_behind_it_everywhere(store):
    first = pupil(store, "李静", "三(1)班")
    assert Student.caption_of(first) == "李静"
    second = pupil(store, "李静", "六(2)班")
    assert [Student.caption_of(one) for one in (first, second)] == ["李静（三(1)班）", "李静（六(2)班）"]
    assert Hardship.student.format(second) == "李静（六(2)班）" and Student.name_of(second) == "李静"
    assert Student.find("李静（六(2)班）") == second and Student.find("李静(三(1)班)") == first
    assert Student.find("李静") is None


def test_two_of_one_name_in_one_class_are_told_apart_by_their_numbers(store):
    both = [pupil(store, "李静", "三(1)班", id_number=id_number(n)) for n in (1, 2)]
    captions = [Student.caption_of(one) for one in both]
    assert len(set(captions)) == 2 and [Student.find(one) for one in captions] == both
    assert all(one.startswith("李静（三(1)班尾号") for one in captions)


def test_a_class_teacher_reads_of_a_namesake_in_a_class_that_is_not_shown(store):
    mine = pupil(store, "李静", "三(1)班")
    pupil(store, "李静", "六(2)班")
    with through(session_for("安老师", "class", frozenset({Student.get_by_id(mine).school_class_id}))):
        assert Student.caption_of(mine) == "李静（三(1)班）"


def test_the_caption_is_understood_where_pupils_are_named_on_the_command_line(store):
    pupil(store, "李静", "三(1)班")
    second = pupil(store, "李静", "六(2)班")
    assert pupils_named(store, ["李静（六(2)班）"]) == [second]
