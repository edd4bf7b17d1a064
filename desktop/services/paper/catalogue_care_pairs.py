"""The papers of 结对 and 一人一策. Registered by `catalogue_care`."""

from __future__ import annotations

from collections.abc import Callable

from desktop.models.store import Store
from desktop.services.paper.document import Document, Job, Wanted


def _cards(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import care_card as paper

    assert wanted.term
    found = paper.cards(wanted.term, wanted.day, wanted.students)
    return Job(found.title, len(found.cards), "份", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


def _list(name: str, counter: str) -> Callable[[Store, Wanted], Job]:
    def prepare(store: Store, wanted: Wanted) -> Job:
        from desktop.services.paper.documents import care_lists as paper

        assert wanted.term
        found = getattr(paper, name)(wanted.term, wanted.day)
        return Job(
            found.title, found.count, counter, lambda p, g, f: paper.draw(p, found, progress=g, proof=f),
            wanted.term.short,
        )  # fmt: skip

    return prepare


def _plans(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import care_plan as paper

    assert wanted.term
    found = paper.plans_to_print(wanted.term, wanted.day, wanted.students)
    return Job(found.title, len(found.plans), "份", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


def _handover(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import care_handover as paper

    assert wanted.term
    found = paper.slips(wanted.term, wanted.day, wanted.students)
    return Job(found.title, found.count, "人", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


def _terms(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import care_term as paper

    assert wanted.term
    found = paper.terms(wanted.term, wanted.day, wanted.records)
    return Job(
        found.title, len(found.teachers), "位教师", lambda p, g, f: paper.draw(p, found, progress=g, proof=f),
        wanted.term.short,
    )  # fmt: skip


PAIR_PAPERS: tuple[Document, ...] = (
    Document("D11", "教师结对帮扶联系卡", ("term",), "none", _cards, "半页一张，发给家庭：哪位老师、什么电话，不写类别。"),
    Document("D11L", "结对帮扶联系表", ("term",), "none", _list("contacts", "人"), "按教师排，学生、类别、住址、监护人电话，校内用。"),
    Document("D11C", "结对帮扶覆盖情况表", ("term",), "none", _list("coverage", "人"), "各班各类应结对、已结对，还没有责任教师的名单。"),
    Document("D11T", "教师结对帮扶学生一览表", ("term",), "none", _list("loads", "位教师"), "一位教师一行，负责哪些学生。"),
    Document("D11H", "结对帮扶交接单", ("term",), "none", _handover, "一位交、一位接，每个孩子的情况，两边签字。"),
    Document("D12", "“一人一策”帮扶计划表", ("term",), "none", _plans, "一人一页：现状、目标、措施、小结，教师、家长、领导签字。"),
    Document("D12S", "“一人一策”执行情况表", ("term",), "none", _list("plan_list", "份"), "每份计划完成几条、过期几条、成效和小结。"),
    Document("CARET", "教师结对帮扶学期小结", ("term",), "none", _terms, "一位教师一页：家访、谈心、措施，留地方自己写。"),
    Document("CARES", "结对帮扶学期情况汇总表", ("term",), "none", _list("school_term", "位教师"), "全校一张，一位教师一行。"),
)  # fmt: skip
