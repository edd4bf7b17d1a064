"""The papers of 责任与宣传: 责任书, 七长, 领导小组, 制度, 宣传, 知晓率, 师徒. Registered by `catalogue_care`."""

from __future__ import annotations

from collections.abc import Callable

from desktop.models.store import Store
from desktop.services.paper.document import Document, Job, Wanted


def _papers(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import duty_paper as paper

    found = paper.duty_papers(wanted.records, wanted.day.year)
    count = len(found.papers)
    return Job(found.title, count, "份", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


def _agreements(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import duty_paper as paper

    found = paper.agreements(wanted.records, wanted.day)
    count = len(found.papers)
    return Job(found.title, count, "份", lambda p, g, f: paper.draw(p, found, progress=g, proof=f))


def _record(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import publicity_record as paper

    found = paper.records(wanted.records)
    mark = "" if wanted.records else "空白"
    return Job(
        found.title, len(found.forms), "份", lambda p, g, f: paper.draw(p, found, progress=g, proof=f), mark
    )


def _of_day(name: str, counter: str) -> Callable[[Store, Wanted], Job]:
    """A table of a day; 签订情况 is of that day's year."""

    def prepare(store: Store, wanted: Wanted) -> Job:
        from desktop.services.paper.documents import duty_tables as paper

        found = paper.signed(wanted.day.year) if name == "signed" else getattr(paper, name)(wanted.day)
        return Job(
            found.title, found.count, counter, lambda p, g, f: paper.draw(p, found, progress=g, proof=f)
        )

    return prepare


def _of_term(name: str, counter: str) -> Callable[[Store, Wanted], Job]:
    def prepare(store: Store, wanted: Wanted) -> Job:
        from desktop.services.paper.documents import duty_tables as paper

        assert wanted.term
        found = getattr(paper, name)(wanted.term)
        return Job(
            found.title, found.count, counter, lambda p, g, f: paper.draw(p, found, progress=g, proof=f)
        )

    return prepare


DUTY_PAPERS: tuple[Document, ...] = (
    Document("D27", "责任书", (), "none", _papers, "一份一份的责任书，一式两份，双方签字盖章。内容请以本县文件为准。"),
    Document("D27S", "责任书签订情况表", (), "none", _of_day("signed", "行"), "各层级、各班应签、已签，还没有签的名单。"),
    Document("D27R", "“双线”“七长”责任人名单", (), "none", _of_day("holders", "人"), "谁负责哪条线、哪个范围。"),
    Document("D27G", "领导小组成员名单", (), "none", _of_day("lead", "人"), "各个领导小组的成员和分工。"),
    Document("D27T", "控辍保学制度一览表", (), "none", _of_day("systems", "项"), "十项制度的版本、上墙日期和佐证，第十项留空待填。"),
    Document("D34", "资助政策宣传活动记录表", (), "none", _record, "一次宣传一页，留出贴照片的地方。"),
    Document("D34L", "资助政策宣传情况一览表", ("term",), "none", _of_term("events", "次"), "一学期的宣传，入户宣讲从家访里来。"),
    Document("D34P", "宣传要求完成情况表", ("term",), "none", _of_term("progress_of", "项"), "“1222”等宣传制度每一项要求几次、完成几次。"),
    Document("D34K", "资助政策知晓率统计表", ("term",), "none", _of_term("awareness", "次"), "问到多少人、知道多少人。"),
    Document("D33", "师徒结对协议书", (), "none", _agreements, "“青蓝工程”师徒协议，一式三份。"),
    Document("D33S", "师徒结对情况表", ("term",), "none", _of_term("pairs", "对"), "约定听课几节、听了几节，考核等第。"),
    Document("D33L", "师徒听课记录表", ("term",), "none", _of_term("lessons", "次"), "一学期的听课、指导、汇报课。"),
)  # fmt: skip
