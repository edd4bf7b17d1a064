"""送教 and its 督查 are read by the class teacher of the child, and by no other."""

import datetime as dt

import pytest
from builders import add, as_class_teacher, pupil, school_class
from builders_care import SINCE, home_plan

from desktop.models.ledgers.care_visits import HomeTeaching, TeachingInspection

DAY = SINCE + dt.timedelta(days=7)
WHO = {HomeTeaching: "content", TeachingInspection: "inspector"}


@pytest.fixture
def taught(store):
    """A child of 三(2)班 and one of 五(1)班, each taught at home once and inspected once."""
    for name, klass in (("王芳", "三(2)班"), ("李强", "五(1)班")):
        plan = home_plan(store, pupil(store, name, klass))
        teacher1 = store.rows(HomeTeaching.plan.rel_model).get().teacher1_id
        add(store, HomeTeaching, plan=plan, day=DAY, starts="09:00", ends="10:00", lessons=10, teacher1=teacher1,
            kinds="self", content=name)  # fmt: skip
        add(store, TeachingInspection, plan=plan, day=DAY, inspector=name)


@pytest.mark.parametrize(("klass", "own"), [("三(2)班", "王芳"), ("五(1)班", "李强")])
@pytest.mark.parametrize("ledger", list(WHO))
def test_a_class_teacher_reads_the_rows_of_the_own_pupils(store, taught, ledger, klass, own):
    mine = as_class_teacher(store, school_class(store, klass))
    assert [getattr(row, WHO[ledger]) for row in mine.rows(ledger)] == [own]


@pytest.mark.parametrize("ledger", list(WHO))
def test_who_has_all_classes_reads_all(store, taught, ledger):
    assert store.rows(ledger).count() == 2
