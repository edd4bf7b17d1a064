"""Draw the handbook's pictures from the running program: a made-up school, no screen needed.

.venv/bin/python installer/handbook/pictures.py
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from desktop.places import RESOURCES
from desktop.services.demo import TERM, make_demo
from desktop.settings import Settings
from desktop.views import messages, theme
from desktop.views.desk import Desk
from desktop.views.main_window import MainWindow
from desktop.views.shell import Shell

FOLDER = RESOURCES / "handbook" / "pictures"
SIZE = (1093, 614)  # px: a 1366×768 screen at 125 %, so that letters stay readable when the picture shrinks
PICTURES = (("today", "today", None), ("roster", "roster", None), ("aid", "aid", None), ("send", "send", None),
            ("backup", "backup", None), ("users", "settings", "users"))  # fmt: skip


def settle(desk: Desk) -> None:
    """Let the window lay itself out and its jobs end."""
    for _ in range(12):
        QApplication.processEvents()
    while desk.jobs.busy():
        QApplication.processEvents()


def draw(window: MainWindow, name: str, place: str, hint: Any) -> None:
    window.go(place, hint)
    settle(window.desk)
    picture = window.shell.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    painter = QPainter(picture)
    painter.setPen(theme.color("line"))
    painter.drawRect(picture.rect().adjusted(0, 0, -1, -1))
    painter.end()
    picture.save(str(FOLDER / f"{name}.png"))


def main() -> None:
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    messages.speak_chinese(app)
    theme.apply(app, theme.Mode.LIGHT)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        os.environ["ZHUXUE_HOME"] = place
        demo = make_demo(Path(place) / "石桥小学资助台账")
        shell = Shell([])
        desk = Desk(demo.school, shell, Settings(), TERM)
        desk.set_term(TERM)
        window = MainWindow(desk)
        shell.resize(*SIZE)
        shell.show()
        for picture in PICTURES:
            draw(window, *picture)
        desk.jobs.close()
        demo.school.let_go()


if __name__ == "__main__":
    main()
