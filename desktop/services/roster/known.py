"""What the school already knows, read once for a whole draft: pupils by every number and name, families, classes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.families import Guardian, PayeeAccount
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.students import NameAlias, Student
from desktop.models.store import Store


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
    class_of: dict[int, tuple[int, int]] = field(default_factory=dict)

    def class_text(self, pupil: int) -> str:
        record = self.pupils[pupil]["school_class"]
        return SchoolClass.caption_of(record) if record else ""


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
