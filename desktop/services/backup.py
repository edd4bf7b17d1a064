"""Proved copies of the data file: made, thinned, restored.

A backup is one file `台账备份_20260905-1032_….zxbak`: a plain zip of the encrypted copy, the keys and a manifest
(SHA-256, row counts, head of the journal). It is opened with the key and checked before it takes its name.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw

from desktop.models import database
from desktop.models.errors import Refused
from desktop.services import files, restored
from desktop.services.folder import Folder
from desktop.services.progress import Progress
from desktop.services.vault import Keys

SUFFIX = ".zxbak"
NAME = re.compile(r"台账备份_(\d{8})-(\d{6})_(\d{4,})_(\w+)\.zxbak")
PAGES_AT_ONCE = 400
BROKEN = (
    OSError,
    EOFError,
    KeyError,
    RuntimeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
)  # of a zip


class BadBackup(Refused):
    """The backup is damaged, foreign, or not a backup."""


@dataclass(frozen=True)
class Backup:
    """One backup file. `number` orders them: a clock may be set back, a counter is not."""

    path: Path
    at: dt.datetime
    number: int
    reason: str


def listed(folder: Path) -> list[Backup]:
    """The backups of a folder, newest first."""
    found = []
    for path in folder.glob(f"*{SUFFIX}"):
        with suppress(BadBackup):  # somebody else's file
            found.append(described(path))
    return sorted(found, key=lambda one: (one.number, one.at), reverse=True)


def described(path: Path) -> Backup:
    """What a backup's name says of it. Raises BadBackup for a file that bears another name."""
    match = NAME.fullmatch(path.name)
    if match is None:
        raise BadBackup(f"“{path.name}”不像台账备份的名字，可能改过名。请选“台账备份_…”开头的文件。")
    try:
        at = dt.datetime.strptime(match[1] + match[2], "%Y%m%d%H%M%S")
    except ValueError:
        raise BadBackup(f"“{path.name}”的名字里没有真的日期，可能改过名。请选另一份备份。") from None
    return Backup(path, at, int(match[3]), match[4])


def make(
    folder: Folder, key: bytes, reason: str, *, to: Path | None = None, progress: Progress | None = None
) -> Path:
    """Copy the live file, prove the copy, put it in place; then thin. Raises CannotWrite or BadBackup."""
    place = to or folder.backups
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise files.CannotWrite(f"备份没有做成。{files.sentence_for(error, place)}") from error
    now = dt.datetime.now()
    number = max((one.number for one in listed(place)), default=0) + 1
    target = place / f"台账备份_{now:%Y%m%d-%H%M%S}_{number:04d}_{reason}{SUFFIX}"
    copy = folder.path / f"~备份.{now:%H%M%S%f}.part"
    try:
        _copy(folder.data, key, copy, progress or Progress())
        manifest = _prove(copy, key)
        with files.put_in_place(target) as part:
            _pack(part, copy, folder.keys, manifest)
    except apsw.Error as error:
        raise files.CannotWrite(f"备份没有做成。{_why_not_made(error)}") from error
    finally:
        with suppress(OSError):
            copy.unlink(missing_ok=True)
    thin(place)
    return target


def _why_not_made(error: apsw.Error) -> str:
    """Nothing is said of a step: a backup is none, and what was kept before it stays kept."""
    if database.is_full(error):
        return "磁盘满了，请删去不用的文件，再备份一次。"
    if isinstance(database.real_one(error), apsw.IOError):
        return "读写磁盘出错，请检查硬盘或 U 盘连接，再备份一次。"
    return database.sentence_for(error)


def _copy(source: Path, key: bytes, target: Path, progress: Progress) -> None:
    """SQLite's own backup of a live file, then out of WAL: a WAL file does not open on read-only media."""
    target.unlink(missing_ok=True)
    with (
        closing(database.connect(source, key)) as live,
        closing(database.connect(target, key, journal="delete")) as twin,
    ):
        with twin.backup("main", live, "main") as copying:
            while not copying.done:
                progress.check()
                copying.step(PAGES_AT_ONCE)
                progress.report(copying.page_count - copying.remaining, max(copying.page_count, 1))
        twin.cursor().execute("PRAGMA journal_mode = delete")


def _prove(copy: Path, key: bytes) -> dict[str, Any]:
    """Open the copy with the key, check every page, count the rows. Raises BadBackup."""
    with closing(database.connect(copy, key, journal="delete", readonly=True)) as opened:
        cursor = opened.cursor()
        try:
            verdict = next(cursor.execute("PRAGMA quick_check"))[0]
        except apsw.Error as error:
            raise BadBackup("备份没有通过检查，有的地方读不出来，这份备份没有留下。请检查硬盘。") from error
        if verdict != "ok":
            raise BadBackup("备份没有通过检查，这份备份没有留下。台账文件可能已有损坏，请从以前的备份恢复。")
        tables = [
            name for (name,) in cursor.execute("SELECT name FROM sqlite_master WHERE type='table' ORDER BY 1")
        ]
        counts = {
            t: next(cursor.execute(f'SELECT count(*) FROM "{t}"'))[0]
            for t in tables
            if not t.startswith("sqlite_")
        }
        head = next(cursor.execute("SELECT id, mac FROM journal_entry ORDER BY id DESC LIMIT 1"), (0, ""))
        version = next(cursor.execute("PRAGMA user_version"))[0]
    return {
        "format": "zhuxue backup 1", "made": dt.datetime.now().isoformat(timespec="seconds"), "version": version,
        "sha256": files.sha256(copy), "rows": counts, "journal": {"number": head[0], "mac": head[1]},
    }  # fmt: skip


def _pack(part: Path, copy: Path, keys: Path, manifest: dict[str, Any]) -> None:
    with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as packed:  # encrypted bytes do not compress
        packed.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
        packed.write(keys, "keys.json")
        packed.write(copy, "data.zxdb")


def copy_to(second: Path, backup: Path) -> Path:
    """Copy a backup to the second folder (a USB stick, perhaps), read it back, thin there too."""
    target = second / backup.name
    with files.put_in_place(target) as part:
        shutil.copyfile(backup, part)
    thin(second)
    return target


def kept(backups: Iterable[Backup], today: dt.date) -> set[Path]:
    """Which backups stay: all of today, the newest of 7 days, 4 weeks, 12 months, and of each year."""
    stay: set[Path] = set()
    slots: dict[str, list[Any]] = {"day": [], "week": [], "month": [], "year": []}
    limits = {"day": 7, "week": 4, "month": 12, "year": 100}
    for one in sorted(backups, key=lambda b: (b.number, b.at), reverse=True):
        day = one.at.date()
        if day >= today:  # a clock set back must not throw away what seems to lie ahead
            stay.add(one.path)
        marks = {"day": day, "week": day.isocalendar()[:2], "month": (day.year, day.month), "year": day.year}
        for name, mark in marks.items():
            if mark not in slots[name] and len(slots[name]) < limits[name]:
                slots[name].append(mark)
                stay.add(one.path)
    return stay


def thin(folder: Path) -> None:
    """Remove what `kept` does not name. Paused after a restore, until the person lifts it."""
    if is_paused(folder):
        return
    backups = listed(folder)
    stay = kept(backups, dt.date.today())
    for one in backups:
        if one.path not in stay:
            with suppress(OSError):  # held open or on a read-only stick: thinned another time
                one.path.unlink(missing_ok=True)


PAUSED = "恢复过_暂不清理旧备份.txt"


def pause_thinning(folder: Path) -> None:
    """After a restore no backup is thinned away: the good one may be among the old ones."""
    folder.mkdir(parents=True, exist_ok=True)
    note = "做过一次恢复。为防删掉好的备份，旧备份暂不清理。确认数据无误后删除本文件即可恢复清理。\n"
    (folder / PAUSED).write_text(note, "utf-8")


def is_paused(folder: Path) -> bool:
    return (folder / PAUSED).exists()


def lift_pause(folder: Path) -> None:
    (folder / PAUSED).unlink(missing_ok=True)


def keys_of(path: Path) -> Keys:
    """The slots inside a backup: the passwords of the day it was made. Raises BadBackup."""
    return Keys.from_text(_read(path, "keys.json").decode("utf-8", "replace"))


def manifest_of(path: Path) -> dict[str, Any]:
    """Raises BadBackup."""
    told = _read(path, "manifest.json")
    try:
        return dict(json.loads(told))
    except ValueError as error:
        raise BadBackup(f"“{path.name}”里的清单读不出来，备份已损坏。请换一份备份。") from error


def _read(path: Path, name: str) -> bytes:
    try:
        with zipfile.ZipFile(path) as packed:
            return packed.read(name)
    except BROKEN as error:
        raise BadBackup(f"“{path.name}”不是台账备份，或已损坏。请换一份备份。") from error


def examine(path: Path, key: bytes, scratch: Path) -> dict[str, Any]:
    """Unpack a backup to `scratch`, open it there and hold it against its manifest, which is returned.

    Raises BadBackup, CannotWrite. The caller removes `scratch`.
    """
    manifest = manifest_of(path)
    _unpack(path, scratch)
    if files.sha256(scratch) != manifest.get("sha256"):
        raise BadBackup(f"“{path.name}”与它的清单对不上，文件已损坏。请换一份备份。")
    if _prove(scratch, key)["rows"] != manifest["rows"]:
        raise BadBackup(f"“{path.name}”里的行数与清单不符，请换一份备份。")
    return manifest


def restore(path: Path, folder: Folder, key: bytes, *, who: str = "") -> Path | None:
    """Put a backup in place of the data file; the replaced files are kept and returned (None: there were none).

    The copy is proved with the key before anything is touched, and takes the place of the old file in one stroke: a
    power cut leaves the old books or the new ones. That it was restored, by `who`, stands in its journal from then on.
    Raises BadBackup, CannotWrite, Refused.
    """
    fresh = folder.path / "~恢复.part"
    try:
        folder.path.mkdir(parents=True, exist_ok=True)
        examine(path, key, fresh)
        keys = _read(path, "keys.json")
        before = restored.head_of(folder.data, key)
        aside = _keep_aside(folder, key)
        restored.note(fresh, key, restored.Trace(who, path.name, before, replaced=aside is not None))
        pause_thinning(folder.backups)
        with files.put_in_place(folder.keys) as part:
            part.write_bytes(keys)
        fresh.replace(folder.data)
    except apsw.NotADBError as error:
        raise BadBackup(f"“{path.name}”不是用这把钥匙做的，打不开。请选这所学校的备份。") from error
    except apsw.Error as error:
        raise files.CannotWrite(f"没有恢复成。{database.sentence_for(error)}") from error
    except OSError as error:
        raise files.CannotWrite(files.sentence_for(error, folder.data)) from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
    return aside


def _unpack(path: Path, target: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed, packed.open("data.zxdb") as source, target.open("wb") as out:
            shutil.copyfileobj(source, out, 1 << 20)
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        raise files.CannotWrite(files.sentence_for(error, target)) from error
    except BROKEN as error:
        raise BadBackup(f"“{path.name}”已损坏，读不出来。请换一份备份。") from error


def _keep_aside(folder: Folder, key: bytes) -> Path | None:
    """Lay the present data file and keys into 备份/被替换_… as well; nothing is thrown away.

    The write-ahead log goes into the data file first: one that stays would be played into the new file. Where the
    data file is too damaged for that, the log is moved aside with it.
    """
    present = [path for path in (folder.data, folder.keys) if path.exists()]
    if not present:
        return None
    log = folder.data.with_name(f"{folder.data.name}-wal")
    if folder.data in present and log.exists():
        with suppress(apsw.Error), closing(database.connect(folder.data, key)) as old:
            old.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    aside = files.free_name(folder.backups / f"被替换_{dt.datetime.now():%Y%m%d-%H%M%S}")
    aside.mkdir(parents=True)
    for path in present:
        _twin(path, aside / path.name)
    for tail in ("-wal", "-shm"):
        rest = folder.data.with_name(folder.data.name + tail)
        if rest.exists():
            rest.replace(aside / rest.name)
    return aside


def _twin(path: Path, other: Path) -> None:
    """A second name for the same bytes, or a copy where the disk knows no second names."""
    try:
        os.link(path, other)
    except OSError:
        shutil.copy2(path, other)
