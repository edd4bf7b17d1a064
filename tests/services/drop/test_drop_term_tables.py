"""表1–3 and the rates: they close, they chain from term to term, every figure has its names."""

import datetime as dt

import pytest
from builders import AUTUMN, add, pupil, school_class
from builders_drop import child, moved_to, proof

from desktop.models.ledgers.drop_cases import CaseStep, DropCase
from desktop.services import people
from desktop.services.drop import population, rates, reports, term_tables
from desktop.services.paper.documents import drop_tables

JANUARY, JULY = dt.date(2027, 1, 31), dt.date(2027, 7, 20)
SPRING = AUTUMN.next


def case(store, student=None, day=dt.date(2026, 10, 12), **values):
    told = {
        "kind": "suspected",
        "state": "suspected",
        "opened_on": day,
        "last_day": day,
        "student": student,
        **values,
    }
    count = DropCase.select().count() + 1
    record = add(store, DropCase, number=f"控2026-{count:03d}", **told)
    add(store, CaseStep, drop_case=record, student=student, state="suspected", day=day)
    return record


def test_the_roll_of_a_term_closes_by_grade_and_sex_and_names_everybody(store):
    one = pupil(store, "王芳", gender="2")
    pupil(store, "李强", "四(1)班", gender="1")
    pupil(store, "孙丽", gender="2", arrived_on=dt.date(2026, 10, 20), came_from="杨柳小学")
    people.transfer_out(store, one, dt.date(2026, 11, 5), "transfer", "县城")
    table = term_tables.moves(AUTUMN, JANUARY)
    assert table.closes
    assert [(line.label, line.cells["opening"].count, line.cells["closing"].count) for line in table.lines] == [
        ("三年级", 1, 1), ("四年级", 1, 1),
    ]  # fmt: skip
    assert [one.name for one in table.named("transfer_in")] == ["孙丽"]
    assert (table.total("transfer_out"), table.total("transfer_out", girls=True)) == (1, 1)


def test_a_term_opens_with_what_the_last_report_before_it_kept(store):
    first = pupil(store, "王芳", gender="2")
    pupil(store, "李强", gender="1")
    reports.keep(store, "2027-01", dt.date(2027, 2, 1))
    people.transfer_out(store, first, dt.date(2027, 1, 20), "transfer", "")
    table = term_tables.moves(SPRING, JULY)
    assert (table.total("opening"), table.total("transfer_out"), table.total("closing")) == (2, 1, 1)
    assert table.chain == "" and table.closes
    assert "没有月报" in term_tables.moves(AUTUMN, JANUARY).chain


def test_autumn_closes_with_what_spring_opens_with(store):
    for name in ("王芳", "李强", "赵敏"):
        pupil(store, name, gender="2")
    pupil(store, "孙丽", arrived_on=dt.date(2026, 12, 1))
    assert (
        term_tables.moves(AUTUMN, JULY).total("closing")
        == term_tables.moves(SPRING, JULY).total("opening")
        == 4
    )


@pytest.fixture
def year(store):
    """Three pupils away: one comes back and goes again, one is found elsewhere, one stays away over the new year."""
    pupils = [pupil(store, name, gender=sex) for name, sex in (("王芳", "2"), ("李强", "1"), ("赵敏", "2"))]
    back, gone, away = (
        case(store, one, cause=cause) for one, cause in zip(pupils, ("weary", "work", "ill"), strict=True)
    )
    moved_to(store, back, "back", dt.date(2026, 10, 20), back_on=dt.date(2026, 10, 20))
    moved_to(store, back, "suspected", dt.date(2026, 11, 2), again=1)
    moved_to(store, back, "back", dt.date(2026, 11, 9))
    moved_to(store, gone, "moved", dt.date(2026, 10, 30), other_way="1.4")
    proof(store, child(store, "李强", student=pupils[1]))
    moved_to(store, away, "persuading", dt.date(2026, 10, 15), whereabouts="在家")
    return pupils


def test_dropouts_close_and_chain_and_a_case_taken_up_again_counts_again(store, year):
    autumn, spring = term_tables.dropouts(AUTUMN, JULY), term_tables.dropouts(SPRING, JULY)
    assert {name: autumn.total(name) for name in ("opening", "new", "back", "elsewhere", "closing")} == {
        "opening": 0, "new": 4, "back": 2, "elsewhere": 1, "closing": 1,
    }  # fmt: skip
    assert autumn.closes and spring.closes
    assert autumn.total("cause.weary") == 2
    assert spring.total("opening") == autumn.total("closing") == 1
    assert sum(autumn.total(name) for name in autumn.columns if name.startswith("cause.")) == autumn.total(
        "new"
    )


def test_every_child_of_the_dropouts_stands_once_in_where_they_went(store, year):
    told = term_tables.ways(AUTUMN, JANUARY)
    assert {way.label: [one.name for one in way.named] for way in told.ways} == {
        "返校复学": ["王芳"], "转为其他去向：县外省内在读": ["李强"], "还没有返校：劝返中": ["赵敏"],
    }  # fmt: skip
    assert told.total == 3
    assert told.ways[-1].named[0].words.startswith("在家")


def test_a_child_that_is_no_pupil_here_has_a_row_of_its_own(store):
    case(store, child=child(store, "周小甲", gender="2"))
    (line,) = term_tables.dropouts(AUTUMN, JANUARY).lines
    assert (line.label, line.cells["new"].count, line.girls["new"].count) == ("不在本校学籍", 1, 1)


# rates -------------------------------------------------------------------------------------------------


def rate(code, day=dt.date(2026, 10, 15)):
    return next(one for one in rates.rates(day) if one.code == code)


def test_rates_say_what_was_divided_by_what_and_who_is_missing(store):
    for name, status in (("甲一", "1.2"), ("甲二", "1.4"), ("甲三", "3.1"), ("甲四", "5.3")):
        child(store, name, status, birth_date=dt.date(2017, 5, 1))
    told = rate("attending")
    assert told.words == "2 / 3（66.67 %）"
    assert told.reckoned == "2 ÷（4 − 1）= 2 ÷ 3"
    assert [one.name for one in told.lacking] == ["甲四"]


def test_tree_and_rates_count_a_child_that_stands_in_the_books_twice_once(store):
    child(store, "覃培明", "1.2", birth_date=dt.date(2017, 5, 1))
    child(store, "甲一", "5.3", birth_date=dt.date(2017, 5, 1))
    child(store, "覃培明", "1.4", birth_date=dt.date(2017, 5, 1))
    child(store, "覃培明", birth_date=dt.date(2017, 5, 1))
    day, told = dt.date(2026, 10, 15), rate("attending")
    assert population.tree(day).at_school == (told.count, told.of) == (1, 2)
    assert (told.doubled, [one.name for one in told.lacking]) == (("覃培明", "覃培明"), ["甲一"])
    (row,) = [row for row in drop_tables.rate_table(day).rows if "在学率" in row[0].text]
    assert row[-1].text == "甲一；覃培明登记了两次，只算一次"


def test_a_rate_of_nobody_is_a_dash(store):
    assert rate("entry").words == "—"


def test_the_top_grade_is_counted_from_its_entry_with_who_came_and_went(store):
    school_class(store, "六(1)班")
    pupils = [pupil(store, name, "六(1)班", enrolled="2021-09") for name in ("王芳", "李强", "赵敏", "周明")]
    pupil(store, "孙丽", "六(1)班", arrived_on=dt.date(2024, 9, 1), came_from="杨柳小学")
    people.transfer_out(store, pupils[0], dt.date(2025, 3, 1), "transfer", "")
    people.transfer_out(store, pupils[1], dt.date(2026, 3, 1), "dropout", "")
    told = rate("consolidation")
    assert told.reckoned == "3 ÷（4 + 1 − 1）= 3 ÷ 4"
    assert [one.name for one in told.lacking] == ["李强"]
