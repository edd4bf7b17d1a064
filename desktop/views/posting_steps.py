"""What each step of a 公示 asks before it is done: one card per step."""

from __future__ import annotations

import datetime as dt
from typing import Any

from desktop.models.fields import Text
from desktop.models.ledger import Values
from desktop.models.ledgers.posting import Objection, Posting
from desktop.models.ledgers.recognition import RecognitionRound
from desktop.models.terms import day_in_words
from desktop.models.working_days import working_days_after
from desktop.services.aid.checks import recognition_doubts
from desktop.services.recognition import posting
from desktop.views.desk import Desk
from desktop.views.recognition_ask import AskCard, Asked, keep_paper

WHY = Text("原因", max_length=200, width=40)
PHOTOS = {"photo_up": "张贴照片", "photo_down": "撤下照片"}


def ask_hanging(desk: Desk, subject: tuple[str, int]) -> AskCard:
    """A list goes onto the wall: where, from when, for how many working days."""
    kind, record = subject
    hang = posting.post_round if kind == "round" else posting.post_batch
    of = posting.kind_of(RecognitionRound.get_by_id(record)) if kind == "round" else "aid"
    last = Posting.select().order_by(Posting.id.desc()).first()
    days = posting.usual_days(of)

    def post(told: Values) -> int:
        photo = told["photo_up"]
        made = hang(
            desk.store,
            record,
            told["from_day"],
            told["place"] or "",
            days=told["days"],
            by=told["posted_by"],
            unchanged=told.get("note"),
        )
        if photo is not None:
            _keep_photo(desk, made, "photo_up", photo)
        return made

    today = dt.date.today()
    until = day_in_words(working_days_after(today, days))
    known = [
        Asked(Posting.from_day, today, must=True),
        Asked(Posting.days, days, must=True),
        Asked(Posting.place, last.place if last else "校门口公示栏", must=True),
        Asked(Posting.posted_by, desk.store.session.who),
        Asked(Posting.photo_up, None, says="可以先不放，公示期间补上。"),
    ]
    doubts = "" if kind == "round" else recognition_doubts(desk.store, record)
    if as_it_hung := posting.as_it_hung(kind, record):
        known.insert(
            0,
            Asked(Posting.note, None, label="为什么名单没有改", says="要改的先取消，改好再张贴。", must=True),
        )
        doubts += as_it_hung
    return AskCard(
        desk, "张贴公示", known, post, yes="仍然张贴" if doubts else "张贴公示",
        says=f"{doubts}从张贴的第二天起挂满 {days} 个工作日（按校历）：今天张贴的到{until}止，当天也要挂着；"
        "改了起日或天数的，按改的算。名单以后再变，公示就要从头来。",
    )  # fmt: skip


def ask_taking_down(desk: Desk, row: Any) -> AskCard:
    def take_down(told: Values) -> None:
        photo = keep_paper(desk, told["photo_down"])
        posting.take_down(desk.store, row.id, told["removed_on"], by=told["removed_by"], photo=photo)

    known = [
        Asked(Posting.removed_on, dt.date.today(), must=True),
        Asked(Posting.removed_by, desk.store.session.who),
        Asked(Posting.photo_down, row.photo_down, says="撤下以后拍一张空墙，归档用。"),
    ]
    says = f"公示到{day_in_words(row.until_day)}才满，第二天起撤下。名单里有学生的姓名，期满不要一直挂着。"
    return AskCard(desk, "登记撤下", known, take_down, yes="登记撤下", says=says)


def ask_breaking_off(desk: Desk, row: Any) -> AskCard:
    def break_off(told: Values) -> None:
        posting.break_off(desk.store, row.id, told["why"] or "", day=told["ended_on"])

    known = [Asked(WHY, must=True, name="why"), Asked(Posting.ended_on, dt.date.today(), must=True)]
    return AskCard(
        desk, "中止公示", known, break_off, yes="中止公示",
        says="这次公示不算数，名单退回去改。改好以后从中止那天或以后重新张贴，工作日从头算。",
    )  # fmt: skip


def ask_photo(desk: Desk, row: Any, name: str) -> AskCard:
    def keep(told: Values) -> None:
        _keep_photo(desk, row.id, name, told[name])

    known = [Asked(getattr(Posting, name), getattr(row, name), must=True)]
    return AskCard(desk, PHOTOS[name], known, keep, yes="收下照片", says="照片会缩小，加密存放。")


def _keep_photo(desk: Desk, record: int, name: str, photo: Any) -> None:
    desk.store.session.demand("batch", "收公示照片")
    kept = keep_paper(desk, photo)
    with desk.store.step(f"收{PHOTOS[name]}：{Posting.caption(Posting.get_by_id(record))}") as step:
        step.change(Posting, record, {name: kept})


def ask_objection(desk: Desk, row: Any) -> AskCard:
    def keep(told: Values) -> int:
        return posting.object_to(desk.store, row.id, told)

    known = [
        Asked(Objection.day, dt.date.today(), must=True),
        Asked(Objection.way, None),
        Asked(Objection.who, None),
        Asked(Objection.student, None, label="涉及哪个学生", says="输入姓名查找；不针对某个学生的空着。"),
        Asked(Objection.content, None, must=True),
    ]
    return AskCard(desk, "登记异议", known, keep, yes="登记异议", says="有人提意见，先记下来，再核查答复。")


def ask_answer(desk: Desk, objection: Any) -> AskCard:
    def answer(told: Values) -> None:
        posting.answer(
            desk.store, objection.id, told["upheld"], told["result"] or "", day=told["handled_on"],
            by=told["handled_by"],
        )  # fmt: skip

    known = [
        Asked(Objection.upheld, None, must=True),
        Asked(Objection.handled_on, dt.date.today(), must=True),
        Asked(Objection.result, None, must=True),
        Asked(Objection.handled_by, desk.store.session.who),
    ]
    says = f"{objection.content}　成立或部分成立的，公示随之中止，名单退回去改，改好重新张贴。"
    return AskCard(desk, "答复异议", known, answer, yes="答复异议", says=says)
