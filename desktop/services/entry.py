"""What can be done before anyone is logged in: look at a data folder, weigh a password, bring a backup back.

The log-in page stands on this module: what reads books and backups is imported where it is used.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.models.errors import Refused
from desktop.services import vault
from desktop.services.folder import Folder
from desktop.services.progress import Progress
from desktop.services.vault import WeakPassword, WrongPassword

if TYPE_CHECKING:
    from desktop.services.backup import Backup

ENDINGS = ("资助台账", "台账")  # what a data folder's name has behind the school's
DEMO_PREFIX = "助学台账演示_"
DEMO_STEP = "演示："  # a step of the demo school begins so, none of a clerk's does
GOOD_LENGTH = 12  # characters from which a password is called good


# the folder --------------------------------------------------------------------------------------------


def school_name_of(folder: Folder) -> str:
    """The school's name as the folder tells it: the books themselves are closed and encrypted."""
    name = folder.path.name.strip()
    for ending in ENDINGS:
        name = name.removesuffix(ending).strip()
    return name or folder.path.name


def trouble_with(folder: Folder) -> str:
    """Why nobody can log in here, as a sentence with the way out; "" when everything is in its place."""
    if not folder.path.exists():
        return f"找不到台账的文件夹“{folder.path}”。硬盘没有接上的请接好再试；搬走了的，请打开它现在的位置。"
    if not folder.data.exists() and not folder.keys.exists():
        return f"“{folder.path}”里没有台账。请选放着“{folder.data.name}”的文件夹，或者从备份恢复。"
    if not folder.data.exists():
        return f"台账文件“{folder.data.name}”不见了，钥匙还在。请把它放回原处，或者从备份恢复。"
    if not folder.keys.exists():
        return f"钥匙文件“{folder.keys.name}”不见了，没有它台账打不开。请把它放回原处，或者从备份恢复。"
    if not os.access(folder.path, os.W_OK) or not os.access(folder.data, os.W_OK):
        return f"“{folder.path}”是只读的，打开了也存不下。请把整个文件夹拷到 D 盘，再打开那一份。"
    return ""


# passwords ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Strength:
    """How good a password is: bad (will be refused), warn or good, and a sentence."""

    tone: str
    sentence: str


def strength(user: str, password: str) -> Strength:
    """What to say while a new password is typed."""
    try:
        vault.check_password(user, password)
    except WeakPassword as error:
        return Strength("bad", str(error))
    kinds = sum(any(test(char) for char in password) for test in (str.isdigit, _is_latin, _is_other))
    if password.isdigit():
        return Strength("warn", "全是数字，容易被试出来。加几个字会好得多。")
    if len(password) >= GOOD_LENGTH or kinds > 1:
        return Strength("good", "这个密码可以。请记牢，程序里查不到它。")
    return Strength("warn", "勉强可以，再长一点或加几个数字更好。")


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _is_other(char: str) -> bool:
    return not char.isascii() or not char.isalnum()


def check_copied(code: str, typed: str) -> None:
    """Raises WrongPassword when what was typed back is not the recovery code; O, I and L are forgiven."""
    if vault.read_code(typed) != vault.read_code(code):
        raise WrongPassword("抄回来的和纸上的不一样，请逐组核对。")


# backups -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """A backup one may choose: when, why, bytes, pupils in it and all rows. `damaged` is a sentence, or ""."""

    path: Path
    at: dt.datetime
    reason: str
    size: int
    pupils: int = 0
    rows: int = 0
    damaged: str = ""


def offers(backups: Iterable[Backup]) -> list[Offer]:
    """The backups with what their manifests tell, in the order given."""
    return [_offer(one.path, one.at, one.reason) for one in backups]


def offer_of(path: Path) -> Offer:
    """One backup file from anywhere, whatever it is called. Raises BadBackup."""
    from desktop.services import backup

    made = dt.datetime.fromisoformat(backup.manifest_of(path)["made"])
    named = backup.NAME.fullmatch(path.name)
    return _offer(path, made, named[4] if named else "")


def _offer(path: Path, at: dt.datetime, reason: str) -> Offer:
    from desktop.services import backup

    try:
        size = path.stat().st_size
        rows: dict[str, int] = backup.manifest_of(path)["rows"]
    except (OSError, KeyError, Refused) as error:
        return Offer(path, at, reason, 0, damaged=str(error))
    return Offer(path, at, reason, size, rows.get("student", 0), sum(rows.values()))


def bring_back(
    path: Path, folder: Folder, key: bytes, who: str = "", progress: Progress | None = None
) -> Path | None:
    """Put a backup in place while nobody has the books open; returns where the replaced files lie.

    Raises BadBackup, CannotWrite, InUse.
    """
    from desktop.models import database
    from desktop.services import backup

    progress = progress or Progress()
    progress.say("正在检查备份，检查好了才替换")
    folder.path.mkdir(parents=True, exist_ok=True)
    lock = database.FileLock(folder.lock)
    lock.take()
    try:
        return backup.restore(path, folder, key, who=who)
    finally:
        lock.free()


# demo data ---------------------------------------------------------------------------------------------


def new_demo_folder() -> Path:
    """A throw-away folder for the demo school; earlier ones that nobody has open are removed."""
    for old in Path(tempfile.gettempdir()).glob(f"{DEMO_PREFIX}*"):
        if not _held(old):
            shutil.rmtree(old, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=DEMO_PREFIX)) / "石桥小学（演示）资助台账"


def _held(place: Path) -> bool:
    from desktop.models import database

    for path in place.glob("*/台账.使用中"):
        lock = database.FileLock(path)
        try:
            lock.take()
        except (Refused, OSError):
            return True
        lock.free()
    return False


def is_demo(path: Path) -> bool:
    """Whether a data folder is the throw-away one of 先看演示数据."""
    return path.parent.name.startswith(DEMO_PREFIX)


def is_made_up() -> bool:
    """Whether the open books are the demo school's, wherever they lie."""
    from desktop.models.journal import JournalStep

    return bool(JournalStep.select().where(JournalStep.does.startswith(DEMO_STEP)).exists())


@contextmanager
def no_connection_left() -> Iterator[None]:
    """Around work on another thread: a connection that it opened to the data file is closed there again."""
    from desktop.models.ledger import database as proxy

    try:
        yield
    finally:
        if proxy.obj is not None and not proxy.is_closed():
            proxy.close()
