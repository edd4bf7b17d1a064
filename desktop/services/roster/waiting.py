"""Rows that were not written: put right and written one by one, given up, or handed out as a workbook."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledgers.desk import WaitingRow
from desktop.models.store import Store
from desktop.models.writing import compact
from desktop.services.roster.correct import LATER, Corrector
from desktop.services.roster.draft import AID_KEY, BAD, DOUBTFUL, SAME, CellProblem, Draft, Line
from desktop.services.roster.intake import Intake, Source, TableIn, columns_of
from desktop.services.roster.judge import make_draft
from desktop.services.roster.keep import Kept, keep
from desktop.services.roster.slots import hardship_codes
from desktop.services.school_days import term_on
from desktop.services.sheets.errors_out import write_errors
from desktop.services.sheets.heads import Head, Table, TableRow

NAMED = 5  # names in one sentence
NAME, ID_NUMBER, CLASS = "student.name", "student.id_number", "student.school_class"
GENDER, BIRTH = "student.gender", "student.birth_date"  # either may be what contradicts the number
ASKED = {  # what can be put right, and the heading it gets where the workbook had none
    NAME: "姓名", ID_NUMBER: "身份证号", CLASS: "班级", GENDER: "性别", BIRTH: "出生日期",
}  # fmt: skip


class Undecided(Refused):
    """The corrected row may be somebody who is there already: the person decides, then writes again."""

    def __init__(self, line: Line, corrector: Corrector) -> None:
        super().__init__(line.sentence)
        self.line, self.corrector = line, corrector


def cells_of(row: Any) -> dict[str, str]:
    """Heading -> what stood in the workbook."""
    told: dict[str, str] = json.loads(row.raw or "{}")
    return told


def asked_cells(row: Any) -> dict[str, str]:
    """What stands now for ASKED, in its order; the class as it was understood from all columns together."""
    taken = _table(row, cells_of(row))
    found = taken.mapping.pick(taken.table.rows[0])
    told = {key: str(found.get(key) or "") for key in ASKED}
    return told | {NAME: told[NAME] or row.person or "", CLASS: row.class_text or told[CLASS]}


def _table(row: Any, cells: Mapping[str, str]) -> TableIn:
    """The row as a table of its own, read as the workbook was."""
    heads = [Head(place, tuple(text.split("/"))) for place, text in enumerate(cells)]
    source = TableRow(row.row or 1, tuple(cells.values()))
    table = Table(row.sheet or "", "", (1,), heads, [source])
    return TableIn(Path(row.file or "待补名单"), table, columns_of(table))


def corrected(row: Any, typed: Mapping[str, str]) -> dict[str, str]:
    """The cells with what was typed for the keys of ASKED put into their columns, or into new ones."""
    cells = cells_of(row)
    mapping = _table(row, cells).mapping
    for key, text in typed.items():
        head = mapping.head_of(key)
        if head is not None:
            cells[head.text] = text
        elif text:
            cells[ASKED[key]] = text
    return {head: text for head, text in cells.items() if text}


def write(store: Store, row: Any, typed: Mapping[str, str], decision: str = LATER) -> Kept:
    """Judge the corrected row and keep it as one step; the waiting row is closed with it.

    Other waiting rows with the number it has, or had, are judged again beside it: those that nothing is wrong with
    any more are kept in the same step. Raises Refused with what is still wrong, and Undecided when it may be somebody
    known and no decision was given.
    """
    cells = corrected(row, typed)
    others = _same_number(row, cells)
    mine = _table(row, cells)
    mine.class_settled = True  # the class stood before the person's eyes
    intake = Intake([mine, *(_table(other, cells_of(other)) for other in others)])
    draft = make_draft(store, intake)
    draft.gone = []
    line = draft.lines[0]
    if line.bucket == DOUBTFUL:
        corrector = Corrector(store, intake, draft)
        if decision == LATER:
            raise Undecided(line, corrector)
        corrector.decide(line, decision)
    if line.bucket == BAD or line.plan is None:
        raise Refused(line.sentence)
    if line.diagnosis is not None and line.diagnosis.state != "missing":
        raise Refused(line.diagnosis.sentence)
    if line.problems and line.bucket == SAME:  # nothing was put right: what is missing is missing still
        raise Refused(draft.aid_at_stake()[0].sentence)
    draft.title = f"待补：{line.name}"
    return _keep(store, draft, [row, *others], cells)


def _same_number(row: Any, cells: Mapping[str, str]) -> list[Any]:
    """The other open rows whose workbook cells hold the number of this one, as it was or as it is now."""
    numbers = {_number_of(row, told) for told in (cells_of(row), cells)} - {""}
    rows = (
        WaitingRow.select()
        .where((WaitingRow.state == "open") & (WaitingRow.id != row.id))
        .order_by(WaitingRow.id)
    )
    near = [other for other in rows if any(number in compact(other.raw or "") for number in numbers)]
    return [other for other in near if _number_of(other, cells_of(other)) in numbers]


def _number_of(row: Any, cells: Mapping[str, str]) -> str:
    taken = _table(row, cells)
    return compact(str(taken.mapping.pick(taken.table.rows[0]).get(ID_NUMBER) or ""))


def _keep(store: Store, draft: Draft, rows: Sequence[Any], cells: Mapping[str, str]) -> Kept:
    """The row takes the corrected words first, so that keeping finds it and closes it; undo opens it again."""
    line, others = draft.lines[0], list(zip(rows[1:], draft.lines[1:], strict=True))
    told = {"person": line.name, "class_text": line.class_text or rows[0].class_text}
    with store.step(f"补正待补名单：{line.name}") as step:
        step.change(WaitingRow, rows[0].id, told | {"raw": json.dumps(dict(cells), ensure_ascii=False)})
    clear = [
        other for _, other in others if other.is_taken and not other.problems
    ]  # nothing is wrong any more
    wanted = {row.id: ("open", other.sentence) for row, other in others if other not in clear}
    wanted |= {row.id: ("done", row.problem) for row, other in others if other in clear}
    waits = draft.aid_at_stake()[:1] if line.problems else []
    draft.lines = [line, *clear]
    kept = keep(store, draft)
    missing = waits and not _waits_already(rows[0])
    wanted[rows[0].id] = ("open", waits[0].sentence) if missing else ("done", rows[0].problem)
    _settle(store, f"待补名单已处理：{line.name}", wanted)
    return kept


def _settle(store: Store, title: str, wanted: Mapping[int, tuple[str, str]]) -> None:
    """Close what keeping had no reason to close (nothing of it was new), open what it closed for a namesake's sake.

    `wanted`: row -> its state and what is wrong with it.
    """
    now = {
        row.id: (row.state, row.problem) for row in WaitingRow.select().where(WaitingRow.id.in_(list(wanted)))
    }
    changes = {
        record: {"state": told[0], "problem": told[1]}
        for record, told in wanted.items()
        if now[record] != told
    }
    if changes:
        with store.step(title) as step:
            step.change_many(WaitingRow, changes)


def _waits_already(row: Any) -> bool:
    """Whether keeping has put what is still missing of this row on the list."""
    same = (WaitingRow.file == row.file) & (WaitingRow.sheet == row.sheet) & (WaitingRow.row == row.row)
    return bool(
        WaitingRow.select().where(same & (WaitingRow.state == "open") & (WaitingRow.id != row.id)).exists()
    )


def told_of_waiting() -> str:
    """Who waits and is on no list of aid for it, as a sentence for whoever makes or reads one; "" when nobody does."""
    rows = list(WaitingRow.select().where(WaitingRow.state == "open").order_by(WaitingRow.id))
    if not rows:
        return ""
    heads: dict[tuple[str, ...], str] = {}  # the headings of a workbook -> the one of its 困难类型
    needy = list(dict.fromkeys(row.person or "没有名字的一行" for row in rows if _tells_need(row, heads)))
    names = f"{'、'.join(needy[:NAMED])}{f' 等 {len(needy)} 人' if len(needy) > NAMED else ''}"
    some = f"，其中写了困难类型的有 {names}" if needy else ""
    return f"“待补名单”里还有 {len(rows)} 行没有处理完{some}。没有写进台账的人，名单里不会有，请先去补。"


def _tells_need(row: Any, heads: dict[tuple[str, ...], str]) -> bool:
    cells = cells_of(row)
    mark = tuple(cells)
    if mark not in heads:
        found = _table(row, cells).mapping.head_of(AID_KEY) if cells else None
        heads[mark] = found.text if found else ""
    return any(hardship_codes(cells.get(heads[mark]) or ""))


def give_up(store: Store, ids: Sequence[int]) -> None:
    """不要了: the rows stay on record and wait no longer."""
    with store.step(f"待补名单 {len(ids)} 行不要了") as step:
        step.change_many(WaitingRow, {record: {"state": "dropped"} for record in ids})


def write_out(rows: Sequence[Any], path: Path) -> int:
    """The rows as a workbook to put right and drop in again; returns how many. Raises Refused, CannotWrite."""
    lines = [_line(row) for row in rows]
    return write_errors(Draft("待补名单", lines, [], term_on(dt.date.today()).usual_span[0]), path)


def _line(row: Any) -> Line:
    cells = cells_of(row)
    source = Source(row.file or "", row.sheet or "", row.row or 0)
    problem = CellProblem("", "", "", row.problem or "")
    return Line(
        source, row.person or "", row.class_text or "", "", BAD, row.problem or "", (problem,),
        heads=tuple(cells), cells=tuple(cells.values()),
    )  # fmt: skip
