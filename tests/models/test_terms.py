"""学年 and 学期."""

import datetime as dt

import pytest

from desktop.models.terms import Term, day_in_words, parse_term, term_of

SPRING = Term(2026, 2)


def test_spring_2027_belongs_to_the_year_2026_2027():
    assert parse_term("2027年春季学期") == SPRING
    assert (SPRING.title, SPRING.short, SPRING.year_title) == ("2027年春季学期", "2027春", "2026—2027学年")


@pytest.mark.parametrize(
    "text", ["2026-2027学年第二学期", "2026—2027学年第2学期", "2026–2027学年春", "2027 年春季", "2026-2"]
)
def test_one_term_in_many_dresses(text):
    assert parse_term(text) == SPRING


def test_codes_sort_by_time():
    terms = [Term(2025, 2), Term(2026, 1), Term(2026, 2), Term(2027, 1)]
    assert sorted(term.code for term in terms) == [term.code for term in terms]
    assert [term.next for term in terms[:-1]] == terms[1:]
    assert [term.previous for term in terms[1:]] == terms[:-1]


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ((2026, 9, 1), "2026-1"),
        ((2027, 1, 31), "2026-1"),
        ((2027, 2, 1), "2026-2"),
        ((2027, 8, 31), "2026-2"),
    ],
)
def test_a_day_lies_in_a_term(day, code):
    assert term_of(dt.date(*day)).code == code


def test_the_usual_spans_meet():
    for term in (Term(2026, 1), SPRING):
        assert term.next.usual_span[0] - term.usual_span[1] == dt.timedelta(days=1)


def test_days_on_letters_have_no_zero_in_front():
    assert day_in_words(dt.date(2026, 9, 1)) == "2026年9月1日"
