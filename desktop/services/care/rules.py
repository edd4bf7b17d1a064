"""The numbers the school's care work goes by: how often, how many. They stand in 关爱规则 and the school edits them."""

from desktop.models.ledgers.care import CareRule


def rule(name: str) -> int:
    """One number of 关爱规则 by its name (resources/care/rules.json says which there are). Raises KeyError for another."""
    row = CareRule.get_or_none(CareRule.rule == name)
    if row is None:
        raise KeyError(name)
    return int(row.number)


def rules() -> dict[str, int]:
    """All of them, for who needs many."""
    return {row.rule: int(row.number) for row in CareRule.select()}
