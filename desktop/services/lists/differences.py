"""The two-way difference of a programme in a term: 应助未助 and 已助不在册, each line explained or turned into an entry."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.lists import ClosingReason, CountyList, Difference, ListHit
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.services.aid.batches import make_batch
from desktop.services.aid.contradictions import leaving, only_leaving
from desktop.services.aid.propose import DOUBTFUL, ENTITLED, EXCLUDED, Line, basis_of, propose
from desktop.services.lists.decide import open_hits
from desktop.services.lists.past import ACCEPTED, GONE
from desktop.services.progress import Progress

MISSING, EXTRA = "missing", "extra"
ON_LISTS = ("recognised", "hardship")  # 享受条件 that the departments' lists bear on


@dataclass(frozen=True)
class Gap:
    """One line of the difference.

    side: MISSING (应助未助) or EXTRA (已助不在册). entitled: whether the program would put the pupil on the list as it is;
    False when somebody has to decide first. grant: the line of the list, for EXTRA. before: how the same gap was explained
    in the term before, offered again. closed: the explanation of this term, None while it is open.
    """

    side: str
    student: Any
    why: str
    entitled: bool = False
    source: str = ""
    grant: int | None = None
    before: Any = None
    closed: Any = None

    @property
    def class_text(self) -> str:
        return SchoolClass.caption_of(self.student.school_class_id)


@dataclass(frozen=True)
class Rate:
    """应享尽享率: how many of those entitled are on a list. explained: closed with a reason, not counted.

    entitled: with everybody who stands open under 应助未助; unsure: those of them whom somebody has to decide on first.
    unseen: lines of county lists that nobody has decided; outside: their pupils who are on no list yet.
    """

    granted: int
    entitled: int
    explained: int
    unseen: int = 0
    outside: int = 0
    unsure: int = 0

    @property
    def percent(self) -> float | None:
        return percent_of(self.granted, self.entitled) if self.entitled else None

    @property
    def base(self) -> str:
        """The denominator in words: 126，含存疑 18."""
        return f"{self.entitled}" + (f"，含存疑 {self.unsure}" if self.unsure else "")

    @property
    def note(self) -> str:
        """What the rate cannot know yet: lines of county lists that nobody has looked at; "" when there are none."""
        if not self.unseen:
            return ""
        return f"部门名单还有 {self.unseen} 条命中没有看，其中 {self.outside} 人不在资助名单上，看完再算。"

    @property
    def sentence(self) -> str:
        if self.percent is None:
            return f"没有应享受的学生。{self.note}"
        more = f"，另有 {self.explained} 人已说明原因，不计入" if self.explained else ""
        return f"应享尽享率 {self.percent} %（已列入名单 {self.granted} ÷ 应享受 {self.base}{more}）。{self.note}"


def percent_of(have: int, of: int) -> float:
    """A share in per cent with one digit, which is 100 only where nobody is missing."""
    share = round(have * 100 / of, 1)
    return share if have == of else min(share, 99.9)


@dataclass(frozen=True)
class Differences:
    """Both sides, open and closed. aside: accepted on a county list, and why this programme is not theirs.

    counted: the pupils that the rate counts as entitled, open 应助未助 included; a picture by class is made of them.
    """

    programme: Any
    term: Term
    day: dt.date
    gaps: tuple[Gap, ...]
    aside: tuple[tuple[Any, str], ...]
    rate: Rate
    counted: frozenset[int] = frozenset()

    def of(self, side: str, *, closed: bool = False) -> list[Gap]:
        return [gap for gap in self.gaps if gap.side == side and (gap.closed is not None) == closed]

    @property
    def sentence(self) -> str:
        return (
            f"{self.term.title}{self.programme.name}：应助未助 {len(self.of(MISSING))} 人，已助不在册 {len(self.of(EXTRA))} 人，"
            f"已说明原因 {sum(gap.closed is not None for gap in self.gaps)} 人。{self.rate.sentence}"
        )


def differences(
    store: Store, programme: Any, term: Term, day: dt.date | None = None, progress: Progress | None = None
) -> Differences:
    """Hold what the rules say on a day against the lists that are not void. Raises Cancelled."""
    day = day or dt.date.today()
    lines = {
        line.student.id: line
        for line in propose(store, programme, term, day, progress, granted_too=True).lines
    }
    granted = _granted(programme, term)
    other = _in_the_same_group(programme, term)
    listed = _listed(store)
    reasons = basis_of(programme, day, list(listed))
    listed |= _listed(store, {row.id for rows in reasons.values() for row in rows})
    closed, earlier = _explained(programme, term), _explained(programme, term.previous)
    against = _against(lines, granted, closed)
    said = {gap.student.id for gap in against}
    left = leaving()
    doubted = {student: why for student, rows in reasons.items() if (why := only_leaving(rows, left))}
    gaps = [
        *_missing(lines, granted.keys() | other.keys(), listed, doubted), *against,
        *(gap for gap in _extra(lines, granted) if gap.student.id not in said),
    ]  # fmt: skip
    gaps = [
        Gap(**(vars(gap) | {
            "closed": closed.get((gap.side, gap.student.id)), "before": earlier.get((gap.side, gap.student.id)),
        })) for gap in gaps
    ]  # fmt: skip
    held = {gap.student.id for gap in gaps}
    aside = tuple(
        (lines[student].student, lines[student].why) for student in listed
        if student in lines and lines[student].verdict == EXCLUDED and student not in granted and student not in held
    )  # fmt: skip
    lacking = [gap for gap in gaps if gap.side == MISSING]
    explained = {gap.student.id for gap in lacking if gap.closed is not None}
    unsure = {gap.student.id for gap in lacking if not gap.entitled} - explained
    counted = frozenset((_entitled(lines, other.keys()) | unsure) - explained)
    unseen = _unseen(store, programme, term)
    outside = unseen.keys() - granted.keys() - other.keys()
    told = Rate(
        len(counted & granted.keys()), len(counted), len(explained), unseen.total(), len(outside), len(unsure)
    )
    return Differences(programme, term, day, tuple(gaps), aside, told, counted)


def rate(store: Store, programme: Any, term: Term, day: dt.date | None = None) -> Rate:
    """应享尽享率 alone."""
    return differences(store, programme, term, day).rate


def _missing(
    lines: dict[int, Line], have: Collection[int], listed: dict[int, str], doubted: dict[int, str]
) -> list[Gap]:
    """doubted: pupils who left the list on which their aid would rest, while nobody has decided what that means."""
    found = []
    for student, line in lines.items():
        if student in have:
            continue
        if line.verdict == ENTITLED and student in doubted:
            found.append(Gap(MISSING, line.student, doubted[student], False, listed.get(student, "")))
        elif line.verdict == ENTITLED:
            found.append(Gap(MISSING, line.student, line.why, True, listed.get(student, "")))
        elif line.verdict == DOUBTFUL and student in listed:
            found.append(Gap(MISSING, line.student, line.why, False, listed[student]))
    return found


def _extra(lines: dict[int, Line], granted: dict[int, Any]) -> list[Gap]:
    """On a list, but the rules say no, or not surely: the basis ended, the pupil left, the lists name nobody."""
    found = []
    for student, grant in granted.items():
        line = lines.get(student)
        if line is None:
            continue  # another class teacher's pupil
        lacking = line.amount is None or (not line.basis and grant.basis) or line.declined
        unsure = line.verdict == DOUBTFUL and lacking
        if line.verdict == EXCLUDED or unsure:
            found.append(Gap(EXTRA, line.student, line.why, False, grant.basis or "", grant.id))
    return found


def _against(
    lines: dict[int, Line], granted: dict[int, Any], closed: dict[tuple[str, int], Any]
) -> list[Gap]:
    """Explained as 应助未助 and on a list all the same: the explanation still counts, the list contradicts it."""
    found = []
    for student, grant in granted.items():
        row, line = closed.get((MISSING, student)), lines.get(student)
        if row is None or line is None:
            continue
        said = ClosingReason.caption_of(row.reason_id)
        why = (
            f"应助未助里已说明“{said}”，名单上却有，请核对：不该列入的从名单去掉，该列入的重新打开那条说明。"
        )
        found.append(Gap(MISSING, line.student, line.why))
        found.append(Gap(EXTRA, line.student, why, False, grant.basis or "", grant.id))
    return found


def _entitled(lines: dict[int, Line], other: Collection[int]) -> set[int]:
    return {student for student, line in lines.items() if line.verdict == ENTITLED and student not in other}


def _granted(programme: Any, term: Term) -> dict[int, Any]:
    rows = AidGrant.select().join(AidBatch).where(
        (AidBatch.programme == programme.id) & (AidBatch.term == term.code) & (AidBatch.state != "void")
        & (AidGrant.state != "stopped")
    )  # fmt: skip
    return {row.student_id: row for row in rows}


def _in_the_same_group(programme: Any, term: Term) -> dict[int, str]:
    """Pupils who have another programme that excludes this one."""
    if not programme.exclusive:
        return {}
    rows = AidGrant.select(AidGrant.student, AidProgramme.name).join(AidBatch).join(AidProgramme).where(
        (AidProgramme.exclusive == programme.exclusive) & (AidProgramme.id != programme.id)
        & (AidBatch.term == term.code) & (AidBatch.state != "void") & (AidGrant.state != "stopped")
    )  # fmt: skip
    return dict(rows.tuples())


def _listed(store: Store, facts: Collection[int] | None = None) -> dict[int, str]:
    """Pupils accepted on a county list whose 困难类型 has not ended, with the newest line's place.

    facts: only lines of these 困难类型, by which a programme is theirs.
    """
    query = (
        store.rows(ListHit)
        .select(ListHit.student, ListHit.row, CountyList.file, CountyList.sheet, Hardship.id)
        .join_from(ListHit, CountyList)
        .join_from(ListHit, Hardship)
        .where((ListHit.decision == ACCEPTED) & Hardship.until.is_null())
        .order_by(CountyList.month, ListHit.id)
    )
    return {
        student: f"{file}·{sheet}·第{row}行" for student, row, file, sheet, fact in query.tuples()
        if facts is None or fact in facts
    }  # fmt: skip


def _unseen(store: Store, programme: Any, term: Term) -> Counter[int]:
    """Pupil -> lines of county lists up to the term's end that nobody has decided. Who left a list is no line to add."""
    if programme.needs not in ON_LISTS:
        return Counter()
    last = f"{term.usual_span[1]:%Y-%m}"
    months = dict(CountyList.select(CountyList.id, CountyList.month).tuples())
    return Counter(
        hit.student_id for hit in open_hits(store) if hit.change != GONE and months[hit.source_id] <= last
    )


def _explained(programme: Any, term: Term) -> dict[tuple[str, int], Any]:
    rows = Difference.select().where((Difference.programme == programme.id) & (Difference.term == term.code))
    return {(row.side, row.student_id): row for row in rows}


# closing and turning into an entry ---------------------------------------------------------------------


def reasons(side: str) -> list[Any]:
    """What a difference of a side may be explained with."""
    return [
        row for row in ClosingReason.select().order_by(ClosingReason.place, ClosingReason.id)
        if row.in_use is not False and row.side in (None, "", side)
    ]  # fmt: skip


def close(
    store: Store,
    found: Differences,
    gap: Gap,
    *,
    reason: int,
    note: str | None = None,
    waiver: str | None = None,
    today: dt.date | None = None,
) -> int:
    """Explain a line: it does not come back this term. waiver: what the attachment folder gave for the signed paper.

    Raises NotAllowed; Refused when the reason is not for this side, or wants a paper that is not there.
    """  # fmt: skip
    store.session.demand("batch", "说明差异原因")
    values = {
        "term": found.term.code, "programme": found.programme.id, "side": gap.side, "student": gap.student.id,
        "reason": reason, "note": note, "waiver": waiver, "closed_by": store.session.who[:20],
        "closed_on": today or dt.date.today(),
    }  # fmt: skip
    words = f"说明差异：{gap.student.name} {ClosingReason.caption_of(reason)}"
    with store.step(words) as step:
        if gap.closed is None:
            return step.add(Difference, values)
        step.change(Difference, gap.closed.id, values)
        return int(gap.closed.id)


def reopen(store: Store, difference: int) -> None:
    """Take an explanation back: the line is open again."""
    store.session.demand("batch", "重新打开差异")
    row = Difference.get_by_id(difference)
    with store.step(f"重新打开差异：{Student.caption_of(row.student_id)}") as step:
        step.remove(Difference, difference)


def entry(
    store: Store, found: Differences, students: Collection[int], progress: Progress | None = None
) -> int:
    """Turn 应助未助 into an addition: a list of its own with these pupils. Returns the batch's id.

    Who is doubtful and chosen all the same goes on the list as the clerk decided. Raises NotAllowed, Refused, Cancelled.
    """
    store.session.demand("batch", "补列应助未助的学生")
    wanted = set(students)
    missing = {gap.student.id for gap in found.of(MISSING)}
    if not wanted or wanted - missing:
        raise Refused("请在“应助未助”里选要补列的学生，已说明原因的请先重新打开。")
    proposal = propose(store, found.programme, found.term, found.day, progress)
    without = next((line for line in proposal.lines if line.student.id in wanted and not line.amount), None)
    if without is not None:
        raise Refused(f"{without.student.name}还不能补列：{without.why}")
    others = {line.student.id for line in proposal.lines} - wanted
    return make_batch(store, proposal, also=wanted, leave_out=others)
