"""The day on which a posting was broken off: the day of the decision, and the list hangs again from then on."""

import datetime as dt

import pytest
from round_stage import HUNG, case_of, hung, posting_row

from desktop.models.errors import Refused
from desktop.services.recognition import posting


def test_a_posting_ends_on_the_day_that_was_decided_and_hangs_again_from_that_day(store):
    record, _, posted = hung(store)
    stop = HUNG + dt.timedelta(days=4)
    posting.break_off(store, posted, "一人档次写错", day=stop)
    assert posting_row(posted).ended_on == stop
    with pytest.raises(Refused, match=f"上一次公示 {stop} 才中止"):
        posting.post_round(store, record, stop - dt.timedelta(days=1), "校门口公示栏")
    again = posting.post_round(store, record, stop, "校门口公示栏")
    assert posting_row(again).from_day == stop


@pytest.mark.parametrize("days", [-1, 40_000])
def test_a_posting_does_not_end_before_it_hung_nor_tomorrow(store, days):
    _, _, posted = hung(store)
    with pytest.raises(Refused, match="中止日期应在"):
        posting.break_off(store, posted, "写错", day=HUNG + dt.timedelta(days=days))


def test_an_upheld_objection_ends_the_posting_on_the_day_of_its_answer(store):
    _, _, posted = hung(store)
    told = {"day": HUNG, "content": "家里新买了车", "student": case_of("张伟").student_id}
    objection = posting.object_to(store, posted, told, today=HUNG)
    answered = HUNG + dt.timedelta(days=4)
    posting.answer(store, objection, "upheld", "核查属实", day=answered)
    assert posting_row(posted).ended_on == answered


def test_another_grade_ends_the_posting_on_the_day_it_was_decided(store):
    _, _, posted = hung(store)
    posting.change_grade(store, case_of("张伟").id, "1", "核查更困难", day=HUNG)
    assert posting_row(posted).ended_on == HUNG
