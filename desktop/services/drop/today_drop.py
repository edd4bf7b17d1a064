"""What waits of 控辍保学, for 今日 and 校长台: children away, cases that are late, what only the headteacher can sign."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.models.ledgers.drop_absence import ClassAbsence
from desktop.models.ledgers.drop_cases import DropCase
from desktop.models.store import Store
from desktop.services.drop import case_acts, cases, closing, watch
from desktop.services.drop.cases import OpenCase
from desktop.services.drop.today_population import population_facts, population_todos
from desktop.services.drop.today_reports import report_todos
from desktop.services.drop.watch import SUSPECT, WARN, Watched
from desktop.services.head_told import Known, Light, Told, made_light
from desktop.services.todo import NAMED, Around, Todo, named, names_of

ABSENCE, CASES = "absence", "cases"


def begun() -> bool:
    """Whether the school works on drop-outs here: it has a class list or a case."""
    return bool(DropCase.select().exists() or ClassAbsence.select().exists())


def drop_todos(store: Store, around: Around) -> Iterator[Todo]:
    """For whoever keeps the cases, and class teachers about their own pupils. Takes a moment, so it is asked for as a job."""
    session = store.session
    writes = session.may("drop") or ClassAbsence.table() in session.role.writes
    if not writes and not session.may("approve"):
        return
    yield from report_todos(store, around)
    yield from population_todos(store, around)
    if not begun():
        return  # who stays away is told by the meal sheets alone
    if session.may("approve"):
        yield from _to_sign(around)
    if writes:
        yield from _away(watch.board(around.day))
    if session.may("drop") or session.may("approve"):
        yield from _cases(cases.open_cases(around.day))
    elif session.classes is not None:
        yield from _own(cases.open_cases(around.day), around)


def _away(board: list[Watched]) -> Iterator[Todo]:
    due = [one for one in board if one.due]
    if not due:
        return
    if ids := _unlisted(board):
        words = f"{len(ids)} 名学生到了列为疑似的天数还没有列"
        yield Todo("triangle-alert", "bad", words, named(ids), "去列为疑似", ABSENCE, "running")
    worst = max(due, key=lambda one: len(one.run.without_leave))
    pressing = any(each.code in (WARN, SUSPECT) for one in due for each in one.due)
    ids = [one.student for one in due]
    words = f"{len(due)} 名学生没有来，要联系或上报"
    fact = f"最久的第 {len(worst.run.without_leave)} 天：{named([worst.student, *(i for i in ids if i != worst.student)])}"
    yield Todo("footprints", "bad" if pressing else "warn", words, fact, "看缺课", ABSENCE, "running")


def _unlisted(board: list[Watched]) -> list[int]:
    """Who was away long enough to be listed as 疑似辍学 and is not."""
    return [one.student for one in board if any(each.code == SUSPECT for each in one.due)]


def _cases(found: list[OpenCase]) -> Iterator[Todo]:
    if late := [one for one in found if one.late]:
        worst = late[0]
        fact = f"{worst.file.name}：{worst.next.words}，晚了 {worst.late} 个工作日"
        yield Todo("hourglass", "bad", f"{len(late)} 件个案逾期", fact, "看个案", CASES, "late")
    if told := [one for one in found if one.advice]:
        fact = f"{told[0].file.name}：{told[0].why}"
        yield Todo("footprints", "warn", f"{len(told)} 件个案有新情况", fact, "看个案", CASES, "advice")


OF_TEACHER = {
    "visit": "家访",
    "persuade": "劝返",
    "wait": "劝返",
    "follow": "跟踪",
}  # what a class teacher does


def _own(found: list[OpenCase], around: Around) -> Iterator[Todo]:
    """For a class teacher: the own pupils whose visit, 劝返 or 跟踪 is due, each by name."""
    due = [one for one in found if one.next.act in OF_TEACHER and one.next.by and one.next.by <= around.day]
    for act in dict.fromkeys(OF_TEACHER[one.next.act] for one in due):
        some = [one for one in due if OF_TEACHER[one.next.act] == act]
        names = "、".join(one.file.name for one in some[:NAMED]) + ("等" if len(some) > NAMED else "")
        late = max(one.late for one in some)
        fact = f"{some[0].file.name}：{some[0].next.words}" + (
            f"，晚了 {late} 个工作日" if late else "，今天到期"
        )
        yield Todo(
            "hourglass", "bad" if late else "warn", f"{names}该{act}了", fact, "看个案", CASES, some[0].id
        )


def _to_sign(around: Around) -> Iterator[Todo]:
    if waiting := case_acts.unsigned():
        words = f"{len(waiting)} 份书面报告等您签发"
        yield Todo("stamp", "warn", words, waiting[0].number, "去签发", CASES, "sign")
    if ready := closing.ready_to_close(around.day):
        names = "、".join(one.file.name for one in ready[:3])
        yield Todo("stamp", "warn", f"{len(ready)} 件个案可以销号，等您批准", names, "看个案", CASES, "close")


# 校长台 -------------------------------------------------------------------------------------------------


def drop_light(store: Store, known: Known) -> Light | None:
    """None for a school that has not begun to keep absences or cases."""
    if not begun():
        return None
    return made_light("drop", "footprints", "控辍保学", _facts(known.around))


def _facts(around: Around) -> Iterator[Told]:
    found, board = cases.open_cases(around.day), watch.board(around.day)
    if late := [one for one in found if one.late]:
        worst = late[0]
        yield Told(
            "bad", f"{len(late)} 件个案逾期，{worst.file.name}晚了 {worst.late} 个工作日", CASES, "late"
        )
    if due := [one for one in board if one.due]:
        longest = max(len(one.run.without_leave) for one in due)
        ids = names_of("缺课", [one.student for one in due])
        yield Told(
            "bad" if longest > 2 else "warn",
            f"{len(ids.ids)} 人没有来，最久的第 {longest} 天",
            ABSENCE,
            "running",
        )
    if missing := _unlisted(board):
        yield Told("bad", f"{len(missing)} 人到了列为疑似的天数还没有列", ABSENCE, "running")
    if told := [one for one in found if one.advice]:
        yield Told("warn", f"{len(told)} 件个案有新情况", CASES, "advice")
    if waiting := case_acts.unsigned():
        yield Told("warn", f"{len(waiting)} 份书面报告等您签发", CASES, "sign")
    if ready := closing.ready_to_close(around.day):
        yield Told("warn", f"{len(ready)} 件个案可以销号", CASES, "close")
    yield from population_facts(around.day)
    yield Told(
        "off" if found else "good", f"没有销号的个案 {len(found)} 件" if found else "没有未销号的个案", CASES
    )
