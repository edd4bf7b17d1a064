"""Workbooks as tired people make them, through the whole way in: everybody arrives, in the right class, or waits."""

import datetime as dt

import pytest
from builders import id_number
from services.sheets.workbooks import xlsx

from desktop.services.roster.draft import BAD, NEW
from desktop.services.roster.intake import read_files
from desktop.services.roster.judge import make_draft
from desktop.services.sheets.errors_out import write_errors

NAMES = ["王芳", "李明", "赵小军", "张三", "陈静", "周强", "吴敏", "郑涛"]
IDS = [id_number(number) for number in range(1, 9)]
PEOPLE = [[number, name, told] for number, (name, told) in enumerate(zip(NAMES, IDS, strict=True), 1)]
SHORT = ["序号", "姓名", "身份证号"]
HEADS, K = [*SHORT, "班级"], "三(2)班"


@pytest.fixture
def draft(store, tmp_path):
    def judge(rows=(), name="名单.xlsx", **more):
        return make_draft(
            store, read_files([xlsx(tmp_path / name, list(rows), **more)]), day=dt.date(2026, 9, 10)
        )

    return judge


def arrived(draft):
    return [(line.name, line.class_text) for line in draft.lines if line.bucket == NEW]


def person(at, *more, klass=K):
    return [*PEOPLE[at], klass, *more]


def test_three_heading_rows_with_groups_in_groups(draft):
    rows = [
        ["序号", "学生信息", None, None, "家庭信息", None, None, None],
        [None, "姓名", "身份证号", "班级", "父亲", None, "母亲", None],
        [None, None, None, None, "姓名", "电话", "姓名", "电话"],
        person(0, "王大山", "13800138000", "李四妹", "13900139000"),
    ]
    merges = [
        (0, 0, 2, 0),
        (0, 1, 0, 3),
        (0, 4, 0, 7),
        *[(1, c, 2, c) for c in (1, 2, 3)],
        (1, 4, 1, 5),
        (1, 6, 1, 7),
    ]
    (line,) = draft(rows, merges=merges).lines
    told = [
        (part.values["name"], part.values["relation"], part.values["phone"]) for part in line.plan.guardians
    ]
    assert told == [("王大山", "51", "13800138000"), ("李四妹", "52", "13900139000")]
    assert "phone" not in line.plan.values


@pytest.mark.parametrize("over", ["三(1)班", "三年级1班花名册", "三(1)班（2人）", "三（1）班 班主任：周敏"])
def test_a_class_in_a_line_of_its_own_counts_for_the_rows_below(draft, over):
    rows = [SHORT, [over], PEOPLE[0], PEOPLE[1], ["小计", "2人", None], ["三(2)班"], [1, *PEOPLE[2][1:]]]
    assert arrived(draft(rows)) == [("王芳", "三(1)班"), ("李明", "三(1)班"), ("赵小军", "三(2)班")]


def test_a_remark_that_begins_with_a_class_is_no_class(draft):
    rows = [SHORT, ["三(1)班"], PEOPLE[0], ["三(2)班王某已转走"], PEOPLE[1]]
    assert arrived(draft(rows)) == [("王芳", "三(1)班"), ("李明", "三(1)班")]


def test_two_classes_side_by_side_stay_apart(draft):
    rows = [
        ["三(1)班", None, None, None, "三(2)班"],
        [*SHORT, None, *SHORT],
        [*PEOPLE[0], None, *PEOPLE[1]],
    ]
    assert arrived(draft(rows, merges=[(0, 0, 0, 2), (0, 4, 0, 6)])) == [
        ("王芳", "三(1)班"),
        ("李明", "三(2)班"),
    ]


def test_one_title_over_both_strips_is_for_both(draft):
    rows = [["三(1)班花名册"], [*SHORT, None, *SHORT], [*PEOPLE[0], None, *PEOPLE[1]]]
    assert arrived(draft(rows)) == [("王芳", "三(1)班"), ("李明", "三(1)班")]


def test_strips_with_different_headings_are_two_tables_too(draft):
    rows = [[*SHORT, None, "序号", "姓名", "性别", "身份证号"], [*PEOPLE[0], None, 2, "李明", "女", IDS[1]]]
    lines = draft(rows, "三(1)班.xlsx").lines
    assert [(line.name, line.plan.values.get("gender")) for line in lines] == [("王芳", None), ("李明", "2")]


def test_a_parents_name_further_right_makes_no_second_pupil(draft):
    rows = [[*SHORT, None, "姓名", "关系", "电话"], [*PEOPLE[0], None, "王大山", "父亲", "13800138000"]]
    assert arrived(draft(rows, "三(1)班.xlsx")) == [("王芳", "三(1)班")]


@pytest.mark.parametrize(
    ("sheets", "name"),
    [
        (("一班", "二班"), "三年级.xlsx"), (("1班", "2班"), "石桥小学三年级学生.xlsx"), (("1", "2"), "三年级.xlsx"),
        (("301", "302班"), "学生.xlsx"), (("三1班", "三（2）班"), "学生.xlsx"), (("三年级1班名单", "三年级2班名单"), "学生.xlsx"),
    ],
)  # fmt: skip
def test_classes_as_sheets(draft, sheets, name):
    told = [(sheet, [SHORT, PEOPLE[at]]) for at, sheet in enumerate(sheets)]
    assert arrived(draft(name=name, sheets=told)) == [("王芳", "三(1)班"), ("李明", "三(2)班")]


def test_the_grade_in_the_title_and_the_class_in_the_sheets_name(draft):
    title = ["石桥小学2026年秋季三年级花名册"]
    told = [("1班", [title, SHORT, PEOPLE[0]]), ("2班", [title, SHORT, PEOPLE[1]])]
    assert arrived(draft(sheets=told)) == [("王芳", "三(1)班"), ("李明", "三(2)班")]


def test_the_class_in_the_middle_of_a_title(draft):
    assert arrived(draft([["石桥小学三年级2班花名册"], SHORT, PEOPLE[0]])) == [("王芳", K)]


@pytest.mark.parametrize(
    "wrap",
    ["'{}", "‘{}", "{}’", "`{}", "{}\t", "\u00a0{}\n", " {} "],
)
def test_marks_around_a_number_cost_nobody_the_place(draft, wrap):
    (line,) = draft([HEADS, [1, "王芳", wrap.format(IDS[0]), K]]).lines
    assert line.plan.values["id_number"] == IDS[0]


@pytest.mark.parametrize("apart", [" ", "-", "—"])
def test_a_number_written_in_groups_is_put_together(draft, apart):
    told = apart.join((IDS[0][:6], IDS[0][6:14], IDS[0][14:]))
    assert draft([HEADS, [1, "王芳", told, K]]).lines[0].plan.values["id_number"] == IDS[0]


@pytest.mark.parametrize(
    "day", ["2016.5.1", "20160501", 20160501, 42491, 42491.0, "42491", "2016年5月1日", "2016-05-01 00:00:00", dt.date(2016, 5, 1)]
)  # fmt: skip
def test_days_in_every_form(draft, day):
    (line,) = draft([[*HEADS, "出生日期"], person(0, day)]).lines
    assert line.plan.values["birth_date"] == dt.date(2016, 5, 1) and not line.problems


@pytest.mark.parametrize("month", ["2016.5", "201605", "2016年5月", 2016.05, "2016/05", "16.5.1"])
def test_a_month_that_agrees_with_the_number_is_nothing_missing(draft, month):
    (line,) = draft([[*HEADS, "出生年月"], person(0, month)]).lines
    assert line.bucket == NEW and not line.problems


def test_a_month_that_disagrees_with_the_number_is_said(draft):
    (line,) = draft([[*HEADS, "出生年月"], person(0, "2016.6")]).lines
    assert [problem.head for problem in line.problems] == ["出生年月"]


@pytest.mark.parametrize("gender", [2, 2.0, "2", "２", "女", "女性", " 女 "])
def test_gender_in_every_form(draft, gender):
    assert draft([[*HEADS, "性别"], person(0, gender)]).lines[0].plan.values["gender"] == "2"


@pytest.mark.parametrize("phone", [13800138000.0, 13800138000, "138 0013 8000", "+8613800138000"])
def test_a_mobile_in_every_form(draft, phone):
    assert draft([[*HEADS, "联系电话"], person(0, phone)]).lines[0].plan.values["phone"] == "13800138000"


@pytest.mark.parametrize("word", ["无", "没有", "/", "—", "-", "暂无", "未办"])
def test_a_word_for_nothing_is_no_fault(draft, word):
    (line,) = draft([[*HEADS, "联系电话", "学籍号", "银行卡号", "残疾人证号"], person(0, *[word] * 4)]).lines
    assert line.bucket == NEW and not line.problems and not line.plan.accounts


@pytest.mark.parametrize("name", ["王  芳", "王\u3000芳", "1.王芳", "王芳*", "★王芳"])
def test_what_is_put_around_a_name_is_not_its_part(draft, name):
    (line,) = draft([HEADS, [1, name, IDS[0], K]]).lines
    assert line.name == "王芳" and not line.problems


def test_a_remark_behind_a_name_is_said_and_not_kept_as_name(draft):
    (line,) = draft([HEADS, [1, "王芳（转入）", IDS[0], K]]).lines
    assert line.name == "王芳" and "转入" in line.problems[0].sentence


def test_forty_empty_rows_above_cost_nothing(draft):
    (line,) = draft([*[[]] * 40, ["某校花名册"], HEADS, person(0)]).lines
    assert line.source.row == 43


@pytest.mark.parametrize(
    "foot",
    [
        ["制表人：周敏", None, "审核人：王校长", "2026年9月1日"], ["负责人", None, "联系电话", "13800138000"],
        ["班主任（签名）", "周敏", "家长代表（签名）", None], ["石桥小学", None, None, "2026年9月1日"],
        [None, "制表人", "周敏", "2026.9.1"], ["合计", "1人", None, None], [None, "小计", "1人", None],
    ],
)  # fmt: skip
def test_the_foot_is_nobody(draft, foot):
    assert [line.name for line in draft([HEADS, person(0), [], foot]).lines] == ["王芳"]


@pytest.mark.parametrize(
    "under",
    [[1, 2, 3, 4], ["A", "B", "C", "D"], ["示例", "张三", IDS[5], K], [None, "必填", "必填，18位", "必填"]],
)
def test_what_a_form_prints_under_its_heading_is_nobody(draft, under):
    assert arrived(draft([HEADS, under, person(0)])) == [("王芳", K)]


def test_the_first_pupil_of_two_columns_is_not_taken_for_column_numbers(draft):
    rows = [["姓名", "身份证号", "班级"], ["王芳", IDS[0], K]]
    assert arrived(draft(rows)) == [("王芳", K)]


@pytest.mark.parametrize("ditto", ["〃", "同上"])
def test_a_ditto_says_what_stands_above(draft, ditto):
    rows = [HEADS, person(0), person(1, klass=ditto), person(2, klass=ditto)]
    assert arrived(draft(rows)) == [("王芳", K), ("李明", K), ("赵小军", K)]


def test_a_heading_with_brackets_in_brackets(draft):
    rows = [["*序号", "*姓名（必填）", "*身份证件号（18位）", "*班级（如三（2）班）"], person(0)]
    assert arrived(draft(rows)) == [("王芳", K)]


def test_numbers_that_begin_anew_and_headings_that_come_again(draft):
    rows = [["三（1）班"], SHORT, PEOPLE[0], [], ["三（2）班"], SHORT, [1, *PEOPLE[1][1:]]]
    assert arrived(draft(rows)) == [("王芳", "三(1)班"), ("李明", "三(2)班")]


def test_the_workbook_of_errors_keeps_the_class_a_line_told(draft, store, tmp_path):
    rows = [SHORT, ["三(1)班"], [1, "王芳", "529901"], ["三(2)班"], [1, "李明", "529902"]]
    wrong = draft(rows)
    assert [line.bucket for line in wrong.lines] == [BAD, BAD]
    write_errors(wrong, tmp_path / "待改正.xlsx")
    again = make_draft(store, read_files([tmp_path / "待改正.xlsx"]))
    assert [(line.name, line.class_text) for line in again.lines] == [
        ("王芳", "三(1)班"),
        ("李明", "三(2)班"),
    ]
