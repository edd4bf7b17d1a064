"""三比对, reasons that are remembered, proofs and draws, two rows of one child."""

import datetime as dt

import pytest
from builders import as_class_teacher, hardship, pupil
from builders_drop import BIRTH, COUNT_DAY, child, goes, number_of, proof

from desktop.models.errors import Refused
from desktop.models.ledgers.drop_population import AgeChild, AgeStatus, OffSiteProof, ProofCall
from desktop.models.roles import NotAllowed
from desktop.services.drop import population_edit, proof_draw, proofs
from desktop.services.drop.population import GUESTS, TWICE, UNLISTED, tree
from desktop.services.drop.population_checks import LEFT, POOR, RIGHT, ROLL, SCHOOL, compare
from desktop.services.drop.population_villages import village_of, villages


def names(lines):
    return [(line.child.name, line.side) for line in lines]


# 三比对 ----------------------------------------------------------------------------------------------------


def test_registered_and_not_on_any_roll_stands_at_the_left(store):
    child(store, "张小雨", "1.4", in_police=True)
    child(store, "李明", student=pupil(store, "李明"), in_police=True)
    child(store, "王芳", "1.2", in_roll=True)
    found = compare(COUNT_DAY)[ROLL]
    assert (found.left, found.right, found.both) == (2, 2, 1)
    assert names(found.lines) == [("张小雨", LEFT), ("王芳", RIGHT)]
    assert found.sentence == (
        "户籍 2 人，学籍 2 人，两边都有 1 人；有户籍没有学籍 1 人，有学籍不在户籍名单 1 人"
    )


def test_on_the_roll_and_not_at_school_stands_at_the_left(store):
    child(store, "张小雨", student=pupil(store, "张小雨", status="04"))
    child(store, "李明", "1.4")
    child(store, "王芳", "1.8")  # 学前和高中不在义务教育学籍里
    found = compare(COUNT_DAY)[SCHOOL]
    assert names(found.lines) == [("张小雨", LEFT), ("李明", RIGHT)]


def test_a_proof_that_shows_the_number_puts_a_child_on_the_roll(store):
    proof(store, child(store, "李明", "1.4"), student_no=f"G{number_of(1)}")
    assert compare(COUNT_DAY)[SCHOOL].lines == ()


def test_children_of_poor_households_who_are_not_at_school(store):
    child(store, "张小雨", "5.1", poor="1")
    child(store, "李明", "1.4", poor="2")
    needy = pupil(store, "王芳")
    hardship(store, needy, "01")
    child(store, "王芳", student=needy)
    found = compare(COUNT_DAY)[POOR]
    assert (found.left, found.both) == (2, 1)
    assert names(found.lines) == [("张小雨", LEFT), ("王芳", RIGHT)]


def test_who_does_not_count_is_compared_with_nobody(store):
    child(store, "张小雨", "3.1", in_police=True)
    assert compare(COUNT_DAY)[ROLL].left == 0


def test_a_reason_is_said_once_and_can_be_taken_back(store):
    one = child(store, "张小雨", "1.4", in_police=True)
    population_edit.explain(store, ROLL, COUNT_DAY, "省外就读，学籍在外省", children=[one])
    found = compare(dt.date(2026, 12, 1))[ROLL]
    assert (found.open, found.lines[0].reason) == ([], "省外就读，学籍在外省")
    population_edit.explain(store, ROLL, COUNT_DAY, "学籍已转来", children=[one])
    assert compare(COUNT_DAY)[ROLL].lines[0].reason == "学籍已转来"
    population_edit.forget_reasons(store, ROLL, children=[one])
    assert len(compare(COUNT_DAY)[ROLL].open) == 1
    with pytest.raises(Refused, match="写一句说明"):
        population_edit.explain(store, ROLL, COUNT_DAY, "  ", children=[one])


def test_outsiders_on_the_roster_are_explained_or_brought_in(store):
    one, other = (pupil(store, name, birth_date=BIRTH) for name in ("张小雨", "李明"))
    assert tree(COUNT_DAY).difference(UNLISTED).students == (one, other)
    population_edit.explain(store, "roster", COUNT_DAY, "外来就读", students=[one])
    assert population_edit.add_pupils(store, [other]) == 1
    found = tree(COUNT_DAY)
    assert (found.difference(UNLISTED).count, found.population, found.node("1.1").count) == (0, 1, 1)
    assert found.difference(GUESTS).students == (one,)
    with pytest.raises(Refused, match="没有可以加进来的"):
        population_edit.add_pupils(store, [other])


# statuses ------------------------------------------------------------------------------------------------


def test_learning_here_is_never_told_by_hand(store):
    one = child(store)
    with pytest.raises(Refused, match="由花名册自动得出"):
        population_edit.set_many(store, [one], {"status": "1.1", "from_day": COUNT_DAY})


def test_the_same_day_again_changes_what_was_said(store):
    one = child(store, status="1.4")
    population_edit.set_many(store, [one], {"status": "1.5", "from_day": COUNT_DAY})
    population_edit.set_many(store, [one], {"status": "3.5", "from_day": COUNT_DAY})
    assert [row.status for row in population_edit.history(one)] == ["3.5", "1.4"]


def test_a_sum_is_no_status(store):
    with pytest.raises(Refused, match="最细的一级"):
        goes(store, child(store), "1")


def test_a_class_teacher_changes_nothing_here(store):
    one = child(store)
    with pytest.raises(NotAllowed):
        population_edit.set_many(as_class_teacher(store), [one], {"status": "1.4", "from_day": COUNT_DAY})


# two rows of one child -------------------------------------------------------------------------------------


def test_two_rows_of_one_child_become_one_with_all_that_hung_on_them(store):
    keep = child(store, "张小雨", "1.4", id_number=number_of(1))
    gone = child(store, "张小雨", "1.5", village="石桥村1组")
    goes(store, gone, "5.1", dt.date(2025, 9, 1))
    proof(store, gone)
    assert tree(COUNT_DAY).difference(TWICE).ids == (gone,)
    population_edit.merge(store, keep, gone)
    assert [row.id for row in AgeChild.select()] == [keep]
    assert AgeChild.get_by_id(keep).village == "石桥村1组"
    assert [(row.child_id, row.status) for row in AgeStatus.select().order_by(AgeStatus.from_day)] == [
        (keep, "5.1"), (keep, "1.4"),
    ]  # fmt: skip
    assert OffSiteProof.get().child_id == keep
    assert tree(COUNT_DAY).closes


def test_two_numbers_are_two_children(store):
    one, other = (child(store, "张小雨", id_number=number_of(n)) for n in (1, 2))
    with pytest.raises(Refused, match="不是同一个人"):
        population_edit.merge(store, one, other)


# proofs ----------------------------------------------------------------------------------------------------


def test_a_proof_is_asked_for_held_and_runs_out(store):
    one = child(store, "李明", "1.4")
    assert proofs.ask(store, [one], dt.date(2026, 9, 10)) == 1
    with pytest.raises(Refused, match="没有要登记的"):
        proofs.ask(store, [one], COUNT_DAY)
    proofs.hold(store, one, {"held_on": dt.date(2026, 9, 30), "kind": "paper", "school": "县二小"})
    (row,) = OffSiteProof.select()
    assert (row.state, row.asked_on, row.valid_until) == ("held", dt.date(2026, 9, 10), dt.date(2027, 9, 30))
    assert [proofs.board(day).lines[0].state for day in (dt.date(2026, 9, 29), COUNT_DAY, dt.date(2027, 10, 1))] == [
        "asked", "held", "expired",
    ]  # fmt: skip


def test_a_new_proof_follows_one_that_ran_out(store):
    one = child(store, "李明", "1.4")
    proof(store, one, valid_until=dt.date(2026, 10, 1))
    proofs.hold(store, one, {"held_on": COUNT_DAY, "kind": "system", "school": "县二小"})
    assert OffSiteProof.select().count() == 2
    assert proofs.board(COUNT_DAY).lines[0].state == "held"


def held(store, child_, student_no):
    told = {"held_on": COUNT_DAY, "kind": "paper", "school": "县二小", "student_no": student_no}
    return proofs.hold(store, child_, told)


def test_another_childs_proof_proves_nothing(store):
    one = child(store, "孙春琴", "1.4", id_number=number_of(1))
    child(store, "沈宗泽", "1.4", id_number=number_of(2))
    with pytest.raises(Refused, match="证明上的学籍号是沈宗泽的，不是孙春琴的"):
        held(store, one, f"G{number_of(2)}")
    with pytest.raises(Refused, match="是沈宗泽的"):  # by the side road too
        proof(store, one, student_no=f"G{number_of(2)}")
    assert proofs.board(COUNT_DAY).rate("far").proved == 0
    held(store, one, f"G{number_of(1)}")
    assert proofs.board(COUNT_DAY).rate("far").proved == 1


def test_one_number_proves_one_child_alone(store):
    first, second = (child(store, name, "1.4") for name in ("李明", "王芳"))
    odd = "J529901000000000001"
    held(store, first, odd)
    with pytest.raises(Refused, match="是李明的，不是王芳的"):
        held(store, second, odd)
    pupil(store, "周大勇", student_no="J529901000000000002")
    with pytest.raises(Refused, match="是周大勇的"):
        held(store, second, "J529901000000000002")


def test_a_refusal_needs_a_reason_and_may_still_turn_into_a_proof(store):
    one = child(store, "李明", "1.5")
    proofs.ask(store, [one], dt.date(2026, 9, 10))
    with pytest.raises(Refused, match="请写原因"):
        proofs.refuse(store, one, {})
    proofs.refuse(store, one, {"refused_why": "家里有纠纷"})
    assert proofs.board(COUNT_DAY).lines[0].state == "refused"
    proofs.hold(store, one, {"held_on": COUNT_DAY, "kind": "phone", "school": "东城小学"})
    assert [row.state for row in OffSiteProof.select()] == ["held"]


def test_who_came_back_needs_no_proof(store):
    one = child(store, "李明", "1.4")
    goes(store, one, "1.2", dt.date(2026, 10, 1))
    assert proofs.board(COUNT_DAY).rate("far").words == "0 / 0"


@pytest.fixture
def outside(store):
    return [child(store, f"李{sign}", "1.4") for sign in "安柏辰德恩芳国海"]


def test_a_draw_can_be_done_again(store, outside):
    drawn = proof_draw.draw(store, 5, COUNT_DAY, seed=618)
    assert (drawn.among, len(drawn.calls)) == (8, 5)
    assert proof_draw.again(drawn) == (True, [call.child_id for call in drawn.calls])
    goes(store, outside[0], "3.1", dt.date(2026, 10, 1))
    assert proof_draw.again(drawn)[0] is False


def test_what_the_calls_told_is_counted(store, outside):
    drawn = proof_draw.draw(store, 5, COUNT_DAY, seed=7)
    proof_draw.answer(store, drawn.calls[0].id, {"called_on": COUNT_DAY, "result": "true"})
    proof_draw.answer(store, drawn.calls[1].id, {"called_on": COUNT_DAY, "result": "none"})
    assert proof_draw.draws()[0].tally.words == "抽到 5 人，打通 1 人，属实 1 人，还剩 3 人没有打"


def test_a_draw_keeps_to_the_rule_and_to_its_number(store, outside):
    with pytest.raises(Refused, match="5～10 人"):
        proof_draw.draw(store, 4, COUNT_DAY)
    proof_draw.draw(store, 5, COUNT_DAY, seed=7)
    with pytest.raises(Refused, match="已经用抽签号 7 抽过了"):
        proof_draw.draw(store, 5, COUNT_DAY, seed=7)
    assert ProofCall.select().count() == 5


# villages --------------------------------------------------------------------------------------------------


def test_the_groups_of_a_village_stand_in_one_line_and_the_sums_are_the_trees(store):
    for village, status in (("石桥村1组", "1.4"), ("石桥村2组", "1.2"), ("柳林社区3组", "3.1"), (None, None)):
        child(store, f"张{status or '零'}".replace(".", "点").translate(str.maketrans("0123456789", "零一二三四五六七八九")),
              status, village=village)  # fmt: skip
    lines, sums = villages(tree(COUNT_DAY))
    assert [(line.name, line.population, line.none) for line in lines] == [
        ("柳林社区", 1, 0),
        ("石桥村", 2, 0),
        ("", 1, 1),
    ]
    assert (sums.population, sums.counts["1"], sums.counts["3"], sums.none) == (4, 2, 1, 1)


@pytest.mark.parametrize(
    ("words", "village"),
    [
        ("柳林镇石桥村3组", "柳林镇石桥村"),
        ("石桥村民小组", "石桥村民小组"),
        ("城关镇", "城关镇"),
        ("东街社区二片", "东街社区"),
    ],
)
def test_the_village_of_an_address(words, village):
    assert village_of(words) == village
