"""D25 and the buying list: what hangs tells every dish and portion and no pupil; both can be drawn and read back."""

import datetime as dt

import pypdfium2
import pytest
from builders import add, as_role, change
from builders_meals import eaters
from builders_menus import MONDAY, RICE, dish, food, full_week, grams, hung, placed
from openpyxl import load_workbook
from services.paper.papers import faults, whole

from desktop.models.errors import Refused
from desktop.models.ledgers.meal_menus import MenuWeek
from desktop.models.ledgers.meals import SupplyDay
from desktop.models.ledgers.school import School
from desktop.services.meals import menus
from desktop.services.paper.catalogue import DOCUMENTS, Wanted, print_document
from desktop.services.paper.documents import menu_needs, menu_week

HUNDRED = {MONDAY + dt.timedelta(days=n): {"9": 100} for n in range(5)}


def printed(store, folder, code="D25", **more):
    return print_document(store, DOCUMENTS[code], Wanted(menu=MenuWeek.get().id, **more), folder)


def test_the_wall_tells_dishes_portions_people_and_telephones(store, tmp_path):
    hung(store)
    change(store, School, School.get().id, hotline_county="05778000108")
    text = whole(printed(store, tmp_path)).replace("　", "")
    for words in (
        "青禾县柳林镇石桥小学2026年秋季学期第7周午餐（10月12日至16日）带量食谱公示表", "星期一10月12日", "番茄炒鸡蛋",
        "番茄100", "制定：田桂花", "审核：石校长", "公示日期：2026年10月12日", "05778123456", "05778000108", "12315",
        "能量502千卡", "鸡蛋，对这些食物过敏的学生请告诉班主任",
    ):  # fmt: skip
        assert words in text, words
    assert "草稿" not in text


@pytest.mark.parametrize("large", [False, True])
def test_nothing_runs_over_an_edge_or_into_something_else(store, tmp_path, large):
    hung(store)
    assert not faults(printed(store, tmp_path, large=large))
    assert not faults(printed(store, tmp_path, "D25B", eating=HUNDRED))


def test_what_is_not_posted_is_a_draft(store, tmp_path):
    full_week(store)
    assert "草稿" in whole(printed(store, tmp_path))


def test_no_pupil_hangs_on_the_wall(store, tmp_path):
    eaters(store, allergy="鸡蛋")
    hung(store)
    assert "王芳" not in whole(printed(store, tmp_path))


def test_it_comes_in_two_sizes(store, tmp_path):
    hung(store)
    sizes = []
    for large in (False, True):
        with pypdfium2.PdfDocument(printed(store, tmp_path, large=large)) as document:
            sizes.append([round(side) for side in document[0].get_size()])
            assert len(document) == 1
    assert sizes == [[842, 595], [1191, 842]]


def test_a_food_without_figures_is_said_under_the_table(store, tmp_path):
    full_week(store, "黄焖鸡腿")
    assert "有的食材没有成分数据" in whole(printed(store, tmp_path))


def test_a_day_without_a_meal_says_so(store, tmp_path):
    placed(store)
    add(store, SupplyDay, day=MONDAY + dt.timedelta(days=2), served=False, reason="停电")
    assert "不供餐" in whole(printed(store, tmp_path))


def test_too_many_dishes_for_the_sheet_are_refused(store, tmp_path):
    menus.put_dishes(store, MONDAY, "lunch", [(MONDAY, place, dish()) for place in range(1, 31)])
    with pytest.raises(Refused, match="一张纸放不下"):
        printed(store, tmp_path)


def test_many_dishes_are_set_smaller(store, tmp_path):
    menus.put_dishes(store, MONDAY, "lunch", [(MONDAY, place, dish()) for place in range(1, 12)])
    assert whole(printed(store, tmp_path)).count("番茄炒鸡蛋") == 11


def test_without_dishes_there_is_nothing_to_print(store, tmp_path):
    placed(store)
    menus.take_off(store, [menus.the_week(MONDAY, "lunch").dishes[0].id])
    with pytest.raises(Refused, match="还没有排菜"):
        printed(store, tmp_path)


def test_the_buying_list_tells_what_to_bring(store, tmp_path):
    full_week(store, RICE)
    text = whole(printed(store, tmp_path, "D25B", eating=HUNDRED))
    assert "食材采购建议单" in text and "每天就餐：100人" in text and "50公斤" in text


def test_the_same_list_as_a_workbook(store, tmp_path):
    full_week(store, RICE)
    found = menu_needs.buy_list(store, MenuWeek.get().id, HUNDRED)
    menu_needs.write(tmp_path / "采购.xlsx", found)
    rows = list(load_workbook(tmp_path / "采购.xlsx").active.iter_rows(values_only=True))
    assert rows[2][:4] == ("序号", "类别", "食材", "周一")
    assert rows[3][2:] == ("大米", "10", "10", "10", "10", "10", "50公斤", "—", "50公斤", "")


def test_different_numbers_of_pupils_are_told_day_by_day(store):
    full_week(store, RICE)
    heads = HUNDRED | {MONDAY: {"9": 90}}
    assert menu_needs.buy_list(store, MenuWeek.get().id, heads).heads_line == (
        "每天就餐：周一 90 人，周二、周三、周四、周五 100 人"
    )


def test_a_long_dish_and_many_foods_stay_in_their_column(store, tmp_path):
    many = {
        food(name): grams(12.5)
        for name in ("番茄", "鸡蛋", "菜籽油", "大葱", "姜", "大蒜", "盐", "酱油", "木耳（干）")
    }
    record = placed(store, "石桥小学食堂自己做的番茄鸡蛋木耳什锦大烩菜")
    menus.set_parts(store, record, many)
    assert "木耳（干）12.5" in whole(printed(store, tmp_path))


def test_the_allergens_of_the_week_are_told_once(store):
    full_week(store, "番茄炒鸡蛋", "学生饮用奶", "蒸鸡蛋")
    assert menu_week.allergens_of(menus.the_week(MONDAY, "lunch")) == ["鸡蛋", "牛奶"]


def test_the_meal_clerk_prints_the_menu(store, tmp_path):
    full_week(store)
    assert printed(as_role(store, "meal", "田桂花"), tmp_path).exists()
