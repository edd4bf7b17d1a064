"""就餐名册: who eats from when until when, made from the roster and kept in line with it."""

from __future__ import annotations

from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers.meals import MealEater
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.services.meals import calendar, eaters
from desktop.services.progress import Progress
from desktop.views.buttons import Button, tab_bar
from desktop.views.desk import Desk
from desktop.views.dialogs import Dialog
from desktop.views.ledger_page import LedgerPage
from desktop.views.meal_eaters_follow import FollowDialog
from desktop.views.widgets import Stop

NAMED = 6  # pupils left out who are named in the question


class MealEatersPage(LedgerPage):
    """The list of the term in the top bar, one kind of meal at a time. The hint is a kind, or a class's id."""

    chips = ("school_class", "allergy", "guardian_signed")

    def __init__(self, desk: Desk) -> None:
        self.kind = calendar.kinds()[0]
        self.kinds = tab_bar([])
        self.kinds.setUsesScrollButtons(False)
        super().__init__(desk, MealEater, within=self._here(desk), key="meal_eater")
        self.kinds.currentChanged.connect(self._kind_chosen)
        self.set_tags([self.kinds])
        self._offer_kinds()
        desk.term_changed.connect(self._elsewhere)
        self._look()

    def _here(self, desk: Desk) -> tuple[Any, ...]:
        return MealEater.term == desk.term.code, MealEater.kind == self.kind

    def make_actions(self) -> list[Button]:
        if not self.desk.store.session.may("meals"):
            return []
        self.follow = Button("核对花名册", "refresh-cw", tip="转入、转出、休学、换班的，照花名册改")
        self.follow.clicked.connect(self.ask_follow)
        make = Button("从花名册生成", "list-plus", role="primary")
        make.clicked.connect(self.ask_make)
        wall = Button("公示名单", "pin", tip="开学公示七天：只有序号、姓名、班级")
        wall.clicked.connect(self.print_names)
        return [self.follow, wall, make]

    def road(self) -> list[Stop]:
        return [
            Stop("users", "从花名册生成", "在校学生都上名册"),
            Stop("pencil-line", "写上过敏忌口", "录餐和食谱会提醒"),
            Stop("utensils", "每天录餐", "只写没有吃的人"),
        ]

    def fact(self) -> str:
        label = code_list("meal_kind").label(self.kind)
        return f"{self.desk.term.title}，{label}，{super().fact()}"

    def take_hint(self, hint: Any) -> None:
        if hint in calendar.kinds():
            self.kinds.setCurrentIndex(calendar.kinds().index(hint))

    # which list ----------------------------------------------------------------------------------------

    def _offer_kinds(self) -> None:
        served = calendar.kinds()
        self.kind = self.kind if self.kind in served else served[0]
        self.kinds.blockSignals(True)
        while self.kinds.count():
            self.kinds.removeTab(0)
        for code in served:
            self.kinds.addTab(code_list("meal_kind").label(code))
        self.kinds.setCurrentIndex(served.index(self.kind))
        self.kinds.blockSignals(False)
        self.kinds.setVisible(len(served) > 1)

    def _kind_chosen(self, at: int) -> None:
        self.kind = calendar.kinds()[at]
        self._elsewhere()

    def _elsewhere(self, *_: object) -> None:
        """Another term or another meal."""
        self.desk.shell.close_drawer()
        self.within = self._here(self.desk)
        self.show_all()
        self._look()

    def _reload_now(self) -> None:
        super()._reload_now()
        self._look()

    def _look(self) -> None:
        """How many places the roster says otherwise: counted in the background."""
        if self.desk.store.session.may("meals"):
            self.desk.look(_count, self.desk.store, self.desk.term, self.kind, done=self._looked)

    def _looked(self, count: int) -> None:
        self.follow.setText(f"核对花名册 {count}" if count else "核对花名册")
        self.follow.setEnabled(count > 0)

    # doing ---------------------------------------------------------------------------------------------

    def ask_make(self) -> None:
        """Say who would come on the list and who would not, then write it."""
        proposal = eaters.propose(self.desk.store, self.desk.term, self.kind)
        if self.desk.ask(self, "从花名册生成", words_of(proposal), yes="生成名册"):
            ok, count = self.desk.attempt(eaters.make_eaters, self.desk.store, self.desk.term, self.kind)
            if ok:
                self.desk.say(f"{count} 名学生上了就餐名册。", ("撤销", self.desk.undo))

    def ask_follow(self) -> None:
        differences = eaters.follow_roster(self.desk.store, self.desk.term, self.kind)
        dialog = FollowDialog(self, differences)
        wanted = dialog.exec() == Dialog.DialogCode.Accepted
        if wanted:
            self.desk.attempt(self.apply, dialog)
        dialog.deleteLater()

    def print_names(self) -> None:
        from desktop.services.paper.document import Wanted
        from desktop.views.preview import open_paper

        open_paper(self.desk, "D24N", Wanted(term=self.desk.term, meal=self.kind))

    def apply(self, dialog: FollowDialog) -> None:
        """Write what is ticked. Raises Refused."""
        chosen = dialog.chosen()
        if chosen:
            eaters.apply(self.desk.store, self.desk.term, self.kind, chosen)
            self.desk.say(f"就餐名册改了 {len(chosen)} 处。", ("撤销", self.desk.undo))


def _count(store: Store, term: Term, kind: str, *, progress: Progress | None = None) -> int:
    return len(eaters.follow_roster(store, term, kind))


def words_of(proposal: eaters.Proposal) -> str:
    """What making the list would do, in sentences."""
    label = code_list("meal_kind").label(proposal.kind)
    says = f"将把 {len(proposal.offers)} 名学生列入{proposal.term.title}{label}就餐名册，可以撤销。"
    if proposal.offers:
        says += f"从 {min(one.from_day for one in proposal.offers)} 起就餐，后来转入的从转入那天起。"
    if proposal.already:
        says += f"已经在名册上的 {proposal.already} 人不动。"
    if proposal.left_out:
        told = "、".join(f"{who}（{why}）" for who, why in proposal.left_out[:NAMED])
        more = f"等 {len(proposal.left_out)} 人" if len(proposal.left_out) > NAMED else ""
        says += f"不列入：{told}{more}。"
    return says
