"""Questions and news for the person, always as the one kind of dialog.

Views take `ask` as an argument where they ask, so that a test can answer: `ask=lambda *_, **__: True`.
"""

from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QLineEdit, QWidget

from desktop.views.dialogs import Dialog
from desktop.views.fields import Field, line_edit
from desktop.views.layouts import column, row
from desktop.views.widgets import MARKS, picture, text

GIVEN_UP = 2  # what `done` is told by the button of three that gives something up; Esc says 0


class Ask(Protocol):
    """What `ask` looks like to a view that asks."""

    def __call__(
        self, parent: QWidget | None, title: str, text: str, yes: str = ..., no: str = ...
    ) -> bool: ...


def _body(words: str, tone: str) -> QLayout:
    says = text(words, wrap=True)
    says.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
    )  # to be read out to the officer
    says.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    mark = column(1, picture(MARKS[tone], "quiet" if tone == "plain" else tone, 20), None, gap=0)
    return row(mark, (says, 1), gap=12)


def message(parent: QWidget | None, title: str, text: str, tone: str = "plain") -> Dialog:
    """The dialog of `tell`, not yet shown."""
    dialog = Dialog(parent, title, _body(text, tone))
    dialog.add_button("知道了", "primary", accepts=True)
    return dialog


def tell(parent: QWidget | None, title: str, text: str, tone: str = "plain") -> None:
    """Say something that must be read before going on. tone: plain, good, warn or bad."""
    dialog = message(parent, title, text, tone)
    dialog.exec()
    dialog.deleteLater()


def question(
    parent: QWidget | None,
    title: str,
    text: str,
    yes: str = "继续",
    no: str = "取消",
    *,
    danger: bool = False,
    back: str = "",
) -> Dialog:
    """The dialog of `ask`, not yet shown."""
    dialog = Dialog(parent, title, _body(text, "warn" if danger else "plain"))
    if back:
        dialog.add_button(back)
    declines = dialog.add_button(no)
    if back:
        declines.clicked.disconnect()
        declines.clicked.connect(partial(dialog.done, GIVEN_UP))
    dialog.add_button(yes, "danger" if danger else "primary", accepts=True)
    return dialog


def ask(
    parent: QWidget | None,
    title: str,
    text: str,
    yes: str = "继续",
    no: str = "取消",
    *,
    danger: bool = False,
    back: str = "",
) -> bool | None:
    """Ask one thing. The text says what will happen; yes is the verb that does it, never 是 or 确定.

    back: where `no` gives something up, a third answer, also by Esc, that does neither: None.
    """
    dialog = question(parent, title, text, yes, no, danger=danger, back=back)
    answer = dialog.exec()
    dialog.deleteLater()
    if back and answer == Dialog.DialogCode.Rejected:
        return None
    return answer == Dialog.DialogCode.Accepted


def asked(label: str, editor: QWidget, *, says: str = "") -> QLayout:
    """A field to fill in; what its label says before the last 。 stands above it, in as many lines as it needs."""
    about, stop, short = label.rpartition("。")
    field = Field(short, editor, says=says)
    return column(*([text(f"{about}{stop}", wrap=True)] if about else []), field, gap=8)


class TextQuestion(Dialog):
    """Asks for one line. The button works once something stands there."""

    def __init__(self, parent: QWidget | None, title: str, label: str, *, value: str = "", yes: str = "存下"):
        self.editor = line_edit(value)
        super().__init__(parent, title, asked(label, self.editor))
        self.add_button("取消")
        self.yes = self.add_button(yes, "primary", accepts=True)
        self.editor.textChanged.connect(self._look)
        self._look()
        self.editor.selectAll()

    def hide_words(self) -> None:
        """For passwords."""
        self.editor.setEchoMode(QLineEdit.EchoMode.Password)

    def words(self) -> str:
        return (
            self.editor.text()
            if self.editor.echoMode() != QLineEdit.EchoMode.Normal
            else self.editor.text().strip()
        )

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self.editor.setFocus()

    def _look(self) -> None:
        self.yes.setEnabled(bool(self.words()))


def ask_text(
    parent: QWidget | None,
    title: str,
    label: str,
    value: str = "",
    *,
    yes: str = "存下",
    secret: bool = False,
) -> str | None:
    """Ask for one line of text; None when the person thought better of it. secret: a password, shown as dots."""
    dialog = TextQuestion(parent, title, label, value=value, yes=yes)
    if secret:
        dialog.hide_words()
    answer = dialog.words() if dialog.exec() == Dialog.DialogCode.Accepted else None
    dialog.deleteLater()
    return answer
