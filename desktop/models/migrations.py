"""Bringing a data file to the newest shape: numbered plain SQL, all or nothing.

Each step is one file in migrations/, named 0001_….sql; its number is the version it brings the file to. A
released step is stone. Steps know no models, so that they still run when the models have moved on.
"""

from pathlib import Path

import apsw

from desktop.models.database import CannotOpen

FOLDER = Path(__file__).parent / "migrations"


class TooNew(CannotOpen):
    """The file was last opened by a later version of the program."""


def steps(folder: Path = FOLDER) -> dict[int, str]:
    """Version -> SQL, in order."""
    return {int(path.name[:4]): path.read_text("utf-8") for path in sorted(folder.glob("[0-9]*.sql"))}


def version_of(connection: apsw.Connection) -> int:
    return int(next(connection.cursor().execute("PRAGMA user_version"))[0])


def pending(connection: apsw.Connection, folder: Path = FOLDER) -> list[int]:
    """Versions still to reach. Raises TooNew when the file is ahead of this program."""
    have, known = version_of(connection), steps(folder)
    if known and have > max(known):
        raise TooNew(
            f"这本台账由更新的版本保存过（第 {have} 版，本程序只认到第 {max(known)} 版）。请先升级程序，再打开。"
        )
    return [version for version in known if version > have]


def upgrade(connection: apsw.Connection, folder: Path = FOLDER) -> int:
    """Run what is pending, all or nothing; return how many steps were taken. The caller backed up before."""
    wanted = pending(connection, folder)
    if not wanted:
        return 0
    known, cursor = steps(folder), connection.cursor()
    cursor.execute("PRAGMA foreign_keys = OFF")
    cursor.execute("BEGIN EXCLUSIVE")
    try:
        for version in wanted:
            cursor.execute(known[version])
            cursor.execute(f"PRAGMA user_version = {version}")
        if broken := list(cursor.execute("PRAGMA foreign_key_check")):
            raise CannotOpen(
                f"升级没有做：有 {len(broken)} 条记录指向不存在的记录。台账保持原样，请联系维护人员。"
            )
    except BaseException:
        cursor.execute("ROLLBACK")
        raise
    cursor.execute("COMMIT")
    cursor.execute("PRAGMA foreign_keys = ON")
    return len(wanted)
