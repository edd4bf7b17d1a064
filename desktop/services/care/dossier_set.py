"""The files of many children at once: one PDF a child in a folder, so that any of them can be taken out alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.services.paper.catalogue import DOCUMENTS, Wanted, print_document
from desktop.services.progress import Progress


@dataclass(frozen=True)
class File:
    """One child's file that was made; missing: the sentence of what is not in it, "" when nothing is."""

    student: int
    path: Path
    missing: str


def make_files(
    store: Store, students: Sequence[int], folder: Path, wanted: Wanted, progress: Progress | None = None
) -> list[File]:
    """Make the files of these children in `folder`; each is noted as printed. wanted: day, term and attachments.

    What was made before a Cancelled stays whole. Raises Refused, MissingGlyph, CannotWrite, Cancelled.
    """
    made = []
    for student in (progress or Progress()).follow(students, len(students), every=1):
        without: list[str] = []
        one = replace(wanted, students=(student,))
        path = print_document(store, DOCUMENTS["D29"], one, folder, without=without)
        made.append(File(student, path, "".join(without)))
    return made


def sentence(made: Sequence[File]) -> str:
    """已做好 12 份，9 份有缺项：王芳（还缺：…）…"""
    lacking = [one for one in made if one.missing]
    if not lacking:
        return f"已做好 {len(made)} 份，材料都齐。"
    named = "；".join(f"{Student.caption_of(one.student)}{one.missing.rstrip('。')}" for one in lacking[:3])
    return f"已做好 {len(made)} 份，{len(lacking)} 份有缺项。{named}{'等。' if len(lacking) > 3 else '。'}"
