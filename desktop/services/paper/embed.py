"""How text and font files go into one PDF: two-byte codes, cut-down files, and a text map for copying out.

ReportLab's own TrueType fonts write a wrong text map for characters above U+FFFF and print a box for a character
they lack, so this module writes the operators and the font objects (ISO 32000-1, 9.7 and 9.10.3) itself.
"""

from dataclasses import dataclass, field

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFName,
    PDFStream,
    PDFString,
    PDFZCompress,
)
from reportlab.pdfbase.ttfonts import TTFontFace

from desktop.services.paper.fonts import STEERING, FontFile, Link, Style, close_up


@dataclass
class Used:
    """What one PDF takes from one font file: the code points, in the order of their first use."""

    name: str
    file: FontFile
    codes: dict[int, str] = field(
        default_factory=dict
    )  # code point -> four hexadecimal digits; 0 = empty glyph

    def code(self, point: int) -> str:
        if point not in self.codes:
            self.codes[point] = f"{len(self.codes) + 1:04X}"
        return self.codes[point]


@dataclass
class Lettering:
    """One style in one PDF: turns a text into the runs that print it."""

    style: Style
    ink: "Ink"
    pieces: dict[str, tuple[Link | None, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for char, back in STEERING.items():
            self.pieces[char] = (None, f">{-1000 * back:.0f}<" if back else "")

    def runs(self, text: str) -> list[tuple[Link, str]]:
        """(link, glyph codes with their shifts) for each stretch of text drawn from one link of the chain."""
        pieces = self.pieces
        runs: list[tuple[Link, str]] = []
        current, codes = self.style.chain[0], ""
        for char in close_up(text):
            link, code = pieces.get(char) or self._piece(char)
            if link is None or link is current:
                codes += code
            else:
                if codes:
                    runs.append((current, codes))
                current, codes = link, code
        runs.append((current, codes))
        return runs

    def _piece(self, char: str) -> tuple[Link | None, str]:
        glyph = self.style.glyph(char)
        code = self.ink.used(glyph.link.file, self.style).code(ord(char))
        if round(glyph.air, 3):
            shift = (
                -1000 * glyph.air / glyph.link.scale
            )  # a positive number moves left, in 1/1000 of the run's size
            code = f">{shift:.0f}<{code}>{shift:.0f}<"
        piece = self.pieces[char] = (glyph.link, code)
        return piece

    def operators(self, text: str, size: float) -> str:
        """Operators that show the text from the current point, to stand between BT and ET."""
        parts = []
        for link, codes in self.runs(text):
            if not codes:
                continue
            name = self.ink.used(link.file, self.style).name
            rise = f" {link.rise * size:.2f} Ts" if link.rise else ""
            shown = f"[<{codes}>]TJ" if ">" in codes else f"<{codes}>Tj"
            parts.append(f"/{name} {size * link.scale:.4g} Tf{rise} {shown}{' 0 Ts' if rise else ''}")
        return " ".join(parts)


class Ink:
    """All lettering of one PDF. ReportLab calls `addObjects` when it saves the document."""

    def __init__(self, doc: PDFDocument) -> None:
        self._used: dict[int, Used] = {}
        self._letterings: dict[str, Lettering] = {}
        doc.delayedFonts.append(self)

    def lettering(self, style: Style) -> Lettering:
        found = self._letterings.get(style.name)
        if found is None:
            found = self._letterings[style.name] = Lettering(style, self)
        return found

    def used(self, file: str, style: Style) -> Used:
        source = style.files[file]
        found = self._used.get(id(source))
        if found is None:
            found = self._used[id(source)] = Used(f"F{len(self._used) + 1}", source)
        return found

    def addObjects(self, doc: PDFDocument) -> None:
        fonts = doc.idToObject["BasicFonts"].dict
        for used in self._used.values():
            if used.codes:
                fonts[used.name] = doc.Reference(_font(doc, used), used.name)


def _font(doc: PDFDocument, used: Used) -> PDFDictionary:
    """The Type0 font of one file, cut down to the glyphs in use."""
    face, points = used.file.face, list(used.codes)
    base = _subset_name(used.name, face)
    widths: list[object] = []
    for code, point in enumerate(points, 1):
        widths += [code, PDFArray([face.getCharWidth(point)])]
    system = {"Registry": PDFString("Adobe"), "Ordering": PDFString("Identity"), "Supplement": 0}
    glyphs = {
        "Type": "/Font",
        "Subtype": "/CIDFontType2",
        "BaseFont": PDFName(base),
        "CIDSystemInfo": PDFDictionary(system),
        "CIDToGIDMap": doc.Reference(_compressed(_glyph_map(face, points)), f"map:{used.name}"),
        "DW": 1000,
        "W": PDFArray(widths),
        "FontDescriptor": doc.Reference(_descriptor(doc, used, base), f"about:{used.name}"),
    }
    font = {
        "Type": "/Font",
        "Subtype": "/Type0",
        "BaseFont": PDFName(base),
        "Encoding": "/Identity-H",
        "DescendantFonts": PDFArray([doc.Reference(PDFDictionary(glyphs), f"glyphs:{used.name}")]),
        "ToUnicode": doc.Reference(_compressed(_text_map(points)), f"text:{used.name}"),
    }
    return PDFDictionary(font)


def _descriptor(doc: PDFDocument, used: Used, base: str) -> PDFDictionary:
    face = used.file.face
    program = _compressed(face.makeSubset(list(used.codes)))
    program.dictionary["Length1"] = len(program.content)
    return PDFDictionary(
        {
            "Type": "/FontDescriptor",
            "FontName": PDFName(base),
            "Flags": 4,
            "FontBBox": PDFArray(face.bbox),
            "Ascent": face.ascent,
            "Descent": face.descent,
            "CapHeight": face.capHeight,
            "ItalicAngle": face.italicAngle,
            "StemV": face.stemV,
            "FontFile2": doc.Reference(program, f"program:{used.name}"),
        }
    )


def _glyph_map(face: TTFontFace, points: list[int]) -> bytes:
    """Code -> glyph of the cut-down file, two bytes each.

    `makeSubset` numbers glyphs by first use; two characters that share one glyph keep two codes here, so that each
    is copied out as itself.
    """
    numbers = {0: 0}
    order = [numbers.setdefault(face.charToGlyph[point], len(numbers)) for point in points]
    return b"".join(number.to_bytes(2, "big") for number in (0, *order))


def _subset_name(name: str, face: TTFontFace) -> str:
    """Six letters and a plus sign mark a subset (ISO 32000-1, 9.6.4)."""
    letters = "".join(chr(ord("A") + int(char)) if char.isdigit() else char for char in name)
    return f"{letters:A<6.6}+{face.name.decode('latin1').replace(' ', '')}"


def _compressed(content: str | bytes) -> PDFStream:
    stream = PDFStream()
    stream.content = content
    stream.filters = [PDFZCompress]
    return stream


def _text_map(points: list[int]) -> str:
    """The ToUnicode map, in UTF-16 so that characters above U+FFFF survive copying and searching."""
    pairs = [
        f"<{code:04X}> <{chr(point).encode('utf-16-be').hex().upper()}>"
        for code, point in enumerate(points, 1)
    ]
    parts = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]  # at most 100 to a block
    blocks = [f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar" for part in parts]
    return MAP_HEAD + "\n".join(blocks) + MAP_TAIL


MAP_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
MAP_TAIL = "\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
