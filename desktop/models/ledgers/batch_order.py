"""The order of a list, its grants and its letters: what may follow what. The ledgers' guards ask here.

Which state comes after which is data (resources/codes: batch_state, grant_state, notice_state, "next"); here stands
what a step needs besides. Source: the ladder 拟定 → 名单生成 → 助前公示 → 校长审批 → 已上报 → 已拨付 → 已发放 → 已归档.
"""

from typing import Any

from desktop.models.codes import code_list
from desktop.models.ledger import Values, database
from desktop.models.ledgers.recognition_order import may_follow
from desktop.models.ledgers.school import posts_aid_lists

OPEN = ("draft", "listed")  # states in which a list may still change
UNAPPROVED = (*OPEN, "posted")  # the headteacher has not spoken: papers are drafts
PAYING = ("reported", "funded", "paid")  # money goes to the bank and comes back
SETTLED = ("paid", "stopped")  # a grant nobody has to look after any more
BATCH_STAYS_OPEN_FOR = {"state", "note", "minutes", "budget_doc", "funded_on", "paid_on", "pay_mode"}
GRANT_STAYS_OPEN_FOR = {"state", "reason", "payee", "owner", "account", "bank", "owner_id"}
FRESH = ("planned", "stopped")  # what a grant may be before the list is approved


def why_not_batch(old: Values, new: Values) -> str:
    """Why a list may not go from one state of its row to another; "" when it may."""
    if not old:
        return "" if new["state"] in OPEN else "新的批次要从拟定、生成名单办起，不能一来就是后面的状态。"
    if not new:
        return "" if old["state"] in OPEN else "已经开始办理的批次不能删除。"
    if why := may_follow("batch_state", old["state"], new["state"]):
        return why
    if old["state"] not in OPEN:
        changed = {name for name in new if new[name] != old.get(name)}
        free = {"note"} if old["state"] in ("closed", "void") else BATCH_STAYS_OPEN_FOR
        if new["state"] == "approved":
            free = free | {"approved_by", "approved_on"}
        if changed - free:
            return "这一批已经定下来了，项目、学期、名单日期和审批都不能再改。要更正的，请另开一批。"
    return _why_not_yet(old, new) if old["state"] != new["state"] else ""


def _why_not_yet(old: Values, new: Values) -> str:
    """What a step of the ladder still lacks."""
    if new["state"] == "posted":
        return "" if _posting_state(old["id"]) == "up" else "请先张贴公示，再记为助前公示中。"
    if new["state"] == "approved":
        return _why_not_approved(old, new)
    if new["state"] == "closed":
        return _why_not_closed(old["id"])
    return ""


def _why_not_approved(old: Values, new: Values) -> str:
    if not new.get("approved_by") or not new.get("approved_on"):
        return "审批要有审批人和日期。"
    if new["approved_by"] == old.get("maker"):
        return f"名单是{old['maker']}做的，不能由同一个人审批。请校长用自己的密码登录。"
    if old["state"] == "listed" and posts_aid_lists():
        return "这一批还没有公示，不能审批。请先张贴助前公示，期满撤下以后再审批。"
    if old["state"] != "posted":
        return ""
    state = _posting_state(old["id"])
    if state == "up":
        return "公示还没有期满撤下，不能审批。"
    if state != "over":
        return "这次公示已经中止，名单要重新公示，期满以后再审批。"
    return _why_objected(old["id"])


def _posting_state(batch: int) -> str | None:
    """The state of the latest 公示 of a list; None when it never hung."""
    found = next(
        _told("SELECT state FROM posting WHERE batch_id = ? ORDER BY from_day DESC, id DESC", batch), None
    )
    return found[0] if found else None


def _why_objected(batch: int) -> str:
    """Objections to the latest 公示 that nobody answered, or that were right."""
    sql = """SELECT COALESCE(SUM(upheld IS NULL), 0), COALESCE(SUM(upheld <> 'dismissed'), 0) FROM objection
             WHERE posting_id = (SELECT id FROM posting WHERE batch_id = ? ORDER BY from_day DESC, id DESC)"""
    unanswered, right = next(_told(sql, batch))
    if unanswered:
        return f"还有 {unanswered} 件异议没有答复，不能审批。"
    return "有异议成立，请改好名单重新公示，期满以后再审批。" if right else ""


def _why_not_closed(batch: int) -> str:
    sql = """SELECT s.name FROM aid_grant g JOIN student s ON s.id = g.student_id
             WHERE g.batch_id = ? AND g.state NOT IN ('paid', 'stopped') ORDER BY g.place, g.id"""
    waiting = [name for (name,) in _told(sql, batch)]
    if not waiting:
        return ""
    names = "、".join(waiting[:8]) + (f"等 {len(waiting)} 人" if len(waiting) > 8 else "")
    return f"还有 {names}没有发放成功，不能归档。请先登记发放结果。"


def _told(sql: str, record: int) -> Any:
    return database.connection().cursor().execute(sql, (record,))


def why_not_grant(old: Values, new: Values) -> str:
    """Why a grant may not: amount, pupil and standard of an approved list never change."""
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
    if "state" in changed:
        return may_follow("grant_state", old["state"], new["state"]) or _why_no_result(old, new, state)
    if changed - {"reason"} and old["state"] not in ("planned", "bounced"):
        return "已经送到银行的，账户不能再改；退票以后才能更正。"
    return ""


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
    return ""


def why_not_notice(old: Values, new: Values) -> str:
    """Why a letter may not: printed before it is delivered, undelivered only with the reason."""
    if not old:
        return "" if new["state"] == "made" else "新的告知书要先打印，不能一来就是后面的状态。"
    if not new:
        return "印过的告知书已经编了号，不能删除。" if old["state"] != "made" else ""
    if new["state"] == "undelivered" and not new.get("undelivered_why"):
        return "送不到的要写明原因。"
    return may_follow("notice_state", old["state"], new["state"])
