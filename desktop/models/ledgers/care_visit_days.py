"""The days of visits and talks: within the time that teacher and child were at the school, and each told once."""

from __future__ import annotations

import datetime as dt

from desktop.models.ledger import Values
from desktop.models.ledgers.recognition_order import first_value
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student

BEFORE = dt.timedelta(days=100)  # new pupils are visited in the summer before they come


def has_left(old: Values, new: Values, does: str = "去家访") -> str:
    """Who has left the school visits nobody and talks to nobody."""
    for name in ("teacher", "teacher2"):
        if not new.get(name) or all(old.get(one) == new.get(one) for one in (name, "day")):
            continue
        left_on = first_value("SELECT left_on FROM staff WHERE id = ?", new[name])
        if left_on and str(left_on) <= str(new["day"]):
            return f"{Staff.caption_of(new[name])} {left_on} 已经离校，{new['day']} 不会{does}，请看看日期和教师。"
    return ""


def not_here(student: int, day: object) -> str:
    """Why a day cannot be one of a child's: it had not come yet, or had left. "" when it can."""
    row = Student.select(Student.arrived_on, Student.left_on, Student.enrolled).where(Student.id == student)
    for came, left, enrolled in row.tuples():
        return _not_within(student, str(day), came, left, enrolled)
    return ""


def _not_within(
    student: int, day: str, came: dt.date | None, left: dt.date | None, enrolled: str | None
) -> str:
    name = Student.caption_of(student)
    if came and day < str(came):
        return f"{name} {came} 才转来，{day} 还不是本校学生，请看看日期有没有写错。"
    if enrolled and not came and day < str(dt.date.fromisoformat(f"{enrolled}-01") - BEFORE):
        return f"{name} {enrolled} 才入学，{day} 还不是本校学生，请看看日期有没有写错。"
    if left and day > str(left):
        return f"{name} 已于 {left} 离校，{day} 不再是本校学生，请看看日期有没有写错。"
    return ""


def taught_already(old: Values, new: Values) -> str:
    """Nobody is taught at home twice in the same hour."""
    if all(old.get(name) == new[name] for name in ("plan", "day", "starts", "ends")):
        return ""
    sql = "SELECT starts FROM home_teaching WHERE plan_id = ? AND day = ? AND id != ? AND starts < ? AND ends > ?"
    same = first_value(sql, new["plan"], str(new["day"]), old.get("id") or 0, new["ends"], new["starts"])
    return f"{new['day']} {same} 已经登记了这个孩子的送教，请看看是不是记过了。" if same else ""
