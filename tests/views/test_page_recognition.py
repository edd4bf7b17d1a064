"""认定: the round as a ladder with its next step, the table of applications, one application beside it."""

import datetime as dt

import pytest
from as_a_person import press, words
from builders import AUTUMN, as_class_teacher, as_headteacher, change, id_number, school_class
from PySide6.QtWidgets import QMenu
from round_steps import (
    LAST,
    answer,
    applied,
    applying,
    awaiting,
    case_of,
    hung,
    of,
    opened,
    reviewed,
    reviewing,
    state,
    today,
)
from waits import pause

from desktop.models.journal import AccessNote
from desktop.models.ledgers.posting import Posting
from desktop.models.ledgers.recognition import RecognitionRound
from desktop.models.ledgers.students import Student
from desktop.services.paper.documents.proof_page_figures import figures_of_table
from desktop.services.recognition import approval, cases, posting, rounds
from desktop.views.buttons import Button
from desktop.views.preview import PreviewPage
from desktop.views.proofs import FiguresDialog
from desktop.views.recognition_page import CHANGES, SCORES, RecognitionPage
from desktop.views.recognition_round import RoundPage


@pytest.fixture
def open_page(desk, qtbot):
    def show(record=None, run=None):
        page = RoundPage(desk, run=run or answer())
        if record is not None:
            page.take_hint(record)
        desk.shell.show_page(page)
        pause()
        return page

    return show


def steps(page):
    """The one next step, when there is one."""
    return [one for one in page.findChildren(Button) if one.role == "primary" and one.isVisibleTo(page)]


def primary(page):
    """The one next step; a page read anew shows its buttons a moment later."""
    for _ in range(100):
        if steps(page):
            break
        pause()
    (found,) = steps(page)
    return found


def cell(page, at, key):
    keys = [one.key for one in page.table.model.columns]
    return page.table.model.index(at, keys.index(key)).data()


# the ladder --------------------------------------------------------------------------------------------


def test_an_empty_page_says_what_a_round_is_and_begins_one(open_page, qtbot):
    page = open_page()
    assert "还没有认定批次" in words(page)
    press(primary(page))
    pause()
    assert RecognitionRound.get().term == AUTUMN.code
    assert "登记提前告知" in primary(page).text()


def test_each_press_of_the_next_step_takes_the_round_one_rung_on(open_page, store, qtbot):
    record = opened(store)
    page = open_page(record, answer(told_on=LAST, told_families=186))
    press(primary(page))
    pause()
    assert (state(record), primary(page).text()) == ("told", "开始受理申请")
    page.run = answer(apply_from=LAST, apply_until=today())
    press(primary(page))
    pause()
    assert (state(record), primary(page).text()) == ("applying", "开始学校认定")


def test_a_refused_step_keeps_the_card_with_the_sentence_and_what_was_typed(open_page, store):
    record = opened(store)
    ahead = today() + dt.timedelta(days=3)
    person = answer(told_on=ahead, told_how="家长会")
    page = open_page(record, person)
    page.tell()
    assert "还没有到" in person.said
    assert person.card.editors["told_how"].text() == "家长会"
    assert state(record) == "open"


def test_a_card_says_beside_the_field_what_is_missing(open_page, store):
    record = opened(store)
    person = answer(told_how="")
    page = open_page(record, person)
    page.tell()
    assert "请填写告知方式" in person.card.boxes["told_how"].sentence.text()
    assert state(record) == "open"


def test_the_ladder_says_what_is_missing_next(open_page, store):
    page = open_page(reviewing(store, meetings=False))
    read = words(page.aside)
    assert "186 户" in read and "班级评议还没有登记会议" in read
    assert "2 / 6 步" in read


def test_a_step_too_early_is_refused_on_the_page(open_page, store, desk):
    record = applying(store)
    page = open_page(record)
    press(primary(page))
    assert "还没有一份申请" in words(page)
    assert state(record) == "applying"


def test_review_leads_to_the_classes_then_to_the_school_then_to_the_wall(open_page, store, went, qtbot):
    record = reviewing(store)
    page = open_page(record)
    press(primary(page))
    opinions = {row.id: cases.Opinion("2") for row in of(record)}
    cases.class_review(store, opinions)
    pause()
    press(primary(page))
    cases.school_review(store, opinions)
    pause()
    press(primary(page))
    assert went == [
        ("recognition_review", (record, "class")),
        ("recognition_review", (record, "school")),
        ("posting", ("round", record)),
    ]


def test_a_list_taken_down_is_handed_to_the_headteacher(open_page, store):
    record, posted = hung(store)
    down = Posting.get_by_id(posted).until_day + dt.timedelta(days=1)
    posting.take_down(store, posted, down)
    page = open_page(record)
    page.ask_text = lambda *_told, **_more: (
        "申请表在班主任处，下周交"
    )  # papers are missing: whoever goes on writes why
    press(primary(page))
    assert state(record) == "awaiting"


def test_the_headteacher_is_led_to_the_signing_and_changes_nothing_else(make_desk, school, store, qtbot):
    record, _ = awaiting(store)
    school.store.session = as_headteacher(store).session
    desk = make_desk(school)
    gone = []
    desk.place_wanted.connect(lambda *told: gone.append(told))
    page = RoundPage(desk)
    page.take_hint(record)
    desk.shell.show_page(page)
    pause()
    assert [one.text() for one in (primary(page),)] == ["看一看，审批"]
    press(primary(page))
    assert gone == [("sign", ("round", record))]
    menu = QMenu()
    page.table.table.go_to(0)
    page.work.fill(menu, [])
    assert [action.isEnabled() for action in menu.actions()] == [False]


def test_an_approved_round_is_filed_with_the_day_of_the_national_system(open_page, store, qtbot):
    record, _ = awaiting(store)
    approval.approve(as_headteacher(store), record)
    page = open_page(record, answer(system_on=today()))
    press(primary(page))
    assert state(record) == "archived"
    assert {row.system_on for row in of(record)} == {today()}
    pause()
    assert steps(page) == []


def test_the_next_round_is_a_terms_adjustment_from_those_recognised(open_page, store, desk):
    record, _ = awaiting(store)
    approval.approve(as_headteacher(store), record)
    desk.set_term(AUTUMN.next)
    page = open_page(record)
    page.open_round()
    row = RecognitionRound.select().order_by(RecognitionRound.id.desc()).first()
    assert (row.kind, row.term, len(of(row.id))) == ("term", AUTUMN.next.code, 3)
    assert "认定调整" in page.title()
    page.rounds.choose(record)
    page.rounds.activated.emit(0)
    assert page.record == record


# the table ---------------------------------------------------------------------------------------------


def test_numbers_are_masked_until_the_eye_is_opened_and_that_is_noted(open_page, store):
    record = applied(store)
    change(store, Student, case_of("王芳").student_id, id_number=id_number(3))
    page = open_page(record)
    assert "*" in cell(page, 0, "number")
    press(page.table.eye)
    assert cell(page, 0, "number") == id_number(3)
    assert AccessNote.select().where(AccessNote.verb == "查看完整号码").count() == 1


def test_discreet_mode_shows_nothing_of_need(open_page, store):
    page = open_page(reviewed(store))
    assert cell(page, 0, "kinds") and cell(page, 0, "school_grade")
    press(page.table.hide_)
    assert [cell(page, 0, key) for key in ("kinds", "score", "class_grade", "school_grade", "lack")] == [
        ""
    ] * 5
    page.table.table.go_to(0)
    page.table.table.opened.emit(0)
    assert page.desk.shell.drawer() is None
    press(page.table.hide_)
    assert cell(page, 0, "kinds")


def test_filters_narrow_by_class_state_kind_and_grade(open_page, store):
    record = reviewing(store)
    cases.class_review(
        store, {case_of("王芳").id: cases.Opinion("1"), case_of("李强").id: cases.Opinion("2")}
    )
    page = open_page(record)
    shown = page.table.model.rowCount
    for chip, value, count in (
        (page.table.classes, "三(2)班", 2), (page.table.states, "applied", 1), (page.table.grades, "1", 1),
        (page.table.kinds, "05.1", 3), (page.table.some, "lack", 3),
    ):  # fmt: skip
        chip.choose([value])
        chip.changed.emit([value])
        assert shown() == count
        chip.clear()
    assert shown() == 3


def test_who_lacks_papers_is_one_press_away(open_page, store):
    record = applied(store)
    page = open_page(record)
    cases.withdraw(store, [case_of("李强").id], "家长放弃")
    page.reload()
    page.aside.lacking_wanted.emit()
    assert [cell(page, at, "name") for at in range(page.table.model.rowCount())] == ["王芳", "张伟"]
    page.table.some.clear()
    assert page.table.model.rowCount() == 3


def test_chosen_applications_are_returned_withdrawn_and_declined_with_a_reason(open_page, store, qtbot):
    record = reviewed(store)
    page = open_page(record, answer(why="材料不齐"))
    for at, way in ((0, "returned"), (1, "withdrawn"), (2, "declined")):
        page.table.table.go_to(at)
        page.work.way_out(way)
        pause()
    assert {row.state for row in of(record)} == {"returned", "withdrawn", "declined"}
    assert {row.why_not for row in of(record)} == {"材料不齐"}


def test_whom_the_class_found_not_needy_is_declined_without_a_grade_of_the_schools(store, open_page, qtbot):
    record = reviewing(store)
    cases.class_review(store, {case_of("王芳").id: cases.Opinion("0")})
    page = open_page(record, answer(why="家庭收入较高"))
    page.table.table.go_to(0)
    page.work.way_out("declined")
    pause()
    assert (case_of("王芳").state, case_of("王芳").school_grade) == ("declined", None)
    page.work.take_up_again()
    assert case_of("王芳").state == "class_reviewed"


def test_forms_that_came_in_turn_drafts_into_applications(open_page, store):
    record = applying(store)
    rounds.add_cases(store, record, rounds.from_hardships(store, record))
    page = open_page(record, answer(applied_on=LAST))
    page.table.table.body.selectAll()
    page.work.received()
    assert {(row.state, row.applied_on, row.promise) for row in of(record)} == {("applied", LAST, True)}


def test_another_grade_on_the_wall_breaks_the_posting_off(open_page, store):
    record, posted = hung(store)
    page = open_page(record, answer(school_grade="1", why="复核后调整"))
    page.table.table.go_to(0)
    page.work.other_grade()
    assert (state(record), Posting.get_by_id(posted).state) == ("reviewing", "broken")


def test_the_menu_offers_only_what_the_chosen_state_allows(open_page, store):
    page = open_page(applied(store))
    page.table.table.go_to(0)
    menu = QMenu()
    page.work.fill(menu, [])
    offered = " ".join(action.text() for action in menu.actions())
    assert "退回申请 1 份" in offered and "撤回申请 1 份" in offered
    assert "不予认定" not in offered and "登记收到" not in offered


def test_a_whole_round_is_scored_off_the_windows_thread(open_page, store, desk, qtbot):
    record = applied(store)
    page = open_page(record)
    page.work.score()
    qtbot.waitUntil(lambda: not desk.jobs.busy())
    assert all(row.score is not None for row in of(record))


def test_a_class_teacher_sees_the_own_class_and_no_button_that_does_something(
    make_desk, school, store, qtbot
):
    record = applied(store)
    school.store.session = as_class_teacher(store, school_class(store, "四(1)班")).session
    desk = make_desk(school)
    page = RecognitionPage(desk)
    page.take_hint(record)
    desk.shell.show_page(page)
    pause()
    assert [cell(page.rounds, at, "name") for at in range(page.rounds.table.model.rowCount())] == ["张伟"]
    assert steps(page.rounds) == []
    assert len(page.pages) == 2  # the table of points is the school's business


def test_tabs_lead_to_changes_and_to_the_table_of_points(desk, store, qtbot):
    page = RecognitionPage(desk)
    desk.shell.show_page(page)
    page.take_hint("scores")
    assert page.currentIndex() == SCORES
    assert "满 90 分特别困难" in page.pages[SCORES].fact()
    page.tabs[SCORES].setCurrentIndex(CHANGES)
    assert page.currentIndex() == CHANGES
    assert page.tabs[CHANGES].currentIndex() == CHANGES


# proofs ------------------------------------------------------------------------------------------------


def previewed(desk, qtbot):
    qtbot.waitUntil(lambda: isinstance(desk.shell.page(), PreviewPage), timeout=20_000)
    return desk.shell.page()


def test_heads_by_grade_and_state_lead_to_their_page_of_proof(open_page, store, desk, qtbot):
    page = open_page(reviewed(store))
    links = {one.accessibleName(): one for one in page.aside.findChildren(Button)}
    assert links["困难 3 人的佐证页"].text() == "3 人" and "学校已评审 3 人的佐证页" in links
    press(links["困难 3 人的佐证页"])
    assert "困难人数" in previewed(desk, qtbot).name


def test_the_table_for_the_county_offers_its_figures(open_page, store, desk, qtbot):
    record = reviewed(store)
    page = open_page(record)
    page._open_paper("D6")
    shown = previewed(desk, qtbot)
    heads = [one.text() for one in shown.findChildren(Button) if one.isVisible()]
    assert {"返回", "佐证页", "存为 PDF", "打印"} <= set(heads)
    dialog = FiguresDialog(desk, figures_of_table(store, record))
    press(dialog.links[0])
    qtbot.waitUntil(lambda: desk.shell.page() is not shown, timeout=20_000)
    assert "认定结果人数" in previewed(desk, qtbot).name
