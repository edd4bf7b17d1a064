"""A column of which nothing is taken is told, so that a ledger is not filled half without a word."""

from builders import id_number, pupil
from openpyxl import Workbook

from desktop.models.ledgers.care import StudyResult
from desktop.services.sheets.ledger_in import read_ledger


def read(store, tmp_path, heads, *rows):
    workbook = Workbook()
    for row in (heads, *rows):
        workbook.active.append(list(row))
    workbook.save(tmp_path / "期末成绩.xlsx")
    return read_ledger(store, StudyResult, [tmp_path / "期末成绩.xlsx"])


def test_a_filled_column_with_a_strange_heading_is_named_with_what_is_still_free(store, tmp_path):
    pupil(store, "王芳", id_number=id_number(1))
    heads = ("序号", "班级", "学生姓名", "学期", "学科", "卷面", "排名")
    draft = read(store, tmp_path, heads, (1, "三(2)班", "王芳", "2026年秋季学期", "语文", 88, None))
    (told,) = draft.unread
    assert "“卷面”没有导入" in told and "成绩" in told
    assert "排名" not in told and "班级" not in told  # an empty column, and one that says nothing of its own


def test_common_words_for_a_score_are_understood(store, tmp_path):
    pupil(store, "王芳", id_number=id_number(1))
    draft = read(store, tmp_path, ("姓名", "学期", "科目", "分数"), ("王芳", "2026年秋季学期", "语文", 88.5))
    assert draft.lines[0].values["points"] == 885 and not draft.unread
