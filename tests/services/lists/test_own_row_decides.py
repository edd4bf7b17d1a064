"""A pupil's own row beside the father's: what it says is asked or told, and never lost behind a row that is clean."""

import pytest
from lists_people import CHILD, FATHER, MOTHER, STRANGER, grown
from openpyxl import load_workbook

from desktop.services.lists.decide import accept, open_hits
from desktop.services.lists.family import HEAD, Tie

HEADS = ("户主姓名", "户主身份证号", "姓名", "身份证号", "是否享受政策", "备注")
FILE = "脱贫户（继续享受政策）2026年9月.xlsx"
DEAD = f"备注：王芳（{CHILD}）已于8月死亡，从本表核减。"
ASKED = f"备注：王芳（{CHILD}）户口本待补。"


def row(name, number, remark="", answer="是"):
    return ["王建国", FATHER, name, number, answer, remark]


CLEAN = [row("王建国", FATHER), row("李秀英", MOTHER)]


@pytest.fixture
def line(family, book, match):
    """The one line about 王芳 on a list with these rows."""

    def find(*rows, hidden=0):
        path = book(FILE, [HEADS, *rows, ["赵某", STRANGER, "赵某", STRANGER, "是", ""]])
        if hidden:
            workbook = load_workbook(path)
            workbook.active.row_dimensions[hidden].hidden = True
            workbook.save(path)
        (one,) = match().lines
        return one

    return find


@pytest.mark.parametrize("remark", ["已脱贫不再享受", "不再享受", "不享受"])
def test_a_row_of_the_pupils_own_that_contradicts_itself_is_asked_beside_the_parents(line, remark):
    one = line(*CLEAN, row("王芳", CHILD, remark))
    assert (one.verdict, one.row, one.relation) == ("doubt", 4, "01")
    assert "自相矛盾" in one.why and "第 2 行的父亲王建国还在名单上" in one.also


def test_a_contradicting_row_beside_a_clean_one_of_the_same_number_is_asked(line):
    one = line(row("王芳", CHILD), row("王芳", CHILD, "不再享受"))
    assert one.verdict == "doubt" and "第 3 行的写法却自相矛盾" in one.why


def test_a_contradicting_row_of_another_sheet_is_asked(family, book, match):
    book(FILE, [HEADS, *CLEAN], 二表=[HEADS, row("王芳", CHILD, "不再享受")])
    assert {line.verdict for line in match().lines} == {"doubt"}
    assert any("写法却自相矛盾，请向部门问清" in line.why for line in match().lines)


def test_a_contradiction_of_the_fathers_leaves_the_childs_own_row(line):
    one = line(row("王建国", FATHER, "不再享受"), row("王芳", CHILD))
    assert (one.verdict, one.row) == ("hit", 3)


def test_what_rested_on_the_father_is_in_doubt_when_the_own_row_contradicts_itself(store, family, month):
    month("2026年9月", {"脱贫户（继续享受政策）.xlsx": CLEAN}, HEADS)
    accept(store, [hit.id for hit in open_hits(store)])
    rows = [*CLEAN, row("王芳", CHILD, "不再享受")]
    assert month("2026年10月", {"脱贫户（继续享受政策）.xlsx": rows}, HEADS).changes == {"changed": 1}
    (hit,) = open_hits(store)
    assert hit.why.startswith("9月已采纳，这个月名单上存疑：")


def test_a_note_at_the_foot_that_the_pupil_died_decides_beside_the_father(line):
    one = line(*CLEAN, [DEAD])
    assert (one.verdict, one.row) == ("doubt", 4)
    assert "名单这一行写着“已于8月死亡”" in one.why and "第 2 行的父亲王建国还在名单上" in one.also


def test_a_note_at_the_foot_that_the_pupil_died_is_held_against_the_own_row(line):
    one = line(row("王芳", CHILD), [DEAD])
    assert one.verdict == "doubt" and "第 3 行又说已经不算了" in one.why


def test_a_note_at_the_foot_that_tells_of_no_end_is_told(line):
    one = line(*CLEAN, [ASKED])
    assert one.verdict == "family" and "第 4 行也有本人的号码：号码写在一段话里" in one.also


def test_an_odd_name_beside_the_pupils_number_is_told_where_the_father_decides(line):
    one = line(*CLEAN, ["王建国", FATHER, "赵铁柱", CHILD, "是", ""])
    assert one.verdict == "family" and "名单姓名却是“赵铁柱”" in one.why + one.also
    one = line(["赵某", grown(97), "赵铁柱", CHILD, "是", ""], *CLEAN)
    assert (
        one.verdict == "family" and "第 2 行也有本人的号码：号码与王芳相同，名单姓名却是“赵铁柱”" in one.also
    )


def test_a_hidden_row_of_the_pupils_own_is_told_and_the_fathers_is_not_called_hidden(store, line):
    one = line(*CLEAN, row("王芳", CHILD), hidden=4)
    assert one.verdict == "family" and "第 4 行也有本人的号码：那一行没有显示出来" in one.also
    assert "隐藏" not in one.sentence


def test_a_householder_whose_name_was_not_told_is_called_so_once():
    assert Tie(1, HEAD, None, "户主").words == "户主"
    assert Tie(1, HEAD, None, "王老汉").words == "户主王老汉"
