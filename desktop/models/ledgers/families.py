"""监护人/家庭成员 and 收款账户: letters go to guardians, money to the pupil's or a guardian's own card."""

import datetime as dt
from typing import Any

from desktop.models import identity
from desktop.models.fields import Choice, Link, Money, Note, Number, Text, YesNo
from desktop.models.ledger import Ledger, Problems, Values
from desktop.models.ledgers.students import Student
from desktop.models.people_fields import Account, IdNumber, Name, Phone

OF_AGE = 18  # full years, 《民法典》第十七条; who is a guardian must be able to act for others, 第二十七条


class Guardian(Ledger):
    """监护人/家庭成员: two or more to a pupil."""

    title = "监护人"
    counter = "人"
    personal = True
    key = ("student", "name")
    order = ("student",)
    columns = ("student", "name", "relation", "phone", "is_guardian")
    about = "学生的父母、祖父母和其他监护人。"
    goes_with = ("student",)
    alone = True

    student = Link("学生", Student, required=True)
    name = Name("姓名", required=True, aliases=("监护人姓名", "监护人", "家长姓名", "家庭成员姓名"))
    relation = Choice(
        "关系", "relation", required=True, width=8, aliases=("与学生关系", "与学生的关系", "监护人关系")
    )
    relation_note = Text("关系说明", max_length=30)
    is_guardian = YesNo("是监护人", default=True, width=8)
    phone = Phone("联系电话", aliases=("电话", "手机", "手机号", "手机号码", "监护人电话", "家长电话"))
    ethnicity = Choice("民族", "ethnicity")
    work_unit = Text("工作单位", width=16)
    duty = Text("职务", max_length=30)
    address = Text("现住址", width=20, max_length=120)
    household_place = Text("户口所在地", width=16, max_length=120)
    id_type = Choice("身份证件类型", "id_type")
    id_number = IdNumber("身份证件号", aliases=("身份证号", "监护人身份证号", "家长身份证号"))
    age = Number("年龄", least=1, most=120, width=6)
    occupation = Text("职业", max_length=30)
    income = Money("年收入（元）")
    health = Choice("健康状况", "guardian_health")
    away_at = Text("当前务工地点", width=14)
    note = Note("备注", width=14)

    @classmethod
    def caption(cls, row: Any) -> str:
        return str(row.__data__["name"])

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        """A child does not become a guardian; rows that say so from before stay as they can be read and mended."""
        return "" if too_young(old) else too_young(new)

    @classmethod
    def advise(cls, values: Values) -> Problems:
        doubts = {"phone": cls.phone.doubt(values.get("phone")), "is_guardian": too_young(values)}
        return {name: doubt for name, doubt in doubts.items() if doubt}


def too_young(told: Values) -> str:
    """Why somebody cannot be 监护人: not of age by the number, or by the age typed. "" when nothing is against it."""
    if told.get("is_guardian") is False:
        return ""
    birth = identity.birth_of(told["id_number"]) if told.get("id_number") else None
    years = identity.age_on(birth, dt.date.today()) if birth else told.get("age")
    if years is None or years >= OF_AGE:
        return ""
    return (
        f"{told.get('name') or '这个人'}只有 {years} 周岁，不满 {OF_AGE} 周岁的人不能做监护人"
        "（《民法典》第二十七条，监护人要有监护能力）。是家里人的，“是监护人”请选“否”；年龄或号码写错了的请改正。"
    )


class PayeeAccount(Ledger):
    """收款账户: money goes to the pupil's or a guardian's own card."""

    title = "收款账户"
    counter = "个"
    personal = True
    key = ("student", "number")
    order = ("student",)
    columns = ("student", "owner", "relation", "number", "bank", "verified")
    about = "资助款打到学生本人或监护人自己的卡上。"
    goes_with = ("student",)

    student = Link("学生", Student, required=True)
    account_kind = Choice("账户类型", "account_kind", default="1")
    owner = Name("开户人", required=True, aliases=("户名", "开户名", "持卡人"))
    relation = Choice("与学生关系", "relation", aliases=("与持卡人关系",))
    bank = Text("开户行", width=16)
    number = Account("账号", required=True, index=True, aliases=("卡号", "银行卡号", "社保卡号"))
    verified = Choice("核验状态", "account_state", default="0", width=8)
    in_use = YesNo("正在使用", default=True, width=8)
    note = Note("备注", width=14)

    @classmethod
    def caption(cls, row: Any) -> str:
        return f"{row.__data__['owner']} 尾号 {row.__data__['number'][-4:]}"

    @classmethod
    def advise(cls, values: Values) -> Problems:
        number = values.get("number")
        if number and number.isdigit() and len(number) >= 16 and not identity.luhn_fits(number):
            return {"number": "卡号的校验位不对，存折和部分社保卡除外，请对照卡面核对。"}
        return {}
