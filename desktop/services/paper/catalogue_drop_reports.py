"""The papers of the reports of 控辍保学: 月报, 表1–3, 比率, 未报到, 专项行动, 督导, 无流失班级. Registered by `catalogue_drop`."""

from __future__ import annotations

from collections.abc import Callable

from desktop.models.store import Store
from desktop.services.paper.document import Document, Job, Wanted


def _month(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import drop_month as paper

    found = paper.month_form(wanted.month, wanted.day)
    mark = "草稿" if found.draft else ""
    return Job(
        found.title, len(found.lines), "人", lambda p, g, f: paper.draw(p, found, progress=g, proof=f), mark
    )


def _of_term(name: str, counter: str) -> Callable[[Store, Wanted], Job]:
    def prepare(store: Store, wanted: Wanted) -> Job:
        from desktop.services.paper.documents import drop_tables as paper

        assert wanted.term
        found = getattr(paper, name)(wanted.term, wanted.day)
        return Job(
            found.title, found.count, counter, lambda p, g, f: paper.draw(p, found, progress=g, proof=f)
        )

    return prepare


def _rates(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import drop_tables as paper

    found = paper.rate_table(wanted.day)
    return Job(found.title, found.count, "项", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


def _campaign(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import drop_tables as paper

    assert wanted.term
    found = paper.campaign(wanted.term, wanted.what or "after")
    return Job(found.title, found.count, "项", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


REPORT_PAPERS: tuple[Document, ...] = (
    Document("D20", "控辍保学月报告表", ("month",), "none", _month, "每月一报，没有辍学也要报：人数对得上，名单附在后面。"),
    Document("DT1", "学生变动情况统计表（表1）", ("term",), "none", _of_term("moves", "个年级"), "期初、增加、减少、期末，分年级和性别。"),
    Document("DT2", "学生辍学情况统计表（表2）", ("term",), "none", _of_term("dropouts", "个年级"), "没返校的、新增的和原因、劝返的。"),
    Document("DT3", "辍学学生去向统计表（表3）", ("term",), "none", _of_term("ways", "人"), "表2 里的每个学生现在在哪里。"),
    Document("DRATE", "入学率、在学率、巩固率计算表", (), "none", _rates, "每个比率的分子、分母和算法都写出来。"),
    Document("DUNR", "开学未报到学生名单", ("term",), "full", _of_term("unregistered", "人"), "开学一周内报中心校。"),
    Document("DCAMP", "控辍保学专项行动记录表", ("term",), "none", _campaign, "开学前后的清单、谁做的、结果。"),
    Document("DINSP", "控辍保学督导整改台账", ("term",), "none", _of_term("inspection_book", "条"), "督导发现的问题，一直跟到复核。"),
    Document("DZERO", "无流失班级统计表", ("term",), "none", _of_term("zero_classes", "个班"), "各班连续多少天没有辍学的学生。"),
)  # fmt: skip
