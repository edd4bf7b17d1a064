"""学业成绩: typed by class, brought by workbooks, taken back in one step."""

import openpyxl
import pytest
from builders import AUTUMN, as_class_teacher, pupil, school_class
from builders_care import result

from desktop.models import sight, undo
from desktop.models.errors import Refused
from desktop.models.fields import FieldError
from desktop.models.ledgers.care import StudyResult
from desktop.models.roles import NotAllowed
from desktop.models.terms import Term
from desktop.services.care import results, results_in
from desktop.services.care.results import Points

SPRING = AUTUMN.previous


def kept():
    return {(row.student_id, row.subject): (row.points, row.full) for row in StudyResult.select()}


def workbook(path, *rows, title="三(2)班2025—2026学年第二学期期末成绩", sheet="三2"):
    book = openpyxl.Workbook()
    book.active.title = sheet
    if title:
        book.active.append([title])
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


# typing -------------------------------------------------------------------------------------------------


def test_a_cell_is_points_or_who_did_not_sit_the_paper_or_nothing():
    assert results.read_points(" 89.5 ", 100) == Points(895)
    assert results.read_points("缺", 100) == Points(None)
    assert results.read_points("", 100) is None


@pytest.mark.parametrize("words", ["101", "-1", "良"])
def test_a_cell_that_is_no_result_is_refused(words):
    with pytest.raises(FieldError):
        results.read_points(words, 100)


def test_a_sheet_is_kept_as_one_step_and_taken_back_as_one(store):
    first, second = pupil(store, "王芳", seat_no=1), pupil(store, "李明", seat_no=2)
    result(store, second, 700)
    before = kept()
    sheet = results.sheet_of(SPRING, school_class(store))
    assert [line.name for line in sheet.lines] == ["王芳", "李明"]
    typed = {(first, "chinese"): Points(520), (second, "chinese"): None, (first, "math"): Points(None, 120)}
    assert results.keep_sheet(store, sheet, typed) == 3
    assert kept() == {(first, "chinese"): (520, 100), (first, "math"): (None, 120)}
    undo.undo(store)
    assert kept() == before


def test_what_stands_there_already_is_no_change(store):
    student = pupil(store)
    result(store, student, 700)
    sheet = results.sheet_of(SPRING, school_class(store))
    assert results.keep_sheet(store, sheet, {(student, "chinese"): Points(700)}) == 0


def test_a_pupil_of_another_class_is_refused(store):
    pupil(store)
    other = pupil(store, "李明", "四(1)班")
    sheet = results.sheet_of(SPRING, school_class(store))
    with pytest.raises(Refused, match="不在这个班"):
        results.keep_sheet(store, sheet, {(other, "chinese"): Points(700)})


def test_a_class_teacher_writes_the_own_class_and_no_other(store):
    mine, other = pupil(store), pupil(store, "李明", "四(1)班")
    teacher = as_class_teacher(store, school_class(store))
    sheet = results.sheet_of(SPRING, school_class(store))
    assert results.keep_sheet(teacher, sheet, {(mine, "chinese"): Points(700)}) == 1
    theirs = results.sheet_of(SPRING, school_class(store, "四(1)班"))
    with pytest.raises(NotAllowed):
        results.keep_sheet(teacher, theirs, {(other, "chinese"): Points(700)})


# workbooks ----------------------------------------------------------------------------------------------


def test_a_workbook_is_read_with_its_term_class_and_full_marks(store, tmp_path):
    student = pupil(store, "王芳")
    book = results_in.read_results(
        [
            workbook(
                tmp_path / "成绩.xlsx",
                ["序号", "姓名", "语文（120）", "数学", "总分"],
                [1, "王 芳", 71.5, "缺考", 150],
            )
        ]
    )
    assert book.term == SPRING
    draft = results_in.judge(store, book, SPRING)
    assert draft.problems == []
    assert draft.marks == {
        (student, "chinese"): Points(715, 120), (student, "math"): Points(None, 100), (student, "total"): Points(1500, 220),
    }  # fmt: skip


def test_a_line_of_full_marks_goes_for_the_columns_above(store, tmp_path):
    student = pupil(store, "王芳")
    path = workbook(tmp_path / "成绩.xlsx", ["姓名", "语文"], ["满分", 150], ["王芳", 120], ["平均分", 99])
    draft = results_in.judge(store, results_in.read_results([path]), SPRING)
    assert draft.marks == {(student, "chinese"): Points(1200, 150)} and not draft.problems


def test_who_cannot_be_told_is_named_with_file_sheet_and_row(store, tmp_path):
    for _ in range(2):
        pupil(store, "王芳")
    pupil(store, "李明", "四(1)班")
    path = workbook(
        tmp_path / "成绩.xlsx", ["姓名", "语文"], ["王芳", 80], ["李明", 80], ["张强", 80], ["王芳", "优"]
    )
    draft = results_in.judge(store, results_in.read_results([path]), SPRING)
    assert draft.problems == [
        "成绩.xlsx“三2”第 3 行：叫“王芳”的有 2 人，请加一列学籍号或身份证号再导入，没有读。",
        "成绩.xlsx“三2”第 4 行：“李明”不在三(2)班，没有读。",
        "成绩.xlsx“三2”第 5 行：在校学生里没有“张强”，没有读。",
        "成绩.xlsx“三2”第 6 行：叫“王芳”的有 2 人，请加一列学籍号或身份证号再导入，没有读。",
    ]


def test_a_cell_that_cannot_be_read_is_named_with_its_column(store, tmp_path):
    pupil(store, "王芳")
    path = workbook(tmp_path / "成绩.xlsx", ["姓名", "语文", "数学"], ["王芳", "优", 150])
    draft = results_in.judge(store, results_in.read_results([path]), SPRING)
    assert draft.problems == [
        "成绩.xlsx“三2”第 3 行 B 列：王芳，成绩应是数字，现在是“优”。",
        "成绩.xlsx“三2”第 3 行 C 列：王芳，150分比满分 100 还高，请核对。",
    ]


def test_namesakes_are_told_apart_by_a_column_of_classes_or_numbers(store, tmp_path):
    one = pupil(store, "王芳")
    two = pupil(store, "王芳", "四(1)班", student_no="G529901201605010065")
    path = workbook(
        tmp_path / "全校.xlsx", ["班级", "姓名", "学籍号", "语文"], ["三(2)班", "王芳", "", 80],
        ["", "王芳", "G529901201605010065", 90], title="", sheet="全校",
    )  # fmt: skip
    draft = results_in.judge(store, results_in.read_results([path]), SPRING)
    assert draft.marks == {(one, "chinese"): Points(800), (two, "chinese"): Points(900)}


def test_an_import_says_what_changes_and_is_one_step_to_take_back(store, tmp_path):
    first, second, third = (pupil(store, name) for name in ("王芳", "李明", "张强"))
    result(store, first, 600)
    result(store, second, 700)
    before = kept()
    path = workbook(
        tmp_path / "成绩.xlsx", ["姓名", "语文"], ["王芳", 65], ["李明", 70], ["张强", 80], ["", ""]
    )
    draft = results_in.judge(store, results_in.read_results([path]), SPRING)
    assert dict(draft.buckets) == {"changed": 1, "same": 1, "new": 1}
    assert draft.changed == ["王芳 语文：60 → 65"]
    results_in.keep_results(store, draft)
    assert kept() == before | {(first, "chinese"): (650, 100), (third, "chinese"): (800, 100)}
    undo.undo(store)
    assert kept() == before


def test_a_file_without_subjects_is_refused_with_what_is_missing(tmp_path):
    with pytest.raises(Refused, match="没有找到成绩表"):
        results_in.read_results([workbook(tmp_path / "名单.xlsx", ["姓名", "班级"], ["王芳", "三2"])])


def test_a_class_teacher_brings_only_the_own_class(store, tmp_path):
    mine = pupil(store, "王芳")
    pupil(store, "李明", "四(1)班")
    teacher = as_class_teacher(store, school_class(store))
    path = workbook(
        tmp_path / "成绩.xlsx", ["姓名", "语文"], ["王芳", 65], ["李明", 70], title="", sheet="全校"
    )
    with sight.through(teacher.session):
        draft = results_in.judge(teacher, results_in.read_results([path]), Term(2025, 2))
    assert set(draft.marks) == {(mine, "chinese")}
