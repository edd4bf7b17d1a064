"""量化评分表: the school's own items and points, and from how many points on each grade is suggested."""

from __future__ import annotations

import datetime as dt

from desktop.models.codes import code_list
from desktop.models.ledgers.recognition import GradeLine, ScoreItem
from desktop.models.ledgers.recognition_order import NOT_NEEDY
from desktop.services.recognition import scoring
from desktop.views.desk import Desk
from desktop.views.ledger_page import LedgerPage


class ScorePage(LedgerPage):
    """The ledger of items; the lines in force stand in the sentence above it."""

    chips = ("kind", "in_use")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, ScoreItem)
        self.set_title("评分表")

    def fact(self) -> str:
        return f"{self.model.rowCount()} 项。{lines_in_force()}"


class LinesPage(LedgerPage):
    """The 分数线, dated: a change is another line, the old ones stay."""

    chips = ("grade",)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, GradeLine)
        self.set_title("分数线")

    def fact(self) -> str:
        return lines_in_force()


def lines_in_force() -> str:
    """Today's lines in words, and what is wrong with them."""
    label, today = code_list("need_grade").label, dt.date.today()
    lines = "，".join(
        f"满 {GradeLine.at_least.format(least)} 分{label(grade)}"
        for least, grade in scoring.thresholds(today)
    )
    return f"现在{lines}，不到的{label(NOT_NEEDY)}。{scoring.crossed(today)}得分只作参考，请以本县文件为准。"
