"""Pictures of aid: 享受 ÷ 应享受 by class, money by term, and the names behind each figure."""

import datetime as dt

import pytest
from builders import (
    AUTUMN,
    LIST_DATE,
    account,
    as_class_teacher,
    as_headteacher,
    batch,
    needy,
    programme,
    school_class,
)
from services.pay.paying import DAY, funded, grant_of

from desktop.models.ledgers.lists import ClosingReason
from desktop.services.aid import coverage, stages
from desktop.services.lists.differences import MISSING, close
from desktop.services.pay import reversals


def covered(store):
    return coverage.cover(coverage.found_in(store, [programme()], AUTUMN, LIST_DATE), AUTUMN)


@pytest.fixture
def two_classes(store):
    """(王芳 and 李强 on the list, 张伟 registered later)."""
    for name, klass in (("王芳", "三(2)班"), ("李强", "一(1)班")):
        needy(store, name, klass)
    batch(store)
    return needy(store, "张伟", "三(2)班")


def test_each_class_has_its_share_and_the_school_comes_last(store, two_classes):
    told = [(one.name, one.have, one.of) for one in covered(store).classes]
    assert told == [("一(1)班", 1, 1), ("三(2)班", 1, 2), ("全校", 2, 3)]


def test_who_lacks_it_is_known_by_name(store, two_classes):
    told = covered(store)
    assert told.classes[1].lacking.ids == told.whole.lacking.ids == (two_classes,)


def test_the_picture_agrees_with_the_rate(store, two_classes):
    (found,) = coverage.found_in(store, [programme()], AUTUMN, LIST_DATE)
    whole = coverage.cover([found], AUTUMN).whole
    assert (whole.have, whole.of) == (found.rate.granted, found.rate.entitled)


def test_an_explained_pupil_counts_neither_way(store, two_classes):
    (found,) = coverage.found_in(store, [programme()], AUTUMN, LIST_DATE)
    reason = ClosingReason.get((ClosingReason.needs_paper == False) & ClosingReason.side.is_null())  # noqa: E712
    close(store, found, found.of(MISSING)[0], reason=reason.id)
    told = covered(store)
    assert (told.whole.have, told.whole.of) == (2, 2)
    assert told.explained.ids == (two_classes,)


def test_a_school_without_lists_has_an_empty_picture(store):
    told = coverage.cover([], AUTUMN)
    assert (told.whole.have, told.whole.of, len(told.classes)) == (0, 0, 1)


def test_money_is_told_by_term_with_corrections(store):
    made = funded(store)
    stages.advance(store, made, DAY, why="有县里的发放明细")
    asked = reversals.ask(store, grant_of("王芳").id, "back", 1250, "多发")
    reversals.approve(as_headteacher(store), asked)
    (term,) = coverage.paid_by_term(store, AUTUMN)
    assert (term.paid, term.open, len(term.pupils.ids)) == (4 * 31250 - 1250, 0, 4)


def test_money_on_its_way_is_not_paid(store):
    funded(store)
    (term,) = coverage.paid_by_term(store, AUTUMN)
    assert (term.paid, term.open) == (0, 4 * 31250)


def test_a_class_teacher_sees_the_own_class_alone(store):
    account(store, needy(store, "王芳", "三(2)班"))
    needy(store, "李强", "一(1)班")
    batch(store)
    teacher = as_class_teacher(store, school_class(store, "三(2)班"))
    assert [one.name for one in covered(teacher).classes] == ["三(2)班", "全校"]
    assert coverage.paid_by_term(teacher, AUTUMN)[0].open == 31250


def test_terms_after_the_one_looked_at_are_left_out(store):
    needy(store)
    batch(store)
    assert coverage.paid_by_term(store, AUTUMN.previous) == []
    assert dt.date(2026, 9, 1) <= LIST_DATE
