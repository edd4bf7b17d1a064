"""The sample workbooks: what the script makes is what ships, and all files speak of the same invented people."""

import csv
import json
from functools import cache
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from desktop.models.codes import code_list
from desktop.models.identity import birth_of, gender_of, is_valid_id, luhn_fits, problem_of_student_no
from installer.samples.lists import SPOKEN, needy
from installer.samples.make import FIRST, FOLDER, SECOND, make
from installer.samples.people import people

PLANTED = json.loads((FOLDER / "planted.json").read_text("utf-8"))
BOOKS = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.xls*"))


@cache
def cells(path: Path) -> dict[str, list[list]]:
    """Sheet -> rows, from the first cell on."""
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("样例 名单")
    make(folder)
    return folder


@pytest.fixture(scope="module")
def pupils():
    return people()[0]


@pytest.mark.parametrize("name", BOOKS)
def test_a_shipped_book_is_what_the_script_makes(made, name):
    assert cells(FOLDER / name) == cells(made / name)


def test_the_script_makes_nothing_else_and_nothing_less(made):
    def names(folder):
        return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())

    assert names(made) == names(FOLDER)


@pytest.mark.parametrize("name", ["各班名单/三（2）班.csv", "说明.txt", "planted.json"])
def test_a_shipped_text_is_what_the_script_makes(made, name):
    assert (FOLDER / name).read_bytes() == (made / name).read_bytes()


def test_the_folder_stays_small():
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) < 1_500_000


def test_about_four_hundred_pupils_in_twelve_classes(pupils):
    assert len(pupils) == 402
    assert len({(pupil.grade, pupil.class_no) for pupil in pupils}) == 12


def test_everyones_true_number_is_right_and_nobody_elses(pupils):
    numbers = [pupil.id_number for pupil in pupils if pupil.id_number]
    grown = {adult.id_number for pupil in pupils for adult in pupil.family.adults}
    assert len(numbers) == len(set(numbers)) == 401
    assert not grown & set(numbers)
    assert all(is_valid_id(number) for number in (*numbers, *grown))


def test_numbers_tell_the_birth_date_and_sex_of_their_owner(pupils):
    for pupil in pupils:
        assert problem_of_student_no(pupil.student_no) is None
        if pupil.id_number:
            assert (birth_of(pupil.id_number), gender_of(pupil.id_number)) == (pupil.birth, pupil.gender)


def test_every_card_number_fits_luhn(pupils):
    assert all(luhn_fits(pupil.account.number) for pupil in pupils)


def test_the_hard_names_are_in_the_school(pupils):
    names = {pupil.name for pupil in pupils}
    assert names >= {
        "吴佳宁",
        "吴家宁",
        "𠮷小满",
        "王䶮",
        "杨㛃",
        "石𫖯",
        "阿不都热依木·阿不都克里木·买买提江诺夫",
    }


@pytest.mark.parametrize(
    "flaw", PLANTED["planted"], ids=lambda flaw: f"{flaw['file']}-{flaw['row']}-{flaw['head']}"
)
def test_every_planted_flaw_stands_where_it_is_said_to(flaw):
    row = cells(FOLDER / flaw["file"])[flaw["sheet"]][flaw["row"] - 1]
    assert (flaw["shown"] or "") in row
    if flaw["head"] != "姓名":
        assert flaw["name"] in row


def test_no_sheet_has_a_broken_number_that_is_not_accounted_for(pupils):
    """The 身份证件号 column of the first export: all but the planted ones are the owner's."""
    broken = {
        flaw["row"] for flaw in PLANTED["planted"] if flaw["file"] == FIRST and flaw["head"] == "身份证件号"
    }
    true = {pupil.id_number for pupil in pupils}
    for number, row in enumerate(cells(FOLDER / FIRST)["在校生信息"][4:-1], 5):
        assert number in broken or row[9] in true


@pytest.mark.parametrize("count", [(FIRST, 403), (SECOND, 401)])
def test_the_exports_end_in_a_sum_row(count):
    name, pupils = count
    rows = cells(FOLDER / name)["在校生信息"]
    assert len(rows) == pupils + 5
    assert rows[-1][:2] == ["合计", f"{pupils}人"]


def test_the_month_between_the_exports_is_told_change_by_change():
    kinds = [row["change"] for row in PLANTED["changes"]]
    assert (kinds.count("新转入"), kinds.count("已转出"), kinds.count("联系电话变了")) == (4, 5, 6)
    assert len({row["id_number"] for row in PLANTED["changes"]}) == len(kinds)


def test_class_lists_hold_the_pupils_of_the_roster_and_no_others(pupils):
    found = [
        row
        for name in BOOKS
        if "各班名单" in name
        for sheet in cells(FOLDER / name).values()
        for row in sheet
    ]
    text = (FOLDER / "各班名单/三（2）班.csv").read_bytes().decode("gbk")
    found += list(csv.reader(text.splitlines()))
    listed = {row[1] for row in found if len(row) > 5 and str(row[0]).removesuffix(".0").isdigit()}
    assert listed == {pupil.name for pupil in pupils}


def test_class_lists_are_between_12_and_37_columns_wide():
    widths = {
        max(len(row) for row in sheet)
        for name in BOOKS
        for title, sheet in cells(FOLDER / name).items()
        if "各班名单" in name and sheet and title != "说明"
    }
    assert (min(widths), max(widths)) == (12, 37)


def test_about_190_pupils_are_listed_for_aid_boarders_and_others(pupils):
    listed = needy(pupils)
    assert 175 <= len(listed) <= 205
    assert 35 <= sum(pupil.boards for pupil in listed) <= 150


def test_every_name_a_clerk_gives_a_hardship_is_understood():
    known = code_list("hardship_type")
    assert all(known.find(word) == code for code, words in SPOKEN.items() for word in words)


def test_the_card_that_is_there_twice_belongs_to_two_families(pupils):
    flaw = next(flaw for flaw in PLANTED["planted"] if "不是一家人" in flaw["flaw"])
    place = flaw["row"] - 5
    listed = needy(pupils)
    assert listed[place].name == flaw["name"]
    assert listed[place].family.number != listed[place - 1].family.number


@pytest.mark.parametrize("name", PLANTED["county"])
def test_every_pupil_said_to_be_on_a_county_list_is_there(name):
    found = {cell for sheet in cells(FOLDER / "县级名单" / name).values() for row in sheet for cell in row}
    assert PLANTED["county"][name] and set(PLANTED["county"][name]) <= found


def test_low_income_families_stand_on_the_second_sheet_one_row_to_a_household():
    sheets = list(cells(FOLDER / "县级名单/农村低保.xls").values())
    first = sheets[1][2]
    assert is_valid_id(first[3]) and len(sheets[1][1]) == 6 + 8 * 3
    assert first[3] not in PLANTED["county"]["农村低保.xls"]


def test_some_pupils_of_a_county_list_were_forgotten_by_the_school(pupils):
    listed = {pupil.id_number for pupil in needy(pupils)}
    for row in PLANTED["forgotten"]:
        assert row["id_number"] in PLANTED["county"]["农村低保.xls"]
        assert row["id_number"] not in listed
    assert PLANTED["forgotten"]
