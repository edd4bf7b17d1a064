"""Many differences at once, and 应享尽享率 class by class."""

import openpyxl
import pytest
from builders import AUTUMN, LIST_DATE, add, as_headteacher, batch, needy, programme

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers.lists import ClosingReason, Difference
from desktop.models.roles import NotAllowed
from desktop.models.store import NotKept
from desktop.services.lists.differences import MISSING
from desktop.services.lists.differences_many import close_all, close_as_before, look, reopen_all
from desktop.services.lists.differences_out import write_out

PAPER = "0" * 64 + "|放弃声明.jpg"


def seen(store, term=AUTUMN):
    return look(store, programme(), term)


def missing(store):
    return seen(store).found.of(MISSING)


def reason(name):
    return ClosingReason.get(ClosingReason.name == name).id


@pytest.fixture
def late(store):
    """王芳 is on the list; 赵小 and 钱多 of another class came later."""
    needy(store, "王芳")
    batch(store)
    needy(store, "赵小", "三(1)班")
    needy(store, "钱多", "三(1)班")


def test_each_class_has_its_own_rate(store, late):
    told = {name: (rate.granted, rate.entitled) for name, rate in seen(store).shares}
    assert told == {"三(1)班": (0, 2), "三(2)班": (1, 1)}


def test_the_classes_add_up_to_the_school(store, late):
    told = seen(store)
    sums = [
        sum(numbers)
        for numbers in zip(*((rate.granted, rate.entitled) for _, rate in told.shares), strict=True)
    ]
    assert sums == [told.found.rate.granted, told.found.rate.entitled]


def test_who_was_explained_counts_in_no_class(store, late):
    close_all(store, seen(store).found, missing(store)[:1], reason=reason("已转出"))
    told = {name: (rate.granted, rate.entitled, rate.explained) for name, rate in seen(store).shares}
    assert told["三(1)班"] == (0, 1, 1)


def test_several_are_explained_in_one_step(store, late):
    assert close_all(store, seen(store).found, missing(store), reason=reason("已转出"), note="随父母") == 2
    assert missing(store) == [] and {row.note for row in Difference.select()} == {"随父母"}
    undo.undo(store)
    assert len(missing(store)) == 2


def test_a_reason_that_wants_a_paper_is_refused_without_it(store, late):
    with pytest.raises((Refused, NotKept), match="签字材料"):
        close_all(store, seen(store).found, missing(store), reason=reason("家长自愿放弃"))
    close_all(store, seen(store).found, missing(store), reason=reason("家长自愿放弃"), waiver=PAPER)
    assert {row.waiver for row in Difference.select()} == {PAPER}


def test_explaining_again_changes_the_explanation(store, late):
    close_all(store, seen(store).found, missing(store), reason=reason("已转出"))
    close_all(
        store, seen(store).found, seen(store).found.of(MISSING, closed=True), reason=reason("同名不同人")
    )
    assert {row.reason_id for row in Difference.select()} == {reason("同名不同人")}


def test_last_terms_explanations_hold_on_each_with_its_own_reason(store, late):
    for gap, name in zip(missing(store), ("已转出", "家长自愿放弃"), strict=True):
        add(
            store, Difference, term=AUTUMN.previous.code, programme=programme().id, side="missing",
            student=gap.student.id, reason=reason(name), waiver=PAPER, closed_on=LIST_DATE,
        )  # fmt: skip
    assert close_as_before(store, seen(store).found, missing(store)) == 2
    now = Difference.select().where(Difference.term == AUTUMN.code)
    assert {row.reason_id for row in now} == {reason("已转出"), reason("家长自愿放弃")}


def test_who_was_not_explained_last_term_is_named(store, late):
    with pytest.raises(Refused, match="上学期没有说明过原因"):
        close_as_before(store, seen(store).found, missing(store))


def test_explanations_are_taken_back_together(store, late):
    close_all(store, seen(store).found, missing(store), reason=reason("已转出"))
    assert reopen_all(store, seen(store).found.of(MISSING, closed=True)) == 2
    assert Difference.select().count() == 0


def test_nothing_chosen_is_refused_with_a_sentence(store, late):
    with pytest.raises(Refused, match="请先选"):
        close_all(store, seen(store).found, [], reason=reason("已转出"))
    with pytest.raises(Refused, match="已经说明过"):
        reopen_all(store, missing(store))


def test_the_headteacher_explains_nothing(store, late):
    told, gaps = seen(store).found, missing(store)
    with pytest.raises(NotAllowed):
        close_all(as_headteacher(store), told, gaps, reason=reason("已转出"))


def test_the_workbook_has_both_sides_and_the_rate_above(store, late, tmp_path):
    close_all(store, seen(store).found, missing(store)[:1], reason=reason("已转出"))
    assert write_out(seen(store).found, tmp_path / "差异.xlsx") == 2
    rows = list(openpyxl.load_workbook(tmp_path / "差异.xlsx").active.values)
    assert "应享尽享率" in rows[1][0]
    assert [row[6] for row in rows[3:5]] == [None, "已转出"] or [row[6] for row in rows[3:5]] == [
        "",
        "已转出",
    ]
