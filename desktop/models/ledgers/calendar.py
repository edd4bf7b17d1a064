"""学年, 学期 and 校历: which days are school days, for deadlines and clocks."""

from desktop.models.fields import Choice, Date, Note, Number, TermField, Text
from desktop.models.ledger import Ledger, Problems, Values
from desktop.models.terms import parse_term


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
