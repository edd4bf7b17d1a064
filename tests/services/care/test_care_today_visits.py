"""今日 and 校长台 tell of visits that are late, each to whom it concerns."""

import datetime as dt
from pathlib import Path

import pytest
from builders import AUTUMN, add, as_class_teacher, as_headteacher, as_role, school_class
from builders_care import listed_pupil, teacher

from desktop.models import sight
from desktop.models.ledgers.staff import AppUser
from desktop.services.care import booking, pairs, visit_board, visits
from desktop.services.care.booking import About, Entry
from desktop.services.care.today_care import care_todos
from desktop.services.care.today_listed import listed_todos
from desktop.services.todo import Around

DAY = dt.date(2026, 11, 20)


@pytest.fixture
def late(store):
    """赵一 was due a first visit of two by the middle of the term; nobody went."""
    child, who = listed_pupil(store, "赵一", "二(1)班", types=("disabled",)), teacher(store)
    pairs.pair(store, child, {"teacher": who}, dt.date(2026, 9, 10))
    return child, who


def told(store):
    with sight.through(store.session):
        return [
            one.words
            for one in care_todos(store, Around(AUTUMN, DAY, Path(), False))
            if one.place == "visits"
        ]


def test_a_late_visit_waits_for_clerk_moral_head_and_its_class_teacher(store, late):
    words = ["1 名学生的家访逾期"]
    assert told(store) == words
    assert told(as_role(store, "moral", "何老师")) == words
    assert told(as_class_teacher(store, school_class(store, "二(1)班"))) == words
    assert told(as_class_teacher(store, school_class(store, "一(1)班"))) == []
    assert told(as_headteacher(store)) == []  # the headteacher reads it on 校长台


def test_nothing_waits_once_somebody_went(store, late):
    child, who = late
    booking.keep(store, Entry({"day": DAY, "teacher": who, "talked": "谈了"}, (About(child),)))
    assert told(store) == []


def test_the_board_knows_late_open_and_every_teacher(store, late):
    found = visit_board.board(store, DAY, AUTUMN)
    assert (found.late, found.open, len(found.rows)) == (1, 1, 1)
    (one,) = found.teachers
    assert (one.name, one.to_visit, one.visited, one.late) == ("孙老师", 1, 0, 1)
    assert found.mine is None


def test_more_children_ask_the_ledger_no_oftener(store):
    from desktop.models.ledger import database

    def asked() -> int:
        said = []
        connection = database.connection()
        connection.set_exec_trace(lambda cursor, sql, bindings: said.append(sql) or True)
        try:
            visits.due(DAY, AUTUMN)
        finally:
            connection.set_exec_trace(None)
        return len(said)

    listed_pupil(store, "王芳")
    few = asked()
    for at in range(6):
        listed_pupil(store, f"李强{'一二三四五六'[at]}")
    assert asked() == few


def test_a_class_teacher_is_told_of_forms_and_plans_the_own_class_lacks(store, late):
    listed_pupil(store, "孙小", "二(1)班", types=("left",))
    mine = as_class_teacher(store, school_class(store, "二(1)班"))
    around = Around(AUTUMN, DAY, Path(), False)
    with sight.through(mine.session):
        said = [one.words for one in (*care_todos(mine, around), *listed_todos(mine, around))]
    assert "1 名结对学生本学期还没有帮扶计划" in said and "1 名留守学生本学期还没有登记" in said


def test_a_class_teacher_reads_how_many_children_of_other_classes_are_not_shown(store, late):
    _, who = late
    other = listed_pupil(store, "刘大山", "三(2)班", types=("disabled",))
    pairs.pair(store, other, {"teacher": who}, dt.date(2026, 9, 10))
    add(store, AppUser, name="田老师", role="class", staff=who)
    mine = as_class_teacher(store, school_class(store, "二(1)班"))
    with sight.through(mine.session):
        board = visit_board.board(mine, DAY, AUTUMN)
    assert board.hidden == 1 and "您还负责其他班的 1 人" in board.hidden_words
    assert visit_board.board(store, DAY, AUTUMN).hidden_words == ""


def test_a_teacher_is_done_only_when_every_child_had_all_its_visits(store, late):
    child, who = late
    booking.keep(store, Entry({"day": DAY, "teacher": who, "talked": "谈了"}, (About(child),)))
    (told_,) = [one for one in visit_board.board(store, DAY, AUTUMN).teachers if one.id == who]
    assert (told_.to_visit, told_.visited, told_.open) == (1, 1, 1)
