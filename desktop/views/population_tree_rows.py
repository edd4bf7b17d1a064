"""What stands in the two tables of 去向树: the lines of the tree, and the people behind one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.drop_population import AgeChild
from desktop.models.ledgers.drop_standing import ROSTER, TOLD
from desktop.models.ledgers.students import Student
from desktop.services.drop.population import Tree
from desktop.views.cells import Column
from desktop.views.held_rows import Held
from desktop.views.rows_model import Shown

LINES = (Column("name", "去向", 200), Column("count", "人数", 66, "right"))
NAMES = (
    Column("name", "姓名", 92), Column("gender", "性别", 52), Column("birth", "出生日期", 98), Column("village", "户籍村组", 104),
    Column("school", "学校", 130), Column("grade", "年级", 74), Column("since", "从哪天起", 98), Column("how", "怎样知道", 88),
)  # fmt: skip


def tree_lines(found: Tree) -> tuple[list[Held], list[str]]:
    """Rows of the left table, and what each stands for: "" for all, a code, or the kind of a difference.

    What keeps the tree open stands right under the number of all, what one should only know comes last.
    """
    told = [("", f"{found.band.words}人口", found.population, "accent", None)]
    wrong = [
        (one.kind, one.label, one.count, "bad", "triangle-alert") for one in found.differences if one.wrong
    ]
    nodes = [
        (
            node.code,
            f"{'　' * node.level}{node.code} {node.label}",
            node.count,
            "" if node.count else "off",
            None,
        )
        for node in found.lines()
    ]
    beside = [(one.kind, one.label, one.count, "warn", "info") for one in found.differences if not one.wrong]
    every = [*told, *wrong, *nodes, *beside]
    rows = [
        Held(at, {"name": Shown(words, tone or None, icon), "count": Shown(str(count), tone or None)})
        for at, (_, words, count, tone, icon) in enumerate(every)
    ]
    return rows, [key for key, *_ in every]


def child_cells(child: Any, found: Tree, pupil: Any) -> dict[str, Shown]:
    """One child. pupil: the pupil of this school it is, None for the others."""
    claims = found.claims.get(child.id, ())
    claim = next((one for one in claims if one.source == TOLD), claims[0] if claims else None)
    here = pupil is not None and any(one.source == ROSTER for one in claims)
    school = claim.school if claim is not None else ""
    grade = claim.grade if claim is not None else ""
    return {
        "name": Shown(child.name), "gender": Shown(AgeChild.gender.format(child.gender)), "birth": Shown(str(child.birth_date)),
        "village": Shown(child.village or ""), "school": Shown(school or ("本校" if here else "")),
        "grade": Shown(grade or (SchoolClass.caption_of(pupil.school_class_id) if here else "")),
        "since": Shown(str(claim.from_day) if claim is not None and claim.from_day else ""),
        "how": Shown("、".join(one.words for one in claims) or "还没有", None if len(claims) == 1 else "bad"),
    }  # fmt: skip


def pupil_cells(pupil: Any, why: Mapping[int, str]) -> dict[str, Shown]:
    """A pupil who is no child of the population. why: the reasons told, where they are to be seen."""
    return {
        "name": Shown(pupil.name), "gender": Shown(Student.gender.format(pupil.gender)),
        "birth": Shown(str(pupil.birth_date)), "village": Shown(""), "school": Shown("本校"),
        "grade": Shown(SchoolClass.caption_of(pupil.school_class_id)), "since": Shown(""), "how": Shown(why.get(pupil.id, "花名册")),
    }  # fmt: skip
