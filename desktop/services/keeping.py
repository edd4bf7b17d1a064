"""Keeping the books safe, as the window does it: a backup now with its second copy, a proof, the way back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from desktop.models import journal
from desktop.models.errors import Refused
from desktop.services import backup
from desktop.services.exchange.stick import check_writable
from desktop.services.files import CannotWrite
from desktop.services.folder import Folder
from desktop.services.progress import Progress
from desktop.services.school_file import SchoolFile
from desktop.services.vault import WrongPassword
from desktop.services.waits import Waits

REPLACED = "被替换_"  # how backup.restore calls the folder that keeps the replaced file


@dataclass(frozen=True)
class Made:
    """A backup just made. `trouble` says why the second copy failed; "" when it is there or was not wanted."""

    path: Path
    second: Path | None
    trouble: str


def back_up(
    school: SchoolFile, reason: str, second: Path | None = None, progress: Progress | None = None
) -> Made:
    """A proved backup now, and its copy in the second folder. Raises CannotWrite, BadBackup, Cancelled.

    A second folder that is not there (the stick lies at home) spoils nothing: the first copy counts.
    """
    made = backup.make(school.folder, school.key, reason, progress=progress)
    school.opened_at = journal.head()
    return Made(made, *copy_second(made, second))


def copy_second(made: Path, second: Path | None) -> tuple[Path | None, str]:
    """Copy a backup to the second folder: (its place, ""), or (None, why not)."""
    if second is None:
        return None, ""
    if not second.is_dir():
        return None, f"第二个备份文件夹“{second}”现在找不到，U 盘没有插上的话，插好后再备份一次。"
    try:
        return backup.copy_to(second, made), ""
    except CannotWrite as error:
        return None, str(error)


@dataclass(frozen=True)
class Proof:
    """A backup that was unpacked, opened and counted, as a restore would do it."""

    path: Path
    made: dt.datetime
    pupils: int
    rows: int

    @property
    def sentence(self) -> str:
        return (
            f"这份备份是好的：{self.made:%Y}年{self.made:%m}月{self.made:%d}日 {self.made:%H:%M} 做的，打得开，"
            f"有学生 {self.pupils} 人，全部记录 {self.rows} 行，与清单一致。"
        )


def users_of(path: Path) -> list[str]:
    """Whose passwords of that day open the backup. Raises BadBackup, Refused."""
    return backup.keys_of(path).users


def unlock(path: Path, user: str, secret: str, *, folder: Folder, by_code: bool = False) -> bytes:
    """The data key inside a backup, by the password or the recovery code of the day it was made.

    A wrong password counts as one at the log-in of `folder`, where the backup is to go: the wait grows with each.
    Raises BadBackup, WrongPassword, MustWait, Refused.
    """
    keys = backup.keys_of(path)
    if by_code:
        return keys.open_with_code(secret)
    waits = Waits(folder.delays)
    waits.check()
    try:
        key = keys.open_with_password(user, secret)
    except WrongPassword:
        waits.note_failure()
        raise
    waits.clear()
    return key


def drill(folder: Folder, path: Path, key: bytes, progress: Progress | None = None) -> Proof:
    """Do everything a restore does, except replacing anything. Raises BadBackup, CannotWrite."""
    progress = progress or Progress()
    progress.say(f"正在试着恢复 {path.name}")
    scratch = folder.path / "~试恢复.part"
    try:
        manifest = backup.examine(path, key, scratch)
    finally:
        scratch.unlink(missing_ok=True)
    rows: dict[str, int] = manifest["rows"]
    made = dt.datetime.fromisoformat(manifest["made"])
    return Proof(path, made, rows.get("student", 0), sum(rows.values()))


def swap(school: SchoolFile, path: Path, key: bytes) -> Path | None:
    """Back up the open books, close them, and put a backup in their place; returns where the old ones lie.

    Nobody has the books open afterwards, whatever happened: log in again. Raises BadBackup, CannotWrite; then the
    old books stand.
    """
    try:
        school.backup("恢复前")
    finally:
        school.let_go()
    return backup.restore(path, school.folder, key, who=school.who)


def last_restore(folder: Folder) -> dt.datetime | None:
    """When the books were last replaced by a backup; None when they never were."""
    times = []
    for place in folder.backups.glob(f"{REPLACED}*"):
        try:
            times.append(dt.datetime.strptime(place.name[len(REPLACED) :][:15], "%Y%m%d-%H%M%S"))
        except ValueError:  # a folder that somebody named so by hand
            continue
    return max(times, default=None)


def check_second(folder: Folder, second: Path) -> None:
    """Raises Refused when a second backup folder would not help: inside the books' own folder, or not writable."""
    if second.resolve().is_relative_to(folder.path.resolve()):
        raise Refused("第二份备份不要放在台账自己的文件夹里，那样一坏就一起坏。请选 U 盘或另一块硬盘。")
    check_writable(second)


def size_of(place: Path) -> int:
    """Bytes of a file, or of everything in a folder; 0 when it is not there."""
    if place.is_file():
        return place.stat().st_size
    return sum(part.stat().st_size for part in place.rglob("*") if part.is_file())
