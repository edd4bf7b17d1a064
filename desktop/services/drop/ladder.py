"""A 个案 as a ladder: which states it has come through, on which days, and everything that happened on the way."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from peewee import fn

from desktop.models.codes import code_list
from desktop.models.journal import JournalEntry
from desktop.models.ledgers.drop_absence import ContactAttempt
from desktop.models.ledgers.drop_case_order import BECAME
from desktop.models.ledgers.drop_cases import DropCase, GovernmentPaper, Persuasion
from desktop.models.ledgers.staff import Staff
from desktop.services.drop.case_file import CaseFile

ROAD = ("warned", "suspected", "persuading", "reported", "government", "back", "closed")
INSTEAD = "moved"  # stands in the place of "back" for a child with another destination


class Rung(NamedTuple):
    """One state of the ladder. state: done, here or later; passed: the case went on without it."""

    code: str
    title: str
    fact: str
    state: str
    passed: bool = False


class Event(NamedTuple):
    """One thing that happened. tone: accent, good, warn, bad or off; file: a kept paper (photo, scan), "" for none."""

    day: dt.date
    icon: str
    tone: str
    words: str
    fact: str
    ledger: str
    file: str = ""
    row: tuple[str, int] = ("", 0)  # (table, id) of what tells it
    later: bool = False  # told by what was added to the row afterwards: a receipt


def rungs(file: CaseFile) -> list[Rung]:
    """The states from the warning to 销号, as the round of now stands."""
    told = code_list("drop_state")
    entered: dict[str, dt.date] = {}
    for step in file.steps:
        if step.day >= file.begun:
            entered.setdefault(step.state, step.day)
    road = [
        INSTEAD if code == "back" and INSTEAD in entered and "back" not in entered else code for code in ROAD
    ]
    here = road.index(file.row.state) if file.row.state in road else 0
    found = []
    for at, code in enumerate(road):
        state = "here" if at == here else "done" if at < here and code in entered else "later"
        passed = at < here and code not in entered
        fact = str(entered[code]) if code in entered else "没有经过" if passed else ""
        if code == "suspected" and file.deemed and file.deemed.day >= file.begun:
            fact = "，".join(filter(None, [fact, f"{file.deemed.day:%m-%d} {BECAME}"]))
        found.append(Rung(code, told.label(code), fact, state, passed))
    return found


def events(file: CaseFile) -> list[Event]:
    """Everything written about the case, the newest first; what belongs to one day as it was entered."""
    found = [*_steps(file), *_done(file), *_contacts(file), *_papers(file), *_followed(file)]
    entered = _entered(found)
    places = [(one.day, entered.get((*one.row, one.later), 0), at) for at, one in enumerate(found)]
    return [found[at] for _, _, at in sorted(places, reverse=True)]


def _entered(found: Sequence[Event]) -> dict[tuple[str, int, bool], int]:
    """(table, id, later) -> the journal's entry by which a row was added, or (later) last changed."""
    rows: dict[str, set[int]] = defaultdict(set)
    for one in found:
        rows[one.row[0]].add(one.row[1])
    entry, places = JournalEntry, {}
    for table, ids in rows.items():
        query = entry.select(entry.record, fn.MIN(entry.id), fn.MAX(entry.id))
        told = query.where((entry.ledger == table) & entry.record.in_(sorted(ids))).group_by(entry.record)
        for record, first, last in told.tuples():
            places[table, record, False], places[table, record, True] = first, last
    return places


def _of(row: Any) -> tuple[str, int]:
    return type(row).table(), int(row.id)


TONES = {"back": "good", "closed": "good", "moved": "off", "warned": "warn"}


def _steps(file: CaseFile) -> Iterator[Event]:
    for step in file.steps:
        label = code_list("drop_state").label(step.state)
        fact = "，".join(filter(None, [step.words or "", step.who or ""]))
        yield Event(
            step.day, "footprints", TONES.get(step.state, "bad"), label, fact, "个案经过", row=_of(step)
        )


def _contacts(file: CaseFile) -> Iterator[Event]:
    for row in file.contacts:
        way, end = ContactAttempt.way.format(row.way), ContactAttempt.reached.format(row.reached)
        tone = "good" if row.reached == "yes" else "warn"
        yield Event(
            row.day,
            "phone",
            tone,
            f"{way}联系家长：{end}",
            _told(Staff.caption_of(row.staff_id), row.words),
            "联系家长",
            row=_of(row),
        )
    for visit, why in file.visits:
        words = f"家访：{why}" if why else "家访"
        yield Event(
            visit.day,
            "footprints",
            "accent",
            words,
            _told(Staff.caption_of(visit.teacher_id), visit.talked),
            "家访",
            row=_of(visit),
        )


def _done(file: CaseFile) -> Iterator[Event]:
    for row in file.persuasions:
        fact = _told(people(row), f"见到{row.met}", f"答应：{row.promised}" if row.promised else "")
        for name in ("photo", "signed_page"):
            if kept := getattr(row, name):
                label = Persuasion._meta.fields[name].label
                yield Event(
                    row.day,
                    "camera",
                    "off",
                    f"第 {row.number} 次劝返的{label}",
                    "",
                    "劝返记录",
                    kept,
                    _of(row),
                )
        yield Event(
            row.day, "users-round", "accent", f"第 {row.number} 次劝返", fact, "劝返记录", row=_of(row)
        )


def people(row: Any) -> str:
    """Who went: both teachers, and who came along."""
    named = [Staff.caption_of(one) for one in (row.staff1_id, row.staff2_id) if one]
    return "、".join([*named, *([row.others] if row.others else [])])


def _papers(file: CaseFile) -> Iterator[Event]:
    for row in file.notices:
        yield Event(
            row.issued_on,
            "mail",
            "accent",
            f"发劝返复学通知书 {row.number}",
            f"要求 {row.return_by} 以前返校",
            "通知书",
            row=_of(row),
        )
        if row.served_on:
            words = (
                f"通知书拒签，见证人 {row.witness}" if row.refused else f"通知书送达，{row.received_by}签收"
            )
            yield Event(row.served_on, "signature", "warn" if row.refused else "good", words,
                        _told(Staff.caption_of(row.served_by_id), row.refused_words), "通知书", row.scan or "", _of(row), True)  # fmt: skip
    for row in file.reports:
        signed = (
            f"{row.signed_by} {row.signed_on} 签发"
            if row.signed_by
            else "等校长签发"
            if file.to_sign
            else "没有签发"
        )
        yield Event(
            row.day,
            "file-text",
            "bad",
            f"书面报告 {row.number}",
            signed,
            "书面报告",
            row.scan or "",
            _of(row),
        )
        if row.received_on:
            yield Event(
                row.received_on,
                "file-check",
                "good",
                f"书面报告签收：{row.received_by}",
                row.number,
                "书面报告",
                row=_of(row),
                later=True,
            )
    for row in file.papers:
        kind = GovernmentPaper.kind.format(row.kind)
        yield Event(
            row.day,
            "landmark",
            "accent",
            f"{row.issuer}：{kind}",
            _told(row.number, row.words),
            "政府文书",
            row.scan or "",
            _of(row),
        )


def _followed(file: CaseFile) -> Iterator[Event]:
    for row in file.follow_ups:
        words = "跟踪：在校" if row.present else "跟踪：不在校"
        fact = _told(row.words, row.why_away, Staff.caption_of(row.staff_id))
        yield Event(row.day, "eye", "good" if row.present else "bad", words, fact, "复学跟踪", row=_of(row))


def _told(*parts: str | None) -> str:
    return "，".join(part for part in parts if part)


def facts(file: CaseFile) -> list[tuple[str, str]]:
    """What the case says of the child, in labels and words; empty ones left out."""
    row = file.row
    cause = _told(DropCase.cause.format(row.cause) if row.cause else "", row.cause_words)
    told = [
        ("类型", DropCase.kind.format(row.kind)), ("最后到校", file.last_words), ("发现", str(row.opened_on)),
        ("原因", cause), ("去向", row.whereabouts or ""),
        ("责任教师", Staff.caption_of(row.teacher_id) if row.teacher_id else ""), ("包村干部", row.cadre or ""),
        ("反复", f"{row.again} 次" if row.again else ""), ("复学", str(row.back_on or "")),
        ("销号", _told(str(row.closed_on or ""), row.closed_why, row.closed_by) if row.closed_on else ""),
        ("备注", row.note or ""),
    ]  # fmt: skip
    return [(label, words) for label, words in told if words]
