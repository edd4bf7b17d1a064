"""A name that the catalogue does not know yet: the few things to say of it, then on with the line."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.models.ledger import Ledger
from desktop.models.ledgers.meal_goods import Material, Supplier
from desktop.views.desk import Desk
from desktop.views.dialogs import Dialog
from desktop.views.form import RecordForm
from desktop.views.layouts import column
from desktop.views.widgets import text

WIDTH, HIGH = 460, 300  # px


def ask_material(desk: Desk, page: QWidget, name: str) -> int | None:
    """Put a new 品名 into the catalogue; its id, or None when the person declined."""
    told = f"目录里还没有“{name}”。记一次，以后打首字母就有。"
    names = ("name", "spec", "kind", "unit", "shelf_days", "consumable")
    return _ask(desk, page, (Material, told, names), name)


def ask_supplier(desk: Desk, page: QWidget, name: str) -> int | None:
    """Put a new 供货商 into the list; its id, or None when the person declined. Licences come later."""
    told = f"还没有“{name}”这家供货商。先记名称和电话，证照到“供货商”里补。"
    return _ask(desk, page, (Supplier, told, ("name", "goods", "contact", "phone")), name)


def _ask(
    desk: Desk, page: QWidget, about: tuple[type[Ledger], str, tuple[str, ...]], name: str
) -> int | None:
    ledger, told, names = about
    form = RecordForm(desk.store, ledger, names=names)
    form.editors["name"].show_value(name)
    form.setMinimumHeight(HIGH)
    dialog = Dialog(
        page, f"新增{ledger.one_called()}", column(text(told, tone="quiet", wrap=True), form), width=WIDTH
    )
    dialog.add_button("不加")
    kept: list[int] = []
    form.saved.connect(kept.append)
    form.saved.connect(lambda _record: dialog.accept())
    save: Any = dialog.add_button("加进去", "primary")
    save.clicked.disconnect()
    save.clicked.connect(lambda: desk.attempt(form.save))
    save.setDefault(True)
    dialog.exec()
    dialog.deleteLater()
    return kept[0] if kept else None
