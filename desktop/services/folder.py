"""A school's data folder: which files lie in it, and where it may not lie."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from desktop import places
from desktop.models.errors import Refused


class BadPlace(Refused):
    """The folder is on a network or removable drive, or cannot be written."""


@dataclass(frozen=True)
class Folder:
    """The files of one school. People see them, so they have Chinese names."""

    path: Path

    @property
    def data(self) -> Path:
        return self.path / "台账.zxdb"

    @property
    def keys(self) -> Path:
        return self.path / "台账.钥匙"

    @property
    def lock(self) -> Path:
        return self.path / "台账.使用中"

    @property
    def ballast(self) -> Path:
        return self.path / "台账.预留空间"

    @property
    def attachments(self) -> Path:
        return self.path / "附件"

    @property
    def backups(self) -> Path:
        return self.path / "备份"

    @property
    def papers(self) -> Path:
        return self.path / "打印"

    @property
    def logs(self) -> Path:
        return self.path / "日志"

    @property
    def delays(self) -> Path:
        """When a wrong password was last typed, so that closing the program does not shorten the wait."""
        return self.path / "台账.登录"

    def exists(self) -> bool:
        return self.data.exists() and self.keys.exists()


REMOVABLE, NETWORK = 2, 4  # GetDriveTypeW


def check_place(path: Path) -> None:
    """Raises BadPlace when a live data file must not lie there: power cuts and pulled sticks would tear it."""
    kind = drive_kind(path)
    if kind == "network":
        raise BadPlace("台账不能放在网络盘上：断网时会写坏。请选本机硬盘上的文件夹；备份可以放到网络盘。")
    if kind == "removable":
        raise BadPlace("台账不能放在 U 盘上：拔出时会写坏。请选本机硬盘上的文件夹；备份和报送可以放到 U 盘。")
    first = next(parent for parent in (path, *path.parents) if parent.exists())
    if not first.is_dir():
        raise BadPlace(f"“{first}”是一个文件，请选一个文件夹。")
    if not os.access(first, os.W_OK):
        raise BadPlace(f"“{first}”不许写入，请换一个文件夹，例如 D 盘。")


SYSTEM_ROOTS = (
    "/proc",
    "/sys",
    "/dev",
    "/run",
    "/boot",
    "/etc",
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib64",
    "/snap",
)
WINDOWS_ROOTS = ("SystemRoot", "ProgramFiles", "ProgramFiles(x86)", "ProgramData")  # variables that name them
HIDDEN = 2  # FILE_ATTRIBUTE_HIDDEN


def check_chosen(path: Path) -> None:
    """What `check_place` demands, and that people will find the folder again. Raises BadPlace."""
    for root in _system_roots():
        if path == root or root in path.parents:
            raise BadPlace(f"“{root}”是系统用的地方，台账放在里面会丢。请选自己的文件夹，最好在 D 盘。")
    for part in (path, *path.parents):
        if _is_hidden(part):
            raise BadPlace(f"“{part}”是隐藏的文件夹，以后自己也找不到台账。请选看得见的文件夹。")
    check_place(path)


def proposed_place(school: str) -> Path:
    """Where a new school's books are proposed to lie: beside a program that is carried about, if they may, else D:."""
    beside = places.portable_folder()
    if beside is not None:
        with contextlib.suppress(BadPlace):
            check_chosen(beside)
            return beside / places.data_folder_name(school)
    return places.default_data_folder(school)


def _system_roots() -> list[Path]:
    if sys.platform == "win32":
        return [Path(os.environ[name]) for name in WINDOWS_ROOTS if os.environ.get(name)]
    return [Path(root) for root in SYSTEM_ROOTS]


def _is_hidden(path: Path) -> bool:
    """By its name, as on Linux, or by the mark Windows gives. A drive itself is never hidden."""
    if path.name.startswith("."):
        return True
    if sys.platform != "win32" or path == path.parent:
        return False
    try:
        return bool(path.stat().st_file_attributes & HIDDEN)
    except OSError:
        return False


def drive_kind(path: Path) -> str:
    """ "fixed", "removable" or "network": asked of Windows, or of the list of mounts on Linux."""
    if sys.platform == "win32":
        return _windows_kind(path)
    return _linux_kind(path)


def _windows_kind(path: Path) -> str:
    full = str(path if path.is_absolute() else Path.cwd() / path)
    if full.startswith("\\\\"):
        return "network"
    told = ctypes.windll.kernel32.GetDriveTypeW(f"{Path(full).drive}\\")  # type: ignore[attr-defined]
    return {REMOVABLE: "removable", NETWORK: "network"}.get(told, "fixed")


NETWORK_TYPES = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "davfs", "afs"}


def _linux_kind(path: Path) -> str:
    real = path.absolute()
    best, kind = Path("/"), "fixed"
    try:
        lines = Path("/proc/mounts").read_text("utf-8", "replace").splitlines()
    except OSError:
        return "fixed"
    for line in lines:
        device, where, filesystem, *_ = line.split()
        mount = Path(where.replace("\\040", " "))
        if real.is_relative_to(mount) and len(mount.parts) >= len(best.parts):
            best, kind = mount, _kind_of_mount(device, filesystem)
    return kind


def _kind_of_mount(device: str, filesystem: str) -> str:
    if filesystem in NETWORK_TYPES or filesystem.startswith("fuse.smb"):
        return "network"
    name = os.path.basename(os.path.realpath(device)) if device.startswith("/dev/") else ""
    for candidate in (name, name.rstrip("0123456789")):
        flag = Path(f"/sys/block/{candidate}/removable")
        if candidate and flag.exists():
            return "removable" if flag.read_text().strip() == "1" else "fixed"
    return "fixed"
