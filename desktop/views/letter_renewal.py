"""Before letters are printed: those that may not go out as they are said by name, and another one is offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.models.errors import Refused
from desktop.services.aid.letter_changes import held, renew, sentence_of, stopped
from desktop.services.aid.notices import letters

if TYPE_CHECKING:
    from desktop.views.letters_page import LettersPage


def sound(page: LettersPage, ids: list[int]) -> list[int]:
    """The letters to print: without those held back, with the corrected ones that the person agreed to."""
    found = [*held(letters(page.batch.id, only=ids)), *stopped(page.batch.id, ids)]
    if not found:
        return ids
    left = [one for one in ids if one not in {each.letter.notice.id for each in found}]
    changed = [one.letter.notice.id for one in found if one.renewable]
    words = sentence_of(found)
    if not changed:
        page.desk.refuse(Refused(words + (f"其余 {len(left)} 份照打。" if left else "")))
        return left
    asked = f"{words}另出更正的吗？更正的用新编号，旧的记为“已换发”。"
    if page.desk.ask(page, "印好以后有变化", asked, yes=f"换发 {len(changed)} 份", no="这次不打"):
        ok, made = page.desk.attempt(renew, page.desk.store, page.batch.id, changed)
        page.reload()
        return left + made if ok else left
    return left
