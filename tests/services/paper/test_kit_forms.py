"""Forms, lists and official papers keep their shape whatever they are filled with."""

from collections.abc import Sequence
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from desktop.models.errors import Refused
from desktop.services.paper import check
from desktop.services.paper.grid import Cell, Grid, Row, label, side, value, words
from desktop.services.paper.official import BODY, COLUMNS, EM, LEFT, LINES, TOP, WIDTH, Official
from desktop.services.paper.roster import Roster, page_words
from desktop.services.paper.sheet import Sheet
from desktop.services.progress import Cancelled, Progress

LONG_NAME = "阿不都热依木·阿不都克里木·买买提江诺夫"


def page_texts(path: Path) -> list[str]:
    document = pdfium.PdfDocument(path)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return texts


# ---- grid


def test_rows_that_do_not_fill_the_columns_are_a_mistake(tmp_path: Path) -> None:
    grid = Grid(Sheet(tmp_path / "表.pdf", "表"), 20, [20, 30])
    with pytest.raises(ValueError, match="row 0"):
        grid.draw([[label("姓名")]], 20)


def test_a_spanning_cell_takes_its_places_in_later_rows(tmp_path: Path) -> None:
    grid = Grid(Sheet(tmp_path / "表.pdf", "表"), 20, [12, 20, 30])
    boxes = grid.place([[side("基本\n情况", 2), label("姓名"), value("王雨桐")], [label("备注", 2)]])
    assert [(box.row, box.column) for box in boxes] == [(0, 0), (0, 1), (0, 2), (1, 1)]


def test_a_row_grows_with_its_longest_text(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "表.pdf", "表")
    grid = Grid(sheet, 20, [25, 60], row=8)
    rows: list[Row] = [[label("姓名"), value("朱煜")], [value(LONG_NAME), words("每天阅读约20分钟，" * 20)]]
    low, high = grid.heights(rows)
    assert low == 8 < 50 < high
    bottom = grid.draw(rows, 20)
    sheet.save()
    assert bottom == pytest.approx(20 + low + high)
    assert check.findings(tmp_path / "表.pdf") == []


def test_a_cell_with_a_foot_has_room_for_text_and_foot(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "表.pdf", "表")
    signed = Cell(
        "本人承诺以上所填写资料真实。" * 6, "song", align="left", foot=("签字：　　　　", "　年　月　日")
    )
    Grid(sheet, 20, [12, 100]).draw([[side("个人承诺", 1), signed]], 20, [10])
    sheet.save()
    assert check.findings(tmp_path / "表.pdf") == []


def test_values_filled_into_a_stencil_stand_where_a_whole_form_has_them(tmp_path: Path) -> None:
    heights = [9.0, 16.0]
    filled: list[Row] = [[Cell(), value("王雨桐")], [Cell(), value(LONG_NAME)]]
    blank: list[Row] = [[label("姓名"), value("")], [label("监护人"), value("")]]
    both: list[Row] = [[left, right] for (left, _), (_, right) in zip(blank, filled, strict=True)]
    boxes = []
    for name in ("整", "套"):
        sheet = Sheet(tmp_path / f"{name}.pdf", "表")
        grid = Grid(sheet, 20, [25, 40])
        if name == "整":
            grid.draw(both, 20, heights)
        else:
            with sheet.stencil("表"):
                grid.draw(blank, 20, heights)
            sheet.stamp("表")
            grid.fill_in(filled, 20, heights)
        sheet.save()
        document = pdfium.PdfDocument(tmp_path / f"{name}.pdf")
        boxes.append(sorted(str(letter) for letter in check.letters_of(document[0])))
        document.close()
    assert boxes[0] == boxes[1]


# ---- roster


def roster(path: Path, names: Sequence[str], progress: Progress | None = None) -> int:
    sheet = Sheet(path, "花名册")
    grid = Grid(sheet, 20, [15, 40, 60], row=9)

    def sums(here: Sequence[str], so_far: Sequence[str], last: bool) -> list[Row]:
        rows: list[Row] = [[label("本页小计", 2), value(f"{len(here)}人")]]
        return [*rows, [label("合计", 2), value(f"{len(so_far)}人")]] if last else rows

    pages = Roster(
        grid=grid,
        head=[[label("序号"), label("姓名"), label("家长签字")]],
        record=lambda name: [value("1"), value(name), value("")],
        subtotal=sums,
        above=lambda number, count: sheet.write(page_words(number, count), 20, 20, "song", 10.5),
        below=lambda bottom, last: sheet.write("经办人：", 20, bottom + 8, "song", 10.5),
        top=30,
        bottom=270,
    ).draw(sheet, names, progress)
    sheet.save()
    return pages


def test_every_page_of_a_list_has_head_number_and_subtotal(tmp_path: Path) -> None:
    names = [f"学生{number}号" for number in range(60)]
    count = roster(tmp_path / "册.pdf", names)
    texts = page_texts(tmp_path / "册.pdf")
    assert len(texts) == count == 3
    for number, text in enumerate(texts, 1):
        assert "家长签字" in text and page_words(number, count) in text and "本页小计" in text
    assert ["合计\r\n60人" in text.replace("合 计", "合计") or "60人" in text for text in texts] == [
        False,
        False,
        True,
    ]


@pytest.mark.parametrize("count", [0, 1, 24, 25, 26, 27, 49, 53, 100])
def test_every_pupil_is_printed_once_and_nothing_runs_off(tmp_path: Path, count: int) -> None:
    names = [LONG_NAME if number % 17 == 3 else f"学生{number:03d}号" for number in range(count)]
    roster(tmp_path / "册.pdf", names)
    text = check.text_of(tmp_path / "册.pdf")
    assert all(text.count(name) == 1 for name in names if name != LONG_NAME)
    assert check.findings(tmp_path / "册.pdf") == []


def test_the_last_page_is_never_left_with_a_few(tmp_path: Path) -> None:
    roster(tmp_path / "册.pdf", [f"学生{number}号" for number in range(28)])
    assert page_texts(tmp_path / "册.pdf")[-1].count("学生") == 14


def test_a_row_that_no_page_can_hold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="一行文字太长"):
        roster(tmp_path / "册.pdf", ["名" * 1000])


def test_a_long_list_can_be_stopped(tmp_path: Path) -> None:
    progress = Progress()
    progress.cancelled = True
    with pytest.raises(Cancelled):
        roster(tmp_path / "册.pdf", ["王雨桐"], progress)


# ---- official papers


def official(path: Path, paragraphs: int) -> Path:
    sheet = Sheet(path, "公示", proof=True)
    paper = Official(sheet)
    paper.title("关于家庭经济困难学生", "认定结果的公示")
    paper.skip()
    for _ in range(paragraphs):
        paper.paragraph("现予公示。")
    paper.signature("青禾县柳林镇石桥小学", "2026年9月14日")
    paper.set()
    sheet.save()
    return path


def test_a_page_holds_22_lines_of_28_characters(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "文.pdf", "文")
    paper = Official(sheet)
    paper.paragraph("国" * COLUMNS * LINES, indent=0)
    paper.set()
    sheet.save()
    document = pdfium.PdfDocument(tmp_path / "文.pdf")
    assert len(document) == 1
    letters = [letter for letter in check.letters_of(document[0]) if letter.char == "国"]
    document.close()
    assert len({round(letter.top) for letter in letters}) == LINES
    assert LEFT <= min(letter.left for letter in letters) < LEFT + EM
    assert LEFT + WIDTH - EM < max(letter.right for letter in letters) <= LEFT + WIDTH
    assert TOP < min(letter.top for letter in letters) < TOP + 6


@pytest.mark.parametrize("paragraphs", range(10, 45))
def test_a_signature_never_stands_on_a_page_without_text(tmp_path: Path, paragraphs: int) -> None:
    last = page_texts(official(tmp_path / "文.pdf", paragraphs))[-1]
    assert "石桥小学" in last and "2026年9月14日" in last
    assert last.count("现予公示。") >= 2
    assert {finding.kind for finding in check.findings(tmp_path / "文.pdf")} == {"seal"}


def test_the_seal_touches_only_name_and_date(tmp_path: Path) -> None:
    pressed = "".join(finding.text for finding in check.findings(official(tmp_path / "文.pdf", 12)))
    assert set(pressed) <= set("青禾县柳林镇石桥小学2026年9月14日")


def test_page_numbers_stand_outside(tmp_path: Path) -> None:
    document = pdfium.PdfDocument(official(tmp_path / "文.pdf", 60))
    sides = []
    for page in document:
        numbers = [letter for letter in check.letters_of(page) if letter.char == "—"]
        sides.append("right" if numbers[0].left > 105 else "left")
    document.close()
    assert sides == ["right", "left", "right"]


def test_an_attachment_begins_a_page_of_its_own(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "文.pdf", "文")
    paper = Official(sheet)
    paper.paragraph("名单见附件。")
    paper.attachment("附件1", "认定名单")
    paper.paragraph("无。")
    paper.set()
    sheet.save()
    first, second = page_texts(tmp_path / "文.pdf")
    assert "附件1" not in first and second.startswith("附件1") and "— 2 —" in second


def test_headings_find_their_own_type(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "文.pdf", "文")
    paper = Official(sheet)
    for text in ("一、公示时间", "（一）受理方式", "1.书面反映。"):
        paper.paragraph(text)
    paper.set()
    sheet.save()
    content = (tmp_path / "文.pdf").read_bytes()
    assert all(font in content for font in (b"ZhuxueHei", b"ZhuxueKai", b"ZhuxueFang"))
    assert BODY == 16
