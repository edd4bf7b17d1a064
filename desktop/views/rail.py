"""The places of the program, down the left edge; places that belong together stand under one name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame

from desktop.views.layouts import Part, clear, column, fill, holder
from desktop.views.rail_buttons import Group, GroupButton, PageButton, Place, PlaceButton, RailButton

__all__ = ["Group", "Place", "Rail"]
WIDE, SLIM = 162, 76  # px of the rail
APART = 6  # px at least between the upper places and those at the lower end


class Rail(QFrame):
    """One place is the current one, at most one group is open. A group of one page is simply that place.

    Wide, a group's pages unfold under it. Slim, they fly out beside it. Pressing a group never leaves the page one
    is on. The last open group stays open while one is at a place of no group, so that little moves.
    """

    place_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.places: list[Place] = []
        self.open = self.here = ""  # keys of a group and of a place
        self._items: list[list[Place]] = []
        self._buttons: dict[str, PlaceButton] = {}
        self._groups: dict[str, GroupButton] = {}
        self._leaves: dict[str, QFrame] = {}  # what holds the pages of a group
        self._counts: dict[str, int] = {}
        self._all = QButtonGroup(self)
        self._all.setExclusive(False)
        self._all.buttonClicked.connect(self._clicked)
        self._box = column(gap=2)
        self.setLayout(self._box)
        self.set_slim(False)

    # what stands in it ---------------------------------------------------------------------------------

    def set_places(self, places: Sequence[Place], groups: Sequence[Group] = ()) -> None:
        """Show these instead: another person came in, or a part was switched off."""
        for button in self._all.buttons():
            self._all.removeButton(button)
        clear(self._box)
        self.places, self._items = list(places), gathered(places)
        self._buttons, self._groups, self._leaves = {}, {}, {}
        known = {group.key: group for group in groups}
        upper: list[Part] = []
        lower: list[Part] = []
        for pages in self._items:
            parts = self._one(pages[0]) if len(pages) == 1 else self._many(known[pages[0].group], pages)
            (lower if pages[0].foot else upper).extend(parts)
        fill(self._box, [*upper, APART, None, *lower])
        self.set_slim(self.slim)
        self.set_waiting(self._counts)
        self.mark(self.here)

    def _one(self, place: Place) -> list[Part]:
        self._buttons[place.key] = PlaceButton(place)
        self._all.addButton(self._buttons[place.key])
        return [self._buttons[place.key]]

    def _many(self, group: Group, pages: list[Place]) -> list[Part]:
        head = self._groups[group.key] = GroupButton(group, pages)
        head.menu.triggered.connect(self._flown)
        self._all.addButton(head)
        leaves = [PageButton(page) for page in pages]
        for leaf in leaves:
            self._buttons[leaf.place.key] = leaf
            self._all.addButton(leaf)
        self._leaves[group.key] = holder(column(*leaves, gap=0))
        return [head, self._leaves[group.key]]

    def set_slim(self, slim: bool) -> None:
        self.slim = slim
        self.setFixedWidth(SLIM if slim else WIDE)
        self._box.setContentsMargins(*((8, 8, 8, 6) if slim else (12, 14, 12, 12)))
        self._box.setSpacing(0 if slim else 2)
        for button in self._every():
            button.set_slim(slim)
        self.unfold(self.open)

    def set_waiting(self, counts: Mapping[str, int]) -> None:
        """How many things wait at which place; a group shows the sum of its pages."""
        self._counts = dict(counts)
        for key, button in self._buttons.items():
            button.set_waiting(counts.get(key, 0))
        for head in self._groups.values():
            head.set_waiting(sum(counts.get(page.key, 0) for page in head.pages))

    def _every(self) -> list[RailButton]:
        return [one for one in self._all.buttons() if isinstance(one, RailButton)]

    # where one is --------------------------------------------------------------------------------------

    def mark(self, key: str) -> None:
        """Light the place one is at, without going there, and open its group. An unknown key lights none."""
        self.here = key
        for button in self._buttons.values():
            button.setChecked(button.place.key == key)
        for head in self._groups.values():
            head.setChecked(any(page.key == key for page in head.pages))
        within = [head.group.key for head in self._groups.values() if head.isChecked()]
        self.unfold(within[0] if within else self.open)

    def unfold(self, group: str) -> None:
        """Show the pages of one group and fold the others; "" folds all."""
        self.open = group if group in self._groups else ""
        for key, head in self._groups.items():
            head.set_open(key == self.open and not self.slim)
            self._leaves[key].setVisible(head.opened)
        self._stop_once()

    def _stop_once(self) -> None:
        """Tab enters the rail where one is and leaves it with the next press; arrows move inside."""
        every = self._every()
        stops = [one for one in every if one.hasFocus()] or [one for one in every if one.lit()] or every
        for one in every:
            one.setFocusPolicy(Qt.FocusPolicy.TabFocus if one is stops[0] else Qt.FocusPolicy.NoFocus)

    def choose(self, key: str) -> None:
        """Light a place and say that it is wanted."""
        self.mark(key)
        self.place_chosen.emit(key)

    def step_to(self, at: int) -> None:
        """Choose by number, from 0: a group's first page, or the next one when one is in it. Too high: nothing."""
        if at < len(self._items):
            keys = [page.key for page in self._items[at]]
            after = keys.index(self.here) + 1 if self.here in keys else 0
            self.choose(keys[after % len(keys)])

    def _clicked(self, button: QAbstractButton) -> None:
        if isinstance(button, PlaceButton):
            self.choose(button.place.key)
        elif isinstance(button, GroupButton) and self.slim:
            button.fly_out(self.here, self._counts)
        elif isinstance(button, GroupButton):
            self.unfold("" if button.opened else button.group.key)

    def _flown(self, action: QAction) -> None:
        self.choose(action.data())

    # keys ----------------------------------------------------------------------------------------------

    def keyPressEvent(self, event) -> None:
        button = self.focusWidget()
        if not isinstance(button, RailButton) or not button.hasFocus():
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            button.click()
        elif event.key() == Qt.Key.Key_Right:
            self._inward(button)
        elif event.key() == Qt.Key.Key_Left:
            self._outward(button)
        else:
            self._move(button, Qt.Key(event.key()))

    def _move(self, button: RailButton, key: Qt.Key) -> None:
        """Up and down one, or to either end."""
        shown = [one for one in self._every() if one.isVisible()]
        last = len(shown) - 1
        at = shown.index(button)
        to = {
            Qt.Key.Key_Up: max(at - 1, 0),
            Qt.Key.Key_Down: min(at + 1, last),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }.get(key, at)
        shown[to].setFocus(Qt.FocusReason.TabFocusReason)

    def _inward(self, button: RailButton) -> None:
        """Open a group; in an open one go on to its first page."""
        if isinstance(button, GroupButton) and button.opened:
            self._buttons[button.pages[0].key].setFocus(Qt.FocusReason.TabFocusReason)
        elif isinstance(button, GroupButton):
            button.click()

    def _outward(self, button: RailButton) -> None:
        """From a page to the name of its group; from there fold it."""
        if isinstance(button, PageButton):
            self._groups[button.place.group].setFocus(Qt.FocusReason.TabFocusReason)
        elif isinstance(button, GroupButton) and button.opened:
            button.click()


def gathered(places: Sequence[Place]) -> list[list[Place]]:
    """Each place by itself, the pages of a group together where the first of them stands."""
    found: dict[tuple[str, str], list[Place]] = {}
    for place in places:
        found.setdefault((place.group, "" if place.group else place.key), []).append(place)
    return list(found.values())
