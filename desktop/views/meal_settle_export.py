"""Ask where, then write the month report or the year table as a workbook."""

from __future__ import annotations

from pathlib import Path

from desktop.services.meals import report_sheets
from desktop.views import dialogs
from desktop.views.desk import Desk


def export(desk: Desk, what: str, month: str, kind: str) -> None:
    """what: month or year."""
    store = desk.store
    ok, sheet = (
        desk.attempt(report_sheets.month_sheet, store, month)
        if what == "month"
        else desk.attempt(report_sheets.year_sheet, store, int(month[:4]), kind)
    )
    if not ok:
        return
    name = Path.home() / f"{sheet.title}.xlsx"
    path = dialogs.pick_save(desk.shell, "存成 Excel 表格", name, ["Excel 表格 (*.xlsx)"])
    if path is None:
        return

    def done(made: Path) -> None:
        desk.say(f"存好了：{made.name}", ("打开", lambda: dialogs.open_file(made)))

    desk.run(report_sheets.write, store, what, month, kind, path, title="存成 Excel 表格", done=done)
