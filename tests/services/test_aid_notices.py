"""告知书: one to a family, numbered once, printed again without a new number."""

import datetime as dt

import pytest
from builders import as_headteacher, as_role, batch, change, dump, guardian, household, needy

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers.batches import AidGrant, AidNotice, NumberSeries
from desktop.models.ledgers.school import School
from desktop.models.roles import NotAllowed
from desktop.services.aid import batches, notices

DAY = dt.date(2026, 9, 25)


@pytest.fixture
def approved(store):
    """Four pupils on an approved list: two of one household, two alone. Returns the batch."""
    home = household(store)
    for name, told in (("甲", {"household": home}), ("乙", {"household": home}), ("丙", {}), ("丁", {})):
        guardian(store, needy(store, name, **told), f"{name}爸")
    number = batch(store)
    batches.approve(as_headteacher(store), number, DAY)
    return number


def printed(store, batch, day=DAY):
    """Print every letter of a batch."""
    return notices.number_and_count(store, [letter.notice for letter in notices.letters(batch)], day)


def numbers():
    return [row.number for row in AidNotice.select().order_by(AidNotice.id)]


def test_a_draft_has_letters_but_no_numbers(store):
    needy(store)
    number = batch(store)
    assert [(letter.notice, letter.fen, letter.student.name) for letter in notices.letters(number)] == [
        (None, 31250, "王芳")
    ]
    with pytest.raises(Refused, match=r"还没有审批.*只能打印带“草稿”字样的告知书，不能编号"):
        notices.make_notices(store, number)


def test_every_pupil_gets_a_letter_in_the_order_of_the_list(store, approved):
    assert notices.make_notices(store, approved) == 4
    told = [(letter.student.name, letter.guardian, letter.fen) for letter in notices.letters(approved)]
    assert told == [
        ("甲", "甲爸", 31250),
        ("乙", "乙爸", 31250),
        ("丙", "丙爸", 31250),
        ("丁", "丁爸", 31250),
    ]
    assert notices.grants_without_notice(approved) == 0


def test_a_household_gets_one_letter_for_all_its_children(store, approved):
    assert notices.make_notices(store, approved, by_household=True) == 3
    told = [[grant.student.name for grant in letter.grants] for letter in notices.letters(approved)]
    assert told == [["甲", "乙"], ["丙"], ["丁"]]
    assert notices.letters(approved)[0].fen == AidNotice.get().amount == 62500


def test_children_of_one_guardian_are_a_household_too(store):
    for name in ("甲", "乙"):
        guardian(store, needy(store, name), "王建国", phone="13800138000")
    guardian(store, needy(store, "丙"), "王建国", phone="13800138111")
    number = batch(store)
    told = [
        [grant.student.name for grant in letter.grants]
        for letter in notices.letters(number, by_household=True)
    ]
    assert told == [["甲", "乙"], ["丙"]]


def test_letters_are_laid_out_once(store, approved):
    notices.make_notices(store, approved)
    before = dump()
    assert notices.make_notices(store, approved) == 0
    assert dump() == before
    assert undo.undo(store).startswith("生成告知书 4 份")
    assert notices.make_notices(store, approved) == 4


def test_a_letter_goes_to_the_first_who_is_marked_guardian(store):
    record = needy(store)
    guardian(store, record, "王奶奶", is_guardian=False)
    guardian(store, record, "王建国")
    guardian(store, record, "李小红")
    assert notices.main_guardians([record]) == {record: "王建国"}


# numbers ------------------------------------------------------------------------------------------------


def test_printing_draws_the_numbers_of_the_year(store, approved):
    notices.make_notices(store, approved)
    assert numbers() == [None] * 4
    assert printed(store, approved) == 4
    assert numbers() == [f"石小资助〔2026〕{serial}号" for serial in (1, 2, 3, 4)]
    row = AidNotice.get()
    assert (row.state, row.print_count, row.printed_at, row.serial, row.year) == ("printed", 1, DAY, 1, 2026)


def test_printing_again_keeps_the_number_and_counts(store, approved):
    notices.make_notices(store, approved)
    printed(store, approved)
    assert printed(store, approved) == 0
    assert numbers() == [f"石小资助〔2026〕{serial}号" for serial in (1, 2, 3, 4)]
    assert {row.print_count for row in AidNotice.select()} == {2}


def test_printing_again_from_a_window_left_open_draws_no_second_number(store, approved):
    notices.make_notices(store, approved)
    shown = [letter.notice for letter in notices.letters(approved)]
    notices.number_and_count(store, shown, DAY)
    assert notices.number_and_count(store, shown, DAY) == 0
    assert NumberSeries.get().last == 4


def test_some_letters_first_and_the_rest_later(store, approved):
    notices.make_notices(store, approved)
    rows = list(AidNotice.select().order_by(AidNotice.id))
    notices.number_and_count(store, rows[2:], DAY)
    printed(store, approved)
    assert [row.serial for row in AidNotice.select().order_by(AidNotice.id)] == [3, 4, 1, 2]
    only = notices.letters(approved, only=[rows[3].id])
    assert [letter.student.name for letter in only] == ["丁"]


def test_a_new_year_begins_with_one_and_the_old_year_goes_on(store, approved):
    notices.make_notices(store, approved)
    rows = list(AidNotice.select().order_by(AidNotice.id))
    notices.number_and_count(store, rows[:1], DAY)
    notices.number_and_count(store, rows[1:2], dt.date(2027, 3, 1))
    notices.number_and_count(store, rows[2:], dt.date(2026, 12, 31))
    assert numbers() == [
        "石小资助〔2026〕1号",
        "石小资助〔2027〕1号",
        "石小资助〔2026〕2号",
        "石小资助〔2026〕3号",
    ]


def test_a_school_without_a_short_name_writes_plain_numbers(store, approved):
    change(store, School, School.get().id, short_name=None)
    notices.make_notices(store, approved)
    printed(store, approved)
    assert numbers()[0] == "资助〔2026〕1号"


def test_drawn_numbers_are_never_taken_back(store, approved):
    notices.make_notices(store, approved)
    printed(store, approved)
    assert not any(does.startswith("打印") for _, does in undo.stacks().undo)
    with pytest.raises(undo.CannotUndo, match="后来的“打印告知书 4 份（新编号 4 个）”"):
        undo.undo(store)


def test_who_may_not_print_draws_no_numbers(store, approved):
    notices.make_notices(store, approved)
    nobody = as_role(store, "meal", "小李")
    with pytest.raises(NotAllowed):
        printed(nobody, approved)
    assert numbers() == [None] * 4


# receipts -----------------------------------------------------------------------------------------------


def test_returned_receipts_are_ticked_off_by_number(store, approved):
    notices.make_notices(store, approved)
    printed(store, approved)
    assert notices.record_receipts(store, [2, 4, 99], 2026, DAY) == [99]
    told = [(row.serial, row.state, row.receipt_on) for row in AidNotice.select().order_by(AidNotice.id)]
    assert told == [(1, "printed", None), (2, "returned", DAY), (3, "printed", None), (4, "returned", DAY)]
    assert undo.undo(store) == "收回执 2 份"


def test_receipts_of_another_year_are_told_back(store, approved):
    notices.make_notices(store, approved)
    printed(store, approved)
    assert notices.record_receipts(store, [1], 2025, DAY) == [1]


def test_a_letter_printed_again_after_its_receipt_stays_returned(store, approved):
    notices.make_notices(store, approved)
    printed(store, approved)
    notices.record_receipts(store, [1], 2026, DAY)
    printed(store, approved)
    assert AidNotice.get(AidNotice.serial == 1).state == "returned"


def test_a_stopped_grant_has_no_letter(store, approved):
    change(store, AidGrant, AidGrant.get().id, state="stopped", reason="家长放弃")
    assert notices.make_notices(store, approved) == 3
