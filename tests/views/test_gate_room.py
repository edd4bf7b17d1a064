"""The gate on a small screen: its lowest line stays above the task bar."""

import pytest
from PySide6.QtCore import QRect

from desktop.settings import Settings
from desktop.views import gate as gates
from desktop.views.gate import Gate

TASK_BAR = 40  # px


class Screen:
    """What a gate asks of one."""

    def __init__(self, room):
        self.availableGeometry = lambda: room


@pytest.fixture
def place_on(qapp, qtbot, monkeypatch):
    """place_on(room): where the gate lies with its title bar, on a screen with this much room."""

    def place(room):
        made = Gate(Settings())
        qtbot.addWidget(made)
        monkeypatch.setattr(made, "screen", lambda: Screen(room))
        made._take_room()
        made.jobs.close()
        return QRect(made.x(), made.y(), made.width(), made.height() + gates.TITLE)

    return place


@pytest.mark.parametrize("size", [(1366, 768), (1280, 720), (1093, 614)])
def test_nothing_lies_under_the_task_bar(place_on, size):
    room = QRect(0, 0, size[0], size[1] - TASK_BAR)
    assert room.contains(place_on(room))


def test_on_a_large_screen_it_has_its_size_and_stands_in_the_middle(place_on):
    placed = place_on(QRect(0, 0, 1920, 1040))
    assert (placed.width(), placed.height() - gates.TITLE) == gates.SIZE
    assert abs(placed.center().x() - 960) <= 1 and abs(placed.center().y() - 520) <= 1
