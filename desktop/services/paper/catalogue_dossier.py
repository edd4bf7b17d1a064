"""The file of one child (一人一档) and what belongs to it. Registered by `catalogue_care`."""

from __future__ import annotations

from dataclasses import replace

from desktop.models.store import Store
from desktop.models.terms import term_of
from desktop.services.paper.document import Document, Job, Wanted


def _dossier(store: Store, wanted: Wanted) -> Job:
    from desktop.services.care import dossier as gathered
    from desktop.services.paper.documents import dossier as paper

    wanted = replace(wanted, term=wanted.term or term_of(wanted.day))  # its papers ask for a term too
    assert wanted.term
    found = gathered.dossier(store, wanted.students[0], wanted.day, wanted.term)
    left_out = f"还缺：{'；'.join(found.missing)}。" if found.missing else ""
    return Job(
        paper.title_of(found), 1, "",
        lambda p, g, f: paper.draw(p, store, found, wanted, progress=g, proof=f), left_out=left_out,
    )  # fmt: skip


DOSSIER_PAPERS: tuple[Document, ...] = (
    Document("D29", "一人一档", ("students",), "masked", _dossier, "一个学生的全部材料：封面、目录、缺什么、各种表和附件。"),
)  # fmt: skip
