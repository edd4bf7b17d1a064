"""The child process that reads workbooks, so that a file which ends the reader does not end the program.

Run as `python -m desktop.services.sheets.worker`. Requests come in on stdin, replies go out on stdout, each a pickle
behind its length in 8 bytes. Replies hold only lists, tuples, dicts, texts, numbers and datetime values; the parent
refuses anything else (see read.py). A failure nobody foresaw simply ends this process: that is its answer, and the
parent knows how to take it. Imports no Qt, and imports every reader only when its kind of file comes.
"""

import gc
import io
import os
import pickle
import struct
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from desktop.models.errors import Refused
from desktop.services.sheets import biff, guard
from desktop.services.sheets.guard import NeedsPassword, Unreadable, WrongPassword, damaged

LENGTH = struct.Struct(">Q")
MOST_COLUMNS = 256  # for the careful reader: as many as an .xls holds
MOST_BLANK_ROWS = 5000  # the careful reader takes a longer gap for the end of the sheet
EXCEL_DEFAULT_PASSWORD = (
    "VelvetSweatshop"  # what Excel itself uses for "protected" .xls files without a password
)

Send = Callable[[tuple[Any, ...]], None]
Row = list[Any]
Sheet = dict[str, Any]


def put(pipe: BinaryIO, message: tuple[Any, ...]) -> None:
    """Write one message."""
    payload = pickle.dumps(message, protocol=5)
    pipe.write(LENGTH.pack(len(payload)) + payload)
    pipe.flush()


def take(pipe: BinaryIO) -> bytes | None:
    """Read one message's bytes; None when the other side has gone."""
    head = pipe.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    size: int = LENGTH.unpack(head)[0]
    payload = pipe.read(size)
    return payload if len(payload) == size else None


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer requests (path, password, careful) until the parent closes the pipe."""
    while (payload := take(requests)) is not None:
        path, password, careful = pickle.loads(payload)
        try:
            for sheet in read(Path(path), password, careful, lambda message: put(replies, message)):
                put(replies, ("sheet", sheet))
            put(replies, ("done",))
        except Refused as refusal:
            put(replies, ("refused", type(refusal).__name__, str(refusal)))


def read(
    path: Path, password: str | None, careful: bool, send: Send, *, tidy: bool = True
) -> Iterator[Sheet]:
    """The sheets of one file as dicts: name, hidden, hidden_columns, hidden_rows, rows, merges, note.

    tidy=False leaves "" in blank cells and blank rows at the end, for who only looks through them.
    """
    data, name = _bytes_of(path), path.name
    kind = guard.kind_of(data, name)
    if kind == "locked":
        data = _unlocked(data, name, password)
        kind = guard.kind_of(data, name)
    if kind == "text":
        from desktop.services.sheets.texts import read_delimited

        yield _sheet(path.stem, read_delimited(data), [])
    elif kind == "markup":
        from desktop.services.sheets.texts import read_markup

        yield from (_sheet(*grid) for grid in read_markup(data, name))
    else:
        yield from _read_book(data, kind, name, (password, careful, send, tidy))


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > guard.BIGGEST_FILE:
            raise Unreadable(f"“{path.name}”超过 100 MB，太大了。请把要用的几列复制到一个新表里再导入。")
        return path.read_bytes()
    except PermissionError as error:
        raise guard.InUse(in_use(path.name)) from error
    except OSError as error:
        raise guard.Vanished(vanished(path.name)) from error


def in_use(name: str) -> str:
    return f"“{name}”打不开，多半正开在 WPS 或 Excel 里。请先在 WPS 里关闭它，再试一次。"


def vanished(name: str) -> str:
    return f"找不到“{name}”了，可能已被移走、改名，或 U 盘已拔出。请重新选择文件。"


def _unlocked(data: bytes, name: str, password: str | None) -> bytes:
    """Decrypt in memory; nothing readable touches the disk."""
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

    for attempt in dict.fromkeys((EXCEL_DEFAULT_PASSWORD, password)):
        if attempt is None:
            continue
        plain = io.BytesIO()
        try:
            book = msoffcrypto.OfficeFile(io.BytesIO(data))
            book.load_key(password=attempt)
            book.decrypt(plain)
            return plain.getvalue()
        except (InvalidKeyError, DecryptionError):
            continue
        except (FileFormatError, ParseError) as error:
            raise damaged(name) from error
    if password is None:
        raise NeedsPassword(f"“{name}”加了密码，请输入打开密码。不知道密码时，请问发文件的人。")
    raise WrongPassword(f"“{name}”的密码不对，请再输一次。注意大小写和输入法是否为英文。")


def _read_book(
    data: bytes, kind: str, name: str, how: tuple[str | None, bool, Send, bool]
) -> Iterator[Sheet]:
    password, careful, send, tidy = how
    facts = guard.inspect_zip(data, name) if kind == "xlsx" else None
    if facts is not None and (careful or facts.far):
        yield from _read_carefully(data, facts, name, send)
    elif careful:
        raise damaged(name)
    else:
        yield from _read_fast(data, facts, name, (password, tidy))


def _read_fast(
    data: bytes, facts: guard.ZipFacts | None, name: str, how: tuple[str | None, bool]
) -> Iterator[Sheet]:
    password, tidy = how
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    try:
        try:
            book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        except PasswordError:
            data = _unlocked(data, name, password)
            book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        unseen = biff.hidden_rows(data) if data.startswith(guard.OLE) else {}
        for number, about in enumerate(book.sheets_metadata):
            if about.typ != SheetTypeEnum.WorkSheet:
                continue
            hidden_columns = facts.hidden_columns.get(about.name, ()) if facts else ()
            hidden_rows = facts.hidden_rows.get(about.name, ()) if facts else unseen.get(number, ())
            yield _grid(book.get_sheet_by_index(number), about.name, tidy=tidy) | {
                "hidden": about.visible != SheetVisibleEnum.Visible,
                "hidden_columns": set(hidden_columns),
                "hidden_rows": set(hidden_rows),
            }
    except (CalamineError, OSError, ValueError) as error:
        raise damaged(name) from error


def _grid(grid: Any, name: str, *, tidy: bool) -> Sheet:
    """In a function of its own: nothing may hold on to a sheet while the next one needs its room."""
    merges = [(*first, *last) for first, last in grid.merged_cell_ranges or []]
    rows = grid.to_python(skip_empty_area=False)
    return _sheet(name, rows, merges) if tidy else _as_read(name, rows, merges)


def _read_carefully(data: bytes, facts: guard.ZipFacts, name: str, send: Send) -> Iterator[Sheet]:
    """Row by row, past stray far cells and wrong <dimension> notes, which the fast reader cannot bear."""
    import zipfile
    import zlib
    from xml.etree.ElementTree import ParseError

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            rows, note = _rows_until_blank(sheet, send)
            found = _sheet(sheet.title, rows, [])
            found |= {"hidden": sheet.sheet_state != "visible", "note": note}
            found["hidden_columns"] = set(facts.hidden_columns.get(sheet.title, ()))
            found["hidden_rows"] = set(facts.hidden_rows.get(sheet.title, ()))
            yield found
    except (ParseError, InvalidFileException, zipfile.BadZipFile, zlib.error, KeyError, ValueError) as error:
        raise damaged(name) from error


def _rows_until_blank(sheet: Any, send: Send) -> tuple[list[Row], str]:
    rows: list[Row] = []
    blank = 0
    note = f"这张表很远的地方还有零散格子，只读了前 {MOST_COLUMNS} 列。"
    for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), 1):
        row = [_plain(cell) for cell in cells]
        blank = 0 if any(map(_filled, row)) else blank + 1
        rows.append(row)
        if number % 500 == 0:
            send(("progress", number))
        if blank > MOST_BLANK_ROWS:
            return rows, f"{note}第 {number - blank} 行以下连续 {MOST_BLANK_ROWS} 行是空的，再往下的没有读。"
    return rows, note


def _plain(cell: Any) -> Any:
    """openpyxl gives midnight datetimes where the fast reader gives dates."""
    import datetime as dt

    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date()
    return cell


def _filled(cell: Any) -> bool:
    return cell is not None and not (isinstance(cell, str) and not cell.strip())


def _sheet(name: str, rows: Sequence[Row], merges: Sequence[tuple[int, ...]]) -> Sheet:
    """One reply: "" becomes None, blank rows and columns at the far end go.

    Equal texts become one text: the reply is then less than half as long, and quicker to look through on the other side.
    """
    texts: dict[str, str | None] = {"": None}
    grid = [[texts.setdefault(c, c) if isinstance(c, str) else c for c in row] for row in rows]
    while grid and not any(map(_filled, grid[-1])):
        grid.pop()
    width = max((_used(row) for row in grid), default=0)
    return _as_read(name, [row[:width] + [None] * (width - len(row)) for row in grid], merges)


def _as_read(name: str, rows: list[Row], merges: Sequence[tuple[int, ...]]) -> Sheet:
    facts = {"hidden": False, "hidden_columns": set(), "hidden_rows": set(), "note": ""}
    return {"name": name, "rows": rows, "merges": list(merges), **facts}


def _used(row: Row) -> int:
    used = len(row)
    while used and not _filled(row[used - 1]):
        used -= 1
    return used


def main(answer: Callable[[BinaryIO, BinaryIO], None] = serve) -> None:
    """Keep the reply pipe to ourselves: whatever a library prints goes nowhere."""
    if sys.platform == "win32":
        import ctypes

        # Without this, a file that ends us would leave a "has stopped working" box on the screen.
        ctypes.windll.kernel32.SetErrorMode(0x0001 | 0x0002)
    gc.disable()  # plain rows hold no cycles, and looking for them costs a third of the reading time
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    answer(sys.stdin.buffer, replies)


if __name__ == "__main__":
    main()
