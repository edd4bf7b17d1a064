"""Whether a window can be opened here: asked before Qt is, which would end the process with a core dump and English."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path


def has_screen() -> bool:
    """True where Qt will find a screen that answers. A name of one in the environment is not enough: it may be gone."""
    if not sys.platform.startswith("linux"):
        return True
    asked = os.environ.get("QT_QPA_PLATFORM") or "wayland;xcb"
    return any(_answers(one.partition(":")[0]) for one in asked.split(";"))


def _answers(plugin: str) -> bool:
    """Whether one of Qt's ways to a screen is open; those without a server behind them always are."""
    if plugin == "xcb":
        return bool(os.environ.get("DISPLAY")) and _x_answers()
    if plugin.startswith("wayland"):
        return bool(os.environ.get("WAYLAND_DISPLAY")) and _wayland_answers()
    return True


def _x_answers() -> bool:
    """Connect as Qt does, with the same library and the same right of entry."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return False  # Qt cannot do without it either
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    try:
        return not xcb.xcb_connection_has_error(connection)
    finally:
        xcb.xcb_disconnect(connection)


def _wayland_answers() -> bool:
    import socket  # most starts need none

    place = Path(os.environ.get("XDG_RUNTIME_DIR", "/")) / os.environ["WAYLAND_DISPLAY"]
    with socket.socket(socket.AF_UNIX) as door:
        try:
            door.connect(str(place))
        except OSError:
            return False
    return True
