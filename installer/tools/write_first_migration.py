"""Write the first migration from the declared ledgers. Used before the first release only; a released step is stone."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import peewee as pw

from desktop.models import journal
from desktop.models.ledgers import LEDGERS
from desktop.models.ledgers.meals import PupilMonth
from desktop.models.migrations import FOLDER

GUARDS = """
-- The journal and the access log only grow.
CREATE TRIGGER journal_entry_no_update BEFORE UPDATE ON journal_entry BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;
CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_entry BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;
CREATE TRIGGER access_note_no_update BEFORE UPDATE ON access_note BEGIN SELECT RAISE(ABORT, 'log is append-only'); END;
CREATE TRIGGER access_note_no_delete BEFORE DELETE ON access_note BEGIN SELECT RAISE(ABORT, 'log is append-only'); END;
"""


def main() -> None:
    tables = [journal.JournalStep, journal.JournalEntry, journal.AccessNote, *LEDGERS, PupilMonth]
    lines = ["-- The shape of the first release."]
    with pw.SqliteDatabase(":memory:").bind_ctx(tables):
        for table in tables:
            schema = table._schema
            sql, _ = schema._create_table(safe=False).query()
            lines.append(
                sql.replace("INTEGER NOT NULL PRIMARY KEY", "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT")
                + ";"
            )
            for index in schema._create_indexes(safe=False):
                lines.append(index.query()[0] + ";")
    (FOLDER / "0001_foundation.sql").write_text("\n".join(lines) + GUARDS, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
