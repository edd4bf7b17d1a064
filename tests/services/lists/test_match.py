"""Every pupil on a county's list is found, whoever of the family stands there; what is not sure is parked."""

import datetime as dt

import pytest
from builders import add, guardian, id_number, pupil
from lists_people import CHILD, FATHER, GRANDFATHER, MOTHER, STRANGER, grown

from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import NameAlias

PEOPLE = ("姓名", "身份证号")
HOUSE = ["序号", "户主姓名", "户主身份证号"]
HOUSE += [f"成员{n}{what}" for n in range(2, 10) for what in ("姓名", "关系", "身份证号")]


def only(draft):
    (line,) = draft.lines
    return line


def told(line):
    return line.verdict, line.relation, line.kind


def test_a_pupils_own_number_is_a_hit_with_file_sheet_row_and_month(family, book, match):
    book("农村低保.xlsx", [["农村低保名单"], PEOPLE, ["王芳", CHILD]])
    (one,) = match().lists
    line = one.lines[0]
    assert (one.kind, one.month, one.sheet, line.row, line.column) == (
        "rural_low",
        "2026-09",
        "Sheet1",
        3,
        "B",
    )
    assert told(line) == ("hit", "01", "05.1")


def test_the_child_need_not_be_the_first_number_of_the_row(family, book, match):
    row = [1, "王老汉", GRANDFATHER, "赵六", "子", STRANGER, "王芳", "孙女", CHILD]
    book("农村低保.xlsx", [HOUSE, row])
    line = only(match())
    assert told(line) == ("hit", "01", "05.1")
    assert line.relations == ("本人", "户主王老汉")


def test_one_row_with_nine_numbers_names_each_pupil_once_and_keeps_all_relations(store, family, book, match):
    brother = pupil(store, "王强", id_number=id_number(7, gender="1"))
    guardian(store, brother, "王建国", id_number=FATHER)
    row = [1, "王老汉", GRANDFATHER, "王建国", "子", FATHER, "李秀英", "儿媳", MOTHER]
    for number in range(20, 26):
        row += [f"路人{number}", "其他", grown(number)]
    book("农村低保.xlsx", [HOUSE, row])
    lines = {line.name: line for line in match().lines}
    assert set(lines) == {"王芳", "王强"}
    assert lines["王芳"].verdict == "family"
    assert set(lines["王芳"].relations) == {"父亲王建国", "母亲李秀英", "户主王老汉"}
    assert lines["王强"].relations == ("父亲王建国",)


@pytest.mark.parametrize("number", [FATHER, MOTHER, GRANDFATHER])
def test_a_family_member_on_the_list_is_a_hit_within_the_household(family, book, match, number):
    book("农村低保.xlsx", [("证件号码",), (number,)])
    line = only(match())
    assert (line.verdict, line.kind) == ("family", "05.1")


def test_only_a_disabled_parent_makes_a_child_of_disabled(store, family, book, match):
    guardian(store, family, "王爷爷", relation="61", id_number=grown(5, 1950))
    book("持证残疾人.xlsx", [PEOPLE, ["王爷爷", grown(5, 1950)]])
    (one,) = match().lists
    assert one.lines == []
    assert "只有父母持证才算残疾人子女" in one.aside[0]


def test_a_disabled_mother_makes_残疾人子女_and_the_pupils_own_card_残疾学生(family, book, match):
    book("持证残疾人.xlsx", [("姓名", "残疾人证号"), ["李秀英", f"{MOTHER}43"], ["王芳", f"{CHILD}62"]])
    lines = {line.verdict: line for line in match().lines}
    assert (lines["family"].kind, lines["family"].card_no) == ("13", f"{MOTHER}43")
    assert (lines["hit"].kind, lines["hit"].card_no) == ("12", f"{CHILD}62")


def test_an_orphan_list_looks_at_the_childs_own_number_only(store, family, book, match):
    rows = [("儿童姓名", "身份证号码", "监护人", "监护人身份证号"), ["赵小", id_number(50), "王建国", FATHER]]
    book("孤儿及事实无人抚养儿童.xls.xlsx", 孤儿=rows)
    (one,) = match().lists
    assert one.lines == [] and "只看学生本人" in one.aside[0]


def test_orphan_or_nobody_to_raise_them_is_read_from_the_sheets_name(store, family, book, match):
    other = pupil(store, "周俊", id_number=id_number(8, gender="1"))
    rows = ("儿童姓名", "身份证号码")
    book("孤儿及事实无人抚养儿童.xlsx", 孤儿=[rows, ["王芳", CHILD]],
         事实无人抚养儿童=[rows, ["周俊", id_number(8, gender="1")]])  # fmt: skip
    assert {line.student: line.kind for line in match().lines} == {family: "10", other: "11"}


def test_a_monitored_familys_kind_stands_beside_its_first_member_only(family, book, match):
    rows = [
        ("户编号", "监测对象类别", "姓名", "与户主关系", "身份证号码"),
        ["0001", "脱贫不稳定户", "赵大", "户主", STRANGER], ["0001", None, "赵小", "子", grown(60)],
        ["0002", "突发严重困难户", "王建国", "户主", FATHER], ["0002", None, "王芳", "女", CHILD],
    ]  # fmt: skip
    book("监测对象（风险未消除）.xlsx", rows)
    line = only(match())
    assert (line.verdict, line.kind, line.risk, line.row) == ("hit", "04", "active", 5)
    assert "第 4 行父亲王建国" in line.sentence


def test_the_rows_own_word_on_risk_goes_before_the_lists(family, book, match):
    head = ("监测对象类别", "姓名", "身份证号码", "风险是否已消除")
    book("监测对象（风险未消除）.xlsx", [head, ["边缘易致贫户", "王芳", CHILD, "是"]])
    assert (only(match()).kind, only(match()).risk) == ("03", "cleared")


def test_destitute_in_town_or_country_is_asked_when_the_list_does_not_say(family, book, match):
    book("城乡特困.xlsx", [PEOPLE, ["王芳", CHILD]])
    line = only(match())
    assert line.kind is None and "农村特困" in line.ask


def test_destitute_in_the_country_is_read_from_the_row(family, book, match):
    book("城乡特困.xlsx", [(*PEOPLE, "人员类别"), ["王芳", CHILD, "农村特困人员"]])
    assert told(only(match())) == ("hit", "01", "07.1")


# other people ------------------------------------------------------------------------------------------


def test_the_same_name_with_another_number_is_parked(family, book, match):
    book("农村低保.xlsx", [PEOPLE, ["王芳", id_number(77)]])
    line = only(match())
    assert line.verdict == "doubt" and "号码不同" in line.why


def test_a_grown_up_of_the_same_name_is_counted_and_not_listed(family, book, match):
    book("农村低保.xlsx", [PEOPLE, ["王芳", STRANGER]])
    (one,) = match().lists
    assert (one.lines, one.namesakes) == ([], 1)


def test_two_pupils_of_one_name_are_both_offered_and_neither_is_guessed(store, family, book, match):
    other = pupil(store, "王芳", "四(1)班", id_number=id_number(9))
    book("农村低保.xlsx", [PEOPLE, ["王芳", id_number(77)]])
    lines = match().lines
    assert {line.student for line in lines} == {family, other}
    assert {line.verdict for line in lines} == {"doubt"}


def test_of_two_pupils_of_one_name_the_number_says_which(store, family, book, match):
    pupil(store, "王芳", "四(1)班", id_number=id_number(9))
    book("农村低保.xlsx", [PEOPLE, ["王芳", CHILD]])
    line = only(match())
    assert (line.student, line.verdict) == (family, "hit")


def test_a_sisters_name_beside_the_fathers_number_is_parked(store, family, book, match):
    book("农村低保.xlsx", [PEOPLE, ["王小妹", FATHER]])
    line = only(match())
    assert line.verdict == "doubt" and "王小妹" in line.why


def test_a_pupils_number_under_a_strangers_name_is_parked(family, book, match):
    book("农村低保.xlsx", [PEOPLE, ["赵铁柱", CHILD]])
    line = only(match())
    assert line.verdict == "doubt" and "赵铁柱" in line.why


def test_a_name_one_sign_off_is_still_the_pupil_of_that_number(store, book, match):
    pupil(store, "王小芳", id_number=CHILD)
    book("农村低保.xlsx", [PEOPLE, ["王晓芳", CHILD]])
    assert only(match()).verdict == "hit"


def test_a_teachers_number_given_as_a_guardians_is_parked(store, family, book, match):
    add(store, Staff, name="田老师", id_number=STRANGER)
    guardian(store, family, "田老师", relation="97", id_number=STRANGER)
    book("农村低保.xlsx", [PEOPLE, ["田老师", STRANGER]])
    line = only(match())
    assert line.verdict == "doubt" and "教职工" in line.why


def test_the_number_of_who_helps_the_household_is_not_the_households(family, book, match):
    head = ("姓名", "身份证号", "帮扶责任人", "帮扶责任人身份证号")
    book("农村低保.xlsx", [head, ["赵六", STRANGER, "王建国", FATHER]])
    assert match().lines == []


def test_other_ways_to_write_a_name_count(store, book, match):
    record = pupil(store, "阿依古丽·买买提", id_number=CHILD)
    add(store, NameAlias, student=record, name="阿衣古丽")
    book("农村低保.xlsx", [PEOPLE, ["阿依古丽 • 买买提", id_number(70)], ["阿衣古丽", id_number(71)]])
    assert [(line.student, line.verdict) for line in match().lines] == [(record, "doubt")] * 2


def test_a_sister_at_the_school_brings_her_brother_in(store, family, book, match):
    brother = pupil(store, "王强", id_number=id_number(7, gender="1", birth=dt.date(2018, 1, 2)))
    guardian(store, brother, "王建国", id_number=FATHER)
    book("农村低保.xlsx", [PEOPLE, ["王芳", CHILD]])
    lines = {line.student: line for line in match().lines}
    assert lines[brother].verdict == "family" and lines[brother].relations == ("姐姐王芳",)


# numbers as they come ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        CHILD + "\t", f" {CHILD[:6]} {CHILD[6:14]} {CHILD[14:]}", "".join(chr(ord(c) + 0xFEE0) for c in CHILD),
        f"'{CHILD}", f"王芳{CHILD}", f"{STRANGER}、{CHILD}",
    ],
)  # fmt: skip
def test_a_whole_number_is_found_however_it_is_written(family, book, match, written):
    book("农村低保.xlsx", [PEOPLE, ["王芳", written]])
    assert only(match()).verdict == "hit"


def test_a_small_x_at_the_end_is_the_same_number(store, book, match):
    number = next(n for n in (id_number(k) for k in range(400)) if n.endswith("X"))
    pupil(store, "王芳", id_number=number)
    book("农村低保.xlsx", [PEOPLE, ["王芳", number.lower()]])
    assert only(match()).verdict == "hit"


def test_an_old_number_of_fifteen_digits_is_widened(store, family, book, match):
    number = next(n for n in (grown(k) for k in range(400)) if not n.endswith("X"))
    guardian(store, family, "王大伯", relation="51", id_number=number)
    book("农村低保.xlsx", [PEOPLE, ["王大伯", number[:6] + number[8:17]]])
    assert only(match()).verdict == "family"


def one_digit_off(number):
    wrong = str((int(number[10]) + 1) % 10)
    return number[:10] + wrong + number[11:]


@pytest.mark.parametrize(
    "written",
    [
        float(CHILD[:15] + "000"), CHILD[:15] + "000", CHILD[:16] + CHILD[17], one_digit_off(CHILD),
        CHILD[:9] + CHILD[10] + CHILD[9] + CHILD[11:], CHILD[:4] + "0" + CHILD[4:],
    ],
)  # fmt: skip
def test_a_damaged_number_that_fits_a_pupil_is_parked(store, book, match, written):
    pupil(store, "王芳", id_number=CHILD)
    book("农村低保.xlsx", [PEOPLE, ["赵六", STRANGER], ["某人", written]])
    line = only(match())
    assert line.verdict == "doubt" and "像王芳的号码" in line.why


def test_a_number_in_powers_of_ten_is_parked_by_its_name(family, book, match):
    book("农村低保.xlsx", [PEOPLE, ["赵六", STRANGER], ["王芳", "5.29901E+17"]])
    assert only(match()).verdict == "doubt"


def test_a_list_whose_numbers_are_all_damaged_says_so(family, book, match):
    rows = [PEOPLE] + [[f"人{n}", float(grown(n)[:15] + "000")] for n in range(30)]
    book("农村低保.xlsx", rows)
    draft = match()
    assert "30 行的身份证号全是坏的" in draft.problems[0] and "第 2 行 B 列" in draft.problems[0]


def test_rows_are_counted_where_every_damaged_number_reads_the_same(family, book, match):
    book("农村低保.xlsx", [PEOPLE] + [[f"人{n}", "5.29901E+17"] for n in range(30)])
    assert "30 行的身份证号全是坏的" in match().problems[0]


def test_a_list_of_a_month_that_has_not_come_says_so(family, book, match):
    later = dt.date.today().replace(day=1) + dt.timedelta(days=70)
    book(f"{later:%Y年%m月}农村低保.xlsx", [PEOPLE, ["王芳", CHILD]])
    book("2020年9月特困.xlsx", [PEOPLE, ["王芳", CHILD]])
    told = {one.month: one.ahead for one in match().lists}
    assert f"{later:%Y-%m} 还没有到" in told[f"{later:%Y-%m}"]
    assert told["2020-09"] == ""


def test_household_numbers_and_bank_accounts_are_no_damaged_numbers(family, book, match):
    book(
        "农村低保.xlsx",
        [(*PEOPLE, "户编号", "账号"), ["赵六", STRANGER, "529900000812345678", "6217000010001234567"]],
    )
    assert match().lists[0].damaged == 0
