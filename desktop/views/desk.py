"""What every page works with: the open school, the jobs, the shell, and the few things all pages do alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.journal import JournalStep
from desktop.models.ledger import database
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.services.attachments import Attachments
from desktop.services.school_file import SchoolFile
from desktop.settings import Settings
from desktop.views import messages
from desktop.views.jobs import Job, JobQueue
from desktop.views.shell import Shell
from desktop.views.widgets import Notice


@contextmanager
def own_connection() -> Iterator[None]:
    """A job's thread reads and writes through its own connection to the data file."""
    database.connect(reuse_if_open=True)
    try:
        yield
    finally:
        if not database.is_closed():
            database.close()


class Desk(QObject):
    """Handed to every page. Pages ask it to run, to go, to refuse; they never reach for each other.

    changed: names of the ledgers that a step touched; told in the window's thread, after the commit.
    """

    changed = Signal(frozenset)
    term_changed = Signal(object)
    place_wanted = Signal(str, object)  # place, hint for the page
    pupil_wanted = Signal(int)
    help_wanted = Signal(str)  # chapter of the handbook
    restore_wanted = Signal(
        object, object
    )  # path of a proved backup, its data key: close the books and put it there

    def __init__(
        self, school: SchoolFile, shell: Shell, settings: Settings, term: Term, *, ask: Any = messages.ask
    ) -> None:
        super().__init__()
        self.school, self.shell, self.settings, self.term, self.ask = school, shell, settings, term, ask
        self.attachments = Attachments(school.folder.attachments, school.key)
        self.jobs = JobQueue(own_connection, self)
        self.jobs.started.connect(shell.watch)
        school.store.watchers.append(self.changed.emit)
        self.changed.connect(self._settled)

    @property
    def store(self) -> Store:
        return self.school.store

    # doing ---------------------------------------------------------------------------------------------

    def run(
        self,
        work: Callable[..., Any],
        *args: Any,
        title: str,
        done: Callable[[Any], None],
        failed: Callable[[], None] | None = None,
    ) -> Job:
        """Long work off the window's thread; `done` gets its result. A refusal is shown as a sentence on the page."""
        self._settled()
        job = self.jobs.start(work, *args, title=title)
        job.done.connect(done)
        job.failed.connect(self.refuse)
        job.stopped.connect(self._stopped)
        if failed:
            job.failed.connect(lambda _error: failed())
            job.stopped.connect(failed)
        return job

    def look(self, work: Callable[..., Any], *args: Any, done: Callable[[Any], None]) -> Job:
        """Reading that a page does for itself and that takes a moment: nothing is said of it, nobody waits for it."""
        job = self.jobs.start(work, *args, quiet=True)
        job.done.connect(done)
        return job

    def attempt(self, act: Callable[..., Any], *args: Any, **more: Any) -> tuple[bool, Any]:
        """A short step now: (True, result), or (False, None) after the refusal was shown."""
        try:
            return True, act(*args, **more)
        except Refused as error:
            self.refuse(error)
            return False, None

    def refuse(self, error: Exception) -> None:
        """Show why something was not done, between the page's head and its content."""
        words = (
            str(error)
            if isinstance(error, Refused)
            else f"程序出了问题（{type(error).__name__}：{error}），这一步没有保存。"
        )
        page = self.shell.page()
        if page is not None and hasattr(page, "show_notice"):
            notice = Notice("bad", words)
            notice.setProperty("refused", True)
            page.show_notice(notice)
        else:
            messages.tell(self.shell, "没有做成", words, "bad")

    def _settled(self, *_: object) -> None:
        """What was refused before is an old story once something was done, or is tried anew."""
        page = self.shell.page()
        for notice in page.findChildren(Notice) if page is not None else ():
            if notice.property("refused"):
                notice.dismiss()

    def say(self, words: str, *actions: tuple[str, Callable[[], object]]) -> None:
        """One line at the foot: it is done, with 打开 / 打开所在文件夹 / 撤销."""
        self.shell.toast(words, actions)

    def _stopped(self) -> None:
        self.say("已取消，没有写入任何内容。")

    def close(self) -> None:
        """The books are about to be closed: jobs stop, and nothing that a page meant to do next is done any more."""
        self.jobs.close()
        self.store.watchers.clear()
        for timer in self.shell.findChildren(QTimer):
            timer.stop()
            timer.blockSignals(True)  # nor what is started while the window goes

    # undo ----------------------------------------------------------------------------------------------

    def undo(self) -> None:
        if why := undo.offers(self.store)[0].why_not:
            self.say(why)
            return
        ok, name = self.attempt(undo.undo, self.store)
        if ok and name:
            self.say(f"已撤销：{name}", ("重做", self.redo))

    def undo_step(self, number: int) -> None:
        """Take back one particular step, e.g. the import just made."""
        ok, name = self.attempt(undo.undo, self.store, number)
        if ok and name:
            self.say(f"已撤销：{name}")

    def redo(self) -> None:
        if why := undo.offers(self.store)[1].why_not:
            self.say(why)
            return
        ok, name = self.attempt(undo.redo, self.store)
        if ok and name:
            self.say(f"已重做：{name}", ("撤销", self.undo))

    def show_saved(self) -> None:
        """When the last step was kept, and what 撤销 and 重做 would take."""
        last = JournalStep.select(JournalStep.at).order_by(JournalStep.id.desc()).first()
        time = (
            f"{last.at:%H:%M}"
            if last and last.at.date() == dt.date.today()
            else f"{last.at:%m-%d}"
            if last
            else ""
        )
        back, again = undo.offers(self.store)
        self.shell.say_saved(time, back.does, again.does, why_not=back.why_not)

    # going ---------------------------------------------------------------------------------------------

    def go(self, place: str, hint: Any = None) -> None:
        self.place_wanted.emit(place, hint)

    def open_pupil(self, record: int) -> None:
        self.pupil_wanted.emit(record)

    def set_term(self, term: Term) -> None:
        from desktop.models.ledgers import glances

        self.term = term
        glances.show_term(term)
        self.term_changed.emit(term)

    def note_access(self, verb: str, subject: str, count: int = 1) -> None:
        self.store.note_access(verb, subject, count)
