"""缺课 and 个案 as events of a pupil's time line. All of it is private: 隐性模式 leaves it out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from desktop.models.codes import code_list
from desktop.models.ledgers import day_order
from desktop.models.ledgers.drop_absence import ContactAttempt
from desktop.models.ledgers.drop_cases import DropCase
from desktop.models.ledgers.staff import Staff
from desktop.services.drop import absences, ladder
from desktop.services.drop.absences import HalfDay
from desktop.services.drop.case_file import files
from desktop.services.timeline import Moment

ABSENT, CONTACT, CASE = "缺课", "联系家长", "控辍个案"
LOOK_BACK = 400  # days of half-days told
NOON = dt.time(12)
ELSEWHERE = ("联系家长", "家访")


def drop_moments(student: int) -> list[Moment]:
    """Every absence, contact and step of a case of a pupil, in no order."""
    return [*_absences(student), *_contacts(student), *_cases(student)]


def _at(day: dt.date, icon: str, tone: str, words: str, fact: str, ledger: str) -> Moment:
    return Moment(dt.datetime.combine(day, NOON), icon, tone, words, fact, ledger, True)


def _absences(student: int) -> Iterator[Moment]:
    """Half-days one after another stand as one event: 10月12日起缺课 3 天."""
    today = day_order.today()
    halves = absences.of(student, today - dt.timedelta(days=LOOK_BACK), today)
    for group in _groups(halves):
        labels = "、".join(dict.fromkeys(code_list("meal_mark").label(one.mark) for one in group))
        count = f"{len(group) / 2:g} 天" if len(group) > 1 else "半天"
        last = group[-1].day
        until = f"到 {last}" if last != group[0].day else ""
        tone = "off" if all(one.leave for one in group) else "warn"
        yield _at(
            group[0].day, "user-minus", tone, f"缺课 {count}", " ".join(filter(None, [labels, until])), ABSENT
        )


def _groups(halves: Sequence[HalfDay]) -> Iterator[list[HalfDay]]:
    group: list[HalfDay] = []
    for one in halves:
        if group and (one.day - group[-1].day).days > 3:
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _contacts(student: int) -> Iterator[Moment]:
    for row in ContactAttempt.select().where(ContactAttempt.student == student):
        way, end = ContactAttempt.way.format(row.way), ContactAttempt.reached.format(row.reached)
        fact = "，".join(filter(None, [Staff.caption_of(row.staff_id), row.words or ""]))
        tone = "good" if row.reached == "yes" else "warn"
        yield _at(row.day, "phone", tone, f"{way}联系家长：{end}", fact, CONTACT)


def _cases(student: int) -> Iterator[Moment]:
    """The steps and papers of each case; contacts and visits stand in the time line by themselves."""
    for file in files(DropCase.select().where(DropCase.student == student)):
        for one in ladder.events(file):
            if one.ledger not in ELSEWHERE and not (one.file and not one.fact):
                words = f"{one.words}（{file.row.number}）" if one.ledger == "个案经过" else one.words
                yield _at(one.day, one.icon, one.tone, words, one.fact, CASE)
