"""Cells of lists, sorted quickly: nothing that a slow look finds is passed over."""

import datetime as dt

import pytest
from builders import id_number

from desktop.services.lists.nearness import Nearness
from desktop.services.lists.shapes import failing, is_whole, numbers_in
from desktop.services.lists.sieve import Sieve, Wanted

MANY = [id_number(n, birth=dt.date(1950 + n % 60, n % 12 + 1, n % 28 + 1)) for n in range(400)]
NOBODY = Wanted(frozenset(), frozenset(), frozenset())


def with_other_end(number):
    return number[:17] + ("1" if number[17] != "1" else "2")


def test_the_numbers_made_for_this_test_end_in_every_sign():
    assert {number[17] for number in MANY} == set("0123456789X")


def test_wrong_check_digits_are_found_among_many_right_ones():
    wrong = [with_other_end(number) for number in MANY[::7]]
    assert failing([*MANY[:50], *wrong, *MANY[50:]]) == wrong


@pytest.mark.parametrize("numbers", [[], MANY[:1], MANY])
def test_right_numbers_never_fail(numbers):
    assert failing(numbers) == []


@pytest.mark.parametrize("place", range(18))
def test_one_digit_more_anywhere_fails(place):
    number = next(one for one in MANY if one[place].isdigit())
    assert failing([number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]])


def test_a_number_that_stands_there_twice_counts_once():
    told = Sieve(NOBODY).sort([[MANY[0], MANY[1]], [MANY[0], "赵六"]])
    assert (told.whole, told.damaged, told.ours, told.rows) == (2, set(), set(), [])


def test_an_x_in_the_middle_spoils_only_that_number():
    spoilt = [MANY[0][:5] + "X" + MANY[0][6:], MANY[1][:5] + "X" + MANY[1][6:17] + "X"]
    told = Sieve(NOBODY).sort([[*spoilt, MANY[2]]])
    assert (told.whole, told.damaged) == (1, set())


def test_letters_and_other_scripts_digits_among_numbers_spoil_nothing_else():
    small = [one for one in MANY if one.endswith("X")][-1].lower()
    told = Sieve(NOBODY).sort([["A" * 18, "五" * 18, "٣" * 18, small, *MANY[:8]]])
    assert told.whole == 9


@pytest.mark.parametrize(
    "written", ["阿依古丽·买买提", "阿依古丽 • 买买提", "阿依古丽 买买提", "阿依古丽.买买提"]
)
def test_a_name_is_found_whatever_stands_between_its_parts(written):
    sieve = Sieve(Wanted(frozenset(), frozenset({"阿依古丽·买买提"})))
    told = sieve.sort([["序号", 1.0], ["村", 2.0], [written, 3.0]])
    assert (told.ours, told.rows) == ({written}, [2])


def test_rows_with_a_number_of_ours_and_rows_with_a_damaged_one_are_told_in_their_order():
    ours = MANY[3]
    sieve = Sieve(Wanted(frozenset({ours}), frozenset()))
    cut = float(ours[:15] + "000")
    told = sieve.sort([[cut, ""], [MANY[4], None], [True, ours]])
    assert (told.rows, told.ours, told.damaged) == ([0, 2], {cut, ours}, {cut})


def test_a_list_of_words_and_days_holds_no_numbers():
    told = Sieve(NOBODY).sort([["村", dt.date(2026, 9, 1), None, False, 12, "第 3 组\n山坡上"], []])
    assert (told.whole, told.damaged, told.rows) == (0, set(), [])


def test_nearness_knows_a_lost_an_added_and_a_changed_digit():
    near, number = Nearness(MANY[:20]), MANY[5]
    for written in (number[:9] + number[10:], number[:4] + "0" + number[4:], with_other_end(number)):
        (found,) = numbers_in(written)
        assert near.to(found) >= {number}


def test_whole_numbers_have_a_province_and_a_birthday():
    assert is_whole(MANY[0])
    assert not is_whole("99" + MANY[0][2:]) and not is_whole(MANY[0][:6] + "19901340" + MANY[0][14:])
