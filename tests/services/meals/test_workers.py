"""晨检 and 健康证: who is looked at, who must leave, whose certificate runs out."""

import datetime as dt

import pytest
from builders import add
from builders_records import MONDAY, cooks, days, is_today, staff

from desktop.models.errors import Refused
from desktop.models.ledgers.meal_people import HealthCertificate
from desktop.services.meals import workers
from desktop.services.meals.workers import FINE, NONE, OVER, SOON


@pytest.fixture(autouse=True)
def monday(monkeypatch):
    is_today(monkeypatch, MONDAY)


def certificate(store, person, until):
    since = until - dt.timedelta(days=365)
    return add(store, HealthCertificate, staff=person, number=f"J{person}", from_day=since, until_day=until)


def changed(line, **values):
    from dataclasses import replace

    return replace(line, **values)


def test_cooks_are_looked_at_and_teachers_are_not(store):
    cooks(store)
    staff(store, "田春生", "teacher")
    assert [line.name for line in workers.morning_of(store, MONDAY)] == ["韦兰", "莫春", "覃秀"]


def test_whoever_holds_a_health_certificate_is_looked_at(store):
    keeper = staff(store, "蓝库管", "storekeeper")
    certificate(store, keeper, MONDAY + dt.timedelta(days=200))
    assert [line.name for line in workers.morning_of(store, MONDAY)] == ["蓝库管"]


def test_who_left_is_looked_at_no_more(store):
    staff(store, left_on=MONDAY - dt.timedelta(days=1))
    assert workers.morning_of(store, MONDAY) == []


def test_everybody_is_well_unless_told_otherwise(store):
    cooks(store)
    assert workers.keep_morning(store, MONDAY, workers.morning_of(store, MONDAY)) == 3
    kept = workers.morning_of(store, MONDAY)
    assert [(line.attends, line.signs, line.record is not None) for line in kept] == [("on", "0", True)] * 3


def test_keeping_a_morning_again_changes_only_what_differs(store):
    cooks(store)
    workers.keep_morning(store, MONDAY, workers.morning_of(store, MONDAY))
    lines = workers.morning_of(store, MONDAY)
    lines[1] = changed(lines[1], attends="sick")
    assert workers.keep_morning(store, MONDAY, lines) == 1


def test_who_has_fever_must_leave_and_that_is_written_down(store):
    cooks(store)
    lines = workers.morning_of(store, MONDAY)
    lines[0] = changed(lines[0], signs="1", degrees=381)
    with pytest.raises(Refused, match="韦兰 发热，应当立即离岗，请写明怎么处理的"):
        workers.keep_morning(store, MONDAY, lines)
    lines[0] = changed(lines[0], result="当日离岗就医")
    assert workers.keep_morning(store, MONDAY, lines) == 3


def test_without_workers_the_way_to_name_them_is_told(store):
    with pytest.raises(Refused, match="岗位写成“从业人员”"):
        workers.keep_morning(store, MONDAY, [])


def test_the_month_sheet_has_a_mark_for_each_day(store, monkeypatch):
    cooks(store)
    is_today(monkeypatch, days(2)[1])
    workers.keep_morning(store, MONDAY, workers.morning_of(store, MONDAY))
    lines = workers.morning_of(store, days(2)[1])
    lines[0] = changed(lines[0], attends="sick")
    lines[1] = changed(lines[1], signs="5,11")
    workers.keep_morning(store, days(2)[1], lines)
    sheet = workers.month_sheet(store, "2026-10")
    assert [len(line.marks) for line in sheet] == [31, 31, 31]
    assert [line.marks[11:13] for line in sheet] == [("√0", "△"), ("√0", "√5、11"), ("√0", "√0")]


@pytest.mark.parametrize(("left", "state"), [(-1, OVER), (0, SOON), (30, SOON), (31, FINE)])
def test_a_certificate_is_told_30_days_before_its_end(store, left, state):
    certificate(store, staff(store), MONDAY + dt.timedelta(days=left))
    (one,) = workers.certificates(store, MONDAY)
    assert one.state == state


def test_a_worker_without_a_certificate_is_told(store):
    staff(store)
    (one,) = workers.certificates(store, MONDAY)
    assert (one.state, one.words) == (NONE, "没有登记健康证，不能上岗")


def test_the_newest_certificate_counts(store):
    person = staff(store)
    certificate(store, person, MONDAY - dt.timedelta(days=5))
    add(
        store,
        HealthCertificate,
        staff=person,
        number="新",
        from_day=MONDAY,
        until_day=MONDAY + dt.timedelta(days=364),
    )
    assert [one.state for one in workers.certificates(store, MONDAY)] == [FINE]
