"""match on the command line: what it says of versions and columns left out, and how one says that both count."""

import json

import pytest
from builders import PASSWORD, id_number, pupil
from lists_people import CHILD, STRANGER
from openpyxl import Workbook

from desktop import cli

PEOPLE = ("姓名", "身份证号", "联系人身份证号")
FIRST, AGAIN = "农村低保9月.xlsx", "农村低保9月（更正）.xlsx"


@pytest.fixture
def say(closed, log_in, capsys, monkeypatch):
    """say("match", folder): (exit status, what was told), on the books of a school with one pupil."""
    school = log_in()
    pupil(school.store, "王芳", id_number=CHILD)
    school.close()
    monkeypatch.setenv("ZHUXUE_PASSWORD", PASSWORD)

    def run(*words):
        capsys.readouterr()
        status = cli.main([*map(str, words), "--data", str(closed.path), "--json"])
        return status, json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def folder(tmp_path):
    """folder("农村低保9月.xlsx", 2): a folder with that list, of so many strangers and 王芳."""

    def make(name, strangers):
        place = tmp_path / f"{name} 2026年9月"
        place.mkdir()
        workbook = Workbook()
        for row in (
            PEOPLE,
            ("王芳", CHILD, ""),
            *((f"甲{n}", id_number(n), CHILD) for n in range(50, 50 + strangers)),
        ):
            workbook.active.append(row)
        workbook.active.append(("乙", STRANGER, ""))
        workbook.save(place / name)
        return place

    return make


def test_the_second_version_replaces_the_first_and_says_so(say, folder):
    say("match", folder(FIRST, 2), "--keep")
    status, told = say("match", folder(AGAIN, 3), "--keep")
    (one,) = told["lists"]
    assert f"本月同一名单已有一份（{FIRST}" in one["earlier"] and len(one["replaces"]) == 1
    assert (status, told["open"]) == (0, 1)
    assert "“联系人身份证号”里有 1 个（如第 3 行）" in one["skipped"]


def test_both_count_when_it_is_said(say, folder):
    say("match", folder(FIRST, 2), "--keep")
    _, told = say("match", folder(AGAIN, 3), "--both", AGAIN, "--keep")
    assert told["lists"][0]["replaces"] == []


def test_the_kind_that_was_said_is_known_by_itself_next_month(say, folder, tmp_path):
    place = folder("花名册9月.xlsx", 2)
    say("match", place, "--kind", "花名册9月.xlsx=农村低保", "--keep")
    later = tmp_path / "2026年10月"
    later.mkdir()
    (place / "花名册9月.xlsx").rename(later / "花名册10月.xlsx")
    _, told = say("match", later)
    assert [one["kind"] for one in told["lists"]] == ["rural_low"]


def test_the_kind_that_was_said_against_the_title_wins_next_month_too(say, folder, tmp_path):
    place = folder("农村低保9月.xlsx", 2)
    say("match", place, "--kind", "农村低保9月.xlsx=城镇低保", "--keep")
    later = tmp_path / "2026年10月"
    later.mkdir()
    (place / "农村低保9月.xlsx").rename(later / "农村低保10月.xlsx")
    _, told = say("match", later)
    assert [one["kind"] for one in told["lists"]] == ["urban_low"]


def test_what_was_said_against_one_title_says_nothing_of_another(say, folder, tmp_path):
    place = folder("名单9月.xlsx", 2)
    say("match", place, "--kind", "名单9月.xlsx=城镇低保", "--keep")
    later = tmp_path / "2026年10月"
    later.mkdir()
    (place / "名单9月.xlsx").rename(later / "农村低保10月.xlsx")
    _, told = say("match", later)
    assert [one["kind"] for one in told["lists"]] == ["rural_low"]
