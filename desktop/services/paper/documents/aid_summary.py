"""D9 学生资助情况汇总表: programme × stage × 寄宿, the pupils by type of need, the money planned and paid, what is unpaid.

已发金额 is what families have: what went out, less what was taken back, with what was given again; both are told below.
The columns of types are always the same (the form's own fourteen and 其他), so that a township can add up its schools.
A pupil with several types counts once, under the first of them; 人数 × 标准 is the money of a row.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.classes import SchoolClass, parse_class
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.services.aid.batches import is_draft
from desktop.services.aid.hand_facts import as_listed
from desktop.services.aid.mid_term import kept_words
from desktop.services.paper.documents.application_facts import OTHER_KIND, item_of, items
from desktop.services.paper.documents.common import new_sheet, pre_flight, school_on_paper, wording
from desktop.services.paper.documents.lists import Column, ListPage, demand_rows
from desktop.services.paper.documents.wall_list import demand_whole_school
from desktop.services.paper.grid import Cell, Row, label, value, words
from desktop.services.pay import reversals
from desktop.services.progress import Progress

KIND = 7.0  # mm: a column of a type of need; its head stands upright
BEFORE = (Column("资助项目", 38), Column("学段", 11), Column("寄宿\n与否", 13))
AFTER = (
    Column("合计\n人数", 12), Column("标准\n（元）", 15), Column("金额\n（元）", 22), Column("已发\n人数", 12),
    Column("已发金额\n（元）", 22), Column("未发原因", 23),
)  # fmt: skip
HEAD = 27.0  # mm: room for the longest upright head
PAID = "paid"


@dataclass(frozen=True)
class Line:
    """Grants of one programme, stage, 寄宿, amount and thing given (in_kind: without a price).

    kinds: heads by item of the form; unpaid: 退票1人（户名不符）; back, more: 分 by approved corrections of what was paid,
    taken back and given again.
    """

    programme: str
    stage: str
    boarding: str
    standard: int
    kinds: Counter[str]
    heads: int
    paid: int
    unpaid: str
    grants: tuple[int, ...] = ()  # ids of the lines added up here
    back: int = 0
    more: int = 0
    in_kind: bool = False

    @property
    def fen(self) -> int:
        return self.heads * self.standard

    @property
    def out(self) -> int:
        """What went out, before any correction."""
        return self.paid * self.standard

    @property
    def paid_fen(self) -> int:
        return self.out - self.back + self.more


@dataclass(frozen=True)
class AidSummary:
    """A term's aid. people: pupils, each counted once; draft: a list on it is not approved yet."""

    term: Term
    lines: Sequence[Line]
    people: int
    draft: bool

    @property
    def title(self) -> str:
        blanks = {"学校": school_on_paper().school_name, "学期": self.term.title}
        return str(wording("aid_summary")["heading"].format_map(blanks))


def aid_summary(store: Store, term: Term) -> AidSummary:
    """Add up the lists of a term, void ones left out. Raises Refused when there is no list, or for one's own classes only."""
    demand_whole_school(store)
    batches = {
        row.id: row
        for row in AidBatch.select().where((AidBatch.term == term.code) & (AidBatch.state != "void"))
    }
    grants = list(
        AidGrant.select()
        .where(AidGrant.batch.in_(list(batches)) & (AidGrant.state != "stopped"))
        .order_by(AidGrant.id)
    )
    demand_rows(grants, f"{term.title}的资助名单")
    grants = as_listed(grants, batches)
    classes, programmes = _classes(grants), {row.id: row for row in AidProgramme.select()}
    groups: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for grant in grants:
        programme = programmes[batches[grant.batch_id].programme_id]
        groups[_key(grant, programme, classes)].append(grant)
    lines = [_line(key, groups[key]) for key in sorted(groups)]
    draft = any(is_draft(batches[grant.batch_id]) for grant in grants)
    return AidSummary(term, lines, len({grant.student_id for grant in grants}), draft)


def _classes(grants: Sequence[Any]) -> dict[int, str]:
    """The class of who has none on the list."""
    lacking = [grant.student_id for grant in grants if not grant.class_name]
    rows = Student.select(Student.id, Student.school_class).where(Student.id.in_(lacking))
    return {row.id: SchoolClass.caption_of(row.school_class_id) for row in rows}


def _key(grant: Any, programme: Any, classes: dict[int, str]) -> tuple[Any, ...]:
    """Sorts by programme, stage, boarders first, the higher amount first."""
    read = parse_class(grant.class_name or classes.get(grant.student_id, ""))
    stage = code_list("grade").fact(str(read[0]), "stage") if read else None
    stages = list(code_list("stage").labels)
    place = stages.index(stage) if stage in stages else len(stages)
    return (
        programme.place,
        programme.id,
        place,
        stage or "",
        grant.boarding != "寄宿",
        grant.boarding or "",
        -grant.amount,
        grant.item or "",
    )


def _line(key: tuple[Any, ...], grants: Sequence[Any]) -> Line:
    paid = sum(grant.state == PAID for grant in grants)
    back, more = reversals.sums([grant.id for grant in grants])
    name = AidProgramme.caption_of(key[1])
    return Line(
        f"{name}：{key[7]}" if key[7] else name,
        code_list("stage").label(key[3]),
        key[5],
        -key[6],
        Counter(kind_of(grant.basis) for grant in grants),
        len(grants),
        paid,
        "；".join(filter(None, (unpaid_words(grants), corrected_words(back, more)))),
        tuple(grant.id for grant in grants),
        back,
        more,
        bool(key[7]) and not key[6],
    )


def kind_of(basis: str | None) -> str:
    """The first type of the form that a grant's basis names; 其他 for what the form has no item for."""
    codes = code_list("hardship_type")
    found = {item_of(code) for name in (basis or "").split("、") if (code := codes.find(name))}
    return next((code for code in items() if code in found), OTHER_KIND)


def unpaid_words(grants: Sequence[Any]) -> str:
    """待发放12人；退票1人（户名不符）."""
    states: dict[str, list[Any]] = defaultdict(list)
    for grant in grants:
        if grant.state != PAID:
            states[grant.state].append(grant)
    parts = []
    for code, name in code_list("grant_state").labels.items():
        if code in states:
            why = "、".join(dict.fromkeys(filter(None, map(_why_unpaid, states[code]))))
            parts.append(f"{name}{len(states[code])}人" + (f"（{why}）" if why else ""))
    return "；".join(parts)


def _why_unpaid(grant: Any) -> str:
    """What a line says of its payment, without why it is on the list at all."""
    return str(grant.reason or "").removesuffix(kept_words(grant.reason)).rstrip("；")


def corrected_words(back: int, more: int) -> str:
    """已发以后追回、冲销100.01元；已发以后补发20.00元."""
    told = wording("aid_summary")["corrected"]
    said = ((told["back"], back), (told["more"], more))
    return "；".join(text.format_map({"金额": money.figures(fen)}) for text, fen in said if fen)


def draw(
    path: Path, subject: AidSummary, *, progress: Progress | None = None, proof: bool = False,
    day: dt.date | None = None,
) -> int:  # fmt: skip
    """Print the table and return its pages; `day` stands beside the seal. Raises MissingGlyph, CannotWrite, Cancelled."""
    told, school = wording("aid_summary"), school_on_paper()
    pre_flight(*((f"“{line.programme}”的未发原因", line.unpaid) for line in subject.lines))
    with new_sheet(path, subject.title, lying=True, proof=proof, draft=subject.draft) as sheet:
        page = ListPage(
            sheet,
            subject.title,
            left=told["unit_line"].format_map({"学校": school.school_name}),
            centre=told["count_line"].format_map({"人数": subject.people}),
            signatures=told["signatures"],
            notes="".join(told["notes"]),
            seal=True,
            day=day,
        )
        heads = told["kinds"]
        columns = [*BEFORE, *(Column(heads[code], KIND) for code in kinds()), *AFTER]
        table = page.roster(columns, row, sums, row=10.5, size=9.5)
        upright = [label(one.head) for one in BEFORE]
        upright += [Cell(heads[code], "song", upright=True, size=8.5) for code in kinds()]
        upright += [label(one.head) for one in AFTER]
        table = replace(table, head=[upright], head_height=HEAD)
        return table.draw(sheet, subject.lines, progress)


def kinds() -> list[str]:
    return [*items(), OTHER_KIND]


def row(line: Line) -> Row:
    counts = [value(line.kinds.get(code) or "", size=9) for code in kinds()]
    return [
        value(line.programme, size=9), value(line.stage), value(line.boarding), *counts, value(line.heads),
        value(_yuan(line, line.standard), align="right", size=9), value(_yuan(line, line.fen), align="right"),
        value(line.paid), value(_yuan(line, line.paid_fen), align="right"), words(line.unpaid, size=8.5),
    ]  # fmt: skip


def _yuan(line: Line, fen: int) -> str:
    """What was given as a thing without a price has no amount."""
    return "—" if line.in_kind else money.figures(fen)


def sums(here: Sequence[Line], so_far: Sequence[Line], last: bool) -> list[Row]:
    """本页小计 only where there are several pages."""
    if last and len(here) == len(so_far):
        return total_rows("合　　计", so_far)
    rows = total_rows("本页小计", here)[:1]
    return [*rows, *total_rows("合　　计", so_far)] if last else rows


def total_rows(name: str, lines: Sequence[Line]) -> list[Row]:
    """The sums, and below them the money in words: two rows, between which and the date the seal has its place."""
    counted = sum((line.kinds for line in lines), Counter[str]())
    fen, paid, out = (sum(getattr(line, name) for line in lines) for name in ("fen", "paid_fen", "out"))
    left = len(BEFORE)
    figures: Row = [
        label(name, left), *(value(counted.get(code) or "", size=9) for code in kinds()),
        value(sum(line.heads for line in lines)), value("—"), value(money.figures(fen), align="right"),
        value(sum(line.paid for line in lines)), value(money.figures(paid), align="right"), value(""),
    ]  # fmt: skip
    blanks = {"金额": money.words(fen), "已发": money.words(paid), "未发": money.words(fen - out)}
    across = len(kinds()) + len(AFTER)
    said = [
        [label(name, left), words(text.format_map(blanks), across)]
        for name, text in wording("aid_summary")["words"]
    ]
    back, more = sum(line.back for line in lines), sum(line.more for line in lines)
    if back or more:
        blanks = {"发出": money.figures(out), "更正": corrected_words(back, more), "实发": money.words(paid),
                  "净额": money.figures(paid)}  # fmt: skip
        name, text = wording("aid_summary")["corrected"]["words"]
        said.append([label(name, left), words(text.format_map(blanks), across)])
    return [figures, *said]
