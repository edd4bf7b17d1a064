"""帮扶手册 of a pair. Registered by `catalogue_care`."""

from __future__ import annotations

from desktop.models.store import Store
from desktop.services.paper.document import Document, Job, Wanted


def _handbooks(store: Store, wanted: Wanted) -> Job:
    from desktop.services.paper.documents import handbook as paper

    assert wanted.term
    plain = wanted.what == paper.PLAIN
    found = paper.handbooks(wanted.day, wanted.term, wanted.students, plain=plain)
    mark = "" if plain else "双面打印对折"
    count = len(found.books)
    return Job(
        found.title, count, "本", lambda p, g, f: paper.draw(p, found, progress=g, proof=f), mark, found.left_out
    )  # fmt: skip


HANDBOOK_PAPERS: tuple[Document, ...] = (
    Document("HANDBOOK", "帮扶手册", ("term",), "none", _handbooks, "一对一本，按家访、谈心、措施的记录编成，A4 纸双面印、对折成 A5。"),
)  # fmt: skip
