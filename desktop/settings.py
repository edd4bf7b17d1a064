"""Every preference of this computer, declared once. Nothing here names a pupil; the school's own data lie elsewhere."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from desktop.places import preferences_folder, read_back, written_down


@dataclass
class Settings:
    """Read at the start, written whenever one changes. An unreadable file gives the defaults."""

    last_folder: str = ""  # the data folder opened last
    known_folders: list[str] = field(default_factory=list)
    last_user: str = ""
    theme: str = "system"  # system, light, dark
    lock_minutes: int = 10  # idle minutes until the program locks itself; 0 = never
    second_backup: str = ""  # folder for the second copy, often on a stick
    import_from: str = ""  # where workbooks were last taken from
    save_to: str = ""  # where papers were last saved
    printer: str = ""
    roomy_rows: bool = True
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)  # page -> columns, order, sort
    views: dict[str, dict[str, Any]] = field(default_factory=dict)  # named filters: 我的视图

    @staticmethod
    def path() -> Path:
        return preferences_folder() / "settings.json"

    @classmethod
    def load(cls) -> Settings:
        told: dict[str, Any] = {}
        with suppress(OSError, ValueError):
            told = json.loads(cls.path().read_text("utf-8"))
        known = {one.name: one for one in fields(cls)}
        made = cls()
        for name, value in told.items():
            if name in known and isinstance(value, type(getattr(made, name))):
                setattr(made, name, value)
        return made

    def save(self) -> None:
        """A preference that cannot be written is not worth a message."""
        with suppress(OSError):
            self.path().parent.mkdir(parents=True, exist_ok=True)
            part = self.path().with_suffix(".part")
            part.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), "utf-8")
            part.replace(self.path())

    def remember_folder(self, folder: Path, user: str) -> None:
        self.last_folder, self.last_user = written_down(folder), user
        others = [one for one in self.known_folders if one != self.last_folder]
        self.known_folders = [self.last_folder, *others][:8]
        self.save()

    def last_place(self) -> Path | None:
        """The data folder opened last, where it is now."""
        return read_back(self.last_folder) if self.last_folder else None
