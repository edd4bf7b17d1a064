"""疑似辍学 and 辍学: a case from the warning to 销号. Nothing of it is ever deleted."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from desktop.models.codes import code_list
from desktop.models.fields import Choice, Date, File, Link, MultiChoice, Note, Number, Text, YesNo
from desktop.models.ledger import Ledger, Problems, Values
from desktop.models.ledgers.day_order import why_not_before, why_not_yet
from desktop.models.ledgers.drop_case_order import (
    BARE,
    why_no_step,
    why_not_closed,
    why_not_on,
    why_unwritten,
)
from desktop.models.ledgers.drop_population import AgeChild
from desktop.models.ledgers.recognition_order import first_value, may_follow
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.listing import listed
from desktop.models.measure_fields import Time
from desktop.models.people_fields import Name

NEVER = "控辍台账的记录不能删除。登记错了的，在备注里写明，由校长按“登记有误”销号。"
BEGINS = {"absent": "warned", "suspected": "suspected", "dropped": "suspected", "unregistered": "suspected"}
BEGIN = "warned"  # what a case is in while nobody said more


class DropCase(Ledger):
    """One child's case. The same case goes on when the child stays away again in the follow-up period."""

    title = "控辍个案"
    counter = "件"
    personal = True
    key = ("number",)
    order = ("state", "opened_on", "id")
    columns = ("number", "student", "kind", "state", "last_day", "opened_on", "cause", "teacher", "closed_on")
    signed: ClassVar[Mapping[str, str]] = {"closed_by": "approve"}
    about = "缺课预警、疑似辍学、辍学、未报到的孩子，一人一案，一直跟到销号。"
    instead = "登记错了的，在备注里写明，由校长按“登记有误”销号。"

    number = Text("编号", required=True, unique=True, max_length=20, edit=False)
    student = Link("学生", Student, width=12)
    child = Link("适龄儿童", AgeChild, width=12)
    kind = Choice("类型", "drop_kind", required=True, default="absent", width=10)
    state = Choice("状态", "drop_state", required=True, default="warned", width=12, edit=False)
    opened_on = Date("发现日期", required=True)
    found_by = Link("发现人", Staff)
    last_day = Date("最后到校日期", hint="开学没有报到、说不清哪天最后到校的，空着")
    cause = Choice("原因", "drop_cause", width=12)
    cause_words = Text("原因说明", max_length=120, width=20)
    whereabouts = Text("去向", max_length=80, width=16)
    teacher = Link("责任教师", Staff)
    cadre = Name("包村干部", width=10)
    back_on = Date("复学日期", edit=False)
    again = Number("反复次数", required=True, least=0, default=0, width=9, edit=False)
    other_way = Choice("转为其他去向", "age_status", width=14, edit=False)
    closed_on = Date("销号日期", edit=False)
    closed_why = Text("销号依据", max_length=120, width=20, edit=False)
    closed_by = Text("批准人", max_length=20, edit=False)
    note = Note("备注", width=16)

    @classmethod
    def caption(cls, row: Any) -> str:
        told = row.__data__
        name = (
            Student.caption_of(told["student"]) if told.get("student") else AgeChild.caption_of(told["child"])
        )
        return f"{told['number']} {name}"

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if not values.get("student") and not values.get("child"):
            return {"student": "请选学生，不在本校的选适龄儿童。"}
        if values.get("kind") in ("absent", "suspected") and not values.get("last_day"):
            return {"last_day": "请写最后到校日期。开学没有报到、说不清的，类型选“未报到”。"}
        bare = not values.get("cause_words") and not values.get("id")
        if bare and values.get("kind") == "dropped" and values.get("state") == BEGIN:
            return {"cause_words": BARE}
        return {}

    @classmethod
    def derive(cls, values: Values) -> Values:
        """A new case that was not told its state (a row of a workbook) begins where its kind begins."""
        if values.get("id") or values["state"] != BEGIN:
            return {}
        return {"state": BEGINS[values["kind"]]}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if not new:
            return NEVER
        if old and any(old[name] != new[name] for name in ("number", "student", "child", "opened_on")):
            return "个案的编号、学生和发现日期不能改。"
        if old and (why := may_follow("drop_state", old["state"], new["state"]) or _why_not_mended(old, new)):
            return why
        if not old and not code_list("drop_state").fact(new["state"], "first"):
            return "新的个案从“缺课预警”或“疑似辍学”开始。"
        if not old and any(new.get(name) for name in BY_STEP):
            return "新的个案还没有复学、重开和销号，这几项由办理时写。"
        if new["state"] == "closed" and not (
            new.get("closed_on") and new.get("closed_why") and new.get("closed_by")
        ):
            return "销号要写日期、依据，由校长批准。"
        late = why_not_yet(cls, old, new, ("opened_on", "last_day", "back_on", "closed_on"))
        return late or why_not_on(old, new) or why_not_closed(old, new)

    @classmethod
    def settle(cls, records: Collection[int]) -> str:
        return why_unwritten(records)

    @classmethod
    def state_words(cls, state: str, kind: str) -> str:
        """A state in words; a child taken for 辍学 is called so in every state in which it is away."""
        told = code_list("drop_state")
        if kind != "dropped" or not told.fact(state, "away"):
            return told.label(state)
        return "辍学" if state == "suspected" else f"{told.label(state)}（辍学）"

    @classmethod
    def settled(cls, state: str) -> bool:
        return bool(code_list("drop_state").fact(state, "closed"))


# what the steps of a case write: never by itself, only together with the state it belongs to
BY_STEP = ("back_on", "other_way", "closed_on", "closed_why", "closed_by", "again")


def _why_not_mended(old: Values, new: Values) -> str:
    """What a step wrote stands until the next one: the day of return begins the follow-up, 反复 is counted up alone."""
    changed = [name for name in BY_STEP if old.get(name) != new.get(name)]
    if changed and old["state"] == new["state"]:
        return f"“{DropCase._meta.fields[changed[0]].label}”由办理个案时写，不能单独改。"
    if "again" in changed and new["again"] != old["again"] + 1:
        return "“反复次数”由重开时加一，不能改小，也不能跳着写。"
    if new["kind"] == "absent" and old["kind"] != "absent":
        return "列为疑似辍学以后，类型不能改回“缺课预警”。登记有误的，由校长写明依据销号。"
    if old["kind"] == "dropped" != new["kind"] and old["state"] == new["state"]:
        return "视为辍学以后，类型不能单独改。点错了的，请撤销那一步；孩子又回来、又没来的，重开时程序会改。"
    return ""


class CaseStep(Ledger):
    """A case took a step: from where to where, on which day, by which paper."""

    title = "个案经过"
    counter = "步"
    personal = True
    order = ("drop_case", "id")
    part_of = ("drop_case",)
    about = "个案的每一步：哪天变成什么状态、依据哪份材料。"

    drop_case = Link("个案", DropCase, required=True, width=18, edit=False)
    student = Link("学生", Student, width=12, edit=False)
    state = Choice("变成", "drop_state", required=True, width=12, edit=False)
    day = Date("日期", required=True, edit=False)
    words = Text("说明", max_length=120, width=24, edit=False)
    who = Text("谁办的", max_length=20, edit=False)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if not new:
            return NEVER
        if old:
            same = all(old.get(name) == value for name, value in new.items())
            return "" if same else "个案的经过写下以后不能改。"
        return why_not_yet(cls, old, new, ("day",)) or why_no_step(new)


class Persuasion(Ledger):
    """劝返: two people at least, whom they met, what was promised."""

    title = "劝返记录"
    counter = "次"
    personal = True
    key = ("drop_case", "number")
    order = ("drop_case", "number")
    part_of = ("drop_case",)
    about = "每次劝返：谁去的（至少两人）、见到谁、孩子和家长怎么说、答应了什么。"

    drop_case = Link("个案", DropCase, required=True, width=18)
    student = Link("学生", Student, width=12, edit=False)
    number = Number("第几次", required=True, least=1, most=99, width=7, edit=False)
    day = Date("日期", required=True)
    starts = Time("开始")
    ends = Time("结束")
    way = Choice("方式", "visit_way", required=True, default="home", width=9)
    place = Text("地点", max_length=60, width=16)
    staff1 = Link("劝返人一", Staff, required=True)
    staff2 = Link("劝返人二", Staff)
    others = Text("同去的其他人", max_length=80, width=18, hint="村干部、派出所等，写姓名和单位")
    met = Text("见到谁", required=True, max_length=60, width=14)
    parent_view = Text("家长态度", max_length=120, width=18)
    child_view = Text("学生态度", max_length=120, width=18)
    process = Note("过程", required=True, width=22)
    promised = Text("答应了什么", max_length=120, width=18)
    next_step = Text("下一步", max_length=120, width=18)
    next_on = Date("下次日期")
    parent_signed = YesNo("家长已签字", default=False, width=10)
    photo = File("照片", width=12)
    signed_page = File("签字页", width=12)

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if not values.get("staff2") and not values.get("others"):
            return {"staff2": "劝返至少要两个人，请写第二个人。"}
        if values.get("staff2") == values["staff1"]:
            return {"staff2": "两位劝返人是同一个人。"}
        if values.get("starts") and values.get("ends") and values["ends"] <= values["starts"]:
            return {"ends": "结束时间应晚于开始时间。"}
        return {}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return why_not_yet(cls, old, new, ("day",)) if new else NEVER


class ReturnNotice(Ledger):
    """劝返复学通知书 with its 送达回证."""

    title = "劝返复学通知书"
    counter = "份"
    personal = True
    key = ("number",)
    order = ("issued_on", "id")
    part_of = ("drop_case",)
    about = "发给家长的劝返复学通知书和送达回证；拒签的写明，要有见证人。"

    number = Text("编号", required=True, unique=True, max_length=20, edit=False)
    drop_case = Link("个案", DropCase, required=True, width=18, edit=False)
    student = Link("学生", Student, width=12, edit=False)
    issued_on = Date("发出日期", required=True)
    return_by = Date("要求返校日期", required=True)
    served_on = Date("送达日期")
    served_at = Time("送达时间")
    served_by = Link("送达人", Staff)
    received_by = Text("受送达人", max_length=30)
    refused = YesNo("拒签", default=False, width=6)
    refused_words = Text("拒签说明", max_length=80, width=16)
    witness = Text("见证人", max_length=30)
    scan = File("回证扫描件", width=12)
    said = Note(
        "通知内容", width=14, edit=False
    )  # of the child, on the day of issue: a reprint is word for word

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if not new:
            return NEVER
        if new.get("refused") and not (new.get("refused_words") and new.get("witness")):
            return "拒签的请写说明和见证人。"
        late = why_not_before(cls, old, new, "issued_on", "return_by") or why_not_before(
            cls, old, new, "issued_on", "served_on"
        )
        return late or why_not_yet(cls, old, new, ("issued_on", "served_on"))


class WrittenReport(Ledger):
    """书面报告 to 中心校, 乡镇人民政府 or 县教育局 on one child or several; signed by the head, its receipt kept."""

    title = "书面报告"
    counter = "份"
    personal = True
    key = ("number",)
    order = ("day", "id")
    signed: ClassVar[Mapping[str, str]] = {"signed_by": "approve"}
    about = "学校把劝不回来的孩子书面报告上去：报给谁、文号、请求什么、对方签收没有。"

    number = Text("文号", required=True, unique=True, max_length=40)
    day = Date("报告日期", required=True)
    to_whom = MultiChoice("报给谁", "report_to", required=True, width=18)
    found = Note("发现经过", width=20)
    measures = Note("已采取措施", width=20)
    request = Note("请求事项", width=20)
    signed_by = Text("校长", max_length=20, edit=False)
    signed_on = Date("签发日期", edit=False)
    received_by = Text("签收人", max_length=30)
    received_on = Date("签收日期")
    scan = File("扫描件", width=12)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if not new:
            return NEVER if old.get("signed_by") else ""
        late = why_not_before(cls, old, new, "day", "received_on")
        return late or why_not_yet(cls, old, new, ("day", "signed_on", "received_on"))


class ReportedChild(Ledger):
    """A case named in a written report."""

    title = "报告中的学生"
    counter = "人"
    personal = True
    key = ("report", "drop_case")
    order = ("report", "id")
    part_of = ("report",)
    about = "这份书面报告写了哪几个孩子。"

    report = Link("书面报告", WrittenReport, required=True, width=18)
    drop_case = Link("个案", DropCase, required=True, width=18)
    student = Link("学生", Student, width=12, edit=False)
    note = Text("备注", max_length=80, width=16)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if first_value("SELECT signed_by FROM written_report WHERE id = ?", (old or new)["report"]):
            return "这份书面报告校长已经签发，写了哪几个孩子不能再改。"
        return ""


class GovernmentPaper(Ledger):
    """A paper of the government about a case: 限期返校通知书 and the like. Only recorded here."""

    title = "政府文书"
    counter = "份"
    personal = True
    order = ("day", "id")
    part_of = ("drop_case",)
    about = "乡镇、县里对这个孩子发的文书，例如限期返校通知书。学校只登记。"

    drop_case = Link("个案", DropCase, required=True, width=18)
    student = Link("学生", Student, width=12, edit=False)
    kind = Choice("种类", "government_paper", required=True, width=16)
    number = Text("文号", max_length=40, width=16)
    day = Date("日期", required=True)
    issuer = Text("发文单位", required=True, max_length=60, width=18)
    words = Text("主要内容", max_length=120, width=22)
    scan = File("扫描件", width=12)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return why_not_yet(cls, old, new, ("day",)) if new else NEVER


class FollowUp(Ledger):
    """复学跟踪: whether the child who came back stays."""

    title = "复学跟踪"
    counter = "次"
    personal = True
    order = ("drop_case", "day")
    part_of = ("drop_case",)
    about = "复学以后在不在校、学习和情绪怎么样、帮了什么；又没来、不用重开的，写明原因。"

    drop_case = Link("个案", DropCase, required=True, width=18)
    student = Link("学生", Student, width=12, edit=False)
    day = Date("日期", required=True)
    present = YesNo("在校", required=True, default=True, width=6)
    words = Text("情况", required=True, max_length=120, width=24)
    staff = Link("跟踪人", Staff, required=True)
    why_away = Text("缺课说明", max_length=120, width=20, edit=False)
    away_halves = Number("说明的半天", least=0, most=200, width=9, edit=False)

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        bare = values.get("away_halves") and not values.get("why_away")
        return {"why_away": "请写明为什么没来、为什么不用重开。"} if bare else {}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return why_not_yet(cls, old, new, ("day",)) if new else NEVER


def away_by_case(students: Collection[int], day: dt.date) -> dict[int, dt.date | None]:
    """Pupil -> last day at school, of those whom a case tells to be away on a day: not back yet then."""
    away = DropCase.state.in_(code_list("drop_state").codes_with("away")) | (DropCase.back_on > day)
    gone = DropCase.last_day.is_null() | (DropCase.last_day < day)
    rows = DropCase.select(DropCase.student, DropCase.last_day).where(
        DropCase.student.in_(listed(students)) & away & gone
    )
    return dict(rows.order_by(DropCase.id).tuples())
