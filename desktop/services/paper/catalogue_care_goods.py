"""The papers of 送教, activities, 爱心超市 and 捐赠. Registered by `catalogue_care`."""

from __future__ import annotations

from desktop.models.store import Store
from desktop.services.paper.document import Document, Job, Wanted


def _teaching(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import home_teaching_form as paper

    assert wanted.term
    found = paper.records(store, wanted.records, wanted.students, wanted.term, wanted.attachments)
    return Job(found.title, len(found.forms), "份", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


def _teaching_plan(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import home_teaching_form as paper

    assert wanted.term
    found = paper.plans(store, wanted.records, wanted.students, wanted.term)
    return Job(found.title, len(found.forms), "份", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


def _teaching_month(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import home_teaching_month as paper

    assert wanted.term
    found = paper.summary(wanted.day, wanted.term, wanted.month)
    return Job(found.title, len(found.lines), "人", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


def _activity(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import care_activity as paper

    found = paper.of(store, wanted.records, wanted.attachments)
    return Job(found.title, len(found.rows), "份", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


def _growth(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import growth_list as paper

    assert wanted.term
    found = paper.lists(wanted.day, wanted.term, wanted.students, wanted.classes)
    return Job(found.title, len(found.bags), "份", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


def _gift(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import gift_form as paper

    found = paper.forms(store, wanted.records)
    return Job(found.title, len(found.rows), "份", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


def _gift_issued(store: Store, wanted: Wanted) -> Job:
    from desktop.services.care import gifts
    from desktop.services.paper.documents import gift_lists as paper

    newest = gifts.newest_issued()
    found = paper.issued(store, wanted.records[0] if wanted.records else newest)
    return Job(
        found.title, len(found.rows), "人", lambda p, g, f: paper.draw_issued(p, found, progress=g, proof=f), found.mark,
    )  # fmt: skip


def _gift_posting(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import gift_lists as paper

    found = paper.posting(store, wanted.records, wanted.day)
    return Job(
        found.title, len(found.rows), "笔", lambda p, g, f: paper.draw_posting(p, found, progress=g, proof=f)
    )


def _gift_letter(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import gift_letter as paper

    found = paper.letters(store, wanted.records, wanted.day)
    return Job(found.title, len(found.rows), "封", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


def _shelf_book(store: Store, wanted: Wanted) -> Job:
    from desktop.services.care.visits import span_of
    from desktop.services.meals.stock_book import month_days
    from desktop.services.paper.documents import shelf_lists as paper

    assert wanted.term
    first, last = month_days(wanted.month) if wanted.month else span_of(wanted.term)
    found = paper.book(store, first, max(first, min(last, wanted.day)))
    mark = wanted.month or wanted.term.short
    return Job(
        found.title, len(found.entries), "行", lambda p, g, f: paper.draw_book(p, found, progress=g, proof=f), mark,
    )  # fmt: skip


def _shelf_signs(store: Store, wanted: Wanted) -> Job:
    from desktop.services.care.issue import month_span
    from desktop.services.meals.stock_book import month_days
    from desktop.services.paper.documents import shelf_lists as paper

    if wanted.draft is not None:
        found = paper.to_sign(wanted.draft)
    else:
        found = paper.signed(*(month_days(wanted.month) if wanted.month else month_span(wanted.day)))
    return Job(
        found.title, len(found.rows), "行", lambda p, g, f: paper.draw_signs(p, found, progress=g, proof=f), found.month,
    )  # fmt: skip


def _points(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import shelf_lists as paper

    assert wanted.term
    found = paper.points(wanted.term, wanted.day, wanted.classes)
    return Job(
        found.title, len(found.rows), "人", lambda p, g, f: paper.draw_points(p, found, progress=g, proof=f)
    )


def _wishes(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import wish_wall as paper

    found = paper.wall(store, wanted.records)
    return Job(found.title, len(found.cards), "个", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


GOODS_PAPERS: tuple[Document, ...] = (
    Document("D14", "残疾儿童少年送教上门记录表", ("term",), "none", _teaching, "一次一张，空白的或登记过的，两位教师和家长签字，贴照片。"),
    Document("D14P", "送教上门计划表", ("term",), "none", _teaching_plan, "一人一份：评估、目标、频次、家长同意和签字。"),
    Document("D14M", "送教上门情况汇总表", ("term",), "none", _teaching_month, "到期应送、实送几次，课时、督查和满意度，按月或按学期。"),
    Document("ACT", "关爱活动记录表", (), "none", _activity, "一次一张：内容、谁参加了、照片。"),
    Document("GROW", "成长记录袋目录", ("term",), "none", _growth, "一人一张：十二种材料，有什么、缺什么。"),
    Document("D31", "接收捐赠登记表", (), "none", _gift, "一笔一张，捐赠人和两位接收人签字，一式两份。"),
    Document("D31L", "捐赠物资发放表", (), "none", _gift_issued, "一笔捐赠发给了谁，签字领取；收到 = 发出 + 报损 + 结存。"),
    Document("D31P", "捐赠公示", (), "none", _gift_posting, "收到什么、用到哪里、还剩什么，不写学生姓名。"),
    Document("D31F", "捐赠反馈函", (), "none", _gift_letter, "写给捐赠人：收到的东西怎样用了。"),
    Document("D32", "爱心超市物资出入库台账", ("term",), "none", _shelf_book, "一种一种往下排，每一笔和结存。"),
    Document("D32L", "爱心超市物资领取登记表", (), "none", _shelf_signs, "谁领了什么，签字；发放前也可以先打印。"),
    Document("POINTS", "积分榜", ("term",), "none", _points, "按班排，可以贴在教室里。"),
    Document("WISH", "微心愿墙", (), "none", _wishes, "一张十个，只写心愿和班级，等人认领。"),
)  # fmt: skip
