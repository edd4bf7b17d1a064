"""学生资助情况页: one pupil on paper."""

import datetime as dt

import pytest
from builders import account, as_class_teacher, batch, change, guardian, hardship, id_number, needy, pupil
from papers import DAY, LONG, faults, pages, whole

from desktop.models.errors import Refused
from desktop.models.ledgers.students import Student
from desktop.services.paper.documents import pupil_sheet


@pytest.fixture
def wang(store):
    record = needy(
        store, "王芳", id_number=id_number(1), home_address="青禾县柳林镇石桥村3组", phone="13800001234"
    )
    guardian(store, record, "王建国", phone="13800005678")
    account(store, record)
    batch(store)
    return record


def printed(store, student, path, **more):
    return pupil_sheet.draw(path, pupil_sheet.pupil_sheet(store, student, day=DAY, **more))


def test_everything_of_a_pupil_stands_on_one_page(store, wang, tmp_path):
    path = tmp_path / "王芳.pdf"
    assert printed(store, wang, path) == 1
    text = whole(path)
    for word in (
        "青禾县柳林镇石桥小学学生资助情况页（王芳）",
        "班级：三年级（2）班",
        "王建国",
        "农村低保",
        "石桥村3组",
    ):
        assert word in text
    assert "列入名单，312.50元" in text and "打印日期：2026年11月23日" in text
    assert faults(path) == []


def test_no_number_stands_there_whole(store, wang, tmp_path):
    path = tmp_path / "王芳.pdf"
    printed(store, wang, path)
    text = whole(path)
    assert not [n for n in (id_number(1), "13800001234", "13800005678", "6217000010001234567") if n in text]
    assert "4567" in text


def test_who_has_nothing_gets_a_page_that_says_so(store, tmp_path):
    path = tmp_path / "李强.pdf"
    printed(store, pupil(store, "李强"), path)
    assert whole(path).count("没有登记") == 3 and faults(path) == []


def test_the_story_can_be_narrowed_to_years(store, wang, tmp_path):
    subject = pupil_sheet.pupil_sheet(store, wang, years=(1999,))
    assert subject.events == []
    assert pupil_sheet.pupil_sheet(store, wang).events


def test_a_long_life_goes_on_and_no_heading_is_left_alone(store, wang, tmp_path):
    for n in range(60):
        change(store, Student, wang, f"第 {n} 次改", attendance=str(n % 2 + 1))
    path = tmp_path / "王芳.pdf"
    count = printed(store, wang, path)
    told = pages(path)
    assert count == len(told) > 1 and all("王芳" in text and "班主任：" in text for text in told)
    assert faults(path) == []
    rows = list(pupil_sheet.rows_of(pupil_sheet.pupil_sheet(store, wang)))
    for room in range(40, 200):
        ends = pupil_sheet.split(rows, [8.0] * len(rows), float(room))
        assert ends[-1] == len(rows) and not any(pupil_sheet.is_heading(rows[end - 1]) for end in ends)


def test_the_longest_name_fits(store, tmp_path):
    record = pupil(store, LONG)
    hardship(
        store, record, until=dt.date(2027, 8, 31), source="县民政局关于农村低保对象名单的函（2026年第三季度）"
    )
    path = tmp_path / "长.pdf"
    printed(store, record, path)
    assert faults(path) == []


def test_a_pupil_of_another_class_is_not_printed(store, wang):
    with pytest.raises(Refused, match="没有这个学生"):
        pupil_sheet.pupil_sheet(as_class_teacher(store), wang)
