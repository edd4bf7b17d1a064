"""A roster from file to committed, beside programs that only read the same file."""

import tempfile
import time
from pathlib import Path

from builders import CODE, PASSWORD, PROFILE, USER

from desktop.models import undo
from desktop.services import school_file
from desktop.services.folder import Folder
from desktop.services.roster.draft import SAME
from desktop.services.roster.intake import read_files
from desktop.services.roster.judge import make_draft
from desktop.services.roster.keep import keep


def new_school(folder: Path) -> school_file.SchoolFile:
    """Encrypted books on their first day, open."""
    return school_file.create(Folder(folder), PROFILE, USER, PASSWORD, code=CODE)


def program(roster: str) -> dict[str, float]:
    """Read, judge, keep; the same file once more, when nothing is new; undo of the first."""
    path, seconds = Path(roster), {}
    with tempfile.TemporaryDirectory() as folder:
        school = new_school(Path(folder) / "石桥小学 台账")
        begun = time.perf_counter()
        intake = read_files([path])
        read = time.perf_counter()
        draft = make_draft(school.store, intake)
        judged = time.perf_counter()
        kept = keep(school.store, draft, intake=intake)
        done = time.perf_counter()
        rows = intake.row_count()
        assert kept.added == rows, draft.sentence()
        seconds |= {
            "read": read - begun,
            "judge": judged - read,
            "keep": done - judged,
            "whole": done - begun,
        }
        seconds["again"] = _again(school, path, rows)
        begun = time.perf_counter()
        undo.undo(school.store, kept.step)
        seconds["undo"] = time.perf_counter() - begun
        school.let_go()
    return seconds


def _again(school: school_file.SchoolFile, path: Path, rows: int) -> float:
    begun = time.perf_counter()
    intake = read_files([path])
    draft = make_draft(school.store, intake)
    keep(school.store, draft, intake=intake)
    seconds = time.perf_counter() - begun
    assert len(draft.of(SAME)) == rows, draft.sentence()
    return seconds


def openpyxl_reads(roster: str) -> dict[str, float]:
    """Every cell of the file, and nothing else."""
    from openpyxl import load_workbook

    begun = time.perf_counter()
    book = load_workbook(roster, read_only=True, data_only=True)
    rows = [row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True)]
    book.close()
    seconds = time.perf_counter() - begun
    assert rows
    return {"whole": seconds}


def calamine_reads(roster: str) -> dict[str, float]:
    """As openpyxl_reads, by the reader the program has inside its child process."""
    from python_calamine import CalamineWorkbook

    begun = time.perf_counter()
    book = CalamineWorkbook.from_path(roster)
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    seconds = time.perf_counter() - begun
    assert rows
    return {"whole": seconds}
