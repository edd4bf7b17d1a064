"""关爱: what the school writes down about the children it looks after, beyond what the roster already tells.

五类学生 themselves are never written: services read them from the roster, hardships and results.
"""

from desktop.models.codes import code_list
from desktop.models.fields import Choice, Date, File, Link, MultiChoice, Note, Number, TermField, Text, YesNo
from desktop.models.ledger import Ledger, Problems, Values
from desktop.models.ledgers.day_order import why_not_yet
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.measure_fields import Decimal1
from desktop.models.people_fields import IdNumber, Name, Phone
from desktop.models.rule_ledger import RuleLedger


class CareRule(RuleLedger):
    """A number the school's own care work goes by: how often to visit, how many children a teacher takes."""

    title = "关爱规则"
    about = "学困怎么算、每学期家访几次、一位教师最多帮几人等，各县各校不一样，请按本校的填。"


class StudyResult(Ledger):
    """A pupil's result in one subject at the end of a term: what 学困 is judged by."""

    title = "学业成绩"
    counter = "条"
    personal = True
    key = ("student", "term", "subject")
    order = ("term", "student", "subject")
    about = "期末各科成绩，只用来按本校规则找出学习有困难的学生。"

    student = Link("学生", Student, required=True, width=12)
    term = TermField("学期", required=True, width=14)
    subject = Choice("学科", "subject", required=True, aliases=("科目",), width=8)
    points = Decimal1(
        "成绩", width=7, aliases=("分数", "得分", "考分", "考试成绩"), hint="没有参加考试的空着"
    )
    full = Number("满分", required=True, least=1, most=2000, default=100, width=6)
    note = Text("备注", max_length=60, width=12)

    class Meta:
        indexes = ((("student", "term", "subject"), True),)

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if values.get("points") is not None and values["points"] > values["full"] * 10:
            return {"points": f"成绩比满分 {values['full']} 还高。"}
        return {}


class ChildInNeed(Ledger):
    """困境儿童: which of the three situations, what the child needs, whom to reach."""

    title = "困境儿童"
    counter = "人"
    personal = True
    key = ("student", "kind", "from_day")
    order = ("until_day", "student", "id")
    about = "困境儿童的情形、需要和联系人，按起止日期登记。"

    student = Link("学生", Student, required=True, width=12)
    kind = Choice("情形", "need_kind", required=True, width=20)
    needs = Text("需要什么", max_length=120, width=22)
    contact = Name("联系人", width=9)
    contact_phone = Phone("联系电话")
    from_day = Date("认定日期", required=True)
    until_day = Date("解除日期")
    source = Text("依据", max_length=80, width=18)

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if values.get("until_day") and values["until_day"] < values["from_day"]:
            return {"until_day": "解除日期早于认定日期。"}
        return {}


def is_left_on_roll(code: str | None) -> bool:
    """Whether 学籍口径 counts a child as 留守."""
    return bool(code_list("left_behind").fact(code, "left"))


class LeftBehindForm(Ledger):
    """What 农村留守儿童基本情况登记表 asks beyond the roster and the family: who is away, who looks after the child."""

    title = "留守登记"
    counter = "份"
    personal = True
    key = ("student", "term")
    order = ("term", "student")
    columns = (
        "student",
        "filled_on",
        "both_away",
        "one_unable",
        "entrusted",
        "guardian_name",
        "guardian_phone",
        "care_kind",
        "father_place",
        "mother_place",
        "help_got",
    )
    about = "留守儿童登记表里花名册没有的内容：父母外出、委托监护、经济来源、救助。每学期核对一次。"

    student = Link("学生", Student, required=True, width=16)
    term = TermField("学期", required=True, width=14)
    filled_on = Date("填报日期", required=True)
    registered = YesNo("登记户口", default=True, width=8)
    father_place = Text("父亲务工地点", max_length=60, width=14, group="父母")
    mother_place = Text("母亲务工地点", max_length=60, width=14, group="父母")
    both_away = YesNo("父母双方同时外出", width=14, group="父母")
    one_unable = YesNo("一方外出、另一方无监护能力", width=20, group="父母")
    unable = MultiChoice("无监护能力", "unable_parent", width=12, group="父母")
    grandparents = Note("祖父母、外祖父母", width=20, group="监护", hint="一行一人：关系 姓名 出生日期")
    entrusted = YesNo("委托其他监护人", width=13, group="监护")
    guardian_name = Name("委托监护人", width=10, group="监护")
    guardian_phone = Phone("监护人电话", group="监护")
    guardian_id = IdNumber("监护人身份证号", group="监护")
    guardian_relation = Text("与儿童关系", max_length=20, group="监护")
    guardian_address = Text("监护人住址", max_length=120, width=18, group="监护")
    care_kind = Choice("监护类型", "care_kind", width=16, group="监护")
    income = MultiChoice("家庭经济来源", "family_income", width=18, group="家庭")
    help_got = MultiChoice("救助帮扶情况", "family_help", width=18, group="家庭")

    class Meta:
        indexes = ((("student", "term"), True),)

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if values.get("entrusted") and not values.get("guardian_name"):
            return {"guardian_name": "委托了其他监护人的，请写监护人姓名。"}
        if not any(values.get(name) for name in ("both_away", "one_unable", "entrusted", "care_kind")):
            return {"care_kind": "谁在外、谁照看一项也没有填，还不算登记。请至少选监护类型。"}
        return {}

    @classmethod
    def advise(cls, values: Values) -> Problems:
        """A form alone makes nobody 留守: the roster does."""
        pupil = Student.get_or_none(Student.id == values["student"]) if values.get("student") else None
        if pupil is None or pupil.rural_left_behind or is_left_on_roll(pupil.left_behind):
            return {}
        return {
            "student": f"花名册上 {pupil.name} 不是留守学生，登记了也不算进留守人数。是留守的请先改花名册。"
        }


class PsychScreening(Ledger):
    """A 心理 screening and what followed. Seen by two roles only."""

    title = "心理筛查"
    counter = "次"
    personal = True
    secret = True
    order = ("day", "student")
    about = "心理健康筛查和跟踪，只有德育（心理）负责人和校长看得到。"

    student = Link("学生", Student, required=True, width=12)
    day = Date("日期", required=True)
    tool = Text("量表或方式", max_length=40, width=14)
    level = Choice("结果", "psych_level", required=True, width=10)
    follow_up = Note("跟踪情况", width=22)
    referred_to = Text("转介", max_length=60, width=14)
    next_on = Date("下次跟踪")
    staff = Link("谁做的", Staff)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return why_not_yet(cls, old, new, ("day",)) if new else ""


class HealthNote(Ledger):
    """An illness the school must know of to look after a child. Seen by two roles only."""

    title = "健康情况"
    counter = "条"
    personal = True
    secret = True
    order = ("until_day", "student", "from_day")
    about = "慢性病、长期服药等学校照顾孩子要知道的情况，只有德育（心理）负责人和校长看得到。"

    student = Link("学生", Student, required=True, width=12)
    kind = Choice("种类", "health_kind", required=True, width=10)
    illness = Text("患病类型", required=True, max_length=40, width=16)
    mind = Text("学校要注意什么", max_length=120, width=26)
    from_day = Date("从哪天起", required=True)
    until_day = Date("到哪天止")
    proof = File("证明", width=12)
    note = Text("备注", max_length=80, width=14)

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if values.get("until_day") and values["until_day"] < values["from_day"]:
            return {"until_day": "结束的日期早于开始的日期。"}
        return {}
