"""公示: a list hangs for so many working days of the 校历; whatever changes on it starts the clock anew.

Good for the list of a recognition round and for an aid batch's (助前公示). What may hang is made by `wall` alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.batches import AidBatch
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.objection_order import LIST_STANDS, unheeded
from desktop.models.ledgers.posting import Objection, Posting, last_day, newest_of_list, too_early, too_short
from desktop.models.ledgers.recognition import RecognitionCase, RecognitionRound, ReviewMeeting
from desktop.models.ledgers.recognition_order import NOT_NEEDY, ON_THE_WALL, UNSETTLED
from desktop.models.ledgers.students import Student
from desktop.models.store import Step, Store
from desktop.models.terms import day_in_words
from desktop.models.working_days import working_days_after, working_days_between
from desktop.services.recognition import wall
from desktop.services.recognition.rounds import expect, names


@dataclass(frozen=True)
class Remaining:
    """Where a posting stands: working days still to hang (today counted), the last one, and the sentence for it."""

    days: int
    until: dt.date
    sentence: str

    @property
    def over(self) -> bool:
        return self.days == 0


def kind_of(round_row: Any) -> str:
    """Which kind of posting (posting_kind) a round's list is."""
    return "correction" if round_row.kind == "term" else "recognition"


def usual_days(kind: str) -> int:
    """How many working days a kind of list hangs, by the data (posting_kind)."""
    return int(code_list("posting_kind").fact(kind, "days"))


def post_round(
    store: Store, record: int, from_day: dt.date, place: str, *, days: int | None = None, by: str | None = None,
    unchanged: str | None = None, today: dt.date | None = None,
) -> int:  # fmt: skip
    """Hang the list of a round; returns the posting's id. The applications on it are 公示中 from now on.

    unchanged: why a list hangs as it hung, though an objection to it was right.

    Raises Refused while somebody is not reviewed, for a day ahead or before the last meeting, for a list that the
    wall may not carry, and for a list that a sustained objection did not change.
    """
    store.session.demand("batch", "张贴公示")
    row = expect(record, "reviewing")
    _demand_day(from_day, place, by, today)
    cases = list(RecognitionCase.select().where(RecognitionCase.round == record))
    if waiting := [case.student_id for case in cases if case.state in UNSETTLED[:2]]:
        raise Refused(f"{names(waiting)}还没有评审完。请评审、退回或撤回以后再公示，一个也不能漏。")
    listed = [case for case in cases if case.state == "school_reviewed"]
    if not listed:
        raise Refused("名单里一个人也没有，不用公示。")
    if late := ReviewMeeting.get_or_none((ReviewMeeting.round == record) & (ReviewMeeting.day > from_day)):
        raise Refused(f"公示从 {from_day} 起，早于 {late.day} 的评议会议，日期对不上。请核对。")
    if why := too_early("round", record, from_day):
        raise Refused(why)
    kind = kind_of(row)
    wall.list_of_round(store, record, kind)  # refused here rather than on the wall
    values = _period(kind, from_day, days) | {"round": record, "place": place.strip(), "posted_by": by}
    values |= {"said": _words(kind, record, None), "note": (unchanged or "").strip() or None}
    with store.step(f"张贴公示：{RecognitionRound.caption(row)} {len(listed)} 人", kind="posting") as step:
        step.change_many(RecognitionCase, {case.id: {"class_name": _class_today(case)} for case in listed})
        mark, heads = wall.fingerprint_of_round(record)
        posting = step.add(Posting, values | {"content": mark, "heads": heads})
        step.change_many(RecognitionCase, {case.id: {"state": "posted"} for case in listed})
        step.change(RecognitionRound, record, {"state": "posted"})
    return posting


def post_batch(
    store: Store, record: int, from_day: dt.date, place: str, *, days: int | None = None, by: str | None = None,
    unchanged: str | None = None, today: dt.date | None = None,
) -> int:  # fmt: skip
    """Hang the list of an aid batch before it is approved (助前公示); returns the posting's id."""
    store.session.demand("batch", "张贴助前公示")
    row = AidBatch.get_by_id(record)
    if row.state != "listed":
        state = code_list("batch_state").label(row.state)
        raise Refused(f"这一批现在是“{state}”，只有“名单已生成”的才能张贴助前公示。")
    _demand_day(from_day, place, by, today)
    if from_day < row.list_date:
        raise Refused(f"公示从 {from_day} 起，早于名单日期 {row.list_date}，请核对。")
    if why := too_early("batch", record, from_day):
        raise Refused(why)
    if not wall.list_of_batch(store, record).rows:
        raise Refused("名单里一个人也没有，不用公示。")
    mark, heads = wall.fingerprint_of_batch(record)
    values = _period("aid", from_day, days) | {"batch": record, "place": place.strip(), "posted_by": by}
    values |= {"said": _words("aid", None, record), "note": (unchanged or "").strip() or None}
    with store.step(f"张贴公示：{AidBatch.caption(row)} {heads} 人", kind="posting") as step:
        posting = step.add(Posting, values | {"content": mark, "heads": heads})
        step.change(AidBatch, record, {"state": "posted"})
    return posting


def break_off(
    store: Store, record: int, why: str, *, day: dt.date | None = None, today: dt.date | None = None
) -> None:  # fmt: skip
    """End a posting before its time, or undo one that is over but not approved: the list goes back to be put right.

    day: when that was decided, today unless told; the list may hang again from then on. Raises Refused for another day.
    """
    store.session.demand("batch", "中止公示")
    if not why.strip():
        raise Refused("请写明为什么中止公示。")
    row = _posting(record, "up", "over")
    _demand_ended(row, day, today)
    with store.step(f"中止公示：{Posting.caption(row)}：{why.strip()}") as step:
        take_back(step, row, why.strip(), day or today)


def change_grade(
    store: Store, case: int, grade: str, why: str, *, day: dt.date | None = None, today: dt.date | None = None
) -> None:  # fmt: skip
    """Another grade for a pupil on a posted list: the posting is broken off and the list must hang anew, in one step.

    day: when that was decided, today unless told.

    不困难 takes the pupil off the list. Raises Refused when nothing hangs or the grade is the same.
    """
    store.session.demand("batch", "公示期间改档次")
    told = RecognitionCase.get_by_id(case)
    if told.state not in ON_THE_WALL:
        raise Refused("这份申请现在没有在公示，请在学校评审那一步改档次。")
    if grade == told.school_grade:
        raise Refused("档次和公示的一样，不用改。")
    if not why.strip():
        raise Refused("请写明为什么改档次。")
    row = _latest(told.round_id)
    _demand_ended(row, day, today)
    who, label = Student.caption_of(told.student_id), code_list("need_grade").label(grade)
    with store.step(f"公示期间改档次：{who}改为{label}，重新公示") as step:
        take_back(step, row, f"{who}档次有变：{why.strip()}"[:200], day or today)
        if grade == NOT_NEEDY:
            step.change(RecognitionCase, case, {"state": "declined", "why_not": why.strip()})
        else:
            step.change(RecognitionCase, case, {"school_grade": grade, "school_opinion": why.strip()})


def take_down(
    store: Store, record: int, day: dt.date, *, by: str | None = None, photo: str | None = None,
    today: dt.date | None = None,
) -> None:  # fmt: skip
    """Note that a list was taken down after its period. photo: a kept attachment. Raises Refused before the end."""
    store.session.demand("batch", "登记撤下公示")
    row = _posting(record, "up")
    if day > (today or dt.date.today()):
        raise Refused(f"撤下日期 {day} 还没有到。")
    wall.demand_public({"撤下人": by})
    last = last_day(row.__data__)
    if day <= last:
        raise Refused(f"公示到{day_in_words(last)}才满，当天也要挂着，第二天起才能撤下。")
    if is_changed(row):
        raise Refused("名单和张贴出去的已经不一样了，这次公示不算数。请中止这次公示，按现在的名单重新公示。")
    values: Values = {"state": "over", "until_day": last, "removed_on": day, "removed_by": by}
    with store.step(f"撤下公示：{Posting.caption(row)}") as step:
        step.change(Posting, record, values | ({"photo_down": photo} if photo else {}))


# objections --------------------------------------------------------------------------------------------


def object_to(store: Store, record: int, told: Mapping[str, Any], *, today: dt.date | None = None) -> int:
    """Write down an objection to a hanging list: `told` holds day and content, and who, way, student as far as known.

    The application it is about is 有异议复核中 until it is answered. Returns the objection's id.
    """
    store.session.demand("batch", "登记公示异议")
    row = _posting(record, "up", "over")
    values = {name: told.get(name) for name in ("day", "content", "who", "way", "student")}
    day = values["day"]
    if not day or not row.from_day <= day <= (today or dt.date.today()):
        raise Refused(f"收到异议的日期应在{day_in_words(row.from_day)}张贴以后、今天以前。")
    if not str(values["content"] or "").strip():
        raise Refused("请写明异议说的是什么。")
    case = _case_on(row, values["student"])
    with store.step(f"登记公示异议：{Posting.caption(row)}") as step:
        objection = step.add(Objection, values | {"posting": record})
        if case is not None and case.state == "posted":
            step.change(RecognitionCase, case.id, {"state": "objected"})
    return objection


def answer(
    store: Store, record: int, conclusion: str, result: str, *, day: dt.date, by: str | None = None,
    today: dt.date | None = None,
) -> None:  # fmt: skip
    """Close an objection (objection_result). 成立 and 部分成立 break the posting off in the same step."""
    store.session.demand("batch", "答复公示异议")
    told = Objection.get_by_id(record)
    if told.upheld:
        raise Refused("这件异议已经答复过了。")
    if not result.strip():
        raise Refused("请写明核查的结果。")
    if day < told.day:
        raise Refused(f"答复日期早于收到异议的 {told.day}，请核对。")
    label = code_list("objection_result").label(conclusion)
    row = newest_of_list(Posting.get_by_id(told.posting_id))
    values = {
        "upheld": conclusion,
        "result": result.strip(),
        "handled_on": day,
        "handled_by": by or store.session.who,
    }
    with store.step(f"答复异议：{label}") as step:
        if conclusion not in LIST_STANDS and row.state != "broken":
            take_back(step, row, f"{label}：{result.strip()}"[:200], day)
        step.change(Objection, record, values)
        case = _case_on(row, told.student_id)
        if case is not None and case.state == "objected" and not _other_open(row.round_id, told):
            step.change(RecognitionCase, case.id, {"state": "posted"})


def open_objections(round_record: int) -> list[Any]:
    """The objections of a round that nobody has answered yet."""
    rows = (
        Objection.select(Objection)
        .join(Posting)
        .where((Posting.round == round_record) & Objection.upheld.is_null())
    )
    return list(rows.order_by(Objection.day, Objection.id))


def _other_open(round_record: int, told: Any) -> bool:
    return any(
        one.student_id == told.student_id and one.id != told.id for one in open_objections(round_record)
    )


def _case_on(row: Any, student: int | None) -> Any:
    """The application of a pupil that hangs in this posting; None for an aid list or another matter."""
    if row.round_id is None or student is None:
        return None
    case = RecognitionCase
    return case.get_or_none(
        (case.round == row.round_id) & (case.student == student) & case.state.in_(ON_THE_WALL)
    )


# the clock ---------------------------------------------------------------------------------------------


def remaining(posting: Any, today: dt.date | None = None) -> Remaining:
    """The countdown of a posting. Days are working days on the 校历, the day of posting itself is not counted."""
    today, until = today or dt.date.today(), posting.until_day
    if posting.state != "up":
        return Remaining(0, until, f"公示{code_list('posting_state').label(posting.state)}。")
    until = last_day(posting.__data__)
    days = working_days_between(max(today, posting.from_day + dt.timedelta(days=1)), until)
    if today > until:
        late = (today - until).days
        return Remaining(0, until, f"公示期已满 {late} 天，请撤下名单、拍照并登记，不要一直挂着。")
    last = "今天是最后一天" if today == until else f"还有 {days} 个工作日"
    return Remaining(max(days, 1), until, f"公示到{day_in_words(until)}，{last}。")


def reckon_anew(step: Step) -> None:
    """The 校历 changed: lists that hang end later where a holiday now lies in their period; never earlier."""
    for row in Posting.select().where(Posting.state == "up"):
        step.change(Posting, row.id, {"until_day": last_day(row.__data__)})


def overdue(today: dt.date | None = None) -> list[tuple[Any, str]]:
    """Lists that still hang after their period, with the warning for each (教财厅函〔2017〕28号: 期满应撤除)."""
    day = today or dt.date.today()
    rows = (
        Posting.select()
        .where((Posting.state == "up") & (Posting.until_day < day))
        .order_by(Posting.until_day)
    )
    told = [(row, remaining(row, day)) for row in rows]
    return [(row, left.sentence) for row, left in told if left.over]


def as_it_hung(name: str, record: int) -> str:
    """The sentence when an objection to a list was right and the list is as it hung (name: "round" or "batch")."""
    fingerprint = wall.fingerprint_of_round if name == "round" else wall.fingerprint_of_batch
    return unheeded(name, record, fingerprint(record)[0])


def is_changed(posting: Any) -> bool:
    """Whether the list is another one than hung: a pupil more or less, another name, class, grade or amount."""
    if posting.round_id is not None:
        return wall.fingerprint_of_round(posting.round_id)[0] != posting.content
    return wall.fingerprint_of_batch(posting.batch_id)[0] != posting.content


def latest_of_round(record: int) -> Any:
    """The newest posting of a round; None before the first."""
    return Posting.select().where(Posting.round == record).order_by(Posting.id.desc()).first()


def _latest(record: int) -> Any:
    row = latest_of_round(record)
    if row is None:
        raise Refused("这一批还没有张贴过公示。")
    return row


def _posting(record: int, *states: str) -> Any:
    row = Posting.get_by_id(record)
    if row.state not in states:
        raise Refused(f"这次公示{code_list('posting_state').label(row.state)}，不能再办这一步。")
    return row


def _demand_ended(row: Any, day: dt.date | None, today: dt.date | None) -> None:
    """The day a posting was broken off lies between its hanging and today."""
    if day is not None and not row.from_day <= day <= (today or dt.date.today()):
        raise Refused(f"中止日期应在{day_in_words(row.from_day)}张贴以后、今天以前，现在写的是 {day}。")


def _demand_day(from_day: dt.date, place: str, by: str | None, today: dt.date | None) -> None:
    if from_day > (today or dt.date.today()):
        raise Refused(f"张贴日期 {from_day} 还没有到，请贴出去以后再登记。")
    if not place.strip():
        raise Refused("请写明贴在哪里，例如：校门口公示栏。")
    wall.demand_public({"公示地点": place, "张贴人": by})


def _period(kind: str, from_day: dt.date, days: int | None) -> Values:
    """The posting's days: full working days after the day it was hung."""
    count = usual_days(kind) if days is None else days
    if why := too_short(kind, count):
        raise Refused(why)
    return {
        "kind": kind,
        "from_day": from_day,
        "days": count,
        "until_day": working_days_after(from_day, count),
    }


def _words(kind: str, round_record: int | None, batch: int | None) -> str:
    """What is said beside the list, for the posting to keep."""
    from desktop.services.paper.documents import wall_list  # it draws: no start should wait for that

    return wall_list.kept(kind, round_record, batch)


def _class_today(case: Any) -> str:
    return SchoolClass.caption_of(Student.get_by_id(case.student_id).school_class_id)


def take_back(step: Step, row: Any, why: str, day: dt.date | None = None) -> None:
    """Break a posting off and put its list back to where it can be changed; the clock starts anew with the next one.

    day: when that was decided, today unless told.
    """
    ended = max(day or dt.date.today(), row.from_day)  # a computer's clock may stand wrong
    step.change(Posting, row.id, {"state": "broken", "ended_why": why, "ended_on": ended})
    if row.batch_id is not None:
        step.change(AidBatch, row.batch_id, {"state": "listed"})
        return
    step.change(
        RecognitionRound, row.round_id, {"state": "reviewing", "submitted_by": None, "submitted_on": None}
    )
    on_it = (RecognitionCase.round == row.round_id) & RecognitionCase.state.in_(ON_THE_WALL)
    cases = RecognitionCase.select(RecognitionCase.id).where(on_it)
    step.change_many(RecognitionCase, {case.id: {"state": "school_reviewed"} for case in cases})
