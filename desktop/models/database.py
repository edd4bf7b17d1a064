"""The encrypted data file: opening it, its pragmas, the lock against a second program, and what its errors mean.

SQLite3 Multiple Ciphers through apsw; cipher=sqlcipher, legacy=4 with a raw key, so that SQLCipher 4 opens
the same file: a ten-year record needs two independent readers.
"""

import datetime as dt
import os
import shutil
import socket
import sys
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import apsw
from playhouse.apsw_ext import APSWDatabase

from desktop.models.errors import Refused

CIPHER = {"cipher": "'sqlcipher'", "legacy": "4"}
BALLAST_BYTES = 20 * 1024 * 1024
WAL_PAGES = 4000  # 16 MB: a whole school's roster fits, so that nobody waits for its pages to be ciphered a second time
PRAGMAS = {
    "synchronous": "full", "foreign_keys": "on", "cache_size": "-16000", "secure_delete": "on",
    "wal_autocheckpoint": str(WAL_PAGES),
}  # fmt: skip


class CannotOpen(Refused):
    """The data file cannot be opened; the sentence says why and what to do."""


class InUse(CannotOpen):
    """Another running program holds the data file."""


def _as_text(_cursor: Any, _number: int, value: Any) -> str:
    """What peewee hands over and apsw does not know."""
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"no way to store {value!r}")


def connect(path: Path, key: bytes, *, journal: str = "wal", readonly: bool = False) -> apsw.Connection:
    """A connection with the key set before anything touches the file. Raises apsw errors as they come."""
    flags = apsw.SQLITE_OPEN_READONLY if readonly else apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
    connection = apsw.Connection(str(path), flags=flags)
    connection.convert_binding = _as_text
    told = CIPHER | {"key": f"\"x'{key.hex()}'\""} | ({} if readonly else {"journal_mode": journal}) | PRAGMAS
    try:
        for name, value in told.items():
            connection.cursor().execute(f"PRAGMA {name} = {value}")
    except apsw.Error:
        connection.close()  # Windows lets nobody replace or remove a file while the error still holds it open
        raise
    connection.set_busy_timeout(3000)
    return connection


class EncryptedDatabase(APSWDatabase):
    """peewee on the encrypted file; each thread gets its own connection."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._key = key
        super().__init__(str(path))

    def _connect(self) -> apsw.Connection:
        return connect(Path(self.database), self._key)


class FileLock:
    """Held while a program has the data file open; the operating system frees it when the program dies."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: Any = None

    def take(self) -> None:
        """Raises InUse, naming the computer and the time, when another program holds the lock; CannotOpen."""
        try:
            self._file = self.path.open("a+b", buffering=0)
        except OSError as error:
            raise CannotOpen(
                f"“{self.path.parent}”现在不能写入，台账打不开。请看文件夹是不是只读或被移走、磁盘是不是满了。"
            ) from error
        try:
            _lock(self._file)
        except OSError:
            self._file.close()
            self._file = None
            raise InUse(
                f"这本台账正开着（{self._holder()}）。同一本台账一次只能打开一个，请先关掉那一个。"
            ) from None
        with suppress(OSError):  # on a full disk the lock holds without words, too
            self._file.truncate(0)
            self._file.write(
                f"{socket.gethostname()}，{dt.datetime.now():%m}月{dt.datetime.now():%d}日 {dt.datetime.now():%H:%M} 起".encode()
            )

    def _holder(self) -> str:
        with suppress(OSError):
            if words := self.path.read_bytes().decode("utf-8", "replace").strip():
                return words
        return "另一个程序"

    def free(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
            with suppress(OSError):
                self.path.unlink()


def _lock(file: Any) -> None:
    """Lock one byte far behind the words, so that the words stay readable on Windows too."""
    if sys.platform == "win32":
        import msvcrt

        file.seek(1 << 20)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)
    else:
        import fcntl

        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def lay_ballast(path: Path) -> None:
    """Keep 20 MB to give up when the disk is full: then even deleting needs room.

    Not on a disk that is nearly full already: there the ballast itself would take the last room.
    """
    with suppress(OSError):
        if path.exists() and path.stat().st_size >= BALLAST_BYTES:
            return
        if shutil.disk_usage(path.parent).free > 3 * BALLAST_BYTES:
            path.write_bytes(os.urandom(1 << 16) * (BALLAST_BYTES >> 16))


def drop_ballast(path: Path) -> bool:
    """Give the 20 MB back to a full disk; True when there were some."""
    with suppress(OSError):
        path.unlink()
        return True
    return False


def real_one(error: BaseException) -> BaseException:
    """The apsw error inside the one that peewee wraps around some of them."""
    return getattr(error, "orig", None) or error


def is_full(error: BaseException) -> bool:
    """Whether the disk is full: SQLite says so, or cannot lengthen the small file beside a WAL."""
    real = real_one(error)
    return isinstance(real, apsw.FullError) or (
        isinstance(real, apsw.IOError) and getattr(real, "extendedresult", 0) == apsw.SQLITE_IOERR_SHMSIZE
    )


def sentence_for(error: Exception) -> str:
    """What an SQLite error means for the person. Mapped by class: the texts are unreliable."""
    real = apsw.FullError() if is_full(error) else real_one(error)
    for kind, sentence in MEANINGS.items():
        if isinstance(real, kind):
            return sentence
    return f"台账文件读写出错（{type(error).__name__}：{error}）。请先备份，再联系维护人员。"


MEANINGS: dict[type[Exception], str] = {
    apsw.FullError: "磁盘满了，这一步没有保存，以前的记录都在。请删去不用的文件，再做一次。",
    apsw.ReadOnlyError: "台账文件是只读的，改动保存不了。请看文件夹是不是只读，或 U 盘是否打开了写保护。",
    apsw.BusyError: "台账正忙，这一步没有保存。请稍等几秒再做一次。",
    apsw.NotADBError: "台账文件打不开：密码对应的钥匙与它不配，或文件已损坏。请用“从备份恢复”。",
    apsw.CorruptError: "台账文件有损坏，为保护数据没有继续写。请用“从备份恢复”。",
    apsw.CantOpenError: "台账文件打不开，文件夹可能被移走或没有权限。请检查文件夹后再试。",
    apsw.IOError: "读写磁盘出错，这一步没有保存。请检查硬盘或 U 盘连接，再做一次。",
    apsw.ConstraintError: "这条记录与已有记录重复，或指向已经没有的记录，所以没有保存。",
}
