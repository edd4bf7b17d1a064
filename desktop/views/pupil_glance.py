"""What other ledgers know of a pupil, beside the form: 困难类型 with their sources, guardians, the card."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.models import identity
from desktop.models.ledgers import glances
from desktop.models.ledgers.families import Guardian, PayeeAccount
from desktop.models.ledgers.hardship import Hardship
from desktop.views.desk import Desk
from desktop.views.layouts import Part, clear, column, fill, hair, holder, row
from desktop.views.widgets import MARKS, picture, tag, text


def hardship_words(row_: Any) -> str:
    """凭什么、从哪天到哪天, as one sentence."""
    until = f"至 {row_.until}" if row_.until else "起"
    source = row_.source or Hardship.source_kind.format(row_.source_kind) or "没有写出处"
    return f"{source}，{row_.since} {until}"


def hardship_tone(row_: Any) -> str:
    """off when it no longer counts."""
    return "off" if row_.continues is False or row_.until is not None else "accent"


class PupilGlance(QWidget):
    """Three short blocks, read again for each pupil shown."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._box = column(gap=8)
        self.setLayout(self._box)

    def show_pupil(self, record: Any) -> None:
        clear(self._box)
        if record is not None:
            fill(self._box, [*self._hardships(record.id), hair(), *self._payee(record.id)])

    def _hardships(self, pupil: int) -> list[Part]:
        rows = list(Hardship.select().where(Hardship.student == pupil).order_by(Hardship.since.desc()))
        parts: list[Part] = [text("困难类型", "strong")]
        for one in rows:
            source = text(hardship_words(one), "small", "quiet", wrap=True)
            kind = row(tag(Hardship.caption(one), hardship_tone(one)), None)
            parts.append(holder(column(kind, source, gap=5, edge=(10, 9, 10, 9)), note="plain"))
        return parts if rows else [*parts, text("没有登记困难类型。", "small", "quiet")]

    def _payee(self, pupil: int) -> list[Part]:
        parts: list[Part] = [text("监护人和收款账户", "strong")]
        for one in Guardian.select().where(Guardian.student == pupil).limit(3):
            phone = identity.mask_phone(one.phone)
            parts.append(
                text(f"{Guardian.relation.format(one.relation)} {one.name}  {phone}", "small", "quiet")
            )
        state = glances.accounts([pupil]).get(pupil, "")
        for one in PayeeAccount.select().where((PayeeAccount.student == pupil) & (PayeeAccount.in_use != 0)):
            parts.append(text(f"{one.owner} 尾号 {one.number[-4:]}", "small", "quiet"))
        if state == glances.SHARED_ACCOUNT:
            parts.append(_line("warn", "这张卡别的学生也在用，又不是一家，请核对。"))
        elif state == glances.NO_ACCOUNT:
            parts.append(_line("bad", "还没有收款账户，资助款没有地方发。"))
        return parts


def _line(tone: str, words: str) -> Part:
    mark = column(2, picture(MARKS[tone], tone, 14), None, gap=0)
    return row(mark, (text(words, "small", tone, wrap=True), 1), gap=6)
