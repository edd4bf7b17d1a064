"""What is filed of a 公示 beside the list: 张贴条, 撤下记录 and, after its time, the statement on objections.

A slip names the list, its number of people and its check code, never a pupil: it may hang beside the list and be in the
photograph. The statement gives numbers and results of objections; who raised them stays in the books. The notes under
a slip and the words of the statement are letters that the school edits (letter_kind slip_…).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from desktop.models.codes import code_list
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
from desktop.services.paper.documents.letter_text import COUNTY, parts_of, without
from desktop.services.paper.documents.wall_list import (
    names_of,
    period_words,
    said_when_hung,
    text_of,
    title_lines,
)
from desktop.services.paper.grid import Cell, Grid, Row, label, value, words
from desktop.services.paper.lines import break_lines
from desktop.services.paper.official import Official
from desktop.services.paper.sheet import Sheet
from desktop.services.progress import Progress

LEFT, WIDTH = 20.0, 170.0
TITLE, SIZE, ROW = 20.0, 12.0, 12.0
COLUMNS = (28.0, 57.0, 28.0, 57.0)
TOP, PHOTO_BOTTOM = 44.0, 250.0  # mm: where the table begins, where the place for the photograph ends
CODE = 8  # figures of the list's fingerprint that people compare
NOTE, NOTE_STEP, LAST_NOTE, MOST_NOTES = 10.0, 5.2, 282.0, 12  # points; mm; mm; lines under the photograph
WEEK = "一二三四五六日"
Kind = Literal["up", "down", "result"]
OPEN_NAME, OPEN_TIME, OPEN_REMOVAL = "", "　　月　　日　　时　　分", "　　　　年　　月　　日"
BROKEN_OFF = "中止次数"  # a sentence with it is left out when nothing was broken off


@dataclass(frozen=True)
class Slip:
    """One posting and what is printed of it. objections: those of this posting; before: earlier ones, broken off;
    template: the words to print, None for those in use (and on a 张贴条 for those it was hung with)."""

    kind: Kind
    posting: Any
    names: dict[str, Any]
    objections: Sequence[Any] = ()
    before: int = 0
    template: Template | None = None

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
        """What a statement is called, and which letter holds its words: with objections or without."""
        return dict(self.told["with" if self.objections else "without"])

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
        posting, school = self.posting, school_on_paper()
        removed = day_in_words(posting.removed_on) if posting.removed_on else OPEN_REMOVAL
        return {
            "学校": self.names["学校"], "学期": self.names["学期"], "日期": wording("posting_slips")["result"]["day"],
            "咨询电话": school.hotline_school or "", COUNTY: school.hotline_county or "",
            "名单": self.list_title, "人数": str(posting.heads or 0), "公示起止": period_words(posting),
            "公示天数": str(posting.days), "地点": posting.place, "撤下日期": removed,
            BROKEN_OFF: str(self.before), "异议件数": str(len(self.objections)),
            "异议结论": conclusions(self.objections),
        }  # fmt: skip


def slip(store: Store, record: int, kind: Kind) -> Slip:
    """Read one posting. Raises Refused for a statement on a list that still hangs, or with an open objection."""
    store.session.demand("print", "打印公示记录")
    posting = Posting.get_by_id(record)
    same = Posting.round == posting.round_id if posting.round_id else Posting.batch == posting.batch_id
    before = Posting.select().where(same & (Posting.state == "broken") & (Posting.id < record)).count()
    objections = list(
        Objection.select().where(Objection.posting == record).order_by(Objection.day, Objection.id)
    )
    if kind == "result":
        demand_over(posting, objections)
    hung = said_when_hung(posting)
    names = hung["names"] if hung else names_of(posting.round_id, posting.batch_id)
    return Slip(kind, posting, names, objections, before)


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
    with new_sheet(path, subject.title, proof=proof, draft=draft) as sheet:
        if subject.kind == "result":
            draw_result(sheet, subject, before, after)
        else:
            draw_slip(sheet, subject, [*before, *after])
        return sheet.page


# ---- 张贴条, 撤下记录


def draw_slip(sheet: Sheet, subject: Slip, notes: Sequence[str]) -> None:
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
    photo = Cell(told["photo"], "song", 4, size=11)
    grid.draw([*rows, [photo]], TOP, [*heights, bottom - TOP - sum(heights)])
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


# ---- 公示结果说明


def draw_result(sheet: Sheet, subject: Slip, before: Sequence[str], after: Sequence[str]) -> None:
    """A statement in the manner of an official paper; a line that ends in ： has room for a signature after it."""
    told, paper = subject.told, Official(sheet)
    paper.title(*title_lines([subject.list_title, subject.ending["title"]]))
    paper.skip()
    answers = [told["each"].format_map(_objection(at, one)) for at, one in enumerate(subject.objections, 1)]
    texts = [*before, *answers, *after]
    for place, text in enumerate(texts):
        signed = text.endswith("：")
        if signed and place and not texts[place - 1].endswith("："):
            paper.skip()
        paper.paragraph(text)
        if signed:
            paper.skip()
    paper.signature(subject.names["学校"], told["day"])
    paper.set()


def conclusions(objections: Sequence[Any]) -> str:
    """异议成立0件，异议不成立2件，…: every result of the code list, so that none is passed over."""
    counted = Counter(one.upheld for one in objections)
    return "，".join(
        f"{name}{counted[code]}件" for code, name in code_list("objection_result").labels.items()
    )


def _objection(number: int, one: Any) -> dict[str, Any]:
    way = f"（{one.way}）" if one.way else ""
    return {
        "序号": number, "收到": day_in_words(one.day), "方式": way,
        "答复": day_in_words(one.handled_on), "结果": code_list("objection_result").label(one.upheld),
    }  # fmt: skip
