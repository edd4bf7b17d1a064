"""What a stock book would become — lots for 期初 and each 入库, 领用 by first expired first out — and writing it down."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.models import money
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.meal_goods import WHOLE, Material, Supplier, lapsed_permit
from desktop.models.ledgers.meal_menus import Food
from desktop.models.ledgers.meal_order import is_late, why_settled
from desktop.models.ledgers.meal_stock import Purchase, StockMove, amount_fits, price_of
from desktop.models.ledgers.staff import Staff
from desktop.models.store import Step, Store
from desktop.services.meals.goods import known_holds, remember_unit
from desktop.services.meals.purchases import completed
from desktop.services.meals.stock import lots_left, take_first
from desktop.services.meals.stock_in import BookRow, StockBook
from desktop.services.progress import Progress

WHY = "导入旧账"
UNIT = "公斤"  # of a material whose unit nobody wrote down
NOBODY = "旧账没有写供货商"
UNSEEN = dict.fromkeys(("looks", "smell", "wrapping"))  # nobody wrote down how the goods looked


@dataclass
class GoodsPlan:
    """One material of the book. new: not in the catalogue yet; bad: why nothing of it is written."""

    name: str
    spec: str
    unit: str
    material: int | None
    rows: list[BookRow]
    opening: int = 0
    bad: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # what was reckoned in another way, and is right so
    left: int = 0

    @property
    def lots(self) -> int:
        return sum(bool(row.values.get("bought")) for row in self.rows) + bool(self.opening)

    @property
    def moves(self) -> int:
        return sum(bool(row.values.get("out")) for row in self.rows)


@dataclass
class StockDraft:
    """A book that was judged, but not kept."""

    title: str
    goods: list[GoodsPlan]
    skipped: list[str]
    loose: list[str]  # rows that belong to no material or day

    @property
    def good(self) -> list[GoodsPlan]:
        return [one for one in self.goods if not one.bad]

    @property
    def lots(self) -> int:
        return sum(one.lots for one in self.good)

    @property
    def moves(self) -> int:
        return sum(one.moves for one in self.good)


def judge(book: StockBook) -> StockDraft:
    """Go through each material day by day: what it begins with, what comes and goes, whether 结存 is right in each row."""
    groups: dict[str, list[BookRow]] = defaultdict(list)
    loose = []
    for row in book.rows:
        if row.name and row.day:
            groups[row.name].append(row)
        else:
            loose.append(f"{row.where}：{''.join(row.problems)}")
    goods = [_plan(name, sorted(rows, key=_by_day)) for name, rows in groups.items()]
    return StockDraft(book.title, goods, book.skipped, loose)


def _by_day(row: BookRow) -> Any:
    return row.day


def _plan(name: str, rows: list[BookRow]) -> GoodsPlan:
    unit = next((row.values["unit"] for row in rows if row.values.get("unit")), "")
    spec = next((row.values["spec"] for row in rows if row.values.get("spec")), "")
    known = list(Material.select().where(Material.name == name))
    exact = [one for one in known if (one.spec or "") == spec] or known
    plan = GoodsPlan(
        name, spec, unit or (exact[0].unit if exact else UNIT), exact[0].id if exact else None, rows
    )
    if plan.material and known_holds(plan.material, plan.unit) is None:
        own = exact[0].unit
        plan.bad.append(
            f"表里的单位是“{plan.unit}”，目录里是“{own}”，不知道怎么折算。请先在“品名”里写上单位换算。"
        )
        return plan
    for row in rows:
        plan.bad += [f"{row.where}：{problem}" for problem in row.problems]
    if closed := next((row for row in rows if why_settled([row.day])), None):
        plan.bad.append(f"{closed.where}：{why_settled([closed.day])}")
    if not plan.bad:
        _begin(plan)
        _walk(plan)
    return plan


def _begin(plan: GoodsPlan) -> None:
    """期初 becomes a lot where the books do not know the material yet; else it has to be what they say."""
    told = next(
        (row.values["opening"] for row in plan.rows[:1] if row.values.get("opening") is not None), None
    )
    first = plan.rows[0]
    if plan.material and Purchase.select().where(Purchase.material == plan.material).exists():
        held = _held(plan)
        plan.left = held
        if told is not None and told != held:
            plan.bad.append(
                f"{first.where}：表里期初是 {_q(told)}{plan.unit}，库里这一天以前有 {_q(held)}{plan.unit}，对不上。"
            )
    elif told:
        plan.opening = plan.left = told
        if _opening_price(plan) is None:
            plan.bad.append(
                f"{first.where}：期初有 {_q(told)}{plan.unit}，表里没有单价，也没有期初金额。请补上再导。"
            )


def _held(plan: GoodsPlan) -> int:
    """What the books hold before the first row, in the unit of the table."""
    assert plan.material and plan.rows[0].day
    lots = lots_left(plan.rows[0].day - dt.timedelta(days=1), plan.material)
    holds = known_holds(plan.material, plan.unit) or WHOLE
    return sum(one.left for one in lots) * WHOLE // holds


def _walk(plan: GoodsPlan) -> None:
    """Add up row by row; 结存 that differs is named, 出库 of more than there is stops the material."""
    left = plan.left
    for place, row in enumerate(plan.rows):
        told = row.values
        if place and told.get("opening") is not None and told["opening"] != left:
            plan.doubts.append(f"{row.where}：期初写的是 {_q(told['opening'])}，前面结存是 {_q(left)}。")
        left += told.get("bought", 0) - told.get("out", 0)
        if told.get("bought"):
            _price_of_row(plan, row)
            _papers_of_row(plan, row)
        if left < 0:
            plan.bad.append(f"{row.where}：出库 {_q(told['out'])}，比结存还多 {_q(-left)}{plan.unit}。")
            return
        if told.get("left") is not None and told["left"] != left:
            plan.doubts.append(f"{row.where}：结存写的是 {_q(told['left'])}，按前面算是 {_q(left)}。")
    plan.left = left


def _price_of_row(plan: GoodsPlan, row: BookRow) -> None:
    told = row.values
    if told.get("price") is None and told.get("amount") is None:
        plan.bad.append(f"{row.where}：入库没有单价，也没有金额。")
        return
    whole = completed({"bought": told["bought"], "price": told.get("price"), "amount": told.get("amount")})
    if not amount_fits(whole):
        shown = money.figures(whole["amount"])
        says = plan.notes if _by_rounding(whole) else plan.doubts
        says.append(f"{row.where}：单价乘数量不是 {shown} 元，按金额记，单价由程序折算。")
        told["price"] = price_of(told["amount"], told["bought"])
    if _kept_before(plan, row):
        plan.bad.append(f"{row.where}：这笔进货库里已经有了，看看是不是导过一次。")


def _papers_of_row(plan: GoodsPlan, row: BookRow) -> None:
    if strange := row.values.get("strange"):
        known = Purchase.papers.format(row.values["papers"])
        rest = f"只记{known}" if known else "这一笔的证票空着"
        plan.doubts.append(f"{row.where}：证票写的“{strange}”不认得，{rest}，原话留在备注里。")


def _by_rounding(told: Values) -> bool:
    """Whether a price written to the 分 is all that keeps the row from adding up: 3 for 100.00 at 33.33."""
    most = 50 * told["bought"] + 50_000  # half a 分 for each, in price × quantity
    return abs(told["price"] * told["bought"] - told["amount"] * 100_000) <= most


def _kept_before(plan: GoodsPlan, row: BookRow) -> bool:
    if not plan.material:
        return False
    return bool(
        Purchase.select()
        .where((Purchase.material == plan.material) & (Purchase.day == row.day) & (Purchase.state == "kept"))
        .where((Purchase.unit == plan.unit) & (Purchase.accepted == row.values["bought"]))
        .exists()
    )


def _opening_price(plan: GoodsPlan) -> int | None:
    """What the opening stock cost a unit: by its amount, else as bought next."""
    first = plan.rows[0].values
    if first.get("opening_amount"):
        return price_of(first["opening_amount"], plan.opening)
    if first.get("price") is not None:
        return int(first["price"])
    for row in plan.rows:
        if row.values.get("bought") and row.values.get("amount") is not None:
            return price_of(row.values["amount"], row.values["bought"])
        if row.values.get("price") is not None:
            return int(row.values["price"])
    return None


def _q(quantity: int) -> str:
    return str(Purchase.bought.format(quantity))


# keeping -----------------------------------------------------------------------------------------------


def keep_book(store: Store, draft: StockDraft, *, progress: Progress | None = None) -> int:
    """Write every sound material as one step, which can be taken back whole; returns its number.

    Raises Refused, NotAllowed, Cancelled; nothing is written then.
    """
    store.session.demand("meals", "导入库存账")
    if not draft.good:
        raise Refused("没有能写入的内容，请先按提示改好表格。")
    with store.step(f"导入库存账：{draft.title}", kind="import") as step:
        names = _Names(step)
        for plan in (progress or Progress()).follow(draft.good, len(draft.good), every=1):
            _keep(step, plan, names)
    return step.number


class _Names:
    """Suppliers and staff by name; a supplier that is not known yet is added."""

    def __init__(self, step: Step) -> None:
        self.step = step
        self.suppliers = {row.name: row.id for row in Supplier.select()}
        self.staff = {row.name: row.id for row in Staff.select()}

    def supplier(self, name: str) -> int:
        if name not in self.suppliers:
            self.suppliers[name] = self.step.add(Supplier, {"name": name[:60]})
        return self.suppliers[name]


def _keep(step: Step, plan: GoodsPlan, names: _Names) -> None:
    material = plan.material
    if material is None:
        material = step.add(Material, _new_material(plan))
    remember_unit(step, material, plan.unit)
    holds = known_holds(material, plan.unit) or WHOLE
    if plan.opening:
        first = plan.rows[0]
        told = {
            "bought": plan.opening,
            "price": _opening_price(plan),
            "amount": first.values.get("opening_amount"),
        }
        step.add(Purchase, _lot(plan, first, material, told | {"kind": "opening"}))
    for row in plan.rows:
        if row.values.get("bought"):
            step.add(Purchase, _lot(plan, row, material, _bought(row, names)))
        if row.values.get("out"):
            _issue(step, row, (material, row.values["out"] * holds // WHOLE), names)


def _new_material(plan: GoodsPlan) -> Values:
    """A 品名 for the catalogue, of the kind of the food that is called the same."""
    food = Food.get_or_none(Food.name == plan.name)
    same = {"kind": food.kind, "food": food.id} if food else {"kind": "other"}
    return {"name": plan.name[:30], "spec": plan.spec[:30] or None, "unit": plan.unit[:6]} | same


def _bought(row: BookRow, names: _Names) -> Values:
    told = row.values
    made: Values = {name: told.get(name) for name in ("bought", "price", "amount", "batch_no", "best_before")}
    supplier = names.supplier(told["supplier"] or NOBODY)
    lapsed = row.day is not None and lapsed_permit(supplier, row.day)
    made |= {"supplier": supplier, "papers": told["papers"], "licence_reason": WHY if lapsed else None}
    return made | {"note": _note(row, f"，证票：{told['paper_words']}" if told["paper_words"] else "")}


def _note(row: BookRow, more: str = "") -> str:
    """Where in the book a line stood, and what it said in words."""
    return f"{WHY} {row.where}{more}"[:120]


def _lot(plan: GoodsPlan, row: BookRow, material: int, told: Values) -> Values:
    late = is_late({"day": row.day})
    shared: Values = {
        "day": row.day,
        "material": material,
        "unit": plan.unit,
        "late_reason": WHY if late else None,
    }
    return completed(shared | {"note": _note(row)} | told) | UNSEEN


def _issue(step: Step, row: BookRow, need: tuple[int, int], names: _Names) -> None:
    assert row.day is not None
    material, quantity = need
    parts, lack = take_first(lots_left(row.day, material), quantity)
    if lack:
        raise Refused(f"{row.where}：出库比库里有的多 {_q(lack)}。这一步没有写入。")
    people = {name: names.staff.get(row.values[name]) for name in ("taker", "keeper")}
    late = WHY if is_late({"day": row.day}) else None
    for part in parts:
        step.add(
            StockMove,
            {
                "day": row.day,
                "kind": "out",
                "lot": part.lot.lot,
                "quantity": part.quantity,
                "late_reason": late,
            }
            | people,
        )


def notes(plans: Sequence[GoodsPlan]) -> list[str]:
    """What one may know and need not look at: prices that were rounded."""
    return [words for one in plans for words in one.notes]


def sentences(plans: Sequence[GoodsPlan]) -> list[str]:
    """Everything to look at, what stops a material first."""
    bad = [f"{one.name}：{words}" for one in plans for words in one.bad]
    return bad + [words for one in plans for words in one.doubts]
