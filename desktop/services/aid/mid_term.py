"""What a 中途变动 says of a pupil who is on a list already: the 认定 is another one than when the list was drawn.

A list gives what was right on its day, so a family that does better since may keep it. But nobody gives it unseen: the
pupil is taken off, or the list keeps in writing why the money is given all the same (`mid_term_acts`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batch_order import OPEN, UNAPPROVED
from desktop.models.ledgers.batches import AidBatch, AidGrant, AidNotice, NoticeItem
from desktop.models.ledgers.payments import Reversal
from desktop.models.ledgers.posting import Posting
from desktop.models.ledgers.recognition import CaseChange
from desktop.models.ledgers.recognition_order import NOT_NEEDY
from desktop.models.listing import listed
from desktop.models.terms import parse_term
from desktop.services.aid.recognised import recognition_of
from desktop.services.namesakes import told_apart
from desktop.services.pay import reversals
from desktop.services.pay.paid_days import paid_days

KEPT = "认定变动后仍发："  # begins, in a line's 说明, why its money is given all the same
FILED = ("closed", "void")
CLAIMS = ("back", "cancel")  # the corrections that take money back
AT_BANK = ("sent", "resent")
NOT_THERE = ("planned", "bounced", *AT_BANK)  # lines whose money is not with the family


@dataclass(frozen=True)
class Turn:
    """A change that one line of a list has to be held against. open: somebody has to decide what becomes of the line.

    left: of money that came, what the family still has (分); claimed: how much of it is asked back and not signed yet.
    """

    grant: Any
    change: Any
    open: bool
    left: int = 0
    claimed: int = 0

    @property
    def asked(self) -> bool:
        """Still before the headteacher."""
        return bool(self.change.state == "asked")

    @property
    def ended(self) -> bool:
        """Agreed to, and the family is not recognised any more."""
        return not self.asked and self.change.new_grade == NOT_NEEDY

    @property
    def unclaimed(self) -> int:
        """What came to the family and nobody has asked back, in 分."""
        return self.left - self.claimed


def kept_words(reason: str | None) -> str:
    """The part of a line's 说明 that says why its money is given all the same, as it stands there; "" without one."""
    _, found, why = (reason or "").partition(KEPT)
    return found + why


def turns(batch: Any, grants: Sequence[Any]) -> list[Turn]:
    """What changed since a list was drawn, of those who are on it; before the approval everything, afterwards only what
    was decided since and still asks for something."""
    if batch.state in FILED or not grants:
        return []
    changes = _changes(batch, [grant.student_id for grant in grants])
    told = [grant for grant in grants if grant.student_id in changes and grant.state != "stopped"]
    if batch.state in UNAPPROVED:
        found = (
            Turn(grant, row, _is_open(grant, row)) for grant in told for row in changes[grant.student_id]
        )
        return list(found)
    return list(_afterwards(batch, told, changes))


def undecided(grants: Sequence[Any]) -> dict[int, Turn]:
    """Of some lines those whose family is not recognised any more while nobody has decided what becomes of the money."""
    return {one.grant.id: one for one in _turns_of(grants) if one.open}


def requests(grants: Sequence[Any]) -> list[Turn]:
    """Of some lines those whose family would not be recognised any more, while the headteacher has not decided."""
    return [one for one in _turns_of(grants) if one.asked and one.change.new_grade == NOT_NEEDY]


def _turns_of(grants: Sequence[Any]) -> Iterator[Turn]:
    """`turns` of lines that may stand on several lists."""
    for row in AidBatch.select().where(AidBatch.id.in_({grant.batch_id for grant in grants})):
        yield from turns(row, [grant for grant in grants if grant.batch_id == row.id])


def requests_in_words(grants: Sequence[Any]) -> str:
    """`requests` by name, before money is on its way; "" when there are none."""
    found = requests(grants)
    if not found:
        return ""
    told = told_apart([one.grant.student_id for one in found])
    whose = "；".join(
        f"{told[one.grant.student_id]}（{one.change.asked_by} {one.change.asked_on} 提出变动为“不困难”：{one.change.reason}）"
        for one in found
    )
    gone = all(one.grant.state in AT_BANK for one in found)
    way = "钱已经送到银行，请校长早些定。" if gone else "请校长先定，再发这些钱。"
    return f"还有中途变动没有审批：{whose}。{way}"


def _changes(batch: Any, students: list[int]) -> dict[int, list[Any]]:
    """Pupil -> the newest change that was agreed to after the list's day, and the request that waits. Of the list's year."""
    programme, term = AidProgramme.get_by_id(batch.programme_id), parse_term(batch.term)
    recognition = recognition_of(programme, term, batch.list_date)
    if recognition is None:
        return {}
    cases = {case.id for case in recognition.cases.values()}
    rows = CaseChange.select().where(
        CaseChange.student.in_(listed(students)) & CaseChange.state.in_(["asked", "approved"])
    )
    newest: dict[tuple[int, str], Any] = {}
    for row in rows.order_by(CaseChange.decided_on, CaseChange.id):
        if row.case_id in cases and (row.state == "asked" or row.decided_on > batch.list_date):
            newest[row.student_id, row.state] = row
    found: dict[int, list[Any]] = {}
    for (student, _), row in newest.items():
        found.setdefault(student, []).append(row)
    return found


def _is_open(grant: Any, change: Any) -> bool:
    ended = change.state == "approved" and change.new_grade == NOT_NEEDY
    return bool(ended and not kept_words(grant.reason))


def _afterwards(batch: Any, grants: list[Any], changes: dict[int, list[Any]]) -> Iterator[Turn]:
    """Of an approved list: money that is still to be given, or did not come to the family before the change."""
    days, ids = paid_days(grants), [one.id for one in grants]
    net, claims = reversals.by_grant(ids), _claims(ids)
    for grant in grants:
        left = grant.amount + net.get(grant.id, 0) if grant.state == "paid" else 0
        if kept_words(grant.reason) or (grant.state == "paid" and grant.id in net and left <= 0):
            continue
        for row in changes[grant.student_id]:
            if row.state == "asked":
                if grant.state in NOT_THERE and is_lower(row):
                    yield Turn(grant, row, False)
            elif row.new_grade == NOT_NEEDY and _came_later(batch, grant, row, days.get(grant.id)):
                yield Turn(grant, row, True, left, claims.get(grant.id, 0))


def _claims(grants: list[int]) -> dict[int, int]:
    """What is asked back of some grants and not signed yet, in 分."""
    found: dict[int, int] = {}
    rows = Reversal.select().where(Reversal.grant.in_(listed(grants)) & (Reversal.state == "asked"))
    for row in rows.where(Reversal.kind.in_(CLAIMS)):
        found[row.grant_id] = found.get(row.grant_id, 0) + row.amount
    return found


def is_lower(change: Any) -> bool:
    """Whether a change takes a family further down: the grades stand in their order, 不困难 last."""
    order = list(code_list("need_grade").labels)
    return order.index(change.new_grade) > order.index(change.old_grade)


def _came_later(batch: Any, grant: Any, change: Any, paid: Any) -> bool:
    """Whether a change came after the headteacher saw the list, and not after the money was there. Of one day nobody knows
    which was first, and an answer without dates counts for the day it is read: it is asked."""
    if batch.approved_on and change.decided_on < batch.approved_on:
        return False
    return bool(grant.state != "paid" or paid is None or paid >= change.decided_on)


def ways_of(batch: Any, one: Turn) -> tuple[tuple[str, bool], ...]:
    """What can be done about an undecided line: the words, and whether they give the money all the same. What is at the
    bank cannot be stopped; what was paid is claimed back; a claim for all of it is the headteacher's to decide."""
    grant = one.grant
    if one.claimed and not one.unclaimed:
        return ()
    stop = {"sent": "", "resent": "", "paid": "提追回…"}.get(grant.state, "停发…")
    if batch.state in UNAPPROVED:
        stop = "从名单里去掉…"
    return (*([(stop, False)] if stop else []), ("仍发，写明原因…", True))


# words -------------------------------------------------------------------------------------------------


def sentence_of(batch: Any, one: Turn, *, by_hand: bool) -> str:
    """What changed, and the way on. by_hand: amounts were written by hand, not by a standard."""
    row = one.change
    grades = f"由“{CaseChange.old_grade.format(row.old_grade)}”变动为“{CaseChange.new_grade.format(row.new_grade)}”"
    if one.asked:
        asked = (
            f"有一件中途变动还没有审批，认定要{grades}（{row.asked_by} {row.asked_on} 提出：{row.reason}）"
        )
        return f"{asked}，{_way_to_sign(batch, one)}"
    since = f"名单日期 {batch.list_date:%Y-%m-%d} 以后认定{grades}（{row.decided_on:%Y-%m-%d} {row.decided_by}审批：{row.reason}）"
    if one.open:
        return f"{since}，{_way(batch, one)}"
    if one.ended:
        return f"{since}，名单上写明{kept_words(one.grant.reason)}。"
    return f"{since}，{'金额是手工写的，请核对要不要改' if by_hand else '这一项不按档次定金额，金额不变'}。"


def _way_to_sign(batch: Any, one: Turn) -> str:
    """What a request that waits means for the line."""
    if batch.state in UNAPPROVED:
        return "请校长先定那一件，再定这份名单。"
    if one.change.new_grade != NOT_NEEDY:
        return "请校长定那一件；名单已经审批，这一笔的金额不跟着变。"
    if one.grant.state in AT_BANK:
        return "钱已经送到银行：请校长早些定那一件，同意以后，退票的停发，到账的提“追回”。"
    return "请校长先定那一件，再发这一笔。"


def claim_words(found: Sequence[Turn]) -> str:
    """How much of money that came is not claimed back, and what waits for the headteacher; "" when nothing was asked or
    signed yet of any of them."""
    left, claimed = sum(one.left for one in found), sum(one.claimed for one in found)
    back = sum(one.grant.amount for one in found) - left
    if not claimed and back <= 0:
        return ""
    waits = f"{money.figures(claimed)} 元的追回等校长签" if claimed else ""
    rest = f"还有 {money.figures(left - claimed)} 元没有追回，也没有写明原因" if left > claimed else ""
    done = f"已经追回 {money.figures(back)} 元" if back > 0 else ""
    return "；".join(filter(None, ("，".join(filter(None, (done, rest))), waits)))


def _way(batch: Any, one: Turn) -> str:
    grant = one.grant
    if batch.state in OPEN:
        return "请从名单里去掉；仍要发的，写明原因。"
    if batch.state == "posted":
        if is_up(batch.id):
            return "名单还在公示：撤下以后可以去掉，只去掉人不用重新公示；仍要发的，写明原因。"
        return "请从名单里去掉，公示过的名单只去掉人不用重新公示；仍要发的，写明原因。"
    ways = {
        "planned": "钱还没有发：请停发", "bounced": "退票还没有重发：请停发",
        "sent": "钱已经送到银行：退票的停发，到账的提“追回”", "resent": "钱已经送到银行：退票的停发，到账的提“追回”",
        "paid": "钱在变动当天或以后到账：该收回的提“追回”",
    }  # fmt: skip
    if grant.state == "paid" and (words := claim_words([one])):
        rest = "该收回的再提“追回”；仍要发的，写明原因。" if one.unclaimed else ""
        return f"{words}。{rest}{_letter(grant)}"
    return f"{ways.get(grant.state, '请定下来')}；仍要发的，写明原因。{_letter(grant)}"


def _letter(grant: Any) -> str:
    """What holds for the letter meanwhile."""
    rows = (
        AidNotice.select()
        .join(NoticeItem)
        .where((NoticeItem.grant == grant.id) & (AidNotice.state != "replaced"))
    )
    letter = rows.order_by(AidNotice.id.desc()).first()
    if letter is None or letter.state == "made":
        return "定下来以前，告知书不打印。"
    if letter.state == "printed":
        return f"告知书（{letter.number}）已经印了，定下来以前先不要发给家长。"
    return (
        f"告知书（{letter.number}）家长已经拿到，停发或追回请同时告诉家长。"
        if letter.state != "undelivered"
        else ""
    )


def is_up(batch: int) -> bool:
    """Whether a list hangs on the wall now."""
    return bool(Posting.select().where((Posting.batch == batch) & (Posting.state == "up")).exists())


def lists_with(student: int) -> str:
    """The lists whose money a change of this pupil's 认定 has to do with, each with how far it is; "" when on none."""
    rows = AidGrant.select(AidGrant, AidBatch).join(AidBatch).where(
        (AidGrant.student == student) & (AidGrant.state != "stopped") & AidBatch.state.not_in(FILED))  # fmt: skip
    told = []
    for grant in rows.order_by(AidGrant.id):
        programme = AidProgramme.get_by_id(grant.batch.programme_id)
        if recognition_of(programme, parse_term(grant.batch.term), grant.batch.list_date) is None:
            continue
        state = AidBatch.state.format(grant.batch.state)
        what = f"{money.figures(grant.amount)} 元" if grant.amount else grant.item or ""
        told.append(f"{AidBatch.caption(grant.batch)}（{state}）{what}，{AidGrant.state.format(grant.state)}")
    return "；".join(told)
