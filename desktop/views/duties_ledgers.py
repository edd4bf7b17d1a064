"""The ledgers of 责任与宣传: each with its sentence of what is missing, its papers, and the steps that are done at once."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from desktop.models.ledger import Ledger, Values
from desktop.models.ledgers.care_duty import (
    AwarenessSurvey,
    ControlSystem,
    DutyHolder,
    DutyPaper,
    LeadMember,
    LessonVisit,
    Mentorship,
    PublicityEvent,
)
from desktop.models.store import rows_by_id
from desktop.services.care import duties, mentors, publicity
from desktop.services.mass_edit import MassEdit
from desktop.services.paper.catalogue import DOCUMENTS
from desktop.services.paper.document import Wanted
from desktop.views import duties_ask, recognition_ask
from desktop.views.asking_form import AskingForm
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.form import RecordForm
from desktop.views.layouts import show_if
from desktop.views.ledger_page import LedgerPage
from desktop.views.preview import open_paper

NAMED = 4  # names in one sentence
MISSING_SHOWN = 40  # lines of the menu of who has not signed


class DutyLedger(LedgerPage):
    """A ledger with its papers under one button. papers: codes; chosen: those made of the chosen rows."""

    ledger_of: type[Ledger]
    papers: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()

    def __init__(self, desk: Desk, *, run: Any = recognition_ask.run) -> None:
        self.run = run
        super().__init__(desk, self.ledger_of)

    def today(self) -> dt.date:
        return dt.date.today()

    def make_actions(self) -> list[Button]:
        self.print_ = Button("打印…", "printer")
        self.print_.clicked.connect(self._offer_papers)
        show_if(bool(self.papers) and self.desk.store.session.may("print"), self.print_)
        return [self.print_, *super().make_actions()]

    def empty_actions(self) -> list[Button]:
        return super().make_actions()[-1:]

    def start(self) -> Values:
        """What a new record begins with."""
        return {}

    def add_record(self) -> None:
        super().add_record()
        if self.drawer is None or self.drawer.form.record is not None:
            return
        for name, value in self.start().items():
            self.drawer.form.editors[name].show_value(value)

    def papers_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        count = len(self.selected_ids())
        for code in self.papers:
            words = DOCUMENTS[code].title
            if code in self.chosen and count:
                words += f"（选中 {count} {self.ledger.counter}）"
            menu.addAction(words).triggered.connect(partial(self.print_paper, code))
        return menu

    def _offer_papers(self) -> None:
        self.papers_menu().popup(self.print_.mapToGlobal(self.print_.rect().bottomLeft()))

    def print_paper(self, code: str, _checked: bool = False) -> None:
        """Of the chosen rows, or of all; tables are of the term in the top bar."""
        records = tuple(self.selected_ids()) if code in self.chosen else ()
        wanted = Wanted(day=self.today(), term=self.desk.term, records=records, ledger=self.ledger)
        open_paper(self.desk, code, wanted)

    def fill_menu(self, menu: QMenu, at: int) -> None:
        super().fill_menu(menu, at)
        if at >= 0 and self.desk.store.session.may("print"):
            for code in self.chosen:
                menu.addAction(f"打印{DOCUMENTS[code].title}").triggered.connect(
                    partial(self.print_paper, code)
                )


class PapersLedger(DutyLedger):
    """责任书: written for a whole level at once, signed, and who has not."""

    ledger_of = DutyPaper
    chips = ("kind", "level", "year")
    papers, chosen = ("D27", "D27S"), ("D27",)

    def make_actions(self) -> list[Button]:
        made = super().make_actions()
        if not self.may_write():
            return made
        self.lack = Button("还缺谁…", "list-checks", tip="今年还没有签的")
        self.lack.clicked.connect(self._offer_missing)
        sign = Button("登记签订", "signature", tip="选中的都签了字")
        sign.clicked.connect(self.sign)
        one = Button("写一份", "plus", tip="和中心校、科任教师签的，一份一份写（Ctrl+N）")
        one.clicked.connect(self.add_record)
        return [made[0], self.lack, sign, one, *self.empty_actions()]

    def _new_asked(self) -> None:
        """Ctrl+N: one paper."""
        if self.may_write():
            self.add_record()

    def empty_actions(self) -> list[Button]:
        if not self.may_write():
            return []
        bulk = Button("一次写好…", "list-plus", role="primary", tip="给全部班主任，或者一个班的家长")
        bulk.clicked.connect(self.write)
        return [bulk]

    def fact(self) -> str:
        year = self.today().year
        told = duties.tallies(year)
        due, signed = sum(one.due for one in told), sum(one.signed for one in told)
        if not told:
            return f"{year}年还没有责任书"
        names = [one.party_b for tally in told for one in tally.missing]
        some = "、".join(names[:NAMED]) + (f"等 {len(names)} 人" if len(names) > NAMED else "")
        return f"{year}年应签 {due} 份，已签 {signed} 份" + (f"，还缺 {some}" if names else "，都签了")

    def write(self) -> None:
        card = duties_ask.bulk_card(self.desk, self.today())
        if self.run(card):
            self.desk.say(f"写好了 {card.result_} 份责任书，打印以后请双方签字。", ("撤销", self.desk.undo))

    def sign(self) -> None:
        if not (ids := self.selected_ids()):
            self.desk.say("请先在表里选中签了的责任书，可以选几份。")
            return
        card = duties_ask.sign_card(self.desk, ids, self.today())
        if self.run(card):
            self.desk.say(f"登记了 {card.result_} 份。", ("撤销", self.desk.undo))

    def missing_menu(self) -> QMenu:
        """Who has not signed this year, by kind and level; no more names than fit on the screen."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for tally in duties.tallies(self.today().year):
            if not tally.missing:
                continue
            part = menu.addMenu(f"{tally.label}：缺 {len(tally.missing)}")
            for one in tally.missing[:MISSING_SHOWN]:
                part.addAction(one.party_b).triggered.connect(partial(self.search, one.party_b))
            if len(tally.missing) > MISSING_SHOWN:
                part.addAction(f"共 {len(tally.missing)} 人，名单见签订情况表").setEnabled(False)
        if menu.isEmpty():
            menu.addAction("该签的都签了。").setEnabled(False)
        return menu

    def _offer_missing(self) -> None:
        self.missing_menu().popup(self.lack.mapToGlobal(self.lack.rect().bottomLeft()))


class HoldersLedger(DutyLedger):
    """七长 and 双线: which duty nobody holds stands in the sentence."""

    ledger_of = DutyHolder
    chips = ("line", "role")
    papers = ("D27R",)

    def fact(self) -> str:
        lacking = duties.unfilled(self.today())
        more = f"，还没有填的：{'、'.join(lacking)}" if lacking else ""
        return f"{super().fact()}{more}；名称请以本县文件为准"


class LeadLedger(DutyLedger):
    ledger_of = LeadMember
    chips = ("group",)
    papers = ("D27G",)


class SystemsLedger(DutyLedger):
    """Ten systems; which has no name, which has no evidence."""

    ledger_of = ControlSystem
    papers = ("D27T",)

    def fact(self) -> str:
        rows = duties.systems()
        nameless = "、".join(str(row.number) for row in rows if not row.name)
        bare = sum(1 for row in rows if not row.evidence)
        words = [super().fact()]
        words += [f"第 {nameless} 项还没有名称，请按本县文件填写"] if nameless else []
        words += [f"{bare} 项还没有写佐证材料"] if bare else []
        return "，".join(words)


class EventsLedger(DutyLedger):
    """Events that are typed; those at home come from the visits."""

    ledger_of = PublicityEvent
    chips = ("kind", "term")
    papers, chosen = ("D34", "D34L", "D34P"), ("D34",)

    def start(self) -> Values:
        return {"day": self.today(), "term": self.desk.term.code}

    def fact(self) -> str:
        told = sum(1 for one in publicity.events(self.desk.term) if one.record is None)
        return f"{super().fact()}；{self.desk.term.title}家访时宣讲 {told} 次，自动算，不用再登记"


class AwarenessLedger(DutyLedger):
    ledger_of = AwarenessSurvey
    papers = ("D34K",)

    def start(self) -> Values:
        return {"day": self.today(), "term": self.desk.term.code}

    def fact(self) -> str:
        told = publicity.awareness(self.desk.term)
        if not told.rows:
            return f"{self.desk.term.title}还没有问卷"
        return f"{self.desk.term.title}问到 {told.asked} 人，知道 {told.knew} 人，知晓率 {told.percent}"


class MentorsLedger(DutyLedger):
    """师徒: who has not heard what was agreed."""

    ledger_of = Mentorship
    papers, chosen = ("D33", "D33S", "D33L"), ("D33",)

    def fact(self) -> str:
        lines = mentors.lines(self.desk.term)
        behind = [f"{one.mentor}—{one.learner}差 {one.left} 节" for one in lines if one.left]
        more = f"等 {len(behind)} 对" if len(behind) > NAMED else ""
        lacking = f"，听课还没够的：{'、'.join(behind[:NAMED])}{more}" if behind else ""
        return f"{self.desk.term.title} {len(lines)} 对{lacking}"

    def make_actions(self) -> list[Button]:
        made = super().make_actions()
        if not self.may_write():
            return made
        sign = Button("登记协议已签", "signature", tip="选中的师徒都签了协议")
        sign.clicked.connect(self.sign)
        return [made[0], sign, *made[1:]]

    def sign(self) -> None:
        ok, count = self.desk.attempt(mentors.signed, self.desk.store, self.selected_ids())
        if ok:
            self.desk.say(f"登记了 {count} 对。", ("撤销", self.desk.undo))


class LessonsLedger(DutyLedger):
    ledger_of = LessonVisit
    chips = ("kind",)
    papers = ("D33L",)

    def __init__(self, desk: Desk, *, run: Any = recognition_ask.run) -> None:
        super().__init__(desk, run=run)
        self.cell_work.look_over = self._look_over

    def start(self) -> Values:
        return {"day": self.today()}

    def make_form(self, record: Any) -> RecordForm:
        return AskingForm(
            self.desk.store, LessonVisit, record, attachments=self.desk.attachments, doubts=mentors.doubts
        )

    def _look_over(self, edit: MassEdit) -> MassEdit | None:
        """Cells that look like a slip are asked about before they are kept."""
        told: list[str] = []
        for row in rows_by_id(LessonVisit, list(edit.values)):
            was, now = dict(row.__data__), dict(row.__data__) | edit.values[row.id]
            told += [words for name, words in mentors.doubts(now).items() if now[name] != was[name]]
        if told and not self.desk.ask(self, "听课记录", "\n".join(dict.fromkeys(told)), yes="存下"):
            return None
        return edit
