"""Invented people in one line each. County 529901 does not exist."""

import dataclasses
import datetime as dt
import json
from pathlib import Path
from typing import Any

from desktop.models.identity import check_digit
from desktop.models.ledger import database
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.classes import SchoolClass, parse_class
from desktop.models.ledgers.families import Guardian, PayeeAccount
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.students import Student
from desktop.models.roles import session_for
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.places import RESOURCES
from desktop.services.aid.batches import make_batch
from desktop.services.aid.propose import Proposal, propose
from desktop.services.roster.intake import read_files
from desktop.services.roster.judge import make_draft

USER, PASSWORD = "周敏", "春风化雨2026"
CODE = "VH4B-PKM6-A1XB-970N-2V5A-MCDZ-28EC-80H5"
PROFILE = {
    "school_name": "青禾县柳林镇石桥小学", "short_name": "石小资助", "school_type": "primary", "township": "柳林镇",
    "central_school": "柳林镇中心校", "county": "青禾县", "hotline_school": "05778123456",
    "post_aid": False,  # whose county asks for no 助前公示; tests/services/pay turns it on
}  # fmt: skip
SAMPLES = RESOURCES / "samples"
AUTUMN, LIST_DATE = Term(2026, 1), dt.date(2026, 9, 5)


def id_number(number: int = 1, *, birth: dt.date = dt.date(2016, 5, 1), gender: str = "2") -> str:
    """A citizen number that passes GB 11643; `number` (below 500) makes it another person's."""
    first17 = f"529901{birth:%Y%m%d}{number * 2 + (gender == '1'):03d}"
    return first17 + check_digit(first17)


def school_class(store: Store, text: str = "三(2)班", **values: Any) -> int:
    """The class of that name, made when it is not there."""
    if record := SchoolClass.find(text):
        return record
    grade, number = parse_class(text)
    return add(store, SchoolClass, grade=str(grade), number=number, **values)


def pupil(store: Store, name: str = "王芳", klass: str = "三(2)班", **values: Any) -> int:
    return add(store, Student, **{"name": name, "school_class": school_class(store, klass), **values})


def guardian(store: Store, student: int, name: str = "王建国", **values: Any) -> int:
    return add(store, Guardian, **{"student": student, "name": name, "relation": "51", **values})


def household(store: Store, head_name: str = "王建国", **values: Any) -> int:
    return add(store, Household, head_name=head_name, **values)


def account(store: Store, student: int, number: str = "6217000010001234567", **values: Any) -> int:
    owner = Student.get_by_id(student).name
    return add(store, PayeeAccount, **{"student": student, "owner": owner, "number": number, **values})


def hardship(store: Store, student: int, kind: str = "05.1", **values: Any) -> int:
    return add(store, Hardship, **{"student": student, "kind": kind, "since": dt.date(2026, 9, 1), **values})


def add(store: Store, ledger: Any, **values: Any) -> int:
    with store.step(f"新增{ledger.title}") as step:
        return step.add(ledger, values)


def change(store: Store, ledger: Any, record: int, does: str = "修改", **values: Any) -> None:
    with store.step(does) as step:
        step.change(ledger, record, values)


def remove(store: Store, ledger: Any, record: int) -> None:
    with store.step(f"删除{ledger.title}") as step:
        step.remove(ledger, record)


# aid ---------------------------------------------------------------------------------------------------


def programme(code: str = "non_boarding") -> Any:
    return AidProgramme.get(AidProgramme.code == code)


def needy(store: Store, name: str = "王芳", klass: str = "三(2)班", kind: str = "05.1", **values: Any) -> int:
    """A pupil with one 困难类型; goes home every day unless told otherwise."""
    record = pupil(store, name, klass, **{"attendance": "1", **values})
    hardship(store, record, kind)
    return record


def proposal(
    store: Store, code: str = "non_boarding", term: Term = AUTUMN, day: dt.date = LIST_DATE
) -> Proposal:
    return propose(store, programme(code), term, day)


def batch(store: Store, code: str = "non_boarding", **choices: Any) -> int:
    """This autumn's list of one programme."""
    return make_batch(store, proposal(store, code), **choices)


# other people ------------------------------------------------------------------------------------------


def as_role(store: Store, role: str, who: str, classes: frozenset[int] = frozenset()) -> Store:
    """The same books with somebody else at the keyboard."""
    return dataclasses.replace(store, session=session_for(who, role, classes))


def as_headteacher(store: Store) -> Store:
    """校长."""
    return as_role(store, "head", "石校长")


def as_class_teacher(store: Store, *classes: int) -> Store:
    """班主任 of these classes."""
    return as_role(store, "class", "田老师", frozenset(classes))


# workbooks and whole states ----------------------------------------------------------------------------


def planted() -> Any:
    """What the sample workbooks are known to hold."""
    return json.loads((SAMPLES / "planted.json").read_text("utf-8"))


def draft_of(store: Store, *names: str) -> Any:
    """(intake, draft) of sample workbooks, judged against what is in the books now."""
    intake = read_files([Path(SAMPLES / name) for name in names])
    return intake, make_draft(store, intake, day=dt.date(2026, 9, 10))


def dump() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but the journal's and the access log: the state that undo must bring back."""
    cursor = database.connection().cursor()
    tables = [name for (name,) in cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    own = [t for t in tables if not t.startswith(("journal_", "sqlite_")) and t != "access_note"]
    return {table: list(cursor.execute(f'SELECT * FROM "{table}" ORDER BY id')) for table in own}
