"""Every row gets its bucket here: who it is, what would change, what is wrong. Nothing is written."""

from __future__ import annotations

import datetime as dt
from typing import Any

from desktop.models import identity
from desktop.models.ledger import Values
from desktop.models.ledgers.classes import SchoolClass, class_name, parse_class
from desktop.models.ledgers.students import Student
from desktop.models.pinyin import search_text
from desktop.models.store import Store
from desktop.models.sweeps import no_sweeps
from desktop.services.progress import Progress
from desktop.services.roster.cells import (
    ID_KEY,
    CellReader,
    RowIn,
    boarding_of,
    class_of,
    tells_class,
    unclear_boarding,
)
from desktop.services.roster.draft import (
    BAD,
    CHANGED,
    DOUBTFUL,
    NEW,
    SAME,
    CellProblem,
    Draft,
    Gone,
    Line,
    describe,
)  # fmt: skip
from desktop.services.roster.intake import Intake, TableIn
from desktop.services.roster.known import Known, read_known
from desktop.services.roster.names import written_alike
from desktop.services.roster.plans import Planner
from desktop.services.roster.slots import slots
from desktop.services.school_days import term_on
from desktop.services.sheets.clean import plain_or_shown
from desktop.services.sheets.diagnose import IdDiagnosis, diagnose_id
from desktop.services.sheets.heads import TableRow

COVERED = 0.8  # a class counts as covered by the file when at least this share of its pupils is in it


@no_sweeps()
def make_draft(
    store: Store, intake: Intake, *, day: dt.date | None = None, progress: Progress | None = None
) -> Draft:
    """Judge every row of the tables in use. Read the sentence of each line; write with `keep`."""
    term = term_on(day or dt.date.today())
    judge = Judge(read_known(store), progress or Progress())
    lines: list[Line] = []
    total = intake.row_count()
    rows = ((taken, row) for taken in intake.used for row in taken.table.rows)
    for taken, row in judge.progress.follow(rows, total, every=200):
        lines.append(judge.line(taken, row))
    judge.twins(lines)
    skipped = [f"{one.label}：{one.why_not}" for one in intake.tables if not one.use]
    skipped += [
        f"{one.label} 第 {number} 行：{why}" for one in intake.used for number, why in one.table.dropped
    ]
    gone = judge.gone(lines) if _whole_roster(intake) else []
    return Draft(intake.title, lines, gone, term.usual_span[0], [*intake.problems, *skipped])


def _whole_roster(intake: Intake) -> bool:
    """A list of aid or accounts names some pupils on purpose; who is not on it is not gone."""
    keys = {match.key for taken in intake.used for match in taken.mapping.matches}
    return not keys & {"hardship.type", "account.number"}


class Judge:
    """Judges one row after another; `seen` remembers whose number each is, so that a second one is noticed."""

    def __init__(self, known: Known, progress: Progress) -> None:
        self.known, self.progress = known, progress
        self.slots = slots()
        self.readers: dict[int, CellReader] = {}
        self.seen: dict[str, Line] = {}  # number -> the first line that had it
        self.planner = Planner(known)

    # one line ------------------------------------------------------------------------------------------

    def line(self, taken: TableIn, row: TableRow) -> Line:
        reader = self._reader(taken)
        found = reader.read(row)
        pupil = found.part("student")
        klass = class_of(found.special, reader.class_hint)
        diagnosis = self._diagnose(reader, row, found)
        line = Line(
            taken.source(row), pupil.get("name", ""), class_name(*klass) if isinstance(klass, tuple) else "",
            diagnosis.value or str(plain_or_shown(reader.cell(ID_KEY, row))), BAD, "",
            heads=reader.head_texts, cells=row.cells, diagnosis=None if diagnosis.usable else diagnosis,
        )  # fmt: skip
        self._settle(line, reader, row, found, klass, diagnosis)
        return line

    def _reader(self, taken: TableIn) -> CellReader:
        if id(taken) not in self.readers:
            self.readers[id(taken)] = CellReader(taken, self.slots)
        return self.readers[id(taken)]

    def _diagnose(self, reader: CellReader, row: TableRow, found: RowIn) -> IdDiagnosis:
        pupil = found.part("student")
        cell = reader.cell(ID_KEY, row)
        diagnosis = diagnose_id(cell, birth=pupil.get("birth_date"), gender=pupil.get("gender"))
        if diagnosis.usable:
            pupil["id_number"] = diagnosis.value
        return diagnosis

    def _settle(
        self, line: Line, reader: CellReader, row: TableRow, found: RowIn, klass: Any, diagnosis: IdDiagnosis
    ) -> None:
        """Fill in bucket, sentence and plan."""
        pupil = found.part("student")
        told = found.special.get("student.boarding")
        if told and (boards := boarding_of(told)):
            pupil.setdefault("attendance", boards)
        if told and (sentence := unclear_boarding(told)):
            found.problems["student.boarding"] = reader.problem_at("student.boarding", row, sentence)
        if problem := self._unusable(line, reader, row, found, klass, diagnosis):
            line.problems = (problem, *found.problems.values())
            line.sentence = problem.sentence
            return
        record, doubt, candidates = self._who(line, pupil, klass, diagnosis)
        if not doubt and (doubt := self._other_class(reader, found, klass, record)):
            line.class_asked = True
        if not diagnosis.usable and diagnosis.state != "missing":
            found.problems[ID_KEY] = reader.problem_at(ID_KEY, row, diagnosis.sentence)
        line.plan = self.planner.plan(record, found, klass if isinstance(klass, tuple) else None)
        self.planner.doubted(reader, row, found)
        self.planner.unnamed_head(line, reader, row, found)
        if "hardship.type" in found.special:
            self.planner.kinds(line, reader, row, found)
        line.problems = tuple(found.problems.values())
        line.candidates = candidates
        if doubt:
            line.bucket, line.sentence = DOUBTFUL, doubt
        elif record is None:
            line.bucket, line.sentence = NEW, f"新建学生，{line.class_text}"
        else:
            line.changes = tuple(self.planner.changes(line.plan))
            line.bucket = SAME if line.plan.empty else CHANGED
            line.sentence = "和台账一样" if line.plan.empty else describe(line.changes)
        if line.bucket in (NEW, CHANGED):
            self.known.note(line.plan)

    def _unusable(
        self, line: Line, reader: CellReader, row: TableRow, found: RowIn, klass: Any, diagnosis: IdDiagnosis
    ) -> CellProblem | None:
        """What keeps the whole row out: no name, no class for somebody new, a number that cannot be trusted."""
        if not line.name:
            told = found.problems.pop("student.name", None)
            return told or reader.problem_at("student.name", row, "没有填姓名，不知道是谁。")
        if isinstance(klass, str):
            return reader.problem_at("student.school_class", row, klass)
        if diagnosis.state in ("mismatch_birth", "mismatch_gender"):
            return reader.problem_at(ID_KEY, row, diagnosis.sentence)
        doubted = not diagnosis.usable and diagnosis.state != "missing"
        if (doubted or klass is None) and not self._is_known(line.name, found.part("student"), klass):
            if doubted:
                return reader.problem_at(ID_KEY, row, diagnosis.sentence)
            return reader.problem_at("student.school_class", row, "没有写班级，新学生不知道放进哪个班。")
        problems = Student.cross_check(found.part("student"))  # each cell has passed its own field already
        if problems:
            name, sentence = next(iter(problems.items()))
            return reader.problem_at(f"student.{name}", row, sentence)
        return None

    # who it is -----------------------------------------------------------------------------------------

    def _by_numbers(self, pupil: Values) -> int | None:
        return self.known.by_id.get(pupil.get("id_number") or "") or self.known.by_student_no.get(
            pupil.get("student_no") or ""
        )

    def _is_known(self, name: str, pupil: Values, klass: Any) -> bool:
        return bool(self._by_numbers(pupil) or self._only_namesake(name, klass))

    def _only_namesake(self, name: str, klass: Any) -> int | None:
        """The one pupil of this name in this class (or in the school, when no class is told)."""
        same = [record for record in dict.fromkeys(self.known.by_name.get(name, [])) if record > 0]
        if isinstance(klass, tuple):
            same = [record for record in same if self.known.class_told(record) == klass]
        return same[0] if len(same) == 1 else None

    def _who(
        self, line: Line, pupil: Values, klass: Any, diagnosis: IdDiagnosis
    ) -> tuple[int | None, str, tuple[int, ...]]:
        """(pupil or None for new, why doubtful, candidates). Twice in the files is doubtful too."""
        number = pupil.get("id_number")
        first = self.seen.setdefault(number, line) if number else line
        who = self._by_numbers(pupil)
        if first is not line and (_same_table(first, line) or not who or self._new_other(who, line.name)):
            who = who if who and who > 0 else None
            return who, f"与{first.source}的{first.name}是同一个身份证号", (who,) if who else ()
        by_id = self.known.by_id.get(number or "")
        by_no = self.known.by_student_no.get(pupil.get("student_no") or "")
        if by_id and by_no and by_id != by_no:
            other = self.known.pupils[by_no]["name"]
            return (
                by_id,
                f"身份证号是{self.known.pupils[by_id]['name']}的，学籍号是{other}的，请核对",
                (by_id, by_no),
            )
        if by_id or by_no:
            return (
                by_id or by_no,
                self._other_name(by_id or by_no, pupil, "身份证号" if by_id else "学籍号"),
                tuple(r for r in (by_id or by_no,) if r),
            )
        if not number:
            alone = self._only_namesake(line.name, klass)
            if alone and not (pupil.get("student_no") and self.known.pupils[alone]["student_no"]):
                return alone, "", (alone,)
        return None, *self._look_alikes(line, pupil)

    def _other_class(self, reader: CellReader, found: RowIn, klass: Any, record: int | None) -> str:
        """The row tells one class, the sheet or file it stands in is called after another, the books do not settle it."""
        named = reader.class_named
        if not named or named == klass or not isinstance(klass, tuple) or not tells_class(found.special):
            return ""
        if record and self.known.class_told(record) == klass:
            return ""
        return f"这一行写的是{class_name(*klass)}，这份表却是{class_name(*named)}的，请核对在哪个班"

    def _new_other(self, record: int, name: str) -> bool:
        """Whether a number is a pupil's whom another file brought under quite another name."""
        return record < 0 and not written_alike(name, self.known.pupils[record]["name"])

    def _other_name(self, record: int | None, pupil: Values, found_by: str) -> str:
        """Found by 学籍号, but the ID number on record is another one; or found by a number under quite another name."""
        if record is None:
            return ""
        row, number, told = self.known.pupils[record], pupil.get("id_number"), pupil.get("name", "")
        had = row["id_number"]
        if number and had and had != number:
            return f"学籍号相同，但台账里的身份证号是 {identity.mask_id(had)}，请核对哪个对"
        if record in self.known.by_name.get(told, []) or written_alike(told, row["name"]):
            return ""
        where = self.known.class_text(record)
        return f"{found_by}是台账里{where}{row['name']}的，姓名却完全不同，可能号码填错了，请核对"

    def _look_alikes(self, line: Line, pupil: Values) -> tuple[str, tuple[int, ...]]:
        """Same name and birthday under another number: perhaps one person twice."""
        birth = pupil.get("birth_date") or _birth(pupil)
        for record in self.known.by_name.get(line.name, []):
            row, where = self.known.pupils[record], self.known.class_text(record)
            if record < 0:
                if not pupil.get("id_number") and where == line.class_text:
                    return f"名单里{where}还有一个{row['name']}，这一行没有身份证号，分不清是谁", ()
                continue
            if birth and row["birth_date"] == birth:
                return f"{where}已有同名同生日的{row['name']}，身份证号不同，可能是一个人", (record,)
            if pupil.get("id_number") and _may_own(row, pupil):
                return f"{where}已有同名的{row['name']}，台账里没有身份证号，可能是一个人", (record,)
            if not pupil.get("id_number") and (where == line.class_text or not pupil.get("student_no")):
                return f"{where}已有同名的{row['name']}，这一行没有身份证号，分不清是谁", (record,)
        return "", ()

    def twins(self, lines: list[Line]) -> None:
        """New pupils of one file who sound alike and share a birthday: 吴佳宁 and 吴家宁."""
        first: dict[Any, Line] = {}
        for line in lines:
            if line.bucket != NEW or not line.plan:
                continue
            birth = line.plan.values.get("birth_date") or _birth(line.plan.values)
            sound = search_text(line.name).split()[1:2]
            if not birth:
                continue
            other = first.setdefault((birth, *sound), line)
            if other is not line:
                line.bucket, line.sentence = (
                    DOUBTFUL,
                    f"与{other.source}的{other.name}同音同生日，可能是一个人",
                )

    # who is gone ---------------------------------------------------------------------------------------

    def gone(self, lines: list[Line]) -> list[Gone]:
        """Pupils at school whose class the files cover, but who are in none of them."""
        met: set[int] = set()
        for line in lines:
            met |= {line.plan.student} if line.plan and line.plan.student else set()
            met |= set(line.candidates)
            if line.bucket == BAD and (alone := self._only_namesake(line.name, class_tuple(line))):
                met.add(alone)
        by_class: dict[int, list[int]] = {}
        for record, row in self.known.pupils.items():
            if row["status"] == "01" and record > 0:
                by_class.setdefault(row["school_class"], []).append(record)
        found = []
        for klass, records in by_class.items():
            if len(met.intersection(records)) >= COVERED * len(records):
                missing = [record for record in records if record not in met]
                found += [
                    Gone(r, self.known.pupils[r]["name"], SchoolClass.caption_of(klass)) for r in missing
                ]
        return found


def _same_table(one: Line, other: Line) -> bool:
    return (one.source.file, one.source.sheet) == (other.source.file, other.source.sheet)


def _may_own(row: dict[str, Any], pupil: Values) -> bool:
    """Whether the number told now may be that of a pupil on record without one."""
    if row["id_number"] or row["birth_date"]:  # another birthday, else it would have been noticed before
        return False
    return row["gender"] in (None, "", identity.gender_of(pupil["id_number"]))


def _birth(pupil: Values) -> dt.date | None:
    number = pupil.get("id_number")
    return identity.birth_of(number) if number else None


def class_tuple(line: Line) -> tuple[int, int] | None:
    return parse_class(line.class_text) if line.class_text else None
