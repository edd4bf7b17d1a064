"""Who sees what: a class teacher sees the classes assigned, and nothing of the others."""

import pytest
from builders import (
    account,
    as_class_teacher,
    as_headteacher,
    as_role,
    batch,
    guardian,
    household,
    needy,
    school_class,
)

from desktop.models.ledgers import BY_NAME
from desktop.models.ledgers.batches import AidGrant
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.families import Guardian, PayeeAccount
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.staff import AppUser, Staff
from desktop.models.ledgers.students import NameAlias, Student
from desktop.models.listing import Listing
from desktop.models.roles import NotAllowed
from desktop.services import school_file

PERSONAL = (Student, Guardian, PayeeAccount, Hardship, AidGrant, Household)


@pytest.fixture
def two_classes(store):
    """One needy pupil with everything in each of two classes; returns the classes."""
    for name, klass in (("王芳", "三(1)班"), ("李明", "三(2)班")):
        record = needy(store, name, klass, household=household(store, f"{name}爸"))
        guardian(store, record, f"{name}妈")
        account(store, record)
    batch(store)
    return school_class(store, "三(1)班"), school_class(store, "三(2)班")


@pytest.mark.parametrize("ledger", PERSONAL, ids=lambda ledger: ledger.table())
def test_a_class_teacher_sees_the_own_class_alone(store, two_classes, ledger):
    own, other = two_classes
    assert store.rows(ledger).count() == 2
    mine = {row.id for row in as_class_teacher(store, own).rows(ledger)}
    others = {row.id for row in as_class_teacher(store, other).rows(ledger)}
    assert (len(mine), len(others), mine & others) == (1, 1, set())


@pytest.mark.parametrize("ledger", PERSONAL, ids=lambda ledger: ledger.table())
def test_a_teacher_without_a_class_sees_nobody(store, two_classes, ledger):
    assert as_class_teacher(store).rows(ledger).count() == 0


@pytest.mark.parametrize("ledger", PERSONAL, ids=lambda ledger: ledger.table())
def test_headteacher_and_canteen_see_everybody(store, two_classes, ledger):
    assert (
        as_headteacher(store).rows(ledger).count() == as_role(store, "meal", "小李").rows(ledger).count() == 2
    )


def test_search_does_not_reach_beyond_the_class(store, two_classes):
    teacher = as_class_teacher(store, two_classes[0])
    assert Listing(teacher, Student, search="lm").ids() == []
    assert Listing(teacher, Guardian, search="李明").ids() == []


def test_what_tells_about_pupils_is_marked_personal():
    linked = {ledger.table() for ledger in BY_NAME.values() if any(
        getattr(field, "rel_model", None) is Student for field in ledger._meta.sorted_fields
    )}  # fmt: skip
    assert linked <= {name for name, ledger in BY_NAME.items() if ledger.personal}


def test_a_class_teacher_who_logs_in_gets_the_classes_of_the_ledger(school, log_in):
    with school.store.step("田老师带三(2)班") as step:
        teacher = step.add(Staff, {"name": "田春生"})
    school.add_user("田老师", "class", "柳林镇小溪边2026", staff=teacher)
    needy(school.store, "王芳", "三(1)班")
    mine = needy(school.store, "李明", "三(2)班")
    with school.store.step("班主任") as step:
        step.change(SchoolClass, school_class(school.store, "三(2)班"), {"head_teacher": teacher})
    opened = log_in("田老师", "柳林镇小溪边2026")
    assert [row.id for row in opened.store.rows(Student)] == [mine]
    assert AppUser.get(AppUser.name == "田老师").staff_id == teacher


def test_a_teacher_who_gets_another_class_sees_it_at_once(school, log_in):
    with school.store.step("田老师") as step:
        teacher = step.add(Staff, {"name": "田春生"})
    school.add_user("田老师", "class", "柳林镇小溪边2026", staff=teacher)
    klass = school_class(school.store, "三(2)班", head_teacher=teacher)
    opened = log_in("田老师", "柳林镇小溪边2026")
    assert opened.store.session.classes == {klass}
    boss = as_role(opened.store, "aid", "周敏")
    new = school_class(boss, "三(1)班", head_teacher=teacher)
    school_file.reread_classes(opened)
    assert opened.store.session.classes == {klass, new}


def test_a_class_teacher_changes_the_own_pupils_alone(store, two_classes):
    own, other = (Student.get(Student.school_class == klass).id for klass in two_classes)
    teacher = as_class_teacher(store, two_classes[0])
    with teacher.step("改电话") as step:
        step.change(Student, own, {"phone": "13800138000"})
    with pytest.raises(NotAllowed), teacher.step("改别的班") as step:
        step.change(Student, other, {"phone": "13800138000"})
    with pytest.raises(NotAllowed), teacher.step("送到别的班") as step:
        step.change(Student, own, {"school_class": two_classes[1]})
    with pytest.raises(NotAllowed), teacher.step("给别的班加监护人") as step:
        step.add(Guardian, {"student": other, "name": "李四", "relation": "99"})
    assert Student.get_by_id(own).phone == "13800138000"
    assert Student.get_by_id(other).phone != "13800138000"
    assert Student.get_by_id(own).school_class_id == two_classes[0]


def test_a_pupil_is_found_by_another_spelling_of_the_name(store, two_classes):
    record = Student.get(Student.name == "王芳").id
    with store.step("异写") as step:
        step.add(NameAlias, {"student": record, "name": "王方"})
    assert Listing(store, Student, search="王方").ids() == [record]
