"""The sheet of a 盘点, edited like a sheet of paper: 实盘数 and 原因 of each lot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt

from desktop.models import money
from desktop.models.ledgers.meal_counts import StockCountLine
from desktop.models.ledgers.meal_goods import Material
from desktop.services.meals import counts, goods
from desktop.services.meals.counts import Counted
from desktop.services.meals.stock import LotLeft, amount_words
from desktop.views.cells import Column
from desktop.views.sheet_model import SheetModel

COLUMNS = (
    Column("place", "序号", 52, "right"),
    Column("material", "品名", 124),
    Column("lot", "批次", 150),
    Column("left", "账面数", 92, "right"),
    Column("actual", "实盘数", 88, "right"),
    Column("more", "差异", 92, "right"),
    Column("fen", "金额（元）", 92, "right"),
    Column("reason", "原因", 160),
)


@dataclass
class Line:
    """One lot with what was typed. fen: what the difference is worth, below zero when something is missing.

    raw, wrong: what stands in 实盘数 though it cannot be read, and why; such a lot is not counted.
    """

    lot: LotLeft
    actual: int | None = None
    reason: str = ""
    fen: int = 0
    raw: str = ""
    wrong: str = ""

    @property
    def differs(self) -> bool:
        return self.actual is not None and self.actual != self.lot.left


class CountModel(SheetModel):
    """A count may be written with its unit: 4斤, 1桶."""

    columns = COLUMNS
    written = ("actual", "reason")
    lines: list[Line]

    def show_lots(self, lots: Sequence[LotLeft]) -> None:
        typed = {one.lot.lot: one for one in self.lines}
        self.beginResetModel()
        self.lines = [replace(typed[lot.lot], lot=lot) if lot.lot in typed else Line(lot) for lot in lots]
        for line in self.lines:
            self._price(line)
        self.endResetModel()

    def forget(self) -> None:
        """What was typed is kept now."""
        self.lines = []

    def take_book(self) -> None:
        """What is still empty is as the book says."""
        for line in self.lines:
            if line.actual is None and not line.wrong:
                line.actual = line.lot.left
        self._tell()

    def counted(self) -> list[Counted]:
        return [Counted(one.lot.lot, one.actual, one.reason) for one in self.lines if one.actual is not None]

    def sums(self) -> tuple[int, int]:
        """盘盈 and 盘亏 in 分."""
        fens = [one.fen for one in self.lines]
        return sum(fen for fen in fens if fen > 0), -sum(fen for fen in fens if fen < 0)

    def fill(self, rows: Sequence[int], column: int) -> None:
        """The first chosen line's reason for all that are chosen; counts are never filled down."""
        if COLUMNS[column].key == "reason" and rows:
            for at in rows:
                self.lines[at].reason = self.lines[rows[0]].reason
            self._tell()

    def _write(self, at: int, key: str, words: str) -> str:
        line = self.lines[at]
        if key == "reason":
            line.reason = words.strip()
            return ""
        line.actual, line.raw, line.wrong = None, "", ""
        try:
            value = goods.quantity_of(line.lot.material, words)
            StockCountLine.actual.check(0 if value is None else value)
            line.actual = value
        except ValueError as error:
            line.raw, line.wrong = words.strip(), f"{Material.caption_of(line.lot.material)}：{error}"
        self._price(line)
        return line.wrong

    def _price(self, line: Line) -> None:
        line.fen = counts.difference(line.lot, line.actual or 0).fen if line.differs else 0

    # what a view asks ----------------------------------------------------------------------------------

    def totals(self) -> dict[str, str]:
        more, less = self.sums()
        return (
            {"fen": money.figures(more - less) if more >= less else f"-{money.figures(less - more)}"}
            if more or less
            else {}
        )

    def _number(self, at: int, key: str) -> int | None:
        return self.lines[at].fen if key == "fen" else None

    def _tone(self, at: int, key: str) -> str | None:
        line = self.lines[at]
        if key == "actual":
            return "bad" if line.wrong else None
        if not line.differs or line.actual is None or key not in ("more", "fen", "reason"):
            return None
        if key == "reason":
            return None if line.reason else "bad"
        return "bad" if line.actual < line.lot.left else "warn"

    def _words(self, at: int, key: str, role: int) -> str:
        line = self.lines[at]
        if key == "place":
            return str(at + 1)
        if key == "material":
            return Material.caption_of(line.lot.material)
        if key in ("lot", "left"):
            return line.lot.short if key == "lot" else amount_words(line.lot.material, line.lot.left)
        if key == "actual":
            told = line.wrong if role == Qt.ItemDataRole.ToolTipRole else line.raw
            return told or StockCountLine.actual.format(line.actual)
        if key == "reason":
            asked = line.differs and role != Qt.ItemDataRole.EditRole
            return line.reason or ("请写明原因" if asked else "")
        return self._difference(line, key)

    @staticmethod
    def _difference(line: Line, key: str) -> str:
        if not line.differs or line.actual is None:
            return ""
        more = line.actual - line.lot.left
        told = amount_words(line.lot.material, abs(more)) if key == "more" else money.figures(abs(line.fen))
        return f"{'+' if more > 0 else '−'}{told}"
