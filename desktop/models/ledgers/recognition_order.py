"""The order of 认定 at the store's door: why a round, an application or a change may not go where it is sent.

What may follow what is data (round_state, case_state: "next"); here stands what must be there before. The sentences
are for whoever comes in by a side road (import, mass edit, a script); the services say it kinder beforehand.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledger import Values, database
from desktop.models.ledgers import recognition_days as days
from desktop.models.working_days import working_days_after

NOT_NEEDY = "0"  # need_grade 不困难: such a case is declined, never posted
FROZEN = ("recognised", "declined", "archived")  # the headteacher's word stands
ON_THE_WALL = ("posted", "objected")
STILL_OPEN = ("open", "told", "applying", "reviewing")  # rounds that still take applications
UNSETTLED = (
    "applied",
    "class_reviewed",
    "school_reviewed",
)  # nobody's case may be forgotten when a list is posted


def may_follow(states: str, old: str | None, new: str) -> str:
    """The sentence for a state that may not come after another by the code list's "next"; "" when it may."""
    codes = code_list(states)
    if old is None or old == new or new in (codes.fact(old, "next") or ()):
        return ""
    return f"“{codes.label(old)}”之后不能直接变成“{codes.label(new)}”，请按次序办理。"


def first_value(sql: str, *values: Any) -> Any:
    """The first value of the first row; None when there is none."""
    row = next(iter(database.connection().cursor().execute(sql, values)), None)
    return row[0] if row else None


def _differing(old: Values, new: Values) -> set[str]:
    return {name for name in new if name != "id" and new[name] != old.get(name)}


# rounds ------------------------------------------------------------------------------------------------

ROUND_WRITTEN_IN = {"submitted_by": "awaiting", "submitted_on": "awaiting", "approved_by": "approved",
                    "approved_on": "approved", "archived_on": "archived"}  # fmt: skip


def round_problem(old: Values, new: Values) -> str:
    """Why a round may not become `new`; "" when it may."""
    if not new:
        if old["state"] != "open":
            return "这一批已经开始办理，不能删除。"
        drafts = first_value("SELECT 1 FROM recognition_case WHERE round_id = ?", old["id"])
        return "这一批里已经有申请，请先删去草稿，再删这一批。" if drafts else ""
    if not old:
        begun = new["state"] != "open" or any(new.get(name) for name in ROUND_WRITTEN_IN)
        return "新的认定批次从“已建立”开始，一步一步往下办。" if begun else ""
    changed = _differing(old, new)
    if changed & {"term", "kind"} and old["state"] != "open":
        return "这一批已经开始办理，学期和种类不能再改。"
    if old["state"] in ("approved", "archived") and changed - {"state", "archived_on", "note"}:
        return "这一批校长已经审批，不能再改。"
    if why := may_follow("round_state", old["state"], new["state"]):
        return why
    for name, state in ROUND_WRITTEN_IN.items():
        if name in changed and new.get(name) and (new["state"], "state" in changed) != (state, True):
            return "送审、审批和建档的日期由程序在办理那一步时写，不能另外填。"
    if "apply_until" in changed and (why := days.window_problem(new)):
        return why
    return ROUND_NEEDS[new["state"]](old, new) if "state" in changed else ""


def _told(old: Values, new: Values) -> str:
    return "" if new.get("told_on") and new.get("told_how") else "请先写明哪一天、用什么方式提前告知。"


def _applying(old: Values, new: Values) -> str:
    return "" if new.get("apply_from") and new.get("apply_until") else "请先写明申请的起止日期。"


def _reviewing(old: Values, new: Values) -> str:
    if old["state"] in ("posted", "awaiting") and _latest_posting(old["id"])[1] == "up":
        return "名单还在公示。请先中止这次公示，再退回评审。"
    return ""


def _posted(old: Values, new: Values) -> str:
    if _latest_posting(old["id"])[1] != "up":
        return "还没有张贴公示，不能记为“结果公示中”。"
    if count := _cases(old["id"], *UNSETTLED):
        return f"还有 {count} 份申请没有评审完，不能公示。"
    return "" if _cases(old["id"], "posted") else "公示名单里一个人也没有。"


def _awaiting(old: Values, new: Values) -> str:
    if not new.get("submitted_by") or not new.get("submitted_on"):
        return "送审要写明送审人和日期。"
    return _posting_not_over(old["id"])


def _approved(old: Values, new: Values) -> str:
    who, day = new.get("approved_by"), new.get("approved_on")
    if not who or not day or old.get("approved_by"):
        return "审批要由校长本人登录后办理。"
    if who == new.get("submitted_by"):
        return f"{who}送的审，不能再由{who}审批。"
    if entered := _cases(old["id"], *ON_THE_WALL, "declined", where="entered_by = ?", values=(who,)):
        return f"有 {entered} 份申请是{who}录入的，不能由录入的人审批。"
    posting = _latest_posting(old["id"])[0]
    if why := _posting_not_over(old["id"]):
        return why
    if why := cut_short(posting):
        return why
    removed = first_value("SELECT removed_on FROM posting WHERE id = ?", posting)
    return "" if removed <= day.isoformat() else f"名单 {removed} 才撤下，审批日期不能在这以前。"


def _archived(old: Values, new: Values) -> str:
    if not new.get("archived_on"):
        return "建档要写明日期。"
    if left := _cases(old["id"], "recognised", "posted", "objected"):
        return f"还有 {left} 份认定没有建档。"
    return ""


def _nothing(old: Values, new: Values) -> str:
    return ""


ROUND_NEEDS: dict[str, Callable[[Values, Values], str]] = {
    "open": _nothing, "told": _told, "applying": _applying, "reviewing": _reviewing, "posted": _posted,
    "awaiting": _awaiting, "approved": _approved, "archived": _archived,
}  # fmt: skip


def _latest_posting(record: int) -> tuple[int, str]:
    """(id, state) of the round's newest posting; (0, "") before the first."""
    sql = "SELECT id, state FROM posting WHERE round_id = ? ORDER BY id DESC LIMIT 1"
    return next(iter(database.connection().cursor().execute(sql, (record,))), (0, ""))


def _posting_not_over(record: int) -> str:
    if _latest_posting(record)[1] != "over":
        return "公示还没有期满撤下。"
    sql = """SELECT count(*) FROM objection o JOIN posting p ON p.id = o.posting_id
             WHERE p.round_id = ? AND o.upheld IS NULL"""
    if count := first_value(sql, record):
        return f"还有 {count} 件异议没有答复。"
    return f"还有 {count} 份申请在复核。" if (count := _cases(record, "objected")) else ""


def cut_short(posting: int) -> str:
    """The sentence for a list taken down too early by the 校历 as it is now; "" when it hung its whole period."""
    sql = "SELECT from_day, days, until_day, removed_on FROM posting WHERE id = ?"
    told = next(iter(database.connection().cursor().execute(sql, (posting,))), None)
    if told is None or not told[3]:
        return ""
    from_day, until, removed = (dt.date.fromisoformat(day) for day in (told[0], told[2], told[3]))
    last = max(until, working_days_after(from_day, told[1]))
    if removed > last:
        return ""
    return f"校历后来又标了放假，公示要到 {last} 才满，{removed} 就撤下了。请中止这次公示，重新公示。"


def _cases(record: int, *states: str, where: str = "1", values: tuple[Any, ...] = ()) -> int:
    marks = ",".join("?" * len(states))
    sql = f"SELECT count(*) FROM recognition_case WHERE round_id = ? AND state IN ({marks}) AND {where}"
    return int(first_value(sql, record, *states, *values))


# applications ------------------------------------------------------------------------------------------

CASE_WRITTEN_IN = {
    "class_grade": ("class_reviewed",), "class_opinion": ("class_reviewed",), "school_grade": ("school_reviewed",),
    "school_opinion": ("school_reviewed",), "grade": ("recognised",), "decided_by": ("recognised", "declined"),
    "decided_on": ("recognised", "declined"),
}  # fmt: skip


def case_problem(old: Values, new: Values) -> str:
    """Why an application may not become `new`; "" when it may."""
    if not new:
        return "" if old["state"] == "draft" else "已经提出的申请不能删除，可以撤回。"
    if not old:
        return _new_case(new)
    changed = _differing(old, new)
    if changed & {"round", "student"}:
        return "一份申请属于哪一批、哪个学生不能改。弄错了的，请撤回后重新建一份。"
    if old["state"] in FROZEN and (why := _frozen_case(old, new, changed)):
        return why
    if why := may_follow("case_state", old["state"], new["state"]):
        return why
    for name in changed & CASE_WRITTEN_IN.keys():
        if new.get(name) is not None and new["state"] not in CASE_WRITTEN_IN[name] + FROZEN:
            return "评议、评审和认定的结果，只能在那一步里写。"
    graded = new["state"] in ("class_reviewed", "school_reviewed", *ON_THE_WALL)
    if graded and "applied_on" in changed and (why := days.applied_too_late(new)):
        return why
    if "school_grade" in changed and new["state"] in ON_THE_WALL:
        return "名单正在公示，档次不能直接改。要改的，请中止公示、改好后重新公示。"
    return CASE_NEEDS[new["state"]](old, new) if "state" in changed else ""


def _new_case(new: Values) -> str:
    if new["state"] not in ("draft", "applied"):
        return "新的认定申请只能从“草稿”或“已申请”开始，后面的步骤要一步一步办。"
    if any(new.get(name) is not None for name in CASE_WRITTEN_IN):
        return "新的认定申请还没有评议，不能先写评议、评审或认定的结果。"
    if _round_state(new) not in STILL_OPEN:
        return "这一批已经公示或审批，不能再增加申请。情况有变化的，请走下一次学期调整。"
    return _applied({}, new) if new["state"] == "applied" else ""


def _frozen_case(old: Values, new: Values, changed: set[str]) -> str:
    """What was approved changes by an approved CaseChange alone; who was declined may be taken up again before that."""
    if old["state"] == "declined" and new["state"] != "archived" and _round_state(new) in STILL_OPEN:
        return ""
    if "grade" in changed and not _approved_change(old, new):
        return "认定档次已经审批定下，不能直接改。情况有变化的，请提出“中途变动”。"
    if changed & {"decided_by", "decided_on"} and (old.get("decided_by") or old["state"] != "declined"):
        return "审批人和认定日期已经定下，不能再改。"
    if changed - {"state", "system_on", "note", "grade", "decided_by", "decided_on"}:
        return "这份认定已经审批定下，不能再改。情况有变化的，请提出“中途变动”。"
    return ""


def _approved_change(old: Values, new: Values) -> bool:
    sql = """SELECT old_grade = ? AND new_grade = ? FROM case_change WHERE case_id = ? AND state = 'approved'
             ORDER BY id DESC LIMIT 1"""
    return bool(first_value(sql, old["grade"], new["grade"], old["id"]))


def _round_state(values: Values) -> str:
    return str(first_value("SELECT state FROM recognition_round WHERE id = ?", values["round"]))


def _applied(old: Values, new: Values) -> str:
    if _round_state(new) not in ("applying", "reviewing"):
        return "这一批还没有开始受理申请，或已经公示，现在不能提出申请。"
    return "" if new.get("applied_on") else "请填写申请日期。"


def _class_reviewed(old: Values, new: Values) -> str:
    if not new.get("class_grade"):
        return "班级评议要写明档次。"
    if _round_state(new) != "reviewing":
        return "班级评议在个人申请截止以后、公示以前进行，现在不是这一步。"
    klass = first_value("SELECT school_class_id FROM student WHERE id = ?", new["student"])
    sql = "SELECT max(present) FROM review_meeting WHERE round_id = ? AND level = 'class' AND school_class_id = ?"
    return too_few("class", first_value(sql, new["round"], klass)) or days.applied_too_late(new)


def _school_reviewed(old: Values, new: Values) -> str:
    if not new.get("school_grade"):
        return "学校评审要写明档次。"
    if _round_state(new) != "reviewing":
        return "名单还在公示或已经送审。请先中止公示或退回，再改评审结果。"
    sql = "SELECT max(present) FROM review_meeting WHERE round_id = ? AND level = 'school'"
    return too_few("school", first_value(sql, new["round"])) or days.met_too_early(
        new["round"], new["student"]
    )


def too_few(level: str, present: int | None) -> str:
    """The sentence for a meeting that was not held, or by too few; the least number is data (meeting_level)."""
    levels = code_list("meeting_level")
    least = levels.fact(level, "least")
    if present is not None and present >= least:
        return ""
    said = f"只有 {present} 人到会" if present is not None else "还没有登记会议和到会人数"
    return f"{levels.label(level)}{said}，至少要 {least} 人，先登记评议会议才能写结果。"


def meeting_problem(old: Values, new: Values) -> str:
    """Why a meeting may not become `new`: it carries the grades that were given in it. "" when it may."""
    if new and (not old or old["day"] != new["day"]) and (why := days.meeting_day_problem(new)):
        return why
    if not old or not _given_in(old):
        return ""
    if not new or any(new[name] != old[name] for name in ("round", "level", "school_class")):
        return "已经按这次会议写了评议结果，会议的批次、级别和班级不能再改，也不能删除。"
    return too_few(old["level"], new.get("present"))


def _given_in(meeting: Values) -> bool:
    if meeting["level"] == "school":
        sql = "SELECT 1 FROM recognition_case WHERE round_id = ? AND school_grade IS NOT NULL"
        return bool(first_value(sql, meeting["round"]))
    sql = """SELECT 1 FROM recognition_case c JOIN student s ON s.id = c.student_id
             WHERE c.round_id = ? AND s.school_class_id = ? AND c.class_grade IS NOT NULL"""
    return bool(first_value(sql, meeting["round"], meeting.get("school_class")))


def _case_posted(old: Values, new: Values) -> str:
    if new.get("school_grade") in (None, NOT_NEEDY):
        return "没有评出困难档次的，不能公示。"
    if old["state"] == "objected":
        sql = """SELECT count(*) FROM objection o JOIN posting p ON p.id = o.posting_id
                 WHERE p.round_id = ? AND o.student_id = ? AND o.upheld IS NULL"""
        return "这名学生的异议还没有答复。" if first_value(sql, new["round"], new["student"]) else ""
    if _round_state(new) != "reviewing" or _latest_posting(new["round"])[1] != "up":
        return "公示要从“结果公示”那一步开始：先定下整批名单，再一起张贴。"
    return ""


def _objected(old: Values, new: Values) -> str:
    return "" if _round_state(new) in ("posted", "awaiting") else "现在没有在公示。"


def _off_the_wall(old: Values, new: Values) -> str:
    """Leaving the list: only while it does not hang; with a reason."""
    if old["state"] in ON_THE_WALL and _round_state(new) != "reviewing":
        return "名单正在公示或已经送审。要去掉这一份，请先中止公示。"
    return "" if new.get("why_not") else "请写明原因。"


def _declined(old: Values, new: Values) -> str:
    """The school's committee declines: also whom the class found not needy, before a grade of the school's."""
    if why := _off_the_wall(old, new):
        return why
    if old["state"] != "class_reviewed":
        return ""
    sql = "SELECT max(present) FROM review_meeting WHERE round_id = ? AND level = 'school'"
    return too_few("school", first_value(sql, new["round"]))


def _recognised(old: Values, new: Values) -> str:
    if _round_state(new) != "approved" or not new.get("decided_by") or not new.get("decided_on"):
        return "认定要由校长审批整批名单，不能单独改成“已认定”。"
    if new["decided_by"] == new.get("entered_by"):
        return f"这份申请是{new['decided_by']}录入的，不能由录入的人审批。"
    if why := days.decided_too_early(new):
        return why
    if new.get("grade") != old.get("school_grade") or new.get("school_grade") != old.get("school_grade"):
        return "认定档次必须就是公示的那个档次。"
    return ""


def _case_archived(old: Values, new: Values) -> str:
    if _round_state(new) not in ("approved", "archived"):
        return "校长审批以后才能建档。"
    if old["state"] == "recognised" and not new.get("system_on"):
        return "建档要写明录入资助系统的日期。"
    return ""


CASE_NEEDS: dict[str, Callable[[Values, Values], str]] = {
    "draft": _nothing, "applied": _applied, "class_reviewed": _class_reviewed, "school_reviewed": _school_reviewed,
    "posted": _case_posted, "objected": _objected, "declined": _declined, "returned": _off_the_wall,
    "withdrawn": _off_the_wall, "recognised": _recognised, "archived": _case_archived,
}  # fmt: skip


# mid-term changes --------------------------------------------------------------------------------------


def change_problem(old: Values, new: Values) -> str:
    """Why a 中途变动 may not become `new`; "" when it may."""
    if not new:
        return "中途变动的申请不能删除。不同意的，由校长写明意见。"
    if not old:
        if new["state"] != "asked" or new.get("decided_by") or new.get("decided_on"):
            return "中途变动要先提出、再审批。"
        return _not_recognised(new) if new.get("case") else ""
    if old["state"] != "asked":
        return "这件变动已经审批，不能再改。"
    changed = _differing(old, new)
    if changed & {"student", "case", "old_grade"}:
        return "变动是哪个学生、原来哪一档不能改。弄错了的，请校长写“未同意”，重新提出。"
    if "state" not in changed:
        return "审批人和日期在审批时写。" if new.get("decided_by") or new.get("decided_on") else ""
    return _change_decided(old, new)


def _change_decided(old: Values, new: Values) -> str:
    if not new.get("decided_by") or not new.get("decided_on"):
        return "中途变动要由校长本人登录后审批。"
    if new["decided_by"] == old.get("asked_by"):
        return f"这件变动是{old['asked_by']}提出的，不能由提出的人审批。"
    if new["state"] != "approved":
        return "" if new.get("answer") else "请写一句不同意的理由。"
    if not new.get("proof"):
        return "没有证明材料，不能同意变动。"
    return _not_recognised(new) if new.get("case") else "没有认定过的学生不能走中途变动，请在学期调整时申请。"


def _not_recognised(new: Values) -> str:
    sql = "SELECT grade FROM recognition_case WHERE id = ? AND student_id = ? AND state IN ('recognised', 'archived')"
    grade = first_value(sql, new["case"], new["student"])
    if grade is None:
        return "没有认定过的学生不能走中途变动，请在学期调整时申请。"
    if grade != new.get("old_grade"):
        return "原档次和现在的认定对不上，请重新提出。"
    return "新档次和原来一样，不用变动。" if grade == new["new_grade"] else ""
