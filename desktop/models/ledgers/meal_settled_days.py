"""The days on which the meals of settled months stand: neither 校历 nor 学期 takes them away.

Apart from `meal_closed`, because the 校历 is below everything that counts working days.
"""

import datetime as dt
from collections.abc import Collection

from desktop.models.ledger import database

OPEN_AGAIN = "从最后一个月起撤回结算（校长已签的，请校长退回）"


def why_not_moved(days: Collection[dt.date], says: str) -> str:
    """Why 校历 or 学期 may not change the days of a settled month: sheets stand on them, and no 供餐日历 says the day.

    says: what was about to be written, for the sentence.
    """
    for day in sorted(days):
        row = database.execute_sql(
            "SELECT s.month, count(*) FROM class_day c JOIN meal_settlement s"
            " ON s.month = substr(c.day, 1, 7) AND s.kind = c.kind AND s.state <> 'returned'"
            " WHERE c.day = ? AND NOT EXISTS (SELECT 1 FROM supply_day d WHERE d.day = c.day AND d.kind = c.kind)"
            " GROUP BY s.month",
            (day.isoformat(),),
        ).fetchone()
        if row:
            return (
                f"{day} 有 {row[1]} 个班登记了就餐，{row[0]} 的餐费已经结算，{says}。"
                f"确实要改的，先{OPEN_AGAIN}到 {row[0]}，核对这天的班级日餐表，再改。"
            )
    return ""


def settled_days() -> list[dt.date]:
    """Every day with class sheets in a settled month."""
    rows = database.execute_sql(
        "SELECT DISTINCT c.day FROM class_day c JOIN meal_settlement s"
        " ON s.month = substr(c.day, 1, 7) AND s.kind = c.kind AND s.state <> 'returned'"
    )
    return [dt.date.fromisoformat(day) for (day,) in rows.fetchall()]
