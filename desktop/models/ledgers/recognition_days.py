"""The days of a 认定: applications end, then the classes meet, then the school, then the list hangs."""

import datetime as dt
from typing import Any

from desktop.models.ledger import Values, database

LAST_CLASS = "SELECT max(day) FROM review_meeting WHERE round_id = ? AND level = 'class'"
LAST_SCHOOL = "SELECT max(day) FROM review_meeting WHERE round_id = ? AND level = 'school'"
LAST_OF_PUPILS_CLASS = (
    f"{LAST_CLASS} AND school_class_id = (SELECT school_class_id FROM student WHERE id = ?)"
)
LAST_GRADED = """SELECT max(c.applied_on) FROM recognition_case c JOIN student s ON s.id = c.student_id
    WHERE c.round_id = ? AND s.school_class_id = ? AND c.class_grade IS NOT NULL"""
HUNG = "SELECT max(from_day) FROM posting WHERE round_id = ? AND state IN ('up', 'over')"


def meeting_day_problem(new: Values) -> str:
    """Why a committee cannot have met on this day: before the applications were in, the classes had met, or too late."""
    day, record = new["day"].isoformat(), new["round"]
    until = _first("SELECT apply_until FROM recognition_round WHERE id = ?", record)
    if until and day < until:
        return f"评议会议写的是 {day}，申请到 {until} 才截止，评议不能在这以前，请核对日期。"
    if new["level"] == "class" and (why := _before_the_forms(new)):
        return why
    met = _first(LAST_CLASS, record) if new["level"] == "school" else None
    if met and day < met:
        return f"学校评审会写的是 {day}，班级评议 {met} 才开，学校评审不能在这以前，请核对日期。"
    hung = _first(HUNG, record)
    if hung and day > hung:
        return f"评议会议写的是 {day}，名单 {hung} 就张贴公示了，会议不能在这以后，请核对日期。"
    return ""


def _before_the_forms(new: Values) -> str:
    """The sentence when the class would have met before the last form that it graded came in."""
    record, klass = new["round"], new.get("school_class")
    sql = f"{LAST_CLASS} AND school_class_id = ? AND id != ?"
    others = _first(sql, record, klass, new.get("id") or 0)
    day, came = max(new["day"].isoformat(), others or ""), _first(LAST_GRADED, record, klass)
    if not came or came <= day:
        return ""
    return f"班级评议写的是 {day}，有评过的申请 {came} 才收到，评议不能在这以前，请核对日期。"


def applied_too_late(new: Values) -> str:
    """The sentence for a form that came in after the pupil's class had met; "" when the days follow."""
    came, met = new.get("applied_on"), _first(LAST_OF_PUPILS_CLASS, new["round"], new["student"])
    if not came or not met or came.isoformat() <= met:
        return ""
    return f"申请写的是 {came} 收到的，班级评议 {met} 就开了，申请不能在这以后。请核对申请日期，或登记后来开的评议会。"


def window_problem(new: Values) -> str:
    """The sentence for an end of the applications after a class has met already; "" when there is none."""
    sql = "SELECT min(day) FROM review_meeting WHERE round_id = ?"
    until, met = new.get("apply_until"), _first(sql, new.get("id"))
    if not until or not met or until.isoformat() <= met:
        return ""
    return f"申请截止写的是 {until}，{met} 已经开过评议会，截止日期不能在这以后，请核对。"


def hung_too_early(record: int, from_day: dt.date) -> str:
    """The sentence for a list that would hang before the committee met, or before a form on it came in."""
    met = _first("SELECT max(day) FROM review_meeting WHERE round_id = ?", record)
    if met and from_day.isoformat() < met:
        return f"公示从 {from_day} 起，早于 {met} 的评议会议，日期对不上，请核对。"
    sql = "SELECT max(applied_on) FROM recognition_case WHERE round_id = ? AND state IN ('school_reviewed', 'posted')"
    came = _first(sql, record)
    if came and from_day.isoformat() < came:
        return f"公示从 {from_day} 起，名单上有申请 {came} 才收到，日期对不上，请核对。"
    return ""


def decided_too_early(new: Values) -> str:
    """The sentence for a 认定 dated before its list came down; "" when the days follow."""
    down = _first("SELECT max(removed_on) FROM posting WHERE round_id = ?", new["round"])
    if not down or down <= new["decided_on"].isoformat():
        return ""
    return f"名单 {down} 才撤下，认定日期不能在这以前。"


def met_too_early(record: int, student: int) -> str:
    """The sentence when the school's committee last met before the pupil's class did; "" when the days follow."""
    klass, school = _first(LAST_OF_PUPILS_CLASS, record, student), _first(LAST_SCHOOL, record)
    if not klass or not school or school >= klass:
        return ""
    return f"学校评审会是 {school} 开的，这个班 {klass} 才评议，学校评审不能在这以前。请核对日期，或登记后来开的评审会。"


def _first(sql: str, *values: Any) -> str | None:
    """The first value, a day as the table has it (ISO text); None when there is none."""
    row = next(iter(database.connection().cursor().execute(sql, values)), None)
    return str(row[0]) if row and row[0] is not None else None
