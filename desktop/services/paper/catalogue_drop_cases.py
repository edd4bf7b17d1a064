"""The papers of 缺课 and of a 个案, from the first 劝返 to 销号. Registered by `catalogue_drop`."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.models.errors import Refused
from desktop.models.ledger import Ledger
from desktop.models.ledgers.drop_cases import DropCase, ReportedChild, ReturnNotice
from desktop.models.store import Store
from desktop.services.paper.document import Document, Job, Wanted
from desktop.services.school_days import term_on

KEPT = "kept"  # Wanted.what: the 劝返 that are registered, instead of forms to take along


def _chosen(store: Store, wanted: Wanted) -> Sequence[int]:
    """The cases that were chosen, or the newest one of each pupil that was. Raises Refused for pupils without any."""
    if wanted.records or not wanted.students:
        return wanted.records
    rows = store.rows(DropCase).where(DropCase.student.in_(list(wanted.students))).order_by(DropCase.id)
    newest = {row.student_id: int(row.id) for row in rows}
    if not newest:
        raise Refused("选中的学生没有控辍个案，请先登记，或者去掉 --student 打印空白的。")
    return sorted(newest.values())


def _newest(store: Store, wanted: Wanted, ledger: type[Ledger], title: str) -> Sequence[int]:
    """What was chosen, or the newest 通知书 or 书面报告 of each pupil that was. Raises Refused where there is none."""
    if wanted.records:
        return wanted.records
    if not wanted.students:
        raise Refused(f"打印“{title}”要先选好要打印的记录：在个案里打印，或者用 --student 写明学生。")
    rows = store.rows(ledger).join(DropCase).where(DropCase.student.in_(list(wanted.students)))
    newest = {row.drop_case.student_id: row for row in rows.order_by(ledger.id)}
    if not newest:
        raise Refused(f"选中的学生还没有{title}，请先在个案里登记。")
    if ledger is ReturnNotice:
        return sorted(row.id for row in newest.values())
    reports = {row.report_id for row in newest.values()}
    if len(reports) > 1:
        raise Refused("选中的学生写在几份不同的书面报告里，请一份一份打印。")
    return sorted(reports)


def _forms(store: Store, wanted: Wanted, kind: str) -> Job:
    from desktop.services.paper.documents import drop_forms as paper

    made = {"D17B": paper.situations, "D18": paper.closings}
    found = (
        made[kind](store, _chosen(store, wanted))
        if kind in made
        else paper.persuasions(store, _chosen(store, wanted), wanted.what)
    )
    return Job(found.title, len(found.forms), "份", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


def _persuasion(store: Store, wanted: Wanted) -> Job:
    return _forms(store, wanted, "D15")


def _situation(store: Store, wanted: Wanted) -> Job:
    return _forms(store, wanted, "D17B")


def _closing(store: Store, wanted: Wanted) -> Job:
    return _forms(store, wanted, "D18")


def _notice(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import return_notice as paper

    found = paper.notices(store, _newest(store, wanted, ReturnNotice, "劝返复学通知书"))
    return Job(
        found.title, len(found.notices), "份", lambda p, g, f: paper.draw(p, found, progress=g, proof=f)
    )


def _report(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import drop_report as paper

    found = paper.report(store, _newest(store, wanted, ReportedChild, "书面报告"))
    mark = found.row.number if found.signed else f"{found.row.number}，草稿"
    return Job(
        found.title, len(found.files), "人", lambda p, g, f: paper.draw(p, found, progress=g, proof=f), mark
    )


def _clear(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import drop_lists as paper

    found = paper.clear(store, wanted.term or term_on(wanted.day), wanted.day)
    return Job(
        found.title, found.count, "人", lambda p, g, f: paper.draw_clear(p, found, progress=g, proof=f)
    )


def _ledger(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import drop_lists as paper

    found = paper.ledger(store, wanted.day, _chosen(store, wanted))
    return Job(found.title, len(found.rows), "件", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


def _absent(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import drop_lists as paper

    found = paper.absent(wanted.day)
    return Job(found.title, len(found.rows), "人", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


CASE_PAPERS: tuple[Document, ...] = (
    Document("DABS", "正在缺课学生名单", (), "none", _absent, "谁连着没来、第几天、联系了没有、该做什么。"),
    Document("D15", "辍学（疑似辍学）学生劝返记录表", (), "none", _persuasion, "一次劝返一张，空白的、填好情况带着去的、登记过的。"),
    Document("D16", "劝返复学通知书和送达回证", (), "none", _notice, "存根、通知书、送达回证在一张纸上。"),
    Document("D17", "辍学情况书面报告", (), "full", _report, "公文，报中心校、乡镇、县教育局，附花名册和劝返记录。"),
    Document("D17B", "辍学学生情况报告表", (), "full", _situation, "一个孩子一张，三方签意见，随学籍档案永久保管。"),
    Document("D17C", "劝返清单", (), "none", _clear, "劝返了几名、还有几名，六方签字。"),
    Document("D18", "辍学学生销号审批表", (), "full", _closing, "复学日期、跟踪记录、销号依据，三方签意见。"),
    Document("DCASE", "疑似辍学学生台账", (), "full", _ledger, "没有销号的个案，一件一行。"),
)  # fmt: skip
