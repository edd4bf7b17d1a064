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
        ("5-7s", {WANG: "S", LI: "S", ZHANG: "S"}),
        ("5 - 7 s 11p", {WANG: "S", LI: "S", ZHANG: "S", MAI: "P"}),
        ("5～6病", {WANG: "S", LI: "S"}),
        ("5至6 7p", {WANG: "P", LI: "P", ZHANG: "P"}),
        ("全s", dict.fromkeys((one.id for one in CLASS), "S")),
        ("全班 病", dict.fromkeys((one.id for one in CLASS), "S")),
        ("全s 5到", dict.fromkeys((one.id for one in CLASS), "S") | {WANG: "1"}),
        ("5p 5-7s", {WANG: "P", LI: "S", ZHANG: "S"}),
        ("5s 5s", {WANG: "S"}),
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
        ("5-99s", "没有座号 99"),
        ("7-5s", "请从小到大写：5-7"),
        ("全", "全 没有写原因"),
        ("5-7x", "“x”看不懂"),
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


def test_who_is_written_with_two_reasons_gets_none_and_is_asked_about():
    typed = read("5s 6p 5p", CLASS)
    assert typed.marks == {LI: "P"}
    assert typed.wrong == ["5 王芳写了不同的原因：病假、事假，请只留一个。"]
    assert typed.left == ["5s", "5p"]


def test_a_whole_class_written_with_two_reasons_is_asked_about_in_one_sentence():
    typed = read("全s 全p 5t", CLASS)
    assert typed.marks == {WANG: "T"}
    assert typed.wrong == [
        "6 李明、7 张晓明、8 赵小梅、9 张小满……等 6 人写了不同的原因：病假、事假，请只留一个。"
    ]
    assert typed.left == ["全s", "全p"]


def test_words_that_shared_a_mark_come_back_each_with_its_own():
    assert read("5 6p 6s", CLASS).left == ["6p", "6s"]
    assert read("6 5到 6s", CLASS).left == ["6就餐", "6s"]


def test_a_range_on_paper_runs_over_the_printed_numbers():
    assert read("1-2s", CLASS, paper=True).marks == {WANG: "S", LI: "S"}


def test_somebody_whose_name_begins_like_the_whole_class_is_one_pupil():
    quan = Eater(90, 30, 9, "全勇", search_text("全勇", "1234"))
    assert read("全勇s", [*CLASS, quan]).marks == {90: "S"}
