"""Waiting for a window until it is calm, however slow the machine is at that moment."""

import time

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

SOON = 300  # ms: timers that a page starts for what it does next; longer ones wait for a person
PATIENCE = 10  # s


def pause() -> None:
    """Until what was begun is done: short timers have run out, and twice round the loop nothing new was begun."""
    end, calm = time.monotonic() + PATIENCE, 0
    while calm < 2 and time.monotonic() < end:
        QTest.qWait(1)
        calm = 0 if _anything_soon() else calm + 1


def _anything_soon() -> bool:
    timers = (timer for window in QApplication.topLevelWidgets() for timer in window.findChildren(QTimer))
    return any(timer.isSingleShot() and timer.isActive() and timer.interval() <= SOON for timer in timers)
