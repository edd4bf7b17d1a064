"""What is done to chosen lines of a list: taken out and back, withheld, signed for, answered by the bank, corrected."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QMenu

from desktop.models.codes import code_list
from desktop.models.ledgers.batch_order import OPEN, PAYING, UNAPPROVED
from desktop.models.ledgers.students import Student
from desktop.services.aid import finishing, mid_term, mid_term_acts, stages
from desktop.services.aid.checks import SIGNED_FOR
from desktop.views.pay_reversal import ask_reversal

if TYPE_CHECKING:
    from desktop.views.batch_page import BatchPage

KEPT = "这句话记在批次和每一笔的说明里，检查时要看。"
KEPT_AT_LINE = "这句话记在这一笔的说明里，检查时要看。"
MANY = 2  # chosen lines that are meant as a part: one line is always chosen


class LineActs:
    """Works on the lines chosen in the table of a list's page. `ask_reversal` asks for kind, amount and reason."""

    def __init__(self, page: BatchPage) -> None:
        self.page, self.desk = page, page.desk
        self.ask_reversal = ask_reversal

    def chosen(self, fits: Callable[[Any], bool]) -> list[int]:
        """Ids of the chosen lines that fit."""
        model = self.page.model
        ids = {model.id_at(at) for at in self.page.table.selected_rows() if at < model.rowCount()}
        return [grant.id for grant in self.page.grants if grant.id in ids and fits(grant)]

    def say_who(self, grants: list[int]) -> str:
        names = [Student.caption_of(grant.student_id) for grant in self.page.grants if grant.id in grants]
        return "、".join(names[:3]) + (f"等 {len(names)} 人" if len(names) > 3 else "")

    # the list is open ----------------------------------------------------------------------------------

    def take_out(self) -> None:
        """Take the chosen pupils off the list, with a reason."""
        chosen = self.chosen(lambda grant: grant.state != "stopped")
        if not chosen or self.page.row.state not in OPEN:
            return
        words = f"把 {self.say_who(chosen)} 从名单里去掉，原因："
        why = self.page.ask_text(self.page, "不发放", words, yes="去掉")
        if why and self.desk.attempt(stages.take_out, self.desk.store, chosen, why)[0]:
            self.desk.say(f"已从名单去掉 {len(chosen)} 人。", ("撤销", self.desk.undo))

    def put_back(self) -> None:
        chosen = self.chosen(lambda grant: grant.state == "stopped")
        if chosen and self.desk.attempt(stages.put_back, self.desk.store, chosen)[0]:
            self.desk.say(f"已重新列入 {len(chosen)} 人。", ("撤销", self.desk.undo))

    # the list is approved ------------------------------------------------------------------------------

    def withhold(self) -> None:
        """Stop the money of those who moved away or gave it up; nobody was paid yet."""
        chosen = self.chosen(lambda grant: grant.state in ("planned", "bounced"))
        if not chosen:
            return
        words = f"{self.say_who(chosen)} 停发，原因："
        why = self.page.ask_text(self.page, "停发", words, yes="停发")
        if why and self.desk.attempt(stages.withhold, self.desk.store, chosen, why)[0]:
            self.desk.say(f"已停发 {len(chosen)} 人。", ("撤销", self.desk.undo))

    def sign(self) -> None:
        """签领: the families signed for what they were handed; of several chosen ones, else of everybody still open."""
        open_ones = [grant.id for grant in self.page.grants if grant.state == "planned"]
        chosen = self.chosen(lambda grant: grant.state == "planned")
        if len(chosen) < MANY:
            turned = stages.turned(self.page.batch)
            words = f"{turned}名单上还有 {len(open_ones)} 人没有登记签领。都签字领走了吗？只登记一部分，先在名单里选好几个人。"
            if not self.desk.ask(self.page, "登记签领", words, yes=f"登记 {len(open_ones)} 人"):
                return
            chosen = open_ones
        ok, count = self.desk.attempt(stages.sign, self.desk.store, chosen)
        if ok:
            self.desk.say(f"已登记签领 {count} 人。", ("撤销", self.desk.undo))

    def sign_chosen(self) -> None:
        """Only those chosen, be it one."""
        chosen = self.chosen(lambda grant: grant.state == "planned")
        ok, count = self.desk.attempt(stages.sign, self.desk.store, chosen)
        if ok:
            self.desk.say(f"已登记签领 {count} 人。", ("撤销", self.desk.undo))

    def ask_why(self, following: str, label: str) -> str | None:
        """Why a list may go on though something speaks against it; "" when nothing does, None for a second thought."""
        if not (asked := stages.wants_reason(self.page.row, following)):
            return ""
        title = f"记为{label}"
        if following == "paid":
            words = f"{asked}凭什么记为{label}："
            often = finishing.reasons()
            return self.page.ask_reason(self.page, title, words, often, title, says=KEPT) or None
        return self.page.ask_text(self.page, title, f"{asked}归档要写明原因：", yes=title) or None

    def answer_of_bank(self, state: str, _checked: bool = False) -> None:
        """Note what the bank said about the chosen pupils."""
        chosen = self.chosen(lambda grant: grant.state != "stopped")
        why = ""
        if state == "bounced":
            words = f"{self.say_who(chosen)} 退票的原因："
            why = self.page.ask_text(self.page, "退票", words, yes="记为退票") or ""
            if not why:
                return
        elif state == "paid" and finishing.never_sent(chosen):
            words = f"{self.say_who(chosen)} 没有用清单送过银行，凭什么记为发放成功："
            often = finishing.reasons()
            why = self.page.ask_reason(self.page, "发放成功", words, often, "记为发放成功", says=KEPT) or ""
            if not why:
                return
        ok, count = self.desk.attempt(stages.answer_of_bank, self.desk.store, chosen, state, why)
        if ok:
            label = code_list("grant_state").label(state)
            self.desk.say(f"{count} 人记为{label}。", ("撤销", self.desk.undo))

    def reverse(self) -> None:
        """Ask for 追回, 冲销 or 补发 of one pupil's money; the headteacher decides."""
        chosen = self.chosen(lambda grant: True)
        if len(chosen) == 1:
            self._reverse(chosen[0])

    def _reverse(self, chosen: int) -> None:
        grant = next(one for one in self.page.grants if one.id == chosen)
        if self.ask_reversal(self.desk, self.page, grant):
            self.desk.say(
                "已提出更正，等校长审批。", ("看冲销更正", self._go_reversals), ("撤销", self.desk.undo)
            )

    def _go_reversals(self) -> None:
        self.desk.go("aid", "reversals")

    # the 认定 changed ----------------------------------------------------------------------------------

    def decide(self, keeps: bool, grant: int = 0, _checked: bool = False) -> None:
        """What becomes of lines whose families are not recognised any more; of one line, or of the chosen ones."""
        open_ones = mid_term.undecided(self.page.grants)
        chosen = [grant] if grant else self.chosen(lambda one: one.id in open_ones)
        if not chosen:
            return
        who, store = self.say_who(chosen), self.desk.store
        if keeps:
            words = f"{who} 认定已经变动为“不困难”，为什么仍发："
            often = mid_term_acts.reasons()
            why = self.page.ask_reason(self.page, "仍发", words, often, "仍发", says=KEPT_AT_LINE)
        elif [open_ones[one].grant.state for one in chosen if one in open_ones] == ["paid"]:
            self._reverse(chosen[0])
            return
        else:
            act_words = "从名单里去掉" if self.page.row.state in UNAPPROVED else "停发"
            words = f"{who} 认定已经变动为“不困难”，{act_words}，原因："
            told = (f"中途变动：{open_ones[one].change.reason}" for one in chosen if one in open_ones)
            often = list(dict.fromkeys(told))
            why = self.page.ask_reason(self.page, act_words, words, often, act_words, says=KEPT_AT_LINE)
        act = mid_term_acts.keep if keeps else mid_term_acts.drop
        if why and self.desk.attempt(act, store, chosen, why)[0]:
            did = "记下了为什么仍发" if keeps else "不再发"
            self.desk.say(f"{who}{did}。", ("撤销", self.desk.undo))

    # menu ----------------------------------------------------------------------------------------------

    def fill_menu(self, menu: QMenu) -> None:
        """The lines of the right-click menu that fit the list's state and what is chosen."""
        state = self.page.row.state
        if state in OPEN:
            if self.chosen(lambda grant: grant.id in mid_term.undecided(self.page.grants)):
                menu.addAction("认定变动了：仍发，写明原因…").triggered.connect(partial(self.decide, True, 0))
            menu.addAction("从名单里去掉…\tDelete").triggered.connect(self.take_out)
            if self.chosen(lambda grant: grant.state == "stopped"):
                menu.addAction("重新列入").triggered.connect(self.put_back)
            return
        if state != "void" and self.chosen(lambda grant: grant.id in mid_term.undecided(self.page.grants)):
            menu.addAction("认定变动了：去掉、停发…").triggered.connect(partial(self.decide, False, 0))
            menu.addAction("认定变动了：仍发，写明原因…").triggered.connect(partial(self.decide, True, 0))
        if state in ("posted", "void"):
            return
        if state in ("funded", "paid"):
            self._fill_results(menu)
        if state in (*PAYING, "approved") and self.chosen(
            lambda grant: grant.state in ("planned", "bounced")
        ):
            menu.addAction("停发…").triggered.connect(self.withhold)
        if len(self.chosen(lambda grant: True)) == 1:
            menu.addAction("冲销、追回、补发…").triggered.connect(self.reverse)

    def _fill_results(self, menu: QMenu) -> None:
        if self.page.row.pay_mode == SIGNED_FOR:
            if self.chosen(lambda grant: grant.state == "planned"):
                menu.addAction("选中的登记签领").triggered.connect(self.sign_chosen)
            return
        for state in stages.BANK:
            label = code_list("grant_state").label(state)
            menu.addAction(f"记为{label}").triggered.connect(partial(self.answer_of_bank, state))
