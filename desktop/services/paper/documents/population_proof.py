"""在外就读证明 for the other school to seal (D19), 取证台账 (D19L), the sheet of a telephone check (D19C)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.drop_population import AgeChild, OffSiteProof, ProofCall
from desktop.models.ledgers.staff import Staff
from desktop.models.store import Store, rows_by_id
from desktop.models.terms import day_in_words
from desktop.services.drop import proof_draw, proofs
from desktop.services.drop.proof_draw import Draw
from desktop.services.drop.proofs import LABELS, OUTSIDE_, REFUSED, Line, Rate
from desktop.services.paper.documents.common import (
    BLANK_DAY,
    Table,
    new_sheet,
    pre_flight,
    school_on_paper,
    wording,
    write_paragraph,
    write_title,
)
from desktop.services.paper.documents.lists import Column, ListPage, demand_rows, no_sums
from desktop.services.paper.grid import Cell, Row, label, value, words
from desktop.services.paper.sheet import Sheet
from desktop.services.progress import Progress

LEDGER = (9.0, 16.0, 9.0, 33.0, 22.0, 20.0, 31.0, 15.0, 25.0, 20.0, 17.5, 17.5, 14.0, 24.0)
FORM, LEFT, HIGH = (30.0, 58.0, 30.0, 58.0), 17.0, 13.0  # mm
CALLS = (12.0, 22.0, 45.0, 22.0, 24.0, 30.0, 24.0, 22.0, 20.0, 52.0)
MARK = 16  # figures of the fingerprint that are printed


def _told(part: str) -> dict[str, Any]:
    return dict(wording("population_papers")[part])


def _heading(part: str) -> str:
    return str(_told(part)["heading"].format_map({"学校": school_on_paper().school_name}))


# 在外就读证明 -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Proofs:
    """One page for each child; one blank page for nobody. pages: what is filled in, by the labels of the wording."""

    pages: Sequence[dict[str, str]]

    @property
    def title(self) -> str:
        names = [page["name"] for page in self.pages if page]
        told = _heading("proof")
        return f"{told}（{names[0]}{'等' if len(names) > 1 else ''}）" if names else told


def blank_proofs(store: Store, children: Sequence[int], day: dt.date) -> Proofs:
    """The proof with what is known filled in, for each of these children; a blank one for nobody."""
    known = {line.child.id: line for line in proofs.board(day).lines} if children else {}
    some = {row.id: row for row in rows_by_id(AgeChild, children)}
    return Proofs([_filled(some[one], known.get(one)) for one in children if one in some] or [{}])


def _filled(child: Any, line: Line | None) -> dict[str, str]:
    told = {
        "name": child.name, "gender": AgeChild.gender.format(child.gender), "number": child.id_number,
        "student_no": child.student_no, "school": line.school if line else "", "grade": line.grade if line else "",
    }  # fmt: skip
    return {key: text for key, text in told.items() if text}


def draw_proofs(path: Path, subject: Proofs, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print them and return the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    pre_flight(*(("在外就读证明", text) for page in subject.pages for text in page.values()))
    with new_sheet(path, subject.title, proof=proof) as sheet:
        for at, page in enumerate(
            (progress or Progress()).follow(subject.pages, len(subject.pages), every=1)
        ):
            if at:
                sheet.next_page()
            _page(sheet, page)
        return sheet.page


def _page(sheet: Sheet, page: dict[str, str]) -> None:
    told, school = _told("proof"), school_on_paper().school_name
    middle, width = sheet.width / 2, sum(FORM)
    write_title(sheet, told["title"], (middle, 32.0), 22.0, width)
    y = write_paragraph(sheet, told["to"].format_map({"学校": school}), LEFT, 46.0, width, size=15.0)
    y = write_paragraph(sheet, told["text"], LEFT, y, width, size=15.0, indent=2, leading=1.8)
    bottom = Table(sheet, LEFT, FORM, size=12.0, row=HIGH).draw(_form(page, told["labels"]), y + 3)
    y = write_paragraph(sheet, told["end"], LEFT, bottom + 4, width, size=15.0, indent=2, leading=1.8)
    x, base = sheet.width - LEFT - 38, y + 26
    sheet.write_centred(told["seal"], x, base, "song", 12.0)
    sheet.write_centred(BLANK_DAY.strip("　"), x, base + 9, "song", 12.0)
    sheet.seal_place(x, base + 2)
    write_paragraph(sheet, told["thanks"], LEFT, base + 34, width, style="kai", size=11.0, indent=2)


def _form(page: dict[str, str], labels: dict[str, str]) -> list[Row]:
    def pair(key: str, across: int = 1) -> list[Cell]:
        return [label(labels[key]), value(page.get(key), across)]

    return [
        [*pair("name"), *pair("gender")], pair("number", 3), pair("student_no", 3), pair("school", 3),
        [*pair("grade"), *pair("since")], pair("address", 3), [*pair("head"), *pair("phone")], [*pair("clerk"), *pair("phone")],
    ]  # fmt: skip


# 取证台账 ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ledger:
    """Everybody whom the denominator counts, and the rate."""

    day: dt.date
    lines: Sequence[Line]
    rate: Rate

    @property
    def title(self) -> str:
        return _heading("ledger")


def ledger(store: Store, day: dt.date, of: str = "") -> Ledger:
    """of: a code of proof_denominator, 1.3–1.5 when none is named. Raises Refused when nobody learns elsewhere."""
    chosen = of if of in code_list("proof_denominator").labels else OUTSIDE_
    told = proofs.board(day)
    lines = told.within(chosen)
    demand_rows(lines, _told("ledger")["empty"])
    return Ledger(day, lines, told.rate(chosen))


def draw_ledger(path: Path, subject: Ledger, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the list and return the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    told, common = _told("ledger"), wording("population_papers")
    pre_flight(
        *(
            (f"取证台账{line.child.name}", text)
            for line in subject.lines
            for text in (line.child.name, line.school)
        )
    )
    columns = [Column(head, width) for head, width in zip(told["columns"], LEDGER, strict=True)]
    blanks = {
        "学校": school_on_paper().school_name,
        "日期": day_in_words(subject.day),
        "人数": len(subject.lines),
    }
    notes = told["notes"].format_map({"取证率": subject.rate.words, "分母": subject.rate.label})
    with new_sheet(path, subject.title, lying=True, proof=proof) as sheet:
        page = ListPage(
            sheet, subject.title, left=common["unit_line"].format_map(blanks), centre=told["centre"].format_map(blanks),
            secret=common["secret"], signatures=common["signatures"], notes=notes,
        )  # fmt: skip
        page.roster(columns, _line, no_sums, row=8.0, size=9.0).draw(
            sheet, list(enumerate(subject.lines, 1)), progress
        )
        return sheet.page


def _line(told: tuple[int, Line]) -> Row:
    at, line = told
    child, proof = line.child, line.proof
    head = " ".join(filter(None, [proof.head_teacher, proof.head_phone])) if proof else ""
    state = LABELS[line.state] + (f"：{proof.refused_why}" if line.state == REFUSED else "")
    return [
        value(at), value(child.name), value(AgeChild.gender.format(child.gender)), value(child.id_number), words(child.village or ""),
        value(code_list("age_status").label(line.claim.code)), words(line.school), value(line.grade), words(head),
        value(OffSiteProof.kind.format(proof.kind) if proof else ""), value(proof.held_on if proof else None),
        value(proof.valid_until if proof else None), value(Staff.caption_of(line.teacher) if line.teacher else ""), words(state),
    ]  # fmt: skip


# 抽查 -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CallSheet:
    """One draw with whom to call. rows: (call, child, school, grade)."""

    draw: Draw
    rows: Sequence[tuple[Any, Any, str, str]]

    @property
    def title(self) -> str:
        return _heading("calls")


def call_sheet(store: Store, record: int | None) -> CallSheet:
    """The draw that a call belongs to, the newest when none is named. Raises Refused when there is none."""
    every = proof_draw.draws()
    found = next(
        (one for one in every if record in {call.id for call in one.calls}), every[0] if every else None
    )
    if found is None:
        raise Refused("还没有做过取证抽查。请先在“适龄儿童”的“取证”里点“更多”、“电话抽查”。")
    known = {line.child.id: line for line in proofs.board(found.day).lines}
    children = {row.id: row for row in rows_by_id(AgeChild, [call.child_id for call in found.calls])}
    rows = []
    for call in found.calls:
        line = known.get(call.child_id)
        rows.append((call, children[call.child_id], line.school if line else "", line.grade if line else ""))
    return CallSheet(found, rows)


def draw_calls(
    path: Path, subject: CallSheet, *, progress: Progress | None = None, proof: bool = False
) -> int:
    """Print the sheet and return the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    told, common, one = _told("calls"), wording("population_papers"), subject.draw
    pre_flight(
        *(
            (f"抽查表{child.name}", text)
            for _, child, school, _ in subject.rows
            for text in (child.name, school)
        )
    )
    blanks = {
        "日期": day_in_words(one.day), "总数": one.among, "人数": len(subject.rows), "抽签号": one.seed,
        "指纹": one.pool[:MARK], "结果": one.tally.words,
    }  # fmt: skip
    notes = (told["result_line"].format_map(blanks) if one.tally.called else "") + told["notes"].format_map(
        blanks
    )
    columns = [Column(head, width) for head, width in zip(told["columns"], CALLS, strict=True)]
    with new_sheet(path, subject.title, lying=True, proof=proof) as sheet:
        page = ListPage(
            sheet, subject.title, left=told["day_line"].format_map(blanks), centre=told["count_line"].format_map(blanks),
            secret=common["secret"], signatures=told["signatures"], notes=notes,
        )  # fmt: skip
        page.roster(columns, _call, no_sums, row=13.0, size=10.5).draw(sheet, subject.rows, progress)
        return sheet.page


def _call(told: tuple[Any, Any, str, str]) -> Row:
    call, child, school, grade = told
    return [
        value(call.place), value(child.name), words(school), value(grade), value(child.guardian or child.head_name),
        value(child.phone), value(ProofCall.called_on.format(call.called_on)), value(call.answered_by),
        value(ProofCall.result.format(call.result)), words(call.words or ""),
    ]  # fmt: skip
