"""家庭经济困难学生认定: rounds, applications, review meetings, scoring, mid-term changes.

Source: 教财〔2018〕16号, the five steps 提前告知 → 个人申请 → 学校认定 → 结果公示 → 建档备案. States and their order
are code lists (round_state, case_state: "next"), so that a county's own order is a matter of data.
"""

from typing import Any, ClassVar

from desktop.models.fields import (
    Choice,
    Date,
    File,
    Link,
    Money,
    MultiChoice,
    Note,
    Number,
    TermField,
    Text,
    YesNo,
)
from desktop.models.ledger import Ledger, Problems, Values
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.recognition_order import (
    FROZEN,
    NOT_NEEDY,
    case_problem,
    change_problem,
    first_value,
    meeting_problem,
    round_problem,
)
from desktop.models.ledgers.students import Student
from desktop.models.measure_fields import Decimal1
from desktop.models.roles import Session
from desktop.models.terms import parse_term


class RecognitionRound(Ledger):
    """One 认定批次: a school year's recognition, or a term's adjustment of it."""

    title = "认定批次"
    counter = "批"
    key = ("term", "kind")
    order = ("term", "kind", "id")
    columns = ("term", "kind", "state", "told_on", "apply_until", "approved_on", "archived_on")
    signed: ClassVar = {"submitted_by": "batch", "approved_by": "approve"}
    about = "每学年认定一次、每学期调整一次：从提前告知到建档备案。"

    term = TermField("学期", required=True, width=14)
    kind = Choice("种类", "round_kind", required=True, default="year", width=10)
    state = Choice("状态", "round_state", required=True, default="open", width=11, edit=False)
    told_on = Date("提前告知日期", width=11)
    told_how = Text("告知方式", max_length=60, width=14)
    told_families = Number("告知户数", least=0, width=8)
    apply_from = Date("申请开始", width=11)
    apply_until = Date("申请截止", width=11)
    submitted_by = Text("送审人", max_length=20, edit=False)
    submitted_on = Date("送审日期", edit=False)
    approved_by = Text("审批人", max_length=20, edit=False)
    approved_on = Date("审批日期", edit=False)
    archived_on = Date("建档日期", edit=False)
    note = Note("备注", width=18)

    class Meta:
        indexes = ((("term", "kind"), True),)

    @classmethod
    def caption(cls, row: Any) -> str:
        told = row.__data__
        term = parse_term(told["term"])
        if told["kind"] == "year":
            return f"{term.year_title}家庭经济困难学生认定"
        return f"{term.title}认定调整"

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        told, first, last = (values.get(name) for name in ("told_on", "apply_from", "apply_until"))
        if told and first and first < told:
            return {"apply_from": "申请开始不能早于提前告知的日期。"}
        if first and last and last < first:
            return {"apply_until": "申请截止不能早于申请开始。"}
        return {}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return round_problem(old, new)


class RecognitionCase(Ledger):
    """One 认定申请 of one pupil in one round. What was approved is a snapshot: it changes only by a CaseChange."""

    title = "认定申请"
    counter = "份"
    personal = True
    key = ("round", "student")
    order = ("round", "id")
    part_of = ("round",)
    columns = (
        "student", "class_name", "state", "kinds", "score", "class_grade", "school_grade", "grade", "applied_on",
    )  # fmt: skip
    made_by = "entered_by"
    signed: ClassVar = {"decided_by": "approve"}
    about = "每一位申请认定的学生：申请、评议、档次和依据。"

    round = Link("认定批次", RecognitionRound, required=True, width=26)
    student = Link("学生", Student, required=True)
    class_name = Text("班级", max_length=20, width=8, edit=False)
    state = Choice("状态", "case_state", required=True, default="draft", width=10, edit=False)
    applied_on = Date("申请日期", group="申请")
    applicant = Text("申请人", max_length=40, group="申请")
    relation = Choice("与学生关系", "relation", group="申请")
    promise = YesNo("已手写承诺并签名", width=10, group="申请")
    kinds = MultiChoice("特殊群体类型", "hardship_type", max_length=200, width=20, group="申请")
    people = Number("家庭人口", least=1, most=30, width=8, group="家庭情况")
    per_head = Money("家庭人均年收入（元）", width=12, group="家庭情况")
    disaster = Text("遭受自然灾害情况", max_length=200, width=16, group="家庭情况")
    accident = Text("遭受突发意外事件", max_length=200, width=16, group="家庭情况")
    weak_labour = Text("残疾、年迈而劳动能力弱", max_length=200, width=16, group="家庭情况")
    unemployment = Text("失业情况", max_length=200, width=16, group="家庭情况")
    debt = Text("欠债情况", max_length=200, width=16, group="家庭情况")
    other = Text("其他情况", max_length=200, width=16, group="家庭情况")
    score = Decimal1("量化得分", width=8, edit=False, group="评议")
    class_grade = Choice("班级评议档次", "need_grade", width=10, edit=False, group="评议")
    class_opinion = Text("班级评议意见", max_length=200, width=18, edit=False, group="评议")
    school_grade = Choice("学校评审档次", "need_grade", width=10, edit=False, group="评议")
    school_opinion = Text("学校评审意见", max_length=200, width=18, edit=False, group="评议")
    factors = MultiChoice("认定依据", "need_factor", max_length=80, width=18, group="评议")
    reason = Text("认定理由", max_length=200, width=20, group="评议")
    grade = Choice("认定档次", "need_grade", width=10, edit=False, group="结果")
    entered_by = Text("录入人", max_length=20, edit=False, group="结果")
    decided_by = Text("审批人", max_length=20, edit=False, group="结果")
    decided_on = Date("认定日期", edit=False, group="结果")
    system_on = Date("录入资助系统日期", group="结果")
    why_not = Text("退回、撤回或不予认定的原因", max_length=200, width=18, edit=False, group="结果")
    note = Note("备注", width=16, group="结果")

    class Meta:
        indexes = ((("round", "student"), True),)

    @classmethod
    def caption(cls, row: Any) -> str:
        return f"{Student.caption_of(row.__data__['student'])}的认定申请"

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return case_problem(old, new)


class CaseChange(Ledger):
    """A mid-term change of a recognised pupil: its own request, with reason, proof and approval."""

    title = "中途变动"
    counter = "件"
    personal = True
    order = ("asked_on", "id")
    columns = ("student", "old_grade", "new_grade", "reason", "asked_on", "state", "decided_by", "decided_on")
    made_by = "asked_by"
    signed: ClassVar = {"decided_by": "approve"}
    about = "学期中间家庭情况变好或变差的，另行申请、另行审批。"

    student = Link("学生", Student, required=True)
    case = Link("原认定", RecognitionCase, width=18, edit=False)
    old_grade = Choice("原档次", "need_grade", width=9, edit=False)
    new_grade = Choice("申请档次", "need_grade", required=True, width=9)
    reason = Text("变动原因", required=True, max_length=200, width=22)
    proof = File("证明材料", width=14)
    seen_by = Text("核对原件的人", max_length=20, width=10)
    asked_by = Text("提出人", max_length=20, edit=False)
    asked_on = Date("提出日期", required=True, edit=False)
    state = Choice("状态", "request_state", required=True, default="asked", width=9, edit=False)
    decided_by = Text("审批人", max_length=20, edit=False)
    decided_on = Date("审批日期", edit=False)
    answer = Text("审批意见", max_length=200, width=16, edit=False)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return change_problem(old, new)


class ReviewMeeting(Ledger):
    """A class's or the school's 评议会议 with its minutes."""

    title = "评议会议"
    counter = "次"
    personal = True
    key = ("round", "level", "school_class", "day")
    order = ("round", "level", "day", "id")
    part_of = ("round",)
    columns = ("round", "level", "school_class", "day", "chair", "present", "result")
    about = "班级评议和学校评审的会议：谁参加、怎么评、结果怎样。"

    round = Link("认定批次", RecognitionRound, required=True, width=24)
    level = Choice("级别", "meeting_level", required=True, default="class", width=8)
    school_class = Link("班级", SchoolClass, width=8, hint="学校评审会空着")
    day = Date("日期", required=True)
    place = Text("地点", max_length=60, width=12)
    chair = Text("主持人", required=True, max_length=20)
    recorder = Text("记录人", max_length=20)
    members = Note("参加人员", width=24)
    present = Number("到会人数", least=1, width=8)
    content = Note("会议内容", width=24)
    result = Note("评议结果", width=20)
    minutes = File("会议记录照片", width=14)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return meeting_problem(old, new)

    @classmethod
    def scope(cls, query: Any, session: Session) -> Any:
        """A class teacher has to do with the own class's committee, never with the school's."""
        if session.classes is None:
            return query
        return query.where((cls.level == "class") & cls.school_class.in_(list(session.classes)))


class ScoreItem(Ledger):
    """One line of the 量化评分表. Its result is advice: the committee decides."""

    title = "量化评分项"
    counter = "项"
    key = ("name",)
    order = ("place", "id")
    columns = ("name", "points", "kind", "exclusive", "evidence", "in_use")
    summed = False
    about = "量化评分的项目和分值，请以本县文件为准；得分只作参考，由评议小组决定。"

    name = Text("项目", required=True, unique=True, max_length=60, width=26)
    points = Decimal1("分值", required=True, width=7)
    kind = Choice("计分方式", "score_kind", required=True, default="cumulative", width=10)
    fact = Choice("自动依据", "score_fact", width=18, hint="花名册里有的，程序自动给分；空着由人勾选")
    exclusive = Text(
        "互斥组", max_length=20, width=10, hint="同一组的项目只能选一项，例如父母均无工作、一方无工作"
    )
    evidence = Text("证明材料", max_length=80, width=20)
    in_use = YesNo("在用", default=True, width=6)
    place = Number("次序", default=100, width=6)

    @classmethod
    def caption(cls, row: Any) -> str:
        return str(row.__data__["name"])


class GradeLine(Ledger):
    """From how many points on a 档次 is suggested, since a day. The newest line of each grade counts."""

    title = "档次分数线"
    counter = "条"
    key = ("grade", "since")
    order = ("since", "at_least", "id")
    columns = ("grade", "at_least", "since", "document")
    summed = False
    about = "量化得分满多少分参考哪一档，从哪天起执行。请以本县文件为准；得分只作参考，由评议小组决定。"

    grade = Choice("困难档次", "need_grade", required=True, width=12)
    at_least = Decimal1("满几分", required=True, width=9)
    since = Date("从哪天起", required=True, width=12, hint="改分数线请另加一条，写新的日期，旧的留着")
    document = Text("依据文件", max_length=80, width=26)

    class Meta:
        indexes = ((("grade", "since"), True),)

    @classmethod
    def caption(cls, row: Any) -> str:
        told = row.__data__
        return f"{cls.grade.format(told['grade'])} 满 {cls.at_least.format(told['at_least'])} 分（{told['since']} 起）"

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if values.get("grade") == NOT_NEEDY:
            return {"grade": "“不困难”不用设分数线：不到最低一档的就是不困难。"}
        return {}


class CaseScore(Ledger):
    """One scored line of one application."""

    title = "量化得分明细"
    counter = "条"
    personal = True
    key = ("case", "item")
    order = ("case", "id")
    part_of = ("case",)
    columns = ("case", "item", "points", "why")

    case = Link("认定申请", RecognitionCase, required=True, width=18)
    item = Link("评分项", ScoreItem, required=True, width=26)
    points = Decimal1("得分", required=True, width=7)
    why = Text("依据", max_length=120, width=20)

    class Meta:
        indexes = ((("case", "item"), True),)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        case = (old or new)["case"]
        state = first_value("SELECT state FROM recognition_case WHERE id = ?", case)
        return "这份认定已经审批定下，得分不能再改。" if state in FROZEN else ""

    @classmethod
    def scope(cls, query: Any, session: Any) -> Any:
        if session.classes is None:
            return query
        seen = RecognitionCase.scope(RecognitionCase.select(RecognitionCase.id), session)
        return query.where(cls.case.in_(seen))


class Evidence(Ledger):
    """佐证材料 of a pupil: photo, scan or PDF; who saw the original."""

    title = "佐证材料"
    counter = "份"
    personal = True
    order = ("student", "day", "id")
    columns = ("student", "kind", "title_text", "pages", "seen_by", "day", "file")
    about = "申请表、证件复印件、诊断书等，拍照或扫描后加密存放。"

    student = Link("学生", Student, required=True)
    case = Link("认定申请", RecognitionCase, width=18)
    kind = Choice("种类", "source_document", required=True, width=14)
    title_text = Text("名称", max_length=80, width=18)
    pages = Number("页数", least=1, most=200, default=1, width=6)
    seen_by = Text("核对原件的人", max_length=20, width=10)
    day = Date("收取日期", required=True)
    file = File("文件", width=16)
    note = Text("备注", max_length=120, width=14)
