"""A sheet of paper measured in millimetres from its top left corner.

    with put_in_place(path) as part:
        sheet = Sheet(part, "学生资助告知书")
        with sheet.stencil("letter"):          # what every letter shares is drawn once …
            sheet.write_centred("学生资助告知书", 105, 20, "title", 18)
        for number, letter in enumerate(letters):
            if number:
                sheet.next_page()
            sheet.stamp("letter")              # … and stamped on each page
            sheet.write(letter.name, 30, 40, "fangsong", 12)
        sheet.save()

`x`, `y`, widths and heights are mm, y grows downwards; `y` of a written line is its baseline, `middle` the height on
which the ink of a line is centred. Type sizes and line weights are points. Styles: see `fonts`. In a text for
`write_filled`, {…} marks a value that stands on a rule. The same calls give the same bytes.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from reportlab import rl_config
from reportlab.lib.pagesizes import A3, A4, landscape
from reportlab.pdfgen.canvas import Canvas

from desktop.services.paper import qr
from desktop.services.paper.embed import Ink
from desktop.services.paper.fonts import style
from desktop.services.paper.lines import LEADING, MM, width_of

THIN, THICK = 0.5, 1.0  # points: inner lines and the frame around all
EDGE = 6.0  # school printers cannot reach the outermost millimetres: leave this much free
SEAL = 42.0  # diameter of a school's round seal, in mm
PROOF_RED = (0.85, 0.2, 0.2)
FILLED_IN = re.compile(r"\{(.*?)\}")

rl_config.useA85 = 0  # streams as plain bytes: ASCII85 cost as much time as all drawing


class _Canvas(Canvas):
    """A page without ReportLab's default Helvetica, which it would name, but not embed, on every page."""

    def _make_preamble(self) -> None:
        self._preamble = "1 0 0 1 0 0 cm"


class Sheet:
    """One PDF of A4 pages, `large` of A3. `proof` shows in red the circles that must stay free for seals; `draft`
    marks every page 草稿. What is written must have passed `fonts.check_glyphs`, else MissingGlyph is raised here.
    """

    def __init__(
        self,
        path: Path,
        title: str,
        *,
        lying: bool = False,
        proof: bool = False,
        draft: bool = False,
        large: bool = False,
    ) -> None:
        standing = A3 if large else A4
        size = landscape(standing) if lying else standing
        self.width, self.height = size[0] / MM, size[1] / MM
        self.title, self.proof, self.draft = title, proof, draft
        self.page = 1
        self._canvas = _Canvas(str(path), size, invariant=1, pageCompression=1)
        self._canvas.setTitle(title)
        self._canvas.setAuthor("助学台账")
        self._ink = Ink(self._canvas._doc)
        self._stencils: dict[str, str] = {}  # name -> the name in the PDF, which has to be plain ASCII
        self._begin_page()

    def next_page(self) -> None:
        self._canvas.showPage()
        self.page += 1
        self._begin_page()

    def save(self) -> None:
        """Finish the last page and write the file."""
        self._canvas.showPage()
        self._canvas.save()

    def _begin_page(self) -> None:
        if not self.draft:
            return
        if "草稿" not in self._stencils:
            with self.stencil("草稿"):
                self._watermark("草稿")
        self.stamp("草稿")

    def _add(self, operators: str) -> None:
        self._canvas._code.append(operators)

    @contextmanager
    def stencil(self, name: str) -> Iterator[None]:
        """What is drawn inside becomes a stencil, shown only where it is stamped. It may be as large as the page."""
        self._stencils[name] = f"S{len(self._stencils) + 1}"
        self._canvas.beginForm(self._stencils[name])
        yield
        self._canvas.endForm()

    def stamp(self, name: str, *, right: float = 0.0, down: float = 0.0) -> None:
        """Show a stencil on this page, moved by so many mm. Raises KeyError when there is no such stencil yet."""
        self._add(f"q 1 0 0 1 {right * MM:.2f} {-down * MM:.2f} cm")
        self._canvas.doForm(self._stencils[name])
        self._add("Q")

    # ---- text

    def write(
        self, text: str, x: float, y: float, style_name: str, size: float, *, spacing: float = 0.0
    ) -> None:
        """Write from x with the baseline at y; `spacing` mm are added after each character."""
        if not text:
            return
        shown = self._ink.lettering(style(style_name)).operators(text, size)
        place = f"1 0 0 1 {x * MM:.2f} {(self.height - y) * MM:.2f} Tm"
        if spacing:
            self._add(f"BT {place} {spacing * MM:.3f} Tc {shown} 0 Tc ET")
        else:
            self._add(f"BT {place} {shown} ET")

    def write_centred(
        self, text: str, x: float, y: float, style_name: str, size: float, *, spacing: float = 0.0
    ) -> None:
        wide = width_of(text, style_name, size) + spacing * (len(text) - 1)
        self.write(text, x - wide / 2, y, style_name, size, spacing=spacing)

    def write_right(self, text: str, x: float, y: float, style_name: str, size: float) -> None:
        """Write so that the text ends at x."""
        self.write(text, x - width_of(text, style_name, size), y, style_name, size)

    def write_lines(
        self,
        lines: Sequence[str],
        x: float,
        middle: float,
        style_name: str,
        size: float,
        *,
        width: float = 0.0,
        align: str = "left",
    ) -> None:
        """Write lines, centred together on `middle`; `align` left, centre or right within `width`."""
        step = size * LEADING / MM
        y = middle - step * (len(lines) - 1) / 2 + drop(style_name, size)
        for line in lines:
            shift = 0.0
            if align != "left":
                room = width - width_of(line, style_name, size)
                shift = room / 2 if align == "centre" else room
            self.write(line, x + shift, y, style_name, size)
            y += step

    def write_filled(
        self, text: str, x: float, middle: float, style_name: str, size: float, *, align: str = "left"
    ) -> None:
        """Write one line in which {…} is a filled-in 仿宋 value on a rule; `align` right: the line ends at x."""
        em = size / MM
        y = middle + drop(style_name, size)
        raised = middle + drop("fangsong", size)
        parts = split_filled(text, style_name, size)
        if align == "right":
            x -= sum(wide for _, _, wide in parts)
        for part, is_value, wide in parts:
            if is_value:
                self.write_centred(part, x + wide / 2, raised, "fangsong", size)
                self.line(x, y + 0.22 * em, x + wide, y + 0.22 * em, weight=0.4)
            else:
                self.write(part, x, y, style_name, size)
            x += wide

    # ---- lines and marks

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        *,
        weight: float = THIN,
        dash: tuple[float, float] | None = None,
    ) -> None:
        """A straight line; `dash` = (stroke, gap) in points. Square ends close the corners of a frame."""
        ends = f"[{dash[0]} {dash[1]}] 0 d 0 J" if dash else "2 J"
        top = self.height
        self._add(
            f"q {weight} w {ends} {x1 * MM:.2f} {(top - y1) * MM:.2f} m {x2 * MM:.2f} {(top - y2) * MM:.2f} l S Q"
        )

    def frame(self, x: float, y: float, width: float, height: float, *, weight: float = THICK) -> None:
        """A rectangle from its top left corner."""
        below = (self.height - y - height) * MM
        self._add(f"q {weight} w {x * MM:.2f} {below:.2f} {width * MM:.2f} {height * MM:.2f} re S Q")

    def bar(self, x: float, y: float, width: float, height: float, *, grey: float, edge: bool = True) -> None:
        """A filled rectangle from its top left corner, `edge`: with a thin line around; `grey` from 0 (black) to 1."""
        below, how = (self.height - y - height) * MM, "B" if edge else "f"
        self._add(
            f"q {grey:.2f} g {THIN} w {x * MM:.2f} {below:.2f} {width * MM:.2f} {height * MM:.2f} re {how} Q"
        )

    def cut_line(self, x1: float, y1: float, x2: float, y2: float, words: str = "") -> None:
        """A dashed line to tear along, level or upright, that leaves room for small spaced words in its middle."""
        level = y1 == y2
        middle_x, middle_y, step = (x1 + x2) / 2, (y1 + y2) / 2, 5.0
        half = step * len(words) / 2 + 1 if words else 0.0
        along, across = (half, 0.0) if level else (0.0, half)
        self.line(x1, y1, middle_x - along, middle_y - across, weight=0.4, dash=(3, 2))
        self.line(middle_x + along, middle_y + across, x2, y2, weight=0.4, dash=(3, 2))
        for place, char in enumerate(words):
            off = step * (place - (len(words) - 1) / 2)
            x, y = (middle_x + off, middle_y) if level else (middle_x, middle_y + off)
            self.write_centred(char, x, y + drop("song", 8), "song", 8)

    def qr(self, text: str, x: float, y: float, side: float) -> None:
        """A QR code of `side` mm, top left corner at (x, y); leave a seventh of its side white around it."""
        self._add(qr.operators(text, x * MM, (self.height - y - side) * MM, side * MM))

    def seal_place(self, x: float, y: float) -> None:
        """The seal will be pressed with its centre here. Nothing on real paper; a proof shows the circle."""
        if self.proof:
            canvas = self._canvas
            canvas.saveState()
            canvas.setStrokeColorRGB(*PROOF_RED)
            canvas.setLineWidth(0.4)
            canvas.setDash(2, 2)
            canvas.circle(x * MM, (self.height - y) * MM, SEAL / 2 * MM)
            canvas.restoreState()

    def _watermark(self, words: str) -> None:
        canvas, size = self._canvas, 150
        canvas.saveState()
        canvas.setFillGray(0.91)
        canvas.translate(self.width / 2 * MM, self.height / 2 * MM)
        canvas.rotate(35)
        wide = style("hei").width(words) * size
        shown = self._ink.lettering(style("hei")).operators(words, size)
        self._add(f"BT 1 0 0 1 {-wide / 2:.2f} {-style('hei').middle * size:.2f} Tm {shown} ET")
        canvas.restoreState()


def drop(style_name: str, size: float) -> float:
    """How far (mm) the baseline lies below the middle of the ink."""
    return style(style_name).middle * size / MM


def split_filled(text: str, style_name: str, size: float) -> list[tuple[str, bool, float]]:
    """Split "收入{3600}元" into (part, is it a value, its width in mm); a rule is at least four characters long."""
    em = size / MM
    parts = []
    for place, part in enumerate(FILLED_IN.split(text)):
        if place % 2:
            parts.append((part, True, max(width_of(part, "fangsong", size) + em, 4 * em)))
        elif part:
            parts.append((part, False, width_of(part, style_name, size)))
    return parts
