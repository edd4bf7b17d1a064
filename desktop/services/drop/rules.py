"""The days and numbers the work on drop-outs goes by. They stand in 控辍规则 and the school edits them."""

from desktop.models.ledgers.drop_reports import DropRule


def rule(name: str) -> int:
    """One number of 控辍规则 by its name (resources/drop/rules.json says which there are). Raises KeyError for another."""
    row = DropRule.get_or_none(DropRule.rule == name)
    if row is None:
        raise KeyError(name)
    return int(row.number)


def rules() -> dict[str, int]:
    """All of them, for who needs many."""
    return {row.rule: int(row.number) for row in DropRule.select()}
