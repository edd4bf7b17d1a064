"""What a settled month was reckoned with, but is written elsewhere: 品名, 资助标准, the school's own meals. It
changes under no settlement.

Asked in `follow`, so that typing, import and taking back meet the same door.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from desktop.models.codes import code_list
from desktop.models.journal import Change, thaw
from desktop.models.ledger import database
from desktop.models.ledgers.meal_settled_days import OPEN_AGAIN
from desktop.models.ledgers.recognition_order import first_value


def changed(change: Change) -> set[str]:
    """The fields that a row has otherwise than before; none where the row was added or taken out."""
    before, after = thaw(change.before), thaw(change.after)
    if not before or not after:
        return set()
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


def why_booked(material: int, name: str, fields: set[str]) -> str:
    """Why 记账单位 or 消耗品 of a 品名 may not change; "" when they may. name: the 品名 as people call it."""
    first = first_value("SELECT min(day) FROM purchase WHERE material_id = ? AND state = 'kept'", material)
    if not first:
        return ""
    if "unit" in fields:
        return (
            f"{name}从 {first} 起已经有进出，数量都按原来的单位记着，“记账单位”不能改。"
            "以后换单位记的，另建一个品名；原来就登记错了的，把那些进货冲红，改好单位再登记。"
        )
    settled = first_value(
        "SELECT min(month) FROM meal_settlement WHERE state <> 'returned' AND month >= ?", first[:7]
    )
    if not settled or "consumable" not in fields:
        return ""
    return (
        f"{name}从 {first} 起有进出，{settled} 的餐费已经按它结算，“消耗品”不能改，改了结算的数就变了。"
        f"以后的货另算的，另建一个品名；以前就填错了的，{OPEN_AGAIN}到 {settled}，再改。"
    )


def settled_rates() -> list[tuple[str, str, int]]:
    """What the classes of settled months were reckoned by: month, stage, 分 a day; the newest month first."""
    rows = database.execute_sql(
        "SELECT DISTINCT s.month, k.grade, c.standard FROM settlement_class c"
        " JOIN meal_settlement s ON s.id = c.settlement_id JOIN school_class k ON k.id = c.school_class_id"
        " WHERE s.state <> 'returned' AND c.standard > 0 ORDER BY s.month"
    ).fetchall()
    grades = code_list("grade")
    return [(month, str(grades.fact(grade, "stage")), fen) for month, grade, fen in rows]


def why_reckoned(month: str, fen: str) -> str:
    """The sentence for a standard that a settled month was reckoned by."""
    return (
        f"{month} 的餐费已经按每天 {fen} 元结算，这一改就不是这个标准了。标准调整的，原来这一行填上截止学期，"
        f"从新学期起另加一行；以前就填错了的，先{OPEN_AGAIN}到 {month}，再改。"
    )


def spans(rows: Sequence[dict[str, Any]], stage: str, term: str) -> bool:
    """Whether one of the rows of 资助标准 is for a stage and reaches a term."""
    return any(
        row.get("stage") == stage
        and row.get("from_term")
        and str(row["from_term"]) <= term
        and (not row.get("to_term") or term <= str(row["to_term"]))
        for row in rows
    )


SNACKS = "4"  # 课间加餐
BROUGHT = ("2", "3")  # 企业配餐, 托餐: what came and was never moved counts as eaten on its day


def why_brought(old: str | None, new: str | None) -> str:
    """Why the school's 供餐模式 may not change: deliveries of a settled month would count otherwise by it."""
    if (old in BROUGHT) == (new in BROUGHT):
        return ""
    row = database.execute_sql(
        "SELECT p.day, s.month FROM purchase p JOIN material g ON g.id = p.material_id"
        " JOIN meal_settlement s ON s.month = substr(p.day, 1, 7) AND s.state <> 'returned' AND s.due_amount > 0"
        " WHERE p.state = 'kept' AND p.kind = 'bought' AND NOT coalesce(g.consumable, 0)"
        " AND NOT EXISTS (SELECT 1 FROM stock_move m WHERE m.lot_id = p.id)"
        " AND NOT EXISTS (SELECT 1 FROM supply_day d WHERE d.day = p.day AND d.kind = s.kind AND d.mode IS NOT NULL)"
        " ORDER BY p.day LIMIT 1"
    ).fetchone()
    if row is None:
        return ""
    return (
        f"{row[0]} 进的货一直没有出入库，{row[1]} 的餐费是按原来的供餐模式结算的，学校的供餐模式一改，结算的数就变了。"
        f"先到“供餐日历”，把这样的日子（{row[0]} 起）选上，写明是原来的模式，再改学校的供餐模式。"
    )


def why_served(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Why the school's 供餐餐次 or 供餐模式 may not become what they are: a meal of a settled month is not struck off, and the
    one that the state paid for stays that one. Meals may be added at any time."""
    labels = code_list("meal_kind")
    gone = [kind for kind in _kinds_of(before) if kind not in _kinds_of(after)]
    if told := next(filter(None, ((_settled(kind), kind) for kind in gone if _settled(kind))), None):
        month, kind = told[0], labels.label(told[1])
        return (
            f"{month} 的{kind}餐费已经结算，“供餐餐次”里的{kind}不能去掉，去掉了这个月就打不出来了。新供的餐次可以添上；"
            f"不再供{kind}的，以后的学期不生成{kind}的就餐名册，供餐日历上写停餐。以前就填错了的，先{OPEN_AGAIN}到 {month}，再改。"
        )
    old, new = main_meal(before), main_meal(after)
    month = _paid(old) if old != new else ""
    if not month:
        return ""
    return (
        f"{month} 的膳食补助是按{labels.label(old)}结算的，这样一改，就成了按{labels.label(new)}算，结算的数就变了。"
        f"请让“供餐模式”和“供餐餐次”照旧；以前就填错了的，先{OPEN_AGAIN}到 {month}，再改。"
    )


def _kinds_of(told: Mapping[str, Any]) -> list[str]:
    return [code for code in str(told.get("meal_kinds") or "lunch").split(",") if code]


def main_meal(told: Mapping[str, Any]) -> str:
    """The meal that the state's money is for, by the school's 供餐模式 and 供餐餐次: the snack where the school supplies
    snacks, else lunch where it is served."""
    served = [code for code in code_list("meal_kind").labels if code in _kinds_of(told)]
    if told.get("meal_mode") == SNACKS and "snack" in served:
        return "snack"
    return "lunch" if "lunch" in served else served[0]


def _settled(kind: str) -> str:
    """The newest settled month of a kind of meal; "" for none."""
    return str(
        first_value("SELECT max(month) FROM meal_settlement WHERE kind = ? AND state <> 'returned'", kind)
        or ""
    )


def _paid(kind: str) -> str:
    """The first settled month in which money was due for a kind of meal; "" for none."""
    sql = "SELECT min(month) FROM meal_settlement WHERE kind = ? AND state <> 'returned' AND due_amount > 0"
    return str(first_value(sql, kind) or "")


def stands() -> Iterable[str]:
    """The months that are settled now, the first one first."""
    rows = database.execute_sql(
        "SELECT DISTINCT month FROM meal_settlement WHERE state <> 'returned' ORDER BY month"
    )
    return [month for (month,) in rows.fetchall()]
