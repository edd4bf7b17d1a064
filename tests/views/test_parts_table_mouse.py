"""The table under the mouse: what a page is told when a row is pressed."""

import pytest
from parts_stage import Pupils
from PySide6.QtCore import Qt

from desktop.views import theme
from desktop.views.table import FrozenTable


@pytest.fixture
def table(qapp, qtbot):
    theme.apply(qapp, theme.Mode.LIGHT)
    made = FrozenTable(Pupils())
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.mark.parametrize("part", ["head", "body"])
def test_a_row_that_is_told_as_current_is_selected_already_by_mouse_too(table, qtbot, part):
    """Qt makes a pressed row the current one before it selects it: a page would show the child chosen before."""
    seen = []
    table.current_changed.connect(lambda at: seen.append((at, table.selected_rows())))
    view = getattr(table, part)
    for at in (1, 3):
        index = table.model_.index(at, 0 if part == "head" else 4)
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())
    assert seen == [(1, [1]), (3, [3])]
