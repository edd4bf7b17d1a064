"""师生谈心记录表 (D13), one talk to a page, or an empty one. What was told in confidence is printed for two roles alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.ledgers.care_visits import Talk
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.roles import CONFIDE
from desktop.models.store import Store
from desktop.models.terms import day_in_words
from desktop.services.paper.documents.common import (
    BLANK_DAY,
    Table,
    long_class,
    new_sheet,
    pre_flight,
    school_on_paper,
    wording,
    write_title,
)
from desktop.services.paper.documents.lists import demand_rows
from desktop.services.paper.grid import PAD, Row, label, value, words
from desktop.services.paper.lines import break_lines
from desktop.services.progress import Progress

LEFT, COLUMNS = 20.0, (28.0, 57.0, 28.0, 57.0)
TITLE, TOP, BOTTOM, TURN = 24.0, 36.0, 272.0, 20.0
SIGN, ROW, MOST_LINES = 16.0, 11.0, 30
SHARES = (1.0, 3.0, 1.4, 1.4)


@dataclass(frozen=True)
class Form:
    """What stands on one page; all empty for a blank form."""

    name: str = ""
    class_name: str = ""
    day: str = ""
    place: str = ""
    teacher: str = ""
    topic: str = ""
    texts: tuple[str, str, str, str] = ("", "", "", "")
    secret: bool = False


@dataclass(frozen=True)
class TalkForms:
    """The talks to print; kept_back: how many were left out because they were told in confidence."""

    forms: Sequence[Form]
    kept_back: int = 0

    @property
    def title(self) -> str:
        told, school = wording("visit_papers")["talk"], school_on_paper().school_name
        several = len(self.forms) > 1
        return str(
            told["several" if several else "heading"].format_map({"学校": school, "姓名": self.forms[0].name})
        ) + (f"（{self.forms[0].name}）" if not several and self.forms[0].name else "")

    @property
    def left_out(self) -> str:
        if not self.kept_back:
            return ""
        return str(wording("visit_papers")["talk"]["left_out"].format_map({"人数": self.kept_back}))


def talk_forms(store: Store, talks: Sequence[int]) -> TalkForms:
    """These talks, an empty form for none. Raises Refused when none of them may be printed by this person."""
    if not talks:
        return TalkForms([Form()])
    rows = list(store.rows(Talk).where(Talk.id.in_(list(talks))).order_by(Talk.day, Talk.id))
    open_ones = [row for row in rows if store.session.may(CONFIDE) or not row.in_confidence]
    demand_rows(open_ones, "可以打印的谈心", nothing="一次也没有")
    return TalkForms([_kept(row) for row in open_ones], len(talks) - len(open_ones))


def _kept(row: Any) -> Form:
    pupil = Student.get_by_id(row.student_id)
    return Form(
        pupil.name, SchoolClass.caption_of(pupil.school_class_id), day_in_words(row.day), row.place or "",
        Staff.caption_of(row.teacher_id), Talk.topic.format(row.topic),
        (row.mood or "", row.content, row.agreed or "", row.follow_up or ""), bool(row.in_confidence),
    )  # fmt: skip


def draw(path: Path, subject: TalkForms, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the forms; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    for form in subject.forms:
        pre_flight(*((f"{form.name}的谈心记录表", text) for text in (form.name, form.place, *form.texts)))
    progress = progress or Progress()
    told, school = wording("visit_papers")["talk"], school_on_paper().school_name
    heading = str(told["heading"].format_map({"学校": school}))
    with new_sheet(path, subject.title, proof=proof) as sheet:
        for place, form in enumerate(progress.follow(subject.forms, len(subject.forms), every=1)):
            if place:
                sheet.next_page()
            if form.secret:
                sheet.write(told["secret"], LEFT, 13, "hei", 10)
            write_title(sheet, heading, (sheet.width / 2, TITLE), 18, sum(COLUMNS), school=school)
            _page(Table(sheet, LEFT, COLUMNS, size=11.0, row=ROW), form, told["labels"])
        return sheet.page


def _page(grid: Table, form: Form, names: dict[str, str]) -> None:
    head: list[Row] = [
        [label(names["child"]), value(form.name), label(names["class"]), value(long_class(form.class_name))],
        [label(names["day"]), value(form.day or BLANK_DAY.strip("　")), label(names["place"]), value(form.place)],
        [label(names["teacher"]), value(form.teacher), label(names["topic"]), value(form.topic)],
    ]  # fmt: skip
    keys = ("mood", "content", "agreed", "follow_up")
    rows: list[Row] = []
    shares: list[float] = []
    for key, text, share in zip(keys, form.texts, SHARES, strict=True):
        lines = break_lines(text, "fangsong", 11.0, sum(COLUMNS[1:]) - 2 * PAD)
        for at in range(
            0, max(len(lines), 1), MOST_LINES
        ):  # what is longer than a page goes on in another box
            part = text if len(lines) <= MOST_LINES else "\n".join(lines[at : at + MOST_LINES])
            rows.append([label(names[key]), words(part, 3, top=True)])
            shares.append(share)
    least = grid.heights(rows, [ROW] * len(rows))
    room = BOTTOM - TOP - sum(grid.heights(head)) - SIGN - sum(least)
    sign: Row = [label(names["sign"]), value("", 3)]
    if room >= 0:
        heights = [low + room * share / sum(shares) for low, share in zip(least, shares, strict=True)]
        grid.draw([*head, *rows, sign], TOP, [*grid.heights(head), *heights, SIGN])
        return
    bottom = grid.draw(head, TOP)
    for row, height in [*zip(rows, least, strict=True), (sign, SIGN)]:
        if bottom + height > BOTTOM:
            grid.sheet.next_page()
            bottom = TURN
        bottom = grid.draw([row], bottom, [height])
