"""A step of the round that needs a few words first: the card asks for them, does the step, and stays when it is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from desktop.models.errors import Refused
from desktop.models.fields import Field, File, Link, Note
from desktop.models.ledger import Values
from desktop.models.ledgers.staff import Staff
from desktop.services.recognition import evidence
from desktop.views.desk import Desk
from desktop.views.dialogs import Dialog
from desktop.views.editors import editor_for
from desktop.views.fields import Field as Box
from desktop.views.form import SHORT
from desktop.views.layouts import Part, column, row
from desktop.views.widgets import set_tone, text

WIDTH, WIDE = 520, 720  # px
NO_STAFF = "还没有教职工，请先在“设置 › 教职工”里登记。"
NOTE = 58  # px high: two lines, so that a card of many values still fits on a small screen


class Asked(NamedTuple):
    """One value to ask for: the ledger's field that says how it is written, what stands there first, what to know."""

    field: Any
    value: Any = None
    label: str = ""
    says: str = ""
    must: bool = False
    name: str = ""

    @property
    def key(self) -> str:
        return str(self.name or self.field.name)


class AskCard(Dialog):
    """Several values and the step that takes them. `do` gets them by key; what it returns is `result_`."""

    def __init__(
        self, desk: Desk, title: str, asked: Sequence[Asked], do: Callable[[Values], Any], *, yes: str,
        says: str = "", wide: bool = False,
    ) -> None:  # fmt: skip
        """wide: also the long values stand two in a line."""
        self.wide = wide
        self.desk, self.asked, self.do = desk, list(asked), do
        self.result_: Any = None
        self.editors: dict[str, Any] = {}
        self.boxes: dict[str, Box] = {}
        self.wrong = text("", "small", "bad", wrap=True)
        set_tone(self.wrong, "bad")
        self.wrong.hide()
        lead: list[Part] = [text(says, tone="quiet", wrap=True)] if says else []
        body = column(*lead, *self._lines(), self.wrong, gap=10)
        super().__init__(desk.shell, title, body, width=WIDE if wide else WIDTH)
        self.add_button("先不办")
        self.yes = self.add_button(yes, "primary")
        self.yes.clicked.disconnect()
        self.yes.clicked.connect(self.accept)
        self.yes.setDefault(True)

    def _lines(self) -> list[Part]:
        """Short values stand two in a line."""
        lines: list[Part] = []
        waiting: Box | None = None
        for one in self.asked:
            box = self._box(one)
            long = isinstance(one.field, Note | File) or one.field.width > SHORT
            if one.says or (long and not self.wide):
                lines += [waiting, box] if waiting is not None else [box]
                waiting = None
            elif waiting is None:
                waiting = box
            else:
                lines.append(row((waiting, 1), (box, 1), gap=12))
                waiting = None
        return [*lines, waiting] if waiting is not None else lines

    def _box(self, one: Asked) -> Box:
        editor = editor_for(one.field)
        if isinstance(one.field, Link):
            editor.choose_from(self.desk.store)
        if isinstance(one.field, Note):
            editor.setFixedHeight(NOTE)
        editor.show_value(one.value)
        self.editors[one.key] = editor
        box = Box(
            one.label or one.field.label, editor, says=one.says or self._nobody(one.field), must=one.must
        )
        self.boxes[one.key] = box
        return box

    def _nobody(self, field: Any) -> str:
        """Where the people of a list that is empty come from."""
        empty = (
            isinstance(field, Link) and field.rel_model is Staff and not self.desk.store.rows(Staff).exists()
        )
        return NO_STAFF if empty else ""

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        if self.editors:
            next(iter(self.editors.values())).setFocus()

    # answering -----------------------------------------------------------------------------------------

    def accept(self) -> None:
        """Read what was typed and do the step; a refusal is said here, and nothing typed is lost."""
        values = self.values()
        if values is None:
            return
        try:
            self.result_ = self.do(values)
        except Refused as error:
            self.say(str(error))
            return
        super().accept()

    def values(self) -> Values | None:
        """What was typed, by key; None when something is wrong, said beside it."""
        found: Values = {}
        problems: dict[str, str] = {}
        for one in self.asked:
            try:
                found[one.key] = self._read(one)
                if one.must and found[one.key] is None:
                    problems[one.key] = f"请填写{one.label or one.field.label}。"
            except Refused as error:
                problems[one.key] = str(error)
        for key, box in self.boxes.items():
            box.say(problems.get(key, ""))
        if problems:
            self.fit()
        return None if problems else found

    def _read(self, one: Asked) -> Any:
        raw = self.editors[one.key].raw()
        if isinstance(raw, Path):
            return raw  # the step itself keeps it: a refused step leaves nothing behind
        field: Field = one.field
        value = field.parse(raw) if raw not in (None, "") else None
        if value is not None:
            field.check(value)
        return value

    def say(self, words: str) -> None:
        self.wrong.setText(words)
        self.wrong.setVisible(bool(words))
        self.fit()


def keep_paper(desk: Desk, path: Path | str | None) -> str | None:
    """A photo or PDF just chosen, made small and kept encrypted: what a File field holds. What it held already stays."""
    if not isinstance(path, Path):
        return path
    paper = evidence.read_paper(path)
    return desk.attachments.keep_bytes(paper.content, paper.name)


def run(card: Dialog) -> bool:
    """Show a card until it is answered; whether the step was done. Pages take it as an argument, so that a test answers."""
    answer = card.exec() == Dialog.DialogCode.Accepted
    card.deleteLater()
    return answer
