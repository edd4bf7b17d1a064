"""The fonts under resources/fonts: whole, able to draw every name, and free to pass on."""

import hashlib
import json
import struct
from itertools import pairwise
from pathlib import Path

import pytest
from reportlab.pdfbase.ttfonts import TTFontFace

FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"
TABLE = json.loads((FONTS / "coverage.json").read_text("utf-8"))["fonts"]
KEYS = ["fang", "cwfs", "song", "biaosong", "latin", "hei", "kai", "extb", "bstone"]
CHAINS = {
    "仿宋": ["fang", "cwfs", "song", "extb", "bstone"],
    "小标宋": ["biaosong", "song", "extb", "bstone"],
    "黑体": ["hei", "song", "extb", "bstone"],
    "楷体": ["kai", "song", "extb", "bstone"],
    "宋体": ["song", "extb", "bstone"],
}
# GB 18030-2022 level 3: the basic block, twelve ideographs among the compatibility characters, extensions A to F.
LEVEL_3 = "4E00-9FEF FA0E-FA0F FA11 FA13-FA14 FA1F FA21 FA23-FA24 FA27-FA29 3400-4DB5 20000-2A6D6 2A700-2B734"
LEVEL_3 += " 2B740-2B81D 2B820-2CEA1 2CEB0-2EBE0"
BLANK = {0x20, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x3000}
HARD_NAMES = "𠮷䶮㛃𫖯𬱖玥瑄璟昉鋆堃喆煊啰瞭·"
ON_FORMS = "□☑☒☐√■○●△※№℃①⑩⑴㊣㈠〔〕【】《》—…“”‘’￥×÷±≤≥→←↑↓～‰ⅠⅱāǎǜÉ〇々㎡㎏，。、：；？！（）％"


def codes(ranges: str) -> set[int]:
    drawn: set[int] = set()
    for part in ranges.split():
        first, _, last = part.partition("-")
        drawn.update(range(int(first, 16), int(last or first, 16) + 1))
    return drawn


def union(keys: list[str]) -> set[int]:
    return set().union(*(codes(TABLE[key]["ranges"]) for key in keys))


@pytest.fixture(scope="module", params=KEYS)
def key(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def face(key: str) -> TTFontFace:
    return TTFontFace(str(FONTS / f"{key}.ttf"))


def test_the_table_lists_just_the_files_that_are_there():
    assert sorted(TABLE) == sorted(KEYS) == sorted(path.stem for path in FONTS.glob("*.ttf"))


def test_a_file_is_byte_for_byte_the_one_in_the_table(key: str):
    content = (FONTS / TABLE[key]["file"]).read_bytes()
    assert len(content) == TABLE[key]["bytes"]
    assert hashlib.sha256(content).hexdigest() == TABLE[key]["sha256"]


def test_all_fonts_together_stay_small_enough_to_hand_round():
    assert sum(font["bytes"] for font in TABLE.values()) < 100_000_000


def test_a_font_draws_what_the_table_says_and_nothing_else(key: str, face: TTFontFace):
    drawn = {code for code, glyph in face.charToGlyph.items() if glyph}
    assert drawn == codes(TABLE[key]["ranges"])
    assert len(drawn) == TABLE[key]["characters"]


def test_no_character_is_an_empty_glyph(face: TTFontFace):
    sizes = _outline_sizes(face)
    empty = {code for code, glyph in face.charToGlyph.items() if glyph and not sizes[glyph]}
    assert empty <= BLANK


def test_a_font_says_its_em_square_and_its_own_name(key: str, face: TTFontFace):
    assert face.unitsPerEm == TABLE[key]["unitsPerEm"]
    assert face.name.decode() == TABLE[key]["family"].replace(" ", "") + "-Regular"


def test_a_font_may_be_embedded_in_a_document(face: TTFontFace):
    embedding = struct.unpack(">H", face.get_table("OS/2")[8:10])[0]
    assert embedding in (0, 8)  # 0 installable, 8 editable


def test_every_font_has_its_licence_beside_it_and_a_section_in_the_overview(key: str):
    licence = (FONTS / "licences" / f"{key}.txt").read_text("utf-8")
    assert "WITHOUT ANY WARRANTY" in licence or "WITHOUT WARRANTY" in licence or '"AS IS"' in licence
    assert f"## {key}.ttf：{TABLE[key]['family']}" in (FONTS / "LICENSES.md").read_text("utf-8")


@pytest.mark.parametrize("chain", CHAINS)
def test_every_style_draws_all_of_gb18030_level_3(chain: str):
    assert not codes(LEVEL_3) - union(CHAINS[chain])


@pytest.mark.parametrize("chain", CHAINS)
def test_every_style_draws_hard_names_and_the_signs_forms_use(chain: str):
    assert not {*map(ord, HARD_NAMES + ON_FORMS)} - union(CHAINS[chain])


def test_the_fonts_of_whole_documents_draw_every_gbk_hanzi_themselves():
    gbk = {code for code in range(0x4E00, 0x9FA6) if chr(code).encode("gbk", "ignore")}
    for own in ("song", "hei", "kai"):
        assert not gbk - union([own]), own


def test_hanzi_and_quotation_marks_are_one_em_wide_in_every_font(key: str, face: TTFontFace):
    full = {code for code in codes(TABLE[key]["ranges"]) if 0x3400 <= code < 0xA000 or code > 0x20000}
    full |= {*map(ord, "“”‘’，。（）")} & codes(TABLE[key]["ranges"])
    off = [chr(code) for code in full if abs(face.getCharWidth(code) - 1000) >= 1]
    assert not off


def test_what_the_source_of_fangsong_draws_wrongly_is_left_to_other_fonts():
    assert not {*map(ord, "￥幹餘醜捨滷")} & codes(TABLE["fang"]["ranges"])
    assert ord("嗧") not in codes(TABLE["cwfs"]["ranges"])


def test_latin_holds_everything_typed_on_a_keyboard():
    assert set(range(0x20, 0x7F)) <= codes(TABLE["latin"]["ranges"])


def test_the_two_files_of_fangsong_share_no_character():
    assert not union(["fang"]) & union(["cwfs"])


def _outline_sizes(face: TTFontFace) -> list[int]:
    """Bytes of outline per glyph, from the `loca` table."""
    long_offsets = struct.unpack(">h", face.get_table("head")[50:52])[0]
    loca = face.get_table("loca")
    form, step, unit = ("I", 4, 1) if long_offsets else ("H", 2, 2)
    offsets = struct.unpack(f">{len(loca) // step}{form}", loca)
    return [(last - first) * unit for first, last in pairwise(offsets)]
