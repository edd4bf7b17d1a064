"""What was told in confidence: seen by two roles, on every road."""

import datetime as dt

import pytest
from builders import as_class_teacher, as_headteacher, as_role, pupil, school_class

from desktop.models import sight, undo
from desktop.models.ledgers.care import PsychScreening
from desktop.models.ledgers.care_visits import Talk
from desktop.models.ledgers.staff import Staff
from desktop.models.roles import NotAllowed
from desktop.models.store import CannotUndo
from desktop.services import logbook

DAY = dt.date(2026, 10, 12)


@pytest.fixture
def child(store):
    klass = school_class(store)
    return pupil(store, "石小禾"), klass


def screened(store, child):
    """One screening, written down by 德育."""
    with as_role(store, "moral", "何向晚").step("登记") as step:
        return step.add(PsychScreening, {"student": child, "day": DAY, "level": "2"})


def talked(store, who, child, **values):
    with store.step("教师") as step:
        teacher = step.add(Staff, {"name": "何向晚"})
    with who.step("谈心") as step:
        return step.add(
            Talk,
            {"student": child, "day": DAY, "teacher": teacher, "topic": "mind", "content": "夜里睡不好"}
            | values,
        )


def seen_by(store, ledger):
    with sight.through(store.session):
        return [row.id for row in ledger.select()]


def test_a_screening_is_read_by_the_head_and_by_the_moral_teacher_alone(store, child):
    number = screened(store, child[0])
    assert seen_by(as_headteacher(store), PsychScreening) == [number]
    assert seen_by(as_role(store, "moral", "何向晚"), PsychScreening) == [number]
    assert seen_by(store, PsychScreening) == []
    assert seen_by(as_class_teacher(store, child[1]), PsychScreening) == []
    assert list(store.rows(PsychScreening)) == []


def test_the_aid_clerk_neither_writes_nor_removes_a_screening(store, child):
    number = screened(store, child[0])
    with pytest.raises(NotAllowed, match="保密"), store.step("登记") as step:
        step.add(PsychScreening, {"student": child[0], "day": DAY, "level": "1"})
    with pytest.raises(NotAllowed, match="保密"), store.step("删除") as step:
        step.remove(PsychScreening, number)
    with pytest.raises(NotAllowed, match="保密"), store.step("改") as step:
        step.change(PsychScreening, number, {"level": "0"})


def test_a_step_with_a_secret_is_not_taken_back_by_others(store, child):
    screened(store, child[0])
    with pytest.raises((NotAllowed, CannotUndo)):
        undo.undo(store, undo.stacks().undo[-1][0])


def test_who_may_not_see_secrets_is_not_told_what_the_step_of_another_was_called(store, child):
    screened(store, child[0])
    assert undo.offers(store)[0].why_not == "上一步不是您做的，由做的人自己撤销。"


def test_journal_and_recycle_bin_keep_the_secret(store, child):
    number = screened(store, child[0])
    moral = as_role(store, "moral", "何向晚")
    with moral.step("删除") as step:
        step.remove(PsychScreening, number)
    steps = logbook.step_ids(logbook.Wanted())
    assert not [line for one in steps for line in logbook.changes_of(store, one) if line.ledger == "心理筛查"]
    assert [line for one in steps for line in logbook.changes_of(moral, one) if line.ledger == "心理筛查"]
    assert undo.recycle_bin(store) == []
    assert [one.ledger for one in undo.recycle_bin(moral)] == ["psych_screening"]


def test_a_talk_in_confidence_is_for_two_roles_and_for_the_one_who_wrote_it(store, child):
    mine = as_class_teacher(store, child[1])
    number = talked(store, mine, child[0], in_confidence=True)
    assert seen_by(mine, Talk) == [number]
    assert seen_by(as_headteacher(store), Talk) == [number]
    assert seen_by(store, Talk) == []


def test_a_talk_of_every_day_is_seen_by_all_who_look_after_the_class(store, child):
    number = talked(store, store, child[0])
    assert seen_by(store, Talk) == [number]
    assert seen_by(as_class_teacher(store, child[1]), Talk) == [number]
    assert seen_by(as_class_teacher(store), Talk) == []
