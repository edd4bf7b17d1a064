"""Programmes and standards of aid: whole 分, one rate at a time, nothing without a source."""

import itertools
import json
import re

from desktop.models.codes import code_list
from desktop.models.terms import parse_term
from desktop.places import RESOURCES

PROGRAMMES = json.loads((RESOURCES / "aid/programmes.json").read_text("utf-8"))
STANDARDS = json.loads((RESOURCES / "aid/standards.json").read_text("utf-8"))
ROWS = STANDARDS["standards"]
KINDS = {row["code"]: row for row in PROGRAMMES["programmes"]}


def rate(programme: str, stage: str, term: str) -> list[int]:
    return [
        row["amount_fen"]
        for row in ROWS
        if (row["programme"], row["stage"], row["level"]) == (programme, stage, "国家")
        and row["from_term"] <= term <= (row["to_term"] or "9")
    ]


def test_both_files_say_where_they_come_from_and_send_to_the_countys_paper():
    for told in (PROGRAMMES, STANDARDS):
        assert told["source"] and told["as_of"]
        assert "请以本县文件为准" in told["note"]


def test_every_programme_has_a_standard_and_every_standard_a_programme():
    assert {row["programme"] for row in ROWS} == set(KINDS)


def test_a_standard_is_for_a_stage_and_boarding_of_its_programme():
    for row in ROWS:
        kind = KINDS[row["programme"]]
        assert row["stage"] in kind["stages"]
        assert kind["who"]["boarding"] in ("any", row["boarding"])


def test_no_two_standards_of_one_kind_hold_in_the_same_term():
    def chain(row):
        keys = ("programme", "stage", "boarding", "variant", "level", "place")
        return tuple(row.get(key) or "" for key in keys)

    dated = sorted((row for row in ROWS if row["from_term"]), key=lambda row: (chain(row), row["from_term"]))
    for _, rows in itertools.groupby(dated, chain):
        for older, newer in itertools.pairwise(rows):
            assert older["to_term"] and older["to_term"] < newer["from_term"], newer["id"]


def test_terms_can_be_read_and_run_forward():
    for row in ROWS:
        ends = [parse_term(row[key]).code for key in ("from_term", "to_term") if row[key]]
        assert ends == sorted(ends)
        assert row["from_term"] or row["level"] == "本地示例"


def test_a_replaced_standard_ends_in_the_term_before_its_successor():
    for old, new in (
        ("04p", "06p"),
        ("05j", "07j"),
        ("08p", "10p"),
        ("14p", "15p"),
        ("15p", "16p"),
        ("33", "34"),
    ):
        ends, starts = (next(row for row in ROWS if row["id"] == number) for number in (old, new))
        assert parse_term(ends["to_term"]).next.code == starts["from_term"]


def test_amounts_are_whole_fen_and_a_term_gets_exactly_half_a_year():
    for row in ROWS:
        assert row["amount_fen"] is None or type(row["amount_fen"]) is int
        if row["unit"] == "学年" and row["amount_fen"]:
            assert row["amount_fen"] % 2 == 0


def test_a_row_without_an_amount_says_in_words_what_is_given():
    assert all(row.get("amount_text") for row in ROWS if row["amount_fen"] is None)


def test_the_raise_of_spring_2024_is_in_force():
    assert rate("boarding", "primary", "2023-1") == [100000]
    assert rate("boarding", "primary", "2023-2") == [125000]
    assert rate("boarding", "junior", "2026-1") == [150000]
    assert rate("non_boarding", "primary", "2026-1") == [62500]  # 312.50 a term
    assert rate("meal", "primary", "2026-1") == [500]


def test_non_boarders_get_half_of_what_boarders_get():
    for stage, term in itertools.product(("primary", "junior"), ("2019-1", "2023-1", "2023-2", "2026-2")):
        assert rate("non_boarding", stage, term)[0] * 2 == rate("boarding", stage, term)[0]


def test_what_is_not_certain_or_only_local_says_so():
    for row in ROWS:
        assert "请以本县文件为准" in row["remark"]
        assert (row["level"] == "本地示例") == ("place" in row)
        assert row["level"] == "国家" or not row["certain"]


def test_every_row_of_the_reference_list_is_here():
    numbers = {int(row["id"][:2]) for row in ROWS}
    assert numbers == {*range(1, 22), *range(30, 47)}


def test_boarding_and_non_boarding_aid_exclude_each_other():
    assert KINDS["boarding"]["exclusive_group"] == KINDS["non_boarding"]["exclusive_group"] == "living"
    assert KINDS["meal"]["exclusive_group"] is None


def test_programmes_ask_only_for_hardship_types_that_exist():
    known = code_list("hardship_type").labels
    for row in KINDS.values():
        assert set(row["who"]["hardship"]) <= set(known)
        assert bool(row["who"]["hardship"]) == (row["who"]["needs"] == "hardship")


def test_urban_low_income_families_are_not_among_the_four_kinds():
    wanted = KINDS["non_boarding"]["who"]["hardship"]
    assert "05.1" in wanted and "05.2" not in wanted and "05" not in wanted


def test_programmes_the_school_pays_out_can_explain_their_amount():
    assert {row["role"] for row in KINDS.values()} == {"grant", "inform", "outside"}
    for code, row in KINDS.items():
        granted = row["role"] == "grant"
        assert granted == ("explain" in row), code
        assert granted == (row["who"]["needs"] != "information"), code


def test_explanations_use_only_declared_words():
    used = {word for row in KINDS.values() for word in re.findall(r"{(.+?)}", row.get("explain", ""))}
    assert used == set(PROGRAMMES["placeholders"])


def test_programmes_have_one_place_each_in_the_order():
    orders = [row["order"] for row in KINDS.values()]
    assert orders == sorted(set(orders))
