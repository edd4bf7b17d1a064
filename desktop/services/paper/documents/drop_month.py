"""D20 控辍保学月报告表: the month's figures, how they close, and everybody who is named behind them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from peewee import fn

from desktop.models.codes import code_list
from desktop.models.journal import JournalEntry, JournalStep
from desktop.models.ledgers.drop_reports import DropReport
from desktop.models.terms import day_in_words
from desktop.services.drop import reports, roll
from desktop.services.drop.kept import LISTS
from desktop.services.drop.month_people import Named
from desktop.services.drop.reports import Figures
from desktop.services.meals.month_money import month_words
from desktop.services.paper.documents.common import (
    Table,
    new_sheet,
    pre_flight,
    school_on_paper,
    short_class,
    wording,
)
from desktop.services.paper.documents.lists import SIDE, Column, ListPage, no_sums
from desktop.services.paper.grid import Cell, Row, label, value, words
from desktop.services.progress import Progress

FORM = (24.0, 22.5, 24.0, 22.5, 24.0, 22.5, 24.0, 22.5)  # mm
LIST = (12.0, 22.0, 26.0, 26.0, 24.0, 76.0)
TOP, ROW, LINE, GAP = 28.5, 11.0, 8.6, 4.0  # mm
FIGURES = (
    ("opening", "joined", "left", "should"), ("present", "absent", "suspected", "dropped"),
    ("persuaded", "closed", "home_taught", "proof"),
)  # fmt: skip

BARE = "unproved"  # learns elsewhere, and nothing proves it
CROWDS, MOST = ("new", "graduate"), 6  # roll_move; more than so many of a kind are one line

Line = tuple[str, Named]  # what the child is named for, and the child


@dataclass(frozen=True)
class MonthForm:
    """The report ready to be set. row: its row in the books, None while nothing is kept: then it is a draft.

    stood: (name, village) of the children without proof whom the report of the month before named.
    """

    figures: Figures
    row: Any
    lines: Sequence[Line]
    stood: Collection[tuple[str, str]] = ()

    @property
    def printed(self) -> Sequence[Line]:
        """As it is printed: a whole year of new pupils or leavers is one line, so that the names that matter are found.

        So are many without proof who were named the month before already; the new ones are named.
        """
        crowds = [
            (name, kind)
            for name in ("joined", "left")
            for kind, count in Counter(
                one.kind for of, one in self.lines if of == name and not one.late
            ).items()
            if kind in CROWDS and count > MOST
        ]
        kept = [(name, one) for name, one in self.lines if one.late or (name, one.kind) not in crowds]
        some = [
            (name, [one for of, one in self.lines if of == name and one.kind == kind and not one.late])
            for name, kind in crowds
        ]
        return [*((name, _crowd(every)) for name, every in some), *self._without_old(kept)]

    def _without_old(self, lines: Sequence[Line]) -> list[Line]:
        old = [one for name, one in lines if name == BARE and (one.name, one.class_name) in self.stood]
        if len(old) <= MOST:
            return list(lines)
        rest = [(name, one) for name, one in lines if name != BARE or one not in old]
        counts = Counter(one.words for one in old)
        said = str(_told()["stood"])
        told = [said.format_map({"种类": kind, "人数": count}) for kind, count in counts.items()]
        at = next((at for at, (name, _) in enumerate(rest) if name == BARE), len(rest))
        rest[at:at] = [(BARE, Named(None, "", "", None, words_)) for words_ in told]
        return rest

    @property
    def title(self) -> str:
        return school_on_paper().school_name + str(_told()["heading"]).format_map(self.blanks())

    @property
    def draft(self) -> bool:
        return self.row is None or self.row.state == "made"

    def blanks(self) -> dict[str, object]:
        signed = day_in_words(self.row.signed_on) if self.row and self.row.signed_on else ""
        who = f"{self.row.signed_by}　" if signed else ""
        return {
            "学校": school_on_paper().school_name, "月份": month_words(self.figures.month),
            "截止": day_in_words(self.figures.as_of), "签发": who + signed, "人数": sum(bool(one.name) for _, one in self.printed),
            "日期": day_in_words(self.row.made_on) if self.row else "",
        }  # fmt: skip


def _crowd(every: Sequence[Named]) -> Named:
    """Many who came or left in the same way, as one line: how many of which class."""
    classes = Counter(short_class(one.class_name) for one in every)
    by_class = "、".join(f"{name} {count} 人" for name, count in classes.items())
    kind = code_list(roll.MOVES).label(every[0].kind)
    said = str(_told()["many"]).format_map({"人数": len(every), "种类": kind, "各班": by_class})
    days = {one.day for one in every}
    return Named(None, "", "", days.pop() if len(days) == 1 else None, said, every[0].kind)


def _told() -> dict[str, Any]:
    return wording("drop_month")


def month_form(month: str, today: dt.date) -> MonthForm:
    """As it was kept; as the books are now while nothing is. Raises Refused for a month to come."""
    row = reports.kept(month)
    found = reports.told(row) if row is not None else reports.figures(month, today)
    before = reports.kept(reports.month_before(month))
    named = reports.told(before).lists[BARE] if before is not None else ()
    stood = frozenset((one.name, one.class_name) for one in named)
    return MonthForm(found, row, [(name, one) for name in LISTS for one in found.lists[name]], stood)


def draw(path: Path, subject: MonthForm, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the report; returns its pages. Raises MissingGlyph, CannotWrite, Cancelled, Refused."""
    told, blanks = _told(), subject.blanks()
    lines = subject.printed
    pre_flight(*((f"{one.name}的说明", text) for _, one in lines for text in (one.name, one.words)))
    day = subject.row.signed_on if subject.row else None
    with new_sheet(path, subject.title, proof=proof, draft=subject.draft) as sheet:
        page = ListPage(
            sheet, subject.title, str(told["unit_line"]).format_map(blanks), str(told["centre"]).format_map(blanks),
            secret=str(wording("drop_tables")["secret"]), signatures=_signatures(subject), notes=told["notes"], seal=True, day=day,
        )  # fmt: skip
        form = Table(sheet, SIDE, FORM, size=10.5, row=ROW)
        rows = _form(subject)
        names = Table(sheet, SIDE, LIST, size=10, row=LINE)
        listed = [
            [label(head) for head in told["columns"]],
            *(_record(item) for item in enumerate(lines, 1)),
        ]
        height = sum(form.heights(rows)) + GAP + sum(names.heights(listed))
        if not lines or TOP + height <= sheet.height - 6.5 - page.foot_height():
            page.above(1, 1)
            bottom = form.draw(rows, TOP)
            page.below(names.draw(listed, bottom + GAP) if lines else bottom, True)
            return sheet.page
        return _on_more_pages(page, form, rows, subject, progress)


def _on_more_pages(
    page: ListPage, form: Table, rows: list[Row], subject: MonthForm, progress: Progress | None
) -> int:
    """The figures on the first page, the names on those that follow, numbered through."""
    told, items = _told(), list(enumerate(subject.printed, 1))
    columns = [Column(head, width) for head, width in zip(told["columns"], LIST, strict=True)]
    roster = page.roster(columns, _record, no_sums, row=LINE, size=10)
    heights = [roster.grid.heights([_record(item)])[0] for item in items]
    page.above(1, 1 + len(roster.split(items, heights)))
    attached = line_cell(str(told["attached"]).format_map(subject.blanks()))
    page.below(form.draw([*rows, [attached]], TOP), True)
    page.sheet.next_page()
    through = replace(roster, above=lambda number, pages: page.above(number + 1, pages + 1))
    return through.draw(page.sheet, items, progress) + 1


def line_cell(text: str) -> Cell:
    return Cell(text, "song", across=len(FORM), align="left")


def _signatures(subject: MonthForm) -> list[str]:
    """Who made and who signed it in the program is printed; hand and seal come beside it."""
    told = _told()
    signed = bool(subject.row and subject.row.signed_on)
    first = list(told["signatures"])
    first[0] += _maker(subject.row) if subject.row else ""
    return [*first[:-1], f"{first[-1]}{subject.row.signed_by if signed else ''}{told['seal']}"]


def _maker(row: Any) -> str:
    """Who made the figures as they stand: the newest change of the report that was no step of signing or sending."""
    entry, step = JournalEntry, JournalStep
    of = (entry.ledger == DropReport.table()) & (entry.record == row.id) & entry.after.is_null(False)
    made = entry.before.is_null() | (fn.json_type(entry.after, "$.state").is_null())
    query = step.select(step.who).join(entry, on=entry.step == step.id).where(of & made)
    return next((who for (who,) in query.order_by(entry.id.desc()).limit(1).tuples()), "")


def _form(subject: MonthForm) -> list[Row]:
    told, counts = _told(), subject.figures.counts
    rows: list[Row] = []
    for names in FIGURES:
        cells: list[Cell] = []
        for name in names:
            cells += [label(told["figures"][name], size=10), value(_figure(name, counts))]
        rows.append(cells)
    for side, line, name in (("in", "joined_line", "joined"), ("out", "left_line", "left")):
        parts = [
            f"{code_list(roll.MOVES).label(code)} {len(subject.figures.moves(code))}"
            for code in roll.sides(side)
        ]
        late = sum(one.late for one in subject.figures.lists[name])
        more = f"（其中补记以前月份的 {late}）" if late else ""
        rows.append([label(told[line]), words("，".join(parts) + more, 7)])
    rows.append([label(told["sum_line"]), words(subject.figures.away, 7)])
    rows.append([label(told["zero_line"]), words(told["zero" if subject.figures.zero else "not_zero"], 7)])
    return rows


def _figure(name: str, counts: Any) -> str:
    if name != "proof":
        return str(counts[name])
    return f"{counts['proved']} / {counts['outside']}"


def _record(item: tuple[int, Line]) -> Row:
    at, (name, one) = item
    kind = _told()["lists"][name]
    return [
        value(at), value(kind), value(one.name), value(short_class(one.class_name)), value(one.day or ""), words(one.words),
    ]  # fmt: skip
