"""What the school already knows, read once for a whole draft: pupils by every number and name, families, classes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from desktop.models.ledgers.classes import SchoolClass, class_name
from desktop.models.ledgers.families import Guardian, PayeeAccount
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.students import NameAlias, Student
from desktop.models.store import Store
from desktop.services.roster.draft import Plan


@dataclass
class Known:
    """Look-ups over the present data; rows are plain dicts of stored values, `id` among them."""

    pupils: dict[int, dict[str, Any]] = field(default_factory=dict)
    by_id: dict[str, int] = field(default_factory=dict)
    by_student_no: dict[str, int] = field(default_factory=dict)
    by_name: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    guardians: dict[int, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    accounts: dict[int, dict[str, dict[str, Any]]] = field(default_factory=lambda: defaultdict(dict))
    households: dict[str, dict[str, Any]] = field(default_factory=dict)
    kinds: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    classes: dict[tuple[int, int], int] = field(default_factory=dict)
    class_of: dict[Any, tuple[int, int]] = field(default_factory=dict)
    new_pupils: int = 0  # noted so far in this draft

    def class_told(self, pupil: int) -> tuple[int, int] | None:
        """(grade, number) of a pupil's class."""
        return self.class_of.get(self.pupils[pupil]["school_class"])

    def class_text(self, pupil: int) -> str:
        told, record = self.class_told(pupil), self.pupils[pupil]["school_class"]
        return class_name(*told) if told else SchoolClass.caption_of(record) if record else ""

    def note(self, plan: Plan) -> None:
        """Take a plan for done, so that the next row of the same pupil tells only what it adds.

        A new pupil stands here under a number below zero until the draft is kept; a plan noted before keeps its number.
        """
        if plan.student is None:
            if not plan.stands_as:
                self.new_pupils += 1
                plan.stands_as = -self.new_pupils
            self.pupils[plan.stands_as] = _blank() | {"id": plan.stands_as}
        record = plan.student or plan.stands_as
        row = self.pupils[record]
        own = {name: value for name, value in plan.values.items() if name not in row}
        row |= plan.values | ({"extra": (row.get("extra") or {}) | own} if own else {})
        if plan.school_class:
            row["school_class"] = self.classes.get(plan.school_class, plan.school_class)
            self.class_of[row["school_class"]] = plan.school_class
        self._note_names(record, row)
        self._note_parts(record, plan)

    def _note_names(self, record: int, row: dict[str, Any]) -> None:
        if record not in self.by_name[row["name"]]:
            self.by_name[row["name"]].append(record)
        if row["id_number"]:
            self.by_id[row["id_number"]] = record
        if row["student_no"]:
            self.by_student_no[row["student_no"]] = record

    def _note_parts(self, record: int, plan: Plan) -> None:
        for guardian in plan.guardians:
            if guardian.record is None:
                self.guardians[record].append({"id": None} | guardian.values)
            else:
                guardian.had.update(guardian.values)
        for account in plan.accounts:
            told: dict[str, Any] = {"id": account.record} | account.had | account.values
            self.accounts[record][told["number"]] = told
        self.kinds[record] |= set(plan.kinds)
        if plan.household:
            head = plan.household.values["head_id"]
            self.households[head] = {"id": plan.household.record} | plan.household.had | plan.household.values
            self.pupils[record]["household"] = plan.household.record


@cache
def _blank() -> dict[str, Any]:
    return {name: None for name in Student._meta.fields} | {"status": "01"}


def read_known(store: Store) -> Known:
    """Everything the person may see."""
    known = Known()
    for row in store.rows(Student).dicts():
        known.pupils[row["id"]] = row
        known.by_name[row["name"]].append(row["id"])
        if row["id_number"]:
            known.by_id[row["id_number"]] = row["id"]
        if row["student_no"]:
            known.by_student_no[row["student_no"]] = row["id"]
    for row in store.rows(NameAlias).dicts():
        known.by_name[row["name"]].append(row["student"])
    for row in store.rows(Guardian).dicts():
        known.guardians[row["student"]].append(row)
    for row in store.rows(PayeeAccount).dicts():
        known.accounts[row["student"]][row["number"]] = row
    for row in store.rows(Hardship).dicts():
        known.kinds[row["student"]].add(row["kind"])
    for row in store.rows(Household).dicts():
        if row["head_id"]:
            known.households[row["head_id"]] = row
    for row in SchoolClass.select().where(SchoolClass.state == "1").dicts():
        known.classes[int(row["grade"]), row["number"]] = row["id"]
        known.class_of[row["id"]] = (int(row["grade"]), row["number"])
    return known
