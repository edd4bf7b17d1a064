import csv
import errno
import io
import os

import msoffcrypto
import openpyxl
import pytest

from desktop.models.errors import Refused
from desktop.services.files import CannotWrite
from desktop.services.sheets.guard import NeedsPassword
from desktop.services.sheets.read import open_book
from desktop.services.sheets.write import Column, Sheet, protect, sheet_name, write_csv, write_sheet

COLUMNS = (
    Column("姓名", "name"), Column("身份证号", "id_number", 19), Column("出生日期", "date"),
    Column("金额（元）", "money", sums=True), Column("备注"),
)  # fmt: skip
ROWS = [
    ["石榴", "990105201801010026", "2018-01-01", "312.50", "=cmd|' /C calc'!A0"],
    ["石竹", "990105201702020011", "", "0.10", "http://example.com"],
]


def sheet(rows=ROWS, **more):
    return Sheet("受助学生", COLUMNS, rows, **more)


@pytest.fixture
def written(tmp_path):
    write_sheet(sheet(), tmp_path / "名单.xlsx")
    return openpyxl.load_workbook(tmp_path / "名单.xlsx").active


def test_title_then_heads_then_people_then_the_total(written):
    rows = [[cell.value for cell in row] for row in written.iter_rows()]
    assert rows[0][0] == "受助学生"
    assert rows[1] == [column.head for column in COLUMNS]
    assert rows[2][0] == "石榴"
    assert rows[4][0] == "合计" and round(rows[4][3] * 100) == 31260


def test_numbers_of_people_are_texts_money_is_a_number_and_a_day_is_a_day(written):
    assert written["B3"].data_type == "s" and written["B3"].value == "990105201801010026"
    assert written["B3"].number_format == "@"
    assert (written["D3"].value, written["D3"].number_format) == (312.5, "0.00")
    assert written["C3"].is_date and written["C3"].number_format == "yyyy-mm-dd"


def test_formulas_and_links_stay_what_was_typed(written):
    assert written["E3"].data_type == "s" and written["E3"].value == ROWS[0][4]
    assert written["E4"].hyperlink is None


def test_heads_stay_in_view_and_filter(written):
    assert written.freeze_panes == "B3"
    assert written.auto_filter.ref == "A2:E4"


def test_the_total_stands_in_no_filter_and_an_empty_table_has_none(tmp_path):
    write_sheet(sheet(rows=[]), tmp_path / "空.xlsx")
    page = openpyxl.load_workbook(tmp_path / "空.xlsx").active
    assert page.max_row == 2 and page.auto_filter.ref is None


def test_a_day_before_excel_can_count_is_a_text(tmp_path):
    write_sheet(sheet(rows=[["石老", "", "1899-12-01", "", ""]]), tmp_path / "a.xlsx")
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").active["C3"].value == "1899-12-01"


def test_lines_above_and_below_frame_the_table(tmp_path):
    write_sheet(sheet(above="填报单位：石桥小学", below=("注：无", "校长：")), tmp_path / "a.xlsx")
    rows = [row[0].value for row in openpyxl.load_workbook(tmp_path / "a.xlsx").active.iter_rows()]
    assert rows == ["受助学生", "填报单位：石桥小学", "姓名", "石榴", "石竹", "合计", "注：无", "校长："]


def test_a_password_keeps_everybody_else_out(tmp_path):
    path = tmp_path / "密 名单.xlsx"
    write_sheet(sheet(), path, password="春风化雨 2026")
    with pytest.raises(NeedsPassword):
        open_book(path)
    assert open_book(path, password="春风化雨 2026").sheets[0].rows[2][0] == "石榴"


def test_a_workbook_can_be_protected_in_place(tmp_path):
    path = tmp_path / "名单.xlsx"
    write_sheet(sheet(), path)
    protect(path, "123456")
    with path.open("rb") as file:
        book = msoffcrypto.OfficeFile(file)
        assert book.is_encrypted()
        book.load_key(password="123456", verify_password=True)
        room = io.BytesIO()
        book.decrypt(room, verify_integrity=True)
    assert openpyxl.load_workbook(room).active["A3"].value == "石榴"


def test_a_short_password_is_refused_and_the_file_stays(tmp_path):
    path = tmp_path / "名单.xlsx"
    write_sheet(sheet(), path)
    before = path.read_bytes()
    with pytest.raises(Refused, match="至少 6 位"):
        protect(path, "12345")
    assert path.read_bytes() == before


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_file_and_no_scraps(tmp_path, monkeypatch, call):
    path = tmp_path / "名单.xlsx"
    write_sheet(sheet(), path)
    before = path.read_bytes()

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, call, full)
    with pytest.raises(CannotWrite, match="磁盘满了"):
        protect(path, "123456")
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_text_file_holds_heads_and_rows_alone(tmp_path, encoding):
    write_csv(sheet(), tmp_path / "a.csv", encoding=encoding)
    with (tmp_path / "a.csv").open(encoding=encoding, newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == [column.head for column in COLUMNS]
    assert len(rows) == 3 and rows[1][1] == "990105201801010026"


def test_a_text_file_opens_in_excel_as_chinese_and_runs_nothing(tmp_path):
    write_csv(sheet(rows=[["@石", "-1", "", "-12.50", "+86 1"]]), tmp_path / "a.csv")
    data = (tmp_path / "a.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").splitlines()[1] == "'@石,-1,,-12.50,'+86 1"


def test_names_of_sheets_are_those_excel_takes():
    assert sheet_name("三[1]班/名单:?*" + "长" * 40) == ("三1班名单" + "长" * 40)[:31]
    assert sheet_name("///") == "Sheet1"
