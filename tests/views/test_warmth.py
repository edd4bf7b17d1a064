"""The log-in page is up before the rest of the program is loaded."""

import subprocess
import sys

from PySide6.QtCore import QObject

from desktop.places import PROGRAM
from desktop.views.warmth import MODULES, Warmth


def test_the_way_to_the_log_in_page_loads_no_ledger_and_no_database():
    code = "import sys, desktop.app; print([name for name in ('peewee', 'apsw', 'reportlab') if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROGRAM, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_everything_is_loaded_while_the_password_is_typed(qtbot):
    parent = QObject()
    warmth = Warmth(parent)
    warmth.start()
    qtbot.waitUntil(lambda: not warmth.busy(), timeout=20_000)
    assert set(MODULES) <= set(sys.modules)
