"""Open any workbook a school receives, without ever risking the program itself.

    book = open_book(Path("20260905在校生信息.xlsx"))

or, for a folder of them, with one child process for all:

    with Reader() as reader:
        books = [reader.open(path) for path in paths]
"""

import contextlib
import io
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from desktop.models.errors import Refused
from desktop.services.progress import Cancelled, Progress
from desktop.services.sheets import guard, worker
from desktop.services.sheets.guard import InUse, Unreadable, Vanished, damaged

ROOT = Path(__file__).resolve().parents[3]  # the folder that holds the package `desktop`
SILENCE = 60.0  # seconds without a word from the child before it is given up
GLANCE = 0.05  # seconds between looks at the 取消 button

Request = tuple[str, str | None, bool]  # path, password, whether to read the careful way


@dataclass
class RawSheet:
    """One sheet as it stands: rows of equal length, from 0; cells str, int, float, bool, date, datetime, time or None."""

    name: str
    rows: list[list[Any]]
    merges: list[tuple[int, int, int, int]] = field(
        default_factory=list
    )  # first row, column, last row, column
    hidden: bool = False
    hidden_columns: set[int] = field(default_factory=set)  # known for .xlsx only
    hidden_rows: set[int] = field(default_factory=set)  # known for .xlsx and .xls
    note: str = ""  # what was not read, as a sentence; "" when everything was


@dataclass
class Book:
    """A workbook, read."""

    path: Path
    sheets: list[RawSheet]


class _ChildDied(Exception):
    """The reading process ended in the middle of a file."""


class _PlainUnpickler(pickle.Unpickler):
    """Lets in nothing but plain values and datetime: a reply can never run code here."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "datetime" and name in ("date", "datetime", "time", "timedelta"):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


def open_book(path: Path, password: str | None = None, progress: Progress | None = None) -> Book:
    """Read one file: .xlsx .xlsm .xls .et .xlsb .ods .csv .txt, web pages and XML saved as .xls.

    Raises:
        Vanished, InUse: the file is gone, or held by another program.
        NeedsPassword, WrongPassword: ask for the password and call again.
        NotAWorkbook, Unreadable: something else, damaged, empty, or dangerously big.
        Cancelled: the person pressed 取消.
    """
    with Reader() as reader:
        return reader.open(path, password=password, progress=progress)


class Reader:
    """Holds the child process over several files; starts it when needed, ends it on leaving."""

    module = worker.__name__  # what the child runs
    made: Callable[..., Any] = RawSheet  # what one sheet of its answer becomes

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._listener: threading.Thread | None = None
        self._replies: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._asked: Request | None = None  # what the child is reading ahead of being wanted

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self, path: Path) -> None:
        """Begin with the first file: the child reads it while the caller does something else. `open` takes the answer."""
        if self._asked:
            self.close()  # the answer to something else is on its way
        self._asked = (str(Path(path).resolve()), None, False)
        with contextlib.suppress(
            BrokenPipeError
        ):  # `open` sees that the child has died, and what to do about it
            self._send(self._asked)

    def open(self, path: Path, *, password: str | None = None, progress: Progress | None = None) -> Book:
        """As open_book."""
        sheets = self.sheets(path := Path(path), password, progress or Progress())
        if not any(sheet.rows for sheet in sheets):
            raise Unreadable(f"“{path.name}”里没有任何内容。请看看是不是选错了文件。")
        return Book(path, sheets)

    def sheets(self, path: Path, password: str | None, progress: Progress) -> list[Any]:
        """The sheets of a file, empty ones too. What ends the fast reader is tried once more the slow way."""
        _look(path)
        for careful in (False, True):
            try:
                return self._ask((str(path.resolve()), password, careful), progress)
            except _ChildDied:
                self.close()
        raise damaged(path.name)

    def close(self) -> None:
        """End the child, whatever it is doing."""
        child, self._child, self._asked = self._child, None, None
        if child is None:
            return
        child.kill()
        child.wait()
        if self._listener:
            self._listener.join()
        for pipe in (child.stdin, child.stdout):
            if pipe:
                _close_quietly(pipe)

    def _ask(self, request: Request, progress: Progress) -> list[RawSheet]:
        asked, self._asked = self._asked, None
        try:
            if asked != request:
                if asked:
                    self.close()  # the answer to something else is on its way
                self._send(request)
            return self._collect(Path(request[0]).name, progress)
        except (BrokenPipeError, pickle.UnpicklingError) as error:
            raise _ChildDied from error
        except Cancelled:
            self.close()
            raise

    def _send(self, request: Request) -> None:
        pipe = self._running().stdin
        assert pipe is not None
        worker.put(pipe, request)  # type: ignore[arg-type]

    def _collect(self, name: str, progress: Progress) -> list[RawSheet]:
        sheets: list[RawSheet] = []
        heard = time.monotonic()
        while True:
            progress.check()
            try:
                payload = self._replies.get(timeout=GLANCE)
            except queue.Empty:
                if time.monotonic() - heard > SILENCE:
                    self.close()
                    raise Unreadable(f"“{name}”读了很久没有结果，已停下。{guard.SAVE_AS}") from None
                continue
            if payload is None:
                raise _ChildDied
            heard = time.monotonic()
            match _PlainUnpickler(io.BytesIO(payload)).load():
                case ("sheet", dict() as sheet):
                    sheets.append(self.made(**sheet))
                case ("progress", int() as row):
                    progress.report(row, 0)
                case ("refused", str() as kind, str() as sentence):
                    raise _refusal(kind, sentence)
                case ("done",):
                    return sheets

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None:
            self._replies = queue.SimpleQueue()
            self._child = subprocess.Popen(
                [_interpreter(), "-m", self.module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=ROOT,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            self._listener = threading.Thread(
                target=_listen, args=(self._child.stdout, self._replies), daemon=True
            )
            self._listener.start()
        return self._child


def _interpreter() -> str:
    """On Windows the program runs inside its own launcher, which is no Python; its runtime folder holds one."""
    beside = Path(sys.base_prefix) / "pythonw.exe"
    return str(beside) if sys.platform == "win32" and beside.exists() else sys.executable


def _listen(pipe: IO[bytes], replies: "queue.SimpleQueue[bytes | None]") -> None:
    try:
        while (payload := worker.take(pipe)) is not None:  # type: ignore[arg-type]
            replies.put(payload)
    finally:
        replies.put(None)


def _close_quietly(pipe: IO[bytes]) -> None:
    with contextlib.suppress(OSError):  # the child may have died with our request half written
        pipe.close()


def _look(path: Path) -> None:
    """What can be said without the child: gone, held by another program, a folder."""
    try:
        with path.open("rb"):
            pass
    except IsADirectoryError as error:
        raise Unreadable(f"“{path.name}”是文件夹，请选择里面的表格文件。") from error
    except PermissionError as error:
        if path.is_dir():  # Windows says "permission" of a folder too
            raise Unreadable(f"“{path.name}”是文件夹，请选择里面的表格文件。") from error
        raise InUse(worker.in_use(path.name)) from error
    except OSError as error:
        raise Vanished(worker.vanished(path.name)) from error


def _refusal(kind: str, sentence: str) -> Refused:
    kinds: dict[str, type[Refused]] = {
        one.__name__: one
        for one in (
            guard.Unreadable,
            guard.NotAWorkbook,
            guard.NeedsPassword,
            guard.WrongPassword,
            guard.InUse,
            guard.Vanished,
        )
    }
    return kinds.get(kind, Unreadable)(sentence)
