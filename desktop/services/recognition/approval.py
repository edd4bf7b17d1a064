"""The last steps of a round: handed to the headteacher, approved and frozen, filed (建档备案).

Nobody approves what they entered or handed in; the headteacher approves under the own name alone. Both are kept at
the store's door (Ledger.signed, ledgers.recognition_order); here they are said first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.recognition import RecognitionCase, RecognitionRound
from desktop.models.ledgers.recognition_order import ON_THE_WALL, cut_short
from desktop.models.store import Store
from desktop.models.terms import day_in_words
from desktop.services.namesakes import told_apart
from desktop.services.recognition import overview, posting
from desktop.services.recognition.rounds import cases_of, expect, names

LACKING = 6  # pupils written out with their missing papers; the rest is a count


def lacking_before(store: Store, record: int) -> str:
    """Who on the list lacks a paper (申请表, 承诺, 证明), by name, for the person who hands it in; "" when nobody does."""
    found = overview.doubtful(store, record)
    told = told_apart(one.case.student_id for one in found)
    words = "".join(f"{told[one.case.student_id]}还缺：{'、'.join(one.papers)}。" for one in found[:LACKING])
    more = f"这样的共 {len(found)} 人。" if len(found) > LACKING else ""
    return words + more


def submit(store: Store, record: int, *, why: str = "", today: dt.date | None = None) -> None:
    """Hand a list that hung its whole period to the headteacher. Raises Refused while anything about it is open.

    why: the reason for doing so although papers are missing (`lacking_before`); kept with the round.
    """
    store.session.demand("batch", "送校长审批")
    row = expect(record, "posted")
    _demand_hung(row)
    values = {
        "state": "awaiting",
        "submitted_by": store.session.who,
        "submitted_on": today or dt.date.today(),
    }
    if why.strip():
        values["note"] = f"缺材料仍送审，{store.session.who}写的原因：{why.strip()}"
    with store.step(f"送审 {RecognitionRound.caption(row)}") as step:
        step.change(RecognitionRound, record, values)


def approve(store: Store, record: int, *, today: dt.date | None = None) -> int:
    """The headteacher's word: the posted grades become the recognised ones and are frozen. Returns how many pupils.

    Cannot be undone. Raises NotAllowed for other roles, Refused for whoever entered or handed in what is approved.
    """
    store.session.demand("approve", "审批认定名单")
    row, who, day = expect(record, "awaiting"), store.session.who, today or dt.date.today()
    cases = list(RecognitionCase.select().where(RecognitionCase.round == record))
    _demand_other_hands(row, cases, who)
    hung = _demand_hung(row)
    if day <= hung.until_day:
        raise Refused(
            f"公示到{day_in_words(hung.until_day)}才满，审批日期不能在这以前，请看电脑的日期对不对。"
        )
    signed: Values = {"decided_by": who, "decided_on": day}
    granted = {
        c.id: signed | {"state": "recognised", "grade": c.school_grade} for c in cases if c.state == "posted"
    }
    declined = {c.id: signed for c in cases if c.state == "declined"}
    with store.step(
        f"审批 {RecognitionRound.caption(row)} {len(granted)} 人", kind="approve", final=True
    ) as step:
        step.change(RecognitionRound, record, {"state": "approved", "approved_by": who, "approved_on": day})
        step.change_many(RecognitionCase, granted | declined)
    return len(granted)


def _demand_other_hands(row: Any, cases: Sequence[Any], who: str) -> None:
    """Raise Refused when the person handed the round in, or entered one of its cases."""
    if who == row.submitted_by:
        raise Refused(f"这批名单是{who}送的审，不能由同一个人审批，请换校长登录。")
    judged = (*ON_THE_WALL, "declined")
    if mine := [case.student_id for case in cases if case.entered_by == who and case.state in judged]:
        raise Refused(f"{names(mine)}的申请是{who}自己录入的，不能由录入的人审批，请换一个有审批权的人登录。")


def send_back(store: Store, record: int, why: str, *, today: dt.date | None = None) -> None:
    """The headteacher returns a list with a word. It goes back to the school's review and hangs anew afterwards."""
    store.session.demand("approve", "退回认定名单")
    row = expect(record, "awaiting")
    if not why.strip():
        raise Refused("请写一句为什么退回，资助专干要照着改。")
    hung = posting.latest_of_round(record)
    said = f"{store.session.who}退回：{why.strip()}"
    with store.step(f"退回 {RecognitionRound.caption(row)}：{why.strip()}") as step:
        posting.take_back(step, hung, said[:200], today)
        step.change(RecognitionRound, record, {"note": said})


def archive(store: Store, record: int, system_on: dt.date, *, today: dt.date | None = None) -> int:
    """建档备案: every case is filed; `system_on` is the day it went into the national aid system, kept where given before.

    Returns how many cases were filed.
    """
    store.session.demand("batch", "认定建档")
    row, day = expect(record, "approved"), today or dt.date.today()
    if not row.approved_on <= system_on <= day:
        raise Refused(
            f"录入资助系统的日期应在 {row.approved_on} 审批以后、今天以前，现在写的是 {system_on}。"
        )
    changes: dict[int, Values] = {}
    for case in cases_of(store, record):
        if case.state == "recognised":
            changes[case.id] = {"state": "archived", "system_on": case.system_on or system_on}
        elif case.state == "declined":
            changes[case.id] = {"state": "archived"}
    with store.step(f"建档 {RecognitionRound.caption(row)} {len(changes)} 份") as step:
        step.change_many(RecognitionCase, changes)
        step.change(RecognitionRound, record, {"state": "archived", "archived_on": day})
    return len(changes)


def _demand_hung(row: Any) -> Any:
    """The round's posting, when it is over and nothing about it is open. Raises Refused with what is missing."""
    hung = posting.latest_of_round(row.id)
    if hung is None or hung.state == "broken":
        raise Refused("名单还没有公示，或公示已经中止。请先张贴公示。")
    if hung.state == "up":
        raise Refused(f"{posting.remaining(hung).sentence}期满撤下并登记以后才能送审。")
    if why := cut_short(hung.id):
        raise Refused(why)
    if left := posting.open_objections(row.id):
        raise Refused(f"还有 {len(left)} 件异议没有答复，请先核查、答复。")
    if posting.is_changed(hung):
        raise Refused("名单和公示过的已经不一样了。请中止那次公示，按现在的名单重新公示。")
    return hung
