"""What was decided elsewhere speaks against a list: an explained difference, a county list that the pupil left."""

import datetime as dt

import pytest
from builders import AUTUMN, LIST_DATE, add, as_headteacher, batch, change, needy, programme, proposal

from desktop.models.errors import Refused
from desktop.models.ledgers.batches import AidGrant
from desktop.models.ledgers.hardship import Hardship
from desktop.models.ledgers.lists import ClosingReason, CountyList, Difference, ListHit
from desktop.services.aid.checks import ERROR, EXPLAINED, LEAVING, WARNING, check_batch, recognition_doubts
from desktop.services.head_desk import to_sign
from desktop.services.lists.differences import EXTRA, MISSING, close, differences, reopen

PAPER = "0" * 64 + "|放弃声明.jpg"


def explain(store, student, reason, waiver=None):
    found = differences(store, programme(), AUTUMN, LIST_DATE)
    (gap,) = [one for one in found.of(MISSING) if one.student.id == student]
    row = ClosingReason.get(ClosingReason.name == reason)
    return close(store, found, gap, reason=row.id, waiver=waiver, today=LIST_DATE)


def line_of(store, student):
    return next(line for line in proposal(store).lines if line.student.id == student)


def test_who_gave_up_with_a_signed_paper_is_not_on_the_list(store):
    needy(store, "李小明")
    given_up = needy(store, "王芳")
    explain(store, given_up, "家长自愿放弃", PAPER)
    line = line_of(store, given_up)
    assert line.verdict == "excluded" and "家长自愿放弃" in line.why and "有签字材料" in line.why
    batch(store, also={given_up})
    assert [row.student.name for row in AidGrant.select()] == ["李小明"]


def test_who_was_explained_otherwise_is_asked_about(store):
    child = needy(store, "王芳")
    explain(store, child, "户籍外县，名单由外县认定")
    line = line_of(store, child)
    assert line.verdict == "doubtful" and "户籍外县" in line.why
    with pytest.raises(Refused, match="存疑"):
        batch(store)


def test_an_explanation_that_was_taken_back_says_nothing(store):
    child = needy(store, "王芳")
    reopen(store, explain(store, child, "家长自愿放弃", PAPER))
    assert line_of(store, child).verdict == "entitled"


def test_an_explained_pupil_stays_counted_as_explained(store):
    needy(store, "李小明")
    given_up = needy(store, "王芳")
    explain(store, given_up, "家长自愿放弃", PAPER)
    batch(store)
    found = differences(store, programme(), AUTUMN, LIST_DATE)
    assert [gap.student.name for gap in found.of(MISSING, closed=True)] == ["王芳"]
    assert (found.rate.granted, found.rate.entitled, found.rate.explained) == (1, 1, 1)


def test_paid_all_the_same_is_a_contradiction_that_is_named(store):
    needy(store, "李小明")
    child = needy(store, "王芳")
    explain(store, child, "户籍外县，名单由外县认定")
    batch(store, also={child})
    found = differences(store, programme(), AUTUMN, LIST_DATE)
    (gap,) = found.of(EXTRA)
    assert gap.student.name == "王芳" and "户籍外县" in gap.why
    assert found.rate.explained == 1


def test_the_check_and_the_headteachers_page_name_who_was_explained(store):
    child = needy(store, "王芳")
    made = batch(store)
    found = differences(store, programme(), AUTUMN, LIST_DATE)
    assert not found.of(MISSING)
    reason = ClosingReason.get(ClosingReason.name == "户籍外县，名单由外县认定").id
    add(store, Difference, term=AUTUMN.code, programme=programme().id, side=MISSING, student=child, reason=reason,
        closed_on=LIST_DATE)  # fmt: skip
    (one,) = [one for one in check_batch(store, made) if one.rule == EXPLAINED]
    assert (one.severity, one.student) == (WARNING, child) and "王芳" in one.sentence
    assert "户籍外县" in recognition_doubts(store, made)


def test_a_list_with_somebody_who_gave_up_is_not_signed(store):
    child = needy(store, "王芳")
    made = batch(store)
    reason = ClosingReason.get(ClosingReason.name == "家长自愿放弃").id
    add(store, Difference, term=AUTUMN.code, programme=programme().id, side=MISSING, student=child, reason=reason,
        waiver=PAPER, closed_on=LIST_DATE)  # fmt: skip
    assert ERROR in [one.severity for one in check_batch(store, made) if one.rule == EXPLAINED]
    assert to_sign(as_headteacher(store))[0].not_yet


@pytest.fixture
def left(store):
    """王芳 was on the list of September and is on October's no more; nobody has decided it."""
    child = needy(store, "王芳")
    fact = Hardship.get(Hardship.student == child).id
    source = add(store, CountyList, kind="rural_low", month="2026-09", file="农村低保.xlsx", sheet="Sheet1",
                 taken_on=dt.date(2026, 9, 5))  # fmt: skip
    add(store, ListHit, source=source, row=0, student=child, verdict="hit", kind="05.1", change="gone",
        decision="open", hardship=fact)  # fmt: skip
    return child


def test_who_left_the_only_list_is_doubtful_until_it_is_decided(store, left):
    line = line_of(store, left)
    assert line.verdict == "doubtful" and "农村低保" in line.why and "比对台" in line.why
    change(store, ListHit, ListHit.get().id, decision="declined", reason="已补录", decided_on=LIST_DATE)
    assert line_of(store, left).verdict == "entitled"


def test_another_reason_that_holds_leaves_no_doubt(store, left):
    add(store, Hardship, student=left, kind="07.1", since=dt.date(2026, 9, 1))
    assert line_of(store, left).verdict == "entitled"


def test_the_list_and_the_headteachers_page_name_who_left(store, left):
    made = batch(store, also={left})
    (one,) = [one for one in check_batch(store, made) if one.rule == LEAVING]
    assert (one.severity, one.student) == (WARNING, left) and "王芳" in one.sentence
    assert "王芳" in recognition_doubts(store, made)
