"""Before letters are printed: those that may not go out as they are said by name, and another one is offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.models.errors import Refused
from desktop.services.aid.letter_changes import REPLACED, held, renew, sentence_of, stopped
from desktop.services.aid.notices import letters

if TYPE_CHECKING:
    from desktop.views.letters_page import LettersPage

AT_SCHOOL = ("printed", "undelivered", REPLACED)  # numbered, and not with the family


def sound(page: LettersPage, ids: list[int]) -> tuple[list[int], str]:
    """The letters to print: without those held back, with the corrected ones that the person agreed to. With it the
    sentence for who is left out and why, for the card that asks before printing."""
    found = [*held(letters(page.batch.id, only=ids)), *stopped(page.batch.id, ids)]
    if not found:
        return ids, ""
    left = [one for one in ids if one not in {each.letter.notice.id for each in found}]
    changed = [one.letter.notice.id for one in found if one.renewable]
    words = sentence_of(found)
    if not changed:
        page.desk.refuse(Refused(words + (f"其余 {len(left)} 份照打。" if left else "")))
        return left, words
    asked = f"{words}另出更正的吗？更正的用新编号，旧的记为“已换发”。"
    if page.desk.ask(page, "印好以后有变化", asked, yes=f"换发 {len(changed)} 份", no="这次不打"):
        ok, made = page.desk.attempt(renew, page.desk.store, page.batch.id, changed)
        page.reload()
        if ok:
            return left + made, sentence_of([one for one in found if not one.renewable])
    return left, words


def agreed(page: LettersPage, ids: list[int], verb: str, left_out: str) -> bool:
    """Numbers cannot be given back, and a reprint says so: ask once with both counts, and with who is left out."""
    fresh = sum(one.notice.id in ids and not one.notice.number for one in page.letters)
    again = len(ids) - fresh
    words = f"将{verb} {len(ids)} 份"
    words += f"，其中 {fresh} 份编上新号，编号用了不能收回" if fresh else ""
    words += f"，{again} 份以前打印过，会写上“补打”" if again else ""
    return bool(page.desk.ask(page, f"{verb}告知书", f"{left_out}{words}。", yes=f"{verb} {len(ids)} 份"))


def may_give(page: LettersPage, ids: list[int]) -> bool:
    """Whether these may be noted as handed out: those that should have stayed in the school are asked about by name."""
    here = [one.notice.id for one in page.letters if one.notice.id in ids and one.notice.state in AT_SCHOOL]
    found = [*held(letters(page.batch.id, only=here)), *stopped(page.batch.id, here)] if here else []
    if not found:
        return True
    asked = f"{sentence_of(found)}这样的告知书先不要发给家长。确实已经发到家长手里的，再记。"
    return bool(page.desk.ask(page, "先不要发的告知书", asked, yes="已经发了，记下", no="先不记"))
