"""A month of meals in the made-up school: people, suppliers, menus, deliveries, issues, sheets, records, the settlement.

Everything is invented. Entries carry the day they are about as the day they were entered, as in a school that keeps its
books daily. Planted for whoever looks: a supplier whose permit lapses, two pupils ill for days, a day without 消毒.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from desktop.models.day_marks import packed
from desktop.models.ledger import Values
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.meal_goods import Material, Supplier, SupplierLicence
from desktop.models.ledgers.meal_logs import Accompany, Disinfection, FoodSample, MorningCheck
from desktop.models.ledgers.meal_menus import Dish, Food, MenuDish, MenuPart, MenuWeek
from desktop.models.ledgers.meal_people import HealthCertificate
from desktop.models.ledgers.meal_stock import StockMove
from desktop.models.ledgers.meal_watch import FoodCheck
from desktop.models.ledgers.meals import ClassDay, MealEater
from desktop.models.ledgers.payments import FundReceived
from desktop.models.ledgers.school import School
from desktop.models.ledgers.staff import Staff
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.services.meals import menus, purchases, settlement, stock
from desktop.services.meals.calendar import month_span, served_days
from desktop.services.meals.eaters import make_eaters
from desktop.services.meals.month_money import figures
from desktop.services.progress import Progress

MONTH, KIND = "2026-09", "lunch"
STAFF = (
    ("覃志远", "head"), ("莫立春", "deputy"), ("罗秀英", "dean"), ("韦桂兰", "storekeeper"), ("黄春妹", "cook"),
    ("蒙美莲", "cook"), ("梁永福", "cook"), ("农小兰", "food_safety"),
)  # fmt: skip
MILK = "学生饮用奶"
WEEK = (  # Monday to Friday
    ("米饭", "番茄炒鸡蛋", "醋熘大白菜", MILK), ("米饭", "红烧肉炖土豆", "清炒小白菜", MILK),
    ("米饭", "肉末豆腐", "炒土豆丝", MILK), ("米饭", "土豆烧鸡块", "醋熘大白菜", MILK),
    ("米饭", "青椒肉丝", "番茄鸡蛋汤", MILK),
)  # fmt: skip
SHOPS = (  # name, kinds of food, last day of the permit
    ("柳林镇兴农粮油店", ("grain", "oil", "salt", "sugar", "bean", "other"), dt.date(2027, 6, 30)),
    ("青禾县桂香肉食店", ("meat", "egg", "fish", "milk"), dt.date(2026, 9, 20)),
    ("石桥村老韦蔬菜行", ("veg", "fruit"), dt.date(2027, 3, 31)),
)
PRICES = {  # 元 for a 公斤; other foods cost OTHER
    "大米": 5.2, "猪肉": 27.0, "猪瘦肉": 30.0, "鸡蛋": 10.6, "鸡肉": 19.0, "豆腐": 5.6, "土豆": 3.4, "大白菜": 2.8,
    "小白菜": 4.2, "番茄": 6.2, "青椒": 7.0, "学生饮用奶": 11.8, "大豆油": 11.5, "菜籽油": 13.0, "盐": 3.0,
}  # fmt: skip
OTHER, SPARE = 8.0, 1.01  # 元; how much more is bought than the menu says
LAPSED = "定点供货商许可证正在换证，已看到受理通知书，下周补交"
ILL = {dt.date(2026, 9, 15), dt.date(2026, 9, 16)}  # two pupils of one class, both days
NOT_CLEANED = dt.date(2026, 9, 18)
GAP = "18日的消毒做了没有记，已问过当班人员；肉食店的新许可证在办"
FUNDS = ((dt.date(2026, 9, 7), "县财教〔2026〕31号", 0.6), (dt.date(2026, 9, 21), "县财教〔2026〕36号", 0.39))


def serve_month(store: Store, term: Term, progress: Progress) -> None:
    """Enter one month of lunches and settle it; the headteacher still has to sign."""
    progress.say("一个月的营养餐")
    people = _people(store)
    make_eaters(store, term, KIND)
    days = served_days(*month_span(MONTH), KIND)
    _write_menus(store, days)
    heads = _sheets(store, days)
    _shop_and_cook(store, days, heads, people)
    _records(store, days, people)
    _settle(store, term)


def _people(store: Store) -> dict[str, list[int]]:
    """Staff by post; the kitchen has its 健康证."""
    found: dict[str, list[int]] = defaultdict(list)
    with store.step("演示：食堂人员") as step:
        step.change(School, School.get().id, {"meal_kinds": KIND, "meal_mode": "1"})
        for name, post in STAFF:
            row = Staff.get_or_none(Staff.name == name)
            found[post].append(row.id if row else step.add(Staff, {"name": name, "post": post}))
        for number, cook in enumerate(found["cook"], 1):
            step.add(HealthCertificate, {
                "staff": cook, "number": f"2026-0{number}", "from_day": dt.date(2026, 8, 20),
                "until_day": dt.date(2027, 8, 19),
            })  # fmt: skip
    return found


def _write_menus(store: Store, days: Sequence[dt.date]) -> None:
    dishes = {row.name: row.id for row in Dish.select()}
    for monday, week in itertools.groupby(days, menus.monday_of):
        chosen = [
            (day, place, dishes[name])
            for day in week
            for place, name in enumerate(_dishes(day), 1)
        ]  # fmt: skip
        menus.put_dishes(store, monday, KIND, chosen)


def _dishes(day: dt.date) -> Sequence[str]:
    """What is cooked; on a weekend that is worked, as on a weekday."""
    return WEEK[day.weekday() % len(WEEK)]


# sheets -------------------------------------------------------------------------------------------------


def _sheets(store: Store, days: Sequence[dt.date]) -> dict[dt.date, int]:
    """Every class's sheets of the month, a class a step; returns the heads fed on each day."""
    classes: dict[int, list[int]] = defaultdict(list)
    for row in (
        MealEater.select().where(MealEater.kind == KIND).order_by(MealEater.school_class, MealEater.id)
    ):
        classes[row.school_class_id].append(row.student_id)
    fed: dict[dt.date, int] = defaultdict(int)
    for number, (school_class, pupils) in enumerate(classes.items()):
        rows = []
        for day in days:
            marks = {pupil: _mark(place, day, number) for place, pupil in enumerate(pupils)}
            fed[day] += sum(mark == "1" for mark in marks.values())
            key = {"day": day, "kind": KIND, "school_class": school_class}
            rows.append(key | {"marks": packed(marks), "teacher_signed": True, "entered_on": day})
        with store.step("演示：一个班的日餐表") as step:
            step.add_many(ClassDay, rows)
    return fed


def _mark(place: int, day: dt.date, school_class: int) -> str:
    """Mostly everybody ate; who did not follows from place and day, so that the month is always the same."""
    if school_class == 2 and place in (4, 9) and day in ILL:
        return "S"
    at = place * 31 + day.day * 17 + school_class * 7
    return "S" if at % 83 == 0 else "P" if at % 127 == 0 else "G" if at % 397 == 0 else "1"


# the store ----------------------------------------------------------------------------------------------


def _shop_and_cook(
    store: Store, days: Sequence[dt.date], heads: Mapping[dt.date, int], people: Mapping[str, list[int]]
) -> None:
    """Each week's needs come in before the first day of the week and go out day by day."""
    needs = {day: _needs(day, heads[day]) for day in days}
    foods = {food for told in needs.values() for food in told}
    materials, shops = _goods(store, foods)
    for number, (_monday, group) in enumerate(itertools.groupby(days, menus.monday_of)):
        week = list(group)
        wanted: dict[int, int] = defaultdict(int)
        for day in week:
            for food, grams in needs[day].items():
                wanted[food] += grams
        lines = [
            _line(week[0], materials[food], shops, grams, number, people)
            for food, grams in sorted(wanted.items())
        ]
        purchases.keep_purchases(store, lines)
        for day in week:
            _issue(store, day, {materials[food].id: grams for food, grams in needs[day].items()}, people)


def _needs(day: dt.date, heads: int) -> dict[int, int]:
    """Food -> grams for a day, by its menu."""
    rows = (
        MenuPart.select(MenuPart.food, MenuPart.grams)
        .join(MenuDish)
        .join(MenuWeek)
        .where((MenuDish.day == day) & (MenuWeek.kind == KIND))
    )
    found: dict[int, int] = defaultdict(int)
    for food, tenths in rows.tuples():
        found[food] += tenths * heads // 10
    return found


def _goods(store: Store, foods: Iterable[int]) -> tuple[dict[int, Any], dict[str, int]]:
    """A material for each food, and the shop of each kind of food."""
    shops: dict[str, int] = {}
    with store.step("演示：供货商和品名") as step:
        for place, (name, kinds, until) in enumerate(SHOPS, 1):
            shop = step.add(Supplier, {"name": name, "phone": f"0000-000030{place}", "address": "柳林镇"})
            number = f"JY1990000000000{place}"
            step.add(SupplierLicence, {
                "supplier": shop, "kind": "permit", "number": number, "from_day": dt.date(2023, 7, 1), "until_day": until,
            })  # fmt: skip
            shops |= dict.fromkeys(kinds, shop)
        rows = Food.select().where(Food.id.in_(list(foods)))
        ids = {
            food.id: step.add(
                Material, {"name": food.name, "kind": food.kind, "unit": "公斤", "food": food.id}
            )
            for food in rows
        }
    return {food: Material.get_by_id(record) for food, record in ids.items()}, shops


def _line(
    day: dt.date,
    material: Any,
    shops: Mapping[str, int],
    grams: int,
    week: int,
    people: Mapping[str, list[int]],
) -> Values:
    """One line of a delivery: whole kilograms, a price that moves a little from week to week."""
    kilos = math.ceil(grams * SPARE / 1000)
    price = PRICES.get(material.name, OTHER) * (1 + 0.02 * ((week + material.id) % 4 - 1))
    supplier = shops[material.kind]
    lapsed = dict((name, until) for name, _kinds, until in SHOPS)[Supplier.get_by_id(supplier).name] < day
    papers = "ticket,permit,animal,meat" if material.kind == "meat" else "ticket,permit"
    return {
        "day": day, "material": material.id, "supplier": supplier, "unit": "公斤", "bought": kilos * 1000,
        "price": round(price * 100) * 100, "papers": papers, "ticket_no": f"{day:%m%d}{material.id:03d}",
        "licence_reason": LAPSED if lapsed else None, "best_before": day + dt.timedelta(days=120),
        "batch_no": f"{day:%m%d}", "checker1": people["storekeeper"][0], "checker2": people["food_safety"][0],
        "supplier_signed": True, "entered_on": day,
    }  # fmt: skip


def _issue(store: Store, day: dt.date, needs: Mapping[int, int], people: Mapping[str, list[int]]) -> None:
    parts = stock.plan_issue(day, [(material, grams) for material, grams in needs.items() if grams])
    shared = {"day": day, "kind": "out", "meal": KIND, "entered_on": day}
    shared |= {"taker": people["cook"][0], "keeper": people["storekeeper"][0]}
    with store.step(f"演示：出库 {day}") as step:
        for part in parts:
            step.add(StockMove, shared | {"lot": part.lot.lot, "quantity": part.quantity})


# records ------------------------------------------------------------------------------------------------


def _records(store: Store, days: Sequence[dt.date], people: Mapping[str, list[int]]) -> None:
    """留样, 陪餐, 晨检, 消毒 and 日管控 of every day."""
    leaders = [*people["head"], *people["deputy"], *people["dean"]]
    cooks, safety = people["cook"], people["food_safety"][0]
    rows: dict[Any, list[Values]] = defaultdict(list)
    for place, day in enumerate(days):
        on = {"day": day, "entered_on": day}
        rows[FoodSample] += [on | {
            "kind": KIND, "dish": dish, "grams": 125 + 5 * (place % 4), "taken_at": "11:20", "taken_by": cooks[0],
            "degrees": 40, "state": "disposed", "gone_on": day + dt.timedelta(days=2), "gone_at": "12:00",
            "gone_by": cooks[1],
        } for dish in _dishes(day)]  # fmt: skip
        rows[Accompany].append(on | {
            "kind": KIND, "staff": leaders[place % len(leaders)], "state": "done", "looks": "4", "taste": "3",
            "quality": "4", "hygiene": "4", "pupils_say": "饭菜够热", "paid": place % 7 != 6,
        })  # fmt: skip
        rows[MorningCheck] += [
            on | {"staff": cook, "degrees": 364 + place % 3, "checker": safety} for cook in cooks
        ]
        if day != NOT_CLEANED:
            rows[Disinfection].append(on | {
                "kind": KIND, "pieces": 420, "strength": "100℃", "starts": "13:10", "ends": "13:40",
                "operator": cooks[2], "checker": safety,
            })  # fmt: skip
        rows[FoodCheck].append(
            on | {"kind": "day", "looked_at": 12, "staff": safety, "summary": "未发现问题"}
        )
    with store.step("演示：一个月的日常记录") as step:
        for ledger, values in rows.items():
            step.add_many(ledger, values)


def _settle(store: Store, term: Term) -> None:
    """The state's money arrives in two parts; the month is settled and its difference explained."""
    programme = AidProgramme.get(AidProgramme.code == "meal").id
    due = figures(store, MONTH, KIND).due
    with store.step("演示：膳食补助到账") as step:
        for day, document, part in FUNDS:
            told = {
                "programme": programme,
                "term": term.code,
                "day": day,
                "amount": int(due * part) // 100 * 100,
            }
            step.add(FundReceived, told | {"doc_no": document, "source": "青禾县财政局"})
    record = settlement.make(store, MONTH, KIND, gaps_reason=GAP)
    left = settlement.open_difference(record)
    if left:
        words = "采购（不含运费）比应拨少，结余留到下月用" if left > 0 else "米、油按整袋多买，用上月结余垫付"
        settlement.explain(store, record, "other", left, words)
