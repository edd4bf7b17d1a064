"""A form that asks once about what looks like a slip: the first 保存 says it beside the field, the second keeps it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from desktop.models.ledger import Problems, Values
from desktop.models.store import Invalid
from desktop.views.form import RecordForm

Doubts = Callable[[Values], Problems]
AGAIN = "没有写错的，再按一次保存。"


class AskingForm(RecordForm):
    """doubts: what to ask about a whole row as it would stand, by field; asked anew when the answer would differ."""

    def __init__(self, *args: Any, doubts: Doubts, **more: Any) -> None:
        self.doubts = doubts
        self.said: Problems = {}
        super().__init__(*args, **more)
        self._keep_at_once, self.keep_ = self.keep_, self._ask_first

    def _ask_first(self, values: Values) -> int:
        before = dict(self.record.__data__) if self.record is not None else {}
        found = self.doubts(before | values)
        if found and found != self.said:
            self.said = found
            raise Invalid({name: f"{words}{AGAIN}" for name, words in found.items()})
        return self._keep_at_once(values)

    def show_record(self, record: Any) -> None:
        self.said = {}
        super().show_record(record)
