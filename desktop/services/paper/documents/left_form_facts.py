"""What 农村留守儿童基本情况登记表 says of one child: roster, family, and this term's 留守登记, gathered once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.models import identity
from desktop.models.codes import code_list
from desktop.models.ledgers.care import LeftBehindForm
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.families import Guardian
from desktop.models.ledgers.students import Student
from desktop.models.listing import listed
from desktop.models.terms import Term, day_in_words
from desktop.services.care import confided, left_forms
from desktop.services.care.listed import NO_DISABILITY
from desktop.services.regions import is_code, region_in_words

CHRONIC = "3"  # health: 有慢性病
ELDERS = ("61", "62", "63", "64")  # relation, in the order of the form
BETWEEN = re.compile(r"[\s,，、;；]+")


@dataclass(frozen=True)
class Parent:
    """One of the parents as the form asks."""

    name: str = ""
    birth: str = ""
    place: str = ""
    phone: str = ""
    number: str = ""


@dataclass(frozen=True)
class LeftChild:
    """One form. Sets hold the words of the ticked boxes; None where nobody has said yet."""

    who: str = ""
    name: str = ""
    gender: str = ""
    ethnicity: str = ""
    birth: str = ""
    number: str = ""
    registered: bool | None = None
    household_place: str = ""
    address: str = ""
    body: frozenset[str] = frozenset()
    disability: str = ""
    illness: str = ""
    boards: bool | None = None
    schooling: str = ""
    elders: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    father: Parent = Parent()
    mother: Parent = Parent()
    both_away: bool | None = None
    one_unable: bool | None = None
    unable: frozenset[str] = frozenset()
    entrusted: bool | None = None
    guardian: Sequence[str] = ("", "", "", "", "")  # name, phone, number, relation, address
    care_kind: str = ""
    income: frozenset[str] = frozenset()
    help_got: frozenset[str] = frozenset()
    day: str = ""


def blank() -> LeftChild:
    """A form to be filled in by hand."""
    return LeftChild()


def of_children(students: Sequence[int], day: dt.date, term: Term) -> list[LeftChild]:
    """The forms of these pupils, in their order. What was told in confidence comes only for who may read it."""
    pupils = {row.id: row for row in Student.select().where(Student.id.in_(listed(students)))}
    forms = {
        row.student_id: row
        for row in LeftBehindForm.select().where(
            (LeftBehindForm.term == term.code) & LeftBehindForm.student.in_(listed(students))
        )
    }
    families: dict[int, dict[str, Any]] = {}
    for row in Guardian.select().where(Guardian.student.in_(listed(students))).order_by(Guardian.id):
        families.setdefault(row.student_id, {}).setdefault(row.relation, row)
    ill = confided.illnesses(day)
    return [
        _child(pupils[one], forms.get(one), families.get(one, {}), ill.get(one, []), (day, term))
        for one in students
        if one in pupils
    ]


def _child(
    pupil: Any, form: Any, family: Mapping[str, Any], ill: Sequence[str], when: tuple[dt.date, Term]
) -> LeftChild:
    told = form.__data__ if form is not None else left_forms.start(pupil.id, *when)
    disabled = pupil.disability not in (None, NO_DISABILITY)
    body = {"残疾"} if disabled else set()
    body |= {"患病"} if ill or pupil.health == CHRONIC else set()
    known = pupil.health is not None or disabled or ill
    kind = f"{Student.disability.format(pupil.disability)}{Student.disability_level.format(pupil.disability_level)}"
    return LeftChild(
        who=f"{SchoolClass.caption_of(pupil.school_class_id)}{pupil.name}",
        name=pupil.name, gender=Student.gender.format(pupil.gender), ethnicity=Student.ethnicity.format(pupil.ethnicity),
        birth=_day(pupil.birth_date), number=pupil.id_number or "", registered=told.get("registered"),
        household_place=_place(pupil), address=pupil.current_address or pupil.home_address or "",
        body=frozenset(body or ({"健康"} if known else ())), disability=kind if disabled else "",
        illness="；".join(ill), boards=code_list("attendance_mode").fact(pupil.attendance, "boarding"),
        schooling=_schooling(pupil), elders=_elders(told.get("grandparents") or "", family),
        father=_parent(family.get(left_forms.FATHER), told.get("father_place")),
        mother=_parent(family.get(left_forms.MOTHER), told.get("mother_place")),
        both_away=told.get("both_away"), one_unable=told.get("one_unable"), unable=_ticked(LeftBehindForm.unable, told.get("unable")),
        entrusted=told.get("entrusted"),
        guardian=[told.get(name) or "" for name in (
            "guardian_name", "guardian_phone", "guardian_id", "guardian_relation", "guardian_address",
        )],
        care_kind=LeftBehindForm.care_kind.format(told.get("care_kind")), income=_ticked(LeftBehindForm.income, told.get("income")),
        help_got=_ticked(LeftBehindForm.help_got, told.get("help_got")), day=day_in_words(told["filled_on"]),
    )  # fmt: skip


def _place(pupil: Any) -> str:
    """户籍所在地 in words. Many rosters hold the bare code of the county: then the county's name, or where the family lives."""
    told = pupil.household_place or ""
    if not is_code(told):
        return told
    home = pupil.household.address if pupil.household_id else ""
    return region_in_words(told) or home or pupil.home_address or ""


def _day(day: dt.date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""


def _schooling(pupil: Any) -> str:
    """小学 or 初中 by the class; 辍学 where the roll says so."""
    if pupil.status == "13":
        return "辍学"
    grade = int(SchoolClass.get_by_id(pupil.school_class_id).grade)
    return "小学" if grade <= 6 else "初中"


def _parent(row: Any, place: str | None) -> Parent:
    if row is None:
        return Parent(place=place or "")
    birth = _day(identity.birth_of(row.id_number)) if row.id_number else ""
    return Parent(row.name, birth, place or row.away_at or "", row.phone or "", row.id_number or "")


def _elders(words: str, family: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Word of the relation -> (name, birth): as the form tells, else as the family's ledger does."""
    codes = code_list("relation")
    found: dict[str, tuple[str, str]] = {}
    for code in ELDERS:
        if row := family.get(code):
            found[codes.label(code)] = (
                row.name,
                _day(identity.birth_of(row.id_number)) if row.id_number else "",
            )
    for line in words.splitlines():
        parts = [part for part in BETWEEN.split(line.strip()) if part]
        if len(parts) > 1 and (known := codes.find(parts[0])) in ELDERS:
            found[codes.label(known)] = parts[1], parts[2] if len(parts) > 2 else ""
    return found


def _ticked(item: Any, codes: str | None) -> frozenset[str]:
    return frozenset(filter(None, item.format(codes).split("、")))
