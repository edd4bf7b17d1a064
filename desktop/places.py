"""Where things live: what ships with the program, and where a school keeps its own."""

import os
import sys
from pathlib import Path

PROGRAM = Path(__file__).resolve().parent.parent
RESOURCES = PROGRAM / "resources"
MARKER = "portable.txt"  # lies around a program that is carried about whole


def portable_folder() -> Path | None:
    """The folder that holds everything of a program that is carried about; None for an installed one.

    ZHUXUE_HOME names it, or it is the one around the program with a portable.txt in it.
    """
    if told := os.environ.get("ZHUXUE_HOME"):
        return Path(told).absolute()
    return PROGRAM.parent if (PROGRAM.parent / MARKER).is_file() else None


def data_folder_name(school: str) -> str:
    """校名资助台账, by which people know it again."""
    return f"{school}资助台账"


def default_data_folder(school: str) -> Path:
    """D:\\校名资助台账 on Windows (C: gets re-imaged), else a visible folder at home. Never a hidden one."""
    if sys.platform == "win32":
        drive = Path("D:/") if Path("D:/").exists() else Path.home() / "Documents"
        return drive / data_folder_name(school)
    return Path.home() / data_folder_name(school)


def preferences_folder() -> Path:
    """For window sizes and the path of the last data folder only; no pupil is ever named here."""
    if told := os.environ.get("ZHUXUE_HOME"):
        return Path(told)
    if portable := portable_folder():
        return portable / "设置"
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", str(Path.home()))) / "zhuxue"
    return Path(os.environ.get("XDG_CONFIG_HOME", str(Path.home() / ".config"))) / "zhuxue"


def written_down(path: Path) -> str:
    """How a path is kept in the preferences: relative inside a folder that is carried about, whose drive may change."""
    portable = portable_folder()
    return str(path.relative_to(portable)) if portable and path.is_relative_to(portable) else str(path)


def read_back(kept: str) -> Path:
    """The path that `written_down` kept, where it is now."""
    return (portable_folder() or Path()) / kept
