"""What keeping a row would write: the differences between what it tells and what is on record."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from desktop.models.codes import code_list
from desktop.models.identity import birth_of
from desktop.models.ledgers.classes import class_name
from desktop.models.ledgers.families import Guardian, PayeeAccount, too_young
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.students import Student
from desktop.models.writing import half_width
from desktop.services.roster.cells import CellReader, RowIn
from desktop.services.roster.draft import FieldChange, Line, Part, Plan
from desktop.services.roster.known import Known
from desktop.services.roster.slots import ACCOUNTS, GUARDIANS, hardship_codes
from desktop.services.sheets.heads import TableRow


def unclear_kinds(words: list[str]) -> str:
    """What to do about 困难类型 that say too little or nothing the list knows."""
    types = code_list("hardship_type")
    told = []
    for word in words:
        meant = "、".join(types.label(code) for code in types.meant(word))
        told.append(f"“{word}”要写明是{meant}中的哪一种" if meant else f"“{word}”看不懂")
    return f"困难类型{'，'.join(told)}；这一格没有写入，请问清楚后在学生页里补。"


OTHER = "99"  # relation
MAY_BE_CHILDREN = {"01", "71", "73", "75", "77", "97", OTHER}  # the pupil, brothers and sisters, cousins
BIRTH_KEY, HEAD_KEY = "student.birth_date", "household.head_id"
YEAR_MONTH = re.compile(r"(\d{4}|\d{2})(?:\s*[-./年]\s*|(?<=\d{4}))(\d{1,2})(?!\d)")  # 2016.5, 201605, 16.5.1


class Planner:
    """Plans rows against what is known; only cells that hold something change anything."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.labels = {field.name: field for field in Student.fields()}

    def plan(self, record: int | None, found: RowIn, klass: tuple[int, int] | None) -> Plan:
        pupil = found.part("student")
        _drop_month(found)
        if record is None:
            fresh = dict(pupil)
            if not fresh.get("id_number"):
                fresh.setdefault("no_id_reason", "导入的名单里没有")
            plan = Plan(None, fresh, klass)
        else:
            row = self.known.pupils[record]
            extra = row.get("extra") or {}
            had = {
                name: extra.get(name) if field.extra else row.get(name) for name, field in self.labels.items()
            }
            plan = Plan(record, {name: value for name, value in pupil.items() if had.get(name) != value})
            if klass and self.known.class_told(record) != klass:
                plan.school_class = klass
            if "name" in plan.values:
                self._spelling(plan, row["name"])
        for part in GUARDIANS:
            self._guardian(plan, self._of_age(plan, found, part))
        for part in ACCOUNTS:
            self._account(plan, found.parts.get(part), found)
        self._household(plan, found)
        return plan

    def _spelling(self, plan: Plan, had: str) -> None:
        """Another spelling of a name on record is kept as alias, it does not overwrite."""
        told = plan.values["name"]
        if plan.student in self.known.by_name.get(told, []):
            del plan.values["name"]
        else:
            plan.aliases.append(had)

    def _of_age(self, plan: Plan, found: RowIn, part: str) -> dict[str, Any] | None:
        """What a row tells of a member, in keeping with 《民法典》第二十七条: a child is no guardian.

        A brother or sister is a member of the family then. Of anybody else the age or the number is likelier to be wrong
        than the word of the sheet: that cell is left out and said.
        """
        told = found.parts.get(part)
        if not told or not told.get("name"):
            return told
        had = self._same_guardian(plan, told) or {}
        whole = had | told
        if not (why := too_young(whole)) or too_young(had):
            return told
        wrong = next((name for name in ("id_number", "age") if told.get(name)), "")
        if not wrong or whole.get("relation", OTHER) in MAY_BE_CHILDREN:
            if told.get("is_guardian"):
                found.doubts[f"{part}.is_guardian"] = f"{why}“是监护人”按“否”写入。"
            return told | {"is_guardian": False}
        found.doubts[f"{part}.{wrong}"] = f"{why}这一格没有写入。"
        del told[wrong]
        return self._of_age(plan, found, part)

    def _guardian(self, plan: Plan, told: dict[str, Any] | None) -> None:
        if not told or not told.get("name"):
            return
        had = self._same_guardian(plan, told)
        if had is None:
            values = {"relation": OTHER, "is_guardian": True} | told
            plan.guardians.append(Part(None, values))
            return
        changed = {name: value for name, value in told.items() if had.get(name) != value}
        if changed:
            plan.guardians.append(Part(had["id"], changed, had))

    def _same_guardian(self, plan: Plan, told: dict[str, Any]) -> dict[str, Any] | None:
        """The guardian on record of this name; of two with one name, the one with this relation."""
        same = (
            [row for row in self.known.guardians[plan.student] if row["name"] == told["name"]]
            if plan.student
            else []
        )
        same.sort(key=lambda row: row["relation"] != told.get("relation"))
        return same[0] if same else None

    def _account(self, plan: Plan, told: dict[str, Any] | None, found: RowIn) -> None:
        if not told or not told.get("number"):
            return
        if any(part.values.get("number") == told["number"] for part in plan.accounts):
            return  # the same number twice in one row
        told.setdefault("owner", found.part("student").get("name"))
        had = self.known.accounts[plan.student].get(told["number"]) if plan.student else None
        changed = {name: value for name, value in told.items() if not had or had.get(name) != value}
        if changed and (
            had or not PayeeAccount.check({"account_kind": "1", "verified": "0"} | told | {"student": 0})
        ):
            plan.accounts.append(Part(had["id"] if had else None, changed, had or {}))

    def _household(self, plan: Plan, found: RowIn) -> None:
        """A 户 only when its head is told with a number: names alone are shared by strangers."""
        told = dict(found.parts.get("household") or {})
        if not told.get("head_id"):
            return
        had = self.known.households.get(told["head_id"])
        if name := self._head_name(plan, found, told):
            told["head_name"] = name
        if Household.check(told):
            return
        mine = self.known.pupils[plan.student]["household"] if plan.student else None
        if had is None or had["id"] is None:  # None: an earlier row of the same files brings it
            plan.household = Part(None, told, had or {})
            return
        changed = {name: value for name, value in told.items() if had.get(name) != value}
        if changed or mine != had["id"]:
            plan.household = Part(had["id"], {"head_id": told["head_id"]} | changed, had)

    def _head_name(self, plan: Plan, found: RowIn, told: dict[str, Any]) -> str:
        """Where the row leaves the name out: the one of the row, or of the books, who has the householder's number."""
        had = self.known.households.get(told["head_id"]) or {}
        known = self.known.guardians[plan.student] if plan.student else []
        people = (found.part("student"), *(found.parts.get(part) or {} for part in GUARDIANS), *known)
        same = (one.get("name") for one in people if one.get("id_number") == told["head_id"])
        return told.get("head_name") or had.get("head_name") or next(filter(None, same), "")

    def doubted(self, reader: CellReader, row: TableRow, found: RowIn) -> None:
        """What planning found wrong with single cells is said beside what reading them did."""
        for key, sentence in found.doubts.items():
            found.problems[key] = reader.problem_at(key, row, sentence)

    def unnamed_head(self, line: Line, reader: CellReader, row: TableRow, found: RowIn) -> None:
        """A householder's number that belongs to nobody who is named makes no 户, and is said."""
        assert line.plan is not None
        told = found.parts.get("household") or {}
        if told.get("head_id") and not self._head_name(line.plan, found, told):
            sentence = "有户主的号码，却没有写户主是谁；这一户没有写入，请补上户主姓名。"
            found.problems[HEAD_KEY] = reader.problem_at(HEAD_KEY, row, sentence)

    def kinds(self, line: Line, reader: CellReader, row: TableRow, found: RowIn) -> None:
        assert line.plan is not None
        codes, unknown = hardship_codes(found.special.get("hardship.type", ""))
        if unknown:
            sentence = unclear_kinds(unknown)
            found.problems["hardship.type"] = reader.problem_at("hardship.type", row, sentence)
        had = self.known.kinds[line.plan.student] if line.plan.student else set()
        line.plan.kinds = [code for code in codes if code not in had]
        line.plan.card_no = found.special.get("hardship.cert_no")

    def changes(self, plan: Plan) -> Iterable[FieldChange]:
        assert plan.student is not None
        row = self.known.pupils[plan.student]
        for name, value in plan.values.items():
            field = self.labels[name]
            old = (row.get("extra") or {}).get(name) if field.extra else row.get(name)
            yield FieldChange(field.label, field.shown(old), field.shown(value))
        if plan.school_class:
            yield FieldChange("班级", self.known.class_text(plan.student), class_name(*plan.school_class))
        for guardian in plan.guardians:
            yield from _part_changes(Guardian, "监护人", guardian)
        for account in plan.accounts:
            yield from _part_changes(PayeeAccount, "账户", account)
        if plan.household:
            yield from _part_changes(Household, "户", plan.household)
        for kind in plan.kinds:
            yield FieldChange("困难类型", "", code_list("hardship_type").label(kind))


def _drop_month(found: RowIn) -> None:
    """出生年月 2016.5 says less than the identity number beside it: where both agree, no day is missing."""
    problem, number = found.problems.get(BIRTH_KEY), found.part("student").get("id_number")
    told = YEAR_MONTH.match(half_width(problem.shown)) if problem else None
    born = birth_of(number) if number else None
    if told and born and told[1] in (f"{born:%Y}", f"{born:%y}") and int(told[2]) == born.month:
        del found.problems[BIRTH_KEY]


def _part_changes(ledger: Any, label: str, part: Part) -> Iterable[FieldChange]:
    fields = {field.name: field for field in ledger.fields()}
    if part.record is None:
        named = next(
            (part.values[name] for name in ("name", "owner", "head_name") if part.values.get(name)), "新"
        )
        yield FieldChange(label, "", str(named))
        return
    for name, value in part.values.items():
        if part.had.get(name) != value:
            yield FieldChange(
                f"{label}{fields[name].label}",
                fields[name].shown(part.had.get(name)),
                fields[name].shown(value),
            )
