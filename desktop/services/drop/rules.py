"""The days and numbers the work on drop-outs goes by. They stand in 控辍规则 and the school edits them."""

from desktop.models.ledgers.drop_reports import DropRule

rule = DropRule.value
rules = DropRule.values
