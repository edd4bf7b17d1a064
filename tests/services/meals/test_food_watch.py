"""日管控: checklists, what was found of each item, and findings followed to their end; the 课间加餐 steps; postings."""

import datetime as dt
from dataclasses import replace

import pytest
from builders_records import MONDAY, days, is_today, staff

from desktop.models.errors import Refused
from desktop.models.ledgers.meal_people import SnackStep
from desktop.models.ledgers.meal_watch import CheckItem, FoodCheck, FoodFinding, MealPosting
from desktop.services.meals import postings, snacks, watch

LATER = MONDAY + dt.timedelta(days=30)


@pytest.fixture(autouse=True)
def late(monkeypatch):
    is_today(monkeypatch, LATER)


@pytest.fixture
def officer(store):
    return staff(store, "覃安全", "food_safety")


@pytest.fixture
def told(officer):
    return {"staff": officer, "late_reason": "照纸质记录补录"}


def with_one_bad(note="柜温 11 度"):
    results = watch.items("day")
    return [*results[:-1], replace(results[-1], mark=watch.BAD, note=note)]


def test_each_kind_of_check_has_its_items(store):
    assert all(watch.items(kind) for kind in ("day", "week", "month"))


def test_an_item_no_longer_in_use_is_not_asked(store):
    first = CheckItem.get(CheckItem.kind == "day")
    with store.step("停用") as step:
        step.change(CheckItem, first.id, {"active": False})
    assert first.words not in [one.words for one in watch.items("day")]


def test_the_counts_of_a_check_follow_from_its_items(store, told):
    results = with_one_bad()
    results[0] = replace(results[0], mark=watch.NONE)
    watch.keep_check(store, "day", MONDAY, results, told)
    row = FoodCheck.get()
    assert (row.looked_at, row.failed) == (len(results) - 1, 1)


def test_what_was_found_is_read_again_as_it_was(store, told):
    results = with_one_bad("柜温：11 度")
    watch.keep_check(store, "day", MONDAY, results, told)
    read = watch.results_of(FoodCheck.get().items)
    assert [(one.words, one.mark, one.note) for one in read] == [
        (one.words, one.mark, one.note) for one in results
    ]


def test_what_is_not_in_order_must_be_told(store, told):
    with pytest.raises(Refused, match="不合格，请写明发现了什么问题"):
        watch.keep_check(store, "day", MONDAY, with_one_bad(" "), told)


def test_one_check_a_day(store, told):
    watch.keep_check(store, "day", MONDAY, watch.items("day"), told)
    with pytest.raises(Refused, match="日管控已经登记过了"):
        watch.keep_check(store, "day", MONDAY, watch.items("day"), told)


def test_who_checks_is_known_by_the_post(store, officer):
    assert watch.who_checks("day") == officer
    assert watch.who_checks("week") is None


@pytest.fixture
def finding(store, told):
    watch.keep_check(store, "day", MONDAY, with_one_bad(), told)
    return FoodFinding.get().id


def test_a_finding_waits_for_its_day_and_then_is_overdue(store, finding):
    assert [one.state for one in watch.findings(store, MONDAY + dt.timedelta(days=7))] == ["open"]
    (over,) = watch.findings(store, MONDAY + dt.timedelta(days=9))
    assert (over.state, over.words) == ("over", "要求 2026-10-19 改好，过了 2 天")


def test_a_finding_is_closed_by_somebody_else(store, finding, officer):
    watch.mended(store, finding, MONDAY, "换了温控器")
    with pytest.raises(Refused, match="复查人不能是负责整改的人自己"):
        watch.verified(store, finding, MONDAY, officer)
    watch.verified(store, finding, MONDAY, staff(store, "石校长", "head"))
    assert watch.findings(store, LATER) == []


def test_a_finding_not_mended_is_open_again(store, finding):
    watch.mended(store, finding, MONDAY, "换了温控器")
    watch.not_mended(store, finding, LATER)
    (one,) = watch.findings(store, MONDAY)
    assert (one.state, one.row.done_how) == ("open", None)


def test_mending_wants_to_be_told(store, finding):
    with pytest.raises(Refused, match="请写整改结果"):
        watch.mended(store, finding, MONDAY, "")


# 课间加餐 ------------------------------------------------------------------------------------------------


def test_the_shipped_steps_are_fourteen_and_marked_as_an_example(store):
    steps = snacks.steps_on(LATER)
    assert [row.number for row in steps] == list(range(1, 15))
    assert {row.note for row in steps} == {"示例，请按本县文件填写"}


def test_a_day_of_steps_is_ticked_in_one_stroke(store):
    assert snacks.keep_ticks(store, MONDAY, snacks.ticks_of(store, MONDAY), late_reason="停电") == 14
    assert all(one.record for one in snacks.ticks_of(store, MONDAY))


def test_a_step_not_done_wants_to_be_told(store):
    ticks = snacks.ticks_of(store, MONDAY)
    ticks[8] = replace(ticks[8], done="no")
    with pytest.raises(Refused, match="没有做的请写明情况"):
        snacks.keep_ticks(store, MONDAY, ticks, late_reason="停电")


def test_who_did_a_step_is_remembered_and_when_is_not(store):
    person = staff(store)
    ticks = [replace(one, staff=person, at="09:30") for one in snacks.ticks_of(store, MONDAY)]
    snacks.keep_ticks(store, MONDAY, ticks, late_reason="停电")
    (first, *_) = snacks.ticks_of(store, days(2)[1])
    assert (first.staff, first.at) == (person, None)


def test_a_step_out_of_use_is_asked_no_more(store):
    step_ = snacks.steps_on(MONDAY)[0]
    with store.step("停用") as step:
        step.change(SnackStep, step_.id, {"until_day": MONDAY})
    assert step_.id in [row.id for row in snacks.steps_on(MONDAY)]
    assert step_.id not in [row.id for row in snacks.steps_on(LATER)]


# 公示 ---------------------------------------------------------------------------------------------------


def hang(store, kind="names"):
    return postings.hang(
        store, {"kind": kind, "about_what": "2026年秋季", "from_day": MONDAY, "place": "校门口公示栏"}
    )


def test_a_list_of_names_hangs_seven_days(store):
    hang(store)
    assert MealPosting.get().until_day == MONDAY + dt.timedelta(days=6)


@pytest.mark.parametrize(
    ("after", "state", "words"),
    [(0, "up", "还要挂 7 天"), (6, "up", "还要挂 1 天"), (7, "full", "可以撤下了")],
)
def test_what_hung_long_enough_should_come_down(store, after, state, words):
    hang(store)
    (one,) = postings.hangings(store, MONDAY + dt.timedelta(days=after))
    assert one.state == state and words in one.words


def test_nothing_comes_down_before_its_time(store):
    with pytest.raises(Refused, match="公示期满的第二天起才能撤下"):
        postings.take_down(store, hang(store), {"removed_on": MONDAY + dt.timedelta(days=6)})


def test_coming_down_is_not_written_ahead(store):
    with pytest.raises(Refused, match="这一天还没有到"):
        postings.take_down(store, hang(store), {"removed_on": LATER + dt.timedelta(days=1)})


def test_what_came_down_without_a_photo_is_told(store):
    record = hang(store, "menu")
    postings.take_down(store, record, {"removed_on": MONDAY + dt.timedelta(days=5), "removed_by": "韦兰"})
    (one,) = postings.hangings(store, LATER)
    assert one.state == "no_photo"
    with pytest.raises(Refused, match="已经撤下了"):
        postings.take_down(store, record, {"removed_on": LATER})
