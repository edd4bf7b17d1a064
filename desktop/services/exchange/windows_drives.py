"""What Windows says about drives: the calls of kernel32 that Python has no words for.

Written after the documentation of GetLogicalDrives, GetDriveType, GetVolumeInformation and DeviceIoControl. Every
call that fails is taken for a plain no.
"""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

REMOVABLE = 2  # GetDriveTypeW
NO_BOX = 1  # SEM_FAILCRITICALERRORS: a card reader without a card must not raise a box of its own
LABEL_ROOM = 261
READ_WRITE = 0x80000000 | 0x40000000
SHARED = 1 | 2
OPEN_EXISTING = 3
FSCTL_LOCK_VOLUME, FSCTL_DISMOUNT_VOLUME, IOCTL_STORAGE_EJECT_MEDIA = 0x90018, 0x90020, 0x2D4808


def kernel() -> Any:
    """kernel32 with handles wide enough for 64 bits."""
    found = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined]
    found.CreateFileW.restype = ctypes.c_void_p
    return found


def removable(api: Any = None) -> list[tuple[Path, str]]:
    """Roots of the removable drives with their labels, e.g. (E:\\, "资助专用")."""
    api = api or kernel()
    before = api.SetErrorMode(NO_BOX)
    try:
        letters = api.GetLogicalDrives()
        roots = [f"{chr(65 + place)}:\\" for place in range(26) if letters >> place & 1]
        return [(Path(root), _label(api, root)) for root in roots if api.GetDriveTypeW(root) == REMOVABLE]
    finally:
        api.SetErrorMode(before)


def _label(api: Any, root: str) -> str:
    room = ctypes.create_unicode_buffer(LABEL_ROOM)
    api.GetVolumeInformationW(root, room, LABEL_ROOM, None, None, None, None, 0)
    return room.value


def eject(drive: str, api: Any = None) -> bool:
    """Flush, lock, dismount and eject a drive ("E:"); False as soon as Windows refuses one of them."""
    api = api or kernel()
    handle = api.CreateFileW(f"\\\\.\\{drive}", READ_WRITE, SHARED, None, OPEN_EXISTING, 0, None)
    if handle in (None, -1, ctypes.c_void_p(-1).value):
        return False
    volume = ctypes.c_void_p(handle)
    try:
        api.FlushFileBuffers(volume)
        orders = (FSCTL_LOCK_VOLUME, FSCTL_DISMOUNT_VOLUME, IOCTL_STORAGE_EJECT_MEDIA)
        return all(_order(api, volume, order) for order in orders)
    finally:
        api.CloseHandle(volume)


def _order(api: Any, volume: Any, order: int) -> bool:
    done = ctypes.c_ulong()
    return bool(api.DeviceIoControl(volume, order, None, 0, None, 0, ctypes.byref(done), None))
