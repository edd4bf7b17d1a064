"""Files appear whole or not at all, and are read back before anyone is told that they are there."""

import errno
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from desktop.models.errors import Refused

FORBIDDEN = set('<>:"/\\|?*') | {chr(code) for code in range(32)}
RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{name}{n}" for name in ("COM", "LPT") for n in range(1, 10))}


class CannotWrite(Refused):
    """The file could not be written; the old one, if there was one, is still whole."""


@contextmanager
def put_in_place(path: Path) -> Iterator[Path]:
    """Write to the path given; it takes the real name only when all went well.

    Raises CannotWrite with a sentence when the disk is full, the place is read-only, the file is held
    open by another program (WPS, Excel) or does not read back as it was written.
    """
    path = Path(path)
    part = path.with_name(f"~{path.name}.{secrets.token_hex(3)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield part
        written = _settle(part)
        if _hash_of(part) != written:
            raise CannotWrite(f"“{path.name}”写入后读回不一致，这块盘可能坏了。请换一个位置再存。")
        os.replace(part, path)
    except OSError as error:
        raise CannotWrite(sentence_for(error, path)) from error
    finally:
        _forget(part)


def _settle(part: Path) -> str:
    """Force the bytes out of the operating system's memory; return their SHA-256."""
    digest = hashlib.sha256()
    with part.open("rb+") as file:
        while block := file.read(1 << 20):
            digest.update(block)
        os.fsync(file.fileno())
        if hasattr(os, "posix_fadvise"):  # read back from the disk, not from memory; Windows has no such call
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return digest.hexdigest()


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _forget(part: Path) -> None:
    with suppress(OSError):  # a scrap left on a broken stick must not hide the real reason
        part.unlink(missing_ok=True)


def sha256(path: Path) -> str:
    """The file's SHA-256 as 64 hex digits."""
    return _hash_of(path)


def sentence_for(error: OSError, path: Path) -> str:
    """Say in Chinese why a file could not be written, and what to do."""
    name = path.name
    if error.errno in (errno.ENOSPC, errno.EDQUOT) or getattr(error, "winerror", None) in (39, 112):
        return f"磁盘满了，“{name}”没有写成。请删去不用的文件或换一块盘，再做一次。"
    if error.errno == errno.EROFS or getattr(error, "winerror", None) == 19:
        return f"这个位置是只读的，“{name}”写不进去。请换一个文件夹，或打开 U 盘上的写保护开关。"
    if isinstance(error, PermissionError):
        return f"“{name}”写不进去：它正被别的程序打开，或这个文件夹不许写。请先在 WPS 里关闭它，再做一次。"
    if isinstance(error, FileNotFoundError) and path.parent.is_dir():
        return f"“{name}”没有写成：U 盘可能已经拔出，或“{path.parent}”不让放文件。请插好或换一个文件夹，再做一次。"
    if isinstance(error, FileNotFoundError):
        return f"找不到文件夹“{path.parent}”，U 盘可能已经拔出。请插好后再做一次。"
    if isinstance(error, FileExistsError | NotADirectoryError):
        return f"“{path.parent}”是一个文件，不是文件夹，“{name}”放不进去。请换一个文件夹再存。"
    return f"“{name}”没有写成（{error.strerror or error}）。请换一个位置再存。"


def free_name(path: Path) -> Path:
    """The path itself, or with (2), (3) … behind its stem when that name is taken: nothing is overwritten."""
    number, free = 2, path
    while free.exists():
        free = path.with_name(f"{path.stem}({number}){path.suffix}")
        number += 1
    return free


def safe_name(words: str) -> str:
    """A file name that Windows accepts: forbidden signs become full-width look-alikes or go."""
    table = {
        "/": "／",
        "\\": "＼",
        ":": "：",
        "*": "＊",
        "?": "？",
        '"': "”",
        "<": "〈",
        ">": "〉",
        "|": "｜",
    }
    name = "".join(table.get(char, "" if char in FORBIDDEN else char) for char in words).strip(" .")
    return f"{name}_" if name.split(".")[0].upper() in RESERVED or not name else name[:120]
