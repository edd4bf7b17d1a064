"""All the ways teachers write a class."""

import pytest
from builders import school_class

from desktop.models.ledgers.classes import (
    SchoolClass,
    class_name,
    class_name_on_paper,
    parse_class,
    parse_class_number,
    parse_grade,
)


@pytest.mark.parametrize("text", [
    "三(2)班", "三（2）班", "三(二)班", "三（2）", "三年级2班", "三年级（2）班", "三年级(2)", "三年级二班", "3年级2班", "3_2", "3-2",
    "3.2", "3．2班", "302", "302班", "三2班", "三二班", "小学三年级2班", "３（２）班", " 三 (2) 班 ", "三年2班", "三〔2〕班", "三2",
])  # fmt: skip
def test_one_class_in_every_spelling(text):
    assert parse_class(text) == (3, 2)


@pytest.mark.parametrize(("text", "read"), [
    ("1_1", (1, 1)), ("一（1）", (1, 1)), ("一年级1班", (1, 1)), ("101", (1, 1)), ("初一(3)班", (7, 3)), ("初二3班", (8, 3)),
    ("七(12)班", (7, 12)), ("六年级十一班", (6, 11)), ("九(十)班", (9, 10)), ("五年级二十班", (5, 20)),
    ("六1", (6, 1)), ("初中一年级2班", (7, 2)), ("初中三（1）班", (9, 1)), ("初中八年级1班", (8, 1)),
])  # fmt: skip
def test_other_classes(text, read):
    assert parse_class(text) == read


@pytest.mark.parametrize(
    "text",
    [
        "",
        "三年级",
        "2班",
        "舞蹈班",
        "20260904",
        "300",
        "十(2)班",
        "花名册",
        "3",
        "高一2班",
        "十三（2）班",
        "三(0)班",
        "三年级99班",
        "三(一二)班",
    ],
)
def test_what_is_no_class(text):
    assert parse_class(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2", 2),
        ("2班", 2),
        ("(2)班", 2),
        ("（二）", 2),
        ("第十二班", 12),
        ("0", None),
        ("二年级", None),
        ("13（2）班", None),
    ],
)
def test_a_class_number_alone(text, number):
    assert parse_class_number(text) == number


@pytest.mark.parametrize(
    ("text", "grade"), [("五年级", 5), ("5", 5), ("5年级", 5), ("七年级", 7), ("初一", 7), ("幼儿园", None)]
)
def test_a_grade_alone(text, grade):
    assert parse_grade(text) == grade


def test_a_class_is_written_one_way_on_screen_and_one_on_paper():
    assert (class_name(3, 2), class_name_on_paper(3, 2)) == ("三(2)班", "三年级（2）班")


def test_every_class_reads_back():
    for grade in range(1, 10):
        for number in (1, 9, 10, 11, 20):
            assert parse_class(class_name(grade, number)) == (grade, number)
            assert parse_class(class_name_on_paper(grade, number)) == (grade, number)


def test_there_is_one_class_of_a_name_at_school(store):
    school_class(store, "三(2)班")
    with pytest.raises(ValueError, match="与已有记录重复"), store.step("又一个") as step:
        step.add(SchoolClass, {"grade": "3", "number": 2})


def test_a_graduated_class_does_not_stand_in_the_way(store):
    old = school_class(store, "六(1)班")
    with store.step("毕业") as step:
        step.change(SchoolClass, old, {"state": "2", "graduated": 2026})
    new = school_class(store, "六(1)班")
    assert new != old
    assert SchoolClass.caption_of(old) == "2026届六(1)班"
    assert SchoolClass.find("601") == new


def test_the_year_of_leaving_names_and_is_no_quantity():
    graduated = next(field for field in SchoolClass.fields() if field.name == "graduated")
    assert graduated.align == "left" and graduated.kind not in ("number", "money")
    assert graduated.parse("2026") == 2026
