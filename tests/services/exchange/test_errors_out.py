"""Rows that were not taken: written out, put right in a spreadsheet, dropped in again."""

import openpyxl
import pytest
import xlsxwriter

from desktop.models.errors import Refused
from desktop.models.identity import check_digit
from desktop.models.ledgers.students import Student
from desktop.places import RESOURCES
from desktop.services.roster.intake import read_files
from desktop.services.roster.judge import make_draft
from desktop.services.roster.keep import keep
from desktop.services.sheets.errors_out import rows_to_correct, write_errors

SAMPLE = RESOURCES / "samples" / "20260904在校生信息.xlsx"
HEADS = 3  # the row of the headings


@pytest.fixture
def draft(books):
    return make_draft(books.store, read_files([SAMPLE]))


def workbook(path, heads, *rows):
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for number, row in enumerate((heads, *rows)):
        for column, cell in enumerate(row):
            sheet.write_number(number, column, cell) if isinstance(cell, float) else sheet.write_string(
                number, column, cell
            )
    book.close()
    return path


def red(cell):
    return cell.fill.fgColor.rgb == "FFFBD9D7"


def test_what_waits_is_written_with_the_original_heads_and_the_reason(draft, tmp_path):
    count = write_errors(draft, tmp_path / "待改正.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "待改正.xlsx").active
    heads = [cell.value for cell in sheet[HEADS]]
    first = draft.waiting()[0]
    assert count == len(rows_to_correct(draft)) == sheet.max_row - HEADS
    assert heads[0] == "哪里不对" and tuple(heads[2:]) == first.heads
    assert sheet.cell(HEADS + 1, 1).value.startswith(first.sentence)
    assert sheet.cell(HEADS + 1, 2).value == str(first.source)


def test_the_bad_cell_alone_is_red_and_says_why(draft, tmp_path):
    write_errors(draft, tmp_path / "待改正.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "待改正.xlsx").active
    line = draft.waiting()[0]
    marked = [cell for cell in sheet[HEADS + 1] if red(cell)]
    assert [sheet.cell(HEADS, cell.column).value for cell in marked] == [p.head for p in line.problems]
    assert line.problems[0].sentence in marked[0].comment.text


def test_the_file_dropped_in_again_uncorrected_gives_the_same_verdicts(books, draft, tmp_path):
    write_errors(draft, tmp_path / "待改正.xlsx")
    again = make_draft(books.store, read_files([tmp_path / "待改正.xlsx"]))
    bad = [(line.name, line.class_text, line.sentence) for line in draft.of("bad")]
    assert bad == [(line.name, line.class_text, line.sentence) for line in again.of("bad")]


def test_a_number_that_lost_its_digits_stays_a_damaged_number(draft, tmp_path):
    write_errors(draft, tmp_path / "待改正.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "待改正.xlsx").active
    cells = [cell for row in sheet.iter_rows(min_row=HEADS + 1) for cell in row if red(cell)]
    numbers = [cell for cell in cells if isinstance(cell.value, int | float)]
    assert numbers and all(cell.number_format == "@" for cell in cells)


def test_a_corrected_cell_is_imported_and_the_pupil_written(books, tmp_path):
    short = "52990120180101002"
    source = workbook(tmp_path / "转入.xlsx", ("姓名", "班级", "身份证号"), ("石榴", "三(1)班", short))
    write_errors(make_draft(books.store, read_files([source])), tmp_path / "待改正.xlsx")
    book = openpyxl.load_workbook(tmp_path / "待改正.xlsx")
    [wrong] = [cell for cell in book.active[HEADS + 1] if red(cell)]
    assert wrong.value == short
    wrong.value = short + check_digit(short)
    book.save(tmp_path / "待改正.xlsx")
    again = make_draft(books.store, read_files([tmp_path / "待改正.xlsx"]))
    assert again.counts()["new"] == len(again.lines) == 1
    keep(books.store, again)
    assert Student.get(Student.name == "石榴").id_number == wrong.value


def test_a_class_told_only_by_the_files_name_is_still_known(books, tmp_path):
    source = workbook(tmp_path / "三（1）班.xlsx", ("姓名", "身份证号"), ("石榴", "99010520180101"))
    draft = make_draft(books.store, read_files([source]))
    write_errors(draft, tmp_path / "待改正.xlsx")
    again = make_draft(books.store, read_files([tmp_path / "待改正.xlsx"]))
    assert (
        [line.class_text for line in draft.lines] == [line.class_text for line in again.lines] == ["三(1)班"]
    )


def test_rows_of_different_files_stand_on_sheets_of_their_own(books, tmp_path):
    first = workbook(tmp_path / "三（1）班.xlsx", ("姓名", "身份证号"), ("石榴", "99010520180101"))
    second = workbook(
        tmp_path / "四（1）班.xlsx", ("姓名", "性别", "证件号码"), ("石竹", "女", "99010520170101")
    )
    write_errors(make_draft(books.store, read_files([first, second])), tmp_path / "待改正.xlsx")
    again = make_draft(books.store, read_files([tmp_path / "待改正.xlsx"]))
    assert [(line.name, line.class_text) for line in again.lines] == [
        ("石榴", "三(1)班"),
        ("石竹", "四(1)班"),
    ]


def test_a_pupil_taken_without_one_cell_is_there_too_and_told_apart(books, tmp_path):
    pupil = Student.select().where(Student.id_number.is_null(False)).first()
    source = workbook(
        tmp_path / "电话.xlsx", ("姓名", "身份证号", "联系电话"), (pupil.name, pupil.id_number, "138")
    )
    draft = make_draft(books.store, read_files([source]))
    assert draft.waiting() == []
    write_errors(draft, tmp_path / "待改正.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "待改正.xlsx").active
    assert sheet.cell(HEADS + 1, 1).value.startswith(
        "这一行已经写入，只有红色的格子没有写入或要核对：\n联系电话"
    )
    assert [cell.value for cell in sheet[HEADS + 1] if red(cell)] == ["138"]


def test_formulas_in_cells_stay_texts(books, tmp_path):
    source = workbook(tmp_path / "三（1）班.xlsx", ("姓名", "身份证号"), ("=cmd|1", "99010520180101"))
    write_errors(make_draft(books.store, read_files([source])), tmp_path / "待改正.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "待改正.xlsx").active
    assert sheet.cell(HEADS + 1, 3).data_type == "s"


def test_when_all_is_well_there_is_nothing_to_write(books, tmp_path):
    pupil = Student.select().where(Student.id_number.is_null(False)).first()
    source = workbook(tmp_path / "好.xlsx", ("姓名", "身份证号"), (pupil.name, pupil.id_number))
    with pytest.raises(Refused, match="没有要改的行"):
        write_errors(make_draft(books.store, read_files([source])), tmp_path / "待改正.xlsx")
