"""One visit is one family's: another home's child beside it is asked about; namesakes of a class are told apart."""

import datetime as dt

import pytest
from builders import AUTUMN, add, as_class_teacher, guardian, household, id_number, pupil, school_class
from builders_care import AUTUMN_DAY, listed_pupil, paired, teacher

from desktop.models import sight
from desktop.models.ledgers import day_order
from desktop.models.ledgers.care_pairs import Pairing
from desktop.models.ledgers.students import Student
from desktop.services.care import booking, handover, listed, pair_board, pairs
from desktop.services.care.booking import About, Entry
from desktop.services.care.pupils import named_pupils
from desktop.services.paper.documents.visit_cover import cover_table

DAY = dt.date(2026, 11, 20)


def doubts(store, *students):
    told = {"day": DAY, "teacher": teacher(store, "孙老师"), "talked": "谈了在家的情况", "way": "home"}
    return booking.doubts(Entry(told, tuple(map(About, students))))


def test_children_of_two_homes_in_one_visit_are_asked_about(store):
    home = household(store)
    elder, younger = (pupil(store, name, household=home) for name in ("赵嘉光", "赵嘉敏"))
    other = pupil(store, "杨梓涵", "四(1)班", household=household(store, "杨国强"))
    assert not booking.two_families([elder, younger])
    (words,) = doubts(store, elder, younger, other)
    assert "赵嘉光、赵嘉敏 和 杨梓涵 看不出是一家人" in words


def test_cousins_with_one_guardian_are_one_home(store):
    some = [pupil(store, name) for name in ("赵嘉光", "罗家怡")]
    for one in some:
        guardian(store, one, "赵文琪", phone="13800000002")
    assert not doubts(store, *some)


@pytest.fixture
def twins(store):
    """Two children of one name in one class, both to be paired; their ends of the ID number."""
    numbers = [id_number(11), id_number(22)]
    some = [listed_pupil(store, "杨梓涵", "四(1)班", types=("left",), id_number=one) for one in numbers]
    return dict(zip(some, (one[-4:] for one in numbers), strict=True))


def test_namesakes_of_one_class_are_told_apart_wherever_they_are_chosen_and_counted(store, twins):
    found = listed.children(DAY, term=AUTUMN)
    assert {one: found[one].name for one in twins} == {
        one: f"杨梓涵（尾号{tail}）" for one, tail in twins.items()
    }
    offered = {one.id: one.name for one in named_pupils()}
    assert all(offered[one] == f"杨梓涵（尾号{tail}） 四(1)班" for one, tail in twins.items())
    told = cover_table(store, AUTUMN, DAY)
    names = [child.name for child in told.cover.children.values()]
    assert len(set(names)) == len(names) == 2


def test_a_name_with_the_end_of_the_number_finds_its_child_and_advice_that_helps_is_given(store, twins):
    for one, tail in twins.items():
        assert Student.find(f"杨梓涵（尾号{tail}）") == one == Student.find(f"杨梓涵（四(1)班尾号{tail}）")
    assert "（班级尾号身份证号末四位）" in Student.why_not_found("杨梓涵（四(1)班）")


def test_of_two_who_help_each_other_each_history_names_the_other(store):
    one, other = (listed_pupil(store, name, types=("left",)) for name in ("李俊杰", "王星辰"))
    add(store, Pairing, student=one, kind="peer", peer=other, role="help", state="on", from_day=AUTUMN_DAY)
    (row,) = pairs.history(other)
    assert pair_board.words_of(row, other).startswith("李俊杰 ")
    assert pair_board.words_of(row, one).startswith("王星辰 ")


def test_why_a_handover_was_not_taken_stands_in_the_history(store):
    child, old, new = listed_pupil(store, "王芳"), teacher(store, "安老师"), teacher(store, "白老师")
    paired(store, child, old)
    handover.offer(store, {child: new}, AUTUMN_DAY)
    handover.decline(store, [row.id for row in pairs.offered()], AUTUMN_DAY, "已带五人")
    assert any("没有接手：已带五人" in pair_board.words_of(row, child) for row in pairs.history(child))


def test_a_class_teacher_reads_how_many_children_sit_in_other_classes(store):
    an = teacher(store, "安老师")
    for name, klass in (("王芳", "三(2)班"), ("李强", "四(1)班"), ("赵敏", "四(1)班")):
        paired(store, listed_pupil(store, name, klass), an)
    with sight.through(as_class_teacher(store, school_class(store, "三(2)班")).session):
        (load,) = [one for one in pair_board.loads(AUTUMN_DAY, 8) if one.teacher == an]
    assert (len(load.children), load.elsewhere) == (1, 2)
    assert load.elsewhere_words == "安老师 还负责别的班的 2 人，这里看不到"
    assert all(not one.elsewhere for one in pair_board.loads(AUTUMN_DAY, 8))


def test_a_day_still_to_come_is_refused_however_often_it_is_asked(monkeypatch):
    monkeypatch.setattr(day_order, "today", lambda: DAY)
    assert "登记不了" in booking.still_to_come(DAY + dt.timedelta(days=1))
    assert not booking.still_to_come(DAY)
