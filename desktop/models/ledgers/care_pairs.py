"""结对帮扶: who stands by which child, by what plan, and who took over from whom."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from desktop.models.codes import CodeList, code_list, small_list
from desktop.models.fields import Choice, Computed, Date, Link, Note, Number, TermField, Text
from desktop.models.ledger import Ledger, Problems, Values
from desktop.models.ledgers.day_order import why_not_yet
from desktop.models.ledgers.recognition_order import first_value, may_follow
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.people_fields import Phone
from desktop.models.roles import Session
from desktop.models.terms import parse_term


def _parts(ids: Sequence[int]) -> dict[int, str]:
    """Pair -> what the other side is to the child: 责任教师, 协助教师, 社会爱心, 互助同学."""
    rows = Pairing.select(Pairing.id, Pairing.kind, Pairing.role).where(Pairing.id.in_(list(ids)))
    return {row.id: Pairing.part_of_side(row) for row in rows}


class Pairing(Ledger):
    """Who stands by a child from a day on: a teacher, a firm, a person, another pupil.

    At any time one teacher is responsible for a child; others may help.
    """

    title = "结对"
    counter = "对"
    personal = True
    key = ("student", "kind", "teacher", "partner", "peer", "from_day")
    order = ("state", "teacher", "student", "id")
    columns = (
        "student",
        "kind",
        "teacher",
        "part",
        "state",
        "from_day",
        "until_day",
        "end_reason",
        "difficulty",
        "measures",
    )
    about = "每个孩子一位责任教师，换人要交接；爱心企业、爱心人士、互助对子也记在这里。"

    student = Link("学生", Student, required=True, width=12)
    kind = Choice("结对方", "pair_kind", required=True, default="teacher", width=9)
    teacher = Link("帮扶教师", Staff)
    partner = Text("爱心企业或爱心人士", max_length=60, width=18)
    peer = Link("互助同学", Student, width=12)
    phone = Phone("联系电话", mask=None, hint="教师的电话在“教职工”里，不用填")
    role = Choice("分工", "pair_role", required=True, default="lead", width=9)
    state = Choice("状态", "pair_state", required=True, default="on", width=9, edit=False)
    from_day = Date("结对日期", required=True)
    until_day = Date("结束日期", edit=False)
    end_reason = Choice("结束原因", "pair_end", width=14, edit=False)
    difficulty = Text("主要困难", max_length=120, width=18)
    measures = Text("帮扶措施", max_length=120, width=20)
    goal = Text("学年目标", max_length=120, width=18)
    took_over = Link("从谁接手", "self", width=14, edit=False)
    accepted_on = Date("接手日期", edit=False)
    note = Text("备注", max_length=80, width=12)

    part = Computed("担任", _parts, width=9)

    class Meta:
        indexes = ((("student", "state"), False), (("teacher", "state"), False))

    @classmethod
    def caption(cls, row: Any) -> str:
        told = row.__data__
        return f"{cls.other_side(told)}—{Student.caption_of(told['student'])}"

    @classmethod
    def part_of_side(cls, row: Any) -> str:
        """What the other side is to the child, in words."""
        return str(code_list("pair_kind").fact(row.kind, "part") or cls.role.format(row.role))

    @classmethod
    def other_side(cls, told: Values, child: int | None = None) -> str:
        """Who stands by the child, by name. child: seen from the pupil who is the peer of the one it was written for."""
        if child is not None and told.get("peer") == child:
            return Student.caption_of(told["student"])
        if told.get("teacher"):
            return Staff.caption_of(told["teacher"])
        return Student.caption_of(told["peer"]) if told.get("peer") else str(told.get("partner") or "")

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if values.get("until_day") and values["until_day"] < values["from_day"]:
            return {"until_day": "结束日期早于结对日期。"}
        needed = code_list("pair_kind").fact(values["kind"], "needs")
        for name in ("teacher", "partner", "peer"):
            if (name == needed) != bool(values.get(name)):
                words = f"“{code_list('pair_kind').label(values['kind'])}”结对"
                label = cls._meta.fields[name].label
                return {name: f"{words}要填{label}。" if name == needed else f"{words}不填{label}。"}
        if values.get("peer") and values["peer"] == values["student"]:
            return {"peer": "不能和自己结对子。"}
        if values["kind"] != "teacher" and values["role"] == "lead":
            return {"role": "责任教师只能是本校教师，其他人请选“协助”。"}
        return {}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if not new:
            return _why_kept(old)
        if old and any(
            old.get(name) != new.get(name) for name in ("student", "kind", "teacher", "partner", "peer")
        ):
            return "一对结对的双方不能改。要换人的，请办交接。"
        if (
            old
            and old["state"] == "ended"
            and any(old[name] != new[name] for name in ("role", "from_day", "until_day"))
        ):
            return "这一对已经结束，不能再改。"
        if old and (why := may_follow("pair_state", old["state"], new["state"])):
            return why
        if not old and new["state"] not in ("on", "offered"):
            return "新的结对从“结对中”或“待接手”开始。"
        if new["state"] == "ended" and not (new.get("until_day") and new.get("end_reason")):
            return "结束结对要写日期和原因。"
        if not old and (why := _has_left(new)):
            return why
        return why_not_yet(cls, old, new, ("from_day", "until_day", "accepted_on"))

    @classmethod
    def settle(cls, records: Collection[int]) -> str:
        """One responsible teacher for a child at a time, and nobody paired twice with the same one."""
        return _two_responsible(records) or _paired_twice(records)


def _two_responsible(records: Collection[int]) -> str:
    row = Pairing
    children = {one.student_id for one in row.select(row.student).where(row.id.in_(list(records)))}
    leads: dict[int, list[int]] = {}
    here = (row.role == "lead") & (row.state == "on") & row.student.in_(list(children))
    for one in row.select(row.student, row.teacher).where(here):
        leads.setdefault(one.student_id, []).append(one.teacher_id)
    for child, teachers in leads.items():
        if len(teachers) > 1:
            names = "、".join(map(Staff.caption_of, teachers))
            return f"{Student.caption_of(child)} 同时有两位责任教师（{names}）。一个孩子只能有一位，请先交接或结束一对。"
    return ""


def _paired_twice(records: Collection[int]) -> str:
    """Two pupils are a pair whichever of them is written first."""
    row = Pairing
    known: set[tuple[frozenset[int], str]] = set()
    changed = {
        frozenset((one.student_id, one.peer_id or 0)) for one in row.select().where(row.id.in_(list(records)))
    }
    here = row.select().where((row.state == "on") & (row.kind != "teacher")).order_by(row.id)
    for one in here:
        both = frozenset((one.student_id, one.peer_id or 0)), one.partner or ""
        if both in known and both[0] in changed:
            return f"{Pairing.caption(one)}已经是一对了，不用再记一次。要改日期或措施的，请改原来那一对。"
        known.add(both)
    return ""


BOOKED = """
    SELECT count(*) FROM visit_child c JOIN visit v ON v.id = c.visit_id
    WHERE c.student_id = ? AND v.teacher_id = ? AND v.day >= ? AND v.day <= ?
"""


def _why_kept(old: Values) -> str:
    """A pair whose teacher visited the child in its days is history."""
    until = old.get("until_day") or dt.date.max
    booked = first_value(BOOKED, old.get("student"), old.get("teacher"), str(old["from_day"]), str(until))
    return f"这一对已经有 {booked} 次家访记录，不能删除，请结束结对。" if booked else ""


def _has_left(new: Values) -> str:
    left_on = first_value("SELECT left_on FROM staff WHERE id = ?", new.get("teacher") or 0)
    if left_on and str(left_on) <= str(new["from_day"]):
        return f"{Staff.caption_of(new['teacher'])} {left_on} 已经离校，请换一位教师。"
    return ""


HOLIDAYS = dt.timedelta(days=62)  # before a term's usual first day
LOCKED = "写了小结的计划不再改。要改的，请先改回“执行中”。"
REVIEW = frozenset(
    {"summary", "effect", "reviewed_on", "teacher"}
)  # what a review may put right; a handover names another


def _more_than(old: Values, new: Values, names: Collection[str]) -> bool:
    """Whether anything else is changed."""
    return any(old[name] != new[name] for name in new if name in old and name not in names)


class SupportPlan(Ledger):
    """一人一策: one term's plan for one child, and what came of it."""

    title = "帮扶计划"
    counter = "份"
    personal = True
    key = ("student", "term")
    order = ("term", "student")
    columns = ("student", "term", "teacher", "problems", "goal", "state", "summary", "effect")
    about = "一人一策：现状、目标、措施、学期小结。"

    student = Link("学生", Student, required=True, width=12)
    term = TermField("学期", required=True, width=14)
    teacher = Link("帮扶教师", Staff, required=True)
    study = Text("学习", max_length=120, width=16, group="现状")
    life = Text("生活", max_length=120, width=16, group="现状")
    mind = Text("心理", max_length=120, width=16, group="现状")
    family = Text("家庭", max_length=120, width=16, group="现状")
    attendance = Text("出勤", max_length=120, width=16, group="现状")
    problems = Note("主要问题", width=20, group="目标")
    goal = Note("目标", width=20, group="目标")
    state = Choice("状态", "plan_state", required=True, default="on", width=9, edit=False)
    summary = Note("学期小结", width=22, group="小结")
    effect = Choice("成效", "plan_effect", width=8, group="小结")
    reviewed_on = Date("小结日期", group="小结")

    class Meta:
        indexes = ((("student", "term"), True),)

    @classmethod
    def caption(cls, row: Any) -> str:
        return f"{Student.caption_of(row.__data__['student'])} {cls.term.format(row.__data__['term'])}"

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if new and new["state"] == "reviewed" and not (new.get("summary") and new.get("effect")):
            return "小结要写内容和成效。"
        if old and new and old["state"] == new["state"] == "reviewed" and _more_than(old, new, REVIEW):
            return LOCKED
        if new and (why := why_not_yet(cls, old, new, ("reviewed_on",)) or _reviewed_too_early(old, new)):
            return why
        return may_follow("plan_state", old["state"], new["state"]) if old and new else ""


def _reviewed_too_early(old: Values, new: Values) -> str:
    """A slip in the year: a term's plan is not reviewed before the term and its holidays."""
    day, term = new.get("reviewed_on"), parse_term(new["term"])
    if day is None or day == old.get("reviewed_on") or day >= term.usual_span[0] - HOLIDAYS:
        return ""
    return f"小结日期 {day} 早在{term.title}以前，请看看年份和月份。"


class PlanMeasure(Ledger):
    """One measure of a plan: what, by whom, until when, and whether it was done."""

    title = "帮扶措施"
    counter = "条"
    personal = True
    order = ("plan", "due_on", "id")
    part_of = ("plan",)
    about = "计划里的每一条措施：类别、内容、时间、责任人、完成情况。"

    plan = Link("帮扶计划", SupportPlan, required=True, width=20)
    kind = Choice("类别", "measure_kind", required=True, width=9)
    words = Text("内容", required=True, max_length=120, width=26)
    due_on = Date("完成时间", required=True)
    staff = Link("责任人", Staff)
    done_on = Date("完成日期")
    result = Text("完成情况", max_length=120, width=20)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if first_value(
            "SELECT state FROM support_plan WHERE id = ?", (new or old)["plan"]
        ) == "reviewed" and (not old or not new or _more_than(old, new, ("staff",))):
            return LOCKED
        if not new:
            return ""
        return _due_before_the_term(old, new) or why_not_yet(cls, old, new, ("done_on",))

    @classmethod
    def scope(cls, query: Any, session: Session) -> Any:
        """Whoever sees a plan sees its measures."""
        if session.classes is None:
            return query
        return query.where(cls.plan.in_(SupportPlan.scope(SupportPlan.select(SupportPlan.id), session)))


def _due_before_the_term(old: Values, new: Values) -> str:
    """A slip in the year. The holidays before a term may belong to its plan, the term before it may not."""
    if old and old["due_on"] == new["due_on"]:
        return ""
    term = parse_term(first_value("SELECT term FROM support_plan WHERE id = ?", new["plan"]))
    if new["due_on"] >= term.usual_span[0] - HOLIDAYS:
        return ""
    return f"完成时间 {new['due_on']} 早在{term.title}以前，请看看年份和月份。"


def _for_whom() -> CodeList:
    """The types that are paired, and 困境 beside them."""
    types = code_list("care_type")
    labels = {code: types.label(code) for code in types.codes_with("pairs")}
    return small_list("plan_for", "给哪类学生", {**labels, "need": "困境"})


class MeasureTemplate(Ledger):
    """What a plan usually starts with for a child of one type; the school edits it as it works."""

    title = "措施模板"
    counter = "条"
    key = ("whom", "words")
    order = ("place", "id")
    columns = ("whom", "kind", "words", "days", "place")
    summed = False
    about = "新建一人一策时先放进去的措施。随程序带来的只是示例，请改成本校的做法。"

    whom = Choice("给哪类学生", _for_whom(), required=True, width=10)
    kind = Choice("类别", "measure_kind", required=True, width=9)
    words = Text("内容", required=True, max_length=120, width=36)
    days = Number("几天内完成", required=True, least=1, most=200, default=60, width=10)
    place = Number("次序", default=100, width=6)

    @classmethod
    def caption(cls, row: Any) -> str:
        return str(row.__data__["words"])
