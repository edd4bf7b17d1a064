"""The papers of 结对, offered in a menu: cards and the list, the plans, handovers, coverage, the term's summaries."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from desktop.services.paper.catalogue import DOCUMENTS
from desktop.services.paper.document import Wanted
from desktop.services.paper.documents.handbook import PLAIN
from desktop.views.buttons import Button
from desktop.views.preview import open_paper

if TYPE_CHECKING:
    from desktop.views.pairs_page import PairsPage

# Papers in their order in the menu; None is a line between two kinds.
OFFERED = (
    "D11",
    "D11L",
    None,
    "D12",
    "D12S",
    "HANDBOOK",
    None,
    "D11H",
    "D11C",
    "D11T",
    None,
    "CARET",
    "CARES",
)
PICKED = ("D11", "D12", "D11H", "HANDBOOK")  # made of the children chosen in the table


def offer(page: PairsPage, button: Button, _checked: bool = False) -> None:
    """Open the menu under its button; what is chosen in the table is what is printed, nothing chosen is all."""
    menu = QMenu(button)
    some = page.part.chosen()
    for code in OFFERED:
        if code is None:
            menu.addSeparator()
            continue
        document = DOCUMENTS[code]
        words = f"{document.title}（选中 {len(some)} 人）" if some and code in PICKED else document.title
        menu.addAction(words, partial(show, page, code))
        if code == "HANDBOOK":
            menu.addAction(f"{words}（A4 单页）", partial(show, page, code, PLAIN))
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))


def show(page: PairsPage, code: str, what: str = "") -> None:
    """The paper as it would be printed; a teacher chosen at the left has a summary of the own."""
    students = tuple(page.part.chosen()) if code in PICKED else ()
    key = page.list.key
    teachers = (key,) if code == "CARET" and isinstance(key, int) else ()
    wanted = Wanted(term=page.desk.term, day=page.today(), students=students, records=teachers, what=what)
    open_paper(page.desk, code, wanted)


def show_slip(page: PairsPage, students: Sequence[int]) -> None:
    """The slip of a handover just written."""
    open_paper(page.desk, "D11H", Wanted(term=page.desk.term, day=page.today(), students=tuple(students)))
