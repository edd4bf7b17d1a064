"""What can be printed from a day of meals: a menu under the mouse."""

from __future__ import annotations

import datetime as dt
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu, QWidget

from desktop.services.paper.document import Wanted
from desktop.views.desk import Desk
from desktop.views.preview import open_paper


def papers_of(desk: Desk, kind: str) -> list[tuple[str, str, str]]:
    """(words, code of the paper, whether it is of the week or the month); a class teacher gets the own class's sheets."""
    papers = [("本月登记表，一班一张", "D24C", "month"), ("本周登记表，一班一张", "D24C", "week")]
    if desk.store.session.classes is not None:
        return papers
    if kind == "snack":
        papers.append(("本周加餐签领表", "D26", "week"))
    return [*papers, ("本月就餐统计表", "D24", "month")]


def offer_papers(desk: Desk, parent: QWidget, day: dt.date, kind: str) -> None:
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for words, code, span in papers_of(desk, kind):
        wanted = Wanted(day=day, month=f"{day:%Y-%m}", meal=kind, what=span)
        menu.addAction(words).triggered.connect(partial(_print, desk, code, wanted))
    menu.popup(QCursor.pos())


def _print(desk: Desk, code: str, wanted: Wanted, *_: object) -> None:
    open_paper(desk, code, wanted)
