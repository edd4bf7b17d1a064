"""What the tables of a list's pupils have in common: who and how much, and the eye over the account numbers."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.views.buttons import Button
from desktop.views.cells import Column

WHO = (
    Column("place", "序号", 52, "right"),
    Column("name", "姓名", 118),
    Column("class", "班级", 74),
    Column("fen", "金额（元）", 96, "right"),
)


class AccountEye(Button):
    """Veils account numbers until it is pressed. `turned` comes after `veiled` changed: looking is written down."""

    turned = Signal(bool)  # whether they are veiled now

    def __init__(self) -> None:
        super().__init__("显示账号", "eye", role="flat", tip="显示或隐藏完整的账号")
        self.veiled = True
        self.clicked.connect(self.turn)

    def turn(self) -> None:
        self.veiled = not self.veiled
        self.setText("显示账号" if self.veiled else "隐藏账号")
        self.set_picture("eye" if self.veiled else "eye-off")
        self.turned.emit(self.veiled)
