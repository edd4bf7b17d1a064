"""The lines of a list made by hand, edited like a sheet: amount, thing and reason of each pupil."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt

from desktop.models import money
from desktop.models.ledgers.batches import AidGrant
from desktop.services.pay.by_hand import HandLine
from desktop.views.cells import Column
from desktop.views.sheet_model import ROOT, SheetModel

COLUMNS = (
    Column("place", "序号", 52, "right"),
    Column("name", "姓名", 110),
    Column("class", "班级", 86),
    Column("fen", "金额（元）", 110, "right"),
    Column("item", "物品", 220),
    Column("why", "原因", 240),
)


@dataclass
class Line:
    """One pupil with what was typed."""

    student: int
    name: str
    class_name: str
    fen: int = 0
    item: str = ""
    why: str = ""


class HandModel(SheetModel):
    """What cannot be read leaves the cell as it was."""

    columns = COLUMNS
    written = ("fen", "item", "why")
    lines: list[Line]

    # lines ---------------------------------------------------------------------------------------------

    def add(self, line: Line) -> bool:
        """Put a pupil at the end; False when the pupil stands there already."""
        if any(one.student == line.student for one in self.lines):
            return False
        at = len(self.lines)
        self.beginInsertRows(ROOT, at, at)
        self.lines.append(line)
        self.endInsertRows()
        self.edited.emit()
        return True

    def take_away(self, rows: Iterable[int]) -> None:
        gone = set(rows)
        self.beginResetModel()
        self.lines = [one for at, one in enumerate(self.lines) if at not in gone]
        self.endResetModel()
        self.edited.emit()

    def clear(self) -> None:
        self.take_away(range(len(self.lines)))

    def fill(self, rows: Sequence[int], column: int) -> None:
        """The first chosen line's value for all that are chosen."""
        key = COLUMNS[column].key
        if key in self.written and rows:
            value = getattr(self.lines[rows[0]], key)
            for at in rows:
                setattr(self.lines[at], key, value)
            self._tell()

    def hand_lines(self) -> list[HandLine]:
        return [HandLine(one.student, one.fen, one.item, one.why) for one in self.lines]

    def fen(self) -> int:
        return sum(one.fen for one in self.lines)

    def totals(self) -> dict[str, str]:
        return {"fen": money.figures(self.fen())} if self.fen() else {}

    def _write(self, at: int, key: str, words: str) -> str:
        try:
            value: Any = (AidGrant.amount.parse(words) or 0) if key == "fen" else words.strip()
        except ValueError as error:
            return f"{self.lines[at].name}：{error}"
        setattr(self.lines[at], key, value)
        return ""

    # what a view asks ----------------------------------------------------------------------------------

    def _number(self, at: int, key: str) -> int | None:
        return self.lines[at].fen if key == "fen" else None

    def _tone(self, at: int, key: str) -> str | None:
        line = self.lines[at]
        return "bad" if key == "fen" and not line.fen and not line.item else None

    def _words(self, at: int, key: str, role: int) -> str:
        line = self.lines[at]
        if key == "place":
            return str(at + 1)
        if key == "fen":
            if line.fen:
                return money.figures(line.fen)
            return "" if role == Qt.ItemDataRole.EditRole else "—" if line.item else "没有写"
        return str({"name": line.name, "class": line.class_name, "item": line.item, "why": line.why}[key])
