"""A ledger of numbers the school's work goes by. Counties differ, so each number stands in the data file, to be edited."""

from typing import Any

from desktop.models.fields import Number, Text
from desktop.models.ledger import Ledger, Values


class RuleLedger(Ledger):
    """The shape of 关爱规则, 控辍规则 and what comes after them: one row a number, sown from resources, never deleted."""

    one = "规则"
    key = ("rule",)
    order = ("place", "id")
    columns = ("words", "number", "unit", "source")
    summed = False

    rule = Text("代号", required=True, unique=True, max_length=40, edit=False)
    words = Text("规则", required=True, max_length=60, width=30, edit=False)
    number = Number("数值", required=True, least=0, most=10000, width=7)
    unit = Text("单位", max_length=10, width=7, edit=False)
    source = Text("依据", max_length=80, width=24, hint="请以本县文件为准")
    place = Number("次序", default=100, width=6, edit=False)

    @classmethod
    def caption(cls, row: Any) -> str:
        return str(row.__data__["words"])

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return "" if new else "规则不能删除，用不着的写 0。"

    @classmethod
    def value(cls, rule: str) -> int:
        """The number of one rule by its name (the resources say which there are). Raises KeyError for a name there is not."""
        row = cls.get_or_none(cls.rule == rule)
        if row is None:
            raise KeyError(rule)
        return int(row.number)

    @classmethod
    def values(cls) -> dict[str, int]:
        """All of them by name, for who needs many."""
        return {row.rule: int(row.number) for row in cls.select()}
