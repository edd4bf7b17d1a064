"""What the class lists and meal sheets say of a child with a 个案: back at school, still away, or never away without leave.

A case rests on absences. When they were corrected since (病假 instead of 旷课, or there all the time), it rests on nothing
any more, and the headteacher may close it as a mistake.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from desktop.models.ledgers import day_order
from desktop.services.drop import absences
from desktop.services.drop.case_file import CaseFile
from desktop.services.drop.rules import rule

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Evidence:
    """The days of this round of a case, as far as anybody wrote of them.

    known: how many; truant: those of which a half was missed without leave; leave: those missed with leave;
    seen: the newest day the child was at school; stretch: the most days without leave between two at school.
    """

    known: int
    truant: tuple[dt.date, ...]
    leave: tuple[dt.date, ...]
    seen: dt.date | None
    stretch: int

    @property
    def back(self) -> bool:
        """Whether the child, missing without leave before, was at school again after that."""
        return bool(self.truant) and not self.away

    @property
    def away(self) -> bool:
        """Whether nobody has seen the child at school since it was last missing without leave."""
        return bool(self.truant) and not (self.seen and self.seen >= self.truant[-1])

    @property
    def excused(self) -> bool:
        """Whether there are absences and leave was asked for each."""
        return bool(self.leave) and not self.truant


def of_case(file: CaseFile, day: dt.date) -> Evidence:
    """What is known since the last day at school, up to a day or today, whichever is later."""
    since, until = (file.row.last_day or file.row.opened_on) + DAY, max(day, day_order.today())
    told = absences.known([file.student], since, until).get(file.student, {}) if file.student else {}
    truant, leave, seen, stretch, most = [], [], None, 0, 0
    for one in sorted(told):
        halves = absences.away_in({one: told[one]})
        missed = any(not half.leave for half in halves)
        if missed:
            truant.append(one)
        elif halves:
            leave.append(one)
        if len(halves) < len(told[one]):
            seen, stretch = one, 0
        elif missed:
            stretch += 1
        most = max(most, stretch)
    return Evidence(len(told), tuple(truant), tuple(leave), seen, most)


def mistaken(file: CaseFile, found: Evidence) -> str:
    """Why a case that was not yet back rests on no absence any more, in words for 销号依据; "" while it does."""
    if not found.known or found.away or not file.row.last_day or file.row.kind == "unregistered":
        return ""
    if found.excused:
        return "登记有误，缺课已更正为请假"
    if file.row.state == "warned":
        return "" if found.truant else "登记有误，没有缺课"
    if found.stretch < rule("suspected_days"):
        return "登记有误，没有到疑似辍学的天数"
    return ""
