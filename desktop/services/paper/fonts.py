"""The styles of print: each is a chain of TrueType files that fall back glyph by glyph.

Names of pupils hold characters that no single font draws. A style asks its files in turn, using the coverage
table beside them, so a file of 30 MB is opened only when a text needs it. `missing` and `check_glyphs` find what
none of them can draw; drawing such a character raises `MissingGlyph` and never prints an empty box.

Lengths here are in em (1 em = the type size); y grows upwards from the baseline, as in the font files.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from unicodedata import category

from reportlab.pdfbase.ttfonts import TTFError, TTFontFace

from desktop.models.errors import Refused
from desktop.places import RESOURCES

# Characters that steer and are never printed: nobody types them, and a PDF's text does not contain them.
JOINER = "\u2060"  # no line may break here
SQUEEZE = "\ue000"  # move half a character back
OVERLAP = "\ue001"  # move back so far that two dashes become one line
STEERING = {JOINER: 0.0, SQUEEZE: -0.5, OVERLAP: -0.1}
UNPRINTED = {*STEERING, "\n"}
UNSEEN = {"Cc", "Cf", "Zs", "Zl", "Zp", "Co"}  # categories of characters that show nothing

OPENING = "（《「『【〔〖〈“‘"
CLOSING = "，。、；：！？）》」』】〕〗〉”’"
# Two marks side by side share one character's room; a double dash is one stroke (GB/T 15834-2011, 5.1).
TOUCHING = re.compile(rf"[{CLOSING}](?=[{OPENING}{CLOSING}])|[{OPENING}](?=[{OPENING}])|—(?=—)")

LATIN = "".join(char for char in map(chr, range(0x20, 0x250)) if char.isascii() or char.isalpha())
DOT_ADVANCE = 0.4  # · between the parts of a name takes the same room in every style, so columns align


class MissingGlyph(Refused):
    """A character that no file of the chain can draw."""


@dataclass(frozen=True)
class Link:
    """One file of a chain, and how its glyphs are fitted to those of the first: scaled, then raised (em)."""

    file: str
    scale: float = 1.0
    rise: float = 0.0


@dataclass(frozen=True)
class Plan:
    """How a style is put together. `middle` is the middle of its 汉字 above the baseline.

    Measured on the files: 仿宋 characters are narrower (0.85 em) than those of 宋体 (0.93), which are set smaller
    where they step in. `pins` take some characters from another file although the first has them.
    """

    middle: float
    chain: tuple[Link, ...]
    pins: tuple[tuple[str, Link], ...] = ()


REST = (Link("extb"), Link("bstone"))
NARROWER = tuple(Link(file, 0.94, 0.01) for file in ("song", "extb", "bstone"))
LOWERED = tuple(Link(file, 0.97, -0.015) for file in ("song", "extb", "bstone"))
PLANS = {
    "fangsong": Plan(
        0.36,
        (Link("fang"), Link("cwfs"), *NARROWER),
        # The 仿宋 file draws digits and letters too dark, boxes too tall and the dot a whole character wide.
        ((LATIN, Link("latin", 0.92)), ("□■·", NARROWER[0])),
    ),
    "title": Plan(0.38, (Link("biaosong"), Link("song"), *REST)),
    "hei": Plan(0.36, (Link("hei"), Link("song"), *REST)),
    "kai": Plan(0.345, (Link("kai"), *LOWERED)),
    "song": Plan(0.37, (Link("song"), *REST)),
}


@dataclass
class FontFile:
    """One TrueType file. Its coverage is known without opening it; `face` is read when a glyph is needed."""

    path: Path
    ranges: list[tuple[int, int]]  # first and last code point, ascending

    @cached_property
    def face(self) -> TTFontFace:
        try:
            return TTFontFace(str(self.path), validate=0)
        except (TTFError, OSError) as error:
            raise Refused(
                f"字体文件“{self.path.name}”打不开或不是 TrueType 格式，无法打印。"
                "请重新安装程序；如果是自己放入的字体，请换一个 .ttf 文件。"
            ) from error

    @cached_property
    def _starts(self) -> list[int]:
        return [first for first, _ in self.ranges]

    def draws(self, char: str) -> bool:
        place = bisect_right(self._starts, ord(char)) - 1
        return place >= 0 and ord(char) <= self.ranges[place][1]

    def advance(self, char: str) -> float:
        """Width of the character in em."""
        return float(self.face.getCharWidth(ord(char))) / 1000


@dataclass(frozen=True)
class Glyph:
    """A character as a style draws it: from which link, on what advance, with how much air on its left."""

    link: Link
    advance: float
    air: float = 0.0


@dataclass
class Style:
    """A chain ready for use. `advances` answers how wide a character is, in em, at the speed of a dict."""

    name: str
    middle: float
    files: dict[str, FontFile]
    chain: tuple[Link, ...]
    pins: dict[str, Link]
    glyphs: dict[str, Glyph] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.advances = Advances(self)

    def link_for(self, char: str) -> Link | None:
        pinned = self.pins.get(char)
        if pinned and self.files[pinned.file].draws(char):
            return pinned
        return next((link for link in self.chain if self.files[link.file].draws(char)), None)

    def glyph(self, char: str) -> Glyph:
        """Find the character; raises MissingGlyph when no file draws it."""
        found = self.glyphs.get(char)
        if found is None:
            found = self.glyphs[char] = self._look_up(char)
        return found

    def _look_up(self, char: str) -> Glyph:
        link = self.link_for(char)
        if link is None:
            raise MissingGlyph(sentence_for([char]))
        natural = self.files[link.file].advance(char) * link.scale
        if char == "·":
            advance = DOT_ADVANCE
        elif link.scale != 1.0 and char > "\u2e7f":
            advance = 1.0  # a fitted 汉字 keeps the room of its neighbours
        else:
            advance = natural
        return Glyph(link, advance, (advance - natural) / 2)

    def width(self, text: str) -> float:
        """Width of the text in em, touching marks drawn together."""
        return self.width_closed(close_up(text))

    def width_closed(self, text: str) -> float:
        """Width in em of a text that `close_up` has seen already."""
        return sum(map(self.advances.__getitem__, text))


class Advances(dict[str, float]):
    """Character -> advance in em; what is not yet known is looked up once."""

    def __init__(self, style: Style) -> None:
        super().__init__(STEERING)
        self.style = style

    def __missing__(self, char: str) -> float:
        self[char] = self.style.glyph(char).advance
        return self[char]


def close_up(text: str) -> str:
    """Let touching punctuation share its room; doing it twice changes nothing."""
    if TOUCHING.search(text) is None:
        return text
    return TOUCHING.sub(lambda mark: mark[0] + (OVERLAP if mark[0] == "—" else SQUEEZE), text)


_styles: dict[str, Style] = {}


def register(folder: Path = RESOURCES / "fonts", *, own: Path | None = None) -> None:
    """Set up every style from the font files in `folder`.

    A file `<style>.ttf` in the folder `own` (a school's licensed 仿宋_GB2312 as fangsong.ttf, 方正小标宋 as
    title.ttf …) goes first in its chain. Raises Refused when such a file is no TrueType font.
    """
    files = _files_of(folder)
    _styles.clear()
    for name, plan in PLANS.items():
        pins = {char: link for chars, link in plan.pins for char in chars}
        _styles[name] = Style(name, plan.middle, files, plan.chain, pins)
        if own and (own / f"{name}.ttf").exists():
            _styles[name] = _led_by(own / f"{name}.ttf", plan, files)


def _files_of(folder: Path) -> dict[str, FontFile]:
    """The files of coverage.json by name; its ranges read "20-7E A7 4E00-9FA5"."""
    table = json.loads((folder / "coverage.json").read_text("utf-8"))["fonts"]
    files = {}
    for name, entry in table.items():
        ends = (span.partition("-") for span in entry["ranges"].split())
        files[name] = FontFile(folder / entry["file"], [(int(a, 16), int(b or a, 16)) for a, _, b in ends])
    return files


def _led_by(path: Path, plan: Plan, files: dict[str, FontFile]) -> Style:
    """A style whose first file is the school's own; the others are moved to its middle."""
    name = f"own-{path.stem}"
    file = FontFile(path, [])
    file.ranges = [(point, point) for point in sorted(file.face.charToGlyph)]
    middle = middle_of(file.face)
    moved = tuple(Link(link.file, link.scale, link.rise + middle - plan.middle) for link in plan.chain)
    return Style(path.stem, middle, {**files, name: file}, (Link(name), *moved), {})


def middle_of(face: TTFontFace) -> float:
    """Middle of 国 above the baseline in em; 0.36 when the font has no 国."""
    glyph = face.charToGlyph.get(ord("国"))
    if glyph is None:
        return 0.36
    face.seek(face.get_table_pos("glyf")[0] + face.glyphPos[glyph] + 4)  # contours and xMin come before
    low = face.read_short()
    face.skip(2)
    return float((low + face.read_short()) / 2 / face.unitsPerEm)


def style(name: str) -> Style:
    """The style of that name; the program's own fonts are set up on the first call."""
    if not _styles:
        register()
    return _styles[name]


def missing(text: str, style_name: str = "song") -> list[str]:
    """Characters of the text that the style cannot draw, each once, in order. Opens no font file."""
    chosen = style(style_name)
    known = chosen.advances
    return [
        char
        for char in dict.fromkeys(text)
        if char not in known and char not in UNPRINTED and chosen.link_for(char) is None
    ]


def check_glyphs(texts: Iterable[tuple[str, str]]) -> None:
    """Raise MissingGlyph when a text cannot be printed; call it before the first page is drawn.

    texts: (where, text), where = words that lead a person there, such as “三（1）班王某某的姓名”. Every chain ends
    in the files of 宋体, so what 宋体 can draw, every style can.
    """
    for where, text in texts:
        if lacking := missing(text):
            raise MissingGlyph(f"{where}：{sentence_for(lacking)}")


def sentence_for(chars: list[str]) -> str:
    """Name the characters and what to do about them."""
    named = "、".join(
        f"看不见的符号 U+{ord(char):04X}" if category(char) in UNSEEN else f"“{char}”（U+{ord(char):04X}）"
        for char in chars
    )
    return f"{named}没有可用的字形，打印不出来。请核对是否录错；确系生僻字的，请改用户口簿上的另一种写法。"
