"""A printed 家访登记表 keeps its lines: whatever is handed over or written down since, its number finds what is on paper."""

import datetime as dt

import pytest
from builders import as_class_teacher, change, dump, school_class
from builders_care import listed_pupil, paired, teacher

from desktop.models import journal
from desktop.models.ledgers.care_pairs import Pairing
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.services.care import booking, handover, pairs, sheet
from desktop.services.care.booking import About, Entry

PRINTED, LATER = dt.date(2026, 11, 20), dt.date(2026, 11, 25)


@pytest.fixture
def clock(monkeypatch):
    """What the computer's clock says."""

    def goes_to(day, hour=9):
        monkeypatch.setattr(journal, "now", lambda: dt.datetime.combine(day, dt.time(hour)))

    goes_to(dt.date(2026, 9, 10))
    return goes_to


@pytest.fixture
def people(clock, store):
    sun, chen = teacher(store, "孙老师"), teacher(store, "陈老师")
    children = [listed_pupil(store, name, "二(1)班") for name in ("李强", "赵一", "钱多")]
    for child in children:
        paired(store, child, sun)
    clock(PRINTED)
    return {"sun": sun, "chen": chen, "children": children}


def names(found):
    return [line.children[0].name for line in found.lines]


def as_printed(store, people):
    return sheet.sheet_of("teacher", people["sun"], PRINTED)


def test_a_handover_written_down_for_an_earlier_day_does_not_move_the_lines(store, people, clock):
    number = as_printed(store, people).number
    clock(LATER)
    handover.offer(store, {people["children"][0]: people["chen"]}, dt.date(2026, 11, 18), taken=True)
    assert names(sheet.sheet_of("teacher", people["sun"], PRINTED)) == ["赵一", "钱多"]
    before = dump()
    found, same = sheet.find(store, number, LATER)
    assert (names(found), same) == (["李强", "赵一", "钱多"], True)
    assert dump() == before


def test_a_handover_on_the_day_of_printing_does_not_either(store, people, clock):
    number = as_printed(store, people).number
    clock(PRINTED, 15)
    handover.offer(store, dict.fromkeys(people["children"][:2], people["chen"]), PRINTED, taken=True)
    found, same = sheet.find(store, number, PRINTED)
    assert (names(found), same) == (["李强", "赵一", "钱多"], True)


def test_a_teacher_who_left_still_has_the_sheet_and_the_day_of_the_visit_decides(store, people, clock):
    number = as_printed(store, people).number
    clock(LATER)
    handover.offer(store, dict.fromkeys(people["children"], people["chen"]), PRINTED, taken=True)
    change(store, Staff, people["sun"], left_on=LATER)
    found, _ = sheet.find(store, number, LATER)
    told = {"day": dt.date(2026, 11, 22), "teacher": people["sun"], "talked": "谈了作业", "way": "home"}
    booking.keep_many(store, [Entry(told, (About(line.children[0].student),)) for line in found.lines])
    assert sheet.find(store, number, LATER)[0].lines[0].kept == dt.date(2026, 11, 22)


def test_a_child_who_left_and_a_child_removed_since(store, people, clock):
    number = sheet.sheet_of("class", school_class(store, "二(1)班"), PRINTED).number
    clock(LATER)
    change(store, Student, people["children"][1], left_on=PRINTED, status="03")
    found, same = sheet.find(store, number, LATER)
    assert (names(found), same) == (["李强", "赵一", "钱多"], True)
    assert {row.state for row in Pairing.select()} == {"on"}


def test_a_sister_who_came_since_is_on_no_line_of_the_paper(store, people, clock):
    family = as_printed(store, people)
    clock(LATER)
    pairs.pair(store, listed_pupil(store, "孔新", "二(1)班"), {"teacher": people["sun"]}, dt.date(2026, 9, 5))
    found, same = sheet.find(store, family.number, LATER)
    assert same and found.lines == family.lines


def test_a_class_teacher_finds_the_sheet_of_the_own_class_alone(store, people, clock):
    klass = school_class(store, "二(1)班")
    number = sheet.sheet_of("class", klass, PRINTED).number
    clock(LATER)
    change(store, Student, people["children"][0], school_class=school_class(store, "三(1)班"))
    mine = as_class_teacher(store, klass)
    found, same = sheet.find(mine, number, LATER)
    assert same and len(found.lines) == 3
