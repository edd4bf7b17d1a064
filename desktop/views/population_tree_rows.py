"""What stands in the two tables of 去向树: the lines of the tree, and the people behind one of them."""

from __future__ import annotations

from typing import Any

from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.drop_population import AgeChild
from desktop.models.ledgers.students import Student
from desktop.services.drop import population
from desktop.services.drop.population import NONE, Tree
from desktop.services.drop.standing import TOLD
from desktop.views.cells import Column
from desktop.views.held_rows import Held
from desktop.views.rows_model import Shown

LINES = (Column("name", "去向", 250), Column("count", "人数", 76, "right"))
NAMES = (
    Column("name", "姓名", 92), Column("gender", "性别", 52), Column("birth", "出生日期", 98), Column("village", "户籍村组", 120),
    Column("school", "学校", 130), Column("grade", "年级", 70), Column("since", "从哪天起", 98), Column("how", "怎样知道的", 100),
)  # fmt: skip


def tree_lines(found: Tree) -> tuple[list[Held], list[str]]:
    """Rows of the left table, and what each stands for: "" for all, a code, or the kind of a difference."""
    rows = [
        Held(
            0,
            {
                "name": Shown(f"{found.band.words}人口", "accent"),
                "count": Shown(str(found.population), "accent"),
            },
        )
    ]
    keys = [""]
    for node in found.lines():
        words = f"{'　' * node.level}{node.code} {node.label}"
        tone = None if node.count else "off"
        rows.append(Held(len(rows), {"name": Shown(words, tone), "count": Shown(str(node.count), tone)}))
        keys.append(node.code)
    for one in found.differences:
        tone = "bad" if one.effect else "warn"
        icon = "triangle-alert" if one.effect else "info"
        rows.append(
            Held(len(rows), {"name": Shown(one.label, tone, icon), "count": Shown(str(one.count), tone)})
        )
        keys.append(one.kind)
    return rows, keys


def child_cells(child: Any, found: Tree) -> dict[str, Shown]:
    claims = found.claims.get(child.id, ())
    claim = claims[0] if claims else None
    told = next((one for one in claims if one.source == TOLD), claim)
    how = "、".join(one.words for one in claims)
    return {
        "name": Shown(child.name), "gender": Shown(AgeChild.gender.format(child.gender)), "birth": Shown(str(child.birth_date)),
        "village": Shown(child.village or ""), "school": Shown(told.school if told else ""),
        "grade": Shown(told.grade if told else ""),
        "since": Shown(str(claim.from_day) if claim and claim.from_day else ""),
        "how": Shown(how or population.WORDS[NONE], None if len(claims) == 1 else "bad"),
    }  # fmt: skip


def pupil_cells(pupil: Any) -> dict[str, Shown]:
    return {
        "name": Shown(pupil.name), "gender": Shown(Student.gender.format(pupil.gender)),
        "birth": Shown(str(pupil.birth_date)), "village": Shown(pupil.household_place or ""), "school": Shown("本校"),
        "grade": Shown(SchoolClass.caption_of(pupil.school_class_id)), "since": Shown(""), "how": Shown("花名册"),
    }  # fmt: skip
