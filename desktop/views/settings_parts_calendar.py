"""校历: a month to look at, a day or span to mark, and the calculator of working days."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QDate, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QCalendarWidget, QFrame, QTableView

from desktop.models.errors import Refused
from desktop.models.fields import Date
from desktop.models.ledgers.calendar import CalendarDay
from desktop.services import school_calendar, school_days
from desktop.views import theme
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.editors import DateEditor
from desktop.views.fields import Choice, Field, line_edit, number_box, plain_calendar
from desktop.views.layouts import column, row, scroll, show_if
from desktop.views.page import Page
from desktop.views.widgets import Notice, card, text

SIDE = 356  # px of the right-hand column
LEAST = 160  # px of the month, each way
KINDS = (("off", "放假"), ("on", "上课"), (None, "照常（周一到周五上课）"))


class MonthView(QCalendarWidget):
    """Days off are grey with their reason, Saturdays with lessons green; the rest is as its weekday says."""

    def __init__(self) -> None:
        super().__init__()
        plain_calendar(self)
        self.told: dict[dt.date, tuple[str, str]] = {}
        self.setGridVisible(False)
        self.setNavigationBarVisible(False)
        self.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.NoHorizontalHeader)
        self.setMinimumSize(LEAST, LEAST)
        for days in self.findChildren(QTableView):  # else the columns stay wider than a narrow window
            days.horizontalHeader().setMinimumSectionSize(1)

    def reload(self) -> None:
        rows = CalendarDay.select()
        self.told = {row.day: (row.kind, row.reason or "") for row in rows}
        self.updateCells()

    def paintCell(self, painter: QPainter, box: QRect, date: QDate) -> None:
        day = _day(date)
        kind, reason = self.told.get(day, ("", ""))
        inside = date.month() == self.monthShown()
        painter.save()
        painter.fillRect(box, theme.color("paper"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if kind:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("off_soft" if kind == "off" else "good_soft"))
            painter.drawRoundedRect(QRectF(box.adjusted(2, 2, -2, -2)), 6, 6)
        if date == self.selectedDate():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(box.adjusted(3, 3, -3, -3)), 6, 6)
        rest = kind == "off" or (not kind and day.weekday() >= 5)
        painter.setPen(theme.color(("off" if rest else "ink") if inside else "line"))
        painter.setFont(theme.font("body", day == dt.date.today()))
        upper = box.adjusted(0, 4, 0, -box.height() // 2 + 2)
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, str(day.day))
        if kind and inside:
            self._words(painter, box, kind, reason)
        painter.restore()

    @staticmethod
    def _words(painter: QPainter, box: QRect, kind: str, reason: str) -> None:
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color("quiet" if kind == "off" else "good"))
        words = (reason or "放假") if kind == "off" else "上课"
        lower = box.adjusted(3, box.height() // 2 - 2, -3, -4)
        words = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, lower.width())
        painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, words)


def _day(date: QDate) -> dt.date:
    return dt.date(date.year(), date.month(), date.day())


class CalendarPart(Page):
    """Marking changes one step each; the calculator only counts."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("校历", "没有写的日子，周一到周五上课，周末休息")
        self.desk = desk
        self.month = MonthView()
        self.month.selectionChanged.connect(self._day_chosen)
        self.month.currentPageChanged.connect(self._month_shown)
        side = scroll(column(self._mark_card(), self._count_card(), None, gap=12))
        side.setFixedWidth(SIDE)
        self.set_body(row((self._month_card(), 1), side, gap=12))
        desk.changed.connect(self._changed)
        self._changed(frozenset({CalendarDay.table()}))
        self._day_chosen()
        self.count()

    # the month -----------------------------------------------------------------------------------------

    def _month_card(self) -> QFrame:
        before = Button(picture="chevron-left", role="icon", tip="上个月（PgUp）")
        after = Button(picture="chevron-right", role="icon", tip="下个月（PgDn）")
        today = Button("回到今天", role="link")
        before.clicked.connect(self.month.showPreviousMonth)
        after.clicked.connect(self.month.showNextMonth)
        today.clicked.connect(self._go_today)
        self.name = text("", "section")
        days = []
        for name in school_calendar.WEEKDAYS:
            label = text(f"周{name}", "small", "quiet")
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            days.append((label, 1))
        self._month_shown(self.month.yearShown(), self.month.monthShown())
        head = row(self.name, before, after, None, today, gap=4)
        return card("", head, row(*days, gap=0), (self.month, 1), gap=8)

    def _month_shown(self, year: int, month: int) -> None:
        self.name.setText(f"{year}年{month}月")

    def _go_today(self) -> None:
        self.month.setSelectedDate(QDate.currentDate())

    # marking -------------------------------------------------------------------------------------------

    def _mark_card(self) -> QFrame:
        self.first, self.last = DateEditor(Date("从")), DateEditor(Date("到"))
        self.kind = Choice(KINDS)
        self.reason = line_edit(hint="如 农忙假、运动会调休")
        self.marks = Button("记进校历", role="primary")
        self.marks.clicked.connect(self.mark)
        may = "*" in self.desk.store.session.role.writes
        span = row((Field("从", self.first), 1), (Field("到", self.last), 1), gap=8)
        says = (Field("安排", self.kind), Field("事由", self.reason))
        made = card("放假和调休", span, *says, row(None, self.marks), gap=8)
        show_if(may, made)
        return made

    def _day_chosen(self) -> None:
        day = _day(self.month.selectedDate())
        kind, reason = self.month.told.get(day, ("", ""))
        self.first.show_value(day)
        self.last.show_value(day)
        self.kind.choose(kind or ("off" if school_days.is_working_day(day, {}) else "on"))
        self.reason.setText(reason)

    def mark(self) -> None:
        """Keep what the card says, as one step."""
        ok, changed = self.desk.attempt(self._mark)
        if ok:
            self.desk.say(f"校历改了 {changed} 天。" if changed else "校历里已经是这样，没有改动。",
                          *([("撤销", self.desk.undo)] if changed else []))  # fmt: skip

    def _mark(self) -> int:
        first, last = (one.field.parse(one.raw()) for one in (self.first, self.last))
        if first is None or last is None:
            raise Refused("请写出从哪一天到哪一天。")
        kind = self.kind.value()
        return school_calendar.mark(
            self.desk.store, first, last, str(kind) if kind else None, self.reason.text().strip()
        )

    def _changed(self, ledgers: frozenset[str]) -> None:
        if CalendarDay.table() not in ledgers and ledgers:
            return
        self.month.reload()
        years = school_calendar.unknown_years(dt.date.today())
        if years:
            named = "、".join(f"{year} 年" for year in years)
            self.show_notice(Notice("warn", f"{named}的放假安排还没有录入，只按周六、周日休息算。",
                                    "国务院办公厅的放假通知下来后，在右边记进校历；公示和办理期限都按校历数。"))  # fmt: skip
        self.count()

    # counting ------------------------------------------------------------------------------------------

    def _count_card(self) -> QFrame:
        self.start = DateEditor(Date("从这一天起"))
        self.start.show_value(dt.date.today())
        self.number = number_box(0, 250, 5, unit="个工作日")
        self.answer = text("", "section", wrap=True)
        self.note = text("", "small", "quiet", wrap=True)
        self.start.edited.connect(self.count)
        self.number.valueChanged.connect(self.count)
        asks = row((Field("从这一天起", self.start), 1), (Field("过几个工作日", self.number), 1), gap=8)
        return card("工作日计算", asks, 2, self.answer, self.note, gap=6)

    def count(self) -> None:
        """Say on which day so many working days are over; the day itself does not count."""
        try:
            start = self.start.field.parse(self.start.raw())
        except Refused as error:
            self.answer.setText("")
            self.note.setText(str(error))
            return
        if start is None:
            return
        number = self.number.value()
        ends = school_days.working_days_after(start, number)
        self.answer.setText(school_calendar.in_words(ends))
        self.note.setText(f"{start.month}月{start.day}日当天不算，从下一个工作日数起，满 {number} 个工作日。")
