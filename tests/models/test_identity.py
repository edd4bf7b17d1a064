"""Identity numbers after GB 11643, 学籍号 and disability cards."""

import datetime as dt

import pytest
from builders import id_number

from desktop.models import identity

STANDARD = "11010519491231002X"  # the example in GB 11643


def test_the_example_of_the_standard_is_right():
    assert identity.check_digit(STANDARD[:17]) == "X"
    assert identity.problem_of_id(STANDARD) is None
    assert identity.birth_of(STANDARD) == dt.date(1949, 12, 31)
    assert identity.gender_of(STANDARD) == "2"


def test_every_single_wrong_digit_is_found():
    for place in range(17):
        for digit in "0123456789".replace(STANDARD[place], ""):
            assert not identity.is_valid_id(STANDARD[:place] + digit + STANDARD[place + 1 :])


def test_every_swap_of_neighbours_is_found():
    for place in range(16):
        left, right = STANDARD[place : place + 2]
        if left != right:
            assert not identity.is_valid_id(STANDARD[:place] + right + left + STANDARD[place + 2 :])


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("1101051949123100", "应为 18 位数字"),
        ("110105491231002", "应为 18 位数字"),
        ("11010519491231002x", "应为 18 位数字"),
        ("990105194912310021", "开头两位 99 不是任何省份"),
        ("110105194913310021", "出生日期 19491331 不存在"),
        ("110105299912310021", "出生日期 29991231 不存在或在将来"),
        ("110105194912310021", "校验位不对"),
    ],
)
def test_what_is_wrong_is_said(number, words):
    assert words in identity.problem_of_id(number)


@pytest.mark.parametrize("letter", "GJL")
def test_a_pupil_number_begins_with_g_j_or_l(letter):
    assert identity.problem_of_student_no(letter + STANDARD) is None


@pytest.mark.parametrize("number", [STANDARD, f"A{STANDARD}", f"G{STANDARD[:17]}", f"GG{STANDARD}", "G"])
def test_other_pupil_numbers_are_refused_with_their_length(number):
    assert f"（{len(number)} 位）" in identity.problem_of_student_no(number)


@pytest.mark.parametrize("tail", ["11", "74", "43B1"])
def test_a_disability_card_is_a_citizen_number_with_type_and_level(tail):
    assert identity.problem_of_disability_card(STANDARD + tail) is None


@pytest.mark.parametrize("tail", ["", "01", "81", "15", "1", "43C1"])
def test_other_disability_cards_are_refused(tail):
    assert "残疾人证号应为 20 位" in identity.problem_of_disability_card(STANDARD + tail)


def test_a_disability_card_on_a_wrong_citizen_number_is_refused():
    assert "校验位" in identity.problem_of_disability_card("11010519491231002143")


def test_luhn_finds_one_wrong_digit():
    assert identity.luhn_fits("79927398713")
    assert not identity.luhn_fits("79927398710")


def test_masks_for_screen_and_paper():
    number = id_number()
    assert identity.mask_id(number) == f"5299**********{number[-4:]}"
    assert identity.mask_id_on_paper(number) == f"529901********{number[-4:]}"
    assert identity.mask_account("123") == "***"
    assert identity.mask_id(None) == ""


def test_full_years_turn_on_the_birthday():
    born = dt.date(2016, 5, 1)
    assert [identity.age_on(born, dt.date(2026, 4, 30)), identity.age_on(born, dt.date(2026, 5, 1))] == [
        9,
        10,
    ]
    assert identity.age_on(dt.date(2016, 2, 29), dt.date(2026, 2, 28)) == 9
