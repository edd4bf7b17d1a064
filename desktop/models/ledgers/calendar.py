"""学年, 学期 and 校历: which days are school days, for deadlines and clocks."""

import datetime as dt
from collections.abc import Sequence

from desktop.models.errors import Refused
from desktop.models.fields import Choice, Date, Note, Number, TermField, Text
from desktop.models.journal import Change, thaw
from desktop.models.ledger import Ledger, Problems, Values
from desktop.models.ledgers.meal_settled_days import settled_days, why_not_moved
from desktop.models.terms import parse_term, term_of


class SchoolTerm(Ledger):
    """学期: its first and last day."""

    title = "学期"
    counter = "个"
    key = ("term",)
    order = ("term",)
    about = "每学期的起止日期。资助按学期发，工作日从这里数。"

    term = TermField("学期", required=True, unique=True, width=14)
    starts = Date("开学日期", required=True)
    ends = Date("放假日期", required=True)
    weeks = Number("教学周数", least=1, most=30)
    note = Note("备注", width=16)

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if values["ends"] <= values["starts"]:
            return {"ends": "放假日期应在开学日期之后。"}
        return {}

    @classmethod
    def caption(cls, row: Ledger) -> str:
        return parse_term(row.__data__["term"]).title

    @classmethod
    def follow(cls, changes: Sequence[Change]) -> None:
        """No day with meals of a settled month comes to lie outside its term, taking back included. Raises Refused."""
        codes = {row.term for row in cls.select().where(cls.id.in_([one.record for one in changes]))}
        spans = list(cls.select(cls.starts, cls.ends).tuples())
        out = [
            day
            for day in (settled_days() if codes else ())
            if term_of(day).code in codes and not any(first <= day <= last for first, last in spans)
        ]
        if why := why_not_moved(out, "学期的起止日期不能把这天排除在外"):
            raise Refused(why)


class CalendarDay(Ledger):
    """A day that is not what its weekday says: a holiday, or a Saturday with lessons."""

    title = "校历"
    counter = "天"
    key = ("day",)
    order = ("day",)
    about = "放假和补课的日子。没有写的日子，周一到周五上课，周末休息。"

    day = Date("日期", required=True, unique=True)
    kind = Choice("安排", "day_kind", required=True)
    reason = Text("事由", width=16)

    @classmethod
    def follow(cls, changes: Sequence[Change]) -> None:
        """No day with meals of a settled month becomes a holiday, taking back included. Raises Refused."""
        told = {one.record: (thaw(one.before) | thaw(one.after)).get("day") for one in changes}
        days = {dt.date.fromisoformat(day) for day in told.values() if day}
        days |= {row.day for row in cls.select(cls.day).where(cls.id.in_(list(told)))}
        marked = dict(cls.select(cls.day, cls.kind).where(cls.day.in_(days)).tuples())
        off = [day for day in days if marked.get(day) == "off" or (day not in marked and day.weekday() >= 5)]
        if why := why_not_moved(off, "这天不能改成放假"):
            raise Refused(why)
