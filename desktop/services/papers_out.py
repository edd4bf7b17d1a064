"""Papers and packages asked for by words: the batch is found by term and programme, the forms of a package are chosen here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from desktop.models.errors import Refused
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batches import AidBatch
from desktop.models.ledgers.students import Student
from desktop.models.terms import Term
from desktop.services.exchange import package
from desktop.services.exchange.manifest import pages_of
from desktop.services.paper.catalogue import DOCUMENTS, Wanted, print_document
from desktop.services.paper.catalogue_aid import postings_of, rounds_of
from desktop.services.paper.document import ASKED, Document
from desktop.services.progress import Progress
from desktop.services.school_file import SchoolFile

HUNG = {"round": rounds_of, "posting": postings_of}  # what a paper may need of a term beside its lists
IN_PACKAGE = ("D7", "D8")  # the forms a township asks for with every list


@dataclass(frozen=True)
class Made:
    """A paper that was made."""

    path: Path
    pages: int


def list_documents() -> dict[str, str]:
    """Code -> title of every paper."""
    return {code: document.title for code, document in DOCUMENTS.items()}


def batches_in(term: Term, programme: str | None = None) -> list[int]:
    """The lists of a term, of one programme when its code is given."""
    wanted = (AidBatch.term == term.code) & (AidBatch.state != "void")
    rows = AidBatch.select().join(AidProgramme).where(wanted).order_by(AidProgramme.place, AidBatch.number)
    return [row.id for row in rows if programme is None or row.programme.code == programme]


def make_papers(
    school: SchoolFile,
    code: str,
    *,
    to: Path,
    term: Term | None = None,
    programme: str | None = None,
    progress: Progress | None = None,
) -> list[Made]:
    """One paper, or one for each list of the term. `to` is a folder, or the name of a PDF when it is one paper.

    Raises Refused for an unknown code, or when something needed is not told.
    """
    document = DOCUMENTS.get(code)
    if document is None:
        raise Refused(f"没有代号为“{code}”的文书。可用的有：{'、'.join(DOCUMENTS)}。")
    wanted = Wanted(
        term=term, records=_every_pupil(school) if "records" in document.needs else (), ledger=Student
    )
    chosen: Sequence[Wanted] = [wanted]
    if "batch" in document.needs:
        asked = _demand_term(document, term)
        chosen = [replace(wanted, batch=batch) for batch in batches_in(asked, programme)]
        if not chosen:
            raise Refused(f"{asked.title}还没有资助批次，请先生成名单。")
    for need, found in HUNG.items():
        if need in document.needs:
            chosen = [_with(wanted, need, record) for record, _ in found(_demand_term(document, term))]
            if not chosen:
                raise Refused(f"这个学期还没有{ASKED[need]}，没有可打印的“{document.title}”。")
    folder = to.parent if to.suffix.lower() == ".pdf" else to
    folder.mkdir(parents=True, exist_ok=True)
    made = [print_document(school.store, document, one, folder, progress=progress) for one in chosen]
    if to.suffix.lower() == ".pdf" and len(made) == 1:
        made = [made[0].replace(to)]
    return [Made(path, pages_of(path)) for path in made]


def _demand_term(document: Document, term: Term | None) -> Term:
    if term is None:
        raise Refused(f"打印“{document.title}”要用 --term 写明学期。")
    return term


def _with(wanted: Wanted, need: str, record: int) -> Wanted:
    return replace(wanted, round=record) if need == "round" else replace(wanted, posting=record)


def _every_pupil(school: SchoolFile) -> list[int]:
    return [row.id for row in school.store.rows(Student).order_by(Student.school_class, Student.seat_no)]


def forms_for(
    school: SchoolFile, batches: Sequence[int], progress: Progress | None = None
) -> Callable[[Path], list[Path]]:
    """What a package calls to have its printed forms made in its folder."""

    def forms(folder: Path) -> list[Path]:
        wanted = [(DOCUMENTS[code], Wanted(batch=batch)) for batch in batches for code in IN_PACKAGE]
        return [
            print_document(school.store, document, one, folder, progress=progress) for document, one in wanted
        ]

    return forms


def slip(manifest: dict[str, Any], check_code: str, path: Path) -> None:
    """The 交接单 of a package."""
    from desktop.services.paper.documents import handover

    handover.slip(manifest, check_code, path)


def send_package(
    school: SchoolFile, term: Term, to: Path, password: str, progress: Progress | None = None
) -> tuple[package.Written, list[str]]:
    """Write the package of a term with all its lists. Returns it, and what the clerk should know about it."""
    batches = batches_in(term)
    to.mkdir(parents=True, exist_ok=True)
    planned = package.plan(school.store, school, term, batches)
    written = package.write(
        planned, to, password, papers=forms_for(school, batches, progress), slip=slip, progress=progress
    )  # fmt: skip
    return written, list(planned.warnings)
