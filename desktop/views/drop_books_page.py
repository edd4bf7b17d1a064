"""The ledgers behind 缺课 and 个案, one beside the other. They are filled from the pages; here they are looked through."""

from __future__ import annotations

from functools import partial
from typing import Any

from desktop.models.ledger import Ledger
from desktop.models.ledgers.drop_absence import ClassAbsence, ContactAttempt
from desktop.models.ledgers.drop_cases import (
    CaseStep,
    DropCase,
    FollowUp,
    GovernmentPaper,
    Persuasion,
    ReturnNotice,
    WrittenReport,
)
from desktop.models.ledgers.drop_reports import DropRule
from desktop.views.books_page import BooksPage, offered
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.form import RecordForm
from desktop.views.ledger_page import LedgerPage
from desktop.views.rail import Place

BOOKS = (
    Place("drop_case", "控辍个案", "个案", "footprints"),
    Place("case_step", "个案经过", "经过", "route"),
    Place("persuasion", "劝返记录", "劝返", "users-round"),
    Place("return_notice", "劝返复学通知书", "通知书", "mail"),
    Place("written_report", "书面报告", "报告", "file-text"),
    Place("government_paper", "政府文书", "文书", "landmark"),
    Place("follow_up", "复学跟踪", "跟踪", "eye"),
    Place("class_absence", "班级考勤", "考勤", "user-minus"),
    Place("contact_attempt", "联系家长", "联系", "phone"),
    Place("drop_rule", "控辍规则", "规则", "settings"),
)


class KeptPage(LedgerPage):
    """A ledger that is written step by step elsewhere: here it is filtered, exported, printed, and its words mended."""

    def make_actions(self) -> list[Button]:
        return []

    def empty_actions(self) -> list[Button]:
        return []

    def add_record(self) -> None:
        self.desk.say("新的记录请在“缺课”或“个案”里登记，程序一起记经过。")


class RulesPage(KeptPage):
    """控辍规则: numbers to be changed, never taken out."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, DropRule)

    def fact(self) -> str:
        return f"{super().fact()}，各县不一样，请按本县文件填；用不着的写 0"

    def make_form(self, record: Any) -> RecordForm:
        return RecordForm(self.desk.store, DropRule, record, names=("words", "number", "unit", "source"))


KEPT: tuple[type[Ledger], ...] = (
    DropCase, CaseStep, Persuasion, ReturnNotice, WrittenReport, GovernmentPaper, FollowUp, ClassAbsence, ContactAttempt,
)  # fmt: skip


class DropBooksPage(BooksPage):
    """The hint is a ledger's name, or (name, id)."""

    makers = {ledger.table(): partial(KeptPage, ledger=ledger) for ledger in KEPT} | {"drop_rule": RulesPage}

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, offered(desk, BOOKS), "台账", back=("个案", "cases"))
