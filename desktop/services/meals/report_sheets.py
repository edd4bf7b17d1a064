"""The month report and the year table as workbooks: the same figures as on paper, for whoever adds up many schools."""

from __future__ import annotations

from pathlib import Path

from desktop.models.store import Store
from desktop.services.paper.documents import meal_month_report, meal_year_table
from desktop.services.progress import Progress
from desktop.services.sheets.write import Column, Sheet, write_sheet


def month_sheet(store: Store, month: str) -> Sheet:
    """D24M as a table: a row for each kind and mode. Raises Refused when nobody was fed."""
    paper, words = meal_month_report.month_paper(store, month), meal_month_report.told()
    splits = [text.replace("\n", "") for text in words["splits"]]
    heads = [f"{name}人次" for name in splits] + [f"{name}（人）" for name in splits]
    columns = [Column(words["kind_head"], width=10), Column(words["mode_head"], width=24)]
    columns += [Column(head, "number", 14) for head in heads]
    rows = [
        [kind, mode, *map(str, meal_month_report.counts_of(line))]
        for kind, mode, line in meal_month_report.rows_of(paper.report)
    ]
    above = "　".join(f"{name}：{fact}" for name, fact in zip(words["facts"], paper.facts, strict=True))
    return Sheet(paper.title, columns, rows, above=above, below=[meal_month_report.notes(paper.report)])


def year_sheet(store: Store, year: int, kind: str) -> Sheet:
    """D24Y as a table, the year's figures with their formulas under it. Raises Refused for a year without meals."""
    paper, words = meal_year_table.year_paper(store, year, kind), meal_year_table.told()
    kinds = ("text", "number", "number", "number", "money", "money", "text", "money", "text")
    heads = [head.replace("\n", "") for head in words["columns"]]
    columns = [Column(head, kind_, 16) for head, kind_ in zip(heads, kinds, strict=True)]
    rows = [*meal_year_table.lines(paper.report), meal_year_table.total(paper.report)]
    below = [f"{name}：{how}＝{figure}" for name, how, figure in meal_year_table.formulas(paper.report)]
    if paper.report.opening.known:
        below.append(meal_year_table.notes(paper.report))
    return Sheet(paper.title, columns, rows, below=below)


def write(
    store: Store, what: str, month: str, kind: str, path: Path, progress: Progress | None = None
) -> Path:
    """Write the month report ("month") or the year table ("year") as .xlsx. Raises Refused, NotAllowed, CannotWrite."""
    store.session.demand("meals", "导出营养餐报表")
    sheet = month_sheet(store, month) if what == "month" else year_sheet(store, int(month[:4]), kind)
    write_sheet(sheet, path, progress=progress)
    return path
