"""The word dropout: the status tree of the population on a day."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from desktop.cli_parts import DONE, FINDINGS, day_of, tell

SHOWN = 10  # names of a difference on the console; JSON has them all


def add_words(add: Any, open_school: Callable[[Any], Any]) -> None:
    """Put `dropout tree --date 2026-10-15` on the parser.

    add: what the command line makes a word with. open_school: logs in to --data.
    """

    def dropout(chosen: Any) -> int:
        act = {"tree": show_tree}[chosen.action]
        school = open_school(chosen)
        try:
            return act(chosen, school)
        finally:
            school.close()

    one: argparse.ArgumentParser = add("dropout", dropout, "控辍保学：适龄儿童少年去向树")
    one.add_argument("action", choices=("tree",), help="tree：去向树和取证率")
    one.add_argument("--date", help="哪一天，如 2026-10-15；不写就是今天")
    one.add_argument("--wide", action="store_true", help="按放宽的年龄段（如 3～22 周岁）")


def show_tree(chosen: Any, school: Any) -> int:
    """Every line with its count, what does not add up and because of whom; 1 when it does not close."""
    from desktop.services.drop.population import tree
    from desktop.services.drop.proofs import board

    found = tree(day_of(chosen.date), wide=chosen.wide)
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


def _names(difference: Any) -> list[str]:
    from desktop.models.ledgers.drop_population import AgeChild
    from desktop.models.ledgers.students import Student

    AgeChild.learn_captions(difference.ids)
    Student.learn_captions(difference.students)
    children = [AgeChild.caption_of(one) for one in difference.ids]
    return children + [Student.caption_of(one) for one in difference.students]


def _some(names: list[str]) -> str:
    return "、".join(names[:SHOWN]) + ("等" if len(names) > SHOWN else "")
