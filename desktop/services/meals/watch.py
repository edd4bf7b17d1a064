"""日管控、周排查、月调度: the checklists, what was found, and each finding followed until it is mended and looked at again.

The items are the school's own (ledger 检查项目); what was found of each stands in the record as it was worded that day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.meal_order import rule
from desktop.models.ledgers.meal_watch import CheckItem, FoodCheck, FoodFinding
from desktop.models.ledgers.staff import Staff
from desktop.models.store import Store

GOOD, BAD, NONE = "√", "×", "—"  # in order, not in order, does not apply


@dataclass(frozen=True)
class Result:
    """One item of a check: its words, √ × or —, and for × what was wrong."""

    words: str
    mark: str = GOOD
    note: str = ""
    group: str = ""


def items(kind: str) -> list[Result]:
    """The checklist of 日管控 (day), 周排查 (week) or 月调度 (month), everything in order until somebody says otherwise."""
    rows = CheckItem.select().where((CheckItem.kind == kind) & CheckItem.active).order_by(CheckItem.number)
    return [Result(row.words, group=row.group or "") for row in rows]


def results_of(text: str | None) -> list[Result]:
    """What a record keeps of its items, read again."""
    found = []
    for line in (text or "").splitlines():
        words, _, note = line[2:].partition("：")
        found.append(Result(words, line[0], note))
    return found


def text_of(results: Sequence[Result]) -> str | None:
    """The items as a record keeps them: one line each, "× 留样柜温度在 0～8 ℃：11 度"."""
    plain = [Result(_plain(one.words), one.mark, " ".join(one.note.split())) for one in results]
    lines = [f"{one.mark} {one.words}{'：' if one.note else ''}{one.note}" for one in plain]
    return "\n".join(lines) or None


def _plain(words: str) -> str:
    return words.replace("：", "，")  # 「：」 parts an item from its note


def who_checks(kind: str) -> int | None:
    """The one whose work it is by the rule (食品安全员 daily, 总监 weekly, 校长 monthly), when the roll of staff has one."""
    post = code_list("check_kind").fact(kind, "who")
    row = Staff.select().where((Staff.post == post) & Staff.left_on.is_null()).order_by(Staff.id).first()
    return row.id if row else None


def of_day(store: Store, kind: str, day: dt.date) -> Any:
    """The record of a check; None before it is kept."""
    return store.rows(FoodCheck).where((FoodCheck.kind == kind) & (FoodCheck.day == day)).first()


def keep_check(
    store: Store, kind: str, day: dt.date, results: Sequence[Result], told: Values, *, responsible: int | None = None
) -> int:  # fmt: skip
    """Keep a check and, for each × in it, a finding to be mended; one step. Returns the record's id.

    told: staff, people, summary, next_tasks, late_reason. responsible: who has to mend what was found; the checker when
    nobody is named. Raises Refused for an item that is not in order and says nothing, and for a check kept before.
    """
    store.session.demand("meals", f"登记{FoodCheck.title}")
    bad = [one for one in results if one.mark == BAD]
    if silent := [one.words for one in bad if not one.note.strip()]:
        raise Refused(f"“{silent[0]}”不合格，请写明发现了什么问题。")
    if of_day(store, kind, day) is not None:
        raise Refused(f"{day} 的{code_list('check_kind').label(kind)}已经登记过了，要改的请打开那一条。")
    values = {"kind": kind, "day": day, "items": text_of(results), **told}
    with store.step(f"登记{code_list('check_kind').label(kind)}：{day}") as step:
        record = step.add(FoodCheck, values)
        due = day + dt.timedelta(days=rule("mend_days"))
        who = responsible or told.get("staff")
        for one in bad:
            problem = f"{one.words}：{one.note}"
            found = {
                "check_record": record,
                "day": day,
                "problem": problem,
                "responsible": who,
                "due_on": due,
            }
            step.add(FoodFinding, found)
    return record


# findings -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Finding:
    """Something not yet closed. state: over (past its day), open, or done (waits to be looked at again)."""

    row: Any
    state: str
    words: str


def findings(store: Store, today: dt.date) -> list[Finding]:
    """What is not closed yet, the overdue first."""
    rows = store.rows(FoodFinding).where(FoodFinding.state != "closed").order_by(FoodFinding.due_on)
    found = [_finding(row, today) for row in rows]
    return sorted(found, key=lambda one: ["over", "open", "done"].index(one.state))


def _finding(row: Any, today: dt.date) -> Finding:
    if row.state == "done":
        return Finding(row, "done", "改好了，等别人复查")
    late = (today - row.due_on).days
    if late > 0:
        return Finding(row, "over", f"要求 {row.due_on} 改好，过了 {late} 天")
    return Finding(row, "open", f"要求 {row.due_on} 改好")


def mended(store: Store, record: int, on: dt.date, how: str) -> None:
    """Write that something was put right; somebody else has still to look at it."""
    store.session.demand("meals", "登记整改")
    with store.step("登记整改完成") as step:
        step.change(FoodFinding, record, {"state": "done", "done_on": on, "done_how": how.strip() or None})


def verified(store: Store, record: int, on: dt.date, by: int) -> None:
    """Close a finding after somebody other than the responsible one looked at it."""
    store.session.demand("meals", "复查销号")
    with store.step("问题复查销号") as step:
        step.change(FoodFinding, record, {"state": "closed", "verified_on": on, "verified_by": by})


def not_mended(store: Store, record: int, until: dt.date) -> None:
    """The second look found it as before: open again, with another day."""
    store.session.demand("meals", "退回整改")
    again = {"state": "open", "done_on": None, "done_how": None, "due_on": until}
    with store.step("退回整改") as step:
        step.change(FoodFinding, record, again)
