"""销号: when a 个案 may be closed, and the headteacher's closing of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers import day_order
from desktop.models.ledgers.drop_cases import DropCase
from desktop.models.ledgers.drop_population import AgeChild, OffSiteProof
from desktop.models.store import Store
from desktop.services.drop import absences, evidence, returns
from desktop.services.drop.case_file import CaseFile, file_of
from desktop.services.drop.cases import OpenCase, note, open_cases
from desktop.services.drop.evidence import Evidence
from desktop.services.drop.rules import rule, rules


def why_not_close(file: CaseFile, day: dt.date) -> str:
    """Why a case cannot be closed yet, in a sentence; "" when the headteacher may."""
    row = file.row
    if DropCase.settled(row.state):
        return "已经销号了。"
    if row.state == "back":
        return _why_not_followed(file, day)
    if row.state == "moved":
        return _why_not_proved(file)
    if file.gone:
        return f"{file.gone}，请先登记去向（转为其他去向），再销号。"
    found = evidence.of_case(file, day)
    if row.state == "warned" and found.back:
        return _why_not_answered(file, found)
    return "" if evidence.mistaken(file, found) else _why_still_away(file, found)


def _why_still_away(file: CaseFile, found: Evidence) -> str:
    if not file.student:
        return "不是本校的学生，没有考勤可查。请登记复学，或者转为其他去向，再销号。"
    if found.away:
        return f"{found.truant[-1]} 没有请假就没来，以后还没有到校，不能销号。"
    if file.row.state != "warned":
        return "孩子还没有返校，也没有转为其他去向，不能销号。来了的请先登记复学，跟踪期满再销号。"
    return "没有孩子返校的记录，不能销号。来了的，班级考勤或录餐里要有；是登记有误的，先更正考勤。"


def _why_not_answered(file: CaseFile, found: Evidence) -> str:
    """A warning that had reached the days of 疑似辍学 and was never listed: it says who was asked, and why it was so."""
    limit = rule("suspected_days")
    if not 0 < limit <= found.stretch:
        return ""
    causes = (file.row.cause, file.row.cause_words, *(one.reason for one in file.contacts))
    lacking = [] if file.contacts or file.visits else ["登记联系家长（或家访）"]
    if not any(causes) and not any(why for _, why in file.visits):
        lacking.append("在个案里写明缺课原因")
    if not lacking:
        return ""
    return f"无故缺课 {found.stretch} 天，到了列为疑似辍学的天数，当时没有列。请先{'，并'.join(lacking)}，再销号。"


def ground(file: CaseFile, day: dt.date) -> str:
    """What the closing of a case rests on, as it is written before the head's own words."""
    row = file.row
    if row.state == "back":
        return f"{row.back_on} 复学，已跟踪"
    if row.state == "moved":
        return f"转为{code_list('age_status').label(row.other_way)}" if row.other_way else "转为其他去向"
    found = evidence.of_case(file, day)
    return evidence.mistaken(file, found) or f"{found.seen} 已返校"


def _why_not_followed(file: CaseFile, day: dt.date) -> str:
    since = file.row.back_on or file.since
    over = since + dt.timedelta(days=rule("follow_days"))
    if file.suspected and day < over:
        return f"跟踪期到 {over} 才满，还不能销号。"
    seen = [one for one in file.follow_ups if one.day >= since]
    if not any(one.present for one in seen):
        return "复学以后还没有跟踪记录，请先登记跟踪。"
    if not seen[-1].present:
        return f"{seen[-1].day} 的跟踪说孩子不在校，请先核实。"
    if seen[-1].day + dt.timedelta(days=rule("follow_every")) < over and file.suspected:
        return f"最近一次跟踪是 {seen[-1].day}，跟踪期满以前请再核实一次。"
    run = absences.run_of(file.student, max(day, day_order.today())) if file.student else None
    run = run or (absences.run_of(file.student, day) if file.student else None)
    if run:
        return f"{run.first} 起又没来 {run.count} 天，请先重开。"
    relapse = returns.relapse_of(file, day, rules())
    return f"{relapse.words}，请先重开；不用重开的，先写明原因。" if relapse else ""


def _why_not_proved(file: CaseFile) -> str:
    """A child who learns elsewhere is closed on the other school's proof; other ways on what the step names."""
    codes = code_list("age_status")
    if not file.row.other_way or not codes.fact(file.row.other_way, "outside"):
        return ""
    way = codes.label(file.row.other_way)
    proof = proof_of(file)
    if proof == "held":
        return ""
    if proof == "refused":
        return f"转为{way}，就读证明没有给。拿到证明以前不能销号；没有去读的，请重开。"
    return f"转为{way}，还没有取得就读证明。先在“适龄儿童”的取证里登记。"


def proof_of(file: CaseFile) -> str:
    """How the proof of the child's destination stands: held, refused, or "" while nobody answered."""
    row = _answer(file)
    return str(row.state) if row is not None else ""


def proof_held_on(file: CaseFile) -> dt.date | None:
    """The day on which the proof of the child's destination came; None while it did not."""
    row = _answer(file)
    found: dt.date | None = row.held_on if row is not None and row.state == "held" else None
    return found


def _answer(file: CaseFile) -> Any:
    """The newest proof that was held or refused."""
    of = AgeChild.id == file.row.child_id
    if file.student:
        of |= AgeChild.student == file.student
    answered = OffSiteProof.state.in_(("held", "refused"))
    rows = OffSiteProof.select().join(AgeChild).where(of & answered)
    return rows.order_by(OffSiteProof.id.desc()).first()


def close(store: Store, case: int, day: dt.date, why: str) -> None:
    """销号, by the headteacher, on a proof that is named. Raises NotAllowed, Refused."""
    store.session.demand("approve", "批准销号")
    file = file_of(case)
    if told := why_not_close(file, day):
        raise Refused(told)
    if told := _why_not_on(file, day):
        raise Refused(told)
    if not why.strip():
        raise Refused("请写明销号依据，例如 复学跟踪期满、缺课是请假漏登。")
    told = f"{ground(file, day)}：{why.strip()}"[:120]
    values = {"closed_on": day, "closed_why": told, "closed_by": store.session.who}
    with store.step(f"销号：{file.name}", final=True) as step:
        step.change(DropCase, case, {"state": "closed", **values})
        note(step, case, file.student, ("closed", day), told)


def _why_not_on(file: CaseFile, day: dt.date) -> str:
    """Why a case is not closed on a day: nobody approves before what the closing rests on; "" when it may be."""
    if day < file.stepped:
        return f"{file.name} 的上一步（{file.state_label}）是 {file.stepped}，销号日期不能早于那一天。"
    held = proof_held_on(file) if file.row.state == "moved" else None
    if held and day < held:
        return f"{file.name} 的就读证明 {held} 才取得，销号日期不能早于那一天。"
    return ""


def ready_to_close(day: dt.date) -> list[OpenCase]:
    """Cases that only wait for the headteacher's 销号."""
    return [one for one in open_cases(day) if may_close(one, day)]


def may_close(one: OpenCase, day: dt.date) -> bool:
    """Whether a case has come to 销号, by its clock or because it was a mistake, and nothing stands in the way."""
    return "close" in (one.advice, one.next.act) and not why_not_close(one.file, day)
