"""From starting the process to the first painted page; `begun` is the time of day at which the process was started."""

import os
import time
from pathlib import Path


def bare_window(begun: str) -> dict[str, float]:
    """Nothing but Qt."""
    import desktop.views  # noqa: F401, I001  before any Qt
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication([])
    window = QMainWindow()
    window.resize(1366, 768)
    window.show()
    app.processEvents()
    window.grab()
    return {"whole": time.time() - float(begun)}


def log_in_page(begun: str, books: str, preferences: str) -> dict[str, float]:
    """The program as it comes up each morning, as far as the page that asks for the password."""
    program = _program(books, preferences)
    program.start()
    program.app.processEvents()
    program.gate.grab()
    return {"whole": time.time() - float(begun)}


def main_page(_begun: str, books: str, preferences: str) -> dict[str, float]:
    """From Enter behind the password to today's page, the reckoning of the key included.

    Typing the password takes longer than loading what lies behind the log-in, so that is done by then.
    """
    from builders import PASSWORD, USER

    from desktop.services import school_file
    from desktop.services.folder import Folder

    program = _program(books, preferences)
    program.start()
    while program.warmth.busy():
        program.app.processEvents()
    begun = time.perf_counter()
    program._opened(school_file.log_in(Folder(Path(books)), USER, PASSWORD))
    program.app.processEvents()
    assert program.shell is not None and program.school is not None
    program.shell.grab()
    seconds = time.perf_counter() - begun
    program.school.let_go()
    return {"whole": seconds}


def _program(books: str, preferences: str):  # type: ignore[no-untyped-def]
    os.environ["ZHUXUE_HOME"] = preferences
    import desktop.views  # noqa: F401, I001  before any Qt
    from PySide6.QtWidgets import QApplication

    from desktop.app import Program
    from desktop.settings import Settings
    from desktop.views import language, theme

    app = QApplication([])
    language.speak_chinese(app)
    settings = Settings.load()
    settings.last_folder = books
    theme.apply(app, theme.Mode(settings.theme))
    return Program(app, settings, [])
