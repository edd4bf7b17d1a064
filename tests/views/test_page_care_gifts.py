"""捐赠: tied money goes to its group alone, what was just written down stands chosen, used again is to be hung up again."""

import pytest
from as_a_person import write
from builders_care import gift, teacher, two_receivers
from care_stage import TODAY, answer, children, open_page, paper, settle, shown

from desktop.models.ledgers.care_cash import CashUse
from desktop.services.care import gifts
from desktop.views.care_gifts import GiftsPage

__all__ = ["answer", "children", "open_page", "paper"]

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)


def test_tied_money_offers_its_own_group_as_the_range_and_nothing_else(
    open_page, store, children, answer, qtbot
):
    gift(store, amount=100_00, for_types="left")
    page = open_page(GiftsPage)
    one, other = teacher(store, "甲老师"), teacher(store, "乙老师")
    told = {"used_for": "买书", "staff1": one, "staff2": other, "amount": 50_00}
    offered = []

    def look(card):
        box = card.editors["whom"]
        offered.extend(box.itemText(at) for at in range(box.count()))

    answer.will(look, **told, whom="留守学生", heads=len(children))
    page.spend()
    settle(page, qtbot)
    assert offered == ["", "留守学生"] and CashUse.get().whom == "留守学生"


def test_a_gift_just_written_down_stands_chosen(open_page, store, paper, answer, qtbot):
    gift(store, amount=100_00)
    one, other = two_receivers(store)
    page = open_page(GiftsPage)
    answer.will(
        lambda card: (card.part.lines[0].goods.choose(paper), write(card.part.lines[0].quantity, "30")),
        giver="李女士", giver_kind="person", receiver1=one, receiver2=other,
    )  # fmt: skip
    page.new()
    settle(page, qtbot)
    assert [page.told[record].giver for record in page.chosen()] == ["李女士"]


def test_a_gift_used_after_its_notice_asks_for_another(open_page, store, children, answer, qtbot):
    record = gift(store, amount=100_00)
    one, other = teacher(store, "甲老师"), teacher(store, "乙老师")
    told = {
        "donation": record,
        "used_for": "买书",
        "staff1": one,
        "staff2": other,
        "amount": 50_00,
        "day": TODAY,
    }
    gifts.posted(store, [record], TODAY)
    page = open_page(GiftsPage)
    assert shown(page, "told") == ["已公示"]
    gifts.spend(store, told | {"student": children[0]})
    page.look()
    settle(page, qtbot)
    assert shown(page, "told") == ["要再公示"] and "1 笔公示后又有使用" in page.fact()
