"""What a pupil is found and sorted by."""

import pytest

from desktop.models.pinyin import search_text


def test_a_name_is_found_by_signs_pinyin_initials_and_tails():
    assert search_text("张晓明", "123X") == " 张晓明 zhangxiaoming zxm 123X "


@pytest.mark.parametrize(
    ("name", "surname", "usual"),
    [
        ("单小芳", "shan", "dan"),
        ("解晓东", "xie", "jie"),
        ("仇志强", "qiu", "chou"),
        ("查文斌", "zha", "cha"),
        ("盖春生", "ge", "gai"),
    ],
)
def test_surnames_with_two_readings_are_found_by_both_and_sorted_by_the_surnames(name, surname, usual):
    words = search_text(name).split()
    assert words[1].startswith(surname)
    assert any(word.startswith(usual) for word in words[2:])
    assert {surname[0], usual[0]} <= {word[0] for word in words if len(word) == 3 and word.isascii()}


def test_zeng_is_found():
    assert search_text("曾晨阳").split()[1] == "zengchenyang"


def test_a_name_with_a_dot_is_found_by_each_part_and_sorted_by_its_pinyin():
    words = search_text("吉克阿呷·莫色").split()
    assert words[0] == "吉克阿呷·莫色"
    assert words[1].startswith("jikea") and words[1].endswith("mose")
    assert words[-1] == "莫色"


def test_a_sign_no_table_knows_stays_as_it_is():
    assert search_text("王䶮").split()[0] == "王䶮"
    assert search_text("王䶮").split()[1].startswith("wang")


def test_an_empty_name_has_no_pinyin():
    assert search_text("").split() == []
