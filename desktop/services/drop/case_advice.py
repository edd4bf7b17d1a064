"""What the records say of a 个案 that its state does not say yet: take it up again, it is 疑似 or 辍学, the child is back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from desktop.services.drop import absences, evidence
from desktop.services.drop.absences import Run
from desktop.services.drop.case_file import CaseFile
from desktop.services.drop.returns import Relapse

FOLLOWED = ("back", "moved")  # states in which staying away again takes the same case up


def advise(
    file: CaseFile, away: tuple[Run | None, Relapse | None], day: dt.date, numbers: Mapping[str, int]
) -> tuple[str, str]:
    """(move, sentence); "" for both while records and state agree. away: the run that goes on, and what lies behind."""
    (run, relapse), state = away, file.row.state
    missed = len(run.without_leave) if run else 0
    if file.gone:
        return "", ""
    if state not in FOLLOWED and not missed and evidence.of_case(file, day).excused:
        return "close", "缺课已更正为请假，不用再跟：请校长按“登记有误”销号"
    if state == "back" and run and run.last > (file.row.back_on or file.since):
        return "again", f"{run.first} 起又没来 {run.count} 天，请重开这件个案"
    if relapse:
        return "again", f"{relapse.words}，请重开；不用重开的，写明原因"
    if state == "warned" and missed >= numbers["suspected_days"] > 0:
        return "suspect", f"无故缺课 {missed} 天，到了列为疑似辍学的天数"
    if state not in FOLLOWED and not file.deemed and missed >= numbers["dropout_days"] > 0:
        return "dropped", f"无故缺课 {missed} 天，到了视为辍学的天数"
    if state not in FOLLOWED and not run and file.student and (seen := seen_since(file, day)):
        return "back", f"{seen} 到校了，请核实后登记复学"
    return "", ""


def seen_since(file: CaseFile, day: dt.date) -> dt.date | None:
    """The newest whole day the child was at school since the case began this time; None when nobody saw it."""
    assert file.student
    told = absences.known([file.student], file.begun, day).get(file.student, {})
    here = [
        one
        for one, halves in told.items()
        if one > (file.row.last_day or file.row.opened_on) and not any(h.mark for h in halves.values())
    ]
    away = [one for one, halves in told.items() if all(h.mark for h in halves.values())]
    newest = max(here, default=None)
    return newest if newest and newest > max(away, default=dt.date.min) else None
