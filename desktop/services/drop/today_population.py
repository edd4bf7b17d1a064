"""What waits of 适龄儿童, for 今日: a tree that does not close, lines to look at, proofs that lack or ran out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from desktop.models.ledgers.drop_population import AgeChild
from desktop.models.ledgers.students import Student
from desktop.models.store import Store
from desktop.services.drop import population_edit, proofs
from desktop.services.drop.population import UNLISTED, Tree, tree
from desktop.services.drop.proofs import BARE, EXPIRED
from desktop.services.head_told import Told
from desktop.services.todo import Around, Todo

PLACE = "population"
FEW = 3  # names that are told


def population_todos(store: Store, around: Around) -> Iterator[Todo]:
    """For whoever keeps the population; nothing for a school that has not begun with it."""
    if not store.session.may("drop") or not AgeChild.select().exists():
        return
    found = tree(around.day)
    yield from _tree(found)
    if lines := population_edit.open_lines():
        words = f"摸排名单有 {len(lines)} 行要核对"
        yield Todo("search-check", "warn", words, lines[0].reason or "", "去核对", "population_doubts")
    yield from _proofs(around.day, found)


def _tree(found: Tree) -> Iterator[Todo]:
    for one in found.differences:
        if one.wrong or one.kind == UNLISTED:
            names = [AgeChild.caption_of(child) for child in one.ids[:FEW]]
            names += [Student.caption_of(pupil) for pupil in one.students[:FEW]]
            fact = f"{'、'.join(names)}{'等' if one.count > FEW else ''}"
            words = f"{one.count} 名{'学生' if one.students else '适龄儿童'}{one.label}"
            yield Todo("network", "warn", words, fact, "看去向树", PLACE, ("tree", one.kind))


def _proofs(day: dt.date, found: Tree) -> Iterator[Todo]:
    lines = proofs.board(day, found=found).within(proofs.OUTSIDE_)
    for state, words in ((EXPIRED, "在外就读证明过期了"), (BARE, "在外就读，还没有要证明")):
        some = [line.child.name for line in lines if line.state == state]
        if some:
            fact = "、".join(some[:FEW]) + ("等" if len(some) > FEW else "")
            yield Todo(
                "file-check", "warn", f"{len(some)} 人{words}", fact, "看取证", PLACE, ("proofs", state)
            )


def population_facts(day: dt.date) -> Iterator[Told]:
    """For 校长台: whether the tree closes, and the rate of proofs; nothing before the school begins with it."""
    if not AgeChild.select().exists():
        return
    found = tree(day)
    rate = proofs.board(day, found=found).rate(proofs.OUTSIDE_)
    words = f"适龄儿童 {found.population} 人"
    unlisted = found.difference(UNLISTED).count
    end = "去向合上了" if found.closes else "去向合不上"
    more = f"，花名册还有 {unlisted} 人没有加进来" if unlisted else ""
    yield Told("good" if found.closes and not unlisted else "warn", f"{words}，{end}{more}", PLACE, "tree")
    if rate.total:
        yield Told(
            "good" if rate.proved == rate.total else "off", f"在外就读取证率 {rate.words}", PLACE, "proofs"
        )
