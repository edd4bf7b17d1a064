"""我的视图: filters, columns and order kept under a name, for one ledger on this computer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu

from desktop.models.listing import Filter
from desktop.settings import Settings
from desktop.views import messages
from desktop.views.buttons import Button

PLAIN = "全部字段"
LONGEST = 20


def frozen(filters: tuple[Filter, ...]) -> list[dict[str, Any]]:
    """Filters as plain values for JSON; a day is written as {"day": "2026-09-01"}."""
    return [
        {"name": one.name, "values": [_freeze(value) for value in one.values], "text": one.text}
        for one in filters
    ]


def thawed(kept: list[dict[str, Any]], known: set[str]) -> tuple[Filter, ...]:
    """Filters out of JSON; one on a field that is no longer there is passed over."""
    return tuple(
        Filter(one["name"], tuple(_thaw(value) for value in one["values"]), one["text"])
        for one in kept
        if one["name"] in known
    )


def _freeze(value: Any) -> Any:
    return {"day": value.isoformat()} if isinstance(value, dt.date) else value


def _thaw(value: Any) -> Any:
    return dt.date.fromisoformat(value["day"]) if isinstance(value, dict) else value


class ViewsButton(Button):
    """Opens the list of named views. The page says what it looks like now, and takes a view it is given."""

    chosen = Signal(object)  # {"filters": […], "columns": …}, or None for the plain view
    keep_asked = Signal(str)  # under this name

    def __init__(
        self, settings: Settings, key: str, ask_text: Callable[..., str | None] = messages.ask_text
    ) -> None:
        super().__init__(f"我的视图：{PLAIN}", role="flat", tail="chevron-down")
        self.settings, self.key, self.current, self.ask_text = settings, key, "", ask_text
        self.clicked.connect(self._open)

    def names(self) -> list[str]:
        return sorted(self.settings.views.get(self.key, {}))

    def keep(self, name: str, view: dict[str, Any]) -> None:
        """Write a view down under a name; one of the same name is replaced."""
        self.settings.views.setdefault(self.key, {})[name] = view
        self.settings.save()
        self._show(name)

    def choose(self, name: str) -> None:
        """Show a named view; "" is the plain one."""
        self._show(name)
        self.chosen.emit(self.settings.views.get(self.key, {}).get(name))

    def forget(self, name: str) -> None:
        self.settings.views.get(self.key, {}).pop(name, None)
        self.settings.save()
        if name == self.current:
            self._show("")

    def _show(self, name: str) -> None:
        self.current = name
        self.setText(f"我的视图：{name or PLAIN}")

    def menu_of_views(self) -> QMenu:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for name in ["", *self.names()]:
            action = menu.addAction(name or PLAIN)
            action.setData(("choose", name))
            action.setCheckable(True)
            action.setChecked(name == self.current)
        menu.addSeparator()
        menu.addAction("把现在的筛选和列存成视图…").setData(("keep", ""))
        if self.current:
            menu.addAction(f"删除视图“{self.current}”").setData(("forget", self.current))
        menu.triggered.connect(self._picked)
        return menu

    def _open(self) -> None:
        self.menu_of_views().popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _picked(self, action: Any) -> None:
        verb, name = action.data()
        if verb == "choose":
            self.choose(name)
        elif verb == "forget":
            self.forget(name)
        elif words := self.ask_text(self, "存成视图", "视图名称，例如“一年级困难生”", self.current):
            self.keep_asked.emit(words[:LONGEST])
