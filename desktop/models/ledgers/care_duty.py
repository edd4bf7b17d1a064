"""责任状, 七长, 领导小组, 十项制度, 宣传, 知晓率 and 师徒结对."""

from collections.abc import Collection
from typing import Any

from desktop.models.fields import (
    Choice,
    Date,
    File,
    Link,
    MultiChoice,
    Note,
    Number,
    TermField,
    Text,
    YesNo,
)
from desktop.models.ledger import Ledger, Problems, Values
from desktop.models.ledgers.care_targets import contradiction, wrong_value
from desktop.models.ledgers.day_order import why_not_before, why_not_in_term, why_not_yet
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.people_fields import Name, Phone


class DutyHolder(Ledger):
    """One of the 七长 or of another set: who holds the duty on which line, for which place."""

    title = "责任人"
    counter = "人"
    key = ("role", "name", "area")
    order = ("place", "id")
    about = "七长和双线责任人名单。各地的叫法不同：没有的职责选“其他”，在“单位和职务”里写叫什么。"

    role = Choice("职责", "duty_role", required=True, width=14,
                  hint="名单里没有的职责选“其他”，叫什么写在“单位和职务”里，表上就印它")  # fmt: skip
    line = Choice("线", "duty_line", required=True, width=8)
    name = Name("姓名", required=True)
    unit = Text("单位和职务", max_length=60, width=18)
    phone = Phone("电话", mask=None)
    area = Text("负责范围", max_length=60, width=16)
    from_day = Date("任职起")
    until_day = Date("任职止")
    place = Number("次序", default=100, width=6)


class LeadMember(Ledger):
    """A member of the school's 领导小组."""

    title = "领导小组"
    counter = "人"
    key = ("group", "staff")
    order = ("group", "place")
    about = "资助、营养、控辍工作领导小组成员和分工。"

    group = Choice("小组", "lead_group", required=True, width=14)
    staff = Link("成员", Staff, required=True)
    post = Choice("组内职务", "lead_post", required=True, default="member", width=9)
    task = Text("分工", max_length=120, width=24)
    place = Number("次序", default=100, width=6)

    @classmethod
    def settle(cls, records: Collection[int]) -> str:
        """Nobody sits in one group twice."""
        for row in cls.select().where(cls.id.in_(list(records))):
            twice = (cls.group == row.group) & (cls.staff == row.staff_id) & (cls.id != row.id)
            if cls.select().where(twice).exists():
                who, group = Staff.caption_of(row.staff_id), cls.group.format(row.group)
                return f"{who} 已经在“{group}”小组里，不用再加；换了职务的，请改原来那一行。"
        return ""


class DutyPaper(Ledger):
    """One 责任书: between whom, with which targets, signed when."""

    title = "责任书"
    counter = "份"
    personal = True
    key = ("kind", "year", "level", "party_b")
    order = ("year", "kind", "level", "id")
    columns = ("kind", "year", "level", "party_a", "party_b", "signed_on", "copies", "scan")
    about = "层层签订的责任书：谁和谁签、目标、签没签。"

    kind = Choice("责任书", "duty_paper", required=True, width=18)
    year = Number("年份", required=True, least=2000, most=2100, width=6)
    level = Choice("层级", "duty_level", required=True, width=14)
    party_a = Text("甲方", required=True, max_length=60, width=16)
    party_b = Text("乙方", required=True, max_length=60, width=16)
    staff = Link("乙方教师", Staff)
    student = Link("乙方是谁的家长", Student, width=14)
    duties = Note("职责", width=24)
    from_day = Date("期限起")
    until_day = Date("期限止")
    signed_on = Date("签订日期")
    copies = Number("份数", least=1, most=9, default=2, width=6)
    scan = File("扫描件", width=12)

    @classmethod
    def caption(cls, row: Any) -> str:
        told = row.__data__
        return f"{told['year']}年 {cls.kind.format(told['kind'])} {told['party_b']}"

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if not new:
            return "已经签订的责任书不能删除。" if old.get("signed_on") else ""
        return why_not_yet(cls, old, new, ("signed_on",)) or why_not_before(
            cls, old, new, "from_day", "until_day"
        )


class DutyTarget(Ledger):
    """One target of a 责任书: 入学率 100 %, 巩固率 99.8 %."""

    title = "责任目标"
    counter = "条"
    order = ("paper", "id")
    part_of = ("paper",)
    about = "责任书里的目标和数值。"

    paper = Link("责任书", DutyPaper, required=True, width=20)
    name = Text("目标", required=True, max_length=30, width=14)
    value = Text("数值", required=True, max_length=30, width=12)
    reached = Text("完成情况", max_length=60, width=16)

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        wrong = wrong_value(values["name"], values["value"])
        return {"value": wrong} if wrong else {}

    @classmethod
    def settle(cls, records: Collection[int]) -> str:
        """The targets of one paper go together."""
        papers = {row.paper_id for row in cls.select(cls.paper).where(cls.id.in_(list(records)))}
        told: dict[int, list[tuple[str, str]]] = {}
        for row in cls.select().where(cls.paper.in_(list(papers))).order_by(cls.id):
            told.setdefault(row.paper_id, []).append((row.name, row.value))
        return next(filter(None, map(contradiction, told.values())), "")


class ControlSystem(Ledger):
    """One of the ten systems of 控辍保学; the tenth row is the county's to name."""

    title = "控辍制度"
    counter = "项"
    key = ("number",)
    order = ("number",)
    about = "控辍保学十项制度：名称、版本、上墙没有、佐证在哪。第十项请按本县文件填写。"

    number = Number("第几项", aliases=("序号",), required=True, least=1, most=30, width=6)
    name = Text("制度名称", max_length=40, width=20)
    words = Note("主要内容", width=26)
    version = Text("版本", max_length=30)
    shown_on = Date("上墙日期")
    evidence = Text("佐证材料", max_length=80, width=18)
    source = Text("来源", max_length=60, width=16)


class PublicityCounter(Ledger):
    """One counter of a publicity rule ("1222"): how often in a term or a year. Labels are the county's."""

    title = "宣传要求"
    counter = "项"
    key = ("scheme", "number")
    order = ("scheme", "number")
    about = "宣传制度要求的次数，例如“1222”。每一项叫什么请按本县文件填写。"

    scheme = Text("制度", required=True, max_length=20, default="1222", width=9)
    number = Number("第几项", required=True, least=1, most=20, width=7)
    label = Text("叫什么", max_length=40, width=20, hint="请按本县文件填写")
    needed = Number("次数", required=True, least=1, most=99, width=6)
    period = Choice("周期", "publicity_period", required=True, default="term", width=7)
    kinds = MultiChoice(
        "哪些形式算", "publicity_kind", width=18, hint="没有注明计入哪一项的宣传，按形式自动计入"
    )

    @classmethod
    def caption(cls, row: Any) -> str:
        told = row.__data__
        return f"{told['scheme']} 第{told['number']}项 {told.get('label') or ''}".strip()


class PublicityEvent(Ledger):
    """One publicity event: what kind, where, for whom, how many."""

    title = "政策宣传"
    counter = "次"
    order = ("day", "id")
    columns = (
        "day",
        "kind",
        "counter_row",
        "topic",
        "place",
        "speaker",
        "audience",
        "heads",
        "copies",
        "photo",
    )
    about = "班会、家长会、一封信、入户、横幅等宣传的记录。"

    day = Date("日期", required=True)
    term = TermField("学期", required=True, width=14)
    kind = Choice("形式", "publicity_kind", required=True, width=12)
    counter_row = Link("计入哪一项", PublicityCounter, width=16)
    topic = Text("内容", required=True, max_length=80, width=22)
    place = Text("地点", max_length=40, width=12)
    speaker = Text("主讲", max_length=30)
    audience = Text("对象", max_length=40, width=12)
    heads = Number("人数", least=0, width=7)
    copies = Number("份数", least=0, width=7)
    photo = File("照片", width=12)
    summary = Note("小结", width=20)
    writer = Text("记录人", max_length=20)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return why_not_yet(cls, old, new, ("day",)) or why_not_in_term(new) if new else ""


class AwarenessSurvey(Ledger):
    """知晓率: how many were asked, how many knew."""

    title = "知晓率问卷"
    counter = "次"
    order = ("day", "id")
    about = "问卷：问了多少人、知道的多少、满意的多少。知晓率 = 知道 ÷ 问到。"

    day = Date("日期", required=True)
    term = TermField("学期", required=True, width=14)
    asked_whom = Text("对象", required=True, max_length=40, width=14)
    asked = Number("问到人数", required=True, least=1, width=9)
    knew = Number("知道人数", required=True, least=0, width=9)
    content_with = Number("满意人数", least=0, width=9)
    how = Text("方式", max_length=40, width=12)
    proof = File("问卷照片", width=12)

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        for name in ("knew", "content_with"):
            if (values.get(name) or 0) > values["asked"]:
                return {name: "比问到的人数还多。"}
        return {}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return why_not_yet(cls, old, new, ("day",)) or why_not_in_term(new) if new else ""


class Mentorship(Ledger):
    """师徒结对 of the 青蓝工程."""

    title = "师徒结对"
    counter = "对"
    key = ("mentor", "learner", "from_day")
    order = ("from_day", "id")
    about = "骨干教师和青年教师拜师结对：期限、协议、考核。"

    mentor = Link("师傅", Staff, required=True)
    learner = Link("徒弟", Staff, required=True)
    kind = Choice("类型", "mentor_kind", width=9)
    subject = Text("学科", max_length=20)
    agreement_no = Text("协议号", max_length=30, width=12)
    from_day = Date("结对日期", required=True)
    until_day = Date("期满日期")
    mentor_duties = Note("师傅职责", width=20)
    learner_duties = Note("徒弟职责", width=20)
    lessons = Number("每学期听课", least=0, most=99, width=10, hint="协议约定徒弟、师傅互相听课一共几节")
    agreement_signed = YesNo("已签协议", default=False, width=9)
    summary = Note("学期总结", width=20)
    result = Choice("考核等第", "meal_rating", width=9)

    @classmethod
    def caption(cls, row: Any) -> str:
        told = row.__data__
        return f"{Staff.caption_of(told['mentor'])}—{Staff.caption_of(told['learner'])}"

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        return {"learner": "师傅和徒弟是同一个人。"} if values["mentor"] == values["learner"] else {}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return why_not_before(cls, old, new, "from_day", "until_day") if new else ""


class LessonVisit(Ledger):
    """听课 or guidance within a mentorship."""

    title = "听课记录"
    counter = "次"
    order = ("mentorship", "day")
    part_of = ("mentorship",)
    about = "师徒听课、指导、汇报课的记录。"

    mentorship = Link("师徒", Mentorship, required=True, width=16)
    day = Date("日期", required=True)
    kind = Choice("类别", "lesson_kind", required=True, default="hear", width=9)
    teacher = Link("授课人", Staff)
    topic = Text("课题", required=True, max_length=60, width=20)
    remark = Note("评议", width=24)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return why_not_yet(cls, old, new, ("day",)) if new else ""
