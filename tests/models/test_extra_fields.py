"""Columns a school adds to its pupils behave like those that ship."""

import pytest
from builders import add, change, dump, pupil

from desktop.models import listing, undo
from desktop.models.fields import FieldError
from desktop.models.ledgers.extra_fields import ExtraField
from desktop.models.ledgers.students import Student
from desktop.models.store import Invalid

OWN = {
    "x1": ("校服尺码", "number", None), "x2": ("宿舍", "text", None), "x3": ("打疫苗日期", "date", None),
    "x4": ("午休", "choice", "在校\n回家\n"),
}  # fmt: skip


@pytest.fixture
def own(store):
    """The four kinds of fields; returns name -> field."""
    for label, kind, options in OWN.values():
        add(store, ExtraField, label=label, field_kind=kind, options=options)
    return {field.name: field for field in Student.fields() if field.extra}


def test_they_stand_behind_the_shipped_fields(own):
    assert [(field.name, field.label, field.kind) for field in Student.fields()[-4:]] == [
        ("x1", "校服尺码", "number"), ("x2", "宿舍", "text"), ("x3", "打疫苗日期", "date"), ("x4", "午休", "choice"),
    ]  # fmt: skip
    assert {field.group for field in own.values()} == {"本校自定"}


@pytest.mark.parametrize(
    ("name", "raw", "kept", "shown"),
    [
        ("x1", "１４０", 140, "140"),
        ("x2", " 二 楼 ", "二 楼", "二 楼"),
        ("x3", "2026.9.1", "2026-09-01", "2026-09-01"),
        ("x4", "回家", "回家", "回家"),
    ],
)
def test_they_are_read_and_shown_like_others(store, own, name, raw, kept, shown):
    values, problems = Student.read({name: raw})
    assert (values, problems) == ({name: kept}, {})
    record = pupil(store, extra=values)
    assert own[name].value_of(Student.get_by_id(record)) == kept
    assert listing.rows_of(Student, [record])[record].seen[name] == shown
    assert own[name].parse(shown) == kept


def test_what_they_do_not_take_is_said(own):
    _, problems = Student.read({"x1": "大号", "x3": "去年", "x4": "外出"})
    assert problems["x1"] == "校服尺码应是数字，现在是“大号”。"
    assert problems["x3"].startswith("打疫苗日期看不懂")
    assert problems["x4"] == "午休没有“外出”这一项，可填：在校、回家。"
    with pytest.raises(FieldError):
        own["x4"].check("外出")


def test_a_change_is_told_in_the_history_and_taken_back(store, own):
    record = pupil(store, extra={"x1": 140})
    before = dump()
    change(store, Student, record, "改尺码", extra={"x1": 150, "x4": "在校"})
    told = [(line.field, line.before, line.after) for line in undo.history(Student, record) if line.field]
    assert told == [("校服尺码", "140", "150"), ("午休", "", "在校")]
    undo.undo(store)
    assert dump() == before


def test_a_removed_pupil_comes_back_with_them(store, own):
    record = pupil(store, extra={"x2": "二楼"})
    with store.step("删除") as step:
        step.remove(Student, record)
    undo.undo(store)
    assert Student.get_by_id(record).extra == {"x2": "二楼"}


def test_a_field_no_longer_used_is_hidden_and_its_values_kept(store, own):
    record = pupil(store, extra={"x2": "二楼"})
    field = ExtraField.get(ExtraField.label == "宿舍")
    change(store, ExtraField, field.id, in_use="0")
    assert "x2" not in {field.name for field in Student.fields()}
    change(store, ExtraField, field.id, in_use="1")
    assert listing.rows_of(Student, [record])[record].seen["x2"] == "二楼"


def test_a_choice_needs_something_to_choose_from(store):
    with pytest.raises(Invalid, match="请写出可选的内容，一行一个"):
        add(store, ExtraField, label="午休", field_kind="choice", options=" \n ")


def test_another_school_does_not_have_them(school, own):
    assert len(own) == 4
    school.let_go()
    assert [field for field in Student.fields() if field.extra] == []
