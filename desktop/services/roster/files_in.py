"""Several workbooks at once, each on its own: one that is locked or broken can be tried again without the others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from desktop.services.progress import Progress
from desktop.services.roster.draft import Draft
from desktop.services.roster.intake import Intake, read_files
from desktop.services.roster.keep import Kept, keep
from desktop.services.school_file import SchoolFile

WORKBOOKS = (".xlsx", ".xls", ".et", ".xlsm", ".xlsb", ".ods", ".csv", ".txt")


def workbooks_of(paths: Iterable[Path]) -> list[Path]:
    """The files given, and in place of a folder the workbooks in it; each once, in order.

    A file is taken whatever it is called: its bytes tell what it is.
    """
    found: list[Path] = []
    for path in paths:
        found += _inside(path) if path.is_dir() else [path]
    return list(dict.fromkeys(found))


def _inside(folder: Path) -> list[Path]:
    open_copies = ("~$", ".~")  # what Excel and WPS lay beside a file that is open
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in WORKBOOKS and not path.name.startswith(open_copies)
    )


@dataclass
class FileIn:
    """One file as it was read. `locked`: it asked for a password and did not get the right one."""

    path: Path
    intake: Intake
    locked: bool = False


@dataclass
class _Asked:
    """Answers the reader's question for a password from what is known, and remembers that it was put."""

    known: str | None
    was_asked: bool = field(default=False)

    def __call__(self, _path: Path) -> str | None:
        self.was_asked = True
        return self.known


class _Inner(Progress):
    """For reading one file of several: the count belongs to the files, the words and 取消 go through."""

    def __init__(self, outer: Progress) -> None:
        super().__init__()
        self.say, self.check = outer.say, outer.check  # type: ignore[method-assign]


def read_each(
    paths: Sequence[Path], passwords: Mapping[Path, str], progress: Progress | None = None
) -> list[FileIn]:
    """Read every file, in the order given; passwords as far as they are known. Raises Cancelled."""
    progress = progress or Progress()
    found = []
    for path in progress.follow(paths, len(paths), every=1):
        asked = _Asked(passwords.get(path))
        intake = read_files([path], passwords=asked, progress=_Inner(progress))
        found.append(FileIn(path, intake, asked.was_asked and not intake.tables))
    return found


def together(files: Iterable[FileIn]) -> Intake:
    """All tables of all files; their table objects are shared, so what the person decides holds in both."""
    whole = Intake([])
    for one in files:
        whole.tables += one.intake.tables
        whole.problems += one.intake.problems
    return whole


def write(
    school: SchoolFile,
    draft: Draft,
    intake: Intake,
    mark_gone: Collection[int] = (),
    progress: Progress | None = None,
) -> Kept:
    """Back up, then keep the draft as one step. Raises NotAllowed, CannotWrite, NotKept, Cancelled."""
    progress = progress or Progress()
    school.store.session.demand("import", "导入名单")
    progress.say("正在备份")
    school.backup("导入前")
    progress.check()
    progress.say("正在写入")
    return keep(school.store, draft, mark_gone=mark_gone, intake=intake, progress=progress)
