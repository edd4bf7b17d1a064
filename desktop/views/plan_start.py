"""Starting plans for many children at once: which measures, in which words; nothing is written before a person has looked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QCheckBox, QLineEdit

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.services.care import plans
from desktop.services.care.plans import Measure, Start
from desktop.views.desk import Desk
from desktop.views.dialogs import Dialog
from desktop.views.fields import line_edit
from desktop.views.layouts import Part, column, row, scroll
from desktop.views.widgets import text

WIDTH, HIGH, KIND, COUNT = 720, 320, 52, 64  # px


class StartCard(Dialog):
    """One line to a measure: whether it is taken, its words, in how many plans it would stand."""

    def __init__(self, desk: Desk, starts: Sequence[Start]) -> None:
        self.desk, self.starts = desk, list(starts)
        self.lines: dict[str, tuple[QCheckBox, QLineEdit]] = {}
        self.wrong = text("", "small", "bad", wrap=True)
        self.wrong.hide()
        carried = sum(one.carried is not None for one in starts)
        words = f"将为 {len(starts)} 名有责任教师、还没有计划的学生新建{desk.term.title}计划，一步写入，可以撤销。"
        words += (
            f"其中 {carried} 人接着上学期的计划：现状、问题、目标照抄，没做完的措施转过来。"
            if carried
            else ""
        )
        hint = "随程序带来的措施只是示例，请改成本校做得到的；改在“措施模板”里的，下次还用。"
        box = scroll(column(*self._lines(), None, gap=6, edge=(0, 0, 8, 0)))
        box.setFixedHeight(HIGH)
        body = column(text(words, wrap=True), text(hint, "small", "quiet", wrap=True), box, self.wrong, gap=8)
        title = f"新建计划 {starts[0].child.name}" if len(starts) == 1 else f"新建计划（{len(starts)} 人）"
        super().__init__(desk.shell, title, body, width=WIDTH)
        self.add_button("先不建")
        self.yes = self.add_button("新建计划", "primary")
        self.yes.clicked.disconnect()
        self.yes.clicked.connect(self.accept)
        self.yes.setDefault(True)

    def _lines(self) -> list[Part]:
        counts: Counter[str] = Counter(m.words for one in self.starts for m in one.measures)
        known = {m.words: m for one in self.starts for m in one.measures}
        if not known:
            return [text("没有措施模板，计划先空着，再一条一条加。", tone="quiet")]
        return [self._line(known[words], count) for words, count in counts.most_common()]

    def _line(self, measure: Measure, count: int) -> Any:
        tick, edit = QCheckBox(code_list("measure_kind").label(measure.kind)), line_edit(measure.words)
        tick.setChecked(True)
        tick.setFixedWidth(KIND + 28)
        tick.setAccessibleName(f"要这一条：{measure.words}")
        edit.setMaxLength(120)
        edit.setAccessibleName("措施内容")
        tick.toggled.connect(edit.setEnabled)
        self.lines[measure.words] = (tick, edit)
        people = text(f"{count} 人", "small", "quiet", right=True)
        people.setFixedWidth(COUNT)
        return row(tick, (edit, 1), people, gap=8)

    def chosen(self) -> list[Start]:
        """The plans with the words as they stand now."""
        shown = {
            words: edit.text().strip() if tick.isChecked() else None
            for words, (tick, edit) in self.lines.items()
        }
        return plans.with_measures(self.starts, shown)

    def accept(self) -> None:
        try:
            plans.start(self.desk.store, self.chosen(), self.desk.term)
        except Refused as error:
            self.wrong.setText(str(error))
            self.wrong.show()
            self.fit()
            return
        super().accept()
