"""The folder a demo fills: what the demo made itself is written down, and only that is ever taken away again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from desktop.models.database import FileLock
from desktop.models.errors import Refused
from desktop.services.folder import Folder

BOOKS = "台账"
LIST = "这个文件夹由演示生成.txt"
HEAD = "里面的学校、学生、号码都是编的。再次演示时，下面这些文件会删去重做；别的文件，演示不会去动。\n"
NAMED = 3  # files in one sentence


def clear(to: Path) -> None:
    """Make the folder, or take out of it what an earlier demo made.

    Raises Refused, with everything left as it is, when it holds a file that no demo made or that was changed since.
    """
    to.mkdir(parents=True, exist_ok=True)
    if not any(to.iterdir()):
        return
    made = _noted(to)
    if made is None:
        raise Refused(f"“{to}”里已有别的文件，演示不会去动它。请换一个空文件夹。")
    if (to / BOOKS).is_dir():
        lock = FileLock(Folder(to / BOOKS).lock)
        lock.take()  # books that are open in a window stay
        lock.free()
    files = [path for path in sorted(to.rglob("*")) if not path.is_dir() or path.is_symlink()]
    own = {LIST, *(_name(to, path) for path in _books(to))}
    foreign = [
        _name(to, path) for path in files if not (_name(to, path) in own or _unchanged(to, path, made))
    ]
    if foreign:
        few = "、".join(foreign[:NAMED]) + (f" 等 {len(foreign)} 个文件" if len(foreign) > NAMED else "")
        raise Refused(f"“{to}”里的“{few}”不是演示做的，或者做好以后改过，演示不会去动。请换一个空文件夹。")
    for path in files:
        path.unlink(missing_ok=True)
    for folder in sorted((path for path in to.rglob("*") if path.is_dir()), reverse=True):
        folder.rmdir()


def note_made(to: Path) -> None:
    """Write down what the demo made: every file with its fingerprint."""
    lines = [f"{_print_of(path)}  {_name(to, path)}" for path in sorted(to.rglob("*")) if path.is_file()]
    (to / LIST).write_text("\n".join([HEAD, *lines, ""]), "utf-8")


def _noted(to: Path) -> dict[str, str] | None:
    """What an earlier demo made: name -> fingerprint; None when this is no folder of a demo."""
    try:
        lines = (to / LIST).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines) if name}


def _unchanged(to: Path, path: Path, made: dict[str, str]) -> bool:
    """Whether a file is still what the demo made of it."""
    return path.is_file() and made.get(_name(to, path)) == _print_of(path)


def _books(to: Path) -> Iterator[Path]:
    """The files that the program itself keeps in the demo's books: they live on when the books are used."""
    folder = Folder(to / BOOKS)
    yield from (folder.data, folder.keys, folder.lock, folder.ballast, folder.delays)
    yield from (folder.data.with_name(folder.data.name + more) for more in ("-wal", "-shm"))
    yield from folder.backups.glob("*.zxbak")
    yield from folder.logs.glob("*")


def _name(to: Path, path: Path) -> str:
    """A file's name as the list holds it: relative, with slashes on every system."""
    return path.relative_to(to).as_posix()


def _print_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
