"""The tables of 责任与宣传: 签订情况, 七长, 领导小组, 十项制度 (D27…), 宣传, 宣传要求, 知晓率 (D34…), 师徒 (D33…)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from desktop.models.ledgers.care_duty import (
    DutyHolder,
    DutyPaper,
    LeadMember,
    LessonVisit,
    Mentorship,
    PublicityCounter,
    PublicityEvent,
)
from desktop.models.ledgers.staff import Staff
from desktop.models.store import rows_by_id
from desktop.models.terms import Term, day_in_words
from desktop.services.care import duties, mentors, publicity
from desktop.services.paper.documents.common import new_sheet, pre_flight, school_on_paper, wording
from desktop.services.paper.documents.lists import ENTERED, Column, ListPage, demand_rows, no_sums
from desktop.services.paper.grid import Row, label, value, words
from desktop.services.progress import Progress

WIDTHS: dict[str, tuple[float, ...]] = {
    "signed": (50, 44, 24, 16, 16, 16, 107), "holders": (12, 20, 48, 24, 58, 32, 49, 30),
    "lead": (34, 24, 22, 26, 30, 50), "systems": (14, 60, 86, 26, 30, 57),
    "events": (12, 24, 22, 66, 30, 24, 40, 16, 16, 23), "progress": (20, 16, 66, 16, 16, 16, 16, 107),
    "awareness": (14, 28, 50, 40, 26, 26, 28, 28, 33), "lessons": (12, 24, 24, 26, 20, 24, 58, 85),
    "mentors": (12, 24, 24, 22, 22, 26, 26, 18, 20, 16, 16, 18, 29),
}  # fmt: skip
STANDING = ("lead",)


@dataclass(frozen=True)
class DutyTable:
    """One table ready to be set. sums: the line under all."""

    name: str
    title: str
    centre: str
    rows: Sequence[Row]
    sums: Row | None = None
    count: int = 0


def draw(path: Path, subject: DutyTable, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the table; returns its pages. Raises MissingGlyph, CannotWrite, Cancelled, Refused."""
    told = wording("duty_tables")[subject.name]
    pre_flight(
        *(
            (f"{subject.title}第 {at} 行", cell.text)
            for at, row in enumerate(subject.rows, 1)
            for cell in row
        ),
        ("标题", subject.title),
    )
    left = wording("duty_tables")["unit_line"].format_map({"学校": school_on_paper().school_name})
    made = [Column(head, width) for head, width in zip(told["columns"], WIDTHS[subject.name], strict=True)]
    lying = subject.name not in STANDING
    with new_sheet(path, subject.title, lying=lying, proof=proof) as sheet:
        page = ListPage(
            sheet, subject.title, left, subject.centre, signatures=told["signatures"], notes=told["notes"], seal=True
        )  # fmt: skip
        sums = _last_only(subject.sums) if subject.sums else no_sums
        roster = page.roster(made, _same, sums, row=8.6, size=9.5)
        return roster.draw(sheet, list(subject.rows), progress)


def _same(row: Row) -> Row:
    return row


def _last_only(sums: Row) -> Callable[[Sequence[Row], Sequence[Row], bool], Sequence[Row]]:
    def made(_here: Sequence[Row], _so_far: Sequence[Row], last: bool) -> Sequence[Row]:
        return [sums] if last else []

    return made


def _table(name: str, rows: Sequence[Row], *, sums: Row | None = None, **blanks: object) -> DutyTable:
    told = wording("duty_tables")[name]
    title = school_on_paper().school_name + told["heading"].format_map(blanks)
    return DutyTable(
        name, title, told["centre"].format_map({**blanks, "人数": len(rows)}), rows, sums, len(rows)
    )


def signed(year: int) -> DutyTable:
    """Signed ÷ due by kind, level and class, with who is missing. Raises Refused when none was written."""
    told = duties.tallies(year)
    demand_rows(told, f"{year}年的责任书", nothing="一份也没有", then=ENTERED)
    rows: list[Row] = []
    for one in told:
        of_level = (DutyPaper.kind.format(one.kind), DutyPaper.level.format(one.level))
        parts = duties.by_class(year, one.kind, one.level) if one.level == duties.PARENTS else [one]
        for part in parts:
            klass = part.label if part is not one else "—"
            names = "、".join(lacking.party_b for lacking in part.missing)
            rows.append([
                words(of_level[0]), words(of_level[1]), value(klass), value(part.due), value(part.signed),
                value(len(part.missing) or "—"), words(names or "齐"),
            ])  # fmt: skip
    due, done = sum(one.due for one in told), sum(one.signed for one in told)
    total = wording("duty_tables")["signed"]["total"]
    sums: Row = [label(total, 3), value(due), value(done), value(due - done or "—"), value("")]
    return _table("signed", rows, sums=sums, 年份=year)


def holders(day: dt.date) -> DutyTable:
    """Who holds which duty. Raises Refused when nobody was entered."""
    found = duties.holders(day)
    demand_rows(found, "责任人名单", then=ENTERED)
    rows: list[Row] = [
        [
            value(at), value(DutyHolder.line.format(row.line)), words(duties.role_words(row)), value(row.name),
            words(row.unit), value(row.phone), words(row.area), value(row.from_day),
        ]
        for at, row in enumerate(found, 1)
    ]  # fmt: skip
    for at, role in enumerate(
        duties.unfilled(day), len(rows) + 1
    ):  # nobody holds it yet: to be written in by hand
        rows.append([value(at), value(""), words(role), *(value("") for _ in range(5))])
    return replace(_table("holders", rows, 日期=day_in_words(day)), count=len(found))


def lead(day: dt.date) -> DutyTable:
    """The 领导小组 with their tasks. Raises Refused when nobody was entered."""
    found = duties.groups()
    members = [row for group in found.values() for row in group]
    demand_rows(members, "领导小组", then=ENTERED)
    staff = {row.id: row for row in rows_by_id(Staff, {row.staff_id for row in members})}
    rows: list[Row] = []
    for row in members:
        who = staff[row.staff_id]
        rows.append([
            words(LeadMember.group.format(row.group)), value(LeadMember.post.format(row.post)), value(who.name),
            value(Staff.post.format(who.post)), value(who.phone), words(row.task),
        ])  # fmt: skip
    return _table("lead", rows, 日期=day_in_words(day))


def systems(day: dt.date) -> DutyTable:
    """The ten systems; the tenth stands with an empty name while the school has not written it."""
    found = duties.systems()
    demand_rows(found, "控辍制度", nothing="一项也没有", then=ENTERED)
    rows: list[Row] = [
        [
            value(row.number), words(row.name), words(row.words), value(row.version), value(row.shown_on),
            words(row.evidence),
        ]
        for row in found
    ]  # fmt: skip
    return _table("systems", rows, 日期=day_in_words(day))


def events(term: Term) -> DutyTable:
    """Everything done in a term, what visits told included. Raises Refused for nothing."""
    found = publicity.events(term)
    demand_rows(found, f"{term.title}的政策宣传", nothing="一次也没有", then=ENTERED)
    marks = {row.id: f"{row.scheme}-{row.number}" for row in PublicityCounter.select()}
    rows: list[Row] = [
        [
            value(at), value(one.day), value(PublicityEvent.kind.format(one.kind)), words(one.topic), words(one.place),
            value(one.speaker), words(one.audience), value(one.heads), value(one.copies),
            value(marks.get(one.counter or 0, "—")),
        ]
        for at, one in enumerate(found, 1)
    ]  # fmt: skip
    return _table("events", rows, 学期=term.title)


def progress_of(term: Term) -> DutyTable:
    """Each counter of 宣传要求: needed, done, left, on which days. Raises Refused when there is no counter."""
    found = publicity.progress(term)
    demand_rows(found, "宣传要求", nothing="一项也没有", then=ENTERED)
    rows: list[Row] = [
        [
            value(one.scheme), value(one.number),
            words(one.label or wording("duty_tables")["progress"]["unlabelled"]),
            value(PublicityCounter.period.format(one.period)), value(one.needed), value(one.done), value(one.left or "—"),
            words(_days(one)),
        ]
        for one in found
    ]  # fmt: skip
    return _table("progress", rows, 学期=term.title)


NAMED = 8  # events of one counter that are named; more are only counted


def _days(one: publicity.Progress) -> str:
    told = [event.words for event in one.events[:NAMED]]
    more = f"等 {one.done} 次" if one.done > NAMED else ""
    return "、".join(told) + more


def awareness(term: Term) -> DutyTable:
    """知晓率 with numerator and denominator. Raises Refused when nobody was asked."""
    told = publicity.awareness(term)
    demand_rows(told.rows, f"{term.title}的知晓率问卷", nothing="一次也没有", then=ENTERED)
    rows: list[Row] = [
        [
            value(at), value(row.day), words(row.asked_whom), words(row.how), value(row.asked), value(row.knew),
            value(publicity.percent(row.knew, row.asked)), value(row.content_with),
            value("" if row.content_with is None else publicity.percent(row.content_with, row.asked)),
        ]
        for at, row in enumerate(told.rows, 1)
    ]  # fmt: skip
    content = told.content
    sums: Row = [
        label(wording("duty_tables")["awareness"]["total"], 4), value(told.asked), value(told.knew),
        value(told.percent), value(content[0] if content else ""),
        value(publicity.percent(*content) if content else ""),
    ]  # fmt: skip
    return _table("awareness", rows, sums=sums, 学期=term.title)


def pairs(term: Term) -> DutyTable:
    """The 师徒 of a term, heard against agreed. Raises Refused when there is no pair."""
    found = mentors.lines(term)
    demand_rows(found, f"{term.title}的师徒结对", nothing="一对也没有", then=ENTERED)
    rows: list[Row] = [[value(at), *_pair(one)] for at, one in enumerate(found, 1)]
    return _table("mentors", rows, 学期=term.title)


def _pair(one: mentors.Line) -> list[Any]:
    row = one.row
    return [
        value(one.mentor), value(one.learner), value(Mentorship.kind.format(row.kind)), value(row.subject),
        value(row.from_day), value(row.until_day), value("已签" if row.agreement_signed else "没签"),
        value(one.planned or "—"), value(one.heard or "—"), value(one.guided or "—"), value(one.reported or "—"),
        value(Mentorship.result.format(row.result)),
    ]  # fmt: skip


def lessons(term: Term) -> DutyTable:
    """What was heard and guided, pair by pair. Raises Refused for nothing."""
    found = mentors.lessons(term)
    demand_rows(found, f"{term.title}的听课记录", nothing="一次也没有", then=ENTERED)
    of = {row.id: row for row in rows_by_id(Mentorship, {row.mentorship_id for row in found})}
    rows: list[Row] = []
    for at, row in enumerate(found, 1):
        pair = of[row.mentorship_id]
        rows.append([
            value(at), value(Staff.caption_of(pair.mentor_id)), value(Staff.caption_of(pair.learner_id)),
            value(row.day), value(LessonVisit.kind.format(row.kind)),
            value(Staff.caption_of(row.teacher_id) if row.teacher_id else ""), words(row.topic), words(row.remark),
        ])  # fmt: skip
    return _table("lessons", rows, 学期=term.title)
