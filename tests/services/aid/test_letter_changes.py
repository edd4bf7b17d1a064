"""A letter whose money was taken back, or changed since it was printed, does not go out as if nothing had happened."""

import pytest
from builders import as_headteacher
from services.paper.papers import whole
from services.pay.paying import DAY, NAMES, answer, funded, grant_of, sent

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers.batches import AidGrant, AidNotice, NoticeItem
from desktop.services import health
from desktop.services.aid import delivery, receipts, stages
from desktop.services.aid.letter_changes import held, renew, sentence_of
from desktop.services.aid.notices import letters, make_notices
from desktop.services.paper.catalogue import DOCUMENTS, Wanted, print_document
from desktop.services.paper.documents import aid_letter
from desktop.services.pay import reversals
from desktop.services.pay.answers import read_answer, take_answer


@pytest.fixture
def made(store, tmp_path):
    """A list that was paid, its letters laid out."""
    batch, first = sent(store)
    take_answer(store, read_answer(store, first, answer(tmp_path, first)), day=DAY)
    stages.advance(store, batch, DAY)
    make_notices(store, batch)
    return batch


def take_back(store, name, fen):
    asked = reversals.ask(store, grant_of(name).id, "back", fen, "重复享受", day=DAY)
    reversals.approve(as_headteacher(store), asked, today=DAY)


def print_all(store, batch, path, **choices):
    aid_letter.print_letters(store, aid_letter.letters_of(batch, day=DAY, **choices), path, proof=True)
    return whole(path)


def notice(name):
    return AidNotice.get(AidNotice.student == grant_of(name).student_id)


def test_whose_money_was_all_taken_back_gets_no_letter(store, made, tmp_path):
    take_back(store, "王芳", 31250)
    text = print_all(store, made, tmp_path / "信.pdf")
    assert "王芳" not in text and "李强" in text
    assert notice("王芳").number is None and notice("李强").number
    with pytest.raises(Refused, match="王芳的告知书不打印：钱已经全部追回"):
        print_all(store, made, tmp_path / "一.pdf", only=[notice("王芳").id])


def test_a_part_taken_back_before_printing_stands_in_the_letter(store, made, tmp_path):
    take_back(store, "王芳", 10000)
    assert "212.50" in print_all(store, made, tmp_path / "信.pdf", only=[notice("王芳").id])
    assert notice("王芳").amount == 21250
    assert "补打" in print_all(store, made, tmp_path / "又.pdf", only=[notice("王芳").id])


def test_a_printed_letter_whose_money_changed_is_replaced_under_a_new_number(store, made, tmp_path):
    print_all(store, made, tmp_path / "信.pdf")
    take_back(store, "王芳", 10000)
    old = notice("王芳")
    with pytest.raises(Refused, match=r"印好以后有变化：金额 312\.50 元 → 212\.50 元"):
        print_all(store, made, tmp_path / "旧.pdf", only=[old.id])
    (new,) = renew(store, made, [old.id])
    text = print_all(store, made, tmp_path / "新.pdf", only=[new])
    assert "212.50" in text and AidNotice.get_by_id(new).number != old.number
    assert AidNotice.get_by_id(old.id).state == "replaced"
    assert AidNotice.get_by_id(new).note == f"代替 {old.number}"
    assert NoticeItem.select().where(NoticeItem.notice == new).count() == 1
    assert delivery.rate_of_all(delivery.posted(made)).letters == 4
    told = receipts.receive_many(store, str(old.serial), old.year, DAY)
    assert "已经换发新的告知书" in told.unknown[0]


def wrong_sums(school):
    return [one.sentence for one in health.check(school) if one.rule == "告知书"]


def test_the_books_are_well_after_a_letter_was_replaced_and_after_one_told_of_less(school, made, tmp_path):
    take_back(school.store, "李强", 5000)
    print_all(school.store, made, tmp_path / "信.pdf")
    take_back(school.store, "王芳", 10000)
    (new,) = renew(school.store, made, [notice("王芳").id])
    print_all(school.store, made, tmp_path / "新.pdf", only=[new])
    assert wrong_sums(school) == []


def test_a_letter_of_another_amount_than_the_grants_is_named_with_the_way(school, made):
    AidNotice.update(amount=999).where(AidNotice.id == notice("王芳").id).execute()
    (words,) = wrong_sums(school)
    assert "王芳" in words and words.endswith("不相等，请在“告知书”里换发。")


def test_another_account_is_a_change_too(store, made, tmp_path):
    print_all(store, made, tmp_path / "信.pdf")
    AidGrant.update(account="6217000000000009066").where(AidGrant.id == grant_of("王芳").id).execute()
    (one,) = held(letters(made))
    assert "→ 9066" in one.why and one.renewable


def test_a_renewal_can_be_undone_before_the_new_one_is_printed(store, made, tmp_path):
    print_all(store, made, tmp_path / "信.pdf")
    take_back(store, "王芳", 10000)
    renew(store, made, [notice("王芳").id])
    undo.undo(store)
    assert AidNotice.select().count() == 4 and notice("王芳").state == "printed"


def test_a_letter_that_nothing_speaks_against_is_not_replaced(store, made, tmp_path):
    print_all(store, made, tmp_path / "信.pdf")
    with pytest.raises(Refused, match="不用换发"):
        renew(store, made, [notice("李强").id])
    assert held(letters(made)) == []


def test_whose_money_was_stopped_after_the_layout_is_named_with_the_reason(store, tmp_path):
    batch = funded(store)
    make_notices(store, batch)
    stages.withhold(store, [grant_of("王芳").id], "转到外县")
    job = aid_letter.letters_of(batch, day=DAY)
    (one,) = aid_letter.left_out(job)
    assert one.sentence == "王芳的告知书不打印：这笔钱已经记为“不发放”（转到外县）。"
    assert "王芳" not in print_all(store, batch, tmp_path / "信.pdf")
    with pytest.raises(Refused, match="王芳的告知书不打印：这笔钱已经记为"):
        aid_letter.letters_of(batch, only=[notice("王芳").id])


def test_a_paper_made_by_words_says_which_letters_it_left_out(store, made, tmp_path):
    take_back(store, "王芳", 31250)
    without = []
    wanted = Wanted(batch=made, day=DAY)
    path = print_document(store, DOCUMENTS["D2"], wanted, tmp_path, proof=True, without=without)
    assert without == ["王芳的告知书不打印：钱已经全部追回，净额 0.00 元，这一家没有享受。"]
    assert "3份" in path.name and "王芳" not in whole(path)


def test_of_many_letters_left_out_every_name_is_said(store, made):
    for name in NAMES:
        take_back(store, name, 31250)
    job = DOCUMENTS["D2"].prepare(store, Wanted(batch=made))
    assert all(name in job.left_out for name in NAMES) and job.count == 0
    words = sentence_of([*held(letters(made)), *held(letters(made))])
    assert words.endswith("这样的共 8 份，还有王芳、李强、张伟、赵敏。")
