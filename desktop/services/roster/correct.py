"""One line of a draft put right by the person: a cell typed anew and judged again, a doubt decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from desktop.models.errors import Refused
from desktop.models.store import Store
from desktop.services.progress import Progress
from desktop.services.roster.cells import ID_KEY
from desktop.services.roster.draft import DOUBTFUL, Draft, Line, Plan
from desktop.services.roster.intake import Intake, TableIn
from desktop.services.roster.judge import COVERED, Judge, make_draft
from desktop.services.roster.known import read_known
from desktop.services.sheets.diagnose import IdDiagnosis, diagnose_id
from desktop.services.sheets.heads import TableRow

SAME_PERSON, ANOTHER, LATER = "same", "new", ""  # what a doubt can be decided to: Line.decision
CAUSES = {  # state of a diagnosis -> how the list of causes calls it, in the order shown
    "damaged_by_excel": "被 Excel 改坏", "wrong_length": "位数不对", "bad_check_digit": "校验位不对",
    "bad_birth_date": "出生日期不对", "bad_region": "省份代码不对", "mismatch_birth": "与出生日期不符",
    "mismatch_gender": "与性别不符", "fifteen_digits": "15 位老号码", "student_no_in_id_column": "填成学籍号",
    "missing": "没有填",
}  # fmt: skip


def by_cause(lines: Iterable[Line]) -> dict[str, list[Line]]:
    """The lines whose identity number is in trouble, grouped by the cause, in the order of CAUSES."""
    ill = [line for line in lines if line.diagnosis is not None]
    counts = Counter(line.diagnosis.state for line in ill)
    return {state: [x for x in ill if x.diagnosis.state == state] for state in CAUSES if counts[state]}


@dataclass(frozen=True)
class _Doubt:
    """A doubtful line as it was judged, so that a decision can be taken back."""

    sentence: str
    candidates: tuple[int, ...]
    plan: Plan | None


class _SaidToBe(Judge):
    """Judges a row as the pupil somebody named; None makes a new one."""

    pupil: int | None = None

    def _who(self, *_: Any) -> tuple[int | None, str, tuple[int, ...]]:
        return self.pupil, "", ()


class Corrector:
    """Judges single lines of a draft again, against the books and the other lines. Writes nothing."""

    def __init__(self, store: Store, intake: Intake, draft: Draft) -> None:
        self.draft = draft
        known = read_known(store)
        self.judge, self.said = Judge(known, Progress()), _SaidToBe(known, Progress())
        self.origins: dict[int, tuple[TableIn, TableRow]] = {}
        for taken in intake.used:
            for row in taken.table.rows:
                self.origins[id(row.cells)] = taken, row
        for line in draft.lines:
            if line.diagnosis is None and line.id_shown:
                self.judge.seen.setdefault(line.id_shown, line)
        self.doubts = {id(line.cells): _doubt(line) for line in draft.of(DOUBTFUL)}

    def covers_school(self) -> bool:
        """Whether nearly every pupil at school is in the files: only then is who is missing probably gone."""
        here = {record for record, row in self.judge.known.pupils.items() if row["status"] == "01"}
        met = {record for line in self.draft.lines for record in line.candidates}
        met |= {line.plan.student for line in self.draft.lines if line.plan and line.plan.student}
        return bool(here) and len(here & met) >= COVERED * len(here)

    # a cell typed anew ---------------------------------------------------------------------------------

    def has(self, line: Line, key: str = ID_KEY) -> bool:
        """Whether the line's table has a column for a key, so that its cell can be typed anew."""
        return self._place(line, key) is not None

    def replace(self, line: Line, text: str, key: str = ID_KEY) -> None:
        """Put another text into the cell of `key` and judge the line again, in place.

        Raises Refused when an identity number does not stand up; the line is then as it was.
        """
        if key == ID_KEY and not (told := judge_number(line, text)).usable:
            raise Refused(told.sentence)
        place = self._place(line, key)
        if place is None:
            raise Refused("这份名单里没有这一列，请在名单里加上这一列再导入。")
        taken, row = self.origins[id(line.cells)]
        fresh = TableRow(row.number, (*row.cells[:place], text, *row.cells[place + 1 :]))
        self.origins[id(fresh.cells)] = taken, fresh  # holds the cells too: an id stays theirs alone
        self._judge_again(line, taken, fresh)

    def _judge_again(self, line: Line, taken: TableIn, row: TableRow) -> None:
        self.judge.seen = {number: had for number, had in self.judge.seen.items() if had is not line}
        told = self.judge.line(taken, row)
        for one in fields(Line):
            setattr(line, one.name, getattr(told, one.name))
        self.judge.seen = {n: line if had is told else had for n, had in self.judge.seen.items()}
        if line.bucket == DOUBTFUL:
            self.doubts[id(line.cells)] = _doubt(line)
        met = {*line.candidates, line.plan.student if line.plan else None}
        self.draft.gone = [one for one in self.draft.gone if one.student not in met]

    def _place(self, line: Line, key: str) -> int | None:
        origin = self.origins.get(id(line.cells))
        return origin[0].mapping.column_of(key) if origin else None

    # a doubt decided -----------------------------------------------------------------------------------

    def may_be_same(self, line: Line) -> bool:
        """Not when its two numbers belong to two pupils: then one of the numbers is wrong."""
        return len(self.doubts[id(line.cells)].candidates) < 2

    def may_be_another(self, line: Line) -> bool:
        """Only when none of its numbers is somebody else's."""
        plan = self.doubts[id(line.cells)].plan
        if plan is None or plan.student is not None:
            return False
        number, student_no = plan.values.get("id_number"), plan.values.get("student_no")
        known, seen = self.judge.known, self.judge.seen
        return (
            number not in known.by_id
            and student_no not in known.by_student_no
            and (number is None or seen.get(number, line) is line)
        )

    def decide(self, line: Line, decision: str) -> None:
        """Settle a 疑似重复; it may be decided otherwise later. Raises Refused where a number forbids it."""
        if decision == ANOTHER and not self.may_be_another(line):
            raise Refused("号码相同，不能新建成另一个人。号码抄错了的，请先改对号码。")
        if decision == SAME_PERSON and not self.may_be_same(line):
            raise Refused("身份证号和学籍号是两个学生的，先别写，请核对哪个号码错了。")
        doubt = self.doubts[id(line.cells)]
        line.decision, line.changes = decision, ()
        line.plan, line.sentence = doubt.plan, doubt.sentence
        if decision == SAME_PERSON and not doubt.candidates:
            line.plan, line.sentence = None, "和名单里另一行是同一个人，这一行不写"
        elif decision:
            self._judge_as(line, doubt.candidates[0] if decision == SAME_PERSON else None)

    def _judge_as(self, line: Line, pupil: int | None) -> None:
        self.said.pupil = pupil
        told = self.said.line(*self.origins[id(line.cells)])
        line.plan, line.changes = told.plan, told.changes
        line.sentence = "是另一个人，" + told.sentence if pupil is None else "是同一个人，" + told.sentence


def judged(store: Store, intake: Intake, progress: Progress | None = None) -> tuple[Draft, Corrector]:
    """Judge every row, and be ready to judge single ones again. Raises Cancelled."""
    progress = progress or Progress()
    draft = make_draft(store, intake, progress=progress)
    progress.check()
    return draft, Corrector(store, intake, draft)


def _doubt(line: Line) -> _Doubt:
    return _Doubt(line.sentence, line.candidates, line.plan)


def judge_number(line: Line, text: str) -> IdDiagnosis:
    """What is to be said of an identity number typed for a line, while it is typed."""
    values = line.plan.values if line.plan else {}
    return diagnose_id(text, birth=values.get("birth_date"), gender=values.get("gender"))
