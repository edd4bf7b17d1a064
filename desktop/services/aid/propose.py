"""The program's proposal for a term: who is entitled and why, who is not and why, who is doubtful.

Nothing is written here. The rules are the programme's own row (boarding, needs, kinds), so a county may change
them without a programmer; the status counts on the list date (学籍地原则: only pupils on this school's roll).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.families import PayeeAccount
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.students import Student
from desktop.models.listing import listed
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.services.aid.contradictions import Explained, explained, leaving, only_leaving, unseen
from desktop.services.aid.recognised import (
    NO,
    YES,
    Case,
    Recognition,
    Said,
    not_recognised_is,
    recognition_of,
)
from desktop.services.aid.standards import Amount, amount_of, standard_for
from desktop.services.progress import Progress

ENTITLED, DOUBTFUL, EXCLUDED = "entitled", "doubtful", "excluded"
RECOGNISED = "recognised"  # 享受条件: found needy by the school, with or without one of the 困难类型
BY_HARDSHIP = (RECOGNISED, "hardship")  # 享受条件 that the departments' lists bear on


@dataclass(frozen=True)
class Line:
    """One pupil in a proposal: the verdict, the sentence that explains it, and what a grant would hold.

    declined: the year's 认定 said no, or is about to.
    """

    student: Any
    verdict: str
    why: str
    basis: str = ""
    boarding: str = ""
    amount: Amount | None = None
    payee: Any = None
    doubts: tuple[str, ...] = ()
    declined: bool = False


@dataclass(frozen=True)
class Proposal:
    """A term's proposal for one programme.

    notice: what the year's 认定 still lacks; waiting: who stands in 待补名单 and cannot be proposed, and whom county lists
    name in lines that nobody looked at; "" when nothing.
    """

    programme: Any
    term: Term
    list_date: dt.date
    lines: tuple[Line, ...] = field(repr=False)
    notice: str = ""
    waiting: str = ""

    def of(self, verdict: str) -> list[Line]:
        return [line for line in self.lines if line.verdict == verdict]

    @property
    def total(self) -> int:
        """Sum of the entitled, in 分."""
        return sum(line.amount.fen for line in self.of(ENTITLED) if line.amount)


@dataclass(frozen=True)
class Facts:
    """What the rules ask about all pupils, read once."""

    kinds: dict[int, list[Any]]
    payees: dict[int, Any]
    granted: dict[int, list[str]]
    classes: dict[int, Any]
    recognition: Recognition | None = None
    explained: dict[int, Explained] = field(default_factory=dict)
    leaving: dict[int, str] = field(default_factory=dict)
    by_school: dict[int, Case] = field(default_factory=dict)

    def said(self, student: int) -> Said:
        """The year's 认定 on a pupil; yes where the programme does not ask for it."""
        return self.recognition.says(student) if self.recognition else Said(YES)


def propose(
    store: Store,
    programme: Any,
    term: Term,
    list_date: dt.date,
    progress: Progress | None = None,
    *,
    granted_too: bool = False,
) -> Proposal:
    """Judge every pupil that this person may see.

    granted_too: the rules alone, as if nobody had anything yet this term and nothing was explained, to hold them against
    the lists there are.
    """  # fmt: skip
    facts = _facts(store, programme, term, list_date)
    if granted_too:
        facts = replace(facts, granted={}, explained={}, leaving={})
    standard = _remember(lambda stage, boarding: standard_for(programme.id, stage, boarding, term))
    pupils = list(store.rows(Student).order_by(Student.school_class, Student.seat_no, Student.id))
    follow = (progress or Progress()).follow(pupils, len(pupils))
    lines = [_judge(pupil, programme, term, list_date, facts, standard) for pupil in follow]
    order = {record: place for place, record in enumerate(_class_order(facts.classes))}
    lines.sort(key=lambda line: order.get(line.student.school_class_id, 0))
    notice = facts.recognition.notice if facts.recognition else ""
    waiting = [_not_written()]
    if not granted_too and programme.needs in BY_HARDSHIP:
        out = [line.student for line in lines if line.verdict == EXCLUDED and _lacks_basis(line, facts)]
        waiting.append(unseen(store, term, out))
    return Proposal(programme, term, list_date, tuple(lines), notice, "".join(waiting))


def _lacks_basis(line: Line, facts: Facts) -> bool:
    return line.why.startswith(_no_basis(facts.kinds.get(line.student.id, [])))


def _not_written() -> str:
    from desktop.services.roster.waiting import told_of_waiting  # reads workbooks: not needed to open a page

    return told_of_waiting()


def _judge(
    pupil: Any, programme: Any, term: Term, day: dt.date, facts: Facts, standard: Callable[[str, str], Any]
) -> Line:
    """The rules in the order a clerk would ask them."""
    if reason := _not_here(pupil, day):
        return Line(pupil, EXCLUDED, reason)
    stage = code_list("grade").fact(facts.classes[pupil.school_class_id].grade, "stage")
    if stage not in programme.stages.split(","):
        return Line(pupil, EXCLUDED, f"{programme.name}不含{code_list('stage').label(stage)}学生。")
    boarding, doubt = _boarding(pupil, day)
    if programme.boarding != "any" and boarding and boarding != programme.boarding:
        return Line(pupil, EXCLUDED, f"{_word(boarding)}，不属于这一项的{_word(programme.boarding)}。")
    kinds, basis_doubts = _basis(facts.kinds.get(pupil.id, []), programme)
    school = None if kinds else facts.by_school.get(pupil.id)  # the school's own word is a reason of its own
    if school is not None:
        basis_doubts = []
    if not kinds and not basis_doubts and school is None and programme.needs != "everyone":
        return Line(
            pupil, EXCLUDED, _no_basis(facts.kinds.get(pupil.id, [])) + _under_way(pupil, programme, facts)
        )
    if other := facts.granted.get(pupil.id):
        return Line(pupil, EXCLUDED, f"本学期已经享受{'、'.join(other)}，不能重复。")
    said = facts.said(pupil.id)
    if said.answer == NO and said.settled and not_recognised_is(programme) == EXCLUDED:
        return Line(pupil, EXCLUDED, said.why, declined=True)
    told = facts.explained.get(pupil.id)
    if told and told.final:
        return Line(pupil, EXCLUDED, told.why)
    row = standard(stage, boarding or programme.boarding)
    held = [
        kind for kind in kinds if kind.id not in facts.leaving
    ] or kinds  # what a list took back is no reason
    basis = (
        school.basis if school else "、".join(code_list("hardship_type").label(kind.kind) for kind in held)
    )
    doubts = [*_away(pupil), *doubt, *basis_doubts, *([said.why] if said.why else [])]
    doubts += filter(None, [told.why if told else "", only_leaving(kinds, facts.leaving)])
    if row is None:
        return Line(
            pupil, DOUBTFUL, f"没有找到{term.title}可用的标准，请先在“资助标准”里补上。", basis, boarding
        )
    amount = amount_of(row, term)
    why = _sentence(boarding, school.words(term.year_title) if school else _named(held), stage, amount)
    verdict = DOUBTFUL if doubts else ENTITLED
    return Line(
        pupil,
        verdict,
        "".join(doubts) or why,
        basis,
        boarding,
        amount,
        facts.payees.get(pupil.id),
        tuple(doubts),
        said.answer == NO,
    )


def _named(kinds: list[Any]) -> str:
    """农村低保家庭学生（出处）."""
    source = next((kind.source for kind in kinds if kind.source), "")
    named = "、".join(code_list("hardship_type").label(kind.kind) for kind in kinds)
    return f"{named}（{source}）" if source else named


def _under_way(pupil: Any, programme: Any, facts: Facts) -> str:
    """An application that would be a reason once the headteacher approves it."""
    if programme.needs != RECOGNISED or not facts.recognition:
        return ""
    state = facts.recognition.under_way(pupil.id)
    return f"认定申请还在办（{state}），校长审批以后再列入。" if state else ""


def _sentence(boarding: str, basis: str, stage: str, amount: Amount) -> str:
    """非寄宿 · 农村低保家庭学生（出处）· 小学 625元/学年 ÷ 2 = 312.50元."""
    return " · ".join(
        part
        for part in (_word(boarding), basis, f"{code_list('stage').label(stage)} {amount.formula}")
        if part
    )


def _word(boarding: str) -> str:
    return code_list("aid_boarding").label(boarding) if boarding and boarding != "any" else ""


def _not_here(pupil: Any, day: dt.date) -> str | None:
    """学籍地原则: only who is on this school's roll on the list date."""
    statuses = code_list("enrolment_status")
    gone = pupil.left_on <= day if pupil.left_on else not statuses.fact(pupil.status, "on_roll")
    if gone:
        return f"{statuses.label(pupil.status)}，名单日期学籍不在本校，由学籍所在学校资助。"
    if pupil.arrived_on and pupil.arrived_on > day:
        return f"{pupil.arrived_on:%Y-%m-%d} 才转入，名单日期学籍不在本校。"
    if pupil.status == "13":
        return "已辍学，复学后再列入。"
    return None


def _away(pupil: Any) -> list[str]:
    """On the roll but not at school: the school decides (休学, 长期请假, 去向待查 …)."""
    statuses = code_list("enrolment_status")
    here = pupil.left_on or statuses.fact(
        pupil.status, "at_school"
    )  # who left later was here on the list date
    if here or statuses.fact(pupil.status, "taught_at_home"):
        return []
    return [f"{statuses.label(pupil.status)}，学籍还在，请核对是否发放。"]


def _boarding(pupil: Any, day: dt.date) -> tuple[str, list[str]]:
    """Boarder or not on the list date, and a doubt when the roster does not say."""
    if pupil.attendance is None:
        return "", ["花名册里没有填就读方式，分不清寄宿还是非寄宿。"]
    boards = bool(code_list("attendance_mode").fact(pupil.attendance, "boarding"))
    if boards and (
        (pupil.boards_from and pupil.boards_from > day) or (pupil.boards_to and pupil.boards_to < day)
    ):
        boards = False
    return ("boarder" if boards else "non_boarder"), []


def _basis(rows: list[Any], programme: Any) -> tuple[list[Any], list[str]]:
    """The 困难类型 that count for a programme, and doubts about those that might."""
    if programme.needs == "everyone":
        return [], []  # nobody needs a reason, so none is written on the list
    wanted = set((programme.kinds or "").split(",")) if programme.needs == "hardship" else None
    types, sure, doubts = code_list("hardship_type"), [], []
    for row in rows:
        exact = wanted is None or row.kind in wanted or str(types.fact(row.kind, "parent")) in wanted
        vague = (
            wanted is not None
            and not exact
            and any(types.fact(code, "parent") == row.kind for code in wanted)
        )
        if vague:
            doubts.append(f"{types.label(row.kind)}没有注明农村还是城市。")
        elif exact and row.continues is False:
            doubts.append(f"{types.label(row.kind)}注明“不享受政策”。")
        elif exact and row.risk == "cleared":
            doubts.append(f"{types.label(row.kind)}的风险已消除，请核对是否继续资助。")
        elif exact:
            sure.append(row)
    return (sure, []) if sure else ([], doubts)


def basis_of(programme: Any, day: dt.date, pupils: list[int]) -> dict[int, list[Any]]:
    """The 困难类型 of these pupils that are valid on a day and count for a programme."""
    valid = (Hardship.since <= day) & (Hardship.until.is_null() | (Hardship.until >= day))
    rows: dict[int, list[Any]] = defaultdict(list)
    for row in Hardship.select().where(valid & Hardship.student.in_(listed(pupils))):
        rows[row.student_id].append(row)
    return {student: _basis(some, programme)[0] for student, some in rows.items()}


def _no_basis(rows: list[Any]) -> str:
    if not rows:
        return "没有登记困难类型。"
    named = "、".join(code_list("hardship_type").label(row.kind) for row in rows)
    return f"{named}不在这一项的范围里。"


def _facts(store: Store, programme: Any, term: Term, day: dt.date) -> Facts:
    kinds: dict[int, list[Any]] = defaultdict(list)
    valid = (Hardship.since <= day) & (Hardship.until.is_null() | (Hardship.until >= day))
    for row in store.rows(Hardship).where(valid).order_by(Hardship.kind, Hardship.since):
        kinds[row.student_id].append(row)
    payees = {
        row.student_id: row
        for row in store.rows(PayeeAccount).order_by(PayeeAccount.id)
        if row.in_use is not False
    }
    classes = {row.id: row for row in SchoolClass.select()}
    said = recognition_of(programme, term, day)
    by_school = said.recognised() if said and programme.needs == RECOGNISED else {}
    return Facts(
        kinds, payees, _granted(programme, term), classes, said, explained(programme, term), leaving(), by_school
    )  # fmt: skip


def _granted(programme: Any, term: Term) -> dict[int, list[str]]:
    """What pupils already get this term that excludes this programme: itself, or one of the same group."""
    same = (
        AidProgramme.exclusive == programme.exclusive
        if programme.exclusive
        else AidProgramme.id == programme.id
    )
    rows = (
        AidGrant.select(AidGrant.student, AidProgramme.name)
        .join(AidBatch)
        .join(AidProgramme)
        .where(
            same & (AidBatch.term == term.code) & (AidBatch.state != "void") & (AidGrant.state != "stopped")
        )
    )
    found: dict[int, list[str]] = defaultdict(list)
    for student, name in rows.tuples():
        found[student].append(name)
    return found


def _class_order(classes: dict[int, Any]) -> list[int]:
    return [row.id for row in sorted(classes.values(), key=lambda row: (int(row.grade), row.number))]


def _remember(look: Callable[[str, str], Any]) -> Callable[[str, str], Any]:
    known: dict[tuple[str, str], Any] = {}

    def remembered(stage: str, boarding: str) -> Any:
        if (stage, boarding) not in known:
            known[stage, boarding] = look(stage, boarding)
        return known[stage, boarding]

    return remembered
