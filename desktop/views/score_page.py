"""量化评分表: the school's own items and points, and which sum suggests which grade."""

from __future__ import annotations

from desktop.models.codes import code_list
from desktop.models.ledgers.recognition import ScoreItem
from desktop.services.recognition import scoring
from desktop.views.desk import Desk
from desktop.views.ledger_page import LedgerPage


class ScorePage(LedgerPage):
    """The ledger of items; the thresholds stand in the sentence above it."""

    chips = ("kind", "in_use")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, ScoreItem)
        self.set_title("评分表")

    def fact(self) -> str:
        label = code_list("need_grade").label
        lines = "，".join(
            f"满 {least} 分{label(grade)}" if least else f"不到的{label(grade)}"
            for least, grade in scoring.thresholds()
        )
        return f"{self.model.rowCount()} 项。{lines}；得分只作参考，分值请以本县文件为准。"
