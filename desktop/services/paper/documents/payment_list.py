"""D8 发放登记表: who was given what, signed by the family, in three copies (各地“本人签字、不得代签”的通行要求).

Money to accounts; money or things handed out against signature (校内资助), where the thing stands instead of the
account, and no reason, for every family reads what stands above its name; and a later list of those whose payment came
back, with the account as it went to the bank. The amount beside a thing is what the thing is worth; who signs for cash
signs in a column of its own, never under what is no cash.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from desktop.models import money
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.payments import PayLine, PayList
from desktop.models.ledgers.students import Student
from desktop.models.terms import parse_term
from desktop.services.aid.batches import grants_of, is_draft
from desktop.services.aid.checks import SIGNED_FOR
from desktop.services.paper.documents.common import (
    new_sheet,
    pre_flight,
    school_on_paper,
    short_class,
    wording,
)
from desktop.services.paper.documents.lists import Column, ListPage, demand_rows
from desktop.services.paper.documents.policy_basis import basis_of
from desktop.services.paper.grid import Cell, Row, label, value
from desktop.services.progress import Progress

Kind = Literal["bank", "cash", "item", "mixed"]
WHO = (Column("序号", 9), Column("姓名", 26), Column("班级", 17), Column("身份证号", 35))
COLUMNS: dict[Kind, tuple[Column, ...]] = {
    "bank": (
        *WHO, Column("资助\n类别", 13), Column("困难类型", 33), Column("金额\n（元）", 17), Column("开户名", 26),
        Column("账号", 35), Column("家长签字\n（按手印）", 29), Column("日期", 18), Column("备注", 15),
    ),
    "cash": (
        *WHO, Column("金额\n（元）", 26), Column("家长签字\n（按手印）", 60), Column("日期", 40), Column("备注", 60),
    ),
    "item": (
        *WHO, Column("物品", 78), Column("折合金额\n（元）", 22), Column("家长签字\n（按手印）", 40),
        Column("日期", 24), Column("备注", 22),
    ),
    "mixed": (
        *WHO, Column("现金\n（元）", 24), Column("物品", 62), Column("物品折合\n（元）", 22), Column("家长签字\n（按手印）", 38),
        Column("日期", 22), Column("备注", 18),
    ),
}  # fmt: skip
BEFORE = {
    kind: next(n for n, c in enumerate(columns) if "（元）" in c.head) for kind, columns in COLUMNS.items()
}
SIGNATURE_ROW = 9.0  # mm: room to sign and to press a finger
UNCOUNTED = "—"  # a thing whose value nobody counted


@dataclass(frozen=True)
class Paid:
    """One line: the grant, the account as it was sent, in 分 what was paid, a remark."""

    grant: Any
    owner: str
    account: str
    fen: int
    note: str = ""


@dataclass(frozen=True)
class PaymentList:
    """One batch, or one later list of it, as it is signed for. again: the number of a later list, 0 for the batch.

    Full numbers: a paper for the school, 中心校 and the county only.
    """

    batch: Any
    lines: Sequence[Paid]
    pupils: dict[int, Any]
    kind: Kind = "bank"
    again: int = 0

    @property
    def title(self) -> str:
        told = wording("payment_list")["headings"]
        blanks = {
            "学校": school_on_paper().school_name, "学期": parse_term(self.batch.term).title,
            "项目": AidProgramme.caption_of(self.batch.programme_id), "次数": self.again,
        }  # fmt: skip
        return str(told["again" if self.again else self.kind].format_map(blanks))


def payment_list(batch: int) -> PaymentList:
    """Read one batch. Raises Refused when nobody is on its list."""
    row, grants = AidBatch.get_by_id(batch), grants_of(batch)
    demand_rows(grants, "这一批名单")
    lines = [Paid(grant, grant.owner or "", grant.account or "", grant.amount) for grant in grants]
    kind: Kind = "bank"
    if row.pay_mode == SIGNED_FOR:
        things = [bool(grant.item) for grant in grants]
        kind = "item" if all(things) else "mixed" if any(things) else "cash"
    return PaymentList(row, lines, _pupils(grants), kind)


def list_again(pay_list: int) -> PaymentList:
    """A 发放清单 as it went to the bank: whoever's payment failed before says so. Raises Refused when it is empty."""
    row = PayList.get_by_id(pay_list)
    sent = list(PayLine.select().where(PayLine.pay_list == pay_list).order_by(PayLine.place, PayLine.id))
    demand_rows(sent, "这份发放清单")
    grants = {g.id: g for g in AidGrant.select().where(AidGrant.batch == row.batch_id)}
    earlier = PayLine.select(PayLine.grant).join(PayList).where(
        (PayList.batch == row.batch_id) & (PayList.number < row.number) & (PayLine.state == "failed")
    )  # fmt: skip
    failed, mark = {line.grant_id for line in earlier}, wording("payment_list")["sent_again"]
    lines = [
        Paid(
            grants[line.grant_id],
            line.owner,
            line.account,
            line.amount,
            mark if line.grant_id in failed else "",
        )
        for line in sent
    ]
    again = row.number if row.number > 1 else 0
    return PaymentList(
        AidBatch.get_by_id(row.batch_id), lines, _pupils([one.grant for one in lines]), again=again
    )


def _pupils(grants: Sequence[Any]) -> dict[int, Any]:
    ids = [grant.student_id for grant in grants]
    parts = (ids[start : start + 500] for start in range(0, len(ids), 500))
    return {pupil.id: pupil for part in parts for pupil in Student.select().where(Student.id.in_(part))}


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

        def record(entry: Entry) -> Row:
            return row(subject, *entry)

        def sums(here: Sequence[Entry], so_far: Sequence[Entry], last: bool) -> list[Row]:
            rows = [sum_row(subject.kind, "本页小计", here)]
            return [*rows, sum_row(subject.kind, "合　　计", so_far)] if last else rows

        table = page.roster(COLUMNS[subject.kind], record, sums, row=SIGNATURE_ROW)
        return table.draw(sheet, list(enumerate(subject.lines, 1)), progress)


def check(subject: PaymentList) -> None:
    for line in subject.lines:
        grant, name = line.grant, subject.pupils[line.grant.student_id].name
        who = f"{short_class(grant.class_name)}{name}"
        pre_flight(
            (f"{who}的姓名", name), (f"{who}的开户名", line.owner), (f"{who}的困难类型", grant.basis),
            (f"{who}的物品", grant.item),
        )  # fmt: skip


def notes(subject: PaymentList) -> str:
    """The notes under the table, one after another, with the documents the money rests on."""
    told = wording("payment_list")
    basis = {"文件": basis_of([line.grant for line in subject.lines])}
    filled = [text.format_map(basis) for text in told["notes"][subject.kind]]
    return "".join([*filled, f"{len(filled) + 1}.{told['copies']}"])


Entry = tuple[int, Paid]


def row(subject: PaymentList, number: int, line: Paid) -> Row:
    grant, pupil = line.grant, subject.pupils[line.grant.student_id]
    who = [
        value(number), value(pupil.name), value(short_class(grant.class_name)), value(pupil.id_number, size=9.5),
    ]  # fmt: skip
    signed = [value(""), value(""), value(line.note, size=9)]
    if subject.kind == "bank":
        account = [value(line.owner), value(line.account, size=9.5)]
        return [*who, value(grant.boarding), value(grant.basis, size=9), _money(line.fen), *account, *signed]
    if subject.kind == "mixed":
        cash, worth = (0, line.fen) if grant.item else (line.fen, 0)
        return [*who, _money(cash), value(grant.item or UNCOUNTED), _money(worth), *signed]
    given = [value(grant.item)] if subject.kind == "item" else []
    return [*who, *given, _money(line.fen), *signed]


def _money(fen: int) -> Cell:
    return value(money.figures(fen), align="right") if fen else value(UNCOUNTED)


def sum_row(kind: Kind, name: str, entries: Sequence[Entry]) -> Row:
    """The heads and the money in figures and words; of a mixed list the words are those of the cash."""
    if kind == "mixed":
        return _mixed_sums(name, entries)
    fen, before = sum(line.fen for _, line in entries), BEFORE[kind]
    named = min(3, before - 2)
    return [
        label(name, named), value(f"{len(entries)}人", before - named - 1), label("大写"), _money(fen),
        value(money.words(fen) if fen else "", len(COLUMNS[kind]) - before - 1, align="left"),
    ]  # fmt: skip


def _mixed_sums(name: str, entries: Sequence[Entry]) -> Row:
    cash = sum(line.fen for _, line in entries if not line.grant.item)
    worth = sum(line.fen for _, line in entries if line.grant.item)
    said = wording("payment_list")["cash_in_words"].format_map({"现金": money.words(cash)})
    after = len(COLUMNS["mixed"]) - BEFORE["mixed"] - 3
    return [
        label(name, 2), value(f"{len(entries)}人", 2), _money(cash), value(said if cash else UNCOUNTED, size=9.5),
        _money(worth), value("", after),
    ]  # fmt: skip
