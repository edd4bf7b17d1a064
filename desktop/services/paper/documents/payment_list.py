"""D8 发放登记表: who was paid what, signed by the family, in three copies (各地“本人签字、不得代签”的通行要求)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models import money
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batches import AidBatch
from desktop.models.ledgers.students import Student
from desktop.models.terms import parse_term
from desktop.services.aid.batches import grants_of, is_draft
from desktop.services.paper.documents.common import (
    new_sheet,
    pre_flight,
    school_on_paper,
    short_class,
    wording,
)
from desktop.services.paper.documents.lists import Column, ListPage, demand_rows
from desktop.services.paper.documents.policy_basis import basis_of
from desktop.services.paper.grid import Row, label, value
from desktop.services.progress import Progress

COLUMNS = (
    Column("序号", 9), Column("姓名", 26), Column("班级", 17), Column("身份证号", 35), Column("资助\n类别", 13),
    Column("困难类型", 33), Column("金额\n（元）", 17), Column("开户名", 26), Column("账号", 35),
    Column("家长签字\n（按手印）", 29), Column("日期", 18), Column("备注", 15),
)  # fmt: skip
SIGNATURE_ROW = 9.0  # mm: room to sign and to press a finger


@dataclass(frozen=True)
class PaymentList:
    """One batch as its payment list. Full numbers: a paper for the school, 中心校 and the county only."""

    batch: Any
    grants: Sequence[Any]
    pupils: dict[int, Any]

    @property
    def title(self) -> str:
        told = wording("payment_list")["heading"]
        term = parse_term(self.batch.term).title
        programme = AidProgramme.caption_of(self.batch.programme_id)
        return str(told.format_map({"学校": school_on_paper().school_name, "学期": term, "项目": programme}))


def payment_list(batch: int) -> PaymentList:
    """Read one batch. Raises Refused when nobody is on its list."""
    grants = grants_of(batch)
    demand_rows(grants, "这一批名单")
    wanted = Student.select().where(Student.id.in_([grant.student_id for grant in grants]))
    return PaymentList(AidBatch.get_by_id(batch), grants, {pupil.id: pupil for pupil in wanted})


def draw(
    path: Path, subject: PaymentList, *, progress: Progress | None = None, proof: bool = False,
    day: dt.date | None = None,
) -> int:  # fmt: skip
    """Print the list and return its pages; `day` is printed beside the seal, blank without.

    Raises MissingGlyph, CannotWrite, Cancelled.
    """
    told, school, batch = wording("payment_list"), school_on_paper(), subject.batch
    check(subject)
    with new_sheet(path, subject.title, lying=True, proof=proof, draft=is_draft(batch)) as sheet:
        page = ListPage(
            sheet,
            subject.title,
            left=told["unit_line"].format_map({"学校": school.school_name}),
            centre=f"{parse_term(batch.term).title}第{batch.number}批",
            secret=told["secret"],
            copies="一式三份",
            signatures=told["signatures"],
            notes=notes(subject),
            seal=True,
            day=day,
        )

        def record(entry: tuple[int, Any]) -> Row:
            return row(*entry, subject.pupils[entry[1].student_id])

        table = page.roster(COLUMNS, record, sums, row=SIGNATURE_ROW)
        return table.draw(sheet, list(enumerate(subject.grants, 1)), progress)


def check(subject: PaymentList) -> None:
    for grant in subject.grants:
        name = subject.pupils[grant.student_id].name
        who = f"{short_class(grant.class_name)}{name}"
        pre_flight((f"{who}的姓名", name), (f"{who}的开户名", grant.owner), (f"{who}的困难类型", grant.basis))


def notes(subject: PaymentList) -> str:
    """The notes under the table, one after another, with the documents the money rests on."""
    told = wording("payment_list")
    filled = [text.format_map({"文件": basis_of(subject.grants)}) for text in told["notes"]]
    return "".join([*filled, f"4.{told['copies']}"])


def row(number: int, grant: Any, pupil: Any) -> Row:
    return [
        value(number), value(pupil.name), value(short_class(grant.class_name)), value(pupil.id_number, size=9.5),
        value(grant.boarding), value(grant.basis, size=9), value(money.figures(grant.amount), align="right"),
        value(grant.owner), value(grant.account, size=9.5), value(""), value(""), value(""),
    ]  # fmt: skip


Entry = tuple[int, Any]


def sums(here: Sequence[Entry], so_far: Sequence[Entry], last: bool) -> list[Row]:
    rows = [sum_row("本页小计", here)]
    return [*rows, sum_row("合　　计", so_far)] if last else rows


def sum_row(name: str, entries: Sequence[Entry]) -> Row:
    fen = sum(grant.amount for _, grant in entries)
    return [
        label(name, 3), value(f"{len(entries)}人", 2), label("大写"),
        value(money.figures(fen), align="right"), value(money.words(fen), 5, align="left"),
    ]  # fmt: skip
