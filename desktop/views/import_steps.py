"""Steps of the import: 选文件, 认表头, and what is said when it is 写入."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QWidget

from desktop.services.files import free_name
from desktop.services.roster.draft import Draft
from desktop.services.roster.files_in import FileIn
from desktop.services.roster.intake import Intake, TableIn
from desktop.services.roster.keep import Kept
from desktop.services.sheets.errors_out import rows_to_correct, write_errors
from desktop.settings import Settings
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.dialogs import open_file, pick_files, pick_save, show_in_folder
from desktop.views.drop import DropFrame
from desktop.views.layouts import Part, column, fill, hair, row, scroll, show_if
from desktop.views.widgets import Elided, card, line_of, picture, tag, text

KINDS = ["表格 (*.xlsx *.xls *.et *.csv *.xlsm *.xlsb *.ods *.txt)", "所有文件 (*)"]
DROPPED_SHOWN = 4  # rows left out that are named one by one


class DropArea(DropFrame):
    """Where rosters are dropped."""

    pick_asked = Signal()

    def __init__(self) -> None:
        pick = Button("选文件", "folder-open")
        fact = text(
            "一个或一批都行，整个文件夹也行。学籍系统导出的、县里发的、班主任交的，不用改格式。",
            "small",
            "quiet",
            wrap=True,
        )
        super().__init__("file-up", text("把名单拖到这里", "section"), fact, row(None, pick, None))
        self.setMinimumHeight(180)
        pick.clicked.connect(self.pick_asked)


class FilesStep(QWidget):
    """选文件: the place to drop, and below it what was chosen."""

    dropped = Signal(list)
    pick_asked = Signal()
    removed = Signal(object)  # Path

    def __init__(self, paths: Sequence[Path]) -> None:
        super().__init__()
        area = DropArea()
        area.dropped.connect(self.dropped)
        area.pick_asked.connect(self.pick_asked)
        self.list = column(gap=0)
        chosen = card(f"选了 {len(paths)} 个文件", self.list, gap=4)
        show_if(bool(paths), chosen)
        self.crosses: list[tuple[Button, Path]] = []
        for path in paths:
            fill(self.list, [hair(), self._line(path)])
        self.setLayout(column(scroll(column(area, chosen, None, gap=12)), gap=0))

    def _line(self, path: Path) -> Part:
        cross = Button(picture="x", role="icon", tip=f"不要 {path.name}")
        cross.clicked.connect(self._remove)
        self.crosses.append((cross, path))
        place = Elided(str(path.parent), "small", "quiet")
        return row(
            picture("file-spreadsheet", "accent", 18),
            (column(Elided(path.name), place, gap=0), 1),
            cross,
            gap=10,
            edge=(0, 5, 0, 5),
        )

    def _remove(self) -> None:
        self.removed.emit(next(path for cross, path in self.crosses if cross is self.sender()))


class TablesStep(QWidget):
    """认表头: every table that was found in every file, which row is its heading, whether it is taken."""

    use_changed = Signal(object, bool)  # TableIn
    columns_asked = Signal(object)  # TableIn
    password_asked = Signal(object)  # Path

    def __init__(self, files: Sequence[FileIn]) -> None:
        super().__init__()
        self.ticks: list[tuple[QCheckBox, TableIn]] = []
        self.links: list[tuple[Button, TableIn]] = []
        self.locks: list[tuple[Button, Path]] = []
        self.setLayout(column(scroll(column(*(self._card(one) for one in files), None, gap=12)), gap=0))

    def _card(self, one: FileIn) -> QFrame:
        parts: list[Part] = []
        for taken in one.intake.tables:
            parts += [hair(), self._table(taken)] if parts else [self._table(taken)]
        if not one.locked:
            parts += [line_of("triangle-alert", "warn", words) for words in one.intake.problems]
        return card(one.path.name, *parts, *self._locked(one), gap=8)

    def _locked(self, one: FileIn) -> list[Part]:
        if not one.locked:
            return []
        button = Button("输入密码", "lock-open")
        button.clicked.connect(self._ask_password)
        self.locks.append((button, one.path))
        says = one.intake.problems[0] if one.intake.problems else "打开它要密码。"
        return [line_of("lock", "warn", says), row(button, None)]

    def _table(self, taken: TableIn) -> Part:
        tick = QCheckBox(taken.table.sheet or "表格")
        tick.setChecked(taken.use)
        tick.setEnabled(not taken.why_not)
        tick.toggled.connect(self._toggled)
        self.ticks.append((tick, taken))
        link = Button("看看怎么对列的" if not taken.why_not else "自己对列", role="link", tail="arrow-right")
        link.clicked.connect(self._columns)
        self.links.append((link, taken))
        parts: list[Part] = [row(tick, tag(f"{len(taken.table.rows)} 行"), None, link, gap=8)]
        if taken.why_not:
            return column(*parts, line_of("circle-minus", "off", f"没有用这张表：{taken.why_not}"), gap=3)
        about = text(_about(taken), "small", "quiet", wrap=True)
        return column(*parts, about, *_left_out(taken), gap=3)

    def _toggled(self, on: bool) -> None:
        self.use_changed.emit(next(taken for tick, taken in self.ticks if tick is self.sender()), on)

    def _columns(self) -> None:
        self.columns_asked.emit(next(taken for link, taken in self.links if link is self.sender()))

    def _ask_password(self) -> None:
        self.password_asked.emit(next(path for button, path in self.locks if button is self.sender()))


def _about(taken: TableIn) -> str:
    numbers = taken.table.header_rows
    where = "没有表头，按内容认列" if not numbers else f"第 {numbers[0]} 行是表头"
    if len(numbers) > 1:
        where = f"第 {numbers[0]} 到 {numbers[-1]} 行是表头"
    named = sum(1 for match in taken.mapping.matches if match.key)
    hidden = sum(1 for match in taken.mapping.matches if match.head.hidden)
    also = f"，其中 {hidden} 列在原表里是隐藏的" if hidden else ""
    return f"{where}，{len(taken.mapping.matches)} 列认出 {named} 列{also}"


def _left_out(taken: TableIn) -> list[Part]:
    dropped = taken.table.dropped
    if not dropped:
        return []
    told = "；".join(f"第 {number} 行 {why}" for number, why in dropped[:DROPPED_SHOWN])
    more = f" 等 {len(dropped)} 行" if len(dropped) > DROPPED_SHOWN else ""
    return [text(f"略过：{told}{more}", "small", "quiet", wrap=True)]


class DoneStep(QWidget):
    """写入: what was written, and what one may do now."""

    undo_pressed = Signal()
    waiting_pressed = Signal()
    errors_pressed = Signal()
    roster_pressed = Signal()

    def __init__(self, kept: Kept, errors: int, undone: bool = False) -> None:
        super().__init__()
        name = "已经撤销，台账和导入前一样" if undone else "写好了"
        head = row(
            picture("undo-2" if undone else "circle-check", "quiet" if undone else "good", 28),
            text(name, "title"),
            None,
            gap=10,
        )
        self.buttons: dict[str, Button] = {}
        acts = [("roster", "看花名册", "users", self.roster_pressed)]
        if not undone:
            acts += self._more(kept, errors)
        for key, words, icon, signal in acts:
            self.buttons[key] = Button(words, icon)
            self.buttons[key].clicked.connect(signal)
        says = text("" if undone else kept.sentence, wrap=True)
        show_if(not undone, says)
        body = card("", head, says, 6, row(*self.buttons.values(), None, gap=8), gap=10)
        self.setLayout(column(body, None))

    def _more(self, kept: Kept, errors: int) -> list[tuple[str, str, str, Signal]]:
        more = []
        if kept.waiting:
            more.append(("waiting", f"补待补名单 {kept.waiting} 行", "clipboard-list", self.waiting_pressed))
        if errors:
            more.append(("errors", f"导出有误的 {errors} 行", "file-down", self.errors_pressed))
        more.append(("undo", "撤销这次导入", "undo-2", self.undo_pressed))
        return more


def advice(title: str, sentences: Iterable[str], icon: str = "lightbulb") -> QFrame:
    """Grey advice in the right-hand column."""
    return card(title, *[line_of(icon, "accent", words) for words in sentences], gap=8)


def pick_lists(parent: QWidget, settings: Settings) -> list[Path]:
    """Ask for workbooks, beginning where they were last taken from."""
    last = settings.import_from
    found = pick_files(parent, "选要导入的名单", KINDS, Path(last) if last else None)
    if found:
        settings.import_from = str(found[0].parent)
        settings.save()
    return found


def step_facts(paths: Sequence[Path], whole: Intake, draft: Draft | None) -> list[str]:
    """The grey line under each step of the ladder; "" where there is nothing to say yet."""
    chosen = f"{len(paths)} 个文件" if len(paths) > 1 else paths[0].name if paths else ""
    named = sum(1 for one in whole.used for match in one.mapping.matches if match.key)
    ill = sum(1 for line in draft.lines if line.diagnosis is not None) if draft else 0
    numbers = f"{len(draft.lines) - ill} 好，{ill} 要看" if draft and ill else "都好用" if draft else ""
    tables = f"用 {len(whole.used)} 张表" if whole.tables else ""
    return [chosen, tables, f"{named} 列已对上" if named else "", numbers, "", "先备份，可撤销"]


def save_errors(parent: QWidget, desk: Desk, draft: Draft) -> None:
    """The rows that were not taken, as a workbook to put right and drop in again."""
    count = len(rows_to_correct(draft))
    start = Path(desk.settings.save_to or Path.home())
    proposed = free_name(start / f"导入有误的行（{count}行）{dt.date.today():%Y%m%d}.xlsx")
    path = pick_save(parent, "存到哪里", proposed, ["表格 (*.xlsx)"])
    if path is None:
        return
    ok, rows = desk.attempt(write_errors, draft, path)
    if ok:
        desk.settings.save_to = str(path.parent)
        desk.settings.save()
        desk.note_access("导出", "导入有误的行", rows)
        acts = (("打开", partial(open_file, path)), ("打开所在文件夹", partial(show_in_folder, path)))
        desk.say(f"已导出 {rows} 行，改好红色的格子再拖进来。", *acts)
