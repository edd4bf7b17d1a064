"""One invented family and its numbers, and 比对台 with lists that were taken in, for the pages of county lists."""

import datetime as dt

import pytest
from as_a_person import book
from builders import guardian, household, id_number, pupil

from desktop.services.lists.keep import keep
from desktop.services.lists.match import match_folder
from desktop.views.lists_page import ListsPage

PEOPLE = ["姓名", "身份证号"]
CHILD = id_number(1)
FATHER = id_number(2, birth=dt.date(1986, 3, 4), gender="1")
OTHER = id_number(9, birth=dt.date(1970, 2, 3))


def make_family(store):
    """王芳 with her father's number."""
    head = household(store, "王老汉")
    child = pupil(store, "王芳", id_number=CHILD, household=head, attendance="1")
    guardian(store, child, "王建国", relation="51", id_number=FATHER)
    return child


@pytest.fixture
def family(store):
    return make_family(store)


@pytest.fixture
def taken(store, family, tmp_path):
    """taken("2026年9月", {"农村低保": rows}): lists as they were taken in."""

    def take(month, files, heads=PEOPLE):
        place = tmp_path / month
        place.mkdir()
        for name, rows in files.items():
            book(place / f"{name}{month}.xlsx", heads, rows)
        return keep(store, match_folder(store, place))

    return take


@pytest.fixture
def make_board(desk, family):
    def make(**answers):
        page = ListsPage(desk)
        for name, answer in answers.items():
            setattr(page.board, name, answer)
        desk.shell.show_page(page)
        return page.board

    return make


def shown(board):
    return [board.model.held[record].cells["name"].words for record in board.model.ids()]
