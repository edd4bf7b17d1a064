"""Lists of the work on drop-outs: 劝返清单 with six signatures D17C, the ledger of cases DCASE, who is away DABS."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from desktop.models.codes import code_list
from desktop.models.ledgers.drop_absence import ContactAttempt
from desktop.models.ledgers.drop_cases import DropCase
from desktop.models.ledgers.drop_population import AgeStatus
from desktop.models.ledgers.drop_standing import CaseThen, cases_on
from desktop.models.ledgers.staff import Staff
from desktop.models.store import Store
from desktop.models.terms import Term, day_in_words
from desktop.services.drop import cases as cases_of_day
from desktop.services.drop import closing, watch
from desktop.services.drop.again import away_again
from desktop.services.drop.case_file import CaseFile, files
from desktop.services.paper.documents.common import (
    Table,
    new_sheet,
    pre_flight,
    school_on_paper,
    short_class,
    write_paragraph,
    write_title,
)
from desktop.services.paper.documents.drop_facts import (
    Child,
    cases,
    cause_of,
    child_of,
    pupil_of,
    told,
    where_of,
)
from desktop.services.paper.documents.lists import Column, ListPage, demand_rows, no_sums
from desktop.services.paper.grid import Cell, Row, label, value, words
from desktop.services.progress import Progress

LEDGER = (9, 20, 16, 9, 36, 16, 16, 24, 19, 16, 26, 20, 10, 20, 16)
AWAY = (12, 22, 20, 26, 16, 38, 22, 30, 40, 47)
CLEAR = (10.0, 20.0, 11.0, 18.0, 34.0, 20.0, 26.0, 35.0)
LEFT, WIDTH = 18.0, 174.0


@dataclass(frozen=True)
class DropList:
    """One list. kind: ledger or absent (drop_papers.json)."""

    kind: str
    rows: Sequence[Row]
    day: dt.date
    widths: Sequence[float]

    @property
    def title(self) -> str:
        return f"{school_on_paper().school_name}{told()[self.kind]['heading']}"


def draw(path: Path, subject: DropList, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the list; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    said = told()[subject.kind]
    pre_flight(
        *((f"{subject.title}第 {at} 行", c.text) for at, row in enumerate(subject.rows, 1) for c in row)
    )
    left = told()["unit_line"].format_map({"学校": school_on_paper().school_name})
    centre = said["centre"].format_map({"日期": day_in_words(subject.day), "人数": len(subject.rows)})
    columns = [Column(head, float(wide)) for head, wide in zip(said["columns"], subject.widths, strict=True)]
    with new_sheet(path, subject.title, lying=True, proof=proof) as sheet:
        page = ListPage(
            sheet, subject.title, left, centre, secret=told()["secret"], signatures=said["signatures"], notes=said["notes"], seal=True,
        )  # fmt: skip
        roster = page.roster(columns, lambda row: row, no_sums, row=9.0, size=9.0)
        return roster.draw(sheet, list(subject.rows), progress)


def ledger(store: Store, day: dt.date, records: Sequence[int] = ()) -> DropList:
    """疑似辍学（辍学）学生台账: cases that are not closed, or the chosen ones. Raises Refused when there is none."""
    found = cases(store, records)
    demand_rows(found, "个案", nothing="一件也没有")
    rows: list[Row] = []
    for at, file in enumerate(found, 1):
        child, row = child_of(file), file.row
        teacher = Staff.caption_of(row.teacher_id) if row.teacher_id else ""
        rows.append([
            value(at), value(row.number), value(child.name), value(child.gender), value(child.id_number),
            value(short_class(child.class_name)), value(child.guardian), value(child.phone), value(file.last_words),
            value(DropCase.kind.format(row.kind)), words(cause_of(row)), words(where_of(row)),
            value(f"{len(file.persuasions)} 次"), value(file.state_label), value(teacher),
        ])  # fmt: skip
    return DropList("ledger", rows, day, LEDGER)


def absent(day: dt.date) -> DropList:
    """正在缺课学生名单, the latest first. Raises Refused when nobody is away."""
    found = watch.board(day)
    demand_rows(found, "正在缺课的学生")
    rows: list[Row] = []
    for at, one in enumerate(found, 1):
        child, newest = pupil_of(one.student), one.contacts[-1] if one.contacts else None
        said = f"{newest.day:%m-%d} {ContactAttempt.reached.format(newest.reached)}" if newest else ""
        due = "，".join(each.words for each in one.due) or one.advice
        rows.append([
            value(at), value(one.run.name), value(short_class(one.run.class_name)), value(str(one.run.first)), value(one.run.count),
            value(one.run.told), value(child.guardian), value(child.phone), words(said), words(due),
        ])  # fmt: skip
    return DropList("absent", rows, day, AWAY)


# D17C ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Clear:
    """劝返清单 of a school year: who is back, who is elsewhere with a proof and without one, who is still away.

    again: who of them that are back stays away once more, with the day since when; unlisted: names of children away long
    enough to be 疑似辍学 who are in no such case yet.
    """

    year: str
    back: Sequence[tuple[CaseFile, Child]]
    proved: Sequence[tuple[CaseFile, Child]]
    unproved: Sequence[tuple[CaseFile, Child]]
    away: Sequence[tuple[CaseFile, Child]]
    unlisted: Sequence[str] = ()
    again: Mapping[int, dt.date] = field(default_factory=dict)

    @property
    def groups(self) -> list[tuple[str, Sequence[tuple[CaseFile, Child]]]]:
        """(heading by drop_papers.json, who) of each."""
        return [
            ("back", self.back),
            ("proved", self.proved),
            ("unproved", self.unproved),
            ("away", self.away),
        ]

    @property
    def title(self) -> str:
        return f"{school_on_paper().school_name}{told()['clear']['heading']}"

    @property
    def count(self) -> int:
        return sum(len(group) for _, group in self.groups)


def clear(store: Store, term: Term, day: dt.date) -> Clear:
    """The suspected and dropped of the school year, and those of before who are not closed. Raises Refused for nobody."""
    begins = dt.date(term.year, 9, 1)
    rows = store.rows(DropCase).where((DropCase.kind != "absent") & (DropCase.opened_on <= day))
    thens = {one.case.id: one for one in cases_on(day)}
    known = [
        file for file in files(rows.order_by(DropCase.number))
        if file.row.opened_on >= begins or thens[file.id].state != "closed"
    ]  # fmt: skip
    groups: dict[str, list[tuple[CaseFile, Child]]] = {"back": [], "proved": [], "unproved": [], "away": []}
    for file in known:
        if group := _stands(file, thens[file.id]):
            groups[group].append((file, child_of(file)))
    again = away_again([thens[file.id] for file, _ in groups["back"]], day)
    named = {file.student for group in groups.values() for file, _ in group}
    missing = [one.name for one in cases_of_day.unlisted(day) if one.student not in named]
    then = "没有疑似辍学的，不用打印劝返清单。"
    if missing:
        then = f"{'、'.join(missing)}缺课到了列为疑似的天数，还没有列，请先列为疑似辍学。"
    demand_rows(list(named), f"{term.year_title}的个案", nothing="一件也没有", then=then)
    return Clear(term.year_title, **groups, unlisted=missing, again=again)


def _stands(file: CaseFile, then: CaseThen) -> str:
    """Which group a child stands in on a day, as 表2 and 表3 count it; "" for a case that was closed as a mistake."""
    row = file.row
    if row.other_way and then.state in ("moved", "closed"):
        outside = code_list("age_status").fact(row.other_way, "outside")
        return "proved" if not outside or closing.proof_of(file) == "held" else "unproved"
    if then.state in ("back", "closed"):
        return "back" if row.back_on else ""
    return "away" if then.open else ""


def draw_clear(path: Path, subject: Clear, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print it; returns the pages. Raises MissingGlyph, CannotWrite."""
    said, school = told()["clear"], school_on_paper()
    pre_flight(*((subject.title, child.name) for _, group in subject.groups for _, child in group))
    pre_flight(*((subject.title, name) for name in subject.unlisted))
    with new_sheet(path, subject.title, proof=proof) as sheet:
        sheet.write(told()["secret"], LEFT, 12, "hei", 10)
        write_title(sheet, said["heading"], (sheet.width / 2, 24), 18, WIDTH)
        values = {
            "学校": school.school_name, "年份": subject.year, "应劝返": subject.count,
            "已劝返": len(subject.back), "未返校": len(subject.away), "有证明": len(subject.proved),
            "没有证明": len(subject.unproved),
        }  # fmt: skip
        text = said["body"].format_map(values)
        if subject.unlisted:
            told_of = {"人数": len(subject.unlisted), "姓名": "、".join(subject.unlisted)}
            text += said["unlisted"].format_map(told_of)
        if subject.again:
            names = [child.name for file, child in subject.back if file.id in subject.again]
            text += said["again"].format_map({"人数": len(names), "姓名": "、".join(names)})
        bottom = write_paragraph(sheet, text, LEFT, 34, WIDTH, size=14, indent=2, leading=1.6)
        for key, group in subject.groups:
            if group or key in ("back", "away"):
                bottom = _group(
                    Table(sheet, LEFT, CLEAR, size=9.5, row=9), said[key], group, subject.again, bottom + 7
                )
        _six(Table(sheet, LEFT, (58.0, 58.0, 58.0), size=10.5, row=26), said["signs"], bottom + 8)
        (progress or Progress()).check()
        return sheet.page


def _group(
    grid: Table, name: str, group: Sequence[tuple[CaseFile, Child]], again: Mapping[int, dt.date], top: float
) -> float:
    said = told()["clear"]
    head: Row = [label(text) for text in said["columns"]]
    title: Row = [Cell(f"{name}（{len(group)}名）", "hei", len(CLEAR), align="left")]
    page, bottom = [title, head], top
    rows: list[Row] = [_line(at, file, child, again) for at, (file, child) in enumerate(group, 1)]
    for row in rows or [[Cell(said["none"], "fangsong", len(CLEAR))]]:
        if bottom + sum(grid.heights([*page, row])) > 280:
            grid.draw(page, bottom)
            grid.sheet.next_page()
            page, bottom = [head], 20.0
        page.append(row)
    return grid.draw(page, bottom)


def _line(at: int, file: CaseFile, child: Child, again: Mapping[int, dt.date]) -> Row:
    row = file.row
    since = again.get(file.id)
    away = told()["clear"]["since"].format_map({"日期": f"{since:%m-%d}"}) if since else ""
    end = (
        AgeStatus.status.format(row.other_way)
        if row.other_way
        else f"{row.back_on}{away}"
        if row.back_on
        else row.whereabouts or ""
    )
    return [
        value(at), value(child.name), value(child.gender), value(short_class(child.class_name)), words(child.village or child.address),
        value(child.guardian), value(child.phone), words(end) if away else value(end),
    ]  # fmt: skip


def _six(grid: Table, names: Sequence[str], top: float) -> None:
    """Six boxes to sign in, on one page together."""
    if top + 52 > 284:
        grid.sheet.next_page()
        top = 20.0
    cells = [Cell(f"{name}：", "song", align="left", top=True, foot=("年　　月　　日",)) for name in names]
    grid.draw([cells[:3], cells[3:]], top)
