"""评议: grades by keyboard in the order of the printed table, meetings, the school's review in bulk; adding applications."""

import pytest
from as_a_person import press, words
from builders import as_class_teacher, as_headteacher, change, id_number, pupil, school_class
from PySide6.QtCore import Qt
from round_steps import LAST, answer, applying, awaiting, case_of, meet, of, reviewing, today
from waits import pause

from desktop.models.ledgers.recognition import ReviewMeeting
from desktop.models.ledgers.students import Student
from desktop.models.terms import Term
from desktop.services.recognition import approval, cases, overview, rounds
from desktop.services.recognition.cases import Opinion
from desktop.views.recognition_add import ANYBODY, BEFORE, KNOWN, PASTED, AddPage
from desktop.views.recognition_review import ReviewPage
from desktop.views.recognition_round import RoundPage
from desktop.views.recognition_steps import ask_meeting


@pytest.fixture
def review(desk, store, qtbot):
    def show(level="class", run=None, record=None, word="情况属实"):
        page = ReviewPage(desk, run=run or answer(), ask_text=lambda *_, **__: word)
        desk.shell.show_page(page)
        page.take_hint((record or reviewing(store), level))
        pause()
        return page

    return show


def key(qtbot, page, digit):
    qtbot.keyClick(page.table.body, digit)


def named(page):
    return [page.model.index(at, 1).data() for at in range(page.model.rowCount())]


# the class ---------------------------------------------------------------------------------------------


def test_a_digit_is_kept_at_once_and_the_next_pupil_is_up(review, qtbot):
    page = review()
    assert named(page) == ["王芳", "李强"]
    key(qtbot, page, "1")
    key(qtbot, page, "0")
    assert (case_of("王芳").class_grade, case_of("李强").class_grade) == ("1", "0")
    assert {case_of(name).state for name in ("王芳", "李强")} == {"class_reviewed"}


def test_a_wrong_digit_is_put_right_by_another(review, qtbot):
    page = review()
    key(qtbot, page, "1")
    page.table.go_to(0)
    key(qtbot, page, "3")
    assert case_of("王芳").class_grade == "3"


def test_several_chosen_rows_are_graded_together(review, qtbot):
    page = review()
    page.table.body.selectAll()
    key(qtbot, page, "2")
    assert {case_of(name).class_grade for name in ("王芳", "李强")} == {"2"}
    assert case_of("张伟").class_grade is None  # another class


def test_one_step_of_undo_takes_one_grade_back(review, desk, qtbot):
    page = review()
    key(qtbot, page, "1")
    desk.undo()
    assert case_of("王芳").class_grade is None


def test_the_order_is_that_of_the_printed_table(review, store):
    record = reviewing(store)
    change(store, Student, case_of("李强").student_id, seat_no=1)
    change(store, Student, case_of("王芳").student_id, seat_no=2)
    assert named(review(record=record)) == ["李强", "王芳"]


def test_the_class_chooser_goes_on_to_the_next_class(review, qtbot):
    page = review()
    page.aside.class_wanted.emit(case_of("张伟").student.school_class_id)
    assert named(page) == ["张伟"]
    key(qtbot, page, "2")
    assert "评完" in words(page.aside)


def test_a_class_that_is_done_leads_to_the_next_and_the_last_to_the_school(review, qtbot):
    page = review()
    assert "登记会议" not in [one.text() for one in page.make_actions(True)]
    for digit in ("1", "2"):
        key(qtbot, page, digit)
    assert page.make_actions(True)[-1].text() == "评下一个班"
    page.to_next_class()
    assert named(page) == ["张伟"]
    key(qtbot, page, "2")
    assert page.make_actions(False)[-1].text() == "去学校评审"


def test_the_page_opens_at_the_first_class_that_is_not_done(review, store, desk):
    record = reviewing(store)
    opinions = {case_of(name).id: Opinion("2") for name in ("王芳", "李强")}
    cases.class_review(store, opinions)
    assert named(review(record=record)) == ["张伟"]


def test_without_a_meeting_no_grade_is_kept_and_the_page_says_why(review, store, qtbot):
    page = review(record=reviewing(store, meetings=False))
    assert "还没有登记会议" in words(page.aside)
    key(qtbot, page, "1")
    assert case_of("王芳").state == "applied"
    assert "三(2)班：班级评议还没有登记会议" in words(page)


def test_the_minutes_are_a_form_and_grades_may_follow(review, store, qtbot):
    person = answer(day=today(), present="6", chair="田春生", members="田春生、李老师等 6 人")
    page = review(record=reviewing(store, meetings=False), run=person)
    page.ask_meeting()
    held = ReviewMeeting.get()
    assert (held.level, held.present, held.school_class_id) == ("class", 6, page.klass)
    key(qtbot, page, "2")
    assert case_of("王芳").class_grade == "2"


@pytest.mark.parametrize("level, title", [("school", "学校评审会议"), ("class", "三(2)班班级评议会议")])
def test_the_minutes_are_called_by_their_meeting(desk, store, level, title):
    record = reviewing(store, meetings=False)
    klass = case_of("王芳").student.school_class_id if level == "class" else None
    made = ask_meeting(desk, record, level, klass)
    assert title in (made.windowTitle(), *words(made).split("\n"))


def test_too_few_at_the_meeting_are_said(review, store, qtbot):
    record = reviewing(store, meetings=False)
    meet(store, record, level="class", school_class=case_of("王芳").student.school_class_id, present=3)
    page = review(record=record)
    assert "只有 3 人到会" in words(page.aside)


def test_enter_writes_a_word_to_the_grade(review, qtbot):
    page = review()
    qtbot.keyClick(page.table.body, Qt.Key.Key_Return)
    assert "先按数字键评出档次" in words(page)
    key(qtbot, page, "1")
    page.table.go_to(0)
    qtbot.keyClick(page.table.body, Qt.Key.Key_Return)
    assert (case_of("王芳").class_grade, case_of("王芳").class_opinion) == ("1", "情况属实")


# the school --------------------------------------------------------------------------------------------


@pytest.fixture
def classes_done(store):
    record = reviewing(store)
    cases.class_review(
        store,
        {
            case_of("王芳").id: Opinion("1"),
            case_of("李强").id: Opinion("2"),
            case_of("张伟").id: Opinion("0"),
        },
    )
    return record


def test_the_school_follows_the_classes_in_one_press_but_not_for_those_found_not_needy(review, classes_done):
    page = review("school", record=classes_done)
    press(page.bulk)
    assert [(row.state, row.school_grade) for row in of(classes_done)] == [
        ("school_reviewed", "1"), ("school_reviewed", "2"), ("class_reviewed", None),
    ]  # fmt: skip
    press(page.bulk)
    assert "逐个看" in words(page)


def test_nought_at_the_schools_review_declines_with_the_reason(review, classes_done, qtbot):
    page = review("school", answer(why="家庭收入高于标准"), classes_done)
    page.table.go_to(2)
    key(qtbot, page, "0")
    assert (case_of("张伟").state, case_of("张伟").why_not) == ("declined", "家庭收入高于标准")
    assert case_of("张伟").school_grade is None


def test_the_classes_done_lead_to_the_school_and_the_school_back_to_the_round(
    review, classes_done, went, qtbot
):
    page = review(record=classes_done)
    page.to_school()
    assert page.title() == "学校评审"
    press(page.bulk)
    page.leave()
    assert went == [("recognition", classes_done)]


# adding ------------------------------------------------------------------------------------------------


@pytest.fixture
def adding(desk, store, qtbot):
    def show(record=None):
        page = AddPage(desk)
        desk.shell.show_page(page)
        page.take_hint(record or applying(store))
        pause()
        return page

    return show


def offered(page):
    return [page.model.index(at, 1).data() for at in range(page.model.rowCount())]


def test_everybody_with_a_hardship_is_offered_and_ticked(adding, store, went):
    page = adding()
    pupil(store, "赵敏")
    assert offered(page) == ["王芳", "李强", "张伟"]
    assert page.add.text() == "增加 3 份申请"
    press(page.add)
    assert {row.state for row in of(page.record)} == {"draft"}
    assert went == [("recognition", page.record)]


def test_space_leaves_somebody_out(adding, qtbot):
    page = adding()
    page.table.go_to(0)
    qtbot.keyClick(page.table.body, Qt.Key.Key_Space)
    press(page.add)
    assert [Student.caption_of(row.student_id) for row in of(page.record)] == ["李强", "张伟"]


def test_forms_already_in_hand_are_applications_at_once(adding):
    page = adding()
    page.state.choose("applied")
    page.day.show_value(LAST)
    press(page.add)
    assert {(row.state, row.applied_on) for row in of(page.record)} == {("applied", LAST)}


def test_nothing_is_added_when_the_day_is_missing(adding):
    page = adding()
    page.state.choose("applied")
    page.day.show_value(None)
    press(page.add)
    assert of(page.record) == []
    assert "请填写哪天收到申请表" in words(page)


def test_anybody_is_found_by_name_pinyin_or_class(adding, store, qtbot):
    record = applying(store)
    pupil(store, "赵敏", "四(1)班")
    page = adding(record)
    page.tabs.setCurrentIndex(ANYBODY)
    for typed, found in (("赵", ["赵敏"]), ("zm", ["赵敏"]), ("四(1)班", ["赵敏", "张伟"]), ("没有的", [])):
        page.words.setText(typed)
        pause()
        assert set(offered(page)) == set(found)


def test_a_pasted_list_says_which_lines_it_did_not_know(adding, store, qtbot):
    record = applying(store)
    for klass in ("一(1)班", "二(1)班"):
        pupil(store, "陈静", klass)
    zhao = pupil(store, "赵敏", id_number=id_number(9))
    page = adding(record)
    press(page.none_in)
    page.tabs.setCurrentIndex(PASTED)
    page.text.setPlainText(f"{id_number(9)}\n陈静 二(1)班\n陈静\n王大锤\n王芳、李强")
    pause()
    assert offered(page) == ["赵敏", "陈静", "王芳", "李强"]
    read = words(page)
    assert "有 2 个同名的学生（一(1)班、二(1)班）" in read and "花名册里没有这个姓名" in read
    press(page.add)
    assert zhao in {row.student_id for row in of(record)} and len(of(record)) == 4


def test_who_has_an_application_is_not_offered_again(adding, store, qtbot):
    record = applying(store)
    rounds.add_cases(store, record, rounds.from_hardships(store, record))
    page = adding(record)
    assert page.offers[KNOWN] == [] and not page.add.isEnabled()
    page.tabs.setCurrentIndex(PASTED)
    page.text.setPlainText("王芳")
    pause()
    assert "王芳已经有申请了" in words(page)


def test_last_times_pupils_come_with_what_their_family_told(adding, store):
    record, _ = awaiting(store)
    approval.approve(as_headteacher(store), record)
    later = rounds.open_round(store, Term(2027, 1))
    page = adding(later)
    page.tabs.setCurrentIndex(BEFORE)
    assert offered(page) == ["王芳", "李强", "张伟"]
    assert "2026—2027学年" in page.model.index(0, 4).data()


# the class teacher -------------------------------------------------------------------------------------


def test_a_class_teacher_grades_the_own_class_from_the_page_of_recognition(make_desk, school, qtbot):
    record = reviewing(school.store, meetings=False)
    school.store.session = as_class_teacher(school.store, school_class(school.store, "三(2)班")).session
    desk = make_desk(school)
    rounds_page = RoundPage(desk)
    desk.shell.show_page(rounds_page)
    assert rounds_page.next_step()[0] == "班级评议"
    page = ReviewPage(desk, run=answer(day=today(), chair="田春生", present=7))
    desk.shell.show_page(page)
    page.take_hint((record, "class"))
    assert named(page) == ["王芳", "李强"] and "本班已评 0 / 2 份" in words(page)
    page.ask_meeting()
    assert ReviewMeeting.get().present == 7
    pause()
    page.table.go_to(0)
    key(qtbot, page, "2")
    key(qtbot, page, "3")
    assert (case_of("王芳").class_grade, case_of("李强").class_grade) == ("2", "3")
    assert page._next_step(some_left=False) is None


def test_the_grade_so_far_stands_beside_the_new_one_in_a_term_adjustment(review, store, monkeypatch, qtbot):
    page = review()
    keys = [column.key for column in page.model.columns]
    shown = {one["key"]: one["shown"] for one in page.table.column_states()}
    assert not shown["before"]  # the first round has nothing before it
    monkeypatch.setattr(overview, "grades_before", lambda *_: {case_of("王芳").student_id: "1"})
    page.reload()
    assert page.model.index(0, keys.index("before")).data() == "特别困难"
    assert {one["key"]: one["shown"] for one in page.table.column_states()}["before"]
