"""Does this installation work? Opens a file, writes a sheet, prints a page, shows a window; says what failed.

Run after an installation, and by whoever builds one. Everything happens in a folder of its own that is removed again.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.models.errors import Refused
from desktop.places import PROGRAM


@dataclass(frozen=True)
class Result:
    """One thing that was tried."""

    what: str
    ok: bool
    detail: str = ""


def run_selftest(folder: Path) -> list[Result]:
    """Try everything, one after another; a failure does not stop the rest. Raises Refused when the folder is unusable."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        room = Path(tempfile.mkdtemp(prefix="自检 ", dir=folder))
    except OSError as error:
        raise Refused(f"“{folder}”不能写入（{error.strerror}），请换一个文件夹。") from error
    try:
        return [_tried(what, act, room) for what, act in TRIALS]
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _tried(what: str, act: Callable[[Path], str], room: Path) -> Result:
    try:
        return Result(what, True, act(room))
    except (
        Refused,
        OSError,
        ImportError,
        AssertionError,
        subprocess.SubprocessError,
        ValueError,
        RuntimeError,
    ) as error:
        return Result(what, False, f"{type(error).__name__}：{error}")


def _books(room: Path) -> str:
    """A new encrypted school, closed, opened again with its password, and refused with another."""
    from desktop.services import school_file, vault
    from desktop.services.demo import PROFILE
    from desktop.services.folder import Folder

    folder = Folder(room / "台账")
    school_file.create(folder, PROFILE, "自检", "selftest-2026", code=vault.new_code()).close()
    try:
        school_file.log_in(folder, "自检", "another-2026").let_go()
    except vault.WrongPassword:
        school_file.log_in(folder, "自检", "selftest-2026").let_go()
        return "建账、加密、备份、再打开"
    raise AssertionError("错的密码也打开了")


def _workbook_in(room: Path) -> str:
    """The shipped sample through the guarded child process."""
    from desktop.services.demo import FILES, SAMPLES
    from desktop.services.sheets.heads import find_tables
    from desktop.services.sheets.read import open_book

    rows = sum(
        len(table.rows)
        for name in FILES
        for sheet in open_book(SAMPLES / name).sheets
        for table in find_tables(sheet)
    )
    assert rows > 400, f"只读到 {rows} 行"
    return f"读示例名单 {rows} 行"


def _workbook_out(room: Path) -> str:
    """A sheet written, locked with a password, and read back."""
    import xlsxwriter

    from desktop.services.sheets.read import open_book
    from desktop.services.sheets.write import protect

    path = room / "输出 表格.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("名单").write_string(0, 0, "52990120150101001X")
    protect(path, "abc-123456")
    cell = open_book(path, password="abc-123456").sheets[0].rows[0][0]
    assert cell == "52990120150101001X", f"读回的是 {cell}"
    return "写表格、加密码、读回"


def _page(room: Path) -> str:
    """A page with rare characters, read back from the PDF."""
    from desktop.services.paper.check import text_of
    from desktop.services.paper.sheet import Sheet

    path, words = room / "一页.pdf", "𠮷田㛃𫖯·买买提 312.50元"
    sheet = Sheet(path, "自检")
    for place, style in enumerate(("fangsong", "title", "hei", "kai", "song")):
        sheet.write(words, 30, 40 + 10 * place, style, 12)
    sheet.save()
    found = str(text_of(path)).count("𠮷田㛃𫖯")
    assert found >= 5, f"只认出 {found} 行"
    return "五种字体印一页，生僻字读回无误"


def _window(room: Path) -> str:
    """The program's own first window in a process of its own, without a screen where there is none."""
    environment = {**os.environ, "ZHUXUE_HOME": str(room / "设置")}
    if sys.platform.startswith("linux"):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    code = "import sys; from desktop.app import show_once; sys.exit(show_once())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROGRAM,
        env=environment,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")[-400:]
    return "窗口打开、画出、关上"


TRIALS: tuple[tuple[str, Callable[[Path], str]], ...] = (
    ("加密的台账文件", _books), ("读表格", _workbook_in), ("写表格", _workbook_out), ("打印", _page), ("窗口", _window),
)  # fmt: skip
