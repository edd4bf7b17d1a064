"""家访: the board, one visit in the drawer, and the ledgers behind it."""

import pytest
from as_a_person import press, words, write
from builders import as_headteacher, as_role, change
from builders_care import listed_pupil
from visits_stage import TODAY, people, visit
from waits import pause

from desktop.models import undo
from desktop.models.journal import JournalStep
from desktop.models.ledgers.care import CareRule
from desktop.models.ledgers.care_visits import Talk, Visit, VisitChild
from desktop.models.ledgers.staff import AppUser
from desktop.services.care import talks
from desktop.services.todo import Names
from desktop.views.buttons import Button
from desktop.views.today_page import TodayPage
from desktop.views.visit_books_page import VisitBooksPage
from desktop.views.visits_page import EVERY, LATE, MINE, VisitsPage
from desktop.views.widgets import Tile

__all__ = ["people"]
pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)


@pytest.fixture
def open_page(desk, people, qtbot):
    def make(hint=None):
        made = VisitsPage(desk, today=lambda: TODAY)
        desk.shell.show_page(made)
        qtbot.waitUntil(lambda: made.board is not None and not made.looking, timeout=10_000)
        made.take_hint(hint)
        return made

    return make


def column(page, key):
    return [page.model.shown(at, key).words for at in range(page.model.rowCount())]


def choose(page, key, qtbot):
    page.list.go_to(page.keys.index(key))
    pause()


# the board -----------------------------------------------------------------------------------------------


def test_the_overdue_stand_first_and_every_teacher_has_a_count(open_page, people):
    page = open_page()
    assert column(page, "name")[0] == "赵一"  # two visits a term, none by now
    told = {page.list_model.shown(at, "name").words: page.list_model.shown(at, "count").words
            for at in range(page.list_model.rowCount())}  # fmt: skip
    assert told == {
        "逾期": "1", "还要去的": "5", "全部": "5", "陈老师": "0 / 1", "孙老师": "0 / 3", "还没有责任教师": "0 / 1",
    }  # fmt: skip
    assert "要家访 5 人，访到 0 人，逾期 1 人" in page._fact.whole


def test_the_months_talks_and_calls_stand_beside_the_visits(open_page, people, store):
    listed_pupil(store, "林远", types=("left",))
    talks.keep(
        store,
        {
            "student": people["li"],
            "teacher": people["sun"],
            "day": TODAY,
            "topic": "study",
            "content": "作业",
        },
    )
    told = {one.label: (one.done, one.due, one.often) for one in open_page().board.monthly}
    assert told == {"谈心": (1, 4, 1), "留守学生和父母通话": (0, 1, 1)}


def test_a_rule_that_is_off_asks_for_nothing(open_page, people, store):
    change(store, CareRule, CareRule.get(CareRule.rule == "talks_month").id, number=0)
    page = open_page()
    assert page.board.monthly == () and "本月谈心和通话" not in words(page)


def test_a_teacher_shows_the_own_children(open_page, people, qtbot):
    page = open_page()
    choose(page, people["sun"], qtbot)
    assert set(column(page, "name")) == {"李强", "王玲", "王芳"}
    choose(page, LATE, qtbot)
    assert column(page, "name") == ["赵一"]


def test_who_sits_here_has_the_own_children_at_hand(open_page, people, store):
    row = AppUser.get(AppUser.name == store.session.who)
    with store.step("用户") as step:
        step.change(AppUser, row.id, {"staff": people["chen"]})
    page = open_page(MINE)
    assert column(page, "name") == ["赵一"]


def test_names_from_elsewhere_narrow_the_board_until_the_cross_is_pressed(open_page, people):
    page = open_page(Names("逾期未访", (people["li"],)))
    assert column(page, "name") == ["李强"] and page.narrowed.text() == "逾期未访 1 人"
    press(page.narrowed)
    assert page.model.rowCount() == 5


def test_discreet_mode_shows_no_types(open_page, people):
    page = open_page(EVERY)
    assert "贫困" in column(page, "types")
    page.toggle_discreet()
    assert page.paper.isHidden()
    assert set(column(page, "types")) == {""}


def test_a_visit_kept_elsewhere_moves_the_board(open_page, people, store, qtbot):
    page = open_page()
    visit(store, people["sun"], people["li"])
    qtbot.waitUntil(lambda: page.board.term.whole.visited == 1, timeout=10_000)
    assert "李强" not in column(page, "name")


def test_nobody_to_visit_says_what_to_do(desk, qtbot):
    made = VisitsPage(desk, today=lambda: TODAY)
    desk.shell.show_page(made)
    qtbot.waitUntil(lambda: made.board is not None, timeout=10_000)
    assert made.stack.currentIndex() == 1


# one visit -----------------------------------------------------------------------------------------------


def begin(page, student=None):
    page.new_visit(student)
    return page.desk.shell.drawer()


def test_the_form_brings_the_sister_and_the_responsible_teacher_along(open_page, people, store):
    drawer = begin(open_page(), people["elder"])
    form = drawer.form
    assert [box.tick.text() for box in form.part.boxes.values()] == ["王芳 五(1)班", "王玲 三(2)班（同户）"]
    assert form.editors["teacher"].raw() == people["sun"]
    write(form.editors["day"].line, "2026-11-18")
    form.editors["talked"].setPlainText("谈了寒假安排")
    write(form.part.boxes[people["younger"]].lines["absence_why"], "发烧")
    press(drawer.keep)
    row = Visit.get()
    assert {one.student_id: one.absence_why for one in VisitChild.select()} == {
        people["elder"]: None, people["younger"]: "发烧",
    }  # fmt: skip
    assert (str(row.day), row.teacher_id) == ("2026-11-18", people["sun"])
    undo.undo(store)
    assert not Visit.select().exists() and not VisitChild.select().exists()


def test_a_sister_who_is_unticked_is_left_out(open_page, people):
    drawer = begin(open_page(), people["elder"])
    drawer.form.part.boxes[people["younger"]].tick.setChecked(False)
    drawer.form.editors["talked"].setPlainText("谈了寒假安排")
    press(drawer.keep)
    assert [one.student_id for one in VisitChild.select()] == [people["elder"]]


def test_a_child_is_found_by_initials(open_page, people, qtbot):
    drawer = begin(open_page())
    part = drawer.form.part
    qtbot.keyClicks(part.pick, "lq")
    part.pick.list_.popup().hide()
    part.pick.settle()
    part.pick.entered.emit()
    assert list(part.boxes) == [people["li"]]
    assert drawer.form.editors["teacher"].raw() == people["sun"]


def test_a_visit_for_nobody_is_not_kept_and_says_so(open_page, people):
    drawer = begin(open_page())
    drawer.form.editors["teacher"].show_value(people["sun"])
    drawer.form.editors["talked"].setPlainText("谈了寒假安排")
    assert drawer.save() is False
    assert "哪几个孩子" in drawer.form.part.says.text()
    assert not Visit.select().exists()


def test_a_second_visit_on_the_same_day_is_doubted_before_it_is_kept(open_page, people, store):
    visit(store, people["sun"], people["li"])
    drawer = begin(open_page(), people["li"])
    write(drawer.form.editors["day"].line, str(TODAY))
    assert "李强 这一天已经登记过" in drawer.form.doubt.text()
    drawer.form.editors["talked"].setPlainText("谈了寒假安排")
    assert drawer.save() is False and Visit.select().count() == 1
    assert "再按一次保存" in drawer.form.boxes["day"].sentence.text()
    assert drawer.save() is True and Visit.select().count() == 2


def test_the_form_knows_the_family_and_whom_one_meets(open_page, people):
    form = begin(open_page(), people["li"]).form
    assert (form.editors["met"].raw(), form.editors["household"].raw()) == ("李大山", "")


def test_the_form_knows_the_household(open_page, people):
    form = begin(open_page(), people["elder"]).form
    assert isinstance(form.editors["household"].raw(), int)


def test_a_visit_in_another_term_is_asked_about(open_page, people):
    drawer = begin(open_page(), people["li"])
    drawer.form.editors["talked"].setPlainText("谈了寒假安排")
    write(drawer.form.editors["day"].line, "2027-03-18")
    assert drawer.save() is False and "不在2026年秋季学期里" in drawer.form.boxes["day"].sentence.text()
    assert drawer.save() is True


def test_a_telephone_takes_the_signature_off(open_page, people):
    drawer = begin(open_page(), people["li"])
    drawer.form.editors["parent_signed"].show_value(True)
    drawer.form.editors["way"].choose("phone")
    drawer.form._when_edited()
    assert not drawer.form.editors["parent_signed"].raw()


def test_a_day_to_come_stays_in_the_form_with_its_sentence(open_page, people):
    drawer = begin(open_page(), people["li"])
    drawer.form.editors["talked"].setPlainText("谈了寒假安排")
    write(drawer.form.editors["day"].line, "2028-01-01")
    assert drawer.save() is False
    assert not Visit.select().exists()


def test_a_talk_begins_with_the_child_and_the_responsible_teacher(open_page, people, store):
    page = open_page()
    page.new_talk(people["li"])
    drawer = page.desk.shell.drawer()
    drawer.form.editors["topic"].choose("mind")
    drawer.form.editors["content"].setPlainText("想妈妈")
    press(drawer.keep)
    row = Talk.get()
    assert (row.student_id, row.teacher_id) == (people["li"], people["sun"])
    assert JournalStep.select().order_by(JournalStep.id.desc()).first().does == "登记谈心"


# the ledgers ---------------------------------------------------------------------------------------------


@pytest.fixture
def books(desk, people, store):
    visit(store, people["sun"], people["elder"], people["younger"])
    made = VisitBooksPage(desk)
    desk.shell.show_page(made)
    return made


def test_the_list_of_visits_names_the_children(books):
    page = books.shown["visit"]
    at = [one.key for one in page.model.columns].index("children")
    assert page.model.index(0, at).data() == "王芳、王玲"


def test_an_opened_visit_shows_its_children_and_takes_another(books, people, store):
    page = books.shown["visit"]
    page.open_row(0)
    form = page.drawer.form
    assert list(form.part.boxes) == [people["elder"], people["younger"]]
    form.part.add(people["li"])
    form.part.changed.emit()
    press(page.drawer.keep)
    assert "看不出是一家人" in form.doubt.text() and VisitChild.select().count() == 2
    press(page.drawer.keep)
    assert VisitChild.select().count() == 3


def test_a_visit_goes_with_its_children_and_comes_back(books, store):
    page = books.shown["visit"]
    page.table.go_to(0)
    page.remove_selected()
    assert not VisitChild.select().exists()
    undo.undo(store)
    assert VisitChild.select().count() == 2


def test_a_talk_is_written_in_its_ledger(books, people, store):
    books.show_section("talk")
    page = books.shown["talk"]
    page.add_record()
    form = page.drawer.form
    form.editors["student"].show_value(people["li"])
    form.editors["teacher"].show_value(people["sun"])
    write(form.editors["day"].line, "2026-11-18")
    form.editors["topic"].choose("mind")
    form.editors["content"].setPlainText("想妈妈")
    form.editors["in_confidence"].choose(True)
    assert page.drawer.save() is True
    assert Talk.get().in_confidence is True
    assert "别人写的保密谈心不在这里" in page.fact()


def test_a_new_pupil_on_the_list_is_on_the_board_at_once(open_page, people, store, qtbot):
    page = open_page()
    listed_pupil(store, "新来的", "二(1)班")
    qtbot.waitUntil(lambda: "新来的" in column(page, "name"), timeout=10_000)


# other people --------------------------------------------------------------------------------------------


def test_the_moral_head_begins_the_day_with_visits(make_desk, school, store, people, qtbot):
    school.store = as_role(store, "moral", "何老师")
    page = TodayPage(make_desk(school))
    page.desk.shell.show_page(page)
    qtbot.waitUntil(page.desk.jobs.resting, timeout=10_000)
    tiles = [one.property("place") for one in page.findChildren(Tile)]
    assert list(dict.fromkeys(tiles)) == ["visits", "pairs", "care", "print"]


def test_the_headteacher_looks_at_the_board_and_writes_no_visit(make_desk, school, store, people, qtbot):
    school.store = as_headteacher(store)
    desk = make_desk(school)
    page = VisitsPage(desk, today=lambda: TODAY)
    desk.shell.show_page(page)
    qtbot.waitUntil(lambda: page.board is not None, timeout=10_000)
    told = {one.text() for one in page.findChildren(Button)}
    assert page.model.rowCount() == 5
    assert not told & {"记家访", "按登记表录入", "记谈心"}


def test_the_board_is_narrowed_to_a_class(open_page, people):
    page = open_page()
    page.take_hint("every")
    page.klass.choose(school_class_of("二(1)班", page))
    page._show_rows()
    assert {one.child.name for one in page.rows()} == {"赵一", "钱多"}
    page.klass.choose(None)
    page._show_rows()
    assert len(page.rows()) == 5


def school_class_of(name, page):
    return next(one.class_id for one in page.board.term.children.values() if one.class_name == name)
