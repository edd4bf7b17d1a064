"""The canteen's daily records: 留样, 陪餐, 晨检, 消毒, 添加剂, 废弃物, 库房温湿度, 课间加餐流程, 健康证, 培训."""

import datetime as dt
from typing import Any

from desktop.models.codes import code_list
from desktop.models.fields import Choice, Date, Link, MultiChoice, Number, Text, YesNo
from desktop.models.ledger import Ledger, Problems, Values, remembered
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.day_order import why_not_before, why_not_yet
from desktop.models.ledgers.meal_order import KeptByDay, entered, rule, why_ahead, why_not
from desktop.models.ledgers.recognition_order import may_follow
from desktop.models.ledgers.staff import Staff
from desktop.models.measure_fields import Quantity, Temperature, Time


class FoodSample(Ledger):
    """食品留样: of each dish of each meal, at least 125 g for at least 48 hours, in a cold cabinet."""

    title = "食品留样"
    counter = "份"
    key = ("day", "kind", "dish")
    order = ("day", "kind", "id")
    columns = (
        "sample_no", "day", "kind", "dish", "grams", "taken_at", "taken_by", "place", "degrees", "state",
        "gone_on", "gone_at", "gone_by", "note",
    )  # fmt: skip
    about = "每餐每个品种留样，记克数、时间、留样人；到时间销样。"

    sample_no = Text("留样编号", max_length=20, width=12, edit=False)
    day = Date("日期", required=True)
    kind = Choice("餐次", "meal_kind", required=True, default="lunch")
    dish = Text("留样食品", required=True, max_length=30, width=14, aliases=("菜品", "留样食品名称"))
    grams = Number("留样量（克）", required=True, least=1, most=5000, default=125, width=10)
    taken_at = Time("留样时间", required=True)
    taken_by = Link("留样人", Staff)
    place = Text("存放位置", max_length=30, default="留样柜", width=10)
    degrees = Temperature("柜温（℃）", width=9)
    state = Choice("状态", "sample_state", required=True, default="kept", width=8)
    gone_on = Date("销样日期")
    gone_at = Time("销样时间")
    gone_by = Link("销样人", Staff)
    void_reason = Text("作废原因", max_length=60, width=12)
    entered_on = Date("登记日期", edit=False)
    late_reason = Text("补录原因", max_length=60, width=14)
    note = Text("备注", max_length=80, width=14)

    @classmethod
    def caption(cls, row: Any) -> str:
        return f"{row.__data__['day']} {row.__data__['dish']} 留样"

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if values["grams"] < (least := rule("sample_grams")) and values["state"] != "void":
            return {"grams": f"每个品种留样不少于 {least} 克，现在是 {values['grams']} 克。"}
        if values["state"] == "void" and not values.get("void_reason"):
            return {"void_reason": "请写明作废原因。"}
        if values["state"] != "disposed":
            return {}
        if not (values.get("gone_on") and values.get("gone_at")):
            return {"gone_on": "请填销样的日期和时间。"}
        if gone_after(values) < (hours := rule("sample_hours")):
            return {"gone_at": f"留样不满 {hours} 小时，还不能销样。"}
        return {}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if why := why_not(cls, old, new) or why_not_yet(cls, old, new, ("gone_on",)):
            return why
        if why := why_ahead(cls, old, new, times=("taken_at",)):
            return why
        if why := why_ahead(cls, old, new, on="gone_on", times=("gone_at",)):
            return why
        if not new:
            return "" if old["state"] == "kept" else "已经销样或作废的留样不能删除。"
        if not old:
            return ""
        return may_follow("sample_state", old["state"], new["state"])

    @classmethod
    def derive(cls, values: Values) -> Values:
        number = values.get("sample_no") or _number(values)
        return {"sample_no": number} | entered(values)


def _number(values: Values) -> str:
    """20261012-03: the day and the place in it. Several samples kept in one stroke get one after another."""
    day = values["day"]
    start = f"{day:%Y%m%d}-"
    kept = FoodSample.select(FoodSample.sample_no).where(FoodSample.sample_no.startswith(start)).tuples()
    last = max((int(number.removeprefix(start)) for (number,) in kept), default=0)
    _given[day] = max(last, _given.get(day, 0)) + 1
    return f"{start}{_given[day]:02d}"


_given: dict[dt.date, int] = {}  # the last number of a day that a step not yet written has drawn
remembered.append(_given)


def taken(values: Values) -> dt.datetime:
    return dt.datetime.combine(values["day"], dt.time.fromisoformat(values["taken_at"]))


def gone_after(values: Values) -> float:
    """Hours from the taking of a sample to its disposal."""
    gone = dt.datetime.combine(values["gone_on"], dt.time.fromisoformat(values["gone_at"]))
    return (gone - taken(values)).total_seconds() / 3600


def due_at(values: Values) -> dt.datetime:
    """When a sample may be thrown away: the rule's hours after it was taken."""
    return taken(values) + dt.timedelta(hours=rule("sample_hours"))


class Accompany(Ledger):
    """陪餐: a responsible leader eats with the pupils, pays for it, and writes down what he saw."""

    title = "陪餐"
    counter = "次"
    key = ("day", "kind", "staff")
    order = ("day", "kind", "id")
    columns = (
        "day", "kind", "staff", "state", "dishes", "looks", "taste", "quality", "hygiene", "problem", "handled",
        "paid",
    )  # fmt: skip
    about = "每餐有一位学校负责人陪餐：先排班，陪餐后记评价；餐费自理。"

    day = Date("日期", required=True)
    kind = Choice("餐次", "meal_kind", required=True, default="lunch")
    staff = Link("陪餐人", Staff, required=True)
    state = Choice("状态", "accompany_state", required=True, default="planned", width=8)
    school_class = Link("同餐班级", SchoolClass, width=9)
    dishes = Text("菜品", max_length=80, width=18)
    looks = Choice("外观", "meal_rating", width=6)
    taste = Choice("口味", "meal_rating", width=6)
    quality = Choice("质量", "meal_rating", width=6)
    hygiene = Choice("卫生与秩序", "meal_rating", width=10)
    pupils_say = Text("学生反映", max_length=120, width=16)
    problem = Text("发现问题", max_length=120, width=16)
    handled = Text("处理情况", max_length=120, width=16)
    paid = YesNo("餐费已交", default=False, width=9)
    entered_on = Date("登记日期", edit=False)
    late_reason = Text("补录原因", max_length=60, width=14)
    note = Text("备注", max_length=80, width=12)

    @classmethod
    def caption(cls, row: Any) -> str:
        return f"{row.__data__['day']} {Staff.caption_of(row.__data__['staff'])} 陪餐"

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if values["state"] == "done" and not (values.get("taste") and values.get("quality")):
            return {"taste": "陪餐后请写口味和质量的评价。"}
        if values.get("problem") and not values.get("handled") and values["state"] == "done":
            return {"handled": "发现了问题，请写怎么处理的。"}
        return {}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if new and new["staff"] != old.get("staff") and (why := why_no_company(new["staff"])):
            return why
        if new and new["state"] == "planned":
            return "" if not old else may_follow("accompany_state", old["state"], "planned")
        ahead = {} if not old or old["state"] == "planned" else old
        return why_not(cls, ahead, new)

    @classmethod
    def derive(cls, values: Values) -> Values:
        return entered(values) if values["state"] == "done" else {}


def why_no_company(staff: int) -> str:
    """The sentence for somebody who works in the canteen: 陪餐 is for the school's leaders and teachers; else ""."""
    person = Staff.get_by_id(staff)
    if not code_list("staff_post").fact(person.post, "kitchen"):
        return ""
    post = Staff.post.format(person.post)
    return f"{person.name}是{post}，在食堂做事。陪餐的应当是学校负责人或教师，请换一位。"


class MorningCheck(KeptByDay, Ledger):
    """晨检 of one canteen worker on one day. Who must not be near food leaves the post at once."""

    title = "从业人员晨检"
    counter = "人次"
    key = ("day", "staff")
    order = ("day", "staff")
    columns = ("day", "staff", "attends", "signs", "degrees", "hands", "clothes", "result", "checker")
    about = "上岗前逐人检查：出勤、有没有发热腹泻等情况、体温、手和着装。"

    day = Date("日期", required=True)
    staff = Link("姓名", Staff, required=True)
    attends = Choice("出勤", "work_mark", required=True, default="on", width=7)
    signs = MultiChoice("晨检情况", "morning_sign", default="0", width=14, max_length=40)
    degrees = Temperature("体温（℃）", width=9)
    hands = Choice("手部卫生", "sense_check", default="good", width=9)
    clothes = Choice("着装", "sense_check", default="good", width=7)
    result = Text("处理结果", max_length=80, width=16)
    checker = Link("检查人", Staff)
    entered_on = Date("登记日期", edit=False)
    late_reason = Text("补录原因", max_length=60, width=14)
    note = Text("备注", max_length=80, width=12)

    class Meta:
        indexes = ((("day", "staff"), True),)

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        signs = (values.get("signs") or "").split(",")
        if "0" in signs and len(signs) > 1:
            return {"signs": "“正常”不能和别的情况一起选。"}
        ill = [code for code in signs if cls.signs.codes.fact(code, "leave")]
        if ill and not values.get("result"):
            words = "、".join(map(cls.signs.codes.label, ill))
            return {"result": f"{words}应当立即离岗，请写明怎么处理的。"}
        return {}


class Disinfection(KeptByDay, Ledger):
    """餐饮具消毒: what, how many, by which way, how hot or how strong, from when to when."""

    title = "餐饮具消毒"
    counter = "次"
    order = ("day", "kind", "id")
    about = "每餐餐饮具怎样消毒：方式、温度或浓度、起止时间、谁做谁查。"
    times = ("starts", "ends")

    day = Date("日期", required=True)
    kind = Choice("餐次", "meal_kind", required=True, default="lunch")
    utensil = Text("餐具名称", required=True, max_length=30, default="餐盘、碗筷、勺", width=14)
    pieces = Number("数量", least=1, width=7)
    way = Choice("消毒方式", "clean_method", required=True, default="heat", width=10)
    strength = Text("温度或浓度", required=True, max_length=20, width=11, hint="例如 100℃ 或 有效氯 250mg/L")
    starts = Time("开始", required=True)
    ends = Time("结束", required=True)
    operator = Link("操作人", Staff)
    checker = Link("检查人", Staff)
    entered_on = Date("登记日期", edit=False)
    late_reason = Text("补录原因", max_length=60, width=14)
    note = Text("备注", max_length=80, width=12)

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        return {} if values["ends"] > values["starts"] else {"ends": "结束时间应晚于开始时间。"}


class AdditiveUse(Ledger):
    """食品添加剂: bought in a named shop, locked away, used by one person, written down each time."""

    title = "食品添加剂"
    counter = "次"
    order = ("day", "id")
    about = "添加剂专店采购、专柜存放、专人负责、专用工具、专用台账；没有使用的月份登记“无使用”。"

    day = Date("使用日期", required=True)
    name = Text("品名", required=True, max_length=30, width=12, hint="没有使用的写 无使用")
    maker = Text("生产者", max_length=40, width=14)
    batch_no = Text("批号", max_length=30)
    bought_on = Date("购入日期")
    used_in = Text("用于食品", max_length=40, width=12)
    grams = Quantity("使用量（克）", width=10)
    left = Quantity("结存（克）", width=10)
    staff = Link("使用人", Staff)
    entered_on = Date("登记日期", edit=False)
    late_reason = Text("补录原因", max_length=60, width=14)
    note = Text("备注", max_length=80, width=12)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return why_not(cls, old, new) or why_not_before(cls, old, new, "bought_on", "day")

    @classmethod
    def derive(cls, values: Values) -> Values:
        return entered(values)


class WasteRecord(KeptByDay, Ledger):
    """废弃物处置: what left the canteen, how much, who took it."""

    title = "废弃物处置"
    counter = "次"
    order = ("day", "id")
    about = "厨余、废油、包装怎样处置，谁收走的。"

    day = Date("日期", required=True)
    kind = Choice("种类", "waste_kind", required=True, default="kitchen")
    kilograms = Quantity("数量（公斤）", required=True, width=11)
    taken_by = Text("收运单位或人", max_length=40, width=16)
    staff = Link("经手人", Staff)
    entered_on = Date("登记日期", edit=False)
    late_reason = Text("补录原因", max_length=60, width=14)
    note = Text("备注", max_length=80, width=12)


class StoreClimate(KeptByDay, Ledger):
    """库房温湿度 of one day."""

    title = "库房温湿度"
    counter = "次"
    order = ("day", "place", "id")
    about = "库房、冷藏、冷冻每天的温度和湿度。"

    day = Date("日期", required=True)
    place = Choice("库房", "climate_place", required=True, default="dry")
    degrees = Temperature("温度（℃）", required=True, width=9)
    humidity = Number("湿度（%）", least=0, most=100, width=9)
    staff = Link("记录人", Staff)
    entered_on = Date("登记日期", edit=False)
    late_reason = Text("补录原因", max_length=60, width=14)
    note = Text("备注", max_length=80, width=12)
