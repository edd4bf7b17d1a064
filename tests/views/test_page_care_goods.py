"""爱心超市 and 送教与活动: typed like a sheet, looked at before it is written, one button for the next step."""

import datetime as dt

import pytest
from as_a_person import press, write
from builders import add, as_class_teacher, change, school_class
from builders_care import AUTUMN_DAY, gift, home_plan, listed_pupil, teacher, two_receivers
from care_stage import TODAY, answer, children, open_page, paper, settle, shown

from desktop.models import undo
from desktop.models.ledgers.care_cash import CashUse
from desktop.models.ledgers.care_file import ActivityChild, CareActivity, GrowthItem
from desktop.models.ledgers.care_goods import Donation, GoodsMove, PointsEntry, Wish
from desktop.models.ledgers.care_visits import HomeTeaching
from desktop.models.ledgers.students import Student
from desktop.services.care import issue, shelf, wishes
from desktop.services.care.shelf import In
from desktop.views import places
from desktop.views.care_activities import ActivitiesPage
from desktop.views.care_bags import BagsPage
from desktop.views.care_gifts import GiftsPage
from desktop.views.care_goods_page import GoodsBooksPage, GoodsPage
from desktop.views.care_home_page import HomePage
from desktop.views.care_issue import IssuePage
from desktop.views.care_points import PointsPage, WishPage
from desktop.views.care_shelf import MovesPage, ShelfPage
from desktop.views.care_teaching import TeachingPage
from desktop.views.care_who import WhoCard

__all__ = ["answer", "children", "open_page", "paper"]

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)


# 发放 -----------------------------------------------------------------------------------------------------


def test_one_each_is_typed_in_one_press_and_written_in_another(open_page, store, children, paper, qtbot):
    gift(store, In(paper, 5))
    page = open_page(IssuePage)
    press(page.one)
    assert "将发给 2 人，1 种 2 件" in page.will.text()
    press(page.go_)
    settle(page, qtbot)
    assert GoodsMove.select().where(GoodsMove.kind == "free").count() == 2
    assert "11 月已领 2 人" in page._fact.whole and page.model.gives() == []
    undo.undo(store)
    assert not GoodsMove.select().where(GoodsMove.kind == "free").exists()


def test_numbers_are_typed_into_the_cells_and_what_is_short_is_said(open_page, store, children, paper):
    gift(store, In(paper, 5))
    page = open_page(IssuePage)
    column = next(at for at, one in enumerate(page.model.columns) if one.key == f"g{paper}")
    page.model.setData(page.model.index(0, column), "4")
    page.model.setData(page.model.index(1, column), "4")
    assert "不够发：作业本还差 3" in page.will.text() and not page.go_.isEnabled()
    page.model.setData(page.model.index(1, column), "1")
    assert page.go_.isEnabled() and page.model.totals() == {f"g{paper}": "5"}


def test_who_has_got_something_this_month_is_left_out_of_one_each(open_page, store, children, paper):
    gift(store, In(paper, 5))
    issue.issue(store, TODAY, [issue.Give(children[0], paper, 1)], None)
    page = open_page(IssuePage)
    press(page.one)
    assert [one.student for one in page.model.gives()] == [children[1]]


def test_other_kinds_of_children_are_chosen_with_a_chip(open_page, store, children, paper, qtbot):
    poor = listed_pupil(store, "赵敏", types=("poor",))
    page = open_page(IssuePage)
    page.who.choose(["poor"])
    page.look()
    settle(page, qtbot)
    assert [one.student for one in page.model.children] == [poor]


# 库存 and 出入库 --------------------------------------------------------------------------------------------


def test_the_shelf_shows_each_source_and_what_it_is_tied_to(open_page, store, children, paper):
    gift(store, In(paper, 5), for_types="left")
    shelf.buy(store, AUTUMN_DAY, [In(paper, 2)], None)
    page = open_page(ShelfPage)
    assert shown(page, "left") == ["5", "2"] and "指定给留守学生" in shown(page, "tied")[0]
    assert "1 种物品，7 件" in page._fact.whole


def test_what_was_bought_is_written_line_by_line(open_page, store, paper, answer, qtbot):
    page = open_page(ShelfPage)

    def lines(card):
        card.part.lines[0].goods.choose(paper)
        write(card.part.lines[0].quantity, "12")
        write(card.part.lines[0].price, "2.50")

    answer.will(lines)
    page.buy()
    row = GoodsMove.get()
    assert (row.kind, row.quantity, row.price) == ("bought", 12, 250)


def test_a_line_that_is_half_written_is_said_on_the_card(open_page, store, paper, answer):
    page = open_page(ShelfPage)
    answer.will(lambda card: write(card.part.lines[0].quantity, "12"))
    page.buy()
    assert "没有选物品" in answer.cards[0].wrong.text() and not GoodsMove.select().exists()


def test_a_count_walks_down_the_lots(open_page, store, paper, answer):
    gift(store, In(paper, 5))
    page = open_page(ShelfPage)

    def fill(card):
        write(card.actual[0], "4")
        card.whys[0].setText("受潮")

    answer.will(fill)
    page.count()
    assert GoodsMove.get(GoodsMove.kind == "less").quantity == 1


def test_a_movement_is_turned_back_from_the_book(desk, store, paper):
    gift(store, In(paper, 5))
    page = MovesPage(desk, ask_text=lambda *_, **__: "记错了")
    desk.shell.show_page(page)
    page.table.go_to(0)
    page.turn_back()
    assert (
        GoodsMove.get(GoodsMove.kind == "reverse").reason == "记错了"
        and shelf.lots(dt.date(2027, 1, 1)) == []
    )


# 捐赠 -----------------------------------------------------------------------------------------------------


def test_a_gift_is_received_with_its_goods_on_one_card(open_page, store, paper, answer, qtbot):
    one, other = two_receivers(store)
    page = open_page(GiftsPage)

    def lines(card):
        card.part.lines[0].goods.choose(paper)
        write(card.part.lines[0].quantity, "30")

    answer.will(lines, giver="青禾粮油店", giver_kind="firm", receiver1=one, receiver2=other)
    page.new()
    settle(page, qtbot)
    assert (shown(page, "came"), shown(page, "left")) == (["作业本 30 本"], ["作业本 30 本"])
    assert page.open.doubts and Donation.get().donor.kind == "firm"


def test_money_is_spent_and_the_gift_is_closed(open_page, store, children, answer, qtbot):
    record = gift(store, amount=50_00)
    page = open_page(GiftsPage)
    one, other = teacher(store, "甲老师"), teacher(store, "乙老师")
    answer.will(amount=50_00, used_for="买书", staff1=one, staff2=other, student=children[0])
    page.spend()
    settle(page, qtbot)
    page.close_()
    assert CashUse.get().amount == 50_00 and Donation.get_by_id(record).state == "done"


def test_money_for_several_children_and_for_a_class_is_spent_from_the_card(
    open_page, store, children, answer, qtbot
):
    gift(store, amount=100_00)
    page = open_page(GiftsPage)
    one, other = teacher(store, "甲老师"), teacher(store, "乙老师")
    told = {"used_for": "买书", "staff1": one, "staff2": other, "amount": 50_00}
    names = "、".join(Student.caption_of(child) for child in children[1:])
    answer.will(**told, student=children[0], others=names)
    page.spend()
    settle(page, qtbot)
    assert CashUse.select().count() == len(children)
    answer.will(**told, whom="六(2)班全班", heads=45)
    page.spend()
    settle(page, qtbot)
    (balance,) = page.told.values()
    assert balance.heads == len(children) + 45 and balance.empty


def test_hung_up_and_told_are_noted_with_their_day(open_page, store, paper, answer, qtbot):
    gift(store, In(paper, 1))
    page = open_page(GiftsPage)
    answer.will()
    page.posted()
    settle(page, qtbot)
    answer.will()
    page.thanked()
    settle(page, qtbot)
    assert (Donation.get().posted_on, Donation.get().thanked_on) == (TODAY, TODAY)
    assert shown(page, "told") == ["已公示、已反馈"]


# 积分, 微心愿 ------------------------------------------------------------------------------------------------


def test_points_for_several_and_an_exchange(open_page, store, children, paper, answer, qtbot):
    gift(store, In(paper, 5))
    issue.earn(store, children, 20, day=AUTUMN_DAY, why="进步", staff=None)
    page = open_page(PointsPage)
    page.table.body.selectAll()
    answer.will(points=5, reason="值日认真")
    page.earn()
    settle(page, qtbot)
    assert PointsEntry.select().count() == 4 and shown(page, "left") == ["25", "25"]
    page.table.go_to(0)
    answer.will(goods=paper, quantity=2)
    page.exchange()
    settle(page, qtbot)
    assert sorted(shown(page, "left")) == ["25", "5"]


def test_a_wish_goes_on_with_one_button(open_page, store, children, paper, answer, qtbot):
    gift(store, In(paper, 5))
    wishes.ask(store, children[0], "想要作业本", AUTUMN_DAY)
    page = open_page(WishPage)
    for values in (
        {"taken_by": "老张"},
        {"how": "送到教室", "goods": paper, "quantity": 2},
        {"back_words": "很喜欢"},
    ):
        answer.will(**values)
        page.step()
        settle(page, qtbot)
    assert Wish.get().state == "back" and GoodsMove.get(GoodsMove.kind == "wish").quantity == 2


# 送教, 活动, 成长记录袋 --------------------------------------------------------------------------------------


def test_a_visit_at_home_takes_teachers_and_lessons_from_the_plan(open_page, store, answer, qtbot):
    child = listed_pupil(store, "王芳", types=("disabled",), attendance="4")
    home_plan(store, child)
    page = open_page(TeachingPage)
    assert "9 月少 2 次" in shown(page, "lacks")[0]
    answer.will(day=dt.date(2026, 9, 8), starts="15:00", ends="16:30", kinds="self", content="洗手")
    page.record()
    settle(page, qtbot)
    assert (HomeTeaching.get().lessons, shown(page, "done")) == (20, ["1"])


def test_a_plan_is_offered_to_who_has_none(open_page, store, answer, qtbot):
    child = listed_pupil(store, "王芳", types=("disabled",), attendance="4")
    page = open_page(TeachingPage)
    answer.will(teacher1=teacher(store, "甲老师"), from_day=dt.date(2026, 9, 1))
    page.new_plan()
    settle(page, qtbot)
    assert shown(page, "name") == ["王芳"] and page.taught[page.model.id_at(0)].plan.student_id == child


def test_an_activity_and_all_left_behind_children_at_once(open_page, store, children, answer, qtbot):
    page = open_page(ActivitiesPage)
    answer.will(name="手工课").will(lambda card: card._tick(children))
    page.new()
    settle(page, qtbot)
    assert ActivityChild.select().count() == 2 and shown(page, "named") == ["2"]


def test_one_thing_goes_into_several_bags(open_page, store, children, answer, qtbot):
    page = open_page(BagsPage)
    page.table.body.selectAll()
    answer.will(kind="letter", name="给妈妈的信")
    page.put_in()
    settle(page, qtbot)
    assert GrowthItem.select().count() == 2 and shown(page, "have") == ["1 / 12", "1 / 12"]


# places and roles -------------------------------------------------------------------------------------------


def test_every_tab_and_every_ledger_opens(desk, store, children, paper, qtbot):
    gift(store, In(paper, 5))
    for place in (GoodsPage(desk), HomePage(desk)):
        desk.shell.show_page(place)
        for at in range(len(place.tabs)):
            place.show_tab(at)
            settle(place.made[at], qtbot)
    books = GoodsBooksPage(desk)
    desk.shell.show_page(books)
    for one in books.places:
        books.show_section(one.key)
    assert set(books.shown) == {one.key for one in books.places}


def test_nothing_yet_says_what_to_do(open_page):
    for kind in (ShelfPage, PointsPage, WishPage, GiftsPage, TeachingPage, ActivitiesPage, BagsPage):
        assert open_page(kind).stack.currentIndex() == 1


def test_a_class_teacher_has_points_wishes_teaching_and_bags(desk, store, children):
    desk.school.store = as_class_teacher(store, school_class(store, "三(2)班"))
    assert GoodsPage(desk).keys == ["points", "wishes"] and HomePage(desk).keys == ["teaching", "bags"]
    assert {one.key for one in GoodsBooksPage(desk).places} == {"points_entry", "wish"}
    assert places.is_open_to("class", "care_goods") and not places.is_open_to("meal", "care_home")


def test_a_label_of_need_that_goes_takes_the_child_off_the_sheet(open_page, store, children, paper, qtbot):
    page = open_page(IssuePage)
    change(store, Student, children[0], left_behind="1", rural_left_behind=False)
    settle(page, qtbot)
    qtbot.waitUntil(lambda: len(page.model.children) == 1, timeout=10_000)
    assert add is not None


def test_who_took_part_is_found_by_first_letters(desk, store, children, qtbot):
    made = add(store, CareActivity, day=AUTUMN_DAY, kind="home", name="视频")
    card = WhoCard(desk, made, (), AUTUMN_DAY)
    qtbot.addWidget(card)
    write(card.find, "lq")
    card.find.returnPressed.emit()
    assert card.ticked() == [children[1]]
