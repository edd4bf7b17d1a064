"""适龄儿童: the status tree, everybody by name, the three comparisons, proofs of learning elsewhere, behind one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from desktop.models.ledgers.drop_population import CheckReason, PopulationLine, PopulationList, ProofCall
from desktop.views.books_page import BooksPage
from desktop.views.buttons import Button
from desktop.views.care_tabs import Tab, TabbedPlace
from desktop.views.desk import Desk
from desktop.views.ledger_page import LedgerPage
from desktop.views.population_checks import ChecksPage
from desktop.views.population_list import ChildrenPage
from desktop.views.population_proofs import ProofsPage
from desktop.views.population_tree import TreePage
from desktop.views.rail import Place

TABS: tuple[Tab, ...] = (
    ("tree", "去向树", TreePage),
    ("list", "名单", ChildrenPage),
    ("checks", "三比对", ChecksPage),
    ("proofs", "取证", ProofsPage),
)
BOOKS = (
    Place("age_status", "就学去向", "去向", "route"),
    Place("population_list", "摸排名单", "名单", "file-spreadsheet"),
    Place("population_line", "名单明细", "明细", "list"),
    Place("off_site_proof", "取证记录", "取证", "file-check"),
    Place("proof_call", "取证抽查", "抽查", "phone"),
    Place("check_reason", "比对说明", "说明", "message-square"),
)


class PopulationPage(TabbedPlace):
    """The hint is a tab's key, or (key, hint for its page)."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "适龄儿童", TABS)


class KeptPage(LedgerPage):
    """A ledger that other pages write: looked at, searched and exported here, nothing is typed in."""

    def make_actions(self) -> list[Button]:
        return []


class PopulationBooksPage(BooksPage):
    """The ledgers behind 适龄儿童."""

    makers: ClassVar[Mapping[str, Callable[[Any], QWidget]]] = {
        one.table(): lambda desk, ledger=one: KeptPage(desk, ledger)
        for one in (PopulationList, PopulationLine, ProofCall, CheckReason)
    }

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, BOOKS, "适龄台账", back=("适龄儿童", "population"))
