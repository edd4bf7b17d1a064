"""Columns of people who are not listed (联系人, 经办人, 开户人): left out, but never without a sentence."""

from builders import guardian, id_number, pupil
from lists_people import CHILD, FATHER, STRANGER, grown

from desktop.services.lists.presets import Learned, learn, recall

HEADS = ("姓名", "身份证号", "联系人", "联系人身份证号")
HELPER = grown(40, 1970)


def the_list(draft):
    (one,) = draft.lists
    return one


def test_numbers_of_ours_in_a_column_left_out_are_counted_and_told(family, book, match):
    rows = [
        ["赵六", STRANGER, "王建国", FATHER],
        ["钱七", grown(41), "王芳", CHILD],
        ["孙八", grown(42), "王芳", CHILD],
    ]
    book("农村低保.xlsx", [HEADS, *rows])
    one = the_list(match())
    assert one.lines == []
    assert "“联系人身份证号”里有 2 个（如第 2 行）" in one.skipped_words and "指号码列" in one.skipped_words


def test_strangers_in_a_column_left_out_are_not_told(family, book, match):
    book("农村低保.xlsx", [HEADS, ["王芳", CHILD, "甲", HELPER]])
    assert the_list(match()).skipped_words == ""


def test_the_lists_own_rule_is_told_too(family, book, match):
    book(
        "持证残疾人.xlsx",
        [("姓名", "身份证号", "监护人", "监护人身份证号"), ["赵六", STRANGER, "王建国", FATHER]],
    )
    assert "“监护人身份证号”里有 1 个" in the_list(match()).skipped_words


def test_a_column_that_is_opened_counts_from_then_on(store, family, book, match):
    book("农村低保.xlsx", [HEADS, ["赵六", STRANGER, "王建国", FATHER]])
    one = the_list(match())
    assert "联系人身份证号" in one.closed
    learned = Learned("rural_low", ("身份证号", "联系人身份证号"), ("联系人身份证号",))
    learn(store, one.fingerprint, one.called, learned, one.heads)
    assert recall(one.fingerprint, one.called) == learned
    (line,) = match().lines
    assert (line.relation, line.verdict) == ("51", "family")


def test_what_was_pointed_out_before_does_not_open_a_column(store, family, book, match):
    book("农村低保.xlsx", [HEADS, ["赵六", STRANGER, "王建国", FATHER]])
    one = the_list(match())
    learn(store, one.fingerprint, one.called, Learned("rural_low", ("身份证号", "联系人身份证号")), one.heads)
    assert match().lines == []


def test_a_pupil_found_elsewhere_in_the_row_is_found_as_ever(store, book, match):
    child = pupil(store, "李明", id_number=id_number(9))
    guardian(store, child, "李大", id_number=HELPER)
    book("农村低保.xlsx", [HEADS, ["李明", id_number(9), "李大", HELPER]])
    one = the_list(match())
    assert [line.verdict for line in one.lines] == ["hit"]
    assert "“联系人身份证号”里有 1 个" in one.skipped_words
