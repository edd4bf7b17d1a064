"""The roster beside another system's export: counts, and names on one side only."""

import datetime as dt

import pytest
from builders import AUTUMN, add, as_headteacher, batch, id_number, needy, pupil

from desktop.models.errors import Refused
from desktop.models.ledgers.lists import RollCheck
from desktop.models.roles import NotAllowed
from desktop.services.lists.since import since_roll
from desktop.services.lists.three_way import compare, keep

HEAD = ("姓名", "身份证件号", "年级", "班级")


@pytest.fixture
def export(store, book):
    def write(*rows, name="学籍导出.xlsx", other="enrolment"):
        return compare(store, [book(name, [HEAD, *rows])], other)

    return write


def row(name, number):
    return name, number, "三年级", "2班"


def test_the_same_pupils_on_both_sides_agree(store, export):
    pupil(store, "王芳", id_number=id_number(1))
    found = export(row("王芳", id_number(1)))
    assert (found.differing, found.ours, found.theirs) == (0, 1, 1)
    assert "都一致" in found.sentence


def test_who_is_only_here_or_only_there_is_named(store, export):
    pupil(store, "王芳", id_number=id_number(1))
    found = export(row("赵小", id_number(2)))
    assert [one.name for one in found.only_here] == ["王芳"]
    assert [(one.name, one.source.row) for one in found.only_there] == [("赵小", 2)]


def test_the_same_name_with_another_number_is_one_line_and_not_two(store, export):
    pupil(store, "王芳", id_number=id_number(1))
    found = export(row("王芳", id_number(2)))
    assert (found.only_here, found.only_there, len(found.other_number)) == ((), (), 1)


def test_the_same_number_with_another_name_is_told(store, export):
    pupil(store, "王芳", id_number=id_number(1))
    (pair,) = export(row("王方", id_number(1))).other_name
    assert "王方" in pair.sentence


def test_two_pupils_of_one_name_are_never_paired_by_name(store, export):
    pupil(store, "王芳", id_number=id_number(1))
    pupil(store, "王芳", "四(1)班", id_number=id_number(2))
    found = export(row("王芳", id_number(3)))
    assert (len(found.only_here), len(found.only_there), found.other_number) == (2, 1, ())


def test_a_pupil_who_left_is_not_counted_here(store, export):
    pupil(store, "王芳", id_number=id_number(1))
    pupil(store, "周云", id_number=id_number(2), status="11", left_on=dt.date(2026, 9, 1))
    assert [one.name for one in export(row("王芳", id_number(1)), row("周云", id_number(2))).only_there] == [
        "周云"
    ]


def test_a_pupil_twice_in_the_export_is_counted_once(store, export):
    pupil(store, "王芳", id_number=id_number(1))
    found = export(row("王芳", id_number(1)), row("王芳", id_number(1)))
    assert (found.theirs, len(found.twice), found.differing) == (1, 1, 0)


def test_class_rolls_with_names_alone_are_compared_by_name(store, book):
    pupil(store, "王芳", id_number=id_number(1))
    path = book("三(2)班.xlsx", [("序号", "姓名", "性别", "班级"), (1, "王芳", "女", "三(2)班")])
    assert compare(store, [path], "class_roll").differing == 0


def test_a_check_is_kept_and_its_day_counted_from(store, export):
    pupil(store, "王芳", id_number=id_number(1))
    keep(store, export(row("赵小", id_number(2))), today=dt.date(2026, 9, 10))
    kept = RollCheck.get()
    assert (kept.ours, kept.theirs, kept.differing, kept.file) == (1, 1, 2, "学籍导出.xlsx")
    told = since_roll(dt.date(2026, 9, 20)).sentence
    assert told == "上次和学籍系统比对是 2026-09-10，已过去 10 天。还没有和资助系统比对过。"


def test_the_system_that_was_compared_longer_ago_decides_whether_it_is_time(store, export):
    pupil(store, "王芳", id_number=id_number(1))
    for other, month in (("enrolment", 9), ("aid", 3)):
        add(store, RollCheck, other=other, day=dt.date(2026, month, 10))
    assert since_roll(dt.date(2026, 9, 20)).late and since_roll(dt.date(2026, 9, 20)).days > 100
    add(store, RollCheck, other="aid", day=dt.date(2026, 9, 15))
    told = since_roll(dt.date(2026, 9, 20))
    assert not told.late and told.days == 10


def test_the_headteacher_compares_and_does_not_write(store, export):
    pupil(store, "王芳", id_number=id_number(1))
    with pytest.raises(NotAllowed):
        keep(as_headteacher(store), export(row("王芳", id_number(1))))


def test_a_file_without_pupils_is_refused(store, book):
    with pytest.raises(Refused):
        compare(store, [book("汇总.xlsx", [("乡镇", "人数"), ("柳林镇", 402)])], "aid")


AIDED = ("姓名", "身份证件号", "资助项目", "资助金额")
PROJECT = "家庭经济困难非寄宿生生活补助"


def test_the_aid_systems_list_is_held_against_those_who_get_the_money_and_not_against_the_roster(store, book):
    for number, name in enumerate(("王芳", "李强", "张伟"), 1):
        needy(store, name, id_number=id_number(number))
    batch(store)
    pupil(store, "周云", id_number=id_number(4))  # on the roster, without aid
    rows = [
        ("王芳", id_number(1), PROJECT, 312.5), ("李强", id_number(2), PROJECT, 250),
        ("周云", id_number(4), PROJECT, "312.50"), ("赵小", id_number(9), PROJECT, 312.5),
    ]  # fmt: skip
    found = compare(store, [book("受助.xlsx", [AIDED, *rows])], "aid", term=AUTUMN)
    assert [one.name for one in found.only_here] == ["张伟"]
    assert [one.name for one in found.only_there] == ["周云", "赵小"]
    assert [(one.pupil.name, one.sentence.partition("见")[0]) for one in found.other_amount] == [
        ("李强", "本程序名单上 312.50 元，对方 250.00 元。")
    ]
    assert (found.ours, found.theirs, found.differing) == (3, 4, 4)
    assert "金额不同 1 人" in found.sentence and "2026年秋季学期" in found.sentence


def test_the_aid_systems_roll_without_money_is_still_held_against_the_roster(store, export):
    pupil(store, "王芳", id_number=id_number(1))
    assert not export(row("王芳", id_number(1)), other="aid").aided
