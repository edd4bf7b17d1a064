"""公示: what hung on the wall, from when to when, who objected, and that it was taken down."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from desktop.models.codes import code_list
from desktop.models.fields import Choice, Date, File, Link, Note, Number, Text
from desktop.models.ledger import Ledger, Values, database
from desktop.models.ledgers.batch_order import UNAPPROVED
from desktop.models.ledgers.batches import AidBatch
from desktop.models.ledgers.objection_order import LIST_STANDS, unheeded
from desktop.models.ledgers.recognition import RecognitionRound
from desktop.models.ledgers.recognition_days import hung_too_early
from desktop.models.ledgers.recognition_order import first_value, may_follow
from desktop.models.ledgers.school import the_school
from desktop.models.ledgers.students import Student
from desktop.models.public_text import why_need_told, why_not_public
from desktop.models.working_days import working_days_after


class Posting(Ledger):
    """One 公示 of a recognition round or of an aid list. Its period counts working days on the 校历."""

    title = "公示"
    counter = "次"
    order = ("from_day", "id")
    part_of = ("round", "batch")
    columns = ("kind", "round", "batch", "state", "from_day", "until_day", "place", "removed_on")
    about = "认定结果和拟资助名单的公示：起止、地点、照片、异议，期满撤下。"

    kind = Choice("公示内容", "posting_kind", required=True, width=14, edit=False)
    round = Link("认定批次", RecognitionRound, width=24, edit=False)
    batch = Link("资助批次", AidBatch, width=24, edit=False)
    state = Choice("状态", "posting_state", required=True, default="up", width=10, edit=False)
    from_day = Date("公示起", required=True, edit=False)
    days = Number("工作日数", required=True, least=1, most=30, default=5, width=8)
    until_day = Date("公示止", required=True, edit=False)
    heads = Number("公示人数", width=8, edit=False)
    content = Text("名单指纹", max_length=64, edit=False)
    said = Note("张贴时的文字", edit=False)
    place = Text("地点", required=True, max_length=80, width=18)
    posted_by = Text("张贴人", max_length=20)
    photo_up = File("张贴照片", width=14)
    removed_on = Date("撤下日期", edit=False)
    removed_by = Text("撤下人", max_length=20, edit=False)
    photo_down = File("撤下照片", width=14)
    ended_why = Text("中止原因", max_length=200, width=18, edit=False)
    ended_on = Date("中止日期", edit=False)
    note = Note("备注", width=14)

    @classmethod
    def caption(cls, row: Any) -> str:
        told = row.__data__
        return f"{cls.kind.format(told['kind'])} {told['from_day']}"

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if not new:
            return "公示记录不能删除。要改的，请中止后重新公示。"
        if why := _cannot_read(old, new):
            return why
        if not old:
            return _cannot_hang(new)
        if any(new[name] != old[name] for name in FIXED) or not _only_longer(old, new):
            return "已经张贴的公示，内容和起止日期不能再改。要改的，请中止后重新公示。"
        if why := may_follow("posting_state", old["state"], new["state"]):
            return why
        if new["state"] != old["state"]:
            return _cannot_end(old, new)
        ended = any(new[name] != old[name] for name in ENDED)
        return "撤下日期和中止原因在撤下、中止那一步写，不能另外改。" if ended else ""

    @classmethod
    def derive(cls, values: Values) -> Values:
        """The day it was broken off: today, on whichever road. The next posting begins no earlier."""
        ended = values["state"] == "broken" and not values.get("ended_on")
        return {"ended_on": max(dt.date.today(), values["from_day"])} if ended else {}


FIXED = ("kind", "round", "batch", "from_day", "days", "heads", "content", "said")
ENDED = ("removed_on", "removed_by", "ended_why", "ended_on")
WRITTEN = ("place", "posted_by", "removed_by")  # free texts on the papers that hang
LISTS = {"round": "recognition_case", "batch": "aid_grant"}  # where the lines of a list stand


def _cannot_read(old: Values, new: Values) -> str:
    """Why a text that was written now may not be read by everybody."""
    if not any(new.get(name) and new.get(name) != old.get(name) for name in WRITTEN):
        return ""
    return next(filter(None, (hangs(getattr(Posting, name).label, new.get(name)) for name in WRITTEN)), "")


def hangs(label: str, text: str | None, *, hung: Sequence[str | None] = ()) -> str:
    """The sentence for a text that may not hang, for somebody's number or a type of need stands in it; "" when it may.

    hung: telephones of the school that hung already with this text, though it has others now; what hung is reprinted
    word for word, so only numbers are looked for.
    """
    school = the_school()
    own = (school.hotline_school, school.hotline_county) if school else ()
    why = why_not_public(label, text, (*own, *hung))
    return why or ("" if hung else why_need_told(label, text))


def last_day(posting: Values) -> dt.date:
    """The last day a list hangs: the stored one, or a later one when the 校历 got holidays meanwhile."""
    return max(posting["until_day"], working_days_after(posting["from_day"], posting["days"]))


def _only_longer(old: Values, new: Values) -> bool:
    """The end moves for the 校历's sake alone, and never nearer."""
    return new["until_day"] == old["until_day"] or (
        old["state"] == "up" and new["until_day"] == last_day(old)
    )


def _cannot_hang(new: Values) -> str:
    """Why a posting may not begin: its period is counted on the 校历, and one list hangs once at a time."""
    if new["state"] != "up" or any(new.get(name) for name in ENDED):
        return "新的公示从“公示中”开始，期满以后再登记撤下。"
    if bool(new.get("round")) == bool(new.get("batch")):
        return "一次公示只公示一份名单：或者一个认定批次，或者一个资助批次。"
    if (new["kind"] == "aid") != bool(new.get("batch")):
        return "拟资助公示只用于资助批次，认定公示只用于认定批次。"
    if why := too_short(new["kind"], new["days"]):
        return why
    if new["until_day"] < working_days_after(new["from_day"], new["days"]):
        return f"公示期不够：从 {new['from_day']} 起要满 {new['days']} 个工作日（按校历）。"
    name = "round" if new.get("round") else "batch"
    if first_value(f"SELECT 1 FROM posting WHERE {name}_id = ? AND state = 'up'", new[name]):
        return "这份名单正在公示，不能同时再公示一次。"
    if name == "round" and _round_state(new) != "reviewing":
        return "认定名单在学校评审以后才能公示，并且只能公示一次。要重新公示，请先中止原来的公示。"
    if not new.get("heads") or not new.get("content"):
        return "公示要从“张贴公示”那一步办，程序会记下人数和名单，不能另外登记。"
    if not (new.get("note") or "").strip() and (why := unheeded(name, new[name], new["content"])):
        return f"{why}请先改好名单再张贴；核查以后确实不用改的，写明原因。"
    return too_early(name, new[name], new["from_day"])


def too_short(kind: str, days: int) -> str:
    """The sentence for fewer working days than the data says (posting_kind); "" when there are enough."""
    least = code_list("posting_kind").fact(kind, "days")
    return f"公示不能少于 {least} 个工作日，现在是 {days} 个。可以多，不能少。" if days < least else ""


def too_early(name: str, record: int, from_day: dt.date) -> str:
    """The sentence for hanging a list again (name: "round" or "batch") as if it had hung all along; "" when it is not.

    The clock starts anew: not before the day the last posting was broken off, nor before a later change of the list.
    """
    if name == "round" and (why := hung_too_early(record, from_day)):
        return why
    last = Posting.select().where(getattr(Posting, name) == record).order_by(Posting.id.desc()).first()
    if last is None:
        return ""
    if last.ended_on and from_day < last.ended_on:
        return f"上一次公示 {last.ended_on} 才中止，重新公示要从那天或以后算起，不能从 {from_day} 算。"
    changed = _changed_after(name, record, last.id)
    if changed and from_day < changed:
        return f"这份名单 {changed} 还改过，重新公示要从那天或以后算起，不能从 {from_day} 算。"
    return ""


def _changed_after(name: str, record: int, posting: int) -> dt.date | None:
    """The day a list was last changed, by the journal, when that is a later day than the one its posting ended on."""
    sql = f"""
        WITH ended AS (SELECT s.id, s.at FROM journal_entry e JOIN journal_step s ON s.id = e.step
                       WHERE e.ledger = 'posting' AND e.record = :posting ORDER BY e.id DESC LIMIT 1),
             lines AS (SELECT id, student_id FROM {LISTS[name]} WHERE {name}_id = :list)
        SELECT max(date(s.at)) FROM journal_entry e JOIN journal_step s ON s.id = e.step, ended
        WHERE e.step > ended.id AND date(s.at) > date(ended.at) AND (
            e.ledger = '{LISTS[name]}' AND e.record IN (SELECT id FROM lines)
            OR e.ledger = '{LISTS[name]}' AND e.after IS NULL AND json_extract(e.before, '$.{name}') = :list
            OR e.ledger = 'student' AND e.record IN (SELECT student_id FROM lines)
               AND json_type(e.after, '$.name') IS NOT NULL)"""
    cursor = database.connection().cursor().execute(sql, {"posting": posting, "list": record})
    (day,) = next(cursor)
    return dt.date.fromisoformat(day) if day else None


def newest_of_list(posting: Any) -> Any:
    """The newest posting of the list that a posting hung: an answer to an old objection counts for what hangs now."""
    same = (Posting.round == posting.round_id) if posting.round_id else (Posting.batch == posting.batch_id)
    return Posting.select().where(same).order_by(Posting.id.desc()).first()


def _cannot_end(old: Values, new: Values) -> str:
    if new["state"] == "broken":
        if _is_settled(old):
            return "校长已经审批，公示不能再中止。情况有变化的，请提出“中途变动”或冲销。"
        if not new.get("ended_why"):
            return "请写明为什么中止公示。"
        backwards = new.get("ended_on") and new["ended_on"] < old["from_day"]
        return "中止日期不能早于张贴那天。" if backwards else ""
    if not new.get("removed_on"):
        return "请填写撤下日期。"
    last = last_day(old)
    if new["removed_on"] <= last:
        return f"公示到 {last} 才满，当天也要挂着，第二天起才能撤下。"
    return ""


def _is_settled(posting: Values) -> bool:
    """Whether the headteacher has approved the list that hung."""
    if posting.get("round"):
        return _round_state(posting) in ("approved", "archived")
    return AidBatch.get_by_id(posting["batch"]).state not in (*UNAPPROVED, "void")


def _round_state(posting: Values) -> str:
    return str(first_value("SELECT state FROM recognition_round WHERE id = ?", posting["round"]))


class Objection(Ledger):
    """An objection raised while a list hung, and what became of it."""

    title = "公示异议"
    counter = "件"
    personal = True
    order = ("posting", "day", "id")
    part_of = ("posting",)
    columns = ("posting", "day", "who", "student", "content", "result", "handled_on")
    about = "公示期间收到的异议：谁提、说什么、核查结果。"

    posting = Link("公示", Posting, required=True, width=20)
    day = Date("收到日期", required=True)
    who = Text("提出人", max_length=40, hint="不愿署名的写“匿名”")
    way = Text("方式", max_length=20, hint="电话、来访、书面")
    student = Link("涉及学生", Student)
    content = Note("异议内容", required=True, width=26)
    result = Note("核查结果", width=24)
    upheld = Choice("结论", "objection_result", width=9)
    handled_by = Text("核查人", max_length=20)
    handled_on = Date("答复日期")

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if not new:
            return "收到的异议不能删除。弄错了的，请写明核查结果。"
        if not old:
            return _cannot_object(new)
        if old.get("upheld"):
            return "这件异议已经答复，不能再改。"
        if new["posting"] != old["posting"]:
            return "异议属于哪一次公示不能改。"
        if any(new[name] != old[name] for name in TOLD):
            return "收到的异议照原话留着，不能改写。说错了或有补充的，请另登记一件。"
        return _cannot_answer(new) if new.get("upheld") else ""


TOLD = ("day", "who", "way", "student", "content")  # what was said: it stands as it was taken down


def _cannot_object(new: Values) -> str:
    if new.get("upheld") or new.get("handled_on"):
        return "异议要先登记，核查以后再写结论。"
    posting = Posting.get_by_id(new["posting"])
    if posting.state == "broken":
        return "这次公示已经中止，异议请登记在新的公示上。"
    if _is_settled(posting.__data__):
        return "校长已经审批，不能再登记异议。情况有变化的，请提出“中途变动”或冲销。"
    return ""


def _cannot_answer(new: Values) -> str:
    if not new.get("result") or not new.get("handled_on"):
        return "请写明核查结果和答复日期。"
    if new["handled_on"] < new["day"]:
        return "答复日期早于收到日期。"
    if new["upheld"] in LIST_STANDS or newest_of_list(Posting.get_by_id(new["posting"])).state == "broken":
        return ""
    return "异议成立的，公示要先中止，改好名单再重新公示。请在公示那一页登记答复。"
