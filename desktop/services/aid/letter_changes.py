"""Letters that may not go out as they are: the money was taken back, or it changed since the letter was printed.

A letter with a number keeps its text. Whoever needs it anew gets another letter under a new number (`renew`).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models import money
from desktop.models.errors import Refused
from desktop.models.ledgers.batches import AidBatch, AidGrant, AidNotice, NoticeItem
from desktop.models.ledgers.students import Student
from desktop.models.listing import listed
from desktop.models.store import Store
from desktop.services.aid.mid_term import undecided
from desktop.services.aid.notices import Letter, letters
from desktop.services.pay import reversals

REPLACED = "replaced"  # state of a letter that another one stands for now
INSTEAD = "代替 "  # how the note of the other one begins; the old number follows
NAMED, LISTED = 4, 60  # told with their reasons; told by name at all


@dataclass(frozen=True)
class Held:
    """A letter that is not printed, and why. renewable: another one with a new number may be made for it."""

    letter: Letter
    why: str
    renewable: bool = False

    @property
    def sentence(self) -> str:
        number = f"（{self.letter.notice.number}）" if self.letter.notice.number else ""
        return f"{self.letter.student.name}的告知书{number}{self.why}"


def held(found: Sequence[Letter]) -> list[Held]:
    """Those of some letters that must not be printed as they stand in the books now."""
    turned = undecided([grant for letter in found if letter.notice for grant in letter.grants])
    told = [(letter, *_why(letter, turned)) for letter in found if letter.notice]
    return [Held(letter, why, renewable) for letter, why, renewable in told if why]


def stopped(batch: int, only: Iterable[int] | None = None) -> list[Held]:
    """The letters of a batch that have nothing left to tell: every grant in them is 不发放 since they were laid out.

    `letters` does not return them. only: ids of notices; a letter that another one stands for is told only then.
    """
    wanted = AidNotice.batch == batch
    wanted &= AidNotice.state != REPLACED if only is None else AidNotice.id.in_(list(only))
    rows = NoticeItem.select(NoticeItem.notice, AidGrant.state, AidGrant.reason).join(AidGrant)
    whys: dict[int, list[str]] = defaultdict(list)
    alive: set[int] = set()
    for notice, state, reason in rows.where(AidGrant.batch == batch).tuples():
        whys[notice].append(reason or "")
        alive |= {notice} if state != "stopped" else set()
    silent = [row for row in AidNotice.select().where(wanted).order_by(AidNotice.id) if row.id not in alive]
    pupils = {p.id: p for p in Student.select().where(Student.id.in_([row.student_id for row in silent]))}
    return [Held(Letter(row, pupils[row.student_id], "", ()), _why_stopped(whys[row.id])) for row in silent]


def _why_stopped(reasons: Sequence[str]) -> str:
    told = "、".join(dict.fromkeys(filter(None, reasons))).rstrip("。")
    return f"不打印：这笔钱已经记为“不发放”{f'（{told}）' if told else ''}。"


def held_back(batch: int) -> frozenset[int]:
    """The letters of a batch that are not printed whatever is answered, for a count. Reads only those that may be meant:
    it is asked after every receipt."""
    grants = list(AidGrant.select().where((AidGrant.batch == batch) & (AidGrant.state != "stopped")))
    meant = {*undecided(grants), *reversals.by_grant([grant.id for grant in grants])}
    items = NoticeItem.select(NoticeItem.notice).where(NoticeItem.grant.in_(listed(list(meant))))
    only = {row.notice_id for row in items} if meant else set()
    found = [one for one in held(letters(batch, only=only)) if not one.renewable] if only else []
    return frozenset(one.letter.notice.id for one in [*found, *stopped(batch)])


def sentence_of(some: Sequence[Held]) -> str:
    """All of them in one text for a person: the first with their reasons, the others by name."""
    words = "".join(one.sentence for one in some[:NAMED])
    if len(some) <= NAMED:
        return words
    others = "、".join(one.letter.student.name for one in some[NAMED:LISTED])
    return f"{words}这样的共 {len(some)} 份，还有{others}{'等' if len(some) > LISTED else ''}。"


def _why(letter: Letter, turned: Container[int]) -> tuple[str, bool]:
    notice = letter.notice
    if notice.state == REPLACED:
        return "已经换发新的，旧的不再补打。", False
    if letter.corrected and not letter.fen:
        return "不打印：钱已经全部追回，净额 0.00 元，这一家没有享受。", False
    if any(grant.id in turned for grant in letter.grants):
        return "不打印：认定已经变动为“不困难”，请先在名单上停发、追回，或写明原因仍发。", False
    if not notice.number:
        return "", False
    changed = _changes(letter)
    return (f"印好以后有变化：{'，'.join(changed)}。旧的不再补打。", True) if changed else ("", False)


def _changes(letter: Letter) -> list[str]:
    notice, found = letter.notice, []
    if notice.amount != letter.fen:
        found.append(f"金额 {money.figures(notice.amount)} 元 → {money.figures(letter.fen)} 元")
    if notice.said:
        before = [line["tail"] for line in json.loads(notice.said)["lines"]]
        now = [(grant.account or "")[-4:] for grant in letter.grants]
        if before != now:
            found.append(f"账号尾号 {_tails(before)} → {_tails(now)}")
    return found


def _tails(tails: Sequence[str]) -> str:
    return "、".join(dict.fromkeys(filter(None, tails))) or "没有"


def number_replaced(notice: Any) -> str:
    """The number of the letter that this one stands for; "" for none."""
    note = (notice.note or "") if notice else ""
    return note.removeprefix(INSTEAD) if note.startswith(INSTEAD) else ""


def renew(store: Store, batch: int, notices: Sequence[int]) -> list[int]:
    """Lay out a corrected letter for each of these; the old one stays as 已换发. Returns the ids of the new ones.

    Numbers are drawn when they are printed. Raises Refused for a letter that nothing speaks against, or of net 0.
    """
    store.session.demand("batch", "换发告知书")
    found = held(letters(batch, only=notices))
    ready = [one.letter for one in found if one.renewable]
    if len(ready) < len(set(notices)):
        raise Refused(
            "选中的有不用换发、或不能换发的告知书。" + sentence_of([x for x in found if not x.renewable])
        )
    made = []
    with store.step(f"换发告知书 {len(ready)} 份：{AidBatch.caption_of(batch)}") as step:
        for letter in ready:
            old = letter.notice
            step.change(AidNotice, old.id, {"state": REPLACED})
            new = step.add(AidNotice, {
                "batch": batch, "student": old.student_id, "household": old.household_id, "kind": old.kind,
                "amount": letter.fen, "state": "made", "print_count": 0, "note": f"{INSTEAD}{old.number}",
            })  # fmt: skip
            step.add_many(NoticeItem, [_item(new, grant) for grant in letter.grants if letter.fen_of(grant)])
            made.append(new)
    return made


def _item(notice: int, grant: Any) -> dict[str, Any]:
    return {"notice": notice, "grant": grant.id}
