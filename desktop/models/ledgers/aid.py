"""资助项目 and 资助标准: what there is to give, since when, and by which document."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Self

from desktop.models import money
from desktop.models.errors import Refused
from desktop.models.fields import Choice, Link, Money, MultiChoice, Note, Number, TermField, Text
from desktop.models.journal import Change, thaw
from desktop.models.ledger import Ledger, Problems, Values
from desktop.models.ledgers import meal_closed
from desktop.models.terms import Term, parse_term, term_of

NEAREST_FIRST = ("校", "县", "市", "省", "国家")  # the school's own county overrides; 本地示例 never counts
MEALS = "meal"  # the code of 营养膳食补助, by which meals are settled


class AidProgramme(Ledger):
    """One 资助项目 and the rule who may have it."""

    title = "资助项目"
    counter = "项"
    key = ("code",)
    order = ("place", "id")
    columns = ("name", "role", "boarding", "needs", "kinds")
    about = "有哪些资助，给谁。请以本县文件为准，可以修改和增加。"

    name = Text("项目名称", required=True, width=24, max_length=60)
    code = Text("代号", required=True, unique=True, max_length=30)
    short = Text("简称", max_length=12)
    role = Choice("本校做什么", "aid_role", required=True, default="grant")
    stages = MultiChoice("学段", "stage", required=True, default="primary,junior")
    boarding = Choice("寄宿要求", "aid_boarding", required=True, default="any")
    needs = Choice("享受条件", "aid_needs", required=True, default="recognised", width=14)
    kinds = MultiChoice(
        "困难类型", "hardship_type", width=24, max_length=200, hint="享受条件是“所列困难类型之一”时填"
    )
    exclusive = Text("互斥组", max_length=20, hint="同组的项目每人每学期只能享受一项")
    audience = Note("资助对象", width=24, hint="印在政策告知书上")
    place = Number("次序", default=100, width=6)

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if values["needs"] == "hardship" and not values.get("kinds"):
            return {"kinds": "请选享受这项资助的困难类型。"}
        return {}

    @classmethod
    def guard(cls, old: Values, new: Values) -> str:
        if old.get("code") == MEALS != new.get("code") and (month := next(iter(meal_closed.stands()), "")):
            return f"{month} 的餐费是按这项资助结算的，它的代号不能改，也不能删除。"
        return ""


class AidStandard(Ledger):
    """One 资助标准: valid from a term on, with its document. Old and new rows stand side by side."""

    title = "资助标准"
    counter = "条"
    key = ("programme", "stage", "boarding", "level", "from_term")
    order = ("programme", "stage", "from_term")
    columns = ("programme", "stage", "boarding", "amount", "unit", "from_term", "to_term", "level", "doc_no")
    summed = False
    about = "每项资助的金额、文号和从哪个学期起执行。请以本县文件为准。"

    programme = Link("资助项目", AidProgramme, required=True, width=22)
    stage = Choice("学段", "stage", required=True)
    boarding = Choice("寄宿要求", "aid_boarding", required=True, default="any")
    amount = Money("金额（元）", width=11)
    amount_text = Text("金额说明", max_length=80, width=14, hint="免除、据实等没有固定金额时填")
    unit = Choice("单位", "aid_unit", required=True, default="学年", width=7)
    from_term = TermField("起始学期", width=14, hint="不知道的空着，这一行就只作参考，不参与计算")
    to_term = TermField("截止学期", width=14)
    level = Choice("级别", "aid_level", required=True, default="县", width=8)
    doc_title = Note("文件名称", width=24)
    doc_no = Text("文号", width=18, max_length=80)
    remark = Note("备注", width=24)

    @classmethod
    def caption(cls, row: Any) -> str:
        told = row.__data__
        since = f"{parse_term(told['from_term']).title}起" if told.get("from_term") else "参考"
        words = [cls.stage.format(told["stage"]), cls.boarding.format(told["boarding"]), told["level"], since]
        return f"{AidProgramme.caption_of(told['programme'])}（{'，'.join(words)}）"

    @classmethod
    def cross_check(cls, values: Values) -> Problems:
        if values.get("to_term") and values.get("from_term") and values["to_term"] < values["from_term"]:
            return {"to_term": "截止学期早于起始学期。"}
        if values.get("amount") is None and not values.get("amount_text"):
            return {"amount": "请填金额；没有固定金额的，填金额说明。"}
        if values.get("amount") and values["unit"] == "学年" and values["amount"] % 2:
            return {"amount": "按学年的标准要能平分成两个学期，这个金额分不开。"}
        return {}

    @classmethod
    def holding(cls, programme: int, stage: str, boarding: str, term: Term) -> Self | None:
        """The row that holds: valid in the term, nearest authority first, newest first. None when there is none."""
        rows = cls.select().where(
            (cls.programme == programme)
            & (cls.stage == stage)
            & (cls.boarding.in_(("any", boarding)))
            & (cls.level.in_(NEAREST_FIRST))
            & cls.amount.is_null(False)
            & (cls.from_term <= term.code)
            & (cls.to_term.is_null() | (cls.to_term >= term.code))
        )
        best = sorted(rows, key=lambda row: row.from_term, reverse=True)
        best.sort(key=lambda row: (NEAREST_FIRST.index(row.level), row.boarding == "any"))
        return best[0] if best else None

    @classmethod
    def follow(cls, changes: Sequence[Change]) -> None:
        """The standard by which a month's meals were settled stays theirs, taking back included. Raises Refused."""
        meals = AidProgramme.get_or_none(AidProgramme.code == MEALS)
        for one in changes if meals else ():
            row = cls.get_or_none(cls.id == one.record)
            now = dict(row.__data__) if row else {}
            sides = [now, now | dict.fromkeys(thaw(one.after)) | thaw(one.before)] if one.before else [now]
            if row and one.before and not meal_closed.changed(one) & RATE:
                continue
            if why := cls._why_reckoned(
                meals.id, [side for side in sides if side.get("programme") == meals.id]
            ):
                raise Refused(why)

    @classmethod
    def _why_reckoned(cls, programme: int, sides: list[Values]) -> str:
        """The sentence for rows as they were and are, where a settled month would be reckoned otherwise now."""
        for month, stage, fen in meal_closed.settled_rates() if sides else ():
            term = term_of(dt.date.fromisoformat(f"{month}-01"))
            if not meal_closed.spans(sides, stage, term.code):
                continue
            holds = cls.holding(programme, stage, "any", term)
            if holds is None or holds.amount != fen:
                return meal_closed.why_reckoned(month, money.figures(fen))
        return ""


RATE = {"programme", "stage", "boarding", "amount", "from_term", "to_term", "level"}
