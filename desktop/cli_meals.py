"""The word meals: a month's money, a month looked over, a month's table or a stock book read from a workbook."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop.cli_parts import DONE, FINDINGS, LineProgress, tell
from desktop.models.errors import Refused


def add_words(add: Any, open_school: Callable[[Any], Any]) -> None:
    """Put `meals month 2026-10`, `meals check 2026-10` and `meals import FILE` on the parser.

    add: what the command line makes a word with. open_school: logs in to --data.
    """

    def meals(chosen: Any) -> int:
        act = {"month": show_month, "check": check, "import": import_book}[chosen.action]
        school = open_school(chosen)
        try:
            return act(chosen, school)
        finally:
            school.close()

    one: argparse.ArgumentParser = add("meals", meals, "营养餐：一个月的餐费、检查，导入以前的月表和库存账")
    one.add_argument(
        "action",
        choices=("month", "check", "import"),
        help="month：这个月的人次和餐费；check：检查；import：导入表格",
    )
    one.add_argument("what", help="月份，如 2026-10；导入时写表格文件")
    one.add_argument("--meal", help="餐次，如 午餐；不写就是学校主要的一餐")
    one.add_argument("--stock", action="store_true", help="导入的是库存账，不是就餐月表")
    one.add_argument("--dishes", action="store_true", help="导入的是菜品和每生用量，不是就餐月表")
    one.add_argument("--blank", help="月表里空着的格子是什么，如 就餐、在校未就餐；没有登记的写 空")
    one.add_argument("--file-password", help="表格的打开密码")
    one.add_argument("--dry-run", action="store_true", help="导入时只看结果，不写入")


def month_of(text: str) -> str:
    """2026-10, also 2026.10 and 2026年10月. Raises Refused."""
    found = re.fullmatch(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*月?", text.strip())
    if found is None or not 1 <= int(found[2]) <= 12:
        raise Refused(f"月份看不懂：“{text}”。请写成 2026-10。")
    return f"{found[1]}-{int(found[2]):02d}"


def kind_of(text: str | None) -> str:
    """The code of a kind of meal that the school serves. Raises Refused that names them."""
    from desktop.models.codes import code_list
    from desktop.services.meals.calendar import kinds
    from desktop.services.meals.spending import main_kind

    if not text:
        return main_kind()
    codes, served = code_list("meal_kind"), kinds()
    found = codes.find(text) or text
    if found not in served:
        raise Refused(f"学校不供“{text}”。可以写：{'、'.join(map(codes.label, served))}。")
    return found


# month --------------------------------------------------------------------------------------------------


STATES = {
    "made": "已结算，等校长签字",
    "signed": "已结算，校长已签",
    "returned": "校长退回了，还没有重新结算",
}


def show_month(chosen: Any, school: Any) -> int:
    """The figures of a month as they stand; 1 while the difference is not explained to the last 分."""
    from desktop.models import money
    from desktop.services.meals import settlement, triangle
    from desktop.services.meals.month_money import figures

    told = figures(school.store, month_of(chosen.what), kind_of(chosen.meal))
    row = settlement.settled(told.month, told.kind)
    standing = row is not None and row.state != "returned"
    lines = settlement.reasons(row.id) if standing else told.lines
    open_ = settlement.open_difference(row.id) if standing else told.unexplained
    words = [
        f"{told.title}：供餐 {told.summary.days} 天，{told.people} 人，就餐 {told.summary.fed} / {told.summary.due} 人次",
        f"应拨 {money.figures(told.due)} 元，实支 {money.figures(told.spent)} 元，到账 {money.figures(told.received)} 元",
        *([_bought(told.spending)] if told.main else []),
        f"人均日支出 {triangle.average(told)}",
        f"年内{'结余' if told.left >= 0 else '超支'} {money.figures(abs(told.left))} 元",
        *([f"  其中期初：{told.opening.words}"] if told.opening.known else []),
        *(f"  {line.name} {line.fed_times}人次 {money.figures(line.amount)} 元" for line in told.classes),
        *(f"  差 {line.label} {line.fen / 100:+.2f} 元：{line.words}" for line in lines),
        f"没有说明的差 {open_ / 100:.2f} 元；{STATES[row.state] if row else '还没有结算'}",
    ]
    tell(chosen, _month(told, row, lines, open_), "\n".join(words))
    return FINDINGS if open_ else DONE


def _bought(spent: Any) -> str:
    from desktop.models import money

    told = f"采购 {money.figures(spent.bought)} 元（已减退货）"
    return f"{told}，其中运费 {spent.carriage / 100:.2f} 元" if spent.carriage else told


def _month(told: Any, row: Any, lines: Any, open_: int) -> dict[str, Any]:
    """Money in 分, the average in ten-thousandths of a 元."""
    return {
        "month": told.month, "kind": told.kind, "state": row.state if row else None, "days": told.summary.days,
        "people": told.people, "due_times": told.summary.due, "fed_times": told.summary.fed, "due_fen": told.due,
        "bought_fen": told.spending.bought if told.main else None,
        "freight_fen": told.spending.carriage if told.main else None,
        "spent_fen": told.spent, "lost_fen": sum(told.spending.lost.values()), "received_fen": told.received,
        "per_head": told.per_head, "left_fen": told.left, "year_spent_fen": told.year_spent,
        "year_received_fen": told.year_received, "carried_fen": told.opening.carried,
        "unexplained_fen": open_,
        "classes": [
            {
                "class": line.name, "pupils": line.pupils, "days": line.days, "due_times": line.due_times,
                "fed_times": line.fed_times, "standard_fen": line.standard, "amount_fen": line.amount,
            }
            for line in told.classes
        ],
        "lines": [{"cause": line.cause, "label": line.label, "fen": line.fen, "words": line.words} for line in lines],
    }  # fmt: skip


# check --------------------------------------------------------------------------------------------------


def check(chosen: Any, school: Any) -> int:
    """Every rule and what it found; 1 when anything was found."""
    from desktop.services.meals.checks import check_month

    told = check_month(school.store, month_of(chosen.what), progress=LineProgress(chosen.json))
    rules = [{"code": one.code, "name": one.name, "count": len(told.of(one.code))} for one in told.rules]
    found = [
        {"rule": one.rule.code, "name": one.rule.name, "severity": one.severity, "sentence": one.sentence}
        for one in told.findings
    ]
    marks = {"error": "错误", "warning": "请核对"}
    words = [
        f"{told.month}：查了 {len(rules)} 条，错误 {told.errors} 处，请核对 {len(found) - told.errors} 处"
    ]
    words += [f"  {marks[one['severity']]} {one['name']}：{one['sentence']}" for one in found]
    tell(chosen, {"month": told.month, "rules": rules, "findings": found}, "\n".join(words))
    return FINDINGS if found else DONE


# import -------------------------------------------------------------------------------------------------


def import_book(chosen: Any, school: Any) -> int:
    """Read a workbook of months, with --stock a stock book, with --dishes dishes; --dry-run writes nothing."""
    if chosen.dishes:
        return _import_dishes(chosen, school)
    return _import_stock(chosen, school) if chosen.stock else _import_months(chosen, school)


def _import_months(chosen: Any, school: Any) -> int:
    from desktop.models.codes import code_list
    from desktop.services.meals.month_book import read_month_book
    from desktop.services.meals.sheet_in import NOBODY, Answers, judge, keep_months

    book = read_month_book(
        [Path(chosen.what)], password=chosen.file_password, progress=LineProgress(chosen.json)
    )
    blank = ""
    if chosen.blank:
        blank = NOBODY if chosen.blank == "空" else code_list("meal_mark").find(chosen.blank) or ""
        if not blank:
            marks = "、".join(code_list("meal_mark").labels.values())
            raise Refused(f"--blank 看不懂：“{chosen.blank}”。可以写：{marks}，或 空（没有登记）。")
    draft = judge(school.store, book, Answers(blank=blank, kind=kind_of(chosen.meal) if chosen.meal else ""))
    told: dict[str, Any] = {
        "title": draft.title, "sheets": len(draft.days), "questions": draft.questions, "problems": draft.problems,
        "left": draft.left, "notes": draft.notes,
    }  # fmt: skip
    words = [
        f"{draft.title}：{draft.sentence}",
        *draft.notes,
        *(f"  {one}" for one in (*draft.problems, *draft.left)),
    ]
    words += [f"  还要回答：{one}" for one in draft.questions.values()]
    if not chosen.dry_run:
        school.backup("导入前")
        told["step"] = keep_months(school.store, draft)
        words.append("写好了，可以在窗口里撤销。")
    tell(chosen, told, "\n".join(words))
    return FINDINGS if draft.problems or draft.questions else DONE


def _import_stock(chosen: Any, school: Any) -> int:
    from desktop.services.meals.stock_in import read_book
    from desktop.services.meals.stock_in_keep import judge, keep_book, notes, sentences

    progress = LineProgress(chosen.json)
    draft = judge(read_book([Path(chosen.what)], password=chosen.file_password, progress=progress))
    problems = [*sentences(draft.goods), *draft.loose]
    told: dict[str, Any] = {
        "title": draft.title, "goods": len(draft.good), "lots": draft.lots, "moves": draft.moves,
        "problems": problems, "notes": notes(draft.goods), "skipped": draft.skipped,
    }  # fmt: skip
    words = [
        f"{draft.title}：{len(draft.good)} 种，进货 {draft.lots} 批，出库 {draft.moves} 笔",
        *draft.skipped,
    ]
    words += [f"  {one}" for one in (*problems, *notes(draft.goods))]
    if not chosen.dry_run:
        school.backup("导入前")
        told["step"] = keep_book(school.store, draft, progress=progress)
        words.append("写好了，可以在窗口里撤销。")
    tell(chosen, told, "\n".join(words))
    return FINDINGS if problems else DONE


def _import_dishes(chosen: Any, school: Any) -> int:
    from desktop.services.meals.dish_in import judge, keep_dishes, read_dishes, sentences

    progress = LineProgress(chosen.json)
    draft = judge(read_dishes([Path(chosen.what)], password=chosen.file_password, progress=progress))
    problems = [*sentences(draft.dishes), *draft.loose]
    told: dict[str, Any] = {
        "title": draft.title, "new": draft.count("new"), "changed": draft.count("changed"), "same": draft.count("same"),
        "bad": draft.count("bad"), "problems": problems, "skipped": draft.skipped,
    }  # fmt: skip
    words = [f"{draft.title}：{draft.sentence}", *draft.skipped, *(f"  {one}" for one in problems)]
    if not chosen.dry_run:
        school.backup("导入前")
        told["step"] = keep_dishes(school.store, draft, progress=progress)
        words.append("写好了，可以在窗口里撤销。")
    tell(chosen, told, "\n".join(words))
    return FINDINGS if problems else DONE
