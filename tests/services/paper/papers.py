"""What the tests of printed documents share: pupils on an approved list, and how a PDF is read back."""

import datetime as dt
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
from builders import add, as_headteacher, batch, change, id_number, school_class

from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.families import Guardian, PayeeAccount
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.school import School
from desktop.models.ledgers.students import Student
from desktop.services.aid.batches import approve, grants_of
from desktop.services.paper import check

LONG = "阿不都热依木·阿不都克里木·买买提江诺夫"
RARE = "𠮷田小满"
NO_GLYPH = "\U00032fff"  # no font draws it
DAY = dt.date(2026, 11, 23)
PAID = dt.date(2026, 11, 18)


def account_number(number: int) -> str:
    return f"62170000100{number:08d}"


def pupils(store: Any, names: list[str], *, klass: str = "三(2)班", start: int = 1) -> list[int]:
    """Pupils with number, guardian, account and a 困难类型, all in one step."""
    where = school_class(store, klass)
    with store.step("新增学生") as step:
        ids = step.add_many(Student, [
            {"name": name, "school_class": where, "id_number": id_number(n), "student_no": f"G{id_number(n)}",
             "attendance": "1", "home_address": "青禾县柳林镇石桥村3组", "phone": f"1380000{n:04d}"}
            for n, name in enumerate(names, start)
        ])  # fmt: skip
        step.add_many(
            Guardian, [{"student": s, "name": f"王建{'国军民华平'[s % 5]}", "relation": "51"} for s in ids]
        )
        step.add_many(PayeeAccount, [
            {"student": s, "owner": name, "number": account_number(n)}
            for n, (s, name) in enumerate(zip(ids, names, strict=True), start)
        ])  # fmt: skip
        step.add_many(Hardship, [{"student": s, "kind": "05.1", "since": dt.date(2026, 9, 1)} for s in ids])
    return ids


def names(count: int) -> list[str]:
    """Invented names, all different."""
    return [
        f"{'王李张刘陈杨黄赵吴周'[n % 10]}{'雨浩思子若嘉铭语景婉'[n // 10 % 10]}{'桐然远墨曦懿瑞嫣行清'[n // 100 % 10]}"
        for n in range(count)
    ]


def paid_batch(store: Any, *, approved: bool = True) -> int:
    """This autumn's list of all needy pupils, approved and paid."""
    made = batch(store)
    if approved:
        approve(as_headteacher(store), made, dt.date(2026, 11, 10))
        change(store, AidBatch, made, paid_on=PAID)
    return made


def county_phone(store: Any) -> None:
    change(store, School, School.get().id, hotline_county="05778000108")


def one_family(store: Any, students: list[int], village: str = "石桥村") -> int:
    """Put pupils into one 户."""
    home = add(store, Household, head_name="王建国", village=village)
    for student in students:
        change(store, Student, student, household=home)
    return home


def total(made: int) -> int:
    return sum(grant.amount for grant in grants_of(made))


def grant_count(made: int) -> int:
    return AidGrant.select().where(AidGrant.batch == made).count()


def pages(path: Path) -> list[str]:
    """The text of each page without blanks and line ends, as a search in a PDF reader sees it."""
    document = pdfium.PdfDocument(path)
    texts = ["".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    return texts


def whole(path: Path) -> str:
    return "".join(pages(path))


def faults(path: Path) -> list[check.Finding]:
    """What is off the page or on other text; what lies under a seal is left to `under_seals`."""
    return [finding for finding in check.findings(path) if finding.kind != "seal"]


def under_seals(path: Path) -> str:
    """Everything that the seals of a proof cover."""
    return "".join("".join(f.text.split()) for f in check.findings(path) if f.kind == "seal")
