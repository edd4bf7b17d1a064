"""What is filed of a 公示 beside the list: 张贴条, 撤下记录 and, after its time, the statement on objections.

A slip names the list, its number of people and its check code, never a pupil: it may hang beside the list and be in the
photograph, which is printed in its place once it is kept. The statement (`posting_statement`) gives numbers and results
of objections; who raised them stays in the books. The notes under a slip and the words of the statement are letters
that the school edits (letter_kind slip_…).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from desktop.models.errors import Refused
from desktop.models.ledgers.posting import Objection, Posting
from desktop.models.store import Store
from desktop.models.terms import day_in_words
from desktop.services.letters.templates import Template, current
from desktop.services.paper.documents.common import (
    new_sheet,
    pre_flight,
    school_on_paper,
    wording,
    write_title,
)
from desktop.services.paper.documents.dossier_pages import put_picture
from desktop.services.paper.documents.letter_text import COUNTY, parts_of, without
from desktop.services.paper.documents.photo_frame import Photo, Taken, put_together, taken
from desktop.services.paper.documents.posting_statement import (
    answers,
    conclusions,
    draw_statement,
    ending_of,
    last_words,
)
from desktop.services.paper.documents.wall_list import names_of, period_words, said_when_hung, text_of
from desktop.services.paper.grid import Cell, Grid, Row, label, value, words
from desktop.services.paper.lines import break_lines
from desktop.services.paper.sheet import Sheet
from desktop.services.progress import Progress

LEFT, WIDTH = 20.0, 170.0
TITLE, SIZE, ROW = 20.0, 12.0, 12.0
COLUMNS = (28.0, 57.0, 28.0, 57.0)
TOP, PHOTO_BOTTOM = 44.0, 250.0  # mm: where the table begins, where the place for the photograph ends
CODE = 8  # figures of the list's fingerprint that people compare
NOTE, NOTE_STEP, LAST_NOTE, MOST_NOTES = 10.0, 5.2, 282.0, 12  # points; mm; mm; lines under the photograph
PIXELS, EDGE = 1500, 1.5  # a photograph's longer side, some 220 to the inch; mm between it and its frame
WEEK = "一二三四五六日"
Kind = Literal["up", "down", "result"]
OPEN_NAME, OPEN_TIME, OPEN_REMOVAL = "", "　　月　　日　　时　　分", "　　　　年　　月　　日"
BROKEN_OFF = "中止次数"  # a sentence with it is left out when nothing was broken off


@dataclass(frozen=True)
class Slip:
    """One posting and what is printed of it. before: the earlier ones of the same list, in their order; objections: to
    any of them; template: the words to print, None for those in use (and on a 张贴条 for those it was hung with);
    attachments: the school's, None where photographs are not at hand."""

    kind: Kind
    posting: Any
    names: dict[str, Any]
    objections: Sequence[Any] = ()
    before: Sequence[Any] = ()
    template: Template | None = None
    attachments: Any = None

    @property
    def told(self) -> dict[str, Any]:
        return dict(wording("posting_slips")[self.kind])

    @property
    def list_title(self) -> str:
        """What hung: 2026—2027学年家庭经济困难学生认定名单."""
        return text_of(self.posting.kind, self.posting, self.posting.heads or 0, self.names).list_title

    @property
    def title(self) -> str:
        return f"{self.names['学校']}{self.list_title}{self.told['file']}"

    @property
    def ending(self) -> dict[str, Any]:
        """What a statement is called, and which letter holds its words: by what objections there were."""
        return dict(self.told[ending_of(self.objections)])

    @property
    def photo(self) -> Taken:
        """The picture of the wall with the list, or of the empty one."""
        kept = self.posting.photo_up if self.kind == "up" else self.posting.photo_down
        told = wording("posting_slips")["photo"] | {"photo": self.told["photo"]}
        return taken(Photo(kept or "", told, self.attachments), PIXELS)

    def paragraphs(self) -> tuple[list[str], list[str]]:
        """The words before and after the answers to objections. Raises Refused for a field without a value."""
        letter = (self.ending if self.kind == "result" else self.told)["letter"]
        hung = said_when_hung(self.posting) if self.kind == "up" else None
        kept = Template(letter, 0, hung["slip"]) if hung else None
        parts, values = parts_of(self.template or kept or current(letter)), self.values()
        left_out = [] if self.before else [BROKEN_OFF]
        left_out += [] if values[COUNTY] else [COUNTY]
        both = [parts.before, parts.after]
        for name in left_out:
            both = [tuple(without(lines, name)) for lines in both]
        first, then = (parts.filled(lines, values) for lines in both)
        return first, then

    def values(self) -> dict[str, str]:
        """What the fields of the words stand for."""
        posting, school, told = self.posting, school_on_paper(), wording("posting_slips")["result"]
        removed = day_in_words(posting.removed_on) if posting.removed_on else OPEN_REMOVAL
        return {
            "学校": self.names["学校"], "学期": self.names["学期"], "日期": told["day"],
            "咨询电话": school.hotline_school or "", COUNTY: school.hotline_county or "",
            "名单": self.list_title, "人数": str(posting.heads or 0), "公示起止": period_words(posting),
            "公示天数": str(posting.days), "地点": posting.place, "撤下日期": removed,
            BROKEN_OFF: str(len(self.before)), "公示次数": str(len(self.before) + 1),
            "异议件数": str(len(self.objections)), "异议结论": conclusions(self.objections),
            "最后一次公示": last_words(told, self.objections, posting),
        }  # fmt: skip


def slip(store: Store, record: int, kind: Kind, attachments: Any = None) -> Slip:
    """Read one posting and those of its list before it.

    Raises Refused for a statement on a list that still hangs, or with an open objection.
    """
    store.session.demand("print", "打印公示记录")
    posting = Posting.get_by_id(record)
    same = Posting.round == posting.round_id if posting.round_id else Posting.batch == posting.batch_id
    before = list(Posting.select().where(same & (Posting.id < record)).order_by(Posting.id))
    to_any = Objection.posting.in_([one.id for one in (*before, posting)])
    objections = list(Objection.select().where(to_any).order_by(Objection.day, Objection.id))
    if kind == "result":
        demand_over(posting, objections)
    hung = said_when_hung(posting)
    names = hung["names"] if hung else names_of(posting.round_id, posting.batch_id)
    return Slip(kind, posting, names, objections, before, attachments=attachments)


def demand_over(posting: Any, objections: Sequence[Any]) -> None:
    """Raise Refused while it cannot be said yet how a posting ended."""
    if posting.state == "broken":
        raise Refused("这次公示已经中止，不能出公示结果说明。请在重新公示期满以后打印那一次的。")
    if posting.state != "over":
        raise Refused(
            f"公示到{day_in_words(posting.until_day)}才满。期满撤下并登记以后，才能打印公示结果说明。"
        )
    if waiting := sum(not one.upheld for one in objections):
        raise Refused(f"还有 {waiting} 件异议没有答复，不能出公示结果说明。请先答复。")


def draw(
    path: Path, subject: Slip, *, progress: Progress | None = None, proof: bool = False, draft: bool = False
) -> int:
    """Print it and return the pages. Raises MissingGlyph, CannotWrite, Refused for words that do not fit under a slip."""
    posting = subject.posting
    pre_flight(("公示地点", posting.place), ("张贴人", posting.posted_by), ("撤下人", posting.removed_by))
    before, after = subject.paragraphs()
    pre_flight(*((subject.title, line) for line in (*before, *after)))
    if subject.kind == "result":
        with new_sheet(path, subject.title, proof=proof, draft=draft) as sheet:
            _statement(sheet, subject, before, after)
            return sheet.page
    photo = subject.photo

    def put_on(path: Path) -> tuple[int, Sequence[tuple[int, bytes]]]:
        with new_sheet(path, subject.title, proof=proof, draft=draft) as sheet:
            draw_slip(sheet, subject, [*before, *after], photo)
            return sheet.page, [(sheet.page, content) for content in photo.follows]

    return put_together(path, subject.title, put_on) if photo.follows else put_on(path)[0]


def _statement(sheet: Sheet, subject: Slip, before: Sequence[str], after: Sequence[str]) -> None:
    """Its words, with a paragraph for each objection among them."""
    told = subject.told
    each = answers(told, subject.objections, [*subject.before, subject.posting])
    titles = [subject.list_title, subject.ending["title"]]
    draw_statement(sheet, titles, [*before, *each, *after], (subject.names["学校"], told["day"]))


# ---- 张贴条, 撤下记录


def draw_slip(sheet: Sheet, subject: Slip, notes: Sequence[str], photo: Taken) -> None:
    """The form, the place for the photograph, and the notes under it: many notes leave less room for the photograph."""
    told, school = subject.told, subject.names["学校"]
    lines = [line for text in notes for line in break_lines(text, "song", NOTE, WIDTH)]
    if len(lines) > MOST_NOTES:
        raise Refused(f"{told['heading']}下面的说明太长，一页放不下。请在信函模板里缩短。")
    bottom = min(PHOTO_BOTTOM, LAST_NOTE - 6 - NOTE_STEP * (len(lines) - 1))
    write_title(sheet, told["heading"], (sheet.width / 2, 24), TITLE, WIDTH)
    sheet.write(wording("posting_slips")["unit_line"].format_map({"学校": school}), LEFT, 39, "song", 11)
    code = check_code(subject.posting)
    sheet.write_right(
        wording("posting_slips")["code_line"].format_map({"核对码": code}), LEFT + WIDTH, 39, "song", 11
    )
    rows = up_rows(subject) if subject.kind == "up" else down_rows(subject)
    grid = Grid(sheet, LEFT, COLUMNS, size=SIZE, row=ROW)
    heights = grid.heights(rows)
    top = TOP + sum(heights)
    grid.draw([*rows, [Cell(photo.said, "song", 4, size=11)]], TOP, [*heights, bottom - top])
    if photo.picture is not None:
        box = (LEFT + EDGE, top + EDGE, WIDTH - 2 * EDGE, bottom - top - 2 * EDGE)
        put_picture(sheet, photo.picture, box)
    for place, text in enumerate(lines):
        sheet.write(text, LEFT, bottom + 6 + NOTE_STEP * place, "song", NOTE)


def up_rows(subject: Slip) -> list[Row]:
    posting, (what, heads, span, days, place, who, when, checked) = subject.posting, subject.told["labels"]
    return [
        [label(what), value(subject.list_title, 3)],
        [label(heads), value(f"{posting.heads or 0}人"), label(place), value(posting.place)],
        [label(span), value(span_words(posting), 3)],
        [label(days), value(subject.told["days"].format_map({"天数": posting.days, "止": day_in_words(posting.until_day)}), 3)],
        [label(who), value(posting.posted_by or OPEN_NAME), label(when), value(OPEN_TIME)],
        [label(checked), value(""), label(subject.told["remark"]), value("")],
    ]  # fmt: skip


def down_rows(subject: Slip) -> list[Row]:
    """Filled in when the removal is registered; a posting broken off says why."""
    posting, told = subject.posting, subject.told
    what, span, place, day, who, paper, net, checked = told["labels"]
    removed = weekday(posting.removed_on) if posting.removed_on else OPEN_REMOVAL
    rows: list[Row] = [
        [label(what), value(subject.list_title, 3)],
        [label(span), value(span_words(posting), 3)],
        [label(place), value(posting.place, 3)],
    ]
    if posting.state == "broken":
        rows.append([label(told["ended"]), words(ended_words(posting, told), 3)])
    rows += [
        [label(day), value(removed), label(who), value(posting.removed_by or OPEN_NAME)],
        [label(paper), Cell(told["paper"], "song", 3, align="left")],
        [label(net), Cell(told["net"], "song", 3, align="left")],
        [label(checked), value(""), label(told["remark"]), value("")],
    ]
    return rows


def ended_words(posting: Any, told: Mapping[str, Any]) -> str:
    """Broken off within its days, or made void after them: the words follow the dates."""
    after = bool(posting.ended_on and posting.ended_on > posting.until_day)
    day = day_in_words(posting.ended_on) if posting.ended_on else ""
    return str(told["ended_after" if after else "ended_words"]).format_map({"止": day})


def span_words(posting: Any) -> str:
    return f"{weekday(posting.from_day)}　至　{weekday(posting.until_day)}"


def weekday(day: dt.date) -> str:
    """2026年9月14日（星期一）."""
    return f"{day_in_words(day)}（星期{WEEK[day.weekday()]}）"


def check_code(posting: Any) -> str:
    """The beginning of the list's fingerprint, in two groups: 3F9A 12CD. The same list has the same code."""
    code = (posting.content or "")[:CODE].upper()
    return f"{code[:4]} {code[4:]}" if code else "—"
