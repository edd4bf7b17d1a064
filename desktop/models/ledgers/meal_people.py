"""The canteen's people and its 课间加餐 process: 健康证, 培训, the steps and who did them."""

from typing import Any

from desktop.models.fields import Choice, Date, File, Link, Note, Number, Text
from desktop.models.ledger import Ledger, Problems, Values
from desktop.models.ledgers.meal_order import KeptByDay
from desktop.models.ledgers.staff import Staff
from desktop.models.measure_fields import Decimal1, Time
from desktop.models.people_fields import IdNumber


class HealthCertificate(Ledger):
    """健康证 of a canteen worker: good for a year."""

    title = "健康证"
    counter = "件"
    key = ("staff", "number")
    order = ("until_day", "id")
    about = "食堂从业人员的健康证和有效期，到期前提醒。"

    staff = Link("姓名", Staff, required=True)
    id_number = IdNumber("身份证号")
    job = Text("岗位", max_length=20, width=9)
    number = Text("健康证号", required=True, max_length=40, width=16)
    from_day = Date("发证日期", required=True)
    until_day = Date("到期日期", required=True)
    issuer = Text("发证机构", max_length=40, width=16)
    scan = File("扫描件", width=14)
    note = Text("备注", max_length=80, width=12)

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if values["until_day"] <= values["from_day"]:
            return {"until_day": "到期日期应晚于发证日期。"}
        return {}


class CanteenTraining(KeptByDay, Ledger):
    """A training of the canteen's people."""

    title = "食堂培训"
    counter = "次"
    order = ("day", "id")
    about = "从业人员的培训：时间、内容、参加的人、课时。"

    day = Date("日期", required=True)
    topic = Text("培训内容", required=True, max_length=80, width=24)
    teacher = Text("主讲", max_length=30)
    hours = Decimal1("课时", width=6)
    people = Note("参加人", width=24)
    proof = File("签到照片", width=14)
    entered_on = Date("登记日期", edit=False)
    late_reason = Text("补录原因", max_length=60, width=14)


class SnackStep(Ledger):
    """One step of the 课间加餐 process. The county gives the list; the shipped one is an example."""

    title = "加餐流程"
    counter = "步"
    key = ("number", "from_day")
    order = ("number", "from_day")
    about = "课间加餐每一步做什么。随程序带来的是示例，请按本县文件填写。"

    number = Number("序号", required=True, least=1, most=40, width=6)
    name = Text("步骤", required=True, max_length=30, width=20)
    evidence = Text("要留的记录", max_length=60, width=22)
    from_day = Date("启用日期", required=True)
    until_day = Date("停用日期")
    note = Text("说明", max_length=80, width=18)

    @classmethod
    def caption(cls, row: Any) -> str:
        return f"{row.__data__['number']} {row.__data__['name']}"


class SnackCheck(KeptByDay, Ledger):
    """One step of one day's 课间加餐: done, by whom, when."""

    title = "加餐流程记录"
    counter = "条"
    key = ("day", "step")
    order = ("day", "step")
    about = "课间加餐当天每一步谁做的、几点、有没有问题。"
    times = ("at",)

    day = Date("日期", required=True)
    step = Link("步骤", SnackStep, required=True, width=18)
    done = Choice("完成情况", "snack_ok", required=True, default="yes", width=9)
    at = Time("时间")
    staff = Link("谁做的", Staff)
    entered_on = Date("登记日期", edit=False)
    late_reason = Text("补录原因", max_length=60, width=14)
    note = Text("情况", max_length=80, width=18)

    class Meta:
        indexes = ((("day", "step"), True),)

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if values["done"] == "no" and not values.get("note"):
            return {"note": "没有做的请写明情况。"}
        return {}
