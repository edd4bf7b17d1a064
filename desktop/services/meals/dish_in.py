"""Dishes with their grams from a workbook: what each would become, then one step to take back.

    draft = judge(read_dishes([path]))
    keep_dishes(store, draft)

A dish with anything wrong in it is left out whole, and said; menus made before keep what they have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.meal_forbidden import why_forbidden
from desktop.models.ledgers.meal_menus import Dish, DishPart, Food
from desktop.models.store import Store
from desktop.services.meals.dish_book import DishBook, DishRow, FoodLine, read_dishes, words
from desktop.services.meals.foods import change_parts, parts_of
from desktop.services.progress import Progress

__all__ = ["DishDraft", "DishPlan", "judge", "keep_dishes", "read_dishes", "sentences"]

MUCH = 5000  # tenths of a gram a pupil: more is looked at
NEW, CHANGED, SAME, BAD = "new", "changed", "same", "bad"


@dataclass
class DishPlan:
    """What one dish would become. values: fields of the dish to be written; parts: food -> tenths of a gram.

    bad: why it is left out; doubts: what to look at.
    """

    row: DishRow
    dish: int | None
    values: Values = field(default_factory=dict)
    parts: dict[int, int] = field(default_factory=dict)
    before: dict[int, int] = field(default_factory=dict)
    bad: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.row.name

    @property
    def state(self) -> str:
        """new, changed, same or bad."""
        if self.bad:
            return BAD
        if self.dish is None:
            return NEW
        return CHANGED if self.values or (self.parts and self.parts != self.before) else SAME

    @property
    def portion(self) -> str:
        """番茄 100，鸡蛋 50."""
        return "，".join(
            f"{Food.caption_of(food)} {DishPart.grams.format(tenths)}" for food, tenths in self.parts.items()
        )


@dataclass
class DishDraft:
    """What a workbook would become; `loose`, `skipped` and `bare` as they were read."""

    title: str
    dishes: list[DishPlan]
    loose: list[str]
    skipped: list[str]
    bare: list[str] = field(default_factory=list)

    @property
    def good(self) -> list[DishPlan]:
        """Those that would be written."""
        return [one for one in self.dishes if one.state in (NEW, CHANGED)]

    def count(self, state: str) -> int:
        return sum(one.state == state for one in self.dishes)

    @property
    def sentence(self) -> str:
        said = f"新增 {self.count(NEW)} 道，改用料 {self.count(CHANGED)} 道，一样的 {self.count(SAME)} 道"
        return f"{said}，有错不写的 {self.count(BAD)} 道"


def judge(book: DishBook) -> DishDraft:
    """What the dishes would become. Reads only."""
    foods = {_plain(row.name): row for row in Food.select()}
    dishes = {_plain(row.name): row for row in Dish.select()}
    plans: list[DishPlan] = []
    seen: dict[str, DishRow] = {}
    for row in book.dishes:
        kept = dishes.get(_plain(row.name))
        plan = DishPlan(row, kept.id if kept else None)
        if first := seen.get(_plain(row.name)):
            plan.bad.append(f"{row.where}：“{row.name}”在{first.where}已经写过，请合在一起。")
        seen.setdefault(_plain(row.name), row)
        if why := why_forbidden(row.name):
            plan.bad.append(f"{row.where}：{why}")
        if kept:
            plan.before = {part.food: part.grams for part in parts_of(kept.id)}
        _parts(plan, foods)
        _fields(plan, kept, foods)
        plans.append(plan)
    return DishDraft(book.title, plans, list(book.loose), list(book.skipped), list(book.bare))


def _plain(name: str) -> str:
    return "".join(name.split()).replace("（", "(").replace("）", ")").casefold()


def _parts(plan: DishPlan, foods: Mapping[str, Any]) -> None:
    for line in plan.row.foods:
        food: Any = foods.get(_plain(line.food))
        if line.tenths is None and line.raw in words()["some"]:
            plan.doubts.append(f"{line.where}：“{line.food}”写的是“{line.raw}”，没有克数，不算进用料。")
        elif why := _why_not(line, food, plan):
            plan.bad.append(f"{line.where}：{why}")
        else:
            assert line.tenths is not None
            plan.parts[food.id] = line.tenths
            if line.tenths > MUCH:
                shown = DishPart.grams.format(line.tenths)
                plan.doubts.append(f"{line.where}：“{line.food}”每生 {shown} 克，太多了，请核对单位。")
    if not plan.row.foods:
        rest = "原来的用料不动" if plan.dish else "只记菜名"
        plan.doubts.append(f"{plan.row.where}：“{plan.name}”没有写用料，{rest}。")


def _why_not(line: FoodLine, food: Any, plan: DishPlan) -> str:
    if food is None:
        return f"食物成分里没有“{line.food}”。先在“食物成分”里加上，或者改成那里的名称。"
    if why := why_forbidden(food.name):
        return why
    if not line.tenths:
        said = f"的用量“{line.raw}”看不懂" if line.raw else "没有写用量"
        return f"“{line.food}”{said}，请写克数，例如 100。"
    if food.id in plan.parts:
        return f"“{line.food}”在“{plan.name}”里写了两次，请合在一起。"
    return ""


def _fields(plan: DishPlan, kept: Any, foods: Mapping[str, Any]) -> None:
    """The fields told, as far as they differ; a new dish always gets its name and kind."""
    row, codes = plan.row, code_list("dish_kind")
    kind = codes.find(row.kind) if row.kind else None
    if row.kind and kind is None:
        plan.bad.append(f"{row.where}：类别“{row.kind}”看不懂，可以写：{'、'.join(codes.labels.values())}。")
    told: Values = {"kind": kind, "allergens": row.allergens or None, "note": row.note or None}
    if kept is not None:
        plan.values = {name: value for name, value in told.items() if value and value != getattr(kept, name)}
        return
    if kind is None and not row.kind:
        told["kind"] = kind = _usual_kind(plan, foods)
        plan.doubts.append(f"{row.where}：“{row.name}”没有写类别，按用料记作“{codes.label(kind)}”，请核对。")
    plan.values = {"name": row.name} | told
    if problems := Dish.check(plan.values | {"active": True}):
        plan.bad += [f"{row.where}：{why}" for why in problems.values()]


def _usual_kind(plan: DishPlan, foods: Mapping[str, Any]) -> str:
    """By the name for soups, else by the food of which most goes in."""
    if plan.name.endswith(tuple(words()["soups"])):
        return "soup"
    kinds = {row.id: row.kind for row in foods.values()}
    most = max(plan.parts, key=lambda food: plan.parts[food], default=0)
    return str(words()["kind_by_food"].get(kinds.get(most), "veg"))


# keeping ------------------------------------------------------------------------------------------------


def keep_dishes(store: Store, draft: DishDraft, *, progress: Progress | None = None) -> int:
    """Write every sound dish as one step, which can be taken back whole; returns its number.

    Raises Refused, NotAllowed, Cancelled; nothing is written then.
    """
    store.session.demand("meals", "导入菜品")
    if not draft.good:
        raise Refused("没有能写入的菜品，请先按提示改好表格。")
    with store.step(f"导入菜品：{draft.title}", kind="import") as step:
        for plan in (progress or Progress()).follow(draft.good, len(draft.good), every=1):
            dish = plan.dish
            if dish is None:
                dish = step.add(Dish, plan.values)
            elif plan.values:
                step.change(Dish, dish, plan.values)
            if plan.parts:
                change_parts(step, DishPart, "dish", dish, plan.parts)
    return step.number


def sentences(plans: Sequence[DishPlan]) -> list[str]:
    """Everything to look at, what keeps a dish out first."""
    return [words for one in plans for words in one.bad] + [words for one in plans for words in one.doubts]
