"""What a value is typed into: label above, editor, and one sentence below when there is something to say."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCalendarWidget, QComboBox, QLineEdit, QSpinBox, QWidget

from desktop.views import theme
from desktop.views.layouts import column, remark, row
from desktop.views.widgets import MARKS, picture, set_tone, text


def line_edit(value: str = "", hint: str = "") -> QLineEdit:
    """A one-line editor that shows the beginning of a long value, not its end."""
    made = QLineEdit(value)
    made.setPlaceholderText(hint)
    made.setCursorPosition(0)
    return made


def number_box(least: int, most: int, value: int = 0, *, unit: str = "") -> QSpinBox:
    """A small whole number with arrows; the wheel leaves it alone unless it has the keyboard."""
    made = _StillSpinBox(minimum=least, maximum=most, value=value, suffix=f" {unit}" if unit else "")
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.lineEdit().setTextMargins(9, 0, 0, 0)  # the style sheet's padding does not reach the inner editor
    return made


class _StillSpinBox(QSpinBox):
    def wheelEvent(self, event) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def plain_calendar(calendar: QCalendarWidget) -> QCalendarWidget:
    """A calendar in the program's colours: no week numbers, and Qt's red weekends grey, for red here means wrong."""
    calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
    from PySide6.QtGui import QTextCharFormat  # not while the log-in page comes up

    weekend = QTextCharFormat()
    weekend.setForeground(theme.color("quiet"))
    for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        calendar.setWeekdayTextFormat(day, weekend)
    return calendar


class Choice(QComboBox):
    """A list to choose from. The wheel moves it only when it has the keyboard, so scrolling a form changes nothing."""

    def __init__(self, choices: Iterable[tuple[object, str]] = ()):
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(12)
        self.setMinimumContentsLength(4)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.set_choices(choices)

    def set_choices(self, choices: Iterable[tuple[object, str]]) -> None:
        self.clear()
        for value, words in choices:
            self.addItem(words, value)

    def value(self) -> object:
        return self.currentData()

    def choose(self, value: object) -> None:
        """Show a value; one that is not offered shows as nothing chosen."""
        self.setCurrentIndex(next((at for at in range(self.count()) if self.itemData(at) == value), -1))

    def wheelEvent(self, event) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class Field(QWidget):
    """One value of a form. `say` puts a sentence under it, `say("")` takes it away."""

    def __init__(
        self, label: str, editor: QWidget, *, says: str = "", tone: str = "quiet", must: bool = False
    ):
        super().__init__()
        self.editor = editor
        name = text(label, "small", "quiet")
        name.setBuddy(editor)
        editor.setAccessibleName(label)
        self.mark = picture("info", "quiet", 14)
        self.sentence = text("", "small", "quiet", wrap=True)
        self.below = QWidget()
        self.below.setLayout(row(column(3, self.mark, None, gap=0), (self.sentence, 1), gap=5))
        head = row(name, *([text("必填", "small", "quiet")] if must else []), None, gap=6)
        self.setLayout(column(head, editor, self.below, None, gap=4))
        self.say(says, tone)

    def say(self, sentence: str, tone: str = "bad") -> None:
        """tone bad also reddens the editor's edge; quiet is a plain hint without an icon."""
        self.sentence.setText(sentence)
        set_tone(self.sentence, tone)
        self.mark.setVisible(tone in MARKS)
        if tone in MARKS:
            self.mark.show_icon(MARKS[tone], tone)
        self.below.setVisible(bool(sentence))
        self.editor.setAccessibleDescription(sentence)
        remark(self.editor, wrong=bool(sentence) and tone == "bad")


def field(label: str, editor: QWidget, says: str = "", tone: str = "quiet", *, must: bool = False) -> Field:
    return Field(label, editor, says=says, tone=tone, must=must)
