"""帮扶手册 (HANDBOOK): a booklet for each pair, A5 on A4 in the order for folding, or plain A4 pages by choice."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import Student
from desktop.models.terms import Term, day_in_words
from desktop.services.care import handbook as gathered
from desktop.services.care.handbook import Done, Handbook
from desktop.services.files import put_in_place
from desktop.services.paper.documents.booklet import folded, joined
from desktop.services.paper.documents.common import (
    Table,
    long_class,
    new_sheet,
    pre_flight,
    school_on_paper,
    wording,
)
from desktop.services.paper.documents.lists import demand_rows
from desktop.services.paper.grid import PAD, Row, label, value, words
from desktop.services.paper.lines import break_lines
from desktop.services.paper.sheet import Sheet
from desktop.services.progress import Progress

PLAIN = "plain"  # Wanted.what: A4 pages one after the other
LEFT, WIDTH = 20.0, 170.0
TOP, BOTTOM, FOOT = 26.0, 274.0, 286.0  # mm
SIZE, ROW, HEADING = 14.0, 13.0, 11.0  # on A4; in the booklet seven tenths of it, still 10 points
FACTS = (26.0, 59.0, 26.0, 59.0)
PLAN = (96.0, 36.0, 38.0)
ENTRIES = (29.0, 27.0, 86.0, 28.0)
REVIEW = (30.0, 140.0)
MOST_LINES = 16  # of one cell; what is longer goes on in the row below


@dataclass(frozen=True)
class Handbooks:
    term: Term
    books: Sequence[Handbook]
    plain: bool

    @property
    def title(self) -> str:
        blanks = {"学校": school_on_paper().school_name, "学期": self.term.title}
        told = str(wording("handbook_paper")["file"].format_map(blanks))
        return f"{told}（{self.books[0].student.name}）" if len(self.books) == 1 else told

    @property
    def left_out(self) -> str:
        """What a child may not read, counted; "" for nothing."""
        counts = [one.hidden for one in self.books if one.hidden]
        told = str(wording("handbook_paper")["left_out"])
        return told.format_map({"人数": len(counts), "条数": sum(counts)}) if counts else ""


def handbooks(day: dt.date, term: Term, students: Sequence[int], *, plain: bool) -> Handbooks:
    """The books of these children, or of everybody paired. Raises Refused when nobody is."""
    found = gathered.handbooks(day, term, students)
    demand_rows(found, "结对名单", nothing="一对结对也没有")
    return Handbooks(term, found, plain)


def draw(path: Path, subject: Handbooks, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the books, each on sheets of its own; returns the pages of the PDF. Raises MissingGlyph, CannotWrite, Cancelled."""
    for one in subject.books:
        texts = (one.student.name, one.teacher.name, *(entry.words for entry in one.entries))
        pre_flight(*((f"{one.student.name}的帮扶手册", text) for text in texts))
    parts = []
    for one in (progress or Progress()).follow(subject.books, len(subject.books), every=1):
        drawn = _drawn(one, subject.term)
        parts.append(drawn if subject.plain else folded(drawn))
    content, pages = joined(parts, subject.title)
    with put_in_place(path) as part:
        part.write_bytes(content)
    return pages


def _drawn(book: Handbook, term: Term) -> bytes:
    with tempfile.TemporaryDirectory(prefix="zhuxue") as folder:
        made = Path(folder) / "book.pdf"
        with new_sheet(made, book.student.name) as sheet:
            _cover(sheet, book, term)
            _Pages(sheet).draw(book)
        return made.read_bytes()


def _class_of(book: Handbook) -> str:
    klass = book.student.school_class_id
    return long_class(SchoolClass.caption_of(klass)) if klass else ""


def _cover(sheet: Sheet, book: Handbook, term: Term) -> None:
    told = wording("handbook_paper")
    sheet.write_centred(told["cover"], sheet.width / 2, 92, "title", 40)
    values = (
        school_on_paper().school_name,
        term.title,
        book.teacher.name,
        book.student.name,
        _class_of(book),
    )
    y = 160.0
    for name, text in zip(told["cover_labels"], values, strict=True):
        sheet.write(name, 42, y, "hei", 17)
        sheet.write_centred(text, 124, y, "fangsong", 17)
        sheet.line(80, y + 2.6, 168, y + 2.6, weight=0.6)
        y += 17


class _Pages:
    """The pages behind the cover, filled from above; a page is turned when a row no longer fits."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.told, self.y = sheet, wording("handbook_paper"), TOP
        self._turn()

    def draw(self, book: Handbook) -> None:
        self._heading("facts")
        self._rows(FACTS, self._facts(book))
        self._heading("plan")
        self._plan(book)
        self._heading("entries")
        heads = self.told["entry_labels"]
        lines = [
            [value(f"{one.day:%m-%d}"), value(one.kind), words(one.words), value(one.who)]
            for one in book.entries
        ]
        blank = [[value("")] * len(heads)] * max(self.told["empty_rows"] - len(lines), 2)
        self._rows(ENTRIES, [*lines, *blank], head=[label(text) for text in heads])
        self._review(book)

    def _facts(self, book: Handbook) -> list[Row]:
        names, pupil, guardian = self.told["facts_labels"], book.student, book.guardian
        phone = (guardian.phone if guardian else None) or pupil.phone
        told = [
            pupil.name, Student.gender.format(pupil.gender), pupil.birth_date, _class_of(book),
            guardian.name if guardian else "", phone,
        ]  # fmt: skip
        rows: list[Row] = [
            [label(names[at]), value(told[at]), label(names[at + 1]), value(told[at + 1])] for at in (0, 2, 4)
        ]
        rows.append([label(names[6]), words(pupil.current_address or pupil.home_address, 3)])
        rows.append([label(names[7]), value(book.teacher.name), label(names[8]), value(book.teacher.phone)])
        rows.append([label(names[9]), value(day_in_words(book.since), 3)])
        return rows

    def _plan(self, book: Handbook) -> None:
        names = self.told["plan_labels"]
        self._rows(REVIEW, [[label(names[0]), words(book.goal)]])
        lines: list[Row] = [
            [words(one.words), value(f"{one.due_on:%m-%d}"), words(self._result(one))]
            for one in book.measures
        ]
        blank: list[Row] = [[value("")] * 3] * max(3 - len(lines), 1)
        self._rows(PLAN, [*lines, *blank], head=[label(text) for text in names[1:]])

    def _result(self, measure: Done) -> str:
        done = self.told["done"].format_map({"日期": f"{measure.done_on:%m-%d}"}) if measure.done_on else ""
        return "，".join(filter(None, [done, measure.result]))

    def _review(self, book: Handbook) -> None:
        names = self.told["review_labels"]
        texts = (book.summary, "", "")
        rows = [[label(name), words(text, top=True)] for name, text in zip(names, texts, strict=True)]
        self._heading("review", room=3 * 45.0)
        self._rows(REVIEW, rows, least=45.0)

    # setting it -----------------------------------------------------------------------------------------

    def _turn(self) -> None:
        self.sheet.next_page()
        number = self.told["page"].format_map({"页": self.sheet.page - 1})
        self.sheet.write_centred(number, self.sheet.width / 2, FOOT, "song", 12)
        self.y = TOP

    def _heading(self, name: str, room: float = 3 * ROW) -> None:
        """A heading stands on one page with what follows."""
        if self.y > TOP and self.y + HEADING + room > BOTTOM:
            self._turn()
        self.y += HEADING - 3 if self.y == TOP else HEADING
        self.sheet.write(self.told[name], LEFT, self.y, "hei", 16)
        self.y += 3

    def _rows(
        self, widths: Sequence[float], rows: Sequence[Row], *, head: Row = (), least: float = ROW
    ) -> None:
        grid = Table(self.sheet, LEFT, widths, size=SIZE, row=ROW)
        whole = [part for row in rows for part in _parted(row, widths)]
        heights = grid.heights(whole, [least] * len(whole))
        page: list[Row] = [head] if head else []
        high: list[float] = [ROW] if head else []
        for row, height in zip(whole, heights, strict=True):
            if self.y + sum(high) + height > BOTTOM:
                if len(page) > bool(head):
                    grid.draw(page, self.y, high)
                page, high = ([head], [ROW]) if head else ([], [])
                self._turn()
            page.append(row)
            high.append(height)
        if page:
            self.y = grid.draw(page, self.y, high)


def _parted(row: Row, widths: Sequence[float]) -> list[Row]:
    """A row whose text is too long for a page as several rows."""
    at = next((place for place, cell in enumerate(row) if cell.align == "left" and cell.across == 1), None)
    if at is None:
        return [row]
    lines = break_lines(row[at].text, "fangsong", SIZE, widths[at] - 2 * PAD)
    if len(lines) <= MOST_LINES:
        return [row]
    parts = ["\n".join(lines[start : start + MOST_LINES]) for start in range(0, len(lines), MOST_LINES)]
    return [
        [words(part, top=row[at].top) if place == at else cell if not number else value("")
         for place, cell in enumerate(row)]
        for number, part in enumerate(parts)
    ]  # fmt: skip
