"""带量食谱: foods with what is in them, dishes with their parts, weeks of menus."""

from collections.abc import Sequence
from typing import Any

from desktop.models.fields import Choice, Computed, Date, Link, Note, Number, Text, YesNo
from desktop.models.ledger import Ledger, Problems, Values
from desktop.models.ledgers.day_order import why_not_yet
from desktop.models.ledgers.meal_forbidden import doubt, why_forbidden
from desktop.models.ledgers.recognition_order import first_value, may_follow
from desktop.models.ledgers.staff import Staff
from desktop.models.measure_fields import Decimal1, Nutrient


class Food(Ledger):
    """One food of the 食物成分 table: what 100 g of its edible part hold."""

    title = "食物成分"
    counter = "种"
    key = ("name",)
    order = ("kind", "name")
    columns = ("name", "kind", "edible", "energy", "protein", "fat", "carbohydrate", "calcium", "iron")
    summed = False
    about = "每 100 克可食部的能量和营养素，用来算食谱。可以修改和增加。"

    name = Text("食物名称", required=True, unique=True, max_length=30, width=14)
    kind = Choice("类别", "food_kind", required=True, width=12)
    edible = Number("可食部（%）", least=1, most=100, default=100, width=9)
    energy = Nutrient("能量（千卡）", required=True)
    protein = Nutrient("蛋白质（克）")
    fat = Nutrient("脂肪（克）")
    carbohydrate = Nutrient("碳水化合物（克）", width=14)
    calcium = Nutrient("钙（毫克）")
    iron = Nutrient("铁（毫克）")
    zinc = Nutrient("锌（毫克）")
    vitamin_a = Nutrient("维生素A（微克）", width=13)
    vitamin_b1 = Nutrient("维生素B1（毫克）", width=13)
    vitamin_b2 = Nutrient("维生素B2（毫克）", width=13)
    vitamin_c = Nutrient("维生素C（毫克）", width=13)
    source = Text("数据来源", max_length=80, width=18)

    @classmethod
    def advise(cls, values: Values) -> Problems:
        return _doubted(values.get("name"))

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return why_forbidden(new["name"]) if new else ""


class NutrientGuide(Ledger):
    """The recommended daily amount of a nutrient, or of a kind of food, for an age group.

    What share of it one meal should give is the same for all of them: resources/meals/guides.json.
    """

    title = "营养推荐量"
    counter = "条"
    key = ("age", "name")
    order = ("age", "place")
    summed = False
    about = (
        "各年龄段每天的推荐量（《学生餐营养指南》WS/T 554—2017），食谱按一餐应占的比例来比。请核对后使用。"
    )

    age = Choice("年龄段", "age_group", required=True)
    name = Text(
        "项目", required=True, max_length=20, hint="与食物成分的列名或食物类别一致，例如 能量、钙、蔬菜类"
    )
    unit = Text("单位", required=True, max_length=8, width=6)
    low = Nutrient("每天不少于", required=True)
    high = Nutrient("每天不多于")
    place = Number("次序", default=100, width=6)
    source = Text("来源", max_length=80, width=18)

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if values.get("high") and values["high"] < values["low"]:
            return {"high": "“不多于”比“不少于”小。"}
        return {}


class Dish(Ledger):
    """A dish the canteen makes, with its usual parts."""

    title = "菜品"
    counter = "道"
    key = ("name",)
    order = ("kind", "name")
    columns = ("name", "kind", "portion", "allergens", "active", "note")
    about = "食堂常做的菜和每生用量，排食谱时直接选。"

    name = Text("菜品名称", required=True, unique=True, max_length=30, width=14)
    kind = Choice("类别", "dish_kind", required=True)
    allergens = Text("过敏原", max_length=60, width=12, hint="例如 牛奶、鸡蛋、花生")
    active = YesNo("在用", default=True, width=6)
    note = Note("做法和要求", width=20)
    portion = Computed("每生用量（克）", lambda ids: portions_of(ids), width=30)

    @classmethod
    def advise(cls, values: Values) -> Problems:
        return _doubted(values.get("name"))

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return why_forbidden(new["name"]) if new else ""


class DishPart(Ledger):
    """How much of a food one pupil's portion of a dish takes, raw."""

    title = "菜品配料"
    counter = "项"
    key = ("dish", "food")
    order = ("dish", "id")
    part_of = ("dish",)
    about = "一份菜里每生用多少克（生重，可食部）。"

    dish = Link("菜品", Dish, required=True, width=14)
    food = Link("食材", Food, required=True, width=12)
    grams = Decimal1("每生用量（克）", required=True, width=12)

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        return _some_grams(values)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return why_forbidden(Food.caption_of(new["food"])) if new else ""


def portions_of(dishes: Sequence[int]) -> dict[int, str]:
    """Dish -> 番茄 100，鸡蛋 50; nothing for a dish without portions."""
    told: dict[int, list[str]] = {}
    rows = DishPart.select().where(DishPart.dish.in_(list(dishes))).order_by(DishPart.id)
    for row in rows:
        words = f"{Food.caption_of(row.food_id)} {DishPart.grams.format(row.grams)}"
        told.setdefault(row.dish_id, []).append(words)
    return {dish: "，".join(words) for dish, words in told.items()}


class MenuWeek(Ledger):
    """The menu of one week, from its Monday: who made it, who checked it, when it was posted."""

    title = "周食谱"
    counter = "周"
    key = ("monday", "kind")
    order = ("monday", "kind")
    columns = ("monday", "kind", "state", "base_age", "planned_by", "checked_by", "posted_on", "note")
    about = "一周一份带量食谱，每周一公示。"

    monday = Date("周一日期", required=True)
    kind = Choice("餐次", "meal_kind", required=True, default="lunch")
    state = Choice("状态", "menu_state", required=True, default="draft", edit=False)
    week_no = Number("第几周", least=1, most=30, width=7)
    base_age = Choice(
        "用量按", "age_group", hint="食谱上的克数是哪个年龄段的，别的年龄段按能量推荐量折算；空着就都一样多"
    )
    planned_by = Link("制定人", Staff)
    checked_by = Link("审核人", Staff)
    posted_on = Date("公示日期", edit=False)
    note = Note("备注", width=16)

    class Meta:
        indexes = ((("monday", "kind"), True),)

    @classmethod
    def caption(cls, row: Any) -> str:
        return f"{row.__data__['monday']} 起的一周 {cls.kind.format(row.__data__['kind'])}"

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if values["monday"].weekday():
            return {"monday": f"{values['monday']} 不是星期一。"}
        if values.get("planned_by") and values.get("planned_by") == values.get("checked_by"):
            return {"checked_by": "审核人不能和制定人是同一个人。"}
        return {}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if old and not new:
            return _cannot_go(old)
        if not old:
            return "" if new["state"] == "draft" and not new.get("posted_on") else "新的食谱从“编制中”开始。"
        if why := may_follow("menu_state", old["state"], new["state"]):
            return why
        if old["state"] == new["state"] == "posted":
            changed = any(new.get(name) != old.get(name) for name in HUNG)
            return POSTED if changed else ""
        if new["monday"] != old["monday"] and _dishes_of(old.get("id", 0)):
            return "这一周已经排了菜，周一日期不能改。请另排一周，用“复制”把菜带过去。"
        return _cannot_post(new) if new["state"] == "posted" else ""


class MenuDish(Ledger):
    """A dish on a day of a week's menu."""

    title = "食谱菜品"
    counter = "道"
    order = ("week", "day", "place", "id")
    part_of = ("week",)
    about = "某天的一道菜。"

    week = Link("周食谱", MenuWeek, required=True, width=20)
    day = Date("日期", required=True)
    place = Number("次序", default=1, width=6)
    dish = Link("菜品", Dish)
    name = Text("菜名", required=True, max_length=30, width=14)

    @classmethod
    def caption(cls, row: Any) -> str:
        return f"{row.__data__['day']} {row.__data__['name']}"

    @classmethod
    def advise(cls, values: Values) -> Problems:
        return _doubted(values.get("name"))

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        weeks = {told["week"] for told in (old, new) if told}
        if why := next(filter(None, map(_while_draft, weeks)), ""):
            return why
        if not new:
            return ""
        if not 0 <= (new["day"] - MenuWeek.get_by_id(new["week"]).monday).days < 7:
            return f"{new['day']} 不在这一周里。"
        dish = Dish.caption_of(new["dish"]) if new.get("dish") else None
        return why_forbidden(new["name"]) or why_forbidden(dish)


class MenuPart(Ledger):
    """What one pupil's portion of a dish on a menu takes: copied from the dish, then adjusted."""

    title = "食谱用料"
    counter = "项"
    order = ("menu_dish", "id")
    part_of = ("menu_dish",)
    about = "食谱上一道菜的用料，每生多少克。"

    menu_dish = Link("食谱菜品", MenuDish, required=True, width=18)
    food = Link("食材", Food, required=True, width=12)
    grams = Decimal1("每生用量（克）", required=True, width=12)

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        return _some_grams(values)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        dishes = {told["menu_dish"] for told in (old, new) if told}
        weeks = {MenuDish.get_by_id(dish).week_id for dish in dishes}
        if why := next(filter(None, map(_while_draft, weeks)), ""):
            return why
        return why_forbidden(Food.caption_of(new["food"])) if new else ""


HUNG = (
    "monday",
    "kind",
    "week_no",
    "base_age",
    "planned_by",
    "checked_by",
    "posted_on",
)  # what hangs on the wall
POSTED = "食谱已经公示，要改的先收回公示，改好再公示。"


def _doubted(name: str | None) -> Problems:
    says = doubt(name)
    return {"name": says} if says else {}


def _some_grams(values: Values) -> Problems:
    return {} if values["grams"] else {"grams": "每生用量要大于零。"}


def _dishes_of(week: int) -> int:
    return int(first_value("SELECT count(*) FROM menu_dish WHERE week_id = ?", week))


def _cannot_go(week: Values) -> str:
    """Why a week may not be taken out."""
    if week["state"] == "posted":
        return "已经公示的食谱不能删除。要改的，先收回公示。"
    return "这一周还有菜。先把菜拿掉，再删这一周。" if _dishes_of(week.get("id", 0)) else ""


def _cannot_post(week: Values) -> str:
    if not (week.get("checked_by") and week.get("posted_on")):
        return "食谱要有审核人和公示日期才能公示。"
    if why := why_not_yet(MenuWeek, {}, week, ("posted_on",)):
        return why
    return "" if _dishes_of(week.get("id", 0)) else "这一周还没有排菜，不能公示。"


def _while_draft(week: int) -> str:
    return POSTED if MenuWeek.get_by_id(week).state == "posted" else ""
