"""County lists and what they mean here: 部门名单, 名单命中, 差异处理 and 三方核对."""

from typing import Any

from desktop.models.fields import Choice, Date, File, Link, Note, Number, TermField, Text, YearMonth, YesNo
from desktop.models.ledger import Ledger, Values
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.students import Student
from desktop.models.people_fields import DisabilityCard


class CountyList(Ledger):
    """One list of one department in one month, as it was taken in: which file and sheet, and how much of it is ours."""

    title = "部门名单"
    counter = "份"
    key = ("kind", "month", "file", "sheet")
    order = ("month", "kind", "id")
    columns = ("kind", "month", "file", "sheet", "rows", "numbers", "hits", "taken_on", "replaced")
    about = "县里各部门每月给的名单：哪一份、哪个月、多少行、本校有几人。"

    kind = Choice("名单种类", "county_list", required=True, width=18)
    month = YearMonth("名单月份", required=True, width=9)
    file = Text("文件", required=True, max_length=200, width=24, edit=False)
    sheet = Text("工作表", max_length=60, width=10, edit=False)
    rows = Number("行数", width=7, edit=False)
    numbers = Number("有效身份证号", width=10, edit=False)
    damaged = Number("残损号码", width=8, edit=False)
    hits = Number("本校命中", width=8, edit=False)
    taken_on = Date("比对日期", required=True, edit=False)
    taken_by = Text("比对人", max_length=20, edit=False)
    digest = Text("文件指纹", max_length=64, edit=False)
    replaced = Text("已换成", max_length=200, width=18, edit=False)  # the file of the version that stands now
    note = Note("备注", width=16)

    @classmethod
    def caption(cls, row: Any) -> str:
        told = row.__data__
        return f"{told['month']} {cls.kind.format(told['kind'])}（{told['file']}）"


class ListHit(Ledger):
    """One line of a list that concerns a pupil of this school, and what was decided about it."""

    title = "名单命中"
    counter = "条"
    personal = True
    key = ("source", "row", "student")
    order = ("source", "row", "id")
    columns = ("student", "verdict", "relation", "kind", "source", "row", "listed_name", "decision", "reason")
    about = "部门名单里和本校学生有关的每一行，以及采纳没有、为什么。"

    source = Link("名单", CountyList, required=True, width=28, edit=False)
    row = Number("行号", required=True, width=6, edit=False)
    student = Link("学生", Student, required=True, edit=False)
    verdict = Choice("比对结果", "list_verdict", required=True, width=9, edit=False)
    listed_name = Text("名单姓名", max_length=60, width=10, edit=False)
    number = Text("名单号码", max_length=40, width=20, edit=False)
    relation = Choice("号码是谁的", "relation", width=10)
    why = Text("为什么算上", max_length=200, width=24, edit=False)
    kind = Choice("困难类型", "hardship_type", width=18)
    risk = Choice("风险状态", "risk_state", width=10)
    continues = YesNo("继续享受政策", width=10)
    card_no = DisabilityCard("残疾人证号", edit=False)
    change = Choice("与上月相比", "list_change", width=10, edit=False)
    decision = Choice("处理", "list_decision", required=True, default="open", width=9, edit=False)
    reason = Text("理由", max_length=200, width=18, edit=False)
    decided_by = Text("处理人", max_length=20, edit=False)
    decided_on = Date("处理日期", edit=False)
    hardship = Link("写成的困难类型", Hardship, width=18, edit=False)

    @classmethod
    def caption(cls, row: Any) -> str:
        told = row.__data__
        place = f"第 {told['row']} 行" if told["row"] else "已退出"
        return f"{Student.caption_of(told['student'])} {CountyList.caption_of(told['source'])} {place}"

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if not new:
            return "" if old["decision"] in ("open", "declined") else "这一行已经采纳或按退出处理，不能删除。"
        if new["decision"] in ("declined", "ended") and not new.get("reason"):
            return "请写明理由：下个月名单上再有这一行，就不用再查一遍。"
        if new["decision"] == "accepted" and not (new.get("kind") and new.get("hardship")):
            return "采纳的行要有困难类型，并写进学生的困难类型里。"
        return ""


class ClosingReason(Ledger):
    """The school's own list of reasons why a difference is none."""

    title = "差异原因"
    counter = "条"
    key = ("name",)
    order = ("place", "id")
    columns = ("name", "side", "needs_paper", "in_use")
    about = "应助未助、已助不在册时可选的原因，可以增加和停用。"

    name = Text("原因", required=True, unique=True, max_length=40, width=22)
    side = Choice("用在", "difference_side", width=12, hint="空着表示两边都可用")
    needs_paper = YesNo("要有签字材料", default=False, width=10)
    in_use = YesNo("在用", default=True, width=6)
    place = Number("次序", default=100, width=6)

    @classmethod
    def caption(cls, row: Any) -> str:
        return str(row.__data__["name"])


class Difference(Ledger):
    """A line of the two-way difference that was explained: it does not come back next month."""

    title = "差异处理"
    counter = "条"
    personal = True
    key = ("term", "programme", "side", "student")
    order = ("term", "programme", "id")
    columns = ("student", "side", "programme", "term", "reason", "waiver", "closed_by", "closed_on")
    about = "应助未助和已助不在册的人，凭什么说明不是差错。"

    term = TermField("学期", required=True, width=14, edit=False)
    programme = Link("资助项目", AidProgramme, required=True, width=22, edit=False)
    side = Choice("哪一边", "difference_side", required=True, width=11, edit=False)
    student = Link("学生", Student, required=True, edit=False)
    reason = Link("原因", ClosingReason, required=True, width=18)
    note = Text("说明", max_length=200, width=20)
    waiver = File("签字材料", width=14)
    closed_by = Text("处理人", max_length=20, edit=False)
    closed_on = Date("处理日期", required=True, edit=False)

    class Meta:
        indexes = ((("term", "programme", "side", "student"), True),)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if not new:
            return ""
        reason = ClosingReason.get_or_none(ClosingReason.id == new["reason"])
        if reason and reason.side and reason.side != new["side"]:
            return f"“{reason.name}”不能用作“{cls.side.format(new['side'])}”的原因。"
        if reason and reason.needs_paper and not new.get("waiver"):
            return f"“{reason.name}”要有签字材料，请先拍照或扫描放进来。"
        return ""


class RollCheck(Ledger):
    """One comparison of this roster with another system's export: 学籍系统 or 资助系统."""

    title = "三方核对"
    counter = "次"
    order = ("day", "id")
    columns = ("day", "other", "file", "ours", "theirs", "differing", "who")
    about = "花名册和学籍系统、资助系统的人数与姓名是否一致。"

    day = Date("核对日期", required=True, edit=False)
    other = Choice("对照的系统", "other_system", required=True, width=12, edit=False)
    file = Text("文件", max_length=200, width=24, edit=False)
    ours = Number("本册人数", width=8, edit=False)
    theirs = Number("对方人数", width=8, edit=False)
    differing = Number("不一致人数", width=9, edit=False)
    who = Text("核对人", max_length=20, edit=False)
    note = Note("说明", width=20)
