"""A newer county list says of a pupil what gives nothing more, and nobody has decided yet: the batch line is 存疑."""

import datetime as dt

import pytest
from builders import AUTUMN, add, needy, programme

from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.lists import CountyList, ListHit
from desktop.services.aid.propose import DOUBTFUL, ENTITLED, propose

DAY = dt.date(2026, 10, 20)


def changed(store, held, says):
    child = needy(store, "王芳", kind=held)
    fact = Hardship.get(Hardship.student == child)
    source = add(store, CountyList, kind="other", month="2026-10", file="十月.xlsx", sheet="A", taken_on=DAY)
    values = {
        "verdict": "hit",
        "change": "changed",
        "decision": "open",
        "relation": "01",
        "kind": held,
    } | says
    add(store, ListHit, source=source, row=3, student=child, number="1", hardship=fact.id, **values)


def line_of(store):
    (line,) = propose(store, programme(), AUTUMN, DAY).lines
    return line


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("01", {"continues": False}),
        ("03", {"risk": "cleared"}),
        ("07.1", {"kind": "07.2"}),
        ("05.1", {"kind": None}),
    ],
)
def test_an_open_change_makes_the_line_a_doubt(store, kind, says):
    changed(store, kind, says)
    line = line_of(store)
    assert line.verdict == DOUBTFUL and "状态变了，还没有处理" in line.why


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("01", {"continues": True}),
        ("03", {"risk": "active"}),
        ("01", {"continues": False, "verdict": "doubt"}),
        ("01", {"continues": False, "decision": "declined", "reason": "已问清"}),
    ],
)
def test_a_change_that_takes_nothing_is_none(store, kind, says):
    changed(store, kind, says)
    assert line_of(store).verdict == ENTITLED
