"""The checklists and the 课间加餐 steps that a new data file starts with. Examples: the county's own take their place."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from desktop.models.ledgers.meal_people import SnackStep
from desktop.models.ledgers.meal_watch import CheckItem
from desktop.models.store import Step
from desktop.models.terms import term_of
from desktop.places import RESOURCES


def sow(step: Step, today: dt.date) -> None:
    """Fill 检查项目 and 加餐流程; the steps are in use from the beginning of the term."""
    checks = _told("check_items")
    numbers: dict[str, int] = {}
    rows = []
    for row in checks["items"]:
        numbers[row["kind"]] = numbers.get(row["kind"], 0) + 1
        rows.append({**row, "number": numbers[row["kind"]], "source": "随程序带来，请按本县文件修改"})
    step.add_many(CheckItem, rows)
    steps = _told("snack_steps")
    since = term_of(today).usual_span[0]
    step.add_many(
        SnackStep,
        [
            {**row, "number": place, "from_day": since, "note": steps["mark"]}
            for place, row in enumerate(steps["steps"], 1)
        ],
    )


def _told(name: str) -> Any:
    return json.loads((RESOURCES / "meals" / f"{name}.json").read_text("utf-8"))
