"""Taking a comparison in: one step, to be undone like any other. Only lines that concern the school are kept."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.lists import CountyList, ListHit
from desktop.models.store import Step, Store
from desktop.services.lists.arrived import note_arrived
from desktop.services.lists.contrary import note_contrary, note_leaving, note_standing
from desktop.services.lists.draft import (
    DOUBT,
    DOUBT_BESIDE,
    FAMILY,
    HIT,
    DraftLine,
    ListDraft,
    MatchDraft,
    is_in_doubt,
)
from desktop.services.lists.parked import Parked, holds, parked_by
from desktop.services.lists.past import (
    ACCEPTED,
    CHANGED,
    DECLINED,
    GONE,
    LONGEST_WHY,
    NEW,
    OPEN,
    SAME,
    Before,
    Mark,
    before,
    carried,
    gone,
    left_words,
    present_marks,
    stopped,
)
from desktop.services.lists.presets import facts_of
from desktop.services.lists.versions import note_versions


@dataclass(frozen=True)
class Kept:
    """What a step took in. changes: lines by new, same, changed, gone; open: how many still want a decision.

    left: lists in use that were not taken, for nobody said which list or which month they are. replaced: files of earlier
    versions of this month's lists in whose place these stand now.
    """

    step: int
    sources: tuple[int, ...]
    changes: dict[str, int]
    open: int
    carried: int
    left: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        told = "，".join(
            f"{words} {self.changes.get(change, 0)}"
            for change, words in ((NEW, "新增"), (CHANGED, "状态变化"), (GONE, "退出"), (SAME, "不变"))
        )
        done = f"以前处理过的 {self.carried} 条照旧，" if self.carried else ""
        instead = f"替换了{'、'.join(f'“{name}”' for name in self.replaced)}。" if self.replaced else ""
        return f"已记下 {len(self.sources)} 份名单：{told}。{instead}{done}还有 {self.open} 条要处理。{self._left()}"

    def _left(self) -> str:
        if not self.left:
            return ""
        return f"没有记入 {len(self.left)} 份：{'、'.join(self.left)}，还没有指明名单种类或月份。"


def keep(store: Store, draft: MatchDraft, *, today: dt.date | None = None) -> Kept:
    """Write the lists in use and their lines (`use`). Facts about pupils are only written by `decide.accept`.

    A list without kind or month does not hold up the others: it is left, and said. Raises NotAllowed, Refused when there
    is nothing to take.
    """
    store.session.demand("batch", "把名单比对结果记入台账")
    asked = [one for one in draft.lists if one.use and not one.taken]
    lists = [one for one in asked if one.kind and one.month]
    if not lists:
        _refuse(draft, asked)
    note_contrary(draft.lists)
    note_leaving(draft.lists)
    note_arrived(draft)
    note_versions(draft.lists)
    present = _present(lists)
    with store.step(_title(lists), kind="lists") as step:
        writer = _Writer(store, step, today or dt.date.today())
        writer.look_back(lists)
        writer.parked = parked_by(lists, writer.past, present)
        for one in lists:
            writer.take(one, present[facts_of(one.kind or "").group, one.month or ""])
        writer.leave(lists, present)
        replaced = writer.replace(lists)
    return Kept(
        step.number, tuple(writer.sources.values()), dict(writer.changes), writer.open, writer.carried,
        tuple(f"“{one.label}”" for one in asked if one not in lists), replaced,
    )  # fmt: skip


def _refuse(draft: MatchDraft, lists: list[ListDraft]) -> None:
    if not lists:
        taken = next((one.taken for one in draft.lists if one.taken), "")
        raise Refused(taken or "".join(draft.problems[:1]) or "没有可以记入的名单。请先选择放名单的文件夹。")
    for one in lists:
        if one.kind is None:
            raise Refused(f"还没有指明“{one.label}”是哪一份名单。请先选名单种类，或不用这一份。")
        if one.month is None:
            raise Refused(f"还没有写明“{one.label}”是哪个月的名单。请先填名单月份。")


def _title(lists: list[ListDraft]) -> str:
    months = "、".join(sorted({one.month or "" for one in lists}))
    return f"比对部门名单 {len(lists)} 份（{months}）"


def _present(lists: list[ListDraft]) -> dict[tuple[str, str], set[Mark]]:
    """Every pupil on this step's lists by (group's kind, month)."""
    found: dict[tuple[str, str], set[Mark]] = defaultdict(set)
    for one in lists:
        found[facts_of(one.kind or "").group, one.month or ""] |= present_marks(one.lines)
    return found


class _Writer:
    """Writes lists and lines inside one step."""

    def __init__(self, store: Store, step: Step, today: dt.date) -> None:
        self.store, self.step, self.today = store, step, today
        self.sources: dict[int, int] = {}  # the draft's place -> row
        self.changes: Counter[str] = Counter()
        self.open = self.carried = 0
        self.ended: set[int] = set()  # facts that a row of these lists ends by its own word
        self.past: dict[tuple[str, str], Before] = {}
        self.parked = Parked()

    def take(self, one: ListDraft, present: set[Mark]) -> None:
        lines = [line for line in one.lines if line.use]
        past = self._before(one)
        note_standing(one, past.opposed)
        leaving = {place: hit for place, hit in stopped(lines, past, present).items() if holds(hit)}
        source = self.step.add(CountyList, {
            "kind": one.kind, "month": one.month, "file": one.path.name[:200], "sheet": one.sheet[:60],
            "rows": one.rows, "numbers": one.numbers, "damaged": one.damaged, "hits": len(lines),
            "taken_on": self.today, "taken_by": self.store.session.who, "digest": one.digest,
        })  # fmt: skip
        self.sources[id(one)] = source
        rows = [self._row(source, line, past) for line in lines if id(line) not in leaving]
        for line in lines:
            hit = leaving.get(id(line))
            if hit is not None and hit.hardship_id not in self.ended:
                self.ended.add(hit.hardship_id)
                rows.append(self._gone(one, hit, "") | {"row": line.row, "why": line.sentence[:LONGEST_WHY]})
        self.step.add_many(ListHit, rows)
        self._count(rows)

    def look_back(self, lists: list[ListDraft]) -> None:
        """What stands in the books before this step: lists taken together do not compare with one another."""
        replaced = [record for one in lists for record in one.replaces]
        for mark in {(one.kind or "", one.month or "") for one in lists}:
            self.past[mark] = before(*mark, replaced)

    def replace(self, lists: list[ListDraft]) -> tuple[str, ...]:
        """Earlier versions stay in the books and count no more; returns their files."""
        instead = {record: one.path.name[:200] for one in lists for record in one.replaces}
        self.step.change_many(CountyList, {record: {"replaced": name} for record, name in instead.items()})
        return tuple(dict.fromkeys(one.file for draft in lists for one in draft.earlier if one.id in instead))

    def _before(self, one: ListDraft) -> Before:
        return self.past[one.kind or "", one.month or ""]

    def _row(self, source: int, line: DraftLine, past: Before) -> Values:
        return {
            "source": source, "row": line.row, "student": line.student, "verdict": line.verdict,
            "listed_name": (line.listed_name or None) and line.listed_name[:60], "number": line.number[:40] or None,
            "relation": line.relation, "why": line.sentence[:LONGEST_WHY], "kind": line.kind, "risk": line.risk,
            "continues": line.continues, "card_no": line.card_no,
            **self.parked.values(line, carried(line, past)),
        }  # fmt: skip

    def _count(self, rows: list[Values]) -> None:
        self.changes.update(row["change"] for row in rows)
        self.open += sum(row["decision"] == OPEN for row in rows)
        self.carried += sum(row["decision"] in (ACCEPTED, DECLINED) for row in rows)

    def leave(self, lists: list[ListDraft], present: dict[tuple[str, str], set[Mark]]) -> None:
        """Who stood accepted on the last month's list and stands on none of its kind now: 退出."""
        for one in {(one.kind, one.month): one for one in lists}.values():
            past, alike = self._before(one), [n for n in lists if (n.kind, n.month) == (one.kind, one.month)]
            here = present[facts_of(one.kind or "").group, one.month or ""]
            doubts = _doubts(lists, one)
            left = [
                hit
                for hit in gone(past, here, self.parked.numbers)
                if holds(hit) and hit.hardship_id not in self.ended
            ]
            places = [(_place_of(hit, alike), hit) for hit in left]
            rows = [
                self._gone(place, hit, place.short + doubts.get(hit.student_id, "")) for place, hit in places
            ]
            self.step.add_many(ListHit, rows)
            self._count(rows)

    def _gone(self, one: ListDraft, hit: Any, but: str) -> Values:
        why = f"{left_words(hit, one.month or '')}{but}"[:LONGEST_WHY]
        return {
            "source": self.sources[id(one)], "row": 0, "student": hit.student_id, "verdict": sure_verdict(hit),
            "listed_name": hit.listed_name, "number": hit.number, "relation": hit.relation, "why": why,
            "kind": hit.kind, "risk": hit.risk, "continues": hit.continues, "change": GONE, "decision": OPEN,
            "hardship": hit.hardship_id,
        }  # fmt: skip


def sure_verdict(hit: Any) -> str:
    """How the line that a doubt was about had been found: who leaves a list leaves it by that."""
    return (HIT if hit.relation == "01" else FAMILY) if is_in_doubt(hit) else str(hit.verdict)


def _place_of(hit: Any, lists: list[ListDraft]) -> ListDraft:
    """Of the sheets of one list and month the one on which an earlier line is missing: of the same name, else the first."""
    return next((one for one in lists if one.sheet == hit.source.sheet), lists[0])


def _doubts(lists: list[ListDraft], one: ListDraft) -> dict[int, str]:
    """Pupils whom a doubtful line of the same list may mean: to be looked at before 退出."""
    return {
        line.student: f"但第 {line.row} 行{DOUBT_BESIDE}。"
        for other in lists if (other.kind, other.month) == (one.kind, one.month)
        for line in other.of(DOUBT)
    }  # fmt: skip
