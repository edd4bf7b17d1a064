"""D4 认定结果公示 and D5 拟资助学生公示: an official paper (GB/T 9704) with the list that hangs beside it.

What the list may say is decided in one place, `services.recognition.wall`: this module is given `WallRow`s and sees no
pupil, no application and no grant, so nothing else can get onto the paper (教财厅函〔2017〕28号). Before the posting is
registered it is a draft without days; what is printed afterwards is the list that was registered, or nothing.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batches import AidBatch
from desktop.models.ledgers.posting import Posting
from desktop.models.ledgers.recognition import RecognitionRound
from desktop.models.store import Store
from desktop.models.terms import day_in_words, parse_term
from desktop.services.letters.templates import Template, current, why_not_on_wall
from desktop.services.paper.documents.common import (
    BLANK_DAY,
    Table,
    fitted_line,
    new_sheet,
    pre_flight,
    school_on_paper,
    short_class,
    wording,
)
from desktop.services.paper.documents.letter_text import COUNTY, parts_of, without
from desktop.services.paper.documents.lists import demand_rows, no_sums
from desktop.services.paper.grid import Row, label, value
from desktop.services.paper.lines import balanced
from desktop.services.paper.official import EM, HEIGHT, LEFT, TITLE, TOP, WIDTH, Official
from desktop.services.paper.roster import Roster
from desktop.services.paper.sheet import Sheet, drop
from desktop.services.progress import Progress
from desktop.services.recognition.posting import is_changed, kind_of
from desktop.services.recognition.wall import (
    WallList,
    WallRow,
    demand_public,
    list_of_batch,
    list_of_round,
)

COLUMNS = {"place": 14.0, "grade": 21.0, "class_name": 25.0, "item": 41.0, "need_grade": 26.0, "amount": 22.0}
CLOSER = {"place": 12.0, "grade": 18.0, "class_name": 22.0}  # beside an item, so that names keep their room
SIZE, SMALL, ROW = 12.0, 10.5, 8.6  # points, mm
LIST_TITLE = 18.0
OPEN_DAY = "＿＿＿＿年＿＿月＿＿日"  # not known before the list is hung


OPEN_PLACE = "＿＿＿＿＿＿"
CHANGED = {
    "up": "名单和登记公示时的不一样了，不能再印成那一次的公示。请中止那次公示，按现在的名单重新公示，再打印。",
    "over": "公示已经结束，名单后来又有变动，不能再印成当时的公示。存档请用当时打印、盖章的那一份。",
}


@dataclass(frozen=True)
class WallText:
    """What is said about a list: the school's own words of its kind, and what their fields are filled with.

    names: 学校, 学年, 学期 for the title; values: for the fields 【…】 of the body; signed: the day under it, in words;
    words: title, list and attachment_line as they were when the list was hung, None for those of today.
    """

    kind: str
    names: dict[str, Any]
    values: dict[str, str]
    template: Template
    signed: str
    words: dict[str, Any] | None = None

    @property
    def told(self) -> dict[str, Any]:
        return self.words or words_of(self.kind)

    @property
    def title(self) -> str:
        school, said = self.names["学校"], self.say("".join(self.told["title"]))
        return said if said.startswith(school) else f"{school}{said}"

    @property
    def list_title(self) -> str:
        return self.say(self.told["list"])

    def say(self, text: str) -> str:
        return text.format_map(self.names)

    def paragraphs(self) -> list[str]:
        """The body without school and day, which stand under the seal. Raises Refused for a field without a value."""
        parts = parts_of(self.template)
        lines = [*parts.before, *parts.after]
        return parts.filled(lines if self.values[COUNTY] else without(lines, COUNTY), self.values)


@dataclass(frozen=True)
class WallPaper:
    """A list and what is said about it. posting: None while it is not registered."""

    wall: WallList
    posting: Any
    text: WallText

    @property
    def title(self) -> str:
        return self.text.title


def of_round(store: Store, record: int) -> WallPaper:
    """The list of a recognition round. Raises Refused for nobody, and for a list that is not the one registered."""
    demand_whole_school(store)
    wall = list_of_round(store, record, kind_of(RecognitionRound.get_by_id(record)))
    return _paper(wall, standing(Posting.round == record), names_of(record, None))


def of_batch(store: Store, record: int) -> WallPaper:
    """The list of an aid batch (拟资助). Raises Refused as `of_round` does."""
    demand_whole_school(store)
    return _paper(list_of_batch(store, record), standing(Posting.batch == record), names_of(None, record))


def names_of(round_record: int | None, batch: int | None) -> dict[str, Any]:
    """What a list is of: 学年, 学期 and 项目 for the wording; a list is of a round or of a batch."""
    row = RecognitionRound.get_by_id(round_record) if round_record else AidBatch.get_by_id(batch)
    term = parse_term(row.term)
    item = "" if round_record else AidProgramme.caption_of(row.programme_id)
    return {
        "学校": school_on_paper().school_name, "学年": term.year_title, "学期": term.title, "项目": item,
    }  # fmt: skip


def demand_whole_school(store: Store) -> None:
    """Raise Refused for who sees some classes only: half a list on the wall would be a wrong one."""
    if store.session.classes is not None:
        raise Refused("这是全校的名单，班主任只看得到自己的班，印出来会不全。请资助专干打印。")


def standing(whose: Any) -> Any:
    """The newest posting of a list that counts; None while there is none."""
    return Posting.select().where(whose & (Posting.state != "broken")).order_by(Posting.id.desc()).first()


def period_words(posting: Any) -> str:
    """2026年9月14日至9月21日: the year is said again only when it is another."""
    if posting is None:
        return f"{OPEN_DAY}至{OPEN_DAY}"
    last = day_in_words(posting.until_day)
    if posting.until_day.year == posting.from_day.year:
        last = last.partition("年")[2]
    return f"{day_in_words(posting.from_day)}至{last}"


def letter_of(kind: str) -> str:
    """The letter (letter_kind) in which a school writes the body of this kind of posting."""
    return str(wording("wall_list")["kinds"][kind]["letter"])


def words_of(kind: str) -> dict[str, Any]:
    """What the program says around the body of a kind of posting, as it stands today."""
    told = wording("wall_list")
    return {**told["kinds"][kind], "attachment_line": told["attachment_line"]}


def kept(kind: str, round_record: int | None, batch: int | None) -> str:
    """The words a list is hung with, as JSON for the posting: a reprint says what hung, not what is said today.

    Days and place are not among them: they are the posting's own, and the 校历 may make the period longer. Raises
    Refused for words that may not hang.
    """
    template, slip, school = current(letter_of(kind)), current("slip_up"), school_on_paper()
    for one in (template, slip):  # words of an earlier edition may say what none may say now
        if why := why_not_on_wall(one.kind, code_list("letter_kind").label(one.kind), one.body):
            raise Refused(f"{why}在“信函模板”里改。")
    said = {
        "names": names_of(round_record, batch), "words": words_of(kind), "body": template.body,
        "version": template.version, "slip": slip.body, "咨询电话": school.hotline_school,
        COUNTY: school.hotline_county or "",
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def said_when_hung(posting: Any) -> dict[str, Any] | None:
    """What a posting kept of its words (`kept`); None for none, and for one that kept nothing."""
    return dict(json.loads(posting.said)) if posting is not None and posting.said else None


def text_of(kind: str, posting: Any, heads: int, names: dict[str, Any]) -> WallText:
    """What is said about a list: as it hung, where the posting kept it; else in the words of today."""
    hung = said_when_hung(posting)
    if hung is None:
        values = values_of(posting, heads, names)
        return WallText(kind, names, values, current(letter_of(kind)), signed_on(posting))
    names, template = hung["names"], Template(letter_of(kind), hung["version"], hung["body"])
    values = values_of(posting, heads, names) | {name: hung[name] for name in ("咨询电话", COUNTY)}
    return WallText(kind, names, values, template, signed_on(posting), hung["words"])


def _paper(wall: WallList, posting: Any, names: dict[str, Any]) -> WallPaper:
    demand_rows(wall.rows, "公示名单")
    if posting is not None and is_changed(posting):
        raise Refused(CHANGED[posting.state])
    return WallPaper(wall, posting, text_of(wall.kind, posting, len(wall.rows), names))


def values_of(posting: Any, heads: int, names: dict[str, Any]) -> dict[str, str]:
    """What the fields of the body stand for; lines to write on while the list is not registered."""
    school = school_on_paper()
    return {
        "学校": names["学校"], "学年": names["学年"], "学期": names["学期"], "资助项目": names["项目"],
        "人数": str(heads), "公示起止": period_words(posting),
        "公示起": day_in_words(posting.from_day) if posting else OPEN_DAY,
        "公示止": day_in_words(posting.until_day) if posting else OPEN_DAY,
        "公示天数": str(posting.days) if posting else "＿＿", "地点": posting.place if posting else OPEN_PLACE,
        "日期": signed_on(posting), "咨询电话": school.hotline_school, COUNTY: school.hotline_county or "",
    }  # fmt: skip


def draw(path: Path, subject: WallPaper, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the paper and its list, and return the pages. Raises MissingGlyph, CannotWrite, Cancelled."""
    for row in subject.wall.rows:
        pre_flight((f"公示名单第 {row.place} 行的姓名", row.name), (f"公示名单第 {row.place} 行", row.item))
    with new_sheet(path, subject.title, proof=proof, draft=subject.posting is None) as sheet:
        paper = write_text(sheet, subject.text)
        paper.turn()
        Attachment(sheet, paper, subject).draw(progress)
        return sheet.page


def draw_text(path: Path, text: WallText) -> int:
    """The paper without its list, to look at while its words are written; returns the pages."""
    with new_sheet(path, text.title, draft=True) as sheet:
        write_text(sheet, text)
        return sheet.page


def write_text(sheet: Sheet, text: WallText) -> Official:
    """Title, body and signature; the list follows on a page of its own."""
    lines = text.paragraphs()
    pre_flight(*(("公示正文", line) for line in lines))
    phones = [text.values["咨询电话"], text.values[COUNTY]] if text.words else []
    demand_public({"公示正文": "；".join(lines)}, hung=phones)
    paper = Official(sheet)
    paper.title(*title_lines([text.say(line) for line in text.told["title"]]))
    paper.skip()
    for line in lines:
        paper.paragraph(line)
    paper.skip()
    paper.paragraph(text.told["attachment_line"].format_map({"名单": text.list_title}))
    paper.signature(text.names["学校"], text.signed)
    paper.set()
    return paper


def signed_on(posting: Any) -> str:
    day: dt.date | None = posting.from_day if posting else None
    return day_in_words(day) if day else BLANK_DAY


def title_lines(lines: Sequence[str]) -> list[str]:
    """The lines of a title as broken by sense; a line that is too long is broken once more."""
    return [part for line in lines for part in balanced(line, "title", TITLE, WIDTH)]


class Attachment:
    """The list itself, in the columns that the wall allows."""

    def __init__(self, sheet: Sheet, paper: Official, subject: WallPaper) -> None:
        self.sheet, self.paper, self.subject = sheet, paper, subject
        self.columns = subject.wall.columns
        self.heading = subject.text.list_title
        self.first = paper.page

    def draw(self, progress: Progress | None) -> int:
        wide = COLUMNS | CLOSER if "item" in self.columns else COLUMNS
        fixed = sum(wide[name] for name in self.columns if name != "name")
        widths = [wide.get(name, WIDTH - fixed) for name in self.columns]
        roster = Roster[WallRow](
            grid=Table(self.sheet, LEFT, widths, size=SMALL if "item" in self.columns else SIZE, row=ROW),
            head=[[label(text) for text in self.subject.wall.titles]],
            record=self.record,
            subtotal=no_sums,
            above=self.above,
            below=self.below,
            top=TOP + 2 * EM + 12.5,
            bottom=TOP + HEIGHT - 6,
        )
        return roster.draw(self.sheet, self.subject.wall.rows, progress)

    def record(self, row: WallRow) -> Row:
        cells = self.subject.wall.cells(row)
        return [self.cell(name, text) for name, text in zip(self.columns, cells, strict=True)]

    def cell(self, name: str, text: str) -> Any:
        if name == "class_name":
            return value(short_class(text))
        if name == "amount":
            return value(text, align="right")
        return value(text, size=9.5 if name == "item" else None)

    def above(self, number: int, pages: int) -> None:
        told = wording("wall_list")
        self.paper.page = self.first + number - 1
        more = told["continued"] if number > 1 else ""
        self.sheet.write(f"{told['attachment']}{more}", LEFT, TOP + 7, "hei", 16)
        size = fitted_line(self.heading, "title", LIST_TITLE, WIDTH).size
        base = TOP + 15.5 + drop("title", size)
        self.sheet.write_centred(self.heading, LEFT + WIDTH / 2, base, "title", size)
        self.paper.number_page()

    def below(self, bottom: float, last: bool) -> None:
        note = wording("wall_list")["list_note"]
        self.sheet.write(note, LEFT, bottom + 5.5, "song", 9)
