"""The month report as a workbook, for whoever adds up many schools: the figures, then everybody who is named."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from desktop.models.store import Store
from desktop.services.paper.documents import drop_month
from desktop.services.paper.documents.common import wording
from desktop.services.progress import Progress
from desktop.services.sheets.write import Column, Sheet, write_sheet

HEADS = (
    ("序号", "number", 6),
    ("类别", "text", 10),
    ("姓名", "text", 12),
    ("班级", "text", 12),
    ("日期", "date", 12),
    ("说明", "text", 36),
)


def month_sheet(month: str, today: dt.date) -> Sheet:
    """As the report was kept, else as the books are now. Raises Refused for a month to come."""
    form, told = drop_month.month_form(month, today), wording("drop_month")
    figures = form.figures
    facts = [
        f"{told['figures'][name]} {figures.counts[name]}"
        for row in drop_month.FIGURES
        for name in row
        if name != "proof"
    ]
    proof = f"{told['figures']['proof']} {figures.counts['proved']} / {figures.counts['outside']}"
    rows = [
        [str(at), told["lists"][name], one.name, one.class_name, str(one.day or ""), one.words]
        for at, (name, one) in enumerate(form.lines, 1)
    ]
    columns = [Column(head, kind, width) for head, kind, width in HEADS]
    draft = (
        ["校长还没有签发，数字可能还会变。"]
        if form.draft
        else [str(told["signed"]).format_map(form.blanks())]
    )
    below = [figures.away, str(told["zero" if figures.zero else "not_zero"]), *draft, str(told["notes"])]
    return Sheet(form.title, columns, rows, above="　".join([*facts, proof]), below=below)


def write(store: Store, month: str, today: dt.date, path: Path, progress: Progress | None = None) -> Path:
    """Write it as .xlsx. Raises NotAllowed, Refused, CannotWrite."""
    store.session.demand("print", "导出控辍月报")
    sheet = month_sheet(month, today)
    write_sheet(sheet, path, progress=progress)
    store.note_access("导出", sheet.title, len(sheet.rows))
    return path
