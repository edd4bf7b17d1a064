"""The command line's words for lists: what they print, and the state they end with."""

import argparse
import json

import pytest
from builders import AUTUMN, batch, id_number, needy
from lists_people import CHILD, FATHER

from desktop import cli_lists
from desktop.models.errors import Refused
from desktop.models.ledgers.lists import CountyList

PEOPLE = ("姓名", "身份证号")


@pytest.fixture
def say(school, capsys, monkeypatch):
    """say("match", …): the state and what was printed as JSON; the school stays open for the test."""
    monkeypatch.setattr(school, "close", lambda: None)

    def run(*words, json_wanted=True):
        parser = argparse.ArgumentParser()
        parts = parser.add_subparsers()

        def add(name, act, about):
            one = parts.add_parser(name, help=about)
            one.set_defaults(act=act)
            one.add_argument("--json", action="store_true")
            return one

        cli_lists.add_words(add, lambda chosen: school)
        chosen = parser.parse_args([*map(str, words), *(["--json"] if json_wanted else [])])
        state = chosen.act(chosen)
        return state, json_wanted and json.loads(capsys.readouterr().out)

    return run


def test_a_clean_comparison_ends_with_0_and_writes_nothing(family, book, folder, say):
    book("农村低保.xlsx", [PEOPLE, ["王芳", CHILD]])
    state, told = say("match", folder)
    assert (state, told["counts"]["hit"], told["lines"][0]["kind"]) == (0, 1, "05.1")
    assert CountyList.select().count() == 0


def test_a_doubt_or_an_unknown_list_ends_with_1(family, book, folder, say):
    book("农村低保.xlsx", [PEOPLE, ["王芳", id_number(77)]])
    assert say("match", folder)[0] == 1


def test_kept_when_asked_for(family, book, folder, say):
    book("农村低保.xlsx", [PEOPLE, ["王芳", CHILD]])
    state, told = say("match", folder, "--keep")
    assert (state, told["open"], CountyList.select().count()) == (0, 1, 1)


def test_a_folder_with_nothing_to_match_and_a_strange_month_are_refused(book, folder, say):
    book("农村低保.xlsx", [])
    with pytest.raises(Refused, match="没有任何内容"):
        say("match", folder)
    with pytest.raises(Refused, match="月份看不懂"):
        say("match", folder, "--month", "上个月")


def test_differences_end_with_1_while_a_line_is_open(store, say):
    needy(store, "王芳")
    batch(store)
    words = ("differences", "--term", AUTUMN.code, "--programme", "non_boarding", "--date", "2026-09-05")
    assert say(*words)[0] == 0
    needy(store, "赵小")
    state, told = say(*words)
    assert (state, told["rate"]["granted"], told["rate"]["entitled"]) == (1, 1, 2)
    assert [(line["side"], line["name"]) for line in told["lines"]] == [("missing", "赵小")]


def test_an_unknown_programme_names_those_there_are(store, say):
    with pytest.raises(Refused, match="non_boarding"):
        say("differences", "--term", "2026秋", "--programme", "早餐")


def test_unknown_lists_are_named_skipped_or_given_their_kind(family, book, folder, say):
    book("农村低保.xlsx", [PEOPLE, ["王芳", CHILD]])
    book("名册.xlsx", [(*PEOPLE, "备注"), ["王芳", CHILD, ""]])
    state, told = say("match", folder)
    assert state == 1 and any("“名册.xlsx · Sheet1”还没有指明" in problem for problem in told["problems"])
    assert say("match", folder, "--skip", "名册.xlsx")[0] == 0
    state, told = say("match", folder, "--kind", "名册.xlsx=城镇低保", "--keep")
    assert (state, told["left"], {row.kind for row in CountyList.select()}) == (
        0,
        [],
        {"rural_low", "urban_low"},
    )


def test_known_lists_are_kept_beside_an_unknown_one(family, book, folder, say):
    book("农村低保.xlsx", [PEOPLE, ["王芳", CHILD]])
    book("名册.xlsx", [(*PEOPLE, "备注"), ["王芳", CHILD, ""]])
    state, told = say("match", folder, "--keep")
    assert (state, told["left"], CountyList.select().count()) == (1, ["“名册.xlsx · Sheet1”"], 1)


@pytest.mark.parametrize(
    "words", [("--skip", "没有.xlsx"), ("--kind", "农村低保.xlsx=彩票"), ("--kind", "农村低保")]
)
def test_a_file_or_kind_that_is_none_is_refused(family, book, folder, say, words):
    book("农村低保.xlsx", [PEOPLE, ["王芳", CHILD]])
    with pytest.raises(Refused):
        say("match", folder, *words)


def test_the_text_names_hits_families_and_what_was_put_aside(family, book, folder, say, capsys):
    book("农村低保.xlsx", [PEOPLE, ["王芳", CHILD]])
    book("城镇低保.xlsx", [PEOPLE, ["王建国", FATHER]])
    book("孤儿.xlsx", [PEOPLE, ["王建国", FATHER]])
    say("match", folder, json_wanted=False)
    told = capsys.readouterr().out
    assert "命中 农村低保.xlsx·Sheet1·第2行B列" in told and "户内 城镇低保.xlsx" in told
    assert "这份名单只看学生本人" in told


def test_differences_of_a_term_far_ahead_are_refused(store, say):
    needy(store, "王芳")
    with pytest.raises(Refused, match="2091年秋季学期还早"):
        say("differences", "--term", "2091秋", "--programme", "boarding")


def test_differences_say_in_numbers_why_they_end_with_1(store, say):
    needy(store, "王芳")
    state, told = say("differences", "--term", AUTUMN.code, "--programme", "boarding")
    assert state == int(bool(told["open"] or told["unseen"]))
    assert told["open"] == sum(line["reason"] is None for line in told["lines"])
    assert "应助未助" in told["sentence"]
