"""Every name can be printed and copied out again, or is refused before printing."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from desktop.models.errors import Refused
from desktop.places import RESOURCES
from desktop.services.paper import check, fonts
from desktop.services.paper.sheet import Sheet

STYLES = list(fonts.PLANS)
NAMES = [
    "阿依古丽·买买提明",
    "𠮷田小满",
    "王䶮",
    "㛃𫖯",
    "陈𬱖",
    "李玥瑄",
    "赵璟昉",
    "𪚥丽",
    "𫝀国",
    "𮯠国",
    "𰻞𰻝",
]
NOT_DRAWN = "\U0002ebf0"  # extension I, for which no free font exists yet


@pytest.fixture
def fresh_fonts() -> Iterator[None]:
    fonts.register()
    yield
    fonts.register()


def printed(path: Path, *texts: str, style: str = "song") -> Path:
    sheet = Sheet(path, "试印")
    for place, text in enumerate(texts):
        sheet.write(text, 20, 20 + 8 * place, style, 12)
    sheet.save()
    return path


@pytest.mark.parametrize("style", STYLES)
def test_rare_names_are_copied_out_as_they_were_written(style: str, tmp_path: Path) -> None:
    text = check.text_of(printed(tmp_path / "名单.pdf", *NAMES, style=style))
    assert [name for name in NAMES if name not in text] == []


@pytest.mark.parametrize("style", STYLES)
def test_every_rare_name_leaves_ink_for_each_character(style: str, tmp_path: Path) -> None:
    document = pdfium.PdfDocument(printed(tmp_path / "名单.pdf", *NAMES, style=style))
    letters = check.letters_of(document[0])
    document.close()
    assert "".join(letter.char for letter in letters) == "".join(NAMES)
    assert all(letter.area > 0 for letter in letters)


def test_two_characters_that_share_one_glyph_stay_two(tmp_path: Path) -> None:
    face = fonts.style("song").files["song"].face
    assert face.charToGlyph[ord("①")] == face.charToGlyph[ord("➀")]
    assert "①和➀" in check.text_of(printed(tmp_path / "序号.pdf", "①和➀"))


def test_a_character_nobody_draws_is_named_with_its_code_and_place() -> None:
    with pytest.raises(fonts.MissingGlyph, match=r"三（1）班第4行的姓名：“.”（U\+2EBF0）没有可用的字形"):
        fonts.check_glyphs([("三（1）班第3行的姓名", "王䶮"), ("三（1）班第4行的姓名", f"王{NOT_DRAWN}")])


def test_a_character_that_shows_nothing_is_named_by_its_code_alone() -> None:
    with pytest.raises(fonts.MissingGlyph, match=r"看不见的符号 U\+0007"):
        fonts.check_glyphs([("备注", "好\a")])


def test_names_that_can_be_printed_pass() -> None:
    fonts.check_glyphs(("花名册", name) for name in NAMES)
    assert fonts.missing("两行\n文字") == []


@pytest.mark.parametrize("style", STYLES)
def test_what_song_can_draw_every_style_can(style: str) -> None:
    assert [link.file for link in fonts.style("song").chain] == [
        link.file for link in fonts.style(style).chain if link.file in ("song", "extb", "bstone")
    ]


def test_drawing_a_missing_character_is_refused_too(tmp_path: Path) -> None:
    with pytest.raises(fonts.MissingGlyph):
        Sheet(tmp_path / "空.pdf", "试印").write(NOT_DRAWN, 20, 20, "kai", 12)


def test_looking_for_missing_characters_opens_no_font_file(fresh_fonts: None) -> None:
    assert fonts.missing("".join(NAMES) + NOT_DRAWN) == [NOT_DRAWN]
    assert [file for file in fonts.style("song").files.values() if "face" in vars(file)] == []


def test_the_dot_of_a_name_takes_the_same_room_in_every_style() -> None:
    assert {fonts.style(style).width("·") for style in STYLES} == {fonts.DOT_ADVANCE}


@pytest.mark.parametrize("style", STYLES)
def test_touching_marks_share_one_characters_room(style: str) -> None:
    chosen = fonts.style(style)
    assert chosen.width("》（") == pytest.approx(1.5)
    assert chosen.width("）。") == pytest.approx(1.5)
    assert chosen.width("好（") == pytest.approx(2.0)


@pytest.mark.parametrize("style", STYLES)
def test_a_character_from_another_file_sits_level_with_its_neighbour(style: str, tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "高低.pdf", "试印")
    sheet.write("固𡇌", 20, 100, style, 100)  # both are framed by a box
    sheet.save()
    document = pdfium.PdfDocument(tmp_path / "高低.pdf")
    first, second = check.letters_of(document[0])
    document.close()
    assert abs(first.top + first.bottom - second.top - second.bottom) / 2 < 0.04 * 100 * 25.4 / 72


def test_the_schools_own_font_goes_first(fresh_fonts: None, tmp_path: Path) -> None:
    shutil.copy(RESOURCES / "fonts" / "song.ttf", tmp_path / "fangsong.ttf")
    fonts.register(own=tmp_path)
    assert fonts.style("fangsong").link_for("国") == fonts.Link("own-fangsong")
    assert fonts.style("fangsong").middle == pytest.approx(0.37, abs=0.01)
    assert "𠮷国8" in check.text_of(printed(tmp_path / "自备.pdf", "𠮷国8", style="fangsong"))


def test_an_own_font_that_is_no_truetype_is_refused_with_its_name(fresh_fonts: None, tmp_path: Path) -> None:
    (tmp_path / "title.ttf").write_bytes(b"OTTO\0\1")
    with pytest.raises(Refused, match=r"“title\.ttf”打不开或不是 TrueType"):
        fonts.register(own=tmp_path)
