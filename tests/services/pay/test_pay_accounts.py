"""An account the bank called closed, or another pupil's card, is not taken without a word."""

import pytest
from paying import DAY, answer, card, grant_of, sent

from desktop.models.errors import Refused
from desktop.services.pay.account_doubts import whose_else, why_dead
from desktop.services.pay.answers import read_answer, take_answer
from desktop.services.pay.lists import NewAccount, correct_account


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
