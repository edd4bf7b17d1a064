"""A list on its way to the money, and what may no longer be changed on the way."""

import datetime as dt

import pytest
from builders import AUTUMN, as_class_teacher, as_headteacher, batch, change, needy

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.roles import NotAllowed
from desktop.services.aid import finishing, overview, stages
from desktop.services.aid.batches import approve, send_back

DAY = dt.date(2026, 12, 1)


@pytest.fixture
def listed(store):
    """A list of three."""
    for name in ("王芳", "李强", "张伟"):
        needy(store, name)
    return batch(store)


def grants(number):
    return list(AidGrant.select().where(AidGrant.batch == number).order_by(AidGrant.id))


def state(number):
    return AidBatch.get_by_id(number).state


def approved(store, number):
    approve(as_headteacher(store), number, DAY)
    return number


def test_taking_one_out_needs_a_reason_and_leaves_the_sum(store, listed):
    first = grants(listed)[0].id
    with pytest.raises(Refused, match="请写一句原因"):
        stages.take_out(store, [first], "  ")
    stages.take_out(store, [first], "家长放弃")
    assert overview.sum_of(listed).heads == 2
    assert AidGrant.get_by_id(first).reason == "家长放弃"


def test_who_was_taken_out_can_come_back(store, listed):
    first = grants(listed)[0].id
    stages.take_out(store, [first], "弄错了")
    stages.put_back(store, [first])
    assert overview.sum_of(listed).heads == 3


def test_after_approval_nobody_is_taken_out(store, listed):
    approved(store, listed)
    with pytest.raises(Refused, match="已经定下来"):
        stages.take_out(store, [grants(listed)[0].id], "转走了")


def test_a_returned_list_is_handed_in_again(store, listed):
    send_back(as_headteacher(store), listed, "缺两人")
    assert state(listed) == "draft"
    stages.submit(store, listed)
    assert (state(listed), AidBatch.get_by_id(listed).note) == ("listed", None)


def test_the_way_from_approval_to_the_archive(store, listed):
    approved(store, listed)
    passed = [stages.advance(store, listed, DAY, why="县里直接打卡") for _ in range(4)]
    assert passed == ["reported", "funded", "paid", "closed"]
    row = AidBatch.get_by_id(listed)
    assert (row.funded_on, row.paid_on) == (DAY, DAY)
    assert {grant.state for grant in grants(listed)} == {"paid"}


def test_an_unapproved_list_has_no_next_step(store, listed):
    with pytest.raises(Refused, match="没有下一步"):
        stages.advance(store, listed)


def test_a_list_with_a_bounced_payment_cannot_be_filed(store, listed):
    approved(store, listed)
    for _ in range(2):
        stages.advance(store, listed, DAY)
    stages.advance(store, listed, DAY, why="县里直接打卡")
    stages.answer_of_bank(store, [grants(listed)[0].id], "bounced", "户名不符")
    with pytest.raises(Refused, match="王芳没有发放成功"):
        stages.demand_ready(listed, "closed")
    with pytest.raises(Refused, match="王芳没有发放成功"):
        stages.advance(store, listed, DAY)
    with pytest.raises(Refused, match="王芳的钱没有用清单送过银行"):
        stages.answer_of_bank(store, [grants(listed)[0].id], "paid")
    stages.answer_of_bank(store, [grants(listed)[0].id], "paid", "有银行回单")
    assert stages.advance(store, listed, DAY, why="县里直接打卡") == "closed"


def test_the_banks_answer_waits_for_the_money(store, listed):
    approved(store, listed)
    with pytest.raises(Refused, match="资金拨付以后"):
        stages.answer_of_bank(store, [grants(listed)[0].id], "paid")


def test_a_voided_list_counts_nowhere(store, listed):
    stages.void(store, listed, "重做")
    assert sum(one.heads for one in overview.programmes_of(AUTUMN)) == 0


def test_a_step_can_be_undone(store, listed):
    approved(store, listed)
    stages.advance(store, listed, DAY)
    undo.undo(store)
    assert state(listed) == "approved"


def test_a_class_teacher_moves_nothing(store, listed):
    with pytest.raises(NotAllowed):
        stages.void(as_class_teacher(store), listed, "不要了")


def test_more_paid_than_came_in_is_filed_only_with_a_reason_that_stays(store, listed):
    approved(store, listed)
    for _ in range(3):
        stages.advance(store, listed, DAY, why="县里直接打卡")
    with pytest.raises(Refused, match=r"没有登记到账资金.*归档要写明原因"):
        stages.advance(store, listed, DAY)
    stages.advance(store, listed, DAY, why="县里直接打卡，没有到账通知")
    note = AidBatch.get_by_id(listed).note.splitlines()[-1]
    assert note.startswith("归档时结余是 -") and note.endswith("原因：县里直接打卡，没有到账通知")


def test_a_list_the_bank_never_answered_is_called_paid_only_with_what_that_is_known_from(store, listed):
    approved(store, listed)
    for _ in range(2):
        stages.advance(store, listed, DAY)
    with pytest.raises(Refused, match=r"没有送过银行的清单.*没有登记到账资金.*凭什么"):
        stages.advance(store, listed, DAY)
    with pytest.raises(Refused, match="没有用清单送过银行"):
        change(store, AidGrant, grants(listed)[0].id, state="paid")
    stages.advance(store, listed, DAY, why=finishing.reasons()[0])
    row = AidBatch.get_by_id(listed)
    assert (row.state, row.note) == ("paid", f"没有银行回盘，记为已发放凭：{finishing.reasons()[0]}")
    assert {grant.reason for grant in grants(listed)} == {finishing.reasons()[0]}


def test_a_list_is_not_called_paid_while_somebodys_money_came_back(store, listed):
    approved(store, listed)
    for _ in range(2):
        stages.advance(store, listed, DAY)
    stages.demand_ready(listed, "paid")
    stages.answer_of_bank(store, [grants(listed)[0].id], "bounced", "户名不符")
    for road in (
        lambda: stages.demand_ready(listed, "paid"),
        lambda: stages.advance(store, listed, DAY),
        lambda: change(store, AidBatch, listed, state="paid", paid_on=DAY),
    ):
        with pytest.raises(Refused, match=r"王芳退票、312\.50 元还没有发到手，不能记为已发放"):
            road()
    stages.withhold(store, [grants(listed)[0].id], "家长放弃")
    assert stages.advance(store, listed, DAY, why="县里直接打卡") == "paid"


def test_namesakes_on_a_list_are_told_apart_in_what_is_refused(store):
    for klass in ("三(2)班", "四(1)班"):
        needy(store, "李静", klass)
    made = batch(store)
    approved(store, made)
    for _ in range(2):
        stages.advance(store, made, DAY)
    stages.answer_of_bank(store, [grants(made)[1].id], "bounced", "户名不符")
    with pytest.raises(Refused, match=r"^四\(1\)班李静退票"):
        stages.advance(store, made, DAY)
