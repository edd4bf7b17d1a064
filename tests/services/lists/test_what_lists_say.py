"""What a list says of itself: its kind, its month, hidden sheets, our own roster; what the command line makes of it."""

import datetime as dt

import pytest
from builders import id_number, pupil
from lists_people import CHILD, STRANGER, grown
from openpyxl import load_workbook

from desktop.models.errors import Refused
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.lists import CountyList
from desktop.services.lists.board import board
from desktop.services.lists.decide import accept, open_hits
from desktop.services.lists.keep import keep
from desktop.services.lists.match import rename
from desktop.services.lists.presets import kind_of, month_of, months_differ

PEOPLE = ("姓名", "身份证号")
TODAY = dt.date(2026, 11, 3)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("脱贫户（不再享受政策）", "out_of_poverty_ended"), ("已退出享受政策的脱贫户", "out_of_poverty_ended"),
        ("脱贫户取消享受政策", "out_of_poverty_ended"), ("脱贫户（继续享受政策）", "out_of_poverty"),
        ("脱贫户是否享受政策", None), ("监测对象（未能消除风险）", "monitored"), ("监测对象风险未能消除", "monitored"),
        ("脱贫不稳定户（风险已消除）", "monitored_cleared"), ("监测对象风险消除情况", None),
    ],
)  # fmt: skip
def test_a_no_before_a_word_turns_it_and_what_is_unclear_is_asked(title, kind):
    assert kind_of((title,), "") == kind


@pytest.mark.parametrize(
    ("word", "kind"),
    [("低保边缘家庭", "06"), ("刚性支出困难家庭", "08"), ("其他低收入家庭", "09"), ("低保对象", "05"), ("农村低保对象", "05.1"),
     ("城镇低保（边缘）", "06"), ("特困人员", "07"), ("农村特困人员", "07.1"), ("防返贫监测对象", None), ("", None)],
)  # fmt: skip
def test_the_low_incomes_row_says_which_kind(family, book, match, word, kind):
    book(
        "低收入人口.xlsx",
        [(*PEOPLE, "低收入人口类别"), ["赵六", STRANGER, "低保边缘家庭"], ["王芳", CHILD, word]],
    )
    (line,) = match().lines
    assert (line.kind, bool(line.ask)) == (kind, kind is None)


def test_low_income_without_a_column_for_the_kind_is_other_low_income(family, book, match):
    book("低收入人口.xlsx", [(*PEOPLE, "备注"), ["王芳", CHILD, ""]])
    assert match().lines[0].kind == "09"


# months ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["25年9月", "2025年9月", "2025-09", "低保202509", "二〇二五年九月"])
def test_a_month_is_read_with_its_year(text):
    assert month_of([text], TODAY) == "2025-09"


def test_the_months_after_september_are_read_in_words_too():
    told = [month_of([f"二零二四年{word}月"], TODAY) for word in ("十", "十一", "十二")]
    assert told == ["2024-10", "2024-11", "2024-12"]


def test_a_month_that_the_title_and_the_file_tell_differently_is_said(family, book, match):
    book("农村低保2026年10月.xlsx", [["农村低保名单2026年9月"], PEOPLE, ["王芳", CHILD]])
    (one,) = match().lists
    assert one.month == "2026-10"
    assert "文件名写的是 2026-10，标题写的是 2026-09" in one.note


def test_the_same_month_with_and_without_its_year_is_no_conflict():
    assert months_differ({"文件名": "农村低保9月", "标题": "农村低保2025年9月"}, TODAY) == ""


# what is left out --------------------------------------------------------------------------------------


def test_a_hidden_sheet_is_said_and_left_out_unless_chosen(store, family, book, match):
    path = book("农村低保.xlsx", [PEOPLE, ["赵六", STRANGER]], 旧表=[PEOPLE, ["王芳", CHILD]])
    hidden = load_workbook(path)
    hidden["旧表"].sheet_state = "hidden"
    hidden.save(path)
    draft = match()
    one = next(one for one in draft.lists if one.hidden)
    assert not one.use and "隐藏" in one.note and draft.lines == []
    one.use = True
    assert [line.name for line in draft.lines] == ["王芳"]
    keep(store, draft)
    assert CountyList.select().count() == 2


@pytest.fixture
def roster(store):
    """Rows of twelve pupils of ours."""
    rows = [[f"王{sign}", id_number(200 + n)] for n, sign in enumerate("甲乙丙丁戊己庚辛壬癸子丑")]
    for name, number in rows:
        pupil(store, name, id_number=number)
    return rows


def test_our_own_roster_in_the_folder_is_left_out_with_a_sentence(roster, book, match):
    book("石桥小学花名册.xlsx", [PEOPLE, *roster])
    draft = match()
    (one,) = draft.lists
    assert not one.use and "本校自己的花名册" in one.note
    assert draft.lines == [] and draft.unknown == []


def test_a_departments_list_of_our_pupils_alone_is_a_list(roster, book, match):
    book("农村低保.xlsx", [PEOPLE, *roster])
    assert len(match().lines) == 12


def test_an_unknown_list_does_not_hold_up_the_known_ones(store, family, book, match):
    book("农村低保.xlsx", [PEOPLE, ["王芳", CHILD]])
    book("名册.xlsx", [PEOPLE, ["王芳", CHILD], ["甲", STRANGER]])
    draft = match()
    assert "名册.xlsx · Sheet1" in draft.sentence()
    kept = keep(store, draft)
    assert [row.kind for row in CountyList.select()] == ["rural_low"]
    assert "没有记入 1 份：“名册.xlsx · Sheet1”" in kept.sentence


def test_the_same_list_twice_counts_once(family, book, match):
    book("农村低保.xlsx", [PEOPLE, ["王芳", CHILD]])
    path = book("农村低保（最终版）.xlsx", [PEOPLE, ["王芳", CHILD]])
    path.write_bytes((path.parent / "农村低保.xlsx").read_bytes())
    assert match().counts()["hit"] == 1


def test_renaming_a_list_works_its_lines_out_anew(family, book, match):
    book("名册.xlsx", [(*PEOPLE, "类别"), ["王芳", CHILD, "低保边缘"]])
    (one,) = match().lists
    rename(one, "low_income")
    assert one.lines[0].kind == "06"
    rename(one, "rural_low")
    assert one.lines[0].kind == "05.1"


# files that are no workbooks ---------------------------------------------------------------------------


def test_what_is_no_workbook_is_named_as_passed_over(family, folder, book, match):
    book("农村低保.xlsx", [PEOPLE, ["王芳", CHILD]])
    for name in ("名单.zip", "照片.jpg", "通知.docx", "~$农村低保.xlsx", "Thumbs.db"):
        (folder / name).write_bytes(b"PK")
    draft = match()
    assert set(draft.passed) == {"名单.zip", "照片.jpg", "通知.docx"}
    assert "名单.zip" in draft.passed_over


@pytest.mark.parametrize(("name", "says"), [("名单.zip", "请先解压"), ("名单.docx", "不是表格文件")])
def test_a_file_that_is_no_workbook_is_not_called_damaged(match, folder, name, says):
    (folder / name).write_bytes(b"PK")
    with pytest.raises(Refused, match=says):
        match(folder / name)


def test_every_place_of_a_damaged_number_is_told(family, book, match):
    rows = [[f"人{n}", grown(n)[:17]] for n in range(20)]
    book("农村低保.xlsx", [PEOPLE, ["赵六", STRANGER], *rows])
    (one,) = match().lists
    assert (len(one.damaged_at), one.damaged_at[0]) == (20, "第 3 行 B 列")


def test_a_pupil_in_a_hidden_row_is_said_to_be_hidden_and_looked_at(store, family, book, match):
    path = book("农村低保.xlsx", [PEOPLE, ["赵六", STRANGER], ["王芳", CHILD]])
    hidden = load_workbook(path)
    hidden["Sheet1"].row_dimensions[3].hidden = True
    hidden.save(path)
    (line,) = match().lines
    assert (line.verdict, line.row) == ("doubt", 3)
    assert line.why == "这一行在表里是隐藏的，请核对是不是本月的名单。身份证号与本人相同。"
    keep(store, match())
    (seen,) = board(store, [CountyList.get().id])
    assert seen.place.endswith("·第 3 行（隐藏）") and seen.asks
    (hit,) = open_hits(store)
    accept(store, [hit.id], sure=True)
    assert Hardship.get().source.endswith("·第3行（隐藏，本人的号码）")


def test_a_row_that_can_be_seen_is_not_said_to_be_hidden(store, family, book, match):
    path = book("农村低保.xlsx", [PEOPLE, ["赵六", STRANGER], ["王芳", CHILD]])
    hidden = load_workbook(path)
    hidden["Sheet1"].row_dimensions[2].hidden = True
    hidden["Sheet1"].column_dimensions["C"].hidden = True
    hidden.save(path)
    (line,) = match().lines
    assert (line.verdict, line.why) == ("hit", "身份证号与本人相同。")


def test_a_hidden_sheet_that_is_chosen_has_lines_to_be_looked_at(store, family, book, match):
    path = book("农村低保.xlsx", [PEOPLE, ["赵六", STRANGER]], 旧表=[PEOPLE, ["王芳", CHILD]])
    hidden = load_workbook(path)
    hidden["旧表"].sheet_state = "hidden"
    hidden.save(path)
    one = next(one for one in match().lists if one.hidden)
    assert [(line.verdict, line.hidden) for line in one.lines] == [("doubt", "这张表在文件里是隐藏的")]


def test_the_lines_of_a_list_nobody_named_have_no_kind_until_it_is(family, book, match):
    book("第三季度.xlsx", [("城镇低保（边缘）家庭名册",), PEOPLE, ["王芳", CHILD]])
    (one,) = match().lists
    (line,) = one.lines
    assert (one.kind, line.kind) == (None, None) and line.ask
    rename(one, "other")
    assert one.lines[0].kind == "06"  # 低保边缘, as its title says
    rename(one, "urban_low")
    assert one.lines[0].kind == "05.2"


def test_the_destitute_are_told_apart_by_town_and_country(family, book, match):
    book("城镇特困人员9月.xlsx", [("城镇特困人员名单",), PEOPLE, ["王芳", CHILD]])
    (one,) = match().lists
    assert (one.kind, one.lines[0].kind) == ("destitute", "07.2")


def test_a_sheet_without_a_month_takes_that_of_the_files_other_sheet(family, book, match, tmp_path):
    dated = [("脱贫户继续享受政策2026年9月",), PEOPLE, ["赵六", STRANGER]]
    book("脱贫户.xlsx", dated, into=tmp_path / "名单", 不再享受=[PEOPLE, ["王芳", CHILD]])
    first, second = match(tmp_path / "名单", today=TODAY, month="2026-10").lists
    assert (first.month, second.month) == ("2026-09", "2026-09")
    assert first.note == "" and "“Sheet1”算作 2026-09" in second.note


def test_of_two_months_in_one_file_none_is_taken_over(family, book, match, tmp_path):
    named = {"2026年8月": [PEOPLE, ["赵六", STRANGER]], "2026年9月": [PEOPLE, ["钱七", grown(55)]]}
    book("农村低保.xlsx", [PEOPLE, ["王芳", CHILD]], into=tmp_path / "名单", **named)
    assert match(tmp_path / "名单", today=TODAY).lists[0].month is None


MONITORED = ("户主姓名", *PEOPLE, "监测对象类别", "风险是否已消除")


def test_monitored_people_whose_rows_tell_kind_and_risk_need_no_word_of_the_person(family, book, match):
    rows = [
        MONITORED,
        ["赵六", "赵六", STRANGER, "突发", "否"],
        ["王老汉", "王芳", CHILD, "边缘易致贫户", "是"],
    ]
    book("防止返贫监测对象.xlsx", rows)
    (one,) = match().lists
    assert (one.kind, one.lines[0].kind, one.lines[0].risk) == ("monitored", "03", "cleared")


def test_one_row_that_does_not_tell_its_risk_leaves_the_list_to_the_person(family, book, match):
    book("防止返贫监测对象.xlsx", [MONITORED, ["王老汉", "王芳", CHILD, "边缘易致贫户", ""]])
    assert match().lists[0].kind is None
