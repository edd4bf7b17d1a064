"""The days of a 认定: applications end, then the classes meet, then the school, then the list hangs."""

from typing import Any

from desktop.models.ledger import Values, database

LAST_CLASS = "SELECT max(day) FROM review_meeting WHERE round_id = ? AND level = 'class'"
LAST_SCHOOL = "SELECT max(day) FROM review_meeting WHERE round_id = ? AND level = 'school'"
LAST_OF_PUPILS_CLASS = (
    f"{LAST_CLASS} AND school_class_id = (SELECT school_class_id FROM student WHERE id = ?)"
)
HUNG = "SELECT max(from_day) FROM posting WHERE round_id = ? AND state IN ('up', 'over')"


def meeting_day_problem(new: Values) -> str:
    """Why a committee cannot have met on this day: before the applications were in, the classes had met, or too late."""
    day, record = new["day"].isoformat(), new["round"]
    until = _first("SELECT apply_until FROM recognition_round WHERE id = ?", record)
    if until and day < until:
        return f"评议会议写的是 {day}，申请到 {until} 才截止，评议不能在这以前，请核对日期。"
    met = _first(LAST_CLASS, record) if new["level"] == "school" else None
    if met and day < met:
        return f"学校评审会写的是 {day}，班级评议 {met} 才开，学校评审不能在这以前，请核对日期。"
    hung = _first(HUNG, record)
    if hung and day > hung:
        return f"评议会议写的是 {day}，名单 {hung} 就张贴公示了，会议不能在这以后，请核对日期。"
    return ""


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
