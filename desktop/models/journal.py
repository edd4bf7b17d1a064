"""Every change leaves one row here, chained by HMAC. Audit, undo, recycle bin and history are ways to read it.

A step is one thing a person did; its entries are the rows it changed. An entry's mac covers the step's
words and the mac before it, so a row edited, dropped or swapped later is found; a tail cut off is found
against a head that was written outside (backup, package, monthly sheet).
"""

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import peewee as pw

from desktop.models.ledger import database

FIRST_MAC = "0" * 64


class Table(pw.Model):
    class Meta:
        database = database
        legacy_table_names = False


class JournalStep(Table):
    """What a person did. `undoes`: the step taken back. `final`: it reached the outside and cannot be."""

    id = pw.AutoField()
    at = pw.DateTimeField()
    who = pw.CharField()
    does = pw.CharField()
    kind = pw.CharField(default="")
    undoes = pw.IntegerField(null=True)
    final = pw.BooleanField(default=False)
    changes = pw.IntegerField(default=0)
    clock_back = pw.BooleanField(default=False)  # the clock stood before an earlier step


class JournalEntry(Table):
    """One changed row. A change keeps only the fields that differ; adding and removing keep the whole row."""

    id = pw.AutoField()
    step = pw.IntegerField(index=True)
    ledger = pw.CharField()
    record = pw.IntegerField()
    before = pw.TextField(null=True)
    after = pw.TextField(null=True)
    mac = pw.CharField(max_length=64)

    class Meta:
        indexes = ((("ledger", "record"), False),)


class AccessNote(Table):
    """Who looked at or carried out personal data: never undone, never removed."""

    id = pw.AutoField()
    at = pw.DateTimeField()
    who = pw.CharField()
    verb = pw.CharField()  # 查看, 导出, 打印, 报送, 登录 …
    subject = pw.CharField()
    count = pw.IntegerField(default=1)


class Change(NamedTuple):
    """One entry before it is written: frozen texts, None where there was or is no row."""

    ledger: str
    record: int
    before: str | None
    after: str | None


_as_text = json.JSONEncoder(default=str, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def freeze(values: dict[str, Any] | None) -> str | None:
    return None if values is None else _as_text(values)


def thaw(frozen: str | None) -> dict[str, Any]:
    return {} if frozen is None else dict(json.loads(frozen))


def chain_key(data_key: bytes) -> bytes:
    """The journal's own key, so that the file's key never signs anything."""
    return hmac.digest(data_key, b"zhuxue journal v1", hashlib.sha256)


def words_of(step: JournalStep) -> tuple[Any, ...]:
    """What the macs of a step's entries cover of the step itself."""
    return step.id, str(step.at), step.who, step.does, step.undoes


def mac_of(key: bytes, before: str, number: int, words: tuple[Any, ...], change: Change) -> str:
    """Covers the mac before it, the words of the step (see words_of) and the change."""
    told = json.dumps([before, number, *words, *change])
    return hmac.digest(key, told.encode(), hashlib.sha256).hex()


@dataclass(frozen=True)
class Head:
    """The newest entry: what a backup or package writes down to prove the chain later."""

    number: int
    mac: str


def head() -> Head:
    last = JournalEntry.select().order_by(JournalEntry.id.desc()).first()
    return Head(last.id, last.mac) if last else Head(0, FIRST_MAC)


def write(key: bytes, step: JournalStep, changes: list[Change]) -> None:
    """Append the changes of one step, chained to the newest entry."""
    last = head()
    rows, mac, words = [], last.mac, words_of(step)
    for number, change in enumerate(changes, last.number + 1):
        mac = mac_of(key, mac, number, words, change)
        rows.append((number, step.id, *change, mac))
    sql = 'INSERT INTO "journal_entry" ("id","step","ledger","record","before","after","mac") VALUES (?,?,?,?,?,?,?)'
    database.connection().cursor().executemany(sql, rows)


def breaks(key: bytes, anchors: tuple[Head, ...] = ()) -> Iterator[str]:
    """Sentences about every place where the chain does not hold; none when it does."""
    steps = {step.id: words_of(step) for step in JournalStep.select()}
    mac, number, seen = FIRST_MAC, 0, {}
    for entry in JournalEntry.select().order_by(JournalEntry.id).iterator():
        number += 1
        change = Change(entry.ledger, entry.record, entry.before, entry.after)
        words = steps.get(entry.step)
        if words is None or entry.id != number or mac_of(key, mac, entry.id, words, change) != entry.mac:
            yield f"操作日志第 {entry.id} 条对不上（前面可能被改动或删去过）。"
            number = entry.id
        mac = entry.mac
        seen[entry.id] = mac
    for anchor in anchors:
        if anchor.number and seen.get(anchor.number) != anchor.mac:
            yield f"操作日志与外部留底对不上：留底时有 {anchor.number} 条，现在少了或被改过。"


def now() -> dt.datetime:
    return dt.datetime.now().replace(microsecond=0)
