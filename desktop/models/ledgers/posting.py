"""公示: what hung on the wall, from when to when, who objected, and that it was taken down."""

from typing import Any

from desktop.models.fields import Choice, Date, File, Link, Note, Number, Text
from desktop.models.ledger import Ledger, Values
from desktop.models.ledgers.batches import AidBatch
from desktop.models.ledgers.recognition import RecognitionRound, may_follow
from desktop.models.ledgers.students import Student


class Posting(Ledger):
    """One 公示 of a recognition round or of an aid list. Its period counts working days on the 校历."""

    title = "公示"
    counter = "次"
    order = ("from_day", "id")
    columns = ("kind", "round", "batch", "state", "from_day", "until_day", "place", "removed_on")
    about = "认定结果和拟资助名单的公示：起止、地点、照片、异议，期满撤下。"

    kind = Choice("公示内容", "posting_kind", required=True, width=14, edit=False)
    round = Link("认定批次", RecognitionRound, width=24, edit=False)
    batch = Link("资助批次", AidBatch, width=24, edit=False)
    state = Choice("状态", "posting_state", required=True, default="up", width=10, edit=False)
    from_day = Date("公示起", required=True, edit=False)
    days = Number("工作日数", required=True, least=1, most=30, default=5, width=8)
    until_day = Date("公示止", required=True, edit=False)
    heads = Number("公示人数", width=8, edit=False)
    content = Text("名单指纹", max_length=64, edit=False)
    place = Text("地点", required=True, max_length=80, width=18)
    posted_by = Text("张贴人", max_length=20)
    photo_up = File("张贴照片", width=14)
    removed_on = Date("撤下日期", edit=False)
    removed_by = Text("撤下人", max_length=20, edit=False)
    photo_down = File("撤下照片", width=14)
    ended_why = Text("中止原因", max_length=200, width=18, edit=False)
    note = Note("备注", width=14)

    @classmethod
    def caption(cls, row: Any) -> str:
        told = row.__data__
        return f"{cls.kind.format(told['kind'])} {told['from_day']}"

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if not new:
            return "公示记录不能删除。要改的，请中止后重新公示。"
        return may_follow("posting_state", old.get("state"), new["state"]) if old else ""


class Objection(Ledger):
    """An objection raised while a list hung, and what became of it."""

    title = "公示异议"
    counter = "件"
    personal = True
    order = ("posting", "day", "id")
    columns = ("posting", "day", "who", "student", "content", "result", "handled_on")
    about = "公示期间收到的异议：谁提、说什么、核查结果。"

    posting = Link("公示", Posting, required=True, width=20)
    day = Date("收到日期", required=True)
    who = Text("提出人", max_length=40, hint="不愿署名的写“匿名”")
    way = Text("方式", max_length=20, hint="电话、来访、书面")
    student = Link("涉及学生", Student)
    content = Note("异议内容", required=True, width=26)
    result = Note("核查结果", width=24)
    upheld = Choice("结论", "objection_result", width=9)
    handled_by = Text("核查人", max_length=20)
    handled_on = Date("答复日期")
