"""What is filed of a 公示 beside the list: 张贴条, 撤下记录 and, after its time, the statement on objections.

A slip names the list, its number of people and its check code, never a pupil: it may hang beside the list and be in the
photograph. The statement gives numbers and results of objections; who raised them stays in the books.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.posting import Objection, Posting
from desktop.models.store import Store
from desktop.models.terms import day_in_words
from desktop.services.paper.documents.common import (
    new_sheet,
    pre_flight,
    school_on_paper,
    wording,
    write_title,
)
from desktop.services.paper.documents.wall_list import names_of, period_words, title_lines
from desktop.services.paper.grid import Cell, Grid, Row, label, value, words
from desktop.services.paper.official import Official
from desktop.services.paper.sheet import Sheet
from desktop.services.progress import Progress

LEFT, WIDTH = 20.0, 170.0
TITLE, SIZE, ROW = 20.0, 12.0, 12.0
COLUMNS = (28.0, 57.0, 28.0, 57.0)
TOP, PHOTO_BOTTOM = 44.0, 250.0  # mm: where the table begins, where the place for the photograph ends
CODE = 8  # figures of the list's fingerprint that people compare
WEEK = "一二三四五六日"
Kind = Literal["up", "down", "result"]
OPEN_NAME, OPEN_TIME = "", "　　月　　日　　时　　分"


@dataclass(frozen=True)
class Slip:
    """One posting and what is printed of it. objections: those of this posting; before: earlier ones, broken off."""

    kind: Kind
    posting: Any
    names: dict[str, Any]
    objections: Sequence[Any] = ()
    before: int = 0

    @property
    def told(self) -> dict[str, Any]:
        return dict(wording("posting_slips")[self.kind])

    @property
    def list_title(self) -> str:
        """What hung: 2026—2027学年家庭经济困难学生认定名单."""
        return str(wording("wall_list")["kinds"][self.posting.kind]["list"]).format_map(self.names)

    @property
    def title(self) -> str:
        return f"{school_on_paper().school_name}{self.list_title}{self.told['file']}"


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
    return Slip(kind, posting, names_of(posting.round_id, posting.batch_id), objections, before)


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


def draw(path: Path, subject: Slip, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print it and return the pages. Raises MissingGlyph, CannotWrite."""
    posting = subject.posting
    pre_flight(("公示地点", posting.place), ("张贴人", posting.posted_by), ("撤下人", posting.removed_by))
    with new_sheet(path, subject.title, proof=proof) as sheet:
        if subject.kind == "result":
            draw_result(sheet, subject)
        else:
            draw_slip(sheet, subject)
        return sheet.page


# ---- 张贴条, 撤下记录


def draw_slip(sheet: Sheet, subject: Slip) -> None:
    told, school = subject.told, school_on_paper().school_name
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
    grid.draw([*rows, [photo]], TOP, [*heights, PHOTO_BOTTOM - TOP - sum(heights)])
    for place, text in enumerate(told["notes"]):
        sheet.write(text, LEFT, PHOTO_BOTTOM + 6 + 5.2 * place, "song", 10)


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
    removed = weekday(posting.removed_on) if posting.removed_on else "　　　　年　　月　　日"
    rows: list[Row] = [
        [label(what), value(subject.list_title, 3)],
        [label(span), value(span_words(posting), 3)],
        [label(place), value(posting.place, 3)],
    ]
    if posting.state == "broken":
        rows.append([label(told["ended"]), words(told["ended_words"], 3)])
    rows += [
        [label(day), value(removed), label(who), value(posting.removed_by or OPEN_NAME)],
        [label(paper), Cell(told["paper"], "song", 3, align="left")],
        [label(net), Cell(told["net"], "song", 3, align="left")],
        [label(checked), value(""), label(told["remark"]), value("")],
    ]
    return rows


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


def draw_result(sheet: Sheet, subject: Slip) -> None:
    """A statement in the manner of an official paper, with lines for the group's signatures and the school's seal."""
    told, posting = subject.told, subject.posting
    said = {
        **subject.names, "名单": subject.list_title, "人数": posting.heads or 0, "起止": period_words(posting),
        "天数": posting.days, "地点": posting.place, "撤下": day_in_words(posting.removed_on),
        "次数": subject.before, "件数": len(subject.objections), "结论": conclusions(subject.objections),
    }  # fmt: skip
    ending = told["with"] if subject.objections else told["without"]
    paper = Official(sheet)
    paper.title(*title_lines([subject.list_title, ending["title"]]))
    paper.skip()
    texts = [*told["opening"], *([told["again"]] if subject.before else []), *ending["paragraphs"]]
    for text in texts:
        paper.paragraph(text.format_map(said))
    for number, one in enumerate(subject.objections, 1):
        paper.paragraph(told["each"].format_map(_objection(number, one)))
    for text in ending["closing"]:
        paper.paragraph(text.format_map(said))
    paper.skip()
    for text in told["signatures"]:
        paper.paragraph(text)
        paper.skip()
    paper.signature(school_on_paper().school_name, told["day"])
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
