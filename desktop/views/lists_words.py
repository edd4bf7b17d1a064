"""Words and the one question that 比对台 and 差异 share: who is meant, what will be written, and why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtWidgets import QComboBox, QWidget

from desktop.models.ledgers.classes import SchoolClass
from desktop.services.lists.board import BoardLine
from desktop.services.namesakes import told_apart
from desktop.views.dialogs import Dialog
from desktop.views.messages import asked

NAMED = 3
USUAL = "写明了，下个月名单上再有，就不用再查一遍。"


def say_who(some: Sequence[Any]) -> str:
    """王芳、李强等 5 人: people, not names; of two 李静 the class as well."""
    told = told_apart(getattr(one, "student", None) or one.id for one in some)
    names = list(told.values())
    return "、".join(names[:NAMED]) + (f"等 {len(names)} 人" if len(names) > NAMED else "")


def in_class_order(names: Iterable[str]) -> list[str]:
    """Names of classes as they stand in the school: 一(1)班 before 二(1)班."""
    wanted = set(names)
    rows = SchoolClass.select().order_by(SchoolClass.grade, SchoolClass.number, SchoolClass.id)
    every = dict.fromkeys(SchoolClass.caption_of(row.id) for row in rows)
    return [name for name in every if name in wanted] + sorted(wanted - every.keys())


def say_sum(lines: Sequence[BoardLine]) -> str:
    """What accepting these writes, by 困难类型: 农村低保 3 条、残疾人子女 2 条."""
    counts = Counter(line.kind_text for line in lines if line.kind)
    return "写进困难类型：" + "、".join(f"{kind} {count} 条" for kind, count in counts.most_common())


class ReasonQuestion(Dialog):
    """Asks why: one of what is often said, or a few words of one's own."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        label: str,
        often: Sequence[str],
        yes: str,
        *,
        says: str = USUAL,
    ) -> None:
        self.box = QComboBox()
        self.box.setEditable(True)
        self.box.addItems(list(often))
        self.box.setCurrentIndex(-1 if len(often) > 1 else 0)
        self.box.lineEdit().setPlaceholderText("选一个，或者自己写一句")
        self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        super().__init__(parent, title, asked(label, self.box, says=says))
        self.add_button("取消")
        self.yes = self.add_button(yes, "primary", accepts=True)
        self.box.editTextChanged.connect(self._look)
        self._look()

    def words(self) -> str:
        return self.box.currentText().strip()

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self.box.setFocus()

    def _look(self) -> None:
        self.yes.setEnabled(bool(self.words()))


def ask_reason(
    parent: QWidget | None, title: str, label: str, often: Sequence[str], yes: str, *, says: str = USUAL
) -> str | None:
    """The reason, or None when the person thought better of it."""
    dialog = ReasonQuestion(parent, title, label, often, yes, says=says)
    answer = dialog.words() if dialog.exec() == Dialog.DialogCode.Accepted else None
    dialog.deleteLater()
    return answer
