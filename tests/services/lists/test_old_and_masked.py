"""A child's number in the old 15 digits, and whole lists whose numbers are covered with stars."""

import pytest
from builders import id_number, pupil
from lists_people import CHILD, STRANGER

PEOPLE = ("姓名", "身份证号")
FILE = "农村低保2026年9月.xlsx"
SHORT = CHILD[:6] + CHILD[8:17]


def masked(number, end=None):
    return f"{number[:6]}********{end or number[-4:]}"


@pytest.mark.parametrize("number", [SHORT, int(SHORT)])
def test_the_childs_number_in_fifteen_digits_beside_the_own_name_is_asked_about(family, book, match, number):
    book(FILE, [PEOPLE, ["赵六", STRANGER], ["王芳", number]])
    (line,) = match().lines
    assert (line.verdict, line.relation, line.number) == ("doubt", "01", SHORT) and "15 位" in line.why


def test_of_two_pupils_of_one_name_the_fifteen_digits_mean_one(store, family, book, match):
    pupil(store, "王芳", id_number=id_number(41), attendance="1")
    book(FILE, [PEOPLE, ["赵六", STRANGER], ["王芳", SHORT]])
    assert [line.student for line in match().lines] == [family]


def test_the_fifteen_digits_of_a_grown_up_namesake_are_only_counted(family, book, match):
    book(FILE, [PEOPLE, ["赵六", STRANGER], ["王芳", "529901" + "600304" + "221"]])
    (one,) = match().lists
    assert (one.lines, one.namesakes) == ([], 1)


def test_a_list_of_covered_numbers_says_so_and_offers_the_names(family, book, match):
    book(FILE, [PEOPLE, ["赵六", masked(STRANGER)], ["王芳", masked(CHILD)]])
    draft = match()
    assert "打了星号" in draft.problems[0] and "选错了文件" not in draft.problems[0]
    (line,) = draft.lines
    assert line.verdict == "doubt" and "露出的几位也对得上" in line.why


def test_figures_that_do_not_fit_are_said(family, book, match):
    book(FILE, [PEOPLE, ["赵六", STRANGER], ["王芳", masked(CHILD, "9999")]])
    assert "露出的几位对不上" in match().lines[0].why


def test_a_sheet_without_any_number_is_still_told_as_the_wrong_file(family, book, match):
    book("农村低保汇总.xlsx", [("村", "人数"), ["白岩村", "***"], ["石桥村", 3]])
    assert "选错了文件" in match().problems[0]
