"""The made-up school's reports of 控辍保学: everybody arrived but one, both campaigns, two inspections, two months.

Left for whoever looks: one thing of a campaign not done, a finding to mend, October's report to sign.
"""

from __future__ import annotations

import datetime as dt

from desktop.models.ledgers.staff import Staff
from desktop.models.roles import session_for
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.services.drop import arrivals, campaigns, inspections, reports
from desktop.services.progress import Progress

FIRST = dt.date(2026, 9, 1)
MADE, SIGNED, NOW = dt.date(2026, 10, 9), dt.date(2026, 10, 10), dt.date(2026, 10, 31)


def autumn(store: Store, head: str, term: Term, progress: Progress) -> None:
    """Write the term so far. head: the headteacher, who signs September."""
    progress.say("开学报到和控辍月报")
    _arrive(store, term)
    staff = [row.id for row in Staff.select(Staff.id).order_by(Staff.id).limit(2)]
    _campaigns(store, term, staff[0])
    _inspections(store, staff)
    reports.keep(store, "2026-09", MADE)
    clerk, store.session = store.session, session_for(head, "head")
    try:
        reports.sign(store, "2026-09", SIGNED)
    finally:
        store.session = clerk
    reports.send(store, "2026-09", SIGNED)
    reports.keep(store, "2026-10", NOW)


def _arrive(store: Store, term: Term) -> None:
    """All classes but the last came whole; one child of that came two days later."""
    board = arrivals.board(term)
    *others, last = board.classes
    arrivals.all_came(store, board, [one.school_class for one in others], FIRST)
    arrivals.keep_sheet(store, term, last, {last.due[0]}, FIRST)
    (late,) = arrivals.board(term).missing
    arrivals.follow(store, late.id, {"reason": "away", "whereabouts": "外出探亲", "told": "电话说周四回来"})
    arrivals.follow(store, late.id, {"came_on": FIRST + dt.timedelta(days=2)})


def _campaigns(store: Store, term: Term, leader: int) -> None:
    for phase, done in (("before", FIRST - dt.timedelta(days=2)), ("after", FIRST + dt.timedelta(days=9))):
        campaigns.begin(store, term, phase, {"leader": leader})
        action = campaigns.actions(term)[phase]
        checks = [one.id for one in action.checks]
        told = {"done_on": done, "staff": leader, "result": "完成"}
        campaigns.tick(store, checks if phase == "before" else checks[:-1], told)
        words = campaigns.result_words(campaigns.actions(term)[phase], term, action.row.until_day)
        campaigns.conclude(store, action.row.id, words)


def _inspections(store: Store, staff: list[int]) -> None:
    told = {"day": dt.date(2026, 9, 25), "inspector": "柳林镇中心校", "finding": "两次家访没有家长签字"}
    one = inspections.keep(store, told | {"mend_by": dt.date(2026, 10, 10), "staff": staff[0]})
    inspections.mend(store, one, {"mended_on": dt.date(2026, 10, 8), "how": "补签，照片存档"})
    inspections.check(store, [one], "柳林镇中心校")
    told = {
        "day": dt.date(2026, 10, 28),
        "inspector": "县教体局督导组",
        "finding": "在外就读的孩子有人没有证明",
    }
    inspections.keep(store, told | {"mend_by": dt.date(2026, 12, 10), "staff": staff[-1]})
