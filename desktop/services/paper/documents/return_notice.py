"""劝返复学通知书 (D16): stub, notice and 送达回证 on one page, torn apart along two lines. One page to a notice.

The law that is quoted is data with its version (resources/drop/laws.json). No whole number of anybody stands on it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from desktop.models.ledgers.drop_cases import ReturnNotice
from desktop.models.ledgers.staff import Staff
from desktop.models.store import Store
from desktop.models.terms import day_in_words
from desktop.places import RESOURCES
from desktop.services.drop.case_acts import said_now
from desktop.services.drop.case_file import NEVER_CAME, file_of
from desktop.services.paper.documents.common import (
    Table,
    long_class,
    new_sheet,
    pre_flight,
    school_on_paper,
    write_paragraph,
    write_title,
)
from desktop.services.paper.documents.drop_facts import told
from desktop.services.paper.documents.lists import demand_rows
from desktop.services.paper.grid import Row, label, value
from desktop.services.paper.sheet import Sheet
from desktop.services.progress import Progress

LEFT, WIDTH = 20.0, 170.0
STUB_END, NOTICE_END = 66.0, 212.0  # mm: where the page is torn
STUB_COLUMNS = (26.0, 59.0, 26.0, 59.0)
SIZE, SMALL = 12.0, 9.5
SEAL_X, SEAL_Y = 158.0, 186.0
LAW = "{条文}"  # the line of the wording where the articles stand


@dataclass(frozen=True)
class Notice:
    """One notice with what it said of the child when it was issued. guardian, maker: "" where nobody was known."""

    row: Any
    name: str
    class_name: str
    guardian: str
    last: dt.date | None  # None for who did not come when the term began
    maker: str = ""


@dataclass(frozen=True)
class Notices:
    """The notices to print, a page to each."""

    notices: Sequence[Notice]

    @property
    def title(self) -> str:
        first = self.notices[0]
        whose = f"（{first.name}）" if len(self.notices) == 1 else ""
        return f"{school_on_paper().school_name}{told()['notice']['heading']}{whose}"


@cache
def laws() -> dict[str, Any]:
    """The articles that are quoted, with their versions."""
    return dict(json.loads((RESOURCES / "drop" / "laws.json").read_text("utf-8")))


def notices(store: Store, records: Sequence[int]) -> Notices:
    """Notices by their ids. Raises Refused when none of them is there."""
    rows = list(store.rows(ReturnNotice).where(ReturnNotice.id.in_(list(records))).order_by(ReturnNotice.id))
    demand_rows(rows, "劝返复学通知书", nothing="一份也没有", then="先在个案里取号。")
    return Notices([_as_issued(row) for row in rows])


def _as_issued(row: Any) -> Notice:
    """What it said when it was issued; what the books say now where a notice came in from elsewhere without that."""
    said = json.loads(row.said or said_now(file_of(row.drop_case_id)))
    last = dt.date.fromisoformat(said["last"]) if said["last"] else None
    return Notice(row, said["name"], long_class(said["class"]), said["guardian"], last, said.get("maker", ""))


def draw(path: Path, subject: Notices, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the notices; returns the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    for one in subject.notices:
        pre_flight(
            *((f"{one.name}的通知书", text) for text in (one.name, one.guardian, one.class_name, one.maker))
        )
    with new_sheet(path, subject.title, proof=proof) as sheet:
        for place, one in enumerate(
            (progress or Progress()).follow(subject.notices, len(subject.notices), every=1)
        ):
            if place:
                sheet.next_page()
            _stub(sheet, one)
            sheet.cut_line(8, STUB_END, 202, STUB_END, told()["notice"]["tear"])
            _notice(sheet, one)
            sheet.cut_line(8, NOTICE_END, 202, NOTICE_END, told()["notice"]["tear"])
            _receipt(sheet, one)
        return sheet.page


def _number(sheet: Sheet, one: Notice, y: float) -> None:
    words = told()["notice"]["number"].format_map({"编号": one.row.number})
    sheet.write_right(words, LEFT + WIDTH, y, "song", 10.5)


def _stub(sheet: Sheet, one: Notice) -> None:
    said = told()["notice"]
    names = said["stub_labels"]
    write_title(sheet, said["stub"], (sheet.width / 2, 14), 15, WIDTH)
    _number(sheet, one, 22)
    rows: list[Row] = [
        [label(names["name"]), value(one.name), label(names["class"]), value(one.class_name)],
        [label(names["guardian"]), value(one.guardian), label(names["last"]), value(day_in_words(one.last) if one.last else NEVER_CAME)],
        [label(names["issued"]), value(day_in_words(one.row.issued_on)), label(names["until"]), value(day_in_words(one.row.return_by))],
        [label(names["maker"]), value(one.maker, 3)],
    ]  # fmt: skip
    Table(sheet, LEFT, STUB_COLUMNS, size=10.5, row=8.6).draw(rows, 25)


def _notice(sheet: Sheet, one: Notice) -> None:
    said, school = told()["notice"], school_on_paper()
    write_title(sheet, said["heading"], (sheet.width / 2, 79), 20, WIDTH)
    _number(sheet, one, 90)
    to = (
        said["to"].format_map({"监护人": one.guardian})
        if one.guardian
        else said["nobody"].format_map({"姓名": one.name})
    )
    bottom = write_paragraph(sheet, to, LEFT, 93, WIDTH, size=SIZE)
    values = {
        "姓名": one.name, "班级": one.class_name, "最后到校": _away(one),
        "返校期限": day_in_words(one.row.return_by), "电话": school.hotline_school or "",
    }  # fmt: skip
    for text in (line for form in said["body"] for line in _filled(form, values)):
        bottom = write_paragraph(sheet, text, LEFT, bottom + 0.8, WIDTH, size=SIZE, indent=2, leading=1.5)
    write_paragraph(sheet, source(), LEFT, 201.5, WIDTH, style="song", size=8.5)
    sheet.write_centred(school.school_name, SEAL_X, SEAL_Y - 3, "fangsong", SIZE)
    sheet.write_centred(day_in_words(one.row.issued_on), SEAL_X, SEAL_Y + 5, "fangsong", SIZE)
    sheet.seal_place(SEAL_X, SEAL_Y)


def _away(one: Notice) -> str:
    """2026年9月28日以后没有到校上课"""
    said = told()["notice"]
    return str(said["away"].format_map({"日期": day_in_words(one.last)}) if one.last else said["never_came"])


def _filled(form: str, values: dict[str, str]) -> list[str]:
    """A paragraph with its values; where the law stands, each article is a paragraph of its own."""
    return quoted() if form == LAW else [form.format_map(values)]


def quoted() -> list[str]:
    """The articles word for word."""
    form = told()["notice"]["law"]
    return [
        form.format_map({"法律": one["law"], "条": one["article"], "内容": one["text"]})
        for one in laws()["laws"]
    ]


def source() -> str:
    """Which versions are quoted, and that they are to be compared."""
    versions = "；".join(f"{one['law']}{one['version']}" for one in laws()["laws"])
    return str(told()["notice"]["check"].format_map({"法律和版本": versions, "提醒": laws()["check"]}))


def _receipt(sheet: Sheet, one: Notice) -> None:
    said, row = told()["notice"], one.row
    names = said["receipt_labels"]
    write_title(sheet, said["receipt"], (sheet.width / 2, 222), 15, WIDTH)
    _number(sheet, one, 230)
    served = day_in_words(row.served_on) if row.served_on else said["time"]
    hour = f" {ReturnNotice.served_at.format(row.served_at)}" if row.served_at is not None else ""
    rows: list[Row] = [
        [label(names["paper"]), value(said["paper"].format_map({"编号": row.number})), label(names["name"]), value(one.name)],
        [label(names["served"]), value(f"{served}{hour}"), label(names["served_by"]),
         value(Staff.caption_of(row.served_by_id) if row.served_by_id else "")],
        [label(names["received"]), value(row.received_by or "" if not row.refused else ""), label(names["relation"]), value("")],
        [label(names["refused"]), value(row.refused_words or "" if row.refused else ""), label(names["witness"]), value(row.witness or "")],
    ]  # fmt: skip
    Table(sheet, LEFT, STUB_COLUMNS, size=10.5, row=11.5).draw(rows, 233)
