"""Take the glyphs that are wanted out of any fonts and make one plain TrueType font of them.

Plain means: outlines, widths, a character map and names; no hints, no layout tables. That is all a PDF writer
reads, and it is smaller. ReportLab reads no CFF outlines, so those are converted to TrueType curves here.
"""

import unicodedata
from dataclasses import dataclass, field

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

CURVE_ERROR = 0.6  # units of the em square: 0.003 mm at 16 pt, far below what a printer can show
MOST_GLYPHS = 65535  # a limit of the TrueType format


@dataclass
class Gathered:
    """Glyphs on their way into a new font. `widths` are advances in units of the em square."""

    glyphs: dict[str, Glyph] = field(default_factory=dict)
    widths: dict[str, int] = field(default_factory=dict)
    codes: dict[int, str] = field(default_factory=dict)  # code point -> glyph name


def gather(pieces: list[TTFont], wanted: set[int], *, rise: int = 0) -> Gathered:
    """The wanted characters, each from the first of `pieces` that draws it, outlines `rise` units higher.

    A character whose glyph is empty though it is no space counts as not drawn: it would be a silent gap.
    """
    gathered = Gathered()
    _add(gathered, pieces[0], ".notdef", ".notdef", rise)
    for number, piece in enumerate(pieces):
        if piece["head"].unitsPerEm != pieces[0]["head"].unitsPerEm:
            raise ValueError("the pieces of one font must share one em square")
        for code, name in sorted(piece.getBestCmap().items()):
            if code not in wanted or code in gathered.codes:
                continue
            new = f"p{number}.{name}"
            if new not in gathered.glyphs:
                _add(gathered, piece, name, new, rise)
            if gathered.glyphs[new].numberOfContours or unicodedata.category(chr(code)) == "Zs":
                gathered.codes[code] = new
    used = {".notdef", *gathered.codes.values()}
    gathered.glyphs = {name: glyph for name, glyph in gathered.glyphs.items() if name in used}
    return gathered


def widen(gathered: Gathered, opening: str, closing: str, em: int) -> None:
    """Give quotation marks a whole em, as in Chinese: opening ones at its end, closing ones at its start."""
    for mark in opening + closing:
        name = gathered.codes[ord(mark)]
        if mark in opening:
            gathered.glyphs[name].coordinates.translate((em - gathered.widths[name], 0))
        gathered.widths[name] = em


def _add(gathered: Gathered, font: TTFont, name: str, new: str, rise: int) -> None:
    gathered.glyphs[new] = _outline(font, name, rise)
    gathered.widths[new] = font["hmtx"][name][0]


def _outline(font: TTFont, name: str, rise: int) -> Glyph:
    if "glyf" in font and not rise:
        glyph = font["glyf"][name]
        if not glyph.isComposite():
            glyph.removeHinting()
            return glyph
    pen = TTGlyphPen(None)
    target = pen if "glyf" in font else Cu2QuPen(pen, CURVE_ERROR, reverse_direction=True)
    glyph_set = font.getGlyphSet()
    flat = DecomposingRecordingPen(glyph_set)
    glyph_set[name].draw(flat)
    flat.replay(TransformPen(target, (1, 0, 0, 1, 0, rise)))
    return pen.glyph(dropImpliedOnCurves=True)


def assemble(gathered: Gathered, model: TTFont, names: dict[str, str], *, em: int, modified: int) -> TTFont:
    """A new font with the gathered glyphs, the line metrics and weight of `model` and the given name records.

    `em` is the size of the em square in units; `modified` is in seconds since 1904, as the format counts.
    """
    if len(gathered.glyphs) > MOST_GLYPHS:
        raise ValueError(f"{len(gathered.glyphs)} glyphs do not fit into one TrueType font")
    builder = FontBuilder(em, isTTF=True)
    builder.font.recalcTimestamp = False
    builder.updateHead(created=model["head"].created, modified=modified, lowestRecPPEM=8)
    builder.setupGlyphOrder(list(gathered.glyphs))
    builder.setupCharacterMap(gathered.codes)
    builder.setupGlyf(gathered.glyphs)
    outlines = builder.font["glyf"]
    metrics = {n: (gathered.widths[n], getattr(outlines[n], "xMin", 0)) for n in gathered.glyphs}
    builder.setupHorizontalMetrics(metrics)
    builder.setupHorizontalHeader(ascent=model["hhea"].ascent, descent=model["hhea"].descent)
    builder.setupNameTable(names, mac=False)
    builder.setupOS2(**_os2(model))
    builder.setupPost(keepGlyphNames=False, underlinePosition=-100, underlineThickness=50)
    return builder.font


def _os2(model: TTFont) -> dict[str, int]:
    source = model["OS/2"]
    carried = (
        "usWeightClass fsType sTypoAscender sTypoDescender sTypoLineGap usWinAscent usWinDescent "
        "yStrikeoutPosition yStrikeoutSize"
    )
    values = {name: getattr(source, name) for name in carried.split()}
    # Older tables lack these two; 0 would make a reader guess wrongly where a capital ends.
    values["sCapHeight"] = getattr(source, "sCapHeight", 0) or round(model["head"].unitsPerEm * 0.7)
    values["sxHeight"] = getattr(source, "sxHeight", 0) or round(model["head"].unitsPerEm * 0.48)
    values["version"] = 4
    values["fsSelection"] = 0x40  # "regular": one face per family, also where the strokes are heavy
    return values
