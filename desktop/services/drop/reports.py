"""控辍保学月报: a month's figures with the names behind each, kept as they were sent; a zero report too.

The sums close by construction. A month opens with the roll its predecessor closed with, as that report kept it; who was
written down late stands in the month in which it was done, marked as such:

    月初在册 + 增加 − 减少 = 月末应在校 = 实在校 + 缺课 + 疑似辍学和辍学（还在册的） + 送教
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.drop_reports import DropReport
from desktop.models.store import Store
from desktop.models.working_days import exceptions, is_working_day
from desktop.services.drop import lists_missing, roll, undated
from desktop.services.drop import month_people as people
from desktop.services.drop.kept import COUNTS, TRUANT, read, write
from desktop.services.drop.month_changes import changes
from desktop.services.drop.month_people import Named
from desktop.services.drop.truants import Truant, truants
from desktop.services.meals.calendar import month_span
from desktop.services.meals.month_money import month_words

UNANSWERED = "unanswered"  # of the truants, who has neither a case nor a reason; not kept
SHOWN = 4  # changes told in one sentence
ANSWER = "请列为疑似，或者写明原因"


@dataclass(frozen=True)
class Figures:
    """A month. counts and lists: by the names of DropReport's columns; roll: who is counted in 月末应在校, by grade and sex.

    as_of: the last day looked at, earlier than the month's end while it runs. doubts: what to look at before it is
    signed, in sentences. before: whether the month before was kept.
    """

    month: str
    as_of: dt.date
    counts: Mapping[str, int]
    lists: Mapping[str, tuple[Named, ...]]
    roll: Mapping[str, tuple[int, ...]]
    doubts: Sequence[str] = ()
    before: bool = False

    @property
    def zero(self) -> bool:
        """零报告: nobody is 疑似辍学 or 辍学, nobody had to be, and nobody is only said to be elsewhere."""
        bare = any(one.kind == people.UNPROVED for one in self.lists.get("absent", ()))
        return not (self.counts["suspected"] or self.counts["dropped"] or self.truants or bare)

    @property
    def truants(self) -> tuple[Named, ...]:
        """Children among the absent who had to be listed as 疑似辍学 at the month's end and were not."""
        return self.lists.get(TRUANT, ())

    @property
    def title(self) -> str:
        return f"{month_words(self.month)}控辍保学月报"

    @property
    def sentence(self) -> str:
        told = self.counts
        sums = f"月初 {told['opening']} + {told['joined']} − {told['left']} = 月末 {told['should']} 人"
        return f"{sums}，实在校 {told['present']} 人" + ("，零报告" if self.zero else "")

    @property
    def away(self) -> str:
        """Where those are who should be at school and are not: the second sum, in words."""
        told, held = self.counts, self.gone
        return (
            f"月末应在校 {told['should']} = 实在校 {told['present']} + 缺课 {told['absent']}"
            f" + 疑似辍学和辍学（在册的）{held} + 送教 {told['home_taught']}"
        )

    @property
    def gone(self) -> int:
        told = self.counts
        return told["should"] - told["present"] - told["absent"] - told["home_taught"]

    def moves(self, kind: str) -> list[Named]:
        """Who came or left in one way (code list roll_move)."""
        return [one for name in ("joined", "left") for one in self.lists[name] if one.kind == kind]


def month_before(month: str, by: int = 1) -> str:
    """The month so many before; by below zero: after."""
    year, number = map(int, month.split("-"))
    place = year * 12 + number - 1 - by
    return f"{place // 12}-{place % 12 + 1:02d}"


def kept(month: str) -> Any:
    """The report of a month as it was kept, None when there is none."""
    return DropReport.get_or_none(DropReport.month == month)


def figures(month: str, today: dt.date) -> Figures:
    """The month as the books tell it now; while it runs, up to today. Raises Refused for a month to come."""
    first, last = month_span(month)
    if first > today:
        raise Refused(f"{month_words(month)}还没有到，没有可以报的。")
    as_of = min(last, today)
    known = roll.pupils()
    before = kept(month_before(month))
    opening = set(read(before).everybody()) if before else roll.here_on(first - dt.timedelta(days=1), known)
    closing = roll.here_on(as_of, known)
    joined, left = moves(known, opening, closing, first, as_of)
    lists, doubts = _people(first, as_of, known, closing)
    doubts += [*undated.doubts(known, first, as_of), *lists_missing.doubts(first, as_of)]
    lists |= {"joined": joined, "left": left}
    counts = {name: len(lists[name]) for name in lists if name in COUNTS}
    outside, bare = people.outside(as_of)
    lists["unproved"] = tuple(bare)
    placed = {
        one.student for name in ("absent", "suspected", "dropped", "home_taught") for one in lists[name]
    }
    counts |= {
        "opening": len(opening), "should": len(closing), "present": len(closing - placed), "outside": outside,
        "proved": outside - len(bare),
    }  # fmt: skip
    return Figures(month, as_of, counts, lists, _by_grade(known, closing), doubts, before is not None)


def _people(
    first: dt.date, as_of: dt.date, known: Mapping[int, roll.Pupil], closing: set[int]
) -> tuple[dict[str, tuple[Named, ...]], list[str]]:
    """Everybody who is named, each pupil of the roll in one place: a case, at home, away, or present."""
    every = people.cases_on(as_of)
    cases = [one for one in every if one.open]
    dropped = [people.child_of(one.case, one.since, one.label) for one in cases if one.dropped]
    suspected = [people.child_of(one.case, one.since, one.label) for one in cases if not one.dropped]
    taken = {one.student for one in (*dropped, *suspected)}
    dropped += [
        _left(pupil) for pupil in known.values() if pupil.id not in taken and _dropped_out(pupil, as_of)
    ]
    elsewhere = people.found_elsewhere(every, closing - taken, as_of)
    planned = people.taught_at_home(as_of)
    sent_home = {student for student, one in elsewhere.items() if one.case.other_way == people.TAUGHT}
    home = sorted(((planned | sent_home) & closing) - taken)
    taken |= set(home)
    days, unknown = people.absent_on(as_of)
    days = {student: one for student, one in days.items() if student not in elsewhere}
    away = {
        student: one
        for student, one in (
            people.named_elsewhere(elsewhere) | people.not_arrived(as_of) | people.not_here(as_of) | days
        ).items()
        if student in closing and student not in taken
    }
    uncased = [one for one in away.values() if one.kind == people.SUSPECTED]
    expected = closing - taken - {one.student for one in uncased}
    late = [one for one in truants(as_of) if one.student in expected]
    for one in late:
        if told_away := away.get(one.student):
            away[one.student] = replace(told_away, words=f"{told_away.words}，{one.standing}")
    turns = people.turns(first, as_of)
    named = people.names_of(home)
    lists: dict[str, tuple[Named, ...]] = {
        "absent": _sorted(one for one in away.values() if one not in uncased), "suspected": _sorted([*suspected, *uncased]),
        "dropped": _sorted(dropped), "home_taught": _sorted(Named(one, *named[one]) for one in home),
        "persuaded": _sorted(people.told_of({one.case.id: one.day for one in turns if one.kind == "back"})),
        "closed": _sorted(people.told_of(people.steps_in(first, as_of, "closed"))),
    }  # fmt: skip
    lists[UNANSWERED] = _sorted(one.named for one in late if one.listed_on is None)
    lists[TRUANT] = _sorted(one.named for one in late)
    doubts = [f"{one.class_name}{one.name}{one.words}，{ANSWER}。" for one in late if one.listed_on is None]
    doubts += [
        f"{one.class_name}{one.name}{one.words}，请补登。"
        for one in unknown
        if one.student in closing - set(elsewhere)
    ]
    doubts += [f"{one.class_name}{one.name}花名册上是“疑似辍学”，还没有个案，请立案。" for one in uncased]
    wrong = {student: one for student, one in elsewhere.items() if student not in planned}
    return lists, [*doubts, *people.still_on_roll(wrong)]


def _dropped_out(pupil: roll.Pupil, day: dt.date) -> bool:
    """Whether the roster says that a pupil dropped out and has not come back."""
    ended = [one for one in pupil.spells if one.end and one.end <= day]
    return bool(ended) and not pupil.on(day) and ended[-1].went == "dropout"


def _left(pupil: roll.Pupil) -> Named:
    return replace(named(pupil, pupil.spells[-1].end, ""), words="花名册上是“辍学”，没有个案")


def _sorted(named: Iterable[Named]) -> tuple[Named, ...]:
    return tuple(sorted(named, key=lambda one: (one.class_name, one.day or dt.date.min, one.name)))


# coming and going --------------------------------------------------------------------------------------


def moves(
    known: Mapping[int, roll.Pupil], opening: set[int], closing: set[int], first: dt.date, last: dt.date
) -> tuple[tuple[Named, ...], tuple[Named, ...]]:
    """Everybody who came or left, so that opening + came − left = closing, pupil by pupil."""
    joined: list[Named] = []
    left: list[Named] = []
    for pupil in known.values():
        came = [one for one in pupil.spells if one.start and first <= one.start <= last]
        went = [one for one in pupil.spells if one.end and first <= one.end <= last]
        missing = (pupil.id in closing) - (pupil.id in opening) - (len(came) - len(went))
        if missing < 0 and came:  # the day of coming was put right: the last report had him already
            came = came[1:]
            missing += 1
        joined += [named(pupil, one.start, one.came) for one in came]
        left += [named(pupil, one.end, one.went) for one in went]
        if missing > 0:
            joined.append(_late(pupil, _spell_at(pupil, last), "came", last))
        elif missing < 0:
            left.append(_late(pupil, _gone(pupil), "went", last))
    return _sorted(joined), _sorted(left)


def _spell_at(pupil: roll.Pupil, day: dt.date) -> roll.Spell | None:
    """The days on the roll that hold on a day, else the last ones."""
    holding = [one for one in pupil.spells if one.holds(day)]
    return (holding or list(pupil.spells) or [None])[-1]  # type: ignore[list-item]


def _gone(pupil: roll.Pupil) -> roll.Spell | None:
    ended = [one for one in pupil.spells if one.end]
    return ended[-1] if ended else None


def _late(pupil: roll.Pupil, spell: roll.Spell | None, side: str, last: dt.date) -> Named:
    """A move of an earlier month that was written down only now; without a day where none was written."""
    day = (spell.start if side == "came" else spell.end) if spell else None
    fallback = "other_in" if side == "came" else "other_out"
    kind = (spell.came if side == "came" else spell.went) if spell else fallback
    told = named(pupil, day if day and day <= last else None, kind or fallback)
    return replace(told, late=True, words=f"{told.words}，补记" if day else f"{told.words}，没写日期")


def named(pupil: roll.Pupil, day: dt.date | None, kind: str) -> Named:
    """A pupil who came or left on a day in one way."""
    class_name = SchoolClass.caption_of(pupil.school_class)
    return Named(pupil.id, pupil.name, class_name, day, code_list(roll.MOVES).label(kind), kind)


def _by_grade(known: Mapping[int, roll.Pupil], closing: set[int]) -> dict[str, tuple[int, ...]]:
    """ "3-2" (grade and sex) -> ids, as the classes are now."""
    grades = dict(SchoolClass.select(SchoolClass.id, SchoolClass.grade).tuples())
    found: dict[str, list[int]] = defaultdict(list)
    for pupil in sorted(closing):
        one = known[pupil]
        found[f"{grades.get(one.school_class, '')}-{one.gender}"].append(pupil)
    return {key: tuple(found[key]) for key in sorted(found)}


# keeping, signing, sending -----------------------------------------------------------------------------


def told(row: Any) -> Figures:
    """The report of a month as it was kept."""
    names = read(row)
    counts = {name: int(getattr(row, name)) for name in COUNTS}
    before = kept(month_before(row.month)) is not None
    return Figures(row.month, names.as_of or row.made_on, counts, names.lists, names.roll, (), before)


def keep(store: Store, month: str, today: dt.date) -> int:
    """Make the report of a month, or make it anew while nobody has signed it. Raises Refused."""
    store.session.demand("drop", "做控辍月报")
    row = kept(month)
    if row is not None and row.state != "made":
        raise Refused(f"{month_words(month)}的月报校长已经签发，不能重做。要更正的在下个月报里说明。")
    found = figures(month, today)
    values = {**found.counts, "names": write(found), "made_on": today}
    with store.step(f"{found.title}制表") as step:
        if row is None:
            return step.add(DropReport, {"month": month, **values})
        step.change(DropReport, row.id, values)
    return int(row.id)


def sign(store: Store, month: str, today: dt.date) -> None:
    """签发 by the head, from the last school day of the month on, one month after the other. Raises NotAllowed, Refused."""
    store.session.demand("approve", "签发控辍月报")
    row = _demand(month)
    if row.state != "made":
        raise Refused(f"{month_words(month)}的月报已经签发过了。")
    if why := why_not_sign(row, today):
        raise Refused(why)
    values = {"state": "signed", "signed_by": store.session.who, "signed_on": today}
    with store.step(f"签发{month_words(month)}控辍保学月报", final=True) as step:
        step.change(DropReport, row.id, values)


def to_sign() -> list[Any]:
    """Reports made to the last school day of their month, oldest first."""
    made = DropReport.select().where(DropReport.state == "made").order_by(DropReport.month)
    return [row for row in made if told(row).as_of >= last_school_day(row.month)]


def why_not_sign(row: Any, today: dt.date) -> str:
    """Why a made report cannot be signed as it is; "" when it can."""
    try:
        _demand_whole(row)
        _demand_answered(row)
        _demand_joint(row)
        _demand_fresh(row, today)
    except Refused as why:
        return str(why)
    return ""


def _demand_whole(row: Any) -> None:
    """Raise Refused before the report reaches the last school day of its month."""
    if (told(row).as_of) < (end := last_school_day(row.month)):
        raise Refused(f"这份月报只算到 {told(row).as_of}，要等 {end} 放学后重新制表再签发。")


def _demand_answered(row: Any) -> None:
    """Raise Refused where a child that had to be listed as 疑似辍学 is not answered for, or the report does not say so."""
    kept_of = told(row)
    now = truants(kept_of.as_of)
    if waiting := [one for one in now if one.listed_on is None and _on_report(kept_of, one)]:
        names = "、".join(f"{one.class_name}{one.name}" for one in waiting)
        raise Refused(f"{names}到了列为疑似辍学的天数还没有列，{ANSWER}，重新制表以后再签发。")
    before = {one.student for one in kept_of.truants}
    if before != {one.student for one in now if _on_report(kept_of, one)}:
        raise Refused("到了列为疑似辍学的天数的孩子，制表以后变了。请重新制表，再签发。")


def _on_report(found: Figures, one: Truant) -> bool:
    """Whether a report counts the child among those who are expected: not as 疑似辍学, 辍学 or taught at home."""
    placed = {each.student for name in ("suspected", "dropped", "home_taught") for each in found.lists[name]}
    return one.student not in placed and any(one.student in pupils for pupils in found.roll.values())


def _demand_fresh(row: Any, today: dt.date) -> None:
    """Raise Refused where the books tell a made report otherwise by now: a figure known to be wrong is not signed."""
    if found := changes(told(row), figures(row.month, today)):
        more = f"等 {len(found)} 处" if len(found) > SHOWN else ""
        raise Refused(
            f"{month_words(row.month)}的月报制表以后，账变了：{'；'.join(found[:SHOWN])}{more}。请先重新制表，再签发。"
        )


def _demand_joint(row: Any) -> None:
    """Raise Refused where the month before may still change, or does not end with whom this one begins."""
    before = kept(month_before(row.month))
    if before is None:
        return
    if before.state == "made":
        raise Refused(
            f"请先签发{month_words(before.month)}的月报：它的月末就是{month_words(row.month)}的月初。"
        )
    if set(read(before).everybody()) != read(row).opened():
        raise Refused(f"{month_words(row.month)}的月初和上月末接不上，请先重新制表，再签发。")


def send(store: Store, month: str, day: dt.date) -> None:
    """It went to the township: final. Raises Refused before it is signed."""
    store.session.demand("drop", "登记月报报出")
    row = _demand(month)
    if row.state == "sent":
        raise Refused(f"{month_words(month)}的月报 {row.sent_on} 已经报出。")
    if row.state != "signed":
        raise Refused(f"{month_words(month)}的月报校长还没有签发，不能报出。")
    with store.step(f"报出{month_words(month)}控辍保学月报", final=True) as step:
        step.change(DropReport, row.id, {"state": "sent", "sent_on": day})


def last_school_day(month: str) -> dt.date:
    """The last day with lessons by the 校历; the month's last day where there is none."""
    first, last = month_span(month)
    known, day = exceptions(), last
    while day >= first and not is_working_day(day, known):
        day -= dt.timedelta(days=1)
    return day if day >= first else last


def _demand(month: str) -> Any:
    row = kept(month)
    if row is None:
        raise Refused(f"{month_words(month)}还没有做月报，请先制表。")
    return row
