"""The two-way difference as a workbook: for the meeting, for the file, for the township."""

from __future__ import annotations

from pathlib import Path

from desktop.models.codes import code_list
from desktop.models.ledgers.lists import ClosingReason
from desktop.services.lists.differences import Differences, Gap
from desktop.services.progress import Progress
from desktop.services.sheets.write import Column, Sheet, write_sheet

COLUMNS = (
    Column("序号", "number", 6), Column("姓名", width=10), Column("班级", width=10), Column("哪一边", width=12),
    Column("为什么", width=40), Column("出处", width=26), Column("原因", width=22), Column("说明", width=20),
    Column("签字材料", width=9),
)  # fmt: skip


def sheet_of(found: Differences) -> Sheet:
    """Both sides, open lines first; the sentence with 应享尽享率 stands above."""
    gaps = sorted(found.gaps, key=lambda gap: (gap.closed is not None, gap.side != "missing"))
    rows = [[str(place), *_texts(gap)] for place, gap in enumerate(gaps, 1)]
    return Sheet(f"{found.programme.name}两向差异", COLUMNS, rows, 2, f"{found.day} {found.sentence}")


def write_out(found: Differences, path: Path, progress: Progress | None = None) -> int:
    """Write it; returns how many lines. Raises CannotWrite, Cancelled."""
    sheet = sheet_of(found)
    write_sheet(sheet, path, progress=progress)
    return len(sheet.rows)


def _texts(gap: Gap) -> list[str]:
    closed = gap.closed
    return [
        gap.student.name, gap.class_text, code_list("difference_side").label(gap.side), gap.why, gap.source,
        ClosingReason.caption_of(closed.reason_id) if closed else "", (closed.note or "") if closed else "",
        "有" if closed and closed.waiver else "",
    ]  # fmt: skip
