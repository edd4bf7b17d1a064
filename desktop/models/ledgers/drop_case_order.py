"""The order of 个案 at the store's door: what the class lists must not contradict, and what every step must have left.

The sentences are for whoever comes in by a side road (import, mass edit, a script); the services say it kinder beforehand.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Any

from desktop.models.codes import code_list
from desktop.models.day_marks import unpacked
from desktop.models.ledger import Values, database
from desktop.models.ledgers.recognition_order import first_value

BECAME = "视为辍学"  # stands in the words of the step by which a child is taken for 辍学
BARE = "类型写“辍学”，要在“原因说明”里写明依据；没有到天数、也没有依据的，写“疑似辍学”。"
HALVES = 2  # class lists of a whole day
UNTOLD = "."  # in a pupil's month of meals: no sheet names the pupil on that day
MEALS = "SELECT month, marks FROM pupil_month WHERE student_id = ? AND month BETWEEN ? AND ?"
LISTS = """SELECT a.day, a.marks FROM class_absence a JOIN student s ON s.school_class_id = a.school_class_id
           WHERE s.id = ? AND a.day BETWEEN ? AND ? ORDER BY a.day, a.half"""


def why_not_on(old: Values, new: Values) -> str:
    """Why the last day at school, or the day of return, cannot be the one written: the class lists name the child."""
    student = new.get("student")
    for name, said in (("last_day", "最后到校日期"), ("back_on", "复学日期")):
        day = new.get(name)
        if student and day and day != old.get(name) and _missed(student, day):
            return f"班级考勤上 {day} 孩子没有来，这一天不能写成{said}。考勤写错了的，请先更正考勤。"
    if why := _why_not_last(old, new):
        return why
    last, back = new.get("last_day"), new.get("back_on")
    if last and back and back != old.get("back_on") and back <= last:
        return f"最后到校是 {last}，复学日期 {back} 不能早于那一天，请看看有没有写错。"
    return ""


def _why_not_last(old: Values, new: Values) -> str:
    """Why the last day at school cannot lie where it is written: the register saw the child at school after it.

    A day that is moved back is held against all days up to the old one; that of a new case against those before the
    absence in which it was opened.
    """
    student, last, before = new.get("student"), new.get("last_day"), old.get("last_day")
    if not (student and last) or last == before or (before and last > before):
        return ""
    until = before or new["opened_on"]
    told = _days(student, last + dt.timedelta(days=1), until)
    here = max((day for day, was_here in told.items() if was_here), default=None)
    if here is None or (not before and not any(day > here for day in told)):
        return ""
    return (
        f"{new['number']}：考勤（或录餐）上 {here} 孩子还到过校，最后到校日期不能写成 {last}，"
        "请写真的最后到校的那天。考勤写错了的，请先更正考勤。"
    )


def _days(student: int, first: dt.date, last: dt.date) -> dict[dt.date, bool]:
    """Day -> whether the child was there for some of it, of the days that a class list or a meal sheet tells of."""
    told: dict[dt.date, list[str]] = {}
    for written, mark in _marks(student, first, last):
        told.setdefault(dt.date.fromisoformat(written), []).append(mark)
    eaten: dict[dt.date, list[bool]] = {}
    absent = set(code_list("meal_mark").codes_with("absent"))
    for month, marks in _asked(MEALS, student, f"{first:%Y-%m}", f"{last:%Y-%m}"):
        for at, mark in enumerate(marks, 1):
            if mark != UNTOLD and first <= (day := dt.date.fromisoformat(f"{month}-{at:02d}")) <= last:
                eaten.setdefault(day, []).append(mark not in absent)
    found = {}
    for day in {*told, *eaten}:
        halves = told.get(day, [])
        found[day] = not all(halves) or (len(halves) < HALVES and any(eaten.get(day, ())))
    return found


def _missed(student: int, day: dt.date) -> bool:
    """Whether the class lists of a day say that a pupil was not there at all."""
    marks = [mark for _, mark in _marks(student, day, day)]
    return bool(marks) and all(marks)


def _marks(student: int, first: dt.date, last: dt.date) -> Iterator[tuple[str, str]]:
    """(day, mark; "" for at school) of each half-day the child's class kept a list of."""
    absent = set(code_list("meal_mark").codes_with("absent"))
    for day, marks in database.connection().cursor().execute(LISTS, (student, str(first), str(last))):
        mark = unpacked(marks).get(student, "")
        yield str(day), mark if mark in absent else ""


# 销号 ----------------------------------------------------------------------------------------------------


def why_not_closed(old: Values, new: Values) -> str:
    """A case is closed when the child is back and was followed, or when another destination is proved."""
    if not old or old["state"] == new["state"] or new["state"] != "closed":
        return ""
    if old["state"] == "back":
        return _why_not_followed(old)
    if old["state"] == "moved":
        return "" if _proved(old) else "转到别处就读，就读证明还没有取得，或者被拒绝了，不能销号。"
    return _why_still_away(old)


def _why_not_followed(case: Values) -> str:
    sql = "SELECT count(*) FROM follow_up WHERE drop_case_id = ? AND present = 1"
    if not first_value(sql, case["id"]):
        return "复学以后还没有跟踪记录，不能销号。请先登记跟踪。"
    back, limit = case["back_on"], _rule("again_halves")
    if not case["student"] or not back or not limit:
        return ""
    end, leave = back + dt.timedelta(days=_rule("follow_days")), code_list("meal_mark")
    told = _marks(case["student"], back + dt.timedelta(days=1), end)
    missed = sum(bool(mark) and not leave.fact(mark, "leave") for _, mark in told)
    answered = "SELECT max(away_halves) FROM follow_up WHERE drop_case_id = ? AND day >= ?"
    if limit <= missed and missed > int(first_value(answered, case["id"], str(back)) or 0):
        return f"跟踪期里有 {missed} 个半天没有请假就没来，不能销号。请先重开，或者写明原因。"
    return ""


def _rule(name: str) -> int:
    return int(first_value("SELECT number FROM drop_rule WHERE rule = ?", name) or 0)


def _proved(case: Values) -> bool:
    """Whether a destination that asks for a proof has one: held, and not refused since."""
    if not case["other_way"] or not code_list("age_status").fact(case["other_way"], "outside"):
        return True
    sql = """SELECT p.state FROM off_site_proof p JOIN age_child c ON c.id = p.child_id
             WHERE (c.student_id = ? OR c.id = ?) AND p.state IN ('held', 'refused') ORDER BY p.id DESC LIMIT 1"""
    return bool(first_value(sql, case["student"], case["child"]) == "held")


def _why_still_away(case: Values) -> str:
    """Before 复学 a case is closed only as a mistake: the newest class list must not name the child without leave."""
    sql = """SELECT a.marks FROM class_absence a JOIN student s ON s.school_class_id = a.school_class_id
             WHERE s.id = ? ORDER BY a.day DESC, a.half DESC LIMIT 1"""
    mark = unpacked(first_value(sql, case["student"])).get(case["student"]) if case["student"] else None
    if mark and not code_list("meal_mark").fact(mark, "leave"):
        return "最近一次考勤写的还是没有请假就没来，不能销号。"
    return ""


# the steps -----------------------------------------------------------------------------------------------


def why_no_step(new: Values) -> str:
    """A step is written for the state its case has just come into, after the step before; 视为辍学 keeps the state, once."""
    case = new["drop_case"]
    state = first_value("SELECT state FROM drop_case WHERE id = ?", case)
    if new["state"] != state:
        return f"个案现在是“{code_list('drop_state').label(state)}”。经过由办理个案时一起写，不能另写。"
    last = "SELECT {} FROM case_step WHERE drop_case_id = ? ORDER BY id DESC LIMIT 1"
    before = first_value(last.format("day"), case)
    if before and new["day"] < dt.date.fromisoformat(str(before)):
        return f"这个个案的上一步是 {before}，这一步不能早于那一天。"
    if first_value(last.format("state"), case) != state:
        return ""
    kind = first_value("SELECT kind FROM drop_case WHERE id = ?", case)
    if BECAME in (new.get("words") or "") and kind == "dropped" and not _deemed(case):
        return ""
    return "这一步已经写下了。经过由办理个案时一起写，不能另写。"


def _deemed(case: int) -> bool:
    """Whether a step of this round says 视为辍学: since the opening, or since the case was last taken up again."""
    deemed, away, before = False, code_list("drop_state").codes_with("away"), ""
    for state, words in _steps(case):
        again = state in away and before not in (*away, "", "warned")
        deemed = BECAME in words or (deemed and not again)
        before = state
    return deemed


def why_unwritten(cases: Collection[int]) -> str:
    """At the end of a step: the state and the kind of each case are those that its own steps tell.

    A case without any step came in whole from elsewhere and has no course yet.
    """
    for case in cases:
        steps = list(_steps(case))
        row = next(
            iter(_asked("SELECT number, state, kind, cause_words FROM drop_case WHERE id = ?", case)), None
        )
        if row is None:
            continue
        number, state, kind, why = row
        if not steps and kind == "dropped" and not why:
            return f"{number} {BARE}"
        if not steps:
            continue
        if steps[-1][0] != state:
            return f"{number} 的状态由办理个案时写，不能单独改。请打开这一件个案办理。"
        told = any(BECAME in words or words.startswith("辍学") for _, words in steps)
        if kind == "dropped" and not told:
            return f"{number} 的类型不能直接改成“辍学”。请打开这一件个案，点“视为辍学”。"
    return ""


def _steps(case: int) -> Iterator[tuple[str, str]]:
    for state, words in _asked("SELECT state, words FROM case_step WHERE drop_case_id = ? ORDER BY id", case):
        yield state, words or ""


def _asked(sql: str, *values: Any) -> Iterator[Any]:
    yield from database.connection().cursor().execute(sql, values)
