"""图表: who has the aid of those who should, by class; what was paid, term by term; the kinds of need."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer

from desktop.models.ledgers.aid import AidProgramme
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.services import today
from desktop.services.aid import coverage
from desktop.services.aid.coverage import Cover, TermPaid
from desktop.services.progress import Progress
from desktop.services.todo import Bar
from desktop.views.buttons import Button, Chip
from desktop.views.chart_cards import BarCard, CoverCard, Links, PaidCard
from desktop.views.chart_print import Pictures, draw
from desktop.views.desk import Desk
from desktop.views.layouts import column, row, scroll
from desktop.views.page import Page
from desktop.views.preview import open_preview
from desktop.views.widgets import text


class ChartPage(Page):
    """Reads itself anew when it is shown and when something changed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("图表")
        self.desk = desk
        self.pictures: Pictures | None = None
        self.programmes = Chip("全部项目", single=True)
        self.programmes.changed.connect(self._changed)
        self.print_ = Button("打印", "printer", tip="印成纸或存成 PDF，黑白也看得清（Ctrl+P）")
        self.print_.setShortcut("Ctrl+P")
        self.print_.clicked.connect(self.print_page)
        self.set_actions([self.programmes, self.print_])
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.reload)
        desk.changed.connect(self._changed)
        desk.term_changed.connect(self._changed)

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self._soon.start()

    def _changed(self, *_: object) -> None:
        if self.isVisible():
            self._soon.start()

    def reload(self) -> None:
        """Offer the programmes of the term, and have the pictures' figures found as a job."""
        rows = today.granting(self.desk.term)
        self.programmes.set_values([(row_.id, row_.short or row_.name) for row_ in rows])
        chosen = [int(str(record)) for record in self.programmes.chosen()]
        wanted = [row_ for row_ in rows if not chosen or row_.id in chosen]
        if self.pictures is None:
            self.set_body(column(text("正在数…", tone="quiet"), None))
        self.desk.look(_figures, self.desk.store, wanted, self.desk.term, done=self.show_pictures)

    def show_pictures(self, told: Pictures) -> None:
        self.pictures = told
        self.set_fact(f"{told.cover.term.title}，{told.subject}。点数字看名单。")
        left: list[Links] = [CoverCard(told.cover)]
        right: list[Links] = [PaidCard(told.paid), BarCard("困难类型", told.kinds, all_of_them=True)]
        for one in (*left, *right):
            one.wanted.connect(self.desk.go)
        columns = row((column(*left, None, gap=12), 1), (column(*right, None, gap=12), 1), gap=12)
        self.set_body(scroll(column(columns, None, edge=(0, 0, 6, 0))))

    def print_page(self) -> None:
        """The same pictures on paper."""
        told = self.pictures
        if told is None:
            return

        def make(path: Path, progress: Progress) -> str:
            self.desk.store.session.demand("print", "打印图表")
            progress.check()
            draw(path, told)
            return f"{told.title}.pdf"

        open_preview(self.desk, make, told.title)


def _figures(store: Store, programmes: list[Any], term: Term, progress: Progress | None = None) -> Pictures:
    listed = [row_ for row_ in programmes if _has_list(row_.id, term)]
    found = coverage.found_in(store, listed, term, dt.date.today(), progress)
    ids = [row_.id for row_ in programmes]
    told: Cover = coverage.cover(found, term)
    paid: list[TermPaid] = coverage.paid_by_term(store, term, ids)
    kinds: list[Bar] = today.hardship_bars(store, dt.date.today())
    names = [AidProgramme.caption_of(row_.id) for row_ in programmes]
    subject = names[0] if len(names) == 1 else f"{len(names)} 项资助"
    return Pictures(told, tuple(paid), tuple(kinds), subject)


def _has_list(programme: int, term: Term) -> bool:
    return programme in today.programmes_listed(term)
