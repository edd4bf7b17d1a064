"""更正通知单: whose money came back or who has no account, a page to a class, for the family to write the right number.

Of the old account only the last four figures stand here: the paper goes through a class.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batches import AidBatch
from desktop.models.terms import parse_term
from desktop.services.paper.documents.common import (
    class_place,
    long_class,
    new_sheet,
    pre_flight,
    school_on_paper,
    short_class,
    wording,
)
from desktop.services.paper.documents.lists import Column, ListPage, demand_rows, no_sums
from desktop.services.paper.grid import Row, value
from desktop.services.pay.board import FAILED, LACKING, BoardLine, board
from desktop.services.progress import Progress

WIDTHS = (9, 24, 32, 32, 48, 20, 21)
TALL = 13.0  # mm: nineteen figures are written by hand


@dataclass(frozen=True)
class AccountSlips:
    """The pupils of one list who need another account, in the order of the list."""

    batch: Any
    lines: Sequence[BoardLine]

    @property
    def title(self) -> str:
        blanks = {"学校": school_on_paper().school_name, "学期": parse_term(self.batch.term).title}
        return str(wording("account_slips")["heading"].format_map(blanks))


def account_slips(batch: int) -> AccountSlips:
    """Read one list. Raises Refused when everybody's account is in order."""
    found = [line for line in board(batch) if line.bucket in (FAILED, LACKING)]
    demand_rows(found, "要更正账户的名单")
    return AccountSlips(AidBatch.get_by_id(batch), found)


def draw(path: Path, subject: AccountSlips, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the slips, each class on its own pages; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    told = wording("account_slips")
    by_class: dict[str, list[BoardLine]] = defaultdict(list)
    for line in sorted(subject.lines, key=lambda line: class_place(line.grant.class_name)):
        who = f"{short_class(line.grant.class_name)}{line.pupil}"
        pre_flight(
            (f"{who}的姓名", line.pupil),
            (f"{who}的开户名", line.grant.owner),
            (f"{who}的银行说明", line.said),
        )
        by_class[line.grant.class_name or ""].append(line)
    columns = [Column(head, width) for head, width in zip(told["columns"], WIDTHS, strict=True)]
    programme = AidProgramme.get_by_id(subject.batch.programme_id).name
    with new_sheet(path, subject.title, proof=proof) as sheet:
        for place, (class_name, group) in enumerate(by_class.items()):
            if place:
                sheet.next_page()
            page = ListPage(
                sheet,
                subject.title,
                left=told["class_line"].format_map({"班级": long_class(class_name), "项目": programme}),
                signatures=told["signatures"],
                notes=told["notes"],
            )
            roster = page.roster(columns, _row, no_sums, row=TALL, size=10.5)
            roster.draw(sheet, list(enumerate(group, 1)), progress)
        return sheet.page


def _row(entry: tuple[int, BoardLine]) -> Row:
    number, line = entry
    told, grant = wording("account_slips"), line.grant
    old = f"{grant.owner or ''}\n（{grant.account[-4:]}）" if grant.account else told["no_account"]
    why = (line.said or told["no_reason"]) if line.bucket == FAILED else ""
    return [
        value(number),
        value(line.pupil),
        value(old),
        value(why, size=9.5),
        value(""),
        value(""),
        value(""),
    ]
