"""控辍个案: opened, moved from state to state, taken up again, closed. Nothing is ever deleted; every move leaves a CaseStep.

What may follow what is data (drop_state: next) and is held at the store's door. 销号 is the headteacher's alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.drop_case_order import BECAME
from desktop.models.ledgers.drop_cases import BEGINS, CaseStep, DropCase
from desktop.models.ledgers.drop_population import AgeChild, AgeStatus
from desktop.models.ledgers.students import Student
from desktop.models.store import Step, Store
from desktop.services.care.visit_board import staff_of
from desktop.services.drop import absences, clock, population_edit, returns
from desktop.services.drop.absences import Run
from desktop.services.drop.case_advice import FOLLOWED, advise
from desktop.services.drop.case_file import CaseFile, file_of, files
from desktop.services.drop.clock import Next
from desktop.services.drop.returns import Relapse
from desktop.services.drop.rules import rule, rules
from desktop.services.drop.teaching import TeachingDays


@dataclass(frozen=True)
class OpenCase:
    """A case that is not closed. next: what comes next, its paper, its day and how late; run: the absence that goes on.

    relapse: what was missed without leave inside the follow-up and is not answered yet.
    advice: a move the records suggest ("", again, back, suspect, dropped), with the sentence in `why`.
    """

    file: CaseFile
    next: Next
    run: Run | None
    relapse: Relapse | None = None
    advice: str = ""
    why: str = ""

    @property
    def id(self) -> int:
        return self.file.id

    @property
    def state(self) -> str:
        return str(self.file.row.state)

    @property
    def late(self) -> int:
        return self.next.late


@dataclass(frozen=True)
class Opening:
    """A case as it would be opened, or taken up again. again: the case that goes on, None for a new one.

    why_not: why nothing is opened; "" when it may be. last_day: None where nobody knows it (开学未报到).
    """

    student: int
    name: str
    class_name: str
    kind: str
    last_day: dt.date | None
    days: int
    again: Any = None
    why_not: str = ""

    @property
    def words(self) -> str:
        label = code_list("drop_kind").label(self.kind)
        return f"重开 {self.again.number}" if self.again else label


def open_cases(day: dt.date) -> list[OpenCase]:
    """The cases that are not closed, the latest first, as far as whoever reads may see them."""
    closed = code_list("drop_state").codes_with("closed")
    rows = DropCase.select().where(DropCase.state.not_in(closed) & (DropCase.opened_on <= day))
    told = files(rows.order_by(DropCase.opened_on, DropCase.id))
    away = absences.running(day, [one.student for one in told if one.student])
    runs, numbers = {one.student: one for one in away}, rules()
    relapses = returns.relapses(told, day, numbers)
    known = (
        _open_case(one, (runs.get(one.student or 0), relapses.get(one.id)), day, numbers) for one in told
    )
    found = [one for one in known if one is not None]
    return sorted(found, key=lambda one: (-one.late, one.next.by or dt.date.max, one.file.row.opened_on))


def look(case: int, day: dt.date) -> tuple[CaseFile, OpenCase | None]:
    """One case with all that belongs to it, and what comes next; None for that once it is closed."""
    file = file_of(case)
    run, numbers = absences.run_of(file.student, day) if file.student else None, rules()
    return file, _open_case(file, (run, returns.relapses([file], day, numbers).get(case)), day, numbers)


def _open_case(
    file: CaseFile, away: tuple[Run | None, Relapse | None], day: dt.date, numbers: dict[str, int]
) -> OpenCase | None:
    told = clock.next_of(file, day, numbers)
    return None if told is None else OpenCase(file, told, *away, *advise(file, away, day, numbers))


def unlisted(day: dt.date) -> list[Run]:
    """Children who on a day had been away for suspected_days without leave and stood in no case of 疑似辍学 or further.

    Told of the day itself: a case that was opened or taken further later does not count for it.
    """
    limit = rule("suspected_days")
    runs = [one for one in absences.running(day) if 0 < limit <= len(one.without_leave)]
    states = states_on([one.student for one in runs], day)
    away = code_list("drop_state").codes_with("away")
    answered = {*away, absences.MOVED}  # said to be elsewhere: a proof is wanted, not another listing
    return [one for one in runs if states.get(one.student) not in answered]


def states_on(students: Collection[int], day: dt.date) -> dict[int, str]:
    """Pupil -> the state his newest case was in at the end of a day; nothing for who had none.

    A case that came in whole from a workbook and took no step yet is in the state its row tells.
    """
    of = DropCase.student.in_(list(students))
    whole = DropCase.id.not_in(CaseStep.select(CaseStep.drop_case))
    told = DropCase.select(DropCase.student, DropCase.state).where(of & whole & (DropCase.opened_on <= day))
    rows = CaseStep.select(DropCase.student, CaseStep.state).join(DropCase)
    stepped = rows.where(of & (CaseStep.day <= day)).order_by(DropCase.id, CaseStep.id)
    return dict(stepped.tuples()) | dict(told.order_by(DropCase.id).tuples())


# opening -----------------------------------------------------------------------------------------------


def preview(students: Collection[int], day: dt.date, kind: str = "absent") -> list[Opening]:
    """What opening cases for these absent pupils would do: new ones, those taken up again, and why some are left out."""
    runs = {one.student: one for one in absences.running(day, students)}
    teaching = TeachingDays()
    found = []
    for student in students:
        row = Student.get_by_id(student)
        run = runs.get(student)
        last = (run.last_here or _lesson_before(run.first, teaching)) if run else day
        before = latest(student)
        again = before if before is not None and _goes_on(before, day) else None
        why = (
            f"已经有个案 {before.number}（{_label(before.state)}）"
            if before and not again and _is_open(before)
            else ""
        )
        found.append(
            Opening(student, row.name, SchoolClass.caption_of(row.school_class_id), kind, last,
                    run.count if run else 0, again, why)
        )  # fmt: skip
    return found


def latest(student: int) -> Any:
    """The newest case of a pupil; None when there never was one."""
    return DropCase.select().where(DropCase.student == student).order_by(DropCase.id.desc()).first()


def _is_open(row: Any) -> bool:
    return not DropCase.settled(row.state)


def _goes_on(row: Any, day: dt.date) -> bool:
    """Whether staying away now belongs to this case: it is being followed, or was closed within the days of follow-up."""
    if row.state in FOLLOWED:
        return True
    return bool(row.closed_on and (day - row.closed_on).days <= rule("follow_days")) and DropCase.settled(
        row.state
    )


def _lesson_before(day: dt.date, teaching: TeachingDays) -> dt.date:
    return next((one for n in range(1, 60) if teaching.holds(one := day - dt.timedelta(days=n))), day)


def open_many(store: Store, openings: Sequence[Opening], day: dt.date, **more: Any) -> tuple[int, int]:
    """Open what a preview showed, in one step: (new cases, cases taken up again). Raises NotAllowed, Refused."""
    store.session.demand("drop", "登记个案")
    wanted = [one for one in openings if not one.why_not]
    if not wanted:
        raise Refused("选中的孩子都已经有个案了，不用再登记。")
    names = "、".join(one.name for one in wanted[:3]) + (f"等 {len(wanted)} 人" if len(wanted) > 3 else "")
    with store.step(f"登记个案：{names}") as step:
        for one in wanted:
            if one.again:
                _take_up(step, one.again, day, {"last_day": one.last_day} if one.last_day else {})
            else:
                values = {
                    "student": one.student,
                    "kind": one.kind,
                    "last_day": one.last_day,
                    "opened_on": day,
                }
                _open(step, values | more)
    again = sum(one.again is not None for one in wanted)
    return len(wanted) - again, again


def open_case(store: Store, values: Values) -> int:
    """Open one case by hand: student or child, kind, opened_on, last_day and what else is known. Returns its id.

    Raises NotAllowed; Refused when the child has a case that is open or being followed; Invalid.
    """
    store.session.demand("drop", "登记个案")
    if values.get("student") and (row := latest(values["student"])):
        if _is_open(row) and row.state not in FOLLOWED:
            raise Refused(f"已经有个案 {row.number}（{_label(row.state)}），请在那一件里办。")
        if _goes_on(row, values["opened_on"]):
            raise Refused(f"个案 {row.number} 还在跟踪期里，请重开那一件，不另立新案。")
    if values.get("kind") == "dropped":
        _demand_dropped(values.get("student"), values["opened_on"], values.get("cause_words") or "")
    _demand_last(values, values["opened_on"])
    with store.step("登记个案") as step:
        return _open(step, values)


def _demand_last(values: Values, opened: dt.date) -> None:
    """Raise Refused where the register says another last day at school."""
    student, last = values.get("student"), values.get("last_day")
    if student and last and (why := returns.why_not_last(student, last, opened)):
        raise Refused(why)


def _demand_dropped(student: int | None, day: dt.date, why: str) -> None:
    """Raise Refused where a child is taken for 辍学 before the days of the rule, and no reason is told."""
    limit, run = rule("dropout_days"), absences.run_of(student, day) if student else None
    missed = len(run.without_leave) if run else 0
    if why.strip() or 0 < limit <= missed:
        return
    days = (
        f"到 {day} 无故缺课 {missed} 天，没有到视为辍学的 {limit} 天"
        if limit
        else "规则里没有写视为辍学的天数"
    )
    raise Refused(
        f"{days}。家长书面声明不再读等情况，把依据写在“原因说明”或“说明”里；没有的，类型写“疑似辍学”，到了天数程序会提醒。"
    )


def _open(step: Step, values: Values) -> int:
    told = dict(values)
    student = told.get("student")
    if student:
        told.setdefault("child", _known_child(student))
        told.setdefault("teacher", _class_teacher(student))
    told.setdefault("found_by", staff_of(step.store))
    told["state"] = BEGINS[told.get("kind") or "absent"]
    told["number"] = _next_number(told["opened_on"].year)
    record = step.add(DropCase, told)
    last = f"最后到校 {told['last_day']}" if told.get("last_day") else "上学期最后在校日不详"
    words = f"{code_list('drop_kind').label(told.get('kind') or 'absent')}，{last}"
    if told.get("kind") == "dropped":
        words = "，".join(filter(None, [f"{BECAME}，{last}", told.get("cause_words")]))
    note(step, record, student, (told["state"], told["opened_on"]), words)
    return record


def _known_child(student: int | None) -> int | None:
    """The pupil's row in 适龄儿童; None while nobody matched them."""
    row = AgeChild.select(AgeChild.id).where(AgeChild.student == student).first() if student else None
    return int(row.id) if row else None


def _class_teacher(student: int) -> int | None:
    row = Student.get_by_id(student)
    return SchoolClass.get_by_id(row.school_class_id).head_teacher_id


def _next_number(year: int) -> str:
    """控2026-007: the year's next."""
    begins = f"控{year}-"
    taken = DropCase.select(DropCase.number).where(DropCase.number.startswith(begins)).tuples()
    last = max((int(number.removeprefix(begins)) for (number,) in taken), default=0)
    return f"{begins}{last + 1:03d}"


def amend(store: Store, case: int, values: Values) -> None:
    """Mend what the case says of the child: cause, whereabouts, who is responsible. Raises NotAllowed, Invalid."""
    store.session.demand("drop", "改个案")
    file = file_of(case)
    row = file.row
    if values.get("last_day") not in (None, row.last_day):
        _demand_last(values | {"student": row.student_id}, file.begun)
    with store.step(f"改个案：{file.name}") as step:
        step.change(DropCase, case, values)


# moving ------------------------------------------------------------------------------------------------


def move(store: Store, case: int, state: str, day: dt.date, words: str = "", **values: Any) -> None:
    """Bring a case into another state on a day; the step says why. Raises NotAllowed, Refused, Invalid."""
    store.session.demand("drop", "办理个案")
    file = file_of(case)
    with store.step(f"{file.name}：{_label(state)}") as step:
        move_in(step, file, state, day, words, **values)


def move_in(step: Step, file: CaseFile, state: str, day: dt.date, words: str = "", **values: Any) -> None:
    """The same inside a step that does more. Raises Refused for a day before the step before."""
    if day < file.stepped:
        raise Refused(f"{file.name} 的上一步是 {file.stepped}，这一步不能早于那一天。")
    step.change(DropCase, file.id, {"state": state, **values})
    note(step, file.id, file.student, (state, day), words)


def note(step: Step, case: int, student: int | None, at: tuple[str, dt.date], words: str) -> None:
    """Leave a CaseStep: in which state the case is from which day on (`at`), and why."""
    state, day = at
    step.add(CaseStep, {"drop_case": case, "student": student, "state": state, "day": day,
                        "words": words[:120] or None, "who": step.store.session.who[:20]})  # fmt: skip


def suspect(store: Store, case: int, day: dt.date, words: str = "") -> None:
    """缺课预警 → 疑似辍学."""
    move(store, case, "suspected", day, words or "列为疑似辍学", kind="suspected")


def drop_out(store: Store, case: int, day: dt.date, why: str = "") -> None:
    """视为辍学: the kind changes, the state goes on. Raises NotAllowed; Refused before the days of the rule without a why."""
    store.session.demand("drop", "办理个案")
    file = file_of(case)
    if file.deemed:
        raise Refused(f"{file.name} {file.deemed.day} 已经视为辍学了。")
    if not code_list("drop_state").fact(file.row.state, "away"):
        raise Refused(f"{file.name} 现在是“{file.state_label}”，先列为疑似辍学，才能视为辍学。")
    _demand_dropped(file.student, day, why)
    words = f"{BECAME}：{why.strip()}" if why.strip() else f"无故缺课到了规定的天数，{BECAME}"
    with store.step(f"{file.name}：视为辍学") as step:
        step.change(DropCase, case, {"kind": "dropped"})
        note(step, case, file.student, (file.row.state, max(day, file.since)), words)


def back(store: Store, case: int, day: dt.date, words: str = "") -> None:
    """复学: the child is back, the follow-up begins. Raises NotAllowed; Refused where the register says another day."""
    store.session.demand("drop", "办理个案")
    if why := returns.why_not_back(file_of(case), day, words):
        raise Refused(why)
    move(store, case, "back", day, words or "复学，开始跟踪", back_on=day)


def elsewhere(store: Store, case: int, status: str, day: dt.date, words: str) -> None:
    """转为其他去向: another proved destination. A child of the population gets it as its 去向 from that day on.

    Raises Refused for a status that is no destination (本校, 疑似, 辍学), or without a word on what it rests on.
    """
    codes = code_list("age_status")
    if codes.fact(status, "parent_of") or status in ("1.1", "5.1", "5.2", "5.3"):
        raise Refused(f"“{codes.label(status)}”不是另一个去向，请选在别处就读、送教、免计等最细的一级。")
    if not words.strip():
        raise Refused("请写明依据，例如 哪所学校的就读证明、哪份备案。")
    store.session.demand("drop", "办理个案")
    file = file_of(case)
    with store.step(f"{file.name}：转为{codes.label(status)}") as step:
        move_in(step, file, "moved", day, f"{codes.label(status)}：{words.strip()}", other_way=status)
        child = file.row.child_id or (population_edit.child_for(step, file.student) if file.student else None)
        told = AgeStatus.select().where((AgeStatus.child == child) & (AgeStatus.from_day == day))
        if child and not told.exists():
            step.add(AgeStatus, {"child": child, "status": status, "from_day": day, "checked_on": day})


def take_up(store: Store, case: int, day: dt.date, words: str = "") -> None:
    """重开: the child stays away again, the same case goes on and counts one more. Raises NotAllowed, Refused."""
    store.session.demand("drop", "重开个案")
    file = file_of(case)
    if not _goes_on(file.row, day):
        raise Refused(f"{file.row.number} 不在跟踪期里，不能重开。又没来的，另立新案。")
    run = absences.run_of(file.student, day) if file.student else None
    before = run or returns.relapse_of(file, day, rules())
    values = {"last_day": before.last_here} if before and before.last_here else {}
    with store.step(f"重开个案：{file.name}") as step:
        _take_up(step, file.row, day, values, words)


def _take_up(step: Step, row: Any, day: dt.date, values: Values, words: str = "") -> None:
    file = file_of(row.id)
    state = "persuading" if file.persuasions else "suspected"
    fresh = {"back_on": None, "other_way": None, "closed_on": None, "closed_why": None, "closed_by": None}
    kind = (
        "suspected" if row.kind in ("absent", "dropped") else row.kind
    )  # 辍学 anew only after the days of the rule
    move_in(step, file, state, day, words or f"跟踪期内又缺课，第 {row.again + 1} 次反复",
            again=row.again + 1, kind=kind, **fresh, **values)  # fmt: skip


def _label(state: str) -> str:
    return code_list("drop_state").label(state)
