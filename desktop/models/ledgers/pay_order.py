"""The order of money at the store's door: what a bank's list, its lines and a correction may become, and when.

Which state comes after which is data (resources/codes: pay_list_state, pay_line_state, request_state).
"""

import datetime as dt
import json
from collections.abc import Collection
from functools import cache
from typing import Any

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.ledger import Values, database
from desktop.models.ledgers.batch_order import UNAPPROVED, why_meal_list
from desktop.models.ledgers.day_order import SLIP
from desktop.models.ledgers.recognition_order import may_follow
from desktop.places import RESOURCES

LIST_FIXED = {"batch", "number", "heads", "amount", "made_on", "maker"}
LINE_ANSWER = {"state", "answer", "answer_row", "answer_source", "paid_on", "failed_on"}
TO_SEND = ("planned", "bounced")  # grants whose money may go to the bank
TAKEN_BACK = ("back", "cancel")  # corrections that make less of what was paid
IN_ONE_QUERY = 500


def why_not_list(old: Values, new: Values) -> str:
    """Why a pay list may not become `new`; "" when it may."""
    if not old:
        if why := why_meal_list(new["batch"]) or why_before_approval(new["batch"], new["made_on"]):
            return why
        return "" if new["state"] == "made" else "新的发放清单要先生成，不能一来就是后面的状态。"
    if not new:
        return "送过银行的清单不能删除。" if old["state"] != "made" or old.get("file") else ""
    changed = {name for name in new if new[name] != old.get(name)}
    if changed & LIST_FIXED:
        return "发放清单生成以后不能再改。要补发退票的，请再生成一份。"
    if "state" in changed and new["state"] == "sent" and not new.get("file"):
        return "清单还没有写成文件，不能记为已送银行。请先写出报盘文件。"
    waiting = "SELECT 1 FROM pay_line WHERE pay_list_id = ? AND state = 'sent'"
    if "state" in changed and new["state"] == "answered" and _first(waiting, old["id"]):
        return "清单里还有人没有结果，不能记为已回盘。请先读入回盘文件。"
    return may_follow("pay_list_state", old["state"], new["state"])


def why_before_approval(batch: int, made_on: dt.date) -> str:
    """The sentence for a pay list dated before the headteacher approved its batch; "" when it is not."""
    states = ",".join("?" * len(UNAPPROVED))
    sql = f"SELECT approved_on FROM aid_batch WHERE id = ? AND state NOT IN ({states})"
    approved = _first(sql, batch, *UNAPPROVED)
    if not approved or made_on.isoformat() >= approved:
        return ""
    return f"清单的生成日期 {made_on} 早于校长审批的日期 {approved}，{SLIP}"


def why_not_line(old: Values, new: Values) -> str:
    """Why a line of a pay list may not become `new`: an answer comes whole, with its reason or its day."""
    if not old:
        return _why_not_new_line(new)
    if not new:
        return "清单里的一笔不能单独删去。还没有送银行的清单，请用“撤销”整份收回。"
    changed = {name for name in new if new[name] != old.get(name)}
    if changed - LINE_ANSWER:
        return "送给银行的一笔不能再改。账户有错的，退票以后更正，再生成第二次清单。"
    if changed and "state" not in changed and old["state"] != "sent":
        return "银行的结果和说明、日期是一起登记的，不能单改。登记错了的，请撤销那一次回盘再读。"
    if new["state"] == "paid" and not new.get("paid_on"):
        return "发放成功要有到账日期。请读入回盘文件，或在批次那一页登记结果。"
    if new["state"] == "failed" and not new.get("answer"):
        return "发放失败要写明银行说的原因。请读入回盘文件，或在批次那一页登记结果。"
    why = may_follow("pay_line_state", old["state"], new["state"])
    return why or _why_too_early(old, new) or _why_not_late(old, new)


def _why_not_new_line(new: Values) -> str:
    """A line goes to the bank once: as its grant says, on a list that is not there yet, and on no other meanwhile."""
    if new["state"] != "sent":
        return "清单里新的一笔只能是待回盘。"
    batch, state = next(_rows("SELECT batch_id, state FROM pay_list WHERE id = ?", new["pay_list"]), (0, ""))
    if state != "made":
        return "清单已经送到银行，不能再加人。要补发的，请再生成一份。"
    sql = """SELECT g.batch_id, g.amount, g.account, g.owner, g.state, s.name FROM aid_grant g
             JOIN student s ON s.id = g.student_id WHERE g.id = ?"""
    *told, grant, who = next(_rows(sql, new["grant"]), (0, 0, "", "", "", ""))
    if told != [batch, new["amount"], new["account"], new["owner"]]:
        return f"{who}这一笔的批次、金额、账号或户名和名单上的不一样，没有送银行。请用“生成清单”。"
    waiting = "SELECT 1 FROM pay_line WHERE grant_id = ? AND state = 'sent'"
    if grant not in TO_SEND or _first(waiting, new["grant"]):
        return f"{who}的钱已经送到银行或发下去了，不能再送一次。"
    return ""


def _why_too_early(old: Values, new: Values) -> str:
    """A payment or a failure before the list was made, money that came back before it arrived."""
    day, words = (new.get("paid_on"), "到账") if new["state"] == "paid" else (new.get("failed_on"), "退票")
    if day is None:
        return "到账以后又退回的，要写明退票日期。" if old["state"] == "paid" else ""
    made = _first("SELECT made_on FROM pay_list WHERE id = ?", old["pay_list"])
    if day.isoformat() < made:
        return f"{_pupil(old['grant'])}的{words}日期 {day} 早于清单的生成日期 {made}，{SLIP}"
    if old["state"] == "paid" and old.get("paid_on") and day < old["paid_on"]:
        return f"{_pupil(old['grant'])}的退票日期 {day} 早于到账日期 {old['paid_on']}，{SLIP}"
    return ""


def _pupil(grant: int) -> str:
    sql = "SELECT s.name FROM aid_grant g JOIN student s ON s.id = g.student_id WHERE g.id = ?"
    return str(_first(sql, grant))


def _why_not_late(old: Values, new: Values) -> str:
    """A success after a failure counts only as long as the money was not sent again and somebody waits for it."""
    return why_not_late(old["grant"], old["id"]) if (old["state"], new["state"]) == ("failed", "paid") else ""


def why_not_late(grant: int, line: int) -> str:
    """Why a failed line may not become paid after all; "" when it may."""
    if _first("SELECT 1 FROM pay_line WHERE grant_id = ? AND id > ?", grant, line):
        return "已经用后来的清单重发过，不能再认定成功。请问银行是不是发了两次。"
    if _first("SELECT state FROM aid_grant WHERE id = ?", grant) != "bounced":
        return "这个人已经不是退票，不能再认定成功。请问银行到底有没有到账。"
    return ""


def why_lines_disagree(lines: Collection[int]) -> str:
    """Why lines may not stand so at the end of a step: their lists keep heads and sum, their grants say the same."""
    for start in range(0, len(lines), IN_ONE_QUERY):
        part = list(lines)[start : start + IN_ONE_QUERY]
        marks = ",".join("?" * len(part))
        if name := _first(UNEQUAL.format(marks), *part):
            return f"{name}的清单结果和名单里的发放结果不一致，没有保存。请读入回盘文件，或在批次那一页登记结果。"
        if number := _first(UNSUMMED.format(marks), *part):
            return f"第 {number} 次发放清单的人数、金额和明细合不上，没有保存。"
    return ""


UNEQUAL = """SELECT s.name FROM pay_line l JOIN aid_grant g ON g.id = l.grant_id JOIN student s ON s.id = g.student_id
             WHERE l.id IN ({}) AND l.id = (SELECT max(id) FROM pay_line WHERE grant_id = l.grant_id)
             AND ((l.state = 'paid' AND g.state <> 'paid') OR (l.state = 'failed' AND g.state <> 'bounced'))"""
UNSUMMED = """SELECT p.number FROM pay_list p WHERE p.id IN (SELECT pay_list_id FROM pay_line WHERE id IN ({}))
              AND (p.heads, p.amount) <> (SELECT count(*), sum(amount) FROM pay_line WHERE pay_list_id = p.id)"""


def why_grants_disagree(grants: Collection[int]) -> str:
    """Why grants may not stand so at the end of a step: what waits at the bank has no result, what it paid has one."""
    for start in range(0, len(grants), IN_ONE_QUERY):
        part = list(grants)[start : start + IN_ONE_QUERY]
        sql = f"""SELECT s.name FROM aid_grant g JOIN student s ON s.id = g.student_id
                  JOIN pay_line l ON l.grant_id = g.id
                  WHERE g.id IN ({",".join("?" * len(part))})
                  AND ((l.state = 'sent' AND g.state NOT IN ('sent', 'resent'))
                       OR (l.state = 'paid' AND g.state <> 'paid'))"""
        if name := _first(sql, *part):
            return (
                f"{name}的结果和发放清单上的不一致：等着回盘的、银行说成功的，不能单独改。"
                "请读入回盘文件，或在批次那一页登记结果。"
            )
    return ""


def why_not_reversal(old: Values, new: Values) -> str:
    """Why a correction may not: asked first, decided by another, and never more than was paid."""
    if not old and new["state"] != "asked":
        return "更正要先提出，再由校长审批。"
    if old and not code_list("request_state").fact(old["state"], "next"):
        return "这笔更正已经审批，不能再改。要改的，再记一笔。"
    if not new:
        return ""
    if why := may_follow("request_state", old.get("state"), new["state"]):
        return why
    if new["state"] != "asked":
        if not new.get("decided_by") or not new.get("decided_on"):
            return "审批要有审批人和日期。"
        if new["decided_by"] == old.get("asked_by"):
            return f"更正是{old['asked_by']}提出的，不能由同一个人审批。"
    return "" if new["state"] == "refused" else _why_not_so_much(old, new)


def _why_not_so_much(old: Values, new: Values) -> str:
    sql = """SELECT g.state, g.amount, s.name, b.state FROM aid_grant g JOIN student s ON s.id = g.student_id
             JOIN aid_batch b ON b.id = g.batch_id WHERE g.id = ?"""
    found = next(_rows(sql, new["grant"]), None)
    if found is None:
        return "这笔更正没有写明是哪一笔资助。"
    state, amount, who, batch = found
    if new["state"] == "approved" and batch in (*UNAPPROVED, "void"):
        return "名单还没有审批，直接改名单就可以，不用冲销。"
    sign = int(code_list("reversal_kind").fact(new["kind"], "sign"))
    if sign < 0 and state != "paid":
        return f"{who}的钱还没有发下去，不用冲销；不该发的请记为不发放。"
    left = (amount if state == "paid" or sign > 0 else 0) + _corrected(new["grant"], old.get("id", 0), sign)
    if sign < 0 and new["amount"] > left:
        return f"{who}发了 {money.figures(amount)} 元，减去以前的更正还有 {money.figures(left)} 元，不能减这么多。"
    if sign < 0:
        return _why_before_payment(new, who)
    return _why_too_much_more(new["amount"], amount, left, who)


def _why_before_payment(new: Values, who: str) -> str:
    """Money is not taken back before the day on which it arrived."""
    paid = _first("SELECT max(paid_on) FROM pay_line WHERE grant_id = ? AND state = 'paid'", new["grant"])
    if paid and new["day"].isoformat() < paid:
        return f"{who}的钱 {paid} 才到账，更正的日期 {new['day']} 不能在这以前，{SLIP}"
    return ""


def _why_too_much_more(asked: int, amount: int, given: int, who: str) -> str:
    """给一个人补到名单金额的几成为止: resources/pay/corrections.json, a guard against a slip of the pen."""
    per_cent = most_after_more()
    room = max(amount * per_cent // 100 - given, 0)
    if not amount or asked <= room:
        return ""
    return (
        f"{who}名单上是 {money.figures(amount)} 元，程序里补发的上限是连同已发不超过名单金额的 {per_cent}%"
        f"（请以本县文件为准），最多再补 {money.figures(room)} 元。请看看金额有没有写错；要补得更多的，请另开一批。"
    )


@cache
def most_after_more() -> int:
    """Per cent of the listed amount that a pupil may have at most after 补发 (请以本县文件为准)."""
    told = json.loads((RESOURCES / "pay" / "corrections.json").read_text("utf-8"))
    return int(told["most_per_cent"])


def _corrected(grant: int, without: int, sign: int) -> int:
    """What other corrections make of a grant, in 分: the approved ones, and those asked for in the same direction."""
    kinds = ",".join(f"'{kind}'" for kind in TAKEN_BACK)
    sql = f"""SELECT COALESCE(SUM(CASE WHEN kind IN ({kinds}) THEN -amount ELSE amount END), 0) FROM reversal
              WHERE grant_id = ? AND id <> ? AND (state = 'approved' OR (state = 'asked' AND (kind IN ({kinds})) = ?))"""
    return int(_first(sql, grant, without, int(sign < 0)))


def _rows(sql: str, *values: Any) -> Any:
    return database.connection().cursor().execute(sql, values)


def _first(sql: str, *values: Any) -> Any:
    """The first value of the first row; None when there is none."""
    row = next(_rows(sql, *values), None)
    return row[0] if row else None
