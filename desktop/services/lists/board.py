"""The lines to decide on, as 比对台 shows them: what each one means, where it stands, what was decided before."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from desktop.models.codes import code_list
from desktop.models.ledger import database
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.lists import ClosingReason, CountyList, ListHit
from desktop.models.ledgers.students import Student
from desktop.models.listing import listed
from desktop.models.store import Store
from desktop.services.lists.contrary import contrary
from desktop.services.lists.decide import (
    continues_it,
    corrects,
    first_day,
    met,
    never_held,
    open_hits,
    renews_card,
)
from desktop.services.lists.draft import (
    COLOURED,
    DOUBT,
    HIT,
    NOT_SETTLED,
    NOT_SETTLED_LIST,
    REMARK_SAYS,
    SAYS_ENDED,
    is_hidden,
    is_in_doubt,
)
from desktop.services.lists.past import (
    ACCEPTED,
    GONE,
    OPEN,
    Mark,
    another_card,
    light_hits,
    mark_of_hit,
    standing,
)
from desktop.services.lists.presets import facts_of, options
from desktop.services.lists.spans import behind, first_months

REMARK = re.compile(rf"{REMARK_SAYS}“([^”]*)”")


@dataclass(frozen=True)
class BoardLine:
    """One kept line. will: what accepting (or ending) writes; earlier: what the list before was decided to mean.

    asks: what has to be looked at or answered first, "" when the line is clear.
    """

    id: int
    student: int
    name: str
    klass: int | None
    verdict: str
    change: str
    decision: str
    source: int
    list_kind: str
    month: str
    place: str
    listed_name: str
    number: str
    relation: str | None
    kind: str | None
    why: str
    reason: str
    decided: str
    earlier: str
    will: str
    asks: str

    @property
    def open(self) -> bool:
        return self.decision == OPEN

    @property
    def gone(self) -> bool:
        return self.change == GONE

    @property
    def clear(self) -> bool:
        """Whether it may be accepted without a further look."""
        return self.open and not self.gone and not self.asks

    @property
    def remark(self) -> str:
        """What the list's own row remarks, where it is more than everyday words; "" else."""
        said = REMARK.search(self.why)
        return said[1] if said else ""

    @property
    def own(self) -> bool:
        """Whether it is the pupil's own number: nobody has to look at a relation."""
        return self.verdict == HIT

    @property
    def class_text(self) -> str:
        return SchoolClass.caption_of(self.klass) if self.klass else ""

    @property
    def list_text(self) -> str:
        return f"{code_list('county_list').label(self.list_kind)} {self.month}"

    @property
    def kind_text(self) -> str:
        return code_list("hardship_type").label(self.kind)

    @property
    def relation_text(self) -> str:
        return code_list("relation").label(self.relation)


def recent_lists() -> list[Any]:
    """The newest month of each kind, and older lists that still have open lines, newest first."""
    waiting = {
        source
        for (source,) in ListHit.select(ListHit.source).where(ListHit.decision == OPEN).distinct().tuples()
    }
    newest: dict[str, str] = {}
    for kind, month in (
        CountyList.select(CountyList.kind, CountyList.month).order_by(CountyList.month).tuples()
    ):
        newest[kind] = month
    stands = CountyList.replaced.is_null()  # what another version took the place of is told by that one
    rows = CountyList.select().where(stands).order_by(CountyList.month.desc(), CountyList.id)
    return [row for row in rows if newest[row.kind] == row.month or row.id in waiting]


def board(store: Store, sources: Collection[int]) -> list[BoardLine]:
    """Every kept line of these lists that this person may see, in the order of the lists."""
    lists = _lists(list(sources))
    hits = _hits(store, lists)
    wanted = {hit.id for hit in standing([hit for hit in hits if hit.decision == OPEN])}
    hits = [hit for hit in hits if hit.decision != OPEN or hit.id in wanted]
    students = sorted({hit.student_id for hit in hits})
    pupils = _pupils(students)
    asked = sorted({hit.student_id for hit in hits if hit.decision == OPEN})
    held, past = _held(asked), _Past(asked)
    undecided = [hit for hit in hits if hit.decision == OPEN]
    against, newer, began = contrary(undecided), behind(undecided), first_months(undecided)
    return [
        _line(
            hit, pupils[hit.student_id], held.get(hit.student_id, []), past,
            asks=_asks(hit, bool(against.get(hit.id)), newer.get(hit.id, "")) if hit.decision == OPEN else "",
            began=began.get(hit.id, hit.source.month),
        )
        for hit in hits
    ]  # fmt: skip


def waiting(store: Store) -> int:
    """How many lines want a decision."""
    return len(open_hits(store))


def choices(line: BoardLine) -> list[tuple[str, str]]:
    """The 困难类型 a line of this list may mean: (code, words)."""
    types = code_list("hardship_type")
    return [(code, types.label(code)) for code in options(line.list_kind)]


def reasons_not_to() -> list[str]:
    """What is often said when a line does not count: the school's own reasons that fit both sides."""
    rows = ClosingReason.select().order_by(ClosingReason.place, ClosingReason.id)
    return [row.name for row in rows if row.in_use is not False and not row.side]


def _lists(sources: Sequence[int]) -> dict[int, Any]:
    return {row.id: row for row in CountyList.select().where(CountyList.id.in_(listed(sources)))}


def _hits(store: Store, lists: dict[int, Any]) -> list[Any]:
    found = list(store.rows(ListHit).where(ListHit.source.in_(listed(lists))))
    place = {kind: at for at, kind in enumerate(code_list("county_list").labels)}
    for hit in found:
        hit.source = lists[hit.source_id]
    return sorted(
        found,
        key=lambda hit: (place.get(hit.source.kind, 0), hit.source.month, hit.source_id, hit.row, hit.id),
    )


class _Pupil(NamedTuple):
    """Of a pupil's sixty columns what a line shows."""

    id: int
    name: str
    school_class_id: int | None


def _pupils(ids: Sequence[int]) -> dict[int, _Pupil]:
    query = Student.select(Student.id, Student.name, Student.school_class).where(Student.id.in_(listed(ids)))
    return {row[0]: _Pupil._make(row) for row in database.execute(query)}


def _held(students: Sequence[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in Hardship.select().where(Hardship.student.in_(listed(students))):
        found.setdefault(row.student_id, []).append(row)
    return found


def _line(hit: Any, pupil: Any, held: Sequence[Any], past: _Past, *, asks: str, began: str) -> BoardLine:
    source = hit.source
    where = f"{source.file}·{source.sheet}" + (f"·第 {hit.row} 行" if hit.row else "")
    where += "（隐藏）" if hit.row and is_hidden(hit.why) else ""
    decided = f"{hit.decided_by or ''} {hit.decided_on or ''}".strip()
    return BoardLine(
        hit.id, pupil.id, pupil.name, pupil.school_class_id, hit.verdict, hit.change or "", hit.decision, source.id,
        source.kind, source.month, where, hit.listed_name or "", hit.number or "", hit.relation, hit.kind,
        hit.why or "", hit.reason or "", decided, past.of(hit), _will(hit, held, began) if hit.decision == OPEN else "", asks,
    )  # fmt: skip


def _asks(hit: Any, against: bool, newer: str) -> str:
    """Why a person has to look before this is accepted. newer: month of a newer list of the kind that does not bring it."""
    if hit.change == GONE:
        return ""
    if hit.verdict == DOUBT and (hit.why or "").startswith(SAYS_ENDED):
        return "名单写着已停，请核对还算不算"
    if is_in_doubt(hit):
        return "以前采纳过，请核对还算不算；不采纳就列为退出，再由您定"
    if hit.verdict == DOUBT and (hit.why or "").startswith((NOT_SETTLED, NOT_SETTLED_LIST, COLOURED)):
        return "名单上有注明，请核对这个月算不算"
    if hit.verdict == DOUBT:
        return "请核对是不是同一个人"
    if against:
        return "同月两份名单说法相反，请问清再采纳"
    if newer:
        return f"{newer} 的名单上已没有这一条，请核对还算不算"
    if not hit.kind:
        return "请选困难类型"
    if not hit.relation:
        return "请核对号码是谁的"
    return ""


def _will(hit: Any, held: Sequence[Any], began: str) -> str:
    """What accepting writes, or what ending ends, in words. began: the month from which the line has been on its lists."""
    types = code_list("hardship_type")
    since: dt.date = first_day(hit.source.month if hit.change == GONE else began)
    if hit.change == GONE:
        fact = next((row for row in held if row.id == hit.hardship_id), None)
        if fact is not None and never_held(hit, fact):
            return f"撤回“{types.label(hit.kind)}”：更正后的名单没有，一天也不算"
        last = since - dt.timedelta(days=1)
        return f"{types.label(hit.kind)}记到 {max(last, fact.since if fact else last):%Y-%m-%d} 为止"
    if not hit.kind:
        return ""
    name = types.label(hit.kind)
    same = met(hit, held, since)
    if same is None:
        return f"新写“{name}”，{since:%Y-%m-%d} 起" + _state_words(hit, None)
    if same.kind == hit.kind:
        return f"台账已有“{name}”，只更新状态" + _state_words(hit, same)
    if continues_it(hit, same):
        return f"“{types.label(same.kind)}”改成更确切的“{name}”"
    if corrects(same, since):
        return f"“{types.label(same.kind)}”更正成“{name}”"
    return f"“{types.label(same.kind)}”到此为止，新写“{name}”"


def _state_words(hit: Any, held: Any) -> str:
    told = []
    if hit.risk and (held is None or held.risk != hit.risk):
        told.append(code_list("risk_state").label(hit.risk))
    if hit.continues is not None and (held is None or held.continues != hit.continues):
        told.append("继续享受政策" if hit.continues else "不再享受政策")
    if held is not None and another_card(hit.card_no, held.card_no) and renews_card(hit, held):
        told.append(f"残疾证由“{card_words(held.card_no)}”改为“{card_words(hit.card_no)}”")
    return f"：{'、'.join(told)}" if told else ""


def card_words(card: str) -> str:
    """肢体残疾二级: what the two figures behind a 残疾人证's eighteen say."""
    kind, level = code_list("disability_type"), code_list("disability_level")
    return (kind.label(card[18:19]) or "残疾") + (level.label(card[19:20]) or "")


class _Past:
    """What was decided about the same pupils on earlier lists of the same kind."""

    def __init__(self, students: Sequence[int]) -> None:
        lists = {
            row.id: (row.kind, row.month)
            for row in CountyList.select(CountyList.id, CountyList.kind, CountyList.month)
        }
        self.decided: dict[tuple[str, Mark], list[tuple[str, Any]]] = {}
        self.accepted: dict[tuple[str, int], list[tuple[str, Any]]] = {}
        for hit in light_hits(students, ListHit.decision != OPEN):
            kind, month = lists[hit.source_id]
            self.decided.setdefault((facts_of(kind).group, mark_of_hit(hit)), []).append((month, hit))
            if hit.decision == ACCEPTED:
                self.accepted.setdefault((facts_of(kind).group, hit.student_id), []).append((month, hit))

    def of(self, hit: Any) -> str:
        """2026-09 不采纳：同名不同人; "" when nothing was decided before."""
        group = facts_of(hit.source.kind).group
        mark = mark_of_hit(hit)
        before = [one for one in self.decided.get((group, mark), ()) if one[0] < hit.source.month]
        if not before and is_in_doubt(hit):
            before = self.accepted.get((group, hit.student_id), [])
        if not before:
            return ""
        month, last = max(before, key=lambda one: (one[0], one[1].id))
        words = code_list("list_decision").label(last.decision)
        kind = f"（{code_list('hardship_type').label(last.kind)}）" if last.decision == "accepted" else ""
        return f"{month} {words}{kind}" + (f"：{last.reason}" if last.reason else "")
