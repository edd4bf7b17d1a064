"""Letters on their way: by class or village, what lacks, many receipts at once, rates with their counts."""

import datetime as dt

import pytest
from builders import as_headteacher, batch, change, dump, household, needy

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers.batches import AidBatch, AidNotice
from desktop.models.ledgers.students import Student
from desktop.services.aid import delivery
from desktop.services.aid.batches import approve
from desktop.services.aid.notices import make_notices, number_and_count
from desktop.services.aid.receipt_questions import settle, waiting, words_of
from desktop.services.aid.receipts import boxes_of, receive_many, tick
from desktop.services.paper.documents.common import wording

DAY = dt.date(2026, 12, 1)


@pytest.fixture
def printed(store):
    """Six letters in two classes, numbered 1 to 5; the last was never printed."""
    for name, klass in (
        ("甲", "四(1)班"),
        ("乙", "三(2)班"),
        ("丙", "三(2)班"),
        ("丁", "三(2)班"),
        ("戊", "四(1)班"),
        ("己", "四(1)班"),
    ):
        needy(store, name, klass)
    number = batch(store)
    approve(as_headteacher(store), number, DAY)
    make_notices(store, number)
    number_and_count(store, list(AidNotice.select().order_by(AidNotice.id).limit(5)), DAY)
    return number


def letters(number):
    return delivery.posted(number)


def names(posted):
    return [one.name for one in posted]


def ids(number, *wanted):
    return [one.notice.id for one in letters(number) if one.name in wanted]


def states(number):
    return [one.notice.state for one in letters(number)]


def test_letters_lie_in_the_order_they_are_carried(store, printed):
    home = household(store, village="下寨村")
    change(store, Student, Student.get(Student.name == "己").id, household=home)
    by_class = delivery.ordered(letters(printed), "class")
    assert [one.class_name for one in by_class] == ["三(2)班"] * 3 + ["四(1)班"] * 3
    assert names(delivery.ordered(letters(printed), "village"))[0] == "己"


def test_only_what_is_missing_is_printed_or_carried_again(store, printed):
    first = letters(printed)[0].notice.id
    delivery.move(store, [first], "delivered", DAY, "田老师", mode="pupil")
    unprinted = [one for one in letters(printed) if one.notice.state == "made"]
    assert names(delivery.missing(letters(printed), "print")) == names(unprinted)
    assert len(delivery.missing(letters(printed), "delivery")) == 4
    assert len(delivery.missing(letters(printed), "receipt")) == 5
    told = AidNotice.get_by_id(first)
    assert (told.delivered_by, told.delivery_mode, told.printed_by) == ("田老师", "pupil", "周敏")


def test_what_cannot_be_delivered_says_why_and_may_be_delivered_later(store, printed):
    some = [one.notice.id for one in letters(printed) if one.notice.state == "printed"][:1]
    with pytest.raises(Refused, match="请写一句送不到的原因"):
        delivery.undeliver(store, some, " ")
    with pytest.raises(Refused, match="送不到的要写明原因"), store.step("直接写") as step:
        step.change(AidNotice, some[0], {"state": "undelivered"})
    delivery.undeliver(store, some, "举家外出务工")
    assert AidNotice.get_by_id(some[0]).undelivered_why == "举家外出务工"
    delivery.move(store, some, "delivered", DAY, mode="mail")
    assert AidNotice.get_by_id(some[0]).undelivered_why is None


def test_a_letter_that_never_left_is_not_filed(store, printed):
    some = [one.notice.id for one in letters(printed) if one.notice.state == "printed"][:1]
    with pytest.raises(Refused, match="还没有发出去，不能归档"):
        delivery.move(store, some, "filed", DAY)
    with pytest.raises(Refused, match="不能直接变成"):
        change(store, AidNotice, some[0], state="filed")
    delivery.move(store, some, "returned", DAY, choice="known")
    delivery.move(store, some, "filed", DAY)
    told = AidNotice.get_by_id(some[0])
    assert (told.state, told.filed_on, told.receipt_choice, told.receipt_by) == (
        "filed",
        DAY,
        "known",
        "周敏",
    )


@pytest.mark.parametrize(
    "typed", ["1 3 4-5", "1，3，4—5", "1、3、4~5号", "１ ３ ４－５", "2026-1 2026-3 4 5"]
)
def test_typed_numbers_and_ranges_are_one_step(store, printed, typed):
    before = dump()
    told = receive_many(store, typed.replace("号", ""), 2026, DAY, choice="known")
    assert (len(told.taken), told.unknown) == (4, [])
    assert states(printed).count("returned") == 4
    undo.undo(store)
    assert dump() == before


def test_what_no_letter_has_does_not_stop_the_rest(store, printed):
    receive_many(store, "1", 2026, DAY)
    told = receive_many(store, "1 2 88 王芳", 2026, DAY)
    assert told.sentence == "收回执 1 份，1 份以前收过，2 个编号没有对应的告知书。"
    assert "2026 年没有 88 号告知书" in told.unknown[0]


@pytest.mark.parametrize(
    ("typed", "words"), [("  ", "请写回执上的编号"), ("9-3", "看不懂"), ("1-4000", "看不懂")]
)
def test_a_slip_of_the_finger_is_told(store, printed, typed, words):
    with pytest.raises(Refused, match=words):
        receive_many(store, typed, 2026, DAY)


def test_receipts_are_ticked_in_a_list_but_not_for_letters_never_printed(store, printed):
    some = [one.notice.id for one in letters(printed)]
    with pytest.raises(Refused, match="还没有打印，不会有回执"):
        tick(store, some, DAY)
    assert len(tick(store, [one for one in some if AidNotice.get_by_id(one).number][:2], DAY).taken) == 2


def test_rates_tell_their_counts_class_by_class(store, printed):
    receive_many(store, "1-2", 2026, DAY)
    delivery.move(
        store, [one.notice.id for one in letters(printed) if one.notice.serial == 3], "delivered", DAY
    )
    rates = delivery.rates(letters(printed))
    assert [(one.class_name, one.letters) for one in rates] == [("三(2)班", 3), ("四(1)班", 3)]
    everyone = delivery.rate_of_all(letters(printed))
    assert (everyone.letters, everyone.delivered, everyone.returned) == (6, 3, 2)
    assert everyone.words == "合计 送达 3/6（50.00%），回执 2/6（33.33%）"
    assert sum(one.returned for one in rates) == 2


def test_the_choices_of_a_receipt_are_the_boxes_on_its_paper():
    boxes = wording("aid_letter")["receipt"]["choices"]
    assert [words for _, words in boxes_of("granted")] == boxes


def test_every_typed_number_is_named_with_its_pupil_and_list(store, printed):
    told = receive_many(store, "1 2", 2026, DAY)
    rows = AidNotice.select().where(AidNotice.serial.in_([1, 2]))
    names = [Student.caption_of(row.student_id) for row in rows]
    caption = AidBatch.caption(AidBatch.select().first())
    assert told.whose.startswith(f"{caption}：") and all(name in told.whose for name in names)


# a receipt without a delivery; a receipt that is a question ------------------------------------------------


def test_a_receipt_of_a_letter_nobody_noted_as_given_keeps_who_when_and_how(store, printed):
    tick(store, ids(printed, "乙"), DAY, choice="as_paid")
    row = AidNotice.get_by_id(*ids(printed, "乙"))
    assert (row.delivered_on, row.delivery_mode, row.delivered_by) == (DAY, "pupil", store.session.who)


def test_a_letter_given_by_hand_keeps_its_own_way_and_day(store, printed):
    delivery.move(store, ids(printed, "乙"), "delivered", DAY, "田春生", mode="hand")
    receive_many(store, "2", 2026, DAY + dt.timedelta(days=3))
    row = AidNotice.get_by_id(*ids(printed, "乙"))
    assert (row.delivered_on, row.delivery_mode, row.delivered_by) == (DAY, "hand", "田春生")


def test_only_what_was_delivered_counts_as_delivered(store, printed):
    tick(store, ids(printed, "乙"), DAY)
    assert delivery.rate_of_all(letters(printed)).delivered == 1
    delivery.undeliver(store, ids(printed, "丙"), "搬走了")
    delivery.move(store, ids(printed, "丙"), "filed", DAY)
    assert delivery.rate_of_all(letters(printed)).delivered == 1


def test_a_receipt_that_asks_for_the_school_waits_until_somebody_writes_what_was_done(store, printed):
    asked = ids(printed, "乙")
    tick(store, asked, DAY, choice="not_as_paid")
    assert [row.id for row in waiting("2026-1")] == asked
    with pytest.raises(Refused, match="还没有处理"):
        delivery.move(store, asked, "filed", DAY)
    with pytest.raises(Refused, match="还没有处理"):
        change(store, AidNotice, asked[0], state="filed", filed_on=DAY)
    settle(store, asked[0], "对过回单，金额一致，家长已清楚", day=DAY, by="田春生")
    delivery.move(store, asked, "filed", DAY)
    row = AidNotice.get_by_id(asked[0])
    assert waiting() == []
    assert words_of(row) == "田春生 2026-12-01：对过回单，金额一致，家长已清楚"


def test_a_question_is_answered_with_a_word_and_only_where_there_is_one(store, printed):
    tick(store, ids(printed, "乙"), DAY, choice="not_as_paid")
    tick(store, ids(printed, "丙"), DAY, choice="as_paid")
    with pytest.raises(Refused, match="写一句怎样处理"):
        settle(store, *ids(printed, "乙"), " ", day=DAY)
    with pytest.raises(Refused, match="没有要求学校联系"):
        settle(store, *ids(printed, "丙"), "看过", day=DAY)


def test_a_village_that_only_the_address_names_is_told(store, printed):
    pupil = Student.get(Student.name == "丁").id
    change(store, Student, pupil, home_address="青禾县柳林镇上寨村三组12号")
    assert [one.village for one in letters(printed) if one.name == "丁"] == ["上寨村三组"]
