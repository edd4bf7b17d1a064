"""Work on many cells of a ledger's table: typed, pasted, filled down, cleared; each one step with its undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.services import mass_edit
from desktop.services.mass_edit import MassEdit, Wanted
from desktop.views.desk import Desk
from desktop.views.ledger_model import LedgerModel
from desktop.views.page import Page

Confirm = Callable[[QWidget, MassEdit, str], bool]
LookOver = Callable[[MassEdit], MassEdit | None]


class CellWork(QObject):
    """Plans with services.mass_edit, lets the person see what would change, writes, says so.

    look_over: what a ledger's page asks before anything is written (it may add to the change); None: it is dropped.
    """

    def __init__(self, desk: Desk, model: LedgerModel, confirm: Confirm, page: QWidget) -> None:
        super().__init__(page)
        self.desk, self.model, self.confirm, self.page = desk, model, confirm, page
        self.look_over: LookOver = _as_it_is
        model.typed.connect(self._typed)

    def paste(self, block: list[list[str]], row: int, names: Sequence[str]) -> None:
        """A block from WPS or Excel, from this row down and along these columns."""
        ids = self.model.ids()[row:]
        wanted, left_over = mass_edit.wanted_from_block(self.model.listing.ledger, block, ids, names)
        self._offer(wanted, "粘贴", left_over)

    def fill_down(self, records: Sequence[int], names: Sequence[str]) -> None:
        """The first chosen row's values for the others."""
        if len(records) < 2:
            self.desk.say("先选好几行（第一行是样子），再按 Ctrl+D 向下填充。")
            return
        self._offer(mass_edit.fill_down(self.model.listing.ledger, records, names), "向下填充")

    def clear(self, records: Sequence[int], names: Sequence[str]) -> None:
        self._offer({record: dict.fromkeys(names, "") for record in records}, "清空")

    def _offer(self, wanted: Wanted, verb: str, left_over: str = "") -> None:
        edit = mass_edit.plan(self.desk.store, self.model.listing.ledger, wanted, left_over)
        if not edit.cells:
            self.desk.say("内容和原来一样，没有要改的。")
        elif self.confirm(self.page, edit, f"{verb}：看一看再写入"):
            self.keep(edit, verb)

    def keep(self, edit: MassEdit, verb: str) -> None:
        """Write a plan as one step."""
        edit_ = self.look_over(edit)
        if edit_ is None:
            return
        done, count = self.desk.attempt(mass_edit.keep, self.desk.store, edit_, verb)
        if done:
            self._settled()
            self.desk.say(f"{verb} {count} 格，已保存。", ("撤销", self.desk.undo))

    def _typed(self, record: int, name: str, words: str) -> None:
        """One cell typed into: kept at once, or refused with the sentence."""
        ledger = self.model.listing.ledger
        edit = mass_edit.plan(self.desk.store, ledger, {record: {name: words}})
        if edit.bad:
            self.desk.refuse(mass_edit.refusal(edit))
        elif edit.values and (whole := self.look_over(edit)) is not None:
            label = edit.cells[0].label
            does = f"修改{edit.cells[0].who}的{label}"
            if self.desk.attempt(mass_edit.keep, self.desk.store, whole, does)[0]:
                self._settled()

    def _settled(self) -> None:
        """What was refused before is said no longer."""
        if isinstance(self.page, Page):
            self.page.drop_refusal()


def _as_it_is(edit: MassEdit) -> MassEdit:
    return edit
