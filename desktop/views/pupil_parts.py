"""The cards of a pupil's page. They show and tell what was pressed; the page opens the drawers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from desktop.models.errors import Refused
from desktop.models.ledgers.batches import AidNotice
from desktop.models.ledgers.families import Guardian, PayeeAccount
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.students import NameAlias, Student
from desktop.services import timeline
from desktop.services.attachments import Attachments
from desktop.views.buttons import Button, Chip
from desktop.views.charts import Event, TimeLine
from desktop.views.layouts import Part, clear, column, fill, hair, holder, row
from desktop.views.pupil_glance import hardship_tone, hardship_words
from desktop.views.widgets import MARKS, Elided, Face, card, picture, tag, text

FIRST = 12  # events shown before 看更早的
LABEL = 58  # px of the labels in a card
NOTICE_TONES = {"returned": "good", "filed": "good", "undelivered": "bad", "made": "off"}
STEPS_AT_ONCE = 5


def face_of(pupil: Any, attachments: Attachments) -> QWidget:
    """The photo, or the first character of the name where there is none or it cannot be read."""
    if pupil.photo:
        shown = QPixmap()
        try:
            read = shown.loadFromData(attachments.read(pupil.photo))
        except Refused:
            read = False
        if read:
            made = QLabel()
            made.setFixedSize(60, 60)
            made.setScaledContents(True)
            made.setPixmap(shown)
            made.setAccessibleName(f"{pupil.name}的照片")
            return made
    return Face(pupil.name)


def told(label: str, words: str) -> Part:
    """One fact: what it is called, what it is."""
    name = text(label, "small", "quiet")
    name.setFixedWidth(LABEL)
    return row(name, (Elided(words or "—"), 1), gap=8)


class PressCard(QWidget):
    """A card whose buttons all say the same kind of thing: which one was pressed, by its word."""

    pressed = Signal(str)

    def press_button(self, words: str, do: str, *, icon: str = "", tip: str = "") -> Button:
        made = Button(words, icon, role="link" if words else "icon", tip=tip)
        made.setProperty("do", do)
        made.clicked.connect(self._press)
        return made

    def _press(self) -> None:
        self.pressed.emit(str(self.sender().property("do")))

    def offer_only(self, allowed: Callable[[str], bool]) -> None:
        """Leave out the buttons of what this person may not do."""
        for button in self.findChildren(Button):
            if do := button.property("do"):
                button.setVisible(allowed(str(do)))

    def put(self, frame: QFrame) -> None:
        self.setLayout(column(frame))


class Columns(QWidget):
    """Cards left and right of the time line; where there is little room the right ones stand below the left ones.

    Made empty and filled where it stands: a card that moves to another parent dresses anew, with everything in it.
    """

    LEAST = 860  # px that three columns need
    NARROW, WIDE = 250, 306

    def __init__(self) -> None:
        super().__init__()
        self._beside, self._middle, self._rightmost = column(gap=12), column(), column(gap=12)
        self._outer = holder(column(self._beside, None, gap=12))
        self._right = holder(self._rightmost)
        self._row = row(self._outer, (self._middle, 1), self._right, gap=12)
        self._has_right = False
        self.setLayout(self._row)

    def put(self, left: Sequence[QWidget], middle: QWidget, right: Sequence[QWidget]) -> None:
        """Fill the three columns, once."""
        self._has_right = bool(right)
        self._right.setVisible(self._has_right)
        fill(self._beside, left)
        fill(self._middle, [middle, None])
        fill(self._rightmost, [*right, None])

    def minimumSizeHint(self) -> QSize:
        return QSize(self.NARROW * 2, super().minimumSizeHint().height())

    def resizeEvent(self, event: Any) -> None:
        wide = event.size().width()
        side = self.WIDE if wide > self.LEAST + 140 else self.NARROW
        self._outer.setFixedWidth(side)
        self._right.setFixedWidth(side)
        stacked = wide < self.LEAST
        if self._has_right and stacked != (self._right.parentWidget() is self._outer):
            (self._beside if stacked else self._row).addWidget(self._right)
        super().resizeEvent(event)


class BasicCard(PressCard):
    """基本."""

    def __init__(self, pupil: Any, open_: bool) -> None:
        super().__init__()
        fields = {f.name: f for f in Student.fields()}

        def words(name: str) -> str:
            value = fields[name].value_of(pupil)
            return str(fields[name].format(value) if open_ else fields[name].shown(value))

        lines = [("出生", words("birth_date")), ("学籍号", words("student_no")), ("学籍", words("status"))]
        lines += [("民族", words("ethnicity")), ("电话", words("phone"))]
        lines += [("住址", words("current_address") or words("home_address"))]
        if pupil.left_on:
            lines.append(("离校", f"{pupil.left_on} {words('leave_reason')} {words('went_to')}".strip()))
        edit = self.press_button("修改", "edit")
        self.put(card("基本", *(told(*line) for line in lines), extra=edit))


class FamilyCard(PressCard):
    """家庭: guardians, and who lives in the same household."""

    pupil_pressed = Signal(int)

    def __init__(self, pupil: Any, open_: bool) -> None:
        super().__init__()
        parts: list[Part] = []
        for one in Guardian.select().where(Guardian.student == pupil.id):
            parts.append(self._guardian(one, open_))
        if not parts:
            parts = [text("还没有登记监护人。", "small", "quiet")]
        if mates := _household(pupil):
            parts += [hair(), text("同户", "small", "quiet")]
            for mate in mates:
                named = Button(
                    f"{mate.name}  {Student.school_class.format(mate.school_class_id)}", role="link", tail="›"
                )
                named.setProperty("pupil", mate.id)
                named.clicked.connect(self._pupil)
                parts.append(row(named, None))
        add = self.press_button("添加", "add:guardian", icon="plus")
        self.put(card("家庭", *parts, extra=add))

    def _guardian(self, one: Any, open_: bool) -> Part:
        relation = Guardian.relation.format(one.relation)
        phone = Guardian.phone.format(one.phone) if open_ else Guardian.phone.shown(one.phone)
        says = "，".join(part for part in (one.name, one.away_at and f"在{one.away_at}务工", phone) if part)
        edit = self.press_button("", f"open:guardian:{one.id}", icon="square-pen", tip=f"修改{one.name}")
        return row((_laid(told(relation, says)), 1), edit, gap=2)

    def _pupil(self) -> None:
        self.pupil_pressed.emit(int(self.sender().property("pupil")))


def _laid(part: Part) -> QWidget:
    made = QWidget()
    made.setLayout(part)  # type: ignore[arg-type]
    return made


def _household(pupil: Any) -> list[Any]:
    if pupil.household_id is None:
        return []
    same = (Student.household == pupil.household_id) & (Student.id != pupil.id)
    return list(Student.select().where(same))


class HardshipCard(PressCard):
    """困难类型 with source and dates."""

    def __init__(self, pupil: Any) -> None:
        super().__init__()
        parts: list[Part] = []
        for one in Hardship.select().where(Hardship.student == pupil.id).order_by(Hardship.since.desc()):
            edit = self.press_button(
                "", f"open:hardship:{one.id}", icon="square-pen", tip="改起止日期、出处和佐证"
            )
            source = text(hardship_words(one), "small", "quiet", wrap=True)
            parts += [hair()] if parts else []
            parts.append(row(tag(Hardship.caption(one), hardship_tone(one)), None, edit, gap=4))
            parts.append(source)
            if one.evidence:
                parts.append(text(f"佐证：{Hardship.evidence.format(one.evidence)}", "small", "quiet"))
        add = self.press_button("添加", "add:hardship", icon="plus")
        nothing = [text("没有登记困难类型。", "small", "quiet")]
        self.put(card("困难类型", *(parts or nothing), extra=add, gap=6))


class AccountCard(PressCard):
    """收款账户 and 姓名异写."""

    def __init__(self, pupil: Any, open_: bool) -> None:
        super().__init__()
        parts: list[Part] = []
        for one in PayeeAccount.select().where(PayeeAccount.student == pupil.id):
            number = one.number if open_ else f"尾号 {one.number[-4:]}"
            state = [] if one.in_use is not False else [tag("停用", "off")]
            edit = self.press_button(
                "", f"open:payee_account:{one.id}", icon="square-pen", tip="修改这个账户"
            )
            parts.append(row((Elided(f"{one.owner}  {number}"), 1), *state, edit, gap=4))
        parts = parts or [text("还没有收款账户。", "small", "quiet")]
        aliases = list(NameAlias.select().where(NameAlias.student == pupil.id))
        if aliases:
            parts += [hair(), told("也写作", "、".join(one.name for one in aliases))]
        self.put(card("收款账户", *parts, extra=self.press_button("添加", "add:payee_account", icon="plus")))


class TimeCard(QWidget):
    """经过: the time line with chips that narrow it to some years and some ledgers."""

    def __init__(self, moments: Sequence[timeline.Moment]) -> None:
        super().__init__()
        self.moments = list(moments)
        self.all = False
        self.chip = Chip("全部台账", [(name, name) for name in timeline.ledgers_of(self.moments)])
        years = sorted({one.day.year for one in self.moments}, reverse=True)
        self.years = Chip("全部年份", [(year, f"{year} 年") for year in years])
        for chip in (self.chip, self.years):
            chip.changed.connect(self._show)
        self.more = Button("", role="link")
        self.more.clicked.connect(self._show_all)
        self._place = column(gap=0)
        chips = holder(row(self.years, self.chip, gap=8))
        self.setLayout(column(card("经过", self._place, row(74, self.more, None), None, extra=chips)))
        self._show()

    def wanted(self) -> list[timeline.Moment]:
        ledgers, years = self.chip.chosen(), self.chosen_years()
        return [
            one
            for one in self.moments
            if (not ledgers or one.ledger in ledgers) and (not years or one.day.year in years)
        ]

    def narrow(self, years: Sequence[object], ledgers: Sequence[object]) -> None:
        """Show only these years and ledgers; of either, none means all."""
        self.years.choose(years)
        self.chip.choose(ledgers)
        self._show()

    def chosen(self) -> tuple[Sequence[object], Sequence[object]] | None:
        """What one chose to look at, as `narrow` takes it; None when that is everything."""
        years, ledgers = self.chosen_years(), self.chip.chosen()
        return (years, ledgers) if years or ledgers else None

    def chosen_years(self) -> tuple[int, ...]:
        """The years ticked; none means all."""
        return tuple(int(str(year)) for year in self.years.chosen())

    def _show_all(self) -> None:
        self.all = True
        self._show()

    def _show(self, _values: object = None) -> None:
        wanted = self.wanted()
        shown = wanted if self.all else wanted[:FIRST]
        clear(self._place)
        fill(self._place, [TimeLine([_event(one) for one in shown])])
        self.more.setText(f"看更早的 {len(wanted) - len(shown)} 件 ›")
        self.more.setVisible(len(wanted) > len(shown))


def _event(one: timeline.Moment) -> Event:
    same_year = one.day.year == dt.date.today().year
    day = f"{one.day.month}月{one.day.day}日" if same_year else f"{one.day:%y-%m-%d}"
    return Event(day, one.icon, one.tone, one.words, one.fact, one.ledger)


class NextCard(PressCard):
    """接下来: what the record lacks, and the button that mends it."""

    def __init__(self, gaps: Sequence[timeline.Gap]) -> None:
        super().__init__()
        parts: list[Part] = []
        for gap in gaps[:STEPS_AT_ONCE]:
            mark = column(2, picture(MARKS[gap.tone], gap.tone, 16), None, gap=0)
            act = row(self.press_button(f"{gap.verb} ›", gap.do), None)
            parts.append(row(mark, (column(text(gap.words, wrap=True), act, gap=0), 1), gap=8))
        if len(gaps) > STEPS_AT_ONCE:
            parts.append(text(f"还有 {len(gaps) - STEPS_AT_ONCE} 件，做完这些再看。", "small", "quiet"))
        done = row(picture("circle-check", "good", 16), (text("资料齐了，没有要补的。", wrap=True), 1), gap=8)
        self.put(card("接下来", *(parts or [done]), gap=6))


class PapersCard(PressCard):
    """纸张: this pupil's letters, their state, and the way to print one again."""

    def __init__(self, notices: Sequence[Any]) -> None:
        super().__init__()
        parts: list[Part] = []
        for one in notices:
            parts += [hair()] if parts else []
            state = tag(AidNotice.state.format(one.state), NOTICE_TONES.get(one.state, "warn"))
            again = self.press_button("", f"letters:{one.batch_id}", icon="printer", tip="去打印或补打")
            named = column(
                Elided(one.number or "告知书（未编号）"), text(_printed(one), "small", "quiet"), gap=0
            )
            parts.append(row((_laid(named), 1), state, again, gap=6))
        nothing = text("还没有告知书。名单审批后，在“打印”里生成。", "small", "quiet", wrap=True)
        self.put(card("纸张", *(parts or [nothing])))


def _printed(one: Any) -> str:
    count = one.print_count or 0
    return f"打印过 {count} 次，最近 {one.printed_at}" if count else "还没有打印"
