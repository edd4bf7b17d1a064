"""送校长审批: who lacks a paper is said by name first; whoever goes on all the same writes why."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.services.recognition import approval
from desktop.views import messages
from desktop.views.desk import Desk


def submit(desk: Desk, parent: QWidget, record: int, *, ask_text: Any = messages.ask_text) -> bool:
    """Hand a round to the headteacher; returns whether it was done."""
    why = ""
    if lacking := approval.lacking_before(desk.store, record):
        words = f"{lacking}请先收齐；确实要先送审的，写明原因："
        if not (why := ask_text(parent, "送校长审批", words, yes="仍然送审")):
            return False
    if not desk.attempt(approval.submit, desk.store, record, why=why)[0]:
        return False
    desk.say("已送审，请校长登录后审批。", ("撤销", desk.undo))
    return True
