"""What leaves a ledger's page: its table as a workbook, or as a paper list, the way it stands on the screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.errors import Refused
from desktop.models.ledger import Ledger
from desktop.services.files import free_name, safe_name
from desktop.services.paper.catalogue import Wanted
from desktop.services.progress import Progress
from desktop.services.sheets.write import write_ledger
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.dialogs import pick_save
from desktop.views.preview import open_paper, saved_line

AT_ONCE = 500  # ids asked for in one query
KINDS = ["表格 (*.xlsx)", "文本表格 (*.csv)"]


class LedgerOut(QObject):
    """导出表格 and 打印清单 of a page: the rows as filtered and sorted, the columns as shown and ordered.

    `page` tells its desk, ledger, model, table and selected_ids(); `pick` asks where a file goes.
    """

    def __init__(self, page: Any, *, pick: Callable[..., Path | None] = pick_save) -> None:
        super().__init__(page)
        self.page, self.pick = page, pick
        self.more = Button(picture="ellipsis", role="icon", tip="导出表格、打印清单")
        self.more.clicked.connect(self._open)

    def tools(self) -> list[QWidget]:
        """The ⋯ button, for whoever may take anything out."""
        may = self.page.desk.store.session.may
        return [self.more] if may("export") or may("print") else []

    def columns(self) -> list[str]:
        """Names of the columns shown, from left to right; 序号 is numbered anew by what is made."""
        shown = [self.page.model.columns[at].key for at in self.page.table.shown_columns()]
        return [name for name in shown if name != "#"]

    # menus ---------------------------------------------------------------------------------------------

    def _open(self) -> None:
        menu = QMenu(self.more)
        menu.aboutToHide.connect(menu.deleteLater)
        self.fill(menu, self.page.model.ids())
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def fill_menu(self, menu: QMenu, at: int) -> None:
        """The lines of the right-click menu, for the chosen rows."""
        if at >= 0:
            self.fill(menu, self.page.selected_ids())

    def fill(self, menu: QMenu, ids: Sequence[int]) -> None:
        """Offer what the role may do with these rows."""
        desk: Desk = self.page.desk
        many = f"{len(ids)} {self.page.ledger.counter}"
        if desk.store.session.may("export"):
            out = menu.addAction(f"导出表格（{many}）…")
            out.triggered.connect(partial(self.export, list(ids)))
            out.setEnabled(bool(ids))
        if desk.store.session.may("print"):
            for words, masked in self._ways():
                act = menu.addAction(f"打印清单（{many}{words}）")
                act.triggered.connect(partial(self.print_, list(ids), masked))
                act.setEnabled(bool(ids))

    def _ways(self) -> list[tuple[str, bool]]:
        """How personal numbers may stand on the list, when a shown column has any."""
        names = set(self.columns())
        hides = any(getattr(item, "mask", None) for item in self.page.model.items if item.name in names)
        return [("，号码隐去中间", True), ("，号码完整", False)] if hides else [("", True)]

    # doing ---------------------------------------------------------------------------------------------

    def export(self, ids: Sequence[int], *_: object) -> None:
        """Ask where, then write the rows as .xlsx or .csv. A file that is there already stays as it is."""
        desk, ledger = self.page.desk, self.page.ledger
        start = Path(desk.settings.save_to or Path.home())
        name = f"{safe_name(ledger.title)}（{len(ids)}{ledger.counter}）{dt.date.today():%Y%m%d}.xlsx"
        chosen = self.pick(self.page, "导出到哪里", free_name(start / name), KINDS)
        if chosen is None:
            return
        path = free_name(chosen)
        desk.settings.save_to = str(path.parent)
        desk.settings.save()
        work = partial(write_rows, ledger, list(ids), self.columns(), path)
        desk.run(work, title=f"正在导出{ledger.title}", done=partial(self._exported, path))

    def _exported(self, path: Path, count: int) -> None:
        self.page.desk.note_access("导出", f"{self.page.ledger.title}：{path.name}", count)
        saved_line(self.page.desk, path)

    def print_(self, ids: Sequence[int], masked: bool, *_: object) -> None:
        """Show the rows as a list on paper."""
        wanted = Wanted(ledger=self.page.ledger, records=ids, columns=self.columns(), masked=masked)
        open_paper(self.page.desk, "LIST", wanted)


def write_rows(
    ledger: type[Ledger], ids: Sequence[int], columns: Sequence[str], path: Path, progress: Progress
) -> int:
    """Write these rows in their order; returns how many. Work for a job. Raises Refused, CannotWrite, Cancelled."""
    found: dict[int, Any] = {}
    for start in range(0, len(ids), AT_ONCE):
        some = ledger.select().where(ledger.id.in_(ids[start : start + AT_ONCE]))
        found |= {row.id: row for row in some}
    rows = [found[record] for record in ids if record in found]
    if not rows:
        raise Refused("这几行已经不在了，没有导出。")
    known = {item.name: item for item in ledger.shown()}
    write_ledger(ledger, rows, path, fields=[known[name] for name in columns], progress=progress)
    return len(rows)
