"""Rows under a title, section line, heading, sheet or file name that tells of leaving: asked about, never taken as clear."""

import datetime as dt

import pytest
from builders import id_number, pupil
from lists_people import CHILD, STRANGER, grown

from desktop.models.errors import Refused
from desktop.models.ledgers.hardship import Hardship
from desktop.services.lists.decide import accept, end, open_hits
from desktop.services.lists.keep import keep
from desktop.services.lists.match import match_folder, rename

HEAD = ("序号", "姓名", "身份证号", "备注")
STAYS = id_number(5)
ANOTHER = id_number(6)
LOW, DISABLED = "农村低保2026年9月.xlsx", "持证残疾人2026年9月.xlsx"
STAYING, LEAVING = ["1", "李小明", STAYS, ""], ["1", "王芳", CHILD, "收入超标"]


@pytest.fixture
def pupils(store, family):
    pupil(store, "李小明", id_number=STAYS, attendance="1")
    pupil(store, "陈小红", id_number=ANOTHER, attendance="1")


def verdicts(draft):
    return {line.name: line.verdict for line in draft.lines}


LEFT = {
    "退保附表，原因在备注": [["农村低保名单"], HEAD, STAYING, [], ["附：本月退保人员"], HEAD, LEAVING],
    "退保附表，自己的表头": [
        ["农村低保名单"], HEAD, STAYING, [], ["附：本月退保人员"],
        ["编号", "保障对象姓名", "性别", "证件号", "退保原因"], ["9", "王芳", "女", CHILD, "收入超标"],
    ],
    "下表没有标题，表头写退保原因": [
        ["农村低保名单"], HEAD, STAYING, [], ["编号", "保障对象姓名", "证件号", "退保原因"], ["9", "王芳", CHILD, "收入超标"],
    ],
    "表头写退保人员姓名": [
        ["农村低保名单"], HEAD, STAYING, [], ["编号", "退保人员姓名", "退保人员身份证号", "备注"], ["9", "王芳", CHILD, ""],
    ],
    "中间一行小标题": [["持证残疾人名单"], HEAD, STAYING, ["二、已注销残疾证人员"], LEAVING],
    "以下为本月死亡人员": [["农村低保名单"], HEAD, STAYING, ["以下为本月死亡人员"], LEAVING],
    "小标题带人数": [["农村低保名单"], HEAD, STAYING, ["（二）清退对象（1人）"], LEAVING],
    "小标题在序号后一格": [["农村低保名单"], HEAD, STAYING, ["", "三、迁出户"], LEAVING],
    "小标题很长": [HEAD, STAYING, ["以下人员经入户核查收入超过标准，自2026年9月起不再享受农村最低生活保障待遇，请各校核对。"], LEAVING],
    "小标题下还有一行单位": [HEAD, STAYING, ["二、核减对象"], ["大坝乡低保对象"], HEAD, LEAVING],
    "小标题隔一行空行": [HEAD, STAYING, [], ["终止低保待遇人员"], [], LEAVING],
    "小标题后表头照旧重复": [HEAD, STAYING, ["停保人员名单"], HEAD, ["2", "赵六", STRANGER, ""], HEAD, LEAVING],
    "先新增后停保": [["农村低保名单"], ["一、新增人员"], HEAD, STAYING, ["二、停保人员"], HEAD, LEAVING],
    "姓名单独一行不算小标题": [HEAD, STAYING, ["二、取消人员"], ["赵小六"], LEAVING],
    "村名一行不算新的一段": [HEAD, STAYING, ["二、取消人员"], ["石桥村"], LEAVING],
    "增减变动没有写明": [HEAD, STAYING, ["附：本月增减变动人员"], HEAD, LEAVING],
    "含停保，没有写明": [HEAD, STAYING, ["附：大坝乡对象（含停保人员）"], HEAD, LEAVING],
}  # fmt: skip


@pytest.mark.parametrize("layout", LEFT)
def test_who_stands_in_a_part_of_leavers_is_asked_about_and_nobody_else(pupils, book, match, layout):
    book(DISABLED if "残疾" in str(LEFT[layout]) else LOW, LEFT[layout])
    assert verdicts(match()) == {"李小明": "hit", "王芳": "doubt"}


GOING_ON = {
    "新增小标题": [["农村低保名单"], HEAD, STAYING, ["二、本月新增人员"], LEAVING[:3]],
    "停保之后又有在保一段": [HEAD, ["一、停保人员"], ["1", "赵六", STRANGER], ["二、在保人员"], STAYING, LEAVING[:3]],
    "停保之后另有一张表": [
        ["停保人员名单"], HEAD, ["1", "赵六", STRANGER], [], ["农村低保名单"], ["序号", "姓名", "证件号码", "村"], STAYING[:3],
        LEAVING[:3],
    ],
    "标题说明不含": [["农村低保名单（不含停保、死亡人员）"], HEAD, STAYING, LEAVING[:3]],
    "标题说已剔除": [["农村低保名单（已剔除停保人员）"], HEAD, STAYING, LEAVING[:3]],
    "表前有填报说明": [["农村低保名单"], ["说明：死亡、迁出人员请在备注写明"], HEAD, STAYING, LEAVING[:3]],
    "表前有填写要求": [["农村低保名单"], ["停保人员请另册报送"], HEAD, STAYING, LEAVING[:3]],
    "表前有人数统计": [["农村低保名单"], ["本月新增5户，停保3户，在保412户"], HEAD, STAYING, LEAVING[:3]],
    "合计行写停保": [HEAD, STAYING, ["小计：停保3户"], LEAVING[:3]],
    "上一行备注写停保": [HEAD, STAYING, ["2", "赵六", STRANGER, "已停保"], ["赵七", "石桥村", "已停保"], LEAVING[:3]],
    "每页重复标题和表头": [["农村低保名单"], HEAD, STAYING, ["农村低保名单"], HEAD, LEAVING[:3]],
    "变动表，行里写新增": [["农村低保变动情况表"], (*HEAD[:3], "变动类型"), [*STAYING[:3], "新增"], [*LEAVING[:3], "新增"]],
}  # fmt: skip


@pytest.mark.parametrize("layout", GOING_ON)
def test_who_stands_in_a_part_that_goes_on_is_no_doubt(pupils, book, match, layout):
    book(LOW, GOING_ON[layout])
    assert verdicts(match()) == {"李小明": "hit", "王芳": "hit"}


@pytest.mark.parametrize("name", ["本月取消", "停保", "退保人员", "死亡注销", "8月核减"])
def test_a_sheet_named_after_leaving_is_asked_about(pupils, book, match, name):
    book(LOW, [["农村低保名单"], HEAD, STAYING], **{name: [("序号", "姓名", "身份证号", "原因"), LEAVING]})
    draft = match()
    for one in draft.lists:
        rename(one, "rural_low")
    assert verdicts(draft) == {"李小明": "hit", "王芳": "doubt"}


def test_a_file_named_after_leaving_is_asked_about_but_not_its_sheet_of_new_people(pupils, book, match):
    book("农村低保停保2026年9月.xlsx", [HEAD, LEAVING], 新增=[HEAD, STAYING])
    assert verdicts(match()) == {"李小明": "hit", "王芳": "doubt"}


def test_a_title_that_was_left_standing_does_not_clear_a_sheet_of_leavers(pupils, book, match):
    book(LOW, [["农村低保在保名单"], HEAD, STAYING], 本月取消=[["农村低保在保名单"], HEAD, LEAVING])
    assert verdicts(match()) == {"李小明": "hit", "王芳": "doubt"}


def test_the_list_of_those_who_receive_nothing_more_means_what_it_says(pupils, book, match):
    book("脱贫户（不再享受政策）2026年9月.xlsx", [["不再享受政策脱贫户"], HEAD, STAYING, LEAVING[:3]])
    assert verdicts(match()) == {"李小明": "hit", "王芳": "hit"}


def test_the_sentence_names_the_line_over_the_row(pupils, book, match):
    book(LOW, LEFT["退保附表，原因在备注"])
    (line,) = [line for line in match().lines if line.name == "王芳"]
    assert line.why.startswith("这一行列在“附：本月退保人员”下面，请核对还算不算。")


def test_such_a_line_is_only_accepted_by_who_says_that_it_is_sure(store, pupils, book, match):
    book(LOW, LEFT["退保附表，原因在备注"])
    keep(store, match(), today=dt.date(2026, 9, 10))
    with pytest.raises(Refused, match="附：本月退保人员"):
        accept(store, [hit.id for hit in open_hits(store)])
    assert not Hardship.select().exists()


def test_who_moves_to_the_part_of_leavers_is_offered_as_leaving(store, pupils, month, book, tmp_path):
    month("2026年8月", {"农村低保.xlsx": [["王芳", CHILD], ["李小明", STAYS]]})
    accept(store, [hit.id for hit in open_hits(store)])
    place = tmp_path / "2026年9月"
    book("农村低保.xlsx", LEFT["退保附表，原因在备注"], into=place)
    keep(store, match_folder(store, place))
    (hit,) = open_hits(store)
    assert (hit.student.name, hit.change) == ("王芳", "gone") and "附：本月退保人员" in hit.why
    end(store, [hit.id], "退保")
    assert Hardship.get(Hardship.student == hit.student).until == dt.date(2026, 8, 31)


def test_who_stands_in_both_parts_of_one_sheet_is_asked_about(pupils, book, match):
    rows = [*LEFT["退保附表，原因在备注"]]
    rows.insert(3, ["2", "王芳", CHILD, ""])
    book(LOW, rows)
    (line,) = [line for line in match().lines if line.name == "王芳"]
    assert line.verdict == "doubt" and "第 8 行" in line.why


def test_who_stands_on_two_sheets_that_contradict_is_asked_about(pupils, book, match):
    both = [["农村低保名单"], HEAD, STAYING, ["2", "王芳", CHILD, ""]]
    book(LOW, both, 停保=[["农村低保停保人员"], HEAD, LEAVING])
    assert [line.verdict for line in match().lines if line.name == "王芳"] == ["doubt", "doubt"]


def test_a_lower_table_reads_its_own_columns(pupils, book, match):
    lower = ["户主", "户主身份证号", "成员", "成员身份证号", "备注"]
    rows = [HEAD, STAYING, [], ["新增对象"], lower, ["赵六", grown(88), "王芳", CHILD, ""]]
    book(LOW, rows)
    assert [(line.name, line.verdict, line.listed_name) for line in match().lines][1:] == [
        ("王芳", "hit", "王芳")
    ]
