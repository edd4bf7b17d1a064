"""What the class lists and meal sheets say to a day a person writes: the last day at school, the return, and what came after it.

The register decides. What it contradicts is refused with the day it shows; whoever knows better mends the register first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from desktop.models.codes import code_list
from desktop.models.ledgers import day_order
from desktop.services.drop import absences
from desktop.services.drop.absences import Day, HalfDay
from desktop.services.drop.case_file import CaseFile

NAMED = 4  # days that are named one by one
MEND = "考勤写错了的，请先更正考勤。"


def in_days(days: Iterable[dt.date]) -> str:
    """11-04、11-05、11-06, the first of many."""
    some = sorted(set(days))
    told = "、".join(f"{one:%m-%d}" for one in some[:NAMED])
    return f"{told} 等 {len(some)} 天" if len(some) > NAMED else told


def _missed(day: Day) -> bool:
    """Whether the child was not there at all, as far as anybody wrote."""
    return bool(day) and all(seen.mark for seen in day.values())


def _truant(day: Day) -> bool:
    """Whether a half was missed without leave."""
    codes = code_list("meal_mark")
    return any(seen.mark and not codes.fact(seen.mark, "leave") for seen in day.values())


def _known(student: int, since: dt.date, until: dt.date) -> dict[dt.date, Day]:
    return absences.known([student], since, until).get(student, {})


# the last day at school ----------------------------------------------------------------------------------


def why_not_last(student: int, last: dt.date, opened: dt.date) -> str:
    """Why a pupil was not last at school on a day, by what the register says up to the opening; "" when it fits."""
    told = _known(student, min(last, opened) - dt.timedelta(days=absences.LOOK_BACK), max(last, opened))
    run = absences.run_of(student, opened)
    if last in told and _missed(told[last]):
        mark = code_list("meal_mark").label(next(iter(told[last].values())).mark)
        before = max((day for day in told if day < last and not _missed(told[day])), default=None)
        true = f"以前最后一次到校是 {before}，最后到校日期请写这一天。" if before else "请写在它以前的日子。"
        return f"考勤上 {last} 是{mark}，孩子没有来。{true}{MEND}"
    if run and run.last_here and last < run.last_here:
        return f"考勤上 {run.last_here} 孩子还来过，{run.first} 才没有来。最后到校日期请写 {run.last_here}。{MEND}"
    if run and last >= run.first:
        here = f"最后到校日期请写 {run.last_here}。" if run.last_here else "请写在它以前的日子。"
        return f"考勤上孩子 {run.first} 起就没有来，{here}{MEND}"
    return ""


# the return ----------------------------------------------------------------------------------------------


def why_not_back(file: CaseFile, day: dt.date, words: str = "") -> str:
    """Why a child did not come back on a day, by the register up to today; "" when it did.

    Absences after the child was seen again are another matter: `words` says that it came back and stayed away anew.
    """
    if file.row.last_day and day <= file.row.last_day:
        return f"{file.name}最后到校是 {file.row.last_day}，复学要在那以后。"
    if not file.student:
        return ""
    told = _known(file.student, day, max(day, day_order.today()))
    if day in told and _missed(told[day]) and not _truant(told[day]):
        return f"考勤上 {file.name} {day} 请了假，没有来，复学日期请写真的到校的那天。{MEND}"
    missed = [one for one in sorted(told) if _missed(told[one]) and _truant(told[one])]
    seen = [one for one in sorted(told) if not _missed(told[one])]
    if not missed:
        return ""
    true = next((one for one in seen if one > missed[-1]), None)
    then = f"以后第一次到校是 {true}，复学日期请写这一天。" if true else "以后还没有到校的记录。"
    if not seen or missed[0] < seen[0]:
        return f"考勤上 {file.name} {in_days(missed)} 没有请假就没来，{day} 还没有复学。{then}{MEND}"
    if words.strip():
        return ""
    return (
        f"考勤上 {file.name} {seen[0]} 以后 {in_days(missed)} 又没有请假就没来。{then}"
        f"真是 {day} 回来、后来又没来的，在“说明”里写一句，登记以后接着重开。"
    )


def seen_again(file: CaseFile, day: dt.date) -> dt.date | None:
    """The first day the child was at school after the last it missed; None while nobody saw it, or wrote an absence."""
    if not file.student:
        return None
    told = _known(file.student, (file.row.last_day or file.row.opened_on) + dt.timedelta(days=1), day)
    missed = max((one for one in told if _missed(told[one])), default=None)
    here = [one for one in told if missed and one > missed and one >= file.stepped]
    return min(here, default=None)


# after the return ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Relapse:
    """Half-days missed without leave inside the follow-up. last_here: the last day seen at school before them."""

    halves: tuple[HalfDay, ...]
    last_here: dt.date | None

    @property
    def first(self) -> dt.date:
        return self.halves[0].day

    @property
    def words(self) -> str:
        days = in_days(one.day for one in self.halves)
        return f"跟踪期里 {days} 没有请假就没来（{len(self.halves)} 个半天）"


def relapses(files: Sequence[CaseFile], until: dt.date, numbers: Mapping[str, int]) -> dict[int, Relapse]:
    """Case -> what has to be answered: the case taken up again, or a written reason why not. Of cases in follow-up alone."""
    followed = [one for one in files if one.row.state == "back" and one.row.back_on and one.student]
    if not followed or not numbers["again_halves"]:
        return {}
    book = absences.known(
        [one.student for one in followed if one.student], min(one.row.back_on for one in followed), until
    )
    found = {}
    for file in followed:
        told = _relapse(file, book.get(file.student or 0, {}), numbers)
        if told and len(told.halves) > answered(file):
            found[file.id] = told
    return found


def relapse_of(file: CaseFile, day: dt.date, numbers: Mapping[str, int]) -> Relapse | None:
    """Of one case, up to a day or today, whichever is later."""
    return relapses([file], max(day, day_order.today()), numbers).get(file.id)


def away_again_on(file: CaseFile, day: dt.date, numbers: Mapping[str, int]) -> tuple[dt.date, str]:
    """(the day from which a case is to be taken up again, why that one): the first without leave that nobody answered
    for, never before the case's last step. (day, "") where the register tells of none."""
    relapse = relapse_of(file, day, numbers)
    run = absences.run_of(file.student, day) if file.student else None
    if relapse:
        first = relapse.halves[answered(file)].day
    elif run:
        first = next(iter(run.without_leave), run.first)
    else:
        return day, ""
    if first < file.stepped:
        return file.stepped, f"考勤上 {first} 起没有请假就没来，上一步是 {file.stepped}，不能写得比它早"
    return first, f"考勤上 {first} 起没有请假就没来"


def answered(file: CaseFile) -> int:
    """The half-days somebody gave a written reason for since the return."""
    since = file.row.back_on
    return max((one.away_halves or 0 for one in file.follow_ups if since and one.day >= since), default=0)


def _relapse(file: CaseFile, told: Mapping[dt.date, Day], numbers: Mapping[str, int]) -> Relapse | None:
    back: dt.date = file.row.back_on
    over = back + dt.timedelta(days=numbers["follow_days"])
    away = [
        one for one in absences.away_in({day: told[day] for day in told if back <= day <= over})
        if not one.leave and not (one.day == back and one.half == "am")
    ]  # fmt: skip
    if len(away) < numbers["again_halves"]:
        return None
    here = [day for day in told if day < away[0].day and not _missed(told[day])]
    return Relapse(tuple(away), max(here, default=back))
