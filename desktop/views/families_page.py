"""户与家人: households, guardians, accounts, other spellings, staff and classes, each a ledger behind its tab."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desktop.models.ledger import Ledger
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.families import Guardian, PayeeAccount
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import NameAlias, Student
from desktop.services import households
from desktop.views.buttons import Button, tab_bar
from desktop.views.desk import Desk
from desktop.views.dialogs import Dialog
from desktop.views.form import RecordForm
from desktop.views.layouts import Part, Stack, clear, column, fill, row
from desktop.views.ledger_page import LedgerPage
from desktop.views.widgets import Notice, text

LEDGERS: tuple[type[Ledger], ...] = (Household, Guardian, PayeeAccount, NameAlias, Staff, SchoolClass)
CHIPS = {
    Guardian: ("relation", "is_guardian"), PayeeAccount: ("verified", "in_use"), Household: ("household_type", "village"),
    Staff: ("post",), SchoolClass: ("grade", "state"),
}  # fmt: skip
FAMILY = Qt.ItemDataRole.UserRole


class Members(QWidget):
    """Who belongs to a household: each name opens the pupil's page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._box = column(gap=4)
        self.setLayout(self._box)

    def show_household(self, record: Any) -> None:
        clear(self._box)
        parts: list[Part] = [text("这一户的学生", "strong")]
        rows = self.desk.store.rows(Student).where(Student.household == record.id) if record else []
        for one in rows:
            link = Button(
                f"{one.name}  {Student.school_class.format(one.school_class_id)}", role="link", tail="›"
            )
            link.setProperty("pupil", one.id)
            link.clicked.connect(self._open)
            parts.append(row(link, None))
        if len(parts) == 1:
            parts.append(text("还没有学生归在这一户。", "small", "quiet"))
        fill(self._box, parts)

    def _open(self) -> None:
        self.desk.open_pupil(int(self.sender().property("pupil")))


class FamilyLedger(LedgerPage):
    """One of the ledgers; chips as the ledger wants them."""

    def __init__(self, desk: Desk, ledger: type[Ledger]) -> None:
        self.chips = CHIPS.get(ledger, ())
        super().__init__(desk, ledger)

    def fill_menu(self, menu: Any, at: int) -> None:
        super().fill_menu(menu, at)
        record = self.model.record(at) if at >= 0 else None
        pupil = record.__data__.get("student") if record is not None else None
        if pupil is not None:
            menu.addAction("打开学生一页").triggered.connect(lambda: self.desk.open_pupil(pupil))


class HouseholdPage(FamilyLedger):
    """户, with 按监护人归户."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Household)

    def make_actions(self) -> list[Button]:
        actions = super().make_actions()
        if self.may_write():
            gather = Button("按监护人归户", "users-round", tip="监护人身份证号或电话相同的学生归成一户")
            gather.clicked.connect(self.gather)
            actions.insert(0, gather)
        return actions

    def empty_actions(self) -> list[Button]:
        actions = self.make_actions()
        return [actions[0], actions[-1]] if actions else []

    def make_form(self, record: Any) -> RecordForm:
        if record is None:
            return super().make_form(None)
        members = Members(self.desk)
        lead = ("head_name", "head_id", "household_type", "address", "village")
        form = RecordForm(self.desk.store, Household, record, lead=lead, below=members)
        members.show_household(record)
        form.shown.connect(members.show_household)
        return form

    def gather(self) -> None:
        """Show what 归户 would do, and do it for the families that stay ticked."""
        proposal = households.propose(self.desk.store)
        dialog = GatherDialog(self, proposal)
        wanted = dialog.exec() == Dialog.DialogCode.Accepted
        chosen = dialog.chosen()
        dialog.deleteLater()
        if wanted:
            self.keep(chosen)

    def keep(self, chosen: list[households.Family]) -> None:
        done, count = self.desk.attempt(households.keep, self.desk.store, chosen)
        if done:
            self.desk.say(f"已把 {count} 名学生归成 {len(chosen)} 户。", ("撤销", self.desk.undo))


class GatherDialog(Dialog):
    """One ticked line for each family; doubtful ones are shown without a tick."""

    def __init__(self, parent: QWidget, proposal: households.Proposal) -> None:
        self.list = QListWidget()
        self.list.setMinimumHeight(300)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for family in (*proposal.families, *proposal.doubtful):
            self._add(family, family in proposal.families)
        says = text(proposal.sentence, wrap=True)
        super().__init__(parent, "按监护人归户", column(says, self.list, gap=10), width=620)
        self.add_button("不归了" if proposal.families else "知道了")
        if proposal.families or proposal.doubtful:
            self.add_button("归户", "primary", accepts=True)

    def _add(self, family: households.Family, sure: bool) -> None:
        item = QListWidgetItem(f"{family.head}户：{family.members}（{family.why}）", self.list)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked if sure else Qt.CheckState.Unchecked)
        item.setData(FAMILY, family)

    def chosen(self) -> list[households.Family]:
        items = [self.list.item(at) for at in range(self.list.count())]
        return [item.data(FAMILY) for item in items if item.checkState() == Qt.CheckState.Checked]


class FamiliesPage(QWidget):
    """Tabs above, one ledger below; a page is made when its tab is first opened. A hint is a ledger's table name."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("户与家人")
        self.desk = desk
        self.tabs = tab_bar([ledger.title for ledger in LEDGERS])
        self._stack = Stack()
        self._made: dict[int, LedgerPage] = {}
        self.setLayout(column(row(self.tabs, None, edge=(24, 10, 24, 0)), (self._stack, 1), gap=0))
        self.tabs.currentChanged.connect(self.show_tab)
        self.show_tab(0)

    def take_hint(self, hint: str) -> None:
        tables = [ledger.table() for ledger in LEDGERS]
        if hint in tables:
            self.tabs.setCurrentIndex(tables.index(hint))

    def page(self) -> LedgerPage:
        return self._made[self.tabs.currentIndex()]

    def show_tab(self, at: int) -> None:
        self.desk.shell.close_drawer()
        if at not in self._made:
            ledger = LEDGERS[at]
            made = HouseholdPage(self.desk) if ledger is Household else FamilyLedger(self.desk, ledger)
            self._made[at] = made
            self._stack.addWidget(made)
        self._stack.setCurrentWidget(self._made[at])
        self.desk.shell.set_status("")

    def show_notice(self, notice: Notice) -> None:
        self.page().show_notice(notice)
