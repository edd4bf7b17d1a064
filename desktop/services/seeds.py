"""What a new data file starts with: the shipped programmes, standards and holidays, all editable afterwards."""

import datetime as dt
import json
from typing import Any

from desktop.models.ledger import Values
from desktop.models.ledgers.aid import AidProgramme, AidStandard
from desktop.models.ledgers.calendar import CalendarDay, SchoolTerm
from desktop.models.ledgers.lists import ClosingReason
from desktop.models.ledgers.payments import BankLayout
from desktop.models.ledgers.recognition import GradeLine, ScoreItem
from desktop.models.store import Store
from desktop.models.terms import Term, term_of
from desktop.places import RESOURCES
from desktop.services.care.seeds import sow as sow_care
from desktop.services.drop.seeds import sow as sow_drop
from desktop.services.meals.seeds import sow as sow_meals


def told(name: str) -> Any:
    """One shipped data file, e.g. "aid/standards"."""
    return json.loads((RESOURCES / f"{name}.json").read_text("utf-8"))


def sow(store: Store, today: dt.date) -> None:
    """Fill a new data file in one step."""
    with store.step("建账：写入随程序带来的资助项目、标准和校历（请以本县文件为准）", final=True) as step:
        programmes = told("aid/programmes")["programmes"]
        ids = step.add_many(AidProgramme, [_programme(row) for row in programmes])
        number = {row["code"]: record for row, record in zip(programmes, ids, strict=True)}
        step.add_many(AidStandard, [_standard(row, number) for row in told("aid/standards")["standards"]])
        step.add_many(CalendarDay, _days())
        step.add_many(ClosingReason, _reasons())
        step.add_many(ScoreItem, _score_items())
        step.add_many(GradeLine, grade_lines())
        step.add_many(BankLayout, _bank_layouts())
        sow_meals(step, today)
        sow_care(step)
        sow_drop(step)
        term = term_of(today)
        step.add_many(SchoolTerm, [_term(one) for one in (term.previous, term, term.next)])


def _programme(row: dict[str, Any]) -> Values:
    who = row["who"]
    return {
        "name": row["name"], "code": row["code"], "short": row.get("short"), "role": row["role"],
        "stages": ",".join(row["stages"]), "boarding": who["boarding"], "needs": who["needs"],
        "kinds": ",".join(who["hardship"]) or None, "exclusive": row.get("exclusive_group"),
        "audience": row.get("audience"), "place": row["order"],
    }  # fmt: skip


def _standard(row: dict[str, Any], programmes: dict[str, int]) -> Values:
    return {
        "programme": programmes[row["programme"]], "stage": row["stage"], "boarding": row["boarding"],
        "amount": row["amount_fen"], "amount_text": row.get("amount_text"), "unit": row["unit"],
        "from_term": row["from_term"], "to_term": row["to_term"], "level": row["level"],
        "doc_title": row.get("doc_title"), "doc_no": row.get("doc_no"), "remark": row.get("remark"),
    }  # fmt: skip


def _score_items() -> list[Values]:
    """The 量化评分 table; points are kept in tenths."""
    rows = told("recognition/score_items")["items"]
    return [
        {
            "name": row["name"], "points": row["points"] * 10, "kind": row["kind"], "fact": row.get("fact"),
            "exclusive": row.get("exclusive_group"), "evidence": row.get("evidence"), "in_use": True,
            "place": place * 10,
        }
        for place, row in enumerate(rows, 1)
    ]  # fmt: skip


def grade_lines() -> list[Values]:
    """From how many points (tenths) each 档次 is suggested."""
    data = told("recognition/score_items")
    since = dt.date.fromisoformat(data["thresholds_since"])
    return [
        {
            "grade": row["grade"],
            "at_least": row["at_least"] * 10,
            "since": since,
            "document": data["thresholds_document"],
        }
        for row in data["thresholds"]
    ]


def _bank_layouts() -> list[Values]:
    """Layouts to begin with; every bank wants its own."""
    rows = told("pay/layouts")["layouts"]
    return [
        {
            "name": row["name"], "form": row["form"], "encoding": row["encoding"], "separator": row["separator"],
            "heading": row["heading"], "columns_text": "\n".join(row["columns"]), "in_use": True, "place": place * 10,
            "note": row["note"],
        }
        for place, row in enumerate(rows, 1)
    ]  # fmt: skip


def _reasons() -> list[Values]:
    """Why a difference is none, in the order they are offered."""
    rows = told("lists/reasons")["reasons"]
    return [{**row, "in_use": True, "place": place * 10} for place, row in enumerate(rows, 1)]


def _days() -> list[Values]:
    """Every holiday that is not an ordinary weekend, and every weekend day with lessons."""
    days: dict[dt.date, Values] = {}
    for year in told("calendar/holidays")["years"]:
        for holiday in year["holidays"]:
            first, last = dt.date.fromisoformat(holiday["from"]), dt.date.fromisoformat(holiday["to"])
            for place in range((last - first).days + 1):
                day = first + dt.timedelta(days=place)
                days[day] = {"day": day, "kind": "off", "reason": holiday["name"]}
            for text in holiday["make_up_days"]:
                day = dt.date.fromisoformat(text)
                days[day] = {"day": day, "kind": "on", "reason": f"{holiday['name']}调休"}
    return [days[day] for day in sorted(days)]


def _term(term: Term) -> Values:
    usual = next(
        row for row in told("calendar/holidays")["term_pattern"]["terms"] if row["semester"] == term.half
    )
    return {"term": term.code, "starts": _on(term, usual["from"]), "ends": _on(term, usual["to"])}


def _on(term: Term, month_day: str) -> dt.date:
    """ "09-01" of a term; months before September lie in the second calendar year."""
    month, day = map(int, month_day.split("-"))
    return dt.date(term.year + (month < 9), month, day)
