"""What can be done with the chosen applications of a round: the menu, and the card each line of it asks with."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu

from desktop.models.codes import code_list
from desktop.models.ledgers.recognition import RecognitionCase
from desktop.models.ledgers.recognition_order import FROZEN
from desktop.services.recognition import cases, scoring
from desktop.views import recognition_steps
from desktop.views.desk import Desk
from desktop.views.recognition_table import CaseTable

NOT_YET = ("draft", "returned", "withdrawn")  # cases whose application form is still to come
Act = Callable[[], Any]


class CaseWork:
    """Works on what is chosen in the table. `run` shows a card and says whether its step was done."""

    def __init__(self, desk: Desk, table: CaseTable, run: Any) -> None:
        self.desk, self.table, self.run = desk, table, run

    def fill(self, menu: QMenu, more: list[tuple[str, Act]]) -> None:
        """What the chosen applications allow, then `more` that concerns the whole round."""
        if not self.desk.store.session.may("batch"):
            menu.addAction("只能看；办理请换资助专干登录").setEnabled(False)
            return
        offers: tuple[tuple[str, tuple[str, ...], Act], ...] = (
            ("登记收到申请表", NOT_YET, self.received),
            ("退回申请", cases.WAYS_OUT["returned"][1], partial(self.way_out, "returned")),
            ("撤回申请", cases.WAYS_OUT["withdrawn"][1], partial(self.way_out, "withdrawn")),
            ("不予认定", cases.WAYS_OUT["declined"][1], partial(self.way_out, "declined")),
            ("重新评审", ("declined",), self.take_up_again),
            ("公示期间改档次", ("posted", "objected"), self.other_grade),
            ("删去草稿", ("draft",), self.remove_drafts),
        )
        for words, states, act in offers:
            if count := len(self.table.selected(*states)):
                menu.addAction(f"{words} {count} 份").triggered.connect(partial(plainly, act))
        if menu.actions():
            menu.addSeparator()
        if any(case.state not in FROZEN for case in self.table.cases.values()):
            more = [*more, ("全部重新量化评分", self.score)]
        for words, act in more:
            menu.addAction(words).triggered.connect(partial(plainly, act))

    def received(self) -> None:
        if chosen := self.table.selected(*NOT_YET):
            self._ask(recognition_steps.ask_received(self.desk, chosen), f"登记了 {len(chosen)} 份申请。")

    def way_out(self, state: str) -> None:
        if chosen := self.table.selected(*cases.WAYS_OUT[state][1]):
            said = f"{len(chosen)} 份记为{code_list('case_state').label(state)}。"
            self._ask(recognition_steps.ask_way_out(self.desk, chosen, state), said)

    def other_grade(self) -> None:
        if chosen := self.table.selected("posted", "objected"):
            card = recognition_steps.ask_other_grade(self.desk, chosen[0])
            self._ask(card, "公示已中止，档次改好了。请按现在的名单重新张贴。")

    def take_up_again(self) -> None:
        chosen = [case.id for case in self.table.selected("declined")]
        if chosen and self.desk.attempt(cases.take_up_again, self.desk.store, chosen)[0]:
            self._done(f"{len(chosen)} 份重新评审。")

    def remove_drafts(self) -> None:
        chosen = [case.id for case in self.table.selected("draft")]
        if chosen and self.desk.attempt(self._remove, chosen)[0]:
            self._done(f"删去了 {len(chosen)} 份草稿。")

    def _remove(self, chosen: list[int]) -> None:
        self.desk.store.session.demand("batch", "删去草稿")
        with self.desk.store.step(f"删去认定申请草稿 {len(chosen)} 份") as step:
            step.remove_many(RecognitionCase, chosen)

    def score(self) -> None:
        """The whole round by the school's table; long enough to be a job."""

        def work(progress: Any) -> int:
            return len(scoring.score(self.desk.store, self.table.round.id))

        self.desk.run(work, title="正在量化评分", done=self._scored)

    def _scored(self, count: int) -> None:
        self._done(f"{count} 份申请评了分。得分只作参考，由评议小组决定。")

    def _ask(self, card: Any, said: str) -> None:
        if self.run(card):
            self._done(said)

    def _done(self, said: str) -> None:
        self.desk.say(said, ("撤销", self.desk.undo))


def plainly(act: Act, _checked: bool = False) -> None:
    """For `triggered`: the act without the tick of the menu line."""
    act()
