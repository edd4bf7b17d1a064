"""The tree by village: one line for each 村 or 社区, its groups taken together."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from desktop.models.codes import code_list
from desktop.services.drop.population import NONE, TWICE, Tree

VILLAGE = re.compile(r".*?(?:村委会|居委会|社区|村)(?!民|小组)")
COLUMNS = ("1", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "1.8", "2", "3", "4", "5")


@dataclass(frozen=True)
class Village:
    """One line. counts: code -> how many; name "" for those whose village is not known, and for all."""

    name: str
    population: int
    counts: dict[str, int]
    none: int


def village_of(words: str) -> str:
    """石桥村3组 -> 石桥村; what names no village stays as it is."""
    found = VILLAGE.match(words)
    return found[0] if found else words


def villages(found: Tree) -> tuple[list[Village], Village]:
    """The villages in the order of their names, those without one last; and the sums of all."""
    rows: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    people: dict[str, int] = defaultdict(int)
    bare: dict[str, int] = defaultdict(int)
    names = {one: village_of(found.kids[one].village) for one in found.claims}
    again = set(found.difference(TWICE).ids)
    for one, name in names.items():
        people[name] += one not in again
    for node in found.lines():
        if node.code in COLUMNS:
            for one in node.ids:
                rows[names[one]][node.code] += 1
    for one in found.difference(NONE).ids:
        bare[names[one]] += 1
    order = sorted(people, key=lambda name: (not name, name))
    lines = [Village(name, people[name], dict(rows[name]), bare[name]) for name in order]
    sums = {code: found.node(code).count for code in COLUMNS if code in code_list("age_status").labels}
    return lines, Village("", found.population, sums, len(found.difference(NONE).ids))
