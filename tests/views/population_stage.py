"""What the tests of 适龄儿童 share: cards answered as a person would, pages opened and read."""

import datetime as dt

import pytest
from waits import pause

TODAY = dt.date(2026, 11, 20)


class Answer:
    """Fills in a card and presses its button, as a person would."""

    def __init__(self):
        self.told, self.cards = [], []

    def will(self, **values):
        self.told.append(values)
        return self

    def __call__(self, card):
        self.cards.append(card)
        if not self.told:
            return False
        for key, value in self.told.pop(0).items():
            card.editors[key].show_value(value)
        card.yes.click()
        return card.result() == 1


@pytest.fixture
def answer():
    return Answer()


@pytest.fixture
def open_page(desk, qtbot, answer):
    def make(kind, **more):
        page = kind(desk, today=lambda: TODAY, ask=answer, **more)
        desk.shell.show_page(page)
        qtbot.waitUntil(lambda: page.found is not None and not page.looking, timeout=10_000)
        pause()
        return page

    return make


def settle(page, qtbot):
    pause()
    qtbot.waitUntil(lambda: not page.looking and not page._soon.isActive(), timeout=10_000)


def lines(page):
    return {
        page.lines.shown(at, "name").words.strip(): page.lines.shown(at, "count").words
        for at in range(len(page.keys))
    }


def shown(page):
    return [page.names.shown(at, "name").words for at in range(page.names.rowCount())]


def rows(page, key="name"):
    return [page.model.shown(at, key).words for at in range(page.model.rowCount())]
