"""营养餐 before the headteacher: the light with its figures, the month's settlement to sign or give back."""

import datetime as dt

import pytest
from builders import AUTUMN, add, as_headteacher, as_role, change, programme
from builders_meals import MONDAY, class_day, eaters
from builders_store import lot, material, permit, supplier, take

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.journal import JournalStep
from desktop.models.ledgers.meal_goods import Material, Supplier
from desktop.models.ledgers.meal_money import MealSettlement
from desktop.models.ledgers.payments import FundReceived
from desktop.models.ledgers.school import School, the_school
from desktop.services import head_desk, today
from desktop.services.head_meals import since, stale_words
from desktop.services.meals import calendar, gaps, settlement, settling
from desktop.services.meals.calendar import served_days

TUESDAY = MONDAY + dt.timedelta(days=1)


@pytest.fixture
def around(school):
    return today.Around(AUTUMN, TUESDAY, school.folder.backups, True, dt.time(12, 30))


@pytest.fixture
def meals(store):
    """Four pupils at 5 元, one away; 12 元 of rice eaten by three: 4 元 each."""
    eaters(store)
    class_day(store, exceptions={1: "S"})
    lot(store, material(store), supplier(store), day=MONDAY, kilos="10", price="2.4")
    take(store, material_id(), "5", MONDAY)
    return store


def material_id():
    return Material.get().id


def light(store, around):
    return next((one for one in today.look(as_headteacher(store), around).lights if one.key == "meals"), None)


def fact(store, around, words):
    return next(one for one in light(store, around).facts if words in one.words)


def settled(store, *, explained=True):
    made = settlement.make(store, "2026-09", "lunch")
    open_ = settlement.open_difference(made)
    if explained and open_:
        settlement.explain(store, made, "other", open_, "月底蔬菜降价")
    return made


def item(store, made):
    return head_desk.find(as_headteacher(store), "meals", made)


# the light ----------------------------------------------------------------------------------------------


def test_a_school_without_meals_has_no_light_for_them(store, around):
    assert light(store, around) is None


def test_prices_that_moved_too_far_stand_before_the_head_and_on_the_page_to_sign(meals, around):
    lot(meals, Material.get_by_id(material_id()), Supplier.get(), day=MONDAY, kilos="10", price="3.6")
    one = fact(meals, around, "单价")
    assert one.words == "9月进货单价 1 次变动超过 20 %：大米涨 50 %"
    assert (one.tone, one.place, one.hint) == ("warn", "meal_settle", ("checks", "2026-09"))
    told = dict(item(meals, settled(meals)).lines)
    assert told["单价变动"] == "进货单价 1 次变动超过 20 %：大米涨 50 %"


def test_yesterdays_heads_lead_to_the_day_and_prove_themselves(meals, around):
    one = fact(meals, around, "就餐 3 人")
    assert (one.words, one.place, one.hint) == ("昨天就餐 3 人，应到 4 人", "meals", (MONDAY, "lunch"))
    proof = one.proof.make(as_headteacher(meals))
    assert proof.shown == "3人" and [line.what for line in proof.lines] == ["应到4，实到3，就餐3"]


def test_what_yesterday_lacks_is_red_with_its_names(meals, around):
    found = light(meals, around)
    assert found.tone == "bad" and found.sentence.startswith("昨天缺 留样、陪餐")


def test_a_month_with_gaps_before_yesterday_is_never_said_to_be_whole(meals, around):
    for need in code_list("day_need").labels:
        gaps.excuse(meals, [MONDAY], need, "停电")
    told = [one.words for one in light(meals, around).facts]
    assert "昨天就餐 3 人，应到 4 人" in told
    assert "9月另有 9 天缺记录" in told
    early = [day for day in served_days(dt.date(2026, 9, 1), MONDAY, "lunch") if day < MONDAY]
    calendar.stop(meals, early, "lunch", "晚开学")
    assert "昨天就餐 3 人，应到 4 人，该有的记录都齐" in [one.words for one in light(meals, around).facts]


def test_the_average_stands_beside_the_standard(meals, around):
    one = fact(meals, around, "人均")
    assert (one.tone, one.words) == ("good", "9月人均 4.00 元，标准 5.00 元")
    proof = one.proof.make(as_headteacher(meals))
    assert proof.formula == "12.00元÷3人次＝4.0000元" and proof.fen == 1200


def test_an_average_above_the_standard_is_amber(meals, around):
    take(meals, material_id(), "5", MONDAY)
    assert fact(meals, around, "人均").tone == "warn"


def test_licences_count_their_days(meals, around):
    permit(meals, Supplier.get().id, TUESDAY + dt.timedelta(days=12))
    one = fact(meals, around, "还有 12 天到期")
    assert (one.tone, one.place, one.hint) == ("warn", "meal_stock", "suppliers")


def test_a_settlement_that_waits_leads_to_signing(meals, around):
    made = settled(meals)
    one = fact(meals, around, "等您签字")
    words = "2026年9月 午餐结算等您签字，这个月有 10 天缺记录"
    assert (one.words, one.place, one.hint) == (words, "sign", ("meals", made))


# signing ------------------------------------------------------------------------------------------------


def test_a_settlement_tells_its_triangle_and_reasons(meals):
    one = item(meals, settled(meals))
    assert one.fact == "就餐 3 人次，应拨 15.00 元，实支 12.00 元，人均 4.00 元"
    told = dict(one.lines)
    assert told["应拨－实支"] == "多 3.00 元" and told["到账"] == "0.00 元"
    assert any(words.startswith("多 12.00 元：月末库存比月初多") for words in told.values())
    assert one.not_yet == "" and one.pupils.ids == ()


def test_an_unexplained_difference_is_not_to_be_signed(meals):
    one = item(meals, settled(meals, explained=False))
    assert "元的差没有写明原因" in one.not_yet
    with pytest.raises(Refused, match="没有写明原因"):
        head_desk.agree(as_headteacher(meals), one)


def test_nobody_signs_the_own_settlement(meals):
    made = settled(meals)
    same = as_role(meals, "head", meals.session.who)
    assert "不能由同一个人签字" in head_desk.find(same, "meals", made).not_yet


def test_october_waits_until_september_is_signed(meals):
    september = settled(meals)
    class_day(meals, dt.date(2026, 10, 12))
    october = settlement.make(meals, "2026-10", "lunch")
    settlement.explain(meals, october, "other", settlement.open_difference(october), "下月再买")
    assert item(meals, october).not_yet.startswith("前面的 2026-09 还没有签字")
    with pytest.raises(Refused, match="先签 2026-09"):
        settlement.sign(as_headteacher(meals), october)
    settlement.sign(as_headteacher(meals), september)
    settlement.sign(as_headteacher(meals), october)


def test_errors_that_stand_need_a_reason_which_the_head_reads(meals):
    with pytest.raises(Refused, match=r"“每日必做有记录”.*写一句为什么"):
        settling.settle(meals, "2026-09", "lunch", " ")
    made = settling.settle(meals, "2026-09", "lunch", "纸质记录在库房")
    assert dict(item(meals, made).lines)["有错误仍结算的原因"] == "纸质记录在库房"


def test_money_that_arrived_after_settling_is_said_before_signing(meals):
    made = settled(meals)
    head = as_headteacher(meals)
    assert stale_words(head, made) == ""
    add(meals, FundReceived, programme=programme("meal").id, term=AUTUMN.code, day=TUESDAY, amount=1500)
    assert "台账有变动" in stale_words(head, made)


def test_agreeing_signs_and_keeps_the_word_in_the_journal(meals):
    made = settled(meals)
    head = as_headteacher(meals)
    head_desk.agree(head, item(meals, made), "花得值")
    row = MealSettlement.get_by_id(made)
    assert (row.state, row.approved_by) == ("signed", "石校长")
    assert JournalStep.select().order_by(JournalStep.id.desc()).get().does.endswith("结算：花得值")
    assert item(meals, made) is None


def test_giving_back_before_signing_opens_the_month_again(meals):
    made = settled(meals)
    head = as_headteacher(meals)
    with pytest.raises(Refused, match="写一句为什么退回"):
        head_desk.send_back(head, item(meals, made), " ")
    head_desk.send_back(head, item(meals, made), "少登了一笔")
    assert MealSettlement.get_by_id(made).returned_why == "少登了一笔"
    class_day(meals, TUESDAY)
    settlement.make(meals, "2026-09", "lunch")
    assert MealSettlement.get_by_id(made).state == "made"


# what changed -------------------------------------------------------------------------------------------


def test_the_first_month_has_nothing_beside_it(meals):
    assert since(settled(meals)).sentence == "以前没有可以对比的，这是第一次。"


def test_a_month_stands_beside_the_one_settled_before(meals):
    settled(meals)
    october = dt.date(2026, 10, 12)
    eaters(meals, "一(1)班", "孙小虎")
    class_day(meals, october)
    class_day(meals, october, "一(1)班")
    told = since(settlement.make(meals, "2026-10", "lunch"))
    assert (
        told.sentence == "和2026年9月比：就餐人次 3 → 5，人均日支出 4.00 元 → 0.00 元，就餐学生 3 人 → 5 人。"
    )
    assert ("一(1)班", "没有", "1 人，标准 5.00 元") in told.rows


def test_a_school_of_two_meals_signs_each(meals):
    change(meals, School, the_school().id, meal_kinds="lunch,snack")
    made = settled(meals)
    assert [one.key for one in head_desk.to_sign(as_headteacher(meals))] == [("meals", made)]
