import pytest
from workbooks import table, xls, xlsx

from desktop.services.sheets.clean import class_hint
from desktop.services.sheets.heads import column_letter, find_tables
from desktop.services.sheets.read import RawSheet, open_book

PUPIL = ["1", "王小明", "990105201501010010", "男"]
HEAD = ["序号", "姓名", "身份证号", "性别"]


def texts(found):
    return [head.text for head in found.heads]


def test_titles_above_the_heading_are_no_people():
    found = table(
        [
            ["附件2："],
            ["2026年秋季某某小学三年级2班花名册"],
            ["学校：某某小学", None, "日期：9月"],
            HEAD,
            PUPIL,
        ]
    )
    assert found.header_rows == (4,) and texts(found) == HEAD
    assert [row.number for row in found.rows] == [5]
    assert "三年级2班" in found.title and class_hint(found.title).grade == 3


def test_rows_and_columns_keep_their_places_in_the_sheet():
    found = table([[], [None, None, *HEAD], [], [None, None, *PUPIL]])
    assert [head.letter for head in found.heads] == ["C", "D", "E", "F"]
    assert found.rows[0].number == 4 and found.rows[0].cells == tuple(PUPIL)


def test_a_blank_row_ends_nothing():
    found = table([HEAD, PUPIL, [], [None, " "], [], PUPIL])
    assert [row.number for row in found.rows] == [2, 6]


def test_merged_two_row_headings_are_joined():
    rows = [
        ["序号", "姓名", "父亲", None, "母亲", None],
        [None, None, "姓名", "电话", "姓名", "电话"],
        [1, "王小明", "王大", 13800000000, "李四", 13900000000],
    ]
    merges = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3), (0, 4, 0, 5)]
    found = table(rows, merges=merges)
    assert texts(found) == ["序号", "姓名", "父亲/姓名", "父亲/电话", "母亲/姓名", "母亲/电话"]
    assert found.header_rows == (1, 2) and len(found.rows) == 1


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (["序号", "姓名", "父亲", "父亲", "父亲"], ["序号", "姓名", "姓名", "电话", "身份证号"]),
        (["序号", "姓名", "父亲", "父亲", "父亲"], [None, None, "姓名", "电话", "身份证号"]),
        (["学生", "学生", "父亲", "父亲", "父亲"], ["序号", "姓名", "姓名", "电话", "身份证号"]),
    ],
)
def test_a_group_written_over_each_of_its_columns_is_a_group(above, below):
    found = table([above, below, ["1", "王小明", "王大", "13800000000", "529901198001010014"]])
    assert found.header_rows == (1, 2) and [row.number for row in found.rows] == [3]
    assert texts(found)[2:] == ["父亲/姓名", "父亲/电话", "父亲/身份证号"]


def test_groups_alone_written_over_each_column_are_groups():
    found = table([["父亲"] * 3, ["姓名", "电话", "身份证"], ["王大", "13800000000", "529901198001010014"]])
    assert texts(found) == ["父亲/姓名", "父亲/电话", "父亲/身份证"] and len(found.rows) == 1


def test_two_row_headings_without_merges_are_joined():
    rows = [
        ["序号", "姓名", "父亲", None, "母亲", None],
        [None, None, "姓名", "电话", "姓名", "电话"],
        ["1", "王小明", "王大", "13800000000", "李四", "13900000000"],
    ]
    assert texts(table(rows)) == ["序号", "姓名", "父亲/姓名", "父亲/电话", "母亲/姓名", "母亲/电话"]


def test_a_row_of_groups_above_is_part_of_the_heading():
    rows = [
        ["学生信息", None, None, "监护人1", None],
        ["姓名", "身份证号", "班级", "姓名", "联系电话"],
        ["王", "x", "1", "李", "y"],
    ]
    found = table(rows, merges=[(0, 0, 0, 2), (0, 3, 0, 4)])
    assert texts(found)[0] == "学生信息/姓名" and texts(found)[4] == "监护人1/联系电话"


@pytest.mark.parametrize("merges", [(), ((0, 0, 0, 3),)])
def test_a_word_for_the_pupils_alone_over_the_whole_heading_is_a_title(merges):
    found = table([["学生基本信息（导出）", None, None, None], HEAD, PUPIL], merges=merges)
    assert texts(found) == HEAD and found.title == "学生基本信息（导出）"


def test_somebody_elses_word_alone_over_the_whole_heading_still_says_whose_it_is():
    found = table([["父亲信息", None, None], ["姓名", "电话", "身份证号"], ["王大", "13800000000", "x"]])
    assert texts(found)[0] == "父亲信息/姓名"


@pytest.mark.parametrize("merges", [(), ((1, 0, 1, 1), (1, 2, 1, 3), (1, 6, 1, 7))])
def test_headings_that_stand_in_the_upper_row_alone_need_no_merge_downwards(merges):
    rows = [
        ["某系统监测对象名单", None, None, None, None, None, None, None, None],
        ["户主", None, "家庭成员", None, "风险类型", "消除时间", "帮扶责任人", None, "备注"],
        ["姓名", "身份证号", "姓名", "身份证号", None, None, "姓名", "身份证号", None],
        ["王大", "x", "王小明", "990105201501010010", "因病", None, "李四", "y", None],
    ]
    found = table(rows, merges=merges)
    assert found.header_rows == (2, 3) and found.title == "某系统监测对象名单"
    assert texts(found)[3:6] == ["家庭成员/身份证号", "风险类型", "消除时间"]
    assert texts(found)[7:] == ["帮扶责任人/身份证号", "备注"]


def test_a_heading_whose_groups_stand_between_single_ones_is_one_heading():
    rows = [
        ["柳林镇2026年9月农村低保花名册", None, None, None, None, None, None],
        ["填报单位：民政办", None, None, None, None, "填报时间：9月5日", None],
        ["序号", "村", "户主", None, "保障金额", "包户干部", None],
        [None, None, "姓名", "身份证号", "元", "姓名", "身份证号"],
        ["1", "石桥村", "王大", "990105201501010010", "380", "李四", "y"],
    ]
    found = table(rows)
    assert texts(found) == [
        "序号", "村", "户主/姓名", "户主/身份证号", "保障金额/元", "包户干部/姓名", "包户干部/身份证号",
    ]  # fmt: skip
    assert found.title.startswith("柳林镇2026年9月农村低保花名册")


def test_three_row_headings_are_joined():
    rows = [
        ["序号", "姓名", "家庭情况", None, None],
        [None, None, "父亲", None, "住址"],
        [None, None, "姓名", "电话", None],
        [1, "王小明", "王大", 13800000000, "东村"],
    ]
    merges = [(0, 0, 2, 0), (0, 1, 2, 1), (0, 2, 0, 4), (1, 2, 1, 3), (1, 4, 2, 4)]
    found = table(rows, merges=merges)
    assert found.header_rows == (1, 2, 3) and texts(found)[2] == "家庭情况/父亲/姓名" and len(found.rows) == 1


def test_totals_and_signatures_are_dropped_and_told():
    rows = [
        HEAD,
        PUPIL,
        ["小计", "1人", None, None],
        PUPIL,
        [None, "合计：", 2, None],
        ["3", None, None, None],
        ["填表人：张三", None, "审核人：李四", None],
        ["注：以上信息属实", None, None, None],
        ["以下空白", None, None, None],
    ]
    found = table(rows)
    assert [row.number for row in found.rows] == [2, 4]
    assert [number for number, _ in found.dropped] == [3, 5, 6, 7, 8, 9]
    assert "合计行" in dict(found.dropped)[5] and "只有序号" in dict(found.dropped)[6]


def test_a_pupil_with_nothing_but_a_name_is_kept():
    assert len(table([HEAD, [None, "李芳", None, None]]).rows) == 1


def test_headings_repeated_on_each_page_are_dropped():
    found = table([HEAD, PUPIL, HEAD, PUPIL])
    assert [row.number for row in found.rows] == [2, 4] and found.dropped == [(3, "每页重复的标题或表头")]


def test_a_title_repeated_on_each_page_is_dropped_too():
    rows = [["花名册表"], HEAD, PUPIL, ["花名册表"], HEAD, PUPIL]
    (found,) = find_tables(RawSheet("a", [list(row) + [None] * (4 - len(row)) for row in rows]))
    assert [row.number for row in found.rows] == [3, 6] and [number for number, _ in found.dropped] == [4, 5]


def test_the_same_heading_under_another_title_is_another_table():
    rows = [["一年级1班"], HEAD, PUPIL, ["一年级2班", "班主任：张三"], HEAD, PUPIL]
    first, second = find_tables(RawSheet("a", [list(row) + [None] * (4 - len(row)) for row in rows]))
    assert class_hint(first.title).class_no == 1 and class_hint(second.title).class_no == 2
    assert [row.number for row in first.rows] == [3] and [row.number for row in second.rows] == [6]


def test_people_above_a_repeated_heading_stay_people():
    rows = [
        ["姓名", "关系", "职业"],
        ["王大", "父亲", "农民"],
        ["姓名", "关系", "职业"],
        ["李四", "母亲", "农民"],
    ]
    assert [row.number for row in table(rows).rows] == [2, 4]


def test_several_tables_in_one_sheet_are_told_apart():
    rows = [["一年级1班"], HEAD, PUPIL, [], ["一年级2班"], ["姓名", "学籍号", "班级"], ["李芳", "G1", "2"]]
    sheet = RawSheet("a", [list(row) + [None] * (4 - len(row)) for row in rows])
    first, second = find_tables(sheet)
    assert (first.title, second.title) == ("一年级1班", "一年级2班")
    assert [row.number for row in first.rows] == [3] and [row.number for row in second.rows] == [7]
    assert not first.dropped


def test_strips_side_by_side_are_two_tables():
    strip = ["序号", "姓名", "性别"]
    rows = [
        [*strip, None, *strip],
        [1, "王小明", "男", None, 2, "李芳", "女"],
        [3, "赵云", "男", None, None, None, None],
    ]
    first, second = find_tables(RawSheet("a", rows))
    assert [row.cells[1] for row in first.rows] == ["王小明", "赵云"]
    assert [row.cells[1] for row in second.rows] == ["李芳"] and second.heads[0].letter == "E"


def test_a_table_without_heading_is_found():
    found = table([["王小明", "990105201501010010", "男"], ["李芳", "990105201502020020", "女"]])
    assert found.header_rows == () and texts(found) == ["", "", ""] and len(found.rows) == 2


def test_headings_nobody_knows_are_still_headings():
    found = table([["甲项", "乙项", "丙项"], ["a", 3, "990105"], ["b", 4, "990106"]])
    assert found.header_rows == (1,) and len(found.rows) == 2


def test_a_merged_class_cell_counts_for_all_its_pupils():
    found = table(
        [["班级", "姓名", "性别"], ["一1班", "王", "男"], [None, "李", "女"]], merges=[(1, 0, 2, 0)]
    )
    assert [row.cells[0] for row in found.rows] == ["一1班", "一1班"]


def test_empty_columns_go_and_hidden_ones_are_marked():
    found = table([["姓名", None, "性别", "备注"], ["王小明", None, "男", None]], hidden_columns=[2])
    assert [(head.letter, head.hidden) for head in found.heads] == [("A", False), ("C", True), ("D", False)]


def test_an_empty_sheet_has_no_table():
    assert find_tables(RawSheet("Sheet2", [])) == [] and find_tables(RawSheet("Sheet2", [[None, " "]])) == []


def test_starred_and_spaced_headings_are_headings():
    found = table([["*姓 名", "＊身份证号\n（18位）", "性别："], ["王小明", "990105201501010010", "男"]])
    assert found.header_rows == (1,) and len(found.rows) == 1


def test_a_real_file_goes_all_the_way(tmp_path):
    rows = [
        ["某某小学五年级名单"],
        HEAD,
        *[[str(n), "王小明", "990105201501010010", "男"] for n in range(1, 6)],
    ]
    for path in (xlsx(tmp_path / "五年级.xlsx", rows, merges=[]), xls(tmp_path / "五年级.xls", rows)):
        (found,) = find_tables(open_book(path).sheets[0])
        assert len(found.rows) == 5 and found.header_rows == (2,)


def test_column_letters():
    assert [column_letter(n) for n in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


def test_numbered_headings_under_a_group_are_joined_to_it_without_merges():
    upper = ["序号", "户主姓名", "户主证件号码", "家庭成员", None, None, None, "备注"]
    lower = [None, None, None, "姓名1", "身份证号1", "姓名2", "身份证号2", None]
    found = table(
        [["低保户花名册"], ["填报单位：某某局"], upper, lower, ["1", "王老汉", "990105195501010010"]]
    )
    assert found.header_rows == (3, 4)
    assert texts(found)[:5] == ["序号", "户主姓名", "户主证件号码", "家庭成员/姓名1", "家庭成员/身份证号1"]
    assert texts(found)[7] == "备注" and [row.number for row in found.rows] == [5]


def test_a_person_without_a_number_of_order_is_no_second_heading():
    head = ["序号", "姓名", "家长", None, "联系电话"]
    found = table([head, [None, "王小明", "王建国", "李秀英", None], ["2", "李小红", "李大山", None, None]])
    assert found.header_rows == (1,) and [row.number for row in found.rows] == [2, 3]
