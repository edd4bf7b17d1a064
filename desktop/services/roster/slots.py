"""Which heads of a workbook fill which fields: the vocabulary's keys on one side, ledgers on the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from desktop.models.codes import code_list
from desktop.models.fields import Choice
from desktop.models.ledger import Ledger
from desktop.models.ledgers.extra_fields import ExtraField
from desktop.models.ledgers.families import Guardian, PayeeAccount
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.students import Student
from desktop.services.sheets.tables import Wanted

# Where the vocabulary (resources/heads.json) and the ledger call a field differently.
RENAMED = {
    "student.political_status": "political", "student.household_region": "household_place",
    "student.household_address": "household_place", "student.local_student_no": "local_no",
    "student.enrolled_ym": "enrolled", "student.admission_mode": "admission", "student.attendance_mode": "attendance",
    "student.disability_type": "disability", "student.disability_cert": "disability_card",
    "student.needs_aid": "wants_aid", "student.living_subsidy": "had_subsidy", "student.distance_km": "distance",
    "household.number": "household_no", "household.kind": "household_type",
    "household.per_capita_income": "income_per_head",
}  # fmt: skip
GUARDIAN_RENAMED = {"household_region": "household_place", "annual_income_yuan": "income"}
GUARDIANS = ("guardian.1", "guardian.2", "guardian.3", "guardian.4")
ACCOUNTS = ("account", "account.2")  # a row may bring the pupil's card and a parent's passbook
WHOSE = {part: f"监护人{part[-1]}" for part in GUARDIANS} | {
    "account.2": "账户2"
}  # before a field's own label
# Keys that are not one field of one ledger; the draft reads them itself.
SPECIAL = {
    "student.school_class": ("班级", "class"), "student.grade": ("年级", "text"), "student.class_no": ("班号", "text"),
    "student.boarding": ("是否寄宿", "text"), "hardship.type": ("困难类型", "text"),
    "hardship.cert_no": ("残疾人证号", "disability_card"),}  # fmt: skip
SKIPPED = {"search", "extra", "photo", "school_class", "household", "student", "verified", "in_use", "note"}


@dataclass(frozen=True)
class Slot:
    """One fillable place: the key in the vocabulary, and the field it fills."""

    key: str
    part: str  # student, guardian.1 … guardian.4, household, account, account.2
    field: Any


def slots() -> dict[str, Slot]:
    """Every key that fills one field, the school's own fields among them."""
    found: dict[str, Slot] = {}
    parts: list[tuple[str, type[Ledger]]] = [("student", Student), *[(part, Guardian) for part in GUARDIANS]]
    parts += [("household", Household), *[(part, PayeeAccount) for part in ACCOUNTS]]
    for part, ledger in parts:
        names = {field.name: field for field in ledger.fields()}
        for name, field in names.items():
            if name not in SKIPPED:
                key = _key(part, name)
                found[key] = Slot(key, part, field)
    found["student.household_address"] = Slot(
        "student.household_address", "student", found["student.household_region"].field
    )
    return {key: slot for key, slot in found.items() if key not in SPECIAL}


def _key(part: str, name: str) -> str:
    for key, renamed in RENAMED.items():
        if renamed == name and key.startswith(f"{part}."):
            return key
    if part in ACCOUNTS:
        name = "kind" if name == "account_kind" else name
    if part in GUARDIANS:
        name = next((key for key, renamed in GUARDIAN_RENAMED.items() if renamed == name), name)
    return f"{part}.{name}"


def wanted() -> list[Wanted]:
    """What the roster asks the column matcher to find."""
    found = [_wanted(slot) for slot in slots().values()]
    found += [Wanted(key, label, kind=kind) for key, (label, kind) in SPECIAL.items()]
    return found


def _wanted(slot: Slot) -> Wanted:
    field = slot.field
    options = tuple(field.codes.labels.values()) if isinstance(field, Choice) else ()
    aliases = tuple(field.aliases) if slot.part == "student" else ()
    label = WHOSE.get(slot.part, "") + field.label
    kind = {"month": "text", "yesno": "yesno"}.get(field.kind, field.kind)
    kind = "gender" if field.name == "gender" else kind
    return Wanted(slot.key, label, aliases, kind, options)


def label_of(key: str) -> str:
    """How the matching page calls a key."""
    if key in SPECIAL:
        return SPECIAL[key][0]
    return next((one.label for one in wanted() if one.key == key), key)


def extra_labels() -> list[str]:
    return [row.label for row in ExtraField.select()]


def hardship_codes(text: str) -> tuple[list[str], list[str]]:
    """The 困难类型 named in a cell, and the words that were not understood. 否, 无 and — name nothing."""
    types = code_list("hardship_type")
    codes: list[str] = []
    unknown: list[str] = []
    for mark in ",，;；/|＋+":
        text = text.replace(mark, "、")
    for word in (word.strip() for word in text.split("、")):
        if not word or word in ("否", "无", "没有", "—", "-", "/", "不是", "非困难"):
            continue
        code = types.find(word)
        (codes if code else unknown).append(code or word)
    return codes, unknown
