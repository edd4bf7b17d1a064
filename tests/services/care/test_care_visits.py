"""家访: written once, booked for every child, for the pairs, the letters and the families; taken back as one."""

import datetime as dt

import pytest
from builders import (
    AUTUMN,
    add,
    as_class_teacher,
    as_headteacher,
    as_role,
    batch,
    change,
    dump,
    guardian,
    household,
    pupil,
    remove,
    school_class,
)
from builders_care import listed_pupil, teacher
from builders_drop import away

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers import day_order
from desktop.models.ledgers.batches import AidNotice
from desktop.models.ledgers.calendar import SchoolTerm
from desktop.models.ledgers.care import CareRule
from desktop.models.ledgers.care_pairs import Pairing
from desktop.models.ledgers.care_visits import Visit, VisitChild
from desktop.models.ledgers.households import Household
from desktop.models.ledgers.staff import Staff
from desktop.models.ledgers.students import Student
from desktop.models.roles import NotAllowed
from desktop.models.store import Invalid
from desktop.services.aid.batches import approve
from desktop.services.aid.notices import make_notices, number_and_count
from desktop.services.care import booking, checks, handbook, pairs, visits
from desktop.services.care.booking import About, Entry

DAY = dt.date(2026, 11, 20)


def entry(teacher_, *children, letters=(), **values):
    told = {"day": DAY, "teacher": teacher_, "talked": "谈了在家的情况", "way": "home", **values}
    return Entry(told, tuple(About(one) for one in children), tuple(letters))


@pytest.fixture
def home(store):
    """Two sisters of one 户, the elder paired with 孙老师, the younger with 陈老师."""
    family = household(store)
    elder = listed_pupil(store, "王芳", "五(1)班", household=family)
    younger = listed_pupil(store, "王玲", "三(2)班", household=family)
    sun, chen = teacher(store, "孙老师"), teacher(store, "陈老师")
    for child, who in ((elder, sun), (younger, chen)):
        pairs.pair(store, child, {"teacher": who}, dt.date(2026, 9, 10))
    return {"family": family, "elder": elder, "younger": younger, "sun": sun, "chen": chen}


def test_one_visit_counts_for_all_siblings_in_the_book_of_each_ones_own_pair(store, home):
    made = booking.keep(store, entry(home["sun"], home["elder"], home["younger"]))
    assert Visit.get_by_id(made).household_id == home["family"]
    told = handbook.handbooks(dt.date(2026, 11, 20), AUTUMN, (home["elder"], home["younger"]))
    assert [sum(one.kind == "家访" for one in book.entries) for book in told] == [1, 1]


def test_a_pair_whose_teacher_visited_is_not_taken_out(store, home):
    booking.keep(store, entry(home["sun"], home["elder"]))
    lead = {pair.student_id: pair.id for pair in Pairing.select()}
    with pytest.raises(Refused, match="已经有 1 次家访记录，不能删除"):
        remove(store, Pairing, lead[home["elder"]])
    remove(store, Pairing, lead[home["younger"]])


@pytest.fixture
def letter(store, home):
    """A printed letter for each sister."""
    change(store, Student, home["elder"], attendance="1")
    change(store, Student, home["younger"], attendance="1")
    number = batch(store)
    approve(as_headteacher(store), number, dt.date(2026, 11, 1))
    make_notices(store, number, by_household=True)
    rows = list(AidNotice.select())
    number_and_count(store, rows, dt.date(2026, 11, 2))
    return rows[0].id


def test_a_letter_of_the_household_goes_along_and_is_noted_for_each_child(store, home, letter):
    waiting = booking.letters_waiting([home["elder"], home["younger"]], DAY)
    assert {s: [row.id for row in rows] for s, rows in waiting.items()} == {
        home["elder"]: [letter],
        home["younger"]: [letter],
    }
    made = booking.keep(store, entry(home["sun"], home["elder"], home["younger"], letters=[letter]))
    row = AidNotice.get_by_id(letter)
    assert (row.state, row.delivered_on, row.delivered_by, row.delivery_mode) == (
        "delivered", DAY, "孙老师", "visit",
    )  # fmt: skip
    assert {one.notice_id for one in booking.children_of([made])[made]} == {letter}
    assert booking.letters_waiting([home["elder"]], DAY) == {}


def test_a_letter_printed_later_did_not_go_along(store, home, letter):
    assert booking.letters_waiting([home["elder"]], dt.date(2026, 11, 1)) == {}


def test_a_call_hands_over_no_letter(store, home, letter):
    with pytest.raises(Refused, match="电话家访送不了告知书"):
        booking.keep(store, entry(home["sun"], home["elder"], letters=[letter], way="phone"))
    assert not Visit.select().exists()


def test_one_undo_takes_back_the_visit_the_letter_and_the_day_of_the_family(store, home, letter):
    before = dump()
    whole = entry(home["sun"], home["elder"], home["younger"], letters=[letter], facts_confirmed=True)
    booking.keep(store, whole)
    assert Household.get_by_id(home["family"]).confirmed_on == DAY
    assert AidNotice.get_by_id(letter).state == "delivered"
    undo.undo(store)
    assert dump() == before


def test_an_earlier_visit_does_not_set_the_familys_day_back(store, home):
    change(store, Household, home["family"], confirmed_on=dt.date(2026, 12, 1))
    booking.keep(store, entry(home["sun"], home["elder"], facts_confirmed=True))
    assert Household.get_by_id(home["family"]).confirmed_on == dt.date(2026, 12, 1)


def test_siblings_are_found_by_household_and_by_guardian(store, home):
    third = pupil(store, "王强", "一(1)班")
    guardian(store, third, "王建国", phone="13800000001")
    guardian(store, home["younger"], "王建国", phone="13800000001")
    found = booking.siblings([home["elder"], home["younger"], third])
    assert found[home["elder"]] == [home["younger"]]
    assert set(found[home["younger"]]) == {third, home["elder"]}
    assert found[third] == [home["younger"]]


def test_namesakes_with_the_schools_own_number_are_no_siblings(store):
    children = [pupil(store, f"李{n}", "一(1)班") for n in "一二三四五六七"]
    for child in children:
        guardian(store, child, "李校长", phone="13800000002")
    assert booking.siblings([children[0]]) == {children[0]: []}


# what is refused, what is only doubted --------------------------------------------------------------------


def test_a_day_to_come_is_refused(store, home):
    with pytest.raises(Refused, match="还没有到"):
        booking.keep(store, entry(home["sun"], home["elder"], day=dt.date(2028, 1, 1)))


def test_nobody_is_visited_before_coming_to_the_school(store, home):
    change(store, Student, home["elder"], arrived_on=dt.date(2026, 11, 25))
    with pytest.raises(Refused, match="王芳 2026-11-25 才转来"):
        booking.keep(store, entry(home["sun"], home["elder"]))


def test_a_visit_is_not_moved_before_the_childs_coming_either(store, home):
    change(store, Student, home["elder"], arrived_on=dt.date(2026, 11, 10))
    made = booking.keep(store, entry(home["sun"], home["elder"]))
    with pytest.raises(Refused, match="才转来"):
        booking.change(store, made, {"day": dt.date(2026, 11, 9)})


def test_a_teacher_who_left_is_refused(store, home):
    change(store, Staff, home["sun"], left_on=dt.date(2026, 11, 1))
    with pytest.raises(Refused, match="孙老师 2026-11-01 已经离校"):
        booking.keep(store, entry(home["sun"], home["elder"]))
    booking.keep(store, entry(home["sun"], home["elder"], day=dt.date(2026, 10, 30)))


def test_a_visit_without_a_child_is_none(store, home):
    with pytest.raises(Invalid, match="哪几个孩子"):
        booking.keep(store, entry(home["sun"]))


def test_the_same_teacher_at_the_same_time_is_doubted(store, home):
    other = listed_pupil(store, "赵一", "二(1)班")
    booking.keep(store, entry(home["sun"], home["elder"], starts="16:00", ends="16:40"))
    late = entry(home["sun"], other, starts="16:20")
    assert booking.doubts(late) == ["孙老师 这一天 16:00 已经登记了另一家。"]
    assert booking.doubts(entry(home["sun"], other, starts="16:40")) == []
    assert booking.doubts(entry(home["sun"], home["elder"])) == ["王芳 这一天已经登记过这位教师的走访。"]


def test_a_row_typed_twice_on_one_sheet_is_doubted(store, home):
    one = entry(home["sun"], home["elder"])
    assert booking.doubts(one, besides=[one])


def test_a_sheet_is_kept_whole_or_not_at_all(store, home):
    bad = entry(home["sun"], home["elder"], day=dt.date(2028, 1, 1))
    with pytest.raises(Refused):
        booking.keep_many(store, [entry(home["chen"], home["younger"]), bad])
    assert not Visit.select().exists()


# changing ------------------------------------------------------------------------------------------------


def test_a_child_may_be_added_later(store, home):
    made = booking.keep(store, entry(home["sun"], home["elder"]))
    booking.change(store, made, {}, [About(home["elder"]), About(home["younger"], absence_why="发烧")])
    rows = booking.children_of([made])[made]
    assert [(row.student_id, row.absence_why) for row in rows] == [
        (home["elder"], None), (home["younger"], "发烧"),
    ]  # fmt: skip


def test_a_visit_that_brought_a_letter_is_not_deleted(store, home, letter):
    made = booking.keep(store, entry(home["sun"], home["elder"], letters=[letter]))
    with pytest.raises(Refused, match="告知书是在这次家访送到的"):
        booking.remove(store, made)


def test_a_visit_is_deleted_with_its_children(store, home):
    booking.remove(store, booking.keep(store, entry(home["sun"], home["elder"])))
    assert not Visit.select().exists() and not VisitChild.select().exists()


# who may -------------------------------------------------------------------------------------------------


def test_a_class_teacher_books_the_own_pupils_with_their_letter(store, home, letter):
    mine = as_class_teacher(
        store, school_class(store, "三(2)班")
    )  # the letter stands in the younger one's name
    booking.keep(mine, entry(home["chen"], home["younger"], letters=[letter], facts_confirmed=True))
    assert AidNotice.get_by_id(letter).state == "delivered"
    with pytest.raises(NotAllowed):
        booking.keep(mine, entry(home["sun"], home["elder"]))


def test_the_moral_head_books_letters_and_families_but_changes_nothing_else_of_them(store, home, letter):
    moral = as_role(store, "moral", "何老师")
    booking.keep(moral, entry(home["sun"], home["elder"], letters=[letter], facts_confirmed=True))
    assert Household.get_by_id(home["family"]).confirmed_on == DAY
    with pytest.raises(NotAllowed):
        change(moral, Household, home["family"], address="别处")


def test_the_canteen_books_no_visit(store, home):
    with pytest.raises(NotAllowed):
        booking.keep(as_role(store, "meal", "管老师"), entry(home["sun"], home["elder"]))


# what is due ---------------------------------------------------------------------------------------------


def term_lasts(store, term, starts, ends):
    row = SchoolTerm.get_or_none(SchoolTerm.term == term)
    if row is None:
        add(store, SchoolTerm, term=term, starts=starts, ends=ends)
    else:
        change(store, SchoolTerm, row.id, starts=starts, ends=ends)


def dues(day=DAY):
    return {one.student: one for one in visits.due(day, AUTUMN)}


def test_a_child_is_due_as_often_as_its_strictest_type_asks(store, home):
    change(store, CareRule, CareRule.get(CareRule.rule == "visits_poor").id, number=3)
    assert dues()[home["elder"]].needed == 3


def test_a_pupil_on_no_list_is_due_nothing(store, home):
    assert pupil(store, "路人", "三(2)班") not in dues()


def test_a_migrant_alone_is_due_no_visit_unless_the_rule_says_so(store):
    child = listed_pupil(store, "周游", types=("migrant",))
    assert child not in dues()
    change(store, CareRule, CareRule.get(CareRule.rule == "visits_migrant").id, number=1)
    assert dues()[child].needed == 1


def test_two_visits_are_due_in_two_halves_of_the_term(store):
    term_lasts(store, "2026-1", dt.date(2026, 9, 1), dt.date(2027, 1, 20))
    sun = teacher(store)
    child = listed_pupil(store, "王芳", types=("disabled",))
    assert visits.deadlines(visits.frame_of(AUTUMN), 2) == [dt.date(2026, 10, 26), dt.date(2026, 12, 21)]
    assert dues(dt.date(2026, 10, 26))[child].overdue_since is None
    assert dues(dt.date(2026, 10, 27))[child].overdue_since == dt.date(2026, 10, 26)
    booking.keep(store, entry(sun, child, day=dt.date(2026, 10, 30)))
    assert dues()[child].overdue_since is None
    assert (dues()[child].done, dues()[child].by) == (1, dt.date(2026, 12, 21))


def test_a_call_does_not_count_until_the_school_says_so(store, home):
    booking.keep(store, entry(home["sun"], home["elder"], way="phone"))
    assert visits.done(AUTUMN) == {}
    change(store, CareRule, CareRule.get(CareRule.rule == "visits_other").id, number=1)
    assert visits.done(AUTUMN) == {home["elder"]: [DAY]}


def test_a_promised_visit_that_nobody_made_is_overdue_and_any_later_visit_keeps_it(store, home):
    booking.keep(store, entry(home["sun"], home["elder"], next_on=dt.date(2026, 11, 25)))
    late = dt.date(2026, 11, 30)
    assert dues(late)[home["elder"]].overdue_since == dt.date(2026, 11, 25)
    booking.keep(store, entry(home["sun"], home["elder"], way="phone", day=dt.date(2026, 11, 28)))
    assert dues(late)[home["elder"]].overdue_since is None


def test_the_overdue_stand_first(store, home):
    listed_pupil(store, "李强", types=("disabled",))
    assert visits.due(DAY, AUTUMN)[0].overdue_since is not None
    assert [one.student for one in visits.overdue(DAY, AUTUMN)] == [visits.due(DAY, AUTUMN)[0].student]


def test_a_visit_in_the_holidays_belongs_to_the_term_before(store, home):
    term_lasts(store, "2026-1", dt.date(2026, 9, 1), dt.date(2027, 1, 20))
    term_lasts(store, "2026-2", dt.date(2027, 2, 25), dt.date(2027, 7, 5))
    booking.keep(store, entry(home["sun"], home["elder"], day=dt.date(2027, 2, 10)))
    assert visits.done(AUTUMN) == {home["elder"]: [dt.date(2027, 2, 10)]}
    assert visits.done(AUTUMN.next) == {}


# what a visit may not say ----------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["phone", "video"])
def test_nobody_signs_from_afar(store, home, way):
    with pytest.raises(Invalid, match="家长签不了字"):
        booking.keep(store, entry(home["sun"], home["elder"], way=way, parent_signed=True))
    booking.keep(store, entry(home["sun"], home["elder"], way="school", parent_signed=True))


def test_who_left_is_not_visited_any_more(store, home):
    change(store, Student, home["elder"], left_on=dt.date(2026, 11, 10))
    with pytest.raises(Refused, match="王芳 已于 2026-11-10 离校"):
        booking.keep(store, entry(home["sun"], home["elder"]))
    made = booking.keep(store, entry(home["sun"], home["elder"], day=dt.date(2026, 11, 9)))
    with pytest.raises(Refused, match="离校"):
        booking.change(store, made, {"day": DAY})


def test_a_day_of_long_ago_is_a_slip(store, home):
    with pytest.raises(Refused, match=r"早于上学年开学.*年份"):
        booking.keep(store, entry(home["sun"], home["elder"], day=dt.date(2016, 11, 20)))


def test_nobody_is_visited_long_before_entering_the_school(store, home):
    change(store, Student, home["elder"], enrolled="2027-09")
    with pytest.raises(Refused, match="才入学"):
        booking.keep(store, entry(home["sun"], home["elder"]))


def test_a_day_of_another_term_is_doubted(store, home):
    told = entry(home["sun"], home["elder"], day=dt.date(2027, 3, 1))
    assert booking.doubts(told, term=AUTUMN) == ["2027-03-01 不在2026年秋季学期里，请看看年份和月份。"]
    assert booking.doubts(told, term=AUTUMN.next) == []


def test_a_call_on_the_day_of_a_visit_is_no_doubt(store, home):
    booking.keep(store, entry(home["sun"], home["elder"]))
    assert booking.doubts(entry(home["sun"], home["elder"], way="phone")) == []
    assert booking.doubts(entry(home["sun"], home["elder"]))


def test_no_road_leads_to_a_visit_about_nobody(store, home):
    with pytest.raises(Refused, match="要写明是为哪个孩子"):
        add(store, Visit, day=DAY, way="home", teacher=home["sun"], talked="谈了作业")
    made = booking.keep(store, entry(home["sun"], home["elder"]))
    with pytest.raises(Refused, match="要写明是为哪个孩子"):
        remove(store, VisitChild, VisitChild.get(VisitChild.visit == made).id)


def test_a_visit_about_nobody_of_older_books_is_named_by_the_check(store, home, monkeypatch):
    monkeypatch.setattr(Visit, "about_nobody", lambda visits: "")
    add(store, Visit, day=DAY, way="home", teacher=home["sun"], talked="谈了作业")
    ((words, pupils),) = [one for one in checks.doubts(DAY, AUTUMN) if "哪个孩子" in one[0]]
    assert "2026-11-20 孙老师 上门" in words and pupils == ()


def test_a_day_still_to_come_is_said_while_the_line_is_typed(store, home, monkeypatch):
    monkeypatch.setattr(day_order, "today", lambda: dt.date(2026, 11, 22))
    typed = entry(home["sun"], home["elder"], day=dt.date(2026, 11, 25))
    assert any("还没有到" in one for one in booking.doubts(typed, term=AUTUMN))


def test_a_reason_for_an_absence_nobody_recorded_is_asked_about_and_not_lost(store, home):
    child, week = home["elder"], DAY - dt.timedelta(days=7)
    told = Entry(entry(home["sun"]).values, (About(child, absence_why="感冒"),))
    assert not booking.doubts(told)  # no lists are kept: nothing can be said
    away(store, week, {}, "五(1)班")
    (words,) = booking.doubts(told)
    assert "没有 王芳 缺课的记录" in words
    assert VisitChild.get(VisitChild.visit == booking.keep(store, told)).absence_why == "感冒"
    away(store, week, {child: "S"}, "五(1)班")
    assert not booking.unknown_absences(told)
