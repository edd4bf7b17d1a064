"""Parts of 报送: the stick, what changed since the last package, the packages sent, and what is done now."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from desktop.models.ledgers.desk import SentPackage
from desktop.models.terms import parse_term
from desktop.services.exchange import manifest, stick
from desktop.services.exchange.changes import Changes, PupilChange
from desktop.services.exchange.package import Written
from desktop.services.files import put_in_place
from desktop.services.progress import Progress
from desktop.views import dialogs
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.fields import Choice
from desktop.views.layouts import Part, clear, column, fill, holder, row
from desktop.views.preview import open_preview
from desktop.views.widgets import Elided, line_of, picture, ruled, text

FIRST = 6  # changed pupils shown at once; the rest unfold
SENT = 6  # packages in the history
WARNED = 4  # suspicious things named


class StickCard(QWidget):
    """The sticks that are plugged in, or any folder; what looks like a virus on it is named."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.drives: list[stick.Drive] = []
        self.folder: Path | None = None
        self.choice = Choice()
        self.again = Button(picture="refresh-cw", role="icon", tip="再找一次 U 盘")
        self.other = Button("另选文件夹", "folder-open")
        self.says = text("", "small", "quiet", wrap=True)
        self.suspects = column(gap=6)
        self.choice.activated.connect(self._chosen)
        self.again.clicked.connect(self.look)
        self.other.clicked.connect(self._pick)
        self.choice.setAccessibleName("写到哪里")
        self.setLayout(
            column(row((self.choice, 1), self.again, self.other, gap=8), self.says, self.suspects, gap=8)
        )
        self.look()

    def look(self) -> None:
        """Find the sticks again; the one chosen before stays chosen when it is still there."""
        before = self.choice.value()
        self.drives = stick.drives()
        offers: list[tuple[object, str]] = [(drive.path, drive.name) for drive in self.drives]
        if self.folder is not None:
            offers.append((self.folder, f"文件夹 {self.folder}"))
        self.choice.set_choices(offers)
        self.choice.choose(
            before if any(value == before for value, _ in offers) else offers[0][0] if offers else None
        )
        self.choice.setEnabled(bool(offers))
        self.choice.setPlaceholderText("没有找到 U 盘")
        self._chosen()

    def target(self) -> Path | None:
        value = self.choice.value()
        return value if isinstance(value, Path) else None

    def is_drive(self) -> bool:
        return any(drive.path == self.target() for drive in self.drives)

    def medium(self) -> str:
        """The name people gave the stick, or the folder's."""
        drive = next((one for one in self.drives if one.path == self.target()), None)
        return (drive.label or "U 盘") if drive else getattr(self.target(), "name", "")

    def take_folder(self, folder: Path) -> None:
        self.folder = folder
        self.look()
        self.choice.choose(folder)
        self._chosen()

    def _pick(self) -> None:
        folder = dialogs.pick_folder(self, "报送包写到哪个文件夹", self.target())
        if folder is not None:
            self.take_folder(folder)

    def _chosen(self) -> None:
        target = self.target()
        clear(self.suspects)
        if target is None:
            self.says.setText("请插上 U 盘，再点刷新；也可以另选一个文件夹，以后自己拷过去。")
        else:
            found = stick.suspicious(target)
            self.says.setText("" if found else "看过了，没有发现可疑的东西。")
            fill(self.suspects, [line_of("triangle-alert", "warn", one.sentence) for one in found[:WARNED]])
            if len(found) > WARNED:
                fill(
                    self.suspects,
                    [text(f"还有 {len(found) - WARNED} 处可疑，请先给这个 U 盘杀毒。", tone="warn")],
                )
        self.says.setVisible(bool(self.says.text()))
        self.changed.emit()


class ChangesCard(QFrame):
    """Who came, changed or left since the last package; each name opens the pupil's page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.desk = desk
        self.told = Changes(None)
        self.whole = False
        self.more = Button("", role="link")
        self.more.clicked.connect(self._unfold)
        self.sentence = text("", tone="quiet", wrap=True)
        self.lines = column(gap=8)
        head = text("自上次报送后的改动", "section")
        parts = (head, self.sentence, self.lines, row(self.more, None))
        self.setLayout(column(*parts, gap=8, edge=(16, 12, 16, 14)))

    def show_changes(self, told: Changes) -> None:
        self.told = told
        self.sentence.setText(told.sentence)
        every = [*(("新增", one) for one in told.added), *(("变更", one) for one in told.changed),
                 *(("转出", one) for one in told.left), *(("删除", one) for one in told.removed)]  # fmt: skip
        shown = every if self.whole else every[:FIRST]
        clear(self.lines)
        fill(self.lines, [self._line(*one) for one in shown])
        self.more.setText(f"看全部 {len(every)} 人 ›")
        self.more.setVisible(len(shown) < len(every))

    def _line(self, word: str, one: PupilChange) -> Part:
        name = Button(one.name, role="link")
        name.setProperty("pupil", one.student)
        name.clicked.connect(self._open)
        facts = "；".join(f"{part.label} {part.old or '空'} → {part.new}" for part in one.changes)
        below = [text(facts, "small", "quiet", wrap=True)] if facts else []
        return column(
            row(name, text(one.class_text, "small", "quiet"), None, text(word, "small", "quiet")),
            *below,
            gap=0,
        )

    def _open(self) -> None:
        self.desk.open_pupil(int(self.sender().property("pupil")))

    def _unfold(self) -> None:
        self.whole = True
        self.show_changes(self.told)


class HistoryCard(QFrame):
    """The packages sent, newest first, with the code that stands on their slips."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.lines = column(gap=9)
        self.setLayout(column(text("报送过的", "section"), self.lines, gap=8, edge=(16, 12, 16, 14)))

    def show_history(self) -> None:
        clear(self.lines)
        rows = list(SentPackage.select().order_by(SentPackage.id.desc()).limit(SENT))
        none: list[Part] = [text("还没有报送过。", tone="quiet")]
        fill(self.lines, ruled(*(self._line(one) for one in rows)) if rows else none)

    @staticmethod
    def _line(one: Any) -> Part:
        day = text(f"{one.day.month}月{one.day.day}日", "strong")
        what = text(f"{parse_term(one.term).short}，{one.pupils} 人，{one.who or ''}", "small", "quiet")
        return row(day, what, None, text(one.check_code or "", "small"), gap=8)


class DoneCard(QFrame):
    """After writing: the check code large, the slip, and how to pull the stick out."""

    verify_asked = Signal(Path)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("note", "good")
        self.desk = desk
        self.written: Written | None = None
        self.folder = Elided(tone="quiet")
        self.code = text("", "figure")
        self.advice = text("", wrap=True)
        paper, again = Button("看和打印交接单", "printer"), Button("再核对一遍", "file-search")
        open_ = Button("打开所在文件夹", role="flat")
        paper.clicked.connect(self._show_slip)
        again.clicked.connect(self._verify)
        open_.clicked.connect(self.open_folder)
        says = column(text("报送包写好了", "section"), self.folder, row(text("校验码", tone="quiet"), self.code, None, gap=12),
                      self.advice, row(paper, again, open_, None), gap=6)  # fmt: skip
        mark = holder(column(2, picture("circle-check", "good", 22), None, gap=0))
        self.setLayout(row(mark, (says, 1), gap=12, edge=(14, 14, 14, 14)))
        self.hide()

    def show_done(self, written: Written, advice: str) -> None:
        self.written = written
        self.folder.set_words(str(written.folder))
        self.code.setText(" ".join((written.check_code[:4], written.check_code[4:])))
        first = "交接单打印两份，双方签字；打开密码请打电话告诉对方。"
        self.advice.setText(f"{first}{advice}")
        self.show()

    def open_folder(self) -> None:
        if self.written is not None:
            dialogs.open_file(self.written.folder)

    def _show_slip(self) -> None:
        if self.written is not None:
            open_preview(self.desk, self._copy_slip, "交接单")

    def _copy_slip(self, path: Path, _progress: Progress) -> str:
        assert self.written is not None
        with put_in_place(path) as part:
            shutil.copyfile(self.written.folder / manifest.SLIP, part)
        return f"{self.written.folder.name}交接单.pdf"

    def _verify(self) -> None:
        if self.written is not None:
            self.verify_asked.emit(self.written.folder)
