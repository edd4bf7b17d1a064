"""校长台: what waits for the headteacher's name, what changed in it, a fair sample of its pupils, and the yes or no.

Nothing here edits an amount or a grade: the headteacher agrees to the whole, or sends the whole back with a word.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from desktop.models import money
from desktop.models.errors import Refused
from desktop.models.ledger import Ledger
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.drop_cases import WrittenReport
from desktop.models.ledgers.meal_money import MealSettlement
from desktop.models.ledgers.payments import Reversal
from desktop.models.ledgers.posting import Objection, Posting
from desktop.models.ledgers.recognition import CaseChange, RecognitionRound
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.models.terms import parse_term
from desktop.services import head_meals
from desktop.services.aid import batches, in_kind, mid_term
from desktop.services.aid.checks import ERROR, SIGNED_FOR, check_batch
from desktop.services.drop import case_acts, reports
from desktop.services.head_changes import Change, Since, of_batch, of_round
from desktop.services.head_meals import MonthSince
from desktop.services.meals import settlement
from desktop.services.pay import funds, reversals
from desktop.services.recognition import approval, changes, overview
from desktop.services.recognition.rounds import cases_of
from desktop.services.todo import Names, Narrowed, names_of

SAMPLE = 3  # pupils looked at before a list is signed
Kind = Literal["batch", "round", "change", "reversal", "meals", "drop_month", "drop_report"]
OWN_PAGE = ("drop_month", "drop_report")  # signed where they stand: the desk only leads there
LEDGERS: dict[str, type[Ledger]] = {
    "batch": AidBatch, "round": RecognitionRound, "change": CaseChange, "reversal": Reversal,
    "meals": MealSettlement,
}  # fmt: skip
WORD = 200  # characters of the headteacher's word
THINGS = "物品"  # what a line about the things on a list is called
MONEY = "资金"  # what a line about the money of a list is called


@dataclass(frozen=True)
class ToSign:
    """One thing that waits for a yes or no. fact: heads and sum, or the change itself. not_yet: why it cannot be agreed
    to now, "" when it can. place, hint: where its lines stand. lines: a request word by word, or the triangle of a month
    of meals; proof: its kept paper."""

    kind: Kind
    record: int
    title: str
    fact: str
    pupils: Names
    not_yet: str
    place: str
    hint: Any
    lines: tuple[tuple[str, str], ...] = ()
    proof: str = ""

    @property
    def key(self) -> tuple[str, int]:
        return self.kind, self.record


def to_sign(store: Store) -> list[ToSign]:
    """Everything that waits, what can be signed now first."""
    found = [
        *_batches(store), *_rounds(store), *_changes(store), *_reversals(store), *_settlements(store), *_drop_months(),
        *_drop_reports(),
    ]  # fmt: skip
    return sorted(found, key=lambda one: bool(one.not_yet))


def find(store: Store, kind: Kind, record: int) -> ToSign | None:
    """One of them; None when it was decided meanwhile."""
    return next((one for one in to_sign(store) if one.key == (kind, record)), None)


def _batches(store: Store) -> Iterator[ToSign]:
    rows = (
        AidBatch.select().where(AidBatch.state.in_(["listed", "posted"])).order_by(AidBatch.term, AidBatch.id)
    )
    for row in rows:
        grants = list(batches.grants_of(row.id))
        pupils = names_of(AidBatch.caption(row), [grant.student_id for grant in grants])
        fen = sum(grant.amount for grant in grants)
        fact = f"{len(grants)} 人，{in_kind.sum_words((grant.amount, grant.item) for grant in grants)}"
        yield ToSign(
            "batch", row.id, AidBatch.caption(row), fact, pupils, _batch_not_yet(store, row), "batch", row.id,
            _beside(row, fen, in_kind.things_words(grants)),
        )  # fmt: skip


def _beside(row: Any, fen: int, things: str) -> tuple[tuple[str, str], ...]:
    """What the head has to know of a list beside its figures: how it hung, the things on it, whether its money is there.

    The bank's money comes after the approval; what is handed out against signature the school pays from what it has.
    """
    hung = Posting.select().where(Posting.batch == row.id).order_by(Posting.id.desc()).first()
    lines = [("公示", _hung_words(hung))] if hung is not None else []
    if things:
        lines.append((THINGS, things))
    told = funds.sending(row.programme_id, parse_term(row.term), fen)
    if told.words and (told.received or row.pay_mode == SIGNED_FOR):
        lines.append((MONEY, told.words))
    return tuple(lines)


def _hung_words(hung: Any) -> str:
    """Where and when a list hung, and what was objected."""
    span, ended = f"{hung.from_day} 至 {hung.until_day}", ""
    if hung.state == "broken":
        ended = f"，{hung.ended_on} 中止：{hung.ended_why}"
    elif hung.removed_on:
        ended = f"，{hung.removed_on} 撤下"
    rows = list(Objection.select().where(Objection.posting == hung.id))
    objected = (
        f"收到异议 {len(rows)} 件，答复 {sum(bool(one.upheld) for one in rows)} 件"
        if rows
        else "没有收到异议"
    )
    return f"{span}，{hung.place}，{hung.heads} 人{ended}，{objected}。"


def _batch_not_yet(store: Store, row: Any) -> str:
    """The kind sentence; the door of the store knows the rest."""
    hung = Posting.select().where(Posting.batch == row.id).order_by(Posting.id.desc()).first()
    if row.state == "posted" and hung is not None and hung.state == "up":
        return f"正在公示，到 {hung.until_day} 期满，撤下以后才能签。"
    if row.state == "listed" and batches.awaits_posting(row):
        return "还没有张贴助前公示，期满撤下以后才能签。"
    if hung is not None and (left := _unanswered(hung.id)):
        return f"还有 {left} 件公示异议没有答复。"
    if row.maker and row.maker == store.session.who:
        return f"名单是{row.maker}做的，不能由同一个人审批。"
    errors = sum(finding.severity == ERROR for finding in check_batch(store, row.id))
    return f"检查发现 {errors} 处错误，要资助专干先改好。" if errors else ""


def _unanswered(posting: int) -> int:
    return int(Objection.select().where((Objection.posting == posting) & Objection.upheld.is_null()).count())


def _rounds(store: Store) -> Iterator[ToSign]:
    for row in RecognitionRound.select().where(RecognitionRound.state == "awaiting"):
        graded = overview.grades_of(cases_of(store, row.id))
        title = RecognitionRound.caption(row)
        fact = f"{len(graded)} 人，{row.submitted_by} {row.submitted_on} 送审"
        own = (
            f"是{row.submitted_by}送的审，不能由同一个人审批。"
            if row.submitted_by == store.session.who
            else ""
        )
        yield ToSign("round", row.id, title, fact, names_of(title, list(graded)), own, "recognition", row.id)


def _changes(store: Store) -> Iterator[ToSign]:
    for row in (
        CaseChange.select().where(CaseChange.state == "asked").order_by(CaseChange.asked_on, CaseChange.id)
    ):
        name = Student.caption_of(row.student_id)
        old, new = CaseChange.old_grade.format(row.old_grade), CaseChange.new_grade.format(row.new_grade)
        lines = (
            ("现在", old), ("改为", new), ("原因", row.reason), ("提出", f"{row.asked_by}，{row.asked_on}"),
            ("原件", f"{row.seen_by}看过" if row.seen_by else "没有写谁看过原件"),
            ("名单", mid_term.lists_with(row.student_id) or "不在正在办的资助名单上"),
        )  # fmt: skip
        yield ToSign(
            "change", row.id, f"中途变动：{name}", f"{old} → {new}，{row.reason}", names_of(name, [row.student_id]),
            _own(store, row.asked_by), "pupil", row.student_id, lines, row.proof or "",
        )  # fmt: skip


def _reversals(store: Store) -> Iterator[ToSign]:
    for row in reversals.waiting():
        grant = AidGrant.get_by_id(row.grant_id)
        name, kind, now = (
            Student.caption_of(grant.student_id),
            Reversal.kind.format(row.kind),
            reversals.net_of(grant),
        )
        after = now + reversals.sign_of(row.kind) * row.amount
        lines = (
            ("名单", AidBatch.caption_of(grant.batch_id)), ("现在已发", f"{money.figures(now)} 元"),
            (kind, f"{money.figures(row.amount)} 元（{money.words(row.amount)}）"),
            ("更正以后", f"{money.figures(after)} 元"), ("原因", row.reason), ("提出", f"{row.asked_by}，{row.day}"),
        )  # fmt: skip
        yield ToSign(
            "reversal", row.id, f"{kind} {money.figures(row.amount)} 元：{name}", row.reason,
            names_of(name, [grant.student_id]), _own(store, row.asked_by), "batch",
            Narrowed(grant.batch_id, (grant.id,)), lines, row.proof or "",
        )  # fmt: skip


def _settlements(store: Store) -> Iterator[ToSign]:
    """Months of meals: money of the whole school, so no pupils stand behind them."""
    for row in head_meals.waiting():
        title, lines = MealSettlement.caption(row), head_meals.in_lines(row)
        yield ToSign(
            "meals", row.id, title, head_meals.in_figures(row), Names(title, ()), head_meals.not_yet(store, row),
            "meal_settle", row.month, lines,
        )  # fmt: skip


def _drop_months() -> Iterator[ToSign]:
    """Month reports of 控辍保学, made to the end of their month."""
    for row in reports.to_sign():
        found, not_yet = reports.told(row), reports.why_not_sign(row, dt.date.today())
        yield ToSign(
            "drop_month", row.id, found.title, found.sentence, Names(found.title, ()), not_yet, "drop_reports", row.month
        )  # fmt: skip


def _drop_reports() -> Iterator[ToSign]:
    """书面报告 on children whom 劝返 did not bring back."""
    for row in case_acts.unsigned():
        files = case_acts.cases_in(row.id)
        title, names = f"书面报告 {row.number}", "、".join(one.name for one in files[:SAMPLE])
        fact = f"{names}{'等' if len(files) > SAMPLE else ''} {len(files)} 人，报{WrittenReport.to_whom.format(row.to_whom)}"
        yield ToSign("drop_report", row.id, title, fact, Names(title, ()), "", "cases", "sign")


def _own(store: Store, asked_by: str | None) -> str:
    return f"是{asked_by}提出的，不能由同一个人审批。" if asked_by == store.session.who else ""


# looking -----------------------------------------------------------------------------------------------


def since_last(store: Store, one: ToSign, *, why: bool = False) -> Since | MonthSince | None:
    """What changed; None for what concerns a single pupil. why: with the reasons the rules know, which takes a moment."""
    if one.kind == "meals":
        return head_meals.since(one.record)
    if one.kind == "batch":
        return of_batch(one.record, store if why else None)
    return of_round(store, one.record) if one.kind == "round" else None


def told(change: Change) -> str:
    """312.50 → 625.00, or the one side there is, with the reason somebody wrote."""
    return change.words


def sample(one: ToSign, draw: int = 1, count: int = SAMPLE) -> tuple[int, ...]:
    """Some pupils by lot. The same draw of the same list gives the same pupils on every computer, so that it can be
    repeated before an inspector; another pupil on the list gives another lot."""
    ids = sorted(one.pupils.ids)
    seed = f"{one.kind}-{one.record}-{draw}-{','.join(map(str, ids))}"
    lot = random.Random(hashlib.sha256(seed.encode()).digest())
    return tuple(lot.sample(ids, min(count, len(ids))))


# deciding ----------------------------------------------------------------------------------------------


def _demand_here(one: ToSign) -> None:
    if one.kind in OWN_PAGE:
        raise Refused(f"“{one.title}”请在它自己的页面上看了再签发。")


def agree(store: Store, one: ToSign, word: str = "") -> None:
    """Sign. The word is kept beside the approval. Cannot be undone. Raises NotAllowed, Refused."""
    store.session.demand("approve", "审批")
    _demand_here(one)
    said = word.strip()[:WORD]
    if one.kind == "change":
        changes.approve(store, one.record, said)
    elif one.kind == "reversal":
        reversals.approve(store, one.record, said)
    elif one.kind == "meals":
        settlement.sign(store, one.record, said)
    else:
        (approval.approve if one.kind == "round" else batches.approve)(store, one.record)
        _note(store, one, said)


def _note(store: Store, one: ToSign, said: str) -> None:
    """A list keeps the word in its note: 石校长同意：…"""
    if said:
        ledger = LEDGERS[one.kind]
        with store.step(f"审批意见：{one.title}") as step:
            step.change(ledger, one.record, {"note": f"{store.session.who}同意：{said}"})


def send_back(store: Store, one: ToSign, word: str) -> None:
    """退回, with a word that says what to mend. Raises NotAllowed; Refused without a word."""
    store.session.demand("approve", "退回")
    _demand_here(one)
    said = word.strip()[:WORD]
    if not said:
        raise Refused("请写一句为什么退回，经办的人要照着改。")
    refuse: dict[str, Callable[[Store, int, str], None]] = {
        "batch": batches.send_back, "round": approval.send_back, "change": changes.refuse, "reversal": reversals.refuse,
        "meals": settlement.give_back,
    }  # fmt: skip
    refuse[one.kind](store, one.record, said)
