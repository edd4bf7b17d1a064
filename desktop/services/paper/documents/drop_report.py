"""关于学生辍学情况的书面报告 (D17) after GB/T 9704, with its two attachments and the place to sign for it.

Until the headteacher has signed it is a draft and says so on every page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.ledgers.drop_cases import WrittenReport
from desktop.models.store import Store
from desktop.models.terms import day_in_words
from desktop.services.drop.case_acts import cases_in
from desktop.services.drop.case_file import CaseFile
from desktop.services.drop.ladder import people
from desktop.services.paper.documents.common import (
    Table,
    new_sheet,
    pre_flight,
    school_on_paper,
    short_class,
    write_title,
)
from desktop.services.paper.documents.drop_facts import Child, cause_of, child_of, told
from desktop.services.paper.documents.lists import demand_rows
from desktop.services.paper.grid import Row, label, value, words
from desktop.services.paper.official import Official
from desktop.services.progress import Progress

LEFT, WIDTH = 15.0, 180.0
ROLL = (9.0, 17.0, 9.0, 36.0, 37.0, 17.0, 16.0, 24.0, 15.0)
LOG = (18.0, 12.0, 26.0, 44.0, 30.0, 50.0)
TOP, BOTTOM = 46.0, 276.0
RECEIVED = (60.0, 60.0, 60.0)
UNKNOWN = "（未登记）"
NOT_COME = "未报到"


@dataclass(frozen=True)
class Report:
    """One report and the children it names."""

    row: Any
    files: Sequence[CaseFile]
    children: Sequence[Child]

    @property
    def title(self) -> str:
        return f"{school_on_paper().school_name}{told()['report']['title'][0]}"

    @property
    def signed(self) -> bool:
        return bool(self.row.signed_by)


def report(store: Store, records: Sequence[int]) -> Report:
    """A report by its id. Raises Refused when it is not there."""
    rows = list(store.rows(WrittenReport).where(WrittenReport.id.in_(list(records))))
    demand_rows(rows, "书面报告", nothing="一份也没有", then="先在个案里写好书面报告。")
    found = cases_in(rows[0].id)
    return Report(rows[0], found, [child_of(file) for file in found])


def draw(path: Path, subject: Report, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the report; returns the pages. Raises MissingGlyph, CannotWrite."""
    said, row = told()["report"], subject.row
    texts = [row.found or "", row.measures or "", row.request or "", *(c.name for c in subject.children)]
    pre_flight(*((subject.title, text) for text in texts))
    with new_sheet(path, subject.title, proof=proof, draft=not subject.signed) as sheet:
        paper = Official(sheet)
        paper.title(*said["title"])
        paper.reference(row.number)
        paper.skip()
        paper.paragraph(f"{_to(row)}：", indent=0)
        paper.paragraph(said["lead"].format_map({"人数": len(subject.files), "劝返": _persuaded(subject)}))
        for text in _body(subject):
            paper.paragraph(text)
        paper.paragraph(said["end"])
        paper.skip()
        for text in said["attachments"]:
            paper.paragraph(text)
        paper.signature(school_on_paper().school_name, day_in_words(row.signed_on or row.day))
        paper.set()
        _attachments(paper, subject)
        (progress or Progress()).check()
        return sheet.page


def _to(row: Any) -> str:
    """The receivers as the school's own row names them."""
    school = school_on_paper()
    values = {
        "中心校": school.central_school or "中心校",
        "乡镇": school.township or "乡镇",
        "县": school.county or "县",
    }
    names = told()["report"]["to"]
    return "、".join(names[code].format_map(values) for code in str(row.to_whom).split(","))


def _body(subject: Report) -> list[str]:
    said, row = told()["report"], subject.row
    first, found, done, cause, wish = said["heads"]
    lines = [
        first,
        *(_basic(file, child) for file, child in zip(subject.files, subject.children, strict=True)),
    ]
    lines += [found, *_lines(row.found), done, *_lines(row.measures), cause]
    for file, child in zip(subject.files, subject.children, strict=True):
        lines.append(
            said["cause"].format_map({"姓名": child.name, "原因": cause_of(file.row) or said["no_cause"]})
        )
    return [*lines, wish, *_lines(row.request)]


def _basic(file: CaseFile, child: Child) -> str:
    values = {
        "姓名": child.name, "性别": child.gender, "出生": child.birth, "班级": child.class_on_paper,
        "学籍号": child.student_no or UNKNOWN, "监护人": child.guardian or UNKNOWN, "住址": child.address or UNKNOWN,
        "最后到校": _last(file.row),
    }  # fmt: skip
    return str(told()["report"]["one"].format_map(values))


def _last(row: Any) -> str:
    said = told()["report"]["last"]
    known = row.last_day and {"日期": day_in_words(row.last_day)}
    return str(said["known"].format_map(known) if known else said["unknown"])


def _short(row: Any) -> str:
    """09-28, in a narrow column."""
    return f"{row.last_day:%m-%d}" if row.last_day else NOT_COME


def _persuaded(subject: Report) -> str:
    """经多次劝返 only where every child was persuaded twice or more up to the report; else how often it really was."""
    said = told()["report"]["persuaded"]
    counts = [sum(one.day <= subject.row.day for one in file.persuasions) for file in subject.files]
    least, most = min(counts, default=0), max(counts, default=0)
    if not most:
        return str(said["none"])
    if least >= 2:
        return str(said["many"])
    times = str(least) if least == most else f"{least}至{most}"
    return str(said["some"].format_map({"次数": times}))


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


# attachments --------------------------------------------------------------------------------------------


def _attachments(paper: Official, subject: Report) -> None:
    said = told()["report"]
    roll: list[Row] = [[label(head) for head in said["roll_columns"]]]
    for at, (file, child) in enumerate(zip(subject.files, subject.children, strict=True), 1):
        roll.append([
            value(at), value(child.name), value(child.gender), value(child.id_number), value(child.student_no),
            value(short_class(child.class_name)), value(child.guardian), value(child.phone), value(_short(file.row)),
        ])  # fmt: skip
    log: list[Row] = [[label(head) for head in said["log_columns"]]]
    for file in subject.files:
        log += [
            [
                value(file.name),
                value(one.number),
                value(str(one.day)),
                words(people(one)),
                words(one.met),
                words(one.promised or ""),
            ]
            for one in file.persuasions
            if one.day <= subject.row.day
        ]
    _table(paper, ("附件1", said["roll"]), ROLL, roll)
    paper.number_page()
    bottom = _table(paper, ("附件2", said["log"]), LOG, log)
    if bottom + 34 > BOTTOM:
        paper.number_page()
        paper.turn()
        bottom = 20.0
    received: list[Row] = [
        [label(name) for name in said["received"]],
        [value(""), value(subject.row.received_by or ""), value(_day(subject))],
    ]
    Table(paper.sheet, LEFT, RECEIVED, size=10.5, row=9).draw(received, bottom + 8, [9, 16])
    paper.number_page()


def _day(subject: Report) -> str:
    return day_in_words(subject.row.received_on) if subject.row.received_on else ""


def _table(paper: Official, heads: tuple[str, str], columns: Sequence[float], rows: Sequence[Row]) -> float:
    """An attachment on a page of its own: its number, its title, the table over as many pages as it takes.

    Returns where it ends; the last page gets its number from whoever ends it.
    """
    sheet = paper.sheet
    paper.turn()
    sheet.write(told()["secret"], LEFT, 12, "hei", 10)
    sheet.write(heads[0], LEFT, 24, "hei", 16)
    write_title(sheet, heads[1], (sheet.width / 2, 35), 18, WIDTH)
    grid = Table(sheet, LEFT, columns, size=9.5, row=9)
    head, top = rows[0], TOP
    least = [grid.heights([row])[0] for row in rows]
    page: list[Row] = [head]
    for row, height in zip(rows[1:], least[1:], strict=True):
        if top + sum(grid.heights(page)) + height > BOTTOM:
            grid.draw(page, top)
            paper.number_page()
            paper.turn()
            page, top = [head], 20.0
        page.append(row)
    return grid.draw(page, top)
