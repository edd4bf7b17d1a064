"""What waits of the year's aid work: lists to compare, rounds, 公示, objections, the bank, differences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledgers.batch_order import PAYING
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.payments import PayLine, PayList
from desktop.models.ledgers.posting import Objection, Posting
from desktop.models.ledgers.recognition import RecognitionRound
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.services.aid import receipt_questions
from desktop.services.aid.left_over import left_over
from desktop.services.lists import since
from desktop.services.lists.decide import open_hits
from desktop.services.lists.differences import EXTRA, MISSING, Differences
from desktop.services.recognition import ladder, posting
from desktop.services.recognition.rounds import cases_of
from desktop.services.todo import Around, Narrowed, Todo, named

LAST_DAYS = 2  # working days left from which a posting is pointed out in amber
HEADS = "awaiting"  # state of a round that waits for the headteacher


def aid_todos(store: Store, around: Around) -> Iterator[Todo]:
    """What the aid clerk has next; the review of the own class for a class teacher; nothing for other roles."""
    if not store.session.may("batch"):
        yield from _own_class(store)
        return
    yield from _comparison(store, around)
    yield from _rounds(store, around)
    yield from _postings(around)
    yield from _objections()
    yield from _failed()
    yield from _at_bank()
    yield from _asked()
    yield from _left_over(around)


def _asked() -> Iterator[Todo]:
    """Receipts on which a family asks the school to get in touch."""
    rows: dict[int, list[Any]] = defaultdict(list)
    for row in receipt_questions.waiting():
        rows[row.batch_id].append(row)
    for batch, some in rows.items():
        words = f"{len(some)} 份回执写着“不一致，请学校联系我”，还没有处理"
        hint = Narrowed(batch, ("returned",))
        yield Todo(
            "message-square", "bad", words, named([row.student_id for row in some]), "去处理", "letters", hint
        )


def _left_over(around: Around) -> Iterator[Todo]:
    """Lists of earlier terms whose money or letters have not come to their end."""
    for one in left_over(around.term):
        letters = not one.unpaid and bool(one.unmade or one.to_bring or one.to_fetch)
        place, verb = ("letters", "看告知书") if letters else ("batch", "看名单")
        fact = f"{one.caption}，{named(one.pupils)}" if one.pupils else one.caption
        yield Todo("history", "bad" if one.unpaid else "warn", one.sentence, fact, verb, place, one.batch.id)


def _comparison(store: Store, around: Around) -> Iterator[Todo]:
    """Lines of county lists that nobody decided, and how long ago the last comparison was."""
    waiting = open_hits(store)
    if waiting:
        who = list(dict.fromkeys(hit.student_id for hit in waiting))
        words = f"名单比对有 {len(waiting)} 条还没有处理"
        yield Todo("list-checks", "warn", words, named(who), "去处理", "lists")
    if not Student.select().exists():
        return
    told = since.since_lists(around.day)
    if told.last is None:
        fact = "把各部门的名单放进一个文件夹拖进来，程序找出本校学生和家人"
        yield Todo("search-check", "accent", "还没有和部门名单比对过", fact, "去比对", "lists")
    elif told.late:
        words = f"和部门名单比对已过去 {told.days} 天"
        yield Todo("search-check", "warn", words, told.sentence, "去比对", "lists")


def _rounds(store: Store, around: Around) -> Iterator[Todo]:
    """The step each round stands in, and what it lacks. What hangs on the wall is told as a posting."""
    rows = RecognitionRound.select().where(RecognitionRound.state.not_in(["archived", "posted"]))
    for row in rows.order_by(RecognitionRound.term, RecognitionRound.id):
        rungs = ladder.steps(store, row.id, today=around.day)
        now = next(rung for rung in rungs if rung.stands == ladder.NOW)
        tone = "accent" if row.state == HEADS else "warn"
        words = f"{RecognitionRound.caption(row)}：{now.name}"
        yield Todo("clipboard-list", tone, words, "".join(now.missing[:2]), "去办", "recognition", row.id)


def _own_class(store: Store) -> Iterator[Todo]:
    """班级评议 that waits for a class teacher."""
    if not store.session.may("review"):
        return
    for row in RecognitionRound.select().where(RecognitionRound.state == "reviewing"):
        waiting = [case.student_id for case in cases_of(store, row.id) if case.state == "applied"]
        if waiting:
            words = f"班级评议：{len(waiting)} 人还没有评"
            hint = (row.id, "class")
            yield Todo("list-checks", "warn", words, named(waiting), "去评", "recognition_review", hint)


def _postings(around: Around) -> Iterator[Todo]:
    """Each list on the wall: the days left, or that it must come down."""
    for row in Posting.select().where(Posting.state == "up").order_by(Posting.until_day):
        left = posting.remaining(row, around.day)
        tone = "bad" if left.over else "warn" if left.days <= LAST_DAYS else "accent"
        words = (
            f"{subject_of(row)}：公示期已满，请撤下"
            if left.over
            else f"{subject_of(row)}：公示还剩 {left.days} 个工作日"
        )
        verb = "登记撤下" if left.over else "看公示"
        yield Todo("megaphone", tone, words, f"{row.place}，{left.sentence}", verb, "posting", row.id)
    rows = Posting.select().join(RecognitionRound).where(
        (Posting.state == "over") & (RecognitionRound.state == "posted"))  # fmt: skip
    for row in rows:
        words = f"{subject_of(row)}：公示期满，等送校长审批"
        yield Todo("stamp", "warn", words, f"{row.removed_on} 撤下", "去送审", "recognition", row.round_id)


def subject_of(row: Any) -> str:
    """What hangs: the round's or the list's name."""
    if row.round_id is not None:
        return RecognitionRound.caption_of(row.round_id)
    return AidBatch.caption_of(row.batch_id)


def _objections() -> Iterator[Todo]:
    waiting: dict[int, list[Any]] = defaultdict(list)
    for row in Objection.select().where(Objection.upheld.is_null()).order_by(Objection.day):
        waiting[row.posting_id].append(row)
    for number, rows in waiting.items():
        words = f"{len(rows)} 件公示异议还没有答复"
        fact = f"{subject_of(Posting.get_by_id(number))}，最早一件 {rows[0].day} 收到"
        yield Todo("message-square", "bad", words, fact, "去核查", "posting", number)


def _failed() -> Iterator[Todo]:
    """Money that came back, list by list, with those lines."""
    for batch, grants in failed_grants().items():
        words = f"{len(grants)} 人的钱退票了，要更正账户再发"
        who = [grant.student_id for grant in grants]
        hint = Narrowed(batch, tuple(grant.id for grant in grants))
        yield Todo("circle-alert", "bad", words, named(who), "看名单", "batch", hint)


def failed_grants() -> dict[int, list[Any]]:
    """List -> its grants that came back from the bank."""
    found: dict[int, list[Any]] = defaultdict(list)
    rows = AidGrant.select(AidGrant, AidBatch).join(AidBatch).where(
        (AidGrant.state == "bounced") & AidBatch.state.in_(PAYING))  # fmt: skip
    for row in rows.order_by(AidGrant.batch, AidGrant.place):
        found[row.batch_id].append(row)
    return found


def _at_bank() -> Iterator[Todo]:
    """Lists that went to the bank and have lines without a word from it."""
    waiting = PayLine.select(PayLine.pay_list).where(PayLine.state == "sent")
    for row in PayList.select().where((PayList.state == "sent") & PayList.id.in_(waiting)):
        fact = f"{PayList.caption(row)}，{row.made_on} 生成，{row.heads} 人"
        yield Todo("landmark", "accent", "银行还没有回盘", fact, "读入回盘", "pay_answer", row.id)


# differences: they take longer to find, so the page asks for them as a job ----------------------------


def difference_todos(found: Sequence[Differences]) -> Iterator[Todo]:
    """Both sides of each programme, as far as nobody explained them."""
    for one in found:
        for side in (MISSING, EXTRA):
            gaps = one.of(side)
            if gaps:
                words = f"{one.programme.short or one.programme.name}：{code_list('difference_side').label(side)} {len(gaps)} 人"
                who = [gap.student.id for gap in gaps]
                hint = (one.programme.id, one.term)
                yield Todo("arrow-left-right", "warn", words, named(who), "去说明", "difference", hint)
