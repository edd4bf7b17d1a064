"""What is asked before a step on the population is done: a child's way, a proof, a reason, which of two rows stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from desktop.models.codes import small_list
from desktop.models.errors import Refused
from desktop.models.fields import Choice
from desktop.models.ledger import Values
from desktop.models.ledgers.drop_population import AgeChild, AgeStatus, CheckReason
from desktop.services.drop import population_edit
from desktop.services.drop.population import leaves
from desktop.views.desk import Desk
from desktop.views.recognition_ask import AskCard, Asked

KEEP = "存下去向"
FEW = 3  # children named in a question


def leaf_field(label: str = "去向") -> Choice:
    """A choice of where a child may be said to be: without the sums, and without what the roster tells."""
    made = Choice(label, small_list("leaves", label, leaves()), width=20)
    made.name = "status"
    return made


def way_card(desk: Desk, children: Sequence[int], day: dt.date) -> AskCard:
    """填去向 of one child, with what was told last, or of several with the same."""
    one = children[0] if len(children) == 1 else None
    told = next(iter(population_edit.history(one)), None) if one else None

    asked_about: list[list[str]] = []

    def do(values: Values) -> int:
        odd = population_edit.odd_ages(children, values)
        if odd and odd not in asked_about:
            asked_about.append(odd)
            more = f" 等 {len(odd)} 人" if len(odd) > FEW else ""
            raise Refused(f"{'、'.join(odd[:FEW])}{more}和年龄对不上。没有写错的，再按一次“{KEEP}”。")
        return population_edit.set_many(desk.store, children, values)

    first = (
        {name: told.__data__.get(name) for name in ("school", "grade_text", "how_known", "teacher")}
        if told
        else {}
    )
    names = ("from_day", "school", "grade_text", "how_known", "checked_on", "teacher", "note")
    values = {"from_day": day, "checked_on": day} | first
    status = told.status if told is not None and told.status in leaves() else None
    asked = [Asked(leaf_field(), status, must=True)]
    asked += [Asked(getattr(AgeStatus, name), values.get(name), must=name == "from_day") for name in names]
    who = AgeChild.caption_of(one) if one else f"选中的 {len(children)} 人"
    last = f"现在写的是“{AgeStatus.status.format(told.status)}”，从 {told.from_day} 起；" if told else ""
    says = f"{who}。{last}以前的留着，从写的那天起算新的。"
    return AskCard(desk, "填写去向", asked, do, yes=KEEP, says=says)


def reason_card(
    desk: Desk, comparison: str, day: dt.date, who: str, *, children: Sequence[int] = (), students: Sequence[int] = (),
    now: str = "",
) -> AskCard:  # fmt: skip
    """写说明: why these stand on one side alone."""

    def do(values: Values) -> int:
        return population_edit.explain(
            desk.store, comparison, day, str(values["reason"]), children=children, students=students
        )

    asked = [Asked(CheckReason.reason, now or None, must=True)]
    return AskCard(desk, "写说明", asked, do, yes="记下说明", says=f"{who}：写一句为什么，下次不再列出来。")


def merge_card(desk: Desk, child: int) -> AskCard | None:
    """合并: which of the rows stays. None where there is no other row like it."""
    others = population_edit.likeness(child)
    if not others:
        return None
    rows = {row.id: row for row in AgeChild.select().where(AgeChild.id.in_([child, *others]))}
    stays = sorted(rows, key=lambda one: (not rows[one].id_number, one))
    keep = next(one for one in stays if one != child or len(stays) == 1)
    field = Choice(
        "留下哪一条", small_list("rows", "留下", {str(one): _told(rows[one]) for one in stays}), width=40
    )
    field.name = "keep"

    def do(values: Values) -> int:
        kept = int(values["keep"])
        population_edit.merge(desk.store, kept, child if kept != child else others[0])
        return kept

    says = "两条是同一个人的，合并成一条：去向、取证都并过去，空着的项目补上，另一条删去。可以撤销。"
    return AskCard(desk, "合并", [Asked(field, str(keep), must=True)], do, yes="合并", says=says)


def _told(row: Any) -> str:
    number = AgeChild.id_number.mask(row.id_number) if row.id_number else "没有身份证号"
    return f"{row.name}　{row.birth_date}　{number}　{row.village or ''}"
