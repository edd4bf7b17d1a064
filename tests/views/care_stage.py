"""What the tests of the pages 爱心超市 and 送教与活动 share."""

import datetime as dt

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
