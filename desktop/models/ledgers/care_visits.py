"""家访, 谈心, 抽查 and 送教上门: written once, counted in every ledger they touch."""

from collections.abc import Collection, Sequence
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.fields import (
    Choice,
    Computed,
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
from desktop.models.journal import Change, thaw
from desktop.models.ledger import Ledger, Problems, Values
from desktop.models.ledgers.batches import AidNotice
from desktop.models.ledgers.care_visit_days import has_left, not_here, taught_already
from desktop.models.ledgers.day_order import why_not_yet, why_too_old
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.recognition_order import first_value
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.measure_fields import Decimal1, Time
from desktop.models.roles import CONFIDE, Session


def _named_children(visits: Sequence[int]) -> dict[int, str]:
    """Whom each visit was for, as far as this person may see them."""
    rows = (
        VisitChild.select(VisitChild.visit, Student.name)
        .join(Student)
        .where(VisitChild.visit.in_(list(visits)))
    )
    found: dict[int, list[str]] = {}
    for visit, name in rows.order_by(VisitChild.id).tuples():
        found.setdefault(visit, []).append(name)
    return {visit: "、".join(names) for visit, names in found.items()}


class Visit(Ledger):
    """One 家访, call or talk with a family. It counts for every child it was about (VisitChild)."""

    title = "家访"
    counter = "次"
    personal = True
    made_by = "entered_by"
    order = ("day", "id")
    columns = (
        "day", "way", "children", "teacher", "met", "purpose", "policies", "problem", "next_step", "next_on",
        "parent_signed",
    )  # fmt: skip
    about = "一次家访登记一次：同一家的几个孩子、告知书、政策宣讲、缺课原因一起入账。"

    day = Date("日期", required=True)
    way = Choice("方式", "visit_way", required=True, default="home", width=9)
    starts = Time("开始")
    ends = Time("结束")
    teacher = Link("家访教师", Staff, required=True)
    teacher2 = Link("同去教师", Staff)
    household = Link("户", Household, width=14)
    met = Text("受访人", max_length=40, width=12)
    relation = Choice("与学生关系", "relation", width=11)
    purpose = Choice("目的", "visit_purpose", width=12)
    family = Note("家庭情况", width=20)
    talked = Note("交流内容", required=True, width=24)
    policies = MultiChoice("宣讲政策", "visit_policy", width=18, max_length=120)
    facts_confirmed = YesNo("家庭情况已核对", width=14)
    said = Note("家长意见", width=18)
    problem = Text("发现的问题", max_length=120, width=18)
    next_step = Text("后续措施", max_length=120, width=18)
    next_on = Date("约定回访日")
    parent_signed = YesNo("家长已签字", default=False, width=10)
    photo = File("照片", width=12)
    signed_page = File("签字页", width=12)
    entered_by = Text("登记人", max_length=20, edit=False)
    note = Text("备注", max_length=80, width=12)

    children = Computed("学生", _named_children, width=16)

    class Meta:
        indexes = ((("teacher", "day"), False), (("day",), False))

    @classmethod
    def caption(cls, row: Any) -> str:
        told = row.__data__
        return f"{told['day']} {Staff.caption_of(told['teacher'])} {cls.way.format(told['way'])}"

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if values.get("starts") and values.get("ends") and values["ends"] <= values["starts"]:
            return {"ends": "结束时间应晚于开始时间。"}
        if values.get("teacher2") and values["teacher2"] == values["teacher"]:
            return {"teacher2": "同去教师和家访教师是同一个人。"}
        if values.get("next_on") and values["next_on"] <= values["day"]:
            return {"next_on": "约定回访日应在家访以后。"}
        if values.get("parent_signed") and not code_list("visit_way").fact(values["way"], "signs"):
            return {
                "parent_signed": f"{cls.way.format(values['way'])}家访家长签不了字，请去掉“家长已签字”的勾。"
            }
        return {}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if not new:
            return ""
        return why_not_yet(cls, old, new, ("day",)) or why_too_old(cls, old, new, "day") or has_left(old, new)

    @classmethod
    def settle(cls, records: Collection[int]) -> str:
        """Every visit is about a child, and stands on none of the days on which one of them was not at the school."""
        here = VisitChild.select(VisitChild.visit, VisitChild.student, cls.day).join(cls)
        rows = list(here.where(cls.id.in_(list(records))).tuples())
        lonely = cls.about_nobody(set(records) - {visit for visit, _, _ in rows})
        return lonely or next(filter(None, (not_here(student, day) for _, student, day in rows)), "")

    @classmethod
    def about_nobody(cls, visits: Collection[int]) -> str:
        """Why visits without a child may not stand."""
        told = "要写明是为哪个孩子去的，这一步没有保存。整次都不要了，请删除这次家访。"
        return f"{cls.caption_of(min(visits))}{told}" if visits else ""

    @classmethod
    def scope(cls, query: Any, session: Session) -> Any:
        if session.classes is None:
            return query
        seen = VisitChild.scope(VisitChild.select(VisitChild.visit), session)
        return query.where(cls.id.in_(seen))


class VisitChild(Ledger):
    """A child that a visit was about. Which pair it counts for follows from its day and the child's pairs."""

    title = "家访学生"
    counter = "人次"
    personal = True
    key = ("visit", "student")
    order = ("visit", "id")
    part_of = ("visit",)
    about = "这次家访是为哪几个孩子；一家的兄弟姐妹一起记。"

    visit = Link("家访", Visit, required=True, width=22)
    student = Link("学生", Student, required=True, width=12)
    notice = Link("送达的告知书", AidNotice, width=16, edit=False)
    at_home = Text("在家表现", max_length=120, width=18)
    at_school = Text("在校表现反馈", max_length=120, width=18)
    absence_why = Text("缺课原因", max_length=80, width=14)

    class Meta:
        indexes = ((("visit", "student"), True),)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if not new or (old and all(old[name] == new[name] for name in ("visit", "student"))):
            return ""
        return not_here(new["student"], first_value("SELECT day FROM visit WHERE id = ?", new["visit"]))

    @classmethod
    def follow(cls, changes: Sequence[Change]) -> None:
        """The last child of a visit is not taken out while the visit stays."""
        visits = {thaw(one.before)["visit"] for one in changes if one.after is None}
        stays = Visit.select(Visit.id).where(
            Visit.id.in_(list(visits)) & Visit.id.not_in(cls.select(cls.visit))
        )
        if why := Visit.about_nobody({row.id for row in stays}):
            raise Refused(why)


class Talk(Ledger):
    """谈心 with a child. What was told in confidence is seen by two roles only."""

    title = "谈心"
    counter = "次"
    personal = True
    secret = True
    made_by = "entered_by"
    order = ("day", "student", "id")
    about = "师生谈心：主题、表现、约定、跟踪。保密的只有两种角色看得到。"

    student = Link("学生", Student, required=True, width=12)
    day = Date("日期", required=True)
    teacher = Link("谈话教师", Staff, required=True)
    place = Text("地点", max_length=40, width=10)
    topic = Choice("主题", "talk_topic", required=True, width=10)
    mood = Text("表现和情绪", max_length=120, width=18)
    content = Note("内容要点", required=True, width=24)
    agreed = Text("建议与约定", max_length=120, width=18)
    follow_up = Text("效果跟踪", max_length=120, width=18)
    in_confidence = YesNo("保密", default=False, width=6)
    entered_by = Text("登记人", max_length=20, edit=False)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if not new or all(old.get(name) == new[name] for name in ("day", "student", "teacher")):
            return ""
        wrong_day = why_not_yet(cls, old, new, ("day",)) or why_too_old(cls, old, new, "day")
        return wrong_day or has_left(old, new, "谈心") or not_here(new["student"], new["day"])

    @classmethod
    def scope(cls, query: Any, session: Session) -> Any:
        """What was told in confidence is for two roles, and for whoever wrote it down."""
        if not session.may(CONFIDE):
            query = query.where((cls.in_confidence == False) | (cls.entered_by == session.who))  # noqa: E712
        return cls.of_classes(query, session)


class PhoneDraw(Ledger):
    """抽查: a repeatable draw of pupils to be telephoned."""

    title = "电话抽查"
    counter = "次"
    order = ("day", "id")
    about = "随机抽取几名学生电话核实：抽的办法可以重做一遍，名单和结果留着。"

    day = Date("日期", required=True)
    topic = Choice("核实什么", "draw_topic", required=True, width=14)
    seed = Number("抽签号", required=True, least=1, most=999999, edit=False)
    among = Number("从多少人中抽", required=True, edit=False, width=12)
    size = Number("抽几人", required=True, least=1, most=30, default=5)
    pool = Text("名单指纹", max_length=64, edit=False)
    staff = Link("抽查人", Staff)

    @classmethod
    def caption(cls, row: Any) -> str:
        return f"{row.__data__['day']} {cls.topic.format(row.__data__['topic'])}"


class PhoneAnswer(Ledger):
    """One drawn pupil and what the family said."""

    title = "抽查结果"
    counter = "人"
    personal = True
    key = ("draw", "student")
    order = ("draw", "place")
    part_of = ("draw",)
    about = "抽到的学生，电话里怎么说。"

    draw = Link("抽查", PhoneDraw, required=True, width=20, edit=False)
    place = Number("序号", required=True, edit=False, width=6)
    student = Link("学生", Student, required=True, width=12, edit=False)
    called_on = Date("通话日期")
    answered_by = Text("接听人", max_length=30)
    result = Choice("结果", "draw_result", width=10)
    words = Text("情况", max_length=120, width=22)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if not new:
            return "抽到的名单不能删，打不通的写“打不通”。"
        fixed = bool(old) and any(old[name] != new[name] for name in ("draw", "place", "student"))
        if new.get("result") and not new.get("called_on"):
            return "写了结果的，请写通话日期。"
        if new.get("called_on") and new["called_on"] < (drawn := PhoneDraw.get_by_id(new["draw"]).day):
            return f"{drawn} 才抽签，通话不会更早，请看看日期。"
        return "抽到谁不能改。" if fixed else why_not_yet(cls, old, new, ("called_on",))


class HomeTeachingPlan(Ledger):
    """送教上门: the plan for one child who cannot come to school."""

    title = "送教计划"
    counter = "份"
    personal = True
    key = ("student", "term")
    order = ("term", "student")
    about = "残疾儿童少年送教上门：评估、目标、频次、教师、家长同意。"

    student = Link("学生", Student, required=True, width=12)
    term = TermField("学期", required=True, width=14)
    assessment = Note("评估结论", width=22)
    short_goal = Text("短期目标", max_length=120, width=18)
    long_goal = Text("长期目标", max_length=120, width=18)
    times = Number("次数", required=True, least=1, most=60, default=2, width=6)
    every = Choice("频次", "plan_every", required=True, default="month", width=8)
    lessons = Decimal1("每次课时", width=8)
    teacher1 = Link("送教教师一", Staff, required=True)
    teacher2 = Link("送教教师二", Staff)
    consent_on = Date("家长同意日期")
    consent = File("同意书", width=12)
    from_day = Date("开始", required=True)
    until_day = Date("结束")

    @classmethod
    def caption(cls, row: Any) -> str:
        return f"{Student.caption_of(row.__data__['student'])} 送教"

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if values.get("until_day") and values["until_day"] < values["from_day"]:
            return {"until_day": "结束的日期早于开始的日期。"}
        return _twice(values)

    @classmethod
    def advise(cls, values: Values) -> Problems:
        return {} if values.get("consent_on") else {"consent_on": "送教要家长同意，请补同意日期和同意书。"}


class HomeTeaching(Ledger):
    """One 送教: when, what was taught, how the child did, who signed."""

    title = "送教记录"
    counter = "次"
    personal = True
    order = ("plan", "day")
    part_of = ("plan",)
    about = "每次送教的内容、过程、表现、家长指导和签字。"

    plan = Link("送教计划", HomeTeachingPlan, required=True, width=18)
    day = Date("日期", required=True)
    starts = Time("开始", required=True)
    ends = Time("结束", required=True)
    lessons = Decimal1("课时", required=True, width=6)
    place = Text("地点", max_length=40, default="学生家中", width=10)
    teacher1 = Link("送教教师一", Staff, required=True)
    teacher2 = Link("送教教师二", Staff)
    kinds = MultiChoice("内容类别", "home_lesson", required=True, width=16)
    content = Note("内容和过程", required=True, width=24)
    did = Text("学生表现", max_length=120, width=18)
    parent_told = Text("家长指导", max_length=120, width=18)
    effect = Text("效果", max_length=120, width=16)
    parent_signed = YesNo("家长已签字", default=False, width=10)
    teacher_signed = YesNo("教师已签字", default=False, width=10)
    photo = File("照片", width=12)

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if values["ends"] <= values["starts"]:
            return {"ends": "结束时间应晚于开始时间。"}
        return _twice(values) if values["lessons"] > 0 else {"lessons": "课时要大于零。"}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if not new:
            return ""
        return why_not_yet(cls, old, new, ("day",)) or _outside(old, new) or taught_already(old, new)

    @classmethod
    def scope(cls, query: Any, session: Session) -> Any:
        return _of_plans(cls, query, session)


def _twice(values: Values) -> Problems:
    same = values.get("teacher2") and values["teacher2"] == values["teacher1"]
    return {"teacher2": "两位送教教师是同一个人。"} if same else {}


def _outside(old: Values, new: Values) -> str:
    """A 送教 lies within the days of its plan."""
    if all(old.get(name) == new[name] for name in ("day", "plan")):
        return ""
    plan = HomeTeachingPlan.get_by_id(new["plan"])
    if new["day"] < plan.from_day or (plan.until_day and new["day"] > plan.until_day):
        return f"{new['day']} 不在送教计划的日期里（{plan.from_day}起），请看看日期，或者先改计划。"
    return ""


def _of_plans(ledger: Any, query: Any, session: Session) -> Any:
    """A class teacher sees what belongs to the plans of the own pupils."""
    if session.classes is None:
        return query
    plans = HomeTeachingPlan.scope(HomeTeachingPlan.select(HomeTeachingPlan.id), session)
    return query.where(ledger.plan.in_(plans))


class TeachingInspection(Ledger):
    """督查 of 送教: form, content, the family's satisfaction."""

    title = "送教督查"
    counter = "次"
    personal = True
    order = ("plan", "day")
    part_of = ("plan",)
    about = "对送教的督查：形式、内容、家长满意度。"

    plan = Link("送教计划", HomeTeachingPlan, required=True, width=18)
    day = Date("日期", required=True)
    inspector = Text("督查人", required=True, max_length=30)
    form_ok = Choice("形式", "meal_rating", width=7)
    content_ok = Choice("内容", "meal_rating", width=7)
    satisfied = Choice("家长满意度", "meal_rating", width=10)
    advice = Text("意见", max_length=120, width=22)
    mended = Text("整改情况", max_length=120, width=18)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return why_not_yet(cls, old, new, ("day",)) if new else ""

    @classmethod
    def scope(cls, query: Any, session: Session) -> Any:
        return _of_plans(cls, query, session)
