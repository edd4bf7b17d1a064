"""不漏一人 as a picture: the classes as tiles, coloured by how many of their children have somebody; types below."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.services.care import pairs
from desktop.services.care.pairs import Coverage, Tally
from desktop.views.buttons import Button
from desktop.views.layouts import clear, column, fill, row
from desktop.views.widgets import Meter, card, picture, text

HIGH, GAP = 78, 10  # px
ACROSS = 5
SAYS = "绿色是有责任教师的，红色是还没有的；按一下看名单。"


class ClassTile(Button):
    """One class: how many of how many are paired; whoever is missing stands in red, with the word."""

    def __init__(self, tally: Tally) -> None:
        super().__init__(role="bucket")
        self.tally = tally
        lack = len(tally.missing)
        state = f"缺 {lack} 人" if lack else "齐"
        self.setAccessibleName(f"{tally.label} 已结对 {tally.paired} / {len(tally.listed)}，{state}")
        self.setFixedHeight(HIGH)
        tone = "bad" if lack else "good"
        head = row(
            text(tally.label, "strong"), None, picture("circle-alert" if lack else "circle-check", tone, 16)
        )
        foot = row(
            text(f"{tally.paired} / {len(tally.listed)} 人", "small", "quiet"),
            None,
            text(state, "small", tone),
        )
        bar = Meter([(tally.paired, "accent"), (lack, "bad")], len(tally.listed), 6)
        self.setLayout(column(None, head, foot, bar, None, gap=5, edge=(12, 0, 12, 0)))
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


class CoverageMap(QWidget):
    """Press a class or a number to see its names."""

    names_wanted = Signal(str, object)  # what they are called together, ids of the children

    def __init__(self) -> None:
        super().__init__()
        self.tiles: list[ClassTile] = []
        self.box = column(gap=12)
        self.setLayout(column(self.box, None, gap=0))

    def show_coverage(self, told: Coverage) -> None:
        clear(self.box)
        self.tiles = []
        if not told.listed:
            fill(self.box, [card("", text("没有要结对的学生。", tone="quiet"))])
            return
        fill(
            self.box,
            [
                card("按班级", text(SAYS, "small", "quiet"), self._grid(told.classes), gap=8),
                card("按类别", self._types(told), gap=10),
            ],
        )

    def _grid(self, tallies: Sequence[Tally]) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(GAP)
        for at, tally in enumerate(tallies):
            tile = ClassTile(tally)
            tile.clicked.connect(partial(self._ask, tally))
            self.tiles.append(tile)
            grid.addWidget(tile, at // ACROSS, at % ACROSS)
        for at in range(ACROSS):
            grid.setColumnStretch(at, 1)
        return grid

    def _types(self, told: Coverage) -> QGridLayout:
        """Class × type: 已结对 / 应结对; what lacks somebody is red and opens the names."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        kinds = [one.key for one in told.types]
        for at, kind in enumerate(kinds, 1):
            grid.addWidget(text(pairs.kind_name(kind), "small", "quiet"), 0, at, Qt.AlignmentFlag.AlignCenter)
        lines: list[tuple[str, list[Tally | None]]] = [
            (one.label, [told.table.get((one.key, kind)) for kind in kinds]) for one in told.classes
        ]
        lines.append(("合计", list(told.types)))
        for down, (label, cells) in enumerate(lines, 1):
            grid.addWidget(text(label, "strong" if label == "合计" else "body"), down, 0)
            for at, tally in enumerate(cells, 1):
                grid.addWidget(self._cell(label, tally), down, at, Qt.AlignmentFlag.AlignCenter)
        for at in range(1, len(kinds) + 1):
            grid.setColumnStretch(at, 1)
        return grid

    def _cell(self, label: str, tally: Tally | None) -> QWidget:
        if tally is None:
            return text("—", "small", "quiet")
        lack = f"（缺 {len(tally.missing)}）" if tally.missing else ""
        made = Button(f"{tally.paired} / {len(tally.listed)}{lack}", role="link")
        made.clicked.connect(
            partial(self._ask, Tally(tally.key, f"{label} {tally.label}", tally.listed, tally.missing))
        )
        return made

    def _ask(self, tally: Tally, _checked: bool = False) -> None:
        """Those who are missing, or all of them where nobody is."""
        words = f"{tally.label}{'还没有责任教师' if tally.missing else ''}"
        self.names_wanted.emit(words, tally.missing or tally.listed)
