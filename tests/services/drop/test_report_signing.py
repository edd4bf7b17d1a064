"""A 书面报告 between the day it is written, its signature, and a child who came back meanwhile."""

import pytest
from builders import as_headteacher, pupil
from builders_drop import away, persuaded, school_day, suspected

from desktop.models.errors import Refused
from desktop.models.ledgers.drop_cases import DropCase, WrittenReport
from desktop.services.drop import case_acts, cases
from desktop.services.drop.case_file import file_of

REPORT = {"number": "石小〔2026〕7号", "to_whom": "centre,town"}


def test_a_report_is_not_signed_over_a_child_who_was_seen_at_school_since(store):
    child = pupil(store)
    case = suspected(store, child)
    persuaded(store, case, school_day(6))
    report = case_acts.draft_report(store, [case], REPORT | {"day": school_day(7)})
    away(store, school_day(9), {})
    with pytest.raises(Refused, match="请先登记复学"):
        case_acts.sign(as_headteacher(store), report, school_day(12))
    assert DropCase.get_by_id(case).state == "persuading" and not WrittenReport.get_by_id(report).signed_by


def test_a_child_may_have_come_back_between_the_reports_day_and_its_signature(store):
    case = suspected(store, pupil(store))
    persuaded(store, case, school_day(6))
    report = case_acts.draft_report(store, [case], REPORT | {"day": school_day(7)})
    case_acts.sign(as_headteacher(store), report, school_day(12))
    step = file_of(case).steps[-1]
    assert (step.state, step.day) == ("reported", school_day(7)) and "签发" in step.words
    cases.back(store, case, school_day(9))
    assert DropCase.get_by_id(case).state == "back"
