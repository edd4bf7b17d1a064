"""日常记录: the day's records by keyboard, defaults of the last time, what is missing, what may be thrown away."""

import datetime as dt

import pytest
from as_a_person import press, words, write
from builders import as_headteacher, change
from builders_records import DISHES, MONDAY, NOON, cooks, is_today, menu, staff
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from waits import pause

from desktop.models.ledgers.meal_logs import Accompany, AdditiveUse, Disinfection, FoodSample, MorningCheck
from desktop.models.ledgers.meal_people import SnackCheck
from desktop.models.ledgers.meal_watch import FoodCheck, FoodFinding
from desktop.models.ledgers.school import School, the_school
from desktop.services.meals import accompany, logs, samples
from desktop.views.meal_log_page import MealLogPage

TUESDAY = MONDAY + dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def monday(monkeypatch):
    is_today(monkeypatch, MONDAY)


@pytest.fixture
def people(store):
    return cooks(store)


@pytest.fixture
def page(desk, people, store, qtbot):
    menu(store)
    made = MealLogPage(desk, now=lambda: NOON)
    desk.shell.show_page(made)
    pause()
    return made


def at(page, key, qtbot):
    page.open_line(page.model_keys().index(key))
    pause()
    return page.panels[key]


def enter(qtbot, editor):
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    pause()


def state(page, key):
    return page.model.shown(page.model_keys().index(key), "state").words


def test_samples_of_the_menu_are_a_time_and_enter(page, qtbot):
    panel = at(page, "sample", qtbot)
    assert panel.chosen() == list(DISHES)
    write(panel.entry.editors["taken_at"], "1140")
    enter(qtbot, panel.entry.editors["taken_at"])
    assert [(row.dish, row.taken_at, row.grams) for row in FoodSample.select()] == [
        (d, "11:40", 125) for d in DISHES
    ]
    assert state(page, "sample") == "3 条"


def test_after_keeping_the_keyboard_is_at_the_next_open_record(page, qtbot):
    panel = at(page, "sample", qtbot)
    write(panel.entry.editors["taken_at"], "1140")
    enter(qtbot, panel.entry.editors["taken_at"])
    assert page.at == "accompany"


def test_after_lunch_comes_the_meal_that_still_lacks_its_samples(desk, store, people, qtbot):
    change(store, School, the_school().id, meal_kinds="lunch,snack")
    menu(store)
    menu(store, kind="snack", dishes=("纯牛奶",))
    page = MealLogPage(desk, now=lambda: NOON)
    desk.shell.show_page(page)
    for at_, dish in (("1140", "米饭"), ("0920", "纯牛奶")):
        panel = at(page, "sample", qtbot)
        assert dish in panel.dishes
        write(panel.entry.editors["taken_at"], at_)
        enter(qtbot, panel.entry.editors["taken_at"])
    assert FoodSample.select().count() == 4
    assert page.at == "accompany"


def test_a_dish_left_out_is_not_sampled(page, qtbot):
    panel = at(page, "sample", qtbot)
    press(panel.dishes["米饭"])
    write(panel.entry.editors["taken_at"], "1140")
    enter(qtbot, panel.entry.editors["taken_at"])
    assert sorted(row.dish for row in FoodSample.select()) == sorted(DISHES[:2])


def test_without_a_menu_the_dishes_are_typed(desk, people, qtbot):
    page = MealLogPage(desk, now=lambda: NOON)
    desk.shell.show_page(page)
    panel = at(page, "sample", qtbot)
    assert panel.says.text() == "这一天没有食谱，请写上留样的食品。"
    write(panel.other, "面条、卤蛋")
    write(panel.entry.editors["taken_at"], "1140")
    enter(qtbot, panel.other)
    assert [row.dish for row in FoodSample.select()] == ["面条", "卤蛋"]


def test_a_sample_without_a_time_is_told_beside_the_field(page, qtbot):
    panel = at(page, "sample", qtbot)
    enter(qtbot, panel.entry.editors["grams"])
    assert panel.entry.boxes["taken_at"].sentence.text() == "请填写留样时间。"
    assert not FoodSample.select().exists()


def test_too_few_grams_are_told_beside_the_field(page, qtbot):
    panel = at(page, "sample", qtbot)
    write(panel.entry.editors["taken_at"], "1140")
    write(panel.entry.editors["grams"], "100")
    enter(qtbot, panel.entry.editors["grams"])
    assert "不少于 125 克" in panel.entry.boxes["grams"].sentence.text()


def test_a_warm_cabinet_is_told_while_one_types(page, qtbot):
    panel = at(page, "sample", qtbot)
    write(panel.entry.editors["degrees"], "11")
    assert "请检查留样柜" in panel.warm.text() and not panel.warm.isHidden()


def test_the_person_is_remembered_and_the_time_is_not(page, store, people, qtbot):
    samples.take(store, MONDAY, "lunch", ["面条"], {"taken_at": "11:40", "taken_by": people[1]})
    pause()
    panel = at(page, "sample", qtbot)
    assert panel.entry.editors["taken_by"].raw() == people[1]
    assert panel.entry.editors["taken_at"].raw() == ""


def test_what_is_due_is_thrown_away_together(page, store, monkeypatch, qtbot):
    made = samples.take(store, MONDAY, "lunch", DISHES, {"taken_at": "11:40"})
    wednesday = MONDAY + dt.timedelta(days=2)
    is_today(monkeypatch, wednesday)
    page.now = page.panel("sample").now = lambda: dt.datetime(2026, 10, 14, 15, 0)
    page.show_day(wednesday)
    assert "3 份留样可以销样" in page._fact.whole
    asked = []
    monkeypatch.setattr("desktop.views.meal_log_samples.DisposeCard.exec", lambda card: answer(card, asked))
    page.panels["sample"].dispose(made)
    assert asked == [3]
    assert {row.state for row in FoodSample.select()} == {"disposed"}


def answer(card, asked):
    asked.append(len(card.records))
    write(card.entry.editors["gone_at"], "1500")
    card.accept()
    return True


def test_everybody_well_is_one_key(page, qtbot):
    panel = at(page, "morning", qtbot)
    enter(qtbot, panel.rows[0]["signs"])
    assert [(row.attends, row.signs) for row in MorningCheck.select()] == [("on", "0")] * 3


def test_a_code_that_ends_the_work_is_told_at_once(page, qtbot):
    panel = at(page, "morning", qtbot)
    write(panel.rows[1]["signs"], "1 11")
    assert panel.says.text() == "莫春 发热：应当立即离岗，请写处理结果。"
    enter(qtbot, panel.rows[1]["signs"])
    assert not MorningCheck.select().exists()
    write(panel.rows[1]["result"], "离岗就医")
    enter(qtbot, panel.rows[1]["result"])
    assert MorningCheck.get(MorningCheck.signs == "1,11").result == "离岗就医"


def test_a_code_nobody_knows_is_refused_with_the_name(page, desk, qtbot):
    panel = at(page, "morning", qtbot)
    write(panel.rows[2]["signs"], "99")
    enter(qtbot, panel.rows[2]["signs"])
    assert "覃秀" in words(page)
    assert not MorningCheck.select().exists()


def test_the_turn_of_the_rota_becomes_the_record(page, store, qtbot):
    head = staff(store, "石校长", "head")
    accompany.keep_rota(store, accompany.propose(store, [head], MONDAY, MONDAY, "lunch"))
    pause()
    panel = at(page, "accompany", qtbot)
    assert panel.says.text() == "这一餐排的是 石校长，换了人就改姓名。"
    assert panel.entry.editors["dishes"].raw() == "、".join(DISHES)
    for name in ("taste", "quality"):
        panel.entry.editors[name].choose("4")
    enter(qtbot, panel.entry.editors["dishes"])
    (row,) = Accompany.select()
    assert (row.state, row.staff_id, row.taste) == ("done", head, "4")


def test_a_meal_without_a_judgement_is_told(page, store, qtbot):
    head = staff(store, "石校长", "head")
    panel = at(page, "accompany", qtbot)
    panel.entry.editors["staff"].show_value(head)
    enter(qtbot, panel.entry.editors["dishes"])
    assert "口味和质量" in panel.entry.boxes["taste"].sentence.text()


def test_a_disinfection_is_as_last_time_but_for_its_times_and_its_heat(page, store, people, qtbot):
    told = {
        "day": MONDAY,
        "kind": "lunch",
        "strength": "100℃",
        "starts": "12:40",
        "ends": "13:10",
        "operator": people[0],
    }
    logs.add(store, Disinfection, {**told, "pieces": 412})
    pause()
    panel = at(page, "clean", qtbot)
    assert (panel.entry.editors["strength"].raw(), panel.entry.editors["pieces"].raw()) == ("", "412")
    assert panel.entry.editors["starts"].raw() == ""
    write(panel.entry.editors["strength"], "98℃")
    write(panel.entry.editors["starts"], "1730")
    write(panel.entry.editors["ends"], "1700")
    enter(qtbot, panel.entry.editors["ends"])
    assert panel.entry.boxes["ends"].sentence.text() == "结束时间应晚于开始时间。"
    write(panel.entry.editors["ends"], "1800")
    enter(qtbot, panel.entry.editors["ends"])
    assert Disinfection.select().count() == 2


def test_a_record_is_taken_out_again(page, store, qtbot):
    logs.add(
        store,
        Disinfection,
        {"day": MONDAY, "kind": "lunch", "strength": "100℃", "starts": "12:40", "ends": "13:10"},
    )
    pause()
    at(page, "clean", qtbot).remove(Disinfection.get().id)
    assert not Disinfection.select().exists()


def test_a_day_without_additives_is_one_press(page, qtbot):
    at(page, "additive", qtbot)
    page.no_additive()
    assert AdditiveUse.get().name == "无使用"


def test_a_check_is_all_in_order_and_one_key(page, store, qtbot):
    officer = staff(store, "覃安全", "food_safety")
    pause()
    panel = at(page, "check", qtbot)
    assert panel.entry.editors["staff"].raw() == officer
    enter(qtbot, panel.rows[0].mark)
    assert (FoodCheck.get().failed, FoodFinding.select().count()) == (0, 0)


def test_what_is_not_in_order_becomes_a_finding(page, store, qtbot):
    staff(store, "覃安全", "food_safety")
    pause()
    panel = at(page, "check", qtbot)
    press(panel.rows[3].mark)
    assert not panel.rows[3].isHidden()
    write(panel.rows[3], "面粉靠墙")
    enter(qtbot, panel.rows[3])
    assert (FoodFinding.get().problem[-4:], FoodCheck.get().failed) == ("面粉靠墙", 1)


def test_steps_of_the_snack_are_there_where_it_is_served(desk, store, people, qtbot):
    assert "snack" not in MealLogPage(desk, now=lambda: NOON).model_keys()
    change(store, School, the_school().id, meal_kinds="lunch,snack")
    page = MealLogPage(desk, now=lambda: NOON)
    desk.shell.show_page(page)
    panel = at(page, "snack", qtbot)
    assert "示例" in panel.says.text()
    write(panel.rows[0]["at"], "905")
    enter(qtbot, panel.rows[0]["at"])
    assert SnackCheck.select().count() == 14
    assert SnackCheck.get(SnackCheck.at.is_null(False)).at == "09:05"


def test_a_day_that_is_over_asks_for_a_reason(page, store, monkeypatch, qtbot):
    is_today(monkeypatch, MONDAY + dt.timedelta(days=4))
    page.show_day(MONDAY)
    assert not page.late.isHidden()
    panel = at(page, "morning", qtbot)
    enter(qtbot, panel.rows[0]["signs"])
    assert "要算补录" in words(page)
    write(page.late, "停电")
    enter(qtbot, panel.rows[0]["signs"])
    assert {row.late_reason for row in MorningCheck.select()} == {"停电"}


def test_the_fact_says_what_is_still_lacking(page):
    assert page._fact.whole.endswith("还差 6 项：就餐登记、留样、陪餐、晨检、消毒、日管控")


def test_a_day_without_meals_says_why(page):
    page.show_day(MONDAY + dt.timedelta(days=5))
    assert "周末" in page._fact.whole
    assert state(page, "sample") == "这天不供餐"


def test_ctrl_and_a_number_opens_a_record(page, qtbot):
    qtbot.keyClick(page, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.at == "clean")


def test_the_next_day_skips_days_without_meals(page):
    page.show_day(MONDAY + dt.timedelta(days=4))
    page.step_day(1)
    assert page.day == MONDAY + dt.timedelta(days=7)


def test_a_hint_opens_the_day_and_the_record(page, qtbot):
    page.take_hint((TUESDAY, "clean"))
    assert (page.day, page.at) == (TUESDAY, "clean")


def test_the_headteacher_writes_the_own_meal_and_nothing_else(make_desk, school, people, qtbot):
    school.store.session = as_headteacher(school.store).session
    desk = make_desk(school)
    page = MealLogPage(desk, now=lambda: NOON)
    desk.shell.show_page(page)
    assert at(page, "accompany", qtbot).isEnabled()
    assert not at(page, "clean", qtbot).isEnabled()


def test_labels_are_printed_from_the_first_place_that_is_free(page, store, desk, monkeypatch, qtbot):
    samples.take(store, MONDAY, "lunch", DISHES, {"taken_at": "11:40"})
    pause()
    told = []
    monkeypatch.setattr("desktop.views.meal_log_samples.Dialog.exec", lambda _card: True)
    monkeypatch.setattr(
        "desktop.views.meal_log_samples.open_paper", lambda _d, code, wanted: told.append((code, wanted))
    )
    at(page, "sample", qtbot).print_labels()
    ((code, wanted),) = told
    assert (code, len(wanted.records), wanted.start_at) == ("D22L", 3, 1)


@pytest.mark.parametrize(("key", "label"), [("week", "周排查"), ("month", "月调度"), ("check", "日管控")])
def test_each_of_the_three_checks_is_opened_by_its_name(page, qtbot, key, label):
    page.take_hint((MONDAY, "month"))
    page.take_hint((MONDAY, key))
    pause()
    panel = page.panels["check"]
    assert page.at == "check" and panel.keep.text() == f"登记{label}"


def test_a_weekly_check_is_kept_as_one(page, people, qtbot):
    page.take_hint((MONDAY, "week"))
    pause()
    panel = page.panels["check"]
    panel.entry.editors["staff"].show_value(people[0])
    write(panel.entry.editors["people"], "莫春")
    press(panel.keep)
    pause()
    assert FoodCheck.get().kind == "week"
    assert "周排查已登记" in words(panel)


@pytest.mark.parametrize("key", ["check", "week"])
def test_a_check_that_is_kept_already_opens_again(page, people, qtbot, key):
    page.take_hint((MONDAY, key))
    panel = page.panels["check"]
    panel.entry.editors["staff"].show_value(people[0])
    if key == "week":
        write(panel.entry.editors["people"], "莫春")
    press(panel.keep)
    at(page, "sample", qtbot)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    page.take_hint((MONDAY, key))
    assert page.at == "check"
    assert panel.tabs.hasFocus()
    assert "不合格 0 项" in words(panel)
