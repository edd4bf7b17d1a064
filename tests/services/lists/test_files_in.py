"""Lists as files: sheets, headings, passwords, sizes, and how a list is known for what it is."""

import io

import pytest
import xlwt
from builders import SAMPLES, draft_of, dump, household, planted, pupil
from lists_people import CHILD, FATHER, GRANDFATHER, STRANGER
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import load_workbook

from desktop.models.errors import Refused
from desktop.models.identity import check_digit
from desktop.models.ledgers.students import Student
from desktop.services.lists.match import match_files, match_folder
from desktop.services.lists.presets import Learned, learn
from desktop.services.progress import Cancelled, Progress
from desktop.services.roster.keep import keep

PEOPLE = ("姓名", "身份证号")


def only(draft):
    (line,) = draft.lines
    return line


def told(line):
    return line.verdict, line.relation, line.kind


def test_two_sheets_with_different_heads_and_a_hidden_one_are_all_looked_through(
    store, family, book, match, folder
):
    path = book("农村低保.xlsx", [("乡镇", "户数"), ("柳林镇", 3)], 甲=[PEOPLE, ["王芳", CHILD]],
                乙=[("证号", "家庭成员"), (FATHER, "王建国")])  # fmt: skip
    hidden = load_workbook(path)
    hidden["乙"].sheet_state = "hidden"
    hidden.save(path)
    lists = match().lists
    assert [(one.sheet, one.hidden, len(one.lines)) for one in lists] == [("甲", False, 1), ("乙", True, 1)]


@pytest.mark.parametrize("titles", [0, 1, 2])
def test_one_to_three_heading_rows_do_not_hide_the_name(family, book, match, titles):
    above = [["青禾县农村低保名单"], ["单位：人、元"]][:titles]
    book("农村低保.xlsx", [*above, PEOPLE, ["赵铁柱", CHILD]])
    assert only(match()).listed_name == "赵铁柱"


def test_merged_household_cells_do_not_move_rows(family, folder, book, match):
    rows = [("户主", "姓名", "身份证号"), ("王老汉", "王老汉", GRANDFATHER), (None, "王芳", CHILD)]
    path = book("农村低保.xlsx", rows)
    merged = load_workbook(path)
    merged.active.merge_cells("A2:A3")
    merged.save(path)
    assert (only(match()).verdict, only(match()).row) == ("hit", 3)


def test_an_old_xls_is_read_too(family, folder, match):
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("明细")
    for row, cells in enumerate([PEOPLE, ("王芳", CHILD)]):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    workbook.save(str(folder / "城镇低保.xls"))
    assert told(only(match())) == ("hit", "01", "05.2")


def test_an_empty_sheet_and_an_empty_file_are_said(family, book, match):
    book("农村低保.xlsx", [])
    draft = match()
    assert draft.lists == [] and "没有任何内容" in draft.problems[0]


def test_a_locked_list_asks_for_its_password_and_does_not_stop_the_others(family, folder, book, match):
    plain = book("农村低保.xlsx", [PEOPLE, ["王芳", CHILD]])
    with (folder / "城镇低保.xlsx").open("wb") as out:
        OOXMLFile(io.BytesIO(plain.read_bytes())).encrypt("低保2026", out)
    assert "密码" in match().problems[0]
    assert len(match().lists) == 1
    assert len(match(passwords=lambda path: "低保2026").lists) == 2


def test_a_file_that_has_gone_meanwhile_is_said_and_the_others_are_matched(store, family, folder, book):
    there = [book(f"农村低保{n}.xlsx", [PEOPLE, ["王芳", CHILD]]) for n in range(3)]
    gone = [folder / f"没了{n}.xlsx" for n in range(3)]
    draft = match_files(store, [*gone, *there], month="2026-09")
    assert len(draft.problems) == 3 and all("找不到" in problem for problem in draft.problems)
    assert [one.path for one in draft.lists] == there


def test_a_folder_without_workbooks_is_said(match, folder):
    with pytest.raises(Refused, match="没有表格文件"):
        match()


def test_thirty_thousand_strangers_hide_nobody(family, book, match):
    rows = [
        [f"人{n}", f"529901{1950 + n % 50}{n % 12 + 1:02d}{n % 28 + 1:02d}{n % 1000:03d}"]
        for n in range(30_000)
    ]
    rows = [[name, number + check_digit(number)] for name, number in rows]
    rows[29_000] = ["王芳", CHILD]
    book("低收入人口.xlsx", [PEOPLE, *rows])
    (one,) = match().lists
    assert [(line.verdict, line.row) for line in one.lines] == [("hit", 29_002)]
    assert one.rows == 30_000


def test_the_person_can_stop_it(family, book, match):
    class Stopped(Progress):
        def check(self):
            raise Cancelled

    book("农村低保.xlsx", [PEOPLE, ["王芳", CHILD]])
    with pytest.raises(Cancelled):
        match(progress=Stopped())


def test_nothing_is_written_by_looking(store, family, book, match):
    before = dump()
    book("农村低保.xlsx", [PEOPLE, ["王芳", CHILD]])
    match()
    assert dump() == before


# which list it is --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("脱贫户（继续享受政策）.xlsx", "out_of_poverty"), ("脱贫户（不享受政策）202609.xlsx", "out_of_poverty_ended"),
        ("持证残疾人.xlsx", "disabled"), ("9月农村最低生活保障对象.xlsx", "rural_low"), ("城镇低保.xlsx", "urban_low"),
        ("城乡特困.xlsx", "destitute"), ("监测对象（风险未消除）.xlsx", "monitored"),
        ("防返贫监测对象（风险已消除）.xlsx", "monitored_cleared"), ("孤儿及事实无人抚养儿童.xlsx", "orphan"),
        ("低收入人口.xlsx", "low_income"), ("低收入人口动态监测.xlsx", "low_income"), ("困难职工.xlsx", None),
    ],
)  # fmt: skip
def test_the_ten_lists_are_known_by_their_names(family, book, match, name, kind):
    book(name, [PEOPLE, ["王芳", CHILD]])
    assert match().lists[0].kind == kind


def test_an_unknown_list_is_pointed_out_once(store, family, book, match, folder):
    book("名册8月.xlsx", [PEOPLE, ["王芳", CHILD]])
    (one,) = match().lists
    assert one.kind is None
    learn(store, one.fingerprint, one.called, Learned("rural_low"), one.heads)
    assert told(only(match())) == ("hit", "01", "05.1")
    book("名册9月.xlsx", [PEOPLE, ["王芳", CHILD]], into=folder / "下月")
    assert {one.kind for one in match().lists} == {"rural_low"}


def test_only_the_columns_pointed_out_count(store, family, book, match):
    book("名册.xlsx", [("姓名", "身份证号", "原身份证号"), ["赵六", STRANGER, CHILD]])
    (one,) = match().lists
    learn(store, one.fingerprint, one.called, Learned("rural_low", ("身份证号",)), one.heads)
    assert match().lines == []


def test_the_samples_planted_pupils_are_all_found(store):
    intake, draft = draft_of(store, "20260904在校生信息.xlsx")
    keep(store, draft, intake=intake)
    found = match_folder(store, SAMPLES / "县级名单", month="2026-09")
    assert found.problems == [] and found.unknown == []
    here = {number for (number,) in Student.select(Student.id_number).tuples()}
    for file, numbers in planted()["county"].items():
        lines = [line for one in found.lists if one.path.name == file for line in one.lines]
        assert {line.number for line in lines if line.verdict == "hit"} == set(numbers) & here


def test_a_household_without_a_head_number_ties_nobody(store, book, match):
    pupil(store, "王芳", id_number=CHILD, household=household(store, "王老汉"))
    book("农村低保.xlsx", [PEOPLE, ["王老汉", GRANDFATHER]])
    assert match().lines == []
