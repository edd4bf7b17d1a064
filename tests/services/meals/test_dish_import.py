"""Dishes with their grams come in from a workbook: both shapes, what is wrong named by its row, all taken back at once."""

import openpyxl
import pytest
from builders import as_class_teacher, dump, school_class

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers.meal_menus import Dish, DishPart, Food
from desktop.models.roles import NotAllowed
from desktop.services.meals import foods
from desktop.services.meals.dish_book import read_dishes, tenths_of
from desktop.services.meals.dish_in import judge, keep_dishes, sentences

HEADS = ["序号", "菜品名称", "类别", "食材", "每生用量（克）"]


def book(path, *lines):
    made = openpyxl.Workbook()
    for line in lines:
        made.active.append(line)
    made.save(path)
    return path


def draft_of(tmp_path, *lines):
    return judge(read_dishes([book(tmp_path / "菜品 用料.xlsx", *lines)]))


def portion(name):
    return {Food.caption_of(one.food): one.grams for one in foods.parts_of(Dish.get(Dish.name == name).id)}


def test_a_line_for_each_food_becomes_a_dish_and_its_grams(store, tmp_path):
    draft = draft_of(
        tmp_path,
        ["石桥小学食堂带量菜谱"],
        HEADS,
        [1, "土豆烧牛肉", "荤菜", "牛肉", 60],
        [None, None, None, "土豆", "100克"],
        [2, "清炒菠菜", "素菜", "菠菜", 150.5],
        ["合计", None, None, None, 310.5],
    )
    assert (draft.count("new"), draft.count("bad")) == (2, 0), sentences(draft.dishes)
    keep_dishes(store, draft)
    assert portion("土豆烧牛肉") == {"牛肉": 600, "土豆": 1000}
    assert portion("清炒菠菜") == {"菠菜": 1505}
    assert Dish.get(Dish.name == "土豆烧牛肉").kind == "meat"


def test_a_line_for_each_dish_has_its_foods_in_one_cell(store, tmp_path):
    draft = draft_of(
        tmp_path, ["菜名", "用料"], ["番茄豆腐汤", "番茄50克、豆腐 0.04公斤，食盐适量"], ["蒸红薯", "红薯200"]
    )
    soup, potato = draft.dishes
    assert (soup.portion, soup.values["kind"], potato.values["kind"]) == (
        "番茄 50，豆腐 40",
        "soup",
        "staple",
    )
    assert any("“食盐”写的是“适量”，没有克数" in words for words in soup.doubts)


def test_the_unit_of_a_head_counts(store, tmp_path):
    draft = draft_of(tmp_path, ["菜名", "原料", "用量（公斤）"], ["清炒菠菜", "菠菜", 0.15])
    assert draft.dishes[0].portion == "菠菜 150"


@pytest.mark.parametrize(
    ("raw", "tenths"),
    [("100", 1000), ("2两", 1000), ("0.1 kg", 1000), ("12.34g", 123), ("一把", None), ("5勺", None)],
)
def test_amounts_are_read_in_their_unit(raw, tenths):
    assert tenths_of(raw) == tenths


def test_what_is_wrong_keeps_the_whole_dish_out_and_is_named_by_its_row(store, tmp_path):
    draft = draft_of(
        tmp_path,
        HEADS,
        [1, "土豆烧牛肉", "荤菜", "牛肉", 60],
        [1, None, None, "龙须菜根", 10],
        [2, "炒四季豆", "素菜", "菠菜", 100],
        [3, "清炒菠菜", "素菜", "菠菜", "一把"],
        [4, "凉拌菠菜泥", "怪菜", "菠菜", 10],
        [5, "菠菜饼", "主食", "菠菜", 10],
        [5, None, None, "菠菜", 20],
    )
    assert draft.good == []
    said = "\n".join(sentences(draft.dishes))
    for words in (
        "第 3 行：食物成分里没有“龙须菜根”", "第 4 行：“炒四季豆”", "“菠菜”的用量“一把”看不懂", "类别“怪菜”看不懂", "写了两次",
    ):  # fmt: skip
        assert words in said
    with pytest.raises(Refused, match="没有能写入的菜品"):
        keep_dishes(store, draft)


def test_a_dish_that_is_there_changes_its_grams_alone_and_comes_back_with_one_undo(store, tmp_path):
    before = dump()
    old = portion("米饭")
    draft = draft_of(tmp_path, HEADS, [1, "米饭", None, "大米", 120], [2, "馒头", None, "小麦粉", 100])
    assert [one.state for one in draft.dishes] == ["changed", "same"]
    keep_dishes(store, draft)
    assert portion("米饭") == {"大米": 1200} != old
    undo.undo(store)
    assert dump() == before


def test_reading_alone_writes_nothing(store, tmp_path):
    before = dump()
    draft_of(tmp_path, HEADS, [1, "清炒菠菜", "素菜", "菠菜", 150])
    assert dump() == before


def test_the_same_dish_twice_is_asked_to_be_put_together(store, tmp_path):
    first, second = draft_of(
        tmp_path,
        HEADS,
        [1, "菠菜饼", "主食", "菠菜", 50],
        [2, "蒸菠菜", "素菜", "菠菜", 50],
        [3, "菠菜饼", "主食", "小麦粉", 50],
    ).dishes[::2]
    assert first.state == "new" and "已经写过，请合在一起" in second.bad[0]


def test_a_workbook_without_dishes_says_what_the_heads_should_be(store, tmp_path):
    with pytest.raises(Refused, match="表头里要有“菜品名称”和“食材”"):
        draft_of(tmp_path, ["姓名", "班级"], ["王芳", "三(2)班"])


def test_a_class_teacher_brings_in_none(store, tmp_path):
    draft = draft_of(tmp_path, HEADS, [1, "清炒菠菜饭", "主食", "菠菜", 150])
    with pytest.raises(NotAllowed):
        keep_dishes(as_class_teacher(store, school_class(store)), draft)
    assert DishPart.select().join(Dish).where(Dish.name == "清炒菠菜饭").count() == 0


@pytest.mark.parametrize(
    ("head", "written", "grams"),
    [
        ("每生量(g)", 60, "60"), ("每生量（克）", 60, "60"), ("每生克数", 60, "60"), ("克", 60, "60"), ("用量(g)", 60, "60"),
        ("G/人", 60, "60"), ("人均克数", 60, "60"), ("每生用量/公斤", 0.06, "60"), ("公斤/人", 0.06, "60"), ("人均（两）", 1.2, "60"),
        ("带量", "60克", "60"),
    ],
)  # fmt: skip
def test_the_amounts_column_goes_by_many_names(store, tmp_path, head, written, grams):
    (dish,) = draft_of(tmp_path, ["菜名", "食材", head], ["清炒菠菜", "菠菜", written]).dishes
    assert dish.portion == f"菠菜 {grams}" and not dish.bad


def test_a_sheet_without_amounts_is_told_once_and_not_row_by_row(store, tmp_path):
    lines = [["序号", "菜名", "食材", "配给"], [1, "清炒菠菜", "菠菜", 150], [2, "米饭", "大米", 120]]
    with pytest.raises(Refused, match="没有找到写用量的一列，没有读。这些表头认不出来：“配给”。") as said:
        draft_of(tmp_path, *lines)
    assert "看不懂" not in str(said.value) and "序号" not in str(said.value)
    with pytest.raises(Refused, match="“每生量”一列是空的"):
        draft_of(tmp_path, ["菜名", "食材", "每生量"], ["清炒菠菜", "菠菜", None])


def test_a_sheet_without_amounts_beside_a_good_one_is_named(store, tmp_path):
    made = openpyxl.Workbook()
    made.active.title = "一月"
    for line in (["菜名", "食材"], ["清炒菠菜", "菠菜"]):
        made.active.append(line)
    other = made.create_sheet("二月")
    for line in (["菜名", "食材", "克"], ["菠菜饭", "菠菜", 50], [None, "大米", None]):
        other.append(line)
    made.save(tmp_path / "菜.xlsx")
    draft = judge(read_dishes([tmp_path / "菜.xlsx"]))
    assert [one.name for one in draft.dishes] == ["菠菜饭"] and draft.bare[0].startswith("“一月”：")
    assert "“大米”没有写用量" in draft.dishes[0].bad[0]


def test_a_column_of_units_counts_and_an_unknown_unit_is_not_taken_for_grams(store, tmp_path):
    heads = ["菜名", "食材", "用量", "单位"]
    first, second = draft_of(
        tmp_path, heads, ["清炒菠菜", "菠菜", 0.15, "公斤"], ["番茄汤", "番茄", 2, "个"]
    ).dishes
    assert first.portion == "菠菜 150" and "“2个”看不懂" in second.bad[0]
