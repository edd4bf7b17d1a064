"""An account the bank called closed, or another pupil's card, is not taken without a word."""

import datetime as dt

import pytest
from builders import add, change
from paying import DAY, answer, card, funded, grant_of, layout, sent

from desktop.models.errors import Refused
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.families import PayeeAccount
from desktop.models.ledgers.payments import PayList
from desktop.services.aid.batches import grants_of
from desktop.services.pay.account_doubts import whose_else, whose_holder, why_dead
from desktop.services.pay.answers import read_answer, take_answer
from desktop.services.pay.board import LACKING, board
from desktop.services.pay.lists import NewAccount, correct_account, doubts_in_short, make_list


@pytest.fixture
def back(store, tmp_path):
    """王芳 and 李强 came back because their accounts are closed."""
    _, first = sent(store)
    take_answer(store, read_answer(store, first, answer(tmp_path, first, failed=(1, 2))), day=DAY)


def test_an_account_the_bank_called_closed_is_refused_with_its_words(store, back):
    with pytest.raises(Refused, match="银行上次回的是“账户已销户”"):
        correct_account(store, grant_of("王芳").id, NewAccount(card(2), "王大山"))
    assert why_dead(card(1)) and why_dead(card(3)) == ""


def test_a_number_of_another_family_is_named(store, back):
    said = whose_else(grant_of("王芳").id, card(3), "张大海")
    assert said == f"尾号 {card(3)[-4:]} 的账户登记在张伟名下，和王芳不是一家。"
    assert whose_else(grant_of("王芳").id, card(1), "王大山") == ""
    assert whose_else(grant_of("王芳").id, card(60), "王大山") == ""


def test_a_holder_who_is_neither_the_pupil_nor_a_guardian_is_named(store, back):
    grant = grant_of("王芳").id
    assert whose_holder(grant, "赵路人") == "开户名“赵路人”不是王芳本人，也不在登记的监护人里。"
    assert whose_holder(grant, "王芳") == whose_holder(grant, "王大河") == ""


def test_a_few_accounts_to_look_at_are_counted_with_their_names(store):
    made = funded(store)
    with store.step("别人的名字") as step:
        step.change(PayeeAccount, grant_of("李强").payee_id, {"owner": "赵路人"})
        step.change(AidGrant, grant_of("李强").id, {"owner": "赵路人", "owner_id": None})
    assert "户名不符 1 人（三(2)班李强）" in doubts_in_short(list(grants_of(made)))


def test_a_closed_account_is_not_sent_again_though_somebody_asks_for_it(store, back):
    made = AidBatch.get().id
    ask = [grant_of("王芳").id]
    for later in (False, True):
        with pytest.raises(Refused, match=r"王芳：尾号 .* 的账户，银行上次回的是“账户已销户”.*没有生成清单"):
            make_list(store, made, layout(), DAY, also=ask, leave_lacking=later)
    assert PayList.select().count() == 1


def test_an_account_found_wrong_holds_its_pupil_back_and_nobody_else(store):
    made = funded(store)
    mark(store, "李强", "2")
    with pytest.raises(Refused, match=r"李强：尾号 .* 的账户在收款账户里核验为“有问题”"):
        make_list(store, made, layout(), DAY)
    line = next(one for one in board(made) if one.pupil == "李强")
    assert (line.bucket, "有问题" in line.said) == (LACKING, True)
    first = make_list(store, made, layout(), DAY, leave_lacking=True)
    assert PayList.get_by_id(first).heads == 3
    mark(store, "李强", "1")
    assert PayList.get_by_id(make_list(store, made, layout(), DAY)).heads == 1


def test_a_list_is_not_dated_before_the_headteacher_approved(store):
    made = funded(store)
    early = DAY - dt.timedelta(days=1)
    with pytest.raises(Refused, match="清单的生成日期 2026-11-19 早于校长审批的日期 2026-11-20"):
        make_list(store, made, layout(), early)
    with pytest.raises(Refused, match="早于校长审批的日期"):
        add(store, PayList, batch=made, number=1, state="made", heads=4, amount=125000, made_on=early)
    assert not PayList.select().exists()


def mark(store, name, state):
    """The clerk notes what came of looking at the card."""
    row = PayeeAccount.get(PayeeAccount.student == grant_of(name).student_id)
    change(store, PayeeAccount, row.id, verified=state)


def test_the_same_closed_account_is_refused_as_closed_and_not_sent_on_to_be_sent_again(store, back):
    grant = grant_of("王芳")
    with pytest.raises(Refused, match="再送也会退回") as refused:
        correct_account(store, grant.id, NewAccount(grant.account, grant.owner))
    assert "按原账户重发" not in str(refused.value)
