"""一人一策: a plan is begun, typed, worked off and reviewed; what was typed is never lost."""

import datetime as dt

import pytest
from as_a_person import press, words, write
from builders import AUTUMN, as_class_teacher, school_class
from builders_care import AUTUMN_DAY, listed_pupil, paired, teacher
from waits import pause

from desktop.models.ledgers.care_pairs import PlanMeasure
from desktop.models.roles import session_for
from desktop.services.care import plans
from desktop.views.buttons import Button
from desktop.views.plan_page import PlanPage
from desktop.views.plan_start import StartCard


@pytest.fixture
def child(store):
    made = listed_pupil(store)
    paired(store, made, teacher(store))
    return made


@pytest.fixture
def other(store):
    made = listed_pupil(store, "李强")
    paired(store, made, teacher(store, "白老师"))
    return made


class Answer:
    def __init__(self):
        self.fill = lambda card: None

    def __call__(self, card):
        self.fill(card)
        card.accept()
        return card.result() == card.DialogCode.Accepted


@pytest.fixture
def answer():
    return Answer()


@pytest.fixture
def page(desk, child, answer):
    made = PlanPage(desk, today=lambda: AUTUMN_DAY, run=answer)
    desk.shell.show_page(made)
    made.take_hint(child)
    return made


@pytest.fixture
def begun(store, child, other, page):
    plans.start(store, plans.propose(AUTUMN_DAY, AUTUMN), AUTUMN)
    page.reload()
    pause()
    return page


def named(page, told):
    return next(one for one in page.findChildren(Button) if one.text() == told and one.isVisible())


def rows(page, key):
    return [page.model.shown(at, key).words for at in range(page.model.rowCount())]


def test_without_a_plan_the_page_offers_to_begin_one(page, child):
    press(named(page, "新建计划"))
    pause()
    assert plans.plan_of(child, AUTUMN) is not None and page.stack.currentIndex() == 0
    assert page.model.rowCount() == len(plans.measures_of([page.plan.id])[page.plan.id])


def test_without_a_teacher_there_is_no_plan(desk, store):
    made = PlanPage(desk)
    desk.shell.show_page(made)
    made.take_hint(listed_pupil(store, "赵敏"))
    pause()
    assert "先安排责任教师" in words(made)


def test_what_is_typed_is_kept_by_the_button(begun, child):
    write(begun.form.editors["study"], "语文吃力")
    assert begun.save_.isEnabled()
    press(begun.save_)
    assert plans.plan_of(child, AUTUMN).study == "语文吃力"


def test_going_to_another_child_or_page_keeps_what_was_typed(begun, child, other, desk):
    write(begun.form.editors["study"], "语文吃力")
    begun.take_hint(other)
    assert plans.plan_of(child, AUTUMN).study == "语文吃力" and "李强" in begun.title()
    write(begun.form.editors["life"], "住校")
    begun.hide()
    assert plans.plan_of(other, AUTUMN).life == "住校"


def test_what_cannot_be_kept_holds_the_page(begun, other):
    write(begun.form.editors["study"], "很" * 200)
    begun.take_hint(other)
    assert "王芳" in begun.title() and "120" in words(begun.form)
    begun.form.show_record(begun.plan)


def test_a_measure_that_would_be_overdue_at_once_is_asked_about(begun, child):
    past, before = AUTUMN_DAY - dt.timedelta(days=3), begun.model.rowCount()
    told = []

    def twice(card):
        card.editors["words"].setText("暑假家访")
        card.editors["due_on"].show_value(past)
        card.accept()
        told.append(card.wrong.text())

    begun.run.fill = twice
    begun.add_measure()
    pause()
    assert "写上就算过期" in told[0] and begun.model.rowCount() == before + 1


def test_a_measure_is_added_changed_done_and_taken_out(begun, answer):
    def fill(card):
        card.editors["words"].setText("每周补两次数学")

    answer.fill = fill
    press(begun.add)
    pause()
    at = rows(begun, "words").index("每周补两次数学")
    begun.table.go_to(at)
    pause()
    answer.fill = lambda card: card.editors["result"].setText("补了四次")
    press(begun.finish)
    pause()
    at = rows(begun, "words").index("每周补两次数学")
    assert begun.model.shown(at, "state").words == "10-12 补了四次"
    begun.table.go_to(at)
    answer.fill = lambda card: card.editors["words"].setText("每周补三次数学")
    begun.edit_measure()
    pause()
    begun.table.go_to(rows(begun, "words").index("每周补三次数学"))
    begun.remove_measures()
    pause()
    assert "每周补三次数学" not in rows(begun, "words")


def test_what_is_late_is_red(begun, store):
    first = plans.measures_of([begun.plan.id])[begun.plan.id][0]
    plans.keep_measure(store, begun.plan.id, {"due_on": AUTUMN_DAY.replace(day=1)}, first.id)
    pause()
    assert begun.model.shown(0, "state") == ("过期没有完成", "bad", "clock")
    assert "过期 1 条" in begun._fact.whole


def test_a_review_locks_the_plan_until_it_goes_on(begun, answer, child):
    def fill(card):
        card.editors["summary"].setPlainText("语文及格了")
        card.editors["effect"].choose("3")

    answer.fill = fill
    press(named(begun, "写小结…"))
    pause()
    assert plans.plan_of(child, AUTUMN).state == "reviewed" and not begun.add.isVisible()
    assert "成效：较好" in words(begun) and begun.form.editors["study"].isReadOnly()
    press(named(begun, "接着做"))
    pause()
    assert begun.add.isVisible() and not begun.form.editors["study"].isReadOnly()


def test_the_review_says_what_is_not_done_yet(begun, answer):
    said = []
    answer.fill = lambda card: said.append(words(card))
    begun.write_review()
    assert f"还有 {begun.model.rowCount()} 条措施没有登记完成" in said[0] and "转到下学期" in said[0]


def test_the_card_changes_words_and_leaves_out(desk, store, child):
    starts = plans.propose(AUTUMN_DAY, AUTUMN)
    card = StartCard(desk, starts)
    (tick, _), (_, edit), *_ = card.lines.values()
    tick.setChecked(False)
    edit.setText("每周通一次电话")
    assert "将为 1 名" in words(card)
    card.accept()
    told = [row.words for row in PlanMeasure.select()]
    assert "每周通一次电话" in told and len(told) == len(starts[0].measures) - 1
    card.deleteLater()


def test_a_class_teacher_writes_the_own_pupils_plan(desk, store, child, other):
    plans.start(store, plans.propose(AUTUMN_DAY, AUTUMN), AUTUMN)
    desk.school.store.session = as_class_teacher(store, school_class(store, "三(2)班")).session
    made = PlanPage(desk, today=lambda: AUTUMN_DAY)
    desk.shell.show_page(made)
    made.take_hint(child)
    assert made.model.rowCount() and made.add.isVisible()
    write(made.form.editors["study"], "语文吃力")
    press(made.save_)
    assert plans.plan_of(child, AUTUMN).study == "语文吃力"


def test_the_headteacher_only_reads(desk, store, child):
    plans.start(store, plans.propose(AUTUMN_DAY, AUTUMN), AUTUMN)
    desk.school.store.session = session_for("石校长", "head")
    made = PlanPage(desk, today=lambda: AUTUMN_DAY)
    desk.shell.show_page(made)
    made.take_hint(child)
    assert not made.add.isVisible() and made.form.editors["study"].isReadOnly()


def test_the_way_back_stands_on_the_child(begun, child, went):
    press(named(begun, "返回"))
    assert went == [("pairs", ("child", child))]
