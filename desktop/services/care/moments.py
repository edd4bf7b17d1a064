"""What was done for one child, as events of its time line: 结对, 家访, 谈心, 帮扶计划, 送教, 爱心超市, 微心愿, 活动, 抽查.

Read as whoever looks may see it. What was told in a talk never stands here, and a talk in confidence is left out for
whoever may not read such: the time line is printed, too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from desktop.models import sight
from desktop.models.ledgers.care_file import ActivityChild, CareActivity, GrowthItem
from desktop.models.ledgers.care_goods import GoodsMove, PointsEntry, Wish
from desktop.models.ledgers.care_pairs import Pairing, SupportPlan
from desktop.models.ledgers.care_visits import HomeTeaching, HomeTeachingPlan, Talk, Visit, VisitChild
from desktop.models.ledgers.staff import Staff
from desktop.models.roles import CONFIDE
from desktop.services.timeline import Moment

PAIR, VISIT, TALK, PLAN, TAUGHT, GIFT, POINTS, WISH, DONE = (
    "结对", "家访", "谈心", "帮扶计划", "送教上门", "爱心超市", "积分", "微心愿", "关爱活动",
)  # fmt: skip
NOON = dt.time(12)


def care_moments(student: int) -> list[Moment]:
    """Every care event of a child, in no order. What tells of need is private: 隐性模式 leaves it out."""
    return [
        *_pairs(student), *_visits(student), *_talks(student), *_plans(student), *_taught(student), *_gifts(student),
        *_points(student), *_wishes(student), *_activities(student), *_growth(student),
    ]  # fmt: skip


def _at(
    day: dt.date, icon: str, tone: str, words: str, fact: str, ledger: str, private: bool = False
) -> Moment:
    return Moment(dt.datetime.combine(day, NOON), icon, tone, words, fact, ledger, private)


def _pairs(student: int) -> Iterator[Moment]:
    mine = (Pairing.student == student) | (Pairing.peer == student)
    for row in Pairing.select().where(mine).order_by(Pairing.id):
        who, role = Pairing.other_side(row.__data__, student), Pairing.part_of_side(row)
        if row.state != "offered":
            after = f"从{Pairing.other_side(row.took_over.__data__)}接手" if row.took_over_id else ""
            yield _at(row.from_day, "link", "good", f"和{who}结对（{role}）", after, PAIR, True)
        if row.state == "ended":
            why = Pairing.end_reason.format(row.end_reason)
            yield _at(row.until_day, "unlink", "off", f"和{who}的结对结束", why, PAIR, True)


def _visits(student: int) -> Iterator[Moment]:
    rows = VisitChild.select(VisitChild, Visit).join(Visit).where(VisitChild.student == student)
    for row in rows.order_by(Visit.day, Visit.id):
        visit = row.visit
        told = [Staff.caption_of(visit.teacher_id), f"受访人{visit.met}" if visit.met else ""]
        told += ["送达告知书" if row.notice_id else "", f"约定 {visit.next_on} 回访" if visit.next_on else ""]
        words = f"{Visit.way.format(visit.way)}家访"
        yield _at(visit.day, "footprints", "good", words, "，".join(filter(None, told)), VISIT)


def _talks(student: int) -> Iterator[Moment]:
    """That there was a talk and what about; the words spoken are nobody's but the talk's own page."""
    session, rows = sight.reader(), Talk.select().where(Talk.student == student)
    if session is None or not session.may(CONFIDE):
        rows = rows.where(Talk.in_confidence == False)  # noqa: E712
    for row in rows.order_by(Talk.day, Talk.id):
        who = Staff.caption_of(row.teacher_id)
        yield _at(
            row.day, "message-square", "accent", f"谈心：{Talk.topic.format(row.topic)}", who, TALK, True
        )


def _plans(student: int) -> Iterator[Moment]:
    for row in SupportPlan.select().where(SupportPlan.student == student):
        term = SupportPlan.term.format(row.term)
        if row.reviewed_on:
            effect = SupportPlan.effect.format(row.effect)
            fact = f"成效{effect}" if effect else ""
            yield _at(row.reviewed_on, "clipboard-check", "good", f"{term}帮扶小结", fact, PLAN, True)


def _taught(student: int) -> Iterator[Moment]:
    rows = HomeTeaching.select().join(HomeTeachingPlan).where(HomeTeachingPlan.student == student)
    for row in rows.order_by(HomeTeaching.day):
        kinds = HomeTeaching.kinds.format(row.kinds)
        who = Staff.caption_of(row.teacher1_id)
        yield _at(row.day, "backpack", "good", f"送教上门：{kinds}", who, TAUGHT, True)


def _gifts(student: int) -> Iterator[Moment]:
    here = (GoodsMove.student == student) & GoodsMove.reverses.is_null()
    back = {
        row.reverses_id for row in GoodsMove.select(GoodsMove.reverses).where(GoodsMove.student == student)
    }
    for row in GoodsMove.select().where(here).order_by(GoodsMove.day, GoodsMove.id):
        if row.id not in back:
            goods = row.goods
            words = f"领到{goods.name} {row.quantity} {goods.unit}"
            yield _at(row.day, "gift", "good", words, GoodsMove.kind.format(row.kind), GIFT, True)


def _points(student: int) -> Iterator[Moment]:
    for row in PointsEntry.select().where(PointsEntry.student == student).order_by(PointsEntry.day):
        yield _at(row.day, "star", "good", f"得 {row.points} 分：{row.reason}", "", POINTS)


def _wishes(student: int) -> Iterator[Moment]:
    for row in Wish.select().where(Wish.student == student):
        by = f"{row.taken_by}认领" if row.taken_by else ""
        yield _at(row.day, "heart", "accent", f"微心愿：{row.words}", by, WISH, True)
        if row.done_on:
            yield _at(row.done_on, "heart", "good", f"微心愿达成：{row.words}", row.how or "", WISH, True)


def _activities(student: int) -> Iterator[Moment]:
    rows = ActivityChild.select(ActivityChild, CareActivity).join(CareActivity)
    for row in rows.where(ActivityChild.student == student):
        kind = CareActivity.kind.format(row.activity.kind)
        yield _at(row.activity.day, "users", "accent", f"参加{row.activity.name}", kind, DONE, True)


def _growth(student: int) -> Iterator[Moment]:
    for row in GrowthItem.select().where(GrowthItem.student == student):
        words = f"成长记录袋放进{row.name}"
        yield _at(row.day, "folder", "accent", words, GrowthItem.kind.format(row.kind), DONE, True)
