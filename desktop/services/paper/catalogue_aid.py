"""The papers of the year's aid work: 认定, 公示 and what the term's aid comes to. Registered by `catalogue`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from desktop.models.ledgers.batches import AidBatch
from desktop.models.ledgers.payments import PayList
from desktop.models.ledgers.posting import Posting
from desktop.models.ledgers.recognition import RecognitionRound
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.services.paper.document import Document, Job, Wanted, batch_mark, posting_mark


def _application(store: Store, wanted: Wanted) -> Job:
    """A round's applications; else, by `copies`, an empty form, one for each class, or prepared ones for pupils."""
    from desktop.services.paper.documents import application as paper
    from desktop.services.paper.documents import application_facts as facts

    assert wanted.term
    if wanted.round:
        forms = facts.of_round(store, wanted.round, wanted.students, wanted.day)
    else:
        forms = {
            "one": lambda: [facts.Application()],
            "class": lambda: facts.blank_of_classes(wanted.classes),
            "pupil": lambda: facts.known_of_pupils(store, wanted.students, wanted.day),
        }[wanted.copies]()
    found = paper.Forms(wanted.term, forms, wanted.reverse)
    counter = "" if len(forms) == 1 and not forms[0].name else "份"
    return Job(found.title, len(forms), counter, lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


def _wall_of_round(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import wall_list as paper

    assert wanted.round
    return _wall(paper.of_round(store, wanted.round))


def _wall_of_batch(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import wall_list as paper

    assert wanted.batch
    found = paper.of_batch(store, wanted.batch)
    return _wall(found, batch_mark(wanted.batch, found.title))


def _wall(found: Any, mark: str = "") -> Job:
    from desktop.services.paper.documents import wall_list as paper

    count = len(found.wall.rows)
    return Job(found.title, count, "人", lambda p, g, f: paper.draw(p, found, progress=g, proof=f), mark)


def _slip(kind: Any) -> Callable[[Store, Wanted], Job]:
    def prepare(store: Store, wanted: Wanted) -> Job:
        from desktop.services.paper.documents import posting_slips as paper

        assert wanted.posting
        found = paper.slip(store, wanted.posting, kind, wanted.attachments)
        mark = posting_mark(wanted.posting, found.title)
        return Job(found.title, 1, "", lambda p, g, f: paper.draw(p, found, progress=g, proof=f), mark)

    return prepare


def _recognition_table(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import recognition_table as paper

    assert wanted.round
    found = paper.recognition_table(store, wanted.round)
    return Job(
        found.title,
        len(found.lines),
        "人",
        lambda p, g, f: paper.draw(p, found, progress=g, proof=f, day=wanted.day),
    )


def _aid_summary(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import aid_summary as paper

    assert wanted.term
    found = paper.aid_summary(store, wanted.term)
    return Job(
        found.title,
        found.people,
        "人",
        lambda p, g, f: paper.draw(p, found, progress=g, proof=f, day=wanted.day),
    )


def _account_slips(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import account_slips as paper

    assert wanted.batch
    found = paper.account_slips(wanted.batch)
    return Job(
        found.title, len(found.lines), "人", lambda p, g, f: paper.draw(p, found, progress=g, proof=f),
        batch_mark(wanted.batch, found.title),
    )  # fmt: skip


def rounds_of(term: Term) -> list[tuple[int, str]]:
    """The 认定批次 of a term's school year, newest last: (id, caption)."""
    rounds = RecognitionRound
    rows = rounds.select().where(rounds.term.startswith(f"{term.year}-")).order_by(rounds.term, rounds.id)
    return [(row.id, RecognitionRound.caption(row)) for row in rows]


def postings_of(term: Term) -> list[tuple[int, str]]:
    """The postings of those rounds and of the term's lists, newest last: (id, caption)."""
    rounds = [record for record, _ in rounds_of(term)]
    batches = AidBatch.select(AidBatch.id).where(AidBatch.term == term.code)
    rows = Posting.select().where(Posting.round.in_(rounds) | Posting.batch.in_(batches)).order_by(Posting.id)
    return [(row.id, Posting.caption(row)) for row in rows]


def pay_lists_of(term: Term) -> list[tuple[int, str]]:
    """The 发放清单 of the term's lists, newest last: (id, caption)."""
    batches = AidBatch.select(AidBatch.id).where((AidBatch.term == term.code) & (AidBatch.state != "void"))
    rows = PayList.select().where(PayList.batch.in_(batches)).order_by(PayList.id)
    return [(row.id, PayList.caption(row)) for row in rows]


AID_PAPERS = (
    Document(
        "D3",
        "困难学生认定申请表",
        ("term",),
        "own",
        _application,
        "空白、预填或按申请填好，背面是学校意见。",
    ),
    Document("D4", "认定结果公示", ("round",), "none", _wall_of_round, "公文和名单，只有姓名、年级、班级。"),
    Document("D5", "拟资助学生公示", ("batch",), "none", _wall_of_batch, "发放以前的公示，公文和名单。"),
    Document("D4U", "公示张贴条", ("posting",), "none", _slip("up"), "贴在名单旁边，拍照归档。"),
    Document("D4D", "公示撤下记录", ("posting",), "none", _slip("down"), "期满撤下时填，贴照片归档。"),
    Document(
        "D4R", "公示结果说明", ("posting",), "none", _slip("result"), "期满以后说明有没有异议，签字盖章。"
    ),
    Document(
        "D6",
        "认定结果汇总表",
        ("round",),
        "full",
        _recognition_table,
        "报中心校和县里，含完整号码，不得张贴。",
    ),
    Document(
        "D8F",
        "账户更正通知单",
        ("batch",),
        "masked",
        _account_slips,
        "退票和缺账户的，一班一张，家长照卡面写。",
    ),
    Document(
        "D9", "学生资助情况汇总表", ("term",), "none", _aid_summary, "这学期各项资助的人数、金额和发放进度。"
    ),
)
