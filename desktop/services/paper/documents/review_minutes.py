"""评议会议记录: who met, how it went, what came of it, and the list of grades, for a class's or the school's meeting.

What nobody entered stays blank, high enough to write by hand. The figures are counted from the applications.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.recognition import RecognitionRound, ReviewMeeting
from desktop.models.store import Store
from desktop.models.terms import day_in_words
from desktop.services.paper.documents.common import (
    Table,
    long_class,
    new_sheet,
    pre_flight,
    school_on_paper,
    short_class,
    wording,
    write_paragraph,
    write_title,
)
from desktop.services.paper.documents.lists import Column, ListPage, demand_rows, no_sums
from desktop.services.paper.documents.review_table import span_of
from desktop.services.paper.grid import Row, label, value, words
from desktop.services.paper.sheet import Sheet
from desktop.services.progress import Progress
from desktop.services.recognition.review_order import in_review_order

LEFT, COLUMNS = 20.0, (28.0, 57.0, 28.0, 57.0)
WIDTH = sum(COLUMNS)
TOP, BOTTOM, NOTE = 42.0, 262.0, 266.0  # mm: where the table begins and ends, where the note stands
ROW = 10.5
SHARES = (0.34, 0.26, 0.4)  # of what is left of the page: 会议内容, 评议结果, signatures
GRADES = (
    Column("序号", 12), Column("姓名", 42), Column("性别", 13), Column("班级", 24), Column("评议档次", 26),
    Column("评议意见", 69),
)  # fmt: skip


@dataclass(frozen=True)
class Minutes:
    """One meeting, its class ("" for the school's), and (pupil, grade, opinion) of everybody it graded."""

    meeting: Any
    round: Any
    class_name: str
    graded: Sequence[tuple[Any, str, str]]

    @property
    def title(self) -> str:
        blanks = {"学校": school_on_paper().school_name, "学年": span_of(self.round)}
        return str(wording("review_minutes")["headings"][self.meeting.level].format_map(blanks))

    @property
    def list_title(self) -> str:
        blanks = {"学校": school_on_paper().school_name, "学年": span_of(self.round)}
        return str(wording("review_minutes")["list_headings"][self.meeting.level].format_map(blanks))


@dataclass(frozen=True)
class MinutesBook:
    """The meetings to print, the classes' before the school's."""

    round: Any
    meetings: Sequence[Minutes]

    @property
    def title(self) -> str:
        if len(self.meetings) == 1:
            one = self.meetings[0]
            return one.title + (f"（{long_class(one.class_name)}）" if one.class_name else "")
        blanks = {"学校": school_on_paper().school_name, "学年": span_of(self.round)}
        return str(wording("review_minutes")["headings"]["several"].format_map(blanks))


def minutes_of(store: Store, record: int, only: Sequence[int] = ()) -> MinutesBook:
    """The meetings of a round, or some of them by id, as far as this person may see. Raises Refused for none."""
    meeting = ReviewMeeting
    query = store.rows(meeting).where(meeting.round == record).order_by(meeting.day, meeting.id)
    rows = [row for row in query if not only or row.id in only]
    if store.session.classes is not None:
        rows = [row for row in rows if row.school_class_id in store.session.classes]
    demand_rows(rows, "评议会议", nothing="一次会议也没有登记")
    held, pairs = RecognitionRound.get_by_id(record), in_review_order(store, record)
    classes = {row.id: (int(row.grade), row.number) for row in SchoolClass.select()}
    rows.sort(key=lambda row: (row.level == "school", classes.get(row.school_class_id, (0, 0)), row.day))
    return MinutesBook(held, [_minutes(row, held, pairs) for row in rows])


def _minutes(row: Any, held: Any, pairs: Sequence[tuple[Any, Any]]) -> Minutes:
    if row.level == "school":
        graded = [(p, c.school_grade, c.school_opinion or "") for c, p in pairs if c.school_grade]
        return Minutes(row, held, "", graded)
    own = [(c, p) for c, p in pairs if p.school_class_id == row.school_class_id and c.class_grade]
    graded = [(p, c.class_grade, c.class_opinion or "") for c, p in own]
    return Minutes(row, held, SchoolClass.caption_of(row.school_class_id), graded)


def draw(path: Path, subject: MinutesBook, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the minutes, each with its list of grades; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    for one in subject.meetings:
        check(one)
    progress = progress or Progress()
    with new_sheet(path, subject.title, proof=proof) as sheet:
        for place, one in enumerate(progress.follow(subject.meetings, len(subject.meetings), every=1)):
            if place:
                sheet.next_page()
            draw_record(sheet, one)
            if one.graded:
                sheet.next_page()
                draw_grades(sheet, one)
        return sheet.page


def check(one: Minutes) -> None:
    meeting = one.meeting
    where = f"{one.class_name or '学校'}{meeting.day}评议会议"
    texts = (meeting.chair, meeting.recorder, meeting.members, meeting.content, meeting.result, meeting.place)
    pre_flight(*((where, text) for text in texts))
    pre_flight(*((f"{where}的{pupil.name}", f"{pupil.name}{said}") for pupil, _, said in one.graded))


def draw_record(sheet: Sheet, one: Minutes) -> None:
    told, school = wording("review_minutes"), school_on_paper().school_name
    sheet.write(told["secret"], LEFT, 14, "hei", 10)
    write_title(sheet, one.title, (sheet.width / 2, 26), 18, WIDTH, school=school)
    grid = Table(sheet, LEFT, COLUMNS, size=11.0, row=ROW)
    facts, long = facts_of(one), long_of(one)
    used = sum(grid.heights(facts))
    free = BOTTOM - TOP - used
    grid.draw([*facts, *long], TOP, [*grid.heights(facts), *(free * share for share in SHARES)])
    write_paragraph(sheet, told["foot"], LEFT, NOTE, WIDTH, style="song", size=9)


def facts_of(one: Minutes) -> list[Row]:
    """Where, when, who: short rows."""
    meeting, names = one.meeting, wording("review_minutes")["labels"]
    who = long_class(one.class_name) if one.class_name else wording("review_minutes")["school_committee"]
    present = f"{meeting.present}人" if meeting.present else ""
    pairs = [
        (names["who"], who), (names["day"], day_in_words(meeting.day)), (names["place"], meeting.place),
        (names["present"], present), (names["chair"], meeting.chair), (names["recorder"], meeting.recorder),
    ]  # fmt: skip
    cells = [cell for name, said in pairs for cell in (label(name), value(said))]
    rows: list[Row] = [cells[start : start + 4] for start in range(0, len(cells), 4)]
    return [*rows, [label(names["members"]), words(meeting.members, 3)]]


def long_of(one: Minutes) -> list[Row]:
    """What was said and found, and the room to sign."""
    names = wording("review_minutes")["labels"]
    found = "\n".join(part for part in (counted(one), one.meeting.result) if part)
    return [
        [label(names["content"]), words(one.meeting.content, 3, top=True)],
        [label(names["result"]), words(found, 3, top=True)],
        [label(names["signed"]), words("", 3)],
    ]


def counted(one: Minutes) -> str:
    """共评议12人：特别困难3人，困难4人，一般困难5人，不困难0人。 Nothing before grades were given."""
    if not one.graded:
        return ""
    heads = Counter(grade for _, grade, _ in one.graded)
    parts = [f"{label_}{heads[code]}人" for code, label_ in code_list("need_grade").labels.items()]
    told = wording("review_minutes")["counted"]
    return str(told.format_map({"人数": len(one.graded), "各档": "，".join(parts)}))


def draw_grades(sheet: Sheet, one: Minutes) -> None:
    """附：the grades, for the file only."""
    told = wording("review_minutes")
    page = ListPage(
        sheet,
        one.list_title,
        left=told["day_line"].format_map({"日期": day_in_words(one.meeting.day)}),
        centre=f"共{len(one.graded)}人",
        secret=told["secret"],
        signatures=told["signatures"],
        notes=told["foot"],
    )
    page.roster(GRADES, row, no_sums, row=8.0, size=10.5).draw(sheet, list(enumerate(one.graded, 1)))


def row(entry: tuple[int, tuple[Any, str, str]]) -> Row:
    number, (pupil, grade, said) = entry
    return [
        value(number), value(pupil.name), value(code_list("gender").label(pupil.gender)),
        value(short_class(SchoolClass.caption_of(pupil.school_class_id))), value(code_list("need_grade").label(grade)),
        words(said, size=9.5),
    ]  # fmt: skip
