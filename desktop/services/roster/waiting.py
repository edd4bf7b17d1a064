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
from desktop.services.roster.correct import LATER, Corrector
from desktop.services.roster.draft import BAD, DOUBTFUL, CellProblem, Draft, Line
from desktop.services.roster.intake import Intake, Source, TableIn
from desktop.services.roster.judge import make_draft
from desktop.services.roster.keep import Kept, keep
from desktop.services.roster.slots import wanted
from desktop.services.school_days import term_on
from desktop.services.sheets.errors_out import write_errors
from desktop.services.sheets.heads import Head, Table, TableRow
from desktop.services.sheets.tables import map_columns

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
    return TableIn(Path(row.file or "待补名单"), table, map_columns(table, wanted()))


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

    Raises Refused with what is still wrong, and Undecided when it may be somebody known and no decision was given.
    """
    cells = corrected(row, typed)
    taken = _table(row, cells)
    taken.use = True
    intake = Intake([taken])
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
    draft.title = f"待补：{line.name}"
    return _keep(store, draft, row, cells)


def _keep(store: Store, draft: Draft, row: Any, cells: Mapping[str, str]) -> Kept:
    """The row takes the corrected words first, so that keeping finds it and closes it; undo opens it again."""
    line = draft.lines[0]
    told = {"person": line.name, "class_text": line.class_text or row.class_text}
    with store.step(f"补正待补名单：{line.name}") as step:
        step.change(WaitingRow, row.id, told | {"raw": json.dumps(dict(cells), ensure_ascii=False)})
    kept = keep(store, draft)
    if WaitingRow.get_by_id(row.id).state == "open":  # nothing of it was new: there was nothing to keep
        with store.step(f"待补名单已处理：{line.name}") as step:
            step.change(WaitingRow, row.id, {"state": "done"})
    return kept


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
