"""One pupil's aid, term by term: on which list, by which case, how much, when paid, by which letter; each with its source.

Read from the ledgers as they are; the caller has made sure that this person may see the pupil.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.ledgers.batches import AidBatch, AidGrant, AidNotice, NoticeItem
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.lists import CountyList, ListHit
from desktop.models.ledgers.payments import PayLine, PayList, Reversal
from desktop.models.ledgers.recognition import CaseChange, Evidence, RecognitionCase, RecognitionRound
from desktop.models.terms import Term, parse_term
from desktop.services.aid.receipt_questions import waits
from desktop.services.pay.reversals import sign_of
from desktop.services.recognition.changes import approved_of, grade_of_round
from desktop.services.school_days import term_on
from desktop.services.todo import Narrowed

NEED, LISTS, CASE, AID, CORRECTION, LETTER, PROOF = (
    "困难类型", "部门名单", "认定", "资助", "冲销更正", "告知书", "佐证材料",
)  # fmt: skip
PAID_OUT = ("paid", "resent")  # grants whose money left the school


@dataclass(frozen=True)
class Entry:
    """One event. tone: accent, good, warn, bad or off. source: the file, list or person it rests on.

    fen: what it adds to the money the family really has, in 分; None when it moves none. place, hint: the page with
    its lines; place "record" with ("table", id) is a record of the pupil itself.
    """

    day: dt.date
    term: Term
    ledger: str
    icon: str
    tone: str
    words: str
    fact: str = ""
    source: str = ""
    fen: int | None = None
    place: str = ""
    hint: Any = None


@dataclass(frozen=True)
class TermAid:
    """A term of one pupil, newest entry first. listed: 分 on lists that count; paid: what the family really has.

    grants: ids of the list lines that make up `listed`.
    """

    term: Term
    entries: tuple[Entry, ...]
    listed: int
    grants: tuple[int, ...] = ()

    @property
    def payments(self) -> tuple[Entry, ...]:
        """The lines that make up `paid`."""
        return tuple(one for one in self.entries if one.fen is not None)

    @property
    def paid(self) -> int:
        return sum(one.fen or 0 for one in self.payments)


@dataclass(frozen=True)
class Proof:
    """One kept paper of a pupil. kept: what the File field holds; source: which record it belongs to."""

    kept: str
    title: str
    fact: str
    day: dt.date | None


def history(student: int) -> list[TermAid]:
    """Every term in which something happened, newest first."""
    together: dict[Term, list[Entry]] = defaultdict(list)
    for one in entries(student):
        together[one.term].append(one)
    listed = _listed(student)
    return [
        TermAid(
            term,
            tuple(together[term]),
            sum(row.amount for row in listed[term]),
            tuple(row.id for row in listed[term]),
        )
        for term in sorted(together, reverse=True)
    ]


def entries(student: int) -> list[Entry]:
    """All events, newest first; those of one day stand in the order in which they must have happened, backwards."""
    grants = list(AidGrant.select(AidGrant, AidBatch).join(AidBatch).where(AidGrant.student == student))
    found = [
        *_hardships(student), *_hits(student), *_cases(student), *_changes(student), *_proofs_taken(student),
        *_grants(grants), *_payments(grants), *_reversals(grants), *_letters(student),
    ]  # fmt: skip
    return [one for _, one in sorted(enumerate(found), key=lambda told: (told[1].day, told[0]), reverse=True)]


def _listed(student: int) -> dict[Term, list[Any]]:
    """The lines of lists that count, by term."""
    counts = (AidBatch.state != "void") & (AidGrant.state != "stopped")
    rows = AidGrant.select(AidGrant, AidBatch).join(AidBatch).where((AidGrant.student == student) & counts)
    found: dict[Term, list[Any]] = defaultdict(list)
    for row in rows:
        found[parse_term(row.batch.term)].append(row)
    return found


# why the pupil is needy --------------------------------------------------------------------------------


def _hardships(student: int) -> Iterator[Entry]:
    for row in Hardship.select().where(Hardship.student == student):
        source = row.source or Hardship.source_kind.format(row.source_kind) or "没有写出处"
        kind, open_ = Hardship.caption(row), ("record", ("hardship", row.id))
        told = [(row.since, "accent", f"{kind}，从这天算起", "policy" if row.continues is False else "")]
        if row.until:
            told.append((row.until, "off", f"{kind}，到这天为止", ""))
        for day, tone, words, ended in told:
            fact = "不再享受政策" if ended else Hardship.risk.format(row.risk) if row.risk else ""
            yield Entry(day, term_on(day), NEED, "stamp", tone, words, fact, source, None, *open_)


def _hits(student: int) -> Iterator[Entry]:
    tones = {"accepted": "good", "declined": "off", "ended": "off", "open": "warn"}
    stands = (ListHit.student == student) & CountyList.replaced.is_null()
    query = ListHit.select(ListHit, CountyList).join(CountyList).where(stands)
    for row in query.order_by(CountyList.month, ListHit.id):
        day = row.decided_on or row.source.taken_on
        relation = ListHit.relation.format(row.relation)
        words = f"{ListHit.verdict.format(row.verdict)}{CountyList.kind.format(row.source.kind)}"
        words += f"（{relation}的号码）" if row.verdict == "family" and relation else ""
        fact = ListHit.decision.format(row.decision) + (f"：{row.reason}" if row.reason else "")
        line = f"第 {row.row} 行" if row.row else "已退出"
        source = "·".join(part for part in (row.source.file, row.source.sheet, line) if part)
        yield Entry(
            day, term_on(day), LISTS, "list-checks", tones.get(row.decision, "accent"), words, fact, source,
            None, "lists", (row.source_id,),
        )  # fmt: skip


def _cases(student: int) -> Iterator[Entry]:
    query = RecognitionCase.select(RecognitionCase, RecognitionRound).join(RecognitionRound)
    grade = code_list("need_grade").label
    cases = list(query.where(RecognitionCase.student == student).order_by(RecognitionCase.id))
    changed = approved_of([row.id for row in cases])
    for row in cases:
        source, go = RecognitionRound.caption(row.round), ("recognition", row.round_id)
        term = parse_term(row.round.term)
        opinions = [
            f"{who}{grade(code)}"
            for who, code in (("班级评议", row.class_grade), ("学校评审", row.school_grade))
            if code
        ]
        if row.applied_on:
            by = f"{row.applicant}申请" if row.applicant else ""
            yield Entry(
                row.applied_on, term, CASE, "clipboard-list", "accent", "提出认定申请", by, source, None, *go
            )
        if row.decided_on and row.grade:
            words = f"认定为{grade(grade_of_round(row, changed.get(row.id, ())))}"
            fact = "，".join([*opinions, f"{row.decided_by}审批"])
            yield Entry(row.decided_on, term, CASE, "badge-check", "good", words, fact, source, None, *go)
        elif row.why_not:
            day = row.decided_on or row.applied_on or row.round.told_on or term.usual_span[0]
            words = f"{RecognitionCase.state.format(row.state)}：{row.why_not}"
            yield Entry(day, term, CASE, "circle-minus", "off", words, "", source, None, *go)


def _changes(student: int) -> Iterator[Entry]:
    grade = code_list("need_grade").label
    own = RecognitionCase.select(RecognitionCase.id, RecognitionCase.round).where(
        RecognitionCase.student == student
    )
    rounds = dict(own.tuples())
    for row in CaseChange.select().where(CaseChange.student == student).order_by(CaseChange.id):
        day, tone = (
            row.decided_on or row.asked_on,
            {"approved": "good", "refused": "off"}.get(row.state, "warn"),
        )
        words = (
            f"中途变动{CaseChange.state.format(row.state)}：{grade(row.old_grade)} → {grade(row.new_grade)}"
        )
        fact = "，".join(part for part in (row.reason, row.answer) if part)
        source = f"{row.asked_by}提出" + (f"，{row.decided_by}审批" if row.decided_by else "")
        yield Entry(
            day, term_on(day), CASE, "arrow-up-down", tone, words, fact, source, None, "recognition", rounds.get(row.case_id)
        )  # fmt: skip


def _proofs_taken(student: int) -> Iterator[Entry]:
    for row in Evidence.select().where(Evidence.student == student).order_by(Evidence.id):
        words = f"收取{row.title_text or Evidence.kind.format(row.kind)}，{row.pages or 1} 页"
        seen = f"{row.seen_by}看过原件" if row.seen_by else "没有写谁看过原件"
        source = Evidence.kind.format(row.kind) if row.title_text else ""
        yield Entry(
            row.day, term_on(row.day), PROOF, "paperclip", "accent", words, seen, source
        )  # fmt: skip


# money -------------------------------------------------------------------------------------------------


def _grants(grants: Sequence[Any]) -> Iterator[Entry]:
    for grant in grants:
        term, go = parse_term(grant.batch.term), ("batch", Narrowed(grant.batch_id, (grant.id,)))
        caption, day = AidBatch.caption(grant.batch), grant.batch.list_date
        if grant.state == "stopped" or grant.batch.state == "void":
            why = grant.reason or grant.batch.note or "没有写原因"
            words = f"从名单里去掉：{why}" if grant.state == "stopped" else f"名单作废：{why}"
            yield Entry(day, term, AID, "circle-minus", "off", words, caption, caption, None, *go)
            continue
        words = f"列入名单，{money.figures(grant.amount)} 元" + (f"（{grant.item}）" if grant.item else "")
        fact = f"{caption}，{grant.basis or ''}".rstrip("，")
        yield Entry(day, term, AID, "hand-coins", "accent", words, fact, grant.formula or caption, None, *go)
        if grant.batch.approved_on:
            yield Entry(
                grant.batch.approved_on, term, AID, "stamp", "good", f"{grant.batch.approved_by}审批", caption,
                caption, None, *go,
            )  # fmt: skip


def _payments(grants: Sequence[Any]) -> Iterator[Entry]:
    """What was sent to the bank and what came of it; else what 已发放 noted."""
    lines: dict[int, list[Any]] = defaultdict(list)
    query = PayLine.select(PayLine, PayList).join(PayList).order_by(PayLine.id)
    for line in query.where(PayLine.grant.in_([grant.id for grant in grants])):
        lines[line.grant_id].append(line)
    for grant in grants:
        sent = lines[grant.id]
        last = next((line.id for line in reversed(sent) if line.state == "paid"), None)
        for line in sent:
            yield from _sent(grant, line, counts=grant.state == "paid" and line.id == last)
        if last is None:
            yield from _by_hand(grant, told=bool(sent))


def _sent(grant: Any, line: Any, *, counts: bool) -> Iterator[Entry]:
    """One line of a pay list with the bank's answer; money that came and went back is told twice, each on its day.

    counts: this is the money the family has.
    """
    number = line.pay_list
    day = line.failed_on if line.state == "failed" else line.paid_on
    tone, icon = {"paid": ("good", "banknote"), "failed": ("bad", "circle-alert")}.get(
        line.state, ("accent", "send")
    )
    yuan, came = money.figures(line.amount), line.paid_on if line.state == "failed" else None
    words = f"{yuan} 元{'退汇' if came else PayLine.state.format(line.state)}"
    words += f"：{line.answer}" if line.state == "failed" and line.answer else ""
    term, fact = parse_term(grant.batch.term), f"尾号 {line.account[-4:]}，{line.owner}"
    go = ("batch", Narrowed(grant.batch_id, (grant.id,)))
    if came:
        arrived = f"{yuan} 元{PayLine.state.format('paid')}，后来退回"
        yield Entry(came, term, AID, "banknote", "off", arrived, fact, PayList.caption(number), None, *go)
    yield Entry(
        day or number.answered_on or number.made_on, term, AID, icon, tone, words, fact,
        line.answer_source or PayList.caption(number), line.amount if counts else None, *go,
    )  # fmt: skip


def _by_hand(grant: Any, *, told: bool) -> Iterator[Entry]:
    """Paid, or come back, as the clerk noted it. told: lines of the bank's lists speak of this grant already."""
    term, go = parse_term(grant.batch.term), ("batch", Narrowed(grant.batch_id, (grant.id,)))
    day = grant.batch.paid_on or grant.batch.funded_on or grant.batch.list_date
    yuan, caption = money.figures(grant.amount), AidBatch.caption(grant.batch)
    if grant.state in PAID_OUT and grant.batch.state != "void":
        card = f"尾号 {grant.account[-4:]}，{grant.owner}" if grant.account else grant.reason or caption
        words = f"{yuan} 元{code_list('grant_state').label(grant.state)}"
        fen = grant.amount if grant.state == "paid" else None
        yield Entry(day, term, AID, "banknote", "good", words, card, caption, fen, *go)
    elif grant.state == "bounced" and not told:
        words = f"{yuan} 元退票，没有到账" + (f"：{grant.reason}" if grant.reason else "")
        yield Entry(day, term, AID, "circle-alert", "bad", words, caption, caption, None, *go)


def _reversals(grants: Sequence[Any]) -> Iterator[Entry]:
    by_id = {grant.id: grant for grant in grants}
    for row in Reversal.select().where(Reversal.grant.in_(list(by_id))).order_by(Reversal.id):
        grant, agreed = by_id[row.grant_id], row.state == "approved"
        fen = sign_of(row.kind) * row.amount if agreed else None
        words = f"{Reversal.kind.format(row.kind)} {money.figures(row.amount)} 元，{Reversal.state.format(row.state)}"
        source = f"{row.asked_by}提出" + (f"，{row.decided_by}审批" if row.decided_by else "")
        yield Entry(
            row.decided_on or row.day, parse_term(grant.batch.term), CORRECTION, "undo-2",
            "warn" if agreed or row.state == "asked" else "off", words, row.reason, source, fen,
            "batch", Narrowed(grant.batch_id, (grant.id,)),
        )  # fmt: skip


# letters and papers ------------------------------------------------------------------------------------


def _letters(student: int) -> Iterator[Entry]:
    for row in letters_of(student):
        batch = AidBatch.get_by_id(row.batch_id)
        source, go = f"编号 {row.number or '还没有编号'}", ("letters", row.batch_id)
        choice = AidNotice.receipt_choice.format(row.receipt_choice)
        told = (
            (
                row.printed_at,
                "打印告知书" if (row.print_count or 0) < 2 else "补打告知书",
                "accent",
                row.printed_by or "",
            ),
            (row.delivered_on, "告知书已送达", "good", row.receiver or row.delivered_by or ""),
            (row.receipt_on, "告知书回执已收", "bad" if waits(row) else "good", choice),
            (row.contact_on, f"回执已处理：{row.contact_result}", "good", row.contact_by or ""),
        )
        for day, words, tone, fact in told:
            if day:
                said = "，".join(part for part in (source, fact) if part)
                yield Entry(
                    day, parse_term(batch.term), LETTER, "file-text", tone, words, said,
                    AidBatch.caption(batch), None, *go,
                )  # fmt: skip
        if row.undelivered_why and row.state == "undelivered":
            day = row.printed_at or batch.list_date
            yield Entry(
                day, parse_term(batch.term), LETTER, "circle-alert", "bad", f"送不到：{row.undelivered_why}",
                source, AidBatch.caption(batch), None, *go,
            )  # fmt: skip


def letters_of(student: int) -> list[Any]:
    """The letters that tell of this pupil's grants, newest first; a household's letter counts for each child."""
    told = NoticeItem.select(NoticeItem.notice).join(AidGrant).where(AidGrant.student == student)
    wanted = AidNotice.id.in_(told) | (AidNotice.student == student)
    return list(AidNotice.select().where(wanted).order_by(AidNotice.id.desc()))


def proofs(student: int) -> list[Proof]:
    """The kept papers of a pupil, newest first: 佐证材料, those of a 困难类型, of a 中途变动 and of a 冲销; each file once."""
    found = [
        Proof(row.file, row.title_text or Evidence.kind.format(row.kind),
              f"{row.seen_by}看过原件" if row.seen_by else "没有写谁看过原件", row.day)
        for row in Evidence.select().where((Evidence.student == student) & Evidence.file.is_null(False))
    ]  # fmt: skip
    for row in Hardship.select().where((Hardship.student == student) & Hardship.evidence.is_null(False)):
        found.append(Proof(row.evidence, f"{Hardship.caption(row)}的佐证", row.source or "", row.since))
    for row in CaseChange.select().where((CaseChange.student == student) & CaseChange.proof.is_null(False)):
        found.append(Proof(row.proof, "中途变动的证明", row.reason, row.asked_on))
    grants = AidGrant.select(AidGrant.id).where(AidGrant.student == student)
    for row in Reversal.select().where(Reversal.grant.in_(grants) & Reversal.proof.is_null(False)):
        found.append(Proof(row.proof, f"{Reversal.kind.format(row.kind)}的凭证", row.reason, row.day))
    once = {proof.kept: proof for proof in reversed(found) if proof.kept}
    return sorted(once.values(), key=lambda proof: proof.day or dt.date.min, reverse=True)
