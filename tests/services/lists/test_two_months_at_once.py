"""A school that was behind takes in two months before anybody decides."""

import datetime as dt

import pytest
from builders import AUTUMN, id_number, programme, pupil
from lists_people import CHILD, STRANGER

from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.lists import ListHit
from desktop.services.lists.board import board, recent_lists
from desktop.services.lists.decide import accept, open_hits, settle_kind
from desktop.services.lists.differences import MISSING, differences
from desktop.services.lists.keep import keep
from desktop.services.lists.past import GONE

PEOPLE = ("姓名", "身份证号")
OTHER = id_number(50)


@pytest.fixture
def both_months(family, store, book, match, tmp_path):
    """王芳 is on both lists, 李强 only on September's."""
    pupil(store, "李强", id_number=OTHER)
    months = {"9月": [["王芳", CHILD], ["李强", OTHER]], "10月": [["王芳", CHILD], ["赵六", STRANGER]]}
    for month, rows in months.items():
        place = tmp_path / month
        book(f"农村低保2026年{month}.xlsx", [PEOPLE, *rows], into=place)
        keep(store, match(place))
    return {line.name: line for line in board(store, [row.id for row in recent_lists()]) if line.open}


def test_who_stands_only_on_the_older_list_is_not_among_the_clear_ones(both_months):
    assert both_months["王芳"].clear and not both_months["李强"].clear
    assert "2026-10 的名单上已没有这一条" in both_months["李强"].asks


def test_who_stood_on_both_has_the_fact_from_the_first_of_them(both_months, store):
    assert "2026-09-01 起" in both_months["王芳"].will
    accept(store, [both_months["王芳"].id])
    assert Hardship.get().since == dt.date(2026, 9, 1)


def test_a_month_without_the_line_parts_the_months(family, store, book, match, tmp_path):
    for month, who in {"8月": ("王芳", CHILD), "9月": ("赵六", STRANGER), "10月": ("王芳", CHILD)}.items():
        book(f"农村低保2026年{month}.xlsx", [PEOPLE, list(who)], into=tmp_path / month)
        keep(store, match(tmp_path / month))
    (hit,) = [hit for hit in open_hits(store) if hit.source.month == "2026-10"]
    accept(store, [hit.id])
    assert Hardship.get().since == dt.date(2026, 10, 1)


def test_the_kind_of_several_lines_is_told_at_once(family, store, book, match):
    pupil(store, "李强", id_number=OTHER)
    book("特困2026年9月.xlsx", [PEOPLE, ["王芳", CHILD], ["李强", OTHER]])
    keep(store, match())
    settle_kind(store, [hit.id for hit in open_hits(store)], "07.1")
    assert {hit.kind for hit in ListHit.select()} == {"07.1"}


def test_who_left_the_list_and_is_not_decided_counts_as_doubtful_in_the_difference(
    family, store, book, match, tmp_path
):
    for month, who in {"9月": ("王芳", CHILD), "10月": ("赵六", STRANGER)}.items():
        book(f"农村低保2026年{month}.xlsx", [PEOPLE, list(who)], into=tmp_path / month)
        keep(store, match(tmp_path / month))
        if here := [hit.id for hit in open_hits(store) if hit.change != GONE]:
            accept(store, here)
    found = differences(store, programme("non_boarding"), AUTUMN, dt.date(2026, 11, 3))
    (gap,) = found.of(MISSING)
    assert not gap.entitled and "还没有处理" in gap.why
    assert (found.rate.entitled, found.rate.unsure) == (1, 1)
