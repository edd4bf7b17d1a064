"""教师家访记录表 (D10): blank, with a child's own facts on it, or complete, with a place of 90×60 mm for a photograph.

Nothing on it says why a child is looked after: the family signs it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.batches import AidNotice
from desktop.models.ledgers.care_visits import Visit
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.families import Guardian
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import day_in_words
from desktop.services.care import booking, pairs
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
from desktop.services.paper.documents.dossier_pages import page_of_words, pages_of_attachment
from desktop.services.paper.documents.lists import demand_rows
from desktop.services.paper.documents.photo_frame import HIGH as PHOTO_HIGH
from desktop.services.paper.documents.photo_frame import Photo, draw_photo, put_together
from desktop.services.paper.grid import PAD, Cell, Row, label, tick, value, words
from desktop.services.paper.lines import break_lines
from desktop.services.paper.sheet import Sheet
from desktop.services.progress import Progress

LEFT, COLUMNS = 20.0, (26.0, 59.0, 26.0, 59.0)
WIDTH = sum(COLUMNS)
TITLE, TOP, BOTTOM, TURN = 20.0, 30.0, 280.0, 20.0  # mm
ROW, LONG = 8.4, 11.0
SIGN = 13.0
MOST_LINES = 30  # of one box
SHARES = {
    "family": 2.0,
    "at_home": 1.4,
    "at_school": 1.4,
    "talked": 4.0,
    "said": 1.6,
    "problem": 1.4,
    "next": 1.2,
}


@dataclass(frozen=True)
class Form:
    """One form. children: (name, class); about: (in whose words, at home, at school) for each child that has any."""

    children: Sequence[tuple[str, str]] = ()
    facts: dict[str, str] = field(default_factory=dict)
    way: str | None = None
    policies: frozenset[str] = frozenset()
    photo: str = ""  # what the File fields of the visit keep
    signed_page: str = ""
    signed: bool = False
    facts_confirmed: bool = False


@dataclass(frozen=True)
class VisitForms:
    """The forms to print, one to a page."""

    forms: Sequence[Form]
    attachments: Any = None  # the school's Attachments; without them the box for the photograph stays empty

    @property
    def title(self) -> str:
        told, school = wording("visit_papers")["visit"], school_on_paper().school_name
        names = [name for form in self.forms for name, _ in form.children]
        if not names:
            return str(told["heading"].format_map({"学校": school}))
        if len(self.forms) == 1:
            return f"{told['heading'].format_map({'学校': school})}（{'、'.join(names)}）"
        return str(told["several"].format_map({"学校": school, "姓名": names[0]}))


def visit_forms(
    store: Store, visits: Sequence[int], students: Sequence[int], attachments: Any = None
) -> VisitForms:
    """Forms of visits that were kept, else one for each of these children to take along, else an empty one."""
    if visits:
        rows = list(store.rows(Visit).where(Visit.id.in_(list(visits))).order_by(Visit.day, Visit.id))
        demand_rows(rows, "选中的家访", nothing="一次也没有")
        children = booking.children_of([row.id for row in rows])
        return VisitForms([_kept(row, children.get(row.id, [])) for row in rows], attachments)
    if students:
        return VisitForms([_ahead(store, student) for student in students])
    return VisitForms([Form()])


def _ahead(store: Store, student: int) -> Form:
    """What is known before one goes: the child, the home, the family, the responsible teacher."""
    pupil = store.rows(Student).where(Student.id == student).get()
    lead = pairs.lead_of([student], dt.date.today()).get(student)
    facts = _home_of(pupil) | {
        "family": _family_of([student]),
        "teacher": Staff.caption_of(lead.teacher_id) if lead else "",
    }
    return Form([(pupil.name, SchoolClass.caption_of(pupil.school_class_id))], facts)


def _home_of(pupil: Any) -> dict[str, str]:
    home = Household.get_or_none(Household.id == pupil.household_id) if pupil.household_id else None
    address = (home.address if home else None) or pupil.current_address or pupil.home_address or ""
    told = Guardian.select().where((Guardian.student == pupil.id) & Guardian.phone.is_null(False))
    phones = [row.phone for row in sorted(told, key=lambda one: (one.is_guardian is not True, one.id))]
    return {"address": address, "phone": (phones or [pupil.phone or ""])[0]}


def _family_of(students: Sequence[int]) -> str:
    """父亲 王建国，务工；母亲 李梅: each person once."""
    told = Guardian.select().where(Guardian.student.in_(list(students))).order_by(Guardian.id)
    said = [
        "，".join(filter(None, [f"{Guardian.relation.format(row.relation)} {row.name}", row.occupation, row.away_at]))
        for row in told
    ]  # fmt: skip
    return "；".join(dict.fromkeys(said))


def _kept(visit: Any, children: Sequence[Any]) -> Form:
    pupils = {
        row.id: row for row in Student.select().where(Student.id.in_([one.student_id for one in children]))
    }
    named = [pupils[one.student_id] for one in children]
    several = len(named) > 1

    def said(name: str) -> str:
        told = [(pupils[one.student_id].name, getattr(one, name)) for one in children]
        return "；".join(f"{who}：{text}" if several else text for who, text in told if text)

    teachers = [Staff.caption_of(one) for one in (visit.teacher_id, visit.teacher2_id) if one]
    letters = [AidNotice.caption_of(one.notice_id) for one in children if one.notice_id]
    facts = (_home_of(named[0]) if named else {}) | {
        "day": day_in_words(visit.day), "time": "～".join(filter(None, [visit.starts, visit.ends])),
        "teacher": "、".join(teachers), "met": visit.met or "", "relation": Visit.relation.format(visit.relation),
        "purpose": Visit.purpose.format(visit.purpose), "letter": "、".join(dict.fromkeys(letters)),
        "family": visit.family or _family_of([row.id for row in named]), "talked": visit.talked,
        "at_home": said("at_home"), "at_school": said("at_school"), "absence": said("absence_why"),
        "said": visit.said or "", "problem": visit.problem or "", "next": visit.next_step or "",
        "next_on": day_in_words(visit.next_on) if visit.next_on else "",
    }  # fmt: skip
    return Form(
        [(row.name, SchoolClass.caption_of(row.school_class_id)) for row in named], facts, visit.way,
        frozenset((visit.policies or "").split(",")), visit.photo or "", visit.signed_page or "",
        bool(visit.parent_signed), bool(visit.facts_confirmed),
    )  # fmt: skip


def draw(path: Path, subject: VisitForms, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the forms, each with its photograph, and its signed page behind it; returns the pages.

    Raises MissingGlyph, CannotWrite, Cancelled.
    """
    for form in subject.forms:
        where = f"{'、'.join(name for name, _ in form.children)}的家访记录表"
        pre_flight(*((where, text) for text in [*form.facts.values(), where]))
    progress = progress or Progress()
    return put_together(path, subject.title, lambda drawn: _draw_forms(drawn, subject, progress, proof=proof))


def _draw_forms(
    path: Path, subject: VisitForms, progress: Progress, *, proof: bool
) -> tuple[int, list[tuple[int, bytes]]]:
    """How many pages the forms take, and what follows behind which of them."""
    told, school = wording("visit_papers")["visit"], school_on_paper().school_name
    heading = str(told["heading"].format_map({"学校": school}))
    behind: list[tuple[int, bytes]] = []
    with new_sheet(path, subject.title, proof=proof) as sheet:
        for place, form in enumerate(progress.follow(subject.forms, len(subject.forms), every=1)):
            if place:
                sheet.next_page()
            write_title(sheet, heading, (sheet.width / 2, TITLE), 17, WIDTH, school=school)
            follows = draw_form(sheet, form, subject.attachments)
            behind += [(sheet.page, pdf) for pdf in follows]
        return sheet.page, behind


def draw_form(sheet: Sheet, form: Form, attachments: Any = None) -> list[bytes]:
    """Facts, boxes that share what room is left, signatures, the photograph; long texts take a second page.

    Returns the PDFs that follow: the signed page, and a photograph that was kept as a PDF.
    """
    told = wording("visit_papers")["visit"]
    grid = Table(sheet, LEFT, COLUMNS, size=10.5, row=ROW)
    head, boxes, signs = _head(form, told), _boxes(form, told), _signs(form, told)
    texts, shares = [row for row, _ in boxes], [share for _, share in boxes]
    high, least = grid.heights(head), grid.heights(texts, [LONG] * len(texts))
    foot = SIGN + PHOTO_HIGH + 3
    room = BOTTOM - TOP - sum(high) - sum(least) - foot
    if room >= 0:
        heights = [low + room * share / sum(shares) for low, share in zip(least, shares, strict=True)]
        bottom = grid.draw([*head, *texts, signs], TOP, [*high, *heights, SIGN])
    else:
        bottom = _flow(grid, texts, least, grid.draw(head, TOP))
        if bottom + foot > BOTTOM:
            sheet.next_page()
            bottom = TURN
        bottom = grid.draw([signs], bottom, [SIGN])
    follows = draw_photo(sheet, Photo(form.photo, told, attachments), bottom + 3)
    return follows + (_signed_page(form, told, attachments) if form.signed_page and attachments else [])


def _flow(grid: Table, rows: Sequence[Row], heights: Sequence[float], top: float) -> float:
    """The boxes over as many pages as they need."""
    for row, height in zip(rows, heights, strict=True):
        if top + height > BOTTOM and top > TURN:
            grid.sheet.next_page()
            top = TURN
        top = grid.draw([row], top, [height])
    return top


def _head(form: Form, told: dict[str, Any]) -> list[Row]:
    names, facts, codes = told["labels"], form.facts, code_list("visit_way")
    children = form.children or [("", "")]
    rows: list[Row] = [
        [label(names["child"]), value(name), label(names["class"]), value(long_class(klass))]
        for name, klass in children
    ]
    ways = "　".join(tick(words_, code == form.way) for code, words_ in codes.labels.items())
    rows += [
        _pair(names, facts, "day", "time"),
        _pair(names, facts, "teacher", "phone"),
        [label(names["way"]), Cell(ways, "song", 3, align="left")],
        _pair(names, facts, "met", "relation"),
        [label(names["address"]), words(facts.get("address", ""), 3)],
        _pair(names, facts, "purpose", "letter"),
    ]
    if "day" not in facts:
        rows[len(children)] = [
            label(names["day"]),
            value(BLANK_DAY.strip("　")),
            label(names["time"]),
            value(""),
        ]
    return rows


def _pair(names: dict[str, str], facts: dict[str, str], one: str, other: str) -> Row:
    return [
        label(names[one]), value(facts.get(one, "")), label(names[other]), value(facts.get(other, "")),
    ]  # fmt: skip


def _boxes(form: Form, told: dict[str, Any]) -> list[tuple[Row, float]]:
    """Rows for sentences and how much of what room is left each takes."""
    names, facts, codes = told["labels"], form.facts, code_list("visit_policy")
    boxes = _boxes_of(
        f"{names['family']}\n（{told['family_hint']}）", facts.get("family", ""), SHARES["family"]
    )
    for one in ("at_home", "at_school", "talked"):
        boxes += _boxes_of(names[one], facts.get(one, ""), SHARES[one])
    policies = "　".join(tick(words_, code in form.policies) for code, words_ in codes.labels.items())
    boxes.append(([label(names["policies"]), Cell(policies, "song", 3, align="left", size=10)], 0.0))
    if facts.get("absence"):
        boxes += _boxes_of(names["absence"], facts["absence"], 0.4)
    for one in ("said", "problem"):
        boxes += _boxes_of(names[one], facts.get(one, ""), SHARES[one])
    boxes.append((
        [label(names["next"]), words(facts.get("next", "")), label(names["next_on"]), value(facts.get("next_on", ""))],
        SHARES["next"],
    ))  # fmt: skip
    return boxes


def _boxes_of(name: str, text: str, share: float) -> list[tuple[Row, float]]:
    """A box for sentences; what is longer than a page goes on in another box below."""
    lines = break_lines(text, "fangsong", 10.5, sum(COLUMNS[1:]) - 2 * PAD)
    parts = [lines[at : at + MOST_LINES] for at in range(0, max(len(lines), 1), MOST_LINES)]
    return [
        ([label(name, size=10), words("\n".join(part) if len(parts) > 1 else text, 3, top=True)], share)
        for part in parts
    ]


def _signs(form: Form, told: dict[str, Any]) -> Row:
    names = told["labels"]
    return [
        label(names["parent"]), value(told["signed"] if form.signed else "", size=9.5), label(names["sign"]), value(""),
    ]  # fmt: skip


def _signed_page(form: Form, told: dict[str, Any], attachments: Any) -> list[bytes]:
    """The page that the family signed, as it was kept; where it cannot be read, a page that says so."""
    title = told["signed_page"].format_map({"日期": form.facts["day"]})
    try:
        return [pages_of_attachment(attachments.read(form.signed_page), title)[0]]
    except Refused as why:
        return [page_of_words(title, str(why))[0]]
