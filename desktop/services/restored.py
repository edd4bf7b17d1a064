"""The trace that a restore leaves in the books it brought back: who did it, from which backup, and what stood there before.

It is written into the restored file before that takes its place, as a step of the journal's own chain that cannot be
undone. The file is nobody's open books then, so the store's door is not there yet.
"""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw

from desktop.models import database, journal
from desktop.models.journal import FIRST_MAC, Change, Head

VERB = "恢复备份"
KIND = "restore"
UNKNOWN = "（没有说明是谁）"
STEP = 'INSERT INTO "journal_step" ("at","who","does","kind","final","changes","clock_back") VALUES (?,?,?,?,1,0,0)'
ENTRY = 'INSERT INTO "journal_entry" ("id","step","ledger","record","before","after","mac") VALUES (?,?,?,?,?,?,?)'
NOTE = 'INSERT INTO "access_note" ("at","who","verb","subject","count") VALUES (?,?,?,?,1)'


@dataclass(frozen=True)
class Trace:
    """What is known of a restore when it begins. before: the journal of the books replaced; None where they do not open."""

    who: str
    backup: str
    before: Head | None
    replaced: bool

    def words(self, brought: Head) -> str:
        told = f"{VERB}：{self.backup}（操作记录到第 {brought.number} 条）。"
        if not self.replaced:
            return f"{told}恢复前这里没有台账。"
        if self.before is None:
            return f"{told}被换下的台账打不开，不知道记到哪一条。"
        return f"{told}被换下的台账操作记录到第 {self.before.number} 条（{self.before.mac[:8]}）。"


def head_of(data: Path, key: bytes) -> Head | None:
    """The newest entry of books that nobody has open; None when they are not there or do not open with the key."""
    if not data.exists() or not data.stat().st_size:
        return None
    with suppress(apsw.Error), closing(database.connect(data, key, readonly=True)) as old:
        return _head(old.cursor())
    return None


def note(fresh: Path, key: bytes, trace: Trace) -> None:
    """Write the trace into a restored file. A file of another version of the program may not take it: it stays whole."""
    with suppress(apsw.SQLError), closing(database.connect(fresh, key, journal="delete")) as opened, opened:
        cursor = opened.cursor()
        brought = _head(cursor)
        who, does, at = trace.who or UNKNOWN, trace.words(brought), str(journal.now())
        cursor.execute(STEP, (at, who, does, KIND))
        step = opened.last_insert_rowid()
        change = Change("school", 0, "{}", "{}")  # no row differs: the words of the step are what is kept
        words = (step, at, who, does, None)
        mac = journal.mac_of(journal.chain_key(key), brought.mac, brought.number + 1, words, change)
        cursor.execute(ENTRY, (brought.number + 1, step, *change, mac))
        cursor.execute(NOTE, (at, who, VERB, does[:250]))


def _head(cursor: Any) -> Head:
    last = next(cursor.execute('SELECT "id", "mac" FROM "journal_entry" ORDER BY "id" DESC LIMIT 1'), None)
    return Head(*last) if last else Head(0, FIRST_MAC)
