"""What the care ledgers start with: rules, examples of measures, the ten systems of 控辍保学, the counters of 宣传要求."""

import json
from typing import Any

from desktop.models.ledgers.care import CareRule
from desktop.models.ledgers.care_duty import ControlSystem, PublicityCounter
from desktop.models.ledgers.care_pairs import MeasureTemplate
from desktop.models.store import Step
from desktop.places import RESOURCES


def sow(step: Step) -> None:
    """Fill 关爱规则, 措施模板, 控辍制度 and 宣传要求 of a new data file; all of it is the school's to edit."""
    rules = _told("rules")["rules"]
    step.add_many(CareRule, [{**row, "place": place} for place, row in enumerate(rules, 1)])
    measures = _told("measures")["measures"]
    step.add_many(MeasureTemplate, [{**row, "place": place} for place, row in enumerate(measures, 1)])
    systems = _told("systems")
    step.add_many(ControlSystem, [{**row, "source": systems["source"]} for row in systems["systems"]])
    step.add_many(PublicityCounter, _told("publicity")["counters"])


def _told(name: str) -> Any:
    return json.loads((RESOURCES / "care" / f"{name}.json").read_text("utf-8"))
