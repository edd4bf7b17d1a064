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
from desktop.services.roster.draft import CHANGED, DOUBTFUL, NEW, Draft, Line, Plan
from desktop.services.roster.intake import Intake, TableIn
from desktop.services.roster.judge import COVERED, Judge, make_draft
from desktop.services.roster.known import Known, read_known
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


class _Untouched(Known):
    """The same look-ups, but a decision that may be taken back leaves no trace in them."""

    def note(self, plan: Plan) -> None:
        pass


class _SaidToBe(Judge):
    """Judges a row as the pupil somebody named; None makes a new one."""

    pupil: int | None = None

    def __init__(self, known: Known) -> None:
        super().__init__(_Untouched(*(getattr(known, one.name) for one in fields(Known))), Progress())

    def _who(self, *_: Any) -> tuple[int | None, str, tuple[int, ...]]:
        return self.pupil, "", ()

    def _other_class(self, *_: Any) -> str:
        return ""


class Corrector:
    """Judges single lines of a draft again, against the books and the other lines. Writes nothing."""

    def __init__(self, store: Store, intake: Intake, draft: Draft) -> None:
        self.store, self.draft = store, draft
        self.origins: dict[int, tuple[TableIn, TableRow]] = {}
        for taken in intake.used:
            for row in taken.table.rows:
                self.origins[id(row.cells)] = taken, row
        self.doubts = {id(line.cells): _doubt(line) for line in draft.of(DOUBTFUL)}
        self._look_again([])

    def _look_again(self, anew: list[Line]) -> None:
        """Stand as after all lines but those to be judged anew: what they bring is known, their numbers are seen."""
        known, rest = read_known(self.store), [line for line in self.draft.lines if not _among(line, anew)]
        plans = [line.plan for line in self.draft.lines] + [doubt.plan for doubt in self.doubts.values()]
        known.new_pupils = max((-plan.stands_as for plan in plans if plan), default=0)
        for line in rest:
            if line.plan and (line.bucket in (NEW, CHANGED) or line.plan.stands_as):
                known.note(line.plan)
        self.judge, self.said = Judge(known, Progress()), _SaidToBe(known)
        for line in rest:
            if line.diagnosis is None and line.id_shown:
                self.judge.seen.setdefault(line.id_shown, line)

    def covers_school(self) -> bool:
        """Whether nearly every pupil at school is in the files: only then is who is missing probably gone."""
        here = {
            record for record, row in self.judge.known.pupils.items() if row["status"] == "01" and record > 0
        }
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
        """The line, and the lines that were judged by what it was: 同一个身份证号 may no longer be true of them."""
        others = self._hang_on(line)
        self._look_again([line, *others])
        self._judge_one(line, taken, row)
        for other in others:
            self._judge_one(other, *self.origins[id(other.cells)])
        self.judge.twins(self.draft.lines)
        for one in self.draft.of(DOUBTFUL):
            self.doubts.setdefault(id(one.cells), _doubt(one))

    def _hang_on(self, line: Line) -> list[Line]:
        """Doubts that name the line or share its number, and rows that add to a pupil one of these would make."""
        lines = [other for other in self.draft.lines if other is not line and id(other.cells) in self.origins]
        found = [
            other for other in lines
            if other.bucket == DOUBTFUL
            and ((line.id_shown and other.id_shown == line.id_shown) or str(line.source) in other.sentence)
        ]  # fmt: skip
        made = {one.plan.stands_as for one in (line, *found) if one.plan} - {0}
        found += [
            other for other in lines
            if other.plan and other.plan.student in made and not _among(other, found)
        ]  # fmt: skip
        return found

    def _judge_one(self, line: Line, taken: TableIn, row: TableRow) -> None:
        told = self.judge.line(taken, row)
        for one in fields(Line):
            setattr(line, one.name, getattr(told, one.name))
        self.judge.seen = {n: line if had is told else had for n, had in self.judge.seen.items()}
        self.doubts.pop(id(line.cells), None)
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
        candidates = self.doubts[id(line.cells)].candidates
        return bool(candidates) if line.class_asked else len(candidates) < 2

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
        if told.plan and line.plan and pupil is None:
            told.plan.stands_as = line.plan.stands_as  # rows of other files may add to this pupil
        line.plan, line.changes = told.plan, told.changes
        whose = "班级照这一行，" if line.class_asked else "是另一个人，" if pupil is None else "是同一个人，"
        line.sentence = whose + told.sentence


def judged(store: Store, intake: Intake, progress: Progress | None = None) -> tuple[Draft, Corrector]:
    """Judge every row, and be ready to judge single ones again. Raises Cancelled."""
    progress = progress or Progress()
    draft = make_draft(store, intake, progress=progress)
    progress.check()
    return draft, Corrector(store, intake, draft)


def _among(line: Line, lines: Iterable[Line]) -> bool:
    return any(one is line for one in lines)


def _doubt(line: Line) -> _Doubt:
    return _Doubt(line.sentence, line.candidates, line.plan)


def judge_number(line: Line, text: str) -> IdDiagnosis:
    """What is to be said of an identity number typed for a line, while it is typed."""
    values = line.plan.values if line.plan else {}
    return diagnose_id(text, birth=values.get("birth_date"), gender=values.get("gender"))
