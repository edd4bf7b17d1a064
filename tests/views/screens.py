"""Walks through every page of a school at one scale, in both palettes, and prints as JSON what is wrong there.

python tests/views/screens.py FOLDER     QT_SCALE_FACTOR must be set before an application starts: hence a child
"""

import json
import os
import re
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QTextDocumentFragment
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTabBar,
    QTableView,
    QWidget,
)

from desktop.models.ledgers.lists import CountyList
from desktop.models.ledgers.students import Student
from desktop.services import demo, school_file
from desktop.services.folder import Folder
from desktop.settings import Settings
from desktop.views import language, theme
from desktop.views.desk import Desk
from desktop.views.jobs import JobQueue
from desktop.views.main_window import MainWindow
from desktop.views.places import OTHERS, SPOTS
from desktop.views.shell import Shell
from desktop.views.widgets import Elided

SCREENS = {"1": (1366, 768), "1.25": (1366, 768), "2": (1920, 1080)}  # scale -> px of the device
FOREIGN = re.compile(r"[A-Za-z]{3,}")
KNOWN = {  # names of things, and what stands on the keys
    "PDF", "Excel", "WPS", "USB", "SHA", "Windows", "xlsx", "xls", "csv", "pdf", "Ctrl", "Shift", "Alt", "Esc", "Enter",
    "Delete", "Tab", "PgDn", "PgUp", "Home", "End", "AES",
}  # fmt: skip
SLACK = 1  # px: half pixels are rounded
FEW = 0.12  # share of the picture that may be of the other palette: a chip, a figure, a toast


def settle(queue: JobQueue) -> None:
    for _ in range(6):
        QApplication.processEvents()
    while not queue.resting():
        QApplication.processEvents()
    for _ in range(6):  # what a job brought finds its place
        QApplication.processEvents()


def plain(words: str) -> str:
    return QTextDocumentFragment.fromHtml(words).toPlainText() if "<" in words else words


def words_on(widget: QWidget) -> list[str]:
    """What can be read on a widget, and its tip."""
    found = [widget.toolTip()]
    if isinstance(widget, QLabel | QAbstractButton):
        found.append(widget.text())
    elif isinstance(widget, QLineEdit):
        found.append(widget.placeholderText())
    elif isinstance(widget, QComboBox):
        found += [widget.itemText(at) for at in range(widget.count())]
    elif isinstance(widget, QTabBar):
        found += [widget.tabText(at) for at in range(widget.count())]
    elif isinstance(widget, QTableView) and widget.model():
        heads = range(widget.model().columnCount())
        found += [str(widget.model().headerData(at, Qt.Orientation.Horizontal) or "") for at in heads]
    return [plain(one) for one in found if one]


def foreign_in(widget: QWidget, allowed: set[str]) -> Iterator[str]:
    for words in words_on(widget):
        if (os.sep in words and "popen" in words) or "pytest" in words:
            continue  # the folder of this very test; a school's own has a Chinese name
        for word in FOREIGN.findall(words):
            if word not in allowed:
                yield f"不是中文：{word}（{words[:40]}）"


def cut_in(widget: QWidget) -> Iterator[str]:
    """A label or button that has less room than its words need. Elided ones show all in their tip."""
    if isinstance(widget, Elided) or not isinstance(widget, QLabel | QPushButton) or not widget.text():
        return
    if isinstance(widget, QLabel) and (widget.wordWrap() or "<" in widget.text()):
        needs = widget.heightForWidth(widget.width()) if widget.wordWrap() else widget.sizeHint().height()
        if needs > widget.height() + SLACK:
            yield f"少了 {needs - widget.height()} px 高：{plain(widget.text())[:40]}"
    elif (lacks := _needs(widget) - widget.width()) > SLACK:
        yield f"少了 {lacks} px 宽：{widget.text()[:40]}"
    seen = widget.visibleRegion().boundingRect()
    if not seen.isEmpty() and seen.width() + SLACK < min(widget.width(), _needs(widget)):
        yield f"边上被切掉：{plain(widget.text())[:40]}"


def _needs(widget: QLabel | QPushButton) -> int:
    """px that the words themselves take."""
    if isinstance(widget, QLabel):
        lines = plain(widget.text()).split("\n")
        return (
            max(widget.fontMetrics().horizontalAdvance(line) for line in lines)
            if not widget.wordWrap()
            else 0
        )
    icon = 0 if widget.icon().isNull() else widget.iconSize().width()
    return widget.fontMetrics().horizontalAdvance(widget.text().replace("&&", "&")) + icon


def overlaps_in(top: QWidget) -> Iterator[str]:
    families: dict[QWidget, list[QAbstractButton]] = {}
    for one in top.findChildren(QAbstractButton):
        if one.isVisible() and not isinstance(one.parentWidget(), QTabBar):  # Qt's own arrows share a border
            families.setdefault(one.parentWidget(), []).append(one)
    for siblings in families.values():
        for first, second in combinations(siblings, 2):
            if not first.geometry().intersected(second.geometry()).isEmpty():
                yield f"两个按钮叠在一起：{first.text() or first.toolTip()}、{second.text() or second.toolTip()}"


def wrong_palette(shell: Shell) -> Iterator[str]:
    """Light patches in the dark, dark ones in the light. Sheets of paper are white in both."""
    small = shell.grab().toImage().scaled(160, 90).convertToFormat(QImage.Format.Format_Grayscale8)
    dark = theme.mode() is theme.Mode.DARK
    values = bytes(small.constBits())
    wrong = sum(value > 180 if dark else value < 75 for value in values) / len(values)
    if wrong > FEW:
        yield f"{'深' if dark else '浅'}色里有 {wrong:.0%} 是另一种颜色"


class Walk:
    """The places one can stand at, and what is wrong at each."""

    def __init__(self, window: MainWindow, allowed: set[str]) -> None:
        self.window, self.shell, self.allowed = window, window.shell, allowed
        self.found: list[str] = []

    def places(self) -> Iterator[str]:
        """Go to every page, tab and section, one after another."""
        for key in [spot.place.key for spot in SPOTS] + list(OTHERS):
            if key == "pupil":
                self.window.open_pupil(Student.select().first().id)
            else:
                self.window.go(key, 1 if key in ("batch", "letters", "pay") else None)
            yield key
            yield from self.parts(key)
        self.window.go("roster")
        self.window.pages["roster"].open_row(2)
        yield "roster 抽屉"
        self.shell.close_drawer()

    def parts(self, key: str) -> Iterator[str]:
        page = self.shell.page()
        for section in getattr(page, "sections", ()):
            page.show_section(section.place.key)
            yield f"{key} {section.place.title}"
        for bar in page.findChildren(QTabBar):
            for at in range(1, bar.count() if bar.isVisible() else 0):
                bar.setCurrentIndex(at)
                yield f"{key} {bar.tabText(at)}"

    def go_round(self, *, look_at_colours: bool) -> None:
        for place in self.places():
            settle(self.window.desk.jobs)
            problems = list(self.colours(place) if look_at_colours else self.problems())
            self.found += [f"{place}：{problem}" for problem in problems]

    def colours(self, place: str) -> Iterator[str]:
        if not any(key in place for key in ("print", "letters", "templates", "help", "posting")):
            yield from wrong_palette(self.shell)

    def problems(self) -> Iterator[str]:
        least, room = self.shell.minimumSizeHint(), self.shell.size()
        if least.width() > room.width() or least.height() > room.height():
            yield f"窗口放不下：要 {least.width()}×{least.height()}，只有 {room.width()}×{room.height()}"
        for widget in self.shell.findChildren(QWidget):
            if widget.isVisible():
                yield from cut_in(widget)
                yield from foreign_in(widget, self.allowed)
                yield from sideways(widget)
        yield from overlaps_in(self.shell)


def sideways(widget: QWidget) -> Iterator[str]:
    """A body that scrolls up and down must not be wider than its frame."""
    if isinstance(widget, QScrollArea) and widget.widget():
        lacks = widget.widget().minimumSizeHint().width() - widget.viewport().width()
        if widget.widgetResizable() and lacks > SLACK:
            yield f"滚动区里少了 {lacks} px 宽"


def main(place: Path) -> list[str]:
    app = QApplication([])
    language.speak_chinese(app)
    theme.apply(app, theme.Mode.LIGHT)
    school = school_file.log_in(Folder(place), demo.CLERK, demo.PASSWORD)
    shell = Shell([])
    desk = Desk(school, shell, Settings(), demo.TERM, ask=lambda *_, **__: True)
    desk.set_term(demo.TERM)
    scale = os.environ.get("QT_SCALE_FACTOR", "1")
    room = QRect(0, 0, *SCREENS[scale])
    shell.resize(round(room.width() / float(scale)), round(room.height() / float(scale)))
    sheets = " ".join(
        row.sheet or "" for row in CountyList.select(CountyList.sheet)
    )  # as the departments call them
    walk = Walk(MainWindow(desk), KNOWN | set(FOREIGN.findall(f"{place} {sheets}")))
    shell.show()
    walk.go_round(look_at_colours=False)
    if scale == "1":
        walk.go_round(look_at_colours=True)
        theme.apply(app, theme.Mode.DARK)
        walk.go_round(look_at_colours=True)
    desk.jobs.close()
    school.let_go()
    return walk.found


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1])), ensure_ascii=False), flush=True)
    os._exit(0)  # Qt's own tidying up is not what is looked at here
