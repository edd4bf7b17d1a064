"""The word dropout: the status tree of the population on a day, a month's report."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop.cli_parts import DONE, FINDINGS, day_of, target_of, tell
from desktop.models.errors import Refused

SHOWN = 100  # names of a difference on the console; JSON has them all


def add_words(add: Any, open_school: Callable[[Any], Any]) -> None:
    """Put `dropout tree --date 2026-10-15` and `dropout report 2026-10 --to FILE` on the parser.

    add: what the command line makes a word with. open_school: logs in to --data.
    """

    def dropout(chosen: Any) -> int:
        act = {"tree": show_tree, "report": month_report}[chosen.action]
        school = open_school(chosen)
        try:
            return act(chosen, school)
        finally:
            school.close()

    one: argparse.ArgumentParser = add("dropout", dropout, "控辍保学：适龄儿童少年去向树、月报")
    one.add_argument("action", choices=("tree", "report"), help="tree：去向树和取证率；report：一个月的月报")
    one.add_argument("month", nargs="?", help="月报的月份，如 2026-10")
    one.add_argument("--date", help="哪一天，如 2026-10-15；不写就是今天")
    one.add_argument("--wide", action="store_true", help="按放宽的年龄段（如 3～22 周岁）")
    one.add_argument("--to", type=Path, help="月报写成的文件：.pdf 或 .xlsx")


def show_tree(chosen: Any, school: Any) -> int:
    """Every line with its count, what does not add up and because of whom; 1 when it does not close."""
    from desktop.services.drop.population import tree
    from desktop.services.drop.proofs import board

    day, today = day_of(chosen.date), dt.date.today()
    if day > today:
        raise Refused(f"{day} 还没有到，那一天谁在哪里读书还不知道。请写今天（{today}）或以前的日子。")
    found = tree(day, wide=chosen.wide)
    rates = board(found.day, found=found).rates()
    wrong = [(one, _names(one)) for one in found.differences]
    school.store.note_access("查看", f"适龄儿童少年去向树 {found.day}", found.population)
    words = [found.sentence]
    words += [f"  {'  ' * node.level}{node.code} {node.label} {node.count}" for node in found.lines()]
    words += [f"  {one.label} {one.count} 人：{_some(names)}。{one.todo}" for one, names in wrong]
    learn, count = found.at_school
    words += [f"在学 {learn} / {count}", *(one.sentence for one in rates if one.total)]
    told = {
        "day": found.day, "ages": [found.band.young, found.band.old], "population": found.population,
        "told": found.told, "gap": found.gap, "closes": found.closes, "sentence": found.sentence,
        "nodes": [
            {"code": node.code, "label": node.label, "level": node.level, "count": node.count} for node in found.lines()
        ],
        "differences": [
            {"kind": one.kind, "label": one.label, "count": one.count, "effect": one.effect, "names": names}
            for one, names in wrong
        ],
        "rates": [
            {"of": one.of, "denominator": one.label, "proved": one.proved, "total": one.total} for one in rates
        ],
    }  # fmt: skip
    tell(chosen, told, "\n".join(words))
    return DONE if found.closes else FINDINGS


# report -------------------------------------------------------------------------------------------------


def month_report(chosen: Any, school: Any) -> int:
    """The month as it was kept, else as the books are now.

    1 while it is not signed, the months do not hang together, or the books tell it otherwise by now.
    """
    from desktop.cli_meals import month_of
    from desktop.services.drop import month_view

    if not chosen.month:
        raise Refused("请写明哪个月，如 dropout report 2026-10。")
    today = dt.date.today()
    found = month_view.month_view(month_of(chosen.month), today)
    gaps = [one.sentence for one in found.gaps]
    written = _write(chosen, school, found.figures.month, today) if chosen.to else None
    school.store.note_access("查看", found.figures.title)
    words = [f"{found.figures.title}（{found.state_words}）：{found.figures.sentence}", found.figures.away]
    words += [f"  {one}" for one in (*found.doubts, *gaps)]
    words += [f"  {found.state_words}以后变了：{one}" for one in found.changed]
    words += [str(written)] if written else []
    told = {
        "month": found.figures.month, "state": found.state or None, "as_of": found.figures.as_of, "zero": found.figures.zero,
        "figures": dict(found.figures.counts), "file": str(written) if written else None,
        "names": {
            name: [{"name": one.name, "class": one.class_name, "day": one.day, "words": one.words} for one in rows]
            for name, rows in found.figures.lists.items()
        },
        "doubts": list(found.doubts), "gaps": gaps, "changed": list(found.changed),
    }  # fmt: skip
    tell(chosen, told, "\n".join(words))
    settled = found.state in ("signed", "sent") and not gaps and not found.changed
    return DONE if settled else FINDINGS


def _write(chosen: Any, school: Any, month: str, today: dt.date) -> Path:
    """PDF or workbook, by what the file is called. Raises Refused for another ending."""
    from desktop.services.drop import report_sheets
    from desktop.services.papers_out import make_papers

    target_of(chosen.to)
    suffix = chosen.to.suffix.lower()
    if suffix == ".xlsx":
        return report_sheets.write(school.store, month, today, chosen.to)
    if suffix != ".pdf":
        raise Refused(f"不知道“{chosen.to.name}”要写成什么。请写成 .pdf 或 .xlsx 结尾的文件名。")
    (made,) = make_papers(school, "D20", month=month, to=chosen.to)
    return Path(made.path)


def _names(difference: Any) -> list[str]:
    from desktop.models.ledgers.drop_population import AgeChild
    from desktop.models.ledgers.students import Student

    AgeChild.learn_captions(difference.ids)
    Student.learn_captions(difference.students)
    children = [AgeChild.caption_of(one) for one in difference.ids]
    return children + [Student.caption_of(one) for one in difference.students]


def _some(names: list[str]) -> str:
    return "、".join(names[:SHOWN]) + ("等" if len(names) > SHOWN else "")
