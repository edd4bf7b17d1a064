"""The data of 认定 and 公示 that ship: with their source, and in words the program knows."""

import json

import pytest

from desktop.models.codes import code_list
from desktop.models.ledgers.recognition_order import NOT_NEEDY
from desktop.models.ledgers.school import School
from desktop.places import RESOURCES
from desktop.services.recognition.scoring import OTHER_FACTS

FILES = sorted((RESOURCES / "recognition").glob("*.json"))
SCORES = json.loads((RESOURCES / "recognition" / "score_items.json").read_text("utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_says_where_it_comes_from(path):
    told = json.loads(path.read_text("utf-8"))
    assert all(told[key].strip() for key in ("title", "source", "as_of", "note"))


def test_scoring_is_marked_as_the_countys_to_set():
    assert "请以本县文件为准" in SCORES["note"]


def test_score_items_speak_of_kinds_and_facts_that_exist():
    names = [row["name"] for row in SCORES["items"]]
    assert len(set(names)) == len(names)
    assert {row["kind"] for row in SCORES["items"]} == code_list("score_kind").labels.keys()
    facts = [row["fact"] for row in SCORES["items"] if "fact" in row]
    assert set(facts) <= code_list("score_fact").labels.keys()
    assert len(set(facts)) == len(facts)


def test_every_fact_can_be_found_out():
    facts = code_list("score_fact")
    for code in facts.labels:
        assert facts.fact(code, "kinds") or facts.fact(code, "field") or code in OTHER_FACTS


def test_thresholds_fall_and_name_grades():
    marks = [step["at_least"] for step in SCORES["thresholds"]]
    assert marks == sorted(marks, reverse=True)
    grades = [step["grade"] for step in SCORES["thresholds"]]
    assert grades == sorted(code_list("need_grade").labels.keys() - {NOT_NEEDY})


@pytest.mark.parametrize("name", ["round_state", "case_state", "posting_state"])
def test_what_may_follow_a_state_is_a_state(name):
    codes = code_list(name)
    assert {after for code in codes.labels for after in codes.fact(code, "next")} <= codes.labels.keys()


def test_columns_that_need_leave_ask_for_a_setting_that_the_school_has():
    codes, settings = code_list("posting_kind"), {field.name for field in School.fields()}
    for code in codes.labels:
        assert set(codes.fact(code, "with_leave").values()) <= settings
        assert 1 <= codes.fact(code, "days") <= 30


def test_committees_have_a_least_number():
    levels = code_list("meeting_level")
    assert all(levels.fact(level, "least") >= 3 for level in levels.labels)
