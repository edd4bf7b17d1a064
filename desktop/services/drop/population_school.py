"""Which school a list of another school is of: as its title or file names it, else as the last list of that name was told."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache

from desktop.models.ledgers.drop_population import PopulationLine, PopulationList
from desktop.models.ledgers.school import School
from desktop.places import RESOURCES

HAN = re.compile(r"[\u4e00-\u9fff]+")
TERM = re.compile(
    r"^(?:学?年度?)?(?:[春秋]季?)?(?:学期)?(?:关于)?"
)  # 2026年秋季学期……: what follows the year's digits
SHORTEST = 4  # 各学校 is no name
LONGEST = PopulationLine.school.max_length


@cache
def _ends() -> re.Pattern[str]:
    """A name that ends in 小学, 中学 and the like; the last of them, so that 县第一中学附属小学 stays whole."""
    told = json.loads((RESOURCES / "drop" / "population_heads.json").read_text("utf-8"))["school_ends"]
    return re.compile(f"^.+(?:{'|'.join(map(re.escape, told))})")


def school_in(words: str) -> str:
    """清河县第三中学 of 清河县第三中学就读证明名单20260925; "" where no school is named, or only this one."""
    own = School.select(School.school_name).scalar() or ""
    for run in HAN.findall(words):
        found = _ends().match(TERM.sub("", run))
        if found and len(found[0]) >= SHORTEST and found[0] not in own:
            return found[0][:LONGEST]
    return ""


def school_before(name: str) -> str:
    """The school most children of an earlier list of the same name (but for its date) were told to be at; "" when none."""
    lists = PopulationList.select().where(PopulationList.kind == "school").order_by(PopulationList.id.desc())
    same = next((one for one in lists if _bare(one.file or one.name) == _bare(name)), None)
    if same is None:
        return ""
    row = PopulationLine
    told = row.select(row.school).where((row.source_list == same.id) & row.school.is_null(False)).tuples()
    most = Counter(school for (school,) in told).most_common(1)
    return str(most[0][0]) if most else ""


def _bare(name: str) -> str:
    """A name without its date and its ending."""
    return "".join(HAN.findall(name))
