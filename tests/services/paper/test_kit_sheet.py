"""What is drawn on a sheet appears there, small, sharp and the same every time."""

from pathlib import Path

import pypdfium2 as pdfium
import pytest
import zxingcpp

from desktop.services.paper import check
from desktop.services.paper.sheet import SEAL, Sheet

SENTENCE = "资金已由县财政直接打入上列账户，学校不收取任何费用，也不代领、代存。"


def letters(path: Path, pages: int, *, stencil: bool = True) -> Path:
    """A batch of letters of thirty printed lines and one name each."""

    def printed_part(sheet: Sheet) -> None:
        for line in range(30):
            varied = "".join(chr(0x4E00 + (line * line + char * char) % 3000) for char in range(30))
            sheet.write(varied if line else SENTENCE, 25, 40 + 7 * line, "song", 12)

    sheet = Sheet(path, "告知书")
    if stencil:
        with sheet.stencil("信"):
            printed_part(sheet)
    for number in range(pages):
        if number:
            sheet.next_page()
        if stencil:
            sheet.stamp("信")
        else:
            printed_part(sheet)
        sheet.write(f"阿依古丽·买买提明{number}号", 25, 30, "fangsong", 14)
    sheet.save()
    return path


def kinds(path: Path) -> list[str]:
    return [finding.kind for finding in check.findings(path)]


def test_the_same_calls_give_the_same_bytes(tmp_path: Path) -> None:
    assert letters(tmp_path / "一.pdf", 3).read_bytes() == letters(tmp_path / "二.pdf", 3).read_bytes()


def test_a_stencil_is_stored_once_however_often_it_is_stamped(tmp_path: Path) -> None:
    one, many = (letters(tmp_path / f"{pages}.pdf", pages).stat().st_size for pages in (1, 41))
    without = letters(tmp_path / "无.pdf", 41, stencil=False).stat().st_size
    assert many - one < 41 * 700 < (without - one) / 2


def test_a_stencil_shows_its_words_on_every_page(tmp_path: Path) -> None:
    text = check.text_of(letters(tmp_path / "批.pdf", 3))
    assert text.count(SENTENCE) == 3
    assert [f"{number}号" in text for number in range(3)] == [True] * 3


def test_a_stamp_can_be_moved_down(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "两联.pdf", "两联")
    with sheet.stencil("联"):
        sheet.write("存根", 20, 30, "title", 15)
    sheet.stamp("联")
    sheet.stamp("联", down=148.5)
    sheet.save()
    document = pdfium.PdfDocument(tmp_path / "两联.pdf")
    first, _, third, _ = check.letters_of(document[0])
    document.close()
    assert third.top - first.top == pytest.approx(148.5, abs=0.05)


def test_no_font_is_named_that_is_not_embedded(tmp_path: Path) -> None:
    assert b"Helvetica" not in letters(tmp_path / "信.pdf", 1).read_bytes()


@pytest.mark.parametrize("draft", [True, False])
def test_only_a_draft_is_marked_and_on_every_page(tmp_path: Path, draft: bool) -> None:
    sheet = Sheet(tmp_path / "稿.pdf", "稿", draft=draft)
    sheet.next_page()
    sheet.save()
    assert check.text_of(tmp_path / "稿.pdf").count("草稿") == (2 if draft else 0)


def test_a_qr_code_can_be_read_from_the_paper(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "码.pdf", "码")
    sheet.qr("石小资助〔2026〕1号", 150, 30, 15)
    sheet.save()
    document = pdfium.PdfDocument(tmp_path / "码.pdf")
    picture = document[0].render(scale=150 / 72).to_pil()
    document.close()
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == ["石小资助〔2026〕1号"]


def test_a_filled_in_value_stands_between_its_printed_words(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "填.pdf", "填")
    sheet.write_filled("家庭人均年收入{4860.00}元。", 20, 40, "song", 10.5)
    sheet.write_filled("编号：{2026-047}", 190, 60, "song", 10.5, align="right")
    sheet.save()
    text = check.text_of(tmp_path / "填.pdf")
    assert "收入4860.00元。" in "".join(text.split())
    assert kinds(tmp_path / "填.pdf") == []


def test_the_words_of_a_cut_line_stand_in_its_gap(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "裁.pdf", "裁")
    sheet.cut_line(10, 148, 200, 148, "裁开")
    sheet.cut_line(62, 10, 62, 140, "骑缝章")
    sheet.save()
    assert "".join(check.text_of(tmp_path / "裁.pdf").split()) == "裁开骑缝章"
    assert kinds(tmp_path / "裁.pdf") == []


def test_the_place_of_a_seal_shows_only_in_a_proof(tmp_path: Path) -> None:
    for proof in (True, False):
        sheet = Sheet(tmp_path / f"{proof}.pdf", "落款", proof=proof)
        sheet.seal_place(150, 100)
        sheet.write_centred("2026年9月1日", 150, 100, "fangsong", 16)
        sheet.write("监督电话", 150 - SEAL / 2 - 20, 100, "fangsong", 10)
        sheet.save()
    assert [finding.text for finding in check.findings(tmp_path / "True.pdf")] == ["2026年9月1日"]
    assert kinds(tmp_path / "False.pdf") == []


def test_the_check_finds_text_off_the_page_and_on_other_text(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "错.pdf", "错", lying=True)
    sheet.write("出界", 290, 100, "song", 12)
    sheet.write("压住", 100, 100, "song", 12)
    sheet.write("别的", 101, 101, "song", 12)
    sheet.save()
    found = {finding.kind: finding.text for finding in check.findings(tmp_path / "错.pdf")}
    assert found["edge"] == "出界"
    assert "overlap" in found
