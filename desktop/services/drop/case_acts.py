"""What is done in a 个案 and its papers: 劝返, 通知书 and its 回证, 书面报告, 政府文书, 跟踪. Each moves the case where it should."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers import day_order
from desktop.models.ledgers.classes import class_name_on_paper, parse_class
from desktop.models.ledgers.drop_cases import (
    DropCase,
    FollowUp,
    GovernmentPaper,
    Persuasion,
    ReportedChild,
    ReturnNotice,
    WrittenReport,
)
from desktop.models.ledgers.drop_population import AgeChild
from desktop.models.roles import NotAllowed
from desktop.models.store import Step, Store
from desktop.models.terms import day_in_words
from desktop.services.aid.notices import main_guardians
from desktop.services.drop.case_advice import seen_since
from desktop.services.drop.case_file import NEVER_CAME, REPORTED, CaseFile, file_of, files
from desktop.services.drop.cases import move_in
from desktop.services.drop.returns import relapse_of
from desktop.services.drop.rules import rule, rules
from desktop.services.school_days import working_days_after


def may_add(store: Store, ledger: Any) -> bool:
    """Whether this person writes 劝返 or 跟踪: who keeps the cases, and class teachers about their own pupils."""
    return store.session.may("drop") or ledger.table() in store.session.role.writes


def _demand(store: Store, ledger: Any, words: str) -> None:
    if not may_add(store, ledger):
        raise NotAllowed(f"“{store.session.role.label}”不能{words}，请换有权限的人登录。")


def _demand_open(file: CaseFile, words: str) -> None:
    if DropCase.settled(file.row.state):
        raise Refused(f"{file.name} 的个案已经销号，不能再{words}。又没来的，请重开。")


# 劝返 ---------------------------------------------------------------------------------------------------


def persuade(store: Store, case: int, values: Values) -> int:
    """Write down one 劝返; returns its id. By whoever keeps the cases it brings a warned or suspected case to 劝返中.

    Raises NotAllowed, Refused, Invalid (fewer than two people, nobody met, nothing of the course).
    """
    _demand(store, Persuasion, "登记劝返")
    file = file_of(case)
    _demand_open(file, "登记劝返")
    if file.row.last_day and values["day"] < file.row.last_day:
        raise Refused(f"{file.name} {file.row.last_day} 还到过校，劝返的日期不能早于那一天。")
    number = max((one.number for one in file.persuasions), default=0) + 1
    with store.step(f"第 {number} 次劝返：{file.name}") as step:
        record = step.add(
            Persuasion, {**values, "drop_case": case, "student": file.student, "number": number}
        )
        if file.row.state in ("warned", "suspected") and store.session.may("drop"):
            _to_persuading(step, file, values["day"], f"第 {number} 次劝返，见到{values['met']}")
    return record


def _to_persuading(step: Step, file: CaseFile, day: dt.date, words: str) -> None:
    kind = {"kind": "suspected"} if file.row.kind == "absent" else {}
    move_in(step, file, "persuading", max(day, file.stepped), words, **kind)


def persuading(store: Store, case: int, day: dt.date) -> None:
    """劝返中, where a class teacher has written the 劝返 already."""
    store.session.demand("drop", "办理个案")
    file = file_of(case)
    if not file.persuaded:
        raise Refused(f"{file.name} 还没有劝返记录，请先登记劝返。")
    with store.step(f"{file.name}：劝返中") as step:
        _to_persuading(step, file, day, f"已劝返 {len(file.persuaded)} 次")


# 通知书 -------------------------------------------------------------------------------------------------


def return_by(day: dt.date) -> dt.date:
    """The day a notice issued on `day` asks the child to be back by."""
    return working_days_after(day, rule("notice_days"))


def issue(store: Store, case: int, issued_on: dt.date, until: dt.date) -> int:
    """Draw the number of a 劝返复学通知书 and write it down; returns its id. Final: a number is drawn once."""
    store.session.demand("drop", "发劝返复学通知书")
    file = file_of(case)
    if file.row.state not in ("suspected", "persuading", "reported", "government"):
        raise Refused(f"{file.name} 现在是“{file.state_label}”，不用发劝返复学通知书。")
    with store.step(f"劝返复学通知书：{file.name}", final=True) as step:
        values = {
            "number": _next_notice(issued_on.year), "drop_case": case, "student": file.student,
            "issued_on": issued_on, "return_by": until, "said": said_now(file, store.session.who),
        }  # fmt: skip
        return step.add(ReturnNotice, values)


def said_now(file: CaseFile, maker: str = "") -> str:
    """What a notice says of the child on the day it is issued, kept with it: a reprint is word for word.

    maker: who issues it (经办人).
    """
    if file.student:
        guardian = main_guardians([file.student]).get(file.student, "")
    else:
        child = AgeChild.get_by_id(file.row.child_id)
        guardian = child.guardian or child.head_name or ""
    told = {
        "name": file.name,
        "class": file.class_name,
        "guardian": guardian,
        "last": file.row.last_day.isoformat() if file.row.last_day else "",
        "maker": maker,
    }
    return json.dumps(told, ensure_ascii=False)


def _next_notice(year: int) -> str:
    """劝返通〔2026〕3号."""
    begins = f"劝返通〔{year}〕"
    taken = ReturnNotice.select(ReturnNotice.number).where(ReturnNotice.number.startswith(begins)).tuples()
    last = max((int(number.removeprefix(begins).removesuffix("号")) for (number,) in taken), default=0)
    return f"{begins}{last + 1}号"


def serve(store: Store, notice: int, values: Values) -> None:
    """Write down the 送达回证: when, by whom, who took it, or that it was refused and who saw that.

    Raises NotAllowed; Refused where neither a receiver nor a refusal is told.
    """
    store.session.demand("drop", "登记送达回证")
    if not values.get("refused") and not values.get("received_by"):
        raise Refused("请写受送达人；不肯签收的打勾“拒签”，写说明和见证人。")
    if not values.get("served_on") or not values.get("served_by"):
        raise Refused("请写送达日期和送达人。")
    row = ReturnNotice.get_by_id(notice)
    with store.step(f"送达回证：{row.number}") as step:
        step.change(ReturnNotice, notice, values)


# 书面报告 ------------------------------------------------------------------------------------------------


def draft_values(cases: Sequence[int], day: dt.date) -> Values:
    """What a 书面报告 on these cases would say, put together of their records; to be read and mended by a person."""
    told = files(DropCase.select().where(DropCase.id.in_(list(cases))))
    found = [f"{one.name}（{_class(one)}）{_found(one)}" for one in told]
    done = [f"{one.name}：{_measures(one, day)}" for one in told]
    request = "请组织有关单位依法督促监护人送孩子返校接受义务教育，并告知处置情况。"
    return {"day": day, "to_whom": "centre,town", "found": "\n".join(found), "measures": "\n".join(done),
            "request": request}  # fmt: skip


def _class(file: CaseFile) -> str:
    """三年级（2）班, as papers write it; 不在本校 for a child who never was a pupil here."""
    read = parse_class(file.class_name)
    return class_name_on_paper(*read) if read else "不在本校"


def _found(file: CaseFile) -> str:
    row = file.row
    cause = DropCase.cause.format(row.cause) if row.cause else ""
    last = f"{day_in_words(row.last_day)}最后到校" if row.last_day else NEVER_CAME
    told = [last, f"{day_in_words(row.opened_on)}发现"]
    told += [f"原因：{cause}{'，' + row.cause_words if row.cause_words else ''}"] if cause else []
    told += [f"反复 {row.again} 次"] if row.again else []
    return "，".join([*told, f"现在{row.whereabouts}"] if row.whereabouts else told) + "。"


def _measures(file: CaseFile, day: dt.date) -> str:
    """What was done up to a day: a paper says nothing of what came after it."""
    calls = sum(one.day <= day for one in file.contacts)
    visits = sum(visit.day <= day for visit, _ in file.visits)
    told = [f"电话等联系 {calls} 次"] if calls else []
    told += [f"家访 {visits} 次"] if visits else []
    went = [one.day for one in file.persuasions if one.day <= day]  # of every round, as the annex lists them
    days = "、".join(f"{one.month}月{one.day}日" for one in went)
    told += [f"劝返 {len(went)} 次（{days}）"] if days else []
    if (notice := file.notice) and notice.issued_on <= day:
        served = notice.served_on and notice.served_on <= day
        end = "未送达" if not served else "拒签" if notice.refused else "已送达"
        told.append(f"发劝返复学通知书（{notice.number}，{end}）")
    return "，".join(told) + "，仍未返校。" if told else "仍未返校。"


def draft_report(store: Store, cases: Sequence[int], values: Values) -> int:
    """Write a 书面报告 for the headteacher to sign; returns its id. Raises NotAllowed, Refused, Invalid."""
    store.session.demand("drop", "写书面报告")
    told = files(DropCase.select().where(DropCase.id.in_(list(cases))))
    if not told:
        raise Refused("请先选要报告的个案。")
    for file in told:
        if file.row.state not in REPORTED:
            raise Refused(f"{file.name} 现在是“{file.state_label}”。先登记劝返，劝不回来再书面报告。")
        if not file.persuaded:
            raise Refused(f"{file.name} 还没有劝返记录，书面报告里没有东西可写。")
    with store.step(f"书面报告 {values['number']}：{len(told)} 人") as step:
        record = step.add(WrittenReport, values)
        step.add_many(
            ReportedChild, [{"report": record, "drop_case": one.id, "student": one.student} for one in told]
        )
    return record


def cases_in(report: int) -> list[CaseFile]:
    """The cases a report names."""
    ids = [row.drop_case_id for row in ReportedChild.select().where(ReportedChild.report == report)]
    return files(DropCase.select().where(DropCase.id.in_(ids)).order_by(DropCase.id))


def unsigned() -> list[Any]:
    """Reports that wait for the headteacher's name; one of whose children nobody is away any more need not go out."""
    away = ReportedChild.select(ReportedChild.report).join(DropCase).where(DropCase.state.in_(REPORTED))
    waiting = WrittenReport.signed_by.is_null() & WrittenReport.id.in_(away)
    return list(WrittenReport.select().where(waiting).order_by(WrittenReport.day))


def sign(store: Store, report: int, day: dt.date | None = None) -> None:
    """The headteacher signs; cases in 劝返中 are 已书面报告 from the report's own day on: a child may have come back before
    it was signed. Final: the report goes out. Raises NotAllowed; Refused when a child it tells to be away was seen at school.
    """
    store.session.demand("approve", "签发书面报告")
    row, on = WrittenReport.get_by_id(report), day or day_order.today()
    if row.signed_by:
        raise Refused(f"{row.number} 已经由{row.signed_by}签发。")
    here = {file.name: seen_since(file, on) for file in cases_in(report) if file.student}
    if back := [f"{name}（{seen} 还到校）" for name, seen in here.items() if seen]:
        raise Refused(
            f"报告里写着仍未返校的 {'、'.join(back)}，考勤里已经来上学了。请先登记复学；还要报的，改好报告再签发。"
        )
    with store.step(f"签发书面报告 {row.number}", final=True) as step:
        step.change(WrittenReport, report, {"signed_by": store.session.who, "signed_on": on})
        for file in cases_in(report):
            if file.row.state == "persuading":
                signed = "" if on == row.day else f"（{on} 签发）"
                move_in(step, file, "reported", max(row.day, file.stepped), f"书面报告 {row.number}{signed}")


def receipt(store: Store, report: int, values: Values) -> None:
    """Who took the report in, and when. Raises NotAllowed; Refused before it is signed, or with either missing."""
    store.session.demand("drop", "登记签收")
    row = WrittenReport.get_by_id(report)
    if not row.signed_by:
        raise Refused("校长还没有签发，不会有签收。")
    if not values.get("received_by") or not values.get("received_on"):
        raise Refused("请写签收人和签收日期。")
    with store.step(f"书面报告 {row.number} 签收") as step:
        step.change(WrittenReport, report, values)


# 政府文书, 跟踪 --------------------------------------------------------------------------------------------


def government(store: Store, case: int, values: Values) -> int:
    """Write down a paper of the government; a reported case is 政府处置中 from its day on. Returns its id."""
    store.session.demand("drop", "登记政府文书")
    file = file_of(case)
    _demand_open(file, "登记政府文书")
    kind = GovernmentPaper.kind.format(values["kind"])
    with store.step(f"政府文书：{file.name} {kind}") as step:
        record = step.add(GovernmentPaper, {**values, "drop_case": case, "student": file.student})
        if file.row.state == "reported":
            words = " ".join(filter(None, [values["issuer"], kind, values.get("number")]))
            move_in(step, file, "government", max(values["day"], file.stepped), words)
    return record


def follow(store: Store, case: int, values: Values) -> int:
    """Write down how a child who came back is doing; returns its id. Raises NotAllowed, Refused, Invalid."""
    _demand(store, FollowUp, "登记跟踪")
    file = file_of(case)
    if file.row.state != "back":
        raise Refused(f"{file.name} 现在是“{file.state_label}”，复学以后才登记跟踪。")
    if values["day"] < file.row.back_on:
        raise Refused(f"{file.name} {file.row.back_on} 才复学，跟踪的日期不能早于那一天。")
    with store.step(f"复学跟踪：{file.name}") as step:
        return step.add(FollowUp, {**values, "drop_case": case, "student": file.student})


def excuse(store: Store, case: int, values: Values) -> int:
    """Write down why absences inside the follow-up do not take the case up again; returns the id of the follow-up.

    values: day, staff, words (how the child is doing), why_away. It answers for the half-days known now; what is entered
    later asks anew. Raises NotAllowed, Invalid; Refused when there is nothing to answer for.
    """
    file = file_of(case)
    relapse = relapse_of(file, values["day"], rules())
    if relapse is None:
        raise Refused(f"{file.name} 跟踪期里没有要说明的缺课。")
    if not (values.get("why_away") or "").strip():
        raise Refused("请写明为什么没来、为什么不用重开。")
    told = f"{relapse.words.removeprefix('跟踪期里 ')}：{values['why_away'].strip()}"[:120]
    return follow(
        store, case, values | {"present": True, "why_away": told, "away_halves": len(relapse.halves)}
    )
