"""爱心超市: by goods and source, never less than nothing, turned back and never changed; the issue, the points, the wishes."""

import datetime as dt

import pytest
from builders import AUTUMN, add, as_class_teacher, as_role, change, remove, school_class
from builders_care import AUTUMN_DAY, SINCE, gift, goods, listed_pupil, teacher

from desktop.models import undo
from desktop.models.errors import Refused
from desktop.models.ledgers.care_goods import Donation, GoodsMove, PointsEntry, Wish, points_left
from desktop.models.ledgers.students import Student
from desktop.models.roles import NotAllowed
from desktop.services.care import issue, shelf, wishes
from desktop.services.care.issue import Give
from desktop.services.care.shelf import Counted, In

NEXT = AUTUMN_DAY + dt.timedelta(days=7)


@pytest.fixture
def book(store):
    """Five 作业本 of a gift, ten bought; two left-behind children, one poor."""
    paper = goods(store, points=10)
    given = gift(store, In(paper, 5, 200))
    shelf.buy(store, AUTUMN_DAY, [In(paper, 10, 250)], None)
    children = [listed_pupil(store, name, types=("left",)) for name in ("王芳", "李强")]
    return {"goods": paper, "gift": given, "left": children, "poor": listed_pupil(store, "赵敏")}


def left(day=NEXT):
    return {(lot.goods.id, lot.gift and lot.gift.id): lot.left for lot in shelf.lots(day)}


# what lies there ----------------------------------------------------------------------------------------


def test_what_lies_there_is_kept_apart_by_source(store, book):
    assert left() == {(book["goods"], book["gift"]): 5, (book["goods"], None): 10}
    assert left(SINCE) == {}
    (told,) = shelf.stock(NEXT)
    assert (told.came, told.went, told.left) == (15, 0, 15)


def test_gifts_go_out_before_what_was_bought(store, book):
    made = issue.plan(NEXT, [Give(book["left"][0], book["goods"], 7)])
    assert [(one.lot.gift and one.lot.gift.id, one.quantity) for one in made.outs] == [
        (book["gift"], 5),
        (None, 2),
    ]


def test_more_than_there_is_is_refused_and_nothing_is_written(store, book):
    gives = [Give(one, book["goods"], 8) for one in book["left"]]
    assert "不够发：作业本还差 1" in issue.plan(NEXT, gives).sentence
    with pytest.raises(Refused, match="还差 1"):
        issue.issue(store, NEXT, gives, None)
    assert left()[book["goods"], None] == 10


def test_the_door_refuses_what_one_source_does_not_hold(store, book):
    with pytest.raises(Refused, match=r"捐赠的作业本 .* 不够，还差 1"):
        add(store, GoodsMove, day=NEXT, kind="less", goods=book["goods"], donation=book["gift"], quantity=6)


def test_nothing_goes_out_before_it_came(store, book):
    with pytest.raises(Refused, match="不够"):
        add(store, GoodsMove, day=SINCE, kind="lost", goods=book["goods"], quantity=1)


def test_a_movement_is_never_changed_nor_taken_out(store, book):
    record = GoodsMove.select().first().id
    with pytest.raises(Refused, match="不能改、不能删"):
        change(store, GoodsMove, record, quantity=3)
    with pytest.raises(Refused, match="不能改、不能删"):
        remove(store, GoodsMove, record)


# the month's issue --------------------------------------------------------------------------------------


def test_the_issue_of_a_list_is_one_step_and_can_be_taken_back(store, book):
    gives = [Give(one, book["goods"], 2) for one in book["left"]]
    assert issue.plan(NEXT, gives).sentence == "将发给 2 人，1 种 4 件，出库可以撤销。"
    assert issue.issue(store, NEXT, gives, None) == 2
    assert left() == {(book["goods"], book["gift"]): 1, (book["goods"], None): 10}
    undo.undo(store)
    assert left()[book["goods"], book["gift"]] == 5


def test_the_list_holds_left_behind_children_unless_others_are_chosen(store, book):
    assert list(issue.children_for(NEXT, AUTUMN)) == book["left"]
    assert list(issue.children_for(NEXT, AUTUMN, ("poor",))) == [book["poor"]]


def test_who_got_something_this_month_is_known_and_a_line_turned_back_does_not_count(store, book):
    issue.issue(store, NEXT, [Give(book["left"][0], book["goods"], 1)], None)
    assert list(issue.given(book["left"], *issue.month_span(NEXT))) == [book["left"][0]]
    move = GoodsMove.get(GoodsMove.kind == "free")
    shelf.turn_back(store, move.id, NEXT, "发错了人")
    assert issue.given(book["left"], *issue.month_span(NEXT)) == {}


def test_a_gift_for_one_kind_goes_to_nobody_else(store, book):
    pen = goods(store, "书包", "个")
    gift(store, In(pen, 3), donor="爱心人士", for_types="left", purpose="给留守儿童")
    made = issue.plan(NEXT, [Give(book["poor"], pen, 1)])
    assert made.short == {pen: 1} and "指定给留守学生，赵敏 那天不在这份名单上" in made.whys[0]
    assert issue.issue(store, NEXT, [Give(book["left"][0], pen, 1)], None) == 1


def test_the_derived_list_of_the_day_decides_not_a_label_kept_somewhere(store, book):
    pen = goods(store, "书包", "个")
    gift(store, In(pen, 3), for_types="left")
    change(store, Student, book["left"][0], left_behind="1", rural_left_behind=False)
    assert issue.plan(NEXT, [Give(book["left"][0], pen, 1)]).short == {pen: 1}


def test_a_gift_for_one_child_goes_first_and_to_that_child_alone(store, book):
    child, other = book["left"]
    tied = gift(store, In(book["goods"], 1), donor="李老板", for_student=child)
    assert issue.plan(NEXT, [Give(child, book["goods"], 1)]).outs[0].lot.gift.id == tied
    assert issue.plan(NEXT, [Give(other, book["goods"], 1)]).outs[0].lot.gift.id == book["gift"]
    with pytest.raises(Refused, match="指定给 王芳，不能发给 李强"):
        add(
            store,
            GoodsMove,
            day=NEXT,
            kind="free",
            goods=book["goods"],
            donation=tied,
            student=other,
            quantity=1,
        )


# turning back, counting ---------------------------------------------------------------------------------


def test_a_line_is_turned_back_once_whole_and_with_a_reason(store, book):
    issue.issue(store, NEXT, [Give(book["left"][0], book["goods"], 2)], None)
    move = GoodsMove.get(GoodsMove.kind == "free").id
    with pytest.raises(Refused, match="为什么冲回"):
        shelf.turn_back(store, move, NEXT, " ")
    back = shelf.turn_back(store, move, NEXT, "发错了人")
    assert left()[book["goods"], book["gift"]] == 5
    with pytest.raises(Refused, match="已经冲回过"):
        shelf.turn_back(store, move, NEXT, "再来一次")
    with pytest.raises(Refused, match="不能再冲回"):
        shelf.turn_back(store, back, NEXT, "再来一次")
    told = shelf.stock(NEXT)[0]
    assert (told.came, told.went, told.left) == (15, 0, 15)


def test_what_came_in_is_not_turned_back_once_it_is_gone(store, book):
    issue.issue(store, NEXT, [Give(book["left"][0], book["goods"], 3)], None)
    came = GoodsMove.get(GoodsMove.kind == "given").id
    with pytest.raises(Refused, match="还差 3"):
        shelf.turn_back(store, came, NEXT, "记错了")


def test_a_reversal_of_another_size_is_refused(store, book):
    came = GoodsMove.get(GoodsMove.kind == "bought")
    with pytest.raises(Refused, match="冲回要和原来那一笔一样"):
        add(store, GoodsMove, day=NEXT, kind="reverse", reverses=came.id, goods=came.goods_id, quantity=1)


def test_a_count_writes_what_differs_and_asks_why(store, book):
    lots = [(book["goods"], book["gift"]), (book["goods"], None)]
    with pytest.raises(Refused, match="作业本 和账面差 1，请写原因"):
        shelf.keep_count(store, NEXT, [Counted(lots[0], 4)], None)
    told = [
        Counted(lots[0], 4, "受潮"),
        Counted(lots[1], 11, "上次少记"),
    ]
    assert shelf.keep_count(store, NEXT, told, None) == 2
    assert left() == {lots[0]: 4, lots[1]: 11}
    assert shelf.keep_count(store, NEXT, [Counted(lots[0], 4)], None) == 0


def test_what_is_broken_leaves_with_a_reason(store, book):
    shelf.lose(store, (book["goods"], None), 2, day=NEXT, why="被水泡了")
    assert left()[book["goods"], None] == 8


# points ---------------------------------------------------------------------------------------------------


def test_points_are_earned_exchanged_and_come_back_with_a_reversal(store, book):
    child = book["left"][0]
    issue.earn(store, [child], 25, day=AUTUMN_DAY, why="拾金不昧", staff=None)
    assert issue.exchange(store, Give(child, book["goods"], 2), NEXT, None) == 5
    (told,) = issue.accounts()
    assert (told.earned, told.used, told.left) == (25, 20, 5)
    shelf.turn_back(store, GoodsMove.get(GoodsMove.kind == "points").id, NEXT, "换错了")
    assert points_left(child) == 25 and issue.accounts()[0].used == 0


def test_nobody_exchanges_points_that_are_not_there(store, book):
    child = book["left"][0]
    issue.earn(store, [child], 15, day=AUTUMN_DAY, why="进步", staff=None)
    with pytest.raises(Refused, match="王芳 有 15 分，换 2 本作业本 要 20 分，还差 5 分"):
        issue.exchange(store, Give(child, book["goods"], 2), NEXT, None)


def test_points_already_exchanged_are_not_taken_away(store, book):
    child = book["left"][0]
    issue.earn(store, [child], 10, day=AUTUMN_DAY, why="进步", staff=None)
    issue.exchange(store, Give(child, book["goods"], 1), NEXT, None)
    with pytest.raises(Refused, match="已经兑换了"):
        remove(store, PointsEntry, PointsEntry.get().id)


def test_goods_without_a_price_are_not_exchanged(store, book):
    pen = goods(store, "铅笔", "支")
    with pytest.raises(Refused, match="没有写兑换积分"):
        issue.exchange(store, Give(book["left"][0], pen, 1), NEXT, None)


def test_a_class_teacher_gives_points_to_the_own_pupils_alone(store, book):
    other = listed_pupil(store, "钱多", "五(1)班")
    mine = as_class_teacher(store, school_class(store, "三(2)班"))
    assert issue.earn(mine, book["left"], 5, day=AUTUMN_DAY, why="值日认真", staff=None) == 2
    with pytest.raises(NotAllowed):
        issue.earn(mine, [other], 5, day=AUTUMN_DAY, why="值日认真", staff=None)
    with pytest.raises(NotAllowed):
        issue.exchange(mine, Give(book["left"][0], book["goods"], 1), NEXT, None)


# wishes -----------------------------------------------------------------------------------------------------


def test_a_wish_goes_its_four_steps_and_takes_its_goods_from_the_shelf(store, book):
    child = book["left"][0]
    wish = wishes.ask(store, child, "想要两本作业本", SINCE)
    wishes.take(store, wish, "村医老张", AUTUMN_DAY)
    wishes.fulfil(store, wish, "送到家里", NEXT, Give(child, book["goods"], 2))
    assert [move.quantity for move in wishes.goods_of(wish)] == [2]
    wishes.look_back(store, wish, "孩子很喜欢", NEXT)
    assert Wish.get_by_id(wish).state == "back" and "已回访 1 个" in wishes.board().sentence


def test_a_wish_leaves_no_step_out_and_may_be_given_back(store, book):
    wish = wishes.ask(store, book["left"][0], "想要一本书", SINCE)
    with pytest.raises(Refused):
        wishes.fulfil(store, wish, "给了", NEXT)
    wishes.take(store, wish, "老张", AUTUMN_DAY)
    wishes.leave(store, wish)
    assert (Wish.get().state, Wish.get().taken_by) == ("asked", None)
    with pytest.raises(Refused, match="早于"):
        wishes.take(store, wish, "老张", SINCE - dt.timedelta(days=1))


def test_a_wish_the_shelf_cannot_fill_stays_as_it_is(store, book):
    child = book["left"][0]
    wish = wishes.ask(store, child, "想要书", SINCE)
    wishes.take(store, wish, "老张", AUTUMN_DAY)
    with pytest.raises(Refused, match="不够发"):
        wishes.fulfil(store, wish, "", NEXT, Give(child, book["goods"], 99))
    assert Wish.get().state == "taken"


# who may ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["head", "class", "meal"])
def test_the_shelf_is_kept_by_the_aid_clerk_and_the_moral_teacher(store, book, role):
    other = as_role(store, role, "别人", frozenset({school_class(store)} if role == "class" else ()))
    with pytest.raises(NotAllowed):
        issue.issue(other, NEXT, [Give(book["left"][0], book["goods"], 1)], None)
    with pytest.raises(NotAllowed):
        shelf.buy(other, NEXT, [In(book["goods"], 1)], None)


def test_the_moral_teacher_issues(store, book):
    moral = as_role(store, "moral", "唐老师")
    assert issue.issue(moral, NEXT, [Give(book["left"][0], book["goods"], 1)], teacher(store, "唐老师")) == 1
    assert Donation.select().count() == 1


# what spoils ----------------------------------------------------------------------------------------------


def milk(store, use_by, quantity=4):
    kind = goods(store, "牛奶")
    given = gift(store, In(kind, quantity, 300, use_by))
    return kind, given


def test_what_runs_out_first_goes_out_first(store, book):
    kind, _late = milk(store, NEXT + dt.timedelta(days=60))
    soon = gift(store, In(kind, 4, 300, NEXT + dt.timedelta(days=5)))
    made = issue.plan(NEXT, [Give(book["left"][0], kind, 5)])
    assert (made.outs[0].lot.gift.id, made.outs[0].quantity) == (soon, 4)


def test_what_is_out_of_date_is_given_to_nobody(store, book):
    kind, _given = milk(store, NEXT - dt.timedelta(days=1))
    with pytest.raises(Refused, match="过了保质期，请先登记报废"):
        issue.issue(store, NEXT, [Give(book["left"][0], kind, 1)], None)
    (lot,) = shelf.out_of_date(NEXT)
    shelf.lose(store, lot.key, lot.left, day=NEXT, why="过了保质期")
    assert shelf.out_of_date(NEXT) == []


def test_on_its_last_day_it_may_still_go_out(store, book):
    kind, _given = milk(store, NEXT)
    issue.issue(store, NEXT, [Give(book["left"][0], kind, 1)], None)
    assert shelf.out_of_date(NEXT) == []


def test_the_newest_delivery_is_what_still_lies_there(store, book):
    kind = goods(store, "饼干")
    first, last = NEXT + dt.timedelta(days=3), NEXT + dt.timedelta(days=90)
    shelf.buy(store, AUTUMN_DAY, [In(kind, 2, 100, first)], None)
    shelf.buy(store, AUTUMN_DAY, [In(kind, 2, 100, last)], None)
    assert shelf.lots(NEXT, kind)[0].use_by == first
    issue.issue(store, NEXT, [Give(book["left"][0], kind, 2)], None)
    assert shelf.lots(NEXT, kind)[0].use_by == last


def test_a_last_day_stands_only_where_goods_come_in(store, book):
    with pytest.raises(ValueError, match="保质期写在入库的那一笔上"):
        values = {"kind": "lost", "day": NEXT, "goods": book["goods"], "quantity": 1, "use_by": NEXT}
        add(store, GoodsMove, **values)


def test_bought_milk_that_runs_out_goes_before_a_gift_that_keeps(store, book):
    kind = goods(store, "牛奶")
    gift(store, In(kind, 4, 300, NEXT + dt.timedelta(days=60)))
    shelf.buy(store, AUTUMN_DAY, [In(kind, 2, 300, NEXT + dt.timedelta(days=2))], None)
    made = issue.plan(NEXT, [Give(book["left"][0], kind, 3)])
    assert [(one.lot.gift is None, one.quantity) for one in made.outs] == [(True, 2), (False, 1)]


def test_what_is_out_of_date_when_it_comes_is_not_taken_in(store, book):
    with pytest.raises(ValueError, match="入库那天已经过了保质期"):
        gift(store, In(book["goods"], 1, 100, AUTUMN_DAY - dt.timedelta(days=1)))
