"""Walks through every page of a school and prints as JSON what showed itself outside the window.

python tests/views/strays.py FOLDER USER
"""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from screens import Folder, Settings, Shell, Walk, demo, language, school_file, settle, theme

from desktop.views.desk import Desk
from desktop.views.main_window import MainWindow


class Watch(QObject):
    """Notes every widget that is shown as a window of its own."""

    def __init__(self, shell: QWidget) -> None:
        super().__init__()
        self.shell, self.here, self.found = shell, "", []

    def eventFilter(self, thing: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.Show
            and isinstance(thing, QWidget)
            and thing.isWindow()
            and thing is not self.shell
        ):
            self.found.append(f"{self.here}：{type(thing).__name__} {thing.property('text') or ''}")
        return False


def main(place: Path, user: str) -> list[str]:
    app = QApplication([])
    language.speak_chinese(app)
    theme.apply(app, theme.Mode.LIGHT)
    school = school_file.log_in(Folder(place), user, demo.PASSWORD)
    shell = Shell([])
    desk = Desk(school, shell, Settings(), demo.TERM, ask=lambda *_, **__: True)
    desk.set_term(demo.TERM)
    shell.resize(1366, 768)
    watch = Watch(shell)
    app.installEventFilter(watch)
    walk = Walk(MainWindow(desk), set())
    shell.show()
    for watch.here in walk.places():
        settle(desk.jobs)
    desk.jobs.close()
    school.let_go()
    return watch.found


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), sys.argv[2]), ensure_ascii=False), flush=True)
    os._exit(0)  # Qt's own tidying up is not what is looked at here
