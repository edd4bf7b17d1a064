"""Where children learn by several lists: no school is blanked, what a list replaces is told, a contradiction is asked about."""

import datetime as dt

import pytest
from builders_drop import COUNT_DAY, children_book, number_of

from desktop.models.ledgers.drop_population import AgeChild, AgeStatus, PopulationLine
from desktop.services.drop import population_edit
from desktop.services.drop.population import status_of
from desktop.services.drop.population_in import read_lists
from desktop.services.drop.population_judge import DOUBT, NEW, SAME, Choices, judge, keep_lists

PROOF = "清河县第三中学就读证明名单20260925.xlsx"
VILLAGE_HEADS = ["姓名", "身份证号", "就学去向", "就读学校"]


@pytest.fixture
def book(tmp_path):
    def made(*rows, name, title):
        return read_lists([children_book(tmp_path / name, title, *rows)])

    return made


def brought(store, found, kind, day, **more):
    draft = judge(store, found, Choices(kind, day, **more))
    keep_lists(store, draft)
    return draft


def ways(child_):
    return [
        (row.status, row.school)
        for row in AgeStatus.select().where(AgeStatus.child == child_).order_by(AgeStatus.from_day)
    ]


@pytest.fixture
def village(store, book):
    """One child of the village list of September 15, at a school elsewhere in the county."""

    def made(way="县内外镇", school="清河县第三中学"):
        rows = [VILLAGE_HEADS, ["沈宗泽", number_of(1), way, school]]
        found = book(*rows, name="石桥村摸排.xlsx", title="石桥村摸排名单")
        brought(store, found, "village", dt.date(2026, 9, 15))
        return AgeChild.get().id

    return made


def test_a_later_list_that_names_no_school_blanks_none(store, book, village):
    one = village(school="清河县三中（县城）")
    found = book(
        ["姓名", "身份证号", "班级"],
        ["沈宗泽", number_of(1), "七(2)班"],
        name="外校送来.xlsx",
        title="在读学生名单",
    )
    assert found.school == ""
    brought(store, found, "school", dt.date(2026, 9, 25), status="1.3")
    assert ways(one) == [("1.3", "清河县三中（县城）")]
    assert AgeStatus.get().grade_text == "七(2)班"


def test_the_school_of_a_proof_list_is_its_title_or_what_the_person_says(store, book):
    rows = [["姓名", "身份证号"], ["沈宗泽", number_of(1)]]
    found = book(*rows, name=PROOF, title="就读证明名单")
    assert (found.school, found.kind) == ("清河县第三中学", "school")
    draft = judge(store, found, Choices("school", COUNT_DAY, status="1.3"))
    assert [line.school for line in draft.lines] == ["清河县第三中学"]
    brought(store, found, "school", COUNT_DAY, status="1.3", school="清河县三中")
    assert ways(AgeChild.get().id) == [("1.3", "清河县三中")]
    assert PopulationLine.get().school == "清河县三中"


def test_a_list_of_the_same_name_is_of_the_same_school(store, book):
    rows = [["姓名", "身份证号"], ["沈宗泽", number_of(1)]]
    first = book(*rows, name="三中就读证明20260901.xlsx", title="就读证明名单")
    assert first.school == ""
    brought(store, first, "school", dt.date(2026, 9, 1), status="1.3", school="清河县第三中学")
    assert book(*rows, name="三中就读证明20261001.xlsx", title="就读证明名单").school == "清河县第三中学"


def test_a_destination_that_another_list_contradicts_is_asked_about_and_the_newer_proposed(
    store, book, village
):
    one = village("省外", "温州某校")
    found = book(
        ["姓名", "身份证号"],
        ["沈宗泽", number_of(1)],
        name="云岭乡中学在读证明名单.xlsx",
        title="在读证明名单",
    )
    draft = judge(store, found, Choices("school", dt.date(2026, 9, 22), status="1.2"))
    (line,) = draft.lines
    assert (line.verdict, line.status) == (DOUBT, "1.2")
    assert line.reason == "去向由省外在读（09-15 村里摸排）换成本镇外校在读（09-22 外校送来），两份说法不一样"
    assert "1 行和以前登记的去向、学校不一样" in draft.sentence
    keep_lists(store, draft)
    assert ways(one) == [("1.5", "温州某校"), ("1.2", "云岭乡中学")]
    (open_,) = population_edit.open_lines()
    assert open_.child_id == one
    population_edit.take_for(store, open_.id, one)
    assert population_edit.open_lines() == []


def test_an_older_list_changes_nothing_of_today_and_says_so(store, book, village):
    one = village("省外", "温州某校")
    found = book(
        ["姓名", "身份证号"],
        ["沈宗泽", number_of(1)],
        name="云岭乡中学在读证明名单.xlsx",
        title="在读证明名单",
    )
    (line,) = judge(store, found, Choices("school", dt.date(2026, 3, 10), status="1.2")).lines
    assert line.reason == "以后（09-15 村里摸排）写的是省外在读，现在的去向不变，两份说法不一样"
    brought(store, found, "school", dt.date(2026, 3, 10), status="1.2")
    assert status_of([one], COUNT_DAY) == {one: "1.5"}


def test_the_same_giver_may_tell_another_destination_which_is_said_and_no_doubt(store, book, village):
    village("省外", "温州某校")
    rows = [VILLAGE_HEADS, ["沈宗泽", number_of(1), "县内外镇", "清河县第三中学"]]
    found = book(*rows, name="石桥村摸排.xlsx", title="石桥村摸排名单")
    (line,) = judge(store, found, Choices("village", COUNT_DAY)).lines
    assert (line.verdict, line.moved) == (SAME, True)
    assert line.reason == "去向由省外在读（09-15 村里摸排）换成县内外镇在读（10-15 村（社区）摸排）"


def test_two_rows_of_one_list_with_two_destinations_are_asked_about(store, book):
    rows = [VILLAGE_HEADS, ["沈宗泽", number_of(1), "县内外镇", ""], ["沈宗泽", number_of(1), "省外", ""]]
    draft = judge(
        store, book(*rows, name="石桥村摸排.xlsx", title="石桥村摸排名单"), Choices("village", COUNT_DAY)
    )
    assert [line.verdict for line in draft.lines] == [NEW, DOUBT]
    assert "第 3 行写的是县内外镇在读，两行不一样" in draft.lines[1].reason
    keep_lists(store, draft)
    assert [row.status for row in AgeStatus.select()] == ["1.5"]
