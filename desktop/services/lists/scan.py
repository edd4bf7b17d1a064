"""A folder of workbooks, looked through cell by cell for numbers and names that concern this school."""

from __future__ import annotations

import hashlib
import os
import queue
import subprocess
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.models.errors import Refused
from desktop.services.files import sha256
from desktop.services.lists import child
from desktop.services.lists.dividers import Line
from desktop.services.lists.presets import told
from desktop.services.lists.sieve import Wanted
from desktop.services.progress import Progress
from desktop.services.sheets import worker
from desktop.services.sheets.guard import NeedsPassword
from desktop.services.sheets.heads import column_letter
from desktop.services.sheets.read import Reader

SUFFIXES = (".xlsx", ".xls", ".xlsm", ".et", ".xlsb", ".ods", ".csv")
ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".gz")
LEFT_BEHIND = ("thumbs.db", "desktop.ini", "folder.jpg")
AskPassword = Callable[[Path], str | None]


@dataclass
class SheetScan:
    """What one sheet holds for this school. Rows and columns count from 0 here; `row_number` says it as people do."""

    name: str
    hidden: bool
    note: str
    length: int
    filled_rows: int
    top: list[list[Any]]
    merges: list[tuple[int, int, int, int]]
    numbers: int  # different whole numbers
    cut: bool  # whether a spreadsheet cut the end off any of them
    damaged: int  # different damaged ones
    damaged_at: list[tuple[int, int]]
    rows: dict[int, list[Any]] = field(repr=False)  # those that concern us
    marks: dict[int, list[int]] = field(repr=False)  # row -> the columns because of which it does
    above: dict[int, dict[int, Any]] = field(
        repr=False
    )  # row -> column -> word of the household, written above
    of_all: dict[int, dict[int, Any]] = field(
        default_factory=dict, repr=False
    )  # row -> column -> remark about the whole household, written beside another of its people
    masked: int = 0  # numbers with stars in them, counted where the sheet has no others
    coloured: list[int] | None = (
        None  # of those that concern us; None where it was not asked or cannot be told
    )
    hidden_rows: list[int] = field(default_factory=list)  # of those that concern us; known for .xlsx and .xls
    colourless: bool = False  # it was asked, and no row of the whole sheet has a colour
    struck: list[int] = field(default_factory=list)  # of those that concern us: struck through
    between: list[Line] = field(default_factory=list, repr=False)  # titles, section lines, headings, notes
    lower: dict[int, tuple[list[list[Any]], list[Any]]] = field(
        default_factory=dict, repr=False
    )  # row of a further heading -> the rows around it and their merges

    @property
    def is_list(self) -> bool:
        """Whether it has any numbers: a 汇总 has none."""
        return bool(self.numbers or self.damaged or self.rows)


def row_number(row: int) -> int:
    return row + 1


@dataclass
class FileScan:
    """One workbook."""

    path: Path
    digest: str
    sheets: list[SheetScan]

    @property
    def numbers(self) -> int:
        return sum(sheet.numbers for sheet in self.sheets)

    @property
    def damaged(self) -> int:
        return sum(sheet.damaged for sheet in self.sheets)

    @property
    def masked(self) -> int:
        return sum(sheet.masked for sheet in self.sheets)

    @property
    def trouble(self) -> str:
        """Why a file cannot be matched at all, as a sentence; "" when it can."""
        if self.numbers:
            return ""
        if not any(sheet.length for sheet in self.sheets):
            return f"“{self.path.name}”里没有任何内容。请看看是不是选错了文件。"
        if self.damaged:
            sheet = next(one for one in self.sheets if one.damaged_at)
            row, column = sheet.damaged_at[0]
            rows = sum(len({at for at, _ in one.damaged_at}) for one in self.sheets)
            return (
                f"“{self.path.name}”里 {rows} 行的身份证号全是坏的，没有一个完整（如“{sheet.name}”第 {row_number(row)} 行 "
                f"{column_letter(column)} 列）：多半被 Excel 存成了数字，后几位丢了，没法比对。请向发名单的部门要一份号码存成文本的。"
            )
        if self.masked:
            return (
                f"“{self.path.name}”里的 {self.masked} 个身份证号都打了星号，号码没法比对，只按姓名和露出的几位找："
                f"像本校学生的列在“疑似”里，家里人的找不出来。请向发名单的部门要一份没有打星号的。"
            )
        return f"“{self.path.name}”里没有找到身份证号，没法比对。请看看是不是选错了文件。"


class ListReader(Reader):
    """A child process that is told the school's numbers and sends back only what concerns it."""

    module = child.__name__
    made = SheetScan
    told: tuple[Any, ...] = ()  # the first message to a child

    def __init__(self) -> None:
        super().__init__()
        self._knows: subprocess.Popen[bytes] | None = None

    def wake(self) -> None:
        """Start the child; it is told what to look for with the first file."""
        super()._running()

    def _running(self) -> subprocess.Popen[bytes]:
        running = super()._running()
        if running is not self._knows:
            assert running.stdin is not None
            self._knows = running
            worker.put(running.stdin, self.told)  # type: ignore[arg-type]
        return running


def workbooks_in(folder: Path) -> list[Path]:
    """The workbooks of a folder and the folders in it, by name; one file when that is what was dropped.

    Raises Refused when there is none.
    """
    if folder.is_file():
        if folder.suffix.lower() not in SUFFIXES:
            raise Refused(_no_workbook(folder))
        return [folder]
    if not folder.is_dir():
        raise Refused(f"找不到“{folder}”。请重新选择放名单的文件夹。")
    found = sorted(
        path for path in folder.rglob("*")
        if path.suffix.lower() in SUFFIXES and path.is_file() and _is_meant(path)
    )  # fmt: skip
    if not found:
        raise Refused(f"“{folder.name}”里没有表格文件（.xlsx、.xls 等）。请选择放名单的文件夹。")
    return found


def _no_workbook(path: Path) -> str:
    if path.suffix.lower() in ARCHIVES:
        return f"“{path.name}”是压缩包。请先解压，再选解压出来的文件夹。"
    return f"“{path.name}”不是表格文件（.xlsx、.xls 等），没法比对。请向部门要电子表格。"


def others_in(folder: Path) -> tuple[str, ...]:
    """The names of what lies in a folder and is no workbook: archives, photographs, letters."""
    if not folder.is_dir():
        return ()
    every = (path for path in folder.rglob("*") if path.suffix.lower() not in SUFFIXES and path.is_file())
    return tuple(sorted(path.name for path in every if _is_meant(path)))


def _is_meant(path: Path) -> bool:
    """Not one of the small files that programs leave behind."""
    return not path.name.startswith(("~", ".")) and path.name.lower() not in LEFT_BEHIND


class Crew:
    """A few readers that share a pile of files.

    with Crew(len(paths)) as crew:  # the child processes start while the school's numbers are read
        for found in crew.scan(paths, families(store).wanted()): ...
    """

    def __init__(self, files: int) -> None:
        size = min(2, files, os.cpu_count() or 1)
        self._readers = [ListReader() for _ in range(size)]
        self._free: queue.SimpleQueue[ListReader] = queue.SimpleQueue()
        self._pool = ThreadPoolExecutor(max(size, 1))
        self._waiting: queue.SimpleQueue[Path] = queue.SimpleQueue()  # files that nobody has begun
        for reader in self._readers:
            reader.wake()
            self._free.put(reader)

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
        for reader in self._readers:
            reader.close()

    def scan(
        self,
        paths: Sequence[Path],
        wanted: Wanted,
        *,
        passwords: AskPassword | None = None,
        progress: Progress | None = None,
    ) -> Iterator[FileScan | str]:
        """Each file as it is done, the largest begun first, or the sentence why it could not be read.

        Passwords are asked for in the caller's own thread. Raises Cancelled.
        """
        progress = progress or Progress()
        for reader in self._readers:
            reader.told = _first_message(wanted)
        for done, (path, answer) in enumerate(self._read(paths, _Watch(progress))):
            progress.check()
            progress.say(f"比对 {path.name}")
            progress.report(done, len(paths))
            if isinstance(answer, NeedsPassword) and passwords and (word := passwords(path)):
                answer = self._one(path, _Watch(progress), word)
            yield str(answer) if isinstance(answer, Refused) else answer
        progress.report(len(paths), len(paths))

    def _read(self, paths: Sequence[Path], watch: Progress) -> Iterator[tuple[Path, FileScan | Refused]]:
        largest = sorted(paths, key=_size, reverse=True)
        for path in largest:
            self._waiting.put(path)
        pile = {self._pool.submit(self._one, path, watch): path for path in largest}
        for done in as_completed(pile):
            yield pile[done], done.result()

    def _one(self, path: Path, watch: Progress, password: str | None = None) -> FileScan | Refused:
        reader = self._free.get()
        if password is None:
            self._waiting.get()
        try:
            if password is None:
                reader.start(path)
            return FileScan(path, _digest(path), reader.sheets(path, password, watch))
        except Refused as refusal:
            return refusal
        finally:
            if self._waiting.empty():
                reader.close()  # while the last rows are matched; a file with a password wakes another
            self._free.put(reader)


class _Watch(Progress):
    """For the readers' threads: they see that the person pressed 取消, and say nothing themselves."""

    def __init__(self, asked: Progress) -> None:
        super().__init__()
        self.check = asked.check  # type: ignore[method-assign]


def _first_message(wanted: Wanted) -> tuple[Any, ...]:
    words, leaving, lapsed = (told("presets")[key] for key in ("columns", "leaving", "lapsed"))
    context = (*words["category"], *words["risk"], *words["continues"], *words["status"], *words["household"])
    alone, places = (*leaving["words"], *leaving["stays"]), tuple(words["place_ends"])
    lines = (
        tuple(leaving["titles"]),
        (*words["name"], *words["person"]),
        tuple(words["number"]),
        alone,
        places,
        tuple(leaving["colours"]),
        tuple(words["other_numbers"]),
        tuple(words["remarks"]),
        tuple(lapsed["whole_household"]),
        (*leaving["words"], *lapsed["in_remarks"], *lapsed["words"], *lapsed["pending"]["words"]),
    )
    return (tuple(wanted), context, tuple(words["household"]), lines)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # gone since: the reader says so


def _digest(path: Path) -> str:
    try:
        return sha256(path)
    except OSError:
        return hashlib.sha256(str(path).encode()).hexdigest()  # gone since: the reader says so
