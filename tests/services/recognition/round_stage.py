"""A round of autumn 2026 brought to any step, over 中秋 (25–27 September) and 国庆 (1–7 October, 10 October works)."""

import datetime as dt

from builders import AUTUMN, add, as_headteacher, needy

from desktop.models.ledgers.posting import Posting
from desktop.models.ledgers.recognition import RecognitionCase, RecognitionRound, ReviewMeeting
from desktop.models.ledgers.students import Student
from desktop.services.recognition import approval, cases, posting, rounds
from desktop.services.recognition.cases import Opinion


def day(month, number):
    return dt.date(2026, month, number)


TOLD, FIRST, LAST, MET, HUNG, UNTIL, DOWN, FILED = (
    day(9, 7), day(9, 8), day(9, 16), day(9, 21), day(9, 24), day(10, 9), day(10, 12), day(10, 20),
)  # fmt: skip
PUPILS = (("王芳", "三(2)班"), ("李强", "三(2)班"), ("张伟", "四(1)班"))


def applying(store, pupils=PUPILS):
    """Three needy pupils in two classes; applications are taken."""
    for name, klass in pupils:
        needy(store, name, klass)
    record = rounds.open_round(store, AUTUMN)
    rounds.tell(store, record, TOLD, "发放告知书", families=186, today=TOLD)
    rounds.take_applications(store, record, FIRST, LAST)
    return record


def applied(store, record, today=FIRST):
    added = rounds.add_cases(store, record, rounds.from_hardships(store, record, today))
    cases.apply(store, added.cases, FIRST, promise=True, today=today)
    return added.cases


def meetings(store, record, met=None):
    """Both committees meet with five people: each class with an application, and the school."""
    classes = {row.school_class_id for row in Student.select()}
    for klass in sorted(classes):
        add(
            store,
            ReviewMeeting,
            round=record,
            level="class",
            school_class=klass,
            day=met or MET,
            chair="田春生",
            present=5,
        )
    add(store, ReviewMeeting, round=record, level="school", day=met or MET, chair="石校长", present=7)


def reviewed(store, record, grade="2"):
    every = [row.id for row in of(record)]
    opinions = {case: Opinion(grade, "情况属实") for case in every}
    cases.class_review(store, opinions)
    cases.school_review(store, opinions)
    return every


def ready(store, pupils=PUPILS):
    """A round whose cases are all reviewed: (round, cases)."""
    record = applying(store, pupils)
    applied(store, record)
    rounds.start_review(store, record, today=LAST)
    meetings(store, record)
    return record, reviewed(store, record)


def hung(store, pupils=PUPILS):
    """(round, cases, posting): the list hangs since 24 September."""
    record, every = ready(store, pupils)
    return record, every, posting.post_round(store, record, HUNG, "校门口公示栏", today=HUNG)


def awaiting(store, pupils=PUPILS):
    record, every, posted = hung(store, pupils)
    posting.take_down(store, posted, DOWN, today=DOWN)
    approval.submit(store, record, today=DOWN)
    return record, every, posted


def approved(store, pupils=PUPILS):
    record, every, posted = awaiting(store, pupils)
    approval.approve(as_headteacher(store), record, today=DOWN)
    return record, every, posted


def of(record):
    return list(RecognitionCase.select().where(RecognitionCase.round == record).order_by(RecognitionCase.id))


def state(record):
    return RecognitionRound.get_by_id(record).state


def states(record):
    return [row.state for row in of(record)]


def case_of(name):
    return RecognitionCase.select().join(Student).where(Student.name == name).get()


def posting_row(record):
    return Posting.get_by_id(record)
