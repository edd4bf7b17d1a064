"""关爱活动记录表 (ACT): one activity to a page, who took part by class, a photograph. It says of nobody why he was there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.ledgers.care_file import CareActivity
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.store import Store, rows_by_id
from desktop.models.terms import day_in_words
from desktop.services.care import activities
from desktop.services.paper.documents.care_forms import TITLE, WIDTH, BoxOf, draw_form
from desktop.services.paper.documents.common import (
    class_place,
    new_sheet,
    pre_flight,
    school_on_paper,
    short_class,
    wording,
    write_title,
)
from desktop.services.paper.documents.lists import demand_rows
from desktop.services.paper.documents.photo_frame import Behind, Photo, put_together
from desktop.services.paper.grid import Row, label, value, words
from desktop.services.progress import Progress


@dataclass(frozen=True)
class Activity:
    """One activity; row None for an empty form. who: names by class, in one text."""

    row: Any | None
    who: str = ""


@dataclass(frozen=True)
class Activities:
    """The pages to print."""

    rows: Sequence[Activity]
    attachments: Any = None  # the school's Attachments; without them the frame stays empty

    @property
    def title(self) -> str:
        told = wording("home_papers")["activity"]["heading"].format_map(
            {"学校": school_on_paper().school_name}
        )
        first = self.rows[0].row
        return f"{told}（{first.day}{'等' if len(self.rows) > 1 else ''}）" if first else str(told)


def of(store: Store, wanted: Sequence[int], attachments: Any = None) -> Activities:
    """The records of these activities; an empty form when none is named. Raises Refused when none is there."""
    if not wanted:
        return Activities([Activity(None)])
    rows = list(store.rows(CareActivity).where(CareActivity.id.in_(list(wanted))).order_by(CareActivity.day))
    demand_rows(rows, "选中的活动", nothing="一次也没有")
    named = activities.children_of([row.id for row in rows])
    return Activities([Activity(row, _who(named.get(row.id, []))) for row in rows], attachments)


def _who(students: Sequence[int]) -> str:
    """三（2）班：王芳、李强；四（1）班：…"""
    classes: dict[str, list[str]] = defaultdict(list)
    for pupil in rows_by_id(Student, students):
        told: Any = pupil
        classes[SchoolClass.caption_of(told.school_class_id)].append(Student.in_class(told))
    return "；".join(
        f"{short_class(one)}：{'、'.join(classes[one])}" for one in sorted(classes, key=class_place)
    )


def draw(path: Path, subject: Activities, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the records, one to a page, and return the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    told, school = wording("home_papers")["activity"], school_on_paper().school_name
    heading = told["heading"].format_map({"学校": school})
    for one in subject.rows:
        texts = [one.who, one.row.name, one.row.content, one.row.others] if one.row else []
        pre_flight(*(("活动记录表", text) for text in texts))
    progress = progress or Progress()

    def forms(drawn: Path) -> tuple[int, Behind]:
        behind: list[tuple[int, bytes]] = []
        with new_sheet(drawn, subject.title, proof=proof) as sheet:
            for place, one in enumerate(progress.follow(subject.rows, len(subject.rows), every=1)):
                if place:
                    sheet.next_page()
                write_title(sheet, heading, (sheet.width / 2, TITLE), 17, WIDTH, school=school)
                names, kept = told["labels"], one.row.photo if one.row else ""
                photo = Photo(kept or "", told, subject.attachments)
                behind += draw_form(
                    sheet, _head(one, names), _boxes(one, names), [_signs(names)], photo=photo
                )
            return sheet.page, behind

    return put_together(path, subject.title, forms)


def _head(one: Activity, names: dict[str, str]) -> list[Row]:
    row = one.row
    facts = {
        "name": row.name, "kind": CareActivity.kind.format(row.kind), "day": day_in_words(row.day), "place": row.place or "",
        "organiser": Staff.caption_of(row.organiser_id) if row.organiser_id else "", "heads": str(row.heads or ""),
        "others": row.others or "",
    } if row else {}  # fmt: skip
    return [
        [label(names["name"]), value(facts.get("name", ""), 3)],
        *(
            [label(names[a]), value(facts.get(a, "")), label(names[b]), value(facts.get(b, ""))]
            for a, b in (("kind", "day"), ("place", "organiser"))
        ),
        [label(names["others"], size=9), words(facts.get("others", "")), label(names["heads"]), value(facts.get("heads", ""))],
    ]  # fmt: skip


def _boxes(one: Activity, names: dict[str, str]) -> list[BoxOf]:
    content = one.row.content or "" if one.row else ""
    return [BoxOf(names["content"], content, 3.0), BoxOf(names["who"], one.who, 2.0)]


def _signs(names: dict[str, str]) -> Row:
    return [label(names["writer"], size=10), value(""), label(names["lead"], size=9.5), value("")]
