"""Where the letters are, and receipts typed one after another."""

import datetime as dt

import pytest
from builders import as_headteacher, batch, change, household, needy

from desktop.models.errors import Refused
from desktop.models.ledgers.batches import AidNotice
from desktop.models.ledgers.students import Student
from desktop.services.aid import delivery
from desktop.services.aid.batches import approve
from desktop.services.aid.notices import make_notices, number_and_count

DAY = dt.date(2026, 12, 1)


@pytest.fixture
def printed(store):
    """Three letters, two of them printed."""
    home = household(store, village="下寨村")
    for name in ("王芳", "李强", "张伟"):
        needy(store, name)
    change(store, Student, Student.get(Student.name == "王芳").id, household=home)
    number = batch(store)
    approve(as_headteacher(store), number, DAY)
    make_notices(store, number)
    number_and_count(store, list(AidNotice.select().order_by(AidNotice.id).limit(2)), DAY)
    return number


def test_letters_are_told_with_name_class_and_village(printed):
    first = delivery.posted(printed)[0]
    assert (first.name, first.class_name, first.village, first.state) == (
        "王芳",
        "三(2)班",
        "下寨村",
        "已印",
    )


def test_each_step_of_the_road_is_counted(store, printed):
    ids = [one.notice.id for one in delivery.posted(printed)]
    delivery.move(store, ids[:1], "delivered", DAY)
    assert delivery.counts(delivery.posted(printed)) == {
        "made": 1, "printed": 1, "delivered": 1, "returned": 0, "filed": 0,
    }  # fmt: skip


def test_a_letter_never_printed_was_not_delivered(store, printed):
    ids = [one.notice.id for one in delivery.posted(printed)]
    with pytest.raises(Refused, match="有 1 份还没有打印"):
        delivery.move(store, ids, "delivered", DAY)


@pytest.mark.parametrize("typed", ["1", " 001 ", "１", "2026-1", "2026－1", "石小资助〔2026〕1号"])
def test_a_receipt_is_found_by_any_way_to_write_its_number(store, printed, typed):
    told = delivery.receive(store, typed, 2026, DAY)
    assert (told.name, told.again) == ("王芳", False)
    assert delivery.posted(printed)[0].notice.receipt_on == DAY


def test_a_receipt_typed_twice_says_so(store, printed):
    delivery.receive(store, "1", 2026, DAY)
    assert delivery.receive(store, "1", 2026, DAY).again


def test_a_number_no_letter_has_is_refused(store, printed):
    with pytest.raises(Refused, match="2026 年没有 999 号告知书"):
        delivery.receive(store, "999", 2026)
    with pytest.raises(Refused, match="看不懂“王芳”"):
        delivery.receive(store, "王芳", 2026)


def test_in_january_receipts_still_belong_to_the_letters_year(printed):
    assert delivery.year_of(delivery.posted(printed)) == 2026
