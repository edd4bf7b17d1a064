"""What stands on a 认定申请表: nothing (to be written by hand), what the books know of a pupil, or a whole application."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.ledgers.classes import NUMERALS, SchoolClass, parse_class
from desktop.models.ledgers.families import Guardian
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.posting import Posting
from desktop.models.ledgers.recognition import RecognitionCase
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.services.paper.documents.application_family import Member, members_of
from desktop.services.paper.documents.lists import demand_rows
from desktop.services.recognition.changes import approved_of, grade_of_round
from desktop.services.recognition.rounds import SETTLED, kinds_of
from desktop.services.regions import is_code, region_in_words

SAID = ("disaster", "accident", "weak_labour", "unemployment", "debt", "other")  # the sentences of the form
TOLD = (
    "applied",
    "class_reviewed",
    "school_reviewed",
    "posted",
    "objected",
    "recognised",
    "archived",
    "declined",
    "draft",
)
OTHER_KIND = "90"
AT_ONCE = 500  # ids in one question


@dataclass(frozen=True)
class Decision:
    """What became of an application. days: working days the list hung; grade "" for 不予认定; codes of need_grade."""

    days: int
    class_grade: str
    class_opinion: str
    grade: str
    reason: str


@dataclass(frozen=True)
class Application:
    """One form. Everything is text as printed; "" leaves room to write. kinds: items of the form that are ticked."""

    grade: str = ""
    class_name: str = ""
    name: str = ""
    gender: str = ""
    birth: str = ""
    native_place: str = ""
    id_number: str = ""
    people: str = ""
    phone: str = ""
    address: str = ""
    postcode: str = ""
    guardian_phone: str = ""
    members: tuple[Member, ...] = ()
    kinds: frozenset[str] = frozenset()
    other_kinds: tuple[str, ...] = ()
    per_head: str = ""
    disaster: str = ""
    accident: str = ""
    weak_labour: str = ""
    unemployment: str = ""
    debt: str = ""
    other: str = ""
    household_kind: str = ""
    boarder: bool | None = None
    stage: str = ""
    complete: bool = False
    decision: Decision | None = None

    @property
    def who(self) -> str:
        return f"{self.grade}{self.class_name}{self.name}"


@cache
def items() -> dict[str, str]:
    """The form's own types of need in its order; what a county adds is written under 其他情况."""
    codes = code_list("hardship_type")
    own = (code for code in codes.labels if code != OTHER_KIND)
    return {
        code: codes.label(code)
        for code in own
        if not codes.fact(code, "local") and not codes.fact(code, "parent")
    }


def item_of(kind: str) -> str:
    """The form's item of a type: 农村低保 and 城市低保 are both 低保."""
    return str(code_list("hardship_type").fact(kind, "parent") or kind)


def blank_of_classes(classes: Sequence[int] = ()) -> list[Application]:
    """An empty form for each class, its name filled in; of all classes when none is named."""
    rows = [
        row
        for row in SchoolClass.select().where(SchoolClass.state == "1")
        if not classes or row.id in classes
    ]
    rows.sort(key=lambda row: (int(row.grade), row.number))
    demand_rows(rows, "班级", nothing="一个班也没有")
    return [_of_class(SchoolClass.caption(row)) for row in rows]


def known_of_pupils(store: Store, students: Sequence[int], day: dt.date) -> list[Application]:
    """Forms with what the books know, for these pupils, or for all with a 困难类型 that holds on `day`."""
    kinds = kinds_of(store, day)
    pupils = _seen(store, students or sorted(kinds))
    demand_rows(pupils, "要打印申请表的学生")
    if not students:
        pupils.sort(key=_by_class)
    return [replace(form, **_kinds(kinds.get(pupil.id, ()))) for pupil, form in _known(pupils, day)]


def of_round(
    store: Store, record: int, students: Sequence[int] = (), day: dt.date | None = None
) -> list[Application]:
    """The applications of a round, filled in completely; those of some pupils when they are named."""
    case = RecognitionCase
    rows = store.rows(case).where((case.round == record) & case.state.in_(TOLD))
    cases = {row.student_id: row for row in rows if not students or row.student_id in students}
    demand_rows(list(cases), "这一批认定申请")
    pupils = _seen(store, list(cases))
    pupils.sort(key=_by_class)
    days, changed = _posted_days(record), approved_of([row.id for row in cases.values()])
    known = [(cases[pupil.id], form) for pupil, form in _known(pupils, day or dt.date.today())]
    return [_with_case(form, row, days, grade_of_round(row, changed.get(row.id, ()))) for row, form in known]


def _with_case(form: Application, case: Any, days: int, granted: str) -> Application:
    """The application says more than the books, and is newer. granted: the grade the round gave, whatever came later."""
    told = {name: getattr(case, name) for name in SAID if getattr(case, name)}
    if case.per_head is not None:
        told["per_head"] = money.figures(case.per_head)
    if case.people is not None:
        told["people"] = str(case.people)
    if case.class_name and (read := parse_class(case.class_name)):
        told |= _place(*read)
    decision = _decision(case, days, granted) if case.round.state in SETTLED else None
    return replace(form, **told, **_kinds((case.kinds or "").split(",")), complete=True, decision=decision)


def _decision(case: Any, days: int, granted: str) -> Decision:
    reason = (case.school_opinion if granted else case.why_not) or ""
    return Decision(days, case.class_grade or "", case.class_opinion or "", granted, reason)


def _posted_days(record: int) -> int:
    posting = Posting.select().where((Posting.round == record) & (Posting.state == "over"))
    row = posting.order_by(Posting.id.desc()).first()
    return row.days if row else 0


def _kinds(kinds: Iterable[str]) -> dict[str, Any]:
    """Which items are ticked, and the names of what the form has no item for."""
    codes = [kind for kind in kinds if kind]
    others = [code_list("hardship_type").label(kind) for kind in codes if item_of(kind) not in items()]
    ticked = frozenset(item_of(kind) for kind in codes) & items().keys()
    return {"kinds": frozenset(ticked), "other_kinds": tuple(dict.fromkeys(others))}


# what the books know -----------------------------------------------------------------------------------


def _seen(store: Store, students: Sequence[int]) -> list[Any]:
    """The pupils this person may see, in the order given."""
    found = {
        row.id: row for part in _parts(students) for row in store.rows(Student).where(Student.id.in_(part))
    }
    return [found[record] for record in students if record in found]


def _parts(ids: Sequence[int]) -> Iterator[list[int]]:
    return (list(ids[start : start + AT_ONCE]) for start in range(0, len(ids), AT_ONCE))


def _by_class(pupil: Any) -> tuple[Any, ...]:
    read = parse_class(SchoolClass.caption_of(pupil.school_class_id)) or (99, 0)
    return (*read, pupil.seat_no or 999, pupil.id)


def _known(pupils: Sequence[Any], day: dt.date) -> list[tuple[Any, Application]]:
    ids = [pupil.id for pupil in pupils]
    family: dict[int, list[Any]] = defaultdict(list)
    homes: dict[int, Any] = {}
    for part in _parts(ids):
        for one in Guardian.select().where(Guardian.student.in_(part)).order_by(Guardian.id):
            family[one.student_id].append(one)
    for part in _parts(sorted({pupil.household_id for pupil in pupils if pupil.household_id})):
        homes |= {home.id: home for home in Household.select().where(Household.id.in_(part))}
    children = _children(list(homes))
    return [
        (pupil, _form(pupil, family[pupil.id], homes.get(pupil.household_id), children.get(pupil.household_id, []), day))
        for pupil in pupils
    ]  # fmt: skip


def _children(homes: Sequence[int]) -> dict[int, list[Any]]:
    """The pupils of each household who are still here."""
    found: dict[int, list[Any]] = defaultdict(list)
    for part in _parts(homes):
        query = Student.select().where(Student.household.in_(part) & Student.left_on.is_null())
        for one in query.order_by(Student.birth_date, Student.id):
            found[one.household_id].append(one)
    return found


def _native(told: str | None) -> str:
    """籍贯 in words: rosters often hold the code of the county, which nobody reads on a form."""
    return region_in_words(told or "") if is_code(told) else told or ""


def _form(pupil: Any, family: Sequence[Any], home: Any, children: Sequence[Any], day: dt.date) -> Application:
    guardians_first = sorted(family, key=lambda one: one.is_guardian is False)
    parent_phone = next((one.phone for one in guardians_first if one.phone), None)
    return replace(
        _of_class(SchoolClass.caption_of(pupil.school_class_id)),
        name=pupil.name,
        gender=code_list("gender").label(pupil.gender),
        birth=f"{pupil.birth_date:%Y.%m}" if pupil.birth_date else "",
        native_place=_native(pupil.native_place),
        id_number=pupil.id_number or "",
        phone=(pupil.phone or "") if parent_phone and parent_phone != pupil.phone else "",
        guardian_phone=parent_phone or pupil.phone or "",
        address=pupil.mail_address
        or pupil.current_address
        or pupil.home_address
        or pupil.household_place
        or "",
        postcode=pupil.postcode or "",
        members=members_of(family, [one for one in children if one.id != pupil.id], day),
        household_kind=pupil.household_kind or "",
        boarder=code_list("attendance_mode").fact(pupil.attendance, "boarding"),
        **_of_home(home),
    )


def _of_home(home: Any) -> dict[str, Any]:
    """What the household's row says, in the words of the form."""
    if home is None:
        return {}
    told: dict[str, Any] = {
        "people": str(home.members) if home.members else "",
        "per_head": money.figures(home.income_per_head) if home.income_per_head is not None else "",
        "disaster": home.disaster_note or ("有" if home.disaster else ""),
        "accident": home.accident_note or ("有" if home.accident else ""),
        "unemployment": f"失业{home.jobless}人" if home.jobless else "",
    }
    if home.debt:
        why = f"，{home.debt_reason}" if home.debt_reason else ""
        told["debt"] = f"{money.figures(home.debt)}元{why}"
    return told


def _of_class(text: str) -> Application:
    read = parse_class(text)
    return Application(**_place(*read)) if read else Application(class_name=text)


def _place(grade: int, number: int) -> dict[str, Any]:
    stage = code_list("grade").fact(str(grade), "stage") or ""
    return {"grade": f"{NUMERALS[grade]}年级", "class_name": f"（{number}）班", "stage": stage}
