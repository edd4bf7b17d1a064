"""Build the fonts the program prints with, `resources/fonts`, from packages that anyone can fetch.

    python -m venv /tmp/fonts-venv && /tmp/fonts-venv/bin/pip install fonttools==4.68.0 brotli==1.2.1
    /tmp/fonts-venv/bin/python installer/fonts/build.py /tmp/fonts-cache

Needs Debian 12 (apt-get, dpkg-deb), npm, and about three minutes. fontTools and brotli are tools of this
script alone; the program depends on neither. The same packages give the same bytes: nothing is taken from
the clock or the machine.

Written are one `.ttf` per style, `licences/` with the licence of each, `LICENSES.md`, and `coverage.json`,
from which the program learns what each file draws without opening it. Every file is renamed inside
("Zhuxue …"): each was changed, and several licences reserve the original's name.
"""

import argparse
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import charsets
import licences
import packages
from charsets import BASIC, EXTENSIONS_G_H, GB2312_HANZI, HANZI, LETTERS, SYMBOLS, Codes
from fontTools.misc.timeTools import epoch_diff
from fontTools.ttLib import TTFont
from glyphs import assemble, gather, widen
from packages import Cache, Package

RESOURCES = Path(__file__).resolve().parents[2] / "resources" / "fonts"
# The licences ask for the date of the change; raise it when the recipe changes.
CHANGED_ON = date(2026, 11, 22)
VERSION = "1.000"
NOTE = "installer/fonts/build.py 生成，勿手改。ranges 是各字体画得出的字符：十六进制码位，首尾都在内。"


@dataclass(frozen=True)
class Recipe:
    """One font file.

    `pieces` are glob patterns inside the package, tried in order for every character; `wanted` gets the code
    points each earlier font draws and the 8,105 common hanzi. `rise` moves outlines up, `em` restates the em
    square (both in units of the source), so that all styles sit level and equally wide in one line;
    `full_width_quotes` gives “”‘’ a whole em.
    """

    key: str
    family: str
    source_name: str
    package: Package
    pieces: tuple[str, ...]
    wanted: Callable[[dict[str, Codes], Codes], Codes]
    change: str
    rise: int = 0
    em: int | None = None
    full_width_quotes: bool = False


def _everything(drawn: dict[str, Codes], common: Codes) -> Codes:
    return HANZI | SYMBOLS


NOTO_CHANGE = "hints and layout tables removed, characters outside GB 18030 and common symbols removed"
DEBIAN_FONTS = "usr/share/fonts/truetype"
RECIPES = (
    Recipe(
        "fang",
        "Zhuxue Fang",
        "FandolFang Regular",
        packages.FANDOL,
        ("usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf",),
        # Outside these two standards it has simplified shapes on traditional characters (幹 drawn as 干,
        # 餘 as 余, 醜 as 丑), and its ￥ is a dollar sign.
        lambda drawn, common: (GB2312_HANZI | common | SYMBOLS) - {ord("￥")},
        "CFF outlines converted to TrueType curves, all glyphs raised by 0.06 em, "
        "wrong glyphs and layout tables removed",
        # Its hanzi are centred 0.31 em above the baseline, those of every other font here 0.36 to 0.39.
        rise=60,
    ),
    Recipe(
        "cwfs",
        "Zhuxue Fang Rare",
        "cwTeXFangSong",
        packages.CWTEX,
        (f"{DEBIAN_FONTS}/cwtex/cwfs.ttf",),
        lambda drawn, common: HANZI - drawn["fang"] - {ord("嗧")},  # which it draws as an empty box
        "em square restated from 1000 to 920 units, hanzi that FandolFang draws and all symbols removed, "
        "hints removed",
        # Its hanzi advance 920 units of 1000: as they are, names with one would print too narrow.
        em=920,
    ),
    Recipe(
        "song",
        "Zhuxue Song",
        "Noto Serif SC Regular",
        packages.NOTO_SERIF,
        ("package/400Regular/NotoSerifSC_400Regular.ttf",),
        _everything,
        NOTO_CHANGE,
    ),
    Recipe(
        "biaosong",
        "Zhuxue Title",
        "Noto Serif SC Black",
        packages.NOTO_SERIF,
        ("package/900Black/NotoSerifSC_900Black.ttf",),
        lambda drawn, common: common | GB2312_HANZI | SYMBOLS,
        "hints and layout tables removed, characters outside 通用规范汉字表, GB 2312 and common symbols removed",
    ),
    Recipe(
        "latin",
        "Zhuxue Latin",
        "Noto Serif SC Light",
        packages.NOTO_SERIF,
        ("package/300Light/NotoSerifSC_300Light.ttf",),
        # Digits and letters as light as 仿宋 strokes are; FandolFang's own stand out darker than its hanzi.
        lambda drawn, common: LETTERS,
        "all removed but digits, letters and their marks",
    ),
    Recipe(
        "hei",
        "Zhuxue Hei",
        "Noto Sans SC Medium",
        packages.NOTO_SANS,
        ("package/500Medium/NotoSansSC_500Medium.ttf",),
        _everything,
        NOTO_CHANGE,
    ),
    Recipe(
        "kai",
        "Zhuxue Kai",
        "LXGW WenKai Regular",
        packages.WENKAI,
        ("package/dist/LXGWWenKai-Regular/*.woff2",),
        _everything,
        "put together from web font pieces, hints and layout tables removed, "
        "characters outside GB 18030 removed, quotation marks widened to one em",
        full_width_quotes=True,
    ),
    Recipe(
        "extb",
        "Zhuxue Song Rare",
        "HanaMinB, with a few characters of HanaMinA",
        packages.HANAZONO,
        (f"{DEBIAN_FONTS}/hanazono/HanaMinB.ttf", f"{DEBIAN_FONTS}/hanazono/HanaMinA.ttf"),
        lambda drawn, common: (HANZI | SYMBOLS) - drawn["song"],
        "HanaMinB joined with the characters of HanaMinA that Noto Serif SC lacks, hints removed",
    ),
    Recipe(
        "bstone",
        "Zhuxue Song Newest",
        "BabelStone Han",
        packages.BABELSTONE,
        (f"{DEBIAN_FONTS}/babelstone/BabelStoneHan.ttf",),
        lambda drawn, common: (EXTENSIONS_G_H | BASIC) - drawn["song"] - drawn["extb"],
        "all removed but the hanzi of the extensions G and H and the newest of the basic block, "
        "hints removed",
    ),
)


def make_font(recipe: Recipe, folder: Path, wanted: Codes) -> TTFont:
    """The font of the recipe, from the unpacked package in `folder`. Raises ValueError when a piece is missing."""
    paths = [path for pattern in recipe.pieces for path in sorted(folder.glob(pattern))]
    if len(paths) < len(recipe.pieces):
        raise ValueError(f"{recipe.package.archive} holds no {recipe.pieces}")
    pieces = [TTFont(path, recalcTimestamp=False) for path in paths]
    model = pieces[0]
    modified = int(datetime.combine(CHANGED_ON, datetime.min.time(), UTC).timestamp()) - epoch_diff
    gathered = gather(pieces, wanted, rise=recipe.rise)
    em = recipe.em or model["head"].unitsPerEm
    if recipe.full_width_quotes:
        widen(gathered, "“‘", "”’", em)
    return assemble(gathered, model, _names(recipe, model), em=em, modified=modified)


def _names(recipe: Recipe, model: TTFont) -> dict[str, str]:
    source = model["name"]
    return {
        "copyright": source.getDebugName(0),
        "familyName": recipe.family,
        "styleName": "Regular",
        "uniqueFontIdentifier": f"{recipe.family} {VERSION}",
        "fullName": recipe.family,
        "version": f"Version {VERSION}; from {recipe.source_name}, {source.getDebugName(5)}",
        "psName": f"{recipe.family.replace(' ', '')}-Regular",
        "description": f"Changed from {recipe.source_name} on {CHANGED_ON}: {recipe.change}.",
        "licenseDescription": licences.LICENCES[recipe.key].name,
        "licenseInfoURL": licences.LICENCES[recipe.key].url,
    }


def describe(recipe: Recipe, path: Path, codes: Codes) -> dict[str, object]:
    """The font's line in coverage.json."""
    content = path.read_bytes()
    return {
        "file": path.name,
        "family": recipe.family,
        "unitsPerEm": TTFont(path, lazy=True)["head"].unitsPerEm,
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "characters": len(codes),
        "ranges": charsets.ranges(codes),
    }


def _licence(recipe: Recipe, font: TTFont, cache: Cache) -> str:
    return f"{font['name'].getDebugName(0)}\n\n{licences.LICENCES[recipe.key].text(cache)}"


def _entry(recipe: Recipe, font: TTFont) -> licences.Entry:
    return licences.Entry(
        recipe.key,
        recipe.family,
        recipe.source_name,
        font["name"].getDebugName(0),
        recipe.package,
        recipe.pieces[0],
        recipe.change,
    )


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", newline="\n")


def build(cache: Cache, out: Path) -> None:
    """Write every font and its licence into `out`, then the two files that speak about all of them."""
    (out / "licences").mkdir(parents=True, exist_ok=True)
    common = charsets.common_hanzi(cache.open(packages.COMMON_HANZI))
    drawn: dict[str, Codes] = {}
    table: dict[str, dict[str, object]] = {}
    entries: list[licences.Entry] = []
    for recipe in RECIPES:
        font = make_font(recipe, cache.open(recipe.package), recipe.wanted(drawn, common))
        codes = drawn[recipe.key] = set(font.getBestCmap())
        path = out / f"{recipe.key}.ttf"
        font.save(path)
        table[recipe.key] = describe(recipe, path, codes)
        entries.append(_entry(recipe, font))
        _write(out / "licences" / f"{recipe.key}.txt", _licence(recipe, font, cache))
        print(f"{path.name:13} {len(codes):6} characters {path.stat().st_size / 1e6:6.2f} MB", flush=True)
    coverage = {"note": NOTE, "fonts": table}
    _write(out / "coverage.json", json.dumps(coverage, ensure_ascii=False, indent=1) + "\n")
    _write(out / "LICENSES.md", licences.overview(entries, CHANGED_ON))


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description="Build resources/fonts from packages.")
    parser.add_argument("cache", type=Path, help="folder for the fetched packages")
    parser.add_argument("--out", type=Path, default=RESOURCES, help="folder for the fonts")
    arguments = parser.parse_args()
    build(Cache(arguments.cache), arguments.out)


if __name__ == "__main__":
    main()
