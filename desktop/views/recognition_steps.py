"""What each step of a round asks before it is done: one card per step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.fields import Text
from desktop.models.ledger import Values
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.posting import Posting
from desktop.models.ledgers.recognition import RecognitionCase, RecognitionRound, ReviewMeeting
from desktop.models.terms import Term, parse_term
from desktop.services.recognition import approval, cases, posting, rounds
from desktop.services.recognition.rounds import names
from desktop.views.desk import Desk
from desktop.views.recognition_ask import AskCard, Asked, keep_paper

PERIOD = 9  # days from the first to the last day of applications that the card proposes
WHY = Text("原因", max_length=200, width=40)


def ask_round(desk: Desk, term: Term) -> AskCard:
    """A new round. The year's recognition belongs to the autumn, an adjustment to any term."""

    def begin(told: Values) -> int:
        return rounds.open_round(desk.store, parse_term(told["term"]), told["kind"])

    settled = rounds.last_settled(term) is not None
    year = RecognitionRound.get_or_none(
        (RecognitionRound.term == term.code) & (RecognitionRound.kind == "year")
    )
    kind = "term" if settled and (year is not None or term.half == 2) else "year"
    return AskCard(
        desk, "建立认定批次",
        [
            Asked(RecognitionRound.term, term.code, must=True),
            Asked(RecognitionRound.kind, kind, must=True,
                  says="学期调整从上次认定的学生开始，家里变好的退出，变差的补进来。"),
        ],
        begin, yes="建立这一批", says="每学年认定一次，每学期调整一次。建好以后一步一步往下办，可以撤销。",
    )  # fmt: skip


def ask_telling(desk: Desk, row: Any) -> AskCard:
    def tell(told: Values) -> None:
        families = told["told_families"] or 0
        rounds.tell(desk.store, row.id, told["told_on"], told["told_how"], families=families)

    known = [
        Asked(RecognitionRound.told_on, row.told_on or dt.date.today(), must=True),
        Asked(RecognitionRound.told_families, row.told_families),
        Asked(RecognitionRound.told_how, row.told_how or "发放资助政策告知书", must=True,
              says="例如：发放告知书、开家长会、班级群。"),
    ]  # fmt: skip
    return AskCard(desk, "登记提前告知", known, tell, yes="登记提前告知")


def ask_applications(desk: Desk, row: Any) -> AskCard:
    def take(told: Values) -> None:
        rounds.take_applications(desk.store, row.id, told["apply_from"], told["apply_until"])

    first = row.apply_from or max(dt.date.today(), row.told_on)
    known = [
        Asked(RecognitionRound.apply_from, first, must=True),
        Asked(RecognitionRound.apply_until, row.apply_until or first + dt.timedelta(days=PERIOD), must=True),
    ]
    yes = "开始受理申请" if row.state == "told" else "改受理日期"
    says = "截止那天起可以开始学校认定。"
    if row.state == "reviewing":
        yes, says = "重新受理申请", "有迟交的申请时用：这一批回到受理申请，评议过的不受影响。"
    return AskCard(desk, "受理申请", known, take, yes=yes, says=says)


def ask_filing(desk: Desk, row: Any) -> AskCard:
    def archive(told: Values) -> int:
        return approval.archive(desk.store, row.id, told["system_on"])

    known = [Asked(RecognitionCase.system_on, dt.date.today(), must=True)]
    return AskCard(
        desk, "建档备案", known, archive, yes="建档",
        says="先把认定结果录入全国学生资助管理信息系统，再登记录入的日期。已经写了日期的学生保留原来的。",
    )  # fmt: skip


# some applications -------------------------------------------------------------------------------------


def ask_received(desk: Desk, chosen: Sequence[Any]) -> AskCard:
    """The application forms of these cases came in."""

    def apply(told: Values) -> int:
        return cases.apply(
            desk.store, [case.id for case in chosen], told["applied_on"], promise=told["promise"]
        )

    known = [
        Asked(RecognitionCase.applied_on, cases.usual_day(chosen[0].round_id), must=True),
        Asked(RecognitionCase.promise, True),
    ]
    return AskCard(
        desk, "登记收到申请表", known, apply, yes=f"登记 {len(chosen)} 份",
        says=f"{who(chosen)}的申请表收到了。承诺要家长手写并签名。",
    )  # fmt: skip


OUT: Mapping[str, tuple[str, str, Callable[..., int], str]] = {
    "returned": ("退回申请", "退回", cases.send_back, "材料补齐以后，再登记收到申请表。"),
    "withdrawn": ("撤回申请", "撤回", cases.withdraw, "家长不申请了。申请留着，以后查得到。"),
    "declined": ("不予认定", "不予认定", cases.decline, "家长会问原因，请写清楚。公示以前还可以重新评审。"),
}


def ask_way_out(desk: Desk, chosen: Sequence[Any], state: str) -> AskCard:
    """Returned, withdrawn or declined, with the reason."""
    title, yes, act, says = OUT[state]

    def leave(told: Values) -> int:
        return act(desk.store, [case.id for case in chosen], told["why"] or "")

    known = [Asked(WHY, must=True, name="why")]
    return AskCard(desk, title, known, leave, yes=f"{yes} {len(chosen)} 份", says=f"{who(chosen)}。{says}")


def ask_other_grade(desk: Desk, case: Any) -> AskCard:
    """Another grade while the list hangs: the posting is broken off and starts anew."""

    def change(told: Values) -> None:
        why, day = told["why"] or "", told["ended_on"]
        posting.change_grade(desk.store, case.id, told["school_grade"], why, day=day)

    known = [
        Asked(RecognitionCase.school_grade, case.school_grade, label="改成", must=True),
        Asked(Posting.ended_on, dt.date.today(), label="哪天定的", must=True),
        Asked(WHY, must=True, name="why"),
    ]
    return AskCard(
        desk, "公示期间改档次", known, change, yes="中止公示并改档次",
        says=f"{who([case])}的档次一改，这次公示就不算数：要重新张贴，工作日从头算。",
    )  # fmt: skip


def who(chosen: Sequence[Any]) -> str:
    return names(case.student_id for case in chosen)


# meetings ----------------------------------------------------------------------------------------------

MEETING = ("day", "present", "chair", "recorder", "place", "minutes", "members", "content", "result")


def meeting_of(record: int, level: str, klass: int | None) -> Any:
    """The newest meeting of a class, or of the school; None before the first."""
    row = ReviewMeeting
    query = row.select().where((row.round == record) & (row.level == level))
    if klass is not None:
        query = query.where(row.school_class == klass)
    return query.order_by(row.day.desc(), row.id.desc()).first()


def ask_meeting(desk: Desk, record: int, level: str, klass: int | None = None) -> AskCard:
    """The minutes of a committee: its newest meeting, or its first."""
    row = meeting_of(record, level, klass)
    title = f"{code_list('meeting_level').label(level)}会议"
    where = SchoolClass.caption_of(klass) if klass is not None else ""

    def keep(told: Values) -> int:
        desk.store.session.demand("review" if level == "class" else "batch", "登记评议会议")
        if told["day"] > dt.date.today():
            raise Refused(f"会议日期 {told['day']} 还没有到。")
        values = told | {"minutes": keep_paper(desk, told["minutes"])}
        with desk.store.step(f"{title}：{where}" if where else title) as step:
            if row is not None:
                step.change(ReviewMeeting, row.id, values)
                return int(row.id)
            return int(
                step.add(ReviewMeeting, values | {"round": record, "level": level, "school_class": klass})
            )

    known = [
        Asked(getattr(ReviewMeeting, name), _known(row, name), must=name in ("day", "present", "chair"))
        for name in MEETING
    ]
    least = code_list("meeting_level").fact(level, "least")
    return AskCard(
        desk, f"{where}{title}", known, keep, yes="存下会议记录", says=f"到会至少 {least} 人，才能写评议结果。", wide=True,
    )  # fmt: skip


def _known(row: Any, name: str) -> Any:
    if row is not None:
        return getattr(row, name)
    return dt.date.today() if name == "day" else None
