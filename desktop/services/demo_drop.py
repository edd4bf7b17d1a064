"""October of 控辍保学 in the made-up school: class lists, children away, cases at every step of the ladder.

Everything is invented and goes through the services a clerk's window uses. Left for whoever looks: a child on the second
day nobody was called about, a warning that is late, a first 劝返 that is due, a case to be taken up again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from desktop.models.day_marks import packed
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.drop_absence import ClassAbsence
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.roles import session_for
from desktop.models.store import Store
from desktop.services.drop import case_acts, cases, closing, watch
from desktop.services.drop.absences import HALVES
from desktop.services.drop.teaching import TeachingDays
from desktop.services.progress import Progress

FIRST, LAST = dt.date(2026, 10, 12), dt.date(2026, 10, 30)
CLASSES = 6  # classes that keep lists
SEAT = 3  # whose child of a class the story is about


def october(store: Store, head: str, progress: Progress) -> None:
    """Write the month. head: the headteacher, who signs the report and closes a case."""
    progress.say("一个月的考勤和个案")
    classes = [row.id for row in _classes()]
    children = [_child(one) for one in classes]
    staff = [row.id for row in Staff.select(Staff.id).order_by(Staff.id).limit(4)]
    _lists(store, classes, children)
    _calls(store, children, staff)
    _at_the_government(store, (children[0], staff), head)
    _just_suspected(store, children[1], staff)
    _warned(store, children[2], staff)
    _back_and_away_again(store, children[3], staff)
    _closed(store, children[4], head)


def _classes() -> Sequence[SchoolClass]:
    rows = SchoolClass.select().where(SchoolClass.state == "1")
    return list(rows.order_by(SchoolClass.grade, SchoolClass.number).limit(CLASSES))


def _child(school_class: int) -> int:
    rows = Student.select(Student.id).where((Student.school_class == school_class) & (Student.status == "01"))
    return int(rows.order_by(Student.seat_no, Student.id).offset(SEAT).first().id)


# by the number of the child: (mark, first day away, first day back)
AWAY: tuple[tuple[str, dt.date, dt.date], ...] = (
    ("T", FIRST, dt.date.max), ("T", dt.date(2026, 10, 21), dt.date.max), ("T", dt.date(2026, 10, 27), dt.date.max),
    ("T", dt.date(2026, 10, 30), dt.date.max), ("S", dt.date(2026, 10, 14), dt.date(2026, 10, 20)),
    ("T", dt.date(2026, 10, 29), dt.date.max),
)  # fmt: skip


def _lists(store: Store, classes: Sequence[int], children: Sequence[int]) -> None:
    """The class lists of the month, a class a step; the last child is away without anybody having called."""
    days = TeachingDays().between(FIRST, LAST)
    for place, school_class in enumerate(classes):
        mark, since, until = AWAY[place]
        rows = []
        for day in days:
            away = {children[place]: mark} if since <= day < until else {}
            rows += [_row(day, half, school_class, away) for half in HALVES]
        with store.step("演示：一个班的考勤") as step:
            step.add_many(ClassAbsence, rows)


def _row(day: dt.date, half: str, school_class: int, away: Mapping[int, str]) -> dict[str, object]:
    return {"day": day, "half": half, "school_class": school_class, "marks": packed(away) or None}


def _calls(store: Store, children: Sequence[int], staff: Sequence[int]) -> None:
    for child, day, reached, words, way in (
        (children[1], dt.date(2026, 10, 21), "no", "打了三次没有人接", "phone"),
        (children[1], dt.date(2026, 10, 22), "other", "叔叔接的，说跟着去了县城", "phone"),
        (children[2], dt.date(2026, 10, 27), "yes", "奶奶说孩子不肯来", "phone"),
    ):
        told = {
            "student": child,
            "day": day,
            "way": way,
            "reached": reached,
            "staff": staff[0],
            "words": words,
        }
        watch.contact(store, told)


def _open(store: Store, child: int, kind: str, day: dt.date, last: dt.date, **more: object) -> int:
    told = {"student": child, "kind": kind, "opened_on": day, "last_day": last}
    return cases.open_case(store, told | more)


def _persuaded(store: Store, case: int, staff: Sequence[int], day: dt.date, met: str, promised: str) -> None:
    told = {"day": day, "way": "home", "staff1": staff[0], "staff2": staff[1], "met": met, "promised": promised,
            "process": "向家里说明义务教育法，听孩子说为什么不来，约好回来以后老师怎样帮他。"}  # fmt: skip
    case_acts.persuade(store, case, told)


def _at_the_government(store: Store, of: tuple[int, Sequence[int]], head: str) -> None:
    """The whole ladder up to the township's own notice."""
    child, staff = of
    case = _open(
        store, child, "suspected", FIRST, dt.date(2026, 9, 30), cause="work", cause_words="跟父亲去县城做工",
        whereabouts="县城", cadre="石桥村 韦主任",
    )  # fmt: skip
    _persuaded(store, case, staff, dt.date(2026, 10, 13), "奶奶", "等父亲回来商量")
    notice = case_acts.issue(store, case, dt.date(2026, 10, 14), case_acts.return_by(dt.date(2026, 10, 14)))
    case_acts.serve(store, notice, {
        "served_on": dt.date(2026, 10, 15), "served_by": staff[0], "refused": True, "refused_words": "父亲不肯签字",
        "witness": "石桥村 韦主任",
    })  # fmt: skip
    _persuaded(store, case, staff, dt.date(2026, 10, 22), "父亲", "没有答应")
    day = dt.date(2026, 10, 23)
    report = case_acts.draft_report(
        store, [case], case_acts.draft_values([case], day) | {"day": day, "number": "石小〔2026〕17号"}
    )
    _as_head(store, head, lambda: case_acts.sign(store, report, day))
    case_acts.receipt(
        store, report, {"received_by": "柳林镇中心校 何老师", "received_on": dt.date(2026, 10, 26)}
    )
    case_acts.government(store, case, {
        "kind": "return", "day": dt.date(2026, 10, 29), "issuer": "柳林镇人民政府", "number": "柳政限返〔2026〕1号",
        "words": "限七日内送孩子返校",
    })  # fmt: skip


def _just_suspected(store: Store, child: int, staff: Sequence[int]) -> None:
    case = _open(
        store, child, "absent", dt.date(2026, 10, 23), dt.date(2026, 10, 20), teacher=staff[2], cause="weary"
    )
    cases.suspect(store, case, dt.date(2026, 10, 28))


def _warned(store: Store, child: int, staff: Sequence[int]) -> None:
    _open(store, child, "absent", dt.date(2026, 10, 29), dt.date(2026, 10, 26), teacher=staff[3])


def _back_and_away_again(store: Store, child: int, staff: Sequence[int]) -> None:
    """Came back in September, and is away again on the last day."""
    case = _open(store, child, "suspected", dt.date(2026, 9, 14), dt.date(2026, 9, 4), cause="family")
    _persuaded(store, case, staff, dt.date(2026, 9, 16), "母亲", "下周一返校")
    cases.back(store, case, dt.date(2026, 9, 21), "母亲送来的，开始跟踪")
    for day, words in (
        (dt.date(2026, 9, 28), "上课正常"),
        (dt.date(2026, 10, 16), "作业都交了，同学愿意和他坐"),
    ):
        case_acts.follow(store, case, {"day": day, "words": words, "staff": staff[1], "present": True})


def _closed(store: Store, child: int, head: str) -> None:
    case = _open(store, child, "absent", dt.date(2026, 10, 16), dt.date(2026, 10, 13), cause="ill")
    why = "住院请假漏登，有医院证明"
    _as_head(store, head, lambda: closing.close(store, case, dt.date(2026, 10, 21), why))


def _as_head(store: Store, head: str, act: Callable[[], None]) -> None:
    """What only the headteacher may do, in the headteacher's own name."""
    clerk, store.session = store.session, session_for(head, "head")
    try:
        act()
    finally:
        store.session = clerk
