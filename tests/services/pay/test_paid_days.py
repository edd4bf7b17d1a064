"""The day on which each pupil's money came is the same on every paper and page; what came back is not forgotten."""

import datetime as dt

import pytest
from builders import AUTUMN, change
from services.pay.paying import DAY, answer_rows, card, grant_of, layout, lines, sent, workbook

from desktop.models.ledgers import day_order
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.payments import PayList
from desktop.services.aid import stages
from desktop.services.aid.history import entries
from desktop.services.aid.notices import make_notices
from desktop.services.paper.documents import aid_card, aid_letter
from desktop.services.paper.documents.aid_letter_text import texts_of
from desktop.services.paper.documents.pupil_aid_facts import aid_of
from desktop.services.pay.answers import read_answer, take_answer
from desktop.services.pay.lists import NewAccount, correct_account, make_list
from desktop.services.pay.paid_days import paid_days

CAME, BACK, AGAIN = DAY + dt.timedelta(days=1), DAY + dt.timedelta(days=4), DAY + dt.timedelta(days=7)
HEADS = ("序号", "账号", "户名", "金额", "处理结果", "失败原因", "入账日期")


def told(store, tmp_path, number, day, failed=(), name="回盘.xlsx", only=()):
    """The bank's file for a list: everybody at one day; only: these places alone."""
    rows = [[*row, f"{day:%Y-%m-%d}"] for row in answer_rows(number, failed)]
    rows = [row for place, row in enumerate(rows, 1) if not only or place in only]
    take_answer(store, read_answer(store, number, workbook(tmp_path / name, rows, HEADS)), day=day)


@pytest.fixture
def twice(store, tmp_path, monkeypatch):
    """Everybody is paid on the 21st; 王芳's money comes back on the 24th and is paid on the 27th."""
    monkeypatch.setattr(day_order, "today", lambda: AGAIN + dt.timedelta(days=3))
    made, number = sent(store)
    told(store, tmp_path, number, CAME)
    told(store, tmp_path, number, BACK, failed=(1,), only=(1,), name="退汇.xlsx")
    correct_account(store, grant_of("王芳").id, NewAccount(card(50), "王大河"))
    second = make_list(store, made, layout(), BACK)
    told(store, tmp_path, second, AGAIN, name="回盘二.xlsx")
    stages.advance(store, made, AGAIN + dt.timedelta(days=3))
    return made


def test_each_pupil_has_the_day_of_the_last_success(store, twice):
    days = paid_days(list(AidGrant.select()))
    assert days[grant_of("王芳").id] == AGAIN
    assert days[grant_of("李强").id] == CAME


def test_letter_card_and_history_tell_that_day_and_not_the_day_of_the_list(store, twice):
    make_notices(store, twice)
    letters = {one.pupils: one.lines[0].paid for one in texts_of(aid_letter.letters_of(twice))}
    assert (letters["王芳"], letters["李强"]) == ("2026年11月27日", "2026年11月21日")
    cards = {one.pupil.name: one.lines[0].paid for one in aid_card.cards_of(store, AUTUMN, AGAIN).cards}
    assert (cards["王芳"], cards["李强"]) == ("2026年11月27日", "2026年11月21日")
    (line,) = aid_of([grant_of("王芳").student_id])[grant_of("王芳").student_id]
    assert line.outcome.endswith(f"{AGAIN}")


def test_who_has_no_money_yet_has_no_day_though_the_list_is_paid(store, tmp_path):
    made, number = sent(store)
    told(store, tmp_path, number, DAY, failed=(1,))
    change(store, AidBatch, made, paid_on=DAY)
    make_notices(store, made)
    letters = {one.pupils: one for one in texts_of(aid_letter.letters_of(made))}
    assert letters["王芳"].lines[0].paid == "以到账为准"
    assert letters["李强"].lines[0].paid == "2026年11月20日"


def test_money_that_came_back_stays_in_the_history_with_all_its_days(store, twice):
    found = [(one.day, one.words) for one in entries(grant_of("王芳").student_id) if "312.50 元" in one.words]
    assert found[:3] == [
        (AGAIN, "312.50 元发放成功"),
        (BACK, "312.50 元退汇：账户已销户"),
        (CAME, "312.50 元发放成功，后来退回"),
    ]
    assert sum(one.fen or 0 for one in entries(grant_of("王芳").student_id)) == 31250
    first = PayList.select().order_by(PayList.id).first()
    assert (lines(first.id)[0].paid_on, lines(first.id)[0].failed_on) == (CAME, BACK)
