"""一人一档 of many children: choose a folder, one PDF a child is made there, and what is missing is said at the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from desktop.models.store import Store
from desktop.services.care import dossier_set
from desktop.services.care.dossier_set import File
from desktop.services.paper.document import Wanted
from desktop.services.progress import Progress
from desktop.views import dialogs
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.jobs import Job
from desktop.views.widgets import Notice

LONG = (
    20  # files from which one goes and does something else meanwhile: what came of it stays until it is read
)
TITLE = "一人一档放在哪个文件夹"


def make(desk: Desk, students: Sequence[int], day: dt.date | None = None, *, pick: Any = None) -> Job | None:
    """Make the files of these children, off the window's thread; it can be stopped between two children. Returns the job."""
    if not students:
        desk.say("没有选中学生。")
        return None
    folder = (pick or dialogs.pick_folder)(desk.shell, TITLE)
    if folder is None:
        return None
    wanted = Wanted(term=desk.term, day=day or dt.date.today(), attachments=desk.attachments)
    job = desk.run(
        _make, desk.store, tuple(students), folder, wanted,
        title=f"正在做一人一档，{len(students)} 人", done=partial(_made, desk),
    )  # fmt: skip
    job.stopped.connect(partial(desk.say, "已停下，做好的几份留在文件夹里。"))
    return job


def _make(
    store: Store, students: Sequence[int], folder: Path, wanted: Wanted, *, progress: Progress | None = None
) -> list[File]:
    return dossier_set.make_files(store, students, folder, wanted, progress)


def _made(desk: Desk, made: list[File]) -> None:
    said, show = dossier_set.sentence(made), partial(dialogs.show_in_folder, made[0].path)
    page = desk.shell.page()
    if len(made) > LONG and hasattr(page, "show_notice"):
        button = Button("打开所在文件夹", "folder-open")
        button.clicked.connect(lambda _checked=False: show())
        page.show_notice(Notice("good", said, actions=[button]))
    desk.say(said, ("打开所在文件夹", show))
