"""销号: when a 个案 may be closed, and the headteacher's closing of it."""

from __future__ import annotations

import datetime as dt

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.drop_cases import DropCase
from desktop.models.ledgers.drop_population import AgeChild, OffSiteProof
from desktop.models.store import Store
from desktop.services.drop import absences
from desktop.services.drop.case_file import CaseFile, file_of
from desktop.services.drop.cases import OpenCase, note, open_cases
from desktop.services.drop.rules import rule


def why_not_close(file: CaseFile, day: dt.date) -> str:
    """Why a case cannot be closed yet, in a sentence; "" when the headteacher may."""
    row = file.row
    if DropCase.settled(row.state):
        return "已经销号了。"
    if row.state == "back":
        return _why_not_followed(file, day)
    if row.state == "moved":
        return _why_not_proved(file)
    if row.state == "warned":
        return ""
    return "孩子还没有返校，也没有转为其他去向，不能销号。"


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
    run = absences.run_of(file.student, day) if file.student else None
    return f"{run.first} 起又没来 {run.count} 天，请先重开。" if run else ""


def _why_not_proved(file: CaseFile) -> str:
    """A child who learns elsewhere is closed on the other school's proof; other ways on what the step names."""
    codes = code_list("age_status")
    if not file.row.other_way or not codes.fact(file.row.other_way, "outside"):
        return ""
    of = (AgeChild.student == file.student) if file.student else (AgeChild.id == file.row.child_id)
    held = OffSiteProof.select().join(AgeChild).where(of & (OffSiteProof.state == "held")).exists()
    return (
        ""
        if held
        else f"转为{codes.label(file.row.other_way)}，还没有取得就读证明。先在“适龄儿童”的取证里登记。"
    )


def close(store: Store, case: int, day: dt.date, why: str) -> None:
    """销号, by the headteacher, on a proof that is named. Raises NotAllowed, Refused."""
    store.session.demand("approve", "批准销号")
    file = file_of(case)
    if told := why_not_close(file, day):
        raise Refused(told)
    if not why.strip():
        raise Refused("请写明销号依据，例如 复学跟踪期满、缺课是请假漏登。")
    values = {"closed_on": day, "closed_why": why.strip()[:120], "closed_by": store.session.who}
    with store.step(f"销号：{file.name}", final=True) as step:
        last = max(day, file.steps[-1].day if file.steps else day)
        step.change(DropCase, case, {"state": "closed", **values})
        note(step, case, file.student, ("closed", last), why.strip())


def ready_to_close(day: dt.date) -> list[OpenCase]:
    """Cases that only wait for the headteacher's 销号."""
    return [one for one in open_cases(day) if one.next.act == "close" and not why_not_close(one.file, day)]
