"""The numbers the school's care work goes by: how often, how many. They stand in 关爱规则 and the school edits them."""

from desktop.models.ledgers.care import CareRule

rule = CareRule.value
rules = CareRule.values
