"""申请 ≤ 班级评议 ≤ 学校评审 ≤ 公示起 ≤ 公示止 ≤ 认定: days that contradict each other are refused on every road."""

import datetime as dt

import pytest
from builders import change
from round_stage import FIRST, HUNG, LAST, MET, applied, applying, meetings, of, reviewed

from desktop.models.errors import Refused
from desktop.models.ledgers.recognition import RecognitionCase, RecognitionRound, ReviewMeeting
from desktop.services.recognition import cases, posting, rounds
from desktop.services.recognition.cases import Opinion

LATE = MET + dt.timedelta(days=1)


@pytest.fixture
def met(store):
    """The committees met on MET; the forms of everybody came in on FIRST."""
    record = applying(store)
    applied(store, record)
    rounds.start_review(store, record, today=MET)
    meetings(store, record)
    return record


def test_a_form_that_came_in_after_the_class_met_is_not_reviewed_by_it(store, met):
    case = of(met)[0]
    change(store, RecognitionCase, case.id, applied_on=LATE)
    with pytest.raises(Refused, match=f"{LATE} 收到的，班级评议 {MET} 就开了"):
        cases.class_review(store, {case.id: Opinion("2", "情况属实")})


def test_a_later_meeting_of_the_class_may_review_it(store, met):
    case = of(met)[0]
    change(store, RecognitionCase, case.id, applied_on=LATE)
    meetings(store, met, LATE)
    assert cases.class_review(store, {case.id: Opinion("2", "情况属实")}) == 1


def test_the_day_of_a_reviewed_form_is_not_moved_behind_its_meeting(store, met):
    reviewed(store, met)
    with pytest.raises(Refused, match="申请不能在这以后"):
        change(store, RecognitionCase, of(met)[0].id, applied_on=LATE)


def test_a_meeting_is_not_moved_before_the_forms_that_it_graded(store, met):
    for case in of(met):
        change(store, RecognitionCase, case.id, applied_on=MET)
    reviewed(store, met)
    change(store, RecognitionRound, met, apply_until=FIRST)
    meeting = ReviewMeeting.get(ReviewMeeting.level == "class")
    with pytest.raises(Refused, match="才收到，评议不能在这以前"):
        change(store, ReviewMeeting, meeting.id, day=MET - dt.timedelta(days=1))


def test_the_end_of_the_applications_is_not_moved_behind_a_meeting(store, met):
    with pytest.raises(Refused, match="已经开过评议会"):
        change(store, RecognitionRound, met, apply_until=LATE)


def test_a_list_does_not_hang_before_the_committee_met(store, met):
    reviewed(store, met)
    with pytest.raises(Refused, match="早于"):
        posting.post_round(store, met, MET - dt.timedelta(days=1), "校门口公示栏", today=HUNG)


@pytest.mark.parametrize(("today", "offered"), [(FIRST, FIRST), (LAST, LAST), (LATE, LAST)])
def test_the_day_that_is_offered_for_a_form_lies_within_the_period(store, met, today, offered):
    assert cases.usual_day(met, today) == offered
