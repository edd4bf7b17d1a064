"""Any ledger as a list: the columns somebody chose, portrait or lying as their widths ask, by class if wanted.

Numbers that must not be divided (证件号、账号、电话、金额、日期) keep the width they need; the other columns share the rest
of the page. A list for families shows masked numbers (证件号 first six and last four, 账号 last four); a list for the
authorities shows them whole, under 内部资料 注意保密. So does every list of what was told in confidence (心理筛查、健康情况、谈心).
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models import money
from desktop.models.errors import Refused
from desktop.models.fields import Link
from desktop.models.identity import mask_account, mask_id_on_paper, mask_phone
from desktop.models.ledger import Ledger
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.students import Student
from desktop.models.listing import rows_of
from desktop.services.paper.documents.common import (
    class_place,
    long_class,
    new_sheet,
    pre_flight,
    school_on_paper,
    wording,
)
from desktop.services.paper.documents.lists import SIDE, Column, ListPage, demand_rows
from desktop.services.paper.grid import PAD, Cell, Row, label, value
from desktop.services.paper.lines import DOTTED_NAME, width_of
from desktop.services.progress import Progress

UPRIGHT, LYING = 210.0 - 2 * SIDE, 297.0 - 2 * SIDE  # mm of table
NUMBER = 11.0  # 序号
NARROWEST, WIDEST = 18.0, 60.0  # mm of a column of words
SHORT = 20.0  # mm: a column of short words (班级、性别) is not squeezed
SENTENCE = 12  # characters from which a text starts at the left
USUAL = 0.95  # share of the rows whose text need not wrap
SIZES = (10.0, 9.0, 8.0)
WHOLE = {"id_number", "student_no", "disability_card", "account", "phone", "money", "date", "month", "number"}
MASKS: dict[str, Callable[[str | None], str]] = {
    "id_number": mask_id_on_paper, "student_no": mask_id_on_paper, "disability_card": mask_id_on_paper,
    "account": mask_account, "phone": mask_phone,
}  # fmt: skip


@dataclass(frozen=True)
class LedgerList:
    """Rows of a ledger as texts. `fields` are the columns; each group is a class, or "" for all, with its rows."""

    title: str
    ledger: type[Ledger]
    fields: Sequence[Any]
    groups: Sequence[tuple[str, Sequence[Sequence[str]]]]
    masked: bool

    @property
    def count(self) -> int:
        return sum(len(rows) for _, rows in self.groups)


def ledger_list(
    ledger: type[Ledger], ids: Sequence[int], columns: Sequence[str] = (),
    *, title: str = "", masked: bool = True, by_class: bool = False,
) -> LedgerList:  # fmt: skip
    """Read the rows in the order given; columns are field names, those shown at first when none is named.

    by_class begins a new page with each class. Raises Refused when there is nothing to print.
    """
    every = {item.name: item for item in ledger.shown()}
    fields = [every[name] for name in columns or ledger.columns or every]
    if by_class:  # the class stands above the table
        fields = [item for item in fields if not (isinstance(item, Link) and item.rel_model is SchoolClass)]
    rows: dict[int, Any] = {}
    for start in range(0, len(ids), 500):
        rows |= rows_of(ledger, ids[start : start + 500])
    ids = [record for record in ids if record in rows]  # without secrets, and rows that went meanwhile
    demand_rows(ids, title or ledger.title, nothing="一条记录也没有")
    class_of = _class_finder(ledger) if by_class else lambda row: ""
    groups: dict[str, list[list[str]]] = defaultdict(list)
    for record in ids:
        groups[class_of(rows[record])].append([text_of(item, rows[record], masked=masked) for item in fields])
    in_order = (
        sorted(groups.items(), key=lambda group: class_place(group[0])) if by_class else [*groups.items()]
    )
    return LedgerList(title or ledger.title, ledger, fields, in_order, masked)


def text_of(item: Any, row: Any, *, masked: bool) -> str:
    """A cell's text; a field that has no mask on the screen (a school's own telephone) has none on paper."""
    text = str(row.seen[item.name])
    if masked and getattr(item, "mask", None):
        return MASKS.get(item.kind, item.mask)(text) if text else ""
    return text


def _class_finder(ledger: type[Ledger]) -> Callable[[Any], str]:
    """How to tell the class of a row: its own, or its pupil's."""
    links = {item.rel_model: item for item in ledger.fields() if isinstance(item, Link)}
    if SchoolClass in links:
        name = links[SchoolClass].name
        return lambda row: str(row.seen[name])
    if Student not in links:
        raise Refused(f"“{ledger.title}”里没有班级，不能分班打印。请去掉“每班一张”再打印。")
    name = links[Student].name
    classes = {pupil.id: pupil.school_class_id for pupil in Student.select(Student.id, Student.school_class)}
    return lambda row: SchoolClass.caption_of(classes[row.__data__[name]])


def draw(path: Path, subject: LedgerList, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the list and return its pages. Raises Refused (too many columns), MissingGlyph, CannotWrite, Cancelled."""
    check(subject)
    widths, lying, size = layout(subject)
    title = f"{school_on_paper().school_name}{subject.title}"
    with new_sheet(path, title, lying=lying, proof=proof) as sheet:
        for place, (class_name, rows) in enumerate(subject.groups):
            if place:
                sheet.next_page()
            page = page_of(sheet, subject, title, class_name, len(rows))
            columns = [
                Column("序号", NUMBER),
                *(Column(_head(i), w) for i, w in zip(subject.fields, widths, strict=True)),
            ]

            def record(entry: tuple[int, Sequence[str]]) -> Row:
                return row(subject, *entry)

            def sums(
                here: Sequence[tuple[int, Sequence[str]]],
                so_far: Sequence[tuple[int, Sequence[str]]],
                last: bool,
            ) -> list[Row]:
                return sum_rows(subject, here, so_far, last=last)

            roster = page.roster(columns, record, sums, row=8.0, size=size)
            roster.draw(sheet, list(enumerate(rows, 1)), progress)
        return sheet.page


def check(subject: LedgerList) -> None:
    for class_name, rows in subject.groups:
        for number, texts in enumerate(rows, 1):
            where = f"{class_name}第 {number} 行{texts[0]}"
            pre_flight(
                *((f"{where}的{i.label}", text) for i, text in zip(subject.fields, texts, strict=True))
            )


def page_of(sheet: Any, subject: LedgerList, title: str, class_name: str, count: int) -> ListPage:
    told = wording("roster")
    inner = subject.ledger.secret or (subject.ledger.personal and not subject.masked)
    left = f"班级：{long_class(class_name)}" if class_name else f"单位：{school_on_paper().school_name}"
    return ListPage(
        sheet,
        title,
        left=left,
        centre=f"共{count}{subject.ledger.counter}",
        secret=told["secret"] if inner else "",
        signatures=told["signatures"],
    )


def layout(subject: LedgerList) -> tuple[list[float], bool, float]:
    """Column widths in mm, whether the page lies, and the type size. Raises Refused when no page is wide enough."""
    for lying in (False, True):
        for size in SIZES[:1] if not lying else SIZES:
            widths = _shares(subject, (LYING if lying else UPRIGHT) - NUMBER, size, roomy=not lying)
            if widths:
                return widths, lying, size
    raise Refused(f"选了 {len(subject.fields)} 列，横着也放不下。请少选几列再打印，其余的另打一张。")


@dataclass(frozen=True)
class Wish:
    """The width in mm that a column would like, and whether it must have it."""

    width: float
    stays: bool


def _shares(subject: LedgerList, room: float, size: float, *, roomy: bool) -> list[float]:
    """Widths that fill the room, or [] when it is too narrow. `roomy`: every column gets what it would like."""
    wishes = [_wish(subject, place, size) for place in range(len(subject.fields))]
    total = sum(wish.width for wish in wishes)
    fixed = sum(wish.width for wish in wishes if wish.stays)
    least = fixed + NARROWEST * sum(not wish.stays for wish in wishes)
    if total <= room:
        return [wish.width * room / total for wish in wishes]
    if roomy or least > room:
        return []
    spare = (room - least) / (
        total - least
    )  # what each column of words keeps of its wish above the narrowest
    return [w.width if w.stays else NARROWEST + (w.width - NARROWEST) * spare for w in wishes]


def _wish(subject: LedgerList, place: int, size: float) -> Wish:
    """As wide as nearly all texts: the rare long name wraps and its row grows, unless it is a number."""
    item = subject.fields[place]
    widths = sorted(width_of(rows[place], "fangsong", size) for _, group in subject.groups for rows in group)
    number = getattr(item, "kind", "") in WHOLE
    parts = (_longest_part(rows[place], size) for _, group in subject.groups for rows in group)
    longest = widths[-1] if number else min(max(widths[int(len(widths) * USUAL)], *parts), WIDEST)
    head = max(width_of(part, "song", size) for part in _head(item).split("\n"))
    wide = max(longest, min(head, max(head / 2, SHORT - 4))) + 2 * PAD + 0.6
    return Wish(wide, number or wide <= SHORT)


def _longest_part(text: str, size: float) -> float:
    """A long name is divided after its dots only: the widest of its parts."""
    if not DOTTED_NAME.fullmatch(text):
        return 0.0
    return max(width_of(f"{part}·", "fangsong", size) for part in text.split("·"))


def _head(item: Any) -> str:
    """金额 / （元）: a unit in brackets stands on its own line."""
    return str(item.label).replace("（", "\n（")


def row(subject: LedgerList, number: int, texts: Sequence[str]) -> Row:
    cells = [_cell(item, text) for item, text in zip(subject.fields, texts, strict=True)]
    return [value(number), *cells]


def _cell(item: Any, text: str) -> Cell:
    if item.align == "right":
        return value(text, align="right")
    sentence = len(text) > SENTENCE and item.align == "left" and not DOTTED_NAME.fullmatch(text)
    number = getattr(item, "kind", "") in WHOLE
    return value(text, align="left" if sentence and not number else "centre")


def sum_rows(
    subject: LedgerList, here: Sequence[tuple[int, Sequence[str]]], so_far: Sequence[tuple[int, Sequence[str]]],
    *, last: bool,
) -> list[Row]:  # fmt: skip
    """本页小计 and 合计 of the money columns, when there are any that are not hidden."""
    if not subject.ledger.summed or not any(getattr(item, "kind", "") == "money" for item in subject.fields):
        return []
    rows = [_sum_row(subject, "小计", here)]
    return [*rows, _sum_row(subject, "合计", so_far)] if last else rows


def _sum_row(subject: LedgerList, name: str, entries: Sequence[tuple[int, Sequence[str]]]) -> Row:
    cells = [label(name)]
    for place, item in enumerate(subject.fields):
        if getattr(item, "kind", "") == "money":
            fen = sum(money.parse_yuan(texts[place]) for _, texts in entries if texts[place])
            cells.append(value(money.figures(fen), align="right"))
        else:
            cells.append(value(f"{len(entries)}{subject.ledger.counter}" if place == 0 else ""))
    return cells
