"""The pupil's aid, term by term: every event with its source; a sum opens the lines it is made of. And the kept papers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QLabel, QTabBar, QWidget

from desktop.models import money
from desktop.models.errors import Refused
from desktop.services.aid.history import Entry, Proof, TermAid
from desktop.services.attachments import Attachments
from desktop.services.progress import Progress
from desktop.views import theme
from desktop.views.buttons import Button, tab_bar
from desktop.views.dialogs import Dialog
from desktop.views.layouts import Part, Stack, column, hair, holder, row, show_if
from desktop.views.widgets import Elided, card, picture, tag, text

THUMB = QSize(96, 72)  # logical px of a thumbnail
SHARP = 2  # thumbnails are kept twice as fine, for screens at 125 to 200 %
LARGE = QSize(860, 520)  # logical px: fits a window of 1093×614
SHOWN = 6  # thumbnails at once
AID_TAB = 1
WHEN = 62  # px of the day before a line


class AidCard(QWidget):
    """资助: one block a term. `wanted` tells place and hint of what was pressed."""

    wanted = Signal(str, object)

    def __init__(self, terms: Sequence[TermAid], opened: set[str], *, leads: bool = True) -> None:
        """opened: codes of the terms whose sums are unfolded, kept by the page. leads: whether this person may see
        whole lists; otherwise only the pupil's own records are led to."""
        super().__init__()
        self.leads, self.opened = leads, opened
        self.folds: dict[str, QWidget] = {}
        blocks = [self._term(one) for one in terms]
        nothing = text(
            "还没有困难类型、认定和资助。登记以后，每一笔都记在这里，写明出处。", "small", "quiet", wrap=True
        )
        self.setLayout(column(*(blocks or [card("", nothing)]), None, gap=12))

    def _term(self, one: TermAid) -> QWidget:
        code = one.term.code
        fold = holder(column(*self._made_of(one), gap=3, edge=(12, 8, 12, 8)), note="plain")
        show_if(code in self.opened, fold)
        self.folds[code] = fold
        lines: list[Part] = []
        for entry in one.entries:
            lines += [hair()] if lines else []
            lines.append(self._line(entry))
        return card(one.term.title, fold, *lines, extra=self._sums(one), gap=8)

    def _sums(self, one: TermAid) -> QWidget:
        """已发 of 应发; pressed, it shows what the figure is made of."""
        if not one.listed and not one.payments:
            return tag("没有列入名单", "off")
        made = Button(f"已发 {money.figures(one.paid)} / 应发 {money.figures(one.listed)} 元 ›", role="link")
        made.setToolTip("看这个数是哪几笔加起来的")
        made.setProperty("term", one.term.code)
        made.clicked.connect(self._toggle)
        return made

    def _toggle(self) -> None:
        code = str(self.sender().property("term"))
        shown = code not in self.opened
        (self.opened.add if shown else self.opened.discard)(code)
        self.folds[code].setVisible(shown)

    def _made_of(self, one: TermAid) -> list[Part]:
        prove = self._prove(one)
        if not one.payments:
            return [row(text("这个学期还没有发到家里的钱。", "small", "quiet"), None, *prove)]
        lines: list[Part] = []
        for entry in reversed(one.payments):
            fen = entry.fen or 0
            amount = text(f"{'+' if fen >= 0 else ''}{money.figures(fen)}", "small", right=True)
            told = Elided(f"{entry.day}  {entry.words}，{entry.source}", "small")
            lines.append(row((told, 1), amount, *self._look(entry), gap=8))
        whole = money.words(one.paid) if one.paid >= 0 else f"负{money.words(-one.paid)}"
        total = text(f"合计 {money.figures(one.paid)} 元（{whole}）", "strong", right=True)
        return [*lines, hair(), row(*prove, None, total)]

    def _prove(self, one: TermAid) -> list[Button]:
        """应发 as a paper: every line behind the figure, with its source."""
        if not one.grants or not self.leads:
            return []
        made = Button("佐证页", "file-text", role="link", tip="把应发的每一笔和出处印成一张佐证页")
        made.setProperty("target", ["proof", (one.term.title, one.grants)])
        made.clicked.connect(self._go)
        return [made]

    def _line(self, entry: Entry) -> Part:
        when = text(f"{entry.day:%m-%d}", "small", "quiet", right=True)
        when.setToolTip(f"{entry.day}")
        when.setFixedWidth(WHEN - 20)
        says: list[Part] = [text(entry.words, wrap=True)]
        if entry.fact:
            says.append(text(entry.fact, "small", "quiet", wrap=True))
        if entry.source and entry.source not in entry.fact:
            says.append(text(f"出处：{entry.source}", "small", "quiet", wrap=True))
        tone = "quiet" if entry.tone == "off" else entry.tone
        mark = column(2, picture(entry.icon, tone, 16), None, gap=0)
        end = column(row(tag(entry.ledger), *self._look(entry), gap=4), None, gap=0)
        return row(column(1, when, None, gap=0), mark, (column(*says, gap=1), 1), end, gap=10)

    def _look(self, entry: Entry) -> list[Button]:
        if not entry.place or not (self.leads or entry.place == "record"):
            return []
        made = Button(picture="arrow-right", role="icon", tip=f"看这一笔：{entry.words}")
        made.setProperty("target", [entry.place, entry.hint])
        made.clicked.connect(self._go)
        return [made]

    def _go(self) -> None:
        place, hint = self.sender().property("target")
        self.wanted.emit(place, hint)


class MiddleTabs(QWidget):
    """经过 and 资助, one in front of the other. 资助 is made when somebody first looks at it."""

    def __init__(self, time: QWidget, make_aid: Callable[[], AidCard] | None, at: int = 0) -> None:
        """make_aid: None where the aid must not be seen (隐性模式)."""
        super().__init__()
        self.make_aid = make_aid
        self.aid: AidCard | None = None
        self.stack = Stack()
        self.bar: QTabBar = tab_bar(["经过", "资助和出处"])
        self.print_ = Button(
            "受助学生情况表", "printer", role="link", tip="历年资助、来源和回执，一人一张，印出来或存成 PDF"
        )
        if make_aid is None:
            self.setLayout(column(self.stack, None))
            self.stack.addWidget(time)
            return
        self.setLayout(column(row(self.bar, None, self.print_, gap=8), self.stack, None, gap=8))
        self.stack.addWidget(time)
        self.bar.setCurrentIndex(at)
        self.bar.currentChanged.connect(self.show_tab)
        self.show_tab(at)

    def show_tab(self, at: int) -> None:
        if at == AID_TAB and self.aid is None and self.make_aid is not None:
            self.aid = self.make_aid()
            self.stack.addWidget(self.aid)
        self.stack.setCurrentIndex(at)
        self.print_.setVisible(at == AID_TAB)


# kept papers -------------------------------------------------------------------------------------------


class ProofCard(QWidget):
    """佐证材料: small pictures of the kept papers; pressed, one is shown large."""

    pressed = Signal(str)  # what the File field holds

    def __init__(self, proofs: Sequence[Proof], pictures: Mapping[str, QImage]) -> None:
        super().__init__()
        self.labels: dict[str, Button] = {}
        lines: list[Part] = []
        for proof in proofs[:SHOWN]:
            face = Button(role="flat")
            face.setFixedSize(THUMB + QSize(8, 8))
            face.setIconSize(THUMB)
            face.setToolTip(f"看大图：{proof.title}")
            face.setAccessibleName(f"看大图：{proof.title}")
            face.setProperty("kept", proof.kept)
            face.clicked.connect(self._press)
            self.labels[proof.kept] = face
            day = f"{proof.day}" if proof.day else ""
            about = [
                text(proof.title, "small", wrap=True),
                text(day, "small", "quiet"),
                Elided(proof.fact, "small", "quiet"),
            ]
            lines.append(row(face, (column(*about, None, gap=0), 1), gap=8))
        if len(proofs) > SHOWN:
            lines.append(text(f"还有 {len(proofs) - SHOWN} 份，在认定申请里看。", "small", "quiet"))
        nothing = text("还没有存照片或扫描件。部门名单上有的，名单就是依据。", "small", "quiet", wrap=True)
        self.setLayout(
            column(card("存下的材料", *(lines or [nothing]), extra=tag(f"{len(proofs)} 份"), gap=8))
        )
        self.show_pictures(pictures)

    def show_pictures(self, pictures: Mapping[str, QImage]) -> None:
        """Until its picture is read, and where there is none, a paper has the icon of its kind."""
        for kept, face in self.labels.items():
            image = pictures.get(kept, QImage())
            if image.isNull():
                face.set_picture("file-text" if kept.lower().endswith(".pdf") else "image")
            else:
                face.set_picture("")
                face.setIcon(_framed(image))
                face.setIconSize(THUMB)

    def _press(self) -> None:
        self.pressed.emit(str(self.sender().property("kept")))


def _framed(image: QImage) -> QPixmap:
    """With a thin edge, so that a white page is seen on white."""
    made = QPixmap.fromImage(image)
    painter = QPainter(made)
    painter.setPen(QPen(theme.color("line"), SHARP))
    painter.drawRect(made.rect().adjusted(1, 1, -1, -1))
    painter.end()
    return made


def small_pictures(
    attachments: Attachments, wanted: Sequence[str], progress: Progress | None = None
) -> dict[str, QImage]:
    """Thumbnails of kept files; a file that cannot be read has an empty one. Runs in a job's thread."""
    found = {}
    for kept in (progress or Progress()).follow(wanted, len(wanted), every=1):
        try:
            found[kept] = _fitted(attachments.read(kept), THUMB * SHARP)
        except Refused:  # gone or damaged: it is said when somebody opens it
            found[kept] = QImage()
    return found


def large_picture(attachments: Attachments, kept: str, progress: Progress | None = None) -> QImage:
    """A kept photo, or the first page of a kept PDF. Raises Refused when it is gone, damaged or no picture."""
    (progress or Progress()).check()
    image = _fitted(attachments.read(kept), LARGE)
    if image.isNull():
        raise Refused(f"“{kept.partition('|')[2]}”打不开，文件可能本来就是坏的。请重新拍照或扫描。")
    return image


def _fitted(content: bytes, room: QSize) -> QImage:
    image = _first_page(content) if content.startswith(b"%PDF") else QImage.fromData(content)
    if image.isNull():
        return image
    return image.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)


def _first_page(content: bytes) -> QImage:
    import pypdfium2

    try:
        book = pypdfium2.PdfDocument(content)
        drawn = book[0].render(scale=1.5).to_pil().convert("RGB")
        book.close()
    except (pypdfium2.PdfiumError, IndexError):
        return QImage()
    data = drawn.tobytes()
    return QImage(data, drawn.width, drawn.height, drawn.width * 3, QImage.Format.Format_RGB888).copy()


def proof_dialog(parent: QWidget, title: str, image: QImage) -> Dialog:
    """One paper large. Esc or 关上 closes it."""
    shown = QLabel()
    shown.setPixmap(QPixmap.fromImage(image))
    shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
    shown.setAccessibleName(title)
    dialog = Dialog(parent, title, column(shown), width=max(image.width() + 60, 420))
    dialog.add_button("关上", "primary", accepts=True)
    return dialog
