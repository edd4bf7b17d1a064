"""Runs a service off the window's thread. The only file that knows threads.

A job is a plain function that takes `progress=`. All its signals are spoken in the window's thread, so whoever
listens may touch widgets.
"""

import gc
import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal

from desktop.models.errors import Refused
from desktop.services.progress import Cancelled, Progress

log = logging.getLogger(__name__)
BREATH = 0.02  # s of work between two moments given to the window


class _Told(Progress):
    """Hands what a service tells on to its job, and lets the window have the interpreter now and then."""

    def __init__(self, job: "Job") -> None:
        super().__init__()
        self._job = job
        self._breathed = time.monotonic()

    def report(self, done: int, total: int) -> None:
        self._job.spoke.emit("moved", (done, total))

    def say(self, sentence: str) -> None:
        self._job.spoke.emit("said", (sentence,))

    def check(self) -> None:
        super().check()
        if time.monotonic() - self._breathed > BREATH:
            time.sleep(0.001)
            self._breathed = time.monotonic()


class Job(QObject):
    """One piece of long work. Exactly one of done, failed, stopped is its last word."""

    moved = Signal(int, int)  # done, of all
    said = Signal(str)
    done = Signal(object)  # what the work returned
    failed = Signal(object)  # the exception; a Refused carries a sentence for the person
    stopped = Signal()  # cancelled: nothing of it is kept
    ended = Signal()  # after any of the three
    spoke = Signal(str, object)  # from the worker's thread; nobody but the job listens to it

    def __init__(self, work: Callable[..., Any], args: tuple[Any, ...], title: str, *, quiet: bool = False):
        super().__init__()
        self.title, self.quiet = title, quiet
        self.progress = _Told(self)
        self._work, self._args = work, args
        self.spoke.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)

    def cancel(self) -> None:
        """Ask it to stop; it does at its next step."""
        self.progress.cancelled = True

    def run(self, around: Callable[[], AbstractContextManager[Any]]) -> None:
        """Called in the worker's thread, once."""
        try:
            self.progress.check()
            with around():
                result = self._work(*self._args, progress=self.progress)
        except Cancelled:
            self.spoke.emit("stopped", ())
        except Exception as error:
            if not isinstance(error, Refused):
                log.exception("job failed: %s", self.title)
            self.spoke.emit("failed", (error,))
        else:
            self.spoke.emit("done", (result,))

    def _pass_on(self, name: str, values: tuple[Any, ...]) -> None:
        getattr(self, name).emit(*values)
        if name in ("done", "failed", "stopped"):
            self.ended.emit()


class JobQueue(QObject):
    """One job after another: SQLite takes one writer, and so do we.

    around: opens what a job needs in its own thread (its connection to the data file), closes it afterwards.
    """

    started = Signal(Job)

    def __init__(
        self, around: Callable[[], AbstractContextManager[Any]] = nullcontext, parent: QObject | None = None
    ):
        super().__init__(parent)
        self._around = around
        self._jobs: list[Job] = []
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)

    def start(self, work: Callable[..., Any], *args: Any, title: str = "", quiet: bool = False) -> Job:
        """Do `work(*args, progress=…)` when its turn comes. title: the sentence in the status line (正在导入名单).

        quiet: a page reads something for itself. Nobody is told, and nobody has to wait with locking or leaving.
        """
        job = Job(work, args, title, quiet=quiet)
        self._jobs.append(job)  # kept until it has spoken its last word
        job.ended.connect(self._forget)
        around = self._around
        gc.disable()  # a collection in the worker's thread would destroy widgets there, and the program with them
        self._pool.start(lambda: job.run(around))  # a QRunnable's Python half would outlive its C++ half
        if not quiet:
            self.started.emit(job)
        return job

    def busy(self) -> bool:
        """Whether somebody's work is under way; what a page reads for itself does not count."""
        return any(not job.quiet for job in self._jobs)

    def resting(self) -> bool:
        """Whether nothing at all is under way."""
        return not self._jobs

    def close(self) -> None:
        """Ask every job to stop and wait: no window may go while one still runs.

        Whoever listened is about to go as well, so last words that are still under way are not spoken.
        """
        for job in self._jobs:
            job.cancel()
        self._pool.waitForDone()
        for job in self._jobs:
            job.blockSignals(True)
        self._jobs.clear()
        gc.enable()

    def _forget(self) -> None:
        job = self.sender()
        if isinstance(job, Job) and job in self._jobs:
            self._jobs.remove(job)
        if not self._jobs:
            gc.enable()
