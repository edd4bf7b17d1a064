"""一件个案: the ladder with its days at the left, everything that happened in the middle, the next step and its paper beside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from desktop.models.ledgers.drop_cases import DropCase, FollowUp, Persuasion
from desktop.services.drop import cases, closing, ladder
from desktop.services.drop.case_file import CaseFile
from desktop.services.drop.cases import OpenCase
from desktop.services.drop.clock import Next
from desktop.services.paper.catalogue_drop_cases import KEPT
from desktop.services.paper.document import Wanted
from desktop.views import recognition_ask
from desktop.views.buttons import Button, menu_button
from desktop.views.care_board import ROOMY, act
from desktop.views.case_asks import CaseAsks
from desktop.views.charts import Event, Ladder, Rung, TimeLine
from desktop.views.desk import Desk
from desktop.views.drop_cases_page import ask_report
from desktop.views.drop_running import ask_contact
from desktop.views.layouts import Part, clear, column, fill, holder, row, scroll
from desktop.views.page import Page
from desktop.views.preview import open_paper
from desktop.views.pupil_aid import large_picture, proof_dialog
from desktop.views.recognition_ask import AskCard
from desktop.views.widgets import card, line_of, tag, text

LEFT, RIGHT, EDGE = 178, 268, 16  # px
LABEL = 64  # px of the labels of the facts
TOUCHED = frozenset({
    "drop_case", "case_step", "persuasion", "return_notice", "written_report", "reported_child", "government_paper",
    "follow_up", "class_absence", "class_day", "contact_attempt", "visit", "visit_child", "off_site_proof", "drop_rule",
})  # fmt: skip
# what can be done in each state, in the order of the buttons; the next step comes first by itself
ACTS = {
    "warned": ("contact", "persuade", "suspect", "back", "elsewhere"),
    "suspected": ("persuade", "contact", "notice", "back", "elsewhere"),
    "persuading": ("persuade", "notice", "serve", "report", "back", "elsewhere"),
    "reported": ("receipt", "paper", "persuade", "notice", "back", "elsewhere"),
    "government": ("paper", "persuade", "back", "elsewhere"),
    "back": ("follow", "again"),
    "moved": ("again",),
    "closed": ("again",),
}
WORDS = {
    "contact": ("记联系家长", "phone"), "visit": ("记家访", "footprints"), "persuade": ("记劝返", "users-round"),
    "suspect": ("列为疑似辍学", "triangle-alert"), "persuading": ("改为劝返中", "check"), "notice": ("发通知书", "mail"),
    "serve": ("登记送达回证", "signature"), "report": ("写书面报告", "file-text"), "receipt": ("登记签收", "file-check"),
    "paper": ("登记政府文书", "landmark"), "back": ("登记复学", "school"), "elsewhere": ("转为其他去向", "map-pin"),
    "follow": ("记跟踪", "eye"), "excuse": ("写明原因", "pencil-line"),
    "again": ("重开", "rotate-ccw"), "dropped": ("视为辍学", "triangle-alert"),
    "sign": ("签发书面报告", "stamp"), "close": ("批准销号", "stamp"), "wait": ("记劝返", "users-round"),
}  # fmt: skip
HEAD = ("sign", "close")
OF_CLASS = {
    "contact": "contact_attempt",
    "persuade": Persuasion.table(),
    "follow": FollowUp.table(),
    "wait": Persuasion.table(),
}
PAPERS = {
    "D15": "劝返记录表",
    "D16": "通知书和送达回证",
    "D17": "书面报告",
    "D17B": "情况报告表",
    "D17C": "劝返清单",
    "D18": "销号审批表",
}


class CasePage(Page):
    """The hint is a case's id."""

    def __init__(
        self, desk: Desk, *, today: Callable[[], dt.date] = dt.date.today, ask: Any = recognition_ask.run
    ) -> None:
        super().__init__("个案")
        self.desk, self.today, self.ask = desk, today, ask
        self.case = 0
        self.file: CaseFile | None = None
        self.open: OpenCase | None = None
        self.asks = CaseAsks(desk, today, lambda made: bool(self.ask(made)))
        self.ladder = Ladder()
        self.ladder.setFixedWidth(LEFT - 10)  # a scroll bar beside it
        self.middle, self.aside = column(gap=12), column(gap=12)
        self.side = scroll(self.aside)
        self.side.setFixedWidth(RIGHT)
        left = holder(
            column((scroll(column(self.ladder, None)), 1), edge=(16, 16, 8, 16)), card=True
        )  # a low window scrolls it
        left.setFixedWidth(LEFT + 2 * EDGE)
        self.set_body(row(left, (scroll(self.middle), 1), self.side, gap=12))
        fill(self.middle, [text("请从“个案”里打开一件。", tone="quiet"), None])
        self.to_do = menu_button("办理", self)
        self.to_do.hide()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.reload)
        desk.changed.connect(self._changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside an open form the course of the case keeps the room."""
        super().resizeEvent(event)
        self.side.setVisible(self.width() >= ROOMY)
        self.to_do.setVisible(self.file is not None and self.width() < ROOMY)

    def take_hint(self, hint: Any) -> None:
        if isinstance(hint, int):
            self.case = hint
            self.reload()

    def reload(self) -> None:
        """Read the case off the window's thread."""
        if self.case:
            job = self.desk.look(_read, self.case, self.today(), done=self._seen)
            job.failed.connect(self.desk.refuse)

    def _seen(self, found: tuple[CaseFile, OpenCase | None]) -> None:
        self.file, self.open = found
        file = self.file
        self.set_title(f"{file.name}的个案")
        self.set_tags([tag(file.state_label, "accent"), tag(file.row.number, "plain")])
        self.set_fact(
            "，".join(
                filter(
                    None,
                    [file.class_name, f"{file.row.opened_on} 登记", f"{file.since} 起{file.state_label}"],
                )
            )
        )
        self.ladder.set_rungs([Rung(one.title, one.fact, one.state) for one in ladder.rungs(file)])
        self._show_middle(file)
        self._show_aside(file)
        self._offer(file)

    # showing -------------------------------------------------------------------------------------------

    def _show_middle(self, file: CaseFile) -> None:
        clear(self.middle)
        lines: list[Part] = []
        for label, words in ladder.facts(file):
            name = text(label, "small", "quiet")
            name.setFixedWidth(LABEL)
            lines.append(row(column(name, None, gap=0), (text(words, wrap=True), 1), gap=8))
        told = ladder.events(file)
        line = TimeLine(
            [Event(f"{one.day:%m-%d}", one.icon, one.tone, one.words, one.fact, one.ledger) for one in told]
        )
        parts: list[Part] = [card("情况", *lines, gap=5)]
        if kept := [one for one in told if one.file]:
            parts.append(
                card(
                    "材料",
                    *(row(self._kept(one.file, f"{one.day} {one.words}"), None) for one in kept),
                    gap=4,
                )
            )
        fill(self.middle, [*parts, card("经过", line), None])

    def _kept(self, kept: str, words: str) -> Button:
        made = Button(words, "paperclip", role="link")
        made.clicked.connect(partial(self.open_kept, kept))
        return made

    def open_kept(self, kept: str, _checked: bool = False) -> None:
        """A kept paper, large; that it was looked at is noted."""
        self.desk.note_access("查看材料", self.title())
        self.desk.run(large_picture, self.desk.attachments, kept, title="正在打开材料", done=self._show_kept)

    def _show_kept(self, image: QImage) -> None:
        self.show_dialog(proof_dialog(self, self.title(), image))

    @staticmethod
    def show_dialog(dialog: Any) -> None:
        dialog.exec()
        dialog.deleteLater()

    def _show_aside(self, file: CaseFile) -> None:
        clear(self.aside)
        parts: list[Part] = [self._next(file)]
        more = [name for name in self._acts(file) if name != self._first(file)]
        if more:
            parts.append(card("还可以", *(row(self._button(name, file), None) for name in more), gap=6))
        if self.desk.store.session.may("print"):
            parts.append(self._papers(file))
        fill(self.aside, [*parts, None])

    def _next(self, file: CaseFile) -> QWidget:
        if self.open is None:
            return card("下一步", line_of("circle-check", "good", "已经销号。又没来的，可以重开。", "small"))
        first, told = self._first(file), self.open.next
        if self.open.advice:
            lines: list[Part] = [line_of("triangle-alert", "warn", self.open.why)]
        else:
            lines = self._clock(file, told)
        if first and self._may(first):
            lines.append(row(self._button(first, file, "accept"), None))
        elif first in HEAD:
            lines.append(text("等校长登录后办理。", "small", "quiet", wrap=True))
        return card("下一步", *lines, gap=6)

    def _clock(self, file: CaseFile, told: Next) -> list[Part]:
        """What comes next, until when, with which paper, and why it cannot be done yet."""
        lines: list[Part] = [text(told.words, "strong", wrap=True)]
        if told.by:
            late = f"，晚了 {told.late} 个工作日" if told.late else ""
            lines.append(
                line_of("calendar-clock", "bad" if told.late else "quiet", f"{told.by} 到期{late}", "small")
            )
        if told.paper:
            lines.append(line_of("file-text", "quiet", f"用{PAPERS.get(told.paper, '')}", "small"))
        if told.act == "close" and (why := closing.why_not_close(file, self.today())):
            lines.append(line_of("circle-minus", "warn", why, "small"))
        return lines

    def _first(self, file: CaseFile) -> str:
        """The act that comes next: what the records suggest before what the clock says."""
        if self.open is None:
            return ""
        return self.open.advice or self.open.next.act

    def _acts(self, file: CaseFile) -> list[str]:
        names = [name for name in ACTS[file.row.state] if self._may(name)]
        if self.open is not None and self.open.relapse and self._may("follow"):
            names.insert(0, "excuse")
        if file.row.state == "suspected" and file.persuaded and self._may("persuading"):
            names.insert(0, "persuading")
        if file.to_sign and self._may("sign"):  # whatever else is new: the paper waits for the head alone
            names.insert(0, "sign")
        if self._may("close") and not closing.why_not_close(file, self.today()):
            names.append("close")
        if file.notice is None:
            names = [name for name in names if name != "serve"]
        return names

    def _may(self, name: str) -> bool:
        session = self.desk.store.session
        if name in HEAD:
            return session.may("approve")
        own = OF_CLASS.get(name)
        return session.may("drop") or bool(own and own in session.role.writes)

    def _button(self, name: str, file: CaseFile, role: str = "plain") -> Button:
        words, icon = WORDS[name]
        return act(words, icon, partial(self.do, name), role)

    def papers(self, file: CaseFile) -> list[tuple[str, str, Wanted]]:
        """(words, code, what is wanted) of every paper of this case; a class teacher gets the 劝返 alone."""
        day, case = self.today(), Wanted(day=self.today(), records=(file.id,), ledger=DropCase)
        found = [("劝返记录表（带着去）", "D15", case)]
        if count := len(file.persuasions):
            found.append((f"劝返记录表（已登记 {count} 次）", "D15", replace(case, what=KEPT)))
        if self.desk.store.session.classes is not None:
            return found
        if file.notices:
            found.append((PAPERS["D16"], "D16", Wanted(day=day, records=(file.notices[-1].id,))))
        if file.reports:
            found.append((PAPERS["D17"], "D17", Wanted(day=day, records=(file.reports[-1].id,))))
        return [*found, (PAPERS["D17B"], "D17B", case), (PAPERS["D18"], "D18", case)]

    def _papers(self, file: CaseFile) -> QWidget:
        links = [act(words, "printer", partial(open_paper, self.desk, code, wanted), "link")
                 for words, code, wanted in self.papers(file)]  # fmt: skip
        return card("打印", *(row(one, None) for one in links), gap=4)

    def _offer(self, file: CaseFile) -> None:
        made: list[QWidget] = [act("返回", "arrow-left", partial(self.desk.go, "cases"))]
        if file.student:
            made.append(act("打开学生", "user-round", partial(self.desk.open_pupil, file.student)))
        if self.desk.store.session.may("drop"):
            made.append(act("改情况…", "pencil-line", self.edit))
        self.to_do = menu_button("办理", self)  # the steps at the right have no room in a narrow window
        self.to_do.clicked.connect(lambda _checked=False: self._offer_steps(self.to_do))
        self.set_actions([*made, self.to_do])
        self.to_do.setVisible(self.width() < ROOMY)

    def _offer_steps(self, button: Button) -> None:
        menu = self.steps()
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def steps(self) -> QMenu:
        """What can be done in the case, the next step first."""
        menu = QMenu(self.to_do)
        if self.file is not None:
            first = self._first(self.file)
            names = [first] if first and self._may(first) else []
            for name in [*names, *(one for one in self._acts(self.file) if one != first)]:
                menu.addAction(f"{WORDS[name][0]}…", partial(self.do, name))
        return menu

    # doing ---------------------------------------------------------------------------------------------

    def do(self, name: str) -> None:
        """One act by its name; the page reads itself anew when something was written."""
        file = self.file
        if file is None:
            return
        if name == "visit":
            self.desk.go("visits")
        elif name == "contact" and file.student:
            ask_contact(self, file.student, f"{file.name}，最后到校 {file.last_words}。")
        elif name == "report":
            ask_report(self, [file.id])
        else:
            getattr(self.asks, "persuade" if name == "wait" else name)(file)

    def ask_for(self, title: str, asked: Any, do: Any, *, done: str = "", **more: Any) -> bool:
        """A card of a few values and the step that takes them."""
        kept = bool(self.ask(AskCard(self.desk, title, asked, do, **more)))
        if kept and done:
            self.desk.say(done, ("撤销", self.desk.undo))
        return kept

    def edit(self) -> None:
        """Cause, whereabouts, who is responsible: what may be mended at any time."""
        file = self.file
        if file is None:
            return
        names = ("cause", "whereabouts", "teacher", "cadre", "last_day", "cause_words", "note")
        asked = [recognition_ask.Asked(getattr(DropCase, name), file.row.__data__[name]) for name in names]

        def do(values: Any) -> None:
            cases.amend(self.desk.store, file.id, values)

        self.ask_for("个案的情况", asked, do, yes="改好", done="改好了。", wide=True)

    # listening -----------------------------------------------------------------------------------------

    def _changed(self, touched: frozenset[str]) -> None:
        if not touched or touched & TOUCHED:
            self._soon.start()


def _read(case: int, day: dt.date, *, progress: Any = None) -> tuple[CaseFile, OpenCase | None]:
    """The case, and what comes next while it is open; short, so nobody can stop it."""
    return cases.look(case, day)
