"""What was done about a receipt on which the family asks the school to get in touch: who, on which day, with what result."""

from __future__ import annotations

import datetime as dt
from typing import Any

from desktop.models.ledger import Values
from desktop.models.ledgers.batches import AidNotice
from desktop.services.aid.delivery import Posted
from desktop.services.aid.receipt_questions import settle, waits, words_of
from desktop.views.desk import Desk
from desktop.views.recognition_ask import AskCard, Asked


def ask_answer(desk: Desk, letter: Posted) -> AskCard:
    """The card that takes the answer; it says what the family ticked and when."""
    notice = letter.notice

    def write(told: Values) -> None:
        by = told["contact_by"] or ""
        settle(desk.store, notice.id, told["contact_result"] or "", day=told["contact_on"], by=by)

    asked = [
        Asked(AidNotice.contact_by, notice.contact_by or desk.store.session.who, must=True),
        Asked(AidNotice.contact_on, notice.contact_on or dt.date.today(), must=True),
        Asked(AidNotice.contact_result, notice.contact_result, must=True),
    ]
    says = f"{letter.class_name} {letter.name}的回执（{notice.receipt_on}）：{letter.choice}。请写清谁联系的、哪天、结果怎样。"
    return AskCard(desk, "回执怎样处理", asked, write, yes="记下", says=says)


def answer(desk: Desk, letters: list[Posted], notice: int | None, card: Any = ask_answer) -> None:
    """Ask about the receipt that the list is on."""
    letter = next((one for one in letters if one.notice.id == notice), None)
    if letter is None or not (waits(letter.notice) or letter.notice.contact_result):
        desk.say("这份回执没有要求学校联系。先在左边选写着“不一致，请学校联系我”的那一份。")
        return
    if card(desk, letter).exec():
        desk.say("已记下怎样处理，可以归档了。", ("撤销", desk.undo))


def said_of(letter: Posted) -> tuple[str, str | None]:
    """What stands under 回执, and its tone."""
    notice = letter.notice
    if not notice.receipt_on:
        return "", None
    words = f"{notice.receipt_on:%m-%d} {letter.choice}"
    if waits(notice):
        return f"{words}（等处理）", "bad"
    return (f"{words}（已处理：{words_of(notice)}）" if notice.contact_result else words), None
