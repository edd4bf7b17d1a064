"""佐证页: where a figure on a paper comes from, line by line, so that whoever checks can go back to file, sheet and row."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from desktop.models import money
from desktop.models.terms import day_in_words
from desktop.services.paper.documents.common import (
    new_sheet,
    pre_flight,
    school_on_paper,
    short_class,
    wording,
)
from desktop.services.paper.documents.lists import Column, ListPage, demand_rows
from desktop.services.paper.documents.proof_page_facts import Proof, ProofLine
from desktop.services.paper.grid import Row, label, value, words
from desktop.services.progress import Progress

Entry = tuple[int, ProofLine]
COUNTED = (Column("", 11), Column("", 35), Column("", 19), Column("", 42), Column("", 79))
SUMMED = (Column("", 11), Column("", 33), Column("", 18), Column("", 36), Column("", 19), Column("", 69))
HEAD = 8.5  # mm


def title_of(subject: Proof) -> str:
    return str(
        wording("proof_page")["file"].format_map(
            {"学校": school_on_paper().school_name, "数字": subject.figure}
        )
    )


def draw(
    path: Path, subject: Proof, *, progress: Progress | None = None, proof: bool = False, day: dt.date | None = None
) -> int:  # fmt: skip
    """Print the page or pages; returns how many. Raises Refused (no line), MissingGlyph, CannotWrite, Cancelled."""
    told, school = wording("proof_page"), school_on_paper().school_name
    demand_rows(subject.lines, subject.figure, nothing="一行出处也没有")
    for line in subject.lines:
        pre_flight(
            (f"{short_class(line.class_name)}{line.name}的佐证", f"{line.name}{line.what}{line.source}")
        )
    with new_sheet(path, title_of(subject), proof=proof) as sheet:
        page = ListPage(
            sheet,
            told["heading"].format_map({"学校": school}),
            left=told["day_line"].format_map({"日期": day_in_words(day or dt.date.today())}),
            centre=told["count_line"].format_map({"行数": len(subject.lines)}),
            secret=told["secret"],
            signatures=told["signatures"],
            notes=told["foot"],
        )
        summed = subject.fen is not None

        def sums(here: Sequence[Entry], so_far: Sequence[Entry], last: bool) -> list[Row]:
            rows = [sum_row("本页小计", here)]
            return ([*rows, sum_row("合　　计", so_far)] if last else rows) if summed else []

        roster = page.roster(SUMMED if summed else COUNTED, row, sums, row=8.0, size=10.0)
        heads = heads_of(subject)
        roster = replace(roster, head=heads, head_height=max(HEAD, *roster.grid.heights(heads)))
        return roster.draw(sheet, list(enumerate(subject.lines, 1)), progress)


def heads_of(subject: Proof) -> list[Row]:
    """What is proved, on every page: each can lie alone in a file."""
    names = wording("proof_page")["labels"]
    rest = (len(SUMMED) if subject.fen is not None else len(COUNTED)) - 2
    told = (subject.figure, subject.shown, subject.counts, subject.formula)
    facts: list[Row] = [[label(name, 2), words(said, rest)] for name, said in zip(names, told, strict=True)]
    columns = wording("proof_page")["columns"]
    shown = columns if subject.fen is not None else [text for text in columns if "元" not in text]
    return [*facts, [label(text) for text in shown]]


def row(entry: Entry) -> Row:
    number, line = entry
    fen = [] if line.fen is None else [value(money.figures(line.fen), align="right")]
    return [
        value(number), value(line.name), value(short_class(line.class_name)), value(line.what, size=9), *fen,
        words(line.source, size=9),
    ]  # fmt: skip


def sum_row(name: str, entries: Sequence[Entry]) -> Row:
    fen = sum(line.fen or 0 for _, line in entries)
    heads = f"{len(entries)}行"
    return [
        label(name, 2), value(heads), label("大写"), value(money.figures(fen), align="right"),
        words(money.words(fen)),
    ]  # fmt: skip
