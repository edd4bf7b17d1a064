"""The lights of 校长台: how a whole piece of work stands, in one sentence, with the names behind it.

Another ledger adds its own light by adding its function to LIGHTS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from desktop.models import money
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batch_order import PAYING, UNAPPROVED
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.posting import Objection, Posting
from desktop.models.ledgers.recognition import RecognitionRound
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.services import backup
from desktop.services.aid.coverage import cover, paid_by_term
from desktop.services.aid.delivery import Posted, posted, rate_of_all
from desktop.services.aid.finishing import minus_of
from desktop.services.aid.left_over import left_over
from desktop.services.aid.notices import grants_without_notice
from desktop.services.aid.receipt_questions import waits
from desktop.services.care.today_care import care_light
from desktop.services.drop.today_drop import drop_light
from desktop.services.head_meals import meal_light
from desktop.services.head_told import Known as Known
from desktop.services.head_told import Light as Light
from desktop.services.head_told import Told as Told
from desktop.services.head_told import made_light, names_told
from desktop.services.lists.differences import EXTRA, MISSING, Differences, percent_of
from desktop.services.paper.documents import proof_page_facts as facts
from desktop.services.paper.documents import proof_page_figures as proofs
from desktop.services.paper.documents.proof_page_figures import Figure, figure
from desktop.services.pay import funds
from desktop.services.recognition import overview, posting
from desktop.services.recognition.rounds import cases_of
from desktop.services.today_aid import failed_grants, subject_of
from desktop.services.todo import Around

STALE_DAYS, LOST_DAYS = 3, 14  # days without a backup: amber, red
LAST_DAYS = 2  # working days left of a posting: amber


def lights(store: Store, around: Around, found: Sequence[Differences]) -> list[Light]:
    """All lights, in their order. found: the term's differences, see `aid.coverage.found_in`."""
    known = Known(around, found)
    return [one for make in LIGHTS if (one := make(store, known)) is not None]


# 资助 ---------------------------------------------------------------------------------------------------


def aid_light(store: Store, known: Known) -> Light:
    return made_light("aid", "hand-coins", "资助", _aid(store, known))


def _aid(store: Store, known: Known) -> Iterator[Told]:
    bounced = [grant for grants in failed_grants().values() for grant in grants]
    if bounced:
        ids = [grant.id for grant in bounced]
        proof = figure("退票", facts.proof_of_grants, ids, "退票还没有到账", "退票以后还没有重新发放的每一笔")
        pupils = [grant.student_id for grant in bounced]
        yield names_told("bad", "退票", f"{len(bounced)} 人的钱退票，还没有到账", pupils, proof)
    yield from _unpaid_before(known.term)
    rows = list(AidBatch.select().where((AidBatch.term == known.term.code) & (AidBatch.state != "void")))
    with_list = {row.programme_id for row in rows}
    for side, title in ((MISSING, "应助未助"), (EXTRA, "已助不在册")):
        gaps = [gap for one in known.found if one.programme.id in with_list for gap in one.of(side)]
        if gaps:
            ids = [gap.student.id for gap in gaps]
            proof = figure(
                title, proofs.proof_of_gaps, gaps, title, "规则和名单对不上、还没有说明原因的每一行"
            )
            yield names_told("warn", title, f"{title} {len(set(ids))} 人，还没有说明原因", ids, proof)
    if not rows:
        yield Told("warn", "本学期还没有资助名单", "aid")
        return
    yield from _without_list([one for one in known.found if one.programme.id not in with_list])
    told = cover(list(known.found), known.term)
    whole = told.whole
    if whole.of:
        unsure = sum(one.rate.unsure for one in known.found)
        base = f"{whole.of} 人次" + (f"（含存疑 {unsure}）" if unsure else "")
        rate = f"应享受 {base}，已列入 {whole.have}（{percent_of(whole.have, whole.of)}%）"
        proof = figure("应享尽享率", proofs.proof_of_rate, list(known.found))
        sound = whole.have == whole.of and not told.note
        yield Told("good" if sound else "warn", rate, "charts", proof=proof)
        if told.note:
            yield Told("warn", told.note.rstrip("。"), "lists")
    yield from _filed_in_the_red(rows)
    yield from _beyond(rows, known.term)
    yield _paid(store, known.term, [row.id for row in rows])


def _unpaid_before(term: Term) -> Iterator[Told]:
    """Lists of earlier terms that were never filed, the money of some of them never paid."""
    for one in left_over(term):
        ids = [grant.id for grant in one.unpaid]
        proof = (
            figure("没有发到手", facts.proof_of_grants, ids, one.caption, "还没有发到手的每一笔")
            if ids
            else None
        )
        yield Told("bad" if ids else "warn", one.sentence, "batch", one.batch.id, proof)


def _without_list(found: Sequence[Differences]) -> Iterator[Told]:
    """Programmes of the term that have no list at all, though pupils are entitled by the rules."""
    for one in found:
        gaps = [gap for gap in one.of(MISSING) if gap.entitled]
        if gaps:
            title = f"{one.programme.short or one.programme.name}还没有名单"
            words = f"{title}，应享受的有 {len(gaps)} 人"
            proof = figure(title, proofs.proof_of_gaps, gaps, title, "按规则应享受、这一项还没有名单的每一人")
            yield names_told("warn", title, words, [gap.student.id for gap in gaps], proof)


def _beyond(rows: Sequence[Any], term: Term) -> Iterator[Told]:
    """More sent than came in, while the list is still being paid."""
    for programme in dict.fromkeys(row.programme_id for row in rows if row.state in PAYING):
        told = funds.sending(programme, term)
        if told.received and told.beyond:
            name, yuan = AidProgramme.caption_of(programme), money.figures
            words = f"{name}到账 {yuan(told.received)} 元，已发（含已送银行）{yuan(told.out)} 元，多 {yuan(told.beyond)} 元"
            yield Told("warn", words, "aid", "funds")


def _filed_in_the_red(rows: Sequence[Any]) -> Iterator[Told]:
    """Lists that were filed although more was paid than came in."""
    for row in rows:
        if row.state == "closed" and (minus := minus_of(row)):
            yield Told("bad", f"{AidBatch.caption(row)}已归档，{minus.rstrip('。')}", "batch", row.id)


def _paid(store: Store, term: Term, batches: list[int]) -> Told:
    """Heads of the lists; the money with approved corrections, as the page of pictures has it."""
    counts = AidGrant.batch.in_(batches) & (AidGrant.state != "stopped")
    grants = list(AidGrant.select(AidGrant.id, AidGrant.state).where(counts).tuples())
    states = [state for _, state in grants]
    done, fen = states.count("paid"), paid_by_term(store, term, terms=1)[-1].paid
    ids = [record for record, _ in grants]
    proof = figure("已发放", proofs.proof_of_paid, ids, f"{term.title}已发放金额") if done else None
    words = f"已发放 {done} / {len(states)} 人次，{money.figures(fen)} 元"
    return Told("good" if done == len(states) else "off", words, "charts", proof=proof)


# 认定和公示 ----------------------------------------------------------------------------------------------


def recognition_light(store: Store, known: Known) -> Light:
    return made_light("recognition", "clipboard-check", "认定和公示", _recognition(store, known))


def _recognition(store: Store, known: Known) -> Iterator[Told]:
    yield from _postings(known)
    open_ = Objection.select(Objection.posting).where(Objection.upheld.is_null())
    for number in {row.posting_id for row in open_}:
        count = Objection.select().where((Objection.posting == number) & Objection.upheld.is_null()).count()
        yield Told("bad", f"{count} 件公示异议还没有答复", "posting", number)
    rounds = _rounds_of_year(known.term)
    if not rounds:
        yield Told("warn", f"{known.term.year_title}还没有开始认定", "recognition")
        return
    forgotten = _forgotten(store, rounds, known)
    if forgotten:
        words = f"{len(forgotten)} 人登记了困难类型，没有认定申请"
        proof: Figure | None = figure("可能漏认", proofs.proof_of_pupils, forgotten, "可能漏认", words)
        yield names_told("warn", "可能漏认", words, forgotten, proof)
    lacking = [one for row in rounds for one in overview.doubtful(store, row.id)]
    doubtful = sorted({one.case.student_id for one in lacking})
    if doubtful:
        proof = figure("认定缺材料", proofs.proof_of_lacking, lacking, "认定缺材料")
        yield names_told(
            "warn", "认定缺材料", f"{len(doubtful)} 人的认定申请没有收齐申请表、承诺或证明", doubtful, proof
        )
    for row in rounds:
        cases = cases_of(store, row.id)
        graded = overview.grades_of(cases)
        ids = [case.id for case in cases if case.student_id in graded]
        caption, state = RecognitionRound.caption(row), RecognitionRound.state.format(row.state)
        counts = "评上或将要评上的每一份申请"
        proof = figure("认定人数", facts.proof_of_cases, ids, caption, counts) if ids else None
        tone = "good" if row.approved_on else "off"
        heads = f"{len(graded)} 人" if graded or row.approved_on else f"申请 {len(cases)} 人，还没有评出档次"
        yield Told(tone, f"{caption}：{state}，{heads}", "recognition", row.id, proof)


def _forgotten(store: Store, rounds: Sequence[Any], known: Known) -> list[int]:
    """Pupils with a 困难类型 and no application in any round of the year."""
    lacking = [
        {one.student for one in overview.forgotten(store, row.id, today=known.around.day)} for row in rounds
    ]
    return sorted(set.intersection(*lacking))


def _postings(known: Known) -> Iterator[Told]:
    for row in Posting.select().where(Posting.state == "up").order_by(Posting.until_day):
        left = posting.remaining(row, known.around.day)
        tone = "bad" if left.over else "warn" if left.days <= LAST_DAYS else "good"
        words = "公示期已满，还没有撤下" if left.over else f"公示还剩 {left.days} 个工作日"
        yield Told(tone, f"{words}：{subject_of(row)}", "posting", row.id)


def _rounds_of_year(term: Term) -> list[Any]:
    """The rounds of the school year the term is in, the newest first."""
    year = [Term(term.year, 1).code, Term(term.year, 2).code]
    rows = RecognitionRound.select().where(RecognitionRound.term.in_(year))
    return list(rows.order_by(RecognitionRound.term.desc(), RecognitionRound.id.desc()))


# 告知书和回执 --------------------------------------------------------------------------------------------


def letters_light(_store: Store, known: Known) -> Light:
    return made_light("letters", "mail", "告知书和回执", _letters(known))


def _letters(known: Known) -> Iterator[Told]:
    for one in left_over(known.term):
        if waiting := [*one.to_bring, *one.to_fetch]:
            states = (("没有送到", one.to_bring), ("的回执没有收回", one.to_fetch))
            words = "，".join(f"{len(some)} 份告知书{said}" for said, some in states if some)
            ids = {notice.id for notice in waiting}
            behind = [letter for letter in posted(one.batch.id) if letter.notice.id in ids]
            yield _letters_of("warn", f"{one.when}的告知书", f"{one.when}的名单：{words}", behind)
    settled = AidBatch.state.not_in([*UNAPPROVED, "void"]) & (AidBatch.term == known.term.code)
    rows = [row.id for row in AidBatch.select().where(settled)]
    letters = [one for batch in rows for one in posted(batch)]
    unmade = sum(grants_without_notice(batch) for batch in rows)
    told = {
        state: [one for one in letters if one.notice.state in states]
        for state, states in (
            ("lost", ["undelivered"]),
            ("made", ["made"]),
            ("out", ["printed", "delivered"]),
        )
    }
    if told["lost"]:
        yield _letters_of("bad", "告知书送不到", f"{len(told['lost'])} 份告知书送不到", told["lost"])
    if asked := [one for one in letters if waits(one.notice)]:
        words = f"{len(asked)} 份回执写着“不一致，请学校联系我”，还没有处理"
        yield _letters_of("bad", "回执等学校联系", words, asked)
    if unmade or told["made"]:
        yield Told("warn", f"{unmade + len(told['made'])} 份告知书还没有打印", "letters", rows[0])
    if told["out"]:
        yield _letters_of("warn", "回执没有收回", f"{len(told['out'])} 份回执还没有收回", told["out"])
    if letters:
        yield _rates(letters)
    elif not unmade:
        yield Told("off", "本学期还没有审批过的名单，没有要发的告知书")


def _letters_of(tone: str, title: str, words: str, letters: Sequence[Posted]) -> Told:
    proof = figure(title, proofs.proof_of_letters, letters, title)
    return names_told(tone, title, words, [one.notice.student_id for one in letters], proof)


def _rates(letters: Sequence[Posted]) -> Told:
    whole = rate_of_all(letters)
    words = f"送达 {whole.delivered} / {whole.letters} 份，回执收回 {whole.returned} / {whole.letters} 份"
    tone = "good" if whole.delivered == whole.returned == whole.letters else "off"
    return Told(tone, words, proof=figure("送达和回执", proofs.proof_of_letters, letters, "送达和回执"))


# 数据安全 -----------------------------------------------------------------------------------------------


def safety_light(_store: Store, known: Known) -> Light:
    return made_light("safety", "shield-check", "数据安全", _safety(known.around))


def _safety(around: Around) -> Iterator[Told]:
    made = backup.listed(around.backups)
    days = (around.day - made[0].at.date()).days if made else None
    if days is None:
        yield Told("bad", "还没有备份过，电脑坏了就找不回来", "backup")
    elif days > STALE_DAYS:
        yield Told("bad" if days > LOST_DAYS else "warn", f"已经 {days} 天没有备份", "backup")
    else:
        when = "今天" if days <= 0 else "昨天" if days == 1 else f"{days} 天前"
        proof = figure("备份", proofs.proof_of_backups, made)
        yield Told("good", f"最近一次备份在{when}，共 {len(made)} 份", "backup", proof=proof)
    if not around.second:
        yield Told("warn", "第二份备份还没有地方放：请选一个 U 盘或另一块硬盘", "backup")
    else:
        yield Told("good", "关程序时自动多存一份到第二个地方", "backup")


LIGHTS: tuple[Callable[[Store, Known], Light | None], ...] = (  # None: the school has no such work
    aid_light,
    recognition_light,
    letters_light,
    meal_light,
    care_light,
    drop_light,
    safety_light,
)
