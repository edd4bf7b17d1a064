"""What 今日 and 校长台 say of 适龄儿童."""

import datetime as dt
from pathlib import Path

from builders import AUTUMN, as_class_teacher, as_headteacher, pupil
from builders_drop import BIRTH, COUNT_DAY, child, proof

from desktop.services.drop.today_population import population_facts, population_todos
from desktop.services.todo import Around


def todos(store):
    return [
        (one.words, one.fact, one.place, one.hint)
        for one in population_todos(store, Around(AUTUMN, COUNT_DAY, Path(), second=False))
    ]


def test_a_school_without_a_population_is_told_nothing(store):
    pupil(store, "王芳", birth_date=BIRTH)
    assert todos(store) == []
    assert list(population_facts(COUNT_DAY)) == []


def test_who_has_no_status_and_whose_proof_lacks(store):
    child(store, "张小雨")
    child(store, "李明", "1.4")
    proof(store, child(store, "赵敏", "1.5"), valid_until=dt.date(2026, 10, 1))
    assert todos(store) == [
        ("1 名适龄儿童还没有去向", "张小雨", "population", ("tree", "none")),
        ("1 人在外就读证明过期了", "赵敏", "population", ("proofs", "expired")),
        ("1 人在外就读，还没有要证明", "李明", "population", ("proofs", "bare")),
    ]
    assert todos(as_class_teacher(store)) == todos(as_headteacher(store)) == []


def test_the_headteacher_reads_whether_it_closes_and_the_rate(store):
    proof(store, child(store, "李明", "1.4"))
    told = [(one.tone, one.words) for one in population_facts(COUNT_DAY)]
    assert told == [("good", "适龄儿童 1 人，去向合上了"), ("good", "在外就读取证率 1 / 1（100.00 %）")]
    child(store, "张小雨")
    assert next(one.words for one in population_facts(COUNT_DAY)) == "适龄儿童 2 人，去向合不上"
