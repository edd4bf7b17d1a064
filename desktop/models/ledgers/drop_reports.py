"""控辍保学 reports: months whose sums close, campaigns, inspections and the rules' numbers."""

from collections.abc import Mapping
from typing import Any, ClassVar

from desktop.models.fields import Choice, Date, File, Link, Note, Number, TermField, Text, YearMonth
from desktop.models.ledger import Ledger, Problems, Values
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.day_order import why_not_before, why_not_yet
from desktop.models.ledgers.recognition_order import may_follow
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.rule_ledger import RuleLedger
from desktop.models.terms import parse_term


class DropRule(RuleLedger):
    """A number of days or pupils that the work on drop-outs goes by. Counties differ."""

    title = "控辍规则"
    about = "缺课几天要家访、几天算疑似、几天要报告，各县不一样，请按本县文件改。"


class DropReport(Ledger):
    """控辍保学月报, a zero report too: its figures are kept as they were sent; the next month opens with its closing."""

    title = "控辍月报"
    counter = "份"
    personal = True
    key = ("month",)
    order = ("month",)
    columns = (
        "month",
        "state",
        "should",
        "present",
        "absent",
        "suspected",
        "dropped",
        "persuaded",
        "closed",
        "signed_by",
    )
    signed: ClassVar[Mapping[str, str]] = {"signed_by": "approve"}
    about = "每月一报，没有辍学也要报。上月末的人数就是下月初的人数。"

    month = YearMonth("月份", required=True)
    state = Choice("状态", "drop_report_state", required=True, default="made", width=9, edit=False)
    made_on = Date("制表日期", required=True, edit=False)
    opening = Number("月初在册", required=True, least=0, width=9, edit=False)
    joined = Number("增加", required=True, least=0, width=7, edit=False)
    left = Number("减少", required=True, least=0, width=7, edit=False)
    should = Number("月末应在校", required=True, least=0, width=10, edit=False)
    present = Number("实在校", required=True, least=0, width=8, edit=False)
    absent = Number("缺课", required=True, least=0, width=6, edit=False)
    suspected = Number("疑似辍学", required=True, least=0, width=9, edit=False)
    dropped = Number("辍学", required=True, least=0, width=6, edit=False)
    persuaded = Number("劝返复学", required=True, least=0, width=9, edit=False)
    closed = Number("销号", required=True, least=0, width=6, edit=False)
    home_taught = Number("送教", required=True, least=0, width=6, edit=False)
    outside = Number("在外就读", required=True, least=0, width=9, edit=False)
    proved = Number("已取证", required=True, least=0, width=8, edit=False)
    names = Note("名单", width=20, edit=False)
    signed_by = Text("校长", max_length=20, edit=False)
    signed_on = Date("签发日期", edit=False)
    sent_on = Date("报出日期", edit=False)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if not new:
            return "已经签发的月报不能删除。" if old["state"] != "made" else ""
        if old and (why := may_follow("drop_report_state", old["state"], new["state"])):
            return why
        if new["opening"] + new["joined"] - new["left"] != new["should"]:
            return "月初在册加增加减减少不等于月末应在校，请重新生成这个月的月报。"
        frozen = old and old["state"] != "made"
        changed = {name for name in new if name != "id" and new[name] != old.get(name)} if old else set()
        if frozen and changed - {"state", "sent_on", "signed_by", "signed_on"}:
            return "校长已经签发，数字不能再改。要更正的在下个月报里说明。"
        return why_not_yet(cls, old, new, ("made_on", "signed_on", "sent_on"))


class Campaign(Ledger):
    """控辍专项行动 before and after each term's start."""

    title = "专项行动"
    counter = "次"
    key = ("term", "phase")
    order = ("term", "phase")
    about = "每学期开学前后集中开展的控辍保学专项行动：起止、清单、结果。"

    term = TermField("学期", required=True, width=14)
    phase = Choice("阶段", "campaign_phase", required=True, width=10)
    from_day = Date("开始", required=True)
    until_day = Date("结束", required=True)
    leader = Link("负责人", Staff)
    result = Note("结果", width=26)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return why_not_before(cls, old, new, "from_day", "until_day") if new else ""


class CampaignCheck(Ledger):
    """One item of a campaign's checklist."""

    title = "专项行动清单"
    counter = "项"
    key = ("campaign", "number")
    order = ("campaign", "number")
    part_of = ("campaign",)
    about = "专项行动要做的每一件事和做的结果。"

    campaign = Link("专项行动", Campaign, required=True, width=18)
    number = Number("序号", required=True, least=1, width=6)
    words = Text("要做的事", required=True, max_length=80, width=26)
    done_on = Date("完成日期")
    staff = Link("谁做的", Staff)
    result = Text("结果", max_length=120, width=22)
    proof = File("佐证", width=12)

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if not values.get("done_on"):
            return {}
        wanted = {"staff": "请选谁做的。", "result": "请写做得怎样，例如 全部入户。"}
        return {name: says for name, says in wanted.items() if not values.get(name)}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return why_not_yet(cls, old, new, ("done_on",)) if new else ""


class DropInspection(Ledger):
    """督导: one finding of an inspection, followed to its end."""

    title = "控辍督导"
    counter = "条"
    order = ("day", "id")
    about = "谁来督导、发现什么问题、怎么整改、谁复核的。"

    day = Date("督导日期", required=True)
    inspector = Text("督导单位或人", required=True, max_length=60, width=18)
    finding = Text("发现的问题", max_length=120, width=26, hint="没有问题的写“无”")
    mend_by = Date("整改期限")
    staff = Link("整改责任人", Staff)
    mended_on = Date("整改日期")
    how = Text("怎样整改", max_length=120, width=24)
    checked_by = Text("复核人", max_length=30)
    scan = File("材料", width=12)

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        mends = values.get("staff") and Staff.caption_of(values["staff"])
        if mends and values.get("checked_by") == mends:
            return {"checked_by": f"{mends}是整改责任人，请换一个人复核。"}
        return {}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        late = why_not_before(cls, old, new, "day", "mended_on") if new else ""
        return late or (why_not_yet(cls, old, new, ("day", "mended_on")) if new else "")


class ArrivalSheet(Ledger):
    """报到登记: one class at the start of a term. Who did not come stands in NotArrived."""

    title = "报到登记"
    one = "报到表"
    counter = "个班"
    key = ("term", "school_class")
    order = ("term", "school_class")
    made_by = "entered_by"
    about = "开学时一个班一张：应到几人，实到几人。没来的另外一人一行，跟到来报到为止。"

    term = TermField("学期", required=True, width=14, edit=False)
    school_class = Link("班级", SchoolClass, required=True, width=8, edit=False)
    day = Date("报到日期", required=True)
    due = Number("应到", required=True, least=0, width=6, edit=False)
    came = Number("实到", required=True, least=0, width=6, edit=False)
    entered_by = Text("登记人", max_length=20, edit=False)
    note = Text("备注", max_length=120, width=14)

    class Meta:
        indexes = ((("term", "school_class"), True),)

    @classmethod
    def caption(cls, row: Any) -> str:
        told = row.__data__
        return f"{parse_term(told['term']).short} {SchoolClass.caption_of(told['school_class'])}"

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if new and new["came"] > new["due"]:
            return "实到比应到还多，请核对。"
        return why_not_yet(cls, old, new, ("day",)) if new else ""


class NotArrived(Ledger):
    """未报到: a pupil who did not come when the term began, until the day he did."""

    title = "未报到学生"
    counter = "人"
    personal = True
    key = ("term", "student")
    order = ("term", "student")
    columns = ("term", "student", "noted_on", "reason", "whereabouts", "staff", "told", "came_on")
    about = "开学时没来报到的学生：什么原因、人在哪里、谁联系的，直到来报到或立为个案。"

    term = TermField("学期", required=True, width=14, edit=False)
    student = Link("学生", Student, required=True, width=12, edit=False)
    noted_on = Date("登记日期", required=True, edit=False)
    reason = Choice("原因", "absence_reason", width=12)
    whereabouts = Text("人在哪里", max_length=80, width=16)
    staff = Link("联系人", Staff)
    told = Text("联系情况", max_length=120, width=24)
    came_on = Date("来报到日期")
    note = Text("备注", max_length=120, width=14)

    class Meta:
        indexes = ((("term", "student"), True),)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if not new:
            return ""
        late = why_not_before(cls, old, new, "noted_on", "came_on")
        return late or why_not_yet(cls, old, new, ("noted_on", "came_on"))
