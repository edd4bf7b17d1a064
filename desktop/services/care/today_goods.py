"""What waits of 爱心超市 and 捐赠, for 今日: goods that run out of date, gifts nobody has been told about, wishes nobody takes up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from desktop.models.ledgers.care_goods import Donation, Wish
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.services.care import shelf
from desktop.services.care.rules import rule
from desktop.services.care.shelf import Lot
from desktop.services.todo import Around, Todo

PLACE = "care_goods"


def goods_todos(store: Store, around: Around) -> Iterator[Todo]:
    """For whoever keeps the shelf; nothing for a school without one."""
    if not store.session.may("care"):
        return
    yield from _spoiling(around.day)
    yield from _untold(around.day)
    yield from _wishes(around.day)


def _spoiling(day: dt.date) -> Iterator[Todo]:
    gone = shelf.out_of_date(day)
    if gone:
        words = f"爱心超市有 {len(gone)} 批东西过了保质期"
        yield Todo("package", "bad", words, _lots(gone), "登记报废", PLACE, "shelf")
    within = rule("use_by_days")
    soon = [lot for lot in shelf.out_of_date(day, within) if lot not in gone]
    if soon:
        words = f"爱心超市有 {len(soon)} 批东西 {within} 天内到期"
        yield Todo("package", "warn", words, _lots(soon), "先发出去", PLACE, "issue")


def _lots(lots: list[Lot]) -> str:
    told = [f"{lot.name} {lot.left} {lot.goods.unit}（{lot.use_by}）" for lot in lots[:3]]
    return "、".join(told) + (" 等" if len(lots) > len(told) else "")


def _untold(day: dt.date) -> Iterator[Todo]:
    """Gifts whose list was not hung up, or whose giver has heard nothing, so many days after they came."""
    days = rule("gift_days")
    since = day - dt.timedelta(days=days)
    old = Donation.select().where(Donation.day <= since).order_by(Donation.day)
    for name, field in (("公示", Donation.posted_on), ("反馈给捐赠人", Donation.thanked_on)):
        found = list(old.where(field.is_null()))
        if found:
            fact = "、".join(map(Donation.caption, found[:3])) + (" 等" if len(found) > 3 else "")
            words = f"{len(found)} 笔捐赠 {days} 天了还没有{name}"
            yield Todo("gift", "warn", words, fact, "看捐赠", PLACE, "gifts")


def _wishes(day: dt.date) -> Iterator[Todo]:
    """Wishes taken up by nobody so many days after they were asked for."""
    days = rule("wish_days")
    open_ = Wish.select().where((Wish.state == "asked") & (Wish.day <= day - dt.timedelta(days=days)))
    found = list(open_.order_by(Wish.day))
    if found:
        children = "、".join(Student.caption_of(row.student_id) for row in found[:3])
        words = f"{len(found)} 个微心愿 {days} 天了还没有人认领"
        yield Todo(
            "heart", "warn", words, children + (" 等" if len(found) > 3 else ""), "看心愿", PLACE, "wishes"
        )
