"""The stick: which ones are plugged in, whether they take a package, and what on them looks like a virus.

Nothing on a stick is ever opened, changed or deleted here except the one file that asks whether writing works.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from desktop.services import files
from desktop.services.exchange import windows_drives
from desktop.services.files import CannotWrite
from desktop.services.seeds import told

MEDIA = (
    "/media/",
    "/run/media/",
)  # where desktops mount sticks; USB hard disks do not call themselves removable
PACKAGE = "报送包"  # what sentences call the thing to be written: the root of a drive has no name
MOST_LOOKED_AT = 5000  # files and folders: a full stick must not hold up the clerk
CLASS_ID = re.compile(
    r"\.\{[0-9a-f-]{36}\}$", re.IGNORECASE
)  # "资料.{645FF040-…}": Explorer opens something else
TURNED = "\u202e"  # writes what follows from right to left: a name that ends in "slx.exe" shows "exe.xls"


@dataclass(frozen=True)
class Drive:
    """One removable drive. Sizes are bytes; `label` is the name people gave it, "" for none."""

    path: Path
    label: str
    free: int
    total: int

    @property
    def name(self) -> str:
        """U 盘 资助专用（E:），剩 3.2 GB."""
        return f"U 盘 {self.label or '（没有名字）'}（{str(self.path).rstrip(chr(92))}），剩 {size_words(self.free)}"


@dataclass(frozen=True)
class Suspect:
    """Something that should not be double-clicked, and a sentence why."""

    path: Path
    sentence: str


def size_words(size: int) -> str:
    """1536 MB -> "1.5 GB"."""
    mb = size / (1 << 20)
    return f"{mb / 1024:.1f} GB" if mb >= 1024 else f"{mb:.0f} MB"


# which sticks there are --------------------------------------------------------------------------------


def drives() -> list[Drive]:
    """The removable drives that hold a medium, in the order of their letters or mount points."""
    places = windows_drives.removable() if sys.platform == "win32" else mounted(Path("/"))
    return [drive for path, label in places if (drive := _drive(path, label))]


def _drive(path: Path, label: str) -> Drive | None:
    try:
        usage = shutil.disk_usage(path)
    except OSError:
        return None  # pulled out just now, or a card reader without a card
    return Drive(path, label, usage.free, usage.total)


def mounted(root: Path) -> list[tuple[Path, str]]:
    """Linux: mount points of removable devices with their labels, as /proc and /sys under `root` tell."""
    lines = (root / "proc/mounts").read_text("utf-8", "replace").splitlines()
    found = {}
    for line in lines:
        device, where, *_ = line.split()
        place = _unescaped(where)
        if device.startswith("/dev/") and (place.startswith(MEDIA) or _removable(device, root)):
            found[Path(place)] = Path(place).name
    return sorted(found.items())


def _unescaped(text: str) -> str:
    r"""/proc/mounts writes a space as \040."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), text)


def _removable(device: str, root: Path) -> bool:
    """Whether the disk of a partition says that it is removable: sdb1 -> sdb, mmcblk0p1 -> mmcblk0."""
    name = os.path.basename(device)
    for disk in (name, re.sub(r"\d+$", "", name), re.sub(r"p\d+$", "", name)):
        flag = root / "sys/block" / disk / "removable"
        if flag.is_file():
            return flag.read_text().strip() == "1"
    return False


# whether it takes a package ----------------------------------------------------------------------------


def free_bytes(folder: Path) -> int:
    """Bytes left where a folder lies. Raises CannotWrite when it is gone."""
    try:
        return shutil.disk_usage(folder).free
    except OSError as error:
        raise CannotWrite(files.sentence_for(error, folder / PACKAGE)) from error


def check_writable(folder: Path) -> None:
    """Raises CannotWrite when the switch on the stick, the system or its fullness keeps anything from being written."""
    trial = folder / f"~{secrets.token_hex(4)}.part"
    try:
        trial.write_bytes(b"zhuxue")
    except OSError as error:
        raise CannotWrite(files.sentence_for(error, folder / PACKAGE)) from error
    finally:
        with suppress(OSError):  # a read-only stick refuses even this, and must not hide the reason
            trial.unlink(missing_ok=True)


# what looks like a virus -------------------------------------------------------------------------------


@cache
def _signs() -> dict[str, Any]:
    rules = told("exchange/suspects")
    return {key: frozenset(word.casefold() for word in rules[key]) for key in
            ("runs", "documents", "looks_like_folder", "ours")}  # fmt: skip


def suspicious(root: Path) -> list[Suspect]:
    """What on a stick looks like a virus, in its root and one folder down. Nothing is touched."""
    found: list[Suspect] = []
    looked = 0
    for folder in (root, *_folders(root)):
        entries = _entries(folder)
        looked += len(entries)
        if looked > MOST_LOOKED_AT:
            break
        folders = {entry.name.casefold() for entry in entries if entry.is_dir()}
        found += [Suspect(entry, why) for entry in entries if (why := _why(entry, folders))]
    return found


def _folders(root: Path) -> Iterator[Path]:
    return (entry for entry in _entries(root) if entry.is_dir() and not entry.is_symlink())


def _entries(folder: Path) -> list[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return []  # a damaged folder, or one that is not allowed: nothing can be said about it
    return [entry for entry in entries if entry.name.casefold() not in _signs()["ours"]]


def _why(entry: Path, folders: set[str]) -> str:
    """Why an entry looks bad; "" when it does not. `folders` are the folders beside it, in small letters."""
    return _why_folder(entry) if entry.is_dir() else _why_file(entry, folders)


TAIL = "不要双击它；报送后请用杀毒软件查一遍这个 U 盘。本程序不会打开它，也不会删除它。"


def _why_file(entry: Path, folders: set[str]) -> str:
    name, signs = entry.name, _signs()
    if name.casefold() == "autorun.inf":
        return f"“{name}”会让 U 盘一插上就自动运行程序，多半是病毒留下的。{TAIL}"
    if TURNED in name:
        return f"“{name.replace(TURNED, '')}”的名字用了倒写的办法，看着像文档，其实不是。{TAIL}"
    if entry.suffix.casefold() not in signs["runs"]:
        return ""
    stem = entry.stem.strip().casefold()
    if stem in folders:
        return f"“{name}”和文件夹“{entry.stem.strip()}”同名，是能运行的程序，多半是冒充文件夹的病毒。{TAIL}"
    if stem in signs["looks_like_folder"]:
        return f"“{name}”起了文件夹的名字，其实是能运行的程序，多半是病毒。{TAIL}"
    if Path(stem).suffix in signs["documents"]:
        return f"“{name}”看着像文档，其实是能运行的程序，多半是病毒。{TAIL}"
    return ""


def _why_folder(entry: Path) -> str:
    name = entry.name
    if not name.replace("\u3000", " ").strip(" \xa0\u200b."):
        return f"有一个名字是空白的文件夹，病毒常把原来的文件藏在里面。{TAIL}"
    if CLASS_ID.search(name):
        return f"文件夹“{name}”后面带着一串代号，打开的不是它里面的东西，多半是病毒做的。{TAIL}"
    if _hidden(entry) and not name.startswith("."):
        return f"文件夹“{name}”被藏起来了，病毒常先藏起真文件夹，再放一个同名的程序。{TAIL}"
    return ""


def _hidden(entry: Path) -> bool:
    """Windows' hidden flag; other systems do not see it on a stick."""
    try:
        flags = getattr(os.lstat(entry), "st_file_attributes", 0)
    except OSError:
        return False
    return bool(flags & (stat.FILE_ATTRIBUTE_HIDDEN | stat.FILE_ATTRIBUTE_SYSTEM))


# pulling it out ----------------------------------------------------------------------------------------


def safe_removal_advice() -> str:
    """How to take the stick out, in the words of the system at hand."""
    if sys.platform == "win32":
        return "请点屏幕右下角的“安全删除硬件”，等提示可以移除以后再拔 U 盘。"
    return "请在文件管理器里点 U 盘旁边的“弹出”，等图标消失以后再拔。"


def make_ready_to_pull(folder: Path) -> str:
    """Get everything onto the stick and, on Windows, try to eject it; returns the sentence to show.

    Windows: the volume is flushed, locked, dismounted and ejected. A refusal (a file open in WPS, no right to lock)
    is no error, the advice is shown instead. Linux: sync; ejecting is left to the file manager.
    """
    if sys.platform == "win32":
        out = windows_drives.eject(folder.resolve().drive)
        return "已经可以拔出 U 盘了。" if out else safe_removal_advice()
    os.sync()
    return f"已全部写到 U 盘上。{safe_removal_advice()}"
