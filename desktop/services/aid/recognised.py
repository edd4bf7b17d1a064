"""What the 认定 of a school year says about a pupil when a list is made: aid follows recognition (教财〔2018〕16号).

A school without any 认定批次 in that year works by the 困难类型 alone and is told so once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers.posting import Objection, Posting
from desktop.models.ledgers.recognition import CaseChange, RecognitionCase, RecognitionRound
from desktop.models.ledgers.recognition_order import FROZEN, NOT_NEEDY, ON_THE_WALL
from desktop.models.terms import Term

YES, NO, UNSURE = "yes", "no", "unsure"
SETTLED = ("approved", "archived")  # rounds with the headteacher's word
WAITING = ("applied", "class_reviewed", "school_reviewed", *ON_THE_WALL)  # handed in, not decided
BY_SCHOOL = "学校认定"  # the basis of who was recognised without a 困难类型 on record
BEFORE_REVIEW = ("open", "told", "applying")  # applications still come in: who is missing may yet apply


@dataclass(frozen=True)
class Said:
    """What recognition says of one pupil, and the sentence for the list. settled: by an approved round."""

    answer: str
    why: str = ""
    settled: bool = False


@dataclass(frozen=True)
class Case:
    """What a list has to know of one application."""

    id: int
    state: str
    grade: str | None
    class_grade: str | None
    why_not: str
    decided_on: dt.date | None = None

    @property
    def basis(self) -> str:
        """What stands as 认定依据 on a list for a pupil who has no 困难类型: 学校认定（2026-10-12）."""
        return f"{BY_SCHOOL}（{self.decided_on:%Y-%m-%d}）" if self.decided_on else BY_SCHOOL

    def words(self, year: str) -> str:
        """The same with grade and school year, for the sentence that explains a line."""
        day = f"，{self.decided_on:%Y-%m-%d} 审批" if self.decided_on else ""
        return f"{BY_SCHOOL}为{code_list('need_grade').label(self.grade)}（{year}认定{day}）"


@dataclass(frozen=True)
class Recognition:
    """The rounds of a school year up to a term, newest first, and their applications by (round, pupil).

    upheld: applications with an objection that was found right and that did not hang again since.
    still: applications ended by a 中途变动 only after the list's day.
    """

    term: Term
    rounds: tuple[Any, ...]
    cases: Mapping[tuple[int, int], Case]
    upheld: frozenset[tuple[int, int]] = frozenset()
    still: frozenset[int] = frozenset()

    @property
    def notice(self) -> str:
        """What a list as a whole has to say about recognition; "" when it is approved."""
        if not self.rounds:
            return f"{self.term.year_title}还没有办家庭经济困难学生认定，名单只按登记的困难类型定。"
        return self.unapproved

    @property
    def unapproved(self) -> str:
        """The sentence for a round under way; "" when there is none."""
        running = next((row for row in self.rounds if row.state not in SETTLED), None)
        if running is None:
            return ""
        state = code_list("round_state").label(running.state)
        return (
            f"{RecognitionRound.caption(running)}现在是“{state}”，校长还没有审批，"
            "认定的结果还可能变，请等认定审批以后再公示、审批资助名单。"
        )

    def says(self, student: int) -> Said:
        """The newest word on a pupil: a running round may take away or cast doubt, only an approved one settles."""
        if not self.rounds:
            return Said(YES)
        applied = False
        for row in self.rounds:
            case = self.cases.get((row.id, student))
            if case is None:
                continue
            settled = row.state in SETTLED
            said = self._settled(case) if settled else self._running(row, student, case)
            if settled or said.answer != YES:
                return said
            applied = applied or case.state != "draft"
        if applied or (self.rounds[0].state in BEFORE_REVIEW and not self._any_settled()):
            return Said(YES)
        return Said(UNSURE, f"没有走过{self.term.year_title}的认定，请核对。")

    def recognised(self) -> dict[int, Case]:
        """Who is recognised by an approved round, the newest that knows the pupil. A round under way says nothing yet."""
        newest: dict[int, Case] = {}
        for row in self.rounds:
            if row.state in SETTLED:
                own = {student: case for (one, student), case in self.cases.items() if one == row.id}
                newest = own | newest
        return {student: case for student, case in newest.items() if self._settled(case).answer == YES}

    def under_way(self, student: int) -> str:
        """The state of a pupil's application that a round still has to decide; "" when there is none."""
        for row in self.rounds:
            case = self.cases.get((row.id, student))
            if case is not None and row.state not in SETTLED and case.state in WAITING:
                return str(code_list("case_state").label(case.state))
        return ""

    def _any_settled(self) -> bool:
        return any(row.state in SETTLED for row in self.rounds)

    def _settled(self, case: Case) -> Said:
        if case.id in self.still:
            return Said(YES, settled=True)
        if case.state in FROZEN and case.grade and case.grade != NOT_NEEDY:
            return Said(YES, settled=True)
        if case.state in FROZEN:
            return Said(NO, f"{self.term.year_title}认定：{_reason(case)}，请核对。", settled=True)
        state = code_list("case_state").label(case.state)
        return Said(UNSURE, f"{self.term.year_title}没有认定下来（申请{state}），请核对。", settled=True)

    def _running(self, row: Any, student: int, case: Case) -> Said:
        if case.state == "declined":
            return Said(NO, f"正在办的认定：{_reason(case)}，批次还没有审批，请核对。")
        if case.state in ("withdrawn", "returned"):
            state = code_list("case_state").label(case.state)
            return Said(UNSURE, f"正在办的认定：申请{state}{_because(case)}，请核对。")
        if case.state == "objected":
            return Said(UNSURE, "认定公示有异议，还在复核，请等有结果。")
        if (row.id, student) in self.upheld and case.state not in ON_THE_WALL:
            return Said(UNSURE, "认定公示的异议成立，还要重新评审、重新公示，请等有结果。")
        if case.class_grade == NOT_NEEDY and case.state == "class_reviewed":
            return Said(UNSURE, "班级评议为不困难，学校还没有评审，请等有结果。")
        return Said(YES)


def _reason(case: Case) -> str:
    if case.state != "declined":
        return "变动后已经不困难"
    return f"不予认定{_because(case)}"


def _because(case: Case) -> str:
    return f"（{case.why_not.rstrip('。')}）" if case.why_not else ""


def asks_recognition(programme: Any) -> bool:
    """Whether who may have a programme follows from recognition: a fact of the code list of 享受条件."""
    return bool(not_recognised_is(programme))


def not_recognised_is(programme: Any) -> str | None:
    """What a pupil is who was not recognised: "excluded", "doubtful", or None where it does not matter."""
    found: str | None = code_list("aid_needs").fact(programme.needs, "not_recognised")
    return found


def recognition_of(programme: Any, term: Term, day: dt.date) -> Recognition | None:
    """What recognition says about lists of a programme in a term, as of a day; None where it does not matter."""
    return recognition_in(term, day) if asks_recognition(programme) else None


def recognition_in(term: Term, day: dt.date) -> Recognition:
    """What the rounds of the school year up to a term say, as of a day."""
    rounds = _rounds(term)
    ids = [row.id for row in rounds]
    cases = _cases(ids)
    return Recognition(term, tuple(rounds), cases, _upheld(ids), _ended_after(day, cases))


def _rounds(term: Term) -> list[Any]:
    of_year = [Term(term.year, half).code for half in (1, 2) if half <= term.half]
    rows = RecognitionRound.select().where(RecognitionRound.term.in_(of_year))
    return sorted(rows, key=lambda row: (row.term, row.kind == "term", row.id), reverse=True)


def _cases(rounds: list[int]) -> dict[tuple[int, int], Case]:
    case = RecognitionCase
    wanted = (
        case.round, case.student, case.id, case.state, case.grade, case.class_grade, case.why_not, case.decided_on,
    )  # fmt: skip
    rows = case.select(*wanted).where(case.round.in_(rounds)).tuples() if rounds else []
    return {
        (round_, student): Case(record, state, grade, klass, why or "", day)
        for round_, student, record, state, grade, klass, why, day in rows
    }


def _upheld(rounds: list[int]) -> frozenset[tuple[int, int]]:
    if not rounds:
        return frozenset()
    rows = Objection.select(Posting.round, Objection.student).join(Posting)
    right = Posting.round.in_(rounds) & Objection.upheld.in_(("upheld", "partly"))
    return frozenset(rows.where(right & Objection.student.is_null(False)).tuples())


def _ended_after(day: dt.date, cases: Mapping[tuple[int, int], Case]) -> frozenset[int]:
    """Applications that a 中途变动 ended, but only after the list's day: until then the family was recognised."""
    ended = [case.id for case in cases.values() if case.grade == NOT_NEEDY]
    if not ended:
        return frozenset()
    change = CaseChange
    rows = change.select(change.case).where(
        change.case.in_(ended)
        & (change.state == "approved")
        & (change.new_grade == NOT_NEEDY)
        & (change.decided_on > day)
    )
    return frozenset(case for (case,) in rows.tuples())
