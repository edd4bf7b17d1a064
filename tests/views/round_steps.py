"""For the pages of 认定: a round brought to a step, counted back from today, and people's answers to the cards."""

import datetime as dt
from pathlib import Path

from builders import AUTUMN, add, needy
from PIL import Image

from desktop.models.ledgers.posting import Posting
from desktop.models.ledgers.recognition import RecognitionCase, RecognitionRound, ReviewMeeting
from desktop.models.ledgers.students import Student
from desktop.services.recognition import approval, cases, posting, rounds
from desktop.services.recognition.cases import Opinion

PUPILS = (("王芳", "三(2)班"), ("李强", "三(2)班"), ("张伟", "四(1)班"))


def today():
    """Asked for by each test: a run may go on past midnight."""
    return dt.date.today()


def ago(days):
    return today() - dt.timedelta(days=days)


TOLD, FIRST, LAST, MET, HUNG = ago(60), ago(59), ago(50), ago(45), ago(40)  # 40 days hold five working days


def opened(store, pupils=PUPILS):
    """Three needy pupils in two classes, and a round that has just been opened."""
    for name, klass in pupils:
        needy(store, name, klass)
    return rounds.open_round(store, AUTUMN)


def applying(store, pupils=PUPILS):
    record = opened(store, pupils)
    rounds.tell(store, record, TOLD, "发放告知书", families=186)
    rounds.take_applications(store, record, FIRST, LAST)
    return record


def applied(store):
    record = applying(store)
    added = rounds.add_cases(store, record, rounds.from_hardships(store, record))
    cases.apply(store, added.cases, FIRST, promise=True)
    return record


def reviewing(store, meetings=True):
    """Applications are closed; with meetings, both committees have met."""
    record = applied(store)
    rounds.start_review(store, record)
    if meetings:
        for klass in sorted({row.school_class_id for row in Student.select()}):
            meet(store, record, level="class", school_class=klass)
        meet(store, record, level="school")
    return record


def meet(store, record, **values):
    add(store, ReviewMeeting, **{"round": record, "day": MET, "chair": "田春生", "present": 7} | values)


def reviewed(store, grade="2"):
    record = reviewing(store)
    opinions = {row.id: Opinion(grade, "情况属实") for row in of(record)}
    cases.class_review(store, opinions)
    cases.school_review(store, opinions)
    return record


def hung(store, from_day=HUNG):
    """(round, posting)."""
    record = reviewed(store)
    return record, posting.post_round(store, record, from_day, "校门口公示栏")


def awaiting(store):
    record, posted = hung(store)
    posting.take_down(store, posted, Posting.get_by_id(posted).until_day + dt.timedelta(days=1))
    approval.submit(store, record)
    return record, posted


def of(record):
    return list(RecognitionCase.select().where(RecognitionCase.round == record).order_by(RecognitionCase.id))


def case_of(name):
    return RecognitionCase.select().join(Student).where(Student.name == name).get()


def state(record):
    return RecognitionRound.get_by_id(record).state


def photo(path, size=(600, 400)):
    Image.new("RGB", size, "white").save(path, "JPEG")
    return path


def answer(**told):
    """Somebody who fills a card in and presses its button. What stands there already stays; `said` is its refusal."""

    def run(card):
        for name, value in told.items():
            write(card.editors[name], value)
        card.accept()
        run.said, run.card = card.wrong.text(), card
        return card.result() == card.DialogCode.Accepted

    run.said = ""
    return run


def write(editor, value):
    if isinstance(value, Path):
        editor.take(value)
    elif hasattr(editor, "line"):
        editor.line.setText(str(value))
    elif hasattr(editor, "choose"):
        editor.choose(value)
    elif hasattr(editor, "setPlainText"):
        editor.setPlainText(value)
    else:
        editor.setText(str(value))
