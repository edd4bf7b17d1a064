"""What taking a comparison in would bring, told before anything is written; and taking it in with a copy made first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.models.ledger import Values
from desktop.models.store import Store
from desktop.services.lists.arrived import note_arrived
from desktop.services.lists.contrary import note_contrary, note_standing
from desktop.services.lists.draft import DraftLine, ListDraft, MatchDraft
from desktop.services.lists.keep import Kept, keep
from desktop.services.lists.match import match_files
from desktop.services.lists.parked import Parked, holds, parked_by
from desktop.services.lists.past import (
    GONE,
    OPEN,
    Before,
    Mark,
    before,
    carried,
    gone,
    present_marks,
    stopped,
)
from desktop.services.lists.presets import Learned, facts_of, learn
from desktop.services.lists.scan import others_in, workbooks_in
from desktop.services.lists.versions import note_versions
from desktop.services.progress import Progress
from desktop.services.school_file import SchoolFile


@dataclass
class Looked:
    """A comparison and the files that want a password which nobody gave yet."""

    draft: MatchDraft
    locked: list[Path] = field(default_factory=list)


@dataclass
class Outlook:
    """By line (its id()): new, same or changed since the list before. gone: accepted pupils who stand on no list now."""

    change: dict[int, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    open: int = 0
    gone: list[Any] = field(default_factory=list)

    def of(self, line: DraftLine) -> str:
        return self.change.get(id(line), "")


def look(
    store: Store,
    paths: Sequence[Path],
    month: str | None,
    passwords: Mapping[Path, str],
    progress: Progress | None = None,
) -> Looked:
    """Match files and folders. Raises Refused when there is no workbook, Cancelled."""  # fmt: skip
    files = list(dict.fromkeys(one for path in paths for one in workbooks_in(path)))
    locked: list[Path] = []

    def word(path: Path) -> str | None:
        if path not in passwords:
            locked.append(path)
        return passwords.get(path)

    draft = match_files(store, files, month=month, passwords=word, progress=progress)
    draft.passed = tuple(name for path in paths for name in others_in(path))
    return Looked(draft, locked)


def outlook(draft: MatchDraft) -> Outlook:
    """Hold the lists in use against those of the month before, as `keep` will. Lists without kind or month wait."""
    told = Outlook()
    note_contrary(draft.lists)
    note_arrived(draft)
    note_versions(draft.lists)
    ready = [one for one in draft.lists if one.use and not one.taken and one.kind and one.month]
    replaced = [record for one in ready for record in one.replaces]
    past: dict[tuple[str, str], Before] = {}
    present: dict[tuple[str, str], set[Mark]] = defaultdict(set)
    ended: set[int] = set()
    for one in ready:
        assert one.kind and one.month
        if (one.kind, one.month) not in past:
            past[one.kind, one.month] = before(one.kind, one.month, replaced)
        present[facts_of(one.kind).group, one.month] |= present_marks(one.lines)
    parked = parked_by(ready, past, present)
    for one in ready:
        held = past[one.kind or "", one.month or ""]
        here = present[facts_of(one.kind or "").group, one.month or ""]
        note_standing(one, held.opposed)
        leaving = {at: hit for at, hit in stopped(one.lines, held, here).items() if holds(hit)}
        ended |= {hit.hardship_id for hit in leaving.values()}
        _hold(told, one, held, parked, leaving=leaving)
    for (kind, month), held in past.items():
        left = gone(held, present[facts_of(kind).group, month], parked.numbers)
        told.gone += [hit for hit in left if hit.hardship_id not in ended]
    told.counts[GONE] += len(told.gone)
    told.open += len(told.gone)
    return told


def _hold(told: Outlook, one: ListDraft, held: Before, parked: Parked, *, leaving: Container[int]) -> None:
    for line in one.lines:
        if id(line) in leaving:
            values: Values = {"change": GONE, "decision": OPEN}
        else:
            values = parked.values(line, carried(line, held))
        told.change[id(line)] = values["change"]
        if line.use:
            told.counts[values["change"]] += 1
            told.open += values["decision"] == OPEN


def take_in(
    school: SchoolFile,
    draft: MatchDraft,
    named: Sequence[tuple[ListDraft, Learned]] = (),
    progress: Progress | None = None,
) -> Kept:
    """Back up, then keep. named: lists whose kind the person told, as they shall be known by themselves the next time.

    Raises NotAllowed, CannotWrite, Refused, Cancelled.
    """
    progress = progress or Progress()
    store = school.store
    store.session.demand("batch", "把名单比对结果记入台账")
    progress.say("正在备份")
    school.backup("比对前")
    progress.check()
    progress.say("正在记入")
    for one, learned in named:
        if one.fingerprint:
            learn(store, one.fingerprint, one.called, learned, one.heads)
    return keep(store, draft)
