"""Forms of a 个案, one to a page: 劝返记录表 D15, 情况报告表 D17B, 销号审批表 D18. Texts that are too long go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.ledgers.drop_cases import DropCase, Persuasion
from desktop.models.ledgers.drop_population import AgeStatus
from desktop.models.store import Store
from desktop.models.terms import day_in_words
from desktop.services.drop.case_file import CaseFile
from desktop.services.drop.ladder import people
from desktop.services.drop.rounds import last_day_in
from desktop.services.paper.catalogue_drop_cases import KEPT
from desktop.services.paper.documents.common import (
    BLANK_DAY,
    Table,
    new_sheet,
    pre_flight,
    school_on_paper,
    write_title,
)
from desktop.services.paper.documents.drop_facts import (
    Child,
    cases,
    cause_of,
    child_of,
    done_of,
    last_day_of,
    last_day_words,
    told,
)
from desktop.services.paper.documents.lists import demand_rows
from desktop.services.paper.grid import Cell, Row, label, value, words
from desktop.services.progress import Progress

LEFT, COLUMNS = 18.0, (26.0, 61.0, 26.0, 61.0)
TITLE, TOP, BOTTOM, TURN = 22.0, 35.0, 276.0, 20.0
ROW, SIGN, OPINION = 10.0, 22.0, 34.0
SIZE = 11.0


@dataclass(frozen=True)
class Form:
    """One page. head: rows of short values; texts: (label, words, share of the room left); feet: what is signed."""

    name: str
    head: Sequence[Row]
    texts: Sequence[tuple[str, str, float]]
    feet: Sequence[Row]
    foot_height: float = SIGN


@dataclass(frozen=True)
class DropForms:
    """Forms of one kind. kind: persuasion, situation or closing (drop_papers.json); secret: whole numbers stand on it."""

    kind: str
    forms: Sequence[Form]
    secret: bool = False

    @property
    def heading(self) -> str:
        return str(told()[self.kind]["heading"])

    @property
    def title(self) -> str:
        names = [one.name for one in self.forms if one.name]
        whose = f"（{names[0]}）" if len(set(names)) == 1 else ""
        return f"{school_on_paper().school_name}{self.heading}{whose}"


def draw(path: Path, subject: DropForms, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the forms; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    for form in subject.forms:
        where = f"{form.name}的{subject.heading}"
        pre_flight(
            *((where, text) for _, text, _ in form.texts), *((where, c.text) for r in form.head for c in r)
        )
    school = school_on_paper().school_name
    with new_sheet(path, subject.title, proof=proof) as sheet:
        for place, form in enumerate(
            (progress or Progress()).follow(subject.forms, len(subject.forms), every=1)
        ):
            if place:
                sheet.next_page()
            if subject.secret:
                sheet.write(told()["secret"], LEFT, 12, "hei", 10)
            write_title(sheet, subject.heading, (sheet.width / 2, TITLE), 18, sum(COLUMNS))
            sheet.write(told()["unit_line"].format_map({"学校": school}), LEFT, 32, "song", 10.5)
            foot = told()[subject.kind].get("foot", "")
            _page(Table(sheet, LEFT, COLUMNS, size=SIZE, row=ROW), form, foot)
        return sheet.page


def _page(grid: Table, form: Form, foot: str) -> None:
    """The rows share what room the page has; a page that is too full goes on on the next."""
    texts: list[Row] = [[label(name), words(text, 3, top=True)] for name, text, _ in form.texts]
    head, least = grid.heights(form.head), grid.heights(texts, [ROW] * len(texts))
    feet = [form.foot_height] * len(form.feet)
    room = BOTTOM - TOP - sum(head) - sum(least) - sum(feet)
    shares = [share for _, _, share in form.texts]
    if room >= 0:
        grown = [low + room * share / (sum(shares) or 1) for low, share in zip(least, shares, strict=True)]
        bottom = grid.draw([*form.head, *texts, *form.feet], TOP, [*head, *grown, *feet])
    else:
        bottom = grid.draw(form.head, TOP, head)
        for row, height in [*zip(texts, least, strict=True), *zip(form.feet, feet, strict=True)]:
            if bottom + height > BOTTOM:
                grid.sheet.next_page()
                bottom = TURN
            bottom = grid.draw([row], bottom, [height])
    if foot:
        grid.sheet.write(foot, LEFT, bottom + 5.5, "song", 9.5)


def _signed(names: Sequence[str]) -> list[Row]:
    """Boxes to sign in beside each other: one over a label, two columns wide where there are two."""
    half = [
        Cell(name, "song", 2, align="left", top=True, foot=(BLANK_DAY.strip("　"),)) for name in names[:2]
    ]
    rest = [
        Cell(name, "song", 4, align="left", top=True, foot=(BLANK_DAY.strip("　"),)) for name in names[2:]
    ]
    return [half, *([one] for one in rest)]


def _opinions(kind: str) -> list[Row]:
    """An opinion to a box, its signature and date at the foot."""
    said = told()[kind]
    pairs = zip(said["opinions"], said["signs"], strict=True)
    return [[label(name), Cell("", "fangsong", 3, foot=tuple(signs))] for name, signs in pairs]


# D15 ----------------------------------------------------------------------------------------------------


def persuasions(store: Store, records: Sequence[int], what: str = "") -> DropForms:
    """劝返记录表 of these cases, filled with what is known and taken along; an empty one for none.

    what: KEPT for the 劝返 that are registered. Raises Refused when there is none of them.
    """
    found = cases(store, records) if records else []
    if what == KEPT:
        rows = [(file, row) for file in found for row in file.persuasions]
        demand_rows(rows, "劝返记录", nothing="一次也没有")
        return DropForms("persuasion", [_persuasion(child_of(file), file, row) for file, row in rows])
    if not found:
        return DropForms("persuasion", [_persuasion(Child(), None, None)])
    return DropForms("persuasion", [_persuasion(child_of(file), file, None) for file in found])


def _persuasion(child: Child, file: CaseFile | None, row: Any) -> Form:
    names = told()["persuasion"]["labels"]
    number = row.number if row else len(file.persuasions) + 1 if file else ""
    kind = DropCase.kind.format(file.row.kind) if file else ""
    last = last_day_words(last_day_in(file, row.day) if row else file.row.last_day) if file else ""
    head: list[Row] = [
        [label(names["name"]), value(child.name), label(names["gender"]), value(child.gender)],
        [label(names["class"]), value(child.class_on_paper), label(names["number"]), value(number)],
        [label(names["guardian"]), value(child.guardian), label(names["phone"]), value(child.phone)],
        [label(names["address"]), words(child.address, 3)],
        [label(names["last"]), value(last), label(names["kind"]), value(kind)],
        [label(names["day"]), value(_when(row)), label(names["way"]), value(Persuasion.way.format(row.way) if row else "")],
        [label(names["place"]), value(row.place if row else ""), label(names["met"]), value(row.met if row else "")],
        [label(names["people"]), words(people(row) if row else "", 3)],
    ]  # fmt: skip
    after = (
        "，".join(
            filter(None, [row.next_step or "", f"下次 {day_in_words(row.next_on)}" if row.next_on else ""])
        )
        if row
        else ""
    )
    texts = [
        (names["parent"], row.parent_view or "" if row else "", 1.0), (names["child"], row.child_view or "" if row else "", 1.0),
        (names["process"], row.process if row else "", 3.0), (names["promised"], row.promised or "" if row else "", 1.0),
        (names["next"], after, 1.0),
    ]  # fmt: skip
    return Form(child.name, head, texts, _signed(told()["persuasion"]["signs"]))


def _when(row: Any) -> str:
    if row is None:
        return ""
    hours = "—".join(filter(None, [_time(row.starts), _time(row.ends)]))
    return " ".join(filter(None, [day_in_words(row.day), hours]))


def _time(at: Any) -> str:
    return Persuasion.starts.format(at) if at is not None else ""


# D17B ---------------------------------------------------------------------------------------------------


def situations(store: Store, records: Sequence[int]) -> DropForms:
    """情况报告表 of these cases, of all that are not closed for none. Raises Refused when there is none."""
    found = cases(store, records)
    demand_rows(found, "个案", nothing="一件也没有")
    return DropForms("situation", [_situation(file, child_of(file)) for file in found], secret=True)


def _situation(file: CaseFile, child: Child) -> Form:
    names, row = told()["situation"]["labels"], file.row
    head: list[Row] = [
        [label(names["name"]), value(child.name), label(names["gender"]), value(child.gender)],
        [label(names["birth"]), value(child.birth), label(names["class"]), value(child.class_on_paper)],
        [label(names["id"]), value(child.id_number), label(names["no"]), value(child.student_no)],
        [label(names["guardian"]), value(child.guardian), label(names["phone"]), value(child.phone)],
        [label(names["address"]), words(child.address, 3)],
        [label(names["last"]), value(last_day_of(row)), label(names["kind"]), value(DropCase.kind.format(row.kind))],
        [label(names["cause"]), value(cause_of(row)), label(names["where"]), value(row.whereabouts or "")],
    ]  # fmt: skip
    return Form(child.name, head, [(names["done"], done_of(file), 1.0)], _opinions("situation"), OPINION)


# D18 ----------------------------------------------------------------------------------------------------


def closings(store: Store, records: Sequence[int]) -> DropForms:
    """销号审批表 of these cases. Raises Refused when there is none."""
    found = cases(store, records)
    demand_rows(found, "个案", nothing="一件也没有")
    return DropForms("closing", [_closing(file, child_of(file)) for file in found], secret=True)


def _closing(file: CaseFile, child: Child) -> Form:
    names, row = told()["closing"]["labels"], file.row
    followed = "；".join(
        f"{day_in_words(one.day)}{'在校' if one.present else '不在校'}，{one.words}"
        + (f"（{one.why_away}）" if one.why_away else "")
        for one in file.follow_ups
    )
    other = AgeStatus.status.format(row.other_way) if row.other_way else ""
    head: list[Row] = [
        [label(names["number"]), value(row.number), label(names["name"]), value(child.name)],
        [label(names["gender"]), value(child.gender), label(names["birth"]), value(child.birth)],
        [label(names["class"]), value(child.class_on_paper), label(names["no"]), value(child.student_no)],
        [label(names["kind"]), value(DropCase.kind.format(row.kind)), label(names["again"]), value(row.again)],
        [label(names["opened"]), value(day_in_words(row.opened_on)), label(names["last"]), value(last_day_of(row))],
        [label(names["cause"]), words(cause_of(row), 3)],
        [label(names["back"]), value(day_in_words(row.back_on) if row.back_on else ""), label(names["way"]), value(other)],
    ]  # fmt: skip
    closed = (
        f"{row.closed_why}（{day_in_words(row.closed_on)}{row.closed_by}批准销号）" if row.closed_on else ""
    )
    texts = [
        (names["done"], done_of(file), 1.0),
        (names["follow"], followed, 1.2),
        (names["why"], closed, 0.6),
    ]
    return Form(child.name, head, texts, _opinions("closing"), OPINION - 4)
