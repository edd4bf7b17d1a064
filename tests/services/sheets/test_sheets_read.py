import datetime as dt

import openpyxl
import pytest
from workbooks import patched, xls, xlsx

from desktop.services.progress import Cancelled, Progress
from desktop.services.sheets import guard, worker
from desktop.services.sheets import read as reading
from desktop.services.sheets.guard import (
    InUse,
    NeedsPassword,
    NotAWorkbook,
    Unreadable,
    Vanished,
    WrongPassword,
)
from desktop.services.sheets.read import Reader, open_book

ROWS = [["姓名", "身份证号"], ["王小明", "990105201501010010"], ["李芳", "990105201502020020"]]


@pytest.fixture
def roster(tmp_path):
    return xlsx(tmp_path / "三年级 花名册.xlsx", ROWS)


def locked(source, target, password):
    from msoffcrypto.format.ooxml import OOXMLFile

    with source.open("rb") as plain, target.open("wb") as secret:
        OOXMLFile(plain).encrypt(password, secret)
    return target


def test_a_workbook_arrives_with_its_types(tmp_path):
    day = dt.date(2015, 9, 1)
    book = open_book(xlsx(tmp_path / "a.xlsx", [["王", 3, 2.5, day, True, None, "末"]]))
    assert book.sheets[0].rows == [["王", 3, 2.5, day, True, None, "末"]]


def test_an_old_xls_arrives(tmp_path):
    assert open_book(xls(tmp_path / "农村低保.xls", ROWS)).sheets[0].rows == ROWS


def test_a_wps_et_is_known_by_its_content(tmp_path):
    assert open_book(xls(tmp_path / "名单.et", ROWS)).sheets[0].rows == ROWS


def test_a_wrong_suffix_does_not_matter(tmp_path):
    assert open_book(xlsx(tmp_path / "其实是新格式.xls", ROWS)).sheets[0].rows == ROWS


def test_leading_blank_rows_keep_row_numbers_true(tmp_path):
    assert open_book(xlsx(tmp_path / "a.xlsx", [[], [None], [None, "姓名"]])).sheets[0].rows[2] == [
        None,
        "姓名",
    ]


def test_hidden_columns_merges_and_sheets_are_told(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", ROWS, merges=[(5, 0, 5, 1)], hidden_columns=[1])
    book = openpyxl.load_workbook(path)
    book.create_sheet("底稿").sheet_state = "hidden"
    book["底稿"]["A1"] = "旧"
    book.save(path)
    first, second = open_book(path).sheets
    assert first.hidden_columns == {1} and first.merges == [(5, 0, 5, 1)] and not first.hidden
    assert second.hidden and second.name == "底稿"


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_text_files_of_every_coding_arrive(tmp_path, coding, mark):
    path = tmp_path / "名单.csv"
    path.write_bytes("\r\n".join(mark.join(row) for row in ROWS).encode(coding))
    assert open_book(path).sheets[0].rows == ROWS


def test_gbk_text_named_xls_arrives(tmp_path):
    path = tmp_path / "导出.xls"
    path.write_bytes("姓名\t班级\n张三\t1\n".encode("gbk"))
    assert open_book(path).sheets[0].rows == [["姓名", "班级"], ["张三", "1"]]


def test_a_comma_file_keeps_its_zeros(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('姓名,账号\n"王,小",="0012"\n', encoding="utf-8")
    assert open_book(path).sheets[0].rows[1] == ["王,小", "0012"]


@pytest.mark.parametrize("coding", ["utf-8", "gbk"])
def test_a_web_page_named_xls_arrives(tmp_path, coding):
    page = (
        "<html><table><tr><td rowspan=2>姓名</td><td colspan=2>监护人</td></tr>"
        "<tr><td>姓名</td><td>电话</td></tr><tr><td>王&nbsp;明<td>王大<br>山<td>13800000000</table></html>"
    )
    path = tmp_path / "系统导出.xls"
    path.write_bytes(page.encode(coding))
    sheet = open_book(path).sheets[0]
    assert sheet.rows[0] == ["姓名", "监护人", None] and sheet.rows[1] == [None, "姓名", "电话"]
    assert sheet.rows[2] == ["王\xa0明", "王大\n山", "13800000000"]
    assert sheet.merges == [(0, 0, 1, 0), (0, 1, 0, 2)]


def test_a_web_archive_arrives(tmp_path):
    path = tmp_path / "a.xls"
    page = "<table><tr><td>姓名<td>班级</table>"
    path.write_bytes(b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page.encode())
    assert open_book(path).sheets[0].rows == [["姓名", "班级"]]


def test_an_xml_spreadsheet_named_xls_arrives(tmp_path):
    path = tmp_path / "a.xls"
    path.write_text(
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="学生"><Table>'
        '<Row><Cell ss:MergeAcross="1"><Data ss:Type="String">名单</Data></Cell></Row>'
        '<Row ss:Index="3"><Cell ss:Index="2"><Data ss:Type="Number">7</Data></Cell></Row>'
        "</Table></Worksheet></Workbook>",
        encoding="utf-8",
    )
    sheet = open_book(path).sheets[0]
    assert sheet.name == "学生" and sheet.rows == [["名单", None], [None, None], [None, "7"]]
    assert sheet.merges == [(0, 0, 0, 1)]


@pytest.mark.parametrize(
    ("spots", "noted"),
    [
        (["XFD1048576"], True),
        (["A1048576", "XFD1"], True),
        (["IV65536"], True),
        (["A1048576"], False),
        (["XFD1"], False),
    ],
)
def test_a_stray_far_cell_hides_no_row(tmp_path, roster, spots, noted):
    book = openpyxl.load_workbook(roster)
    for spot in spots:
        book.active[spot] = " "
    book.save(tmp_path / "stray.xlsx")
    sheet = open_book(tmp_path / "stray.xlsx").sheets[0]
    assert [row[:2] for row in sheet.rows] == ROWS
    assert bool(sheet.note) == noted


def test_a_far_cell_the_guard_cannot_see_ends_only_the_child(tmp_path, roster):
    far = b'<row r="9"><c r = "A9"><v>1</v></c></row><row r = "1048576"><c r = "XFD1048576"><v>1</v></c></row></sheetData>'
    path = patched(roster, tmp_path / "b.xlsx", lambda data: data.replace(b"</sheetData>", far))
    sheet = open_book(path).sheets[0]
    assert [row[:2] for row in sheet.rows[:3]] == ROWS and sheet.note


@pytest.mark.parametrize(
    ("cells", "far"),
    [
        (b'<c r="A9"><v>1</v></c><c r="XFD9"><v>1</v></c>', True),
        (b'<c r="A9"><v>1</v></c><c s="1" r="XFD9" t="n"><v>1</v></c>', True),
        (b"<c r='A9'><v>1</v></c><c r='XFD9'><v>1</v></c>", True),
        (b'<c\nr="A9"><v>1</v></c><c\nr="XFD9"><v>1</v></c>', True),
        (b'<c r="A9"><v>1</v></c><c r="XFD9" s="1"/>', False),  # a format only
        (b"", False),
    ],
)
def test_a_far_cell_is_seen_in_whatever_row_it_stands(roster, tmp_path, cells, far):
    last = b'<row r="300"><c r="A300"><v>1</v></c></row></sheetData>'
    rows = b'<row r="9" spans="1:2">' + cells + b"</row>" + last
    path = patched(roster, tmp_path / "b.xlsx", lambda data: data.replace(b"</sheetData>", rows))
    assert guard.inspect_zip(path.read_bytes(), path.name).far == far


@pytest.mark.parametrize("extent", [b"A1:A1", b"A1:XFD1048576", b"A1:B2"])
def test_a_wrong_dimension_loses_no_rows(tmp_path, roster, extent):
    path = patched(
        roster,
        tmp_path / "b.xlsx",
        lambda data: data.replace(b'<dimension ref="A1:B3"/>', b'<dimension ref="%s"/>' % extent),
    )
    assert open_book(path).sheets[0].rows == ROWS


def test_a_long_sheet_of_real_rows_is_read_whole(tmp_path):
    rows = [["姓名", "号"], *([f"人{n}", n] for n in range(12_000))]
    sheet = open_book(xlsx(tmp_path / "a.xlsx", rows)).sheets[0]
    assert len(sheet.rows) == 12_001 and sheet.rows[-1] == ["人11999", 11999] and not sheet.note


def test_a_zip_bomb_is_refused(tmp_path, roster):
    path = patched(
        roster,
        tmp_path / "b.xlsx",
        lambda data: data.replace(b"<sheetData>", b"<sheetData>" + b" " * (64 << 20)),
    )
    with pytest.raises(Unreadable, match="大得不正常"):
        open_book(path)


@pytest.mark.parametrize("entity", ["<!ENTITY x SYSTEM 'file:///etc/hostname'>", "<!ENTITY x 'ha'>"])
def test_declared_entities_are_refused(tmp_path, roster, entity):
    doctype = f"<!DOCTYPE worksheet [{entity}]><worksheet".encode()
    path = patched(roster, tmp_path / "b.xlsx", lambda data: data.replace(b"<worksheet", doctype, 1))
    with pytest.raises(Unreadable, match="DTD"):
        open_book(path)


def test_entities_in_an_xml_spreadsheet_are_refused(tmp_path):
    path = tmp_path / "a.xls"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">&a;</Workbook>'
    )
    with pytest.raises(Unreadable):
        open_book(path)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("make", [xlsx, xls])
def test_a_truncated_file_is_called_damaged(tmp_path, make, share):
    path = make(tmp_path / "a.bin", ROWS * 200)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(Unreadable, match=r"“a\.bin”"):
        open_book(path)


def test_a_flipped_byte_is_called_damaged(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", ROWS * 100)
    data = bytearray(path.read_bytes())
    data[data.index(b"sheet1.xml") + 200] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(Unreadable, match="损坏"):
        open_book(path)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "空文件"),
        (b"  \r\n", "空文件"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"MZ\x90\x00\x03", "病毒"),
        (b"\x89PNG\r\n", "图片"),
        (b"Rar!\x1a\x07", "压缩包"),
        (b"{\\rtf1", "Word"),
        (b"\x01\x00\x02\x00\x03\x00\xffgarbage\x00", "认不出"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "损坏"),
        (b"\x09\x04\x06\x00\x00\x04", "很老"),
        (b"PK\x03\x04" + b"\0" * 40, "损坏"),
    ],
)
def test_what_is_no_workbook_is_named(tmp_path, data, word):
    path = tmp_path / "附件1 名单.xls"
    path.write_bytes(data)
    with pytest.raises(Unreadable, match=word):
        open_book(path)


@pytest.mark.parametrize(("inside", "word"), [("word/document.xml", "Word"), ("照片/1.jpg", "压缩包")])
def test_other_zips_are_named(tmp_path, inside, word):
    import zipfile

    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr(inside, "x")
    with pytest.raises(NotAWorkbook, match=word):
        open_book(tmp_path / "a.xlsx")


def test_a_workbook_without_a_single_value_is_refused(tmp_path):
    with pytest.raises(Unreadable, match="没有任何内容"):
        open_book(xlsx(tmp_path / "a.xlsx", []))


def test_a_locked_workbook_asks_then_opens(tmp_path, roster):
    path = locked(roster, tmp_path / "加密.xlsx", "密码abc")
    with pytest.raises(NeedsPassword, match="加了密码"):
        open_book(path)
    with pytest.raises(WrongPassword, match="密码不对"):
        open_book(path, password="wrong")
    assert open_book(path, password="密码abc").sheets[0].rows == ROWS


def test_excels_own_default_password_needs_no_asking(tmp_path, roster):
    assert open_book(locked(roster, tmp_path / "a.xlsx", "VelvetSweatshop")).sheets[0].rows == ROWS


def test_a_file_that_is_gone_or_a_folder_is_told(tmp_path):
    with pytest.raises(Vanished, match="找不到"):
        open_book(tmp_path / "没有.xlsx")
    with pytest.raises(Unreadable, match="文件夹"):
        open_book(tmp_path)


def test_a_file_held_by_wps_is_told(tmp_path, roster, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(
        "pathlib.Path.open", refuse
    )  # root, who runs the tests here and there, is never refused
    with pytest.raises(InUse, match="请先在 WPS 里关闭"):
        open_book(roster)


def test_cancel_ends_the_child_and_the_reader_lives_on(roster):
    progress = Progress()
    progress.cancelled = True
    with Reader() as reader:
        with pytest.raises(Cancelled):
            reader.open(roster, progress=progress)
        assert reader.open(roster).sheets[0].rows == ROWS


def test_one_reader_serves_good_and_bad_files(tmp_path, roster):
    (tmp_path / "空.xls").write_bytes(b"")
    with Reader() as reader:
        with pytest.raises(Unreadable):
            reader.open(tmp_path / "空.xls")
        assert reader.open(roster).sheets[0].rows == reader.open(roster).sheets[0].rows == ROWS


def test_a_file_begun_ahead_is_read_when_it_is_wanted(tmp_path, roster):
    with Reader() as reader:
        reader.start(roster)
        assert reader.open(roster).sheets[0].rows == ROWS
        assert reader.open(roster).sheets[0].rows == ROWS


def test_the_answer_to_a_file_begun_ahead_is_never_taken_for_another(tmp_path, roster):
    other = tmp_path / "别的.csv"
    other.write_text("姓名,班级\n王小明,三（1）班\n", "utf-8")
    with Reader() as reader:
        reader.start(other)
        assert reader.open(roster).sheets[0].rows == ROWS
        reader.start(tmp_path / "没有这个文件.xlsx")
        assert reader.open(other).sheets[0].rows == [["姓名", "班级"], ["王小明", "三（1）班"]]
        reader.start(tmp_path / "没有这个文件.xlsx")
        reader.start(roster)
        assert reader.open(roster).sheets[0].rows == ROWS


def test_equal_cells_of_different_kinds_stay_what_they_are():
    (row,) = worker._sheet("表", [[1, 1.0, True, "1", "", "1"]], [])["rows"]
    assert [type(cell) for cell in row] == [int, float, bool, str, type(None), str]


def test_a_child_that_hangs_is_given_up(roster, monkeypatch):
    monkeypatch.setattr(reading, "SILENCE", 0.0)
    monkeypatch.setattr(reading, "GLANCE", 0.001)
    with pytest.raises(Unreadable, match="没有结果"):
        open_book(roster)


def test_replies_can_carry_nothing_but_plain_values():
    import io
    import pickle

    with pytest.raises(pickle.UnpicklingError):
        reading._PlainUnpickler(io.BytesIO(pickle.dumps(open_book))).load()


def test_the_child_imports_no_window():
    import subprocess
    import sys

    script = "import sys, desktop.services.sheets.worker; print([m for m in sys.modules if 'PySide' in m])"
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=reading.ROOT)
    assert shown.stdout.strip() == "[]"
