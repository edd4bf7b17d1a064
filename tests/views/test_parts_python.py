"""What the binding of Qt needs of Python."""

import subprocess
import sys

CALLS = """
import os
os.environ["QT_QPA_PLATFORM"] = "offscreen"
import desktop.views
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

class Speaker(QObject):
    said = Signal()

app = QApplication([])
widget, speaker = QWidget(), Speaker()
for _ in range(60_000):
    widget.update()
    speaker.said.emit()
"""


def test_a_day_of_calls_into_qt_does_not_use_none_up():
    subprocess.run([sys.executable, "-c", CALLS], check=True, capture_output=True)
