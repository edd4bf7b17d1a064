"""The papers of 家访, 谈心 and 电话抽查. Registered by `catalogue_care`."""

from __future__ import annotations

from desktop.models.store import Store
from desktop.services.paper.document import Document, Job, Wanted


def _visit_form(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import visit_form as paper

    found = paper.visit_forms(store, wanted.records, wanted.students, wanted.attachments)
    return Job(found.title, len(found.forms), "份", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


def _talk_form(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import talk_form as paper

    found = paper.talk_forms(store, wanted.records)
    return Job(
        found.title, len(found.forms), "份", lambda p, g, f: paper.draw(p, found, progress=g, proof=f),
        left_out=found.left_out,
    )  # fmt: skip


def _visit_sheet(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import visit_sheet as paper

    by_class = wanted.what == "class" or store.session.classes is not None
    who = wanted.classes if by_class else wanted.records
    found = paper.visit_sheets(store, "class" if by_class else "teacher", who, wanted.day)
    return Job(
        found.title, len(found.sheets), "张", lambda p, g, f: paper.draw(p, found, progress=g, proof=f)
    )


def _draw_sheet(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import draw_sheet as paper

    found = paper.draw_sheet(store, wanted.records[0] if wanted.records else None)
    return Job(
        found.title, len(found.rows), "人", lambda p, g, f: paper.draw(p, found, progress=g, proof=f), found.mark
    )  # fmt: skip


def _cover(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import visit_cover as paper

    assert wanted.term
    month = wanted.month if wanted.what == "month" else ""
    found = paper.cover_table(store, wanted.term, wanted.day, month)
    return Job(
        found.title, len(found.cover.whole.to_visit), "人",
        lambda p, g, f: paper.draw(p, found, progress=g, proof=f),
    )  # fmt: skip


VISIT_PAPERS: tuple[Document, ...] = (
    Document("DV", "家访登记表", (), "none", _visit_sheet, "一位教师一张，带着去家访；回来按行号录入。"),
    Document("D10", "家访记录表", (), "none", _visit_form, "一次家访一张，空白的、填好家庭情况的或登记过的。"),
    Document("D13", "谈心记录表", (), "none", _talk_form, "一次谈心一张；保密的只有两种角色能打印。"),
    Document("DVS", "家访统计表", ("term",), "none", _cover, "各班、各教师访到多少人，还有谁没有访到。"),
    Document("DRAW", "电话抽查记录表", (), "none", _draw_sheet, "抽到谁、打给谁、怎么说的，抽签的办法写在下面。"),
)  # fmt: skip
