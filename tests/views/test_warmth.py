"""The log-in page is up before the rest of the program is loaded."""

import subprocess
import sys

from PySide6.QtCore import QObject

from desktop.places import PROGRAM
from desktop.views import warmth
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


def test_what_is_to_be_read_comes_after_what_is_to_be_loaded(qtbot, monkeypatch):
    monkeypatch.setattr(warmth, "MODULES", ("json",))
    told = []
    parent = QObject()
    made = Warmth(parent)
    made.read(told.append(number) for number in range(3))
    assert told == []
    qtbot.waitUntil(lambda: not made.busy(), timeout=5000)
    assert told == [0, 1, 2]


def test_nothing_is_read_from_books_that_are_about_to_be_closed(qtbot, monkeypatch):
    monkeypatch.setattr(warmth, "MODULES", ())
    told = []
    parent = QObject()
    made = Warmth(parent)
    made.read(told.append(number) for number in range(1000))
    qtbot.waitUntil(lambda: bool(told), timeout=5000)
    made.leave()
    qtbot.waitUntil(lambda: not made.busy(), timeout=5000)
    assert len(told) < 1000


def test_the_start_looks_for_rubbish_again_when_all_is_loaded():
    code = "import gc, desktop.app; print(gc.isenabled(), gc.get_freeze_count() > 0)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROGRAM, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "True True"


def test_no_module_is_read_for_a_word_that_only_pyside_knows():
    code = "import linecache, desktop.app; print([name for name in linecache.cache if 'views' in name and 'quick' not in name])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROGRAM, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
