"""What the tests of the pages 爱心超市 and 送教与活动 share."""

import datetime as dt

import pytest
from builders_care import goods, listed_pupil

from desktop.views.care_issue import IssuePage

TODAY = dt.date(2026, 11, 20)


class Answer:
    """Fills in a card and presses its button, as a person would."""

    def __init__(self):
        self.values, self.cards, self.then = [], [], None

    def will(self, then=None, **values):
        self.values.append((values, then))
        return self

    def __call__(self, card):
        self.cards.append(card)
        if not self.values:
            return False
        values, then = self.values.pop(0)
        for key, value in values.items():
            card.editors[key].show_value(value)
        if then:
            then(card)
        card.yes.click()
        return card.result() == 1


def settle(page, qtbot):
    qtbot.waitUntil(lambda: not page.looking and not page.again and not page._soon.isActive(), timeout=10_000)


def shown(page, key):
    return [page.model.shown(at, key).words for at in range(page.model.rowCount())]


@pytest.fixture
def answer():
    return Answer()


@pytest.fixture
def open_page(desk, qtbot, answer):
    def make(kind, **more):
        made = kind(desk, today=lambda: TODAY, **({"ask": answer} if kind is not IssuePage else {}), **more)
        desk.shell.show_page(made)
        settle(made, qtbot)
        return made

    return make


@pytest.fixture
def children(store):
    return [listed_pupil(store, name, types=("left",)) for name in ("王芳", "李强")]


@pytest.fixture
def paper(store):
    return goods(store, points=10)
