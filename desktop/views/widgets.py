"""The small parts every screen is made of: text, tag, card, note, meter bar, ladder of steps, empty page."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from desktop.views import icons, theme
from desktop.views.buttons import Button
from desktop.views.layouts import Part, column, hair, holder, remark, row

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
MARKS = {
    "bad": "circle-alert",
    "warn": "triangle-alert",
    "good": "circle-check",
    "off": "circle-minus",
    "plain": "info",
}


def text(
    words: str,
    kind: str = "body",
    tone: str = "",
    *,
    wrap: bool = False,
    right: bool = False,
    rich: bool = False,
) -> QLabel:
    """A label. kind: small, body, strong, section, title, figure. rich: words are HTML, every value in them escaped."""
    made = QLabel(words)
    made.setTextFormat(Qt.TextFormat.RichText if rich else Qt.TextFormat.PlainText)
    made.setFont(theme.font(kind if kind in theme.SIZE else "body", kind in theme.HEAVY))
    made.setWordWrap(wrap)
    if tone:
        made.setProperty("tone", tone)
    if right:
        made.setAlignment(RIGHT)
    return made


def strong(words: str) -> str:
    """HTML of bold words, for `text(…, rich=True)`."""
    from html import escape  # with it comes a table of 2,000 names; the log-in page needs none

    return f"<b>{escape(words)}</b>"


def set_tone(label: QLabel, tone: str) -> None:
    """Give a label another meaning's colour; "" is plain ink."""
    remark(label, tone=tone)


class Elided(QLabel):
    """One line that ends in … when the room is short; the tooltip has it whole."""

    def __init__(self, words: str = "", kind: str = "body", tone: str = ""):
        super().__init__()
        self.setFont(theme.font(kind if kind in theme.SIZE else "body", kind in theme.HEAVY))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("tone", tone)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.whole = ""
        self.set_words(words)

    def set_words(self, words: str) -> None:
        self.whole = words
        self._fit()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.whole) + 2, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(40, self.sizeHint().width()), super().minimumSizeHint().height())

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(self.whole, Qt.TextElideMode.ElideRight, max(self.width(), 1))
        self.setText(shown)
        self.setToolTip(self.whole if shown != self.whole else "")


class Picture(QWidget):
    """An icon that stands in a row; drawn while it paints, so always in the theme of now."""

    def __init__(self, name: str, tone: str = "quiet", size: int = 18):
        super().__init__()
        self.name, self.tone, self.size_ = name, tone, size
        self.setFixedSize(size, size)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_icon(self, name: str, tone: str) -> None:
        self.name, self.tone = name, tone
        self.update()

    def paintEvent(self, _event) -> None:
        icons.draw(QPainter(self), self.name, self.tone, QPointF(0, 0), size=self.size_)


def picture(name: str, tone: str = "quiet", size: int = 18) -> Picture:
    return Picture(name, tone, size)


def tag(words: str, tone: str = "plain") -> QLabel:
    """A fact in one word: 住校, 农村低保, 缺."""
    made = QLabel(words)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setFont(theme.font("small"))
    made.setProperty("tag", tone)
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


def light(words: str, tone: str) -> QFrame:
    """State of a whole ledger: icon, word and colour together. tone: good, warn, bad or off."""
    mark = "clock" if tone == "warn" else MARKS[tone]
    says = row(picture(mark, tone, 16), text(words, "small", tone), gap=5, edge=(8, 3, 10, 3))
    made = holder(says, light=tone)
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


def card(title: str, *parts: Part, extra: QWidget | None = None, gap: int = 8) -> QFrame:
    """A block with a title and, at its right, one tag or link."""
    head: list[Part] = []
    if title:
        name = text(title, "section")
        name.setFixedHeight(28)  # so that titles with and without a button stand on one line
        head = [row(name, None, *([extra] if extra else []))]
    edge = (16, 12, 16, 16) if title else (16, 14, 16, 14)
    return holder(column(*head, *parts, gap=gap, edge=edge), card=True)


def note(tone: str, *parts: Part, gap: int = 6) -> QFrame:
    """A message on its own ground. tone: bad, warn, good or plain."""
    return holder(column(*parts, gap=gap, edge=(14, 12, 14, 12)), note=tone)


class Notice(QFrame):
    """What happened, what to do, the buttons that do it, and a cross. Stays until it is closed."""

    closed = Signal()

    def __init__(self, tone: str, says: str, then: str = "", actions: Sequence[Button] = ()):
        super().__init__()
        self.setProperty("note", tone)
        cross = Button(picture="x", role="icon", tip="知道了，收起")
        cross.clicked.connect(self.dismiss)
        body: list[Part] = [text(says, "strong", wrap=True)]
        body += [text(then, wrap=True)] if then else []
        body += [row(*actions, None, gap=10)] if actions else []
        mark = column(1, picture(MARKS[tone], "quiet" if tone == "plain" else tone, 20), None, gap=0)
        self.setLayout(
            row(mark, (column(*body, gap=4), 1), column(cross, None), gap=12, edge=(14, 12, 8, 12))
        )

    def dismiss(self) -> None:
        self.hide()
        self.closed.emit()
        self.deleteLater()


def line_of(name: str, tone: str, words: str, kind: str = "body", *, size: int = 16) -> Part:
    """An icon and a sentence; the icon stays with the first line when the sentence breaks."""
    return row(column(2, picture(name, tone, size), None, gap=0), (text(words, kind, wrap=True), 1), gap=8)


def ruled(*parts: Part) -> list[Part]:
    """The parts with a hair between each two."""
    made: list[Part] = []
    for part in parts:
        made += [hair(), part] if made else [part]
    return made


class Meter(QWidget):
    """A bar of its parts, [(value, tone), …] of a total. The words beside it carry the numbers."""

    def __init__(self, parts: Sequence[tuple[float, str]], total: float, height: int = 6):
        super().__init__()
        self.parts, self.total = parts, total
        self.setFixedHeight(height)
        self.setMinimumWidth(40)

    def set_parts(self, parts: Sequence[tuple[float, str]], total: float) -> None:
        """A tone may be "accent/40": one hue getting darker for the states of one process."""
        self.parts, self.total = parts, total
        self.update()

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QPainterPath()
        whole.addRoundedRect(QRectF(self.rect()), self.height() / 2, self.height() / 2)
        painter.setClipPath(whole)
        painter.fillRect(self.rect(), theme.color("hair"))
        left = 0.0
        for value, tone in self.parts:
            wide = self.width() * value / self.total if self.total else 0
            painter.fillRect(QRectF(left, 0, wide, self.height()), theme.color(tone))
            left += wide


class Tile(Button):
    """A large button of 今日台: icon, verb, and one line of how things stand."""

    def __init__(self, name: str, verb: str, hint: str = "", *, first: bool = False):
        super().__init__(role="tile")
        self.setAccessibleName(verb)
        self.setProperty("on", first)
        self.setMinimumHeight(72)
        self.verb, self.hint = Elided(verb, "section"), Elided(hint, "small", "" if first else "quiet")
        face = picture(name, "on_accent" if first else "accent", 26)
        self.setLayout(
            row(face, (column(None, self.verb, self.hint, None, gap=2), 1), gap=14, edge=(18, 0, 12, 0))
        )
        for label in (self.verb, self.hint):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_hint(self, hint: str) -> None:
        self.hint.set_words(hint)


class Bucket(Button):
    """A count that narrows the list below it to its own rows."""

    def __init__(self, name: str, words: str, tone: str, count: int = 0):
        super().__init__(role="bucket")
        self.setAccessibleName(words)
        self.count = text(str(count), "title")
        label = text(words)
        head = row(picture(name, tone, 17), label, None, gap=6)
        self.setLayout(column(None, head, self.count, None, gap=1, edge=(12, 0, 8, 0)))
        for part in (self.count, label):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_count(self, count: int) -> None:
        self.count.setText(str(count))


class Face(QWidget):
    """The first character of a name where there is no photo."""

    def __init__(self, name: str, size: int = 60):
        super().__init__()
        self.letter = name[:1]
        self.setFixedSize(size, size)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent_soft"))
        painter.drawRoundedRect(QRectF(self.rect()), 12, 12)
        painter.setFont(theme.font("figure"))
        painter.setPen(theme.color("accent_deep"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.letter)


class Digits(QWidget):
    """The places of an ID number, one box each; the lost ones are red question marks."""

    def __init__(self, kept: str, places: int = 18):
        super().__init__()
        self.kept, self.places = kept, places
        self.setFixedHeight(30)
        self.setAccessibleName(f"前 {len(kept)} 位 {kept}，后 {places - len(kept)} 位丢失")

    def paintEvent(self, _event) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("small", True))
        wide = self.width() / self.places
        for at, digit in enumerate(self.kept.ljust(self.places, "?")):
            gone = at >= len(self.kept)
            box = QRectF(at * wide, 0, wide - 1.5, 28)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("bad" if gone else "paper"))
            painter.drawRoundedRect(box, 2.5, 2.5)
            painter.setPen(theme.color("paper" if gone else "ink"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, digit)


class Stop(NamedTuple):
    """One picture of the road an empty page shows."""

    icon: str
    verb: str
    fact: str


def empty_page(
    says: str,
    fact: str,
    road: Sequence[Stop] = (),
    actions: Sequence[Button] = (),
    demo: Button | None = None,
):
    """A ledger with nothing in it: what it is for, the road in three pictures, the first two actions, 演示数据."""
    words = [text(says, "title"), text(fact, tone="quiet")]
    way: list[Part] = []
    for name, verb, about in road:
        lines = [text(verb, "section"), text(about, "small", "quiet")]
        words += lines
        way += [picture("arrow-right", "line", 22)] if way else []
        way.append(column(row(None, picture(name, "accent", 34), None), 4, *lines, gap=2))
    for one in words:
        one.setAlignment(Qt.AlignmentFlag.AlignCenter)
    parts: list[Part] = [None, *words[:2], 16, row(None, *way, None, gap=36), 18]
    parts += [row(None, *actions, None, gap=10)]
    parts += [2, row(None, demo, None)] if demo else []
    return holder(column(*parts, None, gap=5, edge=16), card=True)
