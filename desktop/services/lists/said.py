"""What a row says besides names and numbers, put down on its lines: an end, a doubt, a remark, that nobody sees it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from desktop.services.lists.columns import Columns
from desktop.services.lists.draft import (
    DOUBT,
    HIDDEN_ROW,
    HIDDEN_SHEET,
    OWN_NUMBER,
    DraftLine,
)
from desktop.services.lists.end_words import NUMBERS, ends_remark, is_pending, says_of_name
from desktop.services.lists.presets import told
from desktop.services.lists.sections import end_told, notes_of_ends, standing
from desktop.services.sheets.heads import column_number

APART = re.compile(r"[\s\dA-Za-z()（）\[\]【】<>《》:：,，.。/*★_+\-—–]+")
SEVERAL_PEOPLE = re.compile(r"[、;；]|\d{15}.*\d{15}", re.DOTALL)
CROSSES = ("×", "✗", "✘", "╳")
LONGEST_CELL = 30  # signs of a cell of one person
MOTHERS = ("52", "58")  # codes of the relation


def note_said(columns: Columns, row: int, lines: Sequence[DraftLine]) -> None:
    """Put down on the lines of one row what the row says; `meaning` makes something of it."""
    ends, sheet = columns.ends, columns.sheet
    said = tuple(dict.fromkeys((*ends.said(row), *ends.leaves(row))))
    without, remarks, states = ends.without(row), tuple(ends.remark(row)), ends.told_states(row)
    odd, remarried = tuple(dict.fromkeys((*ends.odd(row), *ends.unpaid(row)))), tuple(ends.remarried(row))
    pending, shown = tuple(dict.fromkeys(ends.pending(row))), ends.shown(row)
    whether, enjoyed, expires = ends.whether(row), ends.enjoyed(row), ends.expires(row)
    goes_on = ends.goes_on(row)
    hidden = HIDDEN_SHEET if sheet.hidden else HIDDEN_ROW if row in sheet.hidden_rows else ""
    coloured = None if sheet.coloured is None else row in sheet.coloured
    notes = notes_of_ends(sheet.between)
    for line in lines:
        mine = line.relation == "01"
        line.standing = standing(sheet.between, row, column_number(line.column) or 0)
        line.goes_on, line.states = goes_on, states
        line.ended = said + tuple(text for text in remarks if not (mine and _of_kin(text)))
        line.ended += _end_in_passing(columns, row, line) if line.verdict == DOUBT else ()
        line.pending = tuple(text for text in pending if not (mine and _of_kin(text)))
        line.odd, line.expires = odd, expires
        if not mine:
            line.ended += tuple(t for t in remarried if line.relation in MOTHERS or not _of_kin(t))
        for left, waits in (_beside_name(columns, row, line), _in_notes(notes, line)):
            line.ended, line.pending = line.ended + left, line.pending + waits
        line.struck = row in sheet.struck
        line.without, line.whether, line.enjoyed = without, whether, enjoyed
        line.remark, line.hidden, line.coloured = shown, hidden, coloured


def _beside_name(columns: Columns, row: int, line: DraftLine) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Cells of the line's name and number that say of the person himself that he left, or is not settled: 施银生（已故）."""
    cells = columns.sheet.rows[row]
    at = column_number(line.column)
    plain = (line.listed_name, line.name)
    left, waits = [], []
    for place in dict.fromkeys((at, columns.name_column(at))):
        cell = cells[place] if place is not None and place < len(cells) else None
        if not isinstance(cell, str) or len(cell) > LONGEST_CELL:
            continue
        if cell == line.number or (cell in plain and not APART.search(cell)) or SEVERAL_PEOPLE.search(cell):
            continue
        known = (*CROSSES, line.listed_name, line.name)  # a cross may be the last sign of the number
        parts = [part for part in APART.split(cell) if part and part not in known]
        words = NUMBERS.sub("", "".join(cell.split()))  # nobody's number belongs into a sentence
        remarried = told("presets")["lapsed"]["remarried"] if line.relation in MOTHERS else ()
        left += [words for part in parts if says_of_name(part) or any(word in part for word in remarried)]
        waits += [words for part in parts if is_pending(part)]
    return tuple(left), tuple(waits)


def _in_notes(notes: Sequence[str], line: DraftLine) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sentences of the sheet's notes that name the line's person and say that he left, or is not settled."""
    names = [name for name in {line.listed_name, line.name if line.relation == "01" else ""} if name]
    mine = [note for note in notes if any(name in note for name in names)] if notes else []
    mine = [note for note in mine if not (line.relation == "01" and _of_kin(note))]  # 王芳父亲8月去世
    return (
        tuple(f"表注：{end_told(note) or note}" for note in mine if (end_told(note) or ends_remark(note))),
        tuple(f"表注：{note}" for note in mine if is_pending(note)),
    )


def _end_in_passing(columns: Columns, row: int, line: DraftLine) -> tuple[str, ...]:
    """What a note at the foot, or a sentence in a cell, says of somebody whom it names by number: 已于8月死亡."""
    said = end_told(columns.prose(row, line.number)) if line.evidence == OWN_NUMBER else ""
    return (said,) if said else ()


def _of_kin(remark: str) -> bool:
    """父亲去世 beside the child's own number: the child still counts."""
    rules = told("presets")["lapsed"]
    for word in rules["not_kin"]:  # 公示中 is of no grandfather
        remark = remark.replace(word, "")
    return any(word in remark for word in rules["kin"])
