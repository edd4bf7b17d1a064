"""A 认定批次 and its first steps: opened, families told, applications taken, handed to the school's review.

The five steps and their order: 教财〔2018〕16号. The order itself is kept at the store's door (ledgers.recognition_order);
here it is said kindly beforehand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.lists import ListHit
from desktop.models.ledgers.recognition import RecognitionCase, RecognitionRound
from desktop.models.ledgers.recognition_order import NOT_NEEDY, STILL_OPEN
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import Term, parse_term
from desktop.services.namesakes import told_apart

SETTLED = ("approved", "archived")  # rounds the headteacher has approved
GRANTED = ("recognised", "archived")  # cases that were approved, as long as they have a grade
CARRIED = (
    "applicant",
    "relation",
    "kinds",
    "people",
    "per_head",
    "disaster",
    "accident",
    "weak_labour",
    "unemployment",
    "debt",
    "other",
    "factors",
    "reason",
)  # what a new application may take over from last time's


@dataclass(frozen=True)
class Candidate:
    """A pupil who may apply, and why the program thinks of this pupil. before: last time's recognised case."""

    student: int
    kinds: tuple[str, ...] = ()
    why: str = ""
    before: Any = None


@dataclass(frozen=True)
class Added:
    """What adding did: the new cases, and sentences about who was left out."""

    cases: tuple[int, ...]
    left_out: tuple[str, ...]


def open_round(store: Store, term: Term, kind: str = "year") -> int:
    """Begin a school year's recognition ("year"), or a term's adjustment ("term") from those recognised last.

    Raises Refused when it is there already, or when there is nothing to adjust yet.
    """
    store.session.demand("batch", "建立认定批次")
    values = {"term": term.code, "kind": kind, "state": "open"}
    if RecognitionRound.get_or_none((RecognitionRound.term == term.code) & (RecognitionRound.kind == kind)):
        raise Refused(f"{_called(values)}已经建过了，请打开那一批接着办。")
    before = last_settled(term)
    if kind == "term" and before is None:
        raise Refused("还没有审批过的认定，没有可以调整的。请先办一次学年认定。")
    with store.step(f"建立 {_called(values)}") as step:
        record = step.add(RecognitionRound, values)
        if kind == "term" and before is not None:
            step.add_many(RecognitionCase, [_draft(record, one) for one in recognised_before(store, before)])
    return record


def tell(
    store: Store, record: int, day: dt.date, how: str, *, families: int, today: dt.date | None = None
) -> None:
    """Step 1, 提前告知: when and how the families were told, and how many. Raises Refused for a day ahead."""
    store.session.demand("batch", "登记提前告知")
    row = expect(record, "open", "told")
    if day > (today or dt.date.today()):
        raise Refused(f"提前告知的日期 {day} 还没有到，请告知以后再登记。")
    if not how.strip():
        raise Refused("请写明怎么告知的，例如：发放告知书、开家长会、班级群。")
    values = {"state": "told", "told_on": day, "told_how": how.strip(), "told_families": families}
    _move(store, row, "提前告知", values)


def take_applications(store: Store, record: int, first: dt.date, last: dt.date) -> None:
    """Step 2, 个人申请: applications are taken from `first` to `last`. Also takes a round back from review for latecomers."""
    store.session.demand("batch", "受理认定申请")
    row = expect(record, "told", "applying", "reviewing")
    if row.told_on is None or first < row.told_on:
        raise Refused(f"申请开始 {first} 早于提前告知的日期 {row.told_on}，请核对。")
    if last < first:
        raise Refused("申请截止早于申请开始，请把两个日期对调。")
    _move(store, row, "受理申请", {"state": "applying", "apply_from": first, "apply_until": last})


def start_review(store: Store, record: int, *, today: dt.date | None = None) -> None:
    """Step 3, 学校认定 begins: the period has passed and somebody applied."""
    store.session.demand("batch", "开始学校认定")
    row = expect(record, "applying")
    if (today or dt.date.today()) < row.apply_until:
        raise Refused(f"申请到 {row.apply_until} 才截止，请等到那一天，或先改申请截止日期。")
    states = [case.state for case in cases_of(store, record)]
    if states.count("draft"):
        raise Refused(f"还有 {states.count('draft')} 份草稿没有提出申请。请办成“已申请”，或撤回、删去。")
    if "applied" not in states:
        raise Refused("还没有一份申请，不能开始评审。")
    _move(store, row, "开始学校认定", {"state": "reviewing"})


# whom to think of --------------------------------------------------------------------------------------


def last_settled(term: Term, *, but: int = 0) -> Any:
    """The newest approved round up to this term; None when there is none."""
    rounds = RecognitionRound
    query = rounds.select().where(rounds.state.in_(SETTLED) & (rounds.term <= term.code) & (rounds.id != but))
    return query.order_by(rounds.term.desc(), rounds.approved_on.desc(), rounds.id.desc()).first()


def recognised_before(store: Store, before: Any) -> list[Candidate]:
    """Who was recognised in a round and is still on the roll: each may go on from that application."""
    case = RecognitionCase
    rows = store.rows(case).where(
        (case.round == before.id)
        & case.state.in_(GRANTED)
        & case.grade.is_null(False)
        & (case.grade != NOT_NEEDY)
    )
    here = classes_on_roll(store)
    label = code_list("need_grade").label
    return [
        Candidate(row.student_id, tuple((row.kinds or "").split(",") if row.kinds else ()),
                  f"{RecognitionRound.caption(before)}：{label(row.grade)}", row)
        for row in rows.order_by(case.id) if row.student_id in here
    ]  # fmt: skip


def from_hardships(store: Store, record: int, day: dt.date | None = None) -> list[Candidate]:
    """Pupils with a 困难类型 that holds and no application in this round, by class and seat.

    Accepted lines of county lists are among them: each was written as a 困难类型 when it was accepted.
    """
    taken = _with_application(store, record)
    kinds = kinds_of(store, day or dt.date.today())
    accepted = store.rows(ListHit).where(ListHit.decision == "accepted").select(ListHit.student)
    listed = {student for (student,) in accepted.tuples()}
    return [
        Candidate(student, tuple(kinds[student]), _reason(kinds[student], student in listed))
        for student in classes_on_roll(store) if student in kinds and student not in taken
    ]  # fmt: skip


def from_last_time(store: Store, record: int) -> list[Candidate]:
    """Who was recognised last time and has no application in this round yet."""
    row = RecognitionRound.get_by_id(record)
    before = last_settled(parse_term(row.term), but=record)
    if before is None:
        return []
    taken = _with_application(store, record)
    return [one for one in recognised_before(store, before) if one.student not in taken]


def add_cases(store: Store, record: int, wanted: Sequence[Candidate]) -> Added:
    """Draft applications for pupils: chosen by hand (`Candidate(student)`), from hardships, or from last time."""
    store.session.demand("batch", "增加认定申请")
    row = expect(record, *STILL_OPEN)
    taken = {case.student_id for case in RecognitionCase.select().where(RecognitionCase.round == record)}
    here, new, left_out = classes_on_roll(store), [], []
    for one in {one.student: one for one in wanted}.values():
        if one.student in taken:
            left_out.append(f"{Student.caption_of(one.student)}在这一批里已有申请。")
        elif one.student not in here:
            left_out.append(f"{Student.caption_of(one.student)}的学籍不在本校，由学籍所在学校认定。")
        else:
            new.append(one)
    with store.step(f"增加认定申请 {len(new)} 份：{RecognitionRound.caption(row)}") as step:
        cases = step.add_many(RecognitionCase, [_draft(record, one) for one in new])
    return Added(tuple(cases), tuple(left_out))


# what the other modules of this package lean on too ----------------------------------------------------


def expect(record: int, *states: str) -> Any:
    """The round, when it stands in one of these states. Raises Refused with where it stands."""
    row = RecognitionRound.get_by_id(record)
    if row.state not in states:
        codes = code_list("round_state")
        step = codes.fact(row.state, "during")
        now = f"现在该办的是“{step}”" if step else "已经办完"
        raise Refused(
            f"{RecognitionRound.caption(row)}现在是“{codes.label(row.state)}”，{now}，不能办这一步。"
        )
    return row


def cases_of(store: Store, record: int) -> list[Any]:
    """A round's applications that this person may see, in the order they were entered."""
    rows = store.rows(RecognitionCase).where(RecognitionCase.round == record)
    return list(rows.order_by(RecognitionCase.id))


def _with_application(store: Store, record: int) -> set[int]:
    """The pupils who have an application in a round."""
    rows = store.rows(RecognitionCase).where(RecognitionCase.round == record).select(RecognitionCase.student)
    return {student for (student,) in rows.tuples()}


def pupils_on_roll(store: Store) -> dict[int, Any]:
    """The pupils on this school's roll that this person may see, by class and seat."""
    on_roll = code_list("enrolment_status").codes_with("on_roll")
    rows = store.rows(Student).where(Student.status.in_(on_roll) & Student.left_on.is_null())
    return {row.id: row for row in rows.order_by(Student.school_class, Student.seat_no, Student.id)}


def classes_on_roll(store: Store) -> dict[int, int]:
    """pupil -> class, in the same order: where only that is asked, reading whole pupils would take long."""
    on_roll = code_list("enrolment_status").codes_with("on_roll")
    rows = store.rows(Student).where(Student.status.in_(on_roll) & Student.left_on.is_null())
    order = (Student.school_class, Student.seat_no, Student.id)
    return dict(rows.select(Student.id, Student.school_class).order_by(*order).tuples())


def kinds_of(store: Store, day: dt.date) -> dict[int, list[str]]:
    """Each pupil's 困难类型 that hold on a day; those whose policy has ended do not count."""
    holds = (Hardship.since <= day) & (Hardship.until.is_null() | (Hardship.until >= day))
    found: dict[int, list[str]] = {}
    rows = store.rows(Hardship).where(holds).select(Hardship.student, Hardship.kind, Hardship.continues)
    for student, kind, continues in rows.order_by(Hardship.kind).tuples():
        if continues is not False and kind not in found.setdefault(student, []):
            found[student].append(kind)
    return {student: kinds for student, kinds in found.items() if kinds}


def names(students: Iterable[int]) -> str:
    """王芳、李强、张伟等 5 人; of two 李静 the class as well."""
    every = list(dict.fromkeys(students))
    told = told_apart(every[:3])
    first = "、".join(told[one] for one in every[:3])
    return f"{first}等 {len(every)} 人" if len(every) > 3 else first


def _move(store: Store, row: Any, does: str, values: Values) -> None:
    with store.step(f"{does}：{RecognitionRound.caption(row)}") as step:
        step.change(RecognitionRound, row.id, values)


def _called(values: Values) -> str:
    return RecognitionRound.caption(RecognitionRound(**values))


def _draft(record: int, one: Candidate) -> Values:
    carried = {name: getattr(one.before, name) for name in CARRIED} if one.before is not None else {}
    kinds = _kinds(carried.get("kinds"), one.kinds)
    class_id = Student.get_by_id(one.student).school_class_id
    return carried | {
        "round": record, "student": one.student, "class_name": SchoolClass.caption_of(class_id),
        "state": "draft", "kinds": kinds, "note": one.why or None,
    }  # fmt: skip


def _kinds(before: str | None, now: Collection[str]) -> str | None:
    every = {*(before or "").split(","), *now} - {""}
    return ",".join(code for code in code_list("hardship_type").labels if code in every) or None


def _reason(kinds: Collection[str], listed: bool) -> str:
    told = "、".join(code_list("hardship_type").label(kind) for kind in kinds)
    return f"{told}（在已采纳的部门名单上）" if listed else told
