"""Composition root: the one place that makes the application, opens the school and shows its window."""

from __future__ import annotations

from desktop.views import quick_start  # before everything else

# isort: split
import datetime as dt
import logging
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QWidget

from desktop.models.errors import Refused
from desktop.places import RESOURCES
from desktop.services.entry import is_demo
from desktop.services.folder import Folder
from desktop.settings import Settings
from desktop.views import language, theme, warmth
from desktop.views.curtain import Curtain
from desktop.views.gate import Gate

if TYPE_CHECKING:
    from desktop.services.school_file import SchoolFile
    from desktop.views.main_window import MainWindow
    from desktop.views.shell import Shell

log = logging.getLogger("zhuxue")
HOUR = 60 * 60 * 1000  # ms between two looks whether a backup is due
MINUTE = 60 * 1000  # ms
quick_start.done()


class Program(QObject):
    """Gate (first start, log-in) -> window -> gate again when it is locked or another person comes."""

    def __init__(self, app: QApplication, settings: Settings, open_first: list[Path]) -> None:
        super().__init__()
        self.app, self.settings, self.open_first = app, settings, open_first
        self.school: SchoolFile | None = None
        self.here: Folder | None = None  # the folder open now, or last in this run
        self.window: MainWindow | None = None
        self.shell: Shell | None = None
        self.gate = Gate(settings)
        self.gate.opened.connect(self._opened)
        self.gate.left.connect(app.quit)
        self.gate.given_up.connect(self._give_up)
        self.curtain: Curtain | None = None  # drawn while the program is locked
        self.idle = QTimer(self, singleShot=True)
        self.idle.timeout.connect(self.lock)
        self.hourly = QTimer(self, interval=HOUR)
        self.hourly.timeout.connect(self._hourly_backup)
        self.warmth = warmth.Warmth(self)

    def start(self) -> None:
        self.gate.begin(self._folder())
        self.warmth.start()

    def _folder(self) -> Folder | None:
        """Where one was last, also when the books there are gone or damaged: the gate says so and helps."""
        last = self.settings.last_place()
        return self.here or (Folder(last) if last else None)

    def _opened(self, school: SchoolFile) -> None:
        """Someone is in: show the window, or the one that was locked when it is the same person."""
        if self.curtain is not None:
            self._unlocked()
            return
        from desktop.models.ledgers.students import Student
        from desktop.models.listing import read_ahead
        from desktop.services.school_days import term_on
        from desktop.views.desk import Desk
        from desktop.views.main_window import MainWindow
        from desktop.views.shell import Shell

        if not is_demo(school.folder.path):
            self.settings.remember_folder(school.folder.path, school.who)
        self.school, self.here = school, school.folder
        self.shell = Shell([])
        desk = Desk(school, self.shell, self.settings, term_on(dt.date.today()))
        desk.set_term(desk.term)
        self.window = MainWindow(desk)
        self.window.lock_asked.connect(self.lock)
        self.window.leave_asked.connect(self.leave)
        self.window.password_asked.connect(self._change_password)
        desk.restore_wanted.connect(self._restore)
        self.shell.close_asked.connect(self._close_asked)
        self.shell.resize(1366, 768)
        self.gate.hide()
        self.shell.showMaximized() if _small_screen(self.app) else self.shell.show()
        self.app.installEventFilter(self)
        self._rewind()
        self.hourly.start()
        self.warmth.read(read_ahead(Student))
        if self.open_first:
            desk.go("import", self.open_first)
            self.open_first = []

    # locking and leaving -------------------------------------------------------------------------------

    def lock(self) -> None:
        """Hide everything as it stands, half-typed records too, until the same person gives the password again.

        What was saved is backed up. While a job runs there is no locking; it is tried again a minute later.
        """
        if self.window is None or self.curtain is not None:
            return
        if self.window.desk.jobs.busy():
            self.window.desk.say("还有事情正在办，办完再锁上。")
            self.idle.start(MINUTE)
            return
        self.idle.stop()
        self.curtain = Curtain(self.gate)
        self.curtain.draw()
        self.gate.begin(self._folder(), held=self.school)
        self._backup("锁上", self._second())

    def _unlocked(self) -> None:
        assert self.curtain is not None
        self.gate.hide()
        self.curtain.lift()
        self.curtain = None
        self._rewind()

    def _give_up(self, ends: bool) -> None:
        """Nobody waits for the person who locked the window."""
        assert self.curtain is not None
        self.curtain.end()
        self.curtain = None
        QTimer.singleShot(0, self._quit if ends else self._to_gate)  # not before open questions are done with

    def leave(self) -> None:
        if self.window is not None and not self.window.desk.jobs.busy() and self._may_go():
            self._to_gate()

    def _may_go(self) -> bool:
        """Whether nothing half-done would be lost, or may be."""
        assert self.window is not None and self.shell is not None
        drawer = self.shell.drawer()
        if drawer is not None and hasattr(drawer, "may_leave") and not drawer.may_leave():
            return False
        words = self.window.unfinished()
        return not words or self.window.desk.ask(
            self.shell, "还没有做完", words, yes="不要了，离开", no="接着做"
        )

    def _to_gate(self) -> None:
        self._put_away()
        self.gate.begin(self._folder())

    def _quit(self) -> None:
        self._put_away()
        self.app.quit()

    def _put_away(self) -> None:
        """Close the books with a backup of what changed. Whatever goes wrong is said, and they are closed."""
        school = self._clear()
        try:
            school.close(second=self._second())
        except Refused as error:
            tell("没有备份成", str(error), "bad")
        except Exception as error:  # the window is gone already: nobody may be left with an invisible program
            log.exception("closing")
            words = (
                f"关闭台账时出了意外（{type(error).__name__}：{error}），这次没有备份成。已经保存的记录都在。"
            )
            tell("没有备份成", f"{words}请重新打开，看一看再备份一次。", "bad")

    def _clear(self) -> SchoolFile:
        """Take the window away; the books are still open."""
        assert self.window is not None and self.school is not None and self.shell is not None
        school = self.school
        self.warmth.leave()
        self.app.removeEventFilter(self)
        self.idle.stop()
        self.hourly.stop()
        self.shell.hide()
        self.window.desk.close()
        self.shell.deleteLater()
        self.window = self.school = self.shell = None
        return school

    def _restore(self, path: Path, key: bytes) -> None:
        """A proved backup takes the place of the books; then everyone logs in anew."""
        from desktop.services import keeping

        try:
            aside = keeping.swap(self._clear(), path, key)
        except Refused as error:
            tell("没有恢复成", f"{error}原来的台账没有动。", "bad")
        else:
            kept = f"被换下的台账留在“备份”里的“{aside.name}”。" if aside else ""
            tell("已经恢复", f"{kept}请用那一天的密码登录。", "good")
        self.gate.begin(self._folder())

    def _second(self) -> Path | None:
        return Path(self.settings.second_backup) if self.settings.second_backup else None

    def _close_asked(self, event: QEvent) -> None:
        """Closing cancels jobs, waits, backs up what changed."""
        if not self._may_go():
            event.ignore()
            return
        event.accept()
        self._quit()

    def _change_password(self) -> None:
        if self.school is not None:
            self.gate.change_password(self.school, self.shell)

    # time ----------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel):
            self._rewind()
        return super().eventFilter(watched, event)

    def _rewind(self) -> None:
        if self.school is not None and self.settings.lock_minutes and self.curtain is None:
            self.idle.start(self.settings.lock_minutes * MINUTE)

    def _hourly_backup(self) -> None:
        self._backup("每小时")

    def _backup(self, reason: str, second: Path | None = None) -> None:
        """What changed since the last one, off the window's thread."""
        if self.window is not None and self.school is not None and not self.window.desk.jobs.busy():
            school = self.school
            self.window.desk.run(
                lambda progress: school.backup_if_changed(reason, second),
                title="正在自动备份",
                done=lambda _made: None,
            )


def _small_screen(app: QApplication) -> bool:
    screen = app.primaryScreen()
    return screen is not None and screen.availableGeometry().width() <= 1400


def tell(title: str, words: str, tone: str, *, over: QWidget | None = None) -> None:
    """Say something that must be read before going on; see `messages.tell`."""
    from desktop.views import messages  # not while the log-in page comes up

    messages.tell(over, title, words, tone)


def last_resort(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Nothing may end the program silently: write it down, say it, stay up."""
    log.error("unexpected", exc_info=(kind, error, trace))
    words = f"程序遇到意外的问题，这一步没有完成，以前的记录都在。\n{kind.__name__}：{error}"
    if QApplication.instance() is not None:
        tell("出了意外", words, "bad", over=QApplication.activeWindow())
    traceback.print_exception(kind, error, trace)


def _application(arguments: list[str], mode: theme.Mode = theme.Mode.SYSTEM) -> QApplication:
    app = QApplication.instance() or QApplication([sys.argv[0], *arguments])
    assert isinstance(app, QApplication)
    app.setApplicationName("助学台账")
    app.setWindowIcon(QIcon(str(RESOURCES / "icons" / "app.ico")))
    app.setQuitOnLastWindowClosed(False)
    language.speak_chinese(app)
    theme.apply(app, mode)
    return app


def show_once() -> int:
    """Open the first window, paint it, close it: what the self-test asks for. 0 when something was drawn."""
    app = _application([])
    gate = Gate(Settings())
    gate.begin(None)
    app.processEvents()
    drawn = [window for window in app.topLevelWidgets() if window.isVisible() and not window.grab().isNull()]
    gate.hide()
    return 0 if drawn else 1


def main(arguments: list[str]) -> int:
    settings = Settings.load()
    app = _application(arguments, theme.Mode(settings.theme))
    sys.excepthook = last_resort
    program = Program(app, settings, [Path(one) for one in arguments if Path(one).is_file()])
    program.start()
    return app.exec()
