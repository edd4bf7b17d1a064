"""The papers of review and of each pupil's aid: 评议, rolls by kind, later payment lists, 受助情况, 明白卡, 佐证.

Registered by `catalogue`.
"""

from __future__ import annotations

from typing import Any

from desktop.models.store import Store
from desktop.services.paper.document import Document, Job, Wanted, batch_mark


def _review_minutes(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import review_minutes as paper

    assert wanted.round
    found = paper.minutes_of(store, wanted.round, wanted.meetings)
    count = len(found.meetings)
    return Job(found.title, count, "次", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


def _review_table(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import review_table as paper

    assert wanted.round
    found = paper.review_table(store, wanted.round, wanted.classes)
    return Job(found.title, found.count, "人", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


def _roll_by(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import name_roll as paper
    from desktop.services.paper.documents.name_roll_aid import roll_by

    assert wanted.term
    found = roll_by(store, wanted.roll, wanted.term, day=wanted.day, round=wanted.round)
    return _dated(paper, found, len(found.people), wanted)


def _list_again(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import payment_list as paper

    assert wanted.pay_list
    found = paper.list_again(wanted.pay_list)
    return _dated(paper, found, len(found.lines), wanted, batch_mark(found.batch.id, found.title))


def _dated(paper: Any, found: Any, count: int, wanted: Wanted, mark: str = "") -> Job:
    """A list of people whose seal stands over the day it was asked for."""
    return Job(
        found.title,
        count,
        "人",
        lambda p, g, f: paper.draw(p, found, progress=g, proof=f, day=wanted.day),
        mark,
    )


def _pupil_aid(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import pupil_aid as paper

    found = paper.pupil_aid(store, wanted.students, wanted.day, masked=wanted.masked)
    counter = "" if len(found.pupils) == 1 else "人"
    return Job(
        found.title, len(found.pupils), counter, lambda p, g, f: paper.draw(p, found, progress=g, proof=f)
    )


def _aid_card(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import aid_card as paper

    assert wanted.term
    found = paper.cards_of(store, wanted.term, wanted.day, wanted.students)
    return Job(found.title, len(found.cards), "张", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


def _proof_page(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import proof_page as paper

    found, day = wanted.proof, wanted.day
    title, count = paper.title_of(found), len(found.lines)
    return Job(title, count, "行", lambda p, g, f: paper.draw(p, found, progress=g, proof=f, day=day))


PUPIL_PAPERS = (
    Document("D3V", "民主评议表", ("round",), "none", _review_table, "一班一张，现场打勾，和录入界面同一次序。"),
    Document("D3M", "评议会议记录", ("round",), "none", _review_minutes, "班级评议和学校评审，附结果名单。"),
    Document(
        "D7K", "分类花名册", ("term", "roll"), "full", _roll_by, "受助、认定、各困难类型、退票、未享受及原因。"
    ),
    Document(
        "D8R", "再次发放登记表", ("pay_list",), "full", _list_again, "退票更正以后再发的人，按这次送银行的账户。"
    ),
    Document(
        "AID", "受助学生情况表", ("students",), "masked", _pupil_aid, "一人一张：历年享受的资助、来源和回执。"
    ),
    Document("D28", "教育资助政策明白卡", ("term",), "masked", _aid_card, "半页一张，发给每户，写清多少钱、找谁问。"),
    Document("PROOF", "数据佐证页", ("proof",), "none", _proof_page, "一个数字的每一行出处。"),
)  # fmt: skip
