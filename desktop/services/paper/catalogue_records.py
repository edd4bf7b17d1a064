"""The papers of the canteen's daily records. Registered by `catalogue_meals`."""

from __future__ import annotations

from collections.abc import Callable

from desktop.models.store import Store
from desktop.services.paper.document import Document, Job, Wanted


def _table(kind: str) -> Callable[[Store, Wanted], Job]:
    def prepare(store: Store, wanted: Wanted) -> Job:
        from desktop.services.paper.documents import meal_log_tables as paper

        found = paper.log_table(store, kind, wanted.month)
        return Job(
            found.title, found.count, "条" if found.count else "", lambda p, g, f: paper.draw(p, found, progress=g, proof=f),
            found.month_title,
        )  # fmt: skip

    return prepare


def _form(kind: str) -> Callable[[Store, Wanted], Job]:
    def prepare(store: Store, wanted: Wanted) -> Job:
        from desktop.services.paper.documents import meal_forms as paper
        from desktop.services.paper.documents.meal_log_tables import month_title

        found = paper.forms(store, kind, wanted.month, wanted.records)
        mark = month_title(wanted.month) if wanted.month else ""
        return Job(
            found.title,
            len(found.rows),
            "份",
            lambda p, g, f: paper.draw(p, found, progress=g, proof=f),
            mark,
        )

    return prepare


def _morning(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import meal_morning_sheet as paper

    found = paper.morning_sheet(store, wanted.month)
    return Job(found.title, len(found.lines), "人", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


def _steps(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import meal_snack_steps as paper

    found = paper.steps_sheet(store, wanted.month)
    return Job(found.title, len(found.lines), "步", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


def _labels(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import meal_sample_labels as paper

    found = paper.labels(store, wanted.records, wanted.start_at)
    return Job(found.title, len(found.rows), "份", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


RECORD_PAPERS: tuple[Document, ...] = (
    Document("D21", "陪餐记录表", ("month",), "none", _table("accompany"), "一个月的陪餐：评价、问题、餐费。"),
    Document("D21S", "陪餐记录单", ("month",), "none", _form("meal"), "一次陪餐一张，陪餐人签字。"),
    Document("D21R", "陪餐排班表", ("month",), "none", _table("rota"), "一个月谁哪天陪餐，贴在食堂。"),
    Document("D22", "食品留样记录表", ("month",), "none", _table("samples"), "一个月的留样和销样，横的。"),
    Document("D22L", "留样标签", ("records",), "none", _labels, "不干胶标签纸，一张 24 格，从第几格开始可以选。"),
    Document("D23C", "从业人员晨检记录表", ("month",), "none", _morning, "人是行，1—31 日是列，代码在下面。"),
    Document("D23D", "餐饮具消毒记录表", ("month",), "none", _table("clean"), "一个月的消毒：方式、温度、起止时间。"),
    Document("D23E", "食品添加剂使用记录表", ("month",), "none", _table("additive"), "没有用过的月份印“本月无使用”。"),
    Document("D23H", "每日食品安全检查记录", ("month",), "none", _form("day"), "日管控，一天一张，食品安全员签字。"),
    Document("D23I", "每周食品安全排查治理报告", ("month",), "none", _form("week"), "周排查，问题和整改都在上面。"),
    Document("D23J", "每月食品安全调度会议纪要", ("month",), "none", _form("month"), "月调度，校长签字。"),
    Document("D23L", "膳食委员会活动记录", ("month",), "none", _form("meeting"), "一次会议一张，留出签到的地方。"),
    Document("D26S", "课间加餐流程记录表", ("month",), "none", _steps, "每一步是行，1—31 日是列。"),
)  # fmt: skip
