"""A judged roster into the ledgers: one named step, with everything doubtful on the waiting list."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from desktop.models.ledger import Values
from desktop.models.ledgers.desk import HeadMemory, WaitingRow
from desktop.models.ledgers.families import Guardian, PayeeAccount
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.students import NameAlias, Student
from desktop.models.store import Step, Store
from desktop.models.sweeps import no_sweeps
from desktop.services.people import class_for
from desktop.services.progress import Progress
from desktop.services.roster.draft import AID_KEY, CHANGED, NEW, SAME, Draft, Line, Part
from desktop.services.roster.intake import Intake
from desktop.services.roster.leaving import undated
from desktop.services.sheets.tables import fingerprint

TAKEN = (NEW, CHANGED, SAME)
LOST_TRACK = "08"  # 去向待查


@dataclass(frozen=True)
class Kept:
    """What was written: the step's number (to undo it), and how many of each. `still`: rows that waited before.

    undated: of those written, pupils put down as gone (休学, 转出 …) whom the workbook tells no day of.
    """

    step: int
    added: int
    changed: int
    waiting: int
    gone: int
    still: int = 0
    undated: int = 0

    @property
    def sentence(self) -> str:
        told = f"新增 {self.added} 人，变更 {self.changed} 人，{self.waiting} 行放进“待补名单”"
        told += f"（另有 {self.still} 行早就在里面）" if self.still else ""
        told += f"，{self.gone} 人记为去向待查" if self.gone else ""
        if not self.undated:
            return f"{told}。"
        return (
            f"{told}。{self.undated} 人写了休学或离校，没有写从哪天起：先按今天算，请在花名册补写“离校日期”。"
        )


@no_sweeps()
def keep(
    store: Store,
    draft: Draft,
    *,
    mark_gone: Collection[int] = (),
    intake: Intake | None = None,
    progress: Progress | None = None,
) -> Kept:
    """Write what the draft says. `mark_gone`: pupils who are set to 去向待查. Raises NotKept, Cancelled: then nothing is kept."""
    store.session.demand("import", "导入名单")
    progress = progress or Progress()
    lines = draft.to_write()
    with store.step(f"导入 {draft.title}", kind="import") as step:
        writer = _Writer(step, draft)
        fresh = [
            line
            for line in lines
            if line.decision == "new" or (line.plan and line.plan.student is None and line.decision != "same")
        ]
        pupils = writer.add_pupils(fresh)
        for line in progress.follow(lines, len(lines), every=200):
            writer.change(line, pupils)
        writer.flush()
        orphans = set(map(id, writer.orphans))
        written = [line for line in lines if id(line) not in orphans]
        left = [*draft.waiting(), *writer.orphans, *draft.aid_at_stake()]
        waiting = _settle_waiting(step, left, written)
        step.change_many(Student, {record: {"status": LOST_TRACK} for record in mark_gone})
        if intake:
            _remember_heads(step, intake)
    return Kept(
        step.number, len(fresh), writer.changed_count, waiting, len(mark_gone), len(left) - waiting,
        undated(writer.told_status),
    )  # fmt: skip


class _Writer:
    """Collects the rows of a draft and writes them ledger by ledger, many at a time."""

    def __init__(self, step: Step, draft: Draft) -> None:
        self.step, self.draft = step, draft
        self.own = {field.name for field in Student.fields() if field.extra}  # what the school added itself
        self.classes: dict[tuple[int, int], int] = {}
        self.households: dict[str, int] = {}
        self.pupil_changes: dict[int, Values] = {}
        self.added: dict[Any, list[Values]] = {Guardian: [], PayeeAccount: [], Hardship: [], NameAlias: []}
        self.part_changes: dict[Any, dict[int, Values]] = {Guardian: {}, PayeeAccount: {}}
        self.changed: set[int] = set()
        self.made: dict[int, int] = {}  # what the plans call a new pupil -> the pupil
        self.orphans: list[Line] = []  # rows of a new pupil whose own row was not written

    @property
    def told_status(self) -> set[int]:
        """Pupils of whom this import says how they stand: new ones, and those whose 学籍状态 or 离校日期 it writes."""
        some = {one for one, told in self.pupil_changes.items() if told.keys() & {"status", "left_on"}}
        return some | set(self.made.values())

    @property
    def changed_count(self) -> int:
        return len(self.changed)

    def add_pupils(self, lines: list[Line]) -> dict[int, int]:
        """Make the new pupils; returns line -> pupil (lines by identity)."""
        rows = []
        for line in lines:
            assert line.plan is not None and line.plan.school_class is not None
            rows.append(
                self._split(line.plan.values, {}) | {"school_class": self._class(line.plan.school_class)}
            )
        ids = self.step.add_many(Student, rows)
        self.made = {
            line.plan.stands_as: record for line, record in zip(lines, ids, strict=True) if line.plan
        }
        return {id(line): record for line, record in zip(lines, ids, strict=True)}

    def change(self, line: Line, pupils: dict[int, int]) -> None:
        plan = line.plan
        assert plan is not None
        new = pupils.get(id(line))
        student = new or (line.candidates[0] if line.decision == "same" else plan.student)
        assert student is not None
        if student < 0:
            if student not in self.made:
                self.orphans.append(line)
                return
            student = self.made[student]
        if new is None:
            values = dict(plan.values)
            if plan.school_class:
                values["school_class"] = self._class(plan.school_class)
            if values:
                had = Student.get_by_id(student).extra if self.own else {}
                self.pupil_changes.setdefault(student, {}).update(self._split(values, had or {}))
            self.changed.add(student)
        self._parts(student, line)

    def _parts(self, student: int, line: Line) -> None:
        plan = line.plan
        assert plan is not None
        for guardian in plan.guardians:
            self._part(Guardian, guardian, student)
        for account in plan.accounts:
            self._part(PayeeAccount, account, student)
        for kind in plan.kinds:
            told: Values = {
                "student": student,
                "kind": kind,
                "since": self.draft.since,
                "source": str(line.source)[:200],
            }
            if kind == "12" and plan.card_no and not Hardship.check({**told, "card_no": plan.card_no}):
                told["card_no"] = plan.card_no
            self.added[Hardship].append(
                {**told, "source_kind": "roster"}
            )  # no department's list: it proves nothing
        self.added[NameAlias] += [
            {"student": student, "name": name, "source": str(line.source)[:60]} for name in plan.aliases
        ]
        if plan.household:
            self.pupil_changes.setdefault(student, {})["household"] = self._household(
                plan.household.record, plan.household.values
            )

    def _part(self, ledger: Any, part: Part, student: int) -> None:
        if part.record is None and part.had:  # it was added by an earlier row of the same files
            mark = "name" if ledger is Guardian else "number"
            same = (
                row for row in self.added[ledger] if row["student"] == student and row[mark] == part.had[mark]
            )
            next(same).update(part.values)
        elif part.record is None:
            self.added[ledger].append({**part.values, "student": student})
        else:
            self.part_changes[ledger][part.record] = part.values

    def _household(self, record: int | None, values: Values) -> int:
        number = values["head_id"]
        if number in self.households:
            return self.households[number]
        if record is None:
            record = self.step.add(Household, values)
        else:
            self.step.change(Household, record, values)
        self.households[number] = record
        return record

    def _class(self, klass: tuple[int, int]) -> int:
        return class_for(self.step, *klass, self.classes)

    def _split(self, values: Values, extra: dict[str, Any]) -> Values:
        """The school's own fields go into the row's `extra`."""
        told = {name: values[name] for name in self.own & values.keys()}
        if not told:
            return values
        rest = {name: value for name, value in values.items() if name not in told}
        return rest | {"extra": extra | told}

    def flush(self) -> None:
        self.step.change_many(Student, self.pupil_changes)
        for ledger, rows in self.added.items():
            self.step.add_many(ledger, rows)
        for ledger, changes in self.part_changes.items():
            self.step.change_many(ledger, changes)


def _settle_waiting(step: Step, left: list[Line], written: list[Line]) -> int:
    """Put new doubtful rows on the waiting list, once; close those whose pupil is in the ledger now."""
    open_rows = list(WaitingRow.select().where(WaitingRow.state == "open"))
    known = {(row.person, row.class_text, row.problem) for row in open_rows}
    rows = [_waiting(line) for line in left]
    waits = set(map(_mark, rows))
    fresh = [values for values in rows if _mark(values) not in known]
    step.add_many(WaitingRow, fresh)
    arrived = {(line.name, line.class_text) for line in written}
    settled = {
        row.id: {"state": "done"}
        for row in open_rows
        if (row.person, row.class_text) in arrived and (row.person, row.class_text, row.problem) not in waits
    }
    step.change_many(WaitingRow, settled)
    return len(fresh)


def _mark(values: Values) -> tuple[Any, ...]:
    return values["person"], values["class_text"], values["problem"]


def _waiting(line: Line) -> Values:
    lost = next((one for one in line.problems if one.key == AID_KEY), None) if line.bucket in TAKEN else None
    first = lost or (line.problems[0] if line.problems else None)
    where = f"{first.column} 列“{first.head}”：" if first and first.column else ""
    return {
        "person": line.name[:60] or None, "class_text": line.class_text or None,
        "problem": where + (lost.sentence if lost else line.sentence), "file": line.source.file[:200], "sheet": line.source.sheet[:60],
        "row": line.source.row, "raw": json.dumps(line.raw, ensure_ascii=False), "state": "open",
    }  # fmt: skip


def _remember_heads(step: Step, intake: Intake) -> None:
    """Keep how the columns were understood, for the next workbook with the same heads."""
    told: dict[str, Values] = {}
    for taken in intake.used:
        mark = fingerprint(taken.table.heads)
        shown = "、".join(head.text for head in taken.table.heads if head.text)[:500]
        told[mark] = {"heads": shown, "matched": json.dumps(taken.mapping.to_dict(), ensure_ascii=False)}
    known = {
        row.fingerprint: row.id for row in HeadMemory.select().where(HeadMemory.fingerprint.in_(list(told)))
    }
    step.change_many(HeadMemory, {known[mark]: values for mark, values in told.items() if mark in known})
    step.add_many(HeadMemory, [{"fingerprint": m, **values} for m, values in told.items() if m not in known])
