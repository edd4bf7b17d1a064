"""Rice and milk, a shop that sells them, two people who accept; and helpers of a keyboard."""

import datetime as dt

import pytest
from as_a_person import words, write
from builders_store import checker, lot, material, supplier
from PySide6.QtCore import Qt
from waits import pause


def today():
    """Asked for by each test: a run may go on past midnight."""
    return dt.date.today()


def before():
    return today() - dt.timedelta(days=1)


@pytest.fixture
def goods(store):
    """Rice, milk, a shop and two people who accept."""
    return {
        "rice": material(store),
        "milk": material(store, "纯牛奶", kind="milk", unit="盒", shelf_days=30),
        "shop": supplier(store),
        "people": (checker(store, "田桂花"), checker(store, "周建军")),
    }


@pytest.fixture
def two_lots(store, goods):
    now = today()
    soon, later = now + dt.timedelta(days=9), now + dt.timedelta(days=90)
    lot(
        store,
        goods["rice"],
        goods["shop"],
        kilos="10",
        price="5",
        day=now,
        best_before=later,
        late_reason=None,
    )
    lot(
        store,
        goods["rice"],
        goods["shop"],
        kilos="4",
        price="6",
        day=now,
        best_before=soon,
        late_reason=None,
    )
    return goods


def keys(qtbot, editor, typed):
    """Type and press Enter."""
    write(editor, typed)
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def told(widget, qtbot):
    """All that can be read, once the layout has shown what was put into it."""
    pause()
    return words(widget)
