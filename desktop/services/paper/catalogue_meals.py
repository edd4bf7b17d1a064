"""The papers of 营养餐: who ate, what was eaten, what was bought and what it cost. Registered by `catalogue`."""

from __future__ import annotations

from collections.abc import Callable

from desktop.models.store import Store
from desktop.services.paper.catalogue_records import RECORD_PAPERS
from desktop.services.paper.document import Document, Job, Wanted


def _class_sheet(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import meal_class_sheet as paper

    found = paper.class_sheet(store, wanted.month, wanted.meal, wanted.classes, week=_week(wanted))
    return Job(
        found.title, len(found.classes), "个班", lambda p, g, f: paper.draw(p, found, progress=g, proof=f)
    )


def _month_table(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import meal_month_table as paper

    found = paper.month_table(store, wanted.month, wanted.meal)
    return Job(
        found.title, len(found.lines), "个班",
        lambda p, g, f: paper.draw(p, found, progress=g, proof=f, day=wanted.day),
    )  # fmt: skip


def _names(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import meal_names as paper

    assert wanted.term
    found = paper.names(store, wanted.term, wanted.meal, wanted.day)
    return Job(
        found.title,
        len(found.rows),
        "人",
        lambda p, g, f: paper.draw(p, found, progress=g, proof=f, day=wanted.day),
    )


def _month_report(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import meal_month_report as paper

    found = paper.month_paper(store, wanted.month)
    return Job(
        found.title, found.report.whole.times["total"], "人次",
        lambda p, g, f: paper.draw(p, found, progress=g, proof=f, day=wanted.day),
    )  # fmt: skip


def _year_table(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import meal_year_table as paper

    found = paper.year_paper(store, int(wanted.month[:4]), wanted.meal)
    return Job(
        found.title, len(found.report.months), "个月",
        lambda p, g, f: paper.draw(p, found, progress=g, proof=f, day=wanted.day),
    )  # fmt: skip


def _accounts(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import meal_accounts as paper

    found = paper.accounts(store, wanted.month, wanted.meal)
    return Job(found.title, 1, "", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


def _charts(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import meal_charts as paper

    found = paper.charts(store, wanted.month, wanted.meal)
    return Job(
        found.title, len(found.told.days), "天", lambda p, g, f: paper.draw(p, found, progress=g, proof=f)
    )


def _snack_receipt(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import snack_receipt as paper

    found = paper.snack_receipt(store, wanted.day, wanted.meal)
    first = found.lines[0].day
    return Job(
        found.title, len(found.lines), "行", lambda p, g, f: paper.draw(p, found, progress=g, proof=f),
        f"{first.month}月{first.day}日起",
    )  # fmt: skip


def _menu_wall(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import menu_week as paper

    assert wanted.menu
    found, large = paper.menu_wall(store, wanted.menu), wanted.large
    return Job(
        found.title, len(found.week.dishes), "",
        lambda p, g, f: paper.draw(p, found, progress=g, proof=f, large=large), "A3" if large else "",
    )  # fmt: skip


def _buy_list(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import menu_needs as paper

    assert wanted.menu
    found = paper.buy_list(store, wanted.menu, wanted.eating)
    return Job(found.title, len(found.needs), "种", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


def _store_checks(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import store_checks as paper

    found = paper.checks(store, "" if wanted.what == "day" else wanted.month, wanted.day)
    return Job(found.title, len(found.rows), "笔", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


def _store_ledger(part: str) -> Callable[[Store, Wanted], Job]:
    def prepare(store: Store, wanted: Wanted) -> Job:
        from desktop.services.paper.documents import store_ledger as paper

        found = paper.store_ledger(store, part, wanted.month, wanted.day, wanted.records)
        return Job(
            found.title, len(found.books), "种", lambda p, g, f: paper.draw(p, found, progress=g, proof=f)
        )

    return prepare


def _store_count(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import store_count as paper

    found = paper.kept_sheet(store, wanted.records[0]) if wanted.records else paper.empty_sheet(wanted.day)
    mark = f"{found.day:%Y-%m-%d}" if wanted.records else ""
    return Job(
        found.title, len(found.lines), "批", lambda p, g, f: paper.draw(p, found, progress=g, proof=f), mark
    )


def _store_cards(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import store_card as paper

    found = paper.cards(store, wanted.day, wanted.records)
    return Job(found.title, len(found.cards), "张", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


def _supplier_files(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import supplier_file as paper

    found = paper.files(store, wanted.day, wanted.records)
    return Job(found.title, len(found.files), "家", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


def _week(wanted: Wanted) -> object:
    """The day whose week is wanted; None for the whole month."""
    return wanted.day if wanted.what == "week" else None


MEAL_PAPERS: tuple[Document, ...] = (
    Document("D24C", "班级就餐登记表", ("month", "meal"), "none", _class_sheet, "一班一张，没吃的画记号，按纸上顺序录入。"),
    Document("D24", "就餐统计表", ("month", "meal"), "none", _month_table, "一个月各班的天数、人次和金额。"),
    Document("D24N", "受益学生名单公示", ("term", "meal"), "none", _names, "开学公示七天，只有姓名和班级。"),
    Document("D24M", "营养改善计划月报", ("month",), "none", _month_report, "报中心校和县里：人次和实际学生两个数，按餐种和供餐方式。"),
    Document("D24Y", "年度汇总表", ("month", "meal"), "none", _year_table, "那一年逐月的餐次和餐费，平均受益学生数和平均就餐天数。"),
    Document("D24P", "餐费收支公示", ("month", "meal"), "none", _accounts, "一个月的收支，贴在墙上，没有学生姓名。"),
    Document("D24G", "营养餐图表", ("month", "meal"), "none", _charts, "一个月：每天多少人吃、每人花多少、主要食材的价格。"),
    Document("D26", "课间加餐签领表", ("meal",), "none", _snack_receipt, "一周一份，各班领多少、谁领的。"),
    Document("D25", "带量食谱公示表", ("menu",), "none", _menu_wall, "一周的菜和每生用量，每周一贴出来，A4 或 A3。"),
    Document("D25B", "食材采购建议单", ("menu",), "none", _buy_list, "按食谱和人数算要买多少，减去库存。"),
    Document("D23A", "食品原料进货查验记录表", ("month",), "none", _store_checks, "一个月的每次进货：数量、证票、感官、谁验收的。"),
    Document("D23B", "食材购销台账", ("month",), "none", _store_ledger("food"), "一种食材一页，每一笔进出和结存。"),
    Document("D23K", "消耗品出入库台账", ("month",), "none", _store_ledger("soap"), "洗洁精、口罩等，一种一页。"),
    Document("D23F", "食堂库房盘点表", (), "none", _store_count, "今天账上该有的每一批，拿到库房里点。"),
    Document("D23G", "库房卡", (), "none", _store_cards, "一页两张，和货放在一起，收发当时写。"),
    Document("DSUP", "供货商档案", (), "none", _supplier_files, "一家一页：证照、有效期、近一年供了什么。"),
    *RECORD_PAPERS,
)  # fmt: skip
