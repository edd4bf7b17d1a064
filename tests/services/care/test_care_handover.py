"""交接: offered, taken or not taken; the old pair ends in the same step as the new one begins; a teacher leaves."""

import datetime as dt

import pytest
from builders import AUTUMN, add, as_role, change, school_class
from builders_care import AUTUMN_DAY, SINCE, listed_pupil, name_of, paired, teacher

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.journal import JournalStep
from desktop.models.ledgers.care_pairs import Pairing
from desktop.models.ledgers.staff import AppUser, Staff
from desktop.models.roles import NotAllowed
from desktop.services.care import handover, pairs, plans, spread

LATER = AUTUMN_DAY + dt.timedelta(days=3)


@pytest.fixture
def old(store):
    return teacher(store, "安老师")


@pytest.fixture
def new(store):
    return teacher(store, "白老师")


@pytest.fixture
def child(store, old):
    made = listed_pupil(store)
    paired(store, made, old, difficulty="作业没人管", measures="每周补两次", goal="不掉队")
    return made


def lead(child, day=LATER):
    return pairs.lead_of([child], day)[child].teacher_id


def test_until_somebody_says_yes_the_old_teacher_is_responsible(store, child, old, new):
    handover.offer(store, {child: new}, AUTUMN_DAY)
    assert lead(child) == old and [row.student_id for row in pairs.offered()] == [child]


def test_taking_ends_the_old_pair_in_the_same_step(store, child, old, new):
    (offered,) = handover.offer(store, {child: new}, AUTUMN_DAY)
    steps = JournalStep.select().count()
    handover.accept(store, [offered], LATER)
    assert JournalStep.select().count() == steps + 1
    row = pairs.lead_of([child], LATER)[child]
    assert (row.teacher_id, row.accepted_on, row.from_day) == (new, LATER, LATER)
    before = Pairing.get_by_id(row.took_over_id)
    assert (before.teacher_id, before.state, before.end_reason, before.until_day) == (
        old,
        "ended",
        "handed",
        LATER,
    )
    assert lead(child, AUTUMN_DAY) == old


def test_the_new_teacher_is_told_what_was_known_of_the_child(store, child, new):
    (offered,) = handover.offer(store, {child: new}, AUTUMN_DAY)
    row = Pairing.get_by_id(offered)
    assert (row.difficulty, row.measures, row.goal) == ("作业没人管", "每周补两次", "不掉队")


def test_who_does_not_take_leaves_all_as_it_was(store, child, old, new):
    (offered,) = handover.offer(store, {child: new}, AUTUMN_DAY)
    handover.decline(store, [offered], LATER, "下学期要调走")
    row = Pairing.get_by_id(offered)
    assert (lead(child), row.state, row.end_reason, row.note) == (old, "ended", "declined", "下学期要调走")
    assert not pairs.offered()


def test_a_signed_handover_counts_at_once(store, child, old, new):
    handover.offer(store, {child: new}, AUTUMN_DAY, taken=True)
    assert lead(child) == new and not pairs.offered()
    undo.undo(store)
    assert lead(child) == old


def test_what_makes_no_sense_is_refused(store, child, old, new):
    with pytest.raises(Refused, match="本来就是 安老师"):
        handover.offer(store, {child: old}, AUTUMN_DAY)
    with pytest.raises(Refused, match="还没有责任教师"):
        handover.offer(store, {listed_pupil(store, "李强"): new}, AUTUMN_DAY)
    handover.offer(store, {child: new}, AUTUMN_DAY)
    with pytest.raises(Refused, match="已经有一份交接在等答复"):
        handover.offer(store, {child: new}, AUTUMN_DAY)
    with pytest.raises(Refused, match="接手日期不能更早"):
        handover.accept(store, [pairs.offered()[0].id], SINCE)


def test_an_answer_is_given_once(store, child, new):
    (offered,) = handover.offer(store, {child: new}, AUTUMN_DAY)
    handover.accept(store, [offered], LATER)
    with pytest.raises(Refused, match="已经有了答复"):
        handover.accept(store, [offered], LATER)


def test_nobody_who_has_left_can_be_offered_children(store, child, new):
    change(store, Staff, new, left_on=SINCE)
    with pytest.raises(Refused, match="已经离校"):
        handover.offer(store, {child: new}, AUTUMN_DAY)


def test_a_teacher_leaves_and_all_children_go_to_several_others(store, old, new):
    children = [listed_pupil(store, name_of(at)) for at in range(5)]
    for one in children:
        paired(store, one, old)
    helped = listed_pupil(store, "李强")
    paired(store, helped, new)
    helping = paired(store, helped, old, role="help")
    third = teacher(store, "蔡老师")
    found = handover.leaving(old, AUTUMN_DAY, AUTUMN)
    assert [c.student for c in found.children] == children and [row.id for row in found.helping] == [helping]
    proposal = handover.propose(found, [old, new, third], AUTUMN_DAY)
    assert proposal.after == {new: 3, third: 3}
    handover.offer(
        store, {line.child.student: line.teacher for line in proposal.lines}, AUTUMN_DAY, taken=True
    )
    assert old not in pairs.load(LATER) and not pairs.coverage(LATER, AUTUMN).missing
    assert all(len(pairs.history(one)) == 2 for one in children)


def test_ending_a_pair_ends_the_offer_that_hangs_on_it(store, child, new):
    handover.offer(store, {child: new}, AUTUMN_DAY)
    pairs.end(store, [pairs.lead_of([child], AUTUMN_DAY)[child].id], "off_list", LATER)
    assert not pairs.offered() and pairs.lead_of([child], LATER) == {}


def test_a_child_given_meanwhile_to_another_still_ends_with_one_teacher(store, child, old, new):
    (offered,) = handover.offer(store, {child: new}, AUTUMN_DAY)
    change(store, Staff, old, left_on=AUTUMN_DAY)
    lines = spread.propose(pairs.coverage(AUTUMN_DAY, AUTUMN).missing, [teacher(store, "蔡老师")], AUTUMN_DAY)
    spread.keep(store, lines, AUTUMN_DAY)
    handover.accept(store, [offered], LATER)
    assert lead(child) == new


def test_the_plan_and_its_open_measures_go_along(store, child, old, new):
    plans.start(store, plans.propose(AUTUMN_DAY, AUTUMN), AUTUMN)
    plan = plans.plan_of(child, AUTUMN)
    done, *_ = plans.measures_of([plan.id])[plan.id]
    plans.done(store, [done.id], AUTUMN_DAY)
    (offered,) = handover.offer(store, {child: new}, AUTUMN_DAY)
    handover.accept(store, [offered], LATER)
    first, *rest = plans.measures_of([plan.id])[plan.id]
    assert plans.plan_of(child, AUTUMN).teacher_id == new
    assert (first.staff_id, {one.staff_id for one in rest}) == (old, {new})


# the new teacher answers --------------------------------------------------------------------------------


@pytest.fixture
def me(store, child, new):
    """白老师 at the keyboard, class teacher of the child's class, with the child on offer."""
    add(store, AppUser, name="白老师", role="class", staff=new)
    (offered,) = handover.offer(store, {child: new}, AUTUMN_DAY)
    return as_role(store, "class", "白老师", frozenset({school_class(store, "三(2)班")})), offered


def test_the_new_teacher_takes_the_child_and_the_old_pair_ends_in_the_same_step(store, child, old, new, me):
    mine, offered = me
    plans.start(store, plans.propose(AUTUMN_DAY, AUTUMN), AUTUMN)
    steps = JournalStep.select().count()
    handover.accept(mine, [offered], LATER)
    assert JournalStep.select().count() == steps + 1
    row = Pairing.get_by_id(offered)
    assert (lead(child), row.state, row.accepted_on) == (new, "on", LATER)
    assert Pairing.get_by_id(row.took_over_id).state == "ended"
    assert plans.plan_of(child, AUTUMN).teacher_id == new


def test_the_new_teacher_may_say_no(store, child, old, me):
    mine, offered = me
    handover.decline(mine, [offered], LATER, "课太多")
    assert (lead(child), Pairing.get_by_id(offered).end_reason) == (old, "declined")


def test_nobody_answers_for_another_teacher(store, child, me, new):
    _mine, offered = me
    add(store, AppUser, name="蔡老师", role="class", staff=teacher(store, "蔡老师"))
    other = as_role(store, "class", "蔡老师", frozenset({school_class(store, "三(2)班")}))
    nobody = as_role(store, "class", "无名", frozenset({school_class(store, "三(2)班")}))
    for books in (other, nobody):
        with pytest.raises(NotAllowed):
            handover.accept(books, [offered], LATER)
        with pytest.raises(NotAllowed):
            handover.decline(books, [offered], LATER)
    assert Pairing.get_by_id(offered).state == "offered"


def test_the_new_teacher_arranges_nothing_else(store, child, me, new):
    mine, _offered = me
    with pytest.raises(NotAllowed):
        handover.offer(mine, {child: new}, LATER)
    with pytest.raises(NotAllowed):
        change(mine, Pairing, pairs.lead_of([child], LATER)[child].id, difficulty="改一改")
