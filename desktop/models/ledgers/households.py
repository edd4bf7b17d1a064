"""户: county aid lists are per household, and a letter may go to a household once."""

from typing import Any

from desktop.models.fields import Choice, Date, Money, Number, Text, YesNo
from desktop.models.ledger import Ledger
from desktop.models.people_fields import IdNumber, Name

INCOME = "收入"


class Household(Ledger):
    """户."""

    title = "户"
    counter = "户"
    personal = True
    key = ("head_id",)
    order = ("head_name",)
    columns = ("head_name", "head_id", "household_type", "address")
    about = "一户一行。兄弟姐妹同户，告知书可以一户一份。"

    head_name = Name("户主姓名", required=True)
    head_id = IdNumber("户主身份证号", width=20)
    household_no = Text("户编号", max_length=30)
    household_type = Choice("户类型", "household_type")
    address = Text("家庭住址", width=22, max_length=120)
    village = Text("村组", width=12)
    members = Number("家庭人口数", least=1, most=30, group=INCOME)
    labourers = Number("劳动力人口数", least=0, most=30, group=INCOME)
    supported = Number("赡养人口数", least=0, most=30, group=INCOME)
    jobless = Number("失业人数", least=0, most=30, group=INCOME)
    income_per_head = Money("家庭人均年收入（元）", group=INCOME, width=14)
    income_source = Choice("主要收入来源", "income_source", group=INCOME, width=16)
    debt = Money("欠债金额（元）", group=INCOME)
    debt_reason = Text("欠债原因", group=INCOME, width=16)
    disaster = YesNo("自然灾害", group=INCOME)
    disaster_note = Text("灾害说明", group=INCOME, width=16)
    accident = YesNo("突发意外事件", group=INCOME)
    accident_note = Text("意外说明", group=INCOME, width=16)
    confirmed_on = Date("最近核对日期", edit=False, hint="家访时核对过家庭情况的日子")

    @classmethod
    def caption(cls, row: Any) -> str:
        told = row.__data__
        tail = (told.get("head_id") or "")[-4:]
        return f"{told['head_name']}户" + (f"（{tail}）" if tail else "")

    @classmethod
    def scope(cls, query: Any, session: Any) -> Any:
        if session.classes is None:
            return query
        link = next(item for item in cls._meta.backrefs if item.model.table() == "student")
        return query.where(cls.id.in_(link.model.scope(link.model.select(link), session)))
