"""What may be written into the meal ledgers, and until when: no future, no settled month, 补录 with its reason.

The figures (days, grams, hours) are data: resources/meals/rules.json.
"""

import datetime as dt
import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from desktop.models.errors import Refused
from desktop.models.journal import Change, thaw
from desktop.models.ledger import Values
from desktop.models.ledgers.day_order import today, why_not_yet
from desktop.models.ledgers.recognition_order import first_value
from desktop.places import RESOURCES

BACK_ENTRY = ("entered_on", "late_reason")


@cache
def _rules() -> dict[str, Any]:
    return dict(json.loads((RESOURCES / "meals" / "rules.json").read_text("utf-8")))


def rule(name: str) -> Any:
    """A limit of the meal ledgers by its name, in the unit that the file states."""
    return _rules()[name]["value"]


def month_of(day: dt.date) -> str:
    return f"{day:%Y-%m}"


def why_settled(days: Iterable[dt.date | None]) -> str:
    """The sentence for writing into a month whose money is settled, or on whose sums a settled one stands: a later one
    of the same year, or one that the headteacher signed. "" where everything is open."""
    for day in days:
        if not day:
            continue
        month = month_of(day)
        row = first_value(
            "SELECT min(month) FROM meal_settlement WHERE state <> 'returned' AND month >= ?"
            " AND (state = 'signed' OR substr(month, 1, 4) = ?)",
            month,
            month[:4],
        )
        if row:
            return _closed(month, str(row))
    return ""


def why_signed(day: dt.date) -> str:
    """The sentence for money that arrived on a day of a year whose sums the headteacher signed from that month on.

    Months that the 餐费期初 covers are told by its sums: what is noted of them changes nothing.
    """
    month = month_of(day)
    signed = first_value(
        "SELECT min(month) FROM meal_settlement AS one WHERE state = 'signed' AND month >= ? AND substr(month, 1, 4) = ?"
        " AND NOT EXISTS (SELECT 1 FROM meal_opening AS sums WHERE sums.kind = one.kind AND sums.year = ?"
        " AND sums.until >= ?)",
        month, month[:4], day.year, month,
    )  # fmt: skip
    if not signed:
        return ""
    return (
        f"{signed} 的餐费校长已经签字，{day} 到账的膳食补助算在里面，不能再写、再改。"
        f"先请校长退回 {signed}（后面也签了的，从最后一个月退起），再登记。"
    )


def _closed(month: str, settled: str) -> str:
    name = f"{int(month[:4])}年{int(month[5:])}月"
    if settled == month:
        return f"{name}的餐费已经结算，不能再改。先撤回结算（校长已签的，请校长退回），再改。"
    why = f"已经结算，它的累计数靠着{name}" if settled[:4] == month[:4] else "校长已经签字"
    return (
        f"后面的 {settled} {why}，{name}的记录不能再写、再改。"
        f"先从最后一个月起，撤回到 {settled} 的结算（校长已签的，请校长退回），再改。"
    )


def entered(values: Values) -> Values:
    """The day a record was entered: today, once. What came later than the rule allows shows as 补录."""
    return {} if values.get("entered_on") else {"entered_on": today()}


def is_late(values: Values) -> bool:
    """Whether a record was entered later than the rule allows."""
    entered_on = values.get("entered_on") or today()
    return bool((entered_on - values["day"]).days > rule("late_days"))


def why_not(ledger: Any, old: Values, new: Values, *, settles: bool = False) -> str:
    """Why a day's record may not be written: the future, a settled month (`settles`), 补录 without its reason.

    For ledgers with the fields day, entered_on and late_reason.
    """
    if new and (why := why_not_yet(ledger, old, new, ("day",))):
        return why
    if settles and (why := why_settled({old.get("day"), new.get("day")})):
        return why
    if new and (not old or new["day"] != old["day"]) and is_late(new) and not new.get("late_reason"):
        return f"{new['day']} 的记录今天才登记，要算补录，请写明补录原因。"
    return ""


def now() -> dt.datetime:
    """The time by the computer's clock."""
    return dt.datetime.now()


def why_ahead(ledger: Any, old: Values, new: Values, *, on: str = "day", times: Iterable[str]) -> str:
    """The sentence for a time newly written that today's clock has not reached yet; "" when there is none.

    on: the field of the day to which the times belong. Clocks on a wall differ by some minutes: so much is let pass.
    """
    clock = now()
    if not new or new.get(on) != clock.date():
        return ""
    latest = clock + dt.timedelta(minutes=rule("clock_minutes"))
    for name in times:
        told = new.get(name)
        if not told or (told, new[on]) == (old.get(name), old.get(on)):
            continue
        if dt.datetime.combine(clock.date(), dt.time.fromisoformat(told)) > latest:
            label = ledger._meta.fields[name].label
            return f"“{label}”写的是 {told}，现在才 {clock:%H:%M}，还没有到，做完了再登记。"
    return ""


def refuse_settled(ledger: Any, changes: Iterable[Change]) -> None:
    """Undo asks no guard: for `follow`, so that no road, taking back included, leads into a settled month.

    Raises Refused.
    """
    told = {one.record: thaw(one.before) | thaw(one.after) for one in changes}
    lacking = [record for record, values in told.items() if "day" not in values]
    days = {dt.date.fromisoformat(values["day"]) for values in told.values() if "day" in values}
    days |= {row.day for row in ledger.select(ledger.day).where(ledger.id.in_(lacking))} if lacking else set()
    if why := why_settled(days):
        raise Refused(why)


class KeptByDay:
    """For ledgers with the fields day, entered_on and late_reason: no future, 补录 with its reason, the day of entry.

    times: fields that hold a time of that day.
    """

    times: tuple[str, ...] = ()

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        return why_not(cls, old, new) or why_ahead(cls, old, new, times=cls.times)

    @classmethod
    def derive(cls, values: Values) -> Values:
        return entered(values)
