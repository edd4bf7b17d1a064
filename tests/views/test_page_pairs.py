"""结对: who is missing stands first; giving, handing over, ending; the map; what each role may do."""

import datetime as dt

import pytest
from as_a_person import press, words
from builders import AUTUMN, add, as_class_teacher, change, school_class
from builders_care import AUTUMN_DAY, listed_pupil, name_of, paired, teacher
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from waits import pause

from desktop.models.ledgers.care_pairs import Pairing, SupportPlan
from desktop.models.ledgers.classes import SchoolClass
from desktop.models.ledgers.staff import AppUser, Staff
from desktop.models.ledgers.students import Student
from desktop.models.roles import session_for
from desktop.services.care import handover, pairs
from desktop.services.todo import names_of
from desktop.views import pairs_ask
from desktop.views.buttons import Button
from desktop.views.pair_books_page import PairBooksPage
from desktop.views.pairs_page import PairsPage


@pytest.fixture
def children(store):
    """王芳 with 安老师, 李强 and 赵敏 (四(1)班) without anybody; 白老师 is free."""
    ids = {
        "王芳": listed_pupil(store),
        "李强": listed_pupil(store, "李强"),
        "赵敏": listed_pupil(store, "赵敏", "四(1)班", types=("left",)),
    }
    ids["安老师"], ids["白老师"] = teacher(store, "安老师"), teacher(store, "白老师")
    paired(store, ids["王芳"], ids["安老师"])
    return ids


def seen(desk, qtbot):
    pause()
    qtbot.waitUntil(desk.jobs.resting)
    pause()


class Answer:
    """Stands for the person at a card: fills it in, then accepts."""

    def __init__(self):
        self.fill = lambda card: None
        self.cards = []

    def __call__(self, card):
        self.cards.append(type(card).__name__)
        self.fill(card)
        card.accept()
        return card.result() == card.DialogCode.Accepted


@pytest.fixture
def answer():
    return Answer()


@pytest.fixture
def page(desk, qtbot, children, answer):
    made = PairsPage(desk, today=lambda: AUTUMN_DAY, run=answer)
    desk.shell.show_page(made)
    seen(desk, qtbot)
    return made


def names(page):
    return [page.model.shown(at, "name").words for at in range(page.model.rowCount())]


def choose(page, who):
    page.table.go_to(names(page).index(who))
    pause()


def test_who_has_nobody_stands_first(page):
    assert names(page) == ["李强", "赵敏", "王芳"]
    assert page.model.shown(0, "lead").words == "还没有" and page.model.shown(2, "lead").words == "安老师"
    assert "要结对的 3 人，已结对 1 人，还差 2 人" in page._fact.whole


def test_a_teacher_shows_the_own_children_and_the_missing_have_a_line(page, children):
    press(page.list.entries[children["安老师"]])
    assert names(page) == ["王芳"]
    press(page.list.entries["missing"])
    assert names(page) == ["李强", "赵敏"]


def test_the_arrows_walk_the_list(page):
    page.list.entries["every"].setFocus()
    QTest.keyClick(page.list.entries["every"], Qt.Key.Key_Down)
    assert page.list.key == "missing" and names(page) == ["李强", "赵敏"]


def test_all_are_given_teachers_at_once(page, children, answer, desk, qtbot):
    press(page.give)
    seen(desk, qtbot)
    assert answer.cards == ["SpreadCard"] and not pairs.coverage(AUTUMN_DAY, AUTUMN).missing
    assert not page.give.isEnabled()


def test_a_line_of_the_proposal_is_changed_by_hand(page, children, answer, desk, qtbot):
    def by_hand(card):
        card.table.go_to(0)
        card.other.choose(children["安老师"])
        card.change.click()
        assert "手工改的" in [card.model.shown(at, "why").words for at in range(2)]

    answer.fill = by_hand
    page.distribute()
    assert pairs.lead_of([children["李强"]], AUTUMN_DAY)[children["李强"]].teacher_id == children["安老师"]


def test_without_a_teacher_nothing_can_be_written(desk, page):
    card = pairs_ask.distribute(
        desk, AUTUMN_DAY, [page.board.standings[one].child for one in page.board.standings]
    )
    card._tick_all(False)
    assert not card.yes.isEnabled() and "还没有选教师" in card.wrong.text()
    card.deleteLater()


def test_one_child_is_given_the_class_teacher(page, store, children, answer, desk, qtbot):
    change(store, SchoolClass, school_class(store, "四(1)班"), head_teacher=children["白老师"])
    seen(desk, qtbot)
    choose(page, "赵敏")
    press(page.aside.buttons["give"])
    seen(desk, qtbot)
    assert pairs.lead_of([children["赵敏"]], AUTUMN_DAY)[children["赵敏"]].teacher_id == children["白老师"]


def test_a_handover_waits_and_is_taken(page, children, answer, desk, qtbot):
    choose(page, "王芳")
    press(page.aside.buttons["hand"])
    seen(desk, qtbot)
    assert page.model.shown(names(page).index("王芳"), "lead").words == "等白老师接手"
    press(page.list.entries["offered"])
    choose(page, "王芳")
    press(page.aside.buttons["answer"])
    seen(desk, qtbot)
    assert pairs.lead_of([children["王芳"]], AUTUMN_DAY)[children["王芳"]].teacher_id == children["白老师"]
    choose(page, "王芳")
    assert "交接给别的教师" in words(page.aside)


def test_not_taking_is_an_answer_too(page, store, children, answer, desk, qtbot):
    handover.offer(store, {children["王芳"]: children["白老师"]}, AUTUMN_DAY)
    seen(desk, qtbot)

    def no(card):
        card.editors["answer"].choose("no")

    answer.fill = no
    choose(page, "王芳")
    press(page.aside.buttons["answer"])
    seen(desk, qtbot)
    assert pairs.lead_of([children["王芳"]], AUTUMN_DAY)[children["王芳"]].teacher_id == children["安老师"]
    assert not pairs.offered()


def test_a_teacher_who_leaves_hands_all_over(page, store, children, answer, desk, qtbot):
    for at in range(3):
        paired(store, listed_pupil(store, name_of(at)), children["安老师"])
    seen(desk, qtbot)
    press(page.list.entries[children["安老师"]])
    page.table.body.clearSelection()
    pause()
    press(next(one for one in page.aside.findChildren(Button) if one.text() == "全部交接…"))
    seen(desk, qtbot)
    assert len(pairs.offered()) == 4 and {row.teacher_id for row in pairs.offered()} == {children["白老师"]}


def test_where_a_teacher_who_leaves_only_helped_ends_with_it(page, store, children, answer, desk, qtbot):
    helping = paired(store, children["李强"], children["安老师"], role="help")
    seen(desk, qtbot)
    page.hand_all(children["安老师"])
    seen(desk, qtbot)
    row = Pairing.get_by_id(helping)
    assert (row.state, row.end_reason) == ("ended", "left") and len(pairs.offered()) == 1


def test_who_left_is_red_and_asks_for_a_handover(page, store, children, desk, qtbot):
    change(store, Staff, children["安老师"], left_on=AUTUMN_DAY)
    seen(desk, qtbot)
    at = names(page).index("王芳")
    assert page.model.shown(at, "lead").words == "安老师 已离校"
    assert "（已离校）" in page.list.entries[children["安老师"]].accessibleName()


def test_a_pair_is_ended_with_a_reason(page, children, answer, desk, qtbot):
    choose(page, "王芳")
    press(page.aside.buttons["end"])
    seen(desk, qtbot)
    row = Pairing.get()
    assert (row.state, row.end_reason) == ("ended", "off_list")


def test_pairs_of_pupils_who_left_end_by_one_button(page, store, children, desk, qtbot):
    change(store, Student, children["王芳"], status="11", left_on=AUTUMN_DAY)
    seen(desk, qtbot)
    press(page.list.entries["stale"])
    assert names(page) == ["王芳"]
    press(page.part.ending)
    seen(desk, qtbot)
    assert Pairing.get().end_reason == "moved" and "stale" not in page.list.entries


def test_somebody_else_helps_beside(page, children, answer, desk, qtbot):
    def firm(card):
        card.editors["kind"].choose("firm")
        card.editors["partner"].setText("青禾茶厂")

    answer.fill = firm
    choose(page, "王芳")
    press(page.aside.buttons["help"])
    seen(desk, qtbot)
    assert page.model.shown(names(page).index("王芳"), "others").words == "青禾茶厂"


def test_the_map_leads_to_the_names(page):
    page.tabs.setCurrentIndex(1)
    assert [tile.accessibleName() for tile in page.map.tiles] == [
        "三(2)班 已结对 1 / 2，缺 1 人", "四(1)班 已结对 0 / 1，缺 1 人",
    ]  # fmt: skip
    press(page.map.tiles[1])
    assert page.tabs.currentIndex() == 0 and names(page) == ["赵敏"]
    press(page.part.back)
    assert len(names(page)) == 3


def test_the_discreet_mode_shows_no_type(page):
    assert page.model.shown(0, "types").words == "贫困"
    choose(page, "李强")
    assert "困难类型" in words(page.aside)
    press(page.hide_)
    pause()
    assert page.model.shown(0, "types").words == "" and "困难类型" not in words(page.aside)
    assert page.paper.isHidden()  # its papers bear the types
    press(page.hide_)
    assert not page.paper.isHidden()


def test_hints_lead_to_names_teachers_and_children(page, children):
    page.take_hint(names_of("措施过期", [children["赵敏"]]))
    assert names(page) == ["赵敏"]
    page.take_hint(("teacher", children["安老师"]))
    assert names(page) == ["王芳"]
    page.take_hint(("child", children["赵敏"]))
    assert page.part.chosen() == [children["赵敏"]]
    page.take_hint("missing")
    assert names(page) == ["李强", "赵敏"]


def test_enter_opens_the_plan_and_a_link_the_pupil(page, children, went):
    choose(page, "王芳")
    page.part.opened.emit()
    press(page.aside.buttons["pupil"])
    assert went == [("plan", children["王芳"]), ("pupil", children["王芳"])]


def test_the_headteacher_looks_and_changes_nothing(desk, qtbot, children):
    desk.school.store.session = session_for("石校长", "head")
    made = PairsPage(desk, today=lambda: AUTUMN_DAY)
    desk.shell.show_page(made)
    seen(desk, qtbot)
    assert not hasattr(made, "give")
    choose(made, "王芳")
    assert set(made.aside.buttons) == {"pupil", "plan"}


def test_a_class_teacher_sees_the_own_class(desk, qtbot, store, children):
    desk.school.store.session = as_class_teacher(store, school_class(store, "四(1)班")).session
    made = PairsPage(desk, today=lambda: AUTUMN_DAY)
    desk.shell.show_page(made)
    seen(desk, qtbot)
    assert names(made) == ["赵敏"]


def test_teachers_with_children_of_other_classes_alone_are_not_called_free(desk, qtbot, store, children):
    desk.school.store.session = as_class_teacher(store, school_class(store, "四(1)班")).session
    made = PairsPage(desk, today=lambda: AUTUMN_DAY)
    desk.shell.show_page(made)
    seen(desk, qtbot)
    told = [one.text() for one in made.list.findChildren(Button)]
    assert "还有 1 位教师没有学生" in told and "另有 1 位只带别的班" in told


def test_a_class_teacher_writes_the_plans_of_the_own_class_at_once(desk, qtbot, store, children, answer):
    for name in ("赵敏", "周明"):
        child = children.get(name) or listed_pupil(store, name, "四(1)班")
        paired(store, child, children["白老师"])
    desk.school.store.session = as_class_teacher(store, school_class(store, "四(1)班")).session
    made = PairsPage(desk, today=lambda: AUTUMN_DAY, run=answer)
    desk.shell.show_page(made)
    seen(desk, qtbot)
    made.table.body.clearSelection()
    pause()
    press(next(one for one in made.findChildren(Button) if one.text() == "新建计划"))
    assert answer.cards == ["StartCard"]
    assert {Student.get_by_id(row.student_id).name for row in SupportPlan.select()} == {"赵敏", "周明"}


def test_plans_are_written_for_those_who_are_chosen(page, store, children, answer, desk, qtbot):
    for name in ("李强", "赵敏"):
        paired(store, children[name], children["白老师"])
    seen(desk, qtbot)
    press(page.list.entries[children["白老师"]])
    page.table.body.selectAll()
    pause()
    page.start_plans()
    assert {row.student_id for row in SupportPlan.select()} == {children["李强"], children["赵敏"]}


def test_the_new_teacher_answers_at_the_own_keyboard(desk, qtbot, store, children, answer):
    add(store, AppUser, name="白老师", role="class", staff=children["白老师"])
    handover.offer(store, {children["王芳"]: children["白老师"]}, AUTUMN_DAY)
    desk.school.store.session = session_for("白老师", "class", frozenset({school_class(store, "三(2)班")}))
    made = PairsPage(desk, today=lambda: AUTUMN_DAY, run=answer)
    desk.shell.show_page(made)
    seen(desk, qtbot)
    choose(made, "李强")
    assert "answer" not in made.aside.buttons
    choose(made, "王芳")
    press(made.aside.buttons["answer"])
    assert answer.cards == ["AnswerCard"]
    assert pairs.lead_of([children["王芳"]], AUTUMN_DAY)[children["王芳"]].teacher_id == children["白老师"]


def test_a_school_without_listed_children_is_told_what_the_page_is_for(desk, qtbot, store):
    made = PairsPage(desk, today=lambda: AUTUMN_DAY)
    desk.shell.show_page(made)
    seen(desk, qtbot)
    assert "还没有要结对的学生" in words(made) and made.stack.currentIndex() == 2


def test_the_papers_are_offered_and_opened(page, desk, qtbot, children, monkeypatch):
    from desktop.views import pairs_papers

    opened = []
    monkeypatch.setattr(
        pairs_papers, "open_paper", lambda desk, code, wanted: opened.append((code, wanted.students))
    )
    choose(page, "王芳")
    for code in filter(None, pairs_papers.OFFERED):
        pairs_papers.show(page, code)
    assert opened[0] == ("D11", (children["王芳"],)) and ("D11C", ()) in opened and len(opened) == 10


def test_the_ledgers_behind_it_stand_side_by_side(desk, qtbot, children):
    made = PairBooksPage(desk)
    desk.shell.show_page(made)
    made.take_hint("measure_template")
    seen(desk, qtbot)
    assert made.key() == "measure_template" and "措施模板" in words(made)


def test_a_class_that_moved_meanwhile_is_read_anew(page, store, desk, qtbot):
    paired(
        store, listed_pupil(store, "周明"), teacher(store, "蔡老师"), day=AUTUMN_DAY - dt.timedelta(days=1)
    )
    seen(desk, qtbot)
    assert "周明" in names(page)


def test_who_is_not_shown_is_counted_and_the_reason_told(page, children):
    page.part.klass.choose(children_class(children["赵敏"]))
    page.part.klass.activated.emit(0)
    assert names(page) == ["赵敏"]
    assert "只看四(1)班，别的班还有 2 人没有显示" in page.part.about.text()
    page.part.klass.choose(None)
    page.part.klass.activated.emit(0)
    assert "没有显示" not in page.part.about.text()


def test_a_class_teacher_is_told_how_many_stand_in_other_classes(desk, qtbot, store, children):
    desk.school.store.session = as_class_teacher(store, school_class(store, "四(1)班")).session
    made = PairsPage(desk, today=lambda: AUTUMN_DAY)
    desk.shell.show_page(made)
    seen(desk, qtbot)
    assert names(made) == ["赵敏"]
    assert "只有自己班，别的班还有 2 人要结对" in made.part.about.text()


def test_names_from_elsewhere_say_who_is_no_longer_to_be_paired(page, children, store):
    page.show_only(("到期的", frozenset({children["王芳"], 999})))
    assert "另有 1 人现在不在要结对的名单上" in page.part.about.text()


def children_class(student):
    return Student.get_by_id(student).school_class_id
