"""日管控、周排查、月调度, what was found and mended, 膳食委员会, complaints, 公示, and why a day lacks a record."""

from typing import Any

from desktop.models.codes import code_list
from desktop.models.fields import Choice, Date, File, Link, Note, Number, Text, YesNo
from desktop.models.ledger import Ledger, Problems, Values
from desktop.models.ledgers.day_order import why_not_before, why_not_yet
from desktop.models.ledgers.meal_order import KeptByDay, entered, why_not
from desktop.models.ledgers.recognition_order import may_follow
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student


class CheckItem(Ledger):
    """One thing that the daily, weekly or monthly food-safety check looks at."""

    title = "检查项目"
    counter = "项"
    key = ("kind", "number")
    order = ("kind", "number")
    about = "日管控、周排查、月调度各看什么。可以按本县要求修改。"

    kind = Choice("检查周期", "check_kind", required=True)
    number = Number("序号", required=True, least=1, most=99, width=6)
    group = Text("类别", max_length=20)
    words = Text("检查内容", required=True, max_length=80, width=34)
    active = YesNo("在用", default=True, width=6)
    source = Text("来源", max_length=60, width=18)

    @classmethod
    def caption(cls, row: Any) -> str:
        return f"{row.__data__['number']}. {row.__data__['words']}"


class FoodCheck(Ledger):
    """One 日管控, 周排查 or 月调度: what was looked at, what was not in order."""

    title = "食品安全检查"
    counter = "次"
    key = ("kind", "day")
    order = ("day", "kind")
    columns = ("kind", "day", "looked_at", "failed", "summary", "staff", "next_tasks")
    about = "每日检查、每周排查、每月调度的记录；发现的问题一直跟到销号。"

    kind = Choice("检查周期", "check_kind", required=True, default="day")
    day = Date("日期", required=True)
    looked_at = Number("检查项数", required=True, least=0, default=0, width=9)
    failed = Number("不合格项数", required=True, least=0, default=0, width=10)
    items = Note("逐项结果", width=16, edit=False)
    people = Text("参加人", max_length=120, width=16)
    summary = Note("情况", width=22)
    next_tasks = Note("下一步安排", width=18)
    staff = Link("检查人", Staff, required=True)
    proof = File("附件", width=12)
    entered_on = Date("登记日期", edit=False)
    late_reason = Text("补录原因", max_length=60, width=14)

    class Meta:
        indexes = ((("kind", "day"), True),)

    @classmethod
    def caption(cls, row: Any) -> str:
        return f"{row.__data__['day']} {cls.kind.format(row.__data__['kind'])}"

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if values["failed"] > values["looked_at"]:
            return {"failed": "不合格项数比检查项数还多。"}
        return {}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return why_not(cls, old, new)

    @classmethod
    def derive(cls, values: Values) -> Values:
        """The counts follow from the items (√, × or — and the words) where these were kept: they cannot disagree."""
        lines = (values.get("items") or "").splitlines()
        marks = [line[0] for line in lines if line[:2] in ("√ ", "× ", "— ")]
        told = {"looked_at": len(marks) - marks.count("—"), "failed": marks.count("×")} if marks else {}
        return told | entered(values)


class FoodFinding(Ledger):
    """Something that was not in order, followed until it is mended and looked at again."""

    title = "问题整改"
    counter = "件"
    order = ("state", "due_on", "id")
    columns = ("day", "problem", "measure", "responsible", "due_on", "state", "done_on", "verified_by")
    part_of = ("check_record",)
    about = "检查、陪餐、投诉里发现的问题：原因、措施、谁负责、哪天改好、谁复查。"

    check_record = Link("哪次检查", FoodCheck, width=16)
    day = Date("发现日期", required=True)
    problem = Note("问题", required=True, width=24)
    cause = Text("原因", max_length=120, width=16)
    measure = Text("措施", max_length=120, width=20)
    responsible = Link("负责人", Staff, required=True)
    due_on = Date("要求完成", required=True)
    state = Choice("状态", "finding_state", required=True, default="open", width=13)
    done_on = Date("完成日期")
    done_how = Text("整改结果", max_length=120, width=18)
    verified_by = Link("复查人", Staff)
    verified_on = Date("复查日期")
    photo = File("照片", width=12)

    @classmethod
    def caption(cls, row: Any) -> str:
        return f"{row.__data__['day']} {row.__data__['problem'][:16]}"

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if not new:
            return "发现的问题不能删除，要跟到销号。弄错了的，写明情况后销号。"
        if old and (why := may_follow("finding_state", old["state"], new["state"])):
            return why
        if not old and new["state"] != "open":
            return "新发现的问题从“待整改”开始。"
        if why := why_not_yet(cls, old, new, ("day", "done_on", "verified_on")):
            return why
        if new["state"] in ("done", "closed") and not (new.get("done_on") and new.get("done_how")):
            return "请写整改结果和完成日期。"
        if new["state"] == "closed":
            if not (new.get("verified_by") and new.get("verified_on")):
                return "销号要有复查人和复查日期。"
            if new["verified_by"] == new["responsible"]:
                return "复查人不能是负责整改的人自己。"
        return why_not_before(cls, old, new, "day", "done_on") or why_not_before(
            cls, old, new, "done_on", "verified_on"
        )


class MealMeeting(KeptByDay, Ledger):
    """膳食委员会: a meeting with parents and pupils, what was decided, what became of it."""

    title = "膳食委员会"
    counter = "次"
    order = ("day", "id")
    about = "膳食委员会（家长、学生、教师代表）的会议：议题、决定、落实情况。"

    day = Date("日期", required=True)
    place = Text("地点", max_length=40)
    chair = Link("主持人", Staff)
    people = Note("参加人", required=True, width=24)
    topics = Note("议题", required=True, width=24)
    decided = Note("决定", width=24)
    followed = Note("落实情况", width=20)
    proof = File("签到和照片", width=14)
    entered_on = Date("登记日期", edit=False)
    late_reason = Text("补录原因", max_length=60, width=14)


class MealComplaint(Ledger):
    """A complaint, a child unwell after eating, or an emergency; what was done about it."""

    title = "投诉与应急"
    counter = "件"
    personal = True
    order = ("day", "id")
    about = "家长学生的意见、食后不适、停水停电等情况和处理。"

    day = Date("日期", required=True)
    kind = Choice("类别", "complaint_kind", required=True, default="complaint")
    who = Text("反映人", max_length=30)
    student = Link("涉及学生", Student)
    content = Note("情况", required=True, width=24)
    handled = Note("处理", width=24)
    staff = Link("处理人", Staff)
    state = Choice("处理状态", "complaint_state", required=True, default="open")
    closed_on = Date("办结日期")
    entered_on = Date("登记日期", edit=False)
    late_reason = Text("补录原因", max_length=60, width=14)

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if values["state"] == "closed" and not (values.get("handled") and values.get("closed_on")):
            return {"handled": "办结的请写怎么处理的和办结日期。"}
        return {}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return why_not(cls, old, new) or (
            why_not_yet(cls, old, new, ("closed_on",)) or why_not_before(cls, old, new, "day", "closed_on")
            if new
            else ""
        )

    @classmethod
    def derive(cls, values: Values) -> Values:
        return entered(values)


class MealPosting(Ledger):
    """营养餐公示: names, menu or accounts on the wall, for how long, with photos."""

    title = "营养餐公示"
    counter = "次"
    order = ("from_day", "id")
    about = "受益名单、供餐标准、带量食谱、餐费收支的公示：起止、地点、照片、撤下。"

    kind = Choice("公示内容", "meal_posting_kind", required=True, default="menu", width=14)
    about_what = Text("哪一份", required=True, max_length=60, width=18, hint="例如 2026年10月、第6周")
    from_day = Date("公示起", required=True)
    until_day = Date("公示止", required=True)
    place = Text("地点", required=True, max_length=60, width=16)
    posted_by = Text("张贴人", max_length=20)
    photo_up = File("张贴照片", width=14)
    removed_on = Date("撤下日期")
    removed_by = Text("撤下人", max_length=20)
    photo_down = File("撤下照片", width=14)
    note = Text("备注", max_length=80, width=12)

    @classmethod
    def caption(cls, row: Any) -> str:
        return f"{cls.kind.format(row.__data__['kind'])} {row.__data__['about_what']}"

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        days = code_list("meal_posting_kind").fact(values["kind"], "days")
        if (values["until_day"] - values["from_day"]).days + 1 < days:
            return {"until_day": f"这种公示不少于 {days} 天。"}
        if values.get("removed_on") and values["removed_on"] <= values["until_day"]:
            return {"removed_on": "公示期满的第二天起才能撤下。"}
        return {}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return why_not_yet(cls, old, new, ("removed_on",)) if new else ""


class DayExcuse(Ledger):
    """Why a supply day lacks one of the records it must have."""

    title = "缺项说明"
    counter = "条"
    key = ("day", "need")
    order = ("day", "need")
    about = "供餐日缺留样、陪餐、晨检、消毒、验收的，写明原因；不会悄悄算作有。"

    day = Date("日期", required=True)
    need = Choice("缺哪一项", "day_need", required=True, default="accept")
    reason = Text("原因", required=True, max_length=80, width=28)
    entered_on = Date("登记日期", edit=False)

    class Meta:
        indexes = ((("day", "need"), True),)

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return why_not_yet(cls, old, new, ("day",)) if new else ""

    @classmethod
    def derive(cls, values: Values) -> Values:
        return entered(values)
