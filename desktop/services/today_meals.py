"""What waits of the meals: sheets of today, samples, certificates, shelf life, settlements, gaps; and contradictions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from desktop.models.codes import code_list
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.meal_goods import Material
from desktop.models.ledgers.meal_money import MealSettlement
from desktop.models.ledgers.meal_order import rule
from desktop.models.ledgers.meals import ClassDay
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.services.drop import today_drop
from desktop.services.meals import contrary, glance, goods, samples, stock, watch, workers
from desktop.services.meals.calendar import kinds, the_day
from desktop.services.meals.days import board
from desktop.services.todo import NAMED, Around, Todo, named, names_of


def meal_todos(store: Store, around: Around) -> Iterator[Todo]:
    """For whoever keeps the meals; for a class teacher the own classes' sheets alone. Nothing where no meals are kept."""
    if not glance.serves():
        return
    if store.session.may("meals"):
        yield from _sheets(store, around)
        yield from _samples(store, around)
        yield from _certificates(store, around.day)
        yield from _shelf_life(around.day)
        yield from _settlements(around.day)
        yield from _gaps(store, around.day)
        yield from _findings(store, around.day)
    elif _own_classes(store):
        yield from _own_sheets(store, around)


def _own_classes(store: Store) -> bool:
    return store.session.classes is not None and ClassDay.table() in store.session.role.writes


# the day ------------------------------------------------------------------------------------------------


def _open_sheets(store: Store, day: dt.date) -> Iterator[tuple[str, list[int]]]:
    """Kind of meal served that day -> classes without a sheet."""
    for kind in kinds():
        if the_day(day, kind).served:
            open_ = [
                line.school_class for line in board(store, day, kind) if line.state == "open" and line.due
            ]
            if open_:
                yield kind, open_


def _asked_for(around: Around) -> bool:
    """Whether the hour has come from which today's sheets are asked for."""
    return around.now.time() >= dt.time.fromisoformat(rule("ask_from"))


def _sheets(store: Store, around: Around) -> Iterator[Todo]:
    if not _asked_for(around):
        return
    several = len(kinds()) > 1
    for kind, classes in _open_sheets(store, around.day):
        meal = code_list("meal_kind").label(kind) if several else "就餐"
        words = f"今天还有 {len(classes)} 个班没有登记{meal}"
        hint = (around.day, kind, classes[0])
        yield Todo(
            "utensils",
            "warn",
            words,
            _in_words(map(SchoolClass.caption_of, classes), "个班"),
            "去录餐",
            "meals",
            hint,
        )


def _own_sheets(store: Store, around: Around) -> Iterator[Todo]:
    """A class teacher is told from the morning on."""
    tone = "warn" if _asked_for(around) else "accent"
    for kind, classes in _open_sheets(store, around.day):
        for one in classes:
            words = f"{SchoolClass.caption_of(one)}今天的{code_list('meal_kind').label(kind)}还没有登记"
            fact = "全班都吃了，直接按回车；没吃的写座号和原因"
            yield Todo("utensils", tone, words, fact, "去录餐", "meals", (around.day, kind, one))


def _in_words(told: Iterable[str], counter: str) -> str:
    """The first names, and how many in all."""
    names = list(told)
    said = "、".join(dict.fromkeys(names[:NAMED]))
    return f"{said}等 {len(names)} {counter}" if len(names) > NAMED else said


def _samples(store: Store, around: Around) -> Iterator[Todo]:
    clocks = samples.clocks(store, around.now)
    for state, tone, words in (
        (samples.OVER, "bad", "份留样超过时间，还没有销样"), (samples.DUE, "accent", "份留样满了时间，可以销样"),
    ):  # fmt: skip
        found = [one for one in clocks if one.state == state]
        if found:
            fact = _in_words([f"{one.row.day:%m-%d} {one.row.dish}" for one in found], "份")
            hint = (around.day, "sample")
            yield Todo("clock", tone, f"{len(found)} {words}", fact, "去销样", "meal_logs", hint)


def _gaps(store: Store, day: dt.date) -> Iterator[Todo]:
    told = glance.last_day(store, day)
    if told is not None and told.missing:
        words = f"{told.words(day)}的记录缺{'、'.join(told.missing)}"
        fact = "补上，或者在月历里写明为什么没有"
        yield Todo("calendar-days", "warn", words, fact, "看月历", "meal_month", told.day)


def _findings(store: Store, day: dt.date) -> Iterator[Todo]:
    over = [one for one in watch.findings(store, day) if one.state == "over"]
    if over:
        fact = f"{over[0].row.problem}（{over[0].words}）"
        words = f"{len(over)} 件检查发现的问题过了期限，还没有整改"
        yield Todo("circle-alert", "bad", words, fact, "去整改", "meal_books", "food_finding")


# papers, goods, money -----------------------------------------------------------------------------------


def _certificates(store: Store, day: dt.date) -> Iterator[Todo]:
    """Suppliers' licences and the workers' 健康证: what is over or lacking, then what ends soon."""
    days = rule("certificate_days")
    ending = goods.licences_ending(day)
    for over in (True, False):
        found = [one for one in ending if (one.left < 0) == over]
        if found:
            tone, until = ("bad", "已经过期") if over else ("warn", f" {days} 天内到期")
            words, fact = f"{len(found)} 张供货商证照{until}", found[0].words
            yield Todo("calendar-clock", tone, words, fact, "看供货商", "meal_stock", "suppliers")
    people = workers.certificates(store, day)
    for states, tone, end in (
        ((workers.OVER, workers.NONE), "bad", "的健康证过期或没有登记"), ((workers.SOON,), "warn", f"的健康证 {days} 天内到期"),
    ):  # fmt: skip
        who = [one for one in people if one.state in states]
        if who:
            fact = f"{who[0].name}：{who[0].words}"
            yield Todo(
                "badge", tone, f"{len(who)} 人{end}", fact, "看健康证", "meal_books", "health_certificate"
            )


def _shelf_life(day: dt.date) -> Iterator[Todo]:
    over, near = stock.ending(day)
    soon = f"批食材 {rule('stock_days')} 天内过期"
    for lots, tone, words in ((over, "bad", "批食材过了保质期，还在库里"), (near, "warn", soon)):
        if lots:
            fact = _in_words((f"{Material.caption_of(lot.material)}（{lot.words}）" for lot in lots), "批")
            yield Todo("package", tone, f"{len(lots)} {words}", fact, "看库存", "meal_stock", "hand")


def _settlements(day: dt.date) -> Iterator[Todo]:
    for row in glance.returned():
        words = f"{MealSettlement.caption(row)}校长退回了，改好重新结算"
        yield Todo("calculator", "warn", words, row.returned_why or "", "去改", "meal_settle", row.month)
    months = glance.unsettled(day)
    if months:
        words = f"{glance.months_in_words(months)}的餐费还没有结算"
        fact = "应拨、实支、到账三边对清，再请校长签字"
        yield Todo("calculator", "warn", words, fact, "去结算", "meal_settle", months[0])


# contradictions: they take longer to find, so the page asks for them as a job ----------------------------


def meal_contradictions(store: Store, around: Around) -> Iterator[Todo]:
    """矛盾清单: who stays away without leave, who left and was fed, who left and is still on the list."""
    if not ((store.session.may("meals") or _own_classes(store)) and glance.serves()):
        return
    away = [] if today_drop.begun() else contrary.away_without_leave(store, around.day)
    if away:
        ids = [one.student for one in away]
        words = f"{len(ids)} 人连续 {rule('absent_days')} 天以上没有到校，也没有请假"
        first = f"{Student.caption_of(away[0].student)} {away[0].since.month}月{away[0].since.day}日起 {away[0].days} 天"
        fact = first if len(ids) == 1 else f"{first}；{named(ids)}"
        yield Todo("users", "bad", words, fact, "看名单", "roster", names_of("连续没有到校", ids))
    yield from _fed_after(store)
    if store.session.may("meals"):
        yield from _off_roll(store, around.day)


def _fed_after(store: Store) -> Iterator[Todo]:
    found = contrary.fed_after_leaving(store)
    if found:
        first = found[0]
        words = f"{len(found)} 人离校以后还登记了就餐"
        fact = f"{Student.caption_of(first.student)} {first.left_on} 离校，{first.day} 又记了就餐，共 {first.days} 天"
        hint = (first.day, first.kind, first.school_class)
        yield Todo("circle-alert", "bad", words, fact, "去核对", "meals", hint)


def _off_roll(store: Store, day: dt.date) -> Iterator[Todo]:
    for kind, ids in contrary.eaters_off_roll(store, day).items():
        words = f"{len(ids)} 人已经不在校，还在{code_list('meal_kind').label(kind)}的就餐名册上"
        yield Todo("users", "warn", words, named(ids), "核对名册", "meal_eaters", kind)
