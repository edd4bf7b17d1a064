"""The order of a list, its grants and its letters: what may follow what. The ledgers' guards ask here.

Which state comes after which is data (resources/codes: batch_state, grant_state, notice_state, "next"); here stands
what a step needs besides. Source: the ladder 拟定 → 名单生成 → 助前公示 → 校长审批 → 已上报 → 已拨付 → 已发放 → 已归档.
"""

from typing import Any

from desktop.models import money
from desktop.models.codes import code_list
from desktop.models.ledger import Values, database
from desktop.models.ledgers.objection_order import STANDS
from desktop.models.ledgers.recognition_order import cut_short, may_follow
from desktop.models.ledgers.school import posts_aid_lists

OPEN = ("draft", "listed")  # states in which a list may still change
UNAPPROVED = (*OPEN, "posted")  # the headteacher has not spoken: papers are drafts
PAYING = ("reported", "funded", "paid")  # money goes to the bank and comes back
SIGNED_FOR = "签领"  # 发放方式 of lists that are handed out against signature, not through a bank
SETTLED = ("paid", "stopped")  # a grant nobody has to look after any more
BATCH_STAYS_OPEN_FOR = {"state", "note", "minutes", "budget_doc", "funded_on", "paid_on", "pay_mode"}
APPROVAL = {"approved_by", "approved_on"}
CARD = {"payee", "owner", "account", "bank", "owner_id"}  # what a grant keeps of the 收款账户
GRANT_STAYS_OPEN_FOR = {"state", "reason"} | CARD
FRESH = ("planned", "stopped")  # what a grant may be before the list is approved


MEAL_MONEY = "meal"  # code of the programme whose money is eaten
NOT_TO_PEOPLE = (
    "营养膳食补助用于供餐，不发给学生和家长，不能做资助名单和发放清单。每月的餐费请在“营养餐·结算”里办。"
)


def why_meal_money(programme: int) -> str:
    """膳食补助 never goes to a person (《农村义务教育学生营养改善计划实施办法》): the sentence for that programme."""
    code = next(_told("SELECT code FROM aid_programme WHERE id = ?", programme), ("",))[0]
    return NOT_TO_PEOPLE if code == MEAL_MONEY else ""


def why_meal_list(batch: int) -> str:
    """The same sentence for a list of that programme, however it came into the books."""
    programme = next(_told("SELECT programme_id FROM aid_batch WHERE id = ?", batch), None)
    return why_meal_money(programme[0]) if programme else ""


def why_not_batch(old: Values, new: Values) -> str:
    """Why a list may not go from one state of its row to another; "" when it may."""
    if new and new["programme"] != old.get("programme") and (why := why_meal_money(new["programme"])):
        return why
    if not old:
        return "" if new["state"] in OPEN else "新的批次要从拟定、生成名单办起，不能一来就是后面的状态。"
    if not new:
        return "" if old["state"] in OPEN else "已经开始办理的批次不能删除。"
    if why := may_follow("batch_state", old["state"], new["state"]):
        return why
    changed = {name for name in new if new[name] != old.get(name)}
    approving = new["state"] == "approved" and "state" in changed
    if changed & APPROVAL and not approving:
        return "审批人和审批日期在校长审批那一步写，以后不能再改。"
    if old["state"] not in OPEN:
        free = {"note"} if old["state"] in ("closed", "void") else BATCH_STAYS_OPEN_FOR
        if changed - free - APPROVAL:
            return "这一批已经定下来了，项目、学期、名单日期和审批都不能再改。要更正的，请另开一批。"
    return _why_not_yet(old, new) if "state" in changed else ""


def _why_not_yet(old: Values, new: Values) -> str:
    """What a step of the ladder still lacks."""
    if new["state"] == "posted":
        return "" if _posting_state(old["id"]) == "up" else "请先张贴公示，再记为助前公示中。"
    if new["state"] == "approved":
        return _why_not_approved(old, new)
    if new["state"] == "paid":
        return _why_not_paid(old["id"])
    return _why_not_closed(old, new) if new["state"] == "closed" else ""


def _why_not_approved(old: Values, new: Values) -> str:
    if not new.get("approved_by") or not new.get("approved_on"):
        return "审批要有审批人和日期。"
    if new["approved_by"] == old.get("maker"):
        return f"名单是{old['maker']}做的，不能由同一个人审批。请校长用自己的密码登录。"
    if new["approved_on"] < new["list_date"]:
        return f"审批日期 {new['approved_on']} 早于名单日期 {new['list_date']}，请看看有没有写错。"
    if old["state"] == "listed" and posts_aid_lists():
        return "这一批还没有公示，不能审批。请先张贴助前公示，期满撤下以后再审批。"
    if old["state"] != "posted":
        return ""
    state = _posting_state(old["id"])
    if state == "up":
        return "公示还没有期满撤下，不能审批。"
    if state != "over":
        return "这次公示已经中止，名单要重新公示，期满以后再审批。"
    hung = _why_too_early(old["id"], new["approved_on"].isoformat()) or _why_cut_short(old["id"])
    return hung or _why_objected(old["id"])


def _why_cut_short(batch: int) -> str:
    """A list that hung too short a time, because the 校历 got holidays since."""
    return cut_short(next(_told("SELECT max(id) FROM posting WHERE batch_id = ?", batch))[0])


def _why_too_early(batch: int, day: str) -> str:
    """An approval dated before the list was taken off the wall."""
    (removed,) = next(
        _told("SELECT max(removed_on) FROM posting WHERE batch_id = ? AND state = 'over'", batch)
    )
    return f"名单 {removed} 才撤下，审批日期不能在这以前。" if removed and day < removed else ""


def _posting_state(batch: int) -> str | None:
    """The state of the latest 公示 of a list; None when it never hung."""
    found = next(
        _told("SELECT state FROM posting WHERE batch_id = ? ORDER BY from_day DESC, id DESC", batch), None
    )
    return found[0] if found else None


def _why_objected(batch: int) -> str:
    """Objections that nobody answered, to whichever 公示 of the list; or to the latest one, and they were right."""
    sql = "SELECT count(*) FROM objection o JOIN posting p ON p.id = o.posting_id WHERE p.batch_id = ? AND o.upheld IS NULL"
    (unanswered,) = next(_told(sql, batch))
    sql = f"""SELECT count(*) FROM objection WHERE upheld NOT IN ({STANDS})
             AND posting_id = (SELECT id FROM posting WHERE batch_id = ? ORDER BY from_day DESC, id DESC)"""
    (right,) = next(_told(sql, batch))
    if unanswered:
        return f"还有 {unanswered} 件异议没有答复，不能审批。"
    return "有异议成立，请改好名单重新公示，期满以后再审批。" if right else ""


def _why_not_paid(batch: int) -> str:
    """Everybody's money has an end: nobody is still at the bank, and nobody waits where nothing went to a bank."""
    if names := _names_in(batch, "'sent', 'resent'"):
        return f"{names}的发放结果银行还没有回，不能记为已发放。请先读入回盘文件。"
    if why := why_bounced(batch):
        return why
    at_bank = next(_told("SELECT 1 FROM pay_list WHERE batch_id = ?", batch), None)
    if at_bank is None and (names := _names_in(batch, "'planned'")):
        return f"{names}还没有登记发放结果，不能只把整批记为已发放。请在批次那一页办理。"
    return ""


def why_bounced(batch: int) -> str:
    """A list is not paid while somebody's money came back: the sentence with names and sum; "" when nobody's did."""
    names = _names_in(batch, "'bounced'")
    if not names:
        return ""
    (fen,) = next(_told("SELECT SUM(amount) FROM aid_grant WHERE batch_id = ? AND state = 'bounced'", batch))
    return f"{names}退票、{money.figures(fen)} 元还没有发到手，不能记为已发放。请更正账户重发，或停发并写明原因。"


def _why_not_closed(old: Values, new: Values) -> str:
    """Everybody has the money and the letter; a receipt that is not back wants a written reason."""
    if names := _names_in(old["id"], "'planned', 'sent', 'bounced', 'resent'"):
        return f"还有 {names}没有发放成功，不能归档。请先登记发放结果。"
    if why := why_letters_out(old["id"]):
        return why
    lacking = receipts_lacking(old["id"])
    said = new.get("note") and new.get("note") != old.get("note")
    return f"{lacking}归档要写明原因。请在批次那一页办理。" if lacking and not said else ""


OF_PAID = """EXISTS (SELECT 1 FROM notice_item i JOIN aid_grant g ON g.id = i.grant_id
                     WHERE i.notice_id = aid_notice.id AND g.state = 'paid')"""


def why_letters_out(batch: int) -> str:
    """The sentence for letters that have not been brought to their families; "" when all were, or were given up."""
    sql = f"SELECT count(*) FROM aid_notice WHERE batch_id = ? AND state IN ('made', 'printed') AND {OF_PAID}"
    (out,) = next(_told(sql, batch))
    if not out:
        return ""
    return f"还有 {out} 份告知书没有送到家长手里，不能归档。请先登记送达；送不到的，记“送不到”并写明原因。"


def receipts_lacking(batch: int) -> str:
    """The sentence for letters without a receipt, and for paid pupils without a letter; "" when nothing lacks. What was
    handed out against signature needs no letter."""
    sql = f"SELECT count(*) FROM aid_notice WHERE batch_id = ? AND state IN ('delivered', 'undelivered') AND {OF_PAID}"
    (open_,) = next(_told(sql, batch))
    bare = """SELECT count(*) FROM aid_grant g JOIN aid_batch b ON b.id = g.batch_id
              WHERE b.id = ? AND b.pay_mode <> ? AND g.state = 'paid'
              AND NOT EXISTS (SELECT 1 FROM notice_item i WHERE i.grant_id = g.id)"""
    (without,) = next(_told(bare, batch, SIGNED_FOR))
    told = f"还有 {open_} 份告知书的回执没有收回。" if open_ else ""
    return told + (f"还有 {without} 人没有做告知书。" if without else "")


def _names_in(batch: int, states: str) -> str:
    """The pupils of a list whose grants are in one of these states (SQL texts); "" when there are none."""
    sql = f"""SELECT s.name, g.class_name, (SELECT count(*) FROM student t WHERE t.name = s.name) FROM aid_grant g
              JOIN student s ON s.id = g.student_id
              WHERE g.batch_id = ? AND g.state IN ({states}) ORDER BY g.place, g.id"""
    names = [f"{klass or ''}{name}" if same > 1 else name for name, klass, same in _told(sql, batch)]
    return "、".join(names[:8]) + (f"等 {len(names)} 人" if len(names) > 8 else "")


def _told(sql: str, *values: Any) -> Any:
    return database.connection().cursor().execute(sql, values)


def why_not_grant(old: Values, new: Values) -> str:
    """Why a grant may not: amount, pupil and standard of an approved list never change."""
    if new and new["state"] not in FRESH and (why := why_meal_list(new["batch"])):
        return why
    state = _state_of(old["batch"] if old else new["batch"])
    if not old or not new:
        return _why_not_on_list(old, new, state)
    if old["batch"] != new["batch"]:
        return "已在名单里的人不能换到别的批次。"
    changed = {name for name in new if new[name] != old.get(name)}
    if state in OPEN:
        return "" if new["state"] in FRESH else "名单还没有审批，发放结果登记不了。"
    if changed - GRANT_STAYS_OPEN_FOR or state in ("closed", "void"):
        return "名单已经定下来，不能再改。发错、多发、少发的，请记一笔冲销更正。"
    if changed & CARD and (why := _why_not_card(old, new)):
        return why
    if "state" in changed:
        return may_follow("grant_state", old["state"], new["state"]) or _why_no_result(old, new, state)
    return ""


def _why_not_card(old: Values, new: Values) -> str:
    """After the approval a card is corrected, never typed over: the grant follows a 收款账户 of the same pupil."""
    if old["state"] not in ("planned", "bounced") or new["state"] != old["state"]:
        return "已经送到银行的，账户不能再改；退票以后才能更正。"
    sql = """SELECT p.owner, p.number, p.bank, s.name, s.id_number FROM payee_account p
             JOIN student s ON s.id = p.student_id
             WHERE p.id = ? AND p.student_id = ? AND COALESCE(p.in_use, 1)"""
    found = next(_told(sql, new.get("payee"), new["student"]), None)
    told = (new.get("owner"), new.get("account"), new.get("bank") or None)
    if found is None or told != (found[0], found[1], found[2] or None) or not _is_his_number(new, *found[3:]):
        return "名单已经审批，户名和账号不能直接改。请用“更正账户”：先登记新的收款账户，名单跟着它改。"
    return ""


def _is_his_number(new: Values, pupil: str, number: str | None) -> bool:
    """Whether the holder's ID number is the pupil's own, or that of a guardian of this name, or left open."""
    if new.get("owner_id") is None:
        return True
    if new["owner"] == pupil:
        return bool(new["owner_id"] == number)
    sql = "SELECT 1 FROM guardian WHERE student_id = ? AND name = ? AND id_number = ?"
    return next(_told(sql, new["student"], new["owner"], new["owner_id"]), None) is not None


def _state_of(batch: int) -> str:
    found = next(_told("SELECT state FROM aid_batch WHERE id = ?", batch), None)
    return str(found[0]) if found else "draft"


def _why_not_on_list(old: Values, new: Values, state: str) -> str:
    """Why a line may not be added to a list, or taken off it."""
    if state not in OPEN:
        return "名单已经定下来，不能增减人。漏了的另开一批，不该发的记为不发放。"
    return "名单还没有审批，不能一来就有发放结果。" if new and new["state"] not in FRESH else ""


def _why_no_result(old: Values, new: Values, state: str) -> str:
    """Why a grant of an approved list may not take a state, by how far the list has got."""
    if new["state"] == "stopped":
        return "" if new.get("reason") else "不发放的要写明原因。"
    if old["state"] == "stopped":
        return "名单已经定下来，不发放的不能再列入。要补发的，请另开一批。"
    if state not in PAYING:
        label = code_list("batch_state").label(state)
        return f"这一批还是“{label}”，还不能登记发放。请先在右边记下进度。"
    if new["state"] in ("paid", "bounced") and state == "reported":
        return "资金拨付以后才能登记发放结果。请先在右边记下“已拨付”。"
    if new["state"] == "bounced":
        return _why_not_bounced(old, new)
    return _why_not_by_hand(old, new) if new["state"] == "paid" else ""


def _why_not_by_hand(old: Values, new: Values) -> str:
    """Money that no list took to the bank is called paid only with what that is known from."""
    if new.get("reason"):
        return ""
    sql = """SELECT s.name FROM aid_grant g JOIN student s ON s.id = g.student_id JOIN aid_batch b ON b.id = g.batch_id
             WHERE g.id = ? AND b.pay_mode <> ? AND NOT EXISTS (SELECT 1 FROM pay_line l WHERE l.grant_id = g.id)"""
    found = next(_told(sql, old["id"], SIGNED_FOR), None)
    if found is None:
        return ""
    return (
        f"{found[0]}的钱没有用清单送过银行，也没有回盘，不能直接记为发放成功。"
        "请写明凭什么：县里的发放明细、银行回单或家长签字表。"
    )


def _why_not_bounced(old: Values, new: Values) -> str:
    """A failure has a reason; and what was taken back by a correction does not come back from the bank once more."""
    if not new.get("reason"):
        return "退票要写明原因（银行说的话），以后更正账户要看。"
    return why_taken_back(old["id"]) if old["state"] == "paid" else ""


def why_taken_back(grant: int) -> str:
    """The sentence for money that an approved correction took back already; "" when there is none."""
    sql = """SELECT COALESCE(SUM(CASE WHEN kind IN ('back', 'cancel') THEN amount ELSE -amount END), 0)
             FROM reversal WHERE grant_id = ? AND state = 'approved'"""
    (back,) = next(_told(sql, grant))
    if back <= 0:
        return ""
    who = "SELECT s.name FROM aid_grant g JOIN student s ON s.id = g.student_id WHERE g.id = ?"
    (name,) = next(_told(who, grant))
    return (
        f"{name}的这笔钱已经审批追回 {money.figures(back)} 元，再记退票就算了两次。"
        "请先核对钱是家长退的还是银行退的：是银行退的，请先记一笔补发冲平追回。"
    )


ASKED = "家长写的是要学校联系，请先登记怎样处理（谁、哪天、结果），再归档。"


def asks_contact(notice: Values) -> bool:
    """Whether a receipt asks the school to get in touch (a fact of receipt_choice) and nobody has written what was done."""
    choice = notice.get("receipt_choice")
    asks = bool(choice and code_list("receipt_choice").fact(choice, "asks"))
    return asks and not notice.get("contact_result")


def why_not_notice(old: Values, new: Values) -> str:
    """Why a letter may not: printed before it is delivered, undelivered only with the reason."""
    if not old:
        return "" if new["state"] == "made" else "新的告知书要先打印，不能一来就是后面的状态。"
    if not new:
        return "印过的告知书已经编了号，不能删除。" if old["state"] != "made" else ""
    if new["state"] == "undelivered" and not new.get("undelivered_why"):
        return "送不到的要写明原因。"
    if new["state"] == "filed" and old["state"] != "filed" and asks_contact(new):
        return f"{new.get('number') or '这份'}的回执还没有处理：{ASKED}"
    if new["state"] != "made" and not new.get("number"):
        return "还没有编号的告知书不能记为已印。编号在打印的时候取，请到告知书那一页打印。"
    return may_follow("notice_state", old["state"], new["state"])
