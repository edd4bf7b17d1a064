"""What stands in the place of the letters while there are none: why, and the buttons that lead on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.models.ledgers.batches import AidBatch
from desktop.views.buttons import Button
from desktop.views.widgets import Stop, empty_page

if TYPE_CHECKING:
    from desktop.views.letters_page import LettersPage

NONE, DRAFT, READY = "none", "draft", "ready"
ROAD = (
    Stop("stamp", "校长审批名单", "审批后才能编号"),
    Stop("printer", "打印告知书", "一张纸两份，带回执"),
    Stop("clipboard-check", "收回执", "输编号就销号"),
)


def page_for(page: LettersPage, state: str) -> QWidget:
    """state: none (no list), draft (not approved), ready (approved, letters not yet laid out)."""
    return {NONE: _no_list, DRAFT: _not_approved, READY: _not_laid_out}[state](page)


def _no_list(page: LettersPage) -> QWidget:
    go = Button("去生成本学期名单", "list-plus", role="primary")
    go.clicked.connect(page.go_aid)
    return empty_page("这个学期还没有资助名单", "先有名单，才有告知书。", ROAD, [go])


def _not_approved(page: LettersPage) -> QWidget:
    back = Button("打开名单", "list-checks", role="primary")
    back.clicked.connect(page.go_batch)
    proof = Button("先看草稿", "eye")
    proof.clicked.connect(page.open_proof)
    name = AidBatch.caption(page.batch)
    says = "审批以后才能编号打印；现在可以先看带“草稿”字样的。"
    return empty_page(f"{name}还没有审批", says, ROAD, [proof, back])


def _not_laid_out(page: LettersPage) -> QWidget:
    one = Button("一人一份", "user", role="primary")
    home = Button("一户一份，兄弟姐妹合写", "house")
    one.clicked.connect(page.make_for_pupils)
    home.clicked.connect(page.make_for_households)
    name = AidBatch.caption(page.batch)
    says = "选一种，程序按名单排好；编号到打印时才用。"
    return empty_page(f"{name}还没有告知书", says, ROAD, [home, one])
