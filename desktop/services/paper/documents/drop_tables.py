"""The tables of 控辍保学: 表1–3 of a term, rates, 未报到, 专项行动, 督导, 无流失班级 (DT1–DT3, DRATE, DUNR, DCAMP, DINSP, DZERO)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.drop_reports import NotArrived
from desktop.models.ledgers.glances import guardians
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.store import rows_by_id
from desktop.models.terms import Term, day_in_words
from desktop.services import contacts
from desktop.services.drop import arrivals, campaigns, inspections, rates, roll, term_tables, zero
from desktop.services.drop.term_tables import GIRL, Line, Table, names_in
from desktop.services.paper.documents.common import (
    new_sheet,
    pre_flight,
    school_on_paper,
    short_class,
    wording,
)
from desktop.services.paper.documents.lists import ENTERED, Column, ListPage, demand_rows
from desktop.services.paper.grid import Row, label, value, words
from desktop.services.progress import Progress

WIDTHS: dict[str, tuple[float, ...]] = {
    "ways": (12, 62, 16, 16, 18, 149), "rates": (38, 50, 50, 50, 24, 61),
    "unregistered": (12, 24, 24, 12, 24, 32, 26, 40, 57, 22), "campaign": (12, 74, 24, 24, 34, 18),
    "inspections": (11, 22, 34, 58, 22, 20, 22, 46, 18, 20), "zero": (12, 26, 26, 18, 26, 16, 18, 28, 103),
}  # fmt: skip
STANDING = ("campaign",)
WHOLE_NUMBERS = ("unregistered",)  # told with whole telephone numbers, for the authorities alone


@dataclass(frozen=True)
class DropTable:
    """One table ready to be set. sums: rows under all of it; notes: as the foot says."""

    name: str
    title: str
    centre: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    notes: str
    sums: Sequence[Row] = ()
    count: int = 0


def draw(path: Path, subject: DropTable, *, progress: Progress | None = None, proof: bool = False) -> int:
    """Print the table; returns its pages. Raises MissingGlyph, CannotWrite, Cancelled, Refused."""
    told = wording("drop_tables")
    pre_flight(
        ("标题", subject.title),
        *(
            (f"{subject.title}第 {at} 行", cell.text)
            for at, row in enumerate(subject.rows, 1)
            for cell in row
        ),
    )
    left = told["unit_line"].format_map({"学校": school_on_paper().school_name})
    secret = str(told["secret"]) if subject.name in WHOLE_NUMBERS else ""
    with new_sheet(path, subject.title, lying=subject.name not in STANDING, proof=proof) as sheet:
        page = ListPage(
            sheet, subject.title, left, subject.centre, secret=secret, signatures=told[subject.name]["signatures"],
            notes=subject.notes, seal=True,
        )  # fmt: skip
        roster = page.roster(subject.columns, lambda row: row, _last_only(subject.sums), row=8.6, size=9.5)
        return roster.draw(sheet, list(subject.rows), progress)


def _last_only(sums: Sequence[Row]) -> Callable[[Sequence[Row], Sequence[Row], bool], Sequence[Row]]:
    def made(_here: Sequence[Row], _so_far: Sequence[Row], last: bool) -> Sequence[Row]:
        return sums if last else []

    return made


def _made(
    name: str, columns: Sequence[Column], rows: Sequence[Row], blanks: Mapping[str, object], *,
    sums: Sequence[Row] = (), count: int | None = None,
) -> DropTable:  # fmt: skip
    told = wording("drop_tables")[name]
    title = school_on_paper().school_name + told["heading"].format_map(blanks)
    centre, notes = (str(told[part]).format_map(blanks) for part in ("centre", "notes"))
    return DropTable(name, title, centre, columns, rows, notes, sums, len(rows) if count is None else count)


def _columns(name: str) -> list[Column]:
    heads = wording("drop_tables")[name]["columns"]
    return [Column(head, width) for head, width in zip(heads, WIDTHS[name], strict=True)]


def _days(first: dt.date, last: dt.date) -> dict[str, object]:
    return {"起": day_in_words(first), "止": day_in_words(last)}


# 表1–3 --------------------------------------------------------------------------------------------------


def moves(term: Term, today: dt.date) -> DropTable:
    """DT1: the roll of a term by grade and sex."""
    table = term_tables.moves(term, today)
    heads, labels = wording("drop_tables")["moves"]["heads"], code_list(roll.MOVES).labels
    into, out = roll.sides("in"), roll.sides("out")
    parts = [
        (heads["opening"], ["opening"]), *((labels[one], [one]) for one in into), (heads["in"], into),
        *((labels[one], [one]) for one in out), (heads["out"], out), (heads["closing"], ["closing"]),
    ]  # fmt: skip
    return _grades("moves", table, parts, {"上期": table.chain})


def dropouts(term: Term, today: dt.date) -> DropTable:
    """DT2: who was away, newly away by cause, back, elsewhere."""
    table = term_tables.dropouts(term, today)
    heads, causes = wording("drop_tables")["dropouts"]["heads"], code_list("drop_cause").labels
    parts = [
        (heads["opening"], ["opening"]), (heads["new"], ["new"]),
        *((words_, [f"cause.{code}"]) for code, words_ in causes.items()), (heads["unsaid"], ["cause."]),
        (heads["back"], ["back"]), (heads["elsewhere"], ["elsewhere"]), (heads["closing"], ["closing"]),
    ]  # fmt: skip
    return _grades("dropouts", table, parts, {})


def _grades(
    name: str, table: Table, parts: Sequence[tuple[str, list[str]]], more: Mapping[str, object]
) -> DropTable:
    """A row for each grade and one for its girls, the sums of both below."""
    told = wording("drop_tables")
    first = 30.0
    wide = (273.0 - first) / len(parts)
    columns = [Column(told[name]["heads"]["grade"], first), *(Column(head, wide) for head, _ in parts)]
    rows = [row for line in table.lines for row in _pair(line, parts)]
    totals = [
        [
            label(said),
            *(value(sum(table.total(one, girls=girls) for one in names) or "—") for _, names in parts),
        ]
        for said, girls in ((told["total"], False), (told["girls"], True))
    ]
    blanks = {"学期": table.term.title, **_days(table.first, table.as_of), **more}
    return _made(
        name,
        columns,
        rows or [_none(len(columns))],
        blanks,
        sums=totals if rows else (),
        count=len(table.lines),
    )


def _pair(line: Line, parts: Sequence[tuple[str, list[str]]]) -> list[Row]:
    girls = wording("drop_tables")["girls"]
    return [
        [label(said), *(value(sum(cells[one].count for one in names) or "—") for _, names in parts)]
        for said, cells in ((line.label, line.cells), (girls, line.girls))
    ]


def _none(columns: int) -> Row:
    return [label("—"), *(value("—") for _ in range(columns - 1))]


def ways(term: Term, today: dt.date) -> DropTable:
    """DT3: where the children of DT2 are."""
    table = term_tables.ways(term, today)
    rows: list[Row] = []
    for at, way in enumerate(table.ways, 1):
        girls = sum(table.sex(one) == GIRL for one in way.named)
        said = "、".join(f"{one.name}（{one.words}）" for one in way.named)
        rows.append([value(at), words(way.label), value(len(way.named) - girls or "—"), value(girls or "—"),
                     value(len(way.named)), words(said)])  # fmt: skip
    every = [one for way in table.ways for one in way.named]
    girls = sum(table.sex(one) == GIRL for one in every)
    total = wording("drop_tables")["total"]
    sums: Row = [
        label(total, 2),
        value(len(every) - girls or "—"),
        value(girls or "—"),
        value(len(every) or "—"),
        value(""),
    ]
    blanks = {"学期": term.title, **_days(table.first, table.as_of)}
    return _made("ways", _columns("ways"), rows or [_none(6)], blanks, sums=[sums], count=len(every))


def rate_table(day: dt.date) -> DropTable:
    """DRATE: every rate with its numerator and denominator in words and figures."""
    rows: list[Row] = [
        [
            label(one.title), words(one.numerator), words(one.denominator), words(one.reckoned), value(one.percent),
            words(_lacking(one)),
        ]
        for one in rates.rates(day)
    ]  # fmt: skip
    return _made("rates", _columns("rates"), rows, {"日期": day_in_words(day)})


def _lacking(one: rates.Rate) -> str:
    """Who makes the difference; behind them who stands in the books twice and counts once."""
    twice = wording("drop_tables")["rates"]["twice"].format_map(
        {"姓名": "、".join(dict.fromkeys(one.doubled))}
    )
    return "；".join(filter(None, [names_in(one.lacking), twice if one.doubled else ""]))


# 未报到, 专项行动, 督导, 无流失 -----------------------------------------------------------------------------


def unregistered(term: Term, day: dt.date) -> DropTable:
    """DUNR: who has not come, and which classes have not said anything yet. Raises Refused before any class has."""
    found = arrivals.board(term)
    if not any(one.sheet for one in found.classes):
        raise Refused(f"{term.title}还没有一个班登记报到，没有可打印的名单。{ENTERED}")
    missing = found.missing
    pupils = {row.id: row for row in rows_by_id(Student, [row.student_id for row in missing])}
    phones, homes = contacts.phones(list(pupils)), guardians(list(pupils))
    class_of = {row.student_id: one.name for one in found.classes for row in one.missing}
    rows: list[Row] = []
    for at, row in enumerate(missing, 1):
        pupil: Any = pupils[row.student_id]
        rows.append([
            value(at), value(short_class(class_of[row.student_id])), value(pupil.name),
            value(Student.gender.format(pupil.gender)), value(homes.get(pupil.id, "")), value(phones.get(pupil.id, "")),
            value(NotArrived.reason.format(row.reason)), words(row.whereabouts), words(row.told), value(_staff(row.staff_id)),
        ])  # fmt: skip
    told = wording("drop_tables")["unregistered"]
    silent = "、".join(one.name for one in found.open_classes)
    done = f"{silent} 还没有登记。" if silent else ("" if rows else told["none"])
    blanks = {
        "学期": term.title, "日期": day_in_words(day), "人数": len(rows), "完成": done, **_days(found.first, found.until),
    }  # fmt: skip
    empty: list[Row] = [[value("—"), *(value("") for _ in range(9))]]
    return _made("unregistered", _columns("unregistered"), rows or empty, blanks, count=len(rows))


def _staff(record: int | None) -> str:
    return Staff.caption_of(record) if record else ""


def campaign(term: Term, phase: str) -> DropTable:
    """DCAMP: a campaign's checklist with its result. Raises Refused when it was not begun."""
    action = campaigns.actions(term).get(phase)
    if action is None:
        said = code_list("campaign_phase").label(phase)
        raise Refused(f"{term.title}{said}的专项行动还没有开始，没有可打印的。请先在“专项行动”里点“开始”。")
    told = wording("drop_tables")["campaign"]
    rows: list[Row] = [
        [
            value(row.number), words(row.words), value(row.done_on or ""), value(_staff(row.staff_id)), words(row.result),
            value("有" if row.proof else ""),
        ]
        for row in action.checks
    ]  # fmt: skip
    result: Row = [label(told["result"]), words(action.row.result, 5)]
    blanks = {
        "学期": term.title, "阶段": code_list("campaign_phase").label(phase), "完成": f"{action.done} / {len(action.checks)}",
        **_days(action.row.from_day, action.row.until_day),
    }  # fmt: skip
    return _made("campaign", _columns("campaign"), rows, blanks, sums=[result])


def inspection_book(term: Term, today: dt.date) -> DropTable:
    """DINSP: the inspections of a term and what of earlier ones is still open. Raises Refused for nothing."""
    first, last = term_tables.span_of(term, today)
    found = inspections.findings(today, (first, last))
    demand_rows(found, f"{term.title}的控辍督导", nothing="一次也没有", then=ENTERED)
    rows: list[Row] = []
    for at, one in enumerate(sorted(found, key=lambda one: (one.row.day, one.row.id)), 1):
        row = one.row
        rows.append([
            value(at), value(row.day), words(row.inspector), words(row.finding), value(row.mend_by or ""),
            value(_staff(row.staff_id)), value(row.mended_on or ""), words(row.how), value(row.checked_by or ""),
            value(inspections.LABELS[one.state]),
        ])  # fmt: skip
    return _made("inspections", _columns("inspections"), rows, _days(first, last))


def zero_classes(term: Term, today: dt.date) -> DropTable:
    """DZERO: every class with its days without a drop-out. Raises Refused without classes."""
    found = zero.classes(term, today)
    demand_rows(found, "班级", nothing="一个也没有", then=ENTERED)
    told = wording("drop_tables")["zero"]
    rows: list[Row] = []
    for at, one in enumerate(found, 1):
        state = told["now"] if one.open else told["clean"] if one.clean else told["was"]
        names = "、".join(f"{away.name}（{away.from_day:%m-%d} 起）" for away in one.open)
        rows.append([
            value(at), value(short_class(one.name)), value(one.teacher), value(one.pupils),
            value("—" if one.open else one.since), value(one.days), value(one.months), value(state), words(names),
        ])  # fmt: skip
    blanks = {"学期": term.title, "日期": day_in_words(today), "人数": sum(one.clean for one in found)}
    return _made("zero", _columns("zero"), rows, blanks)
