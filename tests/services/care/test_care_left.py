"""留守登记, its figures, 随迁四统一, and what is due of what was told in confidence."""

import datetime as dt
from pathlib import Path

import pytest
from builders import AUTUMN, add, as_headteacher, as_role, change, guardian, id_number, pupil
from builders_care import AUTUMN_DAY, listed_pupil

from desktop.models import sight, undo
from desktop.models.errors import Refused
from desktop.models.ledgers.care import CareRule, HealthNote, LeftBehindForm, PsychScreening
from desktop.models.store import Invalid
from desktop.services.care import confided, left_figures, left_forms, listed, migrant, roll
from desktop.services.care.today_listed import listed_todos
from desktop.services.todo import Around

NEXT = AUTUMN.next
SPRING_DAY = dt.date(2027, 3, 8)


def form(store, student, term=AUTUMN, **values):
    told = {"student": student, "term": term.code, "filled_on": AUTUMN_DAY, "both_away": True}
    return add(store, LeftBehindForm, **told | values)


def test_who_is_missing_is_named_and_who_is_left_behind_no_more(store):
    done, missing = listed_pupil(store, types=("left",)), listed_pupil(store, "李明", types=("left_rural",))
    home = pupil(store, "张强")
    form(store, done)
    form(store, home)
    told = left_forms.board(AUTUMN_DAY, AUTUMN)
    assert [one.student for one in told.missing] == [missing]
    assert told.over == (home,) and list(told.children) == [done, missing]


def test_last_terms_forms_are_taken_over_in_one_step(store):
    first, second = listed_pupil(store, types=("left",)), listed_pupil(store, "李明", types=("left",))
    form(store, first, care_kind="good", grandparents="祖父 王德 1955-03-01")
    assert left_forms.board(SPRING_DAY, NEXT).before == {first}
    assert left_forms.carry_over(store, SPRING_DAY, NEXT) == 1
    row = LeftBehindForm.get(LeftBehindForm.term == NEXT.code)
    assert (row.student_id, row.filled_on, row.care_kind) == (first, SPRING_DAY, "good")
    assert [one.student for one in left_forms.board(SPRING_DAY, NEXT).missing] == [second]
    undo.undo(store)
    assert LeftBehindForm.select().count() == 1


def test_with_nothing_to_take_over_it_says_so(store):
    listed_pupil(store, types=("left",))
    with pytest.raises(Refused, match="一份一份登记"):
        left_forms.carry_over(store, AUTUMN_DAY, AUTUMN)


def test_a_first_form_begins_with_what_the_family_tells(store):
    student = listed_pupil(store, types=("left",))
    guardian(store, student, relation="51", away_at="广东东莞")
    guardian(store, student, "李秀英", relation="52", away_at="浙江宁波")
    told = left_forms.start(student, AUTUMN_DAY, AUTUMN)
    assert (told["father_place"], told["mother_place"], told["both_away"]) == ("广东东莞", "浙江宁波", True)


def test_the_age_bands_add_up_and_the_two_definitions_stay_apart(store):
    born = {"王芳": (2020, 10, 13), "李明": (2012, 10, 12), "张强": (2010, 10, 12), "赵梅": (2014, 1, 1)}
    for number, (name, day) in enumerate(born.items(), 1):
        listed_pupil(
            store, name, types=("left" if name != "赵梅" else "left_roll",),
            id_number=id_number(number, birth=dt.date(*day)),
        )  # fmt: skip
    found = left_figures.pupils(AUTUMN_DAY, AUTUMN)
    bands = left_figures.by_band(found, [(0, 5, "a"), (6, 13, "b"), (14, 16, "c"), (17, 99, "d")], "?")
    assert [(words, len(some)) for words, some in bands] == [("a", 1), ("b", 1), ("c", 2), ("d", 0)]
    figures = left_figures.figures(found)
    assert (figures[0], figures[5]) == (4, 3)  # 学籍口径, 民政口径
    assert [one.name for one in left_figures.too_old(found)] == ["张强"]


def test_a_pupil_without_a_birth_date_has_a_line_of_his_own(store):
    listed_pupil(store, types=("left",))
    found = left_figures.pupils(AUTUMN_DAY, AUTUMN)
    assert [words for words, _ in left_figures.by_band(found, [(0, 99, "有")], "不知道")] == ["有", "不知道"]


# 随迁 ---------------------------------------------------------------------------------------------------


def migrants(store, klass, count, of):
    for number in range(of):
        pupil(store, f"王{'一二三四五六七八九十'[number]}", klass, migrant_child=number < count)


def test_a_class_set_apart_is_named(store):
    migrants(store, "三(1)班", 3, 4)
    migrants(store, "三(2)班", 0, 4)
    found = migrant.check(store, AUTUMN_DAY)
    assert [one.name for one in found.over] == ["三(1)班"]
    assert "核对" in found.grades[0].sentence and found.sentence.startswith("在校 8 人，随迁 3 人")


def test_a_grade_with_one_class_or_with_many_migrants_everywhere_sets_nobody_apart(store):
    migrants(store, "一(1)班", 4, 4)
    migrants(store, "三(1)班", 3, 4)
    migrants(store, "三(2)班", 3, 4)
    assert migrant.check(store, AUTUMN_DAY).over == []


def test_the_line_is_the_schools_own(store):
    migrants(store, "三(1)班", 3, 4)
    migrants(store, "三(2)班", 0, 4)
    change(store, CareRule, CareRule.get(CareRule.rule == "same_class_percent").id, number=80)
    assert migrant.check(store, AUTUMN_DAY).over == []


# in confidence ------------------------------------------------------------------------------------------


def test_the_newest_screening_says_when_to_look_again_and_only_to_those_who_may(store):
    moral = as_role(store, "moral", "何向晚")
    student = pupil(store)
    for day, next_on in (
        (dt.date(2026, 9, 8), dt.date(2026, 9, 20)),
        (dt.date(2026, 9, 22), dt.date(2026, 10, 1)),
    ):
        add(moral, PsychScreening, student=student, day=day, level="2", next_on=next_on)
    with sight.through(moral.session):
        (told,) = confided.due(AUTUMN_DAY)
        assert (told.due, told.over) == (dt.date(2026, 10, 1), True)
    with sight.through(as_headteacher(store).session):
        assert len(confided.due(AUTUMN_DAY)) == 1
    with sight.through(store.session):
        assert confided.due(AUTUMN_DAY) == []


def test_an_illness_holds_from_day_to_day(store):
    moral = as_role(store, "moral", "何向晚")
    student = pupil(store)
    add(
        moral, HealthNote, student=student, kind="chronic", illness="哮喘", mind="带着喷雾", from_day=dt.date(2026, 9, 1),
        until_day=AUTUMN_DAY,
    )  # fmt: skip
    with sight.through(moral.session):
        assert list(confided.illnesses(AUTUMN_DAY)) == [student]
        assert confided.illnesses(AUTUMN_DAY + dt.timedelta(days=1)) == {}
    with sight.through(store.session):
        assert confided.illnesses(AUTUMN_DAY) == {}


# the page's roll ----------------------------------------------------------------------------------------


def test_facts_that_do_not_go_together_are_said(store):
    from builders import hardship

    hardship(store, pupil(store, "王芳"), "12")
    listed_pupil(store, "李明", types=("left",), id_number=id_number(2, birth=dt.date(2010, 1, 1)))
    told = roll.roll(AUTUMN_DAY, AUTUMN)
    assert "王芳的困难类型是“残疾学生”" in told.doubts[0]
    assert "李明已满十六周岁" in told.doubts[1] and "还没有成绩" in told.doubts[2]


def test_who_is_to_be_paired_and_is_not_stands_alone(store):
    one = listed_pupil(store)
    listed_pupil(store, "李明", types=("migrant",))
    told = roll.roll(AUTUMN_DAY, AUTUMN)
    assert [line.child.student for line in told.alone] == [one]


def test_the_day_is_todays_as_long_as_the_term_runs(store, monkeypatch):
    monkeypatch.setattr(roll, "clock", lambda: AUTUMN_DAY)
    assert roll.day_of(AUTUMN) == AUTUMN_DAY
    assert roll.day_of(NEXT) > AUTUMN_DAY > roll.day_of(AUTUMN.previous)


# 今日 ---------------------------------------------------------------------------------------------------


def around(term=AUTUMN, day=AUTUMN_DAY):
    return Around(term, day, Path("备份"), False)


def test_today_names_who_is_not_registered_and_presses_once_the_school_has_begun_to(store):
    done = listed_pupil(store, types=("left",))
    listed_pupil(store, "李明", types=("left",))
    assert [(one.tone, one.words) for one in listed_todos(store, around())] == [
        ("off", "2 名留守学生本学期还没有登记"),
    ]  # fmt: skip
    form(store, done)
    (told,) = listed_todos(store, around())
    assert (told.tone, told.words, told.fact) == ("warn", "1 名留守学生本学期还没有登记", "李明")
    assert list(listed_todos(as_role(store, "meal", "韦老师"), around())) == []


def test_today_counts_follow_ups_without_a_name_and_for_two_roles_alone(store):
    moral = as_role(store, "moral", "何向晚")
    add(moral, PsychScreening, student=pupil(store), day=dt.date(2026, 9, 8), level="2", next_on=AUTUMN_DAY)
    with sight.through(moral.session):
        (told,) = listed_todos(moral, around())
    assert "1 名" in told.words and "王芳" not in told.words + told.fact
    with sight.through(store.session):
        assert list(listed_todos(store, around())) == []


def test_a_form_for_who_is_not_left_behind_is_doubted_and_makes_nobody_so(store):
    child = listed_pupil(store, "李明", types=("poor",))
    assert "不是留守学生" in LeftBehindForm.advise({"student": child})["student"]
    assert LeftBehindForm.advise({"student": listed_pupil(store, types=("left",))}) == {}
    form(store, child)
    assert child not in listed.left_behind(AUTUMN_DAY)


def test_a_form_that_tells_nothing_of_who_is_away_is_no_registration(store):
    child = listed_pupil(store, types=("left",))
    with pytest.raises(Invalid, match="还不算登记"):
        form(store, child, both_away=False)
    assert child in [one.student for one in left_forms.board(AUTUMN_DAY, AUTUMN).missing]
    form(store, child, both_away=False, care_kind="good")
    assert left_forms.board(AUTUMN_DAY, AUTUMN).missing == ()
