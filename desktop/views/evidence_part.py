"""佐证材料 of one application: what is still missing, and each paper as a small picture that opens large."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QSize, Qt
from PySide6.QtGui import QImageReader, QPixmap
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.models.codes import code_list
from desktop.models.errors import Refused
from desktop.models.ledger import Values
from desktop.models.ledgers.recognition import Evidence, RecognitionCase
from desktop.models.ledgers.recognition_order import FROZEN
from desktop.services.progress import Progress
from desktop.services.recognition import evidence
from desktop.views import recognition_ask
from desktop.views.buttons import Button
from desktop.views.desk import Desk
from desktop.views.dialogs import Dialog
from desktop.views.drop import FileDrop
from desktop.views.layouts import Part, clear, column, fill, hair, row, show_if
from desktop.views.preview import open_preview
from desktop.views.recognition_ask import AskCard, Asked
from desktop.views.widgets import line_of, picture, text

THUMB = QSize(64, 72)  # px
LARGE = QSize(900, 560)  # px: fits above the buttons of a card on a 1366×768 screen at 125 %


class EvidencePart(QWidget):
    """Photos and PDFs may be dropped on it; the card then asks what they are."""

    def __init__(self, desk: Desk, *, run: Any = recognition_ask.run) -> None:
        super().__init__()
        self.desk, self.run = desk, run
        self.case: Any = None
        self._box = column(gap=10)
        self.setLayout(self._box)
        FileDrop(self).dropped.connect(self._dropped)

    def show_case(self, case: Any) -> None:
        self.case = case
        clear(self._box)
        store = self.desk.store
        rows = list(
            store.rows(Evidence)
            .where(Evidence.student == case.student_id)
            .order_by(Evidence.day, Evidence.id)
        )
        parts: list[Part] = [self._lacks(case)]
        if self._may_change():
            take = Button("收一份材料", "camera", role="accept")
            take.clicked.connect(self.take)
            parts.append(row(take, text("或把照片、PDF 拖到这里", "small", "quiet"), None, gap=10))
        for one in rows:
            parts += [hair(), self._line(one)]
        if not rows:
            parts.append(text("还没有收到材料。", "small", "quiet"))
        fill(self._box, parts)

    def _lacks(self, case: Any) -> Part:
        (found,) = evidence.lacking(self.desk.store, [case])
        if not found.papers:
            return line_of("circle-check", "good", "材料齐了。")
        return column(
            *(line_of("circle-alert", "warn", f"缺：{paper}", "small") for paper in found.papers), gap=4
        )

    def _line(self, one: Any) -> Part:
        face = Thumb(self._picture(one.file))
        face.setAccessibleName(f"看{Evidence.kind.format(one.kind)}")
        face.clicked.connect(partial(self.look, one))
        name = one.title_text or Evidence.kind.format(one.kind)
        seen = f"{one.seen_by}核对过原件" if one.seen_by else "没有写谁核对原件"
        other = "" if one.case_id in (None, self.case.id) else "，属于以前的申请"
        kind = Evidence.kind.format(one.kind)
        lines = [
            text(name, "strong", wrap=True),
            text(f"{kind}，{one.pages} 页，{one.day} 收到{other}", "small", "quiet", wrap=True),
            text(seen, "small", "quiet" if one.seen_by else "warn", wrap=True),
        ]
        drop = Button(picture="trash-2", role="icon", tip=f"删去{name}")
        drop.clicked.connect(partial(self.remove, one))
        show_if(self._may_change(), drop)
        return row(face, (column(*lines, None, gap=2), 1), column(drop, None, gap=0), gap=12)

    def _may_change(self) -> bool:
        return self.desk.store.session.may("batch") and self.case.state not in FROZEN

    def _picture(self, kept: str | None) -> QPixmap | None:
        """A small picture of a photo; None for a PDF, or when the file is gone."""
        try:
            content = self.desk.attachments.read(kept) if kept else b""
        except Refused:
            return None
        return pixmap_of(content, THUMB * self.devicePixelRatioF()) if content[:4] != b"%PDF" else None

    # taking and looking --------------------------------------------------------------------------------

    def take(self, path: Path | None = None) -> None:
        """Ask what the paper is, who saw the original, and keep it."""
        card = self.ask(path if isinstance(path, Path) else None)
        if self.run(card):
            self.desk.say("材料收好了，已加密存放。", ("撤销", self.desk.undo))

    def ask(self, path: Path | None = None) -> AskCard:
        """The card; a file that was dropped stands in it already."""
        case = self.case

        def keep(told: Values) -> int:
            chosen = told.pop("file")
            if not isinstance(chosen, Path):
                raise Refused("请选一张照片或扫描件。")
            return evidence.take(self.desk.store, self.desk.attachments, chosen, told | {"case": case.id})

        lacks = evidence.lacking(self.desk.store, [case])[0].papers
        form = code_list("source_document").label("application") in lacks
        known = [
            Asked(Evidence.kind, "application" if form else None, must=True),
            Asked(Evidence.day, None, says="不填就是今天。"),
            Asked(Evidence.title_text),
            Asked(Evidence.seen_by, self.desk.store.session.who, label="核对原件的人"),
            Asked(Evidence.file, None, must=True, says="照片会缩小，拍照的地点等信息会去掉，加密存放。"),
        ]
        card = AskCard(self.desk, "收一份材料", known, keep, yes="收下")
        if path is not None:
            card.editors["file"].take(path)
        return card

    def _dropped(self, paths: list[Path]) -> None:
        if self.case is None or not self._may_change():
            return
        for path in paths:
            self.take(path)
        self.show_case(RecognitionCase.get_by_id(self.case.id))

    def remove(self, one: Any, _checked: bool = False) -> None:
        """Take a wrong paper out; it lies in the recycle bin."""
        name = one.title_text or Evidence.kind.format(one.kind)
        agreed = self.desk.ask(self, "删去材料", f"将删去“{name}”，可以撤销。", yes="删去")
        if agreed and self.desk.attempt(self._take_out, one.id, name)[0]:
            self.desk.say(f"删去了“{name}”。", ("撤销", self.desk.undo))

    def _take_out(self, record: int, name: str) -> None:
        self.desk.store.session.demand("batch", "删去佐证材料")
        with self.desk.store.step(f"删去佐证材料：{name}") as step:
            step.remove(Evidence, record)

    def look(self, one: Any, _checked: bool = False) -> None:
        """Open a paper large; that is written down."""
        ok, content = self.desk.attempt(self.desk.attachments.read, one.file)
        if not ok:
            return
        title = one.title_text or Evidence.kind.format(one.kind)
        self.desk.note_access("查看佐证材料", f"{Evidence.student.format(one.student_id)}：{title}")
        if content[:4] == b"%PDF":
            open_preview(self.desk, partial(_write, content, title), title)
        else:
            PhotoCard(self, title, content).exec()


class Thumb(Button):
    """A small picture of a paper; an icon where there is none to draw."""

    def __init__(self, drawn: QPixmap | None, room: QSize = THUMB) -> None:
        super().__init__(role="bucket")
        self.room = room + QSize(8, 8)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        face: QLabel | QWidget = picture("file-text", "quiet", 28)
        if drawn is not None:
            face = QLabel()
            drawn.setDevicePixelRatio(self.devicePixelRatioF())
            face.setPixmap(drawn)
        face.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setLayout(row(None, column(None, face, None, gap=0), None, gap=0))

    def sizeHint(self) -> QSize:
        return self.room


class PhotoCard(Dialog):
    """One photo, as large as the window lets it be."""

    def __init__(self, parent: QWidget, title: str, content: bytes) -> None:
        ratio = parent.devicePixelRatioF()
        drawn = pixmap_of(content, LARGE * ratio)
        face = QLabel()
        face.setAlignment(Qt.AlignmentFlag.AlignCenter)
        if drawn is not None:
            drawn.setDevicePixelRatio(ratio)
            face.setPixmap(drawn)
        super().__init__(parent, title, column(face, gap=0), width=LARGE.width() + 60)
        self.add_button("关上", "primary", accepts=True)


def pixmap_of(content: bytes, room: Any) -> QPixmap | None:
    """A photo's picture no larger than the room; read at that size, which is quick also for a large photo."""
    bytes_ = QByteArray(content)
    buffer = QBuffer(bytes_)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid():
        return None
    wanted = room.toSize() if hasattr(room, "toSize") else room
    if size.width() > wanted.width() or size.height() > wanted.height():
        reader.setScaledSize(size.scaled(wanted, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else QPixmap.fromImage(image)


def _write(content: bytes, title: str, path: Path, _progress: Progress) -> str:
    path.write_bytes(content)
    return f"{title}.pdf"
