"""Numbers that end in 000: whole ones are rare, cut ones common, and one cut number in eleven has the right check digit."""

import pytest
from builders import guardian, pupil
from lists_people import CHILD, STRANGER, grown

from desktop.services.lists.shapes import is_whole

PEOPLE = ("姓名", "身份证号")
FITTING = [
    one
    for year in range(1950, 1999)
    for n in (1, 101, 201, 301)
    if is_whole((one := grown(n, year))[:15] + "000")
]
FATHER = FITTING[0]
CUT = FATHER[:15] + "000"


@pytest.fixture
def child(store):
    made = pupil(store, "王芳", id_number=CHILD)
    guardian(store, made, "王建国", relation="51", id_number=FATHER)
    return made


def only(draft):
    (line,) = draft.lines
    return line


def test_a_fathers_cut_number_whose_check_digit_fits_is_asked_about(child, book, match):
    book("农村低保.xlsx", [PEOPLE, ["赵六", STRANGER], ["王建国", CUT]])
    line = only(match())
    assert (line.verdict, line.relations) == ("doubt", ("父亲王建国",))
    assert "末三位是 000" in line.why


@pytest.mark.parametrize("listed", ["", "王建囯", "王建国（户主）"])
def test_it_is_asked_about_without_a_name_and_with_one_written_otherwise(child, book, match, listed):
    book("农村低保.xlsx", [PEOPLE, ["赵六", STRANGER], [listed, CUT]])
    assert (only(match()).verdict, only(match()).relation) == ("doubt", "51")


@pytest.mark.parametrize("cell", [float(CUT), int(CUT)])
def test_a_numeric_cell_is_asked_about_though_no_name_stands_beside_it(child, book, match, cell):
    book("农村低保.xlsx", [("户主身份证号",), [STRANGER], [cell]])
    assert (only(match()).verdict, only(match()).relation) == ("doubt", "51")


def test_a_damaged_number_like_the_fathers_under_another_name_is_told_in_a_sentence(child, book, match):
    book("农村低保.xlsx", [PEOPLE, ["赵六", STRANGER], ["欧阳修", CUT]])
    draft = match()
    assert draft.lines == []
    assert "1 行的残缺号码像学生家里人的，姓名却不同（如第 3 行）" in draft.lists[0].aside[0]


def test_a_real_number_that_ends_in_000_is_taken_where_nothing_is_damaged(store, book, match):
    made = pupil(store, "李明", id_number=CHILD)
    guardian(store, made, "李大", relation="51", id_number=CUT)
    book("农村低保.xlsx", [PEOPLE, ["赵六", STRANGER], ["李大", CUT]])
    assert only(match()).verdict == "family"


@pytest.mark.parametrize("damaged", ["5.29901E+17", float(grown(7, 1977)[:15] + "000")])
def test_beside_damaged_ones_even_the_very_number_is_asked_about(store, book, match, damaged):
    made = pupil(store, "李明", id_number=CHILD)
    guardian(store, made, "李大", relation="51", id_number=CUT)
    book("农村低保.xlsx", [PEOPLE, ["赵六", STRANGER], ["钱七", damaged], ["李大", CUT]])
    assert only(match()).verdict == "doubt"


@pytest.mark.parametrize(("name", "verdict"), [("李明", "hit"), ("李大明", "doubt"), ("", "doubt")])
def test_beside_damaged_numbers_the_pupils_own_very_number_counts_with_the_very_name(
    store, book, match, name, verdict
):
    pupil(store, "李明", id_number=CUT)
    book("农村低保.xlsx", [PEOPLE, ["赵六", STRANGER], ["钱七", "5.29901E+17"], [name, CUT]])
    assert (only(match()).verdict, only(match()).relation) == (verdict, "01")


def test_a_stranger_whose_number_really_ends_in_000_stays_a_namesake(store, book, match):
    pupil(store, "王建国", id_number=CHILD)
    book("农村低保.xlsx", [PEOPLE, ["赵六", STRANGER], ["王建国", CUT]])
    draft = match()
    assert draft.lines == [] and draft.lists[0].namesakes == 1


@pytest.mark.parametrize(
    "card",
    [FATHER + "43", f"{FATHER[0]}.{FATHER[1:15]}E+19", float(FATHER[:15] + "00000"), FATHER[:15] + "00000"],
)
def test_a_disability_card_stored_as_a_number_is_not_passed_over(child, book, match, card):
    book("持证残疾人.xlsx", [("姓名", "残疾人证号"), ["赵六", STRANGER + "43"], ["王建国", card]])
    line = only(match())
    assert (line.relation, line.verdict) == ("51", "family" if str(card).endswith("43") else "doubt")


def test_a_number_of_the_bank_with_many_zeros_is_nobodys(child, book, match):
    book(
        "农村低保.xlsx",
        [
            (*PEOPLE, "账号"),
            ["赵六", STRANGER, "62170000100012340000"],
            ["钱七", STRANGER, 6.2170000100012e18],
        ],
    )
    assert match().lists[0].damaged == 0
