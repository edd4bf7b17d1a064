"""Lists written by hand (校内资助, things in kind) on the papers for the county: the same types and 寄宿 as everywhere."""

import datetime as dt

import pytest
from builders import AUTUMN, as_headteacher, change, hardship, pupil
from papers import DAY, faults, pages, pupils

from desktop.models.codes import code_list
from desktop.models.ledgers.aid import AidProgramme
from desktop.models.ledgers.batches import AidBatch, AidGrant
from desktop.models.ledgers.students import Student
from desktop.services.aid import batches, stages
from desktop.services.aid.checks import check_batch
from desktop.services.exchange.contents import groups_of, part_of
from desktop.services.paper.documents import aid_summary, name_roll, name_roll_aid
from desktop.services.paper.documents.proof_page_figures import figures_of_term
from desktop.services.pay.by_hand import HandLine, make_hand_batch

POOR = code_list("hardship_type").label("05.1")


@pytest.fixture
def listed(store):
    """王芳 of a 低保 family is given cash for a coat, 李强 two things, 张伟 (没有困难类型) a thing with a price."""
    one, two = pupils(store, ["王芳", "李强"])
    three = pupil(store, "张伟", attendance="2")
    lines = [
        HandLine(one, 12050, why="冬衣救助"), HandLine(two, 0, "书包1个、棉被1床"), HandLine(three, 8000, "书包1个"),
    ]  # fmt: skip
    programme = AidProgramme.get(AidProgramme.code == "school_aid").id
    return make_hand_batch(store, programme, AUTUMN, lines, list_date=dt.date(2026, 11, 9))


def test_the_roll_tells_types_and_boarding_of_the_ledger_and_what_was_given(store, listed, tmp_path):
    people = name_roll.roll_of_batch(listed).people
    assert [(one.kinds, one.boarding) for one in people] == [
        (POOR, "非寄宿"), (POOR, "非寄宿"), ("", "寄宿"),
    ]  # fmt: skip
    path = tmp_path / "花名册.pdf"
    name_roll.draw(path, name_roll.roll_of_batch(listed), proof=True, day=DAY)
    (text,) = pages(path)
    for words in (
        "物品或金额、原因",
        "120.50元，冬衣救助",
        "书包1个、棉被1床",
        "书包1个（折合80.00元）",
        "寄宿1人；现金120.50元",
    ):
        assert words in text
    assert faults(path) == []


def test_types_and_boarding_are_those_of_the_lists_day(store, listed):
    student = AidGrant.get(AidGrant.batch == listed).student_id
    hardship(store, student, kind="01", since=dt.date(2026, 11, 20))
    before = name_roll.roll_of_batch(listed).people[0]
    change(store, Student, student, attendance="2")
    later = name_roll.roll_of_batch(listed).people[0]
    assert (before.kinds, before.boarding) == (later.kinds, later.boarding) and "脱贫" not in later.kinds


def test_the_summary_counts_a_pupil_under_the_type_of_the_other_papers(store, listed):
    lines = aid_summary.aid_summary(store, AUTUMN).lines
    assert sorted((line.boarding, *line.kinds) for line in lines) == [
        ("寄宿", "90"), ("非寄宿", "05"), ("非寄宿", "05"),
    ]  # fmt: skip
    roll = name_roll_aid.roll_by(store, "kind:05.1", AUTUMN, day=DAY)
    assert len(roll.people) == sum(line.kinds["05"] for line in lines)


def test_the_package_has_no_column_for_a_reason(store, listed):
    kinds = {kind for group in groups_of([part_of(AidBatch.get_by_id(listed))]) for kind in group.kinds}
    assert "冬衣救助" not in kinds and any("低保" in kind for kind in kinds)


def test_nothing_of_what_is_told_is_written_into_the_list(store, listed):
    name_roll.roll_of_batch(listed)
    told = list(AidGrant.select().where(AidGrant.batch == listed).order_by(AidGrant.place))
    assert [(one.basis, one.boarding) for one in told] == [("冬衣救助", None), (None, None), (None, None)]


def test_the_proof_of_what_was_paid_says_that_it_was_paid(store, listed):
    batches.approve(as_headteacher(store), listed, DAY)
    while AidBatch.get_by_id(listed).state != "paid":
        stages.advance(store, listed, DAY, why="已签领")
    counts = {one.name: one.make(store).counts for one in figures_of_term(store, AUTUMN)}
    assert all(("已经发放" in told) == ("已发放" in name) for name, told in counts.items())
    assert any("已发放" in name for name in counts)


def test_who_gets_cash_and_a_thing_stands_on_two_lists_and_never_twice_on_one_kind(store, listed):
    """On one list the amount beside a thing would be its worth."""
    programme = AidProgramme.get(AidProgramme.code == "school_aid").id
    given_cash = AidGrant.get(AidGrant.batch == listed).student_id
    thing = make_hand_batch(store, programme, AUTUMN, [HandLine(given_cash, 0, "书包1个")])
    assert "重复享受" not in [one.rule for one in check_batch(store, thing)]
    cash = make_hand_batch(store, programme, AUTUMN, [HandLine(given_cash, 5000)])
    assert "重复享受" in [one.rule for one in check_batch(store, cash)]
