"""对列: every column of a table with its first cells, and what it is taken for. The person has the last word."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from desktop.models.identity import mask_account
from desktop.services.roster.intake import TableIn
from desktop.services.roster.slots import slots
from desktop.services.sheets.clean import is_blank, plain_or_shown
from desktop.services.sheets.tables import Match
from desktop.views.buttons import Chip
from desktop.views.fields import Choice
from desktop.views.layouts import Part, column, hair, holder, row, scroll
from desktop.views.widgets import Elided, picture, set_tone, text

SAMPLES = 3  # first cells shown of each column
SURE = 0.8  # from here on a match needs no second look
NOTHING = "不导入这一列"
FIELD = 190  # px of the combo
LONG_NUMBER = re.compile(r"\d{11,}[Xx]?")  # a phone, a card, an identity number
TABLE_NAME = 36  # characters of a table's name that are seen


class ColumnLine(QWidget):
    """One column: letter and heading, its first cells, the field, and why."""

    chosen = Signal(int, object)  # its place among the heads, key or None

    def __init__(
        self, place: int, match: Match, samples: Sequence[str], offers: Sequence[tuple[object, str]]
    ) -> None:
        super().__init__()
        self.place = place
        name = Elided(match.head.text or "（没有表头）", "strong")
        letter = text(f"{match.head.letter} 列", "small", "quiet")
        shown = Elided("、".join(samples) or "（空）", tone="quiet")
        self.combo = Choice(offers)
        self.combo.setFixedWidth(FIELD)
        self.combo.setAccessibleName(f"{match.head.text or match.head.letter}对到")
        self.reason = Elided("", "small", "quiet")
        told = column(row(name, letter, None, gap=8), shown, self.reason, gap=1)
        arrow = picture("arrow-right", "line", 18)
        self.setLayout(row((told, 1), arrow, self.combo, gap=12, edge=(16, 7, 14, 7)))
        self.show_match(match)
        self.combo.activated.connect(self._activated)

    def show_match(self, match: Match) -> None:
        self.combo.choose(match.key)
        doubtful = match.key is not None and match.confidence < SURE
        self.reason.set_words(f"请看一眼：{match.reason}" if doubtful else match.reason)
        set_tone(self.reason, "warn" if doubtful else "quiet")
        self.doubtful = doubtful or match.key is None

    def _activated(self) -> None:
        self.chosen.emit(self.place, self.combo.value())


class ColumnsStep(QWidget):
    """One table at a time; other tables are a choice above."""

    assigned = Signal(object)  # TableIn: something of it was reassigned
    table_chosen = Signal(object)  # TableIn

    def __init__(self, tables: Sequence[TableIn], shown: TableIn) -> None:
        super().__init__()
        self.taken, self.tables = shown, list(tables)
        self.choice = Choice([(at, one.label) for at, one in enumerate(self.tables)])
        self.choice.setCurrentIndex(next(at for at, one in enumerate(self.tables) if one is shown))
        self.choice.setVisible(len(self.tables) > 1)
        self.choice.setMinimumContentsLength(TABLE_NAME)
        self.choice.activated.connect(self._table_chosen)
        self.only = Chip("只看要留意的", [("look", "要留意的")], single=True)
        self.only.changed.connect(self._narrow)
        self.lines = self._make_lines()
        head = row((self.choice, 1), None, self.only, gap=8)
        self.setLayout(column(head, (self._list(), 1), gap=10))

    def _list(self) -> QFrame:
        parts: list[Part] = []
        self.hairs = []
        for line in self.lines:
            self.hairs.append(hair())
            parts += [line, self.hairs[-1]]
        return holder(
            column(scroll(column(*parts, None, gap=0, edge=(0, 4, 0, 4))), gap=0, edge=1), card=True
        )

    def _make_lines(self) -> list[ColumnLine]:
        offers: list[tuple[object, str]] = [(None, NOTHING)]
        offers += [(one.key, one.label) for one in self.taken.mapping.wanted]
        known = slots()
        lines = []
        for place, match in enumerate(self.taken.mapping.matches):
            mask = getattr(known[match.key].field, "mask", None) if match.key in known else None
            samples = [mask(one) if mask else _guarded(one) for one in self._samples(place)]
            lines.append(ColumnLine(place, match, samples, offers))
            lines[-1].chosen.connect(self._assign)
        return lines

    def _samples(self, place: int) -> list[str]:
        found = []
        for one in self.taken.table.rows:
            if not is_blank(one.cells[place]):
                found.append(plain_or_shown(one.cells[place]))
            if len(found) == SAMPLES:
                break
        return found

    def _assign(self, place: int, key: object) -> None:
        self.taken.mapping.assign(place, None if key is None else str(key))
        for line, match in zip(self.lines, self.taken.mapping.matches, strict=True):
            line.show_match(match)
        self.assigned.emit(self.taken)

    def _narrow(self, chosen: list[object]) -> None:
        for line, below in zip(self.lines, self.hairs, strict=True):
            shown = line.doubtful or not chosen
            line.setVisible(shown)
            below.setVisible(shown)

    def _table_chosen(self, at: int) -> None:
        self.table_chosen.emit(self.tables[at])


def _guarded(cell: str) -> str:
    """A number of somebody's in a column that was taken for nothing is nobody's to read either."""
    return LONG_NUMBER.sub(lambda number: str(mask_account(number.group())), cell)


def facts_of(taken: TableIn) -> list[str]:
    """What the right-hand column says of a table's columns."""
    matches = taken.mapping.matches
    named = [match for match in matches if match.key]
    unsure = [match for match in named if match.confidence < SURE]
    facts = [f"{len(matches)} 列里认出 {len(named)} 列"]
    if unsure:
        facts.append(f"{len(unsure)} 列拿不太准，请看一眼")
    if len(matches) > len(named):
        facts.append(f"{len(matches) - len(named)} 列不导入")
    return facts
