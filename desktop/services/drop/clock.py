"""The clock of a 个案: what comes next, the paper for it, until which day, and how many working days late it is.

The limits are numbers of 控辍规则; working days are counted on the 校历. What is done in a state and its paper are data
(drop_state: step, paper); here stands which of a state's tasks is the next one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from desktop.models.codes import code_list
from desktop.services.drop.case_file import CaseFile
from desktop.services.drop.rules import rules
from desktop.services.school_days import working_days_after, working_days_between

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Next:
    """The next step. act: what a page does for it; paper: the code of its paper, "" for none; by: None for no limit.

    late: working days that passed since.
    """

    act: str
    words: str
    paper: str
    by: dt.date | None
    late: int = 0


def next_of(file: CaseFile, day: dt.date, numbers: Mapping[str, int] | None = None) -> Next | None:
    """What comes next for a case; None when it is closed."""
    if code_list("drop_state").fact(file.row.state, "closed"):
        return None
    if file.gone and file.row.state != "moved":
        return Next("elsewhere", f"{file.gone}，登记去向后销号", "D18", None)
    told = STEPS[file.row.state](file, day, rules() if numbers is None else numbers)
    late = working_days_between(told.by + DAY, day) if told.by and told.by < day else 0
    return Next(told.act, told.words, told.paper, told.by, late)


def _warned(file: CaseFile, day: dt.date, numbers: Mapping[str, int]) -> Next:
    last = file.row.last_day or file.row.opened_on
    home = code_list("visit_way").codes_with("visit")
    visited = any(visit.way in home for visit, _ in file.visits) or any(
        one.way in home for one in file.contacts
    )
    if not visited:
        return Next("visit", "上门家访，问清原因", "D15", working_days_after(last, numbers["visit_days"]))
    by = working_days_after(last, numbers["suspected_days"])
    return Next("suspect", "还不来的，列为疑似辍学", "D15", by)


def _suspected(file: CaseFile, day: dt.date, numbers: Mapping[str, int]) -> Next:
    if file.persuaded:
        return Next("persuading", "已经劝返过，改为“劝返中”", "D15", None)
    by = working_days_after(file.since, numbers["persuade_days"])
    return Next("persuade", "第一次劝返，至少去两个人", "D15", by)


def _persuading(file: CaseFile, day: dt.date, numbers: Mapping[str, int]) -> Next:
    """Persuasion, the notice in time for its days to pass, its 回证, then the written report."""
    end = working_days_after(file.since, numbers["written_days"])
    if not file.persuaded:
        by = working_days_after(file.since, numbers["persuade_days"])
        return Next("persuade", "再次劝返，至少去两个人", "D15", by)
    notice, draft = file.notice, file.report
    if draft is not None:
        return Next("sign", "书面报告等校长签发", "D17", end)
    if notice is None:
        ahead = max(numbers["written_days"] - numbers["notice_days"], 1)
        return Next("notice", "发劝返复学通知书", "D16", working_days_after(file.since, ahead))
    if notice.served_on is None:
        return Next("serve", "通知书送到家长手里，收送达回证", "D16", notice.return_by)
    if day <= notice.return_by:
        return Next("wait", f"等家长在 {notice.return_by} 以前送孩子返校，再劝", "D15", notice.return_by)
    return Next("report", "劝不回来，书面报告", "D17", end)


def _reported(file: CaseFile, day: dt.date, numbers: Mapping[str, int]) -> Next:
    report = file.report
    if report is not None and not report.received_on:
        by = working_days_after(report.signed_on or report.day, numbers["answer_days"])
        return Next("receipt", "请对方签收书面报告", "D17", by)
    return Next("paper", "配合政府处置，登记政府文书", "D17C", None)


def _government(file: CaseFile, day: dt.date, numbers: Mapping[str, int]) -> Next:
    return Next("paper", "登记政府文书，配合劝返", "D17C", None)


def _back(file: CaseFile, day: dt.date, numbers: Mapping[str, int]) -> Next:
    """Follow-up at its intervals until the period is over, then the headteacher's 销号."""
    since = file.row.back_on or file.since
    over = since + dt.timedelta(days=numbers["follow_days"] if file.suspected else 0)
    seen = [one for one in file.follow_ups if one.day >= since]
    newest = max((one.day for one in seen), default=since)
    every = dt.timedelta(days=numbers["follow_every"])
    if over <= day and seen and newest + every >= over:
        return Next("close", "跟踪期满，报校长销号", "D18", over)
    by = newest + every
    return Next("follow", f"跟踪：在不在校、学习和情绪（{over} 期满）", "D18", min(by, max(over, day)))


def _moved(file: CaseFile, day: dt.date, numbers: Mapping[str, int]) -> Next:
    return Next("close", "拿到去向的证明，报校长销号", "D18", None)


STEPS = {
    "warned": _warned, "suspected": _suspected, "persuading": _persuading, "reported": _reported,
    "government": _government, "back": _back, "moved": _moved,
}  # fmt: skip
