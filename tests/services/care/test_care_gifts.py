"""捐赠: two receivers, only for its purpose, received = issued + gone + left, closed, hung up, told to the giver."""

import datetime as dt

import pytest
from builders import add, as_role, change
from builders_care import AUTUMN_DAY, gift, goods, listed_pupil, teacher

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers.care_cash import CashUse
from desktop.models.ledgers.care_goods import Donation, Donor, GoodsMove
from desktop.models.roles import NotAllowed
from desktop.models.store import Invalid
from desktop.services.care import gifts, issue, shelf
from desktop.services.care.issue import Give
from desktop.services.care.shelf import In

NEXT = AUTUMN_DAY + dt.timedelta(days=7)


@pytest.fixture
def children(store):
    return [listed_pupil(store, name, types=("left",)) for name in ("王芳", "李强")]


def test_a_gift_its_goods_and_its_giver_are_one_step(store):
    paper = goods(store)
    record = gift(store, In(paper, 20, 150))
    assert (Donation.get_by_id(record).donor.name, GoodsMove.get().quantity) == ("青禾粮油店", 20)
    undo.undo(store)
    assert not Donation.select().exists() and not Donor.select().exists() and not GoodsMove.select().exists()


def test_the_same_giver_is_not_written_twice(store):
    paper = goods(store)
    assert gift(store, In(paper, 1)) != gift(store, In(paper, 2))
    assert Donor.select().count() == 1


def test_two_people_receive(store):
    who = teacher(store)
    told = {"day": AUTUMN_DAY, "kind": "cash", "amount": 100, "receiver1": who, "receiver2": who}
    with pytest.raises(Invalid, match="两个人一起清点"):
        gifts.receive(store, told, donor={"name": "张三", "kind": "person"})


def test_goods_need_a_list(store):
    with pytest.raises(Refused, match="品名和数量"):
        gifts.receive(store, {"day": AUTUMN_DAY, "kind": "goods"}, donor={"name": "张三", "kind": "person"})


@pytest.mark.parametrize(
    ("kind", "more", "doubts"),
    [
        ("person", {}, set()),
        ("firm", {}, {"agreement_no"}),
        ("group", {"agreement_no": "协2026-1"}, set()),
        ("person", {"purpose": "买书"}, {"agreement_no"}),
        ("person", {"amount": 5000, "kind": "cash"}, {"receipt_no"}),
    ],
)
def test_an_agreement_is_asked_for_where_a_firm_gives_or_the_gift_is_tied(store, kind, more, doubts):
    donor = add(store, Donor, name="某某", kind=kind)
    assert set(Donation.advise({"donor": donor, **more})) == doubts


def test_received_is_issued_plus_gone_plus_left(store, children):
    paper = goods(store)
    record = gift(store, In(paper, 20, 150))
    issue.issue(store, NEXT, [Give(one, paper, 3) for one in children], None)
    shelf.lose(store, (paper, record), 2, day=NEXT, why="受潮")
    shelf.turn_back(store, GoodsMove.select().where(GoodsMove.kind == "free").first().id, NEXT, "发错了")
    (told,) = gifts.balances()
    (line,) = told.lines
    assert (line.received, line.issued, line.gone, line.left, line.children) == (20, 3, 2, 15, 1)
    assert told.closes and not told.empty and told.left_words == "作业本 15 本"


def test_what_a_count_finds_keeps_the_sums_closed(store):
    paper = goods(store)
    record = gift(store, In(paper, 20))
    shelf.keep_count(store, NEXT, [shelf.Counted((paper, record), 22, "多数了")], None)
    (line,) = gifts.balances()[0].lines
    assert (line.received, line.gone, line.left) == (20, -2, 22) and line.closes


def test_money_is_never_spent_twice(store, children):
    record = gift(store, amount=100_00)
    one, other = teacher(store, "甲老师"), teacher(store, "乙老师")
    told = {"donation": record, "day": NEXT, "used_for": "买书", "staff1": one, "staff2": other}
    gifts.spend(store, {**told, "amount": 60_00, "student": children[0]})
    with pytest.raises(Refused, match=r"用掉的比收到的多 20\.00 元"):
        gifts.spend(store, {**told, "amount": 60_00})
    (told_,) = gifts.balances()
    assert (told_.used, told_.left, len(told_.children)) == (60_00, 40_00, 1)
    assert CashUse.select().count() == 1


def test_a_gift_is_closed_when_nothing_is_left(store, children):
    paper = goods(store)
    record = gift(store, In(paper, 2))
    with pytest.raises(Refused, match="还剩 作业本 2 本"):
        gifts.close(store, record)
    issue.issue(store, NEXT, [Give(one, paper, 1) for one in children], None)
    gifts.close(store, record)
    assert Donation.get_by_id(record).state == "done"
    gifts.open_again(store, record)
    assert Donation.get_by_id(record).state == "got"


def test_a_gift_with_movements_is_not_taken_out(store):
    record = gift(store, In(goods(store), 2))
    with pytest.raises(Refused, match="已经有 1 笔出入"), store.step("删除") as step:
        step.remove(Donation, record)


def test_what_waits_is_told_until_it_is_done(store):
    record = gift(store, In(goods(store), 2))
    told = gifts.waiting(gifts.balances())
    assert told.unposted == told.unthanked == (record,) and "捐赠协议" in told.doubts[record][0]
    gifts.posted(store, [record], NEXT)
    gifts.thanked(store, [record], NEXT)
    change(store, Donation, record, agreement_no="协1")
    told = gifts.waiting(gifts.balances())
    assert told == gifts.Open((), (), {})


def test_who_gives_without_a_name_stays_unnamed_on_the_wall(store):
    record = gift(store, In(goods(store), 2))
    change(store, Donor, Donor.get().id, anonymous=True)
    assert gifts.public_giver(Donation.get_by_id(record)) == gifts.NAMELESS


def test_others_receive_no_gifts(store):
    head = as_role(store, "head", "校长")
    with pytest.raises(NotAllowed):
        gifts.receive(head, {"day": AUTUMN_DAY}, [In(goods(store), 1)])
