"""A new recovery code: shown, printed, and in force only after it was typed back from the paper."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.models.errors import Refused
from desktop.services import users, vault
from desktop.services.progress import Progress
from desktop.views import messages
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.fields import Field, line_edit
from desktop.views.layouts import column, row
from desktop.views.preview import open_preview
from desktop.views.widgets import text

ABOUT = (
    "所有人都忘了密码时，靠打印出来的恢复码打开台账。打印单丢了，或知道它的人走了，就换一个新的；"
    "抄回来核对无误以后，新的才生效，旧的同时作废。有了校长的，要校长自己来换，或在场输入自己的密码。"
)


class CodeCard(QWidget):
    """Closed: why and the button. Open: the code in eight groups, 打印, the line to type it back.

    `ask_password` asks for the headteacher's, where one is here and somebody else sits at the keyboard.
    """

    def __init__(self, desk: Desk, *, ask_password: Any = messages.ask_text) -> None:
        super().__init__()
        self.desk, self.ask_password = desk, ask_password
        self.code = ""
        self.begin = Button("换新的恢复码", "key-round")
        self.shown = text("", "title")
        self.paper = Button("打印恢复码单", "printer")
        self.back = line_edit(hint="8 组，每组 4 位，横线可以不打")
        self.field = Field("照着打印单抄回来", self.back)
        self.take = Button("启用新的恢复码", role="accept")
        self.leave = Button("不换了", role="flat")
        self.open_part = QWidget()
        self.open_part.setLayout(
            column(self.shown, row(self.paper, None), 4, self.field, row(self.take, self.leave, None), gap=8)
        )
        self.open_part.hide()
        self.setLayout(
            column(text(ABOUT, tone="quiet", wrap=True), row(self.begin, None), self.open_part, gap=10)
        )
        self.begin.clicked.connect(self.start)
        self.paper.clicked.connect(self._print)
        self.take.clicked.connect(self._take)
        self.back.returnPressed.connect(self._take)
        self.leave.clicked.connect(self.stop)

    def start(self) -> None:
        """Draw a code and show it; nothing is changed yet."""
        self.code = vault.new_code()
        groups = self.code.split("-")
        self.shown.setText("\n".join("   ".join(groups[at : at + 4]) for at in range(0, len(groups), 4)))
        self.back.clear()
        self.field.say("抄完按回车。现在旧的恢复码还有效。", "quiet")
        self.begin.hide()
        self.open_part.show()
        self.back.setFocus()

    def stop(self) -> None:
        """Forget the code on the screen; the one in force stays."""
        self.code = ""
        self.shown.clear()
        self.open_part.hide()
        self.begin.show()

    def _print(self) -> None:
        open_preview(self.desk, self._draw, "恢复码单")

    def _draw(self, path: Path, progress: Progress) -> str:
        from desktop.services.paper.documents import recovery_code  # ReportLab: not before it is wanted

        recovery_code.draw(path, recovery_code.RecoveryCode(self.code, dt.date.today()), progress=progress)
        return "恢复码单.pdf"

    def _take(self) -> None:
        self._take_with("")

    def _take_with(self, password: str) -> None:
        """password: the headteacher's, once it was asked for."""
        try:
            users.take_code(self.desk.school, self.code, self.back.text(), head_password=password)
        except users.NeedsHead as needed:
            if typed := self.ask_password(self, "校长的密码", str(needed), yes="启用", secret=True):
                self._take_with(typed)
            return
        except Refused as error:
            self.field.say(str(error))
            return
        self.stop()
        self.desk.say("新的恢复码已生效，旧的作废了。打印单请放进学校保险柜或档案室。")
