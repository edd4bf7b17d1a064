"""The code lists and regions that ship: readable, without double meanings, complete."""

import json

import pytest

from desktop.models.codes import FOLDER, code_list
from desktop.models.identity import PROVINCES

OFFICIAL = sorted(path.stem for path in FOLDER.glob("*.json") if path.stem not in ("regions", "roles"))
REGIONS = json.loads((FOLDER / "regions.json").read_text("utf-8"))


def told(name: str) -> dict:
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


@pytest.mark.parametrize("name", [*OFFICIAL, "regions"])
def test_every_list_says_where_it_comes_from(name):
    assert all(told(name)[key].strip() for key in ("title", "source", "as_of", "note"))


@pytest.mark.parametrize("name", OFFICIAL)
def test_every_word_of_a_list_leads_to_one_code_only(name):
    known = code_list(name)
    for row in told(name)["codes"]:
        for word in (row["code"], row["label"], *row.get("aliases", ())):
            assert known.find(word) == row["code"], f"{word} in {name}"


@pytest.mark.parametrize("name", OFFICIAL)
def test_codes_and_wordings_appear_once(name):
    rows = told(name)["codes"]
    assert len({row["code"] for row in rows}) == len(rows)
    assert len({row["label"] for row in rows}) == len(rows)


def test_all_56_ethnic_groups_and_the_two_additions_are_there_in_order():
    codes = [row["code"] for row in told("ethnicity")["codes"]]
    assert codes == [f"{number:02d}" for number in range(1, 57)] + ["97", "98"]


def test_hardship_types_keep_the_order_of_the_form():
    rows = told("hardship_type")["codes"]
    assert [row["code"] for row in rows] == sorted(row["code"] for row in rows)
    assert sum("parent" not in row and not row.get("local") for row in rows) == 15  # fourteen and 其他


def test_every_hardship_type_names_who_certifies_it_and_by_what():
    assert all(row["certified_by"] and row["evidence"] for row in told("hardship_type")["codes"])


@pytest.mark.parametrize(
    ("spoken", "code"),
    [
        ("建档立卡", "01"),
        ("农村低保", "05.1"),
        ("城镇低保", "05.2"),
        ("低保", "05"),
        ("边缘户", "03"),
        ("残疾", "12"),
    ],
)
def test_old_names_of_hardship_types_are_understood(spoken, code):
    assert code_list("hardship_type").find(spoken) == code


@pytest.mark.parametrize("spoken", ["监测对象", "孤残学生", "监测户"])
def test_a_name_that_could_be_several_types_is_not_guessed(spoken):
    assert code_list("hardship_type").find(spoken) is None


def test_sub_types_belong_to_a_type_that_exists():
    rows = told("hardship_type")["codes"]
    assert {row["parent"] for row in rows if "parent" in row} == {"05", "07"}


def test_only_pupils_who_sleep_at_school_count_as_boarders():
    assert [row["label"] for row in told("attendance_mode")["codes"] if row["boarding"]] == ["住校"]


def test_who_has_left_the_roll_is_not_at_school():
    assert not [row for row in told("enrolment_status")["codes"] if row["at_school"] and not row["on_roll"]]


def test_every_reason_for_leaving_leads_to_a_known_status():
    known = code_list("enrolment_status").labels
    assert all(row["status"] in known for row in told("leave_reason")["codes"])


def test_every_province_an_identity_number_may_begin_with_has_a_name():
    assert all(f"{province}0000" in REGIONS["current"] for province in PROVINCES)


def test_old_and_present_codes_are_kept_apart():
    assert not REGIONS["current"].keys() & REGIONS["former"].keys()
    assert REGIONS["current"]["520502"] == "七星关区"
    assert REGIONS["former"]["110103"] == "崇文区"


def test_the_made_up_district_of_the_samples_is_nobodys():
    assert "529901" not in REGIONS["current"].keys() | REGIONS["former"].keys()


def test_the_regions_stay_small():
    assert (FOLDER / "regions.json").stat().st_size < 300_000
