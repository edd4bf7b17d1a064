"""适龄儿童 of the made-up school: the roster brought in, children elsewhere with and without proof, a draw among them.

Everything is invented and goes through the services a clerk's window uses. Left for whoever looks: a child nobody has
found yet, one who was written down twice, a family that gives no proof, pupils from outside to be explained.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from desktop.models.identity import check_digit
from desktop.models.ledgers.drop_population import AgeChild, AgeStatus
from desktop.models.ledgers.staff import Staff
from desktop.models.store import Store
from desktop.services.drop import population_edit, proof_draw, proofs
from desktop.services.drop.population import UNLISTED, tree
from desktop.services.progress import Progress

COUNTED, SINCE, ASKED, HELD = (
    dt.date(2026, 10, 15),
    dt.date(2026, 9, 1),
    dt.date(2026, 9, 14),
    dt.date(2026, 9, 25),
)
GUESTS, OPEN = 2, 2  # pupils from outside: explained, still to be explained
SEED, DRAWN = 20261016, 5
VILLAGES = ("石桥村", "下寨村", "柳林社区")
SIGNS = "安柏辰德恩芳国海嘉康乐明宁培青荣世天文欣"
# status, how many, the school
AWAY = (
    ("1.2", 6, "柳林镇第二小学"), ("1.3", 9, "青禾县城关第一小学"), ("1.4", 4, "省城实验小学"), ("1.5", 7, "外省务工地小学"),
    ("1.6", 1, "青禾县特殊教育学校"), ("1.8", 5, "青禾县职业中学"), ("2", 2, ""), ("3.3", 1, ""), ("3.1", 1, ""), ("", 1, ""),
)  # fmt: skip

GROWN = ("1.8", "2")  # 中职, 初中毕业


def population(store: Store, progress: Progress) -> None:
    """The whole of it, on the day it was counted."""
    progress.say("适龄儿童和在外就读取证")
    pupils = tree(COUNTED).difference(UNLISTED).students
    if pupils[: -GUESTS - OPEN]:
        population_edit.add_pupils(store, pupils[: -GUESTS - OPEN])
        population_edit.explain(store, "roster", COUNTED, "外来就读，户籍在邻县", students=pupils[-GUESTS:])
    _elsewhere(store)
    _proofs(store)
    proof_draw.draw(store, DRAWN, dt.date(2026, 10, 16), seed=SEED)


def _elsewhere(store: Store) -> None:
    staff = [row.id for row in Staff.select(Staff.id).order_by(Staff.id).limit(4)]
    told = [(status, school) for status, count, school in AWAY for _ in range(count)]
    with store.step(f"村里摸排：适龄儿童 {len(told)} 人") as step:
        births = [_birth(at, status) for at, (status, _) in enumerate(told)]
        ids = step.add_many(
            AgeChild, [_child(at, birth, staff[at % len(staff)]) for at, birth in enumerate(births)]
        )
        step.add_many(AgeStatus, [
            {
                "child": child, "status": status, "from_day": SINCE, "school": school or None, "how_known": "village",
                "checked_on": COUNTED, "grade_text": _grade(status, birth) if school else None,
            }
            for child, (status, school), birth in zip(ids, told, births, strict=True) if status
        ])  # fmt: skip
        again = AgeChild.get_by_id(ids[-4])
        twice = step.add(
            AgeChild, {"name": again.name, "birth_date": again.birth_date, "village": again.village}
        )
        step.add(AgeStatus, {"child": twice, "status": "2", "from_day": COUNTED, "how_known": "phone"})


def _birth(at: int, status: str) -> dt.date:
    """Fourteen for who is through the 初中 or learns a trade; the age of a 小学 for all others."""
    if status in GROWN:
        return dt.date(2011, 11, 5) + dt.timedelta(days=at * 9)
    return dt.date(2014, 9, 10) + dt.timedelta(days=at * 73 % 2100)


def _grade(status: str, birth: dt.date) -> str:
    """The grade of a child who came to school at six, in the autumn of 2026."""
    if status in GROWN:
        return "一年级"
    school_year = birth.year if birth.month >= 9 else birth.year - 1
    return f"{'一二三四五六'[2019 - school_year]}年级"


def _child(at: int, birth: dt.date, teacher: int) -> dict[str, Any]:
    first17 = f"529901{birth:%Y%m%d}{700 + at}"
    return {
        "name": "罗唐韦覃莫"[at % 5] + SIGNS[at % 20] + SIGNS[at * 7 % 20], "gender": "1" if at % 2 else "2",
        "id_number": first17 + check_digit(first17), "birth_date": birth, "village": f"{VILLAGES[at % 3]}{at % 6 + 1}组",
        "guardian": "王李张"[at % 3] + "秀英", "phone": f"1370000{at:04d}", "in_police": at % 7 != 0, "in_village": True,
        "poor": "1" if at % 8 == 0 else None, "teacher": teacher,
    }  # fmt: skip


def _proofs(store: Store) -> None:
    """Most are held, one family gives none, the rest are asked for or not even that."""
    lines = proofs.board(COUNTED).within(proofs.OUTSIDE_)
    proofs.ask(store, [line.child.id for line in lines[:-2]], ASKED)
    for at, line in enumerate(lines[:-5]):
        if at == 0:
            proofs.refuse(store, line.child.id, {"refused_why": "家里有纠纷，不肯给证明"})
        else:
            kind = ("paper", "system", "photo")[at % 3]
            told = {
                "held_on": HELD,
                "kind": kind,
                "school": line.school,
                "grade_text": line.grade,
                "sealed": kind == "paper",
            }
            proofs.hold(store, line.child.id, told)
