import datetime as dt
import pytest
from builders import AUTUMN, add, as_role, programme, school_class, change
from builders_meals import MONDAY, class_day, eaters
from test_page_settle import *
from desktop.models.roles import session_for
from desktop.models.ledgers.students import Student
from desktop.services.meals import settling, eaters as lists
from desktop.services.meals.month_money import figures
from desktop.views.meal_settle_ask import SettleCard
from desktop.views.meal_eaters_follow import FollowDialog

def test_look(desk, store, month, qtbot):
    place = SettlePage(desk); desk.shell.show_page(place)
    told=figures(store, MONTH,"lunch")
    card=SettleCard(desk, told, settling.standing(store, MONTH), "应拨 35.00 元，实支 30.00 元，到账 35.00 元。结算以后，这个月的录餐、供餐日历、进货和出入库都不能再改；要改先撤回结算。")
    card.show(); qtbot.wait(50); card.grab().save("/tmp/ma_card.png"); card.reject()
    record=settling.settle(store, MONTH, "lunch", "纸质记录在库房，下周补登")
    settlement.explain(store, record, "other", -500, "多买了米")
    p=Student.select().first(); change(store, Student, p.id, status="11", left_on=MONDAY)
    d=FollowDialog(place, lists.follow_roster(store, AUTUMN,"lunch")); d.show(); qtbot.wait(50); d.grab().save("/tmp/ma_follow.png"); d.reject()
    store.session = session_for("石校长", "head")
    from desktop.views.head_page import SignPage
    page=SignPage(desk); desk.shell.show_page(page); page.take_hint(("meals", record)); qtbot.wait(100)
    desk.shell.resize(1366,768); qtbot.wait(100); desk.shell.grab().save("/tmp/ma_sign.png")
