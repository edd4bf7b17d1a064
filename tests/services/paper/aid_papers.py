"""A 认定批次 on its way, for the tests of its papers: reviewed, on the wall, approved."""

import datetime as dt
from typing import Any

from builders import AUTUMN, as_headteacher

from desktop.models.ledgers.posting import Posting
from desktop.models.ledgers.recognition import CaseChange, RecognitionCase, ReviewMeeting
from desktop.models.ledgers.students import Student
from desktop.services.recognition import approval, cases, changes, posting, rounds

TODAY = dt.date(2026, 11, 20)
HUNG = dt.date(2026, 9, 14)
GRADES = "123"


def reviewed(store: Any, students: list[int], **facts: Any) -> int:
    """A round in which these pupils applied and both committees gave them grades, in turn 1, 2, 3."""
    record = rounds.open_round(store, AUTUMN)
    rounds.tell(store, record, dt.date(2026, 9, 1), "告知书", families=len(students), today=TODAY)
    rounds.take_applications(store, record, dt.date(2026, 9, 2), dt.date(2026, 9, 8))
    added = rounds.add_cases(store, record, [rounds.Candidate(one, ("05.1",)) for one in students]).cases
    if facts:
        with store.step("家庭情况") as step:
            step.change_many(RecognitionCase, dict.fromkeys(added, facts))
    cases.apply(store, added, dt.date(2026, 9, 3), today=TODAY)
    rounds.start_review(store, record, today=TODAY)
    meetings(store, record, students)
    opinions = {case: cases.Opinion(GRADES[place % 3], "情况属实。") for place, case in enumerate(added)}
    cases.class_review(store, opinions)
    cases.school_review(store, opinions)
    return record


def meetings(store: Any, record: int, students: list[int]) -> None:
    parts = [students[start : start + 400] for start in range(0, len(students), 400)]
    classes = {row.school_class_id for part in parts for row in Student.select().where(Student.id.in_(part))}
    held = {"round": record, "day": dt.date(2026, 9, 10), "chair": "周敏", "present": 7}
    with store.step("评议会议") as step:
        step.add_many(
            ReviewMeeting, [{**held, "level": "class", "school_class": one} for one in sorted(classes)]
        )
        step.add(ReviewMeeting, {**held, "level": "school", "day": dt.date(2026, 9, 11)})


def hung(store: Any, record: int) -> int:
    """The round's list on the wall since 14 September."""
    return posting.post_round(store, record, HUNG, "校门口公示栏", by="周敏", today=TODAY)


def over(store: Any, record: int) -> int:
    """Hung its time and taken down on the next day."""
    made = hung(store, record)
    day = Posting.get_by_id(made).until_day + dt.timedelta(days=1)
    posting.take_down(store, made, day, by="周敏", today=TODAY)
    return made


def approved(store: Any, students: list[int], **facts: Any) -> int:
    """A round with everybody recognised by the headteacher."""
    record = reviewed(store, students, **facts)
    over(store, record)
    approval.submit(store, record, today=dt.date(2026, 9, 23))
    approval.approve(as_headteacher(store), record, today=dt.date(2026, 9, 24))
    return record


def turned(store: Any, case: Any, grade: str, reason: str) -> None:
    """A 中途变动 of this application to another grade, agreed to by the headteacher."""
    with store.step("中途变动") as step:
        asked = step.add(CaseChange, {
            "student": case.student_id, "case": case.id, "old_grade": case.grade, "new_grade": grade, "reason": reason,
            "asked_on": TODAY, "proof": "a" * 64,
        })  # fmt: skip
    changes.approve(as_headteacher(store), asked, today=TODAY)
