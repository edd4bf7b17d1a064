"""The status tree: it closes or says by how much it does not and because of whom. Figures of one township."""

import datetime as dt

import pytest
from builders import pupil
from builders_drop import BIRTH, COUNT_DAY, child, crowd, goes, number_of, proof, proofs

from desktop.models.ledgers.drop_cases import CaseStep, DropCase
from desktop.models.ledgers.drop_population import AgeChild, AgeStatus
from desktop.services.drop.population import NONE, OUTSIDE, TWICE, TWO, UNLISTED, percent, status_of, tree
from desktop.services.drop.proofs import FAR, OUTSIDE_, board

TOWNSHIP = {
    "1.2": 9_351, "1.3": 1_713, "1.4": 2_795, "1.5": 300, "1.8": 61, "2": 253, "3.1": 20, "3.2": 9, "3.3": 40, "4": 10, "5.1": 11,
}  # fmt: skip


@pytest.fixture
def township(store):
    return crowd(store, TOWNSHIP)


def test_a_township_of_14563_closes_line_by_line(store, township):
    found = tree(COUNT_DAY)
    assert (found.population, found.told, found.gap, found.closes) == (14_563, 14_563, 0, True)
    assert [(node.code, node.count) for node in found.nodes] == [
        ("1", 14_220), ("2", 253), ("3", 69), ("4", 10), ("5", 11),
    ]  # fmt: skip
    assert found.sentence == "6～15 周岁 14563 人 = 14220 + 253 + 69 + 10 + 11，合上了"
    assert all(sum(part.count for part in node.parts) == node.count for node in found.lines() if node.parts)

    far = township["1.4"] + township["1.5"]
    proofs(store, [*township["1.3"], *far[:-5]])
    told = board(COUNT_DAY)
    assert told.rate(FAR).words == "3090 / 3095（99.84 %）"
    assert told.rate(FAR).sentence == "取证率 3090 / 3095（99.84 %），分母是县外就读（1.4、1.5）"
    assert told.rate(OUTSIDE_).words == "4803 / 4808（99.90 %）"


def test_61_counted_twice_are_told_with_their_number_and_names(store, township):
    rows = {row.id: row for row in AgeChild.select()}
    again = [rows[one] for one in township["1.8"]]
    with store.step("又登记一遍") as step:
        ids = step.add_many(
            AgeChild,
            [{"name": one.name, "birth_date": one.birth_date, "village": one.village} for one in again],
        )
        step.add_many(AgeStatus, [{"child": one, "status": "1.8", "from_day": COUNT_DAY} for one in ids])
    found = tree(COUNT_DAY)
    assert (found.population, found.told, found.gap, found.closes) == (14_563, 14_624, -61, False)
    twice = found.difference(TWICE)
    assert (twice.count, twice.effect) == (61, -61)
    assert {rows[one].name for one in township["1.8"]} == {AgeChild.get_by_id(one).name for one in twice.ids}
    assert found.sentence.endswith(
        "各项相加 14281 + 253 + 69 + 10 + 11 = 14624 人，多了 61 人：同一个人登记了两次 61 人"
    )


def test_a_child_without_a_status_keeps_the_tree_open(store):
    child(store, "张小雨", "1.4")
    lost = child(store, "李明", birth_date=dt.date(2014, 1, 1))
    found = tree(COUNT_DAY)
    assert (found.population, found.told, found.closes) == (2, 1, False)
    assert found.difference(NONE).ids == (lost,)


def test_a_pupil_of_the_roster_learns_here_without_being_told(store):
    one = pupil(store, "张小雨", id_number=number_of(1), birth_date=BIRTH)
    by_number = child(store, "张小雨", id_number=number_of(1))
    linked = child(store, "李明", student=pupil(store, "李明"), birth_date=dt.date(2014, 1, 1))
    assert status_of([by_number, linked], COUNT_DAY) == {by_number: "1.1", linked: "1.1"}
    assert not AgeStatus.select().count()
    assert one not in tree(COUNT_DAY).difference(UNLISTED).students


def test_a_pupil_on_leave_or_taught_at_home_is_counted_there(store):
    resting = child(store, "张小雨", student=pupil(store, "张小雨", status="02"))
    at_home = child(store, "李明", student=pupil(store, "李明", status="05"))
    assert status_of([resting, at_home], COUNT_DAY) == {resting: "5.4", at_home: "1.7"}


def test_a_pupil_who_is_told_to_learn_elsewhere_has_two_statuses(store):
    torn = child(store, "张小雨", "1.4", student=pupil(store, "张小雨"))
    found = tree(COUNT_DAY)
    assert (found.population, found.told, found.gap, found.closes) == (1, 2, -1, False)
    assert found.difference(TWO).ids == (torn,)
    assert found.node("1.1").ids == found.node("1.4").ids == (torn,)


def test_what_was_told_before_the_pupil_came_is_over(store):
    back = child(store, "张小雨", student=pupil(store, "张小雨", arrived_on=dt.date(2026, 10, 1)))
    goes(store, back, "1.5", dt.date(2025, 9, 1))
    assert status_of([back], COUNT_DAY) == {back: "1.1"}
    assert status_of([back], dt.date(2026, 9, 30)) == {back: "1.5"}


def test_a_case_under_way_goes_before_the_roster(store):
    record = pupil(store, "张小雨")
    gone = child(store, "张小雨", student=record)
    with store.step("立案") as step:
        case = step.add(DropCase, {
            "number": "1", "student": record, "kind": "suspected", "state": "suspected", "opened_on": dt.date(2026, 10, 8),
            "last_day": dt.date(2026, 9, 28),
        })  # fmt: skip
        step.add(
            CaseStep,
            {"drop_case": case, "student": record, "state": "suspected", "day": dt.date(2026, 10, 8)},
        )
    assert status_of([gone], COUNT_DAY) == {gone: "5.2"}
    assert status_of([gone], dt.date(2026, 10, 7)) == {gone: "1.1"}


def test_ages_are_those_of_the_day(store):
    young = child(store, "张小雨", "1.8", birth_date=dt.date(2020, 10, 16))  # six the day after
    old = child(store, "李明", "1.8", birth_date=dt.date(2010, 10, 15))  # sixteen today
    last = child(store, "王芳", "1.8", birth_date=dt.date(2010, 10, 16))
    found = tree(COUNT_DAY)
    assert found.node("1.8").ids == (last,)
    assert found.difference(OUTSIDE).ids == (young, old)
    assert found.closes
    assert set(tree(COUNT_DAY, wide=True).node("1.8").ids) == {young, old, last}
    assert young in tree(dt.date(2026, 10, 16)).node("1.8").ids


def test_a_pupil_of_the_school_whom_the_population_lacks_is_named(store):
    missing = pupil(store, "张小雨", birth_date=BIRTH)
    found = tree(COUNT_DAY)
    assert found.difference(UNLISTED).students == (missing,)
    assert found.gap == 0 and not found.closes  # nobody is in yet


def test_two_of_one_name_and_birthday_with_numbers_of_their_own_are_two(store):
    child(store, "张小雨", "1.4", id_number=number_of(1))
    child(store, "张小雨", "1.4", id_number=number_of(2))
    found = tree(COUNT_DAY)
    assert (found.population, found.closes) == (2, True)


def test_who_refuses_a_proof_is_not_proved(store):
    one = child(store, "张小雨", "1.4")
    proof(store, one, "refused")
    assert board(COUNT_DAY).rate(FAR).words == "0 / 1（0.00 %）"


def test_a_proof_that_ran_out_no_longer_proves(store):
    one = child(store, "张小雨", "1.4")
    proof(store, one, valid_until=dt.date(2026, 10, 14))
    assert board(COUNT_DAY).lines[0].state == "expired"
    assert board(dt.date(2026, 10, 14)).lines[0].state == "held"


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        (3090, 3095, "99.84 %"),
        (99_999, 100_000, "99.99 %"),
        (7, 7, "100.00 %"),
        (0, 3, "0.00 %"),
        (0, 0, "—"),
    ],
)
def test_what_is_not_all_is_never_a_hundred_percent(one, other, told):
    assert percent(one, other) == told
