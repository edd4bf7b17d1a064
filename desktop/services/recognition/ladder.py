"""The ladder of a round for the page: each step, when it was done and by whom, and what the present one still lacks."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.recognition import RecognitionRound, ReviewMeeting
from desktop.models.ledgers.recognition_order import too_few
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import day_in_words
from desktop.services.recognition import posting
from desktop.services.recognition.cases import present_at
from desktop.services.recognition.rounds import cases_of, names

DONE, NOW, AHEAD = "done", "now", "ahead"
NAMED = 3  # classes written out in a sentence


@dataclass(frozen=True)
class Rung:
    """One step: its name, whether it is done, its days and names as a line, and what is missing as sentences."""

    name: str
    stands: str
    told: str = ""
    missing: tuple[str, ...] = ()


def steps(store: Store, record: int, *, today: dt.date | None = None) -> tuple[Rung, ...]:
    """The whole ladder of a round, from 提前告知 to 建档备案."""
    row = RecognitionRound.get_by_id(record)
    codes = code_list("round_state")
    titles = list(
        dict.fromkeys(codes.fact(code, "during") for code in codes.labels if codes.fact(code, "during"))
    )
    during = codes.fact(row.state, "during")
    at = titles.index(during) if during else len(titles)
    told = _told(row)
    missing = _missing(store, row, today or dt.date.today())
    return tuple(
        Rung(name, DONE if place < at else NOW if place == at else AHEAD, told.get(name, ""),
             missing if place == at else ())
        for place, name in enumerate(titles)
    )  # fmt: skip


def _told(row: Any) -> dict[str, str]:
    """What is known of each step: days, how, who. A step is found by the first state that stands in it."""
    lines: dict[str, Sequence[Any]] = {
        "open": (_day(row.told_on), row.told_how, f"{row.told_families} 户" if row.told_families else ""),
        "told": (_span(row.apply_from, row.apply_until),),
        "reviewing": _meetings(row.id),
        "posted": _posted(row.id),
        "awaiting": (
            f"{row.submitted_by}送审" if row.submitted_by else "",
            _day(row.approved_on),
            row.approved_by,
        ),
        "approved": (_day(row.archived_on),),
    }
    during = {state: code_list("round_state").fact(state, "during") for state in lines}
    return {during[state]: " · ".join(str(part) for part in parts if part) for state, parts in lines.items()}


def _meetings(record: int) -> tuple[str, ...]:
    held = list(ReviewMeeting.select().where(ReviewMeeting.round == record).order_by(ReviewMeeting.day))
    counts = Counter(meeting.level for meeting in held)
    levels = code_list("meeting_level").labels
    told = [f"{label} {counts[level]} 次" for level, label in levels.items() if counts[level]]
    return (*told, _span(held[0].day, held[-1].day)) if held else ()


def _posted(record: int) -> tuple[str, ...]:
    row = posting.latest_of_round(record)
    if row is None:
        return ()
    ended = f"{_day(row.removed_on)}撤下" if row.removed_on else ""
    if row.state == "broken":
        ended = f"{_day(row.ended_on)}中止"
    return (_span(row.from_day, row.until_day), f"{row.heads} 人", row.place, ended)


def _missing(store: Store, row: Any, today: dt.date) -> tuple[str, ...]:
    """What is still to do in the step at hand, a sentence each."""
    if row.state == "open":
        return ("登记哪一天、用什么方式提前告知了多少户。",)
    if row.state == "told":
        return ("定下申请的起止日期，开始受理申请。",)
    if row.state == "applying":
        return _before_review(store, row, today)
    if row.state == "reviewing":
        return _in_review(store, row)
    if row.state == "posted":
        return _on_the_wall(row, today)
    if row.state == "awaiting":
        return (f"{row.submitted_by}已送审，等校长登录后审批。",)
    return ("录入全国学生资助管理信息系统以后，登记录入日期并建档。",) if row.state == "approved" else ()


def _before_review(store: Store, row: Any, today: dt.date) -> tuple[str, ...]:
    states = Counter(case.state for case in cases_of(store, row.id))
    told = []
    if today < row.apply_until:
        told.append(f"申请到{day_in_words(row.apply_until)}截止。")
    if states["draft"]:
        told.append(f"{states['draft']} 份草稿还没有提出申请。")
    if states["returned"]:
        told.append(f"{states['returned']} 份退回的还没有补交。")
    if not states["applied"]:
        told.append("还没有一份申请。")
    return tuple(told) or ("申请已经截止，可以开始学校认定了。",)


def _in_review(store: Store, row: Any) -> tuple[str, ...]:
    cases = cases_of(store, row.id)
    waiting = {
        state: [case.student_id for case in cases if case.state == state]
        for state in ("applied", "class_reviewed")
    }
    told = [*_after_breaking_off(row.id), *_classes_without_meeting(row.id, waiting["applied"])]
    if waiting["applied"]:
        told.append(f"{names(waiting['applied'])}还没有班级评议。")
    if waiting["class_reviewed"]:
        why = too_few("school", present_at(row.id, "school"))
        told += [why] if why else []
        told.append(f"{names(waiting['class_reviewed'])}还没有学校评审。")
    if not told and not any(case.state == "school_reviewed" for case in cases):
        return ("还没有一份评审好的申请。",)
    return tuple(told) or ("都评审完了，可以张贴公示。",)


def _after_breaking_off(record: int) -> list[str]:
    """Why the last posting does not count: what it was broken off for must be put right before the list hangs again."""
    last = posting.latest_of_round(record)
    if last is None or last.state != "broken":
        return []
    why = (last.ended_why or "").rstrip("。")
    return [f"上次公示已中止：{why}。看看评审结果改好了没有，再重新张贴，天数从头算。"]


def _classes_without_meeting(record: int, students: Sequence[int]) -> list[str]:
    """One sentence for all classes that lack the same: a dozen would hide what comes after."""
    classes = {row.school_class_id for row in Student.select().where(Student.id.in_(list(students)))}
    lacking: dict[str, list[str]] = defaultdict(list)
    for klass in sorted(classes):
        if why := too_few("class", present_at(record, "class", klass)):
            lacking[why].append(SchoolClass.caption_of(klass))
    return [f"{_several(named)}：{why}" for why, named in lacking.items()]


def _several(classes: Sequence[str]) -> str:
    """一(1)班、一(2)班、二(1)班等 12 个班."""
    told = "、".join(classes[:NAMED])
    return f"{told}等 {len(classes)} 个班" if len(classes) > NAMED else told


def _on_the_wall(row: Any, today: dt.date) -> tuple[str, ...]:
    hung = posting.latest_of_round(row.id)
    told = []
    if hung.state == "up":
        told.append(posting.remaining(hung, today).sentence)
    if left := posting.open_objections(row.id):
        told.append(f"还有 {len(left)} 件异议没有答复。")
    if posting.is_changed(hung):
        told.append("名单和张贴出去的已经不一样了，要中止公示，重新张贴。")
    if not hung.photo_up:
        told.append("还没有张贴时的照片。")
    if hung.state == "over" and not hung.photo_down:
        told.append("还没有撤下时的照片。")
    return tuple(told) or ("公示期满，可以送校长审批。",)


def _day(day: dt.date | None) -> str:
    return day_in_words(day) if day else ""


def _span(first: dt.date | None, last: dt.date | None) -> str:
    return f"{_day(first)}至{_day(last)}" if first and last and first != last else _day(first or last)
