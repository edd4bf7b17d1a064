"""What a clerk types beside a class: seats, first letters, names, with a mark behind."""

import pytest

from desktop.models.pinyin import search_text
from desktop.services.meals.days import Eater
from desktop.services.meals.typed import read

NAMES = ["王芳", "李明", "张晓明", "赵小梅", "张小满", "欧阳胜", "买买提·吐尔逊"]
CLASS = [Eater(10 + n, n, n + 4, name, search_text(name, "1234")) for n, name in enumerate(NAMES, 1)]
WANG, LI, ZHANG, ZHAO, MAN, OUYANG, MAI = (one.id for one in CLASS)


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("5s", {WANG: "S"}),
        ("5S 6p", {WANG: "S", LI: "P"}),
        ("5 6 7p", {WANG: "P", LI: "P", ZHANG: "P"}),
        ("5，6 病、7旷", {WANG: "S", LI: "S", ZHANG: "T"}),
        ("５ｓ", {WANG: "S"}),
        ("wf s", {WANG: "S"}),
        ("wfs", {WANG: "S"}),
        ("zhaoxiaomei 敏", {ZHAO: "A"}),
        ("王芳事", {WANG: "P"}),
        ("王芳过敏", {WANG: "A"}),
        ("买买提·吐尔逊弃", {MAI: "G"}),
        ("5 到", {WANG: "1"}),
        ("", {}),
    ],
)
def test_what_is_typed_is_understood(text, marks):
    typed = read(text, CLASS)
    assert (typed.marks, typed.wrong) == (marks, [])


def test_first_letters_that_end_like_a_mark_are_the_name_and_the_reason_is_asked_for():
    assert read("oys", CLASS).left == ["oys"]
    assert read("oys p", CLASS).marks == {OUYANG: "P"}


def test_a_mark_stays_with_whom_it_was_typed_for():
    typed = read("5 zxm s 6p", CLASS)
    assert typed.marks == {WANG: "S", LI: "P"}
    assert typed.left == ["zxm", "s"]
    assert len(typed.wrong) == 1


def test_on_paper_numbers_are_those_of_the_printed_sheet():
    assert read("1s", CLASS, paper=True).marks == {WANG: "S"}
    assert read("1s", CLASS).wrong == ["这个班没有座号 1（共 7 人）。"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("99s", "没有座号 99"),
        ("5x", "“x”看不懂"),
        ("zxm s", "有 3 个人：7 张晓明、8 赵小梅、9 张小满，请写座号"),
        ("孙悟空病", "没有“孙悟空病”"),
        ("5 6", "5、6 没有写原因"),
        ("s", "前面没有写是谁"),
        ("1234 s", "没有座号 1234"),
    ],
)
def test_what_is_not_understood_is_said_and_stays_to_be_mended(text, sentence):
    typed = read(text, CLASS)
    assert sentence in "".join(typed.wrong)
    assert typed.left


def test_what_is_right_is_taken_though_a_neighbour_is_wrong():
    typed = read("5s 99s 6p", CLASS)
    assert typed.marks == {WANG: "S", LI: "P"}
    assert typed.left == ["99s"]
