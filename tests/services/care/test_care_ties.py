"""A gift that is meant for somebody goes there, goods and money alike, by whatever road; what it did is told in full."""

import datetime as dt

import pytest
from builders import add, change, pupil
from builders_care import AUTUMN_DAY, gift, goods, listed_pupil, teacher

from desktop.models.errors import Refused
from desktop.models.ledgers.care_cash import CashUse
from desktop.models.ledgers.care_goods import GoodsMove
from desktop.models.store import Invalid
from desktop.services.care import gifts
from desktop.services.care.shelf import In
from desktop.services.paper.documents import gift_letter, gift_lists

NEXT = AUTUMN_DAY + dt.timedelta(days=7)


@pytest.fixture
def left(store):
    return listed_pupil(store, "王芳", types=("left",))


@pytest.fixture
def other(store):
    return pupil(store, "李强", "一(1)班")


@pytest.fixture
def told(store):
    return {
        "day": NEXT, "used_for": "买书", "staff1": teacher(store, "甲老师"), "staff2": teacher(store, "乙老师"), "amount": 50_00,
    }  # fmt: skip


def test_money_tied_to_a_kind_is_spent_on_no_other_child(store, left, other, told):
    record = gift(store, amount=100_00, for_types="left")
    with pytest.raises(Refused, match="指定给留守学生，李强 那天不在这份名单上"):
        gifts.spend(store, told | {"donation": record, "student": other})
    with pytest.raises(Refused, match="指定给留守学生"):
        gifts.spend(store, told | {"donation": record}, [left, other])
    with pytest.raises(Refused, match="请写受益学生"):
        gifts.spend(store, told | {"donation": record})
    with pytest.raises(Refused, match="留守学生只有 1 人"):
        gifts.spend(store, told | {"donation": record, "whom": "留守学生", "heads": 45})
    assert not CashUse.select().exists()
    gifts.spend(store, told | {"donation": record, "student": left})
    assert gifts.balances()[0].children == {left}


def test_money_tied_to_a_kind_is_spent_on_no_class_whatever_its_size_and_by_no_road(store, left, other, told):
    record = gift(store, amount=100_00, for_types="left")
    told |= {"donation": record, "heads": 1}
    with pytest.raises(Refused, match="受益范围只能是“留守学生”"):
        gifts.spend(store, told | {"whom": "一(1)班全班"})
    with pytest.raises(Refused, match="受益范围只能是“留守学生”"):
        add(store, CashUse, **told, whom="全校")
    kept = add(store, CashUse, **told, whom="留守学生")
    with pytest.raises(Refused, match="受益范围只能是“留守学生”"):
        change(store, CashUse, kept, whom="一(1)班全班")
    assert gifts.balances()[0].groups == {"留守学生": 1}


def test_money_tied_to_two_kinds_may_be_spent_on_both_together_or_on_one(store, left, told):
    listed_pupil(store, "赵敏", types=("disabled",))
    told |= {"donation": gift(store, amount=200_00, for_types="disabled,left")}
    gifts.spend(store, told | {"whom": "残疾、留守学生", "heads": 2})
    gifts.spend(store, told | {"whom": "残疾学生", "heads": 1})
    with pytest.raises(Refused, match="残疾学生只有 1 人"):
        gifts.spend(store, told | {"whom": "残疾学生", "heads": 2})


def test_money_tied_to_one_child_is_spent_on_that_child(store, left, other, told):
    record = gift(store, amount=100_00, for_student=left)
    with pytest.raises(Refused, match="指定给 王芳"):
        gifts.spend(store, told | {"donation": record, "student": other})
    with pytest.raises(Refused, match="请把受益学生选上"):
        gifts.spend(store, told | {"donation": record, "whom": "全校", "heads": 45})


def test_tied_goods_reach_no_other_child_by_the_ledger_either(store, left, other):
    paper = goods(store)
    record = gift(store, In(paper, 20), for_types="left")
    row = {"day": NEXT, "kind": "free", "goods": paper, "quantity": 1, "donation": record}
    with pytest.raises(Refused, match="李强 那天不在这份名单上"):
        add(store, GoodsMove, **row, student=other)
    add(store, GoodsMove, **row, student=left)


def test_several_children_share_what_was_spent_to_the_last_fen(store, left, other, told):
    record = gift(store, amount=100_00)
    third = pupil(store, "张伟", "一(1)班")
    gifts.spend(
        store, told | {"donation": record, "amount": 100_00}, gifts.children_named("王芳、李强，张伟")
    )
    assert [row.amount for row in CashUse.select().order_by(CashUse.id)] == [33_34, 33_33, 33_33]
    (balance,) = gifts.balances()
    assert (balance.used, balance.children, balance.empty) == (100_00, {left, other, third}, True)
    with pytest.raises(Refused, match="没有“赵六”"):
        gifts.children_named("王芳、赵六")


def test_a_class_that_was_served_together_is_counted_once(store, told):
    record = gift(store, amount=100_00)
    for _ in range(2):
        gifts.spend(store, told | {"donation": record, "whom": "六(2)班全班", "heads": 45})
    (balance,) = gifts.balances()
    assert (balance.heads, balance.reached_words) == (45, "受益：六(2)班全班 45 人")
    with pytest.raises(Invalid, match="受益范围和人数都要写"):
        gifts.spend(store, told | {"donation": record, "heads": 45})


def test_the_letter_and_the_list_say_what_the_money_bought_and_for_how_many(store, left, other, told):
    record = gift(store, amount=100_00)
    gifts.spend(
        store, told | {"donation": record, "used_for": "保暖内衣 2 套", "amount": 60_00}, [left, other]
    )
    gifts.spend(store, told | {"donation": record, "amount": 40_00, "whom": "六(2)班全班", "heads": 45})
    text = "".join(gift_letter.paragraphs(gifts.balances()[0], NEXT))
    assert "保暖内衣 2 套 60.00 元、买书 40.00 元" in text
    assert "受益学生2人，另用于六(2)班全班45人" in text
    (row,) = gift_lists.posting(store, [record], NEXT).rows
    assert row.heads == 47 and "保暖内衣 2 套" in row.went
    assert [one.name for one in gift_lists.issued(store, record).rows] == ["李强", "王芳", "45 人"]


def test_what_was_spent_after_the_notice_reaches_the_next_one_which_says_since_when(store, told):
    first, other = gift(store, amount=100_00), gift(store, amount=30_00, donor="李女士", kind="person")
    gifts.spend(store, told | {"donation": first})
    gifts.spend(store, told | {"donation": other, "amount": 30_00})
    gifts.posted(store, [first, other], NEXT)
    assert gifts.waiting(gifts.balances()).again == ()
    gifts.spend(store, told | {"donation": first, "used_for": "买鞋"})  # of the same day, written down later
    (row,) = gift_lists.posting(store, [], NEXT).rows
    assert f"{NEXT} 公示过" in row.went and "买鞋 50.00 元" in row.went
    assert gifts.waiting(gifts.balances()).again == (first,)
    change(store, CashUse, 2, proof="0" * 64 + "|发票.jpg")  # tells nothing new
    gifts.posted(store, [first], NEXT + dt.timedelta(days=1))
    assert gifts.waiting(gifts.balances()).again == ()


def test_a_letter_about_money_without_a_child_says_no_nought(store, told):
    record = gift(store, amount=100_00)
    gifts.spend(store, told | {"donation": record})
    assert "0人" not in "".join(gift_letter.paragraphs(gifts.balances()[0], NEXT))


def test_neither_wall_nor_letter_names_the_child_for_whom_something_was_bought(store, left, told):
    record = gift(store, amount=100_00)
    gifts.spend(store, told | {"donation": record, "student": left, "used_for": "给王芳买鞋"})
    assert gifts.balances()[0].issued_words == "50.00 元（给学生买鞋 50.00 元）"
