"""D27 责任书 and D33 师徒协议: official papers with the words of resources/wording, one for each pair of parties."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.ledgers.care_duty import DutyPaper, Mentorship
from desktop.models.ledgers.staff import Staff
from desktop.models.store import rows_by_id
from desktop.models.terms import day_in_words
from desktop.services.care import duties
from desktop.services.paper.documents.common import new_sheet, pre_flight, school_on_paper, wording
from desktop.services.paper.documents.lists import ENTERED, demand_rows
from desktop.services.paper.lines import width_of
from desktop.services.paper.official import TITLE, WIDTH, Official
from desktop.services.progress import Progress

NUMERALS = "零一两三四五六七八九"


@dataclass(frozen=True)
class Paper:
    """One paper: title lines, what stands under the title, paragraphs, lines to sign on."""

    title: tuple[str, ...]
    text: tuple[str, ...]
    signs: tuple[str, ...]
    number: str = ""


@dataclass(frozen=True)
class Papers:
    """Papers of one kind, one after the other."""

    title: str
    papers: Sequence[Paper]


def draw(path: Path, subject: Papers, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print them, each from a page of its own; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    for one in subject.papers:
        pre_flight(*(("责任书", text) for text in (*one.title, one.number, *one.text, *one.signs)))
    with new_sheet(path, subject.title, proof=proof) as sheet:
        follow = (progress or Progress()).follow(subject.papers, len(subject.papers), every=5)
        for at, one in enumerate(follow):
            if at:
                sheet.next_page()
            _set(Official(sheet), one)
        return sheet.page


def _set(paper: Official, one: Paper) -> None:
    paper.title(*one.title)
    if one.number:
        paper.reference(one.number)
    paper.skip()
    for text in one.text:
        paper.paragraph(text)
    paper.skip()
    for sign in one.signs:
        paper.paragraph(sign)
    paper.set()


# 责任书 --------------------------------------------------------------------------------------------------


def duty_papers(records: Sequence[int], year: int) -> Papers:
    """These 责任书, or all of a year. Raises Refused when there is none."""
    rows = rows_by_id(DutyPaper, records) if records else duties.papers(year)
    rows = sorted(rows, key=lambda row: (row.kind, row.level, row.id))
    demand_rows(rows, "选中的责任书" if records else f"{year}年的责任书", nothing="一份也没有", then=ENTERED)
    targets = duties.targets_of(rows)
    kinds = {row.kind for row in rows}
    name = DutyPaper.kind.format(kinds.pop()) if len(kinds) == 1 else "责任书"
    blanks = {"学校": school_on_paper().school_name, "年份": rows[0].year, "名称": name}
    title = wording("duty_paper")["file"].format_map(blanks)
    if len(rows) == 1:
        title += f"（{rows[0].party_b}）"
    return Papers(title, [_duty(row, targets[row.id]) for row in rows])


def _duty(row: Any, targets: Sequence[tuple[str, str]]) -> Paper:
    told, school = wording("duty_paper"), school_on_paper().school_name
    heading = f"{row.year}年{DutyPaper.kind.format(row.kind)}"
    whole = f"{school}{heading}"
    title = (whole,) if width_of(whole, "title", TITLE) <= WIDTH else (school, heading)
    blanks = {"甲方": row.party_a, "乙方": row.party_b}
    signs = tuple(text.format_map(blanks) for text in told["signs"])
    return Paper(title, tuple(_duty_text(row, targets)), signs)


def _duty_text(row: Any, targets: Sequence[tuple[str, str]]) -> Iterator[str]:
    told = wording("duty_paper")
    kind, heads = told["kinds"][row.kind], iter(told["headings"])
    yield kind["preface"]
    yield next(heads)
    yield from (
        told["target"].format_map({"序号": at, "目标": name, "数值": number})
        for at, (name, number) in enumerate(targets, 1)
    )
    if not targets:
        yield told["no_target"]
    yield next(heads)
    own = [line for line in (row.duties or "").splitlines() if line.strip()]
    yield from _numbered(own or kind["b"].get(row.level) or kind["b"]["other"])
    yield next(heads)
    yield from _numbered(kind["a"])
    yield next(heads)
    yield kind["check"]
    yield next(heads)
    if row.from_day and row.until_day:
        span = {"起": day_in_words(row.from_day), "止": day_in_words(row.until_day)}
        yield told["span"].format_map(span)
    else:
        yield told["no_span"]
    yield told["copies"].format_map({"份数": NUMERALS[row.copies or 2]})


def _numbered(lines: Sequence[str]) -> Iterator[str]:
    return (f"{at}．{line}" for at, line in enumerate(lines, 1))


# 师徒协议 ------------------------------------------------------------------------------------------------


def agreements(records: Sequence[int], day: dt.date) -> Papers:
    """The agreements of these pairs, or of all that hold on a day. Raises Refused when there is none."""
    if records:
        rows = list(rows_by_id(Mentorship, records))
    else:
        here = (Mentorship.from_day <= day) & (Mentorship.until_day.is_null() | (Mentorship.until_day >= day))
        rows = list(Mentorship.select().where(here))
    demand_rows(rows, "师徒结对名单", nothing="一对也没有", then=ENTERED)
    rows.sort(key=lambda row: (row.from_day, row.id))
    title = wording("mentor_paper")["file"].format_map({"学校": school_on_paper().school_name})
    if len(rows) == 1:
        title += f"（{Mentorship.caption(rows[0])}）"
    return Papers(title, [_agreement(row) for row in rows])


def _agreement(row: Any) -> Paper:
    told = wording("mentor_paper")
    number = told["number"].format_map({"协议号": row.agreement_no}) if row.agreement_no else ""
    return Paper(tuple(told["heading"]), tuple(_agreement_text(row)), tuple(told["signs"]), number)


def _agreement_text(row: Any) -> Iterator[str]:
    told, heads = wording("mentor_paper"), iter(wording("mentor_paper")["headings"])
    kind = "，".join(filter(None, [Mentorship.kind.format(row.kind), row.subject]))
    yield told["preface"].format_map({
        "师傅": Staff.caption_of(row.mentor_id), "徒弟": Staff.caption_of(row.learner_id),
        "方式": f"（{kind}）" if kind else "",
    })  # fmt: skip
    for own, usual in ((row.mentor_duties, told["mentor"]), (row.learner_duties, told["learner"])):
        yield next(heads)
        yield from _numbered([line for line in (own or "").splitlines() if line.strip()] or usual)
    if row.lessons:
        yield told["lessons"].format_map({"节数": row.lessons})
    yield next(heads)
    span = {"起": day_in_words(row.from_day), "止": day_in_words(row.until_day) if row.until_day else ""}
    yield told["span" if row.until_day else "open_span"].format_map(span)
    yield next(heads)
    yield told["check"]
    yield told["copies"]
