"""The door: first start, log-in, unlocking, what to do when the books do not open. A window of its own.

It is what people wait for each morning: everything behind the log-in is imported where it is used, and warmed up by
`desktop.views.warmth` while the password is typed.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.models.errors import Refused
from desktop.services import entry
from desktop.services.folder import Folder, proposed_place
from desktop.services.progress import Progress
from desktop.settings import Settings
from desktop.views.buttons import Button
from desktop.views.jobs import JobQueue
from desktop.views.layouts import clear, column, fill, holder, row
from desktop.views.log_in import LogIn, centred, gate_card
from desktop.views.widgets import Stop, empty_page, line_of, picture, text

if TYPE_CHECKING:
    from desktop.services.school_file import SchoolFile
    from desktop.views.first_start import Beginning
    from desktop.views.status_line import StatusLine

SIZE = (1160, 720)  # px, or what the screen has
TITLE = 40  # px that the system's own title bar takes above; a window's size does not count it


class Gate(QWidget):
    """Shows one card or page at a time; `opened` is its last word."""

    opened = Signal(object)  # SchoolFile
    left = Signal()  # the window was closed: the program ends
    given_up = Signal(
        bool
    )  # what was open behind the lock is left as it is; whether the program ends with it

    def __init__(self, settings: Settings, *, ask: Any = None) -> None:
        super().__init__()
        self.settings, self.ask = settings, ask or _ask
        self.folder: Folder | None = None
        self.who = settings.last_user
        self.locked_at: dt.datetime | None = None
        self.held: SchoolFile | None = None  # open behind the lock, with all that was being done
        self.jobs = JobQueue(entry.no_connection_left, self)
        self.status: StatusLine | None = None  # made for the first job
        self.jobs.started.connect(self._busy)
        self.setObjectName("shell")
        self.setWindowTitle("助学台账")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._pages = QStackedWidget()
        self._foot = row(gap=20)
        self._foot_bar = holder(row(None, self._foot, None, edge=(24, 10, 24, 10)), "foot")
        self.setLayout(column(self._top(), (self._pages, 1), self._foot_bar, gap=0))

    def _top(self) -> QWidget:
        name = row(picture("bookmark", "accent", 20), 2, text("助学台账", "strong"), gap=4)
        quiet = text("数据只存在这台电脑上，全程加密，不联网", "small", "quiet")
        return holder(row(name, None, quiet, edge=(24, 14, 24, 14)), "top")

    # coming in -----------------------------------------------------------------------------------------

    def begin(self, folder: Folder | None, held: SchoolFile | None = None) -> None:
        """Show what fits: first start without a folder, the log-in, or what is wrong with the folder.

        held: the program was locked with these books open; only their person goes on with them.
        """
        self.folder, self.held = folder, held
        self.locked_at = dt.datetime.now() if held else None
        modal = Qt.WindowModality.ApplicationModal if held else Qt.WindowModality.NonModal
        if modal != self.windowModality():
            self.hide()  # else it would not take effect
            self.setWindowModality(modal)  # in front of a question that was open when it was locked
        if folder is None:
            self.show_welcome()
        else:
            self.show_log_in()
        if not self.isVisible():
            self._take_room()
            self.show()
        self.raise_()
        self.activateWindow()

    def _take_room(self) -> None:
        room = self.screen().availableGeometry()
        width, height = min(SIZE[0], room.width()), min(SIZE[1], room.height() - TITLE)
        self.resize(width, height)
        self.move(room.x() + (room.width() - width) // 2, room.y() + (room.height() - TITLE - height) // 2)

    def page(self) -> QWidget:
        """What is shown now."""
        return self._pages.currentWidget()

    def _show(self, page: QWidget, *links: tuple[str, Any]) -> None:
        """One page at a time; the one before goes for good. links: the quiet ways out at the foot."""
        while old := self._pages.currentWidget():
            self._pages.removeWidget(old)
            old.deleteLater()
        self._pages.addWidget(page)
        clear(self._foot)
        buttons = [Button(words, role="link") for words, _ in links]
        for button, (_, act) in zip(buttons, links, strict=True):
            button.clicked.connect(act)
        fill(self._foot, buttons)
        self._foot_bar.setVisible(bool(links))
        page.setFocus()

    def show_welcome(self) -> None:
        """The first start: what this is for, and the three ways to begin."""
        begin = Button("建一本新台账", "plus", role="primary")
        begin.clicked.connect(self.show_first_start)
        look = Button("先看演示数据", "eye")
        look.clicked.connect(self.show_demo)
        road = [
            Stop("school", "填学校", "校名、电话，两分钟"),
            Stop("file-up", "拖进名单", "学籍系统导出的就行"),
            Stop("printer", "表都能打", "告知书、花名册、发放表"),
        ]
        page = empty_page(
            "欢迎使用助学台账", "一次录入，处处可打。数据只在这台电脑上，加密保存。", road, [look, begin]
        )
        frame = QWidget()
        frame.setLayout(column((page, 1), edge=24))
        self._show(frame, ("打开另一个文件夹", self.open_other), ("从备份恢复", self.show_restore))

    def show_first_start(self) -> None:
        from desktop.views.first_start import FirstStart

        page = FirstStart()
        page.finished.connect(self._create)
        page.left.connect(self.begin_again)
        page.open_wanted.connect(self.open_folder)
        self._show(page)

    def show_log_in(self) -> None:
        assert self.folder is not None
        if sentence := entry.trouble_with(self.folder):
            self.show_trouble(sentence)
            return
        try:
            page = LogIn(
                self.folder,
                self.held.who if self.held else self.who,
                locked_at=self.locked_at,
                held=self.held,
            )
        except Refused as error:
            self.show_trouble(str(error))
            return
        page.opened.connect(self._opened)
        page.failed.connect(self._open_failed)
        page.forgot.connect(self.show_recover)
        page.someone_else.connect(self._someone_else)
        self._show(page, *self._ways_out())

    def _ways_out(self) -> list[tuple[str, Any]]:
        assert self.folder is not None
        if self.held is not None:
            return []
        if entry.is_demo(self.folder.path):
            return [("结束演示", self.leave_demo)]
        ways: list[tuple[str, Any]] = [
            ("打开另一个文件夹", self.open_other),
            ("从备份恢复", self.show_restore),
        ]
        return [*ways, ("先看演示数据", self.show_demo), ("建一本新台账", self.show_first_start)]

    def show_recover(self, user: str, code: str = "") -> None:
        from desktop.views.new_password import Recover

        assert self.folder is not None
        page = Recover(self.folder, user, code)
        page.opened.connect(self._opened)
        page.failed.connect(self._open_failed)
        page.back.connect(self.begin_again)
        self._show(page, *self._ways_out())

    def show_restore(self) -> None:
        from desktop.views.gate_restore import RestorePage

        page = RestorePage(self.folder, self.jobs)
        if self.folder is None:
            page.target.setText(str(proposed_place("")))
        page.left.connect(self.begin_again)
        page.restored.connect(self._restored)
        self._show(page)

    def show_trouble(self, sentence: str, *, again: bool = True, restore: bool = True) -> None:
        """The books do not open: why, and the ways out right there."""
        buttons = []
        if again:
            buttons.append(Button("再试一次", "refresh-cw"))
            buttons[-1].clicked.connect(self.begin_again)
        if restore and self.held is None:
            buttons.append(Button("从备份恢复", "history", role="primary"))
            buttons[-1].clicked.connect(self.show_restore)
        assert self.folder is not None
        says = line_of("circle-alert", "bad", sentence, size=18)
        name = entry.school_name_of(self.folder)
        made = gate_card(name, f"台账在 {self.folder.path}", says, 10, row(None, *buttons, gap=8))
        frame = QWidget()
        frame.setLayout(column(centred(made)))
        ways = [("打开另一个文件夹", self.open_other), ("建一本新台账", self.show_first_start)]
        self._show(frame, *([] if self.held else ways))

    # acting --------------------------------------------------------------------------------------------

    def begin_again(self) -> None:
        """Back to where one came in."""
        if self.folder is None:
            self.show_welcome()
        else:
            self.show_log_in()

    def open_other(self) -> None:
        from desktop.views.dialogs import pick_folder

        start = self.folder.path.parent if self.folder else None
        if found := pick_folder(self, "选放着台账的文件夹", start):
            self.open_folder(found)

    def open_folder(self, path: Path) -> None:
        """Log in to the books of another folder."""
        self.begin(Folder(path))

    def leave_demo(self) -> None:
        last = self.settings.last_place()
        self.begin(Folder(last) if last else None)

    def _someone_else(self) -> None:
        if self.held is not None:
            self._give_up("换人登录", ends=False)
        else:
            self.locked_at = None
            self.begin_again()

    def _give_up(self, verb: str, *, ends: bool) -> None:
        """Somebody else wants in, or out: what the other person had not saved would go."""
        assert self.held is not None
        who = self.held.who
        words = f"{who}锁上时的窗口还开着，没有保存的内容会丢掉，已经保存的都在。最好先请{who}解锁存好。"
        if self.ask(self, verb, words, yes=f"不等了，{verb}", no="先不", danger=True):
            self.given_up.emit(ends)

    def _opened(self, school: SchoolFile) -> None:
        self.locked_at = self.held = None
        self.folder, self.who = school.folder, school.who
        self._show(QWidget())  # no password stays behind in a hidden window
        self.opened.emit(school)

    def _open_failed(self, error: Exception) -> None:
        """About the file, not about the password. A newer file or one in use is not cured by a backup."""
        from desktop.models.database import InUse
        from desktop.models.migrations import TooNew

        self.show_trouble(str(error), restore=not isinstance(error, InUse | TooNew))

    def _create(self, told: Beginning) -> None:
        job = self.jobs.start(_make_books, told, title="正在建账")
        job.done.connect(self._opened)
        job.failed.connect(self._create_failed)

    def _create_failed(self, error: Exception) -> None:
        from desktop.views.first_start import FirstStart

        page = self.page()
        if isinstance(page, FirstStart):
            page.refuse(error)

    def show_demo(self) -> None:
        """A made-up school in a throw-away folder."""
        job = self.jobs.start(_make_demo, title="正在准备演示数据，约半分钟")
        job.done.connect(self._opened)
        job.failed.connect(self._demo_failed)

    def _demo_failed(self, error: Exception) -> None:
        _toast(self, f"演示数据没有做成：{error}")

    def _restored(self, folder: Folder, user: str, secret: str, by_code: bool) -> None:
        """Go straight in with the secret that opened the backup."""
        from desktop.services import school_file

        self.folder, self.locked_at = folder, None
        if by_code:
            self.show_recover(user, secret)
            _toast(self, "已经恢复。请换一个新密码，然后进入。")
            return
        try:
            self._opened(school_file.log_in(folder, user, secret))
        except Refused as error:
            self._open_failed(error)

    def _busy(self, job: Any) -> None:
        """While a job runs nothing else is pressed; its line stands at the foot."""
        if self.status is None:
            from desktop.views.status_line import StatusLine

            self.status = StatusLine()
            self.layout().addWidget(self.status)
        self.status.watch(job)
        self.status.show()
        self._pages.setEnabled(False)
        job.ended.connect(self._idle)

    def _idle(self) -> None:
        if self.status is not None:
            self.status.hide()
        self._pages.setEnabled(True)

    def change_password(self, school: SchoolFile, shell: QWidget) -> None:
        """改密码, over the open window."""
        from desktop.views.new_password import change_password

        if change_password(school, shell):
            _toast(shell, "密码改好了，下次登录用新的。")

    def closeEvent(self, event) -> None:
        if self.held is not None:
            event.ignore()
            self._give_up("退出", ends=True)
            return
        self.jobs.close()
        super().closeEvent(event)
        self.left.emit()


def _ask(*words: Any, **more: Any) -> bool:
    from desktop.views import messages  # not while the log-in page comes up

    return messages.ask(*words, **more)


def _toast(over: QWidget, words: str) -> None:
    from desktop.views.toast import show_toast

    show_toast(over, words)


def _make_books(told: Beginning, progress: Progress) -> SchoolFile:
    from desktop.services import school_file

    progress.say("正在建账，并做第一份备份")
    return school_file.create(Folder(told.folder), told.profile, told.user, told.password, code=told.code)


def _make_demo(progress: Progress) -> SchoolFile:
    from desktop.services import demo

    return demo.make_demo(entry.new_demo_folder(), progress).school
