"""银行报盘格式: which columns a bank wants, in which order, with the first lines of such a file beside the form."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.payments import BankLayout
from desktop.services.pay import bank_file
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.form import RecordForm
from desktop.views.layouts import column
from desktop.views.ledger_page import LedgerPage
from desktop.views.pay_lines import FirstLines
from desktop.views.widgets import set_tone, text

LEAD = ("name", "form", "separator", "columns_text")  # what changes the file most, above it


class LinesOfLayout(QWidget):
    """Three invented people as the layout in the form would write them; follows the typing."""

    def __init__(self) -> None:
        super().__init__()
        self.lines, self.says = FirstLines(), text("", "small", "quiet", wrap=True)
        contents = "、".join(code_list("bank_content").labels.values())
        known = text(
            f"列名=内容，内容可以写：{contents}；固定的文字放在引号里。", "small", "quiet", wrap=True
        )
        title = text("文件的前三行（编的人）", "small", "quiet")
        self.setLayout(column(title, self.lines, self.says, known, gap=6))

    def follow(self, form: RecordForm) -> None:
        self.form = form
        for editor in form.editors.values():
            editor.edited.connect(self.look)
        form.shown.connect(self.look)
        self.look()

    def look(self, *_: object) -> None:
        """Write the lines anew with what stands in the form, saved or not."""
        raw = {
            name: self.form.editors[name].raw() for name in ("form", "separator", "heading", "columns_text")
        }
        values, problems = BankLayout.read(raw)
        layout = SimpleNamespace(**(dict.fromkeys(raw) | values))
        self.says.hide()
        try:
            if problems:
                raise Refused("".join(problems.values()))
            if layout.form not in (None, "xlsx") and not layout.separator:
                raise Refused("文本文件要选分隔符。")
            rows = bank_file.sample_rows(layout.columns_text or "")
            self.lines.show_lines(bank_file.as_text(layout, rows))
        except Refused as refusal:
            self.lines.show_lines("")
            self.says.setText(str(refusal))
            set_tone(self.says, "bad")
            self.says.show()


class LayoutsPage(LedgerPage):
    """银行报盘格式 as a ledger; the drawer shows the file as it is typed."""

    drawer_width = 432

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, BankLayout)

    def fact(self) -> str:
        return f"{super().fact()}，随程序带来的只是常见样子，请以本行要求为准"

    def make_actions(self) -> list[Button]:
        """No import: a layout is a handful of lines."""
        return super().make_actions()[-1:]

    def make_form(self, record: Any) -> RecordForm:
        lines = LinesOfLayout()
        form = RecordForm(self.desk.store, self.ledger, record, lead=LEAD, below=lines)
        lines.follow(form)
        return form
