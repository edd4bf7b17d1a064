"""Whose number stands in a row: twins whose numbers are crossed, children and heads of household beside a card holder."""

import pytest
from builders import guardian, id_number, pupil
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


@pytest.mark.parametrize(
    "cell",
    [
        f"赵六{STRANGER}（监护人：王建国{FATHER}）",
        f"赵六 {STRANGER}，王建国 {FATHER}（监护人）",
        f"赵六{STRANGER}；联系人王建国{FATHER}",
    ],
)
def test_a_guardian_named_behind_another_person_of_the_cell_is_not_listed(family, book, match, cell):
    book("特困人员2026年10月.xlsx", [("姓名及身份证号", "备注"), [f"钱七{grown(55)}", ""], [cell, ""]])
    (line,) = match().lines
    assert line.verdict == "doubt" and "父亲王建国" in line.why


def test_a_guardian_named_behind_the_pupil_leaves_the_pupil_on_the_list(family, book, match):
    cell = f"王芳{CHILD}（监护人：王建国{FATHER}）"
    book("特困人员2026年10月.xlsx", [("姓名及身份证号", "备注"), [f"钱七{grown(55)}", ""], [cell, ""]])
    assert match().lines[0].verdict == "hit"


def test_the_own_number_in_a_cell_of_members_counts_though_a_name_does_not_look_like_one(store, book, match):
    child = pupil(store, "农诗欣", id_number=id_number(33), attendance="1")
    guardian(store, child, "乜莲美", relation="52", id_number=grown(34))
    guardian(store, child, "农启建", relation="51", id_number=grown(35))
    members = f"乜莲美 {grown(34)}；农诗欣 {id_number(33)}"
    heads = ("户主姓名", "公民身份号码", "共同生活成员（姓名 身份证号）")
    book("农村低保2026年10月.xlsx", [heads, ["赵六", STRANGER, ""], ["农启建", grown(35), members]])
    (line,) = match().lines
    assert (line.verdict, line.relations[0]) == ("hit", "本人")
