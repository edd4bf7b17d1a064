"""Where things live: what ships with the program, and where a school keeps its own."""

import os
import sys
from pathlib import Path

PROGRAM = Path(__file__).resolve().parent.parent
RESOURCES = PROGRAM / "resources"


def default_data_folder(school: str) -> Path:
    """D:\\校名资助台账 on Windows (C: gets re-imaged), else a visible folder at home. Never a hidden one."""
    if sys.platform == "win32":
        drive = Path("D:/") if Path("D:/").exists() else Path.home() / "Documents"
        return drive / f"{school}资助台账"
    return Path.home() / f"{school}资助台账"


def preferences_folder() -> Path:
    """For window sizes and the path of the last data folder only; no pupil is ever named here."""
    if portable := os.environ.get("ZHUXUE_HOME"):
        return Path(portable)
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", str(Path.home()))) / "zhuxue"
    return Path(os.environ.get("XDG_CONFIG_HOME", str(Path.home() / ".config"))) / "zhuxue"
