"""食谱: a week typed by initials with the keyboard alone; nutrition, needs and allergies beside it; posted, taken back."""

import datetime as dt

import pytest
from builders import add, as_headteacher, change
from builders_meals import eaters
from builders_menus import BEEF, EGGS, MONDAY, RICE, dishes_on, food, full_week, grams, placed
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from waits import pause

from desktop.models.ledgers.meal_menus import Dish, MenuDish, MenuWeek
from desktop.models.ledgers.meal_watch import MealPosting
from desktop.models.ledgers.meals import SupplyDay
from desktop.models.ledgers.staff import Staff
from desktop.services.meals import foods, menus
from desktop.views import places
from desktop.views.meal_menu_aside import ALLERGIES, NEEDS
from desktop.views.meal_menu_bars import GuideBar
from desktop.views.meal_menu_grid import DishLine
from desktop.views.meal_menu_page import MenuPage

TUESDAY = MONDAY + dt.timedelta(days=1)
pytestmark = pytest.mark.qt_log_ignore(
    "grabbing the keyboard", extend=True
)  # the list under a line; no screen here


@pytest.fixture
def page(desk, qtbot):
    made = MenuPage(
        desk, run=lambda card: card.accept() or card.result() == 1, ask_text=lambda *_, **__: "鱼没送到"
    )
    qtbot.addWidget(made)
    desk.shell.show_page(made)
    made.take_hint(MONDAY)
    return made


def settle(page, qtbot):
    """What was written has reached the page."""
    pause()
    qtbot.waitUntil(lambda: not page._soon.isActive())


def type_dish(page, qtbot, words, row=0, column=0):
    """Go to a cell, type, Enter. Chinese comes from an input method, which puts whole words in."""
    page.grid.go_to(row, column)
    page.grid.setFocus()
    QTest.keyClicks(page.grid, "x")
    editor = page.grid.findChild(DishLine)
    editor.setText("")
    if words.isascii():
        QTest.keyClicks(editor, words)
    else:
        editor.setText(words)
        editor.textEdited.emit(words)
    editor.list_.popup().hide()
    QTest.keyClick(editor, Qt.Key.Key_Return)
    settle(page, qtbot)


def said(widget):
    return "　".join(label.text() for label in widget.findChildren(QLabel))


# typing --------------------------------------------------------------------------------------------------


def test_initials_and_enter_put_a_dish_on_and_go_down(page, qtbot):
    type_dish(page, qtbot, "fqcjd")
    assert dishes_on() == [EGGS]
    assert page.grid.currentIndex().row() == 1


def test_a_dish_of_ones_own_is_written_in_chinese(page, qtbot):
    type_dish(page, qtbot, "外婆菜")
    assert dishes_on() == ["外婆菜"]
    assert "还没有写用料" in page.grid.menu.data(page.grid.menu.index(0, 0), Qt.ItemDataRole.ToolTipRole)


def test_letters_that_are_no_dish_put_nothing_on(page, qtbot):
    type_dish(page, qtbot, "zzzz")
    assert dishes_on() == []


def test_a_forbidden_dish_is_refused_on_the_page(page, qtbot):
    type_dish(page, qtbot, "干煸四季豆")
    assert dishes_on() == []
    assert "不能排进食谱" in said(page)


def test_delete_takes_a_dish_off(page, qtbot, store):
    placed(store)
    settle(page, qtbot)
    page.grid.go_to(0, 0)
    QTest.keyClick(page.grid, Qt.Key.Key_Delete)
    assert dishes_on() == []


def test_a_block_of_names_from_a_sheet_is_pasted(page, qtbot):
    QGuiApplication.clipboard().setText(f"{RICE}\t{RICE}\n{EGGS}\t本地小炒\n")
    page.grid.go_to(0, 0)
    page.grid.setFocus()
    QTest.keyClick(page.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settle(page, qtbot)
    assert (dishes_on(), dishes_on(TUESDAY)) == ([RICE, EGGS], [RICE, "本地小炒"])
    assert MenuDish.select().where(MenuDish.dish.is_null()).count() == 1


def test_what_is_copied_can_be_pasted_on_another_day(page, qtbot, store):
    placed(store)
    settle(page, qtbot)
    page.grid.go_to(0, 0)
    page.grid.copy()
    page.grid.go_to(0, 3)
    QTest.keyClick(page.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert dishes_on(MONDAY + dt.timedelta(days=3)) == [EGGS]


def test_a_day_without_a_meal_takes_no_dish_and_says_why(page, qtbot, store):
    add(store, SupplyDay, day=TUESDAY, served=False, reason="运动会")
    settle(page, qtbot)
    index = page.grid.menu.index(0, 1)
    assert page.grid.menu.idle(1) == "运动会"
    assert not page.grid.menu.flags(index) & Qt.ItemFlag.ItemIsEditable


def test_a_pasted_week_leaves_out_the_day_without_a_meal_and_says_which(page, qtbot, store, monkeypatch):
    add(store, SupplyDay, day=TUESDAY, served=False, reason="运动会")
    settle(page, qtbot)
    said = []
    monkeypatch.setattr(page.desk, "say", lambda words, *_: said.append(words))
    QGuiApplication.clipboard().setText("\t".join([RICE] * 5) + "\n" + "\t".join([EGGS] * 5))
    page.grid.go_to(0, 0)
    QTest.keyClick(page.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settle(page, qtbot)
    assert [len(dishes_on(MONDAY + dt.timedelta(days=n))) for n in range(5)] == [2, 0, 2, 2, 2]
    assert said == [f"排了 8 道菜，用料也带来了。{TUESDAY:%m-%d} 不供餐，那天的 2 道没有排。"]


def test_names_pasted_on_a_day_without_a_meal_alone_are_refused(page, qtbot, store):
    add(store, SupplyDay, day=TUESDAY, served=False, reason="运动会")
    settle(page, qtbot)
    page.put_block([(TUESDAY, 1, RICE)])
    assert dishes_on(TUESDAY) == []
    assert "不供午餐，不用排菜" in "".join(one.text() for one in page.findChildren(QLabel))


# portions ------------------------------------------------------------------------------------------------


def test_enter_on_a_dish_opens_its_portions_and_they_are_kept(page, qtbot, store, desk):
    placed(store)
    settle(page, qtbot)
    page.grid.go_to(0, 0)
    QTest.keyClick(page.grid, Qt.Key.Key_Return)
    drawer = page.drawer
    line = drawer.parts.amounts[food("番茄")]
    line.setText("")
    QTest.keyClicks(line, "120")
    QTest.mouseClick(drawer.keep, Qt.MouseButton.LeftButton)
    assert menus.the_week(MONDAY, "lunch").dishes[0].words.startswith("番茄 120")


def test_what_is_no_amount_is_refused_and_the_drawer_stays(page, qtbot, store):
    record = placed(store)
    settle(page, qtbot)
    page.open_dish(page.week.dishes[0])
    line = page.drawer.parts.amounts[food("番茄")]
    line.setText("")
    line.textEdited.emit("")
    page._keep_parts()
    assert "请写番茄的克数" in said(page) and page.drawer.is_dirty()
    assert record == page.drawer.one.id


def test_a_food_is_added_by_initials(page, qtbot, store):
    placed(store)
    settle(page, qtbot)
    page.open_dish(page.week.dishes[0])
    finder = page.drawer.parts.finder
    QTest.keyClicks(finder, "muer")
    finder.list_.popup().hide()
    QTest.keyClick(finder, Qt.Key.Key_Return)
    assert food("木耳（干）") in page.drawer.parts.amounts


def test_the_dishs_usual_portions_come_back(page, qtbot, store):
    record = placed(store)
    menus.set_parts(store, record, {food(): grams(5)})
    settle(page, qtbot)
    page.open_dish(page.week.dishes[0])
    page.drawer._as_usual()
    assert set(page.drawer.parts.parts()) == {food("番茄"), food("鸡蛋"), food("菜籽油")}


def test_a_name_of_ones_own_becomes_a_dish(page, qtbot, store):
    record = placed(store, "外婆菜")
    menus.set_parts(store, record, {food(): grams(30)})
    settle(page, qtbot)
    page.open_dish(page.week.dishes[0])
    page.keep_as_dish()
    made = Dish.get(Dish.name == "外婆菜")
    assert [part.grams for part in foods.parts_of(made.id)] == [300]
    assert page.drawer is None


def test_unsaved_grams_are_asked_about(page, qtbot, store, desk):
    placed(store)
    settle(page, qtbot)
    page.open_dish(page.week.dishes[0])
    line = page.drawer.parts.amounts[food("番茄")]
    line.setText("77")
    line.textEdited.emit("77")
    desk.shell.close_drawer()  # the question is answered with yes
    assert menus.the_week(MONDAY, "lunch").dishes[0].words.startswith("番茄 77")
    assert page.aside.isVisible()


def test_an_undo_shows_in_the_open_drawer(page, qtbot, store, desk):
    record = placed(store)
    settle(page, qtbot)
    menus.set_parts(store, record, {food(): grams(5)})
    settle(page, qtbot)
    page.open_dish(page.week.dishes[0])
    desk.undo()
    settle(page, qtbot)
    assert len(page.drawer.parts.amounts) == 3


# beside it -----------------------------------------------------------------------------------------------


def test_nutrition_stands_beside_the_week_and_a_day(page, qtbot, store):
    full_week(store)
    settle(page, qtbot)
    bars = {bar.line.name: bar for bar in page.aside.findChildren(GuideBar)}
    assert "推荐" in bars["能量"].sentence() and bars["钙"].line.verdict == "low"
    page.aside.span.choose(MONDAY)
    page.aside._draw()
    assert page.aside.span.currentText().startswith("周一")


def test_needs_are_told_for_the_list_of_eaters_and_for_other_numbers(page, qtbot, store):
    eaters(store)
    full_week(store, RICE)
    settle(page, qtbot)
    page.aside.tabs.setCurrentIndex(NEEDS)
    assert "每天就餐：4 人" in said(page.aside)
    page.run = lambda card: (card.editors["0"].setText("40"), card.accept(), True)[-1]
    page.change_heads()
    assert "周一 40 人" in said(page.aside)


def test_without_a_list_of_eaters_the_heads_can_be_told(page, qtbot, store):
    full_week(store, RICE)
    settle(page, qtbot)
    page.aside.tabs.setCurrentIndex(NEEDS)
    assert "不知道多少人吃饭" in said(page.aside)
    page.run = lambda card: ([card.editors[str(at)].setText("100") for at in range(5)], card.accept(), True)[
        -1
    ]
    page.change_heads()
    assert "50公斤" in said(page.aside)


def test_the_buying_list_is_saved_as_a_workbook(page, qtbot, store, tmp_path):
    eaters(store)
    full_week(store, RICE)
    settle(page, qtbot)
    page.pick = lambda *_: tmp_path / "采购.xlsx"
    page.save_needs()
    assert (tmp_path / "采购.xlsx").exists()


def test_who_may_not_eat_a_dish_is_counted_at_it_and_named_beside(page, qtbot, store):
    eaters(store, allergy="鸡蛋")
    placed(store)
    settle(page, qtbot)
    assert page.aside.tabs.tabText(ALLERGIES) == "过敏 4 人"
    page.aside.tabs.setCurrentIndex(ALLERGIES)
    assert "王芳（三(2)班，鸡蛋）" in said(page.aside)


def test_the_age_group_of_the_portions_is_chosen(page, qtbot, store):
    placed(store)
    settle(page, qtbot)
    page.base.choose("12")
    page._base_chosen(0)
    assert MenuWeek.get().base_age == "12"


# the week ------------------------------------------------------------------------------------------------


def test_last_week_is_copied_and_taken_back(page, qtbot, store, desk):
    made = full_week(store)
    page._go(MONDAY + dt.timedelta(weeks=1))
    page.copy(made)
    assert MenuDish.select().count() == 20
    desk.undo()
    assert MenuDish.select().count() == 10


def test_a_menu_is_posted_and_closed_and_taken_back(page, qtbot, store):
    made = full_week(store)
    cook, head = add(store, Staff, name="田桂花"), add(store, Staff, name="石校长")
    change(store, MenuWeek, made.id, planned_by=cook, checked_by=head)
    settle(page, qtbot)
    page.post()
    settle(page, qtbot)
    assert MealPosting.get().posted_by == store.session.who
    assert page.week.posted and not page.grid.menu.open_
    page.withdraw()
    settle(page, qtbot)
    assert not page.week.posted and page.grid.menu.open_


def test_without_a_checker_the_card_stays_and_says_so(page, qtbot, store):
    full_week(store)
    settle(page, qtbot)
    page.post()
    assert not MealPosting.select().count()


def test_the_headteacher_looks_and_changes_nothing(make_desk, school, qtbot, store):
    placed(store)
    school.store = as_headteacher(store)
    desk = make_desk(school)
    page = MenuPage(desk)
    qtbot.addWidget(page)
    desk.shell.show_page(page)
    page.take_hint(MONDAY)
    assert not page.grid.menu.flags(page.grid.menu.index(0, 0)) & Qt.ItemFlag.ItemIsEditable
    assert not any(button.text() == "公示" for button in page.make_actions())


def test_weeks_are_turned_by_keyboard(page, qtbot):
    page.week_after()
    assert page.name.whole.startswith("第8周")
    page.week_before()
    page.week_before()
    assert page.name.whole.startswith("第6周")


# the tables ----------------------------------------------------------------------------------------------


def test_a_dishs_portions_are_changed_on_a_card(desk, qtbot, store):
    page = places.make("meal_tables", desk)
    qtbot.addWidget(page)
    desk.shell.show_page(page)
    dishes = page.pages[0]
    dishes.open_record(Dish.get(Dish.name == BEEF).id)

    def answer(card):
        card.parts.amounts[food("牛肉")].setText("60")
        card.accept()
        return True

    dishes.run = answer
    dishes.change_parts()
    assert "牛肉 60" in dishes.told.text()
    assert foods.parts_of(Dish.get(Dish.name == BEEF).id)[0].grams == 600


def test_a_new_dish_is_saved_before_its_portions(desk, qtbot):
    page = places.make("meal_tables", desk)
    qtbot.addWidget(page)
    desk.shell.show_page(page)
    page.pages[0].add_record()
    page.pages[0].change_parts()
    assert "先保存" in said(page.pages[0])


def test_the_tables_stand_behind_their_tabs(desk, qtbot):
    page = places.make("meal_tables", desk)
    qtbot.addWidget(page)
    page.take_hint("foods")
    assert page.pages[page.currentIndex()].ledger.title == "食物成分"
    assert page.pages[0].model.rowCount() == Dish.select().count()
