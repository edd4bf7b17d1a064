"""The papers about who is listed: 五类学生, 留守, 困境, 随迁. Registered by `catalogue_care`."""

from __future__ import annotations

from desktop.models.store import Store
from desktop.services.paper.document import Document, Job, Wanted

BLANK = "blank"  # Wanted.what: an empty form


def _left_form(store: Store, wanted: Wanted) -> Job:
    from desktop.services.care import listed
    from desktop.services.paper.documents import left_form as paper
    from desktop.services.paper.documents import left_form_facts as facts

    assert wanted.term
    if wanted.what == BLANK:
        children = [facts.blank()]
    else:
        of = set(wanted.classes)
        left = [
            one.student for one in listed.left_behind(wanted.day).values() if not of or one.class_id in of
        ]
        children = facts.of_children(list(wanted.students) or left, wanted.day, wanted.term)
    found = paper.forms(children)
    count = 0 if wanted.what == BLANK else len(children)
    mark = "空白" if wanted.what == BLANK else ""
    return Job(found.title, count, "份", lambda p, g, f: paper.draw(p, found, progress=g, proof=f), mark)


def _left_summary(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import left_summary as paper

    assert wanted.term
    found = paper.summary(wanted.day, wanted.term)
    return Job(
        found.title, len(found.pupils), "人", lambda p, g, f: paper.draw(p, found, progress=g, proof=f)
    )


def _five_kinds(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import care_roll as paper

    assert wanted.term
    found = paper.five_kinds(wanted.day, wanted.term, students=wanted.students, classes=wanted.classes)
    return Job(
        found.title, len(found.entries), "人", lambda p, g, f: paper.draw(p, found, progress=g, proof=f)
    )


def _in_need(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import care_roll as paper

    assert wanted.term
    found = paper.in_need(wanted.day, wanted.term, classes=wanted.classes)
    return Job(
        found.title, len(found.entries), "人", lambda p, g, f: paper.draw(p, found, progress=g, proof=f)
    )


def _migrant_check(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import migrant_check as paper

    assert wanted.term
    found = paper.of_day(store, wanted.day, wanted.term)
    return Job(
        found.title, found.check.migrants, "人", lambda p, g, f: paper.draw(p, found, progress=g, proof=f)
    )


LISTED_PAPERS: tuple[Document, ...] = (
    Document("CARE5", "五类学生花名册", ("term",), "none", _five_kinds, "残疾、贫困、留守、学困、随迁，依据和责任教师，学校自己用。"),
    Document("D30", "农村留守儿童基本情况登记表", ("term",), "full", _left_form, "一人一页，空白的或者预先填好的，每学期核对。"),
    Document("D30S", "留守儿童情况统计表", ("term",), "none", _left_summary, "按年龄段和年级，学籍口径和民政口径分开。"),
    Document("CARE5N", "困境儿童名单", ("term",), "none", _in_need, "三种情形、需要什么、找谁，学校自己用。"),
    Document("CAREM", "随迁子女四统一核查表", ("term",), "none", _migrant_check, "各班随迁学生占多少，有没有单独编班。"),
)  # fmt: skip
