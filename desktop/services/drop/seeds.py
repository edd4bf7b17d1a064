"""What the ledgers of 控辍保学 start with: the rules' numbers, all of them the school's to edit."""

import json

from desktop.models.ledgers.drop_reports import DropRule
from desktop.models.store import Step
from desktop.places import RESOURCES


def sow(step: Step) -> None:
    """Fill 控辍规则 of a new data file."""
    told = json.loads((RESOURCES / "drop" / "rules.json").read_text("utf-8"))
    step.add_many(DropRule, [{**row, "place": place} for place, row in enumerate(told["rules"], 1)])
