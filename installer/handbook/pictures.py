"""Draw the pictures of the handbook and of the README from the running program: a made-up school, no screen needed.

.venv/bin/python installer/handbook/pictures.py
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.places import RESOURCES
from desktop.services.demo import TERM, make_demo
from desktop.settings import Settings
from desktop.views import language, theme
from desktop.views.desk import Desk
from desktop.views.import_wizard import REHEARSAL
from desktop.views.main_window import MainWindow
from desktop.views.shell import Shell

FOLDER = RESOURCES / "handbook" / "pictures"
README = RESOURCES.parent / "docs" / "pictures"
SIZE = (1093, 614)  # px: a 1366×768 screen at 125 %, so that letters stay readable when the picture shrinks
MEAL_DAY = dt.date(2026, 9, 28)  # a Monday of the made-up school's month of meals
PICTURES = (("today", "today", None), ("roster", "roster", None), ("lists", "lists", None),
            ("recognition", "recognition", None), ("aid", "aid", None), ("send", "send", None),
            ("backup", "backup", None), ("users", "settings", "users"),
            ("meals", "meals", (MEAL_DAY, "lunch")), ("store", "meal_stock", None), ("menus", "meal_menu", MEAL_DAY),
            ("records", "meal_logs", MEAL_DAY), ("settle", "meal_settle", f"{MEAL_DAY:%Y-%m}"),
            ("care", "care", None), ("pairs", "pairs", None), ("visits", "visits", None), ("gifts", "care_goods", None),
            ("duties", "duties", None), ("population", "population", None), ("absence", "absence", None),
            ("cases", "cases", None), ("dropout_reports", "drop_reports", None))  # fmt: skip


WIDE = (1366, 768)  # px: what a clerk's screen shows
FILE = RESOURCES / "samples" / "20261008在校生信息.xlsx"  # a month later: some new, some changed
PATIENCE = 60  # seconds for a job of the window
A_MOMENT = 400  # ms
COLOURS = 256  # flat grounds and grey letters: no difference is seen, and the file is half as large


def settle(desk: Desk) -> None:
    """Let the window lay itself out, its jobs end and a preview be drawn."""
    until = time.monotonic() + PATIENCE
    QTest.qWait(A_MOMENT)  # a page may begin a job a little after it is shown
    while not desk.jobs.resting() and time.monotonic() < until:
        QTest.qWait(20)
    QTest.qWait(A_MOMENT)


def draw(window: MainWindow, file: Path, place: str, hint: Any = None) -> None:
    """Go to a place and keep how the window looks there."""
    if place == "pupil":
        window.open_pupil(hint)
    else:
        window.go(place, hint)
    settle(window.desk)
    keep(window, file)


def keep(window: MainWindow, file: Path) -> None:
    picture = window.shell.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    painter.setPen(theme.color("line"))
    painter.drawRect(picture.rect().adjusted(0, 0, -1, -1))
    painter.end()
    # the rare colours are kept as well: they are the ones that mean something
    tones = {theme.color(name).rgb(): None for name in theme.palette()._fields}
    often = dict(Counter(memoryview(picture.constBits()).cast("I")).most_common(COLOURS))
    few = [*(tones | often)][:COLOURS]
    plain = Qt.ImageConversionFlag.ThresholdDither  # a dithered ground would show as grain
    picture.convertToFormat(QImage.Format.Format_Indexed8, few, plain).save(str(file))


def for_handbook(window: MainWindow) -> None:
    window.shell.resize(*SIZE)
    for name, place, hint in PICTURES:
        draw(window, FOLDER / f"{name}.png", place, hint)


def for_readme(window: MainWindow, batch: int) -> None:
    """The walk of a term: what waits, the roster with a pupil open, the rehearsal, one pupil, the list, the letters."""
    window.shell.resize(*WIDE)
    draw(window, README / "today.png", "today")
    window.go("roster")
    roster: Any = window.pages["roster"]
    roster.table.go_to(2)
    roster.open_row(2)
    settle(window.desk)
    keep(window, README / "roster.png")
    draw(window, README / "pupil.png", "pupil", roster.model.id_at(2))
    draw(window, README / "batch.png", "batch", batch)
    draw(window, README / "letters.png", "letters", batch)
    rehearse(window)
    keep(window, README / "import.png")


def rehearse(window: MainWindow) -> None:
    """Take the sample workbook as far as the rehearsal; nothing is written."""
    window.go("import", [FILE])
    wizard: Any = window.pages["import"]
    settle(window.desk)
    while wizard.at < REHEARSAL:
        wizard.next.click()
        settle(window.desk)


def main() -> None:
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    language.speak_chinese(app)
    theme.apply(app, theme.Mode.LIGHT)
    for folder in (FOLDER, README):
        folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        os.environ["ZHUXUE_HOME"] = place
        demo = make_demo(Path(place) / "石桥小学资助台账")
        shell = Shell([])
        desk = Desk(demo.school, shell, Settings(), TERM)
        desk.set_term(TERM)
        window = MainWindow(desk)
        shell.show()
        for_handbook(window)
        for_readme(window, demo.batches[0])
        desk.jobs.close()
        demo.school.let_go()


if __name__ == "__main__":
    main()
