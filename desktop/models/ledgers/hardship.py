"""困难类型: several to a pupil, each dated and with the paper it comes from."""

from typing import Any

from desktop.models.codes import code_list
from desktop.models.fields import Choice, Date, File, Link, Note, Text, YesNo
from desktop.models.ledger import Ledger, Problems, Values
from desktop.models.ledgers.students import Student
from desktop.models.people_fields import DisabilityCard


class Hardship(Ledger):
    """One 困难类型 of one pupil (order and names: the form of 2024)."""

    title = "困难类型"
    counter = "条"
    personal = True
    key = ("student", "kind", "since")
    order = ("student", "since")
    columns = ("student", "kind", "since", "until", "source", "continues")
    about = "谁是哪一类困难学生，凭哪份名单或证件，从什么时候到什么时候。"
    goes_with = ("student",)

    student = Link("学生", Student, required=True)
    kind = Choice("困难类型", "hardship_type", required=True, width=18)
    since = Date("起始日期", required=True)
    until = Date("截止日期", hint="空着表示一直有效")
    source_kind = Choice("来源", "source_document", width=12)
    source = Text("出处", width=24, max_length=200, hint="文件、表、行，或证件名称")
    card_no = DisabilityCard("残疾人证号", hint="只有残疾学生填")
    risk = Choice("风险状态", "risk_state", width=10, hint="只有监测对象填")
    continues = YesNo("继续享受政策", default=True, width=12)
    evidence = File("佐证材料", width=14)
    note = Note("备注", width=14)

    @classmethod
    def caption(cls, row: Any) -> str:
        return code_list("hardship_type").label(row.__data__["kind"])

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if values.get("until") and values["until"] < values["since"]:
            return {"until": "截止日期早于起始日期。"}
        return {}
