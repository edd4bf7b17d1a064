"""What surrounds a term's lists in the made-up school: the departments' lists taken in, and the year's recognition."""

from __future__ import annotations

import datetime as dt

from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.posting import Posting
from desktop.models.ledgers.recognition import RecognitionCase, ReviewMeeting
from desktop.models.roles import session_for
from desktop.models.store import Store
from desktop.models.terms import Term
from desktop.places import RESOURCES
from desktop.services.lists.keep import Kept, keep
from desktop.services.lists.match import match_folder
from desktop.services.progress import Progress
from desktop.services.recognition import approval, cases, posting, rounds
from desktop.services.recognition.cases import Opinion

LISTS = RESOURCES / "samples" / "县级名单"
MONTH = "2026-09"
TOLD, FIRST, LAST = dt.date(2026, 9, 1), dt.date(2026, 9, 2), dt.date(2026, 9, 8)
MET, HUNG = dt.date(2026, 9, 9), dt.date(2026, 9, 10)
NEEDIEST = ("07", "07.1", "07.2", "10", "11")  # kinds that the made-up committee calls 特别困难
CHAIR, RECORDER, HEADS = "田春生", "韦兰", 7


def take_lists(store: Store, progress: Progress) -> Kept:
    """The ten lists of September, matched and kept; the clerk still has to decide."""
    progress.say("比对部门名单")
    return keep(store, match_folder(store, LISTS, month=MONTH, progress=progress))


def recognise(store: Store, term: Term, head: str, progress: Progress) -> int:
    """The five steps of a school year's recognition, up to the headteacher's word; returns the round."""
    progress.say("学年认定")
    record = rounds.open_round(store, term)
    rounds.tell(store, record, TOLD, "告家长书、家长会", families=386, today=TOLD)
    rounds.take_applications(store, record, FIRST, LAST)
    added = rounds.add_cases(store, record, rounds.from_hardships(store, record, LAST))
    cases.apply(store, added.cases, FIRST, promise=True)
    rounds.start_review(store, record, today=MET)
    _meet(store, record)
    _review(store, record)
    hung = posting.post_round(store, record, HUNG, "校门口公示栏", by=store.session.who, today=HUNG)
    down = Posting.get_by_id(hung).until_day + dt.timedelta(days=1)
    posting.take_down(store, hung, down, by=store.session.who, today=down)
    approval.submit(store, record, today=down)
    clerk, store.session = store.session, session_for(head, "head")
    try:
        approval.approve(store, record, today=down)
    finally:
        store.session = clerk
    return record


def _meet(store: Store, record: int) -> None:
    told = {"round": record, "day": MET, "chair": CHAIR, "recorder": RECORDER, "present": HEADS}
    classes = [row.id for row in SchoolClass.select().where(SchoolClass.state == "1")]
    with store.step("登记评议会议") as step:
        step.add_many(ReviewMeeting, [told | {"level": "class", "school_class": one} for one in classes])
        step.add(ReviewMeeting, told | {"level": "school"})


def _review(store: Store, record: int) -> None:
    rows = RecognitionCase.select().where(RecognitionCase.round == record)
    opinions = {row.id: Opinion(_grade(row.kinds or ""), "情况属实") for row in rows}
    cases.class_review(store, opinions)
    cases.school_review(store, opinions)


def _grade(kinds: str) -> str:
    if any(kind in NEEDIEST for kind in kinds.split(",")):
        return "1"
    return "2" if kinds else "3"
