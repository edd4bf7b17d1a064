import datetime as dt

import pytest

from desktop.services.sheets.clean import ClassHint, Damaged, class_hint, class_in, tidy

DAY = dt.date(2015, 9, 1)


@pytest.mark.parametrize(
    "cell",
    ["2015.9.1", "20150901", 20150901, 20150901.0, "2015年9月1日", 42248, 42248.0, "42248", "2015/9/1", "2015-09-01",
     DAY, dt.datetime(2015, 9, 1), "２０１５．９．１", "2015 年 9 月 1 日", "2015-09-01 00:00:00", "2015。9。1", "2015.9.1日"],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(cell):
    assert tidy(cell, "date") == DAY


@pytest.mark.parametrize(
    ("cell", "word"),
    [("2015年9月", "缺日子"), ("2015.9", "缺日子"), (2012.9, "缺日子"), ("15.9.1", "两位"), ("2015.13.1", "不是日期"),
     ("0905", "不是日期"), ("不详", "不是日期"), (1, "不是日期"), ("2015.2.30", "不是日期")],
)  # fmt: skip
def test_half_a_date_is_not_completed(cell, word):
    found = tidy(cell, "date")
    assert isinstance(found, Damaged) and word in found.why


@pytest.mark.parametrize(
    "cell", ["2015年9月", "2015.09", "201509", 201509.0, 2015.9, "2015.9", DAY, "2015-9"]
)
def test_a_month_is_read_however_it_is_written(cell):
    assert tidy(cell, "month") == "2015-09"


def test_a_lost_zero_makes_a_month_doubtful():
    found = tidy(2012.1, "month")
    assert isinstance(found, Damaged) and "10 月" in found.why
    assert tidy("2012.10", "month") == "2012-10"


@pytest.mark.parametrize(
    ("cell", "kind", "text"),
    [
        (13800138000.0, "phone", "13800138000"),
        ("138 0013\t8000\n", "phone", "13800138000"),
        ("１３８００１３８０００", "phone", "13800138000"),
        ("\u202d13800138000\u202c", "phone", "13800138000"),
        ("'0123456789012345678", "account", "0123456789012345678"),
        ("6217 0000 1234 5678 901", "account", "6217000012345678901"),
        (" 99010520150101001x ", "id_number", "99010520150101001X"),
        ("王　芳", "name", "王芳"),
        ("王 芳\n", "name", "王芳"),
        ("买买提 • 吐尔逊", "name", "买买提·吐尔逊"),
        ("买买提．吐尔逊", "name", "买买提·吐尔逊"),
        ("阿依‧古丽", "name", "阿依·古丽"),
        ("某镇（东村）\n 3 组", "text", "某镇（东村） 3 组"),
        (True, "yesno", "是"),
        (3.0, "number", "3"),
        ("３ ", "number", "3"),
        (2.5, "number", "2.5"),
    ],
)
def test_a_cell_is_tidied_for_its_kind(cell, kind, text):
    assert tidy(cell, kind) == text


@pytest.mark.parametrize("cell", [None, "", "  ", "\u3000", "\u200b", "\t\n", float("nan")])
@pytest.mark.parametrize("kind", ["text", "name", "id_number"])
def test_blank_is_blank_in_every_disguise(cell, kind):
    assert tidy(cell, kind) is None


@pytest.mark.parametrize(
    "cell", [990105201501010011, 9.90105201501010e17, "9.90105E+17", "9.9e17", "6.217E+18", 1e15]
)
@pytest.mark.parametrize("kind", ["text", "id_number", "account"])
def test_a_long_number_that_lost_digits_is_named(cell, kind):
    found = tidy(cell, kind)
    assert isinstance(found, Damaged) and "请按原件补录" in found.why


@pytest.mark.parametrize(
    ("cell", "grade", "class_no"),
    [("1_1", 1, 1), ("一（1）", 1, 1), ("一年级1班", 1, 1), ("101", 1, 1), (101, 1, 1), (101.0, 1, 1), ("二（1）", 2, 1),
     ("五年级", 5, None), ("三2班", 3, 2), ("三年级（二）班", 3, 2), ("初一（2）班", 7, 2), ("七年级(12)班", 7, 12), ("三二班", 3, 2),
     ("1-2", 1, 2), (1.2, 1, 2), ("６（３）班", 6, 3), ("3年级十班", 3, 10), ("初三", 9, None)],
)  # fmt: skip
def test_a_class_is_read_however_it_is_written(cell, grade, class_no):
    assert class_in(cell) == ClassHint(grade, class_no)


@pytest.mark.parametrize(
    "cell", ["32班", "2024级1班", "100", "1", "王芳", "1300", "", None, "2015.9.1", "13年级"]
)
def test_what_is_no_class_or_could_be_two_is_left(cell):
    assert class_in(cell) is None


@pytest.mark.parametrize(
    ("texts", "hint"),
    [
        (("", "Sheet1", "1_1"), ClassHint(1, 1)),
        (("某某小学2026年秋三年级2班花名册", "Sheet1"), ClassHint(3, 2)),
        (("附件2：\n五年级学生名单", ""), ClassHint(5, None)),
        (("花名册", "二（1）"), ClassHint(2, 1)),
        (("花名册", "Sheet1", "20260905在校生信息"), None),
    ],
)
def test_titles_sheets_and_file_names_tell_the_class(texts, hint):
    assert class_hint(*texts) == hint
