"""Beside a 公示: the countdown, the two photos of the wall, the objections, the papers, earlier postings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from desktop.models.errors import Refused
from desktop.models.ledgers.posting import Objection, Posting
from desktop.models.ledgers.students import Student
from desktop.models.terms import day_in_words
from desktop.models.working_days import working_days_between
from desktop.services.paper.catalogue import DOCUMENTS
from desktop.services.recognition import posting
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.evidence_part import PhotoCard, Thumb, pixmap_of
from desktop.views.layouts import Part, clear, column, fill, row, show_if
from desktop.views.posting_steps import PHOTOS
from desktop.views.widgets import Meter, card, line_of, ruled, tag, text

PHOTO = QSize(120, 84)  # px
SLIPS = ("D4U", "D4D", "D4R")


class PostingAside(QWidget):
    """Tells what was pressed; decides nothing."""

    photo_wanted = Signal(str)  # photo_up or photo_down
    paper_wanted = Signal(str)  # code of the catalogue; "" is the list itself
    objection_wanted = Signal(int)  # to be answered
    add_objection = Signal()
    posting_wanted = Signal(object)  # id of another posting

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.cards = column(gap=12)
        self.setLayout(self.cards)

    def show_posting(self, row_: Any, others: Sequence[Any]) -> None:
        """row_: None before the first posting."""
        clear(self.cards)
        parts: list[Part] = []
        if row_ is None:
            says = "墙上只有姓名、年级、班级这几列，没有身份证号、住址、电话、困难类型，也加不进去；正文和说明里写了，存模板时不收。"
            parts.append(card("张贴以前", line_of("shield-check", "good", says, "small"), gap=6))
        else:
            parts += [self._countdown(row_), self._photos(row_), self._objections(row_)]
        parts.append(self._papers(row_))
        if others:
            parts.append(self._earlier(others))
        fill(self.cards, [*parts, None])

    # the clock -----------------------------------------------------------------------------------------

    def _countdown(self, row_: Any) -> QWidget:
        if row_.state == "broken":
            return card("这次公示已中止", line_of("ban", "quiet", row_.ended_why or ""), gap=6)
        told = posting.remaining(row_)
        if row_.state == "over":
            says = f"{day_in_words(row_.removed_on)}撤下，{row_.removed_by or '没有写撤下人'}。"
            return card("公示期满", line_of("circle-check", "good", says), gap=6)
        today = dt.date.today()
        late = today > row_.until_day
        done = working_days_between(row_.from_day + dt.timedelta(days=1), min(today, row_.until_day))
        figure = text("已满" if late else f"{told.days}", "figure", "bad" if late else "accent")
        unit = text("请撤下" if late else f"个工作日，共 {row_.days} 个", tone="quiet")
        bar = Meter([(min(done, row_.days), "bad" if late else "accent")], row_.days)
        parts: list[Part] = [row(figure, column(None, unit, gap=0), None, gap=8), bar]
        parts.append(text(told.sentence, "small", "bad" if late else "quiet", wrap=True))
        if row_.note:
            parts.append(text(f"备注：{row_.note}", "small", wrap=True))
        if posting.is_changed(row_):
            says = "名单和张贴出去的已经不一样了，这次公示不算数。请中止，按现在的名单重新公示。"
            parts.append(line_of("circle-alert", "bad", says, "small"))
        return card("还要挂", *parts, gap=8)

    # photos --------------------------------------------------------------------------------------------

    def _photos(self, row_: Any) -> QWidget:
        parts = [self._photo(row_, name) for name in PHOTOS]
        return card("墙上的照片", row(*((part, 1) for part in parts), gap=10))

    def _photo(self, row_: Any, name: str) -> Any:
        """The photo itself, or the button that takes it; the wall is photographed twice."""
        kept = getattr(row_, name)
        drawn = self._pixmap(kept) if kept else None
        may = self.desk.store.session.may("batch") and row_.state != "broken"
        label = text(PHOTOS[name], "small", "quiet")
        if drawn is not None:
            look = Thumb(drawn, PHOTO)
            look.setAccessibleName(f"看{PHOTOS[name]}")
            look.clicked.connect(partial(self._look, kept, PHOTOS[name]))
            return column(look, label, None, gap=4)
        words = "放照片" if may else "没有照片"
        take = Button(words, "camera", tip=f"放{PHOTOS[name]}")
        take.setEnabled(may and (name == "photo_up" or row_.state == "over"))
        take.clicked.connect(partial(self._photo_pressed, name))
        return column(take, label, None, gap=4)

    def _pixmap(self, kept: str) -> Any:
        try:
            content = self.desk.attachments.read(kept)
        except Refused:
            return None
        ratio = self.devicePixelRatioF()
        return pixmap_of(content, PHOTO * ratio) if content[:4] != b"%PDF" else None

    def _look(self, kept: str, title: str, _checked: bool = False) -> None:
        ok, content = self.desk.attempt(self.desk.attachments.read, kept)
        if ok:
            PhotoCard(self, title, content).exec()

    def _photo_pressed(self, name: str, _checked: bool = False) -> None:
        self.photo_wanted.emit(name)

    # objections ----------------------------------------------------------------------------------------

    def _objections(self, row_: Any) -> QWidget:
        rows = list(
            Objection.select().where(Objection.posting == row_.id).order_by(Objection.day, Objection.id)
        )
        open_ = sum(one.upheld is None for one in rows)
        extra = tag(f"{open_} 件没答复", "bad") if open_ else tag(f"{len(rows)} 件", "plain")
        parts = [self._objection(one) for one in rows]
        none: list[Part] = [text("没有收到异议。", "small", "quiet")]
        return card("异议", *(ruled(*parts) or none), extra=extra, gap=10)

    def _objection(self, one: Any) -> Part:
        about = Student.caption_of(one.student_id) if one.student_id else ""
        head = "，".join(part for part in (f"{one.day:%m-%d}", one.who, one.way, about) if part)
        lines: list[Part] = [text(head, "small", "quiet", wrap=True), text(one.content, "small", wrap=True)]
        if one.upheld is None:
            answer = Button("核查、答复", role="link", tail="arrow-right")
            show_if(self.desk.store.session.may("batch"), answer)
            answer.clicked.connect(partial(self._answer, one.id))
            lines.append(row(answer, None))
        else:
            label = Objection.upheld.format(one.upheld)
            lines.append(
                line_of(
                    "check", "good", f"{label}：{one.result}（{one.handled_by}，{one.handled_on}）", "small"
                )
            )
        return column(*lines, gap=3)

    def _answer(self, record: int, _checked: bool = False) -> None:
        self.objection_wanted.emit(record)

    # papers and earlier --------------------------------------------------------------------------------

    def _papers(self, row_: Any) -> QWidget:
        parts: list[Part] = []
        for code in ("", *(SLIPS if row_ is not None else ())):
            link = Button(DOCUMENTS[code].title if code else "公示和名单", "printer", role="link")
            link.clicked.connect(partial(self._paper, code))
            parts.append(row(link, None))
        if row_ is None:
            says = "点“张贴公示”定下日期和地点，纸上的空白就填好、“草稿”字样去掉。当天打印、盖章、贴出去。"
            parts.append(text(says, "small", "quiet", wrap=True))
        return card("公示的纸", *parts, gap=8)

    def _paper(self, code: str, _checked: bool = False) -> None:
        self.paper_wanted.emit(code)

    def _earlier(self, others: Sequence[Any]) -> QWidget:
        parts: list[Part] = []
        for one in others:
            words = f"{one.from_day}，{Posting.state.format(one.state)}"
            link = Button(words, role="link", tail="arrow-right")
            link.clicked.connect(partial(self._other, one.id))
            parts.append(
                column(row(link, None), text(one.ended_why or "", "small", "quiet", wrap=True), gap=2)
            )
        return card("另外几次公示", *parts, gap=8)

    def _other(self, record: int, _checked: bool = False) -> None:
        self.posting_wanted.emit(record)
