"""导入菜品 from the page of dishes: the rehearsal shows every dish with its result, and one press takes all of it back."""

import openpyxl
import pytest
from as_a_person import words

from desktop.models import undo
from desktop.models.ledgers.meal_menus import Dish
from desktop.models.roles import session_for
from desktop.services.meals.dish_in import judge, read_dishes
from desktop.views.buttons import Button
from desktop.views.meal_dishes_import import DISHES
from desktop.views.meal_menu_tables import MenuTablesPage
from desktop.views.rehearsal import preview, write

LINES = (
    ["菜品名称", "类别", "食材", "每生用量（克）"],
    ["菠菜汤", "汤", "菠菜", 50],
    ["米饭", None, "大米", 120],
    ["馒头", None, "小麦粉", 100],
    ["白灼龙须菜", "素菜", "龙须菜根", 50],
)


@pytest.fixture
def draft(store, tmp_path):
    made = openpyxl.Workbook()
    for line in LINES:
        made.active.append(line)
    made.save(tmp_path / "菜品用料.xlsx")
    return judge(read_dishes([tmp_path / "菜品用料.xlsx"]))


@pytest.fixture
def page(desk):
    made = MenuTablesPage(desk)
    desk.shell.show_page(made)
    return made.pages[0]


def buttons(page):
    return [one.text() for one in page.findChildren(Button) if one.text() and one.isVisible()]


def test_who_keeps_the_meals_finds_the_way_in_and_the_head_does_not(desk, store, page):
    assert "导入" in buttons(page)
    store.session = session_for("马会计", "meal")
    assert [one.text() for one in page.make_actions()] == ["回到食谱", "导入", "新增菜品"]
    store.session = session_for("石校长", "head")
    assert [one.text() for one in page.make_actions()] == ["回到食谱"]


def test_the_rehearsal_tells_every_dish_and_what_is_wrong(page, draft, qtbot):
    dialog = preview(page, DISHES, draft)
    qtbot.addWidget(dialog)
    said = words(dialog)
    assert "新增 1 道，改用料 1 道，一样的 1 道，有错不写的 1 道" in said
    assert "1 道菜有错，整道都不写入" in said
    assert "写入 2 道" in [one.text() for one in dialog.findChildren(Button)]
    assert not Dish.select().where(Dish.name == "菠菜汤").exists()


def test_it_is_written_after_a_backup_and_taken_back_at_once(desk, page, draft, qtbot):
    copies = len(list(desk.school.folder.backups.iterdir())) if desk.school.folder.backups.exists() else 0
    write(desk, DISHES, draft)
    qtbot.waitUntil(lambda: desk.jobs.resting() and Dish.select().where(Dish.name == "菠菜汤").exists())
    assert len(list(desk.school.folder.backups.iterdir())) > copies
    undo.undo(desk.store)
    assert not Dish.select().where(Dish.name == "菠菜汤").exists()
