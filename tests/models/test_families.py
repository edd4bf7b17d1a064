"""Guardians: who may be one."""

import datetime as dt

import pytest
from builders import change, guardian, id_number, pupil

from desktop.models.errors import Refused
from desktop.models.ledger import database
from desktop.models.ledgers.families import Guardian, too_young


def years_ago(years, days=0):
    today = dt.date.today()
    return dt.date(today.year - years, today.month, min(today.day, 28)) + dt.timedelta(days=days)


def kept_before(store):
    """A child who was written down as a guardian before anybody asked."""
    record = guardian(store, pupil(store), "李小妹", relation="77", age=5, is_guardian=False)
    database.execute_sql("UPDATE guardian SET is_guardian = 1 WHERE id = ?", (record,))
    return record


def test_a_child_does_not_become_a_guardian_by_being_added_or_changed(store):
    child = pupil(store)
    with pytest.raises(Refused, match=r"李小妹只有 5 周岁.*第二十七条"):
        guardian(store, child, "李小妹", relation="77", age=5)
    record = guardian(store, child, "李小妹", relation="77", age=5, is_guardian=False)
    with pytest.raises(Refused, match="不能做监护人"):
        change(store, Guardian, record, is_guardian=True)


def test_of_number_and_age_the_number_says_how_old_somebody_is(store):
    grown, child = (id_number(3, birth=years_ago(years, 1)) for years in (19, 18))
    assert too_young({"name": "李强", "id_number": grown, "age": 3}) == ""
    assert "只有 17 周岁" in too_young({"name": "李强", "id_number": child, "age": 40})
    assert too_young({"name": "李强"}) == ""


def test_a_child_written_down_as_guardian_before_stays_can_be_changed_and_is_pointed_at(store):
    record = kept_before(store)
    change(store, Guardian, record, phone="13800138000")
    row = Guardian.get_by_id(record)
    assert row.is_guardian and "不能做监护人" in Guardian.advise(dict(row.__data__))["is_guardian"]
    change(store, Guardian, record, is_guardian=False)
    assert Guardian.advise(dict(Guardian.get_by_id(record).__data__)) == {}
