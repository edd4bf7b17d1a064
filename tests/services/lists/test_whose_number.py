"""Whose number stands in a row: twins whose numbers are crossed, children and heads of household beside a card holder."""

import pytest
from builders import id_number, pupil
from lists_people import CHILD, FATHER, STRANGER, grown

PEOPLE = ("姓名", "身份证号")
DISABLED = "持证残疾人2026年10月.xlsx"


def test_a_twins_number_beside_the_other_twins_name_is_asked_about(store, book, match):
    pupil(store, "覃双庆", id_number=id_number(31), attendance="1")
    pupil(store, "覃双喜", id_number=id_number(32), attendance="1")
    book("农村低保2026年10月.xlsx", [PEOPLE, ["赵六", STRANGER], ["覃双喜", id_number(31)]])
    (line,) = match().lines
    assert (line.name, line.verdict) == ("覃双庆", "doubt") and "覃双喜" in line.why


def test_a_name_with_one_sign_wrong_is_still_the_pupil_where_nobody_else_has_it(store, book, match):
    pupil(store, "覃双庆", id_number=id_number(31), attendance="1")
    book("农村低保2026年10月.xlsx", [PEOPLE, ["赵六", STRANGER], ["覃双床", id_number(31)]])
    assert match().lines[0].verdict == "hit"


@pytest.mark.parametrize(
    ("heads", "name", "number"),
    [
        (("姓名", "残疾人证号", "子女姓名", "子女身份证号"), "王芳", CHILD),
        (("姓名", "身份证号", "户主姓名", "户主身份证号"), "王建国", FATHER),
    ],
)
def test_beside_another_card_holder_it_is_asked_who_holds(family, book, match, heads, name, number):
    book(DISABLED, [heads, ["赵六", STRANGER, name, number], ["钱七", grown(55), "钱小七", grown(56)]])
    (line,) = match().lines
    assert (line.verdict, line.kind) == ("doubt", None) and "持证" in line.why


def test_the_only_number_of_a_row_is_the_card_holders(family, book, match):
    book(DISABLED, [("户主姓名", "身份证号"), ["赵六", STRANGER], ["王建国", FATHER]])
    (line,) = match().lines
    assert (line.verdict, line.kind) == ("family", "13")
