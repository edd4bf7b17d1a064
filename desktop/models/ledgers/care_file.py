"""What lies in a child's file: activities, the 成长记录袋 and copies of papers."""

from collections.abc import Collection

from desktop.models.codes import code_list
from desktop.models.fields import Choice, Date, File, Link, Note, Number, Text
from desktop.models.ledger import Ledger, Values
from desktop.models.ledgers.day_order import why_not_yet
from desktop.models.ledgers.recognition_order import first_value
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student


class CareActivity(Ledger):
    """留守儿童之家 and other care activities: when, what, who came."""

    title = "关爱活动"
    counter = "次"
    order = ("day", "id")
    about = "留守儿童之家、志愿者、手拉手、送温暖等活动的记录和照片。"

    day = Date("日期", required=True)
    kind = Choice("活动", "care_activity", required=True, default="home", width=16)
    name = Text("名称", required=True, max_length=60, width=20)
    place = Text("地点", max_length=40, width=12)
    organiser = Link("组织人", Staff)
    others = Text("志愿者和其他人员", max_length=120, width=18)
    heads = Number("参加学生数", least=0, width=10)
    content = Note("内容", width=26)
    photo = File("照片", width=12)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if not new:
            return ""
        return why_not_yet(cls, old, new, ("day",)) or _more_than_there_are(old, new)

    @classmethod
    def settle(cls, records: Collection[int]) -> str:
        return _fewer_than_named(records)


def _more_than_there_are(old: Values, new: Values) -> str:
    """More pupils than the school had that day: a slip of the finger stands in the list and on the paper."""
    heads = new.get("heads")
    if not heads or (old and all(old.get(name) == new.get(name) for name in ("heads", "day"))):
        return ""
    here = Student.status.in_(code_list("enrolment_status").codes_with("on_roll"))
    most = Student.select().where(here | (Student.left_on > new["day"])).count()
    if heads <= most or not most:  # no roster yet: nothing to hold it against
        return ""
    return f"全校那天只有 {most} 名学生，参加学生数不能是 {heads}。外校的孩子请写在“志愿者和其他人员”里。"


def _fewer_than_named(activities: Collection[int]) -> str:
    """Fewer than those who are named as having taken part."""
    for record in activities:
        told = first_value("SELECT heads FROM care_activity WHERE id = ?", record)
        named = first_value("SELECT count(*) FROM activity_child WHERE activity_id = ?", record)
        if told and told < named:
            return f"记名参加的有 {named} 人，参加学生数不能只写 {told}。"
    return ""


class ActivityChild(Ledger):
    """A child who took part in a care activity."""

    title = "参加活动"
    counter = "人次"
    personal = True
    key = ("activity", "student")
    order = ("activity", "id")
    part_of = ("activity",)
    about = "谁参加了这次活动。"

    activity = Link("活动", CareActivity, required=True, width=20)
    student = Link("学生", Student, required=True, width=12)
    note = Text("情况", max_length=80, width=18)

    @classmethod
    def settle(cls, records: Collection[int]) -> str:
        rows = cls.select(cls.activity).where(cls.id.in_(list(records))).distinct()
        return _fewer_than_named([row.activity_id for row in rows])


class GrowthItem(Ledger):
    """One thing in a left-behind child's 成长记录袋."""

    title = "成长记录袋"
    counter = "件"
    personal = True
    order = ("student", "kind", "day")
    about = "成长记录袋里的材料，按十二种分；可以附照片或扫描件。"

    student = Link("学生", Student, required=True, width=12)
    kind = Choice("材料", "growth_kind", required=True, width=16)
    day = Date("日期", required=True)
    name = Text("名称", required=True, max_length=60, width=20)
    file = File("附件", width=14)
    note = Text("备注", max_length=80, width=14)


class DossierPaper(Ledger):
    """A copy of a paper in a child's 一人一档: 户口簿, 身份证, 残疾证 and the like."""

    title = "档案材料"
    counter = "件"
    personal = True
    order = ("student", "kind", "day")
    about = "一人一档里的证件复印件和其他材料：原件谁看过、几页、扫描件。"

    student = Link("学生", Student, required=True, width=12)
    kind = Choice("材料", "dossier_paper", required=True, width=16)
    name = Text("名称", max_length=60, width=20)
    day = Date("收存日期", required=True)
    pages = Number("页数", least=1, most=500, default=1, width=6)
    seen_by = Link("谁看过原件", Staff)
    file = File("扫描件", width=14)
    note = Text("备注", max_length=80, width=14)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return why_not_yet(cls, old, new, ("day",)) if new else ""
