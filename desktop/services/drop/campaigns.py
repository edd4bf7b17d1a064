"""控辍专项行动 before and after each term's start: its checklist, what was done of it, and what came of it in figures."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.drop_reports import ArrivalSheet, Campaign, CampaignCheck, NotArrived
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.places import RESOURCES
from desktop.services.drop.arrivals import starts
from desktop.services.drop.month_people import cases_on, steps_in

PHASES = ("before", "after")
TICKED = ("done_on", "staff", "result", "proof")


@dataclass(frozen=True)
class Action:
    """One campaign with its checklist."""

    row: Any
    checks: Sequence[Any]

    @property
    def done(self) -> int:
        return sum(one.done_on is not None for one in self.checks)

    @property
    def open(self) -> list[Any]:
        return [one for one in self.checks if one.done_on is None]

    @property
    def title(self) -> str:
        return str(Campaign.phase.format(self.row.phase)) + "专项行动"

    def late(self, day: dt.date) -> list[Any]:
        """What is not done though the campaign is over."""
        return self.open if self.row.until_day < day else []


@cache
def template() -> dict[str, Any]:
    """The checklists that a campaign begins with: resources/drop/campaign.json."""
    return dict(json.loads((RESOURCES / "drop" / "campaign.json").read_text("utf-8")))


def span_of(term: Term, phase: str) -> tuple[dt.date, dt.date]:
    """The days a campaign usually takes, by the day the term begins."""
    told, first = template()["phases"][phase], starts(term)
    return first + dt.timedelta(days=told["from"]), first + dt.timedelta(days=told["until"])


def actions(term: Term) -> dict[str, Action]:
    """Phase -> the campaign of a term, those that were begun."""
    found = {}
    for row in Campaign.select().where(Campaign.term == term.code):
        checks = CampaignCheck.select().where(CampaignCheck.campaign == row.id).order_by(CampaignCheck.number)
        found[row.phase] = Action(row, list(checks))
    return {phase: found[phase] for phase in PHASES if phase in found}


def begin(store: Store, term: Term, phase: str, values: Values) -> int:
    """A campaign with the checklist of its phase; values: from_day, until_day, leader. Raises Refused when there is one."""
    store.session.demand("drop", "开始专项行动")
    if phase in actions(term):
        raise Refused(
            f"{term.title}{code_list('campaign_phase').label(phase)}的专项行动已经有了，请在那一次里办。"
        )
    first, last = span_of(term, phase)
    told = {"term": term.code, "phase": phase, "from_day": first, "until_day": last}
    told |= {name: value for name, value in values.items() if value is not None}
    with store.step(f"{term.short}{code_list('campaign_phase').label(phase)}控辍专项行动") as step:
        record = step.add(Campaign, told)
        items = template()["phases"][phase]["items"]
        rows = [{"campaign": record, "number": at, "words": words} for at, words in enumerate(items, 1)]
        step.add_many(CampaignCheck, rows)
    return record


def tick(store: Store, checks: Sequence[int], values: Values) -> None:
    """What was done of the checklist: done_on, staff, result, proof. done_on None takes the tick away."""
    store.session.demand("drop", "登记专项行动")
    told = {name: values[name] for name in TICKED if name in values}
    with store.step(f"专项行动清单 {len(checks)} 项") as step:
        step.change_many(CampaignCheck, {one: told for one in checks})


def add_item(store: Store, campaign: int, words: str) -> int:
    """One more thing to do, last on the list. Raises Refused for nothing written."""
    store.session.demand("drop", "改专项行动清单")
    if not words.strip():
        raise Refused("请写要做的事。")
    query = CampaignCheck.select(CampaignCheck.number).where(CampaignCheck.campaign == campaign)
    number = max((row.number for row in query), default=0) + 1
    with store.step("专项行动加一项") as step:
        return step.add(CampaignCheck, {"campaign": campaign, "number": number, "words": words.strip()})


def conclude(store: Store, campaign: int, result: str) -> None:
    """Write what came of it."""
    store.session.demand("drop", "写专项行动结果")
    with store.step("专项行动结果") as step:
        step.change(Campaign, campaign, {"result": result or None})


def result_words(action: Action, term: Term, today: dt.date) -> str:
    """The figures of a campaign's days as a first draft of its result; of the day they were counted, which they say."""
    first, last = action.row.from_day, min(action.row.until_day, today)
    cases = [one for one in cases_on(last)]
    parts = [f"到 {today}，清单 {len(action.checks)} 项，完成 {action.done} 项"]
    sheets = list(ArrivalSheet.select().where(ArrivalSheet.term == term.code))
    if sheets and action.row.phase == "after":
        open_ = NotArrived.select().where(NotArrived.term == term.code, NotArrived.came_on.is_null()).count()
        due, came = sum(row.due for row in sheets), sum(row.came for row in sheets)
        parts.append(f"{len(sheets)} 个班应到 {due} 人，实到 {came} 人，未报到 {open_} 人")
    new = [one for one in cases if first <= one.case.opened_on <= last]
    parts.append(f"期间立案 {len(new)} 件，劝返复学 {len(steps_in(first, last, 'back'))} 人")
    parts.append(f"{last:%m-%d} 还没有返校 {sum(one.open for one in cases)} 人")
    return "；".join(parts) + "。"
