import datetime as dt
import re

import pytest

from desktop.models.identity import check_digit
from desktop.services.sheets.diagnose import diagnose_id


def number(first17="53010520150203001"):
    return first17 + check_digit(first17)


def with_x():
    return next(n for k in range(100, 999) if (n := number(f"53010520150203{k}")).endswith("X"))


def test_a_right_number_is_ok():
    found = diagnose_id(number(), birth=dt.date(2015, 2, 3), gender="1")
    assert (found.state, found.value, found.sentence, found.usable) == ("ok", number(), "", True)


def test_spaces_tabs_and_quotes_are_mended():
    assert diagnose_id(f"'{number()[:6]} {number()[6:]}\t\n").value == number()


def test_a_small_x_is_mended_and_told():
    found = diagnose_id(with_x().lower())
    assert (found.state, found.value) == ("lower_x", with_x()) and "大写" in found.sentence


def test_full_width_is_mended_and_told():
    found = diagnose_id("".join(chr(ord(c) + 0xFEE0) for c in number()))
    assert (found.state, found.value) == ("full_width", number())


def test_a_number_cell_keeps_fifteen_digits_and_offers_no_guess():
    found = diagnose_id(float(number()))
    assert (found.state, found.value, found.kept_digits) == ("damaged_by_excel", None, number()[:15])
    assert number()[:15] in found.sentence


@pytest.mark.parametrize("lost", ["000", "123", "992"])
def test_what_is_said_to_stand_in_the_sheet_begins_with_the_digits_that_are_right(lost):
    found = diagnose_id(float(number()[:15] + lost))
    shown = re.search(r"表里现在是 (\d{18})）", found.sentence)[1]
    assert shown.endswith("000") and shown.startswith(found.kept_digits)
    assert f"后 {18 - len(found.kept_digits)} 位请按户口簿补录。" in found.sentence


@pytest.mark.parametrize("cell", ["5.30105E+17", "530105201502030000", 530105201502030000])
def test_digits_eaten_by_excel_are_named(cell):
    assert diagnose_id(cell).state == "damaged_by_excel"


def ends_in_000():
    days = (f"201805{day:02}" for day in range(1, 32))
    return next(
        whole for day in days if (whole := number(f"522425{day}100")[:15] + "000") == number(whole[:17])
    )


def test_a_text_ending_in_000_with_a_right_check_digit_is_right():
    found = diagnose_id(ends_in_000())
    assert (found.state, found.value, found.sentence) == ("ok", ends_in_000(), "")


def test_the_same_number_in_a_number_cell_is_doubted():
    for cell in (int(ends_in_000()), float(ends_in_000())):
        assert (diagnose_id(cell).state, diagnose_id(cell).value) == ("damaged_by_excel", None)


def test_a_student_number_offers_what_is_inside():
    found = diagnose_id("G" + number())
    assert (found.state, found.value, found.usable) == ("student_no_in_id_column", number(), False)


def test_a_student_number_without_an_id_inside_offers_nothing():
    assert diagnose_id("L53010520150203123X").value is None


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        (None, "missing"),
        (" ", "missing"),
        ("530105150203001", "fifteen_digits"),
        (530105150203001, "fifteen_digits"),
        (530105150203001.0, "fifteen_digits"),
        ("5301051502", "wrong_length"),
        (number()[:17], "wrong_length"),
        ("无户口", "wrong_length"),
        (number("99010520150203001"), "bad_region"),
        (number("53010520151303001"), "bad_birth_date"),
        (number("53010520990203001"), "bad_birth_date"),
    ],
)
def test_each_injury_has_its_name_and_a_sentence(cell, state):
    found = diagnose_id(cell)
    assert (found.state, found.value) == (state, None) and found.sentence.endswith("。")


def test_two_neighbours_changed_over_are_pointed_at():
    right = number("53010520150203172")
    wrong = right[:14] + right[15] + right[14] + right[16:]
    found = diagnose_id(wrong)
    assert found.state == "bad_check_digit" and found.value is None and {15, 16} <= set(found.suspects)


def test_one_birth_digit_that_differs_is_pointed_at():
    wrong = number()[:9] + "6" + number()[10:]
    assert diagnose_id(wrong, birth=dt.date(2015, 2, 3)).suspects == (10,)


def test_an_unexplained_check_digit_is_not_corrected():
    right = number()
    wrong = right[:17] + ("2" if right[17] != "2" else "3")
    found = diagnose_id(wrong)
    assert found.state == "bad_check_digit" and found.value is None


def test_birth_and_gender_are_compared():
    assert diagnose_id(number(), birth=dt.date(2015, 2, 4)).state == "mismatch_birth"
    assert diagnose_id(number(), birth=dt.date(2015, 2, 4)).suspects == (14,)
    found = diagnose_id(number(), gender="2")
    assert (found.state, found.value) == ("mismatch_gender", number()) and "表示男" in found.sentence


def test_birth_digits_that_changed_places_are_named_beside_the_told_birth_date():
    right = number("53010520151203001")
    wrong = right[:8] + right[9] + right[8] + right[10:]  # 2015 -> 2051: in the future
    found = diagnose_id(wrong, birth=dt.date(2015, 12, 3))
    assert (found.state, found.suspects) == ("bad_birth_date", (9, 10))
    assert "2015-12-03" in found.sentence and "写颠倒" in found.sentence


def test_a_turned_pair_that_still_makes_a_day_is_named_too():
    right = number("53010520150312001")
    wrong = right[:12] + right[13] + right[12] + right[14:]  # the 12th became the 21st
    found = diagnose_id(wrong, birth=dt.date(2015, 3, 12))
    assert (found.state, found.suspects) == ("bad_check_digit", (13, 14))
    assert "第 13、14 位" in found.sentence and "写颠倒" in found.sentence


def test_a_number_that_fits_says_in_which_places_its_birth_date_differs():
    assert "第 14 位" in diagnose_id(number(), birth=dt.date(2015, 2, 4)).sentence
