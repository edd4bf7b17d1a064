import datetime as dt

import pytest

from desktop.models import undo
from desktop.models.journal import head
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.desk import SentPackage
from desktop.models.ledgers.families import PayeeAccount
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.students import Student
from desktop.services import people
from desktop.services.exchange.changes import since_last


@pytest.fixture
def store(books):
    """Books that were sent on 4 September."""
    stood = head()
    with books.store.step("报送", final=True) as step:
        step.add(SentPackage, {
            "day": dt.date(2026, 9, 4), "term": "2026-1", "folder": "报送20260904",
            "journal_number": stood.number, "journal_mac": stood.mac,
        })  # fmt: skip
    return books.store


@pytest.fixture
def pupil():
    return Student.select().where(Student.status == "01").order_by(Student.id).first()


def change(store, pupil, **values):
    with store.step("改") as step:
        step.change(Student, pupil.id, values)


def test_before_the_first_package_nothing_is_compared(books):
    changes = since_last(books.store)
    assert changes.last is None
    assert changes.sentence == "还没有报送过。"


def test_nothing_done_is_nothing_changed(store):
    assert since_last(store).sentence == "上次 9月4日，之后没有改动。"


def test_a_new_pupil_is_named(store):
    klass = SchoolClass.select().first()
    people.create(
        store, {"name": "石榴", "school_class": klass.id, "no_id_reason": "正在办理"}, surely_new=True
    )
    changes = since_last(store)
    assert [(one.name, one.class_text) for one in changes.added] == [
        ("石榴", SchoolClass.caption_of(klass.id))
    ]
    assert changes.sentence == "上次 9月4日，之后新增 1 人。"


def test_two_changes_of_a_field_are_told_as_one(store, pupil):
    had = pupil.home_address or "空"
    change(store, pupil, home_address="石桥村一组")
    change(store, pupil, home_address="石桥村二组")
    [one] = since_last(store).changed
    assert [str(line) for line in one.changes] == [f"家庭地址 {had} → 石桥村二组"]


def test_what_was_changed_back_or_undone_does_not_count(store, pupil):
    change(store, pupil, home_address="石桥村一组")
    change(store, pupil, home_address=pupil.home_address)
    change(store, pupil, note="先记一笔")
    undo.undo(store)
    assert since_last(store).counts() == {"新增": 0, "变更": 0, "转出": 0, "删除": 0}


def test_dates_and_money_of_the_journal_are_shown_as_people_write_them(store, pupil):
    change(store, pupil, boards_from=dt.date(2026, 9, 7))
    [one] = since_last(store).changed
    assert str(one.changes[0]) == "寄宿起始 空 → 2026-09-07"


def test_who_left_is_not_also_changed(store, pupil):
    people.transfer_out(store, pupil.id, dt.date(2026, 10, 9), "transfer", "县实验小学")
    changes = since_last(store)
    assert changes.counts() == {"新增": 0, "变更": 0, "转出": 1, "删除": 0}
    assert "去向 空 → 县实验小学" in [str(line) for line in changes.left[0].changes]


def test_who_came_and_left_between_two_packages_is_in_neither_list(store):
    klass = SchoolClass.select().first()
    new = people.create(
        store, {"name": "石榴", "school_class": klass.id, "no_id_reason": "正在办理"}, surely_new=True
    )
    people.transfer_out(store, new, dt.date(2026, 10, 9), "transfer", "县实验小学")
    assert since_last(store).counts() == {"新增": 0, "变更": 0, "转出": 0, "删除": 0}


def test_a_new_card_and_a_new_hardship_belong_to_the_pupil(store):
    pupil = Student.select().where(Student.id.not_in(Hardship.select(Hardship.student))).first()
    with store.step("补登") as step:
        step.add(Hardship, {"student": pupil.id, "kind": "10", "since": dt.date(2026, 10, 1)})
        step.add(PayeeAccount, {"student": pupil.id, "owner": pupil.name, "number": "6222000000000000000"})
    [one] = since_last(store).changed
    told = {line.label: line.new for line in one.changes}
    assert told == {"困难类型": "孤儿", "收款账户": f"{pupil.name} 尾号 0000"}


def test_a_changed_card_is_told_masked(store):
    row = PayeeAccount.select().first()
    with store.step("换卡") as step:
        step.change(PayeeAccount, row.id, {"number": "6222000000000009999"})
    [one] = since_last(store).changed
    assert one.student == row.student_id
    assert one.changes[0].label == "收款账户账号"
    assert one.changes[0].new.endswith("9999") and "6222000000000009999" not in one.changes[0].new


def test_a_removed_pupil_is_said_to_be_deleted_and_one_brought_back_never_was(store):
    klass = SchoolClass.select().first()
    bare = people.create(
        store, {"name": "石榴", "school_class": klass.id, "no_id_reason": "正在办理"}, surely_new=True
    )
    with store.step("报送", final=True) as step:
        step.add(
            SentPackage,
            {"day": dt.date(2026, 10, 1), "term": "2026-1", "folder": "二", "journal_number": head().number},
        )
    with store.step("删除") as step:
        step.remove(Student, bare)
    told = since_last(store)
    assert ([one.name for one in told.removed], told.left) == (["石榴"], ()) and "删除 1 人" in told.sentence
    undo.bring_back(store, undo.recycle_bin(store)[0].entry)
    assert since_last(store).counts() == {"新增": 0, "变更": 0, "转出": 0, "删除": 0}
