"""Breaking Chinese text into lines, and fitting it into a box.

After GB/T 15834-2011, 5.1: no closing mark opens a line, no opening mark ends one, a dash or an ellipsis is not
divided. Also kept together: a number with its unit, a Latin word, a class such as 三（1）班, a tick box with its
word, and a person's name marked by `whole`. A last line never holds a single character.

Widths and heights are in mm, type sizes in points.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from desktop.services.paper.fonts import CLOSING, JOINER, OPENING, OVERLAP, SQUEEZE, close_up, style

MM = 72 / 25.4  # points in a millimetre
LEADING = 1.3
SMALLEST = 8.0
LONG_NAME = 8  # characters from which a name may be broken after its ·

SPACES = " \u3000"
NO_START = f"{CLOSING}·～％℃,.;:?!)%{SQUEEZE}"
CORE = (
    rf"[一二三四五六七八九]?（\d+）班?|\d[\d,.:/*\-—{OVERLAP}]*(?:[%％℃年月日时分元角岁人名号周次页个天]|mm|kg|g)?"
    rf"|[□■][^□■{SPACES}{CLOSING}{OPENING}]{{1,8}}|[A-Za-z][\w.@\-]*|—{OVERLAP}?—|……|."
)
PIECE = re.compile(
    rf"[{SPACES}]*[{OPENING}({SQUEEZE}]*(?:{CORE})(?:{JOINER}(?:{CORE}))*[{re.escape(NO_START)}]*[{SPACES}]*",
    re.DOTALL,
)
PART = rf"[^·\s\d{JOINER}{OPENING}{CLOSING}]{{1,9}}"
DOTTED_NAME = re.compile(rf"{PART}(?:·{PART})+")
MARKS = {*NO_START, *OPENING, *SPACES, JOINER, OVERLAP}


def width_of(text: str, style_name: str, size: float) -> float:
    """Width in mm."""
    return style(style_name).width(text) * size / MM


def whole(name: str) -> str:
    """The name for use within a sentence: no line breaks inside it where that can be avoided.

    A long name of several parts (阿不都热依木·阿不都克里木·买买提江诺夫) may still be divided after its ·.
    """
    if len(name) > LONG_NAME and "·" in name:
        return "·".join(JOINER.join(part) for part in name.split("·"))
    return JOINER.join(name)


def pieces_of(text: str) -> list[str]:
    """Divide a paragraph into pieces between which any break is good."""
    if DOTTED_NAME.fullmatch(text):
        return re.findall("[^·]+·?", text)
    return PIECE.findall(text)


@dataclass
class _Line:
    """A line being filled; lengths in em."""

    pieces: list[str]
    room: float

    def text(self) -> str:
        return "".join(self.pieces).rstrip(SPACES)


def break_lines(text: str, style_name: str, size: float, width: float, *, indent: float = 0.0) -> list[str]:
    """Break one paragraph; `indent` (mm) shortens the first line.

    A closing mark at the very end of a full line takes half a character only. A piece wider than the whole line
    (an account number in a narrow column) is divided where it must be.
    """
    text = close_up(text)
    em = size / MM
    measure = style(style_name).width_closed
    full = width / em + 0.001
    first = full - indent / em
    if measure(text) <= first:
        return [text]
    lines = [_Line([], first)]
    used = 0.0
    pieces = pieces_of(text)
    for piece in [*_short_enough(pieces[:1], measure, first), *_short_enough(pieces[1:], measure, full)]:
        line = lines[-1]
        fitted, wide = piece, measure(piece)
        if used + wide > line.room and line.pieces:
            fitted = _narrowed(piece)
            wide = measure(fitted)
        if used + wide > line.room and line.pieces:
            fitted, wide, used = piece, measure(piece), 0.0
            lines.append(line := _Line([], full))
        line.pieces.append(fitted)
        used += wide
    _feed_last(lines)
    return [line.text() for line in lines]


def _narrowed(piece: str) -> str:
    """The piece as it may stand at the end of a full line: without blanks, a last mark on half its room."""
    bare = piece.rstrip(SPACES)
    return bare + SQUEEZE if bare.endswith(tuple(CLOSING)) else bare


def _short_enough(pieces: list[str], measure: Callable[[str], float], full: float) -> list[str]:
    """Cut up the pieces that no line can hold."""
    if all(len(piece) <= full for piece in pieces):  # no character is wider than 1 em
        return pieces
    short: list[str] = []
    for piece in pieces:
        short += [piece] if measure(piece) <= full else PIECE.findall(piece.replace(JOINER, ""))
    return [part for piece in short for part in ([piece] if measure(piece) <= full else piece)]


def _feed_last(lines: list[_Line]) -> None:
    """Give a last line of one character companions from the line above."""
    while len(lines) > 1 and len(lines[-2].pieces) > 2 and _letters(lines[-1]) < 2:
        lines[-1].pieces.insert(0, lines[-2].pieces.pop())


def _letters(line: _Line) -> int:
    return sum(char not in MARKS for char in line.text())


def balanced(text: str, style_name: str, size: float, width: float) -> list[str]:
    """Break into as few lines as possible, made about equally long."""
    lines = break_lines(text, style_name, size, width)
    if len(lines) == 1:
        return lines
    least = len(lines)
    pieces = (width_of(piece, style_name, size) for piece in pieces_of(text))
    widest = max((wide for wide in pieces if wide <= width), default=0.0)  # narrower would cut a name in two
    tight = max(width_of(text, style_name, size) / least, widest)
    while tight < width:
        narrower = break_lines(text, style_name, size, tight)
        if len(narrower) <= least and all(width_of(line, style_name, size) <= width for line in narrower):
            return narrower
        tight += size / MM / 2
    return lines


@dataclass(frozen=True)
class Fitted:
    """A text ready to draw: its lines and its size in points."""

    lines: list[str]
    size: float

    @property
    def height(self) -> float:
        """In mm."""
        return len(self.lines) * self.size * LEADING / MM


def fit(
    text: str, style_name: str, size: float, width: float, *, height: float | None = None, even: bool = True
) -> Fitted:
    """Shrink by at most one point to stay on one line; else wrap; else shrink until the height is kept.

    Line ends in the text stay. `height` None: the box may grow. `even`: lines of about the same length, for centred
    cells. Nothing is set below 8 points, so a very long text may still be too high: look at `.height`.
    """
    paragraphs = text.split("\n")
    widest = max(width_of(part, style_name, 1.0) for part in paragraphs)
    for smaller in (size, size - 0.5, size - 1):
        if smaller >= SMALLEST and widest * smaller <= width + 0.01:
            return Fitted([close_up(part) for part in paragraphs], smaller)
    breaker = balanced if even else break_lines
    while True:
        lines = [line for part in paragraphs for line in breaker(part, style_name, size, width)]
        fitted = Fitted(lines, size)
        if height is None or fitted.height <= height or size <= SMALLEST:
            return fitted
        size = max(size - 0.5, SMALLEST)
